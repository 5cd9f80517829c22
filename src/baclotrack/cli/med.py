"""`baclotrack med`: the other medicines taken now, what is known of each together with baclofen, and who knows."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from shlex import quote
from typing import Annotated, Any

import typer

from baclotrack.cli.answers import sedative_name
from baclotrack.cli.call import Call, inert, is_terminal, say
from baclotrack.cli.complete import medicines
from baclotrack.cli.days import past_day
from baclotrack.cli.lists import Part, add_list
from baclotrack.cli.names import known, shown
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import command
from baclotrack.core.fold import decide_day
from baclotrack.core.medicines import Medicine, last_change, medicines_now
from baclotrack.core.state import has_kidney_disease
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.wording import day_words

NOT_LISTED = "Not in this list; ask a pharmacist."
NO_CHANGE = "This is no instruction to change or stop any medicine."
NEAR = 0.75
"""How alike a name must be to be suggested, from 0 to 1."""

Row = Mapping[str, Any]
NameArgument = Annotated[
    list[str], typer.Argument(metavar="NAME", help="The medicine, or its class.", autocompletion=medicines)
]
SinceOption = Annotated[str | None, typer.Option("--day", metavar="DAY", help="Since when; today unless given.")]


def register(app: typer.Typer) -> None:
    """Add the command and its parts."""
    words = "List your other medicines, or record one started or stopped.\n\nExample: baclotrack med add zolpidem"
    add_list(app, "med", words, show_medicines, {"add": Part(add_medicine), "stop": Part(stop_medicine)})


def show_medicines(call: Call, *, json: bool) -> int:
    """List the medicines taken now."""
    home = call.open()
    tell_faults(home)
    taken, rows = taken_now(home), rows_by_name()
    if json:
        _print_json(home, taken, rows)
    elif not taken:
        say("No other medicine is recorded. To record one: baclotrack med add NAME")
    else:
        for one in taken:
            for line in medicine_lines(home, one, rows.get(one.name.strip().lower())):
                say(line)
        say(NO_CHANGE)
    return 1 if home.faults else 0


def taken_now(home: Home) -> tuple[Medicine, ...]:
    """Return the other medicines taken today, those that hold the plan first."""
    catalog = load_catalog()
    walked = decide_day(home.history, catalog, home.today)
    return medicines_now(home.profile, walked.state, home.history, catalog, home.today)


def rows_by_name() -> dict[str, Row]:
    """Return the rows of the list of interactions, by each name that a person may type."""
    return {str(name): row for row in load_catalogue_json()["interactions"] for name in row["names"]}


def medicine_lines(home: Home, medicine: Medicine, row: Row | None) -> list[str]:
    """Return one medicine as lines: its class, what happens together, who knows, and what it does to the plan."""
    since = f", since {day_words(medicine.since)}" if medicine.since else ""
    if row is None:
        lines = [f"{inert(medicine.name)}{since}: {NOT_LISTED}"]
    else:
        lines = [f"{inert(medicine.name)}{since}: {row['class']}, {severity_words(medicine.severity)}. {row['what']}"]
    if medicine.known:
        on = f", {day_words(medicine.known_on)}" if medicine.known_on else ""
        return [*lines, f"  Known to {inert(medicine.known_by) or 'the prescriber'}{on}."]
    return [*lines, *(f"  {line}" for line in to_do(home, medicine))]


def severity_words(severity: str) -> str:
    """Return a severity in words."""
    return {"tell": "tell the team", "major": "MAJOR"}.get(severity, severity)


def to_do(home: Home, medicine: Medicine) -> list[str]:
    """Return what a medicine that no prescriber is recorded as knowing asks for; never how to adjust it."""
    record = f"baclotrack instruct acknowledge {inert(quote(medicine.name))}"
    who = inert(home.plan.prescriber if home.plan else home.profile.prescriber) or "your prescriber"
    reach = f"{who}, {inert(home.profile.phone)}" if home.profile.phone else who
    if medicine.severity != "major":
        return [f"Tell {who} or a pharmacist. Once {who} knows, record it: {record}"]
    titrating = home.plan is not None and home.plan.mode == "titrate"
    begun = decide_day(home.history, load_catalog(), home.today).decision.in_force is not None
    first = ", before the first dose" if titrating and not begun else ""
    holds = "Your plan holds. " if titrating and begun else ""
    return [f"Call today{first}: {reach}.", f"{holds}Once {who} knows, record it: {record}"]


def _print_json(home: Home, taken: Iterable[Medicine], rows: Mapping[str, Row]) -> None:
    """Print the medicines, each with its row of the list; null where it is in no row."""
    from json import dumps

    told = []
    for one in taken:
        row = rows.get(one.name.strip().lower())
        told.append({
            "name": one.name,
            "since": one.since.isoformat() if one.since else None,
            "listed": row is not None,
            "class": row["class"] if row else None,
            "severity": one.severity if row else None,
            "what": row["what"] if row else NOT_LISTED,
            "source": row["source"] if row else None,
            "known": one.known,
            "known_by": one.known_by or None,
            "known_on": one.known_on.isoformat() if one.known_on else None,
            "holds": one.severity == "major" and not one.known,
        })  # fmt: skip
    say(dumps({"schema": "baclotrack.medicines/1", "day": home.today.isoformat(), "medicines": told}))


@command
def add_medicine(call: Call, name: NameArgument, *, day: SinceOption = None) -> int:
    """Record another medicine that you take, and say what is known of it together with baclofen.

    Example: baclotrack med add zolpidem --day yesterday
    """
    home = call.open()
    word = sedative_name(" ".join(name))
    on = _day(call, home, day)
    rows = rows_by_name()
    near = [] if word in rows else nearest(word, rows)
    if near and is_terminal(sys.stdin) and is_terminal(sys.stdout):
        word = _asked(word, near)
        near = []
    there = next((one for one in taken_now(home) if one.name.strip().lower() == word), None)
    if there is not None:
        say("It is on record already:")
    else:
        _not_before(last_change(home.history, "stop", word), on, f"{inert(word)} is recorded as stopped on")
        _write(call, "start", word, on)
        say(f"Recorded: {inert(word)}, taken since {day_words(on)}.")
        kidney = has_kidney_disease(home.profile)
        there = Medicine(word, load_catalog().severity(word, kidney_disease=kidney), known=False, since=on)
    for line in medicine_lines(home, there, rows.get(word)):
        say(line)
    for one in near:
        say(f"Did you mean {one}? Then: baclotrack med add {quote(one)}, and baclotrack med stop {quote(word)}")
    say(NO_CHANGE)
    _late(call, home, on)
    tell_faults(home)
    return 0


def nearest(word: str, names: Iterable[str]) -> list[str]:
    """Return listed names that a word may have been meant for: those within it, else those spelt much like it."""
    choices = list(names)
    within = [name for name in choices if f" {name} " in f" {word.replace(',', ' ').replace('/', ' ')} "]
    return within[:2] or get_close_matches(word, choices, n=2, cutoff=NEAR)


def _asked(word: str, near: list[str]) -> str:
    """Ask which name was meant; Enter keeps what was typed."""
    from baclotrack.cli.dialogue import ask_until

    say(f"{shown(word)} is not in this list. Did you mean one of these?")
    for place, one in enumerate(near, 1):
        say(f"  {place} {one}")

    def understand(text: str) -> str:
        if not text:
            return word
        if text in near:
            return text
        if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= len(near):
            return near[int(text) - 1]
        message = "Write its number, or Enter to keep the name as typed."
        raise BaclotrackError(message, slug="bad-answer")

    meant: str = ask_until("Number, or Enter to keep what you typed:", understand)
    return meant


@command
def stop_medicine(call: Call, name: NameArgument, *, day: SinceOption = None) -> int:
    """Record that another medicine is no longer taken.

    Example: baclotrack med stop zolpidem --day yesterday
    """
    home = call.open()
    taken = {one.name.strip().lower(): one.name for one in taken_now(home)}
    if not taken:
        message = "No other medicine is recorded, so none can have stopped. See: baclotrack med"
        raise BaclotrackError(message, slug="no-medicine")
    word = taken[known(sedative_name(" ".join(name)), taken, "med stop", "medicine of your list")]
    on = _day(call, home, day)
    _not_before(last_change(home.history, "start", word), on, f"{inert(word)} is recorded as started on")
    _write(call, "stop", word, on)
    say(f"Recorded: {inert(word)}, no longer taken from {day_words(on)} on.")
    _late(call, home, on)
    tell_faults(home)
    return 0


def _day(call: Call, home: Home, text: str | None) -> date:
    """Return since when it was, today unless told."""
    return home.today if text is None else past_day(text, home.today, call.now.date())


def _not_before(change: date | None, on: date, told: str) -> None:
    """Refuse a change dated before the one that it undoes, since the later one would still count.

    Raises:
        BaclotrackError: naming the day.
    """
    if change is not None and on < change:
        message = f"--day {on}: {told} {day_words(change)}. Give that day or a later one, or take that back with undo."
        raise BaclotrackError(message, slug="before-change")


def _late(call: Call, home: Home, on: date) -> None:
    """After a change told late, say which decisions it changes."""
    if on < home.today:
        from baclotrack.cli.replay import tell_changes

        tell_changes(call, home, on)


def _write(call: Call, action: str, name: str, on: date) -> None:
    """Append the change."""
    from baclotrack.store.writing import Draft, append

    append(call.path, [Draft("medicine", {"action": action, "name": name}, on)], call.now)
