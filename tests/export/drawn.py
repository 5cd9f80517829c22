"""The words of an export without what is drawn or reckoned anew each time: such letters may spell any short word."""

import re
from datetime import date, timedelta

import pytest

FOLD = "\r\n "
"""Where a calendar folds a line of more than 75 octets: a word, or an identity, goes on behind it."""
DRAWN = re.compile(
    r"""
    (?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])  # an identity of a calendar, or of FHIR
    | (?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{26}(?![0-9A-Z])                     # the id of an entry
    | (?<=crc":")[0-9a-f]{8}(?=") | (?<=crc\\":\\")[0-9a-f]{8}(?=\\")      # its checksum, quoted again within JSON
    | (?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])                               # the hash of a file
    """,
    re.VERBOSE,
)


def in_words(text: str) -> str:
    """Return a file's text, unfolded, without identities and checksums."""
    return DRAWN.sub("", text.replace(FOLD, ""))


def spelt(first: date, last: date) -> list[str]:
    """Return these days as a file may write them: 2026-11-05, 20261105 and 5 Nov 2026."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [spelling for one in days for spelling in (f"{one}", f"{one:%Y%m%d}", f"{one.day} {one:%b %Y}")]


def move(monkeypatch: pytest.MonkeyPatch, weeks: int) -> None:
    """Move the days of anonymous exports back by so many weeks: a shift drawn by chance may end in any year."""
    monkeypatch.setattr("baclotrack.export.anonymous.drawn_shift", lambda: -timedelta(weeks=weeks))


TRUE_DAYS = spelt(date(2026, 9, 1), date(2027, 12, 31))
"""Every day that the journals of these tests name, from the first told to the last to come."""
SHIFTS = [52, 1040]
"""The ends of what may be drawn, in weeks. Moved by one year only, a day to come lies in the year of the first days."""


def true_days(text: str, weeks: int) -> list[str]:
    """Return which of the true days a text tells, and of their years where no moved day lies in one of them."""
    years = re.findall(r"(?<![0-9a-zA-Z])202[67]", text) if weeks > min(SHIFTS) else []
    return [day for day in TRUE_DAYS if day in text] + years
