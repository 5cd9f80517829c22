"""What a plan file must be beyond its form: a ladder that fits its slots, within its limits, going one way.

How much is too much is for `plan_ranges`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from baclotrack.core.days import DAY_STARTS_AT
from baclotrack.store.problems import Hints, Told, Where

Tables = Mapping[str, Any]
"""The plan file's structure as the journal keeps it: exact numbers, dates and times in their ISO forms."""

Rule = Callable[[Tables], Iterable[Told]]
SCALED = frozenset({"hours", "minutes", "count", "scale"})
PAPER = "Correct it as the prescriber wrote it."
OF_STEPS = frozenset({"ladder", "limits", "targets", "tolerability", "sedatives", "gap", "response"})
"""Sections that only a plan with steps follows; in any other they would look as if they counted."""
NEEDED = {
    "slots": "this is missing. Name each dose time: [[slots]] with name and at.",
    "ladder": "this is missing. Write the prescriber's doses: [ladder] with rungs and hold_days.",
    "limits": "this is missing. Write the most a day and the most at once: [limits] with daily_mg and single_mg.",
}


def check(plan: Tables, catalogue: Mapping[str, Any], broken: Collection[Where]) -> list[Told]:
    """Return what is wrong with a plan.

    Args:
        plan: its structure.
        catalogue: the catalogue, for the measures it knows.
        broken: the sections, and the keys of sections, whose form does not fit and that are left out of the plan; no
            rule that needs a whole section is applied without it, and nothing is told of them twice.
    """
    found: list[Told] = []
    sections = frozenset(str(where[0]) for where in broken if len(where) == 1)
    for needs, rule in RULES:
        if not needs & sections:
            found += rule(plan)
    if not {"measures", "targets", "track"} & sections:
        found += _targets(plan, catalogue)
    return [one for one in found if not any(_overlap(one.where, where) for where in broken)]


def _overlap(one: Where, other: Where) -> bool:
    """Return whether one place lies within the other: then it is told already."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def rungs_of(plan: Tables) -> list[list[Decimal]]:
    """Return the rungs as exact numbers."""
    return [[Decimal(mg) for mg in rung] for rung in plan.get("ladder", {}).get("rungs", [])]


def minutes(slot: Tables, starts_at: time = DAY_STARTS_AT) -> int:
    """Return how many minutes after the start of the day a slot lies."""
    day = date(2001, 1, 1)
    since = datetime.combine(day, time.fromisoformat(slot["at"])) - datetime.combine(day, starts_at)
    return int((since % timedelta(days=1)).total_seconds()) // 60


def _sections(plan: Tables) -> Iterator[Told]:
    """Check that a plan has the sections that its mode needs."""
    if plan["mode"] == "record_only":
        for section in OF_STEPS & plan.keys():
            text = f"a plan that only keeps the record has no {section}. Take it out, or change the mode."
            yield Told((section, 0) if isinstance(plan[section], list) else (section,), text)
        return
    if "pump" in plan:
        text = "a pump's plan only keeps the record: micrograms and mg are kept apart."
        more = 'Write mode = "record_only"; or take this out, and name the condition pump in profile.toml.'
        yield Told(("pump",), f"{text} {more}")
    for section, text in NEEDED.items():
        if not plan.get(section):
            yield Told((section,), text)
    if plan["mode"] == "titrate" and not plan.get("targets"):
        yield Told(
            ("targets",), "this is missing. A plan that goes up needs what it goes up for: [[targets]] with a measure."
        )


def _slots(plan: Tables) -> Iterator[Told]:
    """Check that every dose time has a name and a time of its own."""
    slots = plan.get("slots", [])
    for key, word in (("name", "name"), ("at", "time")):
        seen: dict[object, int] = {}
        for place, slot in enumerate(slots):
            value = minutes(slot) if key == "at" else slot[key]
            if value in seen:
                first = seen[value] + 1
                yield Told(("slots", place, key), f"slot {first} has the same {word}. Give each its own.")
            seen.setdefault(value, place)


def _shape(plan: Tables) -> Iterator[Told]:
    """Check that each rung has one number per slot, and some dose."""
    ladder = plan.get("ladder")
    if ladder is None:
        return
    rungs, slots = rungs_of(plan), plan.get("slots", [])
    if not rungs:
        yield Told(("ladder", "rungs"), "no dose is written yet. Write the prescriber's doses, one list for each step.")
    for place, rung in enumerate(rungs):
        if slots and len(rung) != len(slots):
            text = f"{len(rung)} numbers for {len(slots)} slots. Write one number, in mg, for each slot."
            yield Told(("ladder", "rungs", place), text)
        elif not any(rung):
            yield Told(("ladder", "rungs", place), "a rung without any dose. Take it out.")
    if ladder.get("own_schedule") and plan["mode"] != "taper":
        yield Told(("ladder", "own_schedule"), "only a taper has this. Take it out.")
    if "days" in ladder and plan["mode"] != "taper":
        yield Told(("ladder", "days"), "only a taper has days for each rung. Take it out; hold_days is for all.")
    elif len(ladder.get("days", rungs)) != len(rungs):
        text = f"{len(ladder['days'])} numbers for {len(rungs)} rungs. Write one number of days for each rung."
        yield Told(("ladder", "days"), text)


def _direction(plan: Tables) -> Iterator[Told]:
    """Check that a ladder goes up in a titration, in every slot, and down in a taper."""
    for place, (before, after) in enumerate(pairwise(rungs_of(plan)), start=1):
        if len(before) != len(after):
            continue  # told by the shape of the ladder
        where = ("ladder", "rungs", place)
        low, high = sum(before), sum(after)
        falls = all(now <= then for then, now in zip(before, after, strict=True))
        if plan["mode"] == "taper" and low <= high:
            yield Told(where, f"{high} mg a day after {low} mg; a taper goes down with each step. {PAPER}")
        elif plan["mode"] == "taper" and not falls and not plan["ladder"].get("own_schedule"):
            yield Told(where, f"one dose is more than on the step before, while the taper goes down. {PAPER}")
        if plan["mode"] == "titrate" and high <= low:
            yield Told(where, f"{high} mg a day after {low} mg; the plan goes up with each step. {PAPER}")
        elif plan["mode"] == "titrate" and any(now < then for then, now in zip(before, after, strict=True)):
            yield Told(where, f"one dose is less than on the step before, while the plan goes up. {PAPER}")


def _within(plan: Tables) -> Iterator[Told]:
    """Check that every rung lies within the plan's own limits."""
    bounds = plan.get("limits", {})
    for place, rung in enumerate(rungs_of(plan)):
        for key, value, words in (("single_mg", max(rung, default=0), "at once"), ("daily_mg", sum(rung), "a day")):
            if key in bounds and value > bounds[key]:
                text = f"{value} mg {words} is above limits.{key}, which is {bounds[key]}. {PAPER}"
                yield Told(("ladder", "rungs", place), text)


def _tolerance(plan: Tables) -> Iterator[Told]:
    """Check that a worse side effect never gets a bolder answer: going back is more careful than staying."""
    rules = plan.get("tolerability", {})
    if rules.get("moderate") == "step_back" and rules.get("severe", "hold") == "hold":
        key = "severe" if "severe" in rules else "moderate"
        text = (
            "a moderate effect would go back a step and a severe one only hold, so that the worse one got the bolder"
            f' answer. Write severe = "step_back", or moderate = "hold". {PAPER}'
        )
        yield Told(("tolerability", key), text)


def _dates(plan: Tables) -> Iterator[Told]:
    """Check that the review comes after the directions."""
    if "directed_on" in plan and "review_by" in plan and plan["review_by"] < plan["directed_on"]:
        yield Told(("review_by",), f"this lies before the directions of {plan['directed_on']}. Correct the date.")


def _pump(plan: Tables) -> Iterator[Told]:
    """Check that a pump's dates are in order."""
    pump = plan.get("pump", {})
    last = pump.get("last_refill", "")
    for key in ("refill_by", "alarm_on"):
        if pump.get(key, last) < last:
            yield Told(("pump", key), f"this lies before the last refill, {last}. Correct the date.")


def _measures(plan: Tables) -> Iterator[Told]:
    """Check the measures that a plan defines."""
    own = plan.get("measures", [])
    names = Counter(one["name"] for one in own)
    for place, one in enumerate(own):
        where = ("measures", place)
        span = one.get("range")
        if names[one["name"]] > 1:
            yield Told((*where, "name"), "two measures have this name. Give each its own.")
        if span is None and one["kind"] == "scale":
            yield Told((*where, "range"), "this is missing. Write the lowest and the highest, such as [0, 10].")
        if span is not None and one["kind"] not in SCALED:
            yield Told((*where, "range"), f"a measure of the kind {one['kind']} has no range. Take it out.")
        if span is not None and span[0] >= span[1]:
            yield Told((*where, "range"), "the lowest comes first, then the highest. Correct it.")


def _targets(plan: Tables, catalogue: Mapping[str, Any]) -> Iterator[Told]:
    """Check that each target asks one thing of a measure that is known."""
    known = {row["name"]: row for row in catalogue["measures"]}
    for place, one in enumerate(plan.get("measures", [])):
        if one["name"] in known:
            yield Told(("measures", place, "name"), "the program has a measure of this name. Choose another.")
    own = {one["name"]: {**one, **_ends(one)} for one in plan.get("measures", [])}
    rows = {**own, **known}
    hints = Hints(rows)
    for place, name in enumerate(plan.get("track", [])):
        if name not in rows:
            yield Told(("track", place), f"this measure is not known.{hints.of(name)}")
    seen = set()
    for place, target in enumerate(plan.get("targets", [])):
        row = rows.get(target["measure"])
        where = ("targets", place)
        if target["measure"] in seen:
            yield Told((*where, "measure"), "another target asks for the same measure. Keep one of them.")
        seen.add(target["measure"])
        if row is None:
            yield Told((*where, "measure"), f"this measure is not known.{hints.of(target['measure'])}")
        else:
            yield from (Told((*where, *told.where), told.text) for told in _target(target, row))


def _ends(one: Tables) -> dict[str, int]:
    """Return the ends of a measure's range, where it has one."""
    return dict(zip(("low", "high"), one["range"], strict=True)) if "range" in one else {}


def _target(target: Tables, row: Tables) -> Iterator[Told]:
    """Check one target against its measure."""
    asked = [key for key in ("want", "at_most", "at_least") if key in target]
    if len(asked) != 1:
        yield Told((), "a target asks exactly one thing: want, at_most or at_least. Write one of them.")
        return
    key = asked[0]
    if row["kind"] == "time":
        yield Told(("measure",), "a time of day cannot be a target. Choose another measure.")
    elif (key == "want") != (row["kind"] in {"yes-no", "yes_no"}):
        fitting = "want = true" if row["kind"] == "yes-no" else "at_most or at_least"
        yield Told((key,), f"this does not fit the measure, which is answered otherwise. Write {fitting}.")
    elif key != "want" and "low" in row and not row["low"] <= target[key] <= row["high"]:
        text = f"{target[key]} is outside the measure's range, {row['low']} to {row['high']}. Correct it."
        yield Told((key,), text)


RULES: tuple[tuple[frozenset[str], Rule], ...] = (
    (frozenset({"mode"}), _sections),
    (frozenset({"slots"}), _slots),
    (frozenset({"mode", "slots", "ladder"}), _shape),
    (frozenset({"mode", "ladder"}), _direction),
    (frozenset({"ladder", "limits"}), _within),
    (frozenset({"tolerability"}), _tolerance),
    (frozenset({"directed_on", "review_by"}), _dates),
    (frozenset({"pump"}), _pump),
    (frozenset({"measures"}), _measures),
)
"""Each rule with the sections that it needs."""
