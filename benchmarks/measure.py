"""Measure how long the daily commands take, against an empty Python on the same machine in the same minutes.

    python benchmarks/measure.py            # a table
    python benchmarks/measure.py --record   # and a row in benchmarks/results.md

Every run is a process of its own. The runs are interleaved, so that a busy moment of the machine falls on all of them
alike; the first round only warms up. A median is told, and its ratio to the median of `python -c pass`; for a longer
journal also its ratio to the same command on a month's, of the time by the clock and of the processor's time.

Other programs for journals and ledgers are measured on an equal journal where they are found on PATH: jrnl, hledger,
ledger.
"""

import argparse
import os
import platform
import pty
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.make_journal import make_journal
from benchmarks.others import others

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
RESULTS = ROOT / "benchmarks" / "results.md"
SIZES = (30, 1_000, 10_000, 55_000)
MONTH = SIZES[0]
LEAST_ROUNDS = 7
OTHER_ROUNDS = 1
"""Other programs take up to a minute each; they are run without warming up, and told for scale only."""
DAY = date(2026, 11, 21)
EVENING, MORNING, LATER = "2026-11-21T21:30+00:00", "2026-11-22T07:30+00:00", "2026-11-22T07:40+00:00"
PROGRAM = "import sys; from baclotrack.cli import main; sys.exit(main())"  # what the installed command does
COUNTING = """
import sys
from baclotrack.cli import main
code = main()
sys.stdout.flush()
sys.stderr.write(str(len(sys.modules)))
sys.exit(code)
"""
HELLO = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
@app.command()
def hello() -> None:
    print("hello")
app()
"""
COMMANDS = {
    "next": (("next",), EVENING),
    "next at a terminal": (("next",), EVENING),
    "log": (("log", "--as-planned", "--improved", "--fell-back-asleep", "--no-effects", "--drinks", "0"), MORNING),
    "take": (("take",), EVENING),
    "log again": (("log", "--hours", "7"), LATER),
}
WRITES = frozenset({"log", "take", "log again"})
BEFORE = {"log again": "log"}
"""What is run before, without being measured."""
DEVICE = "bench"


class Case(NamedTuple):
    """One thing that is measured: its name, what runs it once and returns its seconds, and in how many rounds."""

    name: str
    once: Callable[[], "Took"]
    rounds: int | None = None


class Took(NamedTuple):
    """Seconds by the clock, and seconds of the processor."""

    clock: float
    processor: float


def processor() -> float:
    """Return the seconds of the processor that the processes which ended so far took."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def piped(words: list[str], env: dict[str, str]) -> Took:
    """Run a command with pipes and return the seconds."""
    before, begun = processor(), time.perf_counter()
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=env)
    took = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(f"{words[-1]}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return Took(took, processor() - before)


def at_terminal(words: list[str], env: dict[str, str]) -> Took:
    """Run a command at a terminal of its own and return the seconds."""
    ours, theirs = pty.openpty()
    before, begun = processor(), time.perf_counter()
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # Linux tells the end of a terminal so
            pass
        code = process.wait()
    took = time.perf_counter() - begun
    os.close(ours)
    if code:
        raise RuntimeError(f"{words[-1]}: exit {code}: {shown.decode(errors='replace')}")
    return Took(took, processor() - before)


def environment(home: Path, now: str) -> dict[str, str]:
    """Return the environment of a run: the person's own settings are left behind."""
    left = ("BACLOTRACK_", "_BACLOTRACK_", "PYTHONDONTWRITEBYTECODE")  # an installed program is compiled once
    own = {name: value for name, value in os.environ.items() if not name.startswith(left)}
    return own | {
        "BACLOTRACK_DEVICE": DEVICE,
        "BACLOTRACK_HOME": str(home),
        "BACLOTRACK_NOW": now,
        "PYTHONPATH": str(SOURCE),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "baclotrack-benchmarks"),
        "TERM": "xterm-256color",
    }


def command_once(name: str, home: Path) -> Took:
    """Run one of the commands once; one that writes gets a fresh copy of the home."""
    words, now = COMMANDS[name]
    with tempfile.TemporaryDirectory() as scratch:
        used = home
        if name in WRITES:
            used = Path(scratch) / "home"
            shutil.copytree(home, used)
        if name in BEFORE:
            first, then = COMMANDS[BEFORE[name]]
            piped([sys.executable, "-c", PROGRAM, *first], environment(used, then))
        whole = [sys.executable, "-c", PROGRAM, *words]
        runner = at_terminal if name == "next at a terminal" else piped
        return runner(whole, environment(used, now))


def modules(name: str, home: Path) -> int:
    """Return how many modules a command has loaded when it is done."""
    words, now = COMMANDS[name]
    with tempfile.TemporaryDirectory() as scratch:
        used = shutil.copytree(home, Path(scratch) / "home")
        if name in BEFORE:
            first, then = COMMANDS[BEFORE[name]]
            piped([sys.executable, "-c", PROGRAM, *first], environment(used, then))
        done = subprocess.run(
            [sys.executable, "-c", COUNTING, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            env=environment(used, now),
        )
    return int(done.stderr)


def cases(homes: dict[int, Path], hello: Path) -> list[Case]:
    """Return all that is measured, the yardstick first."""
    bare = environment(hello.parent, EVENING)
    found = [
        Case("python -c pass", partial(piped, [sys.executable, "-c", "pass"], bare)),
        Case("typer, hello", partial(piped, [sys.executable, str(hello)], bare)),
    ]
    found += [
        Case(one.name, partial(piped, one.words, {**bare, **one.env}), OTHER_ROUNDS)
        for one in others(homes, hello.parent)
    ]
    for size, home in homes.items():
        found += [Case(f"{name}, {size}", partial(command_once, name, home)) for name in COMMANDS]
    return found


def measure(every: list[Case], rounds: int) -> dict[str, Took]:
    """Return the medians of each case, over interleaved rounds."""
    taken: dict[str, list[Took]] = {case.name: [] for case in every}
    for number in range(rounds + 1):
        for case in every:
            if case.rounds is not None and not 0 < number <= case.rounds:
                continue
            took = case.once()
            if number:
                taken[case.name].append(took)
    return {
        name: Took(median(one.clock for one in runs), median(one.processor for one in runs))
        for name, runs in taken.items()
    }


def rows_of(medians: dict[str, Took]) -> list[tuple[str, str, str, str, str]]:
    """Return each case with its milliseconds, and its ratios: to an empty Python, and to a month's journal twice."""
    unit = medians["python -c pass"]
    rows = []
    for name, took in medians.items():
        month = medians.get(f"{name.rpartition(', ')[0]}, {MONTH}")
        clock, used = ("", "")
        if month is not None and month.processor:
            clock, used = f"{took.clock / month.clock:.2f}", f"{took.processor / month.processor:.2f}"
        rows.append((name, f"{took.clock * 1000:.1f}", f"{took.clock / unit.clock:.2f}", clock, used))
    return rows


def told(medians: dict[str, Took], loaded: dict[str, int]) -> list[str]:
    """Return the results as lines."""
    lines = [f"{'':28}{'median':>10}{'ratio':>8}{'to a month':>12}{'processor':>11}"]
    lines += [
        f"{name:28}{took:>7} ms{ratio:>8}{clock:>12}{used:>11}".rstrip()
        for name, took, ratio, clock, used in rows_of(medians)
    ]
    return [*lines, "modules loaded: " + ", ".join(f"{name} {count}" for name, count in loaded.items())]


def record(medians: dict[str, Took], loaded: dict[str, int], day: date) -> None:
    """Add a section to the results; the machine is described by its cores and its Python only."""
    if not RESULTS.exists():
        head = [
            "# How long the daily commands take",
            "",
            "Made by `python benchmarks/measure.py --record`: medians of whole processes. The first ratio is to",
            "`python -c pass` in the same run, the others to the same command on a month's journal: by the clock, and",
            "of the processor's time, which other programs on the machine change less.",
            "The numbers behind the names are the entries in the journal.",
        ]
        RESULTS.write_text("\n".join(head) + "\n", encoding="utf-8")
    load = f"{os.getloadavg()[0]:.1f}"
    lines = [
        "",
        f"## {day.isoformat()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}",
        "",
        "| | ms | ratio | to a month | processor, to a month |",
        "|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows_of(medians)),
        "",
        "Modules loaded: " + ", ".join(f"{name} {count}" for name, count in loaded.items()) + ".",
    ]
    with RESULTS.open("a", encoding="utf-8") as results:
        results.write("\n".join(lines) + "\n")


def rounds_of(text: str) -> int:
    """Return a number of rounds.

    Raises:
        ValueError: when there are too few for a median worth telling, which argparse tells in its own words.
    """
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and record when asked to."""
    today = date.today()  # noqa: DTZ011, TID251 - the date of the row, in a script
    parser = argparse.ArgumentParser(description="Measure the daily commands against an empty Python.")
    parser.add_argument("--rounds", type=rounds_of, default=LEAST_ROUNDS, metavar="N", help="default: 7")
    parser.add_argument("--record", action="store_true", help="add a row to benchmarks/results.md")
    asked = parser.parse_args(arguments)
    if asked.record and asked.rounds < LEAST_ROUNDS:
        parser.error(f"--record needs at least {LEAST_ROUNDS} rounds")
    os.environ["BACLOTRACK_DEVICE"] = DEVICE
    with tempfile.TemporaryDirectory() as scratch:
        homes = {size: Path(scratch) / str(size) for size in SIZES}
        for size, home in homes.items():
            make_journal(home, size, DAY)
        hello = Path(scratch) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        loaded = {name: modules(name, homes[SIZES[0]]) for name in COMMANDS if name != "next at a terminal"}
        medians = measure(cases(homes, hello), asked.rounds)
    for line in told(medians, loaded):
        print(line)
    if asked.record:
        record(medians, loaded, today)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
