"""`export --format ics`: dose times, possible step days, review and refill days, visits, for a calendar.

Three cautions shape it. A calendar is seen by others, so titles are neutral unless asked for. A calendar outlives the
plan, so no entry tells an amount, dose times end after four weeks, and nothing repeats without end: each is an entry of
its own. And a calendar is read again, so each entry has the same name in every export, and a later one takes its place.
Times are floating: they mean the clock on the wall, wherever the person is. Form: RFC 5545.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from baclotrack.core.days import ONE_DAY, slot_moment
from baclotrack.core.fold import Walked, ahead
from baclotrack.core.record import NOTHING
from baclotrack.core.supply import least_a_day, left_mg, needed_ahead, reach
from baclotrack.core.values import Outcome
from baclotrack.core.visits import visits
from baclotrack.core.warnings import SUPPLY_LOW_DAYS
from baclotrack.errors import BaclotrackError
from baclotrack.export.escapes import visible
from baclotrack.export.ids import name_of, record_key
from baclotrack.export.job import Job
from baclotrack.store.set_aside import standing

DOSE_DAYS = 28
"""So many days of dose times: a reminder must not go on for long after a plan that nobody exported again."""
LOOK_AHEAD_DAYS = 366
STEPS = frozenset({Outcome.STEP_UP, Outcome.TAPER})
OCTETS = 75
TITLE_CHARACTERS = 120
"""A title is one line of a calendar; whoever wrote more beside a visit finds it in baclotrack visit."""
CRLF = "\r\n"
MAKER = "-//journal//reminders 1//EN"
"""Which program made it would tell as much as a title."""
UNCHECKED = "Kept by its owner and checked by nobody."
"""Said of the whole calendar, as neutral as its titles."""
NOTHING_TO_COME = (
    "A calendar would be empty: no dose is shown, and no visit, review or refill is to come. Nothing was written."
    " Leave ics out, or book a visit first: baclotrack visit add DAY TEXT"
)
REMINDER, APPOINTMENT = "Reminder", "Appointment"
SEE_NEXT = "See baclotrack next for the dose: it may have changed since this calendar was made."
IF_AS_LAST = "Only if each day goes as the last. On the day, baclotrack next says whether it is so."


class Event(NamedTuple):
    """One entry of the calendar. `title` and `text` are shown only with `--titles`; `alarm` where it should be heard.

    `at` is a whole day or a time by the clock on the wall; `uid` is the same in every export.
    """

    uid: str
    at: date | datetime
    neutral: str
    title: str
    text: str = ""
    alarm: bool = False


def render(job: Job) -> bytes:
    """Return the calendar.

    Raises:
        BaclotrackError: when it would have no entry: RFC 5545 wants one (section 3.6), and none is made up here.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER}", "CALSCALE:GREGORIAN", f"X-WR-CALDESC:{_about(job)}"]
    coming = events(job)
    if not coming:
        raise BaclotrackError(NOTHING_TO_COME, slug="nothing-to-come")
    for one in coming:
        lines += event_lines(one, job.made_at, titles=job.options.titles)
    return "".join(folded(line) + CRLF for line in [*lines, "END:VCALENDAR"]).encode()


def _about(job: Job) -> str:
    """Return what is said of the whole calendar: who kept it, and that lines were set aside, if any were."""
    count = len(standing(job.home.journal.entries))
    aside = f" {count} line{'' if count == 1 else 's'} behind it set aside as unreadable." if count else ""
    return escaped_text(UNCHECKED + aside)


def events(job: Job) -> list[Event]:
    """Return what comes from today on, in the order of time."""
    home, key = job.home, record_key(job.home.journal.entries)
    far = LOOK_AHEAD_DAYS if left_mg(home.history, home.today + ONE_DAY) is not None else DOSE_DAYS
    every = ahead(home.history, job.catalog, home.today, far, home.health)
    coming = every[:DOSE_DAYS]
    found = [*_doses(job, key, coming), *_steps(key, coming), *_supply(job, key, every)]
    found += [*_dates(job, key, coming[0]), *_visits(job)]
    return sorted(found, key=lambda one: (one.at.isoformat(), one.uid))


def _doses(job: Job, key: str, coming: Sequence[Walked]) -> Iterator[Event]:
    """Yield the dose times still to come on the days on which a dose is shown; after that day there are none.

    On hold that is the dose in force. The amount is never told: what is shown on the day may be another.
    """
    now = job.made_at.replace(tzinfo=None)
    for one in coming:
        decision = one.decision
        told = job.home.history.days.get(decision.day, NOTHING).doses or {}
        for slot in decision.plan.slots if decision.plan is not None else ():
            at = slot_moment(decision.day, slot.at, one.profile.day_starts_at)
            due = slot.name in dict(decision.doses or ())
            recorded = decision.day == job.home.today and slot.name in told
            if due and not recorded and at > now:
                uid = name_of(key, "dose", decision.day, slot.name)
                yield Event(uid, at, REMINDER, f"Baclofen: {slot.name}", SEE_NEXT, alarm=True)


def _steps(key: str, coming: Sequence[Walked]) -> Iterator[Event]:
    """Yield the days on which the walker takes a step; each step has one entry, which moves when its day does."""
    for one in coming:
        decision = one.decision
        if decision.outcome in STEPS and decision.plan is not None and decision.doses is not None:
            uid = name_of(key, "step", decision.plan.adopted_at, decision.rung)
            yield Event(uid, decision.day, REMINDER, "Baclofen: the plan's next step may be due", IF_AS_LAST)


def _supply(job: Job, key: str, coming: Sequence[Walked]) -> Iterator[Event]:
    """Yield the day from which the tablets last no full week: running out is stopping suddenly (reference TP-7).

    Reckoned with the more of the plan's way, the dose in force and the one last taken. Waiting for the prescriber's
    word is no reason to run out; beside an emergency nothing stands that could wait.
    """
    home = job.home
    left = left_mg(home.history, home.today + ONE_DAY)
    now = coming[0].decision
    if left is None or now.outcome is Outcome.EMERGENCY:
        return
    today = home.history.days.get(home.today, NOTHING)
    needed = needed_ahead(coming, today, LOOK_AHEAD_DAYS, least_a_day(coming[0], home.history))
    short = reach(left, needed, LOOK_AHEAD_DAYS).short
    if short is not None:
        day = max(short - timedelta(days=SUPPLY_LOW_DAYS), home.today)
        text = (
            f"At the doses that the plan may show or that were last taken, the tablets do not cover {short}."
            " Running out is stopping suddenly."
        )
        yield Event(name_of(key, "tablets"), day, REMINDER, "Baclofen: ask for a prescription", text)


def _dates(job: Job, key: str, now: Walked) -> Iterator[Event]:
    """Yield the days that the plan in force names: its review, and the refill of a pump."""
    plan = now.state.plan
    if plan is None or now.state.ended is not None:
        return
    for what, day, title in (
        ("review", plan.review_by, "Baclofen: review of the plan"),
        ("refill", plan.refill_by, "Pump: refill due"),
    ):
        if day is not None and day >= job.home.today:
            yield Event(name_of(key, what, plan.adopted_at), day, REMINDER, title)


def _visits(job: Job) -> Iterator[Event]:
    """Yield the visits of today and later; each is named after the entry that tells it."""
    for one in visits(job.home.journal.entries):
        if one.on >= job.home.today:
            title = one.text.strip()[:TITLE_CHARACTERS]
            yield Event(name_of(one.id, "visit"), one.on, APPOINTMENT, title or APPOINTMENT)


def event_lines(event: Event, made_at: datetime, *, titles: bool) -> list[str]:
    """Return the lines of one entry, before they are folded."""
    stamp = (made_at if made_at.tzinfo is not None else made_at.astimezone()).astimezone(UTC)
    title = event.title if titles else event.neutral
    if isinstance(event.at, datetime):
        begins = [f"DTSTART:{event.at:%Y%m%dT%H%M%S}", "DURATION:PT5M"]
    else:
        begins = [f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}"]
    text = [f"DESCRIPTION:{escaped_text(event.text)}"] if titles and event.text else []
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped_text(title)}", "TRIGGER:PT0S", "END:VALARM"]
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        *begins,
        f"SUMMARY:{escaped_text(title)}",
        *text,
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        *(alarm if event.alarm else []),
        "END:VEVENT",
    ]


def escaped_text(text: str) -> str:
    """Return text as a calendar takes it: what could end it is escaped, and nothing invisible is left in it."""
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in pieces of 75 octets at most, no character split; a space begins each piece after the first."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > OCTETS:
            pieces.append(piece)
            piece = " "
        piece += character
    return CRLF.join([*pieces, piece])
