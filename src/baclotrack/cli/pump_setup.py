"""What `init` and `plan adopt` are told of a pump: checked, written into the plan's text, and asked at a terminal.

A pump's amounts are micrograms. Whoever writes mg here is told so; nothing is converted.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.call import Call, say
from baclotrack.cli.days import day_of
from baclotrack.cli.dialogue import ask_until
from baclotrack.cli.names import shown
from baclotrack.cli.plan_setup import Texts, only, words
from baclotrack.cli.plan_source import Source, parsed
from baclotrack.core.limits import MICROGRAMS
from baclotrack.core.pump import Micrograms, Pump
from baclotrack.errors import BaclotrackError
from baclotrack.store.pump_tables import with_pump
from baclotrack.store.toml_safe import load
from baclotrack.wording import day_words

AMOUNT = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(?:mcg|micrograms?|ug|\u00b5g|\u03bcg)? ?(?:(?:/|a|per) ?(?:day|d|ml))?", re.ASCII
)
MILLIGRAMS = re.compile(r"mg|milligram", re.IGNORECASE)

DailyOption = Annotated[
    Texts, typer.Option("--daily-micrograms", metavar="N", help="Pump: what it gives in a day, in micrograms.")
]
ConcentrationOption = Annotated[
    Texts, typer.Option("--concentration", metavar="N", help="Pump: the drug in it, in micrograms per mL.")
]
LastRefillOption = Annotated[Texts, typer.Option("--last-refill", metavar="DAY", help="Pump: when it was filled.")]
RefillOption = Annotated[
    Texts, typer.Option("--refill-by", metavar="DAY", help="Pump: by when it must be filled again.")
]
AlarmOption = Annotated[Texts, typer.Option("--alarm-on", metavar="DAY", help="Pump: when its low alarm is due.")]
ClinicOption = Annotated[Texts, typer.Option("--clinic", metavar="TEXT", help="Pump: the clinic that looks after it.")]


class PumpOptions(NamedTuple):
    """The options of a pump, as words."""

    daily_micrograms: DailyOption = None
    concentration: ConcentrationOption = None
    last_refill: LastRefillOption = None
    refill_by: RefillOption = None
    alarm_on: AlarmOption = None
    clinic: ClinicOption = None


def pump_told(call: Call, options: PumpOptions) -> Pump:
    """Return what the options say of the pump.

    Raises:
        BaclotrackError: when a value is no amount of micrograms or no day, or the last refill has not come yet.
    """
    last_refill = _day(call, options.last_refill, "--last-refill")
    if last_refill is not None and last_refill > call.now.date():
        message = f"--last-refill {last_refill} is in the future. A coming one goes to --refill-by."
        raise BaclotrackError(message, slug="future-day")
    clinic = only(options.clinic, "--clinic")
    return Pump(
        daily=_amount(options.daily_micrograms, "--daily-micrograms"),
        concentration=_amount(options.concentration, "--concentration"),
        last_refill=last_refill,
        refill_by=_day(call, options.refill_by, "--refill-by"),
        alarm_on=_day(call, options.alarm_on, "--alarm-on"),
        clinic="" if clinic is None else words(clinic, "--clinic"),
    )


def _amount(texts: Texts, option: str) -> Micrograms | None:
    """Return the amount that an option tells, or None."""
    text = only(texts, option)
    return None if text is None else micrograms(text, option)


def _day(call: Call, texts: Texts, option: str) -> date | None:
    """Return the day that an option tells, or None."""
    text = only(texts, option)
    return None if text is None else day_of(text, call.now.date(), option=option)


def micrograms(text: str, option: str) -> Micrograms:
    """Return an amount in micrograms, with or without its unit.

    Raises:
        BaclotrackError: when it is none; mg is refused with the reason.
    """
    word = text.strip().lower()
    if MILLIGRAMS.search(word):
        message = (
            f"{option} {shown(text)!r}: a pump's amounts are micrograms, and mg are never converted. Write the"
            " micrograms of the clinic's paper."
        )
        raise BaclotrackError(message, slug="not-micrograms")
    found = AMOUNT.fullmatch(word)
    if found and MICROGRAMS.low <= Decimal(found[1]) <= MICROGRAMS.high:
        return Micrograms(Decimal(found[1]))
    message = f"{option} {shown(text)!r} is not {MICROGRAMS.words()}. Write micrograms, with a point for decimals."
    raise BaclotrackError(message, slug="bad-number")


def is_pump_plan(text: str) -> bool:
    """Return whether a plan's text is that of a pump; of a text that is no TOML whoever reads it tells the line."""
    try:
        plan = load(text)
    except ValueError:
        return False
    return plan.get("mode") == "record_only" and "pump" in plan


def filled_in(found: Source, told: Pump) -> Source:
    """Return a plan's text with what was told of its pump.

    Raises:
        BaclotrackError: when a pump's option was given for another kind of plan.
    """
    if told == Pump():
        return found
    if not is_pump_plan(found.text):
        parsed(found)  # where the text is no plan at all, that is what is wrong with it
        message = (
            f"{found.name} is no plan for a pump, so the pump's options have no place in it. Leave them out, or use"
            " the template intrathecal."
        )
        raise BaclotrackError(message, slug="no-pump")
    return found._replace(text=with_pump(found.text, told))


def ask_pump(call: Call, told: Pump) -> Pump:
    """Ask for what no option told of the pump; Enter leaves each of them out."""
    today = call.now.date()

    def amount(question: str) -> Micrograms | None:
        answer: Micrograms | None = ask_until(
            f"{question} [Enter = not known]", lambda text: micrograms(text, "The amount") if text else None
        )
        return answer

    def a_day(question: str) -> date | None:
        answer: date | None = ask_until(
            f"{question} [like 2026-11-20; Enter = not known]",
            lambda text: day_of(text, today, option="The date") if text else None,
        )
        return answer

    say("The pump, as the clinic's paper has it. Its amounts are micrograms, and nothing is converted.")
    if told.daily is None:
        told = told._replace(daily=amount("Micrograms a day?"))
    if told.concentration is None:
        told = told._replace(concentration=amount("Drug in the pump, in micrograms per mL?"))
    if told.last_refill is None:
        told = told._replace(last_refill=a_day("Last filled on?"))
    if told.refill_by is None:
        told = told._replace(refill_by=a_day("To be filled again by?"))
    if told.alarm_on is None:
        told = told._replace(alarm_on=a_day("Low alarm due on?"))
    return told


def pump_lines(pump: Pump) -> list[str]:
    """Return what the record keeps of a pump, as lines."""
    amounts = [f"{pump.daily} a day" if pump.daily is not None else "micrograms a day not named"]
    if pump.concentration is not None:
        amounts.append(f"{pump.concentration} per mL in it")
    due = pump.due_by()
    refill = f"to be refilled by {day_words(due)}" if due else "no refill date named"
    return [f"Pump: {', '.join(amounts)}; {refill}."]


def pump_concerns(pump: Pump | None, today: date) -> list[str]:
    """Return what is odd or missing in what is known of a pump, if there is one; none of it stands in the way."""
    if pump is None:
        return []
    told = [
        f"{amount} {where} is less than 1 microgram. Check that the paper does not say mg: nothing is converted."
        for amount, where in ((pump.daily, "a day"), (pump.concentration, "per mL"))
        if amount is not None and amount.is_doubtful()
    ]
    due = pump.due_by()
    if due is not None and due < today:
        told.append(f"The pump was to be refilled by {day_words(due)}, which has passed. See at once: baclotrack next")
    if due is None:
        told.append(
            "No refill date is named, so nothing can remind you of it. Ask the clinic, then run: baclotrack plan adopt"
            " --refill-by DAY"
        )
    if pump.alarm_on is not None and pump.refill_by is not None and pump.alarm_on < pump.refill_by:
        told.append(
            "The pump's alarm is due before the refill, so the alarm's date counts. Check both with the clinic."
        )
    return told
