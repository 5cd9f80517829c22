"""Journals for the exporters: drawn lives as real lines, and homes with every kind of entry, some of it hostile."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from baclotrack.core.entries import (
    Appointment,
    Checkin,
    Entry,
    Instruction,
    Intake,
    MedicineChange,
    Question,
    Retract,
    SetAside,
    Supply,
    What,
)
from baclotrack.core.plan import Known, Plan, Profile, Target
from baclotrack.export.anonymous_tables import toml_of

CONTROLS = "a\x00b\x07c\x1b[31md\u009be\u202ef\u2066g\x7fh"
"""NUL, bell, escape, C1, a bidi override, an isolate, delete: nothing of it may reach a reader raw."""
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'quoted",
    "<script>alert(1)</script>",
    'a "b", c; d',
    "one\ntwo\r\nthree\rfour",
    "back\\slash \\n \\u202e",
    CONTROLS,
    "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac, \u010de\u0161tina, \u0639\u0631\u0628\u064a, \U0001f634",
    "x" * 10_000,
    "\ufeffmark \u2028 line",
    "END:VEVENT\r\nBEGIN:VEVENT",
    "#strong[x] {{ 7*7 }}",
)  # fmt: skip
"""Notes that try to be more than notes."""


def plan_tables(plan: Plan) -> dict[str, Any]:
    """Return a plan as its file has it."""
    found: dict[str, Any] = {
        "format": 1,
        "id": plan.id,
        "title": plan.title,
        "mode": plan.mode,
        "prescriber": plan.prescriber,
        "directed_on": str(plan.directed_on),
        "slots": [{"name": slot.name, "at": slot.at.isoformat()} for slot in plan.slots],
        "ladder": {"rungs": [list(rung) for rung in plan.rungs], "hold_days": plan.hold_days},
        "limits": {"daily_mg": plan.daily_mg, "single_mg": plan.single_mg},
        "targets": [_target(one) for one in plan.targets],
        "tolerability": {
            "mild": plan.mild,
            "moderate": plan.moderate,
            "severe": plan.severe,
            "retry_after_days": plan.retry_after_days,
        },
        "sedatives": {"alcohol": plan.alcohol},
        "gap": {"missed_days": plan.missed_days, "then": plan.gap_then},
        "response": {"after_success": plan.after_success},
        "top": {"message": plan.top_message, "agents": list(plan.top_agents)},
    }
    return found | ({"review_by": str(plan.review_by)} if plan.review_by else {})


def _target(one: Target) -> dict[str, Any]:
    wanted = {"want": one.want, "at_most": one.at_most, "at_least": one.at_least}
    return {"measure": one.measure, **{key: value for key, value in wanted.items() if value is not None}}


def profile_tables(profile: Profile) -> dict[str, Any]:
    """Return a profile as its file has it."""
    found: dict[str, Any] = {"format": 1, "tablets": {"strengths_mg": list(profile.tablets), "splits": profile.splits}}
    found |= {key: value for key in ("born", "egfr") if (value := getattr(profile, key)) is not None}
    found["day_starts_at"] = profile.day_starts_at.isoformat()
    person = {"name": profile.prescriber, "phone": profile.phone}
    found["prescriber"] = {key: value for key, value in person.items() if value}
    found["conditions"] = [_known(one) for one in profile.conditions]
    found["medicines"] = [_known(one) for one in profile.medicines]
    return found | {"had": dict(profile.had)}


def _known(one: Known) -> dict[str, Any]:
    found = {"name": one.name, "known_by": one.known_by, "known_on": str(one.known_on or "")}
    return {key: value for key, value in found.items() if value}


def fields_of(what: What) -> tuple[str, dict[str, Any]]:
    """Return the kind of an entry and its fields, as a journal's line has them."""
    match what:
        case Plan():
            tables = plan_tables(what)
            dose = {"on_dose": dict(what.on_dose)} if what.on_dose else {}
            return "plan", {"plan": tables, "toml": toml_of(tables), **dose}
        case Profile():
            tables = profile_tables(what)
            return "profile", {"profile": tables, "toml": toml_of(tables)}
        case Checkin():
            found = what._asdict()
            empty = {"red_flags": (), "note": "", "supersedes": "", "measures": {}}
            return "checkin", {
                key: _list(one) for key, one in found.items() if one is not None and one != empty.get(key)
            }
        case Intake() | Instruction():
            kind = "dose" if isinstance(what, Intake) else "instruction"
            return kind, {key: one for key, one in what._asdict().items() if one not in ("", None, {})}
        case SetAside():
            return "set_aside", {"damaged": what.crc or "00000000", "length": what.length or 1}
        case MedicineChange():
            return "medicine", what._asdict()
        case Supply(action, tablets, strength):
            return "supply", {"action": action, "count": tablets, "strength_mg": strength}
        case Appointment() | Question() | Retract():
            return type(what).__name__.lower(), {key: one for key, one in what._asdict().items() if one != ""}
    raise TypeError(what)


def _list(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def lines_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return entries as the objects of a journal's lines."""
    found = []
    for one in entries:
        kind, fields = fields_of(one.what)
        head = {"v": 1, "id": one.id, "at": one.at.isoformat(timespec="milliseconds"), "kind": kind}
        dated = {"day": one.day.isoformat()} if kind not in {"appointment", "question", "retract"} else {}
        found.append({**head, **dated, "device": one.device, "n": one.n, **_plain(fields)})
    return found


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one.isoformat() if isinstance(one, date | time) else one for key, one in fields.items()}


def decimal(text: str) -> Decimal | None:
    """Return a number of a table, or None where nothing was asked."""
    return Decimal(text) if text else None
