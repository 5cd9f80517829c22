"""Write the example journal: a month of a bedtime plan for sleep, all of it made up.

The story below says how each night went. The doses are not in it: each evening the program's own engine is asked what
the plan says, and that is taken, but for one night. All is written by the program's own writer, with a fixed device
and fixed ids, so that the same bytes come out each time.
``--check`` writes nothing and exits 1 when a file is not up to date.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from baclotrack.core.fold import decide_day
from baclotrack.store import load_catalog, open_home
from baclotrack.store.plan_file import read_plan, sign, template_text
from baclotrack.store.writing import Draft, append, line_of, make_home, new_ids, write_text

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "examples" / "bedtime-month", ROOT / "src" / "baclotrack" / "data" / "example")
JOURNAL = "journal.jsonl"
FILES = ("plan.toml", "profile.toml", JOURNAL)
CHANCE_BYTES = 10
SEED = 20
DEVICE = "e8a3d1c0"
ADOPTED = datetime(2026, 10, 20, 18, 10, tzinfo=UTC)
TEMPLATE, PRESCRIBER = "sleep-bedtime-slow", "Dr A. Example"
PROFILE = """# A made-up person. Edit it by hand if you like: a change counts at once.
format = 1
born = 1979
egfr = 92  # measured in spring

[prescriber]
name = "Dr A. Example"
phone = "020 7946 0000"

[tablets]
strengths_mg = [10]
splits = 2
"""


class Night(NamedTuple):
    """How one night went: the sleep, what was felt by day, a note, drinks, and whether the dose was forgotten."""

    sleep: str
    effects: Mapping[str, int] = {}
    note: str = ""
    drinks: int = 0
    forgotten: bool = False


class Sleep(NamedTuple):
    """What goes with a kind of night: the two answers, and where its numbers lie."""

    improved: bool
    asleep: bool
    hours: tuple[float, float]
    quality: tuple[int, int]
    latency: tuple[int, int]
    awakenings: tuple[int, int]


SLEEP = {
    "bad": Sleep(improved=False, asleep=False, hours=(4, 5.25), quality=(1, 2), latency=(45, 90), awakenings=(3, 5)),
    "broken": Sleep(improved=True, asleep=False, hours=(5, 6), quality=(2, 3), latency=(20, 45), awakenings=(2, 4)),
    "fair": Sleep(improved=True, asleep=True, hours=(6, 6.75), quality=(3, 4), latency=(15, 30), awakenings=(1, 2)),
    "good": Sleep(improved=True, asleep=True, hours=(6.75, 7.75), quality=(4, 5), latency=(5, 20), awakenings=(0, 1)),
}

STORY = (
    Night("bad", note="First night. Awake from two until five, legs stiff."),
    Night("bad", {"grogginess": 1}),
    Night("bad", {"grogginess": 1}, "Slow until nine, then fine."),
    Night("bad", {"grogginess": 1, "dizziness": 1}, "First night on a whole tablet. Got up slowly."),
    Night("bad", {"grogginess": 1}),
    Night("bad", note="Fell asleep on the sofa and forgot the tablet. Did not make up for it.", forgotten=True),
    Night("broken", {"grogginess": 1}),
    Night("broken"),
    Night("broken", note="Birthday dinner, one glass of wine.", drinks=1),
    Night("fair", note="Woke and slept again. First time in weeks."),
    Night("fair"),
    Night("broken"),
    Night("fair"),
    Night("fair"),
    Night("broken", note="Awake from three."),
    Night("broken"),
    Night("broken", {"grogginess": 1}, "New step tonight. Heavy head in the morning."),
    Night("fair", {"grogginess": 1}),
    Night("broken", {"grogginess": 2, "dizziness": 1}, "Groggy until noon. Did not drive."),
    Night("fair", {"grogginess": 1}),
    Night("fair", {"grogginess": 1}, "Clearer than yesterday."),
    Night("good"),
    Night("fair"),
    Night("good", note="Best night so far."),
    Night("broken", note="Noisy street."),
    Night("fair"),
    Night("good"),
    Night("good"),
    Night("fair"),
    Night("good", note="Walked to work, wide awake."),
    Night("good"),
    Night("broken", {"grogginess": 1}, "Long call late in the evening, mind would not stop."),
)
ASKED, QUESTION = datetime(2026, 11, 9, 8, 5, tzinfo=UTC), "Is the grogginess after a step to be expected?"
TOLD_BY_TAKE = range(3)
"""On the first evenings the dose was also recorded when it was taken."""


def example() -> dict[str, bytes]:
    """Return the files of the example by name."""
    with tempfile.TemporaryDirectory() as scratch, patch.dict(os.environ, BACLOTRACK_DEVICE=DEVICE):
        home = Path(scratch) / "home"
        write_example(home)
        made = {name: (home / name).read_bytes() for name in FILES}
    return made | {JOURNAL: with_fixed_ids(made[JOURNAL])}


def write_example(home: Path) -> None:
    """Write the example into a new home."""
    chance = random.Random(SEED)  # noqa: S311 - a made-up diary needs no secret
    begin(home)
    for place, night in enumerate(STORY):
        day = ADOPTED.date() + timedelta(days=place)
        doses = doses_of(home, day, night)
        if place in TOLD_BY_TAKE:
            taken = at(day, 22, 30, chance)
            for slot, mg in doses.items():
                record(home, taken, Draft("dose", {"slot": slot, "mg": mg, "taken_at": f"{taken:%H:%M}"}, day))
        record(home, at(day + timedelta(days=1), 6, 50, chance), Draft("checkin", checkin(night, doses, chance), day))
        if day == ASKED.date() - timedelta(days=1):
            record(home, ASKED, Draft("question", {"text": QUESTION}))


def begin(home: Path) -> None:
    """Adopt the plan, and record the tablets that were got and the visit that was booked."""
    plan = sign(read_plan(template_text(TEMPLATE)), PRESCRIBER, ADOPTED.date())
    make_home(home)
    write_text(home / "plan.toml", plan.text)
    write_text(home / "profile.toml", PROFILE)
    record(home, ADOPTED, Draft("plan", plan.entry()))
    got = {"action": "add", "count": Decimal(84), "strength_mg": Decimal(10)}
    record(home, ADOPTED + timedelta(minutes=4), Draft("supply", got))
    booked = {"on": "2026-11-24", "text": "Review with Dr A. Example"}
    record(home, ADOPTED + timedelta(minutes=6), Draft("appointment", booked))


def doses_of(home: Path, day: date, night: Night) -> dict[str, Decimal]:
    """Return what was taken: what the engine showed that evening, or nothing on the forgotten night."""
    evening = datetime.combine(day, time(22), UTC)
    opened = open_home(home, evening)
    decision = decide_day(opened.history, load_catalog(), day, opened.health).decision
    if decision.doses is None:
        raise ValueError(f"{day}: the plan shows no dose ({decision.outcome}); the story does not hold")
    return {slot: Decimal(0) if night.forgotten else mg for slot, mg in decision.doses}


def checkin(night: Night, doses: Mapping[str, Decimal], chance: random.Random) -> dict[str, object]:
    """Return the check-in that the person makes in the morning."""
    sleep = SLEEP[night.sleep]
    awakenings = between(sleep.awakenings, chance)
    measures: dict[str, object] = {
        "sleep_improved": sleep.improved,
        "fell_back_asleep": sleep.asleep,
        "sleep_hours": Decimal(between((int(sleep.hours[0] * 4), int(sleep.hours[1] * 4)), chance)) / 4,
        "sleep_quality": Decimal(between(sleep.quality, chance)),
        "latency_min": Decimal(between((sleep.latency[0] // 5, sleep.latency[1] // 5), chance) * 5),
        "awakenings": Decimal(awakenings),
    }
    fields: dict[str, object] = {
        "doses": doses,
        "measures": measures,
        "effects": night.effects,
        "red_flags": [],
        "drinks": Decimal(night.drinks),
        "sedatives": [],
    }
    return fields | ({"note": night.note} if night.note else {})


def between(ends: tuple[int, int], chance: random.Random) -> int:
    """Return a whole number between two, both included; the same one for every version of Python."""
    return ends[0] + int(chance.random() * (ends[1] - ends[0] + 1))


def at(day: date, hour: int, minute: int, chance: random.Random) -> datetime:
    """Return a moment within the half hour after a time of day."""
    return datetime.combine(day, time(hour, minute), UTC) + timedelta(seconds=between((0, 1800), chance))


def record(home: Path, now: datetime, draft: Draft) -> None:
    """Append one entry."""
    append(home, [draft], now)


def with_fixed_ids(journal: bytes) -> bytes:
    """Return the journal with the part of each id that the writer left to chance made the same each time.

    Raises:
        ValueError: when a line does not come out as the program wrote it, its id put back; that is a bug here.
    """
    chance = random.Random(SEED)  # noqa: S311 - the ids of a made-up diary need no secret
    lines = []
    for line in journal.splitlines(keepends=True):
        entry = json.loads(line, parse_float=Decimal)
        del entry["crc"]
        if line_of(entry) != line:
            raise ValueError(f"this line does not come out the same: {line!r}")
        moment = datetime.fromisoformat(entry["at"])
        entry["id"] = new_ids(moment, chance.randbytes(CHANCE_BYTES), 1)[0]
        lines.append(line_of(entry))
    return b"".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Write the example where it belongs, or only check; the exit code says how it went."""
    parser = argparse.ArgumentParser(description="Write the example journal.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when stale")
    check: bool = parser.parse_args(arguments).check
    made = example()
    stale = [folder / name for folder in FOLDERS for name in FILES if not holds(folder / name, made[name])]
    if check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not up to date: run python tools/make_example.py.", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[path.name])
    return 0


def holds(path: Path, content: bytes) -> bool:
    """Tell whether a file holds exactly these bytes."""
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    raise SystemExit(main())
