"""The gates, one file each, in the order of the contract's table. All of them always run; the most careful wins."""

from baclotrack.core.gates import (
    adherence,
    ceiling,
    check_in,
    conditions,
    gap,
    hold_time,
    instruction,
    journal,
    off_plan,
    plan,
    red_flag,
    sedatives,
    side_effects,
    tablets,
    target,
    withdrawal,
)
from baclotrack.core.values import Gate

GATES: tuple[Gate, ...] = (
    journal.GATE,
    plan.GATE,
    red_flag.GATE,
    conditions.GATE,
    gap.GATE,
    check_in.GATE,
    off_plan.GATE,
    side_effects.GATE,
    withdrawal.GATE,
    sedatives.GATE,
    instruction.GATE,
    adherence.GATE,
    hold_time.GATE,
    target.GATE,
    ceiling.GATE,
    tablets.GATE,
)

BEFORE_THE_FIRST_DOSE = frozenset({"journal", "plan", "red-flag", "conditions", "instruction", "tablets"})
"""The gates that are judged for the outcome `start` (contract, fine points)."""

IN_A_TAPER = frozenset(
    {
        "journal",
        "plan",
        "red-flag",
        "conditions",
        "gap",
        "check-in",
        "off-plan",
        "side-effects",
        "withdrawal",
        "instruction",
        "hold-time",
    }
)
"""The gates that are judged in a taper: it steps down by time alone and holds on three of them."""

AFTER_A_TAPER = frozenset({"journal", "red-flag", "off-plan", "side-effects", "withdrawal"})
"""The gates that are judged once a taper is done: nothing is due any more, and withdrawal is still watched for."""

IN_RECORD_ONLY = frozenset({"journal", "plan", "red-flag", "side-effects"})
"""The gates that are judged where the plan never shows a dose."""
