"""Answers to the questions of `init` and `plan new`, said back in words where they cannot be recorded."""

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from baclotrack.cli.plan_new_words import Asked
from baclotrack.cli.plan_setup import Told
from baclotrack.cli.private_text import said_back
from baclotrack.core.ladder import PER_DOSE
from baclotrack.core.plan import Known
from baclotrack.core.values import Named
from baclotrack.wording import GRADES, dose_words, number

SPLITS = {1: "not broken", 2: "halves", 4: "quarters"}


@contextmanager
def setup_kept(told: Told, dose: Named | None, *, asking: bool) -> Iterator[None]:
    """Say back what `init` was told where it cannot be recorded; options still stand in the command that was typed.

    Args:
        told: the answers.
        dose: the dose that is taken already, if one was named.
        asking: questions were asked.
    """
    with said_back(lambda: setup_words(told, dose) if asking else ""):
        yield


@contextmanager
def ladder_kept(told: Asked, *, asking: bool) -> Iterator[None]:
    """Say back, as options, what `plan new` was told where the draft cannot be written."""
    with said_back(lambda: ladder_words(told) if asking else ""):
        yield


def setup_words(told: Told, dose: Named | None) -> str:
    """Return the answers of `init` in words; what was not told is left out."""
    signed, pump = told.signed, told.pump
    tablets = ", ".join(f"{number(mg)} mg" for mg in told.tablets or ())
    had = ", ".join(f"{name} {GRADES[grade]}" for name, grade in (told.had or {}).items())
    rows = (
        ("plan", told.name),
        ("prescriber", signed.prescriber),
        ("directions of", signed.directed_on),
        ("review by", signed.review_by),
        ("born", told.born),
        ("eGFR", None if told.egfr is None else number(told.egfr)),
        ("tablets", f"{tablets}, {SPLITS[told.splits or 1]}" if tablets else ""),
        ("conditions", _known(told.conditions)),
        ("medicines", _known(told.medicines)),
        ("phone", told.phone),
        ("before baclofen", had),
        ("taken now", dose_words(dose) if dose else ""),
        ("pump", "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in pump._asdict().items() if value)),
    )
    return "; ".join(f"{name} {value}" for name, value in rows if value) + "."


def _known(named: tuple[Known, ...] | None) -> str:
    """Return conditions or medicines, each with who knows of it."""
    return ", ".join(f"{one.name} (known by {one.known_by})" if one.known_by else one.name for one in named or ())


def ladder_words(told: Asked) -> str:
    """Return the answers of `plan new` as its options, so that they can be told again in one command."""
    slots = told.slots or ()
    names = [name for name, _ in slots]
    words = [word for name, at in slots for word in ("--slot", f"{name}={at}")]
    first = [f"{name}={number(mg)}" for name, mg in zip(names, told.start or (), strict=False)]
    words += [word for one in first for word in ("--start", one)]
    words += [] if told.basis is None else ["--per-dose" if told.basis == PER_DOSE else "--per-day"]
    if told.basis != PER_DOSE and len(names) > 1 and told.grow:
        words += ["--grow", ",".join(names[place] for place in told.grow)]
    rows = (
        ("--step", None if told.step is None else number(told.step)),
        ("--every", told.every),
        ("--ceiling", None if told.ceiling is None else number(told.ceiling)),
        *(("--target", f"{name}={_value(asked)}") for name, asked in told.targets or ()),
        ("--prescriber", told.prescriber),
        ("--directed-on", told.directed_on),
    )
    words += [word for option, value in rows if value is not None for word in (option, str(value))]
    return shlex.join(["baclotrack", "plan", "new", *words])


def _value(asked: Mapping[str, bool | Decimal]) -> str:
    """Return what a target asks of its measure."""
    value = next(iter(asked.values()))
    return "yes" if isinstance(value, bool) else number(value)
