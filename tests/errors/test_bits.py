"""Each single flipped bit of a journal of twenty entries: always told, never read as something else."""

import pytest

from baclotrack.store.journal import read_bytes
from tests.errors.exhibits import DIARY
from tests.scenarios.make import Line, moment, night, noticed, on, said, took, written

TWENTY = (
    *DIARY,
    *(night(day, 20, note=f"night {day} \u00e4\u20ac") for day in range(23, 28)),
    noticed(28, drinks=1, sedatives=["zolpidem"], red_flags=["fainting"], effects={"nausea": 2}),
    took(28, 20),
    said(28, "clear_flag", name="fainting"),
    said(28, "hold", until=on(30)),
    Line(moment(28, "13:00"), "medicine", {"action": "start", "name": "lisinopril"}),
    Line(moment(28, "14:00"), "supply", {"action": "count", "count": 28, "strength_mg": 10}),
    Line(moment(28, "14:10"), "appointment", {"on": on(30), "text": "review"}),
    Line(moment(28, "14:20"), "question", {"text": "May I swim?"}),
    Line(moment(28, "14:30"), "retract", {"target": "entry-18", "reason": "asked"}),
    Line(moment(28, "14:40"), "set_aside", {"of": "phone", "first": 3, "last": 4}),
)
DATA = b"".join(written(TWENTY))
WHOLE = read_bytes(DATA)
STEP = 61
"""In the plain run every 61st bit is flipped: prime, so that every place in a byte has its turn."""


def judged(bit: int) -> str:
    """Return what is wrong with the reading of the journal with one bit flipped; nothing where all is as promised."""
    data = bytearray(DATA)
    data[bit // 8] ^= 1 << bit % 8
    found = read_bytes(bytes(data))
    if not found.faults and not found.later_kinds:
        return "not told"
    strange = [one for one in found.entries if one not in WHOLE.entries]
    if strange:
        return f"read as something else: {strange[0].id}"
    hidden = [one.id for one in WHOLE.entries if one not in found.entries]
    return f"hidden: {hidden}" if len(hidden) > 1 else ""


def broken(bits: range) -> dict[int, str]:
    """Return the bits whose flipping breaks the promise."""
    return {bit: wrong for bit in bits if (wrong := judged(bit))}


def test_the_journal_has_twenty_sound_entries() -> None:
    """What is flipped is sound before."""
    assert (20, ()) == (len(WHOLE.entries), WHOLE.faults)


def test_a_flipped_bit_is_told_and_hides_no_other_entry() -> None:
    """Some of the bits, each place in a byte among them."""
    assert {} == broken(range(0, 8 * len(DATA), STEP))


@pytest.mark.parametrize("end", [place for place, byte in enumerate(DATA) if byte == ord("\n")])
def test_a_lost_line_feed_hides_no_entry(end: int) -> None:
    """Two lines that became one are told, and both entries are read all the same."""
    assert {} == broken(range(8 * end, 8 * end + 8))


@pytest.mark.long
@pytest.mark.parametrize("part", range(16))
def test_every_flipped_bit_is_told_and_hides_no_other_entry(part: int) -> None:
    """Every single bit."""
    assert {} == broken(range(part, 8 * len(DATA), 16))
