"""`baclotrack amend`: correct a check-in. The old one stays in the journal; the new one names it."""

from datetime import date

import typer

from baclotrack.cli.answers import ANSWERS, Answers, Texts
from baclotrack.cli.call import Call, Opt
from baclotrack.cli.checkin import newest, write
from baclotrack.cli.days import past_day
from baclotrack.cli.log import told_by
from baclotrack.cli.names import shown
from baclotrack.cli.options import add_table
from baclotrack.core.record import Checkin
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home
from baclotrack.wording import day_words

OPTIONS = (Opt("which", "", "required", "An entry's id, or a day.", "ID|DAY"), *ANSWERS)


def register(app: typer.Typer) -> None:
    """Add the command."""
    days_back = {"ignore_unknown_options": True}  # `amend -2` names a day, not an option
    add_table(app, "amend", run, OPTIONS, days_back)


def run(call: Call, *, which: str, **told: Texts | bool) -> int:
    """Correct a check-in, by its id or its day.

    Example: baclotrack amend yesterday --dose 5 --effect dizziness=moderate
    """
    answers = Answers(**told)  # type: ignore[arg-type]  # the table gives each its kind
    home = call.open()
    day = _day(call, home, which)
    if not answers.told():
        message = f"Say what to correct for {day_words(day)}, for example: baclotrack amend {day} --dose 5"
        raise BaclotrackError(message, slug="nothing-told")
    return write(
        call, home, day, told_by(home, answers), note="The entry before stays in the journal: baclotrack history"
    )


def _day(call: Call, home: Home, which: str) -> date:
    """Return the day of the check-in that is meant."""
    found = next((one for one in home.journal.entries if one.id == which.strip(" ").upper()), None)
    if found is not None and not isinstance(found.what, Checkin):
        message = f"{shown(which)} is no check-in. Take it back with: baclotrack undo {found.id}"
        raise BaclotrackError(message, slug="no-checkin")
    if found is not None:
        return found.day
    try:
        day = past_day(which, home.today, call.now.date(), option="amend")
    except BaclotrackError as error:
        if error.slug != "bad-day":
            raise
        message = f"amend: {shown(which)!r} is no entry's id and no day. The ids are in: baclotrack history"
        raise BaclotrackError(message, slug="bad-day") from None
    if newest(home.journal.entries, day) is None:
        message = f"Nothing is logged for {day_words(day)} yet. Run: baclotrack log --day {day}"
        raise BaclotrackError(message, slug="nothing-to-amend")
    return day
