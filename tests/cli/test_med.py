"""`baclotrack med`: other medicines, what is known of each together with baclofen, and who knows."""

import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.helpers import BAD_NIGHT, PROFILE, adopt, content, journal, last
from tests.conftest import Call, Run

NOW = "2026-11-23T12:00"
NO_CHANGE = "This is no instruction to change or stop any medicine."


@pytest.fixture(autouse=True)
def two_nights(call: Call, home: Path) -> None:
    """Let two nights have passed on the leaflet's plan."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    call("log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")
    call("log", "--dose", "15", *BAD_NIGHT, now="2026-11-23T07:30")


def test_a_major_one_says_what_it_does_whom_to_call_and_that_the_plan_holds(call: Call, home: Path) -> None:
    """It holds until the prescriber's word is recorded, and `next` says the same."""
    done = call("med", "add", "Zolpidem", now=NOW)
    assert [
        "Recorded: zolpidem, taken since 23 Nov 2026.",
        "zolpidem, since 23 Nov 2026: sleeping tablets (Z-drugs), MAJOR. Adds to sedation.",
        "  Call today: Dr A. Example, 01632 960001.",
        "  Your plan holds. Once Dr A. Example knows, record it: baclotrack instruct acknowledge zolpidem",
        NO_CHANGE,
    ] == done.out.splitlines()
    assert (0, "") == (done.code, done.err)
    assert {"kind": "medicine", "action": "start", "name": "zolpidem", "day": "2026-11-23"} == last(home)
    held = call("next", "--json", now=NOW).json
    assert ("hold", "sedatives", "today") == (held["outcome"], held["limited_by"], held["contact"])
    call("instruct", "acknowledge", "zolpidem", now=NOW)
    assert "step_up" == call("next", "--json", now=NOW).json["outcome"]
    assert [
        "zolpidem, since 23 Nov 2026: sleeping tablets (Z-drugs), MAJOR. Adds to sedation.",
        "  Known to Dr A. Example, 23 Nov 2026.",
        NO_CHANGE,
    ] == call("med", now=NOW).out.splitlines()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lisinopril", "blood-pressure medicines, moderate. Blood pressure may fall further."),
        ("insulin", "diabetes medicines, minor. Blood sugar may rise."),
        ("surgery", "anaesthetics and neuromuscular blockers, tell the team. They act more strongly"),
        ("alcohol", "alcohol, MAJOR. Adds to sedation; breathing is at risk."),
        ("sodium oxybate", "sodium oxybate, cannabis, kava, MAJOR. May add to sedation; this is not confirmed."),
        ("ibuprofen", "medicines that lower kidney function, moderate. Baclofen can build up."),
    ],
)
def test_each_class_says_what_happens_together(call: Call, name: str, said: str) -> None:
    """The words are those of the catalogue, and none of them says how to adjust anything."""
    out = call("med", "add", *name.split(), now=NOW).out
    assert f"{name}, since 23 Nov 2026: {said}" in out
    assert NO_CHANGE in out
    assert ("Your plan holds." in out) == ("MAJOR" in out)


def test_what_kidney_disease_makes_major_holds(call: Call, home: Path) -> None:
    """The severity is the one that the engine uses (IX-13)."""
    (home / "profile.toml").write_text(PROFILE + '\n[[conditions]]\nname = "kidney-disease"\n', encoding="utf-8")
    out = call("med", "add", "ibuprofen", now=NOW).out
    assert "MAJOR. Baclofen can build up." in out
    assert "Your plan holds." in out


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("foozole", []),
        ("zolpidm", ["zolpidem"]),
        ("Diazepam 5 mg", ["diazepam"]),
        ("codeine/paracetamol", ["codeine"]),
        ("zopiclon", ["zopiclone"]),
    ],
)
def test_an_unknown_name_is_kept_as_typed_and_never_cleared(
    call: Call, home: Path, typed: str, near: list[str]
) -> None:
    """The nearest names are suggested, none is taken silently, and the sentence is that of the wording table."""
    done = call("med", "add", typed, now=NOW)
    name = typed.lower()
    assert 0 == done.code
    assert name == last(home)["name"]
    assert f"{name}, since 23 Nov 2026: Not in this list; ask a pharmacist." == done.out.splitlines()[1]
    suggested = [line for line in done.out.splitlines() if line.startswith("Did you mean")]
    assert [f"Did you mean {one}?" for one in near] == [" ".join(line.split()[:4]) for line in suggested[: len(near)]]
    assert bool(near) == bool(suggested)
    assert "interaction" not in done.out


def test_at_a_terminal_it_asks_which_was_meant(home: Path) -> None:
    """A number takes the listed name; what is recorded is what was chosen."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "baclotrack", "--home", str(home), "--now", NOW, "med", "add", "zolpidm"],
        encoding="utf-8",
        dimensions=(24, 200),
        timeout=30,
    )
    child.expect_exact("zolpidm is not in this list. Did you mean one of these?")
    child.expect_exact("1 zolpidem")
    child.expect_exact("Number, or Enter to keep what you typed:")
    child.sendline("7")
    child.expect_exact("Write its number, or Enter to keep the name as typed.")
    child.sendline("1")
    child.expect_exact("Recorded: zolpidem, taken since 23 Nov 2026.")
    child.expect(pexpect.EOF)
    child.close()
    assert (0, "zolpidem") == (child.exitstatus, last(home)["name"])


def test_the_shell_completes_the_names_of_the_list(run: Run, home: Path) -> None:
    """After Tab a medicine of the list is offered, so that it is not misspelt in the first place."""
    asked = {"_BACLOTRACK_COMPLETE": "complete_bash", "COMP_WORDS": "baclotrack med add zol", "COMP_CWORD": "3"}
    assert ["zolpidem"] == run(env=asked).out.split()


def test_a_medicine_of_the_list_is_not_recorded_twice(call: Call, home: Path) -> None:
    """Adding it again says what is known, and writes nothing."""
    call("med", "add", "zolpidem", now=NOW)
    before = content(home)
    done = call("med", "add", "ZOLPIDEM", now=NOW)
    assert (0, before) == (done.code, content(home))
    assert "It is on record already:" == done.out.splitlines()[0]


def test_stop_takes_it_off_the_list(call: Call, home: Path) -> None:
    """From that day on it is no longer counted, and the plan no longer holds for it."""
    call("med", "add", "zolpidem", now=NOW)
    assert "hold" == call("next", "--json", now=NOW).json["outcome"]
    done = call("med", "stop", "zolpidem", now=NOW)
    assert (0, "Recorded: zolpidem, no longer taken from 23 Nov 2026 on.\n") == (done.code, done.out)
    assert {"kind": "medicine", "action": "stop", "name": "zolpidem", "day": "2026-11-23"} == last(home)
    assert [] == call("med", "--json", now=NOW).json["medicines"]
    assert "step_up" == call("next", "--json", now=NOW).json["outcome"]
    assert "No other medicine is recorded. To record one: baclotrack med add NAME\n" == call("med", now=NOW).out


def test_a_medicine_of_the_profile_counts_however_it_is_spelt(call: Call, home: Path) -> None:
    """A capital letter in a file written by hand makes no other medicine of it."""
    text = PROFILE + '\n[[medicines]]\nname = "Lithium"\nknown_by = "Dr A. Example"\nknown_on = 2026-11-20\n'
    (home / "profile.toml").write_text(text, encoding="utf-8")
    shown = call("med", now=NOW).out.splitlines()
    assert [
        "lithium: lithium, moderate. Abnormal movements may get worse.",
        "  Known to Dr A. Example, 20 Nov 2026.",
    ] == (shown[:2])
    call("med", "stop", "lithium", now=NOW)
    assert "lithium" == last(home)["name"]
    assert [] == call("med", "--json", now=NOW).json["medicines"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add"], "Missing argument"),
        (["add", " "], "' ' is no medicine's name. Write up to 100 printable characters."),
        (["add", "zol\x1bpidem"], r"'zol\\x1bpidem' is no medicine's name."),
        (["add", "x" * 101], "is no medicine's name."),
        (["add", "zolpidem", "--day", "tomorrow"], "--day 2026-11-24 is in the future; today is 2026-11-23."),
        (["stop", "lithum"], "med stop: 'lithum' is no medicine of your list. Did you mean lithium?"),
        (["stop", "lithium", "--day", "-9"], "lithium is recorded as started on 22 Nov 2026."),
        (["add", "insulin", "--day", "-9"], "insulin is recorded as stopped on 22 Nov 2026."),
        (["--json", "stop", "lithium"], "--json lists, and stop records."),
    ],
    ids=["no name", "blank", "control", "long", "future", "misspelt", "stop too early", "start too early", "json"],
)
def test_wrong_use_writes_nothing(call: Call, home: Path, words: list[str], said: str) -> None:
    """One sentence on stderr, exit 2; a change that would not count is refused."""
    call("med", "add", "lithium", "--day", "yesterday", now=NOW)
    call("med", "add", "insulin", "--day", "-2", now=NOW)
    call("med", "stop", "insulin", "--day", "yesterday", now=NOW)
    before = content(home)
    done = call("med", *words, now=NOW)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert said in done.err


def test_nothing_to_stop(call: Call, home: Path) -> None:
    """Where no medicine is recorded, the sentence says so."""
    assert "No other medicine is recorded, so none can have stopped." in call("med", "stop", "lithium", now=NOW).err


def test_json_tells_what_is_known_and_what_is_not(call: Call, home: Path) -> None:
    """What is in no row of the list has nulls, and is never called harmless; those that hold come first."""
    for name in ("foozole", "lisinopril", "zolpidem"):
        call("med", "add", name, now=NOW)
    call("instruct", "acknowledge", "lisinopril", "--by", "Dr B.", now=NOW)
    told = call("med", "--json", now=NOW).json
    rows = {one["name"]: one for one in told["medicines"]}
    assert "baclotrack.medicines/1" == told["schema"]
    assert ["zolpidem", "foozole", "lisinopril"] == list(rows)
    assert [True, False, False] == [one["holds"] for one in rows.values()]
    assert (False, None, None, "Not in this list; ask a pharmacist.") == tuple(
        rows["foozole"][key] for key in ("listed", "class", "severity", "what")
    )
    assert (True, "Dr B.", "2026-11-23") == tuple(rows["lisinopril"][key] for key in ("known", "known_by", "known_on"))


def test_history_tells_medicines_in_words(call: Call, home: Path) -> None:
    """Started and stopped, with the day."""
    call("med", "add", "zolpidem", "--day", "yesterday", now=NOW)
    call("med", "stop", "zolpidem", now=NOW)
    out = call("history", now=NOW).out
    assert "medicine started on 22 Nov 2026: zolpidem\n" in out
    assert "medicine stopped on 23 Nov 2026: zolpidem\n" in out
    assert ["start", "stop"] == [row["action"] for row in journal(home) if row["kind"] == "medicine"]


def test_a_hostile_name_of_the_profile_is_inert(call: Call, home: Path) -> None:
    """A direction mark in a file that somebody wrote by hand turns no line round, and quotes stay quotes."""
    text = PROFILE + '\n[[medicines]]\nname = "\u202ex; rm"\n'
    (home / "profile.toml").write_text(text, encoding="utf-8")
    done = call("med", now=NOW)
    assert "\u202e" not in done.out
    assert r"baclotrack instruct acknowledge '\u202ex; rm'" in done.out


def test_a_major_one_of_the_profile_can_be_acknowledged(call: Call, home: Path) -> None:
    """The command that the sentence names ends the hold, whatever letters the profile has."""
    (home / "profile.toml").write_text(PROFILE + '\n[[medicines]]\nname = "Zolpidem"\n', encoding="utf-8")
    held = call("next", "--json", now=NOW).json
    assert ("hold", "sedatives") == (held["outcome"], held["limited_by"])
    call("instruct", "acknowledge", "Zolpidem", now=NOW)
    assert "step_up" == call("next", "--json", now=NOW).json["outcome"]


def test_before_the_first_dose_it_says_to_call_before_it(call: Call, tmp_path: Path) -> None:
    """The plan has no dose to hold yet, so nothing says that it does."""
    new = tmp_path / "new"
    adopt(new)
    out = call("med", "add", "morphine", now="2026-11-20T19:00", home=new).out
    assert "  Call today, before the first dose: Dr A. Example, 01632 960001.\n" in out
    assert "Your plan holds." not in out


def test_without_a_plan_a_medicine_is_recorded_too(call: Call, tmp_path: Path) -> None:
    """No plan can hold yet, so nothing says that it does."""
    done = call("med", "add", "morphine", now=NOW, home=tmp_path / "new")
    assert 0 == done.code
    assert "Your plan holds." not in done.out
    assert "  Once your prescriber knows, record it: baclotrack instruct acknowledge morphine" in done.out


def test_a_medicine_told_late_says_which_decisions_it_changes(call: Call, home: Path) -> None:
    """Zolpidem since yesterday would have held the step that was taken then; nothing past is to be acted on."""
    out = call("med", "add", "zolpidem", "--day", "yesterday", now=NOW).out
    assert "22 Nov" in out.partition(NO_CHANGE)[2]
    assert "" == call("med", "stop", "zolpidem", now=NOW).out.partition("on.\n")[2]
