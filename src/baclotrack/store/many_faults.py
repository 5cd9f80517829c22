"""A journal with very many faults: the first are told each on its own, the others by their kinds, with a count each.

A file that is no journal at all may have a million such lines. Nobody reads a million sentences, nobody waits for them
half asleep, and what is to be done is the same for all of them.
"""

from collections.abc import Iterable, Sequence

from baclotrack.store.faults import FILE, Alike, Fault, damage, damaged_line

SINGLY = 1024
"""So many faults are told each on its own."""


def gathered(faults: Iterable[Fault], bare: Sequence[int], raw: Sequence[bytes], singly: int) -> list[Fault]:
    """Return all faults in the order of their lines; where there are too many, the last ones by their kinds.

    Args:
        faults: the faults that are in words.
        bare: the numbers of further damaged lines, from 1 and in their order; nothing else is wrong in them.
        raw: all lines of the journal.
        singly: so many faults are told each on its own.
    """
    alike: Alike = {}
    told = sorted([*faults, *(damaged_line(place, raw[place - 1], alike) for place in bare[:singly])])
    rest: dict[str, list[Fault]] = {}
    for fault in told[singly:]:
        rest.setdefault(fault.slug, []).append(fault)
    unworded = _by_kind(bare[singly:], raw, alike)
    groups = []
    for slug in sorted({*rest, *unworded}):
        places = sorted([*(one.line for one in rest.get(slug, ())), *unworded.get(slug, ())])
        first = rest[slug][0] if slug in rest else damaged_line(places[0], raw[places[0] - 1], alike)
        groups.append(_group(first, places))
    return [*told[:singly], *groups]


def _by_kind(places: Iterable[int], raw: Sequence[bytes], alike: Alike) -> dict[str, list[int]]:
    """Return damaged lines by what is wrong with them; of lines that are alike, one is looked at."""
    kinds: dict[bytes, list[int]] = {}
    found: dict[str, list[int]] = {}
    for place in places:
        line = raw[place - 1]
        if line not in kinds:
            slug = alike[line][0] if line in alike else damage(line)[0]
            kinds[line] = found.setdefault(slug, [])
        kinds[line].append(place)
    return found


def _group(first: Fault, places: Sequence[int]) -> Fault:
    """Return one fault that stands for all of its kind.

    Args:
        first: the first of them.
        places: the lines of all of them, in their order.
    """
    if len(places) == 1:
        return first
    where = f"{FILE} lines {places[0]} to {places[-1]}"
    text = f"{where}: {len(places)} more like this: {first.what()}"
    return first._replace(text=text, gone=("", 0, 0), many=len(places), last=places[-1])
