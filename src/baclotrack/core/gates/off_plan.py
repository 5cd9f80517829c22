"""Hold, ask or show the emergency text when more was taken than the plan said, or much less.

Default: more than said, or two rungs down -> hold; three days more, or beyond a limit -> ask; beyond a limit with a
moderate effect, or beyond twice a limit -> emergency.
Source: D (reference RF-08, 5b "extra dose", H-02).
Example: limit 20 mg: 20 -> pass, 25 -> ask_prescriber, 40 -> ask_prescriber, 45 -> emergency.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import MODERATE, Contact, Finding, Gate, Outcome, Sentence

SOURCE = "RF-08"
DAYS_OVER = 3
AS_PLANNED = passes("off-plan", source=SOURCE)


def with_effect(s: Situation) -> bool:
    """Return whether an effect of moderate or more is recorded with a dose beyond a limit, and either is unanswered."""
    told = [name for name, grade in (s.last.effects or {}).items() if grade >= MODERATE]
    newest = max((s.last.effect_ranks.get(name, -1) for name in told), default=-1)
    return bool(told) and max(newest, s.state.over_rank) > s.state.answered


def judge(s: Situation) -> Finding:
    """Judge what was taken yesterday against what the plan said for yesterday."""
    over, state = s.state.over, s.state
    if over is None:
        return AS_PLANNED
    facts = {"taken": over.taken_mg, "said": over.said_mg, "in_force": over.in_force_mg, "days": state.over_run}
    unanswered = state.over_rank > state.answered
    if (over.beyond_twice and unanswered) or (over.beyond and with_effect(s)):
        return blocks("off-plan", "overdose", Outcome.EMERGENCY, Contact.EMERGENCY, SOURCE, **facts)
    if not unanswered:
        return AS_PLANNED
    if over.beyond:
        return blocks("off-plan", "limit", Outcome.ASK, Contact.TODAY, SOURCE, **facts)
    if state.over_run >= DAYS_OVER:
        return blocks("off-plan", "run", Outcome.ASK, Contact.TODAY, SOURCE, **facts)
    if s.plan.mode == "taper":
        return passes("off-plan", "taper", SOURCE, **facts)._replace(contact=Contact.TODAY)
    if over.above:
        return blocks("off-plan", "above", Outcome.HOLD, Contact.TODAY, SOURCE, **facts)
    return blocks("off-plan", "below", Outcome.HOLD, Contact.TODAY, SOURCE, **facts)


GATE = Gate(
    "off-plan",
    judge,
    {
        "ok": Sentence("Doses were as the plan said, or one rung lower.", "as planned", "as planned"),
        "taper": Sentence(
            "Yesterday {taken:mg} was taken where the plan said {said:mg}. Nothing extra now; the taper keeps its"
            " dates.",
            "{taken:mg} taken",
            "{said:mg}, as the plan said",
        ),
        "above": Sentence(
            "More was taken yesterday ({taken:mg}) than the plan said ({said:mg}). Nothing extra now.",
            "{taken:mg} taken",
            "at most {said:mg}",
        ),
        "below": Sentence(
            "Yesterday's dose ({taken:mg}) was two or more steps below the one in force ({in_force:mg}). A sudden drop"
            " can be dangerous.",
            "{taken:mg} taken",
            "at most one step below {in_force:mg}",
        ),
        "run": Sentence(
            "More was taken than the plan said on {days:day} in a row.",
            "{days:day} over the plan",
            "fewer than 3 days over the plan",
        ),
        "limit": Sentence(
            "Yesterday's dose ({taken:mg}) was beyond a limit of your plan.",
            "{taken:mg} taken",
            "within the plan's limits",
        ),
        "overdose": Sentence(
            "Far more was taken than the plan allows, or too much together with a side effect.",
            "far beyond a limit",
            "within the plan's limits",
        ),
    },
    SOURCE,
)
