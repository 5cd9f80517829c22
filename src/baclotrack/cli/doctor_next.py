"""What `doctor` says to do next, fault by fault."""

from baclotrack.store import Fault
from baclotrack.store.checkpoint import CUT, CUT_ELSEWHERE, CUTS
from baclotrack.store.repair import MISSING, WITHOUT_A_COUNT, torn_end

TORN = "torn"
BRING_BACK = "If you have a copy of your journal from before, run: baclotrack merge FILE."
NEXT = {
    TORN: "The entry was never confirmed to you. Move the piece aside: baclotrack doctor --repair. Then record the"
    " entry once more.",
    "unsure": "Whether this entry was confirmed to you is not known any more. Move the piece aside: baclotrack doctor"
    " --repair. If you have a copy of your journal, run: baclotrack merge FILE. Else record the entry once more.",
    "piece": "This is the rest of an entry that was recorded. Move the piece aside: baclotrack doctor --repair. Then"
    " see the next fault.",
    MISSING: BRING_BACK + " If no copy has it, run: baclotrack doctor --set-aside {line}",
    CUT: BRING_BACK + " If there is none, or you put an older copy here yourself, run: baclotrack doctor --set-aside"
    " end",
    CUT_ELSEWHERE: "If it is still being copied or synchronised, wait for the end of that. Else bring over the journal"
    " from where this home came: baclotrack merge FILE. If there is none, or it is an older copy on purpose, run:"
    " baclotrack doctor --set-aside end",
    "kept": "Nothing is lost by it. To be done with it, run: baclotrack doctor --set-aside {line}",
    "gap": "This may be the line that cannot be read, which is told above: then setting that one aside is enough. If it"
    " is another one, and no copy has it, run: baclotrack doctor --set-aside {line}",
    "same-id": "The first of the two counts. If this one is right, record it anew. Then run: baclotrack doctor"
    " --set-aside {line}",
    "unreadable": "Make the file yours to read, then run: baclotrack doctor",
    "line": BRING_BACK + " Then, or if you have none, run: baclotrack doctor --set-aside {line}",
    "form": "next reads this entry all the same. To take it back and record it anew, run: baclotrack undo {id}",
}
"""What to do next, by slug; `line` for every damaged line that has no sentence of its own."""
ELSEWHERE = " The same entry stands whole in line {line}."
NO_PROFILE = "no-profile-file"
GONE = (
    "the file is gone. The profile that was recorded last still counts, but what was changed in the file after that is"
    " not known."
)
EMPTIED = "the file says nothing any more, so next shows no dose. The profile that was recorded last is in the journal."
PUT_BACK = (
    "If you have a copy, put it back. If you have none, write a new profile.toml that begins with the lines recorded"
    " last, and add what is new."
)
NEVER = (
    "there is no such file, and no profile is recorded. So your age, kidneys, conditions, medicines and tablets are not"
    " known, and no rule about them can hold a step back."
)
WRITE_ONE = (
    "If you have a copy, put it back. If you have none, write one: a line format = 1, a line born = YEAR, and what else"
    " holds of you."
)
NO_FILE = "Move it away, then run: baclotrack doctor"
NO_JOURNAL = (
    "Move it away and put your journal back there, or bring in a copy: baclotrack merge FILE. Then run: baclotrack"
    " doctor"
)


def step_of(fault: Fault, slugs: set[str], data: bytes, *, sure: bool) -> str:
    """Return what to do next about a fault of the journal, which has faults of these kinds.

    Args:
        fault: the fault.
        slugs: the kinds of all faults.
        data: the journal.
        sure: a torn last line is known to have been confirmed to nobody.
    """
    step = NEXT.get(fault.slug, NEXT["line"])
    if fault.slug == TORN and not torn_end(data):
        step = NEXT["line"]  # a whole entry stands in it, so it is not moved
    elif fault.slug == TORN and slugs & CUTS:
        step = NEXT["piece"]
    elif fault.slug == TORN and not sure:
        step = NEXT["unsure"]
    elif fault.slug == MISSING and slugs & WITHOUT_A_COUNT:
        step = NEXT["gap"]
    return step.format(line=fault.line)
