"""The example journals: fresh, whole, lived by the real engine, rich enough to look at, and clean in their words."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from baclotrack.core.fold import Walked, walk
from baclotrack.core.record import NOTHING
from baclotrack.core.values import Named
from baclotrack.store import Home, load_catalog, open_home
from baclotrack.store.models import LINE
from tests.conftest import ROOT, Call
from tests.data.phrases import DO_NOT_SAY, UNSUPPORTED, found
from tools import make_examples

EXAMPLES = ROOT / "examples"
NAMES = [one.name for one in make_examples.EXAMPLES]
FIRST = {one.name: one.first for one in make_examples.EXAMPLES}
SLEEP = ["bedtime-works", "bedtime-stopped"]
TIMES = ("bed_at", "tried_at", "woke_at", "up_at")
ONE_DAY = timedelta(days=1)
NOON = 12 * 60


def length(name: str) -> int:
    """Return for how many days an example goes on."""
    example = next(one for one in make_examples.EXAMPLES if one.name == name)
    return sum(len(chapter.days) for chapter in example.chapters)


@cache
def home_of(name: str) -> Home:
    """Return an example as it stands at noon of the day after its last one."""
    end = FIRST[name] + length(name) * ONE_DAY
    return open_home(EXAMPLES / name, datetime(end.year, end.month, end.day, 12, tzinfo=UTC))


@cache
def days_of(name: str) -> tuple[Walked, ...]:
    """Return every day of an example, decided."""
    home = home_of(name)
    return tuple(walk(home.history, load_catalog(), home.today, home.health))


def under_plan(name: str) -> Iterator[Walked]:
    """Yield the days from the first adoption on."""
    yield from (one for one in days_of(name) if not one.before_plan)


def said(name: str, day: date) -> tuple[str, str | None, str]:
    """Return what the plan said on a day: the outcome, the gate that limited it, and the doses in mg."""
    decision = next(one.decision for one in days_of(name) if one.decision.day == day)
    return str(decision.outcome), decision.limited_by, mg(decision.doses)


def mg(doses: Named | None) -> str:
    """Return doses as numbers in the plan's order."""
    return "/".join(f"{one:f}" for _, one in doses or ())


# --- fresh and whole -------------------------------------------------------------------------------


def test_every_example_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    """The tool that writes the folders finds nothing to write."""
    assert (0, "") == (make_examples.main(["--check"]), capsys.readouterr().err)


def test_a_stale_file_is_named_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is missing or differs is named; writing it makes the check pass."""
    monkeypatch.setattr(make_examples, "ROOT", tmp_path)
    monkeypatch.setattr(make_examples, "FOLDER", tmp_path)
    assert 1 == make_examples.main(["--check", "bedtime-stopped"])
    told = capsys.readouterr().err
    assert "bedtime-stopped/journal.jsonl is not up to date: run python tools/make_examples.py." in told
    assert "taper" not in told
    assert [0, 0] == [make_examples.main(["bedtime-stopped"]), make_examples.main(["--check", "bedtime-stopped"])]


@pytest.mark.parametrize("name", NAMES)
def test_each_reads_without_fault(name: str) -> None:
    """No line is damaged, the plan is the adopted one, and each line is of the public form."""
    home = home_of(name)
    assert ((), "same", "") == (home.faults, home.health.plan_file, home.health.future_day)
    text = (EXAMPLES / name / "journal.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line, parse_float=Decimal) for line in text.splitlines()]
    for row in rows:
        LINE.validate_python(row)
    assert {"profile", "plan", "checkin", "supply", "appointment"} <= {row["kind"] for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_each_is_listed_and_tells_its_story(name: str) -> None:
    """The list of examples links each folder, and each folder tells what happens and what to look at."""
    told = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    assert f"[{name}]({name})" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"baclotrack trend --home examples/{name}" in told
    assert told.isascii()


def test_no_folder_is_left_over() -> None:
    """Every folder of examples is written by a tool."""
    assert {*NAMES, "bedtime-month"} == {path.name for path in EXAMPLES.iterdir() if path.is_dir()}


@pytest.mark.parametrize("name", NAMES)
def test_wording(name: str) -> None:
    """No file of an example holds a forbidden phrase or an unsupported claim."""
    files = ("README.md", "plan.toml", "profile.toml", "journal.jsonl")
    told = [(EXAMPLES / name / file).read_text(encoding="utf-8") for file in files]
    assert not found((*DO_NOT_SAY, *UNSUPPORTED), told)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", [("next",), ("trend",), ("decisions",), ("history",)], ids=" ".join)
def test_the_commands_of_its_page_run(call: Call, name: str, words: tuple[str, ...]) -> None:
    """What the page names can be typed, and exits 0."""
    since = () if words == ("next",) else ("--since", FIRST[name].isoformat())
    end = FIRST[name] + length(name) * ONE_DAY
    done = call(*words, *since, home=EXAMPLES / name, now=f"{end}T12:00+00:00")
    assert (0, "") == (done.code, done.err)
    assert done.out


# --- lived by the real engine ----------------------------------------------------------------------

OTHERWISE = {
    "bedtime-works": {"2026-08-11", "2026-08-31"},
    "bedtime-stopped": {"2026-05-21"},
    "spasticity-daytime": {"2026-03-09", "2026-03-30", "2026-03-31"},
    "taper": {"2026-06-12"},
}
"""The days on which something else was taken than shown: forgotten, in part, or as the prescriber said by phone."""


@pytest.mark.parametrize("name", NAMES)
def test_what_was_taken_is_what_was_shown(name: str) -> None:
    """On each logged day the doses are the ones that `next` shows, but for the days that the story names."""
    otherwise = {
        str(one.decision.day)
        for one in under_plan(name)
        if one.facts.doses is not None
        and {slot: dose for slot, dose in one.facts.doses.items() if dose} != dict(one.decision.doses or ())
    }
    assert OTHERWISE[name] == otherwise


@pytest.mark.parametrize("name", NAMES)
def test_believable_deviations(name: str) -> None:
    """Each life has a missed dose and a day that nobody logged; three of them a drink."""
    lived = [one.facts for one in under_plan(name)][:-1]
    missed = [one for one in lived if one.doses is not None and not any(one.doses.values())]
    assert any(not one.checkin for one in lived)
    assert missed or name == "taper"
    assert any(one.drinks for one in lived) or name == "taper"


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("bedtime-works", "2026-08-03", ("start", None, "5")),
        ("bedtime-works", "2026-08-06", ("step_up", None, "10")),
        ("bedtime-works", "2026-08-07", ("hold", "side-effects", "10")),
        ("bedtime-works", "2026-08-08", ("hold", "sedatives", "10")),
        ("bedtime-works", "2026-08-15", ("step_up", None, "15")),
        ("bedtime-works", "2026-09-12", ("hold", "target", "15")),
        ("bedtime-stopped", "2026-05-11", ("step_back", "side-effects", "10")),
        ("bedtime-stopped", "2026-05-14", ("step_up", None, "15")),
        ("bedtime-stopped", "2026-05-15", ("step_back", "side-effects", "10")),
        ("bedtime-stopped", "2026-05-28", ("hold", "side-effects", "10")),
        ("spasticity-daytime", "2026-03-02", ("start", None, "5/5/5")),
        ("spasticity-daytime", "2026-03-14", ("hold", "side-effects", "10/10/10")),
        ("spasticity-daytime", "2026-03-31", ("ask_prescriber", "gap", "")),
        ("spasticity-daytime", "2026-04-11", ("hold", "target", "15/15/15")),
        ("taper", "2026-05-18", ("taper", None, "5/10/10")),
        ("taper", "2026-05-31", ("hold", "withdrawal", "5/5/10")),
        ("taper", "2026-06-03", ("hold", "instruction", "5/5/10")),
        ("taper", "2026-06-04", ("taper", None, "5/5/5")),
        ("taper", "2026-06-18", ("taper", None, "5")),
        ("taper", "2026-06-25", ("finished", None, "")),
        ("taper", "2026-07-01", ("ask_prescriber", "withdrawal", "")),
        ("taper", "2026-07-02", ("finished", None, "")),
    ],
)
def test_landmarks(name: str, day: str, expected: tuple[str, str | None, str]) -> None:
    """On the days that mattered the plan says what the page tells."""
    assert expected == said(name, date.fromisoformat(day))


def test_it_reaches_15_mg_and_holds() -> None:
    """The plan that works is never on more than 15 mg, and for its last four weeks on nothing else."""
    shown = [one.decision.doses for one in under_plan("bedtime-works")]
    assert {"5", "10", "15"} == {mg(one) for one in shown}
    assert {"15"} == {mg(one) for one in shown[-28:]}


def test_the_taper_goes_only_down_and_is_watched_for_14_days() -> None:
    """No dose rises, no cut is more than 5 mg a day, none is zero before the end, and 14 days and more follow it."""
    decisions = [one.decision for one in under_plan("taper") if one.decision.day >= date(2026, 5, 11)]
    totals = [sum((dose for _, dose in one.doses), Decimal(0)) for one in decisions if one.doses]
    assert sorted(totals, reverse=True) == totals
    assert {Decimal(0), Decimal(5)} == {before - after for before, after in pairwise(totals)}
    assert (Decimal(30), Decimal(5)) == (totals[0], totals[-1])
    after = [one for one in decisions if one.day > date(2026, 6, 25)]
    assert len(after) > 14
    assert not [one.day for one in after if one.doses]


def test_effects_fade() -> None:
    """After each new step grogginess comes and goes again within days."""
    days = home_of("bedtime-works").history.days
    for first, last in ((date(2026, 8, 6), date(2026, 8, 10)), (date(2026, 8, 15), date(2026, 8, 19))):
        assert (days[first].effects or {}).get("grogginess")
        assert not (days[last].effects or {}).get("grogginess")


# --- rich enough -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "least"), [("bedtime-works", 7), ("bedtime-stopped", 7), ("spasticity-daytime", 7)])
def test_baseline_days_come_before_the_first_dose(name: str, least: int) -> None:
    """At least a week is recorded before any tablet: measured, side effects asked, and no dose."""
    before = [one.facts for one in days_of(name) if one.before_plan]
    assert len(before) >= least
    assert all(one.measures and one.effects is not None and one.doses is None for one in before)


def minutes(measures: Mapping[str, object]) -> list[int]:
    """Return the four times of a night in minutes from noon on."""
    clock = [str(measures[name]).split(":") for name in TIMES]
    return [(int(hour) * 60 + int(minute) - NOON) % (24 * 60) for hour, minute in clock]


@pytest.mark.parametrize("name", SLEEP)
def test_nights_are_measured_and_valid(name: str) -> None:
    """Each logged night has its times in order, its numbers, and hours that are what the times leave of it."""
    nights = [one.facts.measures for one in days_of(name) if one.facts.checkin]
    assert len(nights) >= length(name) - 1
    for night in nights:
        assert {*TIMES, "sleep_hours", "sleep_quality", "latency_min", "awakenings", "awake_min"} <= set(night)
        bed, tried, woke, up = minutes(night)
        assert bed <= tried < woke <= up
        slept = Decimal(woke - tried) - Decimal(str(night["latency_min"])) - Decimal(str(night["awake_min"]))
        assert abs(slept / 60 - Decimal(str(night["sleep_hours"]))) <= Decimal("0.125")
        assert night["awakenings"] != 0 or night["awake_min"] == 0


@pytest.mark.parametrize("name", ["spasticity-daytime", "taper"])
def test_days_are_measured(name: str) -> None:
    """Each logged day has stiffness and spasms within their scales."""
    days = [one.facts for one in days_of(name) if one.facts is not NOTHING and one.facts.checkin]
    assert len(days) >= length(name) - 1
    for one in days:
        assert 0 <= Decimal(str(one.measures["spasticity"])) <= 10
        assert 0 <= Decimal(str(one.measures["spasm_frequency"])) <= 4
