"""Opening a home: what it holds, what is wrong with its files, and how little is loaded for it."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from baclotrack.core.plan import Profile
from baclotrack.core.record import Checkin, History
from baclotrack.core.values import Contact, Health, Interaction
from baclotrack.store import Home, home_path, load_catalog, load_catalogue_json, open_home
from baclotrack.store.journal import Journal
from baclotrack.store.writing import Draft, append
from tests.store.samples import FIVE, NIGHT, NOW, PLAN, PLAN_DRAFT, PROFILE, checkin, fill, head, sealed

DAY = timedelta(days=1)


def write(home: Path, name: str, text: str | bytes) -> None:
    """Write one of the home's files."""
    (home / name).write_bytes(text if isinstance(text, bytes) else text.encode())


# --- where it is -----------------------------------------------------------------------------------


def test_the_home_is_the_option_else_the_environment_else_the_platforms_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment is read at the call."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    default = home_path(None)
    monkeypatch.setenv("BACLOTRACK_HOME", "/from/environment")
    assert (Path("/an/option"), Path("/from/environment")) == (home_path("/an/option"), home_path())
    assert ("baclotrack", True) == (default.name, default.is_relative_to(tmp_path))
    assert tmp_path / "x" == home_path("~/x")


def test_a_home_that_is_not_there_is_empty_and_is_not_made(home: Path) -> None:
    """Reading makes nothing; a missing home is no fault."""
    expected = Home(
        home, Journal(), History({}, ()), Health(plan_file="missing"), (), None, Profile(), date(2026, 11, 22)
    )
    assert expected == open_home(home, NOW)
    assert not home.exists()


def test_a_file_in_the_place_of_the_home_is_a_fault(tmp_path: Path) -> None:
    """What cannot be looked into is told, not raised."""
    (tmp_path / "home").write_text("x")
    health = open_home(tmp_path / "home", NOW).health
    assert (1, "journal.jsonl cannot be read: Not a directory") == (health.faults, health.first_fault)


# --- what it holds ---------------------------------------------------------------------------------


def test_a_home_holds_its_plan_its_profile_and_its_days(home: Path) -> None:
    """The record is arranged, and plan and profile in force are at hand."""
    fill(home, FIVE)
    opened = open_home(home, NOW)
    assert {NIGHT, NIGHT + DAY} == set(opened.history.days)
    assert (Health(), ()) == (opened.health, opened.faults)
    assert opened.plan is not None
    assert (PLAN.value.rungs, 1980, NOW.date()) == (opened.plan.rungs, opened.profile.born, opened.today)


@pytest.mark.parametrize(
    ("starts", "now", "today"),
    [
        ("", datetime(2026, 11, 22, 4, 59, tzinfo=UTC), date(2026, 11, 21)),
        ("", datetime(2026, 11, 22, 5, 0, tzinfo=UTC), date(2026, 11, 22)),
        ("day_starts_at = 04:00:00\n", datetime(2026, 11, 22, 4, 59, tzinfo=UTC), date(2026, 11, 22)),
        ('day_starts_at = "14:00"\n', datetime(2026, 11, 22, 13, 59, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_today_is_the_journal_day_of_the_profile(home: Path, starts: str, now: datetime, today: date) -> None:
    """The day begins at 05:00 unless the profile says otherwise, recorded or not."""
    home.mkdir()
    write(home, "profile.toml", f"format = 1\n{starts}")
    assert today == open_home(home, now).today
    append(home, [checkin()], now)
    assert today == open_home(home, now).today


def test_an_edit_of_the_profile_counts_at_once(home: Path) -> None:
    """Before it is recorded it is in force from today on; the days before keep the recorded one."""
    fill(home, FIVE)
    write(home, "profile.toml", PROFILE.replace("splits = 2", "splits = 4"))
    opened = open_home(home, NOW + DAY)
    profiles = [(event.day, event.what.splits) for event in opened.history.events if isinstance(event.what, Profile)]
    assert (4, "") == (opened.profile.splits, opened.profile_fault)
    assert [(NOW.date(), 2), (NOW.date() + DAY, 4)] == profiles
    assert Health() == opened.health


def test_a_profile_that_does_not_fit_is_a_fault_and_the_recorded_one_stays(home: Path) -> None:
    """The person is told the line; nothing is guessed from the rest of the file."""
    fill(home, FIVE)
    write(home, "profile.toml", PROFILE.replace("splits = 2", "splits = 3"))
    opened = open_home(home, NOW)
    expected = "profile.toml line 11, tablets.splits: '3' is not known. Write 1, 2 or 4."
    assert (2, expected) == (opened.profile.splits, opened.profile_fault)
    assert (1, expected.rstrip(".")) == (opened.health.faults, opened.health.first_fault)
    assert [(11, "profile", expected)] == [(one.line, one.slug, one.text) for one in opened.faults]


@pytest.mark.parametrize("data", [b"\xff", b"born = "])
def test_a_profile_that_is_no_text_or_no_toml_is_a_fault(home: Path, data: bytes) -> None:
    """Whatever is in the file, opening the home does not raise."""
    fill(home, FIVE)
    write(home, "profile.toml", data)
    opened = open_home(home, NOW)
    assert (1980, 1) == (opened.profile.born, opened.health.faults)


def test_a_missing_profile_file_leaves_the_recorded_one(home: Path) -> None:
    """Losing the file loses nothing that was recorded."""
    fill(home, FIVE)
    (home / "profile.toml").unlink()
    opened = open_home(home, NOW)
    assert (1980, Health()) == (opened.profile.born, opened.health)


# --- what is wrong ---------------------------------------------------------------------------------


def test_the_first_fault_is_told_with_its_place(home: Path) -> None:
    """Damaged lines come before the gaps that they leave; the sentence stands without its full stop."""
    fill(home, FIVE)
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"bedtime":5', b'"bedtime":6') + b"more\n")
    health = open_home(home, NOW).health
    expected = "journal.jsonl line 3: its checksum does not match, so it was changed or damaged"
    assert (3, expected) == (health.faults, health.first_fault)


@pytest.mark.parametrize(
    ("change", "state", "why"),
    [
        (lambda text: text, "same", ""),
        (lambda text: "# a comment\n" + text, "same", ""),
        (lambda text: text.replace("\n", "\r\n"), "same", ""),
        (lambda text: "\ufeff" + text, "same", ""),
        (lambda text: text.replace("= [[5], ", "= [ [5.0],\n  "), "same", ""),
        (lambda text: text.replace("[20]]", "[25]]"), "differs", ""),
        (lambda text: text + "\n[gapp]\n", "differs", ""),
        (lambda text: "=" + text, "unreadable", "Invalid statement (at line 1, column 1)"),
        (lambda text: text.replace("Baclofen", "\0"), "unreadable", "Illegal character '\\x00' (at line 4, column 10)"),
        (lambda _: b"\xff", "unreadable", "it holds bytes that are no text"),
    ],
)
def test_the_plan_file_is_held_against_the_adopted_plan(home: Path, change: object, state: str, why: str) -> None:
    """Comments, line ends and spacing make no difference; every number does."""
    fill(home, FIVE)
    assert callable(change)
    write(home, "plan.toml", change(PLAN.text))
    health = open_home(home, NOW).health
    assert (state, why) == (health.plan_file, health.plan_fault)


def test_a_plan_file_that_is_gone_or_a_folder_is_told(home: Path) -> None:
    """The adopted plan stays in the journal."""
    fill(home, FIVE)
    (home / "plan.toml").unlink()
    assert "missing" == open_home(home, NOW).health.plan_file
    (home / "plan.toml").mkdir()
    health = open_home(home, NOW).health
    assert ("unreadable", "Is a directory") == (health.plan_file, health.plan_fault)


def test_a_plan_file_before_any_adoption_differs(home: Path) -> None:
    """A plan that nobody adopted is never in force."""
    home.mkdir()
    write(home, "plan.toml", PLAN.text)
    opened = open_home(home, NOW)
    assert (None, "differs") == (opened.plan, opened.health.plan_file)


def test_the_plan_adopted_last_is_the_plan(home: Path) -> None:
    """A new adoption replaces the old plan; one that is taken back brings the old one back."""
    fill(home, FIVE)
    slower = {**PLAN.plan, "ladder": {**PLAN.plan["ladder"], "hold_days": 3}}
    second = append(home, [Draft("plan", {"plan": slower, "toml": "hold_days = 3"})], NOW)[0]
    assert 3 == getattr(open_home(home, NOW).plan, "hold_days", None)
    append(home, [Draft("retract", {"target": second.id})], NOW)
    opened = open_home(home, NOW)
    assert (1, "same") == (getattr(opened.plan, "hold_days", None), opened.health.plan_file)


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ([checkin(day=NOW.date())], ""),
        ([checkin(day=NOW.date() + DAY)], "2026-11-23"),
        ([checkin(day=NOW.date() + 9 * DAY), checkin(day=NOW.date() + 2 * DAY)], "2026-11-24"),
        ([Draft("appointment", {"on": NOW.date() + 30 * DAY, "text": "visit"}, NOW.date() + 30 * DAY)], ""),
        ([Draft("instruction", {"action": "hold", "until": NOW.date() + 9 * DAY}, NOW.date())], ""),
    ],
)
def test_an_entry_from_the_future_is_told(home: Path, drafts: list[Draft], expected: str) -> None:
    """A day after today says that the clock moved back; a visit to come does not."""
    fill(home, drafts)
    assert expected == open_home(home, NOW).health.future_day


def test_an_entry_recorded_after_now_is_from_the_future_too(home: Path) -> None:
    """What concerns no day is dated by when it was recorded; what was taken back does not count."""
    fill(home, [])
    later = append(home, [Draft("question", {"text": "?"})], NOW + 2 * DAY)[0]
    assert "2026-11-24" == open_home(home, NOW).health.future_day
    append(home, [Draft("retract", {"target": later.id})], NOW)
    assert "" == open_home(home, NOW).health.future_day


def test_kinds_of_a_later_version_are_told(home: Path) -> None:
    """They are named, and are no fault."""
    home.mkdir()
    write(home, "journal.jsonl", sealed(head(1, kind="mood")))
    assert Health(later_kinds=("mood",), plan_file="missing") == open_home(home, NOW).health


# --- how little is loaded --------------------------------------------------------------------------


def loaded(program: str, home: Path) -> set[str]:
    """Return the modules that a program has loaded at its end."""
    program += "\nprint(' '.join(sys.modules))"
    arguments = [sys.executable, "-S", "-c", program, str(home)]
    path = ":".join(one for one in sys.path if one)
    done = subprocess.run(arguments, capture_output=True, check=True, encoding="utf-8", env={"PYTHONPATH": path})
    return set(done.stdout.split())


OPENING = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from baclotrack.store import home_path, load_catalog, open_home
home = open_home(home_path(sys.argv[1]), datetime(2026, 11, 22, 8, tzinfo=timezone.utc))
assert home.plan is not None and home.profile.born == 1980 and load_catalog().refusals
"""
RECORDING = (
    OPENING
    + """
from baclotrack.store.writing import Draft, append
append(home.path, [Draft("checkin", {"effects": {}}, home.today)], datetime(2026, 11, 22, 8, tzinfo=timezone.utc))
"""
)
HEAVY = {"pydantic", "pydantic_core", "tomllib", "tomlkit", "tomli_w", "platformdirs", "asyncio", "typer", "rich"}


@pytest.mark.parametrize("program", [OPENING, RECORDING], ids=["opening", "recording"])
def test_the_daily_path_loads_nothing_heavy(home: Path, program: str) -> None:
    """Opening a home and recording in it need no TOML parser and no models."""
    fill(home, FIVE)
    modules = loaded(program, home)
    assert set() == HEAVY & modules
    assert {"baclotrack.store", "baclotrack.store.journal", "baclotrack.store.entries"} <= modules


# --- the catalogue ---------------------------------------------------------------------------------


def test_the_catalogue_becomes_the_rows_that_the_gates_look_up() -> None:
    """Refusals and gating conditions are apart, medicines are found by every name, IX-13 knows kidney disease."""
    catalog = load_catalog()
    assert {"dialysis", "baclofen-allergy"} == set(catalog.refusals)
    assert (Contact.TODAY, Contact.MENTION) == (catalog.gating["pregnancy"], catalog.gating["epilepsy"])
    assert set() == catalog.refusals & set(catalog.gating)
    assert Interaction("opioid", "major") == catalog.interactions["morphine"]
    assert Interaction("other", "moderate", major_with_kidney_disease=True) == catalog.interactions["ibuprofen"]
    assert "major" == catalog.severity("Ibuprofen", kidney_disease=True)


def test_the_withdrawal_signs_are_those_of_the_contract() -> None:
    """Eight mild signs, by name."""
    expected = "anxiety agitation insomnia sweating fast-heartbeat tremor itch increased-spasms"
    assert set(expected.split()) == set(load_catalog().withdrawal_signs)


def test_every_name_of_the_catalogue_can_stand_in_a_journal() -> None:
    """Names that the program offers fit the journal's own form."""
    rows = load_catalogue_json()
    effects = {row["name"]: 1 for row in rows["effects"]}
    flags = [row["name"] for row in rows["red_flags"]]
    draft = Draft("checkin", {"effects": effects, "red_flags": flags}, NIGHT)
    from baclotrack.store.journal import read_bytes
    from tests.store.samples import journal_bytes

    what = read_bytes(journal_bytes([draft])).entries[0].what
    assert Checkin(effects=effects, red_flags=tuple(flags)) == what


def test_a_moment_without_offset_is_local_time(home: Path) -> None:
    """Opening a home with a naive time does not raise, even where profile.toml is not recorded yet."""
    home.mkdir()
    write(home, "profile.toml", PROFILE)
    append(home, [PLAN_DRAFT], NOW)
    write(home, "profile.toml", PROFILE.replace("1980", "1981"))
    assert 1981 == open_home(home, datetime(2026, 11, 22, 8)).profile.born
    assert (time(5), Decimal(10)) == (Profile().day_starts_at, open_home(home, NOW).profile.tablets[0])
