"""Days as people write them: 2026-11-21, today, yesterday, -2, monday."""

import re
from datetime import date, timedelta

from baclotrack.cli.names import shown
from baclotrack.core.limits import YEARS
from baclotrack.errors import BaclotrackError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOST_DIGITS = 7
ONLY_PAST = "Only what has happened can be recorded."


def day_of(text: str, today: date, calendar: date | None = None, *, option: str = "--day") -> date:
    """Return the day that was meant.

    Args:
        text: what was written.
        today: the journal day now; `today` means this one.
        calendar: the date on the calendar now, from which the other words count; the journal day unless given.
        option: the option's name, for the sentence.

    Raises:
        BaclotrackError: when the text names no day.
    """
    word, base = text.strip(" ").lower(), calendar or today
    if word == "today":
        return today
    if word in {"yesterday", "tomorrow"}:
        return base + timedelta(days=1 if word == "tomorrow" else -1)
    if word in WEEKDAYS:
        return base - timedelta(days=(base.weekday() - WEEKDAYS.index(word)) % 7 or 7)
    day = _counted_back(word, base) or _written(word)
    if day is None or not YEARS.low <= day.year <= YEARS.high:
        message = f"{option} {shown(text)!r} is no day. Write it like 2026-11-21, yesterday, -2 or monday."
        raise BaclotrackError(message, slug="bad-day")
    return day


def _counted_back(word: str, base: date) -> date | None:
    """Return the day so many days before: -2."""
    if not (word.startswith("-") and word[1:].isdecimal() and word.isascii() and len(word) <= MOST_DIGITS):
        return None
    try:
        return base - timedelta(days=int(word[1:]))
    except OverflowError:
        return None


def _written(word: str) -> date | None:
    """Return the day written out: 2026-11-21."""
    try:
        return date.fromisoformat(word) if DAY.fullmatch(word) else None
    except ValueError:
        return None


def past_day(
    text: str, today: date, calendar: date | None = None, *, option: str = "--day", why: str = ONLY_PAST
) -> date:
    """Return the day that was meant, which may not lie in the future; `why` is the reason that is told where it does.

    Raises:
        BaclotrackError: when it does.
    """
    day = day_of(text, today, calendar, option=option)
    if day > today:
        message = f"{option} {day} is in the future; today is {today}. {why}"
        raise BaclotrackError(message, slug="future-day")
    return day


def log_day(today: date, calendar: date) -> date:
    """Return the day that `log` means where none is told: calendar yesterday, and never one after the journal day."""
    return min(calendar - timedelta(days=1), today)
