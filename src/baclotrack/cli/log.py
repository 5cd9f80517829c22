"""`baclotrack log`: the morning check-in; a short dialogue at a terminal, options otherwise."""

import sys
from datetime import date
from typing import TYPE_CHECKING

from baclotrack.cli.answers import ANSWERS, Answers, Texts, Told, understand
from baclotrack.cli.call import DAY, Call, Opt, is_terminal, say
from baclotrack.cli.checkin import plan_of, slots_of, write
from baclotrack.cli.days import log_day, past_day
from baclotrack.cli.receipts import words_of
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalogue_json
from baclotrack.store.journal import own_measures

if TYPE_CHECKING:
    import typer

OPTIONS = (
    Opt("which", "", "day", "The day, as with --day.", "[DAY]"),
    *ANSWERS,
    DAY,
    Opt("edit", "--edit", "flag", "Write it in your own editor."),
)

RECEIPT_ROWS = 8


def register(app: "typer.Typer") -> None:
    """Add the command."""
    from baclotrack.cli.options import add_table

    add_table(app, "log", run, OPTIONS)


def run(
    call: Call, *, which: str | None = None, day: str | None = None, edit: bool = False, **told: Texts | bool
) -> int:
    """Record the morning check-in for the day before.

    Example: baclotrack log --as-planned --not-improved --lay-awake --effect drowsiness=mild --drinks 0

    Without options, at a terminal, it asks. Each part may also be told on its own; a later one keeps the rest.
    A day may be told first: baclotrack log -2. A note told as --note - is asked for, and so leaves no trace in the
    history of your shell.
    """
    answers = Answers(**told)  # type: ignore[arg-type]  # the table gives each its kind
    named = _named_day(which, day)
    home = call.open(daily=True)
    on = the_day(call, home, answers, named)
    if edit:
        return _edit(call, home, on, answers)
    if answers.told():
        return _write_told(call, home, on, answers)
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        message = "Nothing was told, so nothing is recorded. Say for example: baclotrack log --as-planned --no-effects"
        raise BaclotrackError(message, slug="nothing-told")
    from baclotrack.cli.dialogue_screen import on_one_screen

    return on_one_screen(lambda: _dialogue(call, home, on, asked=named is None), plain=call.plain)


def _write_told(call: Call, home: Home, on: date, answers: Answers) -> int:
    """Write what the options tell; a note that was asked for is said back where it cannot be recorded."""
    told = told_by(home, answers)
    if answers.note != ["-"]:
        return write(call, home, on, told)
    from baclotrack.cli.private_text import said_back

    with said_back(lambda: told.note or ""):
        return write(call, home, on, told)


def _dialogue(call: Call, home: Home, on: date, *, asked: bool) -> int:
    """Ask for everything, and then write it."""
    from baclotrack.cli.dialogue_days import ask_day
    from baclotrack.cli.dialogue_morning import ask_all
    from baclotrack.cli.dialogue_screen import room_for
    from baclotrack.cli.private_text import said_back

    plan_of(home)
    day = ask_day(call, home, on) if asked else on
    morning = ask_all(home, day)
    room_for(RECEIPT_ROWS)
    with said_back(lambda: words_of(day, morning.told)):
        return write(call, home, day, morning.told, seen=morning.seen, beside=morning.beside)


def _edit(call: Call, home: Home, on: date, answers: Answers) -> int:
    """Let the person write the check-in in their editor."""
    from baclotrack.cli.dialogue_edit import edited
    from baclotrack.cli.private_text import said_back

    if answers.told():
        message = "--edit opens the whole check-in, so other options do not go with it. Use one or the other."
        raise BaclotrackError(message, slug="contradiction")
    found = edited(home, on)
    if found is None:
        say("Nothing was changed, so nothing is recorded.")
        return 0
    told, seen = found
    with said_back(lambda: words_of(on, told)):
        return write(call, home, on, told, seen=seen)


def _named_day(which: str | None, day: str | None) -> str | None:
    """Return the day that was named, with or without its option.

    Raises:
        BaclotrackError: when it is named twice.
    """
    if which is not None and day is not None:
        message = "The day is told twice. Tell it once: baclotrack log -2, or baclotrack log --day -2"
        raise BaclotrackError(message, slug="contradiction")
    return which if which is not None else day


def told_by(home: Home, answers: Answers) -> Told:
    """Return what the options say, held against the plan's slots and measures.

    Raises:
        BaclotrackError: wrong use; or a dose is told and there is no plan to tell it for.
    """
    if answers.note == ["-"]:
        from baclotrack.cli.private_text import asked_for

        answers = answers._replace(note=[asked_for("-", "Note")])
    plan = slots_of(home) if answers.dose else home.plan
    slots = tuple(slot.name for slot in plan.slots) if plan else ()
    return understand(answers, load_catalogue_json(), slots, own_measures(home.journal))


def the_day(call: Call, home: Home, answers: Answers, day: str | None) -> date:
    """Return the day that is meant: the one named, today for worrying facts on their own, else calendar yesterday."""
    if day is not None:
        return past_day(day, home.today, call.now.date())
    if answers.only_worries():
        return home.today
    return log_day(home.today, call.now.date())
