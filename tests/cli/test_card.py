"""`baclotrack card`: small enough for a wallet, and never a dose that is cut short or doubtful."""

from pathlib import Path

import pytest

from tests.cli.helpers import ADOPTED, BAD_NIGHT, DAYTIME, PROFILE, SLEEP, adopt
from tests.conftest import Call

NOW = "2026-11-23T12:00"


def log_two(call: Call) -> None:
    """Record two nights at 5 and 10 mg."""
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    call("log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")


def test_the_card(call: Call, home: Path) -> None:
    """The dose in force since when, not to stop suddenly, whom to call, and that nobody checked it."""
    adopt(home)
    log_two(call)
    done = call("card", now=NOW)
    assert (0, "") == (done.code, done.err)
    assert [
        "- - - - - - - - cut out and keep with you - - - - - - - - -",
        "I take BACLOFEN. Do not stop it suddenly.",
        "Name: ________________________________________",
        "Dose: 10 mg at bedtime, since 21 Nov 2026.",
        "Prescriber: Dr A. Example (plan of 20 Nov 2026)",
        "Phone: 01632 960001",
        "In an emergency call the local emergency number.",
        "Printed 23 Nov 2026; last check-in 21 Nov 2026.",
        "Kept by the patient, unchecked.",
    ] == done.out.splitlines()


def test_json(call: Call, home: Path) -> None:
    """The same as data."""
    adopt(home)
    log_two(call)
    assert {
        "schema": "baclotrack.card/1",
        "printed": "2026-11-23",
        "in_force": {"bedtime": 10},
        "since": "2026-11-21",
        "ended_on": None,
        "prescriber": "Dr A. Example",
        "phone": "01632 960001",
        "directed_on": "2026-11-20",
        "last_checkin": "2026-11-21",
        "pump": None,
        "do_not_stop_suddenly": True,
        "checked": False,
    } == call("card", "--json", now=NOW).json


def test_without_a_plan_the_card_has_lines_to_fill_in(call: Call) -> None:
    """Nothing is made up."""
    done = call("card", now=NOW)
    assert 0 == done.code
    assert "Dose: ____________________ since ____________________" in done.out
    assert "Prescriber: ____________________\nPhone: ____________________\n" in done.out


MANY = "".join(f'[[slots]]\nname = "{"s" * 40}-{n}"\nat = {n + 6:02}:00:00\n\n' for n in range(8))
EIGHT = (
    SLEEP.replace('[[slots]]\nname = "bedtime"\nat = 22:30:00\n\n', MANY)
    .replace("[[5], [10], [15], [20]]", "[[2, 2, 2, 2, 2, 2, 2, 3]]")
    .replace('then = "restart"', 'then = "ask"')
)
LONG = PROFILE.replace("01632 960001", "0" * 150).replace("Dr A. Example", "Dr " + "x" * 150)


@pytest.mark.parametrize(
    ("plan", "profile", "options", "dose"),
    [
        (SLEEP, PROFILE, {}, []),
        (DAYTIME, PROFILE, {"morning": 10, "noon": 10, "evening": 10}, ["10 mg in the morning, at noon and in the"]),
        (DAYTIME, LONG, {"morning": 5, "noon": 5, "evening": 5}, ["5 mg in the morning, at noon and in the evening"]),
        (EIGHT, LONG, None, ["Dose: 17 mg a day in 8 doses, since 20 Nov 2026."]),
        (SLEEP.replace("Dr A. Example", "Dr " + "y" * 150), PROFILE, {"bedtime": 5}, ["Dose: 5 mg at bedtime"]),
    ],
    ids=["no dose yet", "three doses", "a long phone", "eight doses", "a long name"],
)
def test_it_fits_whatever_it_is_told(
    call: Call, home: Path, plan: str, profile: str, options: dict[str, int] | None, dose: list[str]
) -> None:
    """Ten lines of sixty columns at most; a dose stands whole or as its sum, and the date is never cut off."""
    given = {f"{'s' * 40}-{n}": 2 for n in range(7)} | {f"{'s' * 40}-7": 3} if options is None else options
    adopt(home, plan, profile, ADOPTED, **given)
    out = call("card", now=NOW).out
    lines = out.splitlines()
    assert len(lines) <= 10
    assert max(len(line) for line in lines) <= 60
    assert "(plan of 20 Nov 2026)" in out
    for words in dose:
        assert words in " ".join(out.split())


def test_a_damaged_record_tells_no_dose(call: Call, home: Path) -> None:
    """A card with a wrong dose would be worse than one without; the fault is told and the exit code is 1."""
    adopt(home)
    log_two(call)
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"bedtime":10', b'"bedtime":20', 1))
    done = call("card", now=NOW)
    assert 1 == done.code
    assert "Dose: see the prescriber's plan (the record is damaged)." in done.out
    assert "mg" not in done.out
    assert "its checksum does not match" in done.err
    assert None is call("card", "--json", now=NOW).json["in_force"]


def test_hostile_names_are_inert(call: Call, home: Path) -> None:
    """A right-to-left mark in a name must not turn the phone number round."""
    adopt(home, SLEEP.replace("Dr A. Example", "Dr \u202eA"), PROFILE.replace("01632 960001", "01632\u202e 960001"))
    out = call("card", now=NOW).out
    assert r"Prescriber: Dr \u202eA" in out
    assert r"Phone: 01632\u202e 960001" in out


def test_a_finished_taper_is_told_as_such(call: Call, home: Path) -> None:
    """Nobody who stopped long ago is said to take baclofen."""
    taper = (
        SLEEP.replace('mode = "titrate"', 'mode = "taper"')
        .replace("[[5], [10], [15], [20]]", "[[5]]")
        .replace('then = "restart"', 'then = "ask"')
        .replace("hold_days = 1", "hold_days = 7")
    )
    adopt(home, taper[: taper.index("[[targets]]")] + taper[taper.index("[tolerability]") :], bedtime=5)
    for day in range(21, 29):
        call("log", "--dose", "5", "--no-effects", now=f"2026-11-{day}T07:30")
    call("log", "--dose", "0", "--no-effects", now="2026-11-29T07:30")
    told = call("card", "--json", now="2026-11-29T12:00").json
    assert None is told["in_force"]
    out = call("card", now="2026-11-29T12:00").out
    assert told["ended_on"] is not None
    assert "I took BACLOFEN until " in out
    assert "Dose: none, a taper is finished." in out


def test_a_pump_stands_in_micrograms_with_its_refill_date(call: Call, home: Path) -> None:
    """Its unit is written out, and no mg stands on the card."""
    plan = """\
format = 1
id = "intrathecal"
title = "Pump"
mode = "record_only"
prescriber = "Dr A. Example"
directed_on = 2026-11-20

[pump]
daily_micrograms = 120.5
refill_by = 2027-01-15
"""
    adopt(home, plan)
    out = call("card", now=NOW).out
    assert "PUMP: 120.5 micrograms a day, refill by 15 Jan 2027" in out
    assert " mg" not in out
    assert {"daily_micrograms": 120.5, "refill_by": "2027-01-15"} == call("card", "--json", now=NOW).json["pump"]
