"""`export --format csv`: tidy tables, all of them in one zip or one alone, as plain CSV (RFC 4180, UTF-8).

An empty cell was not asked or not told; 0 is a number that somebody gave. A cell of text that a spreadsheet would take
for a formula has an apostrophe before it, and one that begins with an apostrophe has one more: `told` gives back what
was written. Numbers stay numbers. The same journal gives the same bytes.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from baclotrack.errors import BaclotrackError
from baclotrack.export.csv_entries import TABLES as ENTRY_TABLES
from baclotrack.export.csv_record import COLUMNS, Cell, Column, Record, Table, record_of
from baclotrack.export.csv_tables import TABLES as DAY_TABLES
from baclotrack.export.escapes import escaped, unescaped
from baclotrack.export.job import Job
from baclotrack.store.journal import plain_number

TABLES: dict[str, Table] = {one.name: one for one in (*DAY_TABLES, *ENTRY_TABLES, COLUMNS)}
NOTES = "notes"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula, and the apostrophe that says it is none."""
LONGEST_SHOWN = 40
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: when it was made is nobody's business, and the bytes stay the same."""
PACKED = 4
"""How hard the zip is pressed, of 9: as small as with 6, which is usual, in half the time."""
PRIVATE = 0o100600 << 16
UNIX = 3
README = """\
Tables of a private journal, kept by the patient and unchecked.

Each .csv file is a table: UTF-8, commas, quotes where needed, days as YYYY-MM-DD, amounts in mg.
columns.csv tells what each column means and its unit.
An empty cell was not asked or not told. 0 and "none" were asked and answered.
A text that would be taken for a formula has an apostrophe before it: leave the first apostrophe of a cell out.
Invisible characters are written as \\xNN or \\uNNNN, and a backslash as two.
"""


def render(job: Job) -> bytes:
    """Return the tables as one zip, or the one table that was asked for.

    Raises:
        BaclotrackError: when there is no table of that name; the nearest one is named.
    """
    wanted = table_named(job.options.table, notes=job.options.notes) if job.options.table else ""
    record = record_of(job)
    if wanted:
        return table_bytes(TABLES[wanted], record)
    return zipped([("README.txt", README.encode()), *_files(record)])


def table_named(name: str, *, notes: bool) -> str:
    """Return the name of the table that was meant.

    Raises:
        BaclotrackError: when there is none; the nearest one is named. Notes leave only where they were asked for.
    """
    wanted = name.strip(" ").lower().replace("-", "_")
    if wanted == NOTES and not notes:
        message = "--table notes is your own words. They leave only with: --table notes --notes"
        raise BaclotrackError(message, slug="no-notes")
    if wanted not in TABLES:
        from baclotrack.store.problems import nearest  # here: it brings the whole checker of files along

        there = [one for one in TABLES if notes or one != NOTES]
        hint = nearest(wanted, there) or f" There are: {', '.join(there)}."
        message = f"--table {escaped(name[:LONGEST_SHOWN])!r} is no table.{hint}"
        raise BaclotrackError(message, slug="unknown-name")
    return wanted


def _files(record: Record) -> Iterable[tuple[str, bytes]]:
    """Yield each table with its file's name; notes only where they were asked for."""
    for name, table in TABLES.items():
        if name != NOTES or record.notes:
            yield f"{name}.csv", table_bytes(table, record)


def table_bytes(table: Table, record: Record) -> bytes:
    """Return one table as CSV, its heading first; lines end as RFC 4180 has it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = described(table, record)
    writer.writerow([one.name for one in columns])
    how = CELLS.get
    rows = rows_of(table, record)
    writer.writerows([one if type(one) in AS_IS else how(type(one), str)(one) for one in row] for row in rows)
    return text.getvalue().encode()


def described(table: Table, record: Record) -> Sequence[Column]:
    """Return the columns of a table; some tables have one for each dose time of the plan."""
    return table.columns(record)


def rows_of(table: Table, record: Record) -> Iterable[Sequence[Cell]]:
    """Return the rows of a table; the table of columns tells about all the others."""
    if table is COLUMNS:
        every = [one for one in TABLES.values() if one.name != NOTES or record.notes]
        return [(one.name, *column) for one in every for column in one.columns(record)]
    return table.rows(record)


@lru_cache
def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula and that hides nothing; `told` undoes it."""
    text = escaped(text)
    return "'" + text if text.startswith(FORMULA) else text


def told(text: str) -> str:
    """Return what a cell of text was written from."""
    return unescaped(text.removeprefix("'"))


CELLS: Mapping[type, Callable[[Any], str]] = {
    str: harmless,
    bool: lambda value: "yes" if value else "no",
    Decimal: lru_cache(plain_number),
    datetime: lambda value: value.isoformat(timespec="seconds"),
}
"""How each kind of value is written; ten years of them are few different ones, so most are made once."""


AS_IS = frozenset({type(None), int, date})
"""What the csv library itself writes so: nothing, whole numbers, and ISO dates. They are the most of all cells."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as one zip whose bytes depend on them alone."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = UNIX, PRIVATE
            archive.writestr(entry, content, compresslevel=PACKED)
    return data.getvalue()
