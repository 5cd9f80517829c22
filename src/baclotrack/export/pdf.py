"""The appointment page as a tagged PDF, set by typst where the extra `pdf` is installed.

The template is a file of the package and never changes; the page is handed over as JSON, so that no text that somebody
wrote is ever read as typst's markup.

Some versions of pdfinfo (22.12 is one) say "Suspects object is wrong type" of every tagged PDF of typst. The file is
right: PDF 1.7 has a boolean there (table 321); see typst's issue 7140. Of its standards PDF 1.4 and 2.0 leave it out.
"""

import json
from pathlib import Path
from typing import Any

from baclotrack.errors import BaclotrackError
from baclotrack.export.chart import draw
from baclotrack.export.job import Job, page_of
from baclotrack.wording.page import Fact, Page, Section, Table
from baclotrack.wording.page.parts import split_marks, split_whole

TEMPLATE = Path(__file__).parent / "templates" / "page.typ"
MISSING = (
    "PDF needs the extra `pdf`, which is not installed. Nothing was written. Install it: pip install 'baclotrack[pdf]'."
    " Or write the page with --format html and print it from a browser."
)


def render(job: Job) -> bytes:
    """Return the page as PDF.

    Raises:
        BaclotrackError: when typst is not installed, or cannot set the page.
    """
    return pdf_of(page_of(job))


def pdf_of(told: Page, paper: str = "a4") -> bytes:
    """Return the page as PDF, on a paper that typst knows by name: a4, us-letter."""
    try:
        import typst
    except ImportError:
        raise BaclotrackError(MISSING, slug="no-typst", exit_code=1) from None
    inputs = {"page": json.dumps(data_of(told)), "paper": paper}
    try:
        made = typst.compile(TEMPLATE, root=TEMPLATE.parent, format="pdf", sys_inputs=inputs)
    except RuntimeError as error:
        reason = " ".join(str(error).split())[:200].encode("ascii", "backslashreplace").decode("ascii")
        message = f"The PDF could not be set ({reason}). Write the page with --format html and print it instead."
        raise BaclotrackError(message, slug="not-set", exit_code=1) from error
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made


def data_of(told: Page) -> dict[str, Any]:
    """Return the page as plain data."""
    return {
        "title": _flat(told.title),
        "heading": _words(told.title),
        "subtitle": _flat(told.subtitle),
        "limit": _words(told.limit),
        "first": [_section(one) for one in told.first],
        "second": [_section(one) for one in told.second],
        "notes": _section(told.notes) if told.notes is not None else None,
        "svg": draw(told.chart),
        "chart": _flat(f"{told.chart.title}. {told.chart.text}"),
    }


def _words(text: str) -> list[dict[str, Any]]:
    """Return words as pieces, each with whether somebody wrote it, and whether no line may break in it."""
    pieces = split_marks(text)
    return [
        {"text": one, "theirs": theirs, "whole": whole}
        for piece, theirs in pieces
        for one, whole in ([(piece, False)] if theirs else split_whole(piece))
    ]


def _flat(text: str) -> str:
    """Return words without their marks."""
    return "".join(piece for piece, _ in split_marks(text))


def _section(one: Section) -> dict[str, Any]:
    """Return one part of the page."""
    return {
        "id": one.id,
        "title": _words(one.title),
        "lines": [_words(line) for line in one.lines],
        "facts": [_fact(fact) for fact in one.facts],
        "table": _table(one.table) if one.table is not None else None,
        "more": [_words(line) for line in one.more],
    }


def _fact(one: Fact) -> dict[str, Any]:
    """Return one fact."""
    return {"label": _words(one.label), "value": _words(one.value), "known": one.known}


def _table(one: Table) -> dict[str, Any]:
    """Return a table; of its columns of words the widest takes the room that is left (-1: none does)."""
    lengths = {
        place: max(len(row[place]) for row in one.rows)
        for place in range(len(one.head))
        if place not in {*one.numbers, *one.days}
    }
    return {
        "head": [_words(cell) for cell in one.head],
        "rows": [[_words(cell) for cell in row] for row in one.rows],
        "numbers": list(one.numbers),
        "days": list(one.days),
        "wide": max(lengths, key=lengths.__getitem__, default=-1),
    }
