"""`baclotrack log`: the morning check-in; a short dialogue at a terminal, options otherwise."""

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

from baclotrack.cli.answers import ANSWERS, Answers, Texts, Told, understand
from baclotrack.cli.call import DAY, Call, is_terminal
from baclotrack.cli.checkin import plan_of, write
from baclotrack.cli.days import past_day
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalogue_json
from baclotrack.store.journal import own_measures

if TYPE_CHECKING:
    import typer

OPTIONS = (*ANSWERS, DAY)


def register(app: "typer.Typer") -> None:
    """Add the command."""
    from baclotrack.cli.options import add_table

    add_table(app, "log", run, OPTIONS)


def run(call: Call, *, day: str | None = None, **told: Texts | bool) -> int:
    """Record the morning check-in for the day before.

    Example: baclotrack log --as-planned --not-improved --lay-awake --effect drowsiness=mild --drinks 0

    Without options, at a terminal, it asks. Each part may also be told on its own; a later one keeps the rest.
    """
    answers = Answers(**told)  # type: ignore[arg-type]  # the table gives each its kind
    home = call.open()
    on = the_day(call, home, answers, day)
    if not answers.told():
        if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            message = (
                "Nothing was told, so nothing is recorded. Say for example: baclotrack log --as-planned --no-effects"
            )
            raise BaclotrackError(message, slug="nothing-told")
        from baclotrack.cli.dialogue import ask_all

        return write(call, home, on, ask_all(home, on))
    return write(call, home, on, told_by(home, answers))


def told_by(home: Home, answers: Answers) -> Told:
    """Return what the options say, held against the plan's slots and measures.

    Raises:
        BaclotrackError: wrong use; or a dose is told and there is no plan to tell it for.
    """
    plan = plan_of(home) if answers.dose else home.plan
    slots = tuple(slot.name for slot in plan.slots) if plan else ()
    return understand(answers, load_catalogue_json(), slots, own_measures(home.journal))


def the_day(call: Call, home: Home, answers: Answers, day: str | None) -> date:
    """Return the day that is meant: the one named, today for worrying facts on their own, else calendar yesterday."""
    if day is not None:
        return past_day(day, home.today, call.now.date())
    if answers.only_worries():
        return home.today
    return min(call.now.date() - timedelta(days=1), home.today)
