"""The sleep diary's formulas, on nights worked out by hand, and the nights that cannot be so."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.sleep import BASE, Night, clock_moves, night

WHOLE = {
    "bed_at": "22:30",
    "tried_at": "23:00",
    "latency_min": Decimal(30),
    "awakenings": Decimal(2),
    "awake_min": Decimal(60),
    "woke_at": "06:30",
    "up_at": "07:00",
}
"""In bed 8.5 h; from wanting to sleep to the last waking 7.5 h = 450 min, of them 30 + 60 awake: 360 asleep."""


def change(**answers: object) -> Mapping[str, object]:
    """Return the whole night with other answers; None leaves one out."""
    return {name: value for name, value in {**WHOLE, **answers}.items() if value is not None}


def test_a_night_worked_by_hand() -> None:
    """360 asleep of 30 + 360 + 60 = 450: 80 %. Of 510 in bed: 70.588 %. The two stand apart."""
    found = night(WHOLE)
    assert (Decimal(510), Decimal(360), Decimal(80), "") == (
        found.in_bed,
        found.asleep,
        found.efficiency,
        found.invalid,
    )
    assert Decimal("70.588") == round(found.efficiency_in_bed or Decimal(0), 3)
    assert "dse" == BASE


@pytest.mark.parametrize(
    ("answers", "in_bed", "asleep"),
    [
        ({"bed_at": "00:10", "tried_at": "00:40"}, 410, 260),
        ({"tried_at": "22:30"}, 510, 390),
        ({"woke_at": "07:00"}, 510, 390),
        ({"bed_at": "08:00", "tried_at": "08:30", "woke_at": "15:00", "up_at": "15:30"}, 450, 300),
        ({"tried_at": None}, 510, None),
        ({"woke_at": None}, 510, None),
        ({"latency_min": None}, 510, None),
        ({"awake_min": None}, 510, None),
        ({"up_at": None}, None, 360),
        ({"bed_at": None}, None, 360),
        ({"bed_at": None, "up_at": None}, None, 360),
        ({"awake_min": None, "awakenings": Decimal(0)}, 510, 420),
        ({"awake_min": Decimal(0), "awakenings": Decimal(0)}, 510, 420),
        ({"awake_min": Decimal(0)}, 510, 420),
    ],
)
def test_a_night_may_lie_anywhere_on_the_clock_and_tell_only_some_of_it(
    answers: Mapping[str, object], in_bed: int | None, asleep: int | None
) -> None:
    """Across midnight, after it, by day; what is missing is missing and makes nothing invalid."""
    found = night(change(**answers))
    assert ("", in_bed, asleep) == (found.invalid, found.in_bed, found.asleep)
    assert (found.asleep is None) == (found.efficiency is None)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"tried_at": "22:15"}, "order"),
        ({"woke_at": "22:45"}, "order"),
        ({"woke_at": "23:00"}, "order"),
        ({"up_at": "06:15"}, "order"),
        ({"up_at": "22:30", "tried_at": None, "woke_at": None}, "order"),
        ({"tried_at": None, "woke_at": "22:30"}, "order"),
        ({"awakenings": Decimal(0)}, "awake"),
        ({"awakenings": Decimal(0), "bed_at": None, "woke_at": None}, "awake"),
        ({"latency_min": Decimal(390)}, "no-sleep"),
        ({"awake_min": Decimal(500)}, "no-sleep"),
        ({"latency_min": Decimal(-1)}, "negative"),
        ({"awake_min": Decimal(-5)}, "negative"),
    ],
)
def test_a_night_that_cannot_be_so_is_marked_and_not_bent(answers: Mapping[str, object], why: str) -> None:
    """Nothing is worked out of it at all."""
    assert Night(invalid=why) == night(change(**answers))


@pytest.mark.parametrize(("latency", "why"), [(388, ""), (389, ""), (390, "no-sleep")])
def test_a_minute_of_sleep_is_a_night(latency: int, why: str) -> None:
    """450 minutes, 60 of them awake: after 389 more one is left, after 390 none."""
    assert why == night(change(latency_min=Decimal(latency))).invalid


def test_without_a_diary_there_is_nothing() -> None:
    """Neither a night nor a fault."""
    assert Night() == night({"sleep_hours": Decimal(7), "sleep_improved": True})


@pytest.mark.parametrize(
    ("moved", "in_bed", "asleep", "why"),
    [
        (60, 450, 300, ""),
        (-60, 570, 420, ""),
        (30, 480, 330, ""),
        (-61, None, None, "journey"),
        (300, None, None, "journey"),
    ],
)
def test_the_hour_of_a_clock_change_is_taken_off_or_added(
    moved: int, in_bed: int | None, asleep: int | None, why: str
) -> None:
    """The clock on the wall jumped: put forward an hour, the night was an hour shorter than it says."""
    found = night(WHOLE, moved)
    assert (why, in_bed, asleep) == (found.invalid, found.in_bed, found.asleep)


def test_a_journey_spares_a_night_that_tells_no_times() -> None:
    """Minutes do not depend on the clock."""
    assert Night() == night({"latency_min": Decimal(20)}, 300)


CLOCK = st.times().map(lambda one: f"{one.hour:02}:{one.minute:02}")
MINUTES = st.integers(0, 300).map(Decimal)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("bed_at", "tried_at", "woke_at", "up_at"), CLOCK),
            **dict.fromkeys(("latency_min", "awake_min"), MINUTES),
            "awakenings": st.integers(0, 9).map(Decimal),
        },
    ),
    st.integers(-90, 90),
)
def test_whatever_is_told_a_night_is_whole_or_invalid(answers: dict[str, object], moved: int) -> None:
    """Never more asleep than in bed, never over 100 %, never a raised error."""
    found = night(answers, moved)
    for percent in (found.efficiency, found.efficiency_in_bed):
        assert percent is None or 0 < percent <= 100
    assert found.in_bed is None or 0 < found.in_bed <= 1440
    assert found.in_bed is None or found.asleep is None or found.asleep <= found.in_bed
    assert not found.invalid or (None, None) == (found.in_bed, found.asleep)


@given(st.lists(st.integers(0, 700), min_size=4, max_size=4), st.integers(0, 1439))
def test_a_night_in_order_is_measured_by_the_minutes_that_passed(gaps: list[int], begun: int) -> None:
    """An independent reckoning: real moments, of which only the time of day is told."""
    start = datetime(2026, 11, 20, tzinfo=timezone.utc) + timedelta(minutes=begun)  # noqa: UP017 - the type is wanted
    moments = [start]
    for gap in gaps[:3]:
        moments.append(moments[-1] + timedelta(minutes=gap))
    bed, tried, woke, up = moments
    told: dict[str, object] = dict(
        zip(("bed_at", "tried_at", "woke_at", "up_at"), (f"{one:%H:%M}" for one in moments), strict=True)
    )
    found = night({**told, "latency_min": Decimal(0), "awake_min": Decimal(0)})
    whole, trying = (Decimal(int(one.total_seconds()) // 60) for one in (up - bed, woke - tried))
    if tried < woke and whole <= 1440 and all(one <= other for one, other in pairwise(moments)):
        assert ("", whole, trying) == (found.invalid, found.in_bed, found.asleep)
    elif whole < 1440:
        assert "order" == found.invalid


def moment(day: int, clock: str, offset: int) -> datetime:
    """Return a moment of October 2026 with its offset in minutes."""
    hours, minutes = clock.split(":")
    return datetime(2026, 10, day, int(hours), int(minutes), tzinfo=timezone(timedelta(minutes=offset)))


@pytest.mark.parametrize(
    ("recorded", "moves"),
    [
        ([(24, "07:00", 60), (25, "07:00", 0)], {24: -60}),
        ([(24, "07:00", 0), (25, "07:00", 60)], {24: 60}),
        ([(25, "07:00", 0), (24, "22:30", 60), (24, "07:00", 60)], {24: -60}),
        ([(24, "07:00", 60), (25, "07:00", 60)], {}),
        ([(24, "07:00", 60), (26, "07:00", 0)], {}),
        ([(24, "07:00", 60), (24, "22:00", -240), (25, "07:00", -240)], {}),
        ([(24, "22:00", 60), (25, "09:00", -240)], {24: -300}),
        ([(24, "22:00", 60), (25, "03:30", 60), (25, "07:00", 0)], {24: -60}),
        ([(24, "22:00", 60), (25, "00:30", 60), (26, "07:00", 0)], {}),
        ([], {}),
    ],
)
def test_the_record_itself_shows_when_the_clock_moved(
    recorded: list[tuple[int, str, int]], moves: Mapping[int, int]
) -> None:
    """The last offset of the evening against the first of the morning; a silent day between shows nothing."""
    found = clock_moves(moment(*one) for one in recorded)
    assert {date(2026, 10, day): moved for day, moved in moves.items()} == found
