"""`baclotrack schema`: the public form of a journal line, as JSON Schema."""

import typer

from baclotrack.cli.call import Call, say
from baclotrack.cli.options import command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(show_schema)


@command
def show_schema(call: Call) -> int:  # noqa: ARG001 - every command is handed its call; the schema is the same for all
    """Print the JSON Schema of the journal's lines.

    Example: baclotrack schema > journal.schema.json
    """
    from json import dumps

    from baclotrack.store.models import json_schema

    say(dumps(json_schema(), ensure_ascii=True, indent=2))
    return 0
