"""An older copy of the whole home is put back and recorded on, and then the newer journal is merged after all."""

import shutil
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, SLEEP, adopt
from tests.conftest import Call

SLOWLY = SLEEP.replace("hold_days = 1", "hold_days = 3")
TWICE = (
    "Device laptop gave number 6 to two entries: an older copy was put back, or two machines have this name. No entry"
    " is lost by that. If they are two machines, give one of them another name: BACLOTRACK_DEVICE"
)


@pytest.fixture
def newer(call: Call, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the newer copy: in it the prescriber answered the dizziness of the day before the copy was put back."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")
    adopt(home, SLOWLY)
    older, newer = tmp_path / "older", tmp_path / "newer"
    night = ("log", "--as-planned", *BAD_NIGHT)
    for day in ("21", "22", "23"):
        call(*night, now=f"2026-11-{day}T07:30")
    shutil.copytree(home, older)
    call(*night, now="2026-11-24T07:30")
    call(*night, now="2026-11-25T07:30")
    call("log", "--dose", "10", *BAD_NIGHT[:2], "--effect", "dizziness=moderate", now="2026-11-26T07:30")
    call("instruct", "resume", "--by", "Dr A.", now="2026-11-26T12:00")
    shutil.move(home, newer)
    shutil.move(older, home)
    return newer


def test_an_answer_from_before_it_answers_nothing_told_after_it(call: Call, home: Path, newer: Path) -> None:
    """The severe dizziness that was told after the copy was put back keeps the step away, whatever its number."""
    severe = ("log", "--dose", "10", *BAD_NIGHT[:2], "--effect", "dizziness=severe")
    call(*severe, now="2026-11-27T07:30")
    merged = call("merge", str(newer), now="2026-11-27T08:00")
    assert TWICE in merged.out.splitlines()
    told = call("next", "--json", now="2026-11-27T21:00").json
    assert ("step_back", "side-effects") == (told["outcome"], told["limited_by"])


def test_the_doctor_says_that_a_number_was_given_twice_and_calls_it_no_fault(
    call: Call, home: Path, newer: Path
) -> None:
    """So that two machines with one name are found out, whatever brought their lines together."""
    call("log", "--as-planned", *BAD_NIGHT, now="2026-11-27T07:30")
    merged = call("merge", str(newer), now="2026-11-27T08:00")
    again = call("merge", str(newer), now="2026-11-27T08:01")
    found = call("doctor", now="2026-11-27T08:02")
    assert TWICE in merged.out.splitlines()
    assert TWICE not in again.out.splitlines()
    assert [TWICE, f"All is well in {home}."] == found.out.splitlines()
    assert 0 == found.code
