"""A journal's lines without names and free text, with all days moved: each line written anew, key by key.

Only keys that are listed here pass, so that what a later version adds stays at home until somebody has thought of it.
Ids and devices are counted. Times keep the clock on the wall and lose their offset: its change in spring and in autumn
would tell which year it was.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from baclotrack.core.entries import Entry, ranked
from baclotrack.core.plan import Profile
from baclotrack.core.record import Event, arrange
from baclotrack.export.anonymous_tables import Hider, toml_of
from baclotrack.export.anonymous_words import LEFT_OUT, PERSON, coarse_ages, shifted
from baclotrack.store.entries import KINDS
from baclotrack.store.journal import VERSION
from baclotrack.store.writing import CHANCE_BYTES, new_ids

Line = Mapping[str, Any]
Fields = dict[str, Any]
YEARS_DEVICE = "birthdays"
"""The device of the entries that say that somebody turned 18 or 65; see `coarse_ages`."""
DATED = frozenset({"plan", "profile", "instruction", "medicine", "supply"})
"""Kinds that may leave their day to the time of recording; here it is always written."""


class Told(NamedTuple):
    """One line as it stands in a journal: its place there, its object, and its entry where it has a value."""

    place: int
    line: Line
    entry: Entry | None


class Moved(NamedTuple):
    """What is settled before any line is written: new ids and times by old ids, devices, years of birth by profile."""

    ids: Mapping[str, str]
    at: Mapping[str, datetime]
    devices: Mapping[str, str]
    born: Mapping[str, int]


def anonymous(told: Sequence[Told], hider: Hider, today: date) -> list[tuple[int, Fields]]:
    """Return the lines of an anonymous journal, each with its place.

    Args:
        told: the intact lines, in the order of the file.
        hider: knows the stand-ins, and how far days are moved.
        today: the journal day now, not moved.
    """
    entries = [one.entry for one in told if one.entry is not None]
    in_order = ranked(entries)
    times = _times(in_order, hider.by)
    ids = {
        entry.id: new_ids(times[entry.id], (place << 1).to_bytes(CHANCE_BYTES, "big"), 1)[0]
        for place, entry in enumerate(in_order)
    }
    names = dict.fromkeys([*(entry.device for entry in in_order), *(str(one.line["device"]) for one in told)])
    devices = {name: f"device-{place}" for place, name in enumerate(names, start=1)}
    born, birthdays = _ages(entries, hider, today)
    moved = Moved(ids, times, devices, born)
    lines = [(one.place, _line(one, moved, hider)) for one in told]
    return [*lines, *_birthdays(birthdays, hider, {entry.id: one for one in told if (entry := one.entry)})]


def _times(in_order: Sequence[Entry], by: timedelta) -> dict[str, datetime]:
    """Return when each entry was recorded: by the clock on the wall, to the minute, without its offset.

    Where that would change the order between two devices, every time is told at one and the same offset instead.
    """

    def plain(moment: datetime) -> datetime:
        return moment.replace(second=0, microsecond=0, tzinfo=UTC) + by

    wall = {entry.id: plain(entry.at) for entry in in_order}
    renumbered = [entry._replace(id=f"{place:09d}", at=wall[entry.id]) for place, entry in enumerate(in_order)]
    if ranked(renumbered) == renumbered:
        return wall
    return {entry.id: entry.at.astimezone(in_order[0].at.tzinfo).replace(tzinfo=UTC) + by for entry in in_order}


def _ages(entries: Sequence[Entry], hider: Hider, today: date) -> tuple[dict[str, int], list[tuple[str, date, int]]]:
    """Return the year of birth that each profile line tells, and where a birthday within its time needs a line more.

    Returns:
        The year by the profile's id, and for each birthday the id of the profile, its day, moved, and the year.
    """
    rank_of = {entry.id: place for place, entry in enumerate(ranked(entries))}
    told = {rank_of[entry.id]: entry.id for entry in entries if isinstance(entry.what, Profile)}
    events = [event for event in arrange(entries).events if isinstance(event.what, Profile)]
    born: dict[str, int] = {}
    birthdays: list[tuple[str, date, int]] = []
    for place, event in enumerate(events):
        until = events[place + 1].day - timedelta(days=1) if place + 1 < len(events) else today
        ages = coarse_ages(_profile_of(event), event.day, max(until, event.day), hider.by)
        name, limit = told[event.rank], shifted(today, hider.by)
        if ages:
            born[name] = ages[0].born
        birthdays += [(name, one.since, one.born) for one in ages[1:] if one.since <= limit]
    for entry in entries:  # one that was taken back counts for nothing, and tells no year either
        if isinstance(entry.what, Profile) and entry.id not in born:
            ages = coarse_ages(entry.what, entry.day, entry.day, hider.by)
            if ages:
                born[entry.id] = ages[0].born
    return born, birthdays


def _profile_of(event: Event) -> Profile:
    """Return the profile of an event.

    Raises:
        TypeError: when it is another event, which is a bug.
    """
    if not isinstance(event.what, Profile):
        raise TypeError(event.day)
    return event.what


def _birthdays(
    found: Sequence[tuple[str, date, int]], hider: Hider, told: Mapping[str, Told]
) -> list[tuple[int, Fields]]:
    """Return a profile line for each birthday that changes what a rule answers."""
    lines = []
    for n, (name, day, born) in enumerate(found, start=1):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        (identity,) = new_ids(at, (n << 41).to_bytes(CHANCE_BYTES, "big"), 1)
        head = {"v": VERSION, "id": identity, "at": at.isoformat(timespec="milliseconds"), "kind": "profile"}
        tables = hider.profile(told[name].line["profile"], born)
        profile = {"day": day.isoformat(), "device": YEARS_DEVICE, "n": n, "profile": tables, "toml": toml_of(tables)}
        lines.append((told[name].place, {**head, **profile}))
    return lines


def _line(one: Told, moved: Moved, hider: Hider) -> Fields:
    """Return one line written anew; of a kind that this version does not know, nothing but its head."""
    line = one.line
    at = moved.at.get(line["id"])
    if at is None:
        at = datetime.fromisoformat(line["at"]).replace(second=0, microsecond=0, tzinfo=UTC) + hider.by
    head: Fields = {
        "v": line["v"],
        "id": moved.ids.get(line["id"]) or f"line-{one.place}",
        "at": at.isoformat(timespec="milliseconds"),
        "kind": line["kind"],
        "device": moved.devices[line["device"]],
        "n": line["n"],
    }
    if one.entry is None or line["kind"] not in FIELDS:
        return head
    if KINDS[line["kind"]].dated or line["kind"] in DATED:
        head["day"] = shifted(one.entry.day, hider.by).isoformat()
    return head | FIELDS[line["kind"]](line, moved, hider)


def _plan(line: Line, _: Moved, hider: Hider) -> Fields:
    tables = hider.plan(line["plan"])
    dose = {"on_dose": hider.aliases.keys(line["on_dose"])} if "on_dose" in line else {}
    return {"plan": tables, "toml": toml_of(tables), **dose}


def _profile(line: Line, moved: Moved, hider: Hider) -> Fields:
    tables = hider.profile(line["profile"], moved.born.get(line["id"]))
    return {"profile": tables, "toml": toml_of(tables)}


def _checkin(line: Line, moved: Moved, hider: Hider) -> Fields:
    found: Fields = {key: hider.aliases.keys(line[key]) for key in ("doses", "measures", "effects") if key in line}
    for key in ("red_flags", "sedatives"):
        if key in line:
            found[key] = [hider.aliases.of(name) for name in line[key]]
    if "drinks" in line:
        found["drinks"] = line["drinks"]
    if "supersedes" in line:
        found["supersedes"] = _other(line["supersedes"], moved)
    return found


def _dose(line: Line, _: Moved, hider: Hider) -> Fields:
    """Return a single dose; of a whole moment the time of day is kept."""
    taken = str(line.get("taken_at", ""))
    at = {"taken_at": taken.partition("T")[2][:5] or taken} if taken else {}
    return {"slot": hider.aliases.of(line["slot"]), "mg": line["mg"], **at}


def _instruction(line: Line, _: Moved, hider: Hider) -> Fields:
    found: Fields = {"action": line["action"]}
    if "name" in line:
        found["name"] = hider.aliases.of(line["name"])
    if "doses" in line:
        found["doses"] = hider.aliases.keys(line["doses"])
    found |= {key: hider.day(line[key]) for key in ("until", "on") if key in line}
    if "grade" in line:
        found["grade"] = line["grade"]
    return found | ({"by": PERSON} if "by" in line else {})


def _medicine(line: Line, _: Moved, hider: Hider) -> Fields:
    return {"action": line["action"], "name": hider.aliases.of(line["name"])}


def _supply(line: Line, _: Moved, __: Hider) -> Fields:
    return {key: line[key] for key in ("action", "count", "strength_mg")}


def _appointment(line: Line, _: Moved, hider: Hider) -> Fields:
    return {"on": hider.day(line["on"])}


def _question(_: Line, __: Moved, ___: Hider) -> Fields:
    return {"text": LEFT_OUT}


def _retract(line: Line, moved: Moved, _: Hider) -> Fields:
    return {"target": _other(line["target"], moved)}


def _set_aside(line: Line, moved: Moved, _: Hider) -> Fields:
    """Return what was set aside, in numbers; how the damaged line began does not leave, and neither does the line."""
    found: Fields = {key: line[key] for key in ("damaged", "length", "first", "last", "cut") if key in line}
    return found | ({"of": moved.devices.get(line["of"], "device-0")} if "of" in line else {})


def _other(identity: str, moved: Moved) -> str:
    """Return the new id of an entry that another one names, or a word for one that is not there."""
    return moved.ids.get(identity, "not-there")


FIELDS: Mapping[str, Callable[[Line, Moved, Hider], Fields]] = {
    "plan": _plan,
    "profile": _profile,
    "checkin": _checkin,
    "dose": _dose,
    "instruction": _instruction,
    "medicine": _medicine,
    "supply": _supply,
    "appointment": _appointment,
    "question": _question,
    "retract": _retract,
    "set_aside": _set_aside,
}
"""How each kind is written anew; a kind that is not among them keeps its head only."""
