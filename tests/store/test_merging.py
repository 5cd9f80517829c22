"""Two journals into one: the same record whatever the order, nothing rewritten, nothing copied that cannot be read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.decision import Decision
from baclotrack.core.fold import walk
from baclotrack.core.record import History, arrange
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalog, open_home
from baclotrack.store.journal import read_bytes
from baclotrack.store.merging import Other, chosen, merge_into, news, read_other, renew, restore
from baclotrack.store.plan_file import read_plan, sign, template_text
from baclotrack.store.writing import line_of
from tests.store.samples import NOW, PLAN, PROFILE_DRAFT

CATALOG = load_catalog()
FIRST = date(2026, 11, 20)
BEGAN = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
SLOW = sign(read_plan(template_text("sleep-bedtime-slow")), "Dr B. Other", date(2026, 11, 21))
DEVICES = ("laptop", "phone", "tablet")
CLOCKS = {"laptop": timedelta(0), "phone": timedelta(hours=-3), "tablet": timedelta(days=2)}
"""How far each device's clock is from the true time: one of them lives two days ahead."""


# --- made-up journals of three devices --------------------------------------------------------------


class Step(NamedTuple):
    """One thing done on one device: what, for which day after the first, and a number that chooses among its ways."""

    device: str
    what: str
    day: int
    pick: int


class Desk:
    """Three devices with a journal each; they hear of each other only where a step says so."""

    def __init__(self) -> None:
        self.lines: dict[str, list[bytes]] = {device: [] for device in DEVICES}
        self.known: dict[str, list[tuple[str, str, int]]] = {device: [] for device in DEVICES}
        self.count = dict.fromkeys(DEVICES, 0)
        self.number = 0

    def write(self, device: str, kind: str, day: int, **fields: object) -> None:
        """Record an entry on a device, by its own clock."""
        self.number += 1
        self.count[device] += 1
        dated = {"day": FIRST + timedelta(days=day)} if kind not in {"retract", "plan", "profile"} else {}
        head = {
            "v": 1,
            "id": f"{self.number:05d}",
            "at": BEGAN + timedelta(hours=self.number) + CLOCKS[device],
            "kind": kind,
            **dated,
            "device": device,
            "n": self.count[device],
        }
        self.lines[device].append(line_of({**head, **{name: one for name, one in fields.items() if one is not None}}))
        self.known[device].append((f"{self.number:05d}", kind, day))

    def do(self, step: Step) -> None:
        """Do one step."""
        device, what, day, pick = step
        checkins = [one for one in self.known[device] if one[1] == "checkin" and one[2] == day]
        if what == "sync":
            other = DEVICES[pick % len(DEVICES)]
            self.lines[device] += [line for line in self.lines[other] if line not in self.lines[device]]
            self.known[device] += [one for one in self.known[other] if one not in self.known[device]]
        elif what == "undo" and self.known[device]:
            self.write(device, "retract", day, target=self.known[device][pick % len(self.known[device])][0])
        elif what == "plan":
            chosen_plan = (PLAN, SLOW)[pick % 2]
            self.write(device, "plan", day, **chosen_plan.entry())
        elif what == "take":
            self.write(device, "dose", day, slot="bedtime", mg=Decimal(5 * (1 + pick % 3)), taken_at="22:30")
        elif what == "word":
            words = ({"action": "hold"}, {"action": "resume"}, {"action": "clear_flag", "name": "seizure"})
            self.write(device, "instruction", day, **words[pick % 3])
        elif what in {"log", "amend"}:
            older = {"supersedes": checkins[pick % len(checkins)][0]} if what == "amend" and checkins else {}
            self.write(device, "checkin", day, **told(pick), **older)

    def journal(self, device: str) -> bytes:
        """Return the bytes of a device's journal."""
        return b"".join(self.lines[device])


def told(pick: int) -> dict[str, object]:
    """Return one of several check-ins: good, bad, worrying, in part."""
    ways: tuple[dict[str, object], ...] = (
        {"doses": {"bedtime": 5}, "measures": {"sleep_improved": False}, "effects": {}},
        {"doses": {"bedtime": 10}, "measures": {"sleep_improved": True}, "effects": {"nausea": 2}},
        {"doses": {"bedtime": 0}, "effects": {}},
        {"doses": {"bedtime": 5}, "effects": {"nausea": 3}, "drinks": 2},
        {"red_flags": ["seizure"]},
        {"doses": {"bedtime": 5}, "measures": {"sleep_improved": False}, "effects": {}, "sedatives": ["zolpidem"]},
    )
    return ways[pick % len(ways)]


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(DEVICES),
        st.sampled_from(("log", "log", "log", "amend", "undo", "take", "word", "plan", "sync")),
        st.integers(0, 5),
        st.integers(0, 11),
    ),
    min_size=4,
    max_size=16,
)


def journals(steps: Sequence[Step]) -> tuple[bytes, bytes, bytes]:
    """Return the journals of three devices after these steps; all begin with one plan and one profile."""
    desk = Desk()
    desk.write("laptop", "profile", 0, **PROFILE_DRAFT.fields)
    desk.write("laptop", "plan", 0, **PLAN.entry())
    for device in DEVICES[1:]:
        desk.do(Step(device, "sync", 0, 0))
    for step in steps:
        desk.do(step)
    laptop, phone, tablet = (desk.journal(device) for device in DEVICES)
    return laptop, phone, tablet


def merged(own: bytes, *others: bytes) -> bytes:
    """Return a journal after merging others into it, one after the other."""
    for other in others:
        found = chosen(own, [read_other("other", other)])
        own += b"".join(row.line + b"\n" for one in found for row in one.rows)
    return own


def record(data: bytes) -> tuple[History, list[Decision]]:
    """Return the history that a journal tells, and the decision of every day of its first week."""
    journal = read_bytes(data)
    history = arrange(journal.entries)
    return history, [one.decision for one in walk(history, CATALOG, FIRST + timedelta(days=7))]


@settings(max_examples=40)
@given(STEPS)
def test_merging_in_any_order_gives_the_same_record(steps: list[Step]) -> None:
    """Commutative and associative: history and every day's whole decision, whoever merges what first."""
    laptop, phone, tablet = journals(steps)
    expected = record(merged(laptop, phone, tablet))
    ways = (
        merged(tablet, phone, laptop),
        merged(phone, merged(tablet, laptop)),
        merged(merged(laptop, tablet), merged(phone, laptop)),
    )
    assert [expected] * len(ways) == [record(way) for way in ways]


@settings(max_examples=25)
@given(STEPS)
def test_merging_again_adds_nothing(steps: list[Step]) -> None:
    """Idempotent: not a byte is added by what is there already, a doubled line of it included."""
    laptop, phone, _ = journals(steps)
    once = merged(laptop, phone)
    assert (laptop, once, once) == (merged(laptop, laptop), merged(once, phone), merged(once, phone + phone, laptop))
    assert once.startswith(laptop)


@settings(max_examples=25)
@given(STEPS, st.randoms(use_true_random=False))
def test_lines_in_another_order_and_twice_change_nothing(steps: list[Step], chance: object) -> None:
    """A sync program that joins two files line by line, as git does, may do that."""
    laptop, phone, tablet = journals(steps)
    whole = merged(laptop, phone, tablet)
    lines = whole.splitlines(keepends=True) * 2
    chance.shuffle(lines)  # type: ignore[attr-defined]  # a random.Random
    assert record(whole) == record(b"".join(lines))


# --- what is copied, and what is not ----------------------------------------------------------------


def two(desk: Desk) -> tuple[bytes, bytes]:
    """Return the journals of laptop and phone."""
    return desk.journal("laptop"), desk.journal("phone")


@pytest.fixture
def desk() -> Desk:
    """Give two devices that have both recorded a night."""
    made = Desk()
    made.write("laptop", "profile", 0, **PROFILE_DRAFT.fields)
    made.write("laptop", "checkin", 0, **told(0))
    made.write("phone", "checkin", 1, **told(1))
    made.write("phone", "checkin", 2, **told(2))
    return made


def test_what_is_added_is_added_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    """The lines stand as the other device wrote them, behind what was there, also where that had no last newline."""
    laptop, phone = two(desk)
    (tmp_path / "journal.jsonl").write_bytes(laptop[:-1])
    (added,) = merge_into(tmp_path, [read_other("phone.jsonl", phone)], NOW)
    assert laptop + phone == (tmp_path / "journal.jsonl").read_bytes()
    assert [("phone", 1), ("phone", 2)] == [(row.device, row.place) for row in added.rows]


def test_lines_that_cannot_be_read_are_named_and_left_out(desk: Desk, tmp_path: Path) -> None:
    """A damaged line is no entry; the intact ones beside it are added all the same."""
    laptop, phone = two(desk)
    (tmp_path / "journal.jsonl").write_bytes(laptop)
    broken = phone.replace(b'"bedtime":10', b'"bedtime":90') + b'{"half": '
    (added,) = merge_into(tmp_path, [read_other("phone.jsonl", broken)], NOW)
    assert laptop + phone.splitlines(keepends=True)[1] == (tmp_path / "journal.jsonl").read_bytes()
    assert [(1, "wrong-checksum"), (3, "torn")] == [(one.line, one.slug) for one in added.other.faults]


def test_the_same_id_in_other_words_is_told_and_not_added(desk: Desk, tmp_path: Path) -> None:
    """Nobody can say which of the two is true; what stands here stays."""
    laptop, _ = two(desk)
    (tmp_path / "journal.jsonl").write_bytes(laptop)
    strange = Desk()
    strange.write("laptop", "checkin", 0, **told(3))
    (added,) = merge_into(tmp_path, [read_other("other", strange.journal("laptop"))], NOW)
    assert laptop == (tmp_path / "journal.jsonl").read_bytes()
    assert ((), ["00001"]) == (added.rows, [row.id for row in added.other_words])


def test_an_entry_of_a_later_version_is_kept(desk: Desk, tmp_path: Path) -> None:
    """What this version cannot read, the next one may: it is intact, and so it is copied."""
    later = line_of({"v": 2, "id": "X1", "at": BEGAN, "kind": "dream", "device": "phone", "n": 1, "about": "flying"})
    (added,) = merge_into(tmp_path, [read_other("phone.jsonl", later)], NOW)
    assert (1, later) == (len(added.rows), (tmp_path / "journal.jsonl").read_bytes())


def test_several_journals_are_added_at_once_and_each_line_once(desk: Desk, tmp_path: Path) -> None:
    """The second brings only what neither the home nor the first one has."""
    laptop, phone = two(desk)
    one = read_other("phone.jsonl", phone)
    found = merge_into(tmp_path, [one, one, read_other("laptop.jsonl", laptop + phone)], NOW)
    assert [2, 0, 2] == [len(added.rows) for added in found]
    assert phone + laptop == (tmp_path / "journal.jsonl").read_bytes()


@pytest.mark.parametrize("data", [b"", b"\n \n", b"hello\n", b"\x00\xff\xfe", b"{}\n", b"[1, 2]", b"%PDF-1.4\n"])
def test_what_is_no_journal_is_refused(data: bytes) -> None:
    """Nothing that has not one readable entry is taken for a journal."""
    with pytest.raises(BaclotrackError, match=r"other is no journal: ") as caught:
        read_other("other", data)
    assert ("no-journal", 2) == (caught.value.slug, caught.value.exit_code)


def test_a_disk_that_refuses_changes_nothing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says that nothing was recorded, and so it is."""
    laptop, phone = two(desk)
    (tmp_path / "journal.jsonl").write_bytes(laptop)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("baclotrack.store.merging.append_bytes", full)
    with pytest.raises(BaclotrackError, match=r"Not recorded: .*No space left") as caught:
        merge_into(tmp_path, [read_other("phone.jsonl", phone)], NOW)
    assert (1, laptop) == (caught.value.exit_code, (tmp_path / "journal.jsonl").read_bytes())


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        pytest.param(b"", (0, 0), id="a copy that is older"),
        pytest.param(b"{", (0, 1), id="only a torn line more"),
        pytest.param(line_of({"v": 1, "id": "Z", "at": BEGAN, "kind": "question", "device": "p", "n": 1, "text": "?"}),
                     (1, 0), id="an entry more"),
    ],
)  # fmt: skip
def test_a_copy_is_compared_entry_by_entry(desk: Desk, extra: bytes, expected: tuple[int, int]) -> None:
    """How many entries it has that are not here, and how many lines that nobody can read."""
    laptop, phone = two(desk)
    assert expected == news(laptop + phone, phone + extra)


def test_a_copy_in_which_nothing_can_be_read_has_no_news() -> None:
    """Its lines are counted as unreadable."""
    assert (0, 2) == news(b"", b"one\ntwo\n")


def test_a_journal_cut_after_a_merge_is_seen(desk: Desk, tmp_path: Path) -> None:
    """The mark beside the journal knows how it ended, also when a merge was the last to write."""
    laptop, phone = two(desk)
    path = tmp_path / "journal.jsonl"
    path.write_bytes(laptop)
    merge_into(tmp_path, [read_other("phone.jsonl", phone)], NOW)
    assert () == open_home(tmp_path, NOW).faults
    path.write_bytes(laptop)
    assert ["cut"] == [one.slug for one in open_home(tmp_path, NOW).faults]
    merge_into(tmp_path, [read_other("phone.jsonl", phone)], NOW)
    assert () == open_home(tmp_path, NOW).faults


# --- the other two files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "before", "after", "agrees", "then"),
    [
        pytest.param("old", "old", "new", True, "new", id="a copy of the one before is renewed"),
        pytest.param("mine", "old", "new", False, "mine", id="what a person wrote stays"),
        pytest.param("new", "old", "new", True, "new", id="already the new one"),
        pytest.param(None, None, "new", True, "new", id="there was none"),
        pytest.param(None, "old", "new", False, None, id="one that a person moved away stays away"),
        pytest.param("mine", None, None, True, "mine", id="nothing is recorded"),
    ],
)
def test_plan_and_profile_follow_only_where_nothing_is_lost(
    tmp_path: Path,
    here: str | None,
    before: str | None,
    after: str | None,
    agrees: bool,  # noqa: FBT001 - a column
    then: str | None,
) -> None:
    """The text before is in the journal, so a mere copy of it may be renewed; a person's own text is left."""
    path = tmp_path / "plan.toml"
    if here is not None:
        path.write_text(here)
    assert agrees == renew(path, before, after)
    assert then == (path.read_text() if path.exists() else None)


def test_a_journal_is_restored_only_where_there_is_none(tmp_path: Path) -> None:
    """Byte for byte into an empty home, and never over another journal."""
    data = b"\xef\xbb\xbfany\r\n\x00bytes"
    assert (True, data) == (restore(tmp_path, data), (tmp_path / "journal.jsonl").read_bytes())
    assert (False, data) == (restore(tmp_path, b"others\n"), (tmp_path / "journal.jsonl").read_bytes())


def test_an_other_journal_is_read_once() -> None:
    """Its rows hold what is appended, so that nothing is read again under the lock."""
    data = line_of({"v": 1, "id": "A", "at": BEGAN, "kind": "question", "device": "p", "n": 1, "text": "why?"})
    found = read_other("p.jsonl", b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert Other("p.jsonl", found.rows, ()) == found
    assert [data.rstrip(b"\n")] == [row.line for row in found.rows]
