"""The options of `log` and `amend`, and what they say: checked, and turned into the fields of a check-in."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.cli.call import Opt
from baclotrack.cli.names import catalogue_names, grade_of, known, pair, shown
from baclotrack.core.limits import DRINKS, MG, NOTE_CHARACTERS, Range
from baclotrack.errors import BaclotrackError

NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,6})?", re.ASCII)
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
YES_NO = {"yes": True, "true": True, "y": True, "1": True, "no": False, "false": False, "n": False, "0": False}
Texts = list[str] | None

ANSWERS = (
    Opt("dose", "--dose", "texts", "10, or SLOT=MG; once a slot.", "MG"),
    Opt("as_planned", "--as-planned", "flag", "Every dose as the plan said."),
    Opt("missed", "--missed", "flag", "No dose at all that day."),
    Opt("improved", "--improved", "flag", "Sleep was better."),
    Opt("not_improved", "--not-improved", "flag", "Sleep was not better."),
    Opt("fell_back_asleep", "--fell-back-asleep", "flag", "Woke, and slept again."),
    Opt("lay_awake", "--lay-awake", "flag", "Woke, and lay awake."),
    Opt("slept_through", "--slept-through", "flag", "Did not wake."),
    Opt("hours", "--hours", "texts", "Hours slept.", "H"),
    Opt("quality", "--quality", "texts", "1 very poor, 5 very good.", "1-5"),
    Opt("latency", "--latency", "texts", "Minutes to fall asleep.", "MIN"),
    Opt("awakenings", "--awakenings", "texts", "How often you woke.", "N"),
    Opt("awake", "--awake", "texts", "Minutes awake in the night.", "MIN"),
    Opt("bed_at", "--bed-at", "texts", "Into bed.", "HH:MM"),
    Opt("tried_at", "--tried-at", "texts", "Tried to sleep.", "HH:MM"),
    Opt("woke_at", "--woke-at", "texts", "Last waking.", "HH:MM"),
    Opt("up_at", "--up-at", "texts", "Out of bed.", "HH:MM"),
    Opt("measure", "--measure", "texts", "Any other measure.", "NAME=VALUE"),
    Opt("effect", "--effect", "texts", "A side effect; word or 0-3.", "NAME=GRADE"),
    Opt("no_effects", "--no-effects", "flag", "No side effects."),
    Opt("red_flag", "--red-flag", "texts", "An emergency sign.", "NAME"),
    Opt("drinks", "--drinks", "texts", "Alcoholic drinks.", "N"),
    Opt("sedative", "--sedative", "texts", "Another sedating medicine.", "NAME"),
    Opt("note", "--note", "texts", "Free text; stays on this machine; - asks for it.", "TEXT"),
)
"""The options of `log` and `amend`. Values come as lists so that a repeated option is seen."""


class Answers(NamedTuple):
    """What a person told with the options, still as words."""

    dose: Texts = None
    as_planned: bool = False
    missed: bool = False
    improved: bool = False
    not_improved: bool = False
    fell_back_asleep: bool = False
    lay_awake: bool = False
    slept_through: bool = False
    hours: Texts = None
    quality: Texts = None
    latency: Texts = None
    awakenings: Texts = None
    awake: Texts = None
    bed_at: Texts = None
    tried_at: Texts = None
    woke_at: Texts = None
    up_at: Texts = None
    measure: Texts = None
    effect: Texts = None
    no_effects: bool = False
    red_flag: Texts = None
    drinks: Texts = None
    sedative: Texts = None
    note: Texts = None

    def told(self) -> bool:
        """Return whether any option was given."""
        return any(value not in (None, False, []) for value in self)

    def only_worries(self) -> bool:
        """Return whether only worrying facts were given; told alone they mean today."""
        worries = {"effect", "red_flag", "drinks", "sedative"}
        given = {name for name, value in zip(self._fields, self, strict=True) if value not in (None, False, [])}
        return bool(given & worries) and given <= worries | {"note"}


class Told(NamedTuple):
    """A part of a check-in; None is not told. `whole` takes out what is not told, `zeros` keeps effects of grade 0."""

    doses: Mapping[str, Decimal] | None = None
    as_planned: bool = False
    missed: bool = False
    measures: Mapping[str, object] = {}
    effects: Mapping[str, int] | None = None
    red_flags: tuple[str, ...] = ()
    drinks: Decimal | None = None
    sedatives: tuple[str, ...] | None = None
    note: str | None = None
    whole: bool = False
    zeros: bool = False


SCALARS = {
    "hours": "sleep_hours",
    "quality": "sleep_quality",
    "latency": "latency_min",
    "awakenings": "awakenings",
    "awake": "awake_min",
    "bed_at": "bed_at",
    "tried_at": "tried_at",
    "woke_at": "woke_at",
    "up_at": "up_at",
}


def understand(answers: Answers, catalogue: Mapping[str, Any], slots: tuple[str, ...], own: Mapping[str, Any]) -> Told:
    """Return what the options say.

    Args:
        answers: the options as given.
        catalogue: the program's names and ranges.
        slots: the slots of the plan that day.
        own: measures that the plan defines itself, by name.

    Raises:
        BaclotrackError: wrong use, in one sentence; nothing is written.
    """
    _contradictions(answers)
    rows = {str(row["name"]): row for row in catalogue["measures"]} | dict(own)
    return Told(
        doses=_doses(answers.dose, slots),
        as_planned=answers.as_planned,
        missed=answers.missed,
        measures=_measures(answers, rows),
        effects=_effects(answers, catalogue_names(catalogue, "effects")),
        red_flags=tuple(
            dict.fromkeys(
                known(name, catalogue_names(catalogue, "red_flags"), "--red-flag", "red flag")
                for name in answers.red_flag or ()
            )
        ),
        drinks=number(_one(answers.drinks, "--drinks"), "--drinks", DRINKS) if answers.drinks else None,
        sedatives=tuple(dict.fromkeys(sedative_name(name) for name in answers.sedative)) if answers.sedative else None,
        note=note_text(_one(answers.note, "--note")) if answers.note else None,
    )


def _contradictions(answers: Answers) -> None:
    """Refuse options that cannot both be true."""
    groups: tuple[dict[str, object], ...] = (
        {"--as-planned": answers.as_planned, "--missed": answers.missed, "--dose": answers.dose},
        {"--improved": answers.improved, "--not-improved": answers.not_improved},
        {
            "--fell-back-asleep": answers.fell_back_asleep,
            "--lay-awake": answers.lay_awake,
            "--slept-through": answers.slept_through,
        },
    )
    for group in groups:
        given = [option for option, value in group.items() if value]
        if len(given) > 1:
            message = f"{' and '.join(given)} contradict each other. Give only one of them."
            raise BaclotrackError(message, slug="contradiction")


def _one(values: list[str], option: str) -> str:
    """Return the only value of an option that may be given once."""
    if len(values) > 1:
        message = f"{option} is given {len(values)} times. Give it once."
        raise BaclotrackError(message, slug="repeated-option")
    return values[0]


def number(text: str, option: str, allowed: Range) -> Decimal:
    """Return a number within its range, exactly as written.

    Raises:
        BaclotrackError: when it is no plain number with a decimal point, or out of range.
    """
    word = text.strip(" ")
    if not NUMBER.fullmatch(word) or (allowed.whole and "." in word):
        hint = " Use a decimal point." if "," in word else ""
        message = f"{option} {shown(text)!r} is not a number that fits. Write {allowed.words()}.{hint}"
        raise BaclotrackError(message, slug="bad-number")
    value = Decimal(word)
    if not allowed.low <= value <= allowed.high:
        message = f"{option} {shown(text)} is out of range. Write {allowed.words()}."
        raise BaclotrackError(message, slug="out-of-range")
    return value


def dose_mg(text: str, option: str) -> Decimal:
    """Return an amount in mg, 0 to 500."""
    return number(text, option, MG)


def note_text(text: str, option: str = "--note") -> str:
    """Return free text kept exactly, or refuse one that is too long."""
    if len(text) > NOTE_CHARACTERS:
        message = f"{option} has {len(text)} characters; at most {NOTE_CHARACTERS} are kept. Write a shorter one."
        raise BaclotrackError(message, slug="long-note")
    return text


def sedative_name(text: str) -> str:
    """Return a medicine's name in lower case; any printable name is accepted, since the record comes first."""
    name = " ".join(text.lower().split())
    if not name or not text.isprintable() or len(name) > 100:  # noqa: PLR2004 - a name, not a note
        message = f"{shown(text)!r} is no medicine's name. Write up to 100 printable characters."
        raise BaclotrackError(message, slug="bad-name")
    return name


def _doses(texts: Texts, slots: tuple[str, ...]) -> dict[str, Decimal] | None:
    """Return the doses named, mg by slot; a bare number is for plans of one slot."""
    if not texts:
        return None
    if not slots:
        message = "--dose: your plan names no dose times, so a dose cannot be recorded as one. Use words: --note -"
        raise BaclotrackError(message, slug="no-slot")
    doses: dict[str, Decimal] = {}
    for text in texts:
        if "=" in text:
            slot, value = pair(text, "--dose")
            slot = known(slot, slots, "--dose", "slot of your plan")
        elif len(slots) == 1:
            slot, value = slots[0], text
        else:
            message = f"--dose {shown(text)} names no slot. Your plan has {', '.join(slots)}: write {slots[0]}=MG."
            raise BaclotrackError(message, slug="no-slot")
        if slot in doses:
            message = f"--dose names {slot} twice. Add up nothing: record a second intake with baclotrack take."
            raise BaclotrackError(message, slug="repeated-slot")
        doses[slot] = dose_mg(value, "--dose")
    return doses


def _measures(answers: Answers, rows: Mapping[str, Any]) -> dict[str, object]:
    """Return the measures told, each within its range."""
    told: dict[str, object] = {}
    if answers.improved or answers.not_improved:
        told["sleep_improved"] = answers.improved
    if answers.slept_through:
        told |= {"fell_back_asleep": True, "awakenings": Decimal(0)}
    elif answers.fell_back_asleep or answers.lay_awake:
        told["fell_back_asleep"] = answers.fell_back_asleep
    for field, name in SCALARS.items():
        texts = getattr(answers, field)
        if texts:
            option = "--" + field.replace("_", "-")
            _tell(told, name, measure_value(rows[name], _one(texts, option), option), option)
    for text in answers.measure or ():
        name, value = pair(text, "--measure")
        name = known(name, rows, "--measure", "measure")
        _tell(told, name, measure_value(rows[name], value, f"--measure {name}"), f"--measure {name}")
    return told


def _tell(told: dict[str, object], name: str, value: object, option: str) -> None:
    """Add one measure, unless another option already said something else."""
    if name in told and told[name] != value:
        message = f"{option} contradicts another option about {name.replace('_', ' ')}. Give only one of them."
        raise BaclotrackError(message, slug="contradiction")
    told[name] = value


def measure_value(row: Mapping[str, Any], text: str, option: str) -> object:
    """Return a measure's value: yes or no, a time of day, or a number within the measure's range."""
    kind = row["kind"]
    if kind in {"yes-no", "yes_no"}:
        if text.strip(" ").lower() not in YES_NO:
            message = f"{option} {shown(text)!r} is neither yes nor no."
            raise BaclotrackError(message, slug="bad-answer")
        return YES_NO[text.strip(" ").lower()]
    if kind == "time":
        word = text.strip(" ")
        if not CLOCK.fullmatch(word):
            message = f"{option} {shown(text)!r} is no time of day. Write it like 22:30."
            raise BaclotrackError(message, slug="bad-time")
        return word.zfill(5)
    whole = kind in {"count", "scale"}
    return number(text, option, Range(int(row.get("low", 0)), int(row.get("high", 1440)), whole=whole))


def _effects(answers: Answers, names: list[str]) -> dict[str, int] | None:
    """Return the side effects told; an empty mapping means asked, none; grade 0 takes one back."""
    effects: dict[str, int] = {}
    for text in answers.effect or ():
        name, value = pair(text, "--effect")
        name = known(name, names, "--effect", "side effect")
        grade = grade_of(value, f"--effect {name}")
        if effects.get(name, grade) != grade:
            message = f"--effect {name} is given two grades. Give one."
            raise BaclotrackError(message, slug="contradiction")
        effects[name] = grade
    if answers.no_effects and any(effects.values()):
        message = "--no-effects and --effect contradict each other. Give only one of them."
        raise BaclotrackError(message, slug="contradiction")
    if answers.no_effects:
        return {}
    return effects or None
