"""A home whose journal was emptied: nobody is told to set up anew, and what can be kept is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, SLEEP, adopt, content, journal
from tests.conftest import Call

NOW = "2026-11-23T22:00+00:00"
WORLD = {"BACLOTRACK_DEVICE": "laptop"}
SET_UP = (
    *("--template", "sleep-bedtime-slow", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
    *("--tablet", "10", "--born", "1980", "--yes"),
)
Said = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every entry of these tests be of one device, which remembers how long its journal was."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")


@pytest.fixture
def copied(home: Path) -> bytes:
    """Give a home that was set up and then emptied, and the copy of the journal from before."""
    adopt(home)
    before = content(home)
    (home / "journal.jsonl").write_bytes(b"")
    return before


@pytest.fixture
def said(call: Call) -> Said:
    """Run a command on that evening; return its exit code and all that it said."""

    def run(*words: str, stdin: str | None = None) -> tuple[int, str]:
        done = call(*words, now=NOW, env=WORLD, stdin=stdin)
        return done.code, done.out + done.err

    return run


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize(
    "words",
    [("log", "--as-planned"), ("plan", "show"), ("simulate",), ("instruct", "set-dose", "5"), ("init", *SET_UP)],
)
def test_an_emptied_home_leads_back_to_a_copy_and_never_to_a_new_start(
    said: Said, home: Path, words: tuple[str, ...]
) -> None:
    """What is gone is named first, then how a copy comes back; `init` begins no second record at the first dose."""
    code, told = said(*words)
    assert 1 == code
    assert "it held 2 entries when it was last written to here, and now it is empty or gone" in told
    assert "bring it back first: baclotrack merge FILE" in told
    assert "Run: baclotrack init" not in told
    assert b"" == content(home)


def test_init_refuses_also_once_something_was_recorded_over_the_gap(said: Said, home: Path, copied: bytes) -> None:
    """The count of the device goes on, so the gap still tells; with the copy back, the plan is there."""
    (home / "plan.toml").unlink()
    (home / "profile.toml").unlink()
    assert 0 == said("log", "--note", "hello")[0]
    code, told = said("init", *SET_UP)
    assert (1, True) == (code, "entries 1 to 2 of device laptop should stand, but cannot be found" in told)
    copy = home.parent / "copy.jsonl"
    copy.write_bytes(copied)
    assert 0 == said("merge", str(copy))[0]
    assert "A plan is adopted already" in said("init", *SET_UP)[1]


@pytest.mark.usefixtures("copied")
def test_without_a_copy_the_end_is_set_aside_and_then_init_sets_up(said: Said, home: Path) -> None:
    """Nobody is locked out: `doctor` names the step, and after it `init` works as ever."""
    (home / "plan.toml").unlink()
    (home / "profile.toml").unlink()
    assert "run: baclotrack doctor --set-aside end" in said("doctor")[1]
    assert 0 == said("doctor", "--set-aside", "end", "--yes")[0]
    assert 0 == said("init", *SET_UP)[0]


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("take", "5"), {"kind": "dose", "slot": "bedtime", "mg": 5}),
        (("log", "--dose", "5", "--no-effects"), {"kind": "checkin", "doses": {"bedtime": 5}, "effects": {}}),
        (("log", "--missed"), {"kind": "checkin", "doses": {"bedtime": 0}}),
        (("log", "--no-effects"), {"kind": "checkin", "effects": {}}),
        (("log", "--note", "awake at three"), {"kind": "checkin", "note": "awake at three"}),
    ],
)
def test_an_honest_record_is_kept_in_an_emptied_home(
    said: Said, home: Path, words: tuple[str, ...], kept: dict[str, object]
) -> None:
    """plan.toml still names the dose times, so a dose is recorded by them; nothing is decided from it."""
    code, told = said(*words)
    assert 0 == code
    assert "more than the plan said" not in told
    assert "before your plan began" not in told
    row = journal(home)[-1]
    assert kept == {name: row[name] for name in kept}
    assert (1, True) == ((answer := said("next"))[0], "cannot be worked out" in answer[1])


@pytest.mark.usefixtures("copied")
def test_without_a_plan_file_a_note_is_what_can_be_kept(said: Said, home: Path) -> None:
    """Nothing names the dose times then; the sentence says what can be written down, and that works."""
    (home / "plan.toml").unlink()
    code, told = said("log", "--dose", "bedtime=5")
    assert (1, True) == (code, "Meanwhile write down what you take: baclotrack log --note -" in told)
    assert 0 == said("log", "--note", "-", stdin="5 mg at bedtime\n")[0]
    assert "5 mg at bedtime" == journal(home)[-1]["note"]


def test_with_several_dose_times_the_file_names_them(said: Said, home: Path) -> None:
    """A bare number is for plans of one dose time, lost or not."""
    adopt(home, DAYTIME)
    (home / "journal.jsonl").write_bytes(b"")
    code, told = said("log", "--dose", "5")
    assert (2, True) == (code, "write morning=MG" in told)
    assert 0 == said("log", "--dose", "noon=5")[0]
    assert {"noon": 5} == journal(home)[-1]["doses"]


def test_a_home_that_never_had_an_entry_is_still_sent_to_init(said: Said, home: Path) -> None:
    """Where nothing was lost nothing is looked for; a line of something else is no record."""
    home.mkdir()
    assert "Run: baclotrack init" in said("log", "--dose", "5")[1]
    (home / "journal.jsonl").write_text("garbage\n", encoding="utf-8")
    assert 0 == said("init", *SET_UP)[0]


def test_a_plan_that_cannot_be_read_any_more_is_no_reason_to_begin_anew(said: Said, home: Path) -> None:
    """One flipped digit in the line of the plan, and the same answer as for an emptied journal."""
    adopt(home)
    (home / "journal.jsonl").write_bytes(content(home).replace(b'"daily_mg":20', b'"daily_mg":40'))
    code, told = said("init", *SET_UP)
    assert (1, True) == (code, "its checksum does not match" in told)
    assert SLEEP == (home / "plan.toml").read_text(encoding="utf-8")


def test_a_damaged_line_that_a_merge_brought_back_is_set_aside_without_a_word_of_loss(said: Said, home: Path) -> None:
    """`doctor` says where the entry stands whole; setting the line aside asks nobody to record anything anew."""
    adopt(home)
    said("log", "--dose", "5", *BAD_NIGHT, "--day", "2026-11-22")
    copy = home.parent / "copy.jsonl"
    copy.write_bytes(content(home))
    (home / "journal.jsonl").write_bytes(content(home).replace(b'"doses":{"bedtime":5}', b'"doses":{"bedtime":7}'))
    assert "bring" not in said("merge", str(copy))[1]
    told = said("doctor")[1]
    assert "The same entry stands whole in line 4." in told
    assert "Next: Nothing is lost by it. To be done with it, run: baclotrack doctor --set-aside 3" in told
    code, told = said("doctor", "--set-aside", "3", "--yes")
    assert (0, False) == (code, "record it anew" in told)
    assert 0 == said("doctor")[0]


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize(("words", "notes"), [((), 1), (("--on-dose", "bedtime=15"), 0)])
def test_adopting_over_a_lost_record_asks_for_the_dose_already_taken(
    said: Said, words: tuple[str, ...], notes: int
) -> None:
    """Else somebody who took 15 mg last night would be shown 5 mg without a word."""
    assert 0 == said("take", "15")[0]
    assert 0 == said("doctor", "--set-aside", "1", "--yes")[0]
    code, told = said("plan", "adopt", "--yes", *words)
    assert (0, notes) == (code, told.count("name that dose, or the plan begins at its first step"))
