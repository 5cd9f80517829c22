"""The command line: one file a command, loaded only when it is asked for.

`main` can be called again and again in one process: it reads arguments, environment and streams at each call.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done, and `next` shows a dose; 1 a fault in the data or the machine; 2 wrong use; 3 no dose is shown;
    4 emergency text shown; 130 interrupted.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    before = _appended()
    try:
        with _nothing_thrown_away():
            code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that went away can still be met quietly
    except (KeyboardInterrupt, EOFError):
        from baclotrack.cli.failures import interrupted

        return interrupted(recorded=_appended() > before)
    except Exception as error:  # noqa: BLE001 - a person never sees a traceback; the sentence says what to do instead
        from baclotrack.cli.failures import explain

        return explain(error, arguments, recorded=_appended() > before)
    return code


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Do not look for memory to free: one command keeps what it reads, and looking takes a fifth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _appended() -> int:
    """Return how many times this process has recorded something; none where what writes is not even loaded."""
    appending = sys.modules.get("baclotrack.store.appending")
    return len(appending.APPENDED) if appending else 0


def _run(arguments: list[str]) -> int:
    """Run a daily command in its ordinary form without loading typer; everything else goes to the whole program."""
    from baclotrack.cli.quick import run_quick

    code = run_quick(arguments)
    if code is not None:
        return code
    from baclotrack.cli.program import run_program

    return run_program(arguments)
