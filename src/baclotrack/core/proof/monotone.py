"""Monotone caution: a letter with one worrying fact more never leads to a bolder answer.

What is compared is the outcome's place in the order of caution and not the mg: a rising severity may rightly turn a
step back into ask-the-prescriber, which shows no dose at all.
"""

from collections.abc import Iterator

from baclotrack.core.proof.explore import Broken, Explored
from baclotrack.core.proof.letters import worse_pairs

NAME = "monotone"
SENTENCE = "One worrying fact more never makes the next answer bolder."


def bolder_answers(found: Explored) -> Iterator[Broken]:
    """Yield each place where a worrying fact more made the answer of that day or of the next one bolder."""
    yield from _bolder_today(found)
    places = [tuple(place for _, place in shown) for shown in found.shown]
    pairs = list(worse_pairs(found.evenings))
    held: set[tuple[int, int]] = set()
    for dusk, lived in enumerate(found.lived):
        for one, other in pairs:
            pair = (lived[one], lived[other])
            if -1 in pair or pair in held:
                continue
            held.add(pair)
            for number, (before, after) in enumerate(zip(places[pair[0]], places[pair[1]], strict=True)):
                if after > before:
                    days = found.days[found.reached_dusk[dusk][0]] + 1
                    yield Broken(NAME, dusk, number, days, (one, other))


def _bolder_today(found: Explored) -> Iterator[Broken]:
    """Yield each morning on which a worry of that very day made its answer bolder than a morning without."""
    for dawn, shown in enumerate(found.shown):
        for number, morning in enumerate(found.mornings):
            if morning.is_worry and shown[number][1] > shown[0][1]:
                yield Broken("monotone-today", dawn, number, found.days[dawn])
