"""The kinds of fields that the models are made of: each checked as the journal checks it, each with its JSON Schema.

The checks and ranges are those of `core.limits`, so that models and journal cannot disagree.
"""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from baclotrack.core import answers, limits
from baclotrack.core.limits import Range

Json = JsonSchemaValue


def _checked(check: Callable[..., Any], *more: Any) -> BeforeValidator:  # noqa: ANN401 - each check has its own arguments
    """Return a validator that holds a value against one of the shared checks."""
    return BeforeValidator(lambda value: check(value, *more, "value"))


def _numeric(allowed: Range) -> Json:
    """Return the JSON Schema of a number in a range."""
    return {"type": "integer" if allowed.whole else "number", "minimum": allowed.low, "maximum": allowed.high}


def _plain(value: object) -> object:
    """Return a date or a time in its ISO form; TOML gives values, JSON gives text."""
    return value.isoformat() if isinstance(value, date | time) else value


ABSENT: Any = None
"""The default of a field that may be left out. It is never null: a field is there with a value, or it is not there."""


class Strict(BaseModel):
    """A table in which nothing is converted and nothing extra may stand."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


DAY_SCHEMA: Json = {"type": "string", "format": "date"}
NAMES_SCHEMA: Json = {"pattern": limits.NAME_PATTERN}
TIME_SCHEMA: Json = {"type": "string", "pattern": limits.TIME_PATTERN}
MEASURES_SCHEMA: Json = {
    "type": "object",
    "properties": {
        **{label: _numeric(allowed) for label, allowed in limits.MEASURES.items()},
        **{label: {"type": "boolean"} for label in sorted(limits.YES_NO)},
        **dict.fromkeys(sorted(limits.TIMES), TIME_SCHEMA),
    },
    "propertyNames": NAMES_SCHEMA,
    "additionalProperties": {"anyOf": [_numeric(limits.OWN_MEASURE), {"type": "boolean"}, TIME_SCHEMA]},
    "description": "Answers by name; a name that is not listed is a measure of the plan.",
}


def _measures(value: object) -> dict[str, object]:
    """Check the answers of a check-in."""
    if not isinstance(value, dict):
        raise limits.UnfitError("measures", "this is not a table of names")
    return {label: answers.measure(label, one, label) for label, one in value.items()}


def _table(check: Callable[..., Any]) -> Callable[[object], Any]:
    """Return a check of a table of names."""

    def checked(value: object) -> object:
        if not isinstance(value, dict):
            raise limits.UnfitError("value", "this is not a table of names")
        return check(value, "value")

    return checked


def _day(value: object) -> str:
    """Return a date in its ISO form, checked."""
    text = _plain(value)
    limits.day(text, "value")
    return str(text)


def _time(value: object) -> str:
    """Return a time of day in its ISO form, checked."""
    text = _plain(value)
    limits.day_time(text, "value")
    return str(text)


def _instant(value: object) -> str:
    """Return a moment as it was written, checked."""
    limits.instant(value, "value")
    return str(value)


def _whole(value: object) -> object:
    """Refuse true and 1.0 in the place of 1, which Python takes for the same."""
    if type(value) is not int:
        raise limits.UnfitError("value", "this is not a whole number")
    return value


def _true(value: object) -> object:
    """Refuse 1 in the place of true, which Python takes for the same."""
    if value is not True:
        raise limits.UnfitError("value", "this is not true")
    return value


One = Annotated[Literal[1], BeforeValidator(_whole)]
Yes = Annotated[Literal[True], BeforeValidator(_true)]
Splits = Annotated[Literal[1, 2, 4], BeforeValidator(_whole)]
Mg = Annotated[Decimal, _checked(limits.number, limits.MG), WithJsonSchema(_numeric(limits.MG))]
Drinks = Annotated[Decimal, _checked(limits.number, limits.DRINKS), WithJsonSchema(_numeric(limits.DRINKS))]
Tablets = Annotated[Decimal, _checked(limits.number, limits.TABLETS), WithJsonSchema(_numeric(limits.TABLETS))]
Micrograms = Annotated[Decimal, _checked(limits.number, limits.MICROGRAMS), WithJsonSchema(_numeric(limits.MICROGRAMS))]
Egfr = Annotated[Decimal, _checked(limits.number, limits.EGFR), WithJsonSchema(_numeric(limits.EGFR))]
Amount = Annotated[Decimal, _checked(limits.number, limits.OWN_MEASURE), WithJsonSchema(_numeric(limits.OWN_MEASURE))]
Grade = Annotated[int, _checked(limits.whole, limits.GRADE), WithJsonSchema(_numeric(limits.GRADE))]
Count = Annotated[int, _checked(limits.whole, limits.COUNT), WithJsonSchema(_numeric(limits.COUNT))]
Born = Annotated[int, _checked(limits.whole, limits.BORN), WithJsonSchema(_numeric(limits.BORN))]
Days = Annotated[int, _checked(limits.whole, limits.DAYS), WithJsonSchema(_numeric(limits.DAYS))]
SomeDays = Annotated[int, _checked(limits.whole, limits.HOLD_DAYS), WithJsonSchema(_numeric(limits.HOLD_DAYS))]
Name = Annotated[str, _checked(limits.name), WithJsonSchema({"type": "string", **NAMES_SCHEMA})]
Identity = Annotated[str, _checked(limits.identity), WithJsonSchema({"type": "string", "pattern": limits.ID_PATTERN})]
Words = Annotated[
    str,
    _checked(limits.words),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": limits.TEXT_CHARACTERS}),
]
Free = Annotated[str, _checked(limits.free), WithJsonSchema({"type": "string", "maxLength": limits.NOTE_CHARACTERS})]
Clock = Annotated[
    str, _checked(limits.taken), WithJsonSchema({"anyOf": [TIME_SCHEMA, {"type": "string", "format": "date-time"}]})
]
Day = Annotated[str, BeforeValidator(_day), WithJsonSchema(DAY_SCHEMA)]
Time = Annotated[str, BeforeValidator(_time), WithJsonSchema({"type": "string", "format": "time"})]
Instant = Annotated[str, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Doses = Annotated[
    dict[str, Decimal],
    BeforeValidator(_table(answers.amounts)),
    WithJsonSchema({"type": "object", "propertyNames": NAMES_SCHEMA, "additionalProperties": _numeric(limits.MG)}),
]
Effects = Annotated[
    dict[str, int],
    BeforeValidator(_table(answers.grades)),
    WithJsonSchema({"type": "object", "propertyNames": NAMES_SCHEMA, "additionalProperties": _numeric(limits.GRADE)}),
]
Measures = Annotated[dict[str, Any], BeforeValidator(_measures), WithJsonSchema(MEASURES_SCHEMA)]
Crc = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
