"""Asking at a terminal: one question, a question until it is understood, yes or no, and a numbered list."""

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from baclotrack.cli.call import fold, inert, say, width_of
from baclotrack.cli.dialogue_screen import answered
from baclotrack.errors import BaclotrackError

Answer = TypeVar("Answer")
NO = frozenset({"n", "no", "none"})
ITEMS_WIDTH = 78


def ask(question: str) -> str:
    """Ask one question and return the answer without its newline.

    Raises:
        EOFError: at the end of the input; like Ctrl-C, it records nothing.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    shown = fold(inert(question), width_of(sys.stdout) - 1)
    sys.stdout.write(shown.encode(encoding, "backslashreplace").decode(encoding) + " ")
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return "\ufffd"  # keys that are no text: no question takes this for an answer
    if not line:
        raise EOFError
    answered()
    return line.strip()


def ask_until(question: str, understand: Callable[[str], Answer]) -> Answer:
    """Ask until the answer is understood; say each time what would be."""
    while True:
        answer = ask(question)
        try:
            return understand(answer)
        except BaclotrackError as error:
            say(f"  {error.message}")


def items(names: list[str]) -> None:
    """Print a list with its numbers, as many on each line as fit."""
    line = " "
    for place, name in enumerate(names, 1):
        item = f" {place} {name} "
        if len(line) + len(item) > ITEMS_WIDTH and line.strip():
            say(line.rstrip())
            line = " "
        line += item
    say(line.rstrip())


def yes(question: str, *, default: bool = False) -> bool:
    """Ask for yes or no; Enter is the default, in capitals."""
    words: Mapping[str, bool] = {"y": True, "yes": True, "n": False, "no": False, "": default}

    def understand(text: str) -> bool:
        if text.lower() not in words:
            raise BaclotrackError("Answer y for yes, or n for no.", slug="bad-answer")
        return words[text.lower()]

    told: bool = ask_until(f"{question} [{'Y/n' if default else 'y/N'}]", understand)
    return told
