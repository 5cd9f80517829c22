"""How sure a few numbers can make us: three textbook 95 % intervals for small samples, counted and never guessed.

None of them asks how the numbers are spread. All of them take the numbers to be independent of each other, which
neighbouring nights are not: whoever shows an interval says so beside it.

Sources: a median by order statistics and the shift of two groups after Hodges and Lehmann, with Moses' interval from
the exact Mann-Whitney distribution (Hollander and Wolfe, Nonparametric Statistical Methods, chapters 3 and 4); the
share after Wilson (J Am Stat Assoc 1927;22:209). The page "How trends are counted" works each of them by hand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from math import comb, sqrt
from typing import NamedTuple

ENOUGH = 6
"""The fewest numbers with a 95 % interval for their median: 5 give 94 % at most, 6 give 97 %. Less is told as few."""

TAILS = 40
"""95 % leaves one chance in 40 on each side."""

Z = 1.959963984540054
"""The normal quantile that leaves one chance in 40 above it."""

MOST_EXACT_PAIRS = 2500
"""Two groups with more pairs than this (50 nights against 50) are counted by the normal approximation."""


class Interval(NamedTuple):
    """From the lowest to the highest value that the numbers do not speak against, in the unit of the numbers."""

    low: Decimal
    high: Decimal


class Shift(NamedTuple):
    """How far one group lies above another, with its interval; `exact` is false for the normal approximation."""

    by: Decimal
    low: Decimal
    high: Decimal
    exact: bool


class Share(NamedTuple):
    """How often something was so, of the times it was asked; the ends are parts of 1, None where too few answered."""

    yes: int
    asked: int
    low: float | None = None
    high: float | None = None


def median(numbers: Iterable[Decimal]) -> Decimal:
    """Return the middle number, or the mean of the two in the middle.

    Raises:
        ValueError: when there is no number.
    """
    in_order = sorted(numbers)
    if not in_order:
        raise ValueError("the median of nothing")
    half = len(in_order) // 2
    if len(in_order) % 2:
        return in_order[half]
    return (in_order[half - 1] + in_order[half]) / 2


def middle_half(numbers: Iterable[Decimal]) -> Interval:
    """Return the quartiles as numbers that occurred: a quarter of them at most lies below, and a quarter above.

    Raises:
        ValueError: when there is no number.
    """
    in_order = sorted(numbers)
    if not in_order:
        raise ValueError("the quartiles of nothing")
    below = (len(in_order) - 1) // 4
    return Interval(in_order[below], in_order[-1 - below])


@cache
def order_rank(count: int) -> int:
    """Return k, so that the k-th lowest and the k-th highest of so many numbers enclose the median; 0 where none do.

    Each number falls below the true median as a coin falls. k is the largest number for which fewer than k of
    `count` coins fall so with a chance of at most 1 in 40.
    """
    whole, tail, k = 2**count, 0, 0
    coins = 1
    while (tail + coins) * TAILS <= whole:
        tail += coins
        coins = coins * (count - k) // (k + 1)
        k += 1
    return k


def median_interval(numbers: Sequence[Decimal]) -> Interval | None:
    """Return the interval for the median, or None where the numbers are too few for any."""
    k = order_rank(len(numbers))
    if not k:
        return None
    in_order = sorted(numbers)
    return Interval(in_order[k - 1], in_order[-k])


@cache
def pair_rank(few: int, many: int) -> int:
    """Return k, so that the k-th lowest and highest difference of all pairs enclose the shift; 0 where none do.

    Exact: of all ways to mix two groups of these sizes, at most 1 in 40 puts fewer than k pairs the wrong way round
    (the Mann-Whitney distribution, counted by the product that generates it). With more than 2500 pairs the normal
    approximation with its continuity correction.
    """
    pairs = few * many
    if pairs > MOST_EXACT_PAIRS:
        return max(int(pairs / 2 - Z * sqrt(pairs * (few + many + 1) / 12)), 0)
    ways = [1] + [0] * pairs
    for part in range(1, few + 1):
        for wrong in range(pairs, many + part - 1, -1):
            ways[wrong] -= ways[wrong - many - part]
        for wrong in range(part, pairs + 1):
            ways[wrong] += ways[wrong - part]
    whole, tail, k = comb(few + many, few), 0, 0
    while k < pairs and (tail + ways[k]) * TAILS <= whole:
        tail += ways[k]
        k += 1
    return k


def shift(before: Sequence[Decimal], now: Sequence[Decimal]) -> Shift | None:
    """Return how far `now` lies above `before`: the median of all differences, and its interval.

    None where the groups are too small for an interval.
    """
    few, many = sorted((len(before), len(now)))
    k = pair_rank(few, many)
    if not k:
        return None
    places = max(0, *(_places(one) for one in (*before, *now)))
    differences: Counter[int] = Counter()
    of_before = Counter(_whole(one, places) for one in before)
    for one, times in Counter(_whole(one, places) for one in now).items():
        for other, others in of_before.items():
            differences[one - other] += times * others
    pairs = few * many
    wanted = {k, pairs + 1 - k, (pairs + 1) // 2, pairs // 2 + 1}
    at = {rank: Decimal(value).scaleb(-places) for rank, value in _at_ranks(differences, wanted).items()}
    middle = (at[(pairs + 1) // 2] + at[pairs // 2 + 1]) / 2
    return Shift(middle, at[k], at[pairs + 1 - k], exact=pairs <= MOST_EXACT_PAIRS)


def _places(number: Decimal) -> int:
    """Return how many decimals a number has."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _whole(number: Decimal, places: int) -> int:
    """Return a number as a whole number of its smallest parts: whole numbers are exact, and quick to count."""
    return int(number.scaleb(places))


def _at_ranks(counted: Counter[int], ranks: set[int]) -> dict[int, int]:
    """Return the numbers at these ranks, the lowest being 1, of numbers told with how often each occurs."""
    found: dict[int, int] = {}
    passed = 0
    waiting = sorted(ranks, reverse=True)
    for number in sorted(counted):
        passed += counted[number]
        while waiting and waiting[-1] <= passed:
            found[waiting.pop()] = number
    return found


def share(yes: int, asked: int) -> Share:
    """Return how often it was so, with Wilson's interval where at least six answered."""
    if asked < ENOUGH:
        return Share(yes, asked)
    square = Z * Z
    middle = (yes + square / 2) / (asked + square)
    arm = Z / (asked + square) * sqrt(yes * (asked - yes) / asked + square / 4)
    return Share(yes, asked, max(middle - arm, 0.0), min(middle + arm, 1.0))
