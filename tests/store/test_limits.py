"""The shared ranges: each holds its ends and nothing beyond them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from baclotrack.core import limits
from baclotrack.store import load_catalogue_json

CONTRACT = {
    "sleep_hours": (0, 24),
    "latency_min": (0, 1440),
    "awake_min": (0, 1440),
    "awakenings": (0, 99),
    "sleep_quality": (1, 5),
    "spasm_frequency": (0, 4),
    "daytime_sleepiness": (0, 4),
    "spasticity": (0, 10),
    "craving": (0, 10),
    "leg_restlessness": (0, 10),
}
RANGES = [*limits.MEASURES.items(), ("drinks", limits.DRINKS), ("mg", limits.MG)]


def test_the_ranges_are_those_of_the_contract() -> None:
    """Section 8, number by number."""
    assert CONTRACT == {name: (one.low, one.high) for name, one in limits.MEASURES.items()}
    assert ["awakenings"] == [name for name, one in limits.MEASURES.items() if one.whole]
    assert ((0, 100), (0, 500), 10_000) == (limits.DRINKS[:2], limits.MG[:2], limits.NOTE_CHARACTERS)


def test_the_catalogue_asks_within_these_ranges() -> None:
    """A measure that can be asked has the same range here and there, and the same kind."""
    rows = load_catalogue_json()["measures"]
    numeric = {row["name"]: (row["low"], row["high"]) for row in rows if "low" in row}
    assert CONTRACT == numeric
    assert set(limits.YES_NO) == {row["name"] for row in rows if row["kind"] == "yes-no"}
    assert set(limits.TIMES) == {row["name"] for row in rows if row["kind"] == "time"}


@pytest.mark.parametrize(("name", "allowed"), RANGES, ids=[name for name, _ in RANGES])
def test_a_range_holds_its_ends_and_nothing_beyond(name: str, allowed: limits.Range) -> None:
    """Below and above are refused, at both ends it fits."""
    for value in (allowed.low, allowed.high, Decimal(allowed.low)):
        assert Decimal(value) == limits.number(value, allowed, name)
    for value in (allowed.low - 1, allowed.high + 1, Decimal("0.5") + allowed.high):
        with pytest.raises(limits.UnfitError, match=rf"{name}: .* is not {allowed.words()}"):
            limits.number(value, allowed, name)


@pytest.mark.parametrize("value", [True, None, "5", 0.5, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    """A yes, a text and a binary fraction are no numbers."""
    with pytest.raises(limits.UnfitError):
        limits.number(value, limits.MG, "mg")


@pytest.mark.parametrize("value", [True, None, "2", Decimal(2), -1, 4])
def test_what_is_no_grade_is_refused(value: object) -> None:
    """Grades are the whole numbers from 0 to 3."""
    with pytest.raises(limits.UnfitError, match=r"grade: .*whole number from 0 to 3"):
        limits.whole(value, limits.GRADE, "grade")


CLOSED: list[tuple[Callable[[object, str], object], list[object], list[object]]] = [
    (
        limits.name,
        ["a", "sleep-bedtime", "9_x", "a" * 64],
        ["", "A", "-a", "a b", "a" * 65, "a\n", "\u00e4", 1, None],
    ),
    (
        limits.words,
        ["Dr A. Example", "\u00e4\u00a0\u1f600", "x" * 200],
        ["", "  ", "x" * 201, "a\n", "\x1b[1m", "\u2028", 1],
    ),
    (limits.free, ["", "\x1b\n\u2028", "x" * 10_000], ["x" * 10_001, None, 1]),
    (limits.text, ["", "x" * 100_000], [None, b""]),
    (limits.identity, ["A", "01ARYZ6S41TSV4RRFFQ69G5FAV", "a" * 64], ["", "-a", "a b", "a" * 65, "A\n", 1]),
    (limits.clock, ["00:00", "23:59"], ["24:00", "7:30", "22:30:00", "22:60", "", "22:30\n", 2230]),
    (
        limits.taken,
        ["22:30", "2026-11-21T22:30:00+01:00", "2026-11-21T22:30:00.5Z"],
        ["24:00", "2026-11-21T22:30:00", "2026-11-31T22:30:00Z", "yesterday", None],
    ),
    (limits.day_time, ["22:30", "22:30:15"], ["22:30:60", "22", "22:30:15.5", "22:30+01", "22:30,50", None]),
    (
        limits.day,
        ["1900-01-01", "2199-12-31", "2028-02-29"],
        [
            "1899-12-31",
            "2200-01-01",
            "2027-02-29",
            "20261121",
            "2026-W47-6",
            "",
            None,
            "2026-11-21T00:00",
            "\u0661" * 10,
        ],
    ),
    (
        limits.instant,
        ["2026-11-21T07:30:00Z", "2026-11-21T07:30:00.123+14:00"],
        ["2026-11-21T07:30:00", "2026-11-21 07:30:00Z", "2026-11-21T24:30:00Z", "1899-11-21T07:30:00Z", None],
    ),
]


@pytest.mark.parametrize(("check", "fitting", "unfit"), CLOSED, ids=[row[0].__name__ for row in CLOSED])
def test_each_shape_takes_what_fits_and_nothing_else(
    check: Callable[[object, str], object], fitting: list[object], unfit: list[object]
) -> None:
    """Names, words, notes, ids, times, days and moments."""
    for value in fitting:
        assert check(value, "field") is not None
    for value in unfit:
        with pytest.raises(limits.UnfitError, match=r"^field: "):
            check(value, "field")


def test_days_and_moments_become_values() -> None:
    """What fits is returned as a date, a time of day, or a moment with its offset."""
    moment = datetime(2026, 11, 21, 7, 30, tzinfo=timezone(timedelta(hours=1)))
    assert moment == limits.instant("2026-11-21T07:30:00+01:00", "at")
    assert (date(2026, 11, 21), time(22, 30)) == (limits.day("2026-11-21", "day"), limits.day_time("22:30", "at"))


def test_a_long_number_is_told_short() -> None:
    """A sentence never holds thousands of digits."""
    with pytest.raises(limits.UnfitError) as caught:
        limits.number(10**4000, limits.MG, "mg")
    assert "mg: 10000000000000000000 is not a number from 0 to 500" == str(caught.value)
