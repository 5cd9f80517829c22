"""`baclotrack doctor`: check the home, and name file and line of each fault, with what to do next."""

from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.doctor_findings import Examined, Finding, counted, examine, recorded_rows
from baclotrack.cli.doctor_journal import journal_bytes, unconfirmed
from baclotrack.cli.doctor_next import NO_PROFILE
from baclotrack.cli.options import JsonOption, command
from baclotrack.cli.plan_source import there
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL, PLAN, PROFILE
from baclotrack.store.checkpoint import CUTS
from baclotrack.store.journal import content
from baclotrack.wording.words import iso_words

SCHEMA = "baclotrack.doctor/1"
MOST_LINES = 10
"""So many faulty lines of the journal are told in words; of a file with thousands, the rest is counted."""
MORE = (
    "And {count} more lines of {file}. If you have a copy of the file, it is quicker to put that back whole. To see"
    " them all, run: baclotrack doctor --json"
)

NOT_CONFIRMED = "If you meant to record something then, it was not confirmed to you: record it once more."
PERHAPS_CONFIRMED = (
    "Whether that entry was confirmed to you is not known any more. What is left of it stands in that file. If you have"
    " a copy of your journal, run: baclotrack merge FILE. Else record the entry once more."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=doctor.__doc__)(doctor)


@command
def doctor(
    call: Call,
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Move a torn last line into a file beside it.")] = False,
    set_aside: Annotated[
        str | None,
        typer.Option("--set-aside", metavar="LINE", help="Name a damaged line, or what is missing, as unreadable."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Set it aside without asking.")] = False,
    json: JsonOption = False,
) -> int:
    """Check the home and its files, and say of each fault where it is, what it is and what to do next.

    Example: baclotrack doctor --json

    It only reads, unless --repair or --set-aside is given; nothing is ever deleted. The exit code is 0 when all is
    well, and 1 when something is not.
    """
    if repair + (set_aside is not None) + json > 1:
        message = "Only one of --repair, --set-aside and --json goes in one command. Run them one after the other."
        raise BaclotrackError(message, slug="one-at-a-time")
    if yes and set_aside is None:
        raise BaclotrackError("--yes goes with --set-aside LINE.", slug="yes-alone")
    if set_aside is not None:
        from baclotrack.cli import doctor_aside

        return doctor_aside.set_aside(call, set_aside, sure=yes)
    if repair:
        return _repair(call)
    examined = examine(call)
    return _as_json(call, examined) if json else _in_words(call, examined)


def _in_words(call: Call, examined: Examined) -> int:
    """Print each finding with its place and what to do next, then what was set aside or counted twice, then the sum."""
    lines = 0
    for place, one in enumerate(examined.found, 1):
        lines += one.many * _is_line(one)
        if not _is_line(one) or lines <= MOST_LINES:
            _tell(place, one)
            if one.slug == NO_PROFILE:
                _tell_recorded(examined)
    if lines > MOST_LINES:
        say(MORE.format(count=lines - MOST_LINES, file=JOURNAL))
    for row in _asides(examined):
        say(_aside_line(row))
    for text in _counted_twice(examined):
        say(text)
    say(_summary(call, examined.found))
    return 1 if examined.found else 0


def _is_line(one: Finding) -> bool:
    """Return whether a finding is about one line of the journal, of which there may be thousands."""
    return one.file == JOURNAL and one.line > 0


def _tell(place: int, one: Finding) -> None:
    """Print one finding."""
    say(f"{place}. {one.where()}: {one.what}")
    if one.excerpt:
        say(f"   It looks like this: {one.excerpt}")
    say(f"   Next: {one.next}")


def _tell_recorded(examined: Examined) -> None:
    """Print the profile that was recorded last, from which a file that is gone can be written anew."""
    rows = recorded_rows(examined.home)
    if rows:
        say("   The lines recorded last:")
    for row in rows:
        say(f"     {row}".rstrip())


def _as_json(call: Call, examined: Examined) -> int:
    """Print all findings and all that was set aside as JSON."""
    from json import dumps

    told = {
        "schema": SCHEMA,
        "home": str(call.path),
        "faults": [_fault_json(one) for one in examined.found],
        "set_aside": _asides(examined),
        "given_twice": _given_twice(examined),
    }
    say(dumps(told, ensure_ascii=True, indent=2))
    return 1 if examined.found else 0


def _fault_json(one: Finding) -> dict[str, object]:
    """Return one finding; where it stands for many, how many, and up to which line."""
    told = {"where": one.where(), **one._asdict()}
    return told if one.many > 1 else {name: value for name, value in told.items() if name not in {"many", "last"}}


def _asides(examined: Examined) -> list[dict[str, object]]:
    """Return what was set aside and stands."""
    if examined.home is None:
        return []
    from baclotrack.cli.doctor_aside import told_asides

    return told_asides(examined.home, journal_bytes(examined.home))


def _given_twice(examined: Examined) -> list[dict[str, object]]:
    """Return the devices that gave a number twice, each with the first such number."""
    if examined.home is None:
        return []
    from baclotrack.cli.merge_lines import counted_twice

    return [{"device": device, "n": n} for device, n in counted_twice(examined.home)]


def _counted_twice(examined: Examined) -> list[str]:
    """Return a sentence for each device that gave a number twice: no fault, but good to know."""
    if examined.home is None:
        return []
    from baclotrack.cli.merge_lines import count_lines

    return count_lines(examined.home)


def _aside_line(row: dict[str, object]) -> str:
    """Return one thing that was set aside, as a line."""
    when = iso_words(str(row["day"]))
    place = f"{row['file']} line {row['line']}" if row["line"] else str(row["file"])
    return f"Set aside on {when}: {place}, {row['what']}"


def _summary(call: Call, found: list[Finding]) -> str:
    """Return the last sentence: how many faults, or that all is well."""
    home = inert(str(call.path))
    if found:
        return f"{counted(found)} fault{'' if counted(found) == 1 else 's'} in {home}. Nothing was changed."
    if not any(there(call.path / name) for name in (JOURNAL, PLAN, PROFILE)):
        return f"There is nothing yet in {home}, so there is nothing to check. To begin, run: baclotrack init"
    return f"All is well in {home}."


def _repair(call: Call) -> int:
    """Move a torn last line aside, and say what was done, where the piece is, and what is left."""
    from baclotrack.store.repair import move_torn_end

    is_file = (call.path / JOURNAL).is_file()
    data = content(call.path / JOURNAL) if is_file else b""
    sure = isinstance(data, bytes) and unconfirmed(call.path, data)
    moved = move_torn_end(call.path, call.now.date()) if is_file else None
    found = examine(call).found
    left = counted(found)
    if moved is None:
        say("There is no torn last line, so nothing was changed. --repair mends nothing else.")
    else:
        size = f"{moved.size} byte{'' if moved.size == 1 else 's'}"
        say(f"The torn last line, {size}, was moved to: {inert(str(moved.path))}")
        say("All lines before it are as they were.")
        if not any(one.slug in CUTS for one in found):
            say(NOT_CONFIRMED if sure else PERHAPS_CONFIRMED)
    if left:
        say(f"{left} fault{' is' if left == 1 else 's are'} left. Run: baclotrack doctor")
    return 1 if left else 0
