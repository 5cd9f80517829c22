"""The appointment page as a value: what it counts, from when, and what it never takes for known."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from baclotrack.core.entries import Appointment, Question, Retract, SetAside, Supply
from baclotrack.core.fold import decide_day, walk
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.summary import Range, summarise
from baclotrack.core.summary.values import Begins, Count, Gap, Point
from baclotrack.core.trend import Kept, trend
from baclotrack.core.values import Health, Outcome
from tests.core.diary import diary
from tests.core.plans import ADULT, PLANS, on, sleep_plan
from tests.core.summary.summaries import ELEVEN, NINE, plus, summary
from tests.export.pages import FIRST, entries_of, source_of

# --- the range -------------------------------------------------------------------------------------


def test_the_page_begins_on_the_day_of_the_last_appointment() -> None:
    """The latest visit before the last day, not one that is still to come."""
    told = plus(
        diary("day 1: 5 mg, bad night"), (1, Appointment(on(2))), (1, Appointment(on(4))), (1, Appointment(on(9)))
    )
    found = summary(told, 6)
    assert (on(4), Begins.VISIT) == (found.since, found.begins)
    assert on(9) == (found.next_visit.on if found.next_visit else None)


def test_without_an_appointment_it_begins_with_the_plan() -> None:
    told = diary("day 1: missed, bad night\nday 4: 5 mg, bad night", adopted=3)
    found = summary(told, 6)
    assert (on(3), Begins.ADOPTION) == (found.since, found.begins)


def test_without_a_plan_it_begins_with_the_first_record() -> None:
    found = summary(diary("day 2: 5 mg, bad night", plan=None), 6)
    assert (on(2), Begins.RECORD, None) == (found.since, found.begins, found.plan)


def test_a_day_asked_for_is_called_so() -> None:
    found = summary(diary("day 1: 5 mg, bad night"), 6, since=on(3))
    assert (on(3), Begins.ASKED) == (found.since, found.begins)


def test_today_counts_only_once_something_is_recorded_for_it() -> None:
    """A morning's page must not call the coming evening's dose not logged."""
    told = diary("day 1: 5 mg, bad night\nday 2: 5 mg, bad night")
    assert (2, 2) == (summary(told, 3).figures.logged, summary(told, 3).figures.days)
    later = diary("day 1: 5 mg, bad night\nday 2: 5 mg, bad night\nday 3 intake: 5 at bedtime")
    assert (3, 3) == (summary(later, 3).figures.logged, summary(later, 3).figures.days)


def test_a_page_of_past_days_knows_nothing_of_later_ones() -> None:
    text = "day 1: 5 mg, bad night\nday 2: 5 mg, good night\nday 3: 5 mg, good night\nday 4: 10 mg, severe nausea"
    found = summary(diary(text), 6, until=3)
    assert on(3) == found.until
    assert (3, ()) == (found.figures.days, found.effects.rows)
    assert on(4) == found.decision.day
    assert on(3) == (found.dose.last_taken or (None,))[0]


# --- for your decision -----------------------------------------------------------------------------


def test_the_decision_is_the_one_that_next_shows() -> None:
    """Today's while its last dose is to come, tomorrow's once it is recorded."""
    told = diary("day 1: 5 mg, bad night")
    assert (on(2), Outcome.STEP_UP) == (summary(told, 2).decision.day, summary(told, 2).decision.outcome)
    later = diary("day 1: 5 mg, bad night\nday 2 intake: 10 at bedtime")
    assert on(3) == summary(later, 2, at=ELEVEN).decision.day


@pytest.mark.parametrize(
    ("last", "tablets", "expected"),
    [
        ("5 mg, bad night", None, (Point.STEP, Point.DATES)),
        ("5 mg, bad night", 10, (Point.STEP, Point.DATES)),
        ("5 mg, bad night", 2, (Point.DATES, Point.STEP)),
        ("5 mg, bad night, severe nausea", 2, (Point.STEP, Point.DATES)),
        ("5 mg, bad night, flag seizure", 2, (Point.FLAG, Point.STEP, Point.DATES)),
    ],
)
def test_what_is_most_urgent_stands_first(last: str, tablets: int | None, expected: tuple[Point, ...]) -> None:
    told = diary(f"day 1: {last}")
    if tablets is not None:
        told = plus(told, (2, Supply("count", Decimal(tablets), Decimal(5))))
    assert expected == summary(told, 2).points


def test_a_fault_of_the_files_is_seen_today_and_not_in_the_past() -> None:
    told = diary("day 1: 5 mg, bad night\nday 2: 5 mg, bad night")
    health = Health(faults=1, first_fault="line 3")
    assert Outcome.CANNOT is summary(told, 4, health=health).decision.outcome
    assert Outcome.STEP_UP is summary(told, 4, until=2, health=health).decision.outcome


# --- the dose --------------------------------------------------------------------------------------


STEPS = """
day 1: 5 mg, bad night
day 2: 10 mg, bad night, awakenings 3
day 3: missed, bad night
day 4: 10 mg, bad night, awakenings 2
day 6: 10 mg, good night, awakenings 1
"""


def test_the_dose_tells_its_story() -> None:
    found = summary(plus(diary(STEPS), (6, Appointment(on(2)))), 7, since=on(1)).dose
    assert (("bedtime", Decimal(10)),) == found.in_force
    assert (on(2), 1) == (found.since, found.rung)
    assert (on(1), 7, False) == (found.first_on, found.days_on, found.before_record)
    assert (on(2), (("bedtime", Decimal(10)),)) == found.highest
    assert (("bedtime", Decimal(5)),) == found.at_visit


def test_nobody_knows_since_when_a_dose_was_taken_that_was_there_before() -> None:
    told = diary("day 1: 10 mg, bad night", plan=sleep_plan(on_dose=(("bedtime", Decimal(10)),)))
    assert summary(told, 2).dose.before_record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day 1: 5 mg", (0, 1)),
        ("day 1: missed\nday 2: 5 mg\nday 3: missed", (1, 2)),
        ("day 1: 5 mg\nday 2: effects not asked", (0, 1)),
    ],
    ids=["the first dose", "not begun", "doses not told"],
)
def test_doses_are_due_from_the_first_one_on(text: str, expected: tuple[int, int]) -> None:
    """So that the days with a dose and the missed ones add up to those that were due."""
    found = summary(diary(text), 5).figures
    assert expected == (found.missed, found.due)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("day 1: 5 mg, bad night", 2, 0),
        ("day 1: 5 mg, good night", 2, 1),
        ("day 1: 5 mg, good night\nday 2: 5 mg, bad night, moderate nausea\nday 3: 5 mg, good night", 4, 3),
    ],
    ids=["a step is due", "the first day", "three days for three reasons"],
)
def test_held_days_are_counted_whatever_the_reason(text: str, today: int, expected: int) -> None:
    assert expected == summary(diary(text), today).held


def test_a_page_that_ends_before_the_plan_has_none() -> None:
    """The plan of a later day is not told of an earlier one."""
    told = summary(diary("day 1: 5 mg"), 5, since=on(-8), until=-7)
    assert (None, None) == (told.plan, told.adopted_on)


def test_what_is_recorded_of_today_is_no_imagined_day() -> None:
    """The page looks ahead from today as if it went as yesterday; what is told of today itself stays what it is."""
    told = diary(
        "day 1: 5/5/5 mg, spasticity 6\nday 2: 5/5/5 mg, spasticity 6\nday 3 intake: 5 at morning",
        plan=PLANS["per-dose"],
    )
    found = summary(told, 3)
    assert on(3) == found.decision.day
    assert (1, 2) == (found.trend.kept[Kept.PARTIAL], found.trend.kept[Kept.COMPLETE])


def test_a_day_told_twice_is_counted() -> None:
    told = diary("day 1: 5 mg, bad night\nday 1 (phone): missed, good night\nday 2: 5 mg")
    assert 1 == summary(told, 3).corrected.twice


def test_the_figures_count_days_doses_and_changes() -> None:
    """The start is no change, a day without a record is no missed dose, and the measure is that of the present dose."""
    found = summary(diary(STEPS), 7).figures
    assert (5, 6) == (found.logged, found.days)
    assert (1, 5) == (found.missed, found.due)
    assert 1 == found.changes
    assert (Decimal(3), Decimal(2), Decimal(1)) == found.now_numbers
    assert (1, 3) == (found.now.targets.yes, found.now.targets.asked) if found.now else None


def test_tablets_reach_as_far_as_the_plan_needs_them() -> None:
    """Each coming day goes as the last one did, and the last day covered is known."""
    told = plus(diary("day 1: 5 mg, good night\nday 2: 5 mg, good night"), (3, Supply("count", Decimal(4), Decimal(5))))
    found = summary(told, 3).tablets
    assert Decimal(20) == found.left_mg
    assert found.reach is not None
    assert (on(6), on(7)) == (found.reach.last, found.reach.short)


@pytest.mark.parametrize(
    ("text", "plan", "planned", "careful"),
    [
        ("day 1: 5 mg, good night\nday 2: 5 mg, good night", "sleep", 6, 6),
        ("day 1: 5 mg, good night\nday 2: 20 mg, good night", "sleep", 6, 3),
        ("day 1: 5 mg, bad night\nday 2: 10 mg, bad night, severe rash", "sleep", 6, 4),
        ("day 1: 5 mg, bad night\nday 2: 10 mg, bad night", "sleep", 3, 3),
    ],
    ids=["as planned", "more was taken", "a step back is not followed", "a step is due"],
)
def test_tablets_are_held_against_the_most_that_may_be_taken(text: str, plan: str, planned: int, careful: int) -> None:
    """20 mg are left: at the plan's way, and at the more of the dose in force and the one last taken."""
    found = summary(plus(diary(text, plan), (3, Supply("count", Decimal(4), Decimal(5)))), 3).tablets
    assert found.reach is not None
    assert found.planned is not None
    assert (on(planned), on(careful)) == (found.planned.last, found.reach.last)
    assert (planned == careful) is (found.at_least_mg is None)


def test_tablets_for_under_three_days_stand_first_whatever_is_in_force() -> None:
    """20 mg are one day at the 20 mg last taken; with no dose in force no warning tells it."""
    bare = diary("day 1: bedtime 5 mg\nday 2: bedtime 20 mg", None)
    assert Point.DATES is summary(plus(bare, (3, Supply("count", Decimal(4), Decimal(5)))), 3).points[0]
    assert Point.STEP is summary(plus(bare, (3, Supply("count", Decimal(40), Decimal(5)))), 3).points[0]


def test_a_page_of_past_days_knows_of_which_day_it_speaks() -> None:
    """The value says it, so that every format can; up to today it is the plan's word of today."""
    told = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night\nday 3: 15 mg, bad night")
    assert on(3) == summary(told, 4, until=2).as_of
    assert on(4) == summary(told, 4, until=3).as_of
    assert summary(told, 4).as_of is None


def test_tablets_never_counted_are_not_none() -> None:
    found = summary(diary("day 1: 5 mg, bad night"), 2).tablets
    assert (None, None) == (found.left_mg, found.reach)


# --- side effects, holds, flags --------------------------------------------------------------------


def test_side_effects_are_counted_by_grade_and_for_the_last_two_weeks() -> None:
    lines = ["day 1: 5 mg, mild nausea", "day 2: 5 mg, moderate nausea, mild rash", "day 20: 5 mg, mild nausea"]
    lines += ["day 19: 5 mg, effects not asked", "day 18: 5 mg"]
    found = summary(diary("\n".join(lines), profile=ADULT._replace(had={"rash": 1})), 21).effects
    assert (4, 2, on(7)) == (found.asked, found.recent_asked, found.recent_since)
    nausea, rash = found.rows
    assert ("nausea", (2, 1, 0), (1, 0, 0), on(1), on(20), 2) == nausea[:6]
    assert ("rash", (1, 0, 0), (0, 0, 0), 1) == (rash.name, rash.grades, rash.recent, rash.usual)


def test_holds_are_told_run_by_run_and_reason_by_reason() -> None:
    text = """
    day 1: 5 mg, bad night
    day 2: 10 mg, bad night, moderate nausea
    day 3: 10 mg, bad night, moderate dizziness
    day 4: 10 mg, bad night
    day 5: 15 mg, bad night, moderate nausea
    day 6: 15 mg, bad night
    """
    found = summary(diary(text), 7)
    runs = [(one.since, one.days, one.said.gate, one.names) for one in found.stops]
    assert [(on(3), 2, "side-effects", ("nausea", "dizziness")), (on(6), 1, "side-effects", ("nausea",))] == runs
    assert [(3, 2, on(6), ("nausea", "dizziness"))] == [
        (one.days, one.times, one.last, one.names) for one in found.reasons
    ]


def test_days_before_the_plan_are_no_holds() -> None:
    assert () == summary(diary("day 1: missed, bad night\nday 2: missed, bad night", adopted=3), 3).stops


def test_a_flag_is_told_with_what_followed() -> None:
    """Open until the prescriber's word; afterwards with who said it, when, and the dose then."""
    text = "day 1: 5 mg, bad night\nday 2: 5 mg, bad night, flag fainting"
    (still,) = summary(diary(text), 4).flags
    assert (on(2), True, None) == (still.day, still.is_open(), still.cleared_on)
    (seen,) = summary(diary(text + "\nday 4 doctor: clear-flag fainting"), 5).flags
    assert (on(4), "Dr A. Example", (("bedtime", Decimal(5)),)) == (seen.cleared_on, seen.cleared_by, seen.dose)


def test_a_flag_seen_to_before_the_range_is_left_out_and_an_open_one_is_not() -> None:
    text = "day 1: 5 mg, flag fainting\nday 2: 5 mg, flag seizure\nday 3 doctor: clear-flag fainting\nday 5: 5 mg"
    assert ["seizure"] == [one.name for one in summary(diary(text), 7, since=on(5)).flags]


# --- the safety block ------------------------------------------------------------------------------


def test_nothing_asked_is_not_known_and_never_none() -> None:
    told = diary("day 1: 5 mg, effects not asked", profile=Profile(born=1980))
    found = summary(told, 2).safety
    assert (None, None, None) == (found.egfr, found.egfr_on, found.pregnancy)
    for count in (found.alcohol, found.sedatives, found.falls, found.withdrawal, found.run_outs):
        assert not count.is_known()
        assert Count(0, 0) == count


def test_what_was_asked_is_counted_of_the_days_asked() -> None:
    text = """
    day 1: 5 mg, 0 drinks, no sedatives
    day 2: 5 mg, 2 drinks, sedative zolpidem
    day 3: 5 mg, a fall
    day 4: 10 mg
    """
    found = summary(diary(text), 5).safety
    assert (Count(1, 2), Count(1, 2), ("zolpidem",)) == (found.alcohol, found.sedatives, found.sedative_names)
    assert (Count(1, 4), Count(1, 4)) == (found.falls, found.extra)


def test_the_kidney_value_has_the_day_on_which_it_was_told() -> None:
    """The first day of the value that now stands, not the day of the last change of something else."""
    told = diary("day 1: 5 mg", profile=ADULT._replace(egfr=Decimal(80)))
    told = plus(told, (3, ADULT._replace(egfr=Decimal(64))), (5, ADULT._replace(egfr=Decimal(64), born=1970)))
    found = summary(told, 6).safety
    assert (Decimal(64), on(3), on(5)) == (found.egfr, found.egfr_on, found.told_on)


def test_conditions_are_told_with_who_knows_of_them() -> None:
    known = Known("epilepsy", "Dr B. Example", date(2026, 1, 5))
    profile = ADULT._replace(conditions=(Known("pregnancy"), known, Known("diabetes")))
    told = diary("day 1: 5 mg\nday 2 doctor: acknowledge diabetes", profile=profile)
    found = summary(told, 3).safety
    assert (True, False) == ((found.pregnancy.gates, found.pregnancy.known) if found.pregnancy else None)
    assert [("epilepsy", True, "Dr B. Example", date(2026, 1, 5)), ("diabetes", True, "Dr A. Example", on(2))] == [
        (one.name, one.known, one.known_by, one.known_on) for one in found.conditions
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day 1: 5 mg\nday 2: 5 mg\nday 3: 5 mg", None),
        ("day 1: 5 mg\nday 2: missed\nday 3: 5 mg", Gap(1, 1, on(2), on(2))),
        ("day 1: 5 mg\nday 2: missed\nday 4: missed", Gap(3, 2, on(2), on(4))),
        ("day 1: 5 mg\nday 3: missed\nday 4: 5 mg", Gap(2, 1, on(2), on(3))),
    ],
)
def test_the_longest_gap_tells_missed_from_not_logged(text: str, expected: Gap | None) -> None:
    assert expected == summary(diary(text), 1 + text.count("mg") + text.count("missed")).safety.gap


def test_withdrawal_signs_are_counted_of_the_days_watched() -> None:
    text = "day 1: 5 mg\nday 2: missed\nday 3: 5 mg, mild tremor\nday 4: 5 mg"
    found = summary(diary(text), 5).safety
    assert ("tremor",) == found.withdrawal_names
    assert 1 == found.withdrawal.days
    assert found.withdrawal.asked >= found.withdrawal.days


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ([(1, "count", 28)], Count(0, 2)),
        ([(1, "count", 2), (6, "add", 28)], Count(1, 3)),
        ([(1, "count", 2), (6, "count", 3)], Count(0, 3)),
        ([(1, "count", 28), (5, "count", 0)], Count(2, 3)),
        ([(1, "count", 2)], Count(1, 2)),
    ],
)
def test_running_out_of_tablets_is_counted(supplies: list[tuple[int, str, int]], expected: Count) -> None:
    """None counted, none left by the reckoning when some were got, or none left now; a later count corrects it."""
    told = diary("day 1: 5 mg\nday 2: 5 mg\nday 3: 5 mg")
    told = plus(told, *((day, Supply(action, Decimal(count), Decimal(5))) for day, action, count in supplies))
    assert expected == summary(told, 7).safety.run_outs


# --- the record ------------------------------------------------------------------------------------


def test_corrections_are_counted() -> None:
    text = """
    day 1: 5 mg
    day 1 amended: missed
    day 2: 5 mg
    day 2 undone: wrong day
    """
    found = summary(diary(text), 3).corrected
    assert (1, 1, 0, 0) == (found.amended, found.taken_back, found.set_aside, found.faults)


def test_a_line_set_aside_is_counted_for_good() -> None:
    """Whenever it was set aside: a page of later days still tells that something could not be read."""
    told = plus(diary("day 1: 5 mg"), (1, SetAside(crc="0a1b2c3d", length=80)))
    assert 1 == summary(told, 9, since=on(5)).corrected.set_aside


def test_questions_wait_until_the_next_visit() -> None:
    told = plus(
        diary("day 1: 5 mg"), (1, Question("old")), (1, Appointment(on(3))), (4, Question("new")), (5, Question("gone"))
    )
    told = plus(told, (5, Retract(told.entries[-1].id)))
    assert ["new"] == [one.text for one in summary(told, 6).questions]


def test_notes_stay_out_unless_asked_for() -> None:
    told = diary("day 1: 5 mg, note first\nday 1 amended: 5 mg, note second\nday 3: 5 mg, note third")
    assert () == summary(told, 5).notes
    assert [(on(1), "second"), (on(3), "third")] == [tuple(one) for one in summary(told, 5, notes=True).notes]


def test_instructions_are_those_of_the_range() -> None:
    text = "day 1: 5 mg\nday 2 doctor: hold\nday 4 doctor: resume"
    assert ["resume"] == [one.what.action for one in summary(diary(text), 6, since=on(3)).said]


@pytest.mark.parametrize("name", sorted(PLANS))
def test_every_plan_has_a_page_even_of_nothing(name: str) -> None:
    """With no day recorded at all, and with a silent fortnight: nothing is raised, nothing is made up."""
    plan: Plan = PLANS[name]
    for today in (1, 15):
        found = summary(diary("", plan=plan), today)
        assert 0 == found.figures.logged
        assert () == found.effects.rows


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("today", "at"), [(2, NINE), (9, ELEVEN), (20, NINE), (20, ELEVEN)])
def test_the_decision_and_the_days_are_those_of_one_whole_walk(seed: int, today: int, at: time) -> None:
    """The record is walked once and gone on from there; the answer is as if every day were walked anew."""
    entries = entries_of(today, 5, seed=seed)
    last = FIRST + timedelta(days=today - 1)
    source = source_of(entries, last)
    found = summarise(source, Range(FIRST, last), datetime.combine(last, at, UTC))
    decided = decide_day(source.history, source.catalog, found.decision.day)
    assert decided.decision == found.decision._replace(contact=decided.decision.contact)
    days = trend(walk(source.history, source.catalog, last), FIRST, last, source.measures).days
    assert days[: len(found.trend.days)] == found.trend.days
    assert len(found.trend.days) == len(days) - (last not in source.history.days)
