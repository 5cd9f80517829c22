"""What happened, in words: holds and step backs with their reasons, red flags, instructions, questions."""

from baclotrack.core.summary.values import FlagStory, Said, Stop, Summary, Why
from baclotrack.core.values import Finding, Outcome
from baclotrack.wording.page.clauses import clause, name_words
from baclotrack.wording.page.parts import LONGER, LONGEST, SHORT, Section, Table, joined, plain, short_day, theirs
from baclotrack.wording.trends import capital, counted, short_dose
from baclotrack.wording.words import day_words, dose_words

MOST_STOPS, MOST_SAID, MOST_FLAGS, MOST_QUESTIONS = 16, 8, 8, 8
OUTCOMES = {
    Outcome.EMERGENCY: "emergency",
    Outcome.ASK: "ask first",
    Outcome.CANNOT: "unclear",
    Outcome.RESTART: "restart",
    Outcome.STEP_BACK: "step back",
    Outcome.HOLD: "hold",
}
AS_PLANNED = {("hold-time", "days"): "wait", ("hold-time", "taper"): "wait", ("target", "met"): "stay"}
"""Holds that are the plan going its way; they stand last."""

ACTIONS = {
    "hold": "hold",
    "resume": "go on",
    "set_dose": "dose set to",
    "clear_flag": "flag seen to:",
    "acknowledge": "knows of",
    "end_plan": "plan ended",
}


def reasons_section(told: Summary, most: int) -> Section:
    """Return why the plan did not go on, all days of a reason together."""
    if not told.reasons:
        return Section("reasons", "Holds and step backs", lines=("None in this period.",))
    every = sorted(told.reasons, key=lambda one: (one.said.gate, one.said.why) in AS_PLANNED)
    shown, rest = every[:most], every[most:]
    table = Table(("what", "why", "days", "last"), tuple(_why_row(one, told) for one in shown), (2,), (3,))
    days = sum(one.days for one in rest)
    more = (f"And {counted(len(rest), 'more reason')}, {counted(days, 'day')}.",) if rest else ()
    return Section("reasons", "Holds and step backs", table=table, more=more)


def _why_row(one: Why, told: Summary) -> tuple[str, ...]:
    """Return one reason with its days."""
    last = short_day(one.last, told.since, told.until)
    return (_what(one.outcome, one.said), clause(one.said, one.names, one.days), str(one.days), last)


def _what(outcome: Outcome, said: Finding) -> str:
    """Return what the plan did; a wait for its own days, or a stay at a dose that works, is no hold against it."""
    planned = AS_PLANNED.get((said.gate, said.why)) if outcome is Outcome.HOLD else None
    return planned or OUTCOMES[outcome]


def stops_section(told: Summary) -> Section:
    """Return every run of days on which something held the plan, with its reason; of very many the last ones."""
    title = "Holds and step backs, one by one"
    held = [one for one in told.stops if _what(one.outcome, one.said) not in AS_PLANNED.values()]
    planned = sum(one.days for one in told.stops) - sum(one.days for one in held)
    left_out = f"Left out: {counted(planned, 'day')} on which the plan waited for its own days, or said stay."
    more = (left_out,) if planned else ()
    if not held:
        return Section("stops", title, lines=("None in this period.",), more=more)
    shown = held[-MOST_STOPS:]
    if len(held) > len(shown):
        more = (f"{len(held) - len(shown)} earlier: not shown here.", *more)
    rows = tuple(_stop_row(one, told) for one in shown)
    return Section("stops", title, table=Table(("from", "days", "what", "why"), rows, (1,), (0,)), more=more)


def _stop_row(one: Stop, told: Summary) -> tuple[str, ...]:
    """Return one run of days."""
    what, dose = _what(one.outcome, one.said), short_dose(one.doses, told.plan) if one.doses else ""
    at = f" {'to' if one.outcome in {Outcome.STEP_BACK, Outcome.RESTART} else 'at'} {dose}" if dose else ""
    return (
        short_day(one.since, told.since, told.until),
        str(one.days),
        what + (at if at.isascii() else theirs(at)),
        clause(one.said, one.names, one.days),
    )


def flags_section(told: Summary, most: int = MOST_FLAGS) -> Section:
    """Return the red flags and what followed each."""
    by = "" if told.as_of is None else f" by {day_words(told.as_of)}"
    lines = [_flag_line(one, by) for one in told.flags]
    if not lines:
        return Section("flags", "Red flags", lines=("None recorded in this period.",))
    shown = lines[-most:]
    more = (f"And {counted(len(lines) - most, 'earlier one')}.",) if len(lines) > most else ()
    return Section("flags", "Red flags and what followed", lines=tuple(shown), more=more)


def _flag_line(one: FlagStory, until: str) -> str:
    """Return one flag and what followed; `until` names the day of which a page about past days speaks."""
    begun = f"{capital(name_words(one.name))}, {day_words(one.day)}"
    if one.cleared_on is None:
        return f"{begun}: open, not recorded as seen to{until}."
    by = f" by {theirs(one.cleared_by, SHORT)}" if one.cleared_by else ""
    dose = f"; dose in force then: {dose_words(one.dose)}" if one.dose else ""
    return f"{begun}: recorded as seen to{by} on {day_words(one.cleared_on)}{dose}."


def said_section(told: Summary, most: int = MOST_SAID) -> Section:
    """Return the prescriber's instructions as they were recorded; of many the last ones."""
    title = "Instructions recorded"
    if not told.said:
        return Section("said", title, lines=("None in this period.",))
    shown = tuple(_said_line(one) for one in told.said[-most:])
    rest = len(told.said) - len(shown)
    return Section("said", title, lines=shown, more=(f"And {counted(rest, 'earlier one')}.",) if rest else ())


def _said_line(one: Said) -> str:
    """Return one instruction, with what was noted beside it where notes go along; the whole note has its own sheet."""
    what = one.what
    by = theirs(what.by, SHORT) if what.by else "prescriber not named"
    doses = dose_words(tuple((slot, mg) for slot, mg in what.doses.items() if mg)) if what.doses else ""
    parts = [
        ACTIONS.get(what.action, plain(what.action)),
        f"until {day_words(what.until)}" if what.until else "",
        name_words(what.name) if what.name else "",
        doses if doses.isascii() else theirs(doses),
    ]
    note = f' Noted: "{theirs(what.note, LONGEST)}".' if what.note else ""
    return f"{day_words(one.day)}, {by}: {joined(parts, ' ')}.{note}"


def questions_section(told: Summary, most: int = MOST_QUESTIONS) -> Section:
    """Return the patient's questions that wait for an answer."""
    if not told.questions:
        return Section("questions", "Questions to ask", lines=("None written down.",))
    shown = tuple(theirs(one.text, LONGER) for one in told.questions[:most])
    rest = len(told.questions) - len(shown)
    return Section("questions", "Questions to ask", lines=shown, more=(f"And {rest} more.",) if rest else ())
