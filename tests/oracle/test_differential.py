"""The engine and a second implementation, written from the contract alone, give the same answer for random diaries."""

from collections import Counter

import pytest

from baclotrack.core.values import Contact, Outcome
from tests.oracle.compare import report, second_opinion
from tests.oracle.diaries import diary
from tests.oracle.naive_gates import GATES

QUICK = range(100)
"""Seeds of the normal run: about 3,000 days."""
LONG = range(100, 3400)
"""Seeds of the long run: about 100,000 days."""


def blocks(seeds: range, count: int) -> list[range]:
    """Split seeds into blocks, so that a failure names few of them."""
    size = len(seeds) // count
    return [seeds[start : start + size] for start in range(0, len(seeds), size)]


def differences(seeds: range) -> str:
    """Tell what differs, by seed; nothing where nothing does."""
    found = {seed: report(diary(seed)) for seed in seeds}
    return "\n\n".join(f"seed {seed}, {told}" for seed, told in found.items() if told)


@pytest.mark.parametrize("seeds", blocks(QUICK, 10), ids=str)
def test_the_engine_and_the_second_opinion_agree(seeds: range) -> None:
    """Outcome, doses, dose in force, limiting gate, contact and every gate's state are the same on every day."""
    assert "" == differences(seeds)


@pytest.mark.long
@pytest.mark.parametrize("seeds", blocks(LONG, 33), ids=str)
def test_the_engine_and_the_second_opinion_agree_over_many_days(seeds: range) -> None:
    """The same, for a hundred thousand days."""
    assert "" == differences(seeds)


def test_the_diaries_reach_every_outcome_contact_and_gate() -> None:
    """The comparison is not empty: each outcome and contact occurs, and each gate blocks and lets pass."""
    seen: Counter[tuple[str, object]] = Counter()
    for seed in QUICK:
        for answer in second_opinion(diary(seed)).values():
            seen.update({(name, answer[name]) for name in ("outcome", "contact", *GATES)})
    wanted = {("outcome", outcome.value) for outcome in Outcome} | {("contact", contact.value) for contact in Contact}
    wanted |= {(gate, state) for gate in GATES for state in ("pass", "block")}
    assert set() == wanted - set(seen)
