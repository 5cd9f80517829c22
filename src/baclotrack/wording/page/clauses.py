"""Why the plan did not go on, in the words of the page: for a clinician, about the patient's own record.

A clause goes after a colon, and so begins small and has no full stop. One that is not here is told as `next` tells it.
"""

from collections.abc import Mapping

from baclotrack.core.values import Finding
from baclotrack.wording.decisions import sentence
from baclotrack.wording.page.parts import SHORT, theirs
from baclotrack.wording.words import NAMES, and_words, fill

CLAUSES: Mapping[tuple[str, str], str] = {
    ("journal", "damaged"): "the record is damaged ({count:fault})",
    ("journal", "later"): "the record holds entries of a later version of the program",
    ("journal", "future"): "an entry is dated after today ({entry:iso})",
    ("journal", "set-aside"): "a lost or unreadable part of the record was set aside on {on}",
    ("plan", "none"): "no plan is adopted",
    ("plan", "lost"): "no adopted plan can be read",
    ("plan", "written"): "the plan is written down and not adopted",
    ("plan", "ended"): "the plan was ended by {by}",
    ("plan", "unsigned"): "the plan names no prescriber or no date",
    ("plan", "off-ladder"): "the dose taken ({dose}) is not on this plan's ladder",
    ("plan", "no-dose"): "a taper goes down from a dose, and none is recorded",
    ("plan", "differs"): "the plan's file was changed and not adopted",
    ("plan", "missing"): "the plan's file is missing",
    ("plan", "unreadable"): "the plan's file cannot be read",
    ("plan", "review"): "the review was due by {review_by}",
    ("red-flag", "flag"): "red flag recorded: {names}",
    ("red-flag", "refill"): "the pump was to be refilled by {refill_by}",
    ("red-flag", "pump"): "spasms came back with a pump",
    ("conditions", "refused"): "the profile names {names}",
    ("conditions", "unsettled"): "no prescriber is recorded as knowing of {names}",
    ("gap", "restart"): "{days:missed day} in a row",
    ("gap", "ask"): "{days:missed day} in a row",
    ("gap", "unclear"): "{days:day} missed or not recorded",
    ("check-in", "silent"): "{days:day} without any record",
    ("check-in", "missing"): "the day before was not logged",
    ("check-in", "conflict"): "two check-ins of the day before differ",
    ("check-in", "doses"): "the doses of the day before were not told",
    ("check-in", "effects"): "side effects were not asked the day before",
    ("off-plan", "taper"): "{taken:mg} taken where the taper said {said:mg}",
    ("off-plan", "above"): "{taken:mg} taken where the plan said {said:mg}",
    ("off-plan", "below"): "{taken:mg} taken with {in_force:mg} in force: two or more steps down at once",
    ("off-plan", "run"): "more than the plan said on {days:day} in a row",
    ("off-plan", "limit"): "{taken:mg} taken, beyond a limit of the plan",
    ("off-plan", "overdose"): "{taken:mg} taken: far beyond the plan, or beyond a limit with a side effect",
    ("side-effects", "severe-first"): "severe side effect on the lowest dose: {names}",
    ("side-effects", "step-back"): "{grade:grade} side effect: {names}",
    ("side-effects", "grade"): "{grade:grade} side effect: {names}",
    ("side-effects", "fall"): "a fall",
    ("side-effects", "retry"): "waiting for {needed:good day} after a severe effect or a fall",
    ("side-effects", "twice"): "stepped back from {dose} twice",
    ("withdrawal", "sign"): "possible withdrawal sign after missed or lowered doses: {names}",
    ("withdrawal", "taper-sign"): "possible withdrawal sign in the taper: {names}",
    ("withdrawal", "after-sign"): "possible withdrawal sign after the taper: {names}",
    ("sedatives", "alcohol"): "alcohol recorded",
    ("sedatives", "sedative"): "a sedative recorded: {names}",
    ("sedatives", "medicine"): "no prescriber is recorded as knowing of {names}",
    ("instruction", "hold"): "{by} said hold until further word",
    ("instruction", "hold-until"): "{by} said hold until {until}",
    ("adherence", "yesterday"): "the day before was not taken as planned",
    ("adherence", "incomplete"): "not every one of the last days was taken as planned",
    ("hold-time", "days"): "the plan's days at this dose were not complete",
    ("hold-time", "slow"): "seven days at each dose, for age or kidney function",
    ("hold-time", "taper"): "the taper's days at this dose were not over",
    ("target", "not-answered"): "the plan's question was not answered: {names}",
    ("target", "met"): "the plan's targets were met, and then it says stay",
    ("target", "one-bad-day"): "the dose had worked before, and one bad day is not enough",
    ("ceiling", "top"): "the plan's highest dose",
    ("ceiling", "limit"): "the next dose is beyond a limit",
    ("tablets", "cannot"): "the tablets cannot make the next dose",
}
OVER_DAYS: Mapping[tuple[str, str], str] = {
    ("gap", "restart"): "missed days in a row",
    ("gap", "ask"): "missed days in a row",
    ("gap", "unclear"): "days missed or not recorded",
    ("check-in", "silent"): "three or more days without any record",
    ("off-plan", "taper"): "another amount taken than the taper said",
    ("off-plan", "above"): "more taken than the plan said",
    ("off-plan", "below"): "two or more steps down at once",
    ("off-plan", "run"): "more than the plan said on three or more days in a row",
    ("off-plan", "limit"): "an amount beyond a limit of the plan",
    ("off-plan", "overdose"): "far beyond the plan, or beyond a limit with a side effect",
    ("side-effects", "retry"): "waiting for good days after a severe effect or a fall",
    ("side-effects", "twice"): "stepped back from the next dose twice",
    ("instruction", "hold"): "the prescriber said hold",
    ("instruction", "hold-until"): "the prescriber said hold until a day",
}
"""The same for several days together, where the amounts of one day would be wrong for another."""

MOST_NAMES = 4
OWN = {"egfr-below-30": "an eGFR below 30", "under-18": "an age under 18", "pace": "the plan's pace"}


def clause(finding: Finding, names: tuple[str, ...] = (), days: int = 1) -> str:
    """Return why, as words that go after a colon.

    Args:
        finding: what the gate found.
        names: the effects, medicines or flags of all the days that are told together; the finding's own if empty.
        days: how many days are told together.
    """
    key = (finding.gate, finding.why)
    template = OVER_DAYS.get(key, CLAUSES.get(key)) if days > 1 else CLAUSES.get(key)
    if template is None:
        return theirs(sentence(finding).rstrip("."))
    told = fill(template, {name: _fact(value) for name, value in finding.facts.items()} | _named(finding, names))
    return told.replace("1 missed day in a row", "1 missed day")


def _fact(value: object) -> object:
    """Return a fact as the sentence takes it; words that somebody wrote are kept apart."""
    if value == "":
        return "the prescriber"
    return theirs(value, SHORT) if isinstance(value, str) and not _is_day(value) else value


def _is_day(text: str) -> bool:
    """Return whether a text is a day as the engine writes it, such as 2026-11-21."""
    return len(text) == len("2026-11-21") and text[:4].isdecimal() and text.isascii()


def _named(finding: Finding, names: tuple[str, ...]) -> dict[str, object]:
    """Return the names to tell, in words."""
    told = names or tuple(
        str(one) for fact in ("names", "flags") if isinstance(found := finding.facts.get(fact), tuple) for one in found
    )
    named = [name_words(one) for one in told]
    if len(named) > MOST_NAMES + 1:
        named = [*named[:MOST_NAMES], f"{len(named) - MOST_NAMES} more"]
    return {"names": and_words(named)} if named else {}


def name_words(name: str) -> str:
    """Return an effect's, a medicine's or a measure's name in words; what is no plain word is somebody's own text."""
    known = OWN.get(name) or NAMES.get(name)
    if known:
        return known
    words = name.replace("-", " ").replace("_", " ")
    return words if words.isascii() and words.replace(" ", "").isalnum() else theirs(words)
