"""Whatever a life was like, its page is whole: nothing is raised, no count is larger than what it is counted of."""

from datetime import UTC, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.fold import decide_day
from baclotrack.core.record import arrange
from baclotrack.core.summary import Range, Source, begin, summarise
from baclotrack.core.values import Health
from baclotrack.export.html import html_of
from baclotrack.export.md import lines_of
from baclotrack.export.pdf import data_of
from baclotrack.wording.page import page
from tests.core.lives import Life, lives
from tests.core.plans import CATALOG, on
from tests.core.summary.summaries import MEASURES


@settings(max_examples=20, deadline=None)
@given(lives(), st.integers(0, 40), st.integers(0, 40), st.sampled_from([time(6), time(13), time(23, 59)]))
def test_every_life_has_a_page(life: Life, back: int, before: int, at: time) -> None:
    """On any day of it or after it, from any day on: the same when worked out twice, and right in its sums."""
    entries = life.entries()
    history = arrange(entries)
    today = max((one.day for one in entries), default=on(1))
    last = today if not back else max(on(1), today.fromordinal(today.toordinal() - back))
    source = Source(entries, history, CATALOG, Health(), 0, MEASURES, today)
    first = min(begin(entries, history, last), last)
    first = first.fromordinal(first.toordinal() - before)
    now = datetime.combine(today, at, UTC)
    found = summarise(source, Range(first, last, notes=True), now)
    assert found == summarise(source, Range(first, last, notes=True), now)
    alone = decide_day(history, CATALOG, found.decision.day).decision
    assert alone == found.decision._replace(contact=alone.contact)
    figures, safety = found.figures, found.safety
    assert figures.logged <= figures.days <= (last - first).days + 1
    assert figures.missed <= figures.due
    for count in (safety.alcohol, safety.sedatives, safety.falls, safety.extra, safety.withdrawal, safety.run_outs):
        assert 0 <= count.days <= count.asked
    assert all(sum(one.grades) <= found.effects.asked for one in found.effects.rows)
    assert sum(one.days for one in found.stops) == sum(one.days for one in found.reasons)
    told = page(found, "A. B.", last)
    assert 1 <= len(told.part("decision").lines) <= 3
    assert all(line for line in told.part("decision").lines)
    assert "\n".join(lines_of(told))
    assert html_of(told).endswith("</html>\n")
    assert data_of(told)["first"]
