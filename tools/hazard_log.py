"""The hazard log as values, and docs/hazards.toml read into them; whatever does not fit is named."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

SOURCE = Path("docs") / "hazards.toml"
LOWEST, HIGHEST = 1, 5


class Mitigation(NamedTuple):
    """What the program does against a hazard: one sentence, where in the program, and the tests that hold it."""

    does: str
    where: tuple[str, ...]
    tests: tuple[str, ...]


class Hazard(NamedTuple):
    """One hazard: what it is, how grave, how probable before and after, what is done against it, and what is left."""

    id: str
    name: str
    cause: str
    harm: str
    severity: int
    before: int
    after: int
    mitigations: tuple[Mitigation, ...]
    left: str
    differs: str = ""


class Step(NamedTuple):
    """One step of a scale."""

    word: str
    means: str


class Log(NamedTuple):
    """The whole of docs/hazards.toml."""

    required: tuple[str, ...]
    severity: tuple[Step, ...]
    probability: tuple[Step, ...]
    intro: str
    judged: str
    hazards: tuple[Hazard, ...]


def read_log(root: Path) -> Log:
    """Read docs/hazards.toml.

    Raises:
        ValueError: when it is no TOML, or a field is missing, unknown or of another kind; the hazard is named.
    """
    told = tomllib.loads((root / SOURCE).read_text(encoding="utf-8"))
    _only(told, {"required", "severity", "probability", "intro", "judged", "hazard"}, SOURCE.name)
    return Log(
        _texts(told, "required", SOURCE.name),
        _steps(told, "severity"),
        _steps(told, "probability"),
        _text(told, "intro", SOURCE.name),
        _text(told, "judged", SOURCE.name),
        tuple(_hazard(one) for one in _rows(told, "hazard", SOURCE.name)),
    )


def _steps(told: Mapping[str, Any], scale: str) -> tuple[Step, ...]:
    """Return one scale, its lowest step first."""
    return tuple(Step(_text(one, "word", scale), _text(one, "means", scale)) for one in _rows(told, scale, scale))


def _hazard(row: Mapping[str, Any]) -> Hazard:
    """Return one hazard of the file."""
    name = str(row.get("id", row.get("name", "a hazard without id")))
    _only(row, {*Hazard._fields, "mitigation"} - {"mitigations"}, name)
    return Hazard(
        id=_text(row, "id", name),
        name=_text(row, "name", name),
        cause=_text(row, "cause", name),
        harm=_text(row, "harm", name),
        severity=_number(row, "severity", name),
        before=_number(row, "before", name),
        after=_number(row, "after", name),
        mitigations=tuple(_mitigation(one, name) for one in _rows(row, "mitigation", name)),
        left=_text(row, "left", name),
        differs=_text(row, "differs", name) if "differs" in row else "",
    )


def _mitigation(row: Mapping[str, Any], name: str) -> Mitigation:
    """Return one mitigation of a hazard."""
    _only(row, {"does", "where", "tests"}, name)
    return Mitigation(_text(row, "does", name), _texts(row, "where", name), _texts(row, "tests", name))


def _rows(row: Mapping[str, Any], key: str, name: str) -> list[Mapping[str, Any]]:
    """Return the tables of a name, `[[name]]`; none where there is none."""
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError(f"{name}: {key} is no list of tables; write [[{key}]]")
    return value


def _only(row: Mapping[str, Any], known: Iterable[str], name: str) -> None:
    """Refuse a field that nobody knows: a misspelt one would vanish."""
    if unknown := sorted(set(row) - set(known)):
        raise ValueError(f"{name}: {unknown[0]} is no field")


def _text(row: Mapping[str, Any], key: str, name: str) -> str:
    """Return a text that is there and not empty."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: {key} is no text")
    return value.strip()


def _number(row: Mapping[str, Any], key: str, name: str) -> int:
    """Return a step of a scale."""
    value = row.get(key)
    if type(value) is not int or not LOWEST <= value <= HIGHEST:
        raise ValueError(f"{name}: {key} is no whole number from {LOWEST} to {HIGHEST}")
    return value


def _texts(row: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    """Return a list of texts; none where the field is not there."""
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{name}: {key} is no list of texts")
    return tuple(value)
