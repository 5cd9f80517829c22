"""What `plan new` is told, word by word: dose times, the first day, which dose grows, what is aimed at."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.cli.answers import measure_value
from baclotrack.cli.names import known, pair, shown
from baclotrack.cli.plan_setup import number
from baclotrack.core import limits
from baclotrack.core.ladder import PER_DAY, PER_DOSE, Misfit, Said
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalogue_json
from baclotrack.wording import number as plain

Slots = tuple[tuple[str, str], ...]
"""Dose times: names with HH:MM."""
Aim = tuple[str, Mapping[str, bool | Decimal]]
"""A target: the measure, and what is asked of it."""
KEYS = {"lower": "at_most", "higher": "at_least", "yes": "want"}
WHY_BASIS = (
    "Is the step for EACH dose (--per-dose), or for the DAY's total (--per-day)? With 3 doses a day, 5 mg more is 15 mg"
    " a day more in one reading and 5 mg in the other, so it is never assumed. The paper says it, or the prescriber."
)
WRONG: Mapping[str, str] = {
    "no-start": "The first day has no dose. Write its mg with --start.",
    "no-step": "A step adds more than 0 mg. Write it with --step.",
    "ceiling": "The ceiling is not above the first day, which has {below} mg. Write the most in a day with --ceiling.",
    "no-order": (
        "With --per-day it must be told which dose grows first, and which next: --grow evening,noon,morning. The paper"
        " says it, or ask the prescriber; it is never guessed."
    ),
    "too-many": "That makes {below} steps; a ladder has at most 60. Check the step and the ceiling.",
    "not-hit": (
        "The steps do not meet the ceiling: they come to {below} mg a day, and the next one to {beyond} mg, which is"
        " beyond it. The ceiling is {below}, or {beyond} if the paper allows it; one of them goes into --ceiling. A"
        " smaller last step is written into the file by hand, as the paper has it."
    ),
}


class Asked(NamedTuple):
    """What is told so far; None means not told."""

    slots: Slots | None = None
    start: tuple[Decimal, ...] | None = None
    step: Decimal | None = None
    basis: str | None = None
    grow: tuple[int, ...] | None = None
    every: int | None = None
    ceiling: Decimal | None = None
    targets: tuple[Aim, ...] | None = None
    prescriber: str | None = None
    directed_on: date | None = None

    def said(self) -> Said:
        """Return what the ladder is built from, once everything for it is told."""
        return Said(
            self.start or (), self.step or Decimal(0), self.basis or "", self.ceiling or Decimal(0), self.grow or ()
        )


def slot_of(text: str, option: str = "--slot") -> tuple[str, str]:
    """Return a dose time: its name, and its time as HH:MM.

    Raises:
        BaclotrackError: when it is none.
    """
    name, at = pair(text, option)
    try:
        return limits.name(name.lower(), option), limits.clock(at if re.match("[0-9]{2}", at) else f"0{at}", option)
    except limits.UnfitError as error:
        message = f"{option} {shown(text)!r}: {error.why}. Write it like bedtime=22:30."
        raise BaclotrackError(message, slug="bad-slot") from None


def start_of(texts: Sequence[str], slots: Slots, basis: str | None) -> tuple[Decimal, ...]:
    """Return the mg of each dose on the first day, in the order of the slots.

    Raises:
        BaclotrackError: when a dose is not told, or one number is told for a day of several doses.
    """
    names = [name for name, _ in slots]
    if len(texts) == 1 and "=" not in texts[0]:
        mg = number(texts[0], limits.MG, "--start")
        if len(slots) == 1 or basis == PER_DOSE:
            return (mg,) * len(slots)
        each = " ".join(f"--start {name}=MG" for name in names)
        message = (
            f"--start {plain(mg)}: how is the first day split over its {len(slots)} doses? Write each: {each}. The"
            " paper says it; it is never guessed."
        )
        raise BaclotrackError(message, slug="no-split")
    told: dict[str, Decimal] = {}
    for text in texts:
        name, value = pair(text, "--start")
        slot = known(name, names, "--start", "dose time of this plan")
        if slot in told:
            raise BaclotrackError(f"--start names {slot} twice. Write it once.", slug="contradiction")
        told[slot] = number(value, limits.MG, f"--start {slot}")
    absent = [name for name in names if name not in told]
    if absent:
        message = f"--start does not name {', '.join(absent)}. Write each dose; one that is not taken yet is 0."
        raise BaclotrackError(message, slug="missing-options")
    return tuple(told[name] for name in names)


def order_of(text: str | None, slots: Slots, basis: str | None) -> tuple[int, ...] | None:
    """Return the places of the doses that grow one after the other; with one dose a day there is no choice.

    Raises:
        BaclotrackError: when a name is no slot, or stands there twice.
    """
    if text is None:
        return (0,) if basis == PER_DAY and len(slots) == 1 else None
    names = [name for name, _ in slots]
    told = [known(one, names, "--grow", "dose time of this plan") for one in text.replace(",", " ").split()]
    if not told or len(set(told)) < len(told):
        message = f"--grow {shown(text)!r}: name each dose time that grows once, such as {','.join(reversed(names))}."
        raise BaclotrackError(message, slug="contradiction")
    return tuple(names.index(one) for one in told)


def days_of(text: str, option: str = "--every") -> int:
    """Return the complete days on each step.

    Raises:
        BaclotrackError: when it is no whole number of days, one at least; nothing is rounded.
    """
    days = number(text, limits.HOLD_DAYS, option)
    if days != int(days):
        message = f"{option} {shown(text)!r} is not {limits.HOLD_DAYS.words()}. Write whole days."
        raise BaclotrackError(message, slug="bad-number")
    return int(days)


def target_of(text: str, option: str = "--target") -> Aim:
    """Return a target: a measure with the value at which the plan says stay.

    Whether it is at most or at least is told by the measure: of pain and spasms less is better, of sleep more.

    Raises:
        BaclotrackError: when the measure is not known, cannot be a target, or the value does not fit.
    """
    rows: dict[str, Mapping[str, Any]] = {
        str(row["name"]): row for row in load_catalogue_json()["measures"] if row["better"] in KEYS
    }
    name, value = pair(text, option)
    measure = known(name, rows, option, "measure that a plan can aim at")
    told = measure_value(rows[measure], value, f"{option} {measure}")
    if told is False:
        message = f"{option} {measure}: a plan goes up while its target is missed, so the target is yes. Write yes."
        raise BaclotrackError(message, slug="bad-target")
    if not isinstance(told, bool | Decimal):
        raise BaclotrackError(f"{option} {measure}: this measure cannot be a target.", slug="bad-target")
    return measure, {KEYS[rows[measure]["better"]]: told}


def misfit_words(wrong: Misfit) -> str:
    """Return why no ladder can be built, and what would be right."""
    return WRONG[wrong.why].format(below=plain(wrong.below), beyond=plain(wrong.beyond))
