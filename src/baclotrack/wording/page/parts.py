"""What a page is made of: lines, facts and tables of words. Renderers place these and word nothing themselves.

Text that somebody wrote stands between two marks and is harmless already: every control, escape and direction
character in it is an escape. A renderer turns the marks into whatever keeps such text apart from the sentence around
it, so that a name written from right to left can never move a number beside it.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from baclotrack.core.trend import Trend
from baclotrack.wording.words import day_words

BEGIN, END = "\ufdd0", "\ufdd1"
"""The marks: code points that are no characters, kept for a program's own use."""

JOINERS = "\u200c\u200d"
"""They join or part letters, and are needed to write Persian and emoji; they move nothing."""

WHOLE = re.compile(
    r"\[?\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)+\]?(?: mg\b)?"
    r"|\b\d+(?:\.\d+)? (?:mg|micrograms|mL|h|min)\b"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?: \d{4}\b)?"
)
"""Doses, amounts with their unit, and dates: half of one at the end of a line reads as another."""

LONGEST = 60
"""Characters of a name or a title that somebody wrote."""

SHORT = 40
"""Characters of a name that stands on the page already."""

LONGER = 110
"""Characters of a question."""


YEAR_DAYS = 365
"""From so many days on a day and its month may come twice."""


class Fact(NamedTuple):
    """A label and its value; `known` is false where nobody was asked."""

    label: str
    value: str
    known: bool = True


class Table(NamedTuple):
    """A table: the heads of its columns, and the rows.

    The first cell of a row is its head. `numbers` are the columns that hold numbers, `days` those that hold dates.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


class Room(NamedTuple):
    """How many rows of a kind stand on the first sheet; the rest is on the second, or counted."""

    effects: int = 6
    named: int = 30
    steps: int = 12
    reasons: int = 9
    said: int = 6
    flags: int = 3
    questions: int = 5


MONTH = Room()
LONG = Room(named=8, steps=7, reasons=6, said=3, questions=3)
"""For a longer period, which has a second sheet."""


class Section(NamedTuple):
    """A part of the page: its id, its title, and what stands in it, in this order."""

    id: str
    title: str
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    more: tuple[str, ...] = ()


class Chart(NamedTuple):
    """The words of the chart: its title, a description that says all it shows, and the names of its two panels.

    A panel without a name is not drawn.
    """

    title: str
    text: str
    dose: str
    measure: str
    legend: tuple[tuple[str, str], ...]
    trend: Trend


class Page(NamedTuple):
    """The page: `first` stands alone on one sheet, `second` has the detail and may be empty."""

    title: str
    subtitle: str
    first: tuple[Section, ...]
    chart: Chart
    second: tuple[Section, ...]
    notes: Section | None
    limit: str

    def part(self, name: str) -> Section:
        """Return a part of the first sheet."""
        return next(one for one in self.first if one.id == name)


def theirs(text: str, most: int = LONGEST) -> str:
    """Return text that somebody wrote: harmless, between its marks, and cut where it is too long for a page."""
    safe = harmless(text)
    return BEGIN + (safe if len(safe) <= most else safe[: most - 3] + "...") + END


def harmless(text: str) -> str:
    """Return text with every control, escape, direction and invisible character as a readable escape."""
    return "".join(one if one.isprintable() or one in JOINERS else escaped(one) for one in text)


def escaped(character: str) -> str:
    """Return one character as a readable escape."""
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def split_marks(text: str) -> Iterable[tuple[str, bool]]:
    """Yield the pieces of a text, harmless all of them, each with whether somebody wrote it."""
    inside = False
    piece = ""
    for one in text:
        if one in {BEGIN, END}:
            if piece:
                yield harmless(piece), inside
            piece, inside = "", one == BEGIN
        else:
            piece += one
    if piece:
        yield harmless(piece), inside


def split_whole(piece: str) -> Iterable[tuple[str, bool]]:
    """Yield the pieces of the program's own words, each with whether no line may break in it."""
    done = 0
    for found in WHOLE.finditer(piece):
        if found.start() > done:
            yield piece[done : found.start()], False
        yield found[0], True
        done = found.end()
    if done < len(piece):
        yield piece[done:], False


def plain(name: str) -> str:
    """Return a name of the catalogue as people write it: low mood. One that somebody made up is kept apart."""
    words = name.replace("-", " ").replace("_", " ")
    return words if words.isascii() and words.isprintable() else theirs(words)


def bare(name: str) -> str:
    """Return a measure's name as it stands within a sentence: stiffness 0-10, without the comma before its range."""
    words = name.replace(", ", " ")
    return words if words.isascii() and words.isprintable() else theirs(words)


def short_day(day: date, since: date, until: date) -> str:
    """Return a day without its year, where the days of the page lie within one year, so that it can mean one only."""
    return day_words(day) if (until - since).days >= YEAR_DAYS else day_words(day).rpartition(" ")[0]


def joined(parts: Iterable[str], between: str = "; ") -> str:
    """Return the parts that are not empty, joined."""
    return between.join(one for one in parts if one)
