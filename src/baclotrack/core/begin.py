"""Where a later walk may begin: all that the days up to one of them left behind."""

from datetime import date

from baclotrack.core.advance import advance
from baclotrack.core.fold import walk_from
from baclotrack.core.record import History
from baclotrack.core.state import Begun
from baclotrack.core.values import Catalog


def begin(history: History, catalog: Catalog, day: date) -> Begun:
    """Return where a walk may begin after a day, that day walked; faults of the files concern later days only."""
    *_, last = walk_from(history, catalog, day, day)
    state = advance(last.state, last.decision, last.facts, last.profile, before_plan=last.before_plan)
    return Begun(day, state, last.profile)
