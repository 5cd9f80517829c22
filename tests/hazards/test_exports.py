"""What an export must say of itself, whatever its form: hazards of docs/hazards.toml."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.cli.helpers import adopt
from tests.conftest import Call


def words_of(path: Path) -> str:
    """Return a file's words in small letters; of a zip, those of all that is in it."""
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        return data.decode("utf-8").lower()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(packed.read(name).decode("utf-8") for name in packed.namelist()).lower()


@pytest.mark.parametrize("name", ["md", "html", "csv", "fhir"])
def test_every_form_says_that_nobody_checked_it(call: Call, home: Path, tmp_path: Path, name: str) -> None:
    """A clinician who gets the file alone reads in it who kept it, and that nobody checked it."""
    adopt(home)
    call("log", "--dose", "5", "--no-effects", now="2026-11-21T07:30")
    out = tmp_path / f"given.{name}"
    assert 0 == call("export", "--format", name, "--out", str(out), now="2026-11-21T21:00").code
    words = words_of(out)
    assert "patient" in words
    assert any(one in words for one in ("unchecked", "checked by nobody"))
