"""`baclotrack rules` and its page: what they tell is what the code does, and what the contract says."""

import ast
import io
import re
import sys
from pathlib import Path

import pytest

from baclotrack.cli.rules import Rule, parse
from baclotrack.core import gates
from baclotrack.core.gates import AFTER_A_TAPER, BEFORE_THE_FIRST_DOSE, GATES, IN_A_TAPER, IN_RECORD_ONLY
from baclotrack.core.values import CAUTION, Gate, Outcome
from baclotrack.wording import WARNINGS
from tests.conftest import Call
from tools import make_docs

IDS = [gate.id for gate in GATES]


def test_every_gate_is_told_once_in_the_order_of_the_decision(call: Call) -> None:
    """The JSON lists the gates as `next --explain` does."""
    assert IDS == [row["id"] for row in call("rules", "--json").json]


@pytest.mark.parametrize("gate", IDS)
def test_no_part_of_a_rule_is_empty(call: Call, gate: str) -> None:
    """Each rule says what it looks at, its default, its source and an example."""
    (row,) = [row for row in call("rules", "--json").json if row["id"] == gate]
    assert {"id", "what", "default", "source", "example"} == set(row)
    assert [] == [name for name, text in row.items() if not text.strip()]


@pytest.mark.parametrize("gate", IDS)
def test_the_plain_form_names_every_rule(call: Call, gate: str) -> None:
    """Each rule begins with its name at the start of a line."""
    done = call("rules", "--plain")
    assert 0 == done.code
    assert 1 == len([line for line in done.out.splitlines() if line.startswith(f"{gate}: ")])


def test_the_marks_of_the_sources_are_explained(call: Call) -> None:
    """The last line says what a D stands for."""
    assert call("rules").out.splitlines()[-1].startswith("In a source, D is a decision of this project")


def test_at_a_terminal_the_rules_are_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets a table with every gate in it, and nothing of it is read as markup."""
    from baclotrack.cli import main

    class Terminal(io.StringIO):
        """A stream that says it is a terminal."""

        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "100")
    assert 0 == main(["rules"])
    assert [] == [gate for gate in IDS if gate not in screen.getvalue()]
    assert "[response]" in screen.getvalue()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", Rule("gap", "", "", "", "")),
        ("What it does.", Rule("gap", "What it does.", "", "", "")),
        (
            "What it does.\n\nDefault: on.\nSource: D.\nExample: 1 -> hold.\n",
            Rule("gap", "What it does.", "on.", "D.", "1 -> hold."),
        ),
        (
            "What: it does.\n\nDefault: on,\nalways.\nExample: 1 -> hold.",
            Rule("gap", "What: it does.", "on, always.", "", "1 -> hold."),
        ),
    ],
)
def test_a_rule_is_read_from_its_docstring(told: str, expected: Rule) -> None:
    """A line without a label goes on with the one before it, and a colon alone makes no label."""
    assert expected == parse("gap", told)


# --- code, page and contract hold together ----------------------------------------------------------

CONTRACT = {
    "journal": {"cannot_decide", "hold"},
    "plan": {"cannot_decide", "hold"},
    "red-flag": {"emergency"},
    "conditions": {"ask_prescriber", "hold"},
    "gap": {"restart", "ask_prescriber", "cannot_decide"},
    "check-in": {"hold", "cannot_decide"},
    "off-plan": {"hold", "ask_prescriber", "emergency"},
    "side-effects": {"hold", "step_back", "ask_prescriber"},
    "withdrawal": {"hold"},
    "sedatives": {"hold"},
    "instruction": {"hold"},
    "adherence": {"hold"},
    "hold-time": {"hold"},
    "target": {"hold"},
    "ceiling": {"hold"},
    "tablets": {"hold"},
}
"""The table of the contract's section 6: each gate, in order, with what it allows at most when it blocks."""

CAREFUL = [
    "emergency", "ask_prescriber", "cannot_decide", "restart", "step_back", "hold", "taper", "step_up",
]  # fmt: skip
BESIDES = ["start", "finished", "record_only"]
"""The contract's outcomes, the most careful first, and those outside that order."""

SPECIAL = {"Outcomes", "When a gate is judged", "Warnings"}
CORE = Path(gates.__file__).parent.parent


@pytest.fixture(scope="module")
def page() -> str:
    """Return the page as `make docs` writes it; another test sees that the file is fresh."""
    return make_docs.rules()


def sections(page: str) -> dict[str, str]:
    """Return the page's sections by heading."""
    return {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}


def rows(section: str) -> list[str]:
    """Return the names in the first column of a section's table."""
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def allowed(gate: str) -> set[str]:
    """Return the outcomes that the code of a gate names."""
    told = (CORE / "gates" / f"{gate.replace('-', '_')}.py").read_text(encoding="utf-8")
    return {Outcome[name].value for name in re.findall(r"Outcome\.([A-Z_]+)\b", told)}


def made_warnings() -> set[str]:
    """Return the ids of the warnings that the core makes."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CORE.rglob("*.py")]
    calls = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Call)]
    named = [one.args[0] for one in calls if ast.unparse(one.func) == "Warned" and one.args]
    ids = [part for one in named for part in ast.walk(one) if isinstance(part, ast.Constant)]
    return {one.value for one in ids if isinstance(one.value, str)}


def test_the_gates_of_code_page_and_contract_are_the_same_in_the_same_order(page: str) -> None:
    """No gate is missing anywhere, and none is told that does not exist."""
    assert list(CONTRACT) == IDS
    assert list(CONTRACT) == [one for one in sections(page) if one not in SPECIAL]


@pytest.mark.parametrize("gate", CONTRACT)
def test_a_gate_allows_at_most_what_the_contract_says(gate: str) -> None:
    """The outcomes that a gate's code names are those of its row in the contract's table, no more and no fewer."""
    assert CONTRACT[gate] == allowed(gate)


def test_the_outcomes_of_code_page_and_contract_are_the_same(page: str) -> None:
    """The order of caution is the contract's, and every outcome has its first sentence on the page."""
    assert [*CAREFUL, *BESIDES] == [one.value for one in Outcome]
    assert CAREFUL == [one.value for one in CAUTION]
    told = sections(page)["Outcomes"]
    assert CAREFUL == re.findall(r"`([a-z_]+)`", told.split("\n\n")[1])
    assert set(rows(told)) == {*CAREFUL, *BESIDES}


@pytest.mark.parametrize("gate", GATES, ids=IDS)
def test_each_clause_of_a_gate_is_on_the_page(page: str, gate: Gate) -> None:
    """Each sentence a gate can say stands in its section, and no other."""
    assert list(gate.sentences) == rows(sections(page)[gate.id])


@pytest.mark.parametrize(
    ("words", "judged"),
    [
        ("Before the first dose", BEFORE_THE_FIRST_DOSE),
        ("In a taper", IN_A_TAPER),
        ("After a finished taper", AFTER_A_TAPER),
        ("In a plan that only keeps the record", IN_RECORD_ONLY),
    ],
)
def test_when_a_gate_is_judged_is_on_the_page(page: str, words: str, judged: frozenset[str]) -> None:
    """Each list of gates is the one that the decision uses."""
    line = next(one for one in sections(page)["When a gate is judged"].splitlines() if one.startswith(words))
    assert judged == set(re.findall(r"`([a-z-]+)`", line))


def test_the_warnings_of_code_page_and_words_are_the_same(page: str) -> None:
    """Each warning that is made has its words and its row on the page; no words are without a warning."""
    told = rows(sections(page)["Warnings"])
    assert sorted(told) == sorted(WARNINGS)
    assert made_warnings() | {"copy", "profile-gone"} == set(WARNINGS)  # about files
