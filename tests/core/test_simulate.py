"""Imagined days are decided by the same walk as real ones, with the answers given."""

from datetime import timedelta
from decimal import Decimal

import pytest

from baclotrack.core.decision import Decision
from baclotrack.core.fold import Walked
from baclotrack.core.plan import Plan, Target
from baclotrack.core.record import arrange
from baclotrack.core.simulate import (
    ANSWERS,
    BAD,
    acknowledged,
    begun,
    climb,
    facts_of,
    first_days,
    stairs,
    switched,
    what_if,
    without_review,
)
from baclotrack.core.values import Outcome
from tests.core.diary import Diary, amounts, answer, diary, walked
from tests.core.plans import ADULT, CATALOG, PLANS, day_plan, on, sleep_plan, taking, taper_plan

WORDS = {one.word: one for one in ANSWERS}
LINES = {
    "good": "{mg} mg, good night, 0 drinks",
    "bad": "{mg} mg, bad night, 0 drinks",
    "missed": "missed, bad night, 0 drinks",
    "over": "{twice} mg, bad night, 0 drinks",
    "mild": "{mg} mg, bad night, mild drowsiness, 0 drinks",
    "moderate": "{mg} mg, bad night, moderate drowsiness, 0 drinks",
    "severe": "{mg} mg, bad night, severe drowsiness, 0 drinks",
    "drink": "{mg} mg, bad night, 2 drinks",
    "silent": "",
}


def told(words: str) -> list[Decision]:
    """Return the imagined decisions, one a day."""
    days = what_if(begun(PLANS["sleep"], ADULT, on(1)), CATALOG, on(1), [WORDS[one] for one in words.split()])
    return [one.decision for one in days]


def said(decision: Decision) -> str:
    """Return a decision as outcome and dose: step_up 10."""
    return f"{decision.outcome} {amounts(decision.doses)}".strip()


@pytest.mark.parametrize(
    "words",
    [
        "bad bad bad bad bad",
        "good bad good good bad bad bad",
        "bad bad missed bad bad",
        "bad missed missed bad bad bad",
        "bad over bad bad over over over bad",
        "bad bad moderate bad severe bad bad bad bad",
        "bad mild drink bad bad",
        "bad silent bad bad silent silent silent bad",
        "severe bad bad bad bad bad",
    ],
)
def test_a_what_if_says_what_next_says_of_the_same_days_written_down(words: str) -> None:
    """Every imagined day is written into a journal, and the decisions of that journal are the same."""
    imagined = told(words)
    lines = []
    for place, (word, decision) in enumerate(zip(words.split(), imagined, strict=True), 1):
        mg = sum((one for _, one in decision.doses or decision.in_force or ()), Decimal(0))
        line = LINES[word].format(mg=mg, twice=2 * mg)
        lines += [f"day {place}: {line}"] if line else []
    journal = walked(diary("\n".join(lines)), len(imagined))
    assert [said(one) for one in imagined] == [said(one.decision) for one in journal]


def test_it_goes_on_from_the_record() -> None:
    """The first imagined day is decided from what was really recorded."""
    real = diary("day 1: 5 mg, bad night\nday 2: 10 mg, moderate nausea")
    days = list(what_if(real.history(), CATALOG, on(3), [BAD] * 3))
    assert ["hold 10", "step_up 15", "step_up 20"] == [said(one.decision) for one in days]


def test_every_target_is_met_or_missed() -> None:
    """Yes, at most and at least are each answered so that the target is met, or just missed."""
    targets = (
        Target("sleep_improved", want=True),
        Target("craving", at_most=Decimal(10)),
        Target("sleep_hours", at_least=Decimal(7)),
    )
    plan = sleep_plan(targets=targets)
    decision = next(iter(what_if(begun(plan, ADULT, on(1)), CATALOG, on(1), [BAD]))).decision
    for word, met in (("good", True), ("bad", False)):
        measures = facts_of(WORDS[word], decision).measures
        assert [met] * 3 == [target.met(measures) for target in targets]


def climbed(plan: Plan) -> dict[int, int]:
    """Return on which day each rung is reached at the earliest."""
    days = climb(begun(plan, ADULT, on(1)), CATALOG, on(1), plan)
    return {rung: (day - on(1)).days + 1 for rung, day in first_days(days).items()}


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PLANS["sleep"], {0: 1, 1: 2, 2: 3, 3: 4}),
        (PLANS["sleep-slow"], {0: 1, 1: 4, 2: 7, 3: 10}),
        (PLANS["per-dose"], {0: 1, 1: 4, 2: 7, 3: 10}),
        (PLANS["taper"], {0: 1, 1: 8, 2: 15, 3: 22}),
        (sleep_plan(hold_days=90, review_by=on(30)), {0: 1, 1: 91, 2: 181, 3: 271}),
        (sleep_plan(single_mg=Decimal(10), daily_mg=Decimal(10)), {0: 1, 1: 2}),
        (day_plan((5, 5, 5), (15, 15, 15), (25, 25, 25)), {0: 1, 1: 4}),
    ],
)
def test_a_climb_reaches_each_rung_on_the_first_permitted_day(plan: Plan, expected: dict[int, int]) -> None:
    """As fast as the plan allows, past a review still to come, and never beyond a limit."""
    assert expected == climbed(plan)


def test_a_review_that_has_passed_keeps_the_climb_from_going_on() -> None:
    """Only a review that lies ahead is taken as done."""
    history = begun(sleep_plan(review_by=on(0)), ADULT, on(1))
    assert history == without_review(history, on(1))


def test_a_plan_that_is_switched_to_carries_the_dose_over() -> None:
    """As adopting it would: the dose in force is marked, and a dose that is no rung is not shown."""
    real = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night").history()
    slow = sleep_plan(hold_days=3)
    assert "hold 10" == said(next(what_if(switched(real, slow, on(3)), CATALOG, on(3), [BAD])).decision)
    other = sleep_plan(rungs=((Decimal(6),), (Decimal(12),)))
    assert "cannot_decide" == said(next(what_if(switched(real, other, on(3)), CATALOG, on(3), [BAD])).decision)


def test_what_was_acknowledged_counts_for_another_plan_too() -> None:
    """An older person whose prescriber wants the plan's own pace has it in a plan begun anew."""
    older = ADULT._replace(born=1950)
    real = diary("day 1: 5 mg, bad night\nday 1 doctor: acknowledge pace", profile=older)
    word = acknowledged(real.history())
    assert ["acknowledge pace"] == [f"{one.action} {one.name}" for one in word]
    with_word, without = (begun(PLANS["sleep-slow"], older, on(1), one) for one in (word, ()))
    assert (on(4), on(8)) == tuple(
        first_days(climb(one, CATALOG, on(1), PLANS["sleep-slow"]))[1] for one in (with_word, without)
    )


def test_stairs_are_days_in_a_row_at_one_dose() -> None:
    """A hold lengthens a stair; a step, a step back and a restart begin a new one, even at the same dose."""
    words = "bad bad severe bad missed missed bad bad"
    days = list(what_if(begun(PLANS["sleep"], ADULT, on(1)), CATALOG, on(1), [WORDS[one] for one in words.split()]))
    assert [
        (on(1), 1, Outcome.START, "5"),
        (on(2), 1, Outcome.STEP_UP, "10"),
        (on(3), 1, Outcome.STEP_UP, "15"),
        (on(4), 3, Outcome.STEP_BACK, "10"),
        (on(7), 2, Outcome.RESTART, "5"),
    ] == [(one.first, one.days, one.outcome, amounts(one.doses)) for one in stairs(days)]
    assert len(days) == sum(one.days for one in stairs(days))


def test_days_without_a_dose_are_a_stair_of_their_own() -> None:
    """Nobody reads a dose where none is shown."""
    days = what_if(begun(PLANS["sleep"], ADULT, on(1)), CATALOG, on(1), [WORDS["severe"], BAD, *[WORDS["silent"]] * 5])
    drawn = [(one.outcome, one.doses is None) for one in stairs(days)]
    assert [(Outcome.START, False), (Outcome.ASK, True), (Outcome.HOLD, False), (Outcome.CANNOT, True)] == drawn


def test_a_taper_that_is_begun_anew_begins_at_its_first_step() -> None:
    """A what-if of a taper has a dose to come down from, and ends without one."""
    plan = taper_plan((10,), (5,))
    down: list[Walked] = climb(begun(plan, ADULT, on(1)), CATALOG, on(1), plan)
    assert (Outcome.FINISHED, on(15)) == (down[-1].decision.outcome, down[-1].decision.day)
    named = taking(plan, 5)
    days = climb(begun(named, ADULT, on(1)), CATALOG, on(1), named)
    assert on(1) + timedelta(days=7) == days[-1].decision.day


def test_an_ended_tablet_plan_gives_way_to_one_that_only_keeps_the_record() -> None:
    """Without the prescriber's word the old dose is still in force, and nothing is decided over it."""
    begun_at = diary("day 1: 5 mg, bad night\nday 2 plan: pump")
    assert "cannot_decide" == answer(begun_at, 2)
    ended: Diary = diary("day 1: 5 mg, bad night\nday 2 doctor: end-plan\nday 2 plan: pump")
    assert "record_only" == answer(ended, 2)
    assert arrange(ended.entries) == ended.history()
