"""The page as HTML: whole in one file, nothing in it acts, and whoever cannot see the chart is told what it shows."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from baclotrack.export.chart import draw
from baclotrack.export.html import TEMPLATES, html_of
from tests.export.pages import HOSTILE, TONGUES, page_of

VOID = frozenset({"meta", "path", "br"})
OURS = """
html head meta title style body main div header h1 h2 section p ol ul li dl dt dd table thead tbody tr th td figure svg
desc path text bdi span footer
"""
OURS_BESIDE = """
lang charset http-equiv content name class id aria-labelledby aria-label scope role viewbox xmlns font-family font-size
fill x y text-anchor tabindex d stroke stroke-width stroke-linecap stroke-dasharray
"""
ELEMENTS, ATTRIBUTES = frozenset(OURS.split()), frozenset(OURS_BESIDE.split())


class Reader(HTMLParser):
    """Reads a page strictly: which elements and attributes it has, and whether each is closed where it should be."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        if tag not in VOID:
            assert tag == self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that closes itself."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep words with the element that they stand in."""
        if data.strip() and self.open:
            self.words.append((self.open[-1], data))


def read(text: str) -> Reader:
    """Return what a page holds."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert [] == reader.open
    return reader


@pytest.mark.parametrize("words", ["", HOSTILE, TONGUES], ids=["plain", "hostile", "tongues"])
@pytest.mark.parametrize("days", [14, 182])
def test_the_page_has_no_element_and_no_attribute_but_ours(days: int, words: str) -> None:
    """Whatever was written, there is no script, no link, no outside address, no style and no event on the page."""
    found = read(html_of(page_of(days, 30, words=words, notes=bool(words)))).found
    assert set() == {tag for tag, _ in found} - ELEMENTS
    assert set() == {name for _, attributes in found for name in attributes} - ATTRIBUTES
    assert 1 == sum(tag == "style" for tag, _ in found)


@pytest.mark.parametrize(("days", "effects", "words", "kind"), [(14, 3, "", "roomy"), (34, 30, HOSTILE, "dense")])
def test_a_sheet_with_room_has_larger_letters(days: int, effects: int, words: str, kind: str) -> None:
    assert kind == dict(read(html_of(page_of(days, effects, words=words))).found)["html"]["class"]


def test_what_somebody_wrote_stands_in_elements_of_its_own() -> None:
    """As words, not as markup, and set apart, so that its direction moves nothing beside it."""
    found = read(html_of(page_of(30, 3, words=HOSTILE)))
    theirs = [text for tag, text in found.words if tag == "bdi"]
    assert any(text.startswith("=cmd()|<script>x</script>") for text in theirs)
    assert not any("<script>" in text for tag, text in found.words if tag != "bdi")


def test_the_content_policy_allows_our_style_sheet_and_nothing_else() -> None:
    text = html_of(page_of(14))
    found = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in text
    assert re.search(r"url\(|@import|expression", found[1]) is None


def test_tables_have_heads_and_the_page_a_language_and_a_title() -> None:
    found = read(html_of(page_of(56, 5))).found
    assert "en" == dict(found)["html"]["lang"]
    assert {"col", "row"} == {attributes.get("scope") for tag, attributes in found if tag == "th"}
    assert all(attributes.get("aria-label") for tag, attributes in found if tag == "table")
    ids = [str(attributes["id"]) for _, attributes in found if "id" in attributes]
    assert sorted(set(ids)) == sorted(ids)
    named = {str(one["aria-labelledby"]) for _, one in found if "aria-labelledby" in one}
    assert set() == {name for names in named for name in names.split()} - set(ids)


def test_the_chart_says_what_it_shows() -> None:
    told = page_of(30, 3)
    assert f'<desc id="chart-text">{told.chart.text}</desc>' in html_of(told)


def luminance(colour: str) -> float:
    """Return how light a colour is, 0 to 1 (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_letter_stands_out_from_white() -> None:
    """Contrast 4.5 to 1 at least, in the style sheet and in the chart (WCAG 2, AA)."""
    css = (TEMPLATES / "page.css").read_text("utf-8")
    colours = re.findall(r"(?<![-\w])color: (#\w+)", css)
    colours += re.findall(r'<text [^>]*fill="(#\w+)"', draw(page_of(56).chart))
    whole = {one if len(one) == 7 else "#" + "".join(2 * digit for digit in one[1:]) for one in colours}
    assert len(whole) >= 2
    assert [] == [one for one in sorted(whole) if 1.05 / (luminance(one) + 0.05) < 4.5]
