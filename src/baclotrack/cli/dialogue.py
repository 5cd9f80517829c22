"""The morning dialogue: the fewest keys that still ask what the plan needs. Enter takes the default."""

import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from baclotrack.cli.answers import Told, dose_mg, measure_value
from baclotrack.cli.answers import number as number_of
from baclotrack.cli.call import inert, say
from baclotrack.cli.checkin import newest, plan_of, planned, value_words
from baclotrack.core.fold import decide_day
from baclotrack.core.limits import DRINKS
from baclotrack.core.plan import Plan, Target
from baclotrack.core.record import checkin_of
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.store.journal import own_measures
from baclotrack.wording import GRADES, day_words, dose_words, number

FIRST_SHOWN = 9
A_LINE = 5


def ask(question: str) -> str:
    """Ask one question and return the answer without its newline.

    Raises:
        EOFError: at the end of the input; like Ctrl-C, it records nothing.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(inert(question).encode(encoding, "backslashreplace").decode(encoding) + " ")
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return "\ufffd"  # keys that are no text: no question takes this for an answer
    if not line:
        raise EOFError
    return line.strip()


def ask_until(question: str, understand: Any) -> Any:  # noqa: ANN401 - whatever the answer means
    """Ask until the answer is understood; say each time what would be."""
    while True:
        answer = ask(question)
        try:
            return understand(answer)
        except BaclotrackError as error:
            say(f"  {error.message}")


def ask_all(home: Home, day: date) -> Told:
    """Ask for the whole check-in of a day."""
    plan, catalogue = plan_of(home), load_catalogue_json()
    walked = decide_day(home.history, load_catalog(), day, home.health)
    facts = walked.facts
    say(f"Check-in for {day_words(day)}. Enter takes the answer in [brackets]; Ctrl-C records nothing.")
    doses = _doses(plan, planned(walked), dict(facts.doses or {}))
    rows = {str(row["name"]): row for row in catalogue["measures"]} | dict(own_measures(home.journal))
    measures: dict[str, object] = {}
    for target in plan.targets:
        measures |= _target(target, rows.get(target.measure, {}), facts.measures.get(target.measure))
    effects = _effects(home, day, catalogue, facts.effects or {})
    flags = _flags(catalogue)
    if flags:  # no more questions: help comes first
        return Told(doses=doses, measures=measures, effects=effects, red_flags=flags)
    before = number(facts.drinks or 0)
    drinks = ask_until(f"Alcoholic drinks? [{before}]", lambda text: number_of(text or before, "Drinks", DRINKS))
    return Told(doses=doses, measures=measures, effects=effects, drinks=drinks)


def _doses(plan: Plan, said: Named | None, recorded: dict[str, Decimal]) -> dict[str, Decimal]:
    """Ask what was taken: as planned with Enter, nothing with m, or an amount a slot."""
    due = {slot.name: dict(said or ()).get(slot.name, Decimal(0)) for slot in plan.slots}
    if recorded:
        due |= recorded
    shown = tuple((slot, mg) for slot, mg in due.items() if mg)
    if shown:
        question = f"Taken: {dose_words(shown)}? [Enter = yes, m = missed, c = changed, or the mg]"
    else:
        question = "Taken? [Enter = nothing, c = changed, or the mg]"

    def understand(text: str) -> dict[str, Decimal] | None:
        word = text.lower()
        if word in {"", "y", "yes"}:
            return due
        if word in {"m", "n", "no", "missed", "none"}:
            return dict.fromkeys(due, Decimal(0))
        if word in {"c", "changed"}:
            return None
        mg = dose_mg(text, "The dose")
        return dict.fromkeys(due, mg) if len(due) == 1 else None

    told: dict[str, Decimal] | None = ask_until(question, understand)
    if told is not None:
        return told
    return {
        slot: ask_until(f"  mg {slot}? [{number(mg)}]", lambda text, mg=mg: dose_mg(text or number(mg), "The dose"))
        for slot, mg in due.items()
    }


def _target(target: Target, row: Mapping[str, Any], before: object) -> dict[str, object]:
    """Ask for one target's measure, with what was told before as the default.

    Else a yes-or-no question defaults to the good answer, which never steps up; a number has no default.
    """
    prompt = str(row.get("prompt") or target.measure.replace("_", " ") + "?")
    if target.want is not None:
        default = "y" if (before if isinstance(before, bool) else target.want) else "n"
        shown = "[Y/n]" if default == "y" else "[y/N]"
    else:
        default = value_words(before) if before is not None else ""
        shown = f"[{row.get('low', 0)}-{row.get('high', 10)}{'; Enter = ' + default if default else ''}]"
    value = ask_until(f"{prompt} {shown}", lambda text: measure_value(row, text or default, "The answer"))
    return {target.measure: value}


def _effects(home: Home, day: date, catalogue: Mapping[str, Any], told: Mapping[str, int]) -> dict[str, int]:
    """Ask for side effects: only those marked are graded. What this person had last time is asked first.

    What was told of this day before is kept with Enter: a tired hand must not take a side effect back.
    """
    last = newest(home.journal.entries, day) or _latest(home, day)
    mine = list((checkin_of(last).effects or {}) if last else {})
    usual = [str(row["name"]) for row in catalogue["effects"] if row.get("bedtime_first")]
    names = list(dict.fromkeys([*mine, *usual]))[:FIRST_SHOWN]
    everything = [str(row["name"]) for row in catalogue["effects"]]
    _list(names)

    def understand(text: str) -> list[str] | None:
        if text.lower() in {"0", "n", "no", "none"}:
            return []
        return [_choice(word, names, everything) for word in text.replace(",", " ").split()] or None

    had = ", ".join(f"{name} {GRADES[grade]}" for name, grade in told.items() if grade)
    keep = f"Enter = as told before ({had}), 0 = none" if had else "Enter = none"
    marked = ask_until(f"Side effects? [{keep}, or numbers or names]", understand)
    effects = dict(told) if marked is None else {}
    for name in dict.fromkeys(marked or []):
        effects[name] = ask_until(f"  {name}: 1 mild, 2 moderate, 3 severe? [1]", _grade)
    return effects


def _list(names: list[str]) -> None:
    """Print names with their numbers, a few on each line."""
    numbered = [f"{place} {name}" for place, name in enumerate(names, 1)]
    for start in range(0, len(numbered), A_LINE):
        say("  " + "  ".join(numbered[start : start + A_LINE]))


def _grade(text: str) -> int:
    from baclotrack.cli.names import grade_of

    return grade_of(text or "1", "The grade")


def _choice(word: str, names: list[str], everything: list[str]) -> str:
    """Return the name for a number of the list, or the name itself."""
    from baclotrack.cli.names import known

    if word.isascii() and word.isdecimal() and 1 <= int(word[:3]) <= len(names):
        return names[int(word) - 1]
    return known(word, everything, "Side effect", "number of the list and no side effect")


def _latest(home: Home, day: date) -> Any:  # noqa: ANN401 - an entry or None
    """Return the newest check-in before a day."""
    days = [entry.day for entry in home.journal.entries if hasattr(entry.what, "effects") and entry.day < day]
    return newest(home.journal.entries, max(days)) if days else None


def _flags(catalogue: Mapping[str, Any]) -> tuple[str, ...]:
    """Ask for all red flags in one question."""
    rows = catalogue["red_flags"]
    names = [str(row["name"]) for row in rows]
    _list(names)

    def understand(text: str) -> tuple[str, ...]:
        from baclotrack.cli.names import known

        flags = []
        for word in text.replace(",", " ").split():
            if word.isascii() and word.isdecimal() and 1 <= int(word[:3]) <= len(names):
                flags.append(names[int(word) - 1])
            else:
                flags.append(known(word, names, "Red flag", "number of the list and no red flag"))
        return tuple(dict.fromkeys(flags))

    told: tuple[str, ...] = ask_until("Any of these emergency signs? [Enter = none, or numbers]", understand)
    return told
