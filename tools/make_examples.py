"""Write the example journals of `examples/` that people read: four made-up lives under four plans.

The stories are in `example_stories.py`. Each evening the program's own engine is asked what the plan says, and that is
taken, but for the days that say otherwise. All is written by the program's own writer, with a fixed device and fixed
ids, so that the same bytes come out each time; the README of each folder is made from the journal as well.
``--check`` writes nothing and exits 1 when a file is not up to date. A name of a folder makes or checks only that one.
"""

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from baclotrack.cli import main as baclotrack
from baclotrack.cli.taper_plan import Ladder, Pace, text_of
from baclotrack.core.decision import Decision
from baclotrack.core.fold import decide_day, walk
from baclotrack.core.plan import Plan
from baclotrack.core.taper import down, in_order
from baclotrack.core.values import Outcome
from baclotrack.store import Home, load_catalog, open_home
from baclotrack.store.plan_file import PlanFile, read_plan, sign, template_text
from baclotrack.store.profile_file import parse_profile
from baclotrack.store.writing import Draft, make_home, write_text
from baclotrack.wording import day_words, dose_words
from tools import example_stories as stories
from tools.example_stories import KINDS, Day
from tools.make_example import DEVICE, JOURNAL, at, between, holds, record, with_fixed_ids

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "examples"
FILES = ("plan.toml", "profile.toml", JOURNAL, "README.md")
ONE = timedelta(days=1)
BED, WOKE = time(22, 30), time(6, 10)
QUARTER = 15
WORDS = {
    Outcome.START: "first dose",
    Outcome.STEP_UP: "step up",
    Outcome.STEP_BACK: "one step back",
    Outcome.HOLD: "hold",
    Outcome.TAPER: "taper step",
    Outcome.FINISHED: "finished",
    Outcome.ASK: "ask the prescriber",
    Outcome.CANNOT: "cannot be told",
}


class Chapter(NamedTuple):
    """A stretch of days under one plan: the template, or `taper` for one from the dose in force; None for no plan."""

    plan: str | None
    days: Sequence[Day]
    on_dose: str = ""


class Example(NamedTuple):
    """One example: its folder, its story in words, who it is about, and the chapters in order."""

    name: str
    title: str
    story: str
    first: date
    prescriber: str
    profile: str
    chapters: Sequence[Chapter]
    tablets: int
    visit: str


PROFILE = """\
# A made-up person.
format = 1
born = {born}
{more}
[prescriber]
name = "{prescriber}"
phone = "{phone}"

[tablets]
strengths_mg = [10]
splits = 2
"""

EXAMPLES = (
    Example(
        name="bedtime-works",
        title="A bedtime plan that works",
        story="Nine nights are written down before the first tablet. Then one dose at bedtime goes up in three steps;"
        " a moderate grogginess, a glass of wine and a forgotten tablet each hold it for a while, the grogginess after"
        " a new step fades within days, and at 15 mg the plan's targets are met, so it stays there.",
        first=date(2026, 7, 25),
        prescriber="Dr A. Example",
        profile=PROFILE.format(born=1979, more="egfr = 92\n", prescriber="Dr A. Example", phone="020 7946 0000"),
        chapters=(
            Chapter(None, stories.WORKS_BEFORE),
            Chapter("sleep-bedtime-slow", stories.WORKS),
        ),
        tablets=84,
        visit="Review with Dr A. Example",
    ),
    Example(
        name="bedtime-stopped",
        title="A bedtime plan stopped by side effects",
        story="After a week of baseline the dose goes up at bedtime. At 15 mg the dizziness is severe: the plan goes"
        " one step back, tries once more after quiet days, meets the same and goes back again. The prescriber says to"
        " stay, and the plan holds until the visit.",
        first=date(2026, 4, 27),
        prescriber="Dr B. Example",
        profile=PROFILE.format(born=1968, more="egfr = 95\n", prescriber="Dr B. Example", phone="0131 496 0000"),
        chapters=(
            Chapter(None, stories.STOPPED_BEFORE),
            Chapter("sleep-bedtime-slow", stories.STOPPED),
        ),
        tablets=56,
        visit="Visit at Dr B. Example",
    ),
    Example(
        name="spasticity-daytime",
        title="A spasticity plan with several doses a day",
        story="Eight days of baseline, then three doses a day, the day's total 5 mg more every 3 days while stiffness"
        " is above 3. Weakness holds it for two days, a forgotten noon dose and an unlogged day hold it too, and"
        " after a whole day without a dose the plan asks the prescriber, who says to go on. Then the target is met.",
        first=date(2026, 2, 22),
        prescriber="Dr S. Example",
        profile=PROFILE.format(born=1985, more="", prescriber="Dr S. Example", phone="0161 496 0000"),
        chapters=(
            Chapter(None, stories.SPASTIC_BEFORE),
            Chapter("spasticity-per-day", stories.SPASTIC),
        ),
        tablets=168,
        visit="Review with Dr S. Example",
    ),
    Example(
        name="taper",
        title="A taper that the prescriber asked for",
        story="From 30 mg a day in three doses the taper goes down by 5 mg a day each week. In the third week"
        " withdrawal signs hold it and the prescriber is called; once they are gone it goes on where it was, and it is"
        " watched for 14 days after its end.",
        first=date(2026, 5, 4),
        prescriber="Dr C. Example",
        profile=PROFILE.format(born=1972, more="", prescriber="Dr C. Example", phone="0113 496 0000"),
        chapters=(
            Chapter("spasticity-per-day", stories.ON_DOSE, on_dose="10/10/10/0"),
            Chapter("taper", (*stories.TAPER, *stories.AFTER)),
        ),
        tablets=140,
        visit="After the taper, Dr C. Example",
    ),
)


# --- living through it -----------------------------------------------------------------------------


def files_of(example: Example) -> dict[str, bytes]:
    """Return the files of one example by name."""
    with tempfile.TemporaryDirectory() as scratch, patch.dict(os.environ, BACLOTRACK_DEVICE=DEVICE, NO_COLOR="1"):
        home = Path(scratch) / "home"
        end = live(example, home)
        journal = with_fixed_ids((home / JOURNAL).read_bytes())
        (home / JOURNAL).write_bytes(journal)
        (home / ".checkpoint").unlink(missing_ok=True)  # it remembers the ids that were replaced
        made = {name: (home / name).read_bytes() for name in FILES[:2]}
        return made | {JOURNAL: journal, "README.md": readme(example, home, end).encode()}


def live(example: Example, home: Path) -> date:
    """Write the example into a new home, day by day; return the day after the last one."""
    chance = random.Random(example.name)  # noqa: S311 - a made-up diary needs no secret
    make_home(home)
    day = example.first
    for chapter in example.chapters:
        if chapter.plan is not None:
            begin(example, chapter, home, day)
        for told in chapter.days:
            live_day(example, home, day, told, chance)
            day += ONE
    return day


def begin(example: Example, chapter: Chapter, home: Path, day: date) -> None:
    """Adopt a chapter's plan in the afternoon, as `init`, `plan adopt` or `taper` does."""
    now = datetime.combine(day, time(17, 30), UTC)
    plan = plan_of(chapter, opened(home, day), example.prescriber, day)
    doses = None
    if chapter.on_dose:
        doses = {name: mg for name, mg in named(plan.value, chapter.on_dose).items() if mg}
    write_text(home / "plan.toml", plan.text)
    if not (home / "profile.toml").exists():
        profile = parse_profile(example.profile)
        write_text(home / "profile.toml", profile.text)
        record(home, now, Draft("profile", {"profile": profile.mapping, "toml": profile.text}))
        got = {"action": "add", "count": Decimal(example.tablets), "strength_mg": Decimal(10)}
        record(home, now + timedelta(minutes=4), Draft("supply", got))
        length = sum(len(one.days) for one in example.chapters)
        booked = {"on": (example.first + (length + 2) * ONE).isoformat(), "text": example.visit}
        record(home, now + timedelta(minutes=6), Draft("appointment", booked))
    record(home, now + timedelta(minutes=8), Draft("plan", plan.entry(doses)))


def plan_of(chapter: Chapter, home: Home, prescriber: str, day: date) -> PlanFile:
    """Return the chapter's plan, signed: a template, or the draft of a taper from the dose in force."""
    text = taper_text(home, day) if chapter.plan == "taper" else template_text(chapter.plan or "")
    return sign(read_plan(text), prescriber, day)


def taper_text(home: Home, day: date) -> str:
    """Return the program's draft of a taper from the dose in force, as `baclotrack taper` draws it."""
    decision = decided(home, day)
    plan, doses = decision.plan, dict(decision.in_force or ())
    if plan is None or not doses:
        message = f"{day}: there is no dose to go down from; the story does not hold"
        raise ValueError(message)
    pace = Pace()
    start = tuple(doses.get(slot.name, Decimal(0)) for slot in plan.slots)
    rungs = down(start, pace.step, in_order(plan.slots))
    return text_of(plan, Ladder(rungs, (pace.every,) * len(rungs)), day, pace)


def opened(home: Path, day: date) -> Home:
    """Return the home as it stands at ten in the evening."""
    return open_home(home, datetime.combine(day, time(22), UTC))


def decided(home: Home, day: date) -> Decision:
    """Return what the engine says of a day."""
    return decide_day(home.history, load_catalog(), day, home.health).decision


def live_day(example: Example, home: Path, day: date, told: Day, chance: random.Random) -> None:
    """Live through one day: hear the prescriber, look at the plan, take it or not, and log the morning after."""
    for word in told.said:
        said = {"action": word, "by": example.prescriber, "on": day.isoformat()}
        record(home, at(day, 8, 0, chance), Draft("instruction", said, day))
    now = opened(home, day)
    doses = taken(now, day, told)
    fields = checkin(told, doses, chance)  # the numbers of an unlogged night are drawn too: chance goes its way
    if told.asks:
        record(home, at(day, 20, 0, chance), Draft("question", {"text": told.asks}))
    if told.logged:
        record(home, at(day + ONE, 6, 50, chance), Draft("checkin", fields, day))


def taken(home: Home, day: date, told: Day) -> dict[str, Decimal] | None:
    """Return what was taken by slot: what the engine showed, unless the day says otherwise; None where none is due."""
    if home.plan is None:
        return None
    if told.took == "nothing":
        return {slot.name: Decimal(0) for slot in home.plan.slots}
    if told.took:
        return named(home.plan, told.took)
    decision = decided(home, day)
    if decision.outcome is Outcome.FINISHED or (decision.outcome is Outcome.ASK and decision.in_force is None):
        return None  # after a taper's end nothing is due
    if decision.doses is None:
        message = f"{day}: the plan shows no dose ({decision.outcome}); the story does not hold"
        raise ValueError(message)
    return {slot.name: dict(decision.doses).get(slot.name, Decimal(0)) for slot in home.plan.slots}


def named(plan: Plan, amounts: str) -> dict[str, Decimal]:
    """Return mg by slot from numbers in the plan's order, such as 5/0/5/0."""
    return {slot.name: Decimal(mg) for slot, mg in zip(plan.slots, amounts.split("/"), strict=True)}


def checkin(told: Day, doses: Mapping[str, Decimal] | None, chance: random.Random) -> dict[str, object]:
    """Return the check-in that the person makes the morning after."""
    kind = KINDS[told.kind]
    numbers = {
        name: between((low // step, high // step), chance) * step for name, (low, high, step) in kind.numbers.items()
    }
    if numbers.get("awakenings") == 0:
        numbers["awake_min"] = 0
    measures: dict[str, object] = dict(kind.answers)
    measures |= {name: Decimal(number) for name, number in numbers.items()}
    if kind.night:
        measures |= times(numbers["latency_min"] + numbers["awake_min"], chance)
    fields: dict[str, object] = {"measures": measures, "effects": told.effects, "drinks": Decimal(told.drinks)}
    if doses is not None:
        fields = {"doses": doses} | fields
    return fields | ({"note": told.note} if told.note else {})


def times(awake: int, chance: random.Random) -> dict[str, object]:
    """Return the four times of a night, and the hours slept to the quarter, which are what the times leave of it."""
    evening = datetime.combine(date(2001, 1, 1), BED)
    bed = evening + timedelta(minutes=5 * between((0, 8), chance))
    tried = bed + timedelta(minutes=5 * between((1, 4), chance))
    woke = datetime.combine(date(2001, 1, 2), WOKE) + timedelta(minutes=5 * between((0, 9), chance))
    up = woke + timedelta(minutes=5 * between((1, 6), chance))
    slept = int((woke - tried).total_seconds()) // 60 - awake
    clock = {"bed_at": bed, "tried_at": tried, "woke_at": woke, "up_at": up}
    return {name: f"{moment:%H:%M}" for name, moment in clock.items()} | {
        "sleep_hours": Decimal(round(slept / QUARTER)) / 4
    }


# --- telling of it ---------------------------------------------------------------------------------


def readme(example: Example, home: Path, end: date) -> str:
    """Return the page of the folder: the story, what the plan said on the days that mattered, and what to look at."""
    plan = opened(home, end).plan
    hour = "21:00" if plan is not None and len(plan.slots) == 1 else "09:00"  # before the dose that is asked about
    there = f"--home examples/{example.name} --now {end}T{hour}"
    answer = said_by_next(home, f"{end}T{hour}+00:00")
    return "\n".join(
        [
            f"# {example.title}",
            "",
            f"{example.story}",
            "Everybody and every number in it is made up, and no dose in it is advice.",
            "",
            "| day | the plan said | dose |",
            "| --- | --- | --- |",
            *(f"| {day_words(day)} | {what} | {dose} |" for day, what, dose in landmarks(home, end)),
            "",
            f"On {day_words(end)} `baclotrack next` says:",
            "",
            "```text",
            *answer,
            "```",
            "",
            "Things to try from the top of the repository:",
            "",
            "```sh",
            f"baclotrack next {there} --explain",
            f"baclotrack trend {there} --since {example.first}",
            f"baclotrack decisions {there} --since {example.first}",
            f"baclotrack history {there}",
            "```",
            "",
            "All four files are written by `python tools/make_examples.py`.",
            "",
        ]
    )


def landmarks(home: Path, end: date) -> list[tuple[date, str, str]]:
    """Return the days on which the plan said something else than on the day before, or held for another reason."""
    found: list[tuple[date, str, str]] = []
    before: tuple[object, ...] = ()
    for walked in walk(opened(home, end).history, load_catalog(), end):
        decision = walked.decision
        key = (decision.outcome, decision.limited_by, decision.doses)
        if walked.before_plan or key == before:
            continue
        before = key
        why = f", {decision.limited_by}" if decision.limited_by else ""
        dose = dose_words(decision.doses) if decision.doses else "none shown"
        found.append((decision.day, f"{WORDS.get(decision.outcome, str(decision.outcome))}{why}", dose))
    return found


def said_by_next(home: Path, now: str) -> list[str]:
    """Return what `next` prints at a time."""
    out = io.StringIO()
    around = {"BACLOTRACK_HOME": str(home), "BACLOTRACK_NOW": now, "COLUMNS": "80"}
    with (
        patch.dict(os.environ, around),
        patch.object(sys, "argv", ["baclotrack", "next", "--plain"]),
        contextlib.redirect_stdout(out),
        contextlib.suppress(SystemExit),
    ):
        baclotrack()
    return out.getvalue().rstrip().splitlines()


def main(arguments: list[str] | None = None) -> int:
    """Write the examples, or only check; the exit code says how it went."""
    parser = argparse.ArgumentParser(description="Write the example journals.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when stale")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these folders")
    told = parser.parse_args(arguments)
    chosen = [one for one in EXAMPLES if not told.names or one.name in told.names]
    made = {FOLDER / one.name / name: content for one in chosen for name, content in files_of(one).items()}
    stale = [path for path, content in made.items() if not holds(path, content)]
    if told.check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not up to date: run python tools/make_examples.py.", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[path])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
