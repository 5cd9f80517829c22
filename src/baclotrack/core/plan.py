"""The prescriber's plan and the person's profile, as values; and what makes a plan unfit to follow."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.days import DAY_STARTS_AT
from baclotrack.core.pump import Pump
from baclotrack.core.values import MILD, MODERATE, SEVERE, Named, Rung

ZERO = Decimal(0)


class Slot(NamedTuple):
    """A named dose time."""

    name: str
    at: time


class Target(NamedTuple):
    """What must be reached before the plan says stay: a yes/no answer, or a number at most or at least."""

    measure: str
    want: bool | None = None
    at_most: Decimal | None = None
    at_least: Decimal | None = None

    def met(self, measures: Mapping[str, object]) -> bool | None:
        """Return whether the target is met, or None where it was not answered.

        Not waking at all counts as having fallen back asleep (contract, section 4).
        """
        value = measures.get(self.measure)
        if value is None and self.measure == "fell_back_asleep" and measures.get("awakenings") == 0:
            value = True
        if isinstance(value, bool):
            return None if self.want is None else value == self.want
        if not isinstance(value, Decimal):
            return None
        if self.at_most is not None:
            return value <= self.at_most
        return None if self.at_least is None else value >= self.at_least


class Plan(NamedTuple):
    """The prescriber's plan as adopted. Doses are mg; rungs are in the order they are walked.

    `track` names measures that are asked for though no step hangs on them; a pump's amounts are micrograms.
    `days` are a taper's days on each rung, where they are not `hold_days` on every one.
    """

    id: str
    title: str
    mode: str
    slots: tuple[Slot, ...] = ()
    rungs: tuple[Rung, ...] = ()
    hold_days: int = 1
    daily_mg: Decimal = ZERO
    single_mg: Decimal = ZERO
    targets: tuple[Target, ...] = ()
    mild: str = "step"
    moderate: str = "hold"
    severe: str = "hold"
    retry_after_days: int = 3
    alcohol: str = "hold"
    missed_days: int = 2
    gap_then: str = "ask"
    after_success: str = "two_of_three"
    top_message: str = ""
    top_agents: tuple[str, ...] = ()
    prescriber: str = ""
    directed_on: date | None = None
    review_by: date | None = None
    own_defaults: frozenset[str] = frozenset()
    pump: Pump | None = None
    track: tuple[str, ...] = ()
    adopted_at: str = ""
    on_dose: Named | None = None
    named_rungs: tuple[Named, ...] = ()
    days: tuple[int, ...] = ()

    def prepared(self) -> "Plan":
        """Return the plan with its rungs named once, since every day of a journal asks for them."""
        return self._replace(named_rungs=tuple(self._named(rung) for rung in self.rungs))

    @property
    def refill_by(self) -> date | None:
        """Return the day by which a pump must be refilled, or None where the plan names none."""
        return None if self.pump is None else self.pump.due_by()

    def _named(self, rung: Rung) -> Named:
        return tuple((slot.name, mg) for slot, mg in zip(self.slots, rung, strict=True) if mg)

    def named(self, rung: int | None) -> Named | None:
        """Return the doses of the rung with that number by slot, mg, without the slots at zero."""
        if rung is None:
            return None
        return self.named_rungs[rung] if self.named_rungs else self._named(self.rungs[rung])

    def days_on(self, rung: int | None) -> int:
        """Return for how many days a rung is kept: its own number, where the prescriber's schedule has one."""
        return self.hold_days if rung is None or not self.days else self.days[rung]

    def days_left(self, rung: int) -> int:
        """Return for how many days the rungs from this one on are kept, in a taper until no dose is left."""
        return sum(self.days_on(place) for place in range(rung, len(self.rungs)))

    def rung_of(self, doses: Named) -> int | None:
        """Return the number of the rung that has exactly these doses, or None."""
        wanted = dict(doses)
        for number, rung in enumerate(self.rungs):
            if {slot.name: mg for slot, mg in zip(self.slots, rung, strict=True) if mg} == wanted:
                return number
        return None

    def tolerates(self, grade: int) -> str:
        """Return what the plan does at a grade: step, hold or step_back."""
        return {MILD: self.mild, MODERATE: self.moderate, SEVERE: self.severe}.get(grade, "step")

    def hold_threshold(self) -> int:
        """Return the lowest grade at which the plan does not step up."""
        return MILD if self.mild == "hold" else MODERATE

    def source_of(self, section: str) -> str:
        """Return `template` where the section is a template's own cautious default, else `plan`."""
        return "template" if section in self.own_defaults else "plan"


class Known(NamedTuple):
    """A condition or a medicine, with who knows of it since when (empty and None: nobody named)."""

    name: str
    known_by: str = ""
    known_on: date | None = None

    def is_known(self) -> bool:
        """Return whether a prescriber who knows is named with a date."""
        return bool(self.known_by) and self.known_on is not None


class Profile(NamedTuple):
    """What the person told about themselves. Absent facts are None or empty, never guessed."""

    born: int | None = None
    egfr: Decimal | None = None
    tablets: tuple[Decimal, ...] = ()
    splits: int = 1
    conditions: tuple[Known, ...] = ()
    medicines: tuple[Known, ...] = ()
    had: Mapping[str, int] = {}
    prescriber: str = ""
    phone: str = ""
    day_starts_at: time = DAY_STARTS_AT

    def age(self, day: date) -> int | None:
        """Return the age in the year of that day; only the year of birth is kept."""
        return None if self.born is None else day.year - self.born

    def has(self, condition: str) -> bool:
        """Return whether the condition is named in the profile."""
        return any(one.name == condition for one in self.conditions)
