"""A staircase as data, for scripts: amounts are JSON numbers, never texts."""

from collections.abc import Sequence
from decimal import Decimal

from baclotrack.cli.staircase import counted
from baclotrack.core.fold import Walked
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.simulate import Stair, first_days
from baclotrack.core.values import Named

LADDER_SCHEMA = "baclotrack.staircase/1"


def ladder_json(plan: Plan, walked: Sequence[Walked], profile: Profile, here: Named | None) -> dict[str, object]:
    """Return a plan's steps, each with its earliest day; None where it has none, as a step below the dose in force."""
    days = first_days(walked)
    now = plan.rung_of(here) if here else None
    return {
        "schema": LADDER_SCHEMA,
        "plan": {"id": plan.id, "title": plan.title},
        "in_force": amounts(here),
        "steps": [
            {
                "step": place + 1,
                "from": days[place].isoformat() if place in days and (now is None or place >= now) else None,
                **_dose(plan.named(place), profile),
            }
            for place in range(len(plan.rungs))
        ],
    }


def stairs_json(stairs: Sequence[Stair], profile: Profile) -> list[dict[str, object]]:
    """Return the stairs of a walk."""
    return [
        {
            "from": one.first.isoformat(),
            "days": one.days,
            "outcome": one.outcome.value,
            **_dose(one.doses, profile),
        }
        for one in stairs
    ]


def _dose(doses: Named | None, profile: Profile) -> dict[str, object]:
    """Return the doses of a day, its mg, and its tablets; None where no dose is shown or these cannot make it."""
    made = counted(doses, profile) if profile.tablets else None
    tablets = [{"strength_mg": number(one.strength_mg), "count": number(one.number)} for one in made or ()]
    return {"doses": amounts(doses), "total_mg": total(doses), "tablets_a_day": tablets or None}


def amounts(doses: Named | None) -> dict[str, int | float] | None:
    """Return a day's doses as JSON numbers; None where none are shown."""
    return {slot: number(mg) for slot, mg in doses} if doses else None


def total(doses: Named | None) -> int | float | None:
    """Return the mg of a day; None where no dose is shown."""
    return number(sum((mg for _, mg in doses), Decimal(0))) if doses else None


def number(value: Decimal) -> int | float:
    """Return a number as the plainest JSON number."""
    return int(value) if value == int(value) else float(value)
