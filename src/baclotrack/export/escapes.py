"""Free text on its way out: control and direction characters are shown as escapes, everything else is kept.

A reader of a table or a health record is no terminal, but what it shows may be one. So what is invisible and changes
what is seen (controls, direction overrides, line and paragraph separators, halves of broken characters) is written out
as an escape of two or four hexadecimal digits, as in a Python string, and a backslash as two. So nothing is lost, and
`unescaped` gives the text back.
"""

import re

_INVISIBLE = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
_DIRECTION = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"
_BREAKING = "\\xad\\u200b\\u2028\\u2029\\u2060-\\u2064\\ufeff\\ud800-\\udfff"
_UNSAFE = re.compile(f"[{_INVISIBLE}{_DIRECTION}{_BREAKING}]|\\r(?!\\n)|\\\\")
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4}))")
TWO_DIGITS = 0xFF


def escaped(text: str) -> str:
    """Return text with nothing invisible in it but tabs and line breaks; `unescaped` undoes it."""
    return _UNSAFE.sub(_escape, text) if _UNSAFE.search(text) else text


def unescaped(text: str) -> str:
    """Return the text that `escaped` was given."""
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)) if found[1] or found[2] else "\\", text)


def _escape(found: re.Match[str]) -> str:
    """Return one character as an escape."""
    character = found[0]
    if character == "\\":
        return "\\\\"
    number = ord(character)
    return f"\\x{number:02x}" if number <= TWO_DIGITS else f"\\u{number:04x}"


def visible(text: str) -> str:
    """Return text with nothing invisible in it, to be read and not to be undone: backslashes stay as they are."""
    return _UNSAFE.sub(lambda found: found[0] if found[0] == "\\" else _escape(found), text)
