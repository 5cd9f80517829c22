"""The whole proof of a plan: each view explored, every invariant held, and what is possible walked."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from baclotrack.core.gates.conditions import unsettled
from baclotrack.core.proof import monotone, ways
from baclotrack.core.proof.explore import ENOUGH, Broken, Check, Explored, explore, situation
from baclotrack.core.proof.form import MEMORIES, Setting, Yesterday
from baclotrack.core.proof.invariants import LIVED, SHOWN, Invariant
from baclotrack.core.proof.letters import Morning
from baclotrack.core.state import State, pressing_medicines

SENTENCES = {
    **{one.name: one.sentence for one in (*SHOWN, *LIVED)},
    monotone.NAME: monotone.SENTENCE,
    "monotone-today": "One worrying fact more today never makes today's answer bolder.",
    "way-up": "From every state without an open flag or refusal there is a way up.",
    "way-down": "From every state there is a way down.",
    "first-day": "With only good days each step comes on the first permitted day.",
}
"""Every invariant that an exploration proves, by name (contract, section 7)."""

Told = Callable[[str, int, int], None]


def silent(_view: str, _mornings: int, _transitions: int) -> None:
    """Tell nobody how far the exploration is."""


class View(NamedTuple):
    """One exploration: what was followed from day to day beside the dose, and how much was visited."""

    follows: str
    states: int
    mornings: int
    evenings: int
    letters: int
    transitions: int
    days: int


class Failure(NamedTuple):
    """One place where an invariant is broken, with the exploration that found it."""

    name: str
    found: Explored
    at: Broken

    def sentence(self) -> str:
        """Return the invariant's sentence."""
        return SENTENCES[self.name]


class Proof(NamedTuple):
    """What was visited, and what was broken; a plan is proved where nothing was."""

    views: tuple[View, ...]
    failures: tuple[Failure, ...]

    def is_proved(self) -> bool:
        """Return whether every invariant holds."""
        return not self.failures

    def transitions(self) -> int:
        """Return how many transitions were held against every invariant."""
        return sum(view.transitions for view in self.views)

    def states(self) -> int:
        """Return how many states were visited: mornings and evenings."""
        return sum(view.mornings + view.evenings for view in self.views)


def checks(invariants: tuple[Invariant, ...]) -> tuple[Check, ...]:
    """Return invariants as the explorer asks them."""
    return tuple((one.name, one.holds) for one in invariants)


def views(setting: Setting) -> Iterator[Setting]:
    """Yield the views of a plan: the dose with the proof's own count, and each memory that its mode has."""
    yield setting._replace(follows=frozenset(), rises=True)
    memories = {"titrate": MEMORIES, "taper": ("watch",)}.get(setting.plan.mode, ())
    for name in memories:
        if name == "aside":  # it fades by complete days alone: the ways up and down live it to its end
            continue
        if name == "backs" and "step_back" not in {setting.plan.moderate, setting.plan.severe}:
            continue
        if name == "success" and setting.plan.after_success == "any":
            continue
        yield setting._replace(follows=frozenset({name}), rises=False)


def prove(
    setting: Setting, *, size: str = "small", memories: bool = True, told: Told = silent, enough: int = ENOUGH
) -> Proof:
    """Prove a plan, or find what breaks.

    Args:
        setting: the plan, the person and the day.
        size: the alphabet for the view of the dose; the other views have the thin one.
        memories: whether the other views are explored as well.
        told: is told now and then which view is explored, how many mornings and transitions so far.
        enough: after how many broken invariants to stop.
    """
    setting = setting._replace(words=words_needed(setting))
    seen: list[View] = []
    failures: list[Failure] = []
    for view in list(views(setting))[: None if memories else 1]:
        name = next(iter(view.follows), "dose")
        alphabet = "thin" if view.follows else size
        found = explore(view, checks(SHOWN), checks(LIVED), size=alphabet, told=partial(told, name), enough=enough)
        seen.append(summary(name, found))
        failures += [Failure(one.name, found, one) for one in found.broken]
        if failures:
            break
        failures += [Failure(one.name, found, one) for one in islice(monotone.bolder_answers(found), enough)]
        if not view.follows:
            failures += possible(found)
    return Proof(tuple(seen), tuple(sorted(failures, key=lambda one: one.at.days)))


def words_needed(setting: Setting) -> frozenset[str]:
    """Return the conditions and medicines of the profile that wait for the prescriber's word."""
    looked_at = situation(setting, State(), Yesterday(), Morning("nothing"))
    return frozenset({*unsettled(looked_at), *pressing_medicines(setting.profile, State(), setting.catalog)})


def possible(found: Explored) -> list[Failure]:
    """Return what should be possible and is not: ways up and down, each rung on its first permitted day."""
    stuck = [("way-up", place) for place in ways.without_a_way_up(found)]
    stuck += [("way-down", place) for place in ways.without_a_way_down(found)]
    failures = []
    for name, place in stuck:
        dawn, morning = found.reached_dusk[place]
        failures.append(Failure(name, found, Broken(name, dawn, morning, found.days[dawn])))
    late = ways.late_rungs(found.setting)
    return failures + [Failure("first-day", found, Broken("first-day", 0, 0, due)) for _, due, _ in late[:1]]


def summary(name: str, found: Explored) -> View:
    """Return the figures of an exploration."""
    return View(
        follows=name,
        states=len({dawn.key()[0] for dawn in found.dawns}),  # type: ignore[index] # the first part is the state's key
        mornings=len(found.dawns),
        evenings=len(found.dusks),
        letters=len(found.mornings) * len(found.evenings),
        transitions=found.transitions,
        days=max(found.days, default=0),
    )
