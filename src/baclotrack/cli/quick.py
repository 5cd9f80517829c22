"""The daily commands in their ordinary form, parsed from the same tables that typer's options are made of.

Loading typer takes most of the time of an answer. So `next`, `log` and `take` with plain options are parsed here; what
is not understood at once (help, a misspelt option, a missing value, completion) goes to typer, which says what is
wrong. The tests hold both parsers to the same reading of any arguments.
"""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from baclotrack.cli.call import COMMON, Opt, call_of

DAILY: Mapping[str, str] = {"log": "log", "take": "take", "next": "next_"}
"""Each daily command with its module."""

Values = dict[str, Any]


def command_in(arguments: Sequence[str]) -> int | None:
    """Return the place of the command's name: the first word that is neither an option nor a common one's value."""
    place = 0
    while place < len(arguments):
        word = arguments[place]
        if word in {"--home", "--now"}:
            place += 1
        elif not word.startswith("-"):
            return place
        place += 1
    return None


def parse(words: Sequence[str], options: Sequence[Opt]) -> Values | None:
    """Return what the words say, by the options' names; None where they are not understood at once."""
    named = {opt.flag: opt for opt in options if opt.kind != "argument"}
    waiting = [opt.name for opt in options if opt.kind == "argument"]
    values: Values = {opt.name: False if opt.kind == "flag" else None for opt in options}
    left = iter(words)
    for word in left:
        if not word.startswith("-"):
            if not waiting:
                return None
            values[waiting.pop(0)] = word
            continue
        flag, equals, value = word.partition("=")
        opt = named.get(flag)
        if opt is None or (equals and opt.kind == "flag"):
            return None
        if opt.kind == "flag":
            values[opt.name] = True
            continue
        told = value if equals else next(left, None)
        if told is None:
            return None
        values[opt.name] = [*(values[opt.name] or []), told] if opt.kind == "texts" else told
    return values


def run_quick(arguments: Sequence[str]) -> int | None:
    """Run a daily command and return its exit code; None where typer must look at the arguments."""
    place = command_in(arguments)
    if place is None or arguments[place] not in DAILY or "_BACLOTRACK_COMPLETE" in os.environ:
        return None
    command = import_module(f"baclotrack.cli.{DAILY[arguments[place]]}")
    before = parse(arguments[:place], COMMON)
    told = parse(arguments[place + 1 :], (*command.OPTIONS, *COMMON))
    if before is None or told is None:
        return None
    home, now, plain = (told.pop(opt.name) or before[opt.name] for opt in COMMON)
    code: int = command.run(call_of(home, now, plain=plain), **told)
    return code
