"""The page judged by axe-core in a real browser: whether people who cannot see it, or use no mouse, can read it.

Skipped, and visibly so, where no Chromium is installed or npm did not bring axe-core.
"""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from baclotrack.export.html import html_of
from tests.export.judges import AXE, MODULES, axe_script, install
from tests.export.pages import HOSTILE, page_of
from tests.export.test_html_chromium import CHROMIUM, FLAGS

NARROW, WIDE = 320, 1000
"""Pixels: a small telephone, on which tables and the chart are scrolled, and a screen."""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
ASK = """
axe.run(document).then(found => {
  const told = document.createElement('pre');
  told.id = 'axe-found';
  told.textContent = JSON.stringify({
    passed: found.passes.length,
    wrong: found.violations.map(one => one.id + ': ' + one.nodes[0].html.slice(0, 200)),
  });
  document.body.appendChild(told);
});
"""


def judged(page: str, script: Path, folder: Path, width: int) -> tuple[int, list[str]]:
    """Return how many rules a page passed, and what is wrong with it; the policy against scripts is left out."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    ours = script.read_text("utf-8").replace("</script", "<\\/script")
    source = folder / "judged.html"
    source.write_text(page.replace("</body>", f"<script>{ours}</script><script>{ASK}</script></body>"), "utf-8")
    words = [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900", "--virtual-time-budget=20000"]
    command = [CHROMIUM, *FLAGS.split(), *words, "--dump-dom", source.as_uri()]
    told = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    found = re.search(r'<pre id="axe-found">(.*?)</pre>', told, re.DOTALL)
    assert found is not None
    answer = json.loads(unescape(found[1]))
    return answer["passed"], answer["wrong"]


@pytest.fixture
def script() -> Path:
    """Return the judge's script, where a gate installed it."""
    found = axe_script()
    if found is None:
        pytest.skip(f"no axe-core: {MODULES} names no folder that npm filled with it")
    return found


@pytest.mark.parametrize("width", [NARROW, pytest.param(WIDE, marks=pytest.mark.long)])
def test_the_page_can_be_read_without_eyes_and_without_a_mouse(script: Path, tmp_path: Path, width: int) -> None:
    """No rule of WCAG 2 that a program can judge is broken, on a telephone and on a screen."""
    passed, wrong = judged(html_of(page_of(56, 30, words=HOSTILE, notes=True)), script, tmp_path, width)
    assert [] == wrong
    assert passed >= 20


@pytest.mark.long
def test_it_finds_what_is_wrong(script: Path, tmp_path: Path) -> None:
    """A page without a language, with a region that no key reaches, is refused."""
    page = html_of(page_of(56, 5)).replace('lang="en" ', "", 1).replace(' tabindex="0"', "")
    found = {one.partition(":")[0] for one in judged(page, script, tmp_path, NARROW)[1]}
    assert {"html-has-lang", "scrollable-region-focusable"} <= found


@pytest.mark.long
def test_the_judge_installed_here_finds_nothing(tmp_path: Path) -> None:
    """The same where this test has to fetch the judge itself."""
    modules = install(tmp_path / "judge", AXE) if shutil.which("npm") else None
    if modules is None:
        pytest.skip("no axe-core: node or npm is missing, or no registry answers")
    passed, wrong = judged(html_of(page_of(14)), modules / "axe-core" / "axe.min.js", tmp_path, NARROW)
    assert [] == wrong
    assert passed >= 20
