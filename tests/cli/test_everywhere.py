"""Every command that only reads, on every kind of terminal: narrow and wide, plain, without colour, without letters.

Each runs over the example journals, and over one whose notes and names hold what a terminal could obey.
"""

import io
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from baclotrack.cli import main
from tests.cli.helpers import adopt
from tests.conftest import ROOT

EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if (path / "journal.jsonl").is_file())
COMMANDS = (
    ("next",),
    ("next", "--explain"),
    ("next", "--ahead", "5"),
    ("history",),
    ("decisions", "--since", "-10"),
    ("trend",),
    ("trend", "--days", "70"),
    ("trend", "--days", "20", "--by", "day"),
    ("checklist",),
    ("checklist", "--blank"),
    ("checklist", "--urgent"),
    ("supply",),
    ("med",),
    ("visit",),
    ("ask",),
    ("card",),
    ("plan", "show"),
    ("plan", "list"),
    ("plan", "ladder"),
    ("taper",),
    ("simulate", "--days", "10"),
    ("rules",),
    ("doctor",),
    ("--help",),
)
SGR = re.compile(r"\x1b\[[0-9;]*m")
BOXES = re.compile("[\u2500-\u259f]")
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What must never reach a terminal from a text that somebody wrote; line breaks are the program's own."""
HOSTILE = "80\x0810 \x1b[2J \x1b]0;owned\x07 \x9b31m \u202e01 [/nope] \x00 \r \x7f"


class Screen(io.TextIOWrapper):
    """A terminal that keeps what it is sent."""

    def __init__(self, encoding: str, *, tty: bool) -> None:
        """Make one that knows an encoding, and that is a terminal or a pipe."""
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self.tty = tty

    def isatty(self) -> bool:
        """Say whether this is a terminal."""
        return self.tty

    def text(self) -> str:
        """Return what was sent."""
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


class Shown(NamedTuple):
    """What a command showed, and its exit code."""

    code: int
    text: str


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copy the example journals to where they may be read, and make one that was begun this evening."""
    base = tmp_path_factory.mktemp("examples")
    found = {}
    for name in EXAMPLES:
        shutil.copytree(ROOT / "examples" / name, base / name)
        (base / name).chmod(0o700)
        found[name] = base / name
    found["just-begun"] = base / "just-begun"  # nothing is logged yet
    adopt(found["just-begun"])
    return found


TWO_LIVES = ("spasticity-daytime", "just-begun")
"""Where it is enough to look at a long life with several doses a day, and at none yet."""


def last_day(home: Path) -> str:
    """Return the evening after the last entry of a journal."""
    days: list[str] = re.findall(r'"at":"([0-9-]{10})', (home / "journal.jsonl").read_text(encoding="utf-8"))
    return max(days) + "T21:30"


def show(
    home: Path, words: tuple[str, ...], encoding: str = "utf-8", columns: int = 80, *, tty: bool = True, **env: str
) -> Shown:
    """Run one command on a screen of its own."""
    screen = Screen(encoding, tty=tty)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"COLUMNS": str(columns), "BACLOTRACK_HOME": str(home), "LINES": "40", **env}.items():
            patch.setenv(name, value)
        patch.setenv("BACLOTRACK_NOW", last_day(home))
        patch.setattr(sys, "stdin", io.StringIO())
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        code = main(list(words))
    return Shown(code, screen.text())


def words_of(command: tuple[str, ...]) -> str:
    """Name a row of a table by the words that are typed."""
    return " ".join(command)


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", COMMANDS, ids=words_of)
def test_no_line_is_wider_than_the_terminal(command: tuple[str, ...], columns: int, homes: dict[str, Path]) -> None:
    """On 80 and on 120 columns nothing runs over the edge, whichever journal is read."""
    wide = {}
    for name, home in homes.items():
        text = show(home, command, columns=columns).text.replace(str(home), "HOME")  # a path is never broken
        lines = SGR.sub("", text).splitlines()
        wide[name] = [line for line in lines if len(line) > columns]
    assert {name: [] for name in homes} == wide


@pytest.mark.parametrize("command", COMMANDS, ids=words_of)
def test_plain_is_lines_without_colour_and_boxes(command: tuple[str, ...], homes: dict[str, Path]) -> None:
    """With --plain, with NO_COLOR and where there is no terminal, no escape is sent; with --plain no box either."""
    found = {}
    for name in TWO_LIVES:
        plain = show(homes[name], command if command[0].startswith("-") else (*command, "--plain")).text
        others = show(homes[name], command, NO_COLOR="1").text, show(homes[name], command, tty=False).text
        boxes = bool(BOXES.search(plain)) and not command[0].startswith("-")
        found[name] = [boxes, *("\x1b" in text for text in (plain, *others))]
    assert dict.fromkeys(TWO_LIVES, [False] * 4) == found


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("command", COMMANDS, ids=words_of)
def test_an_old_encoding_degrades(command: tuple[str, ...], encoding: str, homes: dict[str, Path]) -> None:
    """A terminal that knows few letters gets the same answer and the same exit code, piped or not."""
    for home in map(homes.__getitem__, TWO_LIVES):
        expected = show(home, command).code
        for tty in (True, False):
            shown = show(home, command, encoding, tty=tty)
            assert expected == shown.code
            assert "went wrong inside" not in shown.text
            assert "" != shown.text.strip()


def test_a_hostile_text_stays_inert(tmp_path: Path, homes: dict[str, Path]) -> None:
    """A note, a question, a visit and a medicine with what a terminal could obey are shown as escapes everywhere."""
    home = tmp_path / "home"
    shutil.copytree(homes["bedtime-month"], home)
    home.chmod(0o700)
    for words in (
        ("log", "--day", "-1", "--note", HOSTILE),
        ("ask", HOSTILE.replace("\x00", "").replace("\r", "")),
        ("visit", "add", "2027-01-05", HOSTILE.replace("\x00", "").replace("\r", "")),
    ):
        show(home, words)
    shown = {command: SGR.sub("", show(home, command).text) for command in COMMANDS}
    assert {} == {command: text for command, text in shown.items() if UNSEEN.search(text)}
    assert "\\x1b[2J" in shown["history",]
