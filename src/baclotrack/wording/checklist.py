"""The checklist of side effects and signs, in words and for paper. Nothing here decides anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from baclotrack.core.checklist import Answer
from baclotrack.core.days import ONE_DAY
from baclotrack.wording.words import GRADES, day_words

COLUMNS = 80
HALF = 40
PAGE_LINES = 66
GONE_SHOWN_DAYS = 14
RULED = "_" * 78
BOXES = "[ ] [ ] [ ] [ ]"
FEWEST_NOTES = 2
MOST_NOTES = 8

Row = Mapping[str, Any]


def plain_name(name: str) -> str:
    """Return a name as people write it: low mood."""
    return name.replace("-", " ")


def answer_line(answer: Answer, before: int = 0) -> str:
    """Return one effect that is there: its grade, since when, and on how many of those days it was asked.

    Args:
        answer: the last answer.
        before: its grade before baclofen, 0 where it was not there.
    """
    run, grade = answer.run, answer.grade or 0
    if run is None:
        return ""
    told = [f"{plain_name(answer.name)}: {GRADES[grade]}, {lasting_words(run.since, run.until, run.asked, run.days)}"]
    told += [f"worst {GRADES[run.worst]}"] if run.worst > grade else []
    told += [f"{GRADES[before]} before baclofen"] if before else []
    return "; ".join(told) + "."


def gone_line(answer: Answer) -> str:
    """Return one effect that was there and was found gone."""
    run = answer.run
    if run is None or answer.gone_on is None:
        return ""
    until = f" to {day_words(run.until)}" if run.until != run.since else ""
    gone = day_words(answer.gone_on)
    before = f"{GRADES[run.worst]} on {day_words(run.since)}{until}"
    return f"{plain_name(answer.name)}: none since {gone}; before that {before}."


def lasting_words(since: date, until: date, asked: int, days: int) -> str:
    """Return how long a run lasted, with the days on which it was not asked counted as what they are: not known."""
    if days == 1:
        return f"on {day_words(since)}"
    missing = days - asked
    told = f"since {day_words(since)}, {days} days to {day_words(until)}"
    return told + (f" ({missing} of them not asked)" if missing else "")


def silence_line(last: date | None, today: date) -> str:
    """Return how old the answers are; empty where yesterday was answered."""
    if last is None:
        return "Side effects were never asked yet. Run: baclotrack log"
    days = (today - last).days - 1
    if days < 1:
        return ""
    first = last + ONE_DAY
    if days == 1:
        return f"Not asked on {day_words(first)}: nothing is known of that day."
    return f"Not asked from {day_words(first)} to {day_words(today - ONE_DAY)}: nothing is known of those days."


def state_lines(answers: Sequence[Answer], rows: Mapping[str, Row], had: Mapping[str, int], today: date) -> list[str]:
    """Return the last answers, what is there first, then what is gone, then what was not there when last asked."""
    there = sorted((one for one in answers if one.grade), key=lambda one: -(one.grade or 0))
    lines = []
    for one in there:
        lines.append(answer_line(one, had.get(one.name, 0)))
        course = str(rows.get(one.name, {}).get("course", ""))
        lines += [f"  {course}"] if course else []
    if answers and not there and any(one.asked_on for one in answers):
        lines.append("No side effect at the last answer.")
    recent = [one for one in answers if one.gone_on and (today - one.gone_on).days <= GONE_SHOWN_DAYS]
    lines += [gone_line(one) for one in recent]
    by_day: dict[date | None, list[str]] = {}
    for one in answers:
        if not one.grade and one not in recent:
            by_day.setdefault(one.asked_on, []).append(plain_name(one.name))
    for day, names in sorted(by_day.items(), key=lambda one: one[0] or date.min, reverse=True):
        head = f"None on {day_words(day)}" if day else "Never asked"
        lines += wrap(f"{head}: {', '.join(names)}.", COLUMNS, subsequent_indent="  ")
    return lines


def sign_lines(rows: Iterable[Row], *, paired: bool) -> list[str]:
    """Return the emergency signs in the order of the catalogue.

    Args:
        rows: the red flags, without self-harm, whose own text stands beside them.
        paired: put two short ones on a line, so that all of them fit on one screen.
    """
    lines: list[str] = []
    for row in rows:
        text = f"- {row['words']}"
        if paired and lines and len(text) < HALF and len(lines[-1]) < HALF and lines[-1].startswith("- "):
            lines[-1] = f"{lines[-1]:<{HALF}}{text}"
        else:
            lines += wrap(text, COLUMNS, subsequent_indent="  ")
    return lines


def withdrawal_lines(rows: Iterable[Row]) -> list[str]:
    """Return the mild withdrawal signs, of which the prescriber hears the same day."""
    names = ", ".join(plain_name(str(row["name"])) for row in rows if row["withdrawal_sign"])
    return wrap(names + ".", COLUMNS, initial_indent="  ", subsequent_indent="  ")


def blank_page(
    *, heads: Sequence[str], slots: Sequence[str], measures: Sequence[str], catalogue: Mapping[str, Any]
) -> list[str]:
    """Return one page of paper: doses, measures, effects, signs, notes; 66 lines of 80 columns at most.

    No dose is printed: a sheet lies about for weeks, and the dose on it would be an old one.

    Args:
        heads: what stands at the top: whose plan, and when it was printed.
        slots: the plan's dose times in words.
        measures: the plan's questions.
        catalogue: effects, red flags and the emergency text.
    """
    effects = catalogue["effects"]
    head = [part for line in heads for part in wrap(line, COLUMNS)]
    body = [
        *_anchors(catalogue["grades"]),
        *_grid([plain_name(str(row["name"])) + ("*" if row["withdrawal_sign"] else "") for row in effects]),
    ]
    emergency = str(catalogue["emergency"]["text"]).splitlines()
    signs = ["EMERGENCY SIGNS (tick): " + emergency[0].partition(". ")[0] + ".", *_ticked(catalogue["red_flags"])]
    after = ["* after a missed, lowered or stopped dose: call your prescriber the same day"]
    fixed = len(head) + len(body) + len(signs) + len(after) + FEWEST_NOTES + 5
    asked = _fitting(_dose_lines(slots), measures, PAGE_LINES - fixed)
    lines = [*head, "", *asked, "", *body, *after, "", *signs, "", "NOTES"]
    notes = min(MOST_NOTES, PAGE_LINES - len(lines))
    return [*lines, *[RULED] * notes]


def _dose_lines(slots: Sequence[str]) -> list[str]:
    """Return a line for each dose time."""
    named = [f"Taken {slot}: ______ mg, at ____:____" for slot in slots] or ["Taken: ______ mg, at ____:____"]
    others = "Alcoholic drinks: ____   Other sedating medicines: ____________________"
    return [part for line in [*named, others] for part in wrap(line, COLUMNS)]


def _anchors(grades: Iterable[Row]) -> list[str]:
    """Return what each grade means."""
    told = [f"{row['grade']} {row['name']}: {row['anchor']}" for row in grades if row["grade"]]
    return ["SIDE EFFECTS: 0 none", *(part for line in told for part in wrap(line, COLUMNS, subsequent_indent="  "))]


def _fitting(doses: list[str], measures: Sequence[str], room: int) -> list[str]:
    """Return as many questions as the page has room for; what is left out is said."""
    asked = [part for one in measures for part in wrap(f"{one} ________", COLUMNS)]
    every = [*doses, *asked]
    if len(every) <= room:
        return every
    return [*every[: room - 1], "(More questions than fit on a page: see your plan.)"]


def _grid(names: Sequence[str]) -> list[str]:
    """Return the effects in two columns, each with a box for every grade."""
    half = (len(names) + 1) // 2
    head = f"{'':<20}0   1   2   3  "
    lines = [f"{head:<40} {head}".rstrip()]
    for place in range(half):
        pair = [names[place], *([names[place + half]] if place + half < len(names) else [])]
        lines.append(" ".join(f"{f'{name:<18.18} {BOXES}':<40}" for name in pair).rstrip())
    return lines


def _ticked(rows: Iterable[Row]) -> list[str]:
    """Return the emergency signs with a box each."""
    return [part for row in rows for part in wrap(f"[ ] {row['words']}", COLUMNS, subsequent_indent="    ")]
