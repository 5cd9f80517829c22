"""The questions of `plan new` at a terminal: only what no option told yet; no dose has a default."""

from decimal import Decimal

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.dialogue import ask_until
from baclotrack.cli.plan_new_words import Aim, Asked, Slots, days_of, misfit_words, order_of, slot_of, target_of
from baclotrack.cli.plan_setup import directions_day, number, words
from baclotrack.cli.plan_wizard import optional
from baclotrack.core import limits
from baclotrack.core.ladder import PER_DAY, PER_DOSE, misfit
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalogue_json
from baclotrack.wording import number as plain

BASES = {"dose": PER_DOSE, "day": PER_DAY}


def ask_rest(call: Call, told: Asked) -> Asked:
    """Ask for everything that no option told."""
    say("Write down the plan as your prescriber's paper has it. Ctrl-C at any time: nothing is written.")
    if told.slots is None:
        question = "Dose times? [like bedtime=22:30, or morning=08:00 noon=13:00 evening=19:00]"
        told = told._replace(slots=ask_until(question, _slots))
    slots = told.slots or ()
    if told.step is None:
        told = told._replace(step=ask_until("Each step adds how many mg?", lambda text: _mg(text, "The step")))
    if told.basis is None:
        told = told._replace(basis=_basis(len(slots), told.step or Decimal(0)))
    told = told._replace(start=told.start or _start(slots), grow=told.grow or _grow(told, slots))
    if told.every is None:
        question = "Complete days on each step before the next may come?"
        told = told._replace(every=ask_until(question, lambda text: days_of(text, "The answer")))
    told = _ceiling(told)
    if told.targets is None:
        told = told._replace(targets=_targets())
    return _signature(call, told)


def _slots(text: str) -> Slots:
    """Return the dose times of one line."""
    found = tuple(slot_of(word, "The line") for word in text.replace(",", " ").split())
    if not found:
        raise BaclotrackError("Write each dose time as NAME=HH:MM.", slug="bad-slot")
    return found


def _mg(text: str, what: str) -> Decimal:
    """Return an amount above zero, mg."""
    mg = number(text.lower().removesuffix("mg"), limits.MG, what)
    if not mg:
        raise BaclotrackError(f"{what} is more than 0 mg.", slug="bad-number")
    return mg


def _basis(doses: int, step: Decimal) -> str:
    """Ask for what the step is; nothing is assumed, and Enter alone is no answer."""
    if doses > 1:
        say(f"  {plain(step)} mg more for each of {doses} doses is {plain(step * doses)} mg more a day;")
        say(f"  {plain(step)} mg more for the day's total is {plain(step)} mg more a day, in one of the doses.")

    def understand(text: str) -> str:
        word = text.lower().removeprefix("each ").removeprefix("the ")
        if word in BASES:
            return BASES[word]
        message = "Write dose or day. If the paper does not say it, ask your prescriber before you go on."
        raise BaclotrackError(message, slug="bad-answer")

    told: str = ask_until("Is the step for EACH dose, or for the DAY's total? [dose/day]", understand)
    return told


def _start(slots: Slots) -> tuple[Decimal, ...]:
    """Ask for the first day, dose by dose."""
    return tuple(
        ask_until(f"First day, {name}, in mg? [0 = not yet]", lambda text: _first(text, only=len(slots) == 1))
        for name, _ in slots
    )


def _first(text: str, *, only: bool) -> Decimal:
    """Return one dose of the first day; on a plan of one dose it is above zero."""
    return _mg(text, "The first dose") if only else number(text.lower().removesuffix("mg"), limits.MG, "The dose")


def _grow(told: Asked, slots: Slots) -> tuple[int, ...] | None:
    """Ask which dose grows first where the step is for the day's total; it is never guessed."""
    if told.basis != PER_DAY or len(slots) == 1:
        return order_of(None, slots, told.basis)
    names = " ".join(name for name, _ in reversed(slots))
    question = f"Which dose grows first, which next? [dose times in their order, such as {names}]"

    def understand(text: str) -> tuple[int, ...]:
        if not text:
            raise BaclotrackError("The paper or your prescriber says it; it is never guessed.", slug="bad-answer")
        return order_of(text, slots, PER_DAY) or ()

    order: tuple[int, ...] = ask_until(question, understand)
    return order


def _ceiling(told: Asked) -> Asked:
    """Ask for the most in a day until the steps meet it exactly."""

    def understand(text: str) -> Asked:
        asked = told._replace(ceiling=_mg(text, "The most in a day"))
        wrong = misfit(asked.said())
        if wrong is not None:
            raise BaclotrackError(misfit_words(wrong), slug="no-ladder")
        return asked

    if told.ceiling is not None:
        return told
    found: Asked = ask_until("The most in a day, in mg?", understand)
    return found


def _targets() -> tuple[Aim, ...]:
    """Ask for what must be reached before the plan says stay."""
    rows = [row for row in load_catalogue_json()["measures"] if row["better"] != "none"]
    say("  What the plan aims at, with the value that is enough: " + ", ".join(inert(str(row["name"])) for row in rows))

    def understand(text: str) -> tuple[Aim, ...]:
        found = tuple(target_of(word, "The answer") for word in text.replace(",", " ").split())
        if not found:
            raise BaclotrackError("A plan that goes up needs what it goes up for.", slug="bad-answer")
        return found

    told: tuple[Aim, ...] = ask_until("Stay at a dose once? [like spasticity=3 or sleep_improved=yes]", understand)
    return told


def _signature(call: Call, told: Asked) -> Asked:
    """Ask whose directions they are; left out, the draft cannot be adopted before it is told."""
    today = call.now.date()
    if told.prescriber is None:
        question = "Prescriber's name, as on the paper? [Enter = leave out for now]"
        told = told._replace(prescriber=ask_until(question, optional(lambda text: words(text, "The name"))))
    if told.directed_on is None:
        question = "Date on the directions? [like 2026-11-20; Enter = leave out for now]"
        understand = optional(lambda text: directions_day(text, today, "The date"))
        told = told._replace(directed_on=ask_until(question, understand))
    return told
