"""What the tests of the store write: drafts of every kind, by hand and made up by Hypothesis."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from baclotrack.core import limits
from baclotrack.store.plan_file import read_plan, sign, template_text
from baclotrack.store.profile_file import parse_profile
from baclotrack.store.writing import Draft, _written, append, new_ids

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NIGHT = date(2026, 11, 21)
DEVICE = "ab12cd34"
PROFILE = """# mine
format = 1
born = 1980

[prescriber]
name = "Dr A. Example"
phone = "020 7946 0000"

[tablets]
strengths_mg = [10]
splits = 2
"""
PLAN = sign(read_plan(template_text("sleep-bedtime")), "Dr A. Example", date(2026, 11, 20))


def checkin(mg: int = 5, day: date = NIGHT, **more: object) -> Draft:
    """Return an ordinary check-in."""
    fields: dict[str, object] = {
        "doses": {"bedtime": Decimal(mg)},
        "measures": {"sleep_improved": False, "fell_back_asleep": True, "sleep_hours": Decimal("6.5")},
        "effects": {"nausea": 1},
        "drinks": Decimal(0),
        "sedatives": [],
    }
    return Draft("checkin", {**fields, **more}, day)


PLAN_DRAFT = Draft("plan", PLAN.entry())
PROFILE_DRAFT = Draft("profile", {"profile": parse_profile(PROFILE).mapping, "toml": PROFILE})
FIVE = (
    PLAN_DRAFT,
    checkin(5),
    Draft("dose", {"slot": "bedtime", "mg": Decimal(10), "taken_at": "22:40"}, NIGHT + timedelta(days=1)),
    Draft("instruction", {"action": "set_dose", "doses": {"bedtime": Decimal(10)}, "by": "Dr A."}, NIGHT),
    checkin(10, NIGHT + timedelta(days=1), note="slept \u00e4 bit"),
)


def journal_bytes(
    drafts: Sequence[Draft], device: str = DEVICE, now: datetime = NOW, chance: bytes = bytes(10), last: int = 0
) -> bytes:
    """Return the lines of drafts, as the program writes them, without touching a disk."""
    _, lines = _written(drafts, new_ids(now, chance, len(drafts)), now, (device, last))
    return b"".join(lines)


def sealed(body: Mapping[str, object] | bytes) -> bytes:
    """Return a line with a good checksum around whatever it is given."""
    text = body if isinstance(body, bytes) else json.dumps(body, default=float, separators=(",", ":")).encode()[:-1]
    return b'%s,"crc":"%08x"}\n' % (text, zlib.crc32(text))


def head(count: int = 1, /, **more: object) -> dict[str, object]:
    """Return the fields that every line has."""
    moment = "2026-11-22T08:00:00.000+00:00"
    named = {"v": 1, "id": f"ID{count}", "at": moment, "kind": "question", "device": DEVICE, "n": count}
    return {**named, **more}


def fill(home: Path, drafts: Sequence[Draft], now: datetime = NOW) -> None:
    """Record drafts in a home, with its plan and profile files."""
    append(home, [], now)
    (home / "plan.toml").write_text(PLAN.text, encoding="utf-8")
    (home / "profile.toml").write_text(PROFILE, encoding="utf-8")
    append(home, drafts, now)


def rows(data: bytes) -> list[dict[str, Any]]:
    """Return the lines of a journal as JSON, whatever their checksums say."""
    return [json.loads(line, parse_float=Decimal) for line in data.splitlines()]


# --- made up ---------------------------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
FREE = st.text(max_size=60)
WORDS = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)
DAYS = st.dates(date(1900, 1, 2), date(2199, 12, 30))
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
IDS = st.from_regex(r"[0-9A-HJKMNP-TV-Z]{26}", fullmatch=True)


def numbers(allowed: limits.Range) -> st.SearchStrategy[Decimal]:
    """Make up numbers in a range."""
    if allowed.whole:
        return st.integers(allowed.low, allowed.high).map(Decimal)
    return st.decimals(allowed.low, allowed.high, places=2) | st.integers(allowed.low, allowed.high).map(Decimal)


DOSES = st.dictionaries(NAMES, numbers(limits.MG), max_size=4)
MEASURES = st.fixed_dictionaries(
    {},
    optional={
        **{name: numbers(allowed) for name, allowed in limits.MEASURES.items()},
        **{name: st.booleans() for name in limits.YES_NO},
        **dict.fromkeys(limits.TIMES, CLOCKS),
        "leg_pain": st.booleans() | CLOCKS | numbers(limits.OWN_MEASURE),
    },
)
CHECKINS = st.builds(
    Draft,
    st.just("checkin"),
    st.fixed_dictionaries(
        {},
        optional={
            "doses": DOSES,
            "measures": MEASURES,
            "effects": st.dictionaries(NAMES, st.integers(0, 3), max_size=5),
            "red_flags": st.lists(NAMES, max_size=2),
            "drinks": numbers(limits.DRINKS),
            "sedatives": st.lists(WORDS, max_size=2),
            "note": FREE,
            "supersedes": IDS,
        },
    ),
    DAYS,
)
TAKEN = st.builds(
    Draft,
    st.just("dose"),
    st.fixed_dictionaries({"slot": NAMES, "mg": numbers(limits.MG)}, optional={"taken_at": CLOCKS}),
    DAYS,
)
INSTRUCTIONS = st.builds(
    lambda fields, more, day: Draft("instruction", {**more, **fields}, day),
    st.one_of(
        st.fixed_dictionaries({"action": st.just("hold")}, optional={"until": DAYS}),
        st.fixed_dictionaries(
            {"action": st.just("set_dose"), "doses": st.dictionaries(NAMES, numbers(limits.MG), min_size=1)}
        ),
        st.fixed_dictionaries({"action": st.sampled_from(["clear_flag", "acknowledge"]), "name": WORDS}),
        st.fixed_dictionaries({"action": st.sampled_from(["resume", "end_plan"])}),
    ),
    st.fixed_dictionaries({}, optional={"by": WORDS, "on": DAYS, "note": FREE, "grade": st.integers(0, 3)}),
    st.none() | DAYS,
)
OTHERS = st.one_of(
    st.builds(
        lambda action, name: Draft("medicine", {"action": action, "name": name}),
        st.sampled_from(["start", "stop"]),
        WORDS,
    ),
    st.builds(
        lambda action, count, mg: Draft("supply", {"action": action, "count": count, "strength_mg": mg}),
        st.sampled_from(["add", "count"]),
        numbers(limits.TABLETS),
        numbers(limits.MG),
    ),
    st.builds(lambda on, text: Draft("appointment", {"on": on, "text": text}), DAYS, FREE),
    st.builds(lambda text: Draft("question", {"text": text}), FREE),
    st.builds(lambda target, reason: Draft("retract", {"target": target, "reason": reason}), IDS, FREE),
    st.builds(
        lambda damaged, length, last, excerpt: Draft(
            "set_aside",
            {"damaged": f"{damaged:08x}", "length": length, "of": DEVICE, "first": 1, "last": last, "excerpt": excerpt},
        ),
        st.integers(0, 2**32 - 1),
        st.integers(1, 10**6),
        st.integers(1, 10**6),
        FREE,
    ),
    st.builds(lambda reason: Draft("set_aside", {"cut": True, "reason": reason}), FREE),
    st.just(PLAN_DRAFT),
    st.just(PROFILE_DRAFT),
)
DRAFTS = st.one_of(CHECKINS, TAKEN, INSTRUCTIONS, OTHERS)
