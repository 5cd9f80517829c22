"""Tables: the standard library's reader, which did not write them, reads back what was recorded."""

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.fold import walk
from baclotrack.errors import BaclotrackError
from baclotrack.export import csv_record
from baclotrack.export.csv_ import FORMULA, TABLES, harmless, render, table_bytes, told
from baclotrack.export.csv_record import Cell
from baclotrack.export.escapes import escaped, unescaped
from baclotrack.store.writing import Draft
from tests.cli.helpers import DAYTIME, adopt, write
from tests.export.jobs import FIRST, NOW, checkin, five_days, hostile_days, job_of
from tests.export.paper import HOSTILE

Rows = list[dict[str, str]]


def read(data: bytes) -> Rows:
    """Return the rows of one table by their columns, as the standard library reads them."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def unzip(data: bytes) -> dict[str, bytes]:
    """Return the files of a zip, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(home: Path, name: str, **options: Any) -> Rows:  # noqa: ANN401 - fields of Options
    """Return one table of a home."""
    return read(render(job_of(home, table=name, **options)))


def test_the_days_are_what_was_decided_and_recorded(home: Path) -> None:
    """Each day's row has the plan's word, the doses planned and taken, and what was asked."""
    rows = table(five_days(home), "days")
    keys = ("day", "outcome", "limited_by", "planned_mg", "taken_bedtime_mg", "kept", "worst_grade", "drinks")
    assert [
        ("2026-11-20", "start", "", "5", "5", "complete", "0", "0"),
        ("2026-11-21", "hold", "sedatives", "5", "10", "over", "1", "1.5"),
        ("2026-11-22", "emergency", "red-flag", "", "0", "missed", "2", ""),
        ("2026-11-23", "hold", "side-effects", "5", "10", "over", "", ""),
        ("2026-11-24", "hold", "check-in", "5", "", "unlogged", "", ""),
        ("2026-11-25", "hold", "check-in", "5", "", "unlogged", "", ""),
    ] == [tuple(row[key] for key in keys) for row in rows]


def test_doses_read_back_as_they_were_recorded(home: Path) -> None:
    """Every recorded dose is one row, and no other row has a dose: 0 is missed, empty is not told."""
    rows = table(five_days(home), "doses")
    found = {date.fromisoformat(row["day"]): row["taken_mg"] for row in rows}
    days = job_of(home).home.history.days
    assert {day: Decimal(mg) for day, mg in found.items() if mg} == {
        day: facts.doses["bedtime"] for day, facts in days.items() if facts.doses
    }
    assert ["0"] == [mg for day, mg in found.items() if day == date(2026, 11, 22)]
    assert ["", ""] == [found[date(2026, 11, 24)], found[date(2026, 11, 25)]]


def test_decisions_read_back_as_the_walk_decides(home: Path) -> None:
    """The outcome, the limit and the planned mg of each day are those of the engine."""
    job = job_of(five_days(home))
    walked = list(walk(job.home.history, job.catalog, job.home.today, job.home.health))
    rows = table(home, "days")
    assert [
        (str(one.decision.day), one.decision.outcome.value, one.decision.limited_by or "", one.decision.contact.value)
        for one in walked
    ] == [(row["day"], row["outcome"], row["limited_by"], row["contact"]) for row in rows]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("effects", [("20", "none", "0"), ("21", "nausea", "1"), ("21", "fall", "0"), ("22", "drowsiness", "2")]),
        ("sedatives", [("20", "none"), ("22", "zolpidem")]),
        ("drinks", [("20", "0"), ("21", "1.5")]),
        ("red_flags", [("22", "fainting")]),
    ],
)
def test_asked_and_none_is_not_the_same_as_not_asked(home: Path, name: str, expected: list[tuple[str, ...]]) -> None:
    """What was asked and not there says so in a row; what was not asked has no row."""
    rows = [tuple(row.values()) for row in table(five_days(home), name)]
    assert expected == [(day.removeprefix("2026-11-"), *rest) for day, *rest in rows]


def test_measures_are_one_row_each(home: Path) -> None:
    """Yes and no, numbers and times of day are told as they were answered."""
    rows = table(five_days(home), "measures")
    first = {row["name"]: row["value"] for row in rows if row["day"] == "2026-11-20"}
    assert first == {
        "sleep_improved": "no", "fell_back_asleep": "no", "sleep_hours": "5", "latency_min": "40", "bed_at": "22:45",
    }  # fmt: skip


def test_each_slot_has_its_columns(home: Path) -> None:
    """On a plan of three doses, planned and taken stand side by side for each of them."""
    adopt(home, DAYTIME)
    checkin(home, 20, doses={"morning": 5, "noon": 5, "evening": 0}, effects={})
    (row, *_) = table(home, "days")
    assert ("5", "5", "5", "0", "10") == (
        row["planned_morning_mg"], row["taken_noon_mg"], row["planned_evening_mg"], row["taken_evening_mg"],
        row["taken_mg"],
    )  # fmt: skip


def test_the_same_journal_gives_the_same_bytes(home: Path) -> None:
    """Two exports of one journal do not differ in a bit, whenever they are made on a day."""
    five_days(home)
    first, second = job_of(home), job_of(home, NOW + timedelta(minutes=17))
    assert render(first) == render(second)


def test_the_zip_holds_every_table_and_what_its_columns_mean(home: Path) -> None:
    """Every column of every table is explained, and notes are there only where they were asked for."""
    files = unzip(render(job_of(five_days(home))))
    explained = {(row["table"], row["column"]) for row in read(files["columns.csv"])}
    headings = {
        (name.removesuffix(".csv"), column)
        for name, data in files.items()
        if name.endswith(".csv")
        for column in csv.reader(io.StringIO(data.decode())).__next__()
    }
    assert headings == explained
    assert ["README.txt", *(f"{name}.csv" for name in TABLES if name != "notes")] == list(files)
    assert "notes.csv" in unzip(render(job_of(home, notes=True)))


def test_every_line_of_every_table_has_the_columns_of_its_heading(home: Path) -> None:
    """No row is shorter or longer than its heading, hostile words or not; lines end with CR LF."""
    for name, data in unzip(render(job_of(hostile_days(home), notes=True))).items():
        if name.endswith(".csv"):
            widths = {len(row) for row in csv.reader(io.StringIO(data.decode(), newline=""), strict=True)}
            assert (name, 1, True) == (name, len(widths), data.endswith(b"\r\n"))


def test_hostile_words_come_back_and_start_no_formula(home: Path) -> None:
    """Each text is read back exactly; no cell begins as a formula, and none holds a control character."""
    hostile_days(home)
    for name, column in (("questions", "text"), ("appointments", "text"), ("notes", "text")):
        cells = [row[column] for row in table(home, name, notes=True)]
        assert set(HOSTILE) <= {told(one) for one in cells}
        assert [] == [one for one in cells if one.startswith(tuple(mark for mark in FORMULA if mark != "'"))]
        assert [] == [one for one in cells for mark in one if not mark.isprintable() and mark not in "\t\r\n"]


@given(st.text(st.characters(codec=None)) | st.sampled_from(HOSTILE))
def test_any_text_is_undone_exactly(text: str) -> None:
    """What `harmless` does to a text can be undone, whatever the text is, and fits into UTF-8."""
    safe = harmless(text)
    assert text == told(safe)
    assert text == unescaped(escaped(text))
    assert not safe.encode().startswith((b"=", b"+", b"-", b"@", b"\t", b"\r"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (True, "yes"), (False, "no"), (Decimal("-2.50"), "-2.5"), (0, "0"), (FIRST, "2026-11-20"), ("", "")],
)
def test_a_value_becomes_a_cell(home: Path, value: Cell, expected: str) -> None:
    """Numbers stay numbers, below zero too; nothing stays empty."""
    made = csv_record.table("made", [("value", "", ""), ("end", "", "")], lambda _: [(value, "end")])
    written = table_bytes(made, csv_record.record_of(job_of(five_days(home))))
    assert f"value,end\r\n{expected},end\r\n" == written.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dosis", "Did you mean doses?"),
        ("qqqq", "There are: days, doses"),
        ("=cmd\x1b[1m", "'=cmd\\\\x1b[1m' is no table"),
        ("notes", "They leave only with: --table notes --notes"),
        (" ", "is no table"),
    ],
)
def test_an_unknown_table_is_refused_with_the_nearest_name(home: Path, name: str, words: str) -> None:
    """The sentence says which table was meant, or which there are."""
    with pytest.raises(BaclotrackError) as refused:
        table(five_days(home), name)
    assert words in str(refused.value)
    assert 2 == refused.value.exit_code


def test_only_days_of_the_export_have_rows(home: Path) -> None:
    """A day outside is in no table by day; the plan that was in force is told all the same."""
    five_days(home)
    day = date(2026, 11, 21)
    assert ["2026-11-21"] == [row["day"] for row in table(home, "days", since=day, until=day)]
    assert ["nausea", "fall"] == [row["name"] for row in table(home, "effects", since=day, until=day)]
    assert ["sleep-bedtime"] == [row["plan"] for row in table(home, "plans", since=day, until=day)]


def test_corrections_name_what_they_correct(home: Path) -> None:
    """An entry written anew and one taken back are rows that name the entry they are about."""
    five_days(home)
    entries = job_of(home).home.journal.entries
    old = next(one for one in entries if one.day == date(2026, 11, 21) and one.n > 2)
    checkin(home, 21, doses={"bedtime": 5}, effects={}, supersedes=old.id)
    assert [("amend", old.id, "2026-11-21")] == [
        (row["kind"], row["target"], row["day"]) for row in table(home, "corrections")
    ]


def test_a_line_that_was_set_aside_is_told_without_its_words(home: Path) -> None:
    """The checksum and the length of the line are a row; how it began may hold words, and is left out."""
    five_days(home)
    fields = {"damaged": "0badcafe", "length": 77, "excerpt": "secret", "reason": "secret"}
    write(home, Draft("set_aside", fields, date(2026, 11, 24)), at="2026-11-24T09:00:00+00:00")
    (row,) = table(home, "set_aside")
    assert ("2026-11-24", "0badcafe", "77", "") == (row["day"], row["crc"], row["length"], row["device"])
    assert b"secret" not in render(job_of(home, table="set_aside"))
