"""The dialogue's questions about the plan's targets, and how long the night was: in hours, or as two times."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from baclotrack.cli.answers import CLOCK, NUMBER, measure_value
from baclotrack.cli.call import say
from baclotrack.cli.checkin import value_words
from baclotrack.cli.dialogue import ask_until, yes
from baclotrack.cli.names import shown
from baclotrack.core.plan import Plan, Target
from baclotrack.errors import BaclotrackError
from baclotrack.store import Journal
from baclotrack.store.journal import own_measures

HOURS = rf"(?P<hours>{NUMBER.pattern}) ?h?"
TIMES = rf"(?P<bed>{CLOCK.pattern})-(?P<woke>{CLOCK.pattern})"
NIGHT = re.compile(rf"(?P<better>yes|no|y|n)?[ ,]*(?:{HOURS}|{TIMES})?", re.ASCII)
DAY_MINUTES = 24 * 60
NOT_KNOWN = "?"
LONG_NIGHT = 14 * 60
"""Minutes in bed beyond which the two times are asked about again: a slip of the clock is likelier (D)."""


class Night(NamedTuple):
    """One answer about the night: whether it was better, None where that was not told, and how long it was."""

    better: bool | None
    measures: Mapping[str, object]


def ask_measures(
    plan: Plan, journal: Journal, catalogue: Mapping[str, Any], before: Mapping[str, object]
) -> dict[str, object]:
    """Ask for the measure of each target, and then for what the plan only tracks, which Enter leaves out."""
    rows = _rows(catalogue, own_measures(journal))
    measures: dict[str, object] = {}
    for target in plan.targets:
        row = rows.get(target.measure, {})
        asking = _night if target.measure == "sleep_improved" and target.want is not None else _target
        measures |= asking(target, row, rows, before.get(target.measure))
    for name in plan.track:
        if name not in measures:
            measures |= _tracked(name, rows.get(name, {}), before.get(name))
    return measures


def night_of(text: str, rows: Mapping[str, Any]) -> Night:
    """Return what an answer says of the night: `n`, `y 7.5`, `7.5`, `23:10-06:40`, `n 23:10-06:40`.

    Raises:
        BaclotrackError: when it is none of these, or out of range.
    """
    words = " ".join(text.lower().replace("\u2013", "-").split()).replace(" - ", "-")
    found = NIGHT.fullmatch(words)
    if found is None:
        message = f"{shown(text)!r} is not understood. Write y or n, and hours like 7.5 or times like 23:10-06:40."
        raise BaclotrackError(message, slug="bad-answer")
    better = found["better"][0] == "y" if found["better"] else None
    if found["hours"]:
        return Night(better, {"sleep_hours": measure_value(rows["sleep_hours"], found["hours"], "Hours")})
    if found["bed"]:
        return Night(better, {"bed_at": found["bed"].zfill(5), "woke_at": found["woke"].zfill(5)})
    return Night(better, {})


def minutes_between(bed_at: str, woke_at: str) -> int:
    """Return the minutes from one time of day to the next time the clock shows the other; a whole day if the same."""
    first, last = (int(one[:2]) * 60 + int(one[3:]) for one in (bed_at, woke_at))
    return (last - first) % DAY_MINUTES or DAY_MINUTES


def _night(target: Target, row: Mapping[str, Any], rows: Mapping[str, Any], before: object) -> dict[str, object]:
    """Ask whether the night was better; the same answer may tell how long it was."""
    good = before if isinstance(before, bool) else bool(target.want)
    prompt = str(row.get("prompt") or "Was your sleep better?")
    mark = "Y/n" if good else "y/N"
    question = f"{prompt} [{mark}; hours too: y 7.5, or n 23:10-06:40]"
    told = ask_until(question, lambda text: night_of(text, rows))
    while not _is_right(told.measures):
        told = ask_until(question, lambda text: night_of(text, rows))
    better = told.better
    if better is None:  # hours alone say nothing of better; Enter alone is the answer in brackets
        better = yes(f"  And: {prompt}", default=good) if told.measures else good
    return {target.measure: better, **told.measures}


def _is_right(measures: Mapping[str, object]) -> bool:
    """Say how two times were understood; ask where they would make a very long night."""
    if "bed_at" not in measures:
        return True
    bed, woke = str(measures["bed_at"]), str(measures["woke_at"])
    length = minutes_between(bed, woke)
    words = f"  In bed {bed}, awake {woke}: {length // 60} h {length % 60:02} min"
    if length <= LONG_NIGHT:
        say(f"{words}.")
        return True
    return yes(f"{words}. Is that right?")


def _target(target: Target, row: Mapping[str, Any], _: Mapping[str, Any], before: object) -> dict[str, object]:
    """Ask for one target's measure, with what was told before as the default.

    Else a yes-or-no question defaults to the good answer, which never steps up; a number has no default, but nobody
    has to make one up: a question mark leaves it unanswered, and the plan waits.
    """
    prompt = _prompt(target.measure, row)
    if target.want is not None:
        default = "y" if (before if isinstance(before, bool) else target.want) else "n"
        hint = "[Y/n]" if default == "y" else "[y/N]"
    else:
        default = value_words(before) if before is not None else ""
        other = f"Enter = {default}" if default else f"{NOT_KNOWN} = not known"
        hint = f"[{row.get('low', 0)}-{row.get('high', 10)}; {other}]"

    def understand(text: str) -> object:
        skipped = text == NOT_KNOWN and target.want is None and not default
        return None if skipped else measure_value(row, text or default, "The answer")

    value = ask_until(f"{prompt} {hint}", understand)
    return {} if value is None else {target.measure: value}


def _tracked(name: str, row: Mapping[str, Any], before: object) -> dict[str, object]:
    """Ask for a measure on which no step hangs; Enter leaves it as it is."""
    hint = f"Enter = {value_words(before)}" if before is not None else "Enter = not told"
    told = ask_until(
        f"{_prompt(name, row)} [{hint}]", lambda text: measure_value(row, text, "The answer") if text else None
    )
    return {} if told is None else {name: told}


def _prompt(name: str, row: Mapping[str, Any]) -> str:
    """Return the question for a measure."""
    return str(row.get("prompt") or name.replace("_", " ") + "?")


def _rows(catalogue: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the measures by name: the program's, and those that the plan defines itself."""
    return {str(row["name"]): row for row in catalogue["measures"]} | dict(own)
