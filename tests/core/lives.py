"""Whole lives with a plan, obedient and not, for properties that must hold in all of them."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

from baclotrack.core.decision import Decision
from baclotrack.core.fold import Walked, decide_day, walk
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import Checkin, Entry, Instruction, MedicineChange, SetAside, What, arrange
from baclotrack.core.values import CAUTION
from tests.core.plans import ADULT, CATALOG, PLANS, START


class Draft(NamedTuple):
    """One day as it is drawn: what is done is said relative to what the plan says on that day."""

    dose: str = "planned"
    logged: bool = True
    met: bool | str | None = False
    effects: tuple[tuple[str, int], ...] | None = ()
    drinks: int | None = 0
    sedative: str = ""
    flag: str = ""
    note: str = ""
    late: int = 0
    doctor: str = ""
    medicine: str = ""
    aside: bool = False


class Timed(NamedTuple):
    """Something told, for a day, at a moment."""

    at: datetime
    day: int
    what: What


class Life(NamedTuple):
    """A plan, a profile, and all that was told, in the order in which it happened."""

    plan: Plan
    profile: Profile
    told: tuple[Timed, ...]
    days: int

    def entries(self) -> tuple[Entry, ...]:
        """Return the journal: numbered as it was told."""
        in_order = sorted(self.told, key=lambda one: one.at)
        return tuple(
            Entry(f"{n:05d}", one.at, "laptop", n, START + timedelta(days=one.day), one.what)
            for n, one in enumerate(in_order)
        )

    def walked(self) -> list[Walked]:
        """Return every day decided, the one after the last included."""
        return list(walk(arrange(self.entries()), CATALOG, START + timedelta(days=self.days)))

    def decisions(self) -> list[Decision]:
        """Return the decision of every day, the one after the last included."""
        return [one.decision for one in self.walked()]

    def decide(self, day: int) -> Decision:
        """Return the decision of one day, counted from 0."""
        return decide_day(arrange(self.entries()), CATALOG, START + timedelta(days=day)).decision

    def telling(self, *more: Timed) -> "Life":
        """Return the life with more told, after everything else of the same moment."""
        return self._replace(told=(*self.told, *more))


def moment(day: int, hour: int, late: int = 0) -> datetime:
    """Return an hour of a day of the life, or so many days later."""
    return datetime.combine(START, time(hour), UTC) + timedelta(days=day + late)


def begun(plan: Plan, profile: Profile = ADULT) -> Life:
    """Return a life in which nothing but the adoption has happened."""
    return Life(plan, profile, (Timed(moment(0, 6), 0, profile), Timed(moment(0, 7), 0, plan)), 0)


def lived(life: Life, *drafts: Draft) -> Life:
    """Return the life after more days, each as drafted."""
    for draft in drafts:
        life = _one_day(life, draft)
    return life


def _one_day(life: Life, draft: Draft) -> Life:
    """Return the life after one more day."""
    day = life.days
    if draft.medicine:
        life = life.telling(Timed(moment(day, 11), day, MedicineChange(*draft.medicine.split(" "))))
    if draft.aside:
        life = life.telling(Timed(moment(day, 10), day, SetAside(excerpt="torn")))
    if draft.doctor:
        life = life.telling(Timed(moment(day, 12), day, said(life.plan, draft.doctor, day)))
    if draft.logged:
        told = Timed(moment(day, 8, 1 + draft.late), day, checkin(life.plan, draft))
        decision = life.telling(told).decide(day)
        doses = taken(life.plan, decision, draft.dose)
        assert isinstance(told.what, Checkin)
        life = life.telling(told._replace(what=told.what._replace(doses=doses)))
    return life._replace(days=day + 1)


def said(plan: Plan, words: str, day: int) -> Instruction:
    """Return what the doctor said: `resume`, `hold`, `hold 2`, `set-dose 1`, `clear-flag X`, `acknowledge X`."""
    action, _, rest = words.partition(" ")
    instruction = Instruction(action.replace("-", "_"), by="Dr A. Example")
    if action == "set-dose":
        return instruction._replace(doses=dict(plan.named(int(rest) % len(plan.rungs)) or ()))
    if action == "hold" and rest:
        return instruction._replace(until=START + timedelta(days=day + int(rest)))
    return instruction._replace(name=rest)


def checkin(plan: Plan, draft: Draft) -> Checkin:
    """Return the check-in of a day, its doses still open."""
    measures: dict[str, object] = {}
    for target in plan.targets:
        if draft.met is None or (draft.met == "half" and measures):
            continue
        if target.want is not None:
            measures[target.measure] = target.want is (draft.met is True)
        if target.at_most is not None:
            measures[target.measure] = target.at_most + (0 if draft.met is True else 3)
    return Checkin(
        measures=measures,
        effects=None if draft.effects is None else dict(draft.effects),
        red_flags=(draft.flag,) if draft.flag else (),
        drinks=None if draft.drinks is None else Decimal(draft.drinks),
        sedatives=(draft.sedative,) if draft.sedative else (),
        note=draft.note,
    )


def taken(plan: Plan, decision: Decision, dose: str) -> dict[str, Decimal] | None:
    """Return what is taken on a day by somebody who takes `dose`."""
    if dose == "untold":
        return None
    planned = dict(decision.doses or decision.in_force or plan.named(0) or ())
    here = plan.rung_of(decision.in_force or plan.named(0) or ()) or 0
    shown = plan.rung_of(tuple(planned.items())) or 0
    rung: dict[str, Callable[[], int]] = {
        "in force": lambda: here,
        "lower": lambda: max(here - 1, 0),
        "lowest": lambda: 0,
        "higher": lambda: min(shown + 1, len(plan.rungs) - 1),
        "top": lambda: len(plan.rungs) - 1,
    }
    if dose in rung:
        return full(plan, dict(plan.named(rung[dose]()) or ()))
    if dose == "missed":
        return full(plan, {})
    if dose == "part":
        return full(plan, dict(list(planned.items())[1:]))
    factor = {"planned": Decimal(1), "odd": Decimal("0.6"), "double": Decimal(2), "far": Decimal(9)}[dose]
    return full(plan, {slot: mg * factor for slot, mg in planned.items()})


def full(plan: Plan, doses: dict[str, Decimal]) -> dict[str, Decimal]:
    """Return the doses with every slot of the plan named."""
    return {slot.name: doses.get(slot.name, Decimal(0)) for slot in plan.slots}


# --- drawing lives ---------------------------------------------------------------------------------

DOSES = ("in force", "lower", "lowest", "higher", "top", "missed", "missed", "part", "odd", "double", "far", "untold")
ORDERS = ("resume", "resume", "hold", "hold 1", "set-dose 0", "set-dose 1", "set-dose 2", "acknowledge nausea")
CLEARED = ("clear-flag seizure", "clear-flag fainting")
MEDICINES = ("start morphine", "stop morphine", "start lisinopril")
GRADED = (
    *((name, grade) for name in ("nausea", "weakness", "low-mood", "sweating", "fall") for grade in (0, 1, 1, 2, 3)),
)  # fmt: skip

Change = tuple[str, object]


def changes(*, obedient: bool, answered: bool, flagged: bool) -> list[Change]:
    """Return all that may be different on a day from a good one."""
    common: list[Change] = [
        *[("logged", False)] * 3,
        *(("met", met) for met in (True, True, None, "half", "half")),
        *(("effects", (one,)) for one in GRADED),
        *(("effects", (("nausea", 2), ("fall", 1))), ("effects", None)),
        *(("drinks", number) for number in (None, 1, 9)),
        *(("sedative", name) for name in ("zolpidem", "valerian")),
        *(("late", days) for days in (1, 2, 3)),
        *[("aside", True)] * 2,
    ]
    if not obedient:
        common += [("dose", dose) for dose in DOSES]
    if answered:
        common += [("doctor", words) for words in ORDERS] + [("medicine", words) for words in MEDICINES]
    if flagged:
        common += [("flag", name) for name in ("seizure", "fainting")]
    if flagged and answered:
        common += [("doctor", words) for words in CLEARED]
    return common


def drafts(*, obedient: bool = False, answered: bool = True, flagged: bool = True) -> st.SearchStrategy[Draft]:
    """Return days of a life, most of them good: obedient or not, with the prescriber's words, with red flags."""
    one = st.sampled_from(changes(obedient=obedient, answered=answered, flagged=flagged))
    good: st.SearchStrategy[tuple[Change, ...]] = st.just(())
    some = st.one_of(good, good, st.tuples(one), st.tuples(one), st.tuples(one, one))
    return some.map(lambda chosen: Draft()._replace(**dict(chosen)))  # type: ignore[arg-type] # fields of a draft


NAMES = ("sleep", "sleep-slow", "per-dose", "per-day", "four")


def plans() -> st.SearchStrategy[Plan]:
    """Return plans for sleep and for spasticity, some with other cautious settings."""

    def changed(plan: Plan, changes: dict[str, object]) -> Plan:
        return plan._replace(**changes)  # type: ignore[arg-type] # the fields are those below

    fields: dict[str, st.SearchStrategy[object]] = {
        "hold_days": st.sampled_from([1, 1, 1, 2, 3]),
        "mild": st.sampled_from(["step", "step", "hold"]),
        "after_success": st.sampled_from(["two_of_three", "any"]),
        "retry_after_days": st.sampled_from([1, 3]),
    }
    return st.builds(changed, st.sampled_from([PLANS[name] for name in NAMES]), st.fixed_dictionaries(fields))


def lives(
    *, obedient: bool = False, answered: bool = True, flagged: bool = True, days: int = 8
) -> st.SearchStrategy[Life]:
    """Return lives of up to so many days."""
    one = drafts(obedient=obedient, answered=answered, flagged=flagged)
    some = st.integers(3, days).flatmap(lambda number: st.tuples(*[one] * number))
    return st.builds(lambda plan, told: lived(begun(plan), *told), plans(), some)


def place(decision: Decision) -> int:
    """Return the place of an outcome in the order of caution; start and finished are the boldest."""
    return CAUTION.get(decision.outcome, len(CAUTION))
