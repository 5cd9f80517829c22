"""A trend in whole sentences, for screen readers and pipes: each period, dose, effect and week said in words."""

from collections.abc import Iterator

from baclotrack.core.intervals import ENOUGH
from baclotrack.core.trend import Answer, Measure, Trend, TrendDay, Week
from baclotrack.core.trends.effects import LAST, EffectRow
from baclotrack.core.trends.groups import Group
from baclotrack.core.trends.measures import SHARE, WEEKLY, middle_of
from baclotrack.core.trends.periods import Period, periods_of
from baclotrack.wording.trends import (
    KEPT,
    TARGETS,
    abstinent_line,
    capital,
    counted,
    efficiency_line,
    few_words,
    group_words,
    honest_lines,
    invalid_line,
    is_pumped,
    kept_lines,
    measure_words,
    own_shares,
    percent_words,
    share_words,
    shift_words,
    span_words,
    unit_words,
    value_words,
    worst_words,
)
from baclotrack.wording.words import GRADES, day_words, dose_words, number


def all_lines(found: Trend, unit: str, *, by_day: bool) -> Iterator[str]:
    """Yield the whole trend, a sentence or two a line; an empty line parts the sections."""
    yield from period_lines(found, unit)
    yield ""
    yield from dose_lines(found, unit)
    yield ""
    yield from effect_lines(found)
    yield ""
    for one in found.days if by_day else ():
        yield day_line(one, found.main, pumped=is_pumped(found.plan))
    for week in () if by_day else found.weeks:
        yield week_line(week, found, unit)
    yield ""
    yield from kept_lines(found, unit)
    yield from (line for line in (abstinent_line(found),) if line)


def period_lines(found: Trend, unit: str) -> Iterator[str]:
    """Yield a sentence for each step of the dose."""
    for one in periods_of(found.days):
        yield period_line(one, found, unit)


def period_line(one: Period, found: Trend, unit: str) -> str:
    """Return one step: its days, its dose, what was missed, its targets, and the main measure."""
    main, days = found.main, counted(len(one.days), unit)
    when = day_words(one.since()) if len(one.days) == 1 else f"{day_words(one.since())} to {day_words(one.until())}"
    none = "no dose yet" if one.days[-1].before else "no dose recorded"
    none = "no dose, the taper is finished" if one.doses == () else none
    none = "dose from a pump" if one.doses is None and is_pumped(found.plan) else none
    parts = [dose_words(one.doses) if one.doses else none]
    parts += [f"missed {one.missed()}"] if one.doses and one.missed() else []
    parts += [f"not logged {one.unlogged()}"] if one.unlogged() else []
    met, answered = one.met()
    parts += [f"{TARGETS} on {met} of {answered} answered"] if answered else []
    told = one.numbers(main.name) if main else []
    if main and len(told) >= ENOUGH:
        parts.append(f"{measure_words(main.name)}: median {value_words(main, middle_of(main, told))}")
    elif main and told:
        parts.append(f"{measure_words(main.name)}: {', '.join(value_words(main, value) for value in told)}")
    return f"{when}, {days}: {'; '.join(parts)}."


def dose_lines(found: Trend, unit: str) -> Iterator[str]:
    """Yield what each dose has beside it, measure by measure, and what such a comparison cannot know."""
    groups = [*((found.before,) if found.before else ()), *found.rows]
    pumped = is_pumped(found.plan) and not groups
    for one in [found.every] if pumped else groups:
        few = "" if one.enough() else f", {few_words(unit)}"
        name = "with the pump" if pumped else group_words(one)
        yield f"{capital(name)}: {counted(one.days, unit)}{few}. Worst side effect: {worst_words(one)}."
        yield from (f"  {line}" for line in (measure_lines(one, found, unit) if one.enough() else target_lines(one)))
    yield from honest_lines(found, unit)
    yield from (line for line in (efficiency_line(found), invalid_line(found.invalid, unit)) if line)


def target_lines(one: Group) -> Iterator[str]:
    """Yield how often all targets were met, as a bare count, where they were answered."""
    if one.targets.asked:
        yield f"{capital(TARGETS)}: {one.targets.yes} of {one.targets.asked} answered."


def measure_lines(one: Group, found: Trend, unit: str) -> Iterator[str]:
    """Yield a sentence for each measure that was told on the days of one dose; the numbers with too few in one."""
    few = []
    shares = {TARGETS: one.targets}
    shares |= {measure_words(measure.name): one.shares[measure.name] for measure in own_shares(found)}
    for name, told in shares.items():
        if told.low is not None:
            yield f"{capital(name)}: {told.yes} of {told.asked} answered; 95 % interval {share_words(told)}."
        elif told.asked:
            yield f"{capital(name)}: {told.yes} of {told.asked} answered; {few_words(unit)}."
    for measure in found.measures:
        spread = one.measures.get(measure.name) if measure.kind != SHARE else None
        if spread is None or not spread.answered:
            continue
        if spread.median is None or spread.middle is None:
            few.append(f"{measure_words(measure.name)} ({spread.answered})")
            continue
        parts = [f"median {value_words(measure, spread.median)} of {counted(spread.answered, unit)}"]
        parts.append(f"the middle half {span_words(measure, spread.middle)}")
        parts += [f"95 % interval {span_words(measure, spread.interval)}"] if spread.interval else []
        parts += [f"against before {shift_words(measure, spread)}{unit_words(measure)}"] if spread.shift else []
        parts += [f"median {percent_words(spread)} of before"] if spread.percent is not None else []
        yield f"{capital(measure_words(measure.name))}: {'; '.join(parts)}."
    if few:
        yield f"{capital(few_words(unit))}: {', '.join(few)}."


def effect_lines(found: Trend) -> Iterator[str]:
    """Yield a sentence for each side effect, by days since the dose last changed."""
    if not found.effects:
        yield "No side effect is recorded after a change of dose."
        return
    yield "Side effects by days since the dose last changed (0 is the first day on a dose):"
    for row in found.effects:
        yield f"  {effect_line(row)}"


def effect_line(row: EffectRow) -> str:
    """Return one side effect: on how many of the days asked it was there, and its worst grade."""
    told = []
    for place, cell in enumerate(row.cells):
        if cell.asked:
            when = f"day {place}" if place < LAST else f"day {LAST} and later"
            worst = f", {GRADES[cell.worst]} at worst" if cell.had else ""
            told.append(f"{when}: {cell.had} of {cell.asked}{worst}")
    return f"{capital(row.name.replace('-', ' '))}: {'; '.join(told)}."


def day_line(one: TrendDay, main: Measure | None, *, pumped: bool = False) -> str:
    """Return one day: planned, taken, targets, the main measure, the worst side effect.

    With a pump a dose that is not recorded is not told: it is not kept here.
    """
    planned = "no dose shown" if one.planned is None else f"planned {dose_words(one.planned)}"
    taken = "no dose recorded" if one.taken is None else f"taken {dose_words(one.taken)}"
    parts = [] if pumped and one.planned is None and one.taken is None else [planned, taken]
    parts += [KEPT[one.kept]] if one.kept else []
    asked = one.is_recorded() and one.answer is not Answer.NO_TARGETS
    parts += [f"targets {one.answer.value.replace('_', ' ')}"] if asked else []
    if main and main.name in one.numbers:
        parts.append(f"{measure_words(main.name)} {value_words(main, one.numbers[main.name])}")
    worst = one.worst()
    parts += [f"worst side effect {GRADES[worst]}"] if worst is not None else []
    return f"{day_words(one.day)}: {'; '.join(parts) or 'not logged'}."


def week_line(week: Week, found: Trend, unit: str) -> str:
    """Return one week: what was recorded, taken and planned, the main measure, days without a drink."""
    when = day_words(week.since) if week.days == 1 else f"{day_words(week.since)} to {day_words(week.until)}"
    parts = [f"{week.recorded} of {counted(week.days, unit)} recorded"]
    shown = "" if week.shown == week.days else f" on the {counted(week.shown, unit)} with a dose shown"
    if week.taken or week.planned or not is_pumped(found.plan):
        parts.append(f"taken {number(week.taken)} mg; planned {number(week.planned)} mg{shown}")
    main = found.main
    if main and week.middle is not None:
        parts.append(f"{measure_words(main.name)}: median {value_words(main, week.middle)} ({week.answered} told)")
        if main.name in WEEKLY and week.mean is not None and week.highest is not None:
            parts.append(f"mean {value_words(main, week.mean)}, highest {value_words(main, week.highest)}")
    if found.tracks_drinks:
        parts.append(f"without a drink {week.abstinent.days} of {counted(week.abstinent.logged, 'logged day')}")
    return f"{when}: {'; '.join(parts)}."
