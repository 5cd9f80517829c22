"""What every finding brings along, clause by clause: where its rule comes from, and the facts of its sentences."""

from decimal import Decimal
from importlib import import_module
from types import ModuleType

import pytest

from baclotrack.core.gates import GATES
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.values import Finding, Gate, Health
from baclotrack.wording import gate_json
from tests.core.gates.table import Row, found
from tests.core.plans import ADULT, PLANS, START, ladder, on, sleep_plan, taking, taper_plan

CLAUSES = """
journal ok E-8
journal damaged E-8 count first
journal later E-8 kinds
journal set-aside E-8 on days
journal future E-8 entry
plan ok E-1 directed_on prescriber
plan none E-1
plan lost E-1
plan written E-1
plan unsigned E-1
plan differs E-1
plan missing E-1
plan unreadable E-1 fault
plan review H-22 review_by
plan ended E-1 by
plan off-ladder E-1 dose
plan no-dose E-1 dose
red-flag ok 5a
red-flag flag 5a flags since
red-flag pump RF-09
red-flag refill RF-09 refill_by
conditions ok 7
conditions not-told 7
conditions refused 7 names
conditions unsettled 7 first names
conditions taper 7
gap ok plan/gap days limit
gap restart plan/gap days limit
gap ask plan/gap days limit
gap unclear plan/gap days limit
check-in ok E-4
check-in first-day E-4
check-in missing E-4
check-in silent E-8 days
check-in effects H-12
check-in doses E-4
check-in conflict E-4 day iso
off-plan ok RF-08
off-plan below RF-08 days in_force said taken
off-plan above RF-08 days in_force said taken
off-plan run RF-08 days in_force said taken
off-plan limit RF-08 days in_force said taken
off-plan overdose RF-08 days in_force said taken
off-plan taper RF-08 days in_force said taken
side-effects none plan/tolerability grade
side-effects not-asked plan/tolerability grade
side-effects ok plan/tolerability grade
side-effects grade plan/tolerability grade names
side-effects step-back plan/tolerability grade names
side-effects severe-first plan/tolerability names
side-effects fall SE-17
side-effects usual plan/tolerability grade
side-effects retry plan/tolerability days needed
side-effects twice plan/tolerability dose
side-effects answered plan/tolerability grade
side-effects no-steps plan/tolerability
side-effects no-steps-today plan/tolerability names
side-effects ok-today plan/tolerability grade names
withdrawal ok 5c
withdrawal watching 5c
withdrawal sign 5c names
withdrawal taper-watching 5c
withdrawal taper-sign 5c names
withdrawal after 5c until
withdrawal after-sign 5c names
sedatives ok plan/sedatives
sedatives not-asked plan/sedatives
sedatives alcohol plan/sedatives
sedatives alcohol-warn plan/sedatives
sedatives sedative 6 names
sedatives medicine 6 first names
instruction ok plan
instruction hold plan by
instruction hold-until plan by until
adherence ok MD-5 days done
adherence yesterday MD-5 days done
adherence incomplete MD-5 days done
hold-time ok plan days dose needed
hold-time days plan days dose needed
hold-time slow E-3 days dose needed
hold-time taper plan days dose needed
hold-time taper-done plan days dose needed
target ok plan/targets names
target met plan/targets names
target not-answered plan/targets first names
target one-bad-day plan/targets bad names
ceiling ok E-2 dose
ceiling top plan dose message
ceiling limit E-2 dose
tablets ok H-25 dose tablets
tablets cannot H-25 dose tablets
tablets not-told H-25
tablets top H-25
"""
"""Gate, clause, source, facts. `plan/gap`: the plan, or the template where that section is its own default."""

TOLD = {(gate, why): (source, set(facts)) for gate, why, source, *facts in map(str.split, CLAUSES.strip().splitlines())}
SLOW_OK = ("hold-time", "ok")
"""With an older age or weaker kidneys the seven days are what counts, and so E-3 is the source."""


FIVE = "day 1: 5 mg, bad night"
SEVENS = "\n".join(f"day {day}: 5 mg, bad night" for day in range(1, 8))
OLDER = ADULT._replace(born=START.year - 65)
TENS = "\n".join(f"day {day}: 10 mg" for day in range(1, 8))
FIVES = "\n".join(f"day {day}: 5 mg" for day in range(8, 15))
SHORT = taking(taper_plan((10,), (5,)), 10)
BEYOND = sleep_plan(rungs=ladder((5,), (25,)), daily_mg=Decimal(60), single_mg=Decimal(60))

DAMAGED = Health(faults=1, first_fault="journal.jsonl line 1: it is damaged")

WHICH = (
    ("adherence", Row("the last day alone", f"{FIVE}\nday 2: 5 mg\nday 3: missed", 4, "yesterday")),
    ("adherence", Row("two of the last days", "day 1: 5 mg\nday 2: missed\nday 3: 5 mg", 4, "incomplete",
        plan=sleep_plan(hold_days=2))),
    ("adherence", Row("a plan of no days looks at none", f"{FIVE}\nday 2: missed", 3, "ok",
        plan=sleep_plan(hold_days=0))),
    ("plan", Row("no plan, no file", "", 1, "none", plan=None, health=Health(plan_file="missing"))),
    ("plan", Row("no plan, and no difference", "", 1, "none", plan=None)),
    ("plan", Row("no plan, a file", "", 1, "written", plan=None, health=Health(plan_file="differs"))),
    ("plan", Row("no plan, a file that cannot be read", "", 1, "written", plan=None,
        health=Health(plan_file="unreadable"))),
    ("plan", Row("no plan, a damaged record", "", 1, "lost", plan=None, health=DAMAGED)),
    ("plan", Row("no plan, a file, a damaged record", "", 1, "lost", plan=None,
        health=DAMAGED._replace(plan_file="differs"))),
    ("hold-time", Row("an older person", FIVE, 2, "slow", profile=OLDER)),
    ("hold-time", Row("an older person with a plan of seven days", FIVE, 2, "days", plan=sleep_plan(hold_days=7),
        profile=OLDER)),
    ("withdrawal", Row("a week on the first rung of a taper", "day 7: 10 mg", 8, "taper-watching", plan=SHORT)),
    ("withdrawal", Row("two days on its last rung", f"{TENS}\nday 8: 5 mg\nday 9: 5 mg", 10, "taper-watching",
        plan=SHORT)),
    ("withdrawal", Row("a week on its last rung", f"{TENS}\n{FIVES}", 15, "after", plan=SHORT)),
    ("withdrawal", Row("three days on it, as the schedule says", f"{TENS}\n{FIVES}", 11, "after",
        plan=SHORT._replace(days=(7, 3)))),
    ("red-flag", Row("a flag settled on its own day", "day 1: flag seizure\nday 1 doctor: clear-flag seizure", 1,
        "ok")),
)  # fmt: skip
"""Rows that end with the clause, where a row of the gate's own table ends the same for two clauses."""


@pytest.fixture(autouse=True)
def short_taper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rows name the taper that some of them use."""
    monkeypatch.setitem(PLANS, "short-taper", taper_plan((10,), (5,)))


def tables_of(gate: Gate) -> ModuleType:
    """Return the module that tests a gate."""
    return import_module(f"tests.core.gates.test_{gate.id.replace('-', '_')}")


def every_row(gate: Gate) -> list[Row]:
    """Return every row of every table of a gate's tests."""
    tables = [one for one in vars(tables_of(gate)).values() if isinstance(one, tuple)]
    return [row for table in tables for row in table if isinstance(row, Row)]


def own(row: Row, *sections: str) -> Row:
    """Return the row under a plan in which these sections are the template's own defaults."""
    plan = PLANS[row.plan] if isinstance(row.plan, str) else row.plan
    return row if plan is None else row._replace(plan=plan._replace(own_defaults=frozenset(sections)))


def is_judged(finding: Finding) -> bool:
    """Return whether the gate was asked on that day."""
    return finding.why != "not-judged"


def test_every_clause_is_in_the_list() -> None:
    """No clause is without a source and a list of facts here, and none is here that does not exist."""
    assert {(gate.id, why) for gate in GATES for why in gate.sentences} == set(TOLD)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.id)
def test_every_finding_brings_its_source_its_facts_and_whole_sentences(gate: Gate) -> None:
    """Whatever the day, a clause names the same source and brings the same facts; its text, seen and needed are filled.

    No fact is None, no place in a sentence is left open.
    """
    for row in every_row(gate):
        finding = found(gate, row)
        told = gate_json(finding)
        assert [] == [name for name in ("seen", "needed", "text") if not told[name]], row.title
        assert [] == [one for one in ("None", "{", "}") if one in " ".join(told.values())], row.title
        if is_judged(finding):
            source, facts = TOLD[gate.id, finding.why]
            wanted = {source.partition("/")[0], *(["E-3"] if (gate.id, finding.why) == SLOW_OK else [])}
            assert finding.source in wanted, row.title
            assert facts == set(finding.facts), row.title
            assert None not in finding.facts.values(), row.title


OF_THE_PLAN = {name.partition("/")[2]: gate for (gate, _), (name, _) in TOLD.items() if "/" in name}
"""The sections of a plan that a template may fill with its own default, each with the gate that reads it."""


@pytest.mark.parametrize(("section", "gate"), OF_THE_PLAN.items())
def test_a_template_default_is_called_that(section: str, gate: str) -> None:
    """Where the section is the template's own default its findings say so, and where another one is they do not."""
    judge = next(one for one in GATES if one.id == gate)
    for row in every_row(judge):
        finding = found(judge, own(row, section))
        if is_judged(finding) and isinstance(own(row).plan, Plan) and " plan: " not in row.journal:
            told = TOLD[gate, finding.why][0].endswith(f"/{section}")
            assert ("template" == finding.source) == told, row.title
            assert "template" != found(judge, own(row, *(OF_THE_PLAN.keys() - {section}))).source, row.title


@pytest.mark.parametrize(("gate", "row"), WHICH, ids=[row.title for _, row in WHICH])
def test_which_clause_it_is(gate: str, row: Row) -> None:
    """Two clauses may allow the same and still say something else."""
    assert row.says == found(next(one for one in GATES if one.id == gate), row).why


@pytest.mark.parametrize(("profile", "expected"), [(OLDER, "E-3"), (ADULT, "plan")])
def test_seven_days_have_their_source(profile: Profile, expected: str) -> None:
    """Where seven days were waited for because of the age, that is the source, also once they are over."""
    gate = next(one for one in GATES if one.id == "hold-time")
    assert expected == found(gate, Row("seven days", SEVENS, 8, "pass", profile=profile)).source


TWICE = f"""
    {FIVE}
    day 2: 10 mg, severe nausea
    day 3: 5 mg, bad night
    day 4: 5 mg, bad night
    day 5: 5 mg, bad night
    day 6: 10 mg, severe nausea
    day 7: 5 mg, bad night
    day 8: 5 mg, bad night
    day 9: 5 mg, bad night
"""


@pytest.mark.parametrize(
    ("gate", "row", "mg"),
    [
        ("ceiling", Row("beyond a limit", FIVE, 2, "limit", plan=BEYOND), 25),
        ("side-effects", Row("stepped back from twice", TWICE, 10, "twice"), 10),
    ],
)
def test_the_dose_named_is_the_next_one(gate: str, row: Row, mg: int) -> None:
    """The sentence names the dose that is not shown."""
    finding = found(next(one for one in GATES if one.id == gate), row)
    assert (row.says, (("bedtime", Decimal(mg)),)) == (finding.why, finding.facts["dose"])


def test_a_second_taper_is_watched_after_from_its_own_end() -> None:
    """The end of the taper before it is no part of that."""
    gate = next(one for one in GATES if one.id == "withdrawal")
    days = [f"day {day}: 10 mg" for day in range(3, 10)] + [f"day {day}: 5 mg" for day in range(10, 17)]
    told = "\n".join(["day 1: 10 mg", "day 2 plan: sleep-slow", "day 3 plan: short-taper", *days])
    finding = found(gate, Row("twice", told, 17, "after", plan=SHORT))
    assert ("after", on(17 + 14)) == (finding.why, finding.facts["until"])


def test_where_there_are_no_steps_a_template_default_is_called_that_too() -> None:
    """In a taper side effects change no dose, and whose rule that is stays told."""
    gate = next(one for one in GATES if one.id == "side-effects")
    for plan, effects in ((SHORT, "mild nausea"), (SHORT, "severe nausea"), ("sleep", "mild urinary-retention")):
        row = Row("effects", f"day 1: 10 mg, {effects}", 2, "pass", plan=plan)
        assert ["plan", "template"] == [found(gate, one).source for one in (row, own(row, "tolerability"))]


def test_what_somebody_must_hear_of_today_is_named() -> None:
    """Severe effects, vomiting on two days, and a fall; a mild effect beside them is not among them."""
    gate = next(one for one in GATES if one.id == "side-effects")
    told = "day 1: 10 mg, mild vomiting\nday 2: 10 mg, mild vomiting, mild itch, a fall, severe nausea"
    finding = found(gate, Row("a taper", told, 3, "pass", plan=SHORT))
    assert ("no-steps-today", ("nausea", "vomiting", "fall")) == (finding.why, finding.facts["names"])
