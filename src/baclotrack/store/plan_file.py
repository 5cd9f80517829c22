"""The plan file: read and checked whole, signed with its comments kept; and the templates that ship with the program.

A file of a person is never half believed: everything that does not fit is told at once, and nothing of it is used.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from baclotrack.core.limits import UnfitError
from baclotrack.core.plan import Plan
from baclotrack.errors import BaclotrackError
from baclotrack.store import DATA, PLAN, load_catalogue_json
from baclotrack.store.entries import REVIEW_AFTER, plan_value
from baclotrack.store.journal import UNFIT
from baclotrack.store.plan_ranges import hold_against
from baclotrack.store.plan_rules import check
from baclotrack.store.problems import (
    FileProblemsError,
    Problem,
    Told,
    Where,
    from_pydantic,
    known_keys,
    nearest,
    shown,
)
from baclotrack.store.tables import PlanTables
from baclotrack.store.toml_text import BOM, parse, problems, read_text, recorded

SLUG = "bad-plan"
TEMPLATES = DATA / "templates"
LIMITED: frozenset[Where] = frozenset(
    {
        ("ladder", "hold_days"),
        ("limits", "daily_mg"),
        ("limits", "single_mg"),
        ("gap", "missed_days"),
        ("tolerability", "retry_after_days"),
    }
)
"""Numbers that the table of limits speaks of: its sentence, with range and source, is better than that of the form."""
TOO_LONG = 10**6
"""A number as long as this is told short, by the form."""
SIGNATURE = ("prescriber", "directed_on", "review_by")


class Examined(NamedTuple):
    """What a plan's text says as far as it fits, what is refused about it, and what is unusual."""

    tables: Mapping[str, Any]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


class PlanFile(NamedTuple):
    """A plan file that fits: its structure as the journal keeps it, its value, its text, and what is unusual in it."""

    plan: Mapping[str, Any]
    value: Plan
    text: str
    warnings: tuple[Problem, ...] = ()

    def entry(self, on_dose: Mapping[str, Decimal] | None = None) -> dict[str, object]:
        """Return the fields of the journal's entry for its adoption; `on_dose` names the doses already taken, mg."""
        return {"plan": self.plan, "toml": self.text, "on_dose": on_dose}


def read_plan(source: Path | str, name: str = "") -> PlanFile:
    """Read a plan.

    Args:
        source: the file, or its text.
        name: what the file is called in sentences; its own name, or plan.toml, unless given.

    Raises:
        FileProblemsError: with everything that does not fit, line by line.
    """
    text = read_text(source, SLUG) if isinstance(source, Path) else source
    called = name or (source.name if isinstance(source, Path) else PLAN)
    found = examine(text, called)
    if found.problems:
        raise FileProblemsError(found.problems, slug=SLUG)
    try:
        value = plan_value(found.tables)
    except UNFIT as error:  # what the rules above do not foresee must not pass either
        reason = error.why if isinstance(error, UnfitError) else "it has another shape than a plan"
        raise FileProblemsError([Problem(called, 0, getattr(error, "field", ""), f"{reason}.")], slug=SLUG) from None
    return PlanFile(found.tables, value, text, found.warnings)


def examine(text: str, called: str = PLAN) -> Examined:
    """Return everything that is refused about a plan's text, and everything that is only unusual.

    Args:
        text: the plan as TOML.
        called: what the file is called in sentences.

    Raises:
        FileProblemsError: when the text is no TOML; then nothing more can be said of it.
    """
    raw, catalogue = parse(text, called, SLUG), load_catalogue_json()
    tables, told = _tables(raw)
    broken = {_leaf(raw, one.where) for one in told if one.where}
    unusual: list[Told] = []
    if "mode" in tables:
        found = hold_against(_with_numbers(raw, tables, told), catalogue)
        better = {one.where for one in found.problems}
        told = [one for one in told if one.where not in better]  # the table's sentence has the range and the source
        told, unusual = [*told, *found.problems], found.warnings
    told += check(tables, catalogue, broken)
    return Examined(tables, tuple(problems(told, text, called)), tuple(problems(unusual, text, called)))


def _tables(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Told]]:
    """Return the structure as the journal keeps it, without what does not fit, and what does not fit.

    Of a table only the keys that do not fit are left out, so that one of them hides no fault of another.
    """
    told: list[Told] = []
    try:
        PlanTables.model_validate(raw)
    except ValidationError as error:
        told = from_pydantic(error.errors(include_url=False), known_keys(PlanTables))
    broken = {_leaf(raw, one.where) for one in told if one.where}
    fitting: dict[str, Any] = {}
    for key, value in raw.items():
        if (key,) in broken:
            continue
        whole = isinstance(value, dict)
        kept = {name: one for name, one in value.items() if (key, name) not in broken} if whole else value
        try:
            fitting[key] = recorded(kept)
        except UNFIT:
            told.append(Told((key,), "something in it is no number that can be written down. Correct it."))
    return fitting, told


def _leaf(raw: Mapping[str, Any], where: Where) -> Where:
    """Return what is left out where something does not fit: the key of a table, or a whole list of rows."""
    return where[: 2 if isinstance(raw.get(str(where[0])), dict) else 1]


def _with_numbers(raw: Mapping[str, Any], tables: Mapping[str, Any], told: list[Told]) -> Mapping[str, Any]:
    """Return the structure with numbers that are out of any range put back, for the table of limits to tell of."""
    whole = dict(tables)
    for one in told:
        if one.where in LIMITED:
            section, key = (str(part) for part in one.where)
            value = raw[section].get(key)
            if type(value) in {int, Decimal} and Decimal(value).is_finite() and abs(value) < TOO_LONG:
                whole[section] = {**whole.get(section, {}), key: value}
    return whole


def sign(
    file: PlanFile,
    prescriber: str | None = None,
    directed_on: date | None = None,
    review_by: date | None = None,
    *,
    name: str = "",
) -> PlanFile:
    """Return the plan with prescriber and dates written into its text; what is not given stays as the text has it.

    Raises:
        BaclotrackError: when nobody or no date is named, or the signed plan does not fit.
    """
    who, when = prescriber or file.value.prescriber, directed_on or file.value.directed_on
    if not who or when is None:
        missing = "the prescriber" if not who else "the date on the directions"
        option = "--prescriber NAME" if not who else "--directed-on DAY"
        message = f"A plan is adopted only with who directed it and when; {missing} is not named. Add: {option}"
        raise BaclotrackError(message, slug="unsigned")
    stated = review_by or (file.value.review_by if directed_on in {None, file.value.directed_on} else None)
    text = set_signature(file.text, who, when, stated or when + REVIEW_AFTER)
    return read_plan(text, name)


def set_signature(text: str, prescriber: str, directed_on: date, review_by: date | None = None) -> str:
    """Return a plan's text with prescriber and dates written into it; everything else stays as it is written.

    Args:
        text: the plan as TOML.
        prescriber: who gave the directions.
        directed_on: the date on them.
        review_by: when the review is due; 90 days later unless given.
    """
    import tomlkit

    document = tomlkit.parse(text.removeprefix(BOM))
    signature = (prescriber, directed_on, review_by or directed_on + REVIEW_AFTER)
    for key, value in zip(SIGNATURE, signature, strict=True):
        if document.get(key) != value:
            document[key] = value
    return tomlkit.dumps(document)


def templates() -> tuple[str, ...]:
    """Return the names of the templates that ship with the program."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.toml")))


def template_text(name: str) -> str:
    """Return a template's text.

    Raises:
        BaclotrackError: when there is none of that name; the sentence names the nearest one.
    """
    if name in templates():
        return (TEMPLATES / f"{name}.toml").read_text(encoding="utf-8")
    hint = nearest(name, templates()) or f" There are: {', '.join(templates())}."
    raise BaclotrackError(f"{shown(name)} is no template.{hint}", slug="no-such-template")
