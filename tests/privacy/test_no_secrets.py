"""A fault inside the program is told without a word of the record: its report may be shown to others."""

from pathlib import Path

import pytest

from baclotrack.cli import failures
from tests.cli.helpers import adopt
from tests.conftest import Call

SECRETS = ("Dr A. Secret", "37.5", "a note that nobody else reads", "Secretville")
DETAILS = (None, "1")


def fails(*_: object, **__: object) -> None:
    """Fail as a bug does, with somebody's words in the error, and another error behind it."""
    try:
        dict[str, int]()[SECRETS[2]]
    except KeyError as error:
        message = f"{SECRETS[0]} said {SECRETS[1]} in {SECRETS[3]}"
        raise ValueError(message) from error


@pytest.mark.parametrize("details", DETAILS, ids=["plain", "BACLOTRACK_DEBUG"])
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("baclotrack.cli.next_.run", ("next",)),
        ("baclotrack.cli.log.understand", ("log", "--drinks", "0", "--note", SECRETS[2])),
        ("baclotrack.store.writing.append", ("ask", SECRETS[2])),
        ("baclotrack.cli.history.ranked", ("history",)),
    ],
)
def test_a_bug_is_told_without_what_it_was_about(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: tuple[str, ...], details: str | None
) -> None:
    """The kind of the error and lines of the program are told; no note, name or dose, and no folder of the machine."""
    adopt(home)
    monkeypatch.setattr(place, fails)
    done = call(*words, now="2026-11-21T07:30", env={"BACLOTRACK_DEBUG": details})
    assert (1, "") == (done.code, done.out)
    assert [] == [one for one in (*SECRETS, str(home), "Traceback", str(Path.home())) if one in done.err]
    assert "this went wrong inside the program (ValueError). Nothing was recorded; what was there before" in done.err
    assert (details is not None) == ("ValueError, at:\n" in done.err)
    assert (details is not None) == ("After:\nKeyError, at:\n" in done.err)
    assert (details is not None) == ("tests/privacy/test_no_secrets.py line" in done.err)


def test_next_says_to_hold_when_the_program_fails(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for a dose is told not to change anything."""
    monkeypatch.setattr("baclotrack.cli.next_.run", fails)
    expected = (
        "baclotrack: this went wrong inside the program (ValueError). Nothing was recorded; what was there before is"
        " kept. Hold: do not go up, do not stop suddenly. For a report without anything of yours in it, set"
        " BACLOTRACK_DEBUG=1 and run it again.\n"
    )
    assert expected == call("next").err


def test_a_bug_after_the_entry_is_told_as_one(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry is on record, and the receipt fails: the sentence says that it is there."""
    adopt(home)
    monkeypatch.setattr("baclotrack.cli.ask.say", fails)
    done = call("ask", "x", now="2026-11-21T07:30")
    assert (1, True) == (done.code, f"(ValueError). {failures.KEPT}" in done.err)
    monkeypatch.undo()
    assert "x" in call("ask").out


@pytest.mark.parametrize(
    ("recorded", "said"), [(True, f"\nStopped. {failures.KEPT}\n"), (False, "\nNothing was recorded.\n")]
)
def test_ctrl_c_is_answered_with_what_is_true(
    call: Call,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    recorded: bool,  # noqa: FBT001 - a column of the table
    said: str,
) -> None:
    """Before the entry is on record nothing was recorded; after it, it says so."""
    adopt(home)

    def interrupts(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("baclotrack.cli.ask.say" if recorded else "baclotrack.store.writing.append", interrupts)
    done = call("ask", "x", now="2026-11-21T07:30")
    assert (130, said) == (done.code, done.err)
    monkeypatch.undo()
    assert recorded == (" x (" in call("ask").out)
