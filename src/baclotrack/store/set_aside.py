"""Lines of the journal that a person set aside as unreadable: what such an entry says, and what it speaks of.

A damaged line is told by its bytes and not by its number, so that merging and shuffling change nothing. This module is
on the path of every daily command and so imports little.
"""

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from baclotrack.core import limits
from baclotrack.core.entries import Entry, SetAside, ranked, retracted
from baclotrack.core.limits import UnfitError

SUM = re.compile(r"[0-9a-f]{8}")
FIELDS = "damaged length of first last cut excerpt reason"


def set_aside_value(line: Mapping[str, Any]) -> SetAside:
    """Return what was set aside: a damaged line, missing entries, or both; `cut` says that the journal's end is gone.

    Raises:
        UnfitError: when a field does not fit; KeyError when one of those that belong together is missing.
    """
    found = SetAside(
        excerpt=limits.free(line.get("excerpt", ""), "excerpt"), reason=limits.free(line.get("reason", ""), "reason")
    )
    if "damaged" in line or "length" in line:
        if not isinstance(line["damaged"], str) or not SUM.fullmatch(line["damaged"]):
            raise UnfitError("damaged", "this is not a checksum of 8 small hex digits")
        found = found._replace(crc=line["damaged"], length=limits.whole(line["length"], limits.COUNT, "length"))
    if "of" in line or "first" in line or "last" in line:
        first, last = (limits.whole(line[name], limits.COUNT, name) for name in ("first", "last"))
        if first > last:
            raise UnfitError("last", "this is before the first")
        found = found._replace(device=limits.name(line["of"], "of"), first=first, last=last)
    if line.get("cut", True) is not True:
        raise UnfitError("cut", "this is not true")
    if not found.crc and not found.device and "cut" not in line:
        raise UnfitError("damaged", "nothing is named that was set aside")
    return found


def fingerprint(line: bytes) -> tuple[str, int]:
    """Return what tells the bytes of a damaged line from others: their CRC-32 and their number."""
    return f"{zlib.crc32(line):08x}", len(line)


def standing(entries: Iterable[Entry]) -> tuple[SetAside, ...]:
    """Return what was set aside and not taken back."""
    in_order = ranked(entries)
    gone = retracted(in_order)
    return tuple(one.what for one in in_order if isinstance(one.what, SetAside) and one.id not in gone)


def told_prints(put_aside: Iterable[SetAside]) -> frozenset[tuple[str, int]]:
    """Return the fingerprints of all damaged lines that were set aside."""
    return frozenset((one.crc, one.length) for one in put_aside)


def missing_ranges(put_aside: Iterable[SetAside]) -> dict[str, list[tuple[int, int]]]:
    """Return, by device, the runs of missing entries that were set aside: in order, and none of them in two runs."""
    found: dict[str, list[tuple[int, int]]] = {}
    for device, first, last in sorted((one.device, one.first, one.last) for one in put_aside if one.device):
        runs = found.setdefault(device, [])
        begin = max(first, runs[-1][1] + 1) if runs else first
        if begin <= last:
            runs.append((begin, last))
    return found


def still_missing(first: int, last: int, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield, of the entries from `first` to `last` of a device, the runs that nobody set aside.

    Args:
        first: the first entry that is missing.
        last: the last one of the same gap.
        known: the runs of this device that were set aside, as `missing_ranges` tells them.
    """
    for place in range(bisect_left(known, first, key=itemgetter(1)), len(known)):
        start, stop = known[place]
        if start > last:
            break
        if start > first:
            yield first, start - 1
        first = max(first, stop + 1)
    if first <= last:
        yield first, last
