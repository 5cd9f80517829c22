"""The whole home as JSON: every line of the journal word for word, both other files, and the summary as data.

It is the backup that `baclotrack import` puts back. Whatever range was asked for, the home in it is the whole one. An
anonymous one holds the anonymous home, which has three files of its own: it is no backup.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from baclotrack.core.sleep import Night
from baclotrack.core.trend import TrendDay
from baclotrack.core.trends.periods import Period
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.export.job import Job
from baclotrack.store import JOURNAL, PLAN, PROFILE
from baclotrack.store.exported import SCHEMA, packed
from baclotrack.store.plain_file import read_plain

LINES_OF_THEIR_OWN = 3
"""The parts of the export, the parts of these, and the lines of the journal."""
MOST_KEPT = 4096
KEPT_BY = "the patient; unchecked"
"""As the tables have it: nobody is to read the file as a clinician's record."""


def render(job: Job) -> bytes:
    """Return the export, as plain letters: nothing in it can act on a terminal.

    Raises:
        BaclotrackError: when a file of the home cannot be read.
    """
    home = job.home.path
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "kept_by": KEPT_BY,
        "made_at": job.made_at.isoformat(timespec="seconds"),
        "summary": as_data(job.summary),
        "home": packed(_content(home / JOURNAL), _content(home / PLAN), _content(home / PROFILE)),
    }
    return (laid_out(told) + "\n").encode("ascii")


def laid_out(value: Any, depth: int = LINES_OF_THEIR_OWN) -> str:  # noqa: ANN401 - any JSON
    """Return JSON as plain letters, with each part of the outer levels on a line of its own.

    An encoder that indents every level takes four times as long over ten years.
    """
    if not depth or not value or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=True)
    if isinstance(value, list):
        return "[\n" + ",\n".join(laid_out(one, depth - 1) for one in value) + "\n]"
    pairs = (f"{json.dumps(name, ensure_ascii=True)}: {laid_out(one, depth - 1)}" for name, one in value.items())
    return "{\n" + ",\n".join(pairs) + "\n}"


def as_data(value: object) -> Any:  # noqa: ANN401 - any part of the summary
    """Return a value as plain JSON: named tuples by their names, amounts as numbers, days and times in ISO form."""
    how = LEAVES.get(type(value))
    if how is not None:
        return how(value)
    if isinstance(value, str):  # a word of an enumeration is written as its value
        return value
    if isinstance(value, Mapping):
        return {str(name): as_data(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return _of_tuple(value)
    if isinstance(value, list | frozenset):
        return [as_data(one) for one in (sorted(value, key=str) if isinstance(value, frozenset) else value)]
    return str(value)


def _of_tuple(value: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any part of the summary
    """Return a named tuple by its names, names with what they name as pairs, and any other tuple as a list."""
    if isinstance(value, TrendDay):
        return _day(value)
    if isinstance(value, Period):
        return _period(value)
    if hasattr(value, "_fields"):
        return by_name(value)
    if value and all(_is_named(one) for one in value):
        return {name: as_data(one) for name, one in value}
    return [as_data(one) for one in value]


def by_name(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any named tuple
    """Return a named tuple as plain JSON, each of its fields by its name."""
    return {name: as_data(one) for name, one in zip(value._fields, value, strict=True)}


def _day(value: TrendDay) -> dict[str, Any]:
    """Return one day as `by_name` does, at a third of its cost: ten years hold thousands of days."""
    told = value._asdict()
    told["day"] = value.day.isoformat()
    told["planned"], told["taken"], told["dose"] = _doses(value.planned), _doses(value.taken), _doses(value.dose)
    told["effects"] = None if value.effects is None else dict(value.effects)
    told["shares"] = dict(value.shares)
    told["numbers"] = {name: _number(one) for name, one in value.numbers.items()}
    told["slept"] = _night(value.slept)
    told["drinks"] = None if value.drinks is None else _number(value.drinks)
    return told


@lru_cache(maxsize=MOST_KEPT)
def _doses(value: Named | None) -> Any:  # noqa: ANN401 - a mapping, an empty list, or nothing
    """Return the doses of a day; most days have those of the day before."""
    return as_data(value)


@lru_cache(maxsize=MOST_KEPT)
def _night(value: Night) -> dict[str, Any]:
    """Return what a night comes to; most come to nothing, or to the same."""
    return by_name(value)


def _period(value: Period) -> dict[str, Any]:
    """Return the days at one dose as plain JSON; each day itself is told once, by the trend."""
    return {
        "doses": as_data(value.doses),
        "since": value.since().isoformat(),
        "until": value.until().isoformat(),
        "days": len(value.days),
        "missed": value.missed(),
        "unlogged": value.unlogged(),
    }


@lru_cache(maxsize=MOST_KEPT)
def _number(value: Decimal) -> int | float:
    """Return an amount as a number of JSON; ten years hold few different ones, so most are made once."""
    return int(value) if value == value.to_integral_value() else float(value)


def _as_it_is(value: object) -> object:
    """Return what JSON has too."""
    return value


LEAVES: Mapping[type, Callable[[Any], Any]] = {
    **dict.fromkeys((type(None), bool, int, float, str), _as_it_is),
    Decimal: _number,
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
}
"""How each plain value is written; ten years hold a hundred thousand of them."""


def _is_named(value: object) -> bool:
    """Return whether a value is a name with what it names, such as a slot and its mg."""
    return type(value) is tuple and len(value) == len(("name", "value")) and isinstance(value[0], str)


def _content(path: Path) -> bytes | None:
    """Return the bytes of a file; None where there is none.

    Raises:
        BaclotrackError: when it cannot be read: a backup with a hole in it is none.
    """
    try:
        return read_plain(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = (
            f"{path.name} cannot be read: {error.strerror}. Nothing was exported."
            " Make the file yours to read, then run the same command again."
        )
        raise BaclotrackError(message, slug="unreadable-file", exit_code=1) from error
