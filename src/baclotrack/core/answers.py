"""The answers of a check-in, each held against the range of its own question (contract, section 8)."""

from collections.abc import Mapping
from decimal import Decimal

from baclotrack.core.limits import (
    GRADE,
    MEASURES,
    MG,
    OWN_MEASURE,
    TIMES,
    YES_NO,
    UnfitError,
    clock,
    name,
    number,
    whole,
)


def measure(label: str, value: object, field: str) -> object:
    """Return the answer to one question of a check-in: yes or no, a number, or a time.

    Raises:
        UnfitError: when the answer is of another kind, or out of range.
    """
    if label in MEASURES:
        return number(value, MEASURES[label], field)
    if label in YES_NO:
        if isinstance(value, bool):
            return value
        raise UnfitError(field, "this is not true or false")
    if label in TIMES:
        return clock(value, field)
    name(label, "measures")
    if isinstance(value, bool):
        return value
    return clock(value, field) if isinstance(value, str) else number(value, OWN_MEASURE, field)


def measures(value: Mapping[str, object]) -> dict[str, object]:
    """Return the answers of a check-in, each held against its own kind and range."""
    found: dict[str, object] = {}
    for label, answer in value.items():
        allowed = MEASURES.get(label)
        if allowed is not None:
            found[label] = number(answer, allowed, label)
        elif label in YES_NO and isinstance(answer, bool):
            found[label] = answer
        else:
            found[label] = measure(label, answer, label)
    return found


def amounts(value: Mapping[str, object], field: str) -> dict[str, Decimal]:
    """Return doses by slot, mg, each within its range."""
    return {name(slot, field): number(mg, MG, slot) for slot, mg in value.items()}


def grades(value: Mapping[str, object], field: str) -> dict[str, int]:
    """Return effects with their grades, each within its range."""
    return {name(effect, field): whole(grade, GRADE, effect) for effect, grade in value.items()}
