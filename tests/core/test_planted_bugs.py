"""Each invariant of `test_invariants` can fail: for each of them a bug is planted, and its own body sees it.

Every row also holds without the bug, on the same few lives; so it is the bug that the property sees.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import cycle
from typing import Any, NamedTuple

import pytest

from baclotrack.core import advance, decision, fold, in_force, record
from baclotrack.core.decision import Decision, decide
from baclotrack.core.gates import GATES
from baclotrack.core.plan import Plan
from baclotrack.core.record import DayFacts, Entry, History, Intake, arrange
from baclotrack.core.situation import Situation, passes
from baclotrack.core.state import State
from baclotrack.core.tablets import TabletCount
from baclotrack.core.values import Finding, GateState, Outcome
from tests.core import lives, test_invariants
from tests.core.lives import Draft, Life, Timed, begun, lived, moment
from tests.core.plans import PLANS, sleep_plan

Patch = pytest.MonkeyPatch
Bug = Callable[[Patch], None]

# --- a few lives ------------------------------------------------------------------------------------

GOOD = Draft()
HURT = (("nausea", 2),)
SEVERE = (("nausea", 3),)


def life(*drafts: Draft, plan: Plan = PLANS["sleep"]) -> Life:
    """Return a life of these days under a plan."""
    return lived(begun(plan), *drafts)


STEADY = life(GOOD, GOOD, GOOD, GOOD)
HASTY = STEADY._replace(
    plan=PLANS["sleep-slow"],
    told=tuple(one._replace(what=PLANS["sleep-slow"]) if isinstance(one.what, Plan) else one for one in STEADY.told),
)
ANSWERED = life(GOOD, Draft(effects=HURT), Draft(doctor="resume"), GOOD)
DRANK = life(GOOD, Draft(drinks=1), GOOD)
SEDATED = life(GOOD, Draft(sedative="zolpidem"), GOOD)
FELL = life(GOOD, Draft(effects=(("fall", 1),)), GOOD)
HURTING = life(GOOD, Draft(effects=HURT), GOOD)
FLAGGED = life(GOOD, Draft(flag="seizure"), GOOD)
BAD_TURN = life(GOOD, GOOD, GOOD, Draft(effects=SEVERE), GOOD)
GREEDY = life(GOOD, Draft(dose="top"), GOOD)
SILENT = life(GOOD, Draft(logged=False), GOOD)
SLEPT = life(GOOD, Draft(met=True), GOOD)
LATE = life(GOOD, Draft(effects=HURT, late=3), Draft(doctor="resume"), GOOD, GOOD)
SIPPING = life(GOOD, GOOD, GOOD, Draft(logged=False)).telling(
    Timed(moment(3, 23), 3, Intake("bedtime", PLANS["sleep"].rungs[0][0]))
)
LOW_LIMIT = life(GOOD, GOOD, GOOD, plan=sleep_plan(daily_mg=PLANS["sleep"].rungs[1][0]))
FOUR = life(GOOD, GOOD, plan=PLANS["four"])

# --- planting ---------------------------------------------------------------------------------------


def without(*gates: str) -> Bug:
    """Plant a bug in gates: they never block."""

    def plant(patch: Patch) -> None:
        def blind(name: str) -> Callable[[Situation], Finding]:
            return lambda _: passes(name)

        changed = [one._replace(judge=blind(one.id)) if one.id in gates else one for one in GATES]
        patch.setattr(decision, "GATES", tuple(changed))

    return plant


def shows(outcome: Outcome, rung: Callable[[int], int]) -> Bug:
    """Plant a bug in the dose shown: for one outcome another rung."""
    sound = decision._rung

    def wrong(s: Situation, found: Outcome) -> int | None:
        if found is outcome and s.state.rung is not None:
            return min(rung(s.state.rung), len(s.plan.rungs) - 1)
        return sound(s, found)

    return lambda patch: patch.setattr(decision, "_rung", wrong)


def blinded_by(worry: Callable[[Situation], object]) -> Bug:
    """Plant a bug that makes a worrying fact helpful: where it is told, no gate blocks."""
    sound = decision.judge_all

    def wrong(s: Situation) -> tuple[Finding, ...]:
        found = sound(s)
        return tuple(one._replace(state=GateState.PASS, allows=None) for one in found) if worry(s) else found

    return lambda patch: patch.setattr(decision, "judge_all", wrong)


def on_days(where: object, change: Callable[[Decision], Decision], when: Callable[[date], bool]) -> Bug:
    """Plant a bug in the answers of some days."""

    def wrong(s: Situation) -> Decision:
        return change(decide(s)) if when(s.day) else decide(s)

    return lambda patch: patch.setattr(where, "decide", wrong)


def sets(where: object, name: str, value: object) -> Bug:
    """Plant a bug by replacing a function, or a list, of a module."""
    return lambda patch: patch.setattr(where, name, value)


def several(*bugs: Bug) -> Bug:
    """Plant several bugs together."""

    def plant(patch: Patch) -> None:
        for bug in bugs:
            bug(patch)

    return plant


def zeros(plan: Plan, rung: tuple[Any, ...]) -> tuple[tuple[str, Any], ...]:
    """Name a rung's doses, those of zero among them."""
    return tuple((slot.name, mg) for slot, mg in zip(plan.slots, rung, strict=True))


def one_tablet_more(doses: Any, strengths: Any, _: int) -> Any:  # noqa: ANN401 - whatever the tablets are
    """Return wrong tablets."""
    return tuple((slot, (TabletCount(strengths[0], mg),)) for slot, mg in doses)


def reads_notes(parts: list[tuple[int, Any]], below: record.Through) -> DayFacts:
    """Put a check-in together, and take a word of its note for a flag."""
    facts = SOUND_CHAIN(parts, below)
    return facts._replace(flags={"seizure": parts[-1][0]}) if "seizure" in parts[-1][1].note else facts


def forgets_first_ranks(parts: list[tuple[int, Any]], below: record.Through) -> DayFacts:
    """Put a check-in together as if all of it were told by the last amendment."""
    return SOUND_CHAIN(parts[-1:], below)


def each_line_counts(entries: Iterable[Entry]) -> list[Entry]:
    """Rank entries without seeing that one was doubled."""
    found = list(entries)
    renamed = [one._replace(id=f"{one.id}-{number}") for number, one in enumerate(found)]
    return sorted(renamed, key=lambda one: (one.at, one.n))


def as_they_come(entries: Iterable[Entry]) -> list[Entry]:
    """Rank entries in the order of the file."""
    return list({one.id: one for one in entries}.values())


def only_in_step(entries: Iterable[Entry]) -> History:
    """Arrange entries, and drop a day that was told after a later one."""
    kept: list[Entry] = []
    for one in record.ranked(entries):
        if not kept or one.day >= max(other.day for other in kept):
            kept.append(one)
    return arrange(kept)


def from_the_beginning(entries: Iterable[Entry]) -> History:
    """Arrange entries, and let every word of the prescriber count from the first day on."""
    history = arrange(entries)
    first = history.events[0].day
    events = [one if isinstance(one.what, Plan) else one._replace(day=first) for one in history.events]
    return history._replace(events=tuple(sorted(events, key=lambda one: (one.day, one.rank))))


def looks_at_today(*given: Any) -> Situation:  # noqa: ANN401 - the arguments of the function replaced
    """Return a situation in which today's doses are taken for yesterday's."""
    s = SOUND_SITUATION(*given)
    return s._replace(last=s.last._replace(doses=None, asked_doses=False)) if s.today.doses is not None else s


def deaf(state: State, *_: object) -> State:
    """Do not listen to what the prescriber said."""
    return state


def changes_its_mind() -> Bug:
    """Plant a bug that makes every third answer another one."""
    asked: list[date] = []

    def third(day: date) -> bool:
        asked.append(day)
        return len(asked) % 3 == 0

    return on_days(fold, nothing_shown, third)


def nothing_shown(found: Decision) -> Decision:
    """Return a decision without its dose."""
    return found._replace(doses=None, rung=None)


SOUND_CHAIN, SOUND_SITUATION = record._chain, fold._situation

# --- the rows ---------------------------------------------------------------------------------------


class Drawn(NamedTuple):
    """Stands in for what the properties draw: the choices, one after the other, over and over."""

    choices: Iterator[object]

    def draw(self, _: object) -> object:
        """Return the next choice."""
        return next(self.choices)


class Row(NamedTuple):
    """An invariant, a life in which its bug shows, the bug, and what the property is given besides.

    A property that makes its own life is given what it makes it of instead.
    """

    holds: Any
    given: object
    bug: Bug
    more: Mapping[str, object] = {}


def drawn(of: Life, *choices: Callable[[Life], object]) -> dict[str, object]:
    """Return what a row's property draws, made from its life."""
    return {"data": Drawn(cycle([choice(of) for choice in choices]))}


def doubled(one: Life) -> object:
    """Return the last entry, to be told twice."""
    return [one.entries()[-1]]


t = test_invariants
SHUFFLED = drawn(ANSWERED, lambda _: [], lambda one: one.entries()[::-1])
DOUBLED = drawn(SIPPING, doubled, lambda one: [*one.entries(), one.entries()[-1]])
REVERSED = drawn(STEADY, lambda one: [told.at for told in one.told[2:]][::-1])

ROWS = (
    Row(t.dose_shown_is_a_rung_within_every_limit, LOW_LIMIT, without("ceiling")),
    Row(t.at_most_one_rung_above, STEADY, shows(Outcome.STEP_UP, lambda rung: rung + 2)),
    Row(t.no_dose_of_zero, FOUR, sets(Plan, "_named", zeros)),
    Row(t.doses_only_where_the_outcome_allows, FLAGGED, sets(decision, "NO_DOSE", frozenset())),
    Row(t.tablets_add_up, STEADY, sets(decision, "make_all", one_tablet_more)),
    Row(t.the_most_careful_gate_wins, HURTING, sets(decision, "_limit", lambda _: None)),
    Row(t.no_two_rises_within_hold_days, HASTY, without("hold-time")),
    Row(t.a_rise_is_one_rung, GREEDY, several(
        sets(advance, "_above", lambda *_: False), sets(advance, "_at_or_below", lambda *_: True))),
    Row(t.a_step_back_is_one_rung, BAD_TURN, shows(Outcome.STEP_BACK, lambda _: 0)),
    Row(t.no_drop_of_more_than_one_rung, BAD_TURN, shows(Outcome.HOLD, lambda rung: max(rung - 2, 0))),
    Row(t.no_step_up_after_a_missed_or_unlogged_day, SILENT, without("check-in", "adherence", "target", "hold-time")),
    Row(t.no_step_up_on_alcohol, DRANK, without("sedatives")),
    Row(t.no_step_up_on_a_sedative, SEDATED, without("sedatives")),
    Row(t.no_step_up_on_met_or_unanswered_targets, SLEPT, without("target")),
    Row(t.no_step_up_at_the_hold_threshold, HURTING, without("side-effects")),
    Row(t.no_step_up_after_a_fall, FELL, without("side-effects")),
    Row(t.no_step_up_with_a_red_flag, FLAGGED, without("red-flag")),
    Row(t.no_step_up_right_after_more_than_said, GREEDY, without("off-plan", "adherence", "hold-time")),
    Row(t.test_whoever_takes_what_is_shown_is_never_off_plan, STEADY, sets(advance, "_above", lambda *_: True)),
    Row(t.test_no_step_up_with_an_unmet_acknowledgement, [GOOD, GOOD], without("conditions"), {"plan": PLANS["sleep"]}),
    Row(t.test_no_step_up_with_an_unmet_medicine, STEADY, without("sedatives"), {"day": 1}),
    Row(t.test_notes_never_change_a_decision, STEADY, sets(record, "_chain", reads_notes),
        drawn(STEADY, lambda _: "seizure! 20 mg, severe nausea")),
    Row(t.test_an_amended_note_never_changes_a_decision, ANSWERED, sets(record, "_chain", forgets_first_ranks),
        {"number": 1}),
    Row(t.test_doubled_and_shuffled_lines_change_nothing, ANSWERED, sets(record, "ranked", as_they_come), SHUFFLED),
    Row(t.test_doubled_and_shuffled_lines_change_nothing, SIPPING, sets(record, "ranked", each_line_counts), DOUBLED),
    Row(t.test_the_order_of_independent_lines_changes_nothing, STEADY, sets(lives, "arrange", only_in_step), REVERSED),
    Row(t.test_shifting_all_dates_changes_nothing, STEADY,
        on_days(fold, nothing_shown, lambda day: day.day == 22), {"days": 7}),
    Row(t.test_asking_changes_nothing_and_the_future_neither, STEADY, changes_its_mind(), {"more": []}),
    Row(t.test_asking_changes_nothing_and_the_future_neither, STEADY, sets(lives, "arrange", from_the_beginning),
        {"more": [Draft(doctor="hold")]}),
    Row(t.test_what_is_taken_today_does_not_change_todays_answer, STEADY, sets(fold, "_situation", looks_at_today),
        {"dose": "5"}),
    Row(t.test_an_entry_taken_back_equals_one_never_written, STEADY,
        sets(record, "retracted", lambda _: frozenset()), {"number": 3}),
    Row(t.never_bolder_at_once, HURTING, blinded_by(lambda s: s.last.drinks), {"number": 1, "worry": "drinks 1"}),
    Row(t.never_bolder_on_any_day, HURTING, blinded_by(lambda s: s.today.flags or s.state.flags),
        {"number": 1, "worry": "flag seizure"}),
    Row(t.test_with_only_good_days_each_rung_comes_on_its_first_permitted_day, "sleep-slow", without("hold-time")),
    Row(t.test_only_good_days_for_any_pace_and_age, 1, without("hold-time"), {"rungs": 3, "born": 1940}),
    Row(t.there_is_a_way_up, HURTING, several(without("side-effects"), shows(Outcome.STEP_UP, lambda rung: rung))),
    Row(t.there_is_a_way_up, FLAGGED, sets(in_force, "instruct", deaf)),
    Row(t.there_is_a_way_down, STEADY, shows(Outcome.TAPER, lambda rung: rung)),
)  # fmt: skip


def body(holds: Any) -> Callable[..., None]:  # noqa: ANN401 - a test with or without hypothesis around it
    """Return the property's own body."""
    inner: Callable[..., None] = holds.hypothesis.inner_test if hasattr(holds, "hypothesis") else holds
    return inner


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row.holds.__name__}" for number, row in enumerate(ROWS)])
def test_each_invariant_holds_and_fails_with_its_bug(row: Row, monkeypatch: Patch) -> None:
    """On the same life the property holds, and with the bug it fails."""
    monkeypatch.setattr(test_invariants, "assume", lambda _: None)  # the life is chosen, not drawn
    body(row.holds)(row.given, **row.more)
    row.bug(monkeypatch)
    with pytest.raises(AssertionError):
        body(row.holds)(row.given, **row.more)


def test_no_invariant_is_without_its_bug() -> None:
    """Every property of `test_invariants` has a row."""
    drawn_from = [one for name, one in vars(t).items() if name.startswith("test_") and hasattr(one, "hypothesis")]
    planted = {row.holds for row in ROWS}
    assert [] == [one.__name__ for one in (*t.ALWAYS, *t.UNANSWERED, *drawn_from) if one not in planted]
