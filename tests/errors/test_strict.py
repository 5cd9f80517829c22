"""No key of a file that a person wrote is passed over: each misspelt one is told with its line and the nearest name."""

import re
from collections.abc import Callable

import pytest

from baclotrack.store.plan_file import read_plan
from baclotrack.store.problems import FileProblemsError, Problem
from baclotrack.store.profile_file import parse_profile
from tests.cli.helpers import PROFILE, SLEEP

PLAN = (
    SLEEP
    + """
[[measures]]
name = "leg_pain"
prompt = "How bad was the pain?"
kind = "scale"
range = [0, 10]
unit = "points"
better = "lower"

[pump]
daily_micrograms = 100
concentration_micrograms_per_ml = 500
last_refill = 2026-11-01
refill_by = 2027-02-01
alarm_on = 2027-01-20
programmed_by = "Dr A. Example"
clinic = "Clinic"
phone = "01632 960001"

[template]
summary = "A test."
directions = "As written."
own_defaults = ["gap"]
fill_in = false
"""
)
PERSON = (
    PROFILE.replace("born = 1980", "born = 1980\negfr = 95\nday_starts_at = 05:00:00")
    + """
[[conditions]]
name = "epilepsy"
known_by = "Dr A. Example"
known_on = 2026-11-01

[[medicines]]
name = "lisinopril"
known_by = "Dr A. Example"
known_on = 2026-11-01

[had]
weakness = 1
"""
)
KEY = re.compile(r"([a-z_]+) = ")
HEADER = re.compile(r"\[+([a-z]+)\]+")


def problems(read: Callable[[str], object], text: str) -> tuple[Problem, ...]:
    """Return everything that is refused about a text."""
    try:
        read(text)
    except FileProblemsError as error:
        return error.problems
    return ()


FILES = {"plan": (read_plan, PLAN), "profile": (parse_profile, PERSON)}
KEYS = [
    pytest.param(name, place, found[1], id=f"{name} line {place}, {found[1]}")
    for name, (_, text) in FILES.items()
    for place, line in enumerate(text.splitlines(), 1)
    for found in [KEY.match(line) or HEADER.match(line)]
    if found
]


def changed(text: str, place: int, old: str, new: str) -> str:
    """Return a text with a word changed in one line."""
    lines = text.splitlines()
    lines[place - 1] = lines[place - 1].replace(old, new, 1)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FILES)
def test_the_files_hold_no_unknown_key_before(name: str) -> None:
    """What is misspelt below is right here."""
    read, text = FILES[name]
    assert [] == [one for one in problems(read, text) if "not known" in one.text]


@pytest.mark.parametrize(("name", "place", "key"), KEYS)
def test_a_misspelt_key_is_told_with_its_line_and_the_nearest_name(name: str, place: int, key: str) -> None:
    """In every table and every row, a letter too many is refused, and the right name is offered."""
    read, text = FILES[name]
    told = [one for one in problems(read, changed(text, place, key, key + key[-1])) if one.line == place]
    offered = [one.text[one.text.rindex("Did") :] for one in told if "Did you mean" in one.text]
    assert [f"Did you mean {key}?"] == offered


@pytest.mark.parametrize(("name", "place", "key"), KEYS)
def test_a_key_that_nobody_knows_is_told_with_its_line(name: str, place: int, key: str) -> None:
    """A key of one's own is refused in every table as well, wherever it stands in it."""
    read, text = FILES[name]
    lines = text.splitlines()
    lines.insert(place, "qqq = 1")
    told = [one for one in problems(read, "\n".join(lines) + "\n") if one.line == place + 1]
    assert ["not"] == [re.findall(r"\bnot\b", one.text)[0] for one in told], key
