"""All that a gate may look at for one day, as one value."""

from datetime import date
from typing import NamedTuple

from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import NOTHING, DayFacts
from baclotrack.core.state import State, baseline, counted
from baclotrack.core.values import Catalog, Contact, Finding, GateState, Health, Outcome

PASS, UNKNOWN, NOBODY = GateState.PASS, GateState.UNKNOWN, Contact.NONE
"""Looked up once: every gate of every day asks for one of them."""


class Situation(NamedTuple):
    """The decided day: the plan, the profile, what earlier days left, yesterday, and today's own worries."""

    day: date
    plan: Plan
    profile: Profile
    catalog: Catalog
    state: State
    last: DayFacts = NOTHING
    today: DayFacts = NOTHING
    last_counts: bool = True
    health: Health = Health()

    def counted_effects(self) -> dict[str, int]:
        """Return yesterday's effects above the person's baseline."""
        return counted(self.last.effects, baseline(self.profile, self.state))

    def next_rung(self) -> int | None:
        """Return the number of the next rung, or None at the top."""
        if self.state.rung is None:
            return 0
        return self.state.rung + 1 if self.state.rung + 1 < len(self.plan.rungs) else None


def passes(gate: str, why: str = "ok", /, source: str = "plan", **facts: object) -> Finding:
    """Return a finding that blocks nothing."""
    return Finding(gate, PASS, why, facts, None, NOBODY, source)


def unknown(gate: str, why: str, /, source: str = "plan", **facts: object) -> Finding:
    """Return a finding for something that was not asked or cannot be told; it blocks nothing."""
    return Finding(gate, UNKNOWN, why, facts, None, NOBODY, source)


def blocks(
    gate: str,
    why: str,
    allows: Outcome,
    /,
    contact: Contact = Contact.NONE,
    source: str = "plan",
    **facts: object,
) -> Finding:
    """Return a finding that allows at most one outcome."""
    return Finding(gate, GateState.BLOCK, why, facts, allows, contact, source)
