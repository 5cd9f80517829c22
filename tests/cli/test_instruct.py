"""`baclotrack instruct`: what the prescriber said."""

from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, PROFILE, adopt, content, last, typed
from tests.conftest import Call

NOW = "2026-11-21T12:00"
EVENING = "2026-11-21T22:00"


@pytest.fixture(autouse=True)
def bad_night(call: Call, home: Path) -> None:
    """Let a night at 5 mg have passed, badly: the plan's next step is 10 mg."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")


@pytest.mark.parametrize(
    ("options", "fields", "words"),
    [
        (["hold"], {"action": "hold"}, "hold, until further word"),
        (["hold", "--until", "2026-11-24"], {"action": "hold", "until": "2026-11-24"}, "hold until 24 Nov 2026"),
        (["resume"], {"action": "resume"}, "go on with the plan"),
        (["set-dose", "bedtime=10"], {"action": "set_dose", "doses": {"bedtime": 10}}, "be on 10 mg at bedtime"),
        (["set-dose", "15"], {"action": "set_dose", "doses": {"bedtime": 15}}, "be on 15 mg at bedtime"),
        (["acknowledge", "pace"], {"action": "acknowledge", "name": "pace"}, "pace is known and accepted"),
        (
            ["acknowledge", "kidney-disease"],
            {"action": "acknowledge", "name": "kidney-disease"},
            "kidney disease is known and accepted",
        ),
        (["acknowledge", "Diazepam"], {"action": "acknowledge", "name": "diazepam"}, "diazepam is known and accepted"),
        (["end-plan"], {"action": "end_plan"}, "this plan has ended"),
    ],
    ids=typed,
)
def test_each_word_of_the_prescriber_is_recorded(
    call: Call, home: Path, options: list[str], fields: dict[str, object], words: str
) -> None:
    """Who said it is the plan's prescriber and the day is today, unless told."""
    done = call("instruct", *options, now=NOW)
    assert (0, "") == (done.code, done.err)
    assert f"Recorded: Dr A. Example said on 21 Nov 2026: {words}." == done.out.splitlines()[0]
    assert {"kind": "instruction", **fields, "by": "Dr A. Example", "on": "2026-11-21", "day": "2026-11-21"} == last(
        home
    )


def test_who_said_it_when_and_a_note(call: Call, home: Path) -> None:
    """--by, --on and --note are kept as they were told."""
    note = "By telephone.\nShe was \x1b[1mkind\x1b[0m."
    done = call("instruct", "hold", "--by", "Nurse B.", "--on", "yesterday", "--note", note, now=NOW)
    assert ("Nurse B.", "2026-11-20", note) == (last(home)["by"], last(home)["on"], last(home)["note"])
    assert "Recorded: Nurse B. said on 20 Nov 2026: hold, until further word." == done.out.splitlines()[0]
    assert r"She was \x1b[1mkind" in call("history", now=NOW).out


# --- what it does to the answer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "held"),
    [
        ([], ["21", "22", "23", "24", "25"]),
        (["--until", "2026-11-21"], ["21"]),
        (["--until", "today"], ["21"]),
        (["--until", "2026-11-23"], ["21", "22", "23"]),
    ],
    ids=typed,
)
def test_a_hold_lasts_to_its_last_day_or_to_further_word(call: Call, until: list[str], held: list[str]) -> None:
    """`hold --until D` includes D; without a date it lasts."""
    call("instruct", "hold", *until, now=NOW)
    gates = {}
    for day in range(21, 26):
        decision = call("next", "--json", "--day", f"2026-11-{day}", now=NOW).json
        gates[str(day)] = next(one["state"] for one in decision["gates"] if one["id"] == "instruction")
    assert held == [day for day, state in gates.items() if state == "block"]


@pytest.mark.parametrize("word", [["resume"], ["set-dose", "bedtime=5"]], ids=typed)
def test_further_word_ends_a_hold(call: Call, word: list[str]) -> None:
    """`resume` and `set-dose` are further word."""
    call("instruct", "hold", now=NOW)
    assert "instruction" == call("next", "--json", now=EVENING).json["limited_by"]
    call("instruct", *word, now=NOW)
    assert "instruction" != call("next", "--json", now=EVENING).json["limited_by"]


def test_the_prescribers_dose_is_in_force_from_its_day(call: Call) -> None:
    """`set-dose` puts a dose of the plan in force; the next step needs its own complete days."""
    call("instruct", "set-dose", "bedtime=15", now=NOW)
    decision = call("next", "--json", now=EVENING).json
    assert ("hold", {"bedtime": 15}, {"bedtime": 15}) == (
        decision["outcome"],
        decision["doses"],
        decision["in_force"],
    )


def test_a_call_gets_a_person_unstuck(call: Call) -> None:
    """After a dose beyond a limit the prescriber's word lets the plan go on."""
    call("log", "--dose", "25", now=NOW)
    assert 3 == call("next", now=EVENING).code
    call("instruct", "set-dose", "bedtime=5", now=NOW)
    decision = call("next", "--json", now=EVENING).json
    assert ("hold", {"bedtime": 5}) == (decision["outcome"], decision["doses"])


def test_clearing_a_flag_that_was_not_open_says_so(call: Call, home: Path) -> None:
    """The word is recorded all the same."""
    done = call("instruct", "clear-flag", "seizure", now=NOW)
    assert [
        "Recorded: Dr A. Example said on 21 Nov 2026: seizure is settled.",
        "No such flag was open; it is recorded all the same.",
    ] == done.out.splitlines()
    assert ("clear_flag", "seizure") == (last(home)["action"], last(home)["name"])


def test_a_cleared_flag_ends_the_emergency(call: Call) -> None:
    """After `clear-flag` the plan goes on; a flag of another name stays."""
    call("log", "--red-flag", "fainting", "--red-flag", "seizure", now=NOW)
    assert "is settled." in call("instruct", "clear-flag", "fainting", now=NOW).out
    assert 4 == call("next", now=EVENING).code
    assert ["Recorded: Dr A. Example said on 21 Nov 2026: seizure is settled."] == call(
        "instruct", "clear-flag", "seizure", now=NOW
    ).out.splitlines()
    assert 0 == call("next", now=EVENING).code


def test_acknowledging_an_effect_accepts_its_present_grade(call: Call, home: Path) -> None:
    """A moderate effect that the prescriber accepts no longer holds; a worse one does."""
    call("log", "--effect", "dizziness=moderate", "--day", "yesterday", now=NOW)
    assert "side-effects" == call("next", "--json", now=EVENING).json["limited_by"]
    done = call("instruct", "acknowledge", "dizziness", now=NOW)
    assert "Recorded: Dr A. Example said on 21 Nov 2026: dizziness is known and accepted at moderate.\n" == done.out
    assert 2 == last(home)["grade"]
    assert "step_up" == call("next", "--json", now=EVENING).json["outcome"]


@pytest.mark.parametrize(
    ("logged", "sentence"),
    [
        ([], "That effect is not in the last check-in, so there is no grade to accept yet."),
        (
            ["--effect", "dizziness=severe"],
            "A severe effect still counts, whoever knows of it; a milder one of the same",
        ),
    ],
    ids=typed,
)
def test_what_an_acknowledgement_cannot_do_is_said(call: Call, logged: list[str], sentence: str) -> None:
    """Nobody is left believing that something was accepted which was not."""
    if logged:
        call("log", *logged, "--day", "yesterday", now=NOW)
    done = call("instruct", "acknowledge", "dizziness", now=NOW)
    assert sentence in done.out.splitlines()[1]


def test_a_condition_that_the_prescriber_knows_no_longer_blocks(call: Call, home: Path) -> None:
    """A gating condition of the profile waits for `instruct acknowledge`."""
    (home / "profile.toml").write_text(PROFILE + '\n[[conditions]]\nname = "epilepsy"\n', encoding="utf-8")
    assert "conditions" == call("next", "--json", now=EVENING).json["limited_by"]
    call("instruct", "acknowledge", "epilepsy", now=NOW)
    assert "step_up" == call("next", "--json", now=EVENING).json["outcome"]


def test_the_end_of_a_plan_is_no_stop(call: Call) -> None:
    """`end-plan` says not to stop suddenly, and no step is shown any more."""
    done = call("instruct", "end-plan", now=NOW)
    assert (
        "Do not stop suddenly: ask how to go on, and adopt the new plan when you have it." == done.out.splitlines()[1]
    )
    decision = call("next", "--json", now=EVENING).json
    assert ("cannot_decide", "plan") == (decision["outcome"], decision["limited_by"])


# --- wrong use --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["set-dose", "bedtime=12"], "That is no dose of your plan. Its doses are: 5 mg at bedtime; 10 mg at bedtime;"),
        (["set-dose", "bedtime=0"], "That is no dose of your plan."),
        (["set-dose", "morning=5"], "'morning' is no slot of your plan. Known: bedtime."),
        (["set-dose", "5", "bedtime=5"], "set-dose names bedtime twice. Name each slot once."),
        (["set-dose"], "Missing argument"),
        (["set-dose", "bedtime=2,5"], "Use a decimal point."),
        (["hold", "--until", "2026-11-19"], "--until 2026-11-19 lies before the day it was said, 2026-11-21."),
        (["hold", "--until", "soon"], "--until 'soon' is no day."),
        (["hold", "--on", "tomorrow"], "--on 2026-11-22 is in the future; today is 2026-11-21."),
        (["hold", "--by", " "], "Say who said it, in printable characters: --by NAME"),
        (["hold", "--by", "Dr\x1b[31m"], "Say who said it, in printable characters: --by NAME"),
        (["hold", "--note", "x" * 10_001], "--note has 10001 characters; at most 10000 are kept."),
        (["clear-flag", "faint"], "Did you mean fainting?"),
        (["clear-flag", "nausea"], "is no red flag."),
        (["acknowledge", "epilepsi"], "Did you mean epilepsy?"),
        (["resumee"], "resumee"),
    ],
    ids=typed,
)
def test_wrong_use_writes_nothing(call: Call, home: Path, options: list[str], sentence: str) -> None:
    """A wrong word is answered with one sentence and exit 2, and the journal is as it was."""
    before = content(home)
    done = call("instruct", *options, now=NOW)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err


def test_every_slot_of_a_dose_must_be_named(call: Call, tmp_path: Path) -> None:
    """On a plan of several slots a slot that is left out counts as none, and that is no dose of the plan."""
    daytime = tmp_path / "daytime"
    adopt(daytime, DAYTIME)
    done = call("instruct", "set-dose", "morning=10", "noon=10", now=NOW, home=daytime)
    assert 2 == done.code
    assert "10 mg in the morning, at noon and in the evening" in done.err
    done = call("instruct", "set-dose", "10", now=NOW, home=daytime)
    assert "set-dose 10 names no slot. Your plan has morning, noon, evening: write morning=MG." in done.err
    assert 0 == call("instruct", "set-dose", "morning=10", "noon=10", "evening=10", now=NOW, home=daytime).code


@pytest.mark.parametrize("action", [["set-dose", "5"], ["end-plan"], ["hold"]], ids=typed)
def test_before_there_is_a_plan(call: Call, tmp_path: Path, action: list[str]) -> None:
    """Without a plan a dose cannot be set, and nobody is known who could have said hold."""
    done = call("instruct", *action, now=NOW, home=tmp_path / "new")
    assert 2 == done.code
    assert not (tmp_path / "new").exists()
