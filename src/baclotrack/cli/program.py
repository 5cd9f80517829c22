"""The whole program, built with typer: every command, its help, completion, and the sentences for wrong use."""

import os
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from baclotrack.cli.complete import bash_words
from baclotrack.cli.options import root
from baclotrack.cli.quick import command_in, days_last

DAILY, BACK, VISIT, PLAN, DATA = "Every day", "Looking back", "The appointment", "The plan", "The data"

COMMANDS: dict[str, tuple[str, str]] = {
    "log": ("log", DAILY),
    "take": ("take", DAILY),
    "next": ("next_", DAILY),
    "checklist": ("checklist", DAILY),
    "history": ("history", BACK),
    "decisions": ("decisions", BACK),
    "trend": ("trend", BACK),
    "amend": ("amend", BACK),
    "undo": ("undo", BACK),
    "instruct": ("instruct", VISIT),
    "supply": ("supply", VISIT),
    "med": ("med", VISIT),
    "visit": ("visit", VISIT),
    "ask": ("ask", VISIT),
    "card": ("card", VISIT),
    "export": ("export", VISIT),
    "init": ("init", PLAN),
    "plan": ("plan", PLAN),
    "taper": ("taper", PLAN),
    "simulate": ("simulate", PLAN),
    "rules": ("rules", PLAN),
    "doctor": ("doctor", DATA),
    "merge": ("merge", DATA),
    "import": ("import_", DATA),
    "schema": ("schema", DATA),
    "demo": ("demo", DATA),
}
"""Each command with its module and the moment it belongs to; `--help` groups them so."""

LIMIT = (
    "baclotrack keeps a private journal of the plan your prescriber gave you and shows which step that plan says comes"
    " next. It does not choose a dose, diagnose, or replace your prescriber. In an emergency call your local emergency"
    " number."
)
INTERRUPTED = 130


class MomentGroup(TyperGroup):
    """A group whose help lists the commands by the moment they belong to."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer keeps its click types inside
        """Write one section a moment, in the order of the table above."""
        for moment in (DAILY, BACK, VISIT, PLAN, DATA):
            rows = []
            for name, (_, panel) in COMMANDS.items():
                command = self.get_command(ctx, name)
                if panel == moment and command is not None:
                    rows.append((name, command.get_short_help_str(60)))
            if rows:
                with formatter.section(moment):
                    formatter.write_dl(rows)


def run_program(arguments: list[str]) -> int:
    """Run any command and return its exit code.

    Raises:
        KeyboardInterrupt: after Ctrl-C, or the end of the input, in a question; `main` says what was recorded by then.
    """
    from baclotrack.cli.shell import run_for_shell

    try:
        done = run_for_shell(arguments)
        if done is not None:
            return done
        with bash_words():
            code = build(arguments)(days_last(arguments), prog_name="baclotrack", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        return _wrong_use(error, arguments)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def build(arguments: list[str]) -> typer.Typer:
    """Build the program with the one command that is asked for, or with all of them for help and completion."""
    place = command_in(arguments)
    asked = arguments[place] if place is not None else ""
    completing = "_BACLOTRACK_COMPLETE" in os.environ or any(word.endswith("-completion") for word in arguments)
    app = typer.Typer(
        cls=MomentGroup,
        help=LIMIT,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=completing or not asked,
        no_args_is_help=False,
        invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(root)
    names = [asked] if asked in COMMANDS and not completing else list(COMMANDS)
    for name in names:
        import_module(f"baclotrack.cli.{COMMANDS[name][0]}").register(app)
    return app


def _wrong_use(error: typer.TyperException, arguments: list[str]) -> int:
    """Say in one sentence what was wrong with a command, and where its help is."""
    from baclotrack.cli.call import complain

    path = str(getattr(getattr(error, "ctx", None), "command_path", "baclotrack"))
    place = command_in(arguments)
    if path == "baclotrack" and place is not None and arguments[place] in COMMANDS:
        path = f"baclotrack {arguments[place]}"
    text = " ".join(error.format_message().split())
    complain(f"baclotrack: {text} See: {path} --help")
    return 2
