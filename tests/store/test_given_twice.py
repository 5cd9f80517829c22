"""A number that a device gave twice: an older copy was put back and counted on from, or two machines have one name."""

from datetime import date, timedelta

from baclotrack.core.plan import Plan
from baclotrack.core.record import arrange
from baclotrack.store import load_catalog
from baclotrack.store.checkpoint_build import make_index
from baclotrack.store.checkpoint_resume import resume
from baclotrack.store.journal import read_bytes
from baclotrack.store.writing import Draft
from tests.store.samples import DEVICE, NIGHT, NOW, PLAN, PLAN_DRAFT, PROFILE_DRAFT, checkin, journal_bytes

CATALOG = load_catalog()
NIGHTS = 40
TODAY = NIGHT + timedelta(days=NIGHTS)


def written(draft: Draft, days: float, n: int) -> bytes:
    """Return a line of this device, recorded so many days after the first night, with a number."""
    chance = (n * 1000 + int(days * 10)).to_bytes(10, "big")
    return journal_bytes([draft], DEVICE, NOW + timedelta(days=days), chance, n - 1)


def night(place: int, n: int, mg: int = 5) -> bytes:
    """Return the check-in of a night."""
    return written(checkin(mg, NIGHT + timedelta(days=place)), place, n)


def lived() -> bytes:
    """Return a journal of forty nights."""
    first = written(PROFILE_DRAFT, -1, 1) + written(PLAN_DRAFT, -1, 2)
    return first + b"".join(night(place, place + 3) for place in range(NIGHTS))


def test_no_index_is_made_where_a_number_was_given_twice() -> None:
    """The order of what follows is then told by the clock, and the whole journal is needed for it."""
    assert make_index(lived(), TODAY, CATALOG) is not None
    assert make_index(lived() + night(NIGHTS, NIGHTS + 2), TODAY, CATALOG) is None


def test_an_index_is_not_used_where_the_lines_after_it_give_a_number_twice() -> None:
    """Neither beside each other, nor where a missing number makes up for it."""
    data = lived()
    index = make_index(data, TODAY, CATALOG)
    assert index is not None
    one, two, three = night(NIGHTS, NIGHTS + 3), night(NIGHTS + 1, NIGHTS + 4), night(NIGHTS + 1, NIGHTS + 3, 10)
    assert resume(index, data + one + two) is not None
    assert resume(index, data + one + three) is None
    assert resume(index, data + one + three + night(NIGHTS + 2, NIGHTS + 5)) is None


def test_the_plan_recorded_last_is_the_one_that_is_in_force() -> None:
    """Both by the moment, where two were adopted on one day and the count says otherwise."""
    lines = [written(PROFILE_DRAFT, -1, 1), night(0, 2), night(1, 2)]
    fields, day = PLAN.entry(), date(2026, 11, 24)
    plan = {**dict(fields["plan"]), "title": "Another one"}  # type: ignore[call-overload]
    other = {**fields, "plan": plan, "toml": f"# another one\n{fields['toml']}"}
    lines += [written(Draft("plan", fields, day), 2, 9), written(Draft("plan", other, day), 2.1, 8)]
    journal = read_bytes(b"".join(lines))
    in_force = arrange(journal.entries).events[-1].what
    assert isinstance(in_force, Plan)
    assert ("Another one", other["toml"]) == (in_force.title, journal.plan_text)
