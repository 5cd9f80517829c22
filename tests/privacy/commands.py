"""One example of every command, on a home that they make; a new command must be added here to be let in."""

from collections.abc import Callable
from pathlib import Path

EVENING = "2026-11-24T21:30"

START = (
    *("init", "--template", "sleep-bedtime", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
    *("--tablet", "10", "--splits", "2", "--born", "1980", "--yes"),
)
"""Begins a home; at the evening of 20 November 2026."""
BEGUN = "2026-11-20T18:00"


def writing(note: str) -> tuple[tuple[str, ...], ...]:
    """Return the commands that record, with a note wherever one may stand."""
    night = ("--not-improved", "--lay-awake", "--no-effects", "--drinks", "0")
    return (
        ("log", "--day", "2026-11-20", "--as-planned", *night, "--note", note),
        ("log", "--day", "2026-11-21", "--dose", "10", *night, "--note", note),
        ("log", "--day", "2026-11-21", "--effect", "drowsiness=mild"),
        ("log", "--day", "2026-11-22", "--dose", "10", *night, "--note", note),
        ("amend", "2026-11-22", "--note", f"{note} again"),
        ("take", "10", "--day", "2026-11-23"),
        ("ask", note),
        ("visit", "add", "2026-12-05", note),
        ("med", "add", "cetirizine"),
        ("supply", "add", "28", "--strength", "10"),
        ("instruct", "hold", "--until", "2026-11-26", "--by", "Dr A. Example", "--note", note),
        ("undo", "--reason", note),
        ("instruct", "resume", "--note", note),
    )


READING: tuple[tuple[str, ...], ...] = (
    ("next",),
    ("next", "--explain"),
    ("next", "--json"),
    ("next", "--ahead", "3"),
    ("history",),
    ("history", "--json"),
    ("decisions", "--since", "-4"),
    ("trend", "--days", "5"),
    ("trend", "--days", "5", "--json"),
    ("checklist",),
    ("checklist", "--urgent"),
    ("supply",),
    ("med",),
    ("visit",),
    ("ask",),
    ("card",),
    ("plan", "show"),
    ("plan", "ladder"),
    ("taper",),
    ("simulate", "--days", "3"),
    ("rules",),
    ("doctor",),
    ("schema",),
)

LEAVING: tuple[tuple[str, ...], ...] = (
    ("export", "--format", "md", "--notes", "--out", "-"),
    ("export", "--format", "html", "--notes", "--out", "-"),
    ("export", "--format", "json", "--notes", "--out", "-"),
    ("export", "--format", "fhir", "--notes", "--out", "-"),
    ("export", "--format", "ics", "--notes", "--out", "-"),
    ("export", "--format", "csv", "--table", "notes", "--notes", "--out", "-"),
)

"""What leaves the machine, printed; it is the same whatever the terminal."""

ELSEWHERE: tuple[tuple[str, ...], ...] = (("demo",), ("merge", "JOURNAL"), ("import", "JOURNAL"))
"""Commands that need another file, or make a home of their own; JOURNAL stands for the home's own."""


def spelled(words: tuple[str, ...]) -> str:
    """Name a row of a table by the words that are typed."""
    return " ".join(words)


def begin(call: Callable[..., object], home: Path, note: str) -> None:
    """Make a home with a note in everything that takes one."""
    call(*START, home=home, now=BEGUN)
    for words in writing(note):
        call(*words, home=home, now=EVENING)
