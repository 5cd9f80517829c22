"""The head of the page, the plan, the dose and its story, and the four figures, in words."""

from datetime import date
from decimal import Decimal

from baclotrack.core.gates.hold_time import OLDER_AGE, SLOW_DAYS
from baclotrack.core.plan import Plan, Target
from baclotrack.core.summary.pace import Pace
from baclotrack.core.summary.values import Begins, Dose, Summary
from baclotrack.core.trends.measures import middle_of
from baclotrack.core.values import Outcome
from baclotrack.wording.page.parts import Fact, Section, bare, joined, plain, theirs
from baclotrack.wording.supply import count_words
from baclotrack.wording.trends import (
    capital,
    counted,
    few_words,
    is_pumped,
    measure_words,
    short_dose,
    unit_of,
    value_words,
)
from baclotrack.wording.words import and_words, day_words, dose_words, number

BLANK = "_______________"
MOST_RUNGS = 12
CLINIC, NONE, NOT_KEPT = "set by the clinic", "none recorded", "not kept here"
DAMAGED = "The record is damaged: what stands here may be incomplete or wrong."
FROM = {
    Begins.VISIT: "since the last appointment recorded",
    Begins.ADOPTION: "since the {first}plan was adopted",
    Begins.RECORD: "since the first record",
    Begins.ASKED: "",
}
LATER = "later days are left out"
SLOW = {"age": f"age {OLDER_AGE} or older", "kidneys": "kidney function"}
OWN = {
    "tolerability": "what side effects do to the step",
    "sedatives": "what alcohol does to the step",
    "gap": "what missed days do",
    "response": "what one bad day after success does",
    "slots": "the dose times",
    "targets": "when it says stay",
    "top": "what it says at its highest dose",
    "limits": "the limits",
    "ladder": "the ladder",
    "track": "what is asked besides",
}
IDLE = {
    "taper": frozenset({"tolerability", "sedatives", "response", "targets", "top"}),
    "record_only": frozenset(OWN),
}
"""Rules that such a plan never comes to: a taper goes down by time, and a record alone has no step."""


def head(told: Summary, name: str, printed: date) -> Section:
    """Return who, which days, and when it was printed."""
    days = (told.until - told.since).days + 1
    first = "first " if told.adopted_on not in {None, told.since} else ""
    period = f"{day_words(told.since)} to {day_words(told.until)} ({counted(days, 'day')})"
    later = LATER if told.as_of is not None else ""
    return Section(
        "head",
        "",
        facts=(
            Fact("Name", theirs(name) if name else BLANK, known=True),
            Fact("Born", str(told.profile.born) if told.profile.born else "not told", bool(told.profile.born)),
            Fact("Period", joined([period, FROM[told.begins].format(first=first), later], ", ")),
            Fact("Printed", day_words(printed)),
        ),
    )


def plan_section(told: Summary) -> Section:
    """Return the plan as it was directed, its ladder with the dose in force, and which rules are the template's own."""
    plan = told.plan
    if plan is None:
        return Section("plan", "Plan", lines=("No plan is adopted.",))
    signed = f"directed by {theirs(plan.prescriber)}" if plan.prescriber else "no prescriber named"
    signed += f" on {day_words(plan.directed_on)}" if plan.directed_on else ", no date of directions"
    adopted = f"adopted {day_words(told.adopted_on)}" if told.adopted_on else ""
    lines = [f"{theirs(plan.title)}; {joined([signed, adopted], ', ')}.", _ladder(told, plan), _rules(plan)]
    rules = sorted(plan.own_defaults - IDLE.get(plan.mode, frozenset()))
    if rules:
        own = and_words([OWN.get(one, plain(one)) for one in rules])
        lines.append(f"The template's own cautious rules, not the directions': {own}.")
    if plan.pump is not None:
        lines.append("A pump is set by the clinic; its micrograms are never counted as mg.")
    return Section("plan", "Plan", lines=tuple(one for one in lines if one))


def _ladder(told: Summary, plan: Plan) -> str:
    """Return the ladder, the rung in force between brackets."""
    if not plan.rungs:
        return ""
    rungs = [short_dose(plan.named(place) or (), plan).removesuffix(" mg") for place in range(len(plan.rungs))]
    shown = [f"[{one}]" if place == told.dose.rung else one for place, one in enumerate(rungs)]
    slots = and_words([plain(slot.name) for slot in plan.slots])
    where = f"step {told.dose.rung + 1} of {len(rungs)} in force" if told.dose.rung is not None else "none in force"
    return f"Ladder, mg ({slots}): {_shortened(shown, told.dose.rung)}; {where}; {_pace(told.pace, plan)}."


def _pace(pace: Pace, plan: Plan) -> str:
    """Return how long each dose is kept: by the plan, and by the program's own caution where that is longer."""
    if plan.days:
        return "as the schedule says"
    days = f"{counted(plan.hold_days, 'complete day')} on each"
    if not pace.slow_for:
        return days
    why = and_words([SLOW[one] for one in pace.slow_for])
    if pace.acknowledged:
        return f"{days} by the plan, its pace acknowledged for {why}"
    return f"{days} by the plan; the program keeps {SLOW_DAYS} for {why}, until the plan's pace is acknowledged"


def _shortened(shown: list[str], rung: int | None) -> str:
    """Return the rungs, of a long ladder the ends and those around the one in force."""
    if len(shown) <= MOST_RUNGS:
        return ", ".join(shown)
    keep = {0, 1, len(shown) - 2, len(shown) - 1, *range(max((rung or 0) - 2, 0), (rung or 0) + 3)}
    told: list[str] = []
    for place, one in enumerate(shown):
        if place in keep:
            told.append(one)
        elif told[-1] != "...":
            told.append("...")
    return ", ".join(told)


def _rules(plan: Plan) -> str:
    """Return the limits and the targets."""
    limits = f"at most {number(plan.daily_mg)} mg a day, {number(plan.single_mg)} mg at once" if plan.daily_mg else ""
    targets = [_target(one) for one in plan.targets]
    told = joined([limits, f"the plan says stay once: {and_words(targets)}" if targets else ""])
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _target(target: Target) -> str:
    """Return one target in words."""
    name = bare(measure_words(target.measure))
    if target.want is not None:
        return name if target.want else f"not: {name}"
    if target.at_most is not None:
        return f"{name} at most {number(target.at_most)}"
    return f"{name} at least {number(target.at_least or Decimal(0))}"


def dose_section(told: Summary) -> Section:
    """Return the medication line and the story of the dose."""
    dose = told.dose
    return Section(
        "dose",
        "Medication" if told.as_of is None else f"Medication on {day_words(told.until)}",
        lines=(medication_line(told),),
        facts=(
            Fact("First dose", _first(told), dose.first_on is not None or dose.before_record),
            Fact("Highest day", _highest(told), dose.highest is not None),
            Fact("At the last visit", _at_visit(told), told.visit is not None),
            Fact("Now" if told.as_of is None else "Then", _now(told)),
        ),
        more=(DAMAGED,) if told.corrected.faults else (),
    )


def medication_line(told: Summary) -> str:
    """Return the dose in force, since when, what was last taken and what is due where it differs, and the tablets."""
    dose, tablets = told.dose, told.tablets
    if told.plan is not None and told.plan.pump is not None:
        last = last_taken_words(dose)
        return joined([pump_line(told.plan), f"{capital(last)}." if last else ""], " ")
    if dose.in_force:
        days = (told.until - dose.since).days + 1 if dose.since else 0
        since = f" since {day_words(dose.since)} (day {days})" if dose.since and days > 0 else ""
        since = since or (f" since {day_words(dose.since)}" if dose.since else ", since when is not recorded")
        now = joined([f"Baclofen {dose_words(dose.in_force)}{since}", last_taken_words(dose), _step_due(told)])
    elif dose.ended:
        now = f"Baclofen: no dose; a taper was finished on {day_words(dose.ended)}"
    else:
        now = joined(["Baclofen: no dose in force", last_taken_words(dose)])
    if tablets.left_mg is None:
        return f"{now}. Tablets left: not counted."
    left = [f"{count_words(one.left)} x {number(one.strength_mg)} mg" for one in tablets.stock]
    return f"{now}. Tablets left: {and_words(left) if left else 'none'} ({number(tablets.left_mg)} mg), as reckoned."


def _step_due(told: Summary) -> str:
    """Return the step up that is due: whoever prescribes by the line of the medication must not miss it."""
    due = told.decision.outcome is Outcome.STEP_UP
    return f"the plan's next step is {dose_words(told.decision.doses)}" if due else ""


def pump_line(plan: Plan) -> str:
    """Return what a pump gives, as the clinic set it."""
    daily = plan.pump.daily if plan.pump is not None else None
    return f"Baclofen from a pump: {daily} a day." if daily is not None else "Baclofen from a pump: dose not recorded."


def _first(told: Summary) -> str:
    """Return the first dose and the days since."""
    dose = told.dose
    if is_pumped(told.plan) and dose.first_on is None:
        return NOT_KEPT
    if dose.before_record:
        return "taken before this record began; since when is not recorded"
    if dose.first_on is None:
        return NONE
    return f"{day_words(dose.first_on)}; day {dose.days_on} of taking it"


def _highest(told: Summary) -> str:
    """Return the day with the most mg."""
    if told.dose.highest is None:
        return NOT_KEPT if is_pumped(told.plan) else NONE
    day, doses = told.dose.highest
    total = sum((mg for _, mg in doses), Decimal(0))
    return f"{number(total)} mg, first on {day_words(day)}"


def _at_visit(told: Summary) -> str:
    """Return the dose at the last visit."""
    if told.visit is None:
        return "no visit recorded"
    if is_pumped(told.plan) and not told.dose.at_visit:
        return f"{CLINIC} ({day_words(told.visit.on)})"
    return f"{dose_words(told.dose.at_visit)} ({day_words(told.visit.on)})"


def _now(told: Summary) -> str:
    """Return the dose in force, and what was last taken where that was another: nobody may take one for the other."""
    dose = told.dose
    if is_pumped(told.plan):
        return CLINIC
    return joined([dose_words(dose.in_force) if dose.in_force else "no dose in force", last_taken_words(dose)])


def last_taken_words(dose: Dose) -> str:
    """Return what was last taken and when, where that is not the dose in force; else nothing."""
    last = dose.last_taken
    if last is None or set(last[1]) == set(dose.in_force or ()) or (dose.ended and last[0] < dose.ended):
        return ""
    return f"last taken: {dose_words(last[1])} on {day_words(last[0])}"


def figure_section(told: Summary) -> Section:
    """Return the four figures."""
    found = told.figures
    unit = unit_of(told.plan)
    missed = f"{found.missed} of {found.due}" if found.due else "none were due"
    pump = is_pumped(told.plan)
    return Section(
        "figures",
        "",
        facts=(
            Fact(f"{unit}s logged", f"{found.logged} of {found.days}"),
            Fact("doses missed, of those due", missed),
            Fact("dose changes", NOT_KEPT if pump else str(found.changes), known=not pump),
            Fact(*_main(told, unit)),
        ),
    )


def _main(told: Summary, unit: str) -> tuple[str, str, bool]:
    """Return the main measure on the current dose; of too few days the answers themselves, or that they are few."""
    main, found = told.trend.main, told.figures
    if not told.dose.in_force:
        pump = is_pumped(told.plan)
        taken = last_taken_words(told.dose)
        return "present dose", CLINIC if pump else taken or "none in force", True
    if main is None and told.plan is not None and not told.plan.targets:
        return "the plan's targets", "none set", True
    if main is None:
        share = found.now.targets if found.now is not None else None
        known = share is not None and share.asked > 0
        value = f"{share.yes} of {share.asked}" if share is not None and known else "not answered"
        return f"{unit}s with all targets met, at this dose", value, known
    label = f"{bare(measure_words(main.name))}, at this dose"
    spread = found.now.measures.get(main.name) if found.now is not None else None
    if spread is not None and spread.median is not None:
        return label, f"{value_words(main, middle_of(main, found.now_numbers))} (median of {spread.answered})", True
    if found.now_numbers:
        return label, f"{few_words(unit)} ({len(found.now_numbers)})", True
    return label, "not answered", False
