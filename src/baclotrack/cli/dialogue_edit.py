"""`baclotrack log --edit`: a day's check-in as a small text in the person's own editor.

The text is a private temporary file, deleted afterwards. What is saved is written as `log` writes it: the same checks,
the old entry kept, and a red flag that cannot leave this way.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from baclotrack.cli.answers import Answers, Told, understand
from baclotrack.cli.call import complain, is_terminal
from baclotrack.cli.checkin import planned, recorded, walk_to
from baclotrack.cli.names import catalogue_names, known
from baclotrack.core.fold import Walked
from baclotrack.core.plan import Plan
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.store.journal import own_measures
from baclotrack.store.toml_lines import line_map, line_of
from baclotrack.store.toml_safe import StrangeError, load
from baclotrack.wording import GRADES, day_words, number

COMMENT_WIDTH = 76
LONGEST_EXPONENT = 20
HEADING = """\
# Check-in for {day}. Save and close to record it.
# Left as it is, or emptied: nothing is recorded. Ctrl-C here does the same.
# A line that begins with # tells nothing: take the # away to tell it.
# What you take out is taken back, but a red flag stays: baclotrack instruct
"""
FIELDS: Mapping[str, str] = {
    "doses": "mg for each slot; 0 is missed",
    "measures": "true or false, a number, or a time like 22:30",
    "effects": "none, mild, moderate or severe; {} is asked and none",
    "red_flags": "emergency signs",
    "drinks": "alcoholic drinks",
    "sedatives": "other sedating medicines; [] is asked and none",
    "note": "free text",
}
"""The fields of the text with what they take, in order."""

Names = Callable[[str], list[str]]


class Page(NamedTuple):
    """What the editor shows, and what was in force when it was made."""

    text: str
    flags: tuple[str, ...]
    seen: Walked


def edited(home: Home, day: date) -> tuple[Told, Walked] | None:
    """Open the check-in of a day in the editor and return what it then tells; None where nothing is to be recorded.

    Raises:
        BaclotrackError: when there is no editor, when it fails, or when the text cannot be read and is given up.
    """
    editor = _editor()
    page = page_of(home, day)
    path = _private_file(page.text)
    keep = False
    try:
        while True:
            _run(editor, path)
            text = path.read_text(encoding="utf-8", errors="backslashreplace")
            if text == page.text or not _told_lines(text):
                return None
            try:
                return told_of(text, home, page.flags), page.seen
            except BaclotrackError as error:
                complain(f"baclotrack: {error.message}")
                keep = not _again()
                if keep:
                    message = f"Nothing was recorded. Your text is kept in {path}"
                    raise BaclotrackError(message, slug="edit-given-up") from error
    finally:
        if not keep:
            path.unlink(missing_ok=True)


def _told_lines(text: str) -> list[str]:
    """Return the lines that are neither empty nor a comment."""
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _editor() -> list[str]:
    """Return the words of the person's editor.

    Raises:
        BaclotrackError: when none is set.
    """
    told = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(told, posix=os.name != "nt")
    except ValueError:
        words = []
    if not words:
        message = "No editor is set. Name yours, for example: EDITOR=nano baclotrack log --edit"
        raise BaclotrackError(message, slug="no-editor")
    return words


def _private_file(text: str) -> Path:
    """Return a new temporary file with the text, for nobody else to read."""
    handle, name = tempfile.mkstemp(prefix="baclotrack-", suffix=".toml")  # made with rights for its owner alone
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return Path(name)


def _run(editor: list[str], path: Path) -> None:
    """Let the person edit the file.

    Raises:
        BaclotrackError: when the editor cannot be started, or says that it failed.
    """
    try:
        code = subprocess.call([*editor, str(path)])  # noqa: S603 - the person's own editor, named by themselves
    except OSError as error:
        message = f"The editor {editor[0]!r} cannot be started ({error.strerror}), so nothing was recorded. Set EDITOR."
        raise BaclotrackError(message, slug="no-editor", exit_code=1) from error
    if code:
        message = f"The editor {editor[0]!r} ended with code {code}, so nothing was recorded."
        raise BaclotrackError(message, slug="editor-failed", exit_code=1)


def _again() -> bool:
    """Ask whether to edit again; without a terminal nobody can."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        return False
    from baclotrack.cli.dialogue import yes

    try:
        return yes("Edit again?", default=True)
    except (EOFError, KeyboardInterrupt):
        complain("")
        return False  # what was written is kept all the same


# --- from the record to the text ---------------------------------------------------------------------


def page_of(home: Home, day: date) -> Page:
    """Return the text for a day: what is recorded stands as it is, the rest as comments to take the # from."""
    catalog, catalogue = load_catalog(), load_catalogue_json()
    fields = recorded(home, day, catalog).fields
    seen = walk_to(home, day, catalog)
    flags = fields.get("red_flags") or []
    examples = _examples(home.plan, seen)
    names = {
        "measures": [*catalogue_names(catalogue, "measures"), *own_measures(home.journal)],
        "effects": catalogue_names(catalogue, "effects"),
        "red_flags": catalogue_names(catalogue, "red_flags"),
    }
    lines = [HEADING.format(day=day_words(day))]
    for field, what in FIELDS.items():
        told = field in fields and fields[field] is not None and (field != "red_flags" or bool(flags))
        value = fields[field] if told else examples[field]
        lines.append(f"# {field}: {what}")
        lines += wrap(" ".join(names.get(field, [])), COMMENT_WIDTH, initial_indent="#   ", subsequent_indent="#   ")
        lines += [f"{'' if told else '# '}{field} = {_toml(value, field)}", ""]
    text = "\n".join(lines).encode("utf-8", "backslashreplace").decode()
    return Page(text, tuple(str(one) for one in flags) if isinstance(flags, list) else (), seen)


def _examples(plan: Plan | None, seen: Walked) -> Mapping[str, object]:
    """Return a value for each field that is not recorded, to show its form; doses are what the plan said."""
    said = dict(planned(seen) or ())
    slots = [slot.name for slot in plan.slots] if plan else []
    targets = {one.measure: one.want if one.want is not None else Decimal(0) for one in plan.targets} if plan else {}
    return {
        "doses": {slot: said.get(slot, Decimal(0)) for slot in slots},
        "measures": targets or {"sleep_hours": Decimal("7.5")},
        "effects": {},
        "red_flags": [],
        "drinks": Decimal(0),
        "sedatives": [],
        "note": "",
    }


def _toml(value: object, field: str = "") -> str:
    """Return a value as TOML on one line; the grades of effects as words."""
    if isinstance(value, Mapping):
        inner = (
            f"{name} = {_toml(GRADES[one] if field == 'effects' and isinstance(one, int) else one)}"
            for name, one in value.items()
        )
        return "{ " + ", ".join(inner) + " }" if value else "{}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return number(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    from json import dumps

    return dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")  # a JSON text is a TOML text, but for this


# --- from the text to what it tells ------------------------------------------------------------------


def told_of(text: str, home: Home, flags: tuple[str, ...]) -> Told:
    """Return what an edited text tells: the whole check-in, each field checked as the options of `log` are.

    Args:
        text: the TOML text.
        home: the record, for the slots and measures of the plan.
        flags: the red flags that stood there already.

    Raises:
        BaclotrackError: with the line and the reason.
    """
    try:
        raw = load(text.replace("\r\n", "\n"))
    except StrangeError as error:
        from baclotrack.store.problems import field_name

        message = f"Line {line_of(line_map(text), error.where) or 1}: {field_name(error.where)}: {error}"
        raise BaclotrackError(message, slug="bad-edit") from None
    except ValueError as error:
        message = f"The text is not TOML: {' '.join(str(error).split())}"
        raise BaclotrackError(message, slug="bad-edit") from None
    lines = line_map(text)
    told = Told(whole=True, zeros=True)
    for field, value in raw.items():
        try:
            part = _field(known(field, FIELDS, "The text", "field"), value, home)
        except BaclotrackError as error:
            raise BaclotrackError(f"Line {lines.get((field,), 1)}: {error.message}", slug="bad-edit") from None
        told = told._replace(**part)
    return told._replace(red_flags=tuple(name for name in told.red_flags if name not in flags))


def _field(field: str, value: object, home: Home) -> dict[str, Any]:
    """Return the part of a check-in that one field of the text tells."""
    answers = Answers()._replace(**{_OPTION[field]: _texts(field, value)})  # type: ignore[arg-type]  # none is a flag
    slots = tuple(slot.name for slot in home.plan.slots) if home.plan else ()
    told = understand(answers, load_catalogue_json(), slots, own_measures(home.journal))
    if field == "effects":
        return {"effects": told.effects or {}}
    if field == "sedatives":
        return {"sedatives": told.sedatives or ()}
    return {field: getattr(told, field)}


_OPTION = {
    "doses": "dose",
    "measures": "measure",
    "effects": "effect",
    "red_flags": "red_flag",
    "drinks": "drinks",
    "sedatives": "sedative",
    "note": "note",
}


def _texts(field: str, value: object) -> list[str]:
    """Return a field's value as the words of its option.

    Raises:
        BaclotrackError: when it has another shape.
    """
    if field in {"doses", "measures", "effects"}:
        if not isinstance(value, Mapping):
            raise BaclotrackError(f"{field} is a table, like {{ name = value }}.", slug="bad-edit")
        return [f"{name}={_word(one)}" for name, one in value.items()]
    if field in {"red_flags", "sedatives"}:
        if not isinstance(value, list):
            raise BaclotrackError(f'{field} is a list, like ["name"].', slug="bad-edit")
        return [_word(one) for one in value]
    return [_word(value)] if value != "" else []


def _word(value: object) -> str:
    """Return one value as an option has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return number(value) if isinstance(value, Decimal | int) and _is_plain(value) else str(value)


def _is_plain(value: Decimal | int) -> bool:
    """Return whether a number can be written out; TOML has `nan`, `inf` and exponents of any length."""
    plain = Decimal(value)
    return plain.is_finite() and abs(plain.adjusted()) < LONGEST_EXPONENT
