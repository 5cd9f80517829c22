"""The world of the made-up diaries: the catalogue, the plans, and the names that may be told."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.entries import Entry
from baclotrack.core.plan import Plan, Slot, Target
from baclotrack.core.pump import Pump
from baclotrack.core.values import Catalog, Contact, Health, Interaction

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(2026, 11, 20)

CATALOG = Catalog(
    withdrawal_signs=frozenset(
        {
            "anxiety",
            "agitation",
            "insomnia",
            "sweating",
            "fast-heartbeat",
            "tremor",
            "itch",
            "increased-spasms",
        }
    ),
    refusals=frozenset({"baclofen-allergy", "dialysis"}),
    gating={
        "kidney-disease": Contact.TODAY,
        "pregnancy": Contact.TODAY,
        "epilepsy": Contact.MENTION,
        "pump": Contact.MENTION,
    },
    interactions={
        "diazepam": Interaction("benzodiazepine", "major"),
        "morphine": Interaction("opioid", "major"),
        "amlodipine": Interaction("other", "moderate"),
        "ibuprofen": Interaction("other", "moderate", major_with_kidney_disease=True),
    },
)

EFFECTS = (
    "drowsiness",
    "nausea",
    "vomiting",
    "fall",
    "confusion",
    "low-mood",
    "urinary-retention",
    "insomnia",
    "anxiety",
    "tremor",
    "weakness",
    "increased-spasms",
)
HEALTH = (
    Health(faults=1),
    Health(later_kinds=("dream",)),
    Health(future_day="2027-01-01"),
    Health(plan_file="differs"),
)
FLAGS = ("breathing", "seizure", "severe-confusion")
CONDITIONS = ("epilepsy", "pregnancy", "kidney-disease", "pump", "flat-feet")
MEDICINES = ("diazepam", "morphine", "amlodipine", "ibuprofen", "valerian")


class Diary(NamedTuple):
    """The entries of one made-up person, and the last day to decide."""

    entries: tuple[Entry, ...]
    until: date
    health: Health = Health()


def mg(*numbers: float) -> tuple[Decimal, ...]:
    """Return the numbers as exact amounts."""
    return tuple(Decimal(str(number)) for number in numbers)


BEDTIME = (Slot("bedtime", time(22, 30)),)
THREE = (Slot("morning", time(8)), Slot("noon", time(14)), Slot("evening", time(20)))
SLEEP = Plan(
    id="sleep",
    title="Bedtime",
    mode="titrate",
    slots=BEDTIME,
    rungs=(mg(5), mg(10), mg(15), mg(20)),
    daily_mg=Decimal(20),
    single_mg=Decimal(20),
    targets=(Target("sleep_improved", want=True), Target("fell_back_asleep", want=True)),
    severe="step_back",
    missed_days=2,
    gap_then="restart",
    prescriber="Dr A. Example",
    directed_on=FIRST_DAY,
    review_by=FIRST_DAY + 90 * ONE_DAY,
)
PER_DOSE = SLEEP._replace(
    id="per-dose",
    slots=THREE,
    rungs=(mg(5, 5, 5), mg(10, 10, 10), mg(15, 15, 15), mg(20, 20, 20)),
    hold_days=3,
    daily_mg=Decimal(60),
    targets=(Target("spasticity", at_most=Decimal(3)),),
    severe="hold",
    missed_days=1,
    gap_then="ask",
)
PER_DAY = PER_DOSE._replace(
    id="per-day",
    rungs=(mg(0, 0, 5), mg(5, 0, 5), mg(5, 5, 5), mg(5, 5, 10), mg(5, 10, 10), mg(10, 10, 10)),
    daily_mg=Decimal(30),
)
PUMP = Plan(
    id="pump",
    title="Pump",
    mode="record_only",
    prescriber="Dr A. Example",
    directed_on=FIRST_DAY,
    review_by=FIRST_DAY + 90 * ONE_DAY,
    pump=Pump(refill_by=FIRST_DAY + 20 * ONE_DAY),
)
