"""What a correction changes, in one line a day. The past is told, never acted on: nothing is made up for."""

from collections.abc import Mapping

from baclotrack.core.replay import Difference, Said
from baclotrack.core.values import Contact, Named, Outcome
from baclotrack.wording.words import day_words, dose_words, number

SAID = {
    Outcome.EMERGENCY: "the emergency text",
    Outcome.ASK: "ask your prescriber",
    Outcome.CANNOT: "that no dose can be worked out",
    Outcome.RESTART: "restart at {dose}",
    Outcome.STEP_BACK: "step back to {dose}",
    Outcome.HOLD: "hold at {dose}",
    Outcome.TAPER: "step down to {dose}",
    Outcome.STEP_UP: "step up to {dose}",
    Outcome.START: "start at {dose}",
    Outcome.FINISHED: "the taper is finished",
    Outcome.RECORD_ONLY: "only keep the record",
}
THEN = {Contact.TODAY: " and a call to your prescriber that day", Contact.MENTION: " and tell your prescriber"}
NOW = {**THEN, Contact.TODAY: " and call your prescriber today"}
"""Added where the two answers differ in this; asking the prescriber and an emergency say it themselves."""

NOTHING_CHANGES = "No later decision changes."
PAST_CHANGES = "Decisions of past days change: baclotrack decisions --since {since}"
ALL_PAST = "These days are past: nothing is made up for."


def past_line(difference: Difference) -> str:
    """Return what the plan would have said on a past day, beside what it said."""
    after, before = _both(difference, THEN)
    told = f"{after}, not {before}" if before else after
    return f"{day_words(difference.day)}: with this, the plan would have said {told}{_why(difference)}."


def now_line(difference: Difference) -> str:
    """Return what `next` says now that it did not say before; beside an emergency no dose is told."""
    day = day_words(difference.day)
    if difference.after is not None and difference.after.outcome is Outcome.EMERGENCY:
        return f"For {day} the answer is now the emergency text. Run: baclotrack next"
    after, before = _both(difference, NOW)
    return f"For {day}, baclotrack next now says {after}, not {before}{_why(difference)}."


def more_line(count: int, since: str) -> str:
    """Return that more days differ, and where to see them."""
    return f"and {count} more: baclotrack decisions --since {since}"


def _both(difference: Difference, calls: Mapping[Contact, str]) -> tuple[str, str]:
    """Return the words for both answers, the one after first; no dose stands beside an emergency."""
    before, after = difference.before, difference.after
    if after is not None and after.outcome is Outcome.EMERGENCY:
        return SAID[Outcome.EMERGENCY], ""
    return _words(after, before, calls), _words(before, after, calls)


def _words(one: Said | None, other: Said | None, calls: Mapping[Contact, str]) -> str:
    """Return one answer in words; the time of day is left out where both doses are for the same single one."""
    if one is None:
        return "nothing (no plan in force)"
    slots = [tuple(slot for slot, _ in said.doses) for said in (one, other) if said is not None and said.doses]
    alike = len(set(slots)) == 1 and len(slots[0]) == 1
    dose = f"{number(one.doses[0][1])} mg" if one.doses and alike else dose_words(one.doses)
    differ = other is not None and one.contact is not other.contact
    call = calls.get(one.contact, "") if differ and one.outcome not in {Outcome.ASK, Outcome.EMERGENCY} else ""
    return SAID[one.outcome].format(dose=dose) + call


def _why(difference: Difference) -> str:
    """Return the gate that set the limit afterwards, in brackets, or nothing where none did."""
    gate = difference.after.limited_by if difference.after is not None else None
    return f" ({gate})" if gate else ""


def short_words(outcome: Outcome, doses: Named | None) -> str:
    """Return an answer as the list of decisions tells it: `step up: 10 mg at bedtime`."""
    word = outcome.value.replace("_", " ")
    return word if doses is None or outcome is Outcome.EMERGENCY else f"{word}: {dose_words(doses)}"


def said_short(said: Said | None) -> str:
    """Return an answer as the list of decisions tells it, with the gate that set the limit."""
    if said is None:
        return "no plan in force"
    return short_words(said.outcome, said.doses) + (f" ({said.limited_by})" if said.limited_by else "")
