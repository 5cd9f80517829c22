"""Show no step on a record that cannot be trusted: a damaged, missing or edited line, or one from the future.

Default: always on.
Source: D (reference E-8, H-21): any doubt about the record means no step.
Example: line 12 fails its checksum -> cannot_decide; a kind from a later version -> hold.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "E-8"


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
    return passes("journal", source=SOURCE)


GATE = Gate(
    "journal",
    judge,
    {
        "ok": Sentence("Your journal is intact.", "no fault", "no fault"),
        "damaged": Sentence(
            "Your journal is damaged ({first}), so no step can be worked out. Run: baclotrack doctor",
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
    },
    SOURCE,
)
