"""The engine never raises, whatever was recorded: missing, worrying, contradictory, or for plans that came and went."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baclotrack.core.decision import NO_DOSE
from baclotrack.core.fold import ahead, walk
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.record import (
    Checkin,
    Entry,
    Instruction,
    Intake,
    MedicineChange,
    Other,
    Retract,
    Supply,
    What,
    arrange,
)
from baclotrack.core.values import Contact, Health, Outcome
from tests.core.plans import CATALOG, PLANS, START, on

SLOTS = ("bedtime", "morning", "noon", "evening", "night")
MGS = st.sampled_from([Decimal(mg) for mg in ("0", "0.1", "2.5", "5", "10", "15", "20", "40", "500")])
NAMES = st.sampled_from(["nausea", "fall", "sweating", "vomiting", "confusion", "low-mood", "no-such-effect"])
DOSES = st.dictionaries(st.sampled_from(SLOTS), MGS, max_size=4)
MEASURES = st.dictionaries(
    st.sampled_from(["sleep_improved", "fell_back_asleep", "awakenings", "spasticity", "craving", "own"]),
    st.one_of(st.booleans(), st.integers(0, 10).map(Decimal), st.just("22:30")),
    max_size=3,
)
IDS = st.integers(0, 14).map(lambda number: f"{number:03d}")

checkins = st.builds(
    Checkin,
    doses=st.none() | DOSES,
    measures=MEASURES,
    effects=st.none() | st.dictionaries(NAMES, st.integers(0, 3), max_size=3),
    red_flags=st.sampled_from([(), (), (), ("seizure",), ("no-such-flag",)]),
    drinks=st.none() | st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(100)]),
    sedatives=st.none() | st.sampled_from([(), ("zolpidem",), ("alcohol", "no such thing")]),
    supersedes=st.just("") | IDS,
)
instructions = st.builds(
    Instruction,
    action=st.sampled_from(["hold", "resume", "set_dose", "clear_flag", "acknowledge", "end_plan", "no-such-action"]),
    name=st.sampled_from(["", "seizure", "nausea", "fall", "pace", "stroke", "zolpidem"]),
    doses=DOSES,
    until=st.none() | st.integers(-2, 9).map(on),
)
profiles = st.builds(
    Profile,
    born=st.sampled_from([None, 1930, 1980, 2015]),
    egfr=st.sampled_from([None, Decimal(0), Decimal(45), Decimal(75), Decimal(200)]),
    tablets=st.sampled_from([(), (Decimal(10),), (Decimal(5), Decimal(25))]),
    splits=st.sampled_from([1, 2, 4]),
    conditions=st.sampled_from([(), (Known("pump"), Known("stroke")), (Known("dialysis"),), (Known("anything"),)]),
    medicines=st.sampled_from([(), (Known("morphine"), Known("nothing known"))]),
    had=st.dictionaries(NAMES, st.integers(0, 3), max_size=2),
)
adoptions = st.builds(
    lambda name, dose: PLANS[name]._replace(on_dose=dose),
    st.sampled_from(sorted(PLANS)),
    st.sampled_from([None, None, (("bedtime", Decimal(10)),), (("noon", Decimal(3)),), ()]),
)
anything: st.SearchStrategy[What] = st.one_of(
    checkins,
    checkins,
    checkins,
    instructions,
    adoptions,
    profiles,
    st.builds(Intake, slot=st.sampled_from(SLOTS), mg=MGS),
    st.builds(MedicineChange, action=st.sampled_from(["start", "stop"]), name=st.sampled_from(["zolpidem", "unknown"])),
    st.builds(Supply, action=st.sampled_from(["add", "count"]), tablets=MGS, strength_mg=st.just(Decimal(10))),
    st.builds(Retract, target=IDS),
    st.just(Other()),
)
entries = st.builds(
    Entry,
    id=IDS,
    at=st.integers(-99, 99).map(lambda hours: datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=hours)),
    device=st.sampled_from(["laptop", "phone"]),
    n=st.integers(1, 20),
    day=st.integers(-4, 9).map(on),
    what=anything,
)
healths = st.sampled_from(
    [
        Health(),
        Health(),
        Health(faults=2),
        Health(later_kinds=("x",)),
        Health(plan_file="differs"),
        Health(future_day="x"),
    ]
)


def it_answers(told: list[Entry], health: Health) -> None:
    """Every day has an answer: an outcome, all sixteen findings, and a dose only where the outcome shows one."""
    history = arrange(told)
    for walked in walk(history, CATALOG, START + timedelta(days=12), health):
        decision = walked.decision
        assert 16 == len(decision.findings)
        assert decision.doses is None or decision.outcome not in NO_DOSE
        assert (decision.outcome is Outcome.EMERGENCY) == (decision.contact is Contact.EMERGENCY)
        assert decision.doses is None or isinstance(decision.plan, Plan)
    assert len(ahead(history, CATALOG, START + timedelta(days=9), 7, health)) <= 7


def test_whatever_was_recorded_there_is_an_answer() -> None:
    """No combination of entries stops the engine."""
    settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])(
        given(told=st.lists(entries, max_size=15), health=healths)(it_answers)
    )()


@pytest.mark.long
def test_whatever_was_recorded_there_is_an_answer_often() -> None:
    """No combination of many more entries stops the engine."""
    settings(max_examples=5000, deadline=None)(given(told=st.lists(entries, max_size=25), health=healths)(it_answers))()
