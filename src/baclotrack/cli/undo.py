"""`baclotrack undo`: take an entry back. It stays in the journal, named by the line that takes it back."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from baclotrack.cli.answers import note_text
from baclotrack.cli.call import Call, is_terminal, say
from baclotrack.cli.history import describe
from baclotrack.cli.names import shown
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import command
from baclotrack.cli.private_text import DASH, asked_for, said_back
from baclotrack.cli.replay import tell_changes
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import Checkin, Entry, Retract, SetAside, ranked, retracted
from baclotrack.core.twice import told_twice
from baclotrack.core.values import SEVERE
from baclotrack.errors import BaclotrackError
from baclotrack.wording.twice import told_twice_line

ONLY_WORD = (
    "Only this entry still tells that lines were lost, so it is not taken back: the plan would go up as if nothing had"
    " been lost. If you have a copy of your journal, run: baclotrack merge FILE. To take back another entry, name its"
    " id. The ids are in: baclotrack history"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("undo", help=undo.__doc__)(undo)


@command
def undo(
    call: Call,
    which: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An entry's id; the last entry unless given.")
    ] = None,
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why; needed for a red flag; - asks for it.")
    ] = None,
) -> int:
    """Take back an entry, the last one unless an id is given.

    Example: baclotrack undo --reason "ticked by mistake"

    A reason told as --reason - is asked for, and so leaves no trace in the history of your shell.
    """
    home = call.open()
    entry = _entry(home.journal.entries, which)
    why = note_text(asked_for(reason or "", "Why is it taken back"), "--reason")
    typed = reason == DASH
    if not why.strip() and _has_flag(entry):
        why, typed = note_text(_ask_reason(), "--reason"), True
    from baclotrack.store.writing import Draft, append

    fields = {"target": entry.id, **({"reason": why} if why else {})}
    with said_back(lambda: why if typed else ""):
        append(call.path, [Draft("retract", fields, entry.day)], call.now)
    after = call.open()
    for line in _done(entry, after.journal.entries):
        say(line)
    tell_changes(call, home, entry.day, even_none=True)
    if entry.day in told_twice(after.history):
        say(told_twice_line(entry.day))
    tell_faults(home)
    return 0


def _done(entry: Entry, entries: Sequence[Entry]) -> list[str]:
    """Return what was done: an entry is taken back, or one that had been taken back counts again.

    Args:
        entry: what was taken back, perhaps a line that itself takes something back.
        entries: the journal since then.
    """
    by_id = {one.id: one for one in entries}
    meant, seen = entry, {entry.id}
    while isinstance(meant.what, Retract) and meant.what.target in by_id and meant.what.target not in seen:
        meant = by_id[meant.what.target]
        seen.add(meant.id)
    if meant.id not in retracted(ranked(entries)):
        return [f"Counts again: {describe(meant)}", "To take it back after all, run: baclotrack undo"]
    again = "It stays in the journal, marked. To bring it back, run: baclotrack undo"
    return [f"Taken back: {describe(meant)}", again]


def _entry(entries: Sequence[Entry], which: str | None) -> Entry:
    """Return the entry that is meant."""
    in_order = ranked(entries)
    gone = retracted(in_order)
    if which is not None:
        found = next((one for one in in_order if one.id == which.strip(" ").upper()), None)
        if found is None:
            message = f"There is no entry {shown(which)!r}. The ids are in: baclotrack history"
            raise BaclotrackError(message, slug="no-entry")
        if found.id in gone:
            message = f"Entry {found.id} is already taken back. See: baclotrack history"
            raise BaclotrackError(message, slug="already-undone")
    else:
        live = [one for one in in_order if one.id not in gone and not isinstance(one.what, Plan | Profile)]
        if not live:
            message = "There is nothing to take back yet."
            raise BaclotrackError(message, slug="nothing-to-undo")
        found = live[-1]
    if isinstance(found.what, Profile):
        message = "A profile is corrected by editing profile.toml, not by undo."
        raise BaclotrackError(message, slug="no-undo")
    if _only_word(found, in_order):
        raise BaclotrackError(ONLY_WORD, slug="no-undo")
    return found


def _only_word(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Return whether an entry alone tells of lost lines: no later one of their device leaves a gap where they were."""
    what = entry.what
    if not isinstance(what, SetAside) or what.crc:
        return False
    return not any(one.device == what.device and one.n >= what.last for one in entries)


def _has_flag(entry: Entry) -> bool:
    """Return whether taking the entry back would take back a red flag."""
    what = entry.what
    return isinstance(what, Checkin) and bool(what.red_flags or (what.effects or {}).get("confusion") == SEVERE)


def _ask_reason() -> str:
    """Ask why a red flag is taken back.

    Raises:
        BaclotrackError: when there is nobody to ask, or no reason is given.
    """
    why = ""
    if is_terminal(sys.stdin) and is_terminal(sys.stdout):
        from baclotrack.cli.dialogue import ask

        why = ask("This entry holds a red flag. Why is it taken back?")
    if not why.strip():
        message = 'A red flag is taken back only with a reason: baclotrack undo --reason "TEXT"'
        raise BaclotrackError(message, slug="reason-needed")
    return why
