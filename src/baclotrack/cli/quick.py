"""The daily commands in their ordinary form, parsed from the same tables that typer's options are made of.

Loading typer takes most of the time of an answer. So `next`, `log` and `take` with plain options are parsed here; what
is not understood at once (help, a misspelt option, a missing value, completion) goes to typer, which says what is
wrong. The tests hold both parsers to the same reading of any arguments.
"""

import os
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from baclotrack.cli.call import COMMON, Opt, call_of

DAILY: Mapping[str, str] = {"log": "log", "take": "take", "next": "next_"}
"""Each daily command with its module."""

DAYS_BACK = re.compile(r"-[0-9]+", re.ASCII)
"""A word such as -2: a day where a day may stand, and no option."""

PLACED = frozenset({"argument", "day"})
"""The kinds of options that have no name and are told by their place."""

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
    named = {opt.flag: opt for opt in options if opt.kind not in PLACED}
    waiting = [opt for opt in options if opt.kind in PLACED]
    values: Values = {opt.name: False if opt.kind == "flag" else None for opt in options}
    left = iter(words)
    for word in left:
        if not word.startswith("-") or (waiting and waiting[0].kind == "day" and DAYS_BACK.fullmatch(word)):
            if not waiting:
                return None
            values[waiting.pop(0).name] = word
            continue
        flag, equals, value = word.partition("=")
        opt = named.get(flag)
        if opt is None or (equals and opt.kind == "flag"):
            return None
        if opt.kind == "flag":
            values[opt.name] = True
            continue
        told = value if equals else next(left, None)
        if told in {None, "--"}:
            return None
        values[opt.name] = [*(values[opt.name] or []), told] if opt.kind == "texts" else told
    return values


def days_last(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with a day such as -2 at their end, behind `--`, where typer takes it for no option.

    Only where the command takes a day by its place, and -2 is not the value of an option before it.
    """
    place = command_in(arguments)
    if place is None or arguments[place] not in DAILY or "--" in arguments:
        return list(arguments)
    options = (*import_module(f"baclotrack.cli.{DAILY[arguments[place]]}").OPTIONS, *COMMON)
    with_value = {opt.flag for opt in options if opt.kind in {"text", "texts"}}
    takes_day = any(opt.kind == "day" for opt in options)
    is_value = False
    for number, word in enumerate(arguments):
        if takes_day and number > place and not is_value and DAYS_BACK.fullmatch(word):
            return [*arguments[:number], *arguments[number + 1 :], "--", word]
        is_value = not is_value and word in with_value
    return list(arguments)


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
