"""What became of a journal: read here in a few lines of its own, so that the program's reader is judged as well."""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.store.journal import read
from tests.durability.writers import END

LINE = re.compile(rb'(.*),"crc":"([0-9a-f]{8})"\}')


class Verdict(NamedTuple):
    """What went wrong, each with what it happened to; all empty is as it must be."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()
    believed: tuple[str, ...] = ()
    miscounted: tuple[str, ...] = ()


CLEAN = Verdict()


def whole(home: Path) -> list[dict[str, Any]]:
    """Return the entries whose lines are whole, as they stand there."""
    path = home / "journal.jsonl"
    found = [LINE.fullmatch(line) for line in (path.read_bytes() if path.exists() else b"").split(b"\n")]
    return [json.loads(one[1] + b"}") for one in found if one and f"{zlib.crc32(one[1]):08x}".encode() == one[2]]


def texts(home: Path) -> list[str]:
    """Return what the questions and the notes say that are whole."""
    return [text for entry in whole(home) if (text := entry.get("text") or entry.get("note"))]


def judge(home: Path, acknowledged: Iterable[str], before: bytes = b"") -> Verdict:
    """Hold a journal against what was acknowledged, and against what it held before.

    Args:
        home: the folder.
        acknowledged: the texts of the entries that somebody was told are recorded.
        before: the bytes that stood there before any of them.
    """
    path = home / "journal.jsonl"
    data = path.read_bytes() if path.exists() else b""
    there = Counter(texts(home))
    entries = whole(home)
    believed = {entry.id for entry in read(path).entries} ^ {entry["id"] for entry in entries}
    return Verdict(
        tuple(one for one in acknowledged if not there[one]),
        tuple(one for one, times in there.items() if times > 1),
        () if data.startswith(before) else ("what stood there before",),
        tuple(repr(line) for line in data.split(b"\n") if line and not LINE.fullmatch(line)),
        (*sorted(believed), *(text for text in there if not text.endswith(END))),
        tuple(device for device in {one["device"] for one in entries} if not _counted(entries, device)),
    )


def _counted(entries: list[dict[str, Any]], device: str) -> bool:
    """Return whether a device's entries are counted from 1, one by one and in their order."""
    counts = [one["n"] for one in entries if one["device"] == device]
    return counts == list(range(1, len(counts) + 1))
