"""The gate `sedatives`: no step on top of alcohol, a sedative, or a medicine that nobody acknowledged."""

from decimal import Decimal

import pytest

from baclotrack.core.gates.sedatives import GATE
from baclotrack.core.plan import Known
from tests.core.diary import decide, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, on, sleep_plan

FIVE = "day 1: 5 mg, bad night"
NONE = f"{FIVE}, 0 drinks, no sedatives"
WARN = sleep_plan(alcohol="warn")
ZOLPIDEM = ADULT._replace(medicines=(Known("zolpidem", "Dr A. Example", on(1)),))
KIDNEYS = ADULT._replace(conditions=(Known("kidney-disease", "Dr A. Example", on(1)),))

TABLE = (
    Row("asked, none", NONE, 2, "pass"),
    Row("not asked", FIVE, 2, "unknown"),
    Row("no drinks, sedatives not asked", f"{FIVE}, 0 drinks", 2, "pass"),
    Row("one drink last night", f"{FIVE}, 1 drinks", 2, "hold"),
    Row("half a drink last night", f"{FIVE}, 0.5 drinks", 2, "hold"),
    Row("one drink today", f"{NONE}\nday 2: 1 drinks", 2, "hold"),
    Row("one drink two days ago", f"{FIVE}, 1 drinks\nday 2: 5 mg, bad night, 0 drinks", 3, "pass"),
    Row("one drink tomorrow", f"{NONE}\nday 3: 1 drinks", 2, "pass"),
    Row("alcohol named as a sedative", f"{FIVE}, sedative alcohol", 2, "hold"),
    Row("one drink, a plan that warns", f"{FIVE}, 1 drinks", 2, "pass", plan=WARN),
    Row("many drinks, a plan that warns", f"{FIVE}, 9 drinks", 2, "pass", plan=WARN),
    Row("a sedative, a plan that warns of alcohol", f"{FIVE}, sedative diazepam", 2, "hold, today", plan=WARN),
    Row("a major sedative last night", f"{FIVE}, sedative diazepam", 2, "hold, today"),
    Row("a major sedative today", f"{NONE}\nday 2: sedative diazepam", 2, "hold, today"),
    Row("a sedative that is not in the list", f"{FIVE}, sedative valerian", 2, "hold, mention"),
    Row("a sedative two days ago", f"{FIVE}, sedative diazepam\nday 2: 5 mg, bad night, no sedatives", 3, "pass"),
    Row("an acknowledged medicine, taken as usual", f"{FIVE}, sedative zolpidem", 2, "pass", profile=ZOLPIDEM),
    Row("an acknowledged medicine, and another one", f"{FIVE}, sedative zolpidem, sedative diazepam", 2,
        "hold, today", profile=ZOLPIDEM),
    Row("acknowledged by instruction",
        f"day 1 medicine: start zolpidem\nday 1 doctor: acknowledge zolpidem\n{FIVE}, sedative zolpidem", 2, "pass"),
    Row("a sedative, answered by resume", f"{FIVE}, sedative diazepam\nday 2 doctor: resume", 2, "hold, today"),
    Row("a drink, answered by resume", f"{FIVE}, 1 drinks\nday 2 doctor: resume", 2, "hold"),
    # Medicines
    Row("a major medicine started", f"{NONE}\nday 2 medicine: start morphine", 2, "hold, today"),
    Row("a major medicine of no sleepy kind", f"{NONE}\nday 2 medicine: start tizanidine", 2, "hold, today"),
    Row("a major medicine to be started tomorrow", f"{NONE}\nday 3 medicine: start morphine", 2, "pass"),
    Row("a major medicine, still taken a month later",
        "day 1 medicine: start morphine\nday 30: 5 mg, bad night, 0 drinks", 31, "hold, today"),
    Row("a major medicine, stopped",
        f"{NONE}\nday 1 medicine: start morphine\nday 2 medicine: stop morphine", 2, "pass"),
    Row("a major medicine, acknowledged",
        f"{NONE}\nday 1 medicine: start morphine\nday 2 doctor: acknowledge morphine", 2, "pass"),
    Row("a major medicine, another one acknowledged",
        f"{NONE}\nday 1 medicine: start morphine\nday 2 doctor: acknowledge zolpidem", 2, "hold, today"),
    Row("a major medicine, answered by resume", f"{NONE}\nday 1 medicine: start morphine\nday 2 doctor: resume", 2,
        "hold, today"),
    Row("a major medicine of the profile", NONE, 2, "hold, today",
        profile=ADULT._replace(medicines=(Known("diazepam"),))),
    Row("a major medicine of the profile, known", NONE, 2, "pass", profile=ZOLPIDEM),
    Row("a major medicine of the profile, no date", NONE, 2, "hold, today",
        profile=ADULT._replace(medicines=(Known("diazepam", "Dr A. Example"),))),
    *(Row(f"{name} started", f"{NONE}\nday 2 medicine: start {name}", 2, "pass")
      for name in ("lisinopril", "insulin", "ibuprofen", "vitamin-c")),
    Row("ibuprofen with kidney disease", f"{NONE}\nday 2 medicine: start ibuprofen", 2, "hold, today",
        profile=KIDNEYS),
    Row("ibuprofen among the sedatives", f"{FIVE}, sedative ibuprofen", 2, "hold, mention"),
    Row("ibuprofen among the sedatives, with kidney disease", f"{FIVE}, sedative ibuprofen", 2, "hold, today",
        profile=KIDNEYS),
    Row("ibuprofen with an eGFR of 59", f"{NONE}\nday 2 medicine: start ibuprofen", 2, "hold, today",
        profile=ADULT._replace(egfr=Decimal(59))),
    Row("ibuprofen with an eGFR of 60", f"{NONE}\nday 2 medicine: start ibuprofen", 2, "pass",
        profile=ADULT._replace(egfr=Decimal(60))),
)  # fmt: skip


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Alcohol and sedatives of the last and of the decided day count, and medicines until acknowledged."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


@pytest.mark.parametrize(
    ("told", "expected"), [("", "step_up"), (", 1 drinks", "hold"), (", sedative diazepam", "hold")]
)
def test_sedatives_hold_the_step(told: str, expected: str) -> None:
    """What was not asked does not block; what was recorded holds."""
    assert expected == decide(diary(FIVE + told), 2).outcome
