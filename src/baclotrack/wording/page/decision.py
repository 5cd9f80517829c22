"""The three lines under "For your decision": an open flag, the step due or held and why, and the dates."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from baclotrack.core.decision import Decision
from baclotrack.core.plan import Plan
from baclotrack.core.summary.values import Point, Summary
from baclotrack.core.values import Contact, Finding, GateState, Outcome
from baclotrack.core.warnings import doubt
from baclotrack.wording.page.clauses import clause, name_words
from baclotrack.wording.page.dose import last_taken_words
from baclotrack.wording.page.parts import joined
from baclotrack.wording.trends import capital, counted
from baclotrack.wording.words import and_words, day_words, dose_words, number

STEPS = {
    Outcome.EMERGENCY: "The plan shows no dose while this is open.",
    Outcome.ASK: "The plan shows no dose and waits for your word{why}.",
    Outcome.CANNOT: "The plan's dose cannot be worked out{why}.",
    Outcome.RESTART: "After a gap {whose} goes back to the first dose, {dose}{why}.",
    Outcome.STEP_BACK: "One step back is due: {whose} says {dose}{why}.",
    Outcome.HOLD: "Held at {dose}{why}{days}.",
    Outcome.TAPER: "Taper: the plan's next step is {dose}.",
    Outcome.STEP_UP: "Step due: the plan's next step is {dose}{why}.",
    Outcome.START: "No dose is recorded yet; the plan's first dose is {dose}.",
    Outcome.FINISHED: "The taper is finished: the plan shows no further dose.",
    Outcome.RECORD_ONLY: "This plan keeps the record only; it names no step.",
}
PACE = frozenset({"adherence", "hold-time", "target", "ceiling", "check-in"})
"""Gates that hold by the plan's own pace: told where they limit the decision, and else not."""

MOST_OTHERS = 3
AT_TOP = "{dose} is the plan's highest dose."


def decision_lines(told: Summary) -> tuple[str, ...]:
    """Return the lines, the most urgent first: three at most."""
    lines = {Point.FLAG: flag_line(told), Point.STEP: step_line(told), Point.DATES: dates_line(told)}
    return tuple(line for point in told.points if (line := lines[point]))


def flag_line(told: Summary) -> str:
    """Return what is open: flags that nobody is recorded as having seen to, or what else is an emergency."""
    still: dict[str, list[date]] = {}
    for one in told.flags:
        if one.is_open():
            still.setdefault(one.name, []).append(one.day)
    if still:
        named = [f"{name_words(name)} ({_when(days)})" for name, days in still.items()]
        many = "flags" if len(still) > 1 else "flag"
        them = "them" if len(still) > 1 else "it"
        until = "" if told.as_of is None else f" by {day_words(told.as_of)}"
        return f"Open red {many}: {and_words(named)}. Nobody is recorded as having seen to {them}{until}."
    urgent = [clause(one) for one in told.decision.findings if one.allows is Outcome.EMERGENCY]
    return f"Emergency: {joined(urgent)}." if urgent else ""


def _when(days: list[date]) -> str:
    """Return the day of a flag; of several how many, and the last."""
    last = day_words(days[-1])
    return last if len(days) == 1 else f"on {len(days)} days, last {last}"


def step_line(told: Summary) -> str:
    """Return the step due or held, and why; then whatever else somebody should hear of today, and the ceiling."""
    decision = told.decision
    limiting = _limiting(decision)
    text = STEPS[decision.outcome].format(
        dose=dose_words(decision.doses),
        days=f" (day {told.held} in a row without a step)" if told.held > 1 else "",
        why=_why(decision, limiting),
        whose="the plan" if limiting is None or limiting.source != "template" else "the template's cautious rule",
    )
    parts = [text, _in_force(told), _others(decision, limiting), _watch(decision), _ceiling(told)]
    return joined(parts, " ")


def _limiting(decision: Decision) -> Finding | None:
    """Return what limits the decision."""
    return None if decision.limited_by is None else decision.finding(decision.limited_by)


def _why(decision: Decision, limiting: Finding | None) -> str:
    """Return the reason, to be put after the step; at the ceiling with the targets that are not met.

    What is in doubt in the record itself stands first: the reason may only follow from it.
    """
    missed = _missed(decision)
    if limiting is not None:
        beside = f" ({missed})" if limiting.gate == "ceiling" and missed else ""
        cause = _cause(decision)
        first = f"{clause(cause)}; " if cause is not None and cause is not limiting else ""
        return f": {first}{clause(limiting)}{beside}"
    if decision.outcome is not Outcome.STEP_UP:
        return ""
    days = decision.finding("hold-time").facts.get("days")
    counted_days = f"{counted(days, 'complete day')} at this dose" if isinstance(days, int) else ""
    told = joined([missed, counted_days])
    return f" ({told})" if told else ""


def _cause(decision: Decision) -> Finding | None:
    """Return what is in doubt in the record itself; beside an emergency nothing else is told."""
    return None if decision.outcome is Outcome.EMERGENCY else doubt(decision)


def _missed(decision: Decision) -> str:
    """Return the targets that were not met at the last check-in."""
    found = decision.finding("target")
    names = found.facts.get("names", ()) if found.why == "ok" else ()
    told = [name_words(str(one)) for one in names] if isinstance(names, tuple) else []
    return f"target not met: {and_words(told)}" if told else ""


def _in_force(told: Summary) -> str:
    """Return the dose in force, where the line so far shows another one or none; and what was last taken instead."""
    in_force = told.decision.in_force
    if not in_force:
        return ""
    last = last_taken_words(told.dose)
    if in_force == told.decision.doses:
        return f"{capital(last)}." if last else ""
    return f"{joined([f'In force: {dose_words(in_force)}', last])}."


def _others(decision: Decision, limiting: Finding | None) -> str:
    """Return what else somebody should hear of today."""
    if decision.outcome is Outcome.EMERGENCY:
        return ""
    others = [one for one in decision.findings if one not in (limiting, doubt(decision)) and _matters(one)]
    told = [clause(one) if one.state is GateState.BLOCK else _quiet(one) for one in others]
    return f"Also: {joined(told[:MOST_OTHERS])}." if told else ""


def _matters(finding: Finding) -> bool:
    """Return whether a finding that does not limit the decision is told all the same: what is not the plan's pace."""
    if finding.contact is Contact.TODAY:
        return True
    return finding.state is GateState.BLOCK and finding.gate not in PACE


def _quiet(finding: Finding) -> str:
    """Return what stands against no step and should be heard of all the same."""
    names = finding.facts.get("names", ())
    told = [name_words(str(one)) for one in names] if isinstance(names, tuple) else []
    return f"side effect to hear of today: {and_words(told)}" if told else clause(finding)


def _watch(decision: Decision) -> str:
    """Return until when withdrawal signs are watched for after a taper."""
    until = decision.finding("withdrawal").facts.get("until")
    return f"Withdrawal signs are watched for until {day_words(until)}." if isinstance(until, date) else ""


def _ceiling(told: Summary) -> str:
    """Return how far the plan goes, where it has a ladder that goes up."""
    plan, decision = told.plan, told.decision
    unclear = decision.outcome in {Outcome.EMERGENCY, Outcome.CANNOT} or decision.limited_by == "ceiling"
    if plan is None or plan.mode != "titrate" or not plan.rungs or unclear:
        return ""
    if decision.doses and decision.rung == len(plan.rungs) - 1:
        return AT_TOP.format(dose=dose_words(decision.doses))
    return f"Ceiling of the plan: {dose_words(plan.named(len(plan.rungs) - 1))}."


def dates_line(told: Summary) -> str:
    """Return the dates: prescription, review, refill."""
    return joined([*_supply(told), *_review(told.plan, told), *_refill(told)], " ")


def _supply(told: Summary) -> Iterator[str]:
    """Yield by when a prescription is needed; nothing where no dose is shown that tablets could be held against."""
    tablets = told.tablets
    if tablets.left_mg is None:
        if told.dose.in_force or last_taken_words(told.dose):
            yield "Tablets were never counted, so no date for a prescription is known."
        return
    reach, at = tablets.reach, _reckoned(told)
    doubt = f" (with {counted(tablets.unlogged, 'day')} not logged: it may be sooner)" if tablets.unlogged else ""
    if reach is None:
        return
    if reach.short is not None and reach.last is None:
        when = "now" if told.as_of is None else "then"
        yield f"Prescription needed {when}: the tablets left ({number(tablets.left_mg)} mg) do not cover one day{at}."
    elif reach.short is not None and reach.last is not None:
        yield f"Prescription needed by {day_words(reach.last)}, the last day that the tablets cover{at}{doubt}."


def _reckoned(told: Summary) -> str:
    """Return with how much a day the date was reckoned, where that is more than the plan goes on with; both are told.

    Example: at 20 mg a day, as last taken; as the plan goes on, 4 Oct 2026.
    """
    tablets = told.tablets
    if tablets.at_least_mg is None:
        return ""
    in_force = sum((mg for _, mg in told.dose.in_force or ()), Decimal(0))
    why = "the dose in force" if in_force == tablets.at_least_mg else "as last taken"
    planned = tablets.planned
    if planned is None:
        return f" at {number(tablets.at_least_mg)} mg a day, {why}"
    if planned.short is None:
        by_plan = "to its end" if planned.ends else "for longer than a year"
    else:
        by_plan = day_words(planned.last) if planned.last is not None else "less than a day"
    return f" at {number(tablets.at_least_mg)} mg a day, {why}; as the plan goes on, {by_plan}"


def _review(plan: Plan | None, told: Summary) -> Iterator[str]:
    """Yield the review date."""
    if plan is not None and plan.review_by is not None:
        past = plan.review_by < (told.as_of or told.today)
        yield f"Review {'was due' if past else 'due'} by {day_words(plan.review_by)}."


def _refill(told: Summary) -> Iterator[str]:
    """Yield a pump's refill date."""
    if told.plan is None or told.plan.pump is None:
        return
    due = told.plan.refill_by
    yield "The pump's refill date is not recorded." if due is None else f"Pump refill due by {day_words(due)}."
