"""The checkpoint beside a journal: it tells of lost lines, it stands in nobody's way, and it is safe to delete."""

import json
import stat
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from baclotrack.store import checkpoint, checkpoint_build, open_home
from baclotrack.store.checkpoint import CHECKPOINT, Checkpoint, Mark, cut, read_checkpoint, write_checkpoint
from baclotrack.store.journal import Fault
from baclotrack.store.writing import Draft, append
from tests.store.samples import NIGHT, NOW, PLAN_DRAFT, PROFILE_DRAFT, checkin, head, journal_bytes, sealed

CUT = "journal.jsonl was cut, or replaced by an older copy: "
CAME = "journal.jsonl was cut, came without its end, or replaced by an older copy: "
MARK = Mark("ab12cd34", 7, 9, 1234, "0badcafe")
OWN = ("ab12cd34", 8)
INDEX = {"bytes": 12, "program": "x", "runs": [[0, 12, 0]]}


@pytest.fixture
def journal(home: Path) -> Path:
    """Give a journal of four entries, and its checkpoint."""
    append(home, [PROFILE_DRAFT, PLAN_DRAFT], NOW)
    for night in range(2):
        append(home, [checkin(5, NIGHT + timedelta(days=night))], NOW)
    return home / "journal.jsonl"


def faults(home: Path, *, daily: bool = True) -> list[str]:
    """Return the sentences about what is wrong with the journal."""
    return [fault.text for fault in open_home(home, NOW, daily=daily).journal.faults]


def cut_of(journal: Path) -> list[Fault]:
    """Return the fault that a journal was cut, whatever its lines tell besides."""
    found = cut(read_checkpoint(journal.parent).mark, journal.read_bytes(), journal.parent)
    return [] if found is None else [found]


def lines_of(journal: Path) -> list[bytes]:
    """Return the lines of a journal with their line feeds."""
    return journal.read_bytes().splitlines(keepends=True)


# --- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint(MARK),
        Checkpoint(MARK, INDEX),
        Checkpoint(MARK._replace(since=2)),
        Checkpoint(None, INDEX),
        Checkpoint(),
    ],
)
def test_what_is_written_is_read(tmp_path: Path, checkpoint: Checkpoint) -> None:
    """For nobody else to read, and without anything left beside it."""
    write_checkpoint(tmp_path, checkpoint)
    found = read_checkpoint(tmp_path)
    seal = (found.prefix or {}).get("seal")
    assert (checkpoint.mark, checkpoint.prefix and {**checkpoint.prefix, "seal": seal}) == (found.mark, found.prefix)
    assert [CHECKPOINT] == [path.name for path in tmp_path.iterdir()]
    assert 0o600 == stat.S_IMODE((tmp_path / CHECKPOINT).stat().st_mode)


def test_a_bit_that_flips_takes_away_what_it_is_in_and_nothing_is_made_up(tmp_path: Path) -> None:
    """Bits of every byte, one after the other: a part is as it was, or it is not there."""
    write_checkpoint(tmp_path, Checkpoint(MARK, INDEX))
    whole, path = read_checkpoint(tmp_path), tmp_path / CHECKPOINT
    data = path.read_bytes()
    for bit in range(0, len(data) * 8, 3):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        found = read_checkpoint(tmp_path)
        assert found.mark in {None, MARK}
        assert found.prefix is None or found.prefix == whole.prefix
        assert found != whole or bit // 8 in {len(data) - 1, data.index(b"\n")}


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\n\n\n", b"{}\n{}\n", b"\xff\x00", b"[" * 100_000, b'{"seal":"x"}', b'{"a":1,"seal":"x"}\n']
)
def test_what_is_no_checkpoint_counts_for_nothing(journal: Path, data: bytes) -> None:
    """Then everything is read from the journal, and the next entry writes a new one."""
    home = journal.parent
    (home / CHECKPOINT).write_bytes(data)
    assert Checkpoint() == read_checkpoint(home)
    assert [] == faults(home)
    append(home, [checkin(10)], NOW)
    mark = read_checkpoint(home).mark
    assert mark is not None
    assert (5, 5, journal.stat().st_size) == (mark.n, mark.lines, mark.bytes)


@pytest.mark.parametrize(
    "mark",
    [
        {**MARK._asdict(), "schema": checkpoint.SCHEMA, "last": 7},
        {**MARK._asdict(), "schema": checkpoint.SCHEMA, "bytes": "1234"},
        {**MARK._asdict(), "schema": "baclotrack.checkpoint/2"},
        {"schema": checkpoint.SCHEMA},
        {"seal": "x"},
    ],
)
def test_a_mark_of_another_form_counts_for_nothing(journal: Path, mark: dict[str, object]) -> None:
    """Its seal is whole, but this program would not have written it."""
    home = journal.parent
    (home / CHECKPOINT).write_bytes(checkpoint._sealed(mark))
    assert None is read_checkpoint(home).mark
    assert [] == faults(home)


@pytest.mark.parametrize("body", [b"{" * 100_000, b'{"a":', b"[1", b'"a"', b'{"a":"\xff"'])
def test_a_whole_seal_makes_no_checkpoint_of_what_is_none(journal: Path, body: bytes) -> None:
    """Nothing is made up from it, and nothing fails."""
    home = journal.parent
    line = body + checkpoint.SEAL + sha256(body).hexdigest().encode() + b'"}\n'
    (home / CHECKPOINT).write_bytes(line + line)
    assert Checkpoint() == read_checkpoint(home)
    assert [] == faults(home)


@pytest.mark.parametrize("name", [CHECKPOINT, f"{CHECKPOINT}/x"])
def test_a_folder_in_its_place_loses_no_entry(journal: Path, name: str) -> None:
    """What is recorded is acknowledged, with or without a checkpoint."""
    home = journal.parent
    (home / CHECKPOINT).unlink()
    (home / name).mkdir(parents=True)
    append(home, [checkin(10)], NOW)
    assert ([], 5) == (faults(home), len(lines_of(journal)))
    assert [] == list(home.glob("*.new"))


@pytest.mark.parametrize("error", [OSError(28, "full"), ValueError("a bug"), KeyboardInterrupt()])
def test_a_fault_while_the_checkpoint_is_kept_does_not_deny_the_entry(
    journal: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """The entry is on the disk; nobody may be told otherwise, not even by Ctrl-C."""

    def fail(*_: object) -> None:
        raise error

    for name in ("marked", "is_due"):
        monkeypatch.setattr(checkpoint_build, name, fail)
    (receipt,) = append(journal.parent, [checkin(10)], NOW)
    assert (5, 5) == (receipt.n, len(lines_of(journal)))


# --- lost lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (3, "it held 4 entries when it was last written to here, and now 3."),
        (1, "it held 4 entries when it was last written to here, and now 1."),
        (0, "it held 4 entries when it was last written to here, and now it is empty or gone."),
    ],
)
@pytest.mark.parametrize("daily", [True, False])
def test_a_journal_that_was_cut_or_emptied_is_a_fault(journal: Path, kept: int, said: str, *, daily: bool) -> None:
    """Whole lines are missing at its end, so nothing in the file itself tells of it."""
    journal.write_bytes(b"".join(lines_of(journal)[:kept]))
    home = open_home(journal.parent, NOW, daily=daily)
    assert [CUT + said] == [fault.text for fault in home.faults]
    assert 1 == home.health.faults


def test_a_journal_that_is_gone_is_a_fault(journal: Path) -> None:
    """Other than in a home in which nothing was ever recorded."""
    journal.unlink()
    assert [f"{CUT}it held 4 entries when it was last written to here, and now it is empty or gone."] == faults(
        journal.parent
    )


def test_another_journal_in_its_place_is_a_fault(journal: Path) -> None:
    """As long as the old one, and longer: but the last entry recorded here is not in it."""
    drafts = [PROFILE_DRAFT, PLAN_DRAFT, *(checkin(5, NIGHT + timedelta(days=n)) for n in range(5))]
    journal.write_bytes(journal_bytes(drafts, "laptop"))
    assert [f"{CUT}the last entry recorded here is not in it any more."] == faults(journal.parent)


def shuffled(data: bytes) -> bytes:
    return b"".join(reversed(data.splitlines(keepends=True)))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + journal_bytes([checkin(5)], "laptop"),
        lambda data: journal_bytes([checkin(5)], "laptop") + data,
        shuffled,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.removesuffix(b"\n"),
        lambda data: data + data.splitlines(keepends=True)[1],
        lambda data: data + b"\n\n",
    ],
    ids=["longer", "merged in front", "another order", "CRLF", "BOM", "no last line feed", "a line twice", "blank"],
)
def test_a_journal_that_holds_all_that_it_held_is_no_fault(journal: Path, change: Callable[[bytes], bytes]) -> None:
    """Another device, git, an editor: the lines are there, wherever they stand."""
    journal.write_bytes(change(journal.read_bytes()))
    assert [] == faults(journal.parent)


def test_where_lines_are_at_fault_that_is_told_and_no_more(journal: Path) -> None:
    """One fault for one loss; a line that is gone in the middle leaves a gap in the count."""
    lines = lines_of(journal)
    journal.write_bytes(b"".join([*lines[:2], lines[3]]))
    (said,) = faults(journal.parent)
    assert "should stand, but cannot be found" in said


def test_recording_on_hides_no_loss_and_gives_no_number_twice(journal: Path) -> None:
    """The next entry counts on from the last one given, so that the lost ones leave a gap that stays."""
    journal.write_bytes(b"".join(lines_of(journal)[:3]))
    (receipt,) = append(journal.parent, [checkin(10)], NOW)
    assert 5 == receipt.n
    (said,) = faults(journal.parent)
    assert "entry 4 of device" in said
    (journal.parent / CHECKPOINT).unlink()
    assert [said] == faults(journal.parent)


def test_recording_on_hides_no_lost_line_of_another_device(journal: Path) -> None:
    """The last line of another device leaves no gap; only the count tells of it, however much is recorded on."""
    other = sealed(head(1, text="Why?", device="phone"))
    journal.write_bytes(journal.read_bytes() + other)
    append(journal.parent, [checkin(10)], NOW)
    whole = journal.read_bytes()
    journal.write_bytes(whole.replace(other, b""))
    for _ in range(3):
        append(journal.parent, [checkin(10)], NOW)
        assert [True] == [said.startswith(CUT) for said in faults(journal.parent)]
    journal.write_bytes(journal.read_bytes() + other)
    assert [] == faults(journal.parent)


def test_what_was_recorded_after_a_loss_is_told_apart_from_what_was_there(journal: Path) -> None:
    """Four entries, two of them lost, then two more: somebody who counts them must find these very numbers."""
    journal.write_bytes(b"".join(lines_of(journal)[:2]))
    said = []
    for _ in range(3):
        said += [one.text for one in cut_of(journal)]
        append(journal.parent, [checkin(10)], NOW)
    assert [
        f"{CUT}it held 4 entries when it was last written to here, and now 2.",
        f"{CUT}it held 4 entries here, 1 more was recorded since, and now 3.",
        f"{CUT}it held 4 entries here, 2 more were recorded since, and now 4.",
    ] == said


def test_putting_the_lines_back_mends_it(journal: Path) -> None:
    """Also after something was recorded in between, and in whatever order."""
    lines = lines_of(journal)
    journal.write_bytes(b"".join(lines[:2]))
    append(journal.parent, [checkin(10)], NOW)
    assert 1 == len(faults(journal.parent))
    journal.write_bytes(journal.read_bytes() + lines[3] + lines[2])
    assert [] == faults(journal.parent)
    append(journal.parent, [checkin(15)], NOW)
    mark = read_checkpoint(journal.parent).mark
    assert mark is not None
    assert (6, 6) == (mark.n, mark.lines)


def test_an_older_copy_on_purpose_counts_as_soon_as_the_checkpoint_is_deleted(journal: Path) -> None:
    """It is only derived."""
    journal.write_bytes(b"".join(lines_of(journal)[:3]))
    (journal.parent / CHECKPOINT).unlink()
    assert [] == faults(journal.parent)
    assert 4 == append(journal.parent, [checkin(10)], NOW)[0].n


def test_an_end_that_is_set_aside_is_no_fault_any_more(journal: Path) -> None:
    """The person's own word that the journal is to be taken as it stands."""
    mark = read_checkpoint(journal.parent).mark
    assert mark is not None
    journal.write_bytes(b"".join(lines_of(journal)[:3]))
    append(journal.parent, [Draft("set_aside", {"of": mark.device, "first": 4, "last": 4, "cut": True})], NOW)
    assert [] == faults(journal.parent)


MEASURED = {"day": NIGHT.isoformat(), "measures": {"cut": True}, "note": '"kind":"set_aside","cut":true'}


@pytest.mark.parametrize(
    ("device", "fields", "told"),
    [
        ("ab12cd34", {"kind": "set_aside", "cut": True}, False),
        ("phone", {"kind": "set_aside", "cut": True}, True),
        ("ab12cd34", {"kind": "set_aside", "of": "ab12cd34", "first": 4, "last": 4}, True),
        ("ab12cd34", {"kind": "checkin", **MEASURED}, True),
    ],
)
def test_only_the_word_said_here_takes_a_cut_journal_as_it_is(
    tmp_path: Path, device: str, fields: dict[str, object], *, told: bool
) -> None:
    """What a merge brings of another device was said of that one's end; nor does anything that looks like it count."""
    data = journal_bytes([PROFILE_DRAFT, PLAN_DRAFT], "ab12cd34")
    checkpoint_build.keep_mark(tmp_path, Checkpoint(MARK), data, sealed(head(3, **{**fields, "device": device})), OWN)
    mark = read_checkpoint(tmp_path).mark
    assert mark is not None
    assert (MARK == mark, 3 == mark.lines) == (told, not told)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        ({"lines": 99, "bytes": 99_999}, "it held 99 entries when it was last written to, {place}, and now 4."),
        ({"lines": 4}, "the last entry recorded {place} is not in it."),
    ],
)
def test_a_mark_that_came_from_another_device_tells_what_is_not_here(
    journal: Path, ahead: dict[str, int], said: str
) -> None:
    """A folder that is copied or synchronised may bring one along that knows of more than its journal; no blame."""
    home = journal.parent
    mark = read_checkpoint(home).mark
    assert mark is not None
    write_checkpoint(home, Checkpoint(mark._replace(device="laptop", last="00000000", **ahead)))
    expected = [CAME + said.format(place="in another place or on another device")]
    assert expected == faults(home)
    assert 5 == append(home, [checkin(10)], NOW)[0].n  # recording goes on, and hides nothing
    assert 1 == len(faults(home))
    append(home, [Draft("set_aside", {"cut": True})], NOW)
    assert [] == faults(home)
    assert 6 == (read_checkpoint(home).mark or mark).lines


def test_a_mark_that_came_from_another_device_accuses_nobody_where_all_is_here(journal: Path) -> None:
    """It is of just this journal, or of an earlier one, as after a copy, a backup, or lines of this device since."""
    home, marks = journal.parent, []
    for night in range(3):
        marks.append(read_checkpoint(home).mark)
        append(home, [checkin(10, NIGHT + timedelta(days=7 + night))], NOW)
    for mark in (*marks, read_checkpoint(home).mark):
        assert mark is not None
        write_checkpoint(home, Checkpoint(mark._replace(device="laptop")))
        assert [] == faults(home)


def test_reading_writes_nothing(journal: Path) -> None:
    """`next` never writes, whatever it finds."""
    home = journal.parent
    (home / CHECKPOINT).unlink()
    for daily in (True, False):
        open_home(home, NOW, daily=daily)
    assert not (home / CHECKPOINT).exists()


# --- which program made it -------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a program of a few files in the place of this one."""
    for folder in checkpoint.DECIDING:
        (tmp_path / "program" / folder).mkdir(parents=True)
        (tmp_path / "program" / folder / "rule.py").write_text("DAYS = 3\n", encoding="utf-8")
    monkeypatch.setattr(checkpoint, "PACKAGE", tmp_path / "program")
    monkeypatch.setattr(checkpoint, "STARTED", time.time_ns() + 10**12)
    return tmp_path / "program"


def stamp() -> str:
    """Return the stamp as another process would find it."""
    return checkpoint.program_stamp.__wrapped__()


@pytest.mark.parametrize("folder", checkpoint.DECIDING)
@pytest.mark.parametrize("image", [False, True])
def test_another_program_has_another_stamp(
    program: Path, monkeypatch: pytest.MonkeyPatch, folder: str, *, image: bool
) -> None:
    """Though the file is as long as it was; also in an image, where all files have one time, whatever they say."""
    if image:
        monkeypatch.setattr(checkpoint, "_times", lambda _: (1, 1))
    before = stamp()
    assert before == stamp()
    (program / folder / "rule.py").write_text("DAYS = 4\n", encoding="utf-8")
    assert before != stamp()


def test_a_program_that_was_replaced_while_it_ran_has_a_stamp_of_its_own(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the old one still, while its files are the new one's: what it makes is used by neither."""
    new = stamp()
    monkeypatch.setattr(checkpoint, "STARTED", (program / "core" / "rule.py").stat().st_mtime_ns)
    assert new != stamp()


# --- when an index is made -------------------------------------------------------------------------


def grown(home: Path, count: int, first: int = 0) -> None:
    """Log so many nights, each on its morning."""
    for night in range(first, first + count):
        append(home, [checkin(5, NIGHT + timedelta(days=night))], NOW + timedelta(days=night))


def prefix_bytes(home: Path) -> int:
    """Return how much of the journal the index covers; 0 where there is none."""
    return int((read_checkpoint(home).prefix or {}).get("bytes", 0))


def test_an_index_is_made_when_the_journal_is_long_enough_and_anew_when_it_has_grown(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seldom, so that logging stays quick."""
    home = journal.parent
    monkeypatch.setattr(checkpoint_build, "WORTH_LINES", 20)
    monkeypatch.setattr(checkpoint_build, "LINES_AFTER", 6)
    sizes = []
    for night in range(30):
        grown(home, 1, night)
        sizes.append(prefix_bytes(home))
    made = [place for place, size in enumerate(sizes) if size and size != sizes[place - 1]]
    assert [15, 22, 29] == made
    assert journal.stat().st_size == sizes[-1]


def test_a_late_entry_makes_it_anew_at_once(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else every later answer would have to read everything."""
    home = journal.parent
    monkeypatch.setattr(checkpoint_build, "WORTH_LINES", 20)
    grown(home, 25)
    before = prefix_bytes(home)
    append(home, [Draft("dose", {"slot": "bedtime", "mg": Decimal(5)}, NIGHT)], NOW + timedelta(days=26))
    assert before < prefix_bytes(home) == journal.stat().st_size


def test_where_none_can_be_made_it_is_not_tried_each_morning(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal with a fault is read whole, and the attempt is not repeated with every entry."""
    home = journal.parent
    monkeypatch.setattr(checkpoint_build, "WORTH_LINES", 5)
    with journal.open("ab") as file:
        file.write(b"damage\n")
    grown(home, 3)
    tried = json.loads((home / CHECKPOINT).read_bytes().splitlines()[1])["tried"]
    assert 0 < tried < journal.stat().st_size


def test_where_making_one_fails_it_is_not_tried_each_morning(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in it, or Ctrl-C because it takes long: the entries stand, and the next ones are quick."""
    tried: list[int] = []

    def fail(data: bytes, *_: object) -> None:
        tried.append(len(data))
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint_build, "WORTH_LINES", 5)
    monkeypatch.setattr(checkpoint_build, "make_index", fail)
    grown(journal.parent, 4)
    assert (1, 8) == (len(tried), len(lines_of(journal)))
    assert {"tried": tried[0]} == {"tried": (read_checkpoint(journal.parent).prefix or {})["tried"]}
