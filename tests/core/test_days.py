"""The journal day: begins at five in the morning of the clock on the wall, wherever and whenever that is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from baclotrack.core.days import DAY_STARTS_AT, journal_day, slot_moment


def test_the_day_starts_at_five() -> None:
    """Unless the profile says otherwise, a day begins at 05:00."""
    assert time(5) == DAY_STARTS_AT


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-22T00:00", "2026-11-21"),
        ("2026-11-22T00:40", "2026-11-21"),
        ("2026-11-22T04:59:59.999999", "2026-11-21"),
        ("2026-11-22T05:00", "2026-11-22"),
        ("2026-11-22T12:00", "2026-11-22"),
        ("2026-11-22T23:59:59", "2026-11-22"),
        ("2027-01-01T00:40", "2026-12-31"),
        ("2028-03-01T02:00", "2028-02-29"),
    ],
)
def test_the_small_hours_belong_to_the_evening_before(local: str, expected: str) -> None:
    """A dose at 00:40 belongs to the evening before."""
    assert date.fromisoformat(expected) == journal_day(datetime.fromisoformat(local))


@pytest.mark.parametrize(
    ("starts_at", "local", "expected"),
    [
        (time(0), "2026-11-22T00:00", "2026-11-22"),
        (time(0), "2026-11-21T23:59", "2026-11-21"),
        (time(4), "2026-11-22T04:00", "2026-11-22"),
        (time(7, 30), "2026-11-22T07:29", "2026-11-21"),
        (time(7, 30), "2026-11-22T07:30", "2026-11-22"),
    ],
)
def test_the_profile_may_move_the_start(starts_at: time, local: str, expected: str) -> None:
    """Somebody who works nights sets another start of the day."""
    assert date.fromisoformat(expected) == journal_day(datetime.fromisoformat(local), starts_at)


NIGHTS_OF_A_CLOCK_CHANGE = [
    ("Europe/London", date(2026, 10, 24)),
    ("Europe/London", date(2027, 3, 27)),
    ("Europe/Berlin", date(2026, 10, 24)),
    ("America/New_York", date(2026, 10, 31)),
    ("America/New_York", date(2027, 3, 13)),
    ("America/Sao_Paulo", date(2018, 11, 3)),
    ("Australia/Lord_Howe", date(2026, 10, 3)),
    ("Asia/Kathmandu", date(2026, 11, 21)),
]


@pytest.mark.parametrize(("zone", "evening"), NIGHTS_OF_A_CLOCK_CHANGE)
def test_the_night_of_a_clock_change_is_one_night(zone: str, evening: date) -> None:
    """Every quarter of an hour from 22:30 until five, as it really passes there, is the same journal day."""
    place = ZoneInfo(zone)
    moment = datetime.combine(evening, time(22, 30), place)
    days = set()
    while moment.time() >= time(22, 30) or moment.time() < time(5):
        days.add(journal_day(moment))
        moment = (moment.astimezone(ZoneInfo("UTC")) + timedelta(minutes=15)).astimezone(place)
    assert ({evening}, evening + timedelta(days=1)) == (days, journal_day(moment))


def test_the_hour_that_comes_twice_is_one_night() -> None:
    """01:30 before and 01:30 after the clock went back are the same evening's."""
    once = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    assert (date(2026, 10, 24), date(2026, 10, 24)) == (journal_day(once), journal_day(once.replace(fold=1)))


@pytest.mark.parametrize(
    "written",
    ["2026-11-21T22:30+00:00", "2026-11-21T22:30+13:45", "2026-11-21T22:30-11:00", "2026-11-22T00:40+09:00"],
)
def test_a_journey_does_not_move_what_was_recorded(written: str) -> None:
    """Only the clock on the wall counts: bedtime in Auckland is bedtime, whatever the day is at home."""
    assert date(2026, 11, 21) == journal_day(datetime.fromisoformat(written))


@pytest.mark.parametrize(
    ("at", "starts_at", "expected"),
    [
        (time(22, 30), time(5), "2026-11-21T22:30"),
        (time(5), time(5), "2026-11-21T05:00"),
        (time(0, 30), time(5), "2026-11-22T00:30"),
        (time(4, 59), time(5), "2026-11-22T04:59"),
        (time(0, 30), time(0), "2026-11-21T00:30"),
    ],
)
def test_a_slot_falls_within_its_journal_day(at: time, starts_at: time, expected: str) -> None:
    """A bedtime slot after midnight falls on the next calendar day and still belongs to the evening."""
    moment = slot_moment(date(2026, 11, 21), at, starts_at)
    assert (datetime.fromisoformat(expected), date(2026, 11, 21)) == (moment, journal_day(moment, starts_at))
