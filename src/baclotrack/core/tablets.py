"""Which tablets make a dose, exactly: never rounded (hazard H-25)."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple


class TabletCount(NamedTuple):
    """So many tablets of one strength; the number may be 0.5 or 0.25 where the profile allows splitting."""

    strength_mg: Decimal
    number: Decimal


def make(mg: Decimal, strengths: tuple[Decimal, ...], splits: int) -> tuple[TabletCount, ...] | None:
    """Return the tablets that add up exactly to a dose, or None where these tablets cannot make it.

    Of all ways, the one with the fewest broken tablets, then the fewest tablets, then the stronger ones.

    Args:
        mg: the dose, mg, above zero.
        strengths: the strengths in the house, mg.
        splits: into how many parts a tablet may be broken: 1 (never), 2 or 4.
    """
    ways = _ways(mg, tuple(sorted(set(strengths), reverse=True)), Decimal(1) / splits)
    return min(ways, key=_cost, default=None)


def _cost(way: tuple[TabletCount, ...]) -> tuple[int, Decimal]:
    """Return how many strengths are broken, then how many tablets it takes."""
    broken = sum(1 for one in way if one.number % 1)
    return broken, sum((one.number for one in way), start=Decimal(0))


def _ways(mg: Decimal, strengths: tuple[Decimal, ...], part: Decimal) -> list[tuple[TabletCount, ...]]:
    """List every way to make the dose, strongest tablets first."""
    if mg == 0:
        return [()]
    if not strengths:
        return []
    strength, weaker = strengths[0], strengths[1:]
    most = int(mg / (strength * part))
    if not weaker:
        return [(TabletCount(strength, most * part),)] if most * strength * part == mg else []
    found: list[tuple[TabletCount, ...]] = []
    for pieces in range(most, -1, -1):
        number = pieces * part
        head = (TabletCount(strength, number),) if pieces else ()
        found.extend(head + rest for rest in _ways(mg - number * strength, weaker, part))
    return found


@lru_cache(maxsize=256)  # the same doses are asked for on every day of a journal
def make_all(
    doses: tuple[tuple[str, Decimal], ...], strengths: tuple[Decimal, ...], splits: int
) -> tuple[tuple[str, tuple[TabletCount, ...]], ...] | None:
    """Return the tablets for each slot of a day, or None where one slot cannot be made."""
    made = []
    for slot, mg in doses:
        way = make(mg, strengths, splits)
        if way is None:
            return None
        made.append((slot, way))
    return tuple(made)
