"""`baclotrack next`: what the plan says comes next, and why. It never writes."""

from datetime import date
from typing import TYPE_CHECKING

from baclotrack.cli.call import DAY, JSON, Call, Opt, bold, complain, inert, say
from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import NO_DOSE, Decision
from baclotrack.core.fold import Walked, ahead, decide_day
from baclotrack.core.plan import Plan
from baclotrack.core.values import Catalog, GateState, Outcome
from baclotrack.core.warnings import Warned, is_over, rolled_over, warnings_for, with_warnings
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.wording import (
    NOT_A_STOP,
    call_line,
    day_words,
    decision_json,
    gate_json,
    headline,
    last_taken_line,
    reasons,
    sentence,
    tablets_line,
    warning,
)

if TYPE_CHECKING:
    import typer

MOST_REASONS = 3
SAID_FIRST = frozenset({"once", "done", "past"})
"""Warnings that stand before the answer, since they keep a person from a second dose."""
MOST_DAYS_AHEAD = 366
MOST_FAULTS = 5


OPTIONS = (
    DAY,
    Opt("explain", "--explain", "flag", "Every gate: seen, needed, source."),
    JSON,
    Opt("ahead_days", "--ahead", "text", "The coming days, if each goes as the last.", "N"),
)


def register(app: "typer.Typer") -> None:
    """Add the command."""
    from baclotrack.cli.options import add_table

    add_table(app, "next", run, OPTIONS)


def decided(call: Call, home: Home, catalog: Catalog, day: date | None = None) -> Walked:
    """Return the decided day: the one asked for, else today until its last dose is recorded or past, then the next."""
    walked = decide_day(home.history, catalog, day or home.today, home.health)
    if day is None and isinstance(home.plan, Plan) and is_over(walked, home.plan, call.now):
        return decide_day(home.history, catalog, home.today + ONE_DAY, home.health)
    return walked


def run(
    call: Call, *, day: str | None = None, explain: bool = False, json: bool = False, ahead_days: str | None = None
) -> int:
    """Show what the plan says comes next, and why.

    Example: baclotrack next --explain
    """
    coming = _days_ahead(ahead_days) if ahead_days is not None else 0
    home, catalog = call.open(), load_catalog()
    tell_faults(home)
    walked = decided(call, home, catalog, _day(call, home, day) if day is not None else None)
    warned = warnings_for(walked, home.history, catalog, call.now if day is None else None)
    if day is None:
        warned = (*rolled_over(walked, home.history, home.today), *warned)
    decision = with_warnings(walked.decision, warned)
    if coming:
        return _ahead(home, catalog, walked, coming, json=json)
    if json:
        from json import dumps

        say(dumps(decision_json(decision, warned), ensure_ascii=True))
    else:
        show_decision(call, decision, warned, home)
        if explain:
            show_gates(call, decision)
    return exit_code(decision.outcome, faulty=is_faulty(home))


def tell_faults(home: Home) -> None:
    """Name what is wrong with the files, on stderr, and what to do; of very many faults the first few."""
    for fault in home.faults[:MOST_FAULTS]:
        complain(f"baclotrack: {fault.text} Run: baclotrack doctor")
    if len(home.faults) > MOST_FAULTS:
        complain(f"baclotrack: and {len(home.faults) - MOST_FAULTS} more faults. Run: baclotrack doctor")


def _day(call: Call, home: Home, text: str) -> date:
    """Return the day asked for.

    Raises:
        BaclotrackError: when it is so far ahead that no answer about it would mean anything.
    """
    from baclotrack.cli.days import day_of

    day = day_of(text, home.today, call.now.date())
    if (day - home.today).days > MOST_DAYS_AHEAD:
        message = f"--day {day} is more than a year ahead. Ask for a nearer day; for the coming days: --ahead 7"
        raise BaclotrackError(message, slug="too-far")
    return day


def _days_ahead(text: str) -> int:
    """Return for how many days to look ahead.

    Raises:
        BaclotrackError: when it is no whole number from 1 to 366.
    """
    if text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= MOST_DAYS_AHEAD:
        return int(text)
    message = (
        f"--ahead {inert(text[:20])!r} is not a whole number from 1 to {MOST_DAYS_AHEAD}. Write for example: --ahead 7"
    )
    raise BaclotrackError(message, slug="bad-number")


def is_faulty(home: Home) -> bool:
    """Return whether a file of the home is damaged: the journal, the profile, or the plan."""
    return bool(home.faults) or home.health.plan_file == "unreadable"


def exit_code(outcome: Outcome, *, faulty: bool) -> int:
    """Return 4 for the emergency text, 1 for a fault in the data, 3 where no dose is shown, else 0."""
    if outcome is Outcome.EMERGENCY:
        return 4
    if faulty:
        return 1
    return 3 if outcome in NO_DOSE else 0


def _ahead(home: Home, catalog: Catalog, walked: Walked, days: int, *, json: bool) -> int:
    """Print the coming days."""
    coming = ahead(home.history, catalog, walked.decision.day, days, home.health)
    if json:
        from json import dumps

        say(dumps([decision_json(one.decision) for one in coming]))
    else:
        say("If each day goes as the last one did:")
        for one in coming:
            say(f"{one.decision.day}  {inert(headline(one.decision))}")
    return exit_code(walked.decision.outcome, faulty=is_faulty(home))


def emergency_lines(flags: tuple[str, ...]) -> list[str]:
    """Return the emergency text: one for overdose and withdrawal alike, with no dose beside it."""
    texts = load_catalogue_json()["emergency"]
    lines = str(texts["text"]).splitlines()
    return [str(texts["crisis"]), *lines] if "self-harm" in flags else lines


def decision_lines(decision: Decision, warned: tuple[Warned, ...], phone: str) -> list[str]:
    """Return the answer as lines, most important first."""
    if decision.outcome is Outcome.EMERGENCY:
        return _emergency(decision)
    first = [warning(one) for one in warned if one.id in SAID_FIRST]
    head = headline(decision)
    tablets = tablets_line(decision)
    lines = [*first, f"{day_words(decision.day)}: {head}", *([f"Tablets: {tablets}."] if tablets else [])]
    always = {last_taken_line(decision), NOT_A_STOP} if decision.outcome in NO_DOSE else set()
    told = reasons(decision)
    lines += [reason for reason in told if reason not in always][:MOST_REASONS]
    lines += [reason for reason in told if reason in always]
    reach = call_line(decision, phone) or _whom_to_call(decision, phone)
    lines += [reach] if reach else []
    return lines + [warning(one) for one in warned if one.id not in SAID_FIRST]


def _whom_to_call(decision: Decision, phone: str) -> str:
    """Return whom to call where no dose is shown, though nothing else asks for a call."""
    if decision.outcome not in NO_DOSE or not decision.in_force:
        return ""
    who = (decision.plan.prescriber if decision.plan else "") or "your prescriber"
    return f"If you are unsure what to do tonight, call {who}{', ' + phone if phone else ''}."


def _emergency(decision: Decision) -> list[str]:
    """Return the emergency text; from the day after the flag, the two lines that say how to go on."""
    finding = decision.finding("red-flag")
    if finding.why != "flag":
        return [*emergency_lines(()), *reasons(decision)]
    names = finding.facts["flags"]
    since = finding.facts["since"]
    flags = tuple(str(one) for one in names) if isinstance(names, tuple) else ()
    if since == decision.day or not flags:
        return [*emergency_lines(flags), sentence(finding)]
    texts = load_catalogue_json()
    lines = [
        str(line).format(when=day_words(since), flag=flags[0])  # type: ignore[arg-type]  # a date
        for line in texts["emergency"]["followup"]
    ]
    return [str(texts["emergency"]["crisis"]), *lines] if "self-harm" in flags else lines


def source_line(decision: Decision, home: Home) -> str:
    """Return whose plan it is, and how fresh the record, beside every dose that is shown (reference, section 11)."""
    plan = decision.plan
    if decision.doses is None or plan is None or plan.directed_on is None:
        return ""
    logged = [day for day, facts in home.history.days.items() if facts.checkin and day < decision.day]
    last = f"last check-in {day_words(max(logged))}" if logged else "no check-in yet"
    return f"This is the plan of {plan.prescriber}, {day_words(plan.directed_on)}, and no advice; {last}."


def show_decision(call: Call, decision: Decision, warned: tuple[Warned, ...], home: Home) -> None:
    """Print the answer."""
    source = source_line(decision, home)
    lines = [*decision_lines(decision, warned, home.profile.phone), *([source] if source else [])]
    standing = 1 if warned and warned[0].id in SAID_FIRST and decision.outcome is not Outcome.EMERGENCY else 0
    for place, line in enumerate(lines):
        say(bold(inert(line), call) if place == standing else inert(line))


def show_gates(call: Call, decision: Decision) -> None:
    """Print every gate: what it found, what was seen, what is needed, and where the rule comes from."""
    rows = [gate_json(one) for one in decision.findings]
    marks = {GateState.PASS.value: "ok", GateState.BLOCK.value: "STOP", GateState.UNKNOWN.value: "?"}
    if call.plain:
        for row in rows:
            words = f"seen: {row['seen']}; needed: {row['needed']}; {row['source']}"
            say(f"{row['id']}: {marks[row['state']]}; {inert(words)}")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("gate", "", "seen", "needed", "source")
    for row in rows:
        table.add_row(row["id"], marks[row["state"]], inert(row["seen"]), inert(row["needed"]), row["source"])
    Console().print(table, markup=False)
