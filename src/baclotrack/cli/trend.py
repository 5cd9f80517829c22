"""`baclotrack trend`: dose and sleep on one time axis, dose by dose, week by week, and how the plan was kept.

Counts and intervals, no causes. At a terminal a chart and tables; plain, everything in sentences.
"""

import re
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

import typer

from baclotrack.cli.call import Call, fold, say, width_of
from baclotrack.cli.days import past_day
from baclotrack.cli.names import shown
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import walk
from baclotrack.core.sleep import clock_moves
from baclotrack.core.trend import Trend, trend
from baclotrack.core.trends.measures import measures_of
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.store.journal import own_measures
from baclotrack.wording import day_words
from baclotrack.wording.trend_json import trend_json
from baclotrack.wording.trend_lines import all_lines
from baclotrack.wording.trends import (
    LIMIT,
    abstinent_line,
    efficiency_line,
    few_line,
    honest_lines,
    invalid_line,
    kept_lines,
    recorded_line,
    unit_of,
)

DAYS = 28
MOST_DAYS = 36_600
WIDTH = 80
NARROWEST = 40
MOST_DAY_ROWS = 14
"""A stretch of up to so many days is shown a row a day, a longer one a row a week, unless told."""

BY = ("day", "week")
EFFECTS = "Side effects by days since the dose last changed: on how many of the days asked, and the worst"
GLUE = "\x01"
AMOUNT = re.compile(r"(?<=[0-9]) (?=(?:h|min|%|nights?|days?)\b|%)")
"""The space between a number and its unit, where a line is not broken."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trend", help=show_trend.__doc__)(show_trend)


@command
def show_trend(
    call: Call,
    *,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=MOST_DAYS, help="How many days; 28 if not told.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="The first day.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day; else today.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="day|week", help="A row a day, or a row a week.")] = None,
    json: JsonOption = False,
) -> int:
    """Show the days so far: dose and sleep on one time axis, dose by dose, and how the plan was kept.

    Example: baclotrack trend --days 14
    """
    if by is not None and by not in BY:
        message = f"--by {shown(by)!r} is neither day nor week. Write --by day or --by week."
        raise BaclotrackError(message, slug="bad-rows")
    home = call.open()
    tell_faults(home)
    first, last = stretch(call, home, days=days, since=since, until=until)
    found = trend_of(home, first, last)
    if json:
        from json import dumps

        say(dumps(trend_json(found, first, last)))
    elif found.is_empty():
        say(f"Nothing is recorded from {day_words(first)} to {day_words(last)}. To record a day, run: baclotrack log")
    else:
        show(call, found, by_day=by == "day" if by else len(found.days) <= MOST_DAY_ROWS)
    return 1 if home.faults else 0


def trend_of(home: Home, first: date, last: date) -> Trend:
    """Return what a home shows from one day to another, with the plan's own measures among the others."""
    measures = measures_of([*load_catalogue_json()["measures"], *own_measures(home.journal).values()])
    moves = clock_moves(entry.at for entry in home.journal.entries)
    return trend(walk(home.history, load_catalog(), last), first, last, measures, moves)


def stretch(call: Call, home: Home, *, days: int | None, since: str | None, until: str | None) -> tuple[date, date]:
    """Return the first and the last day asked for. Today is left out while nothing is recorded for it.

    Raises:
        BaclotrackError: when the options contradict each other or name no day of the past.
    """
    if days is not None and since is not None:
        message = "--days and --since both say where to begin. Give one of them."
        raise BaclotrackError(message, slug="contradiction")
    today, calendar = home.today, call.now.date()
    if until is not None:
        last = past_day(until, today, calendar, option="--until")
    else:
        last = today if today in home.history.days else today - ONE_DAY
    if since is not None:
        first = past_day(since, today, calendar, option="--since")
        last = max(last, first) if until is None else last
    else:
        count = min(days or DAYS, (last - date.min).days)
        first = last - timedelta(days=count - 1)
    if first > last:
        message = f"--since {first} is after --until {last}. Give the earlier day to --since."
        raise BaclotrackError(message, slug="contradiction")
    return first, last


# --- for a person ---------------------------------------------------------------------------------


def show(call: Call, found: Trend, *, by_day: bool) -> None:
    """Print the trend: in sentences where it is to be plain, else a chart and tables with the lines they need."""
    unit = unit_of(found.plan)
    if call.plain:
        say(f"{day_words(found.days[0].day)} to {day_words(found.days[-1].day)}: {recorded_line(found, unit)}")
        say_wrapped(all_lines(found, unit, by_day=by_day))
        say_wrapped([LIMIT.format(unit=unit)])
    else:
        draw(found, unit, by_day=by_day)


def draw(found: Trend, unit: str, *, by_day: bool) -> None:
    """Print the chart and the tables, as wide as the terminal."""
    from baclotrack.cli import trend_tables as tables
    from baclotrack.cli.trend_chart import chart

    screen = tables.Screen(max(width_of(sys.stdout), NARROWEST), blocks=can_show_blocks())
    for line in chart(found, unit, screen.width, blocks=screen.blocks):
        say(line)
    say()
    if found.rows or found.before:
        screen.show(f"By the dose taken that {unit}", tables.dose_table(found, screen, unit))
        _say_all([few_line(found, unit), *honest_lines(found, unit)])
        say()
    if found.every.measures:
        screen.show(f"All {unit}s together", tables.whole_table(found, screen, unit))
        _say_all([efficiency_line(found), invalid_line(found.invalid, unit)])
        say()
    if found.effects:
        screen.show(EFFECTS, tables.effect_table(found, screen))
        say()
    if by_day:
        screen.show("Day by day", tables.day_table(found, screen))
    else:
        screen.show("Week by week", tables.week_table(found, screen, unit))
    say()
    _say_all([*kept_lines(found, unit), abstinent_line(found), LIMIT.format(unit=unit)])


def can_show_blocks() -> bool:
    """Return whether the terminal's encoding has block characters."""
    try:
        "\u2588\u2581".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _say_all(lines: Iterable[str]) -> None:
    """Print the lines that are not empty."""
    for line in lines:
        if line:
            say(line)


def say_wrapped(lines: Iterable[str]) -> None:
    """Print sentences in lines of 80 columns, so that they read the same wherever they go."""
    for line in lines:
        together = AMOUNT.sub(GLUE, line)
        say(fold(together, WIDTH).replace(GLUE, " "))
