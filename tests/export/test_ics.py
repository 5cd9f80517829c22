"""The calendar: judged by icalendar, and held against what `next` would show."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from baclotrack.core.fold import ahead
from baclotrack.export.ics import DOSE_DAYS, escaped_text, folded, render
from baclotrack.store.writing import Draft
from tests.cli.helpers import DAYTIME, PROFILE, SLEEP, adopt, write
from tests.export.jobs import NOW, checkin, five_days, hostile_days, job_of
from tests.export.paper import HOSTILE

icalendar = pytest.importorskip("icalendar", reason="the judge icalendar is not installed")
EVENING = datetime.fromisoformat("2026-11-21T20:00:00+00:00")
BAD = {"sleep_improved": False, "fell_back_asleep": False}


def entries(home: Path, now: datetime = EVENING, **options: Any) -> list[Any]:  # noqa: ANN401 - fields of Options
    """Return the entries of a home's calendar, as the judge reads them."""
    calendar = icalendar.Calendar.from_ical(render(job_of(home, now, **options)))
    return list(calendar.walk("VEVENT"))


def told(home: Path, now: datetime = EVENING, **options: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - the same
    """Return when each entry is and what it says."""
    found = entries(home, now, **options)
    return [(str(one.decoded("dtstart")), str(one["summary"])) for one in found]


@pytest.fixture
def going_up(home: Path) -> Path:
    """Return a home in which the plan's next step is due on 21 November and every day after, up to 20 mg."""
    adopt(home)
    checkin(home, 20, doses={"bedtime": 5}, measures=BAD, effects={}, drinks=0)
    return home


def test_dose_times_and_steps_are_those_that_the_walker_shows(going_up: Path) -> None:
    """Four weeks of bedtimes, the steps on the days on which each would come, and the review."""
    found = told(going_up, titles=True)
    doses = [(at, title) for at, title in found if title == "Baclofen: bedtime"]
    assert [(f"{date(2026, 11, 21) + timedelta(days=day)} 22:30:00", "Baclofen: bedtime") for day in range(28)] == doses
    assert [("2026-11-21", "2026-11-22", "2026-11-23")] == [
        tuple(at for at, title in found if title == "Baclofen: the plan's next step may be due")
    ]
    assert ("2027-02-18", "Baclofen: review of the plan") in found


def test_no_amount_is_ever_told(going_up: Path) -> None:
    """A calendar outlives the plan it was made from: with titles or without, no dose in mg stands in it."""
    for titles in (False, True):
        text = render(job_of(going_up, EVENING, titles=titles)).decode()
        assert [] == re.findall(r"\d+ ?mg|\b(?:5|10|15|20)\b mg", text)


def test_titles_are_neutral_unless_asked_for(home: Path) -> None:
    """Whoever looks over a shoulder reads `Reminder` and `Appointment`, and nothing of a medicine, a plan or a name."""
    five_days(home)
    text = render(job_of(home, NOW)).decode().lower()
    assert {"Reminder", "Appointment"} == {title for _, title in told(home, NOW)}
    assert [] == [word for word in ("baclo", "dose", "mg", "plan", "taper", "example", "titration") if word in text]


def test_reading_it_twice_adds_nothing(going_up: Path) -> None:
    """Each entry has a name of its own, and the same one in a later export; only the days that are over are gone."""
    first = {str(one["uid"]): one.decoded("dtstart") for one in entries(going_up)}
    again = {str(one["uid"]): one.decoded("dtstart") for one in entries(going_up)}
    assert (len(entries(going_up)), first) == (len(first), again)
    later = {str(one["uid"]): one.decoded("dtstart") for one in entries(going_up, EVENING + timedelta(days=1))}
    same = {uid for uid, at in first.items() if later.get(uid) == at}
    assert DOSE_DAYS - 1 == sum(isinstance(first[uid], datetime) for uid in same)


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"doses": {"bedtime": 5}, "effects": {}, "red_flags": ["seizure"]}, "emergency"),
        ({"doses": {"bedtime": 5}, "effects": {"nausea": 3}}, "ask_prescriber"),
        ({"doses": {"bedtime": 500}, "effects": {"nausea": 2}}, "emergency"),
    ],
)
def test_where_no_dose_is_shown_no_dose_time_and_no_step_is(home: Path, fields: dict[str, Any], outcome: str) -> None:
    """In an emergency, and where the prescriber is asked, no dose time stands there; tablets run out all the same."""
    adopt(home)
    checkin(home, 20, **fields)
    count = {"action": "count", "count": 3, "strength_mg": 10}
    write(home, Draft("appointment", {"on": date(2026, 12, 3)}), Draft("supply", count, date(2026, 11, 21)))
    job = job_of(home, EVENING)
    assert outcome == ahead(job.home.history, job.catalog, job.home.today, 1)[0].decision.outcome
    asked = [("2026-11-21", "Baclofen: ask for a prescription")] if outcome == "ask_prescriber" else []
    dates = [("2026-12-03", "Appointment"), ("2027-02-18", "Baclofen: review of the plan")]
    assert asked + dates == told(home, titles=True)


def test_nothing_stands_after_the_day_on_which_no_dose_is_shown(home: Path) -> None:
    """A taper of twice four days ends on the eighth: its last bedtime is the last one that is reminded of."""
    plan = SLEEP.replace('"titrate"', '"taper"').replace("[[5], [10], [15], [20]]", "[[10], [5]]")
    adopt(home, plan.replace("hold_days = 1", "hold_days = 4"), bedtime=10)
    checkin(home, 20, doses={"bedtime": 10}, effects={})
    found = [at for at, title in told(home, titles=True) if title == "Baclofen: bedtime"]
    assert (7, "2026-11-27 22:30:00") == (len(found), found[-1])


def test_on_hold_the_dose_in_force_is_reminded_of(going_up: Path) -> None:
    """A hold of the prescriber changes no dose time, and no step is foreseen while it lasts."""
    write(
        going_up,
        Draft("instruction", {"action": "hold", "by": "Dr A. Example"}, date(2026, 11, 21)),
        at="2026-11-21T12:00:00+00:00",
    )
    titles = [title for _, title in told(going_up, titles=True)]
    assert (DOSE_DAYS, 0) == (
        titles.count("Baclofen: bedtime"),
        titles.count("Baclofen: the plan's next step may be due"),
    )


def test_a_dose_that_is_recorded_or_past_is_not_reminded_of(home: Path) -> None:
    """At noon the morning's dose is over and the evening's is to come; one that is recorded already is left out."""
    adopt(home, DAYTIME, morning=5, noon=5, evening=5)
    noon = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
    write(
        home,
        Draft("dose", {"slot": "noon", "mg": 5, "taken_at": "11:50"}, date(2026, 11, 21)),
        at="2026-11-21T11:50:00+00:00",
    )
    today = [title for at, title in told(home, noon, titles=True) if at.startswith("2026-11-21 ")]
    assert ["Baclofen: evening"] == today


def test_times_are_floating_and_days_are_whole(going_up: Path) -> None:
    """No time has a zone: half past ten is half past ten wherever the person is."""
    text = render(job_of(going_up, EVENING)).decode()
    assert [] == [word for word in ("TZID", "VTIMEZONE") if word in text]
    assert {None} == {
        one.decoded("dtstart").tzinfo for one in entries(going_up) if isinstance(one.decoded("dtstart"), datetime)
    }
    assert {"20261121T200000Z"} == set(re.findall(r"DTSTAMP:(\S+)", text))
    assert [] == re.findall(r"DTSTART[^\r]*Z\r", text) + re.findall("RRULE", text)


def test_tablets_that_run_out_are_foreseen(going_up: Path) -> None:
    """A week before the first day that the tablets do not cover, there is a reminder to ask for a prescription."""
    write(
        going_up,
        Draft("supply", {"action": "count", "count": 20, "strength_mg": 10}, date(2026, 11, 21)),
        at="2026-11-21T12:00:00+00:00",
    )
    found = [(at, title) for at, title in told(going_up, titles=True) if "prescription" in title]
    assert [("2026-11-24", "Baclofen: ask for a prescription")] == found


def test_the_refill_of_a_pump_is_a_day(home: Path) -> None:
    """A plan that only keeps the record has no dose times; its refill date stands there."""
    pump = 'format = 1\nid = "p"\ntitle = "Pump"\nmode = "record_only"\nprescriber = "Dr A"\n'
    dates = "directed_on = 2026-11-20\nreview_by = 2027-01-31\n\n[pump]\nrefill_by = 2027-01-10\n"
    adopt(home, pump + dates, PROFILE)
    assert [("2027-01-10", "Pump: refill due"), ("2027-01-31", "Baclofen: review of the plan")] == told(
        home, titles=True
    )


def test_hostile_words_are_words(home: Path) -> None:
    """What was written beside a visit comes back as it was, and ends no entry; controls are shown as escapes."""
    hostile_days(home)
    data = render(job_of(home, NOW, titles=True))
    found = {title for _, title in told(home, NOW, titles=True)}
    plain = [one for one in HOSTILE if one.isprintable() and len(one) < 100]
    assert {one.strip() for one in plain} <= found
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == len(entries(home, NOW, titles=True))
    assert [] == [one for one in data.decode() if not one.isprintable() and one not in "\r\n"]
    assert {0} == {line.count(b"\n") + line.count(b"\r") for line in data.split(b"\r\n")}


@pytest.mark.parametrize("text", ["x" * 300, "\U0001f634" * 60, "\u0395\u03bb" * 80, "a" * 75, "a" * 76, ""])
def test_lines_are_folded_at_75_octets(text: str) -> None:
    """No line is longer, no character is split, and unfolding gives the text back."""
    lines = folded(text).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert text == b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode()
    assert all(line.startswith(b" ") for line in lines[1:])


def test_text_is_escaped() -> None:
    """A backslash, a comma, a semicolon and a line break are escaped as RFC 5545 has it."""
    assert "a\\\\b\\, c\\; d\\ne\\nf\\ng" == escaped_text("a\\b, c; d\r\ne\nf\rg")


def test_a_record_without_a_plan_has_its_visits(home: Path) -> None:
    """Nobody needs a plan to have an appointment."""
    write(home, Draft("appointment", {"on": date(2026, 12, 3), "text": "Dr A"}), at="2026-11-20T10:00:00+00:00")
    assert [("2026-12-03", "Dr A")] == told(home, titles=True)


def test_a_journal_that_grew_gives_the_same_entries_the_same_names(going_up: Path) -> None:
    """What was told since only moves or ends entries: a calendar that reads both has nothing twice."""
    write(
        going_up, Draft("appointment", {"on": date(2026, 12, 3), "text": "the clinic"}), at="2026-11-21T12:00:00+00:00"
    )
    first = {str(one["uid"]): one.decoded("dtstart") for one in entries(going_up)}
    checkin(going_up, 21, doses={"bedtime": 10}, measures=BAD, effects={}, drinks=0)
    write(going_up, Draft("question", {"text": "Why?"}), at="2026-11-22T12:00:00+00:00")
    later = entries(going_up, EVENING + timedelta(days=1))
    both = first | {str(one["uid"]): one.decoded("dtstart") for one in later}
    new = both.keys() - first.keys()
    assert [datetime(2026, 12, 19, 22, 30)] == [both[one] for one in new]
    assert len(later) == len({str(one["uid"]) for one in later})
    visits = [uid for uid, at in first.items() if at == date(2026, 12, 3)]
    assert visits == [str(one["uid"]) for one in later if one.decoded("dtstart") == date(2026, 12, 3)]
