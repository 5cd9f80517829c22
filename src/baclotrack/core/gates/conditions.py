"""Ask the prescriber where baclofen is refused or unsettled: age, allergy, kidneys, and conditions nobody acknowledged.

Default: under 18, baclofen allergy, dialysis and eGFR below 30 are refused; other conditions wait for a word.
Source: reference section 7 (C-01 to C-20), 1b kidney table.
Example: eGFR 29 -> ask_prescriber even when acknowledged; eGFR 45 not acknowledged -> hold; eGFR not told -> unknown.
"""

from baclotrack.core.situation import Situation, blocks, passes, unknown
from baclotrack.core.values import Contact, Finding, Gate, Outcome, Sentence, most_urgent

SOURCE = "7"
ADULT_AGE = 18
EGFR_REFUSED_BELOW = 30
EGFR_KIDNEY_DISEASE_BELOW = 60
SETTLED = passes("conditions", source=SOURCE)
NOT_TOLD = unknown("conditions", "not-told", source=SOURCE)


def refusals(s: Situation) -> tuple[str, ...]:
    """Return what rules out any step, acknowledged or not (not judged in a taper: there must be a way down)."""
    found = [one.name for one in s.profile.conditions if one.name in s.catalog.refusals]
    age = s.profile.age(s.day)
    if age is not None and age < ADULT_AGE:
        found.append("under-18")
    if s.profile.egfr is not None and s.profile.egfr < EGFR_REFUSED_BELOW:
        found.append("egfr-below-30")
    return tuple(found)


def unsettled(s: Situation) -> tuple[str, ...]:
    """Return the gating conditions that no prescriber is recorded as knowing of."""
    names = [
        one.name
        for one in s.profile.conditions
        if one.name in s.catalog.gating and not one.is_known() and one.name not in s.state.acknowledged
    ]
    egfr = s.profile.egfr
    low = egfr is not None and EGFR_REFUSED_BELOW <= egfr < EGFR_KIDNEY_DISEASE_BELOW
    if low and not s.profile.has("kidney-disease") and "kidney-disease" not in s.state.acknowledged:
        names.append("kidney-disease")
    return tuple(names)


def judge(s: Situation) -> Finding:
    """Judge age, allergy, kidney function and the conditions of the profile."""
    if s.plan.mode == "taper":
        return passes("conditions", "taper", source=SOURCE)
    refused = refusals(s)
    if refused:
        return blocks("conditions", "refused", Outcome.ASK, Contact.TODAY, SOURCE, names=refused)
    waiting = unsettled(s)
    if waiting:
        contact = most_urgent(*(s.catalog.gating.get(name, Contact.MENTION) for name in waiting))
        return blocks("conditions", "unsettled", Outcome.HOLD, contact, SOURCE, names=waiting, first=waiting[0])
    if not s.profile.conditions and s.profile.egfr is None:
        return NOT_TOLD
    return SETTLED


GATE = Gate(
    "conditions",
    judge,
    {
        "ok": Sentence("Nothing in your profile stands against a step.", "settled", "every condition acknowledged"),
        "taper": Sentence("Conditions do not stand in the way of a taper.", "a taper", "nothing in a taper"),
        "not-told": Sentence(
            "Conditions and kidney function were not told; ask your prescriber if unsure.",
            "not told",
            "every condition acknowledged",
        ),
        "refused": Sentence(
            "Your profile names {names}: this needs your prescriber before any step.",
            "{names}",
            "none of: under 18, baclofen allergy, dialysis, eGFR below 30",
        ),
        "unsettled": Sentence(
            "Your profile names {names}, and no prescriber is recorded as knowing it. When yours does, run: baclotrack"
            " instruct acknowledge {first:raw} --by NAME",
            "{names}, not acknowledged",
            "every condition acknowledged",
        ),
    },
    SOURCE,
)
