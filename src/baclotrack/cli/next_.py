"""`baclotrack next`: what the plan says comes next, and why. It never writes."""

import os
from datetime import date
from typing import TYPE_CHECKING

from baclotrack.cli.call import DAY, JSON, Call, Opt, complain, inert, say
from baclotrack.cli.copies import tell_copies
from baclotrack.cli.next_lines import emergency_lines, show_decision, show_gates
from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import NO_DOSE
from baclotrack.core.entries import SetAside
from baclotrack.core.fold import Walked, ahead, decide_day
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.values import Catalog, Outcome
from baclotrack.core.warnings import Warned, is_over, rolled_over, warnings_for, with_warnings
from baclotrack.errors import BaclotrackError
from baclotrack.store import PROFILE, Home, load_catalog
from baclotrack.store.faults import number_of
from baclotrack.wording import day_words, decision_json

if TYPE_CHECKING:
    import typer

__all__ = ["decided", "emergency_lines", "exit_code", "is_faulty", "register", "run", "tell_faults"]

MOST_DAYS_AHEAD = 366
MOST_FAULTS = 5
UPWARD = frozenset({Outcome.START, Outcome.STEP_UP})
RECORDED = "what it said on {day} still counts, a change made in it since does not"
UNKNOWN = "your age, kidneys and conditions are not known now"


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
    home, catalog = call.open(daily=True), load_catalog()
    tell_faults(home)
    beside = tell_copies(home.path)
    walked = decided(call, home, catalog, _day(call, home, day) if day is not None else None)
    warned = warnings_for(walked, home.history, catalog, call.now if day is None else None)
    if day is None:
        warned = (*rolled_over(walked, home.history, home.today), *warned)
    if walked.decision.outcome is not Outcome.EMERGENCY:
        warned = (*beside, *warned, *profile_gone(home, walked.decision.outcome))
    decision = with_warnings(walked.decision, warned)
    if coming:
        return _ahead(call, home, catalog, walked, coming, json=json)
    if json:
        from json import dumps

        say(dumps(decision_json(decision, warned), ensure_ascii=True))
    else:
        show_decision(call, decision, warned, home, whole=explain)
        if explain:
            show_gates(call, decision)
    return exit_code(decision.outcome, faulty=is_faulty(home))


def profile_gone(home: Home, outcome: Outcome) -> tuple[Warned, ...]:
    """Return a warning where profile.toml is gone that told, or may have told, of age, kidneys or conditions.

    The profile recorded last still counts. What was changed in the file since then tightened rules until now, perhaps,
    and nothing else tells that it does so no more. So it stands beside an answer that goes up; `doctor` always tells.
    """
    if outcome not in UPWARD or home.plan is None or os.path.exists(home.path / PROFILE):  # noqa: PTH110 - where it may not be looked at, it is not there
        return ()
    told = [event for event in home.history.events if isinstance(event.what, Profile | SetAside)]
    profiles = [event.day for event in told if isinstance(event.what, Profile)]
    if not told:
        return ()
    return (Warned("profile-gone", {"known": RECORDED.format(day=day_words(profiles[-1])) if profiles else UNKNOWN}),)


def tell_faults(home: Home) -> None:
    """Name what is wrong with the files, on stderr, and what to do; of very many faults the first few."""
    for fault in home.faults[:MOST_FAULTS]:
        complain(f"baclotrack: {fault.text} Run: baclotrack doctor")
    more = number_of(home.faults[MOST_FAULTS:])
    if more:
        complain(f"baclotrack: and {more} more fault{'s' if more > 1 else ''}. Run: baclotrack doctor")


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


def _ahead(call: Call, home: Home, catalog: Catalog, walked: Walked, days: int, *, json: bool) -> int:
    """Print the coming days: decision by decision for scripts, else as a staircase."""
    coming = ahead(home.history, catalog, walked.decision.day, days, home.health)
    if json:
        from json import dumps

        say(dumps([decision_json(one.decision) for one in coming]))
    else:
        from baclotrack.cli.staircase import walk_lines

        say("If each day goes as the last, and each step is tolerated and still needed:")
        for line in walk_lines(call, coming):
            say(line)
    return exit_code(walked.decision.outcome, faulty=is_faulty(home))
