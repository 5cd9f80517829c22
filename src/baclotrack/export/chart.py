"""The chart of the page, drawn by us as SVG: dose steps above the main measure on one axis of days.

Nothing depends on colour: a missed day is a cross, a day without a record an open ring and a gap in the line, a change
of dose an upright line. Labels stand where there is room for them and nowhere else. No style attribute and no script
is used, so the strictest content policy lets it through.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple
from xml.sax.saxutils import escape

from baclotrack.core.days import ONE_DAY
from baclotrack.core.intervals import ENOUGH
from baclotrack.core.trend import Answer, TrendDay
from baclotrack.core.trends.measures import Measure, middle_of
from baclotrack.core.trends.periods import periods_of
from baclotrack.wording.page.parts import Chart, harmless
from baclotrack.wording.words import day_words, number

WIDTH, LEFT, RIGHT = 720.0, 34.0, 8.0
TOP, DOSE_HEIGHT, BETWEEN, MEASURE_HEIGHT, BELOW = 16.0, 50.0, 30.0, 50.0, 18.0
TARGETS_HEIGHT = 14.0
TEXT, CHARACTER = 8.0, 4.4
"""The size of the letters, and how wide one is at most on average."""

STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 1456, 3640, 7280)
"""How many days may lie between two dates on the axis."""

DATE_ROOM = 58.0
MARK = 2.6
INK, GREY, FAINT = "#1a1a1a", "#5c5c5c", "#b8b8b8"


class _Panel(NamedTuple):
    """A panel: its top and bottom, and the numbers that lie there."""

    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: Decimal | float) -> float:
        """Return the height at which a number lies."""
        span = self.high - self.low or 1.0
        return self.bottom - (float(value) - self.low) / span * (self.bottom - self.top)


class _Axis(NamedTuple):
    """The axis of days: how wide a day is."""

    days: Sequence[TrendDay]
    wide: float

    def x(self, place: float) -> float:
        """Return where a day begins; half a day later is its middle."""
        return LEFT + place * self.wide


def draw(chart: Chart) -> str:
    """Return the chart as an SVG element, with a title and a description for whoever cannot see it."""
    days = chart.trend.days
    if not days:
        return ""
    axis = _Axis(days, (WIDTH - LEFT - RIGHT) / len(days))
    parts, bottom = [*_legend(chart)], TOP - BETWEEN
    if chart.dose:
        dose = _Panel(TOP, TOP + DOSE_HEIGHT, 0.0, max([float(one.total() or 0) for one in days] + [1.0]))
        parts += _dose_panel(axis, dose, chart)
        bottom = dose.bottom
    if chart.trend.main is not None:
        below = _measure_panel_of(chart.trend.main, days, bottom + BETWEEN)
        parts += _measure_panel(axis, below, chart, chart.trend.main)
        bottom = below.bottom
    elif any(one.answer in {Answer.MET, Answer.MISSED} for one in days):
        parts += _targets(axis, bottom + BETWEEN)
        bottom += BETWEEN + TARGETS_HEIGHT
    elif chart.dose:
        bottom += TEXT + 2  # the mg at the changes of dose stand between the panel and its dates
    if bottom < TOP:
        return ""
    parts += _dates(axis, bottom)
    height = bottom + BELOW
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img"'
        f' aria-labelledby="chart-title chart-text" font-family="sans-serif" font-size="{TEXT:.0f}" fill="{INK}">'
        f'<title id="chart-title">{_safe(chart.title)}</title><desc id="chart-text">{_safe(chart.text)}</desc>'
    )
    return head + "".join(parts) + "</svg>"


def _safe(text: str) -> str:
    """Return text as character data: no markup, no control character."""
    return escape(harmless(text), {'"': "&quot;"})


def _text(x: float, y: float, words: str, anchor: str = "start", fill: str = INK) -> str:
    """Return a label."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{_safe(words)}</text>'


def _path(shape: str, stroke: str = INK, width: float = 1.0, dash: str = "") -> str:
    """Return a line; nothing where there is none."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    line = (
        f'<path d="{shape}" fill="none" stroke="{stroke}" stroke-width="{width:.1f}" stroke-linecap="round"{dashed}/>'
    )
    return line if shape else ""


def _cross(x: float, y: float) -> str:
    """Return the shape of a missed day."""
    return (
        f"M{x - MARK:.1f} {y - MARK:.1f}l{2 * MARK:.1f} {2 * MARK:.1f}m0 {-2 * MARK:.1f}l{-2 * MARK:.1f} {2 * MARK:.1f}"
    )


def _ring(x: float, y: float) -> str:
    """Return the shape of a day without a record."""
    r = MARK * 0.8
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0"


def _legend(chart: Chart) -> Iterator[str]:
    """Yield what each shape means, at the top on the right; each stands clear of the next."""
    shapes = {"missed": _cross, "unlogged": _ring, "change": _tick, "middle": _dash}
    x = WIDTH - RIGHT
    for shape, words in reversed(chart.legend):
        x -= len(words) * CHARACTER
        yield _text(x, 8, words, fill=GREY)
        x -= 7
        yield _path(shapes[shape](x, 5.2), width=0.9)
        x -= 12


def _tick(x: float, y: float) -> str:
    """Return the shape of a change of dose."""
    return f"M{x:.1f} {y - MARK:.1f}v{2 * MARK:.1f}"


def _dash(x: float, y: float) -> str:
    """Return the shape of a median."""
    return f"M{x - 5:.1f} {y:.1f}h8"


def _dose_panel(axis: _Axis, panel: _Panel, chart: Chart) -> Iterator[str]:
    """Yield the dose taken each day as steps, with missed days and days without a record marked on its floor."""
    yield _text(0, 8, chart.dose)
    yield _path(f"M{LEFT:.1f} {panel.bottom:.1f}H{WIDTH - RIGHT:.1f}", FAINT, 0.6)
    line, missed, unlogged = "", "", ""
    before: float | None = None
    for place, one in enumerate(axis.days):
        total = one.total()
        middle = axis.x(place + 0.5)
        if total:
            y = panel.y(total)
            line += (f"M{axis.x(place):.1f} {y:.1f}" if before is None else f"V{y:.1f}") + f"H{axis.x(place + 1):.1f}"
            before = y
            continue
        before = None
        if not one.is_recorded() and not one.before:
            unlogged += _ring(middle, panel.bottom)
        elif total is not None and not one.before and not one.is_after():
            missed += _cross(middle, panel.bottom)
    yield _path(line, INK, 1.4)
    yield _path(missed, INK, 0.9)
    yield _path(unlogged, INK, 0.9)
    yield from _levels(axis, panel)


def _levels(axis: _Axis, panel: _Panel) -> Iterator[str]:
    """Yield the mg on the left, those that have room, and an upright line with the mg at each change of dose."""
    totals = sorted({total for one in axis.days if (total := one.total())}, reverse=True)
    free = -TEXT
    for total in totals:
        y = panel.y(total) + TEXT / 3
        if y - free >= TEXT and y <= panel.bottom:
            yield _text(LEFT - 4, y, number(total), "end")
            free = y
    yield from _changes(axis, panel)


def _changes(axis: _Axis, panel: _Panel) -> Iterator[str]:
    """Yield a tick at each change of dose and its mg beside it; no mg at all where they would not all have room."""
    place, room, fits = 0, LEFT, True
    labels = []
    for one in periods_of(axis.days):
        total = sum((mg for _, mg in one.doses or ()), Decimal(0))
        x = axis.x(place)
        if place and one.doses is not None:
            yield _path(f"M{x:.1f} {panel.bottom + 2:.1f}v4", INK, 0.9)
        if total:
            words = f"{number(total)} mg"
            fits = fits and x + 1.5 >= room and x + 1.5 + len(words) * CHARACTER <= WIDTH
            room = x + 1.5 + len(words) * CHARACTER + 2
            labels.append(_text(x + 1.5, panel.bottom + 11, words, fill=GREY))
        place += len(one.days)
    if fits:
        yield from labels


def _measure_panel_of(main: Measure, days: Sequence[TrendDay], top: float) -> _Panel:
    """Return the panel of the measure: from 0 where it is a scale, else a little wider than what was told."""
    told = [float(one.numbers[main.name]) for one in days if main.name in one.numbers] or [0.0]
    low, high = (0.0, float(main.high)) if main.high is not None else (float(floor(min(told))), float(ceil(max(told))))
    return _Panel(top, top + MEASURE_HEIGHT, low, high if high > low else low + 1)


def _measure_panel(axis: _Axis, panel: _Panel, chart: Chart, main: Measure) -> Iterator[str]:
    """Yield the measure's answers as dots, joined where the days follow each other, and the median of each step."""
    yield _text(0, panel.top - 5, chart.measure)
    yield _path(f"M{LEFT:.1f} {panel.bottom:.1f}H{WIDTH - RIGHT:.1f}", FAINT, 0.6)
    yield _text(LEFT - 4, panel.bottom, number(Decimal(str(panel.low))), "end")
    yield _text(LEFT - 4, panel.top + TEXT * 0.7, number(Decimal(str(panel.high))), "end")
    line, dots, joined = "", "", False
    for place, one in enumerate(axis.days):
        if main.name not in one.numbers:
            joined = False
            continue
        x, y = axis.x(place + 0.5), panel.y(one.numbers[main.name])
        line += f"{'L' if joined else 'M'}{x:.1f} {y:.1f}"
        dots += f"M{x:.1f} {y:.1f}h0"
        joined = True
    yield _path(line, FAINT, 0.7)
    yield _path(dots, GREY, 2.4 if axis.wide > MARK else 1.6)
    middles, place = "", 0
    for step in periods_of(axis.days):
        told = step.numbers(main.name)
        if len(told) >= ENOUGH:
            y = panel.y(middle_of(main, told))
            middles += f"M{axis.x(place):.1f} {y:.1f}H{axis.x(place + len(step.days)):.1f}"
        place += len(step.days)
    yield _path(middles, INK, 1.2)


def _targets(axis: _Axis, top: float) -> Iterator[str]:
    """Yield a row of squares, filled where all targets of the plan were met and open where one was missed."""
    yield _text(0, top - 5, "Plan's targets: filled met, open not met")
    side = min(axis.wide * 0.7, 7.0)
    shapes = {Answer.MET: "", Answer.MISSED: ""}
    for place, one in enumerate(axis.days):
        if one.answer in shapes:
            x, y = axis.x(place + 0.5) - side / 2, top + (TARGETS_HEIGHT - side) / 2
            shapes[one.answer] += f"M{x:.1f} {y:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}z"
    yield f'<path d="{shapes[Answer.MET]}" fill="{INK}" stroke="{INK}" stroke-width="0.6"/>'
    yield f'<path d="{shapes[Answer.MISSED]}" fill="none" stroke="{INK}" stroke-width="0.6"/>'


def _dates(axis: _Axis, bottom: float) -> Iterator[str]:
    """Yield dates below the panels, as many as have room; the first one and each of a new year have their year."""
    first = axis.days[0].day
    step = next((days for days in STEPS if days * axis.wide >= DATE_ROOM), STEPS[-1])
    year = 0
    for place in range(0, len(axis.days), step):
        day = first + place * ONE_DAY
        words = day_words(day) if day.year != year else day_words(day).rpartition(" ")[0]
        x = axis.x(place + 0.5)
        if x + len(words) * CHARACTER > WIDTH:
            break
        year = day.year
        yield _path(f"M{x:.1f} {bottom:.1f}v3", INK, 0.6)
        yield _text(max(x - 3, 0), bottom + 12, words)
