"""Write the scenario folders from the diaries told in `diaries_record.py` and `diaries_steps.py`.

    python -m tests.scenarios.make          writes every folder anew
    python -m tests.scenarios.make NAME     writes one

Each folder is a home as it would be found: the plan, the journal with its checksums, and beside them what `next` must
say (`expected.json`, worked out by hand from the plan) and one sentence for a reader. The tests only read the folders.
"""

import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from baclotrack.store.writing import line_of
from tests.cli.helpers import PROFILE, SLEEP, told

HERE = Path(__file__).resolve().parent
NOVEMBER = (2026, 11)
ADOPTED = 20
Fields = Mapping[str, object]


class Line(NamedTuple):
    """One entry of a diary, before it has an id and a checksum."""

    at: str
    kind: str
    fields: Fields
    day: str = ""
    device: str = "laptop"
    version: int = 1


class Scenario(NamedTuple):
    """One diary, the day in November 2026 that is asked about, and what the answer must be."""

    name: str
    sentence: str
    day: int
    diary: tuple[Line, ...]
    outcome: str
    limited_by: str | None = None
    contact: str = "none"
    doses: Fields | int | None = None
    in_force: Fields | int | None = None
    exit: int = 0
    plan: str = SLEEP
    adopted: str | None = None
    profile: str = PROFILE
    on_dose: int | None = None
    changed: tuple[tuple[bytes, bytes], ...] = ()

    def expected(self) -> dict[str, object]:
        """Return what `next --json` must say."""
        return {
            "day": on(self.day),
            "exit": self.exit,
            "outcome": self.outcome,
            "limited_by": self.limited_by,
            "contact": self.contact,
            "doses": by_slot(self.doses),
            "in_force": by_slot(self.in_force),
        }


def on(day: int) -> str:
    """Return a day of November 2026."""
    return date(*NOVEMBER, day).isoformat()


def moment(day: int, clock: str) -> str:
    """Return a time on a day of November 2026, with its offset."""
    return f"{on(day)}T{clock}:00.000+00:00"


def by_slot(doses: Fields | int | None) -> Fields | None:
    """Return doses by slot; a bare number is the bedtime dose."""
    return {"bedtime": doses} if isinstance(doses, int) else doses


BAD: Fields = {"sleep_improved": False, "fell_back_asleep": False}
GOOD: Fields = {"sleep_improved": True, "fell_back_asleep": True}
NO_EFFECTS: Fields = {}


def night(
    day: int,
    doses: Fields | int | None,
    measures: Fields | None = BAD,
    effects: Fields | None = NO_EFFECTS,
    device: str = "laptop",
    **more: object,
) -> Line:
    """Return the check-in for a day, told the morning after: what was taken, how it went, what was noticed."""
    fields = {"doses": by_slot(doses), "measures": measures, "effects": effects, **more}
    return Line(moment(day + 1, "07:30"), "checkin", fields, on(day), device)


def nights(first: int, doses: Iterable[Fields | int | None], measures: Fields | None = BAD) -> tuple[Line, ...]:
    """Return check-ins for days in a row that went alike but for their doses."""
    return tuple(night(day, dose, measures) for day, dose in enumerate(doses, first))


def noticed(day: int, **facts: object) -> Line:
    """Return something worrying, told during the day itself."""
    return Line(moment(day, "15:00"), "checkin", facts, on(day))


def took(day: int, mg: int, at: str = "22:35", recorded: str = "") -> Line:
    """Return a single dose, told with `take`."""
    fields: Fields = {"slot": "bedtime", "mg": mg, "taken_at": at}
    return Line(recorded or moment(day, at), "dose", fields, on(day))


def said(day: int, action: str, **detail: object) -> Line:
    """Return what the prescriber said at noon of a day."""
    fields = {"action": action, **detail, "by": "Dr A. Example", "on": on(day)}
    return Line(moment(day, "12:00"), "instruction", fields, on(day))


def adopted(day: int, plan: str) -> Line:
    """Return another plan, adopted at noon of a day."""
    return Line(moment(day, "12:00"), "plan", {"plan": told(plan), "toml": plan})


def journal_of(scenario: Scenario) -> bytes:
    """Return the journal of a scenario: profile and plan first, then the diary; then what happened to the file."""
    lines = [Line(moment(ADOPTED, "18:00"), "profile", {"profile": told(scenario.profile), "toml": scenario.profile})]
    plan = scenario.plan if scenario.adopted is None else scenario.adopted
    if plan:
        on_dose = {"on_dose": {"bedtime": scenario.on_dose}} if scenario.on_dose else {}
        lines.append(Line(moment(ADOPTED, "18:00"), "plan", {"plan": told(plan), "toml": plan, **on_dose}))
    data = b"".join(written([*lines, *scenario.diary]))
    for old, new in scenario.changed:
        if data.count(old) != 1:
            raise ValueError(f"{scenario.name}: {old!r} stands {data.count(old)} times in the journal")
        data = data.replace(old, new)
    return data


def written(lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield the lines through the program's own writer, with ids that a reader can follow."""
    counts: dict[str, int] = {}
    for place, line in enumerate(lines, 1):
        counts[line.device] = counts.get(line.device, 0) + 1
        head = {"v": line.version, "id": f"entry-{place:02}", "at": line.at, "kind": line.kind}
        dated = {"day": line.day} if line.day else {}
        fields = {name: value for name, value in line.fields.items() if value is not None}
        yield line_of({**head, **dated, "device": line.device, "n": counts[line.device], **fields})


def files_of(scenario: Scenario) -> dict[str, bytes]:
    """Return the files of a scenario's folder, by name."""
    expected = json.dumps(scenario.expected(), indent=2) + "\n"
    return {
        "README.md": f"{scenario.sentence}\n".encode(),
        "expected.json": expected.encode(),
        "journal.jsonl": journal_of(scenario),
        "plan.toml": scenario.plan.encode(),
    }


def check(scenario: Scenario) -> None:
    """Make sure that a diary is told in the order of time, as a journal grows.

    Raises:
        ValueError: when it is not.
    """
    times = [datetime.fromisoformat(line.at) for line in scenario.diary if line.device == "laptop"]
    late = timedelta(0)
    if any(after - before < late for before, after in itertools.pairwise(times)):
        raise ValueError(f"{scenario.name}: the diary is not in the order of time")


def main(names: list[str]) -> None:
    """Write the folders named, or all of them."""
    from tests.scenarios.diaries_record import RECORD
    from tests.scenarios.diaries_steps import STEPS

    for scenario in (*RECORD, *STEPS):
        if names and scenario.name not in names:
            continue
        check(scenario)
        folder = HERE / scenario.name
        folder.mkdir(exist_ok=True)
        for name, data in files_of(scenario).items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(sys.argv[1:])
