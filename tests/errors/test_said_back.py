"""Private text: asked for instead of typed into a command, and said back where it could not be recorded."""

import errno
from datetime import date
from pathlib import Path

import pytest

from baclotrack.cli.answers import Told
from baclotrack.cli.receipts import words_of
from baclotrack.store import writing
from tests.cli.helpers import adopt, content, journal
from tests.cli.terminal import ENTER, answer, rest, terminal
from tests.conftest import Call

NOW = "2026-11-21T07:30+00:00"
PRIVATE = "My \x1b[2J question\u202e"
INERT = "My \\x1b[2J question\\u202e"

ASKED = [
    (("ask", "-"), "question", "text", "Question"),
    (("visit", "add", "2026-12-03", "-"), "appointment", "text", "With whom, where, at what time"),
    (("undo", "--reason", "-"), "retract", "reason", "Why is it taken back"),
    (("instruct", "hold", "--note", "-"), "instruction", "note", "Note"),
    (("instruct", "clear-flag", "fainting", "--note", "-"), "instruction", "note", "Note"),
    (("log", "--note", "-"), "checkin", "note", "Note"),
    (("amend", "yesterday", "--note", "-"), "checkin", "note", "Note"),
]
asked = pytest.mark.parametrize(("words", "kind", "field", "question"), ASKED, ids=[" ".join(row[0]) for row in ASKED])


@pytest.fixture(autouse=True)
def adopted(call: Call, home: Path) -> None:
    """Let every test begin with a plan, and with an entry that can be taken back."""
    adopt(home)
    call("log", "--no-effects", now=NOW)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full whenever something is appended."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "append_bytes", refuse)


@asked
def test_a_dash_reads_what_is_piped_in(
    call: Call, home: Path, words: tuple[str, ...], kind: str, field: str, question: str
) -> None:
    """The text is kept exactly, and none of it stood on the command line."""
    done = call(*words, now=NOW, stdin=f"{PRIVATE}\n")
    row = journal(home)[-1]
    assert (0, kind, PRIVATE) == (done.code, row["kind"], row[field])
    assert question not in done.out


@asked
def test_a_text_that_was_asked_for_is_said_back_where_it_cannot_be_recorded(
    call: Call, home: Path, full: None, words: tuple[str, ...], kind: str, field: str, question: str
) -> None:
    """After "Not recorded" stands the text itself, harmless to print, on stderr."""
    before = content(home)
    done = call(*words, now=NOW, stdin=f"{PRIVATE}\n")
    assert (1, "", before) == (done.code, done.out, content(home))
    first, *others = done.err.splitlines()
    assert first.startswith("baclotrack: Not recorded: ")
    assert [f"What you told, to be told again: {INERT}"] == others[:1]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("words", [("ask", PRIVATE), ("undo", "--reason", PRIVATE), ("log", "--note", PRIVATE)])
def test_a_text_that_stood_on_the_command_line_is_not_said_again(call: Call, words: tuple[str, ...]) -> None:
    """The shell still has it; a log of a script need not hold it too."""
    done = call(*words, now=NOW)
    assert (1, False) == (done.code, "question" in done.err)


@pytest.mark.usefixtures("full")
def test_what_was_edited_is_said_back_whole(call: Call, tmp_path: Path) -> None:
    """The editor's file is gone by then, so the whole check-in stands in the error."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'drinks = 2\\nnote = \"%s\"\\neffects = {}\\n' 'awake at three' > \"$1\"\n")
    editor.chmod(0o700)
    done = call("log", "--edit", now=NOW, env={"EDITOR": str(editor)})
    assert 1 == done.code
    told = 'for 20 Nov 2026: side effects: none; drinks 2; note "awake at three".'
    assert f"What you told, to be told again: {told}" in done.err.splitlines()


def test_a_dash_asks_at_a_terminal(home: Path) -> None:
    """Where nothing is piped in, the text is a question like any other."""
    with terminal(home, "ask", "-") as child:
        answer(child, ("Question, on this machine only: ", "May I swim?"))
        assert 0 == rest(child)[0]
    assert "May I swim?" == journal(home)[-1]["text"]


def test_what_was_answered_in_the_morning_is_said_back(home: Path) -> None:
    """The journal cannot be written by the time of the last answer: all answers stand there to be told again."""
    with terminal(home, "log") as child:
        answer(child, *((one, ENTER) for one in (r"Taken", r"sleep better", r"fall back asleep", r"Side effects")))
        answer(child, (r"emergency signs", ENTER), (r"Alcoholic drinks", "2+"))
        child.expect("Note, on this machine only")
        (home / "journal.jsonl").unlink()
        (home / "journal.jsonl").mkdir()
        child.sendline("awake at three")
        code, said = rest(child)
    told = "for 20 Nov 2026: 5 mg at bedtime; sleep improved yes; fell back asleep yes; side effects: none; drinks 2"
    assert (1, True) == (code, f'What you told, to be told again: {told}; note "awake at three".' in said)


def test_a_told_check_in_in_words() -> None:
    """All that was told stands there, and nothing that was not."""
    told = Told(measures={"sleep_improved": False}, red_flags=("fainting",), note="n")
    assert 'for 20 Nov 2026: sleep improved no; RED FLAG: fainting; note "n".' == words_of(date(2026, 11, 20), told)
