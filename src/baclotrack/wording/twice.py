"""A day that two devices told differently, with the one command that settles it; and a number given twice."""

from datetime import date

from baclotrack.wording.words import day_words

GIVEN_TWICE = (
    "Device {device} gave number {n} to two entries: an older copy was put back, or two machines have this name."
    " No entry is lost by that. If they are two machines, give one of them another name: BACLOTRACK_DEVICE"
)
TOLD_TWICE = "{day} was told differently on two devices. To say which is right: baclotrack amend {iso}"


def told_twice_line(day: date) -> str:
    """Return the sentence for one day."""
    return TOLD_TWICE.format(day=day_words(day), iso=day.isoformat())


def given_twice_line(device: str, n: int) -> str:
    """Return the sentence for a device that counted from one number on twice."""
    return GIVEN_TWICE.format(device=device, n=n)
