"""Journals of format 1, kept for ever: every later version of the program reads them, and reads the same in them.

The files beside `journals-format-1/*.expected.json` were written when format 1 was new and are never changed. What is
expected of them may change only where a rule of the program does, and then on purpose.
"""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baclotrack.core.fold import Walked, walk
from baclotrack.core.record import arrange
from baclotrack.core.values import Named
from baclotrack.store import load_catalog
from baclotrack.store.journal import lines, read

HERE = Path(__file__).parent / "journals-format-1"
JOURNALS = sorted(HERE.glob("*.jsonl"))
CATALOG = load_catalog()
KINDS = (
    "appointment", "checkin", "dose", "instruction", "medicine", "plan", "profile", "question", "retract", "set_aside",
    "supply",
)  # fmt: skip


def named(path: Path) -> str:
    """Name a journal by its file."""
    return path.stem


def told(doses: Named | None) -> dict[str, float] | None:
    """Return doses as JSON tells them."""
    return None if doses is None else {slot: float(mg) for slot, mg in doses}


def row(one: Walked) -> dict[str, Any]:
    """Return what a day's decision asks of a person."""
    decision = one.decision
    return {
        "day": decision.day.isoformat(),
        "outcome": decision.outcome.value,
        "contact": decision.contact.value,
        "doses": told(decision.doses),
        "in_force": told(decision.in_force),
        "limited_by": decision.limited_by,
    }


def found_in(path: Path) -> dict[str, Any]:
    """Return what the program reads in a journal: its entries by kind, its faults, and the decision of every day."""
    journal = read(path)
    history = arrange(journal.entries)
    until = max(history.days) + timedelta(days=2)
    return {
        "kinds": dict(sorted(Counter(str(line["kind"]) for _, line in lines(path)).items())),
        "faults": [[fault.line, fault.slug] for fault in journal.faults],
        "plan": (journal.plan_text or "").splitlines()[:1],
        "days": [row(one) for one in walk(history, CATALOG, until) if not one.before_plan],
    }


@pytest.mark.parametrize("path", JOURNALS, ids=named)
def test_a_journal_of_format_1_is_read_as_ever(path: Path) -> None:
    """Entries, faults, and the decision of each day, from the first one to two days after the last."""
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert expected == found_in(path)


def test_every_kind_of_format_1_is_among_them() -> None:
    """Each kind that the first version could write stands in one of the journals."""
    assert KINDS == tuple(sorted({str(line["kind"]) for path in JOURNALS for _, line in lines(path)}))
