"""Read a file of the home without ever waiting for it: only a plain file has an end.

A pipe that stands in the place of the journal would make every command wait for ever, and a device may have no end.
This module is on the path of every daily command and so imports little.
"""

import errno
import os
import stat
from pathlib import Path

NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
NO_FILE = "it is no file, but a pipe or a device"


def in_its_place(path: Path) -> str:
    """Return what stands in the place of a file and is none, as words; empty for a file, or where nothing stands."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if stat.S_ISDIR(mode):
        return "a folder"
    return "" if stat.S_ISREG(mode) else "a pipe or a device"


def read_plain(path: Path, most: int = -1) -> bytes:
    """Return the bytes of a file, or no more than `most` of them.

    Raises:
        OSError: when it cannot be read, or is no plain file; what a link points to counts.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, NO_FILE)  # not even opened: with some devices that alone does something
    handle = os.open(path, os.O_RDONLY | NO_WAITING)
    with os.fdopen(handle, "rb") as file:
        return file.read(most)
