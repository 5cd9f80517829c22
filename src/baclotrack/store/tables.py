"""The public form of the plan file and of the profile file, table by table: strict, and nothing extra.

What goes beyond the form of one table, such as a ladder that fits its slots, is checked by `plan_rules`.
"""

from typing import Any, Literal

from pydantic import Field

from baclotrack.store.fields import (
    ABSENT,
    Amount,
    Born,
    Day,
    Days,
    Effects,
    Egfr,
    Free,
    Mg,
    Micrograms,
    Name,
    One,
    SomeDays,
    Splits,
    Strict,
    Time,
    Words,
)

# --- the plan file ---------------------------------------------------------------------------------


class SlotTable(Strict):
    """A named dose time."""

    name: Name
    at: Time


class LadderTable(Strict):
    """The rungs, lowest first, mg, one number per slot; and the complete days on each.

    `own_schedule` says that a taper's rungs were written down by the prescriber, number by number. `days` are a taper's
    days on each rung, one number a rung, where they are not `hold_days` on every one.
    """

    rungs: list[list[Mg]]
    hold_days: SomeDays
    own_schedule: bool = False
    days: list[SomeDays] = ABSENT


class LimitsTable(Strict):
    """The most a day and the most at once, mg."""

    daily_mg: Mg
    single_mg: Mg


class TargetTable(Strict):
    """What must be reached before the plan says stay: exactly one of want, at_most, at_least."""

    measure: Name
    want: bool = ABSENT
    at_most: Amount = ABSENT
    at_least: Amount = ABSENT


class TolerabilityTable(Strict):
    """What the worst side effect of the last check-in does."""

    mild: Literal["step", "hold"] = ABSENT
    moderate: Literal["hold", "step_back"] = ABSENT
    severe: Literal["hold", "step_back"] = ABSENT
    retry_after_days: Days = ABSENT


class SedativesTable(Strict):
    """What alcohol does."""

    alcohol: Literal["hold", "warn"] = ABSENT


class GapTable(Strict):
    """After how many missed days the plan stops or begins again."""

    missed_days: SomeDays = ABSENT
    then: Literal["restart", "ask"] = ABSENT


class ResponseTable(Strict):
    """How many bad days count after success."""

    after_success: Literal["two_of_three", "any"] = ABSENT


class TopTable(Strict):
    """What is shown at the top; the agents are only what the prescriber wrote."""

    message: Free = ABSENT
    agents: list[Words] = ABSENT


class PumpTable(Strict):
    """A pump: for the record and for reminders, never computed. Its doses are micrograms, another unit than mg."""

    daily_micrograms: Micrograms = ABSENT
    concentration_micrograms_per_ml: Micrograms = ABSENT
    last_refill: Day = ABSENT
    refill_by: Day = ABSENT
    alarm_on: Day = ABSENT
    programmed_by: Words = ABSENT
    clinic: Words = ABSENT
    phone: Words = ABSENT


class MeasureTable(Strict):
    """A measure that the plan defines."""

    name: Name
    prompt: Words
    kind: Literal["yes-no", "hours", "minutes", "count", "scale", "time"]
    range: list[int] = Field(default=ABSENT, min_length=2, max_length=2)
    unit: str = ABSENT
    better: Literal["higher", "lower", "yes", "none"] = ABSENT


class TemplateTable(Strict):
    """What a template tells about itself; nothing of it is followed but `own_defaults`.

    `fill_in` says that the prescriber's doses must be written into it before it is a plan.
    """

    summary: str = ABSENT
    directions: str = ABSENT
    own_defaults: list[Name] = ABSENT
    fill_in: bool = False
    needs_confirmation: dict[str, Any] = ABSENT
    sources: dict[str, str] = ABSENT


class PlanTables(Strict):
    """The whole plan file. `track` names measures that are asked for though no step hangs on them."""

    format: One
    id: Name
    title: Words
    mode: Literal["titrate", "taper", "record_only"]
    prescriber: Words = ABSENT
    directed_on: Day = ABSENT
    review_by: Day = ABSENT
    template_defaults: list[Name] = ABSENT
    slots: list[SlotTable] = ABSENT
    ladder: LadderTable = ABSENT
    limits: LimitsTable = ABSENT
    targets: list[TargetTable] = ABSENT
    track: list[Name] = ABSENT
    tolerability: TolerabilityTable = ABSENT
    sedatives: SedativesTable = ABSENT
    gap: GapTable = ABSENT
    response: ResponseTable = ABSENT
    top: TopTable = ABSENT
    pump: PumpTable = ABSENT
    measures: list[MeasureTable] = ABSENT
    template: TemplateTable = ABSENT


# --- the profile file ------------------------------------------------------------------------------


class PrescriberTable(Strict):
    """Whom to call."""

    name: Words = ABSENT
    phone: Words = ABSENT


class TabletsTable(Strict):
    """The strengths at home, and into how many parts a tablet may be broken."""

    strengths_mg: list[Mg] = ABSENT
    splits: Splits = ABSENT


class KnownTable(Strict):
    """A condition or a medicine, and which prescriber knows of it since when."""

    name: Words
    known_by: Words = ABSENT
    known_on: Day = ABSENT


class ProfileTables(Strict):
    """The whole profile file; grades are digits here."""

    format: One
    born: Born = ABSENT
    egfr: Egfr = ABSENT
    day_starts_at: Time = ABSENT
    prescriber: PrescriberTable = ABSENT
    tablets: TabletsTable = ABSENT
    conditions: list[KnownTable] = ABSENT
    medicines: list[KnownTable] = ABSENT
    had: Effects = ABSENT
