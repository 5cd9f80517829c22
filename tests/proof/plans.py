"""Small plans whose whole space is explored in well under a second, and how tests prove them."""

from baclotrack.core.plan import Plan, Profile
from baclotrack.core.proof.form import Setting
from baclotrack.core.proof.verdict import Failure, Proof, prove
from tests.core.plans import ADULT, CATALOG, START, ladder, sleep_plan, taper_plan

TWO = sleep_plan(rungs=ladder((5,), (10,)))
THREE = sleep_plan(rungs=ladder((5,), (10,), (15,)), hold_days=2)
TAPER = taper_plan((10,), (5,), hold_days=2)


def setting(plan: Plan, profile: Profile = ADULT) -> Setting:
    """Return what is explored: the plan, an adult, and the first day of every test's diary."""
    return Setting(plan, profile, CATALOG, START)


def proof(plan: Plan, profile: Profile = ADULT, enough: int = 8) -> Proof:
    """Return the proof of a plan, with the small alphabet and without the views that follow a memory."""
    return prove(setting(plan, profile), memories=False, enough=enough)


def broken(found: Proof, name: str) -> list[Failure]:
    """Return the failures of one invariant."""
    return [one for one in found.failures if one.name == name]
