"""Whatever a journal holds, what is opened from a checkpoint answers as the whole journal does, at every length of it.

The journals are made up at random, with all that makes trouble: two devices, late entries, corrections, entries taken
back, lines twice, clocks that go back, days ahead, lines set aside, damage. The window of the checkpoint is made small,
so that a journal of fifty lines is a long one.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from baclotrack.core.begin import begin
from baclotrack.core.care import close_intake, news_due, usual_effects, zone_moved
from baclotrack.core.entries import Entry
from baclotrack.core.fold import ahead, decide_day
from baclotrack.core.known import Days, last_checkin
from baclotrack.core.plan import Profile
from baclotrack.core.record import History, arrange, heads
from baclotrack.core.warnings import warnings_for
from baclotrack.store import checkpoint_build, load_catalog
from baclotrack.store.checkpoint import Checkpoint, verified
from baclotrack.store.checkpoint_build import make_index
from baclotrack.store.checkpoint_resume import Resumed, resume, tail_fits
from baclotrack.store.journal import read_bytes
from baclotrack.store.plan_file import read_plan, sign, template_text
from baclotrack.store.writing import Draft
from tests.store.samples import PLAN_DRAFT, PROFILE_DRAFT, journal_bytes

FIRST = date(2026, 1, 5)
CATALOG = load_catalog()
ONE_DAY = timedelta(days=1)
OTHER_PLANS = ("sleep-bedtime-slow", "sleep-bedtime")
EFFECTS: tuple[dict[str, int], ...] = ({}, {}, {}, {"nausea": 1}, {"grogginess": 2}, {"fall": 1}, {"confusion": 3})


@pytest.fixture(autouse=True)
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few days be a long time."""
    monkeypatch.setattr(checkpoint_build, "KEPT_OPEN", timedelta(days=3))
    monkeypatch.setattr(checkpoint_build, "WINDOW", timedelta(days=6))


class Told(NamedTuple):
    """One entry that the pen wrote: what a later one may name."""

    id: str
    kind: str
    day: date


class Pen:
    """Writes a journal at random, line by line."""

    def __init__(self, seed: int, trouble: float) -> None:
        """Begin with a profile and a plan.

        Args:
            seed: the same seed writes the same journal.
            trouble: how often something unusual happens, 0 to 1.
        """
        self.chance, self.trouble = random.Random(seed), trouble  # noqa: S311 - a made-up diary needs no secret
        self.day, self.now = FIRST, datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(hours=9)
        self.counts: dict[str, int] = {}
        self.told: list[Told] = []
        self.lines: list[bytes] = []
        self.write(PROFILE_DRAFT)
        self.write(PLAN_DRAFT)

    def write(self, draft: Draft, device: str = "phone", back: timedelta = timedelta()) -> None:
        """Write one entry, some minutes after the last one."""
        self.now += timedelta(minutes=self.chance.randrange(1, 30))
        last = self.counts.get(device, 0)
        line = journal_bytes([draft], device, self.now - back, self.chance.randbytes(10), last)
        self.counts[device] = last + 1
        self.lines.append(line)
        identity = line.partition(b'"id":"')[2][:26].decode()
        self.told.append(Told(identity, draft.kind, draft.day or self.day))

    def lived(self, days: int) -> "Pen":
        """Write so many days."""
        for _ in range(days):
            self.day += ONE_DAY
            self.now = max(self.now, datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=7))
            if self.chance.random() < self.trouble:
                self.unusual()
            if self.chance.random() < 0.3:
                self.write(self.dose(self.day))
            if self.chance.random() < 0.9:
                self.write(self.checkin(self.day - ONE_DAY))
        return self

    def checkin(self, day: date, **more: object) -> Draft:
        """Return a check-in."""
        good = self.chance.random() < 0.4
        fields: dict[str, object] = {
            "doses": {"bedtime": Decimal(self.chance.choice((5, 5, 5, 10, 10, 15, 0)))},
            "measures": {"sleep_improved": good, "fell_back_asleep": good},
            "effects": self.chance.choice(EFFECTS) if self.chance.random() < 0.9 else None,
            "red_flags": ["seizure"] if self.chance.random() < 0.02 else None,
            "drinks": Decimal(self.chance.choice((0, 0, 0, 2))),
        }
        return Draft("checkin", {**fields, **more}, day)

    def dose(self, day: date) -> Draft:
        """Return a single dose."""
        return Draft("dose", {"slot": "bedtime", "mg": Decimal(5), "taken_at": "22:40"}, day)

    def unusual(self) -> None:
        """Let something happen that does not happen every day."""
        chance, day = self.chance, self.day
        some, one = chance.randrange(1, 12) * ONE_DAY, chance.choice(self.told)
        plan = sign(read_plan(template_text(chance.choice(OTHER_PLANS))), "Dr B. Other", day)
        happening: list[Callable[[], object]] = [
            lambda: self.write(self.checkin(day - some)),
            lambda: self.write(self.dose(day - some)),
            lambda: self.write(self.checkin(one.day, supersedes=one.id)),
            lambda: self.write(self.checkin(day - ONE_DAY, supersedes=one.id)),
            lambda: self.write(Draft("retract", {"target": one.id, "reason": "x"}, day)),
            lambda: self.write(self.checkin(day - ONE_DAY), "laptop"),
            lambda: self.write(self.checkin(day - some), "laptop", some),
            lambda: self.write(self.dose(day), back=some),
            lambda: self.write(self.checkin(day + some)),
            lambda: self.lines.append(chance.choice(self.lines)),
            lambda: self.write(Draft("plan", plan.entry())),
            lambda: self.write(Draft("instruction", self.word(), day - chance.choice((0, 0, 5)) * ONE_DAY)),
            lambda: self.write(Draft("medicine", {"action": "start", "name": "morphine"}, day)),
            lambda: self.write(Draft("supply", {"action": "count", "count": 56, "strength_mg": Decimal(10)}, day)),
            lambda: self.write(Draft("question", {"text": "why?"})),
            self.lost_and_set_aside,
            lambda: self.write(PROFILE_DRAFT),
            lambda: self.write(Draft("profile", self.later_riser())),
        ]
        chance.choice(happening)()

    def lost_and_set_aside(self) -> None:
        """Give a number to an entry that is never written, and set it aside."""
        self.counts["phone"] += 1
        gone = self.counts["phone"]
        self.write(Draft("set_aside", {"of": "phone", "first": gone, "last": gone}))

    def word(self) -> dict[str, object]:
        """Return a word of the prescriber."""
        return self.chance.choice(
            [
                {"action": "hold"},
                {"action": "resume"},
                {"action": "set_dose", "doses": {"bedtime": Decimal(10)}},
                {"action": "clear_flag", "name": "seizure"},
                {"action": "end_plan"},
            ]
        )

    def later_riser(self) -> dict[str, object]:
        """Return a profile whose day begins later."""
        before: Mapping[str, Any] = PROFILE_DRAFT.fields
        return {"profile": {**before["profile"], "day_starts_at": "09:30"}, "toml": f"{before['toml']}# later\n"}


def facts_of(history: History, entries: list[Entry], days: list[date]) -> list[object]:
    """Return all that the daily commands ask a record, for some days."""
    found: list[object] = []
    for day in days:
        walked = decide_day(history, CATALOG, day)
        found += [walked, warnings_for(walked, history, CATALOG, datetime.combine(day, datetime.min.time(), UTC))]
        found += [usual_effects(history, Profile(), day), last_checkin(history.days, day)]
    found += [[(one.decision, one.state) for one in ahead(history, CATALOG, days[-1], 4)], history.events]
    return found


def told_of(entries: list[Entry], days: list[date], now: datetime) -> list[object]:
    """Return all that the daily commands ask the entries themselves."""
    plan = read_plan(template_text("sleep-bedtime")).value
    return [
        *(heads(entries, day) for day in days),
        news_due(entries, days[-1]),
        zone_moved(entries, now),
        close_intake(entries, now, "bedtime", plan, Profile().day_starts_at),
    ]


def check(found: Resumed, data: bytes, now: datetime) -> None:
    """Hold a resumed record against the whole one."""
    journal = read_bytes(data)
    whole = arrange(journal.entries)
    begun = found.history.begun
    assert begun is not None
    assert begin(whole, CATALOG, begun.day) == begun
    assert ((), ()) == (journal.faults, journal.later_kinds)
    assert (journal.plan_text, journal.profile_text, journal.plan_data) == found.journal[3:6]
    assert isinstance(found.history.days, Days)
    assert {day: facts for day, facts in whole.days.items() if day >= found.since} == dict(
        sorted(found.history.days.at_hand.items())
    )
    last = max(begun.day + 2 * ONE_DAY, now.date())
    days = [begun.day + ONE_DAY, last - ONE_DAY, last, last + ONE_DAY, begun.day - ONE_DAY]
    assert facts_of(whole, list(journal.entries), days) == facts_of(found.history, list(found.at_hand), days)
    near = [day for day in days if day >= found.since]
    assert told_of(list(journal.entries), near, now) == told_of(list(found.at_hand), near, now)
    assert whole.days == found.history.days
    assert list(journal.entries) == list(found.journal.entries)


def prefixes(pen: Pen) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield an index of some beginning of a journal, and a longer beginning of it, for many of both."""
    index: dict[str, Any] | None = None
    data = b""
    for number, line in enumerate(pen.lines):
        data += line
        if index is not None and number % 2:
            yield index, data
        if number % 5 == 4:
            today = (FIRST + timedelta(days=60)) if number % 2 else FIRST + timedelta(days=number)
            index = make_index(data, today, CATALOG, index if number % 3 else None) or index


def stands_twice(index: dict[str, Any], data: bytes) -> bool:
    """Return whether a line of the index stands after it once more: that is no news, and it is made anew at once."""
    before, after = data[: index["bytes"]], data[index["bytes"] :]
    return not {*before.splitlines()}.isdisjoint(after.splitlines())


FEW, MANY = range(2), [pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 40)]


@pytest.mark.parametrize("seed", [*FEW, *MANY])
def test_a_quiet_life_is_opened_from_its_checkpoint_at_every_length(seed: int) -> None:
    """And it answers as the whole journal."""
    pen = Pen(seed, trouble=0.12).lived(30)
    for index, data in prefixes(pen):
        resumed = resume(index, data)
        if resumed is not None:
            assert tail_fits(index, data) or stands_twice(index, data)
            check(resumed, data, pen.now)


@pytest.mark.parametrize("seed", [*FEW, *MANY])
def test_a_life_full_of_trouble_is_never_told_otherwise_from_its_checkpoint(seed: int) -> None:
    """Wherever the checkpoint cannot answer, it is not used."""
    pen = Pen(seed, trouble=0.7).lived(20)
    for index, data in prefixes(pen):
        resumed = resume(index, data)
        if resumed is not None:
            check(resumed, data, pen.now)


@pytest.mark.parametrize(("trouble", "least", "most"), [(0.0, 1.0, 1.0), (0.12, 0.5, 0.95), (0.7, 0.1, 0.7)])
def test_the_lives_reach_what_they_are_for(trouble: float, least: float, most: float) -> None:
    """Without trouble the checkpoint is always used, with trouble seldom; else the tests above would say little."""
    pens = [Pen(seed, trouble).lived(30) for seed in range(3)]
    used = [resume(index, data) is not None for pen in pens for index, data in prefixes(pen)]
    assert least <= sum(used) / len(used) <= most


def test_a_bit_that_flips_in_the_beginning_is_seen() -> None:
    """The hash of the journal's beginning is compared, whichever byte of it changes."""
    pen = Pen(1, trouble=0.1).lived(30)
    data = b"".join(pen.lines)
    index = make_index(data, pen.day, CATALOG)
    assert index is not None
    assert index == verified(Checkpoint(None, index), data + pen.lines[-1])
    for place in range(0, len(data), 97):
        changed = data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        assert verified(Checkpoint(None, index), changed) is None
    assert verified(Checkpoint(None, index), data[:-1]) is None


def test_a_clock_that_once_ran_years_ahead_moves_no_entry() -> None:
    """On its device all later entries stand after that one, and so after the other device's, as in the whole journal.

    And the checkpoint goes on to be used, though their ids are smaller.
    """
    pen = Pen(1, trouble=0.0)
    pen.write(pen.dose(pen.day), back=timedelta(days=-3000))
    pen.lived(20)
    pen.write(pen.checkin(pen.day))
    pen.write(pen.checkin(pen.day, doses={"bedtime": Decimal(2)}), "laptop")
    data = b"".join(pen.lines)
    index = make_index(data, pen.day, CATALOG)
    for days in (0, 1, 4):
        more = b"".join(pen.lived(days).lines)
        resumed = resume(index, more)
        assert index is not None
        assert resumed is not None
        assert tail_fits(index, more)
        assert FIRST < resumed.since
        check(resumed, more, pen.now)
        index = make_index(more, pen.day, CATALOG, index)


def test_a_line_at_hand_that_stands_twice_is_no_news() -> None:
    """The index is used, since nothing reaches back; and it is made anew, so that this costs time only once."""
    pen = Pen(1, trouble=0.0).lived(30)
    data = b"".join(pen.lines)
    index = make_index(data, pen.day, CATALOG)
    twice = data + pen.lines[-1]
    resumed = resume(index, twice)
    assert index is not None
    assert resumed is not None
    check(resumed, twice, pen.now)
    assert not tail_fits(index, twice)
    anew = make_index(twice, pen.day, CATALOG, index)
    assert anew is not None
    assert tail_fits(anew, twice)
    assert resume(anew, twice) is not None


def test_an_index_of_another_version_is_not_used() -> None:
    """Its stamp is that of the program's own files."""
    pen = Pen(1, trouble=0.1).lived(30)
    data = b"".join(pen.lines)
    index = make_index(data, pen.day, CATALOG)
    assert index is not None
    assert verified(Checkpoint(None, {**index, "program": "0" * 64}), data) is None
