"""Text that stays between a person and this machine: asked for instead of typed into a command, and never lost.

A shell keeps every command in its history, and the free text in it. Where a text may be given as `-` it is asked for at
the terminal, or read from what is piped in. And what somebody typed and could not be recorded is said back to them.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from baclotrack.cli.call import complain, inert, is_terminal
from baclotrack.core.limits import NOTE_CHARACTERS
from baclotrack.errors import BaclotrackError

DASH = "-"
"""Stands for a text that is asked for."""
MOST_CHARACTERS = 20 * NOTE_CHARACTERS
"""So much of what is piped in is looked at; it is far more than is kept."""
TYPED = "What you told, to be told again: {text}"


def asked_for(text: str, question: str) -> str:
    """Return a text as it was given, or, for a single hyphen, what is answered at the keyboard or piped in.

    Args:
        text: the text, or the hyphen.
        question: what is asked at a terminal.

    Raises:
        BaclotrackError: when what is piped in is no text.
    """
    if text != DASH:
        return text
    if is_terminal(sys.stdin):
        from baclotrack.cli.dialogue import ask

        return ask(f"{question}, on this machine only:")
    try:
        return sys.stdin.read(MOST_CHARACTERS).rstrip("\r\n")
    except UnicodeDecodeError:
        message = "What was piped in is no text, so nothing was recorded. Write it as UTF-8."
        raise BaclotrackError(message, slug="no-text") from None


@contextmanager
def said_back(text: Callable[[], str]) -> Iterator[None]:
    """Say back what was typed where it cannot be recorded, so that it can be told again.

    Args:
        text: returns it in words; asked for only then.
    """
    try:
        yield
    except BaclotrackError as error:
        told = text() if error.exit_code == 1 else ""
        if told:
            error.message += "\n" + TYPED.format(text=inert(told))
        raise
    except Exception:  # raised again below: whatever it was, the typed words are said back first
        told = text()
        if told:
            complain(TYPED.format(text=inert(told)))
        raise
