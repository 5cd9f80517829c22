"""The chart: labels never touch, and what was missed or not logged is told by its shape."""

import re
from itertools import pairwise

import pytest

from baclotrack.core.trend import Answer, Kept
from baclotrack.export.chart import CHARACTER, INK, TEXT, WIDTH, _legend, draw
from baclotrack.export.html import TEMPLATES
from tests.export.pages import HOSTILE, page_of

LABEL = re.compile(r'<text x="([\d.-]+)" y="([\d.-]+)" text-anchor="(start|end)"[^>]*>([^<]*)</text>')
SHAPES = re.compile(r'<path d="([^"]*)"')


def boxes(drawn: str) -> list[tuple[float, float, float, float, str]]:
    """Return the room that each label takes: left, right, top, bottom, and its words."""
    found = []
    for x, y, anchor, words in LABEL.findall(drawn):
        wide = len(words) * CHARACTER
        left = float(x) - (wide if anchor == "end" else 0)
        found.append((left, left + wide, float(y) - TEXT * 0.75, float(y), words))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("days", [1, 2, 14, 56, 182, 400])
def test_labels_never_collide_and_stay_inside(days: int, seed: int) -> None:
    found = boxes(draw(page_of(max(days, 2), 2, seed=seed).chart))
    assert len(found) >= 5
    for one in found:
        assert one[0] >= -1, one
        assert one[1] <= WIDTH + 1, one
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            assert apart, (one, other)


def test_missed_and_unlogged_days_have_shapes_of_their_own() -> None:
    """As many crosses and rings as there are such days, besides one of each in the legend."""
    told = page_of(182, 2).chart
    drawn = "".join(SHAPES.findall(draw(told)))
    crosses = drawn.count("l5.2 5.2")
    rings = drawn.count("0 1 0 4.2 0")
    missed = told.trend.kept[Kept.MISSED]
    unlogged = sum(not one.is_recorded() for one in told.trend.days)
    assert missed > 0
    assert unlogged > 0
    assert (missed + 1, unlogged + 1) == (crosses, rings)


def test_the_line_of_doses_has_a_gap_where_none_was_taken() -> None:
    """One stroke for each run of days with a dose."""
    told = page_of(182, 2).chart
    runs = sum(bool(one.total()) and not before.total() for before, one in pairwise(told.trend.days))
    line = next(shape for shape in SHAPES.findall(draw(told)) if "V" in shape)
    assert runs + bool(told.trend.days[0].total()) == line.count("M")


def test_dates_stand_in_order_below_the_panels() -> None:
    found = [box for box in boxes(draw(page_of(182, 2).chart)) if re.fullmatch(r"\d+ [A-Z][a-z]{2}( \d{4})?", box[4])]
    assert "2 Mar 2026" == found[0][4]
    assert found == sorted(found)
    assert len(found) >= 6


def test_an_empty_stretch_has_no_chart() -> None:
    told = page_of(14, 2).chart
    assert "" == draw(told._replace(trend=told.trend._replace(days=())))


def test_answers_alone_are_drawn_as_squares() -> None:
    """Where only yes or no was asked, the plan's targets stand in the place of the measure."""
    told = page_of(14, 2).chart
    drawn = draw(told._replace(trend=told.trend._replace(main=None), measure=""))
    answered = sum(one.answer in {Answer.MET, Answer.MISSED} for one in told.trend.days)
    assert "Plan's targets: filled met, open not met" in drawn
    assert answered == len(re.findall(r"h-[\d.]+z", drawn))


def test_no_text_in_the_chart_is_markup() -> None:
    told = page_of(14, 2).chart._replace(title=HOSTILE, text=HOSTILE, dose=HOSTILE, measure=HOSTILE)
    drawn = draw(told)
    assert "<script" not in drawn
    assert "\x1b" not in drawn
    assert "\u202e" not in drawn


def colours_of(text: str) -> set[str]:
    """Return every colour that is named, with two digits a part."""
    found = re.findall(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text)
    return {one if len(one) == 6 else "".join(2 * digit for digit in one) for one in found}


def test_nothing_is_coloured_so_that_a_grey_print_loses_nothing() -> None:
    """Every colour of page and chart is a grey already, in HTML and in PDF."""
    style = (TEMPLATES / "page.css").read_text("utf-8")
    found = colours_of(style) | colours_of(draw(page_of(56, 5).chart))
    assert len(found) >= 4
    assert [] == [one for one in sorted(found) if not one[:2] == one[2:4] == one[4:]]
    assert [] == re.findall(r"\b(?:rgb|hsl|red|green|blue|orange|yellow)\b", style)
    setting = (TEMPLATES / "page.typ").read_text("utf-8")
    assert [] == re.findall(r"\b(?:rgb|cmyk|red|green|blue|orange|yellow)\b", setting)
    assert "luma(" in setting


def test_in_one_ink_each_mark_is_still_its_own() -> None:
    """Missed, not logged, a change, a median, and a target met or missed differ by shape or filling, not by grey."""
    told = page_of(56, 2).chart
    told = told._replace(legend=(*told.legend, ("change", "change")))
    outlines = {re.sub(r"^M[\d. -]+", "", shape) for shape in SHAPES.findall("".join(_legend(told)))}
    assert len(told.legend) == len(outlines)
    squares = draw(told._replace(trend=told.trend._replace(main=None), measure=""))
    assert {INK, "none"} == set(re.findall(r'<path d="[^"]*z" fill="([^"]*)"', squares))
