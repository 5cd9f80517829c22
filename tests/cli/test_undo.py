"""`baclotrack undo`: an entry is taken back by a line that names it; nothing is removed."""

from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, adopt, content, journal, last
from tests.conftest import Call

NOW = "2026-11-21T12:00"


@pytest.fixture(autouse=True)
def bad_night(call: Call, home: Path) -> None:
    """Let a night at 5 mg have passed, badly."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")


def test_the_last_entry_is_taken_back_and_stays_in_the_journal(call: Call, home: Path) -> None:
    """Without an id the last entry is meant; the journal only grows."""
    before, target = content(home), journal(home)[-1]["id"]
    done = call("undo", now=NOW)
    assert (0, "") == (done.code, done.err)
    assert [
        (
            "Taken back: check-in for 20 Nov 2026: 5 mg at bedtime; sleep improved no; fell back asleep no; side"
            " effects: none."
        ),
        "It stays in the journal, marked. To bring it back, run: baclotrack undo",
        "For 21 Nov 2026, baclotrack next now says start at 5 mg, not step up to 10 mg.",
    ] == done.out.splitlines()
    assert content(home).startswith(before)
    assert {"kind": "retract", "target": target} == last(home)
    assert "start" == call("next", "--json", now=NOW).json["outcome"]


def test_undo_of_an_undo_brings_the_entry_back(call: Call) -> None:
    """The second word takes back the first, and each time it is said what is meant and what came of it."""
    entry = call("undo", now=NOW).out.splitlines()[0].removeprefix("Taken back: ")
    again = call("undo", now=NOW).out.splitlines()[:2]
    assert [f"Counts again: {entry}", "To take it back after all, run: baclotrack undo"] == again
    assert "step_up" == call("next", "--json", now=NOW).json["outcome"]
    assert f"Taken back: {entry}" == call("undo", now=NOW).out.splitlines()[0]
    assert "start" == call("next", "--json", now=NOW).json["outcome"]


def test_an_older_entry_is_named_by_its_id(call: Call, home: Path) -> None:
    """Any entry can be named, also one of long ago."""
    call("take", "5", "--at", "03:00", now=NOW)
    dose = next(row["id"] for row in journal(home) if row["kind"] == "dose")
    call("log", "--drinks", "1", "--day", "yesterday", now=NOW)
    done = call("undo", dose.lower(), "--reason", "a dream", now=NOW)
    assert "Taken back: dose for 20 Nov 2026: 5 mg at bedtime" == done.out.splitlines()[0]
    assert (dose, "a dream") == (last(home)["target"], last(home)["reason"])


def test_taking_back_a_correction_leaves_what_was_before(call: Call) -> None:
    """After the undo of an amendment the entry before it counts again."""
    call("amend", "yesterday", "--dose", "10", now=NOW)
    call("undo", now=NOW)
    day = call("decisions", "--since", "2026-11-20", "--json", now=NOW).json[0]
    assert {"bedtime": 5} == day["taken"]


def test_a_word_of_the_prescriber_can_be_taken_back(call: Call) -> None:
    """A hold recorded by mistake is undone like any entry."""
    call("instruct", "hold", now=NOW)
    call("undo", now=NOW)
    assert "step_up" == call("next", "--json", now=NOW).json["outcome"]


@pytest.mark.parametrize("told", [("--red-flag", "fainting"), ("--effect", "confusion=severe")])
def test_a_red_flag_is_taken_back_only_with_a_reason(call: Call, home: Path, told: tuple[str, str]) -> None:
    """Without a reason nothing is written and the flag stays; with one, the emergency ends."""
    call("log", *told, now=NOW)
    before = content(home)
    for reason in ((), ("--reason", "  ")):
        done = call("undo", *reason, now=NOW)
        assert (2, "", before) == (done.code, done.out, content(home))
        assert 'baclotrack: A red flag is taken back only with a reason: baclotrack undo --reason "TEXT"\n' == done.err
    assert 4 == call("next", now=NOW).code
    assert 0 == call("undo", "--reason", "ticked by mistake", now=NOW).code
    assert "ticked by mistake" == last(home)["reason"]
    assert 0 == call("next", now=NOW).code


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("nonsense", "There is no entry 'nonsense'. The ids are in: baclotrack history"),
        ("\x1b[31m", "There is no entry '"),
        ("profile", "A profile is corrected by editing profile.toml, not by undo."),
        ("twice", "is already taken back. See: baclotrack history"),
    ],
)
def test_wrong_use_writes_nothing(call: Call, home: Path, which: str, sentence: str) -> None:
    """A wrong word is answered with one sentence and exit 2, and the journal is as it was."""
    rows = journal(home)
    if which == "twice":
        call("undo", rows[-1]["id"], now=NOW)
    which = {"profile": rows[0]["id"], "twice": rows[-1]["id"]}.get(which, which)
    before = content(home)
    done = call("undo", which, now=NOW)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err
    assert "\x1b" not in done.err


def test_with_nothing_recorded_there_is_nothing_to_take_back(call: Call, tmp_path: Path) -> None:
    """Plan and profile are not taken back by a bare undo."""
    assert "baclotrack: There is nothing to take back yet.\n" == call("undo", home=tmp_path / "new", now=NOW).err
    adopt(tmp_path / "adopted")
    assert 2 == call("undo", home=tmp_path / "adopted", now=NOW).code


def test_a_reason_keeps_to_the_length_of_a_note(call: Call) -> None:
    """A reason is free text: 10,000 characters at most."""
    assert 2 == call("undo", "--reason", "x" * 10_001, now=NOW).code
    assert 0 == call("undo", "--reason", "x" * 10_000, now=NOW).code


def test_an_undo_that_changes_no_answer_says_so(call: Call) -> None:
    """After an undo nobody is left to wonder."""
    call("log", "--day", "yesterday", "--hours", "5", now=NOW)
    assert "No later decision changes." == call("undo", now=NOW).out.splitlines()[-1]


def test_an_undo_of_long_ago_tells_the_days_that_differ(call: Call, home: Path) -> None:
    """The days that were decided from the entry are named, and that nothing is made up for."""
    first = journal(home)[-1]["id"]
    call("log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")
    assert [
        "21 Nov 2026: with this, the plan would have said start at 5 mg, not step up to 10 mg.",
        "These days are past: nothing is made up for.",
        (
            "For 22 Nov 2026, baclotrack next now says hold at 5 mg and call your prescriber today, not step up to"
            " 15 mg (off-plan)."
        ),
    ] == call("undo", first, now="2026-11-22T12:00").out.splitlines()[2:]


def test_a_flag_taken_back_tells_what_next_says_again(call: Call) -> None:
    """The emergency ends, and the answer of today is told."""
    call("log", "--red-flag", "fainting", now=NOW)
    assert (
        "For 21 Nov 2026, baclotrack next now says step up to 10 mg, not the emergency text."
        == (call("undo", "--reason", "ticked by mistake", now=NOW).out.splitlines()[-1])
    )
