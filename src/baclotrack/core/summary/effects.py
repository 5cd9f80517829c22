"""Side effects by grade: on how many days, in the range and in its last two weeks, and what was usual before."""

from datetime import date, timedelta

from baclotrack.core.fold import Walked
from baclotrack.core.record import History
from baclotrack.core.state import baseline
from baclotrack.core.summary.values import Effect, Effects
from baclotrack.core.values import MILD, SEVERE

RECENT_DAYS = 14


def effects_of(history: History, decided: Walked, since: date, last: date) -> Effects:
    """Return the side effects of these days, the worst first, then the most frequent.

    Args:
        history: the record.
        decided: the day that the plan's word is for; its profile and state tell what was usual.
        since: the first day.
        last: the last day.
    """
    recent_since = max(since, last - timedelta(days=RECENT_DAYS - 1))
    told = sorted(
        (day, facts.effects)
        for day, facts in history.days.items()
        if since <= day <= last and facts.effects is not None
    )
    days: dict[str, list[tuple[date, int]]] = {}
    for day, effects in told:
        for name, grade in effects.items():
            if grade:
                days.setdefault(name, []).append((day, grade))
    usual = baseline(decided.profile, decided.state)
    rows = [_row(name, found, recent_since, usual.get(name, 0)) for name, found in days.items()]
    rows.sort(key=lambda one: (-one.worst, -sum(one.grades), one.name))
    return Effects(tuple(rows), len(told), sum(day >= recent_since for day, _ in told), recent_since)


def _row(name: str, found: list[tuple[date, int]], recent_since: date, usual: int) -> Effect:
    """Return one side effect with its days, oldest first."""
    recent = [grade for day, grade in found if day >= recent_since]
    every = [grade for _, grade in found]
    return Effect(name, _by_grade(every), _by_grade(recent), found[0][0], found[-1][0], max(every), usual)


def _by_grade(grades: list[int]) -> tuple[int, int, int]:
    """Return on how many days it was mild, moderate and severe."""
    mild, moderate, severe = (grades.count(grade) for grade in range(MILD, SEVERE + 1))
    return mild, moderate, severe
