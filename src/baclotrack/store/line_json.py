"""The JSON of one line of the journal, read strictly: no name twice, no NaN, and numbers with a point exactly.

On the path of every daily command.
"""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from baclotrack.core.limits import UnfitError

LONGEST_EXPONENT = 20
KNOWN_NUMBERS = 1024
"""So many different numbers with a point are remembered; those of a journal are few, and come again and again."""


def object_of(body: bytes) -> dict[str, Any]:
    """Return the object of a line from the bytes that its checksum covers, which lack the last bracket.

    Raises:
        ValueError: when it is not JSON, RecursionError when it is nested too deep.
        UnfitError: when a name stands twice, or a number is none.
        AttributeError: when it is not an object.
    """
    text = body.decode() + "}"
    found, end = _PLAIN.raw_decode(text)
    if end != len(text):
        raise ValueError(end)
    count = len(found)
    for inner in found.values():
        if type(inner) is dict:
            count += len(inner)
    if text.count('":') != count:  # more names than there are: one stands twice, or deeper, or within a text
        _CAREFUL.decode(text)
    return found  # type: ignore[no-any-return]  # whatever has values() is an object here


@lru_cache(KNOWN_NUMBERS)
def _decimal(text: str) -> Decimal:
    """Read a number with a point exactly; one with an exponent is brought into the plain form."""
    value = Decimal(text)
    if value.is_zero():
        return Decimal(0)
    plain = -LONGEST_EXPONENT < value.adjusted() < LONGEST_EXPONENT
    return Decimal(format(value, "f")) if plain and ("e" in text or "E" in text) else value


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that stands twice in one object: no reader could tell which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnfitError("JSON", "a name stands twice")
    return found


def _no_number(text: str) -> object:
    """Refuse NaN and Infinity, which are no numbers."""
    raise UnfitError("JSON", f"{text} is not a number")


_PLAIN = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_number)
_CAREFUL = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_number, object_pairs_hook=_no_doubles)
