"""`baclotrack decisions`: one decision a day over a range, planned beside taken."""

from datetime import timedelta
from typing import Annotated

import typer

from baclotrack.cli.call import Call, say
from baclotrack.cli.days import day_of
from baclotrack.cli.next_ import MOST_DAYS_AHEAD, tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.fold import Walked, as_known, walk
from baclotrack.core.values import Health, Outcome
from baclotrack.core.warnings import warnings_for, with_warnings
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalog
from baclotrack.wording import decision_json, dose_words, number

DEFAULT_DAYS = 14


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("decisions", help=decisions.__doc__)(decisions)


@command
def decisions(
    call: Call,
    *,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="The first day.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="The last day; today unless given.")
    ] = None,
    known: Annotated[
        bool, typer.Option("--as-known", help="From what had been recorded on each day, corrections left out.")
    ] = False,
    json: JsonOption = False,
) -> int:
    """Show what the plan said each day beside what was taken, worked out from the record as it now stands.

    Example: baclotrack decisions --since -14
    """
    home, catalog = call.open(), load_catalog()
    tell_faults(home)
    last = day_of(until, home.today, call.now.date(), option="--until") if until is not None else home.today
    first = (
        day_of(since, home.today, call.now.date(), option="--since")
        if since is not None
        else last - timedelta(days=DEFAULT_DAYS - 1)
    )
    if first > last or (last - home.today).days > MOST_DAYS_AHEAD:
        message = f"{first} to {last} is no range of days. Write --since before --until, and --until within a year."
        raise BaclotrackError(message, slug="bad-range")
    health_day = home.health if last >= home.today else Health()
    if known:
        begun = min((entry.day for entry in home.journal.entries), default=last)
        days = list(as_known(home.journal.entries, catalog, max(first, begun), last))
    else:
        days = [one for one in walk(home.history, catalog, last, health_day) if one.decision.day >= first]
    if json:
        from json import dumps

        rows = []
        for one in days:
            warned = warnings_for(one, home.history, catalog)
            rows.append({**decision_json(with_warnings(one.decision, warned), warned), "taken": taken_json(one)})
        say(dumps(rows))
    else:
        say("day         said                                      taken")
        for one in days:
            say(f"{one.decision.day}  {_said(one):<40}  {_taken(one)}")
    return 1 if home.faults else 0


def taken_json(one: Walked) -> dict[str, float] | None:
    """Return what was recorded as taken, mg by slot; null where nothing was."""
    doses = one.facts.doses
    return None if doses is None else {slot: int(mg) if mg == int(mg) else float(mg) for slot, mg in doses.items()}


def _said(one: Walked) -> str:
    """Return what the plan said, short."""
    decision = one.decision
    word = decision.outcome.value.replace("_", " ")
    if decision.doses is None or decision.outcome is Outcome.EMERGENCY:
        return word
    return f"{word}: {dose_words(decision.doses)}"


def _taken(one: Walked) -> str:
    """Return what was taken, short."""
    doses = one.facts.doses
    if doses is None:
        return "not recorded"
    taken = tuple((slot, mg) for slot, mg in doses.items() if mg)
    return f"{number(taken[0][1])} mg" if len(doses) == 1 and taken else dose_words(taken) if taken else "missed"
