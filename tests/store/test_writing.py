"""Writing to the journal: acknowledged means on the disk, and nothing that was there is ever touched."""

import fcntl
import json
import os
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.core.plan import Profile
from baclotrack.errors import BaclotrackError
from baclotrack.store import files
from baclotrack.store.journal import plain_number, read, read_bytes
from baclotrack.store.writing import (
    Draft,
    append,
    device_of,
    encode,
    make_home,
    new_ids,
    write_text,
)
from tests.conftest import need_non_root
from tests.store.samples import DEVICE, NIGHT, NOW, PROFILE, checkin, fill

LONDON = timezone(timedelta(hours=1))


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count under one name, whatever machine runs the test."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", DEVICE)


@pytest.fixture
def journal(home: Path) -> Path:
    """Name the journal of the test's home."""
    return home / "journal.jsonl"


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Live under another umask for a while."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    """Return a file's rights."""
    return stat.S_IMODE(path.stat().st_mode)


# --- the form of a line ----------------------------------------------------------------------------


def test_a_line_is_the_bytes_that_the_contract_says(home: Path, journal: Path) -> None:
    """Keys in their order, compact, numbers exact, the checksum last, one line feed."""
    draft = Draft("checkin", {"doses": {"bedtime": Decimal("10.0")}, "drinks": Decimal("0.50"), "note": None}, NIGHT)
    receipt = append(home, [draft], datetime(2026, 11, 22, 7, 30, 5, 123456, tzinfo=LONDON))[0]
    body = (
        f'{{"v":1,"id":"{receipt.id}","at":"2026-11-22T07:30:05.123+01:00","kind":"checkin","day":"2026-11-21",'
        '"device":"ab12cd34","n":1,"doses":{"bedtime":10},"drinks":0.5'
    )
    expected = f'{body},"crc":"{zlib.crc32(body.encode()):08x}"}}\n'
    assert expected == journal.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(10), "10"),
        (Decimal("10.0"), "10"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.50"), "0.5"),
        (Decimal("2.5"), "2.5"),
        (Decimal("-0.0"), "0"),
        (Decimal("0.000001"), "0.000001"),
        (Decimal("1E-6"), "0.000001"),
        (Decimal("12345678901234567890.5"), "12345678901234567890.5"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: Decimal, expected: str) -> None:
    """No needless zero, no exponent, no rounding, no minus zero."""
    assert expected == plain_number(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (0, "0"),
        ("\u00e4\u2028\x7f", '"\u00e4\u2028\x7f"'),
        ('"\\\n\x00', '"\\"\\\\\\n\\u0000"'),
        (date(2026, 11, 21), '"2026-11-21"'),
        (time(22, 30), '"22:30:00"'),
        ((1, Decimal("0.5"), []), "[1,0.5,[]]"),
        ({"a": {"b": False}}, '{"a":{"b":false}}'),
    ],
)
def test_values_have_one_json_form(value: object, expected: str) -> None:
    """Text stays readable, dates are ISO, lists and tables are compact."""
    assert expected == encode(value)


@pytest.mark.parametrize("value", [None, 0.5, {1, 2}, b"x"])
def test_a_value_without_an_exact_json_form_is_a_bug(value: object) -> None:
    """Binary fractions never reach the journal, and null does not either."""
    with pytest.raises(TypeError):
        encode(value)


@pytest.mark.parametrize("note", ["\udc80", "a\ud83d!", "\x00\x1b[1m\x7f", "\u202e", "\u2028\u0085", "\U0001f634"])
def test_a_note_is_kept_exactly_whatever_is_in_it(home: Path, journal: Path, note: str) -> None:
    """Control characters, half a character and the widest ones come back as they were."""
    append(home, [checkin(note=note)], NOW)
    assert note == getattr(read(journal).entries[0].what, "note", None)
    assert 1 == journal.read_bytes().count(b"\n")


def test_ids_sort_by_time_and_then_by_their_order() -> None:
    """The time is in front, entries of one moment follow each other, and chance keeps devices apart."""
    earlier, later = new_ids(NOW, b"\xff" * 10, 3), new_ids(NOW + timedelta(milliseconds=1), bytes(10), 1)
    assert [*earlier, *later] == sorted({*earlier, *later})
    assert {26} == {len(one) for one in (*earlier, *later)}
    assert new_ids(NOW, b"\xff" * 10, 1) != new_ids(NOW, b"\xfe" * 10, 1)
    assert "01ARYZ6S41" == new_ids(datetime.fromtimestamp(1469918176.385, UTC), bytes(10), 1)[0][:10]


def test_a_receipt_names_what_was_recorded(home: Path) -> None:
    """Each draft has its receipt, with the id and the number that are in the journal."""
    receipts = append(home, [checkin(), Draft("question", {"text": "?"}, NIGHT)], NOW)
    entries = read(home / "journal.jsonl").entries
    assert [(entry.id, entry.n, entry.at) for entry in entries] == [(one.id, one.n, one.at) for one in receipts]
    assert ["checkin", "question"] == [one.kind for one in receipts]


def test_a_kind_that_concerns_no_day_has_none(home: Path, journal: Path) -> None:
    """A day that a caller names for a question is left out, as the form has none."""
    append(home, [Draft("question", {"text": "?"}, NIGHT)], NOW)
    assert "day" not in json.loads(journal.read_bytes())


def test_a_moment_without_offset_is_local_time(home: Path, journal: Path) -> None:
    """What is written always has its offset."""
    append(home, [checkin()], datetime(2026, 7, 1, 8, 0))
    assert "2026-07-01T08:00:00.000+01:00" == json.loads(journal.read_bytes())["at"]


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (checkin(501), "bedtime: 501 is not a number from 0 to 500"),
        (checkin(note="x" * 10_001), "note: 10001 characters are more than 10000"),
        (checkin(drinks=Decimal("NaN")), "number: NaN is not a number"),
        (checkin(mood=1), "mood: an entry of this kind has no such field"),
        (Draft("dose", {"slot": "bedtime"}, NIGHT), "mg: this is missing"),
        (Draft("dose", {"slot": "bedtime", "mg": Decimal(5)}), "day: this is missing"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(home: Path, journal: Path, draft: Draft, why: str) -> None:
    """A field that does not fit is refused before anything is written, good drafts beside it included."""
    with pytest.raises(BaclotrackError) as caught:
        append(home, [checkin(), draft], NOW)
    expected = f"Not recorded: {why}. Nothing was changed. Correct it, then run the command again."
    assert (expected, "bad-entry", 2) == (caught.value.message, caught.value.slug, caught.value.exit_code)
    assert not journal.exists()


def test_a_field_that_hides_a_common_one_is_a_bug(home: Path) -> None:
    """Nobody can write an entry under another's id."""
    with pytest.raises(ValueError, match="id"):
        append(home, [checkin(id="X")], NOW)


# --- counting, and what was there before -----------------------------------------------------------


def test_a_device_counts_on_and_other_devices_do_not_matter(
    home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each device has its own count without gaps."""
    append(home, [checkin(), checkin()], NOW)
    monkeypatch.setenv("BACLOTRACK_DEVICE", "phone")
    append(home, [checkin()], NOW)
    monkeypatch.setenv("BACLOTRACK_DEVICE", DEVICE)
    append(home, [checkin()], NOW)
    expected = [(DEVICE, 1), (DEVICE, 2), ("phone", 1), (DEVICE, 3)]
    assert expected == [(entry.device, entry.n) for entry in read(journal).entries]


def test_what_was_recorded_is_never_touched(home: Path, journal: Path) -> None:
    """The old bytes are the beginning of the new ones, damaged lines included."""
    append(home, [checkin()], NOW)
    damaged = journal.read_bytes() + b"not mine\n"
    journal.write_bytes(damaged)
    append(home, [checkin(10)], NOW)
    assert damaged == journal.read_bytes()[: len(damaged)]
    assert [1, 2] == [entry.n for entry in read(journal).entries]


def test_no_number_is_given_twice_where_a_line_feed_is_lost(home: Path, journal: Path) -> None:
    """Two entries stand on one line then: it is damaged, but both can be read, and so their numbers are taken."""
    append(home, [checkin(5), checkin(10), checkin(15)], NOW)
    first, second, third = journal.read_bytes().splitlines()
    journal.write_bytes(first + b"\n" + second + third + b"\n")
    (home / ".checkpoint").unlink()
    assert [4] == [receipt.n for receipt in append(home, [checkin(20)], NOW)]


def test_a_torn_last_line_is_closed_and_costs_nobody_else_anything(home: Path, journal: Path) -> None:
    """Wherever a crash tore the last line, the next entry stands on a line of its own, without a gap.

    A line that a crash tore was never confirmed, and so no checkpoint counts it.
    """
    append(home, [checkin(5), checkin(10)], NOW)
    whole = journal.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole), 7):
        journal.write_bytes(whole[:cut])
        (home / ".checkpoint").unlink(missing_ok=True)
        append(home, [checkin(15)], NOW)
        found = read(journal)
        tail = whole[first:cut]
        torn = [] if not tail or tail + b"\n" == whole[first:] else [2]
        assert torn == [fault.line for fault in found.faults]
        assert whole[:cut] == journal.read_bytes()[:cut]
        assert 15 == [dict(getattr(entry.what, "doses", {})) for entry in found.entries][-1]["bedtime"]


def test_a_last_line_without_line_feed_stays_whole(home: Path, journal: Path) -> None:
    """An editor may have taken the last line feed away."""
    append(home, [checkin(5)], NOW)
    journal.write_bytes(journal.read_bytes().removesuffix(b"\n"))
    append(home, [checkin(10)], NOW)
    assert ((), 2) == (read(journal).faults, len(read(journal).entries))


def test_eight_processes_at_once_lose_nothing(home: Path, journal: Path) -> None:
    """Two hundred entries of eight processes all stand there, counted without a gap."""
    program = (
        "import sys; from datetime import *; from pathlib import Path\n"
        "from baclotrack.store.writing import Draft, append\n"
        "for n in range(25):\n"
        "    append(Path(sys.argv[1]), [Draft('question', {'text': f'{sys.argv[2]} {n}'})], datetime.now(UTC))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(home), str(n)]) for n in range(8)]
    assert [0] * 8 == [one.wait(120) for one in running]
    found = read(journal)
    assert () == found.faults
    assert list(range(1, 201)) == [entry.n for entry in found.entries]
    texts = {json.loads(line)["text"] for line in journal.read_bytes().splitlines()}
    assert {f"{process} {n}" for process in range(8) for n in range(25)} == texts


# --- refusals: then nothing is there ---------------------------------------------------------------


def refused(home: Path, *drafts: Draft) -> BaclotrackError:
    """Return the error of an append that the machine refuses."""
    with pytest.raises(BaclotrackError) as caught:
        append(home, drafts or (checkin(10),), NOW)
    return caught.value


def breaks(message: str) -> Callable[..., int]:
    """Return a system call that fails."""

    def call(*_: object) -> int:
        raise OSError(28, message)

    return call


@pytest.mark.parametrize("call", ["write", "fsync", "read"])
def test_whatever_the_disk_refuses_nothing_is_recorded(
    home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The journal is as it was, and the sentence says so."""
    append(home, [checkin(5)], NOW)
    before = journal.read_bytes()
    monkeypatch.setattr(os, call, breaks("No space left on device"))
    error = refused(home)
    monkeypatch.undo()
    expected = (
        f"Not recorded: {journal} could not be written: No space left on device. What was recorded before is unchanged."
        " Check the folder and the free space, then run the same command again."
    )
    assert (expected, "not-recorded", 1) == (error.message, error.slug, error.exit_code)
    assert before == journal.read_bytes()


@pytest.mark.parametrize(
    ("call", "change", "why"),
    [
        ("write", lambda real: lambda handle, data: real(handle, data[:-9]), "the disk took only a part of it"),
        ("read", lambda real: lambda *a: real(*a)[:-1] + b"?", "it reads back as something else"),
    ],
)
def test_a_disk_that_lies_is_found_out(
    home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch, call: str, change: Callable[..., object], why: str
) -> None:
    """What is on the disk is read back before it is acknowledged."""
    append(home, [checkin(5)], NOW)
    before = journal.read_bytes()
    monkeypatch.setattr(os, call, change(getattr(os, call)))
    error = refused(home)
    assert ("not-recorded", True) == (error.slug, why in error.message)
    assert before == journal.read_bytes()


def test_a_disk_that_is_really_full_leaves_the_journal_as_it_was(home: Path, journal: Path) -> None:
    """A limit of the system on the size of files cuts a write in two; the half is taken back."""
    append(home, [checkin(5)], NOW)
    before = journal.read_bytes()
    program = (
        "import resource, sys; from datetime import *; from pathlib import Path\n"
        "from baclotrack.errors import BaclotrackError\n"
        "from baclotrack.store.writing import Draft, append\n"
        "size = int(sys.argv[2]); resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "try:\n"
        "    append(Path(sys.argv[1]), [Draft('question', {'text': 'x'})], datetime.now(UTC))\n"
        "except BaclotrackError as error:\n"
        "    print(error.slug)\n"
    )
    arguments = [sys.executable, "-c", program, str(home), str(len(before) + 50)]
    done = subprocess.run(arguments, capture_output=True, check=True, encoding="utf-8")
    assert "not-recorded\n" == done.stdout
    assert before == journal.read_bytes()


def test_an_interrupt_while_writing_records_nothing(home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is told as `nothing was recorded`, so nothing is."""

    def interrupt(_: int) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        append(home, [checkin()], NOW)
    assert not journal.exists()


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where the folder should be is named with what to do."""
    (tmp_path / "file").write_text("x")
    error = refused(tmp_path / "file" / "home")
    assert ("not-recorded", 1) == (error.slug, error.exit_code)
    assert error.message.startswith(f"Not recorded: {tmp_path}/file/home/journal.jsonl could not be written: Not a dir")


def test_a_home_that_is_read_only_is_told_and_left_as_it_was(home: Path, journal: Path) -> None:
    """Nothing is recorded where nothing may be written."""
    need_non_root()
    append(home, [checkin(5)], NOW)
    before = journal.read_bytes()
    journal.chmod(0o400)
    error = refused(home)
    assert ("not-recorded", before) == (error.slug, journal.read_bytes())


def test_a_home_that_another_process_keeps_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the waiting time the sentence says that nothing was changed."""
    append(home, [checkin()], NOW)
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    with (home / ".lock").open("rb") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        error = refused(home)
    expected = (
        f"Not recorded: another baclotrack is writing to {home}, for 0 seconds now. Nothing was changed."
        " Wait until it is done, then run the same command again."
    )
    assert (expected, "locked", 1) == (error.message, error.slug, error.exit_code)


# --- rights ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0, 0o022, 0o077, 0o777])
def test_a_new_home_is_private_under_every_umask(tmp_path: Path, mask: int) -> None:
    """Folders 0700, files 0600, the folders above that had to be made included."""
    home = tmp_path / "above" / "home"
    with umask(mask):
        fill_private(home)
    assert [0o700, 0o700] == [mode(home.parent), mode(home)]
    assert {0o600} == {mode(path) for path in home.iterdir()}
    assert {".checkpoint", ".lock", "journal.jsonl", "plan.toml"} == {path.name for path in home.iterdir()}


def fill_private(home: Path) -> None:
    """Write every kind of file that the store writes."""
    make_home(home)
    write_text(home / "plan.toml", "x")
    append(home, [checkin()], NOW)


def test_an_old_home_becomes_private_with_the_first_entry(home: Path) -> None:
    """Group and others lose their rights on the folder and on the program's files; other files are left alone."""
    home.mkdir(mode=0o755)
    home.chmod(0o775)
    for name in ("plan.toml", "profile.toml", "journal.jsonl", "mine.txt"):
        (home / name).write_text("")
        (home / name).chmod(0o664)
    append(home, [checkin()], NOW)
    expected = {
        ".checkpoint": 0o600,
        ".lock": 0o600,
        "plan.toml": 0o600,
        "profile.toml": 0o600,
        "journal.jsonl": 0o600,
        "mine.txt": 0o664,
    }
    assert (0o700, expected) == (mode(home), {path.name: mode(path) for path in home.iterdir()})


def test_a_folder_that_many_share_keeps_its_rights(home: Path) -> None:
    """Somebody who names /tmp as the home does not lock everybody out of it."""
    home.mkdir()
    home.chmod(0o1777)
    append(home, [checkin()], NOW)
    assert (0o1777, 0o600) == (mode(home), mode(home / "journal.jsonl"))


# --- the profile rides along -----------------------------------------------------------------------


def test_a_changed_profile_is_recorded_first_and_once(home: Path, journal: Path) -> None:
    """An edit of profile.toml is recorded by the next command that writes, without a receipt of its own."""
    fill(home, [])
    receipts = append(home, [checkin()], NOW)
    append(home, [checkin()], NOW)
    (home / "profile.toml").write_text(PROFILE.replace("splits = 2", "splits = 4"), encoding="utf-8")
    append(home, [checkin()], NOW)
    kinds = [json.loads(line)["kind"] for line in journal.read_bytes().splitlines()]
    assert ["profile", "checkin", "checkin", "profile", "checkin"] == kinds
    assert [("checkin", 2)] == [(one.kind, one.n) for one in receipts]
    assert [2, 4] == [entry.what.splits for entry in read(journal).entries if isinstance(entry.what, Profile)]


@pytest.mark.parametrize("text", [b"born = ", b"format = 1\nborn = 3\n", b"\xff"])
def test_a_profile_that_does_not_fit_is_not_recorded(home: Path, journal: Path, text: bytes) -> None:
    """The recorded profile stays in force, and the check-in is recorded all the same."""
    make_home(home)
    (home / "profile.toml").write_bytes(text)
    append(home, [checkin()], NOW)
    assert ["checkin"] == [json.loads(line)["kind"] for line in journal.read_bytes().splitlines()]


def test_nothing_to_record_writes_nothing(home: Path, journal: Path) -> None:
    """An append without drafts and without a changed profile makes no journal."""
    assert () == append(home, [], NOW)
    assert not journal.exists()


# --- the device ------------------------------------------------------------------------------------


def test_the_device_is_its_machine_and_its_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same home has the same name each time, another home another one, a link to a home that of the home."""
    monkeypatch.delenv("BACLOTRACK_DEVICE")
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    here, again, there = device_of(tmp_path / "a"), device_of(tmp_path / "link"), device_of(tmp_path / "b")
    assert (here, True) == (again, here != there)
    assert 8 == len(bytes.fromhex(here)) * 2


def test_a_device_name_that_is_none_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how to write one."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "My Phone")
    error = refused(home)
    expected = (
        "BACLOTRACK_DEVICE: a name has small letters, digits, - and _ only, 64 at most."
        " Set it to a name such as laptop, or leave it unset."
    )
    assert (expected, 2) == (error.message, error.exit_code)


def test_entries_of_one_append_arrive_together(home: Path, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several drafts are one write."""
    sizes = []
    real = os.write

    def write(handle: int, data: bytes) -> int:
        sizes.append(len(data))
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    append(home, [checkin(), checkin(), checkin()], NOW)
    assert [journal.stat().st_size] == sizes
    assert 3 == len(read_bytes(journal.read_bytes()).entries)


# --- whole files -----------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_private(tmp_path: Path) -> None:
    """The old text is replaced at once, nothing is left beside it, and a link stays a link."""
    target, link = tmp_path / "real.toml", tmp_path / "plan.toml"
    target.write_text("old")
    link.symlink_to(target)
    write_text(link, "n\u00e9w\r\n")
    assert "n\u00e9w\r\n".encode() == target.read_bytes()
    assert (True, 0o600) == (link.is_symlink(), mode(target))
    assert {"real.toml", "plan.toml"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """The old text stays, nothing is left beside it, and the sentence says so."""
    path = tmp_path / "plan.toml"
    path.write_text("old")
    monkeypatch.setattr(os, call, breaks("No space left on device"))
    with pytest.raises(BaclotrackError) as caught:
        write_text(path, "new")
    monkeypatch.undo()
    expected = (
        f"{path} could not be written: No space left on device. What was there before is unchanged."
        " Check the folder and the free space, then run the same command again."
    )
    assert (expected, "not-written", 1) == (caught.value.message, caught.value.slug, caught.value.exit_code)
    assert ("old", ["plan.toml"]) == (path.read_text(), [one.name for one in tmp_path.iterdir()])
