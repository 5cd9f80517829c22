"""How many tablets are left and how far they reach, in words. Nothing here decides anything."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from baclotrack.core.supply import FullTaper, Reach, Stock
from baclotrack.core.taper import EVERY_DAYS, STEP_MG
from baclotrack.wording.words import day_words, number


def count_words(tablets: Decimal) -> str:
    """Return a number of tablets as a person writes it; one that no splitting gives is rounded down to quarters.

    Rounding is for the eye alone, and downward, so that no tablet is promised that is not there.
    """
    quarters = int(tablets * 4)
    return number(Decimal(quarters) / 4)


def stock_lines(stock: Sequence[Stock], left: Decimal) -> list[str]:
    """Return the tablets left by strength, and in all."""
    about = "about " if len(stock) > 1 else ""
    lines = []
    for one in stock:
        verb = "counted" if one.counted else "got"
        mg = number(one.strength_mg)
        lines.append(f"{mg} mg tablets: {about}{count_words(one.left)} left ({verb} {day_words(one.since)}).")
    if len(stock) > 1:
        lines.append(f"In all {number(left)} mg; which strength a dose was made from is not recorded.")
    return lines


def unlogged_line(days: int) -> str:
    """Return that some days are not logged, so that the number may be too high; empty where all are."""
    if not days:
        return ""
    return f"{days} day{' is' if days == 1 else 's are'} not logged; there may be fewer than this."


def reach_line(reach: Reach, days: int) -> str:
    """Return how far the tablets reach if the plan goes on, each day as the last one went."""
    if reach.short is not None and reach.last is None:
        return f"They are too few for the doses of {day_words(reach.short)}."
    if reach.short is not None and reach.last is not None:
        last, short = day_words(reach.last), day_words(reach.short)
        return f"If each day goes as the last one did, they last through {last}; on {short} they are too few."
    if reach.ends:
        return "If each day goes as the last one did, they last to the end of the plan."
    return f"If each day goes as the last one did, they last for more than {days} days."


def careful_line(reach: Reach, daily_mg: Decimal) -> str:
    """Return how far the tablets reach at the more of the dose in force and the one last taken: that is sooner."""
    amount = f"At {number(daily_mg)} mg a day, which is in force or was last taken,"
    if reach.short is None:
        return f"{amount} they last for a year or more."
    if reach.last is None:
        return f"{amount} they are too few for the doses of {day_words(reach.short)}."
    return f"{amount} they last through {day_words(reach.last)} only."


def taper_lines(taper: FullTaper, left: Decimal, kept: date | None, in_force: Decimal) -> list[str]:
    """Return whether the tablets suffice for a full taper. It is a draft: the app plans none by itself (TP-1, TP-2).

    Args:
        taper: what it would need, from the more of the dose in force and the one last taken.
        left: mg of tablets.
        kept: the last day after whose doses it would still be there.
        in_force: mg a day in force.
    """
    cut = f"{number(STEP_MG)} mg a day less every {EVERY_DAYS} days"
    last = "last taken; " if taper.from_mg > in_force else ""
    first = f"A full taper from {number(taper.from_mg)} mg a day ({last}{cut}; a draft, ask your prescriber)"
    needs = f"  needs {number(taper.needs_mg)} mg over {taper.days} days"
    if left < taper.needs_mg:
        return [first, f"{needs}: these tablets are {number(taper.needs_mg - left)} mg short of it."]
    if kept is None:
        return [first, f"{needs}: enough now, but not after the next dose."]
    return [first, f"{needs}: enough now, and if the days go on so, through {day_words(kept)}."]
