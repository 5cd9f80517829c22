"""The questions of `init` at a terminal: only what no option told yet; nothing is written before the last yes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.dialogue import ask_until
from baclotrack.cli.names import grade_of, known
from baclotrack.cli.plan_setup import (
    Signature,
    Told,
    born,
    directions_day,
    medicine,
    number,
    splits,
    tablet,
    words,
)
from baclotrack.cli.plan_source import Template, review_day, template, template_names, templates
from baclotrack.cli.plan_words import folded, rungs_of
from baclotrack.cli.pump_setup import ask_pump, is_pump_plan
from baclotrack.core import limits
from baclotrack.core.plan import Known, Plan
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalogue_json
from baclotrack.wording import day_words, dose_words

Answer = TypeVar("Answer")
YES, NO = {"y", "yes"}, {"n", "no"}
LONGEST_NUMBER = 4


def ask_before(call: Call, told: Told) -> Told:
    """Ask what must be known before the plan can be drawn: the plan, its signature, and the person's profile."""
    say("A few questions, about three minutes. Have your prescriber's paper at hand; it goes before everything here.")
    say("Ctrl-C at any time: nothing is written.")
    say()
    if not told.name or told.name in template_names():
        chosen_one = confirmed(template(told.name) if told.name else choose_template())
        told = told._replace(name=chosen_one.name, text=chosen_one.text)
    told = told._replace(signed=ask_signature(call, told.signed))
    if is_pump_plan(told.text):  # no tablets: the pump's micrograms are all that this plan has
        told = told._replace(pump=ask_pump(call, told.pump), tablets=told.tablets or ())
    return ask_profile(call, told)


def ask_after(told: Told, plan: Plan, dose: Named | None) -> tuple[Told, Named | None]:
    """Ask what needs the plan: the step the person is on already, and what was there before baclofen."""
    if dose is None:
        dose = ask_on_dose(plan)
    return (told if told.had is not None else told._replace(had=ask_had())), dose


def yes(question: str) -> bool:
    """Ask for a yes; Enter alone is a no."""

    def understand(text: str) -> bool:
        if text.lower() in YES:
            return True
        if text.lower() in NO or not text:
            return False
        raise BaclotrackError("Answer y for yes, or n for no.", slug="bad-answer")

    told: bool = ask_until(f"{question} [y/N]", understand)
    return told


def optional(understand: Callable[[str], Answer]) -> Callable[[str], Answer | None]:
    """Return an understanding in which Enter alone means: not told."""
    return lambda text: understand(text) if text else None


def numbered(rows: Sequence[tuple[str, str]]) -> None:
    """Print a list to choose from: number, name, and what it is."""
    for place, (name, what) in enumerate(rows, 1):
        say(f"  {place:>2} {name}" + (f": {what}" if what else ""))


def chosen(text: str, names: Sequence[str], what: str) -> list[str]:
    """Return the names for numbers of the list, or for the names themselves, once each."""
    found = []
    for word in text.replace(",", " ").split():
        place = place_of(word, len(names))
        found.append(known(word, names, "The list", what) if place is None else names[place])
    return list(dict.fromkeys(found))


def place_of(word: str, count: int) -> int | None:
    """Return the place that a number of the list names, from 0, or None where it is no number of the list."""
    if word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER and 1 <= int(word) <= count:
        return int(word) - 1
    return None


def choose_template() -> Template:
    """Ask which template fits; the ones that need a confirmation come only after it."""
    every = templates()
    faster = {one.otherwise_template: one for one in every if one.otherwise_template}
    offered = [one for one in every if not one.otherwise_template]
    say("Plans that come with the program. The prescriber's paper goes before each of them.")
    numbered([(one.name, one.title) for one in offered])
    names = [one.name for one in every]

    def understand(text: str) -> Template:
        place = place_of(text, len(offered))
        if place is not None:
            return offered[place]
        name = known(text, names, "The list", "number of the list and no template")
        return next(one for one in every if one.name == name)

    found: Template = ask_until("Which is nearest to your paper? [number or name]", understand)
    return faster.get(found.name, found)


def confirmed(found: Template) -> Template:
    """Ask what the directions must say for this template; otherwise return the more careful one."""
    if found.question and not yes(found.question):
        say(f"  {found.otherwise}")
        found = found.careful()
    for line in folded(found.directions, "  ", "  "):
        say(line)
    if not yes("Does your paper say this, in numbers and in days?"):
        say(
            "Then the plan must be written down as your paper has it:\n"
            f"  baclotrack plan show {found.name} --toml > my-plan.toml\n"
            "  Change the numbers in my-plan.toml to those of the paper, then run:\n"
            "  baclotrack init --plan my-plan.toml"
        )
        raise typer.Abort
    return found


def ask_signature(call: Call, signed: Signature) -> Signature:
    """Ask for the prescriber and the dates that are not told yet."""
    today = call.now.date()
    if signed.prescriber is None:
        signed = signed._replace(
            prescriber=ask_until("Prescriber's name, as on the paper?", lambda text: words(text, "The name"))
        )
    if signed.directed_on is None:
        when: date = ask_until(
            "Date on the directions? [like 2026-11-20, today, yesterday]",
            lambda text: directions_day(text, today, "The date"),
        )
        signed = signed._replace(directed_on=when)
    if signed.review_by is None:
        directed_on: date = signed.directed_on or today
        usual = review_day(directed_on)
        review: date = ask_until(f"Review due by? [{usual}]", lambda text: review_of(text, today, directed_on, usual))
        signed = signed._replace(review_by=review)
    return signed


def review_of(text: str, today: date, directed_on: date, usual: date) -> date:
    """Return the review date; Enter alone means the usual one."""
    from baclotrack.cli.days import day_of

    day = day_of(text, today, option="The date") if text else usual
    if day < directed_on:
        message = f"The review ({day}) cannot be due before the directions ({directed_on})."
        raise BaclotrackError(message, slug="bad-day")
    return day


def ask_profile(call: Call, told: Told) -> Told:
    """Ask for what the profile needs and no option told."""
    today, who = call.now.date(), told.signed.prescriber or "your prescriber"
    if told.born is None:
        told = told._replace(born=ask_until("Your year of birth?", lambda text: born(text, today, "The year")))
    if told.tablets is None:
        question = "Strength of your tablets in mg, as on the box? [several: 5 10; Enter = not yet known]"
        told = told._replace(tablets=ask_until(question, _strengths))
    if told.tablets and told.splits is None:
        question = "May they be broken? [1 = no, 2 = into halves, 4 = into quarters; Enter = no]"
        told = told._replace(splits=ask_until(question, lambda text: splits(text or "1", "The answer")))
    if told.egfr is None:
        question = "Kidney function (eGFR), if you were told a number? [Enter = not known]"
        told = told._replace(egfr=ask_until(question, optional(lambda text: number(text, limits.EGFR, "The number"))))
    if told.conditions is None:
        told = told._replace(conditions=_conditions(told, who))
    if told.medicines is None:
        told = told._replace(medicines=_medicines(told, who))
    if told.phone is None:
        question = f"Phone of {inert(who)}, for the days when the answer is to call? [Enter = leave out]"
        told = told._replace(phone=ask_until(question, optional(lambda text: words(text, "The phone"))) or "")
    return told


def _strengths(text: str) -> tuple[Any, ...]:
    """Return the strengths named on one line."""
    if not text:
        return ()
    if any(mark.isalpha() for mark in text.lower().replace("mg", "")):
        tablet(text, "The strength")  # words such as a liquid's are refused with the reason
    words_of = text.lower().replace("mg", " ").replace(",", " ").replace(" and ", " ").split()
    return tuple(dict.fromkeys(tablet(word, "The strength") for word in words_of))


def _knows(told: Told, who: str, name: str) -> Known:
    """Ask whether the prescriber knows of a condition or a medicine."""
    if yes(f"  {inert(name)}: does {inert(who)} know of it?"):
        return Known(name, told.signed.prescriber or who, told.signed.directed_on)
    return Known(name)


def _conditions(told: Told, who: str) -> tuple[Known, ...]:
    """Ask for conditions that matter, and who knows of them."""
    rows = load_catalogue_json()["conditions"]
    names = [str(row["name"]) for row in rows]
    say("Conditions that matter with baclofen:")
    numbered([(name, str(row["words"])) for name, row in zip(names, rows, strict=True)])
    found: list[str] = ask_until(
        "Which of these do you have? [numbers or names; Enter = none]",
        lambda text: chosen(text, names, "number of the list and no condition"),
    )
    return tuple(_knows(told, who, name) for name in found)


def _medicines(told: Told, who: str) -> tuple[Known, ...]:
    """Ask for other medicines; say what the list of interactions holds of each, and who knows of them."""
    found: list[str] = ask_until(
        "Other medicines you take? [names with commas between; Enter = none]",
        lambda text: list(dict.fromkeys(medicine(word) for word in text.split(",") if word.strip())),
    )
    listed = {str(name): row for row in load_catalogue_json()["interactions"] for name in row["names"]}
    known_of = []
    for name in found:
        row: Mapping[str, Any] | None = listed.get(name)
        what = row["what"] if row else "Not in the list of interactions. Ask a pharmacist."
        say(f"  {inert(name)}: {what}")
        known_of.append(_knows(told, who, name))
    return tuple(known_of)


def ask_had() -> dict[str, int]:
    """Ask which effects were there before baclofen, and how strong."""
    names = [str(row["name"]) for row in load_catalogue_json()["effects"]]
    say("Complaints you had already before baclofen count as usual for you, up to that grade:")
    for place in range(0, len(names), 3):
        row = [f"{count:>2} {name:<22}" for count, name in enumerate(names[place : place + 3], place + 1)]
        say("  " + "".join(row).rstrip())
    found: list[str] = ask_until(
        "Which of these did you have? [numbers or names; Enter = none]",
        lambda text: chosen(text, names, "number of the list and no side effect"),
    )
    grades = {}
    for name in found:
        grades[name] = ask_until(
            f"  {name}: 1 mild, 2 moderate, 3 severe? [1]", lambda text: grade_of(text or "1", "The grade")
        )
    return {name: grade for name, grade in grades.items() if grade}


def ask_on_dose(plan: Plan) -> Named | None:
    """Ask which step of the plan the person is on already, if any."""
    if not plan.rungs or not yes("Are you taking baclofen already?"):
        return None
    steps = rungs_of(plan)
    numbered([(dose_words(doses), "") for doses in steps])

    def understand(text: str) -> Named | None:
        place = place_of(text, len(steps))
        if place is None and text != "0":
            message = f"Write the number of a step, from 1 to {len(steps)}, or 0 for none of them."
            raise BaclotrackError(message, slug="bad-answer")
        return None if place is None else steps[place]

    question = "Which of these do you take now, day after day? [number; 0 = none of them]"
    doses: Named | None = ask_until(question, understand)
    if doses is None:
        say(
            "Then this plan does not fit what you take. Ask your prescriber which step applies, and run init again.\n"
            "This is no instruction to stop: do not go up, do not stop suddenly."
        )
        raise typer.Abort
    return doses


def ask_to_adopt(plan: Plan) -> bool:
    """Ask for the yes that everything before led to."""
    when = day_words(plan.directed_on) if plan.directed_on else ""
    return yes(f"Adopt this plan, from {inert(plan.prescriber)}, directions of {when}?")
