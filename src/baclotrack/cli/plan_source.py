"""Where a plan's text comes from: the adopted one, a template that comes with the program, a file, or stdin."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from baclotrack.cli.names import shown
from baclotrack.errors import BaclotrackError
from baclotrack.store import Home
from baclotrack.store.plain_file import read_plain
from baclotrack.store.toml_safe import MOST_BYTES

if TYPE_CHECKING:
    from baclotrack.store.plan_file import PlanFile


class Template(NamedTuple):
    """A plan that comes with the program: for whom it is, and what the directions must say before it is offered."""

    name: str
    title: str
    summary: str
    directions: str
    text: str
    question: str = ""
    otherwise: str = ""
    field: str = ""
    otherwise_template: str = ""
    otherwise_value: Any = None
    fill_in: bool = False

    def careful(self) -> "Template":
        """Return what stands instead where the directions do not say what this template needs."""
        if self.otherwise_template:
            return template(self.otherwise_template)
        if not self.field:
            return self
        import tomlkit

        document = tomlkit.parse(self.text)
        section, _, key = self.field.partition(".")
        document[section][key] = self.otherwise_value
        return self._replace(text=tomlkit.dumps(document), question="")


class Source(NamedTuple):
    """A plan's text, and what it is called in sentences."""

    name: str
    text: str


def there(path: Path) -> bool:
    """Return whether a path is there; one that may not be looked at counts as absent, and reading it tells why."""
    try:
        return path.exists()
    except OSError:
        return False


def template(name: str) -> Template:
    """Return a template by its name."""
    import tomllib

    from baclotrack.store.plan_file import template_text

    text = template_text(name)
    told = tomllib.loads(text)
    about = told.get("template", {})
    needs = about.get("needs_confirmation", {})
    return Template(
        name=name,
        title=told["title"],
        summary=about.get("summary", ""),
        directions=about.get("directions", ""),
        text=text,
        question=needs.get("question", ""),
        otherwise=needs.get("otherwise", ""),
        field=needs.get("field", ""),
        otherwise_template=needs.get("otherwise_template", ""),
        otherwise_value=needs.get("otherwise_value"),
        fill_in=bool(about.get("fill_in")),
    )


def template_names() -> list[str]:
    """Return the names of the templates that come with the program."""
    from baclotrack.store import plan_file

    return list(plan_file.templates())


def templates() -> list[Template]:
    """Return every template that comes with the program."""
    return [template(name) for name in template_names()]


def review_day(directed_on: date) -> date:
    """Return when the review is due unless stated: 90 days after the directions."""
    from baclotrack.store.entries import REVIEW_AFTER

    return directed_on + REVIEW_AFTER


def source(home: Home, word: str | None) -> Source:
    """Return the plan that a word names: the adopted one where there is none, a template, a file, or - for stdin.

    Raises:
        BaclotrackError: when there is no such plan, or it cannot be read.
    """
    if word is None:
        before = adopted(home)
        if before is None:
            from baclotrack.cli.lost import first_command, lost, plan_lost

            fault = lost(home)
            if fault is not None:
                raise plan_lost(home, fault)
            first = first_command(home)
            message = f"No plan is adopted yet. {first}. Or name a template: baclotrack plan list"
            raise BaclotrackError(message, slug="no-plan")
        return before
    if word in template_names():
        return Source(f"the template {word}", template(word).text)
    return file_source(word)


def adopted(home: Home) -> Source | None:
    """Return the adopted plan's text as it was recorded, or None where no plan is adopted."""
    if home.journal.plan_text is None:
        return None
    return Source("the adopted plan", home.journal.plan_text)


def parsed(found: Source) -> "PlanFile":
    """Return a plan's text as data and as a value.

    Raises:
        BaclotrackError: when it is no plan; each problem with its line and field.
    """
    from baclotrack.store.plan_file import read_plan

    return read_plan(found.text, found.name)


def file_source(word: str, called: str = "") -> Source:
    """Return the text of a file, or of stdin for a single hyphen.

    Args:
        word: the file.
        called: the name of a file of the home, which is never waited for; none for a word that somebody typed.

    Raises:
        BaclotrackError: when it cannot be read, is too long, or is no text.
    """
    own, called = bool(called), called or ("standard input" if word == "-" else shown(word))
    try:
        data = read_plain(Path(word), MOST_BYTES + 1) if own else _bytes(word)
    except FileNotFoundError:
        raise _nothing_there(word) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        message = f"{called} cannot be read: {why}. Name a plan file that you may read."
        raise BaclotrackError(message, slug="unreadable-file") from None
    if len(data) > MOST_BYTES:
        message = f"{called} has more than {MOST_BYTES} bytes, which no plan needs. Name a plan file."
        raise BaclotrackError(message, slug="too-long")
    try:
        return Source(called, data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{called} line {line}: these bytes are no UTF-8 text. Save the file as UTF-8 and run it again."
        raise BaclotrackError(message, slug="not-text") from None


def _bytes(word: str) -> bytes:
    """Return the bytes of a file or of stdin, no more than one over the most."""
    if word == "-":
        return sys.stdin.read(MOST_BYTES + 1).encode("utf-8", "surrogateescape")
    with Path(word).expanduser().open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _nothing_there(word: str) -> BaclotrackError:
    """Return the error for a word that is neither a template nor a file, with the nearest template."""
    from difflib import get_close_matches

    near = get_close_matches(word[:60].lower(), template_names(), n=1, cutoff=0.5)
    hint = f"Did you mean the template {near[0]}?" if near else "Templates are listed by: baclotrack plan list"
    message = f"There is no plan file {shown(word)!r}, and no template of that name. {hint}"
    return BaclotrackError(message, slug="no-such-plan")
