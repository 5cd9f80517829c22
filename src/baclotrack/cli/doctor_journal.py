"""What is wrong with a journal as a whole: its faults, what of it is lost, and what is known of its torn end."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from baclotrack.store import JOURNAL, Fault, Home
from baclotrack.store.checkpoint import cut, read_checkpoint
from baclotrack.store.device import device_of
from baclotrack.store.journal import content
from baclotrack.store.repair import MISSING, WITHOUT_A_COUNT, accounts_for, nothing_lost_by
from baclotrack.store.set_aside import standing


def journal_bytes(home: Home) -> bytes:
    """Return the bytes of a home's journal, or none where it cannot be read."""
    found = content(home.path / JOURNAL)
    return b"" if isinstance(found, Fault) else found


def journal_faults(home: Home, data: bytes) -> list[Fault]:
    """Return the faults of a journal: of its lines, and that it was cut, where the lost lines are not told anyhow."""
    faults = list(home.journal.faults)
    if any(not fault.line for fault in faults):
        return faults
    mark = read_checkpoint(home.path).mark
    gone = cut(mark, data, home.path)
    if mark is None or gone is None or accounts_for(mark, data, faults, standing(home.journal.entries)):
        return faults
    return [*faults, gone]


def still_whole(home: Home, data: bytes, faults: Sequence[Fault]) -> dict[int, int]:
    """Return the damaged lines by which nothing is lost, each with the line where its entry stands whole, or 0."""
    told = Counter(fault.line for fault in faults if fault.slug != MISSING)
    damaged = [one.line for one in faults if one.slug in WITHOUT_A_COUNT - {"not-json"} and told[one.line] == 1]
    return nothing_lost_by(data, damaged, home.journal) if damaged else {}


def what_of(fault: Fault) -> str:
    """Return what is wrong, without the place, which is told beside it."""
    if not fault.line:
        return f"it {fault.text.removeprefix(f'{JOURNAL} ')}"
    return fault.what()


def unconfirmed(home: Path, data: bytes) -> bool:
    """Return whether a torn last line is known to have been confirmed to nobody here.

    So it is where this device remembers that its last entry is the one right before the torn line. Else the piece may
    be of an entry that was confirmed, here or on another device, and cut afterwards.
    """
    mark = read_checkpoint(home).mark
    if mark is None or mark.device != device_of(home):
        return False
    return data.rfind(b"\n") + 1 == mark.bytes and cut(mark, data, home) is None
