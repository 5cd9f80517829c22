"""What a correction changes: the same days decided twice, from the record without it and from the record with it.

Nothing here tells anybody to act on a past day. A night that is over is over, and nothing is made up for.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from baclotrack.core.fold import NO_FAULT, Walked, as_known, walk_from
from baclotrack.core.record import Entry, History
from baclotrack.core.values import Catalog, Contact, Health, Named, Outcome


class Said(NamedTuple):
    """What the plan said for one day: all that a person would have acted on, and the gate that set the limit."""

    outcome: Outcome
    doses: Named | None
    contact: Contact
    limited_by: str | None

    def answer(self) -> tuple[Outcome, Named | None, Contact]:
        """Return what makes two answers the same or not; another reason for the same answer is no difference."""
        return self.outcome, self.doses, self.contact


class Difference(NamedTuple):
    """One day on which the two records give different answers; None where no plan was in force."""

    day: date
    before: Said | None
    after: Said | None


class KnownDay(NamedTuple):
    """One day as it was decided from what was known then, and what the record as it now stands says for it."""

    known: Walked
    now: Said | None
    differs: bool


def said(walked: Walked) -> Said | None:
    """Return what the plan said on a day, or None where no plan was in force."""
    if walked.before_plan:
        return None
    decision = walked.decision
    return Said(decision.outcome, decision.doses, decision.contact, decision.limited_by)


def same(one: Said | None, other: Said | None) -> bool:
    """Return whether two answers ask the same of a person."""
    return (one and one.answer()) == (other and other.answer())


def differences(
    before: History,
    after: History,
    catalog: Catalog,
    first: date,
    until: date,
    healths: tuple[Health, Health] = (NO_FAULT, NO_FAULT),
) -> tuple[Difference, ...]:
    """Return the days, in order, on which a correction changes what the plan says.

    Args:
        before: the record without the correction.
        after: the record with it.
        catalog: the rows of the catalogues that gates look up.
        first: the first day of interest, the one that the correction concerns.
        until: the last day of interest; what is wrong with the files concerns this one alone.
        healths: what is wrong with the files before and after.
    """
    then = _said_by_day(before, catalog, first, until, healths[0])
    now = _said_by_day(after, catalog, first, until, healths[1])
    days = sorted(then.keys() | now.keys())
    found = (Difference(day, then.get(day), now.get(day)) for day in days)
    return tuple(one for one in found if not same(one.before, one.after))


def known_days(entries: Sequence[Entry], history: History, catalog: Catalog, first: date, last: date) -> list[KnownDay]:
    """Return each day as it was known, beside what the record now says for it; faults of the files count in neither.

    Args:
        entries: the journal's entries.
        history: the same entries, arranged.
        catalog: the rows of the catalogues that gates look up.
        first: the first day.
        last: the last day.
    """
    now = _said_by_day(history, catalog, first, last, NO_FAULT)
    known = list(as_known(entries, catalog, first, last))
    return [KnownDay(one, now.get(one.decision.day), not same(said(one), now.get(one.decision.day))) for one in known]


def _said_by_day(history: History, catalog: Catalog, first: date, until: date, health: Health) -> dict[date, Said]:
    """Return what the plan said from the first day on, without the days on which no plan was in force."""
    told = {one.decision.day: said(one) for one in walk_from(history, catalog, first, until, health)}
    return {day: one for day, one in told.items() if one is not None and day <= until}
