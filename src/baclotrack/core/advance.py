"""How one finished day changes what the next decision may look back at (contract, section 6, "dose in force")."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.core.decision import Decision
from baclotrack.core.plan import ZERO, Plan, Profile
from baclotrack.core.record import DayFacts
from baclotrack.core.state import ASIDE_TODAY, WATCH_DAYS, Flag, Over, State, baseline, counted, enter
from baclotrack.core.values import MODERATE, SEVERE, Named, Outcome, Rung

LOOK_BACK = 3
MOST_COUNTED = 99
"""Counts stop here; no rule looks further, and a bounded state can be explored whole."""

Changes = dict[str, Any]
"""Fields of the state that a day changes; put together and applied once."""


FINISHED, STEP_BACK = Outcome.FINISHED, Outcome.STEP_BACK
DOWN = frozenset({Outcome.STEP_BACK, Outcome.RESTART})
"""Outcomes that put a lower rung in force, whatever was then taken."""

NO_RUNS: Changes = {
    "silent_run": 0,
    "missed_run": 0,
    "missed_rank": -1,
    "absent_run": 0,
    "absent_missed": False,
    "absent_rank": -1,
    "absent_open": False,
}


class Taken(NamedTuple):
    """What was taken on a day, held against the plan: mg per slot, mg in slots the plan does not have, and in all."""

    rung: Rung
    elsewhere: Decimal
    total: Decimal


def taken_on(plan: Plan, facts: DayFacts) -> Taken | None:
    """Return what was taken, or None where no dose was recorded; a slot not named counts as 0."""
    if facts.doses is None:
        return None
    names = [slot.name for slot in plan.slots]
    rung = tuple([facts.doses.get(name, ZERO) for name in names])
    elsewhere = sum([mg for name, mg in facts.doses.items() if name not in names], start=ZERO)
    return Taken(rung, elsewhere, sum(rung, start=elsewhere))


def advance(state: State, decision: Decision, facts: DayFacts, profile: Profile, *, before_plan: bool = False) -> State:
    """Return the state after a day: what was decided for it, and what is recorded of it.

    Args:
        state: what earlier days left, with the day's own plan and instructions already in force.
        decision: the decision for the day.
        facts: the record of the day.
        profile: the profile in force on the day.
        before_plan: the day lies before the first adoption: it counts neither as complete nor as unlogged.
    """
    plan, day = state.plan, decision.day
    if plan is None:
        return state._replace(**_flags(state, facts, day))
    state = _put_in_force(state, decision, plan)
    taken = taken_on(plan, facts) if plan.mode != "record_only" else None
    said = _said(state, decision, plan)
    moved, complete = _moved_by(decision, state, plan, taken, said)
    if facts.conflict and not facts.asked_doses and state.rung is not None:
        moved = state  # two devices tell two doses: neither may move the dose in force, least of all upward
    complete = complete and not before_plan and not facts.conflict
    began = state.rung is not None
    missed = began and taken is not None and taken.total == 0
    partly = began and taken is not None and not complete and _slot_missed(plan, state, taken)
    over = _over(plan, state, taken, said)
    changes: Changes = {
        "complete": min(moved.complete + complete, MOST_COUNTED),
        "over": over,
        "over_rank": facts.dose_rank,
        "over_run": min(state.over_run + 1, LOOK_BACK) if over is not None and over.above else 0,
        "last_taken": (day, _named(facts)) if taken is not None and taken.total > 0 else moved.last_taken,
        "last_missed": day if missed or partly else moved.last_missed,
        "held_by": decision.limited_by or "",
        "held_days": min(decision.held_days, MOST_COUNTED),
        "aside": _aside(state.aside, plan, complete=complete),
    }
    changes |= _flags(state, facts, day) | _effects(moved, plan, facts, profile, complete=complete)
    if not before_plan and moved.rung is not None:
        changes |= _days(moved, plan, facts, complete=complete)
        changes |= _runs(moved, facts, missed=missed, started=began)
        changes |= _watch(moved, missed=missed or partly, complete=complete)
    return moved._replace(**changes)


def _put_in_force(state: State, decision: Decision, plan: Plan) -> State:
    """A step back or restart, once decided, puts its rung in force from that day, whatever was then taken.

    A finished taper leaves no dose in force.
    """
    if decision.outcome is FINISHED and not state.finished:
        return state._replace(rung=None, finished=True, taper_ended=decision.day, **NO_RUNS)
    if decision.rung is None or decision.outcome not in DOWN:
        return state
    backs = state.step_backs
    if decision.outcome is STEP_BACK:
        left = plan.named(state.rung) or ()
        backs = {**backs, left: min(backs.get(left, 0) + 1, 2)}
    return enter(state, decision.rung, decision.day)._replace(step_backs=backs)


def _said(state: State, decision: Decision, plan: Plan) -> Rung:
    """Return the rung the day is held against: the one shown, else the one in force, else the first."""
    if decision.outcome is FINISHED or state.finished:
        return (ZERO,) * len(plan.slots)
    if state.off_ladder is not None:
        told = dict(state.off_ladder)
        return tuple(told.get(slot.name, ZERO) for slot in plan.slots)
    shown = decision.rung if decision.rung is not None else state.rung
    return plan.rungs[shown or 0] if plan.rungs else ()


def _moved_by(decision: Decision, state: State, plan: Plan, taken: Taken | None, said: Rung) -> tuple[State, bool]:
    """Return the state with the dose then in force, and whether the day is complete.

    What was taken on the day of a step back or restart changes nothing: its rung is in force.
    """
    if state.finished or state.off_ladder is not None or taken is None:
        return state, False
    if decision.outcome in DOWN and state.rung is not None:
        return state, taken.rung == plan.rungs[state.rung] and not taken.elsewhere
    return _moved(state, plan, taken, said, decision.day)


def _moved(state: State, plan: Plan, taken: Taken, said: Rung, day: date) -> tuple[State, bool]:
    """Return the state with the dose then in force, and whether the day is complete. The order is the contract's."""
    if state.rung is None:
        if taken.total == 0:
            return state, False
        if plan.mode == "taper":  # it goes down from the dose taken: nobody is put on its highest rung by taking less
            known = taken.rung in plan.rungs and not taken.elsewhere
            return (enter(state, plan.rungs.index(taken.rung), day), True) if known else (state, False)
        return enter(state, 0, day), taken.rung == plan.rungs[0] and not taken.elsewhere
    if _above(taken, said):
        return state, False
    if taken.rung == plan.rungs[state.rung]:
        return state, True
    if any(mg == 0 and due for mg, due in zip(taken.rung, said, strict=True)) and _subset(taken.rung, said):
        return state, False
    if taken.rung in plan.rungs and _at_or_below(plan, taken.rung, said):
        return enter(state, plan.rungs.index(taken.rung), day), True
    return state, False


def _above(taken: Taken, said: Rung) -> bool:
    """Return whether more than said was taken in any slot."""
    if taken.rung == said:  # most days
        return taken.elsewhere > 0
    return taken.elsewhere > 0 or any(mg > due for mg, due in zip(taken.rung, said, strict=True))


def _subset(taken: Rung, said: Rung) -> bool:
    """Return whether each slot was taken as said or not at all."""
    return all(mg in (0, due) for mg, due in zip(taken, said, strict=True))


def _at_or_below(plan: Plan, rung: Rung, said: Rung) -> bool:
    """Return whether a rung of the ladder is the one said or a lower one."""
    if said not in plan.rungs:
        return False
    here, limit = plan.rungs.index(rung), plan.rungs.index(said)
    return here >= limit if plan.mode == "taper" else here <= limit


def _slot_missed(plan: Plan, state: State, taken: Taken) -> bool:
    """Return whether a slot of the dose in force was left out."""
    due = plan.rungs[state.rung or 0]
    return any(mg == 0 and needed for mg, needed in zip(taken.rung, due, strict=True))


def _over(plan: Plan, state: State, taken: Taken | None, said: Rung) -> Over | None:
    """Return what was off the plan, or None where nothing was."""
    if taken is None:
        return None
    total, most = taken.total, max(*taken.rung, taken.elsewhere)
    lower = 0 if taken.elsewhere or taken.rung not in plan.rungs else _rungs_below(plan, state, taken.rung)
    above = state.off_ladder is None and _above(taken, said)
    below = lower >= 2  # noqa: PLR2004 - two rungs, contract: gate off-plan
    beyond = total > plan.daily_mg or most > plan.single_mg
    if not (above or below or beyond):
        return None
    return Over(
        above=above,
        below=below,
        beyond=beyond,
        beyond_twice=total > 2 * plan.daily_mg or most > 2 * plan.single_mg,
        taken_mg=total,
        said_mg=sum(said, start=ZERO),
        in_force_mg=sum(plan.rungs[state.rung], start=ZERO) if state.rung is not None else ZERO,
    )


def _rungs_below(plan: Plan, state: State, rung: Rung) -> int:
    """Return how many rungs below the one in force a rung lies; 0 before the first dose."""
    if state.rung is None:
        return 0
    distance = state.rung - plan.rungs.index(rung)
    return -distance if plan.mode == "taper" else distance


def _named(facts: DayFacts) -> Named:
    """Return the day's doses above zero."""
    return tuple([(slot, mg) for slot, mg in (facts.doses or {}).items() if mg])


def _days(state: State, plan: Plan, facts: DayFacts, *, complete: bool) -> Changes:
    """Note, for the last three days, whether they were complete and whether a target was missed."""
    answers = [target.met(facts.measures) for target in plan.targets]
    return {
        "recent_complete": (*state.recent_complete, complete)[-LOOK_BACK:],
        "missed_target": (*state.missed_target, False in answers)[-LOOK_BACK:],
        "success": state.success or (bool(answers) and all(answers)),
    }


def _aside(days: int | None, plan: Plan, *, complete: bool) -> int | None:
    """Count the complete days after the one on which a line was set aside; None once the plan's `hold_days` follow."""
    if days is None:
        return None
    days = 0 if days == ASIDE_TODAY else days + complete
    return None if days >= plan.hold_days else days


def _runs(state: State, facts: DayFacts, *, missed: bool, started: bool) -> Changes:
    """Count days in a row that were missed, unlogged, or without any record. A day before the first dose is none."""
    silent = facts.silent()
    runs: Changes = {
        "silent_run": min(state.silent_run + 1, MOST_COUNTED) if silent and started else 0,
        "missed_run": min(state.missed_run + 1, MOST_COUNTED) if missed else 0,
        "missed_rank": max(state.missed_rank, facts.dose_rank) if missed else -1,
    }
    if not missed and not (silent and started):
        return runs | {"absent_run": 0, "absent_missed": False, "absent_rank": -1, "absent_open": False}
    return runs | {
        "absent_run": min(state.absent_run + 1, MOST_COUNTED),
        "absent_missed": state.absent_missed or missed,
        "absent_rank": max(state.absent_rank, facts.dose_rank) if missed else state.absent_rank,
        "absent_open": state.absent_open or silent,
    }


def _watch(state: State, *, missed: bool, complete: bool) -> Changes:
    """Watch for withdrawal from the first missed dose until four complete days after it (reference 5c, MD-6)."""
    if missed:
        return {"watch": 0}
    if state.watch is None or not complete:
        return {}
    return {"watch": None if state.watch >= WATCH_DAYS else state.watch + 1}


def _flags(state: State, facts: DayFacts, day: date) -> Changes:
    """Keep the day's red flags open until the prescriber's word clears them."""
    if not facts.flags:
        return {}
    raised = (Flag(name, day, rank) for name, rank in facts.flags.items() if rank > state.cleared.get(name, -1))
    return {"flags": (*state.flags, *raised)}


def _effects(state: State, plan: Plan, facts: DayFacts, profile: Profile, *, complete: bool) -> Changes:
    """Carry what side effects leave behind."""
    if facts.effects is None:
        return {}
    effects = counted(facts.effects, baseline(profile, state))
    severe = [name for name, grade in effects.items() if grade >= SEVERE]
    if facts.effects.get("fall"):
        severe.append("fall")
    good, rank = state.good_since_severe, state.severe_rank
    if severe:
        good, rank = 0, max(rank, *(facts.effect_ranks.get(name, -1) for name in severe))
    elif good is not None and complete and max(effects.values(), default=0) < plan.hold_threshold():
        good = min(good + 1, MOST_COUNTED)
    return {
        "good_since_severe": good,
        "severe_rank": rank,
        "last_effects": facts.effects,
        "moderate_runs": {
            name: min(state.moderate_runs.get(name, 0) + 1, LOOK_BACK)
            for name, grade in effects.items()
            if grade >= MODERATE
        },
        "vomiting_run": min(state.vomiting_run + 1, LOOK_BACK) if effects.get("vomiting") else 0,
    }
