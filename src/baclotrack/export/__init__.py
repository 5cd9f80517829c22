"""One room for what leaves the home: each format is one module with `render(job) -> bytes`, and computes nothing."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from baclotrack.errors import BaclotrackError
from baclotrack.export.job import Job, Options

__all__ = ["ENDINGS", "FORMATS", "Format", "Job", "Options", "renderer"]


class Format(NamedTuple):
    """A format: its module in this room, how its files end, and what it is.

    `whole` is true where it holds the whole journal, notes included, whatever range was asked for; `text` where a
    person can read it as it is.
    """

    module: str
    ending: str
    what: str
    whole: bool = False
    text: bool = True


FORMATS: dict[str, Format] = {
    "md": Format("md", ".md", "the appointment page, as plain text"),
    "html": Format("html", ".html", "the appointment page, for a browser and a printer"),
    "pdf": Format("pdf", ".pdf", "the appointment page, as PDF", text=False),
    "csv": Format("csv_", ".zip", "tables for a spreadsheet", text=False),
    "json": Format("json_", ".json", "the summary and the whole journal", whole=True),
    "fhir": Format("fhir", ".fhir.json", "a FHIR R4 bundle for health records"),
    "ics": Format("ics", ".ics", "a calendar of dose times, dates and appointments"),
}

ENDINGS: dict[str, str] = {
    ".fhir.json": "fhir",
    ".markdown": "md",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".csv": "csv",
    ".zip": "csv",
    ".json": "json",
    ".ics": "ics",
}
"""Which format a file's name asks for; the longest ending that fits counts."""


def renderer(name: str) -> Callable[[Job], bytes]:
    """Return the function that renders a format.

    Raises:
        BaclotrackError: when this build of the program has no such renderer.
    """
    module = f"baclotrack.export.{FORMATS[name].module}"
    try:
        found: Callable[[Job], bytes] = import_module(module).render
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        message = f"--format {name} is not part of this version. Choose another one: md, html."
        raise BaclotrackError(message, slug="no-renderer", exit_code=1) from None
    return found
