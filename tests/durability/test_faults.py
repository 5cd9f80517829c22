"""A fault at every system call of an append: what is said is what is there, and the next entry works.

The whole sweep belongs to the long suite; the calls that matter most are here in every run.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.helpers import adopt
from tests.conftest import Call, need_strace
from tests.durability.faults import (
    CTRL_C,
    ERRORS,
    KILL,
    SHORT,
    TEXT,
    UNSURE,
    Made,
    Trial,
    asking,
    calls,
    fresh,
    logging,
    writing,
    wrong,
)
from tests.durability.judge import CLEAN, judge, texts
from tests.durability.writers import text_of

NEXT = text_of("next", 2)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Make a home with a plan, a profile and an entry, to be copied for each trial."""
    home = tmp_path / "base"
    adopt(home)
    return home


def after_fault(base: Path, home: Path, call: Call, *faults: str, tried: Callable[[Path], Trial] = asking) -> list[str]:
    """Record something with faults on a fresh copy of a home, then a question without; return what must not be."""
    trial = tried(fresh(base, home))
    before = (base / "journal.jsonl").read_bytes() if base.exists() else b""
    ended = trial.run(*faults)
    found = wrong(trial, ended, before)
    done = call("ask", NEXT, now="2026-11-21T07:31")
    told = [TEXT] if TEXT in texts(home) else []
    later = judge(home, [*told, NEXT], before)
    if done.code != 0 or later != CLEAN:
        found.append(f"the next entry: exit code {done.code}, {later}\n{done.err}")
    if call("doctor").code != 0:
        found.append(f"doctor: {call('doctor').out}")
    return [f"{' '.join(faults)}: {one}" for one in found]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Say once which calls one question makes."""
    need_strace()
    home = tmp_path_factory.mktemp("made") / "home"
    adopt(home)
    return calls(asking(home))


OPENED, WRITTEN, SYNCED, TOLD = '/journal.jsonl", O_RDWR|O_APPEND', '{\\"v\\":1,', "", 'Recorded: \\"'
"""What strace's line holds: the journal opened for writing, its write, its fsync, and the receipt's write."""


@pytest.mark.parametrize(
    ("name", "about", "fault"),
    [
        *(("openat", OPENED, fault) for fault in ("error=EACCES", "error=ENOSPC")),
        *(("write", WRITTEN, fault) for fault in (*ERRORS, SHORT, KILL, CTRL_C)),
        *(("fsync", SYNCED, fault) for fault in ("error=EIO", "error=ENOSPC", KILL, CTRL_C)),
        *(("write", TOLD, fault) for fault in ("error=ENOSPC", CTRL_C)),
    ],
)
def test_a_fault_while_writing_is_told_as_it_is(
    base: Path, home: Path, call: Call, made: list[Made], name: str, about: str, fault: str
) -> None:
    """Exit code 0 only with the entry there, `not recorded` only without it, and the next entry works."""
    place = next(one.place for one in made if one.name == name and about in one.line)
    assert [] == after_fault(base, home, call, f"{name}:{fault}:when={place}")


def test_one_entry_is_one_write_and_then_the_wait_for_the_disk(made: list[Made]) -> None:
    """The lock, one write of the whole line, the wait, the reading back: in this order, and each once."""
    steps = [one for one in made if one.name in {"flock", "write", "fsync"} and TOLD not in one.line]
    assert ["flock", "write", "fsync"] == [one.name for one in steps if ".checkpoint" not in one.line][:3]
    assert 1 == len([one for one in made if one.name == "write" and WRITTEN in one.line])
    after = made[made.index(steps[2]) :]
    assert any(one.name == "read" and WRITTEN in one.line for one in after)


def test_a_new_journal_is_on_the_disk_with_its_name(tmp_path: Path) -> None:
    """Where the home is made as well, its folder and the folder above are waited for before anything is written."""
    need_strace()
    made = calls(asking(tmp_path / "home"))
    steps = [one.name for one in made if one.name in {"mkdir", "fsync", "write"} and TOLD not in one.line]
    assert ["mkdir", "fsync", "fsync", "fsync", "write", "fsync"] == steps[:6]


def test_where_it_cannot_be_put_back_the_sentence_says_so(base: Path, home: Path) -> None:
    """The disk fails, and so does cutting back: the entry may be there, and the person is told to look."""
    need_strace()
    trial = asking(fresh(base, home))
    ended = trial.run("fsync:error=EIO", "ftruncate:error=EIO")
    assert 1 == ended.code
    assert [] == wrong(trial, ended, (base / "journal.jsonl").read_bytes())
    assert UNSURE in ended.said
    assert ended.said.endswith("Before you tell it again, look with: baclotrack history\n")
    assert TEXT in texts(home)


@pytest.mark.parametrize(("writer", "clean"), [("careful", True), ("in-two", False)])
def test_the_bench_sees_a_writer_that_leaves_halves(home: Path, writer: str, clean: bool) -> None:  # noqa: FBT001 - a column of the table
    """Faults at each write find nothing wrong with a careful control, and half lines of a careless one."""
    need_strace()
    home.mkdir(mode=0o700)
    trial = writing(writer, home)
    found: list[str] = []
    for fault in [f"write:{one}:when={place}" for one in ("error=ENOSPC", KILL) for place in (1, 2)]:
        (home / "journal.jsonl").unlink(missing_ok=True)
        ended = trial.run(fault)
        found += judge(home, [TEXT] if ended.code == 0 else []).torn
    assert clean == (found == [])


@pytest.mark.long
@pytest.mark.parametrize("fault", [*ERRORS, KILL, CTRL_C])
@pytest.mark.parametrize(
    ("tried", "begun"),
    [(asking, True), (asking, False), (logging, True)],
    ids=["ask", "ask, no home yet", "log"],
)
def test_a_fault_at_every_system_call(
    base: Path,
    home: Path,
    call: Call,
    tried: Callable[[Path], Trial],
    begun: bool,  # noqa: FBT001 - a column of the table
    fault: str,
) -> None:
    """Each call about the home or the receipt, the first, the second, ... until none is left."""
    need_strace()
    base = base if begun else base.with_name("none")
    made = calls(tried(fresh(base, home)))
    assert {"openat", "write", "fsync", "flock", "lseek", "read", "close"} < {name for name, _, _ in made}
    assert len(made) > 40
    places = [f"{name}:{fault}:when={place}" for name, place, _ in made]
    assert [] == [one for place in places for one in after_fault(base, home, call, place, tried=tried)]


@pytest.mark.long
def test_a_short_read_or_write_at_every_call(base: Path, home: Path, call: Call) -> None:
    """Where the machine takes or gives less than was asked for, nothing is believed that is not whole."""
    need_strace()
    told = {"write": SHORT, "read": "retval=0"}
    made = [one for one in calls(asking(fresh(base, home))) if one[0] in told]
    places = [f"{name}:{told[name]}:when={place}" for name, place, _ in made]
    assert [] == [one for place in places for one in after_fault(base, home, call, place)]
