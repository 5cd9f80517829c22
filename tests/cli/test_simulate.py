"""`simulate`: what if the coming days went so? It never writes, and says so."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from baclotrack.core.simulate import ANSWERS
from tests.cli.helpers import BAD_NIGHT, DAYTIME, SLEEP, adopt, content
from tests.conftest import Call

EVENING = "2026-11-21T21:30"
HEADER = "If each step is tolerated and still needed:"

pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")


def stairs(out: str) -> list[str]:
    """Return the drawing without bars: the head, and one line for each stair."""
    lines = out.splitlines()
    begin = lines.index(HEADER) + 1
    return [line.rstrip(" #") for line in lines[begin:] if line.startswith(" ")]


def doses(rows: list[dict[str, Any]]) -> list[tuple[str, int, int | None]]:
    """Return each stair's first day, how many days, and mg a day."""
    return [(row["from"], row["days"], row["total_mg"]) for row in rows]


def test_the_first_lines_say_that_it_is_no_instruction(call: Call, home: Path) -> None:
    """Before any dose: a what-if, which plan, from where, and how the days go."""
    adopt(home, bedtime=10)
    out = " ".join(call("simulate", "--answers", "bad*2,good", "--days", "5", now=EVENING).out.split())
    assert out.startswith(
        "This is a what-if and no instruction. Nothing is recorded; your dose is what `baclotrack next` shows. Plan:"
        " Baclofen at bedtime for sleep (sleep-bedtime), from the dose in force, 10 mg at bedtime. The days: 2 x bad"
        " (taken as the plan says, every target missed, no side effects), then 3 x good (taken as the plan says, every"
        f" target met, no side effects). {HEADER}"
    )


def test_the_days_are_walked_from_the_dose_in_force(call: Call, home: Path) -> None:
    """The record goes before the imagined days, and the tablets of the profile are counted."""
    adopt(home, at="2026-11-19T18:00:00+00:00")
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    done = call("simulate", "--answers", "bad,moderate,severe,bad*2", now=EVENING)
    assert (0, "") == (done.code, done.err)
    assert [
        "  days  from         bedtime  mg/day  tablets a day",
        "     1  21 Nov 2026       10      10  1 x 10 mg      step up",
        "     2  22 Nov 2026       15      15  1.5 x 10 mg    step up",
        "     2  24 Nov 2026       10      10  1 x 10 mg      step back",
        "  15 mg = 1 and a half 10 mg tablets.",
    ] == stairs(done.out)


def test_it_writes_nothing(call: Call, home: Path) -> None:
    """Journal and files are as they were, and a home that is not there is not made."""
    assert 0 == call("simulate", "--plan", "sleep-bedtime", now=EVENING).code
    assert not home.exists()
    adopt(home, bedtime=5)
    before = content(home), sorted(home.iterdir())
    assert 0 == call("simulate", "--each", "severe", now=EVENING).code
    assert before == (content(home), sorted(home.iterdir()))


def test_any_plan_can_be_walked_from_its_first_step(call: Call, home: Path, tmp_path: Path) -> None:
    """A template, a file or standard input; --from-start leaves the record aside."""
    adopt(home, bedtime=10)
    file = tmp_path / "my.toml"
    file.write_text(SLEEP.replace("hold_days = 1", "hold_days = 3"), encoding="utf-8")
    expected = [("2026-11-21", 3, 5), ("2026-11-24", 3, 10), ("2026-11-27", 2, 15)]
    for options, stdin in (
        (("--plan", "sleep-bedtime-slow", "--from-start"), ""),
        (("--plan", str(file), "--from-start"), ""),
        (("--plan", "-", "--from-start"), file.read_text(encoding="utf-8")),
    ):
        done = call("simulate", *options, "--days", "8", "--json", now=EVENING, stdin=stdin)
        assert expected == doses(done.json["staircase"])
    own = call("simulate", "--from-start", "--days", "3", "--json", now=EVENING).json
    assert [("2026-11-21", 1, 5), ("2026-11-22", 1, 10), ("2026-11-23", 1, 15)] == doses(own["staircase"])
    assert own["in_force"] is None


def test_another_plan_goes_on_from_the_dose_in_force(call: Call, home: Path) -> None:
    """Where the dose in force is one of its steps the other plan goes on from there; else it must be said."""
    adopt(home, bedtime=10)
    slow = call("simulate", "--plan", "sleep-bedtime-slow", "--days", "4", "--json", now=EVENING).json
    assert ({"bedtime": 10}, [("2026-11-21", 3, 10), ("2026-11-24", 1, 15)]) == (
        slow["in_force"],
        doses(slow["staircase"]),
    )
    done = call("simulate", "--plan", "spasticity-per-dose", now=EVENING)
    assert (2, "") == (done.code, done.out)
    assert "You are on 10 mg at bedtime, and that is no step of this plan." in done.err
    assert "--from-start" in done.err


def test_the_json_tells_each_day_beside_the_staircase(call: Call, home: Path) -> None:
    """A script has the answers, the decisions, and the tablets a day, as numbers."""
    adopt(home, DAYTIME)
    data = call("simulate", "--answers", "bad*3,missed,bad", "--json", now="2026-11-20T18:30").json
    assert "baclotrack.simulation/1" == data["schema"]
    assert {"id": "spasticity", "title": "Baclofen for spasticity"} == data["plan"]
    assert data["what_if"].startswith("This is a what-if and no instruction.")
    assert {
        "from": "2026-11-20",
        "days": 3,
        "outcome": "start",
        "doses": {"morning": 5, "noon": 5, "evening": 5},
        "total_mg": 15,
        "tablets_a_day": [{"strength_mg": 10, "count": 1.5}],
    } == data["staircase"][0]
    assert [
        ("2026-11-20", "bad", "start", 15, None),
        ("2026-11-21", "bad", "hold", 15, "hold-time"),
        ("2026-11-22", "bad", "hold", 15, "hold-time"),
        ("2026-11-23", "missed", "step_up", 30, None),
        ("2026-11-24", "bad", "ask_prescriber", None, "gap"),
    ] == [tuple(row[key] for key in ("day", "answer", "outcome", "total_mg", "limited_by")) for row in data["days"]]


def test_a_day_without_a_dose_shows_none(call: Call, home: Path) -> None:
    """Where the plan would ask the prescriber no mg stands in the line, and the reason is told below."""
    adopt(home)
    out = call("simulate", "--answers", "over", "--days", "6", now="2026-11-20T21:30").out
    assert "     3  23 Nov 2026  no dose shown: ask the prescriber" in out.splitlines()
    assert "On 25 Nov 2026: Ask your prescriber: the plan shows no dose today." in " ".join(out.split())


def test_once_todays_dose_is_taken_it_begins_tomorrow(call: Call, home: Path) -> None:
    """What is recorded of today stays as it is."""
    adopt(home, bedtime=5)
    call("take", "5", now=EVENING)
    assert "2026-11-22" == call("simulate", "--days", "2", "--json", now="2026-11-21T22:45").json["days"][0]["day"]


@pytest.mark.parametrize("word", [one.word for one in ANSWERS])
def test_every_word_is_in_the_help_and_can_be_given(call: Call, word: str) -> None:
    """The words are one table: the help tells what each means, and each is understood."""
    meaning = next(one.meaning for one in ANSWERS if one.word == word)
    assert f"{word:<9} {meaning}" in call("simulate", "--help").out
    done = call("simulate", "--plan", "sleep-bedtime", "--each", word.upper(), "--days", "3", "--json", now=EVENING)
    assert [word] * 3 == [row["answer"] for row in done.json["days"]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--answers", "god"), "--answers: 'god' is no word for a day. Did you mean good?"),
        (("--answers", ""), "--answers: '' is no word for a day. Known: good, bad,"),
        (("--answers", "bad,,bad"), "'' is no word for a day"),
        (("--answers", "bad*0"), "'0' is not a whole number from 1 to 366"),
        (("--answers", "bad*-1"), "'-1' is not a whole number from 1 to 366"),
        (("--answers", "bad*366,good"), "--answers tells 367 days"),
        (("--answers", "bad*5", "--days", "4"), "--answers tells 5 days, more than --days 4"),
        (("--each", "x\x1b[31m"), "is no word for a day. Known:"),
        (("--each", "bad", "--answers", "bad"), "--answers and --each contradict each other"),
        (("--each", "bad", "--each", "good"), "--each is given 2 times"),
        (("--days", "0"), "--days '0' is not a whole number from 1 to 366"),
        (("--days", "367"), "--days '367' is not a whole number from 1 to 366"),
        (("--days", "99999999999999999999"), "is not a whole number from 1 to 366"),
        (("--days", "1.5"), "--days '1.5' is not a whole number"),
        (("--plan", "no-such"), "There is no plan file 'no-such'"),
        (
            ("--plan", "restless-legs"),
            "The template restless-legs has no doses before your prescriber's are filled in.",
        ),
        ((), "No plan is adopted yet."),
    ],
)
def test_wrong_use_is_one_sentence(call: Call, options: tuple[str, ...], said: str) -> None:
    """What was wrong and what would be right, exit 2, and nothing on stdout."""
    done = call("simulate", *options, now=EVENING)
    assert (2, "") == (done.code, done.out)
    assert said in done.err
    assert "\x1b" not in done.err


def test_the_drawing_fits_80_columns_at_a_terminal_and_without_one(call: Call, home: Path, tmp_path: Path) -> None:
    """Blocks at a terminal, plain signs elsewhere and with --plain; four dose times and many steps either way."""
    profile = "format = 1\nborn = 1980\n[tablets]\nstrengths_mg = [10, 5]\nsplits = 2\n"
    adopt(home, profile=profile)
    plan, width = "spasticity-per-day", 80
    for name in (plan, "spasticity-weekly", "alcohol-support"):
        plain = call("simulate", "--plan", name, "--days", "90", now=EVENING).out
        assert [] == [line for line in plain.splitlines() if len(line) > width]
        assert plain.isascii()
    around = {**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": EVENING, "PYTHONUTF8": "1"}
    for options, ascii_only in (((), False), (("--plain",), True)):
        child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "baclotrack", "plan", "ladder", plan, *options],
            env=around,
            encoding="utf-8",
            timeout=60,
            dimensions=(40, width),
            cwd=tmp_path,
        )
        child.expect(pexpect.EOF)
        child.close()
        said = child.before
        assert 0 == child.exitstatus
        assert [] == [line for line in said.splitlines() if len(line) > width]
        assert said.isascii() or not ascii_only
