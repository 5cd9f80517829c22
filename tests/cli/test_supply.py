"""`baclotrack supply`: tablets left, and how far they reach: running out is stopping suddenly."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, PROFILE, SLEEP, adopt, content, last, typed
from tests.conftest import Call

NOW = "2026-11-23T12:00"
TAPER = (
    SLEEP.replace('mode = "titrate"', 'mode = "taper"')
    .replace("[[5], [10], [15], [20]]", "[[20], [15], [10], [5]]")
    .replace("hold_days = 1", "hold_days = 7")
    .replace('then = "restart"', 'then = "ask"')
)
TARGETS = TAPER[TAPER.index("[[targets]]") : TAPER.index("[tolerability]")]


@pytest.fixture
def three_nights(call: Call, home: Path) -> None:
    """Let three nights have passed, badly, at 5, 10 and 15 mg; tonight's step is 20 mg."""
    adopt(home)
    for day, mg in ((21, "5"), (22, "10"), (23, "15")):
        call("log", "--dose", mg, *BAD_NIGHT, now=f"2026-11-{day}T07:30")


@pytest.mark.parametrize(
    ("options", "fields", "words"),
    [
        (["add", "28"], {"action": "add", "count": 28, "strength_mg": 10}, "28 tablets of 10 mg got."),
        (["count", "12.5"], {"action": "count", "count": Decimal("12.5"), "strength_mg": 10}, "12.5 tablets of 10 mg"),
        (["count", "1"], {"action": "count", "count": 1, "strength_mg": 10}, "1 tablet of 10 mg counted."),
        (["count", "0"], {"action": "count", "count": 0, "strength_mg": 10}, "0 tablets of 10 mg counted."),
        (["count", "8.75", "--strength", "5"], {"action": "count", "count": Decimal("8.75"), "strength_mg": 5}, "5 mg"),
    ],
    ids=typed,
)
def test_tablets_got_and_counted_are_recorded(
    call: Call, home: Path, three_nights: None, options: list[str], fields: dict[str, object], words: str
) -> None:
    """The strength is the only one of the profile unless told; what was understood comes back."""
    done = call("supply", *options, now=NOW)
    assert (0, "") == (done.code, done.err)
    assert done.out.startswith("Recorded for 23 Nov 2026: ")
    assert words in done.out.splitlines()[0]
    assert {"kind": "supply", "day": "2026-11-23", **fields} == last(home)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["count"], "Missing argument"),
        (["count", "some"], "supply count 'some' is not a number that fits. Write a number from 0 to 100000."),
        (["count", "1,5"], "Use a decimal point."),
        (["count", "100001"], "supply count 100001 is out of range."),
        (["count", "nan"], "supply count 'nan' is not a number"),
        (["count", "3.3"], "supply count 3.3: no tablet breaks like that. A half is .5, a quarter .25."),
        (["add", "0"], "supply add 0 adds nothing. If none are left, count them: baclotrack supply count 0"),
        (["add", "--", "-5"], "supply add '-5' is not a number that fits."),
        (["add", "5", "--strength", "0"], "--strength 0 is out of range. Write a number from 1 to 500."),
        (["add", "5", "--day", "tomorrow"], "--day 2026-11-24 is in the future; today is 2026-11-23."),
        (["--json", "add", "5"], "--json lists, and add records. Run: baclotrack supply --json"),
    ],
    ids=typed,
)
def test_wrong_use_writes_nothing(call: Call, home: Path, three_nights: None, options: list[str], said: str) -> None:
    """One sentence on stderr, exit 2."""
    before = content(home)
    done = call("supply", *options, now=NOW)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert said in done.err


def test_the_strength_is_asked_for_where_it_is_not_plain(call: Call, home: Path) -> None:
    """With two strengths in the profile, or none, nothing is guessed."""
    adopt(home, profile=PROFILE.replace("[10]", "[5, 10]"))
    done = call("supply", "count", "4", now=NOW)
    said = "supply count: which strength, in mg? Yours are 5 and 10 mg. Write for example: --strength 10"
    assert (2, f"baclotrack: {said}\n") == (done.code, done.err)
    adopt(home, profile="format = 1\nborn = 1980\n")
    assert (
        "supply count: which strength, in mg? Write for example: --strength 10"
        in call("supply", "count", "4", now=NOW).err
    )


def test_nothing_counted_says_how_to_begin(call: Call, three_nights: None) -> None:
    """No number is made up."""
    assert (
        "No tablets were counted yet. Count them, then: baclotrack supply count COUNT --strength MG\n"
        == call("supply", now=NOW).out
    )
    told = call("supply", "--json", now=NOW).json
    assert (None, [], None, None) == tuple(told[key] for key in ("left_mg", "by_strength", "plan_ahead", "full_taper"))
    assert told["careful"] is None


def test_the_whole_screen(call: Call, three_nights: None) -> None:
    """What is left, how far it reaches as the plan goes on, and whether a full taper is in the box; by hand.

    42 tablets are 420 mg. Tonight 20 mg and then 20 mg a day: 21 days, from 23 Nov through 13 Dec. A taper from the
    15 mg in force takes 7 x (15 + 10 + 5) = 210 mg; one from 20 mg takes 350, which are left after 23, 24 and 25 Nov.
    """
    call("supply", "count", "42", now=NOW)
    assert [
        "10 mg tablets: 42 left (counted 23 Nov 2026).",
        "If each day goes as the last one did, they last through 13 Dec 2026; on 14 Dec 2026 they are too few.",
        "A full taper from 15 mg a day (5 mg a day less every 7 days; a draft, ask your prescriber)",
        "  needs 210 mg over 21 days: enough now, and if the days go on so, through 25 Nov 2026.",
    ] == call("supply", now=NOW).out.splitlines()
    told = call("supply", "--json", now=NOW).json
    assert {
        "schema": "baclotrack.supply/1",
        "day": "2026-11-23",
        "left_mg": 420,
        "by_strength": [
            {"strength_mg": 10, "count": 42, "since": "2026-11-23", "counted": True, "exact": True},
        ],
        "unlogged_days": 0,
        "plan_ahead": {"lasts_through": "2026-12-13", "short_on": "2026-12-14"},
        "careful": None,
        "full_taper": {
            "draft": True,
            "from_mg": 15,
            "needs_mg": 210,
            "days": 21,
            "enough": True,
            "enough_through": "2026-11-25",
        },
        "warnings": [],
    } == told


def test_it_counts_down_by_what_was_taken(call: Call, three_nights: None) -> None:
    """Tonight's dose is off as soon as it is recorded; a dose before the count on the same day is not taken off."""
    call("supply", "count", "28", "--day", "2026-11-21", now=NOW)
    assert "10 mg tablets: 25.5 left (counted 21 Nov 2026)." == call("supply", now=NOW).out.splitlines()[0]
    call("take", "20", now="2026-11-23T22:30")
    assert 23.5 == call("supply", "--json", now="2026-11-23T22:40").json["by_strength"][0]["count"]
    done = call("supply", "count", "23.5", now="2026-11-23T22:45")
    assert "reckoned" not in done.out
    assert 23.5 == call("supply", "--json", now="2026-11-23T22:50").json["by_strength"][0]["count"]


def test_a_count_that_differs_is_told_and_holds(call: Call, three_nights: None) -> None:
    """What lies on the table is the truth; the difference is said."""
    call("supply", "count", "14", "--day", "2026-11-22", now=NOW)
    done = call("supply", "count", "12", now=NOW)
    assert "Counted 12, reckoned 12.5; the count holds." == done.out.splitlines()[1]
    assert 120 == call("supply", "--json", now=NOW).json["left_mg"]


def test_silent_days_are_said(call: Call, three_nights: None) -> None:
    """What was taken on them is not known, so there may be fewer."""
    call("supply", "count", "28", now=NOW)
    line = "2 days are not logged; there may be fewer than this."
    assert line == call("supply", now="2026-11-25T12:00").out.splitlines()[1]
    call("log", "--day", "2026-11-23", "--dose", "20", now="2026-11-25T12:00")
    assert "1 day is not logged; there may be fewer than this." in call("supply", now="2026-11-25T12:00").out


@pytest.mark.parametrize(
    ("count", "first", "second", "ids"),
    [
        ("28", "10 mg tablets: 28 left", "If each day goes", []),
        ("9", "Tablets for 6 days are left at 15 mg a day. Ask for a prescription now.", "Tell Dr A.", ["supply-low"]),
        ("3", "Tablets for 2 days left: running out is stopping suddenly.", "Call today: Dr A.", ["supply-out"]),
    ],
)
def test_before_they_run_out_it_warns_first(
    call: Call, three_nights: None, count: str, first: str, second: str, ids: list[str]
) -> None:
    """The warnings are those of `next`, whom to call stands beside them, and the amount comes after."""
    lines = call("supply", "count", count, now=NOW).out.splitlines()[1:]
    assert lines[0].startswith(first)
    assert lines[1].startswith(second)
    assert ids == [one["id"] for one in call("supply", "--json", now=NOW).json["warnings"]]
    told = call("next", "--json", now=NOW).json["warnings"]
    assert ids == [one["id"] for one in told if one["id"].startswith("supply")]


def test_a_plan_that_goes_up_uses_them_faster_than_next_can_tell(call: Call, home: Path) -> None:
    """85 mg are 17 days at 5 mg, which `next` goes by, but 5 days at 10, 15, 20 and 20 mg: the screen says so."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    out = call("supply", "count", "8.5", now="2026-11-21T12:00").out
    assert "they last through 25 Nov 2026; on 26 Nov 2026 they are too few." in out
    assert "That is in less than 7 days. Ask for a prescription now." in out
    assert [] == call("supply", "--json", now="2026-11-21T12:00").json["warnings"]


def test_too_few_for_today_and_short_of_a_taper(call: Call, three_nights: None) -> None:
    """The day that they do not cover is named, and what a taper would lack."""
    out = call("supply", "count", "1.5", now=NOW).out
    assert "They are too few for the doses of 23 Nov 2026." in out
    assert "  needs 210 mg over 21 days: these tablets are 195 mg short of it." in out


def test_two_strengths_are_told_apart_and_in_all(call: Call, home: Path) -> None:
    """Which strength a dose was made from is not recorded, and the screen says so."""
    adopt(home, profile=PROFILE.replace("[10]", "[5, 10]"))
    call("supply", "count", "10", "--strength", "10", "--day", "2026-11-20", now=NOW)
    call("supply", "count", "4", "--strength", "5", "--day", "2026-11-20", now=NOW)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    assert [
        "10 mg tablets: about 10 left (counted 20 Nov 2026).",
        "5 mg tablets: about 3 left (counted 20 Nov 2026).",
        "In all 115 mg; which strength a dose was made from is not recorded.",
    ] == call("supply", now="2026-11-21T12:00").out.splitlines()[:3]


def test_a_strength_that_the_profile_does_not_name(call: Call, three_nights: None) -> None:
    """It is recorded, and how to make `next` know of it is said."""
    out = call("supply", "add", "28", "--strength", "20", now=NOW).out
    assert "Your profile names 10 mg tablets only. If you have 20 mg too, add it there." in out


def test_several_doses_a_day(call: Call, home: Path) -> None:
    """A slot already taken today needs no tablet more: 10 x 5 mg left, 10 mg for today, 15 a day after."""
    adopt(home, DAYTIME, PROFILE.replace("[10]", "[5]"))
    call("supply", "count", "11", "--day", "2026-11-20", now="2026-11-21T07:00")
    call("log", "--day", "2026-11-20", "--missed", now="2026-11-21T07:10")
    call("take", "5", "--slot", "morning", now="2026-11-21T08:05")
    told = call("supply", "--json", now="2026-11-21T12:00").json
    assert (50, "2026-11-23", "2026-11-24") == (told["left_mg"], *told["plan_ahead"].values())


def test_a_taper_that_they_cover_to_its_end(call: Call, home: Path) -> None:
    """In a taper the plan ahead is the taper, and no other one is drawn."""
    adopt(home, TAPER.replace(TARGETS, ""), bedtime=20)
    call("supply", "count", "60", now="2026-11-20T20:00")
    call("log", "--dose", "20", "--no-effects", now="2026-11-21T07:30")
    assert [
        "10 mg tablets: 58 left (counted 20 Nov 2026).",
        "If each day goes as the last one did, they last to the end of the plan.",
    ] == call("supply", now="2026-11-21T12:00").out.splitlines()


def test_while_a_red_flag_is_open_no_dose_is_reckoned_with(call: Call, three_nights: None) -> None:
    """Only what is left is told; the emergency has its own text, in `next`."""
    call("supply", "count", "3", now=NOW)
    call("log", "--red-flag", "fainting", now=NOW)
    assert ["10 mg tablets: 3 left (counted 23 Nov 2026)."] == call("supply", now=NOW).out.splitlines()


def test_a_damaged_journal_still_takes_a_count(call: Call, home: Path, three_nights: None) -> None:
    """The count is on the disk, the fault is told, and the list says with its exit code that it may not be whole."""
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"bedtime":5', b'"bedtime":9', 1))
    done = call("supply", "count", "12", now=NOW)
    assert (0, 12) == (done.code, last(home)["count"])
    assert "its checksum does not match" in done.err
    assert 1 == call("supply", now=NOW).code


def test_history_and_undo_tell_tablets_in_words(call: Call, three_nights: None) -> None:
    """Got or counted, with the day; undo takes it back."""
    call("supply", "add", "28", "--day", "yesterday", now=NOW)
    call("supply", "count", "27.5", now=NOW)
    out = call("history", now=NOW).out
    assert "tablets got on 22 Nov 2026: 28 of 10 mg\n" in out
    assert "Taken back: tablets counted on 23 Nov 2026: 27.5 of 10 mg" in call("undo", now=NOW).out


def test_more_taken_than_the_plan_says_runs_out_sooner_and_both_are_told(call: Call, home: Path) -> None:
    """By hand: 420 mg from 24 Nov on; the plan holds 5 mg, which is 84 days; 20 mg a day, as last taken, is 21 days."""
    adopt(home, SLEEP)
    call("log", "--dose", "5", *BAD_NIGHT, "--day", "2026-11-21", now="2026-11-22T07:30")
    call("log", "--dose", "20", *BAD_NIGHT, "--day", "2026-11-22", now="2026-11-23T07:30")
    call("supply", "count", "42", now=NOW)
    told = call("supply", "--json", now=NOW).json
    assert {"daily_mg": 20, "lasts_through": "2026-12-13", "short_on": "2026-12-14"} == told["careful"]
    assert told["plan_ahead"]["lasts_through"] > told["careful"]["lasts_through"]
    assert {"from_mg": 20, "needs_mg": 350, "enough_through": "2026-11-25"}.items() <= told["full_taper"].items()
    out = call("supply", now=NOW).out
    assert "At 20 mg a day, which is in force or was last taken, they last through 13 Dec 2026 only." in out
    assert (
        "A full taper from 20 mg a day (last taken; 5 mg a day less every 7 days; a draft, ask your prescriber)" in out
    )
