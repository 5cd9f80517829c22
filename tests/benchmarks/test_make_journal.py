"""The made-up journals are journals like any other: intact, of the size asked for, and `next` answers on them."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.core.record import Checkin, Intake
from baclotrack.store import Home, open_home
from baclotrack.store.models import LINE
from benchmarks import make_journal
from tests.conftest import Call

UNTIL = date(2026, 11, 21)


def made(home: Path, entries: int) -> Home:
    """Make a journal and open its home on the evening of the day it ends before."""
    assert 0 == make_journal.main(["--entries", str(entries), "--home", str(home), "--until", UNTIL.isoformat()])
    return open_home(home, datetime(2026, 11, 21, 21, 30, tzinfo=UTC))


@pytest.mark.parametrize("entries", [0, 1, 30, 1_000])
def test_it_holds_one_check_in_a_day_up_to_the_day_before(home: Path, entries: int) -> None:
    """No fault, and the profile and the plan besides; the plan is renewed at the end of a long diary."""
    found = made(home, entries)
    assert ((), "same", UNTIL) == (found.faults, found.health.plan_file, found.today)
    assert entries == sum(isinstance(one.what, Checkin) for one in found.journal.entries)
    assert entries + (3 if entries == 1_000 else 2) == len(found.journal.entries)
    assert (date(2026, 11, 20) if entries else None) == max(found.history.days, default=None)


@pytest.mark.parametrize("entries", [1, 30, 1_000])
def test_next_answers_with_a_dose(home: Path, call: Call, entries: int) -> None:
    """It is usable as the only home."""
    made(home, entries)
    done = call("next", "--json", now="2026-11-21T21:30")
    assert (0, "", {"bedtime": 5}) == (done.code, done.err, done.json["doses"])


def test_what_would_take_more_than_30_years_is_spread_over_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Single doses beside the check-in of each day; here with 40 days for the 30 years."""
    assert 10_950 == make_journal.MOST_DAYS
    monkeypatch.setattr(make_journal, "MOST_DAYS", 40)
    found = made(home, 205)
    kinds = [type(one.what) for one in found.journal.entries]
    days = sorted(found.history.days)
    assert ((), 40, 165) == (found.faults, kinds.count(Checkin), kinds.count(Intake))
    assert (40, date(2026, 10, 12), date(2026, 11, 20)) == (len(days), days[0], days[-1])
    for line in (home / "journal.jsonl").read_bytes().splitlines():
        assert 1 == LINE.validate_python(json.loads(line, parse_float=Decimal)).v


def test_the_same_arguments_give_the_same_diary(tmp_path: Path) -> None:
    """All but the device and the ids of the plan and the profile."""
    texts = []
    for name in ("one", "two"):
        made(tmp_path / name, 40)
        lines = (tmp_path / name / "journal.jsonl").read_text(encoding="utf-8").splitlines()[2:]
        texts.append([{key: value for key, value in json.loads(line).items() if key != "device"} for line in lines])
    for text in texts:
        for line in text:
            del line["crc"]
    assert texts[0] == texts[1]


def test_nothing_is_written_over(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not empty is refused."""
    home.mkdir()
    (home / "plan.toml").write_text("mine", encoding="utf-8")
    assert 2 == make_journal.main(["--entries", "3", "--home", str(home)])
    assert "not empty" in capsys.readouterr().err
    assert ["plan.toml"] == [path.name for path in home.iterdir()]


@pytest.mark.parametrize("entries", ["-1", "many"])
def test_a_wrong_number_is_refused(home: Path, entries: str) -> None:
    """In the way of every script: exit 2 and its usage."""
    with pytest.raises(SystemExit) as ended:
        make_journal.main(["--entries", entries, "--home", str(home)])
    assert 2 == ended.value.code
