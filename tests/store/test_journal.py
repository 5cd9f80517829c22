"""Reading a journal: what is written is read, and what is damaged is told and never believed."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import Checkin, Instruction, Intake, arrange
from baclotrack.store.journal import Fault, Journal, lines, own_measures, read, read_bytes
from baclotrack.store.writing import Draft
from tests.store.samples import (
    DRAFTS,
    FIVE,
    NIGHT,
    NOW,
    PLAN,
    PLAN_DRAFT,
    PROFILE,
    PROFILE_DRAFT,
    checkin,
    head,
    journal_bytes,
    sealed,
)

DATA = journal_bytes(FIVE)
OTHER_DEVICE = "00ff00ff"


def slugs(journal: Journal) -> list[str]:
    """Return what kinds of faults there are."""
    return [fault.slug for fault in journal.faults]


def with_damage(place: int, old: bytes, new: bytes, data: bytes = DATA) -> bytes:
    """Return the journal with something replaced in one line, counted from 1."""
    every = data.splitlines(keepends=True)
    assert old in every[place - 1]
    every[place - 1] = every[place - 1].replace(old, new, 1)
    return b"".join(every)


# --- what is written is read -----------------------------------------------------------------------


def told(draft: Draft) -> dict[str, object]:
    """Return a draft's fields as the JSON of its line must hold them."""
    return {name: plain(value) for name, value in draft.fields.items() if value is not None}


def plain(value: object) -> object:
    """Return a value as JSON holds it: dates as text, tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


@given(st.lists(DRAFTS, min_size=1, max_size=6))
def test_whatever_is_written_is_read_back_as_it_was(drafts: list[Draft]) -> None:
    """Every field of every kind comes back exactly, and nothing is a fault."""
    data = journal_bytes(drafts)
    journal = read_bytes(data)
    assert ((), ()) == (journal.faults, journal.later_kinds)
    assert list(range(1, len(drafts) + 1)) == [entry.n for entry in journal.entries]
    for draft, line in zip(drafts, data.split(b"\n"), strict=False):
        found = json.loads(line, parse_float=Decimal)
        assert told(draft) == {name: found[name] for name in draft.fields if draft.fields[name] is not None}


@given(st.lists(DRAFTS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_doubled_lines_change_nothing(drafts: list[Draft], chance: random.Random) -> None:
    """Lines in another order, some of them twice, arrange to the same history."""
    every = journal_bytes(drafts).splitlines(keepends=True)
    mixed = [*every, *chance.sample(every, k=len(every) // 2)]
    chance.shuffle(mixed)
    straight, shuffled = read_bytes(b"".join(every)), read_bytes(b"".join(mixed))
    assert () == shuffled.faults
    assert arrange(straight.entries) == arrange(shuffled.entries)
    assert (straight.plan_text, straight.profile_text) == (shuffled.plan_text, shuffled.profile_text)


def test_a_checkin_becomes_exact_values() -> None:
    """Numbers become exact decimals, yes and no stay so, times stay as they were written."""
    draft = checkin(10, measures={"sleep_improved": True, "sleep_hours": Decimal("6.25"), "bed_at": "22:30"}, note="a")
    expected = Checkin(
        doses={"bedtime": Decimal(10)},
        measures={"sleep_improved": True, "sleep_hours": Decimal("6.25"), "bed_at": "22:30"},
        effects={"nausea": 1},
        red_flags=(),
        drinks=Decimal(0),
        sedatives=(),
        note="a",
    )
    entry = read_bytes(journal_bytes([draft])).entries[0]
    assert (expected, NIGHT) == (entry.what, entry.day)


def test_what_was_not_asked_is_not_none_as_an_answer() -> None:
    """An absent field is None; an empty one was asked, with none as the answer."""
    nothing = read_bytes(journal_bytes([Draft("checkin", {}, NIGHT)])).entries[0].what
    none = read_bytes(journal_bytes([Draft("checkin", {"effects": {}, "sedatives": []}, NIGHT)])).entries[0].what
    assert Checkin() == nothing
    assert Checkin(effects={}, sedatives=()) == none


def test_an_adopted_plan_comes_back_whole() -> None:
    """The plan's value, its text and the doses named at adoption are what was recorded."""
    journal = read_bytes(journal_bytes([Draft("plan", PLAN.entry({"bedtime": Decimal(10)}))]))
    what = journal.entries[0].what
    assert isinstance(what, Plan)
    expected = PLAN.value._replace(adopted_at="2026-11-22T08:00:00.000+00:00", on_dose=(("bedtime", Decimal(10)),))
    assert expected == what
    assert PLAN.text == journal.plan_text


def test_the_plan_and_profile_recorded_last_are_known_by_their_text() -> None:
    """A later adoption replaces an earlier one; one that was taken back does not count."""
    second = PLAN.text + "# a second adoption\n"
    drafts = [PLAN_DRAFT, PROFILE_DRAFT, Draft("plan", {"plan": PLAN.plan, "toml": second})]
    data = journal_bytes(drafts)
    undone = journal_bytes([Draft("retract", {"target": read_bytes(data).entries[2].id})], chance=b"x" * 10, last=3)
    assert (second, PROFILE) == (read_bytes(data).plan_text, read_bytes(data).profile_text)
    assert PLAN.text == read_bytes(data + undone).plan_text


def test_own_measures_are_rows_like_those_of_the_catalogue() -> None:
    """A plan's own measure has the ends of its range, or those of its kind."""
    own = [
        {"name": "leg_pain", "prompt": "How much?", "kind": "scale", "range": [0, 8]},
        {"name": "naps", "prompt": "How many?", "kind": "count"},
        {"name": "dreams", "prompt": "Any?", "kind": "yes-no"},
    ]
    journal = read_bytes(journal_bytes([Draft("plan", {"plan": {**PLAN.plan, "measures": own}, "toml": "x"})]))
    expected = {"leg_pain": (0, 8), "naps": (0, 99), "dreams": (None, None)}
    assert expected == {name: (row.get("low"), row.get("high")) for name, row in own_measures(journal).items()}
    assert {} == own_measures(Journal())


@pytest.mark.parametrize(
    ("recorded_at", "profile", "day"),
    [
        (datetime(2026, 11, 22, 4, 59, tzinfo=UTC), "", date(2026, 11, 21)),
        (datetime(2026, 11, 22, 5, 0, tzinfo=UTC), "", date(2026, 11, 22)),
        (datetime(2026, 11, 22, 4, 59, tzinfo=UTC), "04:00:00", date(2026, 11, 22)),
        (datetime(2026, 11, 22, 13, 59, tzinfo=UTC), "14:00", date(2026, 11, 21)),
    ],
)
def test_an_entry_without_a_day_belongs_to_the_journal_day_of_its_moment(
    recorded_at: datetime, profile: str, day: date
) -> None:
    """The day begins when the profile says, wherever in the file the profile stands."""
    drafts = [Draft("instruction", {"action": "resume"})]
    if profile:
        drafts.append(Draft("profile", {"profile": {"format": 1, "day_starts_at": profile}, "toml": "x"}))
    assert day == read_bytes(journal_bytes(drafts, now=recorded_at)).entries[0].day


def test_a_missing_journal_is_empty_and_an_unreadable_one_is_a_fault(tmp_path: Path) -> None:
    """Nothing there is nothing wrong; a folder in its place is."""
    assert Journal() == read(tmp_path / "journal.jsonl")
    assert [Fault(0, "unreadable", "journal.jsonl cannot be read: Is a directory.")] == list(read(tmp_path).faults)


@pytest.mark.parametrize(
    "changed",
    [
        DATA.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + DATA,
        DATA.replace(b"\n", b"\n\n  \n"),
        DATA.removesuffix(b"\n"),
        DATA.replace(b"\n", b" \t\n"),
    ],
    ids=["CRLF", "BOM", "blank lines", "no last line feed", "blanks at line ends"],
)
def test_what_editors_and_other_systems_do_to_line_ends_is_no_damage(changed: bytes) -> None:
    """Line ends, a byte order mark and blank lines do not matter."""
    assert read_bytes(DATA)._replace(places={}) == read_bytes(changed)._replace(places={})


def test_lines_are_every_intact_line_once_as_it_was_written(tmp_path: Path) -> None:
    """A damaged line is left out, a doubled one comes once, a later kind comes too."""
    later = sealed(head(6, kind="mood", mood=3))
    data = with_damage(2, b'"bedtime":5', b'"bedtime":6') + DATA.splitlines(keepends=True)[0] + later
    path = tmp_path / "journal.jsonl"
    path.write_bytes(data)
    found = list(lines(path))
    assert [1, 3, 4, 5, 7] == [place for place, _ in found]
    assert ("slept \u00e4 bit", 3) == (found[3][1]["note"], found[4][1]["mood"])
    assert [] == list(lines(tmp_path / "nothing.jsonl"))


# --- what is damaged is told -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (with_damage(2, b'"bedtime":5', b'"bedtime":50'), [(2, "wrong-checksum")]),
        (with_damage(2, b',"crc":"', b',"crd":"'), [(2, "no-checksum")]),
        (with_damage(3, b"bedtime", b"bed\0ime"), [(3, "nul")]),
        (with_damage(5, "\u00e4".encode(), b"\xe4"), [(5, "not-utf-8")]),
        (with_damage(1, b"\n", b""), [(1, "wrong-checksum")]),
        (DATA[:-3], [(5, "torn")]),
        (DATA + b"\0" * 20, [(6, "torn")]),
        (DATA + b"\0" * 20 + b"\n", [(6, "nul")]),
        (b"hello\n" + DATA, [(1, "no-checksum")]),
        (DATA + sealed(b"[1"), [(6, "not-json")]),
        (DATA + sealed(b'{"id":NaN'), [(6, "not-json")]),
        (DATA + sealed(b'{"id":"A\xff"'), [(6, "not-json")]),
        (DATA + sealed(b"[" * 100_000), [(6, "not-json")]),
        (DATA + sealed(b'{"id":' + b"9" * 5000), [(6, "not-json")]),
        (DATA + sealed(b"{"), [(6, "not-json")]),
    ],
)
def test_each_kind_of_damage_has_its_own_name(data: bytes, expected: list[tuple[int, str]]) -> None:
    """A damaged line is told with its number, and all other lines are still read."""
    journal = read_bytes(data)
    found = [(fault.line, fault.slug) for fault in journal.faults if fault.slug != "missing-line"]
    assert expected == found
    for entry in journal.entries:
        assert entry in read_bytes(DATA).entries


def test_a_fault_says_where_and_what_and_shows_how_the_line_begins_made_harmless() -> None:
    """The sentence holds file and line; the excerpt holds no control character and is not long."""
    expected = Fault(
        1, "not-utf-8", "journal.jsonl line 1: it holds bytes that are no text.", "\\x1b[31mred \\xe4" + "x" * 50
    )
    assert (expected,) == read_bytes(b"\x1b[31mred \xe4" + b"x" * 500 + b"\n").faults


MESSAGES = {
    "torn": "its end is missing; it was cut, or not written to the end",
    "no-checksum": "it has no checksum: it was cut, or something else wrote it",
    "wrong-checksum": "its checksum does not match, so it was changed or damaged",
    "nul": "it holds empty bytes, as a crash leaves them on a disk",
}


@pytest.mark.parametrize(
    ("line", "slug"),
    [(b"a", "torn"), (b"a\n", "no-checksum"), (b'{"a":1,"crc":"00000000"}\n', "wrong-checksum"), (b"\0\n", "nul")],
)
def test_the_words_of_each_damage(line: bytes, slug: str) -> None:
    """Each kind of damage has its own sentence."""
    assert [f"journal.jsonl line 1: {MESSAGES[slug]}."] == [fault.text for fault in read_bytes(line).faults]


UNFIT = [
    ({"kind": "dose", "slot": "bedtime", "mg": 501}, "mg: 501 is not a number from 0 to 500"),
    ({"kind": "dose", "slot": "bedtime", "mg": -1}, "mg: -1 is not a number from 0 to 500"),
    ({"kind": "dose", "slot": "bedtime", "mg": True}, "mg: this is not a number from 0 to 500"),
    ({"kind": "dose", "slot": "bedtime", "mg": "5"}, "mg: this is not a number from 0 to 500"),
    ({"kind": "dose", "slot": "bedtime", "mg": None}, "mg: this is not a number from 0 to 500"),
    ({"kind": "dose", "slot": "bedtime"}, "mg: this is missing"),
    ({"kind": "dose", "slot": "Bedtime", "mg": 5}, "slot: a name has small letters, digits, - and _ only, 64 at most"),
    ({"kind": "dose", "slot": "bedtime", "mg": 5, "taken_at": "24:00"}, "taken_at: this is not a time like 22:30"),
    ({"kind": "dose", "slot": "b", "mg": 5, "day": None}, "day: this is not a date like 2026-11-21, from 1900 to 2199"),
    ({"kind": "checkin", "day": "2026-11-31"}, "day: this is not a date like 2026-11-21, from 1900 to 2199"),
    ({"kind": "checkin", "day": "0001-01-01"}, "day: this is not a date like 2026-11-21, from 1900 to 2199"),
    ({"kind": "checkin", "day": "2026-W47-6"}, "day: this is not a date like 2026-11-21, from 1900 to 2199"),
    ({"kind": "checkin", "drinks": 101}, "drinks: 101 is not a number from 0 to 100"),
    ({"kind": "checkin", "effects": {"nausea": 4}}, "nausea: 4 is not a whole number from 0 to 3"),
    ({"kind": "checkin", "effects": {"nausea": "mild"}}, "nausea: this is not a whole number from 0 to 3"),
    ({"kind": "checkin", "effects": {"nausea": True}}, "nausea: this is not a whole number from 0 to 3"),
    ({"kind": "checkin", "effects": None}, "it has another shape"),
    ({"kind": "checkin", "effects": [1]}, "it has another shape"),
    ({"kind": "checkin", "red_flags": "seizure"}, "red_flags: this is not a list"),
    ({"kind": "checkin", "measures": {"sleep_hours": 25}}, "sleep_hours: 25 is not a number from 0 to 24"),
    ({"kind": "checkin", "measures": {"awakenings": 1.5}}, "awakenings: 1.5 is not a whole number from 0 to 99"),
    ({"kind": "checkin", "measures": {"sleep_quality": 0}}, "sleep_quality: 0 is not a number from 1 to 5"),
    ({"kind": "checkin", "measures": {"sleep_improved": 1}}, "sleep_improved: this is not true or false"),
    ({"kind": "checkin", "measures": {"bed_at": 22}}, "bed_at: this is not a time like 22:30"),
    ({"kind": "checkin", "measures": {"own": "yes"}}, "own: this is not a time like 22:30"),
    ({"kind": "checkin", "note": "x" * 10_001}, "note: 10001 characters are more than 10000"),
    ({"kind": "checkin", "mood": 3}, "mood: an entry of this kind has no such field"),
    ({"kind": "checkin", "sedatives": ["\x1b[1m"]}, "sedatives: control characters and line breaks cannot stand here"),
    ({"kind": "instruction", "action": "jump"}, "action: this is none of hold, resume, set_dose, clear_flag,"),
    ({"kind": "instruction", "action": "clear_flag"}, "name: this is missing"),
    ({"kind": "instruction", "action": "set_dose", "doses": {}}, "doses: no dose is named"),
    ({"kind": "supply", "action": "add", "count": 100_001, "strength_mg": 10}, "count: 100001 is not a number"),
    ({"kind": "retract", "target": ""}, "target: this is not the id of an entry"),
    ({"kind": "plan", "toml": "x", "plan": {}}, "mode: this is missing"),
    ({"kind": "plan", "toml": 1, "plan": {}}, "toml: this is not text"),
    (
        {"kind": "plan", "toml": "x", "plan": {"mode": "titrate"}},
        "ladder.rungs: each rung needs one number for each slot",
    ),
    ({"kind": "plan", "toml": "x", "plan": {**PLAN.plan, "slots": []}}, "ladder.rungs: each rung needs one number"),
    ({"kind": "profile", "toml": "x", "profile": {"born": 1}}, "born: 1 is not a whole number from 1900 to 2199"),
    ({"kind": "profile", "toml": "x", "profile": {"tablets": {"splits": 3}}}, "tablets: a strength is above zero"),
    ({"kind": "profile", "toml": "x", "profile": {"tablets": {"splits": True}}}, "tablets.splits: this is not a whole"),
    ({"at": "2026-11-22T08:00:00", "text": "x"}, "at: this is not a moment like 2026-11-21T07:30:00.000+01:00"),
    ({"at": "2026-11-22 08:00:00+00:00", "text": "x"}, "at: this is not a moment like"),
    ({"v": 0, "text": "x"}, "v: 0 is not a whole number from 1 to 1000000000"),
    ({"v": True, "text": "x"}, "v: this is not a whole number"),
    ({"n": 0, "text": "x"}, "n: 0 is not a whole number from 1 to 1000000000"),
    ({"device": "\u202e", "text": "x"}, "device: a name has small letters"),
    ({"kind": "\x1b[1m", "text": "x"}, "kind: a name has small letters"),
]


@pytest.mark.parametrize(("fields", "why"), UNFIT, ids=lambda value: str(value)[:60])
def test_a_field_that_does_not_fit_is_a_fault_whatever_the_checksum_says(fields: dict[str, object], why: str) -> None:
    """A line with a good checksum is still held against the ranges of the contract."""
    dated = {"day": "2026-11-21"} if fields.get("kind") in {"checkin", "dose"} else {}
    journal = read_bytes(sealed(head(1, **{**dated, **fields})))
    assert () == journal.entries
    assert ["bad-field"] == [fault.slug for fault in journal.faults if fault.slug != "missing-line"]
    assert journal.faults[-1].text.startswith(f"journal.jsonl line 1: a field does not fit ({why}")


@pytest.mark.parametrize("field", ["v", "at", "kind", "device", "n"])
def test_a_line_without_one_of_the_common_fields_is_a_fault(field: str) -> None:
    """Every line tells its version, moment, kind, device and number."""
    line = head(1, text="x")
    del line[field]
    expected = f"journal.jsonl line 1: a field does not fit ({field}: this is missing)."
    assert expected == read_bytes(sealed(line)).faults[0].text


OWN = {"name": "leg_pain", "prompt": "How much?", "kind": "scale", "range": [0, 8]}


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ([5], "it has another shape"),
        (5, "measures: this is not a list"),
        ([{"name": "x"}], "prompt: this is missing"),
        ([{**OWN, "name": "X"}], "measures.name: a name has small letters, digits, - and _ only, 64 at most"),
        ([{**OWN, "kind": "mood"}], "measures.kind: this is none of yes-no, hours, minutes, count, scale, time"),
        ([{**OWN, "range": [5]}], "measures.range: this is not the lowest and the highest number"),
        ([{**OWN, "range": [True, 5]}], "measures.range: this is not the lowest and the highest number"),
        ([{**OWN, "range": [5, 5]}], "measures.range: this is not the lowest and the highest number"),
        ([{"name": "x", "prompt": "?", "kind": "scale"}], "range: this is missing"),
    ],
)
def test_an_own_measure_of_another_shape_is_a_fault_of_its_plan(own: object, why: str) -> None:
    """It would become a question and a column, so it must not get so far."""
    line = head(1, kind="plan", plan={**PLAN.plan, "measures": own}, toml="x")
    journal = read_bytes(sealed(line))
    assert ((), {}) == (journal.entries, own_measures(journal))
    assert [f"journal.jsonl line 1: a field does not fit ({why})."] == [one.text for one in journal.faults]


COMMON = b'{"v":1,"id":"A","at":"2026-11-22T08:00:00+00:00","device":"d","n":1,'


@pytest.mark.parametrize(
    "body",
    [
        COMMON + b'"kind":"dose","day":"2026-11-21","slot":"bedtime","mg":5,"mg":50',
        COMMON + b'"kind":"checkin","day":"2026-11-21","doses":{"bedtime":5,"bedtime":50}',
        COMMON + b'"kind":"question","text":"x","id":"B"',
    ],
)
def test_a_name_that_stands_twice_is_a_fault(body: bytes) -> None:
    """No reader could tell which of the two counts."""
    journal = read_bytes(sealed(body))
    assert () == journal.entries
    expected = "journal.jsonl line 1: this is not the JSON of an entry (JSON: a name stands twice)."
    assert [expected] == [fault.text for fault in journal.faults]


@pytest.mark.parametrize("note", ['":', '\\":"', '{"mg":5}', '","crc":"00000000"}', "\\", "\n", ',"crc":"'])
def test_a_note_that_looks_like_the_form_of_a_line_is_only_a_note(note: str) -> None:
    """Quotes, colons and checksums inside a note are kept exactly."""
    journal = read_bytes(journal_bytes([checkin(note=note)]))
    assert ((), note) == (journal.faults, getattr(journal.entries[0].what, "note", None))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [(b"5", "5"), (b"5.0", "5.0"), (b"0.5", "0.5"), (b"1e1", "10"), (b"25E-1", "2.5"), (b"-0", "0"), (b"-0.0", "0")],
)
def test_numbers_are_read_exactly_in_whatever_form_another_program_wrote_them(written: bytes, read_as: str) -> None:
    """Exponents are brought into the plain form, and nothing is minus zero."""
    line = json.dumps(head(1, kind="dose", day="2026-11-21", slot="bedtime")).encode()[:-1] + b',"mg":' + written
    what = read_bytes(sealed(line)).entries[0].what
    assert isinstance(what, Intake)
    assert read_as == str(what.mg)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999999999", b"1e-999999999", b"0.0000001"])
def test_what_is_no_exact_number_is_never_a_dose(number: bytes) -> None:
    """Numbers beyond all sense are faults, not doses."""
    line = json.dumps(head(1, kind="dose", day="2026-11-21", slot="bedtime")).encode()[:-1] + b',"mg":' + number
    journal = read_bytes(sealed(line))
    assert ((), True) == (journal.entries, bool(journal.faults))


# --- what is missing is told -----------------------------------------------------------------------


def without(*places: int, data: bytes = DATA) -> bytes:
    """Return the journal without some of its lines, counted from 1."""
    return b"".join(line for place, line in enumerate(data.splitlines(keepends=True), 1) if place not in places)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (DATA, []),
        (without(5), []),
        (without(2), ["line 1: after it, entry 2 of device ab12cd34 should stand, but cannot be found."]),
        (without(2, 3), ["line 1: after it, entries 2 to 3 of device ab12cd34 should stand, but cannot be found."]),
        (without(1), ["line 1: before it, entry 1 of device ab12cd34 should stand, but cannot be found."]),
        (
            without(2, 4),
            [
                "line 1: after it, entry 2 of device ab12cd34 should stand, but cannot be found.",
                "line 2: after it, entry 4 of device ab12cd34 should stand, but cannot be found.",
            ],
        ),
        (without(2) + journal_bytes([checkin()], OTHER_DEVICE, chance=b"y" * 10), ["line 1: after it, entry 2 of"]),
    ],
)
def test_a_lost_line_leaves_a_gap_that_is_told(data: bytes, expected: list[str]) -> None:
    """Each device counts its entries, so a line that is gone is missed; the last one cannot be."""
    journal = read_bytes(data)
    assert ["missing-line"] * len(expected) == slugs(journal)
    for text, fault in zip(expected, journal.faults, strict=True):
        assert fault.text.startswith(f"journal.jsonl {text}")


def test_a_line_of_another_device_fills_no_gap() -> None:
    """Two devices count apart, and lines of both may be mixed."""
    phone = journal_bytes([checkin(), checkin(10)], OTHER_DEVICE, chance=b"y" * 10)
    journal = read_bytes(phone + DATA)
    assert ((), 7) == (journal.faults, len(journal.entries))


def test_the_same_id_with_other_words_is_a_fault_and_the_same_line_twice_is_none() -> None:
    """An entry counts once; two entries that claim to be the same one cannot both be true."""
    other = journal_bytes([checkin(20)])
    journal = read_bytes(journal_bytes([checkin(5)]) * 2 + other)
    assert 1 == len(journal.entries)
    expected = "journal.jsonl line 3: the entry of line 1 is told again, in other words."
    assert [expected] == [fault.text for fault in journal.faults]


@pytest.mark.parametrize(
    ("more", "kinds"), [({"v": 2, "kind": "checkin", "x": 1}, ("checkin",)), ({"kind": "mood"}, ("mood",))]
)
def test_what_a_later_version_wrote_is_kept_out_and_named_and_counts(
    more: dict[str, object], kinds: tuple[str, ...]
) -> None:
    """A later version's line is no fault and no entry, and it leaves no gap in the count."""
    data = sealed(head(1, **more)) + journal_bytes([checkin()], last=1)
    journal = read_bytes(data)
    assert (kinds, (), 1) == (journal.later_kinds, journal.faults, len(journal.entries))


# --- no damage ever becomes another dose -----------------------------------------------------------


def test_no_single_flipped_bit_is_ever_read_as_something_else() -> None:
    """Whichever bit of a journal flips: it is told, or nothing is changed by it."""
    small = journal_bytes(
        [checkin(5), *FIVE[2:4], Draft("question", {"text": "?"}), Draft("checkin", {"drinks": 1}, NIGHT)]
    )
    original = read_bytes(small)
    history = arrange(original.entries)
    silent = []
    for place in range(len(small) * 8):
        flipped = bytearray(small)
        flipped[place // 8] ^= 1 << place % 8
        journal = read_bytes(bytes(flipped))
        strange = [entry for entry in journal.entries if entry not in original.entries]
        if strange or (not journal.faults and arrange(journal.entries) != history):
            silent.append(place)
    assert [] == silent


def test_a_journal_cut_off_anywhere_keeps_every_whole_line() -> None:
    """A crash while writing costs at most the line that was being written, and is told."""
    original = read_bytes(DATA).entries
    every = DATA.splitlines()
    for cut in range(len(DATA) + 1):
        *before, tail = DATA[:cut].split(b"\n")
        whole = len(before) + (tail in every)
        journal = read_bytes(DATA[:cut])
        assert original[:whole] == journal.entries
        assert ([] if tail in {b"", *every} else ["torn"]) == slugs(journal)


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b"\n\r\n")
@settings(max_examples=300)
def test_no_bytes_whatsoever_raise(data: bytes) -> None:
    """Anything may be found in a file; it is told, never raised."""
    journal = read_bytes(data)
    assert () == journal.entries


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "v",
    "id",
    "at",
    "kind",
    "day",
    "device",
    "n",
    "doses",
    "measures",
    "effects",
    "mg",
    "plan",
    "toml",
    "profile",
]


@given(
    st.sampled_from(["plan", "profile", "checkin", "dose", "instruction", "medicine", "supply", "retract", "mood"]),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5),
)
@settings(max_examples=400)
def test_no_json_with_a_good_checksum_raises(kind: str, fields: dict[str, object]) -> None:
    """A line that another program sealed is checked field by field, and never raises."""
    journal = read_bytes(sealed(json.dumps({**head(1, kind=kind, day="2026-11-21"), **fields}).encode()[:-1]))
    assert len(journal.entries) <= 1
    assert arrange(journal.entries).events is not None


def test_instructions_and_profiles_become_their_values() -> None:
    """What the prescriber said and what the person told come back as the engine's values."""
    drafts = [
        Draft("instruction", {"action": "hold", "until": date(2026, 12, 1), "by": "Dr A.", "note": "call"}, NIGHT),
        PROFILE_DRAFT,
    ]
    entries = read_bytes(journal_bytes(drafts)).entries
    assert Instruction("hold", "Dr A.", until=date(2026, 12, 1), note="call") == entries[0].what
    expected = Profile(born=1980, tablets=(Decimal(10),), splits=2, prescriber="Dr A. Example", phone="020 7946 0000")
    assert expected == entries[1].what
    assert NOW + timedelta(0) == entries[1].at
