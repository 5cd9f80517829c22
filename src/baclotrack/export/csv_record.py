"""What the tables are made from: the decided days of the export, the entries that count, and the form of a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from baclotrack.core.entries import Entry, ranked, retracted
from baclotrack.core.fold import NO_FAULT, Walked, walk
from baclotrack.core.plan import Plan
from baclotrack.export.job import Job
from baclotrack.store import JOURNAL
from baclotrack.store.journal import lines

Cell = str | int | bool | Decimal | date | None
Row = Sequence[Cell]


class Column(NamedTuple):
    """One column: its name, its unit (empty: none), and what it means."""

    name: str
    unit: str
    meaning: str


class Record:
    """One export's days and entries. What costs is worked out when the first table asks for it, and once."""

    def __init__(self, job: Job) -> None:
        """Keep the job; nothing is read or counted yet."""
        self.job = job
        self.since = job.options.since or date.min
        self.until = min(job.options.until, job.home.today)
        self.notes = job.options.notes

    def holds(self, day: date) -> bool:
        """Return whether a day belongs to the export."""
        return self.since <= day <= self.until

    @cached_property
    def every(self) -> list[Walked]:
        """Every decided day up to the last one of the export, the ones before its first included."""
        home = self.job.home
        health = home.health if self.until == home.today else NO_FAULT  # what is wrong with the files concerns today
        return list(walk(home.history, self.job.catalog, self.until, health))

    @cached_property
    def days(self) -> list[Walked]:
        """The decided days of the export."""
        return [one for one in self.every if self.holds(one.decision.day)]

    @cached_property
    def entries(self) -> list[Entry]:
        """All entries, in the order in which they were recorded, those taken back included."""
        return ranked(self.job.home.journal.entries)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The ids of the entries that were taken back."""
        return retracted(self.entries)

    @cached_property
    def live(self) -> list[Entry]:
        """The entries that were not taken back and whose day is in the export."""
        return [one for one in self.entries if one.id not in self.gone and self.holds(one.day)]

    @cached_property
    def slots(self) -> list[str]:
        """The dose times, in the order of the plans that had them, those that no plan had at the end."""
        plans = [one.what for one in self.entries if isinstance(one.what, Plan)]
        names = dict.fromkeys(slot.name for plan in plans for slot in plan.slots)
        taken = (one.facts.doses or {} for one in self.days)
        return list(names | dict.fromkeys(sorted({slot for doses in taken for slot in doses})))

    @cached_property
    def lines(self) -> Mapping[str, Mapping[str, Any]]:
        """The journal's lines by id, as they were written: for free text that no decision reads."""
        return {str(line["id"]): line for _, line in lines(self.job.home.path / JOURNAL)}


def record_of(job: Job) -> Record:
    """Return what the tables of an export are made from."""
    return Record(job)


class Table(NamedTuple):
    """One table: its name, its columns, and its rows in the order of their days."""

    name: str
    columns: Callable[[Record], Sequence[Column]]
    rows: Callable[[Record], Iterable[Row]]


def table(name: str, columns: Iterable[tuple[str, str, str]], rows: Callable[[Record], Iterable[Row]]) -> Table:
    """Return a table whose columns are always the same."""
    found = [Column(*one) for one in columns]
    return Table(name, lambda _: found, rows)


COLUMNS = table(
    "columns",
    (
        ("table", "", "the table that has the column"),
        ("column", "", "its name"),
        ("unit", "", "UCUM; empty where it has none"),
        ("meaning", "", "what a cell of it says"),
    ),
    lambda _: (),
)
"""What each column means; its rows are made where all tables are known."""
