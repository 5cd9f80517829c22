"""The profile file: read and checked whole, written anew, and edited with its comments kept."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from baclotrack.core.plan import Known, Profile
from baclotrack.store import PROFILE, load_catalogue_json
from baclotrack.store.entries import profile_value
from baclotrack.store.journal import UNFIT, plain_number, why
from baclotrack.store.problems import MOST_NEAREST, FileProblemsError, Told, from_pydantic, known_keys, nearest, shown
from baclotrack.store.tables import ProfileTables
from baclotrack.store.toml_text import BOM, parse, problems, read_text, recorded

SLUG = "bad-profile"
GRADES: Mapping[object, int] = {"none": 0, "mild": 1, "moderate": 2, "severe": 3, "0": 0, "1": 1, "2": 2, "3": 3}
NO_GRADE = "is no grade. Write none, mild, moderate or severe, or a digit from 0 to 3."
HEADING = "# What you tell about yourself. An edit counts at once; comments stay.\nformat = 1\n"


class ProfileFile(NamedTuple):
    """A profile file that fits: its structure as the journal keeps it, its value, and its text."""

    mapping: Mapping[str, Any]
    profile: Profile
    text: str


def read_profile(path: Path) -> ProfileFile:
    """Read a profile file.

    Raises:
        FileProblemsError: with everything that does not fit, line by line.
    """
    return parse_profile(read_text(path, SLUG), path.name)


def parse_profile(text: str, name: str = PROFILE) -> ProfileFile:
    """Read a profile from its text.

    Args:
        text: the profile as TOML.
        name: what it is called in sentences.

    Raises:
        FileProblemsError: with everything that does not fit, line by line.
    """
    raw, told = _with_digits(parse(text, name, SLUG))
    try:
        ProfileTables.model_validate(raw)
    except ValidationError as error:
        told += from_pydantic(error.errors(), known_keys(ProfileTables))
    if not told:
        told += _rules(raw)
    if not told:
        try:
            mapping: dict[str, Any] = recorded(raw)
            return ProfileFile(mapping, profile_value(mapping), text)
        except UNFIT as error:  # what the checks above do not foresee must not pass either
            told.append(Told((), f"{why(error)}. Correct it."))
    raise FileProblemsError(problems(told, text, name), slug=SLUG)


def _with_digits(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Told]]:
    """Return the profile with its grades as digits, and the grades that are none."""
    had = raw.get("had")
    if not isinstance(had, dict):
        return dict(raw), []
    digits: dict[str, int] = {}
    told = []
    for effect, grade in had.items():
        word = str(grade).strip().lower() if type(grade) in {str, int} else None
        if word in GRADES:
            digits[effect] = GRADES[word]
        else:
            told.append(Told(("had", effect), f"{shown(grade)} {NO_GRADE}"))
    return {**raw, "had": digits}, told


def _rules(raw: Mapping[str, Any]) -> Iterator[Told]:
    """Check what goes beyond the form: a misspelt condition or effect must never pass as none."""
    catalogue = load_catalogue_json()
    conditions = [row["name"] for row in catalogue["conditions"]]
    effects = [row["name"] for row in catalogue["effects"]]
    for place, one in enumerate(raw.get("conditions", [])):
        if one["name"] not in conditions:
            hint = (place < MOST_NEAREST and nearest(one["name"], conditions)) or f" Known: {', '.join(conditions)}."
            yield Told(("conditions", place, "name"), f"{shown(one['name'])} is not a known condition.{hint}")
    for place, effect in enumerate(raw.get("had", {})):
        if effect not in effects:
            hint = (place < MOST_NEAREST and nearest(effect, effects)) or " The names are in: baclotrack checklist"
            yield Told(("had", effect), f"this is not a known side effect.{hint}")
    for place, strength in enumerate(raw.get("tablets", {}).get("strengths_mg", [])):
        if not strength:
            yield Told(("tablets", "strengths_mg", place), "a tablet has more than 0 mg. Correct it.")


def profile_text(profile: Profile) -> str:
    """Return a new profile file's text; what was not told is left out."""
    usual = Profile()
    told: dict[str, object] = {
        "born": profile.born,
        "egfr": profile.egfr,
        "day_starts_at": profile.day_starts_at if profile.day_starts_at != usual.day_starts_at else None,
        "prescriber.name": profile.prescriber or None,
        "prescriber.phone": profile.phone or None,
        "tablets.strengths_mg": list(profile.tablets) or None,
        "tablets.splits": profile.splits if profile.tablets else None,
        **{f"had.{effect}": grade for effect, grade in profile.had.items()},
    }
    text = HEADING
    for field, value in told.items():
        if value is not None:
            text = _with_value(text, field, value)
    for table, rows in (("conditions", profile.conditions), ("medicines", profile.medicines)):
        for one in rows:
            text = _with_row(text, table, one)
    return parse_profile(text).text


def set_value(text: str, field: str, value: object) -> str:
    """Return a profile's text with one field set, such as `egfr` or `prescriber.phone`; None takes it out.

    Raises:
        FileProblemsError: when the profile would not fit.
    """
    return parse_profile(_with_value(text, field, value)).text


def set_known(text: str, table: str, one: Known) -> str:
    """Return a profile's text with a condition or a medicine; a row of that name is brought up to date.

    Args:
        text: the profile as TOML.
        table: `conditions` or `medicines`.
        one: the row.

    Raises:
        FileProblemsError: when the profile would not fit.
    """
    return parse_profile(_with_row(text, table, one)).text


def remove_known(text: str, table: str, name: str) -> str:
    """Return a profile's text without a condition or a medicine."""
    import tomlkit

    document = tomlkit.parse(text.removeprefix(BOM))
    rows: Any = document.get(table, [])
    for place in reversed([place for place, row in enumerate(rows) if row["name"] == name]):
        del rows[place]
    if table in document and not rows:
        del document[table]
    return parse_profile(tomlkit.dumps(document)).text


def _with_value(text: str, field: str, value: object) -> str:
    """Return a text with one field set or taken out."""
    import tomlkit

    document = tomlkit.parse(text.removeprefix(BOM))
    *tables, key = field.split(".")
    table: Any = document
    for name in tables:
        if name not in table:
            table[name] = tomlkit.table()
        table = table[name]
    if value is None:
        table.pop(key, None)
    else:
        table[key] = _toml(value)
    return tomlkit.dumps(document)


def _with_row(text: str, table: str, one: Known) -> str:
    """Return a text with a row added, or brought up to date."""
    import tomlkit
    from tomlkit.items import AoT

    document = tomlkit.parse(text.removeprefix(BOM))
    if not isinstance(document.get(table), AoT):  # none yet, or written on one line, where a row has no room
        before = [dict(row) for row in document.get(table, [])]
        document.pop(table, None)
        document[table] = tomlkit.aot()
        _add(document[table], before)
    rows: Any = document[table]
    if all(row["name"] != one.name for row in rows):
        _add(rows, [{"name": one.name}])
    for row in rows:
        if row["name"] == one.name:
            row.update(_row(one))
    return tomlkit.dumps(document)


def _add(rows: Any, added: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401 - an array of tables of tomlkit
    """Add rows, each after an empty line."""
    import tomlkit

    for one in added:
        row = tomlkit.table()
        row.update(one)
        row.trivia.indent = "\n"
        rows.append(row)


def _row(one: Known) -> dict[str, str | date]:
    """Return a condition or a medicine as a row of the file."""
    row: dict[str, str | date] = {"name": one.name}
    if one.known_by:
        row["known_by"] = one.known_by
    if one.known_on is not None:
        row["known_on"] = one.known_on
    return row


def _toml(value: object) -> object:
    """Return a value as the TOML writer takes it; exact numbers keep their digits."""
    import tomlkit

    if isinstance(value, Decimal):
        return tomlkit.value(plain_number(value))
    return [_toml(one) for one in value] if isinstance(value, list | tuple) else value
