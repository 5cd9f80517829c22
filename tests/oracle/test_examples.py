"""Small diaries in which a sentence of the contract was once misread; both sides are held against its answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest

from baclotrack.core.entries import Checkin, Entry, Instruction, SetAside, What
from baclotrack.core.plan import Plan, Profile
from tests.oracle.compare import Answer, engine, second_opinion
from tests.oracle.world import FIRST_DAY, SLEEP, Diary, mg

MISSED = {"sleep_improved": False, "fell_back_asleep": False}
PERSON = Profile(born=1986, egfr=Decimal(95))
NIGHTLY = SLEEP._replace(hold_days=1)
TAPER = SLEEP._replace(id="taper", mode="taper", rungs=(mg(10), mg(5)), hold_days=2, targets=(), gap_then="ask")
SHORT_TAPER = TAPER._replace(rungs=(mg(5),), hold_days=1)

Line = tuple[int, What]


def took(dose: float, effects: dict[str, int] | None = None) -> Checkin:
    """Return a night with a dose, with both targets missed."""
    return Checkin(
        doses={"bedtime": Decimal(str(dose))}, measures=MISSED, effects=effects or {}, drinks=Decimal(0), sedatives=()
    )


def on(plan: Plan, dose: float) -> Plan:
    """Return the plan adopted with a dose already in force."""
    return plan._replace(on_dose=(("bedtime", Decimal(str(dose))),))


def written(lines: list[Line], until: int) -> Diary:
    """Return a diary of lines, each with the number of its day, recorded in their order."""
    entries = [Entry("00000", datetime.combine(FIRST_DAY, time(6), UTC), "phone", 0, FIRST_DAY, PERSON)]
    for number, (day, what) in enumerate(lines, 1):
        at = datetime.combine(FIRST_DAY + timedelta(days=40), time(6), UTC) + timedelta(minutes=number)
        entries.append(Entry(f"{number:05d}", at, "phone", number, FIRST_DAY + timedelta(days=day), what))
    return Diary(tuple(entries), FIRST_DAY + timedelta(days=until))


class Example(NamedTuple):
    """A diary, the day asked, and what the contract's sentence makes of it."""

    sentence: str
    lines: list[Line]
    day: int
    answer: Answer


EXAMPLES = [
    Example(
        "holds until `hold_days` complete days follow the day on which a line was set aside, which is none of them",
        [(0, NIGHTLY), (0, took(5)), (1, SetAside(excerpt="torn")), (1, took(5))],
        2,
        {"outcome": "hold", "doses": {"bedtime": "5"}, "limited_by": "journal"},
    ),
    Example(
        "once they have followed, the plan goes on; they need not be in a row",
        [
            *((0, NIGHTLY._replace(hold_days=2)), (0, took(5)), (1, SetAside(excerpt="torn")), (1, took(5))),
            *((2, took(5)), (3, took(0)), (4, took(5)), (5, took(5))),
        ],
        6,
        {"outcome": "step_up", "doses": {"bedtime": "10"}, "limited_by": None},
    ),
    Example(
        "before any dose there is none to hold: a line set aside asks the prescriber",
        [(0, NIGHTLY), (0, SetAside(excerpt="torn"))],
        0,
        {"outcome": "ask_prescriber", "doses": None, "limited_by": "journal"},
    ),
    Example(
        "worked example of the reference: never improved, always tolerated, 5, 10, 15, 20 and then hold 20",
        [(0, NIGHTLY), (0, took(5)), (1, took(10)), (2, took(15)), (3, took(20))],
        4,
        {"outcome": "hold", "doses": {"bedtime": "20"}, "limited_by": "ceiling", "contact": "mention"},
    ),
    Example(
        "a step back puts its rung in force from that day, whatever was then taken",
        [(0, on(NIGHTLY, 15)), (0, took(15, {"nausea": 3})), (1, took(5))],
        2,
        {"in_force": {"bedtime": "10"}},
    ),
    Example(
        "after a missed dose a sign counts even where it was there before: only for a taper must it be new or worse",
        [(0, on(NIGHTLY, 5)), (0, took(5, {"anxiety": 1})), (1, took(0)), (2, took(5, {"anxiety": 1}))],
        3,
        {"outcome": "hold", "contact": "today", "withdrawal": "block"},
    ),
    Example(
        "the baseline does not cover severe grades of a withdrawal sign either",
        [
            (0, on(NIGHTLY, 5)),
            (0, took(5)),
            (0, Instruction("acknowledge", name="insomnia", grade=3)),
            (1, took(0)),
            (2, took(5, {"insomnia": 3})),
        ],
        3,
        {"withdrawal": "block", "contact": "today"},
    ),
    Example(
        "off-plan looks at the last day: what was taken long before the first adoption is not yesterday's dose",
        [(0, took(60)), (20, NIGHTLY)],
        20,
        {"outcome": "hold", "off-plan": "pass", "contact": "none"},
    ),
    Example(
        "beyond twice a limit is an emergency, also while the dose in force is no rung of the plan",
        [(0, on(NIGHTLY, 5)), (0, took(5)), (1, NIGHTLY._replace(rungs=(mg(10), mg(20)))), (1, took(60))],
        2,
        {"outcome": "emergency", "contact": "emergency", "limited_by": "off-plan"},
    ),
    Example(
        "set_dose puts a rung in force from its day, also after a finished taper",
        [
            (0, on(SHORT_TAPER, 5)),
            (0, took(5)),
            (1, took(0)),
            (2, Instruction("set_dose", doses={"bedtime": Decimal(5)})),
        ],
        2,
        {"outcome": "hold", "doses": {"bedtime": "5"}, "in_force": {"bedtime": "5"}},
    ),
    Example(
        "after a finished taper no dose is said, also on a day that asks for the prescriber",
        [(0, on(SHORT_TAPER, 5)), (0, took(5)), (1, took(0, {"anxiety": 2})), (2, took(5))],
        3,
        {"outcome": "finished", "contact": "today"},
    ),
    Example(
        "a finished taper needs no doses: nights at 0 are not missed",
        [(0, on(SHORT_TAPER, 5)), (0, took(5)), *((day, took(0)) for day in range(1, 5))],
        5,
        {"outcome": "finished", "doses": None, "contact": "none"},
    ),
    Example(
        "a withdrawal sign is watched for until 14 days after the end of a taper",
        [(0, on(SHORT_TAPER, 5)), (0, took(5)), (14, took(0, {"anxiety": 1}))],
        15,
        {"outcome": "ask_prescriber", "limited_by": "withdrawal"},
    ),
    Example(
        "and no longer",
        [(0, on(SHORT_TAPER, 5)), (0, took(5)), (15, took(0, {"anxiety": 1}))],
        16,
        {"outcome": "finished", "withdrawal": "pass"},
    ),
    Example(
        "adopting a taper does not dismiss the sign of a dose missed the day before",
        [(0, on(NIGHTLY, 10)), (0, took(10)), (1, took(0, {"anxiety": 1})), (2, TAPER)],
        2,
        {"outcome": "hold", "contact": "today", "withdrawal": "block"},
    ),
    Example(
        "a second taper does not dismiss a sign within 14 days of the end of the first",
        [
            (0, on(SHORT_TAPER, 5)),
            (0, took(5)),
            (2, on(NIGHTLY, 10)),
            (2, took(10, {"anxiety": 1})),
            (3, TAPER),
        ],
        3,
        {"outcome": "hold", "contact": "today", "withdrawal": "block"},
    ),
    Example(
        "days in a row are in a row: a dose missed before a finished taper is no gap with a silent day of a later plan",
        [
            (0, on(SHORT_TAPER._replace(hold_days=2), 5)),
            (0, took(5)),
            (1, took(0)),
            (9, on(NIGHTLY, 5)),
        ],
        10,
        {"outcome": "hold", "gap": "pass", "limited_by": "check-in"},
    ),
    Example(
        "any severe effect is today, in a taper too",
        [(0, on(TAPER, 10)), (0, took(10, {"nausea": 3}))],
        1,
        {"outcome": "hold", "contact": "today", "limited_by": "hold-time"},
    ),
    Example(
        "a severe fall is today, even where it was acknowledged at that grade",
        [
            (0, on(NIGHTLY, 10)),
            (0, took(10, {"fall": 3})),
            (1, Instruction("acknowledge", name="fall", grade=3)),
            (1, took(5, {"fall": 3})),
        ],
        2,
        {"outcome": "ask_prescriber", "contact": "today"},
    ),
    Example(
        "a severe effect told after the prescriber's answer is not answered by it, whatever was known of the next day",
        [
            (0, on(NIGHTLY, 5)),
            (1, took(5, {"fall": 1})),
            (2, Instruction("resume")),
            (0, took(5, {"nausea": 3})),
            (2, took(5)),
        ],
        3,
        {"outcome": "hold", "doses": {"bedtime": "5"}, "side-effects": "block"},
    ),
    Example(
        "a rung that was stepped back from twice waits for the prescriber",
        [
            (0, on(NIGHTLY._replace(retry_after_days=0), 5)),
            (0, took(5)),
            (1, took(10, {"nausea": 3})),
            (2, took(5)),
            (3, took(10, {"nausea": 3})),
            (4, took(5)),
        ],
        5,
        {"outcome": "hold", "doses": {"bedtime": "5"}, "limited_by": "side-effects"},
    ),
    Example(
        "held by one gate for thirteen days is nothing to mention yet",
        [(0, on(NIGHTLY, 5)), *((day, took(5)._replace(drinks=Decimal(1))) for day in range(13))],
        12,
        {"outcome": "hold", "limited_by": "sedatives", "contact": "none"},
    ),
    Example(
        "held by one gate for fourteen days is",
        [(0, on(NIGHTLY, 5)), *((day, took(5)._replace(drinks=Decimal(1))) for day in range(13))],
        13,
        {"outcome": "hold", "limited_by": "sedatives", "contact": "mention"},
    ),
    Example(
        "a rung beyond a limit of the plan is never the next one",
        [(0, on(NIGHTLY._replace(daily_mg=Decimal(15)), 15)), (0, took(15))],
        1,
        {"outcome": "hold", "limited_by": "ceiling", "contact": "mention"},
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.sentence)
@pytest.mark.parametrize("side", [second_opinion, engine], ids=["second opinion", "engine"])
def test_an_example_is_read_as_the_contract_says(example: Example, side: Callable[[Diary], dict[date, Answer]]) -> None:
    """Each example names a sentence of the contract, and both sides give its answer."""
    day = FIRST_DAY + timedelta(days=example.day)
    said = side(written(example.lines, example.day))[day]
    assert example.answer == {name: said[name] for name in example.answer}
