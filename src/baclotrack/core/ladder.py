"""A ladder from a start, a step and a ceiling, exactly as the prescriber said it: nothing guessed, nothing rounded.

The step is for each dose or for the day's total, and which is never assumed (reference 1b, R-DOSE and R-DAY): the
same "5 mg every three days" means 60 mg a day from day 10 on in one reading, and from day 28 on in the other.
"""

from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.values import Rung

PER_DOSE, PER_DAY = "per_dose", "per_day"
MOST_RUNGS = 60
"""More is taken for a slip; row `rungs` of the table of limits has the source."""


class Said(NamedTuple):
    """What the directions say: mg of the first day by slot, the step in mg, for what it is, and the most in a day.

    `grow` names, by their places, the doses that grow one after the other where the step is for the day's total.
    """

    start: Rung
    step: Decimal
    basis: str
    ceiling: Decimal
    grow: tuple[int, ...] = ()

    def rise(self) -> Decimal:
        """Return the mg by which the day's total grows with each step."""
        if self.basis == PER_DAY:
            return self.step
        return self.step * sum(1 for mg in self.start if mg)


class Misfit(NamedTuple):
    """Why no ladder can be built: a word for the sentence, and the numbers for it."""

    why: str
    below: Decimal = Decimal(0)
    beyond: Decimal = Decimal(0)


def misfit(said: Said) -> Misfit | None:
    """Return why no ladder can be built from what was said, or None where one can."""
    total = sum(said.start, start=Decimal(0))
    if total <= 0:
        return Misfit("no-start")
    if said.step <= 0:
        return Misfit("no-step")
    if said.ceiling <= total:
        return Misfit("ceiling", total)
    if said.basis == PER_DAY and not said.grow:
        return Misfit("no-order")
    whole, rest = divmod(said.ceiling - total, said.rise())
    if whole >= MOST_RUNGS:
        return Misfit("too-many", whole + 1)
    if rest:  # never beyond it, and never a smaller last step that nobody wrote
        below = total + whole * said.rise()
        return Misfit("not-hit", below, below + said.rise())
    return None


def build(said: Said) -> tuple[Rung, ...]:
    """Return the rungs, lowest first; the last one is the ceiling exactly.

    Raises:
        ValueError: when `misfit` tells why there is none.
    """
    wrong = misfit(said)
    if wrong is not None:
        raise ValueError(wrong.why)
    rungs = [said.start]
    while sum(rungs[-1]) < said.ceiling:
        rungs.append(_next(said, rungs[-1], len(rungs) - 1))
    return tuple(rungs)


def _next(said: Said, rung: Rung, place: int) -> Rung:
    """Return the rung after one: each dose that is taken grows, or the one whose turn it is."""
    if said.basis == PER_DOSE:
        return tuple(mg + said.step if mg else mg for mg in rung)
    growing = said.grow[place % len(said.grow)]
    return tuple(mg + said.step if slot == growing else mg for slot, mg in enumerate(rung))
