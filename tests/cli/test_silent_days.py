"""Somebody who logs after silent days is asked once for all of them, and nothing is assumed."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, GOOD_NIGHT, adopt, content, journal
from tests.cli.terminal import ENTER, answer, rest, terminal
from tests.conftest import Call

NOW = "2026-11-25T07:30"
ASKED = (
    r"3 days are not recorded \(21-23 Nov\): all as planned, none taken, or day by day\?"
    r" \[a/n/d, Enter = leave\] "
)
MORNING = ("Taken", r"Was your sleep better\?", r"asleep\?", r"Side effects\?", "emergency signs", "drinks")


@pytest.fixture(autouse=True)
def silent(call: Call, home: Path) -> None:
    """Let one good night at 5 mg be recorded, and nothing since: 21, 22 and 23 November are silent."""
    adopt(home)
    call("log", "--dose", "5", *GOOD_NIGHT, now="2026-11-21T07:30")


def told(home: Path) -> dict[str, Any]:
    """Return the doses of each day by the newest check-in, and of its side effects whether they were asked."""
    rows = [row for row in journal(home) if row["kind"] == "checkin"]
    return {row["day"][-2:]: (row.get("doses"), "effects" in row) for row in rows}


def lived(home: Path, *turns: tuple[str, str], now: str = NOW) -> tuple[int, list[str]]:
    """Answer the turns and then a good morning with Enter; return the exit code and what is said at the end."""
    with terminal(home, "log", now=now) as child:
        answer(child, *turns, *((one, ENTER) for one in MORNING))
        code, said = rest(child)
    return code, list(said)


FIVE, ZERO, TEN = ({"bedtime": 5}, False), ({"bedtime": 0}, False), ({"bedtime": 10}, False)


@pytest.mark.parametrize(
    ("typed", "days", "line"),
    [
        ("a", {"21": FIVE, "22": FIVE, "23": FIVE}, "Recorded for 21-23 Nov: 5 mg at bedtime; side effects not asked."),
        ("n", {"21": ZERO, "22": ZERO, "23": ZERO}, "Recorded for 21-23 Nov: no dose taken; side effects not asked."),
        (ENTER, {}, ""),
    ],
)
def test_all_of_them_in_one_key(home: Path, typed: str, days: dict[str, Any], line: str) -> None:
    """As planned, none, or left as they are; one check-in a day, and of side effects nothing is said."""
    code, said = lived(home, (ASKED, typed))
    assert 0 == code
    assert days == {day: one for day, one in told(home).items() if day not in {"20", "24"}}
    assert {"20", "24"} <= told(home).keys()
    assert line in [*said, ""]


def test_day_by_day(home: Path) -> None:
    """Each day has its own answer, the plan's dose takes a key of its own, and Enter leaves a day unrecorded."""
    code, said = lived(
        home,
        (ASKED, "d"),
        (r"  21 Nov: 5 mg at bedtime\? \[y = yes, m = missed, c = changed, Enter = leave\] ", "m"),
        (r"  22 Nov: 5 mg at bedtime\?", ENTER),
        (r"  23 Nov: 5 mg at bedtime\?", "2.5"),
    )
    assert 0 == code
    assert {"21": ZERO, "23": ({"bedtime": 2.5}, False)} == {
        day: one for day, one in told(home).items() if day not in {"20", "24"}
    }
    assert "Recorded for 21 Nov: no dose taken; side effects not asked." in said
    assert "Recorded for 23 Nov: 2.5 mg at bedtime; side effects not asked." in said


def test_what_the_plan_said_hangs_on_the_days_before(home: Path) -> None:
    """After two missed nights the plan goes back to its first dose, and the third day is asked with that."""
    with terminal(home, "log", now=NOW) as child:
        answer(child, (ASKED, "d"), ("21 Nov", "m"), ("22 Nov", "m"))
        child.expect(r"  23 Nov: 5 mg at bedtime\?")


def test_as_planned_is_the_step_that_was_shown(call: Call, home: Path) -> None:
    """The first silent night was to be 10 mg: as planned means 10 mg on it, and no further step after it."""
    call("log", "--day", "2026-11-20", *BAD_NIGHT, now="2026-11-21T08:00")
    assert 10 == call("next", "--json", now="2026-11-21T21:00").json["total_mg"]
    lived(home, (ASKED, "all"))
    assert {"21": TEN, "22": TEN, "23": TEN} == {
        day: one for day, one in told(home).items() if day in {"21", "22", "23"}
    }


def test_what_it_means_is_said_before_it_is_recorded(home: Path) -> None:
    """`a` shows the dose that it stands for, and Ctrl-C still leaves everything as it was."""
    before = content(home)
    with terminal(home, "log", now=NOW) as child:
        answer(child, (ASKED, "a"))
        child.expect(r"  As planned: 5 mg at bedtime\.")
        child.expect("Taken")
        child.send("\x03")
        assert 130 == rest(child)[0]
    assert before == content(home)


@pytest.mark.parametrize("turns", [(), ((ASKED, "a"),), ((ASKED, "d"), ("21 Nov", "y"), ("22 Nov", "y"))])
def test_leaving_writes_nothing_of_them(home: Path, turns: tuple[tuple[str, str], ...]) -> None:
    """Ctrl-C at the question, after it, and between two days records nothing at all."""
    before = content(home)
    with terminal(home, "log", now=NOW) as child:
        answer(child, *turns)
        child.expect(r"\] $")
        child.send("\x03")
        assert 130 == rest(child)[0]
    assert before == content(home)


def test_another_answer_is_asked_again(home: Path) -> None:
    """A yes could mean anything here."""
    with terminal(home, "log", now=NOW) as child:
        answer(child, (ASKED, "y"))
        child.expect("Answer a for all as planned, n for none taken, d for day by day, or Enter to leave them")


def test_one_day_is_asked_in_the_singular(home: Path) -> None:
    """A single silent day."""
    with terminal(home, "log", now="2026-11-23T07:30") as child:
        child.expect(
            r"1 day is not recorded \(21 Nov\): as planned, not taken, or another answer\? \[a/n/d, Enter = leave\] "
        )


def test_days_over_the_end_of_a_month(home: Path) -> None:
    """Both months are named."""
    with terminal(home, "log", now="2026-12-03T07:30") as child:
        child.expect(r"11 days are not recorded \(21 Nov-1 Dec\)")


def test_a_worry_told_on_a_silent_day_is_kept(call: Call, home: Path) -> None:
    """Drinks told alone leave the day silent; its doses join them in a correction and take nothing back."""
    call("log", "--drinks", "2", "--effect", "nausea=mild", now="2026-11-22T20:00")
    assert 0 == lived(home, (ASKED, "a"))[0]
    row = next(row for row in reversed(journal(home)) if row["kind"] == "checkin" and row["day"] == "2026-11-22")
    assert ({"bedtime": 5}, 2, {"nausea": 1}) == (row["doses"], row["drinks"], row["effects"])
    assert "supersedes" in row


def test_nothing_is_asked_where_nothing_was_due(home: Path, tmp_path: Path) -> None:
    """Before the first dose, and on a day after a recorded one, the morning begins as ever."""
    new = tmp_path / "new"
    adopt(new, at="2026-11-19T20:00:00+00:00")
    for where, now in ((home, "2026-11-22T07:30"), (new, NOW)):
        with terminal(where, "log", now=now) as child:
            child.expect("recorded|Check-in")
            assert "Check-in" == child.after


def test_a_daytime_plan(tmp_path: Path, call: Call) -> None:
    """Every slot of a silent day is told."""
    home = tmp_path / "daytime"
    adopt(home, DAYTIME, at="2026-11-19T20:00:00+00:00")
    call("log", "--as-planned", "--measure", "spasticity=2", "--no-effects", now="2026-11-21T07:30", home=home)
    with terminal(home, "log", now="2026-11-23T07:30") as child:
        answer(child, (r"1 day is not recorded \(21 Nov\)", "a"), ("Taken", ENTER), ("0-10", "2"))
        answer(child, *((one, ENTER) for one in MORNING[3:]))
        assert 0 == rest(child)[0]
    assert {"morning": 5, "noon": 5, "evening": 5} == told(home)["21"][0]
