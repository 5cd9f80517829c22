"""`baclotrack visit`: appointments past and booked."""

from pathlib import Path

import pytest

from tests.cli.helpers import adopt, content, last
from tests.conftest import Call

NOW = "2026-11-23T12:00"


@pytest.mark.parametrize(
    ("day", "on", "words"),
    [
        ("2026-12-03", "2026-12-03", "Thu 3 Dec 2026, in 10 days"),
        ("tomorrow", "2026-11-24", "Tue 24 Nov 2026, tomorrow"),
        ("today", "2026-11-23", "Mon 23 Nov 2026, today"),
        ("yesterday", "2026-11-22", "Sun 22 Nov 2026, yesterday"),
        ("-2", "2026-11-21", "Sat 21 Nov 2026, 2 days ago"),
        ("monday", "2026-11-16", "Mon 16 Nov 2026, 7 days ago"),
    ],
)
def test_a_visit_past_or_booked_is_written_down(call: Call, home: Path, day: str, on: str, words: str) -> None:
    """The day comes back with its weekday and how far it is, so that a slip is seen."""
    done = call("visit", "add", day, "Dr A. Example,", "10:30", now=NOW)
    assert (0, f"Recorded: visit on {words}: Dr A. Example, 10:30.\n", "") == (done.code, done.out, done.err)
    assert {"kind": "appointment", "on": on, "text": "Dr A. Example, 10:30"} == last(home)


def test_a_visit_needs_no_text(call: Call, home: Path) -> None:
    """The day alone is enough."""
    assert "Recorded: visit on Thu 3 Dec 2026, in 10 days.\n" == call("visit", "add", "2026-12-03", now=NOW).out
    assert {"kind": "appointment", "on": "2026-12-03"} == last(home)


def test_a_visit_far_ahead_is_asked_about(call: Call) -> None:
    """A year typed wrong is kept, and named."""
    done = call("visit", "add", "2062-12-03", now=NOW)
    assert "That is more than a year ahead. If it is a slip, take it back: baclotrack undo" == done.out.splitlines()[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add"], "Missing argument"),
        (["add", "2026-02-30"], "visit add '2026-02-30' is no day. Write it like 2026-11-21, yesterday, -2 or monday."),
        (["add", "2026-12-03", ""], "The text is empty."),
        (["add", "2026-12-03", "x" * 10_001], "The text has 10001 characters; at most 10000 are kept."),
        (["add", "2026-12-03", "--ron", "x"], "visit add knows no option --ron."),
        (["burn"], "No such command 'burn'."),
        (["--json", "add", "2026-12-03"], "--json lists, and add records. Run: baclotrack visit --json"),
    ],
    ids=["no day", "no such day", "empty", "long", "an option mistyped", "no part", "json"],
)
def test_wrong_use_writes_nothing(call: Call, home: Path, words: list[str], said: str) -> None:
    """One sentence on stderr, exit 2."""
    done = call("visit", *words, now=NOW)
    assert (2, "", b"") == (done.code, done.out, content(home))
    assert said in done.err


def test_the_next_one_first_then_the_last(call: Call) -> None:
    """What is to come is nearest first, what is past is latest first; today's visit is still to come."""
    assert "No visit is recorded yet. To write one down: baclotrack visit add DAY TEXT\n" == call("visit", now=NOW).out
    for day in ("2026-12-24", "2026-11-23", "2026-11-20", "2026-10-02"):
        call("visit", "add", day, f"on {day}", now=NOW)
    assert [
        "Next: Mon 23 Nov 2026, today: on 2026-11-23",
        "Then: Thu 24 Dec 2026, in 31 days: on 2026-12-24",
        "Last: Fri 20 Nov 2026, 3 days ago: on 2026-11-20",
        "Before: Fri 2 Oct 2026, 52 days ago: on 2026-10-02",
    ] == call("visit", now=NOW).out.splitlines()
    assert "Next: none is booked." == call("visit", now="2026-12-26T12:00").out.splitlines()[0]


def test_json_names_the_next_and_the_last(call: Call) -> None:
    """A script reads days and texts as they were written."""
    empty = call("visit", "--json", now=NOW).json
    assert ("baclotrack.visits/1", "2026-11-23") == (empty["schema"], empty["day"])
    assert (None, None, []) == (empty["next"], empty["last"], empty["visits"])
    call("visit", "add", "2026-12-03", "Dr \x1b[1mA", now=NOW)
    call("visit", "add", "-3", now=NOW)
    told = call("visit", "--json", now=NOW).json
    ids = [one["id"] for one in told["visits"]]
    assert ids == [told["last"], told["next"]]
    assert [("2026-11-20", ""), ("2026-12-03", "Dr \x1b[1mA")] == [(one["on"], one["text"]) for one in told["visits"]]


def test_hostile_text_is_shown_inert_here_and_in_the_history(call: Call) -> None:
    """Escapes and line breaks are kept exactly and printed as escapes."""
    call("visit", "add", "2026-12-03", "a\nb\x1b[2J\u202e", now=NOW)
    assert r"a\nb\x1b[2J\u202e" in call("visit", now=NOW).out
    assert r"visit on 3 Dec 2026: a\nb\x1b[2J\u202e" in call("history", now=NOW).out


def test_undo_takes_a_visit_back(call: Call) -> None:
    """It is gone from the list and stays in the history, marked."""
    call("visit", "add", "2026-12-03", "Dr A. Example", now=NOW)
    assert "Taken back: visit on 3 Dec 2026: Dr A. Example" == call("undo", now=NOW).out.splitlines()[0]
    assert [] == call("visit", "--json", now=NOW).json["visits"]


def test_a_damaged_journal_still_takes_a_visit(call: Call, home: Path) -> None:
    """The visit is on the disk and the fault is told; the list says with its exit code that it may not be whole."""
    adopt(home)
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"sleep-bedtime", b"sleep-daytime", 1))
    done = call("visit", "add", "2026-12-03", now=NOW)
    assert 0 == done.code
    assert "journal.jsonl line 2: its checksum does not match" in done.err
    shown = call("visit", now=NOW)
    assert (1, "Next: Thu 3 Dec 2026, in 10 days\n") == (shown.code, shown.out)
    assert "Run: baclotrack doctor" in shown.err


def test_the_common_options_may_stand_anywhere(call: Call, tmp_path: Path) -> None:
    """Before the command, between it and its part, and after the part, `--home` and `--now` mean the same."""
    other = str(tmp_path / "other")
    for words in (
        ["--home", other, "--now", NOW, "visit", "add", "today"],
        ["visit", "--home", other, "--now", NOW, "--plain", "add", "today"],
        ["visit", "add", "today", "--home", other, "--now", NOW],
    ):
        assert "Recorded: visit on Mon 23 Nov 2026, today.\n" == call(*words).out
    assert 3 == len(call("visit", "--json", "--home", other, now=NOW).json["visits"])


def test_a_visit_changes_no_decision(call: Call, home: Path) -> None:
    """A booked day in the future is no entry from the future."""
    adopt(home)
    before = call("next", "--json", now=NOW).json
    call("visit", "add", "2026-12-03", now=NOW)
    assert before == call("next", "--json", now=NOW).json
