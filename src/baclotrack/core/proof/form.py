"""The normal form of a state: what the coming decisions can still tell apart, on one fixed day of reference.

The normal form is itself a `State`, so the engine runs on it. Dates become ages from the decided day, ranks become
"newer or older than the prescriber's last answer", counts stop where no gate looks further. What only texts and the
contact read is forgotten; switches (a hold, an open flag, a medicine, the end of the plan) are set anew each morning
by a letter. Argued in docs/explanation/how-a-plan-is-proved.md; held against random diaries in tests/proof.
"""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.core.gates.check_in import SILENT_DAYS
from baclotrack.core.gates.hold_time import EGFR_SLOW_BELOW, EGFR_SLOW_FROM, OLDER_AGE, SLOW_DAYS
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import DayFacts
from baclotrack.core.state import TAPER_WATCH_DAYS, Over, State
from baclotrack.core.values import Catalog, Named

NEW, OLD = 1, 0
"""The ranks of the normal form: told after the prescriber's last answer, or before it."""

ANSWER = 2
"""The rank of what the prescriber says on the decided day: it answers all that was told before."""

ACCEPTED: Mapping[str, int] = {"headache": 2}
"""An effect whose moderate grade the prescriber accepted, in every exploration: the letter for what is usual."""

SPASMS = "increased-spasms"
WINDOW = 3
MEMORIES = ("severe", "watch", "success", "backs", "aside")
"""What an earlier day may leave behind that can only hold: after a severe effect, a gap, a success, two step backs, and
a journal line that was set aside."""


Fields = dict[str, Any]
"""Fields of a state, put together before it is made."""


class Setting(NamedTuple):
    """What one exploration is about: the plan, the person, the day of reference, and which memories are followed.

    `rises` is whether the days since the dose in force last rose are counted beside the state, by the proof itself.
    `words` are the conditions and medicines of the profile that nobody is recorded as knowing of: the prescriber's word
    on them is taken as given, and a letter takes it away again.
    """

    plan: Plan
    profile: Profile
    catalog: Catalog
    day: date
    follows: frozenset[str] = frozenset()
    rises: bool = True
    words: frozenset[str] = frozenset()

    def pace(self) -> int:
        """Return the most complete days on a rung that any gate may ask for."""
        return max(self.plan.hold_days, SLOW_DAYS if is_slow(self.profile, self.day) else 1)


def is_slow(profile: Profile, day: date) -> bool:
    """Return whether age or kidney function may ask for seven days a rung (reference C-02, 1b kidney table)."""
    age = profile.age(day)
    kidneys = profile.egfr is not None and EGFR_SLOW_FROM <= profile.egfr < EGFR_SLOW_BELOW
    return kidneys or (age is not None and age >= OLDER_AGE)


def normal(setting: Setting, state: State, day: date) -> State:
    """Return the normal form of a state from which `day` is decided.

    Args:
        setting: the plan and what is followed.
        state: any state of the engine under that plan.
        day: the day that is decided next.
    """
    plan, follows = setting.plan, setting.follows
    titrate = plan.mode == "titrate"
    found = State(
        plan=plan,
        rung=state.rung,
        off_ladder=state.off_ladder,
        finished=state.finished,
        began=True,
        since=_aged(setting, state.since, day, plan.days_on(state.rung)) if plan.mode == "taper" else None,
        taper_ended=_aged(setting, state.taper_ended, day, TAPER_WATCH_DAYS + 1) if _ended(setting, state) else None,
        before_taper=state.before_taper,
        complete=min(state.complete, setting.pace()) if titrate else 0,
        recent_complete=_recent(plan, state.recent_complete) if titrate else (),
        accepted=ACCEPTED,
        acknowledged=setting.words,
        last_effects=_spasms(state) if plan.mode == "record_only" else {},
        answered=OLD,
        **_runs(plan, state),
        **_over(state),
    )
    if titrate and "severe" in follows:
        found = _severe(plan, state, found)
    if "watch" in follows:
        found = found._replace(watch=state.watch)
    if "aside" in follows and state.aside is not None and state.aside < plan.hold_days:
        found = found._replace(aside=state.aside, aside_on=setting.day)
    if titrate and "success" in follows and plan.after_success != "any":
        found = found._replace(success=state.success, missed_target=_bad_days(state))
    if titrate and "backs" in follows:
        found = found._replace(step_backs=_backs(plan, state))
    return found


def _aged(setting: Setting, since: date | None, day: date, most: int) -> date | None:
    """Return a date as far before the day of reference as it is before `day`, or `most` days before it."""
    return None if since is None else setting.day - timedelta(days=min((day - since).days, most))


def _ended(setting: Setting, state: State) -> bool:
    """Return whether the days since a taper's end matter: only to watch for withdrawal, and not in a running taper."""
    return "watch" in setting.follows and (state.finished or setting.plan.mode == "titrate")


def _spasms(state: State) -> dict[str, int]:
    """Return the effect that a pump's alarm looks at (reference RF-09), as it was told last."""
    grade = state.last_effects.get(SPASMS, 0)
    return {SPASMS: grade} if grade else {}


def _recent(plan: Plan, recent: tuple[bool, ...]) -> tuple[bool, ...]:
    """Return the last days' completeness; behind the last incomplete day nothing matters any more."""
    window = recent[-min(plan.hold_days, WINDOW) :] if plan.hold_days else ()
    if False not in window:
        return window
    trailing = tuple(reversed(window)).index(False)
    return (False, *(True,) * trailing)


def _bad_days(state: State) -> tuple[bool, ...]:
    """Return whether a target was missed on the last three days; days that were not count only as places."""
    days = state.missed_target[-WINDOW:]
    return days[days.index(True) :] if True in days else ()


def _rank(state: State, rank: int) -> int:
    """Return NEW for what was told after the prescriber's last answer, else OLD."""
    return NEW if rank > state.answered else OLD


def _runs(plan: Plan, state: State) -> Fields:
    """Return the runs of missed, unlogged and silent days, no longer than any gate asks."""
    most = plan.missed_days
    return {
        "missed_run": min(state.missed_run, most),
        "missed_rank": _rank(state, state.missed_rank) if state.missed_run else -1,
        "absent_run": min(state.absent_run, most),
        "absent_missed": state.absent_missed,
        "absent_rank": _rank(state, state.absent_rank) if state.absent_missed else -1,
        "absent_open": state.absent_open,
        "silent_run": min(state.silent_run, SILENT_DAYS),
    }


def _over(state: State) -> Fields:
    """Return what was off the plan yesterday, without the amounts."""
    if state.over is None:
        return {}
    return {
        "over": Over(state.over.above, state.over.below, state.over.beyond, state.over.beyond_twice),
        "over_rank": _rank(state, state.over_rank),
        "over_run": state.over_run,
    }


def _backs(plan: Plan, state: State) -> dict[Named, int]:
    """Return how often the rung in force and the next one were stepped back from; others are forgotten."""
    here = state.rung or 0
    near = (doses for rung in range(here, min(here + 2, len(plan.rungs))) if (doses := plan.named(rung)))
    return {doses: state.step_backs[doses] for doses in near if state.step_backs.get(doses)}


def _severe(plan: Plan, state: State, found: State) -> State:
    """Return the state with what an earlier severe effect or fall still asks for, if anything."""
    good = state.good_since_severe
    if good is None or good >= plan.retry_after_days or not _rank(state, state.severe_rank):
        return found
    return found._replace(good_since_severe=good, severe_rank=NEW)


def key(state: State) -> Hashable:
    """Return what tells one normal form from another; it can be looked up."""
    return (
        state.rung,
        state.complete,
        state.recent_complete,
        state.missed_run,
        state.missed_rank,
        state.absent_run,
        state.absent_missed,
        state.absent_rank,
        state.absent_open,
        state.silent_run,
        state.over,
        state.over_rank,
        state.over_run,
        state.good_since_severe,
        state.watch,
        state.success,
        state.missed_target,
        tuple(state.step_backs.items()),
        state.off_ladder,
        state.finished,
        state.since,
        tuple(state.last_effects.items()),
        state.taper_ended,
        tuple(sorted(state.before_taper.items())),
        state.aside,
    )


class Yesterday(NamedTuple):
    """What the gates read of the last day, as a value that can be looked up."""

    checkin: bool = False
    conflict: bool = False
    asked_doses: bool = False
    effects: tuple[tuple[str, int], ...] | None = None
    new: bool = True
    targets: tuple[bool | None, ...] = ()
    drank: bool = False
    sedatives: tuple[str, ...] = ()
    counts: bool = True

    def facts(self, plan: Plan) -> DayFacts:
        """Return it as the engine reads it."""
        rank = NEW if self.new else OLD
        return DayFacts(
            asked_doses=self.asked_doses,
            measures=measures(plan, self.targets),
            effects=None if self.effects is None else dict(self.effects),
            effect_ranks={name: rank for name, _ in self.effects or ()},
            drinks=Decimal(1) if self.drank else None,
            sedatives=self.sedatives or None,
            checkin=self.checkin,
            conflict=self.conflict,
        )


def yesterday(plan: Plan, facts: DayFacts) -> Yesterday:
    """Return what the gates will read of a day, and nothing else of it."""
    effects = None if facts.effects is None else tuple(sorted((n, g) for n, g in facts.effects.items() if g))
    return Yesterday(
        checkin=facts.checkin,
        conflict=facts.conflict,
        asked_doses=facts.asked_doses,
        effects=effects,
        targets=tuple(target.met(facts.measures) for target in plan.targets),
        drank=bool(facts.drinks) or "alcohol" in (facts.sedatives or ()),
        sedatives=tuple(sorted(name for name in facts.sedatives or () if name != "alcohol")),
    )


def measures(plan: Plan, answers: tuple[bool | None, ...]) -> dict[str, object]:
    """Return answers that meet, miss or leave open each target of the plan."""
    found: dict[str, object] = {}
    for target, met in zip(plan.targets, answers, strict=False):
        if met is None:
            continue
        if target.want is not None:
            found[target.measure] = target.want is met
        elif target.at_most is not None:
            found[target.measure] = target.at_most if met else target.at_most + 1
        elif target.at_least is not None:
            found[target.measure] = target.at_least if met else target.at_least - 1
    return found
