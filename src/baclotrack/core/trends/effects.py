"""Side effects by days since the dose last changed, so that one that fades looks different from one that is new."""

from collections.abc import Iterable
from typing import NamedTuple

from baclotrack.core.trends.days import TrendDay

LAST = 7
"""The last column takes this day and all later ones."""


class Cell(NamedTuple):
    """So many days after a change: on how many side effects were asked, on how many this one was there, how bad."""

    asked: int = 0
    had: int = 0
    worst: int = 0


class EffectRow(NamedTuple):
    """One side effect, a cell for the day of the change (0) and each day after it, the last for all from the 7th."""

    name: str
    cells: tuple[Cell, ...]


def effects_since(days: Iterable[TrendDay]) -> tuple[EffectRow, ...]:
    """Return a row for each side effect that was told at least once, the most frequent first.

    A day on which side effects were not asked counts nowhere; nor does one before the first change that is known.
    An effect that an answer does not name was not there.
    """
    told = [(min(one.since, LAST), one.effects) for one in days if one.since is not None and one.effects is not None]
    names = {name for _, effects in told for name, grade in effects.items() if grade}
    rows = []
    for name in names:
        cells = []
        for place in range(LAST + 1):
            grades = [effects.get(name, 0) for since, effects in told if since == place]
            cells.append(Cell(len(grades), sum(grade > 0 for grade in grades), max(grades, default=0)))
        rows.append(EffectRow(name, tuple(cells)))
    return tuple(sorted(rows, key=lambda row: (-sum(cell.had for cell in row.cells), row.name)))
