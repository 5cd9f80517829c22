"""The page judged by a real browser that did not make it: how many sheets it prints, and that nothing is loaded or run.

Skipped, and visibly so, where no Chromium is installed. The pictures are kept where PAGE_PICTURES names a folder.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from baclotrack.export import html
from baclotrack.export.html import html_of
from tests.export.pages import HOSTILE, TONGUES, page_of

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run --disable-sync"
    " --no-pdf-header-footer"
)
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
    pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler (pdfinfo) is not installed"),
]
Print = Callable[[str], Path]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Print a page with the browser, and return the PDF."""

    def run(page: str) -> Path:
        source, target = tmp_path / "page.html", tmp_path / "page.pdf"
        source.write_text(page, "utf-8")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [CHROMIUM, *FLAGS.split(), profile, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        kept = os.environ.get("PAGE_PICTURES")
        if kept:
            name = Path(kept) / re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", "page"))
            subprocess.run(["pdftoppm", "-r", "80", "-png", str(target), str(name)], check=True)
        return target

    return run


def on_paper(page: str, paper: str) -> str:
    """Return the page with the size of the paper in its style sheet, and the hash that goes with it."""
    return page.replace("@page { margin", f"@page {{ size: {paper}; margin")


def sheets(path: Path) -> int:
    """Return how many sheets a PDF has."""
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True, text=True).stdout
    found = re.search(r"Pages:\s+(\d+)", told)
    assert found is not None
    return int(found[1])


MATRIX = [
    pytest.param(34, 30, "", "letter", 1, id="a full month on Letter"),
    pytest.param(182, 30, "", "letter", 2, id="half a year on Letter", marks=pytest.mark.long),
    pytest.param(182, 3, "", "letter", 2, id="half a year in larger letters", marks=pytest.mark.long),
    pytest.param(182, 30, HOSTILE, "letter", 2, id="half a year of hostile words", marks=pytest.mark.long),
    pytest.param(182, 30, TONGUES, "A4", 2, id="half a year in many tongues on A4", marks=pytest.mark.long),
    pytest.param(30, 6, HOSTILE, "letter", 2, id="a full month of hostile words", marks=pytest.mark.long),
    pytest.param(14, 0, "", "A4", 1, id="a quiet fortnight on A4", marks=pytest.mark.long),
    pytest.param(14, 1, TONGUES, "letter", 1, id="a fortnight in many tongues", marks=pytest.mark.long),
    pytest.param(56, 30, "", "A4", 2, id="eight weeks on A4", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("days", "effects", "words", "paper", "expected"), MATRIX)
def test_the_page_prints_on_the_sheets_promised(
    printed: Print, monkeypatch: pytest.MonkeyPatch, days: int, effects: int, words: str, paper: str, expected: int
) -> None:
    """One sheet for a month, at most two for longer; the style sheet is the page's own but for the paper's size."""
    read = html.style
    monkeypatch.setattr(html, "style", lambda: on_paper(read(), paper))
    assert expected == sheets(printed(html_of(page_of(days, effects, words=words))))


def test_on_a_small_telephone_nothing_is_lost_at_the_side(tmp_path: Path) -> None:
    """The page is no wider than 320 pixels: wide tables and the chart scroll in their own boxes."""
    ask = "document.title = 'wide ' + document.documentElement.scrollWidth + ' of ' + window.innerWidth"
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html_of(page_of(56, 30, words=TONGUES)))
    (tmp_path / "page.html").write_text(page.replace("</body>", f"<script>{ask}</script></body>"), "utf-8")
    words = [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=320,900", "--dump-dom"]
    command = [CHROMIUM, *FLAGS.split(), *words, (tmp_path / "page.html").as_uri()]
    told = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    found = re.search(r"<title>wide (\d+) of (\d+)</title>", told)
    assert found is not None
    assert int(found[1]) <= int(found[2])
