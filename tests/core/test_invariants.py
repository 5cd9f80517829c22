"""The invariants of the contract's section 7, each in a test of its own, over lives obedient and disobedient."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from baclotrack.core.decision import NO_DOSE, Decision
from baclotrack.core.fold import Walked, walk
from baclotrack.core.plan import Known, Plan
from baclotrack.core.record import Checkin, Entry, Instruction, MedicineChange, Retract, arrange
from baclotrack.core.values import CAUTION, GateState, Named, Outcome
from tests.core.diary import answer, diary
from tests.core.lives import (
    NAMES,
    Draft,
    Life,
    Timed,
    begun,
    drafts,
    lived,
    lives,
    moment,
    place,
    plans,
    said,
)
from tests.core.plans import ADULT, CATALOG, PLANS, START, ladder, sleep_plan, taper_plan

SHORT, LONG = 100, 300
UP = Outcome.STEP_UP

Test = Callable[..., None]


def often(**strategies: st.SearchStrategy[Any]) -> Callable[[Test], Test]:
    """Run a property a few times in every build."""

    def around(test: Test) -> Test:
        return settings(max_examples=SHORT, suppress_health_check=[HealthCheck.too_slow])(given(**strategies)(test))

    return around


def rung(plan: Plan, doses: Named | None) -> int | None:
    """Return the number of the rung with these doses."""
    return None if doses is None else plan.rung_of(doses)


def steps_up(life: Life) -> Iterator[tuple[Walked, Walked]]:
    """Yield each day on which a step up is shown, behind the day before it."""
    for before, today in pairwise(life.walked()):
        if today.decision.outcome is UP:
            yield before, today


# --- what is shown ---------------------------------------------------------------------------------


def dose_shown_is_a_rung_within_every_limit(life: Life) -> None:
    """The dose shown is a rung of the plan and within every limit."""
    for decision in life.decisions():
        if decision.doses is not None:
            assert rung(life.plan, decision.doses) is not None
            assert sum(mg for _, mg in decision.doses) <= min(life.plan.daily_mg, Decimal(80))
            assert max(mg for _, mg in decision.doses) <= min(life.plan.single_mg, Decimal(20))


def at_most_one_rung_above(life: Life) -> None:
    """The dose shown is at most one rung above the dose in force."""
    for decision in life.decisions():
        shown, here = rung(life.plan, decision.doses), rung(life.plan, decision.in_force)
        assert shown is None or shown <= (0 if here is None else here + 1)


def no_dose_of_zero(life: Life) -> None:
    """Never a dose of zero outside a finished taper: a dose shown has mg, and no slot at zero."""
    for decision in life.decisions():
        assert decision.doses is None or (decision.doses and all(mg > 0 for _, mg in decision.doses))


def doses_only_where_the_outcome_allows(life: Life) -> None:
    """Emergency, ask and cannot-decide show no dose; every other outcome of a titration shows one."""
    for decision in life.decisions():
        assert (decision.outcome in NO_DOSE) == (decision.doses is None)


def tablets_add_up(life: Life) -> None:
    """Tablets printed add up exactly to the mg."""
    for decision in life.decisions():
        for (slot, made), dose in zip(decision.tablets or (), decision.doses or (), strict=decision.doses is not None):
            assert dose == (slot, sum((one.strength_mg * one.number for one in made), start=Decimal(0)))


def the_most_careful_gate_wins(life: Life) -> None:
    """No answer is bolder than any gate allows, and the one named is the first that allows the least."""
    for decision in life.decisions():
        allowed = [one for one in decision.findings if one.state is GateState.BLOCK]
        least = min((CAUTION[one.allows] for one in allowed if one.allows is not None), default=None)
        assert least is None or place(decision) <= least
        if decision.limited_by is not None:
            assert decision.limited_by == next(one.gate for one in allowed if CAUTION[one.allows or UP] == least)


# --- steps -----------------------------------------------------------------------------------------


def rises(life: Life) -> Iterator[tuple[int, int | None, int]]:
    """Yield each day on which the dose in force rises, with the rungs before and after; a dose set begins anew.

    Days on which the prescriber set a dose are left out: the number -1 stands for each of them.
    """
    set_on = {one.day for one in life.told if isinstance(one.what, Instruction) and one.what.action == "set_dose"}
    for number, (before, after) in enumerate(pairwise(life.walked())):
        was, now = rung(life.plan, before.decision.in_force), rung(life.plan, after.decision.in_force)
        if set_on & {number, number + 1}:
            yield -1, None, 0
        elif now is not None and (was is None or now > was):
            yield number, was, now


def no_two_rises_within_hold_days(life: Life) -> None:
    """The dose in force never rises twice within `hold_days`, the prescriber's own doses aside."""
    for (first, _, _), (second, _, _) in pairwise(rises(life)):
        assert -1 in {first, second} or second - first >= life.plan.hold_days


def a_rise_is_one_rung(life: Life) -> None:
    """The dose in force never rises by more than one rung, whatever was taken, the prescriber's own doses aside."""
    assert [] == [
        (day, was, now) for day, was, now in rises(life) if day >= 0 and now != (0 if was is None else was + 1)
    ]


def a_step_back_is_one_rung(life: Life) -> None:
    """A step back is one rung."""
    for decision in life.decisions():
        if decision.outcome is Outcome.STEP_BACK:
            assert rung(life.plan, decision.doses) == (rung(life.plan, decision.in_force) or 0) - 1


def no_drop_of_more_than_one_rung(life: Life) -> None:
    """Outside a taper, an instruction and a restart, the dose shown is never two rungs below the one in force."""
    for decision in life.decisions():
        shown, here = rung(life.plan, decision.doses), rung(life.plan, decision.in_force)
        if shown is not None and here is not None and decision.outcome is not Outcome.RESTART:
            assert shown >= here - 1


def no_step_up_at_the_hold_threshold(life: Life) -> None:
    """No step up with a grade at or over the hold threshold."""
    threshold = 1 if life.plan.mild == "hold" else 2
    for before, _ in steps_up(life):
        assert max((before.facts.effects or {}).values(), default=0) < threshold


def no_step_up_after_a_fall(life: Life) -> None:
    """No step up the day after a fall of any grade."""
    for before, _ in steps_up(life):
        assert not (before.facts.effects or {}).get("fall")


def no_step_up_with_a_red_flag(life: Life) -> None:
    """No step up, and no dose at all, from the day of a red flag on, until it is cleared."""
    open_since: dict[str, int] = {}
    for number, walked in enumerate(life.walked()):
        for one in life.told:
            if one.day == number and isinstance(one.what, Checkin):
                open_since.update(dict.fromkeys(one.what.red_flags, number))
        assert not open_since or walked.decision.outcome is Outcome.EMERGENCY


def no_step_up_after_a_missed_or_unlogged_day(life: Life) -> None:
    """No step up the day after a dose was missed or the day was not logged."""
    for before, _ in steps_up(life):
        assert before.facts.checkin
        assert sum((before.facts.doses or {}).values()) > 0


def no_step_up_on_alcohol(life: Life) -> None:
    """No step up with alcohol on the last or the decided day, where the plan holds on it."""
    for before, today in steps_up(life):
        assert not before.facts.drinks
        assert not today.facts.drinks


def no_step_up_on_a_sedative(life: Life) -> None:
    """No step up with a sedative on the last or the decided day."""
    for before, today in steps_up(life):
        assert not before.facts.sedatives
        assert not today.facts.sedatives


def no_step_up_on_met_or_unanswered_targets(life: Life) -> None:
    """No step up where all targets were met, or one was not answered."""
    for before, _ in steps_up(life):
        answers = [target.met(before.facts.measures) for target in life.plan.targets]
        assert None not in answers
        assert False in answers


def no_step_up_right_after_more_than_said(life: Life) -> None:
    """No step up the day after more was taken than the plan said."""
    for before, _ in steps_up(life):
        said = dict(before.decision.doses or before.decision.in_force or life.plan.named(0) or ())
        assert all(mg <= said.get(slot, 0) for slot, mg in (before.facts.doses or {}).items())


ALWAYS = (
    dose_shown_is_a_rung_within_every_limit,
    at_most_one_rung_above,
    no_dose_of_zero,
    doses_only_where_the_outcome_allows,
    tablets_add_up,
    the_most_careful_gate_wins,
    no_two_rises_within_hold_days,
    a_rise_is_one_rung,
    a_step_back_is_one_rung,
    no_drop_of_more_than_one_rung,
    no_step_up_after_a_missed_or_unlogged_day,
    no_step_up_on_alcohol,
    no_step_up_on_a_sedative,
    no_step_up_on_met_or_unanswered_targets,
)
"""What holds in every life, whatever the prescriber says in it."""

UNANSWERED = (
    no_step_up_at_the_hold_threshold,
    no_step_up_after_a_fall,
    no_step_up_with_a_red_flag,
    no_step_up_right_after_more_than_said,
)
"""What holds as long as the prescriber has not answered."""


def named(properties: tuple[Test, ...]) -> pytest.MarkDecorator:
    """Run a test once for each property, under its name."""
    return pytest.mark.parametrize("holds", properties, ids=[one.__name__ for one in properties])


@named(ALWAYS)
def test_obedient_lives(holds: Test) -> None:
    """For somebody who takes what is shown, the invariant holds on every day."""
    often(life=lives(obedient=True))(holds)()


@often(life=lives(obedient=True))
def test_whoever_takes_what_is_shown_is_never_off_plan(life: Life) -> None:
    """For somebody who takes what is shown, and as before where nothing is shown, `off-plan` never blocks."""
    assert GateState.BLOCK not in {decision.finding("off-plan").state for decision in life.decisions()}


@named(ALWAYS)
def test_disobedient_lives(holds: Test) -> None:
    """For somebody who takes what they like, and logs as they like, the invariant holds on every day."""
    often(life=lives())(holds)()


@named(UNANSWERED)
def test_unanswered_lives(holds: Test) -> None:
    """Where no prescriber answered in between, the invariant holds on every day."""
    often(life=lives(answered=False))(holds)()


@pytest.mark.long
@named(ALWAYS)
def test_long_lives(holds: Test) -> None:
    """The invariant holds in many longer lives too."""
    settings(max_examples=LONG, deadline=None)(given(life=lives(days=15))(holds))()


@pytest.mark.long
@named(UNANSWERED)
def test_long_unanswered_lives(holds: Test) -> None:
    """The invariant holds in many longer lives without an answer too."""
    settings(max_examples=LONG, deadline=None)(given(life=lives(days=15, answered=False))(holds))()


@often(told=st.lists(drafts(flagged=False), min_size=1, max_size=9), plan=plans())
def test_no_step_up_with_an_unmet_acknowledgement(told: list[Draft], plan: Plan) -> None:
    """A condition that nobody acknowledged lets nobody step up, whatever else is said."""
    life = lived(begun(plan, ADULT._replace(conditions=(Known("stroke"),))), *told)
    assert UP not in {decision.outcome for decision in life.decisions()}


@often(life=lives(answered=False, flagged=False), day=st.integers(0, 8))
def test_no_step_up_with_an_unmet_medicine(life: Life, day: int) -> None:
    """From the day on which a major medicine is started, nobody steps up until it is acknowledged or stopped."""
    told = life.telling(Timed(moment(day, 11), day, MedicineChange("start", "morphine")))
    assert UP not in {decision.outcome for decision in told.decisions()[day:]}


# --- what must not matter --------------------------------------------------------------------------


def bare(decisions: list[Decision]) -> list[Decision]:
    """Return decisions with nothing but their answers: no plan, no ranks."""
    return [one._replace(plan=None) for one in decisions]


def decisions_of(entries: tuple[Entry, ...], days: int, shift: int = 0) -> list[Decision]:
    """Return the decisions that a journal gives."""
    until = START + timedelta(days=days + shift)
    return [one.decision for one in walk(arrange(entries), CATALOG, until)]


@often(life=lives(), data=st.data())
def test_notes_never_change_a_decision(life: Life, data: st.DataObject) -> None:
    """Whatever is written into the notes, and amended there, every answer stays."""
    noted = []
    for one in life.told:
        what = one.what
        if isinstance(what, Checkin):
            note = data.draw(st.sampled_from(["", "seizure! 20 mg, severe nausea", "slept well", "missed"]))
            what = what._replace(note=note)
        noted.append(one._replace(what=what))
    assert life.decisions() == life._replace(told=tuple(noted)).decisions()


@often(life=lives(), number=st.integers(0, 20))
def test_an_amended_note_never_changes_a_decision(life: Life, number: int) -> None:
    """Writing a whole check-in again, for the sake of its note, changes no answer, whenever that is done."""
    entries = life.entries()
    checkins = [one for one in entries if isinstance(one.what, Checkin)]
    assume(checkins)
    old = checkins[number % len(checkins)]
    assert isinstance(old.what, Checkin)
    noted = old.what._replace(note="x", supersedes=old.id)
    amended = Entry("amended", old.at, old.device, len(entries), old.day, noted)
    assert decisions_of(entries, life.days) == decisions_of((*entries, amended), life.days)


@often(life=lives(), data=st.data())
def test_doubled_and_shuffled_lines_change_nothing(life: Life, data: st.DataObject) -> None:
    """An entry doubled, or lines in another order, change nothing."""
    entries = life.entries()
    doubled = data.draw(st.lists(st.sampled_from(entries), max_size=5))
    mixed = data.draw(st.permutations([*entries, *doubled]))
    assert decisions_of(entries, life.days) == decisions_of(tuple(mixed), life.days)


@often(life=lives(answered=False), data=st.data())
def test_the_order_of_independent_lines_changes_nothing(life: Life, data: st.DataObject) -> None:
    """Where no prescriber answered in between, days may be told in any order."""
    moments = data.draw(st.permutations([one.at for one in life.told[2:]]))
    other = [one._replace(at=at) for one, at in zip(life.told[2:], moments, strict=True)]
    assert bare(life.decisions()) == bare(life._replace(told=(*life.told[:2], *other)).decisions())


@often(life=lives(), days=st.integers(-300, 300))
def test_shifting_all_dates_changes_nothing(life: Life, days: int) -> None:
    """The same diary in another season gives the same answers, each so many days later."""
    by = timedelta(days=days)

    def shifted(entry: Entry) -> Entry:
        what = entry.what
        if isinstance(what, Instruction) and what.until is not None:
            what = what._replace(until=what.until + by)
        if isinstance(what, Plan):
            what = what._replace(directed_on=START + by)
        return entry._replace(at=entry.at + by, day=entry.day + by, what=what)

    def told(decision: Decision, back: timedelta) -> tuple[object, ...]:
        last = decision.last_taken and (decision.last_taken[0] - back, decision.last_taken[1])
        states = [(one.gate, one.state, one.why, one.allows, one.contact) for one in decision.findings]
        shown = (decision.outcome, decision.contact, decision.doses, decision.in_force, decision.tablets)
        return (decision.day - back, *shown, states, decision.limited_by, last)

    moved = decisions_of(tuple(shifted(one) for one in life.entries()), life.days, days)
    assert [told(one, timedelta()) for one in life.decisions()] == [told(one, by) for one in moved]


@often(life=lives(), more=st.lists(drafts(), max_size=3))
def test_asking_changes_nothing_and_the_future_neither(life: Life, more: list[Draft]) -> None:
    """Asked again, or asked later with more days behind, each day has the answer that it had."""
    first = life.decisions()
    assert first == life.decisions()
    assert [one.decide(day) for one, day in ((life, day) for day in range(life.days + 1))] == first
    later = lived(life, *more).decisions()
    assert first[:-1] == later[: len(first) - 1]


@often(life=lives(), dose=st.sampled_from(["0", "5", "20", "100"]))
def test_what_is_taken_today_does_not_change_todays_answer(life: Life, dose: str) -> None:
    """A dose recorded on the decided day changes nothing in that day's decision."""
    doses = {slot.name: Decimal(dose) for slot in life.plan.slots}
    taken = Timed(moment(life.days, 23, 9), life.days, Checkin(doses=doses))
    assert life.decisions() == life.telling(taken).decisions()


@often(life=lives(), number=st.integers(0, 20))
def test_an_entry_taken_back_equals_one_never_written(life: Life, number: int) -> None:
    """After an undo every answer is as if the check-in had never been made."""
    entries = life.entries()
    checkins = [one for one in entries if isinstance(one.what, Checkin)]
    assume(checkins)
    old = checkins[number % len(checkins)]
    undo = Entry("undo", old.at, old.device, len(entries), old.day, Retract(old.id))
    without = tuple(one for one in entries if one.id != old.id)
    assert decisions_of(without, life.days) == decisions_of((*entries, undo), life.days)


# --- monotone caution ------------------------------------------------------------------------------


def worse(what: Checkin, worry: str) -> Checkin:
    """Return the check-in with one more worrying fact; side effects must have been asked."""
    effects = what.effects or {}
    match worry.split(" "):
        case ["flag", name]:
            return what._replace(red_flags=(*what.red_flags, name))
        case ["drinks", number]:
            return what._replace(drinks=max(Decimal(number), what.drinks or Decimal(0)))
        case ["sedative", name]:
            return what._replace(sedatives=(*(what.sedatives or ()), name))
        case ["effect", name, grade]:
            return what._replace(effects={**effects, name: max(int(grade), effects.get(name, 0))})
    raise ValueError(worry)


WORRIES = (
    "flag seizure", "drinks 1", "drinks 9", "sedative zolpidem", "sedative valerian",
    *(f"effect {name} {grade}" for name in ("nausea", "low-mood", "sweating", "fall") for grade in (1, 2, 3)),
)  # fmt: skip


def worried(life: Life, number: int, worry: str) -> tuple[Life, int]:
    """Return the life with a worry more in one of its check-ins, in place, and the day of it."""
    places = [
        place
        for place, one in enumerate(life.told)
        if isinstance(one.what, Checkin) and (one.what.effects is not None or not worry.startswith("effect"))
    ]
    assume(places)
    chosen = places[number % len(places)]
    told = list(life.told)
    what = told[chosen].what
    assert isinstance(what, Checkin)
    told[chosen] = told[chosen]._replace(what=worse(what, worry))
    return life._replace(told=tuple(told)), told[chosen].day


def never_bolder_at_once(life: Life, number: int, worry: str) -> None:
    """A worrying fact more makes neither the answer of its own day bolder nor that of the day after."""
    other, day = worried(life, number, worry)
    before, after = life.decisions(), other.decisions()
    assert [True, True] == [place(after[one]) <= place(before[one]) for one in (day, day + 1)]


def never_bolder_on_any_day(life: Life, number: int, worry: str) -> None:
    """A worrying fact more makes no answer of any day bolder."""
    other, _ = worried(life, number, worry)
    assert [] == [
        (before.day, before.outcome, after.outcome)
        for before, after in zip(life.decisions(), other.decisions(), strict=True)
        if place(after) > place(before)
    ]


@pytest.mark.parametrize("worry", WORRIES)
def test_a_worry_never_makes_the_next_answer_bolder(worry: str) -> None:
    """Monotone caution, for the day of the fact and the day after it."""
    often(life=lives(), number=st.integers(0, 8), worry=st.just(worry))(never_bolder_at_once)()


def test_a_red_flag_never_makes_any_answer_bolder() -> None:
    """Monotone caution, for every day, where no prescriber clears the flag."""
    often(life=lives(answered=False, flagged=False), number=st.integers(0, 8), worry=st.just("flag seizure"))(
        never_bolder_on_any_day
    )()


def test_a_fall_does_not_hide_an_earlier_effect_that_was_told_late() -> None:
    """Monotone caution across days: a fall that the prescriber answered does not answer what was told afterwards.

    A severe effect of day 2 is told only after the prescriber's word of day 4, and so it holds for its days, whether
    or not there was a fall on day 3.
    """
    plan = sleep_plan(severe="hold")
    told = """
        day 1: 5 mg, bad night
        day 2: 10 mg, bad night
        day 3: 10 mg, bad night{}
        day 4 doctor: resume
        day 4: 10 mg, bad night
        day 2 amended: 10 mg, bad night, severe nausea
    """
    expected = [answer(diary(told.format(""), plan), day) for day in (4, 5)]
    assert expected == [answer(diary(told.format(", a fall"), plan), day) for day in (4, 5)]


def test_a_sign_before_a_gap_does_not_excuse_the_same_sign_in_it() -> None:
    """Monotone caution across days: sweating before the missed dose does not make the answer after it bolder."""
    told = """
        day 1: 5 mg, bad night
        day 2: 5 mg, bad night{}
        day 3: missed, bad night
        day 4: 5 mg, bad night, mild sweating
    """
    assert ("hold 5", "hold 5") == (answer(diary(told.format("")), 5), answer(diary(told.format(", mild sweating")), 5))


@pytest.mark.xfail(
    strict=True,
    reason="two rules of the contract collide: a drink keeps 10 mg in force, and 5 mg is one rung below it, not two",
)
def test_a_drink_does_not_hide_a_drop_of_two_rungs() -> None:
    """Monotone caution across days: a drink on day 3 does not make the answer of day 5 bolder."""
    told = """
        day 1: 5 mg, bad night
        day 2: 10 mg, bad night
        day 3: 15 mg, bad night{}
        day 4: 5 mg, bad night
    """
    assert ("hold 5", "hold 5") == (answer(diary(told.format("")), 5), answer(diary(told.format(", 1 drinks")), 5))


@pytest.mark.long
@pytest.mark.parametrize("worry", WORRIES)
def test_a_worry_never_makes_the_next_answer_bolder_in_long_lives(worry: str) -> None:
    """Monotone caution at once, in many longer lives."""
    settings(max_examples=LONG, deadline=None)(
        given(life=lives(days=15), number=st.integers(0, 15), worry=st.just(worry))(never_bolder_at_once)
    )()


# --- ways ------------------------------------------------------------------------------------------


def good_days(life: Life, until: Callable[[Decision], bool], most: int) -> Decision:
    """Live on with good days, taking what is shown, until an answer is reached; fail after so many days."""
    for _ in range(most):
        decision = life.decide(life.days)
        if until(decision):
            return decision
        life = lived(life, Draft())
    return life.decide(life.days)


@pytest.mark.parametrize("name", NAMES)
def test_with_only_good_days_each_rung_comes_on_its_first_permitted_day(name: str) -> None:
    """Good days and missed targets: rung n is shown for the first time after n times `hold_days`."""
    plan = PLANS[name]
    life = lived(begun(plan), *[Draft()] * (len(plan.rungs) * plan.hold_days))
    shown = [rung(plan, decision.doses) for decision in life.decisions()]
    assert [number * plan.hold_days for number in range(len(plan.rungs))] == [
        shown.index(number) for number in range(len(plan.rungs))
    ]


@often(hold_days=st.integers(1, 8), rungs=st.integers(1, 4), born=st.sampled_from([1940, 1980]))
def test_only_good_days_for_any_pace_and_age(hold_days: int, rungs: int, born: int) -> None:
    """Whatever the plan's pace, and seven days a rung at least for an older person."""
    plan = sleep_plan(rungs=ladder(*((5 * (n + 1),) for n in range(rungs))), hold_days=hold_days)
    pace = max(hold_days, 7) if born == 1940 else hold_days
    life = lived(begun(plan, ADULT._replace(born=born)), *[Draft()] * (rungs * pace - 1))
    expected = [min(day // pace, rungs - 1) for day in range(rungs * pace)]
    assert expected == [rung(plan, decision.doses) for decision in life.decisions()]


def answered_by_the_prescriber(life: Life) -> Life:
    """Return the life in which the prescriber then answers everything that is open."""
    words = ("clear-flag seizure", "clear-flag fainting", "acknowledge morphine", "resume")
    told = [Timed(moment(life.days + 30, 12), life.days, said(life.plan, word, life.days)) for word in words]
    return life.telling(*told)


def there_is_a_way_up(life: Life) -> None:
    """From every state without an open flag or refusal there is a way up to the target."""
    top = len(life.plan.rungs) - 1
    days = 6 + 4 * life.plan.hold_days
    decision = good_days(answered_by_the_prescriber(life), lambda one: rung(life.plan, one.doses) == top, days)
    assert top == rung(life.plan, decision.doses)


def there_is_a_way_down(life: Life) -> None:
    """From every state there is a way down: a taper from the dose in force ends."""
    here = rung(life.plan, life.decide(life.days).in_force)
    assume(here is not None)
    assert here is not None
    names = tuple(slot.name for slot in life.plan.slots)
    taper = taper_plan(*((0,) * len(names) for _ in range(here + 1)), names=names, hold_days=2)
    taper = taper._replace(rungs=tuple(reversed(life.plan.rungs[: here + 1])), daily_mg=Decimal(80))
    answered = answered_by_the_prescriber(life)
    adopted = answered.telling(Timed(moment(life.days + 31, 12), life.days, taper))
    days = 6 + 2 * len(taper.rungs)
    decision = good_days(adopted._replace(plan=taper), lambda one: one.outcome is Outcome.FINISHED, days)
    assert Outcome.FINISHED == decision.outcome


@pytest.mark.parametrize("way", [there_is_a_way_up, there_is_a_way_down], ids=["up", "down"])
def test_there_is_a_way(way: Test) -> None:
    """Nobody is stuck for ever: with the prescriber's answers and good days the plan goes on, or a taper ends."""
    settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])(given(life=lives(days=7))(way))()


@pytest.mark.long
@pytest.mark.parametrize("way", [there_is_a_way_up, there_is_a_way_down], ids=["up", "down"])
def test_there_is_a_way_from_long_lives(way: Test) -> None:
    """Nobody is stuck for ever, in many longer lives too."""
    settings(max_examples=300, deadline=None)(given(life=lives(days=15))(way))()


def test_there_is_a_way_down_for_somebody_who_is_refused() -> None:
    """A refusal stands in the way of every step up, and never in that of a taper."""
    refused = ADULT._replace(egfr=Decimal(20), conditions=(Known("dialysis"),))
    settings(max_examples=15)(
        given(told=st.lists(drafts(), min_size=1, max_size=5))(
            lambda told: there_is_a_way_down(lived(begun(PLANS["sleep"], refused), *told))
        )
    )()
