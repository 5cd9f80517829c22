"""A diary that breaks a plan, written as a real home: the plan, a profile, and a journal that `next` can be run on."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from baclotrack.core.entries import Checkin, Entry, Instruction, Intake, MedicineChange
from baclotrack.core.plan import Plan, Profile
from baclotrack.store import JOURNAL, PLAN, PROFILE
from baclotrack.store.writing import Draft, append, write_text

if TYPE_CHECKING:
    from baclotrack.core.proof.diary import Diary
    from baclotrack.core.proof.form import Setting
    from baclotrack.store.plan_file import PlanFile


def write_home(folder: Path, file: "PlanFile", setting: "Setting", diary: "Diary") -> tuple[str, ...]:
    """Write a diary as a home, through the store's own writer, and return the journal's lines.

    Args:
        folder: where; it is made.
        file: the plan as it was read.
        setting: what was explored; its profile is the home's.
        diary: the entries, in the order in which they were recorded.
    """
    from baclotrack.store.plan_file import read_plan, set_signature
    from baclotrack.store.profile_file import parse_profile, profile_text

    first = diary.entries[0].day
    text = set_signature(file.text, setting.plan.prescriber, first, diary.day + timedelta(days=90))
    plan = read_plan(text)
    profile = parse_profile(profile_text(setting.profile))
    files: dict[str, Mapping[str, object]] = {
        "plan": plan.entry(),
        "profile": {"profile": profile.mapping, "toml": profile.text},
    }
    for at, entries in groupby(diary.entries, key=lambda one: one.at):
        append(folder, [draft_of(one, files) for one in entries], at)
    write_text(folder / PLAN, plan.text)
    write_text(folder / PROFILE, profile.text)
    return tuple((folder / JOURNAL).read_text(encoding="utf-8").splitlines())


def draft_of(entry: Entry, files: Mapping[str, Mapping[str, object]]) -> Draft:
    """Return an entry as it is handed to the writer.

    Raises:
        TypeError: when the entry is of a kind that no diary of a proof has, which is a bug.
    """
    what = entry.what
    if isinstance(what, Plan):
        doses = dict(what.on_dose) if what.on_dose is not None else None
        return Draft("plan", {**files["plan"], "on_dose": doses}, entry.day)
    if isinstance(what, Profile):
        return Draft("profile", files["profile"], entry.day)
    if isinstance(what, Intake):
        return Draft("dose", {"slot": what.slot, "mg": what.mg}, entry.day)
    if isinstance(what, MedicineChange):
        return Draft("medicine", {"action": what.action, "name": what.name}, entry.day)
    if isinstance(what, Instruction):
        told = {name: value for name, value in what._asdict().items() if value not in ("", {}, None)}
        return Draft("instruction", {**told, "on": entry.day}, entry.day)
    if isinstance(what, Checkin):
        return Draft("checkin", _checkin(what), entry.day)
    raise TypeError(type(what).__name__)


def _checkin(what: Checkin) -> dict[str, object]:
    """Return what a check-in says; what was not asked is left out."""
    return {
        "doses": what.doses,
        "measures": what.measures or None,
        "effects": what.effects,
        "red_flags": list(what.red_flags) or None,
        "drinks": what.drinks,
        "sedatives": list(what.sedatives) if what.sedatives is not None else None,
    }
