"""Stay where the prescriber said hold, until the date given or further word.

Default: a hold without a date lasts until `instruct resume` or `instruct set-dose`.
Source: the prescriber's instruction, as recorded.
Example: hold until 24 Nov: on the 24th -> hold, on the 25th -> pass.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "plan"
NO_HOLD = passes("instruction")


def judge(s: Situation) -> Finding:
    """Judge the prescriber's last word."""
    hold = s.state.hold
    if hold is None or (hold.until is not None and s.day > hold.until):
        return NO_HOLD
    if hold.until is None:
        return blocks("instruction", "hold", Outcome.HOLD, by=hold.by)
    return blocks("instruction", "hold-until", Outcome.HOLD, by=hold.by, until=hold.until)


GATE = Gate(
    "instruction",
    judge,
    {
        "ok": Sentence("No instruction to hold.", "none", "no hold in force"),
        "hold": Sentence("{by} said hold, until further word.", "hold by {by}", "no hold in force"),
        "hold-until": Sentence("{by} said hold until {until}.", "hold by {by} until {until}", "no hold in force"),
    },
    SOURCE,
)
