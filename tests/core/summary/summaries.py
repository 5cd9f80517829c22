"""What the tests of the summary and of the page share: a diary's summary as it is worked out on a day."""

from datetime import UTC, date, datetime, time

from baclotrack.core.entries import What
from baclotrack.core.summary import Range, Source, Summary, begin, summarise
from baclotrack.core.trends.measures import NUMBER, SHARE, Measure
from baclotrack.core.values import Health
from tests.core.diary import Diary, Pen
from tests.core.plans import CATALOG, on

MEASURES = (
    Measure("sleep_improved", SHARE),
    Measure("fell_back_asleep", SHARE),
    Measure("awakenings", NUMBER),
    Measure("spasticity", NUMBER),
)
NINE, ELEVEN = time(9), time(23)


def plus(told: Diary, *more: tuple[int, What]) -> Diary:
    """Return the diary with entries recorded after all others, each for its day."""
    pen = Pen("bedtime")
    pen.entries = list(told.entries)
    pen.now = told.entries[-1].at
    for day, what in more:
        pen.write(day, what)
    return Diary(tuple(pen.entries))


def summary(
    told: Diary,
    today: int,
    *,
    since: date | None = None,
    until: int | None = None,
    at: time = NINE,
    notes: bool = False,
    health: Health | None = None,
) -> Summary:
    """Return the summary as it is worked out on a day."""
    source = Source(told.entries, told.history(), CATALOG, health or Health(), 0, MEASURES, on(today))
    last = on(until or today)
    first = since or begin(source.entries, source.history, last)
    return summarise(source, Range(first, last, notes), datetime.combine(on(today), at, UTC))
