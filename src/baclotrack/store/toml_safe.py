"""TOML read within bounds: whatever a text holds, reading it takes little time and little memory.

The parser of Python is correct, and slow on purpose-made texts: the work for a name such as `a.a.a.a` grows with the
square of its dots, a number such as 0xFFFF... or 1e999999999 costs nothing to read and everything to write down again.
"""

import re
import tomllib
from decimal import Decimal
from typing import Any

BOM = "\ufeff"
MOST_BYTES = 50_000
"""More than forty times the longest template."""
MOST_DOTS = 16
LARGEST = 2**63
"""TOML's own bound for whole numbers."""
MOST_DIGITS = 30
PART = r"""(?>[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*+\.[ \t]*+"""
LONG_NAME = re.compile(rf"(?<![A-Za-z0-9_-])(?:{PART}){{{MOST_DOTS + 1}}}")
"""Found in a note as well, where so many words in a row are parted by dots alone."""
Where = tuple[str | int, ...]


class StrangeError(ValueError):
    """A value that no file of this program needs, and where it stands."""

    def __init__(self, where: Where, why: str) -> None:
        """Keep the place and the reason."""
        super().__init__(why)
        self.where = where


def load(text: str) -> dict[str, Any]:
    """Return what a TOML text says; its numbers are exact.

    Raises:
        ValueError: when it is no TOML, or goes beyond the bounds; as a StrangeError where the place is known.
    """
    text = text.removeprefix(BOM)
    if len(text) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES} characters")
    found = LONG_NAME.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"A name with more than {MOST_DOTS} dots (at line {line}, column 1)")
    try:
        told = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        raise
    except (ValueError, ArithmeticError):
        raise ValueError("A number that is far too long") from None
    except RecursionError:
        raise ValueError("Brackets within brackets, far too many") from None
    _hold(told, ())
    return told


def _hold(value: object, where: Where) -> None:
    """Refuse numbers that are far too long to be written down.

    Raises:
        StrangeError: with the place of the first one.
    """
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            _hold(one, (*where, key))
    elif _far_too_long(value):
        raise StrangeError(where, "this number is far too long. Correct it.")


def _far_too_long(value: object) -> bool:
    """Return whether this is a number with more digits, before or after its point, than anybody writes down."""
    if isinstance(value, int):
        return not -LARGEST <= value < LARGEST
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    return len(digits) > MOST_DIGITS or abs(int(exponent)) > MOST_DIGITS
