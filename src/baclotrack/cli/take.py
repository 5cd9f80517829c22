"""`baclotrack take`: one dose, now or at a stated time."""

import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from baclotrack.cli.answers import CLOCK, Told, dose_mg
from baclotrack.cli.call import DAY, Call, Opt, complain, is_terminal, say
from baclotrack.cli.checkin import newest, planned, put_together, slots_of
from baclotrack.cli.days import past_day
from baclotrack.cli.names import known, shown
from baclotrack.cli.next_ import tell_faults
from baclotrack.core.care import NEAR, Close, close_intake, zone_moved
from baclotrack.core.days import ONE_DAY, journal_day, slot_moment
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.limits import MG
from baclotrack.core.plan import Plan
from baclotrack.core.record import checkin_of
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import day_words, number, slot_words

if TYPE_CHECKING:
    import typer

OPTIONS = (
    Opt("mg", "", "argument", "What was taken; the plan's dose unless given.", "[MG]"),
    Opt("slot", "--slot", "text", "Which dose of the day.", "NAME"),
    Opt("at", "--at", "text", "When; now unless given.", "HH:MM"),
    DAY,
)

IN_WORDS = "To write it down in words: baclotrack log today --note -"
"""What a person can still record where the plan has no dose times: a note is never refused."""


def register(app: "typer.Typer") -> None:
    """Add the command."""
    from baclotrack.cli.options import add_table

    add_table(app, "take", run, OPTIONS)


def run(
    call: Call, *, mg: str | None = None, slot: str | None = None, at: str | None = None, day: str | None = None
) -> int:
    """Record one dose as taken.

    Example: baclotrack take --slot evening 5 --at 20:10
    """
    home = call.open(daily=True)
    plan = slots_of(home)
    named = past_day(day, home.today, call.now.date()) if day is not None else None
    moment = _moment(call, home, at, named)
    on = named or journal_day(moment or call.now, home.profile.day_starts_at)
    walked = decide_day(home.history, load_catalog(), on, home.health)
    name = _named(plan, slot) if slot is not None else _slot(plan, walked, moment)
    before = (walked.facts.doses or {}).get(name)
    amount = _amount(walked, name, mg, before)
    close = _close(home, moment, name, plan) if moment else None
    _tell_journey(call, home)
    if not _really(name, amount, before, close if amount else None):
        say("Nothing was recorded.")
        return 0
    _write(call, home, on, name, amount, moment, before)
    said = dict(planned(walked) or plan.named(0) or ()).get(name, Decimal(0)) if home.plan is not None else None
    say(f"Recorded: {number(amount)} mg {slot_words(name)}, {day_words(on)}{f', {moment:%H:%M}' if moment else ''}.")
    tell_faults(home)  # what is lost stands before what may only follow from it
    total = amount + (before or Decimal(0))
    if walked.before_plan and home.plan is not None:
        complain(f"{day_words(on)} lies before your plan began. It is recorded; the plan does not count that day.")
    if before:
        complain(f"That makes {number(total)} mg {slot_words(name)}, more than one intake. Nothing more for this dose.")
    if said is not None and total > said:
        complain(
            f"That is more than the plan said ({number(said)} mg). Nothing extra and nothing to make up for; if you"
            " feel unwell, call your local emergency number."
        )
    if on < home.today and (before or on < home.today - ONE_DAY):
        from baclotrack.cli.replay import tell_changes

        tell_changes(call, home, on)
    return 0


def _close(home: Home, moment: datetime, slot: str, plan: Plan) -> Close | None:
    """Return the recorded intake that lies too close to a moment, if there is one."""
    return close_intake(home.told_since(moment.date() - NEAR), moment, slot, plan, home.profile.day_starts_at)


def _has_slots(plan: Plan) -> None:
    """Refuse a plan without dose times, and say how to write the dose down all the same.

    Raises:
        BaclotrackError: when the plan has no slot.
    """
    if not plan.slots:
        message = f"Your plan names no dose times, so a dose cannot be recorded as one. {IN_WORDS}"
        raise BaclotrackError(message, slug="no-slot")


def _named(plan: Plan, slot: str) -> str:
    """Return the slot that was named.

    Raises:
        BaclotrackError: when the plan has no slot, or none of that name.
    """
    _has_slots(plan)
    return known(slot, [one.name for one in plan.slots], "--slot", "slot of your plan")


def _moment(call: Call, home: Home, at: str | None, day: date | None) -> datetime | None:
    """Return when the dose was taken: now, or the last time that the clock showed the time given; None if not told.

    Raises:
        BaclotrackError: when the time given is none, or has not come yet.
    """
    if at is None:
        return call.now if day is None or day == home.today else None
    if not CLOCK.fullmatch(at.strip(" ")):
        message = f"--at {shown(at)!r} is no time of day. Write it like 20:10."
        raise BaclotrackError(message, slug="bad-time")
    time_of_day = time.fromisoformat(at.strip(" ").zfill(5))
    if day is not None:
        moment = slot_moment(day, time_of_day, home.profile.day_starts_at).replace(tzinfo=call.now.tzinfo)
        if moment > call.now:
            message = f"--at {shown(at)} on {day} has not come yet. Only what has happened can be recorded."
            raise BaclotrackError(message, slug="future-day")
        return moment
    moment = datetime.combine(call.now.date(), time_of_day, call.now.tzinfo)
    return moment if moment <= call.now else moment - timedelta(days=1)


def _slot(plan: Plan, walked: Walked, moment: datetime | None) -> str:
    """Return the slot that is meant: of those still open and due, the one nearest to the time.

    Raises:
        BaclotrackError: when the plan has no slot, or has several and no time was told.
    """
    _has_slots(plan)
    names = ", ".join(one.name for one in plan.slots)
    if len(plan.slots) > 1 and moment is None:
        message = f"Say which dose of that day it was. Your plan has {names}: write --slot {plan.slots[0].name}"
        raise BaclotrackError(message, slug="no-slot")
    due = dict(planned(walked) or ())
    done = walked.facts.doses or {}
    open_slots = [one for one in plan.slots if one.name not in done and one.name in due] or list(plan.slots)
    if moment is None:
        return plan.slots[0].name
    wall = moment.replace(tzinfo=None)
    starts = walked.profile.day_starts_at
    return min(open_slots, key=lambda one: abs(slot_moment(walked.decision.day, one.at, starts) - wall)).name


def _amount(walked: Walked, slot: str, mg: str | None, before: Decimal | None) -> Decimal:
    """Return the amount: as told, else what the plan says for the slot."""
    if mg is not None:
        return dose_mg(mg, "The amount")
    if before:
        message = (
            f"{number(before)} mg {slot_words(slot)} is already recorded for {day_words(walked.decision.day)}, so"
            " nothing was added. If another dose really was taken, say how much: baclotrack take MG"
        )
        raise BaclotrackError(message, slug="already-taken")
    planned_mg = dict(walked.decision.doses or ()).get(slot)  # only what is shown; never a dose that is withheld
    if planned_mg is None:
        message = "The plan shows no dose here. If one was taken, say how much: baclotrack take MG"
        raise BaclotrackError(message, slug="nothing-planned")
    return planned_mg


def _tell_journey(call: Call, home: Home) -> None:
    """Say that the clock's zone moved since the last entry: by the clock on the wall doses may come closer together."""
    moved = zone_moved(home.told_since(home.today), call.now)
    if moved is not None:
        way = "forward" if moved > timedelta(0) else "back"
        complain(
            f"The clock here is {_hours(abs(moved))} {way} from the last entry's. By this clock doses can come closer"
            " together, or further apart, than your plan means: ask your pharmacist or prescriber."
        )


def _hours(span: timedelta) -> str:
    """Return a span in hours and minutes."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes or not hours else [])])


def _really(slot: str, amount: Decimal, before: Decimal | None, close: Close | None) -> bool:
    """Warn before a second dose in a slot, and before one soon after another.

    At a terminal it is asked about; a script is believed, and the truth is recorded with the warning.
    """
    if before:
        complain(f"{number(before)} mg {slot_words(slot)} is already recorded. A dose is taken once.")
    elif close is not None:
        told = f"the {number(close.mg)} mg recorded {slot_words(close.slot)}"
        complain(f"Only {_hours(close.apart)} lie between this and {told}: less than 4 hours.")
    if not (before or close) or not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        return True
    from baclotrack.cli.dialogue import yes

    return yes(f"Was {'another ' if before else ''}{number(amount)} mg really taken?")


def _write(
    call: Call, home: Home, on: date, slot: str, amount: Decimal, moment: datetime | None, before: Decimal | None
) -> None:
    """Append the intake; a check-in that already tells the slot's dose is the truth, and so is corrected to the sum."""
    from baclotrack.store.writing import Draft, append

    taken_at = f"{moment:%H:%M}" if moment else None
    drafts = [Draft("dose", {"slot": slot, "mg": amount, "taken_at": taken_at}, on)]
    checkin = newest(home.told_since(on), on)
    told = checkin_of(checkin).doses if checkin else None
    if checkin is not None and told and slot in told:
        # A check-in holds 500 mg at most; beyond that it says 500, and the intake itself is kept exactly.
        sums = {slot: min((before or Decimal(0)) + amount, Decimal(MG.high))}
        kept = put_together(home, on, Told(doses=sums), load_catalog())
        drafts.append(Draft("checkin", {**kept.fields, "supersedes": kept.supersedes}, on))
    append(call.path, drafts, call.now)
