"""Run one command with one fault at one system call, by strace, and say what became of the record."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.durability import writers
from tests.durability.judge import CLEAN, judge, texts

CALL = re.compile(r"^(?:\d+ +)?([a-z0-9_]+)\(")
ERRORS = ("error=ENOSPC", "error=EIO", "error=EACCES")
KILL, CTRL_C, SHORT = "signal=SIGKILL", "signal=SIGINT", "retval=9"
FILES = ("", ".lock", "journal.jsonl", "plan.toml", "profile.toml", ".checkpoint")
DENIED = ("not recorded", "nothing was recorded")
KEPT = ("recorded before that", 'recorded: "', "recorded for 20 nov 2026")
WRONG_USE = 2
"""The exit code that means by itself that nothing was written."""
UNSURE = "as far as can be told"
TEXT = writers.text_of("told", 1)


class Ended(NamedTuple):
    """How a command ended: its exit code (below zero: the signal), and all that it said."""

    code: int
    said: str


class Trial(NamedTuple):
    """A command on a copy of a home, the file that its output goes to, and the calls that are watched."""

    words: tuple[str, ...]
    home: Path
    out: Path

    def watched(self) -> list[str]:
        """Return what strace is told: only calls about the home, what is in it, and the receipt."""
        paths = [self.home / name for name in FILES] + [self.home.parent, self.out]
        return [word for path in paths for word in ("-P", str(path))]

    def run(self, *faults: str, log: str = os.devnull) -> Ended:
        """Run the command with some faults, told as strace tells them."""
        asked = [word for fault in faults for word in ("-e", f"inject={fault}")]
        with self.out.open("w") as out:
            done = subprocess.run(
                ["strace", "-f", "-qq", "-o", log, *self.watched(), *asked, *self.words],
                check=False,
                encoding="utf-8",
                env={**os.environ, "BACLOTRACK_HOME": str(self.home), "BACLOTRACK_NOW": "2026-11-21T07:30"},
                input="go\n",
                stderr=subprocess.PIPE,
                stdout=out,
            )
        return Ended(done.returncode, self.out.read_text(encoding="utf-8") + done.stderr)


def asking(home: Path) -> Trial:
    """Return the trial of the program itself: one question, told as people tell it."""
    return Trial((sys.executable, "-m", "baclotrack", "ask", TEXT), home, home.parent / "out")


def logging(home: Path) -> Trial:
    """Return the trial of the morning: a check-in with a note."""
    told = ("--day", "2026-11-20", "--as-planned", "--not-improved", "--lay-awake", "--no-effects", "--note", TEXT)
    return Trial((sys.executable, "-m", "baclotrack", "log", *told), home, home.parent / "out")


def writing(writer: str, home: Path) -> Trial:
    """Return the trial of one of the controls, with one entry."""
    return Trial((sys.executable, writers.__file__, writer, str(home), "told", "1"), home, home.parent / "out")


class Made(NamedTuple):
    """One system call that a command made: its name, its place among those of its name, and strace's line."""

    name: str
    place: int
    line: str


def calls(trial: Trial) -> list[Made]:
    """Run a command without a fault; return each system call about the home or the receipt.

    What Python does with its output before the program begins is left out: nothing of ours can answer for that.
    """
    log = trial.home.parent / "log"
    ended = trial.run(log=str(log))
    assert ended.code == 0, ended.said
    counted: Counter[str] = Counter()
    found: list[Made] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        made = CALL.match(line)
        if made:
            counted[made[1]] += 1
            if found or str(trial.home) in line:
                found.append(Made(made[1], counted[made[1]], line))
    return found


def fresh(base: Path, home: Path) -> Path:
    """Put a copy of a home where the trial expects it; none where the base is none."""
    if home.exists():
        shutil.rmtree(home)
    if base.exists():
        shutil.copytree(base, home)
        home.chmod(0o700)
    return home


def wrong(trial: Trial, ended: Ended, before: bytes, text: str = TEXT) -> list[str]:
    """Return what must not be after a command ended, in words; nothing where all is as it must be."""
    said = ended.said.lower()
    there = text in texts(trial.home)
    denied = ended.code == WRONG_USE or any(one in said for one in DENIED)
    kept = any(one in said for one in KEPT)
    verdict = judge(trial.home, [text] if ended.code == 0 else [], before)
    found = []
    if verdict != CLEAN:
        found.append(str(verdict))
    if ended.code > 0 and not denied and not kept:
        found.append("it does not say whether it is recorded")
    if denied and there and UNSURE not in said:
        found.append("it says not recorded, and it is there")
    if kept and not there:
        found.append("it says recorded, and it is not there")
    if "Traceback" in ended.said:
        found.append("a traceback")
    if ended.code < 0 and ended.code != -signal.SIGKILL:
        found.append(f"ended by signal {-ended.code}")
    return [f"{one}\n{ended.said}" for one in found]
