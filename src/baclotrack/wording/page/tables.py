"""The tables of the page: side effects by grade, dose steps, reasons for a hold, flags, the measure before and now."""

from baclotrack.core.intervals import ENOUGH
from baclotrack.core.summary.values import Effect, Summary
from baclotrack.core.trends.groups import Group
from baclotrack.core.trends.measures import Measure, middle_of
from baclotrack.core.trends.periods import Period
from baclotrack.wording.page.parts import Room, Section, Table, bare, plain, short_day, theirs
from baclotrack.wording.trends import (
    LIMIT,
    PUMPED,
    counted,
    few_line,
    is_pumped,
    measure_words,
    own_shares,
    shift_words,
    short_dose,
    span_words,
    unit_of,
    value_words,
)
from baclotrack.wording.words import GRADES, day_words, number

PARTLY = "Planned: on the days on which a dose was shown."
NOW, LATER = "now", "later"
"""What the days at the present dose are called; on a page about past days they are not the present."""

NO_DOSE = "No dose is recorded in this journal, so there are no days before and after it to hold side by side."
MOST_NAMED = 60
MOST_STEPS, MOST_GROUPS, MOST_WEEKS = 14, 8, 26


def effects_section(told: Summary, room: Room) -> Section:
    """Return the side effects by grade: the worst few in a table, all others in a line."""
    found = told.effects
    if not found.asked:
        return Section("effects", "Side effects", lines=("Not asked in this period.",))
    asked = f"Asked on {counted(found.asked, 'day')}, {found.recent_asked} of them in the last 14 days."
    if not found.rows:
        return Section(
            "effects", "Side effects", lines=(f"Asked on {counted(found.asked, 'day')}: none was reported.",)
        )
    shown, rest = found.rows[: room.effects], found.rows[room.effects :]
    more = "* days mild/moderate/severe" + (f"; so also: {_named(rest, room.named)}." if rest else ".")
    table = Table(
        ("days at each grade", "mild", "mod.", "severe", "last 14 days*", "last on"),
        tuple(_effect_row(one, told) for one in shown),
        numbers=(1, 2, 3, 4),
        days=(5,),
    )
    return Section("effects", "Side effects", lines=(asked,), table=table, more=(more,))


def others_section(told: Summary, room: Room) -> Section | None:
    """Return the side effects that had no room on the first sheet, or None where all had."""
    rest = told.effects.rows[room.effects :]
    if len(rest) <= room.named:
        return None
    line = f"Days mild/moderate/severe: {_named(rest, MOST_NAMED)}."
    return Section("others", "All other side effects", lines=(line,))


def _named(rows: tuple[Effect, ...], most: int) -> str:
    """Return side effects in a line, and how many more there are."""
    named = [f"{plain(one.name)} {_grades(one.grades)}" for one in rows[:most]]
    return ", ".join(named) + (f", and {len(rows) - most} more" if len(rows) > most else "")


def _effect_row(one: Effect, told: Summary) -> tuple[str, ...]:
    """Return one side effect: days at each grade, the last two weeks, the last day."""
    usual = f" ({GRADES[one.usual]} usual)" if one.usual else ""
    counts = [str(days) if days else "-" for days in one.grades]
    return (plain(one.name) + usual, *counts, _grades(one.recent), short_day(one.last_on, told.since, told.until))


def _grades(grades: tuple[int, int, int]) -> str:
    """Return days mild, moderate and severe in little room: 5/1/0."""
    return "/".join(str(one) for one in grades)


def steps_section(told: Summary, most: int = MOST_STEPS) -> Section:
    """Return the dose steps with days, missed ones and the median; of many the last ones."""
    unit = unit_of(told.plan)
    steps = [one for one in told.steps if one.doses is not None or one.days]
    if not steps:
        return Section("steps", "Dose steps", lines=("No day of this period has a record.",))
    shown = steps[-most:]
    main = told.trend.main
    aims = bool(told.plan is None or told.plan.targets) or any(one.met()[1] for one in steps)
    head: tuple[str, ...] = ("dose", "from", "days", "missed", "not logged", *(("targets met",) if aims else ()))
    head += (f"median {bare(measure_words(main.name))}",) if main else ()
    more = f"{counted(len(steps) - most, 'earlier step')}: not shown here." if len(steps) > most else ""
    rows = tuple(_step_row(one, told, main, aims=aims) for one in shown)
    title = "Dose steps" if unit == "day" else "Dose steps, nights"
    table = Table(head, rows, numbers=tuple(range(2, len(head))), days=(0, 1))
    return Section("steps", title, table=table, more=(more,) if more else ())


def _step_row(one: Period, told: Summary, main: Measure | None, *, aims: bool) -> tuple[str, ...]:
    """Return one step of the dose; its targets where the plan has `aims`."""
    none = "none yet" if one.days[-1].before else "not told"
    none = "from a pump" if is_pumped(told.plan) else none
    none = "none, taper done" if one.doses == () else none
    dose = short_dose(one.doses, told.plan) if one.doses else none
    met, answered = one.met()
    row = (
        dose if dose.isascii() else theirs(dose),
        short_day(one.since(), told.since, told.until),
        str(len(one.days)),
        str(one.missed()),
        str(one.unlogged()),
        *((f"{met}/{answered}" if answered else "-",) if aims else ()),
    )
    if main is None:
        return row
    numbers = one.numbers(main.name)
    middle = value_words(main, middle_of(main, numbers)) if len(numbers) >= ENOUGH else f"few ({len(numbers)})"
    return (*row, middle if numbers else "-")


def before_section(told: Summary) -> Section:
    """Return the measures before baclofen beside those at the present dose."""
    unit, before, now = unit_of(told.plan), told.trend.before, told.figures.now
    word = NOW if told.as_of is None else LATER
    if told.dose.first_on is None and not told.dose.before_record:
        return Section("before", f"Before baclofen and {word}", lines=(NO_DOSE,))
    if before is None:
        line = f"No {unit} before the first dose is recorded, so there is nothing to hold the present against."
        return Section("before", f"Before baclofen and {word}", lines=(line,))
    at = f", {unit}s at {short_dose(now.doses or (), told.plan)}" if now is not None else ""
    title = f"Before baclofen and {word}" + (at if at.isascii() else theirs(at))
    main = told.trend.main
    rows = [_targets_row(before, now)] if before.targets.asked or (now and now.targets.asked) else []
    rows += [_share_row(one, before, now) for one in own_shares(told.trend)]
    rows += [_measure_row(main, before, now)] if main else []
    if not rows:
        return Section("before", title, lines=("Nothing was measured on both sides.",))
    head = ("", f"before ({before.days})", f"{word} ({now.days if now else 0})", "difference (95 %)")
    table = Table(head, tuple(rows[:4]), numbers=(1, 2, 3), days=(0,))
    return Section("before", title, table=table, more=(LIMIT.format(unit=unit),))


def _targets_row(before: Group, now: Group | None) -> tuple[str, ...]:
    """Return on how many days all targets were met."""
    return ("all targets met", *(_of(one) if one else "-" for one in (before, now)), "")


def _share_row(one: Measure, before: Group, now: Group | None) -> tuple[str, ...]:
    """Return on how many days a yes-or-no question was answered yes."""
    told = [side.shares[one.name] if side else None for side in (before, now)]
    counts = [f"{share.yes}/{share.asked}" if share is not None and share.asked else "-" for share in told]
    return (measure_words(one.name), *counts, "")


def _measure_row(main: Measure, before: Group, now: Group | None) -> tuple[str, ...]:
    """Return the main measure's medians, and how far apart they are."""
    cells = []
    for side in (before, now):
        spread = side.measures.get(main.name) if side is not None else None
        if spread is None or not spread.answered:
            cells.append("-")
        elif spread.median is None:
            cells.append(f"few ({spread.answered})")
        else:
            cells.append(value_words(main, spread.median))
    spread = now.measures.get(main.name) if now is not None else None
    apart = shift_words(main, spread) if spread is not None else ""
    return (f"median {bare(measure_words(main.name))}", *cells, apart)


def doses_section(told: Summary) -> Section:
    """Return each dose taken in the period side by side: targets, the main measure with its interval, side effects."""
    unit, main, found = unit_of(told.plan), told.trend.main, told.trend
    title = f"By the dose taken that {unit}"
    groups = [*((found.before,) if found.before else ()), *found.rows[-MOST_GROUPS:]]
    if not groups:
        none = PUMPED if is_pumped(told.plan) else "No dose is recorded in this period."
        return Section("doses", title, lines=(none,))
    aims = bool(told.plan is None or told.plan.targets) or any(one.targets.asked for one in groups)
    head: tuple[str, ...] = ("dose", f"{unit}s", *(("targets met",) if aims else ()), "worst effect*")
    head += (f"median {bare(measure_words(main.name))} (95 % interval)",) if main else ()
    rows = tuple(_group_row(one, told, main, aims=aims) for one in groups)
    more = ("* days mild/moderate/severe.", *(line for line in (few_line(found, unit),) if line))
    return Section("doses", title, table=Table(head, rows, numbers=(1, 2) if aims else (1,), days=(0,)), more=more)


def _group_row(one: Group, told: Summary, main: Measure | None, *, aims: bool) -> tuple[str, ...]:
    """Return the days at one dose; their targets where the plan has `aims`."""
    dose = "before the first" if one.doses is None else short_dose(one.doses, told.plan)
    worst = "/".join(str(count) for count in one.worst[1:]) if one.asked else "not asked"
    row = (dose if dose.isascii() else theirs(dose), str(one.days), *((_of(one),) if aims else ()), worst)
    if main is None:
        return row
    spread = one.measures.get(main.name)
    if spread is None or spread.median is None:
        return (*row, "-")
    interval = f" ({span_words(main, spread.interval)})" if spread.interval else ""
    return (*row, value_words(main, spread.median) + interval)


def _of(one: Group) -> str:
    """Return on how many days all targets were met."""
    return f"{one.targets.yes}/{one.targets.asked}" if one.targets.asked else "-"


def weeks_section(told: Summary) -> Section:
    """Return the weeks: days recorded, mg planned and taken, the main measure; of very many the last ones.

    A pump's doses are not kept here, so with one there are no mg.
    """
    main, weeks = told.trend.main, told.trend.weeks[-MOST_WEEKS:]
    if not weeks:
        return Section("weeks", "Week by week", lines=("No day of this period has a record.",))
    pumped = is_pumped(told.plan) and not any(one.planned or one.taken for one in weeks)
    head: tuple[str, ...] = ("week from", "days logged", *(() if pumped else ("mg planned", "mg taken")))
    head += (f"median {bare(measure_words(main.name))}",) if main else ()
    rows = []
    for one in weeks:
        amounts = () if pumped else (number(one.planned) if one.shown else "-", number(one.taken))
        row = (day_words(one.since), f"{one.recorded}/{one.days}", *amounts)
        middle = value_words(main, one.middle) if main and one.middle is not None else "-"
        rows.append((*row, middle) if main else row)
    rest = len(told.trend.weeks) - len(weeks)
    more: tuple[str, ...] = (f"{counted(rest, 'earlier week')}: not shown here.",) if rest else ()
    more += (PARTLY,) if not pumped and any(one.shown < one.days for one in weeks) else ()
    table = Table(head, tuple(rows), numbers=tuple(range(1, len(head))), days=(0,))
    return Section("weeks", "Week by week", table=table, more=more)
