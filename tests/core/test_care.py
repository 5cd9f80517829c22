"""What to ask a person next is read from the record alone, and nothing is assumed of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from baclotrack.core.care import (
    as_planned,
    close_intake,
    is_higher,
    is_whole,
    last_effects,
    news_due,
    planned,
    silent_days,
    usual_effects,
    with_doses,
    zone_moved,
)
from baclotrack.core.entries import Checkin, Entry, Instruction, Intake, Retract, What
from baclotrack.core.fold import decide_day
from baclotrack.core.plan import Plan, Profile, Slot
from baclotrack.core.record import NOTHING, History, arrange
from tests.core.plans import CATALOG, sleep_plan

D1 = date(2026, 11, 1)
SLEEP = sleep_plan(directed_on=D1)
UTC_8 = timezone(timedelta(hours=8))
GOOD = {"sleep_improved": True, "fell_back_asleep": True}
POOR = {"sleep_improved": False, "fell_back_asleep": False}


def day(number: int) -> date:
    """Return a day, counted from 1."""
    return D1 + timedelta(days=number - 1)


def history(*told: tuple[int, What]) -> History:
    """Return the record of a bedtime plan adopted on day 1, with what was told of each day."""
    every = [(1, SLEEP), *told]
    return arrange(
        Entry(f"{n:03}", datetime(2026, 11, 1, 8, n % 60, tzinfo=UTC), "laptop", n, day(at), what)
        for n, (at, what) in enumerate(every, 1)
    )


def night(mg: int, measures: Mapping[str, object] = GOOD, effects: Mapping[str, int] | None = None) -> Checkin:
    """Return a whole check-in."""
    return Checkin(doses={"bedtime": Decimal(mg)}, measures=measures, effects=effects or {})


# --- the effects that this person has ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "had", "expected"),
    [
        ((), {}, ()),
        ((), {"weakness": 2}, ("weakness",)),
        (((3, night(5, effects={"nausea": 1})),), {"weakness": 2}, ("nausea", "weakness")),
        (((2, night(5, effects={"tremor": 1})), (3, night(5))), {}, ("tremor",)),
        (
            (
                (1, night(5, effects={"tremor": 1, "itch": 1})),
                (2, night(5, effects={"itch": 2})),
                (3, night(5, effects={"rash": 1})),
            ),
            {},
            ("rash", "itch", "tremor"),
        ),
        (((1, night(5, effects={"tremor": 0})),), {}, ()),
    ],
    ids=["nothing", "from before", "the last first", "gone, and remembered", "by how often", "told as none"],
)
def test_what_this_person_has_is_asked_first(
    told: tuple[tuple[int, What], ...], had: dict[str, int], expected: tuple[str, ...]
) -> None:
    """The last check-in's effects, then the frequent ones of the last 30 days, then those from before baclofen."""
    assert expected == usual_effects(history(*told), Profile(had=had), day(4))


@pytest.mark.parametrize(("asked_on", "expected"), [(31, ("tremor",)), (32, ())])
def test_what_is_older_than_30_days_is_forgotten(asked_on: int, expected: tuple[str, ...]) -> None:
    """An effect of long ago is no longer asked about before the others."""
    assert expected == usual_effects(history((1, night(5, effects={"tremor": 1}))), Profile(), day(asked_on))


def test_the_last_effects_are_those_of_the_last_asking() -> None:
    """A day on which effects were not asked is passed over; one on which there were none is an answer."""
    not_asked = Checkin(doses={"bedtime": Decimal(5)})
    told = history((1, night(5, effects={"tremor": 1, "itch": 0})), (2, not_asked))
    assert {"tremor": 1} == last_effects(told, day(3))
    assert {} == last_effects(history((1, night(5, effects={"tremor": 1})), (2, night(5))), day(3))


# --- the first morning on a higher dose, and a whole check-in ---------------------------------------


@pytest.mark.parametrize(
    ("told", "on", "taken", "expected"),
    [
        ((), 1, 5, True),
        ((), 1, 0, False),
        (((1, night(5, POOR)),), 2, 10, True),
        (((1, night(5, POOR)),), 2, 5, False),
        (((1, night(10, POOR)),), 2, 5, False),
    ],
    ids=["first dose", "no dose", "stepped up", "step declined", "the same"],
)
def test_a_higher_dose_is_more_than_was_in_force(
    told: tuple[tuple[int, What], ...],
    on: int,
    taken: int,
    expected: bool,  # noqa: FBT001
) -> None:
    """What was taken is held against the dose in force before it."""
    walked = decide_day(history(*told), CATALOG, day(on))
    assert expected == is_higher({"bedtime": Decimal(taken)}, walked)


def test_a_check_in_is_whole_with_doses_and_effects() -> None:
    """Either missing, something is still to be asked."""
    days = history(
        (1, night(5)), (2, Checkin(doses={"bedtime": Decimal(5)})), (3, Checkin(effects={})),
        (4, Intake("bedtime", Decimal(5))),
    ).days  # fmt: skip
    assert [True, False, False, False] == [is_whole(days[day(number)]) for number in (1, 2, 3, 4)]
    assert not is_whole(NOTHING)


# --- silent days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "on", "expected"),
    [
        ((), 5, ()),
        (((1, night(5)),), 2, ()),
        (((1, night(5)),), 4, (2, 3)),
        (((1, night(5)), (2, Intake("bedtime", Decimal(5)))), 4, (3,)),
        (((1, night(5)), (3, Checkin(drinks=Decimal(1)))), 5, (2, 3, 4)),
        (((1, night(5)), (3, Checkin(effects={}))), 5, (4,)),
    ],
    ids=["before the first dose", "none", "two", "a dose was told", "a worry alone is no record", "a check-in"],
)
def test_the_silent_days_before_a_day(told: tuple[tuple[int, What], ...], on: int, expected: tuple[int, ...]) -> None:
    """Days without any record, in a row up to yesterday; before the first dose nothing was due."""
    walked = decide_day(history(*told), CATALOG, day(on))
    assert tuple(day(number) for number in expected) == silent_days(walked)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (((1, night(5)),), (5, 5, 5)),
        (((1, night(5, POOR)),), (10, 10, 10)),
        (((1, night(5)), (3, Instruction("set_dose", "Dr A", doses={"bedtime": Decimal(15)}))), (5, 15, 15)),
        (((1, night(5)), (4, Instruction("set_dose", "Dr A", doses={"bedtime": Decimal(15)}))), (5, 5, 15)),
    ],
    ids=["stay", "a step on the first of them", "a word of the prescriber", "a word on the last of them"],
)
def test_as_planned_is_what_the_plan_said_for_each_of_them(
    told: tuple[tuple[int, What], ...], expected: tuple[int, ...]
) -> None:
    """What each day's decision says once the days before it are told, found again by a plain walk."""
    record, days = history(*told), [day(number) for number in (2, 3, 4)]
    said = as_planned(record, CATALOG, SLEEP, days)
    assert [{"bedtime": Decimal(mg)} for mg in expected] == list(said.values())
    assert days == list(said)
    filled = with_doses(record, said)
    for one in days:
        assert {slot: mg for slot, mg in said[one].items() if mg} == dict(
            planned(decide_day(filled, CATALOG, one)) or ()
        )


def test_doses_join_what_is_known_of_a_day() -> None:
    """Imagined doses take nothing else away."""
    record = history((2, Checkin(drinks=Decimal(2))))
    facts = with_doses(record, {day(2): {"bedtime": Decimal(5)}}).days[day(2)]
    assert (Decimal(2), True, {"bedtime": Decimal(5)}) == (facts.drinks, facts.asked_doses, facts.doses)


# --- once in 30 days --------------------------------------------------------------------------------


def entry(n: int, at: datetime, what: What, of: date = D1) -> Entry:
    """Return an entry of one device."""
    return Entry(f"{n:03}", at, "laptop", n, of, what)


PROFILED = entry(1, datetime(2026, 11, 1, 8, tzinfo=UTC), Profile())


@pytest.mark.parametrize(
    ("entries", "today", "expected"),
    [
        ([], date(2030, 1, 1), False),
        ([PROFILED], date(2026, 11, 30), False),
        ([PROFILED], date(2026, 12, 1), True),
        ([PROFILED, entry(2, datetime(2026, 11, 20, 8, tzinfo=UTC), Profile())], date(2026, 12, 1), False),
        (
            [
                PROFILED,
                entry(2, datetime(2026, 11, 20, 8, tzinfo=UTC), Profile()),
                entry(3, datetime(2026, 11, 21, 8, tzinfo=UTC), Retract("002")),
            ],
            date(2026, 12, 1),
            True,
        ),
    ],
    ids=["no profile", "29 days", "30 days", "confirmed since", "the confirmation was undone"],
)
def test_news_is_asked_30_days_after_the_last_profile(
    entries: list[Entry],
    today: date,
    expected: bool,  # noqa: FBT001
) -> None:
    """The profile recorded last, confirmed or changed, tells when."""
    assert expected == news_due(entries, today)


# --- two doses close together, and a journey --------------------------------------------------------

THREE = Plan("p", "P", "titrate", slots=(Slot("morning", time(8)), Slot("noon", time(11)), Slot("night", time(0, 30))))


def took(n: int, slot: str, at: str, of: date = D1, zone: timezone = UTC, mg: int = 5) -> Entry:
    """Return an intake, recorded on its day."""
    return entry(n, datetime(2026, 11, 1, 23, tzinfo=zone), Intake(slot, Decimal(mg), at), of)


@pytest.mark.parametrize(
    ("entries", "moment", "slot", "minutes"),
    [
        ([], datetime(2026, 11, 1, 12, tzinfo=UTC), "noon", None),
        ([took(1, "noon", "11:00")], datetime(2026, 11, 1, 14, 59, tzinfo=UTC), "noon", 239),
        ([took(1, "noon", "11:00")], datetime(2026, 11, 1, 15, tzinfo=UTC), "noon", None),
        ([took(1, "noon", "11:00")], datetime(2026, 11, 1, 10, tzinfo=UTC), "noon", 60),
        ([took(1, "morning", "08:00")], datetime(2026, 11, 1, 11, tzinfo=UTC), "noon", None),
        ([took(1, "morning", "08:00")], datetime(2026, 11, 1, 10, 59, tzinfo=UTC), "noon", 179),
        ([took(1, "night", "00:40")], datetime(2026, 11, 2, 1, tzinfo=UTC), "night", 20),
        ([took(1, "noon", "")], datetime(2026, 11, 1, 11, tzinfo=UTC), "noon", None),
        ([took(1, "noon", "11:00", mg=0)], datetime(2026, 11, 1, 12, tzinfo=UTC), "noon", None),
        ([took(1, "noon", "11:00", zone=UTC_8)], datetime(2026, 11, 1, 4, tzinfo=UTC), "noon", 60),
        ([took(1, "noon", "11:00", zone=UTC_8)], datetime(2026, 11, 1, 11, tzinfo=UTC), "noon", None),
        ([took(1, "noon", "11:00"), entry(2, datetime(2026, 11, 1, 23, 1, tzinfo=UTC), Retract("001"))],
         datetime(2026, 11, 1, 12, tzinfo=UTC), "noon", None),
        ([took(1, "gone", "11:00")], datetime(2026, 11, 1, 12, tzinfo=UTC), "noon", 60),
        ([took(1, "noon", "11:00"), took(2, "noon", "12:30")], datetime(2026, 11, 1, 13, tzinfo=UTC),
         "noon", 30),
    ],
    ids=[
        "none", "below", "four hours", "before it", "as the plan puts them", "closer than the plan", "after midnight",
        "no time told", "nothing taken", "in another zone", "hours later in another zone", "taken back",
        "a slot of an older plan", "the nearest",
    ],
)  # fmt: skip
def test_doses_close_together(entries: list[Entry], moment: datetime, slot: str, minutes: int | None) -> None:
    """Real hours count, four of them, or fewer where the plan itself puts the slots closer."""
    found = close_intake(entries, moment, slot, THREE, time(5))
    assert minutes == (None if found is None else found.apart // timedelta(minutes=1))


@pytest.mark.parametrize(
    ("offset", "hours"), [(0, None), (120, None), (121, 121), (-120, None), (-150, -150), (480, 480)]
)
def test_a_clock_that_moved_by_more_than_two_hours(offset: int, hours: int | None) -> None:
    """The offsets of the last entry and of now are compared, in minutes."""
    now = datetime(2026, 11, 2, 8, tzinfo=timezone(timedelta(minutes=offset)))
    moved = zone_moved([PROFILED], now)
    assert hours == (None if moved is None else moved // timedelta(minutes=1))


def test_without_an_entry_or_an_offset_nothing_moved() -> None:
    """Nothing is known, so nothing is said."""
    assert None is zone_moved([], PROFILED.at)
    assert None is zone_moved([PROFILED], datetime(2026, 11, 2, 8))
