"""Any bytes as journal, plan, profile, merge, import or schedule: a value or a clear error, and never a traceback.

The readers are tried with many, the real commands with a few and in the long suite with many more.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.cli.call import call_of
from baclotrack.cli.doctor_findings import examine
from baclotrack.cli.history import describe
from baclotrack.cli.pump_setup import is_pump_plan
from baclotrack.core.fold import decide_day
from baclotrack.store import load_catalog, open_home
from baclotrack.store.journal import lines, own_measures
from baclotrack.store.plan_file import read_plan
from baclotrack.store.problems import FileProblemsError, Problem
from baclotrack.store.profile_file import parse_profile
from tests.fuzz.driver import NOW, answered, home_of, said
from tests.fuzz.journals import ANY_JOURNAL, FULL_PLAN, FULL_PROFILE, GOOD
from tests.fuzz.plans import ANY_PLAN, ANY_PROFILE

LONGEST_SENTENCE = 1500
READING = (
    *(("next", "--explain"), ("next", "--json"), ("next", "--ahead", "3"), ("history",), ("history", "--json")),
    *(("doctor",), ("doctor", "--json"), ("decisions", "--since", "-3", "--json"), ("trend",), ("trend", "--json")),
    *(("decisions", "--since", "-3", "--as-known"), ("checklist",), ("card",), ("supply",), ("visit",), ("ask",)),
    *(("med",), ("plan", "show"), ("plan", "ladder"), ("simulate",), ("taper",)),
)
WRITING = (
    *(("log", "--dose", "5", "--no-effects"), ("log", "--as-planned"), ("log", "--red-flag", "fainting"), ("undo",)),
    *(("take", "5"), ("amend", "2026-11-21", "--note", "x"), ("instruct", "hold"), ("med", "add", "zolpidem")),
    *(("supply", "count", "7", "--strength", "10"), ("visit", "add", "2026-12-01", "x"), ("ask", "why?")),
    *(("plan", "adopt", "--yes"), ("log", "--measure", "leg_pain=1"), ("doctor", "--repair")),
)
FILES = (("merge", "FILE"), ("import", "FILE"), ("plan", "adopt", "FILE", "--yes"), ("taper", "--schedule", "FILE"))
SCHEDULES = st.lists(
    st.sampled_from(("2026-12-01 15", "2026-12-08 10", "2026-12-15 0", "2026-12-01 1e309", "x", "2026-13-01 5", "\x00"))
    | st.text(max_size=20),
    max_size=5,
).map(lambda rows: "\n".join(rows).encode("utf-8", "surrogatepass"))
COMMANDS = st.lists(st.sampled_from(READING + WRITING), min_size=2, max_size=4, unique=True)


def look_through(home: Path) -> None:
    """Read a home and ask of it all that a command may ask."""
    found = open_home(home, datetime.fromisoformat(NOW))
    decide_day(found.history, load_catalog(), found.today, found.health)
    own_measures(found.journal)
    list(lines(home / "journal.jsonl"))
    assert all(describe(one) for one in found.journal.entries)
    for one in (*found.faults, *examine(call_of(str(home), NOW, plain=True)).found):
        assert all(str(part).isprintable() for part in one), one


def problems_of(read: Callable[[str], object], text: str) -> tuple[Problem, ...]:
    """Return what is refused about a person's file; one that is read has none."""
    try:
        read(text)
    except FileProblemsError as error:
        return error.problems
    return ()


def refused_or_read(read: Callable[[str], object], text: str) -> None:
    """Read a person's file; what does not fit is told in sentences with places, short enough to be read."""
    for one in problems_of(read, text):
        assert one.sentence().isprintable(), one
        assert len(one.sentence()) < LONGEST_SENTENCE, one
        assert "set_int_max_str_digits" not in one.text, one


@settings(max_examples=60)
@given(ANY_JOURNAL)
def test_any_journal_is_entries_and_faults(journal: bytes) -> None:
    """Whatever stands in the file, reading it and deciding from it raises nothing."""
    with home_of(journal, FULL_PLAN.encode(), FULL_PROFILE.encode()) as home:
        look_through(home)


@settings(max_examples=100)
@given(ANY_PLAN)
def test_any_plan_is_a_plan_or_told_with_its_line(data: bytes) -> None:
    """Whatever stands in the file, it is refused in sentences or becomes a plan."""
    text = data.decode("utf-8", "replace")
    refused_or_read(read_plan, text)
    assert is_pump_plan(text) in {True, False}


@settings(max_examples=100)
@given(ANY_PROFILE)
def test_any_profile_is_a_profile_or_told_with_its_line(data: bytes) -> None:
    """The same of the profile."""
    refused_or_read(parse_profile, data.decode("utf-8", "replace"))


@settings(max_examples=10)
@given(ANY_PLAN, ANY_PROFILE)
def test_any_plan_and_profile_in_a_home(plan: bytes, profile: bytes) -> None:
    """Beside a good journal, broken files stop nothing but a step."""
    with home_of(GOOD, plan, profile) as home:
        look_through(home)


@settings(max_examples=4)
@given(ANY_JOURNAL, COMMANDS)
def test_the_commands_answer_whatever_stands_in_the_journal(journal: bytes, commands: list[tuple[str, ...]]) -> None:
    """A few of the commands over a few journals; the long suite tries very many."""
    with home_of(journal, FULL_PLAN.encode(), FULL_PROFILE.encode()) as home:
        for words in commands:
            answered(said(home, *words))


@settings(max_examples=4)
@given(st.one_of(ANY_JOURNAL, ANY_PLAN, SCHEDULES), st.sampled_from(FILES))
def test_the_commands_answer_whatever_stands_in_a_file(data: bytes, words: tuple[str, ...]) -> None:
    """A file that is named to a command is refused in a sentence, or taken."""
    with home_of(GOOD, FULL_PLAN.encode(), FULL_PROFILE.encode()) as home:
        file = home.parent / "file"
        file.write_bytes(data)
        answered(said(home, *(str(file) if word == "FILE" else word for word in words)))


@pytest.mark.long
@settings(max_examples=600)
@given(ANY_JOURNAL, ANY_PLAN, ANY_PROFILE, COMMANDS)
def test_the_commands_answer_whatever_stands_in_all_three_files(
    journal: bytes, plan: bytes, profile: bytes, commands: list[tuple[str, ...]]
) -> None:
    """The same with everything broken at once, many times."""
    with home_of(journal, plan, profile) as home:
        for words in commands:
            answered(said(home, *words))


@pytest.mark.long
@settings(max_examples=5000)
@given(ANY_JOURNAL)
def test_any_journal_at_length(journal: bytes) -> None:
    """The readers once more, at length."""
    test_any_journal_is_entries_and_faults.hypothesis.inner_test(journal)  # type: ignore[attr-defined]  # hypothesis's own


@pytest.mark.long
@settings(max_examples=600)
@given(st.one_of(ANY_JOURNAL, ANY_PLAN, SCHEDULES), st.sampled_from(FILES))
def test_any_file_at_length(data: bytes, words: tuple[str, ...]) -> None:
    """Files that are named, at length."""
    test_the_commands_answer_whatever_stands_in_a_file.hypothesis.inner_test(data, words)  # type: ignore[attr-defined]  # hypothesis's own
