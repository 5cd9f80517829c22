"""`baclotrack trend`: dose and sleep on one time axis, dose by dose, and how the plan was kept. Counts, no causes."""

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

import typer

from baclotrack.cli.call import Call, complain, say
from baclotrack.cli.days import past_day
from baclotrack.cli.options import JsonOption, command
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import walk
from baclotrack.core.plan import Plan
from baclotrack.core.trend import ENOUGH, Answer, DoseRow, Kept, Trend, TrendDay, trend
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import GRADES, day_words, dose_words, number

DAYS = 28
MOST_DAYS = 36_600
WIDTH = 80
LABEL_EVERY = 7
MARKS = {
    Answer.MET: "+",
    Answer.MISSED: "-",
    Answer.NOT_ANSWERED: "?",
    Answer.NO_TARGETS: "o",
    Answer.UNLOGGED: ".",
}
MEANINGS = {
    "+": "+ all targets met",
    "-": "- a target missed",
    "?": "? not answered",
    "o": "o logged, no target",
    ".": ". not logged",
}
KEPT = {
    Kept.COMPLETE: "complete",
    Kept.PARTIAL: "in part, or another amount",
    Kept.OVER: "more than the plan said",
    Kept.MISSED: "missed",
    Kept.UNLOGGED: "not logged",
}
FEW = "too few to say"
LIMIT = "Counts of what was recorded. They do not show why a {unit} was good or bad."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trend", help=show_trend.__doc__)(show_trend)


@command
def show_trend(
    call: Call,
    *,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=MOST_DAYS, help="How many days; 28 if not told.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="The first day.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day; else today.")] = None,
    json: JsonOption = False,
) -> int:
    """Show the days so far: dose and targets on one time axis, dose by dose, and how the plan was kept.

    Example: baclotrack trend --days 14
    """
    home, catalog = call.open(), load_catalog()
    for fault in home.faults:
        complain(f"baclotrack: {fault.text} Run: baclotrack doctor")
    first, last = stretch(call, home, days=days, since=since, until=until)
    found = trend(walk(home.history, catalog, last), first, last)
    if json:
        from json import dumps

        say(dumps(trend_json(found, first, last)))
    elif found.is_empty():
        say(f"Nothing is recorded from {day_words(first)} to {day_words(last)}. To record a day, run: baclotrack log")
    else:
        show(call, found)
    return 1 if home.faults else 0


def stretch(call: Call, home: Home, *, days: int | None, since: str | None, until: str | None) -> tuple[date, date]:
    """Return the first and the last day asked for. Today is left out while nothing is recorded for it.

    Raises:
        BaclotrackError: when the options contradict each other or name no day of the past.
    """
    if days is not None and since is not None:
        message = "--days and --since both say where to begin. Give one of them."
        raise BaclotrackError(message, slug="contradiction")
    today, calendar = home.today, call.now.date()
    if until is not None:
        last = past_day(until, today, calendar, option="--until")
    else:
        last = today if today in home.history.days else today - ONE_DAY
    if since is not None:
        first = past_day(since, today, calendar, option="--since")
        last = max(last, first) if until is None else last
    else:
        count = min(days or DAYS, (last - date.min).days)
        first = last - timedelta(days=count - 1)
    if first > last:
        message = f"--since {first} is after --until {last}. Give the earlier day to --since."
        raise BaclotrackError(message, slug="contradiction")
    return first, last


# --- for a person ---------------------------------------------------------------------------------


def show(call: Call, found: Trend) -> None:
    """Print the time axis, the doses side by side, and how the plan was kept."""
    unit = unit_of(found.plan)
    for line in chart(found.days, unit):
        say(line)
    say()
    if call.plain:
        for row in found.rows:
            say_wrapped(row_line(row, unit))
    elif found.rows:
        _table(found.rows, unit)
    say_wrapped(kept_line(found, unit))
    say(LIMIT.format(unit=unit))


def unit_of(plan: Plan | None) -> str:
    """Return what a day is called: a night where the plan has its one dose at bedtime."""
    names = [slot.name for slot in plan.slots] if plan else []
    return "night" if names in (["bedtime"], ["night"]) else "day"


def chart(days: Sequence[TrendDay], unit: str) -> list[str]:
    """Return dose over marks over dates, one column a day, in as many blocks as the width asks for."""
    levels = sorted({total for one in days if (total := one.total()) is not None}, reverse=True)
    labels = [f"{number(level)} mg" for level in levels]
    margin = max(len(label) for label in [*labels, "targets"]) + 2
    across = WIDTH - margin - 2 - LABEL_EVERY  # a date may stand out by its own length
    lines = [f"{day_words(days[0].day)} to {day_words(days[-1].day)}, one column a {unit}"]
    for start in range(0, len(days), across):
        block = days[start : start + across]
        lines.append("")
        for label, level in zip(labels, levels, strict=True):
            lines.append(_line(label, margin, "".join("=" if one.total() == level else " " for one in block)))
        lines.append(_line("targets", margin, "".join(MARKS[one.answer] for one in block)))
        lines.append(_line("", margin, dates(block)))
    used = {MARKS[one.answer] for one in days}
    return [*lines, "; ".join(meaning for mark, meaning in MEANINGS.items() if mark in used)]


def _line(label: str, margin: int, drawn: str) -> str:
    """Return one line of the chart; only lines with a label have the axis."""
    return f"{label:>{margin}} {'|' if label else ' '}{drawn}".rstrip()


def dates(block: Sequence[TrendDay]) -> str:
    """Return a date under every seventh day, beginning in its own column."""
    text = ""
    for place in range(0, len(block), LABEL_EVERY):
        words = day_words(block[place].day).rsplit(" ", 1)[0]
        text = text.ljust(place) + words
    return text


def row_line(row: DoseRow, unit: str) -> str:
    """Return one dose as a sentence."""
    parts = [f"{_count(row.days, unit)} logged", f"all targets met: {met_words(row)}"]
    if row.slept:
        parts.append(f"median sleep: {sleep_words(row)}")
    parts.append(f"worst side effect: {worst_words(row)}")
    return f"{row_name(row)}: {'; '.join(parts)}."


def row_name(row: DoseRow) -> str:
    """Return the dose in words; the row of the missed days has none."""
    return _capital(dose_words(row.doses))


def met_words(row: DoseRow) -> str:
    """Return how often all targets were met, of the answers given."""
    if not row.answered:
        return "not answered"
    text = f"{row.met} of {row.answered} answered"
    return text if row.enough() else f"{text} ({FEW})"


def sleep_words(row: DoseRow) -> str:
    """Return the median sleep with the number of answers behind it."""
    if row.median_hours is None:
        return f"{FEW} ({row.slept} told)" if row.slept else ""
    return f"{hours_words(row.median_hours)} h ({row.slept} told)"


def hours_words(hours: Decimal) -> str:
    """Return hours with one decimal at most."""
    return number(hours.quantize(Decimal("0.1")))


def worst_words(row: DoseRow) -> str:
    """Return on how many days the worst side effect had each grade."""
    told = [f"{GRADES[grade]} on {count}" for grade, count in enumerate(row.worst) if count]
    return ", ".join(told) if told else "not asked"


def kept_line(found: Trend, unit: str) -> str:
    """Return how many days were kept in which way."""
    told = [f"{words} {found.kept[how]}" for how, words in KEPT.items() if found.kept[how]]
    count = sum(found.kept.values())
    if not told:
        return f"The plan asked for no dose on these {unit}s."
    return f"The plan's doses, {_count(count, unit)}: {', '.join(told)}."


def _count(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def say_wrapped(text: str) -> None:
    """Print a sentence in lines of the width, so that it reads the same wherever it goes."""
    say(textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False))


def _table(rows: Sequence[DoseRow], unit: str) -> None:
    """Print the doses side by side."""
    from rich.console import Console
    from rich.table import Table

    slept = any(row.slept for row in rows)
    titles = ["dose", f"{unit}s", "all targets met", *(["median sleep"] if slept else []), "worst side effect"]
    table = Table(*titles)
    for row in rows:
        cells = [row_name(row), str(row.days), met_words(row), *([sleep_words(row)] if slept else []), worst_words(row)]
        table.add_row(*cells)
    console = Console()
    console.print(table, markup=False, width=min(WIDTH, console.width))


# --- for a program --------------------------------------------------------------------------------


def trend_json(found: Trend, since: date, until: date) -> dict[str, object]:
    """Return the trend in its public form; amounts are numbers, never texts."""
    return {
        "schema": "baclotrack.trend/1",
        "since": since.isoformat(),
        "until": until.isoformat(),
        "enough": ENOUGH,
        "days": [_day_json(one) for one in found.days],
        "by_dose": [_row_json(row) for row in found.rows],
        "adherence": {how.value: found.kept[how] for how in Kept},
        "plan": found.plan.id if found.plan else None,
    }


def _day_json(one: TrendDay) -> dict[str, object]:
    return {
        "day": one.day.isoformat(),
        "planned": _doses(one.planned),
        "taken": _doses(one.taken),
        "total_mg": _amount(one.total()),
        "targets": one.answer.value,
        "adherence": one.kept.value if one.kept else None,
        "sleep_hours": _amount(one.hours),
        "worst_effect": one.worst,
    }


def _row_json(row: DoseRow) -> dict[str, object]:
    return {
        "doses": _doses(row.doses),
        "total_mg": _amount(row.total()),
        "days": row.days,
        "targets": {"answered": row.answered, "met": row.met, "enough": row.enough()},
        "sleep_hours": {"answered": row.slept, "median": _amount(row.median_hours)},
        "worst_effect": {"asked": row.asked, **dict(zip(GRADES, row.worst, strict=True))},
    }


def _doses(doses: Named | None) -> dict[str, object] | None:
    return None if doses is None else {slot: _amount(mg) for slot, mg in doses}


def _amount(value: Decimal | None) -> int | float | None:
    """Return a number as the plainest JSON number."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
