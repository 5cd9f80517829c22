"""The gate `target`: up only while a target is missed; improvement means stay."""

from decimal import Decimal

from baclotrack.core.gates.target import GATE
from baclotrack.core.plan import Target
from tests.core.diary import answer, answers, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import sleep_plan

FIVE = "day 1: 5 mg, bad night"
HELPED = "day 1: 5 mg, good night"
ANY = sleep_plan(after_success="any")
AT_LEAST = sleep_plan(targets=(Target("spasticity", at_least=Decimal(7)),))


def spastic(score: str) -> str:
    """Return one day of the three-dose plan with this score."""
    return f"day 1: 5/5/5 mg, spasticity {score}"


TABLE = (
    Row("a bad night", FIVE, 2, "pass"),
    Row("lay awake, though better", "day 1: 5 mg, lay awake", 2, "pass"),
    Row("all met", HELPED, 2, "hold"),
    Row("not waking counts as having fallen back asleep", "day 1: 5 mg, slept through", 2, "hold"),
    Row("nothing answered", "day 1: 5 mg", 2, "hold"),
    Row("one of two not answered", "day 1: 5 mg, awakenings 0", 2, "hold"),
    Row("one awakening says nothing about falling back asleep", "day 1: 5 mg, awakenings 1", 2, "hold"),
    Row("no check-in", FIVE, 3, "hold"),
    Row("at most 3, at 2", spastic("2"), 2, "hold", plan="per-dose"),
    Row("at most 3, at 3", spastic("3"), 2, "hold", plan="per-dose"),
    Row("at most 3, at 3.5", spastic("3.5"), 2, "pass", plan="per-dose"),
    Row("at most 3, at 4", spastic("4"), 2, "pass", plan="per-dose"),
    Row("at most 3, not answered", "day 1: 5/5/5 mg", 2, "hold", plan="per-dose"),
    Row("at least 7, at 6", "day 1: 5 mg, spasticity 6", 2, "pass", plan=AT_LEAST),
    Row("at least 7, at 7", "day 1: 5 mg, spasticity 7", 2, "hold", plan=AT_LEAST),
    Row("at least 7, at 8", "day 1: 5 mg, spasticity 8", 2, "hold", plan=AT_LEAST),
    Row("a plan without targets stays", FIVE, 2, "hold", plan=sleep_plan(targets=())),
    # After success on this rung
    Row("one bad night after success", f"{HELPED}\nday 2: 5 mg, bad night", 3, "hold"),
    Row("two bad nights after success", f"{HELPED}\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night", 4, "pass"),
    Row("bad, good, bad after success",
        f"{HELPED}\nday 2: 5 mg, bad night\nday 3: 5 mg, good night\nday 4: 5 mg, bad night", 5, "pass"),
    Row("bad, good, good, bad after success",
        f"{HELPED}\nday 2: 5 mg, bad night\nday 3: 5 mg, good night\nday 4: 5 mg, good night\nday 5: 5 mg, bad night",
        6, "hold"),
    Row("one bad night, a plan that counts any", f"{HELPED}\nday 2: 5 mg, bad night", 3, "pass", plan=ANY),
    Row("all met, a plan that counts any", HELPED, 2, "hold", plan=ANY),
    Row("success on a lower rung does not count", f"{HELPED}\nday 2 doctor: set-dose 10\nday 2: 10 mg, bad night", 3,
        "pass"),
    Row("success with a missed dose counts", f"{FIVE}\nday 2: missed, good night\nday 3: 5 mg, good night\n"
        "day 4: 5 mg, bad night", 5, "hold"),
    Row("before the first dose", "", 1, "unknown"),
)  # fmt: skip
JUDGED = tuple(row for row in TABLE if row.says != "unknown")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """A missed target lets the step pass; met or unanswered targets hold."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *JUDGED)


def test_improvement_means_stay_however_long() -> None:
    """Nobody is stepped up because time passed."""
    told = diary("".join(f"\nday {day}: 5 mg, good night" for day in range(1, 31)))
    assert {"hold 5"} == set(answers(told, range(2, 32)))


def test_lying_awake_brings_the_next_nights_step_and_no_second_dose() -> None:
    """Waking and not falling back asleep counts as not improved: the next night's dose is the next rung."""
    assert "step_up 10" == answer(diary("day 1: 5 mg, lay awake"), 2)
