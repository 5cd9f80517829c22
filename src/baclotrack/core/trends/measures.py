"""How each measure is counted: as a share, as a number, or as ranks whose middle alone means something."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.intervals import median
from baclotrack.core.plan import Plan
from baclotrack.core.sleep import NOT_TOLD, Night

SHARE, NUMBER, RANKS = "share", "number", "ranks"
ORDINAL = frozenset({"spasm_frequency"})
"""Ranks: medians only, never an average or a difference (reference, section 9)."""

PERCENT = frozenset({"spasticity"})
"""Told as a change in percent of the days before, too (reference, section 9)."""

WEEKLY = frozenset({"craving"})
"""Told as mean and highest of a week, too (reference, section 9)."""

DIARY = ("latency_min", "awakenings", "awake_min")
"""Answers that do not count for a night whose diary cannot be so."""


class Measure(NamedTuple):
    """One measure: `better` is higher, lower, yes or none; `low` and `high` are its range where it has one."""

    name: str
    kind: str
    unit: str = ""
    better: str = "none"
    high: Decimal | None = None

    def is_percent(self) -> bool:
        """Return whether its change is told in percent."""
        return self.name in PERCENT


DERIVED = (
    Measure("time_in_bed", NUMBER, "min"),
    Measure("total_sleep_time", NUMBER, "min", "higher"),
    Measure("sleep_efficiency", NUMBER, "%", "higher", Decimal(100)),
    Measure("bed_to_waking", NUMBER, "min"),
)
"""What a sleep diary's answers come to (baclotrack.core.sleep)."""

FIRST = ("sleep_hours", "total_sleep_time", "sleep_efficiency", "time_in_bed", "bed_to_waking", *DIARY)
"""The order in which measures of sleep are told; the others follow as the catalogue has them."""


def measures_of(rows: Iterable[Mapping[str, object]]) -> tuple[Measure, ...]:
    """Return the measures that rows of a catalogue, or of a plan, describe; times are only used to work others out."""
    found = []
    for row in rows:
        name, kind = str(row["name"]), str(row["kind"])
        if kind == "time":
            continue
        counted = SHARE if kind in {"yes-no", "yes_no"} else RANKS if name in ORDINAL else NUMBER
        high = row.get("high")
        found.append(
            Measure(
                name,
                counted,
                str(row.get("unit") or ""),
                str(row.get("better") or "none"),
                Decimal(str(high)) if high is not None and kind == "scale" else None,
            )
        )
    return _in_order((*found, *DERIVED))


def _in_order(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Return shares first, then sleep, then the rest."""
    place = {name: number for number, name in enumerate(FIRST)}
    return tuple(sorted(measures, key=lambda one: (one.kind != SHARE, place.get(one.name, len(FIRST)))))


def answers_of(told: Mapping[str, object], slept: Night) -> tuple[dict[str, Decimal], dict[str, bool]]:
    """Return a day's numbers and its yes-or-no answers by name, with what the night comes to among the numbers.

    A night that is invalid leaves out the answers that contradict each other, and all that follows from them.
    """
    numbers = {name: value for name, value in told.items() if isinstance(value, Decimal)}
    if slept is not NOT_TOLD:
        worked_out = {"time_in_bed": slept.in_bed, "total_sleep_time": slept.asleep}
        worked_out |= {"sleep_efficiency": slept.efficiency, "bed_to_waking": slept.to_waking}
        numbers.update({name: value for name, value in worked_out.items() if value is not None})
    if slept.invalid:
        for name in DIARY:
            numbers.pop(name, None)
    return numbers, {name: value for name, value in told.items() if isinstance(value, bool)}


def middle_of(measure: Measure, numbers: Iterable[Decimal]) -> Decimal:
    """Return the median; of ranks, where two are in the middle, the worse one, since nothing lies between two ranks.

    Raises:
        ValueError: when there is no number.
    """
    if measure.kind != RANKS:
        return median(numbers)
    in_order = sorted(numbers, reverse=measure.better == "higher")
    if not in_order:
        raise ValueError("the median of nothing")
    return in_order[len(in_order) // 2]


def main_measure(plan: Plan | None, measures: Iterable[Measure], counts: Mapping[str, int]) -> Measure | None:
    """Return the number that is drawn: the plan's own target if it is one, else the first in order that is often told.

    Often is at least half as often as the one told most.

    Args:
        plan: the plan of the last day.
        measures: in the order in which they are told.
        counts: on how many days each was answered.
    """
    told = [one for one in measures if one.kind != SHARE and counts.get(one.name)]
    targets = [target.measure for target in plan.targets] if plan else []
    most = max((counts[one.name] for one in told), default=0)
    often = [one for one in told if 2 * counts[one.name] >= most]
    return next((one for one in told if one.name in targets), often[0] if often else None)
