"""`demo` really runs the commands, over a copy of an example that is fresh, and touches nothing of the person's."""

import io
import json
import os
import re
import stat
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.cli import demo as module
from baclotrack.cli import main
from baclotrack.core.fold import walk
from baclotrack.core.values import Outcome
from baclotrack.store import load_catalog, open_home
from baclotrack.store.models import LINE
from tests.conftest import ROOT, Call, Run
from tools import make_example

EXAMPLE = ROOT / "examples" / "bedtime-month"
AFTER = "2026-11-21T22:00+00:00"
IDS = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")


def listing(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with what it holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a folder for temporary files that it can look into."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def test_the_tour_shows_a_check_in_the_decision_with_its_reasons_and_the_trend(call: Call, scratch: Path) -> None:
    """All commands are there as a person types them, in order, each with what it really prints."""
    done = call("demo")
    assert (0, "") == (done.code, done.err)
    stops = [
        "$ baclotrack log --as-planned",
        "Recorded for 21 Nov 2026: 15 mg at bedtime",
        "$ baclotrack next --explain",
        "22 Nov 2026: Your plan's next step is 20 mg at bedtime.",
        "You lay awake after waking.",
        "hold-time: [ok];",
        "$ baclotrack trend --days 14",
        "8 Nov 2026 to 21 Nov 2026: 14 nights, all recorded.",
        "all targets met on 11 of",
        "$ baclotrack history --since 2026-11-19",
        "Awake from three to five.",
        "  baclotrack init",
    ]
    rest = done.out
    for stop in stops:
        before, found, rest = rest.partition(stop)
        assert stop == found, f"not in: {before}"


def test_the_tour_is_plain_ascii_within_80_columns_and_names_no_folder(call: Call, scratch: Path) -> None:
    """Piped, as to a file or a screen reader."""
    out = call("demo").out
    assert [] == [line for line in out.splitlines() if len(line) > 80]
    assert out.isascii()
    assert "\x1b" not in out
    assert str(scratch) not in out


def test_the_tour_is_the_same_each_time_whatever_the_time_and_the_place(call: Call, scratch: Path) -> None:
    """Only the id of the new entry differs."""
    first = IDS.sub("ID", call("demo").out)
    again = IDS.sub("ID", call("demo", "--plain", now="2031-01-01T03:00", env={"TZ": "Pacific/Auckland"}).out)
    assert first == again


def test_nothing_is_left_behind_and_nothing_of_the_persons_is_touched(
    run: Run, home: Path, scratch: Path, tmp_path: Path
) -> None:
    """Their home, even a damaged one, their HOME and the folder for temporary files are as they were before."""
    home.mkdir()
    (home / "journal.jsonl").write_bytes(b"not a journal")
    home.chmod(0o755)
    person = Path(os.environ["HOME"])
    before = listing(person), listing(tmp_path), home.stat().st_mode
    done = run("demo")
    assert (0, "") == (done.code, done.err)
    assert before == (listing(person), listing(tmp_path), home.stat().st_mode)
    assert [] == list(scratch.iterdir())


def test_without_any_home_none_is_made(run: Run, scratch: Path) -> None:
    """Not even the platform's default folder."""
    done = run("demo", home=None)
    assert (0, {}) == (done.code, listing(Path(os.environ["HOME"])))


def test_at_a_terminal_it_stands_out_and_shows_tables(scratch: Path) -> None:
    """The commands write to the terminal themselves, as they do when a person runs them."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with redirect_stdout(Terminal()) as screen:
        code = main(["demo"])
    shown = screen.getvalue()
    assert 0 == code
    assert "\x1b[1m$ baclotrack next --explain\x1b[0m" in shown
    assert "\u2502 hold-time" in shown
    assert [] == list(scratch.iterdir())


def test_a_step_that_fails_ends_the_tour_with_its_code_and_still_cleans_up(
    call: Call, scratch: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An example with a damaged line: `next` exits 1, and the trend is not shown."""
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name, content in listing(EXAMPLE).items():
        (damaged / name).write_bytes(content.replace(b'"bedtime":15}', b'"bedtime":95}', 1))
    monkeypatch.setattr(module, "EXAMPLE", damaged)
    done = call("demo")
    assert (1, False) == (done.code, "baclotrack trend" in done.out)
    assert [] == list(scratch.iterdir())


def test_kept_the_home_stays_private_and_usable(call: Call, tmp_path: Path, scratch: Path) -> None:
    """Folder 0700, files 0600, and the command that is named at the end works on it."""
    kept = tmp_path / "new" / "a month"
    done = call("demo", "--keep", str(kept))
    assert 0 == done.code
    assert f"baclotrack next --home '{kept}' --now 2026-11-22T21:30" in done.out
    assert 0o700 == stat.S_IMODE(kept.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()}
    shown = call("next", now="2026-11-22T21:30", home=kept)
    assert (0, "") == (shown.code, shown.err)
    assert shown.out.startswith("22 Nov 2026: Your plan's next step is 20 mg at bedtime.")


def test_an_empty_folder_may_be_kept_in(call: Call, tmp_path: Path, scratch: Path) -> None:
    """It becomes private."""
    kept = tmp_path / "empty"
    kept.mkdir(mode=0o755)
    assert 0 == call("demo", "--keep", str(kept)).code
    assert 0o700 == stat.S_IMODE(kept.stat().st_mode)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("folder", "this folder is not empty, and the demo writes over nothing. Name a new folder."),
        ("file", "the folder cannot be made"),
    ],
)
def test_nothing_is_written_over(call: Call, tmp_path: Path, made: str, said: str) -> None:
    """A folder with something in it, and a file in the way, are refused with a sentence."""
    kept = tmp_path / "kept"
    if made == "folder":
        kept.mkdir()
        (kept / "plan.toml").write_text("mine", encoding="utf-8")
    else:
        kept.write_text("mine", encoding="utf-8")
    before = listing(tmp_path)
    done = call("demo", "--keep", str(kept))
    assert (2, "") == (done.code, done.out)
    assert f"--keep {kept}: {said}" in done.err
    assert before == listing(tmp_path)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("next",), ["$ baclotrack next"]),
        (("log", "--note", "two words"), ["$ baclotrack log --note 'two words'"]),
        (("log", "--note", "a" * 66), ["$ baclotrack log --note \\", "    " + "a" * 66]),
    ],
)
def test_a_command_is_shown_as_a_shell_reads_it(words: tuple[str, ...], lines: list[str]) -> None:
    """Quoted where it must be, and broken where the line is full."""
    assert lines == module.typed(words)


# --- the example ----------------------------------------------------------------------------------


def test_the_example_is_fresh_and_its_copy_in_the_package_is_the_same() -> None:
    """What the generator makes today is what lies in both folders, to the byte."""
    made = make_example.example()
    packaged = ROOT / "src" / "baclotrack" / "data" / "example"
    assert made == listing(packaged)
    assert made == {name: content for name, content in listing(EXAMPLE).items() if name != "README.md"}


def test_the_generator_tells_and_mends_a_stale_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` only tells; without it the files are written."""
    monkeypatch.setattr(make_example, "ROOT", tmp_path)
    monkeypatch.setattr(make_example, "FOLDERS", (tmp_path / "one", tmp_path / "two"))
    assert 1 == make_example.main(["--check"])
    assert "one/plan.toml is not up to date: run python tools/make_example.py." in capsys.readouterr().err
    assert {} == listing(tmp_path)
    assert [0, 0] == [make_example.main([]), make_example.main(["--check"])]
    (tmp_path / "two" / "journal.jsonl").write_bytes(b"")
    assert 1 == make_example.main(["--check"])


def test_each_line_of_the_example_is_of_the_public_form() -> None:
    """As the schema tells it."""
    lines = (EXAMPLE / "journal.jsonl").read_bytes().splitlines()
    kinds = [LINE.validate_python(json.loads(line, parse_float=Decimal)).kind for line in lines]
    assert {"appointment", "checkin", "dose", "plan", "profile", "question", "supply"} == set(kinds)
    assert 32 == kinds.count("checkin")


def test_the_story_of_the_example_is_what_the_engine_says_of_it() -> None:
    """Every night was as decided but for the forgotten one; it steps up, and holds for the reasons it is told for."""
    home = open_home(EXAMPLE, make_example.ADOPTED.replace(month=11, day=21, hour=22))
    days = [one for one in walk(home.history, load_catalog(), home.today, home.health) if not one.before_plan]
    nights = days[:-1]
    assert ((), "same", 32) == (home.faults, home.health.plan_file, len(nights))
    assert ["2026-10-25"] == [
        str(one.decision.day) for one in nights if one.facts.doses != dict(one.decision.doses or ())
    ]
    assert ["2026-10-23", "2026-11-05"] == [
        str(one.decision.day) for one in nights if one.decision.outcome is Outcome.STEP_UP
    ]
    limits = {one.decision.limited_by for one in nights}
    assert {"adherence", "hold-time", "sedatives", "side-effects", "target", None} == limits


def test_next_on_the_example_shows_something_worth_seeing(call: Call) -> None:
    """The evening after it ends: a hold, since one bad night is not enough to go up."""
    before = listing(EXAMPLE)
    done = call("next", "--plain", home=EXAMPLE, now=AFTER)
    expected = [
        "21 Nov 2026: Hold: stay at 15 mg at bedtime.",
        "This dose worked before; one bad day is not enough to go up.",
    ]
    lines = done.out.splitlines()
    assert (0, expected) == (done.code, [lines[0], lines[2]])
    assert before == listing(EXAMPLE)
