"""What is not as it should be in a home: every fault of every file, where it is, and what to do next."""

import os
import stat
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.cli.call import Call, inert
from baclotrack.cli.copies import copy_notes
from baclotrack.cli.plan_source import there
from baclotrack.store import JOURNAL, PLAN, PROFILE, Fault, Home
from baclotrack.store.checkpoint import CUT, cut, read_checkpoint
from baclotrack.store.files import LOCK
from baclotrack.store.journal import content, lines, split
from baclotrack.store.repair import MISSING, WITHOUT_A_COUNT, accounts_for, nothing_lost_by, torn_end
from baclotrack.store.set_aside import fingerprint, standing, told_prints

TORN = "torn"
BRING_BACK = "If you have a copy of your journal from before, run: baclotrack merge FILE."
NEXT = {
    TORN: "The entry was never confirmed to you. Move the piece aside: baclotrack doctor --repair. Then record the"
    " entry once more.",
    "piece": "This is the rest of an entry that was recorded. Move the piece aside: baclotrack doctor --repair. Then"
    " see the next fault.",
    MISSING: BRING_BACK + " If no copy has it, run: baclotrack doctor --set-aside {line}",
    CUT: BRING_BACK + " If there is none, or you put an older copy here yourself, run: baclotrack doctor --set-aside"
    " end",
    "kept": "Nothing is lost by it. To be done with it, run: baclotrack doctor --set-aside {line}",
    "gap": "This may be the line that cannot be read, which is told above: then setting that one aside is enough. If it"
    " is another one, and no copy has it, run: baclotrack doctor --set-aside {line}",
    "same-id": "The first of the two counts. If this one is right, record it anew. Then run: baclotrack doctor"
    " --set-aside {line}",
    "unreadable": "Make the file yours to read, then run: baclotrack doctor",
    "line": BRING_BACK + " Then, or if you have none, run: baclotrack doctor --set-aside {line}",
    "form": "next reads this entry all the same. To take it back and record it anew, run: baclotrack undo {id}",
}
"""What to do next, by slug; `line` for every damaged line that has no sentence of its own."""
ELSEWHERE = " The same entry stands whole in line {line}."
UNCHECKED = "00000000"
"""Stands for the checksum, which was checked when the line was read."""
LONGEST_EXCERPT = 60
WRITABLE = "Make it yours to write. If the whole disk is read-only, copy the folder elsewhere and name it: --home DIR"
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
            yield Finding("no-file", name, 0, "this is no file.", "", "Move it away, then run: baclotrack doctor")
        elif mode & (stat.S_IRWXG | stat.S_IRWXO) and not mode & stat.S_ISVTX:
            what = f"others on this machine have rights to it (mode {stat.S_IMODE(mode):04o})."
            yield Finding("rights", name, 0, what, "", f"{PRIVATE}{inert(str(path))}")
        if path in {home, home / JOURNAL} and not os.access(path, os.W_OK):
            yield Finding("read-only", name, 0, "you may not write to it, so nothing can be recorded.", "", WRITABLE)
    lock = home / LOCK
    if lock.is_symlink() or lock.is_dir():
        what = "a link or a folder is in the place of the lock, so nothing can be recorded."
        yield Finding("no-file", LOCK, 0, what, "", "Move it away, then run: baclotrack doctor")


def _missing(home: Home) -> Iterator[Finding]:
    """Find a journal that is gone while the other files are there."""
    if there(home.path / JOURNAL) or home.journal.faults:
        return
    if there(home.path / PLAN) or there(home.path / PROFILE):
        what = "the journal is not there, but other files of the home are."
        step = "If there was one, put back the copy you have. If nothing was set up yet, run: baclotrack init"
        yield Finding("no-journal", JOURNAL, 0, what, "", step)


def _journal(home: Home) -> Iterator[Finding]:
    """Find damaged and missing lines, lines that the public form refuses, and what stands in the way of a decision."""
    data = journal_bytes(home)
    faults = journal_faults(home, data)
    slugs = {fault.slug for fault in faults}
    kept = still_whole(home, data, faults)
    for fault in faults:
        what, step = what_of(fault), _step(fault, slugs, data)
        if fault.line in kept and fault.slug != MISSING and step not in {NEXT[TORN], NEXT["piece"]}:
            what += ELSEWHERE.format(line=kept[fault.line]) if kept[fault.line] else ""
            step = NEXT["kept"].format(line=fault.line)
        yield Finding(fault.slug, JOURNAL, fault.line, what, fault.excerpt, step)
    put_aside = standing(home.journal.entries)
    faulty = {fault.line for fault in faults}
    if put_aside:
        prints = told_prints(put_aside)
        faulty |= {place for place, line in enumerate(split(data), 1) if fingerprint(line) in prints}
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
    return fault.text.removeprefix(f"{JOURNAL} line {fault.line}: ")


def _step(fault: Fault, slugs: set[str], data: bytes) -> str:
    """Return what to do next about a fault of the journal, which has faults of these kinds."""
    step = NEXT.get(fault.slug, NEXT["line"])
    if fault.slug == TORN and not torn_end(data):
        step = NEXT["line"]  # a whole entry stands in it, so it is not moved
    elif fault.slug == TORN and CUT in slugs:
        step = NEXT["piece"]
    elif fault.slug == MISSING and slugs & WITHOUT_A_COUNT:
        step = NEXT["gap"]
    return step.format(line=fault.line)


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
