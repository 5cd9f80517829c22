"""The gate `hold-time`: so many complete days on each rung, longer where age or kidneys ask for it."""

from decimal import Decimal

import pytest

from baclotrack.core.gates.hold_time import GATE
from baclotrack.core.plan import Plan, Profile
from tests.core.diary import answers, complete_days, diary
from tests.core.gates.table import Row, rows, says, unmet_clauses, untold_facts
from tests.core.plans import ADULT, PLANS, START, day_plan, sleep_plan, taking, taper_plan

OLDER = ADULT._replace(born=START.year - 65)
PACE = "\nday 2 doctor: acknowledge pace"


def fives(count: int, first: int = 1) -> str:
    """Return check-ins of bad nights at 5 mg."""
    return "".join(f"\nday {day}: 5 mg, bad night" for day in range(first, first + count))


def kidneys(egfr: str) -> Profile:
    """Return a profile with this eGFR."""
    return ADULT._replace(egfr=Decimal(egfr))


def slow(hold_days: int) -> Plan:
    """Return the bedtime plan with so many days a rung."""
    return sleep_plan(hold_days=hold_days)


TABLE = (
    Row("before the first dose", "", 1, "unknown"),
    Row("one complete day of one", fives(1), 2, "pass"),
    Row("none complete of one", "day 1: 3 mg, bad night", 2, "hold"),
    Row("two complete days of three", fives(2), 3, "hold", plan=slow(3)),
    Row("three complete days of three", fives(3), 4, "pass", plan=slow(3)),
    Row("four complete days of three", fives(4), 5, "pass", plan=slow(3)),
    Row("three days of three, one missed", f"{fives(2)}\nday 3: missed", 4, "hold", plan=slow(3)),
    Row("three days of three, one not logged", f"{fives(1)}{fives(1, 3)}", 4, "hold", plan=slow(3)),
    Row("three complete days, a missed one between", f"{fives(2)}\nday 3: missed{fives(1, 4)}", 5, "pass",
        plan=slow(3)),
    Row("the dose set begins anew", f"{fives(3)}\nday 4 doctor: set-dose 10", 4, "hold", plan=slow(3)),
    Row("one day after the dose set", f"{fives(3)}\nday 4 doctor: set-dose 10\nday 4: 10 mg", 5, "hold", plan=slow(3)),
    Row("resume does not shorten it", f"{fives(2)}\nday 3 doctor: resume", 3, "hold", plan=slow(3)),
    Row("a new plan keeps the days", f"{fives(3)}\nday 4 plan: sleep-slow", 4, "pass"),
    Row("a new plan asks for more days", f"{fives(1)}\nday 2 plan: sleep-slow", 2, "hold"),
    Row("a dose named at adoption, no day complete", "", 1, "hold", plan=taking(sleep_plan(), 10)),
    # Age and kidneys
    Row("64 years", fives(1), 2, "pass", profile=ADULT._replace(born=START.year - 64)),
    Row("65 years", fives(1), 2, "hold", profile=OLDER),
    Row("65 years, six days", fives(6), 7, "hold", profile=OLDER),
    Row("65 years, seven days", fives(7), 8, "pass", profile=OLDER),
    Row("65 years, the pace acknowledged", fives(1) + PACE, 2, "pass", profile=OLDER),
    Row("65 years, something else acknowledged", f"{fives(1)}\nday 2 doctor: acknowledge stroke", 2, "hold",
        profile=OLDER),
    Row("65 years, resume", f"{fives(1)}\nday 2 doctor: resume", 2, "hold", profile=OLDER),
    Row("65 years, a plan of seven days", fives(6), 7, "hold", plan=slow(7), profile=OLDER),
    Row("65 years, a plan of ten days", fives(9), 10, "hold", plan=slow(10), profile=OLDER),
    Row("65 years, a plan of ten days, ten complete", fives(10), 11, "pass", plan=slow(10), profile=OLDER),
    Row("65 years, a plan of ten days, the pace acknowledged", fives(9) + PACE, 10, "hold", plan=slow(10),
        profile=OLDER),
    Row("eGFR 59, acknowledged", f"{fives(1)}\nday 2 doctor: acknowledge kidney-disease", 2, "pass",
        profile=kidneys("59")),
    Row("eGFR 60", fives(1), 2, "hold", profile=kidneys("60")),
    Row("eGFR 89", fives(1), 2, "hold", profile=kidneys("89")),
    Row("eGFR 89.9", fives(1), 2, "hold", profile=kidneys("89.9")),
    Row("eGFR 90", fives(1), 2, "pass", profile=kidneys("90")),
    Row("eGFR 75, seven days", fives(7), 8, "pass", profile=kidneys("75")),
    Row("eGFR 75, the pace acknowledged", fives(1) + PACE, 2, "pass", profile=kidneys("75")),
    Row("neither age nor eGFR told", fives(1), 2, "pass", profile=Profile()),
    # A taper goes by days alone
    Row("six days into a taper", "", 7, "hold", plan=taking(PLANS["taper"], 20)),
    Row("seven days into a taper", "", 8, "pass", plan=taking(PLANS["taper"], 20)),
    Row("seven days into a taper, older", "", 8, "pass", plan=taking(PLANS["taper"], 20), profile=OLDER),
)  # fmt: skip
JUDGED = tuple(row for row in TABLE if row.says != "unknown")


@rows(*TABLE)
def test_what_the_gate_says(row: Row) -> None:
    """Only complete days count, from the day on which the rung came in force."""
    assert row.says == says(GATE, row)


@rows(*JUDGED)
def test_every_finding_brings_the_facts_of_its_sentence(row: Row) -> None:
    """The sentence of each clause finds its facts in the finding."""
    assert set() == untold_facts(GATE, row)


def test_every_clause_has_a_row_and_a_sentence() -> None:
    """No clause is without a sentence, and no sentence without an example."""
    assert set() == unmet_clauses(GATE, *JUDGED)


def test_days_are_counted_one_by_one() -> None:
    """The count grows by complete days and stands still on a missed one."""
    told = diary(f"{fives(2)}\nday 3: missed, bad night{fives(2, 4)}", slow(7))
    assert [1, 2, 2, 3, 4] == [complete_days(told, day) for day in range(2, 7)]


@pytest.mark.parametrize("hold_days", [1, 2, 3, 7])
def test_no_two_steps_come_within_the_plans_days(hold_days: int) -> None:
    """A person who follows the plan and sleeps badly goes up once in that many days, and not before."""
    doses = [5, 10, 15]
    nights = "".join(f"\nday {day}: {doses[(day - 1) // hold_days]} mg, bad night" for day in range(1, 3 * hold_days))
    told = diary(nights, slow(hold_days))
    expected = [f"{'start' if day == 1 else 'step_up' if not (day - 1) % hold_days else 'hold'} "
                f"{doses[(day - 1) // hold_days]}" for day in range(1, 3 * hold_days)]  # fmt: skip
    assert expected == answers(told, range(1, 3 * hold_days))


def test_a_taper_steps_down_although_no_day_was_logged_before_the_last() -> None:
    """Time alone moves a taper, once the last day is logged."""
    told = diary("day 7: 20 mg", taking(taper_plan((20,), (15,)), 20))
    assert ["cannot_decide", "taper 15"] == answers(told, (7, 8))


def test_a_day_plan_waits_three_days_on_each_rung() -> None:
    """Days 1 to 3 at 15 mg a day, then the next rung."""
    told = diary(
        "".join(f"\nday {day}: 5/5/5 mg, spasticity 6" for day in (1, 2, 3)), day_plan((5, 5, 5), (10, 10, 10))
    )
    assert ["hold 5/5/5", "hold 5/5/5", "step_up 10/10/10"] == answers(told, (2, 3, 4))
