"""What to ask a person next, read from the record alone. Nothing here changes a decision, and nothing is assumed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.days import ONE_DAY, slot_moment
from baclotrack.core.entries import Entry, Intake, ranked, retracted
from baclotrack.core.fold import NO_FAULT, Walked, walk_from
from baclotrack.core.known import with_days
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import NOTHING, DayFacts, History
from baclotrack.core.values import Catalog, Health, Named

REMEMBERED_DAYS = 30
"""Days back in which a side effect counts as one that this person has (D)."""

NEWS_AFTER_DAYS = 30
"""Days after which the dialogue asks again for kidneys, pregnancy, medicines and operations (H-20: monthly)."""

SPACING = timedelta(hours=4)
"""The least time between two doses (reference, section 8, minimum spacing guard, D)."""

ZONE_MOVED = timedelta(hours=2)
"""A clock that moved by more than this is a journey, and not the hour of summer time (D)."""


NEAR = 2 * ONE_DAY
"""So far from a dose's own day one beside it may be told: a journal day and a journey may each move it by one."""


class Close(NamedTuple):
    """A recorded intake that lies close to another one: what it was, and how far apart they are."""

    slot: str
    mg: Decimal
    apart: timedelta


def last_effects(history: History, day: date) -> Mapping[str, int]:
    """Return the effects, with their grades above 0, of the last check-in before a day that asked for them."""
    for back in range(1, REMEMBERED_DAYS + 1):
        effects = history.days.get(day - back * ONE_DAY, NOTHING).effects
        if effects is not None:
            return {name: grade for name, grade in effects.items() if grade}
    return {}


def usual_effects(history: History, profile: Profile, day: date) -> tuple[str, ...]:
    """Return the effects that this person has, those to ask about first at the front.

    First those of the last check-in, then those of the last 30 days by how often they were told, then those that
    were there before baclofen.
    """
    counts: Counter[str] = Counter()
    for back in range(1, REMEMBERED_DAYS + 1):
        effects = history.days.get(day - back * ONE_DAY, NOTHING).effects or {}
        counts.update(name for name, grade in effects.items() if grade)
    often = (name for name, _ in counts.most_common())
    return tuple(dict.fromkeys([*last_effects(history, day), *often, *profile.had]))


def is_higher(taken: Mapping[str, Decimal] | None, walked: Walked) -> bool:
    """Return whether what was taken on a day is more, in any slot, than the dose that was in force before it."""
    before = dict(walked.decision.in_force or ())
    return any(mg > before.get(slot, Decimal(0)) for slot, mg in (taken or {}).items())


def silent_days(walked: Walked) -> tuple[date, ...]:
    """Return the days without any record that end the day before this one, oldest first.

    Days before the first dose, or before the plan, are not among them: nothing was due then.
    """
    run = walked.state.silent_run
    return tuple(walked.decision.day - back * ONE_DAY for back in range(run, 0, -1))


def planned(walked: Walked) -> Named | None:
    """Return what the plan said for a day: the dose shown, else the one in force."""
    return walked.decision.doses or walked.decision.in_force


def with_doses(history: History, told: Mapping[date, Mapping[str, Decimal]]) -> History:
    """Return the record as it would be with check-ins that tell nothing but doses for these days."""
    rank = max((event.rank for event in history.events), default=0) + 1
    facts = {
        day: history.days.get(day, NOTHING)._replace(doses=doses, asked_doses=True, dose_rank=rank, checkin=True)
        for day, doses in told.items()
    }
    return with_days(history, facts)


def as_planned(
    history: History, catalog: Catalog, plan: Plan, days: Sequence[date], health: Health = NO_FAULT
) -> dict[date, dict[str, Decimal]]:
    """Return, for days in a row, the doses that the plan said when each of them is taken as the plan said.

    What the plan says for one day can hang on the day before. So the days are filled with what the first one said,
    and wherever a walk then finds another dose, the days from there on are filled anew.

    Args:
        history: the record, in which nothing is told of these days.
        catalog: the rows of the catalogues that gates look up.
        plan: the plan in force, for its slots.
        days: the days, oldest first.
        health: what is wrong with the files now.
    """
    told: dict[date, dict[str, Decimal]] = {}
    for place, day in enumerate(days):
        if place and _agrees(history, catalog, told, day, health):
            break
        said = _said(history, catalog, {one: told[one] for one in days[:place]}, day, health)
        doses = {slot.name: said.get(slot.name, Decimal(0)) for slot in plan.slots}
        told |= dict.fromkeys(days[place:], doses)
    return told


def _said(
    history: History, catalog: Catalog, told: Mapping[date, Mapping[str, Decimal]], day: date, health: Health
) -> dict[str, Decimal]:
    """Return what the plan said for one day, with the days before it told."""
    *_, walked = walk_from(with_doses(history, told), catalog, day, day, health)
    return dict(planned(walked) or ())


def _agrees(
    history: History, catalog: Catalog, told: Mapping[date, Mapping[str, Decimal]], first: date, health: Health
) -> bool:
    """Return whether, from a day on, the plan said for each of the days told just what is told of it."""
    for walked in walk_from(with_doses(history, told), catalog, first, max(told), health):
        day = walked.decision.day
        if {slot: mg for slot, mg in told[day].items() if mg} != dict(planned(walked) or ()):
            return False
    return True


def news_due(entries: Iterable[Entry], today: date) -> bool:
    """Return whether kidneys, pregnancy, medicines and operations were last told or confirmed 30 days ago or more.

    The profile is recorded whole each time it changes and each time it is confirmed, so the last such entry tells.
    Without any there is nothing to confirm.
    """
    told = list(entries)
    profiles = [entry for entry in told if isinstance(entry.what, Profile)]
    if not profiles:
        return False
    gone = retracted(ranked(told))
    days = [entry.at.date() for entry in profiles if entry.id not in gone]
    return bool(days) and (today - max(days)).days >= NEWS_AFTER_DAYS


def close_intake(
    entries: Sequence[Entry], moment: datetime, slot: str, plan: Plan, day_starts_at: time
) -> Close | None:
    """Return the recorded intake nearest to a moment, where the two lie closer together than they should.

    Four hours, or what the plan itself puts between the two slots where that is less (section 8, D). Real time is
    compared, offsets included, so a journey or the hour of summer time makes no difference. An intake whose time was
    not told is left out: nothing is known of it.
    """
    near = [entry for entry in entries if _is_near(entry, moment.date())]
    gone = retracted(ranked(entries)) if near else frozenset()
    found = [
        Close(what.slot, what.mg, abs(_instant(entry, what, day_starts_at) - moment))
        for entry in near
        if isinstance(what := entry.what, Intake) and entry.id not in gone
    ]
    close = [one for one in found if one.apart < _least_apart(plan, one.slot, slot, day_starts_at)]
    return min(close, key=lambda one: one.apart, default=None)


def _is_near(entry: Entry, day: date) -> bool:
    """Return whether an entry is a dose at a known time, on a day or beside it."""
    what = entry.what
    told = isinstance(what, Intake) and bool(what.taken_at) and what.mg > 0
    return told and abs(entry.day - day) <= NEAR


def _instant(entry: Entry, what: Intake, day_starts_at: time) -> datetime:
    """Return when a dose was taken, with the offset of the clock by which it was recorded."""
    wall = slot_moment(entry.day, time.fromisoformat(what.taken_at), day_starts_at)
    return wall.replace(tzinfo=entry.at.tzinfo)


def _least_apart(plan: Plan, one: str, other: str, day_starts_at: time) -> timedelta:
    """Return the least time between doses of two slots: four hours, or less where the plan puts them closer."""
    places = {slot.name: slot_moment(date(2000, 1, 1), slot.at, day_starts_at) for slot in plan.slots}
    if one == other or one not in places or other not in places:
        return SPACING
    return min(SPACING, abs(places[one] - places[other]))


def zone_moved(entries: Sequence[Entry], now: datetime) -> timedelta | None:
    """Return by how much the clock's zone moved since the last entry, where it is more than two hours."""
    if not entries or now.utcoffset() is None:
        return None
    before, here = entries[-1].at.utcoffset(), now.utcoffset()
    if before is None or here is None:
        return None
    return here - before if abs(here - before) > ZONE_MOVED else None


def is_whole(facts: DayFacts) -> bool:
    """Return whether a day's check-in told doses and side effects, so that nothing of it is still to be asked."""
    return facts.checkin and facts.asked_doses and facts.effects is not None
