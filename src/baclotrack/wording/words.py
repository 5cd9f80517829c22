"""The words that sentences are made of: numbers, days, doses, tablets, and facts put into their places."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from baclotrack.core.values import Named

GRADES = ("none", "mild", "moderate", "severe")
MISSED = {"sleep_improved": "Sleep was not better.", "fell_back_asleep": "You lay awake after waking."}
MET = {"sleep_improved": "You slept better.", "fell_back_asleep": "You fell back asleep, or slept through."}
NAMES = {
    "egfr-below-30": "a kidney value (eGFR) below 30",
    "under-18": "an age under 18",
    "sleep_improved": "better sleep",
    "fell_back_asleep": "falling back asleep",
}


def number(value: Decimal | int) -> str:
    """Return a number as a person writes it: 10, 2.5; never 1E+1."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_words(day: date) -> str:
    """Return a day as people say it: 21 Nov 2026."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"


def iso_words(text: str) -> str:
    """Return an ISO day as people say it; any other text as it is."""
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def slot_words(slot: str) -> str:
    """Return when a slot is: at bedtime, at noon, in the morning."""
    if slot in {"bedtime", "noon", "night"}:
        return f"at {slot}"
    return f"in the {slot}" if slot in {"morning", "afternoon", "evening"} else f"at {slot} time"


def dose_words(doses: Named | None) -> str:
    """Return doses in words: 10 mg at bedtime; 5 mg in the morning and at noon, 10 mg in the evening."""
    if not doses:
        return "no dose"
    by_mg: dict[Decimal, list[str]] = {}
    for slot, mg in doses:
        by_mg.setdefault(mg, []).append(slot_words(slot))
    return ", ".join(f"{number(mg)} mg {and_words(slots)}" for mg, slots in by_mg.items())


def tablet_words(number_of: Decimal, strength: Decimal) -> str:
    """Return a count of tablets in words: half of a 10 mg tablet, 1 and a half 10 mg tablets, 2 x 20 mg tablets."""
    whole, part = divmod(number_of, 1)
    parts = {Decimal("0.25"): "a quarter", Decimal("0.5"): "a half", Decimal("0.75"): "three quarters"}
    if not part:
        return f"{number(whole)} x {number(strength)} mg tablet{'' if whole == 1 else 's'}"
    fraction = parts.get(part, number(part))
    if not whole:
        return f"{fraction.replace('a half', 'half')} of a {number(strength)} mg tablet"
    return f"{number(whole)} and {fraction} {number(strength)} mg tablets"


def and_words(words: list[str] | tuple[str, ...]) -> str:
    """Join words as a sentence does."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


class _Told:
    """One fact, told in the way its place in the sentence asks for: {days:day}, {dose}, {names:missed}."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        value = self.value
        if isinstance(value, tuple):
            return self._many(value, spec)
        if spec == "grade" and isinstance(value, int):
            return GRADES[value]
        if spec == "mg" and isinstance(value, Decimal):
            return f"{number(value)} mg"
        if spec == "iso" and isinstance(value, str):
            return iso_words(value)
        if spec == "raw":
            return str(value)
        if isinstance(value, int):
            return f"{value} {spec}{'' if value == 1 else 's'}" if spec else str(value)
        if isinstance(value, date):
            return day_words(value)
        return number(value) if isinstance(value, Decimal) else str(value)

    def _many(self, value: tuple[object, ...], spec: str) -> str:
        if value and isinstance(value[0], tuple):
            return dose_words(value)  # type: ignore[arg-type]  # a tuple of pairs is a day's doses
        if spec == "tablet":
            return f"{and_words([number(one) for one in value if isinstance(one, Decimal)])} mg tablets"
        names = [str(one) for one in value]
        if spec in {"missed", "met"}:
            words = MISSED if spec == "missed" else MET
            default = "The plan's target for {} was {}."
            return " ".join(words.get(name, default.format(name.replace("_", " "), spec)) for name in names)
        named = [NAMES.get(name, name.replace("_", " ").replace("-", " ")) for name in names]
        return and_words(named) if named else "none"


def fill(template: str, facts: Mapping[str, object]) -> str:
    """Return a sentence with its facts in place."""
    return template.format_map({name: _Told(value) for name, value in facts.items()}).strip()
