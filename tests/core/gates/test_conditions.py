"""The gate `conditions`: refusals ask the prescriber, gating conditions hold until somebody acknowledged them."""

from decimal import Decimal

import pytest

from baclotrack.core.gates.conditions import GATE
from baclotrack.core.plan import Known, Profile
from tests.core.diary import decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, on

NIGHT = "day 1: 5 mg, bad night"
MENTIONED = (
    "breastfeeding", "epilepsy", "psychiatric-disorder", "stroke", "sleep-apnoea", "respiratory-disease",
    "substance-use-disorder", "peptic-ulcer", "liver-disease", "diabetes", "parkinsons", "porphyria",
    "autonomic-dysreflexia", "spasticity-for-posture", "pump", "surgery-planned",
)  # fmt: skip
REFUSED, HELD = "ask_prescriber, today", "hold, mention"


def having(*names: str, by: str = "", egfr: int | None = 95, born: int | None = 1980) -> Profile:
    """Return a profile with these conditions, and who knows of them."""
    known = tuple(Known(name, by, on(1) if by else None) for name in names)
    return ADULT._replace(conditions=known, egfr=None if egfr is None else Decimal(egfr), born=born)


TABLE = (
    Row("healthy", NIGHT, 2, "pass"),
    Row("nothing told", NIGHT, 2, "unknown", profile=having(egfr=None)),
    Row("17 in this year", NIGHT, 2, REFUSED, profile=having(born=2009)),
    Row("18 in this year", NIGHT, 2, "pass", profile=having(born=2008)),
    Row("year of birth not told", NIGHT, 2, "pass", profile=having(born=None)),
    Row("17 before the first dose", "", 1, REFUSED, profile=having(born=2009)),
    Row("allergy", NIGHT, 2, REFUSED, profile=having("baclofen-allergy")),
    Row("allergy, acknowledged in the profile", NIGHT, 2, REFUSED, profile=having("baclofen-allergy", by="Dr A.")),
    Row("allergy, acknowledged by instruction", f"{NIGHT}\nday 2 doctor: acknowledge baclofen-allergy", 2, REFUSED,
        profile=having("baclofen-allergy")),
    Row("allergy, the prescriber says resume", f"{NIGHT}\nday 2 doctor: resume", 2, REFUSED,
        profile=having("baclofen-allergy")),
    Row("allergy, the prescriber sets a dose", f"{NIGHT}\nday 2 doctor: set-dose 5", 2, REFUSED,
        profile=having("baclofen-allergy")),
    Row("dialysis", NIGHT, 2, REFUSED, profile=having("dialysis")),
    Row("dialysis, acknowledged", NIGHT, 2, REFUSED, profile=having("dialysis", by="Dr A.")),
    Row("eGFR 29", NIGHT, 2, REFUSED, profile=having(egfr=29)),
    Row("eGFR 29, acknowledged as kidney disease", NIGHT, 2, REFUSED,
        profile=having("kidney-disease", by="Dr A.", egfr=29)),
    Row("eGFR 30", NIGHT, 2, "hold, today", profile=having(egfr=30)),
    Row("eGFR 59", NIGHT, 2, "hold, today", profile=having(egfr=59)),
    Row("eGFR 60", NIGHT, 2, "pass", profile=having(egfr=60)),
    Row("eGFR 45, acknowledged", f"{NIGHT}\nday 2 doctor: acknowledge kidney-disease", 2, "pass",
        profile=having(egfr=45)),
    Row("eGFR 45, known as kidney disease", NIGHT, 2, "pass", profile=having("kidney-disease", by="Dr A.", egfr=45)),
    Row("kidney disease", NIGHT, 2, "hold, today", profile=having("kidney-disease")),
    Row("pregnancy", NIGHT, 2, "hold, today", profile=having("pregnancy")),
    Row("urinary retention", NIGHT, 2, "hold, today", profile=having("urinary-retention")),
    *(Row(name, NIGHT, 2, HELD, profile=having(name)) for name in MENTIONED),
    Row("two conditions, one of them urgent", NIGHT, 2, "hold, today", profile=having("stroke", "pregnancy")),
    Row("a condition and a refusal", NIGHT, 2, REFUSED, profile=having("stroke", "dialysis")),
    Row("a condition before the first dose", "", 1, HELD, profile=having("stroke")),
    Row("known to a prescriber, with a date", NIGHT, 2, "pass", profile=having("stroke", by="Dr A.")),
    Row("known to a prescriber, no date", NIGHT, 2, HELD,
        profile=ADULT._replace(conditions=(Known("stroke", "Dr A."),))),
    Row("a date, nobody named", NIGHT, 2, HELD, profile=ADULT._replace(conditions=(Known("stroke", "", on(1)),))),
    Row("acknowledged yesterday", f"{NIGHT}\nday 1 doctor: acknowledge stroke", 2, "pass", profile=having("stroke")),
    Row("acknowledged tomorrow", f"{NIGHT}\nday 3 doctor: acknowledge stroke", 2, HELD, profile=having("stroke")),
    Row("another one acknowledged", f"{NIGHT}\nday 2 doctor: acknowledge epilepsy", 2, HELD,
        profile=having("stroke")),
    Row("resume is no acknowledgement", f"{NIGHT}\nday 2 doctor: resume", 2, HELD, profile=having("stroke")),
    Row("a condition that gates nothing", NIGHT, 2, "pass", profile=having("hay-fever")),
    Row("a refusal in a taper", "", 2, "pass", plan="taper", profile=having("dialysis", egfr=20)),
)  # fmt: skip


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """A refusal asks, a condition that nobody acknowledged holds, and what was not told does not block."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


@pytest.mark.parametrize("name", ["stroke", "pregnancy"])
def test_a_condition_before_the_first_dose_asks_the_prescriber(name: str) -> None:
    """There is no dose to hold yet, so the outcome is to ask."""
    decision = decide(diary("", profile=having(name)), 1)
    assert ("ask_prescriber", "conditions", "today") == (decision.outcome, decision.limited_by, decision.contact)
