"""The side effects with their last answers, and how long each has lasted. Not asked is never none."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from baclotrack.core.record import DayFacts, History


class Lasting(NamedTuple):
    """A run of days with one effect: from the first to the last of them on which it was there.

    `asked` counts the days of the run on which it was asked, `days` all of them; the difference is not known.
    """

    since: date
    until: date
    worst: int
    asked: int
    days: int


class Answer(NamedTuple):
    """The last answer about one effect.

    `grade` is None where it was never asked, and 0 where it was asked and was not there. `run` is the present run of
    days with it or, where it is gone, the last one; `gone_on` is the day on which it was first found gone.
    """

    name: str
    grade: int | None = None
    asked_on: date | None = None
    run: Lasting | None = None
    gone_on: date | None = None


def was_asked(facts: DayFacts, name: str) -> bool:
    """Return whether an effect was asked on a day.

    A check-in that asks for effects asks for all. Effects told on their own, on a day without any other record, say
    nothing of the others.
    """
    if facts.effects is None:
        return False
    return name in facts.effects or not facts.silent()


def last_answers(history: History, names: Iterable[str], until: date) -> tuple[Answer, ...]:
    """Return the last answer about each effect, in the order of the names.

    Args:
        history: the whole record.
        names: the effects of the catalogue; recorded ones that it does not know follow.
        until: the last day that counts.
    """
    days = sorted(day for day, facts in history.days.items() if day <= until and facts.effects is not None)
    told = {name for day in days for name in history.days[day].effects or {}}
    every = [*names, *sorted(told - set(names))]
    return tuple(_answer(history, name, days) for name in every)


def _answer(history: History, name: str, days: list[date]) -> Answer:
    """Return the last answer about one effect."""
    found = Answer(name)
    for day in days:
        facts = history.days[day]
        if not was_asked(facts, name):
            continue
        grade = (facts.effects or {}).get(name, 0)
        found = _next(found._replace(grade=grade, asked_on=day), grade, day)
    return found


def _next(answer: Answer, grade: int, day: date) -> Answer:
    """Return the answer with its run going on, begun or ended by what was told of one more day."""
    run = answer.run
    if not grade:
        return answer if run is None or answer.gone_on is not None else answer._replace(gone_on=day)
    if run is None or answer.gone_on is not None:
        return answer._replace(run=Lasting(day, day, grade, 1, 1), gone_on=None)
    span = (day - run.since).days + 1
    return answer._replace(run=Lasting(run.since, day, max(run.worst, grade), run.asked + 1, span))


def last_asked(answers: Iterable[Answer]) -> date | None:
    """Return the last day on which any effect was asked, or None."""
    return max((one.asked_on for one in answers if one.asked_on is not None), default=None)
