"""From journal entries to what is known of each day: corrections applied, parts put together, order irrelevant.

Nothing here depends on the order of the lines in a file: what came later is told by `n` on one device, and by `at`
and then `id` between devices (contract, section 6). Every worrying fact keeps the rank of the entry that first
told it, so that a prescriber's answer is held against the facts it could have known.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple, TypeVar

from baclotrack.core.amendments import checkin_of, downward, ends, strands
from baclotrack.core.days import journal_day
from baclotrack.core.entries import (
    Checkin,
    Entry,
    Event,
    Instruction,
    Intake,
    MedicineChange,
    Other,
    Retract,
    SetAside,
    Supply,
    What,
    ranked,
    retracted,
)
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.state import Begun

__all__ = [
    "NOTHING",
    "Checkin",
    "DayFacts",
    "Entry",
    "Event",
    "History",
    "Instruction",
    "Intake",
    "MedicineChange",
    "Other",
    "Retract",
    "SetAside",
    "Supply",
    "What",
    "arrange",
    "arranged",
    "checkin_of",
    "day_start",
    "downward",
    "ends",
    "first_plan_day",
    "heads",
    "profile_on",
    "ranked",
    "retracted",
]

Number = TypeVar("Number", int, Decimal)


class DayFacts(NamedTuple):
    """What is known of one day. Ranks tell when each fact was first recorded."""

    doses: Mapping[str, Decimal] | None = None
    asked_doses: bool = False
    dose_rank: int = -1
    measures: Mapping[str, object] = {}
    effects: Mapping[str, int] | None = None
    effect_ranks: Mapping[str, int] = {}
    flags: Mapping[str, int] = {}
    drinks: Decimal | None = None
    sedatives: tuple[str, ...] | None = None
    checkin: bool = False
    conflict: bool = False

    def silent(self) -> bool:
        """Return whether the day has no record, worrying facts told on their own aside.

        A worrying fact alone must not make a silent day count as recorded: that could make an answer bolder.
        """
        return self.doses is None and not self.measures and self.effects != {} and not self.conflict


NOTHING = DayFacts()


class Through(NamedTuple):
    """What a chain of amendments says up to one of its entries, and the red flags written in that one."""

    facts: DayFacts = NOTHING
    written: tuple[str, ...] = ()


START = Through()


class History(NamedTuple):
    """The whole record, arranged: facts by day, and events in the order of their days and ranks.

    `begun` is where a walk may begin that is asked for later days only; None where it must begin with the first one.
    """

    days: Mapping[date, DayFacts]
    events: tuple[Event, ...]
    begun: Begun | None = None


def arrange(entries: Iterable[Entry]) -> History:
    """Arrange entries, in whatever order they come, into the history that the fold walks."""
    return arranged(list(enumerate(ranked(entries))))


def arranged(in_order: Sequence[tuple[int, Entry]]) -> History:
    """Arrange entries that come once each, with their ranks, in the order in which they were recorded."""
    gone = retracted([entry for _, entry in in_order])
    by_id = {entry.id: entry for _, entry in in_order}
    rank_of = {entry.id: rank for rank, entry in in_order}
    checkins: list[Entry] = []
    intakes: dict[date, list[tuple[int, Intake]]] = {}
    events = []
    for rank, entry in in_order:
        what = entry.what
        if entry.id in gone:
            continue
        if isinstance(what, Checkin):
            checkins.append(entry)
        elif isinstance(what, Intake):
            intakes.setdefault(entry.day, []).append((rank, what))
        elif isinstance(what, Instruction | MedicineChange | Plan | Supply | Profile | SetAside):
            events.append(Event(entry.day, rank, what, late=journal_day(entry.at) > entry.day))
    told: dict[date, list[DayFacts]] = {}
    so_far: dict[str, Through] = {}
    for strand in strands(checkins, by_id):
        parts = [(rank_of[one.id], checkin_of(one)) for one in strand.entries]
        below = so_far.get(strand.below, START)
        facts = _chain(parts, below)
        if strand.tells:
            told.setdefault(strand.entries[-1].day, []).append(facts)
        else:
            so_far[strand.top] = Through(facts, parts[-1][1].red_flags if parts else below.written)
    days = {day: facts[0] if len(facts) == 1 else _joined(facts) for day, facts in told.items()}
    days.update({day: _with_intakes(days.get(day, NOTHING), taken) for day, taken in intakes.items()})
    events.sort(key=lambda event: (event.day, event.rank))
    return History(days, tuple(events))


def _chain(parts: list[tuple[int, Checkin]], below: Through = START) -> DayFacts:
    """Put one chain of amendments together: the newest entry counts, each worry keeps the rank that first told it.

    Red flags are gathered from the whole chain: a flag leaves only by `clear_flag` or by undo. An amendment that
    writes it again is no new flag; one that has it where the entry before did not, is.

    Args:
        parts: the entries of the chain with their ranks, oldest first.
        below: what was put together of it already, where it goes on from there.
    """
    facts, written = below
    flags = dict(facts.flags)
    for rank, part in parts:
        effect_ranks: dict[str, int] = {}
        if part.effects:
            before, ranks = facts.effects or {}, facts.effect_ranks
            effect_ranks = {
                name: ranks[name] if grade <= before.get(name, -1) else rank for name, grade in part.effects.items()
            }
        if part.red_flags:
            flags.update({name: rank for name in part.red_flags if name not in written})
        written = part.red_flags
        if part.effects and part.effects.get("confusion") == 3:  # noqa: PLR2004 - grade 3 is severe, table 4b
            flags["severe-confusion"] = effect_ranks["confusion"]
        facts = DayFacts(
            doses=part.doses or None,
            asked_doses=bool(part.doses),
            dose_rank=facts.dose_rank if (part.doses or None) == facts.doses else rank,
            measures=part.measures,
            effects=part.effects,
            effect_ranks=effect_ranks,
            flags=dict(flags),
            drinks=part.drinks,
            sedatives=part.sedatives,
            checkin=True,
        )
    return facts


def _joined(heads: list[DayFacts]) -> DayFacts:
    """Join two devices' check-ins of one day: shown, not guessed; the worst of both until the person chooses.

    Doses count as asked only where all of them tell the same ones.
    """
    if not heads:
        return NOTHING
    first = heads[0]
    for other in heads[1:]:
        if _same(first, other):
            continue
        effects = _worst(first.effects, other.effects)
        first = DayFacts(
            doses=_worst(first.doses, other.doses),
            asked_doses=first.asked_doses and other.asked_doses and first.doses == other.doses,
            dose_rank=max(first.dose_rank, other.dose_rank),
            effects=effects,
            effect_ranks={
                name: max(first.effect_ranks.get(name, -1), other.effect_ranks.get(name, -1)) for name in effects or {}
            },
            flags={
                name: max(first.flags.get(name, -1), other.flags.get(name, -1))
                for name in {**first.flags, **other.flags}
            },
            drinks=max((one for one in (first.drinks, other.drinks) if one is not None), default=None),
            sedatives=None
            if first.sedatives is None and other.sedatives is None
            else tuple(sorted({*(first.sedatives or ()), *(other.sedatives or ())})),
            checkin=True,
            conflict=True,
        )
    return first


def _same(one: DayFacts, other: DayFacts) -> bool:
    """Return whether two check-ins say the same, whenever they were recorded."""
    blank: dict[str, int] = {}
    return one._replace(dose_rank=0, effect_ranks=blank, flags=dict.fromkeys(one.flags, 0)) == other._replace(
        dose_rank=0, effect_ranks=blank, flags=dict.fromkeys(other.flags, 0)
    )


def _worst(one: Mapping[str, Number] | None, other: Mapping[str, Number] | None) -> dict[str, Number] | None:
    """Return, name by name, the larger number of the two."""
    if one is None or other is None:
        return dict(one or other or {}) if one is not None or other is not None else None
    worst = dict(one)
    for name, value in other.items():
        worst[name] = max(value, one.get(name, value))
    return worst


def _with_intakes(facts: DayFacts, intakes: list[tuple[int, Intake]]) -> DayFacts:
    """Add single intakes: a check-in's dose for a slot is the day's truth, without it the intakes add up."""
    sums: dict[str, Decimal] = {}
    rank = facts.dose_rank
    for when, intake in intakes:
        if intake.slot not in (facts.doses or {}):
            sums[intake.slot] = sums.get(intake.slot, Decimal(0)) + intake.mg
            rank = max(rank, when)
    if not sums:
        return facts
    return facts._replace(doses={**sums, **(facts.doses or {})}, dose_rank=rank)


def first_plan_day(history: History) -> date | None:
    """Return the day of the first adoption, or None."""
    return next((event.day for event in history.events if isinstance(event.what, Plan)), None)


def profile_on(history: History, day: date) -> Profile:
    """Return the profile in force on a day: the last one recorded by then, else the first ever, else an empty one."""
    found: Profile | None = None
    for event in history.events:
        if isinstance(event.what, Profile) and (found is None or event.day <= day):
            found = event.what
    return found or Profile()


def day_start(history: History) -> time:
    """Return when the journal day begins, by the last profile recorded."""
    starts = [event.what.day_starts_at for event in history.events if isinstance(event.what, Profile)]
    return starts[-1] if starts else Profile().day_starts_at


def heads(entries: Iterable[Entry], day: date) -> list[Entry]:
    """Return the check-ins of a day that count: live ones that nothing live supersedes, oldest first."""
    in_order = ranked(entries)
    gone = retracted(in_order)
    by_id = {entry.id: entry for entry in in_order}
    live = [entry for entry in in_order if isinstance(entry.what, Checkin) and entry.id not in gone]
    return [end for end in ends(live, by_id) if end.day == day]
