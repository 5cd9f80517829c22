"""A walk that begins where an earlier one left off answers as one from the first day; an older day is never missing."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core import fold
from baclotrack.core.begin import begin
from baclotrack.core.decision import Decision, decide
from baclotrack.core.fold import ahead, decide_day, walk, walk_from
from baclotrack.core.known import Days, at_hand_first, last_checkin, with_days
from baclotrack.core.record import DayFacts, History, arrange
from baclotrack.core.situation import Situation
from baclotrack.core.state import State
from baclotrack.core.values import Health
from tests.core.diary import diary
from tests.core.lives import Life, lives
from tests.core.plans import ADULT, CATALOG, START, on

ONE_DAY = timedelta(days=1)
FACTS = {on(day): DayFacts(checkin=day % 2 == 1, dose_rank=day) for day in (1, 2, 3, 5, 8)}


def resumed(history: History, day: date) -> History:
    """Return a record of which a walk begins after a day, and only the days from there on are at hand."""
    at_hand = {one: facts for one, facts in history.days.items() if one >= day}
    days = Days(day, at_hand, lambda: history.days)
    return History(days, history.events, begin(history, CATALOG, day))


@settings(max_examples=15)
@given(lives(days=7), st.integers(1, 6))
def test_the_days_after_are_the_same_wherever_the_walk_begins(life: Life, day: int) -> None:
    """Every decision, state and profile, those of imagined days, and those that faults of the files concern."""
    whole = arrange(life.entries())
    begun_on, last = START + timedelta(days=day), START + timedelta(days=9)
    half = resumed(whole, begun_on)
    every = [one for one in walk(whole, CATALOG, last) if one.decision.day > begun_on]
    assert every == list(walk_from(half, CATALOG, begun_on + ONE_DAY, last))
    assert every[1:] == list(walk_from(half, CATALOG, begun_on + 2 * ONE_DAY, last))
    broken = Health(faults=1)
    assert decide_day(whole, CATALOG, last, broken) == decide_day(half, CATALOG, last, broken)
    assert ahead(whole, CATALOG, last, 3) == ahead(half, CATALOG, last, 3)
    assert begin(whole, CATALOG, last) == begin(half, CATALOG, last)


LIVED = """
day 1: 5 mg, bad night
day 2: 10 mg, bad night, sedative zolpidem
day 3: 10 mg, bad night, 2 drinks
day 4: missed
day 5: 10 mg, bad night, moderate nausea
day 6: 10 mg, good night
day 7: 15 mg, bad night
"""


@pytest.mark.parametrize("day", range(1, 8))
def test_a_stated_life_goes_on_alike_wherever_it_begins(day: int) -> None:
    """The same example each time: a sedative, drinks, a missed night, a side effect, and the person's age."""
    whole = diary(LIVED, profile=ADULT._replace(born=1950)).history()
    half = resumed(whole, on(day))
    every = {one.decision.day: one for one in walk(whole, CATALOG, on(9))}
    assert every[on(9)] == decide_day(half, CATALOG, on(9))
    assert every[on(day + 1)] == decide_day(half, CATALOG, on(day + 1))
    assert every[on(day)] == decide_day(half, CATALOG, on(day))
    assert [one.decision for one in ahead(whole, CATALOG, on(8), 3)] == [
        one.decision for one in ahead(half, CATALOG, on(8), 3)
    ]
    assert begin(whole, CATALOG, on(8)) == begin(half, CATALOG, on(8))
    assert half.begun is not None
    assert (on(day), every[on(day + 1)].profile) == (half.begun.day, half.begun.profile)


@pytest.mark.parametrize("day", [1, 2, 3, 4])
def test_a_walk_may_begin_before_the_plan_was_adopted(day: int) -> None:
    """Doses told before the first adoption count neither as complete nor as unlogged, wherever the walk begins."""
    whole = diary(LIVED, adopted=4).history()
    half = resumed(whole, on(day))
    every = [one for one in walk(whole, CATALOG, on(9)) if one.decision.day >= on(5)]
    assert every == list(walk_from(half, CATALOG, on(5), on(9)))


def test_the_days_ahead_are_imagined_wherever_the_walk_begins() -> None:
    """Each coming day goes as the last one did."""
    whole = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night").history()
    expected = [one.decision for one in ahead(whole, CATALOG, on(3), 2)]
    assert ["step_up", "step_up"] == [one.outcome for one in expected]
    assert expected == [one.decision for one in ahead(resumed(whole, on(1)), CATALOG, on(3), 2)]


def test_an_instruction_comes_in_force_once() -> None:
    """A dose set on the very day that the walk begins after is not set again on the next one."""
    told = "day 1: 5 mg, bad night\nday 2 doctor: set-dose 10\nday 2: 10 mg, bad night\nday 3: 10 mg, bad night"
    whole = diary(told, "sleep-slow").history()
    every = {one.decision.day: one for one in walk(whole, CATALOG, on(4))}
    assert (2, every[on(4)]) == (every[on(4)].state.complete, decide_day(resumed(whole, on(2)), CATALOG, on(4)))


def test_a_walk_goes_on_without_walking_what_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The days up to the one it begins after are not decided again, and of the day it begins after none is."""
    half = resumed(diary(LIVED).history(), on(5))
    assert [on(6), on(7), on(8)] == [one.decision.day for one in walk_from(half, CATALOG, on(6), on(8))]
    decided: list[date] = []

    def noted(situation: Situation) -> Decision:
        decided.append(situation.day)
        return decide(situation)

    monkeypatch.setattr(fold, "decide", noted)
    assert 3 == len(list(walk_from(half, CATALOG, on(6), on(8))))
    assert [on(6), on(7), on(8)] == decided


def test_each_day_comes_once_though_the_first_at_hand_is_fetched_too() -> None:
    """What is at hand is in what is fetched as well."""
    days, _ = counted(FACTS, 5)
    assert sorted(FACTS.items()) == sorted(at_hand_first(days))


@settings(max_examples=10)
@given(lives(days=5), st.integers(1, 4))
def test_days_before_are_walked_from_the_first_one(life: Life, day: int) -> None:
    """A walk that is asked for earlier days does not begin later."""
    whole = arrange(life.entries())
    half = resumed(whole, START + timedelta(days=day))
    last = START + timedelta(days=6)
    assert list(walk(whole, CATALOG, last)) == list(walk(half, CATALOG, last))
    for since in (START, START + timedelta(days=day)):
        every = [one for one in walk(whole, CATALOG, last) if one.decision.day >= since]
        assert every == list(walk_from(half, CATALOG, since, last))
        assert decide_day(whole, CATALOG, since) == decide_day(half, CATALOG, since)


def counted(facts: Mapping[date, DayFacts], since: int) -> tuple[Days, list[int]]:
    """Return days of which those before `since` are fetched, and a list that grows when they are."""
    fetched: list[int] = []

    def whole() -> Mapping[date, DayFacts]:
        fetched.append(1)
        return facts

    return Days(on(since), {day: one for day, one in facts.items() if day >= on(since)}, whole), fetched


@pytest.mark.parametrize("day", range(10))
def test_a_day_is_what_it_is_at_hand_or_not(day: int) -> None:
    """An older one is fetched, a newer one is not."""
    days, fetched = counted(FACTS, 4)
    assert FACTS.get(on(day)) == days.get(on(day))
    assert (day < 4) == bool(fetched)


def test_whoever_looks_at_all_days_gets_all_days() -> None:
    """Counted, listed or compared; they are fetched once."""
    days, fetched = counted(FACTS, 4)
    assert (5, sorted(FACTS), FACTS) == (len(days), sorted(days), dict(days))
    assert [1] == fetched


def test_what_is_at_hand_comes_first_and_the_rest_only_when_asked() -> None:
    """So that a search that ends early fetches nothing."""
    days, fetched = counted(FACTS, 4)
    found = iter(at_hand_first(days))
    assert {on(5), on(8)} == {next(found)[0], next(found)[0]}
    assert [] == fetched
    assert {on(1), on(2), on(3)} == {day for day, _ in found}
    assert sorted(FACTS.items()) == sorted(at_hand_first(FACTS))


@pytest.mark.parametrize(
    ("before", "expected", "fetches"), [(9, 5, False), (6, 5, False), (5, 3, True), (3, 1, True), (1, None, True)]
)
def test_the_last_check_in_is_found_wherever_it_stands(before: int, expected: int | None, *, fetches: bool) -> None:
    """Days without a check-in do not count."""
    days, fetched = counted(FACTS, 4)
    assert (None if expected is None else on(expected)) == last_checkin(days, on(before))
    assert last_checkin(days, on(before)) == last_checkin(FACTS, on(before))
    assert fetches == bool(fetched)


@pytest.mark.parametrize(("told", "keeps"), [(5, True), (7, True), (4, False), (2, False)])
def test_days_told_otherwise_keep_the_beginning_only_where_they_lie_after_it(told: int, *, keeps: bool) -> None:
    """Else the state that the walk begins with would be that of another record."""
    days, _ = counted(FACTS, 4)
    history = History(days, (), begin(History(FACTS, ()), CATALOG, on(4)))
    changed = with_days(history, {on(told): DayFacts(dose_rank=99)})
    assert keeps == (changed.begun is not None)
    assert {**FACTS, on(told): DayFacts(dose_rank=99)} == dict(changed.days)
    assert FACTS == dict(days)


def test_a_plain_record_told_otherwise_stays_plain() -> None:
    """No beginning is made up."""
    changed = with_days(History(FACTS, ()), {on(4): DayFacts(dose_rank=99)})
    assert ({**FACTS, on(4): DayFacts(dose_rank=99)}, None) == (changed.days, changed.begun)
    assert State() == begin(History({}, ()), CATALOG, on(1)).state
