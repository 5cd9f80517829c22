"""The journal of a home, written for other programs that keep journals or ledgers, to measure them on an equal one.

Each gets what it is made for: jrnl a diary entry for every entry, hledger and ledger a transaction. They are run where
they are found on PATH, each with the command that shows the newest state.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from baclotrack.core.record import Checkin, Entry, Intake
from baclotrack.store.journal import read

LARGE = 10_000
"""Only journals from this size on; for smaller ones nobody needs to compare."""


class Other(NamedTuple):
    """A command of another program: its name in the table, its words, and what it needs set."""

    name: str
    words: list[str]
    env: Mapping[str, str]


def others(homes: Mapping[int, Path], scratch: Path) -> Iterator[Other]:
    """Yield the commands of the other programs that are there, on journals equal to those of the homes."""
    for size, home in homes.items():
        if size < LARGE:
            continue
        entries = read(home / "journal.jsonl").entries
        if shutil.which("jrnl"):
            yield from _jrnl(entries, scratch / f"jrnl-{size}", size)
        for program in ("hledger", "ledger"):
            if shutil.which(program):
                path = scratch / f"{size}.{program}"
                path.write_text(_ledger(entries), encoding="utf-8")
                yield Other(f"{program} balance, {size}", [program, "-f", str(path), "balance"], {})


def _jrnl(entries: Sequence[Entry], folder: Path, size: int) -> Iterator[Other]:
    """Yield jrnl's commands: the newest entry shown, and one added."""
    folder.mkdir()
    diary = folder / "diary.txt"
    diary.write_text("\n".join(f"[{one.at:%Y-%m-%d %H:%M}] {_words(one)}\n" for one in entries), encoding="utf-8")
    config = folder / "jrnl.yaml"
    config.write_text(
        f"journals:\n  default:\n    journal: {diary}\nversion: v4.2\nencrypt: false\nhighlight: false\n"
        "timeformat: '%Y-%m-%d %H:%M'\ntagsymbols: '@'\ndefault_hour: 9\ndefault_minute: 0\nindent_character: '|'\n"
        "linewrap: 79\neditor: ''\ntemplate: false\ncolors:\n  body: none\n  date: none\n  tags: none\n  title: none\n",
        encoding="utf-8",
    )
    words = ["jrnl", "--config-file", str(config)]
    yield Other(f"jrnl -n 1, {size}", [*words, "-n", "1"], {})
    yield Other(f"jrnl add, {size}", [*words, "today: slept well."], {})


def _words(entry: Entry) -> str:
    """Return an entry as a line of a diary."""
    what = entry.what
    if isinstance(what, Checkin):
        told = (dict(what.doses or {}), dict(what.measures), dict(what.effects or {}))
        return f"Check-in {entry.day}. {told} {what.note}"
    return f"Dose {what.mg} mg {what.slot}." if isinstance(what, Intake) else "Adopted."


def _ledger(entries: Sequence[Entry]) -> str:
    """Return entries as transactions: tablets out of the box, or a check-in's answers as amounts of nothing."""
    lines = []
    for entry in sorted(entries, key=lambda one: one.day):
        what = entry.what
        mg = what.mg if isinstance(what, Intake) else 0
        lines += [
            f"{entry.day:%Y-%m-%d} * {_words(entry)[:60].replace(';', ',')}",
            f"    taken:bedtime  {mg} mg",
            "    box",
            "",
        ]
    return "\n".join(lines)
