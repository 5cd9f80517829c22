"""Weeks from Monday to Sunday: how many days were recorded, mg planned and taken, days without a drink."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.trends.days import Kept, TrendDay
from baclotrack.core.trends.measures import RANKS, Measure, middle_of

WAYS = tuple(Kept)


class Abstinent(NamedTuple):
    """Days with drinks recorded as none, of the days with an answer; a day without an answer is unknown."""

    days: int
    logged: int


class Week(NamedTuple):
    """One week, or the part of it that was asked for. Amounts are mg.

    `planned` adds up the days on which the plan showed a dose (`shown` of them), `taken` those with a record of it
    (`dosed` of them). `middle`, `mean` and `highest` are of the main measure; ranks have no mean.
    """

    since: date
    until: date
    days: int
    recorded: int
    planned: Decimal
    shown: int
    taken: Decimal
    dosed: int
    kept: Mapping[Kept, int]
    answered: int
    middle: Decimal | None
    mean: Decimal | None
    highest: Decimal | None
    abstinent: Abstinent


def weeks_of(days: Iterable[TrendDay], main: Measure | None) -> tuple[Week, ...]:
    """Return the weeks that the days belong to, in order."""
    weeks: dict[date, list[TrendDay]] = {}
    for one in days:
        weeks.setdefault(one.day - timedelta(days=one.day.weekday()), []).append(one)
    return tuple(_week(same, main) for same in weeks.values())


def _week(days: Sequence[TrendDay], main: Measure | None) -> Week:
    """Return the counts of one week."""
    planned = [total for one in days if (total := one.planned_total()) is not None]
    taken = [total for one in days if (total := one.total()) is not None]
    numbers = [one.numbers[main.name] for one in days if main is not None and main.name in one.numbers]
    ranks = main is not None and main.kind == RANKS
    kept = [one.kept for one in days]
    return Week(
        since=days[0].day,
        until=days[-1].day,
        days=len(days),
        recorded=sum(one.is_recorded() for one in days),
        planned=sum(planned, ZERO),
        shown=len(planned),
        taken=sum(taken, ZERO),
        dosed=len(taken),
        kept={how: kept.count(how) for how in WAYS},
        answered=len(numbers),
        middle=middle_of(main, numbers) if main is not None and numbers else None,
        mean=sum(numbers, ZERO) / len(numbers) if numbers and not ranks else None,
        highest=max(numbers, default=None),
        abstinent=abstinent(days),
    )


def abstinent(days: Iterable[TrendDay]) -> Abstinent:
    """Return the days with drinks recorded as none, of those with an answer (reference, table 1c)."""
    told = [one.drinks for one in days if one.drinks is not None]
    return Abstinent(sum(not one for one in told), len(told))


def tracks_drinks(plan: Plan | None) -> bool:
    """Return whether a plan follows drinking: its target is craving, or it goes on while the person drinks."""
    return plan is not None and (plan.alcohol == "warn" or any(one.measure == "craving" for one in plan.targets))
