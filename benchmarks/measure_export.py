"""Measure how long an export of many years takes beyond start-up, format by format.

    python benchmarks/measure_export.py            # ten years, one check-in a day
    python benchmarks/measure_export.py --days 180

Every run is a process of its own; the runs are interleaved and the first round only warms up. Start-up is the same
program asked for the help of `export`. A median of seconds by the clock is told, one of processor time (which a busy
machine moves less), both beyond start-up, and the size of the file.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.make_journal import make_journal
from benchmarks.measure import PROGRAM, environment, rounds_of

FORMATS = ("csv", "md", "json", "html", "ics", "fhir")
STARTUP = "start-up"
TEN_YEARS = 3650
LEAST_ROUNDS = 5
DAY = date(2026, 11, 21)
NOW = "2026-11-21T12:00+00:00"


class Took(NamedTuple):
    """What one run took: seconds by the clock, and seconds of the processor."""

    clock: float
    processor: float


def used() -> float:
    """Return the processor time of all processes that this one started and waited for."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def once(name: str, home: Path, folder: Path) -> Took:
    """Run one export, or start up alone.

    Raises:
        RuntimeError: when the program does not end well.
    """
    words = ["export", "--help"]
    if name != STARTUP:
        out = folder / f"export.{name}"
        words = ["export", "--format", name, "--since", "2000-01-01", "--out", str(out), "--force"]
    before, begun = used(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env=environment(home, NOW),
    )
    if done.returncode:
        raise RuntimeError(f"{name}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return Took(time.perf_counter() - begun, used() - before)


def measure(home: Path, folder: Path, rounds: int) -> dict[str, Took]:
    """Return the medians of each format and of start-up, over interleaved rounds."""
    found: dict[str, list[Took]] = {name: [] for name in (STARTUP, *FORMATS)}
    for number in range(rounds + 1):
        for name, took in found.items():
            one = once(name, home, folder)
            if number:
                took.append(one)
    return {
        name: Took(median(one.clock for one in took), median(one.processor for one in took))
        for name, took in found.items()
    }


def told(medians: dict[str, Took], folder: Path) -> list[str]:
    """Return the results as lines."""
    start = medians[STARTUP]
    lines = [f"{'':10}{'clock':>10}{'processor':>12}{'bytes':>12}"]
    lines.append(f"{STARTUP:10}{start.clock:>8.2f} s{start.processor:>10.2f} s")
    for name in FORMATS:
        one, size = medians[name], (folder / f"export.{name}").stat().st_size
        clock, processor = one.clock - start.clock, one.processor - start.processor
        lines.append(f"{name:10}{clock:>8.2f} s{processor:>10.2f} s{size:>12,}")
    return [*lines, f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure exports beyond start-up.")
    parser.add_argument("--days", type=int, default=TEN_YEARS, metavar="N", help="default: ten years")
    parser.add_argument("--rounds", type=rounds_of, default=LEAST_ROUNDS, metavar="N", help="default: 5")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        home, folder = Path(scratch) / "home", Path(scratch) / "out"
        folder.mkdir()
        make_journal(home, asked.days, DAY)
        for line in told(measure(home, folder, asked.rounds), folder):
            print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
