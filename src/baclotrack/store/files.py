"""How a home and its whole files are written: private, whole or not at all, one writer at a time.

Only ever the home's own rights are touched. `appending` is about the one file that is only added to.
"""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from baclotrack.errors import BaclotrackError
from baclotrack.store.appending import FILE_MODE, PRIVATE_HANDLE, append_bytes, close, reason, sync_folder

__all__ = ["append_bytes", "locked", "make_home", "reason", "sync_folder", "write_bytes", "write_text"]

LOCK = ".lock"
LOCK_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.02
FOLDER_MODE = 0o700
OTHERS = stat.S_IRWXG | stat.S_IRWXO
DERIVED = (LOCK, ".checkpoint")
OWN_FILES = ("journal.jsonl", "plan.toml", "profile.toml", *DERIVED)


def make_home(home: Path) -> None:
    """Make the folder if it is not there, for nobody else to read; take group's and others' rights from an old one.

    Raises:
        OSError: when the folder cannot be made.
    """
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    for folder in missing:
        if folder.is_symlink():
            raise OSError(errno.ENOENT, f"{folder} is a link, and what it points to is not there")
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process was quicker
            folder.mkdir(mode=FOLDER_MODE)
            folder.chmod(FOLDER_MODE)  # whatever the umask took away
            sync_folder(folder.parent)
    for path in (home, *(home / name for name in OWN_FILES)):
        with suppress(OSError):  # not ours to change, or a disk that knows no rights: writing will tell
            _make_private(path)


def _make_private(path: Path) -> None:
    """Take the rights of group and others away; a folder that many share on purpose, such as /tmp, is left alone.

    A link to the journal, the plan or the profile is honoured; one in place of what is derived is not ours. Nor is a
    device or a pipe, to which such a link may point: its rights are those of the whole machine.
    """
    if path.name in DERIVED and path.is_symlink():
        return
    told = path.stat().st_mode
    if not stat.S_ISREG(told) and not stat.S_ISDIR(told):
        return
    mode = stat.S_IMODE(told)
    if mode & OTHERS and not mode & stat.S_ISVTX:
        path.chmod(mode & ~OTHERS)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home's lock; it is freed by itself when the process ends, however it ends.

    Where the system has flock, it is called straight: it is the same lock that filelock takes there, and loading that
    library would triple what a check-in loads. Elsewhere (Windows) filelock takes the lock.

    Raises:
        BaclotrackError: when another process keeps it for ten seconds.
        OSError: when the lock cannot be made.
    """
    try:
        import fcntl
    except ImportError:
        with _locked_elsewhere(home):
            yield
        return
    handle = _open_lock(home / LOCK)
    try:
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _busy(home) from None
                time.sleep(LOOK_AGAIN_SECONDS)
        yield
    finally:
        close(handle)


def _open_lock(path: Path) -> int:
    """Open the lock, and make it where it is missing; never what a link points to, which may be somebody's file.

    Raises:
        BaclotrackError: when it is a link.
        OSError: when it cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | PRIVATE_HANDLE, FILE_MODE)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise OSError(error.errno, f"its lock, {LOCK}, cannot be opened: {reason(error)}") from error
        message = (
            f"Not recorded: {path} is a link; a lock must be a file of its own, and it holds nothing."
            " Remove the link, then run the same command again."
        )
        raise BaclotrackError(message, slug="lock-is-link", exit_code=1) from error
    with suppress(OSError):  # whatever the umask took away
        path.chmod(FILE_MODE)
    return handle


@contextmanager
def _locked_elsewhere(home: Path) -> Iterator[None]:
    """Hold the home's lock where the system has no flock."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / LOCK, timeout=LOCK_SECONDS):
            yield
    except Timeout:
        raise _busy(home) from None


def _busy(home: Path) -> BaclotrackError:
    """Return the error for a home that another process keeps."""
    message = (
        f"Not recorded: another baclotrack is writing to {home}, for {LOCK_SECONDS:.0f} seconds now."
        " Nothing was changed. Wait until it is done, then run the same command again."
    )
    return BaclotrackError(message, slug="locked", exit_code=1)


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, for nobody else to read.

    Raises:
        BaclotrackError: when the machine refuses; the old file is then untouched.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, for nobody else to read.

    Raises:
        BaclotrackError: when the machine refuses; the old file is then untouched.
    """
    target = Path(os.path.realpath(path))  # a link stays a link, and what it points to is replaced
    beside = target.with_name(f".{target.name}.{os.urandom(4).hex()}.new")
    try:
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | PRIVATE_HANDLE, FILE_MODE)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(handle)
            beside.chmod(FILE_MODE)
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = (
            f"{path} could not be written: {reason(error)}. What was there before is unchanged."
            " Check the folder and the free space, then run the same command again."
        )
        raise BaclotrackError(message, slug="not-written", exit_code=1) from error
    with suppress(OSError):  # the new file is whole, and so is the old one, whichever is found after a power cut
        sync_folder(target.parent)
