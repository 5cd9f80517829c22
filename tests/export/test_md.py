"""The page as Markdown: the same words, and no text on it that a reader of Markdown could obey."""

import re

import pytest

from baclotrack.export.md import lines_of, text
from baclotrack.wording.page.parts import theirs
from tests.export.pages import HOSTILE, TONGUES, page_of

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0\ufdd1]")


def markdown(days: int, effects: int = 3, words: str = "", *, notes: bool = False) -> str:
    """Return a made-up page as Markdown."""
    return "\n".join(lines_of(page_of(days, effects, words=words, notes=notes)))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain words", "plain words"),
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("[a](javascript:x) `b` *c* _d_", r"\[a\](javascript:x) \`b\` \*c\* \_d\_"),
        ("a|b", r"a\|b"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("=cmd()", r"\=cmd()"),
        ("http://x.example www.x.example a@b.example", r"http:\//x.example www\.x.example a\@b.example"),
        ("two\nlines", r"two\\nlines"),
        ("$x$ ^y^ ~z~ &amp;", r"\$x\$ \^y\^ \~z\~ \&amp;"),
        ("Δρ. Παπαδοπούλου", "Δρ. Παπαδοπούλου"),
    ],
)
def test_what_somebody_wrote_shows_as_it_was_written(written: str, expected: str) -> None:
    assert expected == text(theirs(written))


@pytest.mark.parametrize("words", [HOSTILE, TONGUES], ids=["hostile", "tongues"])
def test_nothing_that_acts_reaches_the_file(words: str) -> None:
    """No control or direction character, no raw element, no link, and each line one line."""
    told = markdown(40, 3, words, notes=True)
    assert UNSEEN.search(told) is None
    assert re.search(r"(?<!\\)<(?:script|img|a\b)", told) is None
    assert re.search(r"(?<!\\)\]\(", told) is None


@pytest.mark.parametrize("words", ["", HOSTILE], ids=["plain", "hostile"])
def test_every_table_is_whole(words: str) -> None:
    """Each row has as many cells as its head, whatever was written in them."""
    cells, rows = 0, 0
    for line in markdown(60, 30, words).splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        found = len(re.findall(r"(?<!\\)\|", line)) - 1
        assert cells in {0, found}, line
        cells, rows = found, rows + 1
    assert rows > 20


def test_the_page_reads_in_its_order() -> None:
    """What the clinician needs first stands first, and the line that nobody checked it stands last."""
    told = markdown(14)
    places = [told.index(head) for head in ("## For your decision", "## Plan", "## Safety", "## Agreed today")]
    assert sorted(places) == places
    assert told.rstrip().splitlines()[-1].startswith("*Kept by the patient")


def test_a_name_that_somebody_typed_never_becomes_a_link() -> None:
    """A medicine's name is free text, wherever on the page it stands."""
    told = markdown(14, words="[l](javascript:x)")
    assert r"\[l\](javascript:x)" in told
    assert "[l](" not in told
