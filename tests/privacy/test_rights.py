"""Nobody else on the machine may read what is written, whatever the umask says."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Call
from tests.privacy.commands import BEGUN, EVENING, LEAVING, READING, START, writing

MASKS = (0, 0o277, *(pytest.param(mask, marks=pytest.mark.long) for mask in (0o022, 0o077, 0o777)))


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Live under another umask for a while."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    """Return the rights of all that is in a folder, and of the folder itself."""
    every = [folder, *folder.rglob("*")]
    return {path.relative_to(folder).as_posix(): f"{stat.S_IMODE(path.stat().st_mode):o}" for path in every}


@pytest.mark.parametrize("mask", MASKS)
def test_all_that_is_written_is_private(call: Call, home: Path, tmp_path: Path, mask: int) -> None:
    """After every command that writes, all files are 600 and all folders 700: what is derived and exported as well."""
    away = tmp_path / "away"
    away.mkdir(mode=0o700)
    with umask(mask):
        call(*START, now=BEGUN)
        for words in writing("a note"):
            assert 0 == call(*words, now=EVENING).code, words
        for ending in ("md", "json", "zip"):
            format_of = "csv" if ending == "zip" else ending
            done = call("export", "--format", format_of, "--out", str(away / f"page.{ending}"), now=EVENING)
            assert 0 == done.code, done.err
        assert 0 == call("plan", "adopt", "--yes", now=EVENING).code
    found = rights(home)
    assert {"journal.jsonl", "plan.toml", "profile.toml", ".lock"} <= set(found)
    assert {"."} == {name for name, mode in found.items() if mode == "700"}
    assert {name: "600" for name in found if name != "."} == {name: found[name] for name in found if name != "."}
    assert {"page.md": "600", "page.json": "600", "page.zip": "600"} == {
        name: mode for name, mode in rights(away).items() if name != "."
    }


def test_reading_changes_no_file_and_no_rights(call: Call, home: Path) -> None:
    """A command that only reads leaves everything as it is, open rights included: it does not write."""
    call(*START, now=BEGUN)
    for words in writing("a note"):
        call(*words, now=EVENING)
    home.chmod(0o755)
    (home / "journal.jsonl").chmod(0o644)
    before = rights(home), {path.name: path.read_bytes() for path in home.iterdir()}
    for words in (*READING, *LEAVING):
        call(*words, now=EVENING)
    assert before == (rights(home), {path.name: path.read_bytes() for path in home.iterdir()})
