"""Which check-ins of a day belong together: an amendment names the entry that it stands in the place of.

A day may be amended thousands of times, by a script or by a fault, and `next` must answer all the same: each entry is
looked at a fixed number of times, however long the chain is.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from baclotrack.core.entries import Checkin, Entry


def checkin_of(entry: Entry) -> Checkin:
    """Return the entry's check-in.

    Raises:
        TypeError: when the entry is of another kind, which is a bug.
    """
    if not isinstance(entry.what, Checkin):
        raise TypeError(entry.id)
    return entry.what


class Strand(NamedTuple):
    """A piece of a chain of amendments: its live entries, oldest first.

    `below` is the id where the piece ends that this one goes on from; empty where it begins the chain. `top` is the id
    where this one ends: that of the entry that tells the day where `tells` is set, else one that several pieces go on
    from.
    """

    entries: list[Entry]
    below: str
    top: str
    tells: bool


def strands(checkins: list[Entry], by_id: Mapping[str, Entry]) -> Iterator[Strand]:
    """Yield the chains of live check-ins in pieces, so that what several chains share comes once, and comes first.

    One chain a day, in one piece, is the ordinary case. Two are two devices that did not know of each other. A chain
    that ends in a circle, which no command writes, comes in one piece.

    Args:
        checkins: the live check-ins, in the order in which they were recorded.
        by_id: these and all other entries; one that was taken back still connects what is on either side of it.
    """
    names = _names(by_id)
    if not names:  # nothing was amended: each check-in stands alone
        yield from (Strand([entry], "", entry.id, tells=True) for entry in checkins)
        return
    live = {entry.id for entry in checkins}
    shared = {one for one, count in Counter(names.values()).items() if count > 1}
    done: set[str] = set()
    for end in ends(checkins, by_id):
        path = downward(end.id, by_id, done)
        last = _named(by_id.get(path[-1]))
        below = last if last in done else ""
        is_round = bool(last) and not below and last in set(path)
        piece: list[Entry] = []
        for one in reversed(path[1:]):
            if one in live:
                piece.append(by_id[one])
            if one in shared and not is_round:
                yield Strand(piece, below, one, tells=False)
                done.add(one)
                piece, below = [], one
        yield Strand([*piece, end], below, end.id, tells=True)


def ends(checkins: list[Entry], by_id: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries that tell their days: live check-ins that nothing live supersedes, in their order.

    Of entries that name each other in a circle, the newest tells.
    """
    superseded = _superseded({entry.id for entry in checkins}, by_id)
    found = [entry for entry in checkins if entry.id not in superseded]
    reached: set[str] = set()
    for end in found:
        reached.update(downward(end.id, by_id, reached))
    for entry in reversed(checkins):
        if entry.id not in reached:
            found.append(entry)
            reached.update(downward(entry.id, by_id, reached))
    return found


def _named(entry: Entry | None) -> str:
    """Return the id of the entry that a check-in stands in the place of; empty where there is none."""
    return entry.what.supersedes if entry is not None and isinstance(entry.what, Checkin) else ""


def _names(by_id: Mapping[str, Entry]) -> dict[str, str]:
    """Return, for each entry that stands in the place of another, that other one."""
    return {one: named for one, entry in by_id.items() if (named := _named(entry))}


def downward(first: str, by_id: Mapping[str, Entry], known: Collection[str] = ()) -> list[str]:
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
    names = _names(by_id)
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
