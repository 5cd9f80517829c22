"""The appointment page as Markdown, for GitHub's flavour and for plain text viewers: the same words, plain tables."""

import re
from collections.abc import Iterator

from baclotrack.export.job import Job, page_of
from baclotrack.wording.page import Page, Section
from baclotrack.wording.page.parts import Table, split_marks

MARKUP = re.compile(r"[\\`*_\[\]<>|~&#$^]")
LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where GitHub's flavour would make a link of bare words: a backslash there keeps them words."""

LINE_START = re.compile(r"^(\s*[0-9]{0,9})([-+=.)])")
"""What would begin a list or a heading at the start of a line."""

PROGRAM_MARKUP = re.compile(r"[\\`*<>|~&]")


def render(job: Job) -> bytes:
    """Return the page as Markdown, UTF-8."""
    return "\n".join([*lines_of(page_of(job)), ""]).encode()


def lines_of(told: Page) -> Iterator[str]:
    """Yield the page, line by line."""
    yield f"# {text(told.title)}"
    yield ""
    yield text(told.subtitle)
    for one in told.first:
        yield from _section(one)
        if one.id == "figures":
            yield ""
            yield f"**{text(told.chart.title)}.** {text(told.chart.text)}"
    if told.second:
        yield ""
        yield "---"
        yield ""
        yield "# Detail"
        for one in told.second:
            yield from _section(one)
    if told.notes is not None:
        yield from _section(told.notes)
    yield ""
    yield f"*{text(told.limit)}*"


def _section(one: Section) -> Iterator[str]:
    """Yield one part of the page."""
    yield ""
    if one.title:
        yield f"## {text(one.title)}"
        yield ""
    if one.id == "agreed":
        yield from _table(tuple(fact.label for fact in one.facts), (("", *("" for _ in one.facts[1:])),))
        return
    if one.id == "figures":
        yield from _table(tuple(fact.label for fact in one.facts), (tuple(fact.value for fact in one.facts),))
        return
    for line in one.lines:
        yield f"- {_begin(text(line))}"
    for fact in one.facts:
        yield f"- **{text(fact.label)}:** {text(fact.value)}"
    if one.table is not None:
        yield from [""] if one.lines or one.facts else []
        yield from _whole(one.table)
    if one.more:
        yield ""
        yield from (text(line) for line in one.more)


def _whole(table: Table) -> Iterator[str]:
    """Yield a table with the head that it brings."""
    yield from _table(table.head, table.rows, table.numbers)


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numbers: tuple[int, ...] = ()) -> Iterator[str]:
    """Yield the lines of a table; columns of numbers stand to the right."""
    yield f"| {' | '.join(text(cell) or ' ' for cell in head)} |"
    yield f"|{'|'.join('---:' if place in numbers else '---' for place in range(len(head)))}|"
    for row in rows:
        yield f"| {' | '.join(text(cell) for cell in row)} |"


def text(words: str) -> str:
    """Return words as Markdown that shows exactly these words, on one line."""
    return "".join(_theirs(piece) if theirs else _ours(piece) for piece, theirs in split_marks(words))


def _theirs(piece: str) -> str:
    """Return text that somebody wrote, with whatever Markdown could read in it told as it is."""
    return _begin(LINKS.sub(r"\\", MARKUP.sub(r"\\\g<0>", piece)).strip(" "))


def _ours(piece: str) -> str:
    """Return the program's own words; the brackets of a ladder stay as they are."""
    return PROGRAM_MARKUP.sub(r"\\\g<0>", piece)


def _begin(line: str) -> str:
    """Return a line whose beginning is neither a list nor a heading."""
    return LINE_START.sub(r"\1\\\2", line)
