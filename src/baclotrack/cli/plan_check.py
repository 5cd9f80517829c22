"""`baclotrack plan check`: whether a plan can ever lead where it must not, by exploring every state it can reach."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from baclotrack.cli.call import Call, fold, inert, is_terminal, say
from baclotrack.cli.options import JsonOption, command
from baclotrack.cli.plan_fill_in import refuse_unfilled
from baclotrack.cli.plan_source import Source, adopted, file_source, parsed, source
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, Home, load_catalog

if TYPE_CHECKING:
    from baclotrack.core.plan import Plan
    from baclotrack.core.proof.diary import Diary
    from baclotrack.core.proof.form import Setting
    from baclotrack.core.proof.verdict import Failure, Proof, Told
    from baclotrack.store.plan_file import PlanFile

WIDTH = 80
NOBODY = "Not named yet"
SCHEMA = "baclotrack.proof/1"
TRIED = 200
"""Failures that are held against the ordinary walk until one is confirmed; the shortest come first."""

PlanArgument = Annotated[
    str | None,
    typer.Argument(metavar="[FILE|TEMPLATE]", help="A plan file, a template's name, or - for standard input."),
]
OutOption = Annotated[
    str | None,
    typer.Option("--out", metavar="DIR", help="Where a diary that breaks the plan is put, as a home of its own."),
]
FullOption = Annotated[bool, typer.Option("--full", help="More kinds of days together on one day: slower.")]


@command
def check_plan(
    call: Call, plan: PlanArgument = None, *, full: FullOption = False, out: OutOption = None, json: JsonOption = False
) -> int:
    """Check a plan by exploring every state that it can reach.

    Example: baclotrack plan check my-plan.toml

    Nothing is recorded. Without a name it checks plan.toml of your home, else the adopted plan, with your profile.
    """
    home = call.open()
    folder = new_folder(out)
    refuse_unfilled(plan)
    found = wanted(home, plan)
    file = parsed(found)
    setting = setting_of(call, home, file.value)
    if not json:
        say(f"{inert(file.value.title)} ({inert(file.value.id)})")
        _say(
            "Form and limits: nothing is out of range."
            if not file.warnings
            else "Form and limits: unusual, but allowed:"
        )
        for one in file.warnings:
            _say(one.sentence(), "  ")
    began = perf_counter()
    with progress(call, shown=not json) as told:
        from baclotrack.core.proof.verdict import prove

        proof = prove(setting, size="full" if full else "small", told=told)
    seconds = perf_counter() - began
    shown = confirmed(proof)
    lines = written(folder, file, setting, shown[1]) if shown is not None and shown[1] is not None else ()
    if json:
        from json import dumps

        say(dumps(as_json(file.value, proof, seconds, shown, lines), ensure_ascii=True, indent=2))
    else:
        tell(proof, seconds, shown, folder, lines)
    return 0 if proof.is_proved() else 1


def wanted(home: Home, word: str | None) -> Source:
    """Return the plan to check: the one named, else the home's plan.toml, else the adopted one.

    Raises:
        BaclotrackError: when there is none, or it cannot be read.
    """
    if word is not None:
        return source(home, word)
    try:
        return file_source(str(home.path / PLAN), PLAN)
    except BaclotrackError as error:
        if error.slug != "no-such-plan":
            raise
    before = adopted(home)
    if before is None:
        message = "There is no plan to check yet. Name a file or a template: baclotrack plan check sleep-bedtime-slow"
        raise BaclotrackError(message, slug="no-plan")
    return before


def setting_of(call: Call, home: Home, plan: "Plan") -> "Setting":
    """Return what is explored: the plan as if it were signed today, with the profile in force."""
    from baclotrack.core.plan import Profile
    from baclotrack.core.proof.form import Setting

    day = call.now.date()
    signed = plan._replace(prescriber=plan.prescriber or NOBODY, directed_on=day, review_by=None, adopted_at="")
    profile = home.profile
    if profile == Profile():
        profile = Profile(born=day.year - 40)  # nobody's profile: an adult of no special age
    return Setting(signed, profile, load_catalog(), day)


def new_folder(word: str | None) -> Path | None:
    """Return the folder for a diary, which must be new or empty: nothing that is there is written over.

    Raises:
        BaclotrackError: when something is in the way.
    """
    if word is None:
        return None
    folder = Path(word).expanduser()
    try:
        if folder.exists() and (not folder.is_dir() or next(folder.iterdir(), None) is not None):
            message = f"--out {inert(word)}: this is not an empty folder, and nothing is written over. Name a new one."
            raise BaclotrackError(message, slug="not-empty")
    except OSError as error:
        message = f"--out {inert(word)}: this cannot be looked at ({error.strerror}). Name another folder."
        raise BaclotrackError(message, slug="no-folder") from None
    return folder


@contextmanager
def progress(call: Call, *, shown: bool) -> Iterator["Told"]:
    """Show how far the exploration is, at a terminal only; how much there is to explore is not known before its end."""
    if not shown or call.plain or not is_terminal(sys.stderr):
        yield lambda _view, _dawns, _transitions: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Exploring", total=None)

        def told(view: str, dawns: int, transitions: int) -> None:
            bar.update(task, description=f"Exploring ({view}): {dawns} mornings, {transitions} transitions")

        yield told


def confirmed(proof: "Proof") -> "tuple[Failure, Diary | None] | None":
    """Return the failure with the shortest diary that the ordinary walk shows; the first failure where none does."""
    from baclotrack.core.proof.diary import diary_of

    for failure in proof.failures[:TRIED]:
        diary = diary_of(failure)
        if diary is not None:
            return failure, diary
    return (proof.failures[0], None) if proof.failures else None


def written(folder: Path | None, file: "PlanFile", setting: "Setting", diary: "Diary") -> tuple[str, ...]:
    """Return the diary's journal lines; put them into a home of their own where a folder was named."""
    import tempfile

    from baclotrack.cli.plan_check_home import write_home

    if folder is not None:
        return write_home(folder, file, setting, diary)
    with tempfile.TemporaryDirectory(prefix="baclotrack-check-") as place:  # made 0700, taken away at the end
        return write_home(Path(place) / "home", file, setting, diary)


def tell(
    proof: "Proof",
    seconds: float,
    shown: "tuple[Failure, Diary | None] | None",
    folder: Path | None,
    lines: tuple[str, ...],
) -> None:
    """Print what was visited, and the verdict or the shortest diary that breaks the plan."""
    from baclotrack.core.proof.verdict import SENTENCES

    _say(f"Explored: {proof.states()} states and {proof.transitions()} transitions in {seconds:.1f} s.")
    if shown is None:
        _say(
            f"Proved: all {len(SENTENCES)} invariants hold in every state that this plan can reach. This is about how"
            " the program follows the plan; whether the plan is right is for your prescriber to say."
        )
        return
    failure, diary = shown
    _say(f"Not proved. This does not hold: {failure.sentence()}")
    if diary is None:
        _say("No single diary shows it. Do not adopt this plan; show its file to whoever wrote it.")
        return
    _say("The shortest diary that breaks it:")
    for line in diary.lines:
        _say(line, "  ")
    if diary.rival:
        _say("Without the last worrying fact the answer of that day is more careful.")
    if folder is None:
        _say("Its journal is below; --out DIR puts it into a home that baclotrack next can be run on.")
        for line in lines:
            say(line)
        return
    home = inert(str(folder))
    _say("It lies in a home of its own. To see it:")
    say(f"  baclotrack next --home {home} --now {diary.day.isoformat()}T21:00 --day {diary.day.isoformat()}")


def as_json(
    plan: "Plan",
    proof: "Proof",
    seconds: float,
    shown: "tuple[Failure, Diary | None] | None",
    lines: tuple[str, ...],
) -> dict[str, object]:
    """Return the proof as public JSON; `broken` is null where the plan is proved."""
    from baclotrack.core.proof.verdict import SENTENCES

    broken: dict[str, object] | None = None
    if shown is not None:
        failure, diary = shown
        day = None if diary is None else diary.day.isoformat()
        days = [] if diary is None else list(diary.lines)
        broken = {
            "invariant": failure.name,
            "text": failure.sentence(),
            "day": day,
            "days": days,
            "journal": list(lines),
        }
    return {
        "schema": SCHEMA,
        "plan": plan.id,
        "proved": proof.is_proved(),
        "states": proof.states(),
        "transitions": proof.transitions(),
        "seconds": round(seconds, 1),
        "views": [one._asdict() for one in proof.views],
        "invariants": [{"id": name, "text": text} for name, text in SENTENCES.items()],
        "broken": broken,
    }


def _say(text: str, indent: str = "") -> None:
    """Print a sentence in lines of a page's width."""
    say(fold(indent + text, WIDTH))
