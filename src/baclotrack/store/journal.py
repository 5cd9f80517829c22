"""Read the journal: every line is checked before it is believed, and nothing that is found in it raises.

A line is one JSON object that ends with `,"crc":"xxxxxxxx"}`: the CRC-32 of the bytes before that. This module is on
the path of every daily command and so imports little; `writing` writes what it reads, `models` tells the form in full.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.core import limits
from baclotrack.core.days import journal_day
from baclotrack.core.limits import UnfitError
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import Entry, SetAside, ranked, retracted
from baclotrack.store.entries import KINDS, Line, decode
from baclotrack.store.faults import FILE, Alike, Fault, damaged_line, fault_of, torn_line, why
from baclotrack.store.line_bytes import BOM, MARK, intact, intact_within, split
from baclotrack.store.line_json import object_of
from baclotrack.store.many_faults import SINGLY, gathered
from baclotrack.store.plain_file import read_plain
from baclotrack.store.set_aside import fingerprint, missing_ranges, standing, still_missing, told_prints

__all__ = ["BOM", "FILE", "MARK", "Fault", "Journal", "intact", "read", "read_bytes", "split", "why"]

VERSION = 1
OWN_RANGES: Line = {
    "hours": {"low": 0, "high": 24},
    "minutes": {"low": 0, "high": 1440},
    "count": {"low": 0, "high": 99},
}
"""The ranges of a plan's own measures where it names none; a scale always does."""
KEPT = frozenset({"plan", "profile", "retract", "set_aside"})
UNFIT = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError)
"""What reading a line of the wrong shape may raise; each becomes a fault of that line."""


class Journal(NamedTuple):
    """What a journal holds: each intact entry once, what is wrong, and the plan and profile recorded last.

    `places` tells on which line each id stands first, `faulty` which lines are damaged or do not fit. Of very many
    faults the first are told singly, the others by their kinds.
    """

    entries: Sequence[Entry] = ()
    faults: tuple[Fault, ...] = ()
    later_kinds: tuple[str, ...] = ()
    plan_text: str | None = None
    profile_text: str | None = None
    plan_data: Mapping[str, Any] = {}
    places: Mapping[str, int] = {}
    faulty: frozenset[int] = frozenset()


def read(path: Path) -> Journal:
    """Read a journal; a missing one is empty, and one that cannot be opened is a fault."""
    found = content(path)
    return Journal(faults=(found,)) if isinstance(found, Fault) else read_bytes(found)


def content(path: Path) -> bytes | Fault:
    """Return the bytes of a journal; none where it is missing, and a fault where it cannot be opened."""
    try:
        return read_plain(path)
    except FileNotFoundError:
        return b""
    except OSError as error:
        return Fault(0, "unreadable", f"{FILE} cannot be read: {error.strerror}.")


def lines(path: Path) -> Iterator[tuple[int, Line]]:
    """Yield every intact line as it was written, with its number; a line that stands there twice comes once."""
    try:
        data = read_plain(path)
    except OSError:
        return
    for place, _, line in _parsed(split(data), [], None):
        yield place, line


def own_measures(journal: Journal) -> dict[str, Line]:
    """Return the measures that the plan adopted last defines: by name a row such as the catalogue has."""
    rows: dict[str, Line] = {}
    for one in journal.plan_data.get("measures", []):
        low, high = one.get("range", [0, 0])
        rows[one["name"]] = {
            **one,
            **({"low": low, "high": high} if "range" in one else OWN_RANGES.get(one["kind"], {})),
        }
    return rows


def read_bytes(data: bytes, *, whole: bool = True, singly: int = SINGLY) -> Journal:
    """Read a journal from its bytes, whatever they are.

    Args:
        data: the bytes.
        whole: these are all lines; of a choice of them nobody can say which ones are missing.
        singly: so many faults are told each on its own.
    """
    raw_lines = split(data)
    faults: list[Fault] = []
    bare: list[int] = []
    entries: list[Entry] = []
    undated: list[int] = []
    kept: list[Entry] = []
    told: dict[str, Line] = {}
    later: dict[str, None] = {}
    counts: dict[str, dict[int, int]] = {}
    numbers: dict[str, int] = {}
    for place, raw, line in _parsed(raw_lines, faults, bare):
        try:
            places = counts.setdefault(limits.name(line["device"], "device"), {})
            places.setdefault(limits.whole(line["n"], limits.COUNT, "n"), place)
            version, kind = limits.whole(line["v"], limits.COUNT, "v"), line["kind"]
            if version > VERSION or kind not in KINDS:
                later[limits.name(kind, "kind")] = None
                continue
            entries.append(decode(line))
            numbers[line["id"]] = place
            if "day" not in line:
                undated.append(len(entries) - 1)
            if kind in KEPT:
                kept.append(entries[-1])
                told[line["id"]] = line
        except UNFIT as error:
            faults.append(fault_of(place, "bad-field", f"a field does not fit ({why(error)})", raw))
    put_aside = standing(kept)
    if put_aside and (faults or bare):
        prints = told_prints(put_aside)
        faults = [one for one in faults if fingerprint(raw_lines[one.line - 1]) not in prints]
        bare = [place for place in bare if fingerprint(raw_lines[place - 1]) not in prints]
    gaps = sorted(_gaps(counts, put_aside)) if whole else []
    plan, profile = _last(kept, Plan, entries), _last(kept, Profile, entries)
    if profile is not None and isinstance(profile.what, Profile):
        _redate(entries, undated, profile.what.day_starts_at)
    return Journal(
        tuple(entries),
        (*gathered(faults, bare, raw_lines, singly), *gathered(gaps, (), (), singly)),
        tuple(later),
        told[plan.id]["toml"] if plan else None,
        told[profile.id]["toml"] if profile else None,
        told[plan.id]["plan"] if plan else {},
        numbers,
        frozenset([*bare, *(one.line for one in faults)]),
    )


def _parsed(raw: list[bytes], faults: list[Fault], bare: list[int] | None) -> Iterator[tuple[int, bytes, Line]]:
    """Yield each intact line once, with its number and its bytes; what is wrong goes to the faults.

    Args:
        raw: all lines.
        faults: takes what is wrong with a line.
        bare: takes the numbers of lines without a checksum, of which there may be a million; None where nothing is
            asked of damaged lines.
    """
    seen: dict[str, int] = {}
    alike: Alike = {}
    for place, line in enumerate(raw, start=1):
        if line.rfind(MARK) < 0:  # nothing whole can stand in it
            if line and bare is not None:
                bare.append(place)
            continue
        body = intact(line)
        if body is None and bare is not None:
            faults.append(damaged_line(place, line, alike) if place < len(raw) else torn_line(place, line))
        for one, told in ((line, body),) if body is not None else intact_within(line):
            try:
                found = object_of(told)
                first = seen.setdefault(limits.identity(found["id"], "id"), place)
            except UNFIT as error:
                faults.append(fault_of(place, "not-json", f"this is not the JSON of an entry ({why(error)})", one))
                continue
            if first == place:
                yield place, one, found
            elif one not in raw[first - 1]:
                faults.append(
                    fault_of(place, "same-id", f"the entry of line {first} is told again, in other words", one)
                )
    if bare and bare[-1] == len(raw):
        faults.append(torn_line(bare.pop(), raw[-1]))


def plain_number(value: Decimal) -> str:
    """Return a number as people write it: 10, not 10.0 or 1E+1; 0.5 as it is.

    Raises:
        UnfitError: when it is not finite.
    """
    if not value.is_finite():
        raise UnfitError("number", f"{value} is not a number")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _gaps(counts: Mapping[str, Mapping[int, int]], put_aside: Sequence[SetAside]) -> Iterator[Fault]:
    """Yield a fault for each gap in a device's count: a line that was once recorded is gone or cannot be read."""
    known = missing_ranges(put_aside)
    for device, places in counts.items():
        if max(places, default=0) == len(places):
            continue
        before = 0
        for n in sorted(places):
            for first, last in still_missing(before + 1, n - 1, known.get(device, ())):
                gone = f"entry {last}" if first == last else f"entries {first} to {last}"
                place, side = (places[before], "after") if before else (places[n], "before")
                text = f"{side} it, {gone} of device {device} should stand, but cannot be found"
                yield Fault(place, "missing-line", f"{FILE} line {place}: {text}.", "", (device, first, last))
            before = n


def _last(kept: Sequence[Entry], kind: type[Plan | Profile], entries: Iterable[Entry]) -> Entry | None:
    """Return the plan or the profile recorded last and not taken back.

    Of several of one day only the order of all entries tells which was the last: a clock or a count may mislead.
    """
    gone = retracted(ranked(kept))
    live = [entry for entry in kept if isinstance(entry.what, kind) and entry.id not in gone]
    newest = max((entry.day for entry in live), default=None)
    last = {entry.id: entry for entry in live if entry.day == newest}
    if len(last) > 1:
        return next(entry for entry in reversed(ranked(entries)) if entry.id in last)
    return next(iter(last.values()), None)


def _redate(entries: list[Entry], undated: Iterable[int], starts_at: time) -> None:
    """Put the entries without a day of their own on the journal day that their moment belongs to."""
    for place in undated:
        entries[place] = entries[place]._replace(day=journal_day(entries[place].at, starts_at))
