"""What can be done about a damaged journal without losing a byte: a torn end is moved aside.

Nothing here deletes. A torn end is first copied to a file of its own and brought to the disk; only then is it cut off.
"""

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from baclotrack.core.entries import SetAside
from baclotrack.errors import BaclotrackError
from baclotrack.store.checkpoint import Mark
from baclotrack.store.files import locked, reason, sync_folder
from baclotrack.store.journal import FILE, Fault, Journal
from baclotrack.store.line_bytes import MARK, intact, intact_within, split
from baclotrack.store.plain_file import read_plain
from baclotrack.store.set_aside import fingerprint

FILE_MODE = 0o600
PRIVATE_HANDLE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
MISSING = "missing-line"
WITHOUT_A_COUNT = frozenset({"torn", "nul", "not-utf-8", "no-checksum", "wrong-checksum", "not-json"})
"""Faults of lines whose number in the count of their device cannot be read, so that they leave a gap there."""
NAMED = re.compile(rb'"id":"([^"]{1,64})"(?:.*?"device":"([^"]*)","n":([0-9]{1,10})[,}])?', re.DOTALL)
"""How the line of an entry tells its id and, where it goes on for so long, its device and its number."""
LINE_END = 1
"""So many bytes beside whole entries are only what became of a line's end."""
MOST_PIECES = 999
"""So many torn ends may be kept of one day; more are a sign of something else."""


class Moved(NamedTuple):
    """A torn end that was moved aside: how many bytes, and into which file."""

    size: int
    path: Path


def torn_end(data: bytes) -> bytes:
    """Return the end of a journal that was not written to its end, or nothing where there is none.

    An end that is whole but for its line feed is not torn, and one that holds a whole entry is not cut off.
    """
    end = data[data.rfind(b"\n") + 1 :]
    line = split(end)[0]
    return b"" if not line or intact(line) is not None or any(intact_within(line)) else end


def move_torn_end(home: Path, today: date) -> Moved | None:
    """Move the torn end of a journal into a file beside it; return None where there is none.

    The rest of the journal stays, byte for byte.

    Raises:
        BaclotrackError: `locked` when another process keeps the home, `not-repaired` when the machine refuses; the
            journal is then as it was.
    """
    path = home / FILE
    try:
        with locked(home):
            data = read_plain(path)
            end = torn_end(data)
            if not end:
                return None
            beside = _copied(home, end, today)
            _cut(path, len(data), len(data) - len(end))
            return Moved(len(end), beside)
    except OSError as error:
        message = (
            f"Not repaired: {reason(error)}. {path} is as it was. Check the folder and the free space, then run the"
            " same command again."
        )
        raise BaclotrackError(message, slug="not-repaired", exit_code=1) from error


def _copied(home: Path, end: bytes, today: date) -> Path:
    """Write the torn end into a new file beside the journal, bring it to the disk, and read it back."""
    path = home / FILE
    handle = -1
    for place in range(1, MOST_PIECES + 1):
        path = home / f"{FILE}.torn-{today}{'' if place == 1 else f'-{place}'}"
        with suppress(FileExistsError):  # never written over: an earlier piece stays
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | PRIVATE_HANDLE, FILE_MODE)
            break
    if handle < 0:
        raise OSError(0, f"there are already {MOST_PIECES} torn ends of today in {home}")
    try:
        path.chmod(FILE_MODE)  # whatever the umask took away
        written = os.write(handle, end)
        os.fsync(handle)
        os.lseek(handle, 0, os.SEEK_SET)
        is_whole = written == len(end) and os.read(handle, len(end) + 1) == end
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)
    if not is_whole:  # it stays, as nothing is deleted here; the journal is untouched as well
        raise OSError(0, f"the copy in {path.name} reads back as something else")
    sync_folder(home)
    return path


def _cut(path: Path, before: int, after: int) -> None:
    """Cut the journal to its whole lines, if it is still as long as it was read."""
    handle = os.open(path, os.O_RDWR | PRIVATE_HANDLE)
    try:
        if os.fstat(handle).st_size != before:
            raise OSError(0, "another program changed it at the same time")
        os.ftruncate(handle, after)
        os.fsync(handle)
    finally:
        os.close(handle)


def accounts_for(mark: Mark, data: bytes, faults: Iterable[Fault], put_aside: Sequence[SetAside]) -> bool:
    """Return whether faults that are told anyhow are all that a journal lost since it was written to last.

    Args:
        mark: how the journal ended then.
        data: the journal now.
        faults: faults of its lines, and entries missing from a count.
        put_aside: what was set aside already.
    """
    raw = split(data)
    prints = {fingerprint(line): place for place, line in enumerate(raw, 1)} if put_aside else {}
    known = [prints.get((one.crc, one.length), 0) for one in put_aside]
    places = {*known, *(one.line for one in faults if one.slug in WITHOUT_A_COUNT)} - {0}
    gaps = [one.gone for one in faults if one.slug == MISSING]
    gaps += [(one.device, one.first, one.last) for one in put_aside if not one.crc]
    lost = sum(last - first + 1 for _, first, last in gaps) + sum(MARK not in raw[place - 1] for place in places)
    gaps += [(one.device, one.first, one.last) for one in put_aside]
    has_end = MARK + mark.last.encode() in data or (
        len(data) >= mark.bytes and data.count(b"\n", 0, mark.bytes) in places
    )
    has_end = has_end or any(of == mark.device and first <= mark.n <= last for of, first, last in gaps)
    return has_end and lost >= mark.lines - data.count(MARK)


def nothing_lost_by(data: bytes, places: Iterable[int], journal: Journal) -> dict[int, int]:
    """Return, of damaged lines, those by which nothing is lost, each with the line where its entry is still read.

    Either whole entries stand in the line, and beside them only what became of the ends of lines; then that line is 0.
    Or the entry stands whole elsewhere, as after a merge: the line still tells the same id, device and number, or is
    just how that other line begins.

    Args:
        data: the journal.
        places: the damaged lines, by their numbers from 1.
        journal: the same, as it was read.
    """
    raw = split(data)
    by_id = {entry.id: entry for entry in journal.entries}
    found = {}
    for place in places:
        line = raw[place - 1]
        if b'"id":"' not in line:
            continue
        if _is_all_read(line, place, journal):
            found[place] = 0
            continue
        told = NAMED.search(line)
        entry = by_id.get(told[1].decode("latin-1")) if told is not None else None
        if told is None or entry is None or entry.id not in journal.places:
            continue
        other = journal.places[entry.id]
        name = (told[2] or b"").decode("latin-1"), int(told[3] or 0)
        if other != place and (name == (entry.device, entry.n) or (told[2] is None and line in raw[other - 1])):
            found[place] = other
    return found


def _is_all_read(line: bytes, place: int, journal: Journal) -> bool:
    """Return whether a damaged line is whole entries that were read, with only what became of the ends of lines."""
    entries = [one for one, _ in intact_within(line)]
    names = [told[1].decode("latin-1") for one in entries if (told := NAMED.search(one)) is not None]
    beside = len(line) - sum(len(one) for one in entries)
    is_read = all(0 < journal.places.get(name, 0) <= place for name in names)
    return 0 < len(entries) == len(names) and is_read and beside <= LINE_END * len(entries)
