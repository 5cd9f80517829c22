"""`baclotrack history`: what was recorded, corrections included."""

from datetime import date
from typing import Annotated

import typer

from baclotrack.cli.call import Call, complain, inert, say
from baclotrack.cli.checkin import Kept, receipt, value_words
from baclotrack.cli.days import day_of
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.entries import Appointment, Question, SetAside
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import (
    Checkin,
    Entry,
    Instruction,
    Intake,
    MedicineChange,
    Retract,
    Supply,
    ranked,
    retracted,
)
from baclotrack.core.twice import told_twice
from baclotrack.store import Home
from baclotrack.wording import day_words, dose_words, number, slot_words
from baclotrack.wording.damage import aside_words
from baclotrack.wording.twice import told_twice_line


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("history", help=history.__doc__)(history)


@command
def history(
    call: Call,
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Only entries for this day or later.")
    ] = None,
    json: JsonOption = False,
) -> int:
    """List what was recorded, oldest first; corrections name what they correct.

    Example: baclotrack history --since -7
    """
    home = call.open()
    start = day_of(since, home.today, call.now.date(), option="--since") if since is not None else None
    tell_faults(home)
    if json:
        _print_json(call, home, start)
        return 1 if home.faults else 0
    in_order = ranked(home.journal.entries)
    gone = retracted(in_order)
    superseded = {one.what.supersedes for one in in_order if isinstance(one.what, Checkin) and one.id not in gone}
    shown = [one for one in in_order if start is None or one.day >= start]
    whys = _whys(call)
    twice = [day for day in told_twice(home.history) if start is None or day >= start]
    for entry in shown:
        mark = "taken back  " if entry.id in gone else "corrected   " if entry.id in superseded else ""
        mark = mark or ("differs     " if entry.day in twice and isinstance(entry.what, Checkin) else "")
        why = f' "{inert(whys[entry.id])}"' if whys.get(entry.id) else ""
        say(f"{entry.id}  {entry.at:%Y-%m-%d %H:%M}  {mark}{describe(entry)}{why}")
    for day in twice:
        say(told_twice_line(day))
    if not shown and (in_order or not home.faults):
        say(_nothing(home) if start is None else f"Nothing is recorded since {day_words(start)}.")
    if home.journal.later_kinds:
        complain(
            "baclotrack: entries of a later version are kept but not shown: "
            + ", ".join(inert(kind) for kind in home.health.later_kinds)
        )
    return 1 if home.faults else 0


def _nothing(home: Home) -> str:
    """Return that nothing is recorded, and what comes first; a journal may be gone without a trace."""
    from baclotrack.cli.lost import first_command

    return f"Nothing is recorded yet. {first_command(home)}"


def _print_json(call: Call, home: Home, since: date | None) -> None:
    """Print the intact lines as they stand in the journal, as a list; the same ones as without --json."""
    from json import dumps

    from baclotrack.store.journal import lines

    early = {one.id for one in home.journal.entries if since is not None and one.day < since}
    say(dumps([row for _, row in lines(call.path / "journal.jsonl") if row["id"] not in early], default=float))


def _whys(call: Call) -> dict[str, str]:
    """Return the reasons and notes of entries other than check-ins, which no decision reads, by id."""
    from baclotrack.store.journal import lines

    rows = [row for _, row in lines(call.path / "journal.jsonl") if row.get("kind") in ("retract", "instruction")]
    return {row["id"]: str(row.get("reason") or row.get("note") or "") for row in rows}


def describe(entry: Entry) -> str:
    """Return one entry as a line."""
    what = entry.what
    if isinstance(what, Checkin):
        fields = {
            "doses": what.doses,
            "measures": what.measures,
            "effects": what.effects,
            "red_flags": what.red_flags or None,
            "drinks": what.drinks,
            "sedatives": what.sedatives,
            "note": what.note or None,
        }
        line = receipt(entry.day, Kept({name: value for name, value in fields.items() if value is not None}))[0]
        return line.replace("Recorded for", "check-in for", 1)
    if isinstance(what, Intake):
        return f"dose for {day_words(entry.day)}: {number(what.mg)} mg {slot_words(inert(what.slot))}"
    if isinstance(what, Instruction):
        return _instruction(entry, what)
    if isinstance(what, Plan):
        return f"plan adopted: {inert(what.title)} ({inert(what.prescriber)}), from {day_words(entry.day)}"
    return _rest(entry)


def _instruction(entry: Entry, what: Instruction) -> str:
    """Return one instruction as a line."""
    detail = [what.action.replace("_", " ")]
    detail += [inert(what.name)] if what.name else []
    detail += [dose_words(tuple(what.doses.items()))] if what.doses else []
    detail += [f"until {day_words(what.until)}"] if what.until else []
    return f"{inert(what.by) or 'the prescriber'} said on {day_words(entry.day)}: {' '.join(detail)}"


def _rest(entry: Entry) -> str:
    """Return one of the other entries as a line."""
    what = entry.what
    if isinstance(what, Retract):
        return f"took back entry {inert(what.target)}"
    if isinstance(what, Profile):
        return "profile recorded"
    if isinstance(what, MedicineChange):
        verb = "started" if what.action == "start" else "stopped"
        return f"medicine {verb} on {day_words(entry.day)}: {inert(what.name)}"
    if isinstance(what, Supply):
        verb = "got" if what.action == "add" else "counted"
        return f"tablets {verb} on {day_words(entry.day)}: {value_words(what.tablets)} of {number(what.strength_mg)} mg"
    if isinstance(what, Appointment):
        return f"visit on {day_words(what.on)}" + (f": {inert(what.text)}" if what.text else "")
    if isinstance(what, Question):
        return f"question to ask: {inert(what.text)}"
    if isinstance(what, SetAside):
        return f"set aside on {day_words(entry.day)}: {inert(aside_words(what))}"
    return f"entry for {day_words(entry.day)}"
