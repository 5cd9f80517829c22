"""A taper: down by time alone, held on three things, and once it is done, done."""

import pytest

from tests.core.diary import answer, answers, decide, diary, in_force
from tests.core.plans import PLANS, on, sleep_plan, taking, taper_plan

SHORT = taking(taper_plan((10,), (5,)), 10)
LONG = taking(taper_plan((10,), (8,), (6,), (4,), (2,)), 10)
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


# --- where a taper begins --------------------------------------------------------------------------


@pytest.mark.parametrize("lines", ["", "day 1: missed", "day 1: 20 mg", "day 1: 5 mg", "day 1: 7 mg"])
def test_a_taper_with_no_dose_in_force_shows_none(lines: str) -> None:
    """A taper goes down from the dose in force; where none is known nobody is put on its highest one."""
    told = diary(lines, "taper")
    assert [("cannot_decide", None), ("cannot_decide", None)] == [
        (decide(told, day).outcome, decide(told, day).doses) for day in (1, 2)
    ]


@pytest.mark.parametrize(("taken", "expected"), [("20", "hold 20"), ("5", "hold 5"), ("7", "cannot_decide")])
def test_doses_from_before_a_first_taper_put_their_own_rung_in_force(taken: str, expected: str) -> None:
    """Somebody who took 5 mg before a taper from 20 mg was adopted is on 5 mg, not on its first rung."""
    told = diary(f"day 2: {taken} mg", "taper", adopted=3)
    assert expected == answer(told, 3)


def test_the_prescribers_dose_begins_a_taper_that_had_none() -> None:
    """The way out: the dose is named, and the taper counts from that day."""
    told = diary("day 2 doctor: set-dose 15\nday 2: 15 mg\nday 8: 15 mg", "taper")
    assert ["hold 15", "hold 15", "taper 10"] == [answer(told, day) for day in (2, 3, 9)]


def test_a_taper_counts_its_days_from_its_adoption() -> None:
    """Ten days at 20 mg before the taper are no days of the taper: nothing is cut on the day of its adoption."""
    plan = sleep_plan(hold_days=3)
    lines = [f"day {day}: 20 mg, good night" for day in range(1, 11)]
    told = diary("\n".join([*lines, "day 11 plan: taper-week", *(f"day {n}: 20 mg" for n in range(11, 18))]),
                 taking(plan, 20))  # fmt: skip
    assert ["hold 20"] * 7 + ["taper 15"] == answers(told, range(11, 19))


@pytest.mark.parametrize(
    ("slower", "expected"),
    [
        pytest.param("slow-10", 15, id="the same rungs, two weeks each"),
        pytest.param("short-10", 8, id="the same plan signed again"),
        pytest.param("steep-10", 12, id="sooner done, so it counts from its adoption"),
        pytest.param("quick-10", 6, id="a quicker pace, so it counts from its adoption"),
    ],
)
def test_a_taper_in_the_place_of_a_taper_keeps_the_days_unless_it_is_faster(slower: str, expected: int) -> None:
    """Slowing never begins a rung anew; a taper that is faster in pace or end counts from its adoption."""
    lines = [f"day {day}: 10 mg" for day in range(1, 21)]
    plan = LONG if slower in {"steep-10", "quick-10"} else SHORT
    told = diary("\n".join([*lines[:4], f"day 5 plan: {slower}", *lines[4:]]), plan)
    first = next(day for day in range(5, 22) if answer(told, day) != "hold 10")
    assert expected == first


def test_rungs_may_be_kept_for_days_of_their_own() -> None:
    """A prescriber's schedule: two weeks at 10 mg, then three days at 5 mg, then none."""
    told = diary("\n".join([f"day {day}: 10 mg" for day in range(1, 15)] + [f"day {n}: 5 mg" for n in (15, 16, 17)]),
                 SHORT._replace(days=(14, 3)))  # fmt: skip
    assert ["hold 10"] * 13 + ["taper 5", "hold 5", "hold 5", "finished"] == answers(told, range(2, 19))


# --- going on --------------------------------------------------------------------------------------


def test_a_pause_never_starts_it_over() -> None:
    """After a pause of ten days on the second rung, the taper goes on from that rung."""
    lines = [f"day {day}: {10 if day < 8 else 5} mg" for day in range(1, 21)]
    told = diary(
        "\n".join([*lines[:9], "day 10 doctor: hold", *lines[9:19], "day 20 doctor: resume", lines[19]]), SHORT
    )
    assert ["hold 5"] * 11 + ["finished"] == answers(told, range(9, 21))


def test_the_last_rung_of_a_taper_is_never_zero_before_the_end() -> None:
    """Every day up to the end shows a dose above zero."""
    shown = [decide(diary(tapered(), SHORT), day).doses for day in range(1, END)]
    assert [True] * (END - 1) == [bool(doses) for doses in shown]


def test_the_finding_of_a_finished_taper_says_until_when_signs_are_watched_for() -> None:
    """Fourteen days, and then no more."""
    told = diary(tapered(*none(END, END + 20)), SHORT)
    found = [decide(told, day).finding("withdrawal") for day in (END, END + 14, END + 15)]
    assert [("after", on(END + 14)), ("after", on(END + 14)), ("ok", None)] == [
        (one.why, one.facts.get("until")) for one in found
    ]


@pytest.fixture(autouse=True)
def tapers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let diaries name a short taper as it is adopted, and a longer one that begins at the dose taken."""
    monkeypatch.setitem(PLANS, "taper-10", taper_plan((10,), (5,)))
    monkeypatch.setitem(PLANS, "taper-week", PLANS["taper"])
    monkeypatch.setitem(PLANS, "slow-10", taper_plan((10,), (5,), hold_days=14))
    monkeypatch.setitem(PLANS, "short-10", taper_plan((10,), (5,)))
    monkeypatch.setitem(PLANS, "steep-10", taper_plan((10,), (5,)))
    monkeypatch.setitem(PLANS, "quick-10", taper_plan((10,), (9,), (8,), (7,), hold_days=1))
    monkeypatch.setitem(PLANS, "taper-20", taking(taper_plan((20,), (15,), (10,), (5,)), 20))
