"""Files that are links, files that change under the writer's hands, and Ctrl-C: what is honoured, what is refused."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baclotrack.errors import BaclotrackError
from baclotrack.store import appending, files
from baclotrack.store.appending import APPENDED, append_bytes, sync_folder
from baclotrack.store.files import locked, make_home, write_bytes
from baclotrack.store.journal import read
from baclotrack.store.writing import append
from tests.store.samples import DEVICE, NOW, checkin


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count under one name, whatever machine runs the test."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", DEVICE)


@pytest.fixture
def journal(home: Path) -> Path:
    """Make a home with one entry, and name its journal."""
    append(home, [checkin(5)], NOW)
    return home / "journal.jsonl"


def mode(path: Path) -> int:
    """Return a file's rights."""
    return stat.S_IMODE(path.stat().st_mode)


def refused(act: Callable[[], object]) -> BaclotrackError:
    """Return the error of something that is refused."""
    with pytest.raises(BaclotrackError) as caught:
        act()
    return caught.value


def doses(path: Path) -> list[int]:
    """Return what the check-ins of a journal say of bedtime."""
    return [int(dict(getattr(entry.what, "doses", {}))["bedtime"]) for entry in read(path).entries]


# --- links ------------------------------------------------------------------------------------------


def test_a_home_that_is_a_link_is_honoured(tmp_path: Path, home: Path) -> None:
    """People link the folder to where it is synced: the entry goes there, private, and the link stays."""
    real = tmp_path / "synced"
    real.mkdir(mode=0o755)
    home.symlink_to(real)
    append(home, [checkin(5)], NOW)
    assert (True, [5]) == (home.is_symlink(), doses(real / "journal.jsonl"))
    assert (0o700, 0o600) == (mode(real), mode(real / "journal.jsonl"))


def test_a_home_that_is_a_link_to_nothing_is_told(tmp_path: Path, home: Path) -> None:
    """A disk that is not there: nothing is made in its place, and the sentence names the link."""
    home.symlink_to(tmp_path / "stick" / "home")
    error = refused(lambda: append(home, [checkin(5)], NOW))
    assert ("not-recorded", 1) == (error.slug, error.exit_code)
    assert f"{home} is a link, and what it points to is not there" in error.message
    assert not (tmp_path / "stick").exists()


def test_a_journal_that_is_a_link_is_honoured(tmp_path: Path, journal: Path) -> None:
    """The entry goes to the file that is meant, and the link stays."""
    real = tmp_path / "synced.jsonl"
    journal.rename(real)
    journal.symlink_to(real)
    append(journal.parent, [checkin(10)], NOW)
    assert (True, [5, 10]) == (journal.is_symlink(), doses(real))


def test_a_journal_that_is_a_link_to_nothing_is_told(tmp_path: Path, journal: Path) -> None:
    """A second journal is not begun where the first one may come back."""
    journal.unlink()
    journal.symlink_to(tmp_path / "gone.jsonl")
    error = refused(lambda: append(journal.parent, [checkin(10)], NOW))
    expected = (
        f"Not recorded: {journal} could not be written: it is a link, and what it points to is not there. What was"
        " recorded before is unchanged. Check the folder and the free space, then run the same command again."
    )
    assert (expected, "not-recorded", False) == (error.message, error.slug, (tmp_path / "gone.jsonl").exists())


def test_a_lock_that_is_a_link_is_refused(tmp_path: Path, journal: Path) -> None:
    """What it points to may be somebody's file: it is neither opened, nor made, nor given other rights."""
    lock, other = journal.parent / ".lock", tmp_path / "other"
    other.write_text("mine")
    other.chmod(0o644)
    for target in (other, tmp_path / "missing"):
        lock.unlink()
        lock.symlink_to(target)
        error = refused(lambda: append(journal.parent, [checkin(10)], NOW))
        expected = (
            f"Not recorded: {lock} is a link; a lock must be a file of its own, and it holds nothing."
            " Remove the link, then run the same command again."
        )
        assert (expected, "lock-is-link", 1) == (error.message, error.slug, error.exit_code)
    assert ("mine", 0o644, False) == (other.read_text(), mode(other), (tmp_path / "missing").exists())
    assert [5] == doses(journal)


@pytest.mark.parametrize("relative", [True, False])
def test_a_file_that_is_a_link_stays_one_when_it_is_written_anew(tmp_path: Path, relative: bool) -> None:  # noqa: FBT001 - a column of the table
    """The plan that a sync program keeps elsewhere is replaced there."""
    (tmp_path / "home").mkdir()
    real, link = tmp_path / "real.toml", tmp_path / "home" / "plan.toml"
    link.symlink_to("../real.toml" if relative else real)
    for text in (b"made", b"replaced"):
        write_bytes(link, text)
        assert (text, True, 0o600) == (real.read_bytes(), link.is_symlink(), mode(real))


# --- files that change under the writer's hands ------------------------------------------------------


def meanwhile(monkeypatch: pytest.MonkeyPatch, call: str, what: Callable[[], object]) -> None:
    """Let something happen right before the first call of a kind."""
    real = getattr(os, call)

    def first(*arguments: object) -> object:
        monkeypatch.setattr(os, call, real)
        what()
        return real(*arguments)

    monkeypatch.setattr(os, call, first)


def test_a_journal_that_is_replaced_while_it_is_written_is_no_place_for_an_entry(
    tmp_path: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync program puts another file under the name: what was written is in no journal, so it is not recorded."""
    other = tmp_path / "other.jsonl"
    other.write_bytes(journal.read_bytes())
    meanwhile(monkeypatch, "write", lambda: other.replace(journal))
    error = refused(lambda: append(journal.parent, [checkin(10)], NOW))
    assert ("not-recorded", [5]) == (error.slug, doses(journal))
    assert "another program put another file in its place at the same time" in error.message


def test_a_journal_that_grew_since_it_was_read_is_not_written(journal: Path) -> None:
    """Whether the last line needs closing is known only of what was read."""
    before = journal.read_bytes()
    with pytest.raises(OSError, match="another program changed it"):
        append_bytes(journal, b"x\n", len(before) - 1)
    assert before == journal.read_bytes()


def test_what_another_program_added_is_never_cut_away(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It wrote without the lock, and our write failed: its line stays, and the sentence says that ours may as well."""
    before = journal.read_bytes()

    def fails(_: int) -> None:
        with journal.open("ab") as file:
            file.write(b"somebody else's\n")
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    error = refused(lambda: append_bytes(journal, b"ours\n"))
    assert before + b"ours\nsomebody else's\n" == journal.read_bytes()
    expected = (
        f"Not recorded, as far as can be told: {journal} could not be written: Input/output error; and it could not be"
        " put back as it was: another program wrote to it at the same time. What you told may stand in it all the same."
        " Before you tell it again, look with: baclotrack history"
    )
    assert (expected, "not-put-back", 1) == (error.message, error.slug, error.exit_code)


def test_a_failed_wait_for_the_disk_is_not_tried_again(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first fsync fails and the second would say yes: it is not recorded, and the bytes are gone."""
    before, answers = journal.read_bytes(), []
    real = os.fsync

    def fails_once(handle: int) -> None:
        answers.append(handle)
        if len(answers) == 1:
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", fails_once)
    error = refused(lambda: append(journal.parent, [checkin(10)], NOW))
    assert ("not-recorded", before) == (error.slug, journal.read_bytes())


def test_only_a_journal_that_was_made_now_is_removed_again(
    home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a fault a new journal is gone; one that was there stays, even where it was empty."""
    for content in (b"", journal.read_bytes()):
        journal.write_bytes(content)
        meanwhile(monkeypatch, "write", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            append_bytes(journal, b"x\n")
        assert content == journal.read_bytes()
    journal.unlink()
    meanwhile(monkeypatch, "write", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        append_bytes(journal, b"x\n")
    assert not journal.exists()


@pytest.mark.parametrize(("number", "name", "fault"), [(22, "EINVAL", False), (95, "ENOTSUP", False), (5, "EIO", True)])
def test_a_folder_that_cannot_be_waited_for_is_a_fault_only_where_the_disk_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    name: str,
    fault: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Some file systems cannot do that for folders; a disk that fails is another matter."""

    def fails(_: int) -> None:
        raise OSError(number, name)

    monkeypatch.setattr(os, "fsync", fails)
    failed = False
    try:
        sync_folder(tmp_path)
    except OSError:
        failed = True
    assert fault == failed


# --- the lock, and Ctrl-C ---------------------------------------------------------------------------


@pytest.fixture
def kept(journal: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process keep the lock until it is told to end."""
    program = "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, 2); print('kept', flush=True); input()"
    arguments = [sys.executable, "-c", program, str(journal.parent / ".lock")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert "kept\n" == process.stdout.readline()
        yield process
        process.kill()


def test_the_lock_is_waited_for_and_not_for_ever(
    journal: Path, kept: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process keeps it, it is waited for; after the time it is told; and a kill sets it free."""
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.2)
    begun = time.monotonic()
    error = refused(lambda: append(journal.parent, [checkin(10)], NOW))
    assert ("locked", 1) == (error.slug, error.exit_code)
    assert time.monotonic() - begun >= 0.2
    assert [5] == doses(journal)
    monkeypatch.setattr(files, "LOCK_SECONDS", 30.0)
    threading.Timer(0.1, kept.kill).start()
    append(journal.parent, [checkin(15)], NOW)
    assert [5, 15] == doses(journal)


def test_ctrl_c_while_waiting_for_the_lock_records_nothing(journal: Path, kept: subprocess.Popen[str]) -> None:
    """Waiting can be given up at any time."""
    threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        append(journal.parent, [checkin(10)], NOW)
    assert [5] == doses(journal)


@pytest.mark.parametrize("call", ["write", "fsync", "lseek", "read"])
def test_ctrl_c_waits_until_the_entry_is_there(journal: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """In the middle of writing it is kept waiting; then it comes, and it is known that the entry is recorded."""
    meanwhile(monkeypatch, call, lambda: signal.raise_signal(signal.SIGINT))
    before = len(APPENDED)
    with pytest.raises(KeyboardInterrupt):
        append(journal.parent, [checkin(10)], NOW)
    assert ([5, 10], before + 1) == (doses(journal), len(APPENDED))
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_what_is_not_recorded_is_not_counted_as_recorded(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence after a fault depends on it."""
    before = len(APPENDED)
    monkeypatch.setattr(appending, "_write_through", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        append_bytes(journal, b"x\n")
    assert before == len(APPENDED)


def test_two_homes_have_two_locks(tmp_path: Path) -> None:
    """Who writes in one keeps nobody from the other."""
    for name in ("a", "b"):
        make_home(tmp_path / name)
    with locked(tmp_path / "a"):
        append(tmp_path / "b", [checkin(5)], NOW)
    assert [5] == doses(tmp_path / "b" / "journal.jsonl")
