"""From decisions, which are data, to sentences and to the public JSON. Nothing here decides anything.

Sentences keep to the wording table of the reference (section 11): "Your plan's next step is", never "take".
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from baclotrack.core.decision import HELD_DAYS, PATIENT_GATES, Decision
from baclotrack.core.gates import GATES
from baclotrack.core.values import Contact, Finding, GateState, Named, Outcome
from baclotrack.core.warnings import Warned

GRADES = ("none", "mild", "moderate", "severe")
MISSED = {"sleep_improved": "Sleep was not better.", "fell_back_asleep": "You lay awake after waking."}
MET = {"sleep_improved": "You slept better.", "fell_back_asleep": "You fell back asleep, or slept through."}
NAMES = {
    "egfr-below-30": "a kidney value (eGFR) below 30",
    "under-18": "an age under 18",
    "sleep_improved": "better sleep",
    "fell_back_asleep": "falling back asleep",
}
NOT_A_STOP = "This is not an instruction to stop: do not go up, do not stop suddenly."


def number(value: Decimal | int) -> str:
    """Return a number as a person writes it: 10, 2.5; never 1E+1."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_words(day: date) -> str:
    """Return a day as people say it: 21 Nov 2026."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"


def iso_words(text: str) -> str:
    """Return an ISO day as people say it; any other text as it is."""
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def slot_words(slot: str) -> str:
    """Return when a slot is: at bedtime, at noon, in the morning."""
    if slot in {"bedtime", "noon", "night"}:
        return f"at {slot}"
    return f"in the {slot}" if slot in {"morning", "afternoon", "evening"} else f"at {slot} time"


def dose_words(doses: Named | None) -> str:
    """Return doses in words: 10 mg at bedtime; 5 mg in the morning and at noon, 10 mg in the evening."""
    if not doses:
        return "no dose"
    by_mg: dict[Decimal, list[str]] = {}
    for slot, mg in doses:
        by_mg.setdefault(mg, []).append(slot_words(slot))
    return ", ".join(f"{number(mg)} mg {_and(slots)}" for mg, slots in by_mg.items())


def tablet_words(number_of: Decimal, strength: Decimal) -> str:
    """Return a count of tablets in words: half of a 10 mg tablet, 1 and a half 10 mg tablets, 2 x 20 mg tablets."""
    whole, part = divmod(number_of, 1)
    parts = {Decimal("0.25"): "a quarter", Decimal("0.5"): "a half", Decimal("0.75"): "three quarters"}
    if not part:
        return f"{number(whole)} x {number(strength)} mg tablet{'' if whole == 1 else 's'}"
    fraction = parts.get(part, number(part))
    if not whole:
        return f"{fraction.replace('a half', 'half')} of a {number(strength)} mg tablet"
    return f"{number(whole)} and {fraction} {number(strength)} mg tablets"


def tablets_line(decision: Decision) -> str:
    """Return the day's tablets slot by slot, or an empty text where the tablets are not known."""
    return "; ".join(
        " + ".join(tablet_words(one.number, one.strength_mg) for one in made) + " " + slot_words(slot)
        for slot, made in decision.tablets or ()
    )


def _and(words: list[str] | tuple[str, ...]) -> str:
    """Join words as a sentence does."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


class _Told:
    """One fact, told in the way its place in the sentence asks for: {days:day}, {dose}, {names:missed}."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        value = self.value
        if isinstance(value, tuple):
            return self._many(value, spec)
        if spec == "grade" and isinstance(value, int):
            return GRADES[value]
        if spec == "mg" and isinstance(value, Decimal):
            return f"{number(value)} mg"
        if spec == "iso" and isinstance(value, str):
            return iso_words(value)
        if spec == "raw":
            return str(value)
        if isinstance(value, int):
            return f"{value} {spec}{'' if value == 1 else 's'}" if spec else str(value)
        if isinstance(value, date):
            return day_words(value)
        return number(value) if isinstance(value, Decimal) else str(value)

    def _many(self, value: tuple[object, ...], spec: str) -> str:
        if value and isinstance(value[0], tuple):
            return dose_words(value)  # type: ignore[arg-type]  # a tuple of pairs is a day's doses
        if spec == "tablet":
            return f"{_and([number(one) for one in value if isinstance(one, Decimal)])} mg tablets"
        names = [str(one) for one in value]
        if spec in {"missed", "met"}:
            words = MISSED if spec == "missed" else MET
            default = "The plan's target for {} was {}."
            return " ".join(words.get(name, default.format(name.replace("_", " "), spec)) for name in names)
        named = [NAMES.get(name, name.replace("_", " ").replace("-", " ")) for name in names]
        return _and(named) if named else "none"


def fill(template: str, facts: Mapping[str, object]) -> str:
    """Return a sentence with its facts in place."""
    return template.format_map({name: _Told(value) for name, value in facts.items()}).strip()


def sentence(finding: Finding) -> str:
    """Return what one gate found, as a sentence."""
    return _part(finding, "text")


def _part(finding: Finding, part: str) -> str:
    """Return the text, the seen or the needed of a finding."""
    if finding.why == "not-judged":
        return {"text": "Not judged on this day.", "seen": "not judged", "needed": "nothing"}[part]
    words = next(gate for gate in GATES if gate.id == finding.gate).sentences[finding.why]
    return fill(getattr(words, part), finding.facts)


def headline(decision: Decision) -> str:
    """Return the first sentence of an answer; each outcome has its own."""
    text = _headline(decision)
    if decision.outcome is Outcome.EMERGENCY or not decision.in_force:
        return text
    if decision.repeated:
        names = _and([name.replace("-", " ") for name in decision.repeated])
        return f"{text} The same effect ({names}) is moderate at three check-ins in a row: tell your prescriber."
    if decision.held_days >= HELD_DAYS and decision.limited_by not in PATIENT_GATES:
        return f"{text} Held for {decision.held_days} days for the same reason: tell your prescriber."
    return text


HEADLINES: Mapping[Outcome, str] = {
    Outcome.EMERGENCY: "Call your local emergency number now.",
    Outcome.ASK: "Ask your prescriber: the plan shows no dose today.",
    Outcome.CANNOT: "The plan's dose cannot be worked out yet.",
    Outcome.RESTART: "Back to the start: {whose} first dose is {dose}.",
    Outcome.STEP_BACK: "One step back: {whose} dose is {dose}.",
    Outcome.HOLD: "Hold: stay at {dose}.",
    Outcome.TAPER: "Your taper's next step is {dose}.",
    Outcome.STEP_UP: "Your plan's next step is {dose}.",
    Outcome.START: "Your plan's first dose is {dose}.",
    Outcome.FINISHED: "Your taper is finished: the plan shows no further dose.",
    Outcome.RECORD_ONLY: "This plan only keeps the record; it never shows a dose.",
}


def _headline(decision: Decision) -> str:
    """Return the sentence of the outcome."""
    return HEADLINES[decision.outcome].format(whose=_whose(decision), dose=dose_words(decision.doses))


def _whose(decision: Decision) -> str:
    """Say `your plan's` only of what the directions said; else it is the template's cautious default."""
    limiting = next((one for one in decision.findings if one.gate == decision.limited_by), None)
    return "your plan's" if limiting is None or limiting.source != "template" else "the template's cautious"


def last_taken_line(decision: Decision) -> str:
    """Return what was last taken and when, for the answers that show no dose."""
    if decision.last_taken is None:
        return f"You were on {dose_words(decision.in_force)}." if decision.in_force else ""
    day, doses = decision.last_taken
    return f"Last recorded: {dose_words(doses)} on {day_words(day)}."


def reasons(decision: Decision) -> list[str]:
    """Return why, the deciding gate first. On an emergency no amounts are told."""
    blocking = [one for one in decision.findings if one.state is GateState.BLOCK]
    if decision.outcome is Outcome.EMERGENCY:
        return [sentence(one) for one in blocking if one.allows is Outcome.EMERGENCY]
    if decision.limited_by is not None or blocking:
        first = [one for one in blocking if one.gate == decision.limited_by]
        told = [sentence(one) for one in first + [one for one in blocking if one not in first]]
        if decision.outcome in {Outcome.ASK, Outcome.CANNOT} and decision.in_force:
            told += [text for text in (last_taken_line(decision), NOT_A_STOP) if text]
        return told
    if decision.outcome is Outcome.START:
        return ["No dose is recorded yet."]
    wanted = ("hold-time",) if decision.outcome is Outcome.TAPER else ("target", "side-effects", "hold-time")
    if decision.outcome is Outcome.FINISHED:
        return ["Every step of the taper is done."]
    return [sentence(decision.finding(gate)) for gate in wanted] if decision.in_force else ["Nothing to decide."]


def call_line(decision: Decision, phone: str) -> str:
    """Return whom to reach and how soon, or an empty text."""
    who = (decision.plan.prescriber if decision.plan else "") or "your prescriber"
    reach = f"{who}, {phone}" if phone else who
    return {
        Contact.TODAY: f"Call today: {reach}.",
        Contact.MENTION: f"Tell {who} about this at the next contact.",
    }.get(decision.contact, "")


def decision_json(decision: Decision, warned: tuple[Warned, ...] = ()) -> dict[str, object]:
    """Return the decision in its public form (contract, section 6); amounts are numbers, never texts."""
    plan = decision.plan
    return {
        "schema": "baclotrack.decision/1",
        "day": decision.day.isoformat(),
        "outcome": decision.outcome.value,
        "contact": decision.contact.value,
        "doses": _amounts(decision.doses),
        "total_mg": _amount(sum((mg for _, mg in decision.doses), Decimal(0))) if decision.doses else None,
        "in_force": _amounts(decision.in_force),
        "tablets": {
            slot: [{"strength_mg": _amount(one.strength_mg), "count": _amount(one.number)} for one in made]
            for slot, made in decision.tablets
        }
        if decision.tablets
        else None,
        "limited_by": decision.limited_by,
        "headline": headline(decision),
        "reasons": reasons(decision),
        "warnings": [{"id": one.id, "text": warning(one)} for one in warned],
        "gates": [gate_json(one) for one in decision.findings],
        "plan": {
            "id": plan.id,
            "prescriber": plan.prescriber,
            "directed_on": plan.directed_on.isoformat() if plan.directed_on else None,
            "adopted_at": plan.adopted_at,
        }
        if plan
        else None,
    }


def gate_json(finding: Finding) -> dict[str, str]:
    """Return one gate in its public form."""
    return {
        "id": finding.gate,
        "state": finding.state.value,
        "seen": _part(finding, "seen"),
        "needed": _part(finding, "needed"),
        "text": sentence(finding),
        "source": finding.source,
    }


def _amounts(doses: Named | None) -> dict[str, object] | None:
    return {slot: _amount(mg) for slot, mg in doses} if doses else None


def _amount(mg: Decimal) -> int | float:
    """Return an amount as the plainest JSON number."""
    return int(mg) if mg == int(mg) else float(mg)


WARNINGS: Mapping[str, str] = {
    "once": "Tonight's dose is once: if you have taken it, nothing more until tomorrow.",
    "done": "Recorded for {today}: {dose}. Nothing more until the next dose time. What follows is for {day}.",
    "past": "The last dose time of {today} is past. Nothing is made up for. What follows is for {day}.",
    "taken": "Already recorded for this day: {dose}.",
    "driving": "Do not drive or use machines until you know how this dose affects you.",
    "supply-low": "Tablets for {days:day} are left at this dose. Ask for a prescription now.",
    "supply-out": "Tablets for {days:day} are left: running out is stopping suddenly. Ask for a prescription today.",
    "missed": "After a missed dose or vomiting: never two doses together, and never a repeat.{bedtime}",
    "alcohol": "Alcohol adds to the sleepiness and slows breathing.",
    "medicine": "Tell your prescriber or pharmacist about {names}: it can act together with baclofen.",
    "unlisted": "Not in the list of interactions: {names}. Ask a pharmacist.",
    "pace": "The medicine's labels wait 3 days at each dose; your plan goes up after {days:day}.",
    "above-advised": "This dose is above the advised range (20 mg at once, 80 mg a day).",
    "new-effect": "New or worse since the day before: {names}. Some prescribers wait a day.",
    "review": "The review with your prescriber is due by {day}.",
    "tablets": "Your tablets cannot make {dose} exactly. Ask your pharmacist.",
    "refill": "The pump refill is due by {day}.",
}


def warning(warned: Warned) -> str:
    """Return one warning as a sentence."""
    return fill(WARNINGS[warned.id], warned.facts)
