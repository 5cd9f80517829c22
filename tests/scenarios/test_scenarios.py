"""Each folder beside this file is a home as it would be found, and `expected.json` what `next` must say of it."""

import json
import shutil
from pathlib import Path

import pytest

from baclotrack.core.gates import GATES
from baclotrack.core.values import Outcome
from tests.conftest import Call

HERE = Path(__file__).resolve().parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/expected.json"))
FILES = ["README.md", "expected.json", "journal.jsonl", "plan.toml"]


def named(path: Path) -> str:
    """Name a scenario by its folder."""
    return path.name


def expected(folder: Path) -> dict[str, object]:
    """Return what `next` must say."""
    told: dict[str, object] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_next_says_what_the_scenario_expects(call: Call, tmp_path: Path, folder: Path) -> None:
    """The decision for the scenario's day, asked of a copy of its folder on that evening."""
    home = tmp_path / "home"
    shutil.copytree(folder, home)
    wanted = expected(folder)
    day = str(wanted["day"])
    done = call("next", "--json", "--day", day, home=home, now=f"{day}T22:00")
    assert wanted == {"exit": done.code, **{name: done.json[name] for name in wanted if name != "exit"}}
    said = call("next", "--day", day, home=home, now=f"{day}T22:00")
    assert wanted["exit"] == said.code
    assert said.out.isascii()
    assert ("call your local emergency number" in said.out.lower()) == (wanted["outcome"] == "emergency")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in home.iterdir()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_scenario_is_four_files_and_one_sentence(folder: Path) -> None:
    """A nurse reads one sentence, the plan, the journal, and the answer."""
    assert FILES == sorted(path.name for path in folder.iterdir())
    sentence = (folder / "README.md").read_text(encoding="utf-8")
    assert 1 == len(sentence.splitlines())
    assert sentence.endswith(".\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_the_plan_of_a_scenario_could_be_adopted(folder: Path) -> None:
    """Every plan of the scenarios is one that the program would adopt."""
    from baclotrack.store.plan_file import read_plan

    assert "Dr A. Example" == read_plan(folder / "plan.toml").value.prescriber


@pytest.mark.parametrize("outcome", [one.value for one in Outcome])
def test_every_outcome_has_a_scenario(outcome: str) -> None:
    """Nothing that `next` can say is without an example."""
    assert outcome in {expected(folder)["outcome"] for folder in FOLDERS}


@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_every_gate_has_a_scenario_that_it_decides(gate: str) -> None:
    """Each gate's blocking case can be read as a diary."""
    assert gate in {expected(folder)["limited_by"] for folder in FOLDERS}


def test_the_files_are_those_that_the_diaries_tell() -> None:
    """The folders hold, byte for byte, what make.py writes; nothing is written here."""
    from tests.scenarios.diaries_record import RECORD
    from tests.scenarios.diaries_steps import STEPS
    from tests.scenarios.make import files_of

    written = {one.name: files_of(one) for one in (*RECORD, *STEPS)}
    assert sorted(written) == [folder.name for folder in FOLDERS]
    found = {folder.name: {path.name: path.read_bytes() for path in folder.iterdir()} for folder in FOLDERS}
    assert [] == [name for name in written if written[name] != found[name]]
