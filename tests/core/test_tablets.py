"""Tablets add up exactly to the dose, or there are none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.tablets import TabletCount, make, make_all


def of(*strengths: str) -> tuple[Decimal, ...]:
    """Return strengths in mg."""
    return tuple(Decimal(mg) for mg in strengths)


def shown(way: tuple[TabletCount, ...] | None) -> str:
    """Return tablets as `1 x 10 + 0.5 x 5`, or `none`."""
    if way is None:
        return "none"
    return " + ".join(f"{one.number.normalize():f} x {one.strength_mg:f}" for one in way)


@pytest.mark.parametrize(
    ("mg", "strengths", "splits", "expected"),
    [
        ("5", of("10"), 2, "0.5 x 10"),
        ("5", of("10"), 1, "none"),
        ("5", of("5"), 1, "1 x 5"),
        ("10", of("10"), 1, "1 x 10"),
        ("15", of("10"), 2, "1.5 x 10"),
        ("15", of("10"), 1, "none"),
        ("15", of("10", "5"), 1, "1 x 10 + 1 x 5"),
        ("20", of("10", "20"), 1, "1 x 20"),
        ("2.5", of("10"), 4, "0.25 x 10"),
        ("2.5", of("10"), 2, "none"),
        ("2.5", of("5"), 2, "0.5 x 5"),
        ("7.5", of("10"), 4, "0.75 x 10"),
        ("7.5", of("5"), 2, "1.5 x 5"),
        ("25", of("25", "10"), 1, "1 x 25"),
        ("30", of("25", "10"), 1, "3 x 10"),
        ("35", of("25", "10"), 1, "1 x 25 + 1 x 10"),
        ("15", of("25", "20"), 1, "none"),
        ("3", of("10"), 4, "none"),
        ("0.1", of("5"), 4, "none"),
        ("5", of(), 1, "none"),
    ],
)
def test_the_tablets_of_a_dose(mg: str, strengths: tuple[Decimal, ...], splits: int, expected: str) -> None:
    """A dose is made from the strengths named, broken only as the profile allows, or not at all."""
    assert expected == shown(make(Decimal(mg), strengths, splits))


def test_whole_tablets_come_before_broken_ones() -> None:
    """Two whole tablets are better than one and a half."""
    assert "2 x 5" == shown(make(Decimal(10), of("20", "5"), 2))


def test_fewer_tablets_come_before_more() -> None:
    """One strong tablet is better than two weak ones."""
    assert "1 x 20" == shown(make(Decimal(20), of("5", "10", "20"), 1))


def test_the_order_and_repetition_of_strengths_do_not_matter() -> None:
    """The same house of tablets makes the same dose."""
    assert make(Decimal(15), of("10", "5"), 1) == make(Decimal(15), of("5", "10", "5"), 1)


@given(
    mg=st.decimals(min_value="0.5", max_value=80, places=1),
    strengths=st.lists(st.sampled_from(of("2.5", "5", "10", "15", "20", "25")), max_size=3),
    splits=st.sampled_from([1, 2, 4]),
)
def test_what_is_made_adds_up_exactly(mg: Decimal, strengths: list[Decimal], splits: int) -> None:
    """Whatever the house holds, the tablets shown are in it, broken as allowed, and make the dose to the last digit."""
    way = make(mg, tuple(strengths), splits)
    if way is not None:
        assert mg == sum((one.strength_mg * one.number for one in way), start=Decimal(0))
        assert {one.strength_mg for one in way} <= set(strengths)
        assert {Decimal(0)} == {one.number * splits % 1 for one in way}
        assert all(one.number > 0 for one in way)


@given(
    pieces=st.lists(st.tuples(st.sampled_from(of("5", "10", "25")), st.integers(1, 3)), min_size=1, max_size=3),
    splits=st.sampled_from([1, 2, 4]),
)
def test_what_can_be_made_is_made(pieces: list[tuple[Decimal, int]], splits: int) -> None:
    """Whatever somebody lays out on the table, the program finds a way to that dose too."""
    mg = sum((strength * count / splits for strength, count in pieces), start=Decimal(0))
    assert make(mg, tuple(strength for strength, _ in pieces), splits) is not None


def test_all_slots_of_a_day_are_made() -> None:
    """Each slot has its own tablets, in the plan's order."""
    made = make_all((("morning", Decimal(5)), ("evening", Decimal(10))), of("10"), 2)
    assert [("morning", "0.5 x 10"), ("evening", "1 x 10")] == [(slot, shown(way)) for slot, way in made or ()]


def test_one_slot_that_cannot_be_made_spoils_the_day() -> None:
    """Half a day of tablets is never shown."""
    assert None is make_all((("morning", Decimal(10)), ("evening", Decimal(5))), of("10"), 1)
