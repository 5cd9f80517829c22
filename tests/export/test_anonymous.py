"""The anonymous home: the plan says the same for each day, and nothing tells whose record it is."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclotrack.core.decision import Decision
from baclotrack.core.entries import Entry
from baclotrack.core.fold import walk
from baclotrack.core.plan import Known, Plan, Profile
from baclotrack.core.record import arrange, ranked
from baclotrack.export.anonymous import anonymous_home, drawn_shift
from baclotrack.export.anonymous_lines import Told, anonymous
from baclotrack.export.anonymous_tables import Hider
from baclotrack.export.anonymous_words import Aliases, age_group, coarse_ages, known_words
from baclotrack.store import load_catalog, load_catalogue_json, open_home
from baclotrack.store.entries import decode
from baclotrack.store.plan_file import read_plan
from baclotrack.store.profile_file import read_profile
from baclotrack.store.set_aside import fingerprint
from baclotrack.store.writing import Draft, line_of
from tests.cli.helpers import PROFILE, SLEEP, adopt, write
from tests.core.lives import Draft as DayDraft
from tests.core.lives import Life, begun, drafts, lived, plans
from tests.core.plans import ADULT, CATALOG, PLANS, START
from tests.export.drawn import in_words
from tests.export.paper import HOSTILE, lines_of

BACK = -timedelta(weeks=300)
WORDS = known_words(load_catalogue_json())
EXAMPLES = sorted(Path("examples").glob("*/journal.jsonl"))
NOW = datetime.fromisoformat("2026-11-23T21:00:00+00:00")


def hidden(entries: tuple[Entry, ...], by: timedelta, today: date) -> tuple[Entry, ...]:
    """Return entries as the anonymous journal has them, read back from its lines."""
    lines = [json.loads(line_of(one), parse_float=Decimal) for one in lines_of(entries)]
    told = [Told(place, one, entry) for place, (one, entry) in enumerate(zip(lines, entries, strict=True))]
    hider = Hider(Aliases(WORDS), by, frozenset({"sleep-bedtime"}))
    return tuple(decode(fields) for _, fields in anonymous(told, hider, today))


def answer(decision: Decision, by: timedelta = timedelta()) -> tuple[object, ...]:
    """Return all of a decision that a person would act on or could read a reason from, its day moved."""
    found = [(one.gate, one.state, one.why, one.allows, one.contact, one.source) for one in decision.findings]
    rest = (decision.rung, decision.doses, decision.in_force, decision.limited_by, decision.held_days)
    return (decision.day + by, decision.outcome, decision.contact, *rest, decision.repeated, decision.tablets, found)


PEOPLE = st.builds(
    lambda born, egfr, known: ADULT._replace(born=born, egfr=egfr, medicines=known),
    st.sampled_from([1980, 2009, 2008, 1961, 1962, 1940]),
    st.sampled_from([Decimal(95), Decimal(70), None]),
    st.sampled_from([(), (Known("Zolpidem", "Dr A. Example", START),), (Known("Grandma's drops "),)]),
)


LIVES = given(
    plan=plans(),
    profile=PEOPLE,
    days=st.lists(drafts(), min_size=3, max_size=6),
    late=st.integers(0, 60),
    weeks=st.integers(52, 1040),
)


@LIVES
@settings(max_examples=20, deadline=None)
def test_the_plan_says_the_same_for_every_day(
    plan: Plan, profile: Profile, days: list[DayDraft], late: int, weeks: int
) -> None:
    """Every decision of the anonymous journal, moved forward again, is the decision of the real one."""
    assert same_answers(moved(lived(begun(plan, profile), *days), late), late, -timedelta(weeks=weeks))


@pytest.mark.long
@LIVES
@settings(max_examples=500, deadline=None)
def test_the_plan_says_the_same_for_every_day_of_many_lives(
    plan: Plan, profile: Profile, days: list[DayDraft], late: int, weeks: int
) -> None:
    """The same over many more lives."""
    assert same_answers(moved(lived(begun(plan, profile), *days), late), late, -timedelta(weeks=weeks))


def same_answers(life: Life, late: int, by: timedelta) -> bool:
    """Return whether the anonymous journal of a life gives the same decision for every day."""
    entries, last = life.entries(), START + timedelta(days=life.days + late)
    other = hidden(entries, by, last)
    assert min(one.day for one in entries) + by == min(one.day for one in other)
    real = [answer(one.decision, by) for one in walk(arrange(entries), CATALOG, last)]
    return real == [answer(one.decision) for one in walk(arrange(other), CATALOG, last + by)]


@pytest.mark.parametrize("weeks", [52, 431, 1040])
@pytest.mark.parametrize(("born", "gate", "why"), [(1962, "hold-time", "slow"), (2009, "conditions", "refused")])
def test_a_birthday_within_the_record_changes_the_same_days(born: int, gate: str, why: str, weeks: int) -> None:
    """Somebody who turns 65, or 18, on the first of January is held for it on the same days without a name."""
    life = moved(lived(begun(PLANS["sleep"], ADULT._replace(born=born)), *[DayDraft()] * 8), 38)
    walked = [one.decision for one in walk(arrange(life.entries()), CATALOG, date(2027, 1, 5))]
    assert {True, False} == {one.finding(gate).why == why for one in walked}
    assert same_answers(life, 38, -timedelta(weeks=weeks))


def moved(life: Life, late: int) -> Life:
    """Return a life that begins so many days later, so that some run over the end of a year."""
    by = timedelta(days=late)
    told = tuple(one._replace(at=one.at + by, day=one.day + late) for one in life.told)
    return life._replace(told=told)


@pytest.mark.parametrize("born", [1961, 1962, 1980, 2008, 2009, 1940, 1900])
@pytest.mark.parametrize("weeks", [52, 53, 300, 777, 1040])
def test_an_age_stays_on_its_side_of_18_and_65(born: int, weeks: int) -> None:
    """On every day of ten years the coarse year of birth is in the group of ages that the true one is in."""
    since, until, by = date(2018, 3, 1), date(2028, 3, 1), -timedelta(weeks=weeks)
    ages = coarse_ages(Profile(born=born), since, until, by)
    for day in (since + timedelta(days=place) for place in range((until - since).days + 1)):
        told = [one for one in ages if one.since <= day + by][-1]
        assert age_group(day.year - born) == age_group((day + by).year - told.born)


def test_a_year_of_birth_is_ten_years_wide() -> None:
    """Two people of the same decade of age cannot be told apart."""
    found = {coarse_ages(Profile(born=born), START, START, BACK)[0].born for born in range(1977, 1986)}
    assert 1 == len(found)


@pytest.fixture
def rich_home(home: Path) -> Path:
    """Return a home that holds every kind of entry, with names and hostile words in all places that take words."""
    profile = PROFILE + (
        '\n[[medicines]]\nname = "Uncle Bob\'s pills"\nknown_by = "Dr Secret"\nknown_on = 2026-11-01\n'
        '\n[[conditions]]\nname = "diabetes"\nknown_by = "Dr Secret"\nknown_on = 2026-11-01\n'
    )
    adopt(home, SLEEP.replace("Dr A. Example", "Dr Secret").replace("Baclofen at", "Alice Secret at"), profile)
    day = date(2026, 11, 20)
    drafts_ = [
        Draft("checkin", {"doses": {"bedtime": 5}, "effects": {}, "drinks": 0, "note": f"Secret {HOSTILE[0]}"}, day),
        Draft("dose", {"slot": "grannys-house", "mg": 5, "taken_at": "2026-11-21T22:31:07+01:00"}, date(2026, 11, 21)),
        Draft("checkin", {"sedatives": ["Uncle Bob's pills"], "red_flags": ["secret-flag"]}, date(2026, 11, 21)),
        Draft("instruction", {"action": "hold", "by": "Dr Secret", "note": "Secret", "until": day, "on": day}, day),
        Draft("instruction", {"action": "clear_flag", "name": "secret-flag", "by": "Dr Secret"}, date(2026, 11, 22)),
        Draft("medicine", {"action": "start", "name": "uncle bob's pills"}, day),
        Draft("supply", {"action": "count", "count": 20, "strength_mg": 10}, day),
        Draft("appointment", {"on": date(2026, 12, 3), "text": "Dr Secret, Secret Street 5"}),
        Draft("question", {"text": "Secret question"}),
    ]
    write(home, *drafts_, at="2026-11-21T07:30:12.345+01:00")
    write(home, Draft("retract", {"target": "01NOTTHERE", "reason": "Secret"}), at="2026-11-22T07:30:00+01:00")
    return home


SECRETS = ("secret", "bob", "granny", "alice", "01632", "cmd", "2026", "2027", "345", "+01:00", "1980", "notthere")


def test_nothing_of_a_name_or_a_date_is_left(rich_home: Path) -> None:
    """No name, phone, note, question, device, id, offset, year or date of the real home is in an anonymous file."""
    real = open_home(rich_home, NOW)
    ids = [one.id for one in real.journal.entries] + [one.device for one in real.journal.entries]
    with anonymous_home(real, NOW, START, START, BACK) as found:
        told = "\n".join(path.read_text() for path in found.home.path.iterdir())
        names = sorted(path.name for path in found.home.path.iterdir())
    assert [] == [one for one in ids if one.lower() in told.lower()]
    assert [] == [word for word in SECRETS if word in in_words(told).lower()]
    assert ["journal.jsonl", "plan.toml", "profile.toml"] == names


def test_every_day_of_a_plan_or_a_profile_is_moved_and_none_is_lost() -> None:
    """The paper's day, the review, a pump's refills and alarm, who knew since when: somebody acts on each of them."""
    days = {"directed_on": "2026-11-20", "review_by": "2027-02-18"}
    pump = {"last_refill": "2026-10-01", "refill_by": "2026-12-20", "alarm_on": "2026-12-10"}
    hider = Hider(Aliases(WORDS), timedelta(weeks=-52), frozenset())
    told = hider.plan({"id": "own", "mode": "record_only", **days, "pump": pump})
    assert {"directed_on": "2025-11-21", "review_by": "2026-02-19"} == {key: told[key] for key in days}
    assert {"last_refill": "2025-10-02", "refill_by": "2025-12-21", "alarm_on": "2025-12-11"} == told["pump"]
    known = {"name": "diabetes", "known_by": "Dr Secret", "known_on": "2026-11-01"}
    (hidden_,) = hider.profile({"conditions": [known]}, None)["conditions"]
    assert ("2025-11-02", True) == (hidden_["known_on"], hidden_["known_by"] not in ("", "Dr Secret"))


def test_the_anonymous_home_is_gone_afterwards_and_private_meanwhile(rich_home: Path) -> None:
    """Its folder belongs to its owner alone, and is not there any more once the export is made."""
    with anonymous_home(open_home(rich_home, NOW), NOW, START, START) as found:
        path = found.home.path
        rights = {oct(one.stat().st_mode & 0o777) for one in path.iterdir()} | {oct(path.stat().st_mode & 0o777)}
    assert ({"0o600", "0o700"}, False) == (rights, path.exists())


def test_every_kind_is_there_still(rich_home: Path) -> None:
    """Each entry of the real journal has its stand-in, for the same day, in the same order of recording."""
    real = open_home(rich_home, NOW)
    with anonymous_home(real, NOW, START, START, BACK) as found:
        kinds = [(type(one.what), one.day) for one in ranked(found.home.journal.entries)]
    assert [(type(one.what), one.day + BACK) for one in ranked(real.journal.entries)] == kinds


def _set_aside(home: Path) -> None:
    line = b'{"v":1,"id":"Secret","crc":"00000000"}'
    with (home / "journal.jsonl").open("ab") as file:
        file.write(line + b"\n")
    damaged, length = fingerprint(line)
    fields = {"damaged": damaged, "length": length, "excerpt": "Secret", "reason": "Secret"}
    write(home, Draft("set_aside", fields, date(2026, 11, 22)), at="2026-11-22T09:00:00+00:00")


@pytest.mark.parametrize("journal", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_every_example_without_names_is_a_home_that_says_the_same(journal: Path) -> None:
    """It has no fault, its plan and profile can be read, and each day's decision is the real one's."""
    real = open_home(journal.parent, NOW)
    with anonymous_home(real, NOW, START, START, BACK) as found:
        plan, profile = read_plan(found.home.path / "plan.toml"), read_profile(found.home.path / "profile.toml")
        told = found.home
    assert ((), "same", "") == (told.faults, told.health.plan_file, told.profile_fault)
    assert told.plan is not None
    adopted = plan.value._replace(adopted_at=told.plan.adopted_at, on_dose=told.plan.on_dose)
    assert (told.plan, told.profile) == (adopted, profile.profile)
    walked = [answer(one.decision, BACK) for one in walk(real.history, CATALOG, real.today)]
    assert walked == [answer(one.decision) for one in walk(told.history, CATALOG, told.today)]


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("as it is", lambda home: home),
        ("plan edited", lambda home: _append(home / "plan.toml", "\n[pump]\n")),
        ("plan unreadable", lambda home: _append(home / "plan.toml", "=")),
        ("plan gone", lambda home: (home / "plan.toml").unlink()),
        ("profile edited", lambda home: _append(home / "profile.toml", '[[medicines]]\nname = "morphine"\n')),
        ("profile unreadable", lambda home: _append(home / "profile.toml", "=")),
        ("profile gone", lambda home: (home / "profile.toml").unlink()),
        ("a torn line", lambda home: _append(home / "journal.jsonl", '{"v":1,"id":"Secret')),
        ("a damaged line", lambda home: _append(home / "journal.jsonl", '{"v":1,"id":"Secret","crc":"00000000"}\n')),
        ("a line set aside", _set_aside),
        ("a lost line", lambda home: _without(home / "journal.jsonl", 3)),
        ("its end gone", lambda home: _cut(home / "journal.jsonl", 3)),
        ("a later kind", lambda home: _line(home, {"v": 1, "kind": "dream", "n": 14, "text": "Secret"})),
        ("a later version", lambda home: _line(home, {"v": 2, "kind": "dose", "n": 14, "slot": "Secret"})),
        ("a field that does not fit", lambda home: _line(home, {"v": 1, "kind": "dose", "n": 14, "slot": "Secret!"})),
    ],
)
def test_what_is_wrong_with_the_files_counts_the_same(
    rich_home: Path, name: str, spoil: Callable[[Path], object]
) -> None:
    """Today's answer depends on the files' health, which the anonymous home shares; none of their bytes leaves."""
    spoil(rich_home)
    real = open_home(rich_home, NOW)
    with anonymous_home(real, NOW, START, START, BACK) as found:
        told = "\n".join(path.read_text().lower() for path in found.home.path.iterdir())
        *_, last = walk(found.home.history, load_catalog(), found.home.today, found.home.health)
    *_, expected = walk(real.history, load_catalog(), real.today, real.health)
    assert real.today + BACK == found.home.today
    assert _acted_on(expected.decision) == _acted_on(last.decision)
    assert "secret" not in told + repr(found.home.faults).lower()


def _acted_on(decision: Decision) -> tuple[object, ...]:
    return answer(decision)[1:6]


def _append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def _cut(path: Path, lines: int) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-lines]))


def _without(path: Path, place: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:place] + lines[place + 1 :]))


def _line(home: Path, fields: dict[str, object]) -> None:
    device = open_home(home, NOW).journal.entries[-1].device
    head = {"id": "01SECRET", "at": "2026-11-22T08:00:00.000+00:00", "device": device, "day": "2026-11-21", "mg": 5}
    with (home / "journal.jsonl").open("ab") as file:
        file.write(line_of({**head, **fields}))


def test_a_shift_is_whole_weeks_of_one_to_twenty_years() -> None:
    """It is drawn anew for each export, so that two exports cannot be laid side by side."""
    drawn = [drawn_shift() for _ in range(50)]
    assert all(timedelta(weeks=-1040) <= one <= timedelta(weeks=-52) and not one.days % 7 for one in drawn)
    assert len(set(drawn)) > 10


def test_hours_of_two_time_zones_keep_their_order() -> None:
    """Where the clock on the wall would put two devices' entries the other way round, one offset is used for all."""
    profile, plan = begun(PLANS["sleep"]).entries()
    east = plan._replace(id="8", device="phone", n=1, at=datetime.fromisoformat("2026-11-21T09:00:00+09:00"))
    west = plan._replace(id="9", n=3, at=datetime.fromisoformat("2026-11-20T23:00:00-02:00"))
    told = [(one.device, one.n) for one in ranked(hidden((profile, plan, west, east), BACK, START))]
    assert [("device-1", 0), ("device-1", 1), ("device-2", 1), ("device-1", 3)] == told
