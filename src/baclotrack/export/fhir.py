"""`export --format fhir`: a FHIR R4 bundle of type collection, by the mapping of the clinical reference, section 10.

The patient is the informant and the performer of everything, as HL7's Personal Health Records guide has it for data
that a patient contributes. A plan is a CarePlan that nobody is asserted to have authored, never an order. A dose is a
MedicationStatement, or a MedicationAdministration where its time and amount were recorded as it was taken: one or the
other, so that no dose counts twice. Red flags and refusals are plain text, never a diagnosis.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import NamedTuple

from baclotrack.core.entries import Entry, Instruction, MedicineChange, SetAside
from baclotrack.core.plan import Plan
from baclotrack.core.summary.pace import pace_now
from baclotrack.core.values import Outcome
from baclotrack.export.csv_record import Record, record_of
from baclotrack.export.escapes import visible
from baclotrack.export.fhir_days import Days, day_resources
from baclotrack.export.fhir_parts import (
    GRADE_WORDS,
    NO_EFFECTS,
    Concept,
    Json,
    checked,
    code_system,
    codeable,
    entry,
    period,
    reference,
)
from baclotrack.export.ids import name_of, record_key
from baclotrack.export.job import Job
from baclotrack.store.journal import own_measures, plain_number

UNCHECKED = "Kept by the patient and unchecked."
SLOW_WORDS = {"age": "age", "kidneys": "kidney function"}
SET_ASIDE = "A part of the journal could not be read and was set aside by the patient."


class InForce(NamedTuple):
    """An adopted plan with the days on which it was in force; `until` is None while it is."""

    entry: Entry
    plan: Plan
    since: date
    until: date | None


def render(job: Job) -> bytes:
    """Return the bundle as JSON."""
    record, key = record_of(job), record_key(job.home.journal.entries)
    patient = name_of(key, "patient")
    plans = [one for one in plans_of(record) if _meets(record, one.since, one.until)]
    care = {one.entry.id: name_of(one.entry.id, "plan") for one in plans}
    days = Days(key, patient, _measures(job), {one.since: care[one.entry.id] for one in plans})
    resources = [
        _patient(job, record, patient),
        code_system(name_of(key, "codes"), concepts(job)),
        *(_care_plan(record, one, patient, care[one.entry.id]) for one in plans),
        *_medicines(record, key, patient),
        *day_resources(record, days),
    ]
    made_at = job.made_at if job.made_at.tzinfo is not None else job.made_at.replace(tzinfo=UTC)
    bundle = {
        "resourceType": "Bundle",
        "id": name_of(key, "bundle", record.since, record.until),
        "type": "collection",
        "timestamp": made_at.isoformat(timespec="seconds"),
        "entry": [entry(one) for one in resources],
    }
    return (json.dumps(checked(bundle), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _measures(job: Job) -> dict[str, Mapping[str, object]]:
    """Return the rows of the measures by name, those of the plan's own included."""
    rows = {str(row["name"]): row for row in job.rows["measures"]}
    return {**rows, **own_measures(job.home.journal)}


def concepts(job: Job) -> list[Concept]:
    """Return every code of ours, with its meaning."""
    found = [Concept(f"effect-{row['name']}", str(row["words"])) for row in job.rows["effects"]]
    found += [Concept(f"grade-{number}", word) for number, word in enumerate(GRADE_WORDS)]
    found += [Concept(f"measure-{name}", str(row["prompt"])) for name, row in _measures(job).items()]
    told = {name for facts in job.home.history.days.values() for name in facts.measures}
    effects = {name for facts in job.home.history.days.values() for name in facts.effects or {}}
    found += [Concept(f"measure-{name}", name) for name in sorted(told)]
    found += [Concept(f"effect-{name}", name) for name in sorted(effects)]
    found += [
        Concept(NO_EFFECTS, "side effects were asked, and none was there"),
        Concept("severity", "how severe a side effect was"),
        Concept("drinks", "alcoholic drinks of a day"),
        Concept("none", "asked, and none"),
    ]
    first: dict[str, Concept] = {}
    for one in found:
        first.setdefault(one.code, one)
    return list(first.values())


def _patient(job: Job, record: Record, identity: str) -> Json:
    """Return the patient: the year of birth, and a name only where one was given for this export."""
    profile = record.every[-1].profile if record.every else job.home.profile
    name = {"name": [{"text": visible(job.options.name)}]} if job.options.name else {}
    born = {"birthDate": f"{profile.born:04d}"} if profile.born is not None else {}
    return {"resourceType": "Patient", "id": identity, **name, **born}


def plans_of(record: Record) -> list[InForce]:
    """Return the adopted plans up to the last day, each with the days on which it was in force."""
    ends = sorted(
        (event.day, event.rank)
        for event in record.job.home.history.events
        if isinstance(event.what, Plan) or (isinstance(event.what, Instruction) and event.what.action == "end_plan")
    )
    rank_of = {one.id: place for place, one in enumerate(record.entries)}
    found = []
    for one in record.entries:
        if isinstance(one.what, Plan) and one.id not in record.gone and one.day <= record.until:
            place = (one.day, rank_of[one.id])
            later = [day for day, rank in ends if (day, rank) > place and day <= record.until]
            found.append(InForce(one, one.what, one.day, min(later, default=None)))
    return sorted(found, key=lambda one: (one.since, rank_of[one.entry.id]))


def _meets(record: Record, since: date, until: date | None) -> bool:
    """Return whether any of these days belongs to the export."""
    return since <= record.until and (until is None or until >= record.since)


def _care_plan(record: Record, one: InForce, patient: str, identity: str) -> Json:
    """Return a plan as the patient wrote it down from the prescriber's paper."""
    plan = one.plan
    return {
        "resourceType": "CarePlan",
        "id": identity,
        "status": "active" if one.until is None else "completed",
        "intent": "plan",
        "title": visible(plan.title),
        "description": visible(_words(plan)),
        "subject": reference(patient),
        "period": period(one.since, one.until),
        "created": one.since.isoformat(),
        "note": [
            {"authorReference": reference(patient), "time": day.isoformat(), "text": visible(text)}
            for day, text in _notes(record, one)
        ],
    }


def _words(plan: Plan) -> str:
    """Return a plan in words: whose directions, its steps, its limits."""
    dated = f" of {plan.directed_on}" if plan.directed_on is not None else ""
    rungs = (plan.named(number) or () for number in range(len(plan.rungs)))
    steps = [", ".join(f"{slot} {plain_number(mg)} mg" for slot, mg in named) for named in rungs]
    told = [f"Directions{dated} from {plan.prescriber or 'a prescriber'}, as the patient wrote them down; no order."]
    if steps:
        told.append(f"Steps: {'; '.join(steps)}.")
        told.append(f"Complete days on a step: {plan.hold_days}. At most {plain_number(plan.daily_mg)} mg a day.")
    return " ".join([*told, UNCHECKED])


def _notes(record: Record, one: InForce) -> Iterator[tuple[date, str]]:
    """Yield what belongs beside a plan as plain text: its origin, the prescriber's words, red flags, refusals."""
    yield one.since, UNCHECKED
    last = one.until or record.until
    notes = [
        *((entry.day, _said(entry.what)) for entry in record.live if isinstance(entry.what, Instruction)),
        *((entry.day, SET_ASIDE) for entry in _asides(record)),
        *_flags(record),
        *_refusals(record),
        *_paces(record),
    ]
    for day, text in sorted(notes, key=lambda note: note[0]):
        if one.since <= day and (day < last or (day == last and one.until is None)):
            yield day, text


def _asides(record: Record) -> list[Entry]:
    """Return the entries by which lines of the whole record were set aside and not taken back."""
    return [one for one in record.entries if isinstance(one.what, SetAside) and one.id not in record.gone]


def _said(said: Instruction) -> str:
    """Return a word of the prescriber as the patient recorded it."""
    doses = " ".join(f"{slot}={plain_number(mg)} mg" for slot, mg in said.doses.items())
    until = f"until {said.until}" if said.until is not None else ""
    parts = [said.action.replace("_", " "), said.name, doses, until]
    by = said.by or "the prescriber"
    return f"The patient recorded what {by} said: {' '.join(part for part in parts if part)}."


def _flags(record: Record) -> Iterator[tuple[date, str]]:
    """Yield the red flags that were told."""
    for one in record.days:
        for name in one.facts.flags:
            yield one.decision.day, f"The patient ticked a warning sign: {name}. It is no diagnosis."


def _refusals(record: Record) -> Iterator[tuple[date, str]]:
    """Yield where the journal stopped showing steps because of a condition, on the first day of each run."""
    before = False
    for one in record.days:
        decision = one.decision
        now = decision.outcome is Outcome.ASK and decision.limited_by == "conditions"
        if now and not before:
            names = decision.finding("conditions").facts.get("names", ())
            told = ", ".join(str(name) for name in names) if isinstance(names, tuple) else ""
            yield decision.day, f"The journal showed no step because of what the patient told: {told}. No diagnosis."
        before = now


def _paces(record: Record) -> Iterator[tuple[date, str]]:
    """Yield where a step was kept longer than the plan says, for age or kidney function, on the first day of each run.

    A reader of the plan's own days alone would take the journal for one that did not follow the plan.
    """
    before: tuple[str, int] | None = None
    for one in record.days:
        found, plan = pace_now(one), one.decision.plan
        slower = plan is not None and not one.before_plan and found.needed > found.plan
        now = (plan.adopted_at, found.needed) if plan is not None and slower else None
        if now is not None and now != before:
            why = " and ".join(SLOW_WORDS[name] for name in found.slow_for)
            kept = f"The journal kept each step for {found.needed} complete days, by its own rule for {why}"
            yield one.decision.day, f"{kept}; no prescriber was recorded as knowing of the plan's {found.plan}."
        before = now


def _medicines(record: Record, key: str, patient: str) -> Iterator[Json]:
    """Yield the other medicines that the patient told: those of the profile, and those started and stopped."""
    started: dict[str, tuple[date | None, date | None]] = {}
    profile = record.every[-1].profile if record.every else record.job.home.profile
    for known in profile.medicines:
        started[known.name.strip().lower()] = (None, None)
    for event in record.job.home.history.events:
        if isinstance(event.what, MedicineChange) and event.day <= record.until:
            since, _ = started.get(event.what.name, (None, None))
            starts = event.what.action == "start"
            started[event.what.name] = (event.day, None) if starts else (since, event.day)
    for name, (since, until) in started.items():
        if until is None or until >= record.since:
            days = period(since, until)
            yield {
                "resourceType": "MedicationStatement",
                "id": name_of(key, "medicine", name),
                "status": "active" if until is None else "stopped",
                "medicationCodeableConcept": codeable(name),
                "subject": reference(patient),
                **({"effectivePeriod": days} if days else {}),
                "informationSource": reference(patient),
            }
