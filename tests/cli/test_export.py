"""`baclotrack export`: what it writes, where to, what it says before, and what it never does."""

import json
import stat
import sys
from datetime import date
from pathlib import Path

import pytest

from baclotrack.export import FORMATS
from baclotrack.store.writing import Draft
from tests.cli.helpers import adopt, content, write
from tests.conftest import Call
from tests.export.drawn import SHIFTS, in_words, move, true_days

NOW = "2026-11-24T09:00"
PAGES = ("md", "html")
NOTE = "Slept on the sofa, =cmd() <b>x</b>"


@pytest.fixture
def full(home: Path) -> Path:
    """Return a home with a plan, three nights, a note and a question."""
    adopt(home)
    for number, mg in enumerate((5, 10, 10), start=20):
        told = {"doses": {"bedtime": mg}, "effects": {}, "measures": {"sleep_improved": False}, "note": NOTE}
        write(home, Draft("checkin", told, date(2026, 11, number)), at=f"2026-11-{number + 1}T07:00:00+00:00")
    write(home, Draft("question", {"text": "Mornings?"}, date(2026, 11, 22)), at="2026-11-22T08:00:00+00:00")
    return home


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_a_page_goes_to_a_private_file_named_by_its_days(call: Call, full: Path, here: Path, name: str) -> None:
    done = call("export", "--format", name, now=NOW)
    assert (0, "") == (done.code, done.out)
    path = here / f"baclotrack-2026-11-20-to-2026-11-24.{name}"
    assert [path.name] == [one.name for one in here.iterdir()]
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert "For your decision" in path.read_text("utf-8")


def test_without_a_format_the_page_is_html(call: Call, full: Path, here: Path) -> None:
    assert 0 == call("export", now=NOW).code
    assert [".html"] == [one.suffix for one in here.iterdir()]


def test_what_leaves_is_said_before_it_leaves(call: Call, full: Path, here: Path) -> None:
    """On stderr: which days, names or none, notes or none, and where to."""
    done = call("export", "--out", "page.md", now=NOW)
    days, names = "20 Nov 2026 to 24 Nov 2026", "your prescriber's name and year of birth"
    assert [
        f"Leaving: the record of {days}, with {names}; without your notes.",
        "Where to: page.md. Nothing is sent anywhere.",
    ] == done.err.splitlines()


def test_notes_go_along_only_when_asked(call: Call, full: Path, here: Path) -> None:
    call("export", "--out", "without.html", now=NOW)
    done = call("export", "--out", "with.html", "--notes", now=NOW)
    assert "your notes go along" in done.err
    assert "sofa" not in (here / "without.html").read_text("utf-8")
    assert "sofa, =cmd() &lt;b&gt;x&lt;/b&gt;" in (here / "with.html").read_text("utf-8")


def test_a_name_is_printed_and_never_kept(call: Call, full: Path, here: Path) -> None:
    before = content(full)
    done = call("export", "--out", "page.md", "--name", "A. B.", now=NOW)
    assert "with your name, your prescriber's name" in done.err
    assert "**Name:** A. B." in (here / "page.md").read_text("utf-8")
    assert before == content(full)


@pytest.mark.parametrize(
    ("out", "expected"),
    [("p.md", "# Bac"), ("P.HTML", "<!DOC"), ("p.markdown", "# Bac"), ("p.htm", "<!DOC")],
)
def test_a_files_name_tells_the_format(call: Call, full: Path, here: Path, out: str, expected: str) -> None:
    assert 0 == call("export", "--out", out, now=NOW).code
    assert expected == (here / out).read_text("utf-8")[:5]


def test_the_format_wins_over_the_files_name(call: Call, full: Path, here: Path) -> None:
    assert 0 == call("export", "--format", "md", "--out", "page.html", now=NOW).code
    assert "# Bac" == (here / "page.html").read_text("utf-8")[:5]


def test_several_formats_are_several_files(call: Call, full: Path, here: Path) -> None:
    (here / "into").mkdir()
    assert 0 == call("export", "--format", "md,html", "--out", "into", now=NOW).code
    assert ["baclotrack-2026-11-20-to-2026-11-24" + end for end in (".html", ".md")] == sorted(
        one.name for one in (here / "into").iterdir()
    )


def test_an_existing_file_is_never_written_over_without_force(call: Call, full: Path, here: Path) -> None:
    """Of several formats none is written where one of them stands in the way."""
    path = here / "baclotrack-2026-11-20-to-2026-11-24.html"
    path.write_text("mine")
    done = call("export", "--format", "md,html", now=NOW)
    assert (2, "mine", [path]) == (done.code, path.read_text(), list(here.iterdir()))
    assert "is there already. Nothing was written." in done.err
    assert 0 == call("export", "--format", "md,html", "--force", now=NOW).code
    assert "mine" != path.read_text()


@pytest.mark.parametrize("name", ["journal.jsonl", "plan.toml", "profile.toml"])
def test_the_journals_own_files_are_never_written_over(call: Call, full: Path, here: Path, name: str) -> None:
    """Not even with --force, and not through a link either: no export may cost a record."""
    before = (full / name).read_bytes()
    (here / "link.md").symlink_to(full / name)
    for out in (full / name, here / "link.md"):
        done = call("export", "--format", "md", "--out", str(out), "--force", now=NOW)
        assert (2, before) == (done.code, (full / name).read_bytes())
        assert "is the journal's own file. Nothing was written." in done.err


def test_standard_output_takes_one_page(call: Call, full: Path, here: Path) -> None:
    done = call("export", "--format", "md", "--out", "-", now=NOW)
    assert done.out.startswith("# Baclofen record")
    assert "Where to: standard output." in done.err
    assert [] == list(here.iterdir())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "htm"), "Did you mean html?"),
        (("--format", "word"), "Known: md, html, pdf, csv, json, fhir, ics."),
        (("--out", "page.doc"), "ends in no known format"),
        (("--format", "md,html", "--out", "-"), "one format at a time"),
        (("--format", "md,html", "--out", "one.md"), "do not go into one file"),
        (("--out", "nowhere/page.md"), "is no folder. Nothing was written."),
        (("--format", "md", "--out", "/dev/null", "--force"), "is no ordinary file. Nothing was written."),
        (("--table", "doses", "--format", "md"), "--table is a table of csv"),
        (("--table", "doses", "--out", "page.md"), "--table is a table of csv"),
        (("--table", "dosis"), "'dosis' is no table. Did you mean"),
        (("--anonymous", "--notes"), "--anonymous leaves out names and notes, --notes adds them"),
        (("--anonymous", "--name", "A"), "--name adds them"),
        (("--name", "a\x1bb"), "--name does not fit"),
        (("--name", " "), "--name does not fit"),
        (("--since", "2026-11-24", "--until", "2026-11-21"), "--since 2026-11-24 is after --until 2026-11-21"),
        (("--until", "2026-12-01"), "is in the future; today is 2026-11-24. An export ends with today at the latest."),
        (("--since", "2026-12-01"), "is in the future"),
        (("--since", "soon"), "is no day"),
    ],
)
def test_wrong_use_says_what_is_right_and_writes_nothing(
    call: Call, full: Path, here: Path, options: tuple[str, ...], told: str
) -> None:
    done = call("export", *options, now=NOW)
    assert (2, "", []) == (done.code, done.out, list(here.iterdir()))
    assert told in done.err


def test_a_table_alone_is_csv_in_a_file_of_its_own(call: Call, full: Path, here: Path) -> None:
    """Nobody has to write --format csv beside it, and a second table does not meet the first one's file."""
    for table in ("doses", "days"):
        assert 0 == call("export", "--table", table, now=NOW).code
    assert [f"baclotrack-2026-11-20-to-2026-11-24-{one}.csv" for one in ("days", "doses")] == sorted(
        one.name for one in here.iterdir()
    )
    done = call("export", "--table", "doses", "--out", "-", now=NOW)
    assert done.out.startswith("day,slot,")


def test_days_without_a_record_are_said_to_be_so(call: Call, full: Path, here: Path) -> None:
    """A mistyped year must not make a page that looks like nothing happened."""
    done = call("export", "--since", "2025-11-20", "--until", "2025-11-24", now=NOW)
    assert (0, "Nothing is recorded for these days.") == (done.code, done.err.splitlines()[0])
    assert "Nothing is recorded" not in call("export", now=NOW).err


def test_a_calendar_with_nothing_in_it_is_refused(call: Call, full: Path, here: Path) -> None:
    """RFC 5545 wants an entry, and none is made up: after end-plan and without a visit there is nothing to come."""
    call("instruct", "end-plan", "--by", "Dr A. Example", now=NOW)
    done = call("export", "--format", "md,ics", now=NOW)
    assert (2, []) == (done.code, list(here.iterdir()))
    assert "A calendar would be empty" in done.err
    call("visit", "add", "2026-12-03", "Dr A. Example", now=NOW)
    assert 0 == call("export", "--format", "ics", now=NOW).code


def test_an_empty_home_has_nothing_to_export(call: Call, home: Path, here: Path) -> None:
    done = call("export", now=NOW)
    assert (2, []) == (done.code, list(here.iterdir()))
    assert "there is nothing to export" in done.err


def test_the_range_begins_with_the_last_appointment(call: Call, full: Path, here: Path) -> None:
    call("visit", "add", "2026-11-22", "Dr A. Example", now=NOW)
    for since in ((), ("--since", "last-appointment"), ("--since", "2026-11-22")):
        done = call("export", "--format", "md", "--out", "-", *since, now=NOW)
        assert "22 Nov 2026 to 24 Nov 2026 (3 days), since the last appointment recorded" in done.out


def test_a_damaged_journal_is_exported_and_said_so(call: Call, full: Path, here: Path) -> None:
    """What can be read goes out, the page says that something is missing, and the exit code is 1."""
    path = full / "journal.jsonl"
    lines = path.read_bytes().split(b"\n")
    lines[3] = lines[3].replace(b'"bedtime":10', b'"bedtime":15')
    path.write_bytes(b"\n".join(lines))
    done = call("export", "--format", "md", "--out", "-", now=NOW)
    assert 1 == done.code
    assert "The record has" in done.out
    assert "the record is damaged" in done.out


def test_nothing_in_the_home_changes(call: Call, full: Path, here: Path) -> None:
    before = {path: path.read_bytes() for path in full.iterdir() if path.is_file()}
    call("export", "--format", "md,html", now=NOW)
    assert before == {path: path.read_bytes() for path in full.iterdir() if path.is_file()}


def test_a_missing_extra_is_told_and_writes_nothing(
    call: Call, full: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several formats none is written where one of them cannot be rendered."""
    monkeypatch.setitem(sys.modules, "typst", None)
    done = call("export", "--format", "md,pdf", now=NOW)
    assert (1, []) == (done.code, list(here.iterdir()))
    assert "pip install 'baclotrack[pdf]'" in done.err
    assert "Leaving" not in done.err, "nothing leaves, and nothing says that it does"


def test_a_pdf_never_goes_onto_a_terminal(call: Call, full: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baclotrack.cli.export_files.is_terminal", lambda _: True)
    done = call("export", "--format", "pdf", "--out", "-", now=NOW)
    assert 2 == done.code
    assert "pdf is not for a terminal. Name a file: --out FILE.pdf" in done.err


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_there_and_private(call: Call, full: Path, here: Path, name: str) -> None:
    """Each writes a file of its own, not empty, for nobody else to read."""
    if name == "pdf":
        pytest.importorskip("typst", reason="the extra pdf (typst) is not installed")
    done = call("export", "--format", name, now=NOW)
    assert 0 == done.code, done.err
    (path,) = here.iterdir()
    assert path.name.endswith(FORMATS[name].ending)
    assert path.stat().st_size > 100
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_the_whole_journal_is_called_so(call: Call, full: Path, here: Path) -> None:
    """JSON holds every note whatever is asked for, and that is said before."""
    done = call("export", "--format", "json", "--out", "all.json", now=NOW)
    assert [
        "Leaving: the whole journal, with every day, every name and every note in it.",
        "Where to: all.json. Nothing is sent anywhere.",
    ] == done.err.splitlines()
    both = call("export", "--format", "json,md", now=NOW)
    assert "json: the whole journal, every day and every note in it." in both.err
    assert "sofa" in json.dumps(json.loads((here / "all.json").read_text("utf-8")))


def test_json_tells_each_day_once(call: Call, full: Path, here: Path) -> None:
    """A step names its days by the first and the last; what each of them shows stands in the trend."""
    call("export", "--format", "json", "--out", "all.json", now=NOW)
    told = json.loads((here / "all.json").read_text("utf-8"))["summary"]
    counts = {"missed": 0, "unlogged": 0}
    assert [
        {"doses": {"bedtime": 5}, "since": "2026-11-20", "until": "2026-11-20", "days": 1, **counts},
        {"doses": {"bedtime": 10}, "since": "2026-11-21", "until": "2026-11-23", "days": 3, **counts, "unlogged": 1},
    ] == told["steps"]
    assert [20, 21, 22, 23] == [int(one["day"][-2:]) for one in told["trend"]["days"]]


@pytest.mark.parametrize("weeks", SHIFTS)
def test_anonymous_pages_have_no_names_and_no_true_days(
    call: Call, full: Path, here: Path, monkeypatch: pytest.MonkeyPatch, weeks: int
) -> None:
    move(monkeypatch, weeks)
    done = call("export", "--format", "md,html", "--anonymous", now=NOW)
    assert "no names, no phone numbers, no notes" in done.err
    assert ["baclotrack-anonymous.html", "baclotrack-anonymous.md"] == sorted(one.name for one in here.iterdir())
    for path in here.iterdir():
        told = path.read_text("utf-8")
        assert [] == [name for name in ("Example", "sofa", "01632") if name in told] + true_days(told, weeks)
        assert "Anonymous: names are left out and all days are moved" in told


@pytest.mark.parametrize("weeks", SHIFTS)
def test_an_anonymous_json_is_a_home_of_nobody(
    call: Call, full: Path, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weeks: int
) -> None:
    """It holds the anonymous home, not the real one: no byte of a name, and the plan says there what it says here."""
    move(monkeypatch, weeks)
    done = call("export", "--format", "json", "--anonymous", "--out", "all.json", now=NOW)
    assert (0, True) == (done.code, "json: every day of the journal, not these days only." in done.err)
    data = (here / "all.json").read_text("utf-8")
    journal = (full / "journal.jsonl").read_text("utf-8")
    ids = [json.loads(line)[key] for line in journal.splitlines() for key in ("id", "crc")]
    assert [] == [one for one in ids if one in data]
    words = in_words(data)
    assert [] == [name for name in ("Example", "sofa", "Mornings", "01632") if name in words] + true_days(words, weeks)
    told = json.loads(data)
    other = tmp_path / "other"
    assert 0 == call("import", "all.json", home=other, now=NOW).code
    moment = told["made_at"]
    here_told, there_told = call("next", "--json", now=NOW).json, call("next", "--json", home=other, now=moment).json
    kept = ("outcome", "doses", "in_force", "limited_by", "contact")
    assert [here_told[one] for one in kept] == [there_told[one] for one in kept]


def test_a_stream_that_takes_text_only_gets_the_page(call: Call, full: Path, here: Path) -> None:
    """The entry point works with any text stream; a PDF cannot go there, and that is said."""
    assert call("export", "--format", "html", "--out", "-", now=NOW).out.startswith("<!DOCTYPE html>")
    done = call("export", "--format", "csv", "--out", "-", now=NOW)
    assert 2 == done.code
    assert "Standard output takes text only here. Name a file: --out FILE" in done.err


def test_a_page_of_past_days_says_so_in_every_format(call: Call, full: Path, here: Path) -> None:
    """The step of an old day must not be read as the one of today."""
    days = ("--since", "2026-11-20", "--until", "2026-11-21")
    assert 0 == call("export", "--format", "md,html,json", *days, now=NOW).code
    stem = "baclotrack-2026-11-20-to-2026-11-21"
    for name in PAGES:
        told = (here / f"{stem}.{name}").read_text("utf-8")
        assert "For your decision, as of " in told
        assert "later days are left out" in told
    summary = json.loads((here / f"{stem}.json").read_text("utf-8"))["summary"]
    assert ("2026-11-22", "2026-11-22") == (summary["as_of"], summary["decision"]["day"])
    assert 0 == call("export", "--format", "json", "--out", "now.json", now=NOW).code
    assert json.loads((here / "now.json").read_text("utf-8"))["summary"]["as_of"] is None


@pytest.mark.parametrize("name", ["nope", "note", "nottes"])
def test_notes_are_no_hint_where_they_were_not_asked_for(call: Call, full: Path, here: Path, name: str) -> None:
    assert "notes" not in call("export", "--table", name, now=NOW).err
    assert "notes" in call("export", "--table", name, "--notes", now=NOW).err
