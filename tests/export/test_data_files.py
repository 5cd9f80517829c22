"""The data formats through the command: what a person types, what it says, and what is then in the file."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Call, Run
from tests.export.drawn import SHIFTS, in_words, move, true_days
from tests.export.jobs import hostile_days

NOW = "2026-11-25T20:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("tables.zip", b"PK\x03\x04"),
        ("tables.csv", b"PK\x03\x04"),
        ("record.fhir.json", b'{"resourceType":"Bundle"'),
        ("calendar.ics", b"BEGIN:VCALENDAR\r\n"),
    ],
)
def test_the_name_of_the_file_says_what_it_is(run: Run, home: Path, tmp_path: Path, name: str, first: bytes) -> None:
    """A person names a file and gets that format; it is for nobody else to read, and is not written over."""
    hostile_days(home)
    path = tmp_path / name
    assert 0 == run("export", "--out", str(path), now=NOW).code
    assert (first, 0o600) == (path.read_bytes()[: len(first)], path.stat().st_mode & 0o777)
    assert 2 == run("export", "--out", str(path), now=NOW).code


def test_one_table_is_plain_csv(run: Run, home: Path, tmp_path: Path) -> None:
    """`--table` gives the one table, and a misspelt one is named before anything is said to leave."""
    hostile_days(home)
    path = tmp_path / "doses.csv"
    assert 0 == run("export", "--format", "csv", "--table", "doses", "--out", str(path), now=NOW).code
    assert path.read_bytes().startswith(b"day,slot,planned_mg,taken_mg\r\n2026-11-20,bedtime,5,5\r\n")
    refused = run("export", "--format", "csv", "--table", "dozes", "--out", str(path), now=NOW)
    assert (2, "baclotrack: --table 'dozes' is no table. Did you mean doses?") == (refused.code, refused.err.strip())


@pytest.mark.parametrize("weeks", SHIFTS)
@pytest.mark.parametrize("form", ["csv", "fhir", "ics", "md", "html"])
def test_an_anonymous_file_tells_no_name_and_no_date(
    call: Call, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, weeks: int
) -> None:
    """Whatever the format, nothing of a name, a note, a phone number, a date or an id of the home is in the file."""
    hostile_days(home)
    path = tmp_path / "file"
    move(monkeypatch, weeks)
    told = call("export", "--format", form, "--anonymous", "--titles", "--out", str(path), now=NOW)
    assert 0 == told.code, told.err
    text = _text(path)
    ids = [json.loads(line)["id"] for line in (home / "journal.jsonl").read_bytes().split(b"\n") if line]
    words = in_words(text)
    assert [] == [one for one in ids if one in text or one in words]
    assert [] == [word for word in ("Dr A", "Example", "01632", "dizzy", "cmd|") if word in words]
    assert [] == true_days(words, weeks)
    assert [] == list(tmp_path.glob("tmp*"))


def _text(path: Path) -> str:
    """Return all the text of a file, unpacked where it is packed."""
    if not zipfile.is_zipfile(path):
        return path.read_text()
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())
