"""Copies that a sync program put beside the home's files: named in one line by `next`, and in full by `doctor`."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from baclotrack.cli.call import complain, inert
from baclotrack.core.warnings import Warned
from baclotrack.store import JOURNAL
from baclotrack.store.conflicts import Copy, copies

NEWS = "{name} holds {count} that your journal does not have. Run: baclotrack merge {path}"
OTHER_VERSION = "{name} is another version of {of}. Run: baclotrack doctor"
UNREAD = "{name} is another copy of {of} and cannot be read. Run: baclotrack doctor"
MERGED = "this copy of {of} holds nothing new."
REMOVE = "It may be removed: rm {path}"
MERGE = "Add them: baclotrack merge {path}"
COMPARE = "To compare the two: diff {own} {path} ; keep in {of} what is right, by hand, then remove the copy: rm {path}"
UNREADABLE = "this copy holds nothing new that can be read, and {count} that nobody can read."
LOOK = "No command can add those. Once you have looked at the copy, it may be removed: rm {path}"
READ = "Make the file yours to read, then run: baclotrack doctor"


class Note(NamedTuple):
    """One copy, as `doctor` tells it: a short name of what is wrong, the file, what it is, and what to do next."""

    slug: str
    file: str
    what: str
    next: str


def tell_copies(home: Path) -> tuple[Warned, ...]:
    """Name, on stderr, each copy that holds something which the home does not; a line each, with the command.

    Returns:
        The warning that stands before the answer where the journal has such a copy: the answer knows nothing of it.
    """
    found = [one for one in copies(home) if one.news]
    for one in found:
        complain(f"baclotrack: {_line(one)}")
    news = [one.news for one in found if one.of == JOURNAL]
    return (Warned("copy", {"holds": "holds" if max(news) > 0 else "may hold"}),) if news else ()


def _line(one: Copy) -> str:
    """Return what `next` says of a copy."""
    name = inert(one.path.name)
    if one.news < 0:
        return UNREAD.format(name=name, of=one.of)
    if one.of != JOURNAL:
        return OTHER_VERSION.format(name=name, of=one.of)
    return NEWS.format(name=name, count=_count(one.news, "entry"), path=_quoted(one.path))


def copy_notes(home: Path) -> Iterator[Note]:
    """Yield every copy beside the files of a home, those that hold nothing new included."""
    for one in copies(home):
        name, path, own = inert(one.path.name), _quoted(one.path), _quoted(home / one.of)
        if one.news < 0:
            yield Note("copy-unreadable", name, f"this copy of {one.of} cannot be read.", READ)
        elif one.unread and not one.news:
            yield Note(
                "copy-damaged", name, UNREADABLE.format(count=_count(one.unread, "line")), LOOK.format(path=path)
            )
        elif one.news == 0:
            yield Note("copy-merged", name, MERGED.format(of=one.of), REMOVE.format(path=path))
        elif one.of == JOURNAL:
            what = f"this copy of the journal holds {_count(one.news, 'entry')} that your journal does not have."
            yield Note("copy", name, what, MERGE.format(path=path))
        else:
            what = f"this is another version of {one.of}, from another device."
            yield Note("copy", name, what, COMPARE.format(of=one.of, own=own, path=path))


def _count(number: int, word: str) -> str:
    """Return how many lines or entries, in words."""
    many = "entries" if word == "entry" else f"{word}s"
    return f"{number} {word if number == 1 else many}"


def _quoted(path: Path) -> str:
    """Return a path as a shell takes it."""
    return inert(shlex.quote(str(path)))
