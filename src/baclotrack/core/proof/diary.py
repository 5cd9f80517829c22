"""The shortest diary that breaks an invariant: rebuilt from the letters as journal entries, and walked by the fold.

What the exploration found in normal forms counts only once the ordinary walk over an ordinary record shows the same.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from baclotrack.core import advance as living
from baclotrack.core.entries import Checkin, Entry, Instruction, Intake, MedicineChange, What
from baclotrack.core.fold import Walked, walk
from baclotrack.core.plan import Plan
from baclotrack.core.proof.explore import NEVER_ROSE, Dusk, Explored, Lived, Shown, is_rise
from baclotrack.core.proof.form import Setting
from baclotrack.core.proof.invariants import LIVED, SHOWN
from baclotrack.core.proof.letters import PRESCRIBER, Evening, Morning, facts_of
from baclotrack.core.proof.verdict import Failure
from baclotrack.core.record import NOTHING, DayFacts, arrange
from baclotrack.core.situation import Situation
from baclotrack.core.values import CAUTION

NOON, EVENING, NEXT_MORNING = time(12), time(19), time(7, 30)


class Day(NamedTuple):
    """One day of a diary: what the morning brought, and what is recorded of it; the last day may still be open."""

    morning: Morning
    letter: Evening | None = None
    facts: DayFacts = NOTHING


class Diary(NamedTuple):
    """A diary as entries, the day on which it breaks the invariant, and a line for each day."""

    entries: tuple[Entry, ...]
    day: date
    lines: tuple[str, ...]
    rival: tuple[Entry, ...] = ()


def diary_of(failure: Failure) -> Diary | None:
    """Return the diary of a failure, or None where the ordinary walk does not show it.

    A failure that was found with a memory left open stands for more histories than one; only those that the walk
    confirms are shown.
    """
    found, at = failure.found, failure.at
    setting = found.setting
    start, days = _path(found, failure)
    plan = _begun(setting, start)
    first = setting.day - timedelta(days=len(days) - 1)
    diary = _diary(setting, plan, first, days)
    if failure.name == "monotone" and at.rival is not None:
        worse = days[-2]._replace(letter=found.evenings[at.rival[1]], facts=_facts(found, at.dawn, at.rival[1]))
        other = _diary(setting, plan, first, [*days[:-2], worse, days[-1]])
        calmer, bolder = (_place(setting, one) for one in (diary, other))
        return other._replace(rival=diary.entries) if bolder > calmer else None
    return diary if _shows(setting, diary, failure, days) else None


def _path(found: Explored, failure: Failure) -> tuple[int, list[Day]]:
    """Return where the diary begins, and its days up to the one that breaks the invariant."""
    at = failure.at
    if failure.name == "monotone" and at.rival is not None:
        dusk, last = at.dawn, [Day(found.mornings[at.morning])]
        letter = at.rival[0]
    elif at.rival is not None:
        dusk, letter = at.rival
        last = []
    else:
        days = [Day(found.mornings[at.morning])]
        return _back(found, at.dawn, days)
    dawn, morning = found.reached_dusk[dusk]
    day = Day(found.mornings[morning], found.evenings[letter], _facts(found, dusk, letter))
    return _back(found, dawn, [day, *last])


def _back(found: Explored, dawn: int, days: list[Day]) -> tuple[int, list[Day]]:
    """Return the beginning and the days before a morning, put before those given."""
    while found.reached_dawn[dawn] != (-1, -1):
        dusk, letter = found.reached_dawn[dawn]
        dawn, morning = found.reached_dusk[dusk]
        days = [Day(found.mornings[morning], found.evenings[letter], _facts(found, dusk, letter)), *days]
    return dawn, days


def _facts(found: Explored, dusk: int, letter: int) -> DayFacts:
    """Return what a letter recorded on an evening."""
    evening: Dusk = found.dusks[dusk]
    return facts_of(found.setting, evening.state, evening.decision, found.evenings[letter]) or NOTHING


def _begun(setting: Setting, start: int) -> Plan:
    """Return the plan as it was adopted at the start with that number: with no dose, or on one of its rungs."""
    plan = setting.plan._replace(named_rungs=())
    if start == 0:
        return plan
    if start <= len(plan.rungs):
        return plan._replace(on_dose=plan.named(start - 1))
    return plan._replace(on_dose=tuple((slot.name, plan.daily_mg / 97) for slot in plan.slots[:1]))


def _diary(setting: Setting, plan: Plan, first: date, days: list[Day]) -> Diary:
    """Return the entries of a diary, in the order in which they would be recorded."""
    told: list[tuple[datetime, date, What]] = []
    before = datetime.combine(first, time(6), UTC)
    told += [(before, first, setting.profile), (before, first, plan)]
    if any("headache" in (day.facts.effects or {}) for day in days):
        told.append((before, first, Instruction("acknowledge", by=PRESCRIBER, name="headache", grade=2)))
    told += [(before, first, Instruction("acknowledge", by=PRESCRIBER, name=name)) for name in sorted(setting.words)]
    lines = []
    for number, day in enumerate(days):
        on = first + timedelta(days=number)
        told += _told(on, day, days[number - 1] if number else None)
        lines.append(f"day {number + 1}: {_words(day, plan)}")
    entries = tuple(Entry(f"{n:026d}", at, "proof", n + 1, on, what) for n, (at, on, what) in enumerate(told))
    return Diary(entries, first + timedelta(days=len(days) - 1), tuple(lines))


def _told(on: date, day: Day, before: Day | None) -> Iterator[tuple[datetime, date, What]]:
    """Yield what is recorded on and of one day, in the order in which it is recorded."""
    noon = datetime.combine(on, NOON, UTC)
    for what in (*(_taken_back(before) if before is not None else ()), *day.morning.said):
        until = isinstance(what, Instruction) and what.until is not None
        yield noon, on, what._replace(until=on) if until else what
    evening = datetime.combine(on, EVENING, UTC)
    if day.letter is None:
        if day.morning.today != NOTHING:
            yield evening, on, _checkin(day.morning.today)
    elif day.letter.dose == "by take":
        for slot, mg in (day.facts.doses or {}).items():
            yield evening, on, Intake(slot, mg)
    elif day.facts.checkin or day.morning.today != NOTHING:
        morning = datetime.combine(on + timedelta(days=1), NEXT_MORNING, UTC)
        yield morning, on, _checkin(_merged(day.facts, day.morning.today))


def _taken_back(before: Day) -> Iterator[Instruction | MedicineChange]:
    """Yield the words that end what lasted for the day before only: a flag cleared, a medicine stopped."""
    for name in {**before.facts.flags, **before.morning.today.flags}:
        yield Instruction("clear_flag", by=PRESCRIBER, name=name)
    for what in before.morning.said:
        if isinstance(what, MedicineChange):
            yield MedicineChange("stop", what.name)


def _merged(facts: DayFacts, today: DayFacts) -> DayFacts:
    """Return the day's record with the worries that were told that day already."""
    sedatives = (*(facts.sedatives or ()), *(today.sedatives or ()))
    return facts._replace(
        drinks=facts.drinks or today.drinks, sedatives=sedatives or None, flags={**facts.flags, **today.flags}
    )


def _checkin(facts: DayFacts) -> Checkin:
    """Return the check-in that says what is known of a day."""
    return Checkin(
        doses=facts.doses,
        measures=facts.measures,
        effects=facts.effects,
        red_flags=tuple(name for name in facts.flags if name != "severe-confusion"),
        drinks=facts.drinks,
        sedatives=facts.sedatives,
    )


def _words(day: Day, plan: Plan) -> str:
    """Return a day in words."""
    told = [] if day.morning.name == "nothing" else [day.morning.name]
    if day.letter is None:
        return ", ".join([*told, "this is the day decided"])
    doses = "/".join(f"{day.facts.doses.get(slot.name, 0):f}" for slot in plan.slots) if day.facts.doses else ""
    return ", ".join([*told, f"{doses} mg" if doses else "no dose told", day.letter.name()])


def walked(setting: Setting, diary: Diary) -> list[Walked]:
    """Return the diary's days, decided by the ordinary walk."""
    return list(walk(arrange(diary.entries), setting.catalog, diary.day))


def _place(setting: Setting, diary: Diary) -> int:
    """Return the place of the last answer in the order of caution."""
    return CAUTION.get(walked(setting, diary)[-1].decision.outcome, len(CAUTION))


def _shows(setting: Setting, diary: Diary, failure: Failure, days: list[Day]) -> bool:
    """Return whether the ordinary walk over the diary breaks the invariant on its last day."""
    shown = {one.name: one.holds for one in SHOWN}
    lived = {one.name: one.holds for one in LIVED}
    steps = walked(setting, diary)
    if failure.name in shown:
        return not shown[failure.name](_shown(setting, diary, steps, days[-1].morning))
    if failure.name not in lived or days[-1].letter is None:
        return failure.name not in lived
    rose = NEVER_ROSE
    for number, one in enumerate(steps):
        said = any(what.action == "set_dose" for what in days[number].morning.said)
        rose = NEVER_ROSE if said else rose
        after = living.advance(one.state, one.decision, one.facts, one.profile)
        if number == len(steps) - 1:
            return not lived[failure.name](
                Lived(setting, one.state, one.decision, rose, days[-1].letter, one.facts, after)
            )
        rose = 0 if is_rise(one.state, after) else rose + 1
    return False


def _shown(setting: Setting, diary: Diary, steps: list[Walked], morning: Morning) -> Shown:
    """Return the last day of a walk as an invariant sees it."""
    last = steps[-1]
    history = arrange(diary.entries)
    looked_at = Situation(
        day=diary.day,
        plan=last.state.plan or setting.plan,
        profile=last.profile,
        catalog=setting.catalog,
        state=last.state,
        last=history.days.get(diary.day - timedelta(days=1), NOTHING),
        today=last.facts,
        last_counts=len(steps) > 1,
    )
    return Shown(setting._replace(day=diary.day), looked_at, morning._replace(today=last.facts), last.decision)
