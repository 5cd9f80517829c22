"""The daily commands say the same with a checkpoint and without one, to the letter, and write the same lines."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baclotrack.store import checkpoint_build, checkpoint_resume
from baclotrack.store.checkpoint import CHECKPOINT, read_checkpoint, write_checkpoint
from baclotrack.store.writing import Draft, append
from tests.conftest import Call
from tests.store.samples import PLAN, PLAN_DRAFT, PROFILE, PROFILE_DRAFT, checkin

FIRST = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
NIGHTS = 50
TODAY = FIRST + timedelta(days=NIGHTS - 1)
MORNING, EVENING = f"{TODAY:%Y-%m-%d}T08:30+00:00", f"{TODAY:%Y-%m-%d}T22:45+00:00"
GOOD = ("--as-planned", "--improved", "--fell-back-asleep", "--no-effects", "--drinks", "0")

COMMANDS = [
    (("next",), EVENING),
    (("next", "--json"), EVENING),
    (("next", "--explain"), MORNING),
    (("next", "--ahead", "4", "--json"), EVENING),
    (("next", "--day", "-3", "--json"), EVENING),
    (("next", "--day", "2026-12-01", "--json"), EVENING),
    (("log", *GOOD), MORNING),
    (("log", "--hours", "6.5", "--effect", "nausea=moderate", "--day", "-2"), MORNING),
    (("log", "--missed", "--no-effects", "--day", "2026-12-05"), MORNING),
    (("take",), EVENING),
    (("take", "10", "--at", "22:00"), EVENING),
    (("next", "--json"), "2026-12-02T22:45+00:00"),
]


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home of fifty nights, whose checkpoint leaves the first half of them out."""
    home = tmp_path_factory.mktemp("fifty") / "home"
    home.mkdir()
    (home / "plan.toml").write_text(PLAN.text, encoding="utf-8")
    (home / "profile.toml").write_text(PROFILE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        small(patch)
        append(home, [PROFILE_DRAFT, PLAN_DRAFT], FIRST - timedelta(hours=12))
        for night in range(NIGHTS):
            moment = FIRST + timedelta(days=night)
            mg = (5, 5, 10)[night % 3] if night < NIGHTS - 9 else 10
            day = moment.date() - timedelta(days=1)
            append(home, [checkin(mg, day, effects={"nausea": 1} if night % 7 == 0 else {})], moment)
    assert "begun" in (read_checkpoint(home).prefix or {})
    return home


def small(patch: pytest.MonkeyPatch) -> None:
    """Let a few days be a long time, and this machine be the phone."""
    patch.setenv("BACLOTRACK_DEVICE", "phone")
    patch.setattr(checkpoint_build, "KEPT_OPEN", timedelta(days=4))
    patch.setattr(checkpoint_build, "WINDOW", timedelta(days=18))
    patch.setattr(checkpoint_build, "WORTH_LINES", NIGHTS)


@pytest.fixture
def old(fifty: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of that home."""
    small(monkeypatch)
    return Path(shutil.copytree(fifty, home))


def nothing(_: Path) -> None:
    """Nothing more happens."""


def amended(home: Path) -> None:
    entry = json.loads((home / "journal.jsonl").read_bytes().splitlines()[-2])
    late = checkin(15, TODAY.date() - timedelta(days=2), supersedes=entry["id"])
    append(home, [late], TODAY + timedelta(minutes=1))


def amended_long_ago(home: Path) -> None:
    entry = json.loads((home / "journal.jsonl").read_bytes().splitlines()[9])
    old_day = FIRST.date() + timedelta(days=6)
    append(home, [checkin(20, old_day, supersedes=entry["id"], effects={"fall": 1})], TODAY + timedelta(minutes=1))


def taken_back(home: Path) -> None:
    entry = json.loads((home / "journal.jsonl").read_bytes().splitlines()[-1])
    append(home, [Draft("retract", {"target": entry["id"]}, TODAY.date())], TODAY + timedelta(minutes=1))


def taken_back_long_ago(home: Path) -> None:
    entry = json.loads((home / "journal.jsonl").read_bytes().splitlines()[12])
    append(home, [Draft("retract", {"target": entry["id"]}, TODAY.date())], TODAY + timedelta(minutes=1))


def plan_taken_back(home: Path) -> None:
    entry = json.loads((home / "journal.jsonl").read_bytes().splitlines()[1])
    append(home, [Draft("retract", {"target": entry["id"]}, TODAY.date())], TODAY + timedelta(minutes=1))


def adopted_again(home: Path) -> None:
    append(home, [PLAN_DRAFT], TODAY + timedelta(minutes=1))


def late(home: Path) -> None:
    append(home, [Draft("dose", {"slot": "bedtime", "mg": Decimal(5)}, FIRST.date())], TODAY + timedelta(minutes=1))


def another_device(home: Path) -> None:
    mine = read_checkpoint(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACLOTRACK_DEVICE", "laptop")
        append(home, [checkin(5, TODAY.date() - timedelta(days=1))], TODAY - timedelta(hours=20))
        append(home, [checkin(10, TODAY.date() - timedelta(days=20))], TODAY - timedelta(days=19))
    assert mine != read_checkpoint(home)


def a_line_twice(home: Path) -> None:
    data = (home / "journal.jsonl").read_bytes()
    (home / "journal.jsonl").write_bytes(data + data.splitlines(keepends=True)[20])


def damaged_long_ago(home: Path) -> None:
    data = bytearray((home / "journal.jsonl").read_bytes())
    data[data.index(b'"bedtime":5')] ^= 1
    (home / "journal.jsonl").write_bytes(data)


def torn(home: Path) -> None:
    with (home / "journal.jsonl").open("ab") as file:
        file.write(b'{"v":1,"id":"x')


def cut(home: Path) -> None:
    lines = (home / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (home / "journal.jsonl").write_bytes(b"".join(lines[:-1]))


def clock_back(home: Path) -> None:
    append(home, [checkin(5, TODAY.date() - timedelta(days=30))], TODAY - timedelta(days=29))


def profile_changed(home: Path) -> None:
    path = home / "profile.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("1980", "1950"), encoding="utf-8")


def later_riser(home: Path) -> None:
    path = home / "profile.toml"
    path.write_text(f'day_starts_at = "11:00"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")


def days_skipped(home: Path) -> None:
    append(home, [checkin(10, TODAY.date() - timedelta(days=1))], TODAY + timedelta(minutes=3))
    data = (home / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (home / "journal.jsonl").write_bytes(b"".join(data))


def flagged(home: Path) -> None:
    append(home, [checkin(10, TODAY.date(), red_flags=["seizure"])], TODAY + timedelta(minutes=1))


def counted_long_ago(home: Path) -> None:
    supply = {"action": "count", "count": 60, "strength_mg": Decimal(10)}
    append(home, [Draft("supply", supply, FIRST.date())], TODAY + timedelta(minutes=1))


LIVES = [nothing, amended_long_ago, taken_back_long_ago, late, another_device, a_line_twice, profile_changed]
MORE = [
    amended, taken_back, plan_taken_back, adopted_again, damaged_long_ago, torn, cut, clock_back, later_riser,
    days_skipped, flagged, counted_long_ago,
]  # fmt: skip
EVERY = [*LIVES, *(pytest.param(life, marks=pytest.mark.long) for life in MORE)]


def written(path: Path, before: int) -> list[dict[str, Any]]:
    """Return what was added to a journal, new ids by their number."""
    found = [json.loads(line) for line in path.read_bytes()[before:].splitlines() if line.startswith(b'{"v":1,"id":"0')]
    new = {line["id"]: number for number, line in enumerate(found)}
    for line in found:
        del line["crc"]
        line["id"] = new[line["id"]]
        if line.get("supersedes") in new:
            line["supersedes"] = new[line["supersedes"]]
    return found


@pytest.mark.parametrize("life", EVERY, ids=lambda life: life.__name__)
def test_the_commands_say_and_write_the_same(
    old: Path,
    tmp_path: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    life: Any,  # noqa: ANN401 - as it is
) -> None:
    """Each command on two copies of a home, with the checkpoint and without; where lines are lost, with its mark."""
    monkeypatch.setattr(checkpoint_build, "is_due", lambda *_: False)
    life(old)
    before = (old / "journal.jsonl").stat().st_size
    for words, now in COMMANDS:
        told = []
        for has in (True, False):
            copy = tmp_path / "copies" / "home"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(old, copy)
            if not has and life is cut:
                write_checkpoint(copy, read_checkpoint(copy)._replace(prefix=None))
            elif not has:
                (copy / CHECKPOINT).unlink()
            told.append((call(*words, home=copy, now=now), written(copy / "journal.jsonl", before)))
        assert told[0] == told[1], words


@pytest.fixture
def never_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody read the whole journal."""

    def fail(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(checkpoint_resume.Whole, "entries", fail)


@pytest.mark.usefixtures("never_whole")
@pytest.mark.parametrize(("words", "now"), [one for one in COMMANDS if "2026-12" not in " ".join((*one[0], one[1]))])
def test_on_an_ordinary_day_no_older_day_is_read(
    old: Path, call: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], now: str
) -> None:
    """All that the daily path looks back for lies in the window, or is told by the checkpoint."""
    monkeypatch.setattr("baclotrack.core.warnings.TRIAL", timedelta(days=15))
    done = call(*words, home=old, now=now)
    assert (0, "") == (done.code, done.err)


def test_next_leaves_everything_as_it_was(old: Path, call: Call) -> None:
    """It never writes, with a checkpoint or without, useful or not."""
    for change in (nothing, late, torn):
        change(old)
        before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in old.iterdir()}
        call("next", home=old, now=EVENING)
        assert before == {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in old.iterdir()}
