"""Tablets left and how far they reach: counted down by what is recorded as taken, and never too many."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest

from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import Decision
from baclotrack.core.fold import Walked, ahead
from baclotrack.core.plan import Profile
from baclotrack.core.record import NOTHING, Checkin, DayFacts, Entry, History, Intake, Supply, What, arrange
from baclotrack.core.state import State
from baclotrack.core.supply import (
    Ahead,
    FullTaper,
    Reach,
    days_left,
    full_taper,
    least_a_day,
    left_mg,
    needed_ahead,
    reach,
    stocks,
    taken_mg,
    taper_kept,
    unlogged_days,
)
from baclotrack.core.values import Contact, Outcome
from tests.core.diary import diary, walked
from tests.core.plans import CATALOG, PLANS, on, taking

DAY = date(2026, 11, 1)
TEN = (("bedtime", Decimal(10)),)
Told = tuple[tuple[int, What], ...]


def day(number: int) -> date:
    """Return the date of the day with that number, from 0."""
    return DAY + timedelta(days=number)


def got(tablets: str, mg: str = "10") -> Supply:
    """Return tablets got."""
    return Supply("add", Decimal(tablets), Decimal(mg))


def counted(tablets: str, mg: str = "10") -> Supply:
    """Return tablets counted."""
    return Supply("count", Decimal(tablets), Decimal(mg))


def took(mg: int) -> Checkin:
    """Return a check-in with one dose at bedtime."""
    return Checkin(doses={"bedtime": Decimal(mg)}, effects={})


def take(mg: int) -> Intake:
    """Return a single intake."""
    return Intake("bedtime", Decimal(mg))


def record(told: Told) -> History:
    """Return the record of what was told on days counted from 0, in the order in which it was told."""
    return arrange(
        Entry(f"{n:03}", datetime(2026, 11, 1, 12, n, tzinfo=UTC) + late * ONE_DAY, "laptop", n + 1, day(at), what)
        for n, (late, (at, what)) in enumerate(zip(accumulate((at for at, _ in told), max), told, strict=True))
    )


LEFT: Mapping[str, tuple[int, Told, int | None, dict[str, str]]] = {
    "nothing counted": (5, ((0, took(10)),), None, {}),
    "got": (0, ((0, got("28")),), 280, {"10": "28"}),
    "got twice": (1, ((0, got("28")), (1, got("14"))), 420, {"10": "42"}),
    "taken since": (2, ((0, got("28")), (0, took(10)), (1, took(5))), 265, {"10": "26.5"}),
    "of the day itself nothing yet": (1, ((0, got("28")), (0, took(10)), (1, took(5))), 270, {"10": "27"}),
    "missed": (2, ((0, got("28")), (0, took(0)), (1, took(5))), 275, {"10": "27.5"}),
    "counted anew": (2, ((0, got("28")), (0, took(10)), (2, counted("3"))), 30, {"10": "3"}),
    "got after a count": (3, ((2, counted("3")), (2, got("28"))), 310, {"10": "31"}),
    "a count told late": (3, ((2, took(10)), (0, counted("3"))), 20, {"10": "2"}),
    "taken before the count of that day": (2, ((0, take(10)), (0, counted("3")), (1, take(10))), 20, {"10": "2"}),
    "taken on the day of a count told late": (2, ((0, take(10)), (1, take(5)), (0, counted("3"))), 15, {"10": "1.5"}),
    "never below nothing": (3, ((0, counted("1")), (0, took(20))), 0, {"10": "0"}),
    "what is counted later does not count yet": (1, ((0, counted("3")), (2, counted("9"))), 30, {"10": "3"}),
    "two strengths": (
        2,
        ((0, counted("10")), (0, counted("10", "5")), (0, took(15)), (1, took(5))),
        130,
        {"10": "9", "5": "8"},
    ),
    "the other strength counted later": (
        2,
        ((0, got("28")), (0, took(20)), (2, counted("4", "5"))),
        280,
        {"10": "26", "5": "4"},
    ),
    "one strength runs out before the other": (
        2,
        ((0, counted("10")), (0, counted("1", "5")), (0, took(5)), (1, took(5))),
        95,
        {"10": "9.5", "5": "0"},
    ),
    "a dose that no tablet makes": (1, ((0, counted("4")), (0, counted("4", "20")), (0, took(7))), 113, {"20": "4"}),
}


@pytest.mark.parametrize(("at", "told", "mg", "tablets"), LEFT.values(), ids=LEFT)
def test_what_is_left(at: int, told: Told, mg: int | None, tablets: dict[str, str]) -> None:
    """Counts, tablets got and doses taken add up; where it is not known, the smaller number."""
    history = record(told)
    assert mg == left_mg(history, day(at))
    found = {f"{one.strength_mg:f}": f"{one.left.normalize():f}" for one in stocks(history, day(at), 2)}
    assert tablets == {strength: found[strength] for strength in tablets}
    assert (mg is None) == (not found)


def test_the_amount_in_all_is_never_more_than_the_tablets_by_strength() -> None:
    """With two strengths the careful reading takes off all that was taken since the older count."""
    for at, told, mg, _ in LEFT.values():
        each = stocks(record(told), day(at), 2)
        assert mg is None or mg <= sum(one.strength_mg * one.left for one in each)


def test_a_box_that_nobody_has_is_not_worked_out() -> None:
    """A hostile record of grains of a tablet costs no time: only the amount in all goes down."""
    grains = tuple((0, counted("9", mg)) for mg in ("0.000001", "0.000002", "0.000003"))
    history = record((*grains, (0, took(500))))
    assert ["9", "9", "9"] == [f"{one.left:f}" for one in stocks(history, day(1), 4)]
    assert 0 == left_mg(history, day(1))


def test_taken_is_the_sum_of_the_days() -> None:
    """From one day up to, not including, another."""
    history = record(((0, took(5)), (1, took(10)), (2, took(15))))
    assert [0, 5, 15, 30] == [taken_mg(history, day(0), day(until)) for until in range(4)]


def test_days_left_are_whole_days_at_the_dose_in_force() -> None:
    """35 mg at 10 mg a night last three nights; without a count, or without a dose, nothing is said."""
    history = record(((0, counted("3.5")),))
    assert 3 == days_left(history, DAY, TEN)
    assert None is days_left(history, DAY, None)
    assert None is days_left(arrange([]), DAY, TEN)


# --- days that are not logged -----------------------------------------------------------------------


def with_count(text: str, plan: str = "sleep", told_on: int = 1) -> History:
    """Return a diary's record with 28 tablets of 5 mg counted on a day."""
    entries = list(diary(text, plan).entries)
    entries.append(Entry("9999", entries[-1].at, "phone", 1, on(told_on), counted("28", "5")))
    return arrange(entries)


@pytest.mark.parametrize(
    ("text", "told_on", "today", "expected"),
    [
        ("day 1: 5 mg\nday 2: 5 mg", 1, 3, 0),
        ("day 1: 5 mg\nday 2: missed", 1, 3, 0),
        ("day 1: 5 mg\nday 4: 5 mg", 1, 5, 2),
        ("day 1: 5 mg\nday 4: 5 mg", 3, 5, 1),
        ("day 1: 5 mg\nday 2: no effects, effects not asked", 1, 3, 1),
        ("day 3: 5 mg", 1, 4, 0),
        ("", 1, 9, 0),
    ],
    ids=["all", "missed is logged", "two", "since the count", "doses not told", "before the first dose", "no dose yet"],
)
def test_days_without_a_dose_on_record(text: str, told_on: int, today: int, expected: int) -> None:
    """Only days that were counted down from, and on which a dose was to be taken, can be missing."""
    assert expected == unlogged_days(with_count(text, told_on=told_on), on(today))


def test_without_a_count_no_day_is_missing() -> None:
    """Nobody is told of silent days who never counted tablets."""
    assert 0 == unlogged_days(diary("day 1: 5 mg").history(), on(9))


# --- how far they reach -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "needed", "expected"),
    [
        (30, (10, 10, 10), Reach(day(2), None)),
        (29, (10, 10, 10), Reach(day(1), day(2))),
        (9, (10, 10, 10), Reach(None, day(0))),
        (0, (0, 5), Reach(day(0), day(1))),
        (30, (10, 5), Reach(day(1), None, ends=True)),
        (30, (), Reach(None, None, ends=True)),
    ],
)
def test_how_far_an_amount_reaches(left: int, needed: tuple[int, ...], expected: Reach) -> None:
    """The last day covered whole and the first that is not; doses that end are told from days not looked at."""
    days = [Ahead(day(place), Decimal(mg), Decimal(mg)) for place, mg in enumerate(needed)]
    assert expected == reach(Decimal(left), days, 3)


def test_the_plan_ahead_needs_more_as_it_goes_up() -> None:
    """A bad night each night: 10, 15, then 20 mg a day, which stays; today's dose that is taken needs nothing."""
    history = diary("day 1: 5 mg, bad night").history()
    coming = ahead(history, CATALOG, on(2), 6)
    assert [10, 15, 20, 20, 20, 20] == [one.needs_mg for one in needed_ahead(coming, NOTHING, 6)]
    taken = list(needed_ahead(coming, DayFacts(doses={"bedtime": Decimal(10)}), 3))
    assert [0, 15, 20] == [one.needs_mg for one in taken]
    assert [10, 15, 20] == [one.daily_mg for one in taken]


def test_after_a_day_without_an_answer_the_dose_in_force_is_reckoned() -> None:
    """Where the walk stops because the plan shows no dose, the days after it need what is in force."""
    history = diary("day 1: 5 mg, bad night\nday 2: 5 mg, flag seizure").history()
    coming = ahead(history, CATALOG, on(3), 9)
    assert Outcome.EMERGENCY is coming[-1].decision.outcome
    five = Decimal(5)
    assert [Ahead(on(number), five, five) for number in (3, 4, 5)] == list(needed_ahead(coming, NOTHING, 3))


def test_a_taper_needs_nothing_after_its_end() -> None:
    """20, 15, 10 and 5 mg a day for a week each, then no more: the tablets last to the end."""
    plan = taking(PLANS["taper"], 20)
    history = diary("day 1: 20 mg, good night", plan).history()
    needed = list(needed_ahead(ahead(history, CATALOG, on(2), 90), NOTHING, 90))
    assert {20, 15, 10, 5} == {int(one.needs_mg) for one in needed}
    assert len(needed) < 29
    assert reach(Decimal(1000), needed, 90).ends


def test_without_a_dose_no_day_needs_anything() -> None:
    """Before the first dose of somebody whose plan shows none, nothing is reckoned."""
    decision = Decision(DAY, Outcome.ASK, Contact.TODAY, None, None, None, ())
    nothing = Walked(decision, NOTHING, State(), Profile(), before_plan=False, after=State())
    assert [Ahead(DAY, Decimal(0), Decimal(0))] == list(needed_ahead([nothing], NOTHING, 9))
    assert [] == list(needed_ahead([], NOTHING, 9))


# --- a full taper -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("daily", "needs", "days"),
    [("20", "350", 28), ("5", "35", 7), ("80", "4760", 112), ("12", "147", 21), ("2.5", "17.5", 7), ("0", "0", 0)],
)
def test_the_draft_taper_of_the_reference(daily: str, needs: str, days: int) -> None:
    """5 mg a day less each week, the dose itself for the first week (TP-2); worked out by hand."""
    assert FullTaper(Decimal(daily), Decimal(needs), days) == full_taper(Decimal(daily))


@pytest.mark.parametrize(
    ("left", "doses", "expected"),
    [
        ("369.9", (20, 20), None),
        ("370", (20, 20), 0),
        ("390", (20, 20), 1),
        ("1000", (20, 20), 1),
        ("125", (10, 15, 20), 0),
        ("139.9", (10, 5, 5), 2),
        ("0", (), None),
    ],
    ids=["not even now", "after today", "after tomorrow", "as far as looked", "the plan goes up", "down", "no days"],
)
def test_for_how_long_a_full_taper_stays_in_the_box(left: str, doses: tuple[int, ...], expected: int | None) -> None:
    """What a day leaves must do for a taper from its dose: 350 mg from 20, 210 from 15, 105 from 10, 35 from 5."""
    needed = [Ahead(day(place), Decimal(mg), Decimal(mg)) for place, mg in enumerate(doses)]
    assert (None if expected is None else day(expected)) == taper_kept(Decimal(left), needed)


@pytest.mark.parametrize(
    ("text", "plan", "today", "expected"),
    [
        ("day 1: 5 mg, bad night", "sleep", 2, 5),
        ("day 1: 5 mg\nday 2: 20 mg", "sleep", 3, 20),
        ("day 1: 5/5/5 mg\nday 2: 5/5/0 mg", "per-dose", 3, 15),
        ("day 1: 20 mg", "taper", 2, 0),
        ("day 1: 20 mg\nday 2: 30 mg", "taper", 3, 30),
        ("day 1: 10 mg\nday 2: 15 mg\nday 3: missed", None, 4, 15),
        ("day 1: no effects", None, 2, 0),
    ],
    ids=["in force", "more taken", "less taken", "taper", "more in a taper", "no plan", "nothing taken"],
)
def test_the_careful_reading_counts_the_more_of_what_is_in_force_and_what_was_taken(
    text: str, plan: str | None, today: int, expected: int
) -> None:
    """A taper goes down by itself, so there only an amount above the one in force counts."""
    first = PLANS["taper"]._replace(on_dose=(("bedtime", Decimal(20)),)) if plan == "taper" else plan
    told = diary(text if plan else text.replace(": 1", ": bedtime 1"), plan=first)
    *_, decided = walked(told, today)
    assert expected == least_a_day(decided, told.history())
