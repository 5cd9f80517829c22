"""Step up only while a target is missed: improvement means stay, and one bad day after success is not enough.

Default: after success on this rung, a target must be missed on two of the last three days
(`[response] after_success = "any"` reads one as enough).
Source: reference SLP-5, SLP-8, E-7; the two of three is D.
Example: slept better and fell back asleep -> hold; lay awake -> pass; not answered -> hold.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "E-7"
BAD_DAYS_NEEDED = 2


def judge(s: Situation) -> Finding:
    """Judge yesterday's answers against the plan's targets."""
    source = s.plan.source_of("targets")
    answers = {target.measure: target.met(s.last.measures) for target in s.plan.targets}
    missing = tuple([name for name, met in answers.items() if met is None])
    missed = tuple([name for name, met in answers.items() if met is False])
    if missing:
        return blocks("target", "not-answered", Outcome.HOLD, source=source, names=missing, first=missing[0])
    if not missed:
        return blocks("target", "met", Outcome.HOLD, source=source, names=tuple(answers))
    bad = sum(s.state.missed_target)
    if s.state.success and s.plan.after_success != "any" and bad < BAD_DAYS_NEEDED:
        return blocks("target", "one-bad-day", Outcome.HOLD, source=source, names=missed, bad=bad)
    return passes("target", source=source, names=missed)


GATE = Gate(
    "target",
    judge,
    {
        "ok": Sentence("{names:missed}", "target missed: {names}", "a target missed"),
        "not-answered": Sentence(
            "Yesterday's question was not answered: {names}. Run: baclotrack log",
            "not answered: {names}",
            "every target answered",
        ),
        "met": Sentence("{names:met} Improvement means stay.", "all targets met", "a target missed"),
        "one-bad-day": Sentence(
            "This dose worked before; one bad day is not enough to go up.",
            "{bad} of the last 3 days missed a target",
            "2 of the last 3 days",
        ),
    },
    SOURCE,
)
