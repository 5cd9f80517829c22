"""The dose in force, day by day, as the contract orders its rules; each test's diary stands in its docstring."""

from decimal import Decimal

import pytest

from baclotrack.core.advance import advance
from baclotrack.core.fold import ahead, as_known
from baclotrack.core.record import Checkin, Entry
from baclotrack.core.values import Outcome
from tests.core.diary import Diary, amounts, answer, answers, complete_days, decide, diary, in_force, walked
from tests.core.plans import CATALOG, PLANS, on, sleep_plan, taking

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"


# --- the first dose --------------------------------------------------------------------------------


def test_before_any_dose_the_plan_starts_with_its_first_rung(told: Diary) -> None:
    """On an empty journal the answer is the first rung, and no dose is in force.

    day 1 doctor: acknowledge pace
    """
    assert ("start 5", "", None) == (answer(told, 1), in_force(told, 1), decide(told, 1).in_force)


@pytest.mark.parametrize(
    ("taken", "dose", "complete"), [("5 mg", "5", 1), ("3 mg", "5", 0), ("10 mg", "5", 0), ("20 mg", "5", 0)]
)
def test_the_first_dose_puts_the_first_rung_in_force(taken: str, dose: str, complete: int) -> None:
    """Whatever the first dose was, the first rung is in force, and the day is complete only if it was that rung."""
    told = diary(f"day 1: {taken}, bad night")
    assert (dose, complete) == (in_force(told, 2), complete_days(told, 2))


@pytest.mark.parametrize("days", ["", "day 1: missed", "day 1: missed\nday 2: missed", "day 1: bad night"])
def test_until_the_first_dose_the_answer_stays_start(days: str) -> None:
    """Missed and unlogged days before the first dose are no gap."""
    assert "start 5" == answer(diary(days), 9)


def test_a_first_dose_of_several_slots_may_be_a_part(told: Diary) -> None:
    """One slot of the first rung puts it in force; the day is not complete.

    plan: per-dose
    day 1: 0/0/5 mg, spasticity 6
    """
    assert ("5/5/5", 0) == (in_force(told, 2), complete_days(told, 2))


# --- the order of the rules ------------------------------------------------------------------------


def test_the_decided_rung_taken_is_in_force_and_complete(told: Diary) -> None:
    """A step taken is the new dose.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    """
    assert ("10", 1) == (in_force(told, 3), complete_days(told, 3))


def test_the_rung_in_force_taken_is_complete_and_the_step_is_offered_again(told: Diary) -> None:
    """Whoever declines a step takes the lower rung: that is in force, and the step comes again the next day.

    day 1: 5 mg, bad night
    day 2: 5 mg, bad night
    day 3: 5 mg, bad night
    """
    assert (["step_up 10"] * 3, "5", 3) == (answers(told, (2, 3, 4)), in_force(told, 4), complete_days(told, 4))


def test_above_the_decided_rung_changes_nothing(told: Diary) -> None:
    """Two rungs at once are not in force; the day does not count.

    day 1: 5 mg, bad night
    day 2: 15 mg, bad night
    """
    assert ("5", 1, "hold 5", "off-plan") == (
        in_force(told, 3),
        complete_days(told, 3),
        answer(told, 3),
        decide(told, 3).limited_by,
    )


def test_above_the_rung_in_force_where_no_dose_was_shown_changes_nothing(told: Diary) -> None:
    """Where the answer was to ask, the rung in force is what the day is held against.

    day 1: 5 mg, severe nausea
    day 2: 10 mg, bad night
    """
    assert ("ask_prescriber", "5", "off-plan") == (answer(told, 2), in_force(told, 3), decide(told, 3).limited_by)


def test_at_the_rung_in_force_where_no_dose_was_shown_is_complete(told: Diary) -> None:
    """Where the answer was to ask, going on as before is no fault.

    day 1: 5 mg, severe nausea
    day 2: 5 mg, bad night
    """
    assert ("ask_prescriber", "5", 2) == (answer(told, 2), in_force(told, 3), complete_days(told, 3))


def test_a_lower_rung_taken_is_in_force(told: Diary) -> None:
    """A person who goes down a rung is on that rung, and its days begin anew.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 4: 10 mg, bad night
    """
    assert ("10", 1, "step_up 15") == (in_force(told, 5), complete_days(told, 5), answer(told, 5))


def test_two_rungs_lower_is_in_force_too_and_holds(told: Diary) -> None:
    """What was really taken is in force, and so large a drop holds and is told.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 4: 5 mg, bad night
    """
    assert ("5", "hold 5", "off-plan") == (in_force(told, 5), answer(told, 5), decide(told, 5).limited_by)


def test_between_two_rungs_changes_nothing(told: Diary) -> None:
    """A dose that is no rung is not in force, and the day is not complete.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 7 mg, bad night
    """
    assert ("10", 1) == (in_force(told, 4), complete_days(told, 4))


def test_a_missed_day_changes_nothing(told: Diary) -> None:
    """One missed night leaves the dose in force.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: missed, bad night
    """
    assert ("10", 1, "hold 10") == (in_force(told, 4), complete_days(told, 4), answer(told, 4))


def test_a_day_without_a_record_changes_nothing(told: Diary) -> None:
    """An unlogged night leaves the dose in force.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    """
    assert ("10", 1, "hold 10") == (in_force(told, 4), complete_days(told, 4), answer(told, 4))


@pytest.mark.parametrize("taken", ["10/0/10", "0/10/10", "0/0/10", "10/10/0"])
def test_a_slot_left_out_of_a_step_changes_nothing(taken: str) -> None:
    """The decided rung with a slot at zero is not in force yet, and the day is not complete."""
    threes = "".join(f"\nday {day}: 5/5/5 mg, spasticity 6" for day in (1, 2, 3))
    told = diary(f"{threes}\nday 4: {taken} mg, spasticity 6", "per-dose")
    assert ("step_up 10/10/10", "5/5/5", 3) == (answer(told, 4), in_force(told, 5), complete_days(told, 5))


def test_a_part_of_a_rung_in_force_is_not_a_lower_rung(told: Diary) -> None:
    """On the four-dose rung a forgotten fourth dose is a missed dose, not the rung without it.

    plan: four
    day 1: 5/5/5/0 mg, spasticity 6
    day 2 doctor: set-dose 20/20/20/20
    day 2: 20/20/20/0 mg, spasticity 6
    """
    assert ("20/20/20/20", 0) == (in_force(told, 3), complete_days(told, 3))


def test_the_rung_in_force_goes_before_a_part_of_the_decided_one() -> None:
    """Declining the fourth dose is declining a step: the rung in force, complete."""
    plan = PLANS["four"]._replace(hold_days=1)
    told = diary("day 1: 20/20/20/0 mg, spasticity 6\nday 2: 20/20/20/0 mg, spasticity 6", taking(plan, 20, 20, 20, 0))
    assert ("step_up 20/20/20/20", "20/20/20", 2) == (answer(told, 2), in_force(told, 3), complete_days(told, 3))


@pytest.mark.parametrize("taken", ["5/5/0", "4/4/4"])
def test_a_part_of_the_rung_in_force_on_the_day_of_a_step_changes_nothing(taken: str) -> None:
    """Neither rung was taken: unchanged, and not complete."""
    threes = "".join(f"\nday {day}: 5/5/5 mg, spasticity 6" for day in (1, 2, 3))
    told = diary(f"{threes}\nday 4: {taken} mg, spasticity 6", "per-dose")
    assert ("5/5/5", 3) == (in_force(told, 5), complete_days(told, 5))


def test_a_slot_not_named_counts_as_zero(told: Diary) -> None:
    """A check-in that names one slot says that the others were not taken.

    plan: per-dose
    day 1: 5/5/5 mg, spasticity 6
    day 2: evening 5 mg, spasticity 6
    """
    assert ("5/5/5", 1, "hold 5/5/5") == (in_force(told, 3), complete_days(told, 3), answer(told, 3))


def test_a_check_in_that_names_no_dose_tells_none() -> None:
    """An empty list of doses is no missed day: nothing is recorded as missed."""
    told = diary(TEN)
    last = told.entries[-1]
    empty = [
        Entry(f"empty {day}", last.at, "laptop", 90 + day, on(day), Checkin(doses={}, effects={})) for day in (3, 4)
    ]
    assert "hold 10" == answer(told._replace(entries=(*told.entries, *empty)), 5)


# --- step back and restart -------------------------------------------------------------------------


@pytest.mark.parametrize("taken", ["10 mg, bad night", "5 mg, bad night", "missed, bad night", "no effects", ""])
def test_a_step_back_is_in_force_from_its_day_whatever_was_taken(taken: str) -> None:
    """Once decided, the lower rung is in force, also for somebody who took the old dose or told nothing."""
    line = f"\nday 3: {taken}" if taken else ""
    told = diary(f"{FIVE}\nday 2: 10 mg, severe nausea{line}")
    assert ("step_back 5", "5") == (answer(told, 3), in_force(told, 4))


def test_the_old_dose_after_a_step_back_is_off_plan(told: Diary) -> None:
    """The day does not count, and the next one holds.

    day 1: 5 mg, bad night
    day 2: 10 mg, severe nausea
    day 3: 10 mg, bad night
    """
    assert ("hold 5", "off-plan", 0) == (answer(told, 4), decide(told, 4).limited_by, complete_days(told, 4))


@pytest.mark.parametrize("taken", ["20 mg, bad night", "5 mg, bad night", "missed, bad night", ""])
def test_a_restart_is_in_force_from_its_day_whatever_was_taken(taken: str) -> None:
    """After two missed nights the first rung is in force, also for somebody who took the old dose."""
    line = f"\nday 7: {taken}" if taken else ""
    told = diary(f"{TEN}\nday 3: 15 mg, bad night\nday 4: 20 mg, bad night\nday 5: missed\nday 6: missed{line}")
    assert ("restart 5", "5") == (answer(told, 7), in_force(told, 8))


def test_a_restart_walks_up_from_the_first_rung(told: Diary) -> None:
    """The first dose after it is a complete day on the first rung, and the ladder begins anew.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 4: missed, bad night
    day 5: missed, bad night
    day 6: 5 mg, bad night
    day 7: 10 mg, bad night
    """
    assert ["restart 5", "step_up 10", "step_up 15"] == answers(told, (6, 7, 8))


# --- the prescriber's dose -------------------------------------------------------------------------


def test_a_dose_set_is_in_force_from_its_day(told: Diary) -> None:
    """The prescriber's word puts a rung in force on the very day, and its days begin there.

    day 1: 5 mg, bad night
    day 2 doctor: set-dose 15
    day 2: 15 mg, bad night
    """
    expected = ("hold 15", "step_up 20", "15")
    assert expected == (answer(told, 2), answer(told, 3), in_force(told, 3))


def test_a_dose_set_goes_down_at_once(told: Diary) -> None:
    """The prescriber may go down more than one rung.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 4 doctor: set-dose 5
    """
    assert ("hold 5", "5") == (answer(told, 4), in_force(told, 4))


def test_a_dose_set_before_the_first_dose_is_in_force(told: Diary) -> None:
    """A named dose is no start any more.

    day 1 doctor: set-dose 10
    """
    assert ("hold 10", "10") == (answer(told, 1), in_force(told, 1))


def test_a_dose_set_that_is_no_rung_puts_nothing_in_force(told: Diary) -> None:
    """Only a rung of the plan can be set.

    day 1: 5 mg, bad night
    day 2 doctor: set-dose 7
    """
    assert "5" == in_force(told, 2)


# --- adoption --------------------------------------------------------------------------------------


def test_a_dose_named_at_adoption_is_in_force() -> None:
    """Somebody who takes 10 mg already begins there, with no complete day yet."""
    told = diary("", taking(sleep_plan(), 10))
    assert ("hold 10", "10", 0) == (answer(told, 1), in_force(told, 1), complete_days(told, 1))


def test_a_dose_named_at_adoption_goes_on_after_its_days() -> None:
    """One complete night at the named dose, and the next rung is due."""
    assert "step_up 15" == answer(diary("day 1: 10 mg, bad night", taking(sleep_plan(), 10)), 2)


def test_a_new_plan_carries_over_the_dose_and_its_days(told: Diary) -> None:
    """The dose in force is a rung of the new plan, and so its complete days count there too.

    plan: sleep-slow
    day 1: 5 mg, bad night
    day 2: 5 mg, bad night
    day 3: 5 mg, bad night
    day 4: 10 mg, bad night
    day 5: 10 mg, bad night
    day 6 plan: sleep-slow
    day 6: 10 mg, bad night
    """
    assert (["hold 10", "step_up 15"], [2, 3]) == (
        answers(told, (6, 7)),
        [complete_days(told, 6), complete_days(told, 7)],
    )


def test_the_same_plan_adopted_again_changes_no_answer() -> None:
    """Renewing the directions, with a new review date, moves nobody."""
    nights = f"{TEN}\nday 3: 15 mg, moderate nausea"
    assert [answer(diary(nights), 4), "15"] == [
        answer(diary(f"{nights}\nday 4 plan: sleep"), 4),
        in_force(diary(f"{nights}\nday 4 plan: sleep"), 4),
    ]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("day 3 doctor: hold", ("hold 10", "instruction")),
        ("day 2 amended: 10 mg, bad night, flag seizure", ("emergency", "red-flag")),
        ("day 2 amended: 10 mg, bad night, a fall", ("hold 10", "side-effects")),
    ],
)
def test_a_new_plan_carries_over_holds_flags_and_effects(before: str, expected: tuple[str, str]) -> None:
    """Nothing worrying is forgotten by adopting another plan."""
    told = diary(f"{TEN}\n{before}\nday 3 plan: sleep")
    assert expected == (answer(told, 3), decide(told, 3).limited_by)


def test_a_new_plan_with_a_dose_named_puts_that_in_force(told: Diary) -> None:
    """`--on-dose` at a later adoption is the dose from that day.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3 plan: per-dose on 5/5/5
    """
    assert ("hold 5/5/5", "5/5/5", 0) == (answer(told, 3), in_force(told, 3), complete_days(told, 3))


def test_after_an_ended_plan_the_next_one_takes_the_dose_over(told: Diary) -> None:
    """Ending a plan shows no dose; a new plan with that rung goes on with it.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3 doctor: end-plan
    day 3: 10 mg, bad night
    day 4 plan: sleep
    """
    assert ["cannot_decide", "step_up 15"] == answers(told, (3, 4))


def test_days_before_the_adoption_are_not_unlogged() -> None:
    """An old note, a long silence, then the adoption: the first answer is the start."""
    assert "start 5" == answer(diary("day 1: note an old entry", adopted=20), 20)


def test_days_before_the_adoption_are_not_complete() -> None:
    """Doses taken before the plan put its first rung in force and count no day on it."""
    told = diary("day 1: 5 mg, bad night\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night", "sleep", adopted=4)
    assert ("5", 0, "hold 5") == (in_force(told, 4), complete_days(told, 4), answer(told, 4))


def test_days_before_the_adoption_have_no_decision_but_to_adopt() -> None:
    """Without a plan nothing can be decided, and the last dose is told."""
    told = diary("day 1: 5 mg, bad night", "sleep", adopted=4)
    assert ["cannot_decide", "cannot_decide"] == answers(told, (2, 3))


def test_missed_days_before_the_adoption_are_no_gap() -> None:
    """A gap of the time before the plan does not restart it."""
    told = diary("day 1: 5 mg\nday 2: missed\nday 3: missed", "sleep", adopted=4)
    assert "pass" == decide(told, 4).finding("gap").state


@pytest.mark.parametrize(("adopted", "expected"), [(2, "block"), (3, "pass"), (12, "pass")])
def test_what_was_over_the_plan_long_before_the_adoption_is_not_the_last_day(adopted: int, expected: str) -> None:
    """Off-plan is about the last day, also where the days between have no record."""
    told = diary("day 1: 41 mg, bad night", "sleep", adopted=adopted)
    assert expected == decide(told, adopted).finding("off-plan").state


# --- corrections -----------------------------------------------------------------------------------


def test_a_correction_changes_every_later_day(told: Diary) -> None:
    """Past decisions are recomputed from the record as it now stands.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 1 amended: 5 mg, moderate nausea
    """
    assert ["hold 5", "hold 5"] == [answer(told, 2), answer(told, 4)]


def test_late_logging_gives_the_same_answer_as_logging_in_time() -> None:
    """The order in which days were told does not matter where nobody answered in between."""
    nights = ["day 1: 5 mg, bad night", "day 2: 10 mg, mild nausea, bad night", "day 3: 15 mg, bad night"]
    assert answers(diary("\n".join(nights)), range(2, 6)) == answers(diary("\n".join(reversed(nights))), range(2, 6))


def test_what_was_known_on_a_day_leaves_later_corrections_out(told: Diary) -> None:
    """As known, the answer of day 2 stands as it was shown; recomputed, it knows of the nausea told on day 4.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 10 mg, bad night
    day 1 amended: 5 mg, bad night, moderate nausea
    """
    known = as_known(told.entries, CATALOG, on(2), on(4))
    assert (["step_up", "step_up", "hold"], ["hold", "hold", "hold"]) == (
        [one.decision.outcome for one in known],
        [decide(told, day).outcome for day in (2, 3, 4)],
    )


def test_two_devices_that_differ_hold_and_count_no_complete_day(told: Diary) -> None:
    """Until somebody says which is right, there is no step.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 2 (phone): 5 mg, bad night
    """
    assert ("hold", "check-in") == (decide(told, 3).outcome, decide(told, 3).limited_by)


# --- the walk itself -------------------------------------------------------------------------------


def test_the_worked_example_of_the_leaflet(told: Diary) -> None:
    """Never improved and always tolerated: 5, 10, 15, 20 mg, and then stay.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 4: 20 mg, bad night
    day 5: 20 mg, bad night
    """
    expected = ["start 5", "step_up 10", "step_up 15", "step_up 20", "hold 20", "hold 20"]
    assert expected == answers(told, range(1, 7))


def test_every_day_is_walked_once(told: Diary) -> None:
    """From the first record to the day asked, each day has one decision.

    day 1: 5 mg, bad night
    day 4: 5 mg, bad night
    """
    assert [on(day) for day in range(1, 7)] == [one.decision.day for one in walked(told, 6)]


def test_days_to_come_are_imagined_as_the_last_one(told: Diary) -> None:
    """If each night goes as the last one did, the ladder is walked to its top.

    day 1: 5 mg, bad night
    """
    coming = ahead(told.history(), CATALOG, on(2), 5)
    assert ["step_up 10", "step_up 15", "step_up 20", "hold 20", "hold 20"] == [
        f"{one.decision.outcome} {amounts(one.decision.doses)}" for one in coming
    ]


def test_looking_ahead_stops_where_no_dose_is_shown(told: Diary) -> None:
    """Behind a day without a dose nothing can be imagined.

    day 1: 5 mg, bad night, flag seizure
    """
    coming = ahead(told.history(), CATALOG, on(2), 5)
    assert [Outcome.EMERGENCY] == [one.decision.outcome for one in coming]


def test_what_was_last_taken_is_known(told: Diary) -> None:
    """An answer without a dose can say what was last taken, and when.

    day 1: 5 mg, bad night
    day 2: 10 mg, severe nausea
    day 3: missed, bad night
    """
    assert (on(2), (("bedtime", Decimal(10)),)) == decide(told, 4).last_taken


def test_each_day_tells_the_state_that_it_leaves(told: Diary) -> None:
    """So that whoever asks how a day was kept need not work it out a second time.

    day 1: 5 mg, bad night
    day 2: 10 mg, severe nausea
    day 3: missed, bad night
    day 4 doctor: set-dose 10
    """
    days = walked(told, 6)
    expected = [advance(one.state, one.decision, one.facts, one.profile, before_plan=one.before_plan) for one in days]
    assert expected == [one.after for one in days]
