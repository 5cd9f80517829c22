"""The profile file: read and checked whole, written anew, and edited without losing a comment."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.plan import Known, Profile
from baclotrack.store import load_catalogue_json
from baclotrack.store.problems import FileProblemsError
from baclotrack.store.profile_file import (
    parse_profile,
    profile_text,
    read_profile,
    remove_known,
    set_known,
    set_value,
)
from tests.store.samples import WORDS

FULL = """# about me
format = 1
born = 1980           # the year is enough
egfr = 77.5
day_starts_at = 04:30:00

[prescriber]
name = "Dr A. Example"
phone = "020 7946 0000"

[tablets]
strengths_mg = [10, 2.5]
splits = 2            # halves

[[conditions]]
name = "epilepsy"     # since school
known_by = "Dr A. Example"
known_on = 2026-11-20
[[conditions]]
name = "diabetes"

[[medicines]]
name = "Co-codamol 30/500"

[had]
weakness = "moderate"
headache = 1
fatigue = "3"
"""
NAMES = [str(row["name"]) for row in load_catalogue_json()["conditions"]]
EFFECTS = [str(row["name"]) for row in load_catalogue_json()["effects"]]


def test_a_full_profile_becomes_its_value() -> None:
    """Every field arrives; grades may be words or digits."""
    expected = Profile(
        born=1980,
        egfr=Decimal("77.5"),
        tablets=(Decimal(10), Decimal("2.5")),
        splits=2,
        conditions=(Known("epilepsy", "Dr A. Example", date(2026, 11, 20)), Known("diabetes")),
        medicines=(Known("Co-codamol 30/500"),),
        had={"weakness": 2, "headache": 1, "fatigue": 3},
        prescriber="Dr A. Example",
        phone="020 7946 0000",
        day_starts_at=time(4, 30),
    )
    assert expected == parse_profile(FULL).profile


def test_a_profile_says_nothing_that_it_was_not_told() -> None:
    """What is left out is not told, and never guessed."""
    assert Profile() == parse_profile("format = 1\n").profile


def test_a_profile_is_read_from_its_file(tmp_path: Path) -> None:
    """The text is kept exactly as it stands in the file, line ends included."""
    path = tmp_path / "profile.toml"
    path.write_bytes(FULL.replace("\n", "\r\n").encode())
    file = read_profile(path)
    assert (FULL.replace("\n", "\r\n"), 1980) == (file.text, file.profile.born)


BORN = "is not a whole number from 1900 to 2199. Correct it."
NO_DAY = "this is not a date like 2026-11-21, from 1900 to 2199. Correct it."
NO_GRADE = "is no grade. Write none, mild, moderate or severe, or a digit from 0 to 3."
TOLD = [
    ("", [", format: this is missing. Write it."]),
    ("format = 1\nborn = 80\n", [f" line 2, born: 80 {BORN}"]),
    ("format = 1\nborn = true\n", [f" line 2, born: this {BORN}"]),
    ("format = 1\negfr = -1\n", [" line 2, egfr: -1 is not a number from 0 to 300. Correct it."]),
    ("format = 1\negfr = nan\n", [" line 2, egfr: this is not a number from 0 to 300. Correct it."]),
    (
        "format = 1\n[tablet]\n",
        [" line 2, tablet: this key is not known, so nothing would follow it. Did you mean tablets?"],
    ),
    (
        "format = 1\n[tablets]\nstrengths_mg = [10, 0]\nsplits = 2\n",
        [" line 3, tablets.strengths_mg 2: a tablet has more than 0 mg. Correct it."],
    ),
    ("format = true\n", [" line 1, format: this is not a whole number. Correct it."]),
    ("format = 1\n[tablets]\nsplits = true\n", [" line 3, tablets.splits: this is not a whole number. Correct it."]),
    ("format = 1\n[tablets]\nsplits = 3\n", [" line 3, tablets.splits: '3' is not known. Write 1, 2 or 4."]),
    (
        'format = 1\n[[conditions]]\nname = "epilepsi"\n',
        [" line 3, conditions 1.name: 'epilepsi' is not a known condition. Did you mean epilepsy?"],
    ),
    (
        'format = 1\n[[conditions]]\nname = "epilepsy"\nknown_on = "yesterday"\n',
        [f" line 4, conditions 1.known_on: {NO_DAY}"],
    ),
    (
        'format = 1\n[had]\nweaknes = "mild"\n',
        [" line 3, had.weaknes: this is not a known side effect. Did you mean weakness?"],
    ),
    (
        'format = 1\n[had]\nfall = "bad"\nweakness = 4\ntremor = true\n',
        [
            f" line 3, had.fall: 'bad' {NO_GRADE}",
            f" line 4, had.weakness: '4' {NO_GRADE}",
            f" line 5, had.tremor: 'true' {NO_GRADE}",
        ],
    ),
    ("format = 1\nhad = 1\n", [" line 2, had: this is not a table of names. Correct it."]),
    ("format = 1\nday_starts_at = 5\n", [" line 2, day_starts_at: this is not a time like 22:30. Correct it."]),
    (
        'format = 1\n[prescriber]\nphone = "1\\n2"\n',
        [" line 3, prescriber.phone: control characters and line breaks cannot stand here. Correct it."],
    ),
    ("format = 1\nx\n", [" line 2: this is not TOML (Expected '=' after a key in a key/value pair). Correct it."]),
]


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_does_not_fit_is_told_with_its_line(text: str, told: list[str]) -> None:
    """All of it at once, and nothing of the file is used."""
    with pytest.raises(FileProblemsError) as caught:
        parse_profile(text)
    assert [f"profile.toml{one}" for one in told] == caught.value.message.splitlines()
    assert ("bad-profile", 2) == (caught.value.slug, caught.value.exit_code)


PROFILES = st.builds(
    Profile,
    born=st.none() | st.integers(1900, 2199),
    egfr=st.none() | st.decimals(0, 300, places=1),
    tablets=st.lists(st.sampled_from([Decimal(5), Decimal(10), Decimal("2.5")]), unique=True, min_size=1).map(tuple),
    splits=st.sampled_from([1, 2, 4]),
    conditions=st.lists(
        st.builds(Known, st.sampled_from(NAMES), WORDS, st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        max_size=3,
        unique_by=lambda one: one.name,
    ).map(tuple),
    medicines=st.lists(WORDS.map(Known), max_size=3, unique_by=lambda one: one.name).map(tuple),
    had=st.dictionaries(st.sampled_from(EFFECTS), st.integers(0, 3), max_size=3),
    prescriber=WORDS,
    phone=WORDS,
    day_starts_at=st.times(max_value=time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0)),
)


@given(PROFILES)
def test_a_written_profile_reads_back_as_it_was(profile: Profile) -> None:
    """Whatever was told stands in the new file, and nothing else."""
    assert profile == parse_profile(profile_text(profile)).profile


def test_a_new_profile_reads_like_one_written_by_hand() -> None:
    """Sections in their order, one row for each condition, exact numbers without needless digits."""
    profile = Profile(born=1980, tablets=(Decimal(10), Decimal("2.5")), splits=2, conditions=(Known("epilepsy"),))
    expected = (
        "# What you tell about yourself. An edit counts at once; comments stay.\n"
        "format = 1\nborn = 1980\n\n[tablets]\nstrengths_mg = [10, 2.5]\nsplits = 2\n\n"
        '[[conditions]]\nname = "epilepsy"\n'
    )
    assert expected == profile_text(profile)


@pytest.mark.parametrize(
    ("field", "value", "old", "new"),
    [
        ("egfr", Decimal("45.0"), "egfr = 77.5", "egfr = 45"),
        ("egfr", None, "egfr = 77.5\n", ""),
        ("born", 1981, "1980           #", "1981           #"),
        ("prescriber.phone", "1", '"020 7946 0000"', '"1"'),
        ("tablets.splits", 4, "splits = 2            #", "splits = 4            #"),
        ("tablets.strengths_mg", [Decimal(5)], "[10, 2.5]", "[5]"),
        ("day_starts_at", time(6), "04:30:00", "06:00:00"),
        ("had.fall", 1, 'fatigue = "3"\n', 'fatigue = "3"\nfall = 1\n'),
    ],
)
def test_an_edit_changes_its_field_and_nothing_else(field: str, value: object, old: str, new: str) -> None:
    """Every comment and every other byte stays."""
    assert FULL.replace(old, new) == set_value(FULL, field, value)


def test_a_section_that_is_not_there_is_added() -> None:
    """Setting a phone in a profile without a prescriber makes the section."""
    assert "1" == parse_profile(set_value("format = 1\n", "prescriber.phone", "1")).profile.phone


def test_an_edit_that_does_not_fit_is_refused() -> None:
    """The file that would come of it is checked first."""
    with pytest.raises(FileProblemsError, match="egfr: 301 is not a number from 0 to 300"):
        set_value(FULL, "egfr", 301)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Known("stroke"), ["epilepsy", "diabetes", "stroke"]),
        (Known("diabetes", "Dr B.", date(2026, 12, 1)), ["epilepsy", "diabetes"]),
    ],
)
def test_a_condition_is_added_or_brought_up_to_date(one: Known, expected: list[str]) -> None:
    """A row of that name is changed, not doubled, and comments stay."""
    text = set_known(FULL, "conditions", one)
    conditions = parse_profile(text).profile.conditions
    assert (expected, one) == (
        [each.name for each in conditions],
        next(each for each in conditions if each.name == one.name),
    )
    assert "# since school" in text


def test_rows_on_one_line_make_room_for_another() -> None:
    """Conditions that a person wrote on one line are kept when one is added."""
    text = set_known(
        'format = 1\nconditions = [{ name = "epilepsy" }]\n[had]\nfall = 1 # once\n', "conditions", Known("stroke")
    )
    profile = parse_profile(text).profile
    assert (("epilepsy", "stroke"), {"fall": 1}) == (tuple(one.name for one in profile.conditions), profile.had)
    assert "# once" in text


def test_the_first_medicine_is_added() -> None:
    """A profile without any gets its first row, after an empty line."""
    text = set_known("format = 1\n", "medicines", Known("Zolpidem", "Dr A."))
    assert 'format = 1\n\n[[medicines]]\nname = "Zolpidem"\nknown_by = "Dr A."\n' == text


def test_a_condition_is_taken_out() -> None:
    """The others stay; taking out what is not there changes nothing."""
    text = remove_known(FULL, "conditions", "epilepsy")
    assert ["diabetes"] == [one.name for one in parse_profile(text).profile.conditions]
    assert () == parse_profile(remove_known(text, "conditions", "diabetes")).profile.conditions
    assert FULL == remove_known(FULL, "conditions", "stroke")
