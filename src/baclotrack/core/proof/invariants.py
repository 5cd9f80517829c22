"""The invariants of the contract's section 7 that speak of states and days, each one named check with its sentence."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core import decision as deciding
from baclotrack.core.decision import NO_DOSE
from baclotrack.core.gates.ceiling import DAILY_MG, SINGLE_MG
from baclotrack.core.proof.explore import Lived, Shown, is_rise
from baclotrack.core.state import baseline, counted, pressing_medicines
from baclotrack.core.values import Outcome

TITRATE = "titrate"
FIRST_OUTCOMES = frozenset({Outcome.START, Outcome.RESTART})


class Invariant(NamedTuple):
    """One sentence of the contract's section 7, and how it is checked."""

    name: str
    sentence: str
    holds: Callable[..., bool]


def is_a_rung_within_limits(step: Shown) -> bool:
    """Check the dose shown, mg, against the ladder, the plan's limits and those of the engine (reference E-2)."""
    plan, doses = step.setting.plan, step.decision.doses
    if doses is None or step.decision.outcome is not Outcome.STEP_UP:
        return doses is None or plan.rung_of(doses) is not None
    most = max(mg for _, mg in doses)
    total = sum(mg for _, mg in doses)
    within = most <= min(plan.single_mg, SINGLE_MG) and total <= min(plan.daily_mg, DAILY_MG)
    return within and plan.rung_of(doses) is not None


def is_at_most_one_rung_above(step: Shown) -> bool:
    """Check the dose shown against the dose in force; before the first dose only the first rung may be shown."""
    plan, decision = step.setting.plan, step.decision
    shown = None if decision.doses is None else plan.rung_of(decision.doses)
    here = None if decision.in_force is None else plan.rung_of(decision.in_force)
    return shown is None or shown <= (0 if here is None else here + 1)


def shows_a_dose_only_where_it_may(step: Shown) -> bool:
    """Check that no dose rides beside an outcome without one."""
    decision = step.decision
    silent = NO_DOSE | {Outcome.FINISHED, Outcome.RECORD_ONLY}
    return (decision.outcome in silent) == (decision.doses is None)


def no_zero(step: Shown) -> bool:
    """Check that a dose shown has mg, and no slot at zero."""
    doses = step.decision.doses
    return doses is None or (bool(doses) and all(mg > 0 for _, mg in doses))


def finishes_only_a_taper(step: Shown) -> bool:
    """Check that the end without a dose is shown only by a taper whose last rung was in force, or that is done."""
    plan, state = step.setting.plan, step.state
    if step.decision.outcome is not Outcome.FINISHED:
        return True
    return plan.mode == "taper" and (state.finished or state.rung == len(plan.rungs) - 1)


def tablets_add_up(step: Shown) -> bool:
    """Check that the tablets printed add up exactly to the mg of each slot."""
    decision = step.decision
    if decision.tablets is None:
        return True
    made = {slot: sum((one.strength_mg * one.number for one in ones), Decimal(0)) for slot, ones in decision.tablets}
    return made == dict(decision.doses or ())


def a_step_is_a_step(step: Shown) -> bool:
    """Check that a step back is one rung down, a step up or of a taper one on, and a hold none."""
    decision, here = step.decision, step.state.rung
    expected = {Outcome.STEP_BACK: -1, Outcome.HOLD: 0, Outcome.STEP_UP: 1, Outcome.TAPER: 1}
    if decision.outcome not in expected or here is None:
        return decision.outcome not in expected
    return decision.rung == here + expected[decision.outcome]


def no_drop_of_two(step: Shown) -> bool:
    """Check the dose shown against the one in force, except in a taper and at a restart."""
    plan, decision = step.setting.plan, step.decision
    if plan.mode == "taper" or decision.outcome is Outcome.RESTART or decision.doses is None:
        return True
    return step.state.rung is None or (decision.rung or 0) >= step.state.rung - 1


def asking_changes_nothing(step: Shown) -> bool:
    """Check that the same question, asked again of the same values, has the same answer."""
    if step.morning.said or step.morning.is_worry or step.morning.health.faults:
        return True  # asked again once a state and yesterday: on the morning that brings nothing
    again = deciding.decide(step.looked_at)
    return (again.outcome, again.rung, again.doses) == (step.decision.outcome, step.decision.rung, step.decision.doses)


def up(check: Callable[[Shown], bool]) -> Callable[[Shown], bool]:
    """Return a check that is asked only where a step up is shown."""

    def holds(step: Shown) -> bool:
        return step.decision.outcome is not Outcome.STEP_UP or check(step)

    return holds


def no_grade_at_the_threshold(step: Shown) -> bool:
    """Check the effects of yesterday that count and that the prescriber did not answer; a fall is one of any grade."""
    usual = baseline(step.setting.profile, step.state)
    open_ones = {name for name, rank in step.last.effect_ranks.items() if rank > step.state.answered}
    grades = [grade for name, grade in counted(step.last.effects, usual).items() if name in open_ones]
    fell = "fall" in open_ones and (step.last.effects or {}).get("fall", 0) > 0
    return not fell and max(grades, default=0) < step.setting.plan.hold_threshold()


def no_flag(step: Shown) -> bool:
    """Check that no red flag is open, of today or of before."""
    return not step.state.flags and not step.morning.today.flags


def no_missed_or_unlogged_day(step: Shown) -> bool:
    """Check that yesterday was logged, and that no run of missed or unlogged days ends with it."""
    state = step.state
    runs = state.missed_run or state.absent_run or state.silent_run
    return (step.last.checkin or not step.looked_at.last_counts) and not runs


def no_alcohol(step: Shown) -> bool:
    """Check that no drink is recorded for yesterday or today, where the plan holds on it."""
    if step.setting.plan.alcohol != "hold":
        return True
    return not step.last.drinks and not step.morning.today.drinks


def no_sedative(step: Shown) -> bool:
    """Check that no sedative is recorded for yesterday or today, and no medicine waits for a word."""
    waiting = pressing_medicines(step.setting.profile, step.state, step.setting.catalog)
    return not waiting and not step.last.sedatives and not step.morning.today.sedatives


def no_unmet_word(step: Shown) -> bool:
    """Check that no condition waits for a word, and that nothing is refused (reference section 7, 1b kidney table)."""
    setting, profile = step.setting, step.setting.profile
    known = {one.name for one in profile.conditions if one.is_known()} | step.state.acknowledged
    named = {one.name for one in profile.conditions}
    egfr, age = profile.egfr, profile.age(setting.day)
    if egfr is not None and egfr < LOW_EGFR:
        named.add("kidney-disease")
    refused = named & setting.catalog.refusals or (egfr is not None and egfr < REFUSED_EGFR)
    return not refused and named & setting.catalog.gating.keys() <= known and (age is None or age >= ADULT)


REFUSED_EGFR, LOW_EGFR, ADULT = 30, 60, 18


def no_target_met(step: Shown) -> bool:
    """Check that every target was answered, and one was missed."""
    answers = [target.met(step.last.measures) for target in step.setting.plan.targets]
    return None not in answers and False in answers


def no_hold_in_force(step: Shown) -> bool:
    """Check that the prescriber's hold, and the end of the plan, let nobody step up."""
    return step.state.hold is None and step.state.ended is None and step.morning.reviewed


def no_fault(step: Shown) -> bool:
    """Check that a damaged journal, a line set aside not long ago, or a changed plan file lets nobody step up."""
    health, aside = step.morning.health, step.state.aside
    settled = aside is None or aside >= step.setting.plan.hold_days
    return not health.faults and settled and health.plan_file == "same"


def a_rise_waits(step: Lived) -> bool:
    """Check, by the proof's own count of days, that the dose in force does not rise twice within `hold_days`."""
    if not step.setting.rises or step.setting.plan.mode != TITRATE or not is_rise(step.state, step.after):
        return True
    return step.state.rung is None or step.rose + 1 >= step.setting.plan.hold_days


def a_rise_is_one_rung(step: Lived) -> bool:
    """Check that the dose in force rises to the next rung at most, whatever was taken."""
    if step.setting.plan.mode != TITRATE or not is_rise(step.state, step.after):
        return True
    return step.after.rung == (0 if step.state.rung is None else step.state.rung + 1)


def a_rise_was_shown(step: Lived) -> bool:
    """Check that the dose in force rises only to a dose that was shown; the very first dose is the exception."""
    if step.setting.plan.mode != TITRATE or step.state.rung is None or not is_rise(step.state, step.after):
        return True
    return step.decision.outcome is Outcome.STEP_UP and step.decision.rung == step.after.rung


def a_missed_day_changes_no_dose(step: Lived) -> bool:
    """Check that a day missed or unlogged leaves the dose in force as it was decided: nothing is lost or made up."""
    if step.letter.dose not in {"missed", "unlogged"} or step.decision.outcome is Outcome.FINISHED:
        return True
    moved = step.decision.outcome in {Outcome.STEP_BACK, Outcome.RESTART}
    return step.after.rung == (step.decision.rung if moved else step.state.rung)


def a_flag_stays(step: Lived) -> bool:
    """Check that a red flag of the day is open afterwards."""
    return {flag.name for flag in step.after.flags} >= step.facts.flags.keys()


def nothing_in_force_is_lost(step: Lived) -> bool:
    """Check that a dose in force stays one, outside the end of a taper."""
    return step.state.in_force() is None or step.after.in_force() is not None or step.after.finished


def _all(rows: dict[Callable[..., bool], str]) -> tuple[Invariant, ...]:
    """Return rows of checks, each with its name and its sentence, as invariants."""
    split = ((told.partition(": "), check) for check, told in rows.items())
    return tuple(Invariant(name, sentence, check) for (name, _, sentence), check in split)


SHOWN = _all(
    {
        is_a_rung_within_limits: "rung: The dose shown is a rung of the plan, and a step up is within every limit.",
        is_at_most_one_rung_above: "one-above: The dose shown is at most one rung above the dose in force.",
        shows_a_dose_only_where_it_may: "no-dose: Emergency, ask, cannot decide and finished show no dose; others do.",
        no_zero: "no-zero: A dose of zero is never shown.",
        finishes_only_a_taper: "finished: Only a taper finishes, from its last step.",
        tablets_add_up: "tablets: Tablets shown add up exactly to the mg.",
        a_step_is_a_step: "one-step: A step back is one rung, a step up one rung, a hold none.",
        no_drop_of_two: "no-drop: Outside a taper and a restart no dose shown is two rungs below the one in force.",
        asking_changes_nothing: "asking: Asking changes nothing.",
        up(no_grade_at_the_threshold): "grade: No step up with a side effect at or over the hold threshold, or a fall.",
        up(no_flag): "red-flag: No step up with an open red flag.",
        up(no_missed_or_unlogged_day): "unlogged: No step up after a missed or unlogged day.",
        up(no_alcohol): "alcohol: No step up with alcohol where the plan holds on it.",
        up(no_sedative): "sedative: No step up with a sedative, or a major medicine that nobody acknowledged.",
        up(no_unmet_word): "word: No step up with a refusal or an unmet acknowledgement.",
        up(no_target_met): "target: No step up where all targets were met, or one was not answered.",
        up(no_hold_in_force): "hold: No step up against the prescriber's hold, after the plan's end or review date.",
        up(no_fault): "fault: No step up on a damaged journal, a line set aside, or a changed plan file.",
    }
)
"""What is held against every decision."""

LIVED = _all(
    {
        a_rise_waits: "hold-days: The dose in force never rises twice within hold_days.",
        a_rise_is_one_rung: "one-rise: The dose in force never rises by more than one rung, whatever was taken.",
        a_rise_was_shown: "shown-rise: The dose in force rises only to a dose that was shown.",
        a_missed_day_changes_no_dose: "missed: A missed or unlogged day leaves the dose in force as decided.",
        a_flag_stays: "flag-stays: A red flag stays open until the prescriber's word.",
        nothing_in_force_is_lost: "not-lost: A dose in force is never lost outside a finished taper.",
    }
)
"""What is held against every day."""
