"""Putting a check-in together from parts, writing it, and saying what was understood."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from baclotrack.cli.answers import Told
from baclotrack.cli.call import Call, complain, say
from baclotrack.cli.next_ import emergency_lines, tell_faults
from baclotrack.cli.receipts import Kept, concerns, listed, receipt, value_words
from baclotrack.core.care import planned
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.plan import Plan
from baclotrack.core.pump import spasms_came_back
from baclotrack.core.record import Checkin, Entry, checkin_of, heads
from baclotrack.core.state import baseline, counted
from baclotrack.core.values import SEVERE, Catalog, Outcome
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import day_words

if TYPE_CHECKING:
    from baclotrack.store.writing import Draft

__all__ = ["Beside", "Kept", "newest", "plan_of", "planned", "put_together", "receipt", "value_words", "write"]


def plan_of(home: Home) -> Plan:
    """Return the adopted plan.

    Raises:
        BaclotrackError: when none is adopted, or none can be read.
    """
    if home.plan is None and home.faults:
        message = f"No adopted plan can be read. {home.faults[0].text} Run: baclotrack doctor"
        raise BaclotrackError(message, slug="no-plan", exit_code=1)
    if home.plan is None:
        message = "No plan is adopted yet, so there are no dose times to record for. Run: baclotrack init"
        raise BaclotrackError(message, slug="no-plan")
    return home.plan


def walk_to(home: Home, day: date, catalog: Catalog) -> Walked:
    """Return a day as it is decided from the record; the one walk that a check-in needs."""
    return decide_day(home.history, catalog, day, home.health)


def recorded(home: Home, day: date, catalog: Catalog) -> Kept:
    """Return what is recorded of a day: the fields of its check-in, and the entry that a new one would replace."""
    existing = heads(home.journal.entries, day)
    fields: dict[str, object] = {}
    for entry in existing:
        fields = _joined(fields, checkin_of(entry))
    if existing and fields.get("red_flags"):
        fields["red_flags"] = _still_open(home, day, catalog, fields["red_flags"])
    return Kept(fields, existing[-1].id if existing else "")


def put_together(home: Home, day: date, told: Told, catalog: Catalog, seen: Walked | None = None) -> Kept:
    """Return the whole check-in: what was recorded for the day before, with every field that is told now.

    Args:
        home: the record.
        day: the day of the check-in.
        told: what is told now; where it is the whole entry, only the red flags told before are kept beside it.
        catalog: the rows of the catalogues that gates look up.
        seen: the day as decided, where it was walked to already.

    Raises:
        BaclotrackError: when `--as-planned` is told and the plan says nothing for that day.
    """
    before_now = recorded(home, day, catalog)
    fields = dict(before_now.fields)
    if told.whole:
        fields = {"red_flags": fields.get("red_flags")}
    doses = _doses(home, day, told, catalog, seen)
    if doses is not None:
        before = fields.get("doses")
        fields["doses"] = {**(before if isinstance(before, dict) else {}), **doses} if told.doses else doses
    if told.measures:
        before = fields.get("measures")
        fields["measures"] = {**(before if isinstance(before, dict) else {}), **told.measures}
    if told.effects is not None:
        before = fields.get("effects") if told.effects else {}
        effects = {**(before if isinstance(before, dict) else {}), **told.effects}
        kept = {name for name in effects if told.zeros or name not in told.effects}
        fields["effects"] = {name: grade for name, grade in effects.items() if grade or name in kept}
    if told.red_flags:
        fields["red_flags"] = list(dict.fromkeys([*listed(fields.get("red_flags")), *told.red_flags]))
    if told.sedatives is not None:
        fields["sedatives"] = list(dict.fromkeys([*listed(fields.get("sedatives")), *told.sedatives]))
    if told.drinks is not None:
        fields["drinks"] = told.drinks
    if told.note is not None:
        fields["note"] = told.note
    return before_now._replace(fields={name: value for name, value in fields.items() if value is not None})


def _joined(fields: dict[str, object], part: Checkin) -> dict[str, object]:
    """Return the fields of a recorded check-in; of two devices' check-ins the flags of both are kept."""
    own: dict[str, object] = {
        "doses": dict(part.doses) if part.doses is not None else None,
        "measures": dict(part.measures) or None,
        "effects": dict(part.effects) if part.effects is not None else None,
        "red_flags": list(part.red_flags) or None,
        "drinks": part.drinks,
        "sedatives": list(part.sedatives) if part.sedatives is not None else None,
        "note": part.note or None,
    }
    flags = list(dict.fromkeys([*listed(fields.get("red_flags")), *part.red_flags]))
    return {**fields, **{name: value for name, value in own.items() if value is not None}, "red_flags": flags or None}


def _still_open(home: Home, day: date, catalog: Catalog, flags: object) -> list[str] | None:
    """Return the flags not yet cleared: a cleared one is not told anew by correcting the rest of its day."""
    after = decide_day(home.history, catalog, max(day, home.today) + ONE_DAY)
    names = {flag.name for flag in after.state.flags if flag.day == day}
    return [name for name in listed(flags) if name in names] or None


def _doses(home: Home, day: date, told: Told, catalog: Catalog, seen: Walked | None) -> dict[str, Decimal] | None:
    """Return the doses told: named ones, none at all, or what `next` shows for that day."""
    if (told.missed or told.as_planned) and only_keeps_the_record(home):
        message = "Your plan only keeps the record, so there is no dose to have taken or missed. Leave that option out."
        raise BaclotrackError(message, slug="no-slot")
    if told.missed:
        return {slot.name: Decimal(0) for slot in plan_of(home).slots}
    if not told.as_planned:
        return dict(told.doses) if told.doses is not None else None
    plan = plan_of(home)
    said = dict(planned(seen or walk_to(home, day, catalog)) or ())
    if not said:
        message = (
            f"The plan showed no dose for {day_words(day)}, so there is nothing to have taken as planned."
            " Say what was taken: --dose MG, or --missed."
        )
        raise BaclotrackError(message, slug="nothing-planned")
    return {slot.name: said.get(slot.name, Decimal(0)) for slot in plan.slots}


class Beside(NamedTuple):
    """What is written together with a check-in, all or nothing: entries, the first day they concern, what to say."""

    drafts: Sequence["Draft"] = ()
    since: date | None = None
    lines: tuple[str, ...] = ()


def write(
    call: Call,
    home: Home,
    day: date,
    told: Told,
    *,
    note: str = "",
    seen: Walked | None = None,
    beside: Beside | None = None,
) -> int:
    """Write the check-in, say what was understood, and return the exit code: 4 when a red flag was told.

    Args:
        call: the run.
        home: the record as it stands before.
        day: the day of the check-in.
        told: what is told now.
        note: a line to end the receipt with; it marks a correction.
        seen: the day as decided, where it was walked to already.
        beside: what is written together with it.
    """
    from baclotrack.store.writing import Draft, append

    catalog, beside = load_catalog(), beside or Beside()
    if told.as_planned and seen is None:
        seen = walk_to(home, day, catalog)
    kept = put_together(home, day, told, catalog, seen)
    others = [entry for entry in heads(home.journal.entries, day) if entry.id != kept.supersedes]
    drafts = [
        Draft("retract", {"target": one.id, "reason": "one of two check-ins, put together"}, day) for one in others
    ]
    before = next((checkin_of(one) for one in heads(home.journal.entries, day) if one.id == kept.supersedes), None)
    urgent = signs(told, before)
    help_first = [*urgent, *(["pump-alarm"] if pump_may_have_failed(home, told) else [])]
    try:
        if before is not None:
            kept = _apart_from_cleared(call, home, day, before, urgent, kept)
        fields = {**kept.fields, **({"supersedes": kept.supersedes} if kept.supersedes else {})}
        append(call.path, [*drafts, *beside.drafts, Draft("checkin", fields, day)], call.now)
    except BaclotrackError as error:
        if help_first:
            _say_emergency(help_first)
            error.exit_code = 4  # help comes first, whether or not the disk could take the entry
        raise
    if help_first:
        _say_emergency(help_first)
    for line in (*beside.lines, *receipt(day, kept, note, dosed=doses_are_due(home, day, kept, catalog))):
        say(line)
    for line in concerns(home, day, kept, catalog, seen):
        complain(line)
    since = min(day, beside.since or day)
    if note or kept.supersedes or since < home.today - ONE_DAY:  # a correction or a late entry; not the usual morning
        from baclotrack.cli.replay import tell_changes

        tell_changes(call, home, since, even_none=bool(note))
    tell_faults(home)
    return 4 if help_first else 0


def doses_are_due(home: Home, day: date, kept: Kept, catalog: Catalog) -> bool:
    """Return whether doses that are not told are missing: not where the plan has none, nor after a finished taper."""
    if only_keeps_the_record(home):
        return False
    taper = home.plan is not None and home.plan.mode == "taper"
    if "doses" in kept.fields or not taper:
        return True
    return decide_day(home.history, catalog, day).decision.outcome is not Outcome.FINISHED


def only_keeps_the_record(home: Home) -> bool:
    """Return whether the plan is one that never shows a dose, such as a pump's."""
    return home.plan is not None and home.plan.mode == "record_only" and not home.plan.slots


def pump_may_have_failed(home: Home, told: Told) -> bool:
    """Return whether more spasms than usual are told by somebody whose plan keeps the record of a pump (RF-09)."""
    plan, profile = home.plan, home.profile
    if plan is None or plan.mode != "record_only" or (plan.pump is None and not profile.has("pump")):
        return False
    usual = baseline(profile, walk_to(home, home.today, load_catalog()).state)
    return spasms_came_back(counted(told.effects, usual))


def signs(told: Told, before: Checkin | None) -> list[str]:
    """Return the emergency signs that are told now; a severe confusion is one.

    Where the whole entry is told, a confusion that stood there as severe before is no new one.
    """
    severe = (told.effects or {}).get("confusion", 0) >= SEVERE
    if told.whole and before is not None and (before.effects or {}).get("confusion", 0) >= SEVERE:
        severe = False
    return [*told.red_flags, *(["severe-confusion"] if severe else [])]


def _apart_from_cleared(call: Call, home: Home, day: date, before: Checkin, urgent: Sequence[str], kept: Kept) -> Kept:
    """Keep a sign that happens again after it was settled apart from the first: write the day without it in between.

    A flag that an amendment only carries along is no new flag, so a new one must be seen to come anew.
    """
    from baclotrack.store.writing import Draft, append

    again = set(urgent)
    was_confused = (before.effects or {}).get("confusion", 0) >= SEVERE
    told_before = [*before.red_flags, *(["severe-confusion"] if was_confused else [])]
    still = set(_still_open(home, day, load_catalog(), told_before) or []) if again & set(told_before) else set()
    if again & set(told_before) <= still:
        return kept
    between = {**_joined({}, before), "red_flags": [name for name in before.red_flags if name in still] or None}
    if "severe-confusion" in again - still and before.effects is not None:
        between["effects"] = {name: grade for name, grade in before.effects.items() if name != "confusion"}
    draft = Draft("checkin", {**between, "supersedes": kept.supersedes}, day)
    (receipt_between,) = append(call.path, [draft], call.now)
    return kept._replace(supersedes=receipt_between.id)


def _say_emergency(flags: list[str]) -> None:
    """Print the emergency text, before anything else."""
    for line in emergency_lines(tuple(flags)):
        say(line)
    say()


def newest(entries: tuple[Entry, ...], day: date) -> Entry | None:
    """Return the newest live check-in of a day."""
    found = heads(entries, day)
    return found[-1] if found else None
