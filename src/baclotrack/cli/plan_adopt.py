"""Adopting a plan: what it will mean is worked out first, told, and only then written, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.cli.call import Call, complain
from baclotrack.cli.lost import taken_before
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.plan_files import put_files
from baclotrack.cli.plan_setup import Signature
from baclotrack.cli.plan_source import Source, adopted, parsed, review_day, there
from baclotrack.cli.plan_words import rungs_of
from baclotrack.cli.pump_setup import pump_concerns
from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import decide
from baclotrack.core.fold import Walked, apply, decide_day
from baclotrack.core.gates import conditions, sedatives
from baclotrack.core.gates import plan as plan_gate
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import Event
from baclotrack.core.situation import Situation
from baclotrack.core.state import State
from baclotrack.core.tablets import make_all
from baclotrack.core.values import GateState, Named
from baclotrack.core.warnings import is_over, warnings_for
from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL, PLAN, PROFILE, Home, load_catalog
from baclotrack.wording import dose_words, sentence, warning

TOLD = {"refused", "unsettled", "medicine", "review"}
TOLD_WARNINGS = {"medicine", "unlisted", "review"}
FAR_MG = 15
"""mg a day: more at once than any cut or step the sources give (rows taper-cut-mg and step-day-mg of the limits)."""
NOTHING_HERE = (
    "nothing is recorded here yet. If a journal was kept for this plan, bring it back first: baclotrack merge FILE. If"
    " you already take baclofen, name that dose, or the plan begins at its first step: baclotrack plan adopt --on-dose"
    " SLOT=MG. A sudden drop can be dangerous."
)
LATEST = 1 << 40
"""The rank of events that are only imagined: after anything recorded."""


class Prepared(NamedTuple):
    """A plan ready to be adopted: its text, the same as data and as a value, and what is unusual about it."""

    text: str
    data: Mapping[str, Any]
    plan: Plan
    warnings: tuple[str, ...] = ()

    def on(self, doses: Named | None) -> "Prepared":
        """Return the same with the dose already taken."""
        return self._replace(plan=self.plan._replace(on_dose=doses))


def merged(own: Plan, told: Signature) -> Signature:
    """Return who gave the directions and when: what was told, else what the plan's text says.

    A review date belongs to its directions: new directions without one have theirs 90 days later.

    Raises:
        BaclotrackError: when the review that was told lies before the directions.
    """
    directed_on = told.directed_on or own.directed_on
    if told.review_by is not None and directed_on is not None and told.review_by < directed_on:
        message = f"--review-by {told.review_by} lies before the directions of {directed_on}. Write a later day."
        raise BaclotrackError(message, slug="bad-day")
    same = told.directed_on is None or told.directed_on == own.directed_on
    usual = own.review_by if same else review_day(told.directed_on or date.max)
    return Signature(told.prescriber or own.prescriber or None, directed_on, told.review_by or usual)


def prepare(source: Source, told: Signature, today: date) -> Prepared:
    """Return a plan with its signature written into its text, checked.

    Args:
        source: the plan as TOML, and its name in sentences.
        told: what was told of prescriber and dates; what was not told stays as the text has it.
        today: the date on the calendar.

    Raises:
        BaclotrackError: when the text is no plan, nobody or no date is named, or the directions are from the future.
    """
    from baclotrack.store.plan_file import sign

    file = parsed(source)
    own, signed = file.value, merged(file.value, told)
    if signed.prescriber is None or signed.directed_on is None:
        raise _unsigned(source, signed)
    if signed.directed_on > today:
        message = f"{source.name}: directed_on {signed.directed_on} is in the future; today is {today}. Correct it."
        raise BaclotrackError(message, slug="future-day")
    if signed != Signature(own.prescriber, own.directed_on, own.review_by):
        file = sign(file, *signed, name=PLAN)
    warnings = tuple(one.sentence() for one in file.warnings)
    return Prepared(file.text, file.plan, file.value, warnings)


def _unsigned(source: Source, signed: Signature) -> BaclotrackError:
    """Return the error for a plan that is nobody's directions, naming each option that is missing."""
    needed = (
        ("the prescriber", "--prescriber TEXT", signed.prescriber is None),
        ("the date of the directions", "--directed-on DAY", signed.directed_on is None),
    )
    missing = [(what, option) for what, option, absent in needed if absent]
    message = (
        f"{source.name} does not name {' or '.join(what for what, _ in missing)}, and a plan is adopted only as"
        f" somebody's directions. Add {' and '.join(option for _, option in missing)}."
    )
    return BaclotrackError(message, slug="unsigned")


def today_of(home: Home) -> Walked:
    """Return today as it is decided now: what is in force, and whose profile."""
    return decide_day(home.history, load_catalog(), home.today)


def next_day(home: Home, plan: Plan, now: datetime) -> date:
    """Return the first day that nothing is recorded of yet: today, or tomorrow once today's last dose is."""
    return home.today + ONE_DAY if is_over(today_of(home), plan, now) else home.today


def forecast(now: Walked, plan: Plan, profile: Profile | None = None) -> Walked:
    """Return today as it would be decided once the plan, and a profile if one is given, are recorded."""
    day, whose = now.decision.day, profile or now.profile
    state = apply(now.state, Event(day, LATEST, plan))
    decision = decide(Situation(day, plan, whose, load_catalog(), state))
    return now._replace(decision=decision, state=state, profile=whose)


def concerns(home: Home, prepared: Prepared, walked: Walked) -> list[str]:
    """Return what the person should know before adopting; none of it stands in the way, the decision judges."""
    situation = Situation(walked.decision.day, prepared.plan, walked.profile, load_catalog(), walked.state)
    found = [gate.judge(situation) for gate in (conditions.GATE, sedatives.GATE, plan_gate.GATE)]
    told = [sentence(one) for one in found if one.state is GateState.BLOCK and one.why in TOLD]
    told += [warning(one) for one in warnings_for(walked, home.history, load_catalog()) if one.id in TOLD_WARNINGS]
    told += pump_concerns(prepared.plan.pump, home.today)
    told += [*jump(home, prepared.plan), *taken_before(home, prepared.plan), *never_recorded(home, prepared.plan)]
    return [*prepared.warnings, *told, *_tablets(prepared.plan, walked.profile)]


def jump(home: Home, plan: Plan) -> list[str]:
    """Return a warning where the dose that is named lies far from the one the record has in force (reference TP-3)."""
    recorded = today_of(home).state.in_force() if home.plan is not None else None
    if not recorded or plan.on_dose is None:
        return []
    before, after = (sum((mg for _, mg in doses), Decimal(0)) for doses in (recorded, plan.on_dose))
    if abs(after - before) <= FAR_MG:
        return []
    what = "A sudden drop can be dangerous." if after < before else "A large rise at once can be dangerous."
    return [f"The record has {dose_words(recorded)} in force; this names {dose_words(plan.on_dose)}. {what}"]


def never_recorded(home: Home, plan: Plan) -> list[str]:
    """Return a note where a plan is to begin at its first step beside files whose journal holds nothing.

    Most often the files were just written. But a journal may have been emptied, or left behind when a home was copied
    or cloned, and nothing that is left would tell of it.
    """
    if home.journal.entries or home.journal.faults or plan.on_dose is not None or not plan.rungs:
        return []
    return [NOTHING_HERE] if any(there(home.path / name) for name in (PLAN, PROFILE, JOURNAL)) else []


def _tablets(plan: Plan, profile: Profile) -> list[str]:
    """Return which steps the tablets at home cannot make."""
    if not profile.tablets:
        return []
    cannot = [dose_words(doses) for doses in rungs_of(plan) if make_all(doses, profile.tablets, profile.splits) is None]
    if not cannot:
        return []
    return [f"Your tablets cannot make these steps exactly: {'; '.join(cannot)}. Ask your pharmacist."]


def warn(lines: Sequence[str]) -> None:
    """Print what the person should know, on stderr."""
    for line in lines:
        complain(f"Please note: {line}")


def faults_first(home: Home) -> None:
    """Name the faults of the files on stderr; they do not keep anybody from recording."""
    tell_faults(home)


def write(call: Call, prepared: Prepared, profile: Profile | None = None) -> None:
    """Write the files and the journal, all or nothing: what cannot be recorded leaves the files as they were.

    Raises:
        BaclotrackError: when the machine refuses; then nothing is changed.
    """
    from baclotrack.store.writing import Draft, append

    texts = {PLAN: prepared.text}
    drafts = []
    if profile is not None:
        from baclotrack.store.profile_file import parse_profile, profile_text

        file = parse_profile(profile_text(profile))
        texts[PROFILE] = file.text
        drafts.append(Draft("profile", {"profile": file.mapping, "toml": file.text}))
    doses = prepared.plan.on_dose
    fields = {"plan": prepared.data, "toml": prepared.text, "on_dose": None if doses is None else dict(doses)}
    drafts.append(Draft("plan", fields))
    put_files(call.path, texts, then=lambda: append(call.path, drafts, call.now))


def same(home: Home, prepared: Prepared) -> bool:
    """Return whether a plan says the same as the adopted one; comments do not count."""
    before = adopted(home)
    return before is not None and parsed(before).plan == prepared.data


def moves(state: State, prepared: Prepared) -> bool:
    """Return whether the dose that was named is another than the one in force."""
    named = prepared.plan.on_dose
    return named is not None and dict(named) != dict(state.in_force() or ())


def refuse_without_dose(plan: Plan) -> None:
    """Refuse a taper where no dose is known: it goes down from the dose taken, and its first step may be far above.

    Raises:
        BaclotrackError: naming the option.
    """
    if plan.mode != "taper" or plan.on_dose is not None:
        return
    first = rungs_of(plan)[0]
    example = " ".join(f"--on-dose {slot}=MG" for slot, _ in first)
    message = (
        f"No dose is recorded or named, and this taper begins at {dose_words(first)}. Name the step of the taper that"
        f" is the dose you take now: {example}. If none of its steps is, ask your prescriber."
    )
    raise BaclotrackError(message, slug="taper-without-dose")


def _still_taken(dose: Named) -> BaclotrackError:
    """Return the error for a plan without steps while a dose of tablets is in force."""
    message = (
        f"You are on {dose_words(dose)}, and this plan only keeps the record: it would show no dose and no way down."
        " Ask your prescriber how the tablets go on. If they are to go down, adopt the taper first; if your prescriber"
        " ended the tablet plan, record that first: baclotrack instruct end-plan --by NAME. This is no instruction to"
        " stop: do not go up, do not stop suddenly."
    )
    return BaclotrackError(message, slug="dose-still-in-force")


def refuse_without_step(now: Walked, prepared: Prepared) -> None:
    """Refuse a plan that has no step for the dose in force, unless the step to begin on is named.

    Raises:
        BaclotrackError: naming the option, or what comes first; or for a taper, a pump that nobody acknowledged.
    """
    state, plan = now.state, prepared.plan
    dose = state.in_force()
    if plan.mode == "taper":
        from baclotrack.cli.taper_plan import refuse_pump

        refuse_pump(now.profile, state)
    if plan.on_dose is not None or (plan.rungs and dose and plan.rung_of(dose) is not None):
        return
    if not dose:
        refuse_without_dose(plan)
        return
    if not plan.rungs:
        if state.ended is None:
            raise _still_taken(dose)
        return
    example = " ".join(f"--on-dose {slot}=MG" for slot, _ in rungs_of(plan)[0])
    message = (
        f"You are on {dose_words(dose)}, and that is no step of this plan. Ask your prescriber on which step the new"
        f" plan begins, and name it: {example}. This is no instruction to stop: do not go up, do not stop suddenly."
    )
    raise BaclotrackError(message, slug="dose-not-in-plan")
