"""`baclotrack amend`: correct a check-in. The old one stays in the journal; the new one names it."""

import sys
from collections.abc import Callable
from datetime import date

import typer

from baclotrack.cli.answers import ANSWERS, Answers, Texts, Told
from baclotrack.cli.call import Call, Opt, inert, is_terminal, say
from baclotrack.cli.checkin import newest, write
from baclotrack.cli.days import past_day
from baclotrack.cli.log import told_by
from baclotrack.cli.names import shown
from baclotrack.cli.options import add_table
from baclotrack.cli.private_text import DASH, said_back
from baclotrack.cli.two_devices import said_of, told_apart
from baclotrack.core.record import NOTHING, Checkin, Entry
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home
from baclotrack.wording import day_words

KEPT_BEFORE = "The entry before stays in the journal: baclotrack history"
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
    if home.history.days.get(day, NOTHING).conflict:
        return _of_two(call, home, day, which, answers)
    if not answers.told():
        message = f"Say what to correct for {day_words(day)}, for example: baclotrack amend {day} --dose 5"
        raise BaclotrackError(message, slug="nothing-told")
    return _write(call, home, day, answers)


def _of_two(call: Call, home: Home, day: date, which: str, answers: Answers) -> int:
    """Correct a day that two devices told: the check-in that is named is right; where none is, it is asked for."""
    chosen = next((one for one in told_apart(home, day) if one.id == which.strip(" ").upper()), None)
    if chosen is None and not answers.told():
        return _choose(call, home, day)
    return _write(call, home, day, answers, chosen)


def _write(call: Call, home: Home, day: date, answers: Answers, chosen: Entry | None = None) -> int:
    """Write what the options tell; a note that was asked for is said back where it cannot be recorded."""
    told = told_by(home, answers)
    with said_back(lambda: (told.note or "") if answers.note == [DASH] else ""):
        return write(call, home, day, told, note=KEPT_BEFORE, chosen=chosen)


def _choose(call: Call, home: Home, day: date) -> int:
    """Show a day's check-ins that differ; at a terminal, ask which is right and record that.

    Raises:
        BaclotrackError: where there is nobody to ask.
    """
    every = told_apart(home, day)
    for place, one in enumerate(every, 1):
        say(f"{place}. device {inert(one.device)}, recorded {one.at:%Y-%m-%d %H:%M}: {said_of(one)}")
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        ways = " or ".join(f"baclotrack amend {one.id}" for one in every)
        message = (
            f"{day_words(day)} was told differently on two devices. Say which is right: {ways}."
            f" If neither is, tell the day anew with the options of log: baclotrack amend {every[0].id} --dose MG ..."
        )
        raise BaclotrackError(message, slug="told-twice")
    from baclotrack.cli.dialogue import ask_until

    number = ask_until(f"Which is right? 1 to {len(every)}; Enter leaves it open:", _place_in(len(every)))
    if not number:
        say("Nothing was changed. The day stays open.")
        return 0
    return write(call, home, day, Told(), note=KEPT_BEFORE, chosen=every[number - 1])


def _place_in(count: int) -> Callable[[str], int]:
    """Return what understands the number of one of so many, or 0 for none."""

    def understand(text: str) -> int:
        if text == "":
            return 0
        if text in {str(place) for place in range(1, count + 1)}:
            return int(text)
        raise BaclotrackError(f"Answer with a number from 1 to {count}, or Enter.", slug="bad-answer")

    return understand


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
