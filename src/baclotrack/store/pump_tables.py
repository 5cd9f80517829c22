"""From the `[pump]` table of a plan to its value: amounts in micrograms, which nothing takes for mg, and dates."""

from collections.abc import Mapping
from typing import Any

from baclotrack.core import limits
from baclotrack.core.pump import Micrograms, Pump

AMOUNTS = ("daily_micrograms", "concentration_micrograms_per_ml")
"""The keys whose bare numbers are micrograms; their names say so."""
DAYS = ("last_refill", "refill_by", "alarm_on")
NAMES = ("programmed_by", "clinic", "phone")


def pump_value(told: Mapping[str, Any]) -> Pump:
    """Return a pump from its table, with ISO dates.

    Raises:
        UnfitError: when a field does not fit.
    """
    daily, concentration = (micrograms(told[key], f"pump.{key}") if key in told else None for key in AMOUNTS)
    last_refill, refill_by, alarm_on = (limits.day(told[key], f"pump.{key}") if key in told else None for key in DAYS)
    programmed_by, clinic, phone = (limits.words(told[key], f"pump.{key}") if key in told else "" for key in NAMES)
    return Pump(daily, concentration, last_refill, refill_by, alarm_on, programmed_by, clinic, phone)


def micrograms(value: object, field: str) -> Micrograms:
    """Return an amount in micrograms, from the bare number that a file holds.

    Raises:
        UnfitError: when it is no number, out of range, or has too many decimals.
    """
    return Micrograms(limits.number(value, limits.MICROGRAMS, field))


def with_pump(text: str, told: Pump) -> str:
    """Return a plan's text with what was told of its pump written into it; everything else stays as it is written.

    A new refill date is about a new filling: what the text says of the last one, its date and its alarm, goes with it
    unless it is told anew.
    """
    import tomlkit

    document = tomlkit.parse(text.removeprefix("\ufeff"))
    if "pump" not in document:
        document["pump"] = tomlkit.table()
    table: Any = document["pump"]
    if told.refill_by is not None and table.get("refill_by", told.refill_by) != told.refill_by:
        for key in ("last_refill", "alarm_on"):
            table.pop(key, None)
    for key, amount in zip(AMOUNTS, (told.daily, told.concentration), strict=True):
        if amount is not None:
            table[key] = tomlkit.value(amount.digits())
    for key in (*DAYS, *NAMES):
        value = getattr(told, key)
        if value:
            table[key] = value
    return tomlkit.dumps(document)
