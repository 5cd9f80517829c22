"""Stay on each rung for the plan's number of complete days; longer where age or kidneys ask for it.

Default: `hold_days`; 7 from the age of 65 or with an eGFR of 60 to 89, until `instruct acknowledge pace`.
Source: plan; reference C-02, E-3, 1b kidney table for the seven days.
Example: hold_days 3: two complete days -> hold, three -> pass.
"""

from datetime import date
from typing import Any

from baclotrack.core.plan import Profile
from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SLOW_DAYS = 7
OLDER_AGE = 65
EGFR_SLOW_FROM, EGFR_SLOW_BELOW = 60, 90


def slow_for(profile: Profile, day: date) -> tuple[str, ...]:
    """Return what asks for seven days a rung on a day: age, kidneys, or both."""
    age, egfr = profile.age(day), profile.egfr
    older = age is not None and age >= OLDER_AGE
    kidneys = egfr is not None and EGFR_SLOW_FROM <= egfr < EGFR_SLOW_BELOW
    return (*(("age",) if older else ()), *(("kidneys",) if kidneys else ()))


def slow(s: Situation) -> bool:
    """Return whether age or kidney function asks for seven days a rung, and nobody acknowledged a faster pace."""
    return bool(slow_for(s.profile, s.day)) and "pace" not in s.state.acknowledged


def judge(s: Situation) -> Finding:
    """Judge the complete days on this rung; in a taper the days since it came in force."""
    if s.plan.mode == "taper":
        days = (s.day - s.state.since).days if s.state.since else 0
        why, needed, source = "taper", s.plan.days_on(s.state.rung), "plan"
    else:
        held = slow(s) and s.plan.hold_days < SLOW_DAYS
        days = s.state.complete
        why, needed, source = ("slow", SLOW_DAYS, "E-3") if held else ("days", s.plan.hold_days, "plan")
    facts: dict[str, Any] = {"days": days, "needed": needed, "dose": s.state.in_force() or ()}
    if days < needed:
        return blocks("hold-time", why, Outcome.HOLD, source=source, **facts)
    return passes("hold-time", "taper-done" if why == "taper" else "ok", source, **facts)


GATE = Gate(
    "hold-time",
    judge,
    {
        "ok": Sentence("{days:complete day} at {dose}.", "{days:day}", "{needed:day}"),
        "taper-done": Sentence("{days:day} at {dose}.", "{days:day}", "{needed:day}"),
        "days": Sentence(
            "{days:complete day} at {dose} so far; your plan asks for {needed}.", "{days:day}", "{needed:day}"
        ),
        "slow": Sentence(
            "{days:complete day} at {dose} so far; for your age or kidney function seven are asked for. If your"
            " prescriber wants it faster, run: baclotrack instruct acknowledge pace --by NAME",
            "{days:day}",
            "{needed:day}",
        ),
        "taper": Sentence(
            "{days:day} at {dose} so far; the taper stays there for {needed}.", "{days:day}", "{needed:day}"
        ),
    },
    "plan",
)
