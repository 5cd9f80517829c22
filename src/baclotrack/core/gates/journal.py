"""Show no step on a record that cannot be trusted: a damaged, missing or edited line, or one from the future.

A damaged line that the person set aside as unreadable (`doctor --set-aside`) no longer keeps the decision back. The
dose is then held until `hold_days` complete days follow the day on which it was set aside, which itself is none of
them; a finished taper, and a plan that never shows a dose, have nothing to hold.

Default: always on.
Source: D (reference E-8, H-21): any doubt about the record means no step.
Example: line 12 fails its checksum -> cannot_decide; it is set aside, hold_days 1 -> hold for one complete day.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "E-8"
INTACT = passes("journal", source=SOURCE)


def judge(s: Situation) -> Finding:
    """Judge the record itself."""
    health = s.health
    if health.faults:
        return blocks(
            "journal", "damaged", Outcome.CANNOT, source=SOURCE, count=health.faults, first=health.first_fault
        )
    if health.later_kinds:
        return blocks("journal", "later", Outcome.HOLD, source=SOURCE, kinds=health.later_kinds)
    if health.future_day:
        return blocks("journal", "future", Outcome.HOLD, source=SOURCE, entry=health.future_day)
    left = days_left(s)
    if left:
        return blocks("journal", "set-aside", Outcome.HOLD, source=SOURCE, on=s.state.aside_on, days=left)
    return INTACT


def days_left(s: Situation) -> int:
    """Return how many complete days are still asked for after a line was set aside; 0 where nothing is held."""
    if s.state.aside is None or s.state.finished or s.plan.mode == "record_only":
        return 0
    return max(s.plan.hold_days - max(s.state.aside, 0), 0)


GATE = Gate(
    "journal",
    judge,
    {
        "ok": Sentence("Your journal is intact.", "no fault", "no fault"),
        "damaged": Sentence(
            "Your record is damaged ({first}), so no step can be worked out. Run: baclotrack doctor",
            "{count:fault}",
            "no fault",
        ),
        "later": Sentence(
            "Your journal holds entries that this version does not know ({kinds}). Update baclotrack.",
            "{kinds}",
            "kinds this version knows",
        ),
        "future": Sentence(
            "An entry is dated {entry:iso}, after today by this machine's clock. Check the clock.",
            "an entry for {entry:iso}",
            "no entry after today",
        ),
        "set-aside": Sentence(
            "A lost or unreadable part of your record was set aside on {on}, so the dose is held for"
            " {days:more complete day}. If you were taking more than the record now says, ask your prescriber before"
            " you take less: a sudden drop can be dangerous.",
            "{days:complete day} to go",
            "0 complete days to go",
        ),
    },
    SOURCE,
)
