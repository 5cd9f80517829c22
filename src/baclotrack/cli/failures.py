"""What is said when a command cannot go on: never a traceback, always what to do next."""

import os
import sys

from baclotrack.cli.call import complain
from baclotrack.cli.quick import command_in
from baclotrack.errors import BaclotrackError

INTERRUPTED = 130


def interrupted() -> int:
    """Say that nothing was recorded, after Ctrl-C or the end of the input."""
    complain("\nNothing was recorded.")
    return INTERRUPTED


def explain(error: Exception, arguments: list[str]) -> int:
    """Say what stopped a command and return its exit code."""
    if isinstance(error, BaclotrackError):
        complain(f"baclotrack: {error.message}")
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        return _reader_gone()
    if os.environ.get("BACLOTRACK_DEBUG"):
        raise error
    if isinstance(error, OSError):
        return _machine(error)
    return _bug(error, arguments)


def _reader_gone() -> int:
    """End quietly when whoever reads our output closed it, as `head` does."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return 1
    return 1


def _machine(error: OSError) -> int:
    """Say that the machine refused, which is no fault of the record."""
    try:
        complain(
            f"baclotrack: the machine refused ({error.strerror or type(error).__name__}). What was recorded is kept;"
            " see it with: baclotrack history"
        )
    except OSError:
        return 1
    return 1


def _bug(error: Exception, arguments: list[str]) -> int:
    """Say that the program is at fault, in a sentence; `next` still says not to change anything."""
    place = command_in(arguments)
    asked = place is not None and arguments[place] == "next"
    hold = " Hold: do not go up, do not stop suddenly." if asked else ""
    complain(
        f"baclotrack: this went wrong inside the program ({type(error).__name__}); nothing that was recorded is"
        f" changed.{hold} To see the details for a report, set BACLOTRACK_DEBUG=1 and run it again."
    )
    return 1
