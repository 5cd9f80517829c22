"""Where each field of a TOML text stands, so that a person is told the line."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.store.plan_file import template_text, templates
from baclotrack.store.problems import FileProblemsError, Told, Where, field_name, nearest
from baclotrack.store.toml_lines import line_map, line_of
from baclotrack.store.toml_text import MOST_BYTES, parse, problems, read_text

TEXT = """# a comment = 1
a = 1
b.c = "x # not a comment"
"d e" = 'it''s' # x

[t]
list = [
  1,  # one
  [2, 3],
  { k = 4, l = [5,
      6] },
]
text = '''
a = 2
[not.a.table]
'''
other = \"\"\"
"quoted" \\\"\"\" = 3
\"\"\"
after = 7

[[rows]]
n = 1
[rows.inner]
m = 1
[[rows.deep]]
x = 1
[[rows]]
n = 2
[[rows.deep]]
x = 2
[ u . "v w" ]
last = 2026-11-20 10:00:00
""".replace("'it''s'", "'its'")


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("a",), 2),
        (("b",), 3),
        (("b", "c"), 3),
        (("d e",), 4),
        (("t",), 6),
        (("t", "list"), 7),
        (("t", "list", 0), 8),
        (("t", "list", 1), 9),
        (("t", "list", 1, 1), 9),
        (("t", "list", 2), 10),
        (("t", "list", 2, "k"), 10),
        (("t", "list", 2, "l", 1), 11),
        (("t", "text"), 13),
        (("t", "other"), 17),
        (("t", "after"), 20),
        (("rows", 0), 22),
        (("rows", 0, "n"), 23),
        (("rows", 0, "inner", "m"), 25),
        (("rows", 0, "deep", 0, "x"), 27),
        (("rows", 1, "n"), 29),
        (("rows", 1, "deep", 0, "x"), 31),
        (("u", "v w", "last"), 33),
        (("t", "nothing"), 6),
        (("rows", 0, "deep", 0, "nothing", 5), 26),
        (("nothing",), 0),
        ((), 0),
    ],
)
def test_each_field_has_its_line_and_what_is_missing_that_of_its_table(where: Where, line: int) -> None:
    """Keys, rows, items of lists and tables on one line are all found; strings and comments deceive nobody."""
    assert tomllib.loads(TEXT)["t"]["after"] == 7
    assert line == line_of(line_map(TEXT), where)
    assert line == line_of(line_map(TEXT.replace("\n", "\r\n")), where)


def leaves(value: object, where: Where = ()) -> list[Where]:
    """Return the places of everything in a parsed text."""
    found = [where] if where else []
    if isinstance(value, dict):
        return found + [one for key, inner in value.items() for one in leaves(inner, (*where, key))]
    if isinstance(value, list):
        return found + [one for place, inner in enumerate(value) for one in leaves(inner, (*where, place))]
    return found


@pytest.mark.parametrize("text", [TEXT, *map(template_text, templates())])
def test_every_field_of_a_text_is_found(text: str) -> None:
    """Whatever the parser finds has a line, but for tables that are only named as part of others and whole arrays."""
    lines = line_map(text)
    data = tomllib.loads(text)
    unseen = [where for where in leaves(data) if where not in lines]
    assert {("rows",), ("rows", 0, "deep"), ("rows", 1, "deep"), ("u",), ("slots",), ("targets",)} >= set(unseen)


@given(st.text(max_size=80) | st.text("[]{}=.,\"'#\n ab1", max_size=60))
def test_no_text_whatsoever_confuses_the_reader_for_good(text: str) -> None:
    """What is no TOML gives some lines or none, and always an end."""
    assert all(line >= 1 for line in line_map(text).values())


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (("ladder", "rungs", 2), "ladder.rungs 3"),
        (("slots", 0, "at"), "slots 1.at"),
        (("a\x1b\u00e4",), "a\\x1b\\xe4"),
        ((), ""),
    ],
)
def test_fields_are_named_as_people_count(where: Where, expected: str) -> None:
    """Rows count from 1, and control characters are shown escaped."""
    assert expected == field_name(where)


AFTER = "Expected newline or end of document after a statement"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = ", "x.toml line 1: this is not TOML (Invalid value). Correct it."),
        ("a = 1\n\nb = [1,\n", "x.toml line 3: this is not TOML (Invalid value). Correct it."),
        ("a = " + "[" * 5000, "x.toml: this is not TOML (Brackets within brackets, far too many). Correct it."),
        ("a = 1\nat = 7:30 # early\n", f"x.toml line 2: this is not TOML ({AFTER}). Write a time with its seconds,"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, expected: str) -> None:
    """The parser's reason, the line, and what to do."""
    with pytest.raises(FileProblemsError) as caught:
        parse(text, "x.toml", "bad")
    assert expected == caught.value.message[: len(expected)]


def test_a_file_that_is_far_too_long_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A wrong file is told as such."""
    path = tmp_path / "x.toml"
    path.write_text("#" * (MOST_BYTES + 1))
    with pytest.raises(FileProblemsError, match="it has more than 50000 bytes"):
        read_text(path, "bad")


TOO_LONG = "this number is far too long. Correct it."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "\na.b" + ".c" * 20_000 + " = 1",
            "x.toml line 2: this is not TOML (A name with more than 16 dots). Correct it.",
        ),
        ("[a" + ".b" * 17 + "]", "x.toml line 1: this is not TOML (A name with more than 16 dots). Correct it."),
        ("a = 1\nb = [2, 0x" + "F" * 9_000 + "]", f"x.toml line 2, b 2: {TOO_LONG}"),
        ("[a]\nb = {c = 1e999999999}", f"x.toml line 2, a.b.c: {TOO_LONG}"),
        ("a = 1e-31", f"x.toml line 1, a: {TOO_LONG}"),
        ("a = 1." + "0" * 31, f"x.toml line 1, a: {TOO_LONG}"),
        ("a = 9223372036854775808", f"x.toml line 1, a: {TOO_LONG}"),
        ("a = " + "9" * 5_000, "x.toml: this is not TOML (A number that is far too long). Correct it."),
        ("#" * 50_001, "x.toml: this is not TOML (it has more than 50000 characters). Correct it."),
    ],
)
def test_what_would_take_minutes_or_gigabytes_is_refused_at_once(text: str, expected: str) -> None:
    """Nothing of this kind stands in a plan, and each of it once kept the program busy or brought it down."""
    with pytest.raises(FileProblemsError) as caught:
        parse(text, "x.toml", "bad")
    assert expected == caught.value.message[: len(expected)]


@pytest.mark.parametrize(
    "text", ["a = 9223372036854775807", "a = -9223372036854775808", "a = 1e30", "a" + ".b" * 16 + " = 1", "a = nan"]
)
def test_what_is_only_just_within_bounds_is_read(text: str) -> None:
    """The bounds are far beyond what a plan needs, and no nearer."""
    assert "a" in parse(text, "x.toml", "bad")


def test_of_very_many_problems_the_first_hundred_are_told() -> None:
    """A file that is no plan at all fills no screen for minutes."""
    told = problems([Told((f"k{n}",), "no.") for n in range(250)], "".join(f"k{n} = 1\n" for n in range(250)), "x.toml")
    assert (101, "x.toml line 1, k0: no.") == (len(told), told[0].sentence())
    more = "x.toml line 101: 150 more things do not fit. They are told once the others are corrected."
    assert more == told[-1].sentence()


@pytest.mark.parametrize(("word", "expected"), [("limit", " Did you mean limits?"), ("xyz", "")])
def test_the_nearest_name_is_offered_only_where_it_is_near(word: str, expected: str) -> None:
    """A far guess would only confuse."""
    assert expected == nearest(word, ["limits", "ladder"])
