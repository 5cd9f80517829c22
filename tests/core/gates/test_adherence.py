"""The gate `adherence`: the last days on this rung were complete."""

from baclotrack.core.gates.adherence import GATE
from tests.core.diary import answer, answers, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import day_plan, sleep_plan

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"
THREE = "".join(f"\nday {day}: 5/5/5 mg, spasticity 6" for day in (1, 2, 3))
WEEKLY = day_plan((5, 5, 5), (10, 10, 10), hold_days=7)

TABLE = (
    Row("yesterday complete", FIVE, 2, "pass"),
    Row("yesterday missed", f"{TEN}\nday 3: missed, bad night", 4, "hold"),
    Row("yesterday not logged", TEN, 4, "hold"),
    Row("yesterday more than said", f"{FIVE}\nday 2: 15 mg, bad night", 3, "hold"),
    Row("yesterday between two rungs", f"{TEN}\nday 3: 7 mg, bad night", 4, "hold"),
    Row("the first dose was not the first rung", "day 1: 3 mg, bad night", 2, "hold"),
    Row("missed two days ago, complete since", f"{TEN}\nday 3: missed\nday 4: 10 mg, bad night", 5, "pass"),
    Row("a step declined", f"{FIVE}\nday 2: 5 mg, bad night", 3, "pass"),
    Row("three complete days", THREE, 4, "pass", plan="per-dose"),
    Row("one slot missed yesterday", f"{THREE}\nday 4: 10/0/10 mg", 5, "hold", plan="per-dose"),
    Row("one slot missed two days ago", f"{THREE}\nday 4: 5/0/5 mg\nday 5: 5/5/5 mg", 6, "hold", plan="per-dose"),
    Row("one slot missed three days ago", f"{THREE}\nday 4: 5/0/5 mg\nday 5: 5/5/5 mg\nday 6: 5/5/5 mg", 7, "hold",
        plan="per-dose"),
    Row("one slot missed four days ago",
        f"{THREE}\nday 4: 5/0/5 mg\nday 5: 5/5/5 mg\nday 6: 5/5/5 mg\nday 7: 5/5/5 mg", 8, "pass", plan="per-dose"),
    Row("one slot missed four days ago, a plan of seven days",
        f"{THREE}\nday 4: 5/0/5 mg\nday 5: 5/5/5 mg\nday 6: 5/5/5 mg\nday 7: 5/5/5 mg", 8, "pass", plan=WEEKLY),
    Row("missed before this rung came in force", f"{THREE}\nday 4: 5/0/5 mg\nday 5 doctor: set-dose 10/10/10\n"
        "day 5: 10/10/10 mg", 6, "pass", plan="per-dose"),
    Row("the first day on a dose set", f"{FIVE}\nday 2 doctor: set-dose 10", 2, "pass"),
    Row("hold_days of two, missed two days ago", f"{TEN}\nday 3: missed\nday 4: 10 mg, bad night", 5, "hold",
        plan=sleep_plan(hold_days=2)),
    Row("before the first dose", "", 1, "unknown"),
)  # fmt: skip
JUDGED = tuple(row for row in TABLE if row.says != "unknown")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Each of the last days on this rung counts, three at most."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *JUDGED)


def test_a_single_missed_night_blocks_the_step_and_changes_nothing_else() -> None:
    """After one missed night the same dose is shown, never a double one, and the next night goes on."""
    told = diary(f"{TEN}\nday 3: missed, bad night\nday 4: 10 mg, bad night")
    assert ["hold 10", "step_up 15"] == answers(told, (4, 5))


def test_a_part_of_a_day_is_no_complete_day() -> None:
    """Two doses of three leave the day out of the count."""
    told = diary(f"{THREE.replace('day 2: 5/5/5', 'day 2: 5/5/0')}", "per-dose")
    assert "hold 5/5/5" == answer(told, 4)
