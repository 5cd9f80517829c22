"""The real commands, driven at random over two homes, beside a simple model of what must be on record.

The model knows nothing of the program but the lines it appended: an acknowledged line stands there once and unchanged
for ever, a refused or interrupted one is not there, and what `history` calls live is what was neither taken back nor
corrected. A bug planted anywhere between the command line and the disk shows as a difference.
"""

import json
import re
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.cli.helpers import PROFILE, SLEEP, adopt
from tests.fuzz.driver import Done, answered, said

ENTRY = re.compile(r"[0-9A-Z]{26}  ")
NOT_RECORDED = "what was acknowledged is not what was recorded"
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KINDS_UNDONE = frozenset({"checkin", "dose", "instruction", "medicine", "supply", "appointment", "question", "retract"})
"""What a bare `undo` may take back: anything but a plan or a profile."""
CRASHES = ("nothing", "half", "all but the line feed")
WHICH = st.sampled_from((0, 0, 0, 1))
MG = st.sampled_from(("0", "2.5", "5", "10", "15", "40", "501", "-1", "x"))
WORRY = st.sampled_from(
    (
        ("--red-flag", "fainting"),
        ("--effect", "nausea=mild"),
        ("--effect", "confusion=severe"),
        ("--drinks", "2"),
        ("--sedative", "zolpidem"),
    )
)
PARTS = st.sampled_from(
    (
        ("--dose", "5", "--no-effects"),
        ("--as-planned", "--not-improved", "--lay-awake", "--no-effects"),
        ("--missed",),
        ("--improved", "--fell-back-asleep"),
        ("--hours", "6.5", "--quality", "3"),
        ("--note", "a \u00e4 \x1b[2J note"),
        ("--dose", "501"),
        ("--quality", "9"),
    )
)
DAYS = st.sampled_from(("today", "yesterday", "-2", "-3", "tomorrow"))


class Crash(BaseException):
    """The power went: nothing after this line of the program ran."""


class Line(NamedTuple):
    """One line that was acknowledged: its bytes, and what it says."""

    data: bytes
    entry: Mapping[str, Any]


class Model:
    """What must stand in one home: the bytes of its journal, made of acknowledged lines, and torn ends of crashes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = content(home)
        self.torn: set[bytes] = set()

    def lines(self) -> list[Line]:
        """Return the acknowledged lines, as they stand; the check of each is made here, not by the program."""
        found = []
        for data in self.data.split(b"\n"):
            body, mark, seal = data.rpartition(b',"crc":"')
            if mark and seal == b'%08x"}' % zlib.crc32(body):
                found.append(Line(data, json.loads(body + b"}")))
        return found

    def live(self) -> list[str]:
        """Return the ids that are neither taken back nor corrected, in the order in which they were recorded."""
        entries = [one.entry for one in in_order(self.lines())]
        gone: set[str] = set()
        for entry in reversed(entries):
            if entry["kind"] == "retract" and entry["id"] not in gone:
                gone.add(entry["target"])
        corrected = {one.get("supersedes") for one in entries if one["id"] not in gone}
        return [one["id"] for one in entries if one["id"] not in gone | corrected]


def in_order(lines: list[Line]) -> list[Line]:
    """Return lines in the order in which they were recorded: by device and count, devices by time."""
    return sorted(lines, key=lambda one: (one.entry["at"], one.entry["id"]))


def content(home: Path) -> bytes:
    """Return the bytes of a journal."""
    return (home / "journal.jsonl").read_bytes()


class Homes(RuleBasedStateMachine):
    """Two homes of one person, the second begun as a copy of the first, and a clock that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="baclotrack-")
        self.now = START
        self.models: list[Model] = []

    @initialize()
    def begin(self) -> None:
        """Adopt a plan in the first home, and take it to the second one by merging."""
        first, second = (Path(self.folder.name) / name for name in ("first", "second"))
        adopt(first)
        self.models = [Model(first)]
        answered(said(second, "merge", str(first), now=self.now.isoformat()))
        self.models.append(Model(second))
        assert self.models[0].data == self.models[1].data, "not all of it arrived"

    def teardown(self) -> None:
        """Remove the homes."""
        self.folder.cleanup()

    # --- what every command must keep to ---

    def run(self, model: Model, *words: str) -> tuple[Done, list[Line]]:
        """Run a command that may write; return what it said and the whole lines it added."""
        done = answered(said(model.home, *words, now=self.now.isoformat()))
        now = content(model.home)
        before = model.data
        assert now.startswith(before), (words, "an earlier byte changed")
        added = now[len(before) :]
        assert not added or added.endswith(b"\n"), (words, "a line is not whole")
        known = len(model.lines())
        model.data = now
        fresh = model.lines()[known:]
        closed = 1 if before and not before.endswith(b"\n") and added else 0
        assert len(fresh) == added.count(b"\n") - closed, (words, "a line cannot be read")
        assert not (done.code == 2 and added), (words, "refused, and written all the same")
        self.now += timedelta(minutes=1)
        return done, fresh

    def write(self, model: Model, kind: str, *words: str) -> Done:
        """Run a command that records one entry of a kind, or refuses; it is acknowledged with code 0 or 4."""
        done, fresh = self.run(model, *words)
        told = [one.entry["kind"] for one in fresh if one.entry["kind"] != "profile"]
        assert (done.code in {0, 4}) == (kind in told), (words, done, NOT_RECORDED)
        assert set(told) <= {kind, "retract", "checkin"}, (words, told)  # a day told twice is put together
        return done

    # --- the commands ---

    @rule(which=WHICH, parts=PARTS, worries=st.lists(WORRY, max_size=1), day=DAYS)
    def log(self, which: int, parts: tuple[str, ...], worries: list[tuple[str, ...]], day: str) -> None:
        """Tell a check-in, whole or in parts; for a future day it is refused."""
        more = [word for worry in worries for word in worry]
        self.write(self.models[which], "checkin", "log", "--day", day, *parts, *more)

    @rule(which=WHICH, worry=WORRY)
    def worry(self, which: int, worry: tuple[str, ...]) -> None:
        """Tell a worrying fact on its own, which is never refused."""
        done = self.write(self.models[which], "checkin", "log", *worry)
        assert done.code in {0, 4}, done

    @rule(which=WHICH, mg=MG, day=DAYS)
    def take(self, which: int, mg: str, day: str) -> None:
        """Tell one intake; what is no amount is refused."""
        done = self.write(self.models[which], "dose", "take", "--day", day, "--", mg)
        fits = mg not in {"501", "-1", "x"} and day != "tomorrow"
        assert not fits or done.code in {0, 4}, done

    @rule(which=WHICH, day=DAYS, parts=PARTS)
    def amend(self, which: int, day: str, parts: tuple[str, ...]) -> None:
        """Correct a day's check-in; where there is none, nothing is written."""
        self.write(self.models[which], "checkin", "amend", day, *parts)

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        """Take back the last live entry, which is the one that the answer must name."""
        model = self.models[which]
        before = model.lines()
        live = [one.entry["id"] for one in in_order(before) if one.entry["id"] in _not_gone(before)]
        kinds = {one.entry["id"]: one.entry["kind"] for one in before}
        candidates = [one for one in live if kinds[one] in KINDS_UNDONE]
        done, fresh = self.run(model, "undo", "--reason", "a slip")
        if not candidates:
            assert (2, []) == (done.code, fresh), done
            return
        ((target, kind),) = [
            (one.entry["target"], one.entry["kind"]) for one in fresh if one.entry["kind"] != "profile"
        ]
        assert (candidates[-1], "retract") == (target, kind), (done, "the wrong entry was taken back")

    @rule(which=WHICH, words=st.sampled_from((("hold",), ("resume",), ("set-dose", "10"), ("clear-flag", "fainting"))))
    def instruct(self, which: int, words: tuple[str, ...]) -> None:
        """Tell what the prescriber said."""
        self.write(self.models[which], "instruction", "instruct", *words, "--by", "Dr A. Example")

    @rule(
        which=WHICH,
        row=st.sampled_from(
            (
                ("supply", ("supply", "count", "20", "--strength", "10")),
                ("appointment", ("visit", "add", "2026-12-01", "clinic")),
                ("question", ("ask", "how long?")),
            )
        ),
    )
    def other(self, which: int, row: tuple[str, tuple[str, ...]]) -> None:
        """Tell tablets, a visit or a question."""
        kind, words = row
        done = self.write(self.models[which], kind, *words)
        assert 0 == done.code, done

    @rule(which=WHICH, verb=st.sampled_from(("add", "stop")))
    def med(self, which: int, verb: str) -> None:
        """Tell another medicine; it may be written to the profile as well."""
        done, fresh = self.run(self.models[which], "med", verb, "zolpidem")
        kinds = {one.entry["kind"] for one in fresh}
        assert (done.code == 0 and "already" not in done.out) == ("medicine" in kinds), (done, NOT_RECORDED)
        assert kinds <= {"medicine", "profile"}, done

    @rule(which=WHICH, year=st.integers(1950, 1990))
    def edit(self, which: int, year: int) -> None:
        """Change profile.toml by hand; whatever is recorded next records it as well."""
        text = PROFILE.replace("born = 1980", f"born = {year}")
        (self.models[which].home / "profile.toml").write_text(text, encoding="utf-8")

    @rule(which=WHICH, hold=st.sampled_from(("1", "2", "0", '"x"')))
    def adopt(self, which: int, hold: str) -> None:
        """Change the plan's file and adopt it; a plan that does not fit is refused and leaves no trace."""
        model = self.models[which]
        text = SLEEP.replace("hold_days = 1", f"hold_days = {hold}")
        (model.home / "plan.toml").write_text(text, encoding="utf-8")
        done, fresh = self.run(model, "plan", "adopt", "--yes")
        assert (hold in {"1", "2"}) == (done.code == 0), done
        assert {one.entry["kind"] for one in fresh} <= {"plan", "profile"}, done

    @rule(hours=st.integers(1, 30))
    def clock(self, hours: int) -> None:
        """Let time go on."""
        self.now += timedelta(hours=hours)

    @rule(to=st.integers(0, 1))
    def merge(self, to: int) -> None:
        """Bring one home's lines to the other: afterwards it has all of both, each once."""
        model, other = self.models[to], self.models[1 - to]
        done, _ = self.run(model, "merge", str(other.home))
        assert done.code in {0, 1}, done
        here = [one.data for one in model.lines()]
        assert {one.data for one in other.lines()} <= set(here), (done, "not all of it arrived")
        data = model.data
        again, _ = self.run(model, "merge", str(other.home))
        assert data == model.data, again

    @rule(which=WHICH, how=st.sampled_from(CRASHES), words=st.sampled_from((("take", "5"), ("log", "--missed"))))
    def crash(self, which: int, how: str, words: tuple[str, ...]) -> None:
        """Lose the power while a line is written: nothing, a half of it, or all but its end reaches the disk."""
        model = self.models[which]
        with patch("os.write", _failing(how)), patch("os.ftruncate", _dead), suppress(Crash):
            said(model.home, *words, now=self.now.isoformat())
        now = content(model.home)
        assert now.startswith(model.data), "an earlier byte changed"
        rest = now[len(model.data) :].rpartition(b"\n")[2]
        model.data = now
        if rest and not any(rest == one.data for one in model.lines()):  # a whole line without its end is whole
            model.torn.add(rest)
        self.now += timedelta(minutes=1)

    # --- what holds after each of them ---

    @precondition(lambda self: bool(self.models))
    @rule(which=WHICH, words=st.sampled_from((("next",), ("next", "--json"), ("next", "--explain"), ("history",))))
    def ask_twice(self, which: int, words: tuple[str, ...]) -> None:
        """Asking writes nothing, and asking again gives the same answer."""
        model = self.models[which]
        before = snapshot(model.home)
        first, second = (answered(said(model.home, *words, now=self.now.isoformat())) for _ in range(2))
        assert first == second
        assert before == snapshot(model.home), (words, "asking wrote something")

    @precondition(lambda self: bool(self.models))
    @rule(which=WHICH)
    def look(self, which: int) -> None:
        """`history` tells exactly the acknowledged lines; `doctor` finds the torn ends, and nothing but those."""
        model = self.models[which]
        every = answered(said(model.home, "history", now=self.now.isoformat())).out.splitlines()
        told = [one for one in every if ENTRY.match(one)]  # the rest speaks of days that two devices told differently
        marked = {"taken back  ", "corrected   "}
        live = [one[:26] for one in told if one[46:58] not in marked]
        assert sorted(model.live()) == sorted(live), told
        assert sorted(one.entry["id"] for one in model.lines()) == sorted(one[:26] for one in told)
        found = answered(said(model.home, "doctor", "--json", now=self.now.isoformat())).json()
        slugs = {one["slug"] for one in found["faults"]}
        torn = {"torn", "no-checksum", "wrong-checksum", "not-utf-8"} if model.torn else set()
        assert slugs <= torn | {"differs", "bad-file", "future-day"}, slugs
        assert not model.torn or slugs & torn, "a torn end was not told"

    @invariant()
    def nothing_is_lost(self) -> None:
        """The journal is what the model knows, byte for byte, and each entry stands there once."""
        for model in self.models:
            assert model.data == content(model.home)
            ids = [one.entry["id"] for one in model.lines()]
            assert len(ids) == len(set(ids))


def _not_gone(lines: list[Line]) -> set[str]:
    """Return the ids that no live entry takes back."""
    gone: set[str] = set()
    entries = [one.entry for one in in_order(lines)]
    for entry in reversed(entries):
        if entry["kind"] == "retract" and entry["id"] not in gone:
            gone.add(entry["target"])
    return {one["id"] for one in entries} - gone


def _failing(how: str) -> Callable[[int, bytes], int]:
    """Return a write that loses the power at its first long line; nothing that would come after it is done."""
    import os

    real = os.write

    def write(handle: int, data: bytes) -> int:
        if b'"crc"' not in data:
            return real(handle, data)
        part = {"nothing": b"", "half": data[: len(data) // 2], "all but the line feed": data[:-1]}[how]
        real(handle, part)
        raise Crash

    return write


def _dead(handle: int, size: int) -> None:
    """Do nothing more: the power is gone."""
    raise Crash


def snapshot(home: Path) -> dict[str, bytes]:
    """Return every file that a person owns in a home."""
    return {path.name: path.read_bytes() for path in sorted(home.iterdir()) if not path.name.startswith(".")}
