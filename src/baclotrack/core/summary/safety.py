"""The safety block: what a prescriber asks about first. What nobody was asked stays not asked."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from baclotrack.core.checklist import was_asked
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked
from baclotrack.core.medicines import medicines_now
from baclotrack.core.plan import Known, Profile
from baclotrack.core.record import NOTHING, History, Instruction, Supply
from baclotrack.core.state import State
from baclotrack.core.summary.values import Condition, Count, Gap, Safety, Source
from baclotrack.core.supply import left_mg, told_stock
from baclotrack.core.trend import Kept, Trend, TrendDay
from baclotrack.core.values import Catalog, GateState

PREGNANCY = "pregnancy"
NOT_WATCHED = frozenset({"ok", "not-judged"})


def safety_of(
    source: Source, found: Trend, inside: Sequence[Walked], decided: Walked, since: date, until: date
) -> Safety:
    """Return the safety block.

    Args:
        source: the record and the catalogue.
        found: the trend of the range.
        inside: the decided days of the range.
        decided: the day that the plan's word is for; its profile and state count.
        since: the first day.
        until: the last day.
    """
    history, profile, state = source.history, decided.profile, decided.state
    facts = [history.days.get(one.day, NOTHING) for one in found.days]
    conditions = tuple(_condition(one, state, history, source.catalog, until) for one in profile.conditions)
    watched = [one.decision.finding("withdrawal") for one in inside]
    signs = [one for one in watched if one.state is GateState.BLOCK]
    kept = found.kept
    return Safety(
        told_on=_told_on(history, until),
        egfr=profile.egfr,
        egfr_on=_egfr_on(history, profile.egfr, until),
        pregnancy=next((one for one in conditions if one.name == PREGNANCY), None),
        conditions=tuple(one for one in conditions if one.name != PREGNANCY),
        medicines=medicines_now(profile, state, history, source.catalog, until),
        alcohol=Count(sum(bool(one.drinks) for one in facts), sum(one.drinks is not None for one in facts)),
        sedatives=Count(sum(bool(one.sedatives) for one in facts), sum(one.sedatives is not None for one in facts)),
        sedative_names=tuple(dict.fromkeys(name for one in facts for name in one.sedatives or ())),
        falls=Count(
            sum(bool((one.effects or {}).get("fall")) for one in facts), sum(was_asked(one, "fall") for one in facts)
        ),
        extra=Count(kept[Kept.OVER], sum(kept[how] for how in Kept if how is not Kept.UNLOGGED)),
        gap=longest_gap(found.days),
        dosed=sum(one.doses is not None for one in facts),
        withdrawal=Count(len(signs), sum(one.why not in NOT_WATCHED for one in watched)),
        withdrawal_names=_names(one.facts.get("names", ()) for one in signs),
        run_outs=_run_outs(history, since, until),
    )


def _told_on(history: History, until: date) -> date | None:
    """Return the day on which the profile was last told or confirmed."""
    days = [event.day for event in history.events if isinstance(event.what, Profile) and event.day <= until]
    return days[-1] if days else None


def _egfr_on(history: History, egfr: Decimal | None, until: date) -> date | None:
    """Return the day on which the kidney value that now stands was first told."""
    found = None
    for event in history.events:
        if isinstance(event.what, Profile) and event.day <= until:
            found = (found or event.day) if event.what.egfr == egfr else None
    return None if egfr is None else found


def _condition(one: Known, state: State, history: History, catalog: Catalog, until: date) -> Condition:
    """Return a condition with who knows of it: by the prescriber's word if there is one, else by the profile."""
    gates = one.name in catalog.gating or one.name in catalog.refusals
    for event in reversed(history.events):
        what = event.what
        heard = isinstance(what, Instruction) and what.action == "acknowledge" and what.name == one.name
        if heard and event.day <= until and isinstance(what, Instruction):
            return Condition(one.name, gates, known=True, known_by=what.by, known_on=event.day)
    known = one.is_known() or one.name in state.acknowledged
    return Condition(one.name, gates, known, one.known_by, one.known_on)


def longest_gap(days: Iterable[TrendDay]) -> Gap | None:
    """Return the longest run of days, once begun, on which no dose was taken or none is recorded; None: no such day."""
    runs = []
    for without, run in groupby(days, key=lambda one: one.kept in {Kept.MISSED, Kept.UNLOGGED}):
        same = list(run)
        if without:
            missed = sum(one.kept is Kept.MISSED for one in same)
            runs.append(Gap(len(same), missed, same[0].day, same[-1].day))
    return max(runs, key=lambda one: (one.days, one.missed), default=None)


def _names(told: Iterable[object]) -> tuple[str, ...]:
    """Return every name once, in the order in which they came."""
    return tuple(dict.fromkeys(str(name) for names in told if isinstance(names, tuple) for name in names))


def _run_outs(history: History, since: date, until: date) -> Count:
    """Return how often the tablets were at an end, of the days on which they were counted or got, and of the last day.

    They were at an end where none were counted, where some were got when by the reckoning none were left, and where by
    the reckoning none are left now.
    """
    told = [event for event in history.events if isinstance(event.what, Supply) and event.day <= until]
    if not told:
        return Count()
    days = {event.day for event in told if event.day >= since}
    empty = {day for day in days if _was_empty(history, day)}
    if left_mg(history, until + ONE_DAY) == 0:
        empty.add(until)
    return Count(len(empty), len(days | {until}))


def _was_empty(history: History, day: date) -> bool:
    """Return whether the tablets were at an end on a day on which they were counted or got."""
    counts = [one.what for one in history.events if one.day == day and isinstance(one.what, Supply)]
    if any(one.action == "count" for one in counts):
        return not any(one.tablets for one in told_stock(history, day).values())
    before = history._replace(events=tuple(one for one in history.events if one.day < day))
    return left_mg(before, day) == 0
