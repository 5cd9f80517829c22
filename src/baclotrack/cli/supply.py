"""`baclotrack supply`: tablets left, and how far they reach against the plan ahead and a full taper."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

import typer

from baclotrack.cli.answers import number as number_of
from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.days import past_day
from baclotrack.cli.lists import Part, add_list
from baclotrack.cli.names import shown
from baclotrack.cli.next_ import decided, tell_faults
from baclotrack.cli.options import command
from baclotrack.core.days import ONE_DAY
from baclotrack.core.fold import ahead
from baclotrack.core.limits import STRENGTH_MG, TABLETS, Range
from baclotrack.core.record import NOTHING
from baclotrack.core.supply import (
    FullTaper,
    Reach,
    Stock,
    full_taper,
    least_a_day,
    left_mg,
    needed_ahead,
    reach,
    stocks,
    taper_kept,
    unlogged_days,
)
from baclotrack.core.values import Outcome, most_urgent
from baclotrack.core.warnings import SUPPLY_LOW_DAYS, Warned, warnings_for
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog
from baclotrack.wording import and_words, call_line, day_words, number, warning
from baclotrack.wording.supply import careful_line, count_words, reach_line, stock_lines, taper_lines, unlogged_line

LOOK_AHEAD_DAYS = 366
QUARTER = Decimal("0.25")
SMALLEST_STRENGTH = 1
TOLD_HERE = ("supply-low", "supply-out")

CountArgument = Annotated[str, typer.Argument(metavar="COUNT", help="How many; half a tablet is .5, a quarter .25.")]
StrengthOption = Annotated[
    str | None, typer.Option("--strength", metavar="MG", help="The tablet's strength; yours if you have only one.")
]
DayOption = Annotated[str | None, typer.Option("--day", metavar="DAY", help="When it was; today unless given.")]


class Left(NamedTuple):
    """What the command tells: what is left, how far it reaches, and what a taper from `least` mg a day would need.

    `careful` is how far it reaches at `least` mg (the more of in force and last taken); None where that is no sooner.
    """

    today: date
    stock: tuple[Stock, ...]
    mg: Decimal
    unlogged: int
    daily: Decimal
    reach: Reach | None = None
    careful: Reach | None = None
    least: Decimal = Decimal(0)
    taper: FullTaper | None = None
    kept: date | None = None
    warned: tuple[Warned, ...] = ()
    call: str = ""


def register(app: typer.Typer) -> None:
    """Add the command and its parts."""
    words = (
        "Show the tablets left, or record tablets got or counted.\n\nHow far they reach is told against the plan ahead"
        " and against a full taper, because running out is stopping suddenly."
        "\n\nExample: baclotrack supply count 12 --strength 10"
    )
    add_list(app, "supply", words, show_supply, {"add": Part(add_tablets), "count": Part(count_tablets)})


def show_supply(call: Call, *, json: bool) -> int:
    """Show what is left."""
    home = call.open()
    tell_faults(home)
    left = reckoned(call, home)
    if json:
        _print_json(home, left)
    elif left is None:
        say("No tablets were counted yet. Count them, then: baclotrack supply count COUNT --strength MG")
    else:
        for line in lines(left):
            say(line)
    return 1 if home.faults else 0


def reckoned(call: Call, home: Home) -> Left | None:
    """Return what is left and how far it reaches, or None where nothing was ever counted.

    Doses recorded today are taken off already. While a red flag is open no dose is reckoned with.
    """
    tomorrow = home.today + ONE_DAY
    mg = left_mg(home.history, tomorrow)
    if mg is None:
        return None
    stock = stocks(home.history, tomorrow, home.profile.splits)
    catalog = load_catalog()
    walked = decided(call, home, catalog)
    decision = walked.decision
    daily = sum((each for _, each in decision.in_force or ()), Decimal(0))
    told = Left(home.today, stock, mg, unlogged_days(home.history, home.today), daily)
    if decision.outcome is Outcome.EMERGENCY:
        return told
    least = least_a_day(walked, home.history)
    if daily or decision.doses or least:
        coming = ahead(home.history, catalog, decision.day, LOOK_AHEAD_DAYS, home.health)
        first = home.history.days.get(decision.day, NOTHING)
        needed = needed_ahead(coming, first, LOOK_AHEAD_DAYS)
        at_least = list(needed_ahead(coming, first, LOOK_AHEAD_DAYS, least))
        planned = reach(mg, needed, LOOK_AHEAD_DAYS) if daily or decision.doses else None
        careful = reach(mg, at_least, LOOK_AHEAD_DAYS)
        told = told._replace(
            reach=planned,
            careful=careful if careful != planned else None,
            least=least,
            taper=full_taper(least) if least and home.plan is not None and home.plan.mode != "taper" else None,
            kept=taper_kept(mg, at_least),
        )
    warned = tuple(one for one in warnings_for(walked, home.history, catalog) if one.id in TOLD_HERE)
    urgent = most_urgent(*(one.contact for one in warned))
    return told._replace(warned=warned, call=call_line(decision._replace(contact=urgent), home.profile.phone))


def lines(left: Left) -> list[str]:
    """Return what is left as lines, what presses first."""
    told = [*stock_lines(left.stock, left.mg), unlogged_line(left.unlogged)]
    told += [reach_line(left.reach, LOOK_AHEAD_DAYS)] if left.reach is not None else []
    told += [careful_line(left.careful, left.least)] if left.careful is not None else []
    soonest = left.careful or left.reach
    short = soonest.short if soonest is not None else None
    if short is not None and (short - left.today).days < SUPPLY_LOW_DAYS and not left.warned:
        told.append(f"That is in less than {SUPPLY_LOW_DAYS} days. Ask for a prescription now.")
    told += taper_lines(left.taper, left.mg, left.kept, left.daily) if left.taper is not None else []
    told = [*(warning(one) for one in left.warned), left.call, *told]
    return [inert(line) for line in told if line]


def _print_json(home: Home, left: Left | None) -> None:
    """Print what is left; amounts are numbers, and null stands where nothing can be told."""
    from json import dumps

    told: dict[str, object] = {"schema": "baclotrack.supply/1", "day": home.today.isoformat()}
    told |= _json(left) if left is not None else dict.fromkeys(("left_mg", "plan_ahead", "careful", "full_taper"))
    told |= {"by_strength": [], "unlogged_days": 0} if left is None else {}
    told["warnings"] = [{"id": one.id, "text": warning(one)} for one in (left.warned if left else ())]
    say(dumps(told, default=_plainest))


def _json(left: Left) -> dict[str, object]:
    """Return what is left as data."""
    taper = left.taper
    enough = taper is not None and left.mg >= taper.needs_mg
    return {
        "left_mg": left.mg,
        "by_strength": [
            {
                "strength_mg": one.strength_mg,
                "count": one.left,
                "since": one.since.isoformat(),
                "counted": one.counted,
                "exact": len(left.stock) == 1,
            }
            for one in left.stock
        ],
        "unlogged_days": left.unlogged,
        "plan_ahead": _reach(left.reach) if left.reach else None,
        "careful": {"daily_mg": left.least, **_reach(left.careful)} if left.careful else None,
        "full_taper": {
            "draft": True,
            "from_mg": taper.from_mg,
            "needs_mg": taper.needs_mg,
            "days": taper.days,
            "enough": enough,
            "enough_through": left.kept.isoformat() if enough and left.kept else None,
        }
        if taper
        else None,
    }


def _reach(told: Reach) -> dict[str, str | None]:
    """Return how far tablets reach as data."""
    return {
        "lasts_through": told.last.isoformat() if told.last else None,
        "short_on": told.short.isoformat() if told.short else None,
    }


def _plainest(value: object) -> object:
    """Return an amount as the plainest JSON number."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return int(value) if value == int(value) else float(value)


@command
def add_tablets(call: Call, count: CountArgument, *, strength: StrengthOption = None, day: DayOption = None) -> int:
    """Record tablets got; they are added.

    Example: baclotrack supply add 28 --strength 10
    """
    home = call.open()
    tablets, mg = _tablets(count, "supply add"), _strength(home, strength, "supply add")
    if not tablets:
        message = "supply add 0 adds nothing. If none are left, count them: baclotrack supply count 0 --strength MG"
        raise BaclotrackError(message, slug="nothing-told")
    on = _day(call, home, day)
    _write(call, "add", tablets, mg, on)
    say(f"Recorded for {day_words(on)}: {_words(tablets, mg)} got.")
    return _after(call, home, mg)


@command
def count_tablets(call: Call, count: CountArgument, *, strength: StrengthOption = None, day: DayOption = None) -> int:
    """Record how many tablets there are; the count holds.

    Example: baclotrack supply count 12.5 --strength 10
    """
    home = call.open()
    tablets, mg = _tablets(count, "supply count"), _strength(home, strength, "supply count")
    on = _day(call, home, day)
    at = on + ONE_DAY if on == home.today else on
    before = next((one.left for one in stocks(home.history, at, home.profile.splits) if one.strength_mg == mg), None)
    _write(call, "count", tablets, mg, on)
    say(f"Recorded for {day_words(on)}: {_words(tablets, mg)} counted.")
    if before is not None and before != tablets:
        say(f"Counted {count_words(tablets)}, reckoned {count_words(before)}; the count holds.")
    return _after(call, home, mg)


def _tablets(text: str, option: str) -> Decimal:
    """Return a number of tablets, whole or in halves and quarters.

    Raises:
        BaclotrackError: when it is none.
    """
    tablets = number_of(text, option, TABLETS)
    if tablets % QUARTER:
        message = f"{option} {shown(text)}: no tablet breaks like that. A half is .5, a quarter .25."
        raise BaclotrackError(message, slug="bad-number")
    return tablets


def _strength(home: Home, text: str | None, option: str) -> Decimal:
    """Return the strength that is meant, mg; the only one of the profile unless told.

    Raises:
        BaclotrackError: when it is no strength, or none is told and the profile does not name exactly one.
    """
    if text is not None:
        return number_of(text, "--strength", Range(SMALLEST_STRENGTH, STRENGTH_MG.high))
    strengths = home.profile.tablets
    if len(strengths) == 1:
        return strengths[0]
    yours = f" Yours are {and_words([number(one) for one in strengths])} mg." if strengths else ""
    message = f"{option}: which strength, in mg?{yours} Write for example: --strength 10"
    raise BaclotrackError(message, slug="strength-needed")


def _words(tablets: Decimal, strength: Decimal) -> str:
    """Return tablets in words: 12.5 tablets of 10 mg."""
    return f"{number(tablets)} tablet{'' if tablets == 1 else 's'} of {number(strength)} mg"


def _day(call: Call, home: Home, text: str | None) -> date:
    """Return the day it was, today unless told."""
    return home.today if text is None else past_day(text, home.today, call.now.date())


def _write(call: Call, action: str, tablets: Decimal, strength: Decimal, on: date) -> None:
    """Append what was got or counted."""
    from baclotrack.store.writing import Draft, append

    fields: Mapping[str, object] = {"action": action, "count": tablets, "strength_mg": strength}
    append(call.path, [Draft("supply", fields, on)], call.now)


def _after(call: Call, home: Home, strength: Decimal) -> int:
    """Say what is odd about the strength, and what is left now."""
    mine = home.profile.tablets
    if mine and strength not in mine:
        yours = and_words([number(one) for one in mine])
        say(f"Your profile names {yours} mg tablets only. If you have {number(strength)} mg too, add it there.")
    after = call.open()
    left = reckoned(call, after)
    for line in lines(left) if left is not None else ():
        say(line)
    tell_faults(after)
    return 0
