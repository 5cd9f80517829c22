"""The public form of a journal line: what the program writes fits it, and model and reader never disagree."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baclotrack.core import limits
from baclotrack.store.entries import ACTIONS, KINDS, MODES
from baclotrack.store.fields import Strict
from baclotrack.store.journal import read_bytes
from baclotrack.store.models import LINE, AnyLine, InstructionLine, json_schema
from baclotrack.store.tables import PlanTables
from baclotrack.store.writing import Draft
from tests.store.samples import CHECKINS, DRAFTS, FIVE, INSTRUCTIONS, OTHERS, TAKEN, head, journal_bytes, rows, sealed

SCHEMA = json_schema()
JUNK: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-5, 600)
    | st.floats()
    | st.text(max_size=5)
    | st.just([])
    | st.just({})
    | st.just({"nausea": 2})
    | st.just(["x"])
    | st.just("2026-11-21")
)
WITHOUT_FILES = st.one_of(
    CHECKINS, TAKEN, INSTRUCTIONS, OTHERS.filter(lambda draft: draft.kind not in {"plan", "profile"})
)


def fits(line: dict[str, Any]) -> bool:
    """Return whether a line fits its model."""
    try:
        LINE.validate_python(line)
    except ValidationError:
        return False
    return True


@given(st.lists(DRAFTS, min_size=1, max_size=4))
def test_every_written_line_fits_the_public_form(drafts: list[Draft]) -> None:
    """Nothing that the program writes is outside the schema that it publishes."""
    assert [True] * len(drafts) == [fits(line) for line in rows(journal_bytes(drafts))]


@given(WITHOUT_FILES, st.data())
@settings(max_examples=300)
def test_reader_and_model_agree_on_every_line(draft: Draft, data: st.DataObject) -> None:
    """A line that is changed in any field is taken by both or by neither."""
    line = rows(journal_bytes([draft]))[0]
    del line["crc"]
    name = data.draw(st.sampled_from([*line, "extra", "note", "doses", "effects", "measures", "until"]))
    if data.draw(st.booleans()):
        line.pop(name, None)
    else:
        line[name] = data.draw(JUNK)
    written = sealed(line)
    journal = read_bytes(written)
    later = bool(journal.later_kinds)
    assert later or bool(journal.entries) == fits(rows(written)[0])


def names_of(kind: str) -> set[str]:
    """Return the names that the schema gives a kind."""
    reference = SCHEMA["discriminator"]["mapping"][kind].rpartition("/")[2]
    return set(SCHEMA["$defs"][reference]["properties"])


@pytest.mark.parametrize("kind", KINDS)
def test_reader_and_schema_know_the_same_fields(kind: str) -> None:
    """Each kind has the same names in the schema as in the reader."""
    assert KINDS[kind].names | {"crc"} == names_of(kind)


def test_reader_and_schema_know_the_same_kinds() -> None:
    """No kind is published that is not read, and none read that is not published."""
    assert set(KINDS) == set(SCHEMA["discriminator"]["mapping"])


def test_reader_and_model_know_the_same_actions_and_modes() -> None:
    """The words of an instruction and of a plan are the same on both sides."""
    words = InstructionLine.model_json_schema()["properties"]["action"]["enum"]
    assert list(ACTIONS) == words
    assert list(MODES) == PlanTables.model_json_schema()["properties"]["mode"]["enum"]


def test_the_schema_forbids_what_is_not_named_and_knows_no_null() -> None:
    """Every object is closed, a field that is left out is absent, and never null."""
    text = json.dumps(SCHEMA)
    assert "null" not in text
    assert [] == [name for name, one in SCHEMA["$defs"].items() if one.get("additionalProperties") is not False]


@pytest.mark.parametrize(("name", "allowed"), limits.MEASURES.items())
def test_the_schema_has_the_ranges_of_the_measures(name: str, allowed: limits.Range) -> None:
    """The published range of a measure is the one that is checked."""
    measures = SCHEMA["$defs"]["CheckinLine"]["properties"]["measures"]["properties"]
    assert (allowed.low, allowed.high) == (measures[name]["minimum"], measures[name]["maximum"])
    assert ("integer" if allowed.whole else "number") == measures[name]["type"]


def test_a_strict_table_takes_nothing_extra_and_converts_nothing() -> None:
    """All models share one strict base."""
    assert ("forbid", True, True) == tuple(Strict.model_config[key] for key in ("extra", "strict", "frozen"))
    assert AnyLine is not None


@pytest.mark.parametrize(
    ("name", "value"), [("v", True), ("v", 1.0), ("v", "1"), ("n", True), ("kind", None), ("crc", "A")]
)
def test_nothing_is_taken_for_something_else(name: str, value: object) -> None:
    """Python takes true for 1; the public form does not."""
    line = rows(sealed(head(1, text="x")))[0]
    assert not fits({**line, name: value})


@pytest.mark.parametrize("missing", ["v", "id", "at", "kind", "device", "n", "crc"])
def test_every_line_has_its_common_fields(missing: str) -> None:
    """A line without one of the common fields does not fit."""
    line = rows(sealed(head(1, text="x")))[0]
    assert fits(line)
    del line[missing]
    assert not fits(line)


def test_exact_numbers_stay_exact() -> None:
    """A dose of half a milligram and one of ten are what they are after the model."""
    line = rows(journal_bytes([FIVE[1]]))[0]
    line["doses"] = {"bedtime": Decimal("0.5"), "noon": 10}
    expected = {"bedtime": Decimal("0.5"), "noon": Decimal(10)}
    assert expected == LINE.validate_python(line).doses
