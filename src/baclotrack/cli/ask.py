"""`baclotrack ask`: the questions to ask at the next visit."""

from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.lists import free_text, when_words
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.cli.private_text import DASH, asked_for, said_back
from baclotrack.core.visits import Asked, Visit, is_open, last_visit, next_visit, questions, visits
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home
from baclotrack.wording import day_words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ask", help=ask.__doc__)(ask)


@command
def ask(
    call: Call,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="The question; none lists them; - asks for it.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Those from before the last visit, too.")] = False,
    json: JsonOption = False,
) -> int:
    """Write down a question for the next visit, or list them.

    Example: baclotrack ask "May I have the tablets earlier in the evening?"

    A question told as - is asked for, and so leaves no trace in the history of your shell.
    """
    if text and (every or json):
        message = "--all and --json list; a question is written down without them. Give one or the other."
        raise BaclotrackError(message, slug="contradiction")
    home = call.open()
    if text is not None:
        return _record(call, home, free_text([asked_for(" ".join(text), "Question")], "The question"), text)
    tell_faults(home)
    known = visits(home.journal.entries)
    before = last_visit(known, home.today)
    asked = questions(home.journal.entries)
    if json:
        _print_json(home, asked, before)
    else:
        _show(home, [one for one in asked if every or is_open(one, before)], len(asked), before)
        coming = next_visit(known, home.today)
        if asked and coming is not None:
            say(f"Next visit: {when_words(coming.on, home.today)}.")
    return 1 if home.faults else 0


def _show(home: Home, shown: list[Asked], count: int, before: Visit | None) -> None:
    """Print the questions, numbered, and how many are older than the last visit."""
    since = f" since the visit of {day_words(before.on)}" if before is not None else ""
    if not shown:
        say(f"No question is written down{since}. To write one down: baclotrack ask TEXT")
    for place, one in enumerate(shown, 1):
        say(f"{place}. {inert(one.text)} ({day_words(one.day)})")
    older = count - len(shown)
    if older:
        say(f"{older} older than the visit of {day_words(before.on if before else home.today)}: baclotrack ask --all")


def _print_json(home: Home, asked: tuple[Asked, ...], before: Visit | None) -> None:
    """Print every question, and whether it was written down since the last visit."""
    from json import dumps

    rows = [{"id": one.id, "day": one.day.isoformat(), "text": one.text, "open": is_open(one, before)} for one in asked]
    told = {
        "schema": "baclotrack.questions/1",
        "day": home.today.isoformat(),
        "last_visit": before.on.isoformat() if before else None,
        "questions": rows,
    }
    say(dumps(told, ensure_ascii=True))


def _record(call: Call, home: Home, text: str, given: list[str]) -> int:
    """Write a question down and say when it can be asked; one that was asked for is said back where that fails."""
    from baclotrack.store.writing import Draft, append

    with said_back(lambda: text if given == [DASH] else ""):
        append(call.path, [Draft("question", {"text": text})], call.now)
    coming = next_visit(visits(home.journal.entries), home.today)
    say(f'Recorded: "{inert(text)}"')
    say(f"Next visit: {when_words(coming.on, home.today)}." if coming else "No visit is booked yet.")
    tell_faults(home)
    return 0
