"""What a trend is told with: names of measures, amounts, counts, and the sentences that keep a comparison honest.

No sentence says why anything was so: "at 10 mg", never what the dose did.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from baclotrack.core.intervals import ENOUGH, Interval, Share
from baclotrack.core.plan import Plan
from baclotrack.core.trend import Kept, Measure, Trend
from baclotrack.core.trends.effects import Cell
from baclotrack.core.trends.groups import Group, Spread
from baclotrack.core.trends.measures import SHARE
from baclotrack.core.values import Named
from baclotrack.wording.words import GRADES, dose_words, number

NAMES = {
    "sleep_improved": "sleep was better",
    "fell_back_asleep": "fell back asleep",
    "sleep_hours": "hours slept",
    "time_in_bed": "time in bed",
    "bed_to_waking": "bed to waking",
    "total_sleep_time": "time asleep",
    "sleep_efficiency": "sleep efficiency",
    "latency_min": "time to fall asleep",
    "awakenings": "awakenings",
    "awake_min": "awake in between",
    "sleep_quality": "sleep quality, 1-5",
    "spasm_frequency": "spasms, 0-4",
    "spasticity": "stiffness, 0-10",
    "craving": "craving, 0-10",
    "leg_restlessness": "leg restlessness, 0-10",
    "daytime_sleepiness": "sleepy by day, 0-4",
}
KEPT = {
    Kept.COMPLETE: "complete",
    Kept.PARTIAL: "in part, or another amount",
    Kept.OVER: "more than the plan said",
    Kept.MISSED: "missed",
    Kept.UNLOGGED: "not logged",
}
INVALID = {
    "order": "times out of order",
    "awake": "time awake without an awakening",
    "no-sleep": "no time left to sleep in",
    "journey": "the clock moved by more than an hour",
    "negative": "less than no time",
}
DIRECTION = {
    "up": "the dose only went up with time",
    "down": "the dose only went down with time",
    "both": "the dose went up and down with time",
    "steady": "",
}
TARGETS = "all targets met"
FEW = "too few {unit}s to say"
PUMPED = "A pump gives the dose, and it is not kept here: there are no doses to hold side by side."
LIMIT = "Counts of what was recorded. They do not show why a {unit} was good or bad."


def unit_of(plan: Plan | None) -> str:
    """Return what a day is called: a night where the plan has its one dose at bedtime."""
    names = [slot.name for slot in plan.slots] if plan else []
    return "night" if names in (["bedtime"], ["night"]) else "day"


def is_pumped(plan: Plan | None) -> bool:
    """Return whether a pump gives the dose: then no mg and no first dose stand in the record."""
    return plan is not None and plan.pump is not None


def counted(count: int, unit: str) -> str:
    """Return a count with its unit: 1 night, 2 nights."""
    return f"{count} {unit}{'' if count == 1 else 's'}"


def capital(text: str) -> str:
    """Return a sentence's beginning."""
    return text[:1].upper() + text[1:]


def measure_words(name: str) -> str:
    """Return a measure's name in words; a plan's own keeps its name."""
    return NAMES.get(name, name.replace("_", " "))


def rounded(measure: Measure, value: Decimal) -> str:
    """Return a value as it is shown, halves away from zero: whole minutes and percents, else one decimal at most."""
    places = Decimal(1) if measure.unit in {"min", "%"} else Decimal("0.1")
    text = number(value.quantize(places, ROUND_HALF_UP))
    return "0" if text == "-0" else text


def unit_words(measure: Measure) -> str:
    """Return the unit with the space before it; scales and counts have none."""
    return f" {measure.unit}" if measure.unit in {"h", "min", "%"} else ""


def value_words(measure: Measure, value: Decimal) -> str:
    """Return a value with its unit: 6.5 h."""
    return rounded(measure, value) + unit_words(measure)


def span_words(measure: Measure, span: Interval) -> str:
    """Return two ends with their unit: 6 to 7 h."""
    return f"{rounded(measure, span.low)} to {rounded(measure, span.high)}{unit_words(measure)}"


def share_words(told: Share) -> str:
    """Return the interval of a share: 67 to 99 %."""
    if told.low is None or told.high is None:
        return ""
    return f"{100 * told.low:.0f} to {100 * told.high:.0f} %"


def shift_words(measure: Measure, spread: Spread) -> str:
    """Return how far it lies above or below the days before, in its own unit: +1.3 (0.5 to 2)."""
    if spread.shift is None:
        return ""
    ends = f"{rounded(measure, spread.shift.low)} to {rounded(measure, spread.shift.high)}"
    return f"{_signed(rounded(measure, spread.shift.by))} ({ends})"


def percent_words(spread: Spread) -> str:
    """Return the change of the median in percent, where the measure is told so: -25 %."""
    if spread.percent is None:
        return ""
    return f"{_signed(number(spread.percent.quantize(Decimal(1), ROUND_HALF_UP)))} %"


def _signed(text: str) -> str:
    """Return a difference with its sign."""
    return text if text.startswith("-") or text == "0" else f"+{text}"


def short_dose(doses: Named, plan: Plan | None) -> str:
    """Return a day's doses in little room: 10 mg, or 5/0/10 mg in the order of the plan's slots."""
    names = [slot.name for slot in plan.slots] if plan else []
    told = dict(doses)
    if not doses or not names or told.keys() - set(names):
        return dose_words(doses)
    return "/".join(number(told.get(name, Decimal(0))) for name in names) + " mg"


def group_words(one: Group) -> str:
    """Return what a group of days is called; missed days have no dose."""
    return "before the first dose" if one.doses is None else dose_words(one.doses)


def worst_words(one: Group) -> str:
    """Return on how many days the worst side effect had each grade."""
    told = [f"{GRADES[grade]} on {count}" for grade, count in enumerate(one.worst) if count]
    return ", ".join(told) if told else "not asked"


def cell_words(cell: Cell) -> str:
    """Return one cell of the side effects: there on 2 of 3 days asked, mild at worst."""
    if not cell.asked:
        return "-"
    return f"{cell.had}/{cell.asked} {GRADES[cell.worst]}" if cell.had else f"0/{cell.asked}"


def few_words(unit: str) -> str:
    """Return what stands where there are too few answers."""
    return FEW.format(unit=unit)


def own_shares(found: Trend) -> list[Measure]:
    """Return the yes-or-no measures that are not among the plan's targets, which are told all together."""
    targets = {target.measure for target in found.plan.targets} if found.plan else set()
    return [one for one in found.measures if one.kind == SHARE and one.name not in targets]


def few_line(found: Trend, unit: str) -> str:
    """Return the doses that were taken on too few days; nothing where there is none."""
    groups = [*((found.before,) if found.before else ()), *found.rows]
    told = [f"{_short(one, found)} ({one.days})" for one in groups if not one.enough()]
    return f"{capital(few_words(unit))}: {', '.join(told)}." if told else ""


def _short(one: Group, found: Trend) -> str:
    """Return a group's name in little room."""
    return "before" if one.doses is None else short_dose(one.doses, found.plan)


def short_name(measure: Measure) -> str:
    """Return a measure's name without its range, for the head of a column."""
    return measure_words(measure.name).partition(",")[0]


# --- lines under the tables -----------------------------------------------------------------------


def recorded_line(found: Trend, unit: str) -> str:
    """Return how many days have a record; the others are in no count."""
    recorded, every = found.recorded(), len(found.days)
    if recorded == every:
        return f"{counted(every, unit)}, all recorded."
    return f"{recorded} of {counted(every, unit)} recorded; the others are in no count."


def honest_lines(found: Trend, unit: str) -> list[str]:
    """Return what a comparison of doses cannot know, and the smallest count that it needs."""
    few = f"Under {ENOUGH} {unit}s are too few to say."
    if is_pumped(found.plan) and found.before is None and not found.rows:
        return [PUMPED]
    if not any(one.enough() for one in (*((found.before,) if found.before else ()), *found.rows)):
        return [few]  # there is nothing to compare yet
    doubt = (
        f"{few} Neighbouring {unit}s resemble each other, which the 95 % intervals do not know: there is more doubt"
        " than they show."
    )
    lines = [doubt]
    moved = DIRECTION[found.direction]
    if moved:
        lines.append(f"{capital(moved)}: a difference between doses may be one between earlier and later.")
    if found.before is None:
        lines.append(f"No {unit} before the first dose is recorded, so there is none to hold these against.")
    else:
        lines.append(f"'Before' is what was recorded before the first dose: {counted(found.before.days, unit)}.")
    return lines


def invalid_line(invalid: Mapping[str, int], unit: str) -> str:
    """Return how many nights cannot be as they were told, and why; nothing where all can."""
    if not invalid:
        return ""
    told = ", ".join(f"{INVALID[why]} {count}" for why, count in sorted(invalid.items()))
    return f"Left out of the sleep diary, as it cannot be so: {counted(sum(invalid.values()), unit)} ({told})."


def efficiency_line(found: Trend) -> str:
    """Return what sleep efficiency is a share of, where it is told."""
    if all(one.name != "sleep_efficiency" for one in found.measures):
        return ""
    return "Sleep efficiency: time asleep, of the time from wanting to sleep to the last waking."


def kept_lines(found: Trend, unit: str) -> list[str]:
    """Return how many days were kept in which way, and the amounts planned and taken."""
    told = [f"{words} {found.kept[how]}" for how, words in KEPT.items() if found.kept[how]]
    if not told and is_pumped(found.plan):
        return ["A pump gives the dose: this record keeps no mg, and none were due."]
    if not told:
        return [f"The plan asked for no dose on these {unit}s."]
    shown, dosed = (sum(counts) for counts in zip(*((week.shown, week.dosed) for week in found.weeks), strict=True))
    amounts = (
        f"Planned {number(found.planned())} mg, on the {counted(shown, unit)} with a dose shown; taken"
        f" {number(found.taken())} mg, on the {dosed} with a dose recorded."
    )
    return [f"The plan's doses, {counted(sum(found.kept.values()), unit)}: {', '.join(told)}.", amounts]


def abstinent_line(found: Trend) -> str:
    """Return the days without a drink, of those with an answer; nothing for plans that do not follow drinking."""
    if not found.tracks_drinks:
        return ""
    days, logged = found.abstinent
    unknown = len(found.days) - logged
    rest = f"; {counted(unknown, 'day')} without an answer, not known" if unknown else ""
    return f"Days without a drink: {days} of {counted(logged, 'logged day')}{rest}."
