"""After a correction or a late entry: which later decisions it changes, and what `next` says now."""

from datetime import date

from baclotrack.cli.call import Call, say
from baclotrack.cli.next_ import decided
from baclotrack.core.replay import Difference, differences
from baclotrack.core.values import Outcome
from baclotrack.store import Home, load_catalog
from baclotrack.wording.replayed import (
    ALL_PAST,
    NOTHING_CHANGES,
    PAST_CHANGES,
    more_line,
    now_line,
    past_line,
)

MOST_LINES = 5
"""So many past days are told in full; with what follows them that is seven lines at most."""


def tell_changes(call: Call, before: Home, day: date, *, even_none: bool = False) -> None:
    """Say which decisions from a day on are others with what was just written.

    Args:
        call: the run.
        before: the home as it was before the entry was written.
        day: the day that the entry concerns.
        even_none: also say so where no decision changes.
    """
    after, catalog = call.open(daily=True), load_catalog()
    decision = decided(call, after, catalog).decision
    deciding = decision.day
    healths = (before.health, after.health)
    found = differences(before.history, after.history, catalog, min(day, deciding), deciding, healths)
    lines = change_lines(found, deciding, even_none=even_none)
    if decision.outcome is Outcome.EMERGENCY:
        lines = emergency_lines(found, deciding) or lines
    for line in lines:
        say(line)


def change_lines(found: tuple[Difference, ...], deciding: date, *, even_none: bool = False) -> list[str]:
    """Return the lines that tell of the differences, at most seven.

    Args:
        found: the days that differ, in order.
        deciding: the day that `next` decides now; the days before it are past.
        even_none: also say so where nothing differs.
    """
    if not found:
        return [NOTHING_CHANGES] if even_none else []
    past = [one for one in found if one.day < deciding]
    now = [now_line(one) for one in found if one.day == deciding]
    shown = past if len(past) <= MOST_LINES else past[: MOST_LINES - 1]
    lines = [past_line(one) for one in shown]
    if len(shown) < len(past):
        lines.append(more_line(len(past) - len(shown), past[0].day.isoformat()))
    return [*lines, *([ALL_PAST] if past else []), *now]


def emergency_lines(found: tuple[Difference, ...], deciding: date) -> list[str]:
    """Return what to say while the answer is the emergency text: where to look, and no dose beside it."""
    if found and found[-1].day == deciding:
        return [now_line(found[-1])]
    return [PAST_CHANGES.format(since=found[0].day)] if found else []
