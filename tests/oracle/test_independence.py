"""The second opinion is one: it uses the engine's values and none of its code; and it is asked about many days."""

import ast
from pathlib import Path

import pytest

from baclotrack.core.plan import Known, Plan, Profile, Target
from baclotrack.core.state import State
from baclotrack.core.values import Catalog
from tests.oracle.diaries import diary
from tests.oracle.test_differential import LONG, QUICK

HERE = Path(__file__).parent
OWN = sorted(path.name for path in HERE.glob("*.py") if not path.name.startswith(("test_", "compare", "__init__")))
VALUES = {"entries", "plan", "pump", "values"}
"""The modules of the core that hold values; all others are code."""

METHODS = {
    name
    for one in (Plan, Profile, Target, Known, State, Catalog)
    for name, method in vars(one).items()
    if callable(method) and not name.startswith("_")
}
"""What the engine's values can do; the second opinion reads their fields and works everything out by itself."""


def tree(name: str) -> ast.Module:
    """Return a module of the second opinion, parsed."""
    return ast.parse((HERE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", OWN)
def test_it_imports_values_alone(name: str) -> None:
    """No gate, no fold, no record, no state of the engine is imported."""
    modules = {one.module or "" for one in ast.walk(tree(name)) if isinstance(one, ast.ImportFrom)}
    modules |= {alias.name for one in ast.walk(tree(name)) if isinstance(one, ast.Import) for alias in one.names}
    assert {one for one in modules if one.startswith("baclotrack")} <= {f"baclotrack.core.{one}" for one in VALUES}


@pytest.mark.parametrize("name", OWN)
def test_it_calls_nothing_of_the_values(name: str) -> None:
    """A target is met, a rung is found, a condition is known: by its own reckoning."""
    calls = [one.func for one in ast.walk(tree(name)) if isinstance(one, ast.Call)]
    assert [] == [one.attr for one in calls if isinstance(one, ast.Attribute) and one.attr in METHODS]


def days(seeds: range) -> int:
    """Return how many days with a plan the diaries of these seeds have."""
    found = (diary(seed) for seed in seeds)
    firsts = ((one, [entry.day for entry in one.entries if isinstance(entry.what, Plan)]) for one in found)
    return sum((one.until - min(plans)).days + 1 for one, plans in firsts if plans)


def test_the_normal_run_asks_about_thousands_of_days() -> None:
    """A hundred diaries of about a month."""
    assert days(QUICK) >= 2_500


@pytest.mark.long
def test_the_long_run_asks_about_a_hundred_thousand_days() -> None:
    """The number that is promised, counted."""
    assert days(QUICK) + days(LONG) >= 100_000
