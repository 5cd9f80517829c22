"""The appointment page as one HTML file: no script, no outside font or picture, nothing loaded from anywhere.

Every text goes through Jinja2 with autoescape on, and what somebody wrote stands in a `bdi` of its own, so that its
direction moves nothing beside it. The one style block is named by its hash in the content policy.
"""

import base64
import hashlib
from collections.abc import Mapping
from math import ceil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from baclotrack.export.chart import draw
from baclotrack.export.job import Job, page_of
from baclotrack.wording.page import Page, Section
from baclotrack.wording.page.parts import split_marks, split_whole

TEMPLATES = Path(__file__).parent / "templates"
COLUMNS = (("effects", "reasons", "said"), ("steps", "before", "flags", "questions"))
HALF = 58.0
"""Letters in a line of half a sheet's width, at the larger size."""

FIXED, MOST_LINES, MOST_ON_SECOND = 25.0, 73.0, 60.0
"""Lines for the head, the figures, the chart and the box; lines that fit a sheet of Letter at the larger size (both
found by printing: from 75 lines on the first sheets ran over)."""

THEIRS = Markup('<bdi lang="">{}</bdi>')
WHOLE = Markup('<span class="whole">{}</span>')


def render(job: Job) -> bytes:
    """Return the page as HTML, UTF-8."""
    return html_of(page_of(job)).encode()


def html_of(told: Page) -> str:
    """Return the page as HTML."""
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    template = environment().get_template("page.html")
    svg = Markup(draw(told.chart))  # noqa: S704 - made by us; every text in it is escaped where it is drawn
    kind = "roomy" if is_roomy(told) else "dense"
    return template.render(page=told, css=Markup(css), digest=digest, svg=svg, kind=kind)  # noqa: S704 - our own sheet


def is_roomy(told: Page) -> bool:
    """Return whether the sheets are empty enough for larger letters on paper; reckoned in lines of text.

    Without a script a page cannot try sizes, so there are two of them.
    """
    first = {one.id: one for one in told.first}
    second = {one.id: one for one in told.second}
    top = max(_lines(first, ("plan",), 1.2 * HALF), _lines(first, ("dose",), 0.8 * HALF))
    columns = max(_lines(first, names, HALF) for names in COLUMNS)
    one = _lines(first, ("decision",), 2 * HALF) + top + columns + _lines(first, ("safety",), HALF) / 2 + FIXED
    beside = max(_lines(second, names, HALF) for names in (("doses", "steps"), ("weeks",)))
    two = beside + _lines(second, ("stops", "said", "others"), 2 * HALF)
    return one <= MOST_LINES and two <= MOST_ON_SECOND


def _lines(told: Mapping[str, Section], names: tuple[str, ...], width: float) -> float:
    """Return how many lines some parts of the page take in a column of so many letters."""
    texts: list[str] = []
    for one in (told[name] for name in names if name in told):
        texts += [one.title, " ", *one.lines, *one.more, *(f"{fact.label} {fact.value}" for fact in one.facts)]
        texts += [" ".join(row) for row in (one.table.head, *one.table.rows)] if one.table else []
    return sum(ceil(len(text) / width) for text in texts)


def style() -> str:
    """Return the one style sheet."""
    return (TEMPLATES / "page.css").read_text("utf-8")


def environment() -> Environment:
    """Return the templates' surroundings: escape everything, and fail on a name that is not there."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["words"] = words
    made.filters["flat"] = flat
    return made


def words(text: str) -> Markup:
    """Return words as HTML: escaped, what somebody wrote apart from the sentence around it, each dose on one line."""
    pieces = (THEIRS.format(piece) if theirs else _ours(piece) for piece, theirs in split_marks(text))
    return Markup("").join(pieces)


def _ours(piece: str) -> Markup:
    """Return the program's own words, each dose and date in an element that no line breaks."""
    return Markup("").join(WHOLE.format(one) if whole else escape(one) for one, whole in split_whole(piece))


def flat(text: str) -> str:
    """Return words without their marks, for places that hold no elements; they are escaped there."""
    return "".join(piece for piece, _ in split_marks(text))
