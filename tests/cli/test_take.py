"""`baclotrack take`: one dose, now or at a stated time."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, SLEEP, adopt, checkins, content, journal, last, typed
from tests.conftest import Call

BEDTIME = "2026-11-20T22:35"


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin in the evening of 20 November with the leaflet's plan adopted."""
    adopt(home)


@pytest.fixture
def daytime(tmp_path: Path) -> Path:
    """Give a home where a plan of three slots was adopted the evening before."""
    path = tmp_path / "daytime"
    adopt(path, DAYTIME, at="2026-11-19T20:00:00+00:00")
    return path


def doses(home: Path) -> list[dict[str, Any]]:
    """Return what the journal says of single doses."""
    kept = ("day", "slot", "mg", "taken_at")
    return [{name: row[name] for name in kept if name in row} for row in journal(home) if row["kind"] == "dose"]


def test_without_an_amount_it_is_what_the_plan_shows(call: Call, home: Path) -> None:
    """The bare word records the plan's dose, now."""
    done = call("take", now=BEDTIME)
    assert (0, "Recorded: 5 mg at bedtime, 20 Nov 2026, 22:35.\n", "") == (done.code, done.out, done.err)
    assert [{"day": "2026-11-20", "slot": "bedtime", "mg": 5, "taken_at": "22:35"}] == doses(home)


@pytest.mark.parametrize(
    ("options", "now", "dose"),
    [
        (["5"], BEDTIME, {"day": "2026-11-20", "mg": 5, "taken_at": "22:35"}),
        (["2.5"], BEDTIME, {"day": "2026-11-20", "mg": Decimal("2.5"), "taken_at": "22:35"}),
        (["--at", "22:10"], BEDTIME, {"day": "2026-11-20", "mg": 5, "taken_at": "22:10"}),
        ([], "2026-11-21T00:40", {"day": "2026-11-20", "mg": 5, "taken_at": "00:40"}),
        (["--at", "00:40"], "2026-11-21T07:00", {"day": "2026-11-20", "mg": 5, "taken_at": "00:40"}),
        (["--at", "0:40"], "2026-11-21T01:00", {"day": "2026-11-20", "mg": 5, "taken_at": "00:40"}),
        (["--at", "23:50"], "2026-11-21T07:00", {"day": "2026-11-20", "mg": 5, "taken_at": "23:50"}),
        (
            ["--at", "00:40", "--day", "2026-11-20"],
            "2026-11-23T09:00",
            {"day": "2026-11-20", "mg": 5, "taken_at": "00:40"},
        ),
        (["5", "--day", "yesterday"], "2026-11-21T09:00", {"day": "2026-11-20", "mg": 5}),
        (["5", "--day", "today"], BEDTIME, {"day": "2026-11-20", "mg": 5, "taken_at": "22:35"}),
    ],
    ids=typed,
)
def test_a_dose_belongs_to_the_evening_it_was_for(
    call: Call, home: Path, options: list[str], now: str, dose: dict[str, object]
) -> None:
    """A dose at 00:40 is the evening's before; a time that is not told is not made up."""
    done = call("take", *options, now=now)
    assert 0 == done.code, done.err
    assert [{"slot": "bedtime", **dose}] == doses(home)


def test_the_day_begins_when_the_profile_says(call: Call, home: Path) -> None:
    """Somebody who goes to bed at five still takes yesterday's dose then."""
    (home / "profile.toml").write_text("format = 1\nborn = 1980\nday_starts_at = 11:00:00\n", encoding="utf-8")
    call("take", now="2026-11-21T10:59")
    assert "2026-11-20" == doses(home)[0]["day"]


# --- a dose is taken once ---------------------------------------------------------------------------


def test_a_second_dose_without_an_amount_is_not_recorded(call: Call, home: Path) -> None:
    """Asked twice by a tired hand, the plan's dose is recorded once."""
    call("take", now=BEDTIME)
    before = content(home)
    done = call("take", now="2026-11-20T23:30")
    assert (2, "", before) == (done.code, done.out, content(home))
    assert (
        "baclotrack: 5 mg at bedtime is already recorded for 20 Nov 2026, so nothing was added. If another dose really"
        " was taken, say how much: baclotrack take MG\n"
    ) == done.err


def test_a_second_dose_that_is_named_is_the_truth(call: Call, home: Path) -> None:
    """A second intake is recorded with a warning, and both count."""
    call("take", now=BEDTIME)
    done = call("take", "5", now="2026-11-20T23:30")
    assert [5, 5] == [row["mg"] for row in doses(home)]
    assert (0, "Recorded: 5 mg at bedtime, 20 Nov 2026, 23:30.\n") == (done.code, done.out)
    assert [
        "5 mg at bedtime is already recorded. A dose is taken once.",
        "That makes 10 mg at bedtime, more than one intake. Nothing more for this dose.",
        (
            "That is more than the plan said (5 mg). Nothing extra and nothing to make up for; if you feel unwell, call"
            " your local emergency number."
        ),
    ] == done.err.splitlines()
    assert {"bedtime": 10} == call("decisions", "--json", now="2026-11-21T08:00").json[0]["taken"]


@pytest.mark.parametrize("command", [("take", "15"), ("log", "--dose", "15", "--no-effects")])
def test_where_lines_are_lost_that_is_told_before_what_follows_from_it(
    call: Call, home: Path, command: tuple[str, ...]
) -> None:
    """More than the plan said may only be more than what is left of the record; the alarm stays."""
    for day, mg in ((21, "5"), (22, "10")):
        call("log", "--dose", mg, *BAD_NIGHT, now=f"2026-11-{day}T07:30")
    journal_file = home / "journal.jsonl"
    journal_file.write_bytes(b"".join(journal_file.read_bytes().splitlines(keepends=True)[:-2]))
    told = call(*command, now="2026-11-23T07:30").err
    cause, follows = told.find("journal.jsonl was cut"), told.find("That is more than the plan said")
    assert 0 <= cause < follows


def test_an_extra_intake_after_the_check_in_corrects_the_check_in(call: Call, home: Path) -> None:
    """Where a check-in already tells the slot, it is corrected to the sum, so that nothing taken is lost."""
    call("log", "--dose", "5", *BAD_NIGHT, "--note", "kept", now="2026-11-21T07:30")
    done = call("take", "5", "--at", "03:00", now="2026-11-21T09:00")
    assert 0 == done.code
    assert [{"day": "2026-11-20", "slot": "bedtime", "mg": 5, "taken_at": "03:00"}] == doses(home)
    told = checkins(home, "2026-11-20")
    assert {"bedtime": 10} == told[-1]["doses"]
    assert {**told[0], "doses": {"bedtime": 10}, "supersedes": journal(home)[2]["id"]} == told[-1]
    assert {"bedtime": 10} == call("decisions", "--json", now="2026-11-21T10:00").json[0]["taken"]


def test_a_dose_after_all_corrects_a_missed_night(call: Call, home: Path) -> None:
    """Told as missed and then taken after all, the night holds the dose."""
    call("log", "--missed", *BAD_NIGHT, now="2026-11-21T00:30")
    done = call("take", now="2026-11-21T00:50")
    assert (0, "Recorded: 5 mg at bedtime, 20 Nov 2026, 00:50.\n", "") == (done.code, done.out, done.err)
    assert {"bedtime": 5} == last(home)["doses"]


# --- several slots ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "now", "slot"),
    [
        ([], "2026-11-20T07:50", "morning"),
        ([], "2026-11-20T12:20", "noon"),
        ([], "2026-11-20T23:30", "evening"),
        (["--at", "08:05"], "2026-11-20T18:00", "morning"),
        (["--slot", "evening", "--at", "20:10"], "2026-11-20T20:30", "evening"),
        (["--slot", "noon"], "2026-11-20T20:30", "noon"),
        (["--day", "-1", "--slot", "noon", "5"], "2026-11-21T07:00", "noon"),
    ],
    ids=typed,
)
def test_the_slot_is_the_open_one_nearest_to_the_time(
    call: Call, daytime: Path, options: list[str], now: str, slot: str
) -> None:
    """On a plan of several slots the time tells which dose it was, unless it is named."""
    assert 0 == call("take", *options, now=now, home=daytime).code
    assert [(slot, 5)] == [(row["slot"], row["mg"]) for row in doses(daytime)]


def test_the_next_open_slot_is_meant_once_one_is_taken(call: Call, daytime: Path) -> None:
    """Two bare words in one day are two different doses."""
    call("take", now="2026-11-20T13:10", home=daytime)
    call("take", now="2026-11-20T13:40", home=daytime)
    assert ["noon", "evening"] == [row["slot"] for row in doses(daytime)]


# --- wrong use, and the truth beside the plan -------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "options", "sentence"),
    [
        (SLEEP, ["ten"], "The amount 'ten' is not a number that fits. Write a number from 0 to 500."),
        (SLEEP, ["501"], "The amount 501 is out of range."),
        (SLEEP, ["5", "--slot", "morning"], "--slot: 'morning' is no slot of your plan. Known: bedtime."),
        (SLEEP, ["5", "--slot", "bedtimes"], "Did you mean bedtime?"),
        (SLEEP, ["5", "--at", "25:00"], "--at '25:00' is no time of day. Write it like 20:10."),
        (SLEEP, ["5", "--at", "half past ten"], "is no time of day."),
        (SLEEP, ["5", "--day", "tomorrow"], "--day 2026-11-21 is in the future; today is 2026-11-20."),
        (SLEEP, ["5", "--day", "today", "--at", "23:10"], "--at 23:10 on 2026-11-20 has not come yet."),
        (SLEEP, ["--day", "2026-11-18"], "The plan shows no dose here. If one was taken, say how much"),
        (
            DAYTIME,
            ["5", "--day", "yesterday"],
            "Say which dose of that day it was. Your plan has morning, noon, evening",
        ),
    ],
    ids=typed,
)
def test_wrong_use_writes_nothing(call: Call, home: Path, plan: str, options: list[str], sentence: str) -> None:
    """A wrong word is answered with one sentence and exit 2, and the journal is as it was."""
    adopt(home, plan)
    before = content(home)
    done = call("take", *options, now=BEDTIME)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err


def test_without_a_plan_it_says_how_to_get_one(call: Call, tmp_path: Path) -> None:
    """Before `init` there is nothing to take from."""
    done = call("take", "5", now=BEDTIME, home=tmp_path / "new")
    assert 2 == done.code
    assert done.err.endswith("Run: baclotrack init\n")
    assert not (tmp_path / "new").exists()


def test_no_dose_is_assumed_where_none_is_shown(call: Call, home: Path) -> None:
    """While the emergency text stands, a bare `take` makes no dose up; a dose that was taken can still be told."""
    call("log", "--red-flag", "fainting", now="2026-11-20T21:00")
    assert 2 == call("take", now=BEDTIME).code
    assert [] == doses(home)
    assert 0 == call("take", "5", now=BEDTIME).code
    assert [5] == [row["mg"] for row in doses(home)]


def test_a_changed_plan_file_steps_nobody_up(call: Call, home: Path) -> None:
    """The dose assumed is the one that `next` shows, also while plan.toml differs from the adopted plan."""
    call("take", now=BEDTIME)
    call("log", *BAD_NIGHT, now="2026-11-21T07:30")
    (home / "plan.toml").write_text(SLEEP.replace("hold_days = 1", "hold_days = 2"), encoding="utf-8")
    call("take", now="2026-11-21T22:30")
    assert [5, 5] == [row["mg"] for row in doses(home)]


def test_a_dose_before_the_plan_is_recorded_with_a_warning(call: Call, home: Path) -> None:
    """The truth about a day before the plan is kept, and the person told that the plan does not count it."""
    done = call("take", "5", "--day", "2026-11-18", now=BEDTIME)
    assert [{"day": "2026-11-18", "slot": "bedtime", "mg": 5}] == doses(home)
    assert (0, "18 Nov 2026 lies before your plan began. It is recorded; the plan does not count that day.\n") == (
        done.code,
        done.err,
    )


# --- close together, and after a journey ------------------------------------------------------------

CLOSE = "Only {apart} lie between this and the 5 mg recorded {slot}: less than 4 hours.\n"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("noon", "13:00"), ("evening", "16:59"), CLOSE.format(apart="3 h 59 min", slot="at noon")),
        (("noon", "13:00"), ("evening", "17:00"), ""),
        (("evening", "19:00"), ("noon", "18:30"), CLOSE.format(apart="30 min", slot="in the evening")),
        (("noon", "13:00"), ("evening", "13:00"), CLOSE.format(apart="0 min", slot="at noon")),
    ],
)
def test_a_dose_soon_after_another_is_recorded_and_told(
    call: Call, daytime: Path, first: tuple[str, str], second: tuple[str, str], said: str
) -> None:
    """Below four hours the person is told how little lies between; the truth is recorded all the same."""
    for slot, at in (first, second):
        done = call("take", "5", "--slot", slot, "--at", at, now="2026-11-20T23:30", home=daytime)
        assert 0 == done.code
    assert [first[0], second[0]] == [row["slot"] for row in doses(daytime)]
    assert said == done.err


def test_real_hours_count_and_not_those_of_the_clock(call: Call, daytime: Path) -> None:
    """After a flight westward the clock shows five hours less: what counts is the time that really went by."""
    call("take", "5", "--slot", "noon", now="2026-11-20T13:00:00+00:00", home=daytime)
    done = call("take", "5", "--slot", "evening", now="2026-11-20T14:00:00-05:00", home=daytime)
    assert (
        "The clock here is 5 h back from the last entry's. By this clock doses can come closer together, or further"
        " apart, than your plan means: ask your pharmacist or prescriber.\n"
    ) == done.err
    assert 2 == len(doses(daytime))


@pytest.mark.parametrize(("offset", "told"), [("+02:00", False), ("+02:01", True), ("-02:00", False), ("-02:30", True)])
def test_a_journey_is_more_than_two_hours(call: Call, daytime: Path, offset: str, told: bool) -> None:  # noqa: FBT001
    """The hour of summer time, and a neighbouring zone, are no journey."""
    done = call("take", "5", "--slot", "noon", now=f"2026-11-20T13:00:00{offset}", home=daytime)
    assert told == ("The clock here is" in done.err)


def test_a_plan_may_put_doses_closer_together(call: Call, tmp_path: Path) -> None:
    """Where the prescriber's own times lie three hours apart, three hours are no surprise; less is."""
    own = tmp_path / "three hours"
    adopt(own, DAYTIME.replace("13:00:00", "11:00:00"), at="2026-11-19T20:00:00+00:00")
    call("take", "--slot", "morning", "--at", "08:00", now="2026-11-20T12:00", home=own)
    assert "" == call("take", "--slot", "noon", "--at", "11:00", now="2026-11-20T12:00", home=own).err
    call("undo", now="2026-11-20T12:01", home=own)
    assert "Only 2 h 59 min" in call("take", "--slot", "noon", "--at", "10:59", now="2026-11-20T12:02", home=own).err


def test_a_dose_taken_back_is_not_close_to_anything(call: Call, daytime: Path) -> None:
    """What was undone never happened."""
    call("take", "5", "--slot", "noon", now="2026-11-20T13:00", home=daytime)
    call("undo", now="2026-11-20T13:01", home=daytime)
    assert "" == call("take", "5", "--slot", "noon", now="2026-11-20T13:02", home=daytime).err
