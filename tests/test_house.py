"""The house rules that no tool checks by itself; each test is one of them."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT, Run

PACKAGE = ROOT / "src" / "baclotrack"
CORE = sorted((PACKAGE / "core").rglob("*.py"))
GATES = sorted(path for path in (PACKAGE / "core" / "gates").glob("*.py") if path.stem != "__init__")
MOST_LINES = 300
MOST_MODULES = 180


def shown(path: Path) -> str:
    """Name a file in a test's id."""
    return path.relative_to(ROOT).as_posix()


# --- the core is pure ------------------------------------------------------------------------------

# The standard library's values and ways to combine them: nothing here reads or changes the world.
PURE = frozenset({
    "__future__", "abc", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "heapq", "itertools", "math", "operator", "re", "statistics", "string", "textwrap",
    "types", "typing", "unicodedata",
})  # fmt: skip

# `re`, `math` and the like are pure; these names are doors to the world that no import gives away.
DOORS = frozenset({"__import__", "breakpoint", "compile", "eval", "exec", "exit", "input", "open", "print", "quit"})
CLOCKS = frozenset({"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp"})
SURROUNDINGS = frozenset({"environ", "getenv", "tzset", "localtime", "stdin", "stdout", "stderr"})


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield each import of something that is neither ours nor pure."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                names = [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module)):
                names = [module]
            case _:
                names = []
        for name in names:
            if name.partition(".")[0] not in PURE | {"baclotrack"}:
                yield f"imports {name}"


def reached(tree: ast.AST) -> Iterator[str]:
    """Yield each place where code reaches for files, the terminal, the clock or the environment."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in DOORS | SURROUNDINGS:
                yield f"line {node.lineno}: {name}"
            case ast.Attribute(attr=name) if name in SURROUNDINGS:
                yield f"line {node.lineno}: .{name}"
            case ast.Attribute(
                value=ast.Name(id="date" | "datetime") | ast.Attribute(attr="date" | "datetime"), attr=name
            ):
                if name in CLOCKS:
                    yield f"line {node.lineno}: the clock, .{name}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield f"line {node.lineno}: the clock, .{name}()"
            case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
                yield f"line {node.lineno}: the machine's time zone, .astimezone()"
            case _:
                pass


def outside(program: str) -> list[str]:
    """List whatever ties a program to more than its arguments."""
    tree = ast.parse(program)
    return [*imported(tree), *reached(tree)]


@pytest.mark.parametrize("path", CORE, ids=shown)
def test_the_core_opens_nothing_prints_nothing_and_reads_no_clock(path: Path) -> None:
    assert [] == outside(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "planted",
    [
        "open('journal.jsonl')",
        "print(1)",
        "ask = input",
        "from datetime import date\nday = date.today()",
        "import datetime\nnow = datetime.datetime.now",
        "from dataclasses import field\nfrom datetime import date\nday = field(default_factory=date.today)",
        "def f(when): return when.astimezone()",
        "def f(env): return env.environ['HOME']",
        "import os.path",
        "from random import choice",
        "import zoneinfo",
    ],
)
def test_the_walk_sees_what_it_is_for(planted: str) -> None:
    assert outside(planted)


@pytest.mark.parametrize(
    "harmless",
    ["day = situation.today", "from baclotrack.core.days import night", "import math", "at = when.astimezone(zone)"],
)
def test_the_walk_lets_values_pass(harmless: str) -> None:
    assert [] == outside(harmless)


# --- size ------------------------------------------------------------------------------------------


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {} == {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


# --- gates: one file, one line in the registry, one test -------------------------------------------


def gates() -> ModuleType:
    """Import the registry in the test that needs it, so that the others say what they have to say."""
    import baclotrack.core.gates

    return baclotrack.core.gates


def test_every_gate_file_is_registered_and_every_registered_gate_has_its_file() -> None:
    ids = [gate.id for gate in gates().GATES]
    assert sorted(path.stem.replace("_", "-") for path in GATES) == sorted(ids)


@pytest.mark.parametrize("path", GATES, ids=shown)
def test_every_gate_tells_its_rule_its_source_and_an_example(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    labels = {line.partition(":")[0] for line in told.splitlines() if line.partition(":")[2].strip()}
    assert {"Source", "Example"} <= labels


@pytest.mark.parametrize("path", GATES, ids=shown)
def test_every_gate_has_a_test_file_of_its_own(path: Path) -> None:
    assert (ROOT / "tests" / "core" / "gates" / f"test_{path.stem}.py").is_file()


# --- data: every row says where it comes from ------------------------------------------------------

TABLES = sorted((PACKAGE / "data").glob("*.toml"))
TEMPLATES = sorted((PACKAGE / "data" / "templates").glob("*.toml"))


@pytest.mark.parametrize("path", TABLES, ids=shown)
def test_every_row_of_a_catalogue_has_a_source(path: Path) -> None:
    for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
        rows = table if isinstance(table, list) else [table]
        assert [] == [row for row in rows if not row.get("source")], f"[{name}] has rows without a source"


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_every_part_of_a_template_that_holds_numbers_has_a_source(path: Path) -> None:
    template = tomllib.loads(path.read_text(encoding="utf-8"))
    sourced = {name.partition(".")[0] for name in template["template"]["sources"]}
    parts = {"ladder", "limits", "targets", "tolerability", "sedatives", "gap"} & set(template)
    assert set() == parts - sourced


# --- rooms -----------------------------------------------------------------------------------------


def lint_imports(where: Path) -> tuple[int, str]:
    """Check the import contracts of a copy of the house; return the exit code and what was said."""
    check = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
    done = subprocess.run(
        [sys.executable, "-c", check],
        capture_output=True,
        check=False,
        cwd=where,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(where / "src"), "COLUMNS": "200"},
    )
    return done.returncode, done.stdout + done.stderr


def test_every_room_imports_only_what_it_may() -> None:
    code, said = lint_imports(ROOT)
    assert code == 0, said


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("utils.py", "", "Rooms depend downward only"),
        ("core/plan.py", "import json", "The core decides from values alone"),
        ("core/plan.py", "from baclotrack import store", "Rooms depend downward only"),
        ("core/gates/gap.py", "from baclotrack.core.gates import journal", "Gates know nothing of each other"),
        ("wording/words.py", "import rich", "Sentences are made from decisions alone"),
        ("store/__init__.py", "import rich", "The store never talks to the terminal"),
        ("errors.py", "import pydantic", "Only the store knows pydantic"),
    ],
)
def test_a_planted_breach_breaks_its_contract(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / "src" / "baclotrack", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "baclotrack" / file).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")
    code, said = lint_imports(tmp_path)
    assert code == 1
    assert f"{contract} BROKEN" in said, said


# --- the daily path is light -----------------------------------------------------------------------

# What `python -m baclotrack` does, and then the names of all that it has loaded, as the last line on stderr.
COUNTING = """
import runpy, sys
try:
    runpy.run_module("baclotrack", run_name="__main__", alter_sys=True)
finally:
    sys.stderr.write("\\n" + " ".join(sorted(sys.modules)))
"""


@pytest.mark.parametrize(
    "command",
    [
        ("next", "--plain"),
        ("next",),
        ("next", "--json"),
        ("log", "--dose", "5", "--improved", "--fell-back-asleep", "--no-effects"),
        ("take",),
    ],
    ids=" ".join,
)
def test_the_daily_path_loads_little_and_nothing_heavy(run: Run, home: Path, command: tuple[str, ...]) -> None:
    begun = run(
        *("init", "--template", "sleep-bedtime", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
        *("--tablet", "10", "--splits", "2", "--born", "1980", "--yes"),
        now="2026-11-20T18:00",
    )
    assert begun.code == 0, begun.err
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, *command],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": "2026-11-21T21:30"},
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    modules = done.stderr.splitlines()[-1].split()
    assert "baclotrack.cli" in modules
    assert set() == {"asyncio", "pydantic", "pydantic_core", "rich"} & set(modules)
    assert len(modules) <= MOST_MODULES, " ".join(modules)
