"""Homes in which something else stands in the place of a file, and what the daily commands answer.

    python strange_files.py

It prints one JSON object a case: what stands there, in place of which file, and the code and words of each answer. A
command that waits for what never comes is ended by whoever started this.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.fuzz.driver import answered, home_of, said  # noqa: E402 - the path comes first
from tests.fuzz.journals import FULL_PLAN, FULL_PROFILE, GOOD  # noqa: E402 - the same

TERMINAL = os.openpty()
"""A device of our own: nobody else's rights are at stake where a program takes it for a file."""
FILES = ("journal.jsonl", "plan.toml", "profile.toml", ".checkpoint", ".checkpoint.new", ".lock")


def link_to_a_pipe(path: Path) -> None:
    """Put a link there, and a pipe to which it leads."""
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


RIGHTS = os.fstat(TERMINAL[1]).st_mode
KINDS: Mapping[str, Callable[[Path], None]] = {
    "nothing": lambda _: None,
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "device": lambda path: path.symlink_to(os.ttyname(TERMINAL[1])),
    "link to a pipe": link_to_a_pipe,
    "link to itself": lambda path: path.symlink_to(path.name),
}
COMMANDS = (("next",), ("log", "--dose", "5"), ("doctor", "--json"), ("plan", "adopt"))
READ_BY_CHECK = ("journal.jsonl", "plan.toml", "profile.toml", ".checkpoint")
"""Where `plan check` is tried too: it proves the plan, which takes seconds, and opens none of the others."""


def main() -> None:
    """Try every kind in the place of every file."""
    for kind, make in KINDS.items():
        for name in FILES:
            with home_of(GOOD, FULL_PLAN.encode(), FULL_PROFILE.encode()) as home:
                (home / name).unlink(missing_ok=True)
                make(home / name)
                commands = (*COMMANDS, *([("plan", "check")] if name in READ_BY_CHECK else []))
                answers = {" ".join(filter(str.isalpha, words)): answered(said(home, *words)) for words in commands}
                told = {word: [one.code, one.out + one.err] for word, one in answers.items()}
                assert os.fstat(TERMINAL[1]).st_mode == RIGHTS, (kind, name)
            sys.stdout.write(json.dumps([kind, name, told]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
