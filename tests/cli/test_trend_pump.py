"""`trend` where a pump gives the dose: no first dose, no days before it, and no mg."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from baclotrack.cli.trend import trend_of
from baclotrack.cli.trend_chart import chart
from baclotrack.cli.trend_tables import Screen, day_table, week_table
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


def test_a_pump_has_no_columns_of_mg_by_week_and_none_of_doses_by_day(call: Call, home: Path) -> None:
    """Rows of 0 mg would say that none was given."""
    opened = open_home(home, datetime.fromisoformat(f"{NOW}+00:00"))
    found = trend_of(opened, date(2026, 11, 20), date(2026, 11, 28))
    screen = Screen(80, blocks=False)
    assert ["week", "days", "stiffness", ""] == [str(one.header) for one in week_table(found, screen, "day").columns]
    heads = [str(one.header) for one in day_table(found, screen).columns]
    assert ["day", "stiffness", "", "side effect"] == heads
    assert ["right", "left"] == [one.justify for one in day_table(found, screen).columns[1:3]]
    assert not any("dose mg" in line for line in chart(found, "day", 80, blocks=False))
    out = " ".join(call("trend", "--plain", "--by", "day", now=NOW).out.split())
    assert "20 Nov 2026: not logged." in out
    assert "no dose shown" not in out
    assert "no dose recorded" not in out


def test_what_was_taken_beside_a_pump_is_told(home: Path) -> None:
    """A tablet that was logged all the same is in no column left out."""
    write(home, Draft("dose", {"slot": "bedtime", "mg": 5, "taken_at": "22:40"}, date(2026, 11, 28)), at=f"{NOW}+00:00")
    opened = open_home(home, datetime.fromisoformat(f"{NOW}+00:00"))
    found = trend_of(opened, date(2026, 11, 20), date(2026, 11, 29))
    heads = [str(one.header) for one in week_table(found, Screen(80, blocks=False), "day").columns]
    assert ["week", "days", "mg taken", "mg planned", "stiffness", ""] == heads
