"""`trend` tells counts of small diaries that were worked out by hand, within 80 columns, and claims no cause."""

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from baclotrack.cli import main
from baclotrack.store.plan_file import read_plan, sign, template_text
from baclotrack.store.writing import Draft, append
from tests.conftest import Call

FIRST = date(2026, 11, 1)


class Day(NamedTuple):
    """What the check-in of one day tells."""

    mg: int
    good: bool | None
    hours: str | None = None
    effects: Mapping[str, int] = {}


MONTH_IN_SMALL = (
    Day(5, good=False, hours="4.5", effects={"grogginess": 1}),
    Day(5, good=False, hours="5"),
    Day(10, good=False, hours="6", effects={"grogginess": 2}),
    Day(0, good=False, hours="5.5"),
    None,
    Day(10, good=None, hours="7"),
    Day(10, good=True, hours="6.5"),
    Day(10, good=True, hours="6.75"),
    Day(10, good=True),
    Day(10, good=True, hours="7"),
)
"""Ten days, the first of them the day of adoption; the fifth has no record."""

Write = Callable[..., None]


@pytest.fixture
def write(home: Path) -> Write:
    """Write a diary into the test's home: a line a day from 1 November 2026 on."""

    def write_diary(diary: tuple[Day | None, ...], template: str = "sleep-bedtime", first: date = FIRST) -> None:
        plan = sign(read_plan(template_text(template)), "Dr A. Example", first)
        append(home, [Draft("plan", plan.entry())], datetime.combine(first, time(18), UTC))
        drafts = []
        for place, day in enumerate(diary):
            if day is None:
                continue
            fields: dict[str, object] = {"doses": {"bedtime": day.mg}, "effects": day.effects}
            measures: dict[str, object] = {}
            if day.good is not None:
                measures = {"sleep_improved": True, "fell_back_asleep": day.good}
            if day.hours is not None:
                measures["sleep_hours"] = Decimal(day.hours)
            drafts.append(Draft("checkin", fields | {"measures": measures}, first + timedelta(days=place)))
        append(home, drafts, datetime.combine(first + timedelta(days=len(diary)), time(7), UTC))
        (home / "plan.toml").write_text(plan.text, encoding="utf-8")

    return write_diary


def test_dose_stands_over_marks_over_dates_and_each_dose_has_its_counts(write: Write, call: Call) -> None:
    """The whole plain output of ten days."""
    write(MONTH_IN_SMALL)
    done = call("trend", now="2026-11-11T21:30")
    expected = [
        "1 Nov 2026 to 10 Nov 2026, one column a night",
        "",
        "    10 mg |  =  =====",
        "     5 mg |==",
        "     0 mg |   =",
        "  targets |----.?++++",
        "           1 Nov  8 Nov",
        "+ all targets met; - a target missed; ? not answered; . not logged",
        "",
        "No dose: 1 night logged; all targets met: 0 of 1 answered (too few to say);",
        "  median sleep: too few to say (1 told); worst side effect: none on 1.",
        "5 mg at bedtime: 2 nights logged; all targets met: 0 of 2 answered (too few to",
        "  say); median sleep: too few to say (2 told); worst side effect: none on 1,",
        "  mild on 1.",
        "10 mg at bedtime: 6 nights logged; all targets met: 4 of 5 answered; median",
        "  sleep: 6.8 h (5 told); worst side effect: none on 5, moderate on 1.",
        "The plan's doses, 10 nights: complete 8, missed 1, not logged 1.",
        "Counts of what was recorded. They do not show why a night was good or bad.",
    ]
    assert (0, expected, "") == (done.code, done.out.splitlines(), done.err)


def test_the_json_tells_the_same(write: Write, call: Call) -> None:
    """The public form of four days."""
    write(MONTH_IN_SMALL[:4])
    expected = {
        "schema": "baclotrack.trend/1",
        "since": "2026-11-03",
        "until": "2026-11-04",
        "enough": 5,
        "days": [
            {
                "day": "2026-11-03",
                "planned": {"bedtime": 10},
                "taken": {"bedtime": 10},
                "total_mg": 10,
                "targets": "missed",
                "adherence": "complete",
                "sleep_hours": 6,
                "worst_effect": 2,
            },
            {
                "day": "2026-11-04",
                "planned": {"bedtime": 10},
                "taken": {},
                "total_mg": 0,
                "targets": "missed",
                "adherence": "missed",
                "sleep_hours": 5.5,
                "worst_effect": 0,
            },
        ],
        "by_dose": [
            {
                "doses": {},
                "total_mg": 0,
                "days": 1,
                "targets": {"answered": 1, "met": 0, "enough": False},
                "sleep_hours": {"answered": 1, "median": None},
                "worst_effect": {"asked": 1, "none": 1, "mild": 0, "moderate": 0, "severe": 0},
            },
            {
                "doses": {"bedtime": 10},
                "total_mg": 10,
                "days": 1,
                "targets": {"answered": 1, "met": 0, "enough": False},
                "sleep_hours": {"answered": 1, "median": None},
                "worst_effect": {"asked": 1, "none": 0, "mild": 0, "moderate": 1, "severe": 0},
            },
        ],
        "adherence": {"complete": 1, "partial": 0, "over": 0, "missed": 1, "unlogged": 0},
        "plan": "sleep-bedtime",
    }
    done = call("trend", "--json", "--days", "2", "--until", "2026-11-04", now="2026-11-05T21:30")
    assert expected == done.json


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        ((), "2026-11-01", "2026-11-10"),
        (("--days", "3"), "2026-11-08", "2026-11-10"),
        (("--days", "3", "--until", "2026-11-05"), "2026-11-03", "2026-11-05"),
        (("--since", "-3"), "2026-11-08", "2026-11-10"),
        (("--since", "2026-11-02", "--until", "yesterday"), "2026-11-02", "2026-11-10"),
        (("--until", "today"), "2026-11-01", "2026-11-11"),
        (("--days", "36600"), "2026-11-01", "2026-11-10"),
        (("--since", "1950-01-01"), "2026-11-01", "2026-11-10"),
    ],
    ids=" ".join,
)
def test_the_stretch_is_the_one_asked_for(
    write: Write, call: Call, options: tuple[str, ...], first: str, last: str
) -> None:
    """Today, not yet recorded, is left out unless it is asked for; nothing comes before the first record."""
    write(MONTH_IN_SMALL)
    days = call("trend", "--json", *options, now="2026-11-11T21:30").json["days"]
    assert (first, last) == (days[0]["day"], days[-1]["day"])


def test_today_is_told_once_something_is_recorded_for_it(write: Write, call: Call) -> None:
    """On the tenth of November the tenth already has its check-in."""
    write(MONTH_IN_SMALL)
    assert "2026-11-10" == call("trend", "--json", now="2026-11-10T23:30").json["days"][-1]["day"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--days", "3", "--since", "-5"), "--days and --since both say where to begin. Give one of them."),
        (("--until", "2026-11-12"), "--until 2026-11-12 is in the future; today is 2026-11-11."),
        (("--since", "soon"), "--since 'soon' is no day."),
        (
            ("--since", "-1", "--until", "-3"),
            "--since 2026-11-10 is after --until 2026-11-08. Give the earlier day to --since.",
        ),
        (("--days", "0"), "--days"),
        (("--days", "many"), "--days"),
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_told_in_a_sentence(call: Call, options: tuple[str, ...], said: str) -> None:
    """Exit 2, nothing on stdout, and what would be right."""
    done = call("trend", *options, now="2026-11-11T21:30")
    assert (2, "") == (done.code, done.out)
    assert said in done.err


@pytest.mark.parametrize("diary", [(), (None, None)])
def test_without_a_record_it_says_how_to_begin(write: Write, call: Call, diary: tuple[None, ...]) -> None:
    """A plan alone has no trend."""
    write(diary)
    done = call("trend", "--days", "2", now="2026-11-03T21:30")
    said = "Nothing is recorded from 1 Nov 2026 to 2 Nov 2026. To record a day, run: baclotrack log\n"
    assert (0, said, "") == (done.code, done.out, done.err)


def test_without_a_home_there_is_nothing_to_tell(call: Call, home: Path) -> None:
    """A home that is not there is an empty one, and reading it makes none."""
    done = call("trend", now="2026-11-03T21:30")
    assert (0, True) == (done.code, done.out.startswith("Nothing is recorded from"))
    assert not home.exists()


@pytest.mark.parametrize("count", [61, 62, 63, 200])
def test_a_long_stretch_goes_on_in_further_lines(write: Write, call: Call, count: int) -> None:
    """However many days, no line is wider than 80 columns, and each day has one mark."""
    write((Day(5, good=True),) * count, first=date(2026, 1, 1))
    until = (date(2026, 1, 1) + timedelta(days=count)).isoformat()
    lines = call("trend", "--days", "400", now=f"{until}T21:30").out.splitlines()
    assert [] == [line for line in lines if len(line) > 80]
    assert count == sum(line.count("+") for line in lines if line.startswith("  targets |"))


def test_a_plan_without_bedtime_speaks_of_days(write: Write, call: Call) -> None:
    """A day of three doses is no night; a dose in a slot that the plan does not have is told as it was recorded."""
    write((Day(5, good=None),) * 2, template="spasticity-per-dose")
    out = call("trend", now="2026-11-03T21:30").out
    assert "one column a day" in out
    assert "5 mg at bedtime: 2 days logged; all targets met: not answered; worst side" in out
    assert "night" not in out


def test_at_a_terminal_the_doses_stand_in_a_table(write: Write, home: Path) -> None:
    """The same counts, side by side."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    write(MONTH_IN_SMALL)
    with redirect_stdout(Terminal()) as screen:
        code = main(["trend", "--home", str(home), "--now", "2026-11-11T21:30"])
    shown = screen.getvalue()
    assert 0 == code
    assert {"dose", "nights", "all targets met", "median sleep"} <= {cell.strip() for cell in _cells(shown)}
    assert "4 of 5 answered" in " ".join(_cells(shown))


def _cells(shown: str) -> list[str]:
    """Split a table into its cells, without the codes for bold."""
    plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
    return plain.replace("\u2502", "\u2503").replace("\u2503", "\n").splitlines()


def test_a_damaged_line_is_named_and_the_rest_is_told(write: Write, call: Call, home: Path) -> None:
    """Exit 1, the intact days on stdout, the fault on stderr."""
    write(MONTH_IN_SMALL)
    journal = home / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"sleep_hours":4.5', b'"sleep_hours":9.5'))
    done = call("trend", now="2026-11-11T21:30")
    assert 1 == done.code
    assert "10 mg at bedtime: 6 nights logged" in done.out
    assert "journal.jsonl line 2" in done.err


def test_it_claims_no_cause_and_gives_no_advice(write: Write, call: Call) -> None:
    """The words of a claim are not in it, and all of it is ASCII."""
    write(MONTH_IN_SMALL)
    out = call("trend", now="2026-11-11T21:30").out.lower()
    claims = (
        "because",
        "due to",
        "thanks to",
        "helps",
        "works",
        "effective",
        "improves",
        "recommend",
        "should",
        "safe",
    )
    assert [] == [word for word in claims if word in out]
    assert out.isascii()


def test_reading_changes_nothing(write: Write, call: Call, home: Path) -> None:
    """The home holds the same bytes after it."""
    write(MONTH_IN_SMALL)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    call("trend", now="2026-11-11T21:30")
    assert before == {path.name: path.read_bytes() for path in home.iterdir()}
