"""Do not go up on top of alcohol, a sedative, or a new interacting medicine nobody acknowledged.

Default: alcohol holds (`[sedatives] alcohol`); a sedative, and a medicine of severity major, always hold.
Source: reference section 6 (IX-01 to IX-17), E-4, H-14, H-16.
Example: drinks 0 -> pass; 1 -> hold; not asked -> unknown; with `alcohol = "warn"` 3 drinks -> pass with a warning.
"""

from baclotrack.core.plan import Plan
from baclotrack.core.record import DayFacts
from baclotrack.core.situation import Situation, blocks, passes, unknown
from baclotrack.core.state import has_kidney_disease, medicines_of, pressing_medicines
from baclotrack.core.values import Contact, Finding, Gate, Outcome, Sentence

SOURCE = "6"


def drank(day: DayFacts) -> bool:
    """Return whether any alcohol is recorded for the day."""
    return bool(day.drinks) or "alcohol" in (day.sedatives or ())


def sedatives_taken(s: Situation, day: DayFacts) -> tuple[str, ...]:
    """Return the sedatives named that day, without medicines a prescriber acknowledged."""
    if not day.sedatives:
        return ()
    known = medicines_of(s.profile, s.state)
    return tuple([name for name in day.sedatives if name != "alcohol" and not known.get(name, False)])


def sedative_contact(s: Situation, names: tuple[str, ...]) -> Contact:
    """Return today for a sedative of severity major, else mention."""
    kidney = has_kidney_disease(s.profile)
    majors = any(s.catalog.severity(name, kidney_disease=kidney) == "major" for name in names)
    return Contact.TODAY if majors else Contact.MENTION


def alcohol_holds(plan: Plan) -> bool:
    """Return whether the plan holds after alcohol."""
    return plan.alcohol == "hold"


def judge(s: Situation) -> Finding:
    """Judge yesterday's and today's sedatives, and the other medicines."""
    medicines = pressing_medicines(s.profile, s.state, s.catalog)
    if medicines:
        facts = {"names": medicines, "first": medicines[0]}
        return blocks("sedatives", "medicine", Outcome.HOLD, Contact.TODAY, SOURCE, **facts)
    taken = sedatives_taken(s, s.last) + sedatives_taken(s, s.today)
    if taken:
        taken = tuple(dict.fromkeys(taken))
        return blocks("sedatives", "sedative", Outcome.HOLD, sedative_contact(s, taken), SOURCE, names=taken)
    source = s.plan.source_of("sedatives")
    if drank(s.last) or drank(s.today):
        if alcohol_holds(s.plan):
            return blocks("sedatives", "alcohol", Outcome.HOLD, source=source)
        return passes("sedatives", "alcohol-warn", source=source)
    if s.last.drinks is None and s.last.sedatives is None:
        return unknown("sedatives", "not-asked", source=source)
    return passes("sedatives", source=source)


GATE = Gate(
    "sedatives",
    judge,
    {
        "ok": Sentence("No alcohol or sedatives.", "none", "no alcohol or sedatives"),
        "not-asked": Sentence("Alcohol and sedatives were not asked.", "not asked", "no alcohol or sedatives"),
        "alcohol-warn": Sentence(
            "Alcohol is recorded; your plan lets the step go on, with care.",
            "alcohol",
            "your plan goes on with alcohol",
        ),
        "alcohol": Sentence(
            "Alcohol is recorded, and it adds to the sleepiness and slows breathing: no step up.",
            "alcohol",
            "no alcohol on the last or this day",
        ),
        "sedative": Sentence(
            "A sedative is recorded ({names}), and it adds to the sleepiness and slows breathing: no step up.",
            "{names}",
            "no sedative on the last or this day",
        ),
        "medicine": Sentence(
            "Another medicine matters here ({names}), and no prescriber is recorded as knowing it. When yours does,"
            " run: baclotrack instruct acknowledge {first:raw} --by NAME",
            "{names}, not acknowledged",
            "no such medicine, or acknowledged",
        ),
    },
    SOURCE,
)
