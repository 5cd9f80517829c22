"""`baclotrack doctor`: check the home, and name file and line of each fault, with what to do next."""

import os
import stat
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.options import JsonOption, command
from baclotrack.cli.plan_source import there
from baclotrack.store import JOURNAL, PLAN, PROFILE, Fault, Home
from baclotrack.store.journal import lines

KEEP = (
    "If you have a copy of the file from before, look for the line there and put the copy back whole. If not, leave the"
    " file as it is: next shows no step, and what can be read of your doses is listed by: baclotrack history"
)
NEXT = {
    "torn": "The entry was never confirmed to you: record it once more with the command that made it. " + KEEP,
    "unreadable": "Make the file yours to read, then run: baclotrack doctor",
}
UNCHECKED = "00000000"
"""Stands for the checksum, which was checked when the line was read."""
LONGEST_EXCERPT = 60
PRIVATE = "The next command that writes takes those rights away; or do it now: chmod go= "


class Finding(NamedTuple):
    """One thing that is not as it should be: where, what, how it looks there, and what to do next."""

    slug: str
    file: str
    line: int
    what: str
    excerpt: str
    next: str

    def where(self) -> str:
        """Return the place as words."""
        return f"{self.file} line {self.line}" if self.line else self.file


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=doctor.__doc__)(doctor)


@command
def doctor(call: Call, *, json: JsonOption = False) -> int:
    """Check the home and its files, and say of each fault where it is, what it is and what to do next.

    Example: baclotrack doctor --json

    It only reads. The exit code is 0 when all is well, and 1 when something is not.
    """
    found = examine(call)
    if json:
        from json import dumps

        say(dumps([{"where": one.where(), **one._asdict()} for one in found], ensure_ascii=True, indent=2))
        return 1 if found else 0
    for place, one in enumerate(found, 1):
        say(f"{place}. {one.where()}: {one.what}")
        if one.excerpt:
            say(f"   It looks like this: {one.excerpt}")
        say(f"   Next: {one.next}")
    say(_summary(call, found))
    return 1 if found else 0


def _summary(call: Call, found: list[Finding]) -> str:
    """Return the last sentence: how many faults, or that all is well."""
    home = inert(str(call.path))
    if found:
        return f"{len(found)} fault{'' if len(found) == 1 else 's'} in {home}. Nothing was changed."
    if not any(there(call.path / name) for name in (JOURNAL, PLAN, PROFILE)):
        return f"There is nothing yet in {home}, so there is nothing to check. To begin, run: baclotrack init"
    return f"All is well in {home}."


def examine(call: Call) -> list[Finding]:
    """Return everything that is not as it should be in a home."""
    name = inert(str(call.path))
    if not there(call.path):
        return []
    if not call.path.is_dir():
        step = "Name the folder of your journal: --home DIR"
        return [Finding("no-folder", name, 0, "this is no folder.", "", step)]
    if not os.access(call.path, os.R_OK | os.X_OK):
        step = "Make the folder yours to read, or name your own: --home DIR"
        return [Finding("unreadable", name, 0, "this folder may not be read by you.", "", step)]
    home = call.open()
    return [*_rights(call.path), *_missing(home), *_journal(home), *_plan(home), *_profile(home)]


def _rights(home: Path) -> Iterator[Finding]:
    """Find what others may read, and what is no file."""
    for path in (home, *(home / name for name in (JOURNAL, PLAN, PROFILE))):
        name = inert(str(path)) if path == home else path.name
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Finding("unreadable", name, 0, f"it cannot be looked at: {error.strerror}.", "", NEXT["unreadable"])
            continue
        if path != home and not stat.S_ISREG(mode):
            yield Finding("no-file", name, 0, "this is no file.", "", "Move it away, then run: baclotrack doctor")
        elif mode & (stat.S_IRWXG | stat.S_IRWXO) and not mode & stat.S_ISVTX:
            what = f"others on this machine have rights to it (mode {stat.S_IMODE(mode):04o})."
            yield Finding("rights", name, 0, what, "", f"{PRIVATE}{inert(str(path))}")


def _missing(home: Home) -> Iterator[Finding]:
    """Find a journal that is gone while the other files are there."""
    if there(home.path / JOURNAL):
        return
    if there(home.path / PLAN) or there(home.path / PROFILE):
        what = "the journal is not there, but other files of the home are."
        step = "If there was one, put back the copy you have. If nothing was set up yet, run: baclotrack init"
        yield Finding("no-journal", JOURNAL, 0, what, "", step)


def _journal(home: Home) -> Iterator[Finding]:
    """Find damaged and missing lines, lines that the public form refuses, and what stands in the way of a decision."""
    for fault in home.journal.faults:
        step = NEXT.get(fault.slug, KEEP)
        yield Finding(fault.slug, JOURNAL, fault.line, _what(fault), fault.excerpt, step)
    faulty = {fault.line for fault in home.journal.faults}
    for place, line in lines(home.path / JOURNAL):
        if place not in faulty and line.get("kind") not in home.journal.later_kinds:
            yield from _form(place, line)
    if home.journal.later_kinds:
        kinds = ", ".join(home.journal.later_kinds)
        what = f"entries of a later version are here ({kinds}); this version cannot read them."
        yield Finding("later-kind", JOURNAL, 0, what, "", "Update baclotrack; until then next does not go up.")
    if home.health.future_day:
        what = f"an entry is for {home.health.future_day}, and today is {home.today}: a day that has not come."
        step = "Set the clock of this machine right. If the entry is wrong, take it back: baclotrack undo ID"
        yield Finding("future-day", JOURNAL, 0, what, "", step)


def _what(fault: Fault) -> str:
    """Return what is wrong, without the place, which is told beside it."""
    return fault.text.removeprefix(f"{JOURNAL} line {fault.line}: ").removeprefix(f"{JOURNAL} ")


def _form(place: int, line: Mapping[str, Any]) -> Iterator[Finding]:
    """Hold one line against the public form of the journal."""
    from baclotrack.store.models import LINE
    from baclotrack.store.problems import field_name, from_pydantic

    try:
        LINE.validate_python({**line, "crc": UNCHECKED})
    except ValueError as error:
        told = from_pydantic(error.errors(), {})  # type: ignore[attr-defined]  # pydantic's own, which only the store names
        for one in told:
            what = f"{field_name(one.where)}: {one.text}"
            yield Finding("bad-form", JOURNAL, place, what, _excerpt(line), KEEP)


def _excerpt(line: Mapping[str, Any]) -> str:
    """Return the beginning of an entry, harmless to print."""
    from baclotrack.store.writing import encode

    return inert(encode(line)[:LONGEST_EXCERPT])


def _plan(home: Home) -> Iterator[Finding]:
    """Find what is wrong with plan.toml, and whether it is the adopted plan."""
    from baclotrack.store.plan_file import read_plan

    path = home.path / PLAN
    if path.is_file():
        problems = yield from _problems(path, read_plan)
        if problems:
            return
    step = "To adopt it, run: baclotrack plan adopt. To see what is adopted, run: baclotrack plan show"
    if home.plan is None and path.is_file():
        yield Finding("not-adopted", PLAN, 0, "this plan is not adopted, so next shows no dose.", "", step)
    elif home.plan is not None and home.health.plan_file == "differs":
        yield Finding("differs", PLAN, 0, "this is not the plan that was adopted, so next does not go up.", "", step)
    elif home.plan is not None and home.health.plan_file == "missing":
        what = "the file is gone; the adopted plan is still in the journal, but next does not go up."
        yield Finding("no-plan-file", PLAN, 0, what, "", "To write it again, run: baclotrack plan adopt")


def _profile(home: Home) -> Iterator[Finding]:
    """Find what is wrong with profile.toml."""
    from baclotrack.store.profile_file import read_profile

    path = home.path / PROFILE
    if path.is_file():
        yield from _problems(path, read_profile)


def _problems(path: Path, read: Callable[[Path], object]) -> Generator[Finding, None, bool]:
    """Yield everything that does not fit in a file that a person wrote; return whether there was anything."""
    from baclotrack.store.problems import FileProblemsError

    try:
        read(path)
    except FileProblemsError as error:
        for one in error.problems:
            what = f"{one.field}: {one.text}" if one.field else one.text
            step = f"Correct {path.name}, then run: baclotrack doctor"
            yield Finding("bad-file", path.name, one.line, what, _line_of(path, one.line), step)
        return True
    return False


def _line_of(path: Path, number: int) -> str:
    """Return a line of a file, harmless to print, or nothing where there is no such line."""
    try:
        lines_of = path.read_bytes().decode("utf-8", "backslashreplace").splitlines()
    except OSError:
        return ""
    return inert(lines_of[number - 1].strip()[:LONGEST_EXCERPT]) if 1 <= number <= len(lines_of) else ""
