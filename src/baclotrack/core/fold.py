"""Walk the record day by day: decide each day from what came before it, then learn what was done.

Past decisions are recomputed from the record as it now stands, each with the plan, profile and instructions in force
on that day (contract, section 6). The walk reads nothing but its arguments.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from baclotrack.core.advance import advance
from baclotrack.core.days import ONE_DAY, journal_day
from baclotrack.core.decision import Decision, decide
from baclotrack.core.in_force import adopt, apply, instruct
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import (
    NOTHING,
    DayFacts,
    Entry,
    Event,
    History,
    arrange,
    day_start,
    first_plan_day,
)
from baclotrack.core.situation import Situation
from baclotrack.core.state import State
from baclotrack.core.values import Catalog, Health

__all__ = [
    "IMAGINED_RANK",
    "NO_FAULT",
    "NO_PLAN",
    "Walked",
    "adopt",
    "ahead",
    "apply",
    "as_known",
    "calendar",
    "decide_day",
    "imagine",
    "instruct",
    "walk",
    "walk_from",
]

NO_PLAN = Plan("", "", "titrate")
NO_FAULT = Health()
Going = Callable[[Decision, DayFacts], DayFacts]
"""How an imagined day goes, told its decision and the day before."""

IMAGINED_RANK = 1 << 40
"""The rank of facts that are only imagined: later than anything recorded."""


class Walked(NamedTuple):
    """One decided day: the decision, the record of the day, the state it was decided from, and what is around it.

    `after` is the state that the day leaves, before anything of the next day comes in force.
    """

    decision: Decision
    facts: DayFacts
    state: State
    profile: Profile
    before_plan: bool
    after: State


class _Cursor(NamedTuple):
    """Where the walk stands: the next event to come in force, the state, the profile, and yesterday."""

    event: int
    state: State
    profile: Profile
    last: DayFacts


class _Asked(NamedTuple):
    """What is asked of a walk: its last day, what is wrong with the files now, and which days are imagined, and how."""

    until: date
    health: Health
    imagined_from: date | None = None
    going: Going | None = None


def walk(
    history: History,
    catalog: Catalog,
    until: date,
    health: Health = NO_FAULT,
    imagined_from: date | None = None,
    going: Going | None = None,
) -> Iterator[Walked]:
    """Yield every day from the first record to `until`, decided.

    Args:
        history: the arranged record.
        catalog: the rows of the catalogues that gates look up.
        until: the last day to decide.
        health: what is wrong with the files now; it concerns the last day that is not imagined.
        imagined_from: from this day on the days are imagined.
        going: how an imagined day goes, told its decision and the day before; as that one did, with the doses as
            decided, unless given.
    """
    cursor = _Cursor(0, _before_everything(history), _first_profile(history), NOTHING)
    days = calendar(history, first_plan_day(history), until)
    yield from _walk(history, catalog, cursor, days, _Asked(until, health, imagined_from, going))


def walk_from(
    history: History,
    catalog: Catalog,
    since: date,
    until: date,
    health: Health = NO_FAULT,
    imagined_from: date | None = None,
) -> Iterator[Walked]:
    """Yield every day from `since` to `until`, decided; from where an earlier walk left off, where the history tells.

    The answer is that of `walk`; only the days before `since` are not yielded, and need not be walked again.
    """
    begun = history.begun
    if begun is None or since <= begun.day:
        every = walk(history, catalog, until, health, imagined_from)
        yield from (one for one in every if one.decision.day >= since)
        return
    event = sum(one.day <= begun.day for one in history.events)
    cursor = _Cursor(event, begun.state, begun.profile, NOTHING)
    days = (begun.day + n * ONE_DAY for n in range(1, (until - begun.day).days + 1))
    for one in _walk(history, catalog, cursor, days, _Asked(until, health, imagined_from)):
        if one.decision.day >= since:
            yield one


def _walk(history: History, catalog: Catalog, cursor: _Cursor, days: Iterable[date], asked: _Asked) -> Iterator[Walked]:
    """Yield days, decided, from where the cursor stands on."""
    adopted = first_plan_day(history)
    imagined_from, going = asked.imagined_from, asked.going or imagine
    told = asked.until if imagined_from is None else imagined_from
    walked: date | None = None
    for day in days:
        if walked is not None and day - walked > ONE_DAY:  # what was over the plan then is not yesterday's dose
            cursor = cursor._replace(state=cursor.state._replace(over=None, over_run=0))
        walked = day
        before_plan = adopted is None or day < adopted
        imagined = imagined_from is not None and day > imagined_from
        last = cursor.last if imagined else history.days.get(day - ONE_DAY, NOTHING)
        cursor = _come_in_force(cursor, history.events, day, last)
        facts = history.days.get(day, NOTHING)
        decision = decide(_situation(cursor, day, facts, catalog, adopted, asked.health if day >= told else NO_FAULT))
        if imagined_from is not None and day >= imagined_from:
            facts = going(decision, last)
        after = advance(cursor.state, decision, facts, cursor.profile, before_plan=before_plan)
        yield Walked(decision, facts, cursor.state, cursor.profile, before_plan, after)
        cursor = _Cursor(cursor.event, after, cursor.profile, facts)


def calendar(history: History, adopted: date | None, until: date) -> Iterator[date]:
    """Yield the days to walk: before the first adoption only those with a record, then every one, up to `until`."""
    recorded = {*history.days, *(event.day for event in history.events)}
    yield from sorted(day for day in recorded if day < until and (adopted is None or day < adopted))
    day = until if adopted is None or adopted > until else adopted
    while day <= until:
        yield day
        day += ONE_DAY


def decide_day(history: History, catalog: Catalog, day: date, health: Health = NO_FAULT) -> Walked:
    """Return the decision for one day."""
    *_, last = walk_from(history, catalog, day, day, health)
    return last


def as_known(entries: Iterable[Entry], catalog: Catalog, first: date, last: date) -> Iterator[Walked]:
    """Yield each day as it was decided from what had been recorded by its end; later corrections are left out."""
    every = list(entries)
    starts_at = day_start(arrange(every))
    day = first
    while day <= last:
        yield decide_day(arrange(one for one in every if journal_day(one.at, starts_at) <= day), catalog, day)
        day += ONE_DAY


def ahead(history: History, catalog: Catalog, day: date, count: int, health: Health = NO_FAULT) -> list[Walked]:
    """Return the decisions of the coming days if each goes as the last one did, up to the first without a dose."""
    coming = []
    for walked in walk_from(history, catalog, day, day + (count - 1) * ONE_DAY, health, imagined_from=day):
        coming.append(walked)
        if walked.decision.doses is None:
            break
    return coming


def imagine(decision: Decision, last: DayFacts) -> DayFacts:
    """Return a day that went as the last one did, with the doses as decided."""
    return last._replace(
        doses=dict(decision.doses or decision.in_force or ()),
        asked_doses=last.checkin,
        dose_rank=IMAGINED_RANK,
        effect_ranks=dict.fromkeys(last.effects or {}, IMAGINED_RANK),
        flags={},
    )


def _situation(
    cursor: _Cursor, day: date, facts: DayFacts, catalog: Catalog, adopted: date | None, health: Health
) -> Situation:
    """Return all that the gates may look at for one day. Before the first adoption no plan is in force."""
    state = cursor.state
    if adopted is None or day < adopted:
        state = state._replace(plan=None, rung=None, off_ladder=state.in_force())
    return Situation(
        day=day,
        plan=state.plan or NO_PLAN,
        profile=cursor.profile,
        catalog=catalog,
        state=state,
        last=cursor.last,
        today=facts,
        last_counts=adopted is not None and day > adopted,
        health=health,
    )


def _before_everything(history: History) -> State:
    """Return the state at the very beginning: doses from before the first adoption are held against that plan."""
    first = next((event.what for event in history.events if isinstance(event.what, Plan)), None)
    if first is None:
        return State()
    return State(plan=first.prepared(), rung=first.rung_of(first.on_dose) if first.on_dose else None)


def _first_profile(history: History) -> Profile:
    """Return the first profile ever recorded, which counts from the beginning."""
    return next((event.what for event in history.events if isinstance(event.what, Profile)), Profile())


def _come_in_force(cursor: _Cursor, events: tuple[Event, ...], day: date, last: DayFacts) -> _Cursor:
    """Apply the events of all days up to this one that were not applied yet; `last` is the day before it."""
    place, state, profile = cursor.event, cursor.state, cursor.profile
    while place < len(events) and events[place].day <= day:
        event = events[place]
        if isinstance(event.what, Profile):
            profile = event.what
        state = apply(state, event)
        place += 1
    return _Cursor(place, state, profile, last)
