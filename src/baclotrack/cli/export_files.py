"""Where an export goes: file names, what is already there, and the writing itself."""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from baclotrack.cli.call import inert, is_terminal
from baclotrack.errors import BaclotrackError
from baclotrack.export import FORMATS, Job, renderer
from baclotrack.store.files import OWN_FILES, write_bytes

HERE = "-"


class Target(NamedTuple):
    """One file to write, or standard output where `path` is None."""

    format: str
    path: Path | None

    def words(self) -> str:
        """Return where it goes, as it may be printed."""
        return "standard output" if self.path is None else inert(str(self.path))


def targets_of(formats: Sequence[str], out: str | None, stem: str, ending: str | None = None) -> list[Target]:
    """Return where each format goes.

    Args:
        formats: the formats.
        out: what `--out` says: a file, a folder, `-`, or nothing for the present folder.
        stem: the beginning of the files' names where only a folder is named.
        ending: the end of the name where it is not the format's own.

    Raises:
        BaclotrackError: when several formats shall go into one file, or a PDF or zip onto a terminal.
    """
    if out == HERE:
        if len(formats) > 1:
            message = "--out - takes one format at a time. Name one, or a folder: --out FOLDER/"
            raise BaclotrackError(message, slug="contradiction")
        if not (FORMATS[formats[0]].text or ending) and is_terminal(sys.stdout):
            message = f"{formats[0]} is not for a terminal. Name a file: --out FILE{FORMATS[formats[0]].ending}"
            raise BaclotrackError(message, slug="not-text")
        return [Target(formats[0], None)]
    folder = Path() if out is None else Path(out).expanduser()
    if out is None or out.endswith(("/", os.sep)) or folder.is_dir():
        return [Target(one, folder / (stem + (ending or FORMATS[one].ending))) for one in formats]
    if len(formats) > 1:
        message = f"{len(formats)} formats do not go into one file. Name a folder: --out {inert(out)}/"
        raise BaclotrackError(message, slug="contradiction")
    return [Target(formats[0], folder)]


def stem_of(first: date, last: date, table: str = "", *, anonymous: bool) -> str:
    """Return the beginning of a file's name: the days it holds, unless they are nobody's to know, and the one table."""
    days = "anonymous" if anonymous else f"{first}-to-{last}"
    return f"baclotrack-{days}-{table}" if table else f"baclotrack-{days}"


def check_free(places: Iterable[Target], home: Path, *, force: bool) -> None:
    """Refuse to write over a file, or into a folder that is not there, before anything is written.

    The home's own files are never written over, whatever was said: no export may cost a record.

    Raises:
        BaclotrackError: naming the file, and how it may be replaced.
    """
    for one in places:
        if one.path is None:
            continue
        if one.path.resolve().parent == home.resolve() and one.path.resolve().name in OWN_FILES:
            message = f"{one.words()} is the journal's own file. Nothing was written. Name another file."
            raise BaclotrackError(message, slug="own-file")
        if one.path.is_dir():
            message = f"{one.words()} is a folder. Name a file in it, or end the name with / for a name made here."
            raise BaclotrackError(message, slug="is-folder")
        if not one.path.parent.is_dir():
            message = (
                f"{inert(str(one.path.parent))} is no folder. Nothing was written. Make it first, or name another."
            )
            raise BaclotrackError(message, slug="no-folder")
        if one.path.exists() and not one.path.is_file():
            message = f"{one.words()} is no ordinary file. Nothing was written. Name another one, or - for here."
            raise BaclotrackError(message, slug="no-file")
        if one.path.exists() and not force:
            message = f"{one.words()} is there already. Nothing was written. Name another file, or add --force."
            raise BaclotrackError(message, slug="exists")


def rendered(job: Job, places: Sequence[Target]) -> list[tuple[Target, bytes]]:
    """Return every format rendered, before anything is said or written: where one cannot be, nothing leaves.

    Raises:
        BaclotrackError: when a format cannot be rendered here.
    """
    return [(one, renderer(one.format)(job)) for one in places]


def deliver(made: Iterable[tuple[Target, bytes]]) -> None:
    """Write what was rendered, each where it goes.

    Raises:
        BaclotrackError: when the machine refuses to write.
    """
    for one, data in made:
        if one.path is None:
            _print(data)
        else:
            write_bytes(one.path, data)


def _print(data: bytes) -> None:
    """Write to standard output, byte for byte where it takes bytes."""
    out = sys.stdout
    if out is None:  # a closed stream: there is nobody to tell
        return
    raw = getattr(out, "buffer", None)
    if raw is not None:
        out.flush()
        raw.write(data)
        raw.flush()
        return
    try:
        out.write(data.decode())
    except UnicodeDecodeError:
        message = "Standard output takes text only here. Name a file: --out FILE"
        raise BaclotrackError(message, slug="not-text") from None
