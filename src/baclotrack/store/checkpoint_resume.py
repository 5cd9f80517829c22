"""Open a journal from its checkpoint: the lines that still matter are read as ever, the rest only where somebody asks.

The rule is one: whatever the lines after the checkpoint's say that could reach back behind it, the checkpoint is not
used. So the answer is always that of the whole journal, or is made from the whole journal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, overload

from baclotrack.core.entries import Checkin, Entry, Place, Retract, SetAside, placed
from baclotrack.core.known import Days
from baclotrack.core.plan import Profile
from baclotrack.core.record import History, arrange, arranged
from baclotrack.store.checkpoint_state import read_begun
from baclotrack.store.journal import Journal, read_bytes

UNFIT = (KeyError, TypeError, ValueError, IndexError, ArithmeticError)
"""What a checkpoint of the wrong shape may raise; then it counts for nothing."""
REACHING = Retract | SetAside | Profile
"""Kinds whose taking back can change what was read before: such a one needs the whole journal."""

Pairs = Sequence[tuple[int, int]]


class Whole:
    """All of a journal, read when somebody asks for it for the first time."""

    def __init__(self, data: bytes, more: tuple[Entry, ...]) -> None:
        """Keep the bytes that were read, and entries that are not in them."""
        self._data, self._more = data, more
        self._entries: Sequence[Entry] | None = None

    def entries(self) -> Sequence[Entry]:
        """Return every entry of the journal."""
        if self._entries is None:
            self._entries = read_bytes(self._data).entries
        return self._entries

    def days(self) -> Mapping[date, Any]:
        """Return every day of the record."""
        return arrange((*self.entries(), *self._more)).days


class Entries(Sequence[Entry]):
    """The entries of a journal that was not read whole; it is, as soon as somebody looks at one."""

    def __init__(self, whole: Whole) -> None:
        """Keep what reads them."""
        self._whole = whole

    @overload
    def __getitem__(self, place: int) -> Entry: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...

    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        return self._whole.entries()[place]

    def __len__(self) -> int:
        return len(self._whole.entries())

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._whole.entries())


class Resumed(NamedTuple):
    """A journal opened from its checkpoint.

    `since`: from this day on, `at_hand` holds every entry that tells of a day or refers to one that does. `in_order`
    are the same entries with their ranks, `pieces` where their lines stand, `numbers` which of those lines are theirs,
    `highest_id` the highest id of the others.
    """

    journal: Journal
    history: History
    since: date
    at_hand: Sequence[Entry]
    in_order: Sequence[tuple[int, Entry]]
    pieces: Pairs
    numbers: Mapping[str, int]
    places: Mapping[str, Place]
    last: Place
    highest_id: str
    total: int


def resume(index: Mapping[str, Any] | None, data: bytes, more: tuple[Entry, ...] = ()) -> Resumed | None:
    """Return a journal opened from its checkpoint, or None where all of it must be read.

    Args:
        index: what the checkpoint says of the journal's beginning, verified to be that of these bytes.
        data: the journal.
        more: entries that are not in the journal, and were told last.
    """
    try:
        return None if index is None else _resume(index, data, more)
    except UNFIT:
        return None


def _resume(index: Mapping[str, Any], data: bytes, more: tuple[Entry, ...]) -> Resumed | None:
    """Return the journal opened, or None; what has another shape than an index raises."""
    journal = read_bytes(at_hand(index, data), whole=False)
    ranks = [rank + n for start, stop, rank in index["runs"] for n in range(data.count(b"\n", start, stop))]
    kept, added = journal.entries[: len(ranks)], journal.entries[len(ranks) :]
    if journal.faults or journal.later_kinds or len(kept) != len(ranks):
        return None
    before = {device: _place(told) for device, told in index["devices"].items()}
    told = placed((*added, *more), before)
    if told and not (
        told[0][0] > _place(index["last"])
        and _counts_on(before, (*added, *more))
        and all(entry.id > index["highest_id"] for entry in added)
        and not _reaches_back(kept, (*added, *more), index)
    ):
        return None
    in_order = [
        *sorted(zip(ranks, kept, strict=True), key=lambda one: one[0]),
        *((index["count"] + n, entry) for n, (_, entry) in enumerate(told)),
    ]
    since, whole = date.fromisoformat(index["since"]), Whole(data, more)
    return Resumed(
        journal._replace(entries=Entries(whole), places={}),
        _history(index, in_order, since, whole),
        since,
        journal.entries,
        in_order,
        [*((start, stop) for start, stop, _ in index["runs"]), (index["bytes"], len(data))],
        journal.places,
        {**before, **{entry.device: place for place, entry in told}},
        told[-1][0] if told else _place(index["last"]),
        index["highest_id"],
        index["count"] + len(told),
    )


def _history(index: Mapping[str, Any], in_order: Sequence[tuple[int, Entry]], since: date, whole: Whole) -> History:
    """Return the record: all its events, its days from `since` on, the others when they are asked for."""
    found = arranged(in_order)
    days = Days(since, {day: facts for day, facts in found.days.items() if day >= since}, whole.days)
    return History(days, found.events, read_begun(index["begun"], found.events))


def at_hand(index: Mapping[str, Any] | None, data: bytes) -> bytes:
    """Return the lines that are kept at hand and all later ones; without an index all lines."""
    if index is None:
        return data
    return b"".join([*(data[start:stop] for start, stop, _ in index["runs"]), data[index["bytes"] :]])


def tail_fits(index: Mapping[str, Any], data: bytes) -> bool:
    """Return whether the lines after the checkpoint's still allow to use it, as far as they tell by themselves."""
    journal = read_bytes(data[index["bytes"] :], whole=False)
    if journal.faults or journal.later_kinds or not journal.entries:
        return True  # nothing better could be made of it
    if any(isinstance(entry.what, REACHING) for entry in journal.entries):
        return resume(index, data) is not None
    before = {device: _place(told) for device, told in index["devices"].items()}
    begun_on = date.fromisoformat(index["begun"]["day"])
    return (
        placed(journal.entries, before)[0][0] > _place(index["last"])
        and _counts_on(before, journal.entries)
        and all(entry.id > index["highest_id"] and entry.day > begun_on for entry in journal.entries)
    )


def _place(told: Sequence[Any]) -> Place:
    """Return a place from its JSON."""
    return Place(datetime.fromisoformat(told[0]), told[1], told[2])


def _counts_on(before: Mapping[str, Place], tail: Iterable[Entry]) -> bool:
    """Return whether each device counts on from where it stood, without a gap; else a line may be missing.

    No number may be given twice either: from such a one on the order of the entries is another one.
    """
    counts: dict[str, list[int]] = {}
    for entry in tail:
        counts.setdefault(entry.device, []).append(entry.n)
    for device, counted in counts.items():
        first = (before[device].n if device in before else 0) + 1
        if sorted(counted) != list(range(first, first + len(counted))):
            return False
    return True


def _reaches_back(kept: Sequence[Entry], tail: Sequence[Entry], index: Mapping[str, Any]) -> bool:
    """Return whether a line after the checkpoint's could change what was worked out from those before it."""
    begun_on = date.fromisoformat(index["begun"]["day"])
    by_id = {entry.id: entry for entry in (*kept, *tail)}
    early = connected((*kept, *tail), {entry.id for entry in by_id.values() if entry.day <= begun_on})
    for entry in tail:
        what = entry.what
        if entry.day <= begun_on or isinstance(what, SetAside) or entry.id in early:
            return True
        if isinstance(what, Profile) and what.day_starts_at.isoformat() != index["day_starts_at"]:
            return True
        if isinstance(what, Checkin) and what.supersedes and what.supersedes not in by_id:
            return True
        if isinstance(what, Retract):
            target = by_id.get(what.target)
            if target is None or target.id in early or isinstance(target.what, REACHING):
                return True
    return False


def connected(entries: Iterable[Entry], ids: set[str]) -> set[str]:
    """Return ids with all that a chain of amendments connects to them, whichever end it is.

    Each amendment is looked at twice, from either end, however long the chain is and in whatever order it comes.
    """
    beside: dict[str, list[str]] = {}
    for entry in entries:
        if isinstance(entry.what, Checkin) and entry.what.supersedes:
            beside.setdefault(entry.id, []).append(entry.what.supersedes)
            beside.setdefault(entry.what.supersedes, []).append(entry.id)
    found, ahead = set(ids), [*ids]
    while ahead:
        for one in beside.get(ahead.pop(), ()):
            if one not in found:
                found.add(one)
                ahead.append(one)
    return found
