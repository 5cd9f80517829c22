"""The withdrawal checklist of a taper: one question of the check-in while it runs, and for 14 days after its end."""

from collections.abc import Mapping
from typing import Any

from baclotrack.cli.dialogue import NO, ask_until, items
from baclotrack.cli.names import grade_of, known


def signs_of(catalogue: Mapping[str, Any]) -> list[str]:
    """Return the mild withdrawal signs, in the order of the catalogue (reference 5c)."""
    return [str(row["name"]) for row in catalogue["effects"] if row["withdrawal_sign"]]


def ask_signs(catalogue: Mapping[str, Any], effects: Mapping[str, int]) -> dict[str, int]:
    """Ask for the withdrawal signs that were not told yet; what is not there is recorded as asked and none.

    So a sign that was not asked never reads as none: it is absent, and one that was asked has grade 0.

    Args:
        catalogue: the program's names.
        effects: what was told of this day already, with grades.
    """
    names = [name for name in signs_of(catalogue) if name not in effects]
    if not names:
        return dict(effects)
    items(names)

    def understand(text: str) -> dict[str, int | None]:
        if text.lower() in NO or text in {"", "0"}:
            return {}
        marked: dict[str, int | None] = {}
        for word in text.replace(",", " ").split():
            name, equals, grade = word.partition("=")
            marked[_choice(name, names)] = grade_of(grade, "The grade") if equals else None
        return marked

    marked: dict[str, int | None] = ask_until("Taper: any of these? [Enter = none, or numbers or names]", understand)
    found = dict.fromkeys(names, 0)
    for name, grade in marked.items():
        found[name] = grade if grade is not None else ask_until(f"  {name}: 1 mild, 2 moderate, 3 severe? [1]", _grade)
    return {**effects, **found}


def _choice(word: str, names: list[str]) -> str:
    """Return the name for a number of the list, or the name itself."""
    if word.isascii() and word.isdecimal() and 1 <= int(word[:3]) <= len(names):
        return names[int(word) - 1]
    return known(word, names, "Withdrawal sign", "number of the list and no withdrawal sign")


def _grade(text: str) -> int:
    """Return the grade that was typed; Enter is mild."""
    return grade_of(text or "1", "The grade")
