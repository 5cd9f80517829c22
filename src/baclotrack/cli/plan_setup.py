"""What `init` and `plan adopt` are told with options: checked, and turned into values."""

import re
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeVar

import typer

from baclotrack.cli.answers import sedative_name
from baclotrack.cli.call import Call, is_terminal
from baclotrack.cli.days import day_of
from baclotrack.cli.instruct import doses_of
from baclotrack.cli.names import catalogue_names, grade_of, known, pair, shown
from baclotrack.core import limits
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.pump import Pump
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalogue_json
from baclotrack.wording import dose_words

Texts = list[str] | None
Value = TypeVar("Value")

LIQUID = re.compile(
    r"ml\b|millilit|liquid|solution|suspension|syrup|granul|sachet|drop|spoon|lyvispah|ozobax|fleqsuvy", re.IGNORECASE
)
MICROGRAMS = re.compile(r"mcg|microg|ug\b|\u00b5|\u03bc", re.IGNORECASE)
NO_LIQUID = (
    "baclotrack works with tablets only. Liquids and granules come in more than one strength, and a mix-up of 1 mg/mL"
    " and 5 mg/mL is a fivefold error. Ask your prescriber or pharmacist about tablets."
)
NO_MICROGRAMS = "Tablets are counted in mg; micrograms are for pumps and are never converted."
SPLITS = {"1": 1, "2": 2, "4": 4}

PrescriberOption = Annotated[
    Texts, typer.Option("--prescriber", metavar="TEXT", help="Who gave the directions, such as 'Dr A. Example'.")
]
DirectedOption = Annotated[
    Texts, typer.Option("--directed-on", metavar="DAY", help="The date on the prescriber's directions.")
]
ReviewOption = Annotated[
    Texts, typer.Option("--review-by", metavar="DAY", help="The review is due by; 90 days later unless given.")
]
OnDoseOption = Annotated[
    Texts, typer.Option("--on-dose", metavar="SLOT=MG", help="Already taking this step of the plan; once a slot.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Ask nothing; adopt.")]


class Signature(NamedTuple):
    """Who gave the directions, their date, and when the review is due. None means not told."""

    prescriber: str | None = None
    directed_on: date | None = None
    review_by: date | None = None


class Told(NamedTuple):
    """What `init` was told so far; None means not told yet, empty means told: none."""

    name: str = ""
    text: str = ""
    signed: Signature = Signature()
    born: int | None = None
    egfr: Decimal | None = None
    tablets: tuple[Decimal, ...] | None = None
    splits: int | None = None
    conditions: tuple[Known, ...] | None = None
    medicines: tuple[Known, ...] | None = None
    phone: str | None = None
    had: dict[str, int] | None = None
    pump: Pump = Pump()

    def profile(self) -> Profile:
        """Return the profile that was told."""
        return Profile(
            born=self.born,
            egfr=self.egfr,
            tablets=self.tablets or (),
            splits=self.splits or 1,
            conditions=self.conditions or (),
            medicines=self.medicines or (),
            had=self.had or {},
            prescriber=self.signed.prescriber or "",
            phone=self.phone or "",
        )


def can_ask(*, yes: bool) -> bool:
    """Return whether questions are wanted and somebody can answer them."""
    return not yes and is_terminal(sys.stdin) and is_terminal(sys.stdout)


def only(texts: Texts, option: str) -> str | None:
    """Return the value of an option that may be given once, or None where it was not given.

    Raises:
        BaclotrackError: when it was given more than once.
    """
    if texts and len(texts) > 1:
        raise BaclotrackError(f"{option} is given {len(texts)} times. Give it once.", slug="repeated-option")
    return texts[0] if texts else None


def words(text: str, option: str) -> str:
    """Return one line of words, such as a name.

    Raises:
        BaclotrackError: when it is empty, too long, or holds control characters.
    """
    try:
        return limits.words(text.strip(" "), option)
    except limits.UnfitError as error:
        raise BaclotrackError(f"{option}: {error.why}. Write one line of words.", slug="bad-words") from None


def number(text: str, allowed: limits.Range, option: str) -> Decimal:
    """Return a number within a range, exactly as written.

    Raises:
        BaclotrackError: when it is none.
    """
    word = text.strip()
    if re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", word) and allowed.low <= Decimal(word) <= allowed.high:
        return Decimal(word)
    message = f"{option} {shown(text)!r} is not {allowed.words()}. Write one, with a point for decimals."
    raise BaclotrackError(message, slug="bad-number")


def tablet(text: str, option: str = "--tablet") -> Decimal:
    """Return a tablet's strength in mg.

    Raises:
        BaclotrackError: when it is no tablet, with the reason; or no strength.
    """
    for pattern, reason in ((LIQUID, NO_LIQUID), (MICROGRAMS, NO_MICROGRAMS)):
        if pattern.search(text):
            raise BaclotrackError(f"{option} {shown(text)!r}: {reason}", slug="not-a-tablet")
    word = re.sub(r"\s*(mg)?(\s+tablets?)?\s*$", "", text.strip(), flags=re.IGNORECASE)
    strength = number(word or text, limits.STRENGTH_MG, option)
    if not strength:
        raise BaclotrackError(f"{option} {shown(text)!r}: a tablet has more than 0 mg.", slug="bad-number")
    return strength


def splits(text: str, option: str = "--splits") -> int:
    """Return into how many parts a tablet may be broken.

    Raises:
        BaclotrackError: when it is none of 1, 2 and 4.
    """
    if text.strip() in SPLITS:
        return SPLITS[text.strip()]
    message = f"{option} {shown(text)!r} is not known. Write 1 (never broken), 2 (halves) or 4 (quarters)."
    raise BaclotrackError(message, slug="bad-splits")


def born(text: str, today: date, option: str = "--born") -> int:
    """Return the year of birth.

    Raises:
        BaclotrackError: when it is no year with four digits, or lies in the future.
    """
    word = text.strip()
    if re.fullmatch(r"[0-9]{4}", word) and limits.BORN.low <= int(word) <= today.year:
        return int(word)
    span = f"from {limits.BORN.low} to {today.year}"
    message = f"{option} {shown(text)!r} is no year of birth. Write four digits, {span}."
    raise BaclotrackError(message, slug="bad-year")


def condition(text: str, option: str = "--condition") -> str:
    """Return a condition's name, or refuse it with the nearest one."""
    return known(text, catalogue_names(load_catalogue_json(), "conditions"), option, "condition")


def medicine(text: str) -> str:
    """Return a medicine's name; any is kept, and what is not in the list of interactions is told later."""
    return sedative_name(text)


def had(text: str, option: str = "--had") -> tuple[str, int]:
    """Return an effect that was there before baclofen, with its grade."""
    name, value = pair(text, option)
    effect = known(name, catalogue_names(load_catalogue_json(), "effects"), option, "side effect")
    return effect, grade_of(value, f"{option} {effect}")


def had_all(texts: Texts) -> dict[str, int]:
    """Return every effect that was there before baclofen.

    Raises:
        BaclotrackError: when one is given two grades.
    """
    grades: dict[str, int] = {}
    for text in texts or ():
        effect, grade = had(text)
        if grades.get(effect, grade) != grade:
            raise BaclotrackError(f"--had {effect} is given two grades. Give one.", slug="contradiction")
        grades[effect] = grade
    return {effect: grade for effect, grade in grades.items() if grade}


def each(texts: Texts, understand: Callable[[str], Value]) -> list[Value]:
    """Return every value of a repeatable option once, in the order given."""
    return list(dict.fromkeys(understand(text) for text in texts or ()))


def signature(call: Call, prescriber: Texts, directed_on: Texts, review_by: Texts) -> Signature:
    """Return what was told of prescriber and dates.

    Raises:
        BaclotrackError: when a value is no name or no day, or the directions are from the future.
    """
    who, when, review = (
        only(prescriber, "--prescriber"),
        only(directed_on, "--directed-on"),
        only(review_by, "--review-by"),
    )
    return Signature(
        prescriber=None if who is None else words(who, "--prescriber"),
        directed_on=None if when is None else directions_day(when, call.now.date()),
        review_by=None if review is None else day_of(review, call.now.date(), option="--review-by"),
    )


def directions_day(text: str, today: date, option: str = "--directed-on") -> date:
    """Return the date on the directions.

    Raises:
        BaclotrackError: when it is no day, or one that has not come yet.
    """
    day = day_of(text, today, option=option)
    if day > today:
        message = f"{option} {day} is in the future; today is {today}. Write the date on the directions."
        raise BaclotrackError(message, slug="future-day")
    return day


def on_dose(texts: Texts, plan: Plan, option: str = "--on-dose") -> Named | None:
    """Return the dose already taken, as a step of the plan, or None where none was named.

    Raises:
        BaclotrackError: when it is no step of the plan.
    """
    if not texts:
        return None
    if not plan.rungs:
        message = f"{option}: this plan has no steps, so no dose can be named. Leave it out."
        raise BaclotrackError(message, slug="no-rung")
    doses = doses_of(texts, plan, option)
    rung = plan.rung_of(tuple((slot, mg) for slot, mg in doses.items() if mg))
    if rung is None:
        steps = "; ".join(dose_words(plan.named(place)) for place in range(len(plan.rungs)))
        message = (
            f"{option} is no step of this plan. Its steps are: {steps}. If you are on another dose, ask your prescriber"
            " before you adopt it."
        )
        raise BaclotrackError(message, slug="no-rung")
    return plan.named(rung)
