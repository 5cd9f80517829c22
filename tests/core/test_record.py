"""From entries to what is known of each day: corrections, parts, two devices, and order that does not matter."""

import itertools
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from baclotrack.core.entries import placed
from baclotrack.core.plan import Known
from baclotrack.core.record import (
    Checkin,
    DayFacts,
    Entry,
    Instruction,
    Intake,
    Retract,
    What,
    arrange,
    first_plan_day,
    heads,
    ranked,
    retracted,
)
from tests.core.diary import answer, decide, diary
from tests.core.plans import ADULT, on

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def entry(name: str, what: What, *, device: str = "laptop", n: int = 1, minutes: int = 0, day: int = 1) -> Entry:
    """Return an entry recorded so many minutes after noon."""
    return Entry(name, NOON + timedelta(minutes=minutes), device, n, on(day), what)


def facts(text: str, day: int = 1) -> DayFacts:
    """Return what a diary tells of a day."""
    return diary(text).history().days[on(day)]


def mg(text: str, day: int = 1) -> dict[str, int]:
    """Return the doses that a diary tells of a day."""
    return {slot: int(dose) for slot, dose in (facts(text, day).doses or {}).items()}


# --- what came later -------------------------------------------------------------------------------


def test_on_one_device_the_count_tells_what_came_later() -> None:
    """A clock that was set back does not change the order of one device's entries."""
    entries = [
        entry("b", Checkin(), n=1, minutes=60),
        entry("a", Checkin(), n=2, minutes=0),
        entry("c", Checkin(), n=3, minutes=-999),
    ]
    assert ["b", "a", "c"] == [one.id for one in ranked(entries)]


def test_between_devices_the_time_tells_what_came_later() -> None:
    """The counts of two devices say nothing about each other."""
    entries = [
        entry("a", Checkin(), device="laptop", n=9, minutes=0),
        entry("b", Checkin(), device="phone", n=1, minutes=1),
        entry("c", Checkin(), device="laptop", n=10, minutes=2),
    ]
    assert ["a", "b", "c"] == [one.id for one in ranked(entries)]


def test_a_journal_that_lies_in_its_order_is_taken_as_it_lies() -> None:
    """Asking first whether it does gives what sorting gives, whatever three lines tell of device, count, time, id."""
    kinds = list(itertools.product(("laptop", "phone"), (1, 2, 3), (0, 1), "ab"))
    for three in itertools.product(kinds, repeat=3):
        told = [entry(name, Checkin(), device=device, n=n, minutes=minutes) for device, n, minutes, name in three]
        assert [one for _, one in placed(told)] == ranked(told)


def orders(entries: list[Entry]) -> set[str]:
    """Return every order, as the ids one after the other, that entries come in however their lines are shuffled."""
    return {"".join(each.id for each in ranked(list(one))) for one in itertools.permutations(entries)}


def test_a_number_that_was_given_twice_leaves_it_to_the_clock_which_came_later() -> None:
    """An older copy was put back and counted on from, and then the newer journal was merged: two runs of one count."""
    entries = [
        entry("a", Checkin(), n=1, minutes=0),
        entry("b", Checkin(), n=2, minutes=10),
        entry("c", Checkin(), n=3, minutes=20),
        entry("d", Checkin(), n=2, minutes=30),
        entry("e", Checkin(), n=3, minutes=40),
    ]
    assert {"abcde"} == orders(entries)


def test_before_a_number_that_was_given_twice_the_count_still_tells() -> None:
    """A clock that had been far ahead before the copy was made hides nothing of what was told after it."""
    entries = [
        entry("z", Checkin(), n=1, minutes=999),
        entry("a", Checkin(), n=2, minutes=0),
        entry("b", Checkin(), n=3, minutes=20),
        entry("c", Checkin(), n=3, minutes=40),
        entry("d", Checkin(), n=4, minutes=30),
        entry("p", Checkin(), n=1, minutes=25, device="phone"),
    ]
    assert {"pzabdc"} == orders(entries)


def test_an_answer_from_before_a_copy_was_put_back_answers_nothing_that_was_told_after_it() -> None:
    """The prescriber said to go on on day 3; the severe effect of day 4 has the number of an older entry."""
    live = diary("day 1: 5 mg, bad night\nday 2: 5 mg, bad night\nday 3: 5 mg, bad night, moderate nausea").entries
    back, said = live[-1].n, live[-1].at + timedelta(hours=1)
    resumed = Entry("r", said, live[-1].device, back + 1, on(4), Instruction("resume"))
    effects = {"dizziness": 3}
    worse = Checkin(doses={"bedtime": Decimal(5)}, effects=effects)
    told = Entry("w", said + timedelta(days=1), live[-1].device, back, on(4), worse)
    facts = arrange([*live, resumed, told])
    (event,) = [one for one in facts.events if isinstance(one.what, Instruction)]
    assert event.rank < facts.days[on(4)].effect_ranks["dizziness"]


@pytest.mark.parametrize(("first", "second"), [("laptop", "phone"), ("phone", "laptop")])
def test_between_devices_at_the_same_moment_the_id_tells(first: str, second: str) -> None:
    """Where two devices recorded at the very same time, the id decides, not the device's name."""
    entries = [entry("1", Checkin(), device=first), entry("2", Checkin(), device=second)]
    assert ["1", "2"] == [one.id for one in ranked(entries)]


def test_an_offset_does_not_hide_the_moment() -> None:
    """Times written with different offsets are compared as moments."""
    abroad = datetime.fromisoformat("2026-11-21T21:30:00+10:00")
    entries = [Entry("late", NOON, "laptop", 1, on(1), Checkin()), Entry("early", abroad, "phone", 1, on(1), Checkin())]
    assert ["early", "late"] == [one.id for one in ranked(entries)]


def test_an_entry_doubled_counts_once() -> None:
    """The same line twice, as a merge may leave it, is one entry."""
    five = entry("1", Intake("bedtime", Decimal(5)))
    assert {"bedtime": Decimal(5)} == arrange([five, five, five]).days[on(1)].doses


def test_the_order_of_lines_changes_nothing() -> None:
    """Whatever the order of five lines of two devices, the record is the same."""
    told = diary("""
        day 1: 5 mg, bad night, mild nausea
        day 1 amended: 5 mg, bad night, moderate nausea
        day 1 (phone): 10 mg, bad night
        day 2 intake: 5 at bedtime
        day 2 doctor: resume
    """)
    assert {repr(told.history())} == {repr(arrange(order)) for order in itertools.permutations(told.entries)}


# --- doses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day 1: 5 mg", {"bedtime": 5}),
        ("day 1: missed", {"bedtime": 0}),
        ("day 1 intake: 5 at bedtime", {"bedtime": 5}),
        ("day 1 intake: 5 at bedtime\nday 1 intake: 5 at bedtime", {"bedtime": 10}),
        ("day 1 intake: 5 at bedtime\nday 1: no effects", {"bedtime": 5}),
        ("day 1 intake: 5 at bedtime\nday 1: 10 mg", {"bedtime": 10}),
        ("day 1: 10 mg\nday 1 intake: 5 at bedtime", {"bedtime": 10}),
        ("day 1 intake: 5 at bedtime\nday 1: missed", {"bedtime": 0}),
        ("day 1 intake: 5 at noon\nday 1: 10 mg", {"noon": 5, "bedtime": 10}),
        ("day 1: no effects", {}),
    ],
)
def test_a_check_ins_dose_is_the_days_truth_and_without_it_intakes_add_up(text: str, expected: dict[str, int]) -> None:
    """Slot by slot: the check-in goes before single intakes, and these add up where it names none."""
    assert expected == mg(text)


def test_an_intake_taken_back_is_not_added() -> None:
    """An undone intake was never there."""
    told = [
        entry("1", Intake("bedtime", Decimal(5)), n=1),
        entry("2", Intake("bedtime", Decimal(5)), n=2, minutes=1),
        entry("3", Retract("1"), n=3, minutes=2),
    ]
    assert {"bedtime": Decimal(5)} == arrange(told).days[on(1)].doses


# --- corrections -----------------------------------------------------------------------------------


def test_an_amendment_replaces_the_whole_entry() -> None:
    """What the new entry does not say is not known any more."""
    amended = facts("day 1: 5 mg, bad night, mild nausea, 2 drinks\nday 1 amended: 10 mg, good night")
    assert ({"bedtime": Decimal(10)}, {}, None, True) == (
        amended.doses,
        amended.effects,
        amended.drinks,
        amended.measures["sleep_improved"],
    )


def test_the_last_of_several_amendments_counts() -> None:
    """A chain of corrections has one truth: its newest entry."""
    assert {"bedtime": 15} == mg("day 1: 5 mg\nday 1 amended: 10 mg\nday 1 amended: 15 mg")


def test_an_amendment_taken_back_lets_the_old_entry_count_again() -> None:
    """Undoing a correction undoes the correction, not the day."""
    assert {"bedtime": 5} == mg("day 1: 5 mg\nday 1 amended: 10 mg\nday 1 undone: it was five")


def test_the_middle_of_a_chain_taken_back_changes_nothing() -> None:
    """The newest entry counts, whichever older one was taken back."""
    told = [
        entry("1", Checkin(doses={"bedtime": Decimal(5)}), n=1),
        entry("2", Checkin(doses={"bedtime": Decimal(10)}, supersedes="1"), n=2, minutes=1),
        entry("3", Checkin(doses={"bedtime": Decimal(15)}, supersedes="2"), n=3, minutes=2),
        entry("4", Retract("2"), n=4, minutes=3),
    ]
    day = arrange(told).days[on(1)]
    assert ({"bedtime": Decimal(15)}, False) == (day.doses, day.conflict)


def test_a_check_in_taken_back_leaves_a_day_without_record() -> None:
    """Voiding equals never having written."""
    assert on(1) not in diary("day 1: 5 mg\nday 1 undone: wrong person").history().days


def test_a_retraction_taken_back_has_no_effect() -> None:
    """The undo of an undo lets the entry count."""
    told = [
        entry("1", Checkin(doses={"bedtime": Decimal(5)}), n=1),
        entry("2", Retract("1"), n=2, minutes=1),
        entry("3", Retract("2"), n=3, minutes=2),
    ]
    assert {"bedtime": Decimal(5)} == arrange(told).days[on(1)].doses


def test_a_retraction_taken_back_on_a_device_whose_clock_is_behind_has_no_effect() -> None:
    """The phone's clock is hours behind: what takes back a retraction came after it all the same."""
    flag = Checkin(red_flags=("seizure",))
    told = [
        entry("a", flag, n=1),
        entry("b", Retract("a"), n=2, minutes=1),
        entry("c", Retract("b"), device="phone", minutes=-180),
        entry("d", Retract("c"), device="tablet", minutes=-400),
        entry("e", Retract("d"), device="watch", minutes=-900),
    ]
    days = [tuple(arrange(told[:number]).days) for number in range(1, 6)]
    assert [(on(1),), (), (on(1),), (), (on(1),)] == days


def test_retractions_in_a_circle_come_to_an_end() -> None:
    """Two damaged lines that take each other back: the newer one counts."""
    told = [
        entry("a", Checkin(drinks=Decimal(1)), n=1),
        entry("b", Retract("c"), n=2, minutes=1),
        entry("c", Retract("b"), n=3, minutes=2),
    ]
    assert ["b"] == sorted(retracted(ranked(told)))


def test_an_instruction_taken_back_was_never_said() -> None:
    """An undone instruction changes no decision."""
    told = diary("day 1: 5 mg, bad night\nday 2 doctor: hold")
    undone = Entry("undo", told.entries[-1].at, "laptop", 99, on(2), Retract(told.entries[-1].id))
    assert ("hold 5", "step_up 10") == (
        answer(told, 2),
        answer(told._replace(entries=(*told.entries, undone)), 2),
    )


def test_a_retraction_of_something_unknown_is_harmless() -> None:
    """A line that a merge has not brought yet may be named already."""
    assert {"bedtime": Decimal(5)} == (
        arrange([entry("1", Intake("bedtime", Decimal(5))), entry("2", Retract("elsewhere"), n=2)]).days[on(1)].doses
    )


def test_an_amendment_of_something_unknown_counts_by_itself() -> None:
    """The old line may be damaged or still on another device."""
    told = [entry("2", Checkin(doses={"bedtime": Decimal(5)}, supersedes="1"))]
    assert {"bedtime": Decimal(5)} == arrange(told).days[on(1)].doses


def test_amendments_that_name_each_other_do_not_hang_the_program() -> None:
    """Two damaged lines in a circle are read once each."""
    told = [
        entry("1", Checkin(doses={"bedtime": Decimal(5)}, supersedes="2"), n=1),
        entry("2", Checkin(doses={"bedtime": Decimal(10)}, supersedes="1"), n=2),
    ]
    assert arrange(told).days[on(1)].checkin


def test_an_entry_amended_to_another_day_leaves_its_first_day() -> None:
    """A correction of the day names the old entry, and so nothing of it stays behind."""
    told = [
        entry("1", Checkin(doses={"bedtime": Decimal(5)}, effects={}), n=1, day=1),
        entry("2", Checkin(doses={"bedtime": Decimal(5)}, effects={}, supersedes="1"), n=2, day=2),
    ]
    assert [on(2)] == [day for day, known in arrange(told).days.items() if known.checkin]


# --- worries and their ranks -----------------------------------------------------------------------


def test_an_amendment_keeps_when_a_worry_was_first_told() -> None:
    """An effect written again at the same grade is no newer fact; a worse or a new one is."""
    told = facts("""
        day 1: 5 mg, mild nausea, moderate headache, severe dizziness
        day 1 amended: 5 mg, moderate nausea, moderate headache, mild dizziness, mild tremor
    """)
    first, second = 2, 3  # the profile and the plan come before
    assert {"nausea": second, "headache": first, "dizziness": first, "tremor": second} == dict(told.effect_ranks)


def test_doses_written_again_are_no_newer_fact() -> None:
    """Only a changed dose has the rank of the amendment."""
    same = facts("day 1: 5 mg\nday 1 amended: 5 mg, note slept")
    other = facts("day 1: 5 mg\nday 1 amended: 10 mg")
    assert (2, 3) == (same.dose_rank, other.dose_rank)


def test_a_flag_written_again_is_no_newer_fact() -> None:
    """The flag keeps the rank of the entry that first told it."""
    told = facts("day 1: 5 mg, flag seizure\nday 1 amended: 5 mg, flag seizure, note slept")
    assert {"seizure": 2} == dict(told.flags)


def test_an_amendment_does_not_take_a_flag_away() -> None:
    """A red flag leaves only by the prescriber's word, or by undo."""
    assert {"seizure"} == set(facts("day 1: 5 mg, flag seizure\nday 1 amended: 5 mg").flags)


def test_an_undo_takes_a_flag_away() -> None:
    """Undone with a reason, the flag was never there."""
    text = "day 1: 5 mg\nday 1 amended: 5 mg, flag seizure\nday 1 undone: ticked by mistake"
    assert {} == dict(facts(text).flags)


def test_an_amendment_of_confusion_does_not_take_its_flag_away() -> None:
    """Severe confusion was a red flag, and stays one when it is graded down later."""
    assert {"severe-confusion"} == set(
        facts("day 1: 5 mg, severe confusion\nday 1 amended: 5 mg, mild confusion").flags
    )


# --- two devices -----------------------------------------------------------------------------------


def test_two_devices_that_agree_are_no_conflict() -> None:
    """The same check-in told twice is one."""
    told = facts("day 1: 5 mg, bad night\nday 1 (phone): 5 mg, bad night")
    assert (False, {"bedtime": Decimal(5)}) == (told.conflict, told.doses)


def test_two_devices_that_differ_are_told_and_the_worst_of_both_counts() -> None:
    """Until the person chooses, nothing worrying of either is lost, and no answer to a target is guessed."""
    told = facts("""
        day 1: 5 mg, good night, severe nausea, 1 drinks, sedative zolpidem
        day 1 (phone): 10 mg, bad night, mild nausea, mild headache, 3 drinks, flag fainting
    """)
    assert (True, {"bedtime": Decimal(10)}, {"nausea": 3, "headache": 1}, Decimal(3), ("zolpidem",), {"fainting"}) == (
        told.conflict,
        told.doses,
        told.effects,
        told.drinks,
        told.sedatives,
        set(told.flags),
    )
    assert {} == told.measures


def test_of_two_devices_the_newest_telling_of_a_worry_counts() -> None:
    """An answer between the two could not know of the later one."""
    told = facts("day 1: 5 mg, moderate nausea, flag fainting\nday 1 (phone): 10 mg, mild nausea, flag fainting")
    assert ({"nausea": 3}, {"fainting": 3}, 3) == (dict(told.effect_ranks), dict(told.flags), told.dose_rank)


def test_a_later_amendment_of_one_device_does_not_settle_the_other() -> None:
    """A device can only correct what it knows of."""
    told = facts("day 1: 5 mg\nday 1 (phone): 10 mg\nday 1 amended (phone): 15 mg")
    assert (True, {"bedtime": Decimal(15)}) == (told.conflict, told.doses)


def test_taking_one_device_back_settles_the_day() -> None:
    """Once one is undone, the other is the truth."""
    told = facts("day 1: 5 mg\nday 1 (phone): 10 mg\nday 1 undone: it was five")
    assert (False, {"bedtime": Decimal(5)}) == (told.conflict, told.doses)


def test_two_devices_may_amend_the_same_entry() -> None:
    """Two corrections of one entry that differ are a conflict, not a guess."""
    told = [
        entry("1", Checkin(doses={"bedtime": Decimal(5)}), n=1),
        entry("2", Checkin(doses={"bedtime": Decimal(10)}, supersedes="1"), n=2, minutes=1),
        entry("3", Checkin(doses={"bedtime": Decimal(15)}, supersedes="1"), device="phone", minutes=2),
    ]
    day = arrange(told).days[on(1)]
    assert (True, {"bedtime": Decimal(15)}) == (day.conflict, day.doses)


def test_two_devices_instructions_at_the_same_moment_are_ordered_by_id() -> None:
    """Hold, and in the same second on the other device resume: the later id is the last word."""
    told = diary("day 1: 5 mg, bad night")
    moment = datetime.combine(on(2), time(9), UTC)
    said = (
        Entry("9001", moment, "phone", 1, on(2), Instruction("hold", by="Dr A. Example")),
        Entry("9002", moment, "laptop", 99, on(2), Instruction("resume", by="Dr A. Example")),
    )
    assert "step_up 10" == answer(told._replace(entries=(*told.entries, *said)), 2)


# --- the rest of the record ------------------------------------------------------------------------


def test_the_first_plan_day_is_that_of_the_first_adoption() -> None:
    """Later plans do not move the beginning."""
    assert on(3) == first_plan_day(diary("day 5 plan: sleep-slow", adopted=3).history())


def test_without_a_plan_there_is_no_first_day() -> None:
    """Nothing adopted, nothing begun."""
    assert None is first_plan_day(diary("day 1: 5 mg", None).history())


def test_a_past_decision_is_recomputed_with_the_profile_of_its_day() -> None:
    """A condition told on day 3 holds from day 3, and not before."""
    told = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night")
    newer = Entry("newer", told.entries[-1].at, "laptop", 99, on(3), ADULT._replace(conditions=(Known("stroke"),)))
    later = told._replace(entries=(*told.entries, newer))
    assert ["step_up 10", "hold 10"] == [answer(later, 2), answer(later, 3)]


def test_the_first_profile_counts_from_the_beginning() -> None:
    """What was recorded before any profile is judged by the first one that came."""
    told = diary("day 1: 5 mg, bad night")
    moved = told.entries[0]._replace(day=on(3), what=ADULT._replace(conditions=(Known("stroke"),)))
    assert "hold 5" == answer(told._replace(entries=(moved, *told.entries[1:])), 2)


def test_without_a_profile_nothing_is_assumed() -> None:
    """No profile is no reason to hold; conditions and tablets are unknown."""
    told = diary("day 1: 5 mg, bad night")
    decision = decide(told._replace(entries=told.entries[1:]), 2)
    assert ("step_up", "unknown", "unknown") == (
        decision.outcome,
        decision.finding("conditions").state,
        decision.finding("tablets").state,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day 2: 5 mg", []),
        ("day 1: 5 mg", ["0003"]),
        ("day 1: 5 mg\nday 1 amended: 10 mg", ["0004"]),
        ("day 1: 5 mg\nday 1 amended: 10 mg\nday 1 undone: no", ["0003"]),
        ("day 1: 5 mg\nday 1 undone: no", []),
        ("day 1: 5 mg\nday 1 (phone): 10 mg", ["0003", "0004"]),
        ("day 1: 5 mg\nday 1 (phone): 10 mg\nday 1 amended: 15 mg", ["0003", "0005"]),
    ],
)
def test_the_check_ins_that_count_on_a_day(text: str, expected: list[str]) -> None:
    """An amendment names what it corrects: the one check-in that counts, or both where two devices differ."""
    assert expected == [one.id for one in heads(diary(text).entries, on(1))]


def test_events_come_in_the_order_of_their_days_then_of_their_recording() -> None:
    """An instruction given on an earlier day and recorded later is applied on its day."""
    told = diary("day 1: 5 mg, bad night\nday 3 doctor: hold\nday 2 doctor: resume")
    assert ["hold 5", "step_up 10"] == [answer(told, 3), answer(told, 2)]


def test_a_past_decision_is_recomputed_with_the_plan_of_its_day() -> None:
    """A plan adopted later does not change what was decided before it."""
    told = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night\nday 3 plan: sleep-slow")
    plans = [decide(told, day).plan for day in (2, 3)]
    assert ["sleep-bedtime", "sleep-bedtime-slow"] == [plan.id for plan in plans if plan is not None]


@pytest.mark.parametrize(("inner", "outer"), [("a", "z"), ("z", "a")])
def test_what_takes_back_a_retraction_came_after_it_whatever_its_id(inner: str, outer: str) -> None:
    """The entry counts again, though a clock that was behind may make the second id the smaller one."""
    told = [entry(inner, Retract("entry")), entry(outer, Retract(inner), device="phone")]
    assert [{inner}, {inner}] == [set(retracted(told)), set(retracted(told[::-1]))]
