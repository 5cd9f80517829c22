"""What is said when a command cannot go on: never a traceback, always what to do next.

What a fault of the program's own says may end in a report that others read. So it names kinds of errors and lines of
the program, and never what an error says, for that may quote a note, a name or a dose.
"""

import os
import re
import sys
from contextlib import suppress

from baclotrack.cli.call import complain
from baclotrack.cli.quick import command_in
from baclotrack.errors import BaclotrackError

INTERRUPTED = 130
KEPT = "What you told was recorded before that; see it with: baclotrack history"
NOTHING = "Nothing was recorded; what was there before is kept."
SAID = re.compile("not(hing was)? recorded", re.IGNORECASE)
RECORDING = frozenset({"log", "take", "amend", "undo", "instruct"})
"""The commands of which somebody may believe that they recorded, whatever stopped them."""


def interrupted(*, recorded: bool = False) -> int:
    """Say whether something was recorded, after Ctrl-C or the end of the input."""
    complain(f"\nStopped. {KEPT}" if recorded else "\nNothing was recorded.")
    return INTERRUPTED


def explain(error: Exception, arguments: list[str], *, recorded: bool = False) -> int:
    """Say what stopped a command, and whether something was recorded by then; return its exit code."""
    if isinstance(error, BaclotrackError):
        complain(f"baclotrack: {error.message}")
        if recorded:
            complain(KEPT)
        elif error.exit_code == 1 and _asked(arguments) in RECORDING and not SAID.search(error.message):
            complain(NOTHING)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        return _reader_gone()
    if os.environ.get("BACLOTRACK_DEBUG"):
        complain(_report(error))
    if isinstance(error, OSError):
        return _machine(error, recorded=recorded)
    return _bug(error, arguments, recorded=recorded)


def _reader_gone() -> int:
    """End quietly when whoever reads our output closed it, as `head` does."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return 1
    return 1


def _machine(error: OSError, *, recorded: bool) -> int:
    """Say that the machine refused, which is no fault of the record."""
    kept = KEPT if recorded else NOTHING
    with suppress(OSError):
        complain(f"baclotrack: the machine refused ({error.strerror or type(error).__name__}). {kept}")
    return 1


def _bug(error: Exception, arguments: list[str], *, recorded: bool) -> int:
    """Say that the program is at fault, in a sentence that tells nothing of the record; `next` says not to change."""
    hold = " Hold: do not go up, do not stop suddenly." if _asked(arguments) == "next" else ""
    kept = KEPT if recorded else NOTHING
    complain(
        f"baclotrack: this went wrong inside the program ({type(error).__name__}). {kept}{hold} For a report without"
        " anything of yours in it, set BACLOTRACK_DEBUG=1 and run it again."
    )
    return 1


def _asked(arguments: list[str]) -> str:
    """Return the command that was asked for, if any."""
    place = command_in(arguments)
    return "" if place is None else arguments[place]


def _report(error: BaseException) -> str:
    """Return where in the program an error came from, and from which before it: kinds and places, no values."""
    from traceback import walk_tb

    lines = [f"{type(error).__name__}, at:"]
    for frame, line in walk_tb(error.__traceback__):
        place = "/".join(frame.f_code.co_filename.replace(os.sep, "/").split("/")[-3:])
        lines.append(f"  {place} line {line}, in {frame.f_code.co_name}")
    before = error.__cause__ or error.__context__
    return "\n".join(lines if before is None else [*lines, "After:", _report(before)])
