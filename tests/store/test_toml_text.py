"""Where each field of a TOML text stands, so that a person is told the line."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.store.plan_file import template_text, templates
from baclotrack.store.problems import FileProblemsError, Where, field_name, nearest
from baclotrack.store.toml_lines import line_map, line_of
from baclotrack.store.toml_text import MOST_BYTES, parse, read_text

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
        ("a = " + "[" * 5000, "x.toml line 1: this is not TOML ("),
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
    with pytest.raises(FileProblemsError, match="it has more than 1000000 bytes"):
        read_text(path, "bad")


@pytest.mark.parametrize(("word", "expected"), [("limit", " Did you mean limits?"), ("xyz", "")])
def test_the_nearest_name_is_offered_only_where_it_is_near(word: str, expected: str) -> None:
    """A far guess would only confuse."""
    assert expected == nearest(word, ["limits", "ladder"])
