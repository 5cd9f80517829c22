"""Signs of an emergency in what is told: help comes first, whatever else happens."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from baclotrack.cli.answers import Told
from baclotrack.cli.call import say
from baclotrack.cli.next_ import emergency_lines
from baclotrack.cli.together import walk_to
from baclotrack.core.pump import spasms_came_back
from baclotrack.core.record import Checkin
from baclotrack.core.state import baseline, counted
from baclotrack.core.values import SEVERE
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog


@contextmanager
def help_comes_first(flags: Sequence[str]) -> Iterator[None]:
    """Print the emergency text after an entry with such signs is written, and also where it could not be."""
    try:
        yield
    except BaclotrackError as error:
        if flags:
            _say_emergency(flags)
            error.exit_code = 4  # help comes first, whether or not the disk could take the entry
        raise
    if flags:
        _say_emergency(flags)


def pump_may_have_failed(home: Home, told: Told) -> bool:
    """Return whether more spasms than usual are told by somebody whose plan keeps the record of a pump (RF-09)."""
    plan, profile = home.plan, home.profile
    if plan is None or plan.mode != "record_only" or (plan.pump is None and not profile.has("pump")):
        return False
    usual = baseline(profile, walk_to(home, home.today, load_catalog()).state)
    return spasms_came_back(counted(told.effects, usual))


def signs(told: Told, before: Checkin | None) -> list[str]:
    """Return the emergency signs that are told now; a severe confusion is one.

    Where the whole entry is told, a confusion that stood there as severe before is no new one.
    """
    severe = (told.effects or {}).get("confusion", 0) >= SEVERE
    if told.whole and before is not None and (before.effects or {}).get("confusion", 0) >= SEVERE:
        severe = False
    return [*told.red_flags, *(["severe-confusion"] if severe else [])]


def _say_emergency(flags: Sequence[str]) -> None:
    """Print the emergency text, before anything else."""
    for line in emergency_lines(tuple(flags)):
        say(line)
    say()
