"""Works the summary out, once: walks the record to the decided day and on into the coming ones, and asks each part."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import takewhile
from typing import NamedTuple

from baclotrack.core.advance import advance
from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import Decision
from baclotrack.core.entries import Checkin, Entry, Instruction, Retract, SetAside, ranked, retracted
from baclotrack.core.fold import NO_FAULT, Walked, walk, walk_from
from baclotrack.core.plan import Plan
from baclotrack.core.record import NOTHING, DayFacts, History, checkin_of, ends, first_plan_day
from baclotrack.core.sleep import clock_moves
from baclotrack.core.state import Begun
from baclotrack.core.summary.doses import LOOK_AHEAD_DAYS, dose_now, figures, tablets_now
from baclotrack.core.summary.effects import effects_of
from baclotrack.core.summary.pace import pace_now
from baclotrack.core.summary.safety import safety_of
from baclotrack.core.summary.stops import flag_stories, reasons_of, stops_of
from baclotrack.core.summary.values import Begins, Corrected, Note, Point, Range, Said, Source, Summary, Tablets
from baclotrack.core.supply import told_stock
from baclotrack.core.trend import trend
from baclotrack.core.trends.periods import periods_of
from baclotrack.core.twice import told_twice
from baclotrack.core.values import Contact, Outcome
from baclotrack.core.visits import is_open, last_visit, next_visit, questions, visits
from baclotrack.core.warnings import SUPPLY_OUT_DAYS, Warned, is_over, warnings_for, with_warnings

DATED = frozenset({"supply-out", "refill"})
"""Warnings that the line of dates tells."""


class _Days(NamedTuple):
    """The days up to the last one with a record, decided; and the coming ones, the decided day first."""

    past: list[Walked]
    coming: list[Walked]


def begin(entries: Iterable[Entry], history: History, until: date) -> date:
    """Return the first day of the page: that of the last appointment recorded, else of the adoption, else the first."""
    return _beginning(entries, history, until)[0]


def _beginning(entries: Iterable[Entry], history: History, until: date) -> tuple[date, Begins]:
    """Return where the page begins where nobody asked for another day, and what that day is."""
    visit = last_visit(visits(entries), until)
    if visit is not None:
        return visit.on, Begins.VISIT
    adopted = first_plan_day(history)
    if adopted is not None and adopted <= until:
        return adopted, Begins.ADOPTION
    return min((day for day in history.days if day <= until), default=until), Begins.RECORD


def summarise(source: Source, asked: Range, now: datetime) -> Summary:
    """Return the summary of a range of days.

    Args:
        source: the record, the catalogue, and what is wrong with the files.
        asked: the first and the last day, and whether notes go along.
        now: the wall-clock time, which tells whether today is over.
    """
    history, until = source.history, min(asked.until, source.today)
    last = until if until < source.today or until in history.days else until - ONE_DAY
    days = _walked(source, until, now)
    decided, state = days.coming[0], days.coming[0].state
    warned = warnings_for(decided, history, source.catalog)
    decision = with_warnings(decided.decision, warned)
    found = trend(days.past, asked.since, last, source.measures, clock_moves(one.at for one in source.entries))
    inside = [one for one in days.past if asked.since <= one.decision.day <= last]
    stops = stops_of(inside)
    every = visits(source.entries)
    visit, adopted = last_visit(every, until), _adopted_on(history, until)
    tablets = tablets_now(source, days.coming, until)
    return Summary(
        since=asked.since,
        until=until,
        begins=_begins(source, asked, until),
        today=source.today,
        visit=visit,
        next_visit=next_visit(every, until),
        profile=decided.profile,
        plan=state.plan if adopted is not None else None,
        adopted_on=adopted,
        decision=decision,
        warned=warned,
        points=_points(decision, warned, tablets),
        dose=dose_now(source, days.past, decided, visit.on if visit else None, until),
        tablets=tablets,
        figures=figures(found, inside, state.in_force()),
        trend=found,
        steps=periods_of(found.days),
        effects=effects_of(history, decided, asked.since, last),
        reasons=reasons_of(stops),
        stops=stops,
        flags=flag_stories(history, days.past, asked.since, decision.day),  # the decided day's flag is its first line
        safety=safety_of(source, found, inside, decided, asked.since, until),
        said=_said(history, asked.since, until, notes=asked.notes),
        corrected=_corrected(source, asked.since, until),
        questions=tuple(one for one in questions(source.entries) if one.day <= until and is_open(one, visit)),
        notes=_notes(source.entries, asked.since, until) if asked.notes else (),
        accepted=state.accepted,
        held=_held(days.past, decision),
        pace=pace_now(decided),
        as_of=decision.day if until < source.today else None,
    )


def _held(past: Iterable[Walked], decided: Decision) -> int:
    """Return for how many days in a row this dose was held, the decided one included, for whatever reason."""
    if decided.outcome is not Outcome.HOLD:
        return 0
    before = [one.decision for one in past if one.decision.day < decided.day]
    same = takewhile(lambda one: one.outcome is Outcome.HOLD and one.doses == decided.doses, reversed(before))
    return 1 + sum(1 for _ in same)


def _begins(source: Source, asked: Range, until: date) -> Begins:
    """Return what the first day is; one that nothing explains was asked for."""
    day, begins = _beginning(source.entries, source.history, until)
    return begins if day == asked.since else Begins.ASKED


def _walked(source: Source, until: date, now: datetime) -> _Days:
    """Return every day up to `until`, and the coming days as the walker goes on from the decided one.

    The decided day is the day after `until`; where that is today, today itself while its last dose is to come, just as
    `next` has it. What is wrong with the files concerns a page of today only. The record is walked once.
    """
    catalog, (history, past) = source.catalog, _before(source, until)
    is_today = until == source.today
    day = until if is_today and not _is_over(source, history, now) else until + ONE_DAY
    health = source.health if is_today else NO_FAULT
    coming: list[Walked] = []
    ahead = LOOK_AHEAD_DAYS - 1 if told_stock(history, until) else 0  # only tablets are held against coming days
    first = until if past else date.min
    for one in walk_from(history, catalog, first, day + ahead * ONE_DAY, health, imagined_from=day):
        if one.decision.day < day:
            past.append(one)
            continue
        coming.append(one)
        if one.decision.doses is None:
            break
    if day == until:  # what is recorded of today already belongs to the page, as far as it goes
        past.append(_as_recorded(coming[0], history.days.get(day, NOTHING)))
    return _Days(past, coming)


def _as_recorded(one: Walked, facts: DayFacts) -> Walked:
    """Return an imagined day with what is really recorded of it."""
    after = advance(one.state, one.decision, facts, one.profile, before_plan=one.before_plan)
    return one._replace(facts=facts, after=after)


def _before(source: Source, until: date) -> tuple[History, list[Walked]]:
    """Return every day before the last one, decided, and the history from where a walk may go on after them.

    Before the plan's second day there is nothing worth keeping: the few days are then walked again.
    """
    history, day = source.history, until - ONE_DAY
    adopted = first_plan_day(history)
    if adopted is None or adopted > day:
        return history, []
    past = list(walk(history, source.catalog, day))
    return history._replace(begun=Begun(day, past[-1].after, past[-1].profile)), past


def _is_over(source: Source, history: History, now: datetime) -> bool:
    """Return whether today's last dose is recorded or past, so that the plan's word is for tomorrow."""
    plans = [event.what for event in history.events if isinstance(event.what, Plan)]
    if not plans:
        return False
    *_, today = walk_from(history, source.catalog, source.today, source.today)
    return is_over(today, plans[-1], now)


def _adopted_on(history: History, until: date) -> date | None:
    """Return the day on which the plan in force was adopted."""
    days = [event.day for event in history.events if isinstance(event.what, Plan) and event.day <= until]
    return days[-1] if days else None


def _points(decision: Decision, warned: Iterable[Warned], tablets: Tablets) -> tuple[Point, ...]:
    """Return which lines stand under "For your decision", the most urgent first: three at most.

    An open flag is first. Dates that somebody must act on today stand before a step that nothing stands against; so do
    tablets for under three days by the careful reading, of which no warning tells.
    """
    if decision.outcome is Outcome.EMERGENCY:
        return Point.FLAG, Point.STEP, Point.DATES
    short = tablets.reach.short if tablets.reach is not None else None
    by_date = short is not None and (short - decision.day).days < SUPPLY_OUT_DAYS
    by_date = by_date or any(one.id in DATED and one.contact is Contact.TODAY for one in warned)
    quiet = all(one.contact is not Contact.TODAY for one in decision.findings)
    return (Point.DATES, Point.STEP) if by_date and quiet else (Point.STEP, Point.DATES)


def _said(history: History, since: date, until: date, *, notes: bool) -> tuple[Said, ...]:
    """Return the prescriber's instructions of these days, in order; what is noted beside them only with `notes`."""
    return tuple(
        Said(event.day, event.what if notes else event.what._replace(note=""))
        for event in history.events
        if isinstance(event.what, Instruction) and since <= event.day <= until
    )


def _corrected(source: Source, since: date, until: date) -> Corrected:
    """Return how often entries of these days were written anew or taken back; an addition counts as written anew."""
    by_id = {one.id: one for one in source.entries}
    amended = [one for one in source.entries if isinstance(one.what, Checkin) and one.what.supersedes]
    gone_ids = retracted(ranked(source.entries))
    gone = [by_id[name] for name in gone_ids if name in by_id]
    aside = [one for one in source.entries if isinstance(one.what, SetAside) and one.id not in gone_ids]
    return Corrected(
        amended=sum(since <= one.day <= until for one in amended),
        taken_back=sum(since <= one.day <= until for one in gone if not isinstance(one.what, Retract)),
        set_aside=len(aside),
        faults=source.faults,
        twice=sum(since <= day <= until for day in told_twice(source.history)),
    )


def _notes(entries: Iterable[Entry], since: date, until: date) -> tuple[Note, ...]:
    """Return the person's own words of these days, as they now stand."""
    in_order = ranked(entries)
    gone = retracted(in_order)
    live = [one for one in in_order if isinstance(one.what, Checkin) and one.id not in gone]
    last = ends(live, {one.id: one for one in in_order})
    told = [Note(one.day, checkin_of(one).note) for one in last if checkin_of(one).note and since <= one.day <= until]
    return tuple(sorted(told))
