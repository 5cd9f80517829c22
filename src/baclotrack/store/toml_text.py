"""Read a TOML text that a person wrote; what does not fit is told with its line."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from heapq import nsmallest
from pathlib import Path
from typing import Any

from baclotrack.store.journal import plain_number
from baclotrack.store.plain_file import read_plain
from baclotrack.store.problems import FileProblemsError, Problem, Told, Where, field_name
from baclotrack.store.toml_lines import line_map, line_of
from baclotrack.store.toml_safe import BOM, MOST_BYTES, StrangeError, load

__all__ = ["BOM", "MOST_BYTES", "parse", "problems", "read_text", "recorded"]

PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
MOST_TOLD = 100
"""No person corrects more than that at a time; a file that is no plan at all would fill the screen for minutes."""
SHORT_TIME = re.compile(r"=\s*\d{1,2}:\d{2}\s*(?:#.*)?$")


def read_text(path: Path, slug: str) -> str:
    """Return the text of a file.

    Raises:
        FileProblemsError: when it cannot be read or is no text.
    """
    try:
        data = read_plain(path, MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise _one(path.name, 0, f"it has more than {MOST_BYTES} bytes. Check that this is the right file.", slug)
        return data.decode()
    except OSError as error:
        raise _one(path.name, 0, f"it cannot be read: {error.strerror}. Check its name and its rights.", slug) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _one(path.name, line, "these bytes are no text. Save the file as UTF-8.", slug) from None


def parse(text: str, name: str, slug: str) -> dict[str, Any]:
    """Return what a TOML text says; its numbers are exact.

    Raises:
        FileProblemsError: when it is no TOML.
    """
    try:
        return load(text)
    except StrangeError as error:
        raise FileProblemsError(problems([Told(error.where, str(error))], text, name), slug=slug) from None
    except ValueError as error:
        reason = str(error) or "it cannot be understood"
        found = PLACE.search(reason)
        lines = text.splitlines()
        line = int(found[1]) if found and found[1] else len(lines) if found else 0
        hint = "Correct it."
        if line and SHORT_TIME.search(lines[line - 1]):
            hint = "Write a time with its seconds, such as 22:30:00."
        text_of = PLACE.sub("", reason)
        raise _one(name, line, f"this is not TOML ({text_of}). {hint}", slug) from None


def problems(told: Sequence[Told], text: str, name: str) -> list[Problem]:
    """Return what was told, each with its file and line, in the order of the lines; of very many the first ones."""
    if not told:
        return []
    lines = _lines(text)
    every = {(line_of(lines, one.where), field_name(one.where), one.text) for one in told}
    found = [Problem(name, *one) for one in nsmallest(MOST_TOLD + 1, every)]
    if len(every) <= MOST_TOLD:
        return found
    more = f"{len(every) - MOST_TOLD} more things do not fit. They are told once the others are corrected."
    return [*found[:MOST_TOLD], Problem(name, found[MOST_TOLD].line, "", more)]


@lru_cache(maxsize=1)
def _lines(text: str) -> Mapping[Where, int]:
    """Return the line of every field; of a plan both its problems and its warnings ask for them."""
    return line_map(text.removeprefix(BOM))


def _one(name: str, line: int, text: str, slug: str) -> FileProblemsError:
    """Return the error for one problem of the whole file."""
    return FileProblemsError([Problem(name, line, "", text)], slug=slug)


def recorded(value: object) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return what a file says as the journal keeps it: dates and times in their ISO forms, numbers in their plain one.

    Raises:
        UnfitError: when a number is none, as TOML's nan and inf are.
    """
    if isinstance(value, dict):
        return {key: recorded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [recorded(one) for one in value]
    if isinstance(value, Decimal):
        plain = plain_number(value)
        return Decimal(plain) if "." in plain else int(plain)
    return value.isoformat() if isinstance(value, date | time) else value
