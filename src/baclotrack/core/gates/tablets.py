"""Never round: hold when the next dose cannot be made exactly from the tablets at home.

Default: not judged where no tablets are named; tablets are broken only if the profile says so.
Source: D (reference 1e, H-25).
Example: 5 mg from 10 mg tablets, halves allowed -> pass; no halves -> hold.
"""

from typing import Any

from baclotrack.core.situation import Situation, blocks, passes, unknown
from baclotrack.core.tablets import make_all
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "H-25"
AT_THE_TOP = passes("tablets", "top", source=SOURCE)
NOT_NAMED = unknown("tablets", "not-told", source=SOURCE)


def judge(s: Situation) -> Finding:
    """Judge whether the tablets named make the next dose."""
    following = s.next_rung()
    if following is None:
        return AT_THE_TOP
    if not s.profile.tablets:
        return NOT_NAMED
    doses = s.plan.named(following) or ()
    facts: dict[str, Any] = {"dose": doses, "tablets": s.profile.tablets}
    if make_all(doses, s.profile.tablets, s.profile.splits) is None:
        return blocks("tablets", "cannot", Outcome.HOLD, source=SOURCE, **facts)
    return passes("tablets", source=SOURCE, **facts)


GATE = Gate(
    "tablets",
    judge,
    {
        "ok": Sentence("Your tablets make {dose}.", "{tablets:tablet}", "tablets that make {dose}"),
        "top": Sentence("There is no higher dose to make.", "no next dose", "nothing"),
        "not-told": Sentence("Your tablets were not named.", "not named", "tablets that make the next dose"),
        "cannot": Sentence(
            "Your {tablets:tablet} cannot make {dose} exactly. Ask your pharmacist, then correct profile.toml.",
            "{tablets:tablet}",
            "tablets that make {dose}",
        ),
    },
    SOURCE,
)
