"""The morning at a terminal: `baclotrack log` asks, and Enter takes the answer in brackets."""

import os
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, PROFILE, SLEEP, adopt, content, journal, last
from tests.cli.terminal import ENTER, ESCAPES, MORNING, answer, lived, rest, rows, screens, terminal
from tests.conftest import Call

DOSE = r"Taken: 5 mg at bedtime\? \[Enter = yes, m = missed, c = changed, or the mg\] "
BETTER = r"Was your sleep better\? \[Y/n; hours too: y 7\.5, or n 23:10-06:40\] "
ASLEEP = r"did you fall back asleep\? \(Not waking counts as yes\.\) \[Y/n\] "
EFFECTS = r"Side effects\? \[Enter = none,( d = driving,)? or numbers or names\] "
"""The first night on a dose: the morning asks about driving too."""
FLAGS = r"Any of these emergency signs\? \[Enter = none, or numbers\] "
DRINKS = r"Alcoholic drinks\? \[0; a \+ after it adds a note\] "


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin in the evening of 20 November with the leaflet's plan adopted."""
    adopt(home)


def test_a_good_morning_takes_only_enter(home: Path) -> None:
    """Six times Enter: taken as planned, slept well, no side effects, no red flags, no drinks."""
    with terminal(home, "log") as child:
        child.expect(r"Check-in for 20 Nov 2026\. Enter takes the \[answer\]; Ctrl-C records nothing\.\r\n")
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP, EFFECTS, FLAGS, DRINKS)))
        code, said = rest(child)
    assert 0 == code
    assert [
        (
            "Recorded for 20 Nov 2026: 5 mg at bedtime; sleep improved yes; fell back asleep yes; side effects: none;"
            " drinks 0."
        )
    ] == said
    assert {
        "kind": "checkin",
        "day": "2026-11-20",
        "doses": {"bedtime": 5},
        "measures": {"sleep_improved": True, "fell_back_asleep": True},
        "effects": {},
        "drinks": 0,
    } == last(home)


@pytest.mark.parametrize(
    ("typed", "dose"), [("m", 0), ("missed", 0), ("n", 0), ("y", 5), ("10", 10), ("M", 0), (" ", 5)]
)
def test_the_dose_in_one_key(home: Path, typed: str, dose: int) -> None:
    """Enter is what the plan said, m is missed, and a number is the mg."""
    with terminal(home, "log") as child:
        answer(child, (DOSE, typed), *((one, ENTER) for one in (BETTER, ASLEEP, EFFECTS, FLAGS, DRINKS)))
        assert 0 == rest(child)[0]
    assert {"bedtime": dose} == last(home)["doses"]


def test_only_marked_side_effects_are_graded(home: Path) -> None:
    """Numbers of the list and names mark an effect; only those are asked for their grade."""
    with terminal(home, "log") as child:
        answer(child, (DOSE, ENTER), (BETTER, "n"), (ASLEEP, "n"))
        child.expect(
            "First morning on a higher dose: any grogginess, any fall, driving today\\?\r\n"
            "  1 grogginess  2 fall  3 drowsiness  4 dizziness  5 weakness  6 nausea\r\n  7 confusion  8 low-mood"
        )
        answer(
            child,
            (EFFECTS, "4, dry-mouth"),
            (r"  dizziness: 1 mild, 2 moderate, 3 severe\? \[1\] ", "2"),
            (r"  dry-mouth: 1 mild, 2 moderate, 3 severe\? \[1\] ", ENTER),
            (FLAGS, ENTER),
            (DRINKS, "1"),
        )
        assert 0 == rest(child)[0]
    assert ({"dizziness": 2, "dry-mouth": 1}, 1) == (last(home)["effects"], last(home)["drinks"])


def test_a_red_flag_ends_the_questions_and_shows_help_first(home: Path) -> None:
    """After a red flag nothing more is asked: the emergency text stands first, and the exit code is 4."""
    with terminal(home, "log") as child:
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP, EFFECTS)))
        child.expect("2 fainting")
        answer(child, (FLAGS, "2 seizure"))
        code, said = rest(child)
    assert 4 == code
    assert "Call your local emergency number now. If you cannot, ask anyone near you to call." == said[0]
    assert ["fainting", "seizure"] == last(home)["red_flags"]
    assert "drinks" not in last(home)


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("questions", [0, 3, 5])
def test_leaving_records_nothing(home: Path, key: str, questions: int) -> None:
    """Ctrl-C and the end of the input write nothing at any question, and exit 130."""
    before = content(home)
    with terminal(home, "log") as child:
        asked = (DOSE, BETTER, ASLEEP, EFFECTS, FLAGS, DRINKS)
        answer(child, *((one, ENTER) for one in asked[:questions]))
        child.expect(asked[questions])
        child.send(key)
        code, said = rest(child)
    assert (130, before) == (code, content(home))
    assert "Nothing was recorded." == said[-1]
    assert "Traceback" not in "".join(said)


def test_an_answer_that_makes_no_sense_is_asked_again(home: Path) -> None:
    """A slip of the finger is told, the question comes again, and nothing is guessed."""
    with terminal(home, "log") as child:
        answer(
            child,
            (DOSE, "lots"),
            ("The dose 'lots' is not a number that fits. Write a number from 0 to 500.", ENTER),
            (BETTER, "maybe"),
            ("'maybe' is not understood. Write y or n, and hours like 7.5 or times like 23:10-06:40.", "n"),
            (ASLEEP, ENTER),
            (EFFECTS, "99 0"),
            (r"Side effect: '99' is no number of the list and no side effect\.", "fal"),
            (r"Did you mean fall\?", "fall"),
            (r"  fall: 1 mild, 2 moderate, 3 severe\? \[1\] ", "4"),
            (r"The grade: '4' is no grade\. Write none, mild, moderate or severe, or 0 to 3\.", "mild"),
            (FLAGS, "12"),
            (r"Red flag: '12' is no number of the list and no red flag\.", ENTER),
            (DRINKS, "a few"),
            (r"Drinks 'a few' is not a number that fits\. Write a number from 0 to 100\.", "2"),
        )
        assert 0 == rest(child)[0]
    told = last(home)
    assert ({"bedtime": 5}, {"fall": 1}, 2) == (told["doses"], told["effects"], told["drinks"])
    assert {"sleep_improved": False, "fell_back_asleep": True} == told["measures"]


def test_keys_that_are_no_text_are_asked_again(home: Path) -> None:
    """Bytes that no keyboard should send do not end the morning."""
    with terminal(home, "log") as child:
        child.expect(DOSE)
        os.write(child.child_fd, b"\xff\xfe\n")
        child.expect("is not a number that fits")
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP, EFFECTS, FLAGS, DRINKS)))
        assert 0 == rest(child)[0]
    assert {"bedtime": 5} == last(home)["doses"]


def test_several_slots_are_told_one_by_one_where_they_differ(tmp_path: Path) -> None:
    """On a plan of several slots c asks slot by slot, with the plan's dose as the answer to take."""
    daytime = tmp_path / "daytime"
    adopt(daytime, DAYTIME, at="2026-11-19T20:00:00+00:00")
    with terminal(daytime, "log") as child:
        answer(
            child,
            (r"Taken: 5 mg in the morning, at noon and in the evening\? \[Enter = yes, m = missed,", "what"),
            ("The dose 'what' is not a number", "c"),
            (r"  mg morning\? \[5\] ", ENTER),
            (r"  mg noon\? \[5\] ", "2.5"),
            (r"  mg evening\? \[5\] ", "0"),
            (r"How bad was the stiffness in the last 24 hours, from 0 to 10\? \[0-10; \? = not known\] ", ENTER),
            ("The answer '' is not a number that fits", "4"),
            (EFFECTS, ENTER),
            (FLAGS, ENTER),
            (DRINKS, ENTER),
        )
        assert 0 == rest(child)[0]
    assert [5, 2.5, 0] == [float(mg) for mg in last(daytime)["doses"].values()]
    assert {"spasticity": 4} == last(daytime)["measures"]


def test_nobody_has_to_make_a_number_up(call: Call, tmp_path: Path) -> None:
    """A question mark leaves the plan's own measure unanswered; the rest is recorded, and the plan waits."""
    daytime = tmp_path / "daytime"
    adopt(daytime, DAYTIME, at="2026-11-19T20:00:00+00:00")
    with terminal(daytime, "log") as child:
        answer(child, ("Taken", ENTER), (r"\? = not known\] ", "?"), (EFFECTS, ENTER), (FLAGS, ENTER), (DRINKS, ENTER))
        assert 0 == rest(child)[0]
    assert "measures" not in last(daytime)
    assert "target" in call("next", "--explain", home=daytime, now="2026-11-21T07:00").out
    assert "Yesterday's question was not answered" in call("next", home=daytime, now="2026-11-21T07:00").out


# --- what was told before is not taken back by a tired hand -----------------------------------------


def test_enter_keeps_what_was_told_in_the_evening(call: Call, home: Path) -> None:
    """Side effects, drinks and doses told before are the answers in brackets."""
    call("take", "10", now="2026-11-20T22:30")
    call("log", "--day", "today", "--drinks", "2", "--effect", "dizziness=moderate", now="2026-11-20T22:31")
    call("log", "--day", "today", "--not-improved", now="2026-11-20T22:32")
    with terminal(home, "log") as child:
        answer(
            child,
            (r"Taken: 10 mg at bedtime\?", ENTER),
            (r"Was your sleep better\? \[y/N; hours too", ENTER),
            (ASLEEP, ENTER),
            (r"Side effects\? \[Enter = as told before \(dizziness moderate\), 0 = none, d = driving,", ENTER),
            (FLAGS, ENTER),
            (r"Alcoholic drinks\? \[2; a \+ after it", ENTER),
        )
        code, said = rest(child)
    assert 0 == code
    assert said[0].startswith("Corrected for 20 Nov 2026: 10 mg at bedtime; sleep improved no;")
    told = last(home)
    assert ({"bedtime": 10}, {"dizziness": 2}, 2) == (told["doses"], told["effects"], told["drinks"])


def test_what_was_told_can_be_taken_back_on_purpose(call: Call, home: Path) -> None:
    """0 says none; a red flag told before stays all the same."""
    call("log", "--effect", "dizziness=moderate", "--red-flag", "fainting", now="2026-11-20T20:00")
    with terminal(home, "log") as child:
        answer(
            child,
            (r"Taken\? \[Enter = nothing, c = changed, or the mg\] ", ENTER),
            (BETTER, ENTER),
            (ASLEEP, ENTER),
            (r"Side effects\?", "0"),
            (FLAGS, ENTER),
            (DRINKS, ENTER),
        )
        rest(child)
    assert ({}, ["fainting"]) == (last(home)["effects"], last(home)["red_flags"])


def test_yesterdays_effects_stand_first_in_the_list(call: Call, home: Path) -> None:
    """What somebody had the last time is one key away."""
    call("log", "--day", "2026-11-19", "--effect", "tremor=mild", now="2026-11-20T07:30")
    with terminal(home, "log") as child:
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP)))
        child.expect(r"1 grogginess  2 fall  3 tremor \(mild\)  4 drowsiness")


# --- the other questions ----------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "kept"), [("y", [5, 5]), (ENTER, [5]), ("n", [5])])
def test_a_second_dose_is_asked_about(call: Call, home: Path, key: str, kept: list[int]) -> None:
    """At a terminal a second dose in a slot is recorded only after a yes."""
    call("take", now="2026-11-20T22:30")
    with terminal(home, "take", "5", now="2026-11-20T23:00") as child:
        child.expect(r"5 mg at bedtime is already recorded\. A dose is taken once\.")
        answer(child, (r"Was another 5 mg really taken\? \[y/N\] ", key))
        code, said = rest(child)
    assert (0, kept) == (code, [row["mg"] for row in journal(home) if row["kind"] == "dose"])
    assert ("Nothing was recorded." == said[0]) == (kept == [5])


def test_a_reason_is_asked_for_before_a_red_flag_is_taken_back(call: Call, home: Path) -> None:
    """At a terminal `undo` asks why."""
    call("log", "--red-flag", "fainting", now=MORNING)
    with terminal(home, "undo") as child:
        answer(child, (r"This entry holds a red flag\. Why is it taken back\? ", "ticked by mistake"))
        assert 0 == rest(child)[0]
    assert "ticked by mistake" == last(home)["reason"]


def test_without_a_plan_nothing_is_asked(tmp_path: Path) -> None:
    """Before `init` the dialogue says what to do first."""
    with terminal(tmp_path / "new", "log") as child:
        child.expect("No plan is adopted yet, so there are no dose times to record for. Run: baclotrack init")
        assert 2 == rest(child)[0]


def test_a_plans_own_question_reaches_the_terminal_harmless(home: Path) -> None:
    """A prompt from the plan file is shown, never obeyed."""
    own = '\n[[measures]]\nname = "calm"\nprompt = "Calm? [/nope] [bold]"\nkind = "scale"\nrange = [0, 5]\n'
    plan = SLEEP.replace('measure = "sleep_improved"\nwant = true', 'measure = "calm"\nat_least = 3') + own
    adopt(home, plan)
    with terminal(home, "log") as child:
        answer(child, (DOSE, ENTER))
        child.expect(r"Calm\? \[/nope\] \[bold\] \[0-5; \? = not known\] ")


def test_at_a_terminal_the_answer_of_next_stands_out(call: Call, home: Path) -> None:
    """The dose is bold at a terminal; --plain and NO_COLOR take the bold away and change no word."""
    call("log", "--dose", "5", *BAD_NIGHT, now=MORNING)
    shown = {}
    for words in (("next",), ("next", "--plain")):
        with terminal(home, *words, now="2026-11-21T22:00") as child:
            child.expect(pexpect.EOF)
            shown[words] = str(child.before)
    assert "\x1b[1m21 Nov 2026: Your plan's next step is 10 mg at bedtime.\x1b[0m\r\n" in shown["next",]
    assert "\x1b" not in shown["next", "--plain"]
    plain = shown["next",].replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert plain.startswith("\r\n21 Nov 2026: Your plan's next step is 10 mg at bedtime.\r\nTablets: 1 x 10 mg tablet")
    assert shown["next", "--plain"].splitlines() == [line for line in plain.splitlines() if line]
    assert 2 == plain.splitlines().count("")


def test_explain_at_a_terminal_is_a_table(call: Call, home: Path) -> None:
    """At a terminal every gate is a row, and words of the record are no markup."""
    call("log", "--dose", "5", *BAD_NIGHT, "--sedative", "[bold]kava[/bold]", now=MORNING)
    with terminal(home, "next", "--explain", now="2026-11-21T22:00") as child:
        child.expect(pexpect.EOF)
        shown = str(child.before)
    assert "Traceback" not in shown
    for gate in ("journal", "sedatives", "tablets"):
        assert gate in shown
    assert {"[ok]", "[hold]", "[?]"} == {mark for mark in ("[ok]", "[hold]", "[?]", "[ask]") if mark in shown}
    assert "[bold]" in shown


def test_explain_fits_80_columns(call: Call, home: Path) -> None:
    """Every row of the table fits a small terminal, and no gate's name is broken."""
    call("log", "--dose", "25", *BAD_NIGHT, now=MORNING)
    with terminal(home, "next", "--explain", now="2026-11-21T22:00", size=(24, 80)) as child:
        child.expect(pexpect.EOF)
        shown = ESCAPES.sub("", str(child.before))
    assert 80 >= max(len(line) for line in shown.splitlines())
    for words in ("side-effects", "withdrawal", "instruction", "[ask]"):
        assert words in shown


# --- few keys, one screen ---------------------------------------------------------------------------

AGAIN = "2026-11-22T07:30"
"""The second morning at the same dose: the good morning of every day."""


def daytime_home(path: Path) -> Path:
    """Return a home with three doses a day, adopted two evenings ago."""
    adopt(path, DAYTIME, at="2026-11-19T20:00:00+00:00")
    return path


def test_a_good_morning_is_six_keys_and_one_screen(call: Call, home: Path) -> None:
    """On the sleep plan six times Enter record a good night, and nothing scrolls away at 80 by 24."""
    call("log", "--as-planned", "--improved", "--fell-back-asleep", "--no-effects", now=MORNING)
    with terminal(home, "log", now=AGAIN, size=(24, 80)) as child:
        code, keys, screen = lived(child, *[ENTER] * 6)
    assert (0, 6) == (code, keys)
    assert 24 > rows(screen), screen
    assert ({"bedtime": 5}, {}, 0) == (last(home)["doses"], last(home)["effects"], last(home)["drinks"])


def test_a_good_morning_of_a_daytime_plan_is_six_keys_and_one_screen(call: Call, tmp_path: Path) -> None:
    """On a spasticity plan the number is one key more, and sleep is not asked."""
    home = daytime_home(tmp_path / "daytime")
    call("log", "--as-planned", "--measure", "spasticity=2", "--no-effects", now=MORNING, home=home)
    with terminal(home, "log", now=AGAIN, size=(24, 80)) as child:
        code, keys, screen = lived(child, ENTER, "2", ENTER, ENTER, ENTER)
    assert (0, 6) == (code, keys)
    assert 24 > rows(screen), screen
    assert ({"spasticity": 2}, {}, 0) == (last(home)["measures"], last(home)["effects"], last(home)["drinks"])


@pytest.mark.parametrize(
    ("plan", "answers", "measures"),
    [
        (SLEEP, ("", "n 6.5", "n", "1 3", "2", "", "", "1"), {"sleep_improved": False, "sleep_hours": 6.5}),
        (DAYTIME, ("c", "", "0", "", "5", "1 3", "2", "", "", "1"), {"spasticity": 5}),
    ],
    ids=["sleep", "spasticity"],
)
def test_a_full_morning_is_under_25_keys(
    tmp_path: Path, plan: str, answers: tuple[str, ...], measures: dict[str, Any]
) -> None:
    """Everything answered otherwise than the good way: hours, two graded side effects, a changed dose, drinks."""
    home = tmp_path / "full"
    adopt(home, plan, at="2026-11-19T20:00:00+00:00")
    with terminal(home, "log", size=(24, 80)) as child:
        code, keys, screen = lived(child, *answers)
    assert 0 == code, screen
    assert 25 > keys
    assert 24 > rows(screen), screen
    assert measures.items() <= dict(last(home)["measures"]).items()
    assert ([2, 1], 1) == (sorted(last(home)["effects"].values(), reverse=True), last(home)["drinks"])


# --- how long the night was -------------------------------------------------------------------------

GOOD = {"sleep_improved": True}
POOR = {"sleep_improved": False}
TIMES = {"bed_at": "23:10", "woke_at": "06:40"}


@pytest.mark.parametrize(
    ("typed", "then", "told"),
    [
        ("", (), GOOD),
        ("n", (), POOR),
        ("y 7.5", (), {**GOOD, "sleep_hours": 7.5}),
        ("n7", (), {**POOR, "sleep_hours": 7}),
        ("no 23:10-6:40", (), {**POOR, **TIMES}),
        ("y 23:10 - 06:40", (), {**GOOD, **TIMES}),
        ("7.5", ("",), {**GOOD, "sleep_hours": 7.5}),
        ("23:10-06:40", ("n",), {**POOR, **TIMES}),
        ("7.5 h", ("y",), {**GOOD, "sleep_hours": 7.5}),
    ],
)
def test_the_night_in_one_answer(home: Path, typed: str, then: tuple[str, ...], told: dict[str, Any]) -> None:
    """Better or not, hours, or two times: what was not told is asked, and nothing is guessed."""
    with terminal(home, "log") as child:
        answer(child, (DOSE, ENTER), (BETTER, typed))
        if "bed_at" in told:
            child.expect(r"  In bed 23:10, awake 06:40: 7 h 30 min\.")
        for one in then:
            answer(child, (r"  And: Was your sleep better\? \[Y/n\] ", one))
        answer(child, *((one, ENTER) for one in (ASLEEP, EFFECTS, FLAGS, DRINKS)))
        assert 0 == rest(child)[0]
    assert {**told, "fell_back_asleep": True} == last(home)["measures"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("25", "Hours 25 is out of range"),
        ("7,5", "is not understood. Write y or n, and hours like 7.5 or times like 23:10-06:40"),
        ("23:10", "is not understood"),
        ("24:10-06:40", "is not understood"),
        ("y n", "is not understood"),
        ("-2", "is not understood"),
    ],
)
def test_a_night_that_makes_no_sense_is_asked_again(home: Path, typed: str, sentence: str) -> None:
    """A slip is told, and the question comes again."""
    with terminal(home, "log") as child:
        answer(child, (DOSE, ENTER), (BETTER, typed), (sentence, ENTER), (ASLEEP, "n"))
        child.expect(EFFECTS)


def test_a_very_long_night_is_asked_about(home: Path) -> None:
    """11:10 in the place of 23:10 makes nineteen hours; the person is asked before it is recorded."""
    with terminal(home, "log") as child:
        answer(child, (DOSE, ENTER), (BETTER, "y 11:10-06:40"))
        answer(child, (r"In bed 11:10, awake 06:40: 19 h 30 min\. Is that right\? \[y/N\] ", ENTER))
        answer(child, (BETTER, "y 23:10-06:40"), *((one, ENTER) for one in (ASLEEP, EFFECTS, FLAGS, DRINKS)))
        assert 0 == rest(child)[0]
    assert {**GOOD, **TIMES, "fell_back_asleep": True} == last(home)["measures"]


# --- side effects: what this person has, and the first morning on a higher dose -----------------------


def test_the_first_morning_on_a_higher_dose_asks_about_grogginess_falls_and_driving(home: Path) -> None:
    """The two effects stand first; d is for driving, and leads to the warning and to no field of its own."""
    with terminal(home, "log") as child:
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP)))
        child.expect("First morning on a higher dose: any grogginess, any fall, driving today")
        child.expect("1 grogginess  2 fall  3 drowsiness")
        answer(child, (EFFECTS, "1 d"), ("  grogginess: 1 mild", ENTER))
        child.expect("Do not drive or use machines until you know how this dose affects you")
        answer(child, (FLAGS, ENTER), (DRINKS, ENTER))
        assert 0 == rest(child)[0]
    assert {"grogginess": 1} == last(home)["effects"]


def test_on_the_same_dose_driving_is_not_asked_again(call: Call, home: Path) -> None:
    """The next morning at the same dose asks as ever, and d is no answer."""
    call("log", "--as-planned", "--improved", "--fell-back-asleep", "--no-effects", now=MORNING)
    with terminal(home, "log", now=AGAIN) as child:
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP)))
        child.expect(r"1 drowsiness  2 grogginess")
        answer(child, (r"Side effects\? \[Enter = none, or numbers or names\] ", "d"))
        child.expect("Side effect: 'd' is no number of the list and no side effect")


def test_the_same_as_last_time_is_one_key(call: Call, home: Path) -> None:
    """What this person had last time is shown with its grade, and s takes it again."""
    call("log", "--as-planned", *BAD_NIGHT[:2], "--effect", "tremor=mild", "--effect", "nausea=mild", now=MORNING)
    with terminal(home, "log", now=AGAIN) as child:
        answer(child, (r"Taken: 10 mg", "5"), (BETTER, "n"), (ASLEEP, "n"))
        child.expect(r"1 tremor \(mild\)  2 nausea \(mild\)  3 drowsiness")
        answer(child, (r"Side effects\? \[Enter = none, s = same as last time, or numbers or names\] ", "s 3=moderate"))
        answer(child, (FLAGS, ENTER), (DRINKS, ENTER))
        assert 0 == rest(child)[0]
    assert {"tremor": 1, "nausea": 1, "drowsiness": 2} == last(home)["effects"]


# --- a note, and once in 30 days what is new ----------------------------------------------------------


@pytest.mark.parametrize(("typed", "drinks"), [("+", 0), ("2+", 2), ("no+", 0)])
def test_a_note_can_be_asked_for(home: Path, typed: str, drinks: int) -> None:
    """A plus sign after the drinks opens the question for a note; it never stands in the history of a shell."""
    with terminal(home, "log") as child:
        answer(child, *((one, ENTER) for one in (DOSE, BETTER, ASLEEP, EFFECTS, FLAGS)), (DRINKS, typed))
        answer(child, (r"Note, on this machine only \[Enter = none\]: ", "Slept on the sofa; \x1b[31m"))
        assert 0 == rest(child)[0]
    assert (drinks, "Slept on the sofa; \x1b[31m") == (last(home)["drinks"], last(home)["note"])


def test_a_dash_asks_for_the_note(home: Path) -> None:
    """`--note -` asks at a terminal."""
    with terminal(home, "log", "--as-planned", "--note", "-") as child:
        answer(child, ("Note, on this machine only: ", "awake from three to four"))
        assert 0 == rest(child)[0]
    assert "awake from three to four" == last(home)["note"]


NEWS = r"Anything new: kidneys, pregnancy, other medicines, an operation\? \[Enter = no, or k p m o\] "
LATER = "2026-12-20T07:30"
"""Thirty days after the profile was recorded."""


def through(child: pexpect.spawn, *, silent: bool = True) -> None:
    """Answer a good morning up to its last question, and leave the silent days before it."""
    if silent:
        answer(child, (r"days are not recorded", ENTER))
    answer(child, *((one, ENTER) for one in (r"Taken", BETTER, ASLEEP, EFFECTS, FLAGS, DRINKS)))


def test_once_in_30_days_it_asks_what_is_new(call: Call, home: Path) -> None:
    """Enter is no; the profile is recorded again, so the next morning does not ask."""
    call("log", "--as-planned", "--no-effects", now=MORNING)
    before = [row for row in journal(home) if row["kind"] == "profile"]
    with terminal(home, "log", now=LATER) as child:
        through(child)
        answer(child, (NEWS, ENTER))
        code, said = rest(child)
    assert (0, 1) == (code, sum("Recorded" in line for line in said))
    after = [row for row in journal(home) if row["kind"] == "profile"]
    assert [before[0]["profile"]] * 2 == [row["profile"] for row in after]
    assert PROFILE == (home / "profile.toml").read_text(encoding="utf-8")
    with terminal(home, "log", now="2026-12-21T07:30") as child:
        through(child, silent=False)
        assert 0 == rest(child)[0]


def test_before_30_days_it_does_not_ask(call: Call, home: Path) -> None:
    """On the 29th day the morning is as short as ever."""
    call("log", "--as-planned", "--no-effects", now=MORNING)
    with terminal(home, "log", now="2026-12-19T07:30") as child:
        through(child)
        assert 0 == rest(child)[0]


def test_what_is_new_is_recorded_and_holds_the_plan(call: Call, home: Path) -> None:
    """A condition goes into profile.toml, its comments kept; a medicine into the journal; the plan waits for a word."""
    call("log", "--as-planned", "--no-effects", now=MORNING)
    with terminal(home, "log", now=LATER) as child:
        through(child)
        answer(child, (NEWS, "x"), (r"'x' is not understood\. Write k for kidneys, p for pregnancy", "yes"))
        answer(child, (r"What is new\? Write k", "p m"), (r"  Which medicine\? ", "Tramadol"))
        code, said = rest(child)
    assert 0 == code
    assert [
        "Recorded: tramadol started. What it means for the plan: baclotrack next",
        "Recorded: pregnancy. Tell your prescriber; when they know, run: baclotrack instruct acknowledge pregnancy",
    ] == [line for line in said if line.startswith("Recorded:")]
    profile = (home / "profile.toml").read_text(encoding="utf-8")
    assert profile.startswith("# 10 mg tablets that may be halved.")
    assert 'name = "pregnancy"' in profile
    gates = {one["id"]: one["state"] for one in call("next", "--json", now="2026-12-20T21:00").json["gates"]}
    assert ("block", "block") == (gates["conditions"], gates["sedatives"])


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_at_the_last_question_records_nothing(call: Call, home: Path, key: str) -> None:
    """Also where a new condition was named a moment before."""
    call("log", "--as-planned", "--no-effects", now=MORNING)
    before = content(home)
    with terminal(home, "log", now=LATER) as child:
        through(child)
        answer(child, (NEWS, "p m"))
        child.expect(r"  Which medicine\? ")
        child.send(key)
        assert 130 == rest(child)[0]
    assert (before, PROFILE) == (content(home), (home / "profile.toml").read_text(encoding="utf-8"))


# --- which day --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"), [("", "2026-11-20"), ("today", "2026-11-21"), ("-2", "2026-11-19"), ("2026-11-18", "2026-11-18")]
)
def test_after_a_whole_check_in_it_asks_which_day(call: Call, home: Path, typed: str, day: str) -> None:
    """Yesterday is told already: a second morning is a correction only if the person says so."""
    call("log", "--as-planned", *BAD_NIGHT, now=MORNING)
    with terminal(home, "log") as child:
        child.expect("20 Nov 2026 is recorded already.")
        answer(child, (r"Which day\? \[Enter = correct that one; or today, -2, monday, 2026-11-21\] ", typed))
        child.expect(f"Check-in for {int(day[-2:])} Nov 2026")
        answer(child, ("Taken", ENTER), (r"Was your sleep better\?", ENTER), (r"asleep\?", ENTER))
        answer(child, (r"Side effects\?", ENTER), (FLAGS, ENTER), (r"Alcoholic drinks\?", ENTER))
        assert 0 == rest(child)[0]
    assert day == last(home)["day"]


def test_a_day_that_has_not_come_is_asked_again(call: Call, home: Path) -> None:
    """Only what has happened can be recorded."""
    call("log", "--as-planned", *BAD_NIGHT, now=MORNING)
    with terminal(home, "log") as child:
        answer(child, (r"Which day\?", "2026-11-22"), ("The day 2026-11-22 is in the future", "someday"))
        child.expect("The day 'someday' is no day")


def test_a_record_only_plan_is_not_asked_for_doses(tmp_path: Path) -> None:
    """Where the plan has no dose times, the dialogue begins with the side effects."""
    home = tmp_path / "pump"
    plan = 'format = 1\nid = "pump"\ntitle = "Pump"\nmode = "record_only"\nprescriber = "Dr A. Example"\n'
    adopt(home, plan + "directed_on = 2026-11-20\n")
    with terminal(home, "log") as child:
        answer(child, (r"Side effects\?", ENTER), (FLAGS, ENTER), (r"Alcoholic drinks\?", ENTER))
        assert 0 == rest(child)[0]
    assert "doses" not in last(home)


LONG_MORNING = ("a", "15", "n 6.5", "n", "1 3 4", "2", "1", "2", "", "2+", "a long night, and tired")
"""Silent days, the first higher dose, three graded effects, and a note."""


@pytest.mark.parametrize(("words", "most"), [(("log",), 3), (("log", "--plain"), 1)], ids=["terminal", "plain"])
def test_on_a_long_morning_no_question_scrolls_away(call: Call, home: Path, words: tuple[str, ...], most: int) -> None:
    """What does not fit begins a new screen, and none is longer than the terminal; plain lines are never wiped."""
    call("log", "--as-planned", "--not-improved", "--lay-awake", "--no-effects", now=MORNING)
    with terminal(home, *words, now="2026-11-25T07:30", size=(24, 80)) as child:
        shown = screens(child, *LONG_MORNING)
    assert 0 == child.exitstatus, shown
    assert (most > 1) == (len(shown) > 1)
    assert most >= len(shown)
    if most > 1:
        assert [] == [one for one in shown if rows(one) > 24]
    assert "a long night, and tired" == last(home)["note"]
