"""The generator of a taper: exact cuts, a stated order, nothing hidden, nothing endless, and what is refused."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baclotrack.core.fold import decide_day
from baclotrack.core.plan import Known, Plan, Profile, Slot
from baclotrack.core.pump import Pump
from baclotrack.core.state import State
from baclotrack.core.taper import (
    Bounds,
    cuts,
    down,
    helping,
    in_order,
    kept_days,
    lasting,
    needs,
    problems,
    pump_unsettled,
    scheduled,
    steps,
    unmakeable,
    whole_mg,
    withdrawal_asked,
)
from baclotrack.core.values import Outcome, Rung
from baclotrack.store import load_catalogue_json
from tests.core.diary import diary
from tests.core.lives import Draft, Life, begun, drafts, lived
from tests.core.plans import ADULT, CATALOG, PLANS, START, ladder, on, slots, taking, taper_plan

ROWS = {row["id"]: row for row in load_catalogue_json()["limits"]}
BOUNDS = Bounds(ROWS["taper-days"]["absolute"]["low"], Decimal(ROWS["taper-cut-mg"]["absolute"]["high"]))
DAY = slots("morning", "noon", "evening")


def rungs(start: Sequence[int | str], step: int | str = 5, order: Sequence[int] = ()) -> list[str]:
    """Return the rungs from a dose as words: 10/5/5."""
    rung = tuple(Decimal(mg) for mg in start)
    found = down(rung, Decimal(step), order or range(len(rung)))
    return ["/".join(f"{mg:f}" for mg in one) for one in found]


@pytest.mark.parametrize(
    ("start", "step", "expected"),
    [
        ((20,), 5, "20 15 10 5"),
        ((20,), 20, "20"),
        ((20,), 21, "20"),
        ((20,), 15, "20 5"),
        ((25,), 10, "25 15 5"),
        (("12.5",), 5, "12.5 7.5 2.5"),
        (("0.5",), 5, "0.5"),
        ((10,), "2.5", "10 7.5 5.0 2.5"),
        ((10, 10, 10), 5, "10/10/10 5/10/10 5/5/10 5/5/5 0/5/5 0/0/5"),
        ((5, 10, 0), 5, "5/10/0 5/5/0 0/5/0"),
        ((20, 20, 20), 15, "20/20/20 15/15/15 10/10/10 5/5/5"),
        ((20, 0, 0), 15, "20/0/0 5/0/0"),
        (("2.5", 5), 5, "2.5/5 2.5/0"),
    ],
)
def test_each_rung_has_exactly_the_cut_less(start: Sequence[int | str], step: int | str, expected: str) -> None:
    """The largest dose shrinks first, 5 mg at a time; what is left at the end is a smaller last cut, never a bigger."""
    assert expected.split() == rungs(start, step)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((), "10/10/10 5/10/10 5/5/10 5/5/5 0/5/5 0/0/5"),
        (("noon",), "10/10/10 10/5/10 5/5/10 5/5/5 5/0/5 0/0/5"),
        (("evening", "noon"), "10/10/10 10/10/5 10/5/5 5/5/5 5/5/0 5/0/0"),
    ],
)
def test_of_equally_large_doses_the_one_named_first_shrinks_first(named: tuple[str, ...], expected: str) -> None:
    """The order is the plan's, unless doses are named."""
    assert expected.split() == rungs((10, 10, 10), 5, in_order(DAY, named))


AMOUNTS = st.sampled_from([Decimal(one) for one in ("0", "2.5", "5", "7.5", "10", "15", "20")])


@st.composite
def asked(draw: st.DrawFn) -> tuple[Rung, Decimal, tuple[int, ...]]:
    """Return a dose in force, a step, and an order of the slots."""
    start = tuple(draw(st.lists(AMOUNTS, min_size=1, max_size=4).filter(any)))
    step = draw(st.sampled_from([Decimal(one) for one in ("0.5", "1", "2.5", "4", "5", "7.5", "10", "15", "40")]))
    return start, step, tuple(draw(st.permutations(range(len(start)))))


@given(asked())
@settings(max_examples=150, deadline=None)
def test_no_dose_rises_every_cut_is_the_same_and_zero_comes_last(told: tuple[Rung, Decimal, tuple[int, ...]]) -> None:
    """Each rung has `step` less in all and no more in any slot; the last cut is `step` or less; no rung is zero."""
    start, step, order = told
    found = down(start, step, order)
    sizes = cuts(found)
    assert start == found[0]
    assert [step] * (len(found) - 1) == list(sizes[:-1])
    assert 0 < sizes[-1] <= step
    assert all(after <= before for one, two in pairwise(found) for before, after in zip(one, two, strict=True))
    assert all(sum(rung) > 0 and min(rung) >= 0 for rung in found)


# --- dates and bounds ------------------------------------------------------------------------------


def test_the_steps_follow_each_other_without_a_gap() -> None:
    """Each step begins on the day after the last one of the step before."""
    found = steps(ladder((20,), (15,), (10,)), (3, 7, 7), START)
    assert [(on(1), on(3)), (on(4), on(10)), (on(11), on(17))] == [(one.first, one.last()) for one in found]


@pytest.mark.parametrize(
    ("count", "every", "first", "expected"),
    [(3, 7, None, (7, 7, 7)), (3, 7, 1, (1, 7, 7)), (1, 7, 20, (20,))],
)
def test_only_the_first_step_is_kept_for_other_days(
    count: int, every: int, first: int | None, expected: tuple[int, ...]
) -> None:
    """A day named for the first lower dose shortens or lengthens the first step alone."""
    assert expected == kept_days(count, every, first)


@pytest.mark.parametrize(
    ("mg", "days", "expected"),
    [
        ((10, 5), (7, 7), []),
        ((10, 5), (7, 6), [("days", 12)]),
        ((10, 5), (6, 7), [("days", 13)]),
        ((10, 5), (30, 7), []),
        ((10, 5), (30, 6), [("days", 12)]),
        ((15,), (14,), []),
        ((15,), (13,), [("days", 13)]),
        ((16,), (14,), [("cut", 16)]),
        ((30, 15), (7, 7), []),
        ((31, 15), (7, 7), [("cut", 16)]),
        ((21, 16), (7, 7), [("cut", 16)]),
        ((40, 20), (1, 1), [("days", 2), ("cut", 20), ("cut", 20)]),
    ],
)
def test_a_taper_is_refused_where_it_is_too_fast(
    mg: tuple[int, ...], days: tuple[int, ...], expected: list[tuple[str, int]]
) -> None:
    """Fewer than 14 days, or a cut of more than 15 mg, the one to none included; waiting is no tapering (TP-3)."""
    found = problems(ladder(*((one,) for one in mg)), days, BOUNDS)
    assert expected == [(one.why, int(one.value)) for one in found]


def test_a_wait_before_a_single_step_counts_for_no_more_than_the_pace() -> None:
    """5 mg for another month, and then none: the month is no taper where seven days a step were asked for."""
    assert [("days", 7)] == [(one.why, int(one.value)) for one in problems(ladder((5,)), (30,), BOUNDS, 7)]


def test_the_bounds_are_those_of_the_reference() -> None:
    """TP-3: 14 days, 15 mg."""
    assert Bounds(14, Decimal(15)) == BOUNDS


@given(st.lists(st.integers(1, 90), min_size=1, max_size=8))
def test_waiting_never_makes_a_taper_last_longer_than_its_days(days: list[int]) -> None:
    """The days counted are never more than the days kept, and never fewer than those after the first step."""
    assert sum(days[1:]) < lasting(days) <= sum(days)


# --- tablets ---------------------------------------------------------------------------------------


def mg(*numbers: int | str) -> tuple[Decimal, ...]:
    """Return exact amounts."""
    return tuple(Decimal(one) for one in numbers)


@pytest.mark.parametrize(
    ("doses", "tablets", "splits", "cannot", "help_with"),
    [
        ((20, 15), mg(10), 2, (), ()),
        ((20, 15), mg(10), 1, mg(15), mg(5, 15)),
        ((20, "17.5"), mg(10), 2, mg("17.5"), ()),  # only half of a 5 or 15 mg tablet would, and it may have no line
        ((20, 15), mg(20), 1, mg(15), mg(5, 15)),
        ((20, "12.3"), mg(10), 4, mg("12.3"), ()),
    ],
)
def test_what_the_tablets_cannot_make_is_told_with_the_strengths_that_would(
    doses: tuple[int | str, ...],
    tablets: tuple[Decimal, ...],
    splits: int,
    cannot: tuple[Decimal, ...],
    help_with: tuple[Decimal, ...],
) -> None:
    """Nothing is rounded."""
    found = ladder(*((one,) for one in doses))
    assert cannot == unmakeable(found, tablets, splits)
    if cannot:
        assert help_with == helping(found, tablets, splits, mg(5, 10, 15, 20))


def test_the_tablets_of_the_whole_taper_are_counted_by_strength() -> None:
    """20, 15, 10 and 5 mg for a week each, of 10 mg halves: 350 mg, 35 tablets; with 5 mg ones beside: 28 and 14."""
    taper = steps(ladder((20,), (15,), (10,), (5,)), (7, 7, 7, 7), START)
    assert ((Decimal(10), Decimal(35)),) == needs(taper, mg(10), 2)
    assert ((Decimal(10), Decimal(28)), (Decimal(5), Decimal(14))) == needs(taper, mg(10, 5), 1)
    assert Decimal(350) == whole_mg(taper)


@given(asked())
@settings(max_examples=60, deadline=None)
def test_the_tablets_add_up_to_the_mg_of_the_whole(told: tuple[Rung, Decimal, tuple[int, ...]]) -> None:
    """Where every dose can be made, the tablets counted hold exactly the mg that are taken."""
    found = down(*told)
    taper = steps(found, kept_days(len(found), 7), START)
    if not unmakeable(found, mg(10, 5), 2):
        assert whole_mg(taper) == sum(strength * number for strength, number in needs(taper, mg(10, 5), 2))


# --- the prescriber's own schedule -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (((5, 15), (9, 10)), [(20, 1), (15, 5), (10, 9)]),
        (((1, 15), (9, 10)), [(15, 1), (10, 9)]),
        (((-9, 25), (-2, 20), (9, 10)), [(20, 1), (10, 9)]),
    ],
)
def test_a_schedule_begins_with_the_dose_in_force_unless_it_has_one_for_today(
    rows: tuple[tuple[int, int], ...], expected: list[tuple[int, int]]
) -> None:
    """Nothing is cut on the day of the adoption but what the schedule itself says of that day."""
    told = [(on(day), ladder((dose,))[0]) for day, dose in rows]
    assert [(ladder((dose,))[0], on(day)) for dose, day in expected] == list(scheduled(told, on(1), ladder((20,))[0]))


# --- a pump ----------------------------------------------------------------------------------------

PUMP = PLANS["pump"]._replace(pump=Pump())
KNOWN = Known("pump", "Dr A. Example", START)


@pytest.mark.parametrize(
    ("profile", "state", "expected"),
    [
        (ADULT, State(), False),
        (ADULT._replace(conditions=(Known("pump"),)), State(), True),
        (ADULT._replace(conditions=(KNOWN,)), State(), False),
        (ADULT._replace(conditions=(Known("pump"),)), State(acknowledged=frozenset({"pump"})), False),
        (ADULT, State(plan=PUMP), True),
        (ADULT, State(plan=PUMP, acknowledged=frozenset({"pump"})), False),
        (ADULT, State(plan=PLANS["sleep"]), False),
    ],
)
def test_a_pump_that_no_prescriber_acknowledged_stands_in_the_way(
    profile: Profile,
    state: State,
    expected: bool,  # noqa: FBT001 - a row's column
) -> None:
    """Reference 1d: with a pump no taper without the prescriber's word."""
    assert expected is pump_unsettled(profile, state)


# --- the withdrawal checklist ----------------------------------------------------------------------

SHORT = taking(taper_plan((10,), (5,), hold_days=2), 10)


@pytest.mark.parametrize(
    ("day", "plan", "expected"),
    [(1, SHORT, True), (4, SHORT, True), (5, SHORT, True), (18, SHORT, True), (19, SHORT, False), (1, "sleep", False)],
)
def test_the_signs_are_asked_for_in_a_taper_and_fourteen_days_after(
    day: int,
    plan: Plan | str,
    expected: bool,  # noqa: FBT001 - a row's column
) -> None:
    """The last check-in that asks is the one that the last watched day reads."""
    tens = [f"day {one}: {10 if one < 3 else 5} mg" for one in range(1, 5)]
    told = diary("\n".join([*tens, *(f"day {one}: missed" for one in range(5, 20))]), plan)
    assert expected is withdrawal_asked(decide_day(told.history(), CATALOG, on(day)))


def test_a_taper_without_a_dose_asks_for_no_signs() -> None:
    """There is nothing yet to withdraw from."""
    assert not withdrawal_asked(decide_day(diary("", "taper").history(), CATALOG, on(1)))


# --- lives in a taper ------------------------------------------------------------------------------


@st.composite
def tapers(draw: st.DrawFn) -> Plan:
    """Return tapers as the generator makes them, adopted by somebody on the first rung; some with days of their own."""
    names = draw(st.sampled_from([("bedtime",), ("morning", "noon", "evening")]))
    start = draw(st.sampled_from([(10,), (15,)] if len(names) == 1 else [(5, 5, 5), (10, 5, 5)]))
    found = down(ladder(start)[0], Decimal(5), range(len(names)))
    kept = tuple(draw(st.lists(st.integers(1, 3), min_size=len(found), max_size=len(found))))
    plan = taper_plan((0,), names=names)._replace(rungs=found, hold_days=draw(st.integers(1, 3)))
    plan = plan._replace(days=kept if draw(st.booleans()) else (), daily_mg=Decimal(80), single_mg=Decimal(20))
    return taking(plan, *start)


def shown_mg(life: Life) -> list[tuple[Decimal | None, Decimal | None]]:
    """Return for each day the mg shown and the mg in force."""
    return [
        tuple(
            None if doses is None else sum((mg for _, mg in doses), Decimal(0)) for doses in (one.doses, one.in_force)
        )  # type: ignore[misc] # two of them
        for one in life.decisions()
    ]


def as_shown(life: Life) -> Draft:
    """Return a day on which what is shown or in force is taken, and nothing once the taper is done."""
    return Draft(dose="planned" if life.decisions()[-1].in_force else "missed")


NO_WORDS = drafts(answered=False, flagged=False)


@given(tapers(), st.lists(NO_WORDS, min_size=3, max_size=10))
@settings(max_examples=40, deadline=None)
def test_a_taper_never_goes_up_by_itself(plan: Plan, days: list[Draft]) -> None:
    """Whatever is taken, missed, unlogged or noticed: no day shows more than is in force, which never rises."""
    told = shown_mg(lived(begun(plan), *days))
    assert all(shown is None or (force is not None and shown <= force) for shown, force in told)
    forces = [force for _, force in told if force is not None]
    assert forces == sorted(forces, reverse=True)


LATEST = 3
"""By how many days a draft is told late at most."""


@given(tapers(), st.lists(drafts(), min_size=1, max_size=8))
@example(taking(taper_plan((10,), (5,)), 10), [Draft(flag="seizure", late=1)])
@settings(max_examples=40, deadline=None)
def test_from_every_state_of_a_taper_there_is_a_way_down_to_its_end(plan: Plan, days: list[Draft]) -> None:
    """With flags cleared, the prescriber's word to go on, and days taken as shown, every taper ends in its time."""
    life = lived(begun(plan), *days)
    for _ in range(LATEST):  # a flag may be told days late, and no word clears what is told after it
        life = lived(life, as_shown(life))
    for doctor in ("clear-flag seizure", "clear-flag fainting", "resume"):
        life = lived(life, as_shown(life)._replace(doctor=doctor))
    most = sum(plan.days_on(rung) for rung in range(len(plan.rungs))) + 20  # a flag's days and the plan's first log
    for _ in range(most):
        if life.decisions()[-1].outcome is Outcome.FINISHED:
            break
        life = lived(life, as_shown(life))
    assert Outcome.FINISHED is life.decisions()[-1].outcome


@given(tapers(), st.lists(NO_WORDS, min_size=3, max_size=10))
@settings(max_examples=40, deadline=None)
def test_no_step_down_comes_before_its_days(plan: Plan, days: list[Draft]) -> None:
    """A rung is kept for its days from the day on which it came in force: no hidden and no doubled step."""
    walked = lived(begun(plan), *days).walked()
    for one in walked:
        if one.decision.outcome in {Outcome.TAPER, Outcome.FINISHED} and one.state.rung is not None:
            assert one.state.since is not None
            assert one.decision.day - one.state.since >= timedelta(days=plan.days_on(one.state.rung))
            assert one.decision.outcome is Outcome.FINISHED or one.decision.rung == one.state.rung + 1


def test_the_slots_of_a_plan_are_named_in_an_order() -> None:
    """Those named come first, the others stay as the plan has them."""
    assert (2, 0, 1) == in_order((Slot("a", DAY[0].at), Slot("b", DAY[1].at), Slot("c", DAY[2].at)), ("c",))
