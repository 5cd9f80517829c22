"""The facts behind the sentences: what a gate says it saw and needed is what the diary holds."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from baclotrack.core.plan import Known, Plan
from baclotrack.core.values import Health
from tests.core.diary import decide, diary
from tests.core.plans import ADULT, PLANS, START, on, sleep_plan, taking

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"
BACK = f"{FIVE}\nday 2: 10 mg, severe nausea, mild headache"
FLAGS = "day 1: 5 mg, flag seizure\nday 2: flag fainting\nday 3: flag seizure"
SLEEP, SLOW = PLANS["sleep"], PLANS["sleep-slow"]


def bed(mg: int) -> tuple[tuple[str, Decimal], ...]:
    """Return a bedtime dose."""
    return (("bedtime", Decimal(mg)),)


@pytest.mark.parametrize(
    ("gate", "journal", "day", "plan", "facts"),
    [
        ("plan", FIVE, 2, SLEEP, {"prescriber": "Dr A. Example", "directed_on": START}),
        ("plan", FIVE, 9, sleep_plan(review_by=on(4)), {"review_by": on(4)}),
        ("plan", "day 2 doctor: end-plan", 2, SLEEP, {"by": "Dr A. Example"}),
        ("plan", f"{TEN}\nday 3 plan: per-dose", 3, SLEEP, {"dose": bed(10)}),
        ("red-flag", FLAGS, 4, SLEEP, {"flags": ("seizure", "fainting"), "since": on(1)}),
        ("red-flag", f"{FIVE}\nday 2: flag seizure", 2, SLEEP, {"flags": ("seizure",), "since": on(2)}),
        ("gap", f"{TEN}\nday 3: missed\nday 4: missed", 5, SLEEP, {"days": 2, "limit": 2}),
        ("gap", f"{TEN}\nday 3: missed", 4, SLEEP, {"days": 1, "limit": 2}),
        ("gap", f"{TEN}\nday 3: missed", 6, SLEEP, {"days": 3, "limit": 2}),
        ("check-in", FIVE, 6, SLEEP, {"days": 4}),
        ("off-plan", f"{FIVE}\nday 2: 15 mg", 3, SLEEP, {"taken": Decimal(15), "said": Decimal(10), "days": 1}),
        ("off-plan", "day 1: 15 mg\nday 2: 15 mg\nday 3: 15 mg", 4, SLEEP, {"days": 3, "said": Decimal(5)}),
        ("off-plan", "day 1: 15/5/5 mg", 2, PLANS["per-dose"], {"taken": Decimal(25), "said": Decimal(15)}),
        ("side-effects", BACK, 3, SLEEP, {"names": ("nausea",), "grade": 3}),
        ("side-effects", f"{BACK}\nday 3: 5 mg", 4, SLEEP, {"days": 1, "needed": 3}),
        ("side-effects", f"{FIVE}, mild nausea", 2, SLEEP, {"grade": 1}),
        ("withdrawal", f"{TEN}\nday 3: missed, mild itch, mild nausea", 4, SLEEP, {"names": ("itch",)}),
        ("sedatives", f"{FIVE}, sedative valerian\nday 2: sedative kava", 2, SLEEP, {"names": ("valerian", "kava")}),
        (
            "sedatives",
            f"{FIVE}\nday 1 medicine: start morphine",
            2,
            SLEEP,
            {"names": ("morphine",), "first": "morphine"},
        ),
        ("instruction", "day 2 doctor: hold until day 4", 3, SLEEP, {"by": "Dr A. Example", "until": on(4)}),
        ("adherence", f"{FIVE}\nday 2: missed", 3, SLOW, {"done": 1, "days": 2}),
        ("hold-time", f"{FIVE}\nday 2: 5 mg", 3, SLOW, {"days": 2, "needed": 3, "dose": bed(5)}),
        ("hold-time", "", 4, taking(PLANS["taper"], 20), {"days": 3, "needed": 7, "dose": bed(20)}),
        ("target", "day 1: 5 mg, awakenings 0", 2, SLEEP, {"names": ("sleep_improved",), "first": "sleep_improved"}),
        ("target", "day 1: 5 mg, lay awake", 2, SLEEP, {"names": ("fell_back_asleep",)}),
        ("target", "day 1: 5 mg, good night", 2, SLEEP, {"names": ("sleep_improved", "fell_back_asleep")}),
        ("target", "day 1: 5 mg, good night\nday 2: 5 mg, bad night", 3, SLEEP, {"bad": 1}),
        ("ceiling", FIVE, 2, SLEEP, {"dose": bed(10)}),
        ("ceiling", "", 1, taking(sleep_plan(), 20), {"dose": bed(20), "message": sleep_plan().top_message}),
        ("tablets", FIVE, 2, SLEEP, {"dose": bed(10), "tablets": (Decimal(5),)}),
    ],
)
def test_what_a_gate_saw(gate: str, journal: str, day: int, plan: Plan, facts: Mapping[str, object]) -> None:
    """Numbers, names and days in a sentence are those of the diary."""
    found = decide(diary(journal, plan), day).finding(gate).facts
    assert facts == {name: found.get(name) for name in facts}


def test_what_the_conditions_gate_saw() -> None:
    """Every condition that waits is named, and the first of them in the command to run."""
    profile = ADULT._replace(conditions=(Known("stroke"), Known("epilepsy")), egfr=Decimal(45))
    found = decide(diary(FIVE, profile=profile), 2).finding("conditions").facts
    assert (("stroke", "epilepsy", "kidney-disease"), "stroke") == (found["names"], found["first"])


def test_what_the_conditions_gate_refused() -> None:
    """Every refusal is named."""
    profile = ADULT._replace(conditions=(Known("dialysis"),), egfr=Decimal(20), born=2010)
    found = decide(diary(FIVE, profile=profile), 2).finding("conditions").facts
    assert ("dialysis", "under-18", "egfr-below-30") == found["names"]


def test_what_the_journal_gate_saw() -> None:
    """The number of faults, and where the first one is."""
    health = Health(faults=2, first_fault="journal.jsonl line 12")
    found = decide(diary(FIVE), 2, health).finding("journal").facts
    assert {"count": 2, "first": "journal.jsonl line 12"} == dict(found)
