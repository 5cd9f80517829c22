"""`baclotrack plan`: the plans that come with the program, the adopted one, and adopting another."""

import sys
from datetime import date
from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, is_terminal, say
from baclotrack.cli.options import JsonOption, add_group, command
from baclotrack.cli.plan_adopt import (
    Prepared,
    concerns,
    faults_first,
    forecast,
    moves,
    prepare,
    put_files,
    refuse_without_step,
    same,
    today_of,
    warn,
    write,
)
from baclotrack.cli.plan_setup import (
    DirectedOption,
    OnDoseOption,
    PrescriberOption,
    ReviewOption,
    YesOption,
    on_dose,
    signature,
)
from baclotrack.cli.plan_source import Source, adopted, file_source, parsed, source, template, template_names, templates
from baclotrack.cli.plan_words import differences, folded, ladder_lines, ladder_note, pace_for, plan_lines
from baclotrack.core.fold import Walked
from baclotrack.core.state import State
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, Home
from baclotrack.wording import day_words, dose_words

PlanArgument = Annotated[
    str | None,
    typer.Argument(metavar="[FILE|TEMPLATE]", help="A plan file, a template's name, or - for standard input."),
]
AdoptArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE|TEMPLATE]", help="The plan; plan.toml of your home unless named; - is standard input."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command and its parts."""
    words = "List, show, draw and adopt plans.\n\nExample: baclotrack plan ladder sleep-bedtime-slow"
    parts = {"list": list_plans, "show": show_plan, "ladder": draw_ladder, "adopt": adopt_plan}
    add_group(app, "plan", words, parts)


@command
def list_plans(call: Call, *, json: JsonOption = False) -> int:  # noqa: ARG001 - every command is handed its call
    """List the plans that come with the program.

    Each is told with the directions that it follows.

    Example: baclotrack plan list
    """
    found = templates()
    if json:
        from json import dumps

        rows = [{"name": one.name, "title": one.title, "summary": one.summary, "for": one.directions} for one in found]
        say(dumps(rows, ensure_ascii=True, indent=2))
        return 0
    for one in found:
        say(f"{one.name}: {one.title}")
        fits = f"It fits when {one.directions[:1].lower()}{one.directions[1:]}"
        for line in (*folded(one.summary, "  ", "  "), *folded(fits, "  ", "  ")):
            say(line)
        say()
    say("To see one: baclotrack plan show NAME. To set one up with your prescriber's name and date: baclotrack init")
    return 0


@command
def show_plan(
    call: Call,
    plan: PlanArgument = None,
    *,
    json: JsonOption = False,
    toml: Annotated[bool, typer.Option("--toml", help="The plan file itself, to start your own from.")] = False,
) -> int:
    """Show a plan in words; the adopted one unless named.

    Example: baclotrack plan show sleep-bedtime-slow --toml > my-plan.toml
    """
    home = call.open()
    found = source(home, plan)
    file = parsed(found)
    if toml:
        for line in found.text.removesuffix("\n").split("\n"):
            say(inert(line) if is_terminal(sys.stdout) else line)
        return 0
    if json:
        from json import dumps, loads

        from baclotrack.store.writing import encode

        say(dumps(loads(encode(file.plan)), ensure_ascii=True, indent=2))
        return 0
    for line in plan_lines(file.value):
        say(line)
    say()
    return _draw(home, found)


@command
def draw_ladder(call: Call, plan: PlanArgument = None) -> int:
    """Draw a plan's staircase.

    Its steps with their earliest days, and the tablets where they are known: the adopted plan unless one is named.

    Example: baclotrack plan ladder spasticity-per-day
    """
    home = call.open()
    found = source(home, plan)
    file = parsed(found)
    say(f"{inert(file.value.title)} ({inert(file.value.id)})")
    return _draw(home, found)


def _draw(home: Home, found: Source) -> int:
    """Print the staircase; in the adopted plan the dose in force is marked."""
    plan = parsed(found).value
    walked = today_of(home)
    here = walked.state.in_force() if found == adopted(home) else None
    pace = pace_for(plan, walked)
    for line in (*ladder_lines(plan, walked.profile, pace, here), *ladder_note(plan, pace)):
        say(line)
    return 0


@command
def adopt_plan(
    call: Call,
    plan: AdoptArgument = None,
    *,
    prescriber: PrescriberOption = None,
    directed_on: DirectedOption = None,
    review_by: ReviewOption = None,
    doses: OnDoseOption = None,
    yes: YesOption = False,
) -> int:
    """Adopt a plan: check it, show what changes, record it.

    Example: baclotrack plan adopt my-plan.toml --prescriber "Dr A. Example" --directed-on 2026-11-20

    An edited plan.toml takes effect only through this. At a terminal it asks for a yes.
    """
    home = call.open()
    signed = signature(call, prescriber, directed_on, review_by)
    prepared = prepare(to_adopt(home, plan, yes=yes), signed, call.now.date())
    prepared = prepared.on(on_dose(doses, prepared.plan))
    now = today_of(home)
    state = now.state
    faults_first(home)
    if home.plan is not None and same(home, prepared) and state.ended is None and not moves(state, prepared):
        return unchanged(home, prepared)
    refuse_without_step(state, prepared)
    tell(home, now, prepared)
    agree(prepared, yes=yes)
    write(call, prepared)
    for line in receipt(call, prepared, state):
        say(line)
    return 0


def to_adopt(home: Home, word: str | None, *, yes: bool) -> Source:
    """Return the plan to adopt: the one named, else the home's plan.toml, else the adopted one where that is gone.

    At a terminal a template is adopted only after what it needs the directions to say is confirmed.

    Raises:
        BaclotrackError: when there is none.
    """
    if word is not None:
        found = source(home, word)
        if word in template_names() and can_ask(yes=yes):
            from baclotrack.cli.plan_wizard import confirmed

            return found._replace(text=confirmed(template(word)).text)
        return found
    try:
        return file_source(str(home.path / PLAN), PLAN)
    except BaclotrackError as error:
        if error.slug != "no-such-plan":
            raise
    before = adopted(home)
    if before is None:
        message = (
            f"There is no {PLAN} in {inert(str(home.path))}. Name a file: baclotrack plan adopt FILE, or set up with:"
            " baclotrack init"
        )
        raise BaclotrackError(message, slug="no-plan")
    return before


def unchanged(home: Home, prepared: Prepared) -> int:
    """Say that nothing changed; put plan.toml back where it is gone or differs from the adopted plan."""
    if home.health.plan_file == "same":
        say("Nothing changed: this plan is adopted already. Nothing was recorded.")
    else:
        put_files(home.path, {PLAN: prepared.text})
        say("This plan is adopted already, so nothing was recorded. plan.toml says the same again.")
    return 0


def tell(home: Home, now: Walked, prepared: Prepared) -> None:
    """Print what differs from the adopted plan, old and then new; the whole plan where none was adopted."""
    plan = prepared.plan
    walked = forecast(now, plan)
    if home.plan is None:
        lines = plan_lines(plan)
        say("No plan was adopted before. This one says:")
    else:
        lines = differences(home.plan, plan) or [
            "Only parts differ that no decision reads: texts, sources or own questions."
        ]
        say(f"What changes, from the plan adopted on {day_words(date.fromisoformat(home.plan.adopted_at[:10]))}:")
    if plan.on_dose is not None:
        lines.append(f"Dose in force from now on: {dose_words(plan.on_dose)}")
    for line in lines:
        for part in folded(line, "  ", "    "):
            say(part)
    say()
    pace = pace_for(plan, walked)
    for line in (*ladder_lines(plan, walked.profile, pace, walked.state.in_force()), *ladder_note(plan, pace)):
        say(line)
    warn(concerns(home, prepared, walked))


def can_ask(*, yes: bool) -> bool:
    """Return whether questions are wanted and somebody can answer them."""
    return not yes and is_terminal(sys.stdin) and is_terminal(sys.stdout)


def agree(prepared: Prepared, *, yes: bool) -> None:
    """Ask for a yes at a terminal, unless it was given.

    Raises:
        BaclotrackError: when nobody can be asked.
        typer.Abort: when the answer is no.
    """
    if yes:
        return
    if not can_ask(yes=yes):
        message = "Nobody can be asked here, so nothing was adopted. To adopt what is shown above, add --yes."
        raise BaclotrackError(message, slug="yes-needed")
    from baclotrack.cli.plan_wizard import ask_to_adopt

    if not ask_to_adopt(prepared.plan):
        raise typer.Abort


def receipt(call: Call, prepared: Prepared, before: State) -> list[str]:
    """Return what was adopted, what is in force, and the next command."""
    plan = prepared.plan
    when = day_words(plan.directed_on) if plan.directed_on else "no date"
    review = day_words(plan.review_by) if plan.review_by else "no date"
    dose: Named | None = plan.on_dose or before.in_force()
    return [
        f"Adopted: {inert(plan.title)}, from {inert(plan.prescriber)}, directions of {when}; review by {review}.",
        f"Dose in force: {dose_words(dose) if dose else 'none yet'}. The plan file is {inert(str(call.path / PLAN))}.",
        "Next: baclotrack next",
    ]
