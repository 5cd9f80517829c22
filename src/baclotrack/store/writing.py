"""Write to the journal: a line is acknowledged only when it is on the disk and reads back as it was meant.

Beside `append`, the files of a home are written whole by `write_text`, which is offered here too.
"""

import json
import os
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from baclotrack.errors import BaclotrackError
from baclotrack.store import JOURNAL, PROFILE
from baclotrack.store.checkpoint import last_given, nothing_lost, read_checkpoint, verified
from baclotrack.store.checkpoint_build import keep_mark, renew
from baclotrack.store.checkpoint_resume import at_hand
from baclotrack.store.device import device_of
from baclotrack.store.entries import KINDS, decode
from baclotrack.store.files import append_bytes, locked, make_home, reason, write_bytes, write_text
from baclotrack.store.journal import UNFIT, VERSION, intact, plain_number, read_bytes, split, why
from baclotrack.store.line_bytes import MARK, intact_within
from baclotrack.store.plain_file import in_its_place, read_plain

__all__ = ["Draft", "Receipt", "append", "device_of", "make_home", "write_bytes", "write_text"]

CHANCE_BYTES = 10
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TIME_BITS, RANDOM_BITS = 48, 80
ID_CHARACTERS = 26
COUNTED = re.compile(rb'"device":"([^"]*)","n":([0-9]{1,10})[,}]')
ABOUT_THE_PROFILE = (b'"kind":"profile"', b'"kind":"retract"')


class Draft(NamedTuple):
    """An entry before it is recorded; a field that is None is left out, and so is a day that its kind does not have."""

    kind: str
    fields: Mapping[str, object]
    day: date | None = None


class Receipt(NamedTuple):
    """Proof that an entry is on the disk."""

    id: str
    kind: str
    n: int
    at: datetime
    day: date | None = None


def append(
    home: Path, drafts: Sequence[Draft], now: datetime, *, chance: Callable[[int], bytes] = os.urandom
) -> tuple[Receipt, ...]:
    """Record entries, all of them or none, and return a receipt for each.

    A profile.toml that is in order and was changed since it was last recorded is recorded first, without a receipt.

    Args:
        home: the folder; it is made if it is not there.
        drafts: what to record; none at all records a changed profile only.
        now: the time of the call, by the clock on the wall, with its offset.
        chance: gives the bytes that make ids unlike any other; examples that must not change bring their own.

    Raises:
        BaclotrackError: `bad-entry` when a field does not fit, `locked` when another process keeps the home, and
            `not-recorded` when the machine refuses. Nothing is then recorded.
    """
    moment = now if now.tzinfo is not None else now.astimezone()
    device = device_of(home)
    try:
        make_home(home)
        with locked(home):
            path = home / JOURNAL
            checkpoint = read_checkpoint(home)
            data = read_plain(path) if path.exists() else b""
            index = verified(checkpoint, data)
            first = _changed_profile(home, at_hand(index, data), drafts)
            every = [*first, *drafts]
            last = max(_last_n(data, device, index), last_given(checkpoint.mark, device))
            ids = new_ids(moment, chance(CHANCE_BYTES), len(every))
            receipts, lines = _written(every, ids, moment, (device, last))
            if not lines:
                return ()
            added = (b"\n" if data and not data.endswith(b"\n") else b"") + b"".join(lines)
            append_bytes(path, added, len(data))
            with nothing_lost():
                keep_mark(home, checkpoint, data, added, (device, receipts[-1].n), new=len(lines))
        with nothing_lost():
            renew(home, checkpoint, index, data + added, moment.date())
        return tuple(receipts[len(first) :])
    except OSError as error:
        other = in_its_place(home / JOURNAL)
        message = (
            f"Not recorded: {home / JOURNAL} could not be written: {reason(error)}. What was recorded before is"
            " unchanged. Check the folder and the free space, then run the same command again."
        )
        if other:
            message = (
                f"Not recorded: {other} stands in the place of {home / JOURNAL}. Move it away, put your journal back"
                " there, then run the same command again. To see all that is wrong, run: baclotrack doctor"
            )
        raise BaclotrackError(message, slug="not-recorded", exit_code=1) from error


def _written(
    drafts: Sequence[Draft], ids: Sequence[str], moment: datetime, counted: tuple[str, int]
) -> tuple[list[Receipt], list[bytes]]:
    """Return the receipts and the lines of drafts, counted on from what the device has."""
    device, last = counted
    receipts = [
        Receipt(identity, draft.kind, last + place, moment, draft.day)
        for place, (draft, identity) in enumerate(zip(drafts, ids, strict=True), start=1)
    ]
    return receipts, [_line(draft, receipt, device) for draft, receipt in zip(drafts, receipts, strict=True)]


def _line(draft: Draft, receipt: Receipt, device: str) -> bytes:
    """Return the line of a draft, after reading it as it will be read.

    Raises:
        BaclotrackError: when it would not be read back.
    """
    dated = draft.day is not None and draft.kind in KINDS and "day" in KINDS[draft.kind].names
    head = {
        "v": VERSION,
        "id": receipt.id,
        "at": receipt.at.isoformat(timespec="milliseconds"),
        "kind": draft.kind,
        **({"day": draft.day} if dated else {}),
        "device": device,
        "n": receipt.n,
    }
    fields = {name: value for name, value in draft.fields.items() if value is not None}
    if fields.keys() & {*head, "crc"}:
        raise ValueError(min(fields.keys() & {*head, "crc"}))
    try:
        line = line_of({**head, **fields})
        read = json.loads(line, parse_float=Decimal)
        del read["crc"]
        decode(read)
    except UNFIT as error:
        message = f"Not recorded: {why(error)}. Nothing was changed. Correct it, then run the command again."
        raise BaclotrackError(message, slug="bad-entry") from error
    return line


def _last_n(data: bytes, device: str, index: Mapping[str, Any] | None) -> int:
    """Return the last number that this device gave to an entry that can be read; the index tells its own part."""
    last = index["devices"].get(device, (None, None, 0))[2] if index else 0
    for line in split(data[index["bytes"] :] if index else data):
        if MARK not in line:
            continue
        whole = intact(line)
        for body in [whole] if whole is not None else [one for _, one in intact_within(line)]:
            found = COUNTED.search(body + b"}")
            if found is not None and found[1] == device.encode():
                last = max(last, int(found[2]))
    return last


def _changed_profile(home: Path, data: bytes, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the profile as an entry, where profile.toml is in order and not yet recorded as it is."""
    try:
        text = read_plain(home / PROFILE).decode()
    except (OSError, UnicodeDecodeError):
        return []
    if any(draft.kind == "profile" and draft.fields.get("toml") == text for draft in drafts):
        return []
    kept, taken_back = ABOUT_THE_PROFILE
    recorded = b"\n".join([line for line in split(data) if kept in line or taken_back in line])
    if read_bytes(recorded).profile_text == text:
        return []
    from baclotrack.store.profile_file import parse_profile

    try:
        file = parse_profile(text)
    except BaclotrackError:
        return []  # the recorded profile stays in force, and every command says why
    return [Draft("profile", {"profile": file.mapping, "toml": text})]


def line_of(entry: Mapping[str, object]) -> bytes:
    """Return the whole line of an entry, its checksum and the line feed included."""
    body = encode(entry).encode("utf-8", "backslashreplace")[:-1]
    return b'%s,"crc":"%08x"}\n' % (body, zlib.crc32(body))


def encode(value: object) -> str:
    """Return a value as compact JSON; numbers are written exactly, without an exponent.

    Raises:
        TypeError: when the value has no JSON form, which is a bug.
        UnfitError: when a number is not finite.
    """
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, datetime | date | time):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        return (
            "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{encode(one)}" for name, one in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ",".join(encode(one) for one in value) + "]"
    raise TypeError(type(value).__name__)


def new_ids(moment: datetime, chance: bytes, count: int) -> list[str]:
    """Return ids that sort by time and then by their order: 26 characters, time first, then chance.

    Args:
        moment: when the entries are recorded.
        chance: ten bytes that nobody else has.
        count: how many are needed.
    """
    milliseconds = int(moment.timestamp() * 1000) & ((1 << TIME_BITS) - 1)
    first = int.from_bytes(chance, "big") >> 1  # room to count upward without touching the time
    return [_crockford((milliseconds << RANDOM_BITS) + first + place) for place in range(count)]


def _crockford(number: int) -> str:
    """Return a number in base 32, 26 characters."""
    digits = []
    for _ in range(ID_CHARACTERS):
        number, digit = divmod(number, len(CROCKFORD))
        digits.append(CROCKFORD[digit])
    return "".join(reversed(digits))
