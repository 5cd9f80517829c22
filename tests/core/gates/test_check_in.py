"""The gate `check-in`: a step only on yesterday's check-in, with doses and side effects asked."""

from decimal import Decimal

from baclotrack.core.gates.check_in import GATE
from tests.core.diary import answer, decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import PLANS, taking

FIVE = "day 1: 5 mg, bad night"
THREE = "day 1: 5/5/5 mg, spasticity 6"

TABLE = (
    Row("yesterday is logged", FIVE, 2, "pass"),
    Row("the day of adoption, a dose named", "", 1, "unknown",
        plan=taking(PLANS["sleep"], 10)),
    Row("the day after adoption, nothing logged", "", 2, "hold",
        plan=taking(PLANS["sleep"], 10)),
    Row("yesterday is not logged", FIVE, 3, "hold"),
    Row("two days are not logged", FIVE, 4, "hold"),
    Row("three days are not logged", FIVE, 5, "cannot_decide"),
    Row("four days are not logged", FIVE, 6, "cannot_decide"),
    Row("three days are not logged, then one is", f"{FIVE}\nday 5: 5 mg, bad night", 6, "pass"),
    Row("a prescriber's word is no check-in", f"{FIVE}\nday 5 doctor: resume", 5, "cannot_decide"),
    Row("side effects were not asked", "day 1: 5 mg, bad night, effects not asked", 2, "hold"),
    Row("doses were not asked", f"{FIVE}\nday 2: no effects, bad night", 3, "hold"),
    Row("only a worry was told", f"{FIVE}\nday 2: mild nausea", 3, "hold"),
    Row("only a note was told, for three days", f"{FIVE}\nday 2: note a\nday 3: note b\nday 4: note c", 5,
        "cannot_decide"),
    Row("one of three doses was told", "day 1: noon 5 mg, spasticity 6", 2, "pass", plan="per-dose"),
    Row("an intake and no check-in", f"{FIVE}\nday 2 intake: 10 at bedtime", 3, "hold"),
    Row("an intake and a check-in of the rest", f"{FIVE}\nday 2 intake: 10 at bedtime\nday 2: no effects, bad night",
        3, "pass"),
    Row("intakes of some slots, and a check-in of the rest",
        f"{THREE}\nday 2 intake: 5 at noon\nday 2: no effects, spasticity 6", 3, "hold", plan="per-dose"),
    Row("intakes of all slots, and a check-in of the rest",
        f"{THREE}\nday 2 intake: 5 at morning\nday 2 intake: 5 at noon\nday 2 intake: 5 at evening\n"
        "day 2: no effects, spasticity 6", 3, "pass", plan="per-dose"),
    Row("the check-in was taken back", f"{FIVE}\nday 1 undone: wrong person", 2, "unknown"),
    Row("a later check-in was taken back", f"{FIVE}\nday 2: 10 mg\nday 2 undone: wrong day", 3, "hold"),
    Row("two devices that differ", f"{FIVE}\nday 2: 10 mg, bad night\nday 2 (phone): 5 mg, good night", 3, "hold"),
    Row("two devices that agree", f"{FIVE}\nday 2: 10 mg, bad night\nday 2 (phone): 10 mg, bad night", 3, "pass"),
    Row("two devices that differed, chosen since",
        f"{FIVE}\nday 2: 10 mg, bad night\nday 2 (phone): 5 mg\nday 2 undone: it was ten", 3, "pass"),
)  # fmt: skip

JUDGED = tuple(row for row in TABLE if row.title != "the check-in was taken back")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """A day that was not told, or told by half, holds; three in a row show no dose at all."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *JUDGED)


def test_days_before_the_adoption_are_not_unlogged() -> None:
    """A person who named a dose and adopted yesterday has one day to log, not three."""
    plan = taking(PLANS["sleep"], 10)
    told = diary("day 1: note an old entry", plan, adopted=8)
    assert ["unknown", "hold"] == [
        "unknown" if decide(told, 8).finding("check-in").state == "unknown" else "judged",
        decide(told, 9).outcome,
    ]


def test_a_silent_week_shows_no_dose_but_still_the_one_in_force() -> None:
    """Without any record nothing can be decided, and the dose in force is still told."""
    decision = decide(diary(f"{FIVE}\nday 2: 10 mg, bad night"), 10)
    assert ("cannot_decide", None, (("bedtime", Decimal(10)),)) == (
        decision.outcome,
        decision.doses,
        decision.in_force,
    )


def test_logging_the_silent_days_brings_the_answer_back() -> None:
    """Whoever logs what was forgotten is unstuck without any call."""
    late = "\n".join(f"day {day}: 10 mg, bad night" for day in (3, 4, 5))
    assert "step_up 15" == answer(diary(f"{FIVE}\nday 2: 10 mg, bad night\n{late}"), 6)
