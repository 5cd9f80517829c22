"""What a merge says: what was added and from where, what could not be, and which days and decisions it changes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from baclotrack.cli.call import Call, complain, inert, say
from baclotrack.cli.history import describe
from baclotrack.cli.next_ import tell_faults
from baclotrack.core.entries import BY_COUNT, given_twice
from baclotrack.core.plan import Profile
from baclotrack.core.record import Entry, Retract
from baclotrack.core.twice import told_twice
from baclotrack.store import PLAN, PROFILE, Home
from baclotrack.store.conflicts import is_copy
from baclotrack.store.faults import number_of
from baclotrack.store.merging import Added, renew
from baclotrack.wording import and_words
from baclotrack.wording.twice import given_twice_line, told_twice_line

MOST_LISTED = 6
"""So many added entries are listed one by one; of more, how many there are of each device."""

MOST_DAYS = 5
MOST_FAULTS = 5
SCHEMA = "baclotrack.merge/1"
NO_TWICE = "and {count} more days. They are marked in: baclotrack history"
OTHER_WORDS = "{name} line {place}: entry {id} stands in this journal in other words. It was not added."
LEFT_OUT = "{name}: {text} It was not added."
FIRST = "To see what the plan says now, run: baclotrack next"
COPY_AFTER = "{name} may be removed once baclotrack doctor says that it holds nothing new."


def tell(call: Call, before: Home, added: tuple[Added, ...], *, json: bool) -> None:
    """Say what a merge added, what it left out, and what follows from it.

    Args:
        call: the run.
        before: the home as it was before the merge.
        added: what each journal brought.
        json: as one JSON object on standard output; faults stand on stderr all the same.
    """
    new = any(one.rows for one in added)
    after = call.open() if new else before
    files = _renewed(before, after) if new else {}
    if files:  # plan.toml and profile.toml count as well
        after = call.open()
    if json:
        _print_json(before, after, added, files)
    else:
        for line in _lines(before, after, added, files):
            say(line)
        if before.journal.entries and new:
            _tell_changes(call, before, after, added)
        elif new:
            say(FIRST)
    for line in _left_out(added):
        complain(f"baclotrack: {line}")
    tell_faults(after)


def _renewed(before: Home, after: Home) -> dict[str, bool]:
    """Write plan.toml and profile.toml anew where another one is recorded now; return which of them now agree."""
    texts = {
        PLAN: (before.journal.plan_text, after.journal.plan_text),
        PROFILE: (before.journal.profile_text, after.journal.profile_text),
    }
    changed = {name: pair for name, pair in texts.items() if pair[0] != pair[1]}
    return {name: renew(after.path / name, then, now) for name, (then, now) in changed.items()}


def _lines(before: Home, after: Home, added: tuple[Added, ...], files: dict[str, bool]) -> list[str]:
    """Return what was added, which days are told twice now, and what became of the other files."""
    by_id = {entry.id: entry for entry in after.journal.entries}
    lines = [line for one in added for line in _added_lines(one, by_id)]
    lines += _twice_lines(before, after)
    lines += [line for line in count_lines(after) if line not in count_lines(before)]
    lines += [line for name, agrees in files.items() for line in _file_lines(before, name, agrees=agrees)]
    lines += _profile_lines(before, after, [by_id[row.id] for one in added for row in one.rows if row.id in by_id])
    lines += [COPY_AFTER.format(name=one.other.name) for one in added if is_copy(Path(one.other.name))]
    return lines


def _file_lines(before: Home, name: str, *, agrees: bool) -> list[str]:
    """Return what became of plan.toml or profile.toml, where another one is recorded now."""
    was = before.journal.plan_text if name == PLAN else before.journal.profile_text
    if agrees:
        kept = " The one before is kept in the journal." if was is not None else ""
        return [f"{name} is now the one that was recorded last.{kept}"]
    if name == PLAN:
        return [f"{name} was left as you have it, but another plan was adopted last. See it: baclotrack plan show"]
    return [f"{name} was left as you have it, and counts as it stands, though another one was recorded last."]


def _profile_lines(before: Home, after: Home, new: Sequence[Entry]) -> list[str]:
    """Return which conditions and medicines are named by one of two profiles, and not by the one that counts now.

    Two devices may each have added one; the profile recorded last counts whole, so the other's would be lost unseen.
    """
    profiles = [entry.what for entry in new if isinstance(entry.what, Profile)]
    if not profiles:
        return []
    named = {one.name for profile in (before.profile, *profiles) for one in (*profile.conditions, *profile.medicines)}
    gone = sorted(named - {one.name for one in (*after.profile.conditions, *after.profile.medicines)})
    if not gone:
        return []
    names = inert(and_words([name.replace("-", " ") for name in gone]))
    return [f"The profile that counts now does not name: {names}. If that still holds, write it into {PROFILE}."]


def _added_lines(one: Added, by_id: dict[str, Entry]) -> list[str]:
    """Return what one journal brought."""
    if not one.rows:
        return [f"{one.other.name} holds nothing new. Nothing was added."]
    count = f"{len(one.rows)} entr{'y' if len(one.rows) == 1 else 'ies'}"
    devices = Counter(row.device for row in one.rows)
    of = and_words([f"{number} of device {inert(name)}" for name, number in sorted(devices.items())])
    lines = [f"Added {count} from {one.other.name}: {of}."]
    if len(one.rows) <= MOST_LISTED:
        lines += [f"  {describe(by_id[row.id])}" for row in one.rows if row.id in by_id]
    return lines


def _twice_lines(before: Home, after: Home) -> list[str]:
    """Return the days that are told in two ways since this merge, each with the command that settles it."""
    new = [day for day in told_twice(after.history) if day not in set(told_twice(before.history))]
    lines = [told_twice_line(day) for day in new[:MOST_DAYS]]
    return [*lines, *([NO_TWICE.format(count=len(new) - MOST_DAYS)] if len(new) > MOST_DAYS else [])]


def count_lines(home: Home) -> list[str]:
    """Return a sentence for each device that gave a number to two entries."""
    return [given_twice_line(inert(device), n) for device, n in counted_twice(home)]


def counted_twice(home: Home) -> list[tuple[str, int]]:
    """Return each device that gave a number to two entries, with the first such number."""
    return sorted(given_twice(sorted(home.journal.entries, key=BY_COUNT)).items())


def _left_out(added: tuple[Added, ...]) -> list[str]:
    """Return the lines that were not added, each with its reason; of very many the first few."""
    lines = []
    for one in added:
        texts = [LEFT_OUT.format(name=one.other.name, text=fault.text) for fault in one.other.faults]
        texts += [OTHER_WORDS.format(name=one.other.name, place=row.place, id=inert(row.id)) for row in one.other_words]
        lines += texts[:MOST_FAULTS]
        if len(texts) > MOST_FAULTS:
            more = number_of(one.other.faults) + len(one.other_words) - MOST_FAULTS
            lines.append(f"{one.other.name}: and {more} more lines that were not added.")
    return lines


def _since(after: Home, added: tuple[Added, ...]) -> date:
    """Return the first day that an added entry concerns, what it takes back included."""
    by_id = {entry.id: entry for entry in after.journal.entries}
    new = [by_id[row.id] for one in added for row in one.rows if row.id in by_id]
    targets = [by_id[entry.what.target] for entry in new if isinstance(entry.what, Retract) and _known(entry, by_id)]
    return min((entry.day for entry in (*new, *targets)), default=after.today)


def _known(entry: Entry, by_id: dict[str, Entry]) -> bool:
    """Return whether what an entry takes back is here."""
    return isinstance(entry.what, Retract) and entry.what.target in by_id


def _tell_changes(call: Call, before: Home, after: Home, added: tuple[Added, ...]) -> None:
    """Say which decisions are others now."""
    from baclotrack.cli.replay import tell_changes

    tell_changes(call, before, _since(after, added), even_none=True)


def _print_json(before: Home, after: Home, added: tuple[Added, ...], files: dict[str, bool]) -> None:
    """Print the merge as one JSON object."""
    from json import dumps

    told: dict[str, Any] = {
        "schema": SCHEMA,
        "added": sum(len(one.rows) for one in added),
        "files": [_file_json(one) for one in added],
        "told_twice": [day.isoformat() for day in told_twice(after.history)],
        "given_twice": [{"device": device, "n": n} for device, n in counted_twice(after)],
        "changed": _changed_json(before, after, added),
        "renewed": sorted(name for name, agrees in files.items() if agrees),
    }
    say(dumps(told, ensure_ascii=True, indent=2))


def _file_json(one: Added) -> dict[str, Any]:
    """Return what one journal brought, in its public form."""
    return {
        "file": one.other.name,
        "added": [row.id for row in one.rows],
        "devices": dict(sorted(Counter(row.device for row in one.rows).items())),
        "unreadable": [fault._asdict() for fault in one.other.faults],
        "other_words": [{"line": row.place, "id": row.id} for row in one.other_words],
    }


def _changed_json(before: Home, after: Home, added: tuple[Added, ...]) -> Sequence[dict[str, Any]]:
    """Return the days whose decisions are others now, each with both answers."""
    from baclotrack.cli.decisions import said_json
    from baclotrack.core.replay import differences
    from baclotrack.store import load_catalog

    if not any(one.rows for one in added):
        return []
    healths = (before.health, after.health)
    since = min(_since(after, added), after.today)
    found = differences(before.history, after.history, load_catalog(), since, after.today, healths)
    return [
        {"day": one.day.isoformat(), "before": said_json(one.before), "after": said_json(one.after)} for one in found
    ]
