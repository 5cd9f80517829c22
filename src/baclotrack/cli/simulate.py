"""`baclotrack simulate`: what if the coming days went so? The plan is walked with answers given; nothing is written."""

from collections.abc import Sequence
from datetime import date
from inspect import cleandoc
from itertools import groupby
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.names import known, shown
from baclotrack.cli.options import JsonOption, command
from baclotrack.cli.plan_adopt import faults_first, next_day, today_of
from baclotrack.cli.plan_fill_in import refuse_unfilled
from baclotrack.cli.plan_setup import only
from baclotrack.cli.plan_source import parsed, source
from baclotrack.cli.plan_words import folded
from baclotrack.cli.staircase import HEADER, walk_lines
from baclotrack.cli.staircase_json import amounts, stairs_json, total
from baclotrack.core.fold import NO_FAULT, Walked
from baclotrack.core.plan import Plan
from baclotrack.core.record import History
from baclotrack.core.simulate import ANSWERS, BAD, Answer, acknowledged, begun, stairs, switched, what_if
from baclotrack.core.values import Health, Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import dose_words, headline

SCHEMA = "baclotrack.simulation/1"
USUAL_DAYS, MOST_DAYS = 28, 366
BY_WORD = {one.word: one for one in ANSWERS}
WHAT_IF = "This is a what-if and no instruction. Nothing is recorded; your dose is what `baclotrack next` shows."
Texts = list[str] | None


class Begin(NamedTuple):
    """Where a what-if begins: the plan, the record before it, its first day, and the dose in force there, if any."""

    plan: Plan
    history: History
    first: date
    dose: Named | None = None
    health: Health = NO_FAULT

    def words(self) -> str:
        """Return the plan and from where it is walked."""
        where = f"the dose in force, {dose_words(self.dose)}" if self.dose else "its first step"
        return f"Plan: {inert(self.plan.title)} ({inert(self.plan.id)}), from {where}."


def register(app: typer.Typer) -> None:
    """Add the command; its help tells every word for a day."""
    words = "\n".join(f"{one.word:<9} {one.meaning}" for one in ANSWERS)
    told = cleandoc(simulate.__doc__ or "").replace("WORDS", f"\b\n{words}")
    app.command("simulate", help=told)(simulate)


@command
def simulate(
    call: Call,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="FILE|TEMPLATE", help="Another plan than the adopted one; - is standard input."),
    ] = None,
    days: Annotated[
        Texts, typer.Option("--days", metavar="N", help="How many days, 1 to 366; 28 unless given.")
    ] = None,
    words: Annotated[
        Texts,
        typer.Option("--answers", metavar="WORDS", help="How the days go: good,bad*3,missed; the last word goes on."),
    ] = None,
    each: Annotated[Texts, typer.Option("--each", metavar="WORD", help="Each day goes so; bad unless given.")] = None,
    *,
    from_start: Annotated[bool, typer.Option("--from-start", help="From the plan's first step.")] = False,
    json: JsonOption = False,
) -> int:
    """What if the coming days went so? Walk the plan and draw its staircase.

    Example: baclotrack simulate --answers "good,bad*3,missed" --days 14

    It begins at the dose in force; where there is none, or with --from-start, at the plan's first step. It never
    writes. The words for a day:

    WORDS
    """
    going = going_of(only(days, "--days"), only(words, "--answers"), only(each, "--each"))
    home = call.open()
    faults_first(home)
    begin = beginning(call, home, plan, from_start=from_start)
    walked = list(what_if(begin.history, load_catalog(), begin.first, going, begin.health))
    if json:
        from json import dumps

        say(dumps(simulation_json(begin, walked, going), ensure_ascii=True))
        return 0
    for line in (*folded(WHAT_IF), *folded(begin.words()), *folded(f"The days: {going_words(going)}.")):
        say(line)
    for line in (HEADER, *walk_lines(call, walked)):
        say(line)
    return 0


def going_of(days: str | None, answers: str | None, each: str | None) -> list[Answer]:
    """Return how each day goes.

    Raises:
        BaclotrackError: when the words contradict each other, are not known, or there are too many days.
    """
    if answers is not None and each is not None:
        message = "--answers and --each contradict each other. Give only one of them."
        raise BaclotrackError(message, slug="contradiction")
    told = [one for part in (answers or "").split(",") for one in _repeated(part)] if answers is not None else []
    count = _count(days, "--days") if days is not None else max(USUAL_DAYS if not told else 0, len(told))
    if len(told) > min(count, MOST_DAYS):
        message = f"--answers tells {len(told)} days, more than --days {count}. Give as many days, 366 at most."
        raise BaclotrackError(message, slug="contradiction")
    last = told[-1] if told else BAD if each is None else BY_WORD[known(each, BY_WORD, "--each", "word for a day")]
    return [*told, *[last] * (count - len(told))]


def _repeated(part: str) -> list[Answer]:
    """Return the days of one part of the list: a word, or a word and how often, as bad*3."""
    word, star, times = part.partition("*")
    answer = BY_WORD[known(word, BY_WORD, "--answers", "word for a day")]
    return [answer] * (_count(times, "--answers, the number after the star,") if star else 1)


def _count(text: str, option: str) -> int:
    """Return a number of days.

    Raises:
        BaclotrackError: when it is none from 1 to 366.
    """
    word = text.strip(" ")
    if word.isascii() and word.isdecimal() and 1 <= int(word[:4]) <= MOST_DAYS:
        return int(word)
    message = f"{option} {shown(text)!r} is not a whole number from 1 to {MOST_DAYS}. Write for example: 28"
    raise BaclotrackError(message, slug="bad-number")


def beginning(call: Call, home: Home, word: str | None, *, from_start: bool) -> Begin:
    """Return where the what-if begins: at the dose in force, or at the first step where there is none.

    Raises:
        BaclotrackError: when there is no plan, or the dose in force is no step of the plan that is named.
    """
    refuse_unfilled(word)
    plan, now = parsed(source(home, word)).value, today_of(home)
    dose = now.state.in_force() or None
    if from_start or not dose:
        begun_today = begun(plan, now.profile, home.today, acknowledged(home.history))
        return Begin(plan, begun_today, home.today, plan.named(0) if plan.mode == "taper" else None)
    if word is None:
        return Begin(plan, home.history, next_day(home, plan, call.now), dose, home.health)
    if plan.rungs and plan.rung_of(dose) is None:
        message = (
            f"You are on {dose_words(dose)}, and that is no step of this plan. To see it from its first step, add:"
            " --from-start"
        )
        raise BaclotrackError(message, slug="dose-not-in-plan")
    return Begin(plan, switched(home.history, plan, home.today), home.today, dose)


def going_words(going: Sequence[Answer]) -> str:
    """Return how the days go: 3 x bad (what that means), 1 x missed (what that means)."""
    told: list[str] = []
    seen: set[str] = set()
    for word, days in groupby(going, key=lambda one: one.word):
        meaning = "" if word in seen else f" ({BY_WORD[word].meaning})"
        seen.add(word)
        told.append(f"{len(list(days))} x {word}{meaning}")
    return ", then ".join(told)


def simulation_json(begin: Begin, walked: Sequence[Walked], going: Sequence[Answer]) -> dict[str, object]:
    """Return the what-if as data; amounts are numbers, never texts."""
    return {
        "schema": SCHEMA,
        "what_if": WHAT_IF,
        "plan": {"id": begin.plan.id, "title": begin.plan.title},
        "in_force": amounts(begin.dose),
        "staircase": stairs_json(stairs(walked), walked[0].profile),
        "days": [
            {
                "day": one.decision.day.isoformat(),
                "answer": answer.word,
                "outcome": one.decision.outcome.value,
                "doses": amounts(one.decision.doses),
                "total_mg": total(one.decision.doses),
                "limited_by": one.decision.limited_by,
                "headline": headline(one.decision),
            }
            for one, answer in zip(walked, going, strict=True)
        ],
    }
