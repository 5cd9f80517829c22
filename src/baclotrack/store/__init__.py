"""Files to core values: where the home is, what it holds, and the catalogue that ships with the program.

`open_home` is on the path of every daily command: a TOML file is parsed and checked only where its text differs from
the text that the journal recorded last.
"""

import json
import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.core.days import DAY_STARTS_AT, journal_day
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import Entry, History, arrange, ranked, retracted
from baclotrack.core.values import Catalog, Contact, Health, Interaction
from baclotrack.store.checkpoint import read_checkpoint, verified, with_cut
from baclotrack.store.checkpoint_resume import Resumed, resume
from baclotrack.store.faults import number_of
from baclotrack.store.journal import FILE as JOURNAL
from baclotrack.store.journal import Fault, Journal, content, read, read_bytes
from baclotrack.store.plain_file import read_plain

__all__ = [
    "JOURNAL",
    "PLAN",
    "PROFILE",
    "Fault",
    "Home",
    "Journal",
    "home_path",
    "load_catalog",
    "load_catalogue_json",
    "open_home",
    "read",
]

PLAN, PROFILE = "plan.toml", "profile.toml"
DATA = Path(__file__).parent.parent / "data"
MOST_KINDS = 20
LONGEST_TEXT = 50_000
"""Bytes of plan.toml or profile.toml that are looked at; what is longer is refused, with its reason."""


class AtHand(NamedTuple):
    """The entries of a journal that need not be read whole: all that tell of a day from `since` on."""

    since: date
    entries: Sequence[Entry]


class Home(NamedTuple):
    """Everything a home holds, read once: the journal, what is wrong with the files, and what is in force now.

    `profile_fault` is empty where profile.toml is in order; where it is not, the recorded profile stays in force.
    """

    path: Path
    journal: Journal
    history: History
    health: Health
    faults: tuple[Fault, ...]
    plan: Plan | None
    profile: Profile
    today: date
    profile_fault: str = ""
    at_hand: AtHand | None = None

    def told_since(self, day: date) -> Sequence[Entry]:
        """Return every entry that tells of a day or a later one, and whatever it refers to; perhaps older ones too."""
        found = self.at_hand
        return found.entries if found is not None and day >= found.since else self.journal.entries


class _ProfileFile(NamedTuple):
    """What profile.toml adds to the recorded profile: nothing, a newer profile, or a fault."""

    newer: Profile | None = None
    fault: Fault | None = None


def home_path(option: str | None = None) -> Path:
    """Return where the journal is: the option, else BACLOTRACK_HOME, else the platform's folder for a person's data."""
    chosen = option or os.environ.get("BACLOTRACK_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_dir

    return Path(user_data_dir("baclotrack", appauthor=False))


def open_home(path: Path, now: datetime, *, daily: bool = False) -> Home:
    """Read a home; a missing one is empty.

    Args:
        path: the folder.
        now: the time of the call, by the clock on the wall, with its offset.
        daily: the checkpoint may be used, so that the older days are read only where somebody looks at them. What is
            found in the home is the same.
    """
    now = now if now.tzinfo is not None else now.astimezone()
    checkpoint = read_checkpoint(path)
    data = content(path / JOURNAL)
    if isinstance(data, Fault):
        return _home(path, now, Journal(faults=(data,)))
    index = verified(checkpoint, data) if daily else None
    found = resume(index, data)
    journal = with_cut(found.journal if found else read_bytes(data), checkpoint.mark, data, path)
    return _home(path, now, journal, found, lambda more: resume(index, data, more))


def _home(
    path: Path,
    now: datetime,
    journal: Journal,
    found: Resumed | None = None,
    again: Callable[[tuple[Entry, ...]], Resumed | None] = lambda _: None,
) -> Home:
    """Return a home whose journal was read.

    Args:
        path: the folder.
        now: the time of the call.
        journal: the journal.
        found: the same, where it was opened from its checkpoint.
        again: opens it so once more, with entries that are not in it.
    """
    file = _profile_file(path / PROFILE, journal.profile_text)
    more: tuple[Entry, ...] = ()
    if file.newer is not None:
        more = (Entry(PROFILE, now, PROFILE, 1, journal_day(now, file.newer.day_starts_at), file.newer),)
        found = again(more) if found is not None else None
    history = found.history if found is not None else arrange((*journal.entries, *more))
    plans = [event.what for event in history.events if isinstance(event.what, Plan)]
    profiles = [(event.day, event.what) for event in history.events if isinstance(event.what, Profile)]
    today = journal_day(now, profiles[-1][1].day_starts_at if profiles else DAY_STARTS_AT)
    in_force = [profile for day, profile in profiles if day <= today] or [profile for _, profile in profiles[:1]]
    faults = (*journal.faults, *([file.fault] if file.fault else []))
    state, why = _plan_file(path / PLAN, journal.plan_text)
    home = Home(
        path=path,
        journal=journal,
        history=history,
        health=Health(),
        faults=faults,
        plan=plans[-1] if plans else None,
        profile=in_force[-1] if in_force else Profile(),
        today=today,
        profile_fault=file.fault.text if file.fault else "",
        at_hand=AtHand(found.since, found.at_hand) if found is not None else None,
    )
    health = Health(
        faults=number_of(faults),
        first_fault=faults[0].text.rstrip(".") if faults else "",
        later_kinds=_few(journal.later_kinds),
        future_day=_future_day(home.told_since(today), today),
        plan_file=state,
        plan_fault=why,
    )
    return home._replace(health=health)


def _few(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of kinds that this version does not know; of very many the first, and how many more."""
    return kinds if len(kinds) <= MOST_KINDS else (*kinds[:MOST_KINDS], f"{len(kinds) - MOST_KINDS} more")


def _future_day(entries: Sequence[Entry], today: date) -> str:
    """Return the first day after today that an entry is dated, as ISO, or nothing; entries taken back do not count."""
    later = [entry for entry in entries if entry.day > today]
    if not later:
        return ""
    gone = retracted(ranked(entries))
    return min((entry.day.isoformat() for entry in later if entry.id not in gone), default="")


def _profile_file(path: Path, recorded: str | None) -> _ProfileFile:
    """Return what profile.toml says beyond the profile recorded last; a missing file says nothing."""
    try:
        if _beginning(path).decode() == recorded:
            return _ProfileFile()
    except (FileNotFoundError, NotADirectoryError):
        return _ProfileFile()
    except (OSError, UnicodeDecodeError):
        pass  # told below, with its reason
    from baclotrack.store.problems import FileProblemsError
    from baclotrack.store.profile_file import read_profile

    try:
        return _ProfileFile(newer=read_profile(path).profile)
    except FileProblemsError as error:
        first = error.problems[0]
        return _ProfileFile(fault=Fault(first.line, "profile", first.sentence()))


def _plan_file(path: Path, recorded: str | None) -> tuple[str, str]:
    """Return how plan.toml stands to the plan adopted last: same, differs, missing, or unreadable with the reason.

    Comments and spacing alone make no difference.
    """
    try:
        data = _beginning(path)
        text = data.decode() if len(data) <= LONGEST_TEXT else ""
    except (FileNotFoundError, NotADirectoryError):
        return "missing", ""
    except OSError as error:
        return "unreadable", str(error.strerror)
    except UnicodeDecodeError:
        return "unreadable", "it holds bytes that are no text"
    if len(data) > LONGEST_TEXT:
        return "unreadable", f"it has more than {LONGEST_TEXT} bytes"
    if text == recorded:
        return "same", ""
    from baclotrack.store.toml_safe import load

    try:
        same = load(text) == load(recorded or "")
    except ValueError as error:
        return "unreadable", " ".join(str(error).split())
    return ("same" if recorded is not None and same else "differs"), ""


def _beginning(path: Path) -> bytes:
    """Return the bytes of a file that a person wrote, no more of them than such a file can need.

    Raises:
        OSError: when it cannot be read.
    """
    return read_plain(path, LONGEST_TEXT + 1)


def load_catalogue_json() -> dict[str, Any]:
    """Return the catalogue as it ships: names, words, prompts, limits and their sources."""
    found: dict[str, Any] = json.loads((DATA / "catalogue.json").read_bytes())
    return found


def load_catalog() -> Catalog:
    """Return the rows of the catalogue that the gates look up."""
    rows = load_catalogue_json()
    interactions: dict[str, Interaction] = {}
    for row in rows["interactions"]:
        found = Interaction(row["kind"], row["severity"], "kidney-disease" in row["major_with"])
        interactions.update(dict.fromkeys(row["names"], found))
    return Catalog(
        withdrawal_signs=frozenset(row["name"] for row in rows["effects"] if row["withdrawal_sign"]),
        refusals=frozenset(row["name"] for row in rows["conditions"] if row["gate"] == "refuse"),
        gating={row["name"]: Contact(row["contact"]) for row in rows["conditions"] if row["gate"] == "acknowledge"},
        interactions=interactions,
    )
