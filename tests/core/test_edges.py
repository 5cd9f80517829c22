"""Edges of the walk and of the decision that only planted faults had shown: each of them could be wrong unnoticed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from baclotrack.core.fold import IMAGINED_RANK, adopt, ahead, apply, as_known, decide_day, imagine
from baclotrack.core.plan import Known, Profile
from baclotrack.core.record import (
    NOTHING,
    Checkin,
    DayFacts,
    Entry,
    Event,
    History,
    Instruction,
    What,
    arrange,
    checkin_of,
    day_start,
    profile_on,
)
from baclotrack.core.state import State, baseline, enter, medicines_of
from baclotrack.core.values import GateState, Health, Outcome
from tests.core.diary import Diary, amounts, decide, diary
from tests.core.plans import ADULT, CATALOG, PLANS, on, sleep_plan, taking, taper_plan

FIVE = "day 1: 5 mg, bad night"
BEFORE = {"journal", "plan", "red-flag"}
OFF = frozenset({"ceiling", "tablets", "hold-time"})


def judged(told: Diary, day: int, health: Health | None = None) -> set[str]:
    """Return the gates that are judged on a day."""
    return {one.gate for one in decide(told, day, health).findings if one.why != "not-judged"}


# --- which gates are judged -------------------------------------------------------------------------


def test_before_any_plan_the_journal_the_plan_and_red_flags_are_judged() -> None:
    """A damaged journal is seen even where there is no plan yet."""
    assert BEFORE == judged(diary("", None), 1)
    assert GateState.BLOCK == decide(diary("", None), 1, Health(faults=1)).finding("journal").state


def test_what_is_not_judged_has_no_row_of_the_reference() -> None:
    """Its source is the plan, as the public form says."""
    finding = decide(diary(""), 1).finding("gap")
    assert (GateState.UNKNOWN, "not-judged", "plan") == (finding.state, finding.why, finding.source)


def test_on_a_dose_that_is_no_rung_no_next_one_is_judged() -> None:
    """Where the dose in force is not the plan's, there is no next dose to look at."""
    told = diary(FIVE, taking(sleep_plan(), 7))
    assert set() == OFF & judged(told, 2)
    assert judged(diary(FIVE), 2) - OFF == judged(told, 2)


@pytest.mark.parametrize("health", [Health(later_kinds=("future",)), Health(future_day="2027-01-01")])
@pytest.mark.parametrize("journal", ["", "day 1: mild nausea"])
def test_a_plan_that_only_keeps_the_record_never_asks_and_never_holds(journal: str, health: Health) -> None:
    """A hold means nothing there: the plan goes on keeping the record."""
    assert Outcome.RECORD_ONLY == decide(diary(journal, "pump"), 2, health).outcome


def test_effects_before_the_first_dose_are_no_repeated_ones() -> None:
    """Three check-ins with a moderate effect before any dose are not told as the medicine's."""
    days = "\n".join(f"day {day}: missed, moderate nausea" for day in (1, 2, 3))
    assert () == decide(diary(days), 4).repeated


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("mild urinary-retention", "today"),
        ("mild nausea", "none"),
        ("mild confusion", "none"),
        ("moderate confusion", "today"),
        ("moderate low-mood", "today"),
        ("severe nausea", "today"),
    ],
)
def test_how_soon_somebody_must_hear_of_an_effect(effect: str, expected: str) -> None:
    """Urinary retention of any grade, confusion and low mood from moderate on, and whatever is severe: today."""
    assert expected == decide(diary(f"{FIVE}, {effect}"), 2).finding("side-effects").contact


# --- the walk ---------------------------------------------------------------------------------------


def test_faults_of_the_files_hold_from_the_first_coming_day_on() -> None:
    """A changed plan file concerns today, and so every coming day of `--ahead`."""
    coming = ahead(diary(FIVE).history(), CATALOG, on(2), 3, Health(plan_file="differs"))
    assert ["plan"] * 3 == [one.decision.limited_by for one in coming]


def test_the_first_coming_day_goes_by_what_is_recorded_of_yesterday() -> None:
    """Without a plan days are skipped; the last recorded one is not taken for yesterday."""
    (coming,) = ahead(diary(FIVE, None).history(), CATALOG, on(5), 1)
    assert not coming.facts.checkin


def test_a_journal_may_begin_with_its_plan() -> None:
    """The first event counts, whichever it is."""
    entries = [one for one in diary("").entries if not isinstance(one.what, Profile)]
    assert decide_day(arrange(entries), CATALOG, on(1)).state.began


def test_without_any_event_nothing_is_in_force() -> None:
    """An empty record is decided too."""
    assert Outcome.CANNOT == decide_day(History({}, ()), CATALOG, on(1)).decision.outcome


def test_a_coming_day_is_judged_by_the_same_tables() -> None:
    """A sedative on the last day holds each of the coming days."""
    coming = ahead(diary(f"{FIVE}, sedative zolpidem").history(), CATALOG, on(2), 2)
    assert ["sedatives", "sedatives"] == [one.decision.limited_by for one in coming]


def test_an_imagined_day_goes_as_the_last_one_did_with_the_doses_as_decided() -> None:
    """Its facts are later than anything recorded, a flag is not raised again, and what was not told stays so."""
    last = DayFacts(
        doses={"bedtime": Decimal(5)},
        asked_doses=True,
        dose_rank=3,
        measures={"sleep_improved": False},
        effects={"nausea": 2},
        effect_ranks={"nausea": 3},
        flags={"seizure": 3},
        drinks=Decimal(1),
        sedatives=("zolpidem",),
        checkin=True,
    )
    expected = last._replace(
        doses={"bedtime": Decimal(10)},
        dose_rank=IMAGINED_RANK,
        effect_ranks={"nausea": IMAGINED_RANK},
        flags={},
    )
    shown = decide(diary(FIVE), 2)
    assert expected == imagine(shown, last)
    assert expected._replace(effects=None, effect_ranks={}) == imagine(shown, last._replace(effects=None))
    assert not imagine(shown, last._replace(checkin=False)).asked_doses


def test_an_imagined_day_without_a_dose_shown_goes_on_with_the_one_in_force() -> None:
    """And with none where there is none."""
    silent = decide(diary(FIVE), 5)
    assert (None, {"bedtime": Decimal(5)}) == (silent.doses, imagine(silent, NOTHING).doses)
    assert {} == imagine(decide(diary("", None), 1), NOTHING).doses


def test_before_the_first_adoption_the_dose_taken_is_in_force_and_none_is_shown() -> None:
    """Whoever took the first dose before the plan is asked what applies, and the dose is told."""
    early = decide(diary(FIVE, adopted=5), 3)
    assert (Outcome.CANNOT, "5", None) == (early.outcome, amounts(early.in_force), early.doses)


def test_the_grade_that_was_accepted_is_the_one_told() -> None:
    """An acknowledgement keeps the grade of the day it was said, whatever is recorded later."""
    said = Instruction("acknowledge", by="Dr A. Example", name="nausea", grade=2)
    state = apply(State(plan=PLANS["sleep"], last_effects={"nausea": 1}), Event(on(3), 7, said))
    assert ({"nausea": 2}, frozenset({"nausea"})) == (state.accepted, state.acknowledged)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((7, 7), (7, 7), 1),
        ((8, 5), (7, 20), 9),
        ((8, 5), (8, 5), 1),
        ((8, 5), (8, 4), 9),
        ((8, 5), (10, 3), 1),
        ((8, 5), (10, 2), 9),
        ((6, 9), (7, 8), 1),
    ],
)
def test_only_a_taper_that_is_no_faster_keeps_the_days_of_the_one_before(
    old: tuple[int, ...], new: tuple[int, ...], expected: int
) -> None:
    """Neither this dose nor the end may come sooner: else the days begin anew on day 9, the day of adoption."""
    before, after = (taper_plan((20,), (10,), days=days) for days in (old, new))
    state = adopt(State(plan=before, rung=0, since=on(1), began=True), after, on(9))
    assert on(expected) == state.since


def test_a_word_that_was_told_first_clears_no_flag_that_was_told_later() -> None:
    """Not even where it is the very first line of a journal."""
    said = Entry(
        "1", datetime(2026, 11, 20, 8, tzinfo=UTC), "laptop", 1, on(1), Instruction("clear_flag", name="seizure")
    )
    told = said._replace(id="2", n=2, what=Checkin(red_flags=("seizure",)))
    assert ["seizure"] == [one.name for one in decide_day(arrange([said, told]), CATALOG, on(2)).state.flags]


# --- the record -------------------------------------------------------------------------------------


def entry(number: int, what: What, day: int = 1) -> Entry:
    """Return an entry for a day, told at noon of day 3."""
    return Entry(str(number), datetime(2026, 11, 22, 12, tzinfo=UTC), "laptop", number, on(day), what)


@pytest.mark.parametrize(("day", "expected"), [(2, True), (3, False), (4, False)])
def test_a_word_for_a_day_that_is_over_is_told_late(day: int, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """On the day itself it is in time."""
    (event,) = arrange([entry(1, Instruction("hold"), day)]).events
    assert expected is event.late


def test_check_ins_that_name_each_other_in_a_circle_come_to_an_end() -> None:
    """However they were written, there is an answer, and it is the newest one's."""
    names = {1: "2", 2: "3", 3: "2"}
    told = [entry(number, Checkin(drinks=Decimal(number), supersedes=old)) for number, old in names.items()]
    assert {on(1)} == arrange(told).days.keys()


def test_a_circle_disturbs_no_other_day() -> None:
    """A corrected day and a circle beside it: each day is told once, by its newest check-in."""
    told = [
        entry(1, Checkin(drinks=Decimal(1))),
        entry(2, Checkin(drinks=Decimal(2), supersedes="3"), 2),
        entry(3, Checkin(drinks=Decimal(3), supersedes="2"), 2),
        entry(4, Checkin(drinks=Decimal(4), supersedes="1")),
    ]
    days = arrange(told).days
    assert {on(1): (Decimal(4), False), on(2): (Decimal(3), False)} == {
        day: (facts.drinks, facts.conflict) for day, facts in days.items()
    }


def test_what_is_no_check_in_is_named_by_its_id() -> None:
    """A bug is told with the entry that it is about."""
    with pytest.raises(TypeError, match="17"):
        checkin_of(entry(17, Instruction("hold")))


@pytest.mark.parametrize(("day", "expected"), [(1, 1980), (2, 1980), (3, 1981), (4, 1981), (5, 1982), (9, 1982)])
def test_the_profile_of_a_day_is_the_last_one_recorded_by_then(day: int, expected: int) -> None:
    """Before the first one the first one counts; other events are none."""
    years = {2: 1980, 3: 1981, 5: 1982}
    told = [entry(number, ADULT._replace(born=born), on_day) for number, (on_day, born) in enumerate(years.items())]
    history = arrange([*told, entry(7, Instruction("hold"), 4)])
    assert expected == profile_on(history, on(day)).born


def test_without_a_profile_there_is_an_empty_one() -> None:
    """And the day begins at five."""
    history = arrange([entry(1, Instruction("hold"))])
    assert (Profile(), time(5)) == (profile_on(history, on(1)), day_start(history))


# --- what the profile says --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("had", "accepted", "expected"),
    [(0, 1, 1), (2, 1, 2), (1, 2, 2), (0, 3, 3)],
)
def test_the_usual_grade_is_the_higher_of_what_was_there_and_what_was_accepted(
    had: int, accepted: int, expected: int
) -> None:
    """An acknowledgement never takes away from what was there before baclofen."""
    profile = ADULT._replace(had={"nausea": had} if had else {})
    assert {"nausea": expected} == baseline(profile, State(accepted={"nausea": accepted}))


def test_a_known_medicine_stays_known_when_it_is_started_again() -> None:
    """The profile tells who knows of it, and the journal only that it is taken."""
    profile = ADULT._replace(medicines=(Known("zolpidem", "Dr A. Example", on(1)), Known("morphine")))
    told = State(medicines={"zolpidem": True, "morphine": True, "diazepam": True})
    assert {"zolpidem": True, "morphine": False, "diazepam": False} == medicines_of(profile, told)


def test_a_medicine_of_no_list_is_unknown() -> None:
    """That is the word by which `med` tells to ask a pharmacist."""
    words = [CATALOG.severity(one, kidney_disease=False) for one in ("camomile", " Zolpidem")]
    assert ["unknown", "major"] == words


# --- a rung comes in force --------------------------------------------------------------------------


@pytest.mark.parametrize(("rung", "expected"), [(0, on(2)), (1, on(2)), (2, on(9))])
def test_a_step_up_is_one_to_a_higher_rung(rung: int, expected: date) -> None:
    """The same rung put in force again, as `set_dose` may, is no step up; the dose beside the ladder is forgotten."""
    before = State(plan=PLANS["sleep"], rung=1, off_ladder=(("bedtime", Decimal(7)),), last_up=on(2))
    after = enter(before, rung, on(9))
    assert (rung, None, on(9), expected) == (after.rung, after.off_ladder, after.since, after.last_up)


# --- two devices ------------------------------------------------------------------------------------

FIRST = Checkin(
    doses={"bedtime": Decimal(5)},
    effects={"nausea": 1, "rash": 1},
    red_flags=("seizure",),
    drinks=Decimal(1),
    sedatives=("valerian",),
)
OTHER = Checkin(
    doses={"bedtime": Decimal(10)},
    measures={"sleep_improved": True},
    effects={"nausea": 2, "itch": 1},
    red_flags=("fainting", "seizure"),
)


def told_by(*told: tuple[str, Checkin]) -> DayFacts:
    """Return the facts of day 1 from check-ins in the order in which devices told them; ids count from 1."""
    entries = [
        Entry(str(number), datetime(2026, 11, 22, number, tzinfo=UTC), device, 1, on(1), what)
        for number, (device, what) in enumerate(told, start=1)
    ]
    numbered = [one._replace(n=place) for place, one in enumerate(entries, start=1)]
    return arrange(numbered).days[on(1)]


def test_two_devices_that_say_the_same_are_one() -> None:
    """Whenever each of them told it: there is nothing to choose from."""
    alone, both = told_by(("laptop", FIRST)), told_by(("laptop", FIRST), ("phone", FIRST))
    assert not both.conflict
    assert alone == both


def test_two_devices_that_say_the_same_later_are_one() -> None:
    """Whatever was recorded before: the ranks of what they told do not count."""
    told = [
        entry(1, Checkin(drinks=Decimal(0)), 2),
        entry(2, FIRST),
        entry(3, FIRST)._replace(device="phone", n=1),
    ]
    assert not arrange(told).days[on(1)].conflict


def test_what_neither_device_asked_stays_not_asked() -> None:
    """Two check-ins about drinks alone say nothing of doses or side effects."""
    facts = told_by(("laptop", Checkin(drinks=Decimal(1))), ("phone", Checkin(drinks=Decimal(2))))
    assert (Decimal(2), None, None, False) == (facts.drinks, facts.doses, facts.effects, facts.asked_doses)


def test_of_two_devices_that_differ_the_worst_counts() -> None:
    """The larger dose and grade, every flag, every sedative, each with its later rank; a third one adds none.

    Two doses are told, so none of them counts as the answer.
    """
    facts = told_by(("laptop", FIRST), ("tablet", FIRST), ("phone", OTHER))
    assert facts == DayFacts(
        doses={"bedtime": Decimal(10)},
        asked_doses=False,
        dose_rank=2,
        effects={"nausea": 2, "rash": 1, "itch": 1},
        effect_ranks={"nausea": 2, "rash": 0, "itch": 2},
        flags={"seizure": 2, "fainting": 2},
        drinks=Decimal(1),
        sedatives=("valerian",),
        checkin=True,
        conflict=True,
    )


def test_the_order_of_the_devices_does_not_matter() -> None:
    """What only the first one told keeps its rank."""
    facts = told_by(("phone", OTHER), ("laptop", FIRST))
    assert {"nausea": 1, "rash": 1, "itch": 0} == facts.effect_ranks
    assert {"seizure": 1, "fainting": 0} == facts.flags


def test_what_only_the_later_device_told_may_be_older() -> None:
    """It amended its check-in after the other one: what it had told before keeps its rank."""
    facts = told_by(("phone", OTHER), ("laptop", FIRST), ("phone", OTHER._replace(note="again", supersedes="1")))
    assert {"nausea": 1, "rash": 1, "itch": 0} == facts.effect_ranks
    assert {"seizure": 1, "fainting": 0} == facts.flags


@pytest.mark.parametrize("first", [True, False])
def test_doses_are_asked_only_where_both_devices_asked(first: bool) -> None:  # noqa: FBT001 - either order
    """Nothing is known of the doses of the one that did not tell them."""
    silent = OTHER._replace(doses=None)
    pair = [("laptop", FIRST), ("phone", silent)]
    facts = told_by(*(pair if first else pair[::-1]))
    assert (False, {"bedtime": Decimal(5)}) == (facts.asked_doses, facts.doses)


# --- what was known ---------------------------------------------------------------------------------


def test_what_was_known_is_judged_by_the_same_tables() -> None:
    """A sedative told in time held the step then too."""
    told = diary(f"{FIVE}, sedative zolpidem")
    assert ["sedatives"] == [one.decision.limited_by for one in as_known(told.entries, CATALOG, on(2), on(2))]


@pytest.mark.parametrize(("starts", "expected"), [(time(5), False), (time(9), True)])
def test_a_day_ends_when_the_profile_says(starts: time, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """Half past seven still belongs to the day before where the day begins at nine: what is told then was known."""
    told = diary(FIVE, profile=ADULT._replace(day_starts_at=starts))
    (known,) = as_known(told.entries, CATALOG, on(1), on(1))
    assert expected == known.facts.checkin


def test_two_devices_that_tell_the_same_doses_move_the_dose_in_force() -> None:
    """Only what they tell differently is left open; the day itself is not complete."""
    told = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night\nday 2 (phone): 10 mg, bad night, mild nausea")
    assert told.history().days[on(2)].asked_doses
    decision = decide(told, 3)
    assert ("10", on(2)) == (amounts(decision.in_force), decision.finding("check-in").facts["day"])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(None, None, None), ((), None, ()), (None, (), ()), (("zolpidem",), None, ("zolpidem",))],
)
def test_sedatives_that_no_device_asked_for_stay_not_asked(
    one: tuple[str, ...] | None, other: tuple[str, ...] | None, expected: tuple[str, ...] | None
) -> None:
    """Not asked is not none."""
    facts = told_by(
        ("laptop", Checkin(drinks=Decimal(1), sedatives=one)), ("phone", Checkin(drinks=Decimal(2), sedatives=other))
    )
    assert expected == facts.sedatives
