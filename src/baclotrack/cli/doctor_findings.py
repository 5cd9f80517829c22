"""What is not as it should be in a home: every fault of every file, where it is, and what to do next."""

import os
import stat
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.cli.call import Call, inert
from baclotrack.cli.copies import copy_notes
from baclotrack.cli.doctor_journal import journal_bytes, journal_faults, still_whole, unconfirmed, what_of
from baclotrack.cli.doctor_next import (
    ELSEWHERE,
    EMPTIED,
    GONE,
    NEVER,
    NEXT,
    NO_FILE,
    NO_JOURNAL,
    NO_PROFILE,
    PUT_BACK,
    TORN,
    WRITE_ONE,
    step_of,
)
from baclotrack.cli.plan_source import there
from baclotrack.store import JOURNAL, LONGEST_TEXT, PLAN, PROFILE, Home
from baclotrack.store.files import LOCK
from baclotrack.store.journal import BOM, lines, split
from baclotrack.store.many_faults import SINGLY
from baclotrack.store.plain_file import in_its_place, read_plain
from baclotrack.store.repair import MISSING
from baclotrack.store.set_aside import fingerprint, standing, told_prints

UNCHECKED = "00000000"
"""Stands for the checksum, which was checked when the line was read."""
LONGEST_EXCERPT = 60
MOST_KINDS = 20
"""So many names of kinds that this version does not know are told."""
WRITABLE = "Make it yours to write. If the whole disk is read-only, copy the folder elsewhere and name it: --home DIR"
PRIVATE = "The next command that writes takes those rights away; or do it now: chmod go= "


class Finding(NamedTuple):
    """One thing that is not as it should be: where, what, how it looks there, and what to do next.

    Of very many of a kind, one stands for `many` of them, in lines up to `last`.
    """

    slug: str
    file: str
    line: int
    what: str
    excerpt: str
    next: str
    many: int = 1
    last: int = 0

    def where(self) -> str:
        """Return the place as words."""
        if self.last:
            return f"{self.file} lines {self.line} to {self.last}"
        return f"{self.file} line {self.line}" if self.line else self.file


def counted(found: Iterable[Finding]) -> int:
    """Return how many things are not as they should be, those counted that one finding stands for."""
    return sum(one.many for one in found)


class Examined(NamedTuple):
    """A home that was looked at: all findings, and the home itself where there is one to open."""

    found: list[Finding]
    home: Home | None = None


def examine(call: Call) -> Examined:
    """Return everything that is not as it should be in a home."""
    name = inert(str(call.path))
    if not there(call.path):
        return Examined([])
    if not call.path.is_dir():
        step = "Name the folder of your journal: --home DIR"
        return Examined([Finding("no-folder", name, 0, "this is no folder.", "", step)])
    if not os.access(call.path, os.R_OK | os.X_OK):
        step = "Make the folder yours to read, or name your own: --home DIR"
        return Examined([Finding("unreadable", name, 0, "this folder may not be read by you.", "", step)])
    home = call.open()
    copied = [Finding(one.slug, one.file, 0, one.what, "", one.next) for one in copy_notes(call.path)]
    found = [*_rights(call.path), *_missing(home), *_journal(home), *copied, *_plan(home), *_profile(home)]
    return Examined(found, home)


def _rights(home: Path) -> Iterator[Finding]:
    """Find what others may read, what cannot be written, and what is no file."""
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
            what = f"{in_its_place(path)} stands in the place of the file."
            yield Finding("no-file", name, 0, what, "", NO_JOURNAL if name == JOURNAL else NO_FILE)
        elif mode & (stat.S_IRWXG | stat.S_IRWXO) and not mode & stat.S_ISVTX:
            what = f"others on this machine have rights to it (mode {stat.S_IMODE(mode):04o})."
            yield Finding("rights", name, 0, what, "", f"{PRIVATE}{inert(str(path))}")
        if path in {home, home / JOURNAL} and not os.access(path, os.W_OK):
            yield Finding("read-only", name, 0, "you may not write to it, so nothing can be recorded.", "", WRITABLE)
    lock = home / LOCK
    if lock.is_symlink() or lock.is_dir():
        what = "a link or a folder is in the place of the lock, so nothing can be recorded."
        yield Finding("no-file", LOCK, 0, what, "", NO_FILE)


def _missing(home: Home) -> Iterator[Finding]:
    """Find a journal that is gone while the other files are there."""
    if there(home.path / JOURNAL) or home.journal.faults:
        return
    if there(home.path / PLAN) or there(home.path / PROFILE):
        what = "the journal is not there, but other files of the home are."
        then = "init" if home.health.plan_file == "missing" else "plan adopt"
        step = f"If there was one, bring back the copy you have. If there never was one, run: baclotrack {then}"
        yield Finding("no-journal", JOURNAL, 0, what, "", step)


def _journal(home: Home) -> Iterator[Finding]:
    """Find damaged and missing lines, lines that the public form refuses, and what stands in the way of a decision."""
    if in_its_place(home.path / JOURNAL):
        return  # told already, as what it is; there are no lines
    data = journal_bytes(home)
    faults = journal_faults(home, data)
    slugs = {fault.slug for fault in faults}
    kept = still_whole(home, data, faults)
    for fault in faults:
        sure = fault.slug == TORN and unconfirmed(home.path, data)
        what, step = what_of(fault), step_of(fault, slugs, data, sure=sure)
        if fault.line in kept and fault.slug != MISSING and step not in {NEXT[TORN], NEXT["unsure"], NEXT["piece"]}:
            what += ELSEWHERE.format(line=kept[fault.line]) if kept[fault.line] else ""
            step = NEXT["kept"].format(line=fault.line)
        yield Finding(fault.slug, JOURNAL, fault.line, what, fault.excerpt, step, fault.many, fault.last)
    put_aside = standing(home.journal.entries)
    faulty = set(home.journal.faulty)
    if put_aside:
        prints = told_prints(put_aside)
        faulty |= {place for place, line in enumerate(split(data), 1) if fingerprint(line) in prints}
    yield from _bounded(_forms(home, faulty))
    if home.journal.later_kinds:
        kinds = ", ".join(home.journal.later_kinds[:MOST_KINDS])
        if len(home.journal.later_kinds) > MOST_KINDS:
            kinds += f" and {len(home.journal.later_kinds) - MOST_KINDS} more"
        what = f"entries of a later version are here ({kinds}); this version cannot read them."
        yield Finding("later-kind", JOURNAL, 0, what, "", "Update baclotrack; until then next does not go up.")
    if home.health.future_day:
        what = f"an entry is for {home.health.future_day}, and today is {home.today}: a day that has not come."
        step = "Set the clock of this machine right. If the entry is wrong, take it back: baclotrack undo ID"
        yield Finding("future-day", JOURNAL, 0, what, "", step)


def _forms(home: Home, faulty: set[int]) -> Iterator[Finding]:
    """Hold every line that was read against the public form of the journal."""
    later = frozenset(home.journal.later_kinds)
    for place, line in lines(home.path / JOURNAL):
        if place not in faulty and line.get("kind") not in later:
            yield from _form(place, line)


def _bounded(found: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the first findings each on its own, and one that stands for all others of their kind."""
    yield from islice(found, SINGLY)
    first = next(found, None)
    if first is None:
        return
    rest = [first.line, *(one.line for one in found)]
    if len(rest) > 1:
        first = first._replace(what=f"{len(rest)} more like this: {first.what}", many=len(rest), last=rest[-1])
    yield first


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
            step = NEXT["form"].format(id=inert(str(line.get("id"))))
            yield Finding("bad-form", JOURNAL, place, what, _excerpt(line), step)


def _excerpt(line: Mapping[str, Any]) -> str:
    """Return the beginning of an entry, harmless to print."""
    from json import dumps

    return inert(dumps(line, ensure_ascii=False, default=float, separators=(",", ":"))[:LONGEST_EXCERPT])


def _plan(home: Home) -> Iterator[Finding]:
    """Find what is wrong with plan.toml, and whether it is the adopted plan."""
    from baclotrack.store.plan_file import read_plan

    path = home.path / PLAN
    if path.is_file():
        problems = yield from _problems(path, read_plan)
        if problems:
            return
    step = "To adopt it, run: baclotrack plan adopt. To see what is adopted, run: baclotrack plan show"
    if not home.journal.entries:
        first = "If a journal was kept for it, bring that back first: baclotrack merge FILE"
        step = f"{first}. Else run: baclotrack plan adopt"
    if home.plan is None and path.is_file() and not home.journal.faults:
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
    recorded = home.journal.profile_text is not None
    if recorded and _says_nothing(path):
        yield Finding(NO_PROFILE, PROFILE, 0, EMPTIED, "", PUT_BACK)
    elif path.is_file():
        yield from _problems(path, read_profile)
    elif home.plan is not None and _is_gone(path):
        yield Finding(NO_PROFILE, PROFILE, 0, *((GONE, "", PUT_BACK) if recorded else (NEVER, "", WRITE_ONE)))


def _says_nothing(path: Path) -> bool:
    """Return whether a file is there that holds nothing but blank lines and comments."""
    try:
        rows = read_plain(path).removeprefix(BOM).splitlines() if path.stat().st_size <= LONGEST_TEXT else [b"?"]
    except OSError:
        return False
    return all(not row.strip() or row.lstrip().startswith(b"#") for row in rows)


def _is_gone(path: Path) -> bool:
    """Return whether nothing is there; what is there and cannot be looked at is told as that."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def recorded_rows(home: Home | None) -> list[str]:
    """Return the lines of the profile that was recorded last, harmless to print: a new file begins with them."""
    text = home.journal.profile_text if home is not None else None
    return [inert(line) for line in (text or "").splitlines()]


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
