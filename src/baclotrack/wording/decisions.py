"""From decisions, which are data, to sentences and to the public JSON. Nothing here decides anything.

Sentences keep to the wording table of the reference (section 11): "Your plan's next step is", never "take".
"""

from collections.abc import Mapping
from decimal import Decimal

from baclotrack.core.decision import HELD_DAYS, PATIENT_GATES, Decision
from baclotrack.core.gates import GATES
from baclotrack.core.values import Contact, Finding, GateState, Named, Outcome
from baclotrack.core.warnings import Warned, doubt, told_twice_behind
from baclotrack.wording.warned import warning
from baclotrack.wording.words import and_words, day_words, dose_words, fill, slot_words, tablet_words

NOT_A_STOP = "This is not an instruction to stop: do not go up, do not stop suddenly."
NOT_A_STOP_EITHER = (
    "If you already take baclofen, this is not an instruction to stop: do not go up, do not stop suddenly."
)
"""Where no dose can be read in the record, and the record itself is in doubt: there may have been one."""
IN_DOUBT = frozenset({"damaged", "set-aside", "later"})
"""What the gate of the journal says of a record in which a dose may have been lost."""


def tablets_line(decision: Decision) -> str:
    """Return the day's tablets, slots with the same ones together; empty where the tablets are not known."""
    alike: dict[str, list[str]] = {}
    for slot, made in decision.tablets or ():
        alike.setdefault(" + ".join(tablet_words(one.number, one.strength_mg) for one in made), []).append(slot)
    return "; ".join(f"{tablets} {and_words([slot_words(one) for one in slots])}" for tablets, slots in alike.items())


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
        names = and_words([name.replace("-", " ") for name in decision.repeated])
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


def no_dose_lines(decision: Decision) -> list[str]:
    """Return what is always said beside an answer without a dose: what was last taken, and that it is no stop."""
    if decision.outcome not in {Outcome.ASK, Outcome.CANNOT}:
        return []
    if decision.in_force:
        return [text for text in (last_taken_line(decision), NOT_A_STOP) if text]
    return [NOT_A_STOP_EITHER] if decision.finding("journal").why in IN_DOUBT else []


def reasons(decision: Decision, warned: tuple[Warned, ...] = ()) -> list[str]:
    """Return why: what is in doubt in the record itself, then the deciding gate, then the others.

    On an emergency no amounts are told, and nothing stands before the emergency.

    Args:
        decision: the decision.
        warned: the warnings beside it, one of which may tell the cause of what the gates found.
    """
    cause = cause_line(decision, warned)
    return list(dict.fromkeys([*([cause] if cause else []), *_found(decision)]))


def cause_line(decision: Decision, warned: tuple[Warned, ...] = ()) -> str:
    """Return what is in doubt in the record itself, from which what the gates found may only follow; mostly nothing.

    Somebody who reads that more was taken than the plan said must first read that a line of the record is damaged, or
    that a day was told differently on two devices.
    """
    if decision.outcome is Outcome.EMERGENCY:
        return ""
    found = doubt(decision)
    if found is not None:
        return sentence(found)
    twice = told_twice_behind(decision, warned)
    return warning(twice) if twice is not None else ""


def _found(decision: Decision) -> list[str]:
    """Return what the gates found, the deciding one first."""
    blocking = [one for one in decision.findings if one.state is GateState.BLOCK]
    if decision.outcome is Outcome.EMERGENCY:
        return [sentence(one) for one in blocking if one.allows is Outcome.EMERGENCY]
    if decision.outcome is Outcome.RECORD_ONLY:
        told = [*pump_reasons(decision), *(sentence(one) for one in blocking), *call_reasons(decision)]
        return list(dict.fromkeys(told)) or ["Nothing to decide."]
    if decision.limited_by is not None or blocking:
        first = [one for one in blocking if one.gate == decision.limited_by]
        rest = [one for one in decision.findings if one not in first and (one in blocking or _calls(one))]
        if decision.plan is None and decision.finding("journal").why == "damaged":
            rest = [one for one in rest if one.gate != "plan"]  # not to be adopted again before the record is whole
        rest.sort(key=lambda one: one.contact is not Contact.TODAY)  # why to call today stands before other reasons
        return [sentence(one) for one in first + rest] + no_dose_lines(decision)
    if decision.outcome is Outcome.START:
        return ["No dose is recorded yet."]
    wanted = ("hold-time",) if decision.outcome is Outcome.TAPER else ("target", "side-effects", "hold-time")
    if decision.outcome is Outcome.FINISHED:
        watched = decision.finding("withdrawal")
        after = [sentence(watched)] if watched.why == "after" else []
        return ["Every step of the taper is done.", *call_reasons(decision), *after]
    told = [*(sentence(decision.finding(gate)) for gate in wanted), *call_reasons(decision)]
    return list(dict.fromkeys(told)) if decision.in_force else ["Nothing to decide."]


def call_reasons(decision: Decision) -> list[str]:
    """Return the reasons for which somebody must hear of it today, whether or not they hold the dose."""
    return [sentence(one) for one in decision.findings if _calls(one)]


def _calls(finding: Finding) -> bool:
    """Return whether somebody must hear today of what a gate found."""
    return finding.contact is Contact.TODAY


def pump_reasons(decision: Decision) -> list[str]:
    """Return what is known of the pump that the plan keeps the record of: first the days to its refill."""
    pump = decision.plan.pump if decision.plan is not None else None
    if pump is None:
        return []
    due = pump.due_by()
    if due is None:
        refill = "No refill date is recorded. Ask the clinic, then run: baclotrack plan adopt --refill-by DAY --yes"
    else:
        days = (due - decision.day).days
        left = "today" if not days else f"in {days} day{'' if days == 1 else 's'}"
        refill = f"The pump must be refilled by {day_words(due)} ({left})."
    return [refill, *([f"It gives {pump.daily} a day, as the clinic set it."] if pump.daily is not None else [])]


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
        "reasons": reasons(decision, warned),
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
