"""A check-in put together from parts: what was recorded for the day before, with every field that is told now."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from baclotrack.cli.answers import Told
from baclotrack.cli.receipts import Kept, listed
from baclotrack.core.care import planned
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.plan import Plan
from baclotrack.core.record import Checkin, Entry, checkin_of, heads
from baclotrack.core.values import Catalog
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home
from baclotrack.wording import day_words


def plan_of(home: Home) -> Plan:
    """Return the adopted plan.

    Raises:
        BaclotrackError: when none is adopted, or none can be read.
    """
    if home.plan is None and home.faults:
        from baclotrack.cli.lost import lost, plan_lost

        fault = lost(home)
        if fault is not None:
            raise plan_lost(home, fault)
        message = f"No adopted plan can be read. {home.faults[0].text} Run: baclotrack doctor"
        raise BaclotrackError(message, slug="no-plan", exit_code=1)
    if home.plan is None:
        from baclotrack.cli.lost import first_command

        first = first_command(home)
        message = f"No plan is adopted yet, so there are no dose times to record for. {first}"
        raise BaclotrackError(message, slug="no-plan")
    return home.plan


def slots_of(home: Home) -> Plan:
    """Return the plan whose dose times a record is told for; where the adopted one was lost, what plan.toml says.

    Raises:
        BaclotrackError: when there is none.
    """
    if home.plan is None and home.faults:
        from baclotrack.cli.lost import plan_left

        left = plan_left(home)
        if left is not None:
            return left
    return plan_of(home)


def walk_to(home: Home, day: date, catalog: Catalog) -> Walked:
    """Return a day as it is decided from the record; the one walk that a check-in needs."""
    return decide_day(home.history, catalog, day, home.health)


def recorded(home: Home, day: date, catalog: Catalog) -> Kept:
    """Return what is recorded of a day: the fields of its check-in, and the entry that a new one would replace."""
    existing = heads(home.told_since(day), day)
    fields: dict[str, object] = {}
    for entry in existing:
        fields = joined(fields, checkin_of(entry))
    if existing and fields.get("red_flags"):
        fields["red_flags"] = still_open(home, day, catalog, fields["red_flags"])
    return Kept(fields, existing[-1].id if existing else "")


def put_together(
    home: Home, day: date, told: Told, catalog: Catalog, seen: Walked | None = None, before_now: Kept | None = None
) -> Kept:
    """Return the whole check-in: what was recorded for the day before, with every field that is told now.

    Args:
        home: the record.
        day: the day of the check-in.
        told: what is told now; where it is the whole entry, only the red flags told before are kept beside it.
        catalog: the rows of the catalogues that gates look up.
        seen: the day as decided, where it was walked to already.
        before_now: what was recorded before; found in the record unless given.

    Raises:
        BaclotrackError: when `--as-planned` is told and the plan says nothing for that day.
    """
    before_now = before_now or recorded(home, day, catalog)
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


def joined(fields: dict[str, object], part: Checkin) -> dict[str, object]:
    """Return the fields of a recorded check-in; of two devices' check-ins the flags of both are kept."""
    measures = fields.get("measures")
    own: dict[str, object] = {
        "doses": dict(part.doses) if part.doses is not None else None,
        "measures": {**(measures if isinstance(measures, dict) else {}), **part.measures} or None,
        "effects": dict(part.effects) if part.effects is not None else None,
        "red_flags": list(part.red_flags) or None,
        "drinks": part.drinks,
        "sedatives": list(part.sedatives) if part.sedatives is not None else None,
        "note": part.note or None,
    }
    flags = list(dict.fromkeys([*listed(fields.get("red_flags")), *part.red_flags]))
    return {**fields, **{name: value for name, value in own.items() if value is not None}, "red_flags": flags or None}


def still_open(home: Home, day: date, catalog: Catalog, flags: object) -> list[str] | None:
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
        return {slot.name: Decimal(0) for slot in slots_of(home).slots}
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


def only_keeps_the_record(home: Home) -> bool:
    """Return whether the plan is one that never shows a dose, such as a pump's."""
    return home.plan is not None and home.plan.mode == "record_only" and not home.plan.slots


def newest(entries: Iterable[Entry], day: date) -> Entry | None:
    """Return the newest live check-in of a day."""
    found = heads(entries, day)
    return found[-1] if found else None
