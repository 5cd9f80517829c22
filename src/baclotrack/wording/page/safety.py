"""The safety block in words: what was told, on how many days, of how many asked. "Not asked" never reads as "none"."""

from collections.abc import Iterator

from baclotrack.core.summary.values import Condition, Count, Summary
from baclotrack.wording.page.clauses import name_words
from baclotrack.wording.page.parts import SHORT, Fact, Section, joined, theirs
from baclotrack.wording.trends import counted, is_pumped
from baclotrack.wording.words import and_words, day_words, number

NOT_ASKED = "not asked"
PUMPED = "a pump gives the dose"
MOST_NAMES = 4


def safety_section(told: Summary) -> Section:
    """Return the safety block."""
    found = told.safety
    as_of = f"conditions last told or confirmed on {day_words(found.told_on)}" if found.told_on else "never told"
    return Section(
        "safety",
        f"Safety ({as_of})",
        facts=(
            _egfr(told),
            _pregnancy(told),
            Fact("Conditions", _conditions(told), bool(found.conditions)),
            Fact("Other medicines", _medicines(told), bool(found.medicines)),
            _count("Alcohol", found.alcohol),
            _count("Sedatives", found.sedatives, found.sedative_names),
            _count("Falls", found.falls),
            _extra(told),
            _gap(told),
            _withdrawal(told),
            _run_outs(told),
        ),
    )


def _egfr(told: Summary) -> Fact:
    """Return the kidney value with the day on which it was told."""
    found = told.safety
    if found.egfr is None:
        return Fact("Kidney value (eGFR)", "not told", known=False)
    when = f", told {day_words(found.egfr_on)}" if found.egfr_on else ""
    return Fact("Kidney value (eGFR)", f"{number(found.egfr)} mL/min{when}")


def _pregnancy(told: Summary) -> Fact:
    """Return whether a pregnancy is recorded; nothing recorded is nothing known."""
    one = told.safety.pregnancy
    if one is None:
        return Fact("Pregnancy", "nothing recorded; not the same as none", known=False)
    return Fact("Pregnancy", f"recorded, {_who(one)}")


def _who(one: Condition) -> str:
    """Return who knows of a condition since when."""
    if not one.known:
        return "not known to a prescriber"
    by = f"known to {theirs(one.known_by, SHORT)}" if one.known_by else "known to a prescriber"
    return by + (f" since {day_words(one.known_on)}" if one.known_on else "")


def _conditions(told: Summary) -> str:
    """Return the conditions, those that gate a step first."""
    found = sorted(told.safety.conditions, key=lambda one: (not one.gates, one.known))
    if not found:
        return "nothing recorded; not the same as none"
    named = [f"{name_words(one.name)} ({_who(one)})" for one in found]
    return _cut(named)


def _medicines(told: Summary) -> str:
    """Return the other medicines with their severity in the list of interactions, and who knows of them."""
    if not told.safety.medicines:
        return "nothing recorded; not the same as none"
    named = []
    for one in told.safety.medicines:
        how = "not in the list" if one.severity == "unknown" else f"interaction {one.severity}"
        how = "to be told" if one.severity == "tell" else how
        known = Condition(one.name, gates=True, known=one.known, known_by=one.known_by, known_on=one.known_on)
        named.append(f"{name_words(one.name)} ({how}; {_who(known)})")
    return _cut(named)


def _cut(named: list[str]) -> str:
    """Return a list that fits the page."""
    rest = len(named) - MOST_NAMES
    return joined([*named[:MOST_NAMES], f"and {rest} more" if rest > 0 else ""], "; ")


def _count(
    label: str, count: Count, names: tuple[str, ...] = (), asked: str = "days asked", unknown: str = NOT_ASKED
) -> Fact:
    """Return on how many days something was so, of the days on which it was asked."""
    if not count.is_known():
        return Fact(label, unknown, known=False)
    named = f" ({and_words([name_words(one) for one in names[:MOST_NAMES]])})" if names else ""
    return Fact(label, f"{count.days} of {count.asked} {asked}{named}")


def _extra(told: Summary) -> Fact:
    """Return on how many days more was taken than the plan said."""
    label, found = "More than the plan said", told.safety.extra
    if is_pumped(told.plan) and not told.safety.dosed:
        return Fact(label, PUMPED)
    unknown = "no dose was in force" if told.safety.dosed else "no dose recorded"
    return _count(label, found, asked="days with doses", unknown=unknown)


def _gap(told: Summary) -> Fact:
    """Return the longest run of days without a recorded dose."""
    gap, label = told.safety.gap, "Longest gap in doses"
    if is_pumped(told.plan) and not told.safety.dosed:
        return Fact(label, PUMPED)
    if not told.safety.dosed:
        return Fact(label, "no dose recorded", known=False)
    if gap is None:
        return Fact(label, "no day without a recorded dose")
    unlogged = gap.days - gap.missed
    parts = joined([f"{gap.missed} missed" if gap.missed else "", f"{unlogged} not logged" if unlogged else ""], ", ")
    when = f"on {day_words(gap.since)}" if gap.days == 1 else f"from {day_words(gap.since)}"
    return Fact(label, f"{counted(gap.days, 'day')} {when} ({parts})")


def _withdrawal(told: Summary) -> Fact:
    """Return the days with a possible withdrawal sign, of the days on which they were watched for."""
    found, label = told.safety, "Withdrawal signs"
    if not found.withdrawal.is_known():
        return Fact(label, "no day after a missed dose or in a taper to watch")
    return _count(label, found.withdrawal, found.withdrawal_names, "days watched")


def _run_outs(told: Summary) -> Fact:
    """Return how often the tablets were at an end."""
    found = told.safety.run_outs
    if not found.is_known():
        return Fact("Ran out of tablets", "tablets never counted", known=False)
    days = "day" if found.asked == 1 else "days"
    return Fact("Ran out of tablets", f"{found.days} of {found.asked} {days} on which they were reckoned")


def record_lines(told: Summary) -> Iterator[str]:
    """Yield what was corrected, set aside or damaged in the record."""
    found = told.corrected
    entries = "1 entry" if found.amended == 1 else f"{found.amended} entries"
    aside = f"{counted(found.set_aside, 'line')} of the whole record set aside as unreadable"
    yield f"In this period {entries} written anew or added to, {found.taken_back} taken back; {aside}."
    if found.twice:
        yield f"{counted(found.twice, 'day')} told differently on two devices, and not settled."
    if found.faults:
        text = f"The record has {counted(found.faults, 'fault')} now: what stands here may be incomplete."
        yield text
