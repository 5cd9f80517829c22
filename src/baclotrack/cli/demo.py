"""`baclotrack demo`: a month's example journal in a temporary home, and a tour of the commands over it.

The commands are really run, by the same `main` that a person calls, over a copy of the example that lies in the
package. Nothing of the person's own is read or written: the home and the time are told to every command.
"""

import io
import shlex
import shutil
import tempfile
import textwrap
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.call import Call, bold, inert, say
from baclotrack.cli.options import command
from baclotrack.errors import BaclotrackError

EXAMPLE = Path(__file__).resolve().parent.parent / "data" / "example"
MORNING, EVENING = "2026-11-22T07:30+00:00", "2026-11-22T21:30+00:00"
"""The example ends with the night of 20 Nov; the tour logs the night of 21 Nov, and looks at the evening after it."""
WIDTH = 80
INDENT = "  "


class Step(NamedTuple):
    """One stop of the tour: what is said before, the command as a person types it, and at what time it runs."""

    said: str
    words: tuple[str, ...]
    now: str = EVENING


BEGINNING = (
    "This is a tour of a made-up journal: a month of a plan for sleep, one dose at bedtime. In it, today is"
    " 22 Nov 2026. Nothing of yours is read or changed."
)
TOUR = (
    Step(
        "In the morning the night is logged. At a terminal, baclotrack log asks; here it is told by options."
        " The night of 21 Nov was a bad one:",
        (
            *("log", "--as-planned", "--not-improved", "--lay-awake", "--hours", "5", "--effect", "grogginess=mild"),
            *("--drinks", "0", "--note", "Awake from three to five."),
        ),
        MORNING,
    ),
    Step("At bedtime: what the plan says comes next, why, and every check behind it:", ("next", "--explain")),
    Step("The days so far:", ("trend", "--days", "14")),
    Step(
        "And what was recorded in the last days; nothing is ever changed, only added to:",
        ("history", "--since", "2026-11-19"),
    ),
)
ENDING = (
    "That was the tour. To begin with your own prescriber's plan, run:",
    "baclotrack init",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=demo.__doc__)(demo)


@command
def demo(
    call: Call,
    *,
    keep: Annotated[
        str | None, typer.Option("--keep", metavar="DIR", help="Leave the example's home in this new folder.")
    ] = None,
) -> int:
    """Show a tour of the commands over a month's example journal, touching nothing of yours.

    Example: baclotrack demo
    """
    if keep is not None:
        return _kept(call, Path(keep))
    with tempfile.TemporaryDirectory(prefix="baclotrack-demo-") as folder:  # made 0700, taken away at the end
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        return tour(call, home)


def _kept(call: Call, home: Path) -> int:
    """Give the tour in a folder that stays, and say how to go on with it."""
    make_folder(home)
    code = tour(call, home)
    say()
    say("The example stays in this folder. To go on with it, run:")
    say(f"{INDENT}baclotrack next --home {inert(shlex.quote(str(home)))} --now {EVENING[:16]}")
    return code


def make_folder(home: Path) -> None:
    """Make the folder for the example, which must be new or empty: nothing that is there is written over.

    Raises:
        BaclotrackError: when something is in the way.
    """
    shown = inert(str(home))
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if next(home.iterdir(), None) is not None:
            message = f"--keep {shown}: this folder is not empty, and the demo writes over nothing. Name a new folder."
            raise BaclotrackError(message, slug="not-empty")
        home.chmod(0o700)
    except OSError as error:
        message = f"--keep {shown}: the folder cannot be made ({error.strerror}). Name another one."
        raise BaclotrackError(message, slug="no-folder") from None


def tour(call: Call, home: Path) -> int:
    """Copy the example, run the commands over it one by one, and return 0 when all went well."""
    for file in sorted(EXAMPLE.iterdir()):
        copy = home / file.name
        copy.touch(mode=0o600)
        shutil.copyfile(file, copy)
    _say_wrapped(BEGINNING)
    for step in TOUR:
        say()
        _say_wrapped(step.said)
        say()
        for line in typed(step.words):
            say(bold(line, call))
        code = run(call, home, step)
        if code:
            return code
    say()
    _say_wrapped(ENDING[0])
    say(f"{INDENT}{bold(ENDING[1], call)}")
    return 0


def typed(words: tuple[str, ...]) -> list[str]:
    """Return a command as a person types it, in lines that a shell joins again."""
    line, lines = "$ baclotrack", []
    for word in (shlex.quote(one) for one in words):
        if len(line) + 1 + len(word) + 2 > WIDTH:
            lines.append(line + " \\")
            line = INDENT + " "
        line += " " + word
    return [*lines, line]


def run(call: Call, home: Path, step: Step) -> int:
    """Run one command in the example's home, at the example's time. Plain output is kept within the width."""
    from baclotrack.cli import main

    arguments = [step.words[0], "--home", str(home), "--now", step.now, *step.words[1:]]
    if not call.plain:
        return main(arguments)
    printed = io.StringIO()
    with redirect_stdout(printed):
        code = main([*arguments, "--plain"])
    for line in printed.getvalue().splitlines():
        say(line if len(line) <= WIDTH else textwrap.fill(line, WIDTH, subsequent_indent=INDENT * 2))
    return code


def _say_wrapped(text: str) -> None:
    say(textwrap.fill(text, WIDTH))
