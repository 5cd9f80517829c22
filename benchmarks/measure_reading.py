"""Measure what reading a journal costs beside `json.loads` of the same lines, in one process.

    python benchmarks/measure_reading.py            # 10,000 and 55,000 entries

Three things are done by turns, and the middle of their times is told: `json.loads` of each line and nothing else; the
whole reading, with every checksum, every field and the order of all entries; and opening the home as `next` does, from
its checkpoint.
"""

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from baclotrack.store import JOURNAL, open_home
from benchmarks.make_journal import make_journal
from benchmarks.measure import LEAST_ROUNDS, rounds_of

SIZES = (10_000, 55_000)
DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


def load_lines(home: Path) -> None:
    """Load every line of a journal as JSON."""
    for line in (home / JOURNAL).read_bytes().splitlines():
        json.loads(line)


def ways(home: Path) -> dict[str, Callable[[], object]]:
    """Return the ways to read a journal."""
    return {
        "json.loads of each line": lambda: load_lines(home),
        "read whole": lambda: open_home(home, NOW),
        "opened as next does": lambda: open_home(home, NOW, daily=True),
    }


def seconds(once: Callable[[], object]) -> float:
    """Return how long it takes once, by the clock."""
    begun = time.perf_counter()
    once()
    return time.perf_counter() - begun


def measure(home: Path, rounds: int) -> dict[str, float]:
    """Return the middle of the seconds of each way; the first round only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in ways(home)}
    for number in range(rounds + 1):
        for name, once in ways(home).items():
            took = seconds(once)
            if number:
                taken[name].append(took)
    return {name: median(one) for name, one in taken.items()}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the reading of a journal against json.loads of its lines.")
    parser.add_argument("--rounds", type=rounds_of, default=LEAST_ROUNDS, metavar="N", help="default: 7")
    asked = parser.parse_args(arguments)
    gc.disable()  # as the program does while a command runs
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            home = Path(scratch) / "home"
            make_journal(home, size, DAY)
            open_home(home, NOW)
            found = measure(home, asked.rounds)
        unit = found["json.loads of each line"]
        for name, took in found.items():
            print(f"{size:>6}  {name:26}{took * 1000:>9.1f} ms{took / unit:>8.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
