"""The whole home as one JSON value, and back: every byte of it returns, whatever the files hold.

Each file is told line by line, each line as text; one that is no UTF-8 is told in base64. A checksum over the whole
file tells an export that was cut or edited from one that is whole.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from baclotrack.errors import BaclotrackError

SCHEMA = "baclotrack.export/1"
FAMILY = "baclotrack.export/"
BEGINS = re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"schema"\s*:\s*"baclotrack\.export/')
"""How an export begins as this program writes it; one that was cut is told by that."""

UNFIT = (KeyError, TypeError, ValueError, AttributeError)
"""What reading an export of another shape may raise."""

AGAIN = "Take another copy, or make the export anew on the device that it came from. Nothing was changed."


class Exported(NamedTuple):
    """A home as an export holds it; a file that was not there is None."""

    journal: bytes
    plan: bytes | None
    profile: bytes | None
    made_at: str


def looks_exported(data: bytes) -> bool:
    """Return whether bytes begin as an export does, whole or cut."""
    if BEGINS.match(data):
        return True
    try:
        told = json.loads(data.decode("utf-8-sig"))  # one whose names stand in another order; a journal ends this soon
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and str(told.get("schema", "")).startswith(FAMILY)


def packed(journal: bytes | None, plan: bytes | None, profile: bytes | None) -> dict[str, Any]:
    """Return the files of a home as a JSON value.

    Args:
        journal: the bytes of the journal; None where there is none.
        plan: the bytes of plan.toml, or None.
        profile: the bytes of profile.toml, or None.
    """
    return {
        "journal": _pack_file(journal or b""),
        "plan": None if plan is None else _pack_file(plan),
        "profile": None if profile is None else _pack_file(profile),
    }


def _pack_file(data: bytes) -> dict[str, Any]:
    """Return a file line by line; the lines joined by line feeds are its bytes again."""
    return {
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "lines": [_pack(line) for line in data.split(b"\n")] if data else [],
    }


def _pack(data: bytes) -> str | dict[str, str]:
    """Return bytes as text where they are UTF-8, else in base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def unpacked(data: bytes, name: str) -> Exported:
    """Return what an export holds.

    Args:
        data: the export's bytes.
        name: what the export is called in sentences.

    Raises:
        BaclotrackError: when it was made by a later version, is damaged, or is no export.
    """
    told = _checked(data, name)
    try:
        home = told["home"]
        journal, plan, profile = (home[file] and _unpack_file(home[file]) for file in ("journal", "plan", "profile"))
        whole = {file: home[file] is None or _is_whole(home[file]) for file in ("journal", "plan", "profile")}
    except UNFIT as error:
        what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else "a part of it has another shape"
        raise _damaged(name, what) from error
    if not whole["journal"] or journal is None:
        rest = f"What can be read of it may be added line by line: baclotrack merge {name}"
        raise _damaged(name, "the journal in it does not match its checksum, so it was cut or edited", rest)
    if not all(whole.values()):
        raise _damaged(name, "plan.toml or profile.toml in it does not match its checksum, so it was cut or edited")
    return Exported(journal, plan, profile, str(told.get("made_at", "")))


def journal_in(data: bytes, name: str) -> bytes:
    """Return the journal of an export, also where its checksum does not match: each of its lines has its own.

    Raises:
        BaclotrackError: when it was made by a later version, or cannot be read.
    """
    told = _checked(data, name)
    try:
        return _unpack_file(told["home"]["journal"])
    except UNFIT as error:
        raise _damaged(name, "its journal has another shape") from error


def _checked(data: bytes, name: str) -> Mapping[str, Any]:
    """Return the JSON object of an export, of the version that this program reads."""
    if not looks_exported(data):
        message = f"{name} is no export of baclotrack. Make one with: baclotrack export --format json --out FILE"
        raise BaclotrackError(message, slug="no-export")
    told = _value(data, name)
    _check_schema(told, name)
    return told


def _value(data: bytes, name: str) -> Mapping[str, Any]:
    """Return the JSON object that the bytes hold."""
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _damaged(name, f"line {error.lineno}, column {error.colno} is not JSON") from error
    except UnicodeDecodeError as error:
        raise _damaged(name, f"it holds bytes that are no text, from byte {error.start + 1} on") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(name, "it is not the JSON of an export") from error
    return told if isinstance(told, dict) else {}


def _check_schema(told: Mapping[str, Any], name: str) -> None:
    """Refuse what is no export, or one of a later version."""
    schema = told.get("schema")
    if schema == SCHEMA:
        return
    if isinstance(schema, str) and schema.startswith(FAMILY):
        message = (
            f"{name} was exported by a later version of this program ({ascii(schema)[1:-1][:40]}; this one reads"
            f" {SCHEMA}). Update baclotrack, then run the same command again. Nothing was changed."
        )
        raise BaclotrackError(message, slug="later-export")
    raise _damaged(name, "its schema has no name")


def _unpack_file(told: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file."""
    return b"\n".join(_unpack(line) for line in told["lines"])


def _is_whole(told: Mapping[str, Any]) -> bool:
    """Return whether a file in an export is what its checksum says."""
    return bool(told["sha256"] == hashlib.sha256(_unpack_file(told)).hexdigest())


def _unpack(told: object) -> bytes:
    """Return the bytes that one packed value stands for.

    Raises:
        ValueError: when it is neither text nor base64.
    """
    if isinstance(told, str):
        return told.encode("utf-8")
    if isinstance(told, dict) and isinstance(told.get("base64"), str):
        return base64.b64decode(told["base64"], validate=True)
    raise ValueError("neither text nor base64")


def _damaged(name: str, what: str, then: str = AGAIN) -> BaclotrackError:
    """Return the error for an export that cannot be trusted."""
    return BaclotrackError(f"{name} is damaged: {what}. {then}", slug="damaged-export", exit_code=1)
