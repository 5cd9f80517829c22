"""The gate `instruction`: the prescriber said hold, until a date or further word."""

from baclotrack.core.gates.instruction import GATE
from tests.core.diary import answer, answers, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import PLANS, taking

FIVE = "day 1: 5 mg, bad night"

TABLE = (
    Row("nothing said", FIVE, 2, "pass"),
    Row("hold, said today", f"{FIVE}\nday 2 doctor: hold", 2, "hold"),
    Row("hold, said a month ago", f"{FIVE}\nday 2 doctor: hold", 32, "hold"),
    Row("hold, to be said tomorrow", f"{FIVE}\nday 3 doctor: hold", 2, "pass"),
    Row("the day before the date", f"{FIVE}\nday 2 doctor: hold until day 4", 3, "hold"),
    Row("the date itself", f"{FIVE}\nday 2 doctor: hold until day 4", 4, "hold"),
    Row("the day after the date", f"{FIVE}\nday 2 doctor: hold until day 4", 5, "pass"),
    Row("hold, then resume", f"{FIVE}\nday 2 doctor: hold\nday 3 doctor: resume", 3, "pass"),
    Row("hold, resume tomorrow", f"{FIVE}\nday 2 doctor: hold\nday 4 doctor: resume", 3, "hold"),
    Row("hold, then a dose set", f"{FIVE}\nday 2 doctor: hold\nday 3 doctor: set-dose 5", 3, "pass"),
    Row("resume, then hold", f"{FIVE}\nday 2 doctor: resume\nday 3 doctor: hold", 3, "hold"),
    Row("resume and hold on one day, in that order", f"{FIVE}\nday 2 doctor: resume\nday 2 doctor: hold", 2, "hold"),
    Row("hold and resume on one day, in that order", f"{FIVE}\nday 2 doctor: hold\nday 2 doctor: resume", 2, "pass"),
    Row(
        "a later date replaces an earlier one",
        f"{FIVE}\nday 2 doctor: hold until day 3\nday 3 doctor: hold until day 6",
        5,
        "hold",
    ),
    Row(
        "an earlier date replaces a later one",
        f"{FIVE}\nday 2 doctor: hold until day 9\nday 3 doctor: hold until day 4",
        5,
        "pass",
    ),
    Row("acknowledging ends no hold", f"{FIVE}\nday 2 doctor: hold\nday 3 doctor: acknowledge pace", 3, "hold"),
    Row("a new plan ends no hold", f"{FIVE}\nday 2 doctor: hold\nday 3 plan: sleep-slow", 3, "hold"),
    Row("hold before the first dose", "day 1 doctor: hold", 1, "hold"),
    Row("hold in a taper", "day 2 doctor: hold", 2, "hold", plan=taking(PLANS["taper"], 20)),
)


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """A hold includes its last day and ends by a date or by further word."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


def test_a_hold_before_the_first_dose_asks_the_prescriber() -> None:
    """There is no dose to hold yet."""
    assert "ask_prescriber" == answer(diary("day 1 doctor: hold"), 1)


def test_the_step_comes_the_day_after_the_hold() -> None:
    """A hold until day 4 keeps the dose for three days, and then the next step is due."""
    nights = "".join(f"\nday {day}: 5 mg, bad night" for day in (2, 3, 4))
    told = diary(f"{FIVE}\nday 2 doctor: hold until day 4{nights}")
    assert ["hold 5", "hold 5", "hold 5", "step_up 10"] == answers(told, range(2, 6))
