"""Made-up records of any length for the appointment page, as values: quiet ones, full ones, and hostile ones."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from baclotrack.core.entries import (
    Appointment,
    Checkin,
    Entry,
    Instruction,
    MedicineChange,
    Question,
    Retract,
    Supply,
    What,
)
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.record import arrange
from baclotrack.core.summary import Range, Source, Summary, begin, summarise
from baclotrack.core.trends.measures import measures_of
from baclotrack.core.values import Health
from baclotrack.store import load_catalog, load_catalogue_json
from baclotrack.wording.page import Page, page
from tests.core.plans import sleep_plan

FIRST = date(2026, 3, 2)
ROWS = load_catalogue_json()
EFFECTS = tuple(str(row["name"]) for row in ROWS["effects"])
HOSTILE = "=cmd()|<script>x</script><img src=x onerror=y>#strong[x] [l](javascript:x) `a` *b* \x1b[2J\u202e80\x00\n# h"
TONGUES = "Δρ. Παπαδοπούλου · Příliš žluťoučký kůň · الدكتورة ليلى 5 · 👩‍⚕️ very " + "long" * 20
PLAN = sleep_plan(hold_days=3, directed_on=FIRST, review_by=FIRST + timedelta(days=90))


class Pen:
    """Writes entries one after the other, each a minute later."""

    def __init__(self, profile: Profile, plan: Plan) -> None:
        """Begin with a profile and a plan on the first day."""
        self.entries: list[Entry] = []
        self.write(FIRST, profile)
        self.write(FIRST, plan)

    def write(self, day: date, what: What) -> str:
        """Record one entry and return its id."""
        number = len(self.entries) + 1
        at = datetime.combine(day, time(7), UTC) + timedelta(seconds=number % 3600)
        before = self.entries[-1].at if self.entries else at
        self.entries.append(Entry(f"{number:05d}", max(at, before + timedelta(seconds=1)), "laptop", number, day, what))
        return self.entries[-1].id


def entries_of(days: int, effects: int = 3, *, words: str = "", seed: int = 1) -> list[Entry]:
    """Return a record of so many days with so many side effects; `words` stands wherever somebody may write."""
    chance = random.Random(seed)  # noqa: S311 - a made-up diary needs no secret
    told = words or "What about the mornings?"
    profile = Profile(
        born=1957,
        egfr=Decimal(74),
        tablets=(Decimal(10),),
        splits=2,
        conditions=(Known("pregnancy"), Known("epilepsy", told.replace("\n", " "), FIRST)) if words else (),
        medicines=(Known(words.replace("\n", " ")), Known("zolpidem")) if words else (),
        prescriber=told,
    )
    plan = PLAN._replace(prescriber=words.replace("\n", " "), title=words.replace("\n", " ")) if words else PLAN
    pen = Pen(profile, plan)
    pen.write(FIRST, Supply("count", Decimal(120), Decimal(10)))
    rung = 0
    for number in range(days):
        day = FIRST + timedelta(days=number)
        if chance.random() < 0.03:
            continue
        rung = min(max(rung + chance.choice((0, 0, 0, 0, 0, 1, 1, -1)), 0), 3)
        missed = chance.random() < 0.04
        had = {name: chance.choice((0, 0, 0, 1, 1, 2, 3)) for name in EFFECTS[:effects] if chance.random() < 0.2}
        pen.write(
            day,
            Checkin(
                doses={"bedtime": Decimal(0) if missed else PLAN.rungs[rung][0]},
                measures={
                    "sleep_improved": chance.random() < rung / 3,
                    "fell_back_asleep": chance.random() < 0.5,
                    "sleep_hours": Decimal(chance.randrange(16, 33)) / 4,
                },
                effects=had,
                red_flags=("fainting",) if words and number % 40 == 20 else (),
                drinks=Decimal(chance.choice((0, 0, 0, 2))) if number % 3 else None,
                sedatives=("zolpidem",) if chance.random() < 0.05 else (),
                note=words,
            ),
        )
        if words and number % 40 == 22:
            pen.write(day, Instruction("clear_flag", words.replace("\n", " "), "fainting"))
        if words and number % 6 == 0:
            pen.write(day, Instruction("resume", words.replace("\n", " ")))
            pen.write(day, Question(words))
    last = FIRST + timedelta(days=days - 1)
    amended = next(one for one in pen.entries if isinstance(one.what, Checkin))
    checkin = amended.what
    assert isinstance(checkin, Checkin)
    pen.write(amended.day, checkin._replace(supersedes=amended.id))
    pen.write(last, MedicineChange("start", "ibuprofen"))
    gone = pen.write(last, Question("taken back"))
    pen.write(last, Retract(gone))
    pen.write(last, Appointment(last + timedelta(days=9), told))
    pen.write(last, Question(told))
    return pen.entries


def source_of(entries: list[Entry], today: date) -> Source:
    """Return what a summary is worked out from."""
    return Source(
        entries=tuple(entries),
        history=arrange(entries),
        catalog=load_catalog(),
        health=Health(),
        faults=0,
        measures=measures_of(ROWS["measures"]),
        today=today,
    )


def summary_of(entries: list[Entry], today: date, *, notes: bool = False, since: date | None = None) -> Summary:
    """Return the summary of a record up to a day, in its morning."""
    source = source_of(entries, today)
    first = since or begin(source.entries, source.history, today)
    return summarise(source, Range(first, today, notes), datetime.combine(today, time(9), UTC))


@cache
def page_of(days: int, effects: int = 3, *, words: str = "", notes: bool = False, seed: int = 1) -> Page:
    """Return the page of a made-up record, printed on the morning after its last day."""
    today = FIRST + timedelta(days=days)
    told = summary_of(entries_of(days, effects, words=words, seed=seed), today, notes=notes)
    return page(told, words.replace("\n", " ")[:100], today)
