"""`trend` tells counts of small diaries that were worked out by hand, within 80 columns, and claims no cause."""

import io
import itertools
import re
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

    mg: int | None
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
            fields: dict[str, object] = {"effects": day.effects}
            fields |= {} if day.mg is None else {"doses": {"bedtime": day.mg}}
            measures: dict[str, object] = {}
            if day.good is not None:
                measures = {"sleep_improved": True, "fell_back_asleep": day.good}
            if day.hours is not None:
                measures["sleep_hours"] = Decimal(day.hours)
            drafts.append(Draft("checkin", fields | {"measures": measures}, first + timedelta(days=place)))
        append(home, drafts, datetime.combine(first + timedelta(days=len(diary)), time(7), UTC))
        (home / "plan.toml").write_text(plan.text, encoding="utf-8")

    return write_diary


def test_plain_says_each_period_each_dose_and_each_week_in_words(write: Write, call: Call) -> None:
    """The whole plain output of ten days."""
    write(MONTH_IN_SMALL)
    done = call("trend", "--by", "week", now="2026-11-11T21:30")
    expected = """\
1 Nov 2026 to 10 Nov 2026: 9 of 10 nights recorded; the others are in no count.
1 Nov 2026 to 2 Nov 2026, 2 nights: 5 mg at bedtime; all targets met on 0 of 2
answered; hours slept: 4.5 h, 5 h.
3 Nov 2026 to 10 Nov 2026, 8 nights: 10 mg at bedtime; missed 1; not logged 1;
all targets met on 4 of 5 answered; hours slept: 6 h, 7 h, 6.5 h, 6.8 h, 7 h.

No dose: 1 night, too few nights to say. Worst side effect: none on 1.
  All targets met: 0 of 1 answered.
5 mg at bedtime: 2 nights, too few nights to say. Worst side effect: none on 1,
mild on 1.
  All targets met: 0 of 2 answered.
10 mg at bedtime: 6 nights. Worst side effect: none on 5, moderate on 1.
  All targets met: 4 of 5 answered; too few nights to say.
  Too few nights to say: hours slept (5).
Under 6 nights are too few to say. Neighbouring nights resemble each other,
which the 95 % intervals do not know: there is more doubt than they show.
The dose only went up with time: a difference between doses may be one between
earlier and later.
No night before the first dose is recorded, so there is none to hold these
against.

Side effects by days since the dose last changed (0 is the first day on a dose):
  Grogginess: day 0: 2 of 2, moderate at worst; day 1: 0 of 2; day 3: 0 of 1;
  day 4: 0 of 1; day 5: 0 of 1; day 6: 0 of 1; day 7 and later: 0 of 1.

1 Nov 2026: 1 of 1 night recorded; taken 5 mg; planned 5 mg; hours slept: median
4.5 h (1 told).
2 Nov 2026 to 8 Nov 2026: 6 of 7 nights recorded; taken 45 mg; planned 60 mg on
the 6 nights with a dose shown; hours slept: median 6.3 h (6 told).
9 Nov 2026 to 10 Nov 2026: 2 of 2 nights recorded; taken 20 mg; planned 20 mg;
hours slept: median 7 h (1 told).

The plan's doses, 10 nights: complete 8, missed 1, not logged 1.
Planned 85 mg, on the 9 nights with a dose shown; taken 70 mg, on the 9 with a
dose recorded.
Counts of what was recorded. They do not show why a night was good or bad.
"""
    assert (0, expected.splitlines(), "") == (done.code, done.out.splitlines(), done.err)


def test_by_day_each_day_is_a_sentence(write: Write, call: Call) -> None:
    """A fortnight and less is shown so unless told."""
    write(MONTH_IN_SMALL[:5])
    out = call("trend", "--until", "2026-11-05", now="2026-11-06T21:30").out
    first = (
        "1 Nov 2026: planned 5 mg at bedtime; taken 5 mg at bedtime; complete; targets\n"
        "missed; hours slept 4.5 h; worst side effect mild.\n"
    )
    assert first in out
    assert "4 Nov 2026: planned 10 mg at bedtime; taken no dose; missed; targets missed;" in out
    assert "5 Nov 2026: planned 10 mg at bedtime; no dose recorded; not logged.\n" in out


def test_the_json_tells_the_same(write: Write, call: Call) -> None:
    """The public form of two days, whole."""
    write(MONTH_IN_SMALL[:4])
    nothing: dict[str, object] = {"enough": False, "interval": None}
    told: dict[str, object] = {"answered": 1, "median": None, "quartiles": None, "range": None, "shift": None} | nothing
    adherence = {"complete": 1, "partial": 0, "over": 0, "missed": 1, "unlogged": 0}
    shares = {"sleep_improved": {"answered": 1, "yes": 1}, "fell_back_asleep": {"answered": 1, "yes": 0}}
    group: dict[str, object] = {
        "days": 1,
        "targets": {"answered": 1, "met": 0, **nothing},
        "shares": {name: {**counts, **nothing} for name, counts in shares.items()},
        "measures": {"sleep_hours": told},
    }
    expected = {
        "schema": "baclotrack.trend/1",
        "since": "2026-11-03",
        "until": "2026-11-04",
        "plan": "sleep-bedtime",
        "enough": 6,
        "methods": {
            "confidence": 0.95,
            "enough": 6,
            "decimals": 4,
            "median_interval": "order statistics, exact binomial",
            "quartiles": "observed values",
            "shift": "Hodges-Lehmann against the days before the first dose",
            "shift_interval": "Moses, exact Mann-Whitney; normal approximation above 2500 pairs",
            "share_interval": "Wilson score",
            "sleep_efficiency": "dse",
            "independent_days": False,
        },
        "counts": {"days": 2, "recorded": 2, "invalid_nights": {}},
        "measures": [
            {"name": "sleep_improved", "kind": "share", "unit": None, "better": "yes"},
            {"name": "fell_back_asleep", "kind": "share", "unit": None, "better": "yes"},
            {"name": "sleep_hours", "kind": "number", "unit": "h", "better": "higher"},
        ],
        "main": "sleep_hours",
        "days": [
            {
                "day": "2026-11-03",
                "planned": {"bedtime": 10},
                "taken": {"bedtime": 10},
                "total_mg": 10,
                "before_first_dose": False,
                "days_since_change": 0,
                "targets": "missed",
                "adherence": "complete",
                "measures": {"sleep_hours": 6, "sleep_improved": True, "fell_back_asleep": False},
                "sleep": None,
                "effects": {"grogginess": 2},
                "worst_effect": 2,
                "drinks": None,
            },
            {
                "day": "2026-11-04",
                "planned": {"bedtime": 10},
                "taken": {},
                "total_mg": 0,
                "before_first_dose": False,
                "days_since_change": 1,
                "targets": "missed",
                "adherence": "missed",
                "measures": {"sleep_hours": 5.5, "sleep_improved": True, "fell_back_asleep": False},
                "sleep": None,
                "effects": {},
                "worst_effect": 0,
                "drinks": None,
            },
        ],
        "whole": {
            "doses": None,
            "total_mg": None,
            "days": 2,
            "targets": {"answered": 2, "met": 0, **nothing},
            "shares": {name: {"answered": 2, "yes": 2 * counts["yes"], **nothing} for name, counts in shares.items()},
            "measures": {"sleep_hours": {**told, "answered": 2}},
            "worst_effect": {"asked": 2, "none": 1, "mild": 0, "moderate": 1, "severe": 0},
        },
        "before": None,
        "by_dose": [
            {
                "doses": {},
                "total_mg": 0,
                **group,
                "worst_effect": {"asked": 1, "none": 1, "mild": 0, "moderate": 0, "severe": 0},
            },
            {
                "doses": {"bedtime": 10},
                "total_mg": 10,
                **group,
                "worst_effect": {"asked": 1, "none": 0, "mild": 0, "moderate": 1, "severe": 0},
            },
        ],
        "dose_moved": "steady",
        "effects_since_change": {
            "days": [0, 1, 2, 3, 4, 5, 6, "7+"],
            "effects": {
                "grogginess": [
                    {"asked": 1, "had": 1, "worst": 2},
                    {"asked": 1, "had": 0, "worst": 0},
                    *[{"asked": 0, "had": 0, "worst": 0}] * 6,
                ]
            },
        },
        "weeks": [
            {
                "since": "2026-11-03",
                "until": "2026-11-04",
                "days": 2,
                "recorded": 2,
                "planned_mg": 20,
                "days_planned": 2,
                "taken_mg": 10,
                "days_taken": 2,
                "adherence": adherence,
                "main": {"answered": 2, "median": 5.75, "mean": 5.75, "highest": 6},
                "abstinent_days": {"abstinent": 0, "logged": 0},
            }
        ],
        "adherence": adherence,
        "planned_mg": 20,
        "taken_mg": 10,
        "abstinent_days": {"abstinent": 0, "logged": 0},
    }
    done = call("trend", "--json", "--days", "2", "--until", "2026-11-04", now="2026-11-05T21:30")
    assert expected == done.json


BEFORE_AND_AFTER: list[tuple[int | None, str, str]] = [
    (None, "4", "05:00"),
    (None, "4.5", "05:20"),
    (None, "4", "05:10"),
    (None, "4.25", "05:00"),
    (None, "4.5", "05:30"),
    (None, "4", "05:00"),
    (5, "6", "06:30"),
    (5, "6.5", "06:40"),
    (5, "7", "07:00"),
    (5, "6", "06:20"),
    (5, "6.25", "06:30"),
    (5, "6.5", "22:00"),
]
"""Six nights before the first dose and six at 5 mg; the last woke before going to bed, which cannot be."""


@pytest.fixture
def diary(home: Path) -> None:
    """Write a sleep diary into the test's home, begun before the plan."""
    plan = sign(read_plan(template_text("sleep-bedtime-slow")), "Dr A. Example", FIRST)
    append(home, [Draft("plan", plan.entry())], datetime.combine(FIRST, time(18), UTC))
    drafts = []
    for place, (mg, hours, woke_at) in enumerate(BEFORE_AND_AFTER, -6):
        fields: dict[str, object] = {"effects": {"nausea": 1} if place in {0, 1} else {}, "drinks": place % 2}
        fields["measures"] = {
            "sleep_hours": Decimal(hours),
            "bed_at": "22:30",
            "tried_at": "23:00",
            "woke_at": woke_at,
            "up_at": "07:30",
            "latency_min": Decimal(30),
            "awake_min": Decimal(20),
            "awakenings": Decimal(1),
        }
        if mg is not None:
            fields["doses"] = {"bedtime": mg}
        drafts.append(Draft("checkin", fields, FIRST + timedelta(days=place)))
    append(home, drafts, datetime.combine(FIRST + timedelta(days=6), time(7), UTC))
    (home / "plan.toml").write_text(plan.text, encoding="utf-8")


@pytest.mark.usefixtures("diary")
def test_a_dose_is_held_against_the_nights_before_the_first_one(call: Call) -> None:
    """All 36 pairs written down by hand: 2 h more in the middle, the 6th lowest 1.75, the 6th highest 2.5."""
    found = call("trend", "--json", now="2026-11-07T21:30").json
    hours = found["by_dose"][0]["measures"]["sleep_hours"]
    assert {"by": 2, "interval": [1.75, 2.5], "exact": True, "percent_of_median": None} == hours["shift"]
    assert (6, 6.375, [6, 6.5], [6, 7]) == (hours["answered"], hours["median"], hours["quartiles"], hours["interval"])
    assert (6, 4.125) == (found["before"]["days"], found["before"]["measures"]["sleep_hours"]["median"])
    out = call("trend", now="2026-11-07T21:30").out
    assert "against before +2 (1.8 to 2.5) h. " in " ".join(out.split())
    assert "'Before' is what was recorded before the first dose: 6 nights.\n" in out


@pytest.mark.usefixtures("diary")
def test_the_sleep_diary_is_worked_out_and_a_night_that_cannot_be_so_is_told(call: Call) -> None:
    """From 23:00 to 05:00 are 360 minutes, 50 of them awake: 310 asleep of 360, and of 540 in bed."""
    found = call("trend", "--json", now="2026-11-07T21:30").json
    assert {
        "invalid": None,
        "time_in_bed": 540,
        "total_sleep_time": 310,
        "efficiency": {"base": "dse", "percent": 86.1111},
        "efficiency_in_bed": {"base": "tib", "percent": 57.4074},
    } == found["days"][0]["sleep"]
    assert ("order", {"order": 1}) == (found["days"][-1]["sleep"]["invalid"], found["counts"]["invalid_nights"])
    assert 86.1111 == found["days"][0]["measures"]["sleep_efficiency"]
    out = call("trend", now="2026-11-07T21:30").out
    assert "Left out of the sleep diary, as it cannot be so: 1 night (times out of order 1)." in out


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


def test_a_plan_without_bedtime_speaks_of_days(write: Write, call: Call) -> None:
    """A day of three doses is no night; a dose in a slot that the plan does not have is told as it was recorded."""
    write((Day(5, good=None),) * 2, template="spasticity-per-dose")
    out = call("trend", now="2026-11-03T21:30").out
    assert "1 Nov 2026 to 2 Nov 2026: 2 days, all recorded.\n" in out
    assert "5 mg at bedtime: 2 days, too few days to say." in out
    assert "night" not in out


def test_the_night_in_which_the_clock_is_put_back_is_an_hour_longer(home: Path, call: Call) -> None:
    """Saturday's check-in was written on summer time, Sunday's on winter time: the wall clock shows 8 hours of 9."""
    plan = sign(read_plan(template_text("sleep-bedtime-slow")), "Dr A. Example", date(2026, 10, 20))
    append(home, [Draft("plan", plan.entry())], datetime.fromisoformat("2026-10-20T18:00+01:00"))
    slept = {"bed_at": "23:00", "tried_at": "23:00", "woke_at": "07:00", "up_at": "07:00"}
    told = {"doses": {"bedtime": 5}, "measures": {**slept, "latency_min": 0, "awake_min": 0}, "effects": {}}
    for day, at in ((23, "2026-10-24T07:10+01:00"), (24, "2026-10-25T07:10+00:00"), (25, "2026-10-26T07:10+00:00")):
        append(home, [Draft("checkin", told, date(2026, 10, day))], datetime.fromisoformat(at))
    found = call("trend", "--json", now="2026-10-26T21:30+00:00").json["days"]
    minutes = {one["day"]: one["sleep"]["total_sleep_time"] for one in found if one["sleep"]}
    assert {"2026-10-23": 480, "2026-10-24": 540, "2026-10-25": 480} == minutes


# --- at a terminal --------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A screen with an encoding; rich and `say` ask for it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say yes."""
        return True


class OldTerminal(Terminal):
    """A screen that knows ASCII only."""

    encoding = "ascii"


class WindowsTerminal(Terminal):
    """A screen that knows some letters more, but no blocks."""

    encoding = "cp1252"


Screen = Callable[..., list[str]]


@pytest.fixture
def screen(home: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Run `trend` at a terminal of a width and return what it shows, without the codes for bold."""

    def shown(*options: str, now: str, width: int = 80, kind: type[Terminal] = Terminal) -> list[str]:
        monkeypatch.setattr("baclotrack.cli.trend.width_of", lambda _: width)
        monkeypatch.setattr("baclotrack.cli.call.width_of", lambda _: width)
        with redirect_stdout(kind()) as written:
            assert 0 == main(["trend", "--home", str(home), "--now", now, *options])
        text = re.sub(r"\x1b\[[0-9;]*m", "", written.getvalue())
        text.encode(kind.encoding)
        lines = [line.rstrip() for line in text.splitlines()]
        assert [] == [line for line in lines if len(line) > width]
        return lines

    return shown


def test_dose_stands_over_marks_over_bars_over_dates(write: Write, screen: Screen) -> None:
    """The first screen of ten days, in ASCII so that it can be read here."""
    write(MONTH_IN_SMALL)
    expected = """\
1 Nov 2026 to 10 Nov 2026, a column a night; 9 of 10 nights recorded

 dose mg 5       10
   taken =   =   =   x   .   =   =   =   =   =
     7 h         ___         ### ___ ###     ###
         ___ ### ### ###     ### ### ###     ###
         ### ### ### ###     ### ### ###     ###
       0 ### ### ### ### .   ### ### ### .   ###
 targets -   -   -   -   .   ?   +   +   +   +
         1 Nov                       8 Nov
= taken; x missed; . not logged; ? not answered; + all targets met; - a target
missed
Bars: hours slept; a dot on their foot: not told.
"""
    assert expected.splitlines() == screen(now="2026-11-11T21:30", kind=OldTerminal)[:13]


def test_a_recorded_day_is_never_drawn_as_not_logged(write: Write, screen: Screen) -> None:
    """Where the doses were not told the mark asks; a dot is only for a day without any record."""
    write((MONTH_IN_SMALL[0], Day(None, good=False, hours="5"), None, *MONTH_IN_SMALL[:1]))
    assert "   taken =   ?   .   =" in screen(now="2026-11-05T21:30", kind=OldTerminal)


def test_with_too_few_nights_there_is_no_empty_table_and_no_talk_of_intervals(write: Write, screen: Screen) -> None:
    """Two nights: their count, that they are too few, and nothing held against anything."""
    write(MONTH_IN_SMALL[:2])
    shown = screen(now="2026-11-03T21:30")
    place = shown.index("By the dose taken that night")
    assert ["Too few nights to say: 5 mg (2).", "Under 6 nights are too few to say.", ""] == shown[
        place + 1 : place + 4
    ]
    assert "interval" not in " ".join(shown)


@pytest.mark.parametrize("kind", [Terminal, OldTerminal, WindowsTerminal])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_every_section_fits_every_screen(write: Write, screen: Screen, width: int, kind: type[Terminal]) -> None:
    """No line is wider than the terminal, none holds a character that it cannot show."""
    write(MONTH_IN_SMALL * 3)
    shown = screen(now="2026-12-01T21:30", width=width, kind=kind)
    titles = ["By the dose taken that night", "All nights together", "Side effects by days since", "Week by week"]
    text = " ".join(shown)
    assert [] == [title for title in titles if title not in text]
    assert ("\u2588" in text) == (kind is Terminal)


def test_by_day_shows_planned_beside_taken(write: Write, screen: Screen) -> None:
    """A row a day, in words and with a bar."""
    write(MONTH_IN_SMALL)
    shown = [line.split() for line in screen("--by", "day", now="2026-11-11T21:30", kind=OldTerminal)]
    assert ["3", "Nov", "10", "mg", "10", "mg", "missed", "6", "h", "#######", "moderate"] in shown
    assert ["4", "Nov", "10", "mg", "no", "dose", "missed", "missed", "5.5", "h", "######", "none"] in shown
    assert ["5", "Nov", "10", "mg", "not", "logged", "-", "-"] in shown


@pytest.mark.usefixtures("diary")
def test_by_dose_shows_the_days_before_first(screen: Screen) -> None:
    """The middle, the spread and the interval of each measure, and how far it is from the days before."""
    shown = [" ".join(line.split()) for line in screen(now="2026-11-07T21:30")]
    place = shown.index("hours slept")
    assert "before 6 4.1 h 4 to 4.5 h 4 to 4.5 h" == shown[place + 1]
    assert "5 mg 6 6.4 h 6 to 6.5 h 6 to 7 h +2 (1.8 to 2.5)" == shown[place + 2]
    assert "5 mg 5 too few" == shown[shown.index("time asleep") + 2]


@pytest.mark.parametrize(("count", "each"), [(71, 1), (72, 2), (400, 6)])
def test_more_days_than_columns_are_grouped_and_it_is_said(write: Write, screen: Screen, count: int, each: int) -> None:
    """Never silently: how many days a column holds, and what its mark and its bar then mean."""
    write((Day(5, good=True, hours="6"),) * count, first=date(2026, 1, 1), template="sleep-bedtime-slow")
    until = (date(2026, 1, 1) + timedelta(days=count)).isoformat()
    shown = screen("--days", "500", now=f"{until}T21:30")
    assert ("a column a night;" if each == 1 else f"a column for {each} nights;") in " ".join(shown[:2])
    assert -(-count // each) == next(line for line in shown if "targets" in line).count("+")
    assert (each > 1) == (f"A mark stands for {each} nights:" in "\n".join(shown))


def test_doses_too_close_to_be_written_are_counted(write: Write, screen: Screen) -> None:
    """A dose that changed each night, over a long time: three lines of doses at most, and the rest is told."""
    write(tuple(Day(100 + place % 3, good=True) for place in range(70)), first=date(2026, 1, 1))
    shown = screen("--days", "70", now="2026-03-12T21:30")
    lines = list(itertools.takewhile(lambda line: "taken" not in line, shown[2:]))
    assert 3 == len(lines)
    written = sum(len(line.replace("dose mg", "").split()) for line in lines)
    assert f"Not written, for want of room: {70 - written} changes of dose." in shown


def test_side_effects_stand_by_days_since_the_last_change(write: Write, screen: Screen) -> None:
    """Fading: only on the first days of a dose."""
    write(MONTH_IN_SMALL)
    shown = [line.split() for line in screen(now="2026-11-11T21:30", width=120)]
    assert ["grogginess", "2/2", "moderate", "0/2", "-", "0/1", "0/1", "0/1", "0/1", "0/1"] in shown


@pytest.mark.usefixtures("write")
def test_days_without_a_drink_are_told_where_a_plan_follows_drinking(home: Path, call: Call, screen: Screen) -> None:
    """Two logged without, one with, one not logged: 2 of 3, and one unknown."""
    plan = sign(read_plan(template_text("alcohol-support")), "Dr A. Example", FIRST)
    append(home, [Draft("plan", plan.entry())], datetime.combine(FIRST, time(18), UTC))
    drafts = []
    for place, drinks in enumerate((0, 3, None, 0)):
        fields: dict[str, object] = {"doses": {"morning": 5, "noon": 5, "evening": 5}, "effects": {}}
        fields |= {"measures": {"craving": Decimal(place)}} | ({} if drinks is None else {"drinks": drinks})
        drafts.append(Draft("checkin", fields, FIRST + timedelta(days=place)))
    append(home, drafts, datetime.combine(FIRST + timedelta(days=4), time(7), UTC))
    out = call("trend", "--by", "week", now="2026-11-05T21:30").out
    assert "Days without a drink: 2 of 3 logged days; 1 day without an answer, not known.\n" in out
    assert "mean 2, highest 3;" in " ".join(out.split("\n"))
    shown = [" ".join(line.split()) for line in screen("--by", "week", now="2026-11-05T21:30", kind=OldTerminal)]
    assert "2 Nov to 4 Nov 2026 3 of 3 45 45 2 ## 2 3 1 of 2" in shown


# --- always ---------------------------------------------------------------------------------------


def test_a_damaged_line_is_named_and_the_rest_is_told(write: Write, call: Call, home: Path) -> None:
    """Exit 1, the intact days on stdout, the fault on stderr."""
    write(MONTH_IN_SMALL)
    journal = home / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"sleep_hours":4.5', b'"sleep_hours":9.5'))
    done = call("trend", now="2026-11-11T21:30")
    assert 1 == done.code
    assert "10 mg at bedtime: 6 nights." in done.out
    assert "journal.jsonl line 2" in done.err


CLAIMS = ("because", "due to", "thanks to", "caused", "effect of", "works", "helps", "effective", "improves")
COUNSEL = ("recommend", "should", "safe", "normal", "good for", "take ")


@pytest.mark.usefixtures("diary")
def test_it_claims_no_cause_and_gives_no_advice(call: Call, screen: Screen) -> None:
    """The words of a claim are in none of its forms, and all that is plain is ASCII."""
    out = call("trend", now="2026-11-07T21:30").out
    everything = " ".join([out, *screen(now="2026-11-07T21:30"), *screen("--by", "week", now="2026-11-07T21:30")])
    assert [] == [word for word in (*CLAIMS, *COUNSEL) if word in everything.lower()]
    assert "They do not show why a night was good or bad." in everything
    assert out.isascii()


@pytest.mark.parametrize("option", ["month", "", "DAY", "\u202e"])
def test_rows_are_by_day_or_by_week(call: Call, option: str) -> None:
    """Anything else is told, with what would be right."""
    done = call("trend", "--by", option, now="2026-11-07T21:30")
    assert (2, "") == (done.code, done.out)
    assert "is neither day nor week. Write --by day or --by week." in done.err


def test_reading_changes_nothing(write: Write, call: Call, home: Path) -> None:
    """The home holds the same bytes after it."""
    write(MONTH_IN_SMALL)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    call("trend", now="2026-11-11T21:30")
    assert before == {path.name: path.read_bytes() for path in home.iterdir()}


def test_a_daytime_plan_is_told_by_its_slots_and_stiffness_in_percent(home: Path, call: Call, screen: Screen) -> None:
    """Six days before of 8, six at 5 mg three times a day of 6; then a noon left out, and one day with more."""
    plan = sign(read_plan(template_text("spasticity-weekly")), "Dr A. Example", FIRST)
    append(home, [Draft("plan", plan.entry())], datetime.combine(FIRST, time(18), UTC))
    whole = {"morning": 5, "noon": 5, "evening": 5}
    doses: list[dict[str, int] | None] = [*[None] * 6, *[whole] * 6, {**whole, "noon": 0}, {**whole, "evening": 10}]
    drafts = []
    for place, told in enumerate(doses, -6):
        fields = {"measures": {"spasticity": 8 if told is None else 6}, "effects": {}}
        drafts.append(Draft("checkin", fields | ({"doses": told} if told else {}), FIRST + timedelta(days=place)))
    append(home, drafts, datetime.combine(FIRST + timedelta(days=8), time(7), UTC))
    shown = [" ".join(line.split()) for line in screen(now="2026-11-09T21:30", kind=OldTerminal)]
    assert "5/5/5/0 mg 6 6 6 to 6 6 to 6 -2 (-2 to -2); -25 %" in shown
    assert "Too few days to say: 5/0/5/0 mg (1), 5/5/10/0 mg (1)." in shown
    assert "taken = = = = = = v ^" in shown
    out = " ".join(call("trend", now="2026-11-09T21:30").out.split())
    assert "against before -2 (-2 to -2); median -25 % of before." in out


def test_before_the_plan_it_asked_for_nothing(home: Path, call: Call) -> None:
    """Only days before adoption: nothing was due, and nothing is held against anybody."""
    plan = sign(read_plan(template_text("sleep-bedtime")), "Dr A. Example", FIRST)
    append(home, [Draft("plan", plan.entry())], datetime.combine(FIRST, time(18), UTC))
    told = {"measures": {"sleep_hours": 4}, "effects": {}}
    append(home, [Draft("checkin", told, FIRST - timedelta(days=1))], datetime.combine(FIRST, time(19), UTC))
    out = call("trend", "--until", "2026-10-31", now="2026-11-01T21:30").out
    assert "The plan asked for no dose on these days.\n" in out
    assert "31 Oct 2026, 1 day: no dose yet; hours slept: 4 h.\n" in out
