"""Notes are somebody's words: whatever is in them, a terminal is never made to obey them, and no digit is lost.

Nine notes that a terminal would obey, through every command that prints, to a pipe and to a terminal, plain and not.
"""

import io
import json
import re
import sys
import unicodedata
from pathlib import Path

import pexpect
import pytest

from baclotrack.cli.call import inert
from baclotrack.cli.program import COMMANDS
from tests.cli.terminal import terminal
from tests.conftest import Call
from tests.privacy.commands import ELSEWHERE, EVENING, LEAVING, READING, START, begin, spelled, writing

NOTES = {
    "escape sequence": "80 \x1b[2J\x1b[31m 10",
    "window title": "80 \x1b]0;owned\x07 10",
    "link": "80 \x1b]8;;http://example.org\x1b\\10\x1b]8;;\x1b\\",
    "c1 control": "80 \x9b31m\x85 10",
    "bell": "80\x07 10",
    "backspaces": "80\b\b10",
    "carriage return": "80\r10",
    "direction": "80 \u202e01\u202c \u2066x\u2069 \u200b\ufeff",
    "markup": "80 [/nope] [red]10[/red] [link=x]",
}
NOTE = " | ".join(NOTES.values())
LINES_OF_ICS = re.compile(r"\r\n")
OURS = re.compile(r"\x1b\[(?:0|1)m")
"""What the program itself sends: bold, and its end."""


def obeyed(text: str) -> list[str]:
    """Return what a terminal would obey in a text, beside line breaks and the program's own bold."""
    rest = OURS.sub("", LINES_OF_ICS.sub("\n", text)).replace("\n", "")
    return sorted({f"U+{ord(one):04X}" for one in rest if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp", "Cs"}})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home with all nine notes in everything that takes a note."""
    from baclotrack.cli import main

    home = tmp_path_factory.mktemp("hostile") / "home"

    def call(*words: str, home: Path, now: str) -> None:
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("stdout", "stderr"):
                patch.setattr(sys, name, out)
            patch.setattr(sys, "stdin", io.StringIO())
            code = main(["--home", str(home), "--now", now, *words])
        assert code in {0, 4}, (words, out.getvalue())
        assert [] == obeyed(out.getvalue()), words

    begin(call, home, NOTE)
    return home


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def shown(home: Path, words: tuple[str, ...], *, tty: bool, **env: str) -> tuple[int, str]:
    """Run a command in this process; return its exit code and all that it printed."""
    from baclotrack.cli import main

    out = Terminal() if tty else io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": EVENING, **env}.items():
            patch.setenv(name, value)
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, out)
        patch.setattr(sys, "stdin", io.StringIO())
        code = main(list(words))
    return code, out.getvalue()


WAYS: dict[str, tuple[bool, tuple[str, ...], dict[str, str]]] = {
    "a pipe": (False, (), {}),
    "a terminal": (True, (), {"COLUMNS": "80"}),
    "a narrow terminal": (True, (), {"COLUMNS": "40"}),
    "--plain": (True, ("--plain",), {}),
    "NO_COLOR": (True, (), {"NO_COLOR": "1"}),
}


@pytest.mark.parametrize("words", READING, ids=spelled)
def test_nothing_that_a_terminal_obeys_is_printed(hostile: Path, words: tuple[str, ...]) -> None:
    """Every command, to a pipe and to terminals of every kind: no control, no direction mark, and no fault of rich."""
    found = {}
    for way, (tty, more, env) in WAYS.items():
        code, text = shown(hostile, (*words, *more), tty=tty, **env)
        found[way] = obeyed(text), "went wrong inside" in text, code in {0, 3, 4}
    assert dict.fromkeys(WAYS, ([], False, True)) == found


@pytest.mark.parametrize("words", LEAVING, ids=spelled)
def test_nothing_that_a_terminal_obeys_is_exported(hostile: Path, words: tuple[str, ...]) -> None:
    """An export goes to a terminal as well, where somebody looks at it with `cat`."""
    code, text = shown(hostile, words, tty=False)
    assert (0, []) == (code, obeyed(text))


@pytest.mark.parametrize("words", [("history",), ("ask",), ("next",), ("trend",), ("visit",)], ids=spelled)
def test_nothing_that_a_real_terminal_obeys_is_printed(hostile: Path, words: tuple[str, ...]) -> None:
    """The program as a process at a pseudo-terminal, whose line ends are its own."""
    with terminal(hostile, *words, now=EVENING, size=(40, 80)) as child:
        child.expect(pexpect.EOF)
        text = str(child.before).replace("\r\n", "\n")
    assert text
    assert [] == obeyed(text)


@pytest.mark.parametrize("name", NOTES)
def test_every_note_is_shown_with_all_its_digits(hostile: Path, name: str) -> None:
    """80 stays 80, what came between is shown as an escape, and 10 stays 10; markup is text."""
    text = shown(hostile, ("history",), tty=False)[1]
    assert inert(NOTES[name]) in text
    assert inert(NOTES["backspaces"]) == "80\\x08\\x0810"
    assert inert(NOTES["markup"]) == NOTES["markup"]


def test_a_note_comes_back_as_it_was_told(hostile: Path) -> None:
    """Escapes are for showing: what is kept is what was told, to the character."""
    rows = [json.loads(line) for line in (hostile / "journal.jsonl").read_bytes().split(b"\n") if line]
    assert NOTE in {row.get("note") for row in rows}


@pytest.mark.parametrize("name", NOTES)
def test_what_is_typed_is_answered_without_being_obeyed(call: Call, name: str, tmp_path: Path) -> None:
    """A hostile word in any place, a path included, comes back in an error as plain letters."""
    note = NOTES[name].replace("/", "")
    for words in (
        ("log", "--effect", f"{note}=mild"),
        ("log", "--dose", note),
        ("log", "--day", note),
        ("log", f"--{note}"),
        (note,),
        ("amend", note, "--drinks", "0"),
        ("undo", note),
        ("plan", "adopt", str(tmp_path / note)),
        ("plan", "check", note),
        ("merge", str(tmp_path / note)),
        ("import", str(tmp_path / note)),
        ("export", "--out", str(tmp_path / note / "x.md")),
        ("instruct", "clear-flag", note),
        ("taper", "--schedule", str(tmp_path / note)),
        ("--now", note, "next"),
    ):
        done = call(*words)
        assert (True, []) == (done.code in {1, 2}, obeyed(done.out + done.err)), words


def test_a_home_with_a_hostile_name_is_told_in_plain_letters(call: Call, tmp_path: Path) -> None:
    """The name of a folder is somebody's words too, in receipts and in faults."""
    home = tmp_path / "80\b\b10 \x1b[2J \u202e"
    done = [call(*START, home=home, now="2026-11-20T18:00"), *(call(*words, home=home) for words in READING)]
    (home / "journal.jsonl").unlink()
    (home / "journal.jsonl").mkdir()
    done += [call(*words, home=home) for words in (("ask", "x"), ("next",), ("doctor",), ("history",))]
    assert [] == [one for one in done if obeyed(one.out + one.err)]


def test_every_command_is_looked_at() -> None:
    """A new command cannot print where nobody looks."""
    looked = {words[0] for words in (START, *writing(""), *READING, *LEAVING, *ELSEWHERE)}
    assert set(COMMANDS) <= looked
