"""A pump from `init` to `next`: micrograms and dates, days to the refill, what is an emergency, and never a dose."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from baclotrack.cli.pump_setup import micrograms
from baclotrack.errors import BaclotrackError
from tests.cli.helpers import content, journal, last
from tests.conftest import Call
from tests.data.phrases import DO_NOT_SAY, found

NOW = "2026-11-20T10:00"
WHO = ("--template", "intrathecal", "--prescriber", "Dr P. Example", "--directed-on", "2026-11-18", "--born", "1970")
PUMP = ("--daily-micrograms", "120", "--concentration", "500", "--refill-by", "2026-12-20")
HELP = "Call your local emergency number now. If you cannot, ask anyone near you to call."


@pytest.fixture
def pump(call: Call) -> Call:
    """Set up a pump's journal, and hand out the program."""
    done = call("init", *WHO, *PUMP, "--yes", now=NOW)
    assert 0 == done.code, done.err
    return call


def table(home: Path) -> dict[str, Any]:
    """Return what plan.toml says of the pump, dates as text."""
    told = tomllib.loads((home / "plan.toml").read_text(encoding="utf-8"))["pump"]
    return {key: str(value) if key.endswith(("_by", "_on", "refill")) else value for key, value in told.items()}


# --- init ------------------------------------------------------------------------------------------


def test_everything_by_options(call: Call, home: Path) -> None:
    """What is told stands in plan.toml under its unit, and is read back in the receipt with the unit in full."""
    done = call(
        "init", *WHO, *PUMP, "--last-refill", "2026-10-20", "--alarm-on", "2026-12-27", "--clinic", "Clinic A", "--yes",
        now=NOW,
    )  # fmt: skip
    assert {
        "daily_micrograms": 120,
        "concentration_micrograms_per_ml": 500,
        "last_refill": "2026-10-20",
        "refill_by": "2026-12-20",
        "alarm_on": "2026-12-27",
        "clinic": "Clinic A",
    } == table(home)
    assert [
        f"Set up in {home}.",
        "Plan: Baclofen from a pump, for the record; it never shows a dose.",
        "Prescriber: Dr P. Example, directions of 18 Nov 2026; review by 16 Feb 2027.",
        "Pump: 120 micrograms a day, 500 micrograms per mL in it; to be refilled by 20 Dec 2026.",
        "Next: baclotrack next",
    ] == done.out.splitlines()[-5:]
    assert "" == done.err
    assert ["profile", "plan"] == [row["kind"] for row in journal(home)]


@pytest.mark.parametrize(
    "text", ["120.5", "120.5 micrograms", "120.5mcg/day", "120.5 \u00b5g a day", " 120.5 ug ", "120.50 \u03bcg/d"]
)
def test_the_unit_may_be_written(text: str) -> None:
    """Micrograms may be written out or short, and their digits are kept."""
    assert "120.5 micrograms" == str(micrograms(text, "--daily-micrograms"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0.12mg", "mg are never converted"),
        ("2 mg/mL", "mg are never converted"),
        ("0.5 milligrams per ml", "mg are never converted"),
        *((text, "is not a number from 0 to 100000") for text in ("lots", "-5", "nan", "1e9", "1,5", "100001", "")),
        ("\u0661\u0662", "is not a number from 0 to 100000"),
    ],
)
def test_what_is_no_amount_of_micrograms_is_refused(text: str, why: str) -> None:
    """One sentence says what was wrong, and nothing is ever converted."""
    with pytest.raises(BaclotrackError, match=why):
        micrograms(text, "--daily-micrograms")


@pytest.mark.parametrize(
    ("option", "text", "why"),
    [
        ("--concentration", "2 MG/mL", "mg are never converted"),
        ("--refill-by", "soon", "is no day"),
        ("--alarm-on", "2026-02-30", "is no day"),
        ("--last-refill", "2026-11-21", "is in the future"),
        ("--clinic", "a\nb", "control characters"),
    ],
)
def test_what_does_not_fit_is_wrong_use(call: Call, home: Path, option: str, text: str, why: str) -> None:
    """One sentence says what was wrong, and nothing is written."""
    done = call("init", *WHO, f"{option}={text}", "--yes", now=NOW)
    assert (2, "") == (done.code, done.out)
    assert why in done.err
    assert not home.exists()


def test_an_option_twice_is_wrong_use(call: Call, home: Path) -> None:
    """Two amounts for one pump cannot both be true."""
    done = call("init", *WHO, *PUMP, "--daily-micrograms", "130", "--yes", now=NOW)
    assert (2, False) == (done.code, home.exists())
    assert "--daily-micrograms is given 2 times" in done.err


def test_a_pumps_options_have_no_place_in_a_plan_of_tablets(call: Call, home: Path) -> None:
    """Micrograms do not get into a plan of mg."""
    signed = (*WHO[2:], "--yes")
    done = call("init", "--template", "sleep-bedtime-slow", *signed, "--daily-micrograms", "120", now=NOW)
    assert (2, False) == (done.code, home.exists())
    assert "sleep-bedtime-slow is no plan for a pump" in done.err


@pytest.mark.parametrize(
    ("told", "noted"),
    [
        ((), "No refill date is named, so nothing can remind you of it."),
        (("--daily-micrograms", "0.12"), "0.12 micrograms a day is less than 1 microgram."),
        (("--refill-by", "2026-11-19"), "which has passed. See at once: baclotrack next"),
        (("--refill-by", "2026-12-20", "--alarm-on", "2026-12-10"), "so the alarm's date counts"),
    ],
)
def test_what_is_odd_is_noted_and_stands_in_nobodys_way(call: Call, told: tuple[str, ...], noted: str) -> None:
    """A missing date, an amount that looks like mg, a date that passed: noted on stderr, recorded all the same."""
    done = call("init", *WHO, *told, "--yes", now=NOW)
    assert 0 == done.code
    assert noted in done.err


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[ladder]\nrungs = [[5]]\nhold_days = 1\n", "a plan that only keeps the record has no ladder"),
        ('[[targets]]\nmeasure = "spasticity"\nat_most = 3\n', "a plan that only keeps the record has no targets"),
        ("[pump]\ndaily_micrograms = -1\n", "-1 is not a number from 0 to 100000"),
        ('[pump]\ndaily_micrograms = "120"\n', "this is not a number from 0 to 100000"),
        ("[pump]\ndaily_mg = 1\n", "this key is not known"),
        ("[pump]\nlast_refill = 2026-11-10\nrefill_by = 2026-11-01\n", "this lies before the last refill, 2026-11-10"),
    ],
)  # fmt: skip
def test_a_pumps_file_is_checked(call: Call, home: Path, tmp_path: Path, toml: str, why: str) -> None:
    """A plan file of a pump that does not fit is refused with its line."""
    file = tmp_path / "pump.toml"
    file.write_text(f'format = 1\nid = "pump"\ntitle = "Pump"\nmode = "record_only"\n{toml}', encoding="utf-8")
    done = call("init", "--plan", str(file), *WHO[2:], "--yes", now=NOW)
    assert (2, False) == (done.code, home.exists())
    assert "line " in done.err
    assert why in done.err


def test_help_shows_the_options(call: Call) -> None:
    """The options of a pump are in the help of both commands."""
    for words in (("init",), ("plan", "adopt")):
        told = call(*words, "--help").out
        assert not [
            one for one in ("--daily-micrograms", "--concentration", "--refill-by", "--alarm-on") if one not in told
        ]


# --- next ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "code", "lines"),
    [
        ("2026-11-20", 0, ["The pump must be refilled by 20 Dec 2026 (in 30 days)."]),
        (
            "2026-12-13",
            0,
            [
                "The pump must be refilled by 20 Dec 2026 (in 7 days).",
                "Tell Dr P. Example about this at the next contact.",
                "Arrange the pump's refill now: a missed one can bring dangerous withdrawal.",
            ],
        ),
        ("2026-12-18", 0, ["Call today: Dr P. Example."]),
        ("2026-12-20", 0, ["The pump must be refilled by 20 Dec 2026 (today).", "Call today: Dr P. Example."]),
    ],
)
def test_next_shows_the_days_to_the_refill(pump: Call, day: str, code: int, lines: list[str]) -> None:
    """The refill stands in the first lines each day, and gets louder as it comes nearer."""
    done = pump("next", now=f"{day}T12:00")
    said = done.out.splitlines()
    assert code == done.code
    assert not [line for line in lines if line not in done.out]
    assert said[1].startswith("The pump must be refilled by")
    assert len(said) <= 8


def test_a_passed_refill_is_an_emergency_and_says_how_to_go_on(pump: Call) -> None:
    """The emergency text comes first, without any amount, and then the one command that records the new date."""
    done = pump("next", now="2026-12-21T12:00")
    said = done.out.splitlines()
    assert (4, HELP) == (done.code, said[0])
    assert said[-1] == (
        "The pump was to be refilled by 20 Dec 2026. If it was, record the new date: baclotrack plan adopt --refill-by"
        " DAY --yes"
    )
    assert "microgram" not in done.out
    assert " mg" not in done.out


def test_a_new_refill_date_is_one_command(pump: Call, home: Path) -> None:
    """The new date is recorded with the whole plan; what belonged to the last filling goes, and all is calm again."""
    pump("plan", "adopt", "--alarm-on", "2026-12-22", "--yes", now=NOW)
    done = pump("plan", "adopt", "--refill-by", "2027-02-20", "--yes", now="2026-12-21T15:00")
    assert 0 == done.code
    assert "  Pump refill by: 20 Dec 2026 -> 20 Feb 2027" in done.out.splitlines()
    assert "  Pump alarm due on: 22 Dec 2026 -> not named" in done.out.splitlines()
    assert {"daily_micrograms": 120, "concentration_micrograms_per_ml": 500, "refill_by": "2027-02-20"} == table(home)
    assert "2027-02-20" == last(home)["plan"]["pump"]["refill_by"]
    after = pump("next", now="2026-12-21T15:05")
    assert 0 == after.code
    assert after.out.splitlines()[1].startswith("The pump must be refilled by 20 Feb 2027 (in 61 days).")


def test_a_refill_date_has_no_place_in_a_plan_of_tablets(call: Call, home: Path) -> None:
    """`plan adopt --refill-by` on another plan changes nothing."""
    call("init", "--template", "sleep-bedtime-slow", *WHO[2:], "--yes", now=NOW)
    before = content(home)
    done = call("plan", "adopt", "--refill-by", "2027-02-20", "--yes", now=NOW)
    assert (2, before) == (done.code, content(home))
    assert "is no plan for a pump" in done.err


def test_a_plan_that_cannot_be_read_is_told_with_its_line(pump: Call, home: Path) -> None:
    """A slip in plan.toml is named as such, also where only a new date was to be recorded."""
    path = home / "plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-12-20", "2026-13-40"), encoding="utf-8")
    before = content(home)
    done = pump("plan", "adopt", "--refill-by", "2027-02-20", "--yes", now=NOW)
    assert (2, before) == (done.code, content(home))
    assert "plan.toml line " in done.err
    assert "is no plan for a pump" not in done.err


@pytest.mark.parametrize("day", ["2026-11-20", "2026-12-19", "2027-03-01"])
def test_json_shows_no_dose(pump: Call, day: str) -> None:
    """Whatever the day, doses, tablets and the dose in force are null; a day before the refill exits 0."""
    done = pump("next", "--json", now=f"{day}T12:00")
    shown = {key: done.json[key] for key in ("doses", "total_mg", "in_force", "tablets")}
    assert {"doses": None, "total_mg": None, "in_force": None, "tablets": None} == shown
    expected = (0, "record_only") if day < "2026-12-21" else (4, "emergency")
    assert expected == (done.code, done.json["outcome"])


@pytest.mark.parametrize("now", ["2026-11-20T12:00", "2026-12-19T12:00", "2026-12-21T12:00"])
def test_wording(pump: Call, now: str) -> None:
    """No screen of a pump holds a forbidden phrase, and all of it is ASCII."""
    told = "\n".join(pump(*words, now=now).out for words in (("next", "--explain"), ("plan", "show"), ("history",)))
    assert not found(DO_NOT_SAY, [told])
    assert told.isascii()


# --- log -------------------------------------------------------------------------------------------


def test_a_check_in_without_doses(pump: Call, home: Path) -> None:
    """Measures and side effects are the whole of it: no dose is asked for or missed."""
    done = pump(
        "log", "--measure", "spasm_frequency=1", "--measure", "spasticity=3", "--no-effects", now="2026-11-21T07:00"
    )
    assert (0, ["Recorded for 20 Nov 2026: spasm frequency 1; spasticity 3; side effects: none."]) == (
        done.code,
        done.out.splitlines(),
    )
    assert {"spasm_frequency": 1, "spasticity": 3} == last(home)["measures"]
    assert 0 == pump("next", now="2026-11-21T07:05").code


@pytest.mark.parametrize(
    "words",
    [("log", "--dose", "5"), ("log", "--as-planned"), ("log", "--missed"), ("take", "5"), ("take",)],
    ids=" ".join,
)
def test_a_pump_has_no_doses_to_record(pump: Call, home: Path, words: tuple[str, ...]) -> None:
    """Tablets are not recorded in a pump's journal, and the sentence says why."""
    before = content(home)
    done = pump(*words, now="2026-11-21T07:00")
    assert (2, before) == (done.code, content(home))
    assert "your plan" in done.err.lower()


def test_spasms_that_come_back_are_an_emergency_at_once(pump: Call) -> None:
    """Told by themselves they are of today: help is shown at once, and stays until there is an answer."""
    told = pump("log", "--effect", "increased-spasms=mild", now="2026-11-22T20:00")
    assert (4, HELP) == (told.code, told.out.splitlines()[0])
    for now in ("2026-11-22T20:05", "2026-11-25T08:00"):
        later = pump("next", now=now)
        assert (4, HELP) == (later.code, later.out.splitlines()[0])
    assert later.out.splitlines()[-1].endswith("baclotrack instruct acknowledge increased-spasms --by NAME")
    pump("instruct", "acknowledge", "increased-spasms", "--by", "Dr P. Example", now="2026-11-25T09:00")
    assert 0 == pump("next", now="2026-11-25T09:05").code


def test_spasms_that_were_there_before_are_no_emergency(call: Call) -> None:
    """Up to the grade told with --had nobody is sent to hospital each morning."""
    call("init", *WHO, *PUMP, "--had", "increased-spasms=mild", "--yes", now=NOW)
    assert 0 == call("log", "--effect", "increased-spasms=mild", now="2026-11-22T20:00").code
    assert 4 == call("log", "--effect", "increased-spasms=moderate", now="2026-11-23T20:00").code


def test_the_pumps_alarm_is_a_red_flag(pump: Call) -> None:
    """The alarm is told as the red flag it is, and leaves by the prescriber's word."""
    assert 4 == pump("log", "--red-flag", "pump-alarm", now="2026-11-22T20:00").code
    assert 4 == pump("next", now="2026-11-24T20:00").code
    pump("instruct", "clear-flag", "pump-alarm", "--by", "Dr P. Example", now="2026-11-24T21:00")
    assert 0 == pump("next", now="2026-11-24T21:05").code


@pytest.mark.parametrize("told", [(), ("10",), ("--slot", "evening", "10"), ("--slot", "", "5")])
def test_take_on_a_plan_without_dose_times_says_how_to_write_it_down(
    pump: Call, home: Path, told: tuple[str, ...]
) -> None:
    """No empty list of names is read out, nothing is written, and the command that the sentence gives works."""
    before = (home / "journal.jsonl").read_bytes()
    done = pump("take", *told, now=NOW)
    message = "baclotrack: Your plan names no dose times, so a dose cannot be recorded as one."
    way = "To write it down in words: baclotrack log today --note -"
    assert (2, "", f"{message} {way}\n") == (done.code, done.out, done.err)
    assert before == (home / "journal.jsonl").read_bytes()
    assert 0 == pump("log", "today", "--note", "TEXT", now=NOW).code
    assert "TEXT" == last(home)["note"]
