"""`baclotrack doctor --set-aside`: name a damaged line, or entries that are gone, as unreadable for good.

Nothing is taken out of the journal: an entry is added that names the line by its bytes, or the entries by their count.
"""

import sys
from collections.abc import Iterator
from typing import NamedTuple

from baclotrack.cli.call import Call, inert, is_terminal, say
from baclotrack.cli.doctor_findings import counted, examine
from baclotrack.cli.doctor_journal import journal_bytes, journal_faults, still_whole, what_of
from baclotrack.cli.names import shown
from baclotrack.core.entries import Entry, SetAside, ranked, retracted
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL, Fault, Home
from baclotrack.store.checkpoint import CUTS, Mark, cut, read_checkpoint
from baclotrack.store.faults import number_of
from baclotrack.store.journal import lines, read_bytes, split
from baclotrack.store.repair import MISSING, WITHOUT_A_COUNT, accounts_for
from baclotrack.store.set_aside import fingerprint, standing
from baclotrack.store.writing import COUNTED, Draft, append
from baclotrack.wording import day_words
from baclotrack.wording.damage import aside_words

END = "end"
LONGEST_SHOWN = 2000
Gone = tuple[str, int, int]
NOT_GONE: Gone = ("", 0, 0)


class Aside(NamedTuple):
    """What is to be set aside: the fault, the entries that are missing with it, and whether the journal's end is."""

    fault: Fault
    gone: Gone = NOT_GONE
    cut: bool = False


def set_aside(call: Call, named: str, *, sure: bool) -> int:
    """Set the faults of one line aside, or the journal's missing end, after showing what it is."""
    home = call.open()
    data = journal_bytes(home)
    asides = list(_named(home, data, named))
    whole = still_whole(home, data, [one.fault for one in asides])
    for one in asides:
        for text in _told(one, data):
            say(text)
    _ask(home, sure=sure)
    append(call.path, [Draft("set_aside", _fields(one, data)) for one in asides], call.now)
    after = examine(call)
    left = counted(after.found)
    say(f"Set aside on {day_words(home.today)}. Nothing was taken out of the journal.")
    say(f"From now on next holds the dose, until {_days(home)}.")
    if any(one.fault.slug == MISSING or one.fault.line not in whole for one in asides):
        say("If you know what was lost, record it anew, so that the doses are right: baclotrack log --day DAY")
    if left:
        say(f"{left} fault{' is' if left == 1 else 's are'} left. Run: baclotrack doctor")
    return 0


def _named(home: Home, data: bytes, named: str) -> Iterator[Aside]:
    """Yield what a line's number, or the word end, means.

    Raises:
        BaclotrackError: when nothing is wrong there that could be set aside.
    """
    if number_of(home.journal.faults) > len(home.journal.faults):  # here each line counts on its own
        home = home._replace(journal=read_bytes(data, singly=len(data)))
    faults = journal_faults(home, data)
    mark = read_checkpoint(home.path).mark
    is_cut = mark is not None and cut(mark, data, home.path) is not None
    number = int(named[:12]) if named.isascii() and named.isdecimal() else 0
    chosen = [fault for fault in faults if fault.line == number] if number else []
    if named.lower() == END:
        chosen = [one for one in faults if one.slug in CUTS] or _now_a_gap(faults, mark if is_cut else None)
    if not chosen:
        raise _nothing_at(named, faults)
    end = _lost_end(home, mark) if mark is not None else NOT_GONE
    for fault in chosen:
        if fault.slug in CUTS:
            yield Aside(fault, end, cut=True)
            continue
        gone = fault.gone if fault.slug == MISSING else _entry_of(fault, faults, data, end)
        all_told = mark is not None and accounts_for(mark, data, chosen, standing(home.journal.entries))
        yield Aside(fault, gone, cut=is_cut and all_told)


def _now_a_gap(faults: list[Fault], mark: Mark | None) -> list[Fault]:
    """Return the gap that the lost end has become, once something was recorded after it.

    Args:
        faults: all faults of the journal.
        mark: how the journal ended, where it holds less than that; then the gap ends with the last entry of the mark,
            and may begin where other lines are. Without one, a single gap is what somebody means who was sent here.
    """
    gaps = [one for one in faults if one.slug == MISSING]
    if mark is None:
        return gaps if len(gaps) == 1 else []
    return [one for one in gaps if one.gone[0] == mark.device and one.gone[1] <= mark.n <= one.gone[2]]


def _nothing_at(named: str, faults: list[Fault]) -> BaclotrackError:
    """Return the error for a place where nothing is wrong, with the command for the first place where something is."""
    place = next((END if one.slug in CUTS else str(one.line) for one in faults if one.line or one.slug in CUTS), "")
    first = f". To set aside the first fault of {JOURNAL}, run: baclotrack doctor --set-aside {place}" if place else ""
    message = f"Nothing at {shown(named)!r} could be set aside. To see what is wrong, run: baclotrack doctor{first}"
    return BaclotrackError(message, slug="nothing-to-set-aside")


def _lost_end(home: Home, mark: Mark) -> Gone:
    """Return the entries of this device between the last one that is there and the last one that was recorded here."""
    there = [row["n"] for _, row in lines(home.path / JOURNAL) if row.get("device") == mark.device]
    last = max((n for n in there if isinstance(n, int)), default=0)
    return (mark.device, last + 1, mark.n) if last < mark.n else NOT_GONE


def _entry_of(fault: Fault, faults: list[Fault], data: bytes, end: Gone) -> Gone:
    """Return the missing entry that a damaged line once was, where that can be told, so that one step is enough.

    Either the line still tells its device and count, or there are as many such lines as missing entries: then they
    stand in the same order. Wherever this is wrong, as many entries are named as lines were lost.

    Args:
        fault: the fault of the line.
        faults: all faults of the journal.
        data: the journal.
        end: the entries of this device that were recorded and do not stand at the end of the journal.
    """
    if fault.slug not in WITHOUT_A_COUNT:
        return NOT_GONE
    gaps = [*(one.gone for one in faults if one.slug == MISSING), *([end] if end != NOT_GONE else [])]
    told = COUNTED.search(split(data)[fault.line - 1])
    if told is not None:
        device, n = told[1].decode("latin-1"), int(told[2])
        if any(one[0] == device and one[1] <= n <= one[2] for one in gaps):
            return device, n, n
    places = [one.line for one in faults if one.slug in WITHOUT_A_COUNT]
    if len(places) != sum(last - first + 1 for _, first, last in gaps):
        return NOT_GONE
    missing = [(device, n) for device, first, last in gaps for n in range(first, last + 1)]
    device, n = missing[places.index(fault.line)]
    return device, n, n


def _fields(one: Aside, data: bytes) -> dict[str, object]:
    """Return the fields of the entry that sets something aside."""
    fault = one.fault
    fields: dict[str, object] = {}
    if fault.slug not in {MISSING, *CUTS}:
        damaged, length = fingerprint(split(data)[fault.line - 1])
        fields = {"damaged": damaged, "length": length}
    if one.gone != NOT_GONE:
        device, first, last = one.gone
        fields |= {"of": device, "first": first, "last": last}
    if one.cut:
        fields["cut"] = True
    told = {"excerpt": fault.excerpt, "reason": "" if fault.slug == MISSING else what_of(fault)}
    return {**fields, **{name: text for name, text in told.items() if text}}


def _told(one: Aside, data: bytes) -> Iterator[str]:
    """Yield what would be set aside, in words; of a damaged line all that is left of it."""
    yield one.fault.text
    if one.fault.slug not in {MISSING, *CUTS}:
        line = inert(split(data)[one.fault.line - 1].decode("utf-8", "backslashreplace"))
        yield f"  {line[:LONGEST_SHOWN]}{'...' if len(line) > LONGEST_SHOWN else ''}"


def _ask(home: Home, *, sure: bool) -> None:
    """Ask whether to go on.

    Raises:
        BaclotrackError: when there is nobody to ask, or the answer is no.
    """
    if sure:
        return
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        message = "Not set aside: this asks first. To set it aside without being asked, add: --yes"
        raise BaclotrackError(message, slug="not-asked")
    from baclotrack.cli.dialogue import yes

    say("If a copy of your journal has this entry, say no and bring it back: baclotrack merge FILE")
    say(f"Once it is set aside, next holds the dose until {_days(home)}, and every list shows it.")
    if not yes("Set it aside?"):
        raise BaclotrackError("Nothing was set aside.", slug="not-set-aside")


def _days(home: Home) -> str:
    """Return how many complete days must follow, in words; nobody knows it where no plan is left to read."""
    if home.plan is None:
        return "as many complete days follow as your plan keeps each step"
    days = home.plan.hold_days
    return f"{days} complete day{' follows' if days == 1 else 's follow'}"


def told_asides(home: Home, data: bytes) -> list[dict[str, object]]:
    """Return what was set aside and stands, each with its entry's id and day, and the line where it is still found."""
    in_order = ranked(home.journal.entries)
    gone = retracted(in_order)
    found = [(one, one.what) for one in in_order if isinstance(one.what, SetAside) and one.id not in gone]
    prints = {fingerprint(line): place for place, line in enumerate(split(data), 1)} if found else {}
    return [_told_aside(one, what, prints) for one, what in found]


def _told_aside(entry: Entry, what: SetAside, prints: dict[tuple[str, int], int]) -> dict[str, object]:
    """Return one entry that sets something aside, as `doctor` tells it."""
    return {
        "id": entry.id,
        "day": entry.day.isoformat(),
        "file": JOURNAL,
        "line": prints.get((what.crc, what.length), 0),
        "what": inert(aside_words(what)),
        "device": what.device,
        "first": what.first,
        "last": what.last,
        "excerpt": inert(what.excerpt),
        "reason": inert(what.reason),
    }
