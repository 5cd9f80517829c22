"""A plan in words: its fields, and what differs between two plans."""

from collections.abc import Callable
from decimal import Decimal
from textwrap import wrap

from baclotrack.cli.call import inert
from baclotrack.core.plan import Plan, Target
from baclotrack.core.pump import Pump
from baclotrack.core.values import Named
from baclotrack.wording import day_words, dose_words, number

WIDTH = 80
BOND = "\u00a0"
"""Stands for a space at which no line is broken."""
MODES = {
    "titrate": "goes up step by step",
    "taper": "goes down step by step",
    "record_only": "only keeps the record; it never shows a dose",
}
DEEDS = {"step": "the next step may come", "hold": "stay at the same dose", "step_back": "go back one step"}
ALCOHOL = {"hold": "no step up after alcohol", "warn": "a warning after alcohol; the step may come"}
GAPS = {"restart": "back to the first step", "ask": "ask the prescriber"}
SUCCESS = {
    "two_of_three": "a target missed on two of the last three days",
    "any": "a target missed on one day",
}


def folded(text: str, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """Return a text as lines that fit a narrow terminal; an amount is never parted from its unit.

    Args:
        text: what to fold.
        first: what the first line begins with.
        rest: what the other lines begin with.
        width: the most characters on a line.
    """
    bound = (first + text).replace(" mg", f"{BOND}mg").replace(" -> ", f"{BOND}-> ")
    return [line.replace(BOND, " ") for line in wrap(bound, width, subsequent_indent=rest)] or [first]


def target_words(target: Target) -> str:
    """Return a target as a person says it: sleep improved is yes; spasticity at most 3."""
    name = inert(target.measure).replace("_", " ")
    if target.want is not None:
        return f"{name} is {'yes' if target.want else 'no'}"
    if target.at_most is not None:
        return f"{name} at most {number(target.at_most)}"
    return f"{name} at least {number(target.at_least or Decimal(0))}"


def _days(count: int, what: str = "day") -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _slots(plan: Plan) -> str:
    return ", ".join(f"{inert(slot.name)} {slot.at:%H:%M}" for slot in plan.slots) or "none"


def _names(words: tuple[str, ...]) -> str:
    return ", ".join(inert(word) for word in words) or "none"


FIELDS: tuple[tuple[str, Callable[[Plan], str]], ...] = (
    ("Name", lambda plan: inert(plan.id)),
    ("Title", lambda plan: inert(plan.title) or "none"),
    ("Kind", lambda plan: MODES.get(plan.mode, plan.mode)),
    ("Prescriber", lambda plan: inert(plan.prescriber) or "not named yet"),
    ("Directions of", lambda plan: day_words(plan.directed_on) if plan.directed_on else "not named yet"),
    ("Review by", lambda plan: day_words(plan.review_by) if plan.review_by else "not named yet"),
    ("Dose times", _slots),
)
"""What every plan has, in the order in which it is told."""

PUMP_FIELDS: tuple[tuple[str, Callable[[Pump], str]], ...] = (
    ("Pump, a day", lambda pump: str(pump.daily or "not named")),
    ("Drug in the pump, per mL", lambda pump: str(pump.concentration or "not named")),
    ("Pump last filled on", lambda pump: day_words(pump.last_refill) if pump.last_refill else "not named"),
    ("Pump refill by", lambda pump: day_words(pump.refill_by) if pump.refill_by else "not named"),
    ("Pump alarm due on", lambda pump: day_words(pump.alarm_on) if pump.alarm_on else "not named"),
    ("Pump clinic", lambda pump: ", ".join(inert(one) for one in (pump.clinic, pump.phone) if one) or "not named"),
)
"""What a pump's plan has besides; micrograms, with their unit written out."""

STEP_FIELDS: tuple[tuple[str, Callable[[Plan], str]], ...] = (
    ("Complete days at each step", lambda plan: str(plan.hold_days)),
    ("Most in one day", lambda plan: f"{number(plan.daily_mg)} mg"),
    ("Most at one time", lambda plan: f"{number(plan.single_mg)} mg"),
    ("Stay at a step once", lambda plan: " and ".join(target_words(one) for one in plan.targets) or "no target named"),
    ("To go up again later", lambda plan: SUCCESS.get(plan.after_success, plan.after_success)),
    ("On a mild side effect", lambda plan: DEEDS.get(plan.mild, plan.mild)),
    ("On a moderate side effect", lambda plan: DEEDS.get(plan.moderate, plan.moderate)),
    ("On a severe side effect", lambda plan: DEEDS.get(plan.severe, plan.severe) + ", and call the prescriber"),
    ("After a severe effect, wait for", lambda plan: _days(plan.retry_after_days, "good day")),
    ("Alcohol", lambda plan: ALCOHOL.get(plan.alcohol, plan.alcohol)),
    ("After missed days", lambda plan: f"from {_days(plan.missed_days)} on, {GAPS.get(plan.gap_then, plan.gap_then)}"),
    ("At the top", lambda plan: inert(plan.top_message) or "nothing said"),
    ("Second medicines named", lambda plan: _names(plan.top_agents)),
    ("Careful defaults, not from the directions", lambda plan: _names(tuple(sorted(plan.own_defaults)))),
)
"""What a plan with steps has besides."""


NOT_IN_A_TAPER = frozenset(
    {
        "Stay at a step once",
        "To go up again later",
        "On a mild side effect",
        "On a moderate side effect",
        "On a severe side effect",
        "After a severe effect, wait for",
        "Alcohol",
        "At the top",
        "Second medicines named",
    }
)
"""Fields that a taper does not look at: it goes down by time alone."""


def fields_of(plan: Plan) -> list[tuple[str, str]]:
    """Return the plan field by field, as label and words; the steps themselves are told by the staircase."""
    fields = FIELDS if plan.mode == "record_only" else FIELDS + STEP_FIELDS
    pump = plan.pump
    return [
        *((label, words(plan)) for label, words in fields if plan.mode != "taper" or label not in NOT_IN_A_TAPER),
        *((("Days at each step of its own", ", ".join(str(kept) for kept in plan.days)),) if plan.days else ()),
        *((label, words(pump)) for label, words in PUMP_FIELDS if pump is not None),
    ]


def plan_lines(plan: Plan) -> list[str]:
    """Return the plan field by field, as lines that fit a narrow terminal."""
    lines = []
    for label, words in fields_of(plan):
        lines += folded(f"{label}: {words}", rest="  ")
    return lines


def rungs_of(plan: Plan) -> list[Named]:
    """Return the plan's steps as doses by slot, lowest number first."""
    return [plan.named(number_of) or () for number_of in range(len(plan.rungs))]


def differences(before: Plan, after: Plan) -> list[str]:
    """Return what differs between two plans, field by field in words, the old and then the new."""
    old, new = dict(fields_of(before)), dict(fields_of(after))
    switched = "taper" in {before.mode, after.mode}
    told = [
        f"{label}: {old.get(label, 'none')} -> {new.get(label, 'none')}"
        for label in dict.fromkeys([*old, *new])
        if old.get(label) != new.get(label) and not (switched and label in NOT_IN_A_TAPER)
    ]
    steps_before, steps_after = rungs_of(before), rungs_of(after)
    for place in range(max(len(steps_before), len(steps_after))):
        was = dose_words(steps_before[place]) if place < len(steps_before) else "no such step"
        now = dose_words(steps_after[place]) if place < len(steps_after) else "no such step"
        if was != now:
            told.append(f"Step {place + 1}: {was} -> {now}")
    return told
