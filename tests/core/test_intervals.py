"""Intervals are held against published tables, against examples worked by hand, against plain counting, and to account.

The simulations draw with a fixed seed. What they show is what the pages say: independent nights are covered at least
19 times in 20, however they are spread; nights that resemble the one before are not.
"""

from collections.abc import Callable
from decimal import Decimal
from itertools import combinations, product
from math import comb, exp, sqrt
from random import Random

import pytest

from baclotrack.core import intervals
from baclotrack.core.intervals import (
    ENOUGH,
    Interval,
    Share,
    Shift,
    median,
    median_interval,
    middle_half,
    order_rank,
    pair_rank,
    share,
    shift,
)


def decimals(text: str) -> list[Decimal]:
    """Return numbers that are parted by spaces."""
    return [Decimal(one) for one in text.split()]


@pytest.mark.parametrize(("numbers", "middle"), [("3", "3"), ("9 1 5", "5"), ("1 2 10 4", "3"), ("6 6.5", "6.25")])
def test_the_median_is_the_middle(numbers: str, middle: str) -> None:
    """Of an even count it is the mean of the two in the middle."""
    assert Decimal(middle) == median(decimals(numbers))


@pytest.mark.parametrize("function", [median, middle_half])
def test_nothing_has_no_middle(function: Callable[[list[Decimal]], object]) -> None:
    """It is an error of the program to ask for it."""
    with pytest.raises(ValueError, match="nothing"):
        function([])


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [("4", 4, 4), ("1 2 3 4", 1, 4), ("5 4 3 2 1", 2, 4), ("1 2 3 4 5 6 7 8", 2, 7), ("9 8 7 6 5 4 3 2 1", 3, 7)],
)
def test_the_middle_half_lies_between_numbers_that_occurred(numbers: str, low: int, high: int) -> None:
    """At most a quarter of them lies below it, and a quarter above."""
    told = decimals(numbers)
    found = middle_half(told)
    assert Interval(Decimal(low), Decimal(high)) == found
    assert max(sum(one < found.low for one in told), sum(one > found.high for one in told)) <= len(told) / 4


# --- the median by order statistics ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "rank"),
    [(0, 0), (1, 0), (5, 0), (6, 1), (8, 1), (9, 2), (10, 2), (11, 2), (12, 3), (15, 4), (20, 6), (25, 8), (30, 10)],
)
def test_the_ranks_for_a_median_are_those_of_the_published_tables(count: int, rank: int) -> None:
    """The 95 % ranks that textbooks print: of 20 numbers the 6th and the 15th."""
    assert rank == order_rank(count)


@pytest.mark.parametrize("count", range(1, 13))
def test_the_ranks_for_a_median_come_out_of_throwing_all_coins(count: int) -> None:
    """Every number lies below the true median or above it, as a coin falls: all throws are listed and counted."""
    below = [sum(throw) for throw in product((0, 1), repeat=count)]
    allowed = [k for k in range(1, count + 1) if sum(one < k for one in below) / len(below) <= 0.025]
    assert max(allowed, default=0) == order_rank(count)


def test_six_is_the_smallest_count_with_an_interval() -> None:
    """Six nights: one chance in 32 that all lie on one side of the truth. Five: one in 16, which is too many."""
    assert (ENOUGH, 0, 1) == (6, order_rank(ENOUGH - 1), order_rank(ENOUGH))
    assert None is median_interval(decimals("1 2 3 4 5"))


def test_a_median_worked_by_hand() -> None:
    """Nine nights: of 512 throws of nine coins 1 + 9 = 10 show less than two heads, 2 %; so the 2nd and the 8th."""
    assert Interval(Decimal(5), Decimal("7.5")) == median_interval(decimals("6 7 5 8 4.5 6.5 7.5 5.5 6"))


# --- the shift of two groups ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("few", "many", "critical"),
    [(6, 6, 5), (6, 10, 11), (7, 7, 8), (8, 8, 13), (10, 10, 23), (6, 20, 27), (12, 15, 49), (20, 20, 127)],
)
def test_the_ranks_for_a_shift_follow_from_the_published_tables(few: int, many: int, critical: int) -> None:
    """Mann and Whitney's critical values, two-sided 5 %: the interval begins one rank above them."""
    assert critical + 1 == pair_rank(few, many)


@pytest.mark.parametrize(("few", "many"), [(1, 1), (2, 3), (3, 5), (4, 4), (4, 7), (5, 6), (6, 6), (6, 8)])
def test_the_ranks_for_a_shift_come_out_of_mixing_the_groups_in_all_ways(few: int, many: int) -> None:
    """All places that the smaller group can take among both are listed; the pairs the wrong way round are counted."""
    wrong = [
        sum(place - number for number, place in enumerate(places)) for places in combinations(range(few + many), few)
    ]
    allowed = [k for k in range(1, few * many + 1) if sum(one < k for one in wrong) / len(wrong) <= 0.025]
    assert max(allowed, default=0) == pair_rank(few, many)


def naive_shift(before: list[Decimal], now: list[Decimal]) -> Shift:
    """Return the shift by writing down every difference."""
    every = sorted(one - other for one in now for other in before)
    k = pair_rank(*sorted((len(before), len(now))))
    return Shift(median(every), every[k - 1], every[-k], exact=len(every) <= intervals.MOST_EXACT_PAIRS)


@pytest.mark.parametrize(("few", "many"), [(6, 6), (6, 13), (9, 6), (11, 12), (30, 41), (51, 60)])
def test_the_shift_is_that_of_all_differences_written_down(few: int, many: int) -> None:
    """Numbers in quarter hours, so that many of them are equal."""
    chance = Random(few * 100 + many)  # noqa: S311 - a test draws numbers, no secrets
    before = [Decimal(chance.randrange(12, 28)) / 4 for _ in range(few)]
    now = [Decimal(chance.randrange(16, 34)) / 4 for _ in range(many)]
    assert naive_shift(before, now) == shift(before, now)


def test_a_shift_worked_by_hand() -> None:
    """Before 1 to 6, now 11 to 16: differences from 5 to 15, 36 of them; the 6th lowest is 7, the 6th highest 13."""
    assert Shift(Decimal(10), Decimal(7), Decimal(13), exact=True) == shift(
        decimals("1 2 3 4 5 6"), decimals("11 12 13 14 15 16")
    )


def test_turned_round_a_shift_has_the_other_sign() -> None:
    """Which group is called the one before is all that differs."""
    one, other = decimals("5 6 6 7 4 5.5 6"), decimals("7 7.5 6 8 6.5 7 9 7")
    there, back = shift(one, other), shift(other, one)
    assert there is not None
    assert Shift(-there.by, -there.high, -there.low, exact=True) == back


def test_too_small_groups_have_no_shift() -> None:
    """Three against three: 1 way in 20 is not rare enough."""
    assert None is shift(decimals("1 2 3"), decimals("4 5 6"))


def test_beyond_2500_pairs_the_normal_approximation_goes_on_where_the_exact_one_ends() -> None:
    """At 50 against 50 the two differ by less than 1 rank in 900."""
    exact = pair_rank(50, 50)
    sloped = int(2500 / 2 - intervals.Z * sqrt(2500 * 101 / 12))
    assert abs(exact - sloped) <= 1
    assert pair_rank(50, 51) > exact


# --- shares ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yes", "asked", "low", "high"),
    [(10, 20, 0.2993, 0.7007), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_a_share_has_wilsons_interval(yes: int, asked: int, low: float, high: float) -> None:
    """Published examples; 81 of 263 is Newcombe's (Stat Med 1998;17:857)."""
    found = share(yes, asked)
    assert (low, high) == (round(found.low or 0, 4), round(found.high or 0, 4))


@pytest.mark.parametrize(("yes", "asked"), [(1, 6), (4, 11), (12, 16), (200, 365)])
def test_the_ends_of_a_share_are_where_the_count_becomes_too_unlikely(yes: int, asked: int) -> None:
    """Found again by halving: the truth that lies just 1.96 of its own standard errors from the share."""

    def far(truth: float) -> bool:
        return abs(yes / asked - truth) > intervals.Z * sqrt(truth * (1 - truth) / asked)

    def end(outside: float) -> float:
        inside = yes / asked
        for _ in range(60):
            middle = (outside + inside) / 2
            outside, inside = (middle, inside) if far(middle) else (outside, middle)
        return inside

    found = share(yes, asked)
    assert pytest.approx(end(0.0)) == found.low
    assert pytest.approx(end(1.0)) == found.high


@pytest.mark.parametrize(("asked", "told"), [(0, False), (5, False), (6, True)])
def test_a_share_of_too_few_has_no_interval(asked: int, *, told: bool) -> None:
    """Five answers give a count only."""
    found = share(asked, asked)
    assert (asked, told, told) == (found.asked, found.low is not None, found.high is not None)
    assert Share(0, 0) == share(0, 0)


# --- coverage -------------------------------------------------------------------------------------

Draw = Callable[[Random], float]
SPREAD: dict[str, tuple[Draw, float]] = {
    "even": (lambda chance: chance.random(), 0.5),
    "bell": (lambda chance: chance.gauss(6, 1), 6),
    "skewed": (lambda chance: exp(chance.gauss(3, 0.8)), exp(3)),
    "halves": (lambda chance: round(2 * chance.gauss(6, 1)) / 2, 6),
}
"""How nights may be spread, each with its true median; the last is rounded to half hours."""


def covered(count: int, spread: str, times: int) -> float:
    """Return how often the interval for the median of so many nights holds the truth."""
    draw, truth = SPREAD[spread]
    chance = Random(count)  # noqa: S311 - a test draws numbers, no secrets
    hits = 0
    for _ in range(times):
        found = median_interval([Decimal(str(draw(chance))) for _ in range(count)])
        assert found is not None
        hits += found.low <= Decimal(str(truth)) <= found.high
    return hits / times


@pytest.mark.parametrize("spread", SPREAD)
@pytest.mark.parametrize("count", [6, 9, 20])
def test_independent_nights_are_covered_nineteen_times_in_twenty(count: int, spread: str) -> None:
    """As often as the coins say, however the nights are spread; more often where they are rounded."""
    exact = 1 - 2 * sum(comb(count, below) for below in range(order_rank(count))) / 2**count
    found = covered(count, spread, 1000)
    assert exact >= 0.95
    assert found > exact - 0.02
    assert spread == "halves" or found < exact + 0.02


@pytest.mark.long
@pytest.mark.parametrize("spread", SPREAD)
@pytest.mark.parametrize("count", [6, 7, 9, 14, 20, 28, 60])
def test_independent_nights_are_covered_in_many_more_draws(count: int, spread: str) -> None:
    """Eight times as many, so that a hundredth would be seen."""
    assert covered(count, spread, 8_000) > 0.945


def shifts_covered(few: int, many: int, rounding: float, times: int) -> float:
    """Return how often the interval for a shift of one hour holds it."""
    chance = Random(few + many)  # noqa: S311 - a test draws numbers, no secrets
    hits = 0
    for _ in range(times):
        before = [Decimal(str(round(chance.gauss(5, 1) / rounding) * rounding)) for _ in range(few)]
        now = [Decimal(str(round(chance.gauss(5, 1) / rounding) * rounding)) + 1 for _ in range(many)]
        found = shift(before, now)
        assert found is not None
        hits += found.low <= 1 <= found.high
    return hits / times


@pytest.mark.parametrize("rounding", [0.001, 0.5])
@pytest.mark.parametrize(("few", "many"), [(6, 6), (7, 14)])
def test_a_shift_is_covered_nineteen_times_in_twenty(few: int, many: int, rounding: float) -> None:
    """With numbers as they are and with half hours, of which many are equal."""
    assert shifts_covered(few, many, rounding, 500) > 0.935


@pytest.mark.long
@pytest.mark.parametrize(("few", "many", "rounding"), [(6, 6, 0.001), (7, 14, 0.001), (7, 14, 0.5), (52, 60, 0.25)])
def test_a_shift_is_covered_in_many_more_draws(few: int, many: int, rounding: float) -> None:
    """The last row is beyond 2500 pairs."""
    assert shifts_covered(few, many, rounding, 2000) > 0.94


@pytest.mark.parametrize("asked", [6, 10, 28])
def test_a_share_is_covered_nineteen_times_in_twenty_on_average(asked: int) -> None:
    """Counted, not drawn, for truths from 1 to 99 %: Wilson's is right on average and seldom far below."""
    chances = []
    for percent in range(1, 100):
        truth = percent / 100
        chances.append(
            sum(
                comb(asked, yes) * truth**yes * (1 - truth) ** (asked - yes)
                for yes in range(asked + 1)
                if (share(yes, asked).low or 0) <= truth <= (share(yes, asked).high or 0)
            )
        )
    assert 0.95 <= sum(chances) / len(chances) <= 0.97
    assert min(chances) > 0.83


def test_nights_that_resemble_the_one_before_are_covered_less_often() -> None:
    """Half of each night's departure is that of the night before: 20 nights miss the truth more than 1 time in 10.

    This is why every comparison says that there is more doubt than its intervals show.
    """
    chance = Random(1)  # noqa: S311 - a test draws numbers, no secrets
    hits = 0
    for _ in range(1000):
        nights, last = [], chance.gauss(0, 1)
        for _ in range(20):
            last = 0.5 * last + sqrt(0.75) * chance.gauss(0, 1)
            nights.append(Decimal(str(last)))
        found = median_interval(nights)
        assert found is not None
        hits += found.low <= 0 <= found.high
    assert 0.70 < hits / 1000 < 0.90
