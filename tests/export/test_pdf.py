"""The page as PDF: tagged, on as few sheets as promised, and its text read back by poppler, which did not make it."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from baclotrack.errors import BaclotrackError
from baclotrack.export.pdf import TEMPLATE, data_of, pdf_of
from baclotrack.wording.page import page
from tests.core.diary import diary
from tests.core.plans import day_plan
from tests.core.summary.summaries import summary
from tests.export.pages import HOSTILE, TONGUES, page_of

typst = pytest.importorskip("typst", reason="the extra pdf (typst) is not installed")
POPPLER = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler (pdfinfo, pdftotext) is not installed")


def told_by(tool: str, path: Path, *more: str) -> str:
    """Return what a tool of poppler says of a file."""
    return subprocess.run([tool, *more[:-1], str(path), *more[-1:]], capture_output=True, check=True, text=True).stdout


@POPPLER
@pytest.mark.parametrize(
    ("days", "words", "paper", "sheets"),
    [
        pytest.param(34, "", "us-letter", 1, id="a full month"),
        pytest.param(14, "", "a4", 1, id="a fortnight", marks=pytest.mark.long),
        pytest.param(182, "", "a4", 2, id="half a year", marks=pytest.mark.long),
        pytest.param(182, HOSTILE, "us-letter", 2, id="half a year of hostile words", marks=pytest.mark.long),
        pytest.param(182, TONGUES, "a4", 2, id="half a year in many tongues", marks=pytest.mark.long),
    ],
)
def test_the_page_is_tagged_and_fits_its_sheets(tmp_path: Path, days: int, words: str, paper: str, sheets: int) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf_of(page_of(days, 30, words=words), paper))
    info = told_by("pdfinfo", path)
    assert re.search(r"Tagged:\s+yes", info)
    assert re.search(r"Title:\s+Baclofen record for the appointment", info)
    assert [str(sheets)] == re.findall(r"Pages:\s+(\d+)", info)


@POPPLER
def test_when_it_was_made_stands_on_the_page_alone(tmp_path: Path) -> None:
    """A date in the file itself would undo the moving of all days."""
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf_of(page_of(14)))
    assert "Date:" not in told_by("pdfinfo", path)
    assert b"CreateDate" not in path.read_bytes()
    assert b"ModifyDate" not in path.read_bytes()


@POPPLER
@pytest.mark.parametrize("words", [HOSTILE, TONGUES], ids=["hostile", "tongues"])
def test_what_somebody_wrote_is_set_as_text(tmp_path: Path, words: str) -> None:
    """Typst's own markup in it stays letters, and the text can be read back."""
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf_of(page_of(14, 3, words=words)))
    read = "".join(told_by("pdftotext", path, "-").split())
    expected = {HOSTILE: "#strong[x]", TONGUES: "\u0394\u03c1.\u03a0\u03b1\u03c0\u03b1\u03b4\u03bf\u03c0\u03bf"}[words]
    assert expected in read


@POPPLER
def test_no_dose_and_no_date_is_broken_over_two_lines(tmp_path: Path) -> None:
    """Not in a narrow column of a table, and not at the end of a line of the ladder."""
    plan = day_plan((5, 5, 5, 0), (5, 10, 10, 0), (10, 10, 10, 0), (10, 15, 15, 5), (15, 15, 15, 10))
    days = "\n".join(f"day {day}: {'5/5/5/0' if day < 5 else '5/10/10/0'} mg, spasticity 5" for day in range(1, 12))
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf_of(page(summary(diary(days, plan=plan), 12), "", date(2026, 12, 2))))
    told = told_by("pdftotext", path, "-layout", "-")
    assert ["5/5/5/0 mg", "5/10/10/0 mg"] == re.findall(r"^.*?\b(5/[0-9/]+ mg) +\d+ Nov", told, re.MULTILINE)
    assert [True] * 3 == [rung in told for rung in ("[5/10/10/0]", "10/15/15/5", "15/15/15/10")]
    assert re.search(r"Printed: +2 Dec 2026", told)


def test_the_template_never_changes_with_the_data() -> None:
    """All that varies is handed over as data: no text of a person is part of what typst reads as its language."""
    assert "<script>" in str(data_of(page_of(14, 3, words=HOSTILE)))
    assert "sys.inputs.page" in TEMPLATE.read_text("utf-8")


def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BaclotrackError, match=re.escape("pip install 'baclotrack[pdf]'")) as told:
        pdf_of(page_of(14))
    assert (1, "no-typst") == (told.value.exit_code, told.value.slug)


def test_what_typst_cannot_set_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("no\nsuch \u202e thing")

    monkeypatch.setattr(typst, "compile", broken)
    with pytest.raises(BaclotrackError, match=r"no such \\u202e thing.*--format html") as told:
        pdf_of(page_of(14))
    assert 1 == told.value.exit_code
