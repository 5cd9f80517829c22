"""A process that records entries and says of each that it is recorded: the program itself, and three controls.

    python writers.py WRITER HOME NAME COUNT

It begins when a line comes in on its standard input. For each entry it prints the entry's text once it calls it
recorded, and the tests believe nothing else. The controls are there so that a bench that sees nothing is itself seen:
`careful` must come out clean, the two careless ones must not.
"""

import fcntl
import io
import json
import os
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

END = "the end"
AT = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def text_of(name: str, number: int) -> str:
    """Return what entry NUMBER of writer NAME says: unlike any other, and long enough to be cut."""
    return f"{name} {number} {'x' * 60} {END}"


def line_of(home: Path, name: str, number: int) -> bytes:
    """Return a whole line of a journal, as the controls write it: counted on from what they see in the file."""
    data = (home / "journal.jsonl").read_bytes() if (home / "journal.jsonl").exists() else b""
    head = {"v": 1, "id": f"{os.getpid():010d}{number:016d}", "at": AT.isoformat(), "kind": "question"}
    entry = head | {"device": "control", "n": data.count(b"\n") + 1, "text": text_of(name, number)}
    body = json.dumps(entry, separators=(",", ":")).encode()[:-1]
    return b'%s,"crc":"%08x"}\n' % (body, zlib.crc32(body))


def program(home: Path, name: str, number: int) -> None:
    """Record through the program's own writer."""
    from baclotrack.store.writing import Draft, append

    append(home, [Draft("question", {"text": text_of(name, number)})], AT)


def command(home: Path, name: str, number: int) -> None:
    """Record through the program's entry point."""
    from baclotrack.cli import main

    with redirect_stdout(io.StringIO()):
        code = main(["--home", str(home), "ask", text_of(name, number)])
    if code:
        sys.exit(code)


def careful(home: Path, name: str, number: int) -> None:
    """Record as one should, in as few lines as it takes: a lock, one write, and the wait for the disk."""
    with (home / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        line = line_of(home, name, number)
        handle = os.open(home / "journal.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        before = os.fstat(handle).st_size
        try:
            taken = os.write(handle, line)
            os.fsync(handle)
        except OSError:
            taken = 0
        if taken != len(line):
            os.ftruncate(handle, before)
            sys.exit("Not recorded.")


def in_two(home: Path, name: str, number: int) -> None:
    """Record in two writes, without a lock, and without waiting for the disk."""
    line = line_of(home, name, number)
    handle = os.open(home / "journal.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, line[:100])
    time.sleep(0.001)  # as long as a busy machine may keep a process waiting at any point
    os.write(handle, line[100:])
    os.close(handle)


KEPT_OPEN: list[io.BufferedWriter] = []


def buffered(home: Path, name: str, number: int) -> None:
    """Record into a buffer, as `file.write` does, and call that recorded."""
    if not KEPT_OPEN:
        KEPT_OPEN.append((home / "journal.jsonl").open("ab"))
    KEPT_OPEN[0].write(line_of(home, name, number))


WRITERS: dict[str, Callable[[Path, str, int], None]] = {
    "program": program,
    "command": command,
    "careful": careful,
    "in-two": in_two,
    "buffered": buffered,
}


def write(writer: str, home: Path, name: str, count: int, out: int = 1) -> None:
    """Record COUNT entries, and say of each when it is recorded."""
    for number in range(count):
        WRITERS[writer](home, name, number)
        os.write(out, f"{text_of(name, number)}\n".encode())


if __name__ == "__main__":
    sys.stdin.readline()
    write(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
