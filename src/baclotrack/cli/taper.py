"""`baclotrack taper`: the way down from the dose in force, drawn and checked; adopted only as the prescriber's word."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.call import Call, complain, inert, say
from baclotrack.cli.names import shown
from baclotrack.cli.options import JsonOption, command
from baclotrack.cli.plan_adopt import concerns, faults_first, forecast, prepare, same, today_of, warn, write
from baclotrack.cli.plan_setup import (
    DirectedOption,
    PrescriberOption,
    ReviewOption,
    Signature,
    YesOption,
    only,
    signature,
)
from baclotrack.cli.plan_source import Source, file_source, parsed
from baclotrack.cli.taper_plan import (
    Ladder,
    Pace,
    Words,
    bounds,
    drafted,
    is_dated,
    own,
    pace_of,
    refuse_pump,
    text_of,
    unusual,
)
from baclotrack.cli.taper_words import Drawn, difference_lines, drawn_json, drawn_lines, next_lines, refusal
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import Walked, decide_day
from baclotrack.core.plan import Plan
from baclotrack.core.supply import stocks
from baclotrack.core.taper import problems, steps
from baclotrack.core.values import Named, Outcome
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.wording import dose_words

Texts = list[str] | None
NAME = "the taper"


class Asked(NamedTuple):
    """The options of `taper`, as words. Values come as lists so that a repeated option is seen."""

    from_day: Annotated[Texts, typer.Option("--from-day", metavar="DAY", help="First day of a lower dose.")] = None
    step_mg: Annotated[Texts, typer.Option("--step-mg", metavar="MG", help="Less a day with each step; 5.")] = None
    every: Annotated[Texts, typer.Option("--every", metavar="DAYS", help="Days on each step; 7.")] = None
    order: Annotated[
        Texts, typer.Option("--order", metavar="SLOT,SLOT", help="Of equally large doses, which shrinks first.")
    ] = None
    schedule: Annotated[
        Texts, typer.Option("--schedule", metavar="FILE", help="The prescriber's own: lines of day and mg, or a plan.")
    ] = None
    prescriber: PrescriberOption = None
    directed_on: DirectedOption = None
    review_by: ReviewOption = None
    out: Annotated[Texts, typer.Option("--out", metavar="FILE", help="Write the taper as a plan file.")] = None
    adopt: Annotated[bool, typer.Option("--adopt", help="Adopt it: only as your prescriber asked for it.")] = False
    yes: YesOption = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("taper", help=taper.__doc__)(taper)


@command
def taper(call: Call, answers: Asked, *, json: JsonOption = False) -> int:
    """Draw the way down from the dose in force; adopt it when your prescriber asked for it.

    Example: baclotrack taper --step-mg 5 --every 7

    Your prescriber's own schedule, a line for each step, such as 2026-12-01 15, and the first day without a dose last,
    2026-12-22 0: baclotrack taper --schedule my-schedule.txt

    Nothing is recorded without --adopt, which needs --prescriber and --directed-on.
    """
    home = call.open()
    schedule, target = only(answers.schedule, "--schedule"), only(answers.out, "--out")
    pace = (("--step-mg", answers.step_mg), ("--every", answers.every), ("--from-day", answers.from_day))
    words = Words(*(only(told, option) for option, told in (*pace, ("--order", answers.order))))
    if schedule is not None and any(words):
        message = "--schedule says everything. Leave out --from-day, --step-mg, --every and --order."
        raise BaclotrackError(message, slug="contradiction")
    if json and answers.adopt and not answers.yes:
        raise BaclotrackError("--json asks nothing. To adopt with it, add --yes.", slug="yes-needed")
    signed = signature(call, answers.prescriber, answers.directed_on, answers.review_by)
    faults_first(home)
    if in_emergency(home):
        return 4
    drawn = draw(home, schedule, words)
    if target is not None:
        write_out(target, drawn.text)
    if answers.adopt:
        return adopt(call, home, drawn, signed, json=json, yes=answers.yes)
    if json:
        say(drawn_json(drawn, adopted=False))
        return 0
    for line in drawn_lines(drawn):
        say(line)
    warn(drawn.warnings)
    if target is not None:
        say(f"Written: {inert(target)}. It is a draft file; nothing is adopted.")
    return 0


def in_emergency(home: Home) -> bool:
    """Show the emergency text, and no schedule, where a red flag is open or an overdose is recorded (TP-5)."""
    decision = decide_day(home.history, load_catalog(), home.today).decision
    if decision.outcome is not Outcome.EMERGENCY:
        return False
    from baclotrack.cli.next_lines import decision_lines

    for line in decision_lines(decision, (), home.profile.phone):
        complain(line)
    return True


# --- drawing ---------------------------------------------------------------------------------------


def draw(home: Home, schedule: str | None, words: Words) -> Drawn:
    """Return the taper that is asked for, worked out and held against its limits.

    Raises:
        BaclotrackError: when there is no dose to go down from, a pump that nobody acknowledged, a wrong option, or a
            draft that is too fast.
    """
    now = today_of(home)
    plan, dose = dose_to_begin(home, now)
    pace = None if schedule is not None else pace_of(words, plan, home.today)
    source = None if schedule is None else file_source(schedule)
    if source is not None and not is_dated(source.text):
        return _from_plan_file(home, now, source, dose)
    ladder = own(source, plan, dose, home.today) if source else drafted(plan, dose, pace or Pace(), home.today)
    wrong = problems(ladder.rungs, ladder.days, bounds(), pace.every) if pace else ()
    refused = refusal(wrong, pace, len(ladder.rungs)) if pace else ""
    if refused:
        raise BaclotrackError(refused, slug="taper-too-fast")
    ladder = _on_the_clock(home, now, plan, ladder, pace)
    text = text_of(plan, ladder, home.today, pace)
    return _drawn(home, now, Source(NAME, text), dose, ladder, pace)


def dose_to_begin(home: Home, now: Walked) -> tuple[Plan, Named]:
    """Return the plan and the dose in force, today's own doses included.

    Raises:
        BaclotrackError: when there is none to go down from, or a pump is there that no prescriber is recorded to know.
    """
    refuse_pump(now.profile, now.state)
    after = decide_day(home.history, load_catalog(), home.today + ONE_DAY).state
    if home.plan is None or not after.in_force():
        message = (
            "No dose is in force, so there is none to go down from. If you take one, name it first: baclotrack plan"
            " adopt FILE --on-dose SLOT=MG. This is no instruction to stop."
        )
        raise BaclotrackError(message, slug="no-dose")
    return home.plan, after.in_force() or ()


def _on_the_clock(home: Home, now: Walked, plan: Plan, ladder: Ladder, pace: Pace | None) -> Ladder:
    """Return the ladder with the days that its first dose has had, where the engine goes on counting them.

    A slower taper in the place of a taper keeps the days at the dose. A day that was named stays that day.
    """
    if pace is not None and pace.first_lower is None:
        return ladder
    value = _value(home, now, plan, ladder, pace)
    had = (home.today - _begins(home, now, value)).days
    return ladder._replace(days=(ladder.days[0] + had, *ladder.days[1:])) if had > 0 else ladder


def _value(home: Home, now: Walked, plan: Plan, ladder: Ladder, pace: Pace | None) -> Plan:
    """Return a ladder as a plan, with its first dose named where it is not the one in force."""
    return _with_dose(now, parsed(Source(NAME, text_of(plan, ladder, home.today, pace))).value, ladder)


def _with_dose(now: Walked, plan: Plan, ladder: Ladder) -> Plan:
    """Return a plan with its first dose named, where that is not the one in force when today began."""
    first = tuple((slot.name, mg) for slot, mg in zip(plan.slots, ladder.rungs[0], strict=True) if mg)
    return plan._replace(on_dose=first if dict(first) != dict(now.state.in_force() or ()) else None)


def _begins(home: Home, now: Walked, plan: Plan) -> date:
    """Return from which day the first dose of the taper counts, once it is adopted; the engine says."""
    since = forecast(now, plan).state.since or home.today
    earliest = home.today - timedelta(days=plan.days_on(plan.rung_of(plan.on_dose or now.state.in_force() or ())))
    return max(since, earliest)


def _from_plan_file(home: Home, now: Walked, source: Source, dose: Named) -> Drawn:
    """Return the taper of a plan file, which is the prescriber's own schedule.

    Raises:
        BaclotrackError: when it is no taper, or has no step for the dose in force.
    """
    import tomlkit

    try:
        document = tomlkit.parse(source.text.removeprefix("\ufeff"))
        if isinstance(document.get("ladder"), dict) and document.get("mode") == "taper":
            document["ladder"]["own_schedule"] = True
        source = source._replace(text=tomlkit.dumps(document))
    except (ValueError, TypeError):
        pass  # told below, with its line
    plan = parsed(source).value
    if plan.mode != "taper":
        message = f'{source.name} is no taper: its mode is {plan.mode}. A schedule is a plan file with mode = "taper".'
        raise BaclotrackError(message, slug="no-taper")
    place = plan.rung_of(dose)
    if place is None:
        message = (
            f"You are on {dose_words(dose)}, and {source.name} has no step with this dose. Write it as the first row of"
            " the ladder, as your prescriber's schedule begins."
        )
        raise BaclotrackError(message, slug="dose-not-in-plan")
    days = tuple(plan.days_on(rung) for rung in range(place, len(plan.rungs)))
    return _drawn(home, now, source, dose, Ladder(plan.rungs[place:], days), None)


def _drawn(home: Home, now: Walked, source: Source, dose: Named, ladder: Ladder, pace: Pace | None) -> Drawn:
    """Return everything that is told of a taper."""
    file = parsed(source)
    plan = _with_dose(now, file.value, ladder)
    begins = _begins(home, now, plan)
    return Drawn(
        plan=plan,
        text=source.text,
        steps=steps(ladder.rungs, ladder.days, begins),
        pace=pace,
        dose=dose,
        today=home.today,
        profile=now.profile,
        stock=stocks(home.history, home.today, now.profile.splits),
        sold=tuple(row["strength_mg"] for row in load_catalogue_json()["products"]),
        warnings=unusual(ladder, pace) if source.name == NAME else tuple(one.sentence() for one in file.warnings),
    )


def write_out(target: str, text: str) -> None:
    """Write the taper as a plan file; nothing that is there is written over.

    Raises:
        BaclotrackError: when something is there, or it cannot be written.
    """
    try:
        path = Path(target).expanduser()
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8")
    except FileExistsError:
        message = f"--out {shown(target)} is there already, and is not written over. Name another file."
        raise BaclotrackError(message, slug="file-exists") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        message = f"--out {shown(target)} cannot be written: {why}. Name a file in a folder of yours."
        raise BaclotrackError(message, slug="not-written") from None


# --- adopting --------------------------------------------------------------------------------------


def adopt(call: Call, home: Home, drawn: Drawn, signed: Signature, *, json: bool, yes: bool) -> int:
    """Show what changes, ask for a yes, and record the taper.

    Raises:
        BaclotrackError: when no prescriber or date is named, or nobody can be asked.
    """
    from baclotrack.cli.plan_agree import agree, receipt, unchanged

    prepared = prepare(Source(NAME, drawn.text), signed, call.now.date()).on(drawn.plan.on_dose)
    prepared = prepared._replace(warnings=drawn.warnings)
    now = today_of(home)
    if not json and same(home, prepared) and now.state.ended is None and prepared.plan.on_dose is None:
        return unchanged(home, prepared)
    notes = concerns(home, prepared, forecast(now, prepared.plan))
    if not json:
        for line in (*drawn_lines(drawn, adopting=True), *difference_lines(home.plan, prepared.plan)):
            say(line)
    warn(notes)
    agree(prepared, yes=yes)
    write(call, prepared)
    if json:
        say(drawn_json(drawn._replace(warnings=tuple(notes)), adopted=True))
        return 0
    told, last = receipt(call, prepared, now.state)[:-1], receipt(call, prepared, now.state)[-1]
    for line in (*told, *next_lines(drawn, prepared.plan.review_by), last):
        say(line)
    return 0
