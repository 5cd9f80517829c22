"""kill -9 at chance moments: what was acknowledged is there, nothing is torn, and the next entry works."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Call
from tests.durability import killer
from tests.durability.judge import CLEAN, judge, texts
from tests.durability.writers import program, text_of

LONGEST_LIFE_SECONDS = 0.3


def killed(folder: Path, writer: str, trials: int, seed: int) -> Any:  # noqa: ANN401 - a JSON object
    """Kill a writer many times; return what was found."""
    words = [sys.executable, killer.__file__, writer, str(folder), str(trials), str(seed)]
    return json.loads(subprocess.run(words, capture_output=True, check=True, encoding="utf-8").stdout)


@pytest.mark.parametrize("trials", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged(tmp_path: Path, trials: int) -> None:
    """While entries follow each other without a pause, each kill meets another moment; no fault in any of them."""
    found = killed(tmp_path, "program", trials, trials)
    assert (trials, []) == (found["kills"], found["faults"])
    assert found["acknowledged"] >= trials  # they were at it
    assert found["begun"] > 0  # and some entries were begun and not yet acknowledged


@pytest.mark.parametrize(("writer", "clean"), [("careful", True), ("in-two", False), ("buffered", False)])
def test_the_bench_sees_what_a_careless_writer_loses(tmp_path: Path, writer: str, clean: bool) -> None:  # noqa: FBT001 - a column of the table
    """The same kills find nothing wrong with a careful writer, halves of one, and lost entries of another."""
    assert clean == (killed(tmp_path, writer, 20, 1)["faults"] == [])


@pytest.mark.parametrize("trials", [8, pytest.param(100, marks=pytest.mark.long)])
def test_a_command_killed_at_any_moment_is_recorded_whole_or_not_at_all(home: Path, call: Call, trials: int) -> None:
    """The program as people start it, killed anywhere between its start and its end."""
    program(home, "before", 0)
    before = (home / "journal.jsonl").read_bytes()
    chance = random.Random(trials)  # noqa: S311 - a moment, no secret
    said = []
    for number in range(trials):
        text = text_of("typed", number)
        words = [sys.executable, "-m", "baclotrack", "--home", str(home), "ask", text]
        with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8") as running:
            time.sleep(chance.uniform(0.05, LONGEST_LIFE_SECONDS))
            running.send_signal(signal.SIGKILL)
            if "Recorded" in running.communicate()[0]:
                said.append(text)
    assert judge(home, said, before) == CLEAN
    assert 0 == call("ask", text_of("after", 0)).code
    assert judge(home, [*said, text_of("after", 0)], before) == CLEAN
    assert 0 == call("doctor").code
    assert len(texts(home)) >= len(said) + 2
