"""`baclotrack init`: set up a home with a plan, who gave it and when, and what matters about the person."""

import sys
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.answers_back import setup_kept
from baclotrack.cli.call import Call, inert, is_terminal, say
from baclotrack.cli.lost import init_refused
from baclotrack.cli.names import known
from baclotrack.cli.options import command
from baclotrack.cli.plan_adopt import (
    Prepared,
    concerns,
    faults_first,
    forecast,
    merged,
    prepare,
    refuse_without_dose,
    today_of,
    warn,
    write,
)
from baclotrack.cli.plan_fill_in import lay_out, must_fill_in
from baclotrack.cli.plan_setup import (
    DirectedOption,
    OnDoseOption,
    PrescriberOption,
    ReviewOption,
    Texts,
    Told,
    YesOption,
    born,
    condition,
    each,
    had_all,
    medicine,
    number,
    on_dose,
    only,
    signature,
    splits,
    tablet,
    words,
)
from baclotrack.cli.plan_source import Source, file_source, parsed, template, template_names, there
from baclotrack.cli.pump_setup import (
    AlarmOption,
    ClinicOption,
    ConcentrationOption,
    DailyOption,
    LastRefillOption,
    PumpOptions,
    RefillOption,
    filled_in,
    pump_lines,
    pump_told,
)
from baclotrack.cli.staircase import ladder
from baclotrack.core import limits
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.simulate import begun
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, PROFILE, Home
from baclotrack.wording import day_words, dose_words
from baclotrack.wording import number as plain


class Setup(NamedTuple):
    """The options of `init`, as words. Values come as lists so that a repeated option is seen."""

    template: Annotated[Texts, typer.Option("--template", metavar="NAME", help="One of: baclotrack plan list")] = None
    plan: Annotated[Texts, typer.Option("--plan", metavar="FILE", help="Your own plan file, instead.")] = None
    prescriber: PrescriberOption = None
    directed_on: DirectedOption = None
    review_by: ReviewOption = None
    tablet: Annotated[Texts, typer.Option("--tablet", metavar="MG", help="A tablet's strength; repeatable.")] = None
    splits: Annotated[Texts, typer.Option("--splits", metavar="1|2|4", help="Never broken, halves, quarters.")] = None
    born: Annotated[Texts, typer.Option("--born", metavar="YEAR", help="Your year of birth.")] = None
    egfr: Annotated[Texts, typer.Option("--egfr", metavar="N", help="Kidney function, if you were told.")] = None
    condition: Annotated[Texts, typer.Option("--condition", metavar="NAME", help="A condition; repeatable.")] = None
    medicine: Annotated[Texts, typer.Option("--medicine", metavar="NAME", help="Another medicine; repeatable.")] = None
    phone: Annotated[Texts, typer.Option("--phone", metavar="TEXT", help="The prescriber's phone.")] = None
    on_dose: OnDoseOption = None
    had: Annotated[
        Texts, typer.Option("--had", metavar="EFFECT=GRADE", help="There before baclofen; word or 0-3; repeatable.")
    ] = None
    daily_micrograms: DailyOption = None
    concentration: ConcentrationOption = None
    last_refill: LastRefillOption = None
    refill_by: RefillOption = None
    alarm_on: AlarmOption = None
    clinic: ClinicOption = None
    yes: YesOption = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help=init.__doc__)(init)


@command
def init(call: Call, answers: Setup) -> int:
    """Set up your journal: the plan, who gave it and when, your tablets and what matters about you.

    Example: baclotrack init --template sleep-bedtime-slow --prescriber "Dr A. Example" --directed-on 2026-11-20
    --tablet 10 --splits 2 --born 1980 --yes

    At a terminal it asks for whatever no option tells. Nothing is written before the last yes.
    """
    home = call.open()
    init_refused(home)
    refuse_if_set_up(home, only(answers.plan, "--plan"))
    told = understand(call, answers)
    asking = is_terminal(sys.stdin) and is_terminal(sys.stdout) and not answers.yes
    if asking:
        from baclotrack.cli.plan_wizard import ask_before

        told = ask_before(call, told)
    require(told, answers, asking=asking)
    if must_fill_in(told.name):
        if asking and told.had is None:
            from baclotrack.cli.plan_wizard import ask_had

            told = told._replace(had=ask_had())
        with setup_kept(told, None, asking=asking):
            return lay_out(call, home, told, answers.on_dose)
    prepared = prepare(filled_in(Source(told.name, told.text), told.pump), told.signed, call.now.date())
    dose = on_dose(answers.on_dose, prepared.plan)
    if asking:
        from baclotrack.cli.plan_wizard import ask_after, ask_to_adopt

        told, dose = ask_after(told, prepared.plan, dose)
    prepared = prepared.on(dose)
    refuse_without_dose(prepared.plan)
    faults_first(home)
    show(call, home, prepared, told.profile())
    if asking and not ask_to_adopt(prepared.plan):
        raise typer.Abort
    with setup_kept(told, dose, asking=asking):
        write(call, prepared, told.profile())
    for line in summary(call, prepared, told.profile()):
        say(line)
    return 0


def refuse_if_set_up(home: Home, plan: str | None) -> None:
    """Refuse to set up a home that has a plan already, or files that somebody wrote by hand.

    Args:
        home: the home as it is.
        plan: the file that is to become the plan; it may be the home's own plan.toml.

    Raises:
        BaclotrackError: naming the command that is meant for it.
    """
    if home.plan is not None:
        message = (
            f"A plan is adopted already in {inert(str(home.path))}: {inert(home.plan.title)}. For a new plan, run:"
            " baclotrack plan adopt FILE. For tablets, conditions and medicines, change profile.toml there."
        )
        raise BaclotrackError(message, slug="already-set-up")
    for name in (PLAN, PROFILE):
        path = home.path / name
        named = name == PLAN and plan is not None and there(Path(plan))
        if there(path) and not (named and path.samefile(plan or path)):
            use = (
                f"use it with: baclotrack init --plan {inert(str(path))}, or "
                if name == PLAN and path.is_file()
                else ""
            )
            message = (
                f"{inert(str(path))} is there already, and no plan is adopted. init does not overwrite it: {use}move it"
                " away, then run init again."
            )
            raise BaclotrackError(message, slug="file-in-the-way")


def understand(call: Call, answers: Setup) -> Told:
    """Return what the options tell, each checked.

    Raises:
        BaclotrackError: wrong use, in one sentence; nothing is written.
    """
    today = call.now.date()
    chosen = _plan(answers)
    signed = signature(call, answers.prescriber, answers.directed_on, answers.review_by)
    if chosen.name and not must_fill_in(chosen.name):
        signed = merged(parsed(chosen).value, signed)
    year, egfr, parts, phone = (
        only(texts, option)
        for texts, option in (
            (answers.born, "--born"),
            (answers.egfr, "--egfr"),
            (answers.splits, "--splits"),
            (answers.phone, "--phone"),
        )
    )
    return Told(
        name=chosen.name,
        text=chosen.text,
        signed=signed,
        born=None if year is None else born(year, today),
        egfr=None if egfr is None else number(egfr, limits.EGFR, "--egfr"),
        tablets=tuple(each(answers.tablet, tablet)) if answers.tablet else None,
        splits=None if parts is None else splits(parts),
        conditions=tuple(Known(name) for name in each(answers.condition, condition)) if answers.condition else None,
        medicines=tuple(Known(name) for name in each(answers.medicine, medicine)) if answers.medicine else None,
        phone=None if phone is None else words(phone, "--phone"),
        had=had_all(answers.had) if answers.had else None,
        pump=pump_told(call, PumpOptions(*(getattr(answers, option) for option in PumpOptions._fields))),
    )


def _plan(answers: Setup) -> Source:
    """Return the plan that the options name, or an empty one where they name none."""
    name, file = only(answers.template, "--template"), only(answers.plan, "--plan")
    if name is not None and file is not None:
        message = "--template and --plan contradict each other. Give only one of them."
        raise BaclotrackError(message, slug="contradiction")
    if name is not None:
        word = known(name, template_names(), "--template", "template")
        return Source(word, template(word).text)
    return Source("", "") if file is None else file_source(file)


def require(told: Told, answers: Setup, *, asking: bool) -> None:
    """Refuse to go on without what init needs; at a terminal it was asked for.

    Raises:
        BaclotrackError: naming exactly what is missing.
    """
    needed = (
        ("--template NAME or --plan FILE", bool(told.name)),
        ("--prescriber TEXT", told.signed.prescriber is not None),
        ("--directed-on DAY", told.signed.directed_on is not None),
        ("--born YEAR", told.born is not None),
        ("--yes", asking or answers.yes),
    )
    missing = [option for option, there in needed if not there]
    if missing:
        why = "with --yes nothing is asked" if answers.yes else "nobody can be asked here"
        message = f"init needs {'; '.join(missing)}: {why}. Add what is missing and run it again."
        raise BaclotrackError(message, slug="missing-options")


def show(call: Call, home: Home, prepared: Prepared, profile: Profile) -> None:
    """Print the staircase, and on stderr what the person should know; none of it stands in the way."""
    plan = prepared.plan
    walked = forecast(today_of(home), plan, profile)
    say(f"{inert(plan.title)}, from {inert(plan.prescriber)}:")
    for line in ladder(call, plan, begun(plan, profile, home.today), home.today, profile, plan.on_dose):
        say(line)
    warn(concerns(home, prepared, walked))


def summary(call: Call, prepared: Prepared, profile: Profile) -> list[str]:
    """Return what was set up, and the next command."""
    plan = prepared.plan
    broken = {1: "not broken", 2: "halves", 4: "quarters"}[profile.splits]
    tablets = " and ".join(f"{plain(mg)} mg" for mg in profile.tablets)
    when = day_words(plan.directed_on) if plan.directed_on else "no date"
    review = day_words(plan.review_by) if plan.review_by else "no date"
    if plan.pump is not None:
        return [
            f"Set up in {inert(str(call.path))}.",
            f"Plan: {inert(plan.title)}; it never shows a dose.",
            f"Prescriber: {inert(plan.prescriber)}, directions of {when}; review by {review}.",
            *pump_lines(plan.pump),
            "Next: baclotrack next",
        ]
    return [
        f"Set up in {inert(str(call.path))}.",
        f"Plan: {inert(plan.title)}; {steps_words(plan)}.",
        f"Prescriber: {inert(plan.prescriber)}, directions of {when}; review by {review}.",
        f"Tablets: {f'{tablets}, {broken}' if tablets else 'not named'}. Born {profile.born}.",
        f"Dose in force: {dose_words(plan.on_dose) if plan.on_dose else 'none yet'}.",
        "Next: baclotrack next",
    ]


def steps_words(plan: Plan) -> str:
    """Return how many steps a plan has, and how far they reach."""
    totals = [plain(sum(rung)) for rung in plan.rungs]
    if not totals:
        return "no steps"
    if len(totals) == 1:
        return f"1 step, {totals[0]} mg a day"
    return f"{len(totals)} steps, {totals[0]} to {totals[-1]} mg a day"
