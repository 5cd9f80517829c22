"""The public form of a trend: `baclotrack.trend/1`. Amounts are numbers, never texts; counts and methods are named."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from baclotrack.core.intervals import ENOUGH, Interval, Share
from baclotrack.core.sleep import BASE
from baclotrack.core.trend import Kept, Trend, TrendDay, Week
from baclotrack.core.trends.effects import LAST
from baclotrack.core.trends.groups import Group, Spread
from baclotrack.core.trends.weeks import Abstinent
from baclotrack.core.values import Named
from baclotrack.wording.words import GRADES

SCHEMA = "baclotrack.trend/1"
PLACES = 4
"""Whatever is worked out is rounded to so many decimals; what was recorded is told as it was."""

STEP = Decimal(1).scaleb(-PLACES)
METHODS: Mapping[str, object] = {
    "confidence": 0.95,
    "enough": ENOUGH,
    "decimals": PLACES,
    "median_interval": "order statistics, exact binomial",
    "quartiles": "observed values",
    "shift": "Hodges-Lehmann against the days before the first dose",
    "shift_interval": "Moses, exact Mann-Whitney; normal approximation above 2500 pairs",
    "share_interval": "Wilson score",
    "sleep_efficiency": BASE,
    "independent_days": False,
}
"""How the numbers were made. `independent_days` false: the intervals take days as independent, which they are not."""

Json = dict[str, object]


def trend_json(found: Trend, since: date, until: date) -> Json:
    """Return the trend in its public form."""
    return {
        "schema": SCHEMA,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "plan": found.plan.id if found.plan else None,
        "enough": ENOUGH,
        "methods": dict(METHODS),
        "counts": {
            "days": len(found.days),
            "recorded": found.recorded(),
            "invalid_nights": dict(found.invalid),
        },
        "measures": [
            {"name": one.name, "kind": one.kind, "unit": one.unit or None, "better": one.better}
            for one in found.measures
        ],
        "main": found.main.name if found.main else None,
        "days": [_day(one) for one in found.days],
        "whole": _group(found.every),
        "before": _group(found.before) if found.before else None,
        "by_dose": [_group(one) for one in found.rows],
        "dose_moved": found.direction,
        "effects_since_change": _effects(found),
        "weeks": [_week(one) for one in found.weeks],
        "adherence": {how.value: found.kept[how] for how in Kept},
        "planned_mg": _amount(found.planned()),
        "taken_mg": _amount(found.taken()),
        "abstinent_days": _abstinent(found.abstinent),
    }


def _day(one: TrendDay) -> Json:
    """Return one day. `sleep` is null where the diary was not kept; `efficiency` names what it is a share of."""
    return {
        "day": one.day.isoformat(),
        "planned": _doses(one.planned),
        "taken": _doses(one.taken),
        "total_mg": _amount(one.total()),
        "before_first_dose": one.before,
        "days_since_change": one.since,
        "targets": one.answer.value,
        "adherence": one.kept.value if one.kept else None,
        "measures": {name: _amount(value) for name, value in one.numbers.items()} | dict(one.shares),
        "sleep": _sleep(one),
        "effects": None if one.effects is None else dict(one.effects),
        "worst_effect": one.worst(),
        "drinks": _amount(one.drinks),
    }


def _sleep(one: TrendDay) -> Json | None:
    """Return what the sleep diary comes to; the two efficiencies stand apart and are never mixed."""
    slept = one.slept
    if slept.in_bed is None and slept.asleep is None and not slept.invalid:
        return None
    return {
        "invalid": slept.invalid or None,
        "time_in_bed": _amount(slept.in_bed),
        "total_sleep_time": _amount(slept.asleep),
        "efficiency": {"base": BASE, "percent": _amount(slept.efficiency)},
        "efficiency_in_bed": {"base": "tib", "percent": _amount(slept.efficiency_in_bed)},
    }


def _group(one: Group) -> Json:
    """Return one group of days; `doses` is null where the group is not one of a dose."""
    return {
        "doses": _doses(one.doses),
        "total_mg": _amount(one.total()) if one.doses is not None else None,
        "days": one.days,
        "targets": {"answered": one.targets.asked, "met": one.targets.yes, **_ends(one.targets)},
        "shares": {
            name: {"answered": told.asked, "yes": told.yes, **_ends(told)}
            for name, told in one.shares.items()
            if told.asked
        },
        "measures": {name: _spread(told) for name, told in one.measures.items() if told.answered},
        "worst_effect": {"asked": one.asked, **dict(zip(GRADES, one.worst, strict=True))},
    }


def _ends(told: Share) -> Json:
    """Return a share's interval as parts of 1, and whether there are enough answers for one."""
    if told.low is None or told.high is None:
        return {"enough": False, "interval": None}
    return {"enough": True, "interval": [round(told.low, PLACES), round(told.high, PLACES)]}


def _spread(one: Spread) -> Json:
    """Return one measure of one group; all but the count are null where there are too few answers."""
    shift = one.shift
    return {
        "answered": one.answered,
        "enough": one.median is not None,
        "median": _amount(one.median),
        "quartiles": _pair(one.middle),
        "range": _pair(one.range),
        "interval": _pair(one.interval),
        "shift": None
        if shift is None
        else {
            "by": _amount(shift.by),
            "interval": [_amount(shift.low), _amount(shift.high)],
            "exact": shift.exact,
            "percent_of_median": _amount(one.percent),
        },
    }


def _effects(found: Trend) -> Json:
    """Return the side effects by days since the dose last changed; the last column takes all later days."""
    return {
        "days": [*range(LAST), f"{LAST}+"],
        "effects": {row.name: [cell._asdict() for cell in row.cells] for row in found.effects},
    }


def _week(one: Week) -> Json:
    """Return one week, or the part of it in the stretch; the statistics are of the main measure."""
    return {
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "days": one.days,
        "recorded": one.recorded,
        "planned_mg": _amount(one.planned),
        "days_planned": one.shown,
        "taken_mg": _amount(one.taken),
        "days_taken": one.dosed,
        "adherence": {how.value: one.kept[how] for how in Kept},
        "main": {
            "answered": one.answered,
            "median": _amount(one.middle),
            "mean": _amount(one.mean),
            "highest": _amount(one.highest),
        },
        "abstinent_days": _abstinent(one.abstinent),
    }


def _abstinent(one: Abstinent) -> Json:
    """Return the days without a drink, of those with an answer."""
    return {"abstinent": one.days, "logged": one.logged}


def _pair(span: Interval | None) -> list[int | float | None] | None:
    """Return two ends."""
    return None if span is None else [_amount(span.low), _amount(span.high)]


def _doses(doses: Named | None) -> Json | None:
    """Return doses by slot, mg."""
    return None if doses is None else {slot: _amount(mg) for slot, mg in doses}


def _amount(value: Decimal | None) -> int | float | None:
    """Return a number as the plainest JSON number; one that was worked out is rounded to four decimals."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    shown = value.quantize(STEP) if isinstance(exponent, int) and exponent < -PLACES else value
    return int(shown) if shown == int(shown) else float(shown)
