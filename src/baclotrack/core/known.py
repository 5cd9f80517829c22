"""The record's days where only the newer ones are at hand: an older one is fetched when somebody looks at it.

So nothing that looks back can see half a record and take it for the whole: it gets the day, or all days, only slower.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from baclotrack.core.record import DayFacts, History

Facts = Mapping[date, DayFacts]


class Days(Mapping[date, DayFacts]):
    """All days of a record: those from one day on are at hand, and the whole record is read when another is needed."""

    def __init__(self, since: date, recent: Facts, whole: Callable[[], Facts]) -> None:
        """Keep what is at hand.

        Args:
            since: from this day on every day that has a record is at hand.
            recent: those days.
            whole: gives all days of the record, those at hand included.
        """
        self.since = since
        self.at_hand = recent
        self._whole = whole
        self._all: Facts | None = None

    def _every(self) -> Facts:
        """Return all days of the record."""
        if self._all is None:
            self._all = self._whole()
        return self._all

    def __getitem__(self, day: date) -> DayFacts:
        return self.at_hand[day] if day >= self.since else self._every()[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())

    def at_hand_first(self) -> Iterator[tuple[date, DayFacts]]:
        """Yield every day, those at hand first; the older ones are fetched only where somebody asks that far."""
        yield from self.at_hand.items()
        yield from ((day, facts) for day, facts in self._every().items() if day < self.since)

    def also(self, more: Facts) -> "Days":
        """Return the days with some more, all of them from days that are at hand."""
        return Days(self.since, {**self.at_hand, **more}, lambda: {**self._every(), **more})


def at_hand_first(days: Facts) -> Iterable[tuple[date, DayFacts]]:
    """Return every day of a record with its facts, in no order but that what is at hand comes before the rest."""
    return days.at_hand_first() if isinstance(days, Days) else days.items()


def last_checkin(days: Facts, before: date) -> date | None:
    """Return the last day before another that has a check-in, or None."""
    at_hand = _last_checkin(days.at_hand, before) if isinstance(days, Days) else None
    return at_hand or _last_checkin(days, before)


def _last_checkin(days: Facts, before: date) -> date | None:
    """Return the last of these days before another that has a check-in, or None."""
    return max((day for day, facts in days.items() if facts.checkin and day < before), default=None)


def with_days(history: History, more: Facts) -> History:
    """Return the record as it would be with some days told otherwise."""
    begun = history.begun
    if begun is None or not more or min(more) <= begun.day or not isinstance(history.days, Days):
        return history._replace(days={**history.days, **more}, begun=None)
    return history._replace(days=history.days.also(more))
