"""Writing a check-in, and saying what was understood."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from baclotrack.cli.answers import Told
from baclotrack.cli.call import Call, complain, say
from baclotrack.cli.next_ import tell_faults
from baclotrack.cli.receipts import Kept, concerns, receipt, value_words
from baclotrack.cli.together import (
    joined,
    newest,
    only_keeps_the_record,
    plan_of,
    put_together,
    recorded,
    slots_of,
    still_open,
    walk_to,
)
from baclotrack.cli.urgent import help_comes_first, pump_may_have_failed, signs
from baclotrack.core.care import planned
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.record import Checkin, Entry, checkin_of, heads
from baclotrack.core.values import SEVERE, Catalog, Outcome
from baclotrack.store import Home, load_catalog

if TYPE_CHECKING:
    from baclotrack.store.writing import Draft

__all__ = [
    "Beside", "Kept", "newest", "plan_of", "planned", "put_together", "receipt", "recorded", "slots_of", "value_words",
    "walk_to", "write",
]  # fmt: skip


class Beside(NamedTuple):
    """What is written together with a check-in, all or nothing: entries, the first day they concern, what to say."""

    drafts: Sequence["Draft"] = ()
    since: date | None = None
    lines: tuple[str, ...] = ()


def write(
    call: Call,
    home: Home,
    day: date,
    told: Told,
    *,
    note: str = "",
    seen: Walked | None = None,
    beside: Beside | None = None,
    chosen: Entry | None = None,
) -> int:
    """Write the check-in, say what was understood, and return the exit code: 4 when a red flag was told.

    Args:
        call: the run.
        home: the record as it stands before.
        day: the day of the check-in.
        told: what is told now.
        note: a line to end the receipt with; it marks a correction.
        seen: the day as decided, where it was walked to already.
        beside: what is written together with it.
        chosen: of two devices' check-ins, the one that is said to be right.
    """
    from baclotrack.store.writing import Draft, append

    catalog, beside = load_catalog(), beside or Beside()
    if told.as_planned and seen is None:
        seen = walk_to(home, day, catalog)
    drafts: list[Draft] = []
    if len(heads(home.told_since(day), day)) > 1:
        from baclotrack.cli import two_devices

        settled = two_devices.settled(home, day, told, chosen, seen)
        if settled is None:
            return two_devices.write_to_each(call, home, day, told, seen)
        kept, drafts = settled
    else:
        kept = put_together(home, day, told, catalog, seen)
    before = _replaced(home, day, kept)
    urgent = signs(told, before)
    help_first = [*urgent, *(["pump-alarm"] if pump_may_have_failed(home, told) else [])]
    with help_comes_first(help_first):
        if before is not None:
            kept = _apart_from_cleared(call, home, day, before, urgent, kept)
        fields = {**kept.fields, **({"supersedes": kept.supersedes} if kept.supersedes else {})}
        append(call.path, [*drafts, *beside.drafts, Draft("checkin", fields, day)], call.now)
    for line in (*beside.lines, *receipt(day, kept, note, dosed=doses_are_due(home, day, kept, catalog))):
        say(line)
    tell_faults(home)  # what is lost stands before what may only follow from it
    for line in concerns(home, day, kept, catalog, seen):
        complain(line)
    since = min(day, beside.since or day)
    if note or kept.supersedes or since < home.today - ONE_DAY:  # a correction or a late entry; not the usual morning
        from baclotrack.cli.replay import tell_changes

        tell_changes(call, home, since, even_none=bool(note))
    return 4 if help_first else 0


def _replaced(home: Home, day: date, kept: Kept) -> Checkin | None:
    """Return the check-in that a new one replaces, if there is one."""
    return next((checkin_of(one) for one in heads(home.told_since(day), day) if one.id == kept.supersedes), None)


def doses_are_due(home: Home, day: date, kept: Kept, catalog: Catalog) -> bool:
    """Return whether doses that are not told are missing: not where the plan has none, nor after a finished taper."""
    if only_keeps_the_record(home):
        return False
    taper = home.plan is not None and home.plan.mode == "taper"
    if "doses" in kept.fields or not taper:
        return True
    return decide_day(home.history, catalog, day).decision.outcome is not Outcome.FINISHED


def _apart_from_cleared(call: Call, home: Home, day: date, before: Checkin, urgent: Sequence[str], kept: Kept) -> Kept:
    """Keep a sign that happens again after it was settled apart from the first: write the day without it in between.

    A flag that an amendment only carries along is no new flag, so a new one must be seen to come anew.
    """
    from baclotrack.store.writing import Draft, append

    again = set(urgent)
    was_confused = (before.effects or {}).get("confusion", 0) >= SEVERE
    told_before = [*before.red_flags, *(["severe-confusion"] if was_confused else [])]
    still = set(still_open(home, day, load_catalog(), told_before) or []) if again & set(told_before) else set()
    if again & set(told_before) <= still:
        return kept
    between = {**joined({}, before), "red_flags": [name for name in before.red_flags if name in still] or None}
    if "severe-confusion" in again - still and before.effects is not None:
        between["effects"] = {name: grade for name, grade in before.effects.items() if name != "confusion"}
    draft = Draft("checkin", {**between, "supersedes": kept.supersedes}, day)
    (receipt_between,) = append(call.path, [draft], call.now)
    return kept._replace(supersedes=receipt_between.id)
