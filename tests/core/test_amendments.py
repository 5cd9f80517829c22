"""Chains of amendments: which check-in tells a day, however many there are, and what finding it costs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.amendments import checkin_of, strands
from baclotrack.core.entries import Checkin, Entry, Retract
from baclotrack.core.record import NOTHING, DayFacts, _chain, _joined, arranged

AT, DAY = datetime(2026, 11, 22, 8, tzinfo=UTC), date(2026, 11, 21)
MOST_LOOKS = 8
"""So often at most an entry is looked up, however long its chain is."""


class Counted(dict[str, Entry]):
    """Entries by id, and how often one was looked up."""

    looks = 0

    def get(self, key: str, default: object = None) -> Entry | None:  # type: ignore[override]  # one use of it is all
        """Count, and look up."""
        self.looks += 1
        return super().get(key) if default is None else None

    def __getitem__(self, key: str) -> Entry:
        self.looks += 1
        return super().__getitem__(key)


def entries(names: Mapping[int, int]) -> list[Entry]:
    """Return check-ins by number; each stands in the place of the one that it names, 0 of none."""
    return [
        Entry(f"e{one}", AT, "laptop", one, DAY, Checkin(supersedes=f"e{named}" if named else ""))
        for one, named in names.items()
    ]


def chains(live: list[Entry], by_id: Mapping[str, Entry]) -> list[list[Entry]]:
    """Return the chains whole, put together from their pieces; what several share must have come before."""
    pieces: dict[str, list[Entry]] = {"": []}
    whole = []
    for strand in strands(live, by_id):
        pieces[strand.top] = [*pieces[strand.below], *strand.entries]
        if strand.tells:
            whole.append(pieces.pop(strand.top))
    return whole


def told(live: list[Entry], every: list[Entry]) -> list[list[int]]:
    """Return the chains as numbers."""
    return [[one.n for one in chain] for chain in chains(live, {one.id: one for one in every})]


def above(one: int, names: Mapping[int, int]) -> list[int]:
    """Return what an entry stands in the place of, by itself or through others, newest first."""
    found = [one]
    while names.get(found[-1], 0) and names[found[-1]] not in found:
        found.append(names[found[-1]])
    return found[1:]


@given(st.dictionaries(st.integers(1, 7), st.integers(0, 8), max_size=7), st.sets(st.integers(1, 7)))
def test_an_entry_counts_where_no_live_one_stands_in_its_place(names: dict[int, int], gone: set[int]) -> None:
    """Said one by one, it is the same; of entries that name each other in a circle the newest counts."""
    every = entries(names)
    live = [one for one in names if one not in gone]
    heads = [one for one in live if not any(one in above(other, names) for other in live if other != one)]
    for one in reversed(live):
        if not any(one == head or one in above(head, names) for head in heads):
            heads.append(one)
    expected = [[*(one for one in reversed(above(head, names)) if one in live), head] for head in heads]
    assert expected == told([one for one in every if one.n not in gone], every)


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("count", [500, 5000])
def test_a_day_amended_thousands_of_times_costs_a_few_looks_an_entry(count: int, step: int) -> None:
    """One chain, oldest or newest entry first, and the work grows with its length alone."""
    every = entries({one: one - 1 for one in range(1, count + 1)})[::step]
    by_id = Counted({one.id: one for one in every})
    (chain,) = chains(every, by_id)
    assert (list(range(1, count + 1)), True) == ([one.n for one in chain], by_id.looks <= MOST_LOOKS * count)


@pytest.mark.parametrize("count", [500, 5000])
def test_thousands_of_entries_in_circles_cost_a_few_looks_each(count: int) -> None:
    """What no command writes is bounded as well: one great circle, or very many small ones."""
    great = entries({one: one % count + 1 for one in range(1, count + 1)})
    small = entries({one: one + 1 if one % 2 else one - 1 for one in range(1, count + 1)})
    for every, number in ((great, 1), (small, count // 2)):
        by_id = Counted({one.id: one for one in every})
        assert (number, True) == (len(chains(every, by_id)), by_id.looks <= MOST_LOOKS * count)


@pytest.mark.parametrize("count", [500, 5000])
def test_thousands_of_rivals_over_one_long_chain_cost_a_few_looks_each(count: int) -> None:
    """What they share is told once; each rival is a piece of its own."""
    every = entries({one: min(one, count // 2) - 1 for one in range(1, count + 1)})
    by_id = Counted({one.id: one for one in every})
    found = list(strands(every, by_id))
    assert (count // 2 + 2, count) == (len(found), sum(len(one.entries) for one in found))
    assert by_id.looks <= MOST_LOOKS * count


NAMES = st.dictionaries(st.integers(1, 9), st.integers(0, 9), max_size=9)


@given(names=NAMES, gone=st.sets(st.integers(1, 9)), flags=st.lists(st.booleans(), min_size=10, max_size=10))
def test_rivals_that_share_a_chain_are_told_as_each_would_be_alone(
    names: dict[int, int], gone: set[int], flags: list[bool]
) -> None:
    """Doses, side effects, red flags and their ranks: as put together from the whole of each chain."""
    said = [one._replace(what=_said(one, flags)) for one in entries(names)]
    by_id, rank = {one.id: one for one in said}, {one.id: place for place, one in enumerate(said)}
    live = [one for one in said if one.n not in gone]
    expected = [_chain([(rank[one.id], checkin_of(one)) for one in chain]) for chain in chains(live, by_id)]
    taken_back = [Entry(f"r{n}", AT, "phone", n, DAY, Retract(f"e{n}")) for n in gone]
    found = arranged(list(enumerate([*said, *taken_back])))
    assert _joined(expected) == found.days.get(DAY, NOTHING)


def _said(one: Entry, flags: list[bool]) -> Checkin:
    """Return a check-in that says something of its own."""
    named, own = checkin_of(one).supersedes, flags[one.n]
    return Checkin(
        doses={"bedtime": Decimal(5 * (one.n % 3))},
        effects={"nausea": one.n % 3, "confusion": 3 * (one.n % 2)},
        red_flags=("seizure",) if own else (),
        supersedes=named,
    )


SHARED = Checkin(effects={"nausea": 1}, red_flags=("seizure",))
"""What two devices amend without knowing of each other."""


def rivals(*taken_back: str) -> DayFacts:
    """Return the day that two devices told anew, each on top of the same check-in; ids as given are taken back."""
    said = [
        Entry("a", AT, "laptop", 1, DAY, SHARED),
        Entry("b", AT, "laptop", 2, DAY, SHARED._replace(supersedes="a")),
        Entry("c", AT, "phone", 1, DAY, Checkin(effects={"nausea": 2}, supersedes="a")),
        *(Entry(f"gone-{one}", AT, "phone", 2, DAY, Retract(one)) for one in taken_back),
    ]
    return arranged(list(enumerate(said))).days[DAY]


def test_what_rivals_go_on_from_counts_for_both() -> None:
    """The flag and the mild effect stay those of the first entry; the worse effect is its rival's own."""
    day = rivals()
    assert (True, {"nausea": 2}, {"nausea": 2}, {"seizure": 0}) == (
        day.conflict,
        day.effects,
        day.effect_ranks,
        day.flags,
    )
    assert ({"nausea": 0}, {"seizure": 0}) == (rivals("c").effect_ranks, rivals("c").flags)
    assert {"seizure": 0} == rivals("b").flags


def test_rivals_over_an_entry_that_was_taken_back_stand_for_themselves() -> None:
    """It still holds them together, and tells nothing any more: the flag is as new as the rival that tells it."""
    assert ({"nausea": 2}, {"seizure": 1}) == (rivals("a").effects, rivals("a").flags)
