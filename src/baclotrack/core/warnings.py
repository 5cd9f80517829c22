"""What rides beside a decision without changing it: warnings, each an id with its facts; and which day is decided."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from baclotrack.core.days import TWO_HOURS, slot_moment
from baclotrack.core.decision import Decision
from baclotrack.core.fold import Walked
from baclotrack.core.gates.sedatives import drank
from baclotrack.core.known import at_hand_first
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.record import NOTHING, History
from baclotrack.core.state import has_kidney_disease, medicines_of
from baclotrack.core.supply import days_left
from baclotrack.core.tablets import make_all
from baclotrack.core.values import URGENCY, Catalog, Contact, Finding, GateState, Outcome, most_urgent

DRIVING_DAYS = 7
SUPPLY_LOW_DAYS, SUPPLY_OUT_DAYS = 7, 3
LABEL_DAYS = 3
TWICE_DAYS = 14
"""So long a day that two devices told differently is spoken of; it stays marked in the history for ever."""

ADVISED_SINGLE_MG, ADVISED_DAILY_MG = 20, 80
REVIEW_SOON = timedelta(days=14)
REFILL_MENTION_DAYS, REFILL_TODAY_DAYS = 7, 2
EVENING_HOUR = 18
TRIAL = timedelta(weeks=6)
"""Without any benefit for so long, the prescriber decides whether to go on (reference, SPA-TRY)."""

SAID_FIRST = frozenset({"once", "done", "past", "copy"})
"""Warnings that stand before the answer: they keep a person from a second dose, or from a step on half a record."""

DOUBTS = (("journal", frozenset({"damaged", "later", "future"})), ("check-in", frozenset({"conflict"})))
"""What gates find of the record itself, the gravest first: what other gates find may only follow from it."""

LOOKED_BACK = {
    "gap": 1, "off-plan": 1, "side-effects": 1, "withdrawal": 5, "sedatives": 1, "adherence": 3, "hold-time": 1,
    "target": 3,
}  # fmt: skip
"""The gates that judge what is told of days, each with how many days back it looks at least."""
ONLY_YESTERDAY = frozenset({("target", "not-answered"), ("target", "met"), ("hold-time", "taper")})
"""Clauses of these gates that look at yesterday alone, or at the calendar: no earlier day is behind them."""

BY_CARE = (
    "missed", "told-twice", "profile-gone", "alcohol", "driving", "tablets", "above-advised", "medicine", "unlisted",
    "new-effect", "taken",
)  # fmt: skip
"""Which warnings come first among those that nobody needs to hear of (D)."""


class Warned(NamedTuple):
    """One warning: a stable id, the facts for its sentence, and whether somebody should hear of it."""

    id: str
    facts: Mapping[str, object] = {}
    contact: Contact = Contact.NONE


def warnings_for(walked: Walked, history: History, catalog: Catalog, now: datetime | None = None) -> tuple[Warned, ...]:
    """Return the warnings beside a decision.

    Args:
        walked: the decided day.
        history: the whole record.
        catalog: the rows for interactions.
        now: the wall-clock time, for what depends on the hour; None for days in the past.
    """
    decision = walked.decision
    if decision.outcome is Outcome.EMERGENCY:
        return ()
    found = [*_tonight(walked, now), *_supply(walked, history), *_dose(walked), *_yesterday(walked, history)]
    found += _no_benefit(walked, history)
    found += _told_twice(walked, history)
    return (*found, *_medicines(walked, catalog), *_dates(walked))


def rolled_over(walked: Walked, history: History, today: date) -> tuple[Warned, ...]:
    """Return what must be said first where the answer is already for the next day: nothing more for this one.

    Somebody who wakes at one in the morning and asks must not read tomorrow's dose as tonight's (hazard H-04).
    """
    decision = walked.decision
    if decision.day <= today or decision.doses is None:
        return ()
    taken = tuple((slot, mg) for slot, mg in (history.days.get(today, NOTHING).doses or {}).items() if mg)
    facts = {"today": today, "day": decision.day}
    return (Warned("done", {**facts, "dose": taken}) if taken else Warned("past", facts),)


def most_urgent_first(warned: tuple[Warned, ...]) -> tuple[Warned, ...]:
    """Return the warnings in the order in which they are read: what somebody must hear of soonest stands first."""

    def place(one: Warned) -> tuple[int, int]:
        return -URGENCY[one.contact], BY_CARE.index(one.id) if one.id in BY_CARE else len(BY_CARE)

    return tuple(sorted(warned, key=place))


def with_warnings(decision: Decision, warned: tuple[Warned, ...]) -> Decision:
    """Return the decision with the contact that its warnings ask for, if that is more urgent."""
    return decision._replace(contact=most_urgent(decision.contact, *(one.contact for one in warned)))


def _tonight(walked: Walked, now: datetime | None) -> list[Warned]:
    """Tell that tonight's dose is once, from two hours after a bedtime slot; and what is taken already."""
    decision, plan, doses = walked.decision, walked.decision.plan, walked.facts.doses or {}
    found = []
    if now is not None and plan is not None and len(plan.slots) == 1 and plan.slots[0].name not in doses:
        slot = plan.slots[0]
        evening = slot.name == "bedtime" or slot.at.hour >= EVENING_HOUR or slot.at < walked.profile.day_starts_at
        moment = slot_moment(decision.day, slot.at, walked.profile.day_starts_at)
        if evening and now.replace(tzinfo=None) >= moment + TWO_HOURS:
            found.append(Warned("once"))
    taken = tuple((slot, mg) for slot, mg in doses.items() if mg)
    if taken and now is not None:
        found.append(Warned("taken", {"dose": taken}))
    return found


def _supply(walked: Walked, history: History) -> list[Warned]:
    """Warn before the tablets run out."""
    days = days_left(history, walked.decision.day, walked.decision.in_force)
    if days is None or days >= SUPPLY_LOW_DAYS:
        return []
    if days < SUPPLY_OUT_DAYS:
        return [Warned("supply-out", {"days": days}, Contact.TODAY)]
    mg = sum((mg for _, mg in walked.decision.in_force or ()), ZERO)  # a step up would make them last shorter
    return [Warned("supply-low", {"days": days, "mg": mg}, Contact.MENTION)]


def _dose(walked: Walked) -> list[Warned]:
    """Warn about the dose shown: driving after a step, a pace faster than the labels, above the advised range."""
    decision, state, plan = walked.decision, walked.state, walked.decision.plan
    found = []
    going_up = decision.outcome in {Outcome.START, Outcome.STEP_UP}
    recent = state.last_up is not None and (decision.day - state.last_up).days <= DRIVING_DAYS
    if decision.doses and (going_up or recent):
        found.append(Warned("driving"))
    if plan is not None and decision.outcome is Outcome.STEP_UP and plan.hold_days < LABEL_DAYS:
        found.append(Warned("pace", {"days": plan.hold_days}))
    amounts = [mg for _, mg in decision.doses or ()]
    if amounts and (max(amounts) > ADVISED_SINGLE_MG or sum(amounts) > ADVISED_DAILY_MG):
        found.append(Warned("above-advised"))
    profile = walked.profile
    if decision.doses and profile.tablets and make_all(decision.doses, profile.tablets, profile.splits) is None:
        found.append(Warned("tablets", {"dose": decision.doses}))
    return found


def _yesterday(walked: Walked, history: History) -> list[Warned]:
    """Warn about what yesterday's record asks for."""
    decision, state = walked.decision, walked.state
    yesterday = history.days.get(decision.day - timedelta(days=1), NOTHING)
    found = []
    missed = state.last_missed is not None and (decision.day - state.last_missed).days == 1
    if missed or (yesterday.effects or {}).get("vomiting"):
        one_slot = decision.plan is not None and len(decision.plan.slots) == 1
        found.append(Warned("missed", {"bedtime": " The next dose is the next bedtime." if one_slot else ""}))
    if decision.plan is not None and decision.plan.alcohol == "warn" and (drank(yesterday) or drank(walked.facts)):
        found.append(Warned("alcohol"))
    before = (history.days.get(decision.day - timedelta(days=2), NOTHING)).effects
    if decision.outcome is Outcome.STEP_UP and before is not None:
        worse = tuple(name for name, grade in (yesterday.effects or {}).items() if grade > before.get(name, 0))
        found += [Warned("new-effect", {"names": worse})] if worse else []
    return found


def _no_benefit(walked: Walked, history: History) -> list[Warned]:
    """Tell that for six weeks on the drug no target of the plan was met, though some of them was answered.

    Nothing follows from it here: whether to go on is the prescriber's to decide (reference, SPA-TRY).
    """
    plan, first = walked.decision.plan, walked.decision.day - TRIAL
    if plan is None or plan.mode != "titrate" or not plan.targets or not _dosed_by(history, first):
        return []
    answered = 0
    for back in range(1, TRIAL.days + 1):
        measures = history.days.get(walked.decision.day - timedelta(days=back), NOTHING).measures
        answers = [target.met(measures) for target in plan.targets]
        if True in answers:
            return []
        answered += False in answers
    return [Warned("no-benefit", {"days": answered}, Contact.MENTION)] if answered else []


def _told_twice(walked: Walked, history: History) -> list[Warned]:
    """Tell of the latest day that two devices told differently; of yesterday the check-in gate tells."""
    for back in (0, *range(2, TWICE_DAYS + 1)):
        day = walked.decision.day - timedelta(days=back)
        if history.days.get(day, NOTHING).conflict:
            return [Warned("told-twice", {"day": day, "iso": day.isoformat()})]
    return []


def doubt(decision: Decision) -> Finding | None:
    """Return what is found to be wrong with the record itself, or None where nothing is."""
    found = {one.gate: one for one in decision.findings if one.state is GateState.BLOCK}
    return next((found[gate] for gate, clauses in DOUBTS if gate in found and found[gate].why in clauses), None)


def told_twice_behind(decision: Decision, warned: tuple[Warned, ...]) -> Warned | None:
    """Return the warning of an earlier day told twice, where the gate that limits the decision looks at that day.

    Such a day counts as not complete, and as the worse of the two: what the gate finds may follow from that alone.
    """
    if decision.limited_by is None:
        return None
    back = _looked_back(decision.finding(decision.limited_by))
    for one in warned:
        day = one.facts.get("day")
        if one.id == "told-twice" and isinstance(day, date) and (decision.day - day).days <= back:
            return one
    return None


def _looked_back(finding: Finding) -> int:
    """Return how many days back a gate looked; -1 where no earlier day can be behind what it found."""
    if finding.gate not in LOOKED_BACK or (finding.gate, finding.why) in ONLY_YESTERDAY:
        return -1
    told = [finding.facts.get(name) for name in ("days", "needed")]
    return max([LOOKED_BACK[finding.gate], *(one for one in told if isinstance(one, int))])


def _dosed_by(history: History, day: date) -> bool:
    """Return whether a dose was taken, or named at adoption, by a day."""
    if any(event.day <= day and isinstance(event.what, Plan) and event.what.on_dose for event in history.events):
        return True
    return any(one <= day and any((facts.doses or {}).values()) for one, facts in at_hand_first(history.days))


def _medicines(walked: Walked, catalog: Catalog) -> list[Warned]:
    """Warn about other medicines that do not hold the step but should be known."""
    kidney = has_kidney_disease(walked.profile)
    waiting = [name for name, known in medicines_of(walked.profile, walked.state).items() if not known]
    severity = {name: catalog.severity(name, kidney_disease=kidney) for name in waiting}
    listed = tuple(sorted(name for name, how in severity.items() if how not in {"major", "unknown"}))
    unlisted = tuple(sorted(name for name, how in severity.items() if how == "unknown"))
    found = [Warned("medicine", {"names": listed})] if listed else []
    return [*found, Warned("unlisted", {"names": unlisted})] if unlisted else found


def _dates(walked: Walked) -> list[Warned]:
    """Warn before the review date and before a pump's refill date."""
    plan, day = walked.decision.plan, walked.decision.day
    if plan is None:
        return []
    found = []
    if plan.review_by is not None and day <= plan.review_by <= day + REVIEW_SOON:
        found.append(Warned("review", {"day": plan.review_by}, Contact.MENTION))
    if plan.refill_by is not None and day <= plan.refill_by <= day + timedelta(days=REFILL_MENTION_DAYS):
        soon = (plan.refill_by - day).days <= REFILL_TODAY_DAYS
        found.append(Warned("refill", {"day": plan.refill_by}, Contact.TODAY if soon else Contact.MENTION))
    return found


def is_over(walked: Walked, plan: Plan, now: datetime) -> bool:
    """Return whether the day's last dose is recorded or, on a plan of several slots, two hours past.

    Args:
        walked: the current journal day, decided.
        plan: the plan in force.
        now: the wall-clock time.
    """
    if not plan.slots or plan.mode == "record_only":
        return False
    starts = walked.profile.day_starts_at
    due = dict(walked.decision.doses or walked.decision.in_force or ())
    slots = [slot for slot in plan.slots if slot.name in due] or list(plan.slots)
    last = max(slots, key=lambda slot: slot_moment(walked.decision.day, slot.at, starts))
    if last.name in (walked.facts.doses or {}):
        return True
    past = slot_moment(walked.decision.day, last.at, starts) + TWO_HOURS
    return len(plan.slots) > 1 and now.replace(tzinfo=None) >= past
