"""The names that options accept, with the nearest one when a word is not among them."""

from collections.abc import Iterable, Mapping
from typing import Any

from baclotrack.cli.call import inert
from baclotrack.errors import BaclotrackError

GRADES: Mapping[str, int] = {"none": 0, "mild": 1, "moderate": 2, "severe": 3}
LONGEST_SHOWN = 60
MOST_NAMED = 64


def catalogue_names(catalogue: Mapping[str, Any], table: str) -> list[str]:
    """Return the names of one table of the catalogue, in its order."""
    return [str(row["name"]) for row in catalogue[table]]


def shown(text: str) -> str:
    """Return somebody's word as it may be printed: escaped, and not too long."""
    safe = inert(text)
    return safe if len(safe) <= LONGEST_SHOWN else safe[:LONGEST_SHOWN] + "..."


def known(name: str, names: Iterable[str], option: str, what: str) -> str:
    """Return the name if it is one of the known ones.

    Raises:
        BaclotrackError: when it is not; the sentence names the nearest one.
    """
    choices = list(names)
    word = name.strip(" ").lower()
    if not any("_" in choice for choice in choices):
        word = word.replace("_", "-")
    if word in choices:
        return word
    from difflib import get_close_matches

    near = get_close_matches(word[:LONGEST_SHOWN], choices, n=1, cutoff=0.5)
    more = f", and {len(choices) - MOST_NAMED} more" if len(choices) > MOST_NAMED else ""
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(choices[:MOST_NAMED])}{more}."
    message = f"{option}: {shown(name)!r} is no {what}. {hint}"
    raise BaclotrackError(message, slug="unknown-name")


def grade_of(text: str, option: str) -> int:
    """Return a grade from a word or a digit: none, mild, moderate, severe, or 0 to 3.

    Raises:
        BaclotrackError: when it is neither.
    """
    word = text.strip(" ").lower()
    if word in GRADES:
        return GRADES[word]
    if word in {"0", "1", "2", "3"}:
        return int(word)
    message = f"{option}: {shown(text)!r} is no grade. Write none, mild, moderate or severe, or 0 to 3."
    raise BaclotrackError(message, slug="bad-grade")


def pair(text: str, option: str) -> tuple[str, str]:
    """Split NAME=VALUE.

    Raises:
        BaclotrackError: when there is no equals sign.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        message = f"{option} {shown(text)!r} is not NAME=VALUE."
        raise BaclotrackError(message, slug="bad-pair")
    return name.strip(" "), value.strip(" ")
