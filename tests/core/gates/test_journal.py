"""The gate `journal`: no step on a record that cannot be trusted."""

from baclotrack.core.gates.journal import GATE
from baclotrack.core.values import Health
from tests.core.diary import decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts

NIGHT = "day 1: 5 mg, bad night"

TABLE = (
    Row("an intact journal", NIGHT, 2, "pass"),
    Row("a damaged line", NIGHT, 2, "cannot_decide", health=Health(faults=1, first_fault="line 2")),
    Row("many damaged lines", NIGHT, 2, "cannot_decide", health=Health(faults=7, first_fault="line 2")),
    Row("a kind from a later version", NIGHT, 2, "hold", health=Health(later_kinds=("mood",))),
    Row("an entry of a day after today", NIGHT, 2, "hold", health=Health(future_day="2027-01-01")),
    Row("a damaged line and a later kind", NIGHT, 2, "cannot_decide", health=Health(faults=1, later_kinds=("mood",))),
    Row("a damaged line before the first dose", "", 1, "cannot_decide", health=Health(faults=1, first_fault="line 1")),
    Row("nothing recorded and nothing wrong", "", 1, "pass"),
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


def test_the_health_of_the_files_concerns_today_only() -> None:
    """What is wrong with the files now is no reason for an answer of the past to have been another."""
    told = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night")
    faults = Health(faults=1, first_fault="line 2")
    assert "10" == f"{(decide(told, 3, faults).in_force or ())[0][1]}"
