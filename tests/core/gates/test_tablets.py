"""The gate `tablets`: the next rung must be made exactly from the tablets named."""

from decimal import Decimal

from baclotrack.core.gates.tablets import GATE
from baclotrack.core.plan import Profile
from tests.core.diary import answer, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, ladder, sleep_plan, taking

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"


def having(*strengths: str, splits: int = 1) -> Profile:
    """Return a profile with tablets of these strengths."""
    return ADULT._replace(tablets=tuple(Decimal(mg) for mg in strengths), splits=splits)


TABLE = (
    Row("5 mg tablets for 10 mg", FIVE, 2, "pass"),
    Row("whole 10 mg tablets for 10 mg", FIVE, 2, "pass", profile=having("10")),
    Row("whole 10 mg tablets for 15 mg", TEN, 3, "hold", profile=having("10")),
    Row("halves of 10 mg tablets for 15 mg", TEN, 3, "pass", profile=having("10", splits=2)),
    Row("whole 10 and 5 mg tablets for 15 mg", TEN, 3, "pass", profile=having("10", "5")),
    Row("whole 20 mg tablets for 10 mg", FIVE, 2, "hold", profile=having("20")),
    Row("halves of 20 mg tablets for 15 mg", TEN, 3, "hold", profile=having("20", splits=2)),
    Row("quarters of 20 mg tablets for 15 mg", TEN, 3, "pass", profile=having("20", splits=4)),
    Row("halves of 5 mg tablets for 7.5 mg", FIVE, 2, "pass", plan=sleep_plan(rungs=ladder((5,), ("7.5",))),
        profile=having("5", splits=2)),
    Row("whole 5 mg tablets for 7.5 mg", FIVE, 2, "hold", plan=sleep_plan(rungs=ladder((5,), ("7.5",))),
        profile=having("5")),
    Row("no tablets named", FIVE, 2, "unknown", profile=having()),
    Row("the top rung", "", 1, "pass", plan=taking(sleep_plan(), 20), profile=having("10")),
    Row("before the first dose", "", 1, "pass", profile=having("5")),
    Row("before the first dose, tablets that cannot", "", 1, "hold", profile=having("10")),
    Row("one slot of three cannot be made", "day 1: 5/5/5 mg, spasticity 6", 2, "hold", plan="per-day",
        profile=having("25", splits=1)),
    Row("resume makes no tablets", f"{TEN}\nday 3 doctor: resume", 3, "hold", profile=having("10")),
)  # fmt: skip


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Doses are never rounded: what the tablets cannot make is not shown."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


def test_a_first_dose_that_cannot_be_made_asks_the_prescriber() -> None:
    """There is no dose to hold yet."""
    assert "ask_prescriber" == answer(diary("", profile=having("10")), 1)
