"""The gates of the second opinion that judge doses off the plan, side effects and withdrawal signs."""

from datetime import date
from decimal import Decimal

from baclotrack.core.plan import Plan
from baclotrack.core.values import Contact, Outcome
from tests.oracle.desk import MILD, MODERATE, MOST_URGENT_FIRST, ONE_DAY, SEVERE, Desk, Page, Verdict, block, hold
from tests.oracle.paper import Told

WATCH_DAYS = 4
TAPER_WATCH_DAYS = 14


def beyond(plan: Plan, told: Told, times: int) -> bool:
    """Return whether more was taken than so many times a limit of the plan."""
    doses = list((told.doses or {}).values())
    return sum(doses, Decimal(0)) > times * plan.daily_mg or any(mg > times * plan.single_mg for mg in doses)


def off_plan(desk: Desk) -> Verdict:
    """More was taken than the plan said, or much less."""
    page = desk.page_before()
    told = desk.yesterday()
    if page is None or page.plan is None or page.mode() == "record_only":
        return Verdict()
    # "A `set_dose` or `resume` ... satisfies `off-plan`" is read to include doses beyond a limit; "never ... a limit"
    # to mean that no word of the prescriber makes a rung beyond a limit the next one.
    answered = desk.answered(told.dose_rank)
    moderate = [name for name, grade in (told.effects or {}).items() if grade >= MODERATE]
    known = answered and all(desk.answered(told.effect_ranks[name]) for name in moderate)
    if (beyond(page.plan, told, 2) and not answered) or (beyond(page.plan, told, 1) and moderate and not known):
        return block(Outcome.EMERGENCY, Contact.EMERGENCY)
    if answered:
        return Verdict()
    if beyond(page.plan, told, 1) or (len(desk.pages) >= 3 and all(one.over for one in desk.pages[-3:])):
        return block(Outcome.ASK, Contact.TODAY)
    if page.over or page.far_below:  # a taper "steps down by time alone": it is not held, but somebody should hear
        return Verdict(contact=Contact.TODAY) if desk.plan.mode == "taper" else hold(Contact.TODAY)
    return Verdict()


# --- side effects ---


def side_effects(desk: Desk) -> Verdict:
    """What the effects of the last check-in, and the ones before, allow."""
    if desk.plan.mode != "titrate":
        return Verdict()  # there is no step to hold; whom to call is told beside the outcome
    told = desk.yesterday()
    grade = worst(desk, told)
    tolerates = {MILD: desk.plan.mild, MODERATE: desk.plan.moderate, SEVERE: desk.plan.severe}.get(grade, "step")
    if grade == SEVERE and desk.place() == 0:
        return block(Outcome.ASK)
    if tolerates == "step_back" and desk.place():
        return block(Outcome.STEP_BACK)
    fall = (told.effects or {}).get("fall", 0) > 0 and not desk.answered(told.effect_ranks["fall"])
    if tolerates != "step" or fall or too_early_to_retry(desk) or stepped_back_twice(desk):
        return hold()
    return Verdict()


def worst(desk: Desk, told: Told) -> int:
    """Return the worst grade above the baseline on a day, answered facts aside."""
    grades = [0]
    for name, grade in (told.effects or {}).items():
        if desk.above_baseline(name, grade) and not desk.answered(told.effect_ranks[name]):
            grades.append(grade)
    return max(grades)


def too_early_to_retry(desk: Desk) -> bool:
    """Return whether calm complete days are still missing since the last severe effect or fall, and one is news."""
    bad = []
    news = False
    for day, told in desk.paper.days.items():
        for name, grade in (told.effects or {}).items():
            if day < desk.day and (grade >= SEVERE or (name == "fall" and grade > 0)):
                bad.append(day)
                news |= not desk.answered(told.effect_ranks[name])
    if not news:
        return False
    calm = [page for page in desk.pages if page.day > max(bad) and page.complete and calm_day(desk.on(page.day), page)]
    return len(calm) < desk.plan.retry_after_days


def calm_day(then: Desk, page: Page) -> bool:
    """Return whether effects were asked and all below the hold threshold, by the plan and baseline of that day."""
    effects = then.paper.told(page.day).effects
    threshold = MILD if page.plan is not None and page.plan.mild == "hold" else MODERATE
    if effects is None:
        return False
    return all(grade < threshold or not then.above_baseline(name, grade) for name, grade in effects.items())


def stepped_back_twice(desk: Desk) -> bool:
    """Return whether the next rung was stepped back from twice, with no word since."""
    following = desk.next_rung()
    words = [day for day, _, _ in desk.instructions("set_dose", "resume")]
    backs = [page for page in desk.pages if page.outcome is Outcome.STEP_BACK and page.in_force == following]
    # "until a later `resume` or `set_dose`": a word between two step backs begins the count anew.
    return sum(1 for page in backs if not words or page.day >= max(words)) >= 2


def effects_call(desk: Desk) -> Contact:
    """Return whom to reach about the last check-in's effects, answered ones aside, whatever the plan's mode."""
    told = desk.yesterday()
    calls = [Contact.NONE]
    for name, grade in (told.effects or {}).items():
        if grade == 0 or desk.answered(told.effect_ranks[name]):
            continue
        if name == "fall":  # "`mention` within an acknowledged pattern"
            accepted = grade < SEVERE and desk.accepted("fall") >= grade
            calls.append(Contact.MENTION if accepted else Contact.TODAY)
        if grade >= SEVERE:
            calls.append(Contact.TODAY)
        if name == "urinary-retention" and desk.above_baseline(name, grade):
            calls.append(Contact.TODAY)
        if name in ("confusion", "low-mood") and grade >= MODERATE and desk.above_baseline(name, grade):
            calls.append(Contact.TODAY)
    last_two = desk.last_asked(desk.day, 2)
    if len(last_two) == 2 and at_least_on(desk, last_two, "vomiting", MILD):
        calls.append(Contact.TODAY)
    return min(calls, key=MOST_URGENT_FIRST.index)


def at_least_on(desk: Desk, days: list[date], name: str, least: int) -> bool:
    """Return whether an effect had at least this grade on all these days, above the baseline of each day."""
    for day in days:
        grade = (desk.paper.told(day).effects or {}).get(name, 0)
        if grade < least or not desk.on(day).above_baseline(name, grade):
            return False
    return True


# --- withdrawal ---


def withdrawal(desk: Desk) -> Verdict:
    """A withdrawal sign in a taper, within 14 days of its end, or after a missed dose."""
    told = desk.yesterday()
    tapering = days_of_taper(desk)
    before = desk.last_effects(tapering[0]) if tapering else {}
    for name, grade in (told.effects or {}).items():
        if name not in desk.catalog.withdrawal_signs or grade < 1 or desk.answered(told.effect_ranks[name]):
            continue
        if not desk.above_baseline(name, grade):
            continue
        # "new or worse than before the taper" belongs to the taper; after a missed dose every sign counts
        if after_a_missed_dose(desk) or (tapering and grade > before.get(name, 0)):
            return hold(Contact.TODAY)
    return Verdict()


def days_of_taper(desk: Desk) -> list[date]:
    """Return the days of the taper that is going on, or ended 14 days ago at most; it ends after its last dose."""
    days: list[date] = []
    end = desk.day
    for page in desk.pages:
        tapering = page.mode() == "taper" and not page.finished and not page.unknown
        if page.before_plan or not (tapering or page.taper_resumed):
            continue
        if days and page.day - end > TAPER_WATCH_DAYS * ONE_DAY:
            days = []  # another taper, long after
        days.append(page.day)
        over = page.outcome is Outcome.FINISHED or not tapering
        end = page.day if over else page.day + ONE_DAY
    return days if desk.day - end <= TAPER_WATCH_DAYS * ONE_DAY else []


def missed_a_dose(desk: Desk, page: Page) -> bool:
    """Return whether some dose in force was recorded as 0, on a day that was not complete at another rung."""
    told = desk.paper.told(page.day)
    if told.doses is None or page not in desk.lived() or page.complete:
        return False
    due = page.doses if page.put_in_force() else page.in_force
    return any(told.doses.get(slot, 0) == 0 for slot in due or {})


def after_a_missed_dose(desk: Desk) -> bool:
    """Return whether yesterday lies between a missed dose and the fourth complete day after it, both included.

    An incomplete day right after the fourth complete one still counts: it does not end the watch.
    """
    missed = [page for page in desk.pages if missed_a_dose(desk, page)]
    if not missed:
        return False
    complete = [page for page in desk.pages if page.complete and page.day > missed[-1].day]
    return len(complete) <= WATCH_DAYS
