"""`baclotrack next`: the answer at bedtime, and what a script reads of it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, GOOD_NIGHT, PROFILE, SLEEP, adopt, content, journal, typed, write
from tests.conftest import Call, Run

EVENING = "2026-11-21T22:00"


@pytest.fixture
def bad_night(call: Call, home: Path) -> None:
    """Let a night at 5 mg have passed, badly: the plan's next step is 10 mg."""
    adopt(home)
    told = ("--not-improved", "--lay-awake", "--effect", "drowsiness=mild", "--drinks", "0")
    assert 0 == call("log", "--dose", "5", *told, now="2026-11-21T07:30").code


@pytest.fixture
def daytime(tmp_path: Path) -> Path:
    """Give a home where a plan of three slots was adopted the evening before."""
    path = tmp_path / "daytime"
    adopt(path, DAYTIME, at="2026-11-19T20:00:00+00:00")
    return path


# --- what a person reads ----------------------------------------------------------------------------


def test_the_first_evening_shows_the_first_dose(call: Call, home: Path) -> None:
    """Two or three lines: the dose in mg and in tablets, and why."""
    adopt(home)
    done = call("next", now="2026-11-20T22:00")
    assert (0, "") == (done.code, done.err)
    assert [
        "20 Nov 2026: Your plan's first dose is 5 mg at bedtime.",
        "Tablets: half of a 10 mg tablet at bedtime.",
        "No dose is recorded yet.",
        "Do not drive or use machines until you know how this dose affects you.",
        "Plan of Dr A. Example, 20 Nov 2026; no advice; no check-in yet.",
    ] == done.out.splitlines()


@pytest.mark.usefixtures("bad_night")
def test_a_step_up_is_told_with_its_reasons(call: Call) -> None:
    """The answer comes first, then the tablets, then why, then what to watch."""
    done = call("next", now=EVENING)
    assert (0, "") == (done.code, done.err)
    assert [
        "21 Nov 2026: Your plan's next step is 10 mg at bedtime.",
        "Tablets: 1 x 10 mg tablet at bedtime.",
        "Sleep was not better. You lay awake after waking. Side effects were mild. 1 complete day at 5 mg at bedtime.",
        "Do not drive or use machines until you know how this dose affects you.",
        "The medicine's labels wait 3 days at each dose; your plan goes up after 1 day.",
        "Plan of Dr A. Example, 20 Nov 2026; no advice; last check-in 20 Nov 2026.",
    ] == done.out.splitlines()


@pytest.mark.usefixtures("bad_night")
def test_asking_changes_nothing(call: Call, home: Path) -> None:
    """`next` never writes, and asked twice it says the same."""
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    first, second = call("next", now=EVENING), call("next", now=EVENING)
    assert first == second
    assert before == {path.name: path.read_bytes() for path in home.iterdir()}


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize("words", ["We recommend", "Take 10", "safe", "You should", "take 10"])
def test_it_never_chooses_for_the_person(call: Call, words: str) -> None:
    """The words say whose plan it is; they never tell somebody to take a dose."""
    assert words not in call("next", "--explain", now=EVENING).out


def test_without_a_dose_the_last_one_and_whom_to_call_are_told(call: Call, home: Path) -> None:
    """Where no dose is shown nobody is left alone: the last dose, no sudden stop, and a telephone number."""
    adopt(home)
    call("log", "--dose", "25", *BAD_NIGHT, now="2026-11-21T07:30")
    done = call("next", now=EVENING)
    assert 3 == done.code
    assert [
        "21 Nov 2026: Ask your prescriber: the plan shows no dose today.",
        (
            "Yesterday's dose (25 mg) was beyond a limit of your plan. Yesterday does not count as a complete day, so"
            " the plan waits. Never make up for a missed dose. 0 complete days at 5 mg at bedtime so far; your plan"
            " asks for 1."
        ),
        "Last recorded: 25 mg at bedtime on 20 Nov 2026.",
        "This is not an instruction to stop: do not go up, do not stop suddenly.",
        "Call today: Dr A. Example, 01632 960001.",
        "Once they have answered, record it: baclotrack instruct resume",
    ] == done.out.splitlines()


def test_unlogged_days_still_name_whom_to_call(call: Call, home: Path) -> None:
    """Three days without a word show no dose, but what was last taken and whom to ask."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    done = call("next", now="2026-11-24T22:00")
    assert 3 == done.code
    assert [
        "24 Nov 2026: The plan's dose cannot be worked out yet.",
        "Nothing is recorded for 3 days. Log what you took first: baclotrack log --day yesterday",
    ] == done.out.splitlines()[:2]
    assert "Last recorded: 5 mg at bedtime on 20 Nov 2026." in done.out
    assert "This is not an instruction to stop: do not go up, do not stop suddenly." in done.out
    assert "Dr A. Example, 01632 960001" in done.out


def test_without_a_dose_the_number_to_call_stands_beside_whatever_is_only_to_be_mentioned(
    call: Call, home: Path
) -> None:
    """A review date soon is for the next contact; tonight's dose is not, so the number is told all the same."""
    adopt(home, SLEEP.replace("2027-02-18", "2026-11-30"))
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    done = call("next", now="2026-11-24T22:00")
    assert "If you are unsure what to do tonight, call Dr A. Example, 01632 960001." in done.out.splitlines()


def test_however_much_is_wrong_the_call_is_never_cut_off(call: Call, home: Path) -> None:
    """With many reasons at once, the line that says not to stop and the number to call still stand there."""
    profile = PROFILE.replace("splits = 2", "splits = 1") + '\n[[conditions]]\nname = "baclofen-allergy"\n'
    adopt(home, SLEEP.replace("2027-02-18", "2026-11-20"), profile)
    call(
        *("log", "--dose", "25", "--improved", "--fell-back-asleep", "--drinks", "3", "--effect", "nausea=moderate"),
        now="2026-11-21T07:30",
    )
    call("instruct", "hold", now="2026-11-21T08:00")
    call("instruct", "resume", now="2026-11-21T08:01")
    call("instruct", "hold", now="2026-11-21T08:02")
    done = call("next", now=EVENING)
    assert 3 == done.code
    assert "This is not an instruction to stop: do not go up, do not stop suddenly." in done.out
    assert "Call today: Dr A. Example, 01632 960001." in done.out


# --- which day, and the hour ------------------------------------------------------------------------


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-21T05:00", "2026-11-21"),
        ("2026-11-21T22:00", "2026-11-21"),
        ("2026-11-22T00:40", "2026-11-21"),
        ("2026-11-22T04:59", "2026-11-21"),
        ("2026-11-22T05:00", "2026-11-22"),
    ],
)
def test_tonight_is_meant_until_the_day_ends(call: Call, now: str, day: str) -> None:
    """On a bedtime plan the evening lasts until the journal day ends, however late it is."""
    assert day == call("next", "--json", now=now).json["day"]


@pytest.mark.usefixtures("bad_night")
def test_once_tonight_is_recorded_the_next_day_is_meant(call: Call) -> None:
    """After the dose is recorded, the question is about tomorrow."""
    call("take", now="2026-11-21T22:30")
    assert "2026-11-22" == call("next", "--json", now="2026-11-21T22:31").json["day"]


@pytest.mark.parametrize(
    ("taken", "now", "day"),
    [
        ((), "2026-11-20T07:00", "2026-11-20"),
        ((), "2026-11-20T20:59", "2026-11-20"),
        ((), "2026-11-20T21:00", "2026-11-21"),
        (("morning", "noon"), "2026-11-20T14:00", "2026-11-20"),
        (("evening",), "2026-11-20T18:40", "2026-11-21"),
    ],
)
def test_with_several_slots_the_day_ends_two_hours_after_the_last(
    call: Call, daytime: Path, taken: tuple[str, ...], now: str, day: str
) -> None:
    """A daytime plan looks ahead once its last dose is recorded or two hours past."""
    for slot in taken:
        call("take", "--slot", slot, now="2026-11-20T18:30", home=daytime)
    assert day == call("next", "--json", now=now, home=daytime).json["day"]


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize(
    ("now", "once"),
    [
        ("2026-11-21T22:30", False),
        ("2026-11-22T00:29", False),
        ("2026-11-22T00:30", True),
        ("2026-11-22T04:59", True),
        ("2026-11-22T05:00", False),
    ],
)
def test_after_a_night_waking_the_first_line_says_once(call: Call, now: str, once: bool) -> None:  # noqa: FBT001
    """From two hours after bedtime, while the dose is unrecorded, nobody half awake reads a second dose."""
    done = call("next", now=now)
    expected = "Tonight's dose is once: if you have taken it, nothing more until tomorrow."
    assert once == (done.out.splitlines()[0] == expected)
    assert once == (expected in done.out)
    assert once == ("once" in {one["id"] for one in call("next", "--json", now=now).json["warnings"]})


@pytest.mark.usefixtures("bad_night")
def test_once_is_not_said_when_the_dose_is_recorded(call: Call) -> None:
    """With tonight's dose recorded, the first line says so, and the answer is about tomorrow."""
    call("take", now="2026-11-21T22:30")
    done = call("next", now="2026-11-22T02:00")
    assert done.out.splitlines()[1].startswith("22 Nov 2026: ")
    assert "once" not in done.out


@pytest.mark.usefixtures("bad_night")
def test_what_is_taken_already_is_marked_and_changes_nothing(call: Call, daytime: Path) -> None:
    """A slot already taken is told as taken; the day's decision is the same."""
    before = call("next", "--json", now="2026-11-20T07:00", home=daytime).json
    call("take", now="2026-11-20T08:00", home=daytime)
    after = call("next", "--json", now="2026-11-20T09:00", home=daytime).json
    assert [{"id": "taken", "text": "Already recorded for this day: 5 mg in the morning."}] == [
        one for one in after["warnings"] if one["id"] == "taken"
    ]
    assert (before["outcome"], before["doses"]) == (after["outcome"], after["doses"])


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize(
    ("options", "day"),
    [
        (["--day", "2026-11-20"], "2026-11-20"),
        (["--day", "yesterday"], "2026-11-20"),
        (["--day", "-1"], "2026-11-20"),
        (["--day", "today"], "2026-11-21"),
        (["--day", "tomorrow"], "2026-11-22"),
        (["--day", "saturday"], "2026-11-14"),
    ],
    ids=typed,
)
def test_any_day_can_be_asked_for(call: Call, options: list[str], day: str) -> None:
    """A past day is worked out anew, a coming one as the record now stands."""
    assert day == call("next", "--json", *options, now=EVENING).json["day"]


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize("day", ["9999-12-31", "2028-01-01", "0001-01-01", "someday", "2026-13-01", "-99999999999"])
def test_a_day_that_makes_no_sense_is_wrong_use(call: Call, day: str) -> None:
    """A day out of all reach is refused with a sentence, at once."""
    done = call("next", "--day", day, now=EVENING)
    assert (2, "") == (done.code, done.out)
    assert "--day" in done.err


# --- the public JSON --------------------------------------------------------------------------------

KEYS = [
    *("schema", "day", "outcome", "contact", "doses", "total_mg", "in_force", "tablets", "limited_by", "headline"),
    *("reasons", "warnings", "gates", "plan"),
]
GATES = [
    *("journal", "plan", "red-flag", "conditions", "gap", "check-in", "off-plan", "side-effects", "withdrawal"),
    *("sedatives", "instruction", "adherence", "hold-time", "target", "ceiling", "tablets"),
]


@pytest.mark.usefixtures("bad_night")
def test_the_decision_as_json(call: Call, home: Path) -> None:
    """The contract's object, key by key, with numbers as numbers."""
    decision = call("next", "--json", now=EVENING).json
    assert KEYS == list(decision)
    assert {
        "schema": "baclotrack.decision/1",
        "day": "2026-11-21",
        "outcome": "step_up",
        "contact": "none",
        "doses": {"bedtime": 10},
        "total_mg": 10,
        "in_force": {"bedtime": 5},
        "tablets": {"bedtime": [{"strength_mg": 10, "count": 1}]},
        "limited_by": None,
        "headline": "Your plan's next step is 10 mg at bedtime.",
        "reasons": [
            "Sleep was not better. You lay awake after waking.",
            "Side effects were mild.",
            "1 complete day at 5 mg at bedtime.",
        ],
        "plan": {
            "id": "sleep-bedtime",
            "prescriber": "Dr A. Example",
            "directed_on": "2026-11-20",
            "adopted_at": journal(home)[1]["at"],
        },
    } == {key: value for key, value in decision.items() if key not in {"warnings", "gates"}}
    assert [{"id", "text"}] * 2 == [set(one) for one in decision["warnings"]]
    assert ["driving", "pace"] == [one["id"] for one in decision["warnings"]]
    assert GATES == [one["id"] for one in decision["gates"]]
    assert {
        "id": "hold-time",
        "state": "pass",
        "seen": "1 day",
        "needed": "1 day",
        "text": "1 complete day at 5 mg at bedtime.",
        "source": "plan",
    } == decision["gates"][12]


def kinds(value: object) -> Any:  # noqa: ANN401 - the same shape as a JSON document
    """Return a JSON document with the name of its kind in each place."""
    if isinstance(value, dict):
        return {name: kinds(one) for name, one in value.items()}
    if isinstance(value, list):
        return [kinds(one) for one in value]
    return type(value).__name__


@pytest.mark.usefixtures("bad_night")
def test_every_place_of_the_json_has_its_kind(call: Call) -> None:
    """Amounts are numbers, never texts; every gate and warning is made of texts."""
    shape = kinds(call("next", "--json", now=EVENING).json)
    texts = ("schema", "day", "outcome", "contact", "headline")
    assert {"str"} == {shape[name] for name in texts}
    assert ({"bedtime": "int"}, "int", {"bedtime": "int"}) == (shape["doses"], shape["total_mg"], shape["in_force"])
    assert {"bedtime": [{"strength_mg": "int", "count": "int"}]} == shape["tablets"]
    assert {"str"} == {kind for gate in shape["gates"] for kind in gate.values()}
    assert {"str"} == {kind for one in shape["warnings"] for kind in one.values()}
    assert {"pass", "block", "unknown"} >= {one["state"] for one in call("next", "--json", now=EVENING).json["gates"]}


def test_a_half_tablet_is_a_number(call: Call, home: Path) -> None:
    """Halves are 0.5 in JSON."""
    adopt(home)
    decision = call("next", "--json", now="2026-11-20T22:00").json
    assert {"bedtime": [{"strength_mg": 10, "count": 0.5}]} == decision["tablets"]
    assert (None, None) == (decision["in_force"], decision["limited_by"])


def test_without_a_dose_the_json_has_nulls(call: Call, home: Path) -> None:
    """No dose is shown: null, and the dose in force is still told."""
    adopt(home)
    call("log", "--dose", "25", *BAD_NIGHT, now="2026-11-21T07:30")
    decision = call("next", "--json", now=EVENING).json
    assert (None, None, None) == (decision["doses"], decision["total_mg"], decision["tablets"])
    assert ({"bedtime": 5}, "off-plan", "today") == (
        decision["in_force"],
        decision["limited_by"],
        decision["contact"],
    )


def test_without_a_plan_the_json_is_whole(call: Call, tmp_path: Path) -> None:
    """Even before `init` a script gets the same object, with null for the plan."""
    done = call("next", "--json", now=EVENING, home=tmp_path / "nothing")
    assert 3 == done.code
    assert KEYS == list(done.json)
    assert ("cannot_decide", "plan", None, None) == tuple(
        done.json[key] for key in ("outcome", "limited_by", "plan", "in_force")
    )


def test_slots_at_zero_are_left_out(call: Call, home: Path) -> None:
    """A slot whose dose is zero stands in none of doses, in_force and tablets."""
    adopt(home, DAYTIME.replace("[[5, 5, 5], [10, 10, 10]", "[[0, 0, 5], [0, 5, 5]"), at="2026-11-19T20:00:00+00:00")
    decision = call("next", "--json", now="2026-11-20T08:00").json
    assert [["evening"], ["evening"]] == [list(decision["doses"]), list(decision["tablets"])]


# --- explain, ahead, exit codes ---------------------------------------------------------------------


@pytest.mark.usefixtures("bad_night")
def test_explain_tells_every_gate(call: Call) -> None:
    """Every gate is told with what was seen, what is needed and where the rule comes from."""
    lines = call("next", "--explain", now=EVENING).out.splitlines()[-16:]
    assert GATES == [line.partition(":")[0] for line in lines]
    assert "hold-time: [ok]; seen: 1 day; needed: 1 day; plan" == lines[12]
    assert "conditions: [?]; seen: not told; needed: every condition acknowledged; 7" == lines[3]


@pytest.mark.usefixtures("bad_night")
def test_explain_marks_what_blocks(call: Call) -> None:
    """A gate that blocks is marked so."""
    call("log", "--day", "yesterday", "--drinks", "2", now="2026-11-21T12:00")
    line = call("next", "--explain", now=EVENING).out.splitlines()[-7]
    assert "sedatives: [hold]; seen: alcohol; needed: no alcohol on the last or this day; plan" == line


@pytest.mark.usefixtures("bad_night")
def test_ahead_walks_the_coming_days_as_the_last_one_went(call: Call) -> None:
    """The coming week, if each day goes as the last one did."""
    done = call("next", "--ahead", "4", now=EVENING)
    assert 0 == done.code
    assert [
        "If each day goes as the last, and each step is tolerated and still needed:",
        "  days  from         bedtime  mg/day  tablets a day",
        "     1  21 Nov 2026       10      10  1 x 10 mg      step up",
        "     1  22 Nov 2026       15      15  1.5 x 10 mg    step up",
        "     2  23 Nov 2026       20      20  2 x 10 mg      step up",
    ] == [line.rstrip(" #") for line in done.out.splitlines()[:5]]
    assert "On 24 Nov 2026: Hold: stay at 20 mg at bedtime." in done.out


@pytest.mark.usefixtures("bad_night")
def test_ahead_as_json_is_a_list_of_decisions(call: Call) -> None:
    """A script gets one decision for each coming day."""
    days = call("next", "--ahead", "7", "--json", now=EVENING).json
    assert [f"2026-11-{day}" for day in range(21, 28)] == [one["day"] for one in days]
    assert [10, 15, 20, 20, 20, 20, 20] == [one["total_mg"] for one in days]
    assert [KEYS] * 7 == [list(one) for one in days]


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize("days", ["0", "367", "-1", "x"])
def test_ahead_looks_one_to_366_days(call: Call, days: str) -> None:
    """Beyond a year nothing is worth drawing."""
    done = call("next", "--ahead", days, now=EVENING)
    assert (2, "") == (done.code, done.out)


@pytest.mark.parametrize(
    ("log", "code", "outcome"),
    [
        (["--dose", "5", *BAD_NIGHT], 0, "step_up"),
        (["--dose", "5", *GOOD_NIGHT], 0, "hold"),
        (["--dose", "25", *BAD_NIGHT], 3, "ask_prescriber"),
        (["--dose", "45", *BAD_NIGHT], 4, "emergency"),
        (["--dose", "5", *BAD_NIGHT, "--red-flag", "breathing"], 4, "emergency"),
    ],
    ids=typed,
)
def test_the_exit_code_tells_a_script(call: Call, home: Path, log: list[str], code: int, outcome: str) -> None:
    """0 where a dose is shown, 3 where none is, 4 with the emergency text; the same with --json."""
    adopt(home)
    call("log", *log, now="2026-11-21T07:30")
    assert code == call("next", now=EVENING).code
    done = call("next", "--json", now=EVENING)
    assert (code, outcome) == (done.code, done.json["outcome"])


def test_record_only_and_a_finished_taper_exit_0(call: Call, home: Path, tmp_path: Path) -> None:
    """No dose is shown, and nothing is wrong."""
    adopt(home, 'format = 1\nid = "pump"\ntitle = "Pump"\nmode = "record_only"\nprescriber = "Dr A. Example"\n'
                "directed_on = 2026-11-20\n")  # fmt: skip
    done = call("next", "--json", now=EVENING)
    assert (0, "record_only", None) == (done.code, done.json["outcome"], done.json["doses"])
    taper = tmp_path / "taper"
    text = SLEEP.replace('"titrate"', '"taper"').replace("[[5], [10], [15], [20]]", "[[10], [5]]")
    adopt(taper, text, bedtime=5)
    done = call("next", "--json", now="2026-11-21T22:00", home=taper)
    assert ("check-in", "hold") == (done.json["limited_by"], done.json["outcome"])
    call("log", "--dose", "5", "--no-effects", now="2026-11-21T07:30", home=taper)
    done = call("next", "--json", now="2026-11-21T22:00", home=taper)
    assert (0, "finished", None) == (done.code, done.json["outcome"], done.json["doses"])


# --- the emergency ----------------------------------------------------------------------------------


def test_the_emergency_shows_no_mg(call: Call, home: Path) -> None:
    """While a red flag is open no amount stands beside the emergency text."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    call("log", "--red-flag", "hallucinations", now="2026-11-21T15:00")
    done = call("next", now=EVENING)
    assert [
        "Call your local emergency number now. If you cannot, ask anyone near you to call.",
        "Say that you take baclofen, and say so too if you have a pump.",
        "Do not stop anything and do not take anything more by guess: ask them.",
        "A red flag is recorded: hallucinations (for 21 Nov 2026).",
    ] == done.out.splitlines()
    assert " mg" not in done.out


def test_the_day_after_a_flag_two_lines_say_how_to_go_on(call: Call, home: Path) -> None:
    """From the next day on: when it was, what to do now, how to record that the person was seen, and no stop."""
    adopt(home)
    call("log", "--red-flag", "self-harm", now="2026-11-20T15:00")
    done = call("next", now=EVENING)
    assert 4 == done.code
    assert [
        (
            "If you think of harming or killing yourself: call a local crisis line or your local emergency number now,"
            " and do not stay alone."
        ),
        "On 20 Nov 2026 you recorded self-harm. If it is happening now, call your local emergency number now.",
        (
            "Once you have been seen, record it: baclotrack instruct clear-flag self-harm --by NAME. This is no"
            " instruction to stop: do not go up, do not stop suddenly, call your prescriber."
        ),
    ] == done.out.splitlines()


# --- files that are not in order --------------------------------------------------------------------


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        (
            SLEEP.replace("hold_days = 1", "hold_days = 3"),
            0,
            "plan.toml was changed and is not adopted, so no step up is shown.",
        ),
        ("this is [not TOML", 1, "plan.toml cannot be read"),
        (None, 0, "plan.toml is gone; the adopted plan is still in the journal, but no step up is shown."),
    ],
    ids=["changed", "broken", "gone"],
)
def test_a_plan_file_that_is_not_the_adopted_one_steps_nobody_up(
    call: Call, home: Path, text: str | None, code: int, sentence: str
) -> None:
    """The adopted plan stays in force at its present dose, the sentence says why, and a damaged file is a fault."""
    if text is None:
        (home / "plan.toml").unlink()
    else:
        (home / "plan.toml").write_text(text, encoding="utf-8")
    done = call("next", now=EVENING)
    assert code == done.code
    assert "21 Nov 2026: Hold: stay at 5 mg at bedtime." == done.out.splitlines()[0]
    assert sentence in done.out
    assert "mention" == call("next", "--json", now=EVENING).json["contact"]


@pytest.mark.usefixtures("bad_night")
def test_comments_in_the_plan_file_change_nothing(call: Call, home: Path) -> None:
    """A note to oneself in plan.toml is no change of the plan."""
    (home / "plan.toml").write_text("# ask about Tuesday\n" + SLEEP, encoding="utf-8")
    assert "step_up" == call("next", "--json", now=EVENING).json["outcome"]


@pytest.mark.usefixtures("bad_night")
def test_a_broken_profile_is_named_and_no_step_is_shown(call: Call, home: Path) -> None:
    """An unreadable profile.toml is a fault: exit 1, where and what to do, and nothing is rewritten."""
    (home / "profile.toml").write_text('format = 1\nborn = "yes"\n', encoding="utf-8")
    before = content(home)
    done = call("next", now=EVENING)
    assert (1, before) == (done.code, content(home))
    assert "profile.toml line 2" in done.err
    assert done.out.startswith("21 Nov 2026: The plan's dose cannot be worked out yet.")


@pytest.mark.usefixtures("bad_night")
def test_a_damaged_line_is_named_and_no_step_is_shown(call: Call, home: Path) -> None:
    """One changed digit in the journal is found, named with its line, and no dose is read from it."""
    path = home / "journal.jsonl"
    damaged = path.read_bytes().replace(b'"bedtime":5}', b'"bedtime":9}')
    path.write_bytes(damaged)
    done = call("next", now=EVENING)
    assert (1, damaged) == (done.code, path.read_bytes())
    assert "journal.jsonl line 3: its checksum does not match" in done.err
    assert done.err.rstrip().endswith("Run: baclotrack doctor")
    decision = call("next", "--json", now=EVENING).json
    assert ("cannot_decide", "journal", None) == (decision["outcome"], decision["limited_by"], decision["doses"])


@pytest.mark.usefixtures("bad_night")
def test_many_faults_do_not_drown_the_answer(call: Call, home: Path) -> None:
    """Of a wholly broken journal the first faults are named, and how many more there are."""
    with (home / "journal.jsonl").open("ab") as file:
        file.write(b"nonsense\n" * 1000)
    said = call("next", now=EVENING).err.splitlines()
    assert 6 == len(said)
    assert "baclotrack: and 995 more faults. Run: baclotrack doctor" == said[-1]


@pytest.mark.usefixtures("bad_night")
def test_an_entry_from_the_future_holds(call: Call, home: Path) -> None:
    """When the clock went back, the dose stays and the sentence says why."""
    call("log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")
    decision = call("next", "--json", now="2026-11-20T22:00").json
    assert ("journal", "hold", {"bedtime": 5}) == (decision["limited_by"], decision["outcome"], decision["doses"])
    done = call("next", now="2026-11-20T22:00")
    assert "An entry is dated 21 Nov 2026, after today by this machine's clock. Check the clock." in done.out


# --- streams and options ----------------------------------------------------------------------------


@pytest.mark.usefixtures("bad_night")
def test_a_pipe_and_plain_and_no_color_give_the_same_plain_lines(run: Run) -> None:
    """Nothing depends on colour: a pipe reads what --plain and NO_COLOR show."""
    piped = run("next", now=EVENING)
    assert (0, "21 Nov 2026: Your plan's next step is 10 mg at bedtime.") == (piped.code, piped.out.splitlines()[0])
    assert "\x1b" not in piped.out
    assert piped == run("next", "--plain", now=EVENING)
    assert piped == run("next", now=EVENING, env={"NO_COLOR": "1"})


@pytest.mark.usefixtures("bad_night")
def test_words_of_the_plan_file_reach_the_terminal_harmless(call: Call, home: Path) -> None:
    """A top message with a terminal escape in it is shown escaped."""
    message = SLEEP.replace("Ask your prescriber about the second", "Ask \\u001b[2J[red]your\\u202e")
    adopt(home, message.replace("[[5], [10], [15], [20]]", "[[5]]"))
    done = call("next", now=EVENING)
    assert "ceiling" == call("next", "--json", now=EVENING).json["limited_by"]
    assert r"\x1b[2J[red]your\u202e" in done.out
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


@pytest.mark.usefixtures("bad_night")
def test_a_name_is_told_as_it_is_written(call: Call) -> None:
    """A hyphen in somebody's name is part of the name."""
    call("instruct", "hold", "--by", "Dr B. Smith-Jones", now=EVENING)
    assert "Dr B. Smith-Jones said hold, until further word." in call("next", now=EVENING).out


def test_the_prescribers_words_at_the_top_are_told_as_they_are_written(call: Call, home: Path) -> None:
    """The top message is the prescriber's: not one sign of it is changed."""
    text = SLEEP.replace("[[5], [10], [15], [20]]", "[[5]]").replace("Ask your prescriber about", "Ask Dr Smith-Jones:")
    adopt(home, text)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    assert "Ask Dr Smith-Jones: the second agent you discussed." in call("next", now=EVENING).out


def test_help_tells_an_example(call: Call) -> None:
    """The help of `next` says in one sentence what it is for."""
    assert call("next", "--help").out.splitlines()[2].strip().startswith("Show what the plan says")
    assert "Example: baclotrack next" in call("next", "--help").out


@pytest.mark.usefixtures("bad_night")
def test_an_open_question_of_two_devices_is_told(call: Call, home: Path) -> None:
    """Two check-ins that differ hold the dose until the person says which is right."""
    write_other(home)
    decision = call("next", "--json", now=EVENING).json
    assert ("hold", "check-in") == (decision["outcome"], decision["limited_by"])
    assert "20 Nov 2026 was told differently on two devices." in decision["reasons"][0]
    call("amend", "yesterday", "--dose", "5", *BAD_NIGHT, now=EVENING)
    assert "step_up" == call("next", "--json", now=EVENING).json["outcome"]


def write_other(home: Path) -> None:
    """Record, as another device does, a check-in that says something else."""
    from datetime import date

    from baclotrack.store.writing import Draft

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACLOTRACK_DEVICE", "phone")
        fields = {"doses": {"bedtime": 10}, "effects": {}}
        write(home, Draft("checkin", fields, date(2026, 11, 20)), at="2026-11-21T09:00:00+00:00")


def test_after_tonights_dose_the_first_line_keeps_from_a_second_one(call: Call, home: Path) -> None:
    """Asked at one in the morning after the dose, the answer is for the next night and says so before any amount."""
    adopt(home)
    call("take", now="2026-11-20T22:40")
    done = call("next", now="2026-11-21T01:12")
    first = (
        "Recorded for 20 Nov 2026: 5 mg at bedtime. Nothing more until the next dose time."
        " What follows is for 21 Nov 2026."
    )
    assert (first, "21 Nov 2026: Hold: stay at 5 mg at bedtime.") == tuple(done.out.splitlines()[:2])
    assert "done" == call("next", "--json", now="2026-11-21T01:12").json["warnings"][0]["id"]
    assert first not in call("next", now="2026-11-21T20:00").out


def test_after_the_last_dose_time_of_the_day_nothing_is_made_up_for(call: Call, daytime: Path) -> None:
    """Two hours after the last slot the answer is for the next day, and says so first."""
    lines = call("next", home=daytime, now="2026-11-21T01:30").out.splitlines()
    past = "The last dose time of 20 Nov 2026 is past. Nothing is made up for. What follows is for 21 Nov 2026."
    assert past == lines[0]
    assert lines[1].startswith("21 Nov 2026: Your plan's first dose is ")


# --- the check-in that is asked for is that of the right day ----------------------------------------


STILL_TO_COME = "The check-in for 21 Nov 2026 is still to come. The morning after, run: baclotrack log"


@pytest.mark.usefixtures("bad_night")
@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-21T23:00", STILL_TO_COME),
        ("2026-11-22T01:00", STILL_TO_COME),
        ("2026-11-22T21:00", "Yesterday is not logged yet. Run: baclotrack log"),
        ("2026-11-23T01:00", "21 Nov 2026 is not wholly logged yet. Run: baclotrack log 2026-11-21"),
    ],
)
def test_nobody_is_sent_to_log_another_night(call: Call, now: str, said: str) -> None:
    """`log` asks for calendar yesterday: after tonight's dose, and after midnight, that is another day."""
    call("take", "10", now="2026-11-21T22:40")
    assert said in call("next", now=now).out.splitlines()


@pytest.mark.usefixtures("bad_night")
def test_effects_told_in_the_evening_are_not_asked_for_on_another_night(call: Call) -> None:
    """A dose told for today without side effects must not lead to `log --no-effects`, which would mean yesterday."""
    call("log", "--day", "today", "--dose", "10", now="2026-11-21T22:40")
    done = call("next", now="2026-11-21T22:50")
    assert STILL_TO_COME in done.out.splitlines()
    assert "--no-effects" not in done.out
    assert 1 == done.out.count("baclotrack log")


# --- whom to call, and why ---------------------------------------------------------------------------


def test_why_somebody_is_to_call_today_is_never_cut_off(call: Call, home: Path) -> None:
    """A moderate effect holds first, but the call is for the sleeping tablet: its reason stands beside the call."""
    adopt(home)
    call(
        "log", "--dose", "5", "--not-improved", "--lay-awake", "--effect", "dizziness=moderate", now="2026-11-21T07:30"
    )
    call("med", "add", "zolpidem", now="2026-11-21T19:00")
    done = call("next", now=EVENING, env={"COLUMNS": "80"})
    assert "Call today: Dr A. Example, 01632 960001." in done.out
    assert "(zolpidem)" in done.out
    assert 8 >= len(done.out.splitlines())


def test_after_a_missed_dose_never_two_together_is_not_cut_off(call: Call, home: Path) -> None:
    """With a withdrawal sign and few tablets too, the line against a double dose still stands there."""
    adopt(home)
    call("log", "--dose", "5", *GOOD_NIGHT, now="2026-11-21T07:30")
    call("supply", "count", "1", "--strength", "10", now="2026-11-21T07:31")
    told = ("--missed", "--not-improved", "--lay-awake", "--effect", "insomnia=mild", "--sedative", "zolpidem")
    call("log", *told, now="2026-11-22T07:30")
    lines = call("next", now="2026-11-22T22:00").out.splitlines()
    assert "Never two doses together, and never a repeat. The next dose is the next bedtime." in lines
    assert "Tablets for 2 days left: running out is stopping suddenly. Ask for more today." in lines
