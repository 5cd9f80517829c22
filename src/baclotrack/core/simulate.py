"""What if: the same walk as `next`, over days that are only imagined, with the answers that are given for them.

Nothing here decides anything: each imagined day is decided by `fold.walk`, from the same state, by the same gates.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import Decision
from baclotrack.core.fold import IMAGINED_RANK, NO_FAULT, Walked, walk
from baclotrack.core.gates.hold_time import SLOW_DAYS
from baclotrack.core.plan import ZERO, Plan, Profile, Target
from baclotrack.core.record import NOTHING, DayFacts, Event, History, Instruction
from baclotrack.core.tablets import TabletCount
from baclotrack.core.values import MILD, MODERATE, SEVERE, Catalog, Health, Named, Outcome

EFFECT = "drowsiness"
"""The side effect of imagined days: an ordinary one, judged by its grade alone."""
DRINKS = Decimal(2)
STUCK_DAYS = 31
"""So many days without a change, beyond a step's own, and a staircase is drawn no further."""


class Answer(NamedTuple):
    """One way a day can go: its word, what the word means, and what such a day's check-in would tell.

    `times` says how often the doses shown are taken, `met` whether the targets are met, `grade` the side effect's
    grade. A silent day has no check-in at all.
    """

    word: str
    meaning: str
    times: int = 1
    met: bool = False
    grade: int = 0
    drinks: Decimal = ZERO
    silent: bool = False


ANSWERS = (
    Answer("good", "taken as the plan says, every target met, no side effects", met=True),
    Answer("bad", "taken as the plan says, every target missed, no side effects"),
    Answer("missed", "no dose taken, every target missed", times=0),
    Answer("over", "every dose taken twice, every target missed", times=2),
    Answer("mild", "as bad, with a mild side effect", grade=MILD),
    Answer("moderate", "as bad, with a moderate side effect", grade=MODERATE),
    Answer("severe", "as bad, with a severe side effect", grade=SEVERE),
    Answer("drink", "as bad, with two alcoholic drinks told before the dose", drinks=DRINKS),
    Answer("silent", "nothing recorded", silent=True),
)
"""The words for the days of a what-if. On a day without a dose shown, the one in force is taken on."""
GOOD, BAD = ANSWERS[:2]


class Stair(NamedTuple):
    """Some days in a row at one dose: the first of them, how many, and what brought the dose; None: no dose shown."""

    first: date
    days: int
    outcome: Outcome
    rung: int | None
    doses: Named | None
    tablets: tuple[tuple[str, tuple[TabletCount, ...]], ...] | None = None


def facts_of(answer: Answer, decision: Decision) -> DayFacts:
    """Return the record of an imagined day: what its check-in would tell."""
    if answer.silent:
        return NOTHING
    plan = decision.plan or Plan("", "", "titrate")
    doses = {slot.name: ZERO for slot in plan.slots}
    doses |= {slot: mg * answer.times for slot, mg in decision.doses or decision.in_force or ()}
    effects = {EFFECT: answer.grade} if answer.grade else {}
    return DayFacts(
        doses=doses,
        asked_doses=True,
        dose_rank=IMAGINED_RANK,
        measures={target.measure: _told(target, met=answer.met) for target in plan.targets},
        effects=effects,
        effect_ranks=dict.fromkeys(effects, IMAGINED_RANK),
        drinks=answer.drinks,
        sedatives=(),
        checkin=True,
    )


def _told(target: Target, *, met: bool) -> object:
    """Return an answer that meets a target, or one that just misses it."""
    if target.want is not None:
        return target.want if met else not target.want
    if target.at_most is not None:
        return target.at_most if met else target.at_most + 1
    least = target.at_least or ZERO
    return least if met else least - 1


def what_if(
    history: History, catalog: Catalog, first: date, answers: Sequence[Answer], health: Health = NO_FAULT
) -> Iterator[Walked]:
    """Yield the imagined days, decided one after the other.

    Args:
        history: the record before them, with the plan in force on the first of them.
        catalog: the rows of the catalogues that gates look up.
        first: the first imagined day.
        answers: how each day goes.
        health: what is wrong with the files now.
    """
    going: Callable[[Decision, DayFacts], DayFacts] = lambda decision, _: facts_of(  # noqa: E731 - two words long
        answers[(decision.day - first).days], decision
    )
    drunk = {first + place * ONE_DAY: DayFacts(drinks=one.drinks) for place, one in enumerate(answers) if one.drinks}
    history = history._replace(days={**history.days, **drunk})  # a drink that is told counts for its own day too
    last = first + (len(answers) - 1) * ONE_DAY
    every = walk(history, catalog, last, health, imagined_from=first, going=going)
    return (one for one in every if one.decision.day >= first)


def begun(plan: Plan, profile: Profile, day: date, said: Iterable[Instruction] = ()) -> History:
    """Return the record of somebody who begins this plan on that day, with nothing before it; a taper at its top.

    Args:
        plan: the plan; where nobody signed it yet, it is taken as if it were adopted on that day.
        profile: the person's profile.
        day: the first day.
        said: what the prescriber acknowledged before.
    """
    if plan.mode == "taper" and plan.on_dose is None:  # it goes down from a dose
        plan = plan._replace(on_dose=plan.named(0))
    before = [Event(day, place, one) for place, one in enumerate(said, 2)]
    return History({}, (Event(day, 0, profile), Event(day, 1, as_signed(plan, day)), *before))


def acknowledged(history: History) -> tuple[Instruction, ...]:
    """Return what the prescriber acknowledged so far: it counts for whatever plan comes next."""
    said = (event.what for event in history.events if isinstance(event.what, Instruction))
    return tuple(one for one in said if one.action == "acknowledge")


def switched(history: History, plan: Plan, day: date) -> History:
    """Return the record with this plan adopted on that day, as `plan adopt` would."""
    before = [event for event in history.events if event.day <= day]
    return History(history.days, (*before, Event(day, IMAGINED_RANK, as_signed(plan, day))))


def as_signed(plan: Plan, day: date) -> Plan:
    """Return a plan that nobody signed yet as if somebody had on that day, so that its steps can be walked."""
    if plan.prescriber and plan.directed_on is not None:
        return plan
    return plan._replace(prescriber=plan.prescriber or "(not named yet)", directed_on=plan.directed_on or day)


def without_review(history: History, day: date) -> History:
    """Return the record as if each plan's review, where it lies ahead, were done in time and changed nothing."""
    return History(
        history.days,
        tuple(
            event._replace(what=event.what._replace(review_by=None))
            if isinstance(event.what, Plan) and event.what.review_by is not None and event.what.review_by >= day
            else event
            for event in history.events
        ),
    )


def climb(history: History, catalog: Catalog, first: date, plan: Plan, health: Health = NO_FAULT) -> list[Walked]:
    """Return the days in which the plan is walked to its end as fast as it allows, or until it goes no further.

    Each step is tolerated and still needed, and each review changes nothing.
    """
    longest = max(plan.hold_days, *plan.days, SLOW_DAYS)
    most = (longest + 1) * len(plan.rungs) + STUCK_DAYS
    found: list[Walked] = []
    same = 0
    for one in islice(what_if(without_review(history, first), catalog, first, [BAD] * most, health), most):
        same = same + 1 if found and found[-1].decision.rung == one.decision.rung else 0
        found.append(one)
        at_the_end = one.decision.rung == len(plan.rungs) - 1 and plan.mode == "titrate"
        if at_the_end or one.decision.outcome is Outcome.FINISHED or same > longest + STUCK_DAYS:
            break
    return found


def stairs(days: Iterable[Walked]) -> tuple[Stair, ...]:
    """Return the days as stairs: days in a row at one dose are one, until something other than a hold is decided."""
    found: list[Stair] = []
    for one in days:
        decision = one.decision
        goes_on = bool(found) and found[-1].doses == decision.doses
        if goes_on and decision.outcome in {Outcome.HOLD, found[-1].outcome}:
            same = decision.doses is not None or decision.outcome is found[-1].outcome
            if same:
                found[-1] = found[-1]._replace(days=found[-1].days + 1)
                continue
        stair = Stair(decision.day, 1, decision.outcome, decision.rung, decision.doses, decision.tablets)
        found.append(stair)
    return tuple(found)


def first_days(days: Iterable[Walked]) -> dict[int, date]:
    """Return the first day on each rung that is reached."""
    found: dict[int, date] = {}
    for one in days:
        if one.decision.rung is not None:
            found.setdefault(one.decision.rung, one.decision.day)
    return found
