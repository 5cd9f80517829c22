"""`baclotrack ask`: the questions for the next visit."""

from pathlib import Path

import pytest

from tests.cli.helpers import content, last
from tests.conftest import Call

NOW = "2026-11-23T12:00"
LATER = "2026-12-04T12:00"


def test_a_question_is_written_down_and_listed(call: Call, home: Path) -> None:
    """What was typed comes back, with the day on which it was written down."""
    done = call("ask", "May I have the tablets earlier?", now=NOW)
    assert (0, 'Recorded: "May I have the tablets earlier?"\nNo visit is booked yet.\n') == (done.code, done.out)
    assert {"kind": "question", "text": "May I have the tablets earlier?"} == last(home)
    assert "1. May I have the tablets earlier? (23 Nov 2026)\n" == call("ask", now=NOW).out


def test_words_without_quotes_are_one_question(call: Call, home: Path) -> None:
    """Half asleep nobody types quotes."""
    call("ask", "how", "long", "still?", now=NOW)
    assert "how long still?" == last(home)["text"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([""], "The question is empty."),
        (["  ", " "], "The question is empty."),
        (["x" * 10_001], "The question has 10001 characters"),
        (["--json", "why?"], "--all and --json list; a question is written down without them."),
        (["--all", "why?"], "--all and --json list; a question is written down without them."),
    ],
    ids=["empty", "blank", "long", "json", "all"],
)
def test_wrong_use_writes_nothing(call: Call, home: Path, words: list[str], said: str) -> None:
    """One sentence on stderr, exit 2."""
    done = call("ask", *words, now=NOW)
    assert (2, "", b"") == (done.code, done.out, content(home))
    assert said in done.err


def test_the_list_begins_at_the_last_visit(call: Call) -> None:
    """Questions of before it are older; those of that day stay, since nobody knows whether they were asked."""
    assert "No question is written down. To write one down: baclotrack ask TEXT\n" == call("ask", now=NOW).out
    call("ask", "old?", now="2026-11-20T12:00")
    call("visit", "add", "2026-11-22", now=NOW)
    call("ask", "on the day?", now="2026-11-22T12:00")
    call("ask", "new?", now=NOW)
    call("visit", "add", "2026-12-03", now=NOW)
    assert [
        "1. on the day? (22 Nov 2026)",
        "2. new? (23 Nov 2026)",
        "1 older than the visit of 22 Nov 2026: baclotrack ask --all",
        "Next visit: Thu 3 Dec 2026, in 10 days.",
    ] == call("ask", now=NOW).out.splitlines()
    assert ["1. old? (20 Nov 2026)", "2. on the day? (22 Nov 2026)", "3. new? (23 Nov 2026)"] == call(
        "ask", "--all", now=NOW
    ).out.splitlines()[:3]
    assert "2 questions to ask: baclotrack ask" == call("visit", now=NOW).out.splitlines()[-1]


def test_on_the_day_of_the_visit_the_list_is_still_whole(call: Call) -> None:
    """In the waiting room the questions are in sight; the day after, they are older."""
    call("visit", "add", "2026-12-03", now=NOW)
    call("ask", "why?", now=NOW)
    assert "1. why? (23 Nov 2026)" in call("ask", now="2026-12-03T09:00").out
    assert [
        "No question is written down since the visit of 3 Dec 2026. To write one down: baclotrack ask TEXT",
        "1 older than the visit of 3 Dec 2026: baclotrack ask --all",
    ] == call("ask", now=LATER).out.splitlines()


def test_json_says_which_are_open(call: Call) -> None:
    """A script reads every question, and which ones wait."""
    call("ask", "old?", now="2026-11-20T12:00")
    call("visit", "add", "2026-11-22", now=NOW)
    call("ask", "new\x07?", now=NOW)
    told = call("ask", "--json", now=NOW).json
    assert ("baclotrack.questions/1", "2026-11-22") == (told["schema"], told["last_visit"])
    assert [("old?", "2026-11-20", False), ("new\x07?", "2026-11-23", True)] == [
        (one["text"], one["day"], one["open"]) for one in told["questions"]
    ]


def test_undo_takes_a_question_back_and_history_shows_it_inert(call: Call) -> None:
    """The history tells the question in words, without its control characters."""
    call("ask", "why\x1b[1m?", now=NOW)
    assert r"question to ask: why\x1b[1m?" in call("history", now=NOW).out
    assert r"Taken back: question to ask: why\x1b[1m?" == call("undo", now=NOW).out.splitlines()[0]
    assert [] == call("ask", "--json", now=NOW).json["questions"]
