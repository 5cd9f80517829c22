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
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import (
    NOTHING,
    DayFacts,
    Entry,
    Event,
    History,
    Instruction,
    MedicineChange,
    arrange,
    day_start,
    first_plan_day,
)
from baclotrack.core.situation import Situation
from baclotrack.core.state import TAPER_WATCH_DAYS, State, enter
from baclotrack.core.values import Catalog, Health

NO_PLAN = Plan("", "", "titrate")
NO_FAULT = Health()
IMAGINED_RANK = 1 << 40
"""The rank of facts that are only imagined: later than anything recorded."""


class Walked(NamedTuple):
    """One decided day: the decision, the record of the day, the state it was decided from, and what is around it."""

    decision: Decision
    facts: DayFacts
    state: State
    profile: Profile
    before_plan: bool


class _Cursor(NamedTuple):
    """Where the walk stands: the next event to come in force, the state, the profile, and yesterday."""

    event: int
    state: State
    profile: Profile
    last: DayFacts


def walk(
    history: History,
    catalog: Catalog,
    until: date,
    health: Health = NO_FAULT,
    imagined_from: date | None = None,
    going: Callable[[Decision, DayFacts], DayFacts] | None = None,
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
    adopted = first_plan_day(history)
    asked = until if imagined_from is None else imagined_from
    cursor = _Cursor(0, _before_everything(history), _first_profile(history), NOTHING)
    walked: date | None = None
    for day in calendar(history, adopted, until):
        if walked is not None and day - walked > ONE_DAY:  # what was over the plan then is not yesterday's dose
            cursor = cursor._replace(state=cursor.state._replace(over=None, over_run=0))
        walked = day
        before_plan = adopted is None or day < adopted
        imagined = imagined_from is not None and day > imagined_from
        last = cursor.last if imagined else history.days.get(day - ONE_DAY, NOTHING)
        cursor = _come_in_force(cursor, history.events, day)._replace(last=last)
        facts = history.days.get(day, NOTHING)
        decision = decide(_situation(cursor, day, facts, catalog, adopted, health if day >= asked else NO_FAULT))
        if imagined_from is not None and day >= imagined_from:
            facts = (going or imagine)(decision, last)
        yield Walked(decision, facts, cursor.state, cursor.profile, before_plan)
        state = advance(cursor.state, decision, facts, cursor.profile, before_plan=before_plan)
        cursor = cursor._replace(state=state, last=facts)


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
    *_, last = walk(history, catalog, day, health)
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
    for walked in walk(history, catalog, day + (count - 1) * ONE_DAY, health, imagined_from=day):
        if walked.decision.day >= day:
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


def _come_in_force(cursor: _Cursor, events: tuple[Event, ...], day: date) -> _Cursor:
    """Apply the events of all days up to this one that were not applied yet."""
    place, state, profile = cursor.event, cursor.state, cursor.profile
    while place < len(events) and events[place].day <= day:
        event = events[place]
        if isinstance(event.what, Profile):
            profile = event.what
        state = apply(state, event)
        place += 1
    return _Cursor(place, state, profile, cursor.last)


def apply(state: State, event: Event) -> State:
    """Return the state after one event of the day."""
    what = event.what
    if isinstance(what, Plan):
        return adopt(state, what, event.day)
    if isinstance(what, MedicineChange):
        return state._replace(medicines={**state.medicines, what.name: what.action == "start"})
    if isinstance(what, Instruction):
        return instruct(state, what, event)
    return state


def adopt(state: State, plan: Plan, day: date) -> State:
    """Adopt a plan: the dose in force is carried over, with all that goes with it, when it is a rung of the new plan.

    Source: contract, section 6, "Adopting a plan while a dose is in force".
    """
    before = state.in_force() or None  # a taper adopted without a dose leaves no dose, and not one of nothing
    if plan.mode == "record_only" and state.ended is not None:
        before = None  # the prescriber ended the tablets, and this plan has no step that could carry their dose
    plan = plan.prepared()
    was_taper = state.began and state.plan is not None and state.plan.mode == "taper"
    just_ended = state.taper_ended is not None and (day - state.taper_ended).days <= TAPER_WATCH_DAYS
    carried = state._replace(plan=plan, ended=None, began=True, finished=False)
    if plan.mode == "taper" and not was_taper and not just_ended:
        carried = carried._replace(before_taper=dict(state.last_effects))
    if was_taper and before is not None and plan.mode != "taper":  # a finished one left no dose, and ended before
        carried = carried._replace(taper_ended=day)
    named = plan.on_dose if plan.on_dose is not None and plan.on_dose != before else None
    if named is not None:
        rung = plan.rung_of(named)
        if rung is not None:
            return enter(carried._replace(rung=None), rung, day)
        return carried._replace(rung=None, off_ladder=named)
    if before is None:  # a taper goes down from a dose: where none is known, nobody is put on its highest one
        return carried._replace(rung=None, off_ladder=() if plan.mode == "taper" else None)
    rung = plan.rung_of(before)
    if rung is None:
        return carried._replace(rung=None, off_ladder=before)
    return carried._replace(rung=rung, off_ladder=None, since=_since(state, plan, rung, day, was_taper=was_taper))


def _since(state: State, plan: Plan, rung: int, day: date, *, was_taper: bool) -> date:
    """Return from which day the dose carried over counts its days.

    A taper counts from its adoption, so that nothing is cut on that day because of days before it. Only a taper in
    the place of a taper keeps the days, and only where it leaves this dose no sooner and ends no sooner: so slowing
    never starts a rung over, and no chain of adoptions is faster than TP-3 (decision 0014).
    """
    kept = state.since or day
    if plan.mode != "taper" or day < kept:
        return kept
    if not was_taper or state.plan is None or state.rung is None:
        return day
    slower = plan.days_on(rung) >= state.plan.days_on(state.rung)
    return kept if slower and plan.days_left(rung) >= state.plan.days_left(state.rung) else day


def instruct(state: State, said: Instruction, event: Event) -> State:
    """Apply one instruction of the prescriber."""
    if said.action == "hold":
        return state._replace(hold=said)
    if said.action == "clear_flag":
        return _clear(state, said.name, event.rank)
    if said.action == "acknowledge":
        return _acknowledge(state, said)
    if said.action == "end_plan":
        return state._replace(ended=said)
    if said.action in {"resume", "set_dose"}:
        state = state._replace(hold=None, answered=max(state.answered, event.rank), absent_open=False, step_backs={})
    if said.action == "set_dose" and state.plan is not None:
        rung = state.plan.rung_of(tuple((slot, mg) for slot, mg in said.doses.items() if mg))
        if rung is not None:
            return enter(state, rung, event.day)
    return state


def _clear(state: State, name: str, rank: int) -> State:
    """Clear the flags of a name that were recorded before this word."""
    return state._replace(
        cleared={**state.cleared, name: max(rank, state.cleared.get(name, -1))},
        flags=tuple(flag for flag in state.flags if flag.name != name or flag.rank > rank),
    )


def _acknowledge(state: State, said: Instruction) -> State:
    """Accept a condition, a medicine, the pace, or an effect at its present grade."""
    grade = said.grade if said.grade is not None else state.last_effects.get(said.name, 0)
    accepted = {**state.accepted, said.name: grade} if grade else state.accepted
    return state._replace(acknowledged=state.acknowledged | {said.name}, accepted=accepted)
