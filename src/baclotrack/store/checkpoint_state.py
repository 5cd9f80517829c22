"""Where a walk may begin, as JSON and back, field by field.

What an entry of the journal says (a plan, a profile, the prescriber's word) is not copied: its rank is told, and the
value is read from the journal again. Every other field has its own pair of functions in the table below; a test holds
the table to the fields of the state.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baclotrack.core.entries import Event, Instruction
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.state import Begun, Flag, Over, State
from baclotrack.core.values import Named


class Form(NamedTuple):
    """How one field is written as JSON, and how it is read back."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


class UnknownError(ValueError):
    """A value that no entry of the journal has."""


def _plainly(value: object) -> object:
    """Return a value that JSON has as it is."""
    return value


def _optional(form: Form) -> Form:
    """Return the form of a field that may be None."""
    return Form(
        lambda value: None if value is None else form.write(value),
        lambda value: None if value is None else form.read(value),
    )


def _write_named(doses: Named) -> list[list[str]]:
    return [[slot, str(mg)] for slot, mg in doses]


def _read_named(told: list[list[str]]) -> Named:
    return tuple((slot, Decimal(mg)) for slot, mg in told)


def _write_over(over: Over) -> list[object]:
    return [str(one) if isinstance(one, Decimal) else one for one in over]


def _read_over(told: list[Any]) -> Over:
    above, below, beyond, twice, *amounts = told
    return Over(above, below, beyond, twice, *map(Decimal, amounts))


PLAIN = Form(_plainly, _plainly)
"""Numbers, texts, yes and no, None, and tables of them by name, in their order."""
FLAT = Form(list, tuple)
"""A list of such values."""
DAY = _optional(Form(date.isoformat, date.fromisoformat))
NAMED = _optional(Form(_write_named, _read_named))
TABLE = Form(dict, dict)
NAMES = Form(sorted, frozenset)
OVER = _optional(Form(_write_over, _read_over))
FLAGS = Form(
    lambda flags: [[flag.name, flag.day.isoformat(), flag.rank] for flag in flags],
    lambda told: tuple(Flag(name, date.fromisoformat(day), rank) for name, day, rank in told),
)
BACKS = Form(
    lambda backs: [[_write_named(doses), count] for doses, count in backs.items()],
    lambda told: {_read_named(doses): count for doses, count in told},
)
TAKEN = _optional(
    Form(
        lambda taken: [taken[0].isoformat(), _write_named(taken[1])],
        lambda told: (date.fromisoformat(told[0]), _read_named(told[1])),
    )
)

BY_RANK = frozenset({"plan", "ended", "hold"})
"""Fields whose value an entry says."""

FORMS: Mapping[str, Form] = {
    "rung": PLAIN,
    "off_ladder": NAMED,
    "since": DAY,
    "complete": PLAIN,
    "recent_complete": FLAT,
    "success": PLAIN,
    "missed_target": FLAT,
    "missed_run": PLAIN,
    "missed_rank": PLAIN,
    "absent_run": PLAIN,
    "absent_missed": PLAIN,
    "absent_rank": PLAIN,
    "absent_open": PLAIN,
    "silent_run": PLAIN,
    "over": OVER,
    "over_rank": PLAIN,
    "over_run": PLAIN,
    "good_since_severe": PLAIN,
    "severe_rank": PLAIN,
    "step_backs": BACKS,
    "watch": PLAIN,
    "before_taper": TABLE,
    "taper_ended": DAY,
    "finished": PLAIN,
    "began": PLAIN,
    "last_effects": TABLE,
    "moderate_runs": TABLE,
    "vomiting_run": PLAIN,
    "answered": PLAIN,
    "flags": FLAGS,
    "cleared": TABLE,
    "acknowledged": NAMES,
    "accepted": TABLE,
    "medicines": TABLE,
    "held_by": PLAIN,
    "held_days": PLAIN,
    "last_up": DAY,
    "last_taken": TAKEN,
    "last_missed": DAY,
    "aside": PLAIN,
    "aside_on": DAY,
}
"""Every other field of the state."""


def write_begun(begun: Begun, events: Sequence[Event]) -> dict[str, Any]:
    """Return where a walk may begin as JSON.

    Args:
        begun: where it may begin.
        events: all events of the record.

    Raises:
        UnknownError: when a plan, a profile or a word of the prescriber is that of no event.
    """
    state = begun.state
    told: dict[str, Any] = {name: form.write(getattr(state, name)) for name, form in FORMS.items()}
    for name in sorted(BY_RANK):
        told[name] = _rank_of(getattr(state, name), events)
    return {"day": begun.day.isoformat(), "profile": _rank_of(begun.profile, events), "state": told}


def read_begun(told: Mapping[str, Any], events: Sequence[Event]) -> Begun:
    """Return where a walk may begin, from its JSON.

    Raises:
        UnknownError: when an event that it names is not there; KeyError and their like when it has another shape.
    """
    by_rank = {event.rank: event.what for event in events}
    fields = {name: form.read(told["state"][name]) for name, form in FORMS.items()}
    for name in BY_RANK:
        fields[name] = _said(told["state"][name], by_rank)
    profile = _said(told["profile"], by_rank)
    if not isinstance(profile, Profile):
        raise UnknownError(told["profile"])
    return Begun(date.fromisoformat(told["day"]), State(**fields), profile)


def _rank_of(value: Plan | Instruction | Profile | None, events: Sequence[Event]) -> int | None:
    """Return the rank of an event that says a value; None for None. A plan in force has its rungs named already."""
    if value is None:
        return None
    for event in reversed(events):
        said = event.what.prepared() if isinstance(event.what, Plan) else event.what
        if type(said) is type(value) and said == value:
            return event.rank
    raise UnknownError(type(value).__name__)


def _said(rank: int | None, by_rank: Mapping[int, object]) -> object:
    """Return what the event of a rank says."""
    if rank is None:
        return None
    if rank not in by_rank:
        raise UnknownError(rank)
    said = by_rank[rank]
    return said.prepared() if isinstance(said, Plan) else said
