"""`baclotrack visit`: appointments past and booked."""

from datetime import date
from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.days import day_of
from baclotrack.cli.lists import DAYS_BACK, Part, add_list, free_text, when_words
from baclotrack.cli.names import shown
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import command
from baclotrack.cli.private_text import DASH, asked_for, said_back
from baclotrack.core.visits import Visit, is_open, last_visit, next_visit, questions, visits
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home

YEAR_DAYS = 366


def register(app: typer.Typer) -> None:
    """Add the command and its part."""
    words = "List appointments, or write one down.\n\nExample: baclotrack visit add 2026-12-03 Dr A. Example"
    add_list(app, "visit", words, show_visits, {"add": Part(add_visit, DAYS_BACK)})


def show_visits(call: Call, *, json: bool) -> int:
    """List the next visit, the last one, and how many questions wait."""
    home = call.open()
    tell_faults(home)
    every = visits(home.journal.entries)
    coming, before = next_visit(every, home.today), last_visit(every, home.today)
    if json:
        _print_json(home, every, coming, before)
    elif not every:
        say("No visit is recorded yet. To write one down: baclotrack visit add DAY TEXT")
    else:
        for line in lines(every, home.today):
            say(line)
        waiting = sum(is_open(one, before) for one in questions(home.journal.entries))
        if waiting:
            say(f"{waiting} question{'s' if waiting > 1 else ''} to ask: baclotrack ask")
    return 1 if home.faults else 0


def lines(every: tuple[Visit, ...], today: date) -> list[str]:
    """Return the visits as lines: the next one first, then those after it, then those past, the latest first."""
    coming = [one for one in every if one.on >= today]
    past = [one for one in reversed(every) if one.on < today]
    told = [f"{'Next' if place == 0 else 'Then'}: {_words(one, today)}" for place, one in enumerate(coming)]
    told = told or ["Next: none is booked."]
    return [*told, *(f"{'Last' if place == 0 else 'Before'}: {_words(one, today)}" for place, one in enumerate(past))]


def _words(visit: Visit, today: date) -> str:
    """Return one visit in words."""
    return when_words(visit.on, today) + (f": {inert(visit.text)}" if visit.text else "")


def _print_json(home: Home, every: tuple[Visit, ...], coming: Visit | None, before: Visit | None) -> None:
    """Print the visits by day, and which of them is next and which was last."""
    from json import dumps

    rows = [{"id": one.id, "on": one.on.isoformat(), "text": one.text} for one in every]
    told = {
        "schema": "baclotrack.visits/1",
        "day": home.today.isoformat(),
        "next": coming.id if coming else None,
        "last": before.id if before else None,
        "visits": rows,
    }
    say(dumps(told, ensure_ascii=True))


@command
def add_visit(
    call: Call,
    day: Annotated[str, typer.Argument(metavar="DAY", help="2026-12-03, tomorrow, yesterday, -2, monday (the last).")],
    text: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="With whom, where, at what time; - asks for it.")
    ] = None,
) -> int:
    """Write down a visit, past or booked.

    Example: baclotrack visit add 2026-12-03 Dr A. Example, 10:30

    A text told as - is asked for, and so leaves no trace in the history of your shell.
    """
    home = call.open()
    on = day_of(day, home.today, call.now.date(), option="visit add")
    odd = next((word for word in text or () if word.startswith("--")), None)
    if odd is not None:
        message = f"visit add knows no option {shown(odd)}. Put the text in quotes, or see: baclotrack visit add --help"
        raise BaclotrackError(message, slug="no-option")
    told = free_text([asked_for(" ".join(text), "With whom, where, at what time")], "The text") if text else ""
    from baclotrack.store.writing import Draft, append

    fields = {"on": on, **({"text": told} if told else {})}
    with said_back(lambda: told if text == [DASH] else ""):
        append(call.path, [Draft("appointment", fields)], call.now)
    say(f"Recorded: visit on {when_words(on, home.today)}{': ' + inert(told) if told else ''}.")
    if (on - home.today).days > YEAR_DAYS:
        say("That is more than a year ahead. If it is a slip, take it back: baclotrack undo")
    tell_faults(home)
    return 0
