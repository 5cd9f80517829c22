"""`plan new`: a plan file from start, step, days and ceiling; what the step is for is never assumed."""

import os
import stat
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pexpect
import pytest

from baclotrack.store.plan_file import read_plan
from tests.cli.helpers import adopt, content
from tests.conftest import Call, Result

NOW = "2026-11-20T18:00"
ONE = ("--slot", "bedtime=22:30", "--start", "5", "--step", "5", "--every", "3", "--ceiling", "20")
THREE = ("--slot", "morning=08:00", "--slot", "noon=13:00", "--slot", "evening=19:00", "--step", "5", "--every", "3")
SPLIT = ("--start", "morning=5", "--start", "noon=5", "--start", "evening=5")
SLEEP = ("--target", "sleep_improved=yes")
SPASMS = ("--target", "spasticity=3")
WHY = "With 3 doses a day, 5 mg more is 15 mg a day more in one reading and 5 mg in the other, so it is never assumed."

pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test stand in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def new(call: Call, *options: str) -> Result:
    """Run `plan new` as a script does."""
    return call("plan", "new", *options, now=NOW)


# --- the ladder -----------------------------------------------------------------------------------


def test_a_draft_is_written_and_shown(call: Call, home: Path) -> None:
    """The staircase first, then where the draft is, that it is not in force, and what comes next."""
    done = new(call, *ONE, "--per-dose", *SLEEP, "--yes")
    assert (0, "") == (done.code, done.err)
    assert [
        "Baclofen, 5 to 20 mg a day:",
        "If each step is tolerated and still needed:",
        "  step  from         bedtime  mg/day",
        "     1  20 Nov 2026        5       5",
        "     2  23 Nov 2026       10      10",
        "     3  26 Nov 2026       15      15",
        "     4  29 Nov 2026       20      20",
        "Each step lasts at least 3 complete days. The dates are the earliest; staying is",
        "part of the plan.",
        "Draft written: plan.toml. It is not in force. Compare every number with the paper, then:",
        "  baclotrack plan check plan.toml",
        "  baclotrack init --plan plan.toml",
    ] == [line.rstrip(" #") for line in done.out.splitlines()]
    plan = read_plan(Path("plan.toml")).value
    assert [[5], [10], [15], [20]] == [list(rung) for rung in plan.rungs]
    assert (3, Decimal(20), Decimal(20)) == (plan.hold_days, plan.daily_mg, plan.single_mg)
    assert 0o600 == stat.S_IMODE(Path("plan.toml").stat().st_mode)
    assert not home.exists()


@pytest.mark.parametrize(
    ("options", "expected", "what"),
    [
        (
            (*SPLIT, "--per-dose", "--ceiling", "45"),
            [[5, 5, 5], [10, 10, 10], [15, 15, 15]],
            "# Each step adds 5 mg to EACH dose: 15 mg more a day.",
        ),
        (("--start", "5", "--per-dose", "--ceiling", "30"), [[5, 5, 5], [10, 10, 10]], "EACH dose"),
        (
            (*SPLIT, "--per-day", "--grow", "evening,noon,morning", "--ceiling", "30"),
            [[5, 5, 5], [5, 5, 10], [5, 10, 10], [10, 10, 10]],
            "# Each step adds 5 mg to the DAY's total, to one dose in turn: evening, noon, morning.",
        ),
        (
            (*SPLIT, "--per-day", "--grow", "Evening morning", "--ceiling", "25"),
            [[5, 5, 5], [5, 5, 10], [10, 5, 10]],
            "in turn: evening, morning.",
        ),
    ],
)
def test_both_readings_of_a_step_are_written_to_the_letter(
    call: Call, options: tuple[str, ...], expected: list[list[int]], what: str
) -> None:
    """Each rung in full, and a comment that says which reading it is."""
    assert 0 == new(call, *THREE, *options, *SPASMS, "--yes").code
    text = Path("plan.toml").read_text(encoding="utf-8")
    assert expected == tomllib.loads(text)["ladder"]["rungs"]
    assert what in text


def test_every_number_has_a_comment(call: Call) -> None:
    """Whoever reads the file by hand is told what each number means."""
    new(call, *ONE, "--per-dose", *SLEEP, "--yes")
    numbers = [line for line in Path("plan.toml").read_text(encoding="utf-8").splitlines() if "_mg =" in line]
    numbers += [line for line in Path("plan.toml").read_text(encoding="utf-8").splitlines() if "hold_days" in line]
    assert 3 == len(numbers)
    assert [] == [line for line in numbers if "  # " not in line]


def test_an_unsigned_draft_cannot_be_adopted_by_accident(call: Call, home: Path) -> None:
    """Prescriber and date stand there as comments; adopting asks for them, and with them it goes."""
    new(call, *ONE, "--per-dose", *SLEEP, "--yes")
    refused = call("init", "--plan", "plan.toml", "--born", "1980", "--yes", now=NOW)
    assert 2 == refused.code
    assert "--prescriber TEXT; --directed-on DAY" in refused.err
    assert not home.exists()
    new(call, *ONE, "--per-dose", *SLEEP, "--prescriber", 'Dr "A"', "--directed-on", "2026-11-20", "--force", "--yes")
    assert 0 == call("init", "--plan", "plan.toml", "--born", "1980", "--yes", now=NOW).code
    assert "hold_days = 3                     # complete days" in (home / "plan.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sleep_improved=yes", {"measure": "sleep_improved", "want": True}),
        ("spasticity=3", {"measure": "spasticity", "at_most": 3}),
        ("sleep_hours=6.5", {"measure": "sleep_hours", "at_least": Decimal("6.5")}),
    ],
)
def test_a_target_is_at_most_or_at_least_as_its_measure_goes(
    call: Call, target: str, expected: dict[str, object]
) -> None:
    """Less spasticity is better, more sleep is better; which one is told by the catalogue."""
    assert 0 == new(call, *ONE, "--per-dose", "--target", target, "--yes").code
    text = Path("plan.toml").read_text(encoding="utf-8")
    assert [expected] == tomllib.loads(text, parse_float=Decimal)["targets"]


def test_what_is_unusual_is_told_with_its_source(call: Call) -> None:
    """A fast pace is a note on stderr; the draft is still written."""
    done = new(call, *ONE[:-4], "--every", "1", "--ceiling", "20", "--per-dose", *SLEEP, "--yes")
    assert 0 == done.code
    assert "a pace of 1 day on each rung is outside the usual 3 to 90." in done.err
    assert "source: E-3 D" in done.err


def test_a_hyphen_prints_the_draft_itself(call: Call, tmp_path: Path) -> None:
    """On standard output there is the file and nothing else, ready for another command."""
    done = new(call, *ONE, "--per-dose", *SLEEP, "--out", "-")
    assert (0, "") == (done.code, done.err)
    assert [[5], [10], [15], [20]] == tomllib.loads(done.out)["ladder"]["rungs"]
    assert 0 == call("plan", "show", "-", stdin=done.out).code
    assert [] == list(tmp_path.iterdir())


# --- wrong use ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*ONE, *SLEEP), WHY),
        ((), WHY),
        ((*ONE, "--per-dose", "--per-day", *SLEEP), "--per-dose and --per-day contradict each other."),
        (
            ("--per-dose",),
            "plan new needs --slot NAME=HH:MM; --start MG; --step MG; --every DAYS; --ceiling MG; --target",
        ),
        ((*ONE, "--per-dose"), "plan new needs --target NAME=VALUE."),
        ((*THREE, *SPLIT, "--per-day", "--ceiling", "30", *SPASMS), "it is never guessed"),
        ((*THREE, "--start", "15", "--per-day", "--ceiling", "30", *SPASMS), "how is the first day split over its 3"),
        ((*THREE, "--start", "15", "--ceiling", "30", *SPASMS), "how is the first day split over its 3 doses?"),
        ((*THREE, *SPLIT[:4], "--per-dose", "--ceiling", "30", *SPASMS), "--start does not name evening."),
        ((*THREE, *SPLIT, *SPLIT[:2], "--per-dose", "--ceiling", "30"), "--start names morning twice"),
        ((*THREE, *SPLIT, "--grow", "noon", "--per-dose"), "--grow and --per-dose contradict each other"),
        ((*THREE, *SPLIT, "--grow", "noon,noon", "--per-day"), "name each dose time that grows once"),
        ((*THREE, *SPLIT, "--grow", "lunch", "--per-day"), "--grow: 'lunch' is no dose time of this plan."),
        (
            (*THREE, *SPLIT, "--per-dose", "--ceiling", "70", *SPASMS),
            "they come to 60 mg a day, and the next one to 75 mg, which is beyond it.",
        ),
        ((*ONE[:-1], "5", "--per-dose", *SLEEP), "The ceiling is not above the first day, which has 5 mg."),
        ((*ONE, "--step", "1", "--per-dose"), "--step is given 2 times"),
        (("--start", "5", "--per-dose"), "--start and --grow need the dose times: --slot NAME=HH:MM"),
        (("--slot", "bedtime", "--per-dose"), "--slot 'bedtime' is not NAME=VALUE."),
        (("--slot", "bedtime=25:00", "--per-dose"), "--slot 'bedtime=25:00': "),
        (("--slot", "bed time=22:00", "--per-dose"), "a name has small letters, digits"),
        ((*ONE[:-4], "--every", "1.5", "--per-dose"), "--every '1.5' is not a whole number from 1 to 3660."),
        ((*ONE[:-4], "--every", "0", "--per-dose"), "--every '0' is not a whole number from 1 to 3660."),
        ((*ONE[:-1], "nan", "--per-dose"), "--ceiling 'nan' is not a number from 0 to 500."),
        ((*ONE[:-1], "-20", "--per-dose"), "--ceiling '-20' is not a number from 0 to 500."),
        ((*ONE, "--per-dose", "--target", "sleep_improvd=yes"), "Did you mean sleep_improved?"),
        ((*ONE, "--per-dose", "--target", "sleep_improved=no"), "the target is yes. Write yes."),
        ((*ONE, "--per-dose", "--target", "bed_at=22:00"), "is no measure that a plan can aim at"),
        ((*ONE, "--per-dose", "--target", "spasticity=11"), "--target spasticity"),
        ((*ONE, "--per-dose", *SLEEP, "--id", "My plan", "--yes"), "--id: a name has small letters"),
        ((*ONE, "--per-dose", *SLEEP, "--title", "\x1b[31m", "--yes"), "--title: control characters"),
        ((*ONE, "--per-dose", *SLEEP, "--directed-on", "2027-01-01", "--yes"), "is in the future"),
        ((*ONE, "--per-dose", *SLEEP, "--out", "no/such/plan.toml", "--yes"), "There is no folder no/such."),
        ((*ONE, "--per-dose", *SLEEP, "--out", ".", "--force", "--yes"), "is there already. Name another file"),
        ((*ONE[:-1], "105", "--per-dose", *SLEEP, "--yes"), "105 mg a day is outside 0 to 100"),
    ],
)
def test_wrong_use_is_told_and_nothing_is_written(
    call: Call, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    """What was wrong and what would be right, exit 2."""
    done = new(call, *options)
    assert 2 == done.code
    assert said in done.err
    assert "\x1b" not in done.err
    assert [] == list(tmp_path.rglob("*.toml"))


def test_without_a_terminal_a_yes_is_needed(call: Call) -> None:
    """A script sees the staircase, is told to add --yes, and nothing is written."""
    done = new(call, *ONE, "--per-dose", *SLEEP)
    assert 2 == done.code
    assert "add --yes" in done.err
    assert "     4  29 Nov 2026       20      20" in [line.rstrip(" #") for line in done.out.splitlines()]
    assert not Path("plan.toml").exists()


def test_a_file_that_is_there_is_kept(call: Call) -> None:
    """Only --force writes over it."""
    Path("plan.toml").write_text("mine", encoding="utf-8")
    done = new(call, *ONE, "--per-dose", *SLEEP, "--yes")
    assert 2 == done.code
    assert "plan.toml is there already. Name another file with --out, or write over it with --force." in done.err
    assert "mine" == Path("plan.toml").read_text(encoding="utf-8")
    assert 0 == new(call, *ONE, "--per-dose", *SLEEP, "--force", "--yes").code
    assert Path("plan.toml").read_text(encoding="utf-8").startswith("# A draft")


def test_the_plan_file_of_a_journal_is_never_written_over(call: Call, home: Path) -> None:
    """A draft in the place of the adopted plan would stop every step."""
    adopt(home)
    before = (home / "plan.toml").read_bytes(), content(home)
    done = new(call, *ONE, "--per-dose", *SLEEP, "--out", str(home / "plan.toml"), "--force", "--yes")
    assert 2 == done.code
    assert "is the plan file of your journal" in done.err
    assert before == ((home / "plan.toml").read_bytes(), content(home))


# --- at a terminal --------------------------------------------------------------------------------


def talk(home: Path, answers: list[tuple[str, str]], *options: str) -> tuple[int, str]:
    """Answer the questions of `plan new` at a terminal; return the exit code and what was said."""
    around = {**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": NOW, "NO_COLOR": "1"}
    command = ["-m", "baclotrack", "plan", "new", *options]
    child: Any = pexpect.spawn(sys.executable, command, env=around, encoding="utf-8", timeout=60, dimensions=(60, 400))
    child.delaybeforesend = None
    said = ""
    for question, answer in answers:
        child.expect_exact(question)
        said += child.before + question
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, said + child.before


BASIS = "Is the step for EACH dose, or for the DAY's total? [dose/day] "
ASKED = [
    ("Dose times?", "morning=8:00 noon=13:00 evening=19:00"),
    ("Each step adds how many mg?", "5"),
    (BASIS, ""),
    (BASIS, "both"),
    (BASIS, "day"),
    ("First day, morning, in mg?", "5"),
    ("First day, noon, in mg?", "5 mg"),
    ("First day, evening, in mg?", "5"),
    ("Which dose grows first, which next?", ""),
    ("Which dose grows first, which next?", "evening noon morning"),
    ("Complete days on each step", "three"),
    ("Complete days on each step", "2.5"),
    ("Complete days on each step", "3"),
    ("The most in a day, in mg?", "32"),
    ("The most in a day, in mg?", "30"),
    ("Stay at a dose once?", "spasticity=3"),
    ("Prescriber's name", "Dr A. Example"),
    ("Date on the directions?", "today"),
]


def test_the_dialogue_asks_what_the_step_is_for(home: Path) -> None:
    """Enter alone is no answer, and what each reading means is said before it is asked."""
    code, said = talk(home, [*ASKED, ("Write this draft to plan.toml? [y/N] ", "y")])
    assert 0 == code, said
    assert "5 mg more for each of 3 doses is 15 mg more a day;" in said
    assert "Write dose or day. If the paper does not say it, ask your prescriber before you go on." in said
    assert "they come to 30 mg a day, and the next one to 35 mg" in said
    plan = read_plan(Path("plan.toml")).value
    assert [[5, 5, 5], [5, 5, 10], [5, 10, 10], [10, 10, 10]] == [list(rung) for rung in plan.rungs]
    assert ("Dr A. Example", "2026-11-20") == (plan.prescriber, str(plan.directed_on))


def test_a_no_writes_nothing(home: Path) -> None:
    """Enter at the last question is a no; what options told is not asked again."""
    options = (*ONE, "--per-dose", *SLEEP)
    answers = [
        ("Prescriber's name", ""),
        ("Date on the directions?", ""),
        ("Write this draft to plan.toml? [y/N] ", ""),
    ]
    code, said = talk(home, answers, *options)
    assert 130 == code
    assert "Nothing was recorded." in said
    assert not Path("plan.toml").exists()
