"""Write the page of hazards from docs/hazards.toml, and check that each mitigation has tests that exist.

``--check`` writes nothing. Either way the exit code is 1, with every fault named, where a hazard of the first list is
missing, an id stands twice, a mitigation has no test, a test is not there or never runs, a place of the program is not
there, or the page is not what would be written.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from baclotrack.cli.program import COMMANDS
from baclotrack.wording.warned import WARNINGS
from tools.hazard_log import HIGHEST, SOURCE, Hazard, Log, Mitigation, read_log
from tools.written_tests import look_up

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src") / "baclotrack"
PAGE = Path("docs") / "explanation" / "hazards.md"
NOTICE = "<!-- Written by `make docs` from docs/hazards.toml: change that file, not this page. -->"

LEVELS = ((8, "high"), (6, "middle"), (0, "low"))
"""From which sum of severity and probability a risk is called so (D)."""
# --- checking --------------------------------------------------------------------------------------


def is_there(root: Path, place: str) -> bool:
    """Return whether a place exists: `gate gap`, `command plan new`, `warning once`, `module PATH`, `data FILE`."""
    kind, _, name = place.partition(" ")
    match kind:
        case "gate":
            return (root / PACKAGE / "core" / "gates" / f"{name.replace('-', '_')}.py").is_file()
        case "command":
            return name.partition(" ")[0] in COMMANDS
        case "warning":
            return name in WARNINGS
        case "module":
            return name.endswith(".py") and (root / PACKAGE / name).is_file()
        case "data":
            return (root / PACKAGE / "data" / name).is_file()
        case _:
            return False


def problems(log: Log, root: Path) -> Iterator[str]:
    """Yield everything that is wrong with the log, one sentence each."""
    ids = Counter(one.id for one in log.hazards)
    yield from (f"{one} is in the first list and has no entry." for one in log.required if one not in ids)
    yield from (f"{one} stands {count} times." for one, count in ids.items() if count > 1)
    for scale, steps in (("severity", log.severity), ("probability", log.probability)):
        if len(steps) != HIGHEST:
            yield f"The scale of {scale} has {len(steps)} steps and not {HIGHEST}."
    for one in log.hazards:
        if one.after > one.before:
            yield f"{one.id}: the probability is higher after the mitigations than before."
        if not one.mitigations:
            yield f"{one.id} has no mitigation."
        for place, mitigation in enumerate(one.mitigations, 1):
            yield from (f"{one.id}, mitigation {place}: {why}" for why in _wrong_with(mitigation, root))


def _wrong_with(mitigation: Mitigation, root: Path) -> Iterator[str]:
    """Yield what is wrong with one mitigation."""
    if not mitigation.tests:
        yield "it has no test."
    if not mitigation.where:
        yield "it names no place in the program."
    yield from (f"{one} is no place in the program." for one in mitigation.where if not is_there(root, one))
    yield from (f"{one} stands twice." for one, count in Counter(mitigation.tests).items() if count > 1)
    yield from (f"{one} {why}." for one in mitigation.tests if (why := look_up(root, one).never))


# --- writing ---------------------------------------------------------------------------------------


def level(severity: int, probability: int) -> str:
    """Return what a risk is called."""
    return next(word for least, word in LEVELS if severity + probability >= least)


def render(log: Log, root: Path) -> str:
    """Return the page."""
    first = [one for one in log.hazards if one.id in log.required]
    found = [one for one in log.hazards if one.id not in log.required]
    parts = [
        f"# Hazards\n\n{NOTICE}\n\n{log.intro}",
        f"## How it is judged\n\n{_scales(log)}",
        f"## All at one look\n\n{_table(log)}",
        "## Hazards of the first list",
        *(_section(one, log, root) for one in first),
        "## Hazards found on the way",
        *(_section(one, log, root) for one in found),
    ]
    return "\n\n".join(parts) + "\n"


def _scales(log: Log) -> str:
    """Return both scales as tables, and how a risk is named."""
    lines = [log.judged]
    for title, steps in (("severity", log.severity), ("probability", log.probability)):
        lines += ["", f"| {title} | word | means |", "|---|---|---|"]
        lines += [f"| {number} | {one.word} | {one.means} |" for number, one in enumerate(steps, 1)]
    high, middle = LEVELS[0][0], LEVELS[1][0]
    lines += [
        "",
        f"Severity and probability are added: from {high} on the risk is high, from {middle} on middle, else low.",
    ]
    return "\n".join(lines)


def _table(log: Log) -> str:
    """Return one row for each hazard."""
    lines = ["| id | hazard | severity | probability before, after | risk before, after |", "|---|---|---|---|---|"]
    for one in log.hazards:
        risks = f"{level(one.severity, one.before)}, {level(one.severity, one.after)}"
        lines.append(f"| {one.id} | {one.name} | {one.severity} | {one.before}, {one.after} | {risks} |")
    high = [f"{one.id}, {one.name}" for one in log.hazards if level(one.severity, one.after) == "high"]
    return "\n".join([*lines, "", f"The risk stays high for: {'; '.join(high) or 'none'}."])


def _section(one: Hazard, log: Log, root: Path) -> str:
    """Return all that is told of one hazard."""
    severity = log.severity[one.severity - 1].word
    before, after = log.probability[one.before - 1].word, log.probability[one.after - 1].word
    judged = (
        f"severity {one.severity} ({severity}); probability {one.before} ({before}) before, {one.after} ({after}) after"
    )
    parts = [
        f"### {one.id}: {one.name}",
        f"**Cause.** {one.cause}",
        f"**Harm.** {one.harm}",
        f"**Judged.** {judged[0].upper()}{judged[1:]}.",
        "**Against it.**",
        "\n".join(f"{place}. {_told(mitigation)}" for place, mitigation in enumerate(one.mitigations, 1)),
        *([f"**Decided otherwise than first proposed.** {one.differs}"] if one.differs else []),
        f"**What is left.** {one.left}",
        "**Tests, by the numbers above.**",
        "\n".join(f"- {place}: {_tested(mitigation, root)}" for place, mitigation in enumerate(one.mitigations, 1)),
    ]
    return "\n\n".join(parts)


def _told(mitigation: Mitigation) -> str:
    """Return one mitigation with its places in the program."""
    return f"{mitigation.does}\n   ({', '.join(_place(one) for one in mitigation.where)})"


def _tested(mitigation: Mitigation, root: Path) -> str:
    """Return the tests of one mitigation."""
    return ", ".join(f"`{one}`{' (long run)' if look_up(root, one).long else ''}" for one in mitigation.tests)


def _place(place: str) -> str:
    """Return a place as it is shown; a gate leads to its rule."""
    kind, _, name = place.partition(" ")
    return f"gate [{name}](../reference/rules.md#{name})" if kind == "gate" else f"{kind} `{name}`"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Check, and write the page unless only checking; the exit code says how it went."""
    parser = argparse.ArgumentParser(description="Write docs/explanation/hazards.md from docs/hazards.toml.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when something is wrong or stale")
    check: bool = parser.parse_args(arguments).check
    try:
        log = read_log(root)
        wrong = list(problems(log, root))
    except (OSError, ValueError) as fault:
        wrong = [f"{SOURCE.as_posix()} cannot be used: {fault}."]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    page, text = root / PAGE, render(log, root)
    if not check:
        page.write_text(text, encoding="utf-8")
    elif not page.is_file() or page.read_text(encoding="utf-8") != text:
        print(f"{PAGE.as_posix()} is not up to date: run make docs.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
