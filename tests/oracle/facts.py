"""What chance brings to a made-up diary: plans, people, days well or badly gone, and words of the prescriber."""

import random
from collections.abc import Mapping
from decimal import Decimal

from baclotrack.core.entries import Checkin, Instruction
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.values import Outcome
from tests.oracle.desk import Page
from tests.oracle.paper import ladder, place_of
from tests.oracle.world import (
    CONDITIONS,
    EFFECTS,
    FIRST_DAY,
    FLAGS,
    MEDICINES,
    ONE_DAY,
    PER_DAY,
    PER_DOSE,
    SLEEP,
    mg,
)

KINDS_OF_DAY = (
    "unlogged",
    "missed",
    "missed",
    "in force",
    "lower",
    "lowest",
    "next",
    "partial",
    "odd",
    "over",
    "way over",
)
"""How the doses of a day may go that does not go as planned."""


class Chance:
    """The dice of one diary: how much trouble there is, how often the targets are met, and what comes of it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a made-up diary needs no secret
        self.trouble = self.random.choice((0.01, 0.02, 0.05, 0.15))
        self.success = self.random.choice((0.05, 0.2, 0.6))
        self.base = self.any_plan()

    def chance(self, likely: float) -> bool:
        """Return True that often."""
        return self.random.random() < likely

    def any_plan(self) -> Plan:
        """Return a plan with a random choice for everything that a gate reads."""
        pick = self.random.choice
        plan = pick((SLEEP, SLEEP, PER_DOSE, PER_DAY))
        return plan._replace(
            hold_days=pick((1, 1, 2, 3, 4)),
            mild=pick(("step", "step", "hold")),
            moderate=pick(("hold", "hold", "step_back")),
            severe=pick(("hold", "step_back")),
            retry_after_days=pick((0, 1, 3, 3)),
            alcohol=pick(("hold", "hold", "warn")),
            missed_days=pick((1, 2, 2, 3)),
            gap_then=pick(("restart", "ask")),
            after_success=pick(("two_of_three", "two_of_three", "any")),
            daily_mg=plan.daily_mg - (5 if self.chance(0.15) else 0),
            review_by=FIRST_DAY + pick((10, 20, 90, 90, 90, 90)) * ONE_DAY,
            prescriber="" if self.chance(0.01) else plan.prescriber,
        )

    def any_profile(self) -> Profile:
        """Return a person."""
        pick = self.random.choice
        return Profile(
            born=pick((1986, 1986, 1986, 1986, 1956, 2012 if self.chance(0.1) else 1986)),
            egfr=pick(
                (None, None, None, Decimal(95), Decimal(75), Decimal(45), Decimal(29 if self.chance(0.2) else 95))
            ),
            tablets=pick(((), mg(10), mg(10), mg(5, 10))),
            splits=pick((1, 2, 2)),
            conditions=tuple(self.known(name) for name in CONDITIONS if self.chance(0.06)),
            medicines=tuple(self.known(name) for name in MEDICINES if self.chance(0.05)),
            had={name: pick((1, 2)) for name in EFFECTS if self.chance(0.06)},
        )

    def known(self, name: str) -> Known:
        """Return a condition or medicine that the prescriber may know of."""
        return Known(name, "Dr A. Example", FIRST_DAY) if self.chance(0.6) else Known(name)

    def taper(self, page: Page) -> Plan | None:
        """Return a taper from the dose in force down the same ladder; after its end, one that has no dose to begin."""
        plan = page.plan
        place = None if plan is None or page.in_force is None else place_of(plan, page.in_force)
        if plan is None or plan.mode == "record_only" or (place is None and not page.finished):
            return None
        if plan.mode == "titrate":
            rungs = tuple(reversed(plan.rungs[: (place or 0) + 1]))
        else:  # another pace, some rungs left out
            rungs = tuple(rung for rung in plan.rungs if rung == plan.rungs[place or 0] or self.chance(0.8))
        days = tuple(self.random.choice((1, 2, 3)) for _ in rungs) if self.chance(0.3) else ()
        hold_days = self.random.choice((1, 2, 4))
        changes = {"id": "taper", "mode": "taper", "rungs": rungs, "days": days, "hold_days": hold_days}
        return plan._replace(**changes, targets=(), gap_then="ask")  # type: ignore[arg-type] # fields of a plan

    def taken(self, page: Page) -> Mapping[str, Decimal] | None:
        """Return what was taken on a day: mostly what was said, else a little or much less or more, or nothing."""
        plan = page.plan or self.base
        rungs = ladder(plan)
        if not rungs:
            return None
        zeros = dict.fromkeys((slot.name for slot in plan.slots), Decimal(0))
        said = page.doses or ({} if page.outcome is Outcome.FINISHED else page.in_force or rungs[0])
        if not self.chance(self.trouble * 3):
            return {**zeros, **said}
        kind = self.random.choice(KINDS_OF_DAY)
        if kind == "unlogged":
            return None
        place = place_of(plan, said) or 0
        whole_days: Mapping[str, Mapping[str, Decimal]] = {
            "missed": {},
            "in force": page.in_force or {},
            "lower": rungs[max(0, place - 1)],
            "lowest": rungs[max(0, place - self.random.choice((2, 3)))],
            "next": rungs[min(len(rungs) - 1, place + 1)],
        }
        if kind in whole_days:
            return {**zeros, **whole_days[kind]}
        some = {**zeros, **said}
        slot = self.random.choice(list(zeros))
        changed = {"partial": Decimal(0), "odd": some[slot] / 2, "over": some[slot] + 5, "way over": some[slot] * 3 + 5}
        return {**some, slot: changed[kind]}

    def measures(self) -> Mapping[str, object]:
        """Return the answers to the questions of the targets."""
        if self.chance(self.trouble):
            return {}
        answers: dict[str, object] = {
            "sleep_improved": self.chance(0.5 + self.success / 2),
            "fell_back_asleep": self.chance(self.success),
            "spasticity": Decimal(self.random.choice((0, 2, 3)) if self.chance(self.success) else 6),
        }
        if self.chance(0.1):
            del answers["fell_back_asleep"]
            answers["awakenings"] = self.random.choice((0, 0, 2))
        return answers

    def effects(self) -> Mapping[str, int] | None:
        """Return the answers about effects."""
        if self.chance(self.trouble):
            return None
        if not self.chance(self.trouble * 3):
            return {}
        grades = (0, 1, 1, 1, 2, 2, 3)
        return {
            self.random.choice(EFFECTS): self.random.choice(grades) for _ in range(self.random.choice((1, 1, 2, 3)))
        }

    def full(self, page: Page) -> Checkin:
        """Return the check-in of a whole day."""
        return Checkin(
            doses=self.taken(page),
            measures=self.measures(),
            effects=self.effects(),
            red_flags=(self.random.choice(FLAGS),) if self.chance(self.trouble / 10) else (),
            drinks=self.random.choice((None, Decimal(2))) if self.chance(self.trouble) else Decimal(0),
            sedatives=self.random.choice((None, ("valerian",), ("diazepam",))) if self.chance(self.trouble / 2) else (),
        )

    def words(self, page: Page) -> Instruction:
        """Return something the prescriber said."""
        pick = self.random.choice
        rung = pick(ladder(page.plan or self.base) or [{}])
        return pick(
            (
                Instruction("resume"),
                Instruction("resume"),
                Instruction("set_dose", doses=rung),
                Instruction("hold"),
                Instruction("hold", until=page.day + pick((0, 1, 3)) * ONE_DAY),
                Instruction("clear_flag", name=pick(FLAGS)),
                Instruction("acknowledge", name=pick((*CONDITIONS, *MEDICINES))),
                Instruction("acknowledge", name="pace"),
                Instruction("acknowledge", name=pick(EFFECTS), grade=pick((None, 1, 2, 3))),
            )
        )

    def one_worry(self) -> Checkin:
        """Return one worrying fact alone."""
        pick = self.random.choice
        return pick(
            (
                Checkin(drinks=Decimal(3)),
                Checkin(sedatives=("diazepam",)),
                Checkin(effects={pick(EFFECTS): pick((1, 2, 3))}),
                Checkin(red_flags=(pick(FLAGS),)),
            )
        )
