import io
import sys

import pytest

from baclotrack.cli.rules import Rule, parse
from baclotrack.core.gates import GATES
from tests.conftest import Call

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
