"""`--anonymous`: the whole home once more, without names, notes and true dates, before any format is rendered.

The anonymous home is a folder of its own, so that whatever a format reads, it reads nothing else: no renderer is
handed the real one. Days are moved back by whole weeks, by a number that nobody keeps. Weekdays stay: a reader needs
them (weekends), and they would tell the days beyond whole weeks anyway. What the plan says for each day stays as it
was; that is tested over drawn lives.
"""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.errors import BaclotrackError
from baclotrack.export.anonymous_lines import Told, anonymous
from baclotrack.export.anonymous_tables import Hider, toml_of
from baclotrack.export.anonymous_words import Aliases, coarse_ages, known_words, shifted
from baclotrack.store import JOURNAL, PLAN, PROFILE, Fault, Home, load_catalogue_json, open_home
from baclotrack.store.entries import KINDS, decode
from baclotrack.store.faults import number_of
from baclotrack.store.journal import UNFIT, VERSION, lines, read_bytes
from baclotrack.store.writing import line_of

FEWEST_WEEKS, MOST_WEEKS = 52, 1040
"""Between one year and twenty: nobody can tell which of a thousand."""
UNREADABLE = "this could not be read\n"
EDITED = "A plan, edited and not adopted"
PRIVATE = 0o600


class Anonymous(NamedTuple):
    """The anonymous home, and the moment and the days of the export moved as far as its entries."""

    home: Home
    now: datetime
    since: date
    until: date


def drawn_shift() -> timedelta:
    """Return by how much days are moved: whole weeks back, drawn by chance that cannot be foretold."""
    return -timedelta(weeks=FEWEST_WEEKS + secrets.randbelow(MOST_WEEKS - FEWEST_WEEKS + 1))


@contextmanager
def anonymous_home(
    home: Home, now: datetime, since: date, until: date, by: timedelta | None = None
) -> Iterator[Anonymous]:
    """Yield the home without names; its folder is there as long as the block runs.

    Args:
        home: the real home.
        now: the time of the call, by the clock on the wall.
        since: the first day of the export.
        until: its last day.
        by: how far days are moved, in whole weeks; drawn by chance unless given.

    Raises:
        BaclotrackError: when a day would leave the years that a journal can hold.
    """
    by = drawn_shift() if by is None else by
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        moment = now.replace(tzinfo=UTC) + by
        _write(path, home, by)
        yield Anonymous(_as_healthy(open_home(path, moment), home), moment, shifted(since, by), shifted(until, by))


def _write(path: Path, home: Home, by: timedelta) -> None:
    """Write the three files of the anonymous home."""
    from baclotrack.store.plan_file import templates

    hider = Hider(Aliases(known_words(load_catalogue_json())), by, frozenset(templates()))
    told = _told(home)
    written = [(place, line_of(fields)) for place, fields in anonymous(told, hider, home.today)]
    damaged = {one.line for one in home.journal.faults if one.slug != "missing-line" and one.line}
    intact = {one.place for one in told}
    written += [(place, b"(line %d could not be read)\n" % place) for place in damaged - intact]
    data = b"".join(line for _, line in sorted(written, key=lambda one: one[0]))
    _put(path / JOURNAL, data)
    recorded = read_bytes(data)
    for name, text in (
        (PLAN, _plan_text(home, recorded.plan_text, hider)),
        (PROFILE, _profile_text(home, recorded.profile_text, hider)),
    ):
        if text is not None:
            _put(path / name, text.encode())


def _put(path: Path, data: bytes) -> None:
    """Write one file for its owner alone; the folder is private already."""
    path.write_bytes(data)
    path.chmod(PRIVATE)


def _told(home: Home) -> list[Told]:
    """Return every intact line; one with a field that does not fit is damaged, one of a later kind has no entry."""
    days = {entry.id: entry for entry in home.journal.entries}
    found = []
    for place, line in lines(home.path / JOURNAL):
        try:
            later = line["v"] > VERSION or line["kind"] not in KINDS
            entry = None if later else decode(line)
        except UNFIT:
            continue
        found.append(Told(place, line, None if entry is None else days.get(entry.id, entry)))
    return found


def _plan_text(home: Home, adopted: str | None, hider: Hider) -> str | None:
    """Return plan.toml so that it stands to the adopted plan as the real one does: same, other, unreadable, missing."""
    state = home.health.plan_file
    if state == "same":
        return adopted
    if state == "differs":
        tables: dict[str, Any] = hider.plan(home.journal.plan_data) if home.journal.plan_data else {}
        return toml_of({**tables, "title": EDITED})
    return UNREADABLE if state == "unreadable" else None


def _profile_text(home: Home, recorded: str | None, hider: Hider) -> str | None:
    """Return profile.toml: the recorded one, a newer one that counts already, or one that cannot be read."""
    from baclotrack.store.profile_file import read_profile

    path = home.path / PROFILE
    if not path.exists():
        return None
    try:
        file = read_profile(path)
    except BaclotrackError:
        return UNREADABLE
    if file.text == home.journal.profile_text:
        return recorded
    ages = coarse_ages(file.profile, home.today, home.today, hider.by)
    return toml_of(hider.profile(file.mapping, ages[0].born if ages else None))


def _as_healthy(found: Home, home: Home) -> Home:
    """Return the anonymous home with as many faults as the real one, so that the last decision is the same."""
    faults = tuple(
        Fault(one.line, one.slug, f"{JOURNAL} line {one.line}: it cannot be trusted ({one.slug}).", many=one.many)
        for one in home.faults
    )
    first = faults[0].text.rstrip(".") if faults else ""
    health = found.health._replace(faults=number_of(faults), first_fault=first)
    return found._replace(faults=faults, health=health)
