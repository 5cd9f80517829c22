import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import PROFILE, SLEEP, adopt, content
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
    assert (1 if done.json else 0) == done.code
    rows: list[dict[str, Any]] = done.json
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
    assert row["next"].endswith("baclotrack history")


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
    """Other files without a journal are a fault."""
    (well / "journal.jsonl").unlink()
    assert "no-journal" in {row["slug"] for row in found(call)}


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
    assert ["not-adopted"] == [row["slug"] for row in found(call)]


# --- rights and places ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".", "journal.jsonl", "plan.toml", "profile.toml"])
@pytest.mark.parametrize("mode", [0o755, 0o740, 0o702])
def test_rights_of_others_are_told(call: Call, well: Path, name: str, mode: int) -> None:
    """Whatever group or others may do with the home or a file is a fault, with the command that mends it."""
    (well / name).chmod(mode)
    (row,) = found(call)
    assert ("rights", f"mode 0{mode:o}") == (row["slug"], row["what"][-11:-2])
    assert row["next"].endswith(f"chmod go= {well / name}")


@pytest.mark.parametrize("name", ["journal.jsonl", "plan.toml", "profile.toml"])
def test_a_folder_in_place_of_a_file_is_told(call: Call, well: Path, name: str) -> None:
    """A folder where a file belongs is named, and nothing is raised."""
    (well / name).unlink()
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
