import errno
import stat
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from baclotrack.store import writing
from tests.cli.helpers import SLEEP, journal
from tests.conftest import Call, Result, Run, need_non_root

NOW = "2026-11-20T18:00"
SIGNED = ("--prescriber", "Dr A. Example", "--directed-on", "2026-11-20")
PERSON = ("--born", "1980")
SLOW = ("--template", "sleep-bedtime-slow", *SIGNED, *PERSON, "--yes")
UNSIGNED = "\n".join(
    line for line in SLEEP.splitlines() if not line.startswith(("prescriber", "directed_on", "review_by"))
)

pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")


# --- by options -----------------------------------------------------------------------------------


def test_all_by_options_sets_up_the_three_files(call: Call, home: Path) -> None:
    """Files and folder are there, for nobody else to read, and the ending names the next command."""
    done = call("init", *SLOW, "--tablet", "10", "--splits", "2", now=NOW)
    assert 0 == done.code
    assert 0o700 == stat.S_IMODE(home.stat().st_mode)
    for name in ("plan.toml", "profile.toml", "journal.jsonl"):
        assert 0o600 == stat.S_IMODE((home / name).stat().st_mode)
    assert [
        f"Set up in {home}.",
        "Plan: Baclofen at bedtime for sleep, slowly; 4 steps, 5 to 20 mg a day.",
        "Prescriber: Dr A. Example, directions of 20 Nov 2026; review by 18 Feb 2027.",
        "Tablets: 10 mg, halves. Born 1980.",
        "Dose in force: none yet.",
        "Next: baclotrack next",
    ] == done.out.splitlines()[-6:]


def test_the_first_dose_follows(call: Call) -> None:
    """After `init` the next command shows the plan's first dose."""
    call("init", *SLOW, now=NOW)
    done = call("next", "--json", now=NOW)
    assert 0 == done.code
    assert ("start", {"bedtime": 5}) == (done.json["outcome"], done.json["doses"])


def test_the_journal_tells_profile_and_plan_whole(call: Call, home: Path) -> None:
    """One line each, the profile first; the texts are those of the files, so neither counts as edited."""
    call("init", *SLOW, now=NOW)
    profile, plan = journal(home)
    assert ("profile", "plan") == (profile["kind"], plan["kind"])
    assert (home / "profile.toml").read_text(encoding="utf-8") == profile["toml"]
    assert (home / "plan.toml").read_text(encoding="utf-8") == plan["toml"]
    assert ("Dr A. Example", "2026-11-20", "2027-02-18") == tuple(
        plan["plan"][name] for name in ("prescriber", "directed_on", "review_by")
    )
    assert "on_dose" not in plan


def test_the_comments_of_a_template_and_its_own_defaults_survive(call: Call, home: Path) -> None:
    """What is a template's own caution, and not the directions', can still be told apart after adoption."""
    call("init", *SLOW, now=NOW)
    text = (home / "plan.toml").read_text(encoding="utf-8")
    assert text.startswith("# Doses in mg")
    assert {"slots", "tolerability", "sedatives", "gap"} == set(tomllib.loads(text)["template"]["own_defaults"])
    call("take", "5", now="2026-11-20T22:30")
    gates = {row["id"]: row["source"] for row in call("next", "--json", now="2026-11-21T08:00").json["gates"]}
    assert {"gap": "template", "side-effects": "template", "target": "plan"} == {
        gate: gates[gate] for gate in ("gap", "side-effects", "target")
    }


def test_every_option_reaches_the_profile(call: Call, home: Path) -> None:
    """What is told is in profile.toml, each thing once."""
    done = call(
        *("init", *SLOW, "--tablet", "10", "--tablet", "20mg", "--tablet", "10", "--splits", "4", "--egfr", "72.5"),
        *("--condition", "Epilepsy", "--condition", "diabetes", "--medicine", "Tramadol", "--phone", "01632 960001"),
        *("--had", "weakness=moderate", "--had", "insomnia=1", "--had", "nausea=none"),
        now=NOW,
    )
    assert 0 == done.code, done.err
    assert {
        "format": 1,
        "born": 1980,
        "egfr": 72.5,
        "prescriber": {"name": "Dr A. Example", "phone": "01632 960001"},
        "tablets": {"strengths_mg": [10, 20], "splits": 4},
        "conditions": [{"name": "epilepsy"}, {"name": "diabetes"}],
        "medicines": [{"name": "tramadol"}],
        "had": {"weakness": 2, "insomnia": 1},
    } == tomllib.loads((home / "profile.toml").read_text(encoding="utf-8"))


def test_a_dose_already_taken_is_in_force(call: Call, home: Path) -> None:
    """With `--on-dose` the person is on that step from the day of adoption, and `next` does not start anew."""
    assert 0 == call("init", *SLOW, "--on-dose", "bedtime=10", now=NOW).code
    assert {"bedtime": 10} == journal(home)[-1]["on_dose"]
    assert {"bedtime": 10} == call("next", "--json", now=NOW).json["in_force"]


def test_the_staircase_is_shown_with_days_and_tablets(call: Call) -> None:
    """Each step has its earliest day, its mg, and the tablets a day."""
    out = call("init", *SLOW, "--tablet", "10", "--splits", "2", now=NOW).out
    for line in (
        "     1  20 Nov 2026        5       5  0.5 x 10 mg",
        "     4  29 Nov 2026       20      20  2 x 10 mg",
        "Tablets at one time: 5 mg = half of a 10 mg tablet; 10 mg = 1 x 10 mg tablet;",
    ):
        assert line in [one.rstrip(" #") for one in out.splitlines()]


@pytest.mark.parametrize(
    ("person", "day"),
    [
        (("--born", "1980"), "     2  23 Nov 2026  "),
        (("--born", "1961"), "     2  27 Nov 2026  "),
        (("--born", "1980", "--egfr", "75"), "     2  27 Nov 2026  "),
        (("--born", "1980", "--egfr", "95"), "     2  23 Nov 2026  "),
    ],
)
def test_the_staircase_counts_the_slower_pace(call: Call, person: tuple[str, ...], day: str) -> None:
    """Seven days a step are drawn where age or kidney function asks for them."""
    out = call("init", "--template", "sleep-bedtime-slow", *SIGNED, *person, "--yes", now=NOW).out
    assert 1 == len([line for line in out.splitlines() if line.startswith(day)])


def test_an_own_plan_file_is_signed_by_the_options(call: Call, home: Path, tmp_path: Path) -> None:
    """A file of one's own is copied into the home with the signature written into it, its comments kept."""
    file = tmp_path / "my-plan.toml"
    file.write_text(UNSIGNED, encoding="utf-8")
    assert 0 == call("init", "--plan", str(file), *SIGNED, *PERSON, "--yes", now=NOW).code
    text = (home / "plan.toml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == UNSIGNED.splitlines()[0]
    assert tomllib.loads(SLEEP) == tomllib.loads(text)
    assert UNSIGNED == file.read_text(encoding="utf-8")


def test_a_signed_plan_file_needs_no_signature_again(call: Call, home: Path, tmp_path: Path) -> None:
    """Prescriber and date may stand in the file; then its text is adopted to the letter."""
    file = tmp_path / "my-plan.toml"
    file.write_text(SLEEP, encoding="utf-8")
    assert 0 == call("init", "--plan", str(file), *PERSON, "--yes", now=NOW).code
    assert SLEEP == (home / "plan.toml").read_text(encoding="utf-8")
    assert 'name = "Dr A. Example"' in (home / "profile.toml").read_text(encoding="utf-8")


def test_a_plan_file_that_lies_in_the_home_may_be_named(call: Call, home: Path) -> None:
    """A plan.toml written by hand before anything was adopted is used, when it is named."""
    home.mkdir()
    (home / "plan.toml").write_text(SLEEP, encoding="utf-8")
    assert 0 == call("init", "--plan", str(home / "plan.toml"), *PERSON, "--yes", now=NOW).code
    assert ["profile", "plan"] == [row["kind"] for row in journal(home)]


# --- what it says and does not refuse -------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--condition", "baclofen-allergy"), "baclofen allergy"),
        (("--condition", "pregnancy"), "instruct acknowledge pregnancy"),
        (("--egfr", "25"), "a kidney value (eGFR) below 30"),
        (("--egfr", "45"), "kidney disease"),
        (("--medicine", "tramadol"), "instruct acknowledge tramadol"),
        (("--medicine", "amlodipine"), "amlodipine"),
        (("--medicine", "foozole"), "Not in the list of interactions: foozole. Ask a pharmacist."),
        (("--tablet", "10"), "cannot make these steps exactly: 5 mg at bedtime; 15 mg at bedtime."),
        (("--review-by", "2026-11-25"), "due by 25 Nov 2026"),
        (("--review-by", "2026-11-20"), "due by 20 Nov 2026"),
    ],
)
def test_worries_are_told_and_never_refused(call: Call, home: Path, options: tuple[str, ...], said: str) -> None:
    """Conditions, medicines, tablets and a near review are a note on stderr; the decision judges them."""
    done = call("init", *SLOW, *options, now=NOW)
    assert 0 == done.code
    assert [line for line in done.err.splitlines() if line.startswith("Please note: ") and said in line]
    assert "plan" == journal(home)[-1]["kind"]


def test_a_year_under_age_is_told_and_the_decision_refuses(call: Call) -> None:
    """A person under 18 is set up, told so, and shown no dose."""
    done = call("init", "--template", "sleep-bedtime-slow", *SIGNED, "--born", "2010", "--yes", now=NOW)
    assert 0 == done.code
    assert "under 18" in done.err
    assert 3 == call("next", now=NOW).code


def test_a_review_that_has_passed_is_told(call: Call) -> None:
    """Old directions are adopted with a note; `next` will hold."""
    done = call(
        *("init", "--template", "sleep-bedtime-slow", "--prescriber", "D", "--directed-on", "2026-01-05"),
        *(*PERSON, "--yes"),
        now=NOW,
    )
    assert 0 == done.code
    assert "was to be reviewed by 5 Apr 2026" in done.err


def test_nothing_to_worry_about_says_nothing(call: Call) -> None:
    """On an ordinary set-up stderr is empty."""
    assert "" == call("init", *SLOW, "--tablet", "10", "--splits", "2", now=NOW).err


# --- wrong use ------------------------------------------------------------------------------------

LIQUID = "a mix-up of 1 mg/mL and 5 mg/mL is a fivefold error"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--template", "sleep-bedtim"), "Did you mean sleep-bedtime?"),
        (("--template", "sleep-bedtime", "--plan", "x.toml"), "--template and --plan contradict each other"),
        (("--template", "sleep-bedtime", "--template", "taper"), "--template is given 2 times"),
        (("--plan", "no-such-file.toml"), "There is no plan file 'no-such-file.toml'"),
        (("--plan", "/dev/null"), "format: this is missing"),
        (("--plan", "."), ". cannot be read: Is a directory."),
        (("--prescriber", ""), "--prescriber: words are needed here"),
        (("--prescriber", "Dr\nA"), "--prescriber: control characters"),
        (("--prescriber", "Dr \x1b[31mA"), "--prescriber: control characters"),
        (("--prescriber", "\tA"), "--prescriber: control characters"),
        (("--prescriber", "x" * 1_000_000), "--prescriber: 1000000 characters are more than 200"),
        (("--phone", "\x07"), "--phone: control characters"),
        (("--directed-on", "someday"), "--directed-on 'someday' is no day"),
        (("--directed-on", "2026-11-21"), "--directed-on 2026-11-21 is in the future"),
        (("--template", "sleep-bedtime", *SIGNED, *PERSON, "--review-by", "-3"), "--review-by 2026-11-17 lies before"),
        (("--tablet", "5mg/5ml"), LIQUID),
        (("--tablet", "1 mg/mL"), LIQUID),
        (("--tablet", "liquid"), LIQUID),
        (("--tablet", "10 mg granules"), LIQUID),
        (("--tablet", "500 mcg"), "micrograms are for pumps"),
        (("--tablet", "500 \u00b5g"), "micrograms are for pumps"),
        (("--tablet", "0"), "a tablet has more than 0 mg"),
        (("--tablet", "-10"), "--tablet '-10' is not a number from 0 to 500"),
        (("--tablet", "NaN"), "--tablet 'NaN' is not a number"),
        (("--tablet", "inf"), "--tablet 'inf' is not a number"),
        (("--tablet", "1e1"), "--tablet '1e1' is not a number"),
        (("--tablet", "2,5"), "with a point for decimals"),
        (("--tablet", "501"), "is not a number from 0 to 500"),
        (("--splits", "3"), "Write 1 (never broken), 2 (halves) or 4 (quarters)."),
        (("--born", "80"), "Write four digits, from 1900 to 2026."),
        (("--born", "2027"), "Write four digits, from 1900 to 2026."),
        (("--born", "\u0661\u0669\u0668\u0660"), "is no year of birth"),
        (("--egfr", "good"), "--egfr 'good' is not a number from 0 to 300"),
        (("--condition", "pregnacy"), "Did you mean pregnancy?"),
        (("--condition", "\x1b[2J"), "x1b[2J' is no condition"),
        (("--medicine", " "), "is no medicine's name"),
        (("--medicine", "a\x00b"), "is no medicine's name"),
        (("--had", "weakness"), "is not NAME=VALUE"),
        (("--had", "weaknes=1"), "Did you mean weakness?"),
        (("--had", "weakness=4"), "Write none, mild, moderate or severe, or 0 to 3."),
        (("--had", "weakness=1", "--had", "weakness=2"), "--had weakness is given two grades"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence_and_writes_nothing(
    call: Call, home: Path, options: tuple[str, ...], said: str
) -> None:
    """Wrong use exits 2, says what would be right, and leaves no home behind."""
    done = call("init", *options, "--yes", now=NOW)
    assert 2 == done.code
    assert said in done.err
    assert "Traceback" not in done.err
    assert "" == done.out
    assert not home.exists()


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        ("bedtime=7", "Its steps are: 5 mg at bedtime; 10 mg at bedtime; 15 mg at bedtime; 20 mg at bedtime."),
        ("0", "--on-dose is no step of this plan."),
        ("bedtim=5", "Did you mean bedtime?"),
        ("bedtime=x", "is not a number"),
    ],
)
def test_a_dose_that_is_no_step_is_refused(call: Call, home: Path, dose: str, said: str) -> None:
    """`--on-dose` names a step of the plan, or nothing is set up."""
    done = call("init", *SLOW, "--on-dose", dose, now=NOW)
    assert 2 == done.code
    assert said in done.err
    assert not home.exists()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (
            (),
            "init needs --template NAME or --plan FILE; --prescriber TEXT; --directed-on DAY; --born YEAR; --yes: ",
        ),
        (("--template", "sleep-bedtime", *SIGNED, *PERSON), "init needs --yes: nobody can be asked here."),
        (("--template", "sleep-bedtime", *SIGNED, "--yes"), "init needs --born YEAR: with --yes nothing is asked."),
        (("--template", "sleep-bedtime", *PERSON, "--yes"), "init needs --prescriber TEXT; --directed-on DAY: with"),
    ],
)
def test_exactly_what_is_missing_is_named(call: Call, home: Path, given: tuple[str, ...], missing: str) -> None:
    """Without a terminal nothing is guessed: what is missing is named, and nothing else."""
    done = call("init", *given, now=NOW)
    assert 2 == done.code
    assert missing in done.err
    assert not home.exists()


def test_a_home_with_a_plan_is_left_alone(call: Call, home: Path) -> None:
    """A second `init` is refused, names `plan adopt`, and changes no file."""
    call("init", *SLOW, now=NOW)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    done = call("init", *SLOW, now=NOW)
    assert 2 == done.code
    assert "baclotrack plan adopt FILE" in done.err
    assert before == {path.name: path.read_bytes() for path in home.iterdir()}


@pytest.mark.parametrize(("name", "said"), [("plan.toml", "init --plan "), ("profile.toml", "move it away")])
def test_a_file_written_by_hand_is_not_overwritten(call: Call, home: Path, name: str, said: str) -> None:
    """A file that is there before anything was adopted stays as it is, and the way on is named."""
    home.mkdir()
    (home / name).write_text("# mine\n", encoding="utf-8")
    done = call("init", *SLOW, now=NOW)
    assert 2 == done.code
    assert said in done.err
    assert [name] == [path.name for path in home.iterdir()]
    assert "# mine\n" == (home / name).read_text(encoding="utf-8")


# --- a machine that refuses -----------------------------------------------------------------------


def test_what_cannot_be_recorded_leaves_no_files(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the journal cannot be written, plan and profile are not left behind."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "append_bytes", refuse)
    done = call("init", *SLOW, now=NOW)
    assert 1 == done.code
    assert "Not recorded" in done.err
    assert set() == {path.name for path in home.iterdir()} - {".lock"}


def test_a_file_in_place_of_the_home_is_told(call: Call, home: Path) -> None:
    """A home that is a file is the machine's fault, told without a traceback."""
    home.write_text("x", encoding="utf-8")
    done = call("init", *SLOW, now=NOW)
    assert 1 == done.code
    assert "Not a directory" in done.err
    assert "x" == home.read_text(encoding="utf-8")


def test_a_read_only_home_is_told(call: Call, home: Path) -> None:
    """A folder that may not be written to stays empty."""
    need_non_root()
    home.mkdir(mode=0o500)
    done = call("init", *SLOW, now=NOW)
    assert 1 == done.code
    assert "could not be written" in done.err
    assert [] == list(home.iterdir())


def test_a_damaged_journal_is_named_and_still_added_to(call: Call, home: Path) -> None:
    """Faults are told on stderr; the set-up is recorded all the same."""
    home.mkdir()
    (home / "journal.jsonl").write_text("garbage\n", encoding="utf-8")
    done = call("init", *SLOW, now=NOW)
    assert 0 == done.code
    assert "journal.jsonl line 1" in done.err
    assert ["profile", "plan"] == [row["kind"] for row in journal(home)]


def test_help_is_a_sentence_and_an_example(run: Run) -> None:
    """`init --help` begins with one sentence and has an example."""
    done = run("init", "--help")
    assert 0 == done.code
    assert "Example: baclotrack init " in " ".join(done.out.split())


# --- at a terminal --------------------------------------------------------------------------------

Talk = Callable[..., Result]


@pytest.fixture
def talk(home: Path) -> Talk:
    """Answer the questions of a command at a terminal; an answer of None is Ctrl-C, one of "^D" the end of input."""

    def converse(answers: list[tuple[str, str | None]], *options: str) -> Result:
        import os

        around = {**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": NOW, "NO_COLOR": "1"}
        child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "baclotrack", *options],
            env=around,
            encoding="utf-8",
            dimensions=(60, 100),
            timeout=60,
        )
        said = ""
        for question, answer in answers:
            child.expect_exact(question)
            said += child.before + child.after
            child.expect_exact(["] ", "? "] if not question.endswith((" ", "]")) else [" "])
            if answer is None:
                child.sendintr()
            elif answer == "^D":
                child.sendeof()
            else:
                child.sendline(answer)
        child.expect(pexpect.EOF)
        said += child.before
        child.close()
        return Result(child.exitstatus, said, "")

    return converse


PERSONAL: list[tuple[str, str | None]] = [
    ("Prescriber's name", "Dr A. Example"),
    ("Date on the directions", "today"),
    ("Review due by? [2027-02-18", ""),
    ("Your year of birth", "1980"),
    ("Strength of your tablets", "10"),
    ("May they be broken", "2"),
    ("Kidney function", ""),
    ("Which of these do you have", ""),
    ("Other medicines you take", ""),
    ("Phone of Dr A. Example", ""),
]
PAPER = ("Does your paper say this", "y")
USUAL: list[tuple[str, str | None]] = [
    ("Are you taking baclofen already", "n"),
    ("Which of these did you have", ""),
]
ADOPT = ("Adopt this plan", "y")


@pytest.mark.parametrize(
    ("every_night", "adopted", "hold"), [("y", "sleep-bedtime", 1), ("n", "sleep-bedtime-slow", 3)]
)
def test_the_nightly_ladder_needs_directions_that_say_so(
    talk: Talk, home: Path, every_night: str, adopted: str, hold: int
) -> None:
    """The wizard asks whether the directions say every night; otherwise the slow ladder stands."""
    done = talk(
        [
            ("Which is nearest to your paper", "sleep-bedtime-slow"),
            ("may go up every night?", every_night),
            PAPER,
            *PERSONAL,
            *USUAL,
            ADOPT,
        ],
        "init",
    )
    assert 0 == done.code, done.out
    plan = journal(home)[-1]["plan"]
    assert (adopted, hold) == (plan["id"], plan["ladder"]["hold_days"])


def test_the_nightly_ladder_is_not_offered_by_name(talk: Talk) -> None:
    """The list of templates holds the slow ladder only; the nightly one comes after the question."""
    done = talk([("Which is nearest to your paper", None)], "init")
    assert "sleep-bedtime-slow" in done.out
    assert "sleep-bedtime:" not in done.out
    assert 130 == done.code


@pytest.mark.parametrize(("allowed", "alcohol"), [("y", "warn"), ("n", "hold"), ("", "hold")])
def test_going_up_while_drinking_needs_directions_that_allow_it(
    talk: Talk, home: Path, allowed: str, alcohol: str
) -> None:
    """Unless the directions allow it, a day with a drink holds; Enter alone is a no."""
    done = talk(
        [("while you are still drinking?", allowed), PAPER, *PERSONAL, *USUAL, ADOPT],
        *("init", "--template", "alcohol-support"),
    )
    assert 0 == done.code, done.out
    assert alcohol == journal(home)[-1]["plan"]["sedatives"]["alcohol"]
    assert alcohol == tomllib.loads((home / "plan.toml").read_text(encoding="utf-8"))["sedatives"]["alcohol"]


def test_with_yes_the_named_template_is_taken_as_it_is(call: Call, home: Path) -> None:
    """A script that names the nightly ladder and says yes gets the nightly ladder."""
    assert 0 == call("init", "--template", "sleep-bedtime", *SIGNED, *PERSON, "--yes", now=NOW).code
    assert 1 == journal(home)[-1]["plan"]["ladder"]["hold_days"]


def test_answers_fill_the_profile_and_name_the_dose(talk: Talk, home: Path) -> None:
    """Conditions and medicines are kept with who knows of them, wrong answers are asked again."""
    done = talk(
        [
            PAPER,
            ("Your year of birth", "80"),
            ("Write four digits", "1980"),
            ("Strength of your tablets", "5mg/5ml"),
            ("fivefold error", "5, 10 mg"),
            ("May they be broken", ""),
            ("Kidney function", "95"),
            ("Which of these do you have", "5 dialysi"),
            ("Did you mean dialysis", "5"),
            ("epilepsy: does Dr A. Example know of it?", "y"),
            ("Other medicines you take", "Tramadol, foozole"),
            ("Deep sedation, slow breathing", "n"),
            ("foozole: Not in the list of interactions. Ask a pharmacist.", "perhaps"),
            ("Answer y for yes, or n for no.", "n"),
            ("Phone of Dr A. Example", "01632 960001"),
            ("Are you taking baclofen already", "y"),
            ("Which of these do you take now", "9"),
            ("from 1 to 4", "00002"),
            ("from 1 to 4", "2"),
            ("Which of these did you have", "weakness 9"),
            ("weakness: 1 mild", "moderate"),
            ("insomnia: 1 mild", ""),
            ADOPT,
        ],
        *("init", "--template", "sleep-bedtime-slow", *SIGNED),
    )
    assert 0 == done.code, done.out
    profile, plan = journal(home)
    assert {"bedtime": 10} == plan["on_dose"]
    assert [5, 10] == profile["profile"]["tablets"]["strengths_mg"]
    assert [{"name": "epilepsy", "known_by": "Dr A. Example", "known_on": "2026-11-20"}] == profile["profile"][
        "conditions"
    ]
    assert [{"name": "tramadol"}, {"name": "foozole"}] == profile["profile"]["medicines"]
    assert {"weakness": 2, "insomnia": 1} == profile["profile"]["had"]
    assert ">    2  20 Nov 2026       10      10  1 x 10 mg" in done.out


@pytest.mark.parametrize("ending", [None, "^D"])
@pytest.mark.parametrize("at", [0, 1, 5, -1])
def test_an_interrupted_set_up_writes_nothing(talk: Talk, home: Path, at: int, ending: str | None) -> None:
    """Ctrl-C and the end of input, wherever they come, leave no home behind."""
    answers = [PAPER, *PERSONAL, *USUAL, ADOPT][: at % 14 + 1]
    done = talk([*answers[:-1], (answers[-1][0], ending)], "init", "--template", "sleep-bedtime-slow")
    assert 130 == done.code, done.out
    assert ending is None or "Nothing was recorded." in done.out
    assert not home.exists()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([("Does your paper say this", "n")], "baclotrack init --plan my-plan.toml"),
        (
            [PAPER, ("Are you taking baclofen already", "y"), ("Which of these do you take now", "0")],
            "do not go up, do not stop suddenly",
        ),
        ([PAPER, *USUAL, ("Adopt this plan", "")], "Nothing was recorded."),
    ],
)
def test_a_plan_that_does_not_fit_is_not_adopted(
    talk: Talk, home: Path, answers: list[tuple[str, str | None]], said: str
) -> None:
    """A no ends the set-up with nothing written, and says what can be done."""
    told = ("--tablet", "10", "--splits", "2", *PERSON, "--egfr", "95", "--condition", "diabetes")
    more = ("--medicine", "lithium", "--phone", "1", "--template", "sleep-bedtime-slow", *SIGNED)
    done = talk(answers, "init", *told, *more)
    assert 130 == done.code, done.out
    assert said in done.out
    assert not home.exists()
