"""A stretch as the steps of its dose: from one change of the doses taken to the next."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from baclotrack.core.trends.days import Answer, TrendDay
from baclotrack.core.values import Named


class Period(NamedTuple):
    """Days at one dose, with the missed and unlogged ones between them.

    `doses` is None before the first dose, and empty once a taper is finished.
    """

    doses: Named | None
    days: tuple[TrendDay, ...]

    def since(self) -> date:
        """Return the first day."""
        return self.days[0].day

    def until(self) -> date:
        """Return the last day."""
        return self.days[-1].day

    def missed(self) -> int:
        """Return how many days were recorded as missed after the first dose."""
        return sum(one.taken == () and not one.before and not one.is_after() for one in self.days)

    def unlogged(self) -> int:
        """Return how many days have no record."""
        return sum(not one.is_recorded() for one in self.days)

    def at_dose(self) -> list[TrendDay]:
        """Return the days on which the dose was taken: no missed one, and none without a record of it."""
        return [one for one in self.days if not self.doses or one.taken == self.doses]

    def met(self) -> tuple[int, int]:
        """Return on how many of the days at the dose all targets were met, of how many they were answered."""
        met = sum(one.answer is Answer.MET for one in self.at_dose())
        return met, met + sum(one.answer is Answer.MISSED for one in self.at_dose())

    def numbers(self, name: str) -> list[Decimal]:
        """Return the answers to one question on the days at the dose."""
        return [one.numbers[name] for one in self.at_dose() if name in one.numbers]


def periods_of(days: Iterable[TrendDay]) -> tuple[Period, ...]:
    """Return the steps in order; missed and unlogged days, or with a slot left out, belong to the dose before them."""
    return tuple(Period(doses, tuple(same)) for doses, same in groupby(days, key=lambda one: one.dose))
