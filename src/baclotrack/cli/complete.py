"""What the shell offers after Tab: the names of the catalogues, the slots of the plan, days, templates.

Completion must never get in the way of somebody who types: whatever goes wrong here, nothing is offered.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import Any, NamedTuple

import typer

from baclotrack.cli.call import call_of, say
from baclotrack.cli.days import WEEKDAYS
from baclotrack.cli.names import catalogue_names
from baclotrack.store import Home, load_catalogue_json
from baclotrack.store.journal import own_measures

Completer = Callable[[typer.Context, str], list[str]]
MARKED = ("mild", "moderate", "severe", "none")


def _names(table: str) -> Completer:
    """Return what offers the names of one table of the catalogue."""

    def offer(_: typer.Context, incomplete: str) -> list[str]:
        return _starting(catalogue_names(load_catalogue_json(), table), incomplete)

    return offer


def _starting(names: Iterable[str], incomplete: str) -> list[str]:
    """Return the names that begin as what was typed."""
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete.lower())]


def _pairs(names: Iterable[str], values: Iterable[str], incomplete: str) -> list[str]:
    """Return NAME= for several names that fit, and NAME=VALUE once a single one is left."""
    known = list(dict.fromkeys(names))
    name, equals, _ = incomplete.partition("=")
    fitting = [name] if equals and name in known else _starting(known, name)
    if len(fitting) == 1:
        return _starting([f"{fitting[0]}={value}" for value in values] or [f"{fitting[0]}="], incomplete)
    return [] if equals else [f"{one}=" for one in fitting]


def effects(_: typer.Context, incomplete: str) -> list[str]:
    """Offer side effects with their grades."""
    return _pairs(catalogue_names(load_catalogue_json(), "effects"), MARKED, incomplete)


def medicines(_: typer.Context, incomplete: str) -> list[str]:
    """Offer the medicines of the list of interactions."""
    rows = load_catalogue_json()["interactions"]
    return _starting((str(name) for row in rows for name in row["names"]), incomplete)


def acknowledged(context: typer.Context, incomplete: str) -> list[str]:
    """Offer what a prescriber can acknowledge: the pace, conditions, side effects, medicines."""
    catalogue = load_catalogue_json()
    names = ["pace", *catalogue_names(catalogue, "conditions"), *catalogue_names(catalogue, "effects")]
    return list(dict.fromkeys([*_starting(names, incomplete), *medicines(context, incomplete)]))


def measures(context: typer.Context, incomplete: str) -> list[str]:
    """Offer measures, those of the plan included; yes or no where that is the answer."""
    rows = {str(row["name"]): row for row in load_catalogue_json()["measures"]} | dict(
        own_measures(_home(context).journal)
    )
    name = incomplete.partition("=")[0]
    fitting = _starting(rows, name)
    yes_no = len(fitting) == 1 and rows[fitting[0]]["kind"] in {"yes-no", "yes_no"}
    return _pairs(rows, ("yes", "no") if yes_no else (), incomplete)


def slots(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the slots of the plan."""
    return _starting(_slots(context), incomplete)


def doses(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the slots of the plan, for SLOT=MG."""
    return _pairs(_slots(context), (), incomplete)


def templates(_: typer.Context, incomplete: str) -> list[str]:
    """Offer the templates that ship with the program."""
    from baclotrack.cli.plan_source import template_names

    return _starting(template_names(), incomplete)


def days(_: typer.Context, incomplete: str) -> list[str]:
    """Offer the words for days."""
    return _starting(("today", "yesterday", *WEEKDAYS), incomplete)


def formats(_: typer.Context, incomplete: str) -> list[str]:
    """Offer the formats of `export`; after a comma one more of them."""
    from baclotrack.export import FORMATS

    before, comma, last = incomplete.rpartition(",")
    named = before.lower().split(",")
    return [f"{before}{comma}{one}" for one in _starting(FORMATS, last) if one not in named]


def tables(_: typer.Context, incomplete: str) -> list[str]:
    """Offer the tables of csv."""
    from baclotrack.export.csv_ import TABLES

    return _starting(TABLES, incomplete.replace("-", "_"))


def _told(context: typer.Context, option: str) -> str | None:
    """Return a common option, wherever on the line it stands."""
    inner: Any = context
    while inner is not None:
        if inner.params.get(option):
            return str(inner.params[option])
        inner = inner.parent
    return None


def _home(context: typer.Context) -> Home:
    """Return the home that the line, or the environment, names."""
    return call_of(_told(context, "home"), _told(context, "now"), plain=True).open()


def _slots(context: typer.Context) -> list[str]:
    """Return the names of the plan's slots."""
    plan = _home(context).plan
    return [slot.name for slot in plan.slots] if plan else []


OFFERED: Mapping[str, Completer] = {
    "effect": effects,
    "had": effects,
    "red_flag": _names("red_flags"),
    "clear_flag.name": _names("red_flags"),
    "condition": _names("conditions"),
    "acknowledge.name": acknowledged,
    "sedative": medicines,
    "medicine": medicines,
    "add.name": medicines,
    "stop.name": medicines,
    "measure": measures,
    "template": templates,
    "show_plan.plan": templates,
    "check_plan.plan": templates,
    "draw_ladder.plan": templates,
    "slot": slots,
    "dose": doses,
    "doses": doses,
    "on_dose": doses,
    "day": days,
    "which": days,
    "since": days,
    "until": days,
    "on": days,
    "form": formats,
    "table": tables,
}
"""What is offered for each parameter, by its name; where the name is of many uses, by its command's name too."""


def offered(command: str, name: str) -> Callable[..., list[str]] | None:
    """Return what offers words for a parameter of a command, or None."""
    completer = OFFERED.get(f"{command}.{name}") or OFFERED.get(name)
    if completer is None:
        return None

    def offer(context: typer.Context, incomplete: str) -> list[str]:
        try:
            return completer(context, incomplete)
        except Exception:  # noqa: BLE001 - a fault of the home is told by the command, never in the middle of a line
            return []

    return offer


# --- bash splits words at an equals sign --------------------------------------------------------------


class Joined(NamedTuple):
    """A line from bash, its NAME=VALUE words put together again; `before` is what bash keeps of the last one."""

    words: str
    place: int
    before: str


def joined(words: str, place: int) -> Joined:
    """Return the words of a line with the ones that bash split at `=` put together.

    Args:
        words: the words of the line as bash hands them over: with a newline between each, or a space.
        place: which of them is being typed, counted from 0.
    """
    found: list[str] = []
    place_now, before = place, ""
    glue = False
    between = "\n" if "\n" in words else " "
    for number, word in enumerate(words.split(between)):
        glued = found and (glue or word == "=")
        glue = word == "="
        if not glued:
            found.append(word)
            continue
        if number == place:
            before = found[-1] + ("=" if word == "=" else "")
        found[-1] += word
        place_now -= number <= place
    return Joined(between.join(found), place_now, before)


@contextmanager
def bash_words() -> Iterator[None]:
    """Let bash complete NAME=VALUE: it splits the word at `=`, and wants only the part after it."""
    words, place = os.environ.get("COMP_WORDS", ""), os.environ.get("COMP_CWORD", "")
    shell = os.environ.get("_BACLOTRACK_COMPLETE", "")
    if not shell.endswith("_bash") or "=" not in words.split() or not place.isdecimal():
        yield
        return
    mended = joined(words, int(place))
    os.environ.update({"COMP_WORDS": mended.words, "COMP_CWORD": str(mended.place)})
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            yield
    finally:
        os.environ.update({"COMP_WORDS": words, "COMP_CWORD": place})
        for line in said.getvalue().splitlines():
            say(line.removeprefix(mended.before))
