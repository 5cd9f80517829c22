"""What no text in the program's own code says, whichever command prints it: hazards H-15 and H-17."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from baclotrack.store import load_catalogue_json
from tests.conftest import ROOT
from tests.data import phrases

PACKAGE = ROOT / "src" / "baclotrack"
MODULES = sorted(PACKAGE.rglob("*.py"))
ANSWERS = [*sorted((PACKAGE / "core" / "gates").glob("*.py")), *sorted((PACKAGE / "wording").rglob("*.py"))]
NOT_SAID = (*(one for one in phrases.DO_NOT_SAY if "safe" not in one), r"\b(un)?safe(ly)?\b", *phrases.UNSUPPORTED)
"""As for the tables; but the heading of a page may be Safety."""


def shown(path: Path) -> str:
    """Name a module."""
    return path.relative_to(PACKAGE).as_posix()


def texts(source: str) -> Iterator[str]:
    """Yield every text of a module that could be printed: all but docstrings."""
    tree = ast.parse(source)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def not_said() -> re.Pattern[str]:
    """Return one pattern for all of it; only NICE is told from nice by its capitals."""
    return re.compile("|".join(one if "NICE" in one else f"(?i:{one})" for one in NOT_SAID))


def other_medicines() -> re.Pattern[str]:
    """Return a pattern for the name of any medicine of the list; alcohol is a word of its own."""
    names = {name for row in load_catalogue_json()["interactions"] for name in row["names"]} - {"alcohol"}
    return re.compile(rf"\b({'|'.join(re.escape(one) for one in sorted(names))})\b", re.IGNORECASE)


def said_in(paths: list[Path], pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return the texts in which a pattern occurs, each with its module."""
    told = ((shown(path), one) for path in paths for one in texts(path.read_text(encoding="utf-8")))
    return [(name, one) for name, one in told if pattern.search(one)]


def test_no_text_of_the_program_directs_reassures_or_claims() -> None:
    """The wording table holds for receipts, notes, help and errors too, and not only for the gates."""
    assert len(MODULES) > 100
    assert [] == said_in(MODULES, not_said())


def test_no_sentence_of_an_answer_names_another_medicine() -> None:
    """A second agent is the prescriber's word: it can come from the plan or the record, and from nowhere else."""
    assert len(ANSWERS) > 20
    assert [] == said_in(ANSWERS, other_medicines())


@pytest.mark.parametrize(
    "source",
    [
        'say("Take 10 mg now.")',
        'WORDS = {"a": "We recommend a rest."}',
        'return f"{name} is safe"',
        'raise Error("You can safely go on")',
        'say("stop taking it")',
        'HELP = "Harmless."',
    ],
)
def test_the_search_sees_what_it_is_for(source: str) -> None:
    """A planted text is found wherever it stands; a docstring is not printed and may explain."""
    assert [one for one in texts(source) if not_said().search(one)]
    assert [] == list(texts('"""We recommend nothing."""\n'))


def test_the_search_sees_a_medicine() -> None:
    """A planted name is found, with capitals and within a sentence."""
    assert other_medicines().search("Ask about Tizanidine.")
    assert not other_medicines().search("Ask your prescriber about alcohol.")
