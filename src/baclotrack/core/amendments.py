"""Which check-ins of a day belong together: an amendment names the entry that it stands in the place of.

A day may be amended thousands of times, by a script or by a fault, and `next` must answer all the same: each entry is
looked at a fixed number of times, however long the chain is.
"""

from collections import Counter
from collections.abc import Collection, Mapping

from baclotrack.core.entries import Checkin, Entry


def checkin_of(entry: Entry) -> Checkin:
    """Return the entry's check-in.

    Raises:
        TypeError: when the entry is of another kind, which is a bug.
    """
    if not isinstance(entry.what, Checkin):
        raise TypeError(entry.id)
    return entry.what


def chains(checkins: list[Entry], by_id: Mapping[str, Entry]) -> list[list[Entry]]:
    """Split live check-ins into chains of amendments, oldest entry first in each; the last one tells the day.

    One chain a day is the ordinary case. Two are two devices that did not know of each other.

    Args:
        checkins: the live check-ins, in the order in which they were recorded.
        by_id: these and all other entries; one that was taken back still connects what is on either side of it.
    """
    live = {entry.id for entry in checkins}
    superseded = _superseded(live, by_id)
    heads = [entry for entry in checkins if entry.id not in superseded]
    reached: set[str] = set()
    for head in heads:
        reached.update(_downward(head.id, by_id, reached))
    for entry in reversed(checkins):
        if entry.id not in reached:  # entries that name each other in a circle: the newest counts
            heads.append(entry)
            reached.update(_downward(entry.id, by_id, reached))
    return [[by_id[one] for one in reversed(_downward(head.id, by_id)) if one in live] for head in heads]


def _named(entry: Entry | None) -> str:
    """Return the id of the entry that a check-in stands in the place of; empty where there is none."""
    return entry.what.supersedes if entry is not None and isinstance(entry.what, Checkin) else ""


def _downward(first: str, by_id: Mapping[str, Entry], known: Collection[str] = ()) -> list[str]:
    """Return an id and all that it stands in the place of, newest first; in a circle, and at a known one, it ends."""
    found: dict[str, None] = {}
    one = first
    while one and one not in found and one not in known:
        found[one] = None
        one = _named(by_id.get(one))
    return list(found)


def _superseded(live: Collection[str], by_id: Mapping[str, Entry]) -> set[str]:
    """Return the ids in whose place another live check-in stands, by itself or through others.

    From the ends of the chains downward, each entry hands on to the one that it names whether something live stands
    above it. Only circles, which no command writes, have no end to begin with: they are left over, and looked at last.
    """
    names = {one: named for one, entry in by_id.items() if (named := _named(entry))}
    above = Counter(names.values())
    found: set[str] = set()
    ends = [one for one in names if not above[one]]
    while ends:
        one = ends.pop()
        named = names.pop(one, "")
        if named:
            if one in live or one in found:
                found.add(named)
            above[named] -= 1
            if not above[named]:
                ends.append(named)
    for start in list(names):
        circle = []
        one = start
        while one in names:
            circle.append(one)
            one = names.pop(one)
        fed = any(one in found for one in circle)
        alive = sum(one in live for one in circle)
        found.update(one for one in circle if fed or alive > (one in live))
    return found
