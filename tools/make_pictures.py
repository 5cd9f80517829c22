"""Draw the pictures of the documentation: each is a real run at a terminal of 80 columns, kept as SVG.

The text of the screen stands in the picture's description, for people who cannot see it. ``--check`` runs everything
anew, compares those texts, writes nothing, and exits 1 with the names of the pictures that are not up to date.

The appointment page is set by typst as PNG. Its bytes differ with the fonts of a machine, so that it is held to what it
was set from: all its words and the template's digest, which stand in the file.
"""

import argparse
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, unescape

import pexpect
import typst
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from baclotrack.core.summary import Range, Source, begin, summarise
from baclotrack.core.trends.measures import measures_of
from baclotrack.export.md import lines_of
from baclotrack.export.pdf import TEMPLATE, data_of
from baclotrack.store import load_catalog, load_catalogue_json, open_home
from baclotrack.wording.page import Page, page

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
COLUMNS, ROWS = 80, 24
THEME = DIMMED_MONOKAI
WAIT = 30
SVG = """\
<svg class="rich-terminal" xml:space="preserve" role="img" viewBox="0 0 {width} {height}"
 xmlns="http://www.w3.org/2000/svg">
<desc>
DESCRIPTION
</desc>
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


class Shot(NamedTuple):
    """One picture: its name, the example whose home it starts from, the time, the command, and the keys typed.

    `rows` is how many lines are drawn where an answer is longer than a screen; 0 is all.
    """

    name: str
    home: str
    now: str
    words: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()
    rows: int = 0


SHOTS = (
    Shot("next", "bedtime-month", "2026-11-21T21:30", ("next",)),
    Shot("explain", "bedtime-month", "2026-11-21T21:30", ("next", "--explain")),
    Shot(
        "log",
        "bedtime-month",
        "2026-11-22T07:30",
        ("log",),
        (
            ("or the mg]", ""),
            ("06:40]", "n 6.5"),
            ("[Y/n]", "n"),
            ("or names]", "1=mild"),
            ("or numbers]", ""),
            ("adds a note]", ""),
            ("k p m o]", ""),
        ),
    ),
    Shot(
        "trend",
        "bedtime-works",
        "2026-09-12T21:00",
        ("trend", "--since", "2026-07-29", "--until", "2026-09-01"),
        rows=34,
    ),
)


PAGE = FOLDER / "page.png"
PAGE_HOME, PAGE_NOW = "bedtime-month", datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
PAGE_DOTS = 84.0
"""Dots an inch: the letters can be read, and the file stays small."""

PNG_END = 12
"""Bytes of the last chunk of a PNG, before which another may stand."""


def typed(shot: Shot, home: Path) -> str:
    """Run one command on a terminal of its own, type the keys, and return all that the terminal was sent."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "TZ": "UTC",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "COLUMNS": str(COLUMNS),
        "LINES": str(ROWS),
        "PYTHONIOENCODING": "utf-8",
        "BACLOTRACK_HOME": str(home),
        "BACLOTRACK_NOW": shot.now,
        "BACLOTRACK_DEVICE": "example",
    }
    child = pexpect.spawn(
        sys.executable,
        ["-m", "baclotrack", *shot.words],
        env=environment,
        dimensions=(ROWS, COLUMNS),
        encoding="utf-8",
        timeout=WAIT,
    )
    child.logfile_read = screen = io.StringIO()
    for question, answer in shot.keys:
        child.expect_exact(question)
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return screen.getvalue().replace("\r\n", "\n")


def drawn(shot: Shot, sent: str) -> str:
    """Return the picture of one run, with its text as the description."""
    lines = [f"$ baclotrack {shlex.join(shot.words)}", *sent.rstrip().splitlines()]
    screen = Text.from_ansi("\n".join(lines[: shot.rows or None]))
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor", force_terminal=True)
    console.print(screen, soft_wrap=True)
    picture = console.export_svg(
        title="baclotrack", theme=THEME, code_format=SVG, font_aspect_ratio=0.61, unique_id=shot.name
    )
    words = "\n".join(line.rstrip() for line in screen.plain.splitlines())
    return picture.replace("DESCRIPTION", escape(words))


def description(picture: str) -> str:
    """Return the text that a picture was made of."""
    found = re.search(r"<desc>\n(.*?)\n</desc>", picture, re.DOTALL)
    return unescape(found[1]) if found else ""


def pictures() -> dict[Path, str]:
    """Run every command anew, each in a copy of its example's home, and return the pictures by their files."""
    made = {}
    for shot in SHOTS:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            shutil.copytree(ROOT / "examples" / shot.home, home)
            home.chmod(0o700)
            made[FOLDER / f"{shot.name}.svg"] = drawn(shot, typed(shot, home))
    return made


def example_page() -> Page:
    """Return the appointment page of an example's home."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "home"
        shutil.copytree(ROOT / "examples" / PAGE_HOME, path)
        path.chmod(0o700)
        home, rows = open_home(path, PAGE_NOW), load_catalogue_json()
        entries = tuple(home.journal.entries)
        measures = measures_of(rows["measures"])
        source = Source(entries, home.history, load_catalog(), home.health, len(home.faults), measures, home.today)
        asked = Range(begin(entries, home.history, home.today), home.today)
        return page(summarise(source, asked, PAGE_NOW), "", PAGE_NOW.date())


def told_by(shown: Page) -> str:
    """Return what the picture of a page is set from: its words, and the digest of template and data."""
    data = json.dumps(data_of(shown), sort_keys=True)
    digest = hashlib.sha256(TEMPLATE.read_bytes() + data.encode()).hexdigest()
    return "\n".join([*lines_of(shown), "", f"set from {digest}"])


def pictured(shown: Page) -> bytes:
    """Return a page as PNG, with what it was set from in it."""
    inputs = {"page": json.dumps(data_of(shown))}
    made = typst.compile(TEMPLATE, root=TEMPLATE.parent, format="png", ppi=PAGE_DOTS, sys_inputs=inputs)
    if not isinstance(made, bytes):
        raise SystemExit("The example's page has more than one sheet; its picture needs another example.")
    body = b"iTXtDescription\0\0\0\0\0" + told_by(shown).encode()
    chunk = (len(body) - len(b"iTXt")).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return made[:-PNG_END] + chunk + made[-PNG_END:]


def is_page_stale(shown: Page) -> bool:
    """Return whether the picture of the page is missing, or was set from something else."""
    return not PAGE.is_file() or f"\0{told_by(shown)}".encode() not in PAGE.read_bytes()


def main() -> int:
    """Write the pictures, or say which are not up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a picture is not up to date")
    check = parser.parse_args().check
    made = pictures()
    old = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")} if FOLDER.is_dir() else {}
    stale = [path for path, text in made.items() if description(text) != description(old.get(path, ""))]
    stale += sorted(set(old) - set(made))
    shown = example_page()
    stale += [PAGE] if is_page_stale(shown) else []
    if check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not up to date. Run: make docs")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in stale:
        if path == PAGE:
            path.write_bytes(pictured(shown))
        elif path in made:
            path.write_text(made[path], encoding="utf-8")
        else:
            path.unlink()
        print(f"Written anew: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
