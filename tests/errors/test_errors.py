"""Each folder beside this file is a damaged home, with what the program says of it, byte for byte."""

import json
import re
from pathlib import Path

import pytest

from baclotrack.store import faults, journal
from baclotrack.store.checkpoint import CUT
from baclotrack.store.files import LOCK
from tests.conftest import Call
from tests.errors.exhibits import DEVICE, EXHIBITS, NOW, Exhibit
from tests.errors.make import COMMANDS, says, scratch, write_home

HERE = Path(__file__).resolve().parent
SOURCES = [Path(journal.__file__), Path(faults.__file__)]
SLUG = re.compile(r'(?:[fF]ault(?:_of)?\((?:place|0), |return )"([a-z0-9-]+)", ')
UPWARD = frozenset({"step_up", "start", "taper"})
WORLD = {"BACLOTRACK_DEVICE": DEVICE}
exhibits = pytest.mark.parametrize("exhibit", EXHIBITS, ids=[one.name for one in EXHIBITS])


def kept(folder: Path) -> dict[str, bytes]:
    """Return the files of a home by their names in it; folders have no bytes of their own."""
    if folder.is_file():
        return {"": folder.read_bytes()}
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_exhibit_has_its_folder_and_no_folder_is_left_over() -> None:
    """What make.py writes is what is there."""
    assert sorted(one.name for one in EXHIBITS) == sorted(path.parent.name for path in HERE.glob("*/README.md"))


def test_every_fault_of_a_journal_has_an_exhibit() -> None:
    """Each slug that the reader gives a line or a file stands in some exhibit."""
    kinds = {one for path in SOURCES for one in SLUG.findall(path.read_text(encoding="utf-8"))} | {CUT}
    shown = {row["slug"] for path in HERE.glob("*/doctor.json") for row in json.loads(path.read_bytes())["faults"]}
    assert "wrong-checksum" in kinds
    assert set() == kinds - shown


@exhibits
def test_what_is_said_of_damage(exhibit: Exhibit) -> None:
    """`doctor`, `doctor --json` and `next` say just what the folder keeps; a difference is read aloud, then kept."""
    expected = {name: (HERE / exhibit.name / name).read_text(encoding="utf-8") for name in COMMANDS}
    with scratch() as place:  # in no folder of the tests', which somebody without rights may not enter
        assert expected == says(exhibit, place / "home")


@exhibits
def test_the_folder_holds_the_home_that_is_looked_at(tmp_path: Path, exhibit: Exhibit) -> None:
    """The bytes in the folder are those of the exhibit, and looking at them changes none."""
    write_home(exhibit._replace(unreadable=()), tmp_path / "home")
    assert kept(HERE / exhibit.name / "home") == kept(tmp_path / "home")


@exhibits
def test_next_steps_up_on_a_sound_record_alone(call: Call, tmp_path: Path, exhibit: Exhibit) -> None:
    """Where anything is wrong there is no step up, and the gates say why; where nothing is, the step is there."""
    home = tmp_path / "home"
    write_home(exhibit._replace(unreadable=()), home)
    if exhibit.unreadable:
        (home / exhibit.unreadable[0]).unlink()
        (home / exhibit.unreadable[0]).mkdir()  # nobody can read a folder as a file, root included
    done = call("next", "--json", home=home, now=NOW, env=WORLD)
    blocking = {gate["id"] for gate in done.json["gates"] if gate["state"] == "block"}
    assert exhibit.steps == (done.json["outcome"] in UPWARD)
    assert exhibit.steps != bool(blocking & {"journal", "plan"})
    assert bool(done.json["reasons"])


@exhibits
def test_doctor_finds_something_wherever_next_does(exhibit: Exhibit) -> None:
    """Exit 1 goes with a finding; what was set aside is told, and is no fault any more."""
    said = (HERE / exhibit.name / "doctor.txt").read_text(encoding="utf-8")
    told = json.loads((HERE / exhibit.name / "doctor.json").read_text(encoding="utf-8"))
    assert "baclotrack.doctor/1" == told["schema"]
    gone = isinstance(exhibit.files, dict) and "profile.toml" not in exhibit.files  # told, and holds nothing back
    well = (exhibit.steps and not gone) or bool(told["set_aside"])
    assert well == (not told["faults"])
    assert said.endswith(f"# exit code {0 if well else 1}\n")
    for row in told["faults"]:
        assert json.dumps(row).isprintable()
        assert row["where"].startswith(row["file"])
        assert bool(row["what"] and row["next"])


@exhibits
def test_damage_does_not_keep_a_person_from_recording(call: Call, tmp_path: Path, exhibit: Exhibit) -> None:
    """A question is appended and nothing before it changes, wherever there is a folder, and a file to write to."""
    home = tmp_path / "home"
    write_home(exhibit._replace(unreadable=()), home)
    before = kept(home)
    done = call("ask", "May I swim?", home=home, now=NOW, env=WORLD)
    if home.is_file() or (home / "journal.jsonl").is_dir():
        after = {name: data for name, data in kept(home).items() if name != LOCK}
        assert (1, before) == (done.code, after)
        assert "stands in the place of" in done.err or home.is_file()
        return
    assert 0 == done.code
    old, new = before.get("journal.jsonl", b""), (home / "journal.jsonl").read_bytes()
    assert new.startswith(old)
    assert 1 == new[len(old) :].count(b"May I swim?")
