"""The gate `off-plan`: more was taken than the plan said, or much less."""

from decimal import Decimal

import pytest

from baclotrack.core.gates.off_plan import GATE
from baclotrack.wording import reasons
from tests.core.diary import answer, decide, diary, in_force
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import PLANS, day_plan, sleep_plan, taking

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"
TWENTY = f"{TEN}\nday 3: 15 mg, bad night\nday 4: 20 mg, bad night"
THREE = "day 1: 5/5/5 mg, spasticity 6"
ROOMY = sleep_plan(severe="hold", daily_mg=Decimal(60), single_mg=Decimal(60))
HOLD, ASK, EMERGENCY = "hold, today", "ask_prescriber, today", "emergency, emergency"

TABLE = (
    Row("as the plan said", TEN, 3, "pass"),
    Row("nothing recorded", FIVE, 3, "pass"),
    Row("missed", f"{TEN}\nday 3: missed", 4, "pass"),
    Row("the step was declined", f"{TEN}\nday 3: 10 mg, bad night", 4, "pass"),
    Row("one rung below the one in force", f"{TEN}\nday 3: 5 mg, bad night", 4, "pass"),
    Row("two rungs below", f"{TEN}\nday 3: 15 mg, bad night\nday 4: 5 mg, bad night", 5, HOLD),
    Row("three rungs below", f"{TWENTY}\nday 5: 5 mg, bad night", 6, HOLD),
    Row("two rungs below, the day after", f"{TEN}\nday 3: 15 mg\nday 4: 5 mg\nday 5: 5 mg, bad night", 6, "pass"),
    Row("between two rungs", f"{TEN}\nday 3: 7 mg, bad night", 4, "pass"),
    Row("more than said", "day 1: 10 mg, bad night", 2, HOLD),
    Row("a little more than said", "day 1: 5.5 mg, bad night", 2, HOLD),
    Row("more than said, the day after", "day 1: 10 mg\nday 2: 5 mg, bad night", 3, "pass"),
    Row("more than said on two days", "day 1: 10 mg\nday 2: 10 mg", 3, HOLD),
    Row("more than said on three days", "day 1: 10 mg\nday 2: 10 mg\nday 3: 10 mg", 4, ASK),
    Row("more than said on three days, not in a row", "day 1: 10 mg\nday 2: 10 mg\nday 3: 5 mg\nday 4: 15 mg", 5, HOLD),
    Row("the old dose after a step back",
        f"{TEN}\nday 3: 15 mg, severe nausea\nday 4: 15 mg, bad night", 5, HOLD),
    Row("one slot above, the others not", f"{THREE}\nday 2: 5/10/5 mg", 3, HOLD, plan="per-dose"),
    Row("a slot moved to another", f"{THREE}\nday 2: 0/10/5 mg", 3, HOLD, plan="per-dose"),
    Row("a slot that the plan does not have", f"{THREE}\nday 2: 5/5/5 mg, bedtime 5 mg", 3, HOLD, plan="per-dose"),
    Row("intakes beyond the slot's dose", "day 1 intake: 5 at bedtime\nday 1 intake: 5 at bedtime", 2, HOLD),
    Row("at the limit", "day 1: 20 mg", 2, HOLD),
    Row("above the limit", "day 1: 21 mg", 2, ASK),
    Row("above the limit, a mild effect", "day 1: 21 mg, mild nausea", 2, ASK),
    Row("above the limit, a moderate effect", "day 1: 21 mg, moderate nausea", 2, EMERGENCY),
    Row("above the limit, a severe effect", "day 1: 21 mg, severe nausea", 2, EMERGENCY),
    Row("at the limit, a moderate effect", "day 1: 20 mg, moderate nausea", 2, HOLD),
    Row("above the limit, effects not asked", "day 1: 21 mg, effects not asked", 2, ASK),
    Row("twice the limit", "day 1: 40 mg", 2, ASK),
    Row("above twice the limit", "day 1: 41 mg", 2, EMERGENCY),
    Row("above the limit by intakes", "day 1 intake: 20 at bedtime\nday 1 intake: 20.5 at bedtime", 2, EMERGENCY),
    Row("above the single limit, within the day's", f"{THREE}\nday 2: 5/25/5 mg", 3, ASK, plan="per-dose"),
    Row("above twice the single limit, within the day's", f"{THREE}\nday 2: 5/45/5 mg", 3, EMERGENCY, plan="per-dose"),
    Row("above the day's limit, each dose within",
        "day 1: 10/10/10 mg", 2, ASK, plan=day_plan((5, 5, 5), daily_mg=Decimal(20))),
    Row("at twice the day's limit, each dose within",
        "day 1: 15/15/10 mg", 2, ASK, plan=day_plan((5, 5, 5), daily_mg=Decimal(20))),
    Row("above twice the day's limit, each dose within",
        "day 1: 15/15/15 mg", 2, EMERGENCY, plan=day_plan((5, 5, 5), daily_mg=Decimal(20))),
    Row("more than said, within roomy limits", "day 1: 50 mg", 2, HOLD, plan=ROOMY),
    Row("before the first dose", "day 1: missed", 2, "unknown"),
    Row("answered by resume", "day 1: 41 mg\nday 2 doctor: resume", 2, "pass"),
    Row("answered by a dose set", "day 1: 21 mg\nday 2 doctor: set-dose 5", 2, "pass"),
    Row("answered before it was recorded", "day 1 doctor: resume\nday 1: 10 mg", 2, HOLD),
    Row("answered, and again more than said", "day 1: 10 mg\nday 2 doctor: resume\nday 2: 10 mg", 3, HOLD),
    Row("answered, and then found to be more",
        "day 1: 10 mg\nday 2 doctor: resume\nday 1 amended: 21 mg", 2, ASK),
    Row("answered, and the note amended",
        "day 1: 10 mg\nday 2 doctor: resume\nday 1 amended: 10 mg, note at a party", 2, "pass"),
    Row("answered, and then a moderate effect is told of it",
        "day 1: 21 mg\nday 2 doctor: resume\nday 1 amended: 21 mg, moderate nausea", 2, EMERGENCY),
    Row("an acknowledgement is no answer", "day 1: 10 mg\nday 2 doctor: acknowledge pace", 2, HOLD),
    Row("a dose set makes it the plan's", f"{FIVE}\nday 2 doctor: set-dose 15\nday 2: 15 mg", 3, "pass"),
    Row("more than said in a taper", "day 1: 20 mg", 2, "pass, today",
        plan=taking(PLANS["taper"], 15)),
    Row("above the limit in a taper", "day 1: 25 mg", 2, ASK,
        plan=taking(PLANS["taper"], 20)),
)  # fmt: skip
JUDGED = tuple(row for row in TABLE if row.says != "unknown")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """One day over holds, three days or a limit ask, and far over is an emergency."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *JUDGED)


@pytest.mark.parametrize(("mg", "expected"), [("15", "hold 5"), ("21", "ask_prescriber"), ("41", "emergency")])
def test_what_was_over_the_plan_puts_nothing_in_force(mg: str, expected: str) -> None:
    """However much was taken, the dose in force stays as it was."""
    told = diary(f"{FIVE}\nday 2: {mg} mg, bad night")
    assert (expected, "5") == (answer(told, 3), in_force(told, 3))


def test_a_hold_for_more_than_said_asks_for_a_call_today() -> None:
    """An extra dose without symptoms is a matter for today."""
    decision = decide(diary("day 1: 10 mg, bad night"), 2)
    assert ("hold", "off-plan", "today") == (decision.outcome, decision.limited_by, decision.contact)


def test_more_than_said_in_a_taper_asks_for_a_call_today() -> None:
    """A taper goes on by its dates, and yet an extra dose is a matter for today."""
    plan = taking(PLANS["taper"], 15)
    assert "today" == decide(diary("day 1: 20 mg", plan), 2).contact


@pytest.mark.parametrize("day", [2, 8])
def test_a_call_for_more_than_said_in_a_taper_says_why(day: int) -> None:
    """The reason stands there whether the taper stays at its dose that day or goes down."""
    decision = decide(diary(f"day {day - 1}: 20 mg", taking(PLANS["taper"], 15)), day)
    expected = "Yesterday 20 mg was taken where the plan said 15 mg. Nothing extra now; the taper keeps its dates."
    assert "today" == decision.contact
    assert expected in reasons(decision)
