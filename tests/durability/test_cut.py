"""The last record cut at every byte: never read as a whole one, and never a loss of what stood before it."""

from datetime import date
from pathlib import Path

import pytest

from baclotrack.store.journal import read_bytes
from baclotrack.store.writing import Draft
from tests.cli.helpers import BAD_NIGHT, adopt, write
from tests.conftest import Call
from tests.durability.judge import judge, texts
from tests.durability.writers import program, text_of

MORNINGS = (("5", "2026-11-21T07:30"), ("10", "2026-11-22T07:30"))


def test_a_record_cut_at_any_byte_is_never_taken_for_whole(home: Path) -> None:
    """Of a check-in with everything in it, each shorter beginning is a fault, and only the whole is an entry."""
    adopt(home)
    path = home / "journal.jsonl"
    before = path.read_bytes()
    everything = {"doses": {"bedtime": 10}, "effects": {"drowsiness": 1}, "note": "10, not 1", "drinks": 0}
    write(home, Draft("checkin", everything, date(2026, 11, 20)), at="2026-11-21T07:30:00+00:00")
    line = path.read_bytes()[len(before) :]
    known = len(read_bytes(before).entries)
    read = [read_bytes(before + line[:end]) for end in range(len(line) + 1)]
    assert [known] * (len(line) - 1) == [len(one.entries) for one in read[:-2]]
    assert [known + 1] * 2 == [len(one.entries) for one in read[-2:]]  # without its line feed, and with it
    assert [("torn",)] * (len(line) - 2) == [tuple(fault.slug for fault in one.faults) for one in read[1:-2]]


@pytest.mark.parametrize("stride", [13, pytest.param(1, marks=pytest.mark.long)])
def test_after_a_cut_at_any_byte_the_next_entry_stands_whole(home: Path, stride: int) -> None:
    """The torn beginning is closed and kept, and what is recorded next is counted on, and read."""
    program(home, "before", 0)
    path = home / "journal.jsonl"
    before = path.read_bytes()
    program(home, "cut", 0)
    whole = path.read_bytes()
    for end in (*range(len(before), len(whole) - 1, stride), len(whole) - 1):
        path.write_bytes(whole[:end])
        (home / ".checkpoint").unlink(missing_ok=True)  # it remembers more, and says so: tested with the checkpoint
        program(home, "next", 0)
        verdict = judge(home, [text_of("before", 0), text_of("next", 0)], whole[:end])
        assert ((), (), (), ()) == (verdict.lost, verdict.doubled, verdict.changed, verdict.believed)
        assert (end == len(whole) - 1) == (text_of("cut", 0) in texts(home))


def test_next_on_a_cut_record_shows_no_step_and_says_why(home: Path, call: Call) -> None:
    """Two nights are logged, the record of the second is cut: no dose is shown, and the line is named."""
    adopt(home)
    logged = [call("log", "--dose", mg, *BAD_NIGHT, now=now).code for mg, now in MORNINGS]
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    done = call("next", now="2026-11-22T21:30")
    assert ([0, 0], 1) == (logged, done.code)
    assert "journal.jsonl line 4" in done.err
    assert "do not go up, do not stop suddenly" in done.out
    assert "next step is" not in done.out
