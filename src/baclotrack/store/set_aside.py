"""Lines of the journal that a person set aside as unreadable: what such an entry says, and what it speaks of.

A damaged line is told by its bytes and not by its number, so that merging and shuffling change nothing. This module is
on the path of every daily command and so imports little.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
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


def is_set_aside(line: bytes, put_aside: Iterable[SetAside]) -> bool:
    """Return whether a damaged line was set aside."""
    told = fingerprint(line)
    return any((one.crc, one.length) == told for one in put_aside)


def still_missing(device: str, first: int, last: int, put_aside: Iterable[SetAside]) -> Iterator[tuple[int, int]]:
    """Yield, of the entries from `first` to `last` of a device, the runs that nobody set aside."""
    known = sorted((one.first, one.last) for one in put_aside if one.device == device)
    for start, stop in known:
        if start > last:
            break
        if start > first:
            yield first, start - 1
        first = max(first, stop + 1)
    if first <= last:
        yield first, last
