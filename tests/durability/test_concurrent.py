"""Many writers at once: nothing that was acknowledged is lost, and nothing is counted twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Call
from tests.durability import writers
from tests.durability.judge import CLEAN, judge, texts

SEVERAL = (8, 10)
MANY = (20, 50)


def all_at_once(home: Path, writer: str, size: tuple[int, int]) -> list[str]:
    """Let writers record at the same time, each in a process of its own; return what they were told is recorded."""
    home.mkdir(mode=0o700, exist_ok=True)
    processes, entries = size
    running = [
        subprocess.Popen(
            [sys.executable, writers.__file__, writer, str(home), f"w{number}", str(entries)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for number in range(processes)
    ]
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=900)[0] for one in running]
    assert [0] * processes == [one.returncode for one in running]
    return [line for one in said for line in one.splitlines()]


def people_at_once(home: Path, size: tuple[int, int]) -> list[str]:
    """Let as many people type one command after another, each a process; return what they were told is recorded."""
    people, entries = size
    done = []
    waiting = dict.fromkeys(range(people), entries)
    running: dict[int, tuple[subprocess.Popen[str], str]] = {}
    while waiting or running:
        for person in [one for one in waiting if one not in running]:
            text = writers.text_of(f"p{person}", waiting[person])
            words = [sys.executable, "-m", "baclotrack", "--home", str(home), "ask", text]
            running[person] = subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8"), text
            waiting[person] -= 1
        waiting = {person: left for person, left in waiting.items() if left}
        person, (process, text) = next(iter(running.items()))
        said = process.communicate(timeout=120)[0]
        assert (0, True) == (process.returncode, "Recorded" in said)
        done.append(text)
        del running[person]
    return done


def test_several_writers_at_once_lose_nothing(home: Path, call: Call) -> None:
    """Eight processes with ten entries each: all there once, counted without a gap, and doctor finds nothing."""
    acknowledged = all_at_once(home, "command", SEVERAL)
    assert (80, CLEAN) == (len(acknowledged), judge(home, acknowledged))
    assert sorted(acknowledged) == sorted(texts(home))
    assert 0 == call("doctor").code


@pytest.mark.parametrize(("writer", "clean"), [("careful", True), ("in-two", False)])
def test_the_bench_tells_careful_writers_from_careless_ones(home: Path, writer: str, clean: bool) -> None:  # noqa: FBT001 - a column of the table
    """The same trial finds nothing wrong with a careful writer, and something with one that takes no lock."""
    acknowledged = all_at_once(home, writer, SEVERAL)
    assert clean == (judge(home, acknowledged) == CLEAN)


@pytest.mark.long
@pytest.mark.parametrize("number", range(5))
def test_twenty_writers_with_fifty_entries_each_lose_nothing(home: Path, call: Call, number: int) -> None:
    """A thousand entries through the program's entry point, twenty at a time: all there once, counted without a gap."""
    acknowledged = all_at_once(home, "command", MANY)
    assert (1000, CLEAN) == (len(acknowledged), judge(home, acknowledged))
    assert sorted(acknowledged) == sorted(texts(home))
    assert 0 == call("doctor").code


@pytest.mark.long
def test_twenty_people_with_fifty_commands_each_lose_nothing(home: Path, call: Call) -> None:
    """The same, each entry a command of its own, begun and ended while nineteen others are."""
    acknowledged = people_at_once(home, MANY)
    assert (1000, CLEAN) == (len(acknowledged), judge(home, acknowledged))
    assert sorted(acknowledged) == sorted(texts(home))
    assert 0 == call("doctor").code
