"""The small parts of a FHIR bundle: codes, amounts, dates, references; and the checks that the whole keeps to.

Codes come from the clinical reference, section 10, as far as it confirms them: LOINC for the length of sleep, the time
to fall asleep and a symptom, ATC for baclofen. RxNorm and SNOMED CT are left out: the reference asks for a check of the
one, and the other may need a licence. Everything else has a code of ours, explained in the bundle itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.export.escapes import visible

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
LOCAL = "urn:uuid:2f6f5c3e-8f0a-5d0e-9c1c-5d7f3f0f2a61"
"""Our own code system: a name that nobody has to host."""
UNITS: Mapping[str, str] = {
    "mg": "mg",
    "ug": "microgram",
    "h": "hours",
    "min": "minutes",
    "%": "%",
    "d": "days",
    "{score}": "score",
}
"""The UCUM units that may stand in a bundle, with their words."""
SYMPTOM = ("75325-1", "Symptom")
BACLOFEN: Json = {"coding": [{"system": ATC, "code": "M03BX01", "display": "baclofen"}], "text": "Baclofen"}
NO_EFFECTS = "no-side-effects"
GRADE_WORDS = ("none", "mild", "moderate", "severe")
NEVER = frozenset({"MedicationRequest", "Condition", "AllergyIntolerance"})
"""An order is the prescriber's to write, and a diagnosis is: neither may ever stand in a patient's own record."""


class Concept(NamedTuple):
    """A code of ours and what it means."""

    code: str
    display: str


def codeable(text: str, *codings: Json) -> Json:
    """Return a CodeableConcept."""
    return {**({"coding": list(codings)} if codings else {}), "text": visible(text)}


def local(code: str) -> Json:
    """Return the coding of one of our codes; what it means stands in the code system, which goes along."""
    return {"system": LOCAL, "code": code}


def loinc(code: str, display: str = "") -> Json:
    """Return a LOINC coding."""
    return {"system": LOINC, "code": code, **({"display": display} if display else {})}


def number(value: Decimal) -> int | float:
    """Return an exact number as JSON has it; its digits are those that were recorded."""
    return int(value) if value == int(value) else float(value)


def quantity(value: Decimal, unit: str) -> Json:
    """Return an amount; a unit that is not in the table of UCUM units is told as a word alone."""
    coded = {"unit": UNITS[unit], "system": UCUM, "code": unit} if unit in UNITS else {}
    return {"value": number(value), **(coded or ({"unit": visible(unit)} if unit.strip() else {}))}


def period(start: date | None, end: date | None) -> Json:
    """Return a period, as far as its ends are known."""
    ends = {"start": start, "end": end}
    return {name: day.isoformat() for name, day in ends.items() if day is not None}


def reference(identity: str) -> Json:
    """Return a reference to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{identity}"}


def entry(resource: Json) -> Json:
    """Return a resource as an entry of the bundle."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def code_system(identity: str, concepts: Sequence[Concept]) -> Json:
    """Return the code system that explains our own codes."""
    return {
        "resourceType": "CodeSystem",
        "id": identity,
        "url": LOCAL,
        "name": "PatientJournalCodes",
        "title": "Codes of a patient's own journal",
        "status": "active",
        "content": "complete",
        "caseSensitive": True,
        "concept": [{"code": one.code, "display": visible(one.display)} for one in concepts],
    }


def checked(bundle: Json) -> Json:
    """Return the bundle if it keeps to what no validator of shapes looks at.

    Raises:
        ValueError: when a reference leads nowhere, a period ends before it starts, a unit is not in the table, a name
            stands twice, or a resource is of a kind that must never leave; each of these is a bug.
    """
    names = [one["fullUrl"] for one in bundle["entry"]]
    known = frozenset(names)
    if len(known) != len(names):
        raise ValueError("a name stands twice")
    for one in bundle["entry"]:
        resource = one["resource"]
        if resource["resourceType"] in NEVER:
            raise ValueError(resource["resourceType"])
        for key, value in _walk(resource):
            if key == "reference" and value not in known:
                raise ValueError(f"{value} leads nowhere")
            if isinstance(value, dict):
                _check(value)
    return bundle


def _check(part: Json) -> None:
    """Check one object: a period, or an amount."""
    start, end = part.get("start"), part.get("end")
    if start is not None and end is not None and start > end:
        raise ValueError(f"a period from {start} to {end}")
    if part.get("system") == UCUM and UNITS.get(part["code"]) != part["unit"]:
        raise ValueError(f"{part['code']} is not a unit of ours")


def _walk(value: object) -> Iterator[tuple[str, object]]:
    """Yield every name with its value, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)
