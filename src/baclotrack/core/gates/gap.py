"""Never go on as if nothing happened after missed days: the plan says restart at the first rung, or ask.

Default: two missed nights restart a bedtime plan, one wholly missed day asks for a daytime plan.
Source: D (reference MD-6, H-09).
Example: missed_days 2: one missed night -> pass; two -> restart; one missed and one unlogged -> cannot_decide.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Contact, Finding, Gate, Outcome, Sentence


def judge(s: Situation) -> Finding:
    """Judge the run of missed days that ends yesterday."""
    state, needed = s.state, s.plan.missed_days
    source = s.plan.source_of("gap")
    if state.missed_run >= needed and state.missed_rank > state.answered:
        if s.plan.gap_then == "restart" and s.plan.mode == "titrate":
            return blocks("gap", "restart", Outcome.RESTART, source=source, days=state.missed_run, limit=needed)
        return blocks("gap", "ask", Outcome.ASK, Contact.TODAY, source, days=state.missed_run, limit=needed)
    unanswered = state.absent_open or state.absent_rank > state.answered
    if state.absent_run >= needed and state.absent_missed and unanswered:
        return blocks("gap", "unclear", Outcome.CANNOT, source=source, days=state.absent_run, limit=needed)
    return passes("gap", source=source, days=state.missed_run, limit=needed)


GATE = Gate(
    "gap",
    judge,
    {
        "ok": Sentence("No gap in your doses.", "{days:missed day} in a row", "fewer than {limit:missed day} in a row"),
        "restart": Sentence(
            "{days:day} without a dose: the plan goes back to its first dose. Call your prescriber before you restart,"
            " and never make up for missed doses.",
            "{days:missed day} in a row",
            "fewer than {limit:missed day} in a row",
        ),
        "ask": Sentence(
            "{days:day} without a dose: your prescriber must say how to go on. Never make up for missed doses.",
            "{days:missed day} in a row",
            "fewer than {limit:missed day} in a row",
        ),
        "unclear": Sentence(
            "{days:day} missed or not recorded: log those days first, so that the gap is known.",
            "{days:day} missed or not recorded",
            "fewer than {limit:day} missed or not recorded",
        ),
    },
    "MD-6",
)
