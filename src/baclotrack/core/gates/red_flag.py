"""Show the emergency text while a red flag is open: it leaves only by the prescriber's word or by undo with a reason.

Default: always on.
Source: reference 5a (RF-01 to RF-10), H-13.
Example: seizure recorded yesterday, no clear-flag since -> emergency, no dose shown.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.state import Flag
from baclotrack.core.values import Contact, Finding, Gate, Outcome, Sentence

SOURCE = "5a"


def open_flags(s: Situation) -> tuple[Flag, ...]:
    """Return the flags recorded for any day up to today and not cleared since."""
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
        pump = s.counted_effects().get("increased-spasms", 0) and s.profile.has("pump")
        refill_passed = s.plan.refill_by is not None and s.day > s.plan.refill_by
        if pump or refill_passed:
            return blocks("red-flag", "pump", Outcome.EMERGENCY, Contact.EMERGENCY, "RF-09")
    return passes("red-flag", source=SOURCE)


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
        "pump": Sentence(
            "A pump refill date has passed, or spasms came back with a pump: that can be a pump failure.",
            "pump warning",
            "refill in time, no sudden return of spasms",
        ),
    },
    SOURCE,
)
