"""Trends are counts of what was recorded, worked out here by hand from small diaries."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest

from baclotrack.core.fold import walk
from baclotrack.core.plan import Plan, Profile, Slot, Target
from baclotrack.core.record import Checkin, Entry, Instruction, Intake, What, arrange
from baclotrack.core.trend import Answer, DoseRow, Kept, Trend, median, trend
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
ASLEEP = {"sleep_improved": True, "fell_back_asleep": True}
AWAKE = {"sleep_improved": True, "fell_back_asleep": False}


class Day(NamedTuple):
    """What one check-in of a test's diary tells; `mg` None means that the dose was not told."""

    mg: int | Mapping[str, int] | None
    measures: Mapping[str, object] = {}
    effects: Mapping[str, int] | None = {}


def checkin(day: Day) -> Checkin:
    """Return the check-in of one day."""
    told = {"bedtime": day.mg} if isinstance(day.mg, int) else day.mg
    doses = None if told is None else {slot: Decimal(mg) for slot, mg in told.items()}
    measures = {name: Decimal(value) if isinstance(value, str) else value for name, value in day.measures.items()}
    return Checkin(doses=doses, measures=measures, effects=day.effects)


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
    return trend(walk(arrange(entries), CATALOG, last), FIRST + timedelta(days=since), last)


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


def test_each_dose_has_a_row_of_its_own_counts() -> None:
    """Six nights at 5 mg, two at 10 mg, one missed: counts, the median of the hours told, the worst grade of each."""
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
    assert (
        DoseRow((), 1, 1, 0, 0, None, 0, (0, 0, 0, 0)),
        DoseRow(bedtime(5), 6, 5, 3, 6, Decimal("6.05"), 5, (3, 1, 1, 0)),
        DoseRow(bedtime(10), 2, 2, 2, 1, None, 2, (1, 0, 0, 1)),
    ) == trend_of(diary).rows


@pytest.mark.parametrize(("nights", "median_hours", "enough"), [(4, None, False), (5, Decimal(6), True)])
def test_under_five_nights_are_too_few_to_say(nights: int, median_hours: Decimal | None, *, enough: bool) -> None:
    """Four answers give counts only; the fifth gives a median."""
    (row,) = trend_of([Day(5, ASLEEP | {"sleep_hours": "6"})] * nights).rows
    assert (nights, median_hours, enough) == (row.slept, row.median_hours, row.enough())


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
    assert Trend(None, (), (), dict.fromkeys(Kept, 0)) == trend_of([Day(5)], since=3, until=2)


def test_a_prescribers_word_is_heard_by_the_trend() -> None:
    """A dose set by the prescriber is in force, so taking it is complete and not more than said."""
    said = Instruction("set_dose", by="Dr A. Example", doses={"bedtime": Decimal(15)})
    found = trend_of([Day(15, ASLEEP)], BEDTIME, 0, None, said)
    assert [Kept.COMPLETE] == [one.kept for one in found.days]


@pytest.mark.parametrize(
    ("numbers", "middle"), [(["3"], "3"), (["9", "1", "5"], "5"), (["1", "2", "10", "4"], "3"), (["6", "6.5"], "6.25")]
)
def test_the_median_is_the_middle(numbers: list[str], middle: str) -> None:
    """Of an even count it is the mean of the two in the middle."""
    assert Decimal(middle) == median([Decimal(one) for one in numbers])


def test_nothing_has_no_median() -> None:
    """It is an error of the program to ask for it."""
    with pytest.raises(ValueError, match="nothing"):
        median([])
