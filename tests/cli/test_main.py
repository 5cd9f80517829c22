"""The program as a whole: common options, environment, streams, and being called again and again."""

import io
import os
import stat
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from baclotrack.cli import main
from baclotrack.cli.call import fold
from baclotrack.cli.program import COMMANDS
from tests.cli.helpers import BAD_NIGHT, adopt, content, journal, last, typed
from tests.conftest import Call, Run, need_non_root

EVENING = "2026-11-21T22:00"
STEP_UP = "21 Nov 2026: Your plan's next step is 10 mg at bedtime."


@pytest.fixture(autouse=True)
def bad_night(call: Call, home: Path) -> None:
    """Let a night at 5 mg have passed, badly: the plan's next step is 10 mg."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")


# --- common options ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "HOME", "--now", EVENING, "next"],
        ["next", "--home", "HOME", "--now", EVENING],
        ["--home=HOME", "next", f"--now={EVENING}"],
        ["--plain", "--now", EVENING, "next", "--home", "HOME", "--plain"],
        ["--home", "elsewhere", "--now", "2020-01-01T12:00", "next", "--home", "HOME", "--now", EVENING],
    ],
    ids=typed,
)
def test_common_options_stand_before_or_after_the_command(call: Call, home: Path, words: list[str]) -> None:
    """The options that every command has may stand on either side of its name; the nearer one counts."""
    done = call(*(word.replace("HOME", str(home)) for word in words), home=None)
    assert (0, STEP_UP) == (done.code, done.out.splitlines()[0])


def test_options_win_over_the_environment(call: Call, home: Path, tmp_path: Path) -> None:
    """--home and --now are nearer than BACLOTRACK_HOME and BACLOTRACK_NOW."""
    done = call("next", "--home", str(home), "--now", EVENING, home=tmp_path / "other", now="2026-01-01T12:00")
    assert STEP_UP == done.out.splitlines()[0]


def test_without_any_home_it_is_the_platforms_folder(run: Run) -> None:
    """The journal lies where the platform keeps a person's data, for nobody else to read."""
    done = run("log", "--effect", "headache=mild", home=None, now=EVENING)
    assert 0 == done.code, done.err
    found = list(Path(os.environ["HOME"]).rglob("journal.jsonl"))
    assert ["baclotrack"] == [path.parent.name for path in found]
    assert (0o600, 0o700) == tuple(stat.S_IMODE(path.stat().st_mode) for path in (found[0], found[0].parent))


def test_a_home_may_be_written_with_a_tilde(call: Call) -> None:
    """`--home ~/diary` from a script that does not expand it means the person's own folder."""
    call("log", "--effect", "headache=mild", "--home", "~/my diary", home=None, now=EVENING)
    assert 1 == len(journal(Path(os.environ["HOME"]) / "my diary"))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(call: Call, command: str) -> None:
    """Help is one sentence and an example, within a narrow terminal."""
    done = call(command, "--help")
    assert (0, "") == (done.code, done.err)
    assert "Example: baclotrack" in " ".join(done.out.split())
    assert max(map(len, done.out.splitlines())) <= 100
    assert done.out.isascii()


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]], ids=typed)
def test_the_help_groups_the_commands_by_moment(call: Call, words: list[str]) -> None:
    """Somebody new finds the daily commands first."""
    done = call(*words)
    assert 0 == done.code
    headings = [line.rstrip(":") for line in done.out.splitlines() if line and line[0] != " "][1:]
    assert ["Options", "Every day", "Looking back", "The appointment", "The plan", "The data"] == headings
    assert all(f"\n  {command} " in done.out for command in COMMANDS)


def test_the_version_is_one_line(call: Call) -> None:
    """`--version` is for scripts and reports."""
    from baclotrack import __version__

    assert (0, f"baclotrack {__version__}\n", "") == (
        call("--version").code,
        call("--version").out,
        call("--version").err,
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nxt"], "No such command 'nxt'. Did you mean 'next'? See: baclotrack --help"),
        (["next", "--explian"], "See: baclotrack next --help"),
        (["next", "tomorrow"], "See: baclotrack next --help"),
        (["log", "--dose"], "Option '--dose' requires an argument. See: baclotrack"),
        (["--home"], "Option '--home' requires an argument."),
        (["--now", "yesterday", "next"], "--now 'yesterday' is no date and time. Write it like 2026-11-21T22:30."),
        (["next", "--now", "2026-11-21T25:00"], "is no date and time. Write it like 2026-11-21T22:30."),
        (["history", "--now", "\x1b[31m"], "is no date and time."),
    ],
    ids=typed,
)
def test_a_wrong_command_is_answered_in_one_sentence(call: Call, home: Path, words: list[str], sentence: str) -> None:
    """What was wrong and what would be right, on stderr, exit 2, nothing written."""
    before = content(home)
    done = call(*words)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err
    assert 1 == len(done.err.splitlines())
    assert "\x1b" not in done.err


def test_a_time_out_of_all_reach_is_wrong_use(call: Call) -> None:
    """A slip in the year of --now is refused with a sentence; it is no fault of the program."""
    done = call("next", "--now", "0001-01-01T00:00")
    assert (2, "") == (done.code, done.out), done.err
    assert "--now" in done.err


# --- the time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("tz", ["Europe/London", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("how", ["option", "environment"])
@pytest.mark.usefixtures("own_world")
def test_now_without_an_offset_is_local_time(call: Call, home: Path, tz: str, how: str) -> None:
    """A time without an offset is the time on the person's own wall, and is written with its offset."""
    offset = {"Europe/London": "+00:00", "Asia/Tokyo": "+09:00", "America/New_York": "-05:00"}[tz]
    if how == "option":
        call("log", "--drinks", "1", "--now", "2026-11-21T23:30")
    else:
        call("log", "--drinks", "1", now="2026-11-21T23:30")
    assert (f"2026-11-21T23:30:00.000{offset}", "2026-11-21") == (journal(home)[-1]["at"], journal(home)[-1]["day"])


def test_now_with_an_offset_is_kept_as_it_was_written(call: Call, home: Path) -> None:
    """On a journey the wall clock where the person is decides the day."""
    call("log", "--drinks", "1", now="2026-11-21T23:30+13:00")
    assert ("2026-11-21T23:30:00.000+13:00", "2026-11-21") == (journal(home)[-1]["at"], journal(home)[-1]["day"])


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-10-24T23:30", "2026-10-24"),
        ("2026-10-25T00:40", "2026-10-24"),
        ("2026-10-25T01:30", "2026-10-24"),
        ("2026-10-25T05:30", "2026-10-25"),
        ("2027-03-28T00:40", "2027-03-27"),
        ("2027-03-28T03:10", "2027-03-27"),
    ],
)
def test_the_night_of_a_clock_change_is_one_night(call: Call, home: Path, now: str, day: str) -> None:
    """In autumn and in spring what is told before five in the morning belongs to the evening before."""
    call("log", "--drinks", "1", now=now)
    assert day == last(home)["day"]


# --- called again and again, on any stream ----------------------------------------------------------


def test_main_can_be_called_again_and_again(home: Path, tmp_path: Path) -> None:
    """Arguments, environment and streams are read at each call; nothing is left over from the one before."""
    said = []
    for now, where in ((EVENING, home), ("2026-11-20T22:00", tmp_path / "new"), (EVENING, home)):
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["next", "--home", str(where), "--now", now])
        said.append((code, out.getvalue().splitlines()[0], err.getvalue()))
    assert [
        (0, STEP_UP, ""),
        (3, "20 Nov 2026: The plan's dose cannot be worked out yet.", ""),
        (0, STEP_UP, ""),
    ] == said


def test_main_reads_its_words_from_the_command_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without arguments `main` takes those of the process, and returns the exit code."""
    monkeypatch.setattr(sys, "argv", ["baclotrack", "--home", str(home), "--now", EVENING, "next"])
    with redirect_stdout(io.StringIO()) as out:
        assert 0 == main()
    assert STEP_UP == out.getvalue().splitlines()[0]


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    """`next | head -0` ends quietly: no traceback, nothing on stderr."""
    for command in ("next", "history", "decisions", "next --json", "next --explain"):
        done = subprocess.run(
            ["bash", "-c", f"'{sys.executable}' -m baclotrack {command} | head -0; exit ${{PIPESTATUS[1]}}"],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": EVENING},
        )
        assert (command, 0, "", "") == (command, done.returncode, done.stdout, done.stderr)


def test_a_large_answer_into_a_closed_pipe_is_no_error(call: Call, home: Path) -> None:
    """Also where more is printed than a pipe holds."""
    for place in range(12):
        call("log", "--note", f"{place} " * 4000, "--day", "2026-11-20", now="2026-11-21T12:00")
    done = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m baclotrack history | head -1"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": EVENING},
    )
    assert (1, "") == (len(done.stdout.splitlines()), done.stderr)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "latin-1", "cp437"])
def test_what_a_terminal_cannot_show_degrades(run: Run, encoding: str) -> None:
    """Exotic notes are printed as far as the stream can, and never make a command fail."""
    note = "caf\u00e9 \u2013 \u2615 \U0001f634 \u4e2d \u0639"
    for command in (("log", "--note", note), ("history",), ("next",), ("next", "--explain")):
        done = run(*command, now="2026-11-21T12:00", env={"PYTHONIOENCODING": encoding})
        assert (command[0], 0, "") == (command[0], done.code, done.err)
    shown = run("history", now=EVENING, env={"PYTHONIOENCODING": encoding}).out
    assert "caf" in shown
    if encoding in {"ascii", "cp437"}:
        assert r"caf\xe9 - \u2615 \U0001f634 \u4e2d \u0639" in shown


def test_json_is_plain_ascii(run: Run) -> None:
    """JSON can be read whatever the stream's encoding is."""
    run("log", "--note", "caf\u00e9 \u2615", now="2026-11-21T12:00")
    done = run("history", "--json", now=EVENING, env={"PYTHONIOENCODING": "ascii"})
    assert done.out.isascii()
    assert "caf\u00e9 \u2615" == done.json[-1]["note"]


def test_words_that_are_no_text_are_kept(run: Run, home: Path) -> None:
    """Bytes on the command line that are no UTF-8 do not make the command fail, and stay readable."""
    done = subprocess.run(
        [sys.executable, "-m", "baclotrack", "log", "--note", b"caf\xe9"],
        capture_output=True,
        check=False,
        env={**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": EVENING},
    )
    assert (0, b"") == (done.returncode, done.stderr)
    assert 0 == run("history", now=EVENING).code
    assert [] == [row for row in run("doctor", "--json", now=EVENING).json["faults"] if "journal" in str(row)]


# --- the home ---------------------------------------------------------------------------------------


def test_a_home_that_is_a_file_is_told(call: Call, tmp_path: Path) -> None:
    """Reading finds nothing there; writing says where, why, and what to do next, exit 1."""
    blocked = tmp_path / "a file"
    blocked.write_text("mine", encoding="utf-8")
    for command in (["log", "--drinks", "1"], ["instruct", "hold", "--by", "Dr A."]):
        done = call(*command, home=blocked, now=EVENING)
        assert (1, "") == (done.code, done.out)
        assert f"Not recorded: {blocked}" in done.err
    for command in (["next"], ["history"], ["decisions"]):
        assert call(*command, home=blocked, now=EVENING).code in {0, 1, 3}
    assert "mine" == blocked.read_text(encoding="utf-8")


def test_a_home_that_cannot_be_written_is_told(call: Call, home: Path) -> None:
    """On a read-only home `next` answers and `log` says that nothing was recorded."""
    need_non_root()
    home.chmod(0o500)
    (home / "journal.jsonl").chmod(0o400)
    try:
        before = content(home)
        assert 0 == call("next", now=EVENING).code
        done = call("log", "--drinks", "1", now=EVENING)
        assert (1, "", before) == (done.code, done.out, content(home))
        assert "Not recorded" in done.err
    finally:
        home.chmod(0o700)


def test_a_journal_that_is_a_folder_is_told(call: Call, home: Path) -> None:
    """Something else in the journal's place is named: no dose is shown and nothing is recorded."""
    (home / "journal.jsonl").rename(home / "kept")
    (home / "journal.jsonl").mkdir()
    done = call("next", now=EVENING)
    assert 1 == done.code
    assert "journal.jsonl cannot be read" in done.err
    done = call("log", "--drinks", "1", now=EVENING)
    assert (1, "") == (done.code, done.out)
    assert "Not recorded" in done.err


def test_the_first_writing_command_makes_an_open_home_private(call: Call, home: Path) -> None:
    """Rights of group and others are taken away from an existing home and its files; reading changes nothing."""
    files = [home, *(home / name for name in ("journal.jsonl", "plan.toml", "profile.toml"))]
    for path in files:
        path.chmod(0o755 if path.is_dir() else 0o644)
    call("next", now=EVENING)
    assert [0o755, 0o644, 0o644, 0o644] == [stat.S_IMODE(path.stat().st_mode) for path in files]
    call("log", "--drinks", "1", now=EVENING)
    assert [0o700, 0o600, 0o600, 0o600] == [stat.S_IMODE(path.stat().st_mode) for path in files]


@pytest.mark.parametrize(
    "command",
    [["log", "--drinks", "1"], ["take", "5"], ["instruct", "hold"], ["amend", "yesterday", "--hours", "5"], ["undo"]],
    ids=typed,
)
def test_on_a_damaged_journal_writing_goes_on_with_a_warning(call: Call, home: Path, command: list[str]) -> None:
    """The record comes first: the entry is appended, the fault named on stderr, exit 0, nothing rewritten."""
    call("instruct", "resume", now="2026-11-21T12:00")
    path = home / "journal.jsonl"
    damaged = path.read_bytes().replace(b'"resume"', b'"resuma"')
    path.write_bytes(damaged)
    done = call(*command, now=EVENING)
    assert 0 == done.code, done.err
    assert "journal.jsonl line 4: its checksum does not match" in done.err
    assert content(home).startswith(damaged)
    assert 1 == content(home).count(b"\n") - damaged.count(b"\n")


def test_a_torn_last_line_is_closed_and_kept(call: Call, home: Path) -> None:
    """What a crash left unfinished is never joined to the next entry, and never removed."""
    path = home / "journal.jsonl"
    whole = path.read_bytes()
    torn = whole[: whole.rindex(b'"crc"')]
    path.write_bytes(torn)
    done = call("log", "--drinks", "1", "--day", "today", now=EVENING)
    assert 0 == done.code
    assert "journal.jsonl line 3: its end is missing" in done.err
    assert content(home).startswith(torn + b"\n")
    assert {"kind": "checkin", "day": "2026-11-21", "drinks": 1} == last(home)
    assert 1 == call("next", now=EVENING).code


@pytest.mark.parametrize(
    "words",
    [
        ("--home", "{}", "plan", "show", "--json"),
        ("plan", "--home", "{}", "show", "--json"),
        ("plan", "show", "--json", "--home", "{}"),
    ],
)
def test_the_home_may_be_named_in_any_place(call: Call, home: Path, words: tuple[str, ...]) -> None:
    """Common options stand before the command, between a group and its part, or after both."""
    adopt(home)
    done = call(*(word.format(home) for word in words), home=None)
    assert (0, "sleep-bedtime") == (done.code, done.json["id"])


def test_a_group_without_its_part_is_told_in_one_sentence(call: Call) -> None:
    """A command that has parts says what is missing and where the help is."""
    assert "baclotrack: Missing command. See: baclotrack instruct --help\n" == call("instruct").err


def test_a_line_is_folded_between_words_to_the_terminal() -> None:
    """No word is broken, an amount stays beside its mg, and what is indented stays so."""
    assert "  half of a\n  10 mg\n  tablet" == fold("  half of a 10 mg tablet", 12)
    assert "short" == fold("short", 80)
    assert max(len(line) for line in fold("word " * 50, 40).splitlines()) <= 40
