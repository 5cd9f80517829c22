"""What no text of the tables and templates may say, and how the tests find every text."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "baclotrack" / "data"

# Words that are not for a person to read: marks, codes, and what a person may type.
SILENT = {"source", "sources", "names", "class", "id", "snomed", "loinc"}

DO_NOT_SAY = (
    r"\btake \d",
    r"\btake \S+ mg\b",
    r"\bwe recommend\b",
    r"\brecommend",
    r"\byou can safely\b",
    r"\bstop taking\b",
    r"\bno interactions?\b",
    r"\bharmless\b",
    r"\b(un)?safe(ly|ty)?\b",
)

UNSUPPORTED = (
    r"\b(82|85|57|80) ?(%|percent)",
    r"\bprices?\b",
    r"muscle relaxation association",
    r"journal of neurology",
    r"\bNICE\b",
    r"\bsmith et al",
    r"\bjohnson et al",
    r"\brigidity\b",
    r"\bGABA",
    r"cerebral palsy",
    r"safety margin",
    r"much higher doses?",
    r"\btizanidine\b",
    r"\btiagabine\b",
    r"deep sleep",
    r"growth hormone",
    r"restless legs?",
    r"\bdiazepam\b",
    r"intoxication",
    r"few side effects",
    r"\bcirrhosis\b",
    r"\bdopamine\b",
    r"shelf life",
    r"(start|begin) with 10",
)


def texts(node: object, *, silent: bool = False) -> Iterator[str]:
    """Every text below a node, the silent ones only on request."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            if silent or key not in SILENT:
                yield from texts(value, silent=silent)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item, silent=silent)


def found(patterns: tuple[str, ...], node: object) -> list[str]:
    """The texts in which one of the patterns occurs."""
    # Only NICE is told from "nice" by its capitals.
    search = [re.compile(pattern, 0 if "NICE" in pattern else re.IGNORECASE) for pattern in patterns]
    return [text for text in texts(node) if any(pattern.search(text) for pattern in search)]


def without_source(rows: list[dict[str, object]]) -> list[object]:
    """The rows whose source is absent or empty."""
    return [row for row in rows if not str(row.get("source", "")).strip()]
