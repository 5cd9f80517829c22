"""Copies that a sync program put beside the files of a home, because two devices had changed one of them.

Syncthing calls them `journal.sync-conflict-20261122-101500-ABCDEFG.jsonl`; Dropbox, Nextcloud and others put
`conflicted copy` or `conflict` into the name. One look at the folder finds them.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from baclotrack.store import JOURNAL
from baclotrack.store.plain_file import read_plain

COPY = re.compile(
    r"(?P<stem>journal|plan|profile)(?![a-z0-9]).*conflict.*\.(?P<suffix>jsonl|toml)", re.IGNORECASE | re.DOTALL
)
SUFFIX = {"journal": "jsonl", "plan": "toml", "profile": "toml"}


class Copy(NamedTuple):
    """Another copy of a file of the home: where it is, which file it is a copy of, and how much of it is not here.

    `news` counts entries that the journal of the home does not have; for a plan or a profile it is 1 where the text is
    another one; -1 where the copy cannot be opened. `unread` counts its lines that nobody can read.
    """

    path: Path
    of: str
    news: int
    unread: int = 0


def copies(home: Path) -> tuple[Copy, ...]:
    """Return the copies beside the files of a home, by name; none is the ordinary case, and costs one look."""
    return tuple(_compared(home, name, of) for name, of in _names(home))


def is_copy(path: Path) -> bool:
    """Return whether a file's name is one that a sync program gives to a second copy."""
    return bool(_copied(path.name))


def _names(home: Path) -> list[tuple[str, str]]:
    """Return the names of the copies, each with the file it is a copy of."""
    try:
        names = sorted(os.listdir(home))  # noqa: PTH208 - names alone, as quick as can be: every `next` looks
    except OSError:
        return []
    return [(name, of) for name in names if (of := _copied(name))]


def _copied(name: str) -> str:
    """Return the file that a name says it is a copy of; nothing where it is none."""
    found = COPY.fullmatch(name) if "onflict" in name.lower() else None
    if found is None or found["suffix"].lower() != SUFFIX[found["stem"].lower()]:
        return ""
    return f"{found['stem'].lower()}.{found['suffix'].lower()}"


def _compared(home: Path, name: str, of: str) -> Copy:
    """Return a copy with how much of it is not in the home."""
    from baclotrack.store.merging import news

    try:
        other = read_plain(home / name)
    except OSError:
        return Copy(home / name, of, -1)
    try:
        own = read_plain(home / of)
    except OSError:
        own = b""
    return Copy(home / name, of, *(news(own, other) if of == JOURNAL else (int(own != other), 0)))
