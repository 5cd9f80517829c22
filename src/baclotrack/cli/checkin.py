"""Putting a check-in together from parts, writing it, and saying what was understood."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.cli.answers import Told
from baclotrack.cli.call import Call, complain, inert, say
from baclotrack.cli.next_ import emergency_lines, tell_faults
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.plan import Plan
from baclotrack.core.record import Checkin, Entry, checkin_of, heads
from baclotrack.core.values import SEVERE, Catalog, Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import GRADES, day_words, dose_words, number


class Kept(NamedTuple):
    """A check-in ready to be written: its fields, and the older entry it replaces, if any."""

    fields: Mapping[str, object]
    supersedes: str = ""


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


def planned(walked: Walked) -> Named | None:
    """Return what the plan said for a day: the dose shown, else the one in force."""
    return walked.decision.doses or walked.decision.in_force


def put_together(home: Home, day: date, told: Told, catalog: Catalog) -> Kept:
    """Return the whole check-in: what was recorded for the day before, with every field that is told now.

    Raises:
        BaclotrackError: when `--as-planned` is told and the plan says nothing for that day.
    """
    existing = heads(home.journal.entries, day)
    fields: dict[str, object] = {}
    for entry in existing:
        fields = _joined(fields, checkin_of(entry))
    if existing and fields.get("red_flags"):
        fields["red_flags"] = _still_open(home, day, catalog, fields["red_flags"])
    doses = _doses(home, day, told, catalog)
    if doses is not None:
        before = fields.get("doses")
        fields["doses"] = {**(before if isinstance(before, dict) else {}), **doses} if told.doses else doses
    if told.measures:
        before = fields.get("measures")
        fields["measures"] = {**(before if isinstance(before, dict) else {}), **told.measures}
    if told.effects is not None:
        before = fields.get("effects") if told.effects else {}
        effects = {**(before if isinstance(before, dict) else {}), **told.effects}
        fields["effects"] = {name: grade for name, grade in effects.items() if grade}
    if told.red_flags:
        fields["red_flags"] = list(dict.fromkeys([*_list(fields.get("red_flags")), *told.red_flags]))
    if told.sedatives is not None:
        fields["sedatives"] = list(dict.fromkeys([*_list(fields.get("sedatives")), *told.sedatives]))
    if told.drinks is not None:
        fields["drinks"] = told.drinks
    if told.note is not None:
        fields["note"] = told.note
    return Kept(
        {name: value for name, value in fields.items() if value is not None}, existing[-1].id if existing else ""
    )


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


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
    flags = list(dict.fromkeys([*_list(fields.get("red_flags")), *part.red_flags]))
    return {**fields, **{name: value for name, value in own.items() if value is not None}, "red_flags": flags or None}


def _still_open(home: Home, day: date, catalog: Catalog, flags: object) -> list[str] | None:
    """Return the flags not yet cleared: a cleared one is not told anew by correcting the rest of its day."""
    after = decide_day(home.history, catalog, max(day, home.today) + ONE_DAY)
    names = {flag.name for flag in after.state.flags if flag.day == day}
    return [name for name in _list(flags) if name in names] or None


def _doses(home: Home, day: date, told: Told, catalog: Catalog) -> dict[str, Decimal] | None:
    """Return the doses told: named ones, none at all, or what `next` shows for that day."""
    if told.missed:
        return {slot.name: Decimal(0) for slot in plan_of(home).slots}
    if not told.as_planned:
        return dict(told.doses) if told.doses is not None else None
    plan = plan_of(home)
    said = dict(planned(decide_day(home.history, catalog, day, home.health)) or ())
    if not said:
        message = (
            f"The plan showed no dose for {day_words(day)}, so there is nothing to have taken as planned."
            " Say what was taken: --dose MG, or --missed."
        )
        raise BaclotrackError(message, slug="nothing-planned")
    return {slot.name: said.get(slot.name, Decimal(0)) for slot in plan.slots}


def write(call: Call, home: Home, day: date, told: Told, *, note: str = "") -> int:
    """Write the check-in, say what was understood, and return the exit code: 4 when a red flag was told."""
    from baclotrack.store.writing import Draft, append

    catalog = load_catalog()
    kept = put_together(home, day, told, catalog)
    others = [entry for entry in heads(home.journal.entries, day) if entry.id != kept.supersedes]
    drafts = [
        Draft("retract", {"target": one.id, "reason": "one of two check-ins, put together"}, day) for one in others
    ]
    urgent = [*told.red_flags]
    if (told.effects or {}).get("confusion", 0) >= SEVERE:
        urgent.append("severe-confusion")
    try:
        kept = _apart_from_cleared(call, home, day, told, kept)
        fields = {**kept.fields, **({"supersedes": kept.supersedes} if kept.supersedes else {})}
        append(call.path, [*drafts, Draft("checkin", fields, day)], call.now)
    except BaclotrackError as error:
        if urgent:
            _say_emergency(urgent)
            error.exit_code = 4  # help comes first, whether or not the disk could take the entry
        raise
    if urgent:
        _say_emergency(urgent)
    for line in receipt(day, kept, note):
        say(line)
    for line in concerns(home, day, kept, catalog):
        complain(line)
    tell_faults(home)
    return 4 if urgent else 0


def _apart_from_cleared(call: Call, home: Home, day: date, told: Told, kept: Kept) -> Kept:
    """Keep a sign that happens again after it was settled apart from the first: write the day without it in between.

    A flag that an amendment only carries along is no new flag, so a new one must be seen to come anew.
    """
    from baclotrack.store.writing import Draft, append

    confused = (told.effects or {}).get("confusion", 0) >= SEVERE
    again = {*told.red_flags, *(["severe-confusion"] if confused else [])}
    before = next((checkin_of(one) for one in heads(home.journal.entries, day) if one.id == kept.supersedes), None)
    if before is None:
        return kept
    was_confused = (before.effects or {}).get("confusion", 0) >= SEVERE
    told_before = [*before.red_flags, *(["severe-confusion"] if was_confused else [])]
    still = set(_still_open(home, day, load_catalog(), told_before) or [])
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


def receipt(day: date, kept: Kept, note: str = "") -> list[str]:
    """Return what was recorded, as lines."""
    fields = kept.fields
    verb = "Corrected" if kept.supersedes else "Recorded"
    doses = fields.get("doses")
    told = []
    if isinstance(doses, dict):
        taken = tuple((slot, mg) for slot, mg in doses.items() if mg)
        told.append(dose_words(taken) if taken else "no dose taken")
    told += [f"{name.replace('_', ' ')} {value_words(value)}" for name, value in _dict(fields.get("measures")).items()]
    effects = fields.get("effects")
    if isinstance(effects, dict):
        words = [f"{name.replace('-', ' ')} {GRADES[grade]}" for name, grade in effects.items()]
        told.append("side effects: " + (", ".join(words) or "none"))
    if fields.get("red_flags"):
        told.append("RED FLAG: " + ", ".join(name.replace("-", " ") for name in _list(fields["red_flags"])))
    if fields.get("drinks") is not None:
        told.append(f"drinks {value_words(fields['drinks'])}")
    if fields.get("sedatives"):
        told.append("sedatives: " + ", ".join(inert(name) for name in _list(fields["sedatives"])))
    if fields.get("note"):
        told.append(f'note "{inert(str(fields["note"]))}"')
    lines = [f"{verb} for {day_words(day)}: {'; '.join(told) or 'nothing yet'}."]
    missing = [name for name, there in (("doses", doses), ("side effects", effects)) if there is None]
    if missing:
        lines.append(f"Not told yet: {' and '.join(missing)}. Until then the plan stays where it is.")
    return [*lines, *([note] if note else [])]


def concerns(home: Home, day: date, kept: Kept, catalog: Catalog) -> list[str]:
    """Return what is odd about the doses recorded; the truth is recorded all the same, and `next` judges it."""
    doses = _dict(kept.fields.get("doses"))
    if home.plan is None or not doses:
        return []
    walked = decide_day(home.history, catalog, day, home.health)
    said = dict(planned(walked) or home.plan.named(0) or ())
    told = []
    if walked.before_plan:
        told.append(f"{day_words(day)} lies before your plan began. It is recorded; the plan does not count that day.")
    if any(mg > said.get(slot, Decimal(0)) for slot, mg in doses.items()):
        told.append(
            f"That is more than the plan said for {day_words(day)} ({dose_words(tuple(said.items()))}). It is recorded."
            " Nothing extra, nothing to make up for; if you feel unwell, call your local emergency number."
        )
    return told


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def value_words(value: object) -> str:
    """Return a value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, Decimal | int) else inert(str(value))


def newest(entries: tuple[Entry, ...], day: date) -> Entry | None:
    """Return the newest live check-in of a day."""
    found = heads(entries, day)
    return found[-1] if found else None
