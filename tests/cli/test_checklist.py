"""`baclotrack checklist`: the last answers, a page for paper, and the emergency signs."""

import json
import sys
from pathlib import Path

import pexpect
import pytest

from baclotrack.store import load_catalogue_json
from tests.cli.helpers import DAYTIME, PROFILE, SLEEP, adopt
from tests.conftest import Call

NOW = "2026-11-24T12:00"
CALL_NOW = "Call your local emergency number now. If you cannot, ask anyone near you to call."
WORDS = "Emergency signs, and whom to call: baclotrack checklist --urgent"


@pytest.fixture
def four_nights(call: Call, home: Path) -> None:
    """Let nausea have lasted from 21 to 23 November with one day not asked, and dizziness have gone."""
    adopt(home, profile=PROFILE + "\n[had]\nheadache = 2\n")
    told = {
        21: ["--effect", "dizziness=moderate", "--effect", "headache=mild"],
        22: ["--effect", "nausea=moderate"],
        23: [],
        24: ["--effect", "nausea=mild"],
    }
    for day, effects in told.items():
        call("log", "--dose", "5", "--improved", "--slept-through", *effects, now=f"2026-11-{day}T07:30")


def test_the_last_answers_and_how_long_each_has_lasted(call: Call, four_nights: None) -> None:
    """What is there comes first, what is gone next, then what was asked and not there; not asked is never none."""
    lines = call("checklist", now=NOW).out.splitlines()
    assert "nausea: mild, since 21 Nov 2026, 3 days to 23 Nov 2026 (1 of them not asked); worst moderate." == lines[0]
    assert lines[1].startswith("  On a bedtime plan it goes after a few days.")
    assert [
        "dizziness: none since 21 Nov 2026; before that moderate on 20 Nov 2026.",
        "headache: none since 21 Nov 2026; before that mild on 20 Nov 2026.",
    ] == lines[2:4]
    assert lines[4].startswith("None on 23 Nov 2026: drowsiness, grogginess, weakness,")
    assert WORDS == lines[-1]


def test_a_complaint_from_before_is_marked(call: Call, four_nights: None) -> None:
    """What was there before baclofen stands beside the answer."""
    call("log", "--dose", "5", "--effect", "headache=mild", now="2026-11-25T07:30")
    out = call("checklist", now="2026-11-25T12:00").out
    assert "headache: mild, on 24 Nov 2026; moderate before baclofen." in out


def test_silent_days_are_named(call: Call, four_nights: None) -> None:
    """Old answers are not passed off as today's."""
    first = call("checklist", now="2026-11-27T12:00").out.splitlines()[0]
    assert "Not asked from 24 Nov 2026 to 26 Nov 2026: nothing is known of those days." == first
    first = call("checklist", now="2026-11-25T12:00").out.splitlines()[0]
    assert "Not asked on 24 Nov 2026: nothing is known of that day." == first


def test_never_asked_is_said(call: Call, home: Path) -> None:
    """Without any answer nothing is listed as none; a worry told alone answers for itself only."""
    adopt(home)
    assert ["Side effects were never asked yet. Run: baclotrack log", WORDS] == call(
        "checklist", now=NOW
    ).out.splitlines()
    call("log", "--effect", "fall=mild", now=NOW)
    lines = call("checklist", now=NOW).out.splitlines()
    assert "fall: mild, on 24 Nov 2026." == lines[0]
    assert "None on" not in "".join(lines)
    assert any(line.startswith("Never asked: drowsiness,") for line in lines)


def test_json(call: Call, four_nights: None) -> None:
    """Every effect of the catalogue with its last answer, null where it was never asked; and the signs."""
    told = call("checklist", "--json", now=NOW).json
    catalogue = load_catalogue_json()
    assert ("baclotrack.checklist/1", "2026-11-24") == (told["schema"], told["day"])
    assert [row["name"] for row in catalogue["effects"]] == [one["name"] for one in told["effects"]]
    assert [row["name"] for row in catalogue["red_flags"]] == [one["name"] for one in told["red_flags"]]
    rows = {one["name"]: one for one in told["effects"]}
    assert {
        "name": "nausea",
        "words": "feeling sick",
        "grade": 1,
        "asked_on": "2026-11-23",
        "since": "2026-11-21",
        "until": "2026-11-23",
        "worst": 2,
        "days": 3,
        "days_asked": 2,
        "gone_on": None,
        "before_baclofen": 0,
        "withdrawal_sign": False,
    } == rows["nausea"]
    assert (0, "2026-11-21", 2) == tuple(rows["dizziness"][key] for key in ("grade", "gone_on", "worst"))
    assert ("Dr A. Example", "01632 960001") == (told["prescriber"], told["phone"])


def test_the_catalogue_drives_the_checklist_and_log_alike(call: Call, home: Path) -> None:
    """Each effect and each red flag of the list can be told with `log`, under the same name."""
    adopt(home)
    told = call("checklist", "--json", now=NOW).json
    grades = [option for one in told["effects"] for option in ("--effect", f"{one['name']}=mild")]
    flags = [option for one in told["red_flags"] for option in ("--red-flag", one["name"])]
    assert 4 == call("log", *grades, *flags, now=NOW).code
    after = call("checklist", "--json", now=NOW).json
    assert {1} == {one["grade"] for one in after["effects"]}
    assert {True} == {one["open"] for one in after["red_flags"]}


# --- emergency ---------------------------------------------------------------------------------------


def test_urgent_begins_with_the_emergency_number(call: Call, home: Path) -> None:
    """Then every sign, the crisis line, the withdrawal signs, and the prescriber's number; no mg anywhere."""
    adopt(home)
    done = call("checklist", "--urgent", now=NOW)
    lines, text = done.out.splitlines(), " ".join(done.out.split())
    catalogue = load_catalogue_json()
    assert (4, CALL_NOW) == (done.code, lines[0])
    assert [] == [
        row["words"] for row in catalogue["red_flags"] if row["words"] not in text and row["name"] != "self-harm"
    ]
    assert catalogue["emergency"]["crisis"] in text
    assert "insomnia, tremor, itch, sweating, increased spasms, anxiety, agitation, fast heartbeat." in text
    assert "Prescriber: Dr A. Example, 01632 960001." == lines[-1]
    assert " mg" not in done.out


def test_thoughts_of_self_harm_put_the_crisis_line_first(call: Call, home: Path) -> None:
    """While that flag is open, both forms begin with it, and it is not said twice."""
    adopt(home)
    call("log", "--red-flag", "self-harm", now=NOW)
    for options in ([], ["--urgent"]):
        done = call("checklist", *options, now=NOW)
        assert 4 == done.code
        assert done.out.startswith("If you think of harming or killing yourself: call a local crisis line")
        assert CALL_NOW == done.out.splitlines()[1]
        assert 1 == done.out.count("crisis line")


def test_an_open_red_flag_comes_before_the_list(call: Call, four_nights: None) -> None:
    """The emergency text, how to record that one was seen, and exit code 4; cleared, the list is a list again."""
    call("log", "--red-flag", "fainting", now=NOW)
    done = call("checklist", now=NOW)
    assert (4, CALL_NOW) == (done.code, done.out.splitlines()[0])
    assert "Once you have been seen: baclotrack instruct clear-flag fainting" in done.out
    assert 4 == call("checklist", "--json", now=NOW).code
    call("instruct", "clear-flag", "fainting", now=NOW)
    assert 0 == call("checklist", now=NOW).code


def test_without_a_number_it_says_where_to_write_one(call: Call, home: Path) -> None:
    """The emergency number still comes first; a home without anything in it is no hindrance."""
    adopt(home, profile="format = 1\nborn = 1980\n")
    last = call("checklist", "--urgent", now=NOW).out.splitlines()[-1]
    assert "Prescriber: Dr A. Example; no number recorded (profile.toml, [prescriber] phone)." == last


def test_a_damaged_journal_never_hides_the_emergency_text(call: Call, home: Path, tmp_path: Path) -> None:
    """What is wrong with the file comes after, on stderr."""
    new = tmp_path / "new"
    new.mkdir()
    (new / "journal.jsonl").write_text("{}\n", encoding="utf-8")
    done = call("checklist", "--urgent", now=NOW, home=new)
    assert (4, CALL_NOW) == (done.code, done.out.splitlines()[0])
    assert "journal.jsonl line 1" in done.err
    assert 1 == call("checklist", now=NOW, home=new).code


@pytest.mark.parametrize("wide", [80, 120])
def test_the_urgent_list_fits_one_screen(home: Path, wide: int) -> None:
    """At 80x24 the first line stays in sight."""
    adopt(home)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "baclotrack", "--home", str(home), "--now", NOW, "checklist", "--urgent"],
        encoding="utf-8",
        dimensions=(24, wide),
        timeout=30,
    )
    child.expect(pexpect.EOF)
    assert isinstance(child.before, str)
    lines = child.before.splitlines()
    assert "Call your local emergency number now." in lines[0]
    assert len(lines) <= 23
    assert max(len(line.replace("\x1b[1m", "").replace("\x1b[0m", "")) for line in lines) <= wide


# --- paper -------------------------------------------------------------------------------------------

FOUR = "".join(f'[[slots]]\nname = "{name}"\nat = {at}:00:00\n\n' for name, at in
               (("morning", "08"), ("noon", "13"), ("evening", "19"), ("bedtime", "22")))  # fmt: skip
FOUR_SLOTS = DAYTIME[: DAYTIME.index("[[slots]]")] + FOUR + DAYTIME[DAYTIME.index("[ladder]") :].replace(
    "[[5, 5, 5], [10, 10, 10], [15, 15, 15], [20, 20, 20]]", "[[5, 5, 5, 5]]"
)  # fmt: skip
OWN = "".join(
    f'\n[[measures]]\nname = "own-{n}"\nprompt = "How was part {n} of the day, told at some length?"\nkind = "scale"\n'
    "range = [0, 10]\n"
    for n in range(20)
)
LONG_SLOT = SLEEP.replace('"bedtime"\nat', '"' + "s" * 64 + '"\nat')


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        (SLEEP, ["Taken at bedtime (22:30): ______ mg", "Was your sleep better? ________"]),
        (FOUR_SLOTS, ["Taken at noon (13:00)", "Taken at bedtime (22:00)", "How bad was the stiffness"]),
        (SLEEP + OWN, ["How was part 0 of the day", "(More questions than fit on a page: see your plan.)"]),
        (LONG_SLOT, ["s" * 64]),
        (SLEEP.replace("Dr A. Example", "Dr " + "y" * 190), ["Plan of Dr yyy"]),
        (None, ["No plan is adopted. Printed 24 Nov 2026", "Taken: ______ mg"]),
    ],
    ids=["sleep", "four doses", "many questions", "a long slot", "a long name", "no plan"],
)
def test_the_blank_sheet_is_one_page(call: Call, home: Path, plan: str | None, asked: list[str]) -> None:
    """66 lines of 80 columns at most, plain ASCII, with every effect, every sign, and room for notes."""
    if plan is not None:
        adopt(home, plan)
    done = call("checklist", "--blank", now=NOW)
    lines, text = done.out.splitlines(), " ".join(done.out.split())
    assert (0, "") == (done.code, done.err)
    assert len(lines) <= 66
    assert max(len(line) for line in lines) <= 80
    assert done.out.isascii()
    assert [] == [words for words in asked if words not in text]
    catalogue = load_catalogue_json()
    ticked = {line[place : place + 18].strip().rstrip("*") for line in lines if "[ ] [ ]" in line for place in (0, 41)}
    assert {row["name"].replace("-", " ") for row in catalogue["effects"]} == ticked - {""}
    assert [] == [row["name"] for row in catalogue["red_flags"] if f"[ ] {row['words']}" not in text]
    assert [] == [row["anchor"] for row in catalogue["grades"] if row["grade"] and row["anchor"] not in text]
    assert done.out.count("_" * 78) >= 2


def test_the_blank_sheet_names_the_plan_and_no_dose(call: Call, four_nights: None) -> None:
    """A sheet lies about for weeks: whose plan and when is on it, the dose of the day is not."""
    out = " ".join(call("checklist", "--blank", now=NOW).out.split())
    assert "Plan of Dr A. Example, directions of 20 Nov 2026. Printed 24 Nov 2026" in out
    assert "Prescriber: Dr A. Example, 01632 960001." in out
    assert "5 mg" not in out


@pytest.mark.parametrize("options", [["--blank", "--urgent"], ["--blank", "--json"]], ids=" ".join)
def test_options_that_contradict_each_other(call: Call, options: list[str]) -> None:
    """One sentence on stderr, exit 2."""
    done = call("checklist", *options, now=NOW)
    said = "baclotrack: --blank is a page for paper: give it alone, without --urgent and --json.\n"
    assert (2, "", said) == (done.code, done.out, done.err)


def test_json_is_ascii(call: Call, four_nights: None) -> None:
    """Whatever the stream's encoding, a script can read it."""
    out = call("checklist", "--json", now=NOW).out
    assert out.isascii()
    assert json.loads(out)["effects"]
