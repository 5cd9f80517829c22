"""The plans that ship are proved in every build; plans across the whole format in the long run."""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from baclotrack.store.plan_file import templates
from tests.proof.many import Case, built_in, generated

LONG_PLANS = 40


def names_of(case: Case) -> tuple[str, tuple[str, ...], int, int]:
    """Return what a case's wide proof found: its name, what broke, states and transitions."""
    found = case.prove("wide", memories=True)
    return case.name, tuple(sorted({one.name for one in found.failures})), found.states(), found.transitions()


@pytest.mark.parametrize("case", built_in(), ids=lambda case: case.name)
def test_a_plan_that_ships_is_proved(case: Case) -> None:
    """Each template that is whole, with the small alphabet, which has every class of every gate."""
    found = case.prove("small", memories=False)
    assert () == tuple(sorted({one.name for one in found.failures}))
    assert found.transitions() > found.states() > 0


def test_every_template_that_shows_doses_is_proved() -> None:
    """Only the templates that wait for the prescriber's own steps are left out."""
    assert {"restless-legs", "taper"} == set(templates()) - {case.name for case in built_in()}


@pytest.mark.long
def test_plans_across_the_format_are_proved() -> None:
    """Forty plans and more, beside people of every kind, with the wide alphabet and every memory followed."""
    cases = [*generated(LONG_PLANS)]
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        found = list(pool.map(names_of, cases))
    assert [(case.name, ()) for case in cases] == [(name, broken) for name, broken, _, _ in found]
    assert sum(states for _, _, states, _ in found) >= 60_000
    assert sum(transitions for _, _, _, transitions in found) >= 8_000_000
