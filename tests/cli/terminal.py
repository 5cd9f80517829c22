"""A terminal of its own for a test: questions are waited for, answers typed, and keys and rows counted."""

import math
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pexpect

MORNING = "2026-11-21T07:30"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ENTER = ""


@contextmanager
def terminal(
    home: Path,
    *words: str,
    now: str = MORNING,
    size: tuple[int, int] = (40, 400),
    env: Mapping[str, str] | None = None,
) -> Iterator[pexpect.spawn]:
    """Run the program at a terminal of its own, wide unless a size is given, so that no line is folded."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "baclotrack", *words],
        dimensions=size,
        codec_errors="replace",
        encoding="utf-8",
        env={**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": now, **(env or {})},
        timeout=60,
    )
    child.delaybeforesend = None
    try:
        yield child
    finally:
        child.close(force=True)


def answer(child: pexpect.spawn, *turns: tuple[str, str]) -> None:
    """Wait for each question and type its answer."""
    for question, typed in turns:
        child.expect(question)
        child.sendline(typed)


def rest(child: pexpect.spawn) -> tuple[int, Sequence[str]]:
    """Return the exit code, and the lines that were still printed."""
    child.expect(pexpect.EOF)
    child.wait()
    return child.exitstatus, str(child.before).splitlines()[1:]


def lived(child: pexpect.spawn, *answers: str) -> tuple[int, int, str]:
    """Type answers as each question comes; return the exit code, the keys pressed (Enter included), and the screen."""
    shown = ""
    keys = 0
    for typed in answers:
        child.expect(r"(\]|\]:|\?) $")
        shown += str(child.before) + str(child.after)
        child.sendline(typed)
        keys += len(typed) + 1
    child.expect(pexpect.EOF)
    child.wait()
    return child.exitstatus, keys, ESCAPES.sub("", shown + str(child.before))


def screens(child: pexpect.spawn, *answers: str) -> list[str]:
    """Type answers as each question comes, and return what stood on each screen: a wiped one begins the next."""
    shown = ""
    for typed in answers:
        child.expect(r"(\]|\]:|\?) $")
        shown += str(child.before) + str(child.after)
        child.sendline(typed)
    child.expect(pexpect.EOF)
    child.wait()
    return [ESCAPES.sub("", one) for one in (shown + str(child.before)).split("\x1b[H\x1b[2J")]


def rows(screen: str, columns: int = 80) -> int:
    """Return how many rows of a terminal a text takes."""
    return sum(max(1, math.ceil(len(line) / columns)) for line in screen.splitlines())
