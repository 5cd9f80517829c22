"""`baclotrack plan`: the plans that come with the program, the adopted one, and adopting another."""

import sys
from typing import Annotated

import typer

from baclotrack.cli.call import Call, inert, is_terminal, say
from baclotrack.cli.options import JsonOption, add_group, command
from baclotrack.cli.plan_adopt import (
    faults_first,
    moves,
    next_day,
    prepare,
    refuse_without_step,
    same,
    today_of,
    write,
)
from baclotrack.cli.plan_agree import agree, receipt, tell, unchanged
from baclotrack.cli.plan_check import check_plan
from baclotrack.cli.plan_fill_in import must_fill_in, refuse_unfilled, unfilled_lines
from baclotrack.cli.plan_new import new_plan
from baclotrack.cli.plan_setup import (
    DirectedOption,
    OnDoseOption,
    PrescriberOption,
    ReviewOption,
    YesOption,
    can_ask,
    on_dose,
    signature,
)
from baclotrack.cli.plan_source import Source, adopted, file_source, parsed, source, template, template_names, templates
from baclotrack.cli.plan_words import folded, plan_lines
from baclotrack.cli.pump_setup import PumpOptions, filled_in, pump_told
from baclotrack.cli.staircase import ladder
from baclotrack.core.fold import decide_day
from baclotrack.core.simulate import acknowledged, begun, climb
from baclotrack.core.values import Outcome
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, Home, load_catalog
from baclotrack.wording import headline

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
    parts = {"list": list_plans, "show": show_plan, "ladder": draw_ladder, "new": new_plan, "adopt": adopt_plan}
    parts["check"] = check_plan
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
    if toml:
        for line in found.text.removesuffix("\n").split("\n"):
            say(inert(line) if is_terminal(sys.stdout) else line)
        return 0
    if plan is not None and must_fill_in(plan) and not json:
        return _unfilled(plan)
    file = parsed(found)
    if json:
        from json import dumps, loads

        from baclotrack.store.writing import encode

        say(dumps(loads(encode(file.plan)), ensure_ascii=True, indent=2))
        return 0
    for line in plan_lines(file.value):
        say(line)
    say()
    return _draw(call, home, found)


@command
def draw_ladder(call: Call, plan: PlanArgument = None, *, json: JsonOption = False) -> int:
    """Draw a plan's staircase.

    Its steps with their earliest days, and the tablets where they are known: the adopted plan unless one is named.

    Example: baclotrack plan ladder spasticity-per-day
    """
    home = call.open()
    found = source(home, plan)
    if plan is not None and must_fill_in(plan):
        return _unfilled(plan)
    file = parsed(found)
    if not json:
        say(f"{inert(file.value.title)} ({inert(file.value.id)})")
    return _draw(call, home, found, json=json)


def _unfilled(name: str) -> int:
    """Tell what a template without doses is."""
    for line in unfilled_lines(name):
        say(line)
    return 0


def _draw(call: Call, home: Home, found: Source, *, json: bool = False) -> int:
    """Print the staircase: the adopted plan's from the dose in force on, any other plan's from its beginning."""
    plan = parsed(found).value
    now = today_of(home)
    own = found == adopted(home) and now.state.ended is None
    history = home.history if own else begun(plan, now.profile, home.today, acknowledged(home.history))
    first = next_day(home, plan, call.now) if own else home.today
    then = decide_day(home.history, load_catalog(), first)
    over = own and then.decision.outcome is Outcome.FINISHED
    here = then.state.in_force() if own and not over else None
    if json:
        from json import dumps

        from baclotrack.cli.staircase_json import ladder_json

        walked = climb(history, load_catalog(), first, plan) if plan.rungs else []
        say(dumps(ladder_json(plan, walked, now.profile, here), ensure_ascii=True))
        return 0
    if over:
        say(headline(now.decision))
        return 0
    for line in ladder(call, plan, history, first, now.profile, here):
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
    answers: PumpOptions,
    yes: YesOption = False,
) -> int:
    """Adopt a plan: check it, show what changes, record it.

    Example: baclotrack plan adopt my-plan.toml --prescriber "Dr A. Example" --directed-on 2026-11-20

    A pump was refilled: baclotrack plan adopt --refill-by 2027-03-01 --yes

    An edited plan.toml takes effect only through this. At a terminal it asks for a yes.
    """
    home = call.open()
    refuse_unfilled(plan)
    signed = signature(call, prescriber, directed_on, review_by)
    found = filled_in(to_adopt(home, plan, yes=yes), pump_told(call, answers))
    prepared = prepare(found, signed, call.now.date())
    prepared = prepared.on(on_dose(doses, prepared.plan))
    now = today_of(home)
    state = now.state
    faults_first(home)
    if home.plan is not None and same(home, prepared) and state.ended is None and not moves(state, prepared):
        return unchanged(home, prepared)
    refuse_without_step(now, prepared)
    tell(call, home, now, prepared)
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
