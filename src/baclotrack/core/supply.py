"""How many tablets are left, and how far they reach: running out is stopping suddenly (reference TP-7, H-07).

Everything is reckoned from what was told: tablets got and counted, and doses recorded as taken. Which strength a dose
was made from is not recorded, so with several strengths the amount in all is exact or too small, never too large.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.record import NOTHING, DayFacts, History, Supply, first_plan_day
from baclotrack.core.tablets import TabletCount, make
from baclotrack.core.values import Named, Outcome

MOST_STRENGTHS, MOST_PIECES = 4, 400
"""Beyond these the tablets of one dose are not worked out; no real box needs more."""


class Told(NamedTuple):
    """What was told of one strength: its tablets, and from which doses on they are counted down.

    Of the day `since` only doses count that were recorded after `rank`: what was taken and recorded before the
    tablets were counted had left the box. A count told on a later day cannot say that, and its rank is -1.
    """

    tablets: Decimal
    since: date
    rank: int
    counted: bool


class Stock(NamedTuple):
    """Tablets of one strength, mg: how many are reckoned to be left, and the day of the last count, if any."""

    strength_mg: Decimal
    left: Decimal
    since: date
    counted: bool


class Ahead(NamedTuple):
    """One coming day: the mg that it still needs, and the mg of its whole dose."""

    day: date
    needs_mg: Decimal
    daily_mg: Decimal


class Reach(NamedTuple):
    """How far the tablets reach: the last day they cover whole, and the first that they do not.

    `last` is None where not even the first day is covered. `short` is None where the doses end before the tablets do,
    or where the tablets outlast all the days that were looked at; `ends` tells these two apart.
    """

    last: date | None
    short: date | None
    ends: bool = False


class FullTaper(NamedTuple):
    """What the draft taper would need from a day's dose down to none: mg in all, and its days."""

    from_mg: Decimal
    needs_mg: Decimal
    days: int


def told_stock(history: History, day: date) -> dict[Decimal, Told]:
    """Return what was told of each strength up to a day: a count replaces what was known, tablets got add to it."""
    stock: dict[Decimal, Told] = {}
    for event in history.events:
        if not isinstance(event.what, Supply) or event.day > day:
            continue
        what, before = event.what, stock.get(event.what.strength_mg)
        if what.action == "count" or before is None:
            rank = -1 if event.late else event.rank
            stock[what.strength_mg] = Told(what.tablets, event.day, rank, what.action == "count")
        else:
            stock[what.strength_mg] = before._replace(tablets=before.tablets + what.tablets)
    return stock


def left_mg(history: History, day: date) -> Decimal | None:
    """Return the mg of tablets left as a day begins, or None where nothing was ever counted.

    A count replaces what was known of its strength, tablets got add to it, and what was taken since is taken off.
    Which strength a dose was made from is not recorded; with several the careful reading takes off all that was
    taken since the oldest of their counts.
    """
    stock = told_stock(history, day)
    if not stock:
        return None
    total = sum((strength * one.tablets for strength, one in stock.items()), ZERO)
    since, rank = min((one.since, one.rank) for one in stock.values())
    return max(total - taken_mg(history, since, day, rank), ZERO)


def taken_mg(history: History, since: date, until: date, rank: int = -1) -> Decimal:
    """Return the mg recorded as taken from one day up to, not including, another.

    Args:
        history: the whole record.
        since: the first day.
        until: the day after the last.
        rank: of the first day only doses recorded later than this count.
    """
    return sum((sum(doses.values(), ZERO) for _, doses in _taken(history, since, until, rank)), ZERO)


def _taken(history: History, since: date, until: date, rank: int) -> Iterator[tuple[date, Mapping[str, Decimal]]]:
    """Yield each day's doses as recorded, from one day up to, not including, another."""
    day = since
    while day < until:
        facts = history.days.get(day, NOTHING)
        if facts.doses and (day > since or facts.dose_rank > rank):
            yield day, facts.doses
        day += ONE_DAY


def days_left(history: History, day: date, in_force: Named | None) -> int | None:
    """Return the whole days that the tablets last at the dose in force, or None where nothing was counted."""
    left = left_mg(history, day)
    daily = sum((mg for _, mg in in_force or ()), ZERO)
    return None if left is None or not daily else int(left / daily)


def stocks(history: History, day: date, splits: int) -> tuple[Stock, ...]:
    """Return the tablets left of each strength as a day begins, the strongest first.

    With one strength the number follows from the mg taken. With several, each dose is taken to be made of the
    tablets that `next` shows for it; a dose that these tablets cannot make counts in the mg in all only.

    Args:
        history: the whole record.
        day: the day that begins.
        splits: into how many parts a tablet may be broken: 1, 2 or 4.
    """
    told = told_stock(history, day)
    used = dict.fromkeys(told, ZERO)
    if len(told) == 1:
        ((strength, one),) = told.items()
        used[strength] = taken_mg(history, one.since, day, one.rank) / strength if strength else ZERO
    elif told:
        _use(history, day, told, used, splits)
        _spill(told, used)
    return tuple(
        Stock(strength, max(told[strength].tablets - used[strength], ZERO), told[strength].since, one.counted)
        for strength, one in sorted(told.items(), reverse=True)
    )


def _use(history: History, day: date, told: Mapping[Decimal, Told], used: dict[Decimal, Decimal], splits: int) -> None:
    """Add up the tablets of each strength that the recorded doses were made of, as far as that can be told."""
    for strength, one in told.items():
        for taken_on, doses in _taken(history, one.since, day, one.rank):
            there = tuple(mg for mg, other in told.items() if other.since <= taken_on)
            for mg in doses.values():
                made = _made(mg, there, splits) if mg else ()
                used[strength] += sum((part.number for part in made if part.strength_mg == strength), ZERO)


def _spill(told: Mapping[Decimal, Told], used: dict[Decimal, Decimal]) -> None:
    """Take what was more than there were tablets of one strength from the others, the weakest first."""
    surplus = ZERO
    for strength, one in told.items():
        over = max(used[strength] - one.tablets, ZERO)
        used[strength] -= over
        surplus += over * strength
    for strength in sorted(one for one in told if one):
        there = min((told[strength].tablets - used[strength]) * strength, surplus)
        used[strength] += there / strength
        surplus -= there


def _made(mg: Decimal, strengths: tuple[Decimal, ...], splits: int) -> tuple[TabletCount, ...]:
    """Return the tablets of one dose, or none where they cannot make it or nobody could have such a box."""
    smallest = min(strengths, default=ZERO)
    if not smallest or len(strengths) > MOST_STRENGTHS or mg / smallest * splits > MOST_PIECES:
        return ()
    return make(mg, strengths, splits) or ()


def unlogged_days(history: History, today: date) -> int:
    """Return on how many days before today no dose is recorded, though tablets were being counted down.

    Days before the first adoption, and before the first dose that is recorded or named, are not missing anything.
    """
    told = told_stock(history, today)
    adopted = first_plan_day(history)
    if not told or adopted is None:
        return 0
    began = [day for day, facts in history.days.items() if any((facts.doses or {}).values())]
    named = [event.day for event in history.events if isinstance(event.what, Plan) and event.what.on_dose]
    first = max(min(one.since for one in told.values()), adopted, min([*began, *named], default=today))
    days = (today - first).days
    return sum(history.days.get(first + n * ONE_DAY, NOTHING).doses is None for n in range(days))


def least_a_day(decided: Walked, history: History) -> Decimal:
    """Return the mg that each coming day may need at least: the more of the dose in force and the one last taken.

    Whoever takes more than the plan shows runs out sooner than it says, and so does whoever does not follow a step
    back; the careful reading counts the more (reference TP-7). A taper goes down by itself, so there only an amount
    above the one in force counts.
    """
    state = decided.state
    in_force = sum((mg for _, mg in state.in_force() or ()), ZERO)
    last_on, last = _last_taken(decided, history)
    if state.plan is None or state.plan.mode != "taper":
        return max(in_force, last)
    over = last_on is None or (state.taper_ended is not None and last_on < state.taper_ended)
    return ZERO if over or last <= in_force else last


def _last_taken(decided: Walked, history: History) -> tuple[date | None, Decimal]:
    """Return the day on which a dose was last taken before the decided one, and its mg.

    Without a plan, or with one that only keeps the record, nothing is in force, and the record alone tells it.
    """
    if decided.state.last_taken is not None:
        day, doses = decided.state.last_taken
        return day, sum((mg for _, mg in doses), ZERO)
    before = decided.decision.day
    days = [day for day, facts in history.days.items() if day < before and any((facts.doses or {}).values())]
    if not days:
        return None, ZERO
    return max(days), sum((history.days[max(days)].doses or {}).values(), ZERO)


def needed_ahead(coming: Sequence[Walked], today: DayFacts, days: int, at_least: Decimal = ZERO) -> Iterator[Ahead]:
    """Yield the mg that each coming day needs: as the plan goes on, then the same every day.

    Args:
        coming: the coming days as the walker decided them, up to the first without a dose.
        today: what is recorded of the first of them; a slot recorded there needs nothing more.
        days: how many days to look at.
        at_least: the mg that a day is reckoned with where the plan shows less; `least_a_day` for the careful reading.
    """
    mg, day = ZERO, None
    for place, one in enumerate(coming[:days]):
        decision, day = one.decision, one.decision.day
        if decision.outcome is Outcome.FINISHED:
            return
        doses = decision.doses or decision.in_force or ()
        shown = sum((each for _, each in doses), ZERO)
        mg = max(shown, at_least)
        recorded = (today.doses or {}) if place == 0 else {}
        needs = sum((each for slot, each in doses if slot not in recorded), ZERO)
        more = mg - shown if needs or not recorded else ZERO  # a day that is recorded whole needs nothing more
        yield Ahead(day, needs + more, mg)
    for _ in range(days - len(coming) if day and mg else 0):
        day = (day or date.min) + ONE_DAY
        yield Ahead(day, mg, mg)


def reach(left: Decimal, needed: Iterable[Ahead], days: int) -> Reach:
    """Return how far an amount reaches.

    Args:
        left: mg of tablets.
        needed: each coming day with what it needs, in order.
        days: how many days were looked at; fewer in `needed` means that the doses end.
    """
    last, seen = None, 0
    for one in needed:
        if one.needs_mg > left:
            return Reach(last, one.day)
        left, last, seen = left - one.needs_mg, one.day, seen + 1
    return Reach(last, None, ends=seen < days)


def full_taper(daily_mg: Decimal) -> FullTaper:
    """Return what a taper of 5 mg a day less each week needs from a day's dose, its own week included (TP-2).

    Example: from 20 mg a day, a week each at 20, 15, 10 and 5 mg: 28 days, 350 mg.
    """
    from baclotrack.core.taper import EVERY_DAYS, STEP_MG, down  # here: the daily commands have no use for it

    if not daily_mg:
        return FullTaper(ZERO, ZERO, 0)
    rungs = down((daily_mg,), STEP_MG, (0,))
    return FullTaper(daily_mg, sum((rung[0] for rung in rungs), ZERO) * EVERY_DAYS, len(rungs) * EVERY_DAYS)


def taper_kept(left: Decimal, needed: Iterable[Ahead]) -> date | None:
    """Return the last day after whose doses a full taper from that day's dose is still in the box; None: no day."""
    kept = None
    for one in needed:
        left -= one.needs_mg
        if left < full_taper(one.daily_mg).needs_mg:
            break
        kept = one.day
    return kept
