"""The public form of the journal, line by line: strict, and nothing extra.

These models are for the schema and for what comes from elsewhere; the daily commands read with `journal` alone.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from baclotrack.core.limits import UnfitError
from baclotrack.store.fields import (
    ABSENT,
    Clock,
    Count,
    Crc,
    Day,
    Doses,
    Drinks,
    Effects,
    Free,
    Grade,
    Identity,
    Instant,
    Measures,
    Mg,
    Name,
    One,
    Strict,
    Tablets,
    Words,
    Yes,
)
from baclotrack.store.tables import PlanTables, ProfileTables

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Line(Strict):
    """What every line has. `crc` is the CRC-32 of the bytes before `,"crc"`, 8 hex digits in small letters."""

    v: One
    id: Identity
    at: Instant
    device: Name
    n: Count
    crc: Crc


class PlanLine(Line):
    """A plan as adopted: the whole of it, and the text of its file."""

    kind: Literal["plan"]
    day: Day = ABSENT
    plan: PlanTables
    toml: str
    on_dose: Doses = ABSENT


class ProfileLine(Line):
    """The profile: the whole of it, and the text of its file."""

    kind: Literal["profile"]
    day: Day = ABSENT
    profile: ProfileTables
    toml: str


class CheckinLine(Line):
    """A check-in for a day. A field that is absent was not asked; an empty one was asked, with none as the answer."""

    kind: Literal["checkin"]
    day: Day
    doses: Doses = ABSENT
    measures: Measures = ABSENT
    effects: Effects = ABSENT
    red_flags: list[Name] = ABSENT
    drinks: Drinks = ABSENT
    sedatives: list[Words] = ABSENT
    note: Free = ABSENT
    supersedes: Identity = ABSENT


class DoseLine(Line):
    """One dose taken."""

    kind: Literal["dose"]
    day: Day
    slot: Name
    mg: Mg
    taken_at: Clock = ABSENT


class InstructionLine(Line):
    """What the prescriber said."""

    kind: Literal["instruction"]
    day: Day = ABSENT
    action: Literal["hold", "resume", "set_dose", "clear_flag", "acknowledge", "end_plan"]
    name: Words = ABSENT
    doses: Doses = ABSENT
    until: Day = ABSENT
    grade: Grade = ABSENT
    by: Words = ABSENT
    on: Day = ABSENT
    note: Free = ABSENT

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.action in {"clear_flag", "acknowledge"} and "name" not in self.model_fields_set:
            raise UnfitError("name", "this is missing")
        if self.action == "set_dose" and not self.doses:
            raise UnfitError("doses", "no dose is named")
        return self


class MedicineLine(Line):
    """Another medicine started or stopped."""

    kind: Literal["medicine"]
    day: Day = ABSENT
    action: Literal["start", "stop"]
    name: Words


class SupplyLine(Line):
    """Tablets got, or counted."""

    kind: Literal["supply"]
    day: Day = ABSENT
    action: Literal["add", "count"]
    count: Tablets
    strength_mg: Mg


class AppointmentLine(Line):
    """A visit, past or booked."""

    kind: Literal["appointment"]
    on: Day
    text: Free = ABSENT


class QuestionLine(Line):
    """A question to ask."""

    kind: Literal["question"]
    text: Free


class RetractLine(Line):
    """An entry taken back."""

    kind: Literal["retract"]
    target: Identity
    reason: Free = ABSENT


class SetAsideLine(Line):
    """A damaged line (the CRC-32 and the length of its bytes) or missing entries, set aside as unreadable.

    `of`, `first` and `last` tell which entries of which device are missing; `cut` that the journal's end is gone.
    """

    kind: Literal["set_aside"]
    damaged: Crc = ABSENT
    length: Count = ABSENT
    of: Name = ABSENT
    first: Count = ABSENT
    last: Count = ABSENT
    cut: Yes = ABSENT
    excerpt: Free = ABSENT
    reason: Free = ABSENT

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = self.model_fields_set
        for together in ({"damaged", "length"}, {"of", "first", "last"}):
            if given & together and not together <= given:
                raise UnfitError(min(together - given), "this is missing")
        if not given & {"damaged", "of", "cut"}:
            raise UnfitError("damaged", "nothing is named that was set aside")
        if "first" in given and self.first > self.last:
            raise UnfitError("last", "this is before the first")
        return self


AnyLine = Annotated[
    PlanLine
    | ProfileLine
    | CheckinLine
    | DoseLine
    | InstructionLine
    | MedicineLine
    | SupplyLine
    | AppointmentLine
    | QuestionLine
    | RetractLine
    | SetAsideLine,
    Field(discriminator="kind"),
]
LINE: TypeAdapter[Any] = TypeAdapter(AnyLine)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of one line of the journal, format 1."""
    schema = _without_null_defaults(LINE.json_schema())
    return {
        "$schema": DRAFT,
        "title": "One line of a baclotrack journal, format 1",
        "description": "journal.jsonl holds one such object a line, UTF-8. Numbers have at most 6 decimals.",
        **schema,
    }


def _without_null_defaults(node: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema without `default: null`: a field that is left out is absent, and never null."""
    if isinstance(node, dict):
        return {key: _without_null_defaults(one) for key, one in node.items() if not (key == "default" and one is None)}
    return [_without_null_defaults(one) for one in node] if isinstance(node, list) else node
