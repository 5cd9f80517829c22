"""Warnings ride beside a decision: how long the tablets last, and which day is decided."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from baclotrack.core.record import Checkin, Entry, Supply, What, arrange
from baclotrack.core.warnings import days_left, left_mg

DAY = date(2026, 11, 1)
GOT = Supply("add", Decimal(28), Decimal(10))
THREE = Supply("count", Decimal(3), Decimal(10))
FOUR_OF_5 = Supply("count", Decimal(4), Decimal(5))
HALVES = Supply("count", Decimal("3.5"), Decimal(10))
TEN = (("bedtime", Decimal(10)),)


def left(day: int, *told: tuple[int, What]) -> Decimal | None:
    """Return the mg left on a day, from what was told on days counted from 0."""
    entries = [
        Entry(f"{n:03}", datetime(2026, 11, 1, 12, n, tzinfo=UTC), "laptop", n + 1, DAY + timedelta(days=at), what)
        for n, (at, what) in enumerate(told)
    ]
    return left_mg(arrange(entries), DAY + timedelta(days=day))


def took(mg: int) -> Checkin:
    """Return a check-in with one dose at bedtime."""
    return Checkin(doses={"bedtime": Decimal(mg)}, effects={})


@pytest.mark.parametrize(
    ("day", "told", "expected"),
    [
        (5, (), None),
        (0, ((0, GOT),), 280),
        (2, ((0, GOT), (0, took(10)), (1, took(5))), 265),
        (
            2,
            (
                (0, GOT),
                (0, took(10)),
                (2, THREE),
            ),
            30,
        ),
        (
            2,
            ((0, GOT), (0, took(20)), (2, FOUR_OF_5)),
            280,
        ),
        (3, ((0, Supply("count", Decimal(1), Decimal(10))), (0, took(20))), 0),
    ],
    ids=["nothing counted", "got", "taken since", "counted anew", "another strength counted", "never below nothing"],
)
def test_what_is_left(day: int, told: tuple[tuple[int, What], ...], expected: int | None) -> None:
    """Counts, tablets got and doses taken add up; where it is not known, the smaller number."""
    assert expected == left(day, *told)


def test_days_left_are_whole_days_at_the_dose_in_force() -> None:
    """35 mg at 10 mg a night last three nights, and without a count nothing is said."""
    counted = Entry("1", datetime(2026, 11, 1, 12, tzinfo=UTC), "laptop", 1, DAY, HALVES)
    assert 3 == days_left(arrange([counted]), DAY, TEN)
    assert None is days_left(arrange([]), DAY, TEN)
