"""The abstraction is sound: no real diary ever stands where the exploration was not."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baclotrack.core.advance import advance
from baclotrack.core.plan import Plan
from baclotrack.core.proof.explore import Dusk, Explored, explore
from baclotrack.core.proof.form import MEMORIES, Setting, key, normal
from baclotrack.core.state import State
from tests.core.lives import Draft, Life, begun, drafts, lived
from tests.core.plans import CATALOG, START, ladder, sleep_plan
from tests.proof.plans import THREE, TWO, setting

PLANS = {
    "two": TWO,
    "three": THREE,
    "mild holds": THREE._replace(mild="hold", after_success="any", retry_after_days=1),
    "alcohol warns": TWO._replace(alcohol="warn", gap_then="ask", missed_days=1, severe="hold"),
    "four": sleep_plan(rungs=ladder((5,), (10,), (15,), (20,))),
}
SEEN: dict[tuple[str, str], Explored] = {}


def explored(name: str, follows: str) -> Explored:
    """Return a plan's exploration in one view, each is explored once."""
    if (name, follows) not in SEEN:
        view = setting(PLANS[name])._replace(follows=frozenset({follows} - {""}), rises=False)
        SEEN[name, follows] = explore(view, (), (), size="small" if name == "two" else "wide")
    return SEEN[name, follows]


def in_order(told: list[Draft]) -> list[Draft]:
    """Return days whose entries are told in their order: a late one is told the next morning."""
    return [one._replace(late=0) for one in told]


def stands(life: Life, found: Explored) -> list[str]:
    """Return the days of a life on which it stands where the exploration was not."""
    outside = []
    for walked in life.walked():
        state = normal(found.setting, walked.state, walked.decision.day)
        if Dusk(state, walked.decision, 0).key() not in found.dusk_of:
            outside.append(f"{walked.decision.day}: {walked.decision.outcome}, {key(state)}")
    return outside


@pytest.mark.parametrize("name", ["two"])
def test_a_random_diary_never_leaves_the_explored_states(name: str) -> None:
    """Every day of a real diary, written as entries and walked by the fold, stands on an explored evening."""
    settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])(
        given(told=st.lists(drafts(), min_size=1, max_size=8))(
            lambda told: none_outside(lived(begun(PLANS[name]), *in_order(told)), explored(name, ""))
        )
    )()


@pytest.mark.long
@pytest.mark.parametrize("name", PLANS)
def test_many_random_diaries_never_leave_the_explored_states(name: str) -> None:
    """The same for many longer diaries, and more plans."""
    settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])(
        given(told=st.lists(drafts(), min_size=1, max_size=30))(
            lambda told: none_outside(lived(begun(PLANS[name]), *in_order(told)), explored(name, ""))
        )
    )()


def none_outside(life: Life, found: Explored) -> None:
    """Fail where a day of the life stands outside."""
    assert [] == stands(life, found)


def each_day_alike(life: Life, plan: Plan) -> None:
    """Fail where the engine, run on the normal form, decides or lives a day otherwise than on the true state."""
    full: Setting = setting(plan)._replace(plan=plan.prepared(), follows=frozenset(MEMORIES) - {"backs"})
    steps = life.walked()
    for before, after in pairwise(steps):
        day = before.decision.day
        small: State = normal(full, before.state, day)
        moved = advance(small, before.decision._replace(day=full.day), before.facts, full.profile)
        expected = normal(full, advance(before.state, before.decision, before.facts, full.profile), after.decision.day)
        lasting = moved._replace(answered=-1) if before.state.answered < 0 else moved
        assert key(expected) == key(normal(full, lasting, full.day + (after.decision.day - day)))


@pytest.mark.parametrize("name", ["two", "three", "mild holds"])
def test_the_engine_lives_the_normal_form_as_it_lives_the_true_state(name: str) -> None:
    """Normal form, then a day, is the same as a day, then normal form: every memory and every count included."""
    settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])(
        given(told=st.lists(drafts(), min_size=2, max_size=8))(
            lambda told: each_day_alike(lived(begun(PLANS[name]), *in_order(told)), PLANS[name])
        )
    )()


def test_the_catalogue_and_the_first_day_are_those_of_the_diaries() -> None:
    """What is explored is what the diaries live by."""
    assert (CATALOG, START) == (setting(TWO).catalog, setting(TWO).day)
