"""`baclotrack rules`: every gate with what it looks at, its default, its source and an example."""

import sys
from typing import NamedTuple

import typer

from baclotrack.cli.call import Call, say
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.gates import GATES
from baclotrack.core.values import Gate

LABELS = ("Default", "Source", "Example")
MARKS = "In a source, D is a decision of this project; the other marks are rows of its clinical reference."


class Rule(NamedTuple):
    """One gate as its own file tells it."""

    id: str
    what: str
    default: str
    source: str
    example: str


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules")(show_rules)


@command
def show_rules(call: Call, *, json: JsonOption = False) -> int:
    """Print every gate that must pass before a step: what it looks at, its default, its source, an example.

    Gates are told in the order in which `next --explain` lists them; the most careful answer wins.

    Example: baclotrack rules --plain
    """
    rules = [rule_of(gate) for gate in GATES]
    if json:
        from json import dumps

        say(dumps([one._asdict() for one in rules], ensure_ascii=True, indent=2))
    elif call.plain:
        say("\n\n".join("\n".join(_lines(one)) for one in rules))
        say(f"\n{MARKS}")
    else:
        _table(rules)
        say(MARKS)
    return 0


def rule_of(gate: Gate) -> Rule:
    """Return a gate's rule, read from the docstring of the gate's own module."""
    return parse(gate.id, sys.modules[gate.judge.__module__].__doc__ or "")


def parse(gate: str, told: str) -> Rule:
    """Return the rule that a docstring tells: its first line, and the paragraphs that begin with a label.

    Args:
        gate: the gate's id.
        told: the docstring; a line that begins with no label goes on with the one before it.
    """
    parts = {"": "", **dict.fromkeys(LABELS, "")}
    label = ""
    for line in told.strip().splitlines():
        head, colon, rest = line.partition(":")
        if colon and head in LABELS:
            label, text = head, rest
        else:
            text = line
        parts[label] = f"{parts[label]} {text.strip()}".strip()
    return Rule(gate, parts[""], parts["Default"], parts["Source"], parts["Example"])


def _lines(rule: Rule) -> list[str]:
    """Return one rule as plain lines."""
    return [
        f"{rule.id}: {rule.what}",
        f"  Default: {rule.default}",
        f"  Source: {rule.source}",
        f"  Example: {rule.example}",
    ]


def _table(rules: list[Rule]) -> None:
    """Print the rules as a table that fits the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("gate", "what it looks at, its default and its source", show_lines=True)
    for rule in rules:
        what, *rest = _lines(rule)
        told = "\n".join([what.partition(": ")[2], *(line.strip() for line in rest)])
        table.add_row(Text(rule.id, no_wrap=True), Text(told))
    Console().print(table)
