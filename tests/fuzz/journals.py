"""Journals that went wrong: a good one, changed by chance in its bytes, its lines, or its fields with a fresh checksum.

A field that is changed and sealed anew reaches the checks that lie behind the checksum: it is what another program, or
a later version, could write.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from baclotrack.store.plan_file import read_plan
from baclotrack.store.profile_file import parse_profile
from baclotrack.store.writing import Draft
from tests.store.samples import FIVE, NIGHT, PLAN, PROFILE, checkin, journal_bytes, sealed


class Raw(NamedTuple):
    """A piece of JSON as it is written, fit or not."""

    text: str


OWN = """
[[measures]]
name = "leg_pain"
prompt = "How bad was the pain in your legs?"
kind = "scale"
range = [0, 10]
"""
BESIDES = """
[had]
nausea = "mild"

[[conditions]]
name = "diabetes"
known_by = "Dr A. Example"
known_on = 2026-11-20

[[medicines]]
name = "zolpidem"
known_by = "Dr A. Example"
"""
FULL_PLAN = PLAN.text + OWN
FULL_PROFILE = PROFILE.replace("born = 1980", "born = 1980\negfr = 90\nday_starts_at = 05:00:00") + BESIDES

GOOD = journal_bytes(
    (
        Draft("profile", {"profile": parse_profile(FULL_PROFILE).mapping, "toml": FULL_PROFILE}),
        Draft("plan", {**read_plan(FULL_PLAN).entry(), "on_dose": {"bedtime": Decimal(5)}}),
        *FIVE[1:],
        Draft("medicine", {"action": "start", "name": "zolpidem"}),
        Draft("supply", {"action": "count", "count": Decimal(28), "strength_mg": Decimal(10)}),
        Draft("appointment", {"on": NIGHT + timedelta(days=9), "text": "clinic"}),
        Draft("question", {"text": "how long?"}),
        Draft("instruction", {"action": "hold", "until": NIGHT + timedelta(days=3), "by": "Dr A."}),
        checkin(10, NIGHT + timedelta(days=1), red_flags=["fainting"], supersedes="00" * 13),
        Draft("retract", {"target": "00" * 13, "reason": "a slip"}),
    )
)
LINES = GOOD.splitlines(keepends=True)

NUMBERS = (
    *("NaN", "Infinity", "-Infinity", "1e309", "1e999999", "-1e-999999", "1e99999999999999999999", "0e9999999"),
    *("9" * 400, "9" * 5000, "-1", "501", "1.5", "0.1234567", "1e2", "-0", "0.0", "1732147200", "1e-7"),
)
TEXTS = (
    *('""', '" "', '"5"', r'"\ud800"', r'"\u0000"', r'"\u001b[2J"', r'"\u0665"', r'"\uff12026-11-21"', '"x\\ny"'),
    *('"2026-11-21"', '"2026-13-45"', '"9999-12-31"', '"0001-01-01"', '"2199-12-31"', '"1900-01-01"', '"20261121"'),
    *('"22:30"', '"22:30+01"', '"22:30-01"', '"22:30:5Z"', '"22:30,50"', '"24:00"', '"22:30:00.5"'),
    *('"2026-11-21T25:00:00+00:00"', '"2026-11-21T08:00:00"', '"2026-11-21T08:00:00+99:00"', '"1900-01-01T00:00:00Z"'),
    *('"2199-12-31T23:59:59-23:59"', '"taper"', '"record_only"', '"set_dose"', '"clear_flag"', '"plan"', '"bedtime"'),
    *('"sleep_improved"', '"confusion"', '"{}"', '"' + "x" * 300 + '"', '"' + "y" * 20_000 + '"', '"= [\\n"'),
)
SHAPES = (
    *("true", "false", "null", "[]", "{}", "[[]]", "[{}]", '{"a":{"b":{}}}', '{"":1}', "[null]", "[1,[2]]", "[true]"),
    *("[" * 3000 + "]" * 3000, '{"a":' * 3000 + "1" + "}" * 3000, '{"bedtime":5,"bedtime":6}', '["2026-11-21"]'),
    *('{"bedtime":true}', '{"bedtime":"5"}', '{"bedtime":1e309}', '[{"name":"x"}]', "[5]", "[[5]]", "[[5],[10,5]]"),
)
NASTY = st.sampled_from([Raw(one) for one in (*NUMBERS, *TEXTS, *SHAPES)])
NAMES = (
    *("v", "id", "at", "kind", "day", "device", "n", "doses", "measures", "effects", "red_flags", "drinks", "note"),
    *("sedatives", "supersedes", "slot", "mg", "action", "until", "plan", "toml", "on_dose", "profile", "crc", "", "x"),
)


def written(value: object) -> str:
    """Return a value as JSON, raw pieces as they are."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one) for one in value) + "]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the place of every field of an entry, the deep ones too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for key, one in inner:
        found += places(one, (*path, key))
    return found


@st.composite
def _resealed(draw: st.DrawFn, line: bytes) -> bytes:
    """Change fields of one line, and give it the checksum that fits."""
    entry = json.loads(line, parse_float=Decimal)
    del entry["crc"]
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(places(entry)))
        table: Any = entry
        for key in where[:-1]:
            table = table[key]
        match draw(st.integers(0, 5)):
            case 0:
                del table[where[-1]]
            case 1 if isinstance(table, dict):
                table[draw(st.sampled_from(NAMES))] = table.pop(where[-1])
            case 2 if isinstance(table, dict):
                table[draw(st.sampled_from(NAMES) | st.text(max_size=5))] = draw(NASTY)
            case _:
                table[where[-1]] = draw(NASTY)
    return sealed(written(entry)[:-1].encode("utf-8", "surrogatepass"))


def _flip(data: bytes, place: int, bit: int) -> bytes:
    """Return bytes with one bit changed."""
    at = place % max(1, len(data))
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :] if data else data


PLACE = st.integers(0, len(GOOD))
OF_BYTES: st.SearchStrategy[Callable[[bytes], bytes]] = st.one_of(
    st.builds(lambda place, bit: lambda data: _flip(data, place, bit), PLACE, st.integers(0, 7)),
    st.builds(lambda place: lambda data: data[:place], PLACE),
    st.builds(lambda place, size: lambda data: data[:place] + data[place + size :], PLACE, st.integers(1, 300)),
    st.builds(
        lambda place, more: lambda data: data[:place] + more + data[place:],
        PLACE,
        st.binary(max_size=20) | st.sampled_from([b"\0" * 64, b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"\xff\xfe", b"{}\n"]),
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Make up a journal that was a good one once."""
    lines = list(LINES)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 6)):
            case 0 if len(lines) > 1:
                del lines[place]
            case 1:
                lines.insert(draw(st.integers(0, len(lines))), lines[place])
            case 2:
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case _:
                with_crc = lines[place] in LINES
                lines[place] = draw(_resealed(lines[place])) if with_crc else lines[place]
    data = b"".join(lines)
    for change in draw(st.lists(OF_BYTES, max_size=2)):
        data = change(data)
    return data


@st.composite
def sealed_anew(draw: st.DrawFn) -> bytes:
    """Make up a journal in which one or two entries are whole and sealed, and say something else."""
    lines = list(LINES)
    for place in draw(st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=2, unique=True)):
        lines[place] = draw(_resealed(lines[place]))
    return b"".join(lines)


ANY_JOURNAL = st.one_of(mutated(), sealed_anew(), st.binary(max_size=400))
