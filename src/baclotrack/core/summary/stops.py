"""Days without a step up and why, run by run and reason by reason; red flags and what followed."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from baclotrack.core.fold import Walked
from baclotrack.core.record import Event, History, Instruction
from baclotrack.core.summary.values import FlagStory, Stop, Why
from baclotrack.core.values import CAUTION, Finding, Outcome

STOPPED = frozenset({Outcome.EMERGENCY, Outcome.ASK, Outcome.CANNOT, Outcome.RESTART, Outcome.STEP_BACK, Outcome.HOLD})


def stops_of(inside: Iterable[Walked]) -> tuple[Stop, ...]:
    """Return the runs of days on which one reason kept the plan from going on, in order."""
    told = [(one, one.decision.finding(one.decision.limited_by or "")) for one in inside if _is_stopped(one)]
    runs = []
    for _, run in groupby(enumerate(told), key=lambda row: _key(row[0], *row[1])):
        days = [row for _, row in run]
        first, said = days[0]
        runs.append(
            Stop(
                outcome=first.decision.outcome,
                since=first.decision.day,
                until=days[-1][0].decision.day,
                days=len(days),
                said=said,
                names=_names(finding for _, finding in days),
                doses=first.decision.doses,
            )
        )
    return tuple(runs)


def _is_stopped(one: Walked) -> bool:
    """Return whether a plan was in force on the day and something kept it from going on."""
    return not one.before_plan and one.decision.limited_by is not None and one.decision.outcome in STOPPED


def _key(place: int, one: Walked, said: Finding) -> tuple[object, ...]:
    """Return what days of one run have in common: outcome, reason, and that they follow each other."""
    return one.decision.outcome, said.gate, said.why, one.decision.day.toordinal() - place


def _names(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return every name that the findings give, each once, in the order in which they came."""
    found: dict[str, None] = {}
    for one in findings:
        for fact in ("names", "flags"):
            told = one.facts.get(fact, ())
            if isinstance(told, tuple):
                found.update(dict.fromkeys(str(name) for name in told))
    return tuple(found)


def reasons_of(stops: Iterable[Stop]) -> tuple[Why, ...]:
    """Return the reasons, all days of each together, the most careful outcome first, then the most days."""
    found: dict[tuple[object, ...], list[Stop]] = {}
    for one in stops:
        found.setdefault((one.outcome, one.said.gate, one.said.why), []).append(one)
    rows = []
    for same in found.values():
        names = dict.fromkeys(name for one in same for name in one.names)
        days = sum(one.days for one in same)
        rows.append(Why(same[0].outcome, same[-1].said, days, len(same), same[-1].until, tuple(names)))
    return tuple(sorted(rows, key=lambda one: (CAUTION[one.outcome], -one.days, one.said.gate, one.said.why)))


def flag_stories(history: History, past: Sequence[Walked], since: date, until: date) -> tuple[FlagStory, ...]:
    """Return the red flags of these days, and older ones that were open in them, with who cleared them and when."""
    by_day = {one.decision.day: one for one in past}
    found = []
    for day in sorted(one for one, facts in history.days.items() if one <= until and facts.flags):
        for name, rank in history.days[day].flags.items():
            event = _cleared(history.events, name, rank, until)
            if day < since and event is not None and event.day < since:
                continue
            walked = by_day.get(event.day) if event is not None else None
            found.append(
                FlagStory(
                    name,
                    day,
                    event.day if event is not None else None,
                    event.what.by if event is not None and isinstance(event.what, Instruction) else "",
                    walked.state.in_force() if walked is not None else None,
                )
            )
    return tuple(found)


def _cleared(events: Iterable[Event], name: str, rank: int, until: date) -> Event | None:
    """Return the first word of the prescriber that cleared a flag, recorded after it."""
    for event in events:
        what = event.what
        clears = isinstance(what, Instruction) and what.action == "clear_flag" and what.name == name
        if clears and event.rank > rank and event.day <= until:
            return event
    return None
