"""The gate `side-effects`: hold or step back on effects above the person's own baseline."""

import pytest

from baclotrack.core.gates.side_effects import GATE
from baclotrack.wording import reasons
from tests.core.diary import answer, answers, decide, diary, in_force
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, sleep_plan

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"
SEVERE = f"{FIVE}\nday 2: 10 mg, severe nausea\nday 3: 5 mg, bad night"
TWICE = f"""{FIVE}
day 2: 10 mg, severe nausea
day 3: 5 mg, bad night
day 4: 5 mg, bad night
day 5: 5 mg, bad night
day 6: 10 mg, severe nausea
day 7: 5 mg, bad night
day 8: 5 mg, bad night
day 9: 5 mg, bad night"""
BACK, ASK = "step_back, today", "ask_prescriber, today"
WEAK = ADULT._replace(had={"weakness": 2})
CAREFUL = sleep_plan(mild="hold")
FIRM = sleep_plan(severe="hold")

TABLE = (
    Row("no effects", TEN, 3, "pass"),
    Row("effects not asked", f"{FIVE}\nday 2: 10 mg, effects not asked", 3, "pass"),
    Row("an effect asked and not there", f"{FIVE}\nday 2: 10 mg, no nausea", 3, "pass"),
    Row("mild", f"{FIVE}\nday 2: 10 mg, mild nausea", 3, "pass"),
    Row("moderate", f"{FIVE}\nday 2: 10 mg, moderate nausea", 3, "hold"),
    Row("severe", f"{FIVE}\nday 2: 10 mg, severe nausea", 3, BACK),
    Row("the worst of several", f"{FIVE}\nday 2: 10 mg, mild nausea, moderate headache", 3, "hold"),
    Row("mild, a plan that holds", f"{FIVE}\nday 2: 10 mg, mild nausea", 3, "hold", plan=CAREFUL),
    Row("moderate, a plan that steps back", f"{FIVE}\nday 2: 10 mg, moderate nausea", 3, "step_back",
        plan=sleep_plan(moderate="step_back")),
    Row("moderate on the first rung, a plan that steps back", "day 1: 5 mg, moderate nausea", 2, "hold",
        plan=sleep_plan(moderate="step_back")),
    Row("severe, a plan that holds", f"{FIVE}\nday 2: 10 mg, severe nausea", 3, "hold, today", plan=FIRM),
    Row("severe on the first rung", "day 1: 5 mg, severe nausea", 2, ASK),
    Row("severe on the first rung, a plan that holds", "day 1: 5 mg, severe nausea", 2, ASK, plan=FIRM),
    Row("two days ago, gone since", f"{FIVE}, moderate nausea\nday 2: 5 mg, bad night", 3, "pass"),
    Row("before the first dose", "day 1: severe nausea", 2, "unknown"),
    # A fall
    Row("a fall", f"{FIVE}\nday 2: 10 mg, a fall", 3, "hold, today"),
    Row("a moderate fall", f"{FIVE}\nday 2: 10 mg, moderate fall", 3, "hold, today"),
    Row("a fall like those before baclofen", f"{FIVE}\nday 2: 10 mg, a fall", 3, "hold, today",
        profile=ADULT._replace(had={"fall": 1})),
    Row("a fall within an acknowledged pattern",
        f"{FIVE}, a fall\nday 2 doctor: acknowledge fall\nday 2: 10 mg, a fall", 3, "hold, mention"),
    Row("a worse fall than the acknowledged",
        f"{FIVE}, a fall\nday 2 doctor: acknowledge fall\nday 2: 10 mg, moderate fall", 3, "hold, today"),
    Row("a severe fall within an acknowledged pattern",
        f"{TEN}, severe fall\nday 3 doctor: acknowledge fall\nday 3: 5 mg, bad night\nday 4: 5 mg, bad night\n"
        "day 5: 5 mg, bad night\nday 6: 10 mg, severe fall", 7, BACK),
    # Matters for today
    *(Row(f"moderate {name}", f"{FIVE}\nday 2: 10 mg, moderate {name}", 3, "hold, today")
      for name in ("confusion", "low-mood")),
    *(Row(f"mild {name}", f"{FIVE}\nday 2: 10 mg, mild {name}", 3, "pass") for name in ("confusion", "low-mood")),
    Row("urinary retention that holds", f"{FIVE}\nday 2: 10 mg, moderate urinary-retention", 3, "hold, today"),
    Row("vomiting on one day", f"{FIVE}\nday 2: 10 mg, moderate vomiting", 3, "hold"),
    Row("vomiting on two days", f"{FIVE}, moderate vomiting\nday 2: 5 mg, moderate vomiting", 3, "hold, today"),
    # The baseline
    Row("as before baclofen", f"{FIVE}\nday 2: 10 mg, moderate weakness", 3, "pass", profile=WEAK),
    Row("less than before baclofen", f"{FIVE}\nday 2: 10 mg, mild weakness", 3, "pass", profile=WEAK),
    Row("another effect than before", f"{FIVE}\nday 2: 10 mg, moderate nausea", 3, "hold", profile=WEAK),
    Row("worse than before baclofen", f"{FIVE}\nday 2: 10 mg, moderate weakness", 3, "hold",
        profile=ADULT._replace(had={"weakness": 1})),
    Row("severe, as before baclofen", f"{FIVE}\nday 2: 10 mg, severe weakness", 3, BACK,
        profile=ADULT._replace(had={"weakness": 3})),
    Row("acknowledged at its grade", f"{FIVE}, moderate nausea\nday 2 doctor: acknowledge nausea\n"
        "day 2: 10 mg, moderate nausea", 3, "pass"),
    Row("acknowledged when milder", f"{FIVE}, mild nausea\nday 2 doctor: acknowledge nausea\n"
        "day 2: 10 mg, moderate nausea", 3, "hold"),
    Row("another effect acknowledged", f"{FIVE}, moderate nausea\nday 2 doctor: acknowledge nausea\n"
        "day 2: 10 mg, moderate headache", 3, "hold"),
    Row("acknowledged when severe", f"{FIVE}\nday 2: 10 mg, severe nausea\nday 3 doctor: acknowledge nausea", 3, BACK),
    # Afterwards
    Row("no good day since a severe effect", SEVERE.rpartition("\n")[0] + "\nday 3: 5 mg, moderate nausea", 4, "hold"),
    Row("one good day since", SEVERE, 4, "hold"),
    Row("two good days since", f"{SEVERE}\nday 4: 5 mg, bad night", 5, "hold"),
    Row("three good days since", f"{SEVERE}\nday 4: 5 mg, bad night\nday 5: 5 mg, bad night", 6, "pass"),
    Row("three days since, one of them incomplete",
        f"{SEVERE}\nday 4: missed, bad night\nday 5: 5 mg, bad night", 6, "hold"),
    Row("three days since, one of them moderate",
        f"{SEVERE}\nday 4: 5 mg, moderate nausea\nday 5: 5 mg, bad night", 6, "hold"),
    Row("three days since, one of them mild and moderate",
        f"{SEVERE}\nday 4: 5 mg, mild headache, moderate nausea\nday 5: 5 mg, bad night", 6, "hold"),
    Row("three days since, one of them mild", f"{SEVERE}\nday 4: 5 mg, mild nausea\nday 5: 5 mg, bad night", 6, "pass"),
    Row("three days since, one of them mild, a plan that holds",
        f"{SEVERE}\nday 4: 5 mg, mild nausea\nday 5: 5 mg, bad night", 6, "hold",
        plan=sleep_plan(mild="hold")),
    Row("two good days since a fall", f"{TEN}, a fall\nday 3: 10 mg\nday 4: 10 mg, bad night", 5, "hold"),
    Row("three good days since a fall", f"{TEN}, a fall\nday 3: 10 mg\nday 4: 10 mg\nday 5: 10 mg, bad night", 6,
        "pass"),
    Row("a plan that waits one day", SEVERE, 4, "pass", plan=sleep_plan(retry_after_days=1)),
    Row("stepped back from once", f"{SEVERE}\nday 4: 5 mg\nday 5: 5 mg, bad night", 6, "pass"),
    Row("stepped back from twice", TWICE, 10, "hold"),
    Row("stepped back from twice, weeks ago",
        TWICE + "".join(f"\nday {day}: 5 mg, bad night" for day in range(10, 24)), 24, "hold"),
    Row("stepped back from twice, then resume", f"{TWICE}\nday 10 doctor: resume", 10, "pass"),
    Row("stepped back from twice, then a dose set", f"{TWICE}\nday 10 doctor: set-dose 5", 10, "pass"),
    Row("stepped back from twice, a new plan with that rung", f"{TWICE}\nday 10 plan: sleep-slow", 10, "hold"),
    # The prescriber's answer
    Row("moderate, answered by resume", f"{FIVE}\nday 2: 10 mg, moderate nausea\nday 3 doctor: resume", 3, "pass"),
    Row("severe, answered by resume", f"{FIVE}\nday 2: 10 mg, severe nausea\nday 3 doctor: resume", 3, "pass"),
    Row("severe on the first rung, answered", "day 1: 5 mg, severe nausea\nday 2 doctor: set-dose 5", 2, "pass"),
    Row("a fall, answered", f"{TEN}, a fall\nday 3 doctor: resume", 3, "pass"),
    Row("the wait, answered", f"{SEVERE}\nday 4 doctor: resume", 4, "pass"),
    Row("answered before it was recorded", f"{FIVE}\nday 2 doctor: resume\nday 2: 10 mg, moderate nausea", 3, "hold"),
    Row("answered, and there again",
        f"{TEN}, moderate nausea\nday 3 doctor: resume\nday 3: 10 mg, moderate nausea", 4, "hold"),
    Row("answered, and then found to be worse", f"{TEN}, moderate nausea\nday 3 doctor: resume\n"
        "day 2 amended: 10 mg, severe nausea", 3, BACK),
    Row("answered, and then another effect told", f"{TEN}, moderate nausea\nday 3 doctor: resume\n"
        "day 2 amended: 10 mg, moderate nausea, moderate headache", 3, "hold"),
    Row("answered, and the note amended", f"{TEN}, moderate nausea\nday 3 doctor: resume\n"
        "day 2 amended: 10 mg, moderate nausea, note slept", 3, "pass"),
    Row("answered, and then found to be less", f"{TEN}, severe nausea\nday 3 doctor: resume\n"
        "day 2 amended: 10 mg, moderate nausea", 3, "pass"),
    Row("a severe effect told late, and a later fall already answered",
        f"{TEN}\nday 3: 15 mg, bad night, a fall\nday 4 doctor: resume\nday 4: 15 mg, bad night\n"
        "day 2 amended: 10 mg, bad night, severe nausea", 5, "hold", plan=sleep_plan(severe="hold")),
)  # fmt: skip
JUDGED = tuple(row for row in TABLE if row.says != "unknown")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """The worst grade above the baseline decides, and what it leaves behind fades with good days or an answer."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    usual = Row("usual", f"{FIVE}\nday 2: 10 mg, mild weakness", 3, "pass", profile=WEAK)
    pump = Row("pump", "day 1: mild nausea", 2, "pass", plan="pump")
    pump_call = Row("pump, severe", "day 1: severe nausea", 2, "pass, today", plan="pump")
    retention = Row("retention", f"{FIVE}\nday 2: 10 mg, mild urinary-retention", 3, "pass, today")
    assert set() == unmet_clauses(GATE, *JUDGED, usual, pump, pump_call, retention)


def test_a_step_back_is_one_rung_and_in_force_whatever_is_taken() -> None:
    """After a severe effect at 15 mg the dose is 10 mg, also for somebody who takes 15 mg again."""
    told = diary(f"{TEN}\nday 3: 15 mg, severe nausea\nday 4: 15 mg, bad night")
    assert ("step_back 10", "hold 10", "10") == (answer(told, 4), answer(told, 5), in_force(told, 5))


def test_the_rung_is_tried_again_after_the_plans_days() -> None:
    """A step back waits for the plan's three good days and then offers the same rung again."""
    expected = ["step_back 5", "hold 5", "hold 5", "step_up 10", "step_back 5", "hold 5", "hold 5", "hold 5"]
    assert expected == answers(diary(TWICE), range(3, 11))


@pytest.mark.parametrize("repeats", [2, 3, 4])
def test_the_same_moderate_effect_at_three_check_ins_is_to_be_mentioned(repeats: int) -> None:
    """Two in a row hold and no more; from the third on somebody should hear of it, by name."""
    nights = "".join(f"\nday {day}: 5 mg, moderate nausea" for day in range(2, 2 + repeats))
    decision = decide(diary(FIVE + nights), 2 + repeats)
    expected = ("hold", "none", ()) if repeats < 3 else ("hold", "mention", ("nausea",))
    assert expected == (decision.outcome, decision.contact, decision.repeated)


def test_the_same_moderate_effect_with_a_pump_is_to_be_mentioned_too() -> None:
    """Where no dose is shown somebody should hear of three moderate check-ins in a row all the same."""
    told = "\n".join(f"day {day}: moderate nausea" for day in (1, 2, 3))
    assert "mention" == decide(diary(told, "pump"), 4).contact


@pytest.mark.parametrize("plan", ["taper", "pump"])
@pytest.mark.parametrize("effect", ["severe nausea", "a fall", "moderate confusion", "moderate low-mood"])
def test_a_matter_for_today_is_one_in_every_mode(plan: str, effect: str) -> None:
    """A taper goes down by time alone and a pump shows no dose, and yet a severe effect or a fall is for today."""
    told = "day 1: 20 mg" if plan == "taper" else "day 1: no sedatives"
    assert "today" == decide(diary(f"{told}, {effect}", plan), 2).contact


@pytest.mark.parametrize("plan", ["taper", "pump"])
def test_a_call_today_is_never_asked_for_without_its_reason(plan: str) -> None:
    """Somebody who reads "Call today" must read why, also where no side effect changes a dose."""
    told = "day 1: 20 mg" if plan == "taper" else "day 1: no sedatives"
    expected = "Your prescriber should hear of this side effect today: weakness. It changes no dose here by itself."
    assert expected in reasons(decide(diary(f"{told}, severe weakness", plan), 2))


def test_a_mild_effect_that_lets_a_step_go_on_and_asks_for_a_call_says_so() -> None:
    """Urine that does not come is for today at any grade, beside the step that a mild effect does not hold."""
    decision = decide(diary(f"{FIVE}\nday 2: 10 mg, bad night, mild urinary-retention"), 3)
    assert ("step_up", "today") == (decision.outcome, decision.contact)
    assert "Side effects were mild, and your prescriber should hear of this today: urinary retention." in reasons(
        decision
    )
