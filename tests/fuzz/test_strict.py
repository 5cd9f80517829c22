"""What a lax reader would take for something else is refused in plan, profile and journal, with its line and reason."""

from collections.abc import Callable
from json import dumps

import pytest

from baclotrack.store.journal import read_bytes
from baclotrack.store.models import LINE
from baclotrack.store.plan_file import read_plan
from baclotrack.store.problems import FileProblemsError
from baclotrack.store.profile_file import parse_profile
from tests.fuzz.journals import FULL_PLAN, FULL_PROFILE
from tests.store.samples import head, sealed

PLAN = [
    ("format = 1", "format = true", "line 2, format: this is not a whole number"),
    ("format = 1", "format = 1.0", "line 2, format: this is not a whole number"),
    ("format = 1", 'format = "1"', "line 2, format: this is not a whole number"),
    ("format = 1", "format = 2", "line 2, format: '2' is not known"),
    ("hold_days = 1", 'hold_days = "1"', "line 16, ladder.hold_days: this is not a whole number from 1 to 3660"),
    ("hold_days = 1", "hold_days = true", "line 16, ladder.hold_days: this is not a whole number from 1 to 3660"),
    ("hold_days = 1", "hold_days = 1.0", "line 16, ladder.hold_days: this is not a whole number from 1 to 3660"),
    ("hold_days = 1", "hold_days = 1e309", "line 16, ladder.hold_days: this number is far too long"),
    ("hold_days = 1", "hold_days = nan", "line 16, ladder.hold_days: this is not a whole number from 1 to 3660"),
    ("daily_mg = 20", "daily_mg = nan", "line 19, limits.daily_mg: this is not a number from 0 to 500"),
    ("daily_mg = 20", "daily_mg = inf", "line 19, limits.daily_mg: this is not a number from 0 to 500"),
    ("daily_mg = 20", "daily_mg = -inf", "line 19, limits.daily_mg: this is not a number from 0 to 500"),
    ("daily_mg = 20", "daily_mg = 1e309", "line 19, limits.daily_mg: this number is far too long"),
    ("daily_mg = 20", 'daily_mg = "20"', "line 19, limits.daily_mg: this is not a number from 0 to 500"),
    ("daily_mg = 20", "daily_mg = true", "line 19, limits.daily_mg: this is not a number from 0 to 500"),
    ("daily_mg = 20", "dayly_mg = 20", "line 19, limits.dayly_mg: this key is not known"),
    (
        "[[5], [10], [15], [20]]",
        '[["5"], [10], [15], [20]]',
        "line 15, ladder.rungs 1 1: this is not a number from 0 to 500",
    ),
    (
        "[[5], [10], [15], [20]]",
        "[[true], [10], [15], [20]]",
        "line 15, ladder.rungs 1 1: this is not a number from 0 to 500",
    ),
    (
        "[[5], [10], [15], [20]]",
        "[[nan], [10], [15], [20]]",
        "line 15, ladder.rungs 1 1: this is not a number from 0 to 500",
    ),
    ("[[5], [10], [15], [20]]", "[5, [10], [15], [20]]", "line 15, ladder.rungs 1: '5' is not a list in [brackets]"),
    ("[[5], [10], [15], [20]]", '"5, 10"', "line 15, ladder.rungs: '5, 10' is not a list in [brackets]"),
    ("at = 22:30:00", "at = 81000", "line 12, slots 1.at: this is not a time like 22:30"),
    ("at = 22:30:00", "at = 2026-11-20T22:30:00", "line 12, slots 1.at: this is not a time like 22:30"),
    ("at = 22:30:00", 'at = "22:30+01"', "line 12, slots 1.at: this is not a time like 22:30"),
    (
        "directed_on = 2026-11-20",
        "directed_on = 1732060800",
        "line 7, directed_on: this is not a date like 2026-11-21, from 1900 to 2199",
    ),
    (
        "directed_on = 2026-11-20",
        "directed_on = 2026-11-20T08:00:00Z",
        "line 7, directed_on: this is not a date like 2026-11-21, from 1900 to 2199",
    ),
    (
        "directed_on = 2026-11-20",
        'directed_on = "20.11.2026"',
        "line 7, directed_on: this is not a date like 2026-11-21, from 1900 to 2199",
    ),
    (
        "directed_on = 2026-11-20",
        "directed_on = 0001-01-01",
        "line 7, directed_on: this is not a date like 2026-11-21, from 1900 to 2199",
    ),
    ("want = true", "want = 1", "line 24, targets 1.want: '1' is not true or false"),
    ("want = true", 'want = "yes"', "line 24, targets 1.want: 'yes' is not true or false"),
    ("range = [0, 10]", "range = [0, 10.0]", "line 79, measures 1.range 2: '10.0' is not a whole number"),
    ("range = [0, 10]", "range = [false, true]", "line 79, measures 1.range 1: 'false' is not a whole number"),
    ("missed_days = 2", "missed_days = 2\nmised_days = 3", "line 41, gap.mised_days: this key is not known"),
    ("[gap]", "[gaps]", "line 39, gaps: this key is not known"),
    ("[limits]", "[limts]", "line 18, limts: this key is not known"),
]
PROFILE = [
    ("born = 1980", "born = true", "line 3, born: this is not a whole number from 1900 to 2199"),
    ("born = 1980", "born = 1980.0", "line 3, born: this is not a whole number from 1900 to 2199"),
    ("born = 1980", 'born = "1980"', "line 3, born: this is not a whole number from 1900 to 2199"),
    ("born = 1980", "born = 1980-01-01", "line 3, born: this is not a whole number from 1900 to 2199"),
    ("egfr = 90", "egfr = nan", "line 4, egfr: this is not a number from 0 to 300"),
    ("egfr = 90", "egfr = inf", "line 4, egfr: this is not a number from 0 to 300"),
    ("egfr = 90", "egfr = 1e309", "line 4, egfr: this number is far too long"),
    ("egfr = 90", "egfr = true", "line 4, egfr: this is not a number from 0 to 300"),
    ("splits = 2", "splits = true", "line 13, tablets.splits: this is not a whole number"),
    ("splits = 2", "splits = 2.0", "line 13, tablets.splits: this is not a whole number"),
    ("splits = 2", 'splits = "2"', "line 13, tablets.splits: this is not a whole number"),
    ("[10]", "[nan]", "line 12, tablets.strengths_mg 1: this is not a number from 0 to 500"),
    ("[10]", '["10"]', "line 12, tablets.strengths_mg 1: this is not a number from 0 to 500"),
    ("[10]", "[true]", "line 12, tablets.strengths_mg 1: this is not a number from 0 to 500"),
    ("[10]", "10", "line 12, tablets.strengths_mg: '10' is not a list in [brackets]"),
    ('nausea = "mild"', "nausea = true", "line 16, had.nausea: 'true' is no grade"),
    ('nausea = "mild"', "nausea = 1.0", "line 16, had.nausea: '1.0' is no grade"),
    ('nausea = "mild"', "nausea = 0x" + "F" * 5_000, "line 16, had.nausea: this number is far too long"),
    (
        "known_on = 2026-11-20",
        "known_on = 1732060800",
        "line 21, conditions 1.known_on: this is not a date like 2026-11-21, from 1900 to 2199",
    ),
    ("day_starts_at = 05:00:00", "day_starts_at = 18000", "line 5, day_starts_at: this is not a time like 22:30"),
    ("day_starts_at = 05:00:00", 'day_starts_at = "05:00+01"', "line 5, day_starts_at: this is not a time like 22:30"),
    ("born = 1980", "bron = 1980", "line 3, bron: this key is not known"),
    ("known_by", "knwon_by", "line 20, conditions 1.knwon_by: this key is not known"),
    ("format = 1", "format = true", "line 2, format: this is not a whole number"),
]
NOT_TAKEN = [
    ("mg", b"NaN"),
    ("mg", b"Infinity"),
    ("mg", b"1e309"),
    ("mg", b'"5"'),
    ("mg", b"true"),
    ("mg", b"null"),
    ("mg", b"[5]"),
    ("day", b"1732147200"),
    ("day", b'"20261121"'),
    ("day", b'"2026-11-21T00:00:00Z"'),
    ("day", b'"\\uff12026-11-21"'),
    ("slot", b'"bed\\u0000time"'),
    ("slot", b"5"),
    ("n", b"true"),
    ("n", b"1.0"),
    ("v", b"1.0"),
    ("at", b"1732147200"),
    ("at", b'"2026-11-22T08:00:00"'),
    ("taken_at", b"81000"),
    ("more", b"1"),
]


def refused(read: Callable[[str], object], text: str) -> list[str]:
    """Return what is told about a file that must not be believed."""
    with pytest.raises(FileProblemsError) as caught:
        read(text)
    return [one.sentence() for one in caught.value.problems]


@pytest.mark.parametrize(("right", "wrong", "expected"), PLAN)
def test_a_plan_is_read_strictly(right: str, wrong: str, expected: str) -> None:
    """No number is made of text or of yes, no date of a count of seconds, and no misspelt key vanishes."""
    told = refused(read_plan, FULL_PLAN.replace(right, wrong, 1))
    assert [expected] == [expected for one in told if one.startswith(f"plan.toml {expected}")], told


@pytest.mark.parametrize(("right", "wrong", "expected"), PROFILE)
def test_a_profile_is_read_strictly(right: str, wrong: str, expected: str) -> None:
    """The same of the profile."""
    told = refused(parse_profile, FULL_PROFILE.replace(right, wrong, 1))
    assert [expected] == [expected for one in told if one.startswith(f"profile.toml {expected}")], told


@pytest.mark.parametrize("table", ["", "[limits]", "[ladder]", "[gap]", "[top]", "[tolerability]", "[sedatives]"])
def test_a_key_that_nobody_knows_is_refused_in_every_table(table: str) -> None:
    """What would not be followed must not look as if it were."""
    text = FULL_PLAN.replace(table, f"{table}\nceiling_mg = 10", 1) if table else f"ceiling_mg = 10\n{FULL_PLAN}"
    told = refused(read_plan, text)
    assert 1 == sum("ceiling_mg: this key is not known, so nothing would follow it." in one for one in told), told


@pytest.mark.parametrize(("field", "value"), NOT_TAKEN)
def test_an_entry_is_read_strictly(field: str, value: bytes) -> None:
    """A good checksum makes no dose of what is none: neither the journal's reader nor its public models take it."""
    line = {**head(1, kind="dose"), "day": "2026-11-21", "slot": "bedtime", "mg": 5}
    good = sealed(line)
    rows = b",".join(b'"%s":%s' % (name.encode(), dumps(one).encode()) for name, one in line.items() if name != field)
    bad = sealed(b'{%s,"%s":%s' % (rows, field.encode(), value))
    assert (1, 0) == tuple(len(read_bytes(data).entries) for data in (good, bad))
    assert [1] == [one.line for one in read_bytes(bad).faults]
    assert 1 == LINE.validate_json(good).n
    with pytest.raises(ValueError, match=r"validation error|is not a number"):
        LINE.validate_json(bad)
