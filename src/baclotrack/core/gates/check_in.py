"""Step only on yesterday's check-in: doses and side effects must have been asked.

Default: no check-in -> hold; three days in a row without any record -> cannot_decide.
Source: D (reference E-4, E-8, H-12).
Example: yesterday logged without side effects -> hold; logged with --no-effects -> pass.
"""

from baclotrack.core.days import ONE_DAY
from baclotrack.core.situation import Situation, blocks, passes, unknown
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "E-4"
SILENT_DAYS = 3
LOGGED = passes("check-in", source=SOURCE)


def doses_known(s: Situation) -> bool:
    """Return whether yesterday's doses were told: by the check-in, or one by one for every slot in force."""
    if s.last.asked_doses:
        return True
    told = s.last.doses or {}
    due = s.state.in_force() or ()
    return bool(due) and all(slot in told for slot, _ in due)


def judge(s: Situation) -> Finding:
    """Judge whether yesterday was logged, and enough of it."""
    if s.state.silent_run >= SILENT_DAYS:
        return blocks("check-in", "silent", Outcome.CANNOT, source="E-8", days=s.state.silent_run)
    if not s.last_counts and not s.last.checkin:
        return unknown("check-in", "first-day", source=SOURCE)
    if not s.last.checkin:
        return blocks("check-in", "missing", Outcome.HOLD, source=SOURCE)
    if s.last.conflict:
        day = s.day - ONE_DAY
        return blocks("check-in", "conflict", Outcome.HOLD, source=SOURCE, day=day, iso=day.isoformat())
    if not doses_known(s):
        return blocks("check-in", "doses", Outcome.HOLD, source=SOURCE)
    if s.last.effects is None:
        return blocks("check-in", "effects", Outcome.HOLD, source="H-12")
    return LOGGED


GATE = Gate(
    "check-in",
    judge,
    {
        "ok": Sentence("Yesterday is logged.", "doses and side effects told", "doses and side effects told"),
        "first-day": Sentence("The plan began today; nothing to log yet.", "first day", "a check-in from tomorrow on"),
        "silent": Sentence(
            "Nothing is recorded for {days:day}. Log what you took first: baclotrack log --day yesterday",
            "{days:day} without any record",
            "fewer than 3 days without any record",
        ),
        "missing": Sentence(
            "Yesterday is not logged yet. Run: baclotrack log", "no check-in for yesterday", "a check-in for yesterday"
        ),
        "conflict": Sentence(
            "{day} was told differently on two devices. To say which is right: baclotrack amend {iso:raw}",
            "two check-ins that differ",
            "one check-in",
        ),
        "doses": Sentence(
            "Yesterday's doses were not told. Run: baclotrack log --as-planned (or --dose, or --missed)",
            "doses not told",
            "doses told",
        ),
        "effects": Sentence(
            "Yesterday's side effects were not asked. Run: baclotrack log --no-effects (or --effect NAME=GRADE)",
            "side effects not asked",
            "side effects asked",
        ),
    },
    SOURCE,
)
