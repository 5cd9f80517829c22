"""Warnings ride beside a decision: how long the tablets last, and which day is decided."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.record import Checkin, Entry, History, Supply, What, arrange
from baclotrack.core.supply import days_left, left_mg
from baclotrack.core.values import Contact
from baclotrack.core.warnings import Warned, warnings_for
from baclotrack.wording import warning
from tests.core.plans import CATALOG, ladder, sleep_plan

DAY = date(2026, 11, 1)
GOT = Supply("add", Decimal(28), Decimal(10))
THREE = Supply("count", Decimal(3), Decimal(10))
FOUR_OF_5 = Supply("count", Decimal(4), Decimal(5))
HALVES = Supply("count", Decimal("3.5"), Decimal(10))
TEN = (("bedtime", Decimal(10)),)


def left(day: int, *told: tuple[int, What]) -> Decimal | None:
    """Return the mg left on a day, from what was told on days counted from 0."""
    entries = [
        Entry(f"{n:03}", datetime(2026, 11, 1, 12, n, tzinfo=UTC), "laptop", n + 1, DAY + timedelta(days=at), what)
        for n, (at, what) in enumerate(told)
    ]
    return left_mg(arrange(entries), DAY + timedelta(days=day))


def took(mg: int) -> Checkin:
    """Return a check-in with one dose at bedtime."""
    return Checkin(doses={"bedtime": Decimal(mg)}, effects={})


@pytest.mark.parametrize(
    ("day", "told", "expected"),
    [
        (5, (), None),
        (0, ((0, GOT),), 280),
        (2, ((0, GOT), (0, took(10)), (1, took(5))), 265),
        (
            2,
            (
                (0, GOT),
                (0, took(10)),
                (2, THREE),
            ),
            30,
        ),
        (
            2,
            ((0, GOT), (0, took(20)), (2, FOUR_OF_5)),
            280,
        ),
        (3, ((0, Supply("count", Decimal(1), Decimal(10))), (0, took(20))), 0),
    ],
    ids=["nothing counted", "got", "taken since", "counted anew", "another strength counted", "never below nothing"],
)
def test_what_is_left(day: int, told: tuple[tuple[int, What], ...], expected: int | None) -> None:
    """Counts, tablets got and doses taken add up; where it is not known, the smaller number."""
    assert expected == left(day, *told)


def test_days_left_are_whole_days_at_the_dose_in_force() -> None:
    """35 mg at 10 mg a night last three nights, and without a count nothing is said."""
    counted = Entry("1", datetime(2026, 11, 1, 12, tzinfo=UTC), "laptop", 1, DAY, HALVES)
    assert 3 == days_left(arrange([counted]), DAY, TEN)
    assert None is days_left(arrange([]), DAY, TEN)


# --- six weeks without any benefit, and the fortnight before the review ------------------------------


def benefit_home(
    *, first: int, answered: tuple[int, ...], met: tuple[int, ...] = (), **changes: object
) -> tuple[History, Walked]:
    """Return the record of a plan at one rung from a day on, with answers that many days back, and day 60 decided."""
    plan = sleep_plan(rungs=ladder((5,)), directed_on=DAY, **changes)
    told: list[tuple[int, What]] = [(0, plan), (first, took(5))]
    poor = {"sleep_improved": False, "fell_back_asleep": False}
    for back in answered:
        measures = {"sleep_improved": True, "fell_back_asleep": False} if back in met else poor
        told.append((60 - back, Checkin(doses={"bedtime": Decimal(5)}, measures=measures, effects={})))
    entries = [
        Entry(f"{n:03}", datetime(2026, 11, 1, 12, n, tzinfo=UTC), "laptop", n + 1, DAY + timedelta(days=at), what)
        for n, (at, what) in enumerate(told)
    ]
    record = arrange(entries)
    return record, decide_day(record, CATALOG, DAY + timedelta(days=60))


@pytest.mark.parametrize(
    ("first", "answered", "met", "changes", "expected"),
    [
        (18, (1, 2, 41), (), {}, 3),
        (19, (1, 2, 41), (), {}, None),
        (18, (1, 2, 41), (41,), {}, None),
        (10, (1, 2, 43), (43,), {}, 2),
        (17, (1, 2, 42), (42,), {}, None),
        (18, (), (), {}, None),
        (18, (1,), (), {"targets": ()}, None),
    ],
    ids=[
        "six weeks", "a day less", "once met", "met before the six weeks", "met on their first day", "never answered",
        "no target",
    ],
)  # fmt: skip
def test_six_weeks_without_a_target_met_is_one_line_and_a_mention(
    first: int, answered: tuple[int, ...], met: tuple[int, ...], changes: dict[str, object], expected: int | None
) -> None:
    """Counted are the 42 days before, of somebody who is on the drug for as long; the number answered is told."""
    record, walked = benefit_home(first=first, answered=answered, met=met, **changes)
    found = [one for one in warnings_for(walked, record, CATALOG) if one.id == "no-benefit"]
    assert ([] if expected is None else [Warned("no-benefit", {"days": expected}, Contact.MENTION)]) == found


def test_a_dose_named_at_adoption_counts_as_taken() -> None:
    """Somebody who came with a dose is on the drug from that day."""
    record, walked = benefit_home(first=30, answered=(1,), on_dose=(("bedtime", Decimal(5)),))
    assert "no-benefit" in [one.id for one in warnings_for(walked, record, CATALOG)]


@pytest.mark.parametrize(("days", "expected"), [(15, False), (14, True), (0, True), (-1, False)])
def test_the_fortnight_before_the_review_is_a_mention(days: int, expected: bool) -> None:  # noqa: FBT001
    """From fourteen days before the review date up to it; from the day after, the plan's gate holds."""
    record, walked = benefit_home(first=1, answered=(1,), review_by=DAY + timedelta(days=60 + days))
    found = [one for one in warnings_for(walked, record, CATALOG) if one.id == "review"]
    assert expected == (found == [Warned("review", {"day": DAY + timedelta(days=60 + days)}, Contact.MENTION)])


def test_both_are_one_line_each() -> None:
    """A sentence that is longer than a row of 80 columns is read by nobody half asleep."""
    for one in (Warned("no-benefit", {"days": 42}), Warned("review", {"day": date(2026, 12, 31)})):
        assert 80 >= len(warning(one))
    assert "stop" not in warning(Warned("no-benefit", {"days": 42}))
