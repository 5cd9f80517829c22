"""A pipe, a folder, a device or a link in the place of a file of the home makes no command wait, and none fall over."""

import json
import subprocess
import sys

import pytest

from tests.fuzz import strange_files

PLAIN = "nothing"
Told = dict[str, dict[str, dict[str, tuple[int, str]]]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Return every answer, by what stands there, in the place of which file, and command."""
    done = subprocess.run(
        [sys.executable, strange_files.__file__], capture_output=True, check=False, encoding="utf-8", timeout=600
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    found: Told = {}
    for line in done.stdout.splitlines():
        kind, name, answers = json.loads(line)
        found.setdefault(kind, {})[name] = answers
    return found


@pytest.mark.parametrize("kind", [one for one in strange_files.KINDS if one != PLAIN])
def test_what_is_no_journal_is_told_and_nothing_is_recorded(told: Told, kind: str) -> None:
    """Nothing waits for a pipe; the record counts as damaged, and a dose is neither shown nor taken down."""
    answers = told[kind]["journal.jsonl"]
    assert (1, 1, 1) == tuple(answers[word][0] for word in ("next", "log", "doctor"))
    assert all("journal.jsonl cannot be read: " in answers[word][1] for word in ("next", "log"))
    assert "Nothing was recorded" in answers["log"][1]


@pytest.mark.parametrize("kind", [one for one in strange_files.KINDS if one != PLAIN])
@pytest.mark.parametrize("name", ["plan.toml", "profile.toml"])
def test_what_is_no_plan_or_profile_is_told_and_the_truth_is_recorded(told: Told, kind: str, name: str) -> None:
    """The record is whole, so the check-in is taken down; `doctor` names the file."""
    answers = told[kind][name]
    assert 0 == answers["log"][0]
    found = json.loads(answers["doctor"][1])["faults"]
    assert [name] == [one["file"] for one in found]


@pytest.mark.parametrize("kind", [one for one in strange_files.KINDS if one != PLAIN])
@pytest.mark.parametrize("name", [".checkpoint", ".checkpoint.new"])
def test_what_is_no_checkpoint_counts_for_nothing(told: Told, kind: str, name: str) -> None:
    """It is derived: every answer is the same as without one."""
    for word in ("next", "log"):
        assert told[PLAIN][name][word] == told[kind][name][word]


@pytest.mark.parametrize("kind", [one for one in strange_files.KINDS if one not in {PLAIN, "pipe"}])
def test_what_is_no_lock_is_told_and_nothing_is_recorded(told: Told, kind: str) -> None:
    """Reading needs no lock; writing says why it cannot."""
    answers = told[kind][".lock"]
    assert told[PLAIN][".lock"]["next"] == answers["next"]
    assert (1, True) == (answers["log"][0], "Not recorded: " in answers["log"][1])
