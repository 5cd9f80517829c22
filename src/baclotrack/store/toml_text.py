"""Read a TOML text that a person wrote; what does not fit is told with its line."""

import re
import tomllib
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from baclotrack.store.journal import plain_number
from baclotrack.store.problems import FileProblemsError, Problem, Told, field_name
from baclotrack.store.toml_lines import line_map, line_of

BOM = "\ufeff"
MOST_BYTES = 1_000_000
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
SHORT_TIME = re.compile(r"=\s*\d{1,2}:\d{2}\s*(?:#.*)?$")


def read_text(path: Path, slug: str) -> str:
    """Return the text of a file.

    Raises:
        FileProblemsError: when it cannot be read or is no text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode()
    except OSError as error:
        raise _one(path.name, 0, f"it cannot be read: {error.strerror}. Check its name and its rights.", slug) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _one(path.name, line, "these bytes are no text. Save the file as UTF-8.", slug) from None
    if len(data) > MOST_BYTES:
        raise _one(path.name, 0, f"it has more than {MOST_BYTES} bytes. Check that this is the right file.", slug)
    return text


def parse(text: str, name: str, slug: str) -> dict[str, Any]:
    """Return what a TOML text says; its numbers are exact.

    Raises:
        FileProblemsError: when it is no TOML.
    """
    try:
        return tomllib.loads(text.removeprefix(BOM), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        reason = str(error) or "it cannot be understood"
        found = PLACE.search(reason)
        lines = text.splitlines()
        line = int(found[1]) if found and found[1] else 0
        hint = "Correct it."
        if line and SHORT_TIME.search(lines[line - 1]):
            hint = "Write a time with its seconds, such as 22:30:00."
        text_of = PLACE.sub("", reason)
        raise _one(name, line or len(lines), f"this is not TOML ({text_of}). {hint}", slug) from None


def problems(told: Iterable[Told], text: str, name: str) -> list[Problem]:
    """Return what was told, each with its file and line, in the order of the lines."""
    lines = line_map(text.removeprefix(BOM))
    found = {Problem(name, line_of(lines, one.where), field_name(one.where), one.text) for one in told}
    return sorted(found, key=lambda one: (one.line, one.field, one.text))


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
