"""Commands that list when they stand alone and record with a part, such as `supply` and `supply add`."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import typer

from baclotrack.cli.answers import note_text
from baclotrack.cli.call import call_of
from baclotrack.cli.options import HomeOption, JsonOption, NowOption, PlainOption, between, example_first
from baclotrack.errors import BaclotrackError
from baclotrack.wording import day_words

DAYS_BACK = {"ignore_unknown_options": True}
"""Settings of a part in which `-2` is a day and not an option."""


class Part(NamedTuple):
    """One part of a command, with the settings that its words need."""

    run: Callable[..., int]
    settings: dict[str, Any] | None = None


def add_list(app: typer.Typer, name: str, words: str, show: Callable[..., int], parts: Mapping[str, Part]) -> None:
    """Add a command that shows a list when it stands alone.

    Args:
        app: the program.
        name: the command.
        words: what its help begins with.
        show: what it does alone: it is handed the call and whether JSON is wanted.
        parts: its parts, by name.
    """

    def alone(
        context: typer.Context,
        home: HomeOption = None,
        now: NowOption = None,
        *,
        plain: PlainOption = False,
        json: JsonOption = False,
    ) -> int:
        between(context, home, now, plain=plain)
        if context.invoked_subcommand is None:
            told = context.find_root().obj
            return show(call_of(told["home"], told["now"], plain=bool(told["plain"])), json=json)
        if json:
            message = f"--json lists, and {context.invoked_subcommand} records. Run: baclotrack {name} --json"
            raise BaclotrackError(message, slug="json-with-part")
        return 0

    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback(help=example_first(words))(alone)
    for part, one in parts.items():
        group.command(part, help=one.run.__doc__, context_settings=one.settings)(one.run)
    app.add_typer(group, name=name)


def free_text(words: list[str], what: str) -> str:
    """Return words as one text, kept exactly; typed without quotes they are joined.

    Raises:
        BaclotrackError: when there are none, or too many.
    """
    text = " ".join(words)
    if not text.strip():
        message = f"{what} is empty. Write it after the command, in quotes."
        raise BaclotrackError(message, slug="empty-text")
    return note_text(text, what)


def when_words(day: date, today: date) -> str:
    """Return a day with its weekday and how far it is: Thu 3 Dec 2026, in 10 days."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    far = f"in {away} days" if away > 0 else f"{-away} days ago"
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
    return f"{weekday} {day_words(day)}, {near.get(away, far)}"
