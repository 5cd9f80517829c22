"""What leaves says that nobody checked it, and that lines were set aside, in every form that can say it."""

import io
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from baclotrack.store.writing import Draft
from tests.cli.helpers import adopt, content, write
from tests.conftest import Call

NOW = "2026-11-24T09:00+00:00"
WORLD = {"BACLOTRACK_DEVICE": "laptop"}
PAGE = "1 line of the whole record set aside as unreadable"


@pytest.fixture(autouse=True)
def set_aside_home(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with four lines of diary of which one was damaged and set aside, and with a visit."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")
    adopt(home)
    for day in (20, 21, 22):
        fields = {"doses": {"bedtime": 5}, "effects": {}}
        write(home, Draft("checkin", fields, date(2026, 11, day)), at=f"2026-11-{day + 1}T07:30:00+00:00")
    damaged = content(home).replace(b'"day":"2026-11-21"', b'"day":"2026-11-29"')
    (home / "journal.jsonl").write_bytes(damaged)
    call("doctor", "--set-aside", "4", "--yes", now=NOW, env=WORLD)
    call("visit", "add", "2026-12-03", now=NOW, env=WORLD)


@pytest.fixture
def written(call: Call, tmp_path: Path, request: pytest.FixtureRequest) -> bytes:
    """Return what an export of a form writes into a file."""
    if request.param == "pdf":
        pytest.importorskip("typst")
    path = tmp_path / f"export.{request.param}"
    done = call("export", "--format", request.param, "--since", "2026-11-20", "--out", str(path), now=NOW, env=WORLD)
    assert 0 == done.code, done.err
    return path.read_bytes()


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("md", PAGE),
        ("html", PAGE),
        ("fhir", "A part of the journal could not be read and was set aside by the patient."),
        ("ics", "1 line behind it set aside as unreadable."),
        ("json", '"set_aside": 1'),
    ],
    indirect=["written"],
)
def test_a_line_that_was_set_aside_stands_in_every_form(written: bytes, line: str) -> None:
    """Whoever reads the export knows that something could not be read."""
    assert 1 == written.decode().replace("\r\n ", "").count(line)


@pytest.mark.parametrize("written", ["csv"], indirect=True)
def test_a_line_that_was_set_aside_has_its_row(written: bytes) -> None:
    """The tables tell it by its bytes."""
    with zipfile.ZipFile(io.BytesIO(written)) as found:
        rows = found.read("set_aside.csv").decode().splitlines()
    assert [True, 2] == [rows[0].startswith("id,day,device,first,last,crc,length"), len(rows)]


@pytest.mark.parametrize("written", ["pdf"], indirect=True)
def test_the_pdf_counts_it_too(written: bytes, tmp_path: Path) -> None:
    """As the other pages do, where a reader of PDF is installed."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext is not installed")
    import subprocess

    path = tmp_path / "page.pdf"
    path.write_bytes(written)
    text = subprocess.run([pdftotext, str(path), "-"], capture_output=True, check=True, text=True).stdout
    assert PAGE in " ".join(text.split())


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_the_backup_brings_it_back_and_says_who_kept_it(call: Call, home: Path, tmp_path: Path, written: bytes) -> None:
    """The damaged bytes, and the entry that set them aside, return; so does an export made before the words."""
    told = json.loads(written)
    assert "the patient; unchecked" == told.pop("kept_by")
    for number, data in enumerate((written, json.dumps(told).encode())):
        backup, other = tmp_path / f"{number}.json", tmp_path / f"other-{number}"
        backup.write_bytes(data)
        assert 0 == call("import", str(backup), home=other, now=NOW, env=WORLD).code
        assert content(home) == content(other)
        said = [call("doctor", "--json", home=one, now=NOW, env=WORLD).json["set_aside"] for one in (home, other)]
        assert said[0] == said[1] != []


@pytest.mark.parametrize("written", ["ics"], indirect=True)
def test_a_calendar_says_once_that_nobody_checked_it(written: bytes) -> None:
    """In its own description, as neutral as its titles: neither the medicine nor a patient is named."""
    (line,) = [one for one in written.decode().replace("\r\n ", "").split("\r\n") if one.startswith("X-WR-CALDESC:")]
    assert line.startswith("X-WR-CALDESC:Kept by its owner and checked by nobody.")
    assert not {"patient", "baclofen", "mg"} & set(line.lower().split())


def test_of_one_table_alone_the_sentence_says_it(call: Call) -> None:
    """A table has no room for it, so the person is told before it leaves."""
    line = "One table alone cannot say that it was kept by you and checked by nobody. Say so when you pass it on."
    words = ("export", "--since", "2026-11-20", "--out", "-")
    alone = call(*words, "--table", "doses", now=NOW, env=WORLD)
    assert line in alone.err.splitlines()
    assert line not in call(*words, "--format", "md", now=NOW, env=WORLD).err
