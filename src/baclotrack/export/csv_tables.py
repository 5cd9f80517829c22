"""The tables by day: what the plan said, what was taken, and what the check-ins told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from baclotrack.core.fold import Walked
from baclotrack.core.plan import ZERO
from baclotrack.core.trends.days import Kept, kept_of, taken_of
from baclotrack.core.values import GateState, Named
from baclotrack.export.csv_record import Cell, Column, Record, Row, Table, table
from baclotrack.store.journal import own_measures

DAY = ("day", "", "the journal day; a dose after midnight belongs to the evening before")
NONE = "none"


def total(doses: Named | None) -> Decimal | None:
    """Return the mg of a day's doses, or None where there are none to add."""
    return None if doses is None else sum((mg for _, mg in doses), ZERO)


def _day_columns(record: Record) -> Sequence[Column]:
    """Return the columns of the days: planned and taken for each dose time stand side by side."""
    slots = [
        Column(f"{what}_{slot}_mg", "mg", f"at {slot}: {words}")
        for slot in record.slots
        for what, words in (("planned", "planned"), ("taken", "taken; 0 was missed, empty was not told"))
    ]
    return [
        Column(*DAY),
        Column("plan", "", "the id of the plan in force; empty where none was"),
        Column("outcome", "", "what the plan said; the names are those of next --json"),
        Column("limited_by", "", "the check that kept the dose from going up; empty where none did"),
        Column("contact", "", "whom to reach: none, mention, today, emergency"),
        Column("rung", "", "the step of the plan that was shown, from 1; empty where no dose was"),
        Column("in_force_mg", "mg", "the day's dose in force; empty before the first dose"),
        Column("planned_mg", "mg", "the day's dose that the plan said; empty where it showed none"),
        Column("taken_mg", "mg", "all that was taken; 0 was missed, empty was not told"),
        *slots,
        Column("kept", "", "complete, partial, over, missed, unlogged; empty where nothing was due"),
        Column("complete", "", "whether the whole dose of one step was taken, no more and no less"),
        Column("logged", "", "whether anything was recorded of the day"),
        Column("doses_asked", "", "whether a check-in told the doses"),
        Column("effects_asked", "", "whether a check-in told side effects, none included"),
        Column("worst_grade", "", "the worst side effect: 0 none, 1 mild, 2 moderate, 3 severe; empty was not asked"),
        Column("drinks", "", "alcoholic drinks; empty was not asked"),
        Column("sedatives_asked", "", "whether a check-in told sedatives, none included"),
        Column("red_flags", "", "how many warning signs were told"),
        Column("told_twice", "", "whether two devices told the day in two ways; then the worse counts"),
    ]


def _days(record: Record) -> Iterator[Row]:
    """Yield a row for each day."""
    for one in record.days:
        decision, facts = one.decision, one.facts
        how = kept_of(one, taken_of(facts, decision.plan))
        planned, taken = dict(decision.doses or ()), facts.doses
        slots: list[Cell] = []
        for slot in record.slots:
            due = planned.get(slot, ZERO) if decision.doses is not None else None
            slots += [due, taken.get(slot) if taken is not None else None]
        yield (
            decision.day,
            decision.plan.id if decision.plan is not None and not one.before_plan else None,
            None if one.before_plan else decision.outcome.value,
            decision.limited_by,
            decision.contact.value,
            None if decision.rung is None else decision.rung + 1,
            total(decision.in_force),
            total(decision.doses),
            None if taken is None else sum(taken.values(), ZERO),
            *slots,
            None if how is None else how.value,
            None if how is None else how is Kept.COMPLETE,
            not facts.silent(),
            facts.asked_doses,
            facts.effects is not None,
            None if facts.effects is None else max(facts.effects.values(), default=0),
            facts.drinks,
            facts.sedatives is not None,
            len(facts.flags),
            facts.conflict,
        )


def _doses(record: Record) -> Iterator[Row]:
    """Yield a row for each dose time of each day on which it was due or told."""
    for one in record.days:
        planned, taken = dict(one.decision.doses or ()), one.facts.doses or {}
        for slot in record.slots:
            if slot in planned or slot in taken:
                yield one.decision.day, slot, planned.get(slot), taken.get(slot)


def _measures(record: Record) -> Iterator[Row]:
    """Yield a row for each measure that was told."""
    rows = {str(row["name"]): row for row in record.job.rows["measures"]} | own_measures(record.job.home.journal)
    units = {name: str(row.get("unit", "")) for name, row in rows.items()}
    for day, facts in _facts(record):
        for name, value in facts.facts.measures.items():
            yield day, name, _measured(value), units.get(name) or None


def _measured(value: object) -> Cell:
    """Return an answer as a cell: yes or no, a number, or a time of day."""
    return value if isinstance(value, bool | Decimal | int) else str(value)


def _effects(record: Record) -> Iterator[Row]:
    """Yield a row for each side effect that was told; one that says `none` where they were asked and none was there."""
    for day, one in _facts(record):
        effects = one.facts.effects
        if effects == {}:
            yield day, NONE, 0
        for name, grade in (effects or {}).items():
            yield day, name, grade


def _red_flags(record: Record) -> Iterator[Row]:
    """Yield a row for each warning sign that was told."""
    return ((day, name) for day, one in _facts(record) for name in one.facts.flags)


def _sedatives(record: Record) -> Iterator[Row]:
    """Yield a row for each sedative that was told; one that says `none` where they were asked and none was taken."""
    for day, one in _facts(record):
        if one.facts.sedatives is not None:
            for name in one.facts.sedatives or (NONE,):
                yield day, name


def _drinks(record: Record) -> Iterator[Row]:
    """Yield a row for each day on which drinks were told."""
    return ((day, one.facts.drinks) for day, one in _facts(record) if one.facts.drinks is not None)


def _decisions(record: Record) -> Iterator[Row]:
    """Yield a row for each check of each day that stood against a step, in the order of the checks."""
    for one in record.days:
        if one.before_plan:
            continue
        decision = one.decision
        for found in decision.findings:
            if found.state is GateState.BLOCK:
                allows = found.allows.value if found.allows is not None else None
                limits = found.gate == decision.limited_by
                yield decision.day, found.gate, found.why, allows, limits, found.source


def _facts(record: Record) -> Iterable[tuple[date, Walked]]:
    """Return the days with what is recorded of them."""
    return ((one.decision.day, one) for one in record.days)


TABLES = (
    Table("days", _day_columns, _days),
    table(
        "doses",
        (
            DAY,
            ("slot", "", "the dose time"),
            ("planned_mg", "mg", "what the plan said; empty where it showed no dose at this time"),
            ("taken_mg", "mg", "what was taken; 0 was missed, empty was not told"),
        ),
        _doses,
    ),
    table(
        "measures",
        (
            DAY,
            ("name", "", "the measure"),
            ("value", "", "yes or no, a number, or a time of day"),
            ("unit", "", "the unit of a number"),
        ),
        _measures,
    ),
    table(
        "effects",
        (
            DAY,
            ("name", "", "the side effect; none: asked, and none was there"),
            ("grade", "", "0 none, 1 mild, 2 moderate, 3 severe"),
        ),
        _effects,
    ),
    table("red_flags", (DAY, ("name", "", "the warning sign that was told; it is no diagnosis")), _red_flags),
    table("sedatives", (DAY, ("name", "", "the sedative; none: asked, and none was taken")), _sedatives),
    table("drinks", (DAY, ("drinks", "", "alcoholic drinks; 0: asked, and none")), _drinks),
    table(
        "decisions",
        (
            DAY,
            ("gate", "", "a check that stood against a step; baclotrack rules lists them all"),
            ("why", "", "which of its clauses"),
            ("allows", "", "the most that it allows"),
            ("limits", "", "whether it is the one that set the limit"),
            ("source", "", "plan, template, or a row of the reference"),
        ),
        _decisions,
    ),
)
