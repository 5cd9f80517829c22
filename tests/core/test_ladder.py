"""A ladder from what the directions say: each reading to the letter, and nothing guessed where they do not fit."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.ladder import PER_DAY, PER_DOSE, Misfit, Said, build, misfit

THREE = (5, 5, 5)


def said(start: tuple[int | str, ...], step: int | str, basis: str, ceiling: int, *grow: int) -> Said:
    """Return directions from plain numbers."""
    return Said(tuple(Decimal(mg) for mg in start), Decimal(step), basis, Decimal(ceiling), grow)


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        (said((5,), 5, PER_DOSE, 20), [(5,), (10,), (15,), (20,)]),
        (said((5,), 5, PER_DAY, 20, 0), [(5,), (10,), (15,), (20,)]),
        (said(("2.5",), "2.5", PER_DOSE, 5), [("2.5",), (5,)]),
        (said(THREE, 5, PER_DOSE, 60), [(5, 5, 5), (10, 10, 10), (15, 15, 15), (20, 20, 20)]),
        (said(THREE, 5, PER_DAY, 30, 2, 1, 0), [(5, 5, 5), (5, 5, 10), (5, 10, 10), (10, 10, 10)]),
        (said(THREE, 5, PER_DAY, 25, 0, 2), [(5, 5, 5), (10, 5, 5), (10, 5, 10)]),
        (said((0, 0, 5), 5, PER_DAY, 15, 1, 0), [(0, 0, 5), (0, 5, 5), (5, 5, 5)]),
        (said((5, 0, 5), 5, PER_DOSE, 20), [(5, 0, 5), (10, 0, 10)]),
    ],
)
def test_each_reading_gives_its_own_ladder(directions: Said, expected: list[tuple[int | str, ...]]) -> None:
    """The same 5 mg is 15 mg a day more for each of three doses, and 5 mg for the day's total, in the order told."""
    assert [tuple(Decimal(mg) for mg in rung) for rung in expected] == list(build(directions))


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        (said((0,), 5, PER_DOSE, 20), Misfit("no-start")),
        (said((5,), 0, PER_DOSE, 20), Misfit("no-step")),
        (said((5,), 5, PER_DOSE, 5), Misfit("ceiling", Decimal(5))),
        (said((20,), 5, PER_DOSE, 5), Misfit("ceiling", Decimal(20))),
        (said(THREE, 5, PER_DAY, 30), Misfit("no-order")),
        (said(THREE, 5, PER_DOSE, 70), Misfit("not-hit", Decimal(60), Decimal(75))),
        (said(THREE, 5, PER_DAY, 62, 2, 1, 0), Misfit("not-hit", Decimal(60), Decimal(65))),
        (said((1,), 1, PER_DOSE, 60), None),
        (said((1,), 1, PER_DOSE, 61), Misfit("too-many", Decimal(61))),
    ],
)
def test_what_does_not_fit_is_told_and_not_mended(directions: Said, expected: Misfit | None) -> None:
    """A ceiling that is not met exactly names both ladders that would be; neither is chosen."""
    assert expected == misfit(directions)
    if expected is not None:
        with pytest.raises(ValueError, match=expected.why):
            build(directions)


@given(
    st.integers(1, 20), st.integers(1, 15), st.integers(1, 40), st.integers(1, 4), st.sampled_from([PER_DOSE, PER_DAY])
)
def test_a_ladder_ends_at_its_ceiling_and_each_step_is_the_one_told(
    start: int, step: int, steps: int, slots: int, basis: str
) -> None:
    """No rung lies beyond the ceiling, the last is the ceiling, and every rise of the day is the same."""
    rise, grow = (step * slots, ()) if basis == PER_DOSE else (step, tuple(range(slots)))
    rungs = build(said((start,) * slots, step, basis, start * slots + rise * steps, *grow))
    totals = [sum(rung) for rung in rungs]
    assert [start * slots + rise * place for place in range(steps + 1)] == totals
    assert [] == [high for low, high in pairwise(rungs) if any(now < then for then, now in zip(low, high, strict=True))]
