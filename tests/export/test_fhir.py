"""The FHIR bundle: judged by fhir.resources (R4B) and by a validator of Node, and held against the record by hand."""

import json
import os
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baclotrack.export.fhir import render
from baclotrack.export.fhir_parts import LOCAL, NEVER, UNITS, checked
from baclotrack.store.writing import Draft
from tests.cli.helpers import DAYTIME, PROFILE, SLEEP, adopt, write
from tests.export.jobs import NOW, checkin, five_days, hostile_days, job_of
from tests.export.judges import MODULES, asked_of_node, has_node_judge, install
from tests.export.paper import CONTROLS

r4b = pytest.importorskip("fhir.resources.R4B.bundle", reason="the judge fhir.resources is not installed")
EXAMPLES = sorted(Path("examples").glob("*/journal.jsonl"))


def bundle(home: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of Options
    """Return the bundle of a home."""
    found: dict[str, Any] = json.loads(render(job_of(home, **options)), parse_float=Decimal)
    return found


def resources(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the resources of one kind."""
    return [one["resource"] for one in found["entry"] if one["resource"]["resourceType"] == kind]


def observed(found: dict[str, Any], day: str) -> dict[str, Any]:
    """Return what was observed on a day, by the text of what it is."""
    told = [one for one in resources(found, "Observation") if one["effectiveDateTime"] == day]
    return {one["code"]["text"]: next(one[key] for key in one if key.startswith("value")) for one in told}


@pytest.mark.parametrize("home_of", [five_days, hostile_days])
def test_the_judge_of_python_accepts_it(home: Path, home_of: Any) -> None:  # noqa: ANN401 - a function of the table
    """fhir.resources, which knows every field and type of R4B, reads the whole bundle."""
    told = json.loads(render(job_of(home_of(home), notes=True)))
    assert len(told["entry"]) == len(r4b.Bundle.model_validate(told).entry)


@pytest.mark.parametrize("journal", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_the_judge_of_python_accepts_every_example(journal: Path) -> None:
    """The journals that people read are bundles that fhir.resources reads, and each of their doses is in it once."""
    job = job_of(journal.parent, since=date(2000, 1, 1))
    told = json.loads(render(job))
    r4b.Bundle.model_validate(told)
    days = job.home.history.days.items()
    recorded = sum(sum((facts.doses or {}).values()) for day, facts in days if day <= job.home.today)
    assert float(recorded) == sum(amounts(told))


def amounts(told: dict[str, Any]) -> list[float]:
    """Return the mg of every dose, whichever kind of resource tells it."""
    stated = [one["dosage"][0] for one in resources(told, "MedicationStatement") if "dosage" in one]
    found = [one["doseAndRate"][0]["doseQuantity"] for one in stated if "doseAndRate" in one]
    found += [one["dosage"]["dose"] for one in resources(told, "MedicationAdministration")]
    assert {"mg"} >= {one["code"] for one in found}
    return [one["value"] for one in found]


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Return where the judge of Node is; a gate that can install it says so by a variable."""
    if not has_node_judge():
        pytest.skip(f"no judge of Node: {MODULES} names no folder that npm filled, or node is missing")
    return Path(os.environ[MODULES])


def test_the_judge_of_node_accepts_it(home: Path, node_modules: Path) -> None:
    """A validator of another maker in another language finds no error, and does find one that is planted."""
    told = bundle(hostile_days(home), notes=True)
    assert [] == asked_of_node(node_modules, render(job_of(home, notes=True)))
    resources(told, "MedicationStatement")[0]["status"] = "ordered"
    spoilt = json.dumps(told, default=float).encode()
    assert ["MedicationStatement.status"] == [one.partition(":")[0] for one in asked_of_node(node_modules, spoilt)]


@pytest.mark.long
def test_the_judge_of_node_installed_here_accepts_it(home: Path, tmp_path: Path) -> None:
    """The same where this test has to fetch the validator itself."""
    modules = install(tmp_path / "judge")
    if modules is None:
        pytest.skip("no judge of Node: node or npm is missing, or no registry answers")
    assert [] == asked_of_node(modules, render(job_of(hostile_days(home), notes=True)))


def test_every_dose_is_told_once(home: Path) -> None:
    """A dose with its time is an administration, a missed one was not taken, every other one is a statement."""
    told = bundle(five_days(home))
    stated = [
        (
            one["effectiveDateTime"],
            one["status"],
            *(dose["doseQuantity"]["value"] for dose in one["dosage"][0].get("doseAndRate", [])),
        )
        for one in resources(told, "MedicationStatement")
        if "dosage" in one
    ]
    assert [
        ("2026-11-20", "completed", 5),
        ("2026-11-21", "completed", 10),
        ("2026-11-22", "not-taken"),
    ] == stated
    (given,) = resources(told, "MedicationAdministration")
    assert ("2026-11-23T22:40:00+00:00", 10, "mg") == (
        given["effectiveDateTime"], given["dosage"]["dose"]["value"], given["dosage"]["dose"]["code"],
    )  # fmt: skip


def test_a_check_in_that_corrects_a_timed_dose_wins(home: Path) -> None:
    """Where the check-in tells another amount than `take` did, the day's truth is one statement."""
    five_days(home)
    checkin(home, 23, doses={"bedtime": 5}, effects={})
    told = bundle(home)
    assert [] == resources(told, "MedicationAdministration")
    (dose,) = [one for one in resources(told, "MedicationStatement") if one.get("effectiveDateTime") == "2026-11-23"]
    assert 5 == dose["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"]


def test_a_dose_after_midnight_has_the_next_date(home: Path) -> None:
    """A dose of the evening's journal day at 00:40 was taken on the calendar day after it."""
    adopt(home)
    fields = {"slot": "bedtime", "mg": 5, "taken_at": "00:40"}
    write(home, Draft("dose", fields, date(2026, 11, 20)), at="2026-11-21T00:41:00+01:00")
    (given,) = resources(bundle(home), "MedicationAdministration")
    assert "2026-11-21T00:40:00+01:00" == given["effectiveDateTime"]


def test_the_patient_informs_and_performs(home: Path) -> None:
    """Everything is told and done by the patient; a plan has no author, and nothing is an order or a diagnosis."""
    told = bundle(hostile_days(home))
    (patient,) = resources(told, "Patient")
    me = {"reference": f"urn:uuid:{patient['id']}"}
    assert all(one["informationSource"] == me for one in resources(told, "MedicationStatement"))
    assert all(one["performer"] == [{"actor": me}] for one in resources(told, "MedicationAdministration"))
    assert all(one["performer"] == [me] for one in resources(told, "Observation"))
    assert all(one["source"] == me == one["author"] for one in resources(told, "QuestionnaireResponse"))
    assert all({"author", "contributor", "activity"}.isdisjoint(one) for one in resources(told, "CarePlan"))
    assert set() == NEVER & {one["resource"]["resourceType"] for one in told["entry"]}
    assert {"resourceType", "id", "birthDate"} == set(patient)


def test_measures_have_their_types_and_units(home: Path) -> None:
    """Yes and no, hours, minutes and times of day are values of their own kind, with units of UCUM."""
    told = observed(bundle(five_days(home)), "2026-11-20")
    assert (False, "22:45:00") == (told["Was your sleep better?"], told["At what time were you in bed?"])
    assert ("h", 5) == tuple(told["About how many hours did you sleep?"][key] for key in ("code", "value"))
    assert ("min", 40) == tuple(told["About how many minutes until you slept?"][key] for key in ("code", "value"))


def test_only_confirmed_codes_stand_there(home: Path) -> None:
    """Codes are those that the reference confirms, or ours, and each of ours is explained in the bundle."""
    told = bundle(hostile_days(home))
    text = json.dumps(told, default=float)
    systems = Counter(one["system"] for one in codings(told))
    assert {"http://loinc.org", "http://www.whocc.no/atc", LOCAL} == set(systems)
    assert {"93832-4", "103212-7", "75325-1", "M03BX01"} == {
        one["code"] for one in codings(told) if one["system"] != LOCAL
    }
    (explained,) = resources(told, "CodeSystem")
    known = {one["code"] for one in explained["concept"]}
    assert {one["code"] for one in codings(told) if one["system"] == LOCAL} <= known
    assert [] == [word for word in ("snomed", "rxnorm") if word in text]


def codings(value: object) -> list[dict[str, Any]]:
    """Return every coding, however deep; amounts have units of their own."""
    found: list[dict[str, Any]] = []
    if isinstance(value, dict):
        if "system" in value and "value" not in value:
            found.append(value)
        for one in value.values():
            found += codings(one)
    elif isinstance(value, list):
        for one in value:
            found += codings(one)
    return found


def test_asked_and_none_is_told_and_not_asked_is_not(home: Path) -> None:
    """A day without side effects says so; a day on which they were not asked says nothing."""
    told = bundle(five_days(home))
    asked = {
        one["item"][0]["answer"][0]["valueDate"]: one["item"][1:] for one in resources(told, "QuestionnaireResponse")
    }
    links = {day: [item["linkId"] for item in items] for day, items in asked.items()}
    assert {
        "2026-11-20": ["side-effects", "sedatives"],
        "2026-11-21": ["side-effects"],
        "2026-11-22": ["side-effects", "sedatives", "red-flags"],
    } == links
    assert ["no-side-effects"] == [
        one["valueCodeableConcept"]["coding"][0]["code"]
        for one in resources(told, "Observation")
        if one["code"]["text"] == "Side effect" and one["effectiveDateTime"] == "2026-11-20"
    ]


def test_a_plan_says_whose_directions_it_is_and_that_it_is_unchecked(home: Path) -> None:
    """The plan's words and the notes beside it: the prescriber's words and the red flag as plain text."""
    (plan,) = resources(bundle(five_days(home)), "CarePlan")
    assert (
        "Directions of 2026-11-20 from Dr A. Example, as the patient wrote them down; no order. Steps: bedtime 5 mg;"
        " bedtime 10 mg; bedtime 15 mg; bedtime 20 mg. Complete days on a step: 1. At most 20 mg a day."
        " Kept by the patient and unchecked."
    ) == plan["description"]
    assert [
        "Kept by the patient and unchecked.",
        "The patient ticked a warning sign: fainting. It is no diagnosis.",
        "The patient recorded what Dr A. Example said: clear flag fainting.",
    ] == [note["text"] for note in plan["note"]]
    assert ("plan", "active") == (plan["intent"], plan["status"])


def test_a_pace_slower_than_the_plans_is_told_beside_it(home: Path) -> None:
    """The plan's days alone would read as if the journal had not kept to it; once acknowledged they do apply."""
    adopt(home, SLEEP, PROFILE.replace("born = 1980", "born = 1950\negfr = 70"))
    checkin(home, 20, doses={"bedtime": 5}, effects={})
    told = (
        "The journal kept each step for 7 complete days, by its own rule for age and kidney function; no prescriber was"
        " recorded as knowing of the plan's 1."
    )
    (plan,) = resources(bundle(home), "CarePlan")
    assert [told] == [one["text"] for one in plan["note"] if "each step" in one["text"]]
    other = home.parent / "known"
    adopt(other, SLEEP, PROFILE.replace("born = 1980", "born = 1950"))
    known = {"action": "acknowledge", "name": "pace", "by": "Dr A. Example"}
    write(other, Draft("instruction", known, date(2026, 11, 20)), at="2026-11-20T18:05:00+00:00")
    (plan,) = resources(bundle(other), "CarePlan")
    assert not any("each step" in one["text"] for one in plan["note"])


def test_a_plan_ends_where_the_next_begins(home: Path) -> None:
    """The first plan is completed on the day on which the second one is adopted; doses name the plan of their day."""
    adopt(home)
    checkin(home, 20, doses={"bedtime": 5}, effects={})
    adopt(home, DAYTIME, at="2026-11-22T07:00:00+00:00", morning=5, noon=5, evening=5)
    checkin(home, 22, doses={"morning": 5, "noon": 5, "evening": 5}, effects={})
    told = bundle(home)
    first, second = resources(told, "CarePlan")
    assert ({"start": "2026-11-20", "end": "2026-11-22"}, {"start": "2026-11-22"}) == (
        first["period"],
        second["period"],
    )
    named = {
        one["effectiveDateTime"]: one["basedOn"][0]["reference"][9:] for one in resources(told, "MedicationStatement")
    }
    assert {"2026-11-20": first["id"], "2026-11-22": second["id"]} == named


def test_exporting_twice_gives_the_same_names(home: Path) -> None:
    """Every resource has the same id in a later export, a corrected day too, so nothing is there twice."""
    five_days(home)
    before = {one["fullUrl"] for one in bundle(home)["entry"]}
    assert before == {one["fullUrl"] for one in json.loads(render(job_of(home, NOW + timedelta(hours=1))))["entry"]}
    checkin(home, 20, doses={"bedtime": 5}, effects={}, drinks=0, sedatives=[], measures={"sleep_improved": True})
    after = [one["fullUrl"] for one in bundle(home)["entry"]]
    assert set(after) <= before


def test_notes_leave_only_where_they_were_asked_for(home: Path) -> None:
    """The patient's own words stand in the bundle with --notes, and their control characters are shown as escapes."""
    adopt(home)
    checkin(home, 20, doses={"bedtime": 5}, effects={}, note=f"secret {CONTROLS}")
    assert b"secret" not in render(job_of(home))
    told = render(job_of(home, notes=True)).decode()
    assert "secret a\\\\x00b" in told
    assert [] == [one for one in told if not one.isprintable() and one != "\n"]


def test_what_a_person_told_of_another_medicine_is_no_order(home: Path) -> None:
    """A medicine that was started is a statement by its name alone, from the day that was told."""
    told = bundle(five_days(home))
    (other,) = [one for one in resources(told, "MedicationStatement") if "dosage" not in one]
    assert ("active", {"text": "morphine"}, {"start": "2026-11-23"}) == (
        other["status"], other["medicationCodeableConcept"], other["effectivePeriod"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({"resourceType": "MedicationRequest", "id": "1"}, "MedicationRequest"),
        ({"resourceType": "CarePlan", "id": "1", "subject": {"reference": "urn:uuid:2"}}, "leads nowhere"),
        (
            {"resourceType": "CarePlan", "id": "1", "period": {"start": "2026-11-21", "end": "2026-11-20"}},
            "a period from",
        ),
        (
            {
                "resourceType": "A",
                "id": "1",
                "x": {"system": "http://unitsofmeasure.org", "code": "mcg", "unit": "mcg"},
            },
            "mcg",
        ),
    ],
)
def test_what_no_validator_looks_at_is_checked(resource: dict[str, Any], words: str) -> None:
    """An order, a reference that leads nowhere, a period that ends first and an unknown unit never leave."""
    with pytest.raises(ValueError, match=words):
        checked({"entry": [{"fullUrl": "urn:uuid:1", "resource": resource}]})
    assert "ug" in UNITS


def test_a_record_without_a_plan_is_a_bundle_too(home: Path) -> None:
    """Somebody who only wrote down a medicine and a day gets a bundle without a plan."""
    write(home, Draft("profile", {"profile": {"format": 1}, "toml": "format = 1\n"}))
    checkin(home, 21, doses={"bedtime": 5}, effects={"nausea": 1})
    told = json.loads(render(job_of(home)))
    assert len(r4b.Bundle.model_validate(told).entry) == len(told["entry"])
    assert [] == resources(told, "CarePlan")
