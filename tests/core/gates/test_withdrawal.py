"""The gate `withdrawal`: a new or worse sign holds, in a taper and its 14 days after, and after missed doses."""

import pytest

from baclotrack.core.gates.withdrawal import GATE
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, PLANS, taking, taper_plan

SIGNS = ("anxiety", "agitation", "insomnia", "sweating", "fast-heartbeat", "tremor", "itch", "increased-spasms")
TEN = "day 1: 5 mg, bad night\nday 2: 10 mg, bad night"
MISSED = f"{TEN}\nday 3: missed, bad night"
THREE = "day 1: 5/5/5 mg, spasticity 6\nday 2: 5/5/5 mg, spasticity 6"
HOLD = "hold, today"
TAPER = taking(PLANS["taper"], 20)
SHORT = taking(taper_plan((10,), (5,)), 10)


def tens(first: int, last: int) -> str:
    """Return check-ins for days at 10 mg with nothing to tell."""
    return "".join(f"\nday {day}: 10 mg, bad night" for day in range(first, last + 1))


def tapered(more: str) -> str:
    """Return the diary of a taper 10, 5, done: finished from day 15 on, and no dose taken since."""
    week = "".join(f"\nday {day}: 10 mg" for day in range(1, 8))
    return week + "".join(f"\nday {day}: 5 mg" for day in range(8, 15)) + more


TABLE = (
    Row("nothing missed, a sign", f"{TEN}, mild sweating", 3, "pass"),
    Row("missed, no sign", MISSED, 4, "pass"),
    Row("missed, another effect", f"{MISSED}, mild nausea", 4, "pass"),
    Row("missed, a sign asked and not there", f"{MISSED}, no sweating", 4, "pass"),
    *(Row(f"missed, mild {sign}", f"{MISSED}, mild {sign}", 4, HOLD) for sign in SIGNS),
    Row("an odd dose and a sign, nothing missed", f"{TEN}\nday 3: 7 mg, mild sweating", 4, "pass"),
    Row("missed, a sign the next day", f"{MISSED}\nday 4: 10 mg, mild sweating", 5, HOLD),
    Row("one slot missed, a sign", f"{THREE}\nday 3: 5/0/5 mg, spasticity 6, mild sweating", 4, HOLD, plan="per-dose"),
    Row("the slot that only this rung has missed, a sign",
        "day 1: 20/20/20/0 mg, spasticity 6, mild sweating", 2, HOLD, plan=taking(PLANS["four"], 20, 20, 20, 20)),
    *(Row(f"a sign on the complete day {n} after the gap",
          f"{MISSED}{tens(4, 2 + n)}\nday {3 + n}: 10 mg, mild sweating", 4 + n, HOLD) for n in (1, 2, 3, 4)),
    Row("a sign on the fifth complete day after the gap", f"{MISSED}{tens(4, 7)}\nday 8: 10 mg, mild sweating", 9,
        "pass"),
    Row("days without a record do not end the watch",
        f"{MISSED}{tens(4, 5)}{tens(8, 8)}\nday 9: 10 mg, mild sweating", 10, HOLD),
    Row("missed again, and the watch begins anew",
        f"{MISSED}{tens(4, 6)}\nday 7: missed{tens(8, 10)}\nday 11: 10 mg, mild sweating", 12, HOLD),
    Row("after a restart", f"{MISSED}\nday 4: missed\nday 5: 5 mg, bad night, mild anxiety", 6, HOLD),
    Row("there before baclofen", f"{MISSED}, mild sweating", 4, "pass", profile=ADULT._replace(had={"sweating": 1})),
    Row("worse than before baclofen", f"{MISSED}, moderate sweating", 4, HOLD,
        profile=ADULT._replace(had={"sweating": 1})),
    Row("severe, as before baclofen", f"{MISSED}, severe sweating", 4, HOLD,
        profile=ADULT._replace(had={"sweating": 3})),
    Row("answered by resume", f"{MISSED}, mild sweating\nday 4 doctor: resume", 4, "pass"),
    Row("answered by a dose set", f"{MISSED}, mild sweating\nday 4 doctor: set-dose 10", 4, "pass"),
    Row("answered, and there again",
        f"{MISSED}, mild sweating\nday 4 doctor: resume\nday 4: 10 mg, mild sweating", 5, HOLD),
    Row("answered, and then found to be worse", f"{MISSED}, mild sweating\nday 4 doctor: resume\n"
        "day 3 amended: missed, bad night, moderate sweating", 4, HOLD),
    Row("answered before it was recorded", f"{TEN}\nday 3 doctor: resume\nday 3: missed, mild sweating", 4, HOLD),
    # In a taper
    Row("a taper, no sign", "day 1: 20 mg", 2, "pass", plan=TAPER),
    Row("a taper, a sign", "day 1: 20 mg, mild sweating", 2, HOLD, plan=TAPER),
    Row("a taper, a sign that was there before it",
        f"{TEN}, mild tremor\nday 3 plan: short-taper\nday 3: 10 mg, mild tremor", 4, "pass"),
    Row("a taper, a sign worse than before it",
        f"{TEN}, mild tremor\nday 3 plan: short-taper\nday 3: 10 mg, moderate tremor", 4, HOLD),
    Row("a taper, a sign that came in it and then a missed dose",
        "day 1: 20 mg, mild sweating\nday 2: missed, mild sweating", 3, HOLD, plan=TAPER),
    Row("a taper, a sign that was there before it, and a missed dose long ago",
        f"{TEN}, mild tremor\nday 3 plan: short-taper\nday 3: missed, mild tremor"
        + "".join(f"\nday {day}: 10 mg, mild tremor" for day in range(4, 10)), 10, "pass"),
    Row("a taper that is done, no sign", tapered(""), 15, "pass", plan=SHORT),
    Row("a taper that is done, a sign", tapered("\nday 15: missed, mild sweating"), 16, HOLD, plan=SHORT),
    Row("a taper, answered", "day 1: 20 mg, mild sweating\nday 2 doctor: resume", 2, "pass", plan=TAPER),
    Row("a taper that gave way to another plan a week ago",
        f"{TEN}\nday 3 plan: short-taper{tens(3, 4)}\nday 5 plan: sleep-slow{tens(5, 10)}\n"
        "day 11: 10 mg, mild sweating", 12, HOLD),
    Row("a taper that gave way to another plan three weeks ago",
        f"{TEN}\nday 3 plan: short-taper{tens(3, 4)}\nday 5 plan: sleep-slow{tens(5, 25)}\n"
        "day 26: 10 mg, mild sweating", 27, "pass"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def short_taper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let diaries name a taper of two rungs."""
    monkeypatch.setitem(PLANS, "short-taper", taper_plan((10,), (5,)))


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """A sign counts from grade 1 while it is watched for, unless it was there before."""
    assert row.says == says(GATE, row)


@rows(*TABLE)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *TABLE)


@pytest.mark.parametrize(("day", "expected"), [(16, HOLD), (20, HOLD), (29, HOLD), (31, "pass"), (40, "pass")])
def test_signs_are_watched_for_fourteen_days_after_the_taper(day: int, expected: str) -> None:
    """A sign within fourteen days of the end of a taper holds, a later one does not."""
    done = "".join(f"\nday {number}: missed" for number in range(15, day - 1))
    row = Row("after the end", tapered(f"{done}\nday {day - 1}: missed, mild sweating"), day, expected, SHORT)
    assert expected == says(GATE, row)
