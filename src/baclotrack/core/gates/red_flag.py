"""Show the emergency text while a red flag is open: it leaves only by the prescriber's word or by undo with a reason.

Default: always on.
Source: reference 5a (RF-01 to RF-10), H-13.
Example: seizure recorded yesterday, no clear-flag since -> emergency, no dose shown; a pump's refill was due
yesterday -> emergency.
"""

from baclotrack.core.pump import spasms_came_back
from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.state import Flag, baseline, counted
from baclotrack.core.values import Contact, Finding, Gate, Outcome, Sentence

SOURCE = "5a"
PUMP = "RF-09"
NONE_OPEN = passes("red-flag", source=SOURCE)


def open_flags(s: Situation) -> tuple[Flag, ...]:
    """Return the flags recorded for any day up to today and not cleared since."""
    if not s.today.flags:
        return s.state.flags
    today = tuple(
        Flag(name, s.day, rank) for name, rank in s.today.flags.items() if rank > s.state.cleared.get(name, -1)
    )
    return s.state.flags + today


def judge(s: Situation) -> Finding:
    """Judge the open red flags, and in record-only plans the pump."""
    flags = open_flags(s)
    if flags:
        names = tuple(dict.fromkeys(flag.name for flag in flags))
        return blocks(
            "red-flag",
            "flag",
            Outcome.EMERGENCY,
            Contact.EMERGENCY,
            SOURCE,
            flags=names,
            since=min(flag.day for flag in flags),
        )
    if s.plan.mode == "record_only":
        due = s.plan.refill_by
        if due is not None and s.day > due:
            return blocks("red-flag", "refill", Outcome.EMERGENCY, Contact.EMERGENCY, PUMP, refill_by=due)
        if spasms_with_a_pump(s):
            return blocks("red-flag", "pump", Outcome.EMERGENCY, Contact.EMERGENCY, PUMP)
    return NONE_OPEN


def spasms_with_a_pump(s: Situation) -> bool:
    """Return whether spasms came back with a pump: at the newest check-in that told side effects, or today.

    The newest, and not only yesterday's: a day that nobody logged must not end an emergency.
    """
    if s.plan.pump is None and not s.profile.has("pump"):
        return False
    usual = baseline(s.profile, s.state)
    return spasms_came_back(counted(s.state.last_effects, usual), counted(s.today.effects, usual))


GATE = Gate(
    "red-flag",
    judge,
    {
        "ok": Sentence("No red flag is open.", "none open", "none open"),
        "flag": Sentence(
            "A red flag is recorded: {flags} (for {since}).",
            "{flags}",
            "none open",
        ),
        "refill": Sentence(
            "The pump was to be refilled by {refill_by}. If it was, record the new date: baclotrack plan adopt"
            " --refill-by DAY --yes",
            "refill was due {refill_by}",
            "a refill in time",
        ),
        "pump": Sentence(
            "Spasms came back with a pump: the pump may have failed. Once the clinic has seen it, record it: baclotrack"
            " instruct acknowledge increased-spasms --by NAME",
            "spasms came back",
            "no sudden return of spasms",
        ),
    },
    SOURCE,
)
