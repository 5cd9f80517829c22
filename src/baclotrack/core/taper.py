"""The way down: a taper from the dose in force, cut by exactly the same amount each time, and what is wrong with one.

The program plans only a taper that the prescriber asked for, and never proposes stopping (reference TP-1). Where the
prescriber gave only the goal, the draft cuts 5 mg a day once a week, and is marked a draft (TP-2).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO, Profile, Slot
from baclotrack.core.state import TAPER_WATCH_DAYS, State
from baclotrack.core.tablets import make
from baclotrack.core.values import Rung

STEP_MG, EVERY_DAYS = Decimal(5), 7
"""The draft of the reference, TP-2 (D): 5 mg a day less once a week."""
PORTION_MG = Decimal(5)
"""A cut is taken from the doses in portions of so much: the smallest practical step with tablets (reference 1e; D)."""


class Step(NamedTuple):
    """One rung of a taper: its doses, mg, one for each slot, its first day, and the days it is kept."""

    rung: Rung
    first: date
    days: int

    def last(self) -> date:
        """Return the last day of the rung."""
        return self.first + timedelta(days=self.days - 1)

    def total(self) -> Decimal:
        """Return the mg a day."""
        return sum(self.rung, start=ZERO)


class Bounds(NamedTuple):
    """What a taper keeps to unless it is the prescriber's own schedule: rows taper-days and taper-cut-mg (TP-3)."""

    least_days: int
    most_cut_mg: Decimal


class Problem(NamedTuple):
    """Why a taper is refused: `days` too few or `cut` too large, the number, its bound, and where in the ladder."""

    why: str
    value: Decimal
    bound: Decimal
    place: int = 0


class Need(NamedTuple):
    """Tablets of one strength, mg, that a whole taper takes, and how many are left by the records; None: not told."""

    strength_mg: Decimal
    number: Decimal
    left: Decimal | None = None


def down(start: Rung, step: Decimal, order: Sequence[int]) -> tuple[Rung, ...]:
    """Return the rungs of a taper, the dose in force first; after the last one comes none.

    Each rung has exactly `step` mg a day less than the one before, and no dose rises. The cut is taken in portions of
    5 mg at most, each from the largest dose of the moment; of equally large ones, from the first in `order`. What is
    left at the end, `step` or less, is the last rung: so a smaller cut comes last, and never a bigger one.

    Args:
        start: the dose in force, mg, one number for each slot.
        step: mg a day less with each rung, above zero.
        order: the places of the slots, those that shrink first in front.

    Example: 20 mg, step 5 -> 20, 15, 10, 5. Three times 10 mg, step 5 -> 10/10/10, 5/10/10, 5/5/10, 5/5/5, 0/5/5 ...
    """
    rungs = [start]
    while sum(rungs[-1]) > step:
        rungs.append(_less(rungs[-1], step, order))
    return tuple(rungs)


def _less(rung: Rung, step: Decimal, order: Sequence[int]) -> Rung:
    """Return a rung with so many mg a day less."""
    doses, left = list(rung), step
    while left:
        largest = max(doses)
        place = next(place for place in order if doses[place] == largest)
        portion = min(PORTION_MG, left, largest)
        doses[place] -= portion
        left -= portion
    return tuple(doses)


def kept_days(count: int, every: int, first: int | None = None) -> tuple[int, ...]:
    """Return for how many days each rung is kept: `every`, but the first one until the first lower dose."""
    return (every if first is None else first, *[every] * (count - 1))


def steps(rungs: Sequence[Rung], days: Sequence[int], begins: date) -> tuple[Step, ...]:
    """Return the rungs with their dates, from the day on which the taper is adopted."""
    found, first = [], begins
    for rung, kept in zip(rungs, days, strict=True):
        found.append(Step(rung, first, kept))
        first += timedelta(days=kept)
    return tuple(found)


def cuts(rungs: Sequence[Rung]) -> tuple[Decimal, ...]:
    """Return each cut, mg a day; the last one is the step to none."""
    totals = [sum(rung, start=ZERO) for rung in rungs] + [ZERO]
    return tuple(more - less for more, less in pairwise(totals))


def lasting(days: Sequence[int]) -> int:
    """Return for how many days a taper goes down: from the dose in force to none.

    Waiting for a later beginning is no tapering: the first rung counts for no more days than the longest after it.
    """
    first, later = days[0], days[1:]
    return min(first, max(later, default=first)) + sum(later)


def problems(rungs: Sequence[Rung], days: Sequence[int], bounds: Bounds, every: int = 0) -> tuple[Problem, ...]:
    """Return why a taper is refused unless it is the prescriber's own schedule (TP-3).

    Args:
        rungs: the dose in force and every lower one, mg.
        days: for how many days each is kept.
        bounds: the fewest days from the dose in force to none, and the most in one cut.
        every: the days asked for on each rung, where the first is kept for longer; a wait counts for no more.
    """
    counted = (min(days[0], every), *days[1:]) if every else tuple(days)
    found = []
    if lasting(counted) < bounds.least_days:
        found.append(Problem("days", Decimal(lasting(counted)), Decimal(bounds.least_days)))
    for place, cut in enumerate(cuts(rungs), start=1):
        if cut > bounds.most_cut_mg:
            found.append(Problem("cut", cut, bounds.most_cut_mg, place))
    return tuple(found)


def unmakeable(rungs: Sequence[Rung], tablets: tuple[Decimal, ...], splits: int) -> tuple[Decimal, ...]:
    """Return the doses, mg, that these tablets cannot make exactly, largest first; never rounded (H-25)."""
    doses = {mg for rung in rungs for mg in rung if mg}
    return tuple(sorted((mg for mg in doses if make(mg, tablets, splits) is None), reverse=True))


def helping(
    rungs: Sequence[Rung], tablets: tuple[Decimal, ...], splits: int, strengths: Sequence[Decimal]
) -> tuple[Decimal, ...]:
    """Return the strengths, mg, each of which would make every dose together with the tablets at home.

    Only whole tablets of it count: some have no line to break them along (reference 1e).
    """
    doses = unmakeable(rungs, tablets, splits)
    new = (mg for mg in strengths if mg not in tablets)
    return tuple(mg for mg in new if all(_fills(dose, mg, tablets, splits) for dose in doses))


def _fills(dose: Decimal, strength: Decimal, tablets: tuple[Decimal, ...], splits: int) -> bool:
    """Return whether whole tablets of a strength, and those at home for the rest, make a dose, mg."""
    most = int(dose / strength)
    return any(make(dose - count * strength, tablets, splits) is not None for count in range(1, most + 1))


def needs(taper: Sequence[Step], tablets: tuple[Decimal, ...], splits: int) -> tuple[tuple[Decimal, Decimal], ...]:
    """Return how many tablets of each strength the whole taper takes, strongest first; what cannot be made is left out.

    A part of a tablet counts as that part: a taper of halves takes half as many tablets.
    """
    number: dict[Decimal, Decimal] = {}
    for step in taper:
        for mg in filter(None, step.rung):
            for one in make(mg, tablets, splits) or ():
                number[one.strength_mg] = number.get(one.strength_mg, ZERO) + one.number * step.days
    return tuple(sorted(number.items(), reverse=True))


def whole_mg(taper: Sequence[Step]) -> Decimal:
    """Return the mg that the whole taper takes."""
    return sum((step.total() * step.days for step in taper), start=ZERO)


def in_order(slots: Sequence[Slot], named: Sequence[str] = ()) -> tuple[int, ...]:
    """Return the places of the slots in which equally large doses shrink: those named first, then as the plan has them.

    Default: the order of the plan, the first dose of the day first (D).
    """
    names = [slot.name for slot in slots]
    first = [names.index(name) for name in named]
    return (*first, *(place for place in range(len(names)) if place not in first))


def pump_unsettled(profile: Profile, state: State) -> bool:
    """Return whether a pump is there and no prescriber is recorded as knowing of it (reference 1d: no taper then)."""
    known = "pump" in state.acknowledged or any(one.name == "pump" and one.is_known() for one in profile.conditions)
    plan = state.plan
    intrathecal = plan is not None and plan.mode == "record_only" and plan.pump is not None
    return (profile.has("pump") or intrathecal) and not known


def withdrawal_asked(walked: Walked) -> bool:
    """Return whether the check-in of a day asks for the withdrawal signs: in a taper and for 14 days after its end.

    Source: reference 5c, watch window (D); contract, section 6, gate `withdrawal`.

    Args:
        walked: the day that the check-in is for.
    """
    state = walked.state
    if state.plan is not None and state.plan.mode == "taper" and state.in_force():
        return True
    return state.taper_ended is not None and (walked.decision.day - state.taper_ended).days < TAPER_WATCH_DAYS


def scheduled(rows: Sequence[tuple[date, Rung]], today: date, in_force: Rung) -> Iterator[tuple[Rung, date]]:
    """Yield the rungs of the prescriber's own schedule with their first days, from today on.

    The dose in force is the first rung, unless the schedule has a dose for today already: then that one is.

    Args:
        rows: the first day and the doses of each row, in order.
        today: the day of the adoption.
        in_force: the dose in force, mg, one number for each slot.
    """
    begun = [rung for first, rung in rows if first <= today]
    yield (begun[-1] if begun else in_force), today
    yield from ((rung, first) for first, rung in rows if first > today)
