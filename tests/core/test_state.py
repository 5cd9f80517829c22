"""What a day leaves behind for the next one: every field of the state, in examples."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from baclotrack.core.advance import advance, taken_on
from baclotrack.core.decision import decide
from baclotrack.core.fold import decide_day
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import NOTHING
from baclotrack.core.situation import Situation
from baclotrack.core.state import State
from baclotrack.core.values import Outcome
from tests.core.diary import amounts, diary
from tests.core.diary import decide as decision_of
from tests.core.plans import ADULT, CATALOG, PLANS, START, day_plan, on, sleep_plan, taking, taper_plan

TENS = "\n".join(f"day {day}: 10 mg" for day in range(1, 8))
FIVES = "\n".join(f"day {day}: 5 mg" for day in range(8, 14))
SHORT = taking(taper_plan((10,), (5,)), 10)


class Row(NamedTuple):
    """One example: a diary, the day before whose decision the state is looked at, and all that is not as at first.

    Days are told by their numbers, doses by their mg; the plan itself, and that there is one, is left out.
    """

    title: str
    journal: str
    day: int
    left: Mapping[str, object]
    plan: Plan | str | None = "sleep"
    profile: Profile = ADULT
    adopted: int = 1


def simple(value: object) -> object:
    """Return a value of the state as the rows tell it."""
    if isinstance(value, date):
        return (value - START).days + 1
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {amounts(name) if isinstance(name, tuple) else name: simple(one) for name, one in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_field_defaults"):
        fields = zip(value._fields, value, strict=True)  # type: ignore[attr-defined]  # a named tuple
        return {name: simple(one) for name, one in fields if value._field_defaults.get(name, value) != one}
    if isinstance(value, tuple):
        return amounts(value) if is_doses(value) else [simple(one) for one in value]
    return value


def is_doses(value: tuple[object, ...]) -> bool:
    """Return whether a value is a day's doses by slot."""
    return bool(value) and all(type(one) is tuple and len(one) == 2 and isinstance(one[0], str) for one in value)


def state_of(row: Row) -> State:
    """Return the state before the row's day is decided."""
    told = diary(row.journal, row.plan, row.profile, row.adopted)
    return decide_day(told.history(), CATALOG, on(row.day)).state


ROWS = (
    Row("a line was set aside on the second of two days", (
        "day 1: 5 mg, bad night\n"
        "day 2 aside: line 3\n"
        "day 2: 5 mg, bad night"
    ), 3,
        {"rung": 0, "since": 1, "complete": 2, "recent_complete": [True, True], "missed_target": [True, True],
         "over_rank": 4, "held_by": "journal", "held_days": 1, "last_up": 1, "last_taken": [2, "5"], "aside": 0,
         "aside_on": 2}, plan="sleep-slow"),
    Row("nothing was taken yet", "", 2,
        {}),
    Row("a first night", "day 1: 5 mg, bad night", 2,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True], "missed_target": [True], "over_rank": 2,
         "last_up": 1, "last_taken": [1, "5"]}),
    Row("half a milligram is a dose", "day 1: 0.5 mg, bad night", 2,
        {"rung": 0, "since": 1, "recent_complete": [False], "missed_target": [True], "over_rank": 2, "last_up": 1,
         "last_taken": [1, "0.5"]}),
    Row("missed before the first dose", "day 1: missed, bad night", 2,
        {"over_rank": 2}),
    Row("a step taken, and a good night", "day 1: 5 mg, bad night\nday 2: 10 mg, good night", 3,
        {"rung": 1, "since": 2, "complete": 1, "recent_complete": [True], "success": True, "missed_target": [True,
         False], "over_rank": 3, "last_up": 2, "last_taken": [2, "10"]}),
    Row("a missed night", "day 1: 5 mg, bad night\nday 2: missed, bad night", 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "missed_run": 1, "missed_rank": 3, "absent_run": 1, "absent_missed": True, "absent_rank": 3, "over_rank": 3,
         "watch": 0, "last_up": 1, "last_taken": [1, "5"], "last_missed": 2}),
    Row("a missed night, then a dose", (
        "day 1: 5 mg, bad night\n"
        "day 2: missed, bad night\n"
        "day 3: 5 mg, bad night, no effects"
    ), 4,
        {"rung": 0, "since": 1, "complete": 2, "recent_complete": [True, False, True], "missed_target": [True, True,
         True], "over_rank": 4, "watch": 1, "held_by": "adherence", "held_days": 1, "last_up": 1, "last_taken": [3,
         "5"], "last_missed": 2}),
    Row("a missed night, then silence", "day 1: 5 mg, bad night\nday 2: missed, bad night", 5,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [False, False, False], "missed_target": [True,
         False, False], "absent_run": 3, "absent_missed": True, "absent_rank": 3, "absent_open": True, "silent_run":
         2, "watch": 0, "held_by": "gap", "last_up": 1, "last_taken": [1, "5"], "last_missed": 2}),
    Row("one dose of three left out", "day 1: 5/5/5 mg, spasticity 6\nday 2: 5/0/5 mg, spasticity 6", 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "over_rank": 3, "watch": 0, "held_by": "hold-time", "held_days": 1, "last_up": 1, "last_taken": [2, "5/5"],
         "last_missed": 2}, plan="per-dose"),
    Row("more than said, and an effect", (
        "day 1: 5 mg, bad night\n"
        "day 2: 15 mg, bad night, moderate nausea"
    ), 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "over": {"above": True, "taken_mg": "15", "said_mg": "10", "in_force_mg": "5"}, "over_rank": 3, "over_run":
         1, "last_effects": {"nausea": 2}, "moderate_runs": {"nausea": 1}, "last_up": 1, "last_taken": [2, "15"]},
        ),
    Row("far more than said", "day 1: 5 mg, bad night\nday 2: 41 mg, bad night, moderate nausea", 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "over": {"above": True, "beyond": True, "beyond_twice": True, "taken_mg": "41", "said_mg": "10",
         "in_force_mg": "5"}, "over_rank": 3, "over_run": 1, "last_effects": {"nausea": 2}, "moderate_runs":
         {"nausea": 1}, "last_up": 1, "last_taken": [2, "41"]}),
    Row("over on four days", (
        "day 1: 15 mg, bad night\n"
        "day 2: 15 mg, bad night\n"
        "day 3: 15 mg, bad night\n"
        "day 4: 15 mg, bad night"
    ), 5,
        {"rung": 0, "since": 1, "recent_complete": [False, False, False], "missed_target": [True, True, True], "over":
         {"above": True, "taken_mg": "15", "said_mg": "5", "in_force_mg": "5"}, "over_rank": 5, "over_run": 3,
         "held_by": "off-plan", "last_up": 1, "last_taken": [4, "15"]}),
    Row("two rungs below", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, bad night\n"
        "day 3: 15 mg, bad night\n"
        "day 4: 5 mg, bad night"
    ), 5,
        {"rung": 0, "since": 4, "complete": 1, "recent_complete": [True], "missed_target": [True, True, True], "over":
         {"below": True, "taken_mg": "5", "said_mg": "20", "in_force_mg": "15"}, "over_rank": 5, "last_up": 3,
         "last_taken": [4, "5"]}),
    Row("a slot that the plan does not have", "day 1: 5 mg, bad night\nday 2: noon 5 mg, bad night", 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "over": {"above": True, "taken_mg": "5", "said_mg": "10", "in_force_mg": "5"}, "over_rank": 3, "over_run": 1,
         "watch": 0, "last_up": 1, "last_taken": [2, "5"], "last_missed": 2}),
    Row("half a milligram in such a slot", "day 1: 5 mg, bad night\nday 2: 10 mg, noon 0.5 mg, bad night", 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "over": {"above": True, "taken_mg": "10.5", "said_mg": "10", "in_force_mg": "5"}, "over_rank": 3, "over_run":
         1, "last_up": 1, "last_taken": [2, "10/0.5"]}),
    Row("a step back, and the old dose taken", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, severe nausea, mild vomiting\n"
        "day 3: 10 mg, moderate dizziness, mild vomiting"
    ), 4,
        {"rung": 0, "since": 3, "recent_complete": [False], "missed_target": [True, False, False], "over": {"above":
         True, "taken_mg": "10", "said_mg": "5", "in_force_mg": "5"}, "over_rank": 4, "over_run": 1,
         "good_since_severe": 0, "severe_rank": 3, "step_backs": {"10": 1}, "last_effects": {"dizziness": 2,
         "vomiting": 1}, "moderate_runs": {"dizziness": 1}, "vomiting_run": 2, "held_by": "side-effects", "last_up":
         2, "last_taken": [3, "10"]}),
    Row("a step back taken, then a fall", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, severe nausea\n"
        "day 3: 5 mg, bad night\n"
        "day 4: 5 mg, bad night, a fall"
    ), 5,
        {"rung": 0, "since": 3, "complete": 2, "recent_complete": [True, True], "missed_target": [False, True, True],
         "over_rank": 5, "good_since_severe": 0, "severe_rank": 5, "step_backs": {"10": 1}, "last_effects": {"fall":
         1}, "held_by": "side-effects", "held_days": 1, "last_up": 2, "last_taken": [4, "5"]}),
    Row("a step back, and nothing recorded", "day 1: 5 mg, bad night\nday 2: 10 mg, severe nausea", 4,
        {"rung": 0, "since": 3, "recent_complete": [False], "missed_target": [True, False, False], "absent_run": 1,
         "absent_open": True, "silent_run": 1, "good_since_severe": 0, "severe_rank": 3, "step_backs": {"10": 1},
         "last_effects": {"nausea": 3}, "moderate_runs": {"nausea": 1}, "held_by": "side-effects", "last_up": 2,
         "last_taken": [2, "10"]}),
    Row("a restart taken", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, bad night\n"
        "day 3: missed\n"
        "day 4: missed\n"
        "day 5: 5 mg, bad night"
    ), 6,
        {"rung": 0, "since": 5, "complete": 1, "recent_complete": [True], "missed_target": [False, False, True],
         "over_rank": 6, "watch": 1, "held_by": "gap", "last_up": 2, "last_taken": [5, "5"], "last_missed": 4},
        ),
    Row("a restart, and the old dose taken", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, bad night\n"
        "day 3: missed\n"
        "day 4: missed\n"
        "day 5: 10 mg, bad night"
    ), 6,
        {"rung": 0, "since": 5, "recent_complete": [False], "missed_target": [False, False, True], "over": {"above":
         True, "taken_mg": "10", "said_mg": "5", "in_force_mg": "5"}, "over_rank": 6, "over_run": 1, "watch": 0,
         "held_by": "gap", "last_up": 2, "last_taken": [5, "10"], "last_missed": 4}),
    Row("a flag, and another one cleared", (
        "day 1: 5 mg, bad night, flag seizure\n"
        "day 2 doctor: clear-flag fainting"
    ), 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, False],
         "absent_run": 1, "absent_open": True, "silent_run": 1, "flags": [{"name": "seizure", "day": 1, "rank": 2}],
         "cleared": {"fainting": 3}, "held_by": "red-flag", "last_up": 1, "last_taken": [1, "5"]}),
    Row("a flag cleared, and told again", (
        "day 1: 5 mg, bad night, flag seizure\n"
        "day 2 doctor: clear-flag seizure\n"
        "day 2: 5 mg, flag seizure"
    ), 4,
        {"rung": 0, "since": 1, "complete": 2, "recent_complete": [True, True, False], "missed_target": [True, False,
         False], "absent_run": 1, "absent_open": True, "silent_run": 1, "flags": [{"name": "seizure", "day": 2,
         "rank": 4}], "cleared": {"seizure": 3}, "held_by": "red-flag", "last_up": 1, "last_taken": [2, "5"]},
        ),
    Row("a flag before any plan", "day 1: 5 mg, flag seizure", 3,
        {"flags": [{"name": "seizure", "day": 1, "rank": 1}]}, plan=None),
    Row("a dose that is no rung", "day 1: 5 mg, bad night\nday 2: 7 mg, bad night", 3,
        {"off_ladder": "7", "over_rank": 3, "held_by": "plan", "last_taken": [2, "7"]},
        plan=taking(sleep_plan(), 7)),
    Row("a pump", "day 1 intake: 5 at bedtime\nday 1: mild nausea", 3,
        {"last_effects": {"nausea": 1}}, plan="pump"),
    Row("a taper from a dose", (
        "day 1: 10 mg\n"
        "day 2: 10 mg\n"
        "day 3: 10 mg\n"
        "day 4: 10 mg\n"
        "day 5: 10 mg\n"
        "day 6: 10 mg\n"
        "day 7: 10 mg"
    ), 9,
        {"rung": 0, "since": 1, "complete": 7, "recent_complete": [True, True, False], "missed_target": [False, False,
         False], "absent_run": 1, "absent_open": True, "silent_run": 1, "last_taken": [7, "10"]},
        plan=SHORT),
    Row("signs before a taper", (
        "day 1: 10 mg, mild tremor, moderate nausea\n"
        "day 2 plan: short-taper on 10\n"
        "day 2: 10 mg, mild itch"
    ), 3,
        {"rung": 0, "since": 2, "complete": 2, "recent_complete": [True, True], "missed_target": [False, False],
         "over_rank": 4, "before_taper": {"tremor": 1, "nausea": 2}, "last_effects": {"itch": 1}, "held_by":
         "hold-time", "held_days": 2, "last_taken": [2, "10"]}, plan=taking(sleep_plan(), 10)),
    Row("a taper, a night missed at its end", (
        f"{TENS}\n"
        f"{FIVES}\n"
        "day 14: missed"
    ), 16,
        {"since": 8, "complete": 6, "recent_complete": [True, True, False], "missed_target": [False, False, False],
         "watch": 0, "taper_ended": 15, "finished": True, "last_taken": [13, "5"], "last_missed": 14},
        plan=SHORT),
    Row("a taper, and a dose after its end", (
        f"{TENS}\n"
        f"{FIVES}\n"
        "day 14: 5 mg\n"
        "day 15: 5 mg\n"
        "day 16: 5 mg, mild tremor"
    ), 17,
        {"since": 8, "complete": 7, "recent_complete": [True, True, True], "missed_target": [False, False, False],
         "over": {"above": True, "taken_mg": "5"}, "over_rank": 17, "over_run": 2, "taper_ended": 15, "finished":
         True, "last_effects": {"tremor": 1}, "last_taken": [16, "5"]}, plan=SHORT),
    Row("a taper, and a dose on a day held after its end", (
        f"{TENS}\n"
        f"{FIVES}\n"
        "day 14: 5 mg\n"
        "day 15: 5 mg\n"
        "day 16: 5 mg, mild tremor\n"
        "day 17: 5 mg"
    ), 18,
        {"since": 8, "complete": 7, "recent_complete": [True, True, True], "missed_target": [False, False, False],
         "over": {"above": True, "taken_mg": "5"}, "over_rank": 18, "over_run": 3, "taper_ended": 15, "finished":
         True, "held_by": "withdrawal", "last_taken": [17, "5"]}, plan=SHORT),
    Row("a dose before a taper", "day 1: 10 mg, mild nausea", 3,
        {"rung": 1, "since": 3, "over_rank": 2, "before_taper": {"nausea": 1}, "last_effects": {"nausea": 1},
         "held_by": "plan", "last_taken": [1, "10"]}, plan=taper_plan((20,), (10,)), adopted=3),
    Row("no dose of a taper before it", "day 1: 12 mg", 3,
        {"off_ladder": [], "over_rank": 2, "held_by": "plan", "last_taken": [1, "12"]},
        plan=taper_plan((20,), (10,)), adopted=3),
    Row("far over a dose that is no rung", "day 1: 5 mg, bad night\nday 2: 41 mg", 3,
        {"off_ladder": "7", "over": {"beyond": True, "beyond_twice": True, "taken_mg": "41", "said_mg": "7"},
         "over_rank": 3, "held_by": "plan", "last_taken": [2, "41"]}, plan=taking(sleep_plan(), 7)),
    Row("a step back, and a lower dose taken", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, bad night\n"
        "day 3: 15 mg, severe nausea\n"
        "day 4: 5 mg, bad night"
    ), 5,
        {"rung": 1, "since": 4, "recent_complete": [False], "missed_target": [True, False, True], "over_rank": 5,
         "good_since_severe": 0, "severe_rank": 4, "step_backs": {"15": 1}, "held_by": "side-effects", "last_up": 3,
         "last_taken": [4, "5"]}),
    Row("less than a rung that leaves a slot out", (
        "day 1: 5/5/0 mg, spasticity 6\n"
        "day 2: 5/2/0 mg, spasticity 6"
    ), 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, True],
         "over_rank": 3, "held_by": "hold-time", "held_days": 1, "last_up": 1, "last_taken": [2, "5/2"]},
        plan=day_plan((5, 5, 0), (5, 5, 5))),
    Row("two steps at once in a taper", "day 1: 20 mg\nday 2: 10 mg", 3,
        {"rung": 2, "since": 2, "complete": 1, "recent_complete": [True], "missed_target": [False, False], "over":
         {"below": True, "taken_mg": "10", "said_mg": "20", "in_force_mg": "20"}, "over_rank": 3, "held_by":
         "hold-time", "held_days": 2, "last_taken": [2, "10"]},
        plan=taking(taper_plan((20,), (15,), (10,)), 20)),
    Row("one step at once in a taper", "day 1: 20 mg\nday 2: 15 mg", 3,
        {"rung": 1, "since": 2, "complete": 1, "recent_complete": [True], "missed_target": [False, False],
         "over_rank": 3, "held_by": "hold-time", "held_days": 2, "last_taken": [2, "15"]},
        plan=taking(taper_plan((20,), (15,), (10,)), 20)),
    Row("a missed night, and doses taken back the night after", (
        "day 1: 5 mg, bad night\n"
        "day 2: missed, bad night\n"
        "day 3: 5 mg\n"
        "day 3 amended: 1 drinks"
    ), 4,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False, False], "missed_target": [True, True,
         False], "absent_run": 2, "absent_missed": True, "absent_rank": 3, "absent_open": True, "silent_run": 1,
         "over_rank": 5, "watch": 0, "held_by": "sedatives", "held_days": 1, "last_up": 1, "last_taken": [1, "5"],
         "last_missed": 2}),
    Row("a flag cleared on its own day", (
        "day 1: 5 mg, bad night, flag seizure\n"
        "day 1 doctor: clear-flag seizure"
    ), 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, False],
         "absent_run": 1, "absent_open": True, "silent_run": 1, "cleared": {"seizure": 3}, "last_up": 1, "last_taken":
         [1, "5"]}),
    Row("a day without effects where mild ones hold", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, severe nausea\n"
        "day 3: 5 mg, bad night"
    ), 4,
        {"rung": 0, "since": 3, "complete": 1, "recent_complete": [True], "missed_target": [True, False, True],
         "over_rank": 4, "good_since_severe": 1, "severe_rank": 3, "step_backs": {"10": 1}, "held_by": "side-effects",
         "last_up": 2, "last_taken": [3, "5"]}, plan=sleep_plan(mild="hold")),
    Row("over before the plan, with days between", (
        "day 1: 15 mg\n"
        "day 2: 15 mg\n"
        "day 5: 15 mg"
    ), 6,
        {"rung": 0, "since": 1, "over": {"above": True, "taken_mg": "15", "said_mg": "5", "in_force_mg": "5"},
         "over_rank": 4, "over_run": 1, "held_by": "plan", "last_up": 1, "last_taken": [5, "15"]},
        adopted=9),
    Row("a taper a fortnight after the last one", (
        "day 3: 10 mg, mild sweating\n"
        "day 5 plan: sleep-slow\n"
        "day 18: 10 mg, mild itch\n"
        "day 19 plan: short-taper"
    ), 20,
        {"rung": 0, "since": 19, "complete": 2, "recent_complete": [False, True, False], "missed_target": [False,
         False, False], "absent_run": 1, "absent_open": True, "silent_run": 1, "taper_ended": 5, "last_effects":
         {"itch": 1}, "held_by": "withdrawal", "held_days": 1, "last_taken": [18, "10"]}, plan=SHORT),
    Row("a taper later than that", (
        "day 3: 10 mg, mild sweating\n"
        "day 5 plan: sleep-slow\n"
        "day 19: 10 mg, mild itch\n"
        "day 20 plan: short-taper"
    ), 21,
        {"rung": 0, "since": 20, "complete": 2, "recent_complete": [False, True, False], "missed_target": [False,
         False, False], "absent_run": 1, "absent_open": True, "silent_run": 1, "before_taper": {"itch": 1},
         "taper_ended": 5, "last_effects": {"itch": 1}, "held_by": "hold-time", "held_days": 1, "last_taken": [19,
         "10"]}, plan=SHORT),
    Row("a taper in the place of a taper", "day 3: 10 mg, mild sweating\nday 4 plan: short-taper", 5,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [False, True, False], "missed_target": [False,
         False, False], "absent_run": 1, "absent_open": True, "silent_run": 1, "last_effects": {"sweating": 1},
         "held_by": "withdrawal", "held_days": 1, "last_taken": [3, "10"]}, plan=SHORT),
    Row("a new plan after effects", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, good night, mild nausea\n"
        "day 3 plan: sleep-slow"
    ), 4,
        {"rung": 1, "since": 2, "complete": 1, "recent_complete": [True, False], "success": True, "missed_target":
         [True, False, False], "absent_run": 1, "absent_open": True, "silent_run": 1, "last_effects": {"nausea": 1},
         "held_by": "hold-time", "held_days": 1, "last_up": 2, "last_taken": [2, "10"]}),
    Row("a plan after a finished taper", (
        f"{TENS}\n"
        f"{FIVES}\n"
        "day 14: 5 mg\n"
        "day 16 plan: sleep"
    ), 17,
        {"since": 8, "complete": 7, "recent_complete": [True, True, True], "missed_target": [False, False, False],
         "taper_ended": 15, "last_taken": [14, "5"]}, plan=SHORT),
    Row("a new plan on a dose that is no rung", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, good night\n"
        "day 3 plan: sleep on 7"
    ), 4,
        {"off_ladder": "7", "since": 2, "complete": 1, "recent_complete": [True], "success": True, "missed_target":
         [True, False], "held_by": "plan", "last_up": 2, "last_taken": [2, "10"]}),
    Row("back to a plan with the dose in force", (
        "day 1: 5 mg, bad night\n"
        "day 2 plan: per-dose\n"
        "day 3 plan: sleep"
    ), 4,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, False],
         "absent_run": 1, "absent_open": True, "silent_run": 1, "held_by": "check-in", "held_days": 1, "last_up": 1,
         "last_taken": [1, "5"]}),
    Row("a taper with the dose that the last one had not", "day 1: 10 mg\nday 3 plan: short-taper", 4,
        {"rung": 0, "since": 3, "recent_complete": [False], "missed_target": [False], "absent_run": 1, "absent_open":
         True, "silent_run": 1, "held_by": "check-in", "held_days": 1, "last_taken": [1, "10"]},
        plan=taking(taper_plan((20,), (15,)), 10)),
    Row("a word that answers, on that day", (
        "day 1: 5 mg, bad night\n"
        "day 2: missed, bad night\n"
        "day 4 doctor: resume"
    ), 4,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False, False], "missed_target": [True, True,
         False], "absent_run": 2, "absent_missed": True, "absent_rank": 3, "silent_run": 1, "watch": 0, "answered": 4,
         "held_by": "adherence", "held_days": 1, "last_up": 1, "last_taken": [1, "5"], "last_missed": 2}),
    Row("a dose set before any plan", "day 1: 5 mg\nday 2 doctor: set-dose 5", 3,
        {"answered": 2}, plan=None),
    Row("two words on a flag, told in another order", (
        "day 1: 5 mg, bad night, flag seizure\n"
        "day 3 doctor: clear-flag seizure\n"
        "day 2 doctor: clear-flag seizure"
    ), 4,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False, False], "missed_target": [True, False,
         False], "absent_run": 2, "absent_open": True, "silent_run": 2, "cleared": {"seizure": 4}, "held_by":
         "check-in", "held_days": 1, "last_up": 1, "last_taken": [1, "5"]}),
    Row("a taper begun by taking", "day 1: 10 mg", 2,
        {"off_ladder": [], "over_rank": 2, "held_by": "plan", "last_taken": [1, "10"]},
        plan=taper_plan((20,), (10,))),
    Row("a hold, a medicine and two acknowledgements", (
        "day 1: 5 mg, bad night\n"
        "day 2 doctor: hold until day 4\n"
        "day 2 medicine: start morphine\n"
        "day 2: 5 mg, moderate nausea\n"
        "day 3 doctor: acknowledge nausea\n"
        "day 3 doctor: acknowledge morphine"
    ), 3,
        {"rung": 0, "since": 1, "complete": 2, "recent_complete": [True, True], "missed_target": [True, False],
         "over_rank": 5, "last_effects": {"nausea": 2}, "moderate_runs": {"nausea": 1}, "hold": {"action": "hold",
         "by": "Dr A. Example", "until": 4}, "acknowledged": ["morphine", "nausea"], "accepted": {"nausea": 2},
         "medicines": {"morphine": True}, "held_by": "sedatives", "held_days": 1, "last_up": 1, "last_taken": [2,
         "5"]}),
    Row("a word that answers, and a medicine stopped", (
        "day 1: 5 mg, bad night\n"
        "day 2 doctor: hold\n"
        "day 3 doctor: resume\n"
        "day 4 medicine: stop morphine"
    ), 5,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [False, False, False], "missed_target": [False,
         False, False], "absent_run": 3, "absent_open": True, "silent_run": 3, "answered": 4, "medicines":
         {"morphine": False}, "held_by": "check-in", "held_days": 2, "last_up": 1, "last_taken": [1, "5"]}),
    Row("a dose set", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, severe nausea\n"
        "day 4 doctor: set-dose 15"
    ), 5,
        {"rung": 2, "since": 4, "recent_complete": [False], "missed_target": [False, False, False], "absent_run": 2,
         "absent_open": True, "silent_run": 2, "good_since_severe": 0, "severe_rank": 3, "last_effects": {"nausea":
         3}, "moderate_runs": {"nausea": 1}, "answered": 4, "held_by": "check-in", "held_days": 1, "last_up": 4,
         "last_taken": [2, "10"]}),
    Row("a plan ended", "day 1: 5 mg, bad night\nday 2 doctor: end-plan", 3,
        {"ended": {"action": "end_plan", "by": "Dr A. Example"}, "rung": 0, "since": 1, "complete": 1,
         "recent_complete": [True, False], "missed_target": [True, False], "absent_run": 1, "absent_open": True,
         "silent_run": 1, "held_by": "plan", "last_up": 1, "last_taken": [1, "5"]}),
    Row("the same effects for days", (
        "day 1: 5 mg, bad night\n"
        "day 2: 5 mg, mild vomiting\n"
        "day 3: 5 mg, mild vomiting\n"
        "day 4: 5 mg, mild vomiting\n"
        "day 5: 5 mg, mild vomiting, moderate nausea\n"
        "day 6: 5 mg, moderate nausea\n"
        "day 7: 5 mg, moderate nausea\n"
        "day 8: 5 mg, moderate nausea"
    ), 9,
        {"rung": 0, "since": 1, "complete": 8, "recent_complete": [True, True, True], "missed_target": [False, False,
         False], "over_rank": 9, "last_effects": {"nausea": 2}, "moderate_runs": {"nausea": 3}, "held_by":
         "side-effects", "held_days": 3, "last_up": 1, "last_taken": [8, "5"]}),
    Row("two days of vomiting", (
        "day 1: 5 mg, bad night\n"
        "day 2: 5 mg, mild vomiting\n"
        "day 3: 5 mg, mild vomiting\n"
        "day 4: 5 mg, mild vomiting\n"
        "day 5: 5 mg, mild vomiting"
    ), 6,
        {"rung": 0, "since": 1, "complete": 5, "recent_complete": [True, True, True], "missed_target": [False, False,
         False], "over_rank": 6, "last_effects": {"vomiting": 1}, "vomiting_run": 3, "held_by": "target", "held_days":
         3, "last_up": 1, "last_taken": [5, "5"]}),
    Row("four days watched after a gap", (
        "day 1: 5 mg, bad night\n"
        "day 2: missed\n"
        "day 3: 5 mg, bad night\n"
        "day 4: 5 mg, bad night\n"
        "day 5: 5 mg, bad night\n"
        "day 6: 5 mg, bad night\n"
        "day 7: 5 mg, bad night"
    ), 7,
        {"rung": 0, "since": 1, "complete": 5, "recent_complete": [True, True, True], "missed_target": [True, True,
         True], "over_rank": 7, "watch": 4, "last_up": 1, "last_taken": [6, "5"], "last_missed": 2}),
    Row("five days after a gap", (
        "day 1: 5 mg, bad night\n"
        "day 2: missed\n"
        "day 3: 5 mg, bad night\n"
        "day 4: 5 mg, bad night\n"
        "day 5: 5 mg, bad night\n"
        "day 6: 5 mg, bad night\n"
        "day 7: 5 mg, bad night"
    ), 8,
        {"rung": 0, "since": 1, "complete": 6, "recent_complete": [True, True, True], "missed_target": [True, True,
         True], "over_rank": 8, "last_up": 1, "last_taken": [7, "5"], "last_missed": 2}),
    Row("a new plan with its own dose", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, good night\n"
        "day 3 plan: sleep on 15"
    ), 4,
        {"rung": 2, "since": 3, "recent_complete": [False], "missed_target": [True, False, False], "absent_run": 1,
         "absent_open": True, "silent_run": 1, "held_by": "hold-time", "held_days": 1, "last_up": 3, "last_taken": [2,
         "10"]}),
    Row("a new plan without that dose", "day 1: 5 mg, bad night\nday 2 plan: per-dose", 3,
        {"off_ladder": "5", "since": 1, "complete": 1, "recent_complete": [True], "missed_target": [True], "held_by":
         "plan", "last_up": 1, "last_taken": [1, "5"]}),
    Row("a new plan with that dose", (
        "day 1: 5 mg, bad night\n"
        "day 2: 10 mg, good night\n"
        "day 3 plan: sleep-slow"
    ), 4,
        {"rung": 1, "since": 2, "complete": 1, "recent_complete": [True, False], "success": True, "missed_target":
         [True, False, False], "absent_run": 1, "absent_open": True, "silent_run": 1, "held_by": "hold-time",
         "held_days": 1, "last_up": 2, "last_taken": [2, "10"]}),
    Row("days before the plan", (
        "day 1: 10 mg, bad night\n"
        "day 2: missed\n"
        "day 3: 5 mg, good night"
    ), 4,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True], "success": True, "missed_target": [False],
         "over_rank": 4, "held_by": "hold-time", "held_days": 1, "last_up": 1, "last_taken": [3, "5"], "last_missed":
         2}, adopted=3),
    Row("an effect that was there before", (
        "day 1: 5 mg, moderate weakness, mild nausea, a fall\n"
        "day 2: 5 mg, severe weakness"
    ), 3,
        {"rung": 0, "since": 1, "complete": 2, "recent_complete": [True, True], "missed_target": [False, False],
         "over_rank": 3, "good_since_severe": 0, "severe_rank": 3, "last_effects": {"weakness": 3}, "moderate_runs":
         {"weakness": 1}, "held_by": "side-effects", "held_days": 1, "last_up": 1, "last_taken": [2, "5"]},
        profile=ADULT._replace(had={"weakness": 2})),
    Row("two different check-ins of a day", (
        "day 1: 5 mg, bad night\n"
        "day 2 (phone): 10 mg, bad night\n"
        "day 2: 5 mg, bad night, mild nausea"
    ), 3,
        {"rung": 0, "since": 1, "complete": 1, "recent_complete": [True, False], "missed_target": [True, False],
         "over_rank": 4, "last_effects": {"nausea": 1}, "last_up": 1, "last_taken": [2, "10"]}),
)  # fmt: skip


@pytest.fixture(autouse=True)
def short_taper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a row adopt a taper."""
    monkeypatch.setitem(PLANS, "short-taper", taper_plan((10,), (5,)))


@pytest.mark.parametrize("row", ROWS, ids=[row.title for row in ROWS])
def test_what_the_days_left_behind(row: Row) -> None:
    """Every field that is not as it was at first, and no other."""
    left = simple(state_of(row))
    assert isinstance(left, dict)
    assert row.left == {name: value for name, value in left.items() if name not in {"plan", "began"}}


def test_the_rows_reach_every_field() -> None:
    """No field of the state is without an example."""
    assert set(State._fields) == {"plan", "began", *(name for row in ROWS for name in row.left)}


# --- what no diary reaches by itself ----------------------------------------------------------------


def test_the_days_mg_are_those_of_the_plans_slots_and_of_all_others() -> None:
    """A dose in a slot that the plan does not have counts in the day's total."""
    doses = {"morning": Decimal(5), "noon": Decimal(1), "bedtime": Decimal(2)}
    taken = taken_on(PLANS["per-day"], NOTHING._replace(doses=doses))
    assert taken == ((Decimal(5), Decimal(1), Decimal(0)), Decimal(2), Decimal(8))


def test_a_single_mg_where_the_plan_has_no_dose_time_is_more_than_said() -> None:
    """It counts as over the plan though less than said was taken at the plan's own times."""
    told = diary("day 1: 5/5/5 mg\nday 2 intake: 5 at morning\nday 2 intake: 1 at bedtime", "per-day")
    over = decide_day(told.history(), CATALOG, on(3)).state.over
    assert over is not None
    assert (True, Decimal(6)) == (over.above, over.taken_mg)


def test_a_dose_that_the_plan_does_not_have_is_what_was_said() -> None:
    """Where the dose in force names one dose time of three, nothing is due at the other two."""
    told = diary("day 1 intake: 90 at morning", taking(PLANS["per-day"], 5, 0, 0))
    over = decide_day(told.history(), CATALOG, on(2)).state.over
    assert over is not None
    assert (True, Decimal(5), Decimal(90)) == (over.beyond, over.said_mg, over.taken_mg)


@pytest.mark.parametrize("outcome", [Outcome.STEP_BACK, Outcome.RESTART])
def test_step_backs_are_counted_up_to_two(outcome: Outcome) -> None:
    """The count stops where no rule looks further, so that the states of a plan stay few; a restart is none."""
    plan = PLANS["sleep"].prepared()
    ten = plan.named(1) or ()
    state = State(plan=plan, rung=1, since=on(1), step_backs={ten: 2})
    found = decide(Situation(on(5), plan, ADULT, CATALOG, state))._replace(outcome=outcome, rung=0, doses=plan.named(0))
    assert {ten: 2} == advance(state, found, NOTHING, ADULT).step_backs


def test_a_pumps_plan_keeps_no_doses() -> None:
    """What is told of tablets under a plan that only keeps the record is not held against it."""
    told = diary("day 1 intake: 5 at bedtime\nday 1: mild nausea", "pump")
    assert None is decision_of(told, 3).last_taken
