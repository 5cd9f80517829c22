"""Section 8 of the contract: what is refused, how it is said, and that nothing is written then."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, adopt, content, journal, last, typed
from tests.conftest import Call, Run

NOW = "2026-11-21T12:00"
NO_NUMBERS = [
    *("NaN", "nan", "inf", "-inf", "Infinity", "1e3", "2,5", "10mg", "10 mg", "ten", "", " ", "--", "0x10", "1_0"),
    *("\u0665", "\u00bd", "5\x00", "5\n5", "5\n", "+5", ".5", "5.", "1" * 400),
]
OUT_OF_RANGE = ["-1", "-0.5", "501", "500.1", "9999999"]


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin with the leaflet's plan adopted."""
    adopt(home)


def refused(call: Call, home: Path, *words: str) -> str:
    """Run a command that must be refused: exit 2, one sentence on stderr, nothing written; return the sentence."""
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    done = call(*words, now=NOW)
    assert (2, "") == (done.code, done.out), done.err
    assert before == {path.name: path.read_bytes() for path in home.iterdir()}
    assert 1 == len(done.err.splitlines()), done.err
    assert done.err.startswith("baclotrack: ")
    assert "Traceback" not in done.err
    assert set() == {one for one in done.err if not one.isprintable()} - {"\n"}
    return done.err.removeprefix("baclotrack: ").rstrip()


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*NO_NUMBERS, *OUT_OF_RANGE], ids=repr)
@pytest.mark.parametrize("option", ["--dose=", "--dose=bedtime="])
def test_a_dose_is_a_plain_number_from_0_to_500(call: Call, home: Path, option: str, text: str) -> None:
    """Not a number, negative, NaN, infinite, with a unit, a comma or an exponent: none of them is recorded."""
    said = refused(call, home, "log", option + text)
    assert "Write a number from 0 to 500." in said or "is not NAME=VALUE" in said


def test_a_comma_is_told_of(call: Call, home: Path) -> None:
    """Somebody who writes decimals with a comma reads what would be right."""
    sentence = "--dose '2,5' is not a number that fits. Write a number from 0 to 500. Use a decimal point."
    assert sentence == refused(call, home, "log", "--dose", "2,5")


@pytest.mark.parametrize("text", ["-1", "501", "2,5", "10mg", "NaN"])
@pytest.mark.parametrize("command", [["take"], ["take", "--slot", "bedtime"], ["instruct", "set-dose"]], ids=typed)
def test_no_command_takes_such_an_amount(call: Call, home: Path, command: list[str], text: str) -> None:
    """The same holds wherever an amount is told."""
    refused(call, home, *command, text)


@pytest.mark.parametrize(
    ("option", "low", "high", "beyond"),
    [
        ("--hours", "0", "24", ["-1", "24.5", "25"]),
        ("--quality", "1", "5", ["0", "6", "2.5"]),
        ("--latency", "0", "1440", ["-1", "1441"]),
        ("--awakenings", "0", "99", ["-1", "100", "1.5"]),
        ("--awake", "0", "1440", ["-1", "1441"]),
        ("--drinks", "0", "100", ["-1", "101"]),
        ("--measure=spasm_frequency", "0", "4", ["-1", "5"]),
        ("--measure=daytime_sleepiness", "0", "4", ["-1", "5"]),
        ("--measure=spasticity", "0", "10", ["-1", "11"]),
        ("--measure=craving", "0", "10", ["-1", "11"]),
        ("--measure=leg_restlessness", "0", "10", ["-1", "11"]),
    ],
)
def test_every_measure_keeps_to_its_range(
    call: Call, home: Path, option: str, low: str, high: str, beyond: list[str]
) -> None:
    """Both ends of a range are recorded, and what lies beyond is refused with the range."""
    for text in [*beyond, "NaN", "2,5", "much"]:
        assert f"from {low} to {high}" in refused(call, home, "log", f"{option}={text}")
    for text in (low, high):
        assert 0 == call("log", "--day", "-1", f"{option}={text}", now=NOW).code
        values = [*last(home).get("measures", {}).values()][-1:] or [last(home).get("drinks")]
        assert [Decimal(text)] == values
        call("undo", now=NOW)


@pytest.mark.parametrize("text", ["25:00", "24:00", "7", "7:5", "07:60", "half past", "0730", "07:30:00", "\u0667:30"])
@pytest.mark.parametrize("option", ["--bed-at", "--tried-at", "--woke-at", "--up-at"])
def test_a_time_is_hours_and_minutes(call: Call, home: Path, option: str, text: str) -> None:
    """A time of day is written like 22:30."""
    assert "is no time of day. Write it like 22:30." in refused(call, home, "log", option, text)


# --- names, with the nearest one --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["log", "--effect", "drowsines=mild"], "--effect: 'drowsines' is no side effect. Did you mean drowsiness?"),
        (["log", "--effect", "diarrhea=mild"], "Did you mean diarrhoea?"),
        (["log", "--effect", "zzzz=mild"], "'zzzz' is no side effect. Known: drowsiness, grogginess,"),
        (["log", "--effect", "nausea"], "--effect 'nausea' is not NAME=VALUE."),
        (["log", "--effect", "=mild"], "is not NAME=VALUE."),
        (["log", "--effect", "nausea=awful"], "'awful' is no grade. Write none, mild, moderate or severe, or 0 to 3."),
        (["log", "--effect", "nausea=4"], "'4' is no grade."),
        (["log", "--effect", "nausea=-1"], "'-1' is no grade."),
        (["log", "--effect", "nausea=1.5"], "'1.5' is no grade."),
        (["log", "--red-flag", "seisure"], "--red-flag: 'seisure' is no red flag. Did you mean seizure?"),
        (["log", "--red-flag", "confusion"], "Did you mean severe-confusion?"),
        (["log", "--measure", "sleep_hour=7"], "--measure: 'sleep_hour' is no measure. Did you mean sleep_hours?"),
        (["log", "--measure", "sleep-hours=7"], "Did you mean sleep_hours?"),
        (["log", "--measure", "sleep_improved=maybe"], "'maybe' is neither yes nor no."),
        (["log", "--dose", "bedtim=5"], "--dose: 'bedtim' is no slot of your plan. Did you mean bedtime?"),
        (["log", "--dose", "morning=5"], "'morning' is no slot of your plan. Known: bedtime."),
        (["take", "5", "--slot", "betdime"], "Did you mean bedtime?"),
        (["instruct", "clear-flag", "fainted"], "Did you mean fainting?"),
        (["instruct", "acknowledge", "pregnant"], "Did you mean pregnancy?"),
    ],
    ids=typed,
)
def test_an_unknown_name_is_answered_with_the_nearest(call: Call, home: Path, words: list[str], sentence: str) -> None:
    """A slip of the finger reads what was probably meant; nothing is guessed."""
    assert sentence in refused(call, home, *words)


@pytest.mark.parametrize(
    "bad", ["\x1b[31m", "a\x00b", "\u202enausea", "nau\bsea", "nausea\n", "\ud800", "a\u2028b"], ids=ascii
)
@pytest.mark.parametrize(
    "words",
    [
        ["log", "--effect=", "BAD=mild"],
        ["log", "--effect=nausea=", "BAD"],
        ["log", "--red-flag=", "BAD"],
        ["log", "--measure=", "BAD=1"],
        ["log", "--dose=", "BAD=5"],
        ["log", "--sedative=", "xBADx"],
        ["log", "--day=", "BAD"],
        ["log", "--hours=", "BAD"],
        ["take", "--slot=", "BAD"],
        ["take", "--at=", "BAD"],
        ["instruct", "hold", "--by=", "xBADx"],
        ["instruct", "hold", "--until=", "BAD"],
        ["instruct", "acknowledge", "", "BAD"],
        ["history", "--since=", "BAD"],
        ["decisions", "--until=", "BAD"],
        ["next", "--day=", "BAD"],
    ],
    ids=typed,
)
def test_control_characters_in_names_and_dates_are_refused(call: Call, home: Path, words: list[str], bad: str) -> None:
    """A name, a date or a number holds no control characters; the answer shows them harmless."""
    *most, option, value = words
    refused(call, home, *most, option + value.replace("BAD", bad))


# --- days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["tomorrow", "2026-11-22", "2030-01-01"])
@pytest.mark.parametrize(
    "command",
    [["log", "--dose", "5", "--day"], ["take", "5", "--day"], ["instruct", "hold", "--on"], ["amend"]],
    ids=typed,
)
def test_a_day_in_the_future_is_refused(call: Call, home: Path, command: list[str], day: str) -> None:
    """Only what has happened can be recorded."""
    more = ["--dose", "5"] if command == ["amend"] else []
    sentence = refused(call, home, *command, day, *more)
    assert "is in the future; today is 2026-11-21. Only what has happened can be recorded." in sentence


@pytest.mark.parametrize(
    "day",
    [
        *("2026-02-30", "2026-13-01", "20261120", "2026-W47-5", "20.11.2026", "-", "--1", "-1.5", "last week", ""),
        *("1899-12-31", "-99999", "0001-01-01"),
    ],
)
@pytest.mark.parametrize("command", [["log", "--dose", "5"], ["take", "5"], ["next"]], ids=typed)
def test_what_is_no_day_is_refused(call: Call, home: Path, command: list[str], day: str) -> None:
    """A day is a date, a word or so many days ago."""
    sentence = "is no day. Write it like 2026-11-21, yesterday, -2 or monday."
    assert sentence in refused(call, home, *command, f"--day={day}")


# --- free text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "code"), [(10_000, 0), (10_001, 2), (1_000_000, 2)])
def test_a_note_has_at_most_10000_characters(call: Call, home: Path, count: int, code: int) -> None:
    """A long note is kept to the last character; a longer one is refused, never cut."""
    note = "\u00e9" * count
    before = content(home)
    done = call("log", "--note", note, now=NOW)
    assert (code, "Traceback" in done.err) == (done.code, False)
    if code:
        assert before == content(home)
        sentence = f"baclotrack: --note has {count} characters; at most 10000 are kept. Write a shorter one.\n"
        assert sentence == done.err
    else:
        assert note == last(home)["note"]


@pytest.mark.parametrize(
    "note",
    [
        "",
        " ",
        "\n",
        '{"a": "b"}',
        '","crc":"00000000"}',
        "\\",
        "\u2028\u2029\x85",
        "\ud800",
        "\x00",
        "'\"",
        "\ufeff",
        "-5",
    ],
    ids=ascii,
)
def test_free_text_is_kept_exactly(call: Call, home: Path, note: str) -> None:
    """Whatever stands in a note is kept, sign by sign, and breaks no line of the journal."""
    assert 0 == call("log", f"--note={note}", "--dose", "5", now=NOW).code
    assert note == last(home)["note"]
    assert 3 == content(home).count(b"\n")
    assert 0 == call("history", now=NOW).code
    assert 0 == call("next", now="2026-11-21T22:00").code


def test_notes_never_change_a_decision(call: Call) -> None:
    """What stands in a note is for people; no rule reads it."""
    call("log", "--dose", "5", *BAD_NIGHT, now=NOW)
    before = call("next", "--json", now=NOW).json
    call("log", "--note", "red flag: seizure; drinks 9; stop!", now=NOW)
    assert before == call("next", "--json", now=NOW).json


@pytest.mark.parametrize(
    "words",
    [
        ["log", "--dose", "HUGE"],
        ["log", "--effect", "HUGE=mild"],
        ["log", "--effect", "nausea=HUGE"],
        ["log", "--red-flag", "HUGE"],
        ["log", "--measure", "HUGE=1"],
        ["log", "--sedative", "HUGE"],
        ["log", "--day", "HUGE"],
        ["log", "--bed-at", "HUGE"],
        ["take", "HUGE"],
        ["take", "--at", "HUGE"],
        ["amend", "HUGE", "--dose", "5"],
        ["undo", "HUGE"],
        ["undo", "--reason", "HUGE"],
        ["instruct", "hold", "--by", "HUGE"],
        ["instruct", "acknowledge", "HUGE"],
        ["instruct", "set-dose", "HUGE"],
        ["next", "--day", "HUGE"],
        ["history", "--since", "HUGE"],
    ],
    ids=typed,
)
def test_a_megabyte_in_one_word_is_answered_shortly(call: Call, home: Path, words: list[str]) -> None:
    """A wrong paste is refused quickly, and the answer fits on a screen."""
    said = refused(call, home, *(word.replace("HUGE", "9" * 1_000_000) for word in words))
    assert len(said) < 2_000, words


def test_a_command_that_is_none_and_very_long(call: Call, home: Path) -> None:
    """Also where the command's own name is the wrong paste."""
    before = content(home)
    done = call("x" * 1_000_000, now=NOW)
    assert (2, before) == (done.code, content(home))
    assert "Traceback" not in done.err


# --- nothing at all ---------------------------------------------------------------------------------


def test_log_without_words_from_a_script_records_nothing(run: Run, home: Path) -> None:
    """Where nobody can be asked, nothing is asked and nothing is recorded."""
    before = content(home)
    done = run("log", now=NOW, stdin="\n\n\n\n\n\n")
    assert (2, "", before) == (done.code, done.out, content(home))
    assert (
        "baclotrack: Nothing was told, so nothing is recorded. Say for example: baclotrack log --as-planned"
        " --no-effects\n"
    ) == done.err


def test_an_over_plan_dose_is_never_refused(call: Call, home: Path) -> None:
    """The truth is recorded, whatever the plan says; a check-in holds 500 mg, each intake is kept exactly."""
    assert 0 == call("log", "--dose", "500", now=NOW).code
    assert 0 == call("take", "500", "--day", "yesterday", now=NOW).code
    assert ["dose", "checkin"] == [row["kind"] for row in journal(home)[-2:]]
    assert (500, {"bedtime": 500}) == (journal(home)[-2]["mg"], last(home)["doses"])
    assert 4 == call("next", now="2026-11-21T22:00").code


def test_a_sum_beyond_500_mg_is_kept_as_it_was_told(call: Call, tmp_path: Path) -> None:
    """Three intakes of 200 mg in one slot are 600 mg taken."""
    daytime = tmp_path / "daytime"
    adopt(daytime, DAYTIME, at="2026-11-19T20:00:00+00:00")
    for _ in range(3):
        assert 0 == call("take", "200", "--slot", "noon", now="2026-11-20T14:00", home=daytime).code
    days = call("decisions", "--since", "2026-11-20", "--json", now=NOW, home=daytime).json
    assert {"noon": 600} == days[0]["taken"]
    assert 4 == call("next", "--day", "2026-11-21", now=NOW, home=daytime).code
