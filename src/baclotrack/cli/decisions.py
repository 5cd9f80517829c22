"""`baclotrack decisions`: one decision a day over a range, planned beside taken."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

import typer

from baclotrack.cli.call import Call, say
from baclotrack.cli.days import day_of
from baclotrack.cli.next_ import MOST_DAYS_AHEAD, tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.fold import Walked, walk
from baclotrack.core.replay import Said, known_days
from baclotrack.core.values import Catalog, Health
from baclotrack.core.warnings import warnings_for, with_warnings
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import decision_json, dose_words, number
from baclotrack.wording.replayed import said_short, short_words

DEFAULT_DAYS = 14
SAID_COLUMNS = 40


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
        return _as_known(home, first, last, json=json)
    days = [one for one in walk(home.history, catalog, last, health_day) if one.decision.day >= first]
    if json:
        from json import dumps

        say(dumps([row_json(one, home, catalog) for one in days]))
    else:
        say("day         said                                      taken")
        for one in days:
            _row(one)
    return 1 if home.faults else 0


def _as_known(home: Home, first: date, last: date, *, json: bool) -> int:
    """Print what was said from what was known on each day, and below it what the record now says where it differs."""
    catalog = load_catalog()
    begun = min((entry.day for entry in home.journal.entries), default=last)
    days = known_days(home.journal.entries, home.history, catalog, max(first, begun), last)
    if json:
        from json import dumps

        rows = []
        for one in days:
            row = row_json(one.known, home, catalog)
            rows.append({**row, "as_it_now_stands": said_json(one.now), "differs": one.differs})
        say(dumps(rows))
        return 1 if home.faults else 0
    say("day         said then                                 told by then as taken")
    for one in days:
        _row(one.known)
        if one.differs:
            say(f"            with what was told later: {said_short(one.now)}")
    return 1 if home.faults else 0


def row_json(one: Walked, home: Home, catalog: Catalog) -> dict[str, object]:
    """Return one day in its public form: the decision, and what was taken."""
    warned = warnings_for(one, home.history, catalog)
    return {**decision_json(with_warnings(one.decision, warned), warned), "taken": taken_json(one)}


def taken_json(one: Walked) -> dict[str, float] | None:
    """Return what was recorded as taken, mg by slot; null where nothing was."""
    return None if one.facts.doses is None else _amounts(one.facts.doses.items())


def said_json(said: Said | None) -> dict[str, object] | None:
    """Return an answer in its public form, with the names that a decision has; null where no plan was in force."""
    if said is None:
        return None
    doses = _amounts(said.doses) if said.doses else None
    return {
        "outcome": said.outcome.value,
        "contact": said.contact.value,
        "doses": doses,
        "limited_by": said.limited_by,
    }


def _amounts(doses: Iterable[tuple[str, Decimal]]) -> dict[str, float]:
    """Return doses as the plainest JSON numbers."""
    return {slot: int(mg) if mg == int(mg) else float(mg) for slot, mg in doses}


def _row(one: Walked) -> None:
    """Print one day; what was taken stands below where the day's doses are too many for one row."""
    said = _said(one)
    if len(said) <= SAID_COLUMNS:
        say(f"{one.decision.day}  {said:<{SAID_COLUMNS}}  {_taken(one)}")
        return
    say(f"{one.decision.day}  {said}")
    say(f"            taken: {_taken(one)}")


def _said(one: Walked) -> str:
    """Return what the plan said, short."""
    return short_words(one.decision.outcome, one.decision.doses)


def _taken(one: Walked) -> str:
    """Return what was taken, short."""
    doses = one.facts.doses
    if doses is None:
        return "not recorded"
    taken = tuple((slot, mg) for slot, mg in doses.items() if mg)
    return f"{number(taken[0][1])} mg" if len(doses) == 1 and taken else dose_words(taken) if taken else "missed"
