"""Files that are no journal and no plan: told as clearly as ever, and each line is looked at once."""

import zlib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.core.entries import SetAside
from baclotrack.store import faults as store_faults
from baclotrack.store import journal as store_journal
from baclotrack.store import many_faults, open_home, problems, toml_lines, toml_text
from baclotrack.store.journal import read, read_bytes
from baclotrack.store.many_faults import SINGLY
from baclotrack.store.plan_file import read_plan
from baclotrack.store.problems import FileProblemsError, shown
from baclotrack.store.profile_file import read_profile
from baclotrack.store.set_aside import missing_ranges, still_missing
from tests.store.samples import FIVE, NOW, PLAN, journal_bytes

GOOD = journal_bytes(FIVE)
PLAIN, STRANGE = b"{}\n", b"\xff\xfe\n"
MANY = 5000


def sealed(body: bytes) -> bytes:
    """Return a line with the checksum that fits."""
    return b'%s,"crc":"%08x"}\n' % (body, zlib.crc32(body))


def calls(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> Counter[object]:
    """Count how often a function is called with each first argument."""
    found: Counter[object] = Counter()
    real = getattr(where, name)

    def counting(first: object, *rest: object, **more: object) -> object:
        found[first] += 1
        return real(first, *rest, **more)

    monkeypatch.setattr(where, name, counting)
    return found


# --- the journal ------------------------------------------------------------------------------------


def test_of_many_damaged_lines_each_is_told_and_alike_ones_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count is exact, each has its own place, and the work does not grow with lines that are the same."""
    looked = calls(monkeypatch, store_faults, "damage")
    parsed = calls(monkeypatch, store_journal, "intact")
    found = read_bytes((PLAIN + STRANGE) * MANY + GOOD, singly=2 * MANY).faults
    assert 2 * MANY == len(found)
    assert {PLAIN.strip(): 1, STRANGE.strip(): 1} == looked
    assert len(FIVE) == parsed.total()
    for place in (1, 2, MANY, 2 * MANY):
        slug, what = (
            ("no-checksum", "it has no checksum: it was cut, or something else wrote it")
            if place % 2
            else ("not-utf-8", "it holds bytes that are no text")
        )
        told = (place, slug, f"journal.jsonl line {place}: {what}.", "{}" if place % 2 else r"\xff\xfe")
        assert told == found[place - 1][:4]


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out without a number, and lines that are the same are looked at once."""
    looked = calls(monkeypatch, many_faults, "damage")
    looked_first = calls(monkeypatch, store_faults, "damage")
    found = read_bytes((PLAIN + STRANGE) * MANY + GOOD + b"x").faults
    assert {PLAIN.strip(): 1, STRANGE.strip(): 1} == looked + looked_first - Counter([b"x"])
    assert SINGLY + 3 == len(found)
    assert list(range(1, SINGLY + 1)) == [one.line for one in found[:SINGLY]]
    last = 2 * MANY + len(FIVE) + 1
    assert [
        ("no-checksum", SINGLY + 1, MANY - SINGLY // 2, 2 * MANY - 1),
        ("not-utf-8", SINGLY + 2, MANY - SINGLY // 2, 2 * MANY),
        ("torn", last, 1, 0),
    ] == [(one.slug, one.line, one.many, one.last) for one in found[SINGLY:]]
    rest = MANY - SINGLY // 2
    text = f"journal.jsonl lines {SINGLY + 2} to 10000: {rest} more like this: it holds bytes that are no text."
    assert text == found[SINGLY + 1].text


@pytest.mark.parametrize("more", [-1, 0, 1, 2])
def test_up_to_a_thousand_faults_each_stands_alone(more: int) -> None:
    """A group of one is no group."""
    found = read_bytes(PLAIN * (SINGLY + more) + GOOD).faults
    assert [1] * min(SINGLY + more, SINGLY) + [more] * (more > 0) == [one.many for one in found]
    assert SINGLY + more == sum(one.many for one in found)


def test_every_damaged_line_is_known_also_where_it_is_told_with_others() -> None:
    """No line that does not fit is taken for a good one, however many there are."""
    bad = b"".join(sealed(b'{"v":1,"id":"a%d","device":"a","n":%d,"kind":"question"' % (n, n)) for n in range(1, 3000))
    found = read_bytes(PLAIN * 10 + bad + GOOD)
    assert frozenset(range(1, 3010)) == found.faulty
    assert ("bad-field", 3009 - SINGLY) == (found.faults[-1].slug, found.faults[-1].many)


def test_what_was_set_aside_counts_no_more_however_many_there_are() -> None:
    """The groups are made of what is left."""
    crc = f"{zlib.crc32(PLAIN.strip()):08x}"
    aside = b'{"v":1,"id":"A9","at":"2026-11-21T07:00:00.000Z","kind":"set_aside","device":"z","n":1'
    aside = sealed(aside + b',"damaged":"%s","length":2' % crc.encode())
    found = read_bytes((PLAIN + STRANGE) * MANY + aside).faults
    assert {"not-utf-8"} == {one.slug for one in found}
    assert (SINGLY + 1, MANY) == (len(found), sum(one.many for one in found))


def test_of_very_many_gaps_the_first_are_told_and_the_rest_counted() -> None:
    """A journal of every second line has as many gaps as lines."""
    head = b'{"v":1,"id":"a%d","at":"2026-11-21T07:00:00.000Z","kind":"question","device":"a","n":%d,"text":""'
    found = read_bytes(b"".join(sealed(head % (n, 2 * n)) for n in range(1, 1501))).faults
    assert (SINGLY + 1, 1500) == (len(found), sum(one.many for one in found))
    assert ("missing-line", ("", 0, 0)) == (found[-1].slug, found[-1].gone)


def test_the_last_of_many_alike_lines_is_torn_and_not_like_the_others() -> None:
    """Only its end is missing."""
    found = read_bytes(PLAIN * 3 + PLAIN.strip()).faults
    assert [*["no-checksum"] * 3, "torn"] == [one.slug for one in found]


@pytest.mark.parametrize(
    ("line", "excerpt"),
    [
        ("x" * 58 + "éé", "x" * 58 + r"\xc3\xa9"),
        ("x" * 59 + "é", "x" * 59 + r"\xc3"),
        ("a\tb\x1b[2J", r"a\tb\x1b[2J"),
        ("it's {} ~", "it's {} ~"),
        ("x" * 100, "x" * 60),
    ],
)
def test_an_excerpt_is_plain_letters_also_where_it_cuts_a_character(line: str, excerpt: str) -> None:
    """What is printed can move no cursor, and bytes of half a letter are named as such."""
    (fault,) = read_bytes(line.encode() + b"\n" + GOOD).faults
    assert (excerpt, "no-checksum") == (fault.excerpt, fault.slug)


class Looked(list[tuple[int, int]]):
    """Runs of entries, and how often one was looked at."""

    looks = 0

    def __getitem__(self, place: int) -> tuple[int, int]:  # type: ignore[override]  # no slices are asked for
        self.looks += 1
        return super().__getitem__(place)


@pytest.mark.parametrize("count", [500, MANY])
def test_what_was_set_aside_is_found_without_looking_through_all_of_it(count: int) -> None:
    """Of thousands of gaps, with thousands of runs set aside, each looks at a few of them."""
    runs = [SetAside(device="laptop", first=10 * n + 1, last=10 * n + 2) for n in range(count)]
    known = Looked(missing_ranges(runs)["laptop"])
    left = [one for n in range(count) for one in still_missing(10 * n + 1, 10 * n + 5, known)]
    assert [(10 * n + 3, 10 * n + 5) for n in range(count)] == left
    assert known.looks <= 20 * count


# --- the plan ---------------------------------------------------------------------------------------


def told(text: str) -> list[str]:
    """Return what is refused about a plan's text."""
    with pytest.raises(FileProblemsError) as caught:
        read_plan(text)
    return [one.sentence() for one in caught.value.problems]


def rungs(*rows: str) -> str:
    """Return the plan with these rungs."""
    return PLAN.text.replace("rungs = [[5], [10], [15], [20]]", f"rungs = [{', '.join(rows)}]")


def test_of_very_many_misshapen_rungs_the_first_are_told_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every one of them refuses the plan, and the lines of the file are worked out once."""
    looked = calls(monkeypatch, toml_text, "line_map")
    found = told(rungs(*["[]"] * 10_000))
    assert (101, 1) == (len(found), looked.total())
    assert "plan.toml line 15, ladder.rungs 1: 0 numbers for 1 slots. Write one number, in mg, for each slot." in found
    assert any(
        one.endswith(": 19900 more things do not fit. They are told once the others are corrected.") for one in found
    )


def test_a_list_of_plain_items_is_walked_through_item_by_item_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of tens of thousands of numbers asks for one match each."""
    walked = calls(monkeypatch, toml_lines._Reader, "value")
    found = toml_lines.line_map("a = [" + "1, " * MANY + "]\nb = [[1], ['x'], [\"y\",]]\n")
    assert (1, 2, 2) == (found["a", MANY - 1], found["b", 1, 0], found["b", 2, 0])
    assert walked.total() == 5


def test_rows_of_very_many_tables_are_counted_without_looking_through_all() -> None:
    """The rows inside a new row count from the beginning, and only those."""
    text = "[[a]]\n[[a.b]]\n[[a.b]]\n[[c.d]]\n[[a]]\n[[a.b]]\n[[c.d]]\n"
    found = toml_lines.line_map(text)
    assert (1, 2, 3, 4, 5, 6, 7) == tuple(
        found[one]
        for one in (
            ("a", 0),
            ("a", 0, "b", 0),
            ("a", 0, "b", 1),
            ("c", "d", 0),
            ("a", 1),
            ("a", 1, "b", 0),
            ("c", "d", 1),
        )
    )


def test_the_nearest_name_is_looked_for_as_often_as_a_person_can_misspell(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the most time of all; beyond that the known names are told, and a word is looked up once."""
    looked = calls(monkeypatch, problems, "nearest")
    hints = problems.Hints(["sleep_hours", "craving"])
    every = [hints.of(f"cravin{n}") for n in range(MANY)] + [hints.of("cravin0")]
    assert (problems.MOST_NEAREST, {1}) == (len(looked), set(looked.values()))
    assert (" Did you mean craving?", " Known: sleep_hours, craving.") == (every[0], every[MANY - 1])
    assert every[0] == every[-1]


# --- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), "'1.50'"),
        (True, "'true'"),
        (date(2026, 11, 21), "'2026-11-21'"),
        ("it's \x1b\u202e", r"'it's \x1b\u202e'"),
        ([Decimal("1.5"), True, "x", date(2026, 11, 21)], "'[1.5, true, \"x\", 2026-11-21]'"),
        ({"a": Decimal(5), "b\n": [False]}, r"'{a = 5, b\n = [false]}'"),
        ([[[[[[[[[[["deep"]]]]]]]]]]], "'[[[[[[[[...]]]]]]]]'"),
        ("x" * 100, f"'{'x' * 40}'"),
    ],
)
def test_a_value_that_does_not_fit_is_shown_as_it_was_written(value: object, expected: str) -> None:
    """Words of Python, such as Decimal('1.5') or True, tell a person nothing."""
    assert expected == shown(value)


def test_a_table_of_numbers_where_a_word_belongs_is_told_in_the_words_of_the_file() -> None:
    """The same through a plan's own reader."""
    text = PLAN.text.replace('mode = "titrate"', "mode = [1.5, true]")
    assert any(one.startswith("plan.toml line 5, mode: '[1.5, true]' is not known. Write ") for one in told(text))


@pytest.mark.parametrize("name", ["plan.toml", "profile.toml"])
def test_a_file_that_is_too_long_is_told_so_also_where_the_bound_cuts_a_character(tmp_path: Path, name: str) -> None:
    """What lies beyond the bound is not looked at, so half a letter there is no fault of its own."""
    path = tmp_path / name
    path.write_text("#" * 50_000 + "é", encoding="utf-8")
    with pytest.raises(FileProblemsError, match=r"it has more than 50000 bytes[.] Check that this is the right file"):
        read_plan(path) if name == "plan.toml" else read_profile(path)
    found = open_home(tmp_path, NOW)
    told_there = found.health.plan_fault if name == "plan.toml" else found.profile_fault
    assert "it has more than 50000 bytes" in told_there


@pytest.mark.parametrize("name", ["plan.toml", "profile.toml"])
def test_a_file_that_ends_within_a_character_is_told_as_no_text(tmp_path: Path, name: str) -> None:
    """A file cut in half names the line, not the codec."""
    path = tmp_path / name
    path.write_bytes("# a\n# é".encode()[:-1])
    with pytest.raises(FileProblemsError) as caught:
        read_plan(path) if name == "plan.toml" else read_profile(path)
    assert f"{name} line 2: these bytes are no text. Save the file as UTF-8." == caught.value.message


def test_a_journal_that_ends_within_a_character_is_torn(tmp_path: Path) -> None:
    """A cut in the middle of a letter is a cut like any other."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(GOOD + '{"v":1,"note":"é'.encode()[:-1])
    (fault,) = read(path).faults
    assert (len(FIVE) + 1, "torn", r'{"v":1,"note":"\xc3') == (fault.line, fault.slug, fault.excerpt)
