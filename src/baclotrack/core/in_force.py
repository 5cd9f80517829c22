"""What comes in force on a day: a plan adopted, the prescriber's word, another medicine, a line set aside."""

from datetime import date

from baclotrack.core.entries import Event, Instruction, MedicineChange, SetAside
from baclotrack.core.plan import Plan
from baclotrack.core.state import ASIDE_TODAY, TAPER_WATCH_DAYS, State, enter


def apply(state: State, event: Event) -> State:
    """Return the state after one event of the day."""
    what = event.what
    if isinstance(what, Plan):
        return adopt(state, what, event.day)
    if isinstance(what, MedicineChange):
        return state._replace(medicines={**state.medicines, what.name: what.action == "start"})
    if isinstance(what, Instruction):
        return instruct(state, what, event)
    if isinstance(what, SetAside):
        return state._replace(aside=ASIDE_TODAY, aside_on=event.day)
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
