"""`export --format json` and `import`: the whole home leaves and comes back, byte for byte, with the same decisions."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.fold import walk
from baclotrack.core.record import arrange
from baclotrack.errors import BaclotrackError
from baclotrack.store.exported import SCHEMA, journal_in, looks_exported, packed, unpacked
from baclotrack.store.journal import read_bytes
from tests.cli.helpers import BAD_NIGHT, PROFILE, SLEEP, adopt, content
from tests.conftest import Call
from tests.store.test_merging import CATALOG, FIRST, STEPS, Step, journals, merged, record

NOW = "2026-11-22T12:00"
FILES = ("journal.jsonl", "plan.toml", "profile.toml")


@pytest.fixture
def backup(call: Call, home: Path, tmp_path: Path) -> Path:
    """Give an export of a home with two nights, a note, and an edit of plan.toml that nobody adopted."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, "--note", "\u0159e\u010d \u202e \x1b[31m", now="2026-11-21T07:30")
    call("log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")
    (home / "plan.toml").write_text(SLEEP + "# not adopted yet\n")
    path = tmp_path / "backup.json"
    done = call("export", "--format", "json", "--out", str(path), now=NOW)
    assert 0 == done.code
    return path


def files(home: Path) -> list[bytes]:
    """Return the bytes of the three files of a home."""
    return [(home / name).read_bytes() for name in FILES]


def test_an_empty_home_gets_everything_back(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """Byte for byte, for nobody else to read, and with the same answer."""
    other = tmp_path / "other"
    done = call("import", str(backup), home=other, now=NOW)
    assert (0, "") == (done.code, done.err)
    assert [
        f"Restored from {backup}, made on 2026-11-22: 4 entries, with plan.toml and profile.toml.",
        "To see what the plan says now, run: baclotrack next",
    ] == done.out.splitlines()
    assert files(home) == files(other)
    assert {0o600} == {(other / name).stat().st_mode & 0o777 for name in FILES}
    answers = [call("next", "--json", home=where, now=NOW).json for where in (home, other)]
    assert answers[0] == answers[1]


def test_it_can_be_piped(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """Out and in by a hyphen, as an encryption program wants it."""
    told = call("export", "--format", "json", "--out", "-", now=NOW)
    other = tmp_path / "other"
    assert 0 == call("import", "-", home=other, now=NOW, stdin=told.out).code
    assert files(home) == files(other)


def test_the_export_is_plain_letters_with_the_whole_home(backup: Path, home: Path) -> None:
    """Nothing in it can act on a terminal; the journal's lines stand in it word for word, and the summary as data."""
    data = backup.read_bytes()
    assert (True, True) == (data.isascii(), all(byte >= ord(" ") or byte == ord("\n") for byte in data))
    told = json.loads(data)
    assert [SCHEMA, "2026-11-22T12:00:00+00:00"] == [told["schema"], told["made_at"]]
    assert content(home) == "\n".join(told["home"]["journal"]["lines"]).encode()
    assert "2026-11-20" == told["summary"]["since"]


def test_the_period_does_not_cut_the_home(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """A range is for the summary; a backup of half a journal would be none."""
    path = tmp_path / "one-day.json"
    call("export", "--format", "json", "--since", "today", "--out", str(path), now=NOW)
    assert content(home) == unpacked(path.read_bytes(), "x").journal


def test_an_anonymous_one_is_no_backup_of_this_home(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """It is a home of its own, without the names and the days of this one."""
    path = tmp_path / "nobody.json"
    done = call("export", "--format", "json", "--anonymous", "--out", str(path), now=NOW)
    assert (0, True) == (done.code, path.exists())
    assert content(home) != unpacked(path.read_bytes(), "x").journal


def test_a_home_with_a_journal_is_merged_into(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """Its own files stay as they are, and it says so."""
    other = tmp_path / "other"
    adopt(other, at="2026-11-19T18:00:00+00:00")
    mine = (SLEEP + "# mine\n").encode()
    (other / "plan.toml").write_bytes(mine)
    before = content(other)
    done = call("import", str(backup), home=other, now=NOW)
    assert 0 == done.code
    assert f"plan.toml of {backup} is another one; yours is left as it is." in done.out.splitlines()
    assert (mine, True) == ((other / "plan.toml").read_bytes(), content(other).startswith(before))
    assert call("import", str(backup), home=other, now=NOW).out.startswith(f"{backup} holds nothing new.")


def test_a_file_that_is_missing_beside_a_journal_is_restored(call: Call, home: Path, backup: Path) -> None:
    """Somebody lost plan.toml alone: it comes back from the export."""
    (home / "plan.toml").unlink()
    done = call("import", str(backup), now=NOW)
    assert f"plan.toml was not here and was restored from {backup}." in done.out.splitlines()
    assert SLEEP + "# not adopted yet\n" == (home / "plan.toml").read_text()


def test_a_damaged_journal_comes_back_as_it_was(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """Damage is no reason to lose bytes: all of them leave and return, and the faults are told again."""
    data = content(home).replace(b'"bedtime":10', b'"bedtime":11') + b"\xff\xfe\x00half"
    (home / "journal.jsonl").write_bytes(data)
    call("export", "--format", "json", "--out", str(backup), "--force", now=NOW)
    other = tmp_path / "other"
    done = call("import", str(backup), home=other, now=NOW)
    assert (0, data, 2) == (done.code, content(other), done.err.count("journal.jsonl line"))


def test_a_journal_cut_after_it_came_back_is_seen(call: Call, backup: Path, tmp_path: Path) -> None:
    """It is remembered how it ended, before anything else is recorded."""
    there = tmp_path / "there"
    assert 0 == call("import", str(backup), now=NOW, home=there).code
    data = content(there)
    (there / "journal.jsonl").write_bytes(b"".join(data.splitlines(keepends=True)[:-1]))
    assert "was cut, or replaced by an older copy" in call("doctor", now=NOW, home=there).out
    assert 0 == call("merge", str(backup), now=NOW, home=there).code
    assert (0, data) == (call("doctor", now=NOW, home=there).code, content(there))


def test_scripts_are_told_what_was_restored(call: Call, backup: Path, tmp_path: Path) -> None:
    """One object."""
    told = call("import", str(backup), "--json", home=tmp_path / "other", now=NOW).json
    assert {"schema": "baclotrack.import/1", "restored": True, "entries": 4, "written": list(FILES)} == told


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        pytest.param(lambda data: data[:900], 1, "is damaged: line ", id="cut"),
        pytest.param(lambda data: data[:-40], 1, "is damaged: line ", id="its end cut"),
        pytest.param(lambda data: data.replace(b'\\"bedtime\\":10', b'\\"bedtime\\":15'), 1,
                     "the journal in it does not match its checksum", id="a dose edited"),
        pytest.param(lambda data: data.replace(b'"daily_mg = 20"', b'"daily_mg = 90"'), 1,
                     "plan.toml or profile.toml in it does not match its checksum", id="a limit edited"),
        pytest.param(lambda data: data.replace(b'"lines"', b'"rows"', 1), 1, "lines is missing", id="no lines"),
        pytest.param(lambda data: data.replace(b"export/1", b"export/2", 1), 2, "a later version", id="later"),
        pytest.param(lambda data: b"\xff" + data, 2, "is no export of baclotrack", id="no text"),
        pytest.param(lambda _: b"[1, 2, 3]", 2, "is no export of baclotrack", id="other JSON"),
        pytest.param(lambda _: b"", 2, "is no export of baclotrack", id="empty"),
        pytest.param(lambda _: SLEEP.encode(), 2, "is no export of baclotrack", id="a plan"),
    ],
)  # fmt: skip
def test_what_is_no_whole_export_is_refused(
    call: Call, backup: Path, tmp_path: Path, change: object, code: int, sentence: str
) -> None:
    """Where, what and what next in one sentence; nothing is written, not even the folder."""
    data = change(backup.read_bytes())  # type: ignore[operator]  # one of the functions above
    backup.write_bytes(data)
    other = tmp_path / "other"
    done = call("import", str(backup), home=other, now=NOW)
    assert (code, "", False) == (done.code, done.out, other.exists())
    assert sentence in done.err
    assert 1 == len(done.err.splitlines())


def test_a_journal_is_not_an_export(call: Call, home: Path, backup: Path, tmp_path: Path) -> None:
    """The sentence names the command that takes journals."""
    done = call("import", str(home / "journal.jsonl"), home=tmp_path / "other", now=NOW)
    sentence = f"is a journal, not an export. To add what it holds, run: baclotrack merge {home / 'journal.jsonl'}\n"
    assert (2, True) == (done.code, done.err.endswith(sentence))


def test_merge_takes_what_can_be_read_of_an_edited_export(call: Call, backup: Path, tmp_path: Path) -> None:
    """Each line has its own checksum: the edited one is named, the others are added."""
    backup.write_bytes(backup.read_bytes().replace(b'\\"bedtime\\":10', b'\\"bedtime\\":15'))
    other = tmp_path / "other"
    done = call("merge", str(backup), home=other, now=NOW)
    assert (1, True) == (done.code, done.out.startswith(f"Added 3 entries from {backup}: "))
    assert "line 4: its checksum does not match" in done.err


def test_names_in_another_order_are_the_same_export(backup: Path, home: Path) -> None:
    """A program that sorts the names of an object changes nothing in it."""
    told = json.loads(backup.read_bytes())
    turned = json.dumps(dict(sorted(told.items()))).encode()
    assert (True, content(home)) == (looks_exported(turned), unpacked(turned, "x").journal)


def test_a_note_about_exports_makes_no_export_of_a_journal(call: Call, home: Path) -> None:
    """A journal is a journal whatever is written in it."""
    call("ask", '{"schema": "baclotrack.export/1"', now=NOW)
    assert not looks_exported(content(home))


# --- any bytes, any record --------------------------------------------------------------------------


@given(st.binary(), st.none() | st.binary(), st.none() | st.text().map(lambda text: text.encode("utf-8", "ignore")))
def test_any_bytes_leave_and_return(journal: bytes, plan: bytes | None, profile: bytes | None) -> None:
    """Whatever the three files hold."""
    data = json.dumps({"schema": SCHEMA, "made_at": "", "home": packed(journal, plan, profile)}).encode()
    found = unpacked(data, "x")
    assert (journal, plan, profile, journal) == (found.journal, found.plan, found.profile, journal_in(data, "x"))


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b'{"schema": "baclotrack.export/1"' + tail))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    """Never a traceback, whatever somebody hands in."""
    with pytest.raises(BaclotrackError) as caught:
        unpacked(data, "x")
    assert caught.value.slug in {"no-export", "damaged-export", "later-export"}


@settings(max_examples=25)
@given(STEPS)
def test_the_decisions_come_back_on_every_day(steps: list[Step]) -> None:
    """Into an empty home, and merged into a home that has a part of it, as if nothing had been between."""
    laptop, phone, _ = journals(steps)
    whole = merged(laptop, phone)
    data = json.dumps({"schema": SCHEMA, "home": packed(whole, None, None)}).encode()
    back = unpacked(data, "x").journal
    assert [record(whole)] * 2 == [record(back), record(merged(phone, back))]


def test_the_walk_of_these_tests_decides_something(home: Path) -> None:
    """A week with a plan in it: so the comparison above is about doses, and not about nothing."""
    adopt(home, SLEEP, PROFILE)
    entries = read_bytes(content(home)).entries
    outcomes = {one.decision.outcome.value for one in walk(arrange(entries), CATALOG, FIRST + timedelta(days=7))}
    assert {"start"} <= outcomes
