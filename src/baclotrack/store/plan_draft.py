"""The text of a new plan file, with a comment at each number that says what it means; a draft until it is adopted."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.core.ladder import PER_DAY, Said, build
from baclotrack.core.values import Rung
from baclotrack.store.journal import plain_number

NOTE = 34
"""The column at which comments begin."""
HEAD = """\
# A draft, made with: baclotrack plan new. It counts only once it is adopted: baclotrack plan adopt
# Compare every number with the prescriber's paper. The paper goes before this file.
format = 1
"""
RULES = """\
# What side effects, alcohol and missed days do is not written here, so the program's own careful rules hold.
# To see them: baclotrack plan show FILE. The prescriber's go into [tolerability], [sedatives] and [gap].

[top]
message = "Ask your prescriber what comes next."
"""


class Draft(NamedTuple):
    """Everything that a new plan file says. Slots are names with their times, HH:MM; doses are mg."""

    id: str
    title: str
    slots: tuple[tuple[str, str], ...]
    said: Said
    hold_days: int
    targets: tuple[tuple[str, Mapping[str, bool | Decimal]], ...]
    prescriber: str | None = None
    directed_on: date | None = None

    def text(self) -> str:
        """Return the plan as TOML.

        Raises:
            ValueError: when no ladder can be built from what was said.
        """
        rungs = build(self.said)
        parts = [HEAD + self._signature(), *self._slots(), self._ladder(rungs), self._limits(rungs), *self._targets()]
        return "\n".join([*parts, RULES])

    def _signature(self) -> str:
        """Return who the plan is from; what is not told stands there as a comment, and then nobody can adopt it."""
        lines = [f"id = {quoted(self.id)}", f"title = {quoted(self.title)}"]
        lines.append(_noted('mode = "titrate"', "goes up step by step"))
        who = f"prescriber = {quoted(self.prescriber)}" if self.prescriber else '# prescriber = ""'
        when = f"directed_on = {self.directed_on}" if self.directed_on else "# directed_on = "
        return _lines([*lines, _noted(who, "needed to adopt"), _noted(when, "the date on the paper, needed to adopt")])

    def _slots(self) -> list[str]:
        """Return one table for each dose time."""
        return [
            _lines([_noted("[[slots]]", "a dose time"), f"name = {quoted(name)}", f"at = {at}:00"])
            for name, at in self.slots
        ]

    def _ladder(self, rungs: Iterable[Rung]) -> str:
        """Return the steps, each on a line of its own with its total."""
        names = [name for name, _ in self.slots]
        step, rise = plain_number(self.said.step), plain_number(self.said.rise())
        if self.said.basis == PER_DAY:
            order = ", ".join(names[place] for place in self.said.grow)
            what = f"Each step adds {step} mg to the DAY's total, to one dose in turn: {order}."
        else:
            what = f"Each step adds {step} mg to EACH dose: {rise} mg more a day."
        rows = [f"  [{', '.join(map(plain_number, rung))}]," for rung in rungs]
        notes = [f"{plain_number(sum(rung, Decimal(0)))} mg a day" for rung in rungs]
        return _lines(
            [
                "[ladder]",
                f"# {what}",
                f"# The mg for {', '.join(names)}; one line for each step.",
                "rungs = [",
                *(_noted(row, note) for row, note in zip(rows, notes, strict=True)),
                "]",
                _noted(f"hold_days = {self.hold_days}", "complete days on a step before the next may come"),
            ]
        )

    def _limits(self, rungs: Iterable[Rung]) -> str:
        """Return the limits: the ceiling, and the highest single dose of the ladder; nothing is shown beyond them."""
        single = max(max(rung) for rung in rungs)
        return _lines(
            [
                "[limits]",
                _noted(f"daily_mg = {plain_number(self.said.ceiling)}", "the most in a day: the ceiling"),
                _noted(f"single_mg = {plain_number(single)}", "the most at one time: the highest dose above"),
            ]
        )

    def _targets(self) -> list[str]:
        """Return what must be reached before the plan says stay."""
        return [
            _lines(
                [
                    _noted("[[targets]]", "a step up comes only while this is missed"),
                    f"measure = {quoted(measure)}",
                    *(f"{key} = {_value(value)}" for key, value in asked.items()),
                ]
            )
            for measure, asked in self.targets
        ]


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    import tomlkit

    return tomlkit.item(text).as_string()


def _value(value: bool | Decimal) -> str:  # noqa: FBT001 - what the target wants
    """Return a target's value as TOML writes it."""
    return str(value).lower() if isinstance(value, bool) else plain_number(value)


def _noted(line: str, note: str) -> str:
    """Return a line with its comment."""
    return f"{line:<{NOTE - 2}}  # {note}"


def _lines(lines: Iterable[str]) -> str:
    """Return lines as a text that ends with a newline."""
    return "".join(f"{line}\n" for line in lines)
