"""What a renderer of data is handed, for a home and a moment; it needs no summary."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from baclotrack.core.summary import Summary
from baclotrack.export.job import Job, Options
from baclotrack.store import load_catalog, load_catalogue_json, open_home
from baclotrack.store.writing import Draft
from tests.cli.helpers import PROFILE, SLEEP, adopt, write
from tests.export.paper import HOSTILE

NOW = datetime.fromisoformat("2026-11-25T20:00:00+00:00")
FIRST = date(2026, 11, 20)


def job_of(home: Path, now: datetime = NOW, **options: Any) -> Job:  # noqa: ANN401 - fields of Options
    """Return the job of an export from the first day to today."""
    opened = open_home(home, now)
    given = Options(**{"since": FIRST, "until": opened.today, **options})
    return Job(opened, load_catalog(), load_catalogue_json(), _no_summary, given, now)


def _no_summary() -> Summary:
    """Refuse: tables, bundles and calendars are made without the summary, which costs more than they do."""
    raise AssertionError


def checkin(home: Path, day: int, **fields: object) -> None:
    """Record the check-in of a day of November on the morning after."""
    at = f"2026-11-{day + 1:02d}T07:30:00+00:00"
    write(home, Draft("checkin", fields, date(2026, 11, day)), at=at)


def five_days(home: Path) -> Path:
    """Write five days: a first dose, a second step, a missed dose, one told in part by `take`, one with nothing."""
    adopt(home, SLEEP, PROFILE + '\n[[conditions]]\nname = "diabetes"\nknown_by = "Dr B"\nknown_on = 2026-11-01\n')
    bad = {"sleep_improved": False, "fell_back_asleep": False, "sleep_hours": 5, "latency_min": 40, "bed_at": "22:45"}
    checkin(home, 20, doses={"bedtime": 5}, measures=bad, effects={}, drinks=0, sedatives=[])
    checkin(
        home,
        21,
        doses={"bedtime": 10},
        measures=bad,
        effects={"nausea": 1, "fall": 0},
        drinks=Decimal("1.5"),
        note="plain",
    )
    checkin(home, 22, doses={"bedtime": 0}, effects={"drowsiness": 2}, sedatives=["zolpidem"], red_flags=["fainting"])
    day = date(2026, 11, 23)
    write(home, Draft("dose", {"slot": "bedtime", "mg": 10, "taken_at": "22:40"}, day), at="2026-11-23T22:40:00+00:00")
    write(
        home,
        Draft("instruction", {"action": "clear_flag", "name": "fainting", "by": "Dr A. Example"}, day),
        Draft("medicine", {"action": "start", "name": "morphine"}, day),
        Draft("supply", {"action": "count", "count": 20, "strength_mg": 10}, day),
        Draft("appointment", {"on": date(2026, 12, 3), "text": "Dr A. Example, 10:30"}),
        Draft("question", {"text": "Why am I dizzy?"}),
        at="2026-11-23T12:00:00+00:00",
    )
    return home


def hostile_days(home: Path) -> Path:
    """Write a home whose free texts try to be formulas, markup, controls and calendar entries."""
    five_days(home)
    for place, text in enumerate(HOSTILE):
        at = f"2026-11-24T12:{place:02d}:00+00:00"
        write(home, Draft("question", {"text": text}), Draft("appointment", {"on": NOW.date(), "text": text}), at=at)
        instruction = {"action": "hold", "until": date(2026, 11, 24), "note": text}
        write(home, Draft("instruction", instruction, date(2026, 11, 24)), at=at)
    return home
