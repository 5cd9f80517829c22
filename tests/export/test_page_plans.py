"""What the page says of each kind of plan: its pace, its pump, its taper; and what was noted beside an instruction."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.core.entries import Instruction, Supply
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.pump import Micrograms, Pump
from baclotrack.core.summary.pace import Pace
from baclotrack.export.anonymous import anonymous_home
from baclotrack.export.chart import draw
from baclotrack.export.html import html_of
from baclotrack.export.md import lines_of
from baclotrack.export.pdf import data_of
from baclotrack.store import open_home
from baclotrack.store.writing import Draft
from baclotrack.wording.page import Page, page
from baclotrack.wording.page.parts import Fact, split_marks, split_whole
from tests.cli.helpers import adopt, write
from tests.core.diary import diary
from tests.core.plans import ADULT, PLANS, on
from tests.core.summary.summaries import plus, summary
from tests.export.jobs import NOW

PRINTED = date(2026, 11, 30)
OLDER = ADULT._replace(born=1950)
KIDNEYS = ADULT._replace(egfr=Decimal(74))
NOTE = "stay below 40 until the scan is back"
PUMPED = PLANS["pump"]._replace(pump=Pump(daily=Micrograms(Decimal(120))))


def told_of(text: str, today: int, plan: str = "sleep-slow", profile: Profile = ADULT) -> Page:
    """Return the page of a diary."""
    return page(summary(diary(text, plan=plan, profile=profile), today), "", PRINTED)


def flat(text: str) -> str:
    """Return a text without its marks."""
    return "".join(piece for piece, _ in split_marks(text))


def fact(told: Page, section: str, label: str) -> Fact:
    """Return one fact of the page."""
    return next(one for one in told.part(section).facts if one.label == label)


# --- the pace -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "text", "expected"),
    [
        (ADULT, "", "3 complete days on each."),
        (OLDER, "", "3 complete days on each by the plan; the program keeps 7 for age 65 or older, until"),
        (KIDNEYS, "", "3 complete days on each by the plan; the program keeps 7 for kidney function, until"),
        (KIDNEYS._replace(born=1950), "", "the program keeps 7 for age 65 or older and kidney function, until"),
        (OLDER, "day 1 doctor: acknowledge pace", "3 complete days on each by the plan, its pace acknowledged for age"),
    ],
    ids=["neither", "age", "kidneys", "both", "acknowledged"],
)
def test_the_ladder_says_how_many_days_really_apply(profile: Profile, text: str, expected: str) -> None:
    """A clinician must not read three days where the program keeps seven."""
    ladder = told_of(f"day 1: 5 mg, bad night\n{text}", 3, profile=profile).part("plan").lines[1]
    assert expected in ladder


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("sleep-slow", Pace(3, 7, ("age",))),
        ("sleep", Pace(1, 7, ("age",))),
        ("taper", Pace()),
        ("pump", Pace()),
    ],
)
def test_the_pace_is_the_one_that_the_gate_judges_by(plan: str, expected: Pace) -> None:
    """What applies is what `next` asks for; a taper and a pump have days of their own."""
    told = summary(diary("day 1: bad night" if plan == "pump" else "day 1: 5 mg", plan=plan, profile=OLDER), 2)
    assert expected == told.pace
    if plan.startswith("sleep"):
        assert expected.needed == told.decision.finding("hold-time").facts["needed"]


def test_who_acknowledged_the_pace_stands_among_the_instructions() -> None:
    told = told_of("day 1: 5 mg\nday 1 doctor: acknowledge pace", 2, profile=OLDER).part("said").lines[0]
    assert "20 Nov 2026, Dr A. Example: knows of the plan's pace." == flat(told)


def test_a_plan_that_is_slow_enough_has_one_pace() -> None:
    plan = PLANS["sleep-slow"]._replace(hold_days=7)
    told = page(summary(diary("day 1: 5 mg", plan=plan, profile=OLDER), 2), "", PRINTED)
    assert told.part("plan").lines[1].endswith("; 7 complete days on each.")


# --- what was noted beside an instruction -----------------------------------------------------------


def noted(*, notes: bool) -> Page:
    """Return the page of a record with a note beside an instruction."""
    told = plus(diary("day 1: 5 mg"), (2, Instruction("resume", "Dr A. Example", note=NOTE)))
    return page(summary(told, 3, notes=notes), "", PRINTED)


def test_what_was_noted_beside_an_instruction_goes_along_with_notes() -> None:
    """On its line, and whole on the sheet of notes."""
    told = noted(notes=True)
    assert f'21 Nov 2026, Dr A. Example: go on. Noted: "{NOTE}".' == flat(told.part("said").lines[-1])
    assert told.notes is not None
    assert (f"21 Nov 2026 (beside an instruction): {NOTE}",) == tuple(flat(one) for one in told.notes.lines)


def test_it_stays_here_without_notes() -> None:
    """Neither a line of the page nor the summary has it."""
    told = noted(notes=False)
    assert "21 Nov 2026, Dr A. Example: go on." == flat(told.part("said").lines[-1])
    assert told.notes is None
    assert NOTE not in "\n".join(lines_of(told))
    kept = plus(diary("day 1: 5 mg"), (2, Instruction("resume", note=NOTE)))
    assert [""] == [one.what.note for one in summary(kept, 3).said]


def test_a_long_note_is_cut_on_its_line_and_whole_on_the_sheet_of_notes() -> None:
    told = plus(diary("day 1: 5 mg"), (2, Instruction("resume", note="long " * 60)))
    found = page(summary(told, 3, notes=True), "", PRINTED)
    assert '...".' in flat(found.part("said").lines[-1])
    assert found.notes is not None
    assert "long " * 60 in flat(found.notes.lines[0])


def test_an_anonymous_home_has_no_note_of_an_instruction(home: Path) -> None:
    adopt(home)
    write(home, Draft("instruction", {"action": "hold", "note": NOTE}, date(2026, 11, 21)), at=NOW.isoformat())
    with anonymous_home(open_home(home, NOW), NOW, date(2026, 11, 20), date(2026, 11, 25)) as found:
        said = [one.what for one in found.home.journal.entries if isinstance(one.what, Instruction)]
        assert [("hold", "")] == [(one.action, one.note) for one in said]


# --- doses and dates stay on one line ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("5/10/10/0 mg", ["5/10/10/0 mg"]),
        ("Ladder, mg: 5/5/5, [5/5/10], 2.5/5/10; step 2 of 3", ["5/5/5", "[5/5/10]", "2.5/5/10"]),
        ("Held at 12.5 mg at bedtime since 2 Nov 2026 (day 3).", ["12.5 mg", "2 Nov 2026"]),
        ("120.5 x 10 mg (1205 mg), 120 micrograms a day", ["10 mg", "1205 mg", "120 micrograms"]),
        ("5 of 31 days", []),
    ],
)
def test_doses_and_dates_are_told_from_other_words(words: str, whole: list[str]) -> None:
    """And nothing of the words is lost or moved."""
    pieces = list(split_whole(words))
    assert whole == [piece for piece, kept in pieces if kept]
    assert words == "".join(piece for piece, _ in pieces)


def test_no_line_breaks_in_a_dose_in_html_or_pdf() -> None:
    """Half of 5/10/10/0 mg at the end of a line reads as another dose."""
    told = told_of("day 1: 5 mg", 2)
    assert '<span class="whole">5 mg</span>' in html_of(told)
    ours = [one for line in data_of(told)["first"] for text in line["lines"] for one in text]
    assert {"text": "5 mg", "theirs": False, "whole": True} in ours


# --- pump and taper ---------------------------------------------------------------------------------


def pumped() -> Page:
    """Return the page of a record with a pump."""
    text = "\n".join(f"day {day}: spasticity {day % 3 + 2}, mild nausea" for day in range(1, 9))
    return page(summary(diary(text, plan=PUMPED), 9), "", PRINTED)


def test_a_pump_has_no_panel_of_doses_and_no_word_of_a_first_dose() -> None:
    """An empty panel reads as no dose taken."""
    told = pumped()
    assert "" == told.chart.dose
    assert "Stiffness 0-10, day by day" == told.chart.title
    drawn = draw(told.chart)
    assert "mg a day" not in drawn
    assert ">missed<" not in drawn
    assert "Stiffness 0-10" in drawn
    assert "first dose" not in "\n".join(lines_of(told)).lower().replace("**first dose:** not kept here", "")


def test_what_a_pump_has_no_dose_for_says_so() -> None:
    told = pumped()
    assert ("not kept here", "not kept here") == tuple(
        fact(told, "dose", label).value for label in ("First dose", "Highest day")
    )
    for label in ("More than the plan said", "Longest gap in doses"):
        assert Fact(label, "a pump gives the dose") == fact(told, "safety", label)


def test_a_pump_without_a_measure_has_no_chart() -> None:
    told = page(summary(diary("day 1: mild nausea", plan=PUMPED), 3), "", PRINTED)
    assert "" == draw(told.chart)


def test_rules_that_a_plan_never_comes_to_are_not_told_as_its_own() -> None:
    """A taper goes down by time; a record alone has no step."""
    own = frozenset({"tolerability", "gap", "response", "sedatives"})
    taper = page(summary(diary("day 1: 20 mg", plan=PLANS["taper"]._replace(own_defaults=own)), 2), "", PRINTED)
    assert "The template's own cautious rules, not the directions': what missed days do." in taper.part("plan").lines
    pump = page(summary(diary("", plan=PUMPED._replace(own_defaults=own)), 2), "", PRINTED)
    assert not any("cautious" in line for line in pump.part("plan").lines)


def test_a_plan_without_targets_says_that_none_are_set() -> None:
    """A taper's question was not left unanswered: nobody asked it."""
    plan = PLANS["taper"]._replace(on_dose=(("bedtime", Decimal(20)),))
    told = page(summary(diary("day 1: 20 mg", plan=plan), 2), "", PRINTED)
    assert Fact("the plan's targets", "none set") == fact(told, "figures", "the plan's targets")


def test_a_dose_named_at_adoption_and_not_logged_yet_is_not_told_as_none() -> None:
    """The days before its first check-in are at a dose that is not told, and not before baclofen."""
    plan = PLANS["taper"]._replace(on_dose=(("bedtime", Decimal(20)),))
    found = page(summary(diary("day 4: 20 mg", plan=plan), 5), "", PRINTED).part("steps").table
    assert found is not None
    assert ["not told", "20 mg"] == [row[0] for row in found.rows]


def test_below_a_panel_of_doses_alone_the_dates_have_a_line_of_their_own() -> None:
    """The mg at each change of dose stand above them, and never in between."""
    plan = PLANS["taper"]._replace(on_dose=(("bedtime", Decimal(20)),))
    text = "\n".join(f"day {day}: {20 if day < 8 else 15} mg" for day in range(1, 15))
    drawn = draw(page(summary(diary(text, plan=plan), 15), "", PRINTED).chart)
    amounts = {float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"[^>]*>\d+ mg<', drawn)}
    dates = {float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"[^>]*>\d+ Nov[^<]*<', drawn)}
    assert amounts
    assert dates
    assert max(amounts) + 8 <= min(dates)


def test_a_plan_without_targets_has_no_column_of_them() -> None:
    """A column of dashes would read as if they had not been asked; where any was answered it stays."""
    record = diary("day 1: 5 mg\nday 2: 5 mg", plan=PLANS["sleep"]._replace(targets=()))
    told = page(summary(record, 3), "", date(2026, 11, 30))
    table = told.part("steps").table
    assert table is not None
    assert ("dose", "from", "days", "missed", "not logged") == table.head[:5]
    assert {len(table.head)} == {len(row) for row in table.rows}
    assert "targets met" not in "\n".join(lines_of(told))
    asked = page(summary(diary("day 1: 5 mg, bad night"), 2), "", date(2026, 11, 30)).part("steps").table
    assert asked is not None
    assert "targets met" in asked.head


def test_a_long_page_of_a_pump_has_no_mg_by_week() -> None:
    pumped = diary("day 1: spasticity 3", plan=PUMPED)
    weeks = next(one for one in page(summary(pumped, 60), "", date(2026, 11, 30)).second if one.id == "weeks")
    assert weeks.table is not None
    assert ("week from", "days logged") == weeks.table.head[:2]
    assert not any("mg" in head for head in weeks.table.head)


@pytest.mark.parametrize(("days", "expected"), [(300, "21 Nov"), (366, "21 Nov 2026")])
def test_over_a_year_each_day_has_its_year(days: int, expected: str) -> None:
    """A day and its month come twice in it."""
    record = diary("day 1: 5 mg, bad night\nday 2: 10 mg, bad night, moderate nausea")
    told = page(summary(record, days, since=on(1)), "", PRINTED)
    rows = {part: table.rows for part in ("effects", "steps") if (table := told.part(part).table) is not None}
    assert expected == rows["effects"][0][-1]
    assert expected == rows["steps"][1][1]


def test_a_week_without_a_dose_shown_has_no_mg_planned() -> None:
    """0 mg would read as a plan for none."""
    told = page(summary(diary("day 1: 5 mg, bad night, flag fainting"), 60), "", PRINTED)
    weeks = next(one for one in told.second if one.id == "weeks")
    assert weeks.table is not None
    assert {"-"} == {row[2] for row in weeks.table.rows[1:]}
    assert ("Planned: on the days on which a dose was shown.",) == weeks.more


@pytest.mark.parametrize("plan", [PLANS["pump"]._replace(pump=None), None], ids=["a record only", "no plan"])
def test_a_dose_that_no_plan_knows_of_is_told_and_its_tablets_are_reckoned(plan: Plan | None) -> None:
    """Whoever takes baclofen with no dose in force takes it all the same: 300 mg are 20 days at 15 mg."""
    record = diary("day 1: bedtime 10 mg\nday 2: bedtime 15 mg", plan=plan)
    told = page(summary(plus(record, (3, Supply("count", Decimal(30), Decimal(10)))), 3), "", PRINTED)
    last = "last taken: 15 mg at bedtime on 21 Nov 2026"
    assert f"Baclofen: no dose in force; {last}. Tablets left: 30 x 10 mg" in told.part("dose").lines[0]
    assert f"no dose in force; {last}" == fact(told, "dose", "Now").value
    assert last == fact(told, "figures", "present dose").value
    assert "no dose was in force" == fact(told, "safety", "More than the plan said").value
    dates = told.part("decision").lines[-1]
    assert (
        "Prescription needed by 11 Dec 2026, the last day that the tablets cover at 15 mg a day, as last taken" in dates
    )
