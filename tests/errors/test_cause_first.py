"""What is in doubt in the record itself is told before what follows from it: in words, in JSON, and on the page."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from baclotrack.cli.call import fold
from baclotrack.core.decision import Decision
from baclotrack.core.values import Contact, Finding, GateState, Outcome
from baclotrack.core.warnings import Warned, told_twice_behind
from tests.cli.helpers import BAD_NIGHT, SLEEP, adopt, content
from tests.conftest import Call

NOW = "2026-11-26T22:00+00:00"
DAYS = range(20, 26)
SLOW = SLEEP.replace("hold_days = 1", "hold_days = 3")
FIVES = ("5",) * 6
OVER = ("5", "10", "15", "15", "15", "15")
BRIEF = "Your record is damaged, so no step can be worked out. Run: baclotrack doctor"
"""What stands there where there is no room to say which line; stderr names it."""


class Told(NamedTuple):
    """Six nights as a laptop and a phone told them, in mg, and what then happened to lines of the laptop's journal."""

    laptop: Sequence[str]
    phone: Sequence[str] = ()
    plan: str = SLEEP
    damaged: int = 0
    lost: int = 0


TOLD = [
    pytest.param(
        Told(OVER, damaged=4), "off-plan", "Your record is damaged (journal.jsonl line 4: its checksum", id="damaged"
    ),
    pytest.param(
        Told(OVER, lost=4), "off-plan", "Your record is damaged (journal.jsonl line 3: after it, entry 4", id="lost"
    ),
    pytest.param(
        Told(FIVES, ("", "", "10", "10", "10", "10")),
        "off-plan",
        "25 Nov 2026 was told differently on two devices. To say which is right: baclotrack amend 2026-11-25",
        id="three days told twice",
    ),
    pytest.param(
        Told(FIVES, ("", "", "", "", "0", ""), SLOW),
        "adherence",
        "24 Nov 2026 was told differently on two devices. To say which is right: baclotrack amend 2026-11-24",
        id="an earlier day told twice",
    ),
]
told_table = pytest.mark.parametrize(("told", "gate", "cause"), TOLD)


@pytest.fixture(autouse=True)
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command run on the laptop, unless another device is named."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")


def log(call: Call, home: Path, doses: Sequence[str], device: str) -> None:
    """Record one night after the other; an empty one is not told."""
    for day, mg in zip(DAYS, doses, strict=False):
        if mg:
            words = ("log", "--day", f"2026-11-{day}", "--dose", mg, *BAD_NIGHT)
            assert 0 == call(*words, home=home, now=NOW, env={"BACLOTRACK_DEVICE": device}).code


def make(call: Call, home: Path, told: Told) -> None:
    """Make the home that is told of."""
    adopt(home, told.plan)
    phone = home.parent / "phone"
    shutil.copytree(home, phone)
    log(call, home, told.laptop, "laptop")
    if told.phone:
        log(call, phone, told.phone, "phone")
        assert 0 == call("merge", str(phone), home=home, now=NOW).code
    rows = content(home).split(b"\n")
    if told.damaged:
        rows[told.damaged - 1] = rows[told.damaged - 1].replace(b'"bedtime":1', b'"bedtime":2')
    if told.lost:
        del rows[told.lost - 1]
    (home / "journal.jsonl").write_bytes(b"\n".join(rows))


@told_table
def test_the_cause_stands_before_its_consequence(call: Call, home: Path, told: Told, gate: str, cause: str) -> None:
    """The gate that limits is the same as ever; what it found stands second, and neither is ever cut."""
    make(call, home, told)
    found = call("next", "--json", now=NOW).json
    first, second, *_ = found["reasons"]
    limiting = next(one["text"] for one in found["gates"] if one["id"] == gate)
    assert (gate, limiting) == (found["limited_by"], second)
    assert first.startswith(cause)
    assert 1 == found["reasons"].count(first)
    said = call("next", now=NOW).out
    told_first = first if first in said else BRIEF
    assert said.index(told_first) < said.index(limiting)
    assert 1 == said.count(told_first)
    assert 8 >= sum(fold(line, 80).count("\n") + 1 for line in said.splitlines())


@told_table
def test_all_is_told_with_explain(call: Call, home: Path, told: Told, gate: str, cause: str) -> None:
    """What was left out for want of room stands there, the command for the prescriber's answer with it."""
    make(call, home, told)
    said = call("next", "--explain", now=NOW).out
    assert cause in said
    assert (gate == "off-plan") == ("Once they have answered, record it: baclotrack instruct resume" in said)


@pytest.mark.parametrize(("told", "clause"), [
    (Told(OVER, damaged=4), "the record is damaged (2 faults); more than the plan said on 3 days in a row"),
    (
        Told(FIVES, ("", "", "10", "10", "10", "10")),
        "two check-ins of the day before differ; more than the plan said on 3 days in a row",
    ),
], ids=["damaged", "told twice"])  # fmt: skip
def test_the_page_tells_the_cause_first_too(call: Call, home: Path, told: Told, clause: str) -> None:
    """A clinician reads the same order in the line of the decision."""
    make(call, home, told)
    page = call("export", "--format", "md", "--out", "-", now="2026-11-26T07:00+00:00").out
    assert f"The plan shows no dose and waits for your word: {clause}." in page


def test_nothing_stands_before_an_emergency(call: Call, home: Path) -> None:
    """With an open red flag the damaged line is told on stderr alone."""
    make(call, home, Told(OVER, damaged=4))
    assert 4 == call("log", "--red-flag", "fainting", now=NOW).code
    done = call("next", now=NOW)
    assert (4, False) == (done.code, "Your record is damaged" in done.out)
    assert "emergency" in done.out.splitlines()[0].lower()
    reasons = call("next", "--json", now=NOW).json["reasons"]
    assert [] == [one for one in reasons if "damaged" in one]


def decision(gate: str, why: str, **facts: object) -> Decision:
    """Return a hold by one gate."""
    finding = Finding(gate, GateState.BLOCK, why, facts, Outcome.HOLD)
    return Decision(date(2026, 11, 26), Outcome.HOLD, Contact.NONE, None, None, None, (finding,), gate)


@pytest.mark.parametrize(
    ("held", "back", "behind"),
    [
        (decision("adherence", "incomplete", done=2, days=3), 3, True),
        (decision("adherence", "incomplete", done=2, days=3), 4, False),
        (decision("hold-time", "slow", days=4, needed=7), 7, True),
        (decision("hold-time", "slow", days=4, needed=7), 8, False),
        (decision("hold-time", "taper", days=4, needed=7), 2, False),
        (decision("off-plan", "run", days=5), 5, True),
        (decision("gap", "restart", days=2, limit=2), 3, False),
        (decision("target", "one-bad-day", names=("sleep_improved",), bad=1), 3, True),
        (decision("target", "not-answered", names=("sleep_improved",)), 2, False),
        (decision("target", "met", names=("sleep_improved",)), 2, False),
        (decision("sedatives", "alcohol"), 0, True),
        (decision("ceiling", "top"), 2, False),
        (decision("instruction", "hold"), 2, False),
    ],
)
def test_a_day_told_twice_is_a_cause_only_where_the_gate_looked_at_it(
    held: Decision, back: int, *, behind: bool
) -> None:
    """Else it is a warning beside the answer, as before."""
    twice = Warned("told-twice", {"day": date(2026, 11, 26 - back), "iso": ""})
    assert (twice if behind else None) == told_twice_behind(held, (Warned("driving"), twice))


def test_the_coming_days_tell_the_cause_first_too(call: Call, home: Path) -> None:
    """`next --ahead` ends with why the last day is as it is: the doubt first, then what the gate found."""
    make(call, home, Told(FIVES, ("", "", "10", "10", "10", "10")))
    said = " ".join(call("next", "--ahead", "1", now=NOW).out.split())
    twice = "25 Nov 2026 was told differently on two devices. To say which is right: baclotrack amend 2026-11-25"
    assert f"{twice} More was taken than the plan said on 3 days in a row." in said
