"""How the prescriber's answer is recorded: the one command, for each clause that only the prescriber's word ends.

Nobody is left with a question and no way to record its answer. Where the clause's own sentence already names a
command, nothing is added to it.
"""

from collections.abc import Mapping

from baclotrack.core.decision import Decision
from baclotrack.core.values import Finding, GateState, Outcome
from baclotrack.wording.words import fill

RESUME = "Once they have answered, record it: baclotrack instruct resume"
SET_DOSE = "Once they have said which dose, record it: baclotrack instruct set-dose {doses:raw}"
NEW_PLAN = "Once they have given you another plan, record it: baclotrack plan adopt"

ANSWERS: Mapping[tuple[str, str], str] = {
    ("journal", "later"): "To see what is wrong, run: baclotrack doctor",
    ("journal", "future"): "To see what is wrong, run: baclotrack doctor",
    ("journal", "set-aside"): SET_DOSE,
    ("plan", "review"): "Once it is reviewed, record it: baclotrack plan adopt",
    ("conditions", "refused"): NEW_PLAN,
    ("gap", "ask"): SET_DOSE,
    ("off-plan", "limit"): RESUME,
    ("off-plan", "run"): RESUME,
    ("side-effects", "severe-first"): RESUME,
    ("side-effects", "twice"): RESUME,
    ("instruction", "hold"): RESUME,
    ("ceiling", "top"): NEW_PLAN,
    ("ceiling", "limit"): NEW_PLAN,
    ("tablets", "cannot"): NEW_PLAN,
}
"""By gate and clause, what to do once the question is answered."""

BY_ITSELF = frozenset({"journal", "tablets"})
"""Gates whose hold ends without the prescriber's word; only where they leave no dose to hold is there a question."""


def answer_line(decision: Decision, said: str) -> str:
    """Return how the answer to what limits this decision is recorded, or an empty text.

    Args:
        decision: the decision.
        said: what is shown above already; a command that stands there is not told twice.
    """
    if decision.outcome not in {Outcome.ASK, Outcome.HOLD}:
        return ""
    if decision.outcome is Outcome.HOLD and decision.limited_by in BY_ITSELF:
        return ""
    text = next((ANSWERS[key] for key in _keys(decision) if key in ANSWERS), "")
    if not text or "baclotrack " in said:
        return ""
    return fill(text, {"doses": " ".join(f"{name}=MG" for name in _due(decision)) or "SLOT=MG"})


def _due(decision: Decision) -> list[str]:
    """Return the dose times of the dose in force, or all of the plan's: a dose that is not named is set to none."""
    named = [name for name, _ in decision.in_force or ()]
    return named or [slot.name for slot in (decision.plan.slots if decision.plan else ())]


def _keys(decision: Decision) -> list[tuple[str, str]]:
    """Return the clause that limits the decision."""
    return [(one.gate, one.why) for one in decision.findings if _limits(one, decision)]


def _limits(finding: Finding, decision: Decision) -> bool:
    """Return whether a finding is the one that limits the decision."""
    return finding.gate == decision.limited_by and finding.state is GateState.BLOCK
