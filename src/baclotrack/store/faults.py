"""What is wrong with a line of the journal: where, what, and how the line begins, made harmless to print.

On the path of every daily command; of a file that is no journal there may be a million such lines.
"""

from collections.abc import Iterable
from typing import NamedTuple

from baclotrack.core.limits import UnfitError
from baclotrack.store.line_bytes import MARK, intact_within

FILE = "journal.jsonl"
EXCERPT, LONGEST_REASON = 60, 200
Alike = dict[bytes, tuple[str, str, str]]
"""What was found wrong with damaged lines, by their bytes: slug, words, and how the line begins."""


class Fault(NamedTuple):
    """What is wrong with one line: a whole sentence with its place, and how the line begins, made harmless.

    `gone` tells the entries that are missing: device, first and last. Of very many faults, one stands for
    `many` of its kind, found in lines from `line` to `last`; `last` is 0 where it stands for itself alone.
    """

    line: int
    slug: str
    text: str
    excerpt: str = ""
    gone: tuple[str, int, int] = ("", 0, 0)
    many: int = 1
    last: int = 0

    def what(self) -> str:
        """Return what is wrong, without the place."""
        alone, many = f"{FILE} line {self.line}: ", f"{FILE} lines {self.line} to {self.last}: "
        return self.text.removeprefix(alone).removeprefix(many)


def number_of(faults: Iterable[Fault]) -> int:
    """Return how many faults there are, those counted that one stands for."""
    return sum(one.many for one in faults)


def why(error: Exception) -> str:
    """Return the reason of an error as words that fit into a sentence, plain whatever the line held."""
    if isinstance(error, KeyError):
        return _plain(f"{error.args[0]}: this is missing")
    return _plain(str(error)) if isinstance(error, UnfitError) else "it has another shape"


def _plain(text: str) -> str:
    """Return the beginning of a text as plain letters, everything else escaped."""
    text = text[:LONGEST_REASON]
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if " " <= one <= "~" else ascii(one)[1:-1] for one in text)


def torn_line(place: int, line: bytes) -> Fault:
    """Return the fault of a last line that is not whole."""
    return fault_of(place, "torn", f"its end is missing; it was cut, or not written to the end{still_read(line)}", line)


def damaged_line(place: int, line: bytes, alike: Alike) -> Fault:
    """Tell what is wrong with a line whose checksum is missing or does not match.

    Of a file that is no journal there may be a million such lines, many of them alike: each is looked at once.
    """
    found = alike.get(line)
    if found is None:
        slug, what = damage(line)
        found = alike[line] = (slug, what + still_read(line), _excerpt(line))
    slug, what, excerpt = found
    return Fault(place, slug, f"{FILE} line {place}: {what}.", excerpt)


def still_read(line: bytes) -> str:
    """Return, as the end of a sentence, how many whole entries of a damaged line count all the same; mostly none."""
    count = sum(1 for _ in intact_within(line)) if MARK in line else 0
    if not count:
        return ""
    return "; one whole entry in it still counts" if count == 1 else f"; {count} whole entries in it still count"


def damage(line: bytes) -> tuple[str, str]:
    """Return what is wrong with a line whose checksum is missing or does not match: its slug, and words."""
    if b"\0" in line:
        return "nul", "it holds empty bytes, as a crash leaves them on a disk"
    try:
        line.decode()
    except UnicodeDecodeError:
        return "not-utf-8", "it holds bytes that are no text"
    if MARK not in line:
        return "no-checksum", "it has no checksum: it was cut, or something else wrote it"
    return "wrong-checksum", "its checksum does not match, so it was changed or damaged"


def fault_of(place: int, slug: str, text: str, line: bytes) -> Fault:
    """Return a fault with its place, and the beginning of the line as plain letters."""
    return Fault(place, slug, f"{FILE} line {place}: {text}.", _excerpt(line))


def _excerpt(line: bytes) -> str:
    """Return the beginning of a line as plain letters."""
    return _plain(line[:EXCERPT].decode("latin-1"))
