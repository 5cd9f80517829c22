"""What stands for a name in an anonymous record: the same stand-in for the same name, wherever it stands.

Names that the program itself brings along (side effects, conditions, medicines of the catalogue, usual dose times) tell
nobody's name and stay. Every other name is somebody's own word, and is counted instead of shown.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from baclotrack.core.gates.conditions import ADULT_AGE
from baclotrack.core.gates.hold_time import OLDER_AGE
from baclotrack.core.limits import BORN, YEARS
from baclotrack.core.plan import Profile
from baclotrack.errors import BaclotrackError

SLOTS = ("morning", "noon", "afternoon", "evening", "bedtime", "night")
"""Dose times whose names say nothing about a person."""
OTHERS = ("pace", "alcohol")
PERSON = "Prescriber"
"""Stands for whoever was named, so that a rule that asks whether somebody was named still answers the same."""
LEFT_OUT = "(left out)"
TEN = 10
BAND_MIDDLE = 5
MINOR_TOLD, OLDER_TOLD = 15, 70
"""The ages that stand for everybody under 18, and for everybody from 65 on."""
AHEAD = timedelta(days=400)
"""So far ahead of today a plan may be walked; the age must stay on its side of 18 and 65 as far as that."""


class Aliases:
    """Gives each name its stand-in, by the order in which the names come.

    Two spellings that a rule takes for one name (case, spaces at the ends) stay so: the second spelling has a space
    more at its end, as only hand-written files have it.
    """

    def __init__(self, known: Iterable[str]) -> None:
        """Begin with the names that stay as they are, in small letters."""
        self._known = frozenset(known)
        self._numbers: dict[str, int] = {}
        self._spellings: dict[str, list[str]] = {}

    def of(self, name: str) -> str:
        """Return what stands for a name."""
        plain = name.strip().lower()
        if plain in self._known:
            return name
        number = self._numbers.setdefault(plain, len(self._numbers) + 1)
        spellings = self._spellings.setdefault(plain, [plain])
        if name not in spellings:
            spellings.append(name)
        return f"word-{number}" + " " * spellings.index(name)

    def keys(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Return a mapping with its names replaced."""
        return {self.of(name): value for name, value in told.items()}


def known_words(rows: Mapping[str, Any]) -> frozenset[str]:
    """Return every name that the catalogue brings along."""
    tables = ("effects", "red_flags", "conditions", "measures", "derived")
    names = {str(row["name"]) for table in tables for row in rows[table]}
    medicines = {name for row in rows["interactions"] for name in row["names"]}
    return frozenset(names | medicines | set(SLOTS) | set(OTHERS))


def shifted(day: date, by: timedelta) -> date:
    """Return a day moved by whole days.

    Raises:
        BaclotrackError: when it would leave the years that a journal can hold.
    """
    try:
        found = day + by
    except OverflowError:
        found = date.min
    if YEARS.low <= found.year <= YEARS.high:
        return found
    message = (
        f"--anonymous moves all days, and an entry of {day} cannot be moved. Correct its date first, or export without"
        " --anonymous."
    )
    raise BaclotrackError(message, slug="cannot-shift")


class Age(NamedTuple):
    """A year of birth from a day on."""

    since: date
    born: int


def age_group(age: int) -> int:
    """Return 0 below 18, 2 from 65 on, else 1: all that any rule asks of an age."""
    return (age >= ADULT_AGE) + (age >= OLDER_AGE)


def coarse_ages(profile: Profile, since: date, until: date, by: timedelta) -> list[Age]:
    """Return years of birth, ten years wide, for which every rule answers as it did; more than one past a birthday.

    Args:
        profile: the profile, in force over these days.
        since: the first of them.
        until: the last of them, or today.
        by: how far days are moved. What is returned is moved already.
    """
    if profile.born is None:
        return []
    found, first = [], since
    while first <= until:
        group = age_group(first.year - profile.born)
        end = first
        while end < until + AHEAD and age_group(end.year + 1 - profile.born) == group:
            end = date(end.year + 1, 1, 1)
        end = min(date(end.year, 12, 31), until + AHEAD)
        last = min(end, until)
        found.append(Age(shifted(first, by), _born(group, last.year - profile.born, (first + by, last + by, end + by))))
        first = end + timedelta(days=1)
    return found


def _born(group: int, age: int, moved: tuple[date, date, date]) -> int:
    """Return a year of birth that keeps its group of ages from the first to the last of the moved days.

    Args:
        group: see `age_group`.
        age: the true age on the second of the days.
        moved: the first day, the last one that is recorded, and the last one that may be asked about.
    """
    first, known, last = (day.year for day in moved)
    if group == age_group(0):
        return min(last - MINOR_TOLD, BORN.high)
    if group == age_group(OLDER_AGE):
        return max(first - OLDER_TOLD, BORN.low)
    middle = age // TEN * TEN + BAND_MIDDLE
    return known - min(max(middle, ADULT_AGE + known - first), OLDER_AGE - 1 - (last - known))
