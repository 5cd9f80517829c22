"""What the journal's lines say, as values, and the order in which they were recorded.

What came later is told by `n` on one device, and by `at` and then `id` between devices (contract, section 6). From a
number on that a device gave twice, `at` tells on that device as well.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from baclotrack.core.plan import Plan, Profile


class Checkin(NamedTuple):
    """The morning entry for a day. None means not asked; an empty mapping or tuple means asked, none."""

    doses: Mapping[str, Decimal] | None = None
    measures: Mapping[str, object] = {}
    effects: Mapping[str, int] | None = None
    red_flags: tuple[str, ...] = ()
    drinks: Decimal | None = None
    sedatives: tuple[str, ...] | None = None
    note: str = ""
    supersedes: str = ""


class Intake(NamedTuple):
    """A single dose taken, mg, from `take`."""

    slot: str
    mg: Decimal
    taken_at: str = ""


class Instruction(NamedTuple):
    """What the prescriber said. `name` and `doses` hold the detail of the action; `grade` what was accepted.

    No decision reads `note`.
    """

    action: str
    by: str = ""
    name: str = ""
    doses: Mapping[str, Decimal] = {}
    until: date | None = None
    grade: int | None = None
    note: str = ""


class MedicineChange(NamedTuple):
    """Another medicine started or stopped."""

    action: str
    name: str


class Supply(NamedTuple):
    """Tablets got (`add`) or counted (`count`)."""

    action: str
    tablets: Decimal
    strength_mg: Decimal


class Retract(NamedTuple):
    """An entry taken back."""

    target: str


class SetAside(NamedTuple):
    """A line of the journal that nobody can read any more, named as such by the person.

    Either the damaged line, told by the CRC-32 and the length of its bytes, or the entries `first` to `last` that are
    missing in the count of a device, or both where they are the same. `excerpt` is how the line began.
    """

    crc: str = ""
    length: int = 0
    device: str = ""
    first: int = 0
    last: int = 0
    excerpt: str = ""
    reason: str = ""


class Appointment(NamedTuple):
    """A visit, past or booked; no decision reads it."""

    on: date
    text: str = ""


class Question(NamedTuple):
    """A question to ask; no decision reads it."""

    text: str


class Other(NamedTuple):
    """An entry that no decision reads and that has no value of its own: kinds of a later version."""


What = (
    Checkin
    | Intake
    | Instruction
    | MedicineChange
    | Supply
    | Retract
    | SetAside
    | Plan
    | Profile
    | Appointment
    | Question
    | Other
)


class Entry(NamedTuple):
    """One journal line as a value."""

    id: str
    at: datetime
    device: str
    n: int
    day: date
    what: What


class Event(NamedTuple):
    """An entry that changes what is in force from its day on; `late` where it was recorded on a later day."""

    day: date
    rank: int
    what: Instruction | MedicineChange | Plan | Supply | Profile | SetAside
    late: bool = False


BY_COUNT = attrgetter("device", "n", "id")
BY_PLACE = itemgetter(0)


class Place(NamedTuple):
    """What tells when an entry was recorded: the latest moment and id of its device so far, and its own count."""

    at: datetime
    id: str
    n: int


def ranked(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries once each, in the order in which they were recorded."""
    told = list(entries)
    return told if _as_recorded(told) else [entry for _, entry in placed(told)]


def _as_recorded(entries: list[Entry]) -> bool:
    """Return whether entries stand in their order already, as in the journal of one device, whose count tells it.

    Most journals are such, and every summary of years asks for the order again and again.
    """
    once = len({one.id for one in entries}) == len(entries)
    return once and all(one.n < other.n and one.device == other.device for one, other in pairwise(entries))


def placed(entries: Iterable[Entry], before: Mapping[str, Place] | None = None) -> list[tuple[Place, Entry]]:
    """Return the entries once each with their places, in the order in which they were recorded.

    On one device `n` tells, so no entry is placed before an earlier one of its device, whatever the clock said. Only
    from a number on that the device gave twice, the moment tells.

    Args:
        entries: the entries, in whatever order.
        before: by device, the place of the last entry that was recorded before all of these.
    """
    once = {entry.id: entry for entry in entries}
    latest = {device: (last.at, last.id) for device, last in (before or {}).items()}
    in_order = sorted(once.values(), key=BY_COUNT)
    twice = given_twice(in_order)
    if twice:
        in_order.sort(key=lambda entry: (min(entry.n, twice.get(entry.device, entry.n)), entry.at, entry.id))
    found = []
    for entry in in_order:
        moment = (entry.at, entry.id)
        latest[entry.device] = max(moment, latest.get(entry.device, moment))
        number = min(entry.n, twice.get(entry.device, entry.n)) if twice else entry.n
        found.append((Place(*latest[entry.device], number), entry))
    found.sort(key=BY_PLACE)
    return found


def given_twice(by_count: Iterable[Entry]) -> dict[str, int]:
    """Return, by device, the first number that it gave to two entries.

    That happens where an older copy of the whole home is put back and counted on from, or where two machines have the
    same name. From then on two runs of one count lie side by side, and it no longer tells which of two came later: an
    answer of the prescriber from before the copy was put back must not answer what was told after it.

    Args:
        by_count: the entries, those of each device together and by their number.
    """
    found: dict[str, int] = {}
    for one, other in pairwise(by_count):
        if one.n == other.n and one.device == other.device:
            found.setdefault(one.device, one.n)
    return found


def retracted(entries: list[Entry]) -> frozenset[str]:
    """Return the ids that are taken back; a retraction that was itself taken back has no effect.

    Whatever two devices' clocks say, what takes back a retraction came after it; only where retractions name each
    other in a circle does the order of the entries count.
    """
    takes = {entry.id: entry.what.target for entry in entries if isinstance(entry.what, Retract)}
    depths: dict[str, int] = {}
    for one in reversed(takes):
        _measure_depth(one, takes, depths)
    gone: set[str] = set()
    for one in sorted(takes, key=depths.__getitem__, reverse=True):
        if one not in gone:
            gone.add(takes[one])
    return frozenset(gone)


def _measure_depth(one: str, takes: Mapping[str, str], depths: dict[str, int]) -> None:
    """Note how many retractions lie beneath one: 0 where it takes back another kind of entry."""
    path: dict[str, None] = {}
    while one in takes and one not in depths and one not in path:
        path[one] = None
        one = takes[one]
    first = depths[one] + 1 if one in depths else 0
    depths.update({each: first + place for place, each in enumerate(reversed(path))})
