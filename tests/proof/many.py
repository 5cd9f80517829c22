"""Plans across the plan format, and people, whose whole spaces are explored in the long run."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle
from typing import Any, NamedTuple

from baclotrack.core.plan import Known, Plan, Profile, Target
from baclotrack.core.proof.form import Setting
from baclotrack.core.proof.verdict import Proof, prove
from baclotrack.store import load_catalog
from baclotrack.store.plan_file import read_plan, template_text, templates
from baclotrack.store.problems import FileProblemsError
from tests.core.plans import ADULT, START, ladder, sleep_plan, slots, taper_plan

DAYS = (1, 2, 3, 4, 5, 6, 7)
TOLERABILITY = (
    ("step", "hold", "hold"),
    ("step", "hold", "step_back"),
    ("hold", "hold", "hold"),
    ("hold", "hold", "step_back"),
    ("step", "step_back", "step_back"),
    ("hold", "step_back", "step_back"),
)
GAPS = ((1, "ask"), (2, "restart"), (1, "restart"), (2, "ask"), (3, "restart"))
TARGETS = (
    (Target("sleep_improved", want=True), Target("fell_back_asleep", want=True)),
    (Target("spasticity", at_most=Decimal(3)),),
    (Target("sleep_hours", at_least=Decimal(7)),),
    (Target("awakenings", at_most=Decimal(1)), Target("sleep_improved", want=True)),
)
LADDERS = (
    (("bedtime",), ((5,), (10,), (15,))),
    (("morning", "evening"), ((5, 5), (5, 10), (10, 10))),
    (("morning", "noon", "evening"), ((5, 5, 5), (10, 10, 10))),
    (("morning", "noon", "evening", "bedtime"), ((5, 5, 5, 0), (10, 10, 10, 0), (10, 10, 10, 5))),
    (("bedtime",), ((5,), (20,))),
)
TENS = (Decimal(10),)
PEOPLE = (
    ADULT,
    ADULT._replace(born=1950),
    ADULT._replace(egfr=Decimal(75)),
    ADULT._replace(egfr=Decimal(45)),
    ADULT._replace(egfr=Decimal(25)),
    ADULT._replace(conditions=(Known("epilepsy"), Known("stroke"))),
    ADULT._replace(tablets=TENS, splits=1),
    ADULT._replace(tablets=TENS, splits=2),
    ADULT._replace(medicines=(Known("morphine"),)),
    ADULT._replace(tablets=(), egfr=None),
)


class Case(NamedTuple):
    """A plan and a person, by a name."""

    name: str
    plan: Plan
    profile: Profile

    def prove(self, size: str, *, memories: bool) -> Proof:
        """Return the proof, with the catalogue that ships."""
        return prove(Setting(self.plan, self.profile, load_catalog(), START), size=size, memories=memories)


def built_in() -> list[Case]:
    """Return the templates that are whole, signed, for an adult with 10 mg tablets to halve."""
    cases = []
    for name in templates():
        try:
            plan = read_plan(template_text(name), name).value
        except FileProblemsError:  # restless-legs and taper are no plans until the prescriber's ladder is filled in
            continue
        signed = plan._replace(prescriber="Dr A. Example", directed_on=START, review_by=None)
        cases.append(Case(name, signed, Profile(born=1980, tablets=TENS, splits=2)))
    return cases


def generated(count: int = 40) -> Iterator[Case]:
    """Yield plans that walk through every setting of the format, each beside another person."""
    people, gaps, tolerability = cycle(PEOPLE), cycle(GAPS), cycle(TOLERABILITY)
    targets, ladders, alcohol = cycle(TARGETS), cycle(LADDERS), cycle(("hold", "warn"))
    for number in range(count - 4):
        mild, moderate, severe = next(tolerability)
        missed, then = next(gaps)
        names, rungs = next(ladders)
        changes: dict[str, Any] = {
            "rungs": ladder(*rungs),
            "slots": slots(*names),
            "hold_days": DAYS[number % len(DAYS)],
            "daily_mg": Decimal(80),
            "targets": next(targets),
            "mild": mild,
            "moderate": moderate,
            "severe": severe,
            "missed_days": missed,
            "gap_then": then,
            "alcohol": next(alcohol),
            "after_success": "any" if number % 3 == 2 else "two_of_three",
            "retry_after_days": 1 + number % 4,
        }
        yield Case(f"generated {number + 1}", sleep_plan(**changes), next(people))
    yield Case("taper by the week", taper_plan((15,), (10,), (5,)), ADULT)
    yield Case("taper every two days", taper_plan((10, 10), (5, 5), names=("morning", "evening"), hold_days=2), ADULT)
    yield Case("taper of a refused person", taper_plan((10,), (5,), hold_days=3), ADULT._replace(egfr=Decimal(20)))
    yield Case("taper of unequal steps", taper_plan((20,), (10,), (5,), days=(2, 4, 3)), ADULT)
