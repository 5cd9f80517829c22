"""`baclotrack instruct`: record what the prescriber said."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.answers import dose_mg, note_text
from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.checkin import plan_of
from baclotrack.cli.days import day_of, past_day
from baclotrack.cli.names import catalogue_names, known, pair, shown
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import add_group, command
from baclotrack.cli.private_text import DASH, asked_for, said_back
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import decide_day
from baclotrack.core.plan import Plan
from baclotrack.core.state import State
from baclotrack.core.values import SEVERE
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.wording import GRADES, day_words, dose_words

ByOption = Annotated[
    str | None, typer.Option("--by", metavar="TEXT", help="Who said it; the plan's prescriber unless given.")
]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day it was said; today unless given.")]
NoteOption = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="Free text; stays on this machine; - asks for it.")
]


class Said(NamedTuple):
    """Who said it, on which day, with the note, and whether that was typed in answer to a question."""

    by: str
    on: date
    note: str
    typed: bool = False


def register(app: typer.Typer) -> None:
    """Add the command and its parts."""
    words = "Record what the prescriber said.\n\nExample: baclotrack instruct hold --until 2026-12-01"
    parts = {
        "hold": hold,
        "resume": resume,
        "set-dose": set_dose,
        "clear-flag": clear_flag,
        "acknowledge": acknowledge,
        "end-plan": end_plan,
    }
    add_group(app, "instruct", words, parts)


@command
def hold(
    call: Call,
    *,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day of the hold.")] = None,
    by: ByOption = None,
    on: OnOption = None,
    note: NoteOption = None,
) -> int:
    """Stay at this dose, until a day or until further word.

    Example: baclotrack instruct hold --until 2026-12-01 --by "Dr A. Example"
    """
    home = call.open()
    said = _said(call, home, by, on, note)
    last = day_of(until, home.today, call.now.date(), option="--until") if until is not None else None
    if last is not None and last < said.on:
        message = f"--until {last} lies before the day it was said, {said.on}. Write a later day."
        raise BaclotrackError(message, slug="bad-day")
    detail = {"until": last.isoformat()} if last else {}
    words = f"hold until {day_words(last)}" if last else "hold, until further word"
    return _record(call, home, said, "hold", detail, words)


@command
def resume(call: Call, *, by: ByOption = None, on: OnOption = None, note: NoteOption = None) -> int:
    """Go on with the plan; this answers what held it so far.

    Example: baclotrack instruct resume --by "Dr A. Example"
    """
    home = call.open()
    return _record(call, home, _said(call, home, by, on, note), "resume", {}, "go on with the plan")


@command
def set_dose(
    call: Call,
    doses: Annotated[list[str], typer.Argument(metavar="SLOT=MG...", help="A dose of the plan, slot by slot.")],
    *,
    by: ByOption = None,
    on: OnOption = None,
    note: NoteOption = None,
) -> int:
    """Be on this dose from that day on; it must be a dose of the plan.

    Example: baclotrack instruct set-dose bedtime=10 --by "Dr A. Example"
    """
    home = call.open()
    plan = plan_of(home)
    said = _said(call, home, by, on, note)
    wanted = doses_of(doses, plan, "set-dose")
    if plan.rung_of(tuple((slot, mg) for slot, mg in wanted.items() if mg)) is None:
        rungs = "; ".join(dose_words(plan.named(rung)) for rung in range(len(plan.rungs)))
        message = f"That is no dose of your plan. Its doses are: {rungs}. For another, run: baclotrack plan adopt"
        raise BaclotrackError(message, slug="no-rung")
    return _record(call, home, said, "set_dose", {"doses": wanted}, f"be on {dose_words(tuple(wanted.items()))}")


@command
def clear_flag(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The red flag.")],
    *,
    by: ByOption = None,
    on: OnOption = None,
    note: NoteOption = None,
) -> int:
    """Record that a red flag was seen and settled by the prescriber or another clinician.

    Example: baclotrack instruct clear-flag fainting --by "Dr A. Example"
    """
    home = call.open()
    flag = known(name, catalogue_names(load_catalogue_json(), "red_flags"), "clear-flag", "red flag")
    said = _said(call, home, by, on, note)
    is_open = flag in {one.name for one in _state(home).flags}
    code = _record(call, home, said, "clear_flag", {"name": flag}, f"{flag.replace('-', ' ')} is settled")
    if not is_open:
        say("No such flag was open; it is recorded all the same.")
    return code


@command
def acknowledge(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A condition, medicine, side effect, or pace.")],
    *,
    by: ByOption = None,
    on: OnOption = None,
    note: NoteOption = None,
) -> int:
    """Record that the prescriber knows of a condition, a medicine or an effect and lets the plan go on.

    Example: baclotrack instruct acknowledge epilepsy --by "Dr A. Example"
    """
    home = call.open()
    catalogue = load_catalogue_json()
    state = _state(home)
    medicines = [*state.medicines, *(one.name for one in home.profile.medicines)]
    medicines += [str(one) for row in catalogue["interactions"] for one in row["names"]]
    conditions, effects = catalogue_names(catalogue, "conditions"), catalogue_names(catalogue, "effects")
    word = known(
        name, ["pace", *conditions, *effects, *medicines], "acknowledge", "condition, medicine, effect, or pace"
    )
    grade = state.last_effects.get(word, 0) if word in effects else 0
    said = _said(call, home, by, on, note)
    words = f"{inert(word).replace('-', ' ')} is known and accepted" + (f" at {GRADES[grade]}" if grade else "")
    code = _record(call, home, said, "acknowledge", {"name": word, **({"grade": grade} if grade else {})}, words)
    if grade >= SEVERE:
        say("A severe effect still counts, whoever knows of it; a milder one of the same name will not.")
    if word in effects and word not in conditions and not grade:
        say("That effect is not in the last check-in, so there is no grade to accept yet.")
    return code


@command
def end_plan(call: Call, *, by: ByOption = None, on: OnOption = None, note: NoteOption = None) -> int:
    """End the plan. This is no instruction to stop: a taper is a plan of its own.

    Example: baclotrack instruct end-plan --by "Dr A. Example"
    """
    home = call.open()
    plan_of(home)
    code = _record(call, home, _said(call, home, by, on, note), "end_plan", {}, "this plan has ended")
    say("Do not stop suddenly: ask how to go on, and adopt the new plan when you have it.")
    return code


def doses_of(texts: list[str], plan: Plan, option: str) -> dict[str, Decimal]:
    """Return doses by slot, mg; a bare number is for plans of one slot.

    Raises:
        BaclotrackError: when a slot is unknown, named twice, or missing.
    """
    names = [slot.name for slot in plan.slots]
    if not names:
        message = f"{option}: your plan names no dose times, so no dose can be set. See: baclotrack plan show"
        raise BaclotrackError(message, slug="no-slot")
    doses: dict[str, Decimal] = {}
    for text in texts:
        if "=" not in text and len(names) > 1:
            message = f"{option} {shown(text)} names no slot. Your plan has {', '.join(names)}: write {names[0]}=MG."
            raise BaclotrackError(message, slug="no-slot")
        slot, value = pair(text, option) if "=" in text else (names[0], text)
        slot = known(slot, names, option, "slot of your plan")
        if slot in doses:
            message = f"{option} names {slot} twice. Name each slot once."
            raise BaclotrackError(message, slug="repeated-slot")
        doses[slot] = dose_mg(value, option)
    return doses


def _state(home: Home) -> State:
    """Return what is in force at the end of today."""
    return decide_day(home.history, load_catalog(), home.today + ONE_DAY).state


def _said(call: Call, home: Home, by: str | None, on: str | None, note: str | None) -> Said:
    """Return who said it and when; the plan's prescriber and today unless told."""
    who = by if by is not None else (home.plan.prescriber if home.plan else "") or home.profile.prescriber
    if not who.strip() or not who.isprintable():
        message = "Say who said it, in printable characters: --by NAME"
        raise BaclotrackError(message, slug="by-needed")
    day = past_day(on, home.today, call.now.date(), option="--on") if on is not None else home.today
    return Said(who, day, note_text(asked_for(note, "Note")) if note else "", typed=note == DASH)


def _record(call: Call, home: Home, said: Said, action: str, detail: Mapping[str, object], words: str) -> int:
    """Append the instruction and say what was understood."""
    from baclotrack.store.writing import Draft, append

    fields = {"action": action, **detail, "by": said.by, "on": said.on.isoformat()}
    if said.note:
        fields["note"] = said.note
    with said_back(lambda: said.note if said.typed else ""):
        append(call.path, [Draft("instruction", fields, said.on)], call.now)
    say(f"Recorded: {inert(said.by)} said on {day_words(said.on)}: {words}.")
    if said.on < home.today:
        from baclotrack.cli.replay import tell_changes

        tell_changes(call, home, said.on)
    tell_faults(home)
    return 0
