"""A day of the summary as JSON: the quick way tells what the plain way tells."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.sleep import Night
from baclotrack.core.trend import TrendDay
from baclotrack.export.json_ import as_data, by_name

AMOUNTS = st.decimals(-1000, 1000, places=3)
DOSES = st.none() | st.lists(st.tuples(st.text(max_size=3), AMOUNTS), max_size=3).map(tuple)
INVALID = st.sampled_from(("", "order"))
NIGHTS = st.builds(Night, **dict.fromkeys(Night._fields, st.none() | AMOUNTS) | {"invalid": INVALID})
FIELDS = dict.fromkeys(TrendDay._fields, ...) | {
    "planned": DOSES,
    "taken": DOSES,
    "dose": DOSES,
    "numbers": st.dictionaries(st.text(max_size=3), AMOUNTS),
    "drinks": st.none() | AMOUNTS,
    "slept": NIGHTS,
}
"""Every field of a day, one that is added later too: what is not named here is made from its type."""


@given(st.builds(TrendDay, **FIELDS))
@settings(max_examples=60)
def test_a_day_is_told_field_by_field(day: TrendDay) -> None:
    """Each field of any day is written as the general writer does it, and in the same order; a new field, too."""
    assert json.dumps(by_name(day)) == json.dumps(as_data(day))
