"""Private text: asked for instead of typed into a command, and said back where it could not be recorded."""

import errno
import shlex
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from baclotrack.cli.answers import Told
from baclotrack.cli.answers_back import ladder_words, setup_words
from baclotrack.cli.plan_new import New, understand
from baclotrack.cli.plan_new_words import Asked
from baclotrack.cli.plan_setup import Told as Setup
from baclotrack.cli.receipts import words_of
from baclotrack.core.pump import Micrograms, Pump
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


def break_journal(home: Path) -> None:
    """Put a folder in the place of the journal, so that nothing can be recorded."""
    home.mkdir(exist_ok=True)
    (home / "journal.jsonl").mkdir()


def test_what_init_was_told_is_said_back(tmp_path: Path) -> None:
    """Three minutes of questions, and then nothing can be written: every answer stands there to be told again."""
    home = tmp_path / "new"
    signed = ("--template", "sleep-bedtime-slow", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20")
    with terminal(home, "init", *signed, now="2026-11-20T18:00") as child:
        answer(child, (r"Does your paper say this", "y"), (r"year of birth", "1950"))
        answer(child, (r"Strength of your tablets", "10"), (r"May they be broken", "2"), (r"Kidney function", "45"))
        answer(child, (r"Which of these do you have", "epilepsy"), (r"epilepsy: does Dr A. Example know", "y"))
        answer(child, (r"Other medicines", "zopiclone"), (r"zopiclone: does Dr", "n"), (r"Phone of", "01632 960001"))
        answer(child, (r"Are you taking baclofen already", "y"), (r"Which of these do you take now", "2"))
        answer(child, (r"Which of these did you have", "nausea"), (r"1 mild, 2 moderate", "1"))
        child.expect("Adopt this plan")
        break_journal(home)
        child.sendline("y")
        code, said = rest(child)
    told = [line.partition("to be told again: ")[2] for line in said if "to be told again" in line]
    assert 1 == code
    wanted = (
        "plan sleep-bedtime-slow; prescriber Dr A. Example; directions of 2026-11-20; review by 2027-02-18; born 1950;"
        " eGFR 45; tablets 10 mg, halves; conditions epilepsy (known by Dr A. Example); medicines zopiclone; phone"
        " 01632 960001; before baclofen nausea mild; taken now 10 mg at bedtime."
    )
    assert [wanted] == told
    assert not (home / "plan.toml").exists()


PUMP = Pump(daily=Micrograms(Decimal(120)), refill_by=date(2026, 12, 20), clinic="Example clinic")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Setup(), "."),
        (Setup(name="taper", tablets=(), conditions=(), medicines=(), phone="", had={}), "plan taper."),
        (Setup(born=1950, tablets=(Decimal(10), Decimal(25)), splits=4), "born 1950; tablets 10 mg, 25 mg, quarters."),
        (Setup(pump=PUMP), "pump daily 120 micrograms; refill by 2026-12-20; clinic Example clinic."),
    ],
)
def test_whatever_was_told_of_a_setup_has_words(told: Setup, words: str) -> None:
    """Answers left out leave no gap, and least of all a fault in the place of the answers."""
    assert words == setup_words(told, None)


@pytest.mark.usefixtures("full")
def test_what_init_was_told_by_options_is_not_said_again(call: Call, tmp_path: Path) -> None:
    """The command still has it, and the error stays short."""
    words = (
        "--template",
        "sleep-bedtime-slow",
        "--prescriber",
        "Dr A",
        "--directed-on",
        "2026-11-20",
        "--born",
        "1980",
    )
    done = call("init", *words, "--yes", home=tmp_path / "new", now=NOW)
    assert (1, False) == (done.code, "to be told again" in done.err)


def test_what_plan_new_was_told_is_said_back_as_one_command(home: Path, tmp_path: Path) -> None:
    """The folder is gone by the last answer; the same answers go into one command."""
    folder = tmp_path / "papers"
    folder.mkdir()
    with terminal(home, "plan", "new", "--out", str(folder / "mine.toml"), now=NOW) as child:
        answer(child, (r"Dose times", "morning=8:00 evening=19:00"), (r"adds how many mg", "5"))
        answer(child, (r"EACH dose, or for the DAY", "day"), (r"First day, morning", "5"), (r"First day, evening", "5"))
        answer(child, (r"grows first", "evening morning"), (r"Complete days", "3"), (r"most in a day", "20"))
        answer(child, (r"Stay at a dose once", "spasticity=3"), (r"Prescriber's name", "Dr A. Example"))
        answer(child, (r"Date on the directions", "2026-11-20"))
        child.expect("Write this draft")
        folder.rmdir()
        child.sendline("y")
        code, said = rest(child)
    told = next(line.partition("to be told again: ")[2] for line in said if "to be told again" in line)
    assert 1 == code
    assert (
        "baclotrack plan new --slot morning=08:00 --slot evening=19:00 --start morning=5 --start evening=5 --per-day"
        " --grow evening,morning --step 5 --every 3 --ceiling 20 --target spasticity=3 --prescriber 'Dr A. Example'"
        " --directed-on 2026-11-20"
    ) == told


def test_a_folder_that_is_not_there_is_told_before_anything_is_asked(call: Call, tmp_path: Path) -> None:
    """Nobody answers for three minutes to hear at the end that there is no such folder."""
    done = call("plan", "new", "--out", str(tmp_path / "no" / "mine.toml"), now=NOW)
    assert (2, True) == (done.code, "There is no folder" in done.err)


def test_said_back_answers_are_options_that_plan_new_takes(call: Call, tmp_path: Path) -> None:
    """What is said back makes the very same draft once more."""
    words = ("--slot", "bedtime=22:30", "--start", "5", "--step", "5", "--per-dose", "--every", "3", "--ceiling", "20")
    signed = ("--target", "sleep_improved=yes", "--prescriber", "Dr O'Hara", "--directed-on", "2026-11-20")
    run = Mock(now=datetime(2026, 11, 21, 7, 30, tzinfo=UTC))
    asked = understand(run, New(**_options((*words, *signed))))
    back = shlex.split(ladder_words(asked))[3:]
    assert asked == understand(run, New(**_options(tuple(back))))
    assert "baclotrack plan new" == ladder_words(Asked())


def _options(words: tuple[str, ...]) -> dict[str, Any]:
    """Return options as the command has them."""
    found: dict[str, Any] = {}
    pending = list(words)
    while pending:
        name = pending.pop(0).removeprefix("--").replace("-", "_")
        if name in {"per_dose", "per_day"}:
            found[name] = True
        else:
            found.setdefault(name, []).append(pending.pop(0))
    return found
