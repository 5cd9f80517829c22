"""Write a home with an adopted bedtime plan and a made-up journal of any size, for measuring and for trying things out.

    python benchmarks/make_journal.py --entries 55000 --home /some/new/folder

One check-in a day, ending the day before `--until`; where that would take more than 30 years, the entries are spread
over 30 years, single doses beside the check-in of each day. The same arguments give the same entries.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from baclotrack.store.plan_file import read_plan, sign, template_text
from baclotrack.store.writing import Draft, append, device_of, line_of, make_home, new_ids, write_text

MOST_DAYS = 30 * 365
CHANCE_BYTES = 10
RECORDED_FIRST = 2
"""The profile and the plan: they are numbered before the diary."""
RENEWED_AFTER = timedelta(days=60)
"""A diary that is longer ends with the plan adopted anew, so that its review is not past."""
PROFILE = """format = 1
born = 1980

[prescriber]
name = "Dr A. Example"
phone = "020 7946 0000"

[tablets]
strengths_mg = [10]
splits = 2
"""
NOTES = ("Slept on the sofa.", "Awake from three to four.", "Warm night, window open.", "Groggy until nine.")


def make_journal(home: Path, entries: int, until: date) -> None:
    """Write the home.

    Args:
        home: a folder that is not there yet, or empty.
        entries: how many entries the diary has, besides the profile and the plan.
        until: the day after the last check-in's.
    """
    days = min(entries, MOST_DAYS)
    first = until - timedelta(days=max(days, 1))
    make_home(home)
    write_text(home / "profile.toml", PROFILE)
    adopt(home, first, datetime.combine(first, time(18), UTC))
    with (home / "journal.jsonl").open("ab") as journal:
        journal.writelines(diary(home, first, days, entries))
    if until - first > RENEWED_AFTER:
        adopt(home, until - timedelta(days=1), datetime.combine(until, time(7), UTC))


def adopt(home: Path, directed_on: date, at: datetime) -> None:
    """Adopt the plan, with the directions of that day."""
    plan = sign(read_plan(template_text("sleep-bedtime-slow")), "Dr A. Example", directed_on)
    write_text(home / "plan.toml", plan.text)
    append(home, [Draft("plan", plan.entry())], at)


def diary(home: Path, first: date, days: int, entries: int) -> Iterator[bytes]:
    """Yield the lines of the diary: on each day single doses, if it takes them, and the check-in last."""
    chance = random.Random(entries)
    device, n = device_of(home), RECORDED_FIRST
    for place in range(days):
        day = first + timedelta(days=place)
        due = (place + 1) * entries // days - place * entries // days
        for number in range(due):
            n += 1
            if number < due - 1:
                at = datetime.combine(day, time(22, 10), UTC) + number * timedelta(minutes=5)
                kind, fields = "dose", {"slot": "bedtime", "mg": Decimal(5), "taken_at": f"{at:%H:%M}"}
            else:
                at = datetime.combine(day + timedelta(days=1), time(6, 40), UTC)
                kind, fields = "checkin", checkin(place, chance)
            (identity,) = new_ids(at, chance.randbytes(CHANCE_BYTES), 1)
            head = {"v": 1, "id": identity, "at": at.isoformat(timespec="milliseconds"), "kind": kind, "day": day}
            yield line_of({**head, "device": device, "n": n, **fields})


def checkin(place: int, chance: random.Random) -> dict[str, object]:
    """Return one morning's answers: mostly good nights at 5 mg, so that the plan says to stay."""
    good = place % 5 != 1
    fields: dict[str, object] = {
        "doses": {"bedtime": Decimal(5)},
        "measures": {
            "sleep_improved": good,
            "fell_back_asleep": good,
            "sleep_hours": Decimal(chance.randrange(20, 32)) / 4,
            "awakenings": chance.randrange(4),
        },
        "effects": {} if chance.random() < 0.7 else {"grogginess": 1},  # noqa: PLR2004 - three mornings of ten
        "drinks": 0,
        "sedatives": [],
    }
    return fields | ({"note": chance.choice(NOTES)} if place % 10 == 0 else {})


def count(text: str) -> int:
    """Return a number of entries.

    Raises:
        ValueError: when it is below zero, which argparse tells in its own words.
    """
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def main(arguments: list[str] | None = None) -> int:
    """Write a home as told by the arguments; the exit code says how it went."""
    today = date.today()  # noqa: DTZ011, TID251 - only the default of an option, in a script
    parser = argparse.ArgumentParser(description="Write a home with a made-up journal.")
    parser.add_argument("--entries", type=count, required=True, metavar="N", help="how many entries")
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--until", type=date.fromisoformat, default=today, metavar="DAY", help="default: today")
    told = parser.parse_args(arguments)
    home: Path = told.home
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        print(f"{home} is there already, and not empty. Name a new folder.", file=sys.stderr)
        return 2
    make_journal(home, told.entries, told.until)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
