"""The dose now and how it came about, the tablets that are left, and the four figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.record import NOTHING, History
from baclotrack.core.summary.values import Dose, Figures, Source, Tablets
from baclotrack.core.supply import least_a_day, left_mg, needed_ahead, reach, stocks, unlogged_days
from baclotrack.core.trend import Trend
from baclotrack.core.trends.periods import periods_of
from baclotrack.core.values import Named

LOOK_AHEAD_DAYS = 366


def dose_now(source: Source, past: Sequence[Walked], decided: Walked, visited: date | None, until: date) -> Dose:
    """Return the dose in force and its story up to a day.

    Args:
        source: the record.
        past: the decided days, in order.
        decided: the day that the plan's word is for.
        visited: the day of the last visit.
        until: the last day that counts.
    """
    history, state = source.history, decided.state
    taken = sorted(day for day, facts in history.days.items() if day <= until and any((facts.doses or {}).values()))
    named = _named_on(history, until)
    highest = max(taken, key=lambda day: (_total(history.days[day].doses), -day.toordinal()), default=None)
    first = min(taken, default=None)
    at_visit = next((one.state.in_force() for one in past if one.decision.day == visited), None)
    off = state.rung is None
    return Dose(
        in_force=state.in_force() or None,
        since=None if off else state.since,
        rung=state.rung,
        first_on=first,
        before_record=named is not None and (first is None or named <= first),
        days_on=((state.taper_ended or until) - first).days + 1 if first is not None else 0,
        highest=(highest, _named(history.days[highest].doses, state.plan)) if highest is not None else None,
        at_visit=at_visit or None,
        ended=state.taper_ended if state.finished else None,
        last_taken=state.last_taken or _last_recorded(history, taken, state.plan),
    )


def _last_recorded(history: History, taken: Sequence[date], plan: Plan | None) -> tuple[date, Named] | None:
    """Return the last day with a dose, where no plan's state tells it: a plan that only keeps the record has none."""
    return (taken[-1], _named(history.days[taken[-1]].doses, plan)) if taken else None


def _named_on(history: History, until: date) -> date | None:
    """Return the first day on which a dose taken before the record was named at an adoption."""
    plans = (event for event in history.events if isinstance(event.what, Plan) and event.day <= until)
    return next((event.day for event in plans if isinstance(event.what, Plan) and event.what.on_dose), None)


def _total(doses: Mapping[str, Decimal] | None) -> Decimal:
    """Return a day's mg."""
    return sum((doses or {}).values(), ZERO)


def _named(doses: Mapping[str, Decimal] | None, plan: Plan | None) -> Named:
    """Return the doses above zero in the plan's order; slots that the plan does not have come last."""
    told = doses or {}
    order = [slot.name for slot in plan.slots] if plan else []
    names = [*order, *sorted(told.keys() - set(order))]
    return tuple((slot, told[slot]) for slot in names if told.get(slot))


def tablets_now(source: Source, coming: Sequence[Walked], until: date) -> Tablets:
    """Return the tablets left after a day, and how far they reach if each coming day goes as the last one did.

    Where more was taken last, or is in force, than the plan goes on with, the careful reading reckons with that.
    """
    history, after, decided = source.history, until + ONE_DAY, coming[0]
    left = left_mg(history, after)
    if left is None:
        return Tablets()
    told = Tablets(left, stocks(history, after, decided.profile.splits), unlogged_days(history, until))
    days, least = LOOK_AHEAD_DAYS, least_a_day(decided, history)
    by_plan = bool(decided.decision.doses or decided.decision.in_force)
    if not by_plan and not least:
        return told
    first = history.days.get(decided.decision.day, NOTHING)
    planned = reach(left, needed_ahead(coming, first, days), days)
    careful = reach(left, needed_ahead(coming, first, days, least), days)
    sooner = careful != planned
    return told._replace(
        reach=careful, planned=planned if by_plan else None, at_least_mg=least if sooner or not by_plan else None
    )


def figures(found: Trend, inside: Sequence[Walked], in_force: Named | None) -> Figures:
    """Return the four figures of the days in a range.

    A dose time is due where the dose in force, or on the first day the first dose, has one there; it was missed where
    the day's doses were told without it.
    """
    due = missed = 0
    begun = {one.day for one in found.days if one.kept is not None}
    for one in inside:
        doses, known = one.facts.doses, one.decision.doses or one.state.in_force()
        if doses is None or not known or one.decision.day not in begun:
            continue
        slots = [slot for slot, _ in known]
        due += len(slots)
        missed += sum(not doses.get(slot) for slot in slots)
    steps = [one.doses for one in periods_of(found.days) if one.doses]
    now = next((one for one in found.rows if one.doses and in_force and set(one.doses) == set(in_force)), None)
    at_dose = [one for one in found.days if now is not None and one.taken == now.doses and not one.before]
    main = found.main.name if found.main else ""
    return Figures(
        logged=found.recorded(),
        days=len(found.days),
        missed=missed,
        due=due,
        changes=sum(one != other for one, other in pairwise(steps)),
        now=now,
        now_numbers=tuple(one.numbers[main] for one in at_dose if main in one.numbers),
    )
