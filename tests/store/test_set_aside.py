"""What an entry that sets lines aside says, and what it covers."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.entries import SetAside
from baclotrack.core.limits import UnfitError
from baclotrack.store.journal import read_bytes
from baclotrack.store.models import LINE
from baclotrack.store.set_aside import missing_ranges, set_aside_value, still_missing
from tests.store.samples import DEVICE, FIVE, head, journal_bytes, sealed

DATA = journal_bytes(FIVE)
LINES = DATA.splitlines(keepends=True)
RANGES = st.tuples(st.integers(1, 12), st.integers(0, 6)).map(lambda one: (one[0], one[0] + one[1]))


@given(gap=RANGES, known=st.lists(RANGES, max_size=4))
def test_what_is_still_missing_is_the_gap_without_what_was_set_aside(
    gap: tuple[int, int], known: list[tuple[int, int]]
) -> None:
    """Counted one by one, it is the same; and another device's entries cover nothing."""
    put_aside = [SetAside(device="laptop", first=first, last=last) for first, last in known]
    put_aside.append(SetAside(device="phone", first=1, last=99))
    left = [
        n
        for first, last in still_missing(*gap, missing_ranges(put_aside).get("laptop", ()))
        for n in range(first, last + 1)
    ]
    covered = {n for first, last in known for n in range(first, last + 1)}
    assert [n for n in range(gap[0], gap[1] + 1) if n not in covered] == left


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "damaged"),
        ({"reason": "torn"}, "damaged"),
        ({"damaged": "0123456", "length": 9}, "damaged"),
        ({"damaged": "0123456G", "length": 9}, "damaged"),
        ({"damaged": "01234567\n", "length": 9}, "damaged"),
        ({"damaged": 12345678, "length": 9}, "damaged"),
        ({"damaged": "01234567", "length": 0}, "length"),
        ({"damaged": "01234567", "length": True}, "length"),
        ({"of": "laptop", "first": 3, "last": 2}, "last"),
        ({"of": "Laptop", "first": 3, "last": 3}, "of"),
        ({"of": "laptop", "first": 0, "last": 3}, "first"),
        ({"cut": False}, "cut"),
        ({"cut": None}, "cut"),
        ({"cut": 1}, "cut"),
    ],
)
def test_what_does_not_fit_is_refused(fields: Mapping[str, object], field: str) -> None:
    """Each with its field; and the public form refuses it as well."""
    with pytest.raises(UnfitError) as error:
        set_aside_value(fields)
    assert field == error.value.field
    with pytest.raises(ValueError, match="validation error"):
        LINE.validate_python({**head(6, kind="set_aside"), **fields, "crc": "00000000"})


@pytest.mark.parametrize("missing", ["damaged", "length", "of", "first", "last"])
def test_what_belongs_together_comes_together(missing: str) -> None:
    """A checksum without a length, or a range without a device, names nothing."""
    fields = {"damaged": "01234567", "length": 9, "of": "laptop", "first": 1, "last": 2}
    del fields[missing]
    with pytest.raises((KeyError, UnfitError)):
        set_aside_value(fields)


def aside(**fields: object) -> bytes:
    """Return the journal's next line, which sets something aside."""
    return sealed(head(6, kind="set_aside", **fields))


def test_it_covers_only_what_it_names() -> None:
    """A damaged line with other bytes, and a gap of another device or with other numbers, stay faults."""
    cut = b"".join([*LINES[:2], *LINES[3:]])
    assert () == read_bytes(cut + aside(of=DEVICE, first=3, last=3)).faults
    for fields in ({"of": "phone", "first": 3, "last": 3}, {"of": DEVICE, "first": 2, "last": 2}):
        assert ["missing-line"] == [one.slug for one in read_bytes(cut + aside(**fields)).faults]
    odd = DATA + b"garbage\n"
    assert ["no-checksum"] == [one.slug for one in read_bytes(odd + aside(damaged="00000000", length=7)).faults]


def test_lines_that_come_back_are_read_as_ever() -> None:
    """What was set aside as missing and is found again counts, whatever was said of it."""
    found = read_bytes(DATA + aside(of=DEVICE, first=3, last=3))
    assert (6, ()) == (len(found.entries), found.faults)
