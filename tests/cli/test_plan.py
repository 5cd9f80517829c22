import sys
import tomllib
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.helpers import DAYTIME, SLEEP, adopt, content, journal, last
from tests.conftest import Call, Run, need_non_root

NOW = "2026-11-20T18:00"
LATER = "2026-11-25T18:00"
TEMPLATES = [
    "alcohol-support",
    "sleep-bedtime",
    "sleep-bedtime-slow",
    "spasticity-per-day",
    "spasticity-per-dose",
    "spasticity-weekly",
]
SIGNED = ("--prescriber", "Dr B. Example", "--directed-on", "2026-11-24")

pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")


def changed(old: str, new: str) -> str:
    """Return the sleep plan with one part of it changed."""
    assert old in SLEEP
    return SLEEP.replace(old, new)


def put(path: Path, text: str) -> str:
    """Write a plan file and return its name."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


# --- list -----------------------------------------------------------------------------------------


def test_the_templates_are_listed_with_the_directions_they_follow(call: Call) -> None:
    """Each template has its name, its title, a summary, and what the paper says for whom it is."""
    done = call("plan", "list", "--json")
    assert 0 == done.code
    assert set(TEMPLATES) <= {row["name"] for row in done.json}
    assert [{"name", "title", "summary", "for"}] * len(done.json) == [set(row) for row in done.json]
    assert [] == [row for row in done.json if not all(row.values())]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_list_in_words_fits_a_narrow_terminal(call: Call, name: str) -> None:
    """The list is folded at 80 columns, and no amount is parted from its unit."""
    lines = call("plan", "list").out.splitlines()
    assert 1 == len([line for line in lines if line.startswith(f"{name}: ")])
    assert [] == [line for line in lines if len(line) > 80 and not line.startswith("To see one")]
    assert [] == [line for line in lines if line.lstrip().startswith("mg")]


# --- show and ladder ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_shown_and_drawn(call: Call, name: str) -> None:
    """Show tells each field; show and ladder draw the same staircase, within 80 columns."""
    shown, drawn = call("plan", "show", name), call("plan", "ladder", name)
    assert (0, 0) == (shown.code, drawn.code)
    assert f"Name: {name}" == shown.out.splitlines()[0]
    stairs = drawn.out.splitlines()[1:]
    assert stairs == shown.out.splitlines()[-len(stairs) :]
    assert [] == [line for line in [*shown.out.splitlines(), *stairs] if len(line) > 80]


def test_show_prints_the_plan_as_data(call: Call) -> None:
    """The JSON is the plan file's own structure."""
    data = call("plan", "show", "sleep-bedtime", "--json").json
    assert [[5], [10], [15], [20]] == data["ladder"]["rungs"]
    assert ("sleep-bedtime", "titrate") == (data["id"], data["mode"])


def test_show_prints_a_file_to_start_from(call: Call, tmp_path: Path) -> None:
    """`--toml` prints the template itself, so that a copy of it can be shown and adopted."""
    text = call("plan", "show", "sleep-bedtime", "--toml").out
    assert "sleep-bedtime" == tomllib.loads(text)["id"]
    assert call("plan", "show", put(tmp_path / "my.toml", text), "--toml").out == text


def test_the_adopted_plan_is_shown_unless_another_is_named(call: Call, home: Path) -> None:
    """Without a name the adopted plan is shown, whatever plan.toml says meanwhile."""
    adopt(home)
    put(home / "plan.toml", changed("hold_days = 1", "hold_days = 5"))
    out = call("plan", "show", now=NOW).out
    assert "Complete days at each step: 1" in out.splitlines()
    assert "Prescriber: Dr A. Example" in out.splitlines()


def test_the_dose_in_force_is_marked_in_the_adopted_plan_only(call: Call, home: Path) -> None:
    """The staircase shows where the person is, and from when on the steps above come; others show nobody's place."""
    adopt(home, bedtime=10)
    drawn = [line.rstrip(" #") for line in call("plan", "ladder", now=NOW).out.splitlines()]
    assert [
        "If each step is tolerated and still needed:",
        "  step  from         bedtime  mg/day  tablets a day",
        "     1  before             5       5  0.5 x 10 mg",
        ">    2  20 Nov 2026       10      10  1 x 10 mg",
        "     3  21 Nov 2026       15      15  1.5 x 10 mg",
        "     4  22 Nov 2026       20      20  2 x 10 mg",
        "> is the dose in force.",
    ] == drawn[1:8]
    assert ">" not in call("plan", "ladder", "sleep-bedtime", now=NOW).out


def test_the_tablets_at_home_are_told(call: Call, home: Path) -> None:
    """With the tablets of the profile each step says how it is made."""
    adopt(home)
    out = call("plan", "ladder", "spasticity-per-dose", now=NOW).out
    assert "Tablets at one time: 5 mg = half of a 10 mg tablet; 10 mg = 1 x 10 mg tablet;" in out.splitlines()
    assert "6 x 10 mg" in out


def test_the_staircase_as_data(call: Call, home: Path) -> None:
    """A script has each step with its earliest day, its mg and its tablets, and no day for a step below."""
    adopt(home, bedtime=10)
    data = call("plan", "ladder", "--json", now=NOW).json
    assert ("baclotrack.staircase/1", {"bedtime": 10}) == (data["schema"], data["in_force"])
    assert [(1, None, 5), (2, "2026-11-20", 10), (3, "2026-11-21", 15), (4, "2026-11-22", 20)] == [
        (one["step"], one["from"], one["total_mg"]) for one in data["steps"]
    ]
    assert [{"strength_mg": 10, "count": 1.5}] == data["steps"][2]["tablets_a_day"]


def test_a_step_without_a_date_is_told_with_its_reason(call: Call, tmp_path: Path) -> None:
    """What `next` would never show has no day: a dose beyond a limit of the program."""
    text = changed("[[5], [10], [15], [20]]", "[[5], [10], [15], [20], [25]]").replace("_mg = 20", "_mg = 25")
    done = call("plan", "ladder", put(tmp_path / "my.toml", text), now=NOW)
    assert "     5  -                 25      25" in [line.rstrip(" #") for line in done.out.splitlines()]
    assert "Step 5 has no date: The next dose, 25 mg at bedtime, is beyond a limit" in " ".join(done.out.split())


def test_a_review_before_the_last_step_is_told(call: Call, home: Path) -> None:
    """The dates go on past it, and it is said that the steps do not before it is done."""
    adopt(home, changed("2027-02-18", "2026-11-21"))
    out = " ".join(call("plan", "ladder", now=NOW).out.split())
    assert "23 Nov 2026 20" in out
    assert "The review is due by 21 Nov 2026; after it no step goes up before it is done." in out


def test_a_plan_can_come_from_standard_input(call: Call) -> None:
    """A hyphen stands for standard input."""
    done = call("plan", "show", "-", stdin=DAYTIME)
    assert 0 == done.code
    assert "Name: spasticity" == done.out.splitlines()[0]


@pytest.mark.parametrize("command", ["show", "ladder"])
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ((), "No plan is adopted yet. Run: baclotrack init"),
        (("sleep-bedtim",), "Did you mean the template sleep-bedtime?"),
        (("no such thing",), "Templates are listed by: baclotrack plan list"),
        (("/",), "cannot be read: Is a directory."),
        (("x" * 1_000_000,), "cannot be read: File name too long."),
        (("a\x1b[2Jb\n",), "There is no plan file"),
        (("a\x00b",), "cannot be read"),
        (("/dev/zero",), "has more than 50000 bytes"),
    ],
    ids=["none", "near", "far", "folder", "long", "control", "nul", "endless"],
)
def test_a_plan_that_cannot_be_read_is_told(call: Call, command: str, word: tuple[str, ...], said: str) -> None:
    """Wrong names and files exit 2 with one sentence, and nothing that acts on a terminal is printed."""
    done = call("plan", command, *word)
    assert 2 == done.code
    assert said in done.err
    assert "" == done.out
    assert done.err.removesuffix("\n").isprintable()


def test_bytes_that_are_no_text_are_told_with_their_line(call: Call, tmp_path: Path) -> None:
    """A file that is no UTF-8 is named with the line of the first wrong byte."""
    path = tmp_path / "plan.toml"
    path.write_bytes(b'format = 1\nid = "\xff"\n')
    done = call("plan", "show", str(path))
    assert 2 == done.code
    assert "line 2: these bytes are no UTF-8 text." in done.err


def test_plan_alone_names_its_help(call: Call) -> None:
    """`plan` without more is wrong use."""
    done = call("plan")
    assert 2 == done.code
    assert "Missing command. See: baclotrack plan --help" in done.err


@pytest.mark.parametrize("command", [(), ("list",), ("show",), ("ladder",), ("adopt",)])
def test_every_help_has_an_example(run: Run, command: tuple[str, ...]) -> None:
    """Each help begins with one sentence and has an example to type."""
    done = run("plan", *command, "--help")
    assert 0 == done.code
    assert "Example: baclotrack plan " in " ".join(done.out.split())


# --- adopt ----------------------------------------------------------------------------------------


def test_the_first_plan_is_shown_whole_and_recorded(call: Call, home: Path, tmp_path: Path) -> None:
    """With nothing adopted before, the plan is told field by field, copied into the home and recorded."""
    done = call("plan", "adopt", put(tmp_path / "my.toml", SLEEP), "--yes", now=NOW)
    assert 0 == done.code
    assert "No plan was adopted before. This one says:" == done.out.splitlines()[0]
    assert "  Prescriber: Dr A. Example" in done.out.splitlines()
    assert "Next: baclotrack next" == done.out.splitlines()[-1]
    assert SLEEP == (home / "plan.toml").read_text(encoding="utf-8") == last(home)["toml"]
    assert ["plan"] == [row["kind"] for row in journal(home)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("hold_days = 1", "hold_days = 3", "  Complete days at each step: 1 -> 3"),
        ("rungs = [[5], [10], [15], [20]]", "rungs = [[5], [10], [15]]", "  Step 4: 20 mg at bedtime -> no such step"),
        ("rungs = [[5], [10]", "rungs = [[5], [7.5], [10]", "  Step 2: 10 mg at bedtime -> 7.5 mg at bedtime"),
        ('alcohol = "hold"', 'alcohol = "warn"', "  Alcohol: no step up after alcohol -> a warning after alcohol; the"),
        ("at = 22:30:00", "at = 21:00:00", "  Dose times: bedtime 22:30 -> bedtime 21:00"),
        ("missed_days = 2", "missed_days = 1", "  After missed days: from 2 days on, back to the first step"),
        ('severe = "step_back"', 'severe = "hold"', "  On a severe side effect: go back one step, and call the"),
        ('title = "Baclofen', 'title = "My baclofen', "  Title: Baclofen at bedtime for sleep -> My baclofen"),
        ('"Ask your prescriber about', '"Ask about', "  At the top: Ask your prescriber about the second agent you"),
        ("2027-02-18", "2027-01-10", "  Review by: 18 Feb 2027 -> 10 Jan 2027"),
        ("Dr A.", "Dr Z.", "  Prescriber: Dr A. Example -> Dr Z. Example"),
    ],
)
def test_a_difference_is_told_field_by_field(call: Call, home: Path, old: str, new: str, told: str) -> None:
    """What changes is told in words, the old before the new, and nothing that stays the same."""
    adopt(home)
    put(home / "plan.toml", changed(old, new))
    done = call("plan", "adopt", "--yes", now=LATER)
    assert 0 == done.code
    head, *lines = done.out.split("\n\n")[0].splitlines()
    assert "What changes, from the plan adopted on 20 Nov 2026:" == head
    assert any(line.startswith(told) for line in lines), lines
    assert "  Name: " not in done.out
    assert (home / "plan.toml").read_text(encoding="utf-8") == last(home)["toml"]
    assert "pass" == {row["id"]: row["state"] for row in call("next", "--json", now=LATER).json["gates"]}["plan"]


def test_nothing_changed_writes_nothing(call: Call, home: Path) -> None:
    """The plan as adopted says so, exits 0, and leaves the journal as it is."""
    adopt(home)
    before = content(home)
    done = call("plan", "adopt", now=LATER)
    assert (0, "Nothing changed: this plan is adopted already. Nothing was recorded.\n") == (done.code, done.out)
    assert before == content(home)


def test_comments_alone_change_nothing(call: Call, home: Path) -> None:
    """A comment in plan.toml is no change of the plan, and it stays."""
    adopt(home)
    before = content(home)
    put(home / "plan.toml", SLEEP + "# a note of mine\n")
    done = call("plan", "adopt", now=LATER)
    assert (0, before) == (done.code, content(home))
    assert (home / "plan.toml").read_text(encoding="utf-8").endswith("# a note of mine\n")


@pytest.mark.parametrize("edit", [None, changed("hold_days = 1", "hold_days = 9")], ids=["gone", "edited"])
def test_the_adopted_plan_can_be_put_back(call: Call, home: Path, tmp_path: Path, edit: str | None) -> None:
    """A plan.toml that is gone, or was edited by mistake, is written again without a new entry."""
    adopt(home)
    before = content(home)
    words: tuple[str, ...] = ()
    (home / "plan.toml").unlink()
    if edit is not None:
        put(home / "plan.toml", edit)
        words = (put(tmp_path / "old.toml", SLEEP),)
    done = call("plan", "adopt", *words, now=LATER)
    assert 0 == done.code
    assert "plan.toml says the same again" in done.out
    assert SLEEP == (home / "plan.toml").read_text(encoding="utf-8")
    assert before == content(home)


def test_a_plan_that_was_ended_can_be_adopted_anew(call: Call, home: Path) -> None:
    """After `end-plan` the same plan is no longer in force, so adopting it is a change."""
    adopt(home)
    call("instruct", "end-plan", "--by", "Dr A. Example", now=LATER)
    assert 3 == call("next", now=LATER).code
    assert 0 == call("plan", "adopt", "--yes", now="2026-11-26T18:00").code
    assert "plan" == last(home)["kind"]


def test_options_sign_the_plan(call: Call, home: Path) -> None:
    """Prescriber and dates are written into plan.toml; new directions have their review 90 days later."""
    adopt(home)
    assert 0 == call("plan", "adopt", *SIGNED, "--yes", now=LATER).code
    plan = last(home)["plan"]
    assert ("Dr B. Example", "2026-11-24", "2027-02-22") == (
        plan["prescriber"],
        plan["directed_on"],
        plan["review_by"],
    )
    text = (home / "plan.toml").read_text(encoding="utf-8")
    assert SLEEP.splitlines()[0] == text.splitlines()[0]
    assert "directed_on = 2026-11-24" in text


def test_a_template_becomes_a_plan_with_a_prescriber_and_a_date(call: Call, home: Path) -> None:
    """A template by name is adopted once it is signed, and refused before."""
    adopt(home)
    refused = call("plan", "adopt", "sleep-bedtime-slow", "--yes", now=LATER)
    assert 2 == refused.code
    assert "Add --prescriber TEXT and --directed-on DAY." in refused.err
    assert 0 == call("plan", "adopt", "sleep-bedtime-slow", *SIGNED, "--yes", now=LATER).code
    assert "sleep-bedtime-slow" == last(home)["plan"]["id"]


@pytest.mark.parametrize(
    ("line", "option"),
    [('prescriber = "Dr A. Example"\n', "Add --prescriber TEXT."), ("directed_on = 2026-11-20\n", "Add --directed-on")],
)
def test_nobodys_directions_are_refused(call: Call, home: Path, tmp_path: Path, line: str, option: str) -> None:
    """Without prescriber or date nothing is adopted, and what is missing is named."""
    done = call("plan", "adopt", put(tmp_path / "my.toml", changed(line, "")), "--yes", now=LATER)
    assert 2 == done.code
    assert option in done.err
    assert not home.exists()


def test_without_a_terminal_a_yes_is_needed(call: Call, home: Path) -> None:
    """A script sees what would change, is told to add --yes, and nothing is written."""
    adopt(home)
    before = content(home)
    text = changed("hold_days = 1", "hold_days = 3")
    put(home / "plan.toml", text)
    done = call("plan", "adopt", now=LATER)
    assert 2 == done.code
    assert "add --yes" in done.err
    assert "Complete days at each step: 1 -> 3" in done.out
    assert (before, text) == (content(home), (home / "plan.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["format: this is missing"]),
        ("format = ", ["line 1"]),
        (changed("daily_mg = 20", "daly_mg = 20"), ["limits.daly_mg", "Did you mean daily_mg?"]),
        (changed("[[5], [10]", "[[5], [500]"), ["ladder.rungs"]),
        (changed("directed_on = 2026-11-20", "directed_on = 2026-12-20"), ["2026-12-20 is in the future"]),
        (changed('mode = "titrate"', 'mode = "faster"'), ["line 5, mode"]),
    ],
)
def test_a_plan_that_does_not_fit_is_told_by_line(call: Call, home: Path, text: str, said: list[str]) -> None:
    """Every fault of the file is named with its place; the adopted plan stays in force."""
    adopt(home)
    before = content(home)
    put(home / "plan.toml", text)
    done = call("plan", "adopt", "--yes", now=LATER)
    assert 2 == done.code
    assert [] == [words for words in said if words not in done.err]
    assert "plan.toml" in done.err
    assert before == content(home)
    assert text == (home / "plan.toml").read_text(encoding="utf-8")


def test_without_any_plan_the_way_on_is_named(call: Call, home: Path) -> None:
    """With no file and nothing adopted, both ways to begin are named."""
    done = call("plan", "adopt", "--yes", now=NOW)
    assert 2 == done.code
    assert "baclotrack plan adopt FILE" in done.err
    assert not home.exists()


# --- the dose in force ----------------------------------------------------------------------------

SIX = changed("rungs = [[5], [10], [15], [20]]\nhold_days = 1", "rungs = [[6], [12], [18]]\nhold_days = 3")


def test_a_dose_that_the_new_plan_does_not_have_is_refused(call: Call, home: Path) -> None:
    """Who is on a dose of no step must be told on which step the new plan begins."""
    adopt(home, bedtime=10)
    before = content(home)
    put(home / "plan.toml", SIX)
    done = call("plan", "adopt", "--yes", now=LATER)
    assert 2 == done.code
    assert "You are on 10 mg at bedtime" in done.err
    assert "--on-dose bedtime=MG" in done.err
    assert "do not go up, do not stop suddenly" in done.err
    assert before == content(home)


def test_a_named_dose_is_in_force(call: Call, home: Path) -> None:
    """With `--on-dose` the named step is in force from that day."""
    adopt(home, bedtime=10)
    put(home / "plan.toml", SIX)
    done = call("plan", "adopt", "--on-dose", "12", "--yes", now=LATER)
    assert 0 == done.code
    assert "  Dose in force from now on: 12 mg at bedtime" in done.out.splitlines()
    assert {"bedtime": 12} == last(home)["on_dose"]
    assert {"bedtime": 12} == call("next", "--json", now=LATER).json["in_force"]


def test_a_dose_that_is_a_step_of_both_is_carried_over(call: Call, home: Path) -> None:
    """A dose in force that the new plan has too stays in force without a word."""
    adopt(home, bedtime=10)
    put(home / "plan.toml", changed("hold_days = 1", "hold_days = 3"))
    assert 0 == call("plan", "adopt", "--yes", now=LATER).code
    assert "on_dose" not in last(home)
    assert {"bedtime": 10} == call("next", "--json", now=LATER).json["in_force"]


@pytest.mark.parametrize(
    ("doses", "said"),
    [
        (("--on-dose", "11"), "--on-dose is no step of this plan."),
        (("--on-dose", "bedtime=5", "--on-dose", "bedtime=10"), "names bedtime twice"),
        (("--on-dose", "noon=5"), "is no slot of your plan"),
    ],
)
def test_a_named_dose_must_be_a_step(call: Call, home: Path, doses: tuple[str, ...], said: str) -> None:
    """Only a step of the plan can be named as the dose already taken."""
    adopt(home)
    before = content(home)
    done = call("plan", "adopt", *doses, "--yes", now=LATER)
    assert 2 == done.code
    assert said in done.err
    assert before == content(home)


def test_naming_another_dose_is_a_change_even_of_the_same_plan(call: Call, home: Path) -> None:
    """The plan as adopted, with another dose named, is recorded anew."""
    adopt(home, bedtime=5)
    assert 0 == call("plan", "adopt", "--on-dose", "10", "--yes", now=LATER).code
    assert {"bedtime": 10} == last(home)["on_dose"]


def test_worries_are_told_and_never_refused(call: Call, home: Path) -> None:
    """Tablets that cannot make a step, and a review that has passed, are notes on stderr."""
    adopt(home)
    put(home / "plan.toml", changed("2027-02-18", "2026-11-22").replace("[[5], [10]", "[[5], [7.5], [10]"))
    done = call("plan", "adopt", "--yes", now=LATER)
    assert 0 == done.code
    assert "Please note: Your tablets cannot make these steps exactly: 7.5 mg at bedtime." in done.err
    assert "was to be reviewed by 22 Nov 2026" in done.err


# --- a machine that refuses, and a terminal -------------------------------------------------------


def test_what_cannot_be_recorded_leaves_the_old_plan_file(call: Call, home: Path, tmp_path: Path) -> None:
    """When the journal cannot be written, plan.toml is as it was."""
    home.mkdir()
    (home / "journal.jsonl").mkdir()
    put(home / "plan.toml", "# old\n")
    done = call("plan", "adopt", put(tmp_path / "my.toml", SLEEP), "--yes", now=NOW)
    assert 1 == done.code
    assert "Not recorded" in done.err
    assert "# old\n" == (home / "plan.toml").read_text(encoding="utf-8")


def test_a_read_only_home_keeps_its_plan(call: Call, home: Path, tmp_path: Path) -> None:
    """A folder that may not be written to keeps the old plan file."""
    need_non_root()
    adopt(home)
    home.chmod(0o500)
    done = call("plan", "adopt", put(tmp_path / "my.toml", SIX), "--yes", now=NOW)
    home.chmod(0o700)
    assert 1 == done.code
    assert SLEEP == (home / "plan.toml").read_text(encoding="utf-8")


def talk(home: Path, answers: list[tuple[str, str]], *options: str) -> tuple[int, str]:
    """Answer the questions of `plan adopt` at a terminal; return the exit code and what was said."""
    import os

    around = {**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": LATER, "NO_COLOR": "1"}
    command = ["-m", "baclotrack", "plan", "adopt", *options]
    child: Any = pexpect.spawn(sys.executable, command, env=around, encoding="utf-8", timeout=60, dimensions=(60, 400))
    said = ""
    for question, answer in answers:
        child.expect_exact(question)
        said += child.before
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, said + child.before


@pytest.mark.parametrize(("answer", "code", "adopted"), [("y", 0, 2), ("", 130, 1)])
def test_at_a_terminal_it_asks_for_a_yes(home: Path, answer: str, code: int, adopted: int) -> None:
    """A yes adopts; Enter alone is a no, and nothing is recorded."""
    adopt(home)
    put(home / "plan.toml", changed("hold_days = 1", "hold_days = 3"))
    question = "Adopt this plan, from Dr A. Example, directions of 20 Nov 2026? [y/N] "
    assert code == talk(home, [(question, answer)])[0]
    assert adopted == [row["kind"] for row in journal(home)].count("plan")


def test_at_a_terminal_the_nightly_ladder_is_confirmed_first(home: Path) -> None:
    """A template that needs the directions to say something is asked about before it is adopted."""
    adopt(home)
    answers = [("may go up every night? [y/N] ", "n"), ("Does your paper say this", "y"), ("Adopt this plan", "y")]
    code, said = talk(home, answers, "sleep-bedtime", *SIGNED)
    assert 0 == code, said
    assert "sleep-bedtime-slow" == last(home)["plan"]["id"]


# --- a dose in force, and a plan that cannot carry it ---------------------------------------------

TAPER = (
    SLEEP.split("[[targets]]", maxsplit=1)[0]
    .replace("titrate", "taper")
    .replace("[[5], [10], [15], [20]]\nhold_days = 1", "[[20], [15], [10], [5]]\nhold_days = 7")
)
PUMP = (
    'format = 1\nid = "pump"\ntitle = "Pump"\nmode = "record_only"\nprescriber = "Dr A. Example"\n'
    "directed_on = 2026-11-20\n[pump]\nrefill_by = 2027-01-15\n"
)


@pytest.mark.parametrize("first", ["init", "adopt"])
def test_a_taper_without_a_dose_in_force_is_refused(call: Call, home: Path, tmp_path: Path, first: str) -> None:
    """It would begin at its highest step; the step that is taken must be named."""
    file = put(tmp_path / "taper.toml", TAPER)
    command = ("init", "--plan", file, "--born", "1980") if first == "init" else ("plan", "adopt", file)
    done = call(*command, "--yes", now=NOW)
    assert 2 == done.code
    assert "No dose is recorded or named, and this taper begins at 20 mg at bedtime." in done.err
    assert "--on-dose bedtime=MG" in done.err
    assert not home.exists()
    assert 0 == call(*command, "--on-dose", "15", "--yes", now=NOW).code
    assert {"bedtime": 15} == call("next", "--json", now=NOW).json["in_force"]


def test_a_plan_that_only_keeps_the_record_never_hides_a_dose_in_force(call: Call, home: Path, tmp_path: Path) -> None:
    """Refused with the way out; after the prescriber's word that the tablets ended it is adopted, and followed."""
    adopt(home, bedtime=10)
    before, file = content(home), put(tmp_path / "pump.toml", PUMP)
    done = call("plan", "adopt", file, "--yes", now=LATER)
    assert (2, before) == (done.code, content(home))
    for words in ("You are on 10 mg at bedtime", "baclotrack instruct end-plan --by NAME", "do not stop suddenly"):
        assert words in done.err
    call("instruct", "end-plan", "--by", "Dr A. Example", now=LATER)
    assert 0 == call("plan", "adopt", file, "--yes", now="2026-11-25T18:05").code
    assert "record_only" == call("next", "--json", now="2026-11-25T18:10").json["outcome"]


@pytest.mark.parametrize(
    ("on_dose", "said"), [("5", None), ("20", None), ("30", "A large rise at once can be dangerous.")]
)
def test_a_named_dose_far_from_the_recorded_one_is_told(
    call: Call, home: Path, tmp_path: Path, on_dose: str, said: str | None
) -> None:
    """More than any step or cut the sources give is a note before anything is adopted."""
    adopt(home, bedtime=10)
    text = SLEEP.replace("[15], [20]]\nhold_days = 1", "[15], [20], [30]]\nhold_days = 3").replace("mg = 20", "mg = 30")
    done = call("plan", "adopt", put(tmp_path / "my.toml", text), "--on-dose", on_dose, "--yes", now=LATER)
    assert 0 == done.code, done.err
    assert (said is not None) == ("The record has 10 mg at bedtime in force" in done.err)
    assert said is None or said in done.err


def test_every_mistake_is_told_in_one_go_at_a_terminal(home: Path, tmp_path: Path) -> None:
    """Rungs out of order, above the ceiling, a jump, no hold days: each on a line of its own, folded at 80 columns."""
    text = changed("[[5], [10], [15], [20]]\nhold_days = 1", "[[5], [20], [15], [40]]\nhold_days = 0")
    import os

    around = {**os.environ, "BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": NOW}
    put(tmp_path / "my.toml", text)
    command = ["-m", "baclotrack", "plan", "adopt", "my.toml"]
    at = {"cwd": tmp_path, "env": around, "encoding": "utf-8", "timeout": 60, "dimensions": (60, 80)}
    child: Any = pexpect.spawn(sys.executable, command, **at)
    child.expect(pexpect.EOF)
    child.close()
    assert 2 == child.exitstatus
    lines = child.before.splitlines()
    assert [] == [line for line in lines if len(line) > 80]
    told = " ".join(lines).split("my.toml line ")[1:]
    assert 6 <= len(told), lines
    assert {"15", "16"} == {one.split(",")[0] for one in told}
    for words in (
        "15 mg in one dose is outside",
        "15 mg a day after 20 mg",
        "40 mg a day is above",
        "a pace of 0 days",
    ):
        assert words in " ".join(told)
    assert not home.exists()


@pytest.mark.parametrize(
    ("slots", "mg", "tablets"),
    [(4, 16, "[10]"), (4, 16, "[10, 5, 2.5]"), (6, 20, "[20, 10, 5, 1]"), (6, 20, "[]"), (1, 60, "[10, 5]")],
)
def test_a_staircase_never_exceeds_80_columns(
    call: Call, home: Path, tmp_path: Path, slots: int, mg: int, tablets: str
) -> None:
    """Many dose times with long names, many steps, odd amounts, several strengths."""
    names = [f"a-dose-time-with-a-long-name-{place}" for place in range(slots)]
    rungs = [[f"{(place + 1) * 0.123457:.6f}" if slot == 0 else "5" for slot in range(slots)] for place in range(mg)]
    text = 'format = 1\nid = "x"\ntitle = "x"\nmode = "titrate"\n'
    text += "".join(f'[[slots]]\nname = "{name}"\nat = {6 + 2 * place:02}:00:00\n' for place, name in enumerate(names))
    text += f"[ladder]\nhold_days = 3\nrungs = [{', '.join('[' + ', '.join(one) + ']' for one in rungs)}]\n"
    text += '[limits]\ndaily_mg = 60\nsingle_mg = 20\n[[targets]]\nmeasure = "spasticity"\nat_most = 3\n'
    adopt(home, profile=f"format = 1\nborn = 1980\n[tablets]\nstrengths_mg = {tablets}\nsplits = 4\n")
    done = call("plan", "ladder", put(tmp_path / "my.toml", text), now=NOW)
    assert 0 == done.code, done.err
    assert [] == [line for line in done.out.splitlines() if len(line) > 80]
    assert all(f"{(place + 1) * 0.123457:.6f}".rstrip("0") in done.out for place in range(mg))
