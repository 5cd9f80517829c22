"""Running the real commands in this process, over a home of three files, and what every answer must be like."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from baclotrack.cli import main

NOW = "2026-11-23T08:00:00+00:00"
FAULTS = ("Traceback", "inside the program", "the machine refused", " object at 0x", "set_int_max_str_digits")
"""What no answer may hold: the first two are a bug met, the others words that no person should have to read."""


class Done(NamedTuple):
    """What one run of a command left behind."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 - JSON is whatever was printed
        """Return the printed JSON document."""
        return json.loads(self.out)


def said(home: Path, *words: str, now: str = NOW, stdin: str = "") -> Done:
    """Run one command over a home, as if it were then, and return what it said."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["--home", str(home), "--now", now, *words])
    finally:
        sys.stdin = before
    return Done(words, code, out.getvalue(), err.getvalue())


def answered(done: Done) -> Done:
    """Hold an answer against what every answer must be like, and return it."""
    told = done.out + done.err
    assert [] == [fault for fault in FAULTS if fault in told], (done.words, told[:2000])
    assert done.code in range(5), done
    assert done.code in {0, 3, 4} or done.err or done.out, done
    return done


@contextmanager
def home_of(journal: bytes | None = None, plan: bytes | None = None, profile: bytes | None = None) -> Iterator[Path]:
    """Make a home of these files, for as long as it is needed."""
    with TemporaryDirectory(prefix="baclotrack-") as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        for name, data in (("journal.jsonl", journal), ("plan.toml", plan), ("profile.toml", profile)):
            if data is not None:
                (home / name).write_bytes(data)
                (home / name).chmod(0o600)
        yield home
