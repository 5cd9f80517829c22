"""The gate `gap`: after missed days the plan restarts or asks; it never goes on as if nothing had happened."""

from baclotrack.core.gates.gap import GATE
from tests.core.diary import answer, answers, diary, in_force
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import sleep_plan, taking, taper_plan

TEN = "day 1: 5 mg, bad night\nday 2: 10 mg, bad night"
THREE = "day 1: 5/5/5 mg, spasticity 6\nday 2: 5/5/5 mg, spasticity 6"
TWO_MISSED = f"{TEN}\nday 3: missed, bad night\nday 4: missed, bad night"
ASK = "ask_prescriber, today"

TABLE = (
    Row("nothing missed", TEN, 3, "pass"),
    Row("before the first dose", "day 1: missed\nday 2: missed", 3, "unknown"),
    Row("one missed night", f"{TEN}\nday 3: missed, bad night", 4, "pass"),
    Row("two missed nights", TWO_MISSED, 5, "restart"),
    Row("three missed nights", f"{TWO_MISSED}\nday 5: missed", 6, "restart"),
    Row("two missed nights, a plan that asks", TWO_MISSED, 5, ASK, plan=sleep_plan(gap_then="ask")),
    Row("two missed nights, a plan that allows two", TWO_MISSED, 5, "pass", plan=sleep_plan(missed_days=3)),
    Row("two missed nights, but not in a row", f"{TEN}\nday 3: missed\nday 4: 10 mg\nday 5: missed", 6, "pass"),
    Row("two missed nights, then a dose", f"{TWO_MISSED}\nday 5: 5 mg, bad night", 6, "pass"),
    Row("unlogged, then missed", f"{TEN}\nday 4: missed", 5, "cannot_decide"),
    Row("missed, then unlogged", f"{TEN}\nday 3: missed", 5, "cannot_decide"),
    Row("missed, unlogged, missed", f"{TEN}\nday 3: missed\nday 5: missed", 6, "cannot_decide"),
    Row("two unlogged nights", TEN, 5, "pass"),
    Row("two unlogged nights since the adoption", "", 3, "pass", plan=taking(sleep_plan(), 10)),
    Row("unlogged, then two missed", f"{TEN}\nday 4: missed\nday 5: missed", 6, "restart"),
    Row("one wholly missed day", f"{THREE}\nday 3: 0/0/0 mg, spasticity 6", 4, ASK, plan="per-dose"),
    Row("a day with one slot missed", f"{THREE}\nday 3: 5/0/5 mg, spasticity 6", 4, "pass", plan="per-dose"),
    Row("a day with two slots missed", f"{THREE}\nday 3: 0/0/5 mg, spasticity 6", 4, "pass", plan="per-dose"),
    Row("only one slot told, at zero", f"{THREE}\nday 3: noon 0 mg, spasticity 6", 4, ASK, plan="per-dose"),
    Row("answered by resume", f"{TWO_MISSED}\nday 5 doctor: resume", 5, "pass"),
    Row("answered by a dose set", f"{TWO_MISSED}\nday 5 doctor: set-dose 10", 5, "pass"),
    Row("answered yesterday, before it was recorded",
        f"{TEN}\nday 3: missed\nday 4 doctor: resume\nday 4: missed, bad night", 5, "restart"),
    Row("missed again after the answer", f"{TWO_MISSED}\nday 5 doctor: resume\nday 5: missed", 6, "restart"),
    Row("no dose asked after the answer", f"{TWO_MISSED}\nday 5 doctor: resume\nday 5: no effects", 6, "pass"),
    Row("unlogged after the answer", f"{TWO_MISSED}\nday 5 doctor: resume", 6, "cannot_decide"),
    Row("unlogged and missed, answered", f"{TEN}\nday 4: missed\nday 5 doctor: resume", 5, "pass"),
    Row("the note of a missed night amended after the answer",
        f"{TWO_MISSED}\nday 5 doctor: resume\nday 4 amended: missed, bad night, note away", 5, "pass"),
    Row("a condition acknowledged is no answer", f"{TWO_MISSED}\nday 5 doctor: acknowledge stroke", 5, "restart"),
    Row("two missed days in a taper that restarts", "day 1: missed\nday 2: missed", 3, ASK,
        plan=taking(taper_plan((10,), (5,), gap_then="restart"), 10)),
)  # fmt: skip


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Missed means recorded as missed; a day without a record makes the length of the gap unknown."""
    assert row.says == says(GATE, row)


@rows(*(row for row in TABLE if row.says != "unknown"))
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *(row for row in TABLE if row.says != "unknown"))


def test_a_restart_shows_the_first_rung_and_is_to_be_mentioned() -> None:
    """After two missed nights the bedtime plan shows its first dose."""
    assert "restart 5" == answer(diary(TWO_MISSED), 5)


def test_a_restart_stays_decided_until_a_dose_is_taken() -> None:
    """Each further missed night restarts; the first dose after that is a complete day on the first rung."""
    told = diary(f"{TWO_MISSED}\nday 5: missed\nday 6: 5 mg, bad night")
    assert ["restart 5", "restart 5", "step_up 10"] == answers(told, range(5, 8))


def test_after_resume_the_old_dose_is_still_in_force() -> None:
    """The prescriber's word answers the gap; one missed night more would not change the dose either."""
    told = diary(f"{TWO_MISSED}\nday 5 doctor: resume")
    assert ("hold 10", "10") == (answer(told, 5), in_force(told, 5))


def test_a_check_in_with_no_slot_named_is_not_a_missed_day() -> None:
    """An entry that names no dose records none as missed."""
    told = diary(f"{TEN}\nday 3: missed\nday 4: no effects, bad night")
    assert "hold 10" == answer(told, 5)
