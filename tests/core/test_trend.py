"""Trends are counts of what was recorded, worked out here by hand from small diaries."""

import statistics
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.fold import walk
from baclotrack.core.intervals import Interval, Shift, share
from baclotrack.core.plan import Plan, Profile, Slot, Target
from baclotrack.core.record import Checkin, Entry, Instruction, Intake, What, arrange
from baclotrack.core.sleep import Night
from baclotrack.core.trend import Answer, Kept, Trend, TrendDay, trend
from baclotrack.core.trends.effects import Cell
from baclotrack.core.trends.groups import Group, Spread
from baclotrack.core.trends.measures import DERIVED, NUMBER, RANKS, SHARE, Measure, main_measure, measures_of, middle_of
from baclotrack.core.trends.periods import periods_of
from baclotrack.core.trends.weeks import Abstinent
from baclotrack.core.values import Catalog, Named

FIRST = date(2026, 11, 1)
CATALOG = Catalog(frozenset(), frozenset(), {}, {})
BEDTIME = Plan(
    id="sleep",
    title="Sleep",
    mode="titrate",
    slots=(Slot("bedtime", time(22, 30)),),
    rungs=tuple((Decimal(mg),) for mg in (5, 10, 15, 20)),
    hold_days=1,
    daily_mg=Decimal(20),
    single_mg=Decimal(20),
    targets=(Target("sleep_improved", want=True), Target("fell_back_asleep", want=True)),
    severe="step_back",
    prescriber="Dr A. Example",
    directed_on=FIRST,
    adopted_at="2026-11-01T18:00:00+00:00",
)
THREE = BEDTIME._replace(
    slots=(Slot("morning", time(8)), Slot("noon", time(13)), Slot("evening", time(20))),
    rungs=((Decimal(5),) * 3, (Decimal(10),) * 3),
    daily_mg=Decimal(60),
    targets=(Target("spasticity", at_most=Decimal(3)),),
)
HOURS = Measure("sleep_hours", NUMBER, "h", "higher")
SPASMS = Measure("spasm_frequency", RANKS, "", "lower", Decimal(4))
STIFFNESS = Measure("spasticity", NUMBER, "", "lower", Decimal(10))
CRAVING = Measure("craving", NUMBER, "", "lower", Decimal(10))
BETTER = Measure("sleep_improved", SHARE, "", "yes")
MEASURES = (BETTER, HOURS, *DERIVED, SPASMS, STIFFNESS, CRAVING)
ASLEEP = {"sleep_improved": True, "fell_back_asleep": True}
AWAKE = {"sleep_improved": True, "fell_back_asleep": False}


class Day(NamedTuple):
    """What one check-in of a test's diary tells; `mg` None means that the dose was not told."""

    mg: int | Mapping[str, int] | None
    measures: Mapping[str, object] = {}
    effects: Mapping[str, int] | None = {}
    drinks: int | None = None


def hours(*told: str, mg: int | None = 5) -> list[Day | None]:
    """Return a night for each number of hours."""
    return [Day(mg, {"sleep_hours": one}) for one in told]


def checkin(day: Day) -> Checkin:
    """Return the check-in of one day."""
    told = {"bedtime": day.mg} if isinstance(day.mg, int) else day.mg
    doses = None if told is None else {slot: Decimal(mg) for slot, mg in told.items()}
    measures = {
        name: Decimal(value) if isinstance(value, str) and ":" not in value else value
        for name, value in day.measures.items()
    }
    drinks = None if day.drinks is None else Decimal(day.drinks)
    return Checkin(doses=doses, measures=measures, effects=day.effects, drinks=drinks)


def trend_of(
    diary: list[Day | None], plan: Plan | None = BEDTIME, since: int = 0, until: int | None = None, *extra: What
) -> Trend:
    """Return the trend of a diary whose first line is the day of adoption; None is a day without a record."""
    whats: list[tuple[date, What]] = [(FIRST, Profile(born=1980))]
    whats += [(FIRST, plan)] if plan else []
    whats += [(FIRST, what) for what in extra]
    whats += [(FIRST + timedelta(days=place), checkin(day)) for place, day in enumerate(diary) if day is not None]
    entries = [
        Entry(f"{n:04}", datetime.combine(day, time(7), UTC), "aaaaaaaa", n, day, what)
        for n, (day, what) in enumerate(whats, 1)
    ]
    last = FIRST + timedelta(days=len(diary) - 1 if until is None else until)
    return trend(walk(arrange(entries), CATALOG, last), FIRST + timedelta(days=since), last, MEASURES)


def bedtime(mg: int) -> Named:
    """Return a dose at bedtime."""
    return (("bedtime", Decimal(mg)),)


@pytest.mark.parametrize(
    ("measures", "answer"),
    [
        (ASLEEP, Answer.MET),
        ({"sleep_improved": True, "awakenings": "0"}, Answer.MET),
        (AWAKE, Answer.MISSED),
        ({"fell_back_asleep": False}, Answer.MISSED),
        ({"sleep_improved": True}, Answer.NOT_ANSWERED),
        ({}, Answer.NOT_ANSWERED),
    ],
)
def test_a_day_says_of_all_targets_together_what_its_answers_say(
    measures: Mapping[str, object], answer: Answer
) -> None:
    """Met needs every target; one missed target is enough for missed, whatever was not answered."""
    assert answer is trend_of([Day(5, measures)]).days[0].answer


def test_a_day_without_any_record_is_unlogged_and_not_a_missed_target() -> None:
    """Silence is told apart from a bad night."""
    found = trend_of([Day(5, AWAKE), None, Day(5, AWAKE)])
    assert [Answer.MISSED, Answer.UNLOGGED, Answer.MISSED] == [one.answer for one in found.days]
    assert [Decimal(5), None, Decimal(5)] == [one.total() for one in found.days]


def test_without_targets_a_logged_day_is_only_logged() -> None:
    """A plan that only keeps the record has nothing to meet, and asks for no dose."""
    found = trend_of([Day(5, ASLEEP)], BEDTIME._replace(mode="record_only", targets=()))
    assert [(Answer.NO_TARGETS, None)] == [(one.answer, one.kept) for one in found.days]


@pytest.mark.parametrize(
    ("mg", "kept"),
    [
        ({"morning": 5, "noon": 5, "evening": 5}, Kept.COMPLETE),
        ({"morning": 5, "noon": 0, "evening": 5}, Kept.PARTIAL),
        ({"morning": 5, "evening": 5}, Kept.PARTIAL),
        ({"morning": 4, "noon": 4, "evening": 4}, Kept.PARTIAL),
        ({"morning": 5, "noon": 5, "evening": 10}, Kept.OVER),
        ({"morning": 0, "noon": 0, "evening": 0}, Kept.MISSED),
        (None, Kept.UNLOGGED),
    ],
)
def test_a_day_is_kept_as_the_engine_reckons_it(mg: Mapping[str, int] | None, kept: Kept) -> None:
    """The second day of a three-dose plan, target met, so that the plan says the first rung again."""
    begun = Day({"morning": 5, "noon": 5, "evening": 5}, {"spasticity": "2"})
    found = trend_of([begun, Day(mg, {"spasticity": "2"})], THREE)
    assert kept is found.days[1].kept
    assert {Kept.COMPLETE: 1} | {kept: 1 + (kept is Kept.COMPLETE)} == {how: n for how, n in found.kept.items() if n}


def test_a_step_that_the_plan_said_and_a_step_declined_are_both_complete() -> None:
    """After a bad night the plan says 10 mg; who stays at 5 mg that night has still kept a rung of the plan."""
    found = trend_of([Day(5, AWAKE), Day(5, AWAKE), Day(10, AWAKE)])
    assert [bedtime(5), bedtime(10), bedtime(10)] == [one.planned for one in found.days]
    assert [Kept.COMPLETE] * 3 == [one.kept for one in found.days]


def test_days_before_the_plan_and_before_the_first_dose_are_not_held_against_it() -> None:
    """Nothing was due on them, so they are neither missed nor unlogged."""
    found = trend_of([None, None, Day(5, ASLEEP)])
    assert [None, None, Kept.COMPLETE] == [one.kept for one in found.days]
    assert 1 == sum(found.kept.values())
    assert [None, None] == [one.kept for one in trend_of([Day(5), Day(5)], plan=None).days]


def test_an_ended_plan_asks_for_nothing_more() -> None:
    """After the last step of a taper a day without a dose is no gap."""
    taper = BEDTIME._replace(mode="taper", rungs=((Decimal(10),), (Decimal(5),)), on_dose=bedtime(10))
    found = trend_of([Day(10), Day(5), Day(0), None], taper)
    assert [Kept.COMPLETE, Kept.COMPLETE, None, None] == [one.kept for one in found.days]


def test_a_dose_is_told_in_the_order_of_the_plan_without_the_slots_at_zero() -> None:
    """Doses in slots that the plan does not have come last."""
    found = trend_of([Day({"night": 1, "evening": 5, "noon": 0, "morning": 5})], THREE)
    assert (("morning", Decimal(5)), ("evening", Decimal(5)), ("night", Decimal(1))) == found.days[0].taken
    assert Decimal(11) == found.days[0].total()


def test_single_intakes_count_as_what_was_taken() -> None:
    """A day told only by `take` has its dose, and its target is not answered."""
    found = trend_of([None], BEDTIME, 0, None, Intake("bedtime", Decimal(5)))
    assert [(bedtime(5), Answer.NOT_ANSWERED, Kept.COMPLETE)] == [(d.taken, d.answer, d.kept) for d in found.days]


def test_only_the_days_asked_for_are_counted() -> None:
    """The stretch has its first and its last day in it; the engine still knows what came before."""
    found = trend_of([Day(5, AWAKE), Day(10, AWAKE), Day(15, ASLEEP), Day(15, ASLEEP)], since=1, until=2)
    assert [FIRST + timedelta(days=1), FIRST + timedelta(days=2)] == [one.day for one in found.days]
    assert [bedtime(10), bedtime(15)] == [row.doses for row in found.rows]
    assert 2 == found.kept[Kept.COMPLETE]


@pytest.mark.parametrize(
    ("diary", "empty"), [([None, None], True), ([None, Day(5)], False), ([None, Day(None, {}, None)], True)]
)
def test_a_stretch_without_any_record_is_empty(diary: list[Day | None], *, empty: bool) -> None:
    """An adopted plan alone shows nothing yet, nor does a check-in that tells nothing."""
    assert empty is trend_of(diary).is_empty()


def test_the_plan_told_is_that_of_the_last_day() -> None:
    """A stretch that no day falls into has none."""
    assert "sleep" == getattr(trend_of([Day(5)]).plan, "id", None)
    nothing = trend_of([Day(5)], since=3, until=2)
    assert (None, (), (), True) == (nothing.plan, nothing.days, nothing.rows, nothing.is_empty())


def test_a_prescribers_word_is_heard_by_the_trend() -> None:
    """A dose set by the prescriber is in force, so taking it is complete and not more than said."""
    said = Instruction("set_dose", by="Dr A. Example", doses={"bedtime": Decimal(15)})
    found = trend_of([Day(15, ASLEEP)], BEDTIME, 0, None, said)
    assert [Kept.COMPLETE] == [one.kept for one in found.days]


# --- by dose --------------------------------------------------------------------------------------


def test_each_dose_has_a_group_of_its_own_counts() -> None:
    """Six nights at 5 mg, two at 10 mg, one missed: counts, the median and interval of six, the worst grade of each."""
    diary = [
        Day(5, AWAKE | {"sleep_hours": "5"}, {"drowsiness": 1, "nausea": 2}),
        Day(5, AWAKE | {"sleep_hours": "6.5"}, {"drowsiness": 1}),
        Day(5, {"sleep_hours": "6"}, {}),
        Day(5, ASLEEP | {"sleep_hours": "7"}, {}),
        Day(0, AWAKE, None),
        Day(5, ASLEEP | {"sleep_hours": "5.5"}, {}),
        Day(5, ASLEEP | {"sleep_hours": "6.1"}, None),
        Day(10, ASLEEP | {"sleep_hours": "8"}, {"fatigue": 3}),
        Day(10, ASLEEP, {}),
        None,
    ]
    few = Spread(1)
    six = Spread(
        answered=6,
        median=Decimal("6.05"),
        middle=Interval(Decimal("5.5"), Decimal("6.5")),
        range=Interval(Decimal(5), Decimal(7)),
        interval=Interval(Decimal(5), Decimal(7)),
    )
    assert (
        Group((), 1, share(0, 1), {"sleep_improved": share(1, 1)}, {"sleep_hours": Spread(0)}, 0, (0, 0, 0, 0)),
        Group(bedtime(5), 6, share(3, 5), {"sleep_improved": share(5, 5)}, {"sleep_hours": six}, 5, (3, 1, 1, 0)),
        Group(bedtime(10), 2, share(2, 2), {"sleep_improved": share(2, 2)}, {"sleep_hours": few}, 2, (1, 0, 0, 1)),
    ) == trend_of(diary).rows


@pytest.mark.parametrize(("nights", "enough"), [(5, False), (6, True)])
def test_under_six_nights_are_too_few_to_say(nights: int, *, enough: bool) -> None:
    """Five answers give their count only; the sixth gives a median with its interval."""
    (row,) = trend_of([Day(5, ASLEEP | {"sleep_hours": "6"})] * nights).rows
    spread = row.measures["sleep_hours"]
    told = (spread.median is not None, spread.interval is not None, row.targets.low is not None, row.enough())
    assert (nights, (enough,) * 4) == (spread.answered, told)


def test_doses_are_held_against_the_days_before_the_first_one() -> None:
    """Six nights without, of 4 to 4.5 hours, and six at 5 mg, of 6 to 7: worked out by writing down all 36 pairs."""
    diary = [*hours("4", "4.5", "4", "4.25", "4.5", "4", mg=None), *hours("6", "6.5", "7", "6", "6.25", "6.5")]
    found = trend_of(diary)
    assert found.before is not None
    assert (None, 6, Decimal("4.125")) == (
        found.before.doses,
        found.before.days,
        found.before.measures["sleep_hours"].median,
    )
    (row,) = found.rows
    assert Shift(Decimal(2), Decimal("1.75"), Decimal("2.5"), exact=True) == row.measures["sleep_hours"].shift


def test_the_days_before_are_held_against_the_plan_that_came_after_them() -> None:
    """Before adoption no plan was in force; its targets are still the question that was answered."""
    met = [Day(None, ASLEEP), Day(None, AWAKE), Day(None, {"sleep_improved": False})]
    plain = trend_of([*met, Day(5, ASLEEP)], plan=None)
    assert (0, 0) == (plain.before.targets.yes, plain.before.targets.asked) if plain.before else False
    entries = [Entry("0000", datetime.combine(FIRST, time(7), UTC), "aaaaaaaa", 9, FIRST + timedelta(days=3), BEDTIME)]
    entries += [
        Entry(
            f"{n:04}", datetime.combine(FIRST, time(7), UTC), "aaaaaaaa", n, FIRST + timedelta(days=n - 1), checkin(day)
        )
        for n, day in enumerate([*met, Day(5, ASLEEP)], 1)
    ]
    last = FIRST + timedelta(days=3)
    found = trend(walk(arrange(entries), CATALOG, last), FIRST, last, MEASURES)
    assert found.before is not None
    assert (1, 3) == (found.before.targets.yes, found.before.targets.asked)
    assert Answer.NO_TARGETS is found.days[0].answer


def test_the_days_before_count_even_where_they_lie_before_the_stretch() -> None:
    """A month later the person's own nights without the drug are still what the doses are held against."""
    diary = [*hours(*["4"] * 6, mg=None), *hours(*["6"] * 8)]
    found = trend_of(diary, since=8)
    assert (6, 6, 6) == (len(found.days), found.before.days if found.before else 0, found.rows[0].days)
    assert Decimal(2) == getattr(found.rows[0].measures["sleep_hours"].shift, "by", None)


@pytest.mark.parametrize(
    ("plan", "extra"),
    [
        (BEDTIME._replace(on_dose=bedtime(10)), ()),
        (BEDTIME._replace(on_dose=bedtime(3)), ()),
        (BEDTIME, (Instruction("set_dose", by="Dr A. Example", doses={"bedtime": Decimal(10)}),)),
    ],
)
def test_somebody_who_already_takes_a_dose_has_no_days_before(plan: Plan, extra: tuple[What, ...]) -> None:
    """A dose that was named at adoption, on the ladder or off it, or set by the prescriber, was taken."""
    found = trend_of([*hours("4", "4", mg=None), *hours("6", mg=10)], plan, 0, None, *extra)
    assert (None, [False] * 3) == (found.before, [one.before for one in found.days])


def test_a_night_without_a_dose_before_the_first_one_is_no_missed_night() -> None:
    """It belongs to the days before, and to no dose."""
    found = trend_of([Day(0, {"sleep_hours": "4"}), *hours("6")])
    assert (1, [bedtime(5)]) == (found.before.days if found.before else 0, [row.doses for row in found.rows])


def test_ranks_have_no_average_and_no_difference() -> None:
    """Of two spasm scores in the middle the worse one is told; before and after are only set side by side."""
    before = [Day(None, {"spasm_frequency": one}) for one in ("3", "3", "4", "4", "3", "4")]
    diary: list[Day | None] = [*before, *(Day(5, {"spasm_frequency": one}) for one in ("1", "2", "1", "2", "1", "2"))]
    found = trend_of(diary)
    spread = found.rows[0].measures["spasm_frequency"]
    assert (Decimal(2), None, None) == (spread.median, spread.shift, spread.percent)
    assert Decimal(4) == getattr(found.before, "measures", {})["spasm_frequency"].median
    assert [None, Decimal(2)] == [found.weeks[-1].mean, found.weeks[-1].middle]


def test_stiffness_is_told_in_percent_of_the_days_before_too() -> None:
    """A median of 8 before and of 6 at 15 mg: a quarter less."""
    before: list[Day | None] = [Day(None, {"spasticity": "8"})] * 6
    dose = {"morning": 5, "noon": 5, "evening": 5}
    found = trend_of([*before, *[Day(dose, {"spasticity": "6"})] * 6], THREE)
    spread = found.rows[0].measures["spasticity"]
    assert (Decimal(-25), Decimal(-2)) == (spread.percent, getattr(spread.shift, "by", None))
    assert STIFFNESS == found.main


@pytest.mark.parametrize(
    ("mgs", "moved"),
    [([5, 5], "steady"), ([5, 0, 5], "steady"), ([5, 10, 10], "up"), ([10, 5], "down"), ([5, 10, 5], "both")],
)
def test_it_is_told_whether_the_dose_moved_one_way_with_time(mgs: list[int], moved: str) -> None:
    """A missed night is no step down."""
    assert moved == trend_of([Day(mg) for mg in mgs]).direction


def test_a_slot_left_out_is_no_move_of_the_dose() -> None:
    """One of three doses forgotten, and the next day all of them: the dose neither went down nor up."""
    whole, part = {"morning": 5, "noon": 5, "evening": 5}, {"morning": 5, "noon": 0, "evening": 5}
    assert "steady" == trend_of([Day(whole), Day(part), Day(whole)], THREE).direction


# --- the sleep diary ------------------------------------------------------------------------------

DIARY = {"bed_at": "22:30", "tried_at": "23:00", "woke_at": "06:30", "up_at": "07:00"} | {
    "latency_min": "30",
    "awake_min": "60",
}


def test_what_a_diary_comes_to_stands_among_the_measures() -> None:
    """360 minutes asleep of 450 spent on it, 510 in bed."""
    (day,) = trend_of([Day(5, DIARY)]).days
    assert (Decimal(510), Decimal(360), Decimal(80)) == tuple(day.numbers[one.name] for one in DERIVED[:3])
    assert "bed_to_waking" not in day.numbers


def test_bed_and_wake_times_alone_are_told_as_what_they_are() -> None:
    """23:10 to 06:40 is 450 minutes from bed to waking, and neither a time in bed nor a time asleep."""
    (day,) = trend_of([Day(5, {"bed_at": "23:10", "woke_at": "06:40"})]).days
    assert {"bed_to_waking": Decimal(450)} == day.numbers
    assert {} == trend_of([Day(5, {"bed_at": "23:10", "woke_at": "23:10"})]).days[0].numbers


def test_an_invalid_night_is_counted_and_left_out() -> None:
    """Awake for an hour without an awakening: which of the two is wrong nobody knows, so neither counts."""
    found = trend_of([Day(5, DIARY | {"awakenings": "0", "sleep_hours": "6"})])
    assert ({"awake": 1}, {"sleep_hours": Decimal(6)}) == (found.invalid, found.days[0].numbers)
    assert Night(invalid="awake") == found.days[0].slept


def test_the_night_of_a_clock_change_is_an_hour_shorter() -> None:
    """The trend hands each night what the record says of its clock."""
    entries = [
        Entry("0001", datetime.combine(FIRST, time(7), UTC), "aaaaaaaa", 1, FIRST, checkin(Day(5, DIARY))),
    ]
    found = trend(walk(arrange(entries), CATALOG, FIRST), FIRST, FIRST, MEASURES, {FIRST: 60})
    assert Decimal(450) == found.days[0].numbers["time_in_bed"]


# --- side effects since the last change -----------------------------------------------------------


def test_a_fading_effect_looks_different_from_a_new_one() -> None:
    """Nausea on the first two days of each dose; a headache only from the eighth day on."""
    nausea, headache = {"nausea": 2}, {"headache": 1}
    five = [Day(5, ASLEEP, nausea), Day(5, ASLEEP, nausea), *[Day(5, ASLEEP, {})] * 5, Day(5, ASLEEP, headache)]
    ten = [Day(10, ASLEEP, nausea), Day(10, ASLEEP, {}), Day(10, ASLEEP, None), Day(10, ASLEEP, {})]
    rows = {row.name: row.cells for row in trend_of([*five, Day(5, ASLEEP, headache), *ten]).effects}
    none = (Cell(1, 0, 0),) * 4
    assert (Cell(2, 2, 2), Cell(2, 1, 2), Cell(1, 0, 0), Cell(2, 0, 0), *none[:3], Cell(2, 0, 0)) == rows["nausea"]
    assert (Cell(2, 0, 0), Cell(2, 0, 0), Cell(1, 0, 0), Cell(2, 0, 0), *none[:3], Cell(2, 2, 1)) == rows["headache"]
    assert ["nausea", "headache"] == list(rows)


@pytest.mark.parametrize(
    ("doses", "since"),
    [
        ([{"morning": 5, "noon": 5, "evening": 5}] * 3, [0, 1, 2]),
        ([{"morning": 5, "noon": 5, "evening": 5}, {"morning": 5, "evening": 5}, {}], [0, 1, 2]),
        ([{"morning": 5, "noon": 5, "evening": 5}, {"morning": 10, "noon": 10, "evening": 10}], [0, 0]),
        ([{"morning": 5, "noon": 5, "evening": 5}, {"morning": 5, "noon": 5, "evening": 15}, None], [0, 0, 1]),
        ([None, {"morning": 5, "noon": 5, "evening": 5}], [None, 0]),
    ],
)
def test_a_forgotten_dose_is_no_change_of_dose(doses: list[Mapping[str, int] | None], since: list[int | None]) -> None:
    """A slot left out or a whole day missed changes nothing; another amount does, whatever the plan said."""
    assert since == [one.since for one in trend_of([Day(one) for one in doses], THREE).days]


def test_a_dose_that_the_plan_left_out_is_a_change() -> None:
    """A taper whose next step has no dose at noon."""
    rungs = ((Decimal(5), Decimal(5), Decimal(5)), (Decimal(5), Decimal(0), Decimal(5)))
    whole = {"morning": 5, "noon": 5, "evening": 5}
    plan = THREE._replace(mode="taper", rungs=rungs, on_dose=tuple((name, Decimal(5)) for name in whole))
    found = trend_of([Day(whole), Day({"morning": 5, "noon": 0, "evening": 5})], plan)
    assert [None, 0] == [one.since for one in found.days]


# --- weeks and drinks -----------------------------------------------------------------------------


def test_weeks_run_from_monday_to_sunday_and_add_up() -> None:
    """1 November 2026 is a Sunday: a week of one day, then one of seven with a missed and an unlogged day."""
    diary = [Day(5, AWAKE), Day(5, AWAKE), Day(0, AWAKE), None, *[Day(5, ASLEEP | {"sleep_hours": "6"})] * 4]
    found = trend_of(diary)
    first, second = found.weeks
    assert (1, 1, Decimal(5), Decimal(5)) == (first.days, first.recorded, first.planned, first.taken)
    assert (FIRST + timedelta(days=1), FIRST + timedelta(days=7)) == (second.since, second.until)
    assert (7, 6, Decimal(25), 6) == (second.days, second.recorded, second.taken, second.dosed)
    assert (4, Decimal(6), Decimal(6)) == (second.answered, second.middle, second.mean)
    assert (found.planned(), found.taken()) == (first.planned + second.planned, Decimal(30))
    assert 7 == found.recorded()


@pytest.mark.parametrize(
    ("alcohol", "measure", "tracks"),
    [("warn", "spasticity", True), ("hold", "craving", True), ("hold", "spasticity", False)],
)
def test_days_without_a_drink_count_only_where_they_were_logged(alcohol: str, measure: str, *, tracks: bool) -> None:
    """A logged zero counts; a day without an answer is unknown, and in neither number."""
    plan = BEDTIME._replace(alcohol=alcohol, targets=(Target(measure, at_most=Decimal(3)),))
    found = trend_of([Day(5, drinks=0), Day(5, drinks=2), Day(5), None, Day(5, drinks=0)], plan)
    assert (Abstinent(2, 3), tracks) == (found.abstinent, found.tracks_drinks)
    assert [Abstinent(1, 1), Abstinent(1, 2)] == [week.abstinent for week in found.weeks]


def test_craving_has_its_mean_and_highest_of_the_week() -> None:
    """Of 2, 3 and 7: 4 and 7."""
    plan = BEDTIME._replace(targets=(Target("craving", at_most=Decimal(3)),))
    diary: list[Day | None] = [None, *(Day(5, {"craving": one}) for one in ("2", "3", "7"))]
    week = trend_of(diary, plan).weeks[1]
    assert (Decimal(3), Decimal(4), Decimal(7)) == (week.middle, week.mean, week.highest)


# --- periods, gaps, measures ----------------------------------------------------------------------


def test_periods_are_the_steps_of_the_dose() -> None:
    """Missed and unlogged nights belong to the dose before them, and to no count of it."""
    diary = [Day(None, AWAKE), Day(5, AWAKE), Day(0, AWAKE), None, Day(5, ASLEEP), Day(10, AWAKE)]
    found = periods_of(trend_of(diary).days)
    told = [(one.doses, len(one.days), one.missed(), one.unlogged(), one.met()) for one in found]
    expected = [(None, 1, 0, 0, (0, 1)), (bedtime(5), 4, 1, 1, (1, 2)), (bedtime(10), 1, 0, 0, (0, 1))]
    assert expected == told


def test_a_stretch_that_begins_with_a_missed_night_begins_at_the_dose_before_it() -> None:
    """The dose is known from the days that lie before the stretch."""
    found = periods_of(trend_of([Day(5), Day(0), Day(10)], since=1).days)
    assert [(bedtime(5), 1), (bedtime(10), 1)] == [(one.doses, len(one.days)) for one in found]


TAPER = BEDTIME._replace(mode="taper", rungs=((Decimal(10),), (Decimal(5),)), hold_days=2, on_dose=bedtime(10))


@pytest.mark.parametrize("after", [Day(None, {"sleep_hours": "6"}), Day(0, {"sleep_hours": "6"})])
def test_days_after_a_finished_taper_are_at_no_dose(after: Day) -> None:
    """They are not days at the last dose, nor missed ones, whether or not a dose was asked for on them."""
    diary: list[Day | None] = [*[Day(10)] * 2, *[Day(5)] * 2, *[after] * 6]
    found = trend_of(diary, TAPER)
    told = [(one.doses, len(one.days), one.missed(), len(one.at_dose())) for one in periods_of(found.days)]
    assert [(bedtime(10), 2, 0, 2), (bedtime(5), 2, 0, 2), ((), 6, 0, 6)] == told
    assert [((), 6), (bedtime(5), 2), (bedtime(10), 2)] == [(one.doses, one.days) for one in found.rows]
    assert list(range(6)) == [one.since for one in found.days[4:]]
    assert "down" == found.direction


def test_a_slot_left_out_is_no_step_of_its_own() -> None:
    """Two of three doses on one day: the step goes on, and that day is in no count of it."""
    whole = {"morning": 5, "noon": 5, "evening": 5}
    diary: list[Day | None] = [
        Day(whole, {"spasticity": "2"}),
        Day({"morning": 5, "evening": 5}, {"spasticity": "9"}),
        Day(whole),
    ]
    (found,) = periods_of(trend_of(diary, THREE).days)
    assert (3, [Decimal(2)], (1, 1)) == (len(found.days), found.numbers("spasticity"), found.met())


def test_days_before_the_plan_without_a_record_are_unlogged_days() -> None:
    """One column a day needs every day, from the first record on."""
    found = trend_of([Day(None, ASLEEP), None, None, Day(5)], plan=None)
    assert [FIRST + timedelta(days=place) for place in range(4)] == [one.day for one in found.days]
    assert TrendDay(FIRST + timedelta(days=1), before=True) == found.days[1]
    assert 2 == len(trend_of([Day(None, ASLEEP), None, None, Day(5)], plan=None, since=2).days)


def test_measures_are_counted_as_the_catalogue_says() -> None:
    """A time is only used to work others out; a plan's own number is a number; what is a scale has its end."""
    rows: list[Mapping[str, object]] = [
        {"name": "spasticity", "kind": "scale", "unit": "{score}", "better": "lower", "high": 10},
        {"name": "sleep_improved", "kind": "yes-no", "better": "yes"},
        {"name": "bed_at", "kind": "time"},
        {"name": "spasm_frequency", "kind": "scale", "high": 4},
        {"name": "sleep_hours", "kind": "hours", "unit": "h", "high": 24},
        {"name": "steps", "kind": "count"},
    ]
    found = {one.name: (one.kind, one.high) for one in measures_of(rows)}
    own = {
        "sleep_improved": (SHARE, None),
        "sleep_hours": (NUMBER, None),
        "spasticity": (NUMBER, Decimal(10)),
        "spasm_frequency": (RANKS, Decimal(4)),
        "steps": (NUMBER, None),
    }
    assert own == {name: found[name] for name in own}
    assert {one.name for one in DERIVED} == found.keys() - own.keys()
    assert "sleep_improved" == next(iter(found))


@pytest.mark.parametrize(
    ("plan", "counts", "name"),
    [
        (THREE, {"sleep_hours": 9, "spasticity": 1}, "spasticity"),
        (THREE, {"sleep_hours": 9}, "sleep_hours"),
        (BEDTIME, {"craving": 4, "total_sleep_time": 2}, "total_sleep_time"),
        (BEDTIME, {"craving": 5, "total_sleep_time": 2}, "craving"),
        (None, {"sleep_improved": 9}, None),
    ],
)
def test_the_plans_own_target_is_drawn_if_it_is_a_number(
    plan: Plan | None, counts: Mapping[str, int], name: str | None
) -> None:
    """Else the first number in order that was told at least half as often as the one told most."""
    assert name == getattr(main_measure(plan, MEASURES, counts), "name", None)


def test_nothing_has_no_middle() -> None:
    """It is an error of the program to ask for it."""
    with pytest.raises(ValueError, match="nothing"):
        middle_of(SPASMS, [])


def test_answers_of_later_days_change_no_earlier_count() -> None:
    """A stretch shows the same whatever is recorded after it."""
    diary = [*hours("5", "6", "7"), Day(5, ASLEEP, {"nausea": 1})]
    assert trend_of(diary, until=1).days == trend_of([*diary, Day(10, AWAKE, {"nausea": 3})], until=1).days


NIGHTS = st.lists(
    st.none()
    | st.builds(
        Day,
        mg=st.none() | st.sampled_from([0, 5, 10]),
        measures=st.sampled_from([{}, ASLEEP, AWAKE, {"sleep_hours": "6"}, DIARY]),
        effects=st.sampled_from([None, {}, {"nausea": 1}]),
        drinks=st.none() | st.integers(0, 3),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60)
@given(NIGHTS)
def test_every_day_is_counted_once_and_in_one_place(nights: list[Day | None]) -> None:
    """Doses, weeks, periods and effects part the same days: their counts add up to what a plain count finds."""
    found = trend_of(nights)
    later = [one for one in found.days if not one.before]
    assert len(nights) == len(found.days) == sum(week.days for week in found.weeks)
    assert [one for period in periods_of(found.days) for one in period.days] == list(found.days)
    assert sum(one.taken is not None for one in later) == sum(row.days for row in found.rows)
    assert sum((row.total() * row.days for row in found.rows), Decimal(0)) == found.taken()
    assert (found.before.days if found.before else 0) == sum(one.before and one.is_recorded() for one in found.days)
    told = [night.drinks for night in nights if night is not None and night.drinks is not None]
    assert Abstinent(told.count(0), len(told)) == found.abstinent
    sick = [one for one in found.days if one.since is not None and (one.effects or {}).get("nausea")]
    assert len(sick) == sum(cell.had for row in found.effects for cell in row.cells)
    for name, spread in found.every.measures.items():
        numbers = [one.numbers[name] for one in found.days if name in one.numbers]
        assert len(numbers) == spread.answered
        assert (statistics.median(numbers) if len(numbers) >= 6 else None) == spread.median
