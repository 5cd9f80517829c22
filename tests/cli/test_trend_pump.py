"""`trend` where a pump gives the dose: no first dose, no days before it, and no mg."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from baclotrack.cli.trend import trend_of
from baclotrack.cli.trend_chart import chart
from baclotrack.store import open_home
from baclotrack.store.writing import Draft
from tests.cli.helpers import write
from tests.conftest import Call

NOW = "2026-11-29T21:30"


@pytest.fixture(autouse=True)
def _eight_days(home: Path, call: Call) -> None:
    """Set up a pump, and write eight days with stiffness and one side effect."""
    words = (
        "init --template intrathecal --prescriber X --directed-on 2026-11-20 --born 1980 --daily-micrograms 120 --yes"
    )
    assert 0 == call(*words.split(), now="2026-11-20T09:00").code
    for day in range(21, 29):
        told = {"measures": {"spasticity": day % 3 + 2}, "effects": {"nausea": 1} if day == 25 else {}}
        write(home, Draft("checkin", told, date(2026, 11, day)), at=f"2026-11-{day}T23:00:00+00:00")


@pytest.mark.parametrize("options", [("--plain",), (), ("--by", "day")])
def test_a_pump_has_no_first_dose_to_be_before(call: Call, options: tuple[str, ...]) -> None:
    """Whoever has a pump has baclofen: no sentence may read as if there were none yet."""
    out = " ".join(call("trend", *options, now=NOW).out.lower().split())
    for never in ("before the first dose", "no dose yet", "the plan asked for no dose", "held against"):
        assert never not in out
    assert "a pump gives the dose: this record keeps no mg, and none were due." in out


def test_in_sentences_the_days_with_the_pump_are_told_whole(call: Call) -> None:
    out = " ".join(call("trend", "--plain", "--by", "week", now=NOW).out.split())
    assert "20 Nov 2026 to 28 Nov 2026, 9 days: dose from a pump; not logged 1; stiffness, 0-10: median 3." in out
    assert "With the pump: 9 days. Worst side effect: none on 7, mild on 1." in out
    assert "A pump gives the dose, and it is not kept here: there are no doses to hold side by side." in out
    assert "taken 0 mg" not in out


def test_the_json_has_no_days_before_either(call: Call) -> None:
    told = json.loads(call("trend", "--json", now=NOW).out)
    assert told["before"] is None
    assert {False} == {day["before_first_dose"] for day in told["days"]}


def test_on_a_screen_no_day_is_marked_as_if_a_dose_had_been_asked(home: Path) -> None:
    """Neither missed nor unanswered: only the day without a record has a mark."""
    opened = open_home(home, datetime.fromisoformat(f"{NOW}+00:00"))
    found = trend_of(opened, date(2026, 11, 20), date(2026, 11, 28))
    taken = next(line for line in chart(found, "day", 80, blocks=False) if line.strip().startswith("taken"))
    assert ["taken", "."] == taken.split()
