"""How a plan's numbers stand to the table of limits: outside the absolute range is refused, outside the advised warned.

The table is in the catalogue, row by row with its source; nothing here knows a number of its own.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from baclotrack.core.taper import lasting
from baclotrack.store.journal import plain_number
from baclotrack.store.plan_rules import Tables, minutes, rungs_of
from baclotrack.store.problems import Told, Where

EVENING, MORNING = 13 * 60, 24 * 60
"""Minutes after the day begins at 05:00: a plan with its only dose from 18:00 on is a bedtime plan."""
DAY_MINUTES = 24 * 60
LABEL_DAYS = 3
"""Days that the labels keep each step; row hold-days of the table has the source."""
TIERS = ("absolute", "advised")


class Bounded(NamedTuple):
    """A number of the plan: where it stands, what it means in words, and the rows that hold for it, narrowest last."""

    where: Where
    value: Decimal
    words: str
    rows: tuple[str, ...]


class Found(NamedTuple):
    """What is refused, and what is only unusual."""

    problems: list[Told]
    warnings: list[Told]


def hold_against(plan: Tables, catalogue: Mapping[str, Any]) -> Found:
    """Hold a plan, whose form fits, against the table of limits."""
    table = {row["id"]: row for row in catalogue["limits"]}
    own_schedule = bool(plan.get("ladder", {}).get("own_schedule"))
    found = Found([], [])
    for one in _bounded(plan):
        refused, unusual = (
            [row for row in map(table.__getitem__, one.rows) if _beyond(one, row[tier])] for tier in TIERS
        )
        taper = bool(refused) and refused[-1]["scope"] == "taper" and own_schedule
        if refused and not taper:
            row = refused[-1]
            span = row["absolute"]
            text = f"{one.words} is outside {span['low']} to {span['high']}, which is all that this program accepts."
            found.problems.append(Told(one.where, f"{text} {_why(row)} Correct it, or ask your prescriber."))
        elif unusual or refused:
            row = (unusual or refused)[-1]
            span = row["advised"]
            text = f"{one.words} is outside the usual {span['low']} to {span['high']}."
            found.warnings.append(Told(one.where, f"{text} {_why(row)} Check it against the prescriber's paper."))
    found.warnings.extend(_order(plan))
    return found


def _why(row: Mapping[str, Any]) -> str:
    """Return why a row of the table is as it is, and its source."""
    return f"{row['why']} (Row {row['id']}; source: {row['source']}.)"


def _beyond(one: Bounded, span: Mapping[str, Any]) -> bool:
    """Return whether a number lies outside a range of the table."""
    return not Decimal(str(span["low"])) <= one.value <= Decimal(str(span["high"]))


def scopes(plan: Tables) -> frozenset[str]:
    """Return what kinds of plan it is, for the rows that hold for such plans only."""
    slots = plan.get("slots", [])
    kinds = {
        "taper": plan["mode"] == "taper",
        "alcohol": any(one["measure"] == "craving" for one in plan.get("targets", [])),
        "bedtime": len(slots) == 1 and EVENING <= minutes(slots[0]) < MORNING,
    }
    return frozenset(kind for kind, yes in kinds.items() if yes)


def _bounded(plan: Tables) -> Iterator[Bounded]:
    """Yield every number of the plan that the table speaks of."""
    yield from _plain(plan)
    yield from _first(plan)
    yield from _steps(plan)
    yield from _gaps(plan)
    if "directed_on" in plan and "review_by" in plan:
        days = (date.fromisoformat(plan["review_by"]) - date.fromisoformat(plan["directed_on"])).days
        yield Bounded(("review_by",), Decimal(days), f"a review after {_count(days, 'day')}", ("review-days",))


def _plain(plan: Tables) -> Iterator[Bounded]:
    """Yield the numbers that stand in the plan as they are."""
    kinds = scopes(plan)
    alcohol = ("hold-days-alcohol",) if "alcohol" in kinds else ()
    taper = ("hold-days-taper",) if "taper" in kinds else ()
    daily = ("daily-mg",) + (("daily-mg-alcohol",) if "alcohol" in kinds else ())
    daily += ("bedtime-mg",) if "bedtime" in kinds else ()
    rows = (
        ("limits", "single_mg", "{} mg at once", ("single-mg",)),
        ("limits", "daily_mg", "{} mg a day", daily),
        ("ladder", "hold_days", "a pace of {days} on each rung", ("hold-days", *alcohol, *taper)),
        ("gap", "missed_days", "a gap of {days}", ("missed-days",)),
        ("tolerability", "retry_after_days", "a wait of {days}", ("retry-after-days",)),
    )
    for section, key, words, names in rows:
        if key in plan.get(section, {}):
            value = Decimal(plan[section][key])
            yield Bounded((section, key), value, words.format(value, days=_count(value, "day")), names)
    if plan.get("slots"):
        count = len(plan["slots"])
        yield Bounded(("slots",), Decimal(count), f"a day of {_count(count, 'dose')}", ("slots",))
    if rungs_of(plan):
        count = len(rungs_of(plan))
        yield Bounded(("ladder", "rungs"), Decimal(count), f"a ladder of {_count(count, 'rung')}", ("rungs",))


def _first(plan: Tables) -> Iterator[Bounded]:
    """Yield the size of the first step of a plan that goes up."""
    first = next(iter(rungs_of(plan)), None)
    if plan["mode"] == "titrate" and first:
        most, day, where = max(first), sum(first), ("ladder", "rungs", 0)
        yield Bounded(where, Decimal(most), f"a first dose of {most} mg", ("start-dose-mg",))
        yield Bounded(where, Decimal(day), f"a first day of {day} mg", ("start-day-mg",))


def _steps(plan: Tables) -> Iterator[Bounded]:
    """Yield the size of each step: up in a titration; in a taper down to nothing, and how long that takes."""
    rungs = rungs_of(plan)
    if plan["mode"] == "titrate":
        for place, (before, after) in enumerate(pairwise(rungs), start=1):
            day = Decimal(sum(after) - sum(before))
            if len(before) != len(after) or day <= 0:
                continue  # told by the rules of the ladder
            where = ("ladder", "rungs", place)
            dose = max(now - then for then, now in zip(before, after, strict=True))
            same = max((now - then for then, now in zip(before, after, strict=True) if then), default=Decimal(0))
            rows = ("step-dose-mg", "step-dose-mg-same") if same == dose else ("step-dose-mg",)
            if plan["ladder"].get("hold_days", LABEL_DAYS) < LABEL_DAYS:
                rows = (*rows, "step-dose-mg-fast")
            yield Bounded(where, dose, f"a rise of {dose} mg in one dose", rows)
            yield Bounded(where, day, f"a rise of {day} mg a day", ("step-day-mg",))
    if plan["mode"] == "taper" and rungs:
        totals = [Decimal(sum(rung)) for rung in rungs] + [Decimal(0)]
        for place, (more, less) in enumerate(pairwise(totals), start=1):
            if less < more:  # the rest is told by the rules of the ladder
                where = ("ladder", "rungs", min(place, len(rungs) - 1))
                yield Bounded(where, more - less, f"a cut of {more - less} mg a day", ("taper-cut-mg",))
        if "hold_days" in plan["ladder"]:
            kept = plan["ladder"].get("days") or [int(plan["ladder"]["hold_days"])] * len(rungs)
            for place, days in enumerate(plan["ladder"].get("days", [])):
                words = f"{_count(days, 'day')} on this rung"
                yield Bounded(("ladder", "days", place), Decimal(days), words, ("hold-days", "hold-days-taper"))
            days = lasting(kept)
            yield Bounded(("ladder",), Decimal(days), f"a taper of {_count(days, 'day')}", ("taper-days",))


def _gaps(plan: Tables) -> Iterator[Bounded]:
    """Yield the hours between doses that follow each other, over midnight too."""
    order = sorted(enumerate(plan.get("slots", [])), key=lambda one: minutes(one[1]))
    if len(order) < 2:  # noqa: PLR2004 - between two doses
        return
    for (_, before), (place, after) in zip(order, [*order[1:], order[0]], strict=True):
        hours = Decimal((minutes(after) - minutes(before)) % DAY_MINUTES) / 60
        words = f"{plain_number(round(hours, 1))} h after the dose before"
        yield Bounded(("slots", place, "at"), hours, words, ("slot-gap-hours",))


def _order(plan: Tables) -> Iterator[Told]:
    """Warn where the dose times are not listed in the order of the day."""
    slots = plan.get("slots", [])
    for place, (before, after) in enumerate(pairwise(slots), start=1):
        if minutes(after) < minutes(before):
            yield Told(
                ("slots", place, "at"),
                "this dose comes before the one above it. List the slots in the order of the day.",
            )


def _count(number: Decimal | int, word: str) -> str:
    """Return a number with its word: 1 day, 2 days."""
    return f"{number} {word}{'' if number == 1 else 's'}"
