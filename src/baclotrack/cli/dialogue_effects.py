"""The dialogue's questions about side effects and emergency signs: only what is marked is graded."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from baclotrack.cli.call import say
from baclotrack.cli.dialogue import NO, ask_until, items
from baclotrack.cli.names import catalogue_names, grade_of, known
from baclotrack.core.care import last_effects, usual_effects
from baclotrack.core.pump import SPASMS
from baclotrack.core.warnings import Warned
from baclotrack.store import Home
from baclotrack.wording import GRADES, warning

FIRST_SHOWN = 9
FIRST_MORNING = ("grogginess", "fall")
"""What the first morning on a higher dose asks about before all else (reference 4a, SE-02 and SE-17)."""
DRIVING, SAME = frozenset({"d", "drive", "driving"}), frozenset({"s", "same"})


class _Marked(NamedTuple):
    """What was marked: effects with their grades, None where it is still to be asked; and whether they will drive."""

    effects: Mapping[str, int | None] | None = None
    driving: bool = False


def ask_effects(
    home: Home, day: date, catalogue: Mapping[str, Any], told: Mapping[str, int], *, higher: bool
) -> dict[str, int]:
    """Ask for side effects, those that this person has at the front.

    What was told of this day before is kept with Enter: a tired hand must not take a side effect back.

    Args:
        home: the record, for what this person had.
        day: the day of the check-in.
        catalogue: the program's names.
        told: what was told of this day before.
        higher: it was the first day on a higher dose; then grogginess, falls and driving come first.
    """
    everything = catalogue_names(catalogue, "effects")
    names = _first_names(home, day, catalogue, higher=higher)
    last = {name: grade for name, grade in last_effects(home.history, day).items() if name in everything}
    if higher:
        say("First morning on a higher dose: any grogginess, any fall, driving today?")
    items([f"{name} ({GRADES[last[name]]})" if name in last else name for name in names])
    same = last if last and not told else {}

    def understand(text: str) -> _Marked:
        return _marked(text, names, everything, same, higher=higher)

    marked = ask_until(f"Side effects? [{_hint(told, same, higher=higher)}]", understand)
    effects = dict(told) if marked.effects is None else {}
    for name, grade in (marked.effects or {}).items():
        effects[name] = (
            grade if grade is not None else ask_until(f"  {name}: 1 mild, 2 moderate, 3 severe? [1]", _grade)
        )
    if marked.driving or (higher and any(effects.values())):
        say(f"  {warning(Warned('driving'))}")
    return effects


def _first_names(home: Home, day: date, catalogue: Mapping[str, Any], *, higher: bool) -> list[str]:
    """Return the names shown: of the first morning on a higher dose, then this person's, then the usual ones."""
    everything = catalogue_names(catalogue, "effects")
    mine = [name for name in usual_effects(home.history, home.profile, day) if name in everything]
    usual = [str(row["name"]) for row in catalogue["effects"] if row.get("bedtime_first")]
    pump = (SPASMS,) if home.plan is not None and home.plan.pump is not None else ()  # with a pump, an emergency
    return list(dict.fromkeys([*pump, *(FIRST_MORNING if higher else ()), *mine, *usual]))[:FIRST_SHOWN]


def _hint(told: Mapping[str, int], same: Mapping[str, int], *, higher: bool) -> str:
    """Return what the answers are."""
    had = ", ".join(f"{name} {GRADES[grade]}" for name, grade in told.items() if grade)
    parts = [f"Enter = as told before ({had})", "0 = none"] if had else ["Enter = none"]
    parts += ["s = same as last time"] if same else []
    parts += ["d = driving"] if higher else []
    return ", ".join([*parts, "or numbers or names"])


def _marked(text: str, names: list[str], everything: list[str], same: Mapping[str, int], *, higher: bool) -> _Marked:
    """Return what an answer marks: numbers of the list, names, `2=moderate`, s for the same, d for driving."""
    if text.lower() in NO or text == "0":
        return _Marked({})
    words = text.replace(",", " ").split()
    driving = higher and any(word.lower() in DRIVING for word in words)
    effects: dict[str, int | None] = {}
    left = [word for word in words if not (higher and word.lower() in DRIVING)]
    for word in left:
        if same and word.lower() in SAME:
            effects |= same
            continue
        name, equals, grade = word.partition("=")
        effects[_choice(name, names, everything)] = grade_of(grade, "The grade") if equals else None
    return _Marked(effects if left else None, driving)


def _grade(text: str) -> int:
    return grade_of(text or "1", "The grade")


def _choice(word: str, names: list[str], everything: list[str]) -> str:
    """Return the name for a number of the list, or the name itself."""
    if word.isascii() and word.isdecimal() and 1 <= int(word[:3]) <= len(names):
        return names[int(word) - 1]
    return known(word, everything, "Side effect", "number of the list and no side effect")


def ask_flags(catalogue: Mapping[str, Any]) -> tuple[str, ...]:
    """Ask for all emergency signs in one question."""
    names = catalogue_names(catalogue, "red_flags")
    items(names)

    def understand(text: str) -> tuple[str, ...]:
        if text.lower() in NO or text == "0":
            return ()
        flags = []
        for word in text.replace(",", " ").split():
            if word.isascii() and word.isdecimal() and 1 <= int(word[:3]) <= len(names):
                flags.append(names[int(word) - 1])
            else:
                flags.append(known(word, names, "Red flag", "number of the list and no red flag"))
        return tuple(dict.fromkeys(flags))

    return ask_until("Any of these emergency signs? [Enter = none, or numbers]", understand)
