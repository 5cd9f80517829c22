"""The gate `red-flag`: an open flag shows the emergency text, until the prescriber's word or an undo."""

import pytest

from baclotrack.core.gates.red_flag import GATE
from baclotrack.core.plan import Known
from baclotrack.core.pump import Pump
from tests.core.diary import answer, decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, PLANS, on

FLAGS = (
    "breathing", "fainting", "seizure", "severe-confusion", "hallucinations", "high-fever", "allergic-reaction",
    "self-harm", "overdose", "pump-alarm", "muscle-breakdown",
)  # fmt: skip
SEIZURE = "day 1: 5 mg, bad night, flag seizure"
PUMP = ADULT._replace(conditions=(Known("pump", "Dr A. Example", on(1)),))
SPASMS = "day 1: mild increased-spasms"

TABLE = (
    Row("nothing recorded", "", 1, "pass"),
    Row("no flag", "day 1: 5 mg, bad night, severe nausea", 2, "pass"),
    Row("a flag last night", SEIZURE, 2, "emergency, emergency"),
    Row("a flag today", "day 1: 5 mg, bad night\nday 2: flag seizure", 2, "emergency, emergency"),
    Row("a flag tomorrow", "day 1: 5 mg, bad night\nday 3: flag seizure", 2, "pass"),
    Row("a flag before the first dose", "day 1: flag fainting", 1, "emergency, emergency"),
    Row("a flag before any plan", "day 1: flag fainting", 1, "emergency, emergency", plan=None),
    Row("a flag of a month ago", SEIZURE, 31, "emergency, emergency"),
    Row("cleared since", f"{SEIZURE}\nday 2 doctor: clear-flag seizure", 2, "pass"),
    Row("not yet cleared on the day", f"{SEIZURE}\nday 3 doctor: clear-flag seizure", 2, "emergency, emergency"),
    Row("another flag cleared", f"{SEIZURE}\nday 2 doctor: clear-flag fainting", 2, "emergency, emergency"),
    Row("one of two cleared", f"{SEIZURE}, flag fainting\nday 2 doctor: clear-flag fainting", 2,
        "emergency, emergency"),
    Row("cleared, and recorded again", f"{SEIZURE}\nday 2 doctor: clear-flag seizure\nday 2: flag seizure", 3,
        "emergency, emergency"),
    Row("cleared before it was recorded", "day 2 doctor: clear-flag seizure\nday 1: 5 mg, flag seizure", 3,
        "emergency, emergency"),
    Row("cleared before it was recorded, on one day",
        "day 2 doctor: clear-flag seizure\nday 2: 5 mg, flag seizure", 3, "emergency, emergency"),
    Row("the prescriber says resume", f"{SEIZURE}\nday 2 doctor: resume", 2, "emergency, emergency"),
    Row("the prescriber sets a dose", f"{SEIZURE}\nday 2 doctor: set-dose 5", 2, "emergency, emergency"),
    Row("the prescriber acknowledges it", f"{SEIZURE}\nday 2 doctor: acknowledge seizure", 2, "emergency, emergency"),
    Row("amended away", f"{SEIZURE}\nday 1 amended: 5 mg, bad night", 2, "emergency, emergency"),
    Row("undone", f"{SEIZURE}\nday 1 undone: another person's", 2, "pass"),
    Row("a new plan", f"{SEIZURE}\nday 2 plan: sleep-slow", 2, "emergency, emergency"),
    Row("severe confusion", "day 1: 5 mg, severe confusion", 2, "emergency, emergency"),
    Row("severe confusion today", "day 1: severe confusion", 1, "emergency, emergency"),
    Row("severe confusion, cleared",
        "day 1: 5 mg, severe confusion\nday 2 doctor: clear-flag severe-confusion", 2, "pass"),
    Row("severe confusion, there before baclofen", "day 1: 5 mg, severe confusion", 2, "emergency, emergency",
        profile=ADULT._replace(had={"confusion": 3})),
    Row("moderate confusion", "day 1: 5 mg, moderate confusion", 2, "pass"),
    Row("a flag in a taper", SEIZURE, 2, "emergency, emergency", plan="taper"),
    Row("a flag with a pump", "day 1: flag seizure", 2, "emergency, emergency", plan="pump", profile=PUMP),
    Row("spasms with a pump", SPASMS, 2, "emergency, emergency", plan="pump", profile=PUMP),
    Row("spasms with a pump, today", SPASMS, 1, "emergency, emergency", plan="pump", profile=PUMP),
    Row("spasms, no pump named", SPASMS, 2, "pass", plan="pump"),
    Row("spasms with a pump, on oral doses", f"{SPASMS}, 5 mg", 2, "pass", profile=PUMP),
    Row("the day of the refill", "", 5, "pass", plan=PLANS["pump"]._replace(pump=Pump(refill_by=on(5))), profile=PUMP),
    Row("the day after the refill was due", "", 6, "emergency, emergency",
        plan=PLANS["pump"]._replace(pump=Pump(refill_by=on(5))), profile=PUMP),
)  # fmt: skip


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """A flag is an emergency until a later word clears it."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_of_the_catalogue_is_an_emergency_without_a_dose(flag: str) -> None:
    """Each of the eleven flags shows no dose and asks for emergency help."""
    decision = decide(diary(f"day 1: 5 mg, bad night, flag {flag}"), 2)
    assert ("emergency", "emergency", None, None) == (
        decision.outcome,
        decision.contact,
        decision.doses,
        decision.tablets,
    )


def test_an_amended_note_does_not_open_a_cleared_flag_again() -> None:
    """An amendment that writes the same flag anew and changes the note is no new seizure: notes never decide."""
    cleared = f"{SEIZURE}\nday 2 doctor: clear-flag seizure\nday 1 amended: 5 mg, bad night, flag seizure, note seen"
    assert "step_up 10" == answer(diary(cleared), 2)
