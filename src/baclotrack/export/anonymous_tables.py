"""Plans and profiles without names: their tables are written anew from the keys that are known, nothing else passes."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from baclotrack.core.limits import UnfitError
from baclotrack.export.anonymous_words import LEFT_OUT, PERSON, Aliases, shifted
from baclotrack.store.journal import plain_number

Table = Mapping[str, Any]
DATES = frozenset({"directed_on", "review_by", "last_refill", "refill_by", "alarm_on", "known_on"})
TIMES = frozenset({"at", "day_starts_at"})
UNITS = frozenset({"", "h", "min", "mg", "%", "{score}", "d"})
AS_THEY_ARE: Mapping[str, tuple[str, ...]] = {
    "ladder": ("rungs", "hold_days", "own_schedule", "days"),
    "limits": ("daily_mg", "single_mg"),
    "tolerability": ("mild", "moderate", "severe", "retry_after_days"),
    "sedatives": ("alcohol",),
    "gap": ("missed_days", "then"),
    "response": ("after_success",),
    "tablets": ("strengths_mg", "splits"),
}
"""Tables of numbers and of fixed words: they name nobody, and a rule reads them."""
SECTIONS = frozenset({*AS_THEY_ARE, "slots", "targets", "track", "top", "measures", "pump"})
PUMP = ("daily_micrograms", "concentration_micrograms_per_ml")
PLAN_TITLE = "A plan"


class Hider:
    """Writes tables anew: names by their stand-ins, days moved, free text left out."""

    def __init__(self, aliases: Aliases, by: timedelta, plan_ids: frozenset[str]) -> None:
        """Begin with the stand-ins, how far days are moved, and the ids of the templates, which may stay."""
        self.aliases = aliases
        self.by = by
        self.plan_ids = plan_ids

    def day(self, text: str) -> str:
        """Return a day moved, both in their ISO form."""
        return shifted(date.fromisoformat(text), self.by).isoformat()

    def plan(self, told: Table) -> dict[str, Any]:
        """Return a plan's tables."""
        known = told["id"] in self.plan_ids
        found: dict[str, Any] = {
            "format": told.get("format", 1),
            "id": told["id"] if known else "own-plan",
            "title": PLAN_TITLE,
            "mode": told["mode"],
        }
        found |= {"prescriber": PERSON} if "prescriber" in told else {}
        found |= {key: self.day(told[key]) for key in ("directed_on", "review_by") if key in told}
        if "template_defaults" in told:
            found["template_defaults"] = _sections(told["template_defaults"])
        if "track" in told:
            found["track"] = [self.aliases.of(name) for name in told["track"]]
        found |= self._lists(told)
        found |= _kept(told)
        parts: dict[str, Callable[[Table], dict[str, Any]]] = {
            "top": self._top,
            "pump": self._pump,
            "template": _template,
        }
        return found | {key: make(told[key]) for key, make in parts.items() if key in told}

    def _lists(self, told: Table) -> dict[str, Any]:
        """Return the tables that a plan has several of: dose times, targets, its own measures."""
        lists: dict[str, Callable[[Table], dict[str, Any]]] = {
            "slots": lambda one: {"name": self.aliases.of(one["name"]), "at": one["at"]},
            "targets": lambda one: {**_only(one, "want", "at_most", "at_least"), **self._measured(one)},
            "measures": self._measure,
        }
        return {key: [make(one) for one in told[key]] for key, make in lists.items() if key in told}

    def _measured(self, one: Table) -> dict[str, Any]:
        """Return which measure a target is about."""
        return {"measure": self.aliases.of(one["measure"])}

    def _measure(self, one: Table) -> dict[str, Any]:
        """Return a measure of the plan's own; its question may tell a name."""
        name = self.aliases.of(one["name"])
        unit = {"unit": one["unit"]} if one.get("unit") in UNITS else {}
        return {"name": name, "prompt": name, **_only(one, "kind", "range", "better"), **unit}

    def _top(self, one: Table) -> dict[str, Any]:
        """Return what a plan says at its top, without its words."""
        found: dict[str, Any] = {"message": LEFT_OUT} if "message" in one else {}
        return found | ({"agents": [self.aliases.of(name) for name in one["agents"]]} if "agents" in one else {})

    def _pump(self, one: Table) -> dict[str, Any]:
        """Return a pump's amounts and days."""
        dates = {key: self.day(one[key]) for key in ("last_refill", "refill_by", "alarm_on") if key in one}
        return {**_only(one, *PUMP), **dates}

    def profile(self, told: Table, born: int | None) -> dict[str, Any]:
        """Return a profile's tables, with a coarse year of birth."""
        found: dict[str, Any] = {"format": told.get("format", 1)}
        found |= {"born": born} if born is not None else {}
        found |= _only(told, "egfr", "day_starts_at")
        if "name" in told.get("prescriber", {}):
            found["prescriber"] = {"name": PERSON}
        for key in ("conditions", "medicines"):
            if key in told:
                found[key] = [self._known(one) for one in told[key]]
        if "had" in told:
            found["had"] = self.aliases.keys(told["had"])
        return found | _kept(told)

    def _known(self, one: Table) -> dict[str, Any]:
        """Return a condition or a medicine; that somebody knows of it stays, who does not."""
        found = {"name": self.aliases.of(one["name"])}
        found |= {"known_by": PERSON} if "known_by" in one else {}
        return found | ({"known_on": self.day(one["known_on"])} if "known_on" in one else {})


def _only(told: Table, *keys: str) -> dict[str, Any]:
    """Return the named keys, where they are there."""
    return {key: told[key] for key in keys if key in told}


def _kept(told: Table) -> dict[str, Any]:
    """Return the tables of numbers and fixed words."""
    return {name: _only(told[name], *keys) for name, keys in AS_THEY_ARE.items() if name in told}


def _sections(names: list[str]) -> list[str]:
    """Return the sections of a plan that are a template's own."""
    return [name for name in names if name in SECTIONS]


def _template(one: Table) -> dict[str, Any]:
    """Return what a template tells of itself as far as it is followed."""
    return {"own_defaults": _sections(one["own_defaults"])} if "own_defaults" in one else {}


def toml_of(tables: Table) -> str:
    """Return tables as the text of a TOML file."""
    import tomlkit

    return tomlkit.dumps({key: _toml(key, value) for key, value in tables.items()})


def _toml(key: str, value: object) -> object:
    """Return a value as the TOML writer takes it: days and times as such, exact numbers with their digits."""
    import tomlkit

    if isinstance(value, Mapping):
        return {name: _toml(name, one) for name, one in value.items()}
    if isinstance(value, list):
        return [_toml(key, one) for one in value]
    if isinstance(value, Decimal):
        return tomlkit.value(plain_number(value))
    if isinstance(value, str) and key in DATES:
        return date.fromisoformat(value)
    if isinstance(value, str) and key in TIMES:
        return time.fromisoformat(value)
    if isinstance(value, str | int):
        return value
    raise UnfitError(key, "this has no place in a plan or a profile")
