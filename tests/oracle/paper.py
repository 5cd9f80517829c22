"""The paper diary of the second opinion: what is written of each day, read entry by entry.

Written from the contract (sections 3 and 6) alone; it shares nothing with the engine but the input values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from baclotrack.core.entries import Checkin, Entry, Instruction, Intake, MedicineChange, Retract, SetAside, Supply
from baclotrack.core.plan import Plan, Profile

SEVERE = 3

Event = Plan | Profile | Instruction | MedicineChange | Supply | SetAside


@dataclass
class Told:
    """What is written of one day; each rank says how late in the record it was first written."""

    doses: dict[str, Decimal] | None = None
    dose_rank: int = -1
    asked_doses: bool = False
    measures: dict[str, object] = field(default_factory=dict)
    effects: dict[str, int] | None = None
    effect_ranks: dict[str, int] = field(default_factory=dict)
    flags: list[tuple[str, int]] = field(default_factory=list)
    drinks: Decimal | None = None
    sedatives: tuple[str, ...] | None = None
    checkin: bool = False

    def missed(self) -> bool:
        """Return whether the day is recorded as missed: doses are written, and every one is 0."""
        return self.doses is not None and all(mg == 0 for mg in self.doses.values())

    def silent(self) -> bool:
        """Return whether nothing is recorded; a worrying fact told alone does not make a day recorded."""
        return self.doses is None and not self.measures and self.effects != {}


@dataclass
class Paper:
    """The whole diary: the days, and what changed what is in force, as (day, rank, what) by day and rank."""

    days: dict[date, Told]
    events: list[tuple[date, int, Event]]
    first_day: date | None

    words: list[tuple[date, int, Instruction]] = field(default_factory=list)

    def plans(self) -> list[tuple[date, Plan]]:
        """Return the plans adopted, with their days."""
        return [(day, what) for day, _, what in self.events if isinstance(what, Plan)]

    def profile_on(self, day: date) -> Profile:
        """Return the last profile told by that day, else the first one ever."""
        profiles = [(when, what) for when, _, what in self.events if isinstance(what, Profile)]
        by_then = [what for when, what in profiles if when <= day]
        if by_then:
            return by_then[-1]
        return profiles[0][1] if profiles else Profile()

    def told(self, day: date) -> Told:
        """Return what is written of the day; nothing, where nothing is."""
        return self.days.get(day, Told())


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return each entry once, the later recorded after the earlier.

    On one device `n` tells, between devices `at` and then `id`.
    A clock that was set back does not make a device's later entry an earlier one.
    """
    moments: dict[str, tuple[datetime, str]] = {}
    latest: dict[str, tuple[datetime, str]] = {}
    once = {entry.id: entry for entry in entries}
    for entry in sorted(once.values(), key=lambda entry: entry.n):
        latest[entry.device] = max((entry.at, entry.id), latest.get(entry.device, (entry.at, entry.id)))
        moments[entry.id] = latest[entry.device]
    return sorted(once.values(), key=lambda entry: (moments[entry.id], entry.n))


def taken_back(ordered: list[Entry]) -> set[str]:
    """Return the ids that were retracted and not brought back by a retraction of the retraction."""
    waiting = [(entry.id, entry.what.target) for entry in reversed(ordered) if isinstance(entry.what, Retract)]
    gone: set[str] = set()
    while waiting:  # a word that no waiting word speaks of is settled; of words in a circle the newest is
        spoken_of = {target for _, target in waiting}
        name, target = next((one for one in waiting if one[0] not in spoken_of), waiting[0])
        waiting.remove((name, target))
        if name not in gone:
            gone.add(target)
    return gone


def read(entries: Iterable[Entry]) -> Paper:
    """Copy the entries into a paper diary."""
    ordered = in_order(entries)
    gone = taken_back(ordered)
    named = {entry.id: entry for entry in ordered}
    checkins: dict[date, list[tuple[int, Entry]]] = {}
    intakes: dict[date, list[tuple[int, Intake]]] = {}
    events: list[tuple[date, int, Event]] = []
    for rank, entry in enumerate(ordered):
        if entry.id in gone:
            continue
        if isinstance(entry.what, Checkin):
            checkins.setdefault(entry.day, []).append((rank, entry))
        elif isinstance(entry.what, Intake):
            intakes.setdefault(entry.day, []).append((rank, entry.what))
        elif isinstance(entry.what, Plan | Profile | Instruction | MedicineChange | Supply | SetAside):
            events.append((entry.day, rank, entry.what))
    days = {}
    for day in set(checkins) | set(intakes):
        days[day] = told_by(amended(checkins.get(day, []), named), intakes.get(day, []))
    events.sort(key=lambda event: (event[0], event[1]))
    first = min([*days, *(day for day, _, _ in events)], default=None)
    words = [(day, rank, what) for day, rank, what in events if isinstance(what, Instruction)]
    return Paper(days, events, first, words)


def amended(checkins: list[tuple[int, Entry]], named: Mapping[str, Entry]) -> list[tuple[int, Checkin]]:
    """Return a day's check-ins, each amendment after the one it names, whatever the clocks of two devices said."""
    ordered: list[tuple[int, Checkin]] = []
    waiting = list(checkins)
    while waiting:
        for place in waiting:
            before = all_before(place[1], named)
            if not any(other[1].id in before for other in waiting):
                waiting.remove(place)
                assert isinstance(place[1].what, Checkin)
                ordered.append((place[0], place[1].what))
                break
    return ordered


def all_before(entry: Entry, named: Mapping[str, Entry]) -> set[str]:
    """Return the ids of all check-ins that this one amends, at once or by way of others."""
    found: set[str] = set()
    what = entry.what
    while isinstance(what, Checkin) and what.supersedes and what.supersedes not in found:
        found.add(what.supersedes)
        before = named.get(what.supersedes)
        what = before.what if before is not None else Retract("")
    return found


def told_by(checkins: list[tuple[int, Checkin]], intakes: list[tuple[int, Intake]]) -> Told:
    """Put one day together: the newest check-in counts, and `take` fills the slots that it does not name."""
    told = Told()
    if checkins:
        _, newest = checkins[-1]
        told.checkin = True
        told.asked_doses = bool(newest.doses)
        told.doses = dict(newest.doses) if newest.doses else None
        told.dose_rank = first_time_doses(checkins) if newest.doses else -1
        told.measures = dict(newest.measures)
        told.effects = None if newest.effects is None else dict(newest.effects)
        told.effect_ranks = {name: first_time_grade(checkins, name) for name in newest.effects or {}}
        told.drinks = newest.drinks
        told.sedatives = newest.sedatives
    written: set[str] = set()
    for rank, checkin in checkins:  # a flag leaves only by clear_flag or undo, never by an amendment
        # "notes never change a decision": what an amendment merely writes again was not recorded again
        told.flags += [(name, rank) for name in flags_of(checkin) - written]
        written = flags_of(checkin)
    named = set(told.doses or {})
    for rank, intake in intakes:
        if intake.slot in named:
            continue
        told.doses = told.doses or {}
        told.doses[intake.slot] = told.doses.get(intake.slot, Decimal(0)) + intake.mg
        told.dose_rank = max(told.dose_rank, rank)
    return told


def flags_of(checkin: Checkin) -> set[str]:
    """Return the red flags of a check-in; severe confusion is one."""
    severe = (checkin.effects or {}).get("confusion") == SEVERE
    return {*checkin.red_flags, *(("severe-confusion",) if severe else ())}


def first_time_doses(checkins: list[tuple[int, Checkin]]) -> int:
    """Return when the day's present doses were first written: an amendment that keeps them is not news."""
    rank, newest = checkins[-1]
    for earlier, checkin in reversed(checkins):
        if checkin.doses != newest.doses:
            break
        rank = earlier
    return rank


def first_time_grade(checkins: list[tuple[int, Checkin]], effect: str) -> int:
    """Return when the effect was first told to be as bad as it is told now."""
    rank, newest = checkins[-1]
    grade = (newest.effects or {})[effect]
    for earlier, checkin in reversed(checkins):
        if (checkin.effects or {}).get(effect, -1) < grade:
            break
        rank = earlier
    return rank


def without_zeros(doses: Mapping[str, Decimal] | None) -> dict[str, Decimal]:
    """Return the doses without the slots at 0."""
    return {slot: mg for slot, mg in (doses or {}).items() if mg != 0}


def ladder(plan: Plan) -> list[dict[str, Decimal]]:
    """Return the rungs of the plan, each as doses by slot without zeros."""
    rungs = []
    for rung in plan.rungs:
        doses = {}
        for place, slot in enumerate(plan.slots):
            if rung[place] != 0:
                doses[slot.name] = rung[place]
        rungs.append(doses)
    return rungs


def place_of(plan: Plan, doses: Mapping[str, Decimal]) -> int | None:
    """Return the number of the rung that these doses are, or None."""
    for place, rung in enumerate(ladder(plan)):
        if rung == without_zeros(doses):
            return place
    return None
