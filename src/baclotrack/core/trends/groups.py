"""Days side by side by the dose taken on them: the middle and the spread of each measure, held against the days before.

The check-in of a day tells the night after that day's dose, so a night belongs to the dose of its own evening. The
days before are the person's own record before the first dose. Counts and intervals only: with one person, a dose that
mostly moves one way and nights that resemble the one before, nothing here says what made a night good or bad.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

from baclotrack.core.intervals import ENOUGH, Interval, Share, Shift, median_interval, middle_half, share, shift
from baclotrack.core.plan import ZERO
from baclotrack.core.trends.days import Answer, TrendDay
from baclotrack.core.trends.measures import RANKS, SHARE, Measure, middle_of
from baclotrack.core.values import SEVERE, Named


class Spread(NamedTuple):
    """One measure on some days, in its own unit; all but the count are None where fewer than six answered.

    `shift` is how far it lies above the days before the first dose, `percent` the same of the two medians in percent.
    """

    answered: int
    median: Decimal | None = None
    middle: Interval | None = None
    range: Interval | None = None
    interval: Interval | None = None
    shift: Shift | None = None
    percent: Decimal | None = None


class Group(NamedTuple):
    """The days with exactly these doses; `doses` is empty for days without a dose and None for other groups of days."""

    doses: Named | None
    days: int
    targets: Share
    shares: Mapping[str, Share]
    measures: Mapping[str, Spread]
    asked: int
    worst: tuple[int, ...]

    def enough(self) -> bool:
        """Return whether there are enough days to say anything but how many."""
        return self.days >= ENOUGH

    def total(self) -> Decimal:
        """Return the mg of such a day."""
        return sum((mg for _, mg in self.doses or ()), ZERO)


def group(
    doses: Named | None, days: Sequence[TrendDay], measures: Iterable[Measure], before: Sequence[TrendDay] = ()
) -> Group:
    """Return what these days show.

    Args:
        doses: what was taken on each of them.
        days: the days.
        measures: what to count.
        before: the days before the first dose, which the others are held against.
    """
    shares, spreads = {}, {}
    for one in measures:
        if one.kind == SHARE:
            told = [day.shares[one.name] for day in days if one.name in day.shares]
            shares[one.name] = share(sum(told), len(told))
        else:
            spreads[one.name] = spread(one, _numbers(days, one.name), _numbers(before, one.name))
    met = sum(day.answer is Answer.MET for day in days)
    grades = [grade for day in days if (grade := day.worst()) is not None]
    return Group(
        doses=doses,
        days=len(days),
        targets=share(met, met + sum(day.answer is Answer.MISSED for day in days)),
        shares=shares,
        measures=spreads,
        asked=len(grades),
        worst=tuple(grades.count(grade) for grade in range(SEVERE + 1)),
    )


def spread(measure: Measure, numbers: Sequence[Decimal], before: Sequence[Decimal] = ()) -> Spread:
    """Return the middle and the spread of a measure's answers; with fewer than six nothing but their count.

    Ranks have no middle between two of them, so the worse of the two in the middle is told, and no difference.
    """
    if len(numbers) < ENOUGH:
        return Spread(len(numbers))
    numbers = sorted(numbers)  # once: each of the figures below asks for them in order
    compared = len(before) >= ENOUGH and measure.kind != RANKS
    middle = middle_of(measure, numbers)
    usual = middle_of(measure, before) if compared else ZERO
    return Spread(
        answered=len(numbers),
        median=middle,
        middle=middle_half(numbers),
        range=Interval(numbers[0], numbers[-1]),
        interval=median_interval(numbers),
        shift=shift(before, numbers) if compared else None,
        percent=100 * (middle - usual) / usual if usual > 0 and measure.is_percent() else None,
    )


def _numbers(days: Iterable[TrendDay], name: str) -> list[Decimal]:
    """Return the answers to one question."""
    return [day.numbers[name] for day in days if name in day.numbers]


def by_dose(days: Iterable[TrendDay], measures: Sequence[Measure], before: Sequence[TrendDay]) -> tuple[Group, ...]:
    """Return a group for each dose that was taken, the smallest first.

    The one without doses holds the missed days, and those after a finished taper.
    """
    groups: dict[Named, list[TrendDay]] = {}
    for one in days:
        taken = () if one.is_after() else one.taken
        if taken is not None and not one.before:
            groups.setdefault(taken, []).append(one)
    found = [group(doses, same, measures, before) for doses, same in groups.items()]
    return tuple(sorted(found, key=lambda one: (one.total(), one.doses)))


def direction(days: Iterable[TrendDay]) -> str:
    """Return how the doses taken moved over these days: up, down, both, or steady.

    Days on which all or a part was left out say nothing: the dose they belong to is the one before.
    """
    doses = [dose for dose, _ in groupby(one.dose for one in days) if dose]
    totals = [sum((mg for _, mg in dose), ZERO) for dose in doses]
    up = any(one < other for one, other in pairwise(totals))
    down = any(one > other for one, other in pairwise(totals))
    return "both" if up and down else "up" if up else "down" if down else "steady"
