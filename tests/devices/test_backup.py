"""The backup as the how-to has it: out of the program through age, and back, with nothing in between in the clear."""

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.helpers import BAD_NIGHT, adopt
from tests.conftest import ROOT, Call, need_program

NOW = "2026-11-22T12:00"


def line_of_the_page(part: str) -> str:
    """Return the one line of the how-to that holds these words, so that what it prints is what is tried."""
    page = (ROOT / "docs" / "how-to" / "backup.md").read_text(encoding="utf-8")
    (line,) = [line for line in page.splitlines() if part in line]
    return line


def shell(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as the how-to prints it, in a shell, with this program under its own name."""
    program = f'baclotrack() {{ "{sys.executable}" -m baclotrack "$@"; }}'
    around = {**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": NOW}
    return subprocess.run(
        ["sh", "-c", f"{program}\n{line}"], capture_output=True, check=False, encoding="utf-8", env=around, timeout=60
    )


def test_a_backup_goes_through_age_and_comes_back(call: Call, home: Path, tmp_path: Path) -> None:
    """The encrypted file shows nothing; the restored home is the same, byte for byte."""
    need_program("age")
    need_program("age-keygen")
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, "--note", "private", now="2026-11-21T07:30")
    key, backup, other = tmp_path / "key.txt", tmp_path / "backup.age", tmp_path / "other"
    made = subprocess.run(["age-keygen", "-o", str(key)], capture_output=True, check=True, encoding="utf-8")
    public = made.stderr.split()[-1]
    line = line_of_the_page("| age -r")
    out = shell(line.replace("age1...", public).replace("backup.age", str(backup)), home)
    assert 0 == out.returncode
    assert b"bedtime" not in backup.read_bytes()
    line = line_of_the_page("baclotrack import - --home")
    line = line.replace("key.txt", str(key)).replace("backup.age", str(backup)).replace("~/looked-at", str(other))
    back = shell(line, home)
    assert (0, "") == (back.returncode, back.stderr)
    names = ("journal.jsonl", "plan.toml", "profile.toml")
    assert [(home / name).read_bytes() for name in names] == [(other / name).read_bytes() for name in names]
