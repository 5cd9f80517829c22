"""Test the tests: plant small faults in the core, one at a time, and see which of them no test notices.

`make mutants` runs it (ARGS="gap fold" for some modules), in a copy of the tree; mutmut makes the faults, as it does by
itself. Only the running of them is our own: mutmut collects the tests anew for each fault, which takes most of a
second, and so most of an hour; here the tests are collected once, and each fault is a fork of that process.

What survives is printed with its change. Each survivor that stays is in docs/explanation/how-the-tests-are-tested.md,
with the reason; a run fails on one that is not. `--write` writes the figures of that page anew.
"""

import argparse
import ast
import difflib
import functools
import gc
import json
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CORE = Path("src/baclotrack/core")
PAGE = ROOT / "docs" / "explanation" / "how-the-tests-are-tested.md"
KILLERS = ("tests/core",)
LEFT_OUT = ("care", "checklist", "intervals", "invariants", "never_raises", "planted_bugs", "pump", "sleep", "supply")
"""Tests of modules that only tell, or that are slow. Drawn tests are left out as well: they differ at each run."""

MODULES = (
    "advance",
    "begin",
    "days",
    "decision",
    "entries",
    "fold",
    "gates/*",
    "in_force",
    "known",
    "ladder",
    "plan",
    "record",
    "replay",
    "situation",
    "state",
    "tablets",
    "taper",
    "twice",
    "values",
)
"""The modules that decide, under the core; the others only tell (trends, warnings) or look up (limits)."""

WORLD = ("own_world", "people", "tz", "request", "tmp_path_factory")
"""What surrounds every test, and no test of the core needs."""

SECONDS = 40
"""A fault that makes the tests use so much of the processor is noticed; so is one that hangs for ten times as long."""
MEMORY = 2 << 30
TABLE = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


class Fault(NamedTuple):
    """One planted fault: the module, the function, its name at mutmut, what it changes, and a print of the function."""

    module: str
    function: str
    name: str
    change: str
    print: str = ""

    def told(self) -> str:
        """Return the fault as the page lists it."""
        return f"`{self.module.removeprefix('core.')}.{self.function}`: {self.change}"

    def key(self) -> str:
        """Return what tells the fault in a later run: its name, and the whole function as it then reads."""
        return f"{self.name} {self.print}"


# --- planting ---------------------------------------------------------------------------------------


def paths(root: Path, wanted: Iterable[str] = MODULES) -> list[Path]:
    """Return the files that are mutated, relative to the root; those that do not exist (yet) are left out."""
    found = {path for name in wanted for path in (root / CORE).glob(f"{name}.py") if path.stem != "__init__"}
    return sorted(path.relative_to(root) for path in found)


def module_of(path: Path) -> str:
    """Return a file's name as the page has it: core.gates.gap."""
    return ".".join(path.with_suffix("").parts[2:])


def plant(root: Path, path: Path) -> list[Fault]:
    """Write all faults of one file into it, each to be switched on by its name, and return them."""
    made = import_module("mutmut.mutation.file_mutation").mutate_file_contents(
        str(path), (root / path).read_text(encoding="utf-8")
    )
    (root / path).write_text(made.code, encoding="utf-8")
    bodies = dict(_functions(made.code))
    return [
        Fault(
            module_of(path),
            name.rpartition("__mutmut_")[0].removeprefix("x_").replace("x\u01c1", "").replace("\u01c1", "."),
            f"{'.'.join(path.with_suffix('').parts[1:])}.{name}",
            _change(bodies[name.rpartition("_")[0] + "_orig"], bodies[name]),
            sha256("\n".join(bodies[name]).encode()).hexdigest()[:16],
        )
        for name in made.mutant_names
    ]


def _functions(code: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each function of a module with its lines, the first one (its name) left out."""
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
            head = re.sub(r"x\S*__mutmut_\w+", "def", lines[node.lineno - 1])
            yield node.name, [head, *lines[node.lineno : node.end_lineno]]


def _change(before: list[str], after: list[str]) -> str:
    """Return what a fault changes: the line as it was, and as it is; other lines are left out."""
    told = list(difflib.unified_diff(before, after, n=0, lineterm=""))[3:]
    was = " ".join(line[1:].strip() for line in told if line.startswith("-"))
    now = " ".join(line[1:].strip() for line in told if line.startswith("+"))
    return f"`{was}` becomes `{now}`"


# --- running, inside the copy -----------------------------------------------------------------------


class Killer:
    """A pytest plugin: runs the tests once to see which function each reaches, then forks for each fault."""

    def __init__(self, faults: list[str], jobs: int) -> None:
        """Keep the names of the faults, and how many to run at a time."""
        self.faults = faults
        self.jobs = jobs
        self.found: dict[str, str] = {}
        self.reached: dict[str, list[int]] = {}
        self.lucky: Counter[tuple[str, int]] = Counter()
        self.active = ""
        self.hits: set[str] = set()

    def pytest_runtestloop(self, session: Any) -> bool:  # noqa: ANN401 - pytest's own type
        """Run everything; the verdicts are in `found`."""
        trampoline = import_module("mutmut.mutation.trampoline")
        vars(trampoline)["get_mutant_under_test"] = lambda: self.active
        vars(trampoline)["record_trampoline_hit"] = lambda name, **_: self.hits.add(name)
        self._look(session.items)
        for cache in [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]:  # noqa: SLF001
            if str(getattr(cache, "__module__", "")).startswith("baclotrack"):
                cache.cache_clear()  # what the sound code worked out must not hide a fault
        gc.freeze()
        self._control(session.items)
        self._fork_all(session.items)
        return True

    def _look(self, items: list[Any]) -> None:
        """Run each test once, unharmed, and note the functions that it reaches; drawn tests are left out.

        The tests of the function's own module come first, then the quick ones.
        """
        self.active, took = "stats", {}
        items[:] = [one for one in items if not hasattr(getattr(one, "obj", None), "hypothesis")]
        for place, item in enumerate(items):
            self.hits.clear()
            begun = time.perf_counter()
            if _fails(item):
                print(f"{item.nodeid} fails without any fault, and is left out.")
                continue
            took[place] = time.perf_counter() - begun
            for name in self.hits:
                self.reached.setdefault(name, []).append(place)
        self.active = ""
        print(f"{len(took)} tests, {sum(took.values()):.1f} s", flush=True)
        for name, places in self.reached.items():
            own = f"test_{name.split('.x', 1)[0].rpartition('.')[2]}.py"
            places.sort(key=lambda place: (own not in items[place].nodeid, took[place]))

    def _control(self, items: list[Any]) -> None:
        """Run everything once more in a fork, without a fault: a test that then fails says nothing about faults."""
        self.reached[""] = list(range(len(items)))
        while True:
            read, write = os.pipe()
            child = os.fork()
            if not child:
                self._child(items, "", write)
            os.close(write)
            told = os.read(read, 99).decode()
            os.close(read)
            os.waitpid(child, 0)
            if told == "survived":
                return
            if not told.isdecimal():
                sys.exit(f"The tests cannot be run again in a fork: {told or 'killed'}.")
            print(f"{items[int(told)].nodeid} fails when it is run again, and is left out.", flush=True)
            self.reached = {name: [one for one in places if one != int(told)] for name, places in self.reached.items()}

    def _fork_all(self, items: list[Any]) -> None:
        """Try every fault, a few at a time."""
        running: dict[int, tuple[int, str, float]] = {}
        waiting = list(reversed(self.faults))
        while waiting or running:
            while waiting and len(running) < self.jobs:
                fault = waiting.pop()
                read, write = os.pipe()
                child = os.fork()
                if not child:
                    self._child(items, fault, write)
                os.close(write)
                running[read] = (child, fault, time.monotonic() + 10 * SECONDS)
            ready, _, _ = select.select(list(running), [], [], 1)
            late = [read for read, (_, _, until) in running.items() if time.monotonic() > until]
            for read in {*ready, *late}:
                child, fault, _ = running.pop(read)
                self._verdict(read, child, fault, late=read in late and read not in ready)

    def _verdict(self, read: int, child: int, fault: str, *, late: bool) -> None:
        """Note how one fault ended."""
        if late:
            os.kill(child, signal.SIGKILL)
        told = os.read(read, 99).decode()
        os.close(read)
        os.waitpid(child, 0)
        self.found[fault] = "survived" if told == "survived" else "killed"
        with Path("verdicts.txt").open("a", encoding="utf-8") as verdicts:
            verdicts.write(f"{fault} {self.found[fault]}\n")
        if told == "survived":
            print(f"alive: {fault}", flush=True)
        if told.isdecimal():
            self.lucky[_whole(fault), int(told)] += 1
            self.lucky["", int(told)] += 1
        if len(self.found) % 100 == 0:
            alive = sum(1 for verdict in self.found.values() if verdict == "survived")
            print(f"{len(self.found)} of {len(self.faults)} faults tried, {alive} alive", flush=True)

    def _child(self, items: list[Any], fault: str, write: int) -> None:
        """Run the tests that reach the faulty function until one fails, and say which."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        self.active = fault
        whole = _whole(fault)
        places = sorted(self.reached.get(whole, []), key=lambda one: (-self.lucky[whole, one], -self.lucky["", one]))
        told = "survived"
        try:
            told = next((str(place) for place in places if _fails(items[place])), told)
        except BaseException as error:  # noqa: BLE001 - whatever a fault does to the tests themselves, it was noticed
            told = f"broken: {error!r}"[:99]
        os.write(write, told.encode())
        os._exit(0)


def _whole(fault: str) -> str:
    """Return the function that a fault is in, under the name that mutmut gives it."""
    return fault.rpartition("__mutmut_")[0]


def _fails(item: Any) -> bool:  # noqa: ANN401 - pytest's own type
    """Run one test and return whether it fails; one that needs no fixtures is simply called, which is far quicker."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    if set(item.fixturenames) <= {*given, *WORLD} and not list(item.iter_markers("xfail")):
        try:
            item.obj(**given)
        except BaseException:  # noqa: BLE001 - a test fails by raising, whatever it raises
            return True
        return False
    from _pytest.runner import runtestprotocol

    return any(one.failed for one in runtestprotocol(item, log=False, nextitem=None))


def inside(arguments: argparse.Namespace) -> int:
    """Run the tests of the copy against the faults in `faults.json`; the verdicts are written as they come."""
    import pytest

    killer = Killer(json.loads(Path("faults.json").read_text(encoding="utf-8")), arguments.jobs)
    options = ["-q", "-s", "-p", "no:logging", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not long", *KILLERS]
    pytest.main([*options, *(f"--ignore=tests/core/test_{name}.py" for name in LEFT_OUT)], plugins=[killer])
    return 0


# --- the whole run ----------------------------------------------------------------------------------


def run(wanted: list[str], jobs: int, noticed: frozenset[str], page: str) -> dict[Fault, str]:
    """Return the verdict for every fault of the modules wanted; those noticed before, or on the page, are not tried."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root = Path(folder)
        for name in ("src", "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", root)
        faults = [fault for path in paths(root, wanted) for fault in plant(root, path)]
        tried = [fault.name for fault in faults if fault.key() not in noticed and fault.told() not in page]
        (root / "faults.json").write_text(json.dumps(tried), encoding="utf-8")
        (root / "verdicts.txt").touch()
        print(f"{len(faults)} faults planted, {len(tried)} to try.", flush=True)
        around = {
            **os.environ,
            "PYTHONPATH": str(root / "src"),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "CI": "true",
        }
        command = [sys.executable, str(Path(__file__).resolve()), "--inside", "--jobs", str(jobs)]
        subprocess.run(command, cwd=root, env=around, check=False)
        lines = (root / "verdicts.txt").read_text(encoding="utf-8").splitlines()
    verdicts = dict(line.split(" ") for line in lines)
    known = {fault.name: "survived" for fault in faults if fault.told() in page}
    known |= {fault.name: "killed" for fault in faults if fault.key() in noticed}
    return {fault: {**known, **verdicts}.get(fault.name, "untried") for fault in faults}


def figures(verdicts: dict[Fault, str], seconds: float, tool: str) -> str:
    """Return the page's table: faults, noticed ones and the share of them, module by module."""
    rows = ["| module | faults | noticed | share |", "| --- | --- | --- | --- |"]
    modules = sorted({fault.module for fault in verdicts})
    for module in [*modules, "all"]:
        mine = [verdict for fault, verdict in verdicts.items() if module in {fault.module, "all"}]
        noticed = mine.count("killed")
        name = f"`{module}`" if module != "all" else "all"
        rows.append(f"| {name} | {len(mine)} | {noticed} | {100 * noticed / len(mine):.1f} % |")
    day = time.strftime("%d %B %Y").lstrip("0")
    told = f"{day}, mutmut {tool}, `make mutants`, {round(seconds / 60)} minutes."
    return "\n".join([told, "", *rows, ""])


def main(given: list[str] | None = None) -> int:
    """Plant, run, tell; the exit code is 1 where a survivor has no reason on the page."""
    parser = argparse.ArgumentParser(description="Plant small faults in the core and see which no test notices.")
    parser.add_argument("modules", nargs="*", help="module names, like gap or fold; all that decide unless given")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="faults tried at a time")
    parser.add_argument(
        "--keep", metavar="FILE", help="remember there what was noticed; that, and what is on the page, is not tried"
    )
    parser.add_argument("--write", action="store_true", help="write the figures of the page anew")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(given)
    if not arguments.inside:
        os.chdir(ROOT)  # mutmut looks for its configuration there
    if arguments.inside:
        return inside(arguments)
    wanted = [one for name in arguments.modules for one in (name, f"gates/{name}")] or list(MODULES)
    begun = time.monotonic()
    kept = Path(arguments.keep) if arguments.keep else None
    noticed = kept.read_text(encoding="utf-8").splitlines() if kept is not None and kept.is_file() else []
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    verdicts = run(wanted, arguments.jobs, frozenset(noticed), page if kept is not None else "")
    if kept is not None:
        now = {fault.key() for fault, verdict in verdicts.items() if verdict == "killed"}
        kept.write_text("\n".join(sorted({*noticed, *now})), encoding="utf-8")
    alive = [fault for fault, verdict in verdicts.items() if verdict != "killed"]
    unknown = [fault for fault in alive if fault.told() not in page]
    table = figures(verdicts, time.monotonic() - begun, version("mutmut"))
    print(table)
    for fault in unknown:
        print(f"no reason given: {fault.told()}{'' if verdicts[fault] == 'survived' else ' (' + verdicts[fault] + ')'}")
    if arguments.write:
        PAGE.write_text(TABLE.sub(lambda found: found[1] + table + found[2], page), encoding="utf-8")
    print(f"{len(alive)} of {len(verdicts)} survive, {len(unknown)} of them without a reason on the page.")
    return 1 if unknown else 0


if __name__ == "__main__":
    raise SystemExit(main())
