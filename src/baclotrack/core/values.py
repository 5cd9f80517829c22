"""The words of the engine: outcomes, contacts, grades, findings, and the catalogue they look things up in."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Named = tuple[tuple[str, Decimal], ...]
"""Doses of one day by slot, mg, in the plan's order; slots at zero are left out."""

Rung = tuple[Decimal, ...]
"""One full day's doses, mg, one number per slot of the plan."""

MILD, MODERATE, SEVERE = 1, 2, 3


class Outcome(StrEnum):
    """What the plan says for one day (contract, section 6)."""

    EMERGENCY = "emergency"
    ASK = "ask_prescriber"
    CANNOT = "cannot_decide"
    RESTART = "restart"
    STEP_BACK = "step_back"
    HOLD = "hold"
    TAPER = "taper"
    STEP_UP = "step_up"
    START = "start"
    FINISHED = "finished"
    RECORD_ONLY = "record_only"


CAUTION: Mapping[Outcome, int] = {
    outcome: place
    for place, outcome in enumerate(
        (
            Outcome.EMERGENCY,
            Outcome.ASK,
            Outcome.CANNOT,
            Outcome.RESTART,
            Outcome.STEP_BACK,
            Outcome.HOLD,
            Outcome.TAPER,
            Outcome.STEP_UP,
        )
    )
}
"""The order of caution: the smaller the number, the more careful the outcome."""


class Contact(StrEnum):
    """Whom to reach, and how soon; rides beside the outcome."""

    NONE = "none"
    MENTION = "mention"
    TODAY = "today"
    EMERGENCY = "emergency"


URGENCY: Mapping[Contact, int] = {contact: place for place, contact in enumerate(Contact)}


def most_urgent(*contacts: Contact) -> Contact:
    """Return the most urgent of the contacts; NONE when there is none."""
    return max(contacts, key=URGENCY.__getitem__, default=Contact.NONE)


class GateState(StrEnum):
    """What one gate found."""

    PASS = "pass"  # noqa: S105 - the word of the contract, no secret
    BLOCK = "block"
    UNKNOWN = "unknown"


class Finding(NamedTuple):
    """The result of one gate: data only; the sentence is made at the edge from `why` and `facts`."""

    gate: str
    state: GateState
    why: str
    facts: Mapping[str, object]
    allows: Outcome | None = None
    contact: Contact = Contact.NONE
    source: str = "plan"


class Sentence(NamedTuple):
    """The words for one clause of a gate, with places for its facts: what it says, what was seen, what is needed."""

    text: str
    seen: str
    needed: str


class Gate(NamedTuple):
    """One named check: its judge, the words for each of its clauses, and where the rule comes from."""

    id: str
    judge: Callable[..., Finding]
    sentences: Mapping[str, Sentence]
    source: str


class Interaction(NamedTuple):
    """What the catalogue says of one medicine (reference, section 6)."""

    kind: str
    severity: str
    major_with_kidney_disease: bool = False


class Catalog(NamedTuple):
    """The rows of the catalogues that the gates look up; facts with their sources live in the data files."""

    withdrawal_signs: frozenset[str]
    refusals: frozenset[str]
    gating: Mapping[str, Contact]
    interactions: Mapping[str, Interaction]

    def severity(self, medicine: str, *, kidney_disease: bool) -> str:
        """Return major, moderate, minor, tell or unknown for a medicine's name (IX-13 is major with kidney disease)."""
        found = self.interactions.get(medicine.strip().lower())
        if found is None:
            return "unknown"
        return "major" if kidney_disease and found.major_with_kidney_disease else found.severity


class Health(NamedTuple):
    """What is wrong with the files at this moment; all well by default."""

    faults: int = 0
    first_fault: str = ""
    later_kinds: tuple[str, ...] = ()
    future_day: str = ""
    plan_file: str = "same"
    plan_fault: str = ""
