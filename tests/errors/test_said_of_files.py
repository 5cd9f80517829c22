"""What is said of files that are gone, of what stands in their place, and of a torn end: no more than is known."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from baclotrack.store.writing import Draft
from tests.cli.helpers import BAD_NIGHT, PROFILE, SLEEP, adopt, content, journal, write
from tests.conftest import Call

NOW = "2026-11-23T22:00+00:00"
SET_UP = (
    *("init", "--template", "sleep-bedtime-slow", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
    *("--tablet", "10", "--born", "1980", "--yes"),
)
IN_PLACE: list[tuple[Callable[[Path], None], str]] = [(Path.mkdir, "a folder"), (os.mkfifo, "a pipe or a device")]
in_place = pytest.mark.parametrize(("put", "what"), IN_PLACE, ids=["folder", "pipe"])


@pytest.fixture(autouse=True)
def adopted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with a plan and a profile, on one device."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")
    adopt(home)


# --- something else in the place of the journal ---------------------------------------------------


@in_place
def test_what_stands_in_the_place_of_the_journal_is_told_once(
    call: Call, home: Path, put: Callable[[Path], None], what: str
) -> None:
    """`doctor` says what it is and what to do; no rights would help, so none are spoken of."""
    (home / "journal.jsonl").unlink()
    put(home / "journal.jsonl")
    (row,) = call("doctor", "--json", now=NOW).json["faults"]
    assert ("no-file", f"{what} stands in the place of the file.") == (row["slug"], row["what"])
    assert row["next"].startswith("Move it away and put your journal back there")


@in_place
def test_what_cannot_be_recorded_there_says_why(call: Call, home: Path, put: Callable[[Path], None], what: str) -> None:
    """Free space has nothing to do with it; the words that were told are not lost without a sentence."""
    (home / "journal.jsonl").unlink()
    put(home / "journal.jsonl")
    done = call("log", "--note", "awake at three", now=NOW)
    assert 1 == done.code
    assert f"Not recorded: {what} stands in the place of {home / 'journal.jsonl'}. Move it away" in done.err
    assert "free space" not in done.err


@in_place
def test_init_asks_nothing_where_nothing_could_be_recorded(
    call: Call, tmp_path: Path, put: Callable[[Path], None], what: str
) -> None:
    """Else three minutes of answers would end in a refusal."""
    home = tmp_path / "new"
    home.mkdir()
    put(home / "journal.jsonl")
    done = call(*SET_UP, home=home, now=NOW)
    assert 1 == done.code
    assert f"{what} stands in the place of {home / 'journal.jsonl'}, so nothing was set up." in done.err
    assert ["journal.jsonl"] == [path.name for path in home.iterdir()]


# --- a torn end -----------------------------------------------------------------------------------

SURE = "The entry was never confirmed to you. Move the piece aside"
UNSURE = "Whether this entry was confirmed to you is not known any more. Move the piece aside"


@pytest.mark.parametrize(
    ("device", "remembers", "said", "after"),
    [
        ("laptop", True, SURE, "it was not confirmed to you: record it once more."),
        ("laptop", False, UNSURE, "Whether that entry was confirmed to you is not known any more."),
        ("phone", True, UNSURE, "Whether that entry was confirmed to you is not known any more."),
    ],
    ids=["own mark", "no mark", "mark of another device"],
)
def test_a_torn_end_is_called_unconfirmed_only_where_that_is_known(
    call: Call, home: Path, device: str, *, remembers: bool, said: str, after: str
) -> None:
    """Only the mark of this very device tells that nothing was confirmed after the line before."""
    with (home / "journal.jsonl").open("ab") as file:
        file.write(b'{"v":1,"id":"01M856RKR')
    if not remembers:
        (home / ".checkpoint").unlink()
    env = {"BACLOTRACK_DEVICE": device}
    assert said in call("doctor", now=NOW, env=env).out
    assert after in call("doctor", "--repair", now=NOW, env=env).out


def test_an_end_that_another_device_wrote_may_have_been_confirmed_there(call: Call, home: Path) -> None:
    """Its lines came after the mark, so the mark says nothing of the last of them."""
    before = (home / ".checkpoint").read_bytes()
    write(home, Draft("question", {"text": "May I swim?"}))
    (home / ".checkpoint").write_bytes(before)
    (home / "journal.jsonl").write_bytes(content(home) + b'{"v":1,"id":"01M856RKR')
    assert UNSURE in call("doctor", now=NOW).out


# --- a record that is lost, and no plan -----------------------------------------------------------


@pytest.mark.parametrize(
    "left", [b"", b'{"v":1,"id":"01M856RKR', b"garbage\n"], ids=["emptied", "one piece", "garbage"]
)
def test_nobody_is_sent_to_init_over_a_lost_record(call: Call, home: Path, left: bytes) -> None:
    """No sentence of any gate says it, and `init` itself refuses: this device remembers that entries were here."""
    (home / "journal.jsonl").write_bytes(left)
    (home / "plan.toml").unlink()
    (home / "profile.toml").unlink()
    texts = [gate["text"] for gate in call("next", "--json", now=NOW).json["gates"]]
    assert [] == [text for text in texts if "baclotrack init" in text]
    assert (
        "No adopted plan can be read, and what is here is damaged. Before anything else, run: baclotrack doctor"
        in texts
    )
    done = call(*SET_UP, now=NOW)
    assert (1, True) == (done.code, "Do not set up anew" in done.err)
    assert left == content(home)


def test_a_plan_laid_out_beside_a_damaged_record_is_not_to_be_adopted_first(call: Call, home: Path) -> None:
    """The gate of the plan leads to `doctor`, where the copy is spoken of."""
    (home / "journal.jsonl").write_bytes(b"")
    texts = {gate["id"]: gate["text"] for gate in call("next", "--json", now=NOW).json["gates"]}
    assert ("plan adopt" in texts["plan"], "baclotrack doctor" in texts["plan"]) == (False, True)


# --- profile.toml gone ----------------------------------------------------------------------------

GONE = "profile.toml is gone: what it said on 20 Nov 2026 still counts, a change made in it since does not."


def test_a_profile_file_that_is_gone_is_told_beside_the_answer(call: Call, home: Path) -> None:
    """The recorded profile still counts, so the answer is the same; a change since then may have tightened it."""
    call("log", "--day", "2026-11-22", "--dose", "5", *BAD_NIGHT, now=NOW)
    before = call("next", "--json", now=NOW).json
    (home / "profile.toml").unlink()
    after = call("next", "--json", now=NOW).json
    assert {**before, "warnings": None} == {**after, "warnings": None}
    text = f"{GONE} Run: baclotrack doctor"
    assert [{"id": "profile-gone", "text": text}] == [one for one in after["warnings"] if one not in before["warnings"]]
    assert text in call("next", now=NOW).out.splitlines()


def test_an_answer_that_does_not_go_up_is_left_alone(call: Call, home: Path) -> None:
    """There is no step that the lost change would have kept back."""
    call("log", "--day", "2026-11-22", "--dose", "5", "--improved", "--fell-back-asleep", "--no-effects", now=NOW)
    (home / "profile.toml").unlink()
    done = call("next", "--json", now=NOW).json
    assert ("hold", False) == (done["outcome"], "profile-gone" in {one["id"] for one in done["warnings"]})


def test_doctor_gives_back_the_recorded_profile(call: Call, home: Path) -> None:
    """The lines stand there, to begin a new file with."""
    (home / "profile.toml").unlink()
    done = call("doctor", now=NOW)
    assert 1 == done.code
    assert "".join(f"     {line}".rstrip() + "\n" for line in PROFILE.splitlines()) in done.out
    (row,) = call("doctor", "--json", now=NOW).json["faults"]
    assert ("no-profile-file", "profile.toml") == (row["slug"], row["file"])
    (home / "profile.toml").write_text(PROFILE, encoding="utf-8")
    (home / "profile.toml").chmod(0o600)
    assert 0 == call("doctor", now=NOW).code


def test_a_lost_profile_is_told_once_its_line_is_set_aside(call: Call, home: Path) -> None:
    """Neither file nor record tells of age, kidneys and conditions now, and nothing is held back for them."""
    rows = content(home).split(b"\n")
    (home / "journal.jsonl").write_bytes(b"\n".join([rows[0].replace(b"1980", b"1940"), *rows[1:]]))
    (home / "profile.toml").unlink()
    assert 0 == call("doctor", "--set-aside", "1", "--yes", now=NOW).code
    later = "2026-11-25T22:00+00:00"
    assert 0 == call("log", "--day", "2026-11-24", "--dose", "5", *BAD_NIGHT, now=later).code
    found = call("next", "--json", now=later).json
    assert "step_up" == found["outcome"]
    told = [one["text"] for one in found["warnings"] if one["id"] == "profile-gone"]
    assert ["profile.toml is gone: your age, kidneys and conditions are not known now. Run: baclotrack doctor"] == told
    assert "no profile is recorded" in call("doctor", now=NOW).out


def test_a_plan_that_never_had_a_profile_is_no_cause_for_a_warning(call: Call, tmp_path: Path) -> None:
    """`doctor` says what is not known; `next` says nothing of a file that never was."""
    (tmp_path / "mine.toml").write_text(SLEEP, encoding="utf-8")
    home = tmp_path / "new"
    assert 0 == call("plan", "adopt", str(tmp_path / "mine.toml"), "--yes", home=home, now=NOW).code
    assert ["plan"] == [row["kind"] for row in journal(home)]
    assert "profile.toml" not in call("next", home=home, now=NOW).out
    assert "there is no such file, and no profile is recorded" in call("doctor", home=home, now=NOW).out
