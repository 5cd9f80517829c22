"""Stop at the top of the plan, and never show a rung beyond a limit of the plan or of the engine.

Default: bedtime and any single dose 20 mg, the day 80 mg; a higher rung is reached only by `instruct set-dose`.
Source: reference E-2, E-6, SLP-9.
Example: top rung 20 mg -> hold with the plan's top message; next rung 25 mg at bedtime -> hold.
"""

from decimal import Decimal

from baclotrack.core.plan import Plan
from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "E-2"
SINGLE_MG = Decimal(20)
DAILY_MG = Decimal(80)


def beyond(plan: Plan, rung: int) -> bool:
    """Return whether a rung is over a limit of the plan or of E-2."""
    doses = plan.rungs[rung]
    return max(doses) > min(plan.single_mg, SINGLE_MG) or sum(doses) > min(plan.daily_mg, DAILY_MG)


def judge(s: Situation) -> Finding:
    """Judge whether there is a next rung, within every limit."""
    following = s.next_rung()
    if following is None:
        return blocks("ceiling", "top", Outcome.HOLD, message=s.plan.top_message, dose=s.state.in_force() or ())
    if beyond(s.plan, following):
        return blocks("ceiling", "limit", Outcome.HOLD, source=SOURCE, dose=s.plan.named(following) or ())
    return passes("ceiling", source=SOURCE, dose=s.plan.named(following) or ())


GATE = Gate(
    "ceiling",
    judge,
    {
        "ok": Sentence("The next dose, {dose}, is within every limit.", "{dose}", "within every limit"),
        "top": Sentence("This is the plan's highest dose. {message}", "the highest dose", "a higher dose in the plan"),
        "limit": Sentence(
            "The next dose, {dose}, is beyond a limit (20 mg at once, 80 mg a day, or the plan's own). Ask your"
            " prescriber.",
            "{dose}",
            "within every limit",
        ),
    },
    SOURCE,
)
