"""One screen for the morning dialogue: its rows are counted, and where they would scroll away a new screen begins.

Ordinary mornings never come to that. A morning with everything on it at once (silent days, a first higher dose, several
graded effects, news) is longer than a small terminal; then what was answered is wiped, and the receipt tells it again.
"""

import os
import sys
from collections.abc import Callable
from typing import TextIO

from baclotrack.cli.call import is_terminal, width_of

ROWS = 24
WIPE = "\x1b[H\x1b[2J"
"""The cursor to the first row, and everything gone."""


class Counted:
    """A terminal that counts the rows written to it; all else is the terminal's own."""

    def __init__(self, stream: TextIO) -> None:
        """Start with an empty screen."""
        self._stream = stream
        self._column = 0
        self.rows = 0

    def write(self, text: str) -> int:
        """Write, and count the rows: one for each line that ends, and one for each that is wider than the screen."""
        width = width_of(self._stream)
        for place, line in enumerate(text.split("\n")):
            if place:
                self.rows += 1
                self._column = 0
            self._column += len(line)
            self.rows += max(0, self._column - 1) // width
            self._column = self._column % width or (width if self._column else 0)
        return self._stream.write(text)

    def answered(self) -> None:
        """Count the row that Enter ends: what is typed is shown by the terminal itself."""
        self.rows += 1
        self._column = 0

    def new(self) -> None:
        """Wipe the screen."""
        self._stream.write(WIPE)
        self.rows = self._column = 0

    def __getattr__(self, name: str) -> object:
        """Return whatever else the terminal has."""
        return getattr(self._stream, name)


def height_of(stream: TextIO) -> int:
    """Return how many rows a terminal has; 24 where it does not tell."""
    try:
        return os.get_terminal_size(stream.fileno()).lines or ROWS
    except (OSError, ValueError, AttributeError):
        return ROWS


def room_for(rows: int) -> None:
    """Begin a new screen where the coming rows do not fit on this one; nothing happens where no rows are counted."""
    out = sys.stdout
    if isinstance(out, Counted) and out.rows + rows > height_of(out._stream):  # noqa: SLF001 - its own module
        out.new()


def answered() -> None:
    """Count the row of an answer, where rows are counted."""
    if isinstance(sys.stdout, Counted):
        sys.stdout.answered()


def on_one_screen(ask: Callable[[], int], *, plain: bool) -> int:
    """Run a dialogue with its rows counted; at no terminal, a dumb one, or with plain lines nothing is ever wiped."""
    out = sys.stdout
    if plain or not is_terminal(out) or os.environ.get("TERM", "dumb") == "dumb":
        return ask()
    sys.stdout = Counted(out)  # it passes on all that it does not count
    try:
        return ask()
    finally:
        sys.stdout = out
