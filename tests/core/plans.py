"""Plans, a profile and a catalogue for tests, as values; they say what the contract's templates say."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from baclotrack.core.plan import Plan, Profile, Slot, Target
from baclotrack.core.values import Catalog, Contact, Interaction, Rung

START = date(2026, 11, 20)
"""Day 1 of every diary."""

TIMES = {"morning": time(8), "noon": time(13), "evening": time(19), "bedtime": time(22, 30)}


def on(number: int) -> date:
    """Return the date of the day with that number."""
    return START + timedelta(days=number - 1)


def ladder(*rungs: tuple[int | str, ...]) -> tuple[Rung, ...]:
    """Return rungs in mg from plain numbers."""
    return tuple(tuple(Decimal(mg) for mg in rung) for rung in rungs)


def slots(*names: str) -> tuple[Slot, ...]:
    """Return slots at their usual times."""
    return tuple(Slot(name, TIMES[name]) for name in names)


def sleep_plan(**changes: Any) -> Plan:  # noqa: ANN401 - any field of a plan
    """Return the bedtime plan as the leaflet has it: 5, 10, 15, 20 mg, up each night while sleep is not better."""
    plan = Plan(
        id="sleep-bedtime",
        title="Baclofen at bedtime for sleep",
        mode="titrate",
        slots=slots("bedtime"),
        rungs=ladder((5,), (10,), (15,), (20,)),
        hold_days=1,
        daily_mg=Decimal(20),
        single_mg=Decimal(20),
        targets=(Target("sleep_improved", want=True), Target("fell_back_asleep", want=True)),
        severe="step_back",
        gap_then="restart",
        top_message="Ask your prescriber about the second agent you discussed.",
        prescriber="Dr A. Example",
        directed_on=START,
    )
    return plan._replace(**changes)


def day_plan(*rungs: tuple[int, ...], **changes: Any) -> Plan:  # noqa: ANN401 - any field of a plan
    """Return a spasticity plan of three or four doses a day; severe effects hold, one missed day asks."""
    names = ("morning", "noon", "evening") if len(rungs[0]) == 3 else ("morning", "noon", "evening", "bedtime")
    plan = Plan(
        id="spasticity",
        title="Baclofen for spasticity",
        mode="titrate",
        slots=slots(*names),
        rungs=ladder(*rungs),
        hold_days=3,
        daily_mg=Decimal(80),
        single_mg=Decimal(20),
        targets=(Target("spasticity", at_most=Decimal(3)),),
        severe="hold",
        missed_days=1,
        gap_then="ask",
        top_message="Ask your prescriber.",
        prescriber="Dr A. Example",
        directed_on=START,
    )
    return plan._replace(**changes)


def taper_plan(*rungs: tuple[int, ...], names: tuple[str, ...] = ("bedtime",), **changes: Any) -> Plan:  # noqa: ANN401
    """Return a taper from its first rung down; each is kept for a week."""
    plan = sleep_plan(
        id="taper",
        title="Taper",
        mode="taper",
        slots=slots(*names),
        rungs=ladder(*rungs),
        hold_days=7,
        targets=(),
        missed_days=2,
        gap_then="ask",
        top_message="",
    )
    return plan._replace(**changes)


def taking(plan: Plan, *mg: int) -> Plan:
    """Return the plan as adopted by somebody who takes these doses already, one for each slot."""
    names = [slot.name for slot in plan.slots]
    return plan._replace(on_dose=tuple((name, Decimal(dose)) for name, dose in zip(names, mg, strict=True) if dose))


PER_DOSE = ((5, 5, 5), (10, 10, 10), (15, 15, 15), (20, 20, 20))
PER_DAY = ((5, 5, 5), (5, 5, 10), (5, 10, 10), (10, 10, 10))

PLANS = {
    "sleep": sleep_plan(),
    "sleep-slow": sleep_plan(id="sleep-bedtime-slow", hold_days=3),
    "per-dose": day_plan(*PER_DOSE),
    "per-day": day_plan(*PER_DAY),
    "four": day_plan((5, 5, 5, 0), (10, 10, 10, 0), (20, 20, 20, 0), (20, 20, 20, 20)),
    "alcohol": day_plan(
        (5, 5, 5),
        (5, 10, 10),
        (10, 10, 15),
        hold_days=4,
        targets=(Target("craving", at_most=Decimal(3)),),
        alcohol="warn",
    ),
    "taper": taper_plan((20,), (15,), (10,), (5,)),
    "pump": Plan("intrathecal", "Pump", "record_only", prescriber="Dr A. Example", directed_on=START),
}
"""The plans that a diary may name."""

ADULT = Profile(born=1980, egfr=Decimal(95), tablets=(Decimal(5),))
"""An adult with healthy kidneys and 5 mg tablets."""

CATALOG = Catalog(
    withdrawal_signs=frozenset({
        "anxiety", "agitation", "insomnia", "sweating", "fast-heartbeat", "tremor", "itch", "increased-spasms",
    }),
    refusals=frozenset({"baclofen-allergy", "dialysis"}),
    gating={
        **dict.fromkeys(("kidney-disease", "pregnancy", "urinary-retention"), Contact.TODAY),
        **dict.fromkeys(
            (
                "breastfeeding", "epilepsy", "psychiatric-disorder", "stroke", "sleep-apnoea", "respiratory-disease",
                "substance-use-disorder", "peptic-ulcer", "liver-disease", "diabetes", "parkinsons", "porphyria",
                "autonomic-dysreflexia", "spasticity-for-posture", "pump", "surgery-planned",
            ),
            Contact.MENTION,
        ),
    },
    interactions={
        "alcohol": Interaction("alcohol", "major"),
        "morphine": Interaction("opioid", "major"),
        "diazepam": Interaction("benzodiazepine", "major"),
        "zolpidem": Interaction("sleeping-tablet", "major"),
        "tizanidine": Interaction("other", "major"),
        "lisinopril": Interaction("other", "moderate"),
        "ibuprofen": Interaction("other", "moderate", major_with_kidney_disease=True),
        "insulin": Interaction("other", "minor"),
    },
)  # fmt: skip
"""The rows that the contract names in section 5, and one medicine of each severity of the reference's section 6."""
