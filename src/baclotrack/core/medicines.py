"""The other medicines that a person takes now, each with its severity and who knows of it (reference, section 6)."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from baclotrack.core.plan import Profile
from baclotrack.core.record import History, Instruction, MedicineChange
from baclotrack.core.state import State, has_kidney_disease, medicines_of
from baclotrack.core.values import Catalog

SEVERITIES: Mapping[str, int] = {"major": 0, "unknown": 1, "moderate": 2, "tell": 3, "minor": 4}
"""The order in which medicines are told; one that nobody looked up stands before what is known to be less."""


class Medicine(NamedTuple):
    """One other medicine: its severity, whether a prescriber knows of it, who and since when, as far as recorded."""

    name: str
    severity: str
    known: bool
    known_by: str = ""
    known_on: date | None = None
    since: date | None = None


def medicines_now(
    profile: Profile, state: State, history: History, catalog: Catalog, today: date
) -> tuple[Medicine, ...]:
    """Return the medicines taken now, those that hold the plan first.

    Args:
        profile: the profile in force.
        state: what is in force today.
        history: the whole record, for who said that it is known, and since when it is taken.
        catalog: the rows of the interactions.
        today: events of later days do not count.
    """
    kidney = has_kidney_disease(profile)
    found = []
    for name, known in medicines_of(profile, state).items():
        by, on = _who_knows(name, profile, history, today) if known else ("", None)
        severity = catalog.severity(name, kidney_disease=kidney)
        found.append(Medicine(name, severity, known, by, on, last_change(history, "start", name, today)))
    return tuple(sorted(found, key=lambda one: (one.known, SEVERITIES[one.severity], one.name)))


def _who_knows(name: str, profile: Profile, history: History, today: date) -> tuple[str, date | None]:
    """Return who is recorded as knowing of a medicine, and since when: by instruction, else by the profile."""
    for event in reversed(history.events):
        what = event.what
        acknowledged = isinstance(what, Instruction) and what.action == "acknowledge" and what.name == name
        if acknowledged and event.day <= today and isinstance(what, Instruction):
            return what.by, event.day
    row = next((one for one in profile.medicines if one.name.strip().lower() == name), None)
    return (row.known_by, row.known_on) if row is not None else ("", None)


def last_change(history: History, action: str, name: str, until: date = date.max) -> date | None:
    """Return the day on which a medicine was last recorded as started or stopped, if it was.

    Args:
        history: the whole record.
        action: `start` or `stop`.
        name: the medicine.
        until: the last day that counts.
    """
    days = [
        event.day
        for event in history.events
        if isinstance(event.what, MedicineChange) and event.what == (action, name) and event.day <= until
    ]
    return days[-1] if days else None
