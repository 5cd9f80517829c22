"""What the engine carries from one day to the next: small, bounded, and all that the gates may look back at.

Every field is either a count that stops mattering at a stated number, or a fact about yesterday. So the state of a
thirty-year journal is no larger than that of a month's, and all reachable states of a plan can be explored.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.entries import Instruction
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.values import SEVERE, Catalog, Named

WATCH_DAYS = 4
"""Complete days after a gap during which withdrawal signs are watched for (reference 5c, 96 hours)."""


TAPER_WATCH_DAYS = 14
"""Days after a taper's end during which withdrawal signs are watched for (reference 5c)."""


ASIDE_TODAY = -1
"""A line was set aside on this very day, which is none of the days that follow."""


class Over(NamedTuple):
    """What was off the plan yesterday: more than said, two rungs below, and how far beyond a limit."""

    above: bool = False
    below: bool = False
    beyond: bool = False
    beyond_twice: bool = False
    taken_mg: Decimal = Decimal(0)
    said_mg: Decimal = Decimal(0)
    in_force_mg: Decimal = Decimal(0)


class Flag(NamedTuple):
    """An open red flag: the day it concerns and when it was recorded."""

    name: str
    day: date
    rank: int


class State(NamedTuple):
    """Everything that earlier days left behind for the decision of the next one."""

    plan: Plan | None = None
    ended: Instruction | None = None
    rung: int | None = None
    off_ladder: Named | None = None
    since: date | None = None
    complete: int = 0
    recent_complete: tuple[bool, ...] = ()
    success: bool = False
    missed_target: tuple[bool, ...] = ()
    missed_run: int = 0
    missed_rank: int = -1
    absent_run: int = 0
    absent_missed: bool = False
    absent_rank: int = -1
    absent_open: bool = False
    silent_run: int = 0
    over: Over | None = None
    over_rank: int = -1
    over_run: int = 0
    good_since_severe: int | None = None
    severe_rank: int = -1
    step_backs: Mapping[Named, int] = {}
    watch: int | None = None
    before_taper: Mapping[str, int] = {}
    taper_ended: date | None = None
    finished: bool = False
    began: bool = False
    last_effects: Mapping[str, int] = {}
    moderate_runs: Mapping[str, int] = {}
    vomiting_run: int = 0
    answered: int = -1
    hold: Instruction | None = None
    flags: tuple[Flag, ...] = ()
    cleared: Mapping[str, int] = {}
    acknowledged: frozenset[str] = frozenset()
    accepted: Mapping[str, int] = {}
    medicines: Mapping[str, bool] = {}
    held_by: str = ""
    held_days: int = 0
    last_up: date | None = None
    last_taken: tuple[date, Named] | None = None
    last_missed: date | None = None
    aside: int | None = None
    """The complete days since a line was set aside, until as many follow as the plan holds; None where none was."""
    aside_on: date | None = None

    def in_force(self) -> Named | None:
        """Return the dose in force by slot, mg, or None before the first dose."""
        if self.plan is None:
            return self.off_ladder
        return self.plan.named(self.rung) or self.off_ladder


class Begun(NamedTuple):
    """Where a walk may begin: what all days up to `day`, this one included, left behind, and the profile in force."""

    day: date
    state: State
    profile: Profile


def baseline(profile: Profile, state: State) -> Mapping[str, int]:
    """Return the grade of each effect that was there before baclofen or that the prescriber accepted."""
    if not state.accepted:
        return profile.had
    grades = dict(profile.had)
    for name, grade in state.accepted.items():
        grades[name] = max(grade, grades.get(name, 0))
    return grades


def counted(effects: Mapping[str, int] | None, usual: Mapping[str, int]) -> dict[str, int]:
    """Return the effects that count: those above the person's baseline, and every severe one."""
    if not effects:
        return {}
    return {name: grade for name, grade in effects.items() if grade and (grade > usual.get(name, 0) or grade >= SEVERE)}


def medicines_of(profile: Profile, state: State) -> dict[str, bool]:
    """Return each other medicine now taken, with whether a prescriber who knows of it is recorded.

    Commands tell names in small letters; a profile written by hand may not, and means the same medicine.
    """
    if not profile.medicines and not state.medicines:
        return {}
    known = {one.name.strip().lower(): one.is_known() for one in profile.medicines}
    known.update({name: known.get(name, False) for name in state.medicines})
    return {name: yes or name in state.acknowledged for name, yes in known.items() if state.medicines.get(name, True)}


def has_kidney_disease(profile: Profile, acknowledge_below: Decimal = Decimal(60)) -> bool:
    """Return whether kidney disease is named, or an eGFR below 60 mL/min (reference 1b)."""
    return profile.has("kidney-disease") or (profile.egfr is not None and profile.egfr < acknowledge_below)


def pressing_medicines(profile: Profile, state: State, catalog: Catalog) -> tuple[str, ...]:
    """Return the medicines of major severity that no prescriber is recorded as knowing of."""
    medicines = medicines_of(profile, state)
    if not medicines:
        return ()
    kidney = has_kidney_disease(profile)
    return tuple(
        sorted(
            name
            for name, known in medicines.items()
            if not known and catalog.severity(name, kidney_disease=kidney) == "major"
        )
    )


def enter(state: State, rung: int, day: date) -> State:
    """Put a rung in force from a day: its complete days, its adherence and its success begin anew."""
    return state._replace(
        rung=rung,
        off_ladder=None,
        finished=False,
        since=day,
        complete=0,
        recent_complete=(),
        success=False,
        last_up=_up(state, rung, day),
    )


def _up(state: State, rung: int, day: date) -> date | None:
    """Return the day of the last step up, which is this day where the new rung is a higher one."""
    higher = state.rung is None or rung > state.rung
    return day if higher and (state.plan is None or state.plan.mode == "titrate") else state.last_up
