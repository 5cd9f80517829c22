"""How bytes are added to a file for good: all of them or none, and nobody is told yes before the disk said so.

The order of the steps is the promise. The name of a new file is brought to the disk first. Then one write of all the
bytes, the wait for the disk, the reading back, and the look whether the file still has its name. A fault at any step
cuts the file back to the size that it had; where even that fails, the sentence says so and what to look at.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from baclotrack.errors import BaclotrackError

FILE_MODE = 0o600
PRIVATE_HANDLE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""Not handed to other programs, and bytes as they are, on systems that know the difference."""
NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})
"""How a file system says that it cannot wait for a folder, which is no fault."""
APPENDED: list[Path] = []
"""The files that this process appended to for good: after a fault it must say whether something was recorded."""


def reason(error: BaseException) -> str:
    """Return why the machine refused, as words."""
    return getattr(error, "strerror", None) or type(error).__name__


def append_bytes(path: Path, data: bytes, after: int | None = None) -> None:
    """Append bytes to a file in one write, make sure that they reached the disk, and read them back.

    On any fault the file is as it was before: what was not acknowledged is not there. Ctrl-C waits until it is decided
    which of the two it is.

    Args:
        path: the file; it is made if it is not there, but not where a link points to nothing.
        data: whole lines.
        after: how long the file was when it was read, where that matters.

    Raises:
        OSError: when the machine refuses.
        BaclotrackError: when the machine refuses, and refuses to put the file back as well.
    """
    with _ctrl_c_waits():
        handle, new = _open_to_append(path)
        try:
            _append(path, handle, data, after, new=new)
        finally:
            close(handle)
        APPENDED.append(path)


def _open_to_append(path: Path) -> tuple[int, bool]:
    """Open a file for appending, and say whether it was made now: only such a one may ever be removed again."""
    flags = os.O_RDWR | os.O_APPEND | PRIVATE_HANDLE
    with suppress(FileNotFoundError):
        return os.open(path, flags), False
    if path.is_symlink():
        raise OSError(errno.ENOENT, "it is a link, and what it points to is not there")
    handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with suppress(OSError):  # whatever the umask took away
        path.chmod(FILE_MODE)
    return handle, True


def _append(path: Path, handle: int, data: bytes, after: int | None, *, new: bool) -> None:
    """Append to an open file, or put it back as it was.

    Raises:
        OSError: when the machine refuses; the file is as it was.
        BaclotrackError: when it could not be put back.
    """
    before = os.fstat(handle).st_size
    if after is not None and before != after:
        raise OSError(0, "another program changed it at the same time")
    try:
        if before == 0:  # its name must be on the disk before anything in it counts
            folder = Path(os.path.realpath(path)).parent
            sync_folder(folder)
            sync_folder(folder.parent)
        _write_through(path, handle, data, before)
    except BaseException as error:
        _put_back(path, handle, (before, before + len(data)), error)
        if new:
            with suppress(OSError):  # an empty journal is as good as none
                path.unlink()
        raise


def _write_through(path: Path, handle: int, data: bytes, before: int) -> None:
    """Write, wait for the disk, read back, and see that the file is still the one of that name."""
    if os.write(handle, data) != len(data):
        raise OSError(0, "the disk took only a part of it")
    os.fsync(handle)  # a failure is final: a second call may say yes to what the first one lost
    os.lseek(handle, before, os.SEEK_SET)
    if os.read(handle, len(data)) != data:
        raise OSError(0, "it reads back as something else")
    if not os.path.samestat(os.fstat(handle), path.stat()):
        raise OSError(0, "another program put another file in its place at the same time")


def _put_back(path: Path, handle: int, sizes: tuple[int, int], error: BaseException) -> None:
    """Cut a file back to the size that it had, or say that it could not be done.

    Args:
        path: the file.
        handle: the same, open.
        sizes: its size before, and the most that the write can have made of it.
        error: why it must be cut back.

    Raises:
        BaclotrackError: when it cannot be: then the person must look for themselves.
    """
    try:
        _cut(handle, *sizes)
    except OSError as second:
        message = (
            f"Not recorded, as far as can be told: {path} could not be written: {reason(error)}; and it could not be"
            f" put back as it was: {reason(second)}. What you told may stand in it all the same. Before you tell it"
            " again, look with: baclotrack history"
        )
        raise BaclotrackError(message, slug="not-put-back", exit_code=1) from second


def _cut(handle: int, before: int, most: int) -> None:
    """Cut a file to a size; not where it is longer than we can have made it, for that would cut what another wrote."""
    size = os.fstat(handle).st_size
    if size <= before:  # nothing was added
        return
    if size > most:
        raise OSError(0, "another program wrote to it at the same time")
    os.ftruncate(handle, before)
    with suppress(OSError):  # the file is as it was for whoever looks; only a power cut now could show the new lines
        os.fsync(handle)


def close(handle: int) -> None:
    """Close a file; all that matters is on the disk by then, so a fault now changes nothing."""
    with suppress(OSError):
        os.close(handle)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C wait until an entry is there or not: in between, nobody could say which of the two is true."""
    import signal

    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:  # Windows
        yield
        return
    before = mask(signal.SIG_BLOCK, ())
    try:
        mask(signal.SIG_BLOCK, (signal.SIGINT,))
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def sync_folder(folder: Path) -> None:
    """Make sure that a folder's new names reached the disk, where the disk can do that.

    Raises:
        OSError: when the machine refuses.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | PRIVATE_HANDLE)
    except PermissionError:  # a folder above ours that may be entered and not be read, as /home is here and there
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise
    finally:
        close(handle)
