"""`baclotrack export`: one page for the appointment, or the whole record for others. What leaves is said first."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import typer

from baclotrack.cli.call import Call, complain, inert
from baclotrack.cli.days import past_day
from baclotrack.cli.export_files import Target, check_free, deliver, rendered, stem_of, targets_of
from baclotrack.cli.lost import first_command
from baclotrack.cli.names import known
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.options import command
from baclotrack.core.limits import UnfitError, words
from baclotrack.core.summary import Range, Source, begin, summarise
from baclotrack.core.trends.measures import measures_of
from baclotrack.errors import BaclotrackError
from baclotrack.export import ENDINGS, FORMATS, Job, Options
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.store.journal import own_measures
from baclotrack.wording import day_words

DEFAULT = "html"
LAST_APPOINTMENT = "last-appointment"
ONLY_PAST = "An export ends with today at the latest."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", help=export.__doc__)(export)


@command
def export(
    call: Call,
    *,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="F", help=f"{', '.join(FORMATS)}; several with commas between them."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="The first day; else the last appointment.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day; else today.")] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="PATH", help="A file, a folder, or - for standard output.")
    ] = None,
    table: Annotated[str | None, typer.Option("--table", metavar="NAME", help="One table of csv.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Your name, for this page only.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="No names, no notes, days shifted.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="With your notes.")] = False,
    titles: Annotated[bool, typer.Option("--titles", help="Let calendar entries name the medicine.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> int:
    """Write one page for the appointment, or your data for whoever asks.

    Example: baclotrack export --out page.html

    Without --format and --out it writes an HTML page into this folder; with --table alone, that table as CSV. Nothing
    is sent anywhere.
    """
    formats = formats_of(form, out, table)
    _check_options(formats, table=table, name=name, anonymous=anonymous, notes=notes)
    home = call.open()
    tell_faults(home)
    _check_something(home)
    given = Options(notes=notes, anonymous=anonymous, table=table or "", titles=titles, name=(name or "").strip(" "))
    first, last = stretch(call, home, since, until)
    stem = stem_of(first, last, given.table, anonymous=anonymous)
    places = targets_of(formats, out, stem, ".csv" if table else None)
    check_free(places, home.path, force=force)
    with ExitStack() as stack:
        made = rendered(job_of(call, home, given, (first, last), stack), places)
        if not any(first <= one.day <= last for one in home.journal.entries):
            complain("Nothing is recorded for these days.")
        for line in leaving(given, first, last, places):
            complain(line)
        deliver(made)
    return 1 if home.faults else 0


def formats_of(form: str | None, out: str | None, table: str | None = None) -> list[str]:
    """Return the formats asked for: by `--format`, else by the ending of the file's name, else csv or the page.

    Raises:
        BaclotrackError: when a name is no format; the nearest one is named.
    """
    if form is not None:
        return list(dict.fromkeys(known(one, FORMATS, "--format", "format") for one in form.split(",")))
    if out is None or out == "-" or out.endswith(("/", "\\")) or Path(out).is_dir():
        return [DEFAULT if table is None else "csv"]
    ending = max((one for one in ENDINGS if out.lower().endswith(one)), key=len, default="")
    if not ending and table is not None:
        return ["csv"]
    if not ending:
        message = f"--out {inert(out)!r} ends in no known format. Name it with --format: {', '.join(FORMATS)}."
        raise BaclotrackError(message, slug="unknown-format")
    return [ENDINGS[ending]]


def _check_options(formats: list[str], *, table: str | None, name: str | None, anonymous: bool, notes: bool) -> None:
    """Refuse options that contradict each other, before anything is read.

    Raises:
        BaclotrackError: naming the two, and what to leave out.
    """
    if table is not None and formats != ["csv"]:
        message = "--table is a table of csv. Leave it out, or write: --format csv --table NAME"
        raise BaclotrackError(message, slug="contradiction")
    if table is not None:
        from baclotrack.export.csv_ import table_named

        table_named(table, notes=notes)
    if anonymous and (notes or name):
        message = (
            f"--anonymous leaves out names and notes, --{'notes' if notes else 'name'} adds them. Give one of them."
        )
        raise BaclotrackError(message, slug="contradiction")
    if name is not None:
        try:
            words(name.strip(" "), "--name")
        except UnfitError as error:
            raise BaclotrackError(f"--name does not fit: {error.why}.", slug="bad-name") from None


def _check_something(home: Home) -> None:
    """Refuse to write a page about nothing.

    Raises:
        BaclotrackError: when the home has no entry that can be read.
    """
    if home.journal.entries:
        return
    if home.faults:
        message = f"No entry of the journal in {inert(str(home.path))} can be read. Run: baclotrack doctor"
        raise BaclotrackError(message, slug="nothing-readable", exit_code=1)
    path, first = inert(str(home.path)), first_command(home)
    message = f"Nothing is recorded in {path} yet, so there is nothing to export. {first}"
    raise BaclotrackError(message, slug="nothing-recorded")


def stretch(call: Call, home: Home, since: str | None, until: str | None) -> tuple[date, date]:
    """Return the first and the last day: since the last appointment recorded, else the adoption, else the first day.

    Raises:
        BaclotrackError: when they are no days, or the wrong way round.
    """
    today, calendar = home.today, call.now.date()
    last = past_day(until, today, calendar, option="--until", why=ONLY_PAST) if until is not None else today
    if since is not None and since.strip(" ").lower().replace("_", "-") != LAST_APPOINTMENT:
        first = past_day(since, today, calendar, option="--since", why=ONLY_PAST)
    else:
        first = begin(home.journal.entries, home.history, last)
    if first > last:
        message = f"--since {first} is after --until {last}. Give the earlier day to --since."
        raise BaclotrackError(message, slug="contradiction")
    return first, last


def job_of(call: Call, home: Home, given: Options, days: tuple[date, date], stack: ExitStack) -> Job:
    """Return everything that a renderer may read, with the summary worked out once; anonymous where that is asked.

    An anonymous home is a folder of its own; it goes when the stack is closed.
    """
    (first, last), now = days, call.now
    if given.anonymous:
        from baclotrack.export.anonymous import anonymous_home

        home, now, first, last = stack.enter_context(anonymous_home(home, now, first, last))
    catalog, rows = load_catalog(), load_catalogue_json()
    source = Source(
        entries=tuple(home.journal.entries),
        history=home.history,
        catalog=catalog,
        health=home.health,
        faults=home.health.faults,
        measures=measures_of([*rows["measures"], *own_measures(home.journal).values()]),
        today=home.today,
    )
    summarised = cache(partial(summarise, source, Range(first, last, given.notes), now))
    return Job(home, catalog, rows, summarised, given._replace(since=first, until=last), now)


ALONE = "One table alone cannot say that it was kept by you and checked by nobody. Say so when you pass it on."


def leaving(given: Options, first: date, last: date, places: Sequence[Target]) -> list[str]:
    """Return what leaves the journal, said before it leaves: which days, names or none, notes or none, where to."""
    whole = [one.format for one in places if FORMATS[one.format].whole]
    days = f"{day_words(first)} to {day_words(last)}"
    if given.anonymous:
        told = [f"Leaving: the record of {days}, with its days moved; no names, no phone numbers, no notes."]
        told += [f"{one}: every day of the journal, not these days only." for one in whole]
    elif len(whole) == len(places):
        told = ["Leaving: the whole journal, with every day, every name and every note in it."]
    else:
        name = "your name, " if given.name else ""
        notes = "your notes go along" if given.notes else "without your notes"
        told = [f"Leaving: the record of {days}, with {name}your prescriber's name and year of birth; {notes}."]
        told += [f"{one}: the whole journal, every day and every note in it." for one in whole]
    if given.table:
        told.append(ALONE)
    return [*told, f"Where to: {', '.join(one.words() for one in places)}. Nothing is sent anywhere."]
