"""`next` fits on a few lines, and nobody is left with a question and no command to record its answer."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

from baclotrack.cli.call import fold
from baclotrack.core.gates import BEFORE_THE_FIRST_DOSE, GATES
from baclotrack.core.values import Contact
from baclotrack.core.warnings import Warned, most_urgent_first
from baclotrack.wording.asked import ANSWERS
from tests.cli.helpers import BAD_NIGHT, DAYTIME, SLEEP, adopt
from tests.conftest import ROOT, Call

SCENARIOS = sorted(path.parent for path in (ROOT / "tests" / "scenarios").glob("*/expected.json"))
ORDINARY = {"step_up", "hold", "start", "taper", "step_back", "restart", "ask_prescriber", "cannot_decide"}
COMMAND = re.compile(r"baclotrack (?!next --explain)[a-z]+(?: [a-z-]+)?")
CLAUSE = re.compile(r'blocks\(\s*"([a-z-]+)",\s*"([a-z-]+)",\s*Outcome\.([A-Z_]+)')


def named(path: Path) -> str:
    """Name a scenario by its folder."""
    return path.name


def evening(call: Call, folder: Path, *more: str) -> list[str]:
    """Return what `next` prints in the evening of the scenario's day, as rows of 80 columns."""
    day = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["day"]
    done = call("next", *more, home=folder, now=f"{day}T21:00")
    return [row for line in done.out.splitlines() for row in fold(line, 80).split("\n")]


@pytest.mark.parametrize("folder", SCENARIOS, ids=named)
def test_an_answer_takes_at_most_eight_rows_of_80_columns(call: Call, folder: Path) -> None:
    """Whatever stands in the record, the answer is read at a glance."""
    rows = evening(call, folder)
    assert 8 >= len(rows), "\n".join(rows)
    assert [] == [row for row in rows if len(row) > 80]


@pytest.mark.parametrize("folder", SCENARIOS, ids=named)
def test_what_is_cut_is_counted_and_explain_tells_it(call: Call, folder: Path) -> None:
    """Of a longer answer a line says how much is left out; --explain tells all of it and never says so."""
    whole = evening(call, folder, "--explain")
    assert [] == [row for row in whole if row.startswith("And ")]
    cut = [row for row in evening(call, folder) if re.fullmatch(r"And [0-9]+ more: baclotrack next --explain", row)]
    assert 1 >= len(cut)


def test_every_dose_time_stands_in_the_command_that_sets_the_dose(call: Call, home: Path) -> None:
    """A dose time that is left out would be set to none, so the command names all of those in force."""
    adopt(home, DAYTIME, morning=10, noon=10, evening=10)
    assert 0 == call("log", "--day", "2026-11-21", "--missed", "--no-effects", now="2026-11-22T08:00").code
    done = call("next", now="2026-11-22T08:05")
    assert "baclotrack instruct set-dose morning=MG noon=MG evening=MG" in done.out


def test_with_much_to_say_the_urgent_is_never_cut(call: Call, home: Path) -> None:
    """Many warnings and reasons at once: whom to call today, and whose plan it is, stay; a line counts the rest."""
    profile = (
        "format = 1\nborn = 1950\n[prescriber]\nphone = '01632 960001'\n[tablets]\nstrengths_mg = [20]\n"
        "[[medicines]]\nname = 'ibuprofen'\n[[medicines]]\nname = 'lisinopril'\n[[medicines]]\nname = 'wonderleaf'\n"
    )
    adopt(home, SLEEP.replace("2027-02-18", "2026-11-25"), profile)
    call("log", "--dose", "5", *BAD_NIGHT[:2], "--effect", "fall=mild", "--effect", "vomiting=mild", "--drinks", "2",
         now="2026-11-21T07:30")  # fmt: skip
    done = call("next", now="2026-11-21T21:00")
    lines = done.out.splitlines()
    assert 8 >= sum(len(fold(line, 80).split("\n")) for line in lines), done.out
    assert "Call today: Dr A. Example, 01632 960001." in lines
    assert re.fullmatch(r"And [0-9]+ more: baclotrack next --explain", lines[-2])
    assert lines[-1].startswith("Plan of Dr A. Example, 20 Nov 2026; no advice; ")
    whole = call("next", "--explain", now="2026-11-21T21:00").out
    told = call("next", "--json", now="2026-11-21T21:00").json
    assert [] == [one["text"] for one in told["warnings"] if one["text"] not in whole]
    assert [] == [one for one in told["reasons"] if one not in whole]


def test_warnings_stand_in_the_order_of_their_urgency() -> None:
    """What somebody must hear of today is read first, then what is to be mentioned, then what is to be known."""
    given = [
        Warned("pace"), Warned("driving"), Warned("review", contact=Contact.MENTION), Warned("missed"),
        Warned("supply-out", contact=Contact.TODAY),
    ]  # fmt: skip
    assert ["supply-out", "review", "missed", "driving", "pace"] == [one.id for one in most_urgent_first(tuple(given))]


# --- one command for each answer --------------------------------------------------------------------


def clauses() -> list[tuple[str, str, str]]:
    """Return every clause by which a gate blocks: the gate, the clause, and what it allows."""
    found = []
    for gate in GATES:
        module = importlib.import_module(f"baclotrack.core.gates.{gate.id.replace('-', '_')}")
        found += CLAUSE.findall(inspect.getsource(module))
    return found


def test_the_clauses_are_found() -> None:
    """The table below is only as good as the search for its rows."""
    assert {("gap", "ask", "ASK"), ("conditions", "refused", "ASK"), ("instruction", "hold", "HOLD")} <= set(clauses())


@pytest.mark.parametrize(
    ("gate", "why"),
    [
        (gate, why)
        for gate, why, allows in clauses()
        if allows == "ASK" or (allows == "HOLD" and gate in BEFORE_THE_FIRST_DOSE and why != "hold-until")
    ],
)
def test_every_question_to_the_prescriber_names_the_command_for_its_answer(gate: str, why: str) -> None:
    """Whichever clause asks, its own sentence or the line below it names one command."""
    words = next(one for one in GATES if one.id == gate).sentences[why]
    told = [text for text in (words.text, ANSWERS.get((gate, why), "")) if "baclotrack " in text]
    assert told


ASKING = [one for one in SCENARIOS if '"ask_prescriber"' in (one / "expected.json").read_text(encoding="utf-8")]


@pytest.mark.parametrize("folder", ASKING, ids=named)
def test_an_answer_that_asks_shows_exactly_one_command(call: Call, folder: Path) -> None:
    """Somebody who has just put down the telephone reads what to type."""
    text = " ".join(evening(call, folder))
    assert 1 == len(COMMAND.findall(text)), text


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("instruct", "hold"), "baclotrack instruct resume"),
        (("instruct", "hold", "--until", "2026-11-30"), ""),
    ],
)
def test_a_hold_that_only_a_word_ends_names_the_command(
    call: Call, home: Path, words: tuple[str, ...], command: str
) -> None:
    """A hold until a date ends by itself; one until further word names how the word is recorded."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    call(*words, now="2026-11-21T08:00")
    assert command == "".join(COMMAND.findall(call("next", now="2026-11-21T21:00").out))
    if command:
        call(*command.split()[1:], now="2026-11-21T21:01")
        assert "Your plan's next step is 10 mg" in call("next", now="2026-11-21T21:02").out


@pytest.mark.parametrize(
    ("dose", "effect", "days"),
    [("25", (), 1), ("5", ("--effect", "nausea=severe"), 1), ("10", (), 3)],
    ids=["beyond a limit", "severe on the first dose", "three days over"],
)
def test_the_command_named_gets_a_person_unstuck(
    call: Call, home: Path, dose: str, effect: tuple[str, ...], days: int
) -> None:
    """What the answer says to type is typed, and then a dose is shown again."""
    adopt(home)
    bad = effect or ("--no-effects",)
    for day in range(20, 20 + days):
        call("log", "--day", f"2026-11-{day}", "--dose", dose, *BAD_NIGHT[:2], *bad, now=f"2026-11-{day + 1}T07:30")
    now = f"2026-11-{20 + days}T21:00"
    asked = call("next", now=now)
    assert 3 == asked.code
    (command,) = COMMAND.findall(asked.out)
    assert 0 == call(*command.split()[1:], now=now).code
    assert 0 == call("next", now=now).code
