"""A week of the leaflet's plan, lived through `init`, `log` and `next`."""

from typing import NamedTuple

import pytest

from tests.cli.helpers import BAD_NIGHT, GOOD_NIGHT
from tests.conftest import Call, Result

EMERGENCY = "Call your local emergency number now. If you cannot, ask anyone near you to call."


class Evening(NamedTuple):
    """One day of November 2026: what was logged in the morning, and what `next` then says in the evening."""

    day: int
    logged: tuple[str, ...]
    outcome: str
    contact: str
    code: int
    first_line: str


@pytest.fixture(autouse=True)
def begun(call: Call) -> None:
    """Set the leaflet's plan up on the evening of 20 November."""
    done = call(
        *("init", "--template", "sleep-bedtime", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
        *("--tablet", "10", "--splits", "2", "--born", "1980", "--phone", "01632 960001", "--yes"),
        now="2026-11-20T18:00",
    )
    assert 0 == done.code, done.err


def live(call: Call, evening: Evening) -> Result:
    """Log the night before in the morning, and ask in the evening; hold the answer against what is expected."""
    if evening.logged:
        assert 0 == call("log", *evening.logged, now=f"2026-11-{evening.day}T07:30").code
    at = f"2026-11-{evening.day}T22:00"
    decision = call("next", "--json", now=at).json
    said = call("next", now=at)
    assert evening[2:] == (decision["outcome"], decision["contact"], said.code, said.out.splitlines()[0])
    return said


AS_PLANNED_BAD = ("--as-planned", *BAD_NIGHT)
NEVER_IMPROVED = [
    Evening(20, (), "start", "none", 0, "20 Nov 2026: Your plan's first dose is 5 mg at bedtime."),
    Evening(21, AS_PLANNED_BAD, "step_up", "none", 0, "21 Nov 2026: Your plan's next step is 10 mg at bedtime."),
    Evening(22, AS_PLANNED_BAD, "step_up", "none", 0, "22 Nov 2026: Your plan's next step is 15 mg at bedtime."),
    Evening(23, AS_PLANNED_BAD, "step_up", "none", 0, "23 Nov 2026: Your plan's next step is 20 mg at bedtime."),
    Evening(24, AS_PLANNED_BAD, "hold", "mention", 0, "24 Nov 2026: Hold: stay at 20 mg at bedtime."),
    Evening(25, AS_PLANNED_BAD, "hold", "mention", 0, "25 Nov 2026: Hold: stay at 20 mg at bedtime."),
    Evening(26, AS_PLANNED_BAD, "hold", "mention", 0, "26 Nov 2026: Hold: stay at 20 mg at bedtime."),
]


def test_a_week_that_never_improves_climbs_to_the_top_and_stays(call: Call) -> None:
    """The leaflet's own example: 5, 10, 15, 20 mg, then hold and ask the prescriber."""
    for evening in NEVER_IMPROVED:
        said = live(call, evening)
    assert "This is the plan's highest dose. Ask your prescriber about the second agent you discussed." in said.out
    days = call("decisions", "--since", "2026-11-20", "--json", now="2026-11-26T22:00").json
    assert [5, 10, 15, 20, 20, 20, 20] == [one["total_mg"] for one in days]


GOOD = ("--as-planned", *GOOD_NIGHT)
IMPROVED = [
    *NEVER_IMPROVED[:2],
    Evening(22, GOOD, "hold", "none", 0, "22 Nov 2026: Hold: stay at 10 mg at bedtime."),
    Evening(23, GOOD, "hold", "none", 0, "23 Nov 2026: Hold: stay at 10 mg at bedtime."),
    Evening(24, AS_PLANNED_BAD, "hold", "none", 0, "24 Nov 2026: Hold: stay at 10 mg at bedtime."),
    Evening(25, AS_PLANNED_BAD, "step_up", "none", 0, "25 Nov 2026: Your plan's next step is 15 mg at bedtime."),
]


def test_a_week_in_which_sleep_gets_better_stays(call: Call) -> None:
    """Improvement means stay; one bad night after it is not enough to go up, two are."""
    for evening in IMPROVED:
        live(call, evening)


def test_a_week_with_a_missed_night_an_over_dose_a_severe_effect_and_a_red_flag(call: Call) -> None:
    """Each day holds what the record asks for, and a word of the prescriber gets the person unstuck."""
    for evening in NEVER_IMPROVED[:3]:
        live(call, evening)
    missed = Evening(23, ("--missed", *BAD_NIGHT), "hold", "none", 0, "23 Nov 2026: Hold: stay at 10 mg at bedtime.")
    said = live(call, missed)
    assert "Never two doses together, and never a repeat. The next dose is the next bedtime." in said.out

    over = Evening(24, ("--dose", "20", *BAD_NIGHT), "hold", "today", 0, "24 Nov 2026: Hold: stay at 10 mg at bedtime.")
    said = live(call, over)
    assert "More was taken yesterday (20 mg) than the plan said (10 mg)." in said.out
    assert "Call today: Dr A. Example, 01632 960001." in said.out

    severe = Evening(
        25,
        ("--as-planned", "--not-improved", "--lay-awake", "--effect", "dizziness=severe"),
        *("step_back", "today", 0, "25 Nov 2026: One step back: the template's cautious dose is 5 mg at bedtime."),
    )
    said = live(call, severe)
    assert "A severe side effect (dizziness): the plan goes back one step." in said.out

    waits = Evening(26, AS_PLANNED_BAD, "hold", "none", 0, "26 Nov 2026: Hold: stay at 5 mg at bedtime.")
    said = live(call, waits)
    assert "After a severe effect or a fall the plan waits for 3 good days; so far 1 good day." in said.out

    told = call("log", "--red-flag", "fainting", now="2026-11-26T22:10")
    assert (4, EMERGENCY) == (told.code, told.out.splitlines()[0])
    said = live(call, Evening(26, (), "emergency", "emergency", 4, EMERGENCY))
    assert " mg" not in said.out
    day_after = "On 26 Nov 2026 you recorded fainting. If it is happening now, call your local emergency number now."
    live(call, Evening(27, AS_PLANNED_BAD, "emergency", "emergency", 4, day_after))

    assert 0 == call("instruct", "clear-flag", "fainting", now="2026-11-27T22:05").code
    live(call, Evening(27, (), "hold", "none", 0, "27 Nov 2026: Hold: stay at 5 mg at bedtime."))
    days = call("decisions", "--since", "2026-11-20", "--json", now="2026-11-27T22:10").json
    assert [
        ("start", 5, 5),
        ("step_up", 10, 10),
        ("step_up", 15, 0),
        ("hold", 10, 20),
        ("hold", 10, 10),
        ("step_back", 5, 5),
        ("emergency", None, 5),
        ("hold", 5, None),
    ] == [(one["outcome"], one["total_mg"], (one["taken"] or {}).get("bedtime")) for one in days]
