"""Each invariant of the proof has a planted bug that breaks it; a proof that cannot fail proves nothing."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import pytest

from baclotrack.core import advance, decision, fold
from baclotrack.core.advance import advance as true_advance
from baclotrack.core.decision import Decision
from baclotrack.core.decision import decide as true_decide
from baclotrack.core.gates import GATES
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.proof.diary import diary_of
from baclotrack.core.proof.verdict import SENTENCES
from baclotrack.core.record import DayFacts
from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.state import State
from baclotrack.core.tablets import TabletCount
from baclotrack.core.values import GateState, Outcome
from tests.core.plans import ADULT, ladder, sleep_plan
from tests.proof.plans import TAPER, THREE, TWO, broken, proof

Patch = pytest.MonkeyPatch
TEN = ADULT._replace(tablets=(Decimal(5), Decimal(10)))


def gates_let_pass(*names: str) -> Callable[[Patch], None]:
    """Return a bug: these gates find nothing wrong, whatever there is."""

    def plant(patch: Patch) -> None:
        def blind(s: Situation, gate: Any) -> Any:  # noqa: ANN401 - a gate in, a finding out
            at_the_top = gate.id == "ceiling" and s.next_rung() is None
            return gate.judge(s) if at_the_top else waved(gate.judge(s))

        gates = (gate._replace(judge=partial(blind, gate=gate)) if gate.id in names else gate for gate in GATES)
        patch.setattr(decision, "GATES", tuple(gates))

    return plant


def waved(finding: Any) -> Any:  # noqa: ANN401 - a finding in, a finding out
    """Return a finding as if nothing were wrong."""
    return finding if finding.state is not GateState.BLOCK else passes(finding.gate)


def gate_holds(name: str) -> Callable[[Patch], None]:
    """Return a bug: this gate holds for ever."""

    def plant(patch: Patch) -> None:
        stuck = [
            gate._replace(judge=lambda _s, gate=gate: blocks(gate.id, "ok", Outcome.HOLD)) if gate.id == name else gate
            for gate in GATES
        ]
        patch.setattr(decision, "GATES", tuple(stuck))

    return plant


def rung_is(outcome: Outcome, by: int) -> Callable[[Patch], None]:
    """Return a bug: with this outcome a wrong rung is shown, so many from the one in force."""
    true_rung = decision._rung

    def wrong(s: Situation, told: Outcome) -> int | None:
        here = s.state.rung
        if told is not outcome or here is None:
            return true_rung(s, told)
        return min(max(here + by, 0), len(s.plan.rungs) - 1)

    return lambda patch: patch.setattr(decision, "_rung", wrong)


def outcome_is(before: Outcome, after: Outcome) -> Callable[[Patch], None]:
    """Return a bug: one outcome is told in the place of another."""
    true_outcome = decision._outcome

    def wrong(s: Situation, limit: Any) -> Outcome:  # noqa: ANN401 - a finding or none
        told = true_outcome(s, limit)
        return after if told is before else told

    return lambda patch: patch.setattr(decision, "_outcome", wrong)


def one_tablet_more(patch: Patch) -> None:
    """Plant: the tablets of each slot are always one of 10 mg."""
    one = (TabletCount(Decimal(10), Decimal(1)),)
    patch.setattr(decision, "make_all", lambda doses, _strengths, _splits: tuple((slot, one) for slot, _ in doses))


def a_dose_beside_ask(patch: Patch) -> None:
    """Plant: the outcomes without a dose show one."""
    patch.setattr(decision, "NO_DOSE", frozenset())


def another_answer_each_time(patch: Patch) -> None:
    """Plant: each second question has a fault in its answer."""
    asked = count()

    def decide(s: Situation) -> Decision:
        found = true_decide(s)
        return found._replace(rung=0) if next(asked) % 2 else found

    patch.setattr(decision, "decide", decide)


def a_drink_hides_a_gap(patch: Patch) -> None:
    """Plant: a drink today lets the gate that judges missed days pass."""

    def gap(s: Situation, gate: Any) -> Any:  # noqa: ANN401 - a gate in, a finding out
        return passes("gap") if s.today.drinks else gate.judge(s)

    gates = (gate._replace(judge=partial(gap, gate=gate)) if gate.id == "gap" else gate for gate in GATES)
    patch.setattr(decision, "GATES", tuple(gates))


def more_is_taken_for_granted(patch: Patch) -> None:
    """Plant: whatever rung was taken is in force, also one above what was said."""
    patch.setattr(advance, "_above", lambda _taken, _said: False)
    patch.setattr(advance, "_at_or_below", lambda _plan, _rung, _said: True)


def after_a_missed_day(rung: int | None) -> Callable[[Patch], None]:
    """Return a bug: a missed day puts another rung, or none, in force."""

    def wrong(state: State, told: Decision, facts: DayFacts, profile: Profile, *, before_plan: bool = False) -> State:
        after = true_advance(state, told, facts, profile, before_plan=before_plan)
        missed = facts.doses is not None and not any(facts.doses.values())
        return after._replace(rung=rung) if missed else after

    def plant(patch: Patch) -> None:
        patch.setattr(advance, "advance", wrong)
        patch.setattr(fold, "advance", wrong)

    return plant


def flags_are_forgotten(patch: Patch) -> None:
    """Plant: a red flag is not kept open."""
    patch.setattr(advance, "_flags", lambda _state, _facts, _day: {})


def one_day_too_many(patch: Patch) -> None:
    """Plant: each rung is held for a complete day more than the plan says."""

    def hold_time(s: Situation) -> Any:  # noqa: ANN401 - a finding
        late = s.state.complete < s.plan.hold_days + 1
        return blocks("hold-time", "days", Outcome.HOLD) if late else passes("hold-time")

    gates = tuple(gate._replace(judge=hold_time) if gate.id == "hold-time" else gate for gate in GATES)
    patch.setattr(decision, "GATES", gates)


def nothing(_patch: Patch) -> None:
    """Plant nothing: here the plan itself is the bug, one that a file's border refuses."""


class Bug(NamedTuple):
    """A bug, the plan and the person that show it, and whether a journal can show it too."""

    plant: Callable[[Patch], None]
    plan: Plan = TWO
    profile: Profile = ADULT
    enough: int = 8
    journal: bool = True


BEYOND = sleep_plan(rungs=ladder((20,), (25,)), single_mg=Decimal(25), daily_mg=Decimal(25))
FROM_ZERO = sleep_plan(rungs=ladder((0,), (5,)))
NOT_MONOTONE = TWO._replace(moderate="step_back", severe="hold")
UNSETTLED = ADULT._replace(conditions=(Known("stroke"),))

BUGS: dict[str, Bug] = {
    "rung": Bug(gates_let_pass("ceiling", "tablets"), BEYOND),
    "one-above": Bug(rung_is(Outcome.STEP_UP, 2), THREE),
    "no-dose": Bug(a_dose_beside_ask),
    "no-zero": Bug(nothing, FROM_ZERO),
    "finished": Bug(outcome_is(Outcome.TAPER, Outcome.FINISHED), TAPER),
    "tablets": Bug(one_tablet_more),
    "one-step": Bug(rung_is(Outcome.STEP_BACK, 0)),
    "no-drop": Bug(rung_is(Outcome.HOLD, -2), THREE),
    "asking": Bug(another_answer_each_time, journal=False),
    "grade": Bug(gates_let_pass("side-effects")),
    "red-flag": Bug(gates_let_pass("red-flag")),
    "unlogged": Bug(gates_let_pass("check-in", "gap", "adherence", "target")),
    "alcohol": Bug(gates_let_pass("sedatives")),
    "sedative": Bug(gates_let_pass("sedatives"), enough=100),
    "word": Bug(gates_let_pass("conditions"), profile=UNSETTLED, journal=False),
    "target": Bug(gates_let_pass("target")),
    "hold": Bug(gates_let_pass("instruction")),
    "fault": Bug(gates_let_pass("journal"), journal=False),
    "hold-days": Bug(gates_let_pass("hold-time"), THREE),
    "one-rise": Bug(more_is_taken_for_granted, THREE, enough=100),
    "shown-rise": Bug(more_is_taken_for_granted, THREE),
    "missed": Bug(after_a_missed_day(0)),
    "flag-stays": Bug(flags_are_forgotten),
    "not-lost": Bug(after_a_missed_day(None)),
    "monotone": Bug(nothing, NOT_MONOTONE),
    "monotone-today": Bug(a_drink_hides_a_gap, journal=False),
    "way-up": Bug(gate_holds("hold-time"), journal=False),
    "way-down": Bug(gate_holds("hold-time"), journal=False),
    "first-day": Bug(one_day_too_many, journal=False),
}
"""For each invariant, by name, a bug that breaks it. Where `journal` is set, the ordinary walk shows it as well."""


@pytest.fixture
def planted(monkeypatch: Patch) -> Iterator[Patch]:
    """Plant bugs that are taken out again."""
    with monkeypatch.context() as patch:
        yield patch


def test_every_invariant_has_its_planted_bug() -> None:
    """No invariant is without a bug that it catches, and no bug without its invariant."""
    assert sorted(SENTENCES) == sorted(BUGS)


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_breaks_its_invariant(name: str, planted: Patch) -> None:
    """The proof fails by the invariant's name, and where a journal can show it, the ordinary walk does."""
    bug = BUGS[name]
    bug.plant(planted)
    failures = broken(proof(bug.plan, bug.profile, bug.enough), name)
    assert failures
    assert not bug.journal or any(diary_of(one) is not None for one in failures)


@pytest.mark.parametrize("plan", [TWO, THREE, TAPER], ids=["two", "three", "taper"])
def test_without_a_bug_the_same_plans_are_proved(plan: Plan) -> None:
    """What breaks above is the bug and not the plan: nothing is broken."""
    assert () == proof(plan).failures
