"""The resources of single days: doses, the check-in's questions, and what was observed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.core.days import slot_moment
from baclotrack.core.entries import Checkin, Entry, Intake
from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO
from baclotrack.export.csv_record import Record
from baclotrack.export.escapes import visible
from baclotrack.export.fhir_parts import (
    BACLOFEN,
    GRADE_WORDS,
    NO_EFFECTS,
    SYMPTOM,
    Json,
    codeable,
    local,
    loinc,
    number,
    quantity,
    reference,
)
from baclotrack.export.ids import name_of

UNIT_OF_KIND = {"hours": "h", "minutes": "min", "scale": "{score}"}


class Days(NamedTuple):
    """What the resources of a day refer to: the record's key, the patient, the measures, the plans by first day."""

    key: str
    patient: str
    measures: Mapping[str, Mapping[str, Any]]
    plans: Mapping[date, str]

    def head(self, kind: str, day: date, *parts: str) -> Json:
        """Return how a resource of a day begins; corrected and exported again it has the same id."""
        identity = name_of(self.key, kind, day, *parts)
        return {"resourceType": kind, "id": identity}

    def plan_on(self, day: date) -> list[Json]:
        """Return a reference to the plan in force on a day, if one was."""
        before = [since for since in self.plans if since <= day]
        return [reference(self.plans[max(before)])] if before else []


def day_resources(record: Record, days: Days) -> Iterator[Json]:
    """Yield the resources of every day of the export, in the order of the days."""
    intakes: dict[date, list[Entry]] = {}
    told: dict[date, Entry] = {}
    for one in record.live:
        if isinstance(one.what, Intake):
            intakes.setdefault(one.day, []).append(one)
        elif isinstance(one.what, Checkin):
            told[one.day] = one
    for walked in record.days:
        day = walked.decision.day
        yield from _doses(walked, intakes.get(day, []), days)
        checkin = told.get(day)
        if checkin is not None:
            yield _answers(record, walked, checkin, days)
        yield from _observations(walked, days, answered=checkin is not None)


def _doses(walked: Walked, intakes: list[Entry], days: Days) -> Iterator[Json]:
    """Yield the doses of a day: one resource a dose, and never two for one."""
    for slot, mg in (walked.facts.doses or {}).items():
        single = [one for one in intakes if isinstance(one.what, Intake) and one.what.slot == slot]
        timed = all(isinstance(one.what, Intake) and one.what.taken_at for one in single)
        if single and timed and mg == sum((one.what.mg for one in single if isinstance(one.what, Intake)), ZERO):
            yield from (_administered(walked, one, days) for one in single)
        else:
            yield _stated(walked, slot, mg, days)


def _stated(walked: Walked, slot: str, mg: Decimal, days: Days) -> Json:
    """Return a dose as the patient stated it for the day; 0 mg is a dose that was not taken."""
    day = walked.decision.day
    plan = [] if walked.before_plan else days.plan_on(day)
    amount = {"doseAndRate": [{"doseQuantity": quantity(mg, "mg")}]} if mg else {}
    return {
        **days.head("MedicationStatement", day, slot),
        "status": "completed" if mg else "not-taken",
        "medicationCodeableConcept": BACLOFEN,
        "subject": reference(days.patient),
        "effectiveDateTime": day.isoformat(),
        "informationSource": reference(days.patient),
        **({"basedOn": plan} if plan else {}),
        "dosage": [{"text": visible(slot), **amount}],
    }


def _administered(walked: Walked, one: Entry, days: Days) -> Json:
    """Return a dose that was recorded as it was taken, with its time.

    Raises:
        TypeError: when the entry is of another kind, which is a bug.
    """
    if not isinstance(one.what, Intake):
        raise TypeError(one.id)
    starts_at = walked.profile.day_starts_at
    return {
        "resourceType": "MedicationAdministration",
        "id": name_of(one.id, "intake"),
        "status": "completed" if one.what.mg else "not-done",
        "medicationCodeableConcept": BACLOFEN,
        "subject": reference(days.patient),
        "effectiveDateTime": _taken(one, one.what.taken_at, starts_at.isoformat("minutes")),
        "performer": [{"actor": reference(days.patient)}],
        "dosage": {"text": visible(one.what.slot), "dose": quantity(one.what.mg, "mg")},
    }


def _taken(one: Entry, text: str, starts_at: str) -> str:
    """Return when a dose was taken, with an offset: the moment as told, or the time of day on that journal day."""
    if "T" in text:
        return datetime.fromisoformat(text).isoformat(timespec="seconds")
    clock, begins = (
        datetime.fromisoformat(f"2000-01-01T{text}").time(),
        datetime.fromisoformat(f"2000-01-01T{starts_at}"),
    )
    return slot_moment(one.day, clock, begins.time()).replace(tzinfo=one.at.tzinfo).isoformat(timespec="seconds")


def _answers(record: Record, walked: Walked, checkin: Entry, days: Days) -> Json:
    """Return the questions of a check-in that are lists: asked and none is an answer, not asked has no item."""
    facts, day = walked.facts, walked.decision.day
    items: list[Json] = [{"linkId": "day", "text": "The day", "answer": [{"valueDate": day.isoformat()}]}]
    if facts.effects is not None:
        names = [name for name, grade in facts.effects.items() if grade]
        answer = [{"valueCoding": local(f"effect-{name}")} for name in names]
        items.append(
            {"linkId": "side-effects", "text": "Side effects", "answer": answer or [{"valueCoding": local("none")}]}
        )
    if facts.sedatives is not None:
        taken: list[Json] = [{"valueString": visible(name)} for name in facts.sedatives]
        items.append({"linkId": "sedatives", "text": "Sedatives", "answer": taken or [{"valueCoding": local("none")}]})
    if facts.flags:
        flags = [{"valueString": visible(name)} for name in facts.flags]
        items.append({"linkId": "red-flags", "text": "Warning signs ticked; no diagnosis", "answer": flags})
    note = checkin.what.note if isinstance(checkin.what, Checkin) else ""
    if record.notes and note.strip():
        items.append({"linkId": "note", "text": "The patient's own words", "answer": [{"valueString": visible(note)}]})
    return {
        **days.head("QuestionnaireResponse", day),
        "status": "completed",
        "subject": reference(days.patient),
        "authored": checkin.at.isoformat(timespec="seconds"),
        "author": reference(days.patient),
        "source": reference(days.patient),
        "item": items,
    }


def _observations(walked: Walked, days: Days, *, answered: bool) -> Iterator[Json]:
    """Yield what was observed on a day: measures, drinks, side effects."""
    facts, day = walked.facts, walked.decision.day
    beside: Json = {"derivedFrom": [reference(name_of(days.key, "QuestionnaireResponse", day))]} if answered else {}
    patient = reference(days.patient)
    common: Json = {"subject": patient, "effectiveDateTime": day.isoformat(), "performer": [patient]}
    final = {"status": "final"}
    for name, value in facts.measures.items():
        head = days.head("Observation", day, "measure", name)
        yield {**head, **final, "code": _measure_code(name, days), **common, **_value(name, value, days)}
    if facts.drinks is not None:
        head = days.head("Observation", day, "drinks")
        code = codeable("Alcoholic drinks", local("drinks"))
        yield {**head, **final, "code": code, **common, "valueQuantity": quantity(facts.drinks, "drinks")}
    symptom = codeable("Side effect", loinc(*SYMPTOM))
    if facts.effects == {}:
        head = days.head("Observation", day, NO_EFFECTS)
        told = {"valueCodeableConcept": codeable("none", local(NO_EFFECTS))}
        yield {**head, **final, "code": symptom, **common, **told, **beside}
    for name, grade in (facts.effects or {}).items():
        head = days.head("Observation", day, "effect", name)
        effect = codeable(name, local(f"effect-{name}"))
        severity: Json = {
            "code": codeable("Severity", local("severity")),
            "valueCodeableConcept": codeable(GRADE_WORDS[grade], local(f"grade-{grade}")),
        }
        found: Json = {"valueCodeableConcept": effect, "component": [severity]}
        yield {**head, **final, "code": symptom, **common, **found, **beside}


def _measure_code(name: str, days: Days) -> Json:
    """Return what a measure is: its LOINC code where one is confirmed, and ours."""
    row = days.measures.get(name, {})
    prompt = str(row.get("prompt", name))
    confirmed = [loinc(str(row["loinc"]))] if "loinc" in row else []
    return codeable(prompt, *confirmed, local(f"measure-{name}"))


def _value(name: str, value: object, days: Days) -> Json:
    """Return the answer to a measure's question in the type that it has."""
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, str):
        return {"valueTime": f"{value}:00"}
    row = days.measures.get(name, {})
    told = Decimal(str(value))
    if row.get("kind") == "count" and told == int(told):
        return {"valueInteger": int(number(told))}
    unit = UNIT_OF_KIND.get(str(row.get("kind", "")), str(row.get("unit", "")))
    return {"valueQuantity": quantity(told, unit)}
