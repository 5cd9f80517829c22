"""Every state that a plan's engine can reach: mornings and evenings, explored breadth first to the fixpoint.

A *morning* is a state and yesterday: a decision is due. An *evening* is a state and what was decided: the day is still
to be lived. Morning letters lead from one to the other through `fold.apply` and `decision.decide`, evening letters
back through `advance.advance`; nothing stands between the engine and the proof but the normal form.
"""

from collections.abc import Callable, Hashable, Iterator
from datetime import timedelta
from typing import NamedTuple

from baclotrack.core import advance as living
from baclotrack.core import decision as deciding
from baclotrack.core import fold
from baclotrack.core.decision import Decision
from baclotrack.core.entries import Event
from baclotrack.core.proof.form import ACCEPTED, ANSWER, Setting, Yesterday, key, normal, yesterday
from baclotrack.core.proof.letters import Evening, Morning, evenings, facts_of, left_behind, mornings
from baclotrack.core.record import DayFacts
from baclotrack.core.situation import Situation
from baclotrack.core.state import State
from baclotrack.core.values import CAUTION, Outcome

MOVES = frozenset({Outcome.STEP_BACK, Outcome.RESTART, Outcome.FINISHED})
"""Outcomes that put another dose in force by themselves; to live a day, all others differ only in what they show."""

ENOUGH = 100
"""Broken invariants after which an exploration stops; the first ones found have the shortest diaries."""

NEVER_ROSE = 1 << 20
"""The days since the dose in force rose, where it never did."""


class Dawn(NamedTuple):
    """A morning: the state, what is recorded of yesterday, and the days since the dose in force last rose."""

    state: State
    last: Yesterday
    rose: int = 0

    def key(self) -> Hashable:
        """Return what tells it from others."""
        return key(self.state), self.last, self.rose


class Dusk(NamedTuple):
    """An evening: the state with what was said this morning, and the decision that was shown."""

    state: State
    decision: Decision
    rose: int = 0

    def key(self) -> Hashable:
        """Return what tells it from others: to live the day, only what moves the dose in force and what was said."""
        decision, state = self.decision, self.state
        shown = decision.rung if decision.rung is not None else state.rung
        return key(state), decision.outcome if decision.outcome in MOVES else None, shown, self.rose


class Shown(NamedTuple):
    """One morning decided, as an invariant sees it: the state with all that was said, yesterday, and the decision."""

    setting: Setting
    looked_at: Situation
    morning: Morning
    decision: Decision

    @property
    def state(self) -> State:
        """Return the state with all that was said this morning."""
        return self.looked_at.state

    @property
    def last(self) -> DayFacts:
        """Return what is recorded of yesterday."""
        return self.looked_at.last


class Lived(NamedTuple):
    """One day lived, as an invariant sees it: what was decided, what is recorded, and the state that it left."""

    setting: Setting
    state: State
    decision: Decision
    rose: int
    letter: Evening
    facts: DayFacts
    after: State


class Broken(NamedTuple):
    """An invariant that does not hold: where, by which letters, and how many days from the start."""

    name: str
    dawn: int
    morning: int
    days: int
    rival: tuple[int, int] | None = None


Check = tuple[str, Callable[..., bool]]


class Explored:
    """What an exploration found; grows until nothing new is reached."""

    def __init__(self, setting: Setting, *, size: str) -> None:
        """Begin with nothing but the alphabet."""
        self.setting = setting
        self.mornings = mornings(setting, size)
        self.evenings = evenings(setting.plan, size)
        self.dawns: list[Dawn] = []
        self.dusks: list[Dusk] = []
        self.dawn_of: dict[Hashable, int] = {}
        self.dusk_of: dict[Hashable, int] = {}
        self.reached_dawn: list[tuple[int, int]] = []
        self.reached_dusk: list[tuple[int, int]] = []
        self.days: list[int] = []
        self.decided: dict[Hashable, tuple[int, int]] = {}
        self.recorded: dict[Hashable, list[tuple[DayFacts, Yesterday] | None]] = {}
        self.shown: list[list[tuple[int, int]]] = []
        self.lived: list[list[int]] = []
        self.transitions = 0
        self.broken: list[Broken] = []


def begin(setting: Setting) -> list[Dawn]:
    """Return the mornings on which a plan may begin: no dose yet, each rung taken already, a dose off the ladder."""
    plan, day = setting.plan, setting.day
    first = Yesterday(counts=False)
    empty = State(accepted=ACCEPTED, acknowledged=setting.words)
    starts = [fold.adopt(empty, plan, day)]
    if plan.mode != "record_only":
        odd = tuple((slot.name, plan.daily_mg / 97) for slot in plan.slots[:1])
        taken = [plan.named(rung) for rung in range(len(plan.rungs))]
        starts += [fold.adopt(empty, plan._replace(on_dose=doses), day) for doses in (*taken, odd)]
    return [Dawn(normal(setting, state, day), first) for state in starts]


def explore(
    setting: Setting,
    shown: tuple[Check, ...],
    lived: tuple[Check, ...],
    *,
    size: str = "full",
    told: Callable[[int, int], None] = lambda _dawns, _transitions: None,
    enough: int = ENOUGH,
) -> Explored:
    """Explore to the fixpoint, holding every invariant against every transition.

    Args:
        setting: the plan, the person and the day.
        shown: the invariants of decisions.
        lived: the invariants of days.
        size: which alphabet: full, small or thin.
        told: is told now and then how many mornings were explored, and how many transitions.
        enough: after how many broken invariants to stop.
    """
    found = Explored(setting._replace(plan=setting.plan.prepared()), size=size)
    for dawn in begin(found.setting):
        _add_dawn(found, dawn, (-1, -1), 0)
    place = lived_so_far = 0
    while place < len(found.dawns) and len(found.broken) < enough:
        found.shown.append([_decide(found, place, number, shown) for number in range(len(found.mornings))])
        place += 1
        while lived_so_far < len(found.dusks):
            found.lived.append(list(_live(found, lived_so_far, lived)))
            lived_so_far += 1
        if place % 64 == 0:
            told(place, found.transitions)
    told(place, found.transitions)
    return found


def _add_dawn(found: Explored, dawn: Dawn, by: tuple[int, int], days: int) -> int:
    """Return the number of a morning, new or known."""
    number = found.dawn_of.setdefault(dawn.key(), len(found.dawns))
    if number == len(found.dawns):
        found.dawns.append(dawn)
        found.reached_dawn.append(by)
        found.days.append(days)
    return number


def said(setting: Setting, state: State, morning: Morning) -> State:
    """Return the state after what the morning brings."""
    state = left_behind(setting.plan, state, morning.left)
    if morning.silent:
        state = state._replace(acknowledged=frozenset())
    for what in morning.said:
        state = fold.apply(state, Event(setting.day, ANSWER, what))
    if morning.reviewed or state.plan is None:
        return state
    return state._replace(plan=state.plan._replace(review_by=setting.day - timedelta(days=1)))


def answered(state: State, last: Yesterday) -> Yesterday:
    """Return yesterday with its effects answered, where the prescriber spoke after them."""
    return last._replace(new=last.new and state.answered < ANSWER) if last.effects else last


def situation(setting: Setting, state: State, last: Yesterday, morning: Morning) -> Situation:
    """Return all that the gates may look at."""
    plan = state.plan or setting.plan
    return Situation(
        day=setting.day,
        plan=plan,
        profile=setting.profile,
        catalog=setting.catalog,
        state=state,
        last=last.facts(plan),
        today=morning.today,
        last_counts=last.counts,
        health=morning.health,
    )


def _decide(found: Explored, place: int, number: int, checks: tuple[Check, ...]) -> tuple[int, int]:
    """Return where a morning letter leads: the evening's number, and the outcome's place in the order of caution."""
    setting, dawn, morning = found.setting, found.dawns[place], found.mornings[number]
    found.transitions += 1
    state = said(setting, dawn.state, morning)
    last = answered(state, dawn.last)
    plain = normal(setting, state, setting.day) if morning.said else dawn.state
    rose = min(dawn.rose, plain.complete)
    lasting = morning.said and state.hold is None and state.ended is None and not state.medicines
    kind = 0 if lasting and state.acknowledged == setting.words else number
    lookup = (key(plain), last, rose, kind)
    known = found.decided.get(lookup)
    if known is not None:
        return known
    looked_at = situation(setting, state, last, morning)
    decision = deciding.decide(looked_at)
    step = Shown(setting, looked_at, morning, decision)
    for name, holds in checks:
        if not holds(step):
            found.broken.append(Broken(name, place, number, found.days[place]))
    dusk = Dusk(plain, decision._replace(findings=(), plan=None), rose)
    evening = found.dusk_of.setdefault(dusk.key(), len(found.dusks))
    if evening == len(found.dusks):
        found.dusks.append(dusk)
        found.reached_dusk.append((place, number))
    found.decided[lookup] = evening, CAUTION.get(decision.outcome, len(CAUTION))
    return found.decided[lookup]


def _live(found: Explored, place: int, checks: tuple[Check, ...]) -> Iterator[int]:
    """Yield, for each evening letter, the number of the morning it leads to; -1 where it cannot be written."""
    setting, dusk = found.setting, found.dusks[place]
    dawn, morning = found.reached_dusk[place]
    for number, told in enumerate(_recorded(found, dusk)):
        if told is None:
            yield -1
            continue
        facts, last = told
        letter = found.evenings[number]
        found.transitions += 1
        after = living.advance(dusk.state, dusk.decision, facts, setting.profile)
        step = Lived(setting, dusk.state, dusk.decision, dusk.rose, letter, facts, after)
        for name, holds in checks:
            if not holds(step):
                found.broken.append(Broken(name, dawn, morning, found.days[dawn] + 1, (place, number)))
        state = normal(setting, after, setting.day + timedelta(days=1))
        rose = days_since_rise(setting, dusk, after)
        yield _add_dawn(found, Dawn(state, last, rose), (place, number), found.days[dawn] + 1)


def _recorded(found: Explored, dusk: Dusk) -> list[tuple[DayFacts, Yesterday] | None]:
    """Return what each evening letter records after this decision; it depends only on the doses shown and in force."""
    plan, decision = found.setting.plan, dusk.decision
    lookup = (decision.doses, decision.rung, decision.in_force, dusk.state.rung)
    if lookup not in found.recorded:
        facts = [facts_of(found.setting, dusk.state, decision, letter) for letter in found.evenings]
        found.recorded[lookup] = [None if one is None else (one, yesterday(plan, one)) for one in facts]
    return found.recorded[lookup]


def is_rise(before: State, after: State) -> bool:
    """Return whether the dose in force rose."""
    return after.rung is not None and (before.rung is None or after.rung > before.rung)


def days_since_rise(setting: Setting, dusk: Dusk, after: State) -> int:
    """Return at least how many days ago the dose in force last rose, counted by the proof itself.

    A bound from below: never more than the days since, and never more than the complete days less the first, so that
    histories which differ only in lost days are one. Where the engine counted too fast, the days since are fewer.
    """
    if not setting.rises or setting.plan.mode != "titrate" or is_rise(dusk.state, after):
        return 0
    return min(dusk.rose + 1, max(after.complete - 1, 0), setting.plan.hold_days)
