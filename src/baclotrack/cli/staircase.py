"""Draw a staircase: the steps of a plan with their dates, or the days of a walk; at most 80 columns wide.

`plan ladder`, `next --ahead` and `simulate` draw with this; what they draw comes from one walk (`core.simulate`).
"""

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.cli.call import Call, inert
from baclotrack.cli.plan_words import BOND, folded
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.gates.hold_time import SLOW_DAYS
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import History
from baclotrack.core.simulate import Stair, climb, first_days, stairs
from baclotrack.core.tablets import TabletCount, make, make_all
from baclotrack.core.values import Named, Outcome
from baclotrack.store import load_catalog
from baclotrack.wording import cause_line, day_words, dose_words, headline, number, sentence, tablet_words

WIDTH = 80
BAR, LEAST_BAR = 20, 5
HEADER = "If each step is tolerated and still needed:"
BLOCK = "\u2588"
NO_DAY = "-"
CANNOT = "cannot be made"
TABLETS = "tablets a day"
HERE = "> is the dose in force."
WORDS = {
    Outcome.EMERGENCY: "no dose shown: the emergency text",
    Outcome.ASK: "no dose shown: ask the prescriber",
    Outcome.CANNOT: "no dose shown: it cannot be worked out",
    Outcome.RESTART: "restart",
    Outcome.STEP_BACK: "step back",
    Outcome.HOLD: "stays",
    Outcome.TAPER: "step down",
    Outcome.STEP_UP: "step up",
    Outcome.START: "first dose",
    Outcome.FINISHED: "no further dose: the taper is finished",
    Outcome.RECORD_ONLY: "this plan only keeps the record",
}
"""What brought a stair's dose."""


def ladder(
    call: Call, plan: Plan, history: History, first: date, profile: Profile, here: Named | None = None
) -> list[str]:
    """Return a plan's staircase as lines: each step with its earliest day, and what the days mean.

    Args:
        call: how to print.
        plan: the plan to draw.
        history: the record that it goes on from, with the plan in force on the first day.
        first: the first day that is imagined.
        profile: whose tablets make the doses.
        here: the dose in force, marked where it is a step of this plan.
    """
    if not plan.rungs:
        return ["This plan has no steps: it only keeps the record."]
    walked = climb(history, load_catalog(), first, plan)
    state = decide_day(history, load_catalog(), first).state
    rows = ladder_rows(plan, walked, here, state.since if state.in_force() == here else None)
    drawn = draw(rows, plan, profile, "step", blocks=can_show_blocks(call))
    return [HEADER, *drawn, *notes(plan, walked, rows)]


def walk_lines(call: Call, days: Sequence[Walked]) -> list[str]:
    """Return imagined days as a staircase, and why the last of them is as it is.

    Args:
        call: how to print.
        days: the decided days; one at least.
    """
    last = days[-1]
    plan = last.decision.plan or Plan("", "", "titrate")
    drawn = draw(stair_rows(stairs(days)), plan, last.profile, "days", blocks=can_show_blocks(call))
    said = [headline(last.decision)]
    if last.decision.outcome is not Outcome.EMERGENCY and last.decision.limited_by is not None:
        limit = sentence(last.decision.finding(last.decision.limited_by))
        said += [one for one in dict.fromkeys([cause_line(last.decision), limit]) if one]
    return [*drawn, *folded(inert(f"On {day_words(last.decision.day)}: {' '.join(said)}"))]


def notes(plan: Plan, walked: Sequence[Walked], rows: Sequence["Row"]) -> list[str]:
    """Return, as lines, what the dates of a staircase mean, and why a step has none."""
    last = walked[-1].decision
    if plan.mode == "taper":
        pace = "" if plan.days else f"Each step lasts {_days(plan.hold_days, 'day')}. "
        found = [f"{pace}The dates hold as long as nothing delays a step."]
    else:
        slow = any(one.decision.finding("hold-time").why == "slow" for one in walked)
        why = ", for your age or kidney function unless your prescriber said otherwise" if slow else ""
        pace = _days(max(plan.hold_days, SLOW_DAYS) if slow else plan.hold_days, "complete day")
        found = [f"Each step lasts at least {pace}{why}. The dates are the earliest; staying is part of the plan."]
    if plan.review_by is not None and walked[-1].decision.day > plan.review_by:
        found.append(f"The review is due by {day_words(plan.review_by)}; after it no step goes up before it is done.")
    open_rows = [row.first for row in rows if row.day == NO_DAY]
    if open_rows and last.limited_by is not None:
        found.append(f"Step {open_rows[0]} has no date: {inert(sentence(last.finding(last.limited_by)))}")
    return [line for one in found for line in folded(one)]


def _days(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


class Row(NamedTuple):
    """One line of the drawing: what stands first, its day, its doses by slot in mg, and a word; None: no dose."""

    first: str
    day: str
    doses: Named | None
    word: str = ""
    here: bool = False


def ladder_rows(plan: Plan, walked: Sequence[Walked], here: Named | None, since: date | None = None) -> list[Row]:
    """Return one row for each step of a plan, with its earliest day where the walk reaches it.

    Args:
        plan: the plan.
        walked: the days that climb it; those that stand at a step before the first of them have no date.
        here: the dose in force, or None.
        since: from which day on it is.
    """
    days = first_days(walked)
    now = None if not here else plan.rung_of(here)
    rows = []
    for place in range(len(plan.rungs)):
        past = now is not None and place < now
        day = since if place == now and since is not None else days.get(place)
        words = "before" if past else day_words(day) if day is not None else NO_DAY
        rows.append(Row(str(place + 1), words, plan.named(place), here=place == now))
    return rows


def stair_rows(stairs: Sequence[Stair]) -> list[Row]:
    """Return one row for each stair of a walk: how many days, from which day on, and what brought it."""
    return [Row(str(one.days), day_words(one.first), one.doses, WORDS[one.outcome]) for one in stairs]


def draw(rows: Sequence[Row], plan: Plan, profile: Profile, first: str, *, blocks: bool = False) -> list[str]:
    """Return the drawing as lines of at most 80 columns.

    Args:
        rows: what to draw.
        plan: whose slots head the columns.
        profile: whose tablets make the doses; without any no tablets are counted.
        first: the head of the first column.
        blocks: whether the terminal can show block characters.
    """
    names = [inert(slot.name) for slot in plan.slots]
    numbers = [f"({place})" for place in range(1, len(names) + 1)]
    legend = folded("; ".join(f"({place}) {name}" for place, name in enumerate(names, 1)), "Dose times: ", "  ")
    under = _made(rows, profile)
    if any(row.here for row in rows):
        under.insert(0, HERE)
    for labels, above, split in ((names, [], False), (numbers, legend, False), (numbers, legend, True)):
        lines = _table(rows, _Columns(first, plan, labels, profile, split=split))
        if max(map(len, lines)) <= WIDTH:
            return [*above, *_with_bars(lines, rows, "#" if not blocks else BLOCK, split=split), *under]
    words = [f"{row.first:>4}  {row.day}: {dose_words(row.doses)} {row.word}" for row in rows]
    return [part for line in words for part in folded(line, "", " " * 6)] + under


class _Columns(NamedTuple):
    """How a table is laid out: the first head, the slots with their labels, the tablets, and what goes below a line."""

    first: str
    plan: Plan
    labels: Sequence[str]
    profile: Profile
    split: bool

    def head(self) -> list[str]:
        """Return the heads of the columns that hold numbers."""
        return [self.first, "from", *self.labels, "mg/day"]

    def cells(self, row: Row) -> list[str]:
        """Return a row's numbers."""
        doses = dict(row.doses or ())
        amounts = [doses.get(slot.name, Decimal(0)) for slot in self.plan.slots]
        return [row.first, row.day, *(number(mg) for mg in amounts), number(sum(doses.values(), Decimal(0)))]


def _table(rows: Sequence[Row], columns: _Columns) -> list[str]:
    """Return the head, and one line for each row; where it is split, tablets and word stand below their line."""
    lines = [columns.head(), *(columns.cells(row) for row in rows)]
    widths = [max(len(cells[place]) for cells in lines) for place in range(len(lines[0]))]
    tablets = [tablets_a_day(row.doses, columns.profile) for row in rows]
    wide = max(len(TABLETS), *map(len, tablets)) if any(tablets) else 0
    told = ["  " + _aligned(lines[0], widths) + (f"  {TABLETS}" if wide and not columns.split else "")]
    for row, cells, made in zip(rows, lines[1:], tablets, strict=True):
        mark = "> " if row.here else "  "
        if row.doses is None:
            told.append(f"{mark}{_aligned(cells[:2], widths[:2])}  {row.word}")
        elif columns.split:
            below = "; ".join(part for part in (made, row.word) if part)
            told += [mark + _aligned(cells, widths), *folded(below, " " * 8, " " * 8)]
        else:
            tail = f"  {made:<{wide}}" if wide else ""
            told.append(f"{mark}{_aligned(cells, widths)}{tail}  {row.word}".rstrip())
    return told


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return cells side by side, numbers to the right; the day, which is the second, to the left."""
    pairs = zip(cells, widths, strict=True)
    return "  ".join(f"{one:<{wide}}" if place == 1 else f"{one:>{wide}}" for place, (one, wide) in enumerate(pairs))


def _with_bars(lines: Sequence[str], rows: Sequence[Row], mark: str, *, split: bool) -> list[str]:
    """Return the lines with a bar behind each that shows its mg a day, where there is room for bars."""
    longest = max(len(line) for line, row in zip(lines, [None, *rows], strict=False) if row is None or row.doses)
    room = min(BAR, WIDTH - longest - 2)
    totals = [sum((mg for _, mg in row.doses or ()), Decimal(0)) for row in rows]
    most = max(totals, default=Decimal(0))
    if split or room < LEAST_BAR or not most:
        return list(lines)
    bars = [mark * max(int(total * room / most), 1) if total else "" for total in totals]
    return [lines[0], *(f"{line:<{longest}}  {bar}".rstrip() for line, bar in zip(lines[1:], bars, strict=True))]


def counted(doses: Named | None, profile: Profile) -> tuple[TabletCount, ...] | None:
    """Return the tablets of a whole day by strength, strongest first, or None where these cannot make it."""
    made = make_all(doses, profile.tablets, profile.splits) if doses else None
    if made is None:
        return None
    total: dict[Decimal, Decimal] = {}
    for one in (one for _, way in made for one in way):
        total[one.strength_mg] = total.get(one.strength_mg, Decimal(0)) + one.number
    return tuple(TabletCount(strength, total[strength]) for strength in sorted(total, reverse=True))


def tablets_a_day(doses: Named | None, profile: Profile) -> str:
    """Return the tablets of a whole day: 1.5 x 10 mg, or 2 x 10 + 1 x 5 mg; empty without named tablets or a dose."""
    if not profile.tablets or not doses:
        return ""
    made = counted(doses, profile)
    if made is None:
        return CANNOT
    return " + ".join(f"{number(one.number)} x {number(one.strength_mg)}" for one in made) + " mg"


def _made(rows: Sequence[Row], profile: Profile) -> list[str]:
    """Return how each single dose of the drawing is made from the tablets, where they are named."""
    amounts = sorted({mg for row in rows for _, mg in row.doses or ()})
    if not profile.tablets or not amounts:
        return []
    told = []
    for mg in amounts:
        way = make(mg, profile.tablets, profile.splits)
        words = " + ".join(tablet_words(one.number, one.strength_mg) for one in way) if way else CANNOT
        told.append(f"{number(mg)} mg = {words}".replace(" ", BOND))
    return folded("; ".join(told) + ".", "Tablets at one time: ", "  ")


def can_show_blocks(call: Call) -> bool:
    """Return whether the output is a terminal that shows block characters, and plain lines were not asked for."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        BLOCK.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return not call.plain
