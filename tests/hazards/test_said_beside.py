"""What hazards ask for beside an answer, and no other file of tests holds: see docs/hazards.toml."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.core.gates import GATES
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.values import Contact, Outcome
from baclotrack.core.warnings import Warned, warnings_for
from baclotrack.wording import WARNINGS
from baclotrack.wording.decisions import HEADLINES
from tests.cli.helpers import adopt
from tests.conftest import Call
from tests.core.diary import answer, diary, walked
from tests.core.plans import ADULT, CATALOG, PLANS, ladder, sleep_plan

HIGH = sleep_plan(rungs=ladder((15,), (20,), (25,), (30,)), daily_mg=Decimal(30), single_mg=Decimal(30))
ALCOHOL = sleep_plan(alcohol="warn")


def beside(told: str, day: int, plan: Plan, profile: Profile = ADULT) -> dict[str, Warned]:
    """Return the warnings beside the answer of a day, by their ids."""
    record = diary(told, plan, profile)
    return {one.id: one for one in warnings_for(walked(record, day)[-1], record.history(), CATALOG)}


@pytest.mark.parametrize(
    ("told", "day", "said", "warned"),
    [
        ("day 1: 15 mg, bad night", 2, "step_up 20", False),
        ("day 1: 15 mg, bad night\nday 2: 20 mg, bad night", 3, "hold 20", False),
        ("day 1: 15 mg, bad night\nday 2 doctor: set-dose 25\nday 2: 25 mg, bad night", 3, "hold 25", True),
    ],
)
def test_above_the_advised_range_it_says_so_and_goes_no_further(
    told: str,
    day: int,
    said: str,
    warned: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """20 mg is the last step that comes by itself; 25 mg is shown only as the prescriber's word, with a warning."""
    assert (said, warned) == (answer(diary(told, HIGH), day), "above-advised" in beside(told, day, HIGH))


def test_no_sentence_of_an_answer_speaks_of_millilitres() -> None:
    """Whatever an answer says, it speaks of mg and tablets: nobody can read a strength of 1 mg/mL as one of 5 mg/mL."""
    gates = [text for gate in GATES for one in gate.sentences.values() for text in one]
    texts = [*gates, *WARNINGS.values(), *HEADLINES.values()]
    assert len(texts) > 100
    assert [] == [text for text in texts if re.search(r"\bml\b|millilit", text, re.IGNORECASE)]


def test_a_medicine_of_no_list_is_sent_to_the_pharmacist_each_day() -> None:
    """It holds no step, since nothing is known of it, and is named until a prescriber is recorded as knowing it."""
    told = "day 1: 5 mg, bad night\nday 1 medicine: start vitamin-c"
    assert ("step_up 10", {"names": ("vitamin-c",)}) == (
        answer(diary(told), 2),
        beside(told, 2, PLANS["sleep"])["unlisted"].facts,
    )
    known = ADULT._replace(medicines=(Known("vitamin-c", "Dr A. Example", PLANS["sleep"].directed_on),))
    assert "unlisted" not in beside("day 1: 5 mg, bad night", 2, PLANS["sleep"], known)


@pytest.mark.parametrize(("drinks", "warned"), [("0", False), ("1", True)])
def test_where_the_plan_goes_on_after_a_drink_the_answer_says_what_alcohol_does(drinks: str, warned: bool) -> None:  # noqa: FBT001
    """The step that the directions allow after drinking is never shown without the warning."""
    told = f"day 1: 5 mg, bad night, {drinks} drinks"
    assert ("step_up 10", warned) == (answer(diary(told, ALCOHOL), 2), "alcohol" in beside(told, 2, ALCOHOL))


@pytest.mark.parametrize(("day", "warned"), [(2, True), (3, True), (9, True), (10, False)])
def test_driving_is_told_of_for_seven_days_after_a_step(day: int, warned: bool) -> None:  # noqa: FBT001
    """The step to 10 mg is of day 2; from day 10 on, at the same dose, the line has gone."""
    nights = "".join(f"\nday {one}: 10 mg, good night" for one in range(2, day))
    told = f"day 1: 5 mg, bad night{nights}"
    assert warned == ("driving" in beside(told, day, PLANS["sleep"]))


@pytest.mark.parametrize(
    "before",
    [
        (),
        (("--missed", "--day", "2026-11-21"), ("--missed", "--day", "2026-11-22")),
        (("--dose", "20", "--day", "2026-11-22"),),
    ],
    ids=["as planned", "after missed doses", "after too much"],
)
def test_the_emergency_text_is_the_same_whatever_was_taken(
    call: Call, home: Path, before: tuple[tuple[str, ...], ...]
) -> None:
    """Seizures come with an overdose and with a withdrawal: the same words answer both, and no mg stands there."""
    adopt(home)
    for words in (("--dose", "5", "--day", "2026-11-20"), *before):
        assert 0 == call("log", *words, "--no-effects", now="2026-11-23T07:30").code
    call("log", "--red-flag", "seizure", now="2026-11-23T21:00")
    done = call("next", now="2026-11-23T21:05")
    assert 4 == done.code
    assert [
        "Call your local emergency number now. If you cannot, ask anyone near you to call.",
        "Say that you take baclofen, and say so too if you have a pump.",
        "Do not stop anything and do not take anything more by guess: ask them.",
        "A red flag is recorded: seizure (for 23 Nov 2026).",
    ] == done.out.splitlines()


def test_a_worry_that_the_emergency_covers_is_not_told_beside_it() -> None:
    """Beside the emergency text stands no other warning: nothing keeps the eye from the call."""
    told = "day 1: missed, bad night, flag seizure"
    day = walked(diary(told), 2)[-1]
    assert (Outcome.EMERGENCY, Contact.EMERGENCY, {}) == (
        day.decision.outcome,
        day.decision.contact,
        beside(told, 2, PLANS["sleep"]),
    )
