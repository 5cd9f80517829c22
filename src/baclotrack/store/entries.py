"""From one line's JSON object to a core value: the kinds of entries, their fields, and the check of each.

What does not fit raises, and the reader makes a fault of it. This module is on the path of every daily command.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.core import answers, limits
from baclotrack.core.days import DAY_STARTS_AT, journal_day
from baclotrack.core.entries import Appointment, Question
from baclotrack.core.limits import UnfitError
from baclotrack.core.plan import Known, Plan, Profile, Slot, Target
from baclotrack.core.record import Checkin, Entry, Instruction, Intake, MedicineChange, Retract, Supply, What
from baclotrack.store.own_measures import check_own_measures
from baclotrack.store.pump_tables import pump_value
from baclotrack.store.set_aside import FIELDS, set_aside_value

REVIEW_AFTER = timedelta(days=90)
MODES = ("titrate", "taper", "record_only")
ACTIONS = ("hold", "resume", "set_dose", "clear_flag", "acknowledge", "end_plan")
MILD_RULES = ("step", "hold")
WORSE_RULES = ("hold", "step_back")
ALCOHOL_RULES = ("hold", "warn")
GAP_RULES = ("restart", "ask")
SUCCESS_RULES = ("two_of_three", "any")
SPLITS = (1, 2, 4)
MISSED_DAYS_BEDTIME, MISSED_DAYS_DAYTIME = 2, 1
"""Missed days that make a gap where the plan does not say: two nights, or one day of several doses (reference MD-6)."""
DEFAULT_SECTIONS = ("tolerability", "sedatives", "gap", "response")
"""Sections of a plan that may be left out: then the engine's own cautious defaults stand in their place."""

HEADER = frozenset({"v", "id", "at", "kind", "device", "n"})

Line = Mapping[str, Any]


class Kind(NamedTuple):
    """One kind of entry: the names its line may have, how its value is made, and whether its day must be told."""

    names: frozenset[str]
    make: Callable[[Line], What]
    dated: bool = False


def decode(line: Line) -> Entry:
    """Return the entry that one line tells; its id, device and n are the reader's to check.

    Raises:
        UnfitError: when a field does not fit; KeyError, TypeError and their like when the line has another shape.
    """
    kind = KINDS[line["kind"]]
    if not kind.names.issuperset(line):
        raise UnfitError(min(line.keys() - kind.names), "an entry of this kind has no such field")
    at = limits.instant(line["at"], "at")
    dated = kind.dated or "day" in line
    day = limits.day(line["day"], "day") if dated else journal_day(at, DAY_STARTS_AT)
    return Entry(line["id"], at, line["device"], line["n"], day, kind.make(line))


def _checkin(line: Line) -> Checkin:
    """Return a check-in; a field that is absent was not asked."""
    return Checkin(
        answers.amounts(line["doses"], "doses") if "doses" in line else None,
        answers.measures(line["measures"]) if "measures" in line else {},
        answers.grades(line["effects"], "effects") if "effects" in line else None,
        limits.several(line["red_flags"], "red_flags", limits.name) if "red_flags" in line else (),
        limits.number(line["drinks"], limits.DRINKS, "drinks") if "drinks" in line else None,
        limits.several(line["sedatives"], "sedatives", limits.words) if "sedatives" in line else None,
        limits.free(line["note"], "note") if "note" in line else "",
        limits.identity(line["supersedes"], "supersedes") if "supersedes" in line else "",
    )


def _dose(line: Line) -> Intake:
    """Return a single dose."""
    taken_at = limits.taken(line["taken_at"], "taken_at") if "taken_at" in line else ""
    return Intake(limits.name(line["slot"], "slot"), limits.number(line["mg"], limits.MG, "mg"), taken_at)


def _instruction(line: Line) -> Instruction:
    """Return what the prescriber said; `clear_flag` and `acknowledge` need a name, `set_dose` its doses."""
    action = limits.one_of(line["action"], ACTIONS, "action")
    named = action in {"clear_flag", "acknowledge"} or "name" in line
    doses = answers.amounts(line["doses"], "doses") if action == "set_dose" or "doses" in line else {}
    if action == "set_dose" and not doses:
        raise UnfitError("doses", "no dose is named")
    if "on" in line:
        limits.day(line["on"], "on")
    return Instruction(
        action,
        limits.words(line["by"], "by") if "by" in line else "",
        limits.words(line["name"], "name") if named else "",
        doses,
        limits.day(line["until"], "until") if "until" in line else None,
        limits.whole(line["grade"], limits.GRADE, "grade") if "grade" in line else None,
        limits.free(line["note"], "note") if "note" in line else "",
    )


def _medicine(line: Line) -> MedicineChange:
    """Return another medicine started or stopped."""
    return MedicineChange(
        limits.one_of(line["action"], ("start", "stop"), "action"), limits.words(line["name"], "name")
    )


def _supply(line: Line) -> Supply:
    """Return tablets got or counted."""
    action = limits.one_of(line["action"], ("add", "count"), "action")
    count = limits.number(line["count"], limits.TABLETS, "count")
    return Supply(action, count, limits.number(line["strength_mg"], limits.MG, "strength_mg"))


def _appointment(line: Line) -> Appointment:
    """Return a visit, past or booked."""
    return Appointment(limits.day(line["on"], "on"), limits.free(line.get("text", ""), "text"))


def _question(line: Line) -> Question:
    """Return a question to ask."""
    return Question(limits.free(line["text"], "text"))


def _retract(line: Line) -> Retract:
    """Return what is taken back."""
    limits.free(line.get("reason", ""), "reason")
    return Retract(limits.identity(line["target"], "target"))


def _plan(line: Line) -> Plan:
    """Return an adopted plan; its text is kept beside it."""
    limits.text(line["toml"], "toml")
    check_own_measures(line["plan"])
    return plan_value(line["plan"], line["at"], line.get("on_dose"))


def _profile(line: Line) -> Profile:
    """Return a recorded profile; its text is kept beside it."""
    limits.text(line["toml"], "toml")
    return profile_value(line["profile"])


def plan_value(mapping: Line, adopted_at: str = "", on_dose: Mapping[str, object] | None = None) -> Plan:
    """Return a plan as a core value, from its file's structure with ISO dates and times.

    Raises:
        UnfitError: when a field does not fit; KeyError, TypeError and their like when it has another shape.
    """
    ladder, bounds, top = mapping.get("ladder", {}), mapping.get("limits", {}), mapping.get("top", {})
    mode = limits.one_of(mapping["mode"], MODES, "mode")
    slots = tuple(
        Slot(limits.name(one["name"], "slots.name"), limits.day_time(one["at"], "slots.at"))
        for one in mapping.get("slots", [])
    )
    rungs = tuple(
        tuple(limits.number(mg, limits.MG, "ladder.rungs") for mg in rung) for rung in ladder.get("rungs", [])
    )
    fits = all(len(rung) == len(slots) for rung in rungs) and len(ladder.get("days", rungs)) == len(rungs)
    if not fits or (mode != "record_only" and not rungs):
        raise UnfitError("ladder.rungs", "each rung needs one number for each slot")
    plan = Plan(
        id=limits.words(mapping["id"], "id"),
        title=limits.words(mapping["title"], "title"),
        mode=mode,
        slots=slots,
        rungs=rungs,
        hold_days=limits.whole(ladder.get("hold_days", 1), limits.HOLD_DAYS, "ladder.hold_days"),
        days=tuple(limits.whole(one, limits.HOLD_DAYS, "ladder.days") for one in ladder.get("days", [])),
        daily_mg=limits.number(bounds.get("daily_mg", 0), limits.MG, "limits.daily_mg"),
        single_mg=limits.number(bounds.get("single_mg", 0), limits.MG, "limits.single_mg"),
        targets=tuple(_target(one) for one in mapping.get("targets", [])),
        missed_days=MISSED_DAYS_BEDTIME if len(slots) == 1 else MISSED_DAYS_DAYTIME,
        top_message=limits.free(top.get("message", ""), "top.message"),
        top_agents=limits.several(top.get("agents", []), "top.agents", limits.words),
        own_defaults=own_defaults(mapping),
        adopted_at=adopted_at,
        on_dose=None if on_dose is None else _in_order(answers.amounts(on_dose, "on_dose"), slots),
    )
    return _with_dates(_with_rules(plan, mapping), mapping)


def own_defaults(mapping: Line) -> frozenset[str]:
    """Return the sections that the directions do not state: the template's own, and those left out."""
    stated = {*mapping.get("template_defaults", []), *mapping.get("template", {}).get("own_defaults", [])}
    return frozenset(stated | {section for section in DEFAULT_SECTIONS if section not in mapping})


def _target(one: Line) -> Target:
    """Return one target."""
    want = one.get("want")
    if want is not None and not isinstance(want, bool):
        raise UnfitError("targets.want", "this is not true or false")
    most, least = (
        limits.number(one[key], limits.OWN_MEASURE, f"targets.{key}") if key in one else None
        for key in ("at_most", "at_least")
    )
    return Target(limits.name(one["measure"], "targets.measure"), want, most, least)


def _in_order(doses: Mapping[str, Decimal], slots: tuple[Slot, ...]) -> tuple[tuple[str, Decimal], ...]:
    """Return doses above zero in the order of the plan's slots, others after them."""
    order = [slot.name for slot in slots]
    known = [(name, doses[name]) for name in order if doses.get(name)]
    return (*known, *((name, mg) for name, mg in doses.items() if mg and name not in order))


def _with_rules(plan: Plan, mapping: Line) -> Plan:
    """Return the plan with its rules; a section or a rule left out leaves the engine's own."""
    tolerability, gap = mapping.get("tolerability", {}), mapping.get("gap", {})
    alcohol = mapping.get("sedatives", {}).get("alcohol", plan.alcohol)
    success = mapping.get("response", {}).get("after_success", plan.after_success)
    retry = tolerability.get("retry_after_days", plan.retry_after_days)
    return plan._replace(
        mild=limits.one_of(tolerability.get("mild", plan.mild), MILD_RULES, "tolerability.mild"),
        moderate=limits.one_of(tolerability.get("moderate", plan.moderate), WORSE_RULES, "tolerability.moderate"),
        severe=limits.one_of(tolerability.get("severe", plan.severe), WORSE_RULES, "tolerability.severe"),
        retry_after_days=limits.whole(retry, limits.DAYS, "tolerability.retry_after_days"),
        alcohol=limits.one_of(alcohol, ALCOHOL_RULES, "sedatives.alcohol"),
        missed_days=limits.whole(gap.get("missed_days", plan.missed_days), limits.HOLD_DAYS, "gap.missed_days"),
        gap_then=limits.one_of(gap.get("then", plan.gap_then), GAP_RULES, "gap.then"),
        after_success=limits.one_of(success, SUCCESS_RULES, "response.after_success"),
    )


def _with_dates(plan: Plan, mapping: Line) -> Plan:
    """Return the plan with who directed it and when; its review is due 90 days later unless stated."""
    directed_on = limits.day(mapping["directed_on"], "directed_on") if "directed_on" in mapping else None
    review_by = limits.day(mapping["review_by"], "review_by") if "review_by" in mapping else None
    return plan._replace(
        prescriber=limits.words(mapping["prescriber"], "prescriber") if "prescriber" in mapping else "",
        directed_on=directed_on,
        review_by=review_by or (directed_on + REVIEW_AFTER if directed_on else None),
        pump=pump_value(mapping["pump"]) if "pump" in mapping else None,
        track=limits.several(mapping.get("track", []), "track", limits.name),
    )


def profile_value(mapping: Line) -> Profile:
    """Return a profile as a core value, from its file's structure with ISO dates and times and grades as digits.

    Raises:
        UnfitError: when a field does not fit; KeyError, TypeError and their like when it has another shape.
    """
    tablets, prescriber = mapping.get("tablets", {}), mapping.get("prescriber", {})
    strengths = tuple(limits.number(mg, limits.MG, "tablets.strengths_mg") for mg in tablets.get("strengths_mg", []))
    splits = limits.whole(tablets.get("splits", 1), limits.COUNT, "tablets.splits")
    if not all(strengths) or splits not in SPLITS:
        raise UnfitError("tablets", "a strength is above zero, and splits is 1, 2 or 4")
    starts = mapping.get("day_starts_at")
    return Profile(
        born=limits.whole(mapping["born"], limits.BORN, "born") if "born" in mapping else None,
        egfr=limits.number(mapping["egfr"], limits.EGFR, "egfr") if "egfr" in mapping else None,
        tablets=strengths,
        splits=splits,
        conditions=tuple(_known(one, "conditions") for one in mapping.get("conditions", [])),
        medicines=tuple(_known(one, "medicines") for one in mapping.get("medicines", [])),
        had=answers.grades(mapping.get("had", {}), "had"),
        prescriber=limits.words(prescriber["name"], "prescriber.name") if "name" in prescriber else "",
        phone=limits.words(prescriber["phone"], "prescriber.phone") if "phone" in prescriber else "",
        day_starts_at=DAY_STARTS_AT if starts is None else limits.day_time(starts, "day_starts_at"),
    )


def _known(one: Line, field: str) -> Known:
    """Return a condition or a medicine, with who knows of it."""
    return Known(
        limits.words(one["name"], f"{field}.name"),
        limits.words(one["known_by"], f"{field}.known_by") if "known_by" in one else "",
        limits.day(one["known_on"], f"{field}.known_on") if "known_on" in one else None,
    )


def _kind(names: str, make: Callable[[Line], What], *, dated: bool = False) -> Kind:
    """Return a kind with the names that every entry has and its own."""
    return Kind(HEADER.union(names.split()), make, dated)


KINDS: Mapping[str, Kind] = {
    "plan": _kind("day plan toml on_dose", _plan),
    "profile": _kind("day profile toml", _profile),
    "checkin": _kind("day doses measures effects red_flags drinks sedatives note supersedes", _checkin, dated=True),
    "dose": _kind("day slot mg taken_at", _dose, dated=True),
    "instruction": _kind("day action name doses until grade by on note", _instruction),
    "medicine": _kind("day action name", _medicine),
    "supply": _kind("day action count strength_mg", _supply),
    "appointment": _kind("on text", _appointment),
    "question": _kind("text", _question),
    "retract": _kind("target reason", _retract),
    "set_aside": _kind(FIELDS, set_aside_value),
}
"""Every kind of format 1. Those without `day` concern none: they are dated by when they were recorded."""
