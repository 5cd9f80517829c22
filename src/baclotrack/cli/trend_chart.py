"""Dose and the main measure on one time axis: a column a day, drawn in text. Values come in, lines go out."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from baclotrack.core.trend import Answer, Kept, Measure, Trend, TrendDay, median
from baclotrack.core.trends.periods import periods_of
from baclotrack.wording.trends import counted, is_pumped, measure_words, unit_words
from baclotrack.wording.words import day_words, number

HEIGHT = 4
WIDEST = 4
"""Columns a day takes at most."""

MOST_STEPS = 3
"""Lines that the doses take at most, where their changes lie close together."""

BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
PLAIN_BLOCKS = " _#"
"""For encodings without blocks: a full cell, or a stroke for what is less than one."""

TAKEN = {
    "=": "taken",
    "^": "more than the plan said",
    "v": "less, or another amount",
    "x": "missed",
    ".": "not logged",
    "?": "not answered",
}
MARKS = {
    Answer.MET: "+",
    Answer.MISSED: "-",
    Answer.NOT_ANSWERED: "?",
    Answer.NO_TARGETS: " ",
    Answer.UNLOGGED: ".",
}
MET = {"+": "+ all targets met", "-": "- a target missed"}
DATE_ROOM = 8
"""A date such as 24 Oct with space after it."""


class Column(NamedTuple):
    """One column of the chart: its days, in a row."""

    days: tuple[TrendDay, ...]

    def value(self, main: Measure) -> Decimal | None:
        """Return the middle of what was told of the main measure, or None."""
        told = [one.numbers[main.name] for one in self.days if main.name in one.numbers]
        return median(told) if told else None

    def taken(self) -> str:
        """Return the mark of how the dose was taken; of several days the gravest counts."""
        marks = {taken_mark(one) for one in self.days}
        return next((mark for mark in "^xv=?." if mark in marks), " ")

    def targets(self) -> str:
        """Return the mark of the targets; of several days with answers what most of them say, a tie as missed."""
        marks = [MARKS[one.answer] for one in self.days]
        if "+" in marks or "-" in marks:
            return "+" if marks.count("+") > marks.count("-") else "-"
        return next((mark for mark in "?." if mark in marks), " ")


def taken_mark(one: TrendDay) -> str:
    """Return how one day's dose was taken."""
    if one.kept is Kept.OVER:
        return "^"
    if one.kept is Kept.PARTIAL:
        return "v"
    if one.taken:
        return "="
    if not one.is_recorded():
        return "."
    if one.before or one.is_after():
        return " "
    return "?" if one.taken is None else "x"


def chart(found: Trend, unit: str, width: int, *, blocks: bool) -> list[str]:
    """Return the lines of the chart.

    Args:
        found: what is drawn; it has at least one day.
        unit: what a day is called.
        width: the columns there are.
        blocks: whether block characters can be shown; else ASCII.
    """
    days, main = found.days, found.main
    if is_pumped(found.plan):  # nobody was asked for a dose then: neither missed nor left unanswered
        days = tuple(one if one.taken else one._replace(before=True) for one in days)
    top = top_of(main, days)
    label = f"{number(top)}{unit_words(main)}" if main else ""
    margin = max(len("targets"), len("dose mg"), len(label)) + 2
    room = width - margin
    each = -(-len(days) // room)
    columns = [Column(tuple(days[place : place + each])) for place in range(0, len(days), each)]
    wide = max(1, min(WIDEST, room // len(columns)))
    steps, unwritten = _steps(found, each, wide, room)
    pumped = is_pumped(found.plan) and not any(steps)  # its dose is not kept here, so there is no line of it
    lines = [] if pumped else [_line("" if place else "dose mg", margin, text) for place, text in enumerate(steps)]
    lines.append(_line("taken", margin, _marks((one.taken() for one in columns), wide)))
    if main is not None:
        lines += _bars(columns, main, top, (margin, wide), blocks=blocks)
    if any(one.answer in {Answer.MET, Answer.MISSED} for one in days):
        lines.append(_line("targets", margin, _marks((one.targets() for one in columns), wide)))
    lines.append(_line("", margin, _dates(columns, wide, room)))
    crowded = [f"Not written, for want of room: {counted(unwritten, 'change')} of dose."] if unwritten else []
    return [_title(found, unit, each), "", *lines, *_legend(found, columns, each, unit), *crowded]


def top_of(main: Measure | None, days: Sequence[TrendDay]) -> Decimal:
    """Return the top of the axis, which begins at 0: the end of a scale, else the highest value, rounded up."""
    if main is None:
        return Decimal(1)
    highest = max((one.numbers[main.name] for one in days if main.name in one.numbers), default=Decimal(1))
    if main.high is not None and highest <= main.high:
        return main.high
    step = Decimal(60) if main.unit == "min" and highest > 60 else Decimal(1)  # noqa: PLR2004 - whole hours
    return max((highest / step).to_integral_value(ROUND_CEILING) * step, step)


def _line(label: str, margin: int, text: str) -> str:
    """Return one line with its label at the left."""
    return f"{label:>{margin - 1}} {text}".rstrip()


def _title(found: Trend, unit: str, each: int) -> str:
    """Return what is drawn, how many days a column holds, and how many of the days have a record."""
    first, last = day_words(found.days[0].day), day_words(found.days[-1].day)
    column = f"a column a {unit}" if each == 1 else f"a column for {each} {unit}s"
    recorded = found.recorded()
    every = counted(len(found.days), unit)
    return f"{first} to {last}, {column}; {'all' if recorded == len(found.days) else f'{recorded} of'} {every} recorded"


def _steps(found: Trend, each: int, wide: int, room: int) -> tuple[list[str], int]:
    """Return the doses, each over the column in which it was first taken, in up to three lines.

    The second value counts the changes of dose for which there was no room.
    """
    lines = [""]
    place = unwritten = 0
    for one in periods_of(found.days):
        at = place // each * wide
        place += len(one.days)
        if one.doses is None:
            continue
        text = number(sum((mg for _, mg in one.doses), Decimal(0)))
        at = min(at, room - len(text))
        row = next((row for row, line in enumerate(lines) if not line or len(line) < at), len(lines))
        if row == MOST_STEPS:
            unwritten += 1
            continue
        lines += [""] * (row + 1 - len(lines))
        lines[row] = lines[row].ljust(at) + text
    return lines[::-1], unwritten


def _marks(marks: Iterable[str], wide: int) -> str:
    """Return one mark a column."""
    return "".join(mark.ljust(wide) for mark in marks)


def _bars(columns: Sequence[Column], main: Measure, top: Decimal, sizes: tuple[int, int], *, blocks: bool) -> list[str]:
    """Return the bars of the main measure from the top line down; a dot stands where nothing was told."""
    (margin, wide), cells = sizes, BLOCKS if blocks else PLAIN_BLOCKS
    parts = len(cells) - 1
    heights = []
    for one in columns:
        value = one.value(main)
        share = None if value is None else max(value, Decimal(0)) / top * HEIGHT * parts
        heights.append(None if share is None else max(round(share), 1))
    lines = []
    for row in reversed(range(HEIGHT)):
        text = ""
        for height in heights:
            filled = 0 if height is None else min(max(height - row * parts, 0), parts)
            cell = "." if height is None and not row else cells[filled]
            text += (cell if cell == "." else cell * max(wide - 1, 1)).ljust(wide)
        label = f"{number(top)}{unit_words(main)}" if row == HEIGHT - 1 else "0" if not row else ""
        lines.append(_line(label, margin, text))
    return lines


def _dates(columns: Sequence[Column], wide: int, room: int) -> str:
    """Return dates, each beginning under its own column; the year where the days are spread over more than one."""
    years = {columns[0].days[0].day.year, columns[-1].days[-1].day.year}
    long = len(years) > 1 and len(columns[0].days) > 1
    every = -(-(DATE_ROOM + 5 * long) // wide)
    every = every + -every % 7 if wide * (every + -every % 7) <= room // 2 else every  # whole weeks where they fit
    text = ""
    for place in range(0, len(columns), every):
        words = day_words(columns[place].days[0].day)
        words = words if long else words.rsplit(" ", 1)[0]
        if place * wide + len(words) <= room:
            text = text.ljust(place * wide) + words
    return text


def _legend(found: Trend, columns: Sequence[Column], each: int, unit: str) -> list[str]:
    """Return what the marks mean that were drawn, and what a bar is."""
    marks = {one.taken() for one in columns}
    targets = {one.targets() for one in columns} - {" "}
    met = [words for mark, words in MET.items() if mark in targets]
    shared = [mark for mark in "=^vx.?" if mark in marks or (mark in ".?" and mark in targets and met)]
    lines = ["; ".join([*(f"{mark} {TAKEN[mark]}" for mark in shared), *met])]
    if found.main is not None:
        name = measure_words(found.main.name)
        middle = "" if each == 1 else f", the median of {each} {unit}s"
        lines.append(f"Bars: {name}{middle}; a dot on their foot: not told.")
    if each > 1:
        lines.append(
            f"A mark stands for {each} {unit}s: of how the dose was taken the gravest, of targets what most say."
        )
    return lines
