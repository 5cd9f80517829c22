"""The plan as a value: targets, rungs and their names, what it tolerates, how long a taper lasts."""

from decimal import Decimal

import pytest

from baclotrack.core.plan import Target
from tests.core.plans import PLANS, sleep_plan, taper_plan

THREE = Decimal(3)


@pytest.mark.parametrize(
    ("target", "told", "expected"),
    [
        (Target("sleep_improved", want=True), True, True),
        (Target("sleep_improved", want=True), False, False),
        (Target("sleep_improved", want=False), False, True),
        (Target("sleep_improved", want=True), None, None),
        (Target("sleep_improved", want=True), THREE, None),
        (Target("sleep_improved", want=True), "yes", None),
        (Target("spasticity", at_most=THREE), Decimal(2), True),
        (Target("spasticity", at_most=THREE), THREE, True),
        (Target("spasticity", at_most=THREE), Decimal("3.1"), False),
        (Target("spasticity", at_most=THREE), True, None),
        (Target("sleep_hours", at_least=THREE), Decimal(2), False),
        (Target("sleep_hours", at_least=THREE), THREE, True),
        (Target("sleep_hours", at_least=THREE), False, None),
        (Target("sleep_hours"), THREE, None),
        (Target("sleep_hours"), True, None),
    ],
)
def test_a_target_is_met_missed_or_not_answered(target: Target, told: object, expected: bool | None) -> None:  # noqa: FBT001 - a table's column
    """An answer of another kind than the target asks for is none."""
    assert expected is target.met({target.measure: told})


@pytest.mark.parametrize(("awakenings", "expected"), [(0, True), (1, None)])
def test_not_waking_is_falling_asleep_again(awakenings: int, expected: bool | None) -> None:  # noqa: FBT001 - the same
    """Nobody who slept through must answer whether they fell back asleep."""
    target = Target("fell_back_asleep", want=True)
    assert expected is target.met({"awakenings": Decimal(awakenings)})
    assert None is Target("sleep_improved", want=True).met({"awakenings": Decimal(0)})


def test_rungs_are_named_once() -> None:
    """The names of the rungs are worked out at adoption, and then looked up."""
    plan = PLANS["four"].prepared()
    assert tuple(PLANS["four"].named(rung) for rung in range(4)) == plan.named_rungs
    named = (("bedtime", Decimal(1)),)
    assert named is plan._replace(named_rungs=(named,) * 4).named(0)
    assert (None, None) == (plan.named(None), PLANS["four"].named(None))


@pytest.mark.parametrize(("grade", "expected"), [(0, "step"), (1, "hold"), (2, "hold"), (3, "step_back"), (4, "step")])
def test_what_a_plan_does_at_each_grade(grade: int, expected: str) -> None:
    """Nothing is tolerated without a word; whatever is no grade blocks nothing by itself."""
    assert expected == sleep_plan(mild="hold").tolerates(grade)


@pytest.mark.parametrize(("rung", "expected"), [(0, (2, 12)), (1, (3, 10)), (2, (7, 7))])
def test_a_taper_lasts_as_long_as_its_rungs(rung: int, expected: tuple[int, int]) -> None:
    """The days of this rung, and those from here on to its end."""
    plan = taper_plan((20,), (15,), (10,), days=(2, 3, 7))
    assert expected == (plan.days_on(rung), plan.days_left(rung))
    assert (7, 7) == (plan.days_on(None), taper_plan((20,), (15,)).days_on(0))
