"""Visits past and booked, and the questions to ask at them; no decision reads any of it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from baclotrack.core.entries import Appointment, Entry, Question, ranked, retracted


class Visit(NamedTuple):
    """A visit: the entry that tells it, its day, and what was written beside it."""

    id: str
    on: date
    text: str


class Asked(NamedTuple):
    """A question to ask: the entry that tells it, the day it was written down, and its text."""

    id: str
    day: date
    text: str


def visits(entries: Iterable[Entry]) -> tuple[Visit, ...]:
    """Return every visit that was not taken back, by day."""
    found = [Visit(one.id, one.what.on, one.what.text) for one in _live(entries) if isinstance(one.what, Appointment)]
    return tuple(sorted(found, key=lambda one: one.on))


def last_visit(known: Iterable[Visit], today: date) -> Visit | None:
    """Return the latest visit before today; today's is still to come, so that its questions stay in sight."""
    return max((one for one in known if one.on < today), key=lambda one: one.on, default=None)


def next_visit(known: Iterable[Visit], today: date) -> Visit | None:
    """Return the first visit of today or later."""
    return min((one for one in known if one.on >= today), key=lambda one: one.on, default=None)


def questions(entries: Iterable[Entry]) -> tuple[Asked, ...]:
    """Return every question that was not taken back, as they were written down."""
    return tuple(Asked(one.id, one.day, one.what.text) for one in _live(entries) if isinstance(one.what, Question))


def is_open(question: Asked, last: Visit | None) -> bool:
    """Return whether a question was written down since the last visit.

    One of that very day counts as open: nobody can tell whether it came before or after, and none may be lost.
    """
    return last is None or question.day >= last.on


def _live(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that were not taken back, in the order in which they were recorded."""
    in_order = ranked(entries)
    gone = retracted(in_order)
    return [one for one in in_order if one.id not in gone]
