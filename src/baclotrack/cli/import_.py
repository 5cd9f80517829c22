"""`baclotrack import`: a home from an export in JSON; into a home that has a journal, its entries are merged."""

from pathlib import Path
from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.merge import add, content
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL, PLAN, PROFILE
from baclotrack.store.exported import Exported, looks_exported, unpacked
from baclotrack.store.journal import read_bytes
from baclotrack.store.merging import read_other, restore
from baclotrack.store.plain_file import in_its_place, read_plain
from baclotrack.store.writing import make_home, write_bytes
from baclotrack.wording import and_words

SCHEMA = "baclotrack.import/1"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help=import_.__doc__)(import_)


@command
def import_(
    call: Call,
    file: Annotated[str, typer.Argument(metavar="FILE", help="An export in JSON, or - for standard input.")],
    *,
    json: JsonOption = False,
) -> int:
    """Put back what was exported as JSON: the whole home into an empty one, else the entries that are not here yet.

    Example: baclotrack import backup.json

    Into an empty home the journal comes back byte for byte, with plan.toml and profile.toml. Into another one its
    entries are merged, and plan.toml and profile.toml of the export are left out.
    """
    path = Path(file)
    name = "standard input" if file == "-" else inert(str(path))
    data = content(path, name)
    if not looks_exported(data) and read_bytes(data).entries:
        message = f"{name} is a journal, not an export. To add what it holds, run: baclotrack merge {name}"
        raise BaclotrackError(message, slug="no-export")
    told = unpacked(data, name)
    there = [one for one in (JOURNAL, PLAN, PROFILE) if _holds(call.path / one)]
    if JOURNAL not in there:
        return _into_empty(call, told, name, there, json=json)
    return _into_other(call, told, name, json=json)


def _holds(path: Path) -> bool:
    """Return whether a file is there, and not empty; whatever else stands in its place is there as well."""
    try:
        return bool(in_its_place(path)) or path.stat().st_size > 0
    except OSError:
        return False


def _into_empty(call: Call, told: Exported, name: str, there: list[str], *, json: bool) -> int:
    """Write the whole home, the journal last: only with it does anything count."""
    make_home(call.path)
    files = _write_files(call.path, told, there)
    if not restore(call.path, told.journal):  # another process was quicker
        return _into_other(call, told, name, json=json)
    home = call.open()
    count = len(home.journal.entries)
    if json:
        from json import dumps

        written = [*([JOURNAL] if told.journal else []), *files]
        say(dumps({"schema": SCHEMA, "restored": True, "entries": count, "written": written}, indent=2))
    else:
        made = f", made on {inert(told.made_at[:10])}" if told.made_at else ""
        say(f"Restored from {name}{made}: {count} entr{'y' if count == 1 else 'ies'}{_and_files(files)}.")
        for file in there:
            say(f"{file} was there already and is left as it is.")
        say("To see what the plan says now, run: baclotrack next")
    tell_faults(home)
    return 0


def _and_files(files: list[str]) -> str:
    """Return the names of the files that came with the entries, as the end of a sentence."""
    return f", with {and_words(files)}" if files else ""


def _into_other(call: Call, told: Exported, name: str, *, json: bool) -> int:
    """Merge the entries, and say that the two other files of the export are left out where they differ."""
    code = add(call, [read_other(name, told.journal)], json=json)
    for file, text in ((PLAN, told.plan), (PROFILE, told.profile)):
        if json or text is None:
            continue
        path = call.path / file
        if not _holds(path):
            write_bytes(path, text)
            say(f"{file} was not here and was restored from {name}.")
        elif _other(path, text):
            say(f"{file} of {name} is another one; yours is left as it is.")
    return code


def _other(path: Path, text: bytes) -> bool:
    """Return whether a file of the home says something else; what cannot be read is another one, and stays."""
    try:
        return read_plain(path) != text
    except OSError:
        return True


def _write_files(home: Path, told: Exported, there: list[str]) -> list[str]:
    """Write plan.toml and profile.toml where they are not there, and return the names of those written."""
    files = [(PLAN, told.plan), (PROFILE, told.profile)]
    missing = [(name, text) for name, text in files if text is not None and name not in there]
    for name, text in missing:
        write_bytes(home / name, text)
    return [name for name, _ in missing]
