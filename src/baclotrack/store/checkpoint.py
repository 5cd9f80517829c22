"""The checkpoint beside a journal: derived, never needed, and safe to delete.

Two lines, each sealed with a hash of itself. The first, the mark, remembers how the journal ended when it was last
written to, here or where the home came from, so that a cut or emptied file is seen. The second, the index, remembers
what the journal's first so many bytes say, so that `next` and `log` need not read thirty years to answer about one
night. Whatever is missing, damaged, stale or of another version counts for nothing: then everything is read.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.store.journal import FILE, MARK, Fault, Journal
from baclotrack.store.plain_file import NO_WAITING, read_plain

CHECKPOINT = ".checkpoint"
SCHEMA = "baclotrack.checkpoint/1"
CUT, CUT_ELSEWHERE = "cut", "cut-elsewhere"
"""The slugs of a journal that holds less than it did: here, or in the place or on the device that it came from."""
CUTS = frozenset({CUT, CUT_ELSEWHERE})
ELSEWHERE = "in another place or on another device"

FILE_MODE = 0o600
PRIVATE_HANDLE = NO_WAITING | getattr(os, "O_NOFOLLOW", 0)
SEAL = b',"seal":"'
PACKAGE = Path(__file__).parent.parent
DECIDING, ENDS = ("core", "core/gates", "store", "data"), (".py", ".json")
"""The folders, and the ends of the names, of the files that decide what an index says."""
STARTED = time.time_ns()
"""About when this process began to be the program that it is; ns since 1970."""


class Mark(NamedTuple):
    """How a journal ended when a device last wrote to it: its lines, its bytes, and the last line's checksum.

    `n` is the last number that the device gave, so that no number is given twice when lines are lost. Of the `lines`,
    `since` were recorded after others were found to be lost; an older version of the program does not tell them apart.
    """

    device: str
    n: int
    lines: int
    bytes: int
    last: str
    since: int = 0


class Checkpoint(NamedTuple):
    """What stands in a checkpoint; a part that cannot be used is None. `prefix`, the index, is not yet verified."""

    mark: Mark | None = None
    prefix: Mapping[str, Any] | None = None


def read_checkpoint(home: Path) -> Checkpoint:
    """Return the checkpoint of a home.

    It must be read before the journal: another program may write in between, and a journal only grows.
    """
    try:
        first, _, rest = read_plain(home / CHECKPOINT).partition(b"\n")
    except OSError:
        return Checkpoint()
    return Checkpoint(_mark(_unsealed(first)), _unsealed(rest.removesuffix(b"\n")))


def _mark(told: Mapping[str, Any] | None) -> Mark | None:
    """Return a mark from its JSON, or None where it is none of this program's."""
    if told is None or told.get("schema") != SCHEMA or not told.keys() >= {*Mark._fields} - {*Mark._field_defaults}:
        return None
    mark = Mark(**{name: told[name] for name in Mark._fields if name in told})
    return mark if [type(one) for one in mark] == [str, int, int, int, str, int] else None


def write_checkpoint(home: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint whole, under the lock. It is worth nothing by itself, so nobody waits for the disk.

    Raises:
        OSError: when the machine refuses.
    """
    mark = {"schema": SCHEMA, **(checkpoint.mark._asdict() if checkpoint.mark is not None else {})}
    if not mark.get("since"):
        mark.pop("since", None)  # so that earlier versions and later ones write the same of a whole journal
    lines = [_sealed(mark), *([_sealed(checkpoint.prefix)] if checkpoint.prefix is not None else [])]
    beside = home / f"{CHECKPOINT}.new"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | PRIVATE_HANDLE, FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(lines)
        beside.chmod(FILE_MODE)  # whatever the umask took away
        beside.replace(home / CHECKPOINT)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _sealed(value: Mapping[str, Any]) -> bytes:
    """Return a value as a line that ends with a hash of itself."""
    body = json.dumps(value, separators=(",", ":")).encode()[:-1]
    return body + SEAL + sha256(body).hexdigest().encode() + b'"}\n'


def _unsealed(line: bytes) -> dict[str, Any] | None:
    """Return the value of a line whose seal is whole, or None."""
    body, seal, end = line.rpartition(SEAL)
    if not seal or end != sha256(body).hexdigest().encode() + b'"}':
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def marked(before: Mark | None, data: bytes, added: bytes, counted: tuple[str, int]) -> Mark:
    """Return the mark of a journal after lines were added.

    Args:
        before: the mark as it was, where it is true of the journal; None where the lines must be counted.
        data: the journal as it was.
        added: what was appended; it ends with a whole line of this program.
        counted: the device and the last number that it gave.
    """
    known = before is not None and (before.device, before.bytes) == (counted[0], len(data))
    lines = before.lines if before is not None and known else data.count(MARK)
    last = added.rpartition(MARK)[2][:8].decode()
    return Mark(*counted, lines + added.count(MARK), len(data) + len(added), last)


def cut(mark: Mark | None, data: bytes, home: Path) -> Fault | None:
    """Return the fault of a journal that holds less than when it was last written to; None where all is there.

    A journal that grew is none, nor one whose lines stand in another order, as after a merge by another program. Nor
    does it matter who made the mark: one that came along with a copied home, or was synchronised, knows just as well
    of an entry that is not here. Only the words differ then, for nothing was lost in this very place.
    """
    if mark is None:
        return None
    tag = MARK + mark.last.encode() + b'"}'
    if len(data) >= mark.bytes and data.endswith(tag + b"\n", 0, mark.bytes):
        return None
    count = data.count(MARK)
    if count >= mark.lines and tag in data:
        return None
    own = _is_own(mark, home)
    how, where = ("", "here") if own else ("came without its end, ", ELSEWHERE)
    then = f"it held {mark.lines - mark.since} entries when it was last written to{' ' if own else ', '}{where}"
    if mark.since:
        more = "1 more was" if mark.since == 1 else f"{mark.since} more were"
        then = f"it held {mark.lines - mark.since} entries {where}, {more} recorded since"
    if not data.strip():
        what = f"{then}, and now it is empty or gone"
    elif count < mark.lines:
        what = f"{then}, and now {count}"
    else:
        what = f"the last entry recorded {where} is not in it{' any more' if own else ''}"
    slug = CUT if own else CUT_ELSEWHERE
    return Fault(0, slug, f"{FILE} was cut, {how}or replaced by an older copy: {what}.")


def last_given(mark: Mark | None, device: str) -> int:
    """Return the last number that this device is known to have given, also where its line is gone; else 0."""
    return mark.n if mark is not None and mark.device == device else 0


@contextmanager
def nothing_lost() -> Iterator[None]:
    """Go on whatever happens here: the entry is on the disk, and must be acknowledged with or without a checkpoint.

    An interrupt ends the work on the checkpoint only; a person must not be told that nothing was recorded.
    """
    with suppress(Exception, KeyboardInterrupt):
        yield


def _is_own(mark: Mark, home: Path) -> bool:
    """Return whether this very device made the mark, in this very folder."""
    from baclotrack.store.device import device_of  # here: only a journal that looks cut needs it

    return mark.device == device_of(home)


def with_cut(journal: Journal, mark: Mark | None, data: bytes, home: Path) -> Journal:
    """Return the journal with the fault that it was cut, if it was; where lines are at fault, they tell enough."""
    fault = None if journal.faults else cut(mark, data, home)
    return journal if fault is None else journal._replace(faults=(fault,))


@cache
def program_stamp() -> str:
    """Return what tells these very files of the program from any others: name, size and times of all that decide.

    So an index of another version is never used, not even of one whose number somebody forgot to raise: no file can be
    written without its times telling it. Hashing the files instead would take as long as reading a month's journal. It
    is done only where the times tell nothing: where all are the same, as in an image that was made at one go.

    A program whose files were replaced after it began is neither the old one nor the new; its stamp is nobody else's.
    """
    found: list[tuple[object, ...]] = []
    times = set()
    for folder in DECIDING:
        with os.scandir(PACKAGE / folder) as files:
            rows = [(file.name, file.stat()) for file in files if file.name.endswith(ENDS)]
        times |= {_times(told) for _, told in rows}
        found += [(folder, name, told.st_size, *_times(told)) for name, told in sorted(rows)]
    if len(times) == 1:
        found += [(sha256((PACKAGE / str(row[0]) / str(row[1])).read_bytes()).hexdigest(),) for row in found]
    if any(STARTED <= moment <= time.time_ns() for pair in times for moment in pair):
        found.append((os.getpid(), STARTED))
    return sha256(repr((sys.version, found)).encode()).hexdigest()


def _times(told: os.stat_result) -> tuple[int, int]:
    """Return when a file was last written and last changed in any way, ns since 1970."""
    return told.st_mtime_ns, told.st_ctime_ns


def verified(checkpoint: Checkpoint, data: bytes) -> Mapping[str, Any] | None:
    """Return the index where this very program made it, of just the bytes that the journal begins with; else None."""
    index = checkpoint.prefix
    try:
        if index is None or index["bytes"] > len(data) or index["program"] != program_stamp():
            return None
        return index if sha256(memoryview(data)[: index["bytes"]]).hexdigest() == index["sha256"] else None
    except (OSError, KeyError, TypeError):
        return None
