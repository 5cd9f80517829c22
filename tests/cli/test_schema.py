import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import adopt
from tests.conftest import Call

KINDS = {
    "plan",
    "profile",
    "checkin",
    "dose",
    "instruction",
    "medicine",
    "supply",
    "appointment",
    "question",
    "retract",
    "set_aside",
}


def forms(call: Call) -> dict[str, Any]:
    """Return the form of a line for each kind of entry."""
    found = call("schema").json["$defs"].values()
    lines = [form for form in found if "crc" in form.get("properties", {})]
    return {form["properties"]["kind"]["const"]: form for form in lines}


def test_the_schema_is_json_and_says_which_version_it_is_of(call: Call) -> None:
    """The schema names its own dialect and the journal's format."""
    done = call("schema")
    assert 0 == done.code
    assert "" == done.err
    assert "https://json-schema.org/draft/2020-12/schema" == done.json["$schema"]
    assert "format 1" in done.json["title"]


def test_the_schema_knows_every_kind_of_entry(call: Call) -> None:
    """Each kind that the contract names has its form in the schema."""
    assert KINDS == set(forms(call))


@pytest.mark.parametrize("field", ["v", "id", "at", "kind", "device", "n", "crc"])
def test_every_kind_needs_what_every_line_has(call: Call, field: str) -> None:
    """No form of a line does without the header fields and the checksum."""
    assert [] == [kind for kind, form in forms(call).items() if field not in form["required"]]


def test_the_schema_is_ascii_and_the_same_each_time(call: Call) -> None:
    """Two runs print the same bytes, and none of them is beyond ASCII."""
    first = call("schema").out
    assert first == call("schema").out
    assert first.isascii()


def test_the_fields_of_written_lines_are_known(call: Call, home: Path) -> None:
    """What the program writes has no field that its schema does not name."""
    adopt(home)
    known = {kind: set(form["properties"]) for kind, form in forms(call).items()}
    for line in (home / "journal.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert set() == set(entry) - known[entry["kind"]]
