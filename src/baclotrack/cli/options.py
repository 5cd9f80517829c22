"""How the commands' options become typer's: help, completion and the sentences for wrong use come from there."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from baclotrack.cli.call import COMMON, DAY, JSON, Opt, call_of, say
from baclotrack.cli.complete import offered

KEYWORD = inspect.Parameter.KEYWORD_ONLY
TYPES: dict[str, Any] = {
    "flag": bool,
    "text": str | None,
    "texts": list[str] | None,
    "argument": str | None,
    "day": str | None,
    "required": str,
}


def described(opt: Opt) -> Any:  # noqa: ANN401 - what typer.Option and typer.Argument return
    """Return typer's description of the option."""
    if opt.kind in {"argument", "day", "required"}:
        return typer.Argument(metavar=opt.metavar, help=opt.help)
    return typer.Option(opt.flag, metavar=opt.metavar or None, help=opt.help)


def parameter(opt: Opt) -> inspect.Parameter:
    """Return the option as a parameter of a function."""
    default = {"flag": False, "required": inspect.Parameter.empty}.get(opt.kind)
    return inspect.Parameter(opt.name, KEYWORD, default=default, annotation=Annotated[TYPES[opt.kind], described(opt)])


HomeOption = Annotated[str | None, described(COMMON[0])]
NowOption = Annotated[str | None, described(COMMON[1])]
PlainOption = Annotated[bool, described(COMMON[2])]
DayOption = Annotated[str | None, described(DAY)]
JsonOption = Annotated[bool, described(JSON)]


def root(
    context: typer.Context,
    home: HomeOption = None,
    now: NowOption = None,
    *,
    plain: PlainOption = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> int:
    """Hold the options that may also stand before a command's name."""
    context.obj = {"home": home, "now": now, "plain": plain}
    if version:
        from baclotrack import __version__

        say(f"baclotrack {__version__}")
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(0)
    return 0


def between(
    context: typer.Context, home: HomeOption = None, now: NowOption = None, *, plain: PlainOption = False
) -> None:
    """Hold the common options where they stand between a group's name and its part's."""
    shared = context.find_root().obj or {}
    told = {"home": home or shared.get("home"), "now": now or shared.get("now"), "plain": plain or shared.get("plain")}
    context.find_root().obj = told


def add_group(app: typer.Typer, name: str, words: str, parts: dict[str, Callable[..., int]]) -> None:
    """Add a command that has parts, such as `plan show`; its help begins with the words given."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback(help=example_first(words))(between)
    for part, function in parts.items():
        group.command(part, help=function.__doc__)(function)
    app.add_typer(group, name=name)


def command(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the common options, and hand it one `Call` in their place.

    A parameter `answers` is a NamedTuple of options; each of its fields becomes an option of the command.
    """
    signature = inspect.signature(function, eval_str=True)
    own = [one for name, one in signature.parameters.items() if name not in {"call", "answers"}]
    answers = signature.parameters["answers"].annotation if "answers" in signature.parameters else None

    @functools.wraps(function)
    def run(**given: Any) -> int:  # noqa: ANN401 - the values are of the types that the options say
        shared = given.pop("context").find_root().obj or {}
        home = given.pop("home") or shared.get("home")
        now = given.pop("now") or shared.get("now")
        plain = given.pop("plain") or shared.get("plain", False)
        if answers is not None:
            given["answers"] = answers(**{name: given.pop(name) for name in answers._fields})
        return function(call_of(home, now, plain=plain), **given)

    context = inspect.Parameter("context", KEYWORD, annotation=typer.Context)
    parameters = [one.replace(kind=KEYWORD) for one in own] + (_options_of(answers) if answers else [])
    for one in parameters:
        _offer_names(function.__name__, one)
    parameters += [context, *(parameter(one) for one in COMMON)]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # read by typer
    run.__doc__ = example_first(function.__doc__)
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def example_first(words: str | None) -> str:
    """Return a command's help with its example right after the first sentence: a line to copy says most."""
    first, *others = inspect.cleandoc(words or "").split("\n\n")
    others.sort(key=lambda paragraph: not paragraph.startswith("Example:"))
    return "\n\n".join([first, *others])


def _offer_names(command_name: str, one: inspect.Parameter) -> None:
    """Let the shell complete the parameter, where there are names for it."""
    words = offered(command_name, one.name)
    for described_as in getattr(one.annotation, "__metadata__", ()):
        if words is not None and described_as.autocompletion is None:
            described_as.autocompletion = words


def _options_of(answers: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - a NamedTuple class
    """Return one option for each field of a NamedTuple of options."""
    return [
        inspect.Parameter(name, KEYWORD, default=answers._field_defaults[name], annotation=kind)
        for name, kind in answers.__annotations__.items()
    ]


def add_table(
    app: typer.Typer,
    name: str,
    run: Callable[..., int],
    options: tuple[Opt, ...],
    settings: dict[str, Any] | None = None,
) -> None:
    """Add a command whose options are a table and whose function takes them as keywords."""

    def told(call: Any, **given: Any) -> int:  # noqa: ANN401 - as the table says
        return run(call, **given)

    told.__doc__ = run.__doc__
    told.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # read by `command`
        [inspect.Parameter("call", KEYWORD), *(parameter(one) for one in options)], return_annotation=int
    )
    app.command(name, help=example_first(run.__doc__), context_settings=settings)(command(told))
