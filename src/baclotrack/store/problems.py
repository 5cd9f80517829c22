"""What is wrong with a file that a person wrote: all of it at once, each with file, line, field, why and what to do."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from baclotrack.errors import BaclotrackError

Where = tuple[str | int, ...]
"""Where a field stands: the names of tables and keys, and the numbers of rows, from 0."""

CLOSE_ENOUGH = 0.6
LONGEST_SHOWN = 40
MOST_INSIDE = 8
"""Of a list or a table that stands where it does not belong, so many items, and so many levels, are shown."""
MOST_NEAREST = 200
"""For so many unknown names the nearest known one is looked for: it takes the most time of all."""
QUOTE = "'"
EXPECTED = {
    "model_type": "a table",
    "dict_type": "a table",
    "list_type": "a list in [brackets]",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "int_type": "a whole number",
}


class Told(NamedTuple):
    """What is wrong, and where, before the line is known."""

    where: Where
    text: str


class Problem(NamedTuple):
    """One thing that does not fit: the file, its line (0 where it has none), the field, and what to do."""

    file: str
    line: int
    field: str
    text: str

    def sentence(self) -> str:
        """Return the whole sentence: `plan.toml line 14, ladder.rungs: ...`."""
        place = f"{self.file} line {self.line}" if self.line else self.file
        return f"{place}, {self.field}: {self.text}" if self.field else f"{place}: {self.text}"


class FileProblemsError(BaclotrackError):
    """A file does not fit; the message holds one problem a line."""

    def __init__(self, problems: Iterable[Problem], *, slug: str) -> None:
        """Keep the problems, and make the message of all of them in the order of their lines."""
        self.problems = tuple(sorted(set(problems), key=lambda one: (one.line, one.field, one.text)))
        super().__init__("\n".join(one.sentence() for one in self.problems), slug=slug, exit_code=2)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean ...?` with the nearest known name, or nothing where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word[:64].lower(), list(known), n=1, cutoff=CLOSE_ENOUGH)
    return f" Did you mean {near[0]}?" if near else ""


class Hints:
    """Which known name was meant, of so many unknown ones as a person can have misspelt; of more, the list alone."""

    def __init__(self, known: Iterable[str]) -> None:
        """Keep the names that are known."""
        self.known = list(known)
        self.listed = f" Known: {', '.join(self.known)}."
        self.found: dict[str, str] = {}

    def of(self, word: str) -> str:
        """Return ` Did you mean ...?` with the nearest known name, or all of them where none is near."""
        if word not in self.found:
            if len(self.found) >= MOST_NEAREST:
                return self.listed
            self.found[word] = nearest(word, self.known) or self.listed
        return self.found[word]


def field_name(path: Where) -> str:
    """Return a field as people write it: `slots 2, name`; rows count from 1."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f" {part + 1}"
        else:
            words += f"{'.' if words else ''}{_plain_name(part)}"
    return words


@lru_cache(maxsize=1024)
def _plain_name(part: str) -> str:
    """Return a name on one line and not too long."""
    return ascii(part)[1:-1][:LONGEST_SHOWN]


def known_keys(model: type[BaseModel], table: tuple[str, ...] = ()) -> dict[tuple[str, ...], list[str]]:
    """Return the keys of each table of a file, the numbers of rows left out."""
    found = {table: list(model.model_fields)}
    for key, field in model.model_fields.items():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= known_keys(inner, (*table, key))
    return found


def from_pydantic(errors: Sequence[Any], known: Mapping[tuple[str, ...], Iterable[str]]) -> list[Told]:
    """Return what pydantic found, as places and sentences.

    Args:
        errors: what `ValidationError.errors()` gives.
        known: the keys of each table, its rows' numbers left out; for the nearest name.
    """
    return [_told(error, known, near=place < MOST_NEAREST) for place, error in enumerate(errors)]


def _told(error: Mapping[str, Any], known: Mapping[tuple[str, ...], Iterable[str]], *, near: bool) -> Told:
    """Return one error as a place and a sentence; the nearest name is looked for where that is worth the time."""
    where: Where = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        table = tuple(part for part in where[:-1] if isinstance(part, str))
        names = list(known.get(table, ()))
        hint = (near and nearest(str(where[-1]), names)) or f" Known here: {', '.join(names)}."
        return Told(where, f"this key is not known, so nothing would follow it.{hint}")
    if kind == "missing":
        return Told(where, "this is missing. Write it.")
    if kind == "literal_error":
        return Told(where, f"{shown(error['input'])} is not known. Write {context['expected'].replace(QUOTE, '')}.")
    if kind == "value_error":
        return Told(where, f"{getattr(context['error'], 'why', context['error'])}. Correct it.")
    expected = EXPECTED.get(kind)
    if expected is not None:
        return Told(where, f"{shown(error['input'])} is not {expected}. Correct it.")
    return Told(where, f"{error['msg'][:1].lower()}{error['msg'][1:]}. Correct it.")


def shown(value: object) -> str:
    """Return what a person wrote, on one line and not too long."""
    text = ascii(value)[1:-1] if isinstance(value, str) else _written(value)
    return f"'{text[:LONGEST_SHOWN]}'"


def _written(value: object, depth: int = 0) -> str:
    """Return a value about as TOML has it, never as Python does; what lies deep inside is left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        first = list(value.items() if isinstance(value, dict) else value)[:MOST_INSIDE]
        if depth == MOST_INSIDE:
            return "..."
        if isinstance(value, list):
            return f"[{', '.join(_written(one, depth + 1) for one in first)}]"
        return f"{{{', '.join(f'{ascii(name)[1:-1]} = {_written(one, depth + 1)}' for name, one in first)}}}"
    return f'"{ascii(value)[1:-1]}"' if isinstance(value, str) else str(value)
