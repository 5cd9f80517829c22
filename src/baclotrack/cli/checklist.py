"""`baclotrack checklist`: the side effects with their last answers; a page for paper; the emergency signs."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from baclotrack.cli.call import Call, bold, inert, say
from baclotrack.cli.next_ import emergency_lines, tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.checklist import Answer, last_answers, last_asked
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import decide_day
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.store.journal import own_measures
from baclotrack.wording import day_words, slot_words
from baclotrack.wording.checklist import blank_page, sign_lines, silence_line, state_lines, withdrawal_lines

EMERGENCY = 4


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("checklist", help=checklist.__doc__)(checklist)


@command
def checklist(
    call: Call,
    *,
    blank: Annotated[bool, typer.Option("--blank", help="An empty page to print.")] = False,
    urgent: Annotated[bool, typer.Option("--urgent", help="Emergency signs, and whom to call.")] = False,
    json: JsonOption = False,
) -> int:
    """Show the side effects as last answered, and since when.

    Example: baclotrack checklist --blank > sheet.txt
    """
    if blank and (urgent or json):
        message = "--blank is a page for paper: give it alone, without --urgent and --json."
        raise BaclotrackError(message, slug="contradiction")
    home, catalogue = call.open(), load_catalogue_json()
    if blank:
        tell_faults(home)
        for line in page(home, catalogue):
            say(line)
        return 0
    flags = flags_open(home)
    if json:
        tell_faults(home)
        _print_json(home, catalogue, flags)
    elif urgent:
        _say_urgent(call, home, catalogue, flags)
        tell_faults(home)
    else:
        _say_state(call, home, catalogue, flags)
    if flags or (urgent and not json):
        return EMERGENCY
    return 1 if home.faults else 0


def flags_open(home: Home) -> tuple[str, ...]:
    """Return the red flags that are open now, today's included."""
    state = decide_day(home.history, load_catalog(), home.today + ONE_DAY).state
    return tuple(dict.fromkeys(flag.name for flag in state.flags))


def answers_now(home: Home, catalogue: Mapping[str, Any]) -> tuple[Answer, ...]:
    """Return the last answer about each effect of the catalogue, the same that `log` asks for."""
    return last_answers(home.history, [str(row["name"]) for row in catalogue["effects"]], home.today)


def _say_state(call: Call, home: Home, catalogue: Mapping[str, Any], flags: tuple[str, ...]) -> None:
    """Print the last answers; while a red flag is open, the emergency text first."""
    if flags:
        _say_emergency(call, flags)
        names = ", ".join(flags)
        say(f"Open red flag: {inert(names)}. Once you have been seen: baclotrack instruct clear-flag {inert(flags[0])}")
        say()
    tell_faults(home)
    answers = answers_now(home, catalogue)
    rows = {str(row["name"]): row for row in catalogue["effects"]}
    last = last_asked(answers)
    silence = silence_line(last, home.today)
    if silence:
        say(silence)
    if last is not None:
        for line in state_lines(answers, rows, home.profile.had, home.today):
            say(inert(line))
    say("Emergency signs, and whom to call: baclotrack checklist --urgent")


def _say_emergency(call: Call, flags: tuple[str, ...]) -> None:
    """Print the emergency text; one text serves all, and nobody has to know what it is."""
    for place, line in enumerate(emergency_lines(flags)):
        say(bold(line, call) if place == 0 else line)


def _say_urgent(call: Call, home: Home, catalogue: Mapping[str, Any], flags: tuple[str, ...]) -> None:
    """Print the emergency text, the signs that need it, the withdrawal signs, and whom to call."""
    _say_emergency(call, flags)
    say("Any one of these is an emergency:")
    signs = [row for row in catalogue["red_flags"] if row["name"] != "self-harm"]
    for line in sign_lines(signs, paired=not call.plain):
        say(line)
    if "self-harm" not in flags:  # else it stands first of all
        say("- " + str(catalogue["emergency"]["crisis"]))
    say("After a missed, lowered or stopped dose, call your prescriber the same day for:")
    for line in withdrawal_lines(catalogue["effects"]):
        say(line)
    say(whom_line(home))


def whom_line(home: Home) -> str:
    """Return whom to call, with the number, or how to write it down."""
    who = (home.plan.prescriber if home.plan else "") or home.profile.prescriber
    if home.profile.phone:
        return f"Prescriber: {inert(who) or 'not named'}, {inert(home.profile.phone)}."
    return f"Prescriber: {inert(who) or 'not named'}; no number recorded (profile.toml, [prescriber] phone)."


def page(home: Home, catalogue: Mapping[str, Any]) -> list[str]:
    """Return the page for paper, for the plan in force."""
    plan = home.plan
    when = f", directions of {day_words(plan.directed_on)}" if plan is not None and plan.directed_on else ""
    whose = f"Plan of {inert(plan.prescriber)[:40]}{when}" if plan is not None else "No plan is adopted"
    own = own_measures(home.journal)
    rows = {str(row["name"]): row for row in catalogue["measures"]} | dict(own)
    asked = dict.fromkeys([*(target.measure for target in (plan.targets if plan else ())), *own])
    measures = [str(rows.get(name, {}).get("prompt") or f"{name.replace('_', ' ')}?") for name in asked]
    return blank_page(
        heads=[
            "BACLOFEN CHECK-IN SHEET    for the day: ____-____-____    name: ________________",
            f"{whose}. Printed {day_words(home.today)}; this sheet is no advice. {whom_line(home)}",
        ],
        slots=[f"{slot_words(inert(slot.name))} ({slot.at:%H:%M})" for slot in (plan.slots if plan else ())],
        measures=[inert(text) for text in measures],
        catalogue=catalogue,
    )


def _print_json(home: Home, catalogue: Mapping[str, Any], flags: tuple[str, ...]) -> None:
    """Print every effect with its last answer, null where it was never asked; and the signs."""
    from json import dumps

    rows = {str(row["name"]): row for row in catalogue["effects"]}
    told = {
        "schema": "baclotrack.checklist/1",
        "day": home.today.isoformat(),
        "effects": [_effect(one, rows.get(one.name, {}), home.profile.had) for one in answers_now(home, catalogue)],
        "red_flags": [
            {"name": row["name"], "words": row["words"], "open": row["name"] in flags} for row in catalogue["red_flags"]
        ],
        "prescriber": (home.plan.prescriber if home.plan else "") or home.profile.prescriber or None,
        "phone": home.profile.phone or None,
    }
    say(dumps(told, ensure_ascii=True))


def _effect(answer: Answer, row: Mapping[str, Any], had: Mapping[str, int]) -> dict[str, object]:
    """Return one effect as data."""
    run = answer.run
    return {
        "name": answer.name,
        "words": row.get("words"),
        "grade": answer.grade,
        "asked_on": answer.asked_on.isoformat() if answer.asked_on else None,
        "since": run.since.isoformat() if run else None,
        "until": run.until.isoformat() if run else None,
        "worst": run.worst if run else None,
        "days": run.days if run else None,
        "days_asked": run.asked if run else None,
        "gone_on": answer.gone_on.isoformat() if answer.gone_on else None,
        "before_baclofen": had.get(answer.name, 0),
        "withdrawal_sign": bool(row.get("withdrawal_sign", False)),
    }
