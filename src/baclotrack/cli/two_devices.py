"""A day that two devices told differently: shown, never guessed, and settled by one command.

Until the person chooses, the day stays open: what is told of it meanwhile is added to both check-ins.
"""

from collections.abc import Mapping
from datetime import date

from baclotrack.cli.answers import Told
from baclotrack.cli.call import Call, complain, say
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.receipts import Kept, concerns, receipt
from baclotrack.cli.together import joined, put_together, recorded, still_open
from baclotrack.cli.urgent import help_comes_first, pump_may_have_failed, signs
from baclotrack.core.fold import Walked
from baclotrack.core.record import NOTHING, Checkin, Entry, checkin_of, downward, ends, heads, ranked, retracted
from baclotrack.core.values import SEVERE, Catalog
from baclotrack.store import Home, load_catalog
from baclotrack.store.writing import Draft, append
from baclotrack.wording.twice import told_twice_line

NO_WORRY = frozenset({"red_flags", "note"})
"""Fields in which two check-ins may differ and still be the same: flags are kept from both, notes decide nothing."""

PUT_TOGETHER = "one of two check-ins, put together"
"""The reason that is written with what is taken back."""


def told_apart(home: Home, day: date) -> list[Entry]:
    """Return a day's check-ins that differ, oldest first; none where nothing is left to choose."""
    return heads(home.journal.entries, day) if home.history.days.get(day, NOTHING).conflict else []


def settled(
    home: Home, day: date, told: Told, chosen: Entry | None, seen: Walked | None
) -> tuple[Kept, list[Draft]] | None:
    """Return the one check-in that a day has from now on, and what takes back the others; None where it stays open.

    Args:
        home: the record.
        day: the day.
        told: what is told now.
        chosen: the check-in that is said to be right, if one is.
        seen: the day as decided, where it was walked to already.
    """
    if chosen is None and not _settles(home, day, told, load_catalog(), seen):
        return None
    kept = _put_right(home, day, told, chosen, seen)
    return kept, _taken_back(home, day, kept)


def _settles(home: Home, day: date, told: Told, catalog: Catalog, seen: Walked | None) -> bool:
    """Return whether no two check-ins of a day contradict each other once this is told of each of them.

    What one of them did not ask is no contradiction: then the answer of the other counts.
    """
    if told.whole:
        return True
    every = [
        put_together(home, day, told, catalog, seen, _alone(one)).fields for one in heads(home.journal.entries, day)
    ]
    answers: dict[str, object] = {}
    for fields in every:
        measures = fields.get("measures")
        flat = {name: value for name, value in fields.items() if name not in {*NO_WORRY, "measures"}}
        flat |= {f"measures.{name}": value for name, value in (measures if isinstance(measures, dict) else {}).items()}
        if any(answers.setdefault(name, value) != value for name, value in flat.items()):
            return False
    return True


def _put_right(home: Home, day: date, told: Told, chosen: Entry | None, seen: Walked | None) -> Kept:
    """Return the one check-in that a day has from now on; the red flags of all are kept, until they are cleared.

    Args:
        home: the record.
        day: the day.
        told: what is told now.
        chosen: the check-in that is said to be right; None where what is told settles it.
        seen: the day as decided, where it was walked to already.
    """
    catalog = load_catalog()
    every = heads(home.journal.entries, day)
    before = recorded(home, day, catalog)
    if chosen is not None:
        before = Kept({**joined({}, checkin_of(chosen)), "red_flags": before.fields.get("red_flags")}, chosen.id)
    kept = put_together(home, day, told, catalog, seen, before)
    confused = any(_confused(checkin_of(one).effects) for one in every if one.id != kept.supersedes)
    effects = kept.fields.get("effects")
    if confused and not _confused(effects if isinstance(effects, dict) else None):
        flags = kept.fields.get("red_flags")
        open_now = still_open(home, day, catalog, ["severe-confusion"]) or []
        both = list(dict.fromkeys([*(flags if isinstance(flags, list) else []), *open_now]))
        kept = kept._replace(fields={**kept.fields, **({"red_flags": both} if both else {})})
    return kept


def _taken_back(home: Home, day: date, kept: Kept) -> list[Draft]:
    """Return the entries that take back all other check-ins of a day, and what those had corrected.

    An entry that was corrected counts again once its correction is taken back, so each of them is named.
    """
    in_order = ranked(home.journal.entries)
    gone = retracted(in_order)
    by_id = {entry.id: entry for entry in in_order}
    live = [one for one in in_order if one.day == day and isinstance(one.what, Checkin) and one.id not in gone]
    every: dict[str, None] = {}
    right: set[str] = set()
    for end in ends(live, by_id):
        every |= dict.fromkeys(downward(end.id, by_id, every))
        if end.id == kept.supersedes:
            right = set(downward(end.id, by_id))
    others = {*(one.id for one in live)} - right
    return [Draft("retract", {"target": one, "reason": PUT_TOGETHER}, day) for one in every if one in others]


def write_to_each(call: Call, home: Home, day: date, told: Told, seen: Walked | None) -> int:
    """Add what is told to each of a day's check-ins, since it is not said which one is right; return the exit code."""
    catalog = load_catalog()
    every = heads(home.journal.entries, day)
    kept = [put_together(home, day, told, catalog, seen, _alone(one)) for one in every]
    urgent = list(dict.fromkeys(sign for one in every for sign in signs(told, checkin_of(one))))
    urgent += ["pump-alarm"] if pump_may_have_failed(home, told) else []
    drafts = [Draft("checkin", {**one.fields, "supersedes": one.supersedes}, day) for one in kept]
    with help_comes_first(urgent):
        append(call.path, drafts, call.now)
    for one in kept:
        say(receipt(day, one)[0])
    say(told_twice_line(day))
    for line in dict.fromkeys(line for one in kept for line in concerns(home, day, one, catalog, seen)):
        complain(line)
    from baclotrack.cli.replay import tell_changes

    tell_changes(call, home, day)
    tell_faults(home)
    return 4 if urgent else 0


def said_of(entry: Entry) -> str:
    """Return what a check-in says, without its day."""
    fields = {name: value for name, value in joined({}, checkin_of(entry)).items() if value is not None}
    return receipt(entry.day, Kept(fields))[0].partition(": ")[2]


def _alone(entry: Entry) -> Kept:
    """Return one check-in as it was recorded, to be replaced by a new one."""
    fields = joined({}, checkin_of(entry))
    return Kept({name: value for name, value in fields.items() if value is not None}, entry.id)


def _confused(effects: Mapping[str, int] | None) -> bool:
    """Return whether a severe confusion is told, which counts as a red flag."""
    return (effects or {}).get("confusion", 0) >= SEVERE
