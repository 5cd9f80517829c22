"""What a correction changes: the same days decided from the record without it and with it."""

import pytest

from baclotrack.core.replay import Said, differences, known_days, same
from baclotrack.core.values import Contact, Health, Outcome
from tests.core.diary import Diary, amounts, decide, diary
from tests.core.plans import CATALOG, PLANS, on

NIGHTS = """
day 1: 5 mg, bad night
day 2: 10 mg, bad night
day 3: 15 mg, bad night
day 4: 20 mg, bad night
"""


def short(said: Said | None) -> str:
    """Return an answer as a row tells it."""
    if said is None:
        return "nothing"
    call = "" if said.contact is Contact.NONE else f", {said.contact}"
    return f"{said.outcome} {amounts(said.doses)}".strip() + call + (f" ({said.limited_by})" if said.limited_by else "")


def told(before: str, after: str, until: int = 5, first: int = 1) -> list[str]:
    """Return what differs between two diaries, a line a day."""
    found = differences(diary(before).history(), diary(after).history(), CATALOG, on(first), on(until))
    return [f"day {(one.day - on(1)).days + 1}: {short(one.before)} -> {short(one.after)}" for one in found]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", []),
        ("day 2 amended: 10 mg, bad night, note slept badly", []),
        ("day 4 amended: 20 mg, bad night, mild nausea", []),
        (
            "day 2 amended: 10 mg, bad night, moderate nausea",
            [
                "day 3: step_up 15 -> hold 10 (side-effects)",
                "day 4: step_up 20 -> hold 10, today (off-plan)",
                "day 5: hold 20, mention (ceiling) -> hold 10, today (off-plan)",
            ],
        ),
        (
            "day 3 undone: wrong day",
            [
                "day 4: step_up 20 -> hold 10 (check-in)",
                "day 5: hold 20, mention (ceiling) -> hold 10, today (off-plan)",
            ],
        ),
        (
            "day 4: flag seizure",
            [
                "day 4: step_up 20 -> emergency, emergency (red-flag)",
                "day 5: hold 20, mention (ceiling) -> emergency, emergency (red-flag)",
            ],
        ),
        (
            "day 4 doctor: hold",
            [
                "day 4: step_up 20 -> hold 15 (instruction)",
                "day 5: hold 20, mention (ceiling) -> hold 15, today (off-plan)",
            ],
        ),
    ],
)
def test_every_later_day_that_differs_is_told(more: str, expected: list[str]) -> None:
    """A correction reaches as far as its consequences; a note, or a mild effect that changes no answer, is none."""
    assert expected == told(NIGHTS, NIGHTS + more)


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [(1, 5, [3, 4, 5]), (4, 5, [4, 5]), (1, 3, [3]), (3, 3, [3]), (1, 2, []), (4, 3, [])],
)
def test_only_the_days_asked_for_are_told(first: int, until: int, expected: list[int]) -> None:
    """Both ends count."""
    found = told(NIGHTS, NIGHTS + "day 2 amended: 10 mg, bad night, moderate nausea", until, first)
    assert [f"day {day}" for day in expected] == [line.partition(":")[0] for line in found]


def test_the_order_of_before_and_after_is_kept() -> None:
    """What was said stands first; the other way round it is the same day seen from the other side."""
    after = NIGHTS + "day 3 undone: wrong day"
    assert [line.partition(": ")[2].split(" -> ") for line in told(NIGHTS, after)] == [
        line.partition(": ")[2].split(" -> ")[::-1] for line in told(after, NIGHTS)
    ]


def test_a_call_alone_is_a_difference_and_another_reason_is_none() -> None:
    """Whom to call is part of an answer; which gate held it first is not."""
    held = "day 1: 5 mg, good night{}"
    assert ["day 2: hold 5 (target) -> hold 5, today (side-effects)"] == told(
        held.format(""), held.format(", a fall"), until=2
    )
    assert [] == told(held.format(""), held.format(", 1 drinks"), until=2)


def test_days_before_a_plan_say_nothing() -> None:
    """Where no plan was in force nothing was said; a plan adopted earlier then says something for those days."""
    nights = "day 1: 5 mg, bad night\nday 3: 5 mg, bad night"
    later, earlier = diary(nights, adopted=3), diary(nights)
    found = differences(later.history(), earlier.history(), CATALOG, on(1), on(3))
    assert [(on(1), None), (on(2), None)] == [(one.day, one.before) for one in found]
    assert ["start 5", "step_up 10"] == [short(one.after) for one in found]


def test_faults_of_the_files_concern_the_last_day_alone() -> None:
    """A damaged file changes today's answer, and none of the past."""
    history = diary(NIGHTS).history()
    (found,) = differences(history, history, CATALOG, on(1), on(5), (Health(faults=1), Health()))
    assert (on(5), Outcome.CANNOT, Outcome.HOLD) == (
        found.day,
        found.before and found.before.outcome,
        found.after and found.after.outcome,
    )


def test_what_is_told_is_what_the_decision_says() -> None:
    """An answer brings the outcome, the doses, the call and the gate of the decision of that day, and no others."""
    before, after = diary(NIGHTS), diary(NIGHTS + "day 2 amended: 10 mg, bad night, severe nausea")
    for one in differences(before.history(), after.history(), CATALOG, on(1), on(5)):
        day = (one.day - on(1)).days + 1
        for said, decision in ((one.before, decide(before, day)), (one.after, decide(after, day))):
            assert Said(decision.outcome, decision.doses, decision.contact, decision.limited_by) == said


def test_same_is_told_by_what_a_person_would_do() -> None:
    """Outcome, dose and call; nothing is the same only as nothing."""
    one = Said(Outcome.HOLD, PLANS["sleep"].named(0), Contact.NONE, "target")
    assert same(one, one._replace(limited_by="gap"))
    assert same(None, None)
    others = [
        None,
        one._replace(outcome=Outcome.STEP_UP),
        one._replace(doses=PLANS["sleep"].named(1)),
        one._replace(contact=Contact.TODAY),
    ]
    assert [] == [other for other in others if same(one, other) or same(other, one)]


def test_both_records_are_judged_by_the_same_tables() -> None:
    """A sedative is one before the correction and after it, and was one when it was told."""
    sedated = f"{NIGHTS}day 5: 20 mg, bad night, sedative zolpidem"
    assert [
        "day 5: hold 20, today (sedatives) -> hold 20, mention (ceiling)",
        "day 6: hold 20, today (sedatives) -> hold 20, mention (ceiling)",
    ] == told(sedated, f"{sedated}\nday 5 amended: 20 mg, bad night, no sedatives", until=6)
    plain = f"{NIGHTS}day 5: 20 mg, bad night"
    assert [
        "day 5: hold 20, mention (ceiling) -> hold 20, today (sedatives)",
        "day 6: hold 20, mention (ceiling) -> hold 20, today (sedatives)",
    ] == told(plain, f"{plain}\nday 5 amended: 20 mg, bad night, sedative zolpidem", until=6)
    journal = diary(sedated)
    assert [("hold 20", "hold 20, today (sedatives)", False)] == known(journal, 6, 6)


def known(journal: Diary, first: int, last: int) -> list[tuple[str, str, bool]]:
    """Return each day as it was known, as it now stands, and whether that differs."""
    days = known_days(journal.entries, journal.history(), CATALOG, on(first), on(last))
    return [
        (f"{one.known.decision.outcome} {amounts(one.known.decision.doses)}".strip(), short(one.now), one.differs)
        for one in days
    ]


def test_each_day_as_it_was_known_stands_beside_what_is_known_now(told: Diary) -> None:
    """A correction of day 1 on day 4 changes nothing that was known on days 2 and 3.

    day 1: 5 mg, bad night
    day 2: 10 mg, bad night
    day 3: 15 mg, bad night
    day 1 amended: 5 mg, bad night, moderate nausea
    """
    assert [
        ("start 5", "start 5", False),
        ("step_up 10", "hold 5 (side-effects)", True),
        ("step_up 15", "hold 5, today (off-plan)", True),
        ("hold 5", "hold 5, today (off-plan)", False),
    ] == known(told, 1, 4)


def test_a_record_without_corrections_is_known_as_it_stands() -> None:
    """Where nothing was told late, nothing differs."""
    assert [False] * 5 == [differs for _, _, differs in known(diary(NIGHTS), 1, 5)]
