"""The page of hazards cannot lie about the tests: each mitigation has some, and they are there."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import make_hazards
from tools.hazard_log import read_log
from tools.written_tests import found_in, look_up

FIRST_LIST = tuple(f"H-{number:02}" for number in range(1, 28))
TESTS = """
import pytest

def test_holds():
    assert 1

@pytest.mark.long
def test_long():
    assert 1
"""
SMALL = """
required = ["H-01"]
intro = "Words."
judged = "By us."
{scales}
[[hazard]]
id = "H-01"
name = "a dose past its limit"
cause = "A slip."
harm = "The person."
severity = 4
before = 3
after = 1
left = "The paper."
[[hazard.mitigation]]
does = "It stops there."
where = ["gate ceiling", "command plan check", "warning once", "module core/plan.py", "data limits.toml"]
tests = ["tests/test_one.py::test_holds", "tests/test_one.py::test_long"]
"""
SCALES = "\n".join(
    f'[[{scale}]]\nword = "{word}"\nmeans = "m"' for scale in ("severity", "probability") for word in "abcde"
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a small repository with one hazard, its test, and the places that it names."""
    texts = {
        "docs/hazards.toml": SMALL.format(scales=SCALES),
        "tests/test_one.py": TESTS,
        "src/baclotrack/core/gates/ceiling.py": "",
        "src/baclotrack/core/plan.py": "",
        "src/baclotrack/data/limits.toml": "",
        "docs/explanation/hazards.md": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert 0 == make_hazards.main([], tmp_path)
    return tmp_path


def change(root: Path, name: str, *pairs: tuple[str, str]) -> None:
    """Replace texts in a file."""
    text = (root / name).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (root / name).write_text(text, encoding="utf-8")


# --- the log itself --------------------------------------------------------------------------------


def test_the_page_is_fresh_and_every_mitigation_has_its_tests() -> None:
    """The tool finds nothing wrong and nothing to write."""
    command = [sys.executable, str(ROOT / "tools" / "make_hazards.py"), "--check"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=ROOT)
    assert (0, "") == (done.returncode, done.stderr)


def test_every_hazard_of_the_first_list_is_there() -> None:
    """H-01 to H-27, each with what is left; the list in the file is the one that was agreed."""
    log = read_log(ROOT)
    assert FIRST_LIST == log.required
    assert FIRST_LIST == tuple(one.id for one in log.hazards if one.id.startswith("H-"))
    assert [] == [one.id for one in log.hazards if not one.left]


def test_the_scores_are_called_the_projects_own() -> None:
    """Nobody who reads the page takes them for measured, or for a clinician's."""
    assert "The scores are the project's own judgement." in (ROOT / make_hazards.PAGE).read_text(encoding="utf-8")


def test_the_tests_that_are_named_are_those_that_pytest_collects() -> None:
    """What is read from the syntax tree is held against pytest itself, for one file of each kind."""
    names = ("tests/hazards/test_said_beside.py", "tests/durability/test_concurrent.py", "tests/core/test_pump.py")
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *names]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    collected = {line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line}
    read = {f"{name}::{test}" for name in names for test in found_in((ROOT / name).read_text(encoding="utf-8"))}
    assert collected == read


# --- breaches --------------------------------------------------------------------------------------


def renamed(root: Path) -> None:
    """Rename a test that a mitigation names."""
    change(root, "tests/test_one.py", ("def test_holds", "def test_held"))


def gone(root: Path) -> None:
    """Delete the file of the tests."""
    (root / "tests/test_one.py").unlink()


def skipped(root: Path) -> None:
    """Skip a test."""
    change(root, "tests/test_one.py", ("def test_holds", '@pytest.mark.skip(reason="later")\ndef test_holds'))


def edited(*pairs: tuple[str, str]) -> Callable[[Path], None]:
    """Return a change of the log."""
    return lambda root: change(root, "docs/hazards.toml", *pairs)


HOLDS = "H-01, mitigation 1: tests/test_one.py::test_holds"
BREACHES = {
    "a test is renamed": (renamed, f"{HOLDS} is not there."),
    "a file of tests is gone": (gone, f"{HOLDS} is in no file of tests."),
    "a test is skipped": (skipped, f"{HOLDS} is skipped."),
    "a file of tests is no Python": (
        lambda root: change(root, "tests/test_one.py", ("def test_holds()", "def test_holds(")),
        f"{HOLDS} is in a file that is no Python.",
    ),
    "one table in the place of many": (
        edited(("[[hazard.mitigation]]", "[hazard.mitigation]")),
        "H-01: mitigation is no list of tables; write [[mitigation]]",
    ),
    "a test is named with a parameter": (edited(("::test_holds", "::test_holds[5]")), "test_holds[5] is not there."),
    "a test is named twice": (edited(("::test_long", "::test_holds")), f"{HOLDS} stands twice."),
    "a test is no test": (
        edited(("tests/test_one.py::test_long", "src/a.py::f")),
        "src/a.py::f is in no file of tests.",
    ),
    "a mitigation has no test": (edited(("tests = [", "tests = []\n# [")), "H-01, mitigation 1: it has no test."),
    "a mitigation has no place": (edited(("where = [", "where = []\n# [")), "it names no place in the program."),
    "a gate is gone": (edited(("gate ceiling", "gate roof")), "gate roof is no place in the program."),
    "a command is gone": (edited(("command plan", "command plot")), "command plot check is no place in the program."),
    "a warning is gone": (edited(("warning once", "warning twice")), "warning twice is no place in the program."),
    "a module is gone": (edited(("core/plan.py", "core/plans.py")), "module core/plans.py is no place in the program."),
    "a table is gone": (edited(("data limits", "data bounds")), "data bounds.toml is no place in the program."),
    "a place of no kind": (edited(("gate ceiling", "room ceiling")), "room ceiling is no place in the program."),
    "a hazard of the list is missing": (
        edited(('["H-01"]', '["H-01", "H-02"]')),
        "H-02 is in the first list and has no",
    ),
    "a hazard without mitigation": (
        lambda root: change(root, "docs/hazards.toml", (SMALL[SMALL.index("[[hazard.mitigation]]") :], "")),
        "H-01 has no mitigation.",
    ),
    "worse than before": (edited(("after = 1", "after = 4")), "H-01: the probability is higher after"),
    "off the scale": (edited(("severity = 4", "severity = 6")), "H-01: severity is no whole number from 1 to 5"),
    "yes is no number": (edited(("severity = 4", "severity = true")), "H-01: severity is no whole number from 1 to 5"),
    "nothing is said to be left": (edited(("The paper.", " ")), "H-01: left is no text"),
    "a misspelt field": (edited(("left = ", "leff = ")), "H-01: leff is no field"),
    "a scale too short": (edited(('[[severity]]\nword = "e"\nmeans = "m"', "")), "The scale of severity has 4 steps"),
    "no TOML": (edited(("[[hazard]]", "[[hazard]")), "docs/hazards.toml cannot be used: "),
    "the page is stale": (edited(("A slip.", "A slip of the pen.")), "docs/explanation/hazards.md is not up to date"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_told(small: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Each planted fault fails the check and is named; nothing is written."""
    breach, told = BREACHES[name]
    page = (small / make_hazards.PAGE).read_bytes()
    assert 0 == make_hazards.main(["--check"], small)
    breach(small)
    assert 1 == make_hazards.main(["--check"], small)
    assert told in capsys.readouterr().err
    assert page == (small / make_hazards.PAGE).read_bytes()


def test_an_id_that_stands_twice_is_told(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two hazards of one id would be one for whoever looks it up."""
    text = (small / "docs/hazards.toml").read_text(encoding="utf-8")
    (small / "docs/hazards.toml").write_text(text + text[text.index("[[hazard]]") :], encoding="utf-8")
    assert 1 == make_hazards.main([], small)
    assert "H-01 stands 2 times.\n" == capsys.readouterr().err


def test_what_is_wrong_is_told_all_at_once_and_nothing_is_written(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One run names every fault."""
    gone(small)
    edited(("after = 1", "after = 5"), ("gate ceiling", "gate roof"))(small)
    assert 1 == make_hazards.main([], small)
    assert 4 == len(capsys.readouterr().err.splitlines())
    assert "gate [ceiling]" in (small / make_hazards.PAGE).read_text(encoding="utf-8")


def test_the_page_tells_places_tests_and_judgement(small: Path) -> None:
    """A gate leads to its rule, a test of the long run is called so, and the risk follows from the two scores."""
    page = (small / make_hazards.PAGE).read_text(encoding="utf-8")
    assert (
        "1. It stops there.\n"
        "   (gate [ceiling](../reference/rules.md#ceiling), command `plan check`, warning `once`,"
        " module `core/plan.py`, data `limits.toml`)\n"
    ) in page
    assert "- 1: `tests/test_one.py::test_holds`, `tests/test_one.py::test_long` (long run)\n" in page
    assert "| H-01 | a dose past its limit | 4 | 3, 1 | middle, low |" in page
    assert re.search(r"Severity 4 \(d\); probability 3 \(c\) before, 1 \(a\) after\.", page)


@pytest.mark.parametrize(
    ("severity", "probability", "expected"),
    [(1, 1, "low"), (4, 1, "low"), (5, 1, "middle"), (3, 4, "middle"), (3, 5, "high")],
)
def test_a_risk_is_named_by_both_scores(severity: int, probability: int, expected: str) -> None:
    """From 6 on it is middle, from 8 on high."""
    assert expected == make_hazards.level(severity, probability)


# --- which tests there are -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "never"),
    [
        ("def test_a():\n    assert 1", ""),
        ("class TestIt:\n    def test_a(self):\n        assert 1", "is not there"),
        ("def check_a():\n    assert 1", "is not there"),
        ("# def test_a():", "is not there"),
        ("def test_b():\n    def test_a():\n        assert 1", "is not there"),
        ("def test_a():\n    '''Later.'''\n    pass", "tests nothing"),
        ("def test_a():\n    ...", "tests nothing"),
        ("@pytest.mark.skip\ndef test_a():\n    assert 1", "is skipped"),
        ("@mark.skip('why')\ndef test_a():\n    assert 1", "is skipped"),
        ("@pytest.mark.skipif(True, reason='why')\ndef test_a():\n    assert 1", "is skipped"),
        ("@pytest.mark.skipif(WINDOWS, reason='why')\ndef test_a():\n    assert 1", ""),
        ("@pytest.mark.skipif(condition=1, reason='why')\ndef test_a():\n    assert 1", "is skipped"),
        ("@pytest.mark.xfail(strict=True)\ndef test_a():\n    assert 1", "is expected to fail"),
        ("@pytest.mark.xfail(WINDOWS, reason='why')\ndef test_a():\n    assert 1", ""),
        ("def test_a():\n    pytest.skip('why')\n    assert 1", "is skipped"),
        ("def test_a():\n    if WINDOWS:\n        pytest.skip('why')\n    assert 1", ""),
        ("pytestmark = pytest.mark.skip\ndef test_a():\n    assert 1", "is skipped"),
        ("pytestmark = [pytest.mark.long, pytest.mark.skip('why')]\ndef test_a():\n    assert 1", "is skipped"),
        ("pytest.skip('why', allow_module_level=True)\ndef test_a():\n    assert 1", "is skipped"),
    ],
)
def test_what_never_runs_is_seen(tmp_path: Path, source: str, never: str) -> None:
    """A test that is gone, empty, skipped or expected to fail holds nothing; one with a condition does."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(source, encoding="utf-8")
    assert never == look_up(tmp_path, "tests/test_x.py::test_a").never


@pytest.mark.parametrize(
    ("before", "inside", "never", "long"),
    [
        ("", "", "", False),
        ("@pytest.mark.long\n", "", "", True),
        ("@pytest.mark.skip('why')\n", "", "is skipped", False),
        ("", "    pytestmark = pytest.mark.skip\n", "is skipped", False),
        ("pytestmark = pytest.mark.long\n", "", "", True),
    ],
)
def test_a_class_gives_its_marks_to_its_tests(before: str, inside: str, never: str, long: bool) -> None:  # noqa: FBT001
    """Whatever stands above a class, in it, or at the head of its module holds for each test in it."""
    found = found_in(f"{before}class TestIt:\n{inside}    def test_a(self):\n        assert 1\n")
    assert {"TestIt::test_a": (never, long)} == dict(found)
