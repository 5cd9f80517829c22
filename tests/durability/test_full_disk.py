"""A disk that is full, and places that may not be written: told as not recorded, and nothing else happens."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.helpers import adopt
from tests.conftest import Call, Result, Run, need_program
from tests.durability.judge import CLEAN, judge, texts
from tests.durability.writers import text_of

SIZE = "64k"
INIT = (
    *("init", "--template", "sleep-bedtime", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
    *("--tablet", "10", "--splits", "2", "--born", "1980", "--yes"),
)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 64 KiB, or skip where that is not allowed."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        [need_program("mount"), "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("needs to mount a small file system, which is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run([need_program("umount"), str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left; return the file that does."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 512):
                pass
        except OSError:
            return ballast
    return ballast


def test_a_full_disk_refuses_and_the_next_entry_after_room_returns_works(small: Path, call: Call) -> None:
    """Entries until there is no room, one more that is refused, some room made, and the next is there."""
    home = small / "home"
    adopt(home)
    before = (home / "journal.jsonl").read_bytes()
    ballast = fill(small)
    said, refused = [], []
    for number in range(60):
        text = text_of("full", number)
        done = call("ask", text, home=home)
        if done.code == 0:
            said.append(text)
            continue
        assert (1, "") == (done.code, done.out)
        assert done.err.startswith(f"baclotrack: Not recorded: {home / 'journal.jsonl'} could not be written: ")
        refused.append(text)
        if len(refused) == 3:
            break
    assert 3 == len(refused)
    assert judge(home, said, before) == CLEAN
    assert set() == set(refused) & set(texts(home))
    ballast.unlink()
    assert 0 == call("ask", refused[0], home=home).code
    assert judge(home, [*said, refused[0]], before) == CLEAN
    assert 0 == call("doctor", home=home).code


@pytest.mark.parametrize("room", range(0, 4096, 1024))
def test_a_full_disk_lets_no_new_home_begin_half(small: Path, call: Call, room: int) -> None:
    """However little room there is, init records a plan or says that it did not; and with room it works."""
    ballast = fill(small)
    os.truncate(ballast, max(0, ballast.stat().st_size - 4096 * (room // 1024)))
    home = small / "home"
    done = call(*INIT, home=home, now="2026-11-20T18:00")
    if done.code:
        assert "not recorded" in done.err.lower() or "could not be written" in done.err
        ballast.unlink()
        assert 0 == call(*INIT, home=home, now="2026-11-20T18:00").code, done.err
    assert 0 == call("next", home=home, now="2026-11-20T21:30").code


# --- places that may not be written -----------------------------------------------------------------


def without_rights(*words: str, home: Path) -> Result:
    """Run the program so that files' rights bind it: as who runs the tests; where that is root, without its powers."""
    powers: tuple[str, ...] = ()
    if os.geteuid() == 0:
        powers = (need_program("setpriv"), "--bounding-set", "-all", "--inh-caps", "-all", "--")
    done = subprocess.run(
        [*powers, sys.executable, "-m", "baclotrack", "--home", str(home), *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("closed", "rights", "again"),
    [("journal.jsonl", 0o400, 0o600), ("journal.jsonl", 0, 0o600), (".lock", 0o400, 0o600), ("", 0o500, 0o700)],
)
def test_what_may_not_be_written_is_told(home: Path, closed: str, rights: int, again: int) -> None:
    """A closed journal, lock or folder: not recorded, nothing changed, and once it is open the next one works."""
    adopt(home)
    if not closed:
        (home / ".lock").unlink()  # so that one would have to be made
    before = (home / "journal.jsonl").read_bytes()
    (home / closed).chmod(rights)
    done = without_rights("ask", text_of("closed", 1), home=home)
    (home / closed).chmod(again)
    assert (1, "") == (done.code, done.out)
    assert done.err.splitlines()[-1].startswith("baclotrack: Not recorded: ")
    assert before == (home / "journal.jsonl").read_bytes()
    assert 0 == without_rights("ask", text_of("open", 1), home=home).code
    assert judge(home, [text_of("open", 1)], before) == CLEAN


def test_where_only_the_folder_is_closed_the_journal_can_still_be_added_to(home: Path) -> None:
    """An entry needs no new file, and what else would be written there is derived and may be missing."""
    adopt(home)
    before = (home / "journal.jsonl").read_bytes()
    home.chmod(0o500)
    done = without_rights("ask", text_of("closed", 1), home=home)
    home.chmod(0o700)
    assert (0, "") == (done.code, done.err)
    assert judge(home, [text_of("closed", 1)], before) == CLEAN


def test_a_read_only_disk_is_told(small: Path, run: Run) -> None:
    """The whole file system may not be written, which binds root too."""
    home = small / "home"
    adopt(home)
    before = (home / "journal.jsonl").read_bytes()
    subprocess.run([need_program("mount"), "-o", "remount,ro", str(small)], check=True)
    done = run("ask", text_of("closed", 1), home=home)
    shown = run("next", home=home, now="2026-11-20T21:30")
    subprocess.run([need_program("mount"), "-o", "remount,rw", str(small)], check=True)
    expected = (
        f"baclotrack: Not recorded: {home / 'journal.jsonl'} could not be written: its lock, .lock, cannot be opened:"
        " Read-only file system. What was recorded before is unchanged. Check the folder and the free space, then run"
        " the same command again.\n"
    )
    assert (1, "", expected) == (done.code, done.out, done.err)
    assert 0 == shown.code  # to read is allowed
    assert before == (home / "journal.jsonl").read_bytes()
    assert 0 == run("ask", text_of("open", 1), home=home).code
