"""What a sleep diary's answers come to: time in bed, time asleep, and the share of the one in the other.

The formulas and what makes a night invalid are those of the reference, section 9. An invalid night is marked and
left out, never bent into range. All lengths are minutes.

Times are told as the clock on the wall showed them (HH:MM), without a date. Each is taken to be the next such time
after the one before it, so midnight needs no rule; answers that go round the clock more than once are out of order.
Where the record shows that the clock itself moved in the night, that hour is taken off or added: see `clock_moves`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.days import ONE_DAY

ORDER = ("bed_at", "tried_at", "woke_at", "up_at")
"""In bed, wanting to sleep, sleep over, up: the order in which a night goes (t1 <= t2 < t6 <= t7 there)."""

DAY_MINUTES = 24 * 60
MORNING = time(4)
"""Clocks are moved between midnight and this hour; what is recorded in those hours tells nothing about it."""

MOST_MOVED = 60
"""A clock is moved by an hour at most; more than that between evening and morning is a journey."""

BASE = "dse"
"""What `efficiency` is a share of: the time spent on sleeping, after Reed and Sacco. The other one is told apart."""

PERCENT_STEP = Decimal("0.0001")
ZERO = Decimal(0)


class Night(NamedTuple):
    """One night, minutes and percent. None where an answer is missing; `invalid` says why where they cannot be so.

    `efficiency` is 100 x asleep / (falling asleep + asleep + awake in between); `efficiency_in_bed` is
    100 x asleep / time in bed; both to four decimals, never mixed. Lying there after the last waking is not asked
    for, and counts as none in the first. `to_waking` is from going to bed to the last waking, where nobody told when
    they got up: it is no time in bed, and is never mixed with it.
    """

    in_bed: Decimal | None = None
    asleep: Decimal | None = None
    efficiency: Decimal | None = None
    efficiency_in_bed: Decimal | None = None
    invalid: str = ""
    to_waking: Decimal | None = None


NOT_TOLD = Night()
"""The night of a day on which nobody was asked for times, as most are."""


def night(measures: Mapping[str, object], moved: int = 0) -> Night:
    """Return what one night's answers come to.

    Args:
        measures: the answers of one check-in by name; times as HH:MM, minutes and counts as decimals.
        moved: by how many minutes the clock was put forward in the night; an hour back is -60.
    """
    times = {name: _minutes(measures[name]) for name in ORDER if measures.get(name) is not None}
    latency, awake = _number(measures, "latency_min"), _number(measures, "awake_min")
    waking = _number(measures, "awakenings")
    if [one for one in (latency, awake, waking) if one is not None and one < 0]:
        return Night(invalid="negative")
    if waking == 0 and awake:
        return Night(invalid="awake")
    return _timed(times, latency, ZERO if waking == 0 else awake, moved) if times else NOT_TOLD


def _timed(times: Mapping[str, int], latency: Decimal | None, awake: Decimal | None, moved: int) -> Night:
    """Return what a night comes to of which at least one time was told, as minutes after midnight."""
    spans = _spans(times)
    if spans is None:
        return Night(invalid="order")
    if abs(moved) > MOST_MOVED:
        return Night(invalid="journey")
    in_bed = _span(spans, "bed_at", "up_at", moved)
    trying = _span(spans, "tried_at", "woke_at", moved)
    to_waking = None if "up_at" in times else _span(spans, "bed_at", "woke_at", moved)
    if not all(one is None or 0 < one <= DAY_MINUTES for one in (in_bed, trying, to_waking)):
        return Night(invalid="order")
    if trying is None or latency is None or awake is None:
        return Night(in_bed=in_bed, to_waking=to_waking)
    asleep = trying - latency - awake
    if asleep <= 0:
        return Night(invalid="no-sleep")
    return Night(
        in_bed=in_bed,
        asleep=asleep,
        efficiency=_percent(asleep, latency + asleep + awake),
        efficiency_in_bed=_percent(asleep, in_bed) if in_bed else None,
        to_waking=to_waking,
    )


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return a share in percent, to four decimals."""
    return (100 * part / whole).quantize(PERCENT_STEP)


def _spans(times: Mapping[str, int]) -> Mapping[str, int] | None:
    """Return each time as minutes after the first one told, or None where they are out of order.

    Each is the next such time after the one before it. Out of order they go round the clock more than once. Sleep
    that ends when it was first wanted is no night.
    """
    placed: dict[str, int] = {}
    passed, before = 0, None
    for name in ORDER:
        if name in times:
            passed += (times[name] - before) % DAY_MINUTES if before is not None else 0
            before = times[name]
            placed[name] = passed
    if passed > DAY_MINUTES or ("bed_at" in placed and placed.get("woke_at") == 0):
        return None
    return placed


def _span(spans: Mapping[str, int], first: str, last: str, moved: int) -> Decimal | None:
    """Return the minutes from one time to another as they really passed, or None where one was not told."""
    if first not in spans or last not in spans:
        return None
    return Decimal(spans[last] - spans[first] - moved)


def _minutes(told: object) -> int:
    """Return a time of day as minutes after midnight."""
    hours, minutes = str(told).split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _number(measures: Mapping[str, object], name: str) -> Decimal | None:
    """Return an answer that is a number."""
    value = measures.get(name)
    return value if isinstance(value, Decimal) else None


def clock_moves(recorded: Iterable[datetime]) -> dict[date, int]:
    """Return, for each night in which the clock was moved, by how many minutes it was put forward.

    The record has no list of clock changes, but every entry has the offset of its moment. The last entry of a date
    tells the evening's, the first entry of the next date the morning's; entries between midnight and 04:00 tell
    neither. The night between belongs to the earlier date. Where one of the two is missing nothing is known, and the
    wall clock is taken as it was told. More than an hour is a journey: times then make the night invalid.

    Args:
        recorded: when each entry was recorded, with its offset, in any order.
    """
    evening: dict[date, datetime] = {}
    morning: dict[date, datetime] = {}
    for at in recorded:
        if at.time() < MORNING:
            continue
        day = at.date()
        if day not in evening or evening[day] < at:
            evening[day] = at
        if day not in morning or at < morning[day]:
            morning[day] = at
    moves = {}
    for day, last in evening.items():
        first = morning.get(day + ONE_DAY) if day < date.max else None
        moved = _offset(first) - _offset(last) if first is not None else timedelta()
        if moved:
            moves[day] = int(moved.total_seconds()) // 60
    return moves


def _offset(at: datetime) -> timedelta:
    """Return a moment's offset; none counts as zero."""
    return at.utcoffset() or timedelta()
