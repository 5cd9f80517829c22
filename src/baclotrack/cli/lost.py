"""A home whose adopted plan is gone with its journal: nobody is told to set up anew, and what can be kept is kept.

Somebody who ran `init` there would begin a second record beside the lost one, at the first dose.
"""

from baclotrack.cli.call import inert
from baclotrack.core.entries import SetAside
from baclotrack.core.plan import Plan
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL, PLAN, Fault, Home
from baclotrack.store.plain_file import in_its_place

NO_RECORD = frozenset({"no-checksum", "torn", "unreadable"})
"""Faults that alone tell of no record: lines of something else, one piece of a line, a file that is locked."""

COPY_FIRST = (
    "A record was here that cannot be read any more. {fault} If you have a copy, bring it back first: baclotrack merge"
    " FILE (a journal or an export in JSON). Do not set up anew. If there is no copy, run: baclotrack doctor"
)
STILL_KEPT = "What you take can be recorded meanwhile: baclotrack take MG, or baclotrack log --dose SLOT=MG"
WRITE_DOWN = "Meanwhile write down what you take: baclotrack log --note -"
ON_A_DOSE = (
    "doses were recorded here before, or may be lost. If you already take baclofen, name that dose, or the plan begins"
    " at its first step: baclotrack plan adopt --on-dose SLOT=MG. A sudden drop can be dangerous."
)
IN_THE_WAY = (
    "{other} stands in the place of {path}, so nothing was set up. Move it away. If you had a journal, put it back"
    " there and do not set up anew; else run init again."
)
NOT_ADOPTED = (
    "plan.toml is here: if a journal was kept for it, bring that back first: baclotrack merge FILE. Else run:"
    " baclotrack plan adopt"
)
NO_SECOND_RECORD = " init would begin a second record beside it, at the first dose, so nothing was set up."


def lost(home: Home) -> Fault | None:
    """Return what tells that a record was there whose plan cannot be read any more; None where there is no such thing.

    A line of something else in a journal that never had an entry is not that.
    """
    if home.plan is not None:
        return None
    faults = list(home.journal.faults)
    if faults and not home.journal.entries:
        from baclotrack.cli.doctor_journal import journal_bytes, journal_faults

        every = journal_faults(home, journal_bytes(home))  # this device may remember that entries were here
        faults = [one for one in every if one.slug not in NO_RECORD]
    return faults[0] if faults else None


def taken_before(home: Home, plan: Plan) -> list[str]:
    """Return a warning where doses were told, or may have been lost, and a plan is to begin at its first step.

    Somebody who took 15 mg last night would else be shown 5 mg tonight, and a sudden drop can be dangerous.
    """
    if home.plan is not None or plan.on_dose is not None or plan.mode == "record_only":
        return []
    taken = any(any((one.doses or {}).values()) for one in home.history.days.values())
    aside = any(isinstance(event.what, SetAside) for event in home.history.events)
    return [ON_A_DOSE] if taken or aside or lost(home) is not None else []


def plan_lost(home: Home, fault: Fault, *, setting_up: bool = False) -> BaclotrackError:
    """Return the error that leads back to a copy, and says how doses are recorded until then."""
    message = COPY_FIRST.format(fault=fault.text + (NO_SECOND_RECORD if setting_up else ""))
    if not setting_up:
        message += f". {STILL_KEPT if plan_left(home) is not None else WRITE_DOWN}"
    return BaclotrackError(message, slug="plan-lost", exit_code=1)


def first_command(home: Home) -> str:
    """Return what comes first in a home without an adopted plan, in words.

    Where plan.toml is there, nobody can tell whether it was only just written, or its journal is gone without a trace.
    """
    return "Run: baclotrack init" if home.health.plan_file == "missing" else NOT_ADOPTED


def plan_left(home: Home) -> Plan | None:
    """Return the plan in plan.toml, to name the dose times by; never to decide from, since nothing shows it adopted."""
    from baclotrack.store.plan_file import read_plan

    if lost(home) is None:
        return None
    try:
        return read_plan(home.path / PLAN).value
    except BaclotrackError:
        return None


def init_refused(home: Home) -> None:
    """Refuse to set up a home in which a record was lost, or that has no place for one.

    Raises:
        BaclotrackError: naming what is gone and how a copy is brought back, or what is in the way.
    """
    other = in_its_place(home.path / JOURNAL)
    if other:
        message = IN_THE_WAY.format(other=other, path=inert(str(home.path / JOURNAL)))
        raise BaclotrackError(message, slug="no-file", exit_code=1)
    fault = lost(home)
    if fault is not None:
        raise plan_lost(home, fault, setting_up=True)
