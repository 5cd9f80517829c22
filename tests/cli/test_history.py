"""`baclotrack history`: what was recorded, corrections included."""

import json
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, SLEEP, adopt, content, journal
from tests.conftest import Call

NOW = "2026-11-23T12:00"


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin in the evening of 20 November with the leaflet's plan adopted."""
    adopt(home)


@pytest.fixture
def some_days(call: Call, home: Path) -> list[str]:
    """Let a few days have been recorded, one of them corrected and one entry taken back; return the ids."""
    call("take", now="2026-11-20T22:35")
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    call("log", "--drinks", "1", "--day", "2026-11-20", now="2026-11-21T08:00")
    call("log", "--red-flag", "fainting", "--note", "in the shop", now="2026-11-21T15:00")
    call("undo", "--reason", "it was my neighbour", now="2026-11-21T16:00")
    call("instruct", "hold", "--until", "2026-11-25", "--note", "by telephone", now="2026-11-22T12:00")
    return [row["id"] for row in journal(home)]


def test_every_entry_is_told_oldest_first(call: Call, some_days: list[str]) -> None:
    """Each line has the id, when it was recorded, and what was said; corrections and retractions are marked."""
    done = call("history", now=NOW)
    assert (0, "") == (done.code, done.err)
    told = [
        "2026-11-20 18:00  profile recorded",
        "2026-11-20 18:00  plan adopted: Baclofen at bedtime for sleep (Dr A. Example), from 20 Nov 2026",
        "2026-11-20 22:35  dose for 20 Nov 2026: 5 mg at bedtime",
        (
            "2026-11-21 07:30  corrected   check-in for 20 Nov 2026: 5 mg at bedtime; sleep improved no; fell back"
            " asleep no; side effects: none."
        ),
        (
            "2026-11-21 08:00  check-in for 20 Nov 2026: 5 mg at bedtime; sleep improved no; fell back asleep no; side"
            " effects: none; drinks 1."
        ),
        '2026-11-21 15:00  taken back  check-in for 21 Nov 2026: RED FLAG: fainting; note "in the shop".',
        f'2026-11-21 16:00  took back entry {some_days[5]} "it was my neighbour"',
        '2026-11-22 12:00  Dr A. Example said on 22 Nov 2026: hold until 25 Nov 2026 "by telephone"',
    ]
    assert [f"{one}  {line}" for one, line in zip(some_days, told, strict=True)] == done.out.splitlines()


@pytest.mark.parametrize(
    ("since", "shown"),
    [("2026-11-20", 8), ("2026-11-21", 3), ("yesterday", 1), ("-2", 3), ("today", 0), ("2027-01-01", 0)],
)
def test_since_goes_by_the_day_that_an_entry_concerns(call: Call, some_days: list[str], since: str, shown: int) -> None:
    """A late entry about an early day belongs to the early day; both forms show the same entries."""
    rows = call("history", "--since", since, "--json", now=NOW).json
    assert some_days[len(some_days) - shown :] == [row["id"] for row in rows]
    lines = call("history", "--since", since, now=NOW).out.splitlines()
    assert [row["id"] for row in rows] == [line.split()[0] for line in lines if not line.startswith("Nothing")]


def test_an_empty_answer_says_so(call: Call, tmp_path: Path) -> None:
    """Nothing recorded is told in words, and as an empty list."""
    assert "Nothing is recorded yet. Run: baclotrack init\n" == call("history", now=NOW, home=tmp_path / "new").out
    assert [] == call("history", "--json", now=NOW, home=tmp_path / "new").json
    assert "Nothing is recorded since 23 Nov 2026.\n" == call("history", "--since", "today", now=NOW).out


def test_json_is_what_stands_in_the_journal(call: Call, home: Path, some_days: list[str]) -> None:
    """A script reads the entries field by field as they were written."""
    rows = call("history", "--json", now=NOW).json
    assert some_days == [row["id"] for row in rows]
    written = [json.loads(line) for line in content(home).splitlines()]
    assert [{name: one[name] for name in one if name != "crc"} for one in written] == [
        {name: row[name] for name in row if name != "crc"} for row in rows
    ]


def test_amounts_are_exact_numbers(call: Call) -> None:
    """Half a tablet is 2.5 in JSON and in words."""
    call("log", "--dose", "2.5", now=NOW)
    assert {"bedtime": 2.5} == call("history", "--json", now=NOW).json[-1]["doses"]
    assert call("history", now=NOW).out.splitlines()[-1].endswith("check-in for 22 Nov 2026: 2.5 mg at bedtime.")


# --- hostile words ----------------------------------------------------------------------------------

HOSTILE = "\x1b[2J\x1b]0;owned\x07 \u202e5 gm\u202c \b\b\x9b31m [bold red]10 mg[/] a\nb\tc \u2028 \u00ad end"


def test_no_note_reaches_the_terminal_as_a_command(call: Call) -> None:
    """Escapes, bells, direction marks, backspaces and markup are shown as what they are, on one line."""
    done = call("log", "--dose", "5", "--note", HOSTILE, now="2026-11-21T07:30")
    said = call("history", now=NOW).out
    for out in (done.out, said):
        assert set() == {one for one in out if not one.isprintable()} - {"\n"}
        assert (
            r"\x1b[2J\x1b]0;owned\x07 \u202e5 gm\u202c \x08\x08\x9b31m [bold red]10 mg[/] a\nb\tc \u2028 \xad end"
            in out
        )
    assert 1 == len(said.splitlines()[-1:])
    assert HOSTILE == call("history", "--json", now=NOW).json[-1]["note"]


# --- damage -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("some_days")
@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ((b'"mg":5', b'"mg":9'), "journal.jsonl line 3: its checksum does not match"),
        ((b'"slot":"bedtime"', b'"slot":"bed\xfftime"'), "journal.jsonl line 3: it holds bytes that are no text"),
        ((b'"slot":"bedtime"', b'"slot":"bed\0time"'), "journal.jsonl line 3: it holds empty bytes"),
    ],
)
def test_a_damaged_line_is_named_and_all_others_are_told(
    call: Call, home: Path, damage: tuple[bytes, bytes], fault: str
) -> None:
    """On a damaged journal every intact line is printed, the fault named on stderr, exit 1, nothing rewritten."""
    path = home / "journal.jsonl"
    damaged = path.read_bytes().replace(*damage)
    path.write_bytes(damaged)
    done = call("history", now=NOW)
    assert (1, 7, damaged) == (done.code, len(done.out.splitlines()), path.read_bytes())
    assert fault in done.err
    done = call("history", "--json", now=NOW)
    assert (1, 7) == (done.code, len(done.json))
    assert fault in done.err


def test_a_line_that_is_gone_is_told(call: Call, home: Path, some_days: list[str]) -> None:
    """A gap in this machine's count means that an entry was lost, and that is said."""
    path = home / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:4] + lines[5:]))
    done = call("history", now=NOW)
    assert (1, len(some_days) - 1) == (done.code, len(done.out.splitlines()))
    assert "journal.jsonl line 4: after it, entry 5 of device" in done.err


def test_entries_of_a_later_version_are_told_of(call: Call, home: Path) -> None:
    """A kind that this version does not know is kept, named on stderr, and no fault."""
    from zlib import crc32

    device = journal(home)[0]["device"]
    body = (
        b'{"v":2,"id":"LATER1","at":"2026-11-21T10:00:00.000+00:00","kind":"mood","device":"%s","n":3' % device.encode()
    )
    with (home / "journal.jsonl").open("ab") as file:
        file.write(b'%s,"crc":"%08x"}\n' % (body, crc32(body)))
    done = call("history", now=NOW)
    assert (0, 2) == (done.code, len(done.out.splitlines()))
    assert "baclotrack: entries of a later version are kept but not shown: mood\n" == done.err


def test_a_line_of_a_strange_shape_stops_nothing(call: Call, home: Path) -> None:
    """A line with a good checksum may hold anything, a list for a kind or nothing for a name as well."""
    from zlib import crc32

    for body in (b'{"v":1,"id":"STRANGE1","kind":[]', b'{"v":1,"id":"STRANGE2","kind":null,"reason":null'):
        with (home / "journal.jsonl").open("ab") as file:
            file.write(b'%s,"crc":"%08x"}\n' % (body, crc32(body)))
    done = call("history", now=NOW)
    assert (1, 2) == (done.code, len(done.out.splitlines()))
    assert 2 == done.err.count("a field does not fit (device: this is missing). Run: baclotrack doctor")


def test_words_of_a_plan_are_shown_escaped(call: Call, home: Path) -> None:
    """A plan's title may hold marks that turn text around; they are shown, not obeyed."""
    adopt(home, SLEEP.replace("Baclofen at bedtime for sleep", "Sleep \\u202egm 01"))
    assert r"plan adopted: Sleep \u202egm 01 (Dr A. Example)" in call("history", now=NOW).out


def test_a_plan_whose_journal_may_be_gone_leads_to_a_copy_first(call: Call, home: Path) -> None:
    """Journal and checkpoint gone without a trace: nothing that says what comes next leads straight to a first step."""
    (home / "journal.jsonl").unlink()
    (home / ".checkpoint").unlink(missing_ok=True)
    for command in (("next",), ("log", "--as-planned"), ("take", "5"), ("history",), ("export", "--format", "md")):
        found = call(*command, now=NOW, home=home)
        words = " ".join((found.out + found.err).split())
        first, then = words.find("baclotrack merge FILE"), words.find("run: baclotrack plan adopt")
        assert (command, True) == (command, 0 < first < then)
        assert "baclotrack init" not in words


def test_a_folder_in_the_journals_place_is_not_nothing(call: Call, home: Path) -> None:
    """What cannot be read is told; that nothing is recorded would be more than is known."""
    (home / "journal.jsonl").unlink()
    (home / "journal.jsonl").mkdir()
    found = call("history", now=NOW, home=home)
    assert (1, "") == (found.code, found.out)
    assert "journal.jsonl cannot be read" in found.err
