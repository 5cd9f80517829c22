"""The tool that tests the tests, and its page."""

import re

import pytest

from tests.conftest import ROOT
from tools import mutants

PAGE = mutants.PAGE.read_text(encoding="utf-8")
FIGURES = mutants.TABLE.search(PAGE)
FAULT = mutants.Fault(
    "core.gates.gap", "judge", "baclotrack.core.gates.gap.x_judge__mutmut_1", "`a < b` becomes `a <= b`"
)


def test_the_page_has_figures_for_every_module_that_is_mutated() -> None:
    """A new module that decides is seen to be missing, though the run itself is no part of the build."""
    assert FIGURES is not None
    modules = re.findall(r"^\| `([\w.]+)` \|", FIGURES[0], re.MULTILINE)
    assert sorted(mutants.module_of(path) for path in mutants.paths(ROOT)) == modules


def test_every_gate_is_mutated() -> None:
    """The modules are found, the gates among them; the registry and the tables are not code."""
    found = {path.as_posix() for path in mutants.paths(ROOT)}
    gates = {path.as_posix() for path in (ROOT / mutants.CORE / "gates").glob("*.py")}
    assert {one.removeprefix(f"{ROOT.as_posix()}/") for one in gates if "__init__" not in one} <= found
    assert not [one for one in found if one.endswith(("__init__.py", "limits.py"))]


def test_every_survivor_on_the_page_has_a_reason_above_it() -> None:
    """Survivors are listed under a heading that says why, and a sentence that argues it."""
    listed = PAGE.partition("## What no test notices")[2]
    parts = listed.split("\n### ")[1:]
    assert "- `" not in listed.partition("\n### ")[0]
    for part in parts:
        reason, _, rest = part.partition("\n- `")
        assert len(reason.strip().splitlines()) > 1, part
        assert " becomes " in rest, part


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["def f():", "    return a < b"], ["def f():", "    return a <= b"], "`return a < b` becomes `return a <= b`"),
        (["def f():", "    if a:", "        b"], ["def f():", "    if a:", "        c"], "`b` becomes `c`"),
        (["def f(", "    a,", "    b,"], ["def f(", "    a,"], "`b,` becomes ``"),
    ],
)
def test_a_change_is_told_by_the_lines_that_differ(before: list[str], after: list[str], expected: str) -> None:
    """The line as it was, and as it is with the fault."""
    assert expected == mutants._change(before, after)


def test_figures_are_told_module_by_module() -> None:
    """Faults, noticed ones, and the share, with a line for all."""
    other = FAULT._replace(module="core.tablets", name="other")
    told = mutants.figures({FAULT: "killed", FAULT._replace(name="second"): "survived", other: "killed"}, 120, "9.9")
    assert "| `core.gates.gap` | 2 | 1 | 50.0 % |" in told
    assert "| `core.tablets` | 1 | 1 | 100.0 % |" in told
    assert "| all | 3 | 2 | 66.7 % |" in told
    assert "mutmut 9.9, `make mutants`, 2 minutes." in told


def test_a_survivor_is_told_with_its_module_and_function() -> None:
    """As the page lists it."""
    assert "`gates.gap.judge`: `a < b` becomes `a <= b`" == FAULT.told()
