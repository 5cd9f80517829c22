"""The name under which a machine counts its entries in a home."""

import os
import zlib
from pathlib import Path

from baclotrack.core import limits
from baclotrack.core.limits import UnfitError
from baclotrack.errors import BaclotrackError

MACHINE_ID = Path("/etc/machine-id")


def device_of(home: Path) -> str:
    """Return the name under which this machine counts its entries in this home; BACLOTRACK_DEVICE overrides it.

    Raises:
        BaclotrackError: when the name that was set is none.
    """
    chosen = os.environ.get("BACLOTRACK_DEVICE")
    if not chosen:
        parts = (_machine(), _node().encode(), os.fsencode(os.path.realpath(home)))
        return f"{zlib.crc32(b'/'.join(parts)):08x}"
    try:
        return limits.name(chosen, "BACLOTRACK_DEVICE")
    except UnfitError as error:
        message = f"{error}. Set it to a name such as laptop, or leave it unset."
        raise BaclotrackError(message, slug="bad-device") from error


def _node() -> str:
    """Return the machine's name in its network."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _machine() -> bytes:
    """Return what tells this machine from others."""
    try:
        return MACHINE_ID.read_bytes().strip()
    except OSError:
        from uuid import getnode

        return str(getnode()).encode()
