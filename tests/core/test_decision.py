"""From findings to one decision: the most careful wins, and what is shown beside it."""

from decimal import Decimal

import pytest

from baclotrack.core.decision import Decision, judge_all
from baclotrack.core.gates import GATES
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.situation import Situation
from baclotrack.core.state import State
from baclotrack.core.values import CAUTION, URGENCY, Contact, Gate, GateState, Health, Outcome, most_urgent
from tests.core.diary import amounts, answer, answers, decide, diary
from tests.core.plans import ADULT, CATALOG, PLANS, day_plan, on, sleep_plan, taking, taper_plan

FIVE = "day 1: 5 mg, bad night"
TEN = f"{FIVE}\nday 2: 10 mg, bad night"

ORDER = (
    "journal", "plan", "red-flag", "conditions", "gap", "check-in", "off-plan", "side-effects", "withdrawal",
    "sedatives", "instruction", "adherence", "hold-time", "target", "ceiling", "tablets",
)  # fmt: skip
FORBIDDEN = ("recommend", "safe", "take x mg", "you should take", "stop taking", "harmless")


# --- the words -------------------------------------------------------------------------------------


def test_the_gates_stand_in_the_contracts_order() -> None:
    """Sixteen gates, in the order of the table: the order decides which one is named."""
    assert ORDER == tuple(gate.id for gate in GATES)


def test_the_order_of_caution() -> None:
    """From no dose at all to a step up."""
    expected = ["emergency", "ask_prescriber", "cannot_decide", "restart", "step_back", "hold", "taper", "step_up"]
    assert expected == [str(outcome) for outcome in sorted(CAUTION, key=CAUTION.__getitem__)]


def test_the_other_outcomes_are_outside_that_order() -> None:
    """The first dose, a finished taper and a pump are no degrees of caution."""
    assert {"start", "finished", "record_only"} == {str(outcome) for outcome in set(Outcome) - set(CAUTION)}


def test_the_order_of_contact() -> None:
    """From nobody to the emergency number."""
    assert ["none", "mention", "today", "emergency"] == sorted(map(str, URGENCY), key=lambda one: URGENCY[Contact(one)])


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ((), "none"),
        ((Contact.MENTION,), "mention"),
        ((Contact.MENTION, Contact.TODAY, Contact.NONE), "today"),
        ((Contact.EMERGENCY, Contact.TODAY), "emergency"),
    ],
)
def test_the_most_urgent_contact_wins(contacts: tuple[Contact, ...], expected: str) -> None:
    """Of several contacts the most urgent one is asked for."""
    assert expected == most_urgent(*contacts)


@pytest.mark.parametrize("gate", GATES, ids=[gate.id for gate in GATES])
def test_every_sentence_is_plain_ascii_and_says_nothing_forbidden(gate: Gate) -> None:
    """Texts keep to what any terminal shows and to the wording that the contract allows."""
    texts = [text for sentence in gate.sentences.values() for text in sentence]
    assert [] == [text for text in texts if not text or not text.isascii()]
    assert [] == [(text, word) for text in texts for word in FORBIDDEN if word in text.lower()]


@pytest.mark.parametrize("gate", GATES, ids=[gate.id for gate in GATES])
def test_every_clause_of_a_gate_has_its_own_text(gate: Gate) -> None:
    """Two reasons are never told in the same words."""
    texts = [sentence.text for sentence in gate.sentences.values()]
    assert len(texts) == len(set(texts))


# --- the most careful wins -------------------------------------------------------------------------


def spoiled(*lines: str) -> str:
    """Return the second day of a diary with more to tell, and lines after it."""
    return "\n".join([f"{FIVE}\nday 2: 10 mg, bad night" + lines[0], *lines[1:]])


@pytest.mark.parametrize(
    ("journal", "health", "outcome", "limited_by"),
    [
        (spoiled(""), Health(), "step_up 15", None),
        (spoiled(", moderate nausea"), Health(), "hold 10", "side-effects"),
        (spoiled(", severe nausea"), Health(), "step_back 5", "side-effects"),
        (spoiled(", severe nausea", "day 3 doctor: hold"), Health(), "step_back 5", "side-effects"),
        (f"{TEN}\nday 3: missed, moderate nausea\nday 4: missed, moderate nausea", Health(), "restart 5", "gap"),
        (spoiled(", severe nausea"), Health(faults=1), "cannot_decide", "journal"),
        (spoiled(", flag seizure"), Health(faults=1), "emergency", "red-flag"),
        (f"{FIVE}\nday 2: 21 mg, bad night", Health(faults=1), "ask_prescriber", "off-plan"),
        (f"{FIVE}\nday 2: 41 mg, bad night", Health(faults=1), "emergency", "off-plan"),
        (spoiled("", "day 3: 2 drinks", "day 3 doctor: hold"), Health(plan_file="differs"), "hold 10", "plan"),
        (spoiled("", "day 3 doctor: hold", "day 3: 2 drinks"), Health(), "hold 10", "sedatives"),
        (spoiled("", "day 3 doctor: hold"), Health(), "hold 10", "instruction"),
        (f"{TEN}\nday 3: missed, bad night", Health(), "hold 10", "adherence"),
        (f"{TEN}\nday 3: missed, mild sweating", Health(), "hold 10", "withdrawal"),
        (f"{FIVE}\nday 2: 10 mg", Health(), "hold 10", "target"),
        (f"{FIVE}\nday 2: bad night", Health(), "hold 5", "check-in"),
    ],
)
def test_the_first_of_the_most_careful_gates_decides(
    journal: str, health: Health, outcome: str, limited_by: str | None
) -> None:
    """Of all that blocks the most careful decides, and of several that allow as little the first is named."""
    decision = decide(diary(journal), 5 if "day 4" in journal else 4 if "day 3: missed" in journal else 3, health)
    assert (outcome, limited_by) == (f"{decision.outcome} {amounts(decision.doses)}".strip(), decision.limited_by)


@pytest.mark.parametrize(
    ("journal", "day", "plan"),
    [("", 1, "sleep"), (FIVE, 2, "sleep"), ("day 1: 5 mg, flag seizure", 2, "sleep"), ("", 3, None), ("", 2, "pump")],
)
def test_all_gates_are_always_listed(journal: str, day: int, plan: str | None) -> None:
    """Whatever the answer, each gate has its finding, in the table's order."""
    decision = decide(diary(journal, plan), day)
    assert ORDER == tuple(finding.gate for finding in decision.findings)


def test_a_finding_can_be_asked_for_by_name() -> None:
    """What one gate found is found by its name."""
    found = decide(diary(FIVE), 2).finding("target")
    assert ("target", "pass") == (found.gate, found.state)


@pytest.mark.parametrize("state", list(GateState))
def test_only_a_block_names_what_it_allows(state: GateState) -> None:
    """Pass and unknown allow everything; a block says what is left."""
    told = [diary(FIVE), diary(f"{FIVE}, 1 drinks"), diary("")]
    found = [one for each in told for one in decide(each, 2).findings if one.state is state]
    assert found
    assert {state is GateState.BLOCK} == {one.allows is not None for one in found}


# --- outcomes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("journal", "plan", "day", "expected"),
    [
        ("", "sleep", 1, "start 5"),
        ("", "per-dose", 1, "start 5/5/5"),
        (FIVE, "sleep", 2, "step_up 10"),
        (f"{FIVE}, flag seizure", "sleep", 2, "emergency"),
        ("day 1: 5 mg, severe nausea", "sleep", 2, "ask_prescriber"),
        (FIVE, "sleep", 9, "cannot_decide"),
        ("", None, 1, "cannot_decide"),
        ("", "pump", 1, "record_only"),
        ("", "pump", 99, "record_only"),
    ],
)
def test_what_is_shown_with_each_outcome(journal: str, plan: str | None, day: int, expected: str) -> None:
    """Emergency, ask and cannot-decide show no dose; a pump's plan never does."""
    assert expected == answer(diary(journal, plan), day)


@pytest.mark.parametrize("journal", ["day 1: 5 mg, severe nausea", "day 1: 5 mg, flag seizure"])
def test_where_no_dose_is_shown_the_dose_in_force_is_still_known(journal: str) -> None:
    """No dose to take, no tablets, and yet what is in force and what was last taken."""
    decision = decide(diary(journal), 2)
    assert (None, None, None, (("bedtime", Decimal(5)),), (on(1), (("bedtime", Decimal(5)),))) == (
        decision.doses,
        decision.rung,
        decision.tablets,
        decision.in_force,
        decision.last_taken,
    )


@pytest.mark.parametrize(
    ("journal", "plan", "day", "outcome"),
    [
        ("", PLANS["sleep"], 1, "start"),
        (FIVE, PLANS["sleep"], 2, "step_up"),
        ("day 7: 20 mg", taking(PLANS["taper"], 20), 8, "taper"),
        ("day 7: 5 mg", taking(taper_plan((5,)), 5), 8, "finished"),
    ],
)
def test_nothing_limits_a_start_a_step_or_a_taper(journal: str, plan: Plan, day: int, outcome: str) -> None:
    """`limited_by` is null for start, step_up, taper and finished."""
    decision = decide(diary(journal, plan), day)
    assert (outcome, None) == (decision.outcome, decision.limited_by)


def test_slots_at_zero_are_left_out() -> None:
    """A rung with an empty slot shows the others only."""
    decision = decide(diary("", "four"), 1)
    assert ["morning", "noon", "evening"] == [slot for slot, _ in decision.doses or ()]


# --- the first dose --------------------------------------------------------------------------------


def test_before_the_first_dose_only_six_gates_are_judged() -> None:
    """There is nothing yet that the others could look at."""
    decision = decide(diary("day 1: 2 drinks, severe nausea, sedative zolpidem"), 2)
    judged = {finding.gate for finding in decision.findings if finding.why != "not-judged"}
    assert ({"journal", "plan", "red-flag", "conditions", "instruction", "tablets"}, "start") == (
        judged,
        decision.outcome,
    )


@pytest.mark.parametrize(
    ("journal", "profile", "health", "expected"),
    [
        ("", ADULT, Health(), ("start", None)),
        ("", ADULT._replace(conditions=(Known("stroke"),)), Health(), ("ask_prescriber", "conditions")),
        ("", ADULT._replace(tablets=(Decimal(10),)), Health(), ("ask_prescriber", "tablets")),
        ("", ADULT, Health(plan_file="differs"), ("ask_prescriber", "plan")),
        ("", ADULT, Health(later_kinds=("mood",)), ("ask_prescriber", "journal")),
        ("", ADULT, Health(faults=1), ("cannot_decide", "journal")),
        ("day 1 doctor: hold", ADULT, Health(), ("ask_prescriber", "instruction")),
        ("day 1: flag fainting", ADULT, Health(), ("emergency", "red-flag")),
    ],
)
def test_what_would_hold_a_dose_asks_before_the_first(
    journal: str, profile: Profile, health: Health, expected: tuple[str, str | None]
) -> None:
    """Where a gate allows only a hold, there is no dose to hold: ask."""
    decision = decide(diary(journal, profile=profile), 1, health)
    assert expected == (decision.outcome, decision.limited_by)


# --- contact ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("journal", "day", "expected"),
    [
        (FIVE, 2, "none"),
        (f"{FIVE}, 1 drinks", 2, "none"),
        (f"{FIVE}, moderate nausea", 2, "none"),
        (FIVE, 3, "none"),
        (FIVE, 9, "none"),
        ("day 1: 5 mg, good night", 2, "none"),
        (f"{TEN}\nday 3: missed\nday 4: missed", 5, "mention"),
        (f"{FIVE}, severe nausea", 2, "today"),
        (f"{FIVE}, a fall", 2, "today"),
        ("day 1: 10 mg, bad night", 2, "today"),
        ("day 1: 21 mg, bad night", 2, "today"),
        (f"{TEN}\nday 3: missed, mild anxiety", 4, "today"),
        (f"{FIVE}, flag overdose", 2, "emergency"),
        ("day 1: 41 mg, bad night", 2, "emergency"),
    ],
)
def test_whom_to_reach_and_how_soon(journal: str, day: int, expected: str) -> None:
    """The contact beside the outcome is the most urgent that applies."""
    assert expected == decide(diary(journal), day).contact


def test_the_most_urgent_of_several_gates_is_asked_for() -> None:
    """A hold to mention and a fall for today: today."""
    profile = ADULT._replace(conditions=(Known("stroke"),))
    decision = decide(diary(f"{FIVE}, a fall", profile=profile), 2)
    assert ("conditions", "today") == (decision.limited_by, decision.contact)


@pytest.mark.parametrize(
    ("then", "expected"), [("ask", ("ask_prescriber", "today")), ("restart", ("restart", "mention"))]
)
def test_a_gap_asks_today_or_restarts_with_a_mention(then: str, expected: tuple[str, str]) -> None:
    """Asking the prescriber is for today; a restart is to be mentioned."""
    decision = decide(diary(f"{TEN}\nday 3: missed\nday 4: missed", sleep_plan(gap_then=then)), 5)
    assert expected == (decision.outcome, decision.contact)


def held(days: int, first: str, *each: str) -> Decision:
    """Return the decision of the last of so many days that are held alike, one kind of night after the other."""
    nights = "".join(f"\nday {day}: 5 mg, {each[day % len(each)]}" for day in range(2, 2 + days))
    return decide(diary(f"{first}{nights}"), 2 + days)


@pytest.mark.parametrize(("nights", "expected"), [(12, "none"), (13, "none"), (14, "mention"), (20, "mention")])
def test_fourteen_days_held_by_one_gate_are_to_be_mentioned(nights: int, expected: str) -> None:
    """A fortnight of moderate effects, now one and now another, is to be mentioned."""
    decision = held(nights, FIVE, "bad night, moderate nausea", "bad night, moderate headache")
    assert ("hold", "side-effects", nights, expected) == (
        decision.outcome,
        decision.limited_by,
        decision.held_days,
        decision.contact,
    )


def test_a_fortnight_of_good_sleep_needs_no_mention() -> None:
    """Improvement means stay, for as long as it lasts."""
    decision = held(20, FIVE, "good night")
    assert ("hold", "target", "none") == (decision.outcome, decision.limited_by, decision.contact)


def test_a_fortnight_of_the_prescribers_hold_needs_no_mention() -> None:
    """The prescriber knows of that hold."""
    decision = held(20, f"{FIVE}\nday 2 doctor: hold", "bad night")
    assert ("instruction", "none") == (decision.limited_by, decision.contact)


def test_another_gate_begins_the_count_anew() -> None:
    """Ten days of alcohol and five of nausea or headache are no fortnight of either."""
    nights = "".join(f"\nday {day}: 5 mg, bad night, 1 drinks" for day in range(2, 12))
    for day in range(12, 17):
        nights += f"\nday {day}: 5 mg, bad night, moderate {'nausea' if day % 2 else 'headache'}"
    decision = decide(diary(FIVE + nights), 17)
    assert ("side-effects", 5, "none") == (decision.limited_by, decision.held_days, decision.contact)


# --- tablets ---------------------------------------------------------------------------------------


def tablets(decision: Decision) -> list[str]:
    """Return the tablets of a decision, slot by slot."""
    return [
        f"{slot}: " + " + ".join(f"{one.number.normalize():f} x {one.strength_mg:f}" for one in made)
        for slot, made in decision.tablets or ()
    ]


def test_the_tablets_of_the_dose_shown() -> None:
    """Each slot has the tablets that make it."""
    profile = ADULT._replace(tablets=(Decimal(10),), splits=2)
    assert ["bedtime: 1.5 x 10"] == tablets(decide(diary(f"{TEN}", profile=profile), 3))


def test_the_tablets_of_several_slots() -> None:
    """A day of three doses has three lines."""
    profile = ADULT._replace(tablets=(Decimal(10),), splits=2)
    assert ["morning: 0.5 x 10", "noon: 0.5 x 10", "evening: 0.5 x 10"] == tablets(
        decide(diary("", day_plan((5, 5, 5)), profile), 1)
    )


@pytest.mark.parametrize("strengths", [(), (Decimal(20),)])
def test_no_tablets_are_shown_where_they_are_not_known_or_do_not_fit(strengths: tuple[Decimal, ...]) -> None:
    """Nothing is rounded and nothing guessed: the hold shows its mg alone."""
    decision = decide(diary("day 1: 5 mg, good night", profile=ADULT._replace(tablets=strengths)), 2)
    assert ("hold", None) == (decision.outcome, decision.tablets)


# --- today -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "today",
    [
        "day 2: 10 mg, good night",
        "day 2: missed, severe nausea",
        "day 2 intake: 40 at bedtime",
        "day 2: bad night, a fall",
    ],
)
def test_what_was_taken_or_felt_today_does_not_change_todays_answer(today: str) -> None:
    """A slot taken is marked as taken; the decision stands on the days before."""
    assert decide(diary(FIVE), 2)._replace(findings=()) == decide(diary(f"{FIVE}\n{today}"), 2)._replace(findings=())


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("day 2: 1 drinks", "hold 5"),
        ("day 2: sedative zolpidem", "hold 5"),
        ("day 2: flag fainting", "emergency"),
        ("day 2: severe confusion", "emergency"),
        ("day 2 doctor: hold", "hold 5"),
        ("day 2 medicine: start morphine", "hold 5"),
    ],
)
def test_todays_own_worries_and_instructions_count_at_once(today: str, expected: str) -> None:
    """Sedatives, flags and instructions of the decided day are not for tomorrow."""
    assert expected == answer(diary(f"{FIVE}\n{today}"), 2)


def test_the_same_situation_gives_the_same_findings() -> None:
    """The gates read nothing but their argument."""
    s = Situation(on(1), PLANS["sleep"], ADULT, CATALOG, State(plan=PLANS["sleep"]))
    assert judge_all(s) == judge_all(s)


def test_answers_of_a_whole_month_of_silence() -> None:
    """After the third silent day no dose is shown, however long it lasts."""
    assert ["hold 5", "hold 5", *["cannot_decide"] * 20] == answers(diary(FIVE), range(3, 25))
