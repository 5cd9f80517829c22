"""The measures that a plan in the journal defines itself: checked there as they are in the plan's file.

They become questions and columns, so one of another shape must be a fault of its line and not of whoever asks.
"""

from collections.abc import Mapping
from typing import Any

from baclotrack.core import limits
from baclotrack.core.limits import UnfitError

KINDS = ("yes-no", "hours", "minutes", "count", "scale", "time")
BETTER = ("higher", "lower", "yes", "none")


def check_own_measures(plan: Mapping[str, Any]) -> None:
    """Check the measures of a recorded plan.

    Raises:
        UnfitError: when a field does not fit; KeyError, TypeError and their like when one has another shape.
    """
    limits.several(plan.get("measures", []), "measures", _one)


def _one(measure: Any, field: str) -> None:  # noqa: ANN401 - whatever the line holds
    """Check one measure."""
    limits.name(measure["name"], f"{field}.name")
    limits.words(measure["prompt"], f"{field}.prompt")
    kind = limits.one_of(measure["kind"], KINDS, f"{field}.kind")
    limits.text(measure.get("unit", ""), f"{field}.unit")
    limits.one_of(measure.get("better", "none"), BETTER, f"{field}.better")
    if "range" not in measure and kind != "scale":
        return
    ends = measure["range"]
    if not isinstance(ends, list) or [int, int] != [type(end) for end in ends] or ends[0] >= ends[1]:
        raise UnfitError(f"{field}.range", "this is not the lowest and the highest number")
