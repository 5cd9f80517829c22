"""What must be possible: a way up and a way down from every state, and each rung on its first permitted day.

Here nothing is abstract: the engine itself lives on from a state, day by day, with everything that an earlier day may
have left behind at its worst.
"""

from collections.abc import Hashable, Iterator
from datetime import timedelta

from baclotrack.core import advance as living
from baclotrack.core import decision as deciding
from baclotrack.core import fold
from baclotrack.core.decision import Decision
from baclotrack.core.entries import Event, Instruction
from baclotrack.core.gates.conditions import refusals, unsettled
from baclotrack.core.gates.hold_time import SLOW_DAYS
from baclotrack.core.plan import Plan
from baclotrack.core.proof.explore import Explored, begin, said, situation
from baclotrack.core.proof.form import ANSWER, MEMORIES, OLD, Setting, Yesterday, is_slow, key, normal, yesterday
from baclotrack.core.proof.letters import PRESCRIBER, RESUME, Evening, Morning, facts_of, left_behind, set_dose
from baclotrack.core.state import State, pressing_medicines
from baclotrack.core.values import GateState, Outcome

NOTHING_NEW = Morning("nothing")
GOOD = Evening()
SPARE_DAYS = 8
TAPER_HOLD_DAYS = 2


def worst(setting: Setting, state: State) -> State:
    """Return the state with everything left behind that can hold a step."""
    for memory in MEMORIES:
        state = left_behind(setting.plan, state, memory)
    return state


def answer(setting: Setting, state: State) -> Morning:
    """Return the morning on which the prescriber answers everything that is open."""
    looked_at = situation(setting, state, Yesterday(), NOTHING_NEW)
    names = (*unsettled(looked_at), *pressing_medicines(setting.profile, state, setting.catalog), "pace")
    words = tuple(Instruction("acknowledge", by=PRESCRIBER, name=name) for name in names)
    first = (set_dose(setting.plan, 0),) if state.off_ladder is not None and setting.plan.rungs else ()
    return Morning("the prescriber answers", (RESUME, *first, *words))


def good_days(
    setting: Setting, state: State, last: Yesterday, morning: Morning, most: int
) -> Iterator[tuple[State, Decision]]:
    """Yield the coming days, each lived as shown, without a side effect and with the targets missed."""
    for day in range(most):
        today = setting._replace(day=setting.day + timedelta(days=day), plan=state.plan or setting.plan)
        state = said(today, state, morning if day == 0 else NOTHING_NEW)
        decision = deciding.decide(situation(today, state, last, NOTHING_NEW))
        yield state, decision
        facts = facts_of(today, state, decision, GOOD)
        if facts is None:
            return
        state = living.advance(state, decision, facts, setting.profile)._replace(answered=OLD, hold=None)
        last = yesterday(today.plan, facts)


def is_as_high_as_it_goes(decision: Decision) -> bool:
    """Return whether the top is in force, or the next rung is beyond a limit or cannot be made from the tablets."""
    return GateState.BLOCK in {decision.finding("ceiling").state, decision.finding("tablets").state}


def without_a_way_up(found: Explored) -> Iterator[int]:
    """Yield the evenings from which no good days lead to the top."""
    setting = found.setting._replace(follows=frozenset(MEMORIES))
    if setting.plan.mode != "titrate" or refusals(situation(setting, State(), Yesterday(), NOTHING_NEW)):
        return
    most = SPARE_DAYS + (len(setting.plan.rungs) + 1) * setting.pace()
    known: set[Hashable] = set()
    for place, state, last in _mornings_after(found):
        path = []
        for here, decision in good_days(setting, state, last, answer(setting, state), most):
            step = (key(normal(setting, here, setting.day)), here.acknowledged, decision.outcome, decision.rung)
            path.append(step)
            if step in known or is_as_high_as_it_goes(decision):
                known.update(path)
                break
        else:
            yield place


def without_a_way_down(found: Explored) -> Iterator[int]:
    """Yield the evenings from which no taper of the plan's own rungs comes to its end."""
    setting = found.setting
    if setting.plan.mode == "record_only":
        return
    known: set[Hashable] = set()
    for place, state, last in _mornings_after(found):
        if state.rung is None:
            continue
        down, most = setting, SPARE_DAYS + len(setting.plan.rungs) * setting.plan.hold_days
        begun = said(setting, state, answer(setting, state))
        if setting.plan.mode == "titrate":
            taper = taper_from(setting.plan, state.rung)
            down = setting._replace(plan=taper, follows=frozenset(MEMORIES))
            begun = fold.apply(begun, Event(setting.day, ANSWER, taper))
            most = SPARE_DAYS + len(taper.rungs) * TAPER_HOLD_DAYS
        path: list[Hashable] = []
        for here, decision in good_days(down, begun, last, NOTHING_NEW, most):
            path.append((len(down.plan.rungs), key(normal(down, here, decision.day)), decision.outcome))
            if path[-1] in known or decision.outcome is Outcome.FINISHED:
                known.update(path)
                break
        else:
            yield place


def _mornings_after(found: Explored) -> Iterator[tuple[int, State, Yesterday]]:
    """Yield, for each evening, the morning after it was lived as shown, with everything left behind at its worst."""
    setting = found.setting
    for place, dusk in enumerate(found.dusks):
        facts = facts_of(setting, dusk.state, dusk.decision, GOOD)
        if facts is None or dusk.state.finished:
            continue
        after = living.advance(worst(setting, dusk.state), dusk.decision, facts, setting.profile)
        state = normal(setting._replace(follows=frozenset(MEMORIES)), after, setting.day + timedelta(days=1))
        yield place, state, yesterday(setting.plan, facts)


def taper_from(plan: Plan, rung: int) -> Plan:
    """Return a taper down the plan's own rungs, from one of them."""
    rungs = tuple(reversed(plan.rungs[: rung + 1]))
    return plan._replace(mode="taper", rungs=rungs, hold_days=TAPER_HOLD_DAYS, targets=(), gap_then="ask").prepared()


def late_rungs(setting: Setting) -> list[tuple[int, int, int]]:
    """Return each rung that good days do not show on the first permitted day: its number, the due and the true day.

    Days are counted from 0, the day of adoption; the true day is -1 where the rung never came.
    """
    plan = setting.plan.prepared()
    first = begin(setting._replace(plan=plan))[0]
    if plan.mode != "titrate" or refusals(situation(setting, first.state, first.last, NOTHING_NEW)):
        return []
    pace = max(plan.hold_days, SLOW_DAYS if is_slow(setting.profile, setting.day) else 1)
    most = len(plan.rungs) * pace + 1
    seen: dict[int, int] = {}
    top = len(plan.rungs) - 1
    for day, (_, decision) in enumerate(
        good_days(setting._replace(plan=plan), first.state, first.last, NOTHING_NEW, most)
    ):
        if decision.rung is not None:
            seen.setdefault(decision.rung, day)
        if is_as_high_as_it_goes(decision):  # without a dose in force not even the first can be made from the tablets
            top = min(top, -1 if decision.rung is None else decision.rung)
    return [(rung, rung * pace, seen.get(rung, -1)) for rung in range(top + 1) if seen.get(rung) != rung * pace]
