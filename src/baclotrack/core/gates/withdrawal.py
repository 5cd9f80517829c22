"""Hold on a withdrawal sign: new or worse than before it in a taper and the 14 days after, any after missed doses.

Default: from the first missed dose until 4 complete days after it; a sign counts from grade 1.
Source: reference 5c (signs and watch window), TP-4.
Example: a dose missed on Monday, sweating mild on Tuesday -> hold and contact today; none after four days -> pass.
"""

from collections.abc import Mapping

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.state import TAPER_WATCH_DAYS, baseline
from baclotrack.core.values import SEVERE, Contact, Finding, Gate, Outcome, Sentence

SOURCE = "5c"


def signs(s: Situation, before: Mapping[str, int]) -> tuple[str, ...]:
    """Return yesterday's withdrawal signs above the baseline and worse than before, and not yet answered."""
    usual = baseline(s.profile, s.state)
    return tuple(
        name
        for name, grade in (s.last.effects or {}).items()
        if name in s.catalog.withdrawal_signs
        and (grade > usual.get(name, 0) or grade >= SEVERE)
        and grade > before.get(name, 0)
        and s.last.effect_ranks.get(name, -1) > s.state.answered
    )


def after_taper(s: Situation) -> bool:
    """Return whether a taper runs, or ended 14 days ago at most."""
    if s.plan.mode == "taper" and not s.state.finished:
        return True
    ended = s.state.taper_ended
    return ended is not None and (s.day - ended).days <= TAPER_WATCH_DAYS


def judge(s: Situation) -> Finding:
    """Judge withdrawal signs while they are watched for."""
    tapering, gap = after_taper(s), s.state.watch is not None
    found = signs(s, s.state.before_taper) if tapering else ()
    found += signs(s, {}) if gap else ()
    if found:
        return blocks("withdrawal", "sign", Outcome.HOLD, Contact.TODAY, SOURCE, names=tuple(dict.fromkeys(found)))
    return passes("withdrawal", "watching" if tapering or gap else "ok", source=SOURCE)


GATE = Gate(
    "withdrawal",
    judge,
    {
        "ok": Sentence("No gap to watch after.", "not watching", "no withdrawal sign after a gap"),
        "watching": Sentence("No withdrawal sign since the missed dose.", "none", "no new or worse sign"),
        "sign": Sentence(
            "A possible withdrawal sign after missed or lowered doses: {names}.",
            "{names}",
            "no new or worse sign",
        ),
    },
    SOURCE,
)
