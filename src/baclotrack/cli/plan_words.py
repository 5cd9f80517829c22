"""A plan in words: its fields, its staircase, and what differs between two plans."""

from collections.abc import Callable
from decimal import Decimal
from textwrap import wrap

from baclotrack.cli.call import inert
from baclotrack.core.fold import Walked
from baclotrack.core.gates.hold_time import SLOW_DAYS, slow
from baclotrack.core.plan import Plan, Profile, Target
from baclotrack.core.situation import Situation
from baclotrack.core.tablets import make_all
from baclotrack.core.values import Named
from baclotrack.store import load_catalog
from baclotrack.wording import day_words, dose_words, number, slot_words, tablet_words

WIDTH = 80
BAR = 10
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
    ("Pump refill by", lambda plan: day_words(plan.refill_by) if plan.refill_by else "not named"),
    ("Dose times", _slots),
)
"""What every plan has, in the order in which it is told."""

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


def fields_of(plan: Plan) -> list[tuple[str, str]]:
    """Return the plan field by field, as label and words; the steps themselves are told by the staircase."""
    fields = FIELDS if plan.mode == "record_only" else FIELDS + STEP_FIELDS
    told = [(label, words(plan)) for label, words in fields]
    return [(label, words) for label, words in told if plan.refill_by is not None or label != "Pump refill by"]


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
    told = [
        f"{label}: {old.get(label, 'none')} -> {new.get(label, 'none')}"
        for label in dict.fromkeys([*old, *new])
        if old.get(label) != new.get(label)
    ]
    steps_before, steps_after = rungs_of(before), rungs_of(after)
    for place in range(max(len(steps_before), len(steps_after))):
        was = dose_words(steps_before[place]) if place < len(steps_before) else "no such step"
        now = dose_words(steps_after[place]) if place < len(steps_after) else "no such step"
        if was != now:
            told.append(f"Step {place + 1}: {was} -> {now}")
    return told


def tablets_words(doses: Named, profile: Profile) -> str:
    """Return the tablets that make a day's doses, or that these tablets cannot; empty where none are named."""
    if not profile.tablets:
        return ""
    made = make_all(doses, profile.tablets, profile.splits)
    if made is None:
        return "cannot be made from your tablets"
    slots: dict[str, list[str]] = {}
    for slot, way in made:
        words = " + ".join(tablet_words(one.number, one.strength_mg) for one in way)
        slots.setdefault(words, []).append(slot_words(slot))
    if len(made) == 1:
        return next(iter(slots))
    return "; ".join(f"{words} {listed(when)}" for words, when in slots.items())


def listed(words: list[str]) -> str:
    """Return words as a sentence joins them: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def ladder_lines(plan: Plan, profile: Profile, days: int | None = None, here: Named | None = None) -> list[str]:
    """Return the staircase: for each step its earliest day, a bar, the doses, and the tablets where they are known.

    Args:
        plan: the plan to draw.
        profile: whose tablets make the doses.
        days: complete days at each step, where the profile asks for more than the plan.
        here: the dose in force, marked where it is a step of this plan.
    """
    if not plan.rungs:
        return ["This plan has no steps: it only keeps the record."]
    pace = plan.hold_days if days is None else days
    totals = [sum(rung, start=Decimal(0)) for rung in plan.rungs]
    lines = ["step  from day              doses"]
    for place, doses in enumerate(rungs_of(plan)):
        bar = "#" * max(int(totals[place] * BAR / (max(totals) or 1)), 1)
        head = f"{place + 1:>4}  {1 + place * pace:>8}  {bar:<{BAR}}  "
        mark = "   <- the dose in force" if here is not None and plan.rung_of(here) == place else ""
        lines += folded(dose_words(doses) + mark, head, " " * len(head))
        tablets = tablets_words(doses, profile)
        indent = " " * (len(head) + 2)
        lines += folded(tablets, indent, indent) if tablets else []
    return lines


def ladder_note(plan: Plan, days: int | None = None) -> list[str]:
    """Return, as lines, what the days of the staircase mean, and what makes a step come later."""
    if not plan.rungs:
        return []
    pace = plan.hold_days if days is None else days
    why = "" if pace == plan.hold_days else ", for your age or kidney function unless your prescriber said otherwise"
    if plan.mode == "taper":
        return folded(f"Each step lasts {_days(pace)}. The days count from the first one.")
    return folded(
        f"Each step lasts at least {_days(pace, 'complete day')}{why}. The days are the earliest ones, counted from the"
        " first dose; staying on a step is part of the plan."
    )


def pace_for(plan: Plan, walked: Walked) -> int:
    """Return the complete days at each step: the plan's, or more where age or kidney function asks for it."""
    if plan.mode == "taper":
        return plan.hold_days
    slower = slow(Situation(walked.decision.day, plan, walked.profile, load_catalog(), walked.state))
    return max(plan.hold_days, SLOW_DAYS) if slower else plan.hold_days
