"""What every command shares: the home, the time, how to print; read at the call, never kept."""

import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TextIO

from baclotrack.core.limits import YEARS
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, home_path, open_home

PLAINER = str.maketrans("\u2013\u2014\u2018\u2019\u201c\u201d", "--''\"\"")
COLUMNS = 80
BOLD, RESET = "\x1b[1m", "\x1b[0m"
OWN = frozenset({"\n", BOLD, RESET})
OWN_PARTS = re.compile(r"(\n|\x1b\[[01]m)")
"""What the program itself says to a terminal beside letters."""


class Opt(NamedTuple):
    """One option of a command, told once: for the parser of the daily commands, and for typer's help and errors.

    `kind` is flag (given or not), text (a value), texts (a value, repeatable), argument (a word without a name), or day
    (such a word that may be -2).
    """

    name: str
    flag: str
    kind: str
    help: str
    metavar: str = ""


COMMON = (
    Opt("home", "--home", "text", "The folder with your journal.", "DIR"),
    Opt("now", "--now", "text", "Answer as if it were then.", "ISO"),
    Opt("plain", "--plain", "flag", "Plain lines: no colour, no boxes."),
)
"""The options that every command has."""

DAY = Opt("day", "--day", "text", "2026-11-21, today, yesterday, -2, monday.", "DAY")
JSON = Opt("json", "--json", "flag", "Print JSON.")


class Call(NamedTuple):
    """One run of the program: where the journal is, what time it is, and how to print."""

    path: Path
    now: datetime
    plain: bool

    def open(self, *, daily: bool = False) -> Home:
        """Read the home; a missing one is an empty one. A daily command need not read the older days at once."""
        return open_home(self.path, self.now, daily=daily)


def call_of(home: str | None, now: str | None, *, plain: bool) -> Call:
    """Return the call that the common options describe."""
    return Call(home_path(home), the_time(now), plain or is_plain())


def the_time(now: str | None) -> datetime:
    """Return the time of the call, with its offset; the one place that reads the clock.

    Raises:
        BaclotrackError: when `--now` or BACLOTRACK_NOW is no date and time.
    """
    text = now or os.environ.get("BACLOTRACK_NOW")
    if not text:
        return datetime.now().astimezone()  # noqa: TID251 - the one clock read; local time with its offset
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        message = f"--now {text!r} is no date and time. Write it like 2026-11-21T22:30."
        raise BaclotrackError(message, slug="bad-now") from None
    if not YEARS.low <= given.year <= YEARS.high:
        message = f"--now {text!r} lies outside the years {YEARS.low} to {YEARS.high}. Write it like 2026-11-21T22:30."
        raise BaclotrackError(message, slug="bad-now")
    return given if given.tzinfo is not None else given.astimezone()


def is_plain() -> bool:
    """Return whether plain lines are asked for by the environment or by where the output goes."""
    return bool(os.environ.get("NO_COLOR")) or not is_terminal(sys.stdout)


def is_terminal(stream: TextIO) -> bool:
    """Return whether a stream is a terminal; any text stream may be asked."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def say(text: str = "", stream: TextIO | None = None) -> None:
    """Print a line, degraded rather than failing where the stream cannot encode it, and inert whatever is in it."""
    out = sys.stdout if stream is None else stream
    if out is None:  # a closed stream: there is nobody to tell
        return
    text = _own_only(text)
    encoding = getattr(out, "encoding", None)
    if is_terminal(out):
        width = width_of(out)
        text = "\n".join(fold(one, width) for one in text.split("\n"))
    line = text + "\n"
    if encoding:
        try:
            line.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            line = line.translate(PLAINER).encode("ascii", "backslashreplace").decode("ascii")
    out.write(line)


def width_of(stream: TextIO) -> int:
    """Return how many columns a terminal has; 80 where it does not tell."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or COLUMNS
    except (OSError, ValueError, AttributeError):
        return COLUMNS


def fold(text: str, width: int) -> str:
    """Return text broken between words to fit a width; an amount stays beside its mg, and what is indented stays so."""
    if len(text) <= width:
        return text
    indent = " " * (len(text) - len(text.lstrip(" ")))
    lines, line = [], indent
    for word in text.strip(" ").replace(" mg", "\x00mg").split(" "):
        longer = f"{line} {word}" if line.strip() else line + word
        if len(longer) > width and line.strip():
            lines.append(line)
            longer = indent + word
        line = longer
    return "\n".join([*lines, line]).replace("\x00", " ")


def complain(text: str) -> None:
    """Print a line on stderr."""
    say(text, sys.stderr)


def bold(text: str, call: Call) -> str:
    """Return text that stands out at a terminal; nothing depends on it."""
    return text if call.plain else f"{BOLD}{text}{RESET}"


def _own_only(text: str) -> str:
    """Return a text in which only the program's own line breaks and bold are obeyed: the last door to a terminal.

    Whoever puts somebody's words into a sentence calls `inert`; this is for what was forgotten, such as a path.
    """
    if text.replace("\n", "").isprintable():
        return text
    return "".join(one if one in OWN else inert(one) for one in OWN_PARTS.split(text))


def inert(text: str) -> str:
    """Return free text with every control, escape and direction character shown as an escape (hazard: lost digits)."""
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    """Return one character as a readable escape."""
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
