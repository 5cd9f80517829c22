"""The gate `journal`: no step on a record that cannot be trusted."""

import pytest

from baclotrack.core.gates.journal import GATE
from baclotrack.core.record import Entry, Retract
from baclotrack.core.values import Health
from tests.core.diary import Diary, answer, answers, decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import on, taking, taper_plan

NIGHT = "day 1: 5 mg, bad night"
ASIDE = f"{NIGHT}\nday 2 aside: line 3"
SLOW = f"{NIGHT}\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night\nday 3 aside: line 3"

TABLE = (
    Row("an intact journal", NIGHT, 2, "pass"),
    Row("a damaged line", NIGHT, 2, "cannot_decide", health=Health(faults=1, first_fault="line 2")),
    Row("many damaged lines", NIGHT, 2, "cannot_decide", health=Health(faults=7, first_fault="line 2")),
    Row("a kind from a later version", NIGHT, 2, "hold", health=Health(later_kinds=("mood",))),
    Row("an entry of a day after today", NIGHT, 2, "hold", health=Health(future_day="2027-01-01")),
    Row("a damaged line and a later kind", NIGHT, 2, "cannot_decide", health=Health(faults=1, later_kinds=("mood",))),
    Row("a damaged line before the first dose", "", 1, "cannot_decide", health=Health(faults=1, first_fault="line 1")),
    Row("nothing recorded and nothing wrong", "", 1, "pass"),
    Row("a line set aside today", f"{NIGHT}\nday 2 aside: line 3", 2, "hold"),
    Row("the day it was set aside is none of those that follow", f"{ASIDE}\nday 2: 5 mg, bad night", 3, "hold"),
    Row("one complete day follows", f"{ASIDE}\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night", 4, "pass"),
    Row("the day it was set aside was missed", f"{ASIDE}\nday 2: missed\nday 3: 5 mg, bad night", 4, "pass"),
    Row("a missed day is not complete", f"{ASIDE}\nday 2: 5 mg, bad night\nday 3: missed", 4, "hold"),
    Row("an unlogged day is not complete", f"{ASIDE}\nday 2: 5 mg, bad night", 4, "hold"),
    Row("two of three days", f"{SLOW}\nday 4: 5 mg, bad night\nday 5: 5 mg, bad night", 6, "hold", plan="sleep-slow"),
    Row(
        "three of three days, a missed one between",
        f"{SLOW}\nday 4: 5 mg, bad night\nday 5: missed\nday 6: 5 mg, bad night\nday 7: 5 mg, bad night",
        8,
        "pass",
        plan="sleep-slow",
    ),
    Row(
        "set aside a second time",
        f"{ASIDE}\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night\nday 4 aside: line 9\nday 4: 10 mg, bad night",
        5,
        "hold",
    ),
    Row("set aside before the first dose", "day 1 aside: line 2", 1, "hold"),
    Row("a damaged line is left", ASIDE, 2, "cannot_decide", health=Health(faults=1, first_fault="line 2")),
    Row("set aside where no dose is ever shown", "day 1 aside: line 2", 1, "pass", plan="pump"),
)


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Any doubt about the record itself means no step."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


@pytest.mark.parametrize(("day", "left"), [(3, 3), (4, 3), (5, 2), (6, 1), (7, 0)])
def test_the_days_still_asked_for_are_counted_down(day: int, left: int) -> None:
    """Set aside on day 3 of a plan of three days a step; the sentence tells how many complete days are left."""
    days = "\n".join(f"day {one}: 5 mg, bad night" for one in range(4, 8))
    found = decide(diary(f"{SLOW}\n{days}", "sleep-slow"), day).finding("journal")
    assert (left or None) == found.facts.get("days")


def test_days_before_a_line_was_set_aside_are_decided_as_before() -> None:
    """The hold begins with the day on which the line was set aside."""
    assert ["step_up 10", "hold 10"] == answers(diary(f"{NIGHT}\nday 2: 10 mg, bad night\nday 3 aside: line 2"), (2, 3))


def test_the_hold_after_a_line_was_set_aside_ends_by_itself() -> None:
    """As many complete days as the plan holds, the day of setting aside not counted; then the plan goes on."""
    told = diary(f"{ASIDE}\n" + "\n".join(f"day {day}: 5 mg, bad night" for day in (2, 3)))
    assert ["hold 5", "hold 5", "step_up 10"] == answers(told, (2, 3, 4))


def test_setting_a_line_aside_taken_back_holds_nothing() -> None:
    """An entry that was taken back has no effect; the line is then damaged again, which the store tells."""
    told = diary(ASIDE)
    gone = Entry("0099", told.entries[-1].at, "laptop", 99, on(2), Retract(told.entries[-1].id))
    assert "step_up 10" == answer(Diary((*told.entries, gone)), 2)


def test_a_line_set_aside_before_the_first_dose_asks_the_prescriber() -> None:
    """There is no dose to hold, and the lost line may have told one; the first dose recorded goes on from there."""
    told = "day 1 aside: line 2"
    assert "ask_prescriber" == answer(diary(told), 1)
    assert "step_up 10" == answer(diary(f"{told}\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night"), 4)


def test_a_finished_taper_is_not_held_by_a_line_set_aside() -> None:
    """Nothing is due any more, so no complete day could ever follow."""
    last = taking(taper_plan((5,), hold_days=2), 5)
    told = diary("day 1: 5 mg\nday 2: 5 mg\nday 4 aside: line 2", last)
    assert ["finished", "finished"] == answers(told, (3, 4))


def test_the_health_of_the_files_concerns_today_only() -> None:
    """What is wrong with the files now is no reason for an answer of the past to have been another."""
    told = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night")
    faults = Health(faults=1, first_fault="line 2")
    assert "10" == f"{(decide(told, 3, faults).in_force or ())[0][1]}"
