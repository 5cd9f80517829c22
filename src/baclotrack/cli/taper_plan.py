"""From options or the prescriber's own schedule to a taper: its rungs, their days, and its text as a plan file."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from baclotrack.cli.answers import dose_mg
from baclotrack.cli.days import day_of
from baclotrack.cli.instruct import doses_of
from baclotrack.cli.names import known, shown
from baclotrack.cli.plan_setup import number
from baclotrack.cli.plan_source import Source
from baclotrack.core.limits import Range
from baclotrack.core.plan import ZERO, Plan, Profile
from baclotrack.core.state import State
from baclotrack.core.taper import (
    EVERY_DAYS,
    STEP_MG,
    Bounds,
    cuts,
    down,
    in_order,
    kept_days,
    lasting,
    pump_unsettled,
    scheduled,
)
from baclotrack.core.values import Named, Rung
from baclotrack.errors import BaclotrackError
from baclotrack.store import load_catalogue_json
from baclotrack.wording import day_words, dose_words
from baclotrack.wording import number as plain

EVERY = Range(1, 90, whole=True)
STEP = Range(0, 80)
NOTHING = {"0", "none"}


class Pace(NamedTuple):
    """What was asked for the draft: mg a day less, after so many days, the first lower day, and who shrinks first."""

    step: Decimal = STEP_MG
    every: int = EVERY_DAYS
    first_lower: date | None = None
    order: tuple[str, ...] = ()


class Ladder(NamedTuple):
    """A taper's rungs, mg a slot, the days of each, and whether a dose other than the one in force begins it."""

    rungs: tuple[Rung, ...]
    days: tuple[int, ...]
    named: bool = False


class Words(NamedTuple):
    """The options of the draft, as words; None where not given."""

    step: str | None = None
    every: str | None = None
    from_day: str | None = None
    order: str | None = None


def pace_of(words: Words, plan: Plan, today: date) -> Pace:
    """Return the pace that the options ask for.

    Raises:
        BaclotrackError: when one is no number in its range, no day to come, or no slot of the plan.
    """
    cut = STEP_MG if words.step is None else number(words.step, STEP, "--step-mg")
    if not cut:
        raise BaclotrackError("--step-mg 0 never ends. Write the mg a day that each step takes off.", slug="bad-number")
    kept = EVERY_DAYS if words.every is None else number(words.every, EVERY, "--every")
    if kept != int(kept):
        raise BaclotrackError(f"--every {shown(words.every or '')!r} is not {EVERY.words()}.", slug="bad-number")
    lower = None if words.from_day is None else day_of(words.from_day, today, option="--from-day")
    if lower is not None and not today < lower <= today + timedelta(days=EVERY.high):
        message = (
            f"--from-day {lower} is the first day of a lower dose: it lies after today, {today}, and at most"
            f" {EVERY.high} days ahead."
        )
        raise BaclotrackError(message, slug="bad-day")
    return Pace(cut, int(kept), lower, _named_order(words.order, plan))


def _named_order(order: str | None, plan: Plan) -> tuple[str, ...]:
    """Return the slots that shrink first, as the option names them."""
    names = [slot.name for slot in plan.slots]
    told = [known(word, names, "--order", "slot of your plan") for word in (order or "").split(",") if word.strip()]
    if len(set(told)) != len(told):
        message = f"--order {shown(order or '')!r} names a slot twice. Name each once, such as {','.join(names)}."
        raise BaclotrackError(message, slug="repeated-slot")
    return tuple(told)


def rung_now(plan: Plan, dose: Named) -> Rung:
    """Return the dose in force as a rung of a plan with these slots.

    Raises:
        BaclotrackError: when a dose time of it is none of the plan's.
    """
    names = [slot.name for slot in plan.slots]
    if not {slot for slot, _ in dose} <= set(names):
        message = f"You are on {dose_words(dose)}, and your plan has other dose times. Adopt the plan with these first."
        raise BaclotrackError(message, slug="no-slot")
    return tuple(dict(dose).get(name, ZERO) for name in names)


def drafted(plan: Plan, dose: Named, pace: Pace, today: date) -> Ladder:
    """Return the draft from the dose in force."""
    rungs = down(rung_now(plan, dose), pace.step, in_order(plan.slots, pace.order))
    first = None if pace.first_lower is None else (pace.first_lower - today).days
    return Ladder(rungs, kept_days(len(rungs), pace.every, first))


def bounds() -> Bounds:
    """Return what a taper keeps to unless it is the prescriber's own schedule, from the table of limits (TP-3)."""
    rows = {row["id"]: row for row in load_catalogue_json()["limits"]}
    least, most = rows["taper-days"]["absolute"]["low"], rows["taper-cut-mg"]["absolute"]["high"]
    return Bounds(int(least), Decimal(most))


def unusual(ladder: Ladder, pace: Pace | None) -> tuple[str, ...]:
    """Return in what a taper goes faster than the draft of the reference (TP-2), or than its bounds (TP-3)."""
    least, most = bounds()
    step, every = max(cuts(ladder.rungs)), min(ladder.days[1:], default=ladder.days[0])
    told = []
    if step > STEP_MG:
        words = (
            f", and beyond the {plain(most)} mg that only a prescriber's own schedule may cut" if step > most else ""
        )
        told.append(f"A cut of {plain(step)} mg a day is more than the {plain(STEP_MG)} mg of the usual draft{words}.")
    if every < EVERY_DAYS:
        told.append(f"{every} day{'s' * (every != 1)} on a step: the usual draft has {EVERY_DAYS}.")
    if pace is None and lasting(ladder.days) < least:
        told.append(
            f"It goes down within {lasting(ladder.days)} days; only a prescriber's own schedule may, before {least}."
        )
    return tuple(f"{one} Check it with your prescriber." for one in told)


def refuse_pump(profile: Profile, state: State) -> None:
    """Refuse a taper where a pump is there and no prescriber is recorded as knowing of it (reference 1d).

    Raises:
        BaclotrackError: naming the command that records it.
    """
    if pump_unsettled(profile, state):
        message = (
            "A pump is there, and no prescriber is recorded as knowing of it: no taper is drawn or adopted. Ask first;"
            " then run: baclotrack instruct acknowledge pump --by NAME. This is no instruction to stop."
        )
        raise BaclotrackError(message, slug="pump-not-acknowledged")


# --- the prescriber's own schedule -----------------------------------------------------------------


def is_dated(text: str) -> bool:
    """Return whether a schedule is written as lines of days and doses, and not as a plan file; nothing is neither."""
    first = next(filter(None, (line.split("#")[0].strip() for line in text.splitlines())), "0")
    return first[0].isdigit()


def own(source: Source, plan: Plan, dose: Named, today: date) -> Ladder:
    """Return the prescriber's own schedule, from lines such as `2026-12-01 15`; the last one has 0.

    Args:
        source: the lines.
        plan: the adopted plan, for its dose times.
        dose: the dose in force.
        today: the day of the adoption.

    Raises:
        BaclotrackError: naming the line.
    """
    now = rung_now(plan, dose)
    rows = _rows(source, plan)
    end = rows.pop()[0]
    if end <= today:
        raise _wrong(source.name, 0, f"it ends on {day_words(end)}. A taper goes on after today.", "bad-schedule")
    found: list[tuple[Rung, date]] = []
    for rung, first in scheduled(rows, today, now):
        if found and rung == found[-1][0]:
            continue  # the same dose goes on, as where the schedule begins with the dose in force
        before = found[-1][0] if found else now
        if sum(rung) > sum(before) or (found and sum(rung) == sum(before)):
            text = f"{plain(sum(rung, ZERO))} mg a day from {day_words(first)} after {plain(sum(before, ZERO))} mg."
            raise _wrong(source.name, 0, f"{text} A taper goes down from the dose in force.", "bad-schedule")
        found.append((rung, first))
    firsts = [first for _, first in found] + [end]
    days = tuple((later - first).days for first, later in pairwise(firsts))
    return Ladder(tuple(rung for rung, _ in found), days, named=found[0][0] != now)


def _rows(source: Source, plan: Plan) -> list[tuple[date, Rung]]:
    """Return the rows of a schedule in order; the last one has no dose."""
    rows: list[tuple[date, Rung]] = []
    for place, line in enumerate(source.text.splitlines(), start=1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            row = _row(words, plan)
        except BaclotrackError as error:
            raise _wrong(source.name, place, error.message, error.slug) from None
        if rows and row[0] <= rows[-1][0]:
            raise _wrong(source.name, place, "this day does not come after the one above it.", "bad-schedule")
        if rows and not any(rows[-1][1]):
            raise _wrong(source.name, place, "a line after the one without a dose. Zero is the end.", "bad-schedule")
        rows.append(row)
    if not rows or any(rows[-1][1]):
        text = "it has no end. Write as its last line the first day without a dose, such as 2027-01-04 0"
        raise _wrong(source.name, 0, text, "bad-schedule")
    return rows


def _row(words: Sequence[str], plan: Plan) -> tuple[date, Rung]:
    """Return one row: a day, and the doses in the order of the plan's slots, or SLOT=MG for each."""
    try:
        first = date.fromisoformat(words[0])
    except ValueError:
        message = f"{shown(words[0])!r} is no day like 2026-12-01."
        raise BaclotrackError(message, slug="bad-schedule") from None
    names = [slot.name for slot in plan.slots]
    told = [word for word in words[1:] if word.lower() != "mg"]
    if [word.lower() for word in told] in [[word] for word in NOTHING]:
        return first, (ZERO,) * len(names)
    if told and all("=" in word for word in told):
        doses: Mapping[str, Decimal] = doses_of(told, plan, "the schedule")
        return first, tuple(doses.get(name, ZERO) for name in names)
    parts = told[0].split("/") if len(told) == 1 else []
    if len(parts) != len(names):
        example = "/".join(["5"] * len(names))
        message = f"write the day and then one dose in mg for each of {', '.join(names)}, such as {example}."
        raise BaclotrackError(message, slug="bad-schedule")
    return first, tuple(dose_mg(part, "the dose") for part in parts)


def _wrong(name: str, line: int, text: str, slug: str) -> BaclotrackError:
    """Return the error for a schedule: where, what, and what would be right."""
    where = f"{name} line {line}" if line else name
    return BaclotrackError(f"{where}: {text}", slug=slug)


# --- the plan file ---------------------------------------------------------------------------------


def text_of(plan: Plan, ladder: Ladder, today: date, pace: Pace | None) -> str:
    """Return a taper as the text of a plan file, with what each number means.

    Args:
        plan: the plan before it, whose dose times, limits and gap it keeps.
        ladder: the rungs and their days.
        today: the day on which it is drawn.
        pace: what the draft was asked for; None for the prescriber's own schedule.
    """
    total = plain(sum(ladder.rungs[0], ZERO))
    every = pace.every if pace else max(set(ladder.days), key=ladder.days.count)
    kind = "the prescriber's own schedule" if pace is None else "a DRAFT of the program: ask your prescriber"
    lines = [
        f"# A taper, drawn on {today}: {kind}.",
        "# It counts once it is adopted with the prescriber's name and date: baclotrack plan adopt FILE",
        "format = 1",
        'id = "taper"',
        f'title = "Taper from {total} mg a day"',
        'mode = "taper"',
        'template_defaults = ["gap"]',
    ]
    for slot in plan.slots:
        lines += ["", "[[slots]]", f'name = "{slot.name}"', f"at = {slot.at.isoformat()}"]
    rungs = [f"    [{', '.join(plain(mg) for mg in rung)}]," for rung in ladder.rungs]
    lines += ["", "[ladder]", "# mg, one number for each dose time. The first row is the dose in force at the start;"]
    lines += ["# after the last row comes no dose.", "rungs = [", *rungs, "]"]
    lines += ["# Days on each row, by the calendar.", f"hold_days = {every}"]
    if len(set(ladder.days)) > 1 or ladder.days[0] != every:
        lines += ["# Days on each row, where they differ.", f"days = [{', '.join(str(kept) for kept in ladder.days)}]"]
    if pace is None:
        lines += ["# The prescriber wrote this schedule, number by number.", "own_schedule = true"]
    daily = max(plan.daily_mg, *(sum(rung, ZERO) for rung in ladder.rungs))
    single = max(plan.single_mg, *(max(rung) for rung in ladder.rungs))
    lines += ["", "[limits]", "# As in the plan before: more than this on one day asks for a call."]
    lines += [f"daily_mg = {plain(daily)}", f"single_mg = {plain(single)}"]
    lines += ["", "[gap]", "# Days missed in a row before your prescriber must say how to go on."]
    return "\n".join([*lines, f"missed_days = {plan.missed_days}", 'then = "ask"', ""])
