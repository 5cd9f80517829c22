"""What a renderer is handed: the home as it was read, the summary, and what was asked for. Renderers only render."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from baclotrack.core.summary import Summary
from baclotrack.core.values import Catalog
from baclotrack.store import Home
from baclotrack.wording.page import Page, page


class Options(NamedTuple):
    """What was asked for.

    `since` and `until` are the first and the last day, as settled: whoever renders may rely on both. `table` is the
    one table wanted of `csv`, empty for all; `titles` lets calendar entries name the medicine; `name` is printed at
    the head of the page and kept nowhere.
    """

    since: date | None = None
    until: date = date.max
    notes: bool = False
    anonymous: bool = False
    table: str = ""
    titles: bool = False
    name: str = ""


class Job(NamedTuple):
    """One export: everything that a renderer may read. `rows` is the catalogue as it ships.

    `summarised` gives the summary, worked out when a format first asks for it: tables and calendars have no use for it.
    """

    home: Home
    catalog: Catalog
    rows: Mapping[str, Any]
    summarised: Callable[[], Summary]
    options: Options
    made_at: datetime

    @property
    def summary(self) -> Summary:
        """Return the summary."""
        return self.summarised()


def page_of(job: Job) -> Page:
    """Return the appointment page in words, the same for every format that shows it."""
    return page(job.summary, job.options.name, job.made_at.date(), anonymous=job.options.anonymous)
