"""Step only when the last days on this rung were complete: every slot taken as one rung, no more and no less.

Default: the last `hold_days` days, 3 at most, and none before this rung came in force.
Source: D (reference MD-5, E-4).
Example: hold_days 3, the middle day missed -> hold; a missed day four days ago -> pass.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "MD-5"
LOOK_BACK = 3


def judge(s: Situation) -> Finding:
    """Judge the last days on this rung."""
    window = min(s.plan.hold_days, LOOK_BACK)
    recent = s.state.recent_complete[-window:] if window else ()
    done = sum(recent)
    if done < len(recent):
        why = "yesterday" if len(recent) == 1 else "incomplete"
        return blocks("adherence", why, Outcome.HOLD, source=SOURCE, done=done, days=len(recent))
    return passes("adherence", source=SOURCE, done=done, days=len(recent))


GATE = Gate(
    "adherence",
    judge,
    {
        "ok": Sentence(
            "Doses were taken as planned.", "{done} of {days:day} complete", "{days} of {days:day} complete"
        ),
        "yesterday": Sentence(
            "Yesterday does not count as a complete day, so the plan waits. Never make up for a missed dose.",
            "{done} of {days:day} complete",
            "{days} of {days:day} complete",
        ),
        "incomplete": Sentence(
            "Of the last {days:day} only {done} went as planned, so the plan waits. Never make up for a missed dose.",
            "{done} of {days:day} complete",
            "{days} of {days:day} complete",
        ),
    },
    SOURCE,
)
