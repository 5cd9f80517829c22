"""What the journal's lines say, as values, and the order in which they were recorded.

What came later is told by `n` on one device, and by `at` and then `id` between devices (contract, section 6).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
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
    """What the prescriber said. `name` and `doses` hold the detail of the action; `grade` what was accepted."""

    action: str
    by: str = ""
    name: str = ""
    doses: Mapping[str, Decimal] = {}
    until: date | None = None
    grade: int | None = None


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
    Checkin | Intake | Instruction | MedicineChange | Supply | Retract | Plan | Profile | Appointment | Question | Other
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
    what: Instruction | MedicineChange | Plan | Supply | Profile
    late: bool = False


def ranked(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries once each, in the order in which they were recorded.

    On one device `n` tells, so no entry is placed before an earlier one of its device, whatever the clock said.
    """
    once = {entry.id: entry for entry in entries}
    latest: dict[str, tuple[datetime, str]] = {}
    keyed = []
    for entry in sorted(once.values(), key=lambda one: (one.device, one.n, one.id)):
        moment = (entry.at, entry.id)
        latest[entry.device] = max(moment, latest.get(entry.device, moment))
        keyed.append((*latest[entry.device], entry.n, entry))
    keyed.sort(key=lambda key: key[:3])
    return [key[3] for key in keyed]


def retracted(entries: list[Entry]) -> frozenset[str]:
    """Return the ids that are taken back; a retraction that was itself taken back has no effect."""
    gone: set[str] = set()
    for entry in reversed(entries):
        if isinstance(entry.what, Retract) and entry.id not in gone:
            gone.add(entry.what.target)
    return frozenset(gone)
