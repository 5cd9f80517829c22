"""The dialogue's questions about days: which one is meant, and what became of the days that nobody recorded."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.cli.answers import Told
from baclotrack.cli.call import Call, say
from baclotrack.cli.checkin import Beside, planned, put_together, walk_to
from baclotrack.cli.days import past_day
from baclotrack.cli.dialogue import ask_until
from baclotrack.cli.dialogue_doses import Doses, ask_day_doses
from baclotrack.core.care import as_planned, is_whole, silent_days, with_doses
from baclotrack.core.fold import Walked
from baclotrack.core.plan import Plan
from baclotrack.core.record import NOTHING
from baclotrack.core.values import Catalog
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home
from baclotrack.wording import day_words, dose_words

ALL, NONE, EACH = frozenset({"a", "all"}), frozenset({"n", "no", "none"}), frozenset({"d", "day", "each"})


class Silent(NamedTuple):
    """What was told of days that nobody had recorded: doses by day, and what is written of it."""

    told: Mapping[date, Doses]
    beside: Beside


def ask_day(call: Call, home: Home, day: date) -> date:
    """Return the day to ask about; where nothing of it is still open, ask which one is meant."""
    if not is_whole(home.history.days.get(day, NOTHING)):
        return day
    say(f"{day_words(day)} is recorded already.")

    def understand(text: str) -> date:
        return past_day(text, home.today, call.now.date(), option="The day") if text else day

    return ask_until("Which day? [Enter = correct that one; or today, -2, monday, 2026-11-21]", understand)


def ask_silent(home: Home, plan: Plan, catalog: Catalog, seen: Walked) -> Silent:
    """Ask once for all days before this one that nobody recorded. Nothing is assumed: Enter leaves them as they are."""
    days = silent_days(seen) if plan.slots else ()
    if not days:
        return Silent({}, Beside())

    def understand(text: str) -> frozenset[str]:
        for answer in (ALL, NONE, EACH):
            if text.lower() in answer:
                return answer
        if text:
            message = "Answer a for all as planned, n for none taken, d for day by day, or Enter to leave them."
            raise BaclotrackError(message, slug="bad-answer")
        return frozenset()

    answer = ask_until(f"{_asked(days)} [a/n/d, Enter = leave]", understand)
    told = _told(home, plan, catalog, days, answer)
    if not told:
        return Silent({}, Beside())
    from baclotrack.store.writing import Draft

    drafts = []
    for day, doses in told.items():
        kept = put_together(home, day, Told(doses=doses), catalog)
        supersedes = {"supersedes": kept.supersedes} if kept.supersedes else {}
        drafts.append(Draft("checkin", {**kept.fields, **supersedes}, day))
    return Silent(told, Beside(tuple(drafts), min(told), tuple(_lines(told))))


def _asked(days: Sequence[date]) -> str:
    """Return the question for one or several days."""
    if len(days) == 1:
        return f"1 day is not recorded ({short_days(days)}): as planned, not taken, or another answer?"
    return f"{len(days)} days are not recorded ({short_days(days)}): all as planned, none taken, or day by day?"


def _told(
    home: Home, plan: Plan, catalog: Catalog, days: Sequence[date], answer: frozenset[str]
) -> Mapping[date, Doses]:
    """Return the doses by day that the answer means."""
    if answer == NONE:
        return {day: {slot.name: Decimal(0) for slot in plan.slots} for day in days}
    if answer == EACH:
        return _day_by_day(home, plan, catalog, days)
    if answer == ALL:
        told = as_planned(home.history, catalog, plan, days, home.health)
        for words in dict.fromkeys(_words(doses) for doses in told.values()):
            say(f"  As planned: {words}.")
        return told
    return {}


def _day_by_day(home: Home, plan: Plan, catalog: Catalog, days: Sequence[date]) -> dict[date, Doses]:
    """Ask for each day; what the plan said for one hangs on the answers for those before it."""
    told: dict[date, Doses] = {}
    for day in days:
        seen = walk_to(home._replace(history=with_doses(home.history, told)), day, catalog)
        doses = ask_day_doses(f"  {short_days([day])}", plan, planned(seen))
        if doses:
            told[day] = doses
    return told


def _lines(told: Mapping[date, Doses]) -> list[str]:
    """Return what was recorded, days of the same doses on one line; side effects were not asked."""
    alike: dict[str, list[date]] = {}
    for day, doses in told.items():
        alike.setdefault(_words(doses), []).append(day)
    return [f"Recorded for {short_days(days)}: {words}; side effects not asked." for words, days in alike.items()]


def _words(doses: Doses) -> str:
    """Return a day's doses in words."""
    taken = tuple((slot, mg) for slot, mg in doses.items() if mg)
    return dose_words(taken) if taken else "no dose taken"


def short_days(days: Sequence[date]) -> str:
    """Return days as short as they can be said: 19-21 Nov, 30 Nov-2 Dec; days that are not in a row, one by one."""
    first, last = days[0], days[-1]
    if (last - first).days != len(days) - 1:
        return ", ".join(short_days([day]) for day in days)
    words = [day_words(day).rsplit(" ", 1)[0] for day in (first, last)]
    if first == last:
        return words[0]
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day}-{words[1]}" if same_month else f"{words[0]}-{words[1]}"
