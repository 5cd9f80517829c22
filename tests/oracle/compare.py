"""Hold the engine against the second opinion: what each says of every day of a diary, and where they differ first."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from baclotrack.core.entries import What
from baclotrack.core.fold import walk
from baclotrack.core.record import arrange
from tests.oracle.naive import decide_all
from tests.oracle.world import CATALOG, Diary

Answer = dict[str, object]


def engine(diary: Diary) -> dict[date, Answer]:
    """Return what the engine says of each day."""
    said: dict[date, Answer] = {}
    for walked in walk(arrange(diary.entries), CATALOG, diary.until, diary.health):
        decision = walked.decision
        said[decision.day] = {
            "outcome": decision.outcome.value,
            "doses": None if decision.doses is None else plain(dict(decision.doses)),
            "in_force": None if decision.in_force is None else plain(dict(decision.in_force)),
            "limited_by": decision.limited_by,
            "contact": decision.contact.value,
            **{finding.gate: finding.state.value for finding in decision.findings},
        }
    return said


def second_opinion(diary: Diary) -> dict[date, Answer]:
    """Return what the second opinion says of each day."""
    return {
        page.day: {
            "outcome": page.outcome.value,
            "doses": None if page.doses is None else plain(page.doses),
            "in_force": None if page.in_force is None else plain(page.in_force),
            "limited_by": page.limited_by,
            "contact": page.contact.value,
            **page.gates,
        }
        for page in decide_all(diary.entries, CATALOG, diary.until, diary.health)
    }


def plain(doses: Mapping[str, Decimal]) -> dict[str, str]:
    """Return doses as words, to be read in a report."""
    return {slot: f"{mg.normalize():f}" for slot, mg in doses.items()}


def first_difference(diary: Diary) -> tuple[date, dict[str, tuple[object, object]]] | None:
    """Return the first day on which they differ, with what the second opinion and what the engine says; None if none.

    Before the first adoption the engine skips the days without a record; they are not compared.
    """
    ours, theirs = second_opinion(diary), engine(diary)
    for day, answer in theirs.items():
        mine = ours.get(day, {})
        if mine != answer:
            names = [name for name in answer if answer[name] != mine.get(name)]
            return day, {name: (mine.get(name), answer[name]) for name in names}
    return None


def shrunk(diary: Diary) -> Diary:
    """Return the diary without every entry that the first difference does not need."""
    found = first_difference(diary)
    if found is None:
        return diary
    day, differs = found
    small = Diary(tuple({entry.id: entry for entry in diary.entries}.values()), day)
    if day == diary.until:
        small = small._replace(health=diary.health)
    for entry in sorted(small.entries, key=lambda one: one.id, reverse=True):
        fewer = small._replace(entries=tuple(one for one in small.entries if one is not entry))
        still = first_difference(fewer)
        if still is not None and still[1].keys() == differs.keys():
            small = fewer
    return small


def report(diary: Diary) -> str:
    """Tell the first difference and the smallest diary that shows it; nothing where there is none."""
    small = shrunk(diary)
    found = first_difference(small)
    if found is None:
        return ""
    lines = [f"{name}: second opinion {mine}, engine {theirs}" for name, (mine, theirs) in found[1].items()]
    entries = sorted(small.entries, key=lambda one: one.id)
    diary_lines = [f"{one.id} {one.device} {one.day} {type(one.what).__name__} {told(one.what)}" for one in entries]
    return "\n".join([f"on {found[0]}:", *lines, "with this diary:", *diary_lines])


def told(what: What) -> str:
    """Return an entry's fields without those at their default."""
    usual = what._field_defaults
    return ", ".join(f"{name}={value}" for name, value in what._asdict().items() if value != usual.get(name, ...))
