"""How files are written: private, whole or not at all, and only ever the home's own rights are touched."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from baclotrack.errors import BaclotrackError

LOCK = ".lock"
LOCK_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.02
FILE_MODE, FOLDER_MODE = 0o600, 0o700
PRIVATE_HANDLE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""Not handed to other programs, and bytes as they are, on systems that know the difference."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
OWN_FILES = ("journal.jsonl", "plan.toml", "profile.toml", LOCK)


def reason(error: OSError) -> str:
    """Return why the machine refused, as words."""
    return error.strerror or type(error).__name__


def make_home(home: Path) -> None:
    """Make the folder if it is not there, for nobody else to read; take group's and others' rights from an old one.

    Raises:
        OSError: when the folder cannot be made.
    """
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process was quicker
            folder.mkdir(mode=FOLDER_MODE)
            folder.chmod(FOLDER_MODE)  # whatever the umask took away
    for path in (home, *(home / name for name in OWN_FILES)):
        with suppress(OSError):  # not ours to change, or a disk that knows no rights: writing will tell
            _make_private(path)


def _make_private(path: Path) -> None:
    """Take the rights of group and others away; a folder that many share on purpose, such as /tmp, is left alone."""
    mode = stat.S_IMODE(path.stat().st_mode)
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
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | PRIVATE_HANDLE, FILE_MODE)
    try:
        with suppress(OSError):  # whatever the umask took away
            (home / LOCK).chmod(FILE_MODE)
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
        os.close(handle)


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


def append_bytes(path: Path, data: bytes) -> None:
    """Append bytes to a file in one write, make sure that they reached the disk, and read them back.

    On any fault the file is as it was before: what was not acknowledged is not there.

    Raises:
        OSError: when the machine refuses.
    """
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | PRIVATE_HANDLE, FILE_MODE)
    try:
        before = os.fstat(handle).st_size
        try:
            _write_through(handle, data, before)
        except BaseException:  # an interrupt too: the person is told that nothing was recorded, so nothing is
            with suppress(OSError):
                os.ftruncate(handle, before)
                os.fsync(handle)
                if new:
                    path.unlink()
            raise
    finally:
        os.close(handle)
    if new:
        path.chmod(FILE_MODE)  # whatever the umask took away
        sync_folder(path.parent)


def _write_through(handle: int, data: bytes, before: int) -> None:
    """Write, wait for the disk, and read back."""
    if os.write(handle, data) != len(data):
        raise OSError(0, "the disk took only a part of it")
    os.fsync(handle)
    os.lseek(handle, before, os.SEEK_SET)
    if os.read(handle, len(data)) != data:
        raise OSError(0, "it reads back as something else")


def sync_folder(folder: Path) -> None:
    """Make sure that a folder's new names reached the disk, where the disk can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | PRIVATE_HANDLE)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
    sync_folder(target.parent)
