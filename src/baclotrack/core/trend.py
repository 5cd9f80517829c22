"""What the record shows over a stretch of days: day by day, dose by dose, week by week, and how the plan was kept.

Only counts, medians and intervals of what was recorded. A day is held against the plan and the decision that were in
force on it. Nothing here says why a night was good or bad: with one person and a dose that mostly moves one way, it
cannot. The page "How trends are counted" tells each method with its source and an example.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.fold import Walked
from baclotrack.core.intervals import ENOUGH, median
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.trends.days import Answer, Kept, TrendDay, answer_of, days_of
from baclotrack.core.trends.effects import EffectRow, effects_since
from baclotrack.core.trends.groups import Group, by_dose, direction, group
from baclotrack.core.trends.measures import SHARE, Measure, main_measure
from baclotrack.core.trends.weeks import Abstinent, Week, abstinent, tracks_drinks, weeks_of

__all__ = [
    "ENOUGH",
    "Answer",
    "EffectRow",
    "Group",
    "Kept",
    "Measure",
    "Trend",
    "TrendDay",
    "Week",
    "median",
    "trend",
]


class Trend(NamedTuple):
    """The stretch, whole.

    `every` is the group of all its days, `before` the group of all days before the first dose, whether or not they
    lie in the stretch (None where there is none), `rows` a group for each dose taken. `measures` are those that were
    told on any of these days; `main` is the one that is drawn. `invalid` counts nights by why they cannot be so.
    """

    plan: Plan | None
    days: tuple[TrendDay, ...]
    measures: tuple[Measure, ...]
    main: Measure | None
    every: Group
    before: Group | None
    rows: tuple[Group, ...]
    effects: tuple[EffectRow, ...]
    weeks: tuple[Week, ...]
    kept: Mapping[Kept, int]
    invalid: Mapping[str, int]
    direction: str
    abstinent: Abstinent
    tracks_drinks: bool

    def is_empty(self) -> bool:
        """Return whether no day of the stretch has a record."""
        return not self.recorded()

    def recorded(self) -> int:
        """Return how many days have a record."""
        return sum(one.is_recorded() for one in self.days)

    def planned(self) -> Decimal:
        """Return the mg that the plan showed, all days together."""
        return sum((week.planned for week in self.weeks), ZERO)

    def taken(self) -> Decimal:
        """Return the mg recorded as taken, all days together."""
        return sum((week.taken for week in self.weeks), ZERO)


def trend(
    walked: Iterable[Walked],
    since: date,
    until: date,
    measures: Iterable[Measure] = (),
    moves: Mapping[date, int] | None = None,
) -> Trend:
    """Return what the record shows from one day to another, both included.

    Args:
        walked: the decided days, in order, from the first record on.
        since: the first day that counts.
        until: the last day that counts.
        measures: how each measure is counted; what is not among them is left out.
        moves: in which nights the clock was put forward, and by how many minutes (baclotrack.core.sleep).
    """
    known = [one for one in walked if one.decision.day <= until]
    every = days_of(known, since, moves or {})
    days = tuple(one for one in every if one.day >= since)
    plan = known[-1].decision.plan if days else None
    if plan is not None and plan.pump is not None and all(one.before for one in every):
        every = [one._replace(before=False) for one in every]  # a pump gives its dose without a word in this record
        days = tuple(one for one in every if one.day >= since)
    before = [_held_against(one, plan) for one in every if one.before and one.is_recorded()]
    counts = Counter(name for one in (*days, *before) for name in (*one.numbers, *one.shares))
    told = [one for one in measures if counts[one.name]]
    main = main_measure(plan, told, Counter(name for one in days for name in one.numbers))
    told.sort(key=lambda one: (one.kind != SHARE, one != main))
    return Trend(
        plan=plan,
        days=days,
        measures=tuple(told),
        main=main,
        every=group(None, days, told),
        before=group(None, before, told) if before else None,
        rows=by_dose(days, told, before),
        effects=effects_since(days),
        weeks=weeks_of(days, main),
        kept={how: sum(one.kept is how for one in days) for how in Kept},
        invalid=dict(Counter(one.slept.invalid for one in days if one.slept.invalid)),
        direction=direction(days),
        abstinent=abstinent(days),
        tracks_drinks=tracks_drinks(plan),
    )


def _held_against(one: TrendDay, plan: Plan | None) -> TrendDay:
    """Return a day before the first dose with what its answers say about the targets of the plan that came later."""
    return one._replace(answer=answer_of({**one.numbers, **one.shares}, plan))
