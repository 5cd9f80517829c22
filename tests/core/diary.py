"""Diaries in a few lines of text that a nurse can read, and the questions that tests ask of them.

    day 1: 5 mg, bad night, mild nausea        the morning check-in for day 1 (recorded the morning after)
    day 2: 5/5/10 mg, spasticity 6             several slots, in the plan's order; `noon 5 mg` names one alone
    day 3: missed, 2 drinks, sedative zolpidem, a fall, flag seizure, note anything
    day 3 amended: 5 mg, good night            the whole entry anew, naming the old one
    day 3 undone: wrong day                    the day's last check-in taken back
    day 4 intake: 5 at bedtime                 one dose told on its own
    day 4 doctor: hold until day 6             also resume, set-dose 10, clear-flag NAME, acknowledge NAME, end-plan
    day 4 medicine: start zolpidem
    day 4 aside: line 3                        a line that could not be read, set aside
    day 5 plan: sleep-slow on 10               a plan of `plans.PLANS`, with or without `on` the dose already taken
    day 6 (phone): 5 mg                        told on another device

Lines are recorded in the order in which they stand. A check-in with doses was asked for side effects as well, unless
it says `effects not asked`; one without doses was not, unless it names an effect. Nothing else is asked unless told.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.decision import Decision
from baclotrack.core.fold import Walked, decide_day, walk
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import (
    Checkin,
    Entry,
    History,
    Instruction,
    Intake,
    MedicineChange,
    Retract,
    SetAside,
    What,
    arrange,
)
from baclotrack.core.values import Health, Named
from tests.core.plans import ADULT, CATALOG, PLANS, on

GRADES = {"no": 0, "mild": 1, "moderate": 2, "severe": 3}
NIGHTS: dict[str, dict[str, object]] = {
    "good night": {"sleep_improved": True, "fell_back_asleep": True},
    "bad night": {"sleep_improved": False, "fell_back_asleep": False},
    "lay awake": {"sleep_improved": True, "fell_back_asleep": False},
    "slept through": {"sleep_improved": True, "awakenings": Decimal(0)},
}
MEASURES = ("spasticity", "craving", "awakenings")
LINE = re.compile(r"day (?P<day>\d+)(?: (?P<verb>[a-z]+))?(?: \((?P<device>[a-z]+)\))?: (?P<told>.+)")


class Diary(NamedTuple):
    """The journal's entries, in the order in which they were recorded."""

    entries: tuple[Entry, ...]

    def history(self) -> History:
        """Return the record as the engine reads it."""
        return arrange(self.entries)


def diary(text: str, plan: Plan | str | None = "sleep", profile: Profile = ADULT, adopted: int = 1) -> Diary:
    """Return the diary that the lines tell; the plan is adopted on day `adopted`, before the first line."""
    first = PLANS[plan] if isinstance(plan, str) else plan
    pen = Pen(first.slots[0].name if first is not None and first.slots else "bedtime")
    pen.write(min(adopted, 1), profile)
    if first is not None:
        pen.names = [slot.name for slot in first.slots]
        pen.write(adopted, first)
    for line in text.splitlines():
        if line.strip():
            pen.line(line.strip())
    return Diary(tuple(pen.entries))


class Pen:
    """Writes entries: knows the time, counts for each device, and remembers what an amendment names."""

    def __init__(self, slot: str) -> None:
        """Begin an empty journal for plans of one slot, until a plan says otherwise."""
        self.entries: list[Entry] = []
        self.names = [slot]
        self.now = datetime.combine(on(1), time(), UTC) - timedelta(days=400)

    def write(self, day: int, what: What, device: str = "laptop", at: time | None = None, after: int = 0) -> None:
        """Record one entry, at its usual hour or else right after the one before."""
        moment = datetime.combine(on(day) + timedelta(days=after), at, UTC) if at else self.now
        self.now = max(self.now + timedelta(minutes=1), moment)
        n = sum(1 for entry in self.entries if entry.device == device) + 1
        number = len(self.entries) + 1
        self.entries.append(Entry(f"{number:04d}", self.now, device, n, on(day), what))

    def line(self, line: str) -> None:
        """Record what one line tells."""
        found = LINE.fullmatch(line)
        if found is None:
            raise ValueError(line)
        day, verb, told = int(found["day"]), found["verb"] or "", found["told"]
        device = found["device"] or "laptop"
        match verb:
            case "" | "amended":
                old = self.last_checkin(day) if verb else ""
                self.write(day, self.checkin(told, old), device, time(7, 30), after=1)
            case "undone":
                self.write(day, Retract(self.last_checkin(day)), device)
            case "intake":
                mg, slot = told.split(" at ")
                self.write(day, Intake(slot, Decimal(mg)), device, time(22, 30))
            case "doctor":
                self.write(day, self.instruction(told), device, time(12))
            case "medicine":
                self.write(day, MedicineChange(*told.split(" ", 1)), device, time(12))
            case "aside":
                self.write(day, SetAside(excerpt=told), device, time(12))
            case "plan":
                self.write(day, self.plan(told), device, time(12))
            case _:
                raise ValueError(line)

    def last_checkin(self, day: int) -> str:
        """Return the id of the day's last check-in that was not taken back."""
        gone = {entry.what.target for entry in self.entries if isinstance(entry.what, Retract)}
        told = [one.id for one in self.entries if isinstance(one.what, Checkin) and one.day == on(day)]
        return [one for one in told if one not in gone][-1]

    def checkin(self, told: str, supersedes: str) -> Checkin:
        """Return the check-in that the items of a line tell."""
        items = [item.strip() for item in told.split(",")]
        found = Checkin(supersedes=supersedes)
        for item in items:
            found = self.item(found, item)
        if found.doses is not None and found.effects is None and "effects not asked" not in items:
            found = found._replace(effects={})
        return found

    def item(self, so_far: Checkin, item: str) -> Checkin:
        """Return the check-in with one more item told."""
        first, _, rest = item.partition(" ")
        if item == "missed" or item.endswith(" mg"):
            return so_far._replace(doses={**(so_far.doses or {}), **self.doses(item)})
        if item in NIGHTS:
            return so_far._replace(measures={**so_far.measures, **NIGHTS[item]})
        if first in MEASURES:
            return so_far._replace(measures={**so_far.measures, first: Decimal(rest)})
        if item == "a fall":
            return self.item(so_far, "mild fall")
        if first in GRADES and rest not in {"effects", "sedatives"}:
            return so_far._replace(effects={**(so_far.effects or {}), rest: GRADES[first]})
        return self.aside(so_far, item)

    def aside(self, so_far: Checkin, item: str) -> Checkin:
        """Return the check-in with drinks, a sedative, a flag or a note told, or that something was asked or not."""
        first, _, rest = item.partition(" ")
        if rest == "drinks":
            return so_far._replace(drinks=Decimal(first))
        if item == "no sedatives":
            return so_far._replace(sedatives=so_far.sedatives or ())
        if first == "sedative":
            return so_far._replace(sedatives=(*(so_far.sedatives or ()), rest))
        if first == "flag":
            return so_far._replace(red_flags=(*so_far.red_flags, rest))
        if first == "note":
            return so_far._replace(note=rest)
        return self.asked(so_far, item)

    def asked(self, so_far: Checkin, item: str) -> Checkin:
        """Return the check-in in which side effects were asked and none found, or not asked."""
        if item == "effects not asked":
            return so_far
        if item == "no effects":
            return so_far._replace(effects=so_far.effects or {})
        raise ValueError(item)

    def doses(self, item: str) -> dict[str, Decimal]:
        """Return what was taken, by slot."""
        if item == "missed":
            return dict.fromkeys(self.names, Decimal(0))
        words = item.removesuffix(" mg").split(" ")
        if len(words) > 1:
            return {words[0]: Decimal(words[1])}
        amounts = [Decimal(mg) for mg in words[0].split("/")]
        return dict(zip(self.names, amounts, strict=True))

    def instruction(self, told: str) -> Instruction:
        """Return what the doctor said."""
        action, _, rest = told.partition(" ")
        said = Instruction(action.replace("-", "_"), by="Dr A. Example")
        if said.action == "set_dose":
            return said._replace(doses=self.doses(f"{rest} mg"))
        if rest.startswith("until day "):
            return said._replace(until=on(int(rest.removeprefix("until day "))))
        return said._replace(name=rest)

    def plan(self, told: str) -> Plan:
        """Return the plan adopted, and take over its slots."""
        name, _, dose = told.partition(" on ")
        plan = PLANS[name]
        self.names = [slot.name for slot in plan.slots]
        if not dose:
            return plan
        return plan._replace(on_dose=tuple(self.doses(f"{dose} mg").items()))


def decide(told: Diary, day: int, health: Health | None = None) -> Decision:
    """Return what the plan says for the day with that number."""
    return decide_day(told.history(), CATALOG, on(day), health or Health()).decision


def walked(told: Diary, until: int) -> list[Walked]:
    """Return every day up to the one with that number, decided."""
    return list(walk(told.history(), CATALOG, on(until)))


def amounts(doses: Named | None) -> str:
    """Return doses as a line tells them: 5, or 5/5/10."""
    return "/".join(f"{mg:f}" for _, mg in doses or ())


def answer(told: Diary, day: int) -> str:
    """Return the outcome and the dose shown: `step_up 10`, `hold 5/5/10`, `cannot_decide`."""
    decision = decide(told, day)
    return f"{decision.outcome} {amounts(decision.doses)}".strip()


def answers(told: Diary, days: Iterable[int]) -> list[str]:
    """Return the answers of several days."""
    return [answer(told, day) for day in days]


def in_force(told: Diary, day: int) -> str:
    """Return the dose in force as the day is decided."""
    return amounts(decide(told, day).in_force)


def complete_days(told: Diary, day: int) -> int:
    """Return the complete days on the dose in force, as the day is decided."""
    return decide_day(told.history(), CATALOG, on(day)).state.complete
