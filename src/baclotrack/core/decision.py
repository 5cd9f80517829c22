"""From the findings of all gates to one decision: each allows at most one outcome, and the most careful wins."""

from datetime import date
from typing import NamedTuple

from baclotrack.core.gates import AFTER_A_TAPER, BEFORE_THE_FIRST_DOSE, GATES, IN_A_TAPER, IN_RECORD_ONLY
from baclotrack.core.plan import Plan
from baclotrack.core.situation import Situation, unknown
from baclotrack.core.state import State
from baclotrack.core.tablets import TabletCount, make_all
from baclotrack.core.values import (
    CAUTION,
    Contact,
    Finding,
    Named,
    Outcome,
    most_urgent,
)

EVERY_GATE = frozenset(gate.id for gate in GATES)
REPEATED_CHECKINS = 3
HELD_DAYS = 14
NOBODY = Contact.NONE
EMERGENCY, ASK, RESTART, HOLD = Outcome.EMERGENCY, Outcome.ASK, Outcome.RESTART, Outcome.HOLD
"""Looked up once: every day asks for them again and again."""
NO_DOSE = frozenset({Outcome.EMERGENCY, Outcome.ASK, Outcome.CANNOT})
NO_RUNG = frozenset({Outcome.FINISHED, Outcome.RECORD_ONLY})
FIRST_RUNG = frozenset({Outcome.START, Outcome.RESTART})
NEXT_RUNG = frozenset({Outcome.STEP_UP, Outcome.TAPER})
NOT_LIMITED = frozenset({Outcome.START, Outcome.STEP_UP, Outcome.TAPER, Outcome.FINISHED})
PATIENT_GATES = frozenset({"target", "instruction"})
"""Gates that may hold for long without anybody needing to hear of it."""


class Decision(NamedTuple):
    """What the plan says for one day, as data. `doses` is None where no dose is shown."""

    day: date
    outcome: Outcome
    contact: Contact
    rung: int | None
    doses: Named | None
    in_force: Named | None
    findings: tuple[Finding, ...]
    limited_by: str | None = None
    tablets: tuple[tuple[str, tuple[TabletCount, ...]], ...] | None = None
    plan: Plan | None = None
    last_taken: tuple[date, Named] | None = None
    repeated: tuple[str, ...] = ()
    held_days: int = 0

    def finding(self, gate: str) -> Finding:
        """Return what one gate found."""
        return next(one for one in self.findings if one.gate == gate)


def judge_all(s: Situation) -> tuple[Finding, ...]:
    """Run every gate that applies; the others are listed as not judged."""
    judged = EVERY_GATE
    if s.plan.mode == "record_only":
        judged = IN_RECORD_ONLY
    elif s.state.finished:
        judged = AFTER_A_TAPER
    elif s.state.in_force() is None:
        judged = BEFORE_THE_FIRST_DOSE
    elif s.plan.mode == "taper":
        judged = IN_A_TAPER
    if s.state.plan is None:
        judged = judged & {"journal", "plan", "red-flag"}
    elif s.state.rung is None and s.state.off_ladder is not None:
        judged = judged - {"ceiling", "tablets", "hold-time"}
    if judged is EVERY_GATE:  # most days, of which thirty years hold many
        return tuple([gate.judge(s) for gate in GATES])
    return tuple([gate.judge(s) if gate.id in judged else unknown(gate.id, "not-judged") for gate in GATES])


def decide(s: Situation) -> Decision:
    """Return the decision for one day. It reads nothing but its argument, and so answers the same when asked twice."""
    findings = judge_all(s)
    limit = _limit(findings)
    outcome = _outcome(s, limit)
    rung = _rung(s, outcome)
    doses = s.plan.named(rung)
    in_force = s.state.in_force()
    began = in_force is not None or s.plan.mode == "record_only"
    runs = s.state.moderate_runs.items() if began else ()
    repeated = tuple([name for name, run in runs if run >= REPEATED_CHECKINS])
    limited_by = None if outcome in NOT_LIMITED or limit is None else limit.gate
    held = _held(s.state, outcome, limited_by)
    long_hold = held >= HELD_DAYS and limited_by not in PATIENT_GATES
    return Decision(
        day=s.day,
        outcome=outcome,
        contact=_contact(outcome, limited_by, findings, notable=bool(repeated) or long_hold),
        rung=rung,
        doses=doses,
        in_force=in_force or None,  # a taper adopted without a dose has none in force
        findings=findings,
        limited_by=limited_by,
        tablets=make_all(doses, s.profile.tablets, s.profile.splits) if doses and s.profile.tablets else None,
        plan=s.state.plan,
        last_taken=s.state.last_taken,
        repeated=repeated,
        held_days=held,
    )


def _limit(findings: tuple[Finding, ...]) -> Finding | None:
    """Return the first finding, in the order of the gates, that allows the least."""
    blocking = [one for one in findings if one.allows is not None]  # only one that blocks allows anything
    return min(blocking, key=lambda one: CAUTION[one.allows or Outcome.STEP_UP], default=None)


def _outcome(s: Situation, limit: Finding | None) -> Outcome:
    """Return the outcome: what the limiting gate allows, or what the plan does when nothing limits it."""
    started = s.state.in_force() is not None
    if limit is not None and limit.allows is not None:
        if limit.allows is HOLD and not started and s.plan.mode != "record_only":
            return Outcome.ASK  # there is no dose to hold
        if limit.allows is HOLD and s.plan.mode == "record_only":
            return Outcome.RECORD_ONLY
        return limit.allows
    if s.plan.mode == "record_only":
        return Outcome.RECORD_ONLY
    if s.state.finished:
        return Outcome.FINISHED
    if not started:
        return Outcome.START
    if s.plan.mode == "taper":
        return Outcome.TAPER if s.next_rung() is not None else Outcome.FINISHED
    return Outcome.STEP_UP


def _rung(s: Situation, outcome: Outcome) -> int | None:
    """Return the number of the rung that is shown, or None where no dose is."""
    now = s.state.rung
    if outcome in NO_DOSE or outcome in NO_RUNG:
        return None
    if outcome in FIRST_RUNG:
        return 0
    if now is None:
        return None
    if outcome in NEXT_RUNG:
        return now + 1
    return now - 1 if outcome is Outcome.STEP_BACK else now


def _contact(outcome: Outcome, limited_by: str | None, findings: tuple[Finding, ...], *, notable: bool) -> Contact:
    """Return the most urgent contact that applies (contract, section 6)."""
    contacts = [one.contact for one in findings if one.contact is not NOBODY]
    if outcome is EMERGENCY:
        contacts.append(Contact.EMERGENCY)
    if outcome is ASK:
        contacts.append(Contact.TODAY)
    held_there = outcome is HOLD and limited_by in {"ceiling", "plan"}
    if outcome is RESTART or held_there or notable:
        contacts.append(Contact.MENTION)
    return most_urgent(*contacts) if contacts else NOBODY


def _held(state: State, outcome: Outcome, limited_by: str | None) -> int:
    """Return for how many days in a row, this one included, the same gate has held the dose."""
    if outcome is not HOLD:
        return 0
    return state.held_days + 1 if state.held_by == limited_by else 1
