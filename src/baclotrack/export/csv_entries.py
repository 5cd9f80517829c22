"""The tables of entries: plans, profile, instructions, medicines, tablets, visits, questions, corrections, notes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from baclotrack.core.entries import (
    Appointment,
    Checkin,
    Entry,
    Instruction,
    Intake,
    MedicineChange,
    Question,
    Retract,
    SetAside,
    Supply,
)
from baclotrack.core.plan import Plan
from baclotrack.core.values import Named
from baclotrack.export.csv_record import Cell, Record, Row, table
from baclotrack.store.journal import plain_number

DAY = ("day", "", "the journal day")
ID = ("id", "", "the entry's id")
AT = ("at", "", "when it was recorded")


def _doses_words(doses: Named | None) -> str | None:
    """Return doses as `morning=5 noon=5`, as options take them."""
    return " ".join(f"{slot}={plain_number(mg)}" for slot, mg in doses) if doses else None


def _plans(record: Record) -> Iterator[Row]:
    """Yield a row for each adopted plan up to the last day: those from before the export may still be in force."""
    for one in _told(record):
        what = one.what
        if isinstance(what, Plan):
            yield (
                *(one.id, one.day, what.id, what.title, what.mode, what.prescriber, what.directed_on, what.review_by),
                *(what.hold_days, what.daily_mg, what.single_mg, _doses_words(what.on_dose)),
                *(what.mild, what.moderate, what.severe, what.alcohol, what.missed_days, what.gap_then),
                "; ".join(_target_words(target.measure, *target[1:]) for target in what.targets),
            )


def _target_words(measure: str, want: bool | None, most: Decimal | None, least: Decimal | None) -> str:  # noqa: FBT001 - the target's own field
    """Return a target in words: `sleep_improved yes`, `spasticity at most 3`."""
    if want is not None:
        return f"{measure} {'yes' if want else 'no'}"
    return f"{measure} at most {plain_number(most)}" if most is not None else f"{measure} at least {least}"


def _rungs(record: Record) -> Iterator[Row]:
    """Yield a row for each dose of each step of each adopted plan."""
    for one in _told(record):
        if isinstance(one.what, Plan):
            for number, rung in enumerate(one.what.rungs, start=1):
                for slot, mg in zip(one.what.slots, rung, strict=True):
                    yield one.id, number, slot.name, slot.at.isoformat("minutes"), mg


def _profile(record: Record) -> Iterator[Row]:
    """Yield the profile in force on the last day, a row for each thing told."""
    profile = record.every[-1].profile if record.every else record.job.home.profile
    plain: list[tuple[str, Cell]] = [
        ("born", profile.born),
        ("egfr", profile.egfr),
        ("prescriber", profile.prescriber or None),
        ("phone", profile.phone or None),
        ("tablet_splits", profile.splits),
        ("day_starts_at", profile.day_starts_at.isoformat("minutes")),
    ]
    for name, value in plain:
        if value is not None:
            yield name, value, None, None
    for mg in profile.tablets:
        yield "tablet_mg", mg, None, None
    for name, rows in (("condition", profile.conditions), ("medicine", profile.medicines)):
        for known in rows:
            yield name, known.name, known.known_by or None, known.known_on
    for effect, grade in profile.had.items():
        yield f"before_baclofen_{effect}", grade, None, None


def _instructions(record: Record) -> Iterator[Row]:
    """Yield a row for each word of the prescriber."""
    for one in record.live:
        if isinstance(one.what, Instruction):
            what = one.what
            doses = _doses_words(tuple(what.doses.items()))
            yield one.id, one.day, what.action, what.name or None, doses, what.until, what.grade, what.by or None


def _medicines(record: Record) -> Iterator[Row]:
    """Yield a row for each other medicine started or stopped, up to the last day."""
    return ((one.id, one.day, *one.what) for one in _told(record) if isinstance(one.what, MedicineChange))


def _supplies(record: Record) -> Iterator[Row]:
    """Yield a row for each time tablets were got or counted."""
    return ((one.id, one.day, *one.what) for one in record.live if isinstance(one.what, Supply))


def _intakes(record: Record) -> Iterator[Row]:
    """Yield a row for each single dose that was recorded as it was taken."""
    for one in record.live:
        if isinstance(one.what, Intake):
            yield one.id, one.day, one.what.slot, one.what.mg, one.what.taken_at or None


def _appointments(record: Record) -> Iterator[Row]:
    """Yield a row for each visit from the first day on, booked ones included."""
    for one in record.entries:
        if isinstance(one.what, Appointment) and one.id not in record.gone and one.what.on >= record.since:
            yield one.id, one.what.on, one.what.text or None


def _questions(record: Record) -> Iterator[Row]:
    """Yield a row for each question to ask."""
    return ((one.id, one.day, one.what.text) for one in record.live if isinstance(one.what, Question))


def _corrections(record: Record) -> Iterator[Row]:
    """Yield a row for each entry that was written anew or taken back, by the entry that did it."""
    for one in record.entries:
        what = one.what
        if isinstance(what, Retract) and record.holds(one.day):
            yield one.id, one.at, "undo", what.target, None
        elif isinstance(what, Checkin) and what.supersedes and record.holds(one.day):
            yield one.id, one.at, "amend", what.supersedes, one.day


def _set_aside(record: Record) -> Iterator[Row]:
    """Yield a row for each line that the person set aside as unreadable; how it began may hold words, and stays."""
    for one in record.live:
        if isinstance(one.what, SetAside):
            what = one.what
            told = (what.device, what.first, what.last, what.crc, what.length)
            yield one.id, one.day, *(value or None for value in told)


def _notes(record: Record) -> Iterator[Row]:
    """Yield a row for each free text that a person wrote beside an entry; none without --notes."""
    if not record.notes:
        return
    for one in record.entries:
        if not record.holds(one.day) or one.id in record.gone:
            continue
        line = record.lines.get(one.id, {})
        for field in ("note", "reason"):
            if line.get(field):
                yield one.id, one.day, str(line["kind"]), str(line[field])


def _told(record: Record) -> Iterator[Entry]:
    """Yield the entries that were not taken back, up to the last day."""
    return (one for one in record.entries if one.id not in record.gone and one.day <= record.until)


def _faults(record: Record) -> Iterator[Row]:
    """Yield a row for each line of the journal that cannot be read now."""
    return ((one.line, one.slug, one.text) for one in record.job.home.faults)


def _first_last(record: Record) -> Iterator[Row]:
    """Yield what the export holds."""
    yield "since", record.since if record.since > date.min else None
    yield "until", record.until
    yield "made_on", record.job.made_at.date()
    yield "notes", record.notes
    yield "anonymous", record.job.options.anonymous
    yield "kept_by", "the patient; unchecked"


TABLES = (
    table("export", (("name", "", "what is told of this export"), ("value", "", "")), _first_last),
    table(
        "plans",
        (
            *(ID, ("day", "", "the day of its adoption"), ("plan", "", "its id"), ("title", "", "its title")),
            ("mode", "", "titrate, taper or record_only"),
            ("prescriber", "", "whose directions it is"),
            ("directed_on", "", "the date on the directions"),
            ("review_by", "", "the date of the review"),
            ("hold_days", "d", "complete days on a step before the next"),
            ("daily_mg", "mg", "the most in a day"),
            ("single_mg", "mg", "the most at one time"),
            ("on_dose", "mg", "the dose already taken at its adoption"),
            ("mild", "", "what a mild side effect does"),
            ("moderate", "", "what a moderate one does"),
            ("severe", "", "what a severe one does"),
            ("alcohol", "", "what alcohol does"),
            ("missed_days", "d", "missed days in a row that make a gap"),
            ("gap_then", "", "what a gap does"),
            ("targets", "", "what must be reached before the plan says stay"),
        ),
        _plans,
    ),
    table(
        "rungs",
        (
            ("plan", "", "the id of the entry that adopted the plan"),
            ("rung", "", "the step, from 1"),
            ("slot", "", "the dose time"),
            ("at", "", "its time of day"),
            ("mg", "mg", "the dose"),
        ),
        _rungs,
    ),
    table(
        "profile",
        (
            ("name", "", "what is told"),
            ("value", "", "what was told; the eGFR is in mL/min"),
            ("known_by", "", "who knows of it"),
            ("known_on", "", "since when"),
        ),
        _profile,
    ),
    table(
        "intakes",
        (ID, DAY, ("slot", "", "the dose time"), ("mg", "mg", "the dose"), ("taken_at", "", "when, as it was told")),
        _intakes,
    ),
    table(
        "instructions",
        (
            *(ID, DAY, ("action", "", "what the prescriber said"), ("name", "", "what it is about")),
            ("doses", "mg", "the doses set"),
            ("until", "", "the last day of a hold"),
            ("grade", "", "the grade that was accepted"),
            ("by", "", "who said it, as recorded by the patient"),
        ),
        _instructions,
    ),
    table("medicines", (ID, DAY, ("action", "", "start or stop"), ("name", "", "the medicine")), _medicines),
    table(
        "supplies",
        (ID, DAY, ("action", "", "add or count"), ("tablets", "", "how many"), ("strength_mg", "mg", "of one tablet")),
        _supplies,
    ),
    table(
        "appointments",
        (ID, ("on", "", "the day of the visit"), ("text", "", "what was written beside it")),
        _appointments,
    ),
    table("questions", (ID, DAY, ("text", "", "the question")), _questions),
    table(
        "corrections",
        (ID, AT, ("kind", "", "amend or undo"), ("target", "", "the entry that was corrected"), DAY),
        _corrections,
    ),
    table(
        "set_aside",
        (
            *(ID, DAY, ("device", "", "whose entries are missing"), ("first", "", "the first of them")),
            *(("last", "", "the last of them"), ("crc", "", "the checksum of the line's bytes")),
            ("length", "By", "how many bytes it has"),
        ),
        _set_aside,
    ),
    table("faults", (("line", "", "the line of the journal"), ("kind", "", "what"), ("text", "", "in words")), _faults),
    table("notes", (ID, DAY, ("kind", "", "the kind of entry"), ("text", "", "the patient's own words")), _notes),
)
