"""What each day shows: planned and taken, targets, measures, side effects, and how long since the dose changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.record import DayFacts
from baclotrack.core.sleep import Night, night
from baclotrack.core.trends.measures import answers_of
from baclotrack.core.values import Named, Outcome


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
    """One day. `taken` is None where no dose is recorded, empty where it was missed; `kept` where nothing was due.

    `before` is true while no dose was ever taken. `dose` is the one last taken whole, None while there was none, empty
    once a taper is finished, and `since` counts the days from its last change (0 on the day of the change), None where
    nobody knows of one.
    """

    day: date
    planned: Named | None = None
    taken: Named | None = None
    answer: Answer = Answer.UNLOGGED
    kept: Kept | None = None
    effects: Mapping[str, int] | None = None
    numbers: Mapping[str, Decimal] = {}
    shares: Mapping[str, bool] = {}
    slept: Night = Night()
    drinks: Decimal | None = None
    before: bool = False
    dose: Named | None = None
    since: int | None = None

    def total(self) -> Decimal | None:
        """Return the day's mg, or None where no dose is recorded."""
        return None if self.taken is None else sum((mg for _, mg in self.taken), ZERO)

    def planned_total(self) -> Decimal | None:
        """Return the mg that the plan said, or None where it showed no dose."""
        return None if self.planned is None else sum((mg for _, mg in self.planned), ZERO)

    def worst(self) -> int | None:
        """Return the worst grade of the day, or None where side effects were not asked."""
        return None if self.effects is None else max(self.effects.values(), default=0)

    def is_recorded(self) -> bool:
        """Return whether anything is recorded of the day."""
        return self.answer is not Answer.UNLOGGED or self.taken is not None

    def is_after(self) -> bool:
        """Return whether the taper was finished and no dose is told: a day without a dose, and no missed one."""
        return self.dose == () and not self.taken and self.is_recorded()


class _Dose(NamedTuple):
    """What was taken last, and since when; `begun` once any dose is known of, `ended` once a taper is finished."""

    doses: Named = ()
    since: date | None = None
    begun: bool = False
    ended: bool = False

    def known(self) -> Named | None:
        """Return what was taken last: nothing once the taper is finished, None while there was no dose."""
        return () if self.ended else self.doses or None


def days_of(walked: Iterable[Walked], since: date, moves: Mapping[date, int]) -> list[TrendDay]:
    """Return every day before the first dose that has a record, and every day from `since` on, in order.

    Days without a record that lie between are filled in as unlogged, from the first recorded day on.
    """
    found: list[TrendDay] = []
    dose, silent = _Dose(), date.max
    for one in walked:
        day = one.decision.day
        silent = max(silent, since) if silent < date.max else day
        while silent < day:
            found.append(TrendDay(silent, before=not dose.begun, dose=dose.known()))
            silent += ONE_DAY
        taken = taken_of(one.facts, one.decision.plan)
        dose = _dose(dose, one, taken)
        if day >= since or not dose.begun:
            found.append(_day(one, taken, dose, moves.get(day, 0)))
        silent = day + ONE_DAY
    return found


def _dose(dose: _Dose, walked: Walked, taken: Named | None) -> _Dose:
    """Return what was taken last, with this day. A dose left out that the plan did not leave out changes nothing."""
    if taken and taken == dose.doses:  # most days
        return dose
    state, day = walked.state, walked.decision.day
    in_force = state.in_force()
    named = bool(in_force) or bool(state.plan and state.plan.on_dose)
    if not taken and walked.decision.outcome is Outcome.FINISHED and not dose.ended:
        return _Dose((), day, begun=True, ended=True)
    if not taken:
        return dose._replace(begun=dose.begun or named)
    left_out = set(taken) < set(dose.doses) and set(taken) != set(walked.decision.doses or in_force or ())
    if left_out:
        return dose
    from_before = not dose.doses and named and set(taken) == set(in_force or ())
    return _Dose(taken, None if from_before else day, begun=True)  # nobody knows since when it was taken


def _day(walked: Walked, taken: Named | None, dose: _Dose, moved: int) -> TrendDay:
    """Return what one decided day shows."""
    facts, decision = walked.facts, walked.decision
    slept = night(facts.measures, moved)
    numbers, shares = answers_of(facts.measures, slept)
    return TrendDay(
        day=decision.day,
        planned=decision.doses,
        taken=taken,
        answer=Answer.UNLOGGED if facts.silent() else answer_of(facts.measures, decision.plan),
        kept=kept_of(walked, taken),
        effects=facts.effects,
        numbers=numbers,
        shares=shares,
        slept=slept,
        drinks=facts.drinks,
        before=not dose.begun,
        dose=dose.known(),
        since=(decision.day - dose.since).days if dose.since is not None else None,
    )


def taken_of(facts: DayFacts, plan: Plan | None) -> Named | None:
    """Return the doses above zero, in the plan's order; slots that the plan does not have come last."""
    if facts.doses is None:
        return None
    order = [slot.name for slot in plan.slots] if plan else []
    order += sorted([slot for slot in facts.doses if slot not in order])
    return tuple([(slot, facts.doses[slot]) for slot in order if facts.doses.get(slot)])


def answer_of(measures: Mapping[str, object], plan: Plan | None) -> Answer:
    """Return what a recorded day says about a plan's targets; one that is missed is enough to say not all were met."""
    answers = [target.met(measures) for target in plan.targets] if plan else []
    if not answers:
        return Answer.NO_TARGETS
    if False in answers:
        return Answer.MISSED
    return Answer.NOT_ANSWERED if None in answers else Answer.MET


def kept_of(walked: Walked, taken: Named | None) -> Kept | None:
    """Return how the day was kept, by the engine's own reckoning, or None where the plan asked nothing of it.

    Args:
        walked: the decided day.
        taken: its doses above zero; None where none is recorded.
    """
    decision, plan = walked.decision, walked.decision.plan
    if walked.before_plan or plan is None or plan.mode == "record_only" or decision.outcome is Outcome.FINISHED:
        return None
    after = walked.after
    if after.rung is None:
        return None  # not begun yet, or on a dose that this plan does not have
    if taken is None:
        return Kept.UNLOGGED
    if not taken:
        return Kept.MISSED
    if after.recent_complete[-1]:
        return Kept.COMPLETE
    return Kept.OVER if after.over is not None and after.over.above else Kept.PARTIAL
