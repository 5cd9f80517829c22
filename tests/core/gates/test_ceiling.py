"""The gate `ceiling`: the top of the plan, and no rung beyond a limit of the plan or of the engine."""

from decimal import Decimal

import pytest

from baclotrack.core.gates.ceiling import GATE
from baclotrack.core.plan import Plan
from tests.core.diary import decide, diary
from tests.core.gates.table import Row, found, rows, says, unmet_clauses, untold_facts
from tests.core.plans import day_plan, ladder, sleep_plan, taking

FIVE = "day 1: 5 mg, bad night"


def next_is(mg: str, **limits: Decimal) -> Plan:
    """Return a bedtime plan whose second rung is this dose."""
    room = {"daily_mg": Decimal(100), "single_mg": Decimal(100)}
    return sleep_plan(rungs=ladder((5,), (mg,), (90,)), **{**room, **limits})


def next_day_is(*mg: int, **limits: Decimal) -> Plan:
    """Return a plan of four doses, taken at 5 mg each, whose second rung is this day."""
    return day_plan((5, 5, 5, 5), mg, **{"daily_mg": Decimal(100), **limits})


FOUR = "day 1: 5/5/5/5 mg, spasticity 6"

TABLE = (
    Row("a rung is left", FIVE, 2, "pass"),
    Row("the top rung", "day 1: 20 mg, bad night", 2, "hold", plan=taking(sleep_plan(), 20)),
    Row("the rung below the top", "", 1, "pass", plan=taking(sleep_plan(), 15)),
    Row("a plan of one rung", FIVE, 2, "hold", plan=sleep_plan(rungs=ladder((5,)))),
    Row("next 20 mg at once", FIVE, 2, "pass", plan=next_is("20")),
    Row("next 20.5 mg at once", FIVE, 2, "hold", plan=next_is("20.5")),
    Row("next 25 mg at once", FIVE, 2, "hold", plan=next_is("25")),
    Row("next at the plan's single limit", FIVE, 2, "pass", plan=next_is("15", single_mg=Decimal(15))),
    Row("next beyond the plan's single limit", FIVE, 2, "hold", plan=next_is("15", single_mg=Decimal(14))),
    Row("next at the plan's daily limit", FIVE, 2, "pass", plan=next_is("15", daily_mg=Decimal(15))),
    Row("next beyond the plan's daily limit", FIVE, 2, "hold", plan=next_is("15", daily_mg=Decimal(14))),
    Row("next 80 mg a day", FOUR, 2, "pass", plan=next_day_is(20, 20, 20, 20)),
    Row("next 80 mg a day, one dose above 20", FOUR, 2, "hold", plan=next_day_is(15, 20, 20, 25)),
    Row("next beyond the plan's 70 mg a day", FOUR, 2, "hold", plan=next_day_is(20, 20, 20, 20, daily_mg=Decimal(70))),
    Row("no answer goes past a limit", f"{FIVE}\nday 2 doctor: resume", 2, "hold", plan=next_is("25")),
    Row("before the first dose", "", 1, "unknown"),
)
JUDGED = tuple(row for row in TABLE if row.says != "unknown")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """At the top, and before a limit, the plan stays."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *JUDGED)


def test_more_than_80_mg_a_day_is_beyond_a_limit() -> None:
    """Five doses of 20 mg are beyond the day's 80 mg, whatever the plan allows."""
    plan = day_plan((5, 5, 5, 5), (20, 20, 20, 20), daily_mg=Decimal(100))
    wide = plan._replace(slots=(*plan.slots, plan.slots[0]._replace(name="late")), rungs=ladder((5,) * 5, (20,) * 5))
    decision = decide(diary("day 1: 5/5/5/5/5 mg, spasticity 6", wide), 2)
    assert ("hold", "hold") == (decision.finding("ceiling").allows, decision.outcome)


@pytest.mark.parametrize("night", ["bad night", "good night"])
def test_the_top_message_is_told_and_is_to_be_mentioned(night: str) -> None:
    """At the ceiling the plan's own message is shown, and only a missed target asks to mention it."""
    row = Row("top", f"day 1: 20 mg, {night}", 2, "hold", plan=taking(sleep_plan(), 20))
    decision = decide(diary(row.journal, row.plan), 2)
    limited_by, contact = ("ceiling", "mention") if night == "bad night" else ("target", "none")
    assert "Ask your prescriber about the second agent you discussed." == found(GATE, row).facts["message"]
    assert ("hold", limited_by, contact) == (decision.outcome, decision.limited_by, decision.contact)
