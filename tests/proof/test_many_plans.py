"""The plans that ship are proved in every build; plans across the whole format in the long run."""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.proof.many import Case, built_in, generated

LONG_PLANS = 40


def names_of(case: Case) -> tuple[str, tuple[str, ...], int, int]:
    """Return what a case's wide proof found: its name, what broke, states and transitions."""
    found = case.prove("wide", memories=True)
    return case.name, tuple(sorted({one.name for one in found.failures})), found.states(), found.transitions()


def quick(case: Case) -> tuple[str, tuple[str, ...]]:
    """Return what a case's small proof found."""
    found = case.prove("small", memories=False)
    return case.name, tuple(sorted({one.name for one in found.failures}))


@pytest.mark.long
def test_the_plans_that_ship_are_proved() -> None:
    """Each template, with the small alphabet, which has every class of every gate."""
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        found = dict(pool.map(quick, built_in()))
    assert dict.fromkeys(found, ()) == found
    assert len(found) >= 7


def test_the_shortest_plan_that_ships_is_proved() -> None:
    """The bedtime ladder as the leaflet has it, in every build."""
    (case,) = (one for one in built_in() if one.name == "sleep-bedtime")
    assert ("sleep-bedtime", ()) == quick(case)


@pytest.mark.long
def test_plans_across_the_format_are_proved() -> None:
    """Forty plans and more, beside people of every kind, with the wide alphabet and every memory followed."""
    cases = [*generated(LONG_PLANS)]
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        found = list(pool.map(names_of, cases))
    assert [(case.name, ()) for case in cases] == [(name, broken) for name, broken, _, _ in found]
    assert sum(states for _, _, states, _ in found) >= 60_000
    assert sum(transitions for _, _, _, transitions in found) >= 8_000_000
