"""A taper: down by time alone, held on three things, and once it is done, done."""

import pytest

from tests.core.diary import answer, answers, decide, diary, in_force
from tests.core.plans import PLANS, taking, taper_plan

SHORT = taking(taper_plan((10,), (5,)), 10)
END = 15
"""The first day on which the short taper is finished."""


def tapered(*more: str) -> str:
    """Return the diary of a taper 10, 5, done, and what came after it."""
    tens = [f"day {day}: 10 mg" for day in range(1, 8)]
    return "\n".join([*tens, *(f"day {day}: 5 mg" for day in range(8, END)), *more])


def none(first: int, last: int) -> tuple[str, ...]:
    """Return check-ins of days without a dose."""
    return tuple(f"day {day}: missed" for day in range(first, last + 1))


def test_the_taper_steps_down_by_time_alone() -> None:
    """Each rung is kept for a week, then the next comes, and after the last week the taper is finished."""
    expected = ["hold 10"] * 6 + ["taper 5"] + ["hold 5"] * 6 + ["finished"]
    assert expected == answers(diary(tapered(), SHORT), range(2, END + 1))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("bad night", "taper 5"),
        ("good night", "taper 5"),
        ("moderate nausea", "taper 5"),
        ("2 drinks", "taper 5"),
        ("sedative zolpidem", "taper 5"),
        ("mild sweating", "hold 10"),
        ("effects not asked", "hold 10"),
        ("flag seizure", "emergency"),
    ],
)
def test_what_holds_a_taper_and_what_does_not(more: str, expected: str) -> None:
    """A taper holds on withdrawal signs and an incomplete check-in; targets and other effects do not move it."""
    assert expected == answer(diary(f"day 7: 10 mg, {more}", SHORT), 8)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("day 7: 10 mg\nday 8 doctor: hold", "hold 10"),
        ("day 7: 10 mg\nday 8 doctor: hold until day 7", "taper 5"),
        ("day 6: 10 mg", "hold 10"),
        ("day 6: 10 mg\nday 7: missed", "taper 5"),
        ("day 6: missed\nday 7: missed", "ask_prescriber"),
    ],
)
def test_instructions_gaps_and_silence_in_a_taper(lines: str, expected: str) -> None:
    """The prescriber's hold and an unlogged day hold, one missed dose does not, and a gap asks."""
    assert expected == answer(diary(lines, SHORT), 8)


def test_a_hold_does_not_prolong_the_next_rung() -> None:
    """Days are counted from the day on which a rung came in force, held days included."""
    told = diary("day 7: 10 mg\nday 8 doctor: hold until day 9\nday 8: 10 mg\nday 9: 10 mg", SHORT)
    assert ["hold 10", "hold 10", "taper 5"] == answers(told, (8, 9, 10))


def test_a_sign_holds_the_taper_at_its_dose_and_asks_for_a_call_today() -> None:
    """The taper is frozen, not reversed: the dose in force is shown, and the prescriber hears of it today."""
    told = diary("day 1: 10 mg\nday 7: 10 mg, mild sweating", SHORT)
    decision = decide(told, 8)
    assert ("hold 10", "withdrawal", "today") == (answer(told, 8), decision.limited_by, decision.contact)


def test_a_sign_from_before_a_first_taper_is_not_new() -> None:
    """Also where the taper is the first plan ever adopted, what was told before it was there before."""
    told = diary("day 2: 10 mg, mild tremor\nday 3: 10 mg, mild tremor", SHORT, adopted=3)
    assert "pass" == decide(told, 4).finding("withdrawal").state


def test_somebody_ahead_of_the_taper_is_on_the_lower_rung() -> None:
    """Whoever takes the next rung early is on it from that day, and its week begins there."""
    told = diary("day 1: 20 mg\nday 2: 15 mg\n" + "\n".join(f"day {day}: 15 mg" for day in range(3, 9)), "taper-20")
    assert ("15", "hold 15", "taper 10") == (in_force(told, 3), answer(told, 8), answer(told, 9))


def test_somebody_behind_the_taper_stays_on_the_rung() -> None:
    """Whoever takes the old dose on the day of the step is still on it, and is offered the step again."""
    told = diary("day 7: 10 mg\nday 8: 10 mg", SHORT)
    assert ("taper 5", "10", "taper 5") == (answer(told, 8), in_force(told, 9), answer(told, 9))


@pytest.mark.parametrize("days", [0, 1, 2, 3, 5, 10, 20])
def test_a_finished_taper_stays_finished(days: int) -> None:
    """Once the taper is done, days without a dose are as planned: no gap, and nothing to take."""
    assert "finished" == answer(diary(tapered(*none(END, END - 1 + days)), SHORT), END + days)


@pytest.mark.parametrize("silent", [1, 2, 3, 10])
def test_nothing_is_shown_to_take_after_a_finished_taper(silent: int) -> None:
    """Whoever stops logging after the taper is never shown the last dose again."""
    told = diary(tapered(), SHORT)
    assert [None] * silent == [decide(told, END + day).doses for day in range(1, silent + 1)]


def test_a_sign_after_a_finished_taper_shows_no_dose_and_asks_for_a_call_today() -> None:
    """The program does not raise the dose itself: that is the prescriber's word."""
    decision = decide(diary(tapered(*none(END, END), f"day {END + 1}: missed, mild anxiety"), SHORT), END + 2)
    assert ("withdrawal", None, "today") == (decision.limited_by, decision.doses, decision.contact)


def test_a_dose_set_after_a_finished_taper_is_in_force() -> None:
    """The prescriber may go back to the last dose, and it is shown from that day."""
    told = diary(tapered(*none(END, END), f"day {END + 1} doctor: set-dose 5"), SHORT)
    assert ("hold 5", "5") == (answer(told, END + 1), in_force(told, END + 1))


def test_a_taper_adopted_again_after_its_end_starts_nobody() -> None:
    """`start` is for a person with no dose recorded; nobody is put on a taper's highest dose after weeks without."""
    told = diary(tapered(*none(END, END), f"day {END + 1} plan: taper-10"), SHORT)
    assert None is decide(told, END + 1).doses


@pytest.fixture(autouse=True)
def tapers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let diaries name a short taper as it is adopted, and a longer one that begins at the dose taken."""
    monkeypatch.setitem(PLANS, "taper-10", taper_plan((10,), (5,)))
    monkeypatch.setitem(PLANS, "taper-20", taking(taper_plan((20,), (15,), (10,), (5,)), 20))
