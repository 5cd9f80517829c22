"""Two journals into one: the intact lines that this journal does not have are appended to it, byte for byte.

A line is told by its id. Nothing is rewritten, so merging in any order, and twice, gives the same record.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.core import limits
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL
from baclotrack.store.checkpoint import last_given, nothing_lost, read_checkpoint
from baclotrack.store.checkpoint_build import keep_mark
from baclotrack.store.device import device_of
from baclotrack.store.faults import number_of
from baclotrack.store.files import append_bytes, locked, make_home, reason, write_bytes
from baclotrack.store.journal import UNFIT, Fault, intact, read_bytes, split
from baclotrack.store.plain_file import in_its_place, read_plain
from baclotrack.store.writing import append

GAP = "missing-line"
"""A gap in a device's count is no line: what is missing may stand in the other journal, and is told after the merge."""


class Row(NamedTuple):
    """One intact line: where it stands, its bytes without the line feed, and what tells it from others."""

    place: int
    line: bytes
    id: str
    kind: str
    device: str


class Other(NamedTuple):
    """A journal from elsewhere: what it is called in sentences, its intact lines, and what is wrong with the rest."""

    name: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class Added(NamedTuple):
    """What one journal brought: the rows appended, and those whose id stands here already, in other words."""

    other: Other
    rows: tuple[Row, ...] = ()
    other_words: tuple[Row, ...] = ()


def read_other(name: str, data: bytes) -> Other:
    """Return a journal from elsewhere, read.

    Args:
        name: what it is called in sentences.
        data: its bytes.

    Raises:
        BaclotrackError: when it holds no line of a journal at all.
    """
    journal = read_bytes(data)
    faults = tuple(one for one in journal.faults if one.slug != GAP)
    rows = tuple(row for row in _rows(data) if row.place not in journal.faulty)
    if not rows:
        why = "it is empty" if not data.strip() else "no line in it is an entry that can be read"
        message = f"{name} is no journal: {why}. Name a journal.jsonl, a folder that has one, or an export in JSON."
        raise BaclotrackError(message, slug="no-journal")
    return Other(name, rows, faults)


def merge_into(home: Path, others: Sequence[Other], now: datetime) -> tuple[Added, ...]:
    """Append what the other journals have and this one has not, all of it or nothing, and return what it was.

    A profile.toml that was changed since it was last recorded is recorded first, where anything is added.

    Args:
        home: the folder of this journal; it is made if it is not there.
        others: the journals from elsewhere.
        now: the time of the call.

    Raises:
        BaclotrackError: `locked` when another process keeps the home, `not-recorded` when the machine refuses.
    """
    path = home / JOURNAL
    try:
        found = chosen(_content(path), others)
        if not any(one.rows for one in found):
            return tuple(found)
        append(home, [], now)
        make_home(home)
        with locked(home):
            checkpoint = read_checkpoint(home)
            data = _content(path)
            found = chosen(data, others)
            lines = [row.line + b"\n" for one in found for row in one.rows]
            if lines:
                added = (b"\n" if data and not data.endswith(b"\n") else b"") + b"".join(lines)
                append_bytes(path, added, len(data))
                with nothing_lost():
                    device = device_of(home)
                    keep_mark(home, checkpoint, data, added, (device, last_given(checkpoint.mark, device)))
            return tuple(found)
    except OSError as error:
        raise not_recorded(path, error) from error


def restore(home: Path, journal: bytes) -> bool:
    """Write a whole journal into a home that has none, byte for byte; return False where it has one.

    Raises:
        BaclotrackError: `locked` when another process keeps the home, `not-recorded` when the machine refuses.
    """
    path = home / JOURNAL
    try:
        make_home(home)
        with locked(home):
            if _content(path):
                return False
            if journal:
                checkpoint, device = read_checkpoint(home), device_of(home)
                append_bytes(path, journal, 0)
                with nothing_lost():
                    keep_mark(home, checkpoint, b"", journal, (device, last_given(checkpoint.mark, device)))
            return True
    except OSError as error:
        raise not_recorded(path, error) from error


def renew(path: Path, before: str | None, after: str | None) -> bool:
    """Write a plan or profile file anew where it is only the copy of what was recorded before, and another is now.

    A text that a person changed and that is recorded nowhere is left alone.

    Args:
        path: plan.toml or profile.toml.
        before: the text recorded last before the merge; None where there was none.
        after: the text recorded last after it.

    Returns:
        Whether the file now is what is recorded.
    """
    try:
        here: str | None = read_plain(path).decode()
    except FileNotFoundError:
        here = None
    except (OSError, UnicodeDecodeError):
        return after is None
    if after is None or here == after:
        return True
    if here != before:
        return False
    write_bytes(path, after.encode("utf-8"))
    return True


def chosen(data: bytes, others: Sequence[Other]) -> list[Added]:
    """Return, journal by journal, the rows that a journal with these bytes does not have, each once."""
    here = {row.id: row.line for row in _rows(data)}
    found = []
    for other in others:
        new, strange = [], []
        for row in other.rows:
            if row.id not in here:
                here[row.id] = row.line
                new.append(row)
            elif here[row.id] != row.line:
                strange.append(row)
        found.append(Added(other, tuple(new), tuple(strange)))
    return found


def news(data: bytes, other: bytes) -> tuple[int, int]:
    """Return how many entries another copy of a journal holds that these bytes do not, and how many unreadable lines.

    The lines are compared as they stand first, since most often nothing is new.
    """
    if {line for line in split(other) if line} <= set(split(data)):
        return 0, 0
    try:
        found = read_other("", other)
    except BaclotrackError:
        return 0, sum(1 for line in split(other) if line)
    (added,) = chosen(data, [found])
    return len(added.rows), number_of(found.faults) + len(added.other_words)


def not_recorded(path: Path, error: OSError) -> BaclotrackError:
    """Return the error for a journal that could not be written."""
    message = (
        f"Not recorded: {path} could not be written: {reason(error)}. What was recorded before is unchanged."
        " Check the folder and the free space, then run the same command again."
    )
    other = in_its_place(path)
    if other:
        message = (
            f"Not recorded: {other} stands in the place of {path}. Move it away, put your journal back there, then run"
            " the same command again. To see all that is wrong, run: baclotrack doctor"
        )
    return BaclotrackError(message, slug="not-recorded", exit_code=1)


def _content(path: Path) -> bytes:
    """Return the bytes of a journal; none where there is none."""
    try:
        return read_plain(path)
    except FileNotFoundError:
        return b""


def _rows(data: bytes) -> Iterator[Row]:
    """Yield every intact line that has an id, the first of each id."""
    seen: set[str] = set()
    for place, line in enumerate(split(data), start=1):
        body = intact(line) if line else None
        if body is None:
            continue
        try:
            told: dict[str, Any] = json.loads(body + b"}")
            row = Row(place, line, limits.identity(told["id"], "id"), str(told["kind"]), str(told["device"]))
        except UNFIT:
            continue
        if row.id not in seen:
            seen.add(row.id)
            yield row
