"""A pump's micrograms: shown and kept, never in one expression with mg; and what a pump asks of a decision."""

import ast
import copy
import operator
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baclotrack.core.plan import Known
from baclotrack.core.pump import Micrograms, Pump, spasms_came_back
from baclotrack.store import load_catalog
from baclotrack.wording import headline, reasons
from tests.conftest import ROOT
from tests.core.diary import answer, decide, diary, walked
from tests.core.plans import ADULT, PLANS, on

PACKAGE = ROOT / "src" / "baclotrack"
MG = Decimal(5)
PUMP = PLANS["pump"]._replace(pump=Pump(Micrograms(Decimal(120)), Micrograms(Decimal(500)), refill_by=on(30)))
SPASMS = "day 1: mild increased-spasms"
OPERATORS: tuple[Callable[[Any, Any], Any], ...] = (
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow,
    operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne,
)  # fmt: skip


# --- micrograms and mg -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [MG, 5, 5.0, True], ids=repr)
@pytest.mark.parametrize("together", OPERATORS, ids=lambda one: one.__name__)
def test_no_operator_takes_micrograms_and_a_number(together: Callable[[Any, Any], Any], number: object) -> None:
    """Each operator refuses a bare number, which is mg everywhere else, on either side."""
    with pytest.raises(TypeError):
        together(Micrograms(Decimal(5)), number)
    with pytest.raises(TypeError):
        together(number, Micrograms(Decimal(5)))


@pytest.mark.parametrize("together", [one for one in OPERATORS if one not in {operator.eq, operator.ne}])
def test_there_is_no_arithmetic_of_micrograms_either(together: Callable[[Any, Any], Any]) -> None:
    """Nothing is ever computed from a pump's amounts, so two of them cannot be put together."""
    with pytest.raises(TypeError):
        together(Micrograms(Decimal(5)), Micrograms(Decimal(5)))


@pytest.mark.parametrize("turn", [Decimal, int, float, round, abs, operator.neg, sum, operator.index])
def test_micrograms_turn_into_no_number(turn: Callable[[Any], Any]) -> None:
    """No conversion of the language makes a number of them."""
    with pytest.raises(TypeError):
        turn(Micrograms(Decimal(5)))


@pytest.mark.parametrize(
    ("told", "shown"),
    [("120", "120 micrograms"), ("1", "1 microgram"), ("0.50", "0.5 micrograms"), ("1E+2", "100 micrograms")],
)
def test_micrograms_show_their_unit_in_full(told: str, shown: str) -> None:
    """The unit is written out, since mcg and mg are one letter apart."""
    assert shown == str(Micrograms(Decimal(told)))


def test_micrograms_are_values() -> None:
    """Equal amounts are equal and hash alike, a copy is equal, and none can be changed."""
    one = Micrograms(Decimal("120.0"))
    assert {one} == {Micrograms(Decimal(120))}
    assert one == copy.deepcopy(one)
    assert one == pickle.loads(pickle.dumps(one))  # noqa: S301 - what was dumped a moment ago
    assert one != Micrograms(Decimal(121))
    assert (one == None) is False  # noqa: E711 - what a plan without a pump is compared with
    with pytest.raises(AttributeError):
        one._exactly = MG


@pytest.mark.parametrize(("told", "doubtful"), [("0.12", True), ("0", True), ("1", False), ("120.5", False)])
def test_less_than_one_microgram_is_doubtful(told: str, *, doubtful: bool) -> None:
    """What is below 1 may be mg written down by mistake."""
    assert doubtful is Micrograms(Decimal(told)).is_doubtful()


SNIPPET = """\
from decimal import Decimal
from baclotrack.core.plan import Plan
from baclotrack.core.pump import Micrograms

def mixed(plan: Plan, mg: Decimal, pump: Micrograms) -> object:
    {line}
"""
MIXED = (
    "return pump + mg", "return mg + pump", "return mg * pump", "return pump < mg", "return mg < pump",
    "return sum([mg, pump])", "return Decimal(pump)",
    "return plan.daily_mg + (plan.pump.daily if plan.pump and plan.pump.daily else pump)",
    "return plan._replace(daily_mg=pump)", "return Micrograms(pump)", "return Plan('a', 'b', 'titrate', daily_mg=pump)",
)  # fmt: skip


@pytest.mark.long
def test_mypy_refuses_to_mix_them(tmp_path: Path) -> None:
    """Each mixed expression is an error before the program ever runs, and the clean one is not."""
    if shutil.which("mypy", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("mypy is not installed here")
    lines = ("return str(pump)", *MIXED)
    for place, line in enumerate(lines):
        (tmp_path / f"snippet{place}.py").write_text(SNIPPET.format(line=line), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--cache-dir",
            "cache",
            *(path.name for path in tmp_path.glob("*.py")),
        ],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        encoding="utf-8",
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
    )
    refused = {line.partition(":")[0] for line in done.stdout.splitlines() if ": error:" in line}
    assert {f"snippet{place}.py" for place in range(1, len(lines))} == refused, done.stdout


def factors(program: str) -> list[int]:
    """List the lines on which a number leads from thousandths to wholes or back."""
    suspicious = {"1000", "0.001", "1e3", "1e-3", "1E3", "1E-3", "1000.0"}
    return [
        node.lineno
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Constant)
        and not isinstance(node.value, bool)
        and isinstance(node.value, int | float | str)
        and (str(node.value) in suspicious)
    ]


def test_there_is_no_factor_of_a_thousand_in_the_program() -> None:
    """No conversion between micrograms and mg exists anywhere; the one thousand there is makes milliseconds."""
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}: {path.read_text(encoding='utf-8').splitlines()[line - 1].strip()}"
        for path in PACKAGE.rglob("*.py")
        for line in factors(path.read_text(encoding="utf-8"))
    }
    assert {"store/writing.py: milliseconds = int(moment.timestamp() * 1000) & ((1 << TIME_BITS) - 1)"} == found


@pytest.mark.parametrize(
    "planted", ["mg = pump / 1000", "mg = pump * 0.001", "FACTOR = Decimal('1000')", "x = 1_000", "x = 1e3"]
)
def test_the_search_for_a_factor_sees_what_it_is_for(planted: str) -> None:
    """Each way to write the factor is found."""
    assert [1] == factors(planted)


# --- what a pump asks of a decision ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("refill", "alarm", "due"),
    [(30, None, 30), (None, 25, 25), (30, 25, 25), (25, 30, 25), (None, None, None)],
)
def test_the_earlier_date_counts(refill: int | None, alarm: int | None, due: int | None) -> None:
    """Of the refill date and the alarm date the earlier is the one to keep."""
    pump = Pump(refill_by=on(refill) if refill else None, alarm_on=on(alarm) if alarm else None)
    assert (on(due) if due else None) == pump.due_by()


@pytest.mark.parametrize(
    ("day", "outcome", "contact"),
    [
        (22, "record_only", "none"),
        (23, "record_only", "mention"),
        (27, "record_only", "mention"),
        (28, "record_only", "today"),
        (30, "record_only", "today"),
        (31, "emergency", "emergency"),
    ],
)
def test_the_refill_comes_nearer(day: int, outcome: str, contact: str) -> None:
    """Seven days before it is to be mentioned, two days before it is for today, and passed it is an emergency."""
    from baclotrack.core.warnings import warnings_for, with_warnings

    told = diary("", PUMP)
    decided = walked(told, day)[-1]
    decision = with_warnings(decided.decision, warnings_for(decided, told.history(), load_catalog()))
    assert (outcome, contact, None, None) == (decision.outcome, decision.contact, decision.doses, decision.tablets)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (1, "The pump must be refilled by 19 Dec 2026 (in 29 days)."),
        (29, "The pump must be refilled by 19 Dec 2026 (in 1 day)."),
        (30, "The pump must be refilled by 19 Dec 2026 (today)."),
    ],
)
def test_the_first_reason_is_the_refill(day: int, first: str) -> None:
    """Right under the headline stand the days to the refill."""
    decision = decide(diary("", PUMP), day)
    assert "This plan only keeps the record; it never shows a dose." == headline(decision)
    assert [first, "It gives 120 micrograms a day, as the clinic set it."] == reasons(decision)


def test_a_refill_date_that_nobody_told_is_asked_for() -> None:
    """Without a date there is nothing to remind of, and that is said each day."""
    assert reasons(decide(diary("", PUMP._replace(pump=Pump())), 3))[0].startswith("No refill date is recorded.")


@pytest.mark.parametrize(
    ("told", "day", "outcome"),
    [
        (SPASMS, 1, "emergency"),
        (SPASMS, 2, "emergency"),
        (SPASMS, 5, "emergency"),
        (f"{SPASMS}\nday 2: no effects", 3, "record_only"),
        (f"{SPASMS}\nday 2 doctor: acknowledge increased-spasms", 2, "record_only"),
        (f"{SPASMS}\nday 2 doctor: acknowledge increased-spasms\nday 2: moderate increased-spasms", 3, "emergency"),
        ("day 1: mild nausea", 2, "record_only"),
    ],
)
def test_spasms_that_came_back_stay_an_emergency_until_there_is_an_answer(told: str, day: int, outcome: str) -> None:
    """A day that nobody logged ends nothing; a check-in without spasms does, and so does the prescriber's word."""
    assert outcome == answer(diary(told, PUMP), day)


@pytest.mark.parametrize(("grade", "outcome"), [("mild", "record_only"), ("moderate", "emergency")])
def test_spasms_as_before_baclofen_are_no_emergency(grade: str, outcome: str) -> None:
    """Up to the grade that was there before, spasms are usual for this person."""
    had = ADULT._replace(had={"increased-spasms": 1})
    assert outcome == answer(diary(f"day 1: {grade} increased-spasms", PUMP, had), 2)


def test_spasms_came_back_looks_at_every_answer() -> None:
    """One answer with spasms is enough, and none is needed."""
    assert (True, False, False) == (
        spasms_came_back({}, {"increased-spasms": 1}),
        spasms_came_back({"nausea": 3}),
        spasms_came_back(),
    )


@pytest.mark.parametrize("days", [1, 30, 365])
def test_a_pump_never_has_a_step(days: int) -> None:
    """However long the record and whatever is told, no dose is shown and none is in force."""
    plan = PUMP._replace(pump=Pump(refill_by=on(1) + timedelta(days=400)))
    told = "\n".join(f"day {day}: spasticity 8, no effects" for day in range(1, min(days, 40)))
    decision = decide(diary(told, plan), days)
    assert ("record_only", None, None) == (decision.outcome, decision.doses, decision.in_force)


# --- tablets while a pump is there -----------------------------------------------------------------

NIGHT = "day 1: 5 mg, bad night"


@pytest.mark.parametrize(
    ("known", "more", "plan", "says"),
    [
        ("", "", "sleep", "hold 5"),
        ("", "\nday 2 doctor: acknowledge pump", "sleep", "step_up 10"),
        ("Dr A. Example", "", "sleep", "step_up 10"),
    ],
)
def test_tablets_do_not_go_up_beside_a_pump_that_nobody_knows_of(known: str, more: str, plan: str, says: str) -> None:
    """C-18: with a pump a plan of tablets goes up only once a prescriber is recorded as knowing of the pump."""
    one = Known("pump", known, on(1)) if known else Known("pump")
    assert says == answer(diary(NIGHT + more, plan, ADULT._replace(conditions=(one,))), 2)


def test_a_pump_does_not_stand_in_the_way_of_a_taper() -> None:
    """There must be a way down: the contract's gate for conditions passes in a taper."""
    profile = ADULT._replace(conditions=(Known("pump"),))
    decision = decide(diary("", PLANS["taper"]._replace(on_dose=(("bedtime", Decimal(20)),)), profile), 2)
    assert "pass" == decision.finding("conditions").state
