"""Edges of a taper's arithmetic that only planted faults had shown."""

from decimal import Decimal

import pytest

from baclotrack.core.taper import Bounds, Problem, _fills, down, helping, problems, unmakeable
from baclotrack.core.values import Rung
from tests.core.plans import ladder

TEN = (Decimal(10),)
WIDE = Bounds(1, Decimal(100))


def shown(rungs: tuple[Rung, ...]) -> str:
    """Return rungs as a line."""
    return ", ".join("/".join(f"{mg:f}" for mg in rung) for rung in rungs)


@pytest.mark.parametrize(
    ("start", "step", "expected"),
    [
        ((2, 2, 2, 2), 5, "2/2/2/2, 0/0/1/2"),
        ((3, 9), 7, "3/9, 3/2"),
        ((5, 5), 10, "5/5"),
    ],
)
def test_no_dose_shrinks_below_nothing(start: tuple[int, ...], step: int, expected: str) -> None:
    """Where a portion is more than the largest dose, what is left of it comes from the next one."""
    (rung,) = ladder(start)
    assert expected == shown(down(rung, Decimal(step), range(len(start))))


@pytest.mark.parametrize(
    ("days", "every", "least", "expected"),
    [
        ((20, 7, 7), 7, 21, ()),
        ((20, 7, 7), 7, 22, (Problem("days", Decimal(21), Decimal(22)),)),
        ((7, 7, 7), 0, 22, (Problem("days", Decimal(21), Decimal(22)),)),
        ((3, 7, 7), 7, 17, ()),
        ((3, 7, 7), 7, 18, (Problem("days", Decimal(17), Decimal(18)),)),
    ],
)
def test_too_few_days_are_told_with_their_number_and_the_bound(
    days: tuple[int, ...], every: int, least: int, expected: tuple[Problem, ...]
) -> None:
    """A wait on the first dose counts for no more than the pace, and every later rung counts."""
    assert expected == problems(ladder((15,), (10,), (5,)), days, WIDE._replace(least_days=least), every)


def test_each_cut_that_is_too_large_is_told_with_its_place() -> None:
    """The mg a day less, the bound, and after which rung; the first one is 1."""
    rungs = ladder((30,), (20,), (15,), (0,))
    found = problems(rungs, (7, 7, 7, 7), Bounds(1, Decimal(5)))
    assert (Problem("cut", Decimal(10), Decimal(5), 1), Problem("cut", Decimal(15), Decimal(5), 3)) == found


def test_doses_that_cannot_be_made_are_told_largest_first() -> None:
    """Each of them once."""
    rungs = ladder((25, 5), (20, 5), (15, 5), (10, 5))
    assert (Decimal(25), Decimal(15), Decimal(5)) == unmakeable(rungs, TEN, 1)


@pytest.mark.parametrize(
    ("dose", "strength", "expected"),
    [
        ("5", "5", True),
        ("10", "5", True),
        ("15", "5", True),
        ("5", "15", False),
        ("10", "15", False),
        ("7", "5", False),
    ],
)
def test_whole_tablets_of_a_strength_fill_a_dose_or_do_not(dose: str, strength: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """At least one of them and never more than the dose, with 10 mg tablets for the rest."""
    assert expected is _fills(Decimal(dose), Decimal(strength), TEN, 1)


@pytest.mark.parametrize(("strength", "expected"), [(5, True), (15, False), (10, False)])
def test_a_strength_helps_only_where_it_makes_every_dose(strength: int, expected: bool) -> None:  # noqa: FBT001 - the same
    """A tablet that is stronger than the dose is no help, and one at home is no news."""
    assert ((Decimal(strength),) if expected else ()) == helping(ladder((15,), (5,)), TEN, 1, (Decimal(strength),))
