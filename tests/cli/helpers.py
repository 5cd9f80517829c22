"""What the tests of the commands share: a home with a plan in it, written through the store, and its journal read."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from baclotrack.store.journal import lines
from baclotrack.store.writing import Draft, append, write_text

ADOPTED = "2026-11-20T18:00:00+00:00"
"""When the plans of these tests were adopted: the evening of Friday 20 November 2026."""

SLEEP = """\
# What the leaflet says: 5 mg at bedtime, 5 mg more each night while sleep is not better, 20 mg at most.
format = 1
id = "sleep-bedtime"
title = "Baclofen at bedtime for sleep"
mode = "titrate"
prescriber = "Dr A. Example"
directed_on = 2026-11-20
review_by = 2027-02-18

[[slots]]
name = "bedtime"
at = 22:30:00

[ladder]
rungs = [[5], [10], [15], [20]]
hold_days = 1

[limits]
daily_mg = 20
single_mg = 20

[[targets]]
measure = "sleep_improved"
want = true

[[targets]]
measure = "fell_back_asleep"
want = true

[tolerability]
mild = "step"
moderate = "hold"
severe = "step_back"
retry_after_days = 3

[sedatives]
alcohol = "hold"

[gap]
missed_days = 2
then = "restart"

[response]
after_success = "two_of_three"

[top]
message = "Ask your prescriber about the second agent you discussed."
agents = []
"""

DAYTIME = """\
# The label's table: each of three doses 5 mg more every 3 days.
format = 1
id = "spasticity"
title = "Baclofen for spasticity"
mode = "titrate"
prescriber = "Dr A. Example"
directed_on = 2026-11-20

[[slots]]
name = "morning"
at = 08:00:00

[[slots]]
name = "noon"
at = 13:00:00

[[slots]]
name = "evening"
at = 19:00:00

[ladder]
rungs = [[5, 5, 5], [10, 10, 10], [15, 15, 15], [20, 20, 20]]
hold_days = 3

[limits]
daily_mg = 80
single_mg = 20

[[targets]]
measure = "spasticity"
at_most = 3

[tolerability]
mild = "step"
moderate = "hold"
severe = "hold"
retry_after_days = 3

[sedatives]
alcohol = "hold"

[gap]
missed_days = 1
then = "ask"

[response]
after_success = "two_of_three"

[top]
message = "Ask your prescriber what comes next."
agents = []
"""

PROFILE = """\
# 10 mg tablets that may be halved.
format = 1
born = 1980

[prescriber]
name = "Dr A. Example"
phone = "01632 960001"

[tablets]
strengths_mg = [10]
splits = 2
"""

BAD_NIGHT = ("--not-improved", "--lay-awake", "--no-effects")
GOOD_NIGHT = ("--improved", "--fell-back-asleep", "--no-effects")


def plain(value: object) -> object:
    """Return a TOML value as the journal tells it: dates and times as text, all else as it is."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def told(text: str) -> object:
    """Return a TOML text as the journal tells it."""
    return plain(tomllib.loads(text, parse_float=Decimal))


def adopt(home: Path, plan: str = SLEEP, profile: str = PROFILE, at: str = ADOPTED, **on_dose: int) -> None:
    """Put a plan and a profile in place and record them, as `init` does."""
    write(home, Draft("profile", {"profile": told(profile), "toml": profile}), at=at)
    dose = {"on_dose": on_dose} if on_dose else {}
    write(home, Draft("plan", {"plan": told(plan), "toml": plan, **dose}), at=at)
    write_text(home / "plan.toml", plan)
    write_text(home / "profile.toml", profile)


def write(home: Path, *drafts: Draft, at: str = ADOPTED) -> None:
    """Record entries through the program's own writer."""
    append(home, drafts, datetime.fromisoformat(at))


def journal(home: Path) -> list[Mapping[str, Any]]:
    """Return every intact entry of the journal, as it was written."""
    return [row for _, row in lines(home / "journal.jsonl")]


def checkins(home: Path, day: str) -> list[dict[str, Any]]:
    """Return what the check-ins of a day say, oldest first, without what the writer adds."""
    added = {"v", "id", "at", "kind", "day", "device", "n", "crc"}
    return [
        {name: value for name, value in row.items() if name not in added}
        for row in journal(home)
        if row["kind"] == "checkin" and row["day"] == day
    ]


def last(home: Path) -> dict[str, Any]:
    """Return the last entry, without what differs at each run."""
    row = journal(home)[-1]
    return {name: value for name, value in row.items() if name not in {"v", "id", "at", "device", "n", "crc"}}


def content(home: Path) -> bytes:
    """Return the bytes of the journal; none where there is none."""
    path = home / "journal.jsonl"
    return path.read_bytes() if path.exists() else b""


def typed(value: object) -> str | None:
    """Name a row of a table by the options that are typed."""
    return " ".join(value)[:60] if isinstance(value, list) else None
