"""`plan check` as a person and a script meet it."""

from pathlib import Path

import pytest

from baclotrack.core import decision
from baclotrack.core.gates import GATES
from baclotrack.core.proof.verdict import SENTENCES
from baclotrack.core.situation import passes
from tests.cli.helpers import SLEEP, adopt, journal
from tests.conftest import Call

NOW = "2026-11-21T21:00:00+00:00"
LEAST = SLEEP.replace("[[5], [10], [15], [20]]", "[[5]]")
SMALL = SLEEP.replace("[[5], [10], [15], [20]]", "[[5], [10]]")


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """Give a plan file of two steps."""
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return str(file)


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a bug: alcohol and sedatives are not seen."""
    gates = (one._replace(judge=lambda _s: passes("sedatives")) if one.id == "sedatives" else one for one in GATES)
    monkeypatch.setattr(decision, "GATES", tuple(gates))


def test_a_plan_is_proved_and_nothing_is_recorded(call: Call, home: Path) -> None:
    """It says how much was visited and what was proved, exits 0, and leaves the home as it was."""
    done = call("plan", "check", "-", now=NOW, stdin=LEAST)
    assert (0, "") == (done.code, done.err)
    assert "Explored: " in done.out
    assert f"Proved: all {len(SENTENCES)} invariants" in " ".join(done.out.split())
    assert not home.exists()


def test_a_plan_that_breaks_prints_the_shortest_diary(call: Call, blind: None, plan: str) -> None:
    """It names the invariant, the days and the journal lines, and exits 1."""
    done = call("plan", "check", plan, now=NOW)
    assert 1 == done.code
    said = " ".join(done.out.split())
    assert "Not proved. This does not hold: No step up with alcohol where the plan holds on it." in said
    assert "day 1: " in done.out
    assert '"kind":"checkin"' in done.out


def test_next_can_be_run_on_the_diary(call: Call, blind: None, plan: str, tmp_path: Path) -> None:
    """The home that it writes is a real one, and `next` there shows the step that should not be."""
    out = tmp_path / "shown"
    found = call("plan", "check", plan, "--out", str(out), "--json", now=NOW).json
    assert ("baclotrack.proof/1", False, "alcohol") == (found["schema"], found["proved"], found["broken"]["invariant"])
    assert len(found["broken"]["journal"]) == len(journal(out))
    shown = call(
        "next", "--day", found["broken"]["day"], "--json", home=out, now=f"{found['broken']['day']}T21:00+00:00"
    )
    assert "step_up" == shown.json["outcome"]


def test_the_plan_of_the_home_is_the_default(call: Call, home: Path) -> None:
    """Without a name plan.toml is checked, with the profile in force."""
    adopt(home, LEAST)
    assert 0 == call("plan", "check", now=NOW).code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "There is no plan to check yet."),
        (("sleep-bedtim",), "Did you mean the template sleep-bedtime?"),
        (("sleep-bedtime", "--out", "."), "not an empty folder"),
    ],
)
def test_wrong_use_is_told_before_anything_is_explored(call: Call, words: tuple[str, ...], said: str) -> None:
    """One sentence, exit 2."""
    done = call("plan", "check", *words, now=NOW)
    assert 2 == done.code
    assert said in done.err
