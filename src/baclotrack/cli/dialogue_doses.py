"""The dialogue's question about doses: as planned with Enter, nothing with m, or an amount a slot."""

from collections.abc import Mapping
from decimal import Decimal

from baclotrack.cli.answers import dose_mg
from baclotrack.cli.dialogue import ask_until
from baclotrack.core.plan import Plan
from baclotrack.core.values import Named
from baclotrack.wording import dose_words, number

Doses = dict[str, Decimal]
YES, MISSED = frozenset({"", "y", "yes"}), frozenset({"m", "n", "no", "missed", "none"})
CHANGED, LEAVE = frozenset({"c", "changed"}), frozenset({"s", "skip", "leave"})
LEFT: Doses = {}
"""The answer that leaves a day as it is: not recorded."""


def due_doses(plan: Plan, said: Named | None, recorded: Mapping[str, Decimal]) -> Doses:
    """Return, slot by slot, what is taken for the answer: what was recorded already, else what the plan said."""
    told = dict(said or ())
    return {slot.name: told.get(slot.name, Decimal(0)) for slot in plan.slots} | dict(recorded)


def ask_doses(plan: Plan, said: Named | None, recorded: Mapping[str, Decimal]) -> Doses:
    """Ask what was taken, mg by slot."""
    due = due_doses(plan, said, recorded)
    shown = tuple((slot, mg) for slot, mg in due.items() if mg)
    if shown:
        question = f"Taken: {dose_words(shown)}? [Enter = yes, m = missed, c = changed, or the mg]"
    else:
        question = "Taken? [Enter = nothing, c = changed, or the mg]"
    told = ask_until(question, lambda text: _understood(text, due))
    return told if told is not None else _one_by_one(due)


def ask_day_doses(label: str, plan: Plan, said: Named | None) -> Doses:
    """Ask what was taken on an earlier day; LEFT where it is to stay unrecorded, which is what Enter does.

    Nothing is assumed of a day that nobody recorded, so here the plan's dose takes a key of its own.
    """
    due = due_doses(plan, said, {})
    shown = dose_words(tuple((slot, mg) for slot, mg in due.items() if mg))

    def understand(text: str) -> Doses | None:
        if text.lower() in LEAVE or not text:
            return LEFT
        return _understood(text, due)

    told = ask_until(f"{label}: {shown}? [y = yes, m = missed, c = changed, Enter = leave]", understand)
    return told if told is not None else _one_by_one(due)


def _understood(text: str, due: Doses) -> Doses | None:
    """Return the doses that an answer means, or None where they are to be asked one by one."""
    word = text.lower()
    if word in YES:
        return due
    if word in MISSED:
        return dict.fromkeys(due, Decimal(0))
    if word in CHANGED:
        return None
    mg = dose_mg(text, "The dose")
    return dict.fromkeys(due, mg) if len(due) == 1 else None


def _one_by_one(due: Doses) -> Doses:
    """Ask for the mg of each slot, with what was due as the answer to take."""
    return {
        slot: ask_until(f"  mg {slot}? [{number(mg)}]", lambda text, mg=mg: dose_mg(text or number(mg), "The dose"))  # type: ignore[misc]  # mypy cannot tell the type of a lambda with a default
        for slot, mg in due.items()
    }
