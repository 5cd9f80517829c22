"""Made-up diaries: a seed in, the entries of some weeks out, good days and every kind of bad one."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from baclotrack.core.entries import Checkin, Entry, Instruction, Intake, MedicineChange, Retract, SetAside, What
from baclotrack.core.plan import Plan
from baclotrack.core.values import Health, Named
from tests.oracle.desk import Page
from tests.oracle.facts import Chance
from tests.oracle.naive import live
from tests.oracle.paper import ladder, place_of, read
from tests.oracle.world import CATALOG, CONDITIONS, FIRST_DAY, FLAGS, HEALTH, MEDICINES, ONE_DAY, PUMP, Diary

PATIENT = (None, "target", "hold-time", "check-in", "adherence")
"""What limits a day without anybody being called."""


class Writer(Chance):
    """Writes one diary, day after day, guessing from the pages so far what the plan says."""

    def __init__(self, seed: int, days: int) -> None:
        super().__init__(seed)
        self.days = days
        self.entries: list[Entry] = []
        self.later: list[tuple[date, date, Checkin]] = []
        self.counts = {"phone": 0, "laptop": 0}
        self.at = datetime.combine(FIRST_DAY, time(7), UTC)
        self.asides = random.Random(~seed)  # noqa: S311 - dice of their own: all other diaries stay what they were
        self.two_devices = self.chance(0.2)
        self.tapers = 0.08 if self.chance(0.2) else 0.0
        if self.chance(0.03):
            self.base = PUMP
        elif self.chance(0.04):
            down = tuple(reversed(self.base.rungs))
            self.base = self.base._replace(id="down", mode="taper", rungs=down, targets=(), gap_then="ask")

    def write(self, day: date, what: What) -> Entry:
        """Append one entry for the day, recorded a minute after the last one."""
        self.at += timedelta(minutes=1)
        device = "laptop" if self.two_devices and self.chance(0.4) else "phone"
        self.counts[device] += 1
        at = self.at
        if self.chance(0.01):
            at -= timedelta(days=2)  # the clock of this device was set back
        number = len(self.entries)
        entry = Entry(f"{number:05d}", at, device, self.counts[device], day, what)
        self.entries.append(entry)
        return entry

    def adopt(self, page: Page, plan: Plan) -> None:
        """Adopt a plan; the dose is named where it is not one of its rungs, and sometimes anyway."""
        rungs = ladder(plan)
        on_dose: Named | None = None
        unfit = page.in_force is not None and place_of(plan, page.in_force) is None
        if rungs and (unfit or self.chance(0.2)):
            on_dose = tuple(self.random.choice(rungs[:3]).items())
        self.write(page.day, plan._replace(on_dose=on_dose))

    def entry_of(self, day: date) -> Entry | None:
        """Return the day's newest check-in that still stands."""
        gone = {one.what.target for one in self.entries if isinstance(one.what, Retract)}
        found = [one for one in self.entries if one.day == day and isinstance(one.what, Checkin) and one.id not in gone]
        return found[-1] if found else None

    def checkin(self, day: date, new: Checkin) -> None:
        """Write a check-in; where the day has one, a whole new one that names it and keeps what is not given."""
        old = self.entry_of(day)
        if old is None or not isinstance(old.what, Checkin):
            self.write(day, new)
            return
        before = old.what
        self.write(
            day,
            Checkin(
                doses=before.doses if new.doses is None else new.doses,
                measures={**before.measures, **new.measures},
                effects=before.effects if new.effects is None else new.effects,
                red_flags=tuple(dict.fromkeys((*before.red_flags, *new.red_flags))),
                drinks=before.drinks if new.drinks is None else new.drinks,
                sedatives=before.sedatives if new.sedatives is None else new.sedatives,
                supersedes=old.id,
            ),
        )

    def log(self, page: Page) -> None:
        """Record a day: in the morning, days later, in parts, by `take`, or not at all."""
        if self.chance(self.trouble):
            return
        told = self.full(page)
        if self.chance(self.trouble / 2):
            self.later.append((page.day + self.random.choice((2, 3, 5)) * ONE_DAY, page.day, told))
        elif self.chance(0.1) and told.doses is not None:
            slots = list(told.doses)
            by_take = slots if self.chance(0.3) else slots[-1:]
            for slot in by_take:
                self.write(page.day, Intake(slot, told.doses[slot]))
            rest = {slot: dose for slot, dose in told.doses.items() if slot not in by_take}
            if self.chance(0.7):
                self.checkin(page.day, told._replace(doses=rest or None))
        else:
            self.checkin(page.day, told)

    def unstick(self, page: Page) -> None:
        """Call the prescriber as the page says, so that the diary goes on."""
        gate = page.limited_by
        if gate == "red-flag":
            for name in FLAGS:
                self.write(page.day, Instruction("clear_flag", name=name))
        elif gate == "conditions":
            for name in CONDITIONS:
                self.write(page.day, Instruction("acknowledge", name=name))
        elif gate == "sedatives":
            for name in MEDICINES:
                self.write(page.day, Instruction("acknowledge", name=name))
        elif gate == "plan":
            self.adopt(page, self.any_plan()._replace(review_by=page.day + 90 * ONE_DAY))
        else:
            self.write(page.day, Instruction("resume"))

    def correct(self, day: date) -> None:
        """Amend or take back something of the last days."""
        when = day - self.random.choice((1, 1, 2, 4)) * ONE_DAY
        old = self.entry_of(when)
        if old is not None and isinstance(old.what, Checkin) and self.chance(0.7):
            doses = None if old.what.doses is None else {slot: Decimal(5) for slot in old.what.doses}
            change = self.random.choice(
                (
                    Checkin(note="only a note"),
                    Checkin(effects=self.effects()),
                    Checkin(measures=self.measures()),
                    Checkin(doses=doses),
                )
            )
            self.checkin(when, change)
        elif self.entries:
            target = self.random.choice(self.entries[-12:])
            if not isinstance(target.what, Plan):
                self.write(target.day, Retract(target.id))

    def happenings(self, page: Page) -> None:
        """Write what comes besides the check-in of the day before."""
        day = page.day
        if self.chance(self.trouble / 2):
            said = self.words(page)
            self.write(day - (self.random.choice((0, 0, 0, 1, 3)) * ONE_DAY), said)
        if page.limited_by not in PATIENT and self.chance(0.35):
            self.unstick(page)
        if self.chance(self.trouble / 5):
            self.write(
                day, MedicineChange(self.random.choice(("start", "start", "stop")), self.random.choice(MEDICINES))
            )
        if self.chance(self.trouble / 2):
            self.correct(day)
        if self.chance(self.trouble / 4):
            self.checkin(day, self.one_worry())
        if self.chance(self.trouble / 20):
            self.write(day, self.any_profile())
        if page.plan is not None and self.chance(self.trouble / 30):
            self.write(day, Instruction("end_plan"))
        if page.plan is not None and self.chance(0.01 + self.trouble / 10):
            self.adopt(page, self.base._replace(hold_days=1) if self.chance(0.6) else self.any_plan())
        taper = self.taper(page)
        if taper is not None and [page.in_force] != ladder(self.base)[:1] and self.chance(self.tapers):
            self.adopt(page, taper)

    def set_aside(self, day: date) -> None:
        """Set a line aside that nobody can read any more."""
        if self.asides.random() < self.trouble / 3:
            self.write(day, SetAside(excerpt="not readable"))

    def diary(self) -> Diary:
        """Write the whole diary."""
        pages: list[Page] = []
        day = FIRST_DAY
        begins = FIRST_DAY + self.random.choice((0, 0, 0, 1, 3)) * ONE_DAY
        self.write(FIRST_DAY, self.any_profile())
        until = FIRST_DAY + self.days * ONE_DAY
        while day < until:
            self.at = max(self.at, datetime.combine(day, time(7), UTC))
            if pages and (day > begins or self.chance(0.2)):
                self.log(pages[-1])
            if day == begins:
                self.adopt(pages[-1] if pages else Page(day), self.base)
            for _, when, told in [due for due in self.later if due[0] == day]:
                self.checkin(when, told)
            count = len(self.entries)
            page = live(read(self.entries), pages, CATALOG, day)
            self.happenings(page)
            self.set_aside(page.day)
            pages.append(page if count == len(self.entries) else live(read(self.entries), pages, CATALOG, day))
            day += ONE_DAY
        entries = self.entries + self.random.sample(self.entries, min(3, len(self.entries)))
        self.random.shuffle(entries)
        health = self.random.choice(HEALTH) if self.chance(0.15) else Health()
        return Diary(tuple(entries), until, health)


def diary(seed: int, days: int = 30) -> Diary:
    """Return the made-up diary of a seed."""
    return Writer(seed, days).diary()
