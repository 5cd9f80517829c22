"""What a check-in says back: the receipt of what was understood, and what is odd about its doses."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.cli.answers import Told
from baclotrack.cli.call import inert
from baclotrack.core.care import planned
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.values import Catalog
from baclotrack.store import Home
from baclotrack.wording import GRADES, day_words, dose_words, number


class Kept(NamedTuple):
    """A check-in ready to be written: its fields, and the older entry it replaces, if any."""

    fields: Mapping[str, object]
    supersedes: str = ""


def receipt(day: date, kept: Kept, note: str = "", *, dosed: bool = True) -> list[str]:
    """Return what was recorded, as lines; where the plan has no doses, none are missed in it."""
    fields = kept.fields
    verb = "Corrected" if kept.supersedes else "Recorded"
    doses = fields.get("doses")
    told = []
    if isinstance(doses, dict):
        taken = tuple((slot, mg) for slot, mg in doses.items() if mg)
        told.append(dose_words(taken) if taken else "no dose taken")
    told += [f"{name.replace('_', ' ')} {value_words(value)}" for name, value in _dict(fields.get("measures")).items()]
    effects = fields.get("effects")
    if isinstance(effects, dict):
        words = [f"{name.replace('-', ' ')} {GRADES[grade]}" for name, grade in effects.items() if grade]
        told.append("side effects: " + (", ".join(words) or "none"))
    if fields.get("red_flags"):
        told.append("RED FLAG: " + ", ".join(name.replace("-", " ") for name in listed(fields["red_flags"])))
    if fields.get("drinks") is not None:
        told.append(f"drinks {value_words(fields['drinks'])}")
    if fields.get("sedatives"):
        told.append("sedatives: " + ", ".join(inert(name) for name in listed(fields["sedatives"])))
    if fields.get("note"):
        told.append(f'note "{inert(str(fields["note"]))}"')
    lines = [f"{verb} for {day_words(day)}: {'; '.join(told) or 'nothing yet'}."]
    missing = [name for name, there in (("doses", doses), ("side effects", effects)) if there is None]
    if missing and dosed:
        lines.append(f"Not told yet: {' and '.join(missing)}. Until then the plan stays where it is.")
    return [*lines, *([note] if note else [])]


def words_of(day: date, told: Told) -> str:
    """Return what is told of a day, in words, as a receipt has it."""
    fields = {name: value for name, value in told._asdict().items() if value not in (None, (), {}) or name == "effects"}
    fields |= {name: list(fields[name]) for name in ("red_flags", "sedatives") if name in fields}
    return receipt(day, Kept({name: value for name, value in fields.items() if value is not None}))[0].partition(" ")[2]


def concerns(home: Home, day: date, kept: Kept, catalog: Catalog, seen: Walked | None = None) -> list[str]:
    """Return what is odd about the doses recorded; the truth is recorded all the same, and `next` judges it."""
    doses = _dict(kept.fields.get("doses"))
    if home.plan is None or not doses:
        return []
    walked = seen or decide_day(home.history, catalog, day, home.health)
    said = dict(planned(walked) or home.plan.named(0) or ())
    told = []
    if walked.before_plan:
        told.append(f"{day_words(day)} lies before your plan began. It is recorded; the plan does not count that day.")
    if any(mg > said.get(slot, Decimal(0)) for slot, mg in doses.items()):
        told.append(
            f"That is more than the plan said for {day_words(day)} ({dose_words(tuple(said.items()))}). It is recorded."
            " Nothing extra, nothing to make up for; if you feel unwell, call your local emergency number."
        )
    return told


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def value_words(value: object) -> str:
    """Return a value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, Decimal | int) else inert(str(value))


def listed(value: object) -> list[str]:
    """Return a value as a list of names; anything else as none."""
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
