"""Names for things that leave: the same entry has the same name in every export, so that reading twice adds nothing."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from baclotrack.core.entries import Entry, ranked

NAMESPACE = UUID("6c0a8c0e-6d1f-5b0b-9a57-0f3a1b1f7d52")
"""Ours alone: names made under it cannot meet those of another program."""
NOBODY = "no-entry"


def record_key(entries: Sequence[Entry]) -> str:
    """Return what tells this record from every other: the id of the first entry ever recorded."""
    return ranked(entries)[0].id if entries else NOBODY


def name_of(key: str, *parts: object) -> str:
    """Return a UUID made of the record's key and of what the thing is; asked again it is the same."""
    return str(uuid5(NAMESPACE, "/".join([key, *(str(one) for one in parts)])))
