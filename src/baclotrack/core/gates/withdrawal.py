"""Hold on a withdrawal sign: new or worse than before it in a taper and the 14 days after, any after missed doses.

Default: from the first missed dose until 4 complete days after it; a sign counts from grade 1.
Source: reference 5c (signs and watch window), TP-4.
Example: a dose missed on Monday, sweating mild on Tuesday -> hold and contact today; none after four days -> pass.
"""

from collections.abc import Mapping
from datetime import timedelta

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.state import TAPER_WATCH_DAYS, baseline
from baclotrack.core.values import SEVERE, Contact, Finding, Gate, Outcome, Sentence

SOURCE = "5c"
NOT_WATCHING = passes("withdrawal", source=SOURCE)


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


def taper_phase(s: Situation) -> str:
    """Return `running` while a taper runs, `over` for the 14 days after its end, else an empty text."""
    if s.plan.mode == "taper" and s.state.in_force():
        return "running"
    ended = s.state.taper_ended
    return "over" if ended is not None and (s.day - ended).days <= TAPER_WATCH_DAYS else ""


def _done(s: Situation) -> bool:
    """Return whether the last rung of a taper was kept for its days."""
    rung, since = s.state.rung, s.state.since
    last = rung is not None and s.next_rung() is None
    return last and since is not None and (s.day - since).days >= s.plan.days_on(rung)


def judge(s: Situation) -> Finding:
    """Judge withdrawal signs while they are watched for."""
    phase, gap = taper_phase(s), s.state.watch is not None
    if not phase and not gap:
        return NOT_WATCHING
    found = signs(s, s.state.before_taper) if phase else ()
    found += signs(s, {}) if gap else ()
    if found:
        why = {"running": "taper-sign", "over": "after-sign"}.get(phase, "sign")
        return blocks("withdrawal", why, Outcome.HOLD, Contact.TODAY, SOURCE, names=tuple(dict.fromkeys(found)))
    if phase == "over" or (phase and _done(s)):
        ended = s.state.taper_ended if phase == "over" else None
        return passes("withdrawal", "after", SOURCE, until=(ended or s.day) + timedelta(days=TAPER_WATCH_DAYS))
    return passes("withdrawal", "taper-watching" if phase else "watching", SOURCE)


GATE = Gate(
    "withdrawal",
    judge,
    {
        "ok": Sentence("No gap to watch after.", "not watching", "no withdrawal sign after a gap"),
        "watching": Sentence("No withdrawal sign since the missed dose.", "none", "no new or worse sign"),
        "taper-watching": Sentence("No new or worse withdrawal sign in this taper.", "none", "no new or worse sign"),
        "after": Sentence(
            "Withdrawal signs are watched for until {until}: go on logging each morning.",
            "none",
            "no new or worse sign until {until}",
        ),
        "sign": Sentence(
            "A possible withdrawal sign after missed or lowered doses: {names}.",
            "{names}",
            "no new or worse sign",
        ),
        "taper-sign": Sentence(
            "A possible withdrawal sign in your taper: {names}. The taper waits at this dose. Your prescriber may go"
            " back to the last dose; this program does not raise it by itself. Record what your prescriber says:"
            " baclotrack instruct resume, hold, set-dose or acknowledge",
            "{names}",
            "no new or worse sign",
        ),
        "after-sign": Sentence(
            "A possible withdrawal sign after your taper: {names}. Your prescriber may go back to the last dose; this"
            " program does not raise it by itself. Record what your prescriber says: baclotrack instruct resume,"
            " set-dose or acknowledge",
            "{names}",
            "no new or worse sign",
        ),
    },
    SOURCE,
)
