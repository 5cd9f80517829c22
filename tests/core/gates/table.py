"""How the tables of the gates are read: one row, one diary, one finding."""

from string import Formatter
from typing import NamedTuple

import pytest

from baclotrack.core.plan import Plan, Profile
from baclotrack.core.values import Contact, Finding, Gate, GateState, Health
from tests.core.diary import decide, diary
from tests.core.plans import ADULT


class Row(NamedTuple):
    """One example: its title, the diary, the decided day, and what the gate then says.

    `says` is `pass`, `unknown`, or what a block allows at most (`hold`, `restart` ...); behind a comma the contact
    that the gate itself asks for, where there is one.
    """

    title: str
    journal: str
    day: int
    says: str
    plan: Plan | str | None = "sleep"
    profile: Profile = ADULT
    health: Health = Health()


def rows(*table: Row) -> pytest.MarkDecorator:
    """Return the decorator that runs a test once for each row."""
    return pytest.mark.parametrize("row", table, ids=[row.title for row in table])


def found(gate: Gate, row: Row) -> Finding:
    """Return what the gate found on the row's day."""
    return decide(diary(row.journal, row.plan, row.profile), row.day, row.health).finding(gate.id)


def says(gate: Gate, row: Row) -> str:
    """Return what the gate says on the row's day, as a row writes it."""
    finding = found(gate, row)
    said = str(finding.allows) if finding.state is GateState.BLOCK else str(finding.state)
    return said if finding.contact is Contact.NONE else f"{said}, {finding.contact}"


def unmet_clauses(gate: Gate, *table: Row) -> set[str]:
    """Return the clauses that have a sentence and no row, or a row and no sentence."""
    return set(gate.sentences) ^ {found(gate, row).why for row in table}


def untold_facts(gate: Gate, row: Row) -> set[str]:
    """Return the places in the sentence of the row's finding for which the finding has no fact."""
    finding = found(gate, row)
    places = {
        name for text in gate.sentences[finding.why] for _, name, _, _ in Formatter().parse(text) if name is not None
    }
    return places - finding.facts.keys()
