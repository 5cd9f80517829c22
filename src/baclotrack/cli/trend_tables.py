"""The tables of `trend` at a terminal. Nothing in them needs colour; all is ASCII where blocks cannot be shown."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from baclotrack.cli.trend_chart import top_of
from baclotrack.core.trend import Answer, Group, Kept, Measure, Trend, TrendDay, Week
from baclotrack.core.trends.effects import LAST
from baclotrack.core.trends.measures import SHARE, WEEKLY
from baclotrack.wording.trends import (
    TARGETS,
    cell_words,
    is_pumped,
    measure_words,
    own_shares,
    percent_words,
    rounded,
    share_words,
    shift_words,
    short_dose,
    short_name,
    span_words,
    value_words,
)
from baclotrack.wording.words import GRADES, day_words, number

WIDE = 100
BAR, LONG_BAR, WIDE_BAR = 8, 16, 24
NOT_TOLD = "-"
DAY_HEADS = ("day", "planned", "taken", "kept", "targets")
MARKS = {"met": "met", "missed": "missed", "not_answered": "?", "no_targets": "", "unlogged": ""}
KEPT = {
    Kept.COMPLETE: "",
    Kept.PARTIAL: "other amount",
    Kept.OVER: "over plan",
    Kept.MISSED: "missed",
    Kept.UNLOGGED: "",
}


class Screen:
    """A terminal: how wide it is, and whether it can show blocks."""

    def __init__(self, width: int, *, blocks: bool) -> None:
        """Remember both."""
        self.width, self.blocks = width, blocks

    def is_wide(self) -> bool:
        """Return whether there is room for more columns."""
        return self.width >= WIDE

    def bar(self, value: Decimal | None, top: Decimal, longest: int = BAR) -> str:
        """Return a bar from 0 to the top of its axis, the longest at the top."""
        if value is None or top <= 0:
            return ""
        longest = WIDE_BAR if self.is_wide() else longest
        length = round(min(max(value / top, Decimal(0)), Decimal(1)) * longest)
        return ("\u2588" if self.blocks else "#") * length

    def table(self, *heads: str) -> Table:
        """Return an empty table; its first column is text, the others are set right."""
        table = Table(box=None, pad_edge=False)
        table.padding = (0, 2 if self.is_wide() else 1, 0, 0)
        for place, head in enumerate(heads):
            table.add_column(head, justify="right" if place else "left", overflow="fold", no_wrap=not place)
        return table

    def show(self, title: str, table: Table) -> None:
        """Print a table as wide as the terminal allows, under its title; of one without rows the title alone."""
        console = Console(width=self.width, markup=False, highlight=False, emoji=False)
        console.print(Text(title, style="bold"))
        if table.row_count:
            console.print(table)


# --- measures, and measures by dose ---------------------------------------------------------------


def whole_table(found: Trend, screen: Screen, unit: str) -> Table:
    """Return all measures over the whole stretch, a row each."""
    table = screen.table("", f"{unit}s told", "median", "middle half", "lowest to highest")
    for measure in _spreads(found):
        spread = found.every.measures[measure.name]
        if spread.median is None or spread.middle is None or spread.range is None:
            table.add_row(measure_words(measure.name), str(spread.answered), "too few")
            continue
        spans = (span_words(measure, spread.middle), span_words(measure, spread.range))
        table.add_row(measure_words(measure.name), str(spread.answered), value_words(measure, spread.median), *spans)
    return table


def dose_table(found: Trend, screen: Screen, unit: str) -> Table:
    """Return each measure by dose: the targets first, then what was told, the days before the first dose on top."""
    heads = ("", f"{unit}s", "median", "middle half", "95 % interval", "against before")
    table = screen.table(*heads)
    groups = [one for one in (*((found.before,) if found.before else ()), *found.rows) if one.enough()]
    for name, rows in _dose_rows(found, groups):
        table.add_row(Text(name, style="bold"))
        for row in rows:
            table.add_row(f"  {row[0]}", *row[1:])
    return table


def _dose_rows(found: Trend, groups: Sequence[Group]) -> Iterable[tuple[str, list[tuple[str, ...]]]]:
    """Yield a section for each measure, with a row for each dose on which it was answered."""
    sections = [(TARGETS, [one.targets for one in groups])]
    sections += [(measure_words(one.name), [group.shares[one.name] for group in groups]) for one in own_shares(found)]
    for name, shares in sections:
        rows: list[tuple[str, ...]] = [
            (_dose(one, found), str(told.asked), f"{told.yes} of {told.asked}", "", share_words(told) or "too few")
            for one, told in zip(groups, shares, strict=True)
            if told.asked
        ]
        if rows:
            yield name, rows
    for measure in _spreads(found):
        told_of = [_spread_row(one, measure, found) for one in groups if _told(one, measure)]
        if told_of:
            yield measure_words(measure.name), told_of


def _told(one: Group, measure: Measure) -> bool:
    """Return whether the measure was answered on any of these days."""
    return one.measures[measure.name].answered > 0


def _spread_row(one: Group, measure: Measure, found: Trend) -> tuple[str, ...]:
    """Return the middle and spread of one measure at one dose."""
    spread = one.measures[measure.name]
    dose, count = _dose(one, found), str(spread.answered)
    if spread.median is None or spread.middle is None or spread.interval is None:
        return dose, count, "too few"
    spans = (span_words(measure, spread.middle), span_words(measure, spread.interval))
    against = "; ".join(words for words in (shift_words(measure, spread), percent_words(spread)) if words)
    return dose, count, value_words(measure, spread.median), *spans, against


def _spreads(found: Trend) -> list[Measure]:
    """Return the measures that are numbers or ranks."""
    return [one for one in found.measures if one.kind != SHARE]


def _dose(one: Group, found: Trend) -> str:
    """Return a group's name in little room."""
    return "before" if one.doses is None else short_dose(one.doses, found.plan)


# --- days and weeks -------------------------------------------------------------------------------


def week_table(found: Trend, screen: Screen, unit: str) -> Table:
    """Return a row a week: recorded, taken of planned, the main measure with its bar, days without a drink.

    A pump's doses are not kept here, so with one there are no mg.
    """
    main = found.main
    pumped = is_pumped(found.plan) and not any(one.taken or one.planned for one in found.weeks)
    heads = ["week", f"{unit}s", *([] if pumped else ["mg taken", "mg planned"])]
    heads += [short_name(main), ""] if main else []
    extra = main is not None and main.name in WEEKLY
    heads += ["mean", "highest"] if extra else []
    heads += ["dry days"] if found.tracks_drinks else []
    table = screen.table(*heads)
    top = top_of(main, found.days)
    for week in found.weeks:
        cells = [_week_words(week), f"{week.recorded} of {week.days}"]
        cells += [] if pumped else [number(week.taken), _planned(week)]
        if main:
            cells += [NOT_TOLD if week.middle is None else value_words(main, week.middle)]
            cells += [screen.bar(week.middle, top, BAR if extra else LONG_BAR)]
        if extra and main:
            cells += [NOT_TOLD if one is None else rounded(main, one) for one in (week.mean, week.highest)]
        cells += [f"{week.abstinent.days} of {week.abstinent.logged}"] if found.tracks_drinks else []
        table.add_row(*cells)
    if main:
        table.columns[heads.index("", 1)].justify = "left"
    return table


def _planned(week: Week) -> str:
    """Return the mg that the plan showed, and on how many days, where not on all."""
    if week.shown == week.days:
        return number(week.planned)
    return f"{number(week.planned)} on {week.shown}" if week.shown else "none shown"


def _week_words(week: Week) -> str:
    """Return the days of a week: 16 Nov to 22 Nov 2026."""
    return day_words(week.until) if week.days == 1 else f"{day_words(week.since)[:-5]} to {day_words(week.until)}"


def day_table(found: Trend, screen: Screen) -> Table:
    """Return a row a day: planned beside taken, targets, the main measure with its bar, the worst side effect.

    Columns that a plan can never fill are left out: the targets of one without any, the doses of a pump.
    """
    main, few = found.main, _empty_columns(found)
    heads = [one for one in DAY_HEADS if one not in few]
    heads += [short_name(main), ""] if main else []
    table = screen.table(*heads, "side effect")
    top = top_of(main, found.days)
    for one in found.days:
        value = one.numbers.get(main.name) if main else None
        measured = [NOT_TOLD if value is None else value_words(main, value), screen.bar(value, top)] if main else []
        worst = one.worst()
        cells = [cell for head, cell in zip(DAY_HEADS, _day_cells(one, found), strict=True) if head not in few]
        table.add_row(*cells, *measured, NOT_TOLD if worst is None else GRADES[worst])
    if main:
        table.columns[heads.index("", 1)].justify = "left"
    return table


def _empty_columns(found: Trend) -> frozenset[str]:
    """Return the columns of days that have nothing to say under this plan."""
    pumped = is_pumped(found.plan) and not any(one.taken or one.planned for one in found.days)
    aimless = all(one.answer in {Answer.NO_TARGETS, Answer.UNLOGGED} for one in found.days)
    return frozenset([*(("planned", "taken", "kept") if pumped else ()), *(("targets",) if aimless else ())])


def _day_cells(one: TrendDay, found: Trend) -> list[str]:
    """Return a day, its doses, how it was kept, and its targets: a cell for each of `DAY_HEADS`."""
    planned = "not shown" if one.planned is None else short_dose(one.planned, found.plan)
    taken = "not logged" if one.taken is None else short_dose(one.taken, found.plan)
    return [day_words(one.day)[:-5], planned, taken, KEPT[one.kept] if one.kept else "", MARKS[one.answer.value]]


# --- side effects ---------------------------------------------------------------------------------


def effect_table(found: Trend, screen: Screen) -> Table:
    """Return each side effect by days since the dose last changed: on how many of the days asked, and how bad."""
    heads = ("", *(str(place) for place in range(LAST)), f"{LAST}+")
    table = screen.table(*heads)
    for row in found.effects:
        cells = [cell_words(cell) for cell in row.cells]
        narrow = [cell.replace(" ", "\n").replace("moderate", "moder.") for cell in cells]
        table.add_row(row.name.replace("-", " "), *(cells if screen.is_wide() else narrow))
    return table
