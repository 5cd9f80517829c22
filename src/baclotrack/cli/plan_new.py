"""`baclotrack plan new`: write down a ladder from its start, step, days and ceiling; nothing is assumed or rounded."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.answers_back import ladder_kept
from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.options import command
from baclotrack.cli.plan_adopt import today_of, warn
from baclotrack.cli.plan_new_words import (
    WHY_BASIS,
    Asked,
    days_of,
    misfit_words,
    order_of,
    slot_of,
    start_of,
    target_of,
)
from baclotrack.cli.plan_setup import (
    DirectedOption,
    PrescriberOption,
    Texts,
    can_ask,
    number,
    only,
    signature,
    words,
)
from baclotrack.cli.plan_source import there
from baclotrack.cli.staircase import ladder
from baclotrack.core import limits
from baclotrack.core.ladder import PER_DAY, PER_DOSE, misfit
from baclotrack.core.simulate import acknowledged, begun
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, Home
from baclotrack.wording import number as plain

CALLED = "the draft"


class New(NamedTuple):
    """The options of `plan new`, as words."""

    slot: Annotated[
        Texts, typer.Option("--slot", metavar="NAME=HH:MM", help="A dose time; repeatable, in the order of the day.")
    ] = None
    start: Annotated[
        Texts, typer.Option("--start", metavar="[SLOT=]MG", help="The first day: mg of each dose, or one by one.")
    ] = None
    step: Annotated[Texts, typer.Option("--step", metavar="MG", help="What each step adds.")] = None
    per_dose: Annotated[bool, typer.Option("--per-dose", help="The step is for each dose.")] = False
    per_day: Annotated[bool, typer.Option("--per-day", help="The step is for the day's total.")] = False
    grow: Annotated[
        Texts, typer.Option("--grow", metavar="SLOT,SLOT", help="With --per-day: which dose grows first, which next.")
    ] = None
    every: Annotated[Texts, typer.Option("--every", metavar="DAYS", help="Complete days on each step.")] = None
    ceiling: Annotated[Texts, typer.Option("--ceiling", metavar="MG", help="The most in a day.")] = None
    target: Annotated[
        Texts,
        typer.Option("--target", metavar="NAME=VALUE", help="Reached means stay: spasticity=3, sleep_improved=yes."),
    ] = None
    id: Annotated[Texts, typer.Option("--id", metavar="NAME", help="A short name; my-plan unless given.")] = None
    title: Annotated[Texts, typer.Option("--title", metavar="TEXT", help="What the plan is called.")] = None
    prescriber: PrescriberOption = None
    directed_on: DirectedOption = None
    out: Annotated[
        Texts, typer.Option("--out", metavar="PATH", help="The file; plan.toml here unless given; - prints it.")
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; write the draft.")] = False


@command
def new_plan(call: Call, answers: New) -> int:
    """Write a plan file from its start, step, days and ceiling.

    Example: baclotrack plan new --slot bedtime=22:30 --start 5 --step 5 --per-dose --every 3 --ceiling 20
    --target sleep_improved=yes --yes

    At a terminal it asks for whatever no option tells. It shows the staircase, and writes a draft that counts only
    once it is adopted.
    """
    home, out = call.open(), only(answers.out, "--out") or PLAN
    path = Path(out).expanduser()
    if out != "-":
        refuse_path(home, path, force=answers.force)
    told, asking = understand(call, answers), can_ask(yes=answers.yes)
    if asking:
        from baclotrack.cli.plan_new_wizard import ask_rest

        told = ask_rest(call, told)
    require(told)
    text = draft_text(told, only(answers.id, "--id"), only(answers.title, "--title"))
    if out == "-":
        return to_stdout(text)
    show(call, home, text)
    if asking:
        from baclotrack.cli.plan_wizard import yes

        if not yes(f"Write this draft to {inert(str(path))}?"):
            raise typer.Abort
    elif not answers.yes:
        message = "Nobody can be asked here, so nothing was written. To write what is shown above, add --yes."
        raise BaclotrackError(message, slug="yes-needed")
    with ladder_kept(told, asking=asking):
        write(path, text)
    use = "plan adopt" if home.plan is not None else "init --plan"
    say(f"Draft written: {inert(str(path))}. It is not in force. Compare every number with the paper, then:")
    say(f"  baclotrack plan check {inert(str(path))}")
    say(f"  baclotrack {use} {inert(str(path))}")
    return 0


def to_stdout(text: str) -> int:
    """Print the draft itself and nothing else; what is unusual about it goes to stderr."""
    from baclotrack.store.plan_file import read_plan

    warn([one.sentence() for one in read_plan(text, CALLED).warnings])
    for line in text.removesuffix("\n").split("\n"):
        say(line)
    return 0


def understand(call: Call, answers: New) -> Asked:
    """Return what the options tell, each checked.

    Raises:
        BaclotrackError: wrong use, in one sentence.
    """
    if answers.per_dose and answers.per_day:
        message = f"--per-dose and --per-day contradict each other. {WHY_BASIS}"
        raise BaclotrackError(message, slug="contradiction")
    basis = PER_DOSE if answers.per_dose else PER_DAY if answers.per_day else None
    grow = only(answers.grow, "--grow")
    if grow is not None and basis == PER_DOSE:
        message = (
            "--grow and --per-dose contradict each other: with --per-dose every dose grows. Give only one of them."
        )
        raise BaclotrackError(message, slug="contradiction")
    slots = tuple(slot_of(one) for one in answers.slot) if answers.slot else None
    if slots is None and (answers.start or grow):
        message = "--start and --grow need the dose times: --slot NAME=HH:MM, once for each."
        raise BaclotrackError(message, slug="missing-options")
    step, every, ceiling = (
        only(texts, option)
        for texts, option in ((answers.step, "--step"), (answers.every, "--every"), (answers.ceiling, "--ceiling"))
    )
    signed = signature(call, answers.prescriber, answers.directed_on, None)
    return Asked(
        slots=slots,
        start=start_of(answers.start, slots, basis) if answers.start and slots else None,
        step=None if step is None else number(step, limits.MG, "--step"),
        basis=basis,
        grow=order_of(grow, slots or (), basis),
        every=None if every is None else days_of(every),
        ceiling=None if ceiling is None else number(ceiling, limits.MG, "--ceiling"),
        targets=tuple(target_of(one) for one in answers.target) if answers.target else None,
        prescriber=signed.prescriber,
        directed_on=signed.directed_on,
    )


def require(told: Asked) -> None:
    """Refuse to go on without what a plan needs; at a terminal it was asked for.

    Raises:
        BaclotrackError: naming exactly what is missing, or why no ladder comes of what was told.
    """
    if told.basis is None:
        raise BaclotrackError(WHY_BASIS, slug="step-for-what")
    needed = (
        ("--slot NAME=HH:MM", told.slots),
        ("--start MG", told.start),
        ("--step MG", told.step),
        ("--every DAYS", told.every),
        ("--ceiling MG", told.ceiling),
        ("--target NAME=VALUE", told.targets),
    )
    missing = [option for option, value in needed if value is None]
    if missing:
        message = f"plan new needs {'; '.join(missing)}. Add what is missing, as the paper says it, and run it again."
        raise BaclotrackError(message, slug="missing-options")
    wrong = misfit(told.said())
    if wrong is not None:
        raise BaclotrackError(misfit_words(wrong), slug="no-ladder")


def draft_text(told: Asked, name: str | None, title: str | None) -> str:
    """Return the plan file's text.

    Raises:
        BaclotrackError: when the name or the title does not fit.
    """
    from baclotrack.store.plan_draft import Draft

    try:
        called = limits.name((name or "my-plan").strip(" "), "--id")
    except limits.UnfitError as error:
        raise BaclotrackError(f"--id: {error.why}. Write it like my-plan.", slug="bad-words") from None
    said = told.said()
    usual = f"Baclofen, {plain(sum(said.start))} to {plain(said.ceiling)} mg a day"
    draft = Draft(
        id=called,
        title=words(title, "--title") if title is not None else usual,
        slots=told.slots or (),
        said=said,
        hold_days=told.every or 0,
        targets=told.targets or (),
        prescriber=told.prescriber,
        directed_on=told.directed_on,
    )
    return draft.text()


def refuse_path(home: Home, path: Path, *, force: bool) -> None:
    """Refuse to write where there is no folder, over a file that is there, and over the plan file of a journal.

    Raises:
        BaclotrackError: naming another way.
    """
    own = home.path / PLAN
    if there(own) and there(path) and path.samefile(own):
        message = f"{inert(str(path))} is the plan file of your journal. Write the draft elsewhere: --out my-plan.toml"
        raise BaclotrackError(message, slug="file-in-the-way")
    if there(path) and (not force or path.is_dir()):
        more = "" if path.is_dir() else ", or write over it with --force"
        message = f"{inert(str(path))} is there already. Name another file with --out{more}."
        raise BaclotrackError(message, slug="file-in-the-way")
    refuse_folder(path)


def refuse_folder(path: Path) -> None:
    """Refuse a file in a folder that is not there, before anything is asked.

    Raises:
        BaclotrackError: naming another way.
    """
    if not path.parent.is_dir():
        message = f"There is no folder {inert(str(path.parent))}. Make it first, or name another file with --out."
        raise BaclotrackError(message, slug="no-folder")


def show(call: Call, home: Home, text: str) -> None:
    """Check the draft, print its staircase, and on stderr what is unusual about it.

    Raises:
        BaclotrackError: when it is no plan that could be adopted; each problem with its line in the draft.
    """
    from baclotrack.store.plan_file import read_plan

    file, profile = read_plan(text, CALLED), today_of(home).profile
    plan = file.value
    say(f"{inert(plan.title)}:")
    for line in ladder(call, plan, begun(plan, profile, home.today, acknowledged(home.history)), home.today, profile):
        say(line)
    warn([one.sentence() for one in file.warnings])


def write(path: Path, text: str) -> None:
    """Write the draft.

    Raises:
        BaclotrackError: when the machine refuses.
    """
    from baclotrack.store.writing import write_text

    write_text(path, text)
