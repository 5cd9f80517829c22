"""The page in words: what stands where, what it never says, and that every reason has words of its own."""

import re
from datetime import date
from decimal import Decimal

import pytest

from baclotrack.core.entries import Question, Supply
from baclotrack.core.gates import GATES
from baclotrack.core.pump import Micrograms, Pump
from baclotrack.core.values import Finding, GateState, Outcome
from baclotrack.wording.page import Page, page
from baclotrack.wording.page.clauses import CLAUSES, OVER_DAYS, clause
from baclotrack.wording.page.parts import BEGIN, END, harmless, split_marks, theirs
from tests.core.diary import diary
from tests.core.plans import PLANS
from tests.core.summary.summaries import plus, summary
from tests.export.pages import FIRST as FIRST_DAY
from tests.export.pages import HOSTILE, TONGUES, entries_of, page_of, summary_of

FORBIDDEN = re.compile(
    r"\btake \d|we recommend|\bsafe\b|should (?:go|take|stop)|stop taking|harmless|82 ?%", re.IGNORECASE
)
"""What the wording table of the reference rules out."""


def texts(told: Page) -> list[str]:
    """Return every text of a page."""
    parts = [*told.first, *told.second, *([told.notes] if told.notes else [])]
    found = [told.title, told.subtitle, told.limit, told.chart.title, told.chart.text]
    for one in parts:
        found += [one.title, *one.lines, *one.more, *(text for fact in one.facts for text in fact[:2])]
        found += [cell for row in (one.table.rows if one.table else ()) for cell in row]
    return found


def lines_of(text: str, today: int) -> tuple[str, ...]:
    """Return the lines for the decision."""
    return page(summary(diary(text), today), "", date(2026, 11, 30)).part("decision").lines


def fact(told: Page, section: str, label: str) -> tuple[str, bool]:
    """Return one fact's value and whether it is known."""
    found = next(one for one in told.part(section).facts if one.label == label)
    return found.value, found.known


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("day 1: 5 mg, bad night", 2, "Step due: the plan's next step is 10 mg at bedtime"),
        ("day 1: 5 mg, good night", 2, "Held at 5 mg at bedtime: the plan's targets were met"),
        ("day 1: 5 mg, bad night, moderate nausea", 2, "Held at 5 mg at bedtime: moderate side effect: nausea"),
        ("day 1: 5 mg, bad night, flag seizure", 2, "Open red flag: seizure (20 Nov 2026)."),
        ("day 1: 5 mg, bad night\nday 2: 10 mg, bad night, severe rash", 3, "One step back is due: the plan says 5 mg"),
        ("day 1: 5 mg\nday 2: missed\nday 3: missed", 4, "After a gap the plan goes back to the first dose, 5 mg"),
        ("day 1: 5 mg, severe rash", 2, "The plan shows no dose and waits for your word: severe side effect"),
        ("day 2 doctor: hold", 3, "The plan shows no dose and waits for your word: Dr A. Example said hold"),
        ("", 1, "No dose is recorded yet; the plan's first dose is 5 mg at bedtime."),
    ],
)
def test_the_first_line_tells_the_step_and_why(text: str, today: int, expected: str) -> None:
    told = harmless_text(lines_of(text, today)[0])
    assert expected == told[: len(expected)]


def harmless_text(text: str) -> str:
    """Return a text without its marks."""
    return "".join(piece for piece, _ in split_marks(text))


def test_what_was_really_taken_stands_beside_another_dose_in_force() -> None:
    """Nobody may prescribe the dose in force to a person who takes four times as much: that would be a sudden drop."""
    record = plus(diary("day 1: 5 mg\nday 2: 20 mg, flag fainting"), (1, Supply("count", Decimal(30), Decimal(10))))
    told = page(summary(record, 3), "", date(2026, 11, 30)).part("decision").lines
    assert "In force: 5 mg at bedtime; last taken: 20 mg at bedtime on 21 Nov 2026." in told[1]
    assert "cover at 20 mg a day, as last taken; as the plan goes on, " in told[2]
    assert "last taken" not in "".join(lines_of("day 1: 5 mg, bad night", 2))


def test_the_highest_dose_is_named_and_not_mistaken_for_the_one_in_force() -> None:
    (line, *_) = lines_of("day 1: 5 mg, bad night\nday 2: 10 mg, bad night\nday 3: 15 mg, bad night", 4)
    assert "In force: 15 mg at bedtime. 20 mg at bedtime is the plan's highest dose." in line


@pytest.mark.parametrize("name", sorted(PLANS))
@pytest.mark.parametrize("today", [1, 12])
def test_at_most_three_lines_and_no_empty_one(name: str, today: int) -> None:
    lines = page(summary(diary("", plan=name), today), "", date(2026, 12, 1)).part("decision").lines
    assert 1 <= len(lines) <= 3
    assert all(line.strip() for line in lines)


def test_a_pump_is_told_in_its_own_unit_and_with_its_refill() -> None:
    """Micrograms stay micrograms, no dose in mg stands beside them, and the refill date is a date for the decision."""
    pump = Pump(daily=Micrograms(Decimal(120)), refill_by=date(2026, 12, 20))
    told = page(summary(diary("", plan=PLANS["pump"]._replace(pump=pump)), 3), "", date(2026, 11, 22))
    assert ("Baclofen from a pump: 120 micrograms a day.",) == told.part("dose").lines
    assert "Pump refill due by 20 Dec 2026." == told.part("decision").lines[1]


def test_a_pump_has_a_dose_that_this_record_does_not_keep() -> None:
    """Nobody on a pump may read as somebody without baclofen, nor the days with it as days before it."""
    plan = PLANS["pump"]._replace(pump=Pump())
    told = page(summary(diary("day 1: spasticity 3", plan=plan), 3), "", date(2026, 11, 22))
    assert ("set by the clinic", True) == fact(told, "dose", "Now")
    assert ("set by the clinic", True) == fact(told, "figures", "present dose")
    assert ("not kept here", False) == fact(told, "figures", "dose changes")
    assert "No dose is recorded in this journal" in told.part("before").lines[0]
    steps = told.part("steps").table
    assert ["from a pump"] == [row[0] for row in (steps.rows if steps else ())]
    assert told.chart.text.startswith("The pump's dose is not drawn; ")


def test_a_dose_other_than_the_one_in_force_that_was_last_taken_is_told_beside_it() -> None:
    """A clinician must not take the plan's dose for what the patient takes."""
    told = page(summary(diary("day 1: 5 mg, bad night\nday 2: 20 mg, bad night"), 3), "", date(2026, 11, 22))
    assert ("5 mg at bedtime; last taken: 20 mg at bedtime on 21 Nov 2026", True) == fact(told, "dose", "Now")
    same = page(summary(diary("day 1: 5 mg, bad night"), 2), "", date(2026, 11, 22))
    assert ("5 mg at bedtime", True) == fact(same, "dose", "Now")


def test_a_period_that_begins_with_an_earlier_plan_says_so() -> None:
    told = page(summary(diary("day 1: 5 mg\nday 3 plan: sleep-slow"), 4), "", date(2026, 11, 22))
    assert "since the first plan was adopted" in fact(told, "head", "Period")[0]
    one = page(summary(diary("day 1: 5 mg"), 4), "", date(2026, 11, 22))
    assert "since the plan was adopted" in fact(one, "head", "Period")[0]


def test_several_days_of_a_hold_are_told_after_its_reason() -> None:
    """They may have had other reasons: the last one must not read as that of all of them."""
    lines = lines_of("day 1: 5 mg, good night\nday 2: 5 mg, good night, moderate nausea", 3)
    assert lines[0].startswith("Held at 5 mg at bedtime: moderate side effect: nausea (day 2 in a row without a step).")


def test_all_questions_and_flags_stand_somewhere() -> None:
    """What does not fit the first sheet is told whole on the second one."""
    asked = [(2, Question(f"question {number}")) for number in range(8)]
    flags = "\n".join(f"day {day}: 5 mg, bad night, flag seizure" for day in range(1, 6))
    told = page(summary(plus(diary(flags), *asked), 6), "", date(2026, 11, 27))
    every = "".join(texts(told))
    assert [True] * 8 == [f"question {number}" in every for number in range(8)]
    assert ["flags", "questions"] == [one.id for one in told.second if one.id in {"flags", "questions"}]
    assert 5 == len(next(one for one in told.second if one.id == "flags").lines)


def test_a_day_told_differently_on_two_devices_is_said() -> None:
    told = page(summary(diary("day 1: 5 mg\nday 1 (phone): missed\nday 2: 5 mg"), 3), "", date(2026, 11, 22))
    assert "1 day told differently on two devices, and not settled." in told.part("record").lines


def test_a_prescription_is_needed_by_the_last_day_that_the_tablets_cover() -> None:
    told = plus(diary("day 1: 5 mg, good night"), (2, Supply("count", Decimal(10), Decimal(5))))
    found = page(summary(told, 2), "", date(2026, 11, 21)).part("decision").lines
    assert "Prescription needed by 30 Nov 2026, the last day that the tablets cover." == found[1]


def test_a_page_of_past_days_says_of_which_day_it_speaks() -> None:
    """Nobody may read the step of an old day as the one of today."""
    text = "day 1: 5 mg, bad night\nday 2: 10 mg, bad night, flag fainting\nday 3: 15 mg, bad night"
    told = page(summary(diary(text), 6, until=2), "", date(2026, 11, 30))
    assert "For your decision, as of 22 Nov 2026: later days are left out" == told.part("decision").title
    assert "Nobody is recorded as having seen to it by 22 Nov 2026." in told.part("decision").lines[0]
    assert "later days are left out" in fact(told, "head", "Period")[0]
    assert "Medication on 21 Nov 2026" == told.part("dose").title
    assert "Before baclofen and later" == told.part("before").title
    assert "open, not recorded as seen to by 22 Nov 2026." in told.part("flags").lines[0]
    whole = page(summary(diary(text), 6), "", date(2026, 11, 30))
    assert ["For your decision", "Medication"] == [whole.part(one).title for one in ("decision", "dose")]
    assert not any("left out" in one for one in texts(whole))


def test_a_flag_of_the_decided_day_is_told_on_both_lines() -> None:
    """The page of past days cannot say emergency at its head, and below that no red flag is recorded."""
    text = "day 1: 5 mg, flag fainting\nday 2: 5 mg\nday 3: 5 mg, flag seizure"
    told = page(summary(diary(text), 6, until=2), "", date(2026, 11, 30))
    assert all(name in told.part("decision").lines[0] for name in ("fainting", "seizure"))
    assert all(name in str(told.part("flags")) for name in ("Fainting, 20 Nov", "Seizure, 22 Nov"))


def test_the_medication_line_names_a_dose_last_taken_and_a_step_due() -> None:
    """Whoever prescribes by this line alone must not prescribe too little."""
    above = page(summary(diary("day 1: 5 mg\nday 2: 20 mg"), 3), "", date(2026, 11, 30)).part("dose").lines[0]
    assert "Baclofen 5 mg at bedtime since 20 Nov 2026 (day 3); last taken: 20 mg at bedtime on 21 Nov 2026." in above
    due = page(summary(diary("day 1: 5 mg, bad night"), 2), "", date(2026, 11, 30)).part("dose").lines[0]
    assert "since 20 Nov 2026 (day 2); the plan's next step is 10 mg at bedtime." in due


def test_what_was_not_asked_never_reads_as_none() -> None:
    """Nothing recorded, nothing asked: each says so, is marked as not known, and the word none stands nowhere alone."""
    told = page(summary(diary("day 1: 5 mg, effects not asked"), 2), "", date(2026, 11, 21))
    for label in ("Alcohol", "Sedatives", "Falls"):
        assert ("not asked", False) == fact(told, "safety", label)
    for label in ("Pregnancy", "Conditions", "Other medicines"):
        assert ("nothing recorded; not the same as none", False) == fact(told, "safety", label)
    assert ("Not asked in this period.",) == told.part("effects").lines
    assert ("tablets never counted", False) == fact(told, "safety", "Ran out of tablets")


def test_what_was_asked_and_not_there_is_told_of_the_days_asked() -> None:
    told = page(summary(diary("day 1: 5 mg, 0 drinks, no sedatives"), 2), "", date(2026, 11, 21))
    assert ("0 of 1 days asked", True) == fact(told, "safety", "Alcohol")
    assert ("Asked on 1 day: none was reported.",) == told.part("effects").lines


def test_the_ladder_shows_the_dose_in_force_and_whose_rules_are_the_templates() -> None:
    plan = PLANS["sleep-slow"]._replace(own_defaults=frozenset({"gap"}))
    told = page(summary(diary("day 1: 5 mg", plan=plan), 2), "", date(2026, 11, 21)).part("plan").lines
    assert "Ladder, mg (bedtime): [5], 10, 15, 20; step 1 of 4 in force; 3 complete days on each." == told[1]
    assert "The template's own cautious rules, not the directions': what missed days do." == told[-1]


def test_a_name_is_printed_only_where_one_is_given() -> None:
    """The record keeps no name, so that there is a line to write it on."""
    found = summary(diary("day 1: 5 mg"), 2)
    assert "_" * 15 == page(found, "", date(2026, 11, 21)).part("head").facts[0].value
    assert "A. B." == harmless_text(page(found, "A. B.", date(2026, 11, 21)).part("head").facts[0].value)


@pytest.mark.parametrize("days", [14, 34])
def test_a_month_has_one_sheet(days: int) -> None:
    assert () == page_of(days, 30).second


@pytest.mark.parametrize("days", [35, 56, 182])
def test_a_longer_period_has_a_second_sheet(days: int) -> None:
    assert {"doses", "weeks", "stops"} <= {one.id for one in page_of(days, 30).second}


def test_thirty_side_effects_are_all_named() -> None:
    """On the first sheet of a month, and on both of a longer period."""
    for days in (30, 182):
        told = page_of(days, 30)
        named = " ".join(texts(told))
        found = summary_of(entries_of(days, 30), date.fromordinal(FIRST_DAY.toordinal() + days)).effects.rows
        assert [] == [one.name for one in found if one.name.replace("-", " ") not in named]


@pytest.mark.parametrize("words", [HOSTILE, TONGUES, "\u2066\u202e\ufeff\x9b31m\x00", BEGIN + "x" + END + END])
def test_no_text_on_the_page_can_move_or_hide_another(words: str) -> None:
    """Every control, direction and invisible character is an escape, and marks are only ours and in pairs."""
    for text in texts(page_of(40, 3, words=words, notes=True)):
        inside = False
        for one in text:
            assert one.isprintable() or one in {BEGIN, END, "\u200c", "\u200d"}
            if one in {BEGIN, END}:
                assert inside == (one == END)
                inside = one == BEGIN
        assert not inside


def test_what_somebody_wrote_stands_apart() -> None:
    assert [("by ", False), ("Dr X", True), (".", False)] == list(split_marks(f"by {theirs('Dr X')}."))
    assert f"{BEGIN}{'x' * 57}...{END}" == theirs("x" * 200)
    assert "a\\u202eb\\x1b\\n" == harmless("a\u202eb\x1b\n")


@pytest.mark.parametrize("words", ["", TONGUES], ids=["plain", "tongues"])
def test_the_page_gives_no_advice(words: str) -> None:
    for days in (14, 182):
        for text in texts(page_of(days, 30, words=words)):
            assert FORBIDDEN.search(text) is None, text
            assert words or text.replace(BEGIN, "").replace(END, "").isascii(), text


def test_notes_stand_on_a_sheet_of_their_own() -> None:
    assert page_of(14, 1, words="a note").notes is None
    told = page_of(14, 1, words="a note", notes=True).notes
    assert told is not None
    assert "2 Mar 2026: a note" == harmless_text(told.lines[0])


def test_no_template_of_a_reason_is_left_over() -> None:
    """Each key names a clause that a gate has."""
    known = {(gate.id, why) for gate in GATES for why in gate.sentences}
    assert set() == CLAUSES.keys() - known
    assert set() == OVER_DAYS.keys() - CLAUSES.keys()


def test_every_reason_that_can_hold_has_words_for_a_clinician() -> None:
    """A reason without them would be told in the words of `next`, which speak to the patient."""
    quiet = {"ok", "not-told", "not-asked", "none", "usual", "answered", "no-steps", "first-day", "watching", "after"}
    quiet |= {"taper-watching", "alcohol-warn", "taper-done", "ok-today", "no-steps-today"}
    blocking = {(gate.id, why) for gate in GATES for why in gate.sentences if why not in quiet}
    left_over = blocking - CLAUSES.keys()
    assert {("conditions", "taper"), ("tablets", "top")} == left_over, "these two never block"


def test_a_reason_without_words_is_told_as_next_tells_it() -> None:
    found = Finding("tablets", GateState.BLOCK, "top", {}, Outcome.HOLD)
    assert "There is no higher dose to make" == harmless_text(clause(found))


def test_the_amounts_of_one_day_are_never_told_of_several() -> None:
    found = Finding("off-plan", GateState.BLOCK, "above", {"taken": Decimal(15), "said": Decimal(10)}, Outcome.HOLD)
    assert "15 mg taken where the plan said 10 mg" == clause(found)
    assert "more taken than the plan said" == clause(found, days=3)
    text = "day 1: 5 mg, bad night\nday 2: 15 mg, bad night\nday 3: 20 mg, bad night\nday 4: 5 mg, bad night"
    told = page(summary(diary(text), 5, since=date(2026, 10, 1)), "", date(2026, 11, 24))
    stops = next(one for one in told.second if one.id == "stops")
    assert stops.table is not None
    assert ("22 Nov", "2", "hold at 5 mg", "more taken than the plan said") == stops.table.rows[0]


def test_many_names_are_cut_and_counted() -> None:
    names = tuple(f"effect-{number}" for number in range(9))
    found = Finding("side-effects", GateState.BLOCK, "grade", {"grade": 2, "names": ("nausea",)}, Outcome.HOLD)
    told = clause(found, names)
    assert "moderate side effect: effect 0, effect 1, effect 2, effect 3 and 5 more" == told


def test_the_chart_says_in_words_what_it_draws() -> None:
    told = page_of(30, 3).chart
    assert re.fullmatch(
        r"Taken each night: \d+ to \d+ mg on \d+ nights; \d+ missed; \d+ without a record\. Hours slept: .* nights\.",
        told.text,
    )


def test_the_page_is_dated_by_its_print() -> None:
    told = page(summary(diary("day 1: 5 mg"), 2), "", date(2026, 11, 22))
    assert ("22 Nov 2026", True) == fact(told, "head", "Printed")
