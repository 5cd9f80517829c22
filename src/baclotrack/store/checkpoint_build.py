"""Make the index of a journal, and keep the checkpoint of a home current. Only commands that write do that.

An index is made when the journal is long enough for it to matter, and made anew when enough lines were added since, or
when the lines added reach back behind it. It is made from the one before where that can be used, else from all lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.core.begin import begin
from baclotrack.core.entries import BY_COUNT, Checkin, Entry, Intake, Place, Retract, placed
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import History, arranged, day_start
from baclotrack.core.state import Begun
from baclotrack.core.supply import told_stock
from baclotrack.core.values import Catalog
from baclotrack.store.checkpoint import (
    Checkpoint,
    cut,
    marked,
    nothing_lost,
    program_stamp,
    read_checkpoint,
    write_checkpoint,
)
from baclotrack.store.checkpoint_resume import Pairs, connected, resume, tail_fits
from baclotrack.store.checkpoint_state import UnknownError, read_begun, write_begun
from baclotrack.store.files import locked
from baclotrack.store.journal import BOM, read_bytes

WORTH_LINES = 200
"""A shorter journal is read whole as quickly."""
LINES_AFTER = 64
"""So many lines may follow an index before it is made anew."""
KEPT_OPEN = timedelta(days=10)
"""So far back from the newest day a late entry or a correction is still read quickly."""
WINDOW = timedelta(days=120)
"""So many days before that are kept at hand: nothing on the daily path looks further back, but for counted tablets."""


TRIED = "tried"
"""Stands in the place of an index that could not be made: how long the journal was then."""
ACCEPTED = (b'"kind":"set_aside"', b'"cut":true')
"""What stands in the line by which somebody says that the journal is to be taken as it is, its end lost."""


class Known(NamedTuple):
    """What is known of a journal, however it was read: all that an index is made of.

    `in_order` are the entries that were read, `highest_id` is the highest id of the others.
    """

    history: History
    in_order: Sequence[tuple[int, Entry]]
    spans: Mapping[str, tuple[int, int]]
    devices: Mapping[str, Place]
    last: Place
    highest_id: str
    total: int
    since: date


def make_index(
    data: bytes, today: date, catalog: Catalog, before: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Return the index of a journal, or None where none can be made: a fault, no plan yet, or too few days.

    Args:
        data: the journal, whole lines only.
        today: entries of later days do not count as the newest.
        catalog: the rows of the catalogues that gates look up.
        before: an index of the journal's beginning, verified.
    """
    if not data.endswith(b"\n"):
        return None
    known = _resumed(data, before) or _read(data)
    if known is None:
        return None
    history = known.history
    begun = _begun(known, today, catalog)
    if begun is None:
        return None
    counted = [one.since for one in told_stock(history, today).values()]
    since = max(min([begun.day - WINDOW, *counted]), known.since)
    kept = _kept(known, since)
    told = write_begun(begun, history.events)
    if read_begun(told, history.events) != begun:
        raise UnknownError(begun.day)
    return {
        "program": program_stamp(),
        "bytes": len(data),
        "sha256": sha256(data).hexdigest(),
        "count": known.total,
        "since": since.isoformat(),
        "day_starts_at": day_start(history).isoformat(),
        "runs": _runs(known, kept),
        "devices": {device: _told(place) for device, place in known.devices.items()},
        "last": _told(known.last),
        "highest_id": max([known.highest_id, *(entry.id for _, entry in known.in_order if entry.id not in kept)]),
        "begun": told,
    }


def _begun(known: Known, today: date, catalog: Catalog) -> Begun | None:
    """Return where later walks may begin: some days before the newest one, or where they did, or None: too early."""
    recorded = [entry.day for _, entry in known.in_order if entry.day <= today]
    day = max(recorded, default=date.min + KEPT_OPEN) - KEPT_OPEN
    before = known.history.begun
    if before is not None and before.day >= day:
        return before
    return begin(known.history, catalog, day) if _settled(known.history, day) else None


def _told(place: Place) -> list[object]:
    """Return a place as JSON."""
    return [place.at.isoformat(), place.id, place.n]


def _settled(history: History, day: date) -> bool:
    """Return whether a plan and a profile were recorded by a day, so that nothing recorded later is the first one."""
    kinds = {type(event.what) for event in history.events if event.day <= day}
    return {Plan, Profile} <= kinds


def _resumed(data: bytes, before: Mapping[str, Any] | None) -> Known | None:
    """Return what is known of a journal from the index before and the lines added since, where that can be used."""
    found = resume(before, data)
    if found is None:
        return None
    return Known(
        found.history,
        found.in_order,
        _spans(data, found.pieces, found.numbers),
        found.places,
        found.last,
        found.highest_id,
        found.total,
        found.since,
    )


def _read(data: bytes) -> Known | None:
    """Return what is known of a journal from reading all of it; None where something in it is not as it should be."""
    journal = read_bytes(data)
    if journal.faults or journal.later_kinds or not journal.entries or _dangling(journal.entries):
        return None
    if len(set(journal.places.values())) < len(journal.places):  # several entries on one line, found within a torn one
        return None
    told = placed(journal.entries)
    if len({(entry.device, entry.n) for _, entry in told}) < len(told):  # a number given twice: see `given_twice`
        return None
    in_order = [(rank, entry) for rank, (_, entry) in enumerate(told)]
    start = len(BOM) if data.startswith(BOM) else 0
    return Known(
        arranged(in_order),
        in_order,
        _spans(data, [(start, len(data))], journal.places),
        {entry.device: place for place, entry in sorted(told, key=lambda one: one[1].n)},
        told[-1][0],
        "",
        len(told),
        date.min,
    )


def _dangling(entries: Iterable[Entry]) -> bool:
    """Return whether an entry names one that is not there; that one could still come, and change what is old."""
    named, ids = set(), set()
    for entry in entries:
        ids.add(entry.id)
        if isinstance(entry.what, Checkin):
            named.add(entry.what.supersedes)
        elif isinstance(entry.what, Retract):
            named.add(entry.what.target)
    return bool(named - ids - {""})


def _spans(data: bytes, pieces: Pairs, places: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return where the line of each entry stands: its first byte, and the one after its line feed.

    Args:
        data: the journal.
        pieces: the parts of it that were read.
        places: by id, the number of the line among the lines of those parts.
    """
    lines: list[tuple[int, int]] = []
    for start, stop in pieces:
        place = start
        while place < stop:
            end = data.index(b"\n", place) + 1
            lines.append((place, end))
            place = end
    return {identity: lines[number - 1] for identity, number in places.items()}


def _kept(known: Known, since: date) -> set[str]:
    """Return the ids of the entries that are kept at hand.

    They are all that is neither a check-in nor a dose, all days from `since` on, whatever an amendment connects with
    those, the last line, and whatever tells the others' order.
    """
    entries = [entry for _, entry in known.in_order]
    ids = {one.id for one in entries if one.day >= since or not isinstance(one.what, Checkin | Intake)}
    ids.add(max(known.spans, key=lambda identity: known.spans[identity]))
    return _with_what_orders(entries, connected(entries, ids))


def _with_what_orders(entries: Iterable[Entry], ids: set[str]) -> set[str]:
    """Return ids with those of the entries from which they, or later ones of their device, take their place.

    Most entries take it from themselves. Where a clock once ran ahead, all that its device told later stands after the
    entry of that moment, however long ago it was.
    """
    found = set(ids)
    latest: dict[str, tuple[datetime, str]] = {}
    for entry in sorted(entries, key=BY_COUNT):
        moment = (entry.at, entry.id)
        latest[entry.device] = max(moment, latest.get(entry.device, moment))
        if entry.id in ids:
            found.add(latest[entry.device][1])
    return found | {identity for _, identity in latest.values()}


def _runs(known: Known, ids: set[str]) -> list[list[int]]:
    """Return the lines of entries as runs of neighbours: first byte, byte after the last, first rank."""
    rows = sorted((*known.spans[entry.id], rank) for rank, entry in known.in_order if entry.id in ids)
    runs: list[list[int]] = []
    expected = (-1, -1)
    for start, stop, rank in rows:
        if (start, rank) == expected:
            runs[-1][1] = stop
        else:
            runs.append([start, stop, rank])
        expected = (stop, rank + 1)
    return runs


def is_due(checkpoint: Checkpoint, index: Mapping[str, Any] | None, data: bytes) -> bool:
    """Return whether an index should be made anew.

    Args:
        checkpoint: what stands in the checkpoint; where no index could be made, how long the journal was then.
        index: its index, verified; None where there is none that can be used.
        data: the journal as it is now.
    """
    if index is not None:
        return data.count(b"\n", index["bytes"]) > LINES_AFTER or not tail_fits(index, data)
    tried = (checkpoint.prefix or {}).get(TRIED, 0)
    return data.count(b"\n") >= WORTH_LINES and (not tried or data.count(b"\n", tried) > LINES_AFTER)


def keep_mark(
    home: Path, checkpoint: Checkpoint, data: bytes, added: bytes, counted: tuple[str, int], *, new: int = 0
) -> None:
    """Write down how the journal ends now that lines were added; the index stays as it was.

    A mark that tells of lost lines stays, and expects the new ones besides, so that recording on does not hide the
    loss. Only the person's own word that the journal is to be taken as it stands, its end set aside, makes a new one.

    Args:
        home: the folder.
        checkpoint: what stood in the checkpoint.
        data: the journal as it was.
        added: what was appended.
        counted: the device and the last number that it gave.
        new: how many of the added lines were recorded just now; others may be the lost ones, brought back.
    """
    words = (*ACCEPTED, b'"device":"%s"' % counted[0].encode())  # said here: another device's word is about its own end
    accepted = any(all(word in line for word in words) for line in added.splitlines())
    before = checkpoint.mark
    if before is not None and not accepted and cut(before, data, home) is not None:
        mark = before._replace(lines=before.lines + new, since=before.since + new)
    else:
        mark = marked(before, data, added, counted)
    write_checkpoint(home, checkpoint._replace(mark=mark))


def renew(home: Path, checkpoint: Checkpoint, index: Mapping[str, Any] | None, data: bytes, today: date) -> None:
    """Make the index anew where it is due. It is worked out without the lock, so that nobody waits for it.

    Args:
        home: the folder.
        checkpoint: what stood in the checkpoint.
        index: its index, verified; None where there is none that can be used.
        data: the journal as it is now.
        today: the day of the call.
    """
    if not is_due(checkpoint, index, data):
        return
    from baclotrack.store import load_catalog  # here: seldom needed

    made = None
    with nothing_lost():  # whatever is the matter, it is not tried again with every entry
        made = make_index(data, today, load_catalog(), index)
    with locked(home):
        write_checkpoint(home, read_checkpoint(home)._replace(prefix=made or {TRIED: len(data)}))
