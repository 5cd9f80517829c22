"""Which journal day an instant belongs to: the only owner of midnight and of clock changes.

A day begins at `day_starts_at`, so a dose at 00:40 belongs to the evening before. Only the wall clock the person
lived by is read (the offset is kept, never converted), so the night of a clock change is one night and a journey
does not move what was recorded (contract, section 2).
"""

from datetime import date, datetime, time, timedelta

DAY_STARTS_AT = time(5)
ONE_DAY = timedelta(days=1)
TWO_HOURS = timedelta(hours=2)


def journal_day(local: datetime, starts_at: time = DAY_STARTS_AT) -> date:
    """Return the journal day of a local wall-clock time.

    Args:
        local: the time as the clock on the wall showed it; an offset, if any, is not used.
        starts_at: when the journal day begins.
    """
    if local.time() < starts_at:
        return local.date() - ONE_DAY
    return local.date()


def slot_moment(day: date, at: time, starts_at: time = DAY_STARTS_AT) -> datetime:
    """Return the wall-clock time (without offset) at which a slot of a journal day falls."""
    calendar_day = day + ONE_DAY if at < starts_at else day
    return datetime.combine(calendar_day, at)
