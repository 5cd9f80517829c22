"""How many complete days each dose is kept: by the plan, and where age or kidney function asks for more."""

from typing import NamedTuple

from baclotrack.core.fold import Walked
from baclotrack.core.gates.hold_time import SLOW_DAYS, slow_for


class Pace(NamedTuple):
    """How many complete days each dose is kept: by the plan, and where age or kidney function asks for more.

    `needed` is what applies on the decided day. `slow_for` is what asks for the longer one, and empty where nothing
    does; `acknowledged` is whether the prescriber is recorded as knowing of the plan's own pace all the same.
    """

    plan: int = 0
    needed: int = 0
    slow_for: tuple[str, ...] = ()
    acknowledged: bool = False


def pace_now(decided: Walked) -> Pace:
    """Return how many complete days each dose is kept; a taper and a pump have days of their own."""
    plan, state = decided.state.plan, decided.state
    if plan is None or plan.mode != "titrate" or not plan.rungs:
        return Pace()
    asked = slow_for(decided.profile, decided.decision.day) if plan.hold_days < SLOW_DAYS else ()
    known = "pace" in state.acknowledged
    return Pace(plan.hold_days, SLOW_DAYS if asked and not known else plan.hold_days, asked, bool(asked) and known)
