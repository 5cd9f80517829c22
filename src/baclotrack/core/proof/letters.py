"""The alphabet of days: what a morning may bring before the decision, and what is then recorded of the day.

One day is one morning letter and one evening letter. Doses are relative to what the day's decision shows.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from baclotrack.core.decision import Decision
from baclotrack.core.entries import Instruction, MedicineChange
from baclotrack.core.plan import ZERO, Plan
from baclotrack.core.proof.form import MEMORIES, NEW, SPASMS, Fields, Setting, measures
from baclotrack.core.record import NOTHING, DayFacts
from baclotrack.core.state import ASIDE_TODAY, State
from baclotrack.core.values import Health, Rung

PRESCRIBER = "Dr A. Example"
RESUME = Instruction("resume", by=PRESCRIBER)
UNKNOWN_MAJOR = "morphine"
SEDATIVE = "zolpidem"


class Morning(NamedTuple):
    """What the decided day brings before its decision; all of it lasts for this morning only, or is an answer."""

    name: str
    said: tuple[Instruction | MedicineChange, ...] = ()
    today: DayFacts = NOTHING
    health: Health = Health()
    reviewed: bool = True
    left: str = ""
    silent: bool = False
    is_worry: bool = False


class Evening(NamedTuple):
    """What is recorded of the day: the dose, the worst effect, the targets, and what stands beside them."""

    dose: str = "shown"
    effects: str = "none"
    targets: str = "missed"
    beside: str = ""

    def name(self) -> str:
        """Return the letter in words."""
        told = [f"dose {self.dose}", f"effects {self.effects}", f"targets {self.targets}", self.beside]
        return self.dose if self.dose == "unlogged" else ", ".join(one for one in told if one)


EFFECTS: dict[str, dict[str, int] | None] = {
    "none": {},
    "mild": {"nausea": 1},
    "moderate": {"nausea": 2},
    "severe": {"nausea": 3},
    "fall": {"fall": 1},
    "sign": {"sweating": 1},
    "confusion": {"confusion": 3},
    "accepted": {"headache": 2},
    "spasms": {SPASMS: 1},
    "not asked": None,
}
"""What each class of effects records. A severe confusion is a red flag as well."""

WORSE = (
    *(("none", name) for name in ("mild", "moderate", "severe", "fall", "sign", "confusion", "accepted")),
    *(("mild", "moderate"), ("mild", "severe"), ("moderate", "severe")),
)
BESIDE = ("drink", "sedative", "red flag")
SIZES = ("thin", "small", "wide", "full")
"""Alphabets. `small` has every class of every gate once; `wide` and `full` have more of them together on one day;
`thin`, for the views that follow a memory, has only what sets it, lets it fade, or moves the dose."""

FAULTS = (
    ("the journal is damaged", Health(faults=1, first_fault="line 3")),
    ("plan.toml differs", Health(plan_file="differs")),
)

DOSES = (
    "shown", "lower", "two lower", "partial", "odd", "over", "beyond", "beyond twice", "missed", "unlogged",
    "not asked", "by take", "conflict", "two doses",
)  # fmt: skip

SAID = frozenset({"shown", "by take", "conflict", "two doses"})
"""Kinds of days on which the dose that was shown is told, in one way or another."""


def evenings(plan: Plan, size: str = "full") -> list[Evening]:
    """Return the evening letters for a plan.

    Args:
        plan: the plan; without slots there is no dose to tell of.
        size: one of `SIZES`.
    """
    targets = ["missed", "met", "unanswered"] if plan.targets else ["missed"]
    told = [
        *(Evening(targets=one) for one in targets + ["half"] * (len(plan.targets) > 1)),
        *(Evening(effects=name) for name in EFFECTS if name != "none" and (name != "spasms" or not plan.slots)),
        *(Evening(beside=name) for name in BESIDE),
    ]
    if not plan.slots:
        return [one._replace(dose="not asked") for one in told] + [Evening("unlogged")]
    if size == "full":
        mixed = product(("mild", "moderate", "severe", "fall", "sign"), targets[1:])
        told += [Evening(effects=name, targets=one) for name, one in mixed]
    doses = [dose for dose in DOSES if (dose != "partial" or len(plan.slots) > 1) and dose != "unlogged"]
    every = [one._replace(dose=dose) for dose in doses for one in told]
    return [*(one for one in every if _is_in(one, size)), Evening("unlogged")]


def _is_in(letter: Evening, size: str) -> bool:
    """Return whether a letter belongs to an alphabet of that size."""
    plain = letter[1:] == Evening()[1:]
    if size == "small":
        pressing = letter.effects in {"moderate", "severe"} and letter.dose in {"beyond", "missed"}
        return letter.dose == "shown" or plain or (pressing and not letter.beside and letter.targets == "missed")
    few = {(name, "missed", "") for name in ("none", "moderate", "severe", "fall")} | {("none", "met", "")}
    if size == "wide":
        return letter.dose in {"shown", "beyond"} or letter[1:] in few
    if size == "thin":
        return letter.dose in {"shown", "lower", "missed", "over"} and letter[1:] in few | {("sign", "missed", "")}
    return True


def mornings(setting: Setting, size: str = "full") -> list[Morning]:
    """Return the morning letters; the first one brings nothing. The sizes are those of `evenings`."""
    plan, day = setting.plan, setting.day
    hold = Instruction("hold", by=PRESCRIBER, until=day)
    found = [
        Morning("nothing"),
        Morning("the prescriber says hold for today", (hold,)),
        Morning("the prescriber says resume", (RESUME,)),
        *(Morning(f"the prescriber sets step {rung + 1}", (set_dose(plan, rung),)) for rung in range(len(plan.rungs))),
    ]
    if size == "thin":
        return found
    found += [
        Morning("a drink today", today=NOTHING._replace(drinks=Decimal(1)), is_worry=True),
        *(Morning(name, health=health) for name, health in FAULTS),
        Morning("a red flag today", today=NOTHING._replace(flags={"seizure": NEW}), is_worry=True),
        *([Morning("the prescriber's word is not there yet", silent=True, is_worry=True)] if setting.words else []),
        *(Morning(f"left behind: {name}", left=name, is_worry=True) for name in MEMORIES if plan.mode == "titrate"),
    ]
    if size != "full":
        return found
    return [
        *found,
        Morning("the prescriber says resume, then hold for today", (RESUME, hold)),
        Morning("a sedative today", today=NOTHING._replace(sedatives=(SEDATIVE,)), is_worry=True),
        Morning("another medicine started", (MedicineChange("start", UNKNOWN_MAJOR),), is_worry=True),
        Morning("the pace acknowledged", (Instruction("acknowledge", by=PRESCRIBER, name="pace"),)),
        Morning("the prescriber ended the plan", (Instruction("end_plan", by=PRESCRIBER),)),
        Morning("the review date has passed", reviewed=False),
    ]


def left_behind(plan: Plan, state: State, memory: str) -> State:
    """Return the state with one memory of earlier days at its most careful."""
    backs = {doses: 2 for rung in range(len(plan.rungs)) if (doses := plan.named(rung))}
    worst: dict[str, Fields] = {
        "severe": {"good_since_severe": 0, "severe_rank": NEW},
        "watch": {"watch": 0},
        "success": {"success": True, "missed_target": ()},
        "backs": {"step_backs": backs},
        "aside": {"aside": ASIDE_TODAY, "aside_on": None},
    }
    return state._replace(**worst[memory]) if memory else state


def set_dose(plan: Plan, rung: int) -> Instruction:
    """Return the prescriber's word that puts a rung in force."""
    return Instruction("set_dose", by=PRESCRIBER, doses=dict(plan.named(rung) or ()))


def facts_of(setting: Setting, state: State, decision: Decision, letter: Evening) -> DayFacts | None:
    """Return what is recorded of a day, or None where the letter cannot be written there (no lower rung to take)."""
    plan = setting.plan
    if letter.dose == "unlogged":
        return NOTHING
    taken = None if letter.dose == "not asked" else _taken(plan, state, decision, letter.dose)
    if taken is None and letter.dose != "not asked":
        return None
    effects = EFFECTS[letter.effects]
    flags = {"seizure": NEW} if letter.beside == "red flag" else {}
    if letter.effects == "confusion":
        flags["severe-confusion"] = NEW
    doses = None if taken is None else {slot.name: mg for slot, mg in zip(plan.slots, taken, strict=True)}
    told = DayFacts(
        doses=doses,
        asked_doses=doses is not None,
        dose_rank=NEW,
        measures=measures(plan, _answers(plan, letter.targets)),
        effects=effects,
        effect_ranks=dict.fromkeys(effects or {}, NEW),
        flags=flags,
        drinks=Decimal(1) if letter.beside == "drink" else None,
        sedatives=(SEDATIVE,) if letter.beside == "sedative" else None,
        checkin=True,
    )
    if letter.dose == "by take":
        return NOTHING._replace(doses=doses, dose_rank=NEW)
    if letter.dose == "conflict":
        return told._replace(measures={}, conflict=True)
    if letter.dose == "two doses":
        return told._replace(measures={}, conflict=True, asked_doses=False)
    return told


def _answers(plan: Plan, targets: str) -> tuple[bool | None, ...]:
    """Return the answer to each target."""
    if targets == "half":
        return tuple(place == 0 for place in range(len(plan.targets)))
    return ({"met": True, "missed": False}.get(targets),) * len(plan.targets)


def _taken(plan: Plan, state: State, decision: Decision, dose: str) -> Rung | None:
    """Return what is taken, mg per slot, or None where there is no such dose."""
    told = dict(decision.doses or decision.in_force or plan.named(0) or ())
    said = tuple(told.get(slot.name, ZERO) for slot in plan.slots)
    shown = decision.rung if decision.rung is not None else state.rung or 0
    down = 1 if plan.mode == "taper" else -1
    most = max(plan.daily_mg, plan.single_mg)
    ways: dict[str, Callable[[], Rung | None]] = {
        "shown": lambda: said,
        "by take": lambda: said,
        "conflict": lambda: said,
        "two doses": lambda: said,
        "lower": lambda: _rung(plan, shown + down),
        "two lower": lambda: _rung(plan, shown + 2 * down),
        "partial": lambda: _partial(said),
        "odd": lambda: tuple(mg / 2 for mg in said),
        "over": lambda: _over(plan, said, shown - down),
        "beyond": lambda: (plan.single_mg + 1, *said[1:]),
        "beyond twice": lambda: (2 * most + 1, *said[1:]),
        "missed": lambda: (ZERO,) * len(said),
    }
    taken = ways[dose]()
    return None if taken == said and dose not in SAID else taken


def _rung(plan: Plan, number: int) -> Rung | None:
    """Return a rung of the ladder, or None beyond its ends."""
    return plan.rungs[number] if 0 <= number < len(plan.rungs) else None


def _partial(said: Rung) -> Rung | None:
    """Return the doses with the first one left out, where another remains."""
    place = next((place for place, mg in enumerate(said) if mg), 0)
    left = (*said[:place], ZERO, *said[place + 1 :])
    return left if any(left) else None


def _over(plan: Plan, said: Rung, above: int) -> Rung | None:
    """Return more than was said and still within the limits: the next higher rung, else 1 mg more."""
    higher = _rung(plan, above) or (said[0] + 1, *said[1:])
    within = max(higher) <= plan.single_mg and sum(higher) <= plan.daily_mg
    return higher if within else None


def worse_pairs(letters: list[Evening]) -> Iterator[tuple[int, int]]:
    """Yield the places of letters that are alike but for one worrying fact more in the second."""
    place = {letter: number for number, letter in enumerate(letters)}
    for number, letter in enumerate(letters):
        worse = [letter._replace(effects=after) for before, after in WORSE if before == letter.effects]
        worse += [letter._replace(beside=one) for one in BESIDE if not letter.beside]
        yield from ((number, place[one]) for one in worse if one in place)
