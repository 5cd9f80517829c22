"""The checklist: the last answer about each effect, and how long it has lasted. Not asked is never none."""

import pytest

from baclotrack.core.checklist import Answer, Lasting, last_answers, last_asked
from tests.core.diary import diary
from tests.core.plans import on


def answer(text: str, name: str = "nausea", until: int = 9) -> Answer:
    """Return the last answer about one effect, from a diary."""
    return last_answers(diary(text).history(), ["nausea", "fall"], on(until))[["nausea", "fall"].index(name)]


def told(found: Answer) -> tuple[int | None, int | None]:
    """Return the last grade, and the number of the day it is from."""
    return found.grade, (found.asked_on - on(1)).days + 1 if found.asked_on else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None)),
        ("day 1: 5 mg, effects not asked", (None, None)),
        ("day 1: 5 mg", (0, 1)),
        ("day 1: 5 mg, mild nausea", (1, 1)),
        ("day 1: 5 mg, mild nausea\nday 2: 5 mg, effects not asked", (1, 1)),
        ("day 1: 5 mg, mild nausea\nday 2: 5 mg, moderate nausea", (2, 2)),
        ("day 1: 5 mg, mild nausea\nday 2: 5 mg", (0, 2)),
        ("day 1: 5 mg, mild nausea\nday 1 amended: 5 mg", (0, 1)),
        ("day 1: 5 mg, mild nausea\nday 1 undone: wrong day", (None, None)),
        ("day 1: 5 mg, mild nausea\nday 2: mild fall", (1, 1)),
        ("day 1: 5 mg, mild nausea\nday 2: 5 mg, mild fall", (0, 2)),
        ("day 1: 5 mg\nday 10: 5 mg, mild nausea", (0, 1)),
    ],
    ids=[
        "nothing recorded",
        "not asked",
        "asked, none",
        "there",
        "not asked after it",
        "worse",
        "gone",
        "corrected",
        "taken back",
        "another effect told alone says nothing of this one",
        "another effect in a whole check-in does",
        "later days do not count",
    ],
)
def test_the_last_answer(text: str, expected: tuple[int | None, int | None]) -> None:
    """A day on which it was not asked leaves the answer before it."""
    assert expected == told(answer(text))


def test_an_effect_told_alone_is_an_answer_about_itself() -> None:
    """A fall told in the daytime counts for the fall."""
    assert (1, 2) == told(answer("day 1: 5 mg\nday 2: mild fall", "fall"))


RUNS = {
    "one day": ("day 1: 5 mg, mild nausea", Lasting(on(1), on(1), 1, 1, 1), None),
    "three days": (
        "day 1: 5 mg\nday 2: 5 mg, mild nausea\nday 3: 5 mg, moderate nausea\nday 4: 5 mg, mild nausea",
        Lasting(on(2), on(4), 2, 3, 3),
        None,
    ),
    "days between not asked": (
        "day 1: 5 mg, mild nausea\nday 2: 5 mg, effects not asked\nday 4: 5 mg, mild nausea",
        Lasting(on(1), on(4), 1, 2, 4),
        None,
    ),
    "gone": (
        "day 1: 5 mg, moderate nausea\nday 2: 5 mg, mild nausea\nday 3: 5 mg\nday 4: 5 mg",
        Lasting(on(1), on(2), 2, 2, 2),
        on(3),
    ),
    "back again": (
        "day 1: 5 mg, moderate nausea\nday 2: 5 mg\nday 3: 5 mg, mild nausea",
        Lasting(on(3), on(3), 1, 1, 1),
        None,
    ),
    "never there": ("day 1: 5 mg\nday 2: 5 mg", None, None),
}


@pytest.mark.parametrize(("text", "run", "gone_on"), RUNS.values(), ids=RUNS)
def test_how_long_it_lasted(text: str, run: Lasting | None, gone_on: object) -> None:
    """A run ends only with an answer that it is gone; days not asked are counted apart from days asked."""
    found = answer(text)
    assert (run, gone_on) == (found.run, found.gone_on)


def test_every_name_has_an_answer_in_the_order_asked_for_and_unknown_ones_follow() -> None:
    """An effect that the catalogue does not know (a later version's) is not dropped."""
    history = diary("day 1: 5 mg, mild hiccups").history()
    found = last_answers(history, ["fall", "nausea"], on(2))
    assert [("fall", 0), ("nausea", 0), ("hiccups", 1)] == [(one.name, one.grade) for one in found]
    assert on(1) == last_asked(found)
    assert None is last_asked(last_answers(diary("").history(), ["fall"], on(2)))
