"""The gate `plan`: only a plan that was adopted, signed, unchanged, and not past its review."""

import pytest

from baclotrack.core.gates.plan import GATE
from baclotrack.core.values import Health
from tests.core.diary import answer, decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import on, sleep_plan

NIGHTS = "day 1: 5 mg, bad night\nday 2: 10 mg, bad night"

TABLE = (
    Row("an adopted plan with prescriber and date", NIGHTS, 3, "pass"),
    Row("the first day", "", 1, "pass"),
    Row("nothing adopted", "", 1, "cannot_decide", plan=None),
    Row("a plan file laid out, nothing adopted", "", 1, "cannot_decide", plan=None, health=Health(plan_file="differs")),
    Row("a record that is damaged, nothing adopted", "", 1, "cannot_decide", plan=None, health=Health(faults=1)),
    Row("doses recorded, nothing adopted", NIGHTS, 3, "cannot_decide", plan=None),
    Row("no prescriber", NIGHTS, 3, "cannot_decide", plan=sleep_plan(prescriber="")),
    Row("no date of the directions", NIGHTS, 3, "cannot_decide", plan=sleep_plan(directed_on=None)),
    Row("the file differs from the adopted plan", NIGHTS, 3, "hold", health=Health(plan_file="differs")),
    Row("the file is gone", NIGHTS, 3, "hold", health=Health(plan_file="missing")),
    Row("the file cannot be read", NIGHTS, 3, "hold", health=Health(plan_file="unreadable", plan_fault="line 3")),
    Row("the day before the review", NIGHTS, 3, "pass", plan=sleep_plan(review_by=on(4))),
    Row("the day of the review", NIGHTS, 3, "pass", plan=sleep_plan(review_by=on(3))),
    Row("the day after the review", NIGHTS, 3, "hold", plan=sleep_plan(review_by=on(2))),
    Row("the plan ended today", f"{NIGHTS}\nday 3 doctor: end-plan", 3, "cannot_decide"),
    Row("the plan ended yesterday", f"{NIGHTS}\nday 2 doctor: end-plan", 3, "cannot_decide"),
    Row("the plan will end tomorrow", f"{NIGHTS}\nday 4 doctor: end-plan", 3, "pass"),
    Row("ended, and adopted anew", f"{NIGHTS}\nday 2 doctor: end-plan\nday 3 plan: sleep", 3, "pass"),
    Row("a dose that the new plan does not have", f"{NIGHTS}\nday 3 plan: per-dose", 3, "cannot_decide"),
    Row("a taper, and no dose to go down from", "", 1, "cannot_decide", plan="taper"),
    Row("no answer of the prescriber signs a plan", f"{NIGHTS}\nday 3 doctor: resume", 3, "hold",
        plan=sleep_plan(review_by=on(2))),
)  # fmt: skip


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Without a plan there is no answer, and a doubtful one steps nobody up."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


@pytest.mark.parametrize("file", ["differs", "missing", "unreadable"])
def test_a_file_that_is_not_the_adopted_plan_holds_and_is_to_be_mentioned(file: str) -> None:
    """While the file differs, nobody is stepped up, and the hold is to be mentioned."""
    decision = decide(diary(NIGHTS), 3, Health(plan_file=file))
    assert ("hold", "plan", "mention") == (decision.outcome, decision.limited_by, decision.contact)


def test_a_first_dose_past_the_review_asks_the_prescriber() -> None:
    """Before the first dose there is nothing to hold, so a late review asks the prescriber."""
    assert "ask_prescriber" == answer(diary("", sleep_plan(review_by=on(0))), 1)
