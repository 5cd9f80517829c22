"""`baclotrack merge`: what another device recorded is added to this journal. Nothing is changed or removed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, is_terminal
from baclotrack.cli.merge_lines import tell
from baclotrack.cli.options import JsonOption, command
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL
from baclotrack.store.exported import journal_in, looks_exported
from baclotrack.store.merging import Other, merge_into, read_other
from baclotrack.store.plain_file import read_plain

MOST_BYTES = 1_000_000_000
"""A million entries are a third of it."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("merge", help=merge.__doc__)(merge)


@command
def merge(
    call: Call,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Journals, folders, exports, or - .")],
    *,
    json: JsonOption = False,
) -> int:
    """Add what another device recorded: every entry that this journal does not have yet.

    Example: baclotrack merge /media/stick/journal.jsonl

    FILE is a journal, a folder that has one, an export in JSON, or - for standard input. Entries are added as they
    stand; nothing is changed or removed here, and merging twice adds nothing. Lines that cannot be read are named and
    left out (exit code 1).
    """
    others = [other(word) for word in files]
    return add(call, others, json=json)


def add(call: Call, others: list[Other], *, json: bool) -> int:
    """Add the entries of other journals, say what was added and what follows, and return the exit code."""
    before = call.open()
    added = merge_into(call.path, others, call.now)
    tell(call, before, added, json=json)
    return 1 if any(one.other.faults or one.other_words for one in added) else 0


def other(word: str) -> Other:
    """Return the journal that a word names, read.

    Raises:
        BaclotrackError: when it cannot be read, or is no journal.
    """
    path = _path(word)
    name = "standard input" if word == "-" else inert(str(path))
    data = content(path, name, folder=path != Path(word))
    return read_other(name, journal_in(data, name) if looks_exported(data) else data)


def _path(word: str) -> Path:
    """Return the file that a word names; of a folder, the journal in it."""
    path = Path(word)
    return path / JOURNAL if word != "-" and path.is_dir() else path


def content(path: Path, name: str, *, folder: bool = False) -> bytes:
    """Return the bytes of a file, or of standard input for a single hyphen.

    Args:
        path: the file.
        name: what it is called in sentences.
        folder: only its folder was named. Then a pipe is nothing that somebody means to be waited for; one that is
            named itself is, as in a shell's `<(age -d backup.age)`.

    Raises:
        BaclotrackError: when it cannot be read.
    """
    try:
        data = _stdin() if str(path) == "-" else read_plain(path, MOST_BYTES + 1) if folder else _read(path)
    except FileNotFoundError:
        message = f"There is no file {name}. Nothing was changed. Look for the journal of the other device there."
        raise BaclotrackError(message, slug="no-file") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no file name"
        message = f"{name} cannot be read: {why}. Nothing was changed. Name a file that you may read."
        raise BaclotrackError(message, slug="unreadable-file") from None
    if len(data) > MOST_BYTES:
        message = (
            f"{name} has more than {MOST_BYTES} bytes, which no journal needs. Nothing was changed. Name a journal."
        )
        raise BaclotrackError(message, slug="too-long")
    return data


def _read(path: Path) -> bytes:
    """Return the bytes of a file, no more than one over the most."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _stdin() -> bytes:
    """Return all that is piped in, byte for byte where the stream has bytes.

    Raises:
        BaclotrackError: when it is the keyboard.
    """
    if is_terminal(sys.stdin):
        message = "- is standard input, and that is the keyboard here. Name a file, or pipe the journal in."
        raise BaclotrackError(message, slug="keyboard")
    raw = getattr(sys.stdin, "buffer", None)
    return raw.read(MOST_BYTES + 1) if raw is not None else sys.stdin.read().encode("utf-8", "surrogateescape")
