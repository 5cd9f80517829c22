"""The link to reality: histories written as journals answer `next` as the proof's own steps do."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from baclotrack.core import fold
from baclotrack.core.advance import advance
from baclotrack.core.decision import Decision, decide
from baclotrack.core.entries import Instruction
from baclotrack.core.proof.explore import Dusk, answered, begin, said, situation
from baclotrack.core.proof.form import MEMORIES, Setting, normal, yesterday
from baclotrack.core.proof.letters import RESUME, Evening, Morning, facts_of, set_dose
from baclotrack.core.record import NOTHING, DayFacts, arrange
from baclotrack.core.state import State
from baclotrack.core.values import Named
from baclotrack.store import load_catalog
from baclotrack.store.journal import read_bytes
from baclotrack.store.plan_file import PlanFile, read_plan
from baclotrack.store.profile_file import parse_profile
from baclotrack.store.writing import line_of
from tests.cli.helpers import PROFILE, SLEEP
from tests.conftest import Run
from tests.core.plans import START

PLAN: PlanFile = read_plan(SLEEP, "plan.toml")
PERSON = parse_profile(PROFILE)
SETTING = Setting(
    PLAN.value._replace(review_by=None).prepared(), PERSON.profile, load_catalog(), START, frozenset(MEMORIES)
)
NOTHING_SAID = Morning("nothing")

LETTERS: tuple[tuple[Morning, Evening], ...] = (
    (NOTHING_SAID, Evening()),
    (NOTHING_SAID, Evening(targets="met")),
    (NOTHING_SAID, Evening(targets="unanswered")),
    (NOTHING_SAID, Evening("lower")),
    (NOTHING_SAID, Evening("missed")),
    (NOTHING_SAID, Evening("unlogged")),
    (NOTHING_SAID, Evening("over")),
    (NOTHING_SAID, Evening(effects="moderate")),
    (NOTHING_SAID, Evening(effects="severe")),
    (NOTHING_SAID, Evening(effects="sign", beside="drink")),
    (Morning("the prescriber says resume", (RESUME,)), Evening()),
    (Morning("the prescriber sets step 2", (set_dose(SETTING.plan, 1),)), Evening()),
)
Day = tuple[Morning, Evening]
Answer = tuple[str, Named | None, Named | None]


def answer(decision: Decision) -> Answer:
    """Return what is compared: the outcome, the doses shown, and those in force."""
    return decision.outcome, decision.doses, decision.in_force


def folded(days: tuple[Day, ...]) -> tuple[Answer, list[tuple[Morning, DayFacts]]]:
    """Return the answer that the proof's steps give after the days, and what is recorded on each of them.

    A letter that cannot be written on its day, such as a lower rung on the lowest, stands for an unlogged day.
    """
    first = begin(SETTING)[0]
    state, last = first.state, first.last
    told = []
    for morning, letter in days:
        here = said(SETTING, state, morning)
        drink = NOTHING._replace(drinks=Decimal(1)) if letter.beside == "drink" else NOTHING
        decision = decide(situation(SETTING, here, answered(here, last), morning._replace(today=drink)))
        dusk = Dusk(normal(SETTING, here, SETTING.day), decision)
        facts = facts_of(SETTING, dusk.state, decision, letter) or DayFacts()
        told.append((morning, facts))
        after: State = advance(dusk.state, decision, facts, SETTING.profile)
        state, last = normal(SETTING, after, SETTING.day + timedelta(days=1)), yesterday(SETTING.plan, facts)
    return answer(decide(situation(SETTING, state, last, NOTHING_SAID))), told


def journal(told: list[tuple[Morning, DayFacts]]) -> bytes:
    """Return the days as the lines of a journal: what was said at noon, the check-in on the next morning."""
    rows: list[tuple[datetime, str, dict[str, object]]] = [
        (datetime.combine(START, time(6), UTC), "profile", {"profile": PERSON.mapping, "toml": PERSON.text}),
        (datetime.combine(START, time(6), UTC), "plan", PLAN.entry()),
    ]
    for number, (morning, facts) in enumerate(told):
        day = START + timedelta(days=number)
        for what in morning.said:
            detail = {"doses": what.doses} if isinstance(what, Instruction) and what.doses else {}
            rows.append(
                (datetime.combine(day, time(12), UTC), "instruction", {"day": day, "action": what.action, **detail})
            )
        if facts.checkin:
            fields = {
                "doses": facts.doses,
                "measures": facts.measures,
                "effects": facts.effects,
                "drinks": facts.drinks,
            }
            rows.append((datetime.combine(day + timedelta(days=1), time(7), UTC), "checkin", {"day": day, **fields}))
    lines = []
    for n, (at, kind, told_then) in enumerate(rows, start=1):
        kept = {name: value for name, value in told_then.items() if value is not None}
        lines.append(line_of({"v": 1, "id": f"{n:026d}", "at": at, "kind": kind, "device": "d", "n": n, **kept}))
    return b"".join(lines)


def disagreeing(days: int, first: Day | None = None) -> list[tuple[Day, ...]]:
    """Return the histories of so many days for which the journal's answer is another than the proof's."""
    found = []
    for history in product([first] if first else LETTERS, *[LETTERS] * (days - 1)):
        expected, told = folded(history)
        read = read_bytes(journal(told))
        walked = fold.decide_day(arrange(read.entries), SETTING.catalog, START + timedelta(days=days))
        if read.faults or expected != answer(walked.decision):
            found.append(history)
    return found


@pytest.mark.parametrize("days", [1, 2])
def test_every_short_history_answers_as_the_proof_steps(days: int) -> None:
    """All histories over a dozen day letters, read back by the store from real lines."""
    assert [] == disagreeing(days)


@pytest.mark.long
@pytest.mark.parametrize("days", [3, 4, 5])
def test_every_history_answers_as_the_proof_steps(days: int) -> None:
    """The same for all histories of three to five days: 248,832 of five."""
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        found = list(pool.map(partial(disagreeing, days), LETTERS))
    assert [[]] * len(LETTERS) == found


@pytest.mark.parametrize("history", [LETTERS[:3], LETTERS[3:6], LETTERS[6:9], LETTERS[9:]])
def test_the_command_prints_what_the_proof_steps_say(run: Run, home: Path, history: tuple[Day, ...]) -> None:
    """`next --json` on the journal's file has the outcome and the doses of the proof's steps."""
    (outcome, doses, _), told = folded(history)
    home.mkdir(mode=0o700)
    for name, text in (("plan.toml", SLEEP), ("profile.toml", PROFILE)):
        (home / name).write_text(text)
    (home / "journal.jsonl").write_bytes(journal(told))
    day = (START + timedelta(days=len(history))).isoformat()
    shown = run("next", "--day", day, "--json", now=f"{day}T21:00+00:00").json
    expected = None if doses is None else {slot: int(mg) for slot, mg in doses}
    assert (str(outcome), expected) == (shown["outcome"], shown["doses"])
