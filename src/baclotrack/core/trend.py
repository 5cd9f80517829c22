"""What the record shows over a stretch of days: day by day, dose by dose, and how the plan was kept.

Only counts and medians of what was recorded. A day is held against the plan and the decision that were in force on
it. Nothing here says why a night was good or bad: with one person and a dose that only moves one way, it cannot.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from baclotrack.core.advance import advance, taken_on
from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.record import DayFacts
from baclotrack.core.values import SEVERE, Named, Outcome

ENOUGH = 5
"""With fewer answers than this, no share and no median is told (D)."""


class Answer(StrEnum):
    """What a day says about the plan's targets, all of them together."""

    MET = "met"
    MISSED = "missed"
    NOT_ANSWERED = "not_answered"
    NO_TARGETS = "no_targets"
    UNLOGGED = "unlogged"


class Kept(StrEnum):
    """How a day was kept to the plan."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    OVER = "over"
    MISSED = "missed"
    UNLOGGED = "unlogged"


class TrendDay(NamedTuple):
    """One day. `taken` is None where no dose is recorded, empty where it was missed; `kept` where nothing was due."""

    day: date
    planned: Named | None
    taken: Named | None
    answer: Answer
    kept: Kept | None
    hours: Decimal | None
    worst: int | None

    def total(self) -> Decimal | None:
        """Return the day's mg, or None where no dose is recorded."""
        return None if self.taken is None else sum((mg for _, mg in self.taken), ZERO)


class DoseRow(NamedTuple):
    """All days of the stretch on which exactly these doses were taken."""

    doses: Named
    days: int
    answered: int
    met: int
    slept: int
    median_hours: Decimal | None
    asked: int
    worst: tuple[int, ...]

    def total(self) -> Decimal:
        """Return the mg of such a day."""
        return sum((mg for _, mg in self.doses), ZERO)

    def enough(self) -> bool:
        """Return whether there are enough answers to tell a share."""
        return self.answered >= ENOUGH


class Trend(NamedTuple):
    """The stretch: its days in order, a row for each dose taken, and how many days were kept in which way."""

    plan: Plan | None
    days: tuple[TrendDay, ...]
    rows: tuple[DoseRow, ...]
    kept: Mapping[Kept, int]

    def is_empty(self) -> bool:
        """Return whether no day of the stretch has a record."""
        return all(one.answer is Answer.UNLOGGED and one.taken is None for one in self.days)


def trend(walked: Iterable[Walked], since: date, until: date) -> Trend:
    """Return what the record shows from one day to another, both included.

    Args:
        walked: the decided days, in order; those outside the stretch are passed over.
        since: the first day that counts.
        until: the last day that counts.
    """
    inside = [one for one in walked if since <= one.decision.day <= until]
    days = tuple(_day(one) for one in inside)
    kept = {how: sum(one.kept is how for one in days) for how in Kept}
    return Trend(inside[-1].decision.plan if inside else None, days, _rows(days), kept)


def _day(walked: Walked) -> TrendDay:
    """Return what one decided day shows."""
    facts, decision = walked.facts, walked.decision
    hours = facts.measures.get("sleep_hours")
    return TrendDay(
        day=decision.day,
        planned=decision.doses,
        taken=_taken(facts, decision.plan),
        answer=_answer(facts, decision.plan),
        kept=_kept(walked),
        hours=hours if isinstance(hours, Decimal) else None,
        worst=None if facts.effects is None else max(facts.effects.values(), default=0),
    )


def _taken(facts: DayFacts, plan: Plan | None) -> Named | None:
    """Return the doses above zero, in the plan's order; slots that the plan does not have come last."""
    if facts.doses is None:
        return None
    order = [slot.name for slot in plan.slots] if plan else []
    order += sorted(facts.doses.keys() - set(order))
    return tuple((slot, facts.doses[slot]) for slot in order if facts.doses.get(slot))


def _answer(facts: DayFacts, plan: Plan | None) -> Answer:
    """Return what the day says about the targets; one that is missed is enough to say that not all were met."""
    if facts.silent():
        return Answer.UNLOGGED
    answers = [target.met(facts.measures) for target in plan.targets] if plan else []
    if not answers:
        return Answer.NO_TARGETS
    if False in answers:
        return Answer.MISSED
    return Answer.NOT_ANSWERED if None in answers else Answer.MET


def _kept(walked: Walked) -> Kept | None:
    """Return how the day was kept, by the engine's own reckoning, or None where the plan asked nothing of it."""
    decision, plan = walked.decision, walked.decision.plan
    if walked.before_plan or plan is None or plan.mode == "record_only" or decision.outcome is Outcome.FINISHED:
        return None
    after = advance(walked.state, decision, walked.facts, walked.profile)
    if after.rung is None:
        return None  # not begun yet, or on a dose that this plan does not have
    taken = taken_on(plan, walked.facts)
    if taken is None:
        return Kept.UNLOGGED
    if taken.total() == 0:
        return Kept.MISSED
    if after.recent_complete[-1]:
        return Kept.COMPLETE
    return Kept.OVER if after.over is not None and after.over.above else Kept.PARTIAL


def _rows(days: tuple[TrendDay, ...]) -> tuple[DoseRow, ...]:
    """Return a row for each dose that was taken, the smallest first; missed days are the row without doses."""
    groups: dict[Named, list[TrendDay]] = {}
    for one in days:
        if one.taken is not None:
            groups.setdefault(one.taken, []).append(one)
    rows = [_row(doses, same) for doses, same in groups.items()]
    return tuple(sorted(rows, key=lambda row: (row.total(), row.doses)))


def _row(doses: Named, days: list[TrendDay]) -> DoseRow:
    """Return the counts of the days with one dose."""
    hours = [one.hours for one in days if one.hours is not None]
    grades = [one.worst for one in days if one.worst is not None]
    met = sum(one.answer is Answer.MET for one in days)
    return DoseRow(
        doses=doses,
        days=len(days),
        answered=met + sum(one.answer is Answer.MISSED for one in days),
        met=met,
        slept=len(hours),
        median_hours=median(hours) if len(hours) >= ENOUGH else None,
        asked=len(grades),
        worst=tuple(grades.count(grade) for grade in range(SEVERE + 1)),
    )


def median(numbers: list[Decimal]) -> Decimal:
    """Return the middle number, or the mean of the two in the middle.

    Raises:
        ValueError: when there is no number.
    """
    if not numbers:
        raise ValueError("the median of nothing")
    in_order = sorted(numbers)
    half = len(in_order) // 2
    if len(in_order) % 2:
        return in_order[half]
    return (in_order[half - 1] + in_order[half]) / 2
