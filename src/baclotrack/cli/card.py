"""`baclotrack card`: a small text to print, cut out and keep with you."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import typer

from baclotrack.cli.call import Call, fold, inert, say
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import decide_day
from baclotrack.core.pump import Pump
from baclotrack.core.values import Named
from baclotrack.store import Home, load_catalog
from baclotrack.wording import day_words, dose_words, number

WIDTH = 60
MOST_LINES = 10
MOST_DOSE_LINES = 3
TITLE = "I take BACLOFEN. Do not stop it suddenly."
BLANK = "____________________"


class Card(NamedTuple):
    """What stands on the card. The person's name is not kept, so there is a line to write it on."""

    printed: date
    doses: Named | None
    since: date | None
    ended: date | None
    prescriber: str
    phone: str
    directed_on: date | None = None
    checked_on: date | None = None
    pump: Pump | None = None
    doubtful: bool = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("card", help=card.__doc__)(card)


@command
def card(call: Call, *, json: JsonOption = False) -> int:
    """Print a card for the wallet: the dose, and whom to call.

    Example: baclotrack card > card.txt
    """
    home = call.open()
    tell_faults(home)
    found = card_of(home)
    if json:
        _print_json(found)
    else:
        for line in lines(found):
            say(line)
    return 1 if found.doubtful else 0


def card_of(home: Home) -> Card:
    """Return what stands on the card; from a damaged record no dose is told as if it were certain."""
    walked = decide_day(home.history, load_catalog(), home.today + ONE_DAY)
    state, plan = walked.state, home.plan
    doubtful = bool(home.faults)
    return Card(
        printed=home.today,
        doses=None if doubtful else state.in_force() or None,
        since=None if doubtful or state.off_ladder is not None else state.since,
        ended=state.taper_ended if state.finished and not doubtful else None,
        prescriber=(plan.prescriber if plan else "") or home.profile.prescriber,
        phone=home.profile.phone,
        directed_on=plan.directed_on if plan else None,
        checked_on=max((day for day, facts in home.history.days.items() if facts.checkin), default=None),
        pump=plan.pump if plan else None,
        doubtful=doubtful,
    )


def lines(told: Card) -> list[str]:
    """Return the card: at most ten lines of at most sixty columns."""
    title = f"I took BACLOFEN until {day_words(told.ended)}." if told.ended else TITLE
    of = f" (plan of {day_words(told.directed_on)})" if told.directed_on else ""
    checked = f"last check-in {day_words(told.checked_on)}" if told.checked_on else "no check-in yet"
    phone = told.phone or (told.pump.phone if told.pump else "")
    return [
        f"{'- ' * 8}cut out and keep with you{' -' * 9}"[:WIDTH],
        title,
        f"Name: {BLANK}{BLANK}",
        *_pump_lines(told.pump),
        *_dose_lines(told),
        _short(f"Prescriber: {told.prescriber or BLANK}", of),
        _short(f"Phone: {phone or BLANK}"),
        "In an emergency call the local emergency number.",
        f"Printed {day_words(told.printed)}; {checked}.",
        "Kept by the patient, unchecked.",
    ]


def _pump_lines(pump: Pump | None) -> list[str]:
    """Return the pump's line."""
    if pump is None:
        return []
    due = pump.due_by()
    return [_short(f"PUMP: {pump.daily or '____ micrograms'} a day{f', refill by {day_words(due)}' if due else ''}")]


def _dose_lines(told: Card) -> list[str]:
    """Return the dose in force and since when, whole or not at all: a dose is never cut short."""
    if told.doubtful:
        return ["Dose: see the prescriber's plan (the record is damaged)."]
    if told.ended:
        return ["Dose: none, a taper is finished."]
    if not told.doses:
        return [] if told.pump else [f"Dose: {BLANK} since {BLANK}"]
    since = f", since {day_words(told.since)}" if told.since else ""
    most = MOST_DOSE_LINES - (1 if told.pump else 0)
    whole = fold(f"Dose: {inert(dose_words(told.doses))}{since}.", WIDTH).split("\n")
    if len(whole) <= most and all(len(line) <= WIDTH for line in whole):
        return whole
    total = number(sum((mg for _, mg in told.doses), Decimal(0)))
    return fold(f"Dose: {total} mg a day in {len(told.doses)} doses{since}.", WIDTH).split("\n")


def _short(text: str, ending: str = "") -> str:
    """Return a line that fits the card, its beginning cut where it must be."""
    safe, room = inert(text), WIDTH - len(ending)
    return (safe if len(safe) <= room else safe[: room - 3] + "...") + ending


def _print_json(told: Card) -> None:
    """Print what stands on the card."""
    from json import dumps

    doses = {slot: int(mg) if mg == int(mg) else float(mg) for slot, mg in told.doses} if told.doses else None
    pump, due = told.pump, told.pump.due_by() if told.pump else None
    row = {
        "schema": "baclotrack.card/1",
        "printed": told.printed.isoformat(),
        "in_force": doses,
        "since": told.since.isoformat() if told.since and doses else None,
        "ended_on": told.ended.isoformat() if told.ended else None,
        "prescriber": told.prescriber or None,
        "phone": told.phone or None,
        "directed_on": told.directed_on.isoformat() if told.directed_on else None,
        "last_checkin": told.checked_on.isoformat() if told.checked_on else None,
        "pump": {
            "daily_micrograms": float(pump.daily.digits()) if pump.daily is not None else None,
            "refill_by": due.isoformat() if due else None,
        }
        if pump
        else None,
        "do_not_stop_suddenly": True,
        "checked": False,
    }
    say(dumps(row))
