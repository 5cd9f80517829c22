import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import PROFILE, SLEEP, adopt, content, journal
from tests.cli.terminal import answer, rest, terminal
from tests.conftest import Call, Run, need_non_root

NOW = "2026-11-20T20:00"


def lines(home: Path) -> list[bytes]:
    """Return the journal's lines."""
    return content(home).splitlines(keepends=True)


def sealed(entry: dict[str, Any]) -> bytes:
    """Return an entry as a line whose checksum is right, whatever it says."""
    body = json.dumps({name: value for name, value in entry.items() if name != "crc"}, separators=(",", ":"))[:-1]
    return f'{body},"crc":"{zlib.crc32(body.encode()):08x}"}}\n'.encode()


def found(call: Call, now: str = NOW) -> list[dict[str, Any]]:
    """Return what the doctor finds."""
    done = call("doctor", "--json", now=now)
    assert (1 if done.json["faults"] else 0) == done.code
    rows: list[dict[str, Any]] = done.json["faults"]
    return rows


@pytest.fixture
def well(call: Call, home: Path) -> Path:
    """Give a home with a plan, a profile and a check-in, in which all is well."""
    adopt(home)
    assert 0 == call("log", "--day", "2026-11-20", "--dose", "5", "--no-effects", now=NOW).code
    return home


# --- all is well ----------------------------------------------------------------------------------


def test_a_home_in_order_is_said_to_be(call: Call, well: Path) -> None:
    """Exit 0, one sentence, and an empty list."""
    done = call("doctor", now=NOW)
    assert (0, f"All is well in {well}.\n", "") == (done.code, done.out, done.err)
    assert [] == found(call)


@pytest.mark.parametrize("made", [[], ["home"]], ids=["missing", "empty"])
def test_a_home_with_nothing_in_it_is_no_fault(call: Call, home: Path, made: list[str]) -> None:
    """An empty or missing home is nothing to check, names the way to begin, and nothing is made."""
    for _ in made:
        home.mkdir(mode=0o700)
    done = call("doctor", now=NOW)
    assert 0 == done.code
    assert "To begin, run: baclotrack init" in done.out
    assert made == [path.name for path in home.parent.iterdir()]


def test_the_doctor_only_reads(call: Call, well: Path) -> None:
    """A home with faults in every file is the same, byte for byte, after the doctor looked at it."""
    for name in ("journal.jsonl", "plan.toml", "profile.toml"):
        with (well / name).open("ab") as file:
            file.write(b"\xff\n")
    before = {path.name: path.read_bytes() for path in well.iterdir()}
    assert 1 == call("doctor", now=NOW).code
    assert before == {path.name: path.read_bytes() for path in well.iterdir()}


# --- faults of the journal ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("added", "what"),
    [
        (b"garbage\n", "it has no checksum"),
        (b"\x00\x00\x00\n", "it holds empty bytes"),
        (b"\xff\xfe\n", "it holds bytes that are no text"),
        (b'{"v":1,"id":"', "its end is missing"),
        (b'{"v":1,"crc":"00000000"}\n', "its checksum does not match"),
    ],
    ids=["garbage", "nul", "bytes", "torn", "checksum"],
)
def test_a_damaged_line_is_named_with_its_number(call: Call, well: Path, added: bytes, what: str) -> None:
    """The line after the last good one is the fault, shown harmlessly, with what to do next."""
    count = len(lines(well))
    with (well / "journal.jsonl").open("ab") as file:
        file.write(added)
    (row,) = found(call)
    assert f"journal.jsonl line {count + 1}" == row["where"]
    assert ("journal.jsonl", count + 1) == (row["file"], row["line"])
    assert row["what"].startswith(what)
    assert row["excerpt"].isprintable()
    assert "baclotrack doctor --" in row["next"]


def test_an_edited_line_is_told(call: Call, well: Path) -> None:
    """A dose changed by hand is named as changed or damaged, and never read as a dose."""
    (well / "journal.jsonl").write_bytes(content(well).replace(b'"bedtime":5}', b'"bedtime":9}'))
    (row,) = found(call)
    assert ("wrong-checksum", 3) == (row["slug"], row["line"])


def test_a_line_that_is_gone_is_told(call: Call, well: Path) -> None:
    """A line taken out leaves a gap in the count."""
    kept = lines(well)
    (well / "journal.jsonl").write_bytes(b"".join(kept[:1] + kept[2:]))
    assert ["missing-line"] == [row["slug"] for row in found(call) if row["file"] == "journal.jsonl"]


def test_a_line_beside_the_public_form_is_told(call: Call, well: Path) -> None:
    """A line with a good checksum that the schema refuses is named with its field."""
    kept = lines(well)
    plan = json.loads(kept[1])
    plan["plan"]["limits"]["weekly_mg"] = 100
    (well / "journal.jsonl").write_bytes(b"".join([kept[0], sealed(plan), *kept[2:]]))
    (row,) = found(call)
    assert ("bad-form", 2) == (row["slug"], row["line"])
    assert "plan.limits.weekly_mg" in row["what"]


def test_an_entry_of_a_later_version_asks_for_an_update(call: Call, well: Path) -> None:
    """A kind that this version does not know is no damage; the way on is a newer program."""
    last = json.loads(lines(well)[-1])
    later = {"v": 1, "id": "01ZZZZZZZZZZZZZZZZZZZZZZZZ", "at": last["at"], "kind": "mood", "device": last["device"]}
    with (well / "journal.jsonl").open("ab") as file:
        file.write(sealed(later | {"n": last["n"] + 1}))
    (row,) = found(call)
    assert "later-kind" == row["slug"]
    assert "(mood)" in row["what"]
    assert row["next"].startswith("Update baclotrack")


def test_an_entry_from_a_day_to_come_is_told(call: Call, well: Path) -> None:
    """When the clock moved back, the entry's day and today's are both named."""
    (row,) = found(call, now="2026-11-18T20:00")
    assert "future-day" == row["slug"]
    assert "today is 2026-11-18" in row["what"]


def test_a_journal_that_is_gone_is_told(call: Call, well: Path) -> None:
    """Other files without a journal are a fault; with a checkpoint it is known what was in it."""
    (well / "journal.jsonl").unlink()
    assert ["cut"] == [row["slug"] for row in found(call)]
    (well / ".checkpoint").unlink()
    rows = {row["slug"]: row["next"] for row in found(call)}
    assert {"no-journal", "not-adopted"} == set(rows)
    for step in rows.values():
        assert "baclotrack init" not in step  # a second record, at the first dose


# --- faults of the files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("plan.toml", SLEEP.replace("daily_mg", "dayly_mg"), 19, "limits.dayly_mg"),
        ("plan.toml", SLEEP.replace("hold_days = 1", "hold_days = 0"), 16, "ladder.hold_days"),
        ("plan.toml", "format = 1\nid = \n", 2, "this is not TOML"),
        ("profile.toml", PROFILE.replace("splits = 2", "splits = 3"), 11, "tablets.splits"),
        ("profile.toml", PROFILE + '[[conditions]]\nname = "pregnacy"\n', 13, "Did you mean pregnancy?"),
    ],
)
def test_a_file_that_does_not_fit_is_named_by_line(
    call: Call, well: Path, name: str, text: str, line: int, what: str
) -> None:
    """Each fault of a file that a person wrote has its line, its field, how it looks, and what to do."""
    (well / name).write_text(text, encoding="utf-8")
    rows = [row for row in found(call) if what in row["what"]]
    assert [(name, line)] == [(row["file"], row["line"]) for row in rows]
    assert text.splitlines()[line - 1].strip() == rows[0]["excerpt"]
    assert f"Correct {name}, then run: baclotrack doctor" == rows[0]["next"]


def test_all_faults_are_told_at_once(call: Call, well: Path) -> None:
    """Faults of every file come in one answer, numbered."""
    (well / "plan.toml").write_text(SLEEP.replace("hold_days = 1", "hold_days = 0"), encoding="utf-8")
    (well / "profile.toml").write_text("born = 1\n", encoding="utf-8")
    with (well / "journal.jsonl").open("ab") as file:
        file.write(b"one\ntwo\n")
    done = call("doctor", now=NOW)
    assert 1 == done.code
    assert {"journal.jsonl", "plan.toml", "profile.toml"} == {row["file"] for row in found(call)}
    numbered = [line for line in done.out.splitlines() if not line.startswith("   ")]
    assert len(found(call)) + 1 == len(numbered)
    assert f"{len(found(call))} faults in {well}. Nothing was changed." == numbered[-1]


@pytest.mark.parametrize(
    ("text", "slug"),
    [(SLEEP.replace("hold_days = 1", "hold_days = 3"), "differs"), (None, "no-plan-file")],
    ids=["edited", "gone"],
)
def test_a_plan_file_that_is_not_the_adopted_plan_is_told(call: Call, well: Path, text: str | None, slug: str) -> None:
    """An edit that was not adopted, and a file that is gone, name `plan adopt`."""
    if text is None:
        (well / "plan.toml").unlink()
    else:
        (well / "plan.toml").write_text(text, encoding="utf-8")
    (row,) = found(call)
    assert (slug, "plan.toml") == (row["slug"], row["file"])
    assert "baclotrack plan adopt" in row["next"]


@pytest.mark.parametrize("text", ["", "\n \n", "# mine\n"])
def test_a_profile_that_says_nothing_any_more_is_told_with_the_lines_recorded_last(
    call: Call, well: Path, text: str
) -> None:
    """An emptied file is no file: what to write into it again stands in the journal."""
    before = (well / "profile.toml").read_text(encoding="utf-8")
    (well / "profile.toml").write_text(text, encoding="utf-8")
    (row,) = found(call)
    assert ("no-profile-file", "profile.toml") == (row["slug"], row["file"])
    done = call("doctor", now=NOW)
    assert "1. profile.toml: the file says nothing any more, so next shows no dose." in done.out
    for line in before.splitlines():
        assert f"     {line}".rstrip() in done.out.splitlines()
    assert call("next", now=NOW).code == 1


def test_a_profile_with_one_wrong_line_is_told_as_that(call: Call, well: Path) -> None:
    """What a person wrote is theirs to correct."""
    (well / "profile.toml").write_text("# mine\nborn = 1980\n", encoding="utf-8")
    assert ["bad-file"] == [row["slug"] for row in found(call)]


def test_a_comment_in_the_plan_file_is_no_fault(call: Call, well: Path) -> None:
    """Comments alone make no difference."""
    with (well / "plan.toml").open("a", encoding="utf-8") as file:
        file.write("# a note of mine\n")
    assert [] == found(call)


def test_a_plan_that_nobody_adopted_is_told(call: Call, home: Path) -> None:
    """A plan.toml beside an empty journal is named as not adopted."""
    home.mkdir(mode=0o700)
    (home / "plan.toml").write_text(SLEEP, encoding="utf-8")
    (home / "plan.toml").chmod(0o600)
    (home / "journal.jsonl").touch(mode=0o600)
    (row,) = found(call)
    assert "not-adopted" == row["slug"]
    assert 0 <= row["next"].find("baclotrack merge FILE") < row["next"].find("baclotrack plan adopt")


# --- rights and places ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "journal.jsonl"])
def test_what_cannot_be_written_to_is_told(call: Call, well: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Where nothing can be recorded, all is not well, though everything can be read."""
    real, path = os.access, well / name
    monkeypatch.setattr(os, "access", lambda one, mode: real(one, mode) and not (one == path and mode == os.W_OK))
    (row,) = found(call)
    assert ("read-only", name or str(well)) == (row["slug"], row["file"])
    assert "nothing can be recorded" in row["what"]


@pytest.mark.parametrize("name", [".", "journal.jsonl", "plan.toml", "profile.toml"])
@pytest.mark.parametrize("mode", [0o755, 0o740, 0o702])
def test_rights_of_others_are_told(call: Call, well: Path, name: str, mode: int) -> None:
    """Whatever group or others may do with the home or a file is a fault, with the command that mends it."""
    (well / name).chmod(mode)
    (row,) = found(call)
    assert ("rights", f"mode 0{mode:o}") == (row["slug"], row["what"][-11:-2])
    assert row["next"].endswith(f"chmod go= {well / name}")


@pytest.mark.parametrize("name", ["journal.jsonl", "plan.toml", "profile.toml", ".lock"])
def test_a_folder_in_place_of_a_file_is_told(call: Call, well: Path, name: str) -> None:
    """A folder where a file belongs is named, and nothing is raised."""
    (well / name).unlink(missing_ok=True)
    (well / name).mkdir(mode=0o700)
    assert ("no-file", name) in {(row["slug"], row["file"]) for row in found(call)}


def test_a_file_in_place_of_the_home_is_told(call: Call, home: Path) -> None:
    """A home that is a file is no folder."""
    home.write_text("x", encoding="utf-8")
    (row,) = found(call)
    assert ("no-folder", str(home)) == (row["slug"], row["file"])


def test_a_home_of_somebody_else_is_told(call: Call, well: Path) -> None:
    """A folder that may not be read is named, and nothing is raised."""
    need_non_root()
    well.chmod(0o000)
    rows = found(call)
    well.chmod(0o700)
    assert ["unreadable"] == [row["slug"] for row in rows]


def test_nothing_in_a_file_acts_on_the_terminal(call: Call, well: Path) -> None:
    """Escape sequences and line breaks of a damaged file are printed as harmless text."""
    with (well / "journal.jsonl").open("ab") as file:
        file.write("\x1b[2J\u202egone\x07\r\n".encode())
    (well / "plan.toml").write_text("a = \x1b[2J\u2028\n", encoding="utf-8")
    out = call("doctor", now=NOW).out
    assert [] == [line for line in out.split("\n") if not line.isprintable()]


def test_help_is_a_sentence_and_an_example(run: Run) -> None:
    """`doctor --help` has an example to type."""
    done = run("doctor", "--help")
    assert 0 == done.code
    assert "Example: baclotrack doctor --json" in done.out


# --- mending: a torn last line ----------------------------------------------------------------------

TORN = b'{"v":1,"id":"01ZZZZZZZZZZZZZZZZZZZZZZZZ","at":"2026-11-20T2'


def torn(well: Path, piece: bytes = TORN) -> bytes:
    """Put the beginning of a line at the end of the journal, and return what was there before."""
    before = content(well)
    with (well / "journal.jsonl").open("ab") as file:
        file.write(piece)
    return before


def test_repair_moves_a_torn_last_line_aside(call: Call, well: Path) -> None:
    """The piece stands in a file of its own, for nobody else to read; the journal is what it was before it."""
    before = torn(well)
    done = call("doctor", "--repair", now=NOW)
    piece = well / "journal.jsonl.torn-2026-11-20"
    assert (0, before, TORN, 0o600) == (done.code, content(well), piece.read_bytes(), piece.stat().st_mode & 0o777)
    assert f"The torn last line, {len(TORN)} bytes, was moved to: {piece}" == done.out.splitlines()[0]
    assert [] == found(call)


def test_repair_writes_over_no_earlier_piece(call: Call, well: Path) -> None:
    """A second torn line of the day gets a file of its own, and so does a third."""
    for place in (1, 2, 3):
        torn(well, TORN + b"x" * place)
        assert 0 == call("doctor", "--repair", now=NOW).code
    assert [TORN + b"x", TORN + b"xx", TORN + b"xxx"] == [
        path.read_bytes() for path in sorted(well.glob("journal.jsonl.torn-*"))
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: data[:-1],
        lambda data: data + b"garbage\n",
        lambda data: data.replace(b'"bedtime":5}', b'"bedtime":9}'),
        lambda data: data[:-1] + b"?",
    ],
    ids=["sound", "no line feed at the end", "garbage", "edited", "a whole entry in the last line"],
)
def test_repair_mends_nothing_else(call: Call, well: Path, change: Callable[[bytes], bytes]) -> None:
    """Where the last line is not torn, not one byte of the home changes, and that is said."""
    (well / "journal.jsonl").write_bytes(change(content(well)))
    before = {path.name: path.read_bytes() for path in well.iterdir()}
    done = call("doctor", "--repair", now=NOW)
    assert done.out.startswith("There is no torn last line, so nothing was changed.")
    assert (1 if found(call) else 0) == done.code
    assert before == {path.name: path.read_bytes() for path in well.iterdir()}


def test_repair_says_what_is_left(call: Call, well: Path) -> None:
    """Other faults stay, and the exit code says so."""
    (well / "journal.jsonl").write_bytes(content(well).replace(b'"bedtime":5}', b'"bedtime":9}'))
    torn(well)
    done = call("doctor", "--repair", now=NOW)
    assert (1, "1 fault is left. Run: baclotrack doctor") == (done.code, done.out.splitlines()[-1])


@pytest.mark.parametrize("refused", ["fsync", "ftruncate"])
def test_a_repair_that_fails_loses_nothing(
    call: Call, well: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Where the disk refuses, the journal is as it was, and the sentence says so."""
    torn(well)
    before = content(well)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"baclotrack.store.repair.os.{refused}", refuse)
    done = call("doctor", "--repair", now=NOW)
    assert (1, before) == (done.code, content(well))
    assert "baclotrack: Not repaired: No space left on device." in done.err


def test_nothing_is_made_where_there_is_no_home(call: Call, home: Path) -> None:
    """A repair of nothing says so and makes nothing."""
    done = call("doctor", "--repair", now=NOW)
    assert (0, False) == (done.code, home.exists())


# --- mending: setting aside -------------------------------------------------------------------------


def edited(well: Path) -> None:
    """Change a dose by hand in the last line."""
    (well / "journal.jsonl").write_bytes(content(well).replace(b'"bedtime":5}', b'"bedtime":9}'))


def test_setting_a_line_aside_ends_the_fault_and_holds(call: Call, well: Path) -> None:
    """The line stays in the file, an entry names it by its bytes, doctor is content, and every list shows it."""
    edited(well)
    before = content(well)
    done = call("doctor", "--set-aside", "3", "--yes", now=NOW)
    added = json.loads(content(well).removeprefix(before))
    line = before.splitlines()[2]
    assert 0 == done.code
    assert ("set_aside", f"{zlib.crc32(line):08x}", len(line)) == (added["kind"], added["damaged"], added["length"])
    assert f"  {line.decode()}" in done.out.splitlines()
    told = call("doctor", "--json", now=NOW)
    assert (0, [], [3]) == (told.code, told.json["faults"], [row["line"] for row in told.json["set_aside"]])
    assert "Set aside on 20 Nov 2026: journal.jsonl line 3, a damaged line that begins: " in call("doctor", now=NOW).out
    history = call("history", now=NOW)
    assert 0 == history.code
    assert "set aside on 20 Nov 2026: a damaged line that begins: " in history.out


def test_next_holds_until_complete_days_follow(call: Call, home: Path) -> None:
    """Damaged: no dose. Set aside: the dose is held, with the day told, and goes on after one complete day."""
    adopt(home)
    for day, mg in ((20, 5), (21, 10), (22, 10)):
        logged(call, day, mg)
    whole = content(home)
    (home / "journal.jsonl").write_bytes(whole.replace(b'"2026-11-22","device"', b'"2026-11-12","device"'))
    assert 1 == call("next", now="2026-11-23T22:00").code
    assert 0 == call("doctor", "--set-aside", "5", "--yes", now="2026-11-23T12:00").code
    logged(call, 22, 10)
    answers = []
    for day in (23, 24):
        answers.append(call("next", "--json", "--day", f"2026-11-{day}", now=f"2026-11-{day}T22:00").json)
        logged(call, day, 10)
    answers.append(call("next", "--json", "--day", "2026-11-25", now="2026-11-25T22:00").json)
    assert [("hold", "journal"), ("hold", "journal"), ("step_up", None)] == [
        (one["outcome"], one["limited_by"]) for one in answers
    ]
    assert (
        "A lost or unreadable part of your record was set aside on 23 Nov 2026, so the dose is held for 1 more complete"
        " day. If you were taking more than the record now says, ask your prescriber before you take less: a sudden"
        " drop can be dangerous." == (answers[0]["reasons"][0])
    )


def logged(call: Call, day: int, mg: int) -> None:
    """Record a bad night, the morning after."""
    told = ("log", "--day", f"2026-11-{day}", "--dose", str(mg), "--not-improved", "--lay-awake", "--no-effects")
    assert 0 == call(*told, now=f"2026-11-{day + 1}T07:30").code


def test_a_lost_line_is_set_aside_by_its_place(call: Call, well: Path) -> None:
    """The line that doctor names stands for what is missing after it."""
    assert 0 == call("ask", "May I swim?", now=NOW).code
    kept = lines(well)
    (well / "journal.jsonl").write_bytes(b"".join([*kept[:2], kept[3]]))
    assert ["missing-line"] == [row["slug"] for row in found(call)]
    done = call("doctor", "--set-aside", "2", "--yes", now=NOW)
    assert (0, []) == (done.code, found(call))
    told = call("doctor", "--json", now=NOW).json["set_aside"]
    assert [(3, 3)] == [(row["first"], row["last"]) for row in told]


def test_a_damaged_line_and_the_gap_that_it_leaves_are_one(call: Call, well: Path) -> None:
    """One command is enough for a damaged line in the middle."""
    assert 0 == call("ask", "May I swim?", now=NOW).code
    kept = lines(well)
    (well / "journal.jsonl").write_bytes(b"".join([*kept[:2], b"\0" * 80 + b"\n", kept[3]]))
    assert ["nul", "missing-line"] == [row["slug"] for row in found(call)]
    assert 0 == call("doctor", "--set-aside", "3", "--yes", now=NOW).code
    assert [] == found(call)


def test_a_cut_journal_is_set_aside_as_its_end(call: Call, well: Path) -> None:
    """Where no copy has what is gone, the end of the file is named as lost, and recording goes on."""
    (well / "journal.jsonl").write_bytes(b"".join(lines(well)[:2]))
    assert ["cut"] == [row["slug"] for row in found(call)]
    assert 0 == call("doctor", "--set-aside", "end", "--yes", now=NOW).code
    assert [] == found(call)
    assert 0 == call("ask", "May I swim?", now=NOW).code
    assert [] == found(call)


@pytest.mark.parametrize("forgotten", [False, True])
def test_the_end_can_be_named_also_once_something_was_recorded_after_it(
    call: Call, well: Path, *, forgotten: bool
) -> None:
    """By then doctor calls it the gap after a line; whoever was sent to the end is not sent away."""
    (well / "journal.jsonl").write_bytes(b"".join(lines(well)[:2]))
    assert 0 == call("ask", "May I swim?", now=NOW).code
    assert ["missing-line"] == [row["slug"] for row in found(call)]
    if forgotten:
        (well / ".checkpoint").unlink()
    assert 0 == call("doctor", "--set-aside", "End", "--yes", now=NOW).code
    assert [] == found(call)
    assert (3, 3) == (journal(well)[-1]["first"], journal(well)[-1]["last"])


def test_an_end_that_is_whole_is_not_set_aside_for_gaps_elsewhere(call: Call, well: Path) -> None:
    """Of two gaps nobody knows which one is meant; the sentence names the first, and nothing is written."""
    for question in ("one", "two", "three"):
        assert 0 == call("ask", question, now=NOW).code
    kept = lines(well)
    (well / "journal.jsonl").write_bytes(b"".join([kept[0], kept[2], kept[3], kept[5]]))
    done = call("doctor", "--set-aside", "end", "--yes", now=NOW)
    assert (2, 4) == (done.code, len(lines(well)))
    assert "run: baclotrack doctor --set-aside 1\n" in done.err


def test_a_lost_journal_is_no_instruction_to_stop(call: Call, well: Path) -> None:
    """Nobody can read any more that a dose was taken, so it is said to whoever may take one, until a dose is known."""
    (well / "journal.jsonl").write_bytes(b"")
    stop = "If you already take baclofen, this is not an instruction to stop: do not go up, do not stop suddenly."
    lost = call("next", now=NOW)
    assert (1, True, False) == (lost.code, stop in lost.out, "plan adopt" in lost.out)
    aside = call("doctor", "--set-aside", "end", "--yes", now=NOW)
    assert "until as many complete days follow as your plan keeps each step." in aside.out
    assert 0 == call("plan", "adopt", "--yes", now=NOW).code
    adopted = call("next", now=NOW)
    assert (3, True) == (adopted.code, stop in adopted.out)
    assert 0 == call("instruct", "set-dose", "bedtime=5", "--by", "Dr A.", now=NOW).code
    assert stop not in call("next", now=NOW).out


def test_setting_another_line_aside_hides_no_cut(call: Call, well: Path) -> None:
    """A damaged line and a cut journal are two things: the second is told as before, once the first is settled."""
    for question in ("one", "two"):
        assert 0 == call("ask", question, now=NOW).code
    kept = lines(well)
    (well / "journal.jsonl").write_bytes(b"".join([*kept[:2], kept[2].replace(b'"bedtime":5}', b'"bedtime":9}')]))
    assert ["wrong-checksum", "cut"] == [row["slug"] for row in found(call)]
    assert 0 == call("doctor", "--set-aside", "3", "--yes", now=NOW).code
    assert ["missing-line"] == [row["slug"] for row in found(call)]
    assert 0 == call("doctor", "--set-aside", "2", "--yes", now=NOW).code
    assert [] == found(call)


def test_setting_aside_taken_back_brings_the_fault_back(call: Call, well: Path) -> None:
    """`undo` works on it as on any entry."""
    edited(well)
    assert 0 == call("doctor", "--set-aside", "3", "--yes", now=NOW).code
    assert 0 == call("undo", now=NOW).code
    assert ["wrong-checksum", "missing-line"] == [row["slug"] for row in found(call)]


def test_a_line_set_aside_is_known_by_its_bytes(call: Call, well: Path) -> None:
    """Lines in another order change nothing; other damage in the same line is a new fault."""
    edited(well)
    assert 0 == call("doctor", "--set-aside", "3", "--yes", now=NOW).code
    (well / "journal.jsonl").write_bytes(b"".join(reversed(lines(well))))
    assert [] == found(call)
    (well / "journal.jsonl").write_bytes(content(well).replace(b'"bedtime":9}', b'"bedtime":8}'))
    assert ["wrong-checksum"] == [row["slug"] for row in found(call)]


@pytest.mark.parametrize("line", ["1", "4", "99", "-1", "0", "end", "three", "3.0", "\u0663", "9" * 40, ""])
def test_only_a_fault_is_set_aside(call: Call, well: Path, line: str) -> None:
    """A sound line, a line that is not there, or no number: wrong use, and nothing is written."""
    edited(well)
    before = content(well)
    done = call("doctor", "--set-aside", line, "--yes", now=NOW)
    assert (2, before) == (done.code, content(well))
    assert "To set aside the first fault of journal.jsonl, run: baclotrack doctor --set-aside 3\n" in done.err


def test_nothing_is_set_aside_unasked(call: Call, well: Path) -> None:
    """Without a terminal there is nobody to ask, so --yes is asked for."""
    edited(well)
    before = content(well)
    done = call("doctor", "--set-aside", "3", now=NOW, stdin="y\n")
    assert (2, before) == (done.code, content(well))
    assert "add: --yes" in done.err


@pytest.mark.parametrize(("typed", "code", "kinds"), [("n", 2, 0), ("", 2, 0), ("y", 0, 1)])
def test_at_a_terminal_it_is_asked(well: Path, typed: str, code: int, kinds: int) -> None:
    """The line is shown, what it means is said, and only a yes sets it aside; Enter is no."""
    edited(well)
    with terminal(well, "doctor", "--set-aside", "3", now=NOW) as child:
        child.expect("its checksum does not match")
        child.expect('"bedtime":9}')
        child.expect("baclotrack merge FILE")
        child.expect("next holds the dose until 1 complete day follows")
        answer(child, ("Set it aside\\? \\[y/N\\]", typed))
        ended, _ = rest(child)
    assert (code, kinds) == (ended, content(well).count(b'"kind":"set_aside"'))


@pytest.mark.parametrize(
    "options", [("--repair", "--json"), ("--repair", "--set-aside", "3"), ("--set-aside", "3", "--json"), ("--yes",)]
)
def test_options_that_contradict_each_other_are_wrong_use(call: Call, well: Path, options: tuple[str, ...]) -> None:
    """Exit 2, and nothing is changed."""
    edited(well)
    before = content(well)
    assert (2, before) == (call("doctor", *options, now=NOW).code, content(well))


def test_nothing_in_the_place_of_a_value_is_shown_as_it_stands(call: Call, well: Path) -> None:
    """A line with a good checksum may hold null where the public form has no field at all."""
    path = well / "journal.jsonl"
    plan = next(line for line in path.read_bytes().splitlines() if b'"kind":"plan"' in line)
    body = plan.rpartition(b',"crc"')[0].replace(b'"plan":{', b'"plan":{"more":null,', 1)
    path.write_bytes(path.read_bytes().replace(plan, b'%s,"crc":"%08x"}' % (body, zlib.crc32(body))))
    done = call("doctor", now=NOW)
    assert (1, False) == (done.code, "inside the program" in done.err)
    assert "plan.more: this key is not known, so nothing would follow it." in done.out
