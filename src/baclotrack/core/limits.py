"""The ranges that numbers and texts keep to (contract, section 8), and the checks that hold values against them.

One table for all: what the journal may hold, what a file may say, and what the command line accepts.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar


class Range(NamedTuple):
    """The lowest and the highest number that is accepted, both included."""

    low: int
    high: int
    whole: bool = False

    def words(self) -> str:
        """Return the range as words: `a number from 0 to 24`."""
        return f"a {'whole ' if self.whole else ''}number from {self.low} to {self.high}"


MG = Range(0, 500)
STRENGTH_MG = Range(0, 500)
DRINKS = Range(0, 100)
GRADE = Range(0, 3, whole=True)
TABLETS = Range(0, 100_000)
MICROGRAMS = Range(0, 100_000)
"""A pump's own unit; no range of mg has anything to do with it."""
BORN = Range(1900, 2199, whole=True)
EGFR = Range(0, 300)
DAYS = Range(0, 3660, whole=True)
HOLD_DAYS = Range(1, 3660, whole=True)
COUNT = Range(1, 1_000_000_000, whole=True)
"""This device's count of a journal line."""
OWN_MEASURE = Range(-1_000_000, 1_000_000)
"""A measure that a plan defines; the plan itself may be narrower."""

MEASURES: Mapping[str, Range] = {
    "sleep_hours": Range(0, 24),
    "sleep_quality": Range(1, 5),
    "latency_min": Range(0, 1440),
    "awakenings": Range(0, 99, whole=True),
    "awake_min": Range(0, 1440),
    "spasm_frequency": Range(0, 4),
    "spasticity": Range(0, 10),
    "craving": Range(0, 10),
    "leg_restlessness": Range(0, 10),
    "daytime_sleepiness": Range(0, 4),
}
YES_NO = frozenset({"sleep_improved", "fell_back_asleep"})
TIMES = frozenset({"bed_at", "tried_at", "woke_at", "up_at"})

NOTE_CHARACTERS = 10_000
TEXT_CHARACTERS = 200
NAME_CHARACTERS = 64
LONGEST_SHOWN = 20
KNOWN_NAMES = 1024
"""So many names are remembered; those of a journal are few, and come again and again."""
WHOLE = tuple(Decimal(number) for number in range(101))
"""The whole numbers that most answers are, made once."""
DECIMALS = 6
"""So many decimals at most: sums of such numbers are exact."""
YEARS = Range(1900, 2199, whole=True)
"""Years outside are taken for slips; inside, no sum of days can leave the calendar."""

NAME_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
ID_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$"
CONTROL_PATTERN = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"

_NAME = re.compile(NAME_PATTERN[1:-1])
_TIME = re.compile(TIME_PATTERN[1:-1])
_DAY_TIME = re.compile(f"{TIME_PATTERN[1:-1]}(:[0-5][0-9])?")
_ID = re.compile(ID_PATTERN[1:-1])
_CONTROL = re.compile(CONTROL_PATTERN)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")

Item = TypeVar("Item")


class UnfitError(ValueError):
    """A value that does not fit: the field, and why, as words that go after its name."""

    def __init__(self, field: str, why: str) -> None:
        """Keep the field and the reason together."""
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


def number(value: object, allowed: Range, field: str) -> Decimal:
    """Return an exact number within a range.

    Raises:
        UnfitError: when it is no number (a yes or no is none either), out of range, or has too many decimals.
    """
    if type(value) is int and allowed.low <= value <= allowed.high:
        return WHOLE[value] if 0 <= value < len(WHOLE) else Decimal(value)
    if type(value) is not int and not (type(value) is Decimal and value.is_finite()):
        raise UnfitError(field, f"this is not {allowed.words()}")
    if not allowed.low <= value <= allowed.high or (allowed.whole and value != int(value)):
        raise UnfitError(field, f"{str(value)[:LONGEST_SHOWN]} is not {allowed.words()}")
    if type(value) is Decimal and value != round(value, DECIMALS):
        raise UnfitError(field, f"more than {DECIMALS} decimals")
    return Decimal(value)


def whole(value: object, allowed: Range, field: str) -> int:
    """Return a whole number within a range.

    Raises:
        UnfitError: when it is no whole number, or out of range.
    """
    if type(value) is not int:
        raise UnfitError(field, f"this is not {allowed.words()}")
    if not allowed.low <= value <= allowed.high:
        raise UnfitError(field, f"{str(value)[:LONGEST_SHOWN]} is not {allowed.words()}")
    return value


def name(value: object, field: str) -> str:
    """Return a name: small letters, digits, hyphens and underscores, 64 at most.

    Raises:
        UnfitError: when it is none.
    """
    if isinstance(value, str) and _is_name(value):
        return value
    raise UnfitError(field, "a name has small letters, digits, - and _ only, 64 at most")


@lru_cache(KNOWN_NAMES)
def _is_name(value: str) -> bool:
    """Return whether a text is a name."""
    return _NAME.fullmatch(value) is not None


def words(value: object, field: str, most: int = TEXT_CHARACTERS) -> str:
    """Return one line of words, such as somebody's name: no control characters, and not empty.

    Raises:
        UnfitError: when it is something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise UnfitError(field, "words are needed here")
    if len(value) > most:
        raise UnfitError(field, f"{len(value)} characters are more than {most}")
    if _CONTROL.search(value):
        raise UnfitError(field, "control characters and line breaks cannot stand here")
    return value


def text(value: object, field: str) -> str:
    """Return text of whatever length, kept exactly.

    Raises:
        UnfitError: when it is no text.
    """
    if isinstance(value, str):
        return value
    raise UnfitError(field, "this is not text")


def free(value: object, field: str) -> str:
    """Return free text, kept exactly, 10,000 characters at most.

    Raises:
        UnfitError: when it is no text or too long.
    """
    value = text(value, field)
    if len(value) > NOTE_CHARACTERS:
        raise UnfitError(field, f"{len(value)} characters are more than {NOTE_CHARACTERS}")
    return value


def identity(value: object, field: str) -> str:
    """Return the id of an entry.

    Raises:
        UnfitError: when it does not look like one.
    """
    if isinstance(value, str):
        if value.isascii() and value.isalnum() and len(value) <= NAME_CHARACTERS:  # as every id is that we make
            return value
        if _ID.fullmatch(value):
            return value
    raise UnfitError(field, "this is not the id of an entry")


def clock(value: object, field: str) -> str:
    """Return a time of day as it was written: HH:MM.

    Raises:
        UnfitError: when it is none.
    """
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value
    raise UnfitError(field, "this is not a time like 22:30")


def taken(value: object, field: str) -> str:
    """Return when a dose was taken, as it was written: HH:MM, or a moment with its offset.

    Raises:
        UnfitError: when it is neither.
    """
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        instant(value, field)
        return value
    return clock(value, field)


def day_time(value: object, field: str) -> time:
    """Return a time of day from HH:MM or HH:MM:SS.

    Raises:
        UnfitError: when it is none.
    """
    if isinstance(value, str) and _DAY_TIME.fullmatch(value):
        return time.fromisoformat(value)
    raise UnfitError(field, "this is not a time like 22:30")


def day(value: object, field: str) -> date:
    """Return a date from its ISO form.

    Raises:
        UnfitError: when it is none, or its year is taken for a slip.
    """
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if YEARS.low <= found.year <= YEARS.high:
                return found
    raise UnfitError(field, f"this is not a date like 2026-11-21, from {YEARS.low} to {YEARS.high}")


def instant(value: object, field: str) -> datetime:
    """Return a moment with its offset, from RFC 3339.

    Raises:
        UnfitError: when it is none.
    """
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if YEARS.low <= found.year <= YEARS.high:
                return found
    raise UnfitError(field, "this is not a moment like 2026-11-21T07:30:00.000+01:00")


def several(values: object, field: str, one: Callable[[object, str], Item]) -> tuple[Item, ...]:
    """Return a list's items, each checked.

    Raises:
        UnfitError: when it is no list.
    """
    if not isinstance(values, list):
        raise UnfitError(field, "this is not a list")
    return tuple([one(value, field) for value in values])


def one_of(value: object, known: Iterable[str], field: str) -> str:
    """Return a word that is one of the known ones.

    Raises:
        UnfitError: when it is another.
    """
    if isinstance(value, str) and value in known:
        return value
    raise UnfitError(field, f"this is none of {', '.join(known)}")
