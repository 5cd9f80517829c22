"""Every field of the state that a walk may begin with survives its way to JSON and back."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.entries import Event, Instruction
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import arrange
from baclotrack.core.state import Begun, Flag, Over, State
from baclotrack.store.checkpoint_state import BY_RANK, FORMS, UnknownError, read_begun, write_begun
from tests.core.lives import lives
from tests.core.plans import ADULT, PLANS, START

HOLD, END = Instruction("hold", until=date(2026, 3, 1)), Instruction("end_plan", by="Dr A.")
SAID: tuple[Plan | Profile | Instruction, ...] = (ADULT, PLANS["sleep"], HOLD, PLANS["per-day"], END)
EVENTS = tuple(Event(START, rank, what) for rank, what in enumerate(SAID))

names = st.sampled_from(["nausea", "fall", "low-mood", "\u00e4 \u2028 x", ""])
amounts = st.decimals(0, 500, places=2).map(lambda mg: mg.normalize())
grades = st.dictionaries(names, st.integers(0, 3), max_size=3)
counts = st.integers(-1, 1 << 40)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
named = st.lists(st.tuples(names, amounts), max_size=3).map(tuple)
flags = st.builds(Flag, names, days, counts)
runs = st.lists(st.booleans(), max_size=3).map(tuple)
BY_KIND: dict[str, st.SearchStrategy[Any]] = {
    "Plan | None": st.sampled_from([None, PLANS["sleep"].prepared(), PLANS["per-day"].prepared()]),
    "Instruction | None": st.sampled_from([None, HOLD, END]),
    "int | None": st.none() | counts,
    "int": counts,
    "bool": st.booleans(),
    "str": names,
    "Named | None": st.none() | named,
    "date | None": st.none() | days,
    "tuple[bool, ...]": runs,
    "Over | None": st.none() | st.builds(Over, *[st.booleans()] * 4, amounts, amounts, amounts),
    "Mapping[Named, int]": st.dictionaries(named, counts, max_size=2),
    "Mapping[str, int]": grades,
    "Mapping[str, bool]": st.dictionaries(names, st.booleans(), max_size=2),
    "tuple[Flag, ...]": st.lists(flags, max_size=2).map(tuple),
    "frozenset[str]": st.frozensets(names, max_size=3),
    "tuple[date, Named] | None": st.none() | st.tuples(days, named),
}
"""What a field of each kind may hold."""


def kind_of(field: str) -> str:
    """Return the kind of a field as it is written in the class."""
    import ast
    import inspect

    (told,) = ast.parse(inspect.getsource(State)).body
    assert isinstance(told, ast.ClassDef)
    return next(
        ast.unparse(one.annotation)
        for one in told.body
        if isinstance(one, ast.AnnAssign) and ast.unparse(one.target) == field
    )


STATES = st.builds(State, **{field: BY_KIND[kind_of(field)] for field in State._fields})


def through(begun: Begun) -> Begun:
    """Return a value after its way to JSON and back."""
    return read_begun(json.loads(json.dumps(write_begun(begun, EVENTS))), EVENTS)


def test_every_field_has_its_form_and_no_form_has_no_field() -> None:
    """A field that is added to the state is added to the table, or this fails."""
    assert set(State._fields) == {*FORMS, *BY_RANK}
    assert set() == FORMS.keys() & BY_RANK


@settings(max_examples=60)
@given(STATES, days)
def test_a_state_comes_back_as_it_was(state: State, day: date) -> None:
    """Value for value, and in the same order where there is one."""
    begun = Begun(day, state, ADULT)
    found = through(begun)
    assert begun == found
    assert repr(begun._replace(state=state._replace(acknowledged=frozenset()))) == repr(
        found._replace(state=found.state._replace(acknowledged=frozenset()))
    )


@pytest.mark.parametrize("field", State._fields)
def test_no_field_is_forgotten(field: str) -> None:
    """Each field, another value than the one it begins with."""
    other: dict[str, Any] = {
        "Plan | None": PLANS["sleep"].prepared(),
        "Instruction | None": HOLD,
        "Named | None": (("bedtime", Decimal("2.5")),),
        "date | None": START,
        "Over | None": Over(above=True, taken_mg=Decimal("7.5")),
        "Mapping[Named, int]": {(("bedtime", Decimal(5)),): 2},
        "Mapping[str, int]": {"nausea": 2},
        "Mapping[str, bool]": {"morphine": True},
        "tuple[Flag, ...]": (Flag("seizure", START, 4),),
        "frozenset[str]": frozenset({"pace"}),
        "tuple[date, Named] | None": (START, (("bedtime", Decimal(5)),)),
        "tuple[bool, ...]": (True, False),
        "str": "gap",
    }
    before = State()
    kind = kind_of(field)
    changed: dict[str, Any] = {field: not getattr(before, field) if kind == "bool" else other.get(kind, 7)}
    state = before._replace(**changed)
    assert before != state
    assert state == through(Begun(START, state, ADULT)).state


@settings(max_examples=15)
@given(lives(days=6))
def test_the_states_of_whole_lives_come_back(life: Any) -> None:  # noqa: ANN401 - the strategy tells its type
    """What really occurs: every state that a walk came through."""
    events = arrange(life.entries()).events
    for walked in life.walked():
        begun = Begun(walked.decision.day, walked.state, walked.profile)
        assert begun == read_begun(json.loads(json.dumps(write_begun(begun, events))), events)


@pytest.mark.parametrize(
    "begun",
    [
        Begun(START, State(plan=Plan("x", "x", "titrate")), ADULT),
        Begun(START, State(hold=Instruction("hold")), ADULT),
        Begun(START, State(), Profile(born=1999)),
    ],
    ids=["plan", "word", "profile"],
)
def test_what_no_entry_says_is_not_written(begun: Begun) -> None:
    """A plan, a profile or a word of the prescriber is told by its entry, and by nothing else."""
    with pytest.raises(UnknownError):
        write_begun(begun, EVENTS)


def test_an_event_that_is_not_there_is_not_made_up() -> None:
    """A checkpoint of another journal names ranks that this one does not have."""
    told = write_begun(Begun(START + timedelta(days=3), State(hold=HOLD), ADULT), EVENTS)
    with pytest.raises(UnknownError):
        read_begun(told, EVENTS[:2])
    with pytest.raises(UnknownError):
        read_begun({**told, "profile": 1}, EVENTS)
