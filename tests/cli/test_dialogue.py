"""The morning at a terminal: `baclotrack log` asks, and Enter takes the answer in brackets."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, SLEEP, adopt, content, journal, last
from tests.conftest import Call

MORNING = "2026-11-21T07:30"
DOSE = r"Taken: 5 mg at bedtime\? \[Enter = yes, m = missed, c = changed, or the mg\] "
BETTER = r"Was your sleep better\? \[Y/n\] "
ASLEEP = r"did you fall back asleep\? \(Not waking counts as yes\.\) \[Y/n\] "
EFFECTS = r"Side effects\? \[Enter = none, or numbers or names\] "
FLAGS = r"Any of these emergency signs\? \[Enter = none, or numbers\] "
DRINKS = r"Alcoholic drinks\? \[0\] "
ENTER = ""


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin in the evening of 20 November with the leaflet's plan adopted."""
    adopt(home)


@contextmanager
def terminal(home: Path, *words: str, now: str = MORNING) -> Iterator[pexpect.spawn]:
    """Run the program at a terminal of its own, 80 by 40."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "baclotrack", *words],
        dimensions=(40, 400),
        codec_errors="replace",
        encoding="utf-8",
        env={**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": now},
        timeout=20,
    )
    child.delaybeforesend = None
    try:
        yield child
    finally:
        child.close(force=True)


def answer(child: pexpect.spawn, *turns: tuple[str, str]) -> None:
    """Wait for each question and type its answer."""
    for question, typed in turns:
        child.expect(question)
        child.sendline(typed)


def rest(child: pexpect.spawn) -> tuple[int, Sequence[str]]:
    """Return the exit code, and the lines that were still printed."""
    child.expect(pexpect.EOF)
    child.wait()
    return child.exitstatus, str(child.before).splitlines()[1:]


def test_a_good_morning_takes_only_enter(home: Path) -> None:
    """Six times Enter: taken as planned, slept well, no side effects, no red flags, no drinks."""
    with terminal(home, "log") as child:
        child.expect(r"Check-in for 20 Nov 2026\. Enter takes the answer in \[brackets\]; Ctrl-C records nothing\.\r\n")
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
            "1 drowsiness  2 grogginess  3 dizziness  4 weakness  5 nausea\r\n  6 confusion  7 fall  8 low-mood"
        )
        answer(
            child,
            (EFFECTS, "3, dry-mouth"),
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
            ("The answer 'maybe' is neither yes nor no.", "n"),
            (ASLEEP, ENTER),
            (EFFECTS, "0 99"),
            (r"Side effect: '0' is no number of the list and no side effect\.", "fal"),
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
            (r"How bad was the stiffness in the last 24 hours, from 0 to 10\? \[0-10\] ", ENTER),
            ("The answer '' is not a number that fits", "4"),
            (EFFECTS, ENTER),
            (FLAGS, ENTER),
            (DRINKS, ENTER),
        )
        assert 0 == rest(child)[0]
    assert [5, 2.5, 0] == [float(mg) for mg in last(daytime)["doses"].values()]
    assert {"spasticity": 4} == last(daytime)["measures"]


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
            (r"Was your sleep better\? \[y/N\] ", ENTER),
            (ASLEEP, ENTER),
            (r"Side effects\? \[Enter = as told before \(dizziness moderate\), 0 = none, or numbers or", ENTER),
            (FLAGS, ENTER),
            (r"Alcoholic drinks\? \[2\] ", ENTER),
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
        child.expect("1 tremor  2 drowsiness")


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
    own = '\n[[measures]]\nname = "calm"\nprompt = "Calm? \\u001b[2J\\u202e"\nkind = "scale"\nlow = 0\nhigh = 5\n'
    plan = SLEEP.replace('measure = "sleep_improved"\nwant = true', 'measure = "calm"\nat_least = 3') + own
    adopt(home, plan)
    with terminal(home, "log") as child:
        answer(child, (DOSE, ENTER))
        child.expect(r"Calm\? \\x1b\[2J\\u202e \[0-5\] ")


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
    assert shown["next", "--plain"] == plain


def test_explain_at_a_terminal_is_a_table(call: Call, home: Path) -> None:
    """At a terminal every gate is a row, and words of the record are no markup."""
    call("log", "--dose", "5", *BAD_NIGHT, "--sedative", "[bold]kava[/bold]", now=MORNING)
    with terminal(home, "next", "--explain", now="2026-11-21T22:00") as child:
        child.expect(pexpect.EOF)
        shown = str(child.before)
    assert "Traceback" not in shown
    for gate in ("journal", "sedatives", "tablets"):
        assert gate in shown
    assert "[bold]" in shown
