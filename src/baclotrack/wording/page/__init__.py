"""The appointment page in words, made from the summary alone: the same sentences in every format.

Written for the clinician about the patient's own record. It tells what was recorded and what the plan says; it gives
no advice, and names no cause.
"""

from datetime import date
from decimal import Decimal

from baclotrack.core.intervals import ENOUGH
from baclotrack.core.summary.values import Summary
from baclotrack.core.trend import Kept, Measure
from baclotrack.wording.page.decision import decision_lines
from baclotrack.wording.page.dose import LATER, dose_section, figure_section, head, plan_section
from baclotrack.wording.page.events import (
    flags_section,
    questions_section,
    reasons_section,
    said_section,
    stops_section,
)
from baclotrack.wording.page.parts import LONG, MONTH, Chart, Fact, Page, Room, Section, Table, bare, theirs
from baclotrack.wording.page.safety import record_lines, safety_section
from baclotrack.wording.page.tables import (
    before_section,
    doses_section,
    effects_section,
    others_section,
    steps_section,
    weeks_section,
)
from baclotrack.wording.trends import capital, counted, is_pumped, measure_words, unit_of, unit_words
from baclotrack.wording.words import day_words, number

__all__ = ["Chart", "Fact", "Page", "Section", "Table", "page"]

TITLE = "Baclofen record for the appointment"
UNCHECKED = "Kept by the patient with baclotrack, and checked by nobody. It is no prescription and no advice."
ANONYMOUS = "left out"
MOVED = "Anonymous: names are left out and all days are moved by the same number of weeks."
MONTH_DAYS = 35
"""A longer period has a second sheet with the detail."""

LONGEST_NOTE = 2_000


def page(told: Summary, name: str, printed: date, *, anonymous: bool = False) -> Page:
    """Return the page.

    Args:
        told: the summary.
        name: the patient's name, which the record does not keep; empty for a line to write it on.
        printed: the date on which it is made.
        anonymous: names are left out and days are moved, which the page must say of itself.
    """
    longer = (told.until - told.since).days >= MONTH_DAYS
    room = LONG if longer else MONTH
    first = (
        Section("decision", _decision_title(told), lines=decision_lines(told)),
        head(told, ANONYMOUS if anonymous else name, printed),
        plan_section(told),
        dose_section(told),
        figure_section(told),
        effects_section(told, room),
        steps_section(told, room.steps),
        reasons_section(told, room.reasons),
        flags_section(told, room.flags),
        safety_section(told),
        before_section(told),
        said_section(told, room.said),
        questions_section(told, room.questions),
        Section("agreed", "Agreed today", facts=tuple(Fact(one, "") for one in ("Dose", "From", "Signed"))),
        Section("record", "", lines=tuple(record_lines(told))),
    )
    return Page(
        title=TITLE,
        subtitle=f"{day_words(told.since)} to {day_words(told.until)}",
        first=first,
        chart=chart_words(told),
        second=_second(told, first, room) if longer or _is_cut(first) else (),
        notes=_notes(told),
        limit=f"{MOVED} {UNCHECKED}" if anonymous else UNCHECKED,
    )


def _decision_title(told: Summary) -> str:
    """Return the title of the lines for the decision; of a page about past days with the day that they are for."""
    if told.as_of is None:
        return "For your decision"
    return f"For your decision, as of {day_words(told.as_of)}: {LATER}"


def _is_cut(first: tuple[Section, ...]) -> bool:
    """Return whether something did not fit the first sheet that the second one tells whole."""
    return any(one.more for one in first if one.id in {"steps", "reasons", "said", "flags", "questions"})


def _second(told: Summary, first: tuple[Section, ...], room: Room) -> tuple[Section, ...]:
    """Return the second sheet: for a longer period, or where something did not fit the first."""
    cut = {one.id for one in first if one.more}
    whole = (
        doses_section(told),
        steps_section(told) if "steps" in cut else None,
        weeks_section(told),
        stops_section(told),
        said_section(told) if "said" in cut else None,
        flags_section(told) if "flags" in cut else None,
        questions_section(told) if "questions" in cut else None,
        others_section(told, room),
    )
    return tuple(one for one in whole if one is not None)


def _notes(told: Summary) -> Section | None:
    """Return the patient's own words, where they are to go along: those of check-ins and those beside instructions."""
    said = [(one.day, " (beside an instruction)", one.what.note) for one in told.said if one.what.note]
    every = sorted([*((one.day, "", one.text) for one in told.notes), *said])
    if not every:
        return None
    lines = tuple(f"{day_words(day)}{where}: {theirs(text, LONGEST_NOTE)}" for day, where, text in every)
    return Section("notes", "The patient's notes", lines=lines)


def chart_words(told: Summary) -> Chart:
    """Return the words of the chart; its description says in words all that it draws."""
    found, unit = told.trend, unit_of(told.plan)
    main = found.main
    measure = _axis_words(main) if main else ""
    missed, unlogged = found.kept[Kept.MISSED], sum(not one.is_recorded() for one in found.days)
    totals = [total for one in found.days if (total := one.total())]
    text = f"Taken each {unit}: "
    text += f"{_span(totals)} mg on {counted(len(totals), unit)}" if totals else "no dose"
    text += f"; {missed} missed; {unlogged} without a record."
    pumped = is_pumped(found.plan) and not totals
    if pumped:
        text = f"The pump's dose is not drawn; {counted(unlogged, unit)} without a record."
    if main:
        numbers = [one.numbers[main.name] for one in found.days if main.name in one.numbers]
        told_words = f"{_span(numbers)}{unit_words(main)}" if numbers else ""
        text += f" {capital(bare(measure_words(main.name)))}: {told_words} on {counted(len(numbers), unit)}."
    legend = [] if pumped else [("missed", "missed"), ("unlogged", "not logged")]
    legend += [("middle", f"median of a step of {ENOUGH} {unit}s or more")] if main else []
    drawn = [*([] if pumped else ["dose"]), *([bare(measure_words(main.name))] if main else [])]
    return Chart(
        title=f"{capital(' and '.join(drawn)) if drawn else 'Record'}, day by day",
        text=text,
        dose="" if pumped else "Dose taken, mg a day",
        measure=measure,
        legend=tuple(legend),
        trend=found,
    )


def _span(numbers: list[Decimal]) -> str:
    """Return from where to where some numbers go; of one and the same number that number."""
    low, high = number(min(numbers)), number(max(numbers))
    return low if low == high else f"{low} to {high}"


def _axis_words(main: Measure) -> str:
    """Return what a panel is called: the measure and its unit."""
    unit = unit_words(main).strip()
    name = capital(bare(measure_words(main.name)))
    return f"{name}, {unit}" if unit else name
