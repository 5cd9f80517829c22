"""Write the reference pages from the program itself, and run the transcripts of the other pages anew.

A block that begins with ```console is a transcript: what is typed stays, what the program answers is written anew.
A comment that begins with <!-- lived is run as well, for what has to happen before, and stays as it is.
``--check`` writes nothing and exits 1, naming the pages that are not up to date.
"""

import argparse
import ast
import io
import json
import os
import re
import shlex
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import typer

from baclotrack import cli, wording
from baclotrack.cli import program
from baclotrack.cli.rules import rule_of
from baclotrack.core.gates import AFTER_A_TAPER, BEFORE_THE_FIRST_DOSE, GATES, IN_A_TAPER, IN_RECORD_ONLY
from baclotrack.core.values import CAUTION

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "baclotrack"
LIVE = ("README.md", "docs/tutorial/*.md", "docs/how-to/*.md")
SHOWN_HOME = "~/.local/share/baclotrack"
WORLD = {"TZ": "UTC", "COLUMNS": "80", "NO_COLOR": "1", "BACLOTRACK_DEVICE": "example"}
NOTICE = "<!-- Written by `make docs` from the program itself: change the program, not this page. -->"
EXIT_CODES = (
    (0, "Done; and `next` shows a dose, or says that there is nothing to show."),
    (1, "A fault in the data or in the machine. The sentence names the file and the line."),
    (2, "Wrong use. The sentence says what would be right; nothing was written."),
    (3, "`next` shows no dose: ask the prescriber, or log first."),
    (4, "The emergency text is shown."),
    (130, "Interrupted (Ctrl-C, or the end of the input). The sentence says whether anything was recorded."),
)
GATES_INTRO = """\
A gate is one named check. All gates always run, and each allows at most one outcome.
The most careful one wins, so the order below changes no answer; it only says which gate is named first.
See also [How a decision is made](../explanation/how-a-decision-is-made.md); what the sources mean is told in
[Sources](sources.md)."""
WARNINGS_INTRO = "A warning stands beside a decision and never changes it; `next --json` names it by this id."
ERRORS_INTRO = """\
Each sentence says where, what, why, and what to do next. Words in italics stand for what was found.
The slug is a stable short name for tests and reports; it is not printed."""
WIDTH = 100
BUG = "went wrong inside the program"
FAULTS = {"Fault": (1, 2), "_fault": (1, 2), "Finding": (0, 3)}
"""What makes a fault of a file, with the places of its slug and of its sentence among the arguments."""
Rows = Iterable[Sequence[object]]


# --- running the program ---------------------------------------------------------------------------


def prepare_world() -> None:
    """Leave the person's settings behind, and live in a fixed time zone and terminal."""
    for name in [one for one in os.environ if one.startswith(("BACLOTRACK_", "_BACLOTRACK_"))]:
        del os.environ[name]
    os.environ.update(WORLD)
    time.tzset()


def run(words: Sequence[str], home: str = "", now: str = "") -> tuple[str, int]:
    """Run one command, and return all that it said and its exit code."""
    os.environ.update({"BACLOTRACK_HOME": home, "BACLOTRACK_NOW": now})
    said, stdin = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = cli.main(list(words))
    finally:
        sys.stdin = stdin
    return said.getvalue(), code


class Page:
    """One page that is lived through from top to bottom, in a home and at times of its own."""

    def __init__(self, home: Path) -> None:
        """Begin with an empty home."""
        self.home = home
        self.now = ""
        self.ids: dict[str, str] = {}

    def replay(self, text: str) -> str:
        """Return the page with the answers of every transcript written anew."""
        return re.sub(r"^(```console|<!-- lived)\n(.*?)^(```|-->)$", self._block, text, flags=re.MULTILINE | re.DOTALL)

    def _block(self, found: re.Match[str]) -> str:
        """Return one block; of a transcript what stays is what a person types, and the remarks between."""
        groups: list[list[str]] = [[]]
        for line in re.findall(r"^(?:\$ (?:.*\\\n)*.*|# .*)$", found[2], re.MULTILINE):
            if line.startswith("# exit code"):
                continue
            if any(before.startswith("$") for before in groups[-1]):
                groups.append([])
            groups[-1] += [line, *self._lived(line)]
        if found[1] != "```console":
            return found[0]
        return "```console\n" + "\n\n".join("\n".join(group) for group in groups) + "\n```"

    def _lived(self, line: str) -> list[str]:
        """Do what one line says, and return what the program answers."""
        if when := re.match(r"# (\d{4}-\d\d-\d\d) (\d\d:\d\d)", line):
            self.now = f"{when[1]}T{when[2]}"
        elif edit := re.match(r"# in (\S+), (.+) becomes (.+)", line):
            path = self.home / edit[1]
            before = path.read_text(encoding="utf-8")
            if edit[2] not in before:
                raise ValueError(f"{line}: there is nothing to change")
            path.write_text(before.replace(edit[2], edit[3], 1), encoding="utf-8")
        if not line.startswith("$"):
            return []
        _, *words = shlex.split(line[2:].replace("\\\n", " "))
        said, code = run(words, str(self.home), self.now)
        if BUG in said:
            raise ValueError(f"{line}: {said.strip()}")
        said = re.sub(r"\b[0-9A-HJKMNP-TV-Z]{26}\b", self._same_id, said).replace(str(self.home), SHOWN_HOME)
        said = re.sub(r'(?<="crc":")[0-9a-f]{8}(?=")', "c0ffee00", said)  # it hangs on the id
        folded = [
            part for line in said.rstrip().splitlines() for part in wrap(line, WIDTH, subsequent_indent="    ") or [""]
        ]
        return [*folded, *([f"# exit code {code}"] if code else [])]

    def _same_id(self, found: re.Match[str]) -> str:
        """Return an id whose part that is left to chance is the same at every run."""
        return self.ids.setdefault(found[0], f"{found[0][:10]}{len(self.ids) + 1:016d}")


def transcripts() -> dict[str, str]:
    """Return every page that holds a transcript, lived through anew."""
    pages = {}
    for path in sorted(path for pattern in LIVE for path in ROOT.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        with tempfile.TemporaryDirectory() as folder:
            try:
                pages[name] = Page(Path(folder) / "home").replay(text)
            except (OSError, ValueError) as fault:
                raise SystemExit(f"{name} cannot be lived through: {fault}") from fault
    return pages


# --- pieces of pages -------------------------------------------------------------------------------


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n\n".join([f"# {title}", NOTICE, *(part for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def listed(names: Iterable[str]) -> str:
    """Return names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names) or "none"


def blank(template: str) -> str:
    """Return a sentence with its places shown: {days:day} is told as _days_ day(s)."""
    own = {"", "raw", "measure", "missed", "met", "grade", "mg", "tablet"}

    def place(found: re.Match[str]) -> str:
        name, _, unit = found[1].partition(":")
        after = " mg" if unit == "mg" else "" if unit in own else f" {unit}(s)"
        return f"_{name}_{after}"

    return re.sub(r"\{([a-z_:. ]+)\}", place, template)


# --- reference pages -------------------------------------------------------------------------------


def commands() -> str:
    """Return the page of every command's help, in the order of the program's own list."""
    app = typer.Typer()
    app.callback()(lambda: None)
    for module, _ in program.COMMANDS.values():
        import_module(f"baclotrack.cli.{module}").register(app)
    found: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
    parts = ["## baclotrack", _help([])]
    for name in program.COMMANDS:
        parts += [f"## {name}", _help([name])]
        for part in getattr(found[name], "commands", {}):
            parts += [f"### {name} {part}", _help([name, part])]
    return page("Commands", *parts)


def _help(words: list[str]) -> str:
    """Return the help of one command as it is printed."""
    said, _ = run([*words, "--help"])
    return "```text\n" + "\n".join(line.rstrip() for line in said.strip().splitlines()) + "\n```"


def rules() -> str:
    """Return the page of the gates."""
    outcomes = [(f"`{one.value}`", blank(words)) for one, words in wording.HEADLINES.items()]
    parts = [
        GATES_INTRO,
        "## Outcomes",
        "From the most careful on: " + listed(one.value for one in CAUTION) + ".",
        table(("outcome", "first sentence"), outcomes),
        "## When a gate is judged",
        f"Before the first dose: {listed(one.id for one in GATES if one.id in BEFORE_THE_FIRST_DOSE)}.",
        f"In a taper: {listed(one.id for one in GATES if one.id in IN_A_TAPER)}.",
        f"After a finished taper: {listed(one.id for one in GATES if one.id in AFTER_A_TAPER)}.",
        f"In a plan that only keeps the record: {listed(one.id for one in GATES if one.id in IN_RECORD_ONLY)}.",
    ]
    for gate in GATES:
        rule = rule_of(gate)
        told = [(f"`{why}`", blank(one.text), blank(one.needed)) for why, one in gate.sentences.items()]
        parts += [
            f"## {gate.id}",
            rule.what,
            f"- Default: {rule.default}\n- Source: {rule.source}\n- Example: {rule.example}",
            table(("clause", "what it says", "what it needs"), told),
        ]
    warned = [(f"`{name}`", blank(words)) for name, words in wording.WARNINGS.items()]
    parts += ["## Warnings", WARNINGS_INTRO, table(("warning", "what it says"), warned)]
    return page("Rules: the gates", *parts)


def names() -> str:
    """Return the page of all names that options accept."""
    rows: dict[str, Any] = json.loads((PACKAGE / "data" / "catalogue.json").read_bytes())

    def section(title: str, key: str, fields: tuple[str, ...], first: str = "name") -> str:
        cells = [(f"`{row[first]}`", *(_cell(row.get(field, "")) for field in fields)) for row in rows[key]]
        return f"## {title}\n\n" + table((first, *(field.replace("_", " ") for field in fields)), cells)

    return page(
        "Names",
        "Words that the options accept, each with its source; what the sources mean is told in [Sources](sources.md).",
        section("Grades", "grades", ("grade", "anchor", "source")),
        section("Side effects", "effects", ("words", "course", "withdrawal_sign", "source")),
        "A withdrawal sign also counts, from mild on, while missed or lowered doses are watched after.",
        section("Red flags", "red_flags", ("words", "source")),
        section("Conditions", "conditions", ("words", "why", "gate", "contact", "source")),
        section("Measures", "measures", ("prompt", "kind", "low", "high", "unit", "licence", "source")),
        section("Derived measures", "derived", ("formula", "unit", "valid", "source")),
        section("Interactions", "interactions", ("class", "names", "what", "severity", "source"), "id"),
        "A name that is not in this list is not thereby cleared: ask a pharmacist.",
    )


def _cell(value: object) -> str:
    """Return one value of a table as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def plans() -> str:
    """Return the page of the templates, and of the ranges that every plan keeps to."""
    rows = json.loads((PACKAGE / "data" / "catalogue.json").read_bytes())["limits"]
    limits = [
        (
            *(f"`{one[name]}`" for name in ("id", "field")),
            one["scope"],
            *(_range(one[tier]) for tier in ("advised", "absolute")),
            *(one[name] for name in ("unit", "why", "source")),
        )
        for one in rows
    ]
    files = sorted((PACKAGE / "data" / "templates").glob("*.toml"), key=lambda path: path.stem)
    return page(
        "Plans: the templates",
        "A template is a starting shape for writing down what the prescriber's paper says; the paper goes before it."
        " It becomes a plan only with a prescriber's name and the date of the directions."
        " What the sources mean is told in [Sources](sources.md).",
        *(_template(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files),
        "## What any plan may hold",
        "Outside the advised range a plan is told with a warning; outside the absolute range it is refused.",
        table(("row", "field", "plans", "advised", "absolute", "unit", "why", "source"), limits),
    )


def _range(ends: dict[str, object]) -> str:
    """Return a range, both ends included."""
    return f"{ends['low']} to {ends['high']}"


def _template(plan: dict[str, Any]) -> str:
    """Return one template: its steps, and each of its numbers with where it comes from."""
    about = plan["template"]
    if not plan.get("ladder"):
        return _without_doses(plan)
    slots = [slot["name"] for slot in plan["slots"]]
    pace = plan["ladder"]["hold_days"]
    steps = [(place, 1 + (place - 1) * pace, *rung, sum(rung)) for place, rung in enumerate(plan["ladder"]["rungs"], 1)]
    told = [
        (f"`{field}`", _value(plan, field), "the template's own" if _is_own(field, about) else "directions", source)
        for field, source in about["sources"].items()
    ]
    asked = about.get("needs_confirmation")
    parts = [
        f"## {plan['id']}",
        f"{plan['title']}. {about['summary']}",
        f"{about['directions']}",
        f"Asked before it is offered: {asked['question']} {asked['otherwise']}" if asked else "",
        table(("step", "earliest day", *(f"{name} mg" for name in slots), "mg a day"), steps),
        f"Limits: {plan['limits']['daily_mg']} mg a day, {plan['limits']['single_mg']} mg at one time.",
        f"Complete days at each step: {pace}. At the top: {plan['top']['message']}",
        f"The template's own cautious defaults, which no directions state: {listed(about['own_defaults'])}.",
        table(("field", "value", "whose", "source"), told),
    ]
    return "\n\n".join(part for part in parts if part)


def _without_doses(plan: dict[str, Any]) -> str:
    """Return a template in which no doses stand: a pump's, or one whose doses only the prescriber's paper has."""
    about = plan["template"]
    sources = [(f"`{field}`", source) for field, source in about["sources"].items()]
    parts = [
        f"## {plan['id']}",
        f"{plan['title']}. {about['summary']}",
        f"{about['directions']}",
        f"Tracked: {listed(plan['track'])}." if "track" in plan else "",
        table(("field", "source"), sources),
    ]
    return "\n\n".join(part for part in parts if part)


def _is_own(field: str, about: dict[str, Any]) -> bool:
    """Return whether a field belongs to a section that is the template's own default."""
    return field.partition(".")[0] in about["own_defaults"]


def _value(plan: dict[str, Any], field: str) -> str:
    """Return a template's value under a dotted name; a target is found by its measure."""
    section, _, name = field.partition(".")
    if section == "targets":
        found = next(one for one in plan["targets"] if one["measure"] == name)
        return ", ".join(f"{key} {_cell(value)}" for key, value in found.items() if key != "measure")
    if section == "slots":
        return ", ".join(f"{slot['name']} {slot['at']:%H:%M}" for slot in plan["slots"])
    value = plan[section][name]
    return "see the steps above" if name == "rungs" else _cell(value)


# --- errors ----------------------------------------------------------------------------------------


class Told(NamedTuple):
    """One place in the source that stops a command, or names a fault of the journal (without an exit code)."""

    slug: str
    sentence: str
    code: int | None = None


def errors() -> str:
    """Return the page of exit codes and of every slug in the source."""
    found = sorted({one for path in PACKAGE.rglob("*.py") for one in told_in(path)}, key=lambda one: one[:2])
    stops = [(f"`{one.slug}`", one.code, one.sentence) for one in found if one.code is not None]
    faults = [(f"`{one.slug}`", one.sentence) for one in found if one.code is None]
    return page(
        "Exit codes and errors",
        "## Exit codes",
        table(("code", "meaning"), EXIT_CODES),
        "## Errors",
        ERRORS_INTRO,
        table(("slug", "code", "sentence"), stops),
        "## Faults of the files",
        "`baclotrack doctor` lists them, each with its file and line and what to do next.",
        table(("slug", "sentence"), faults),
    )


def told_in(path: Path) -> Iterator[Told]:
    """Yield what one file of the source can tell a person."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
            yield from (one for call in calls for one in _told(call, function))


def _told(call: ast.Call, function: ast.FunctionDef) -> Iterator[Told]:
    """Yield what one call tells, if it makes an error or a fault."""
    given = {one.arg: one.value for one in call.keywords}
    slug, code = given.get("slug"), given.get("exit_code")
    if isinstance(slug, ast.Constant) and call.args:
        number = code.value if isinstance(code, ast.Constant) else 2
        yield Told(str(slug.value), _sentence(call.args[0], function, call.lineno), int(str(number)))
        return
    first, second = FAULTS.get(ast.unparse(call.func), (len(call.args), len(call.args)))
    if second < len(call.args):
        kind, text = call.args[first], call.args[second]
        if isinstance(kind, ast.Constant):
            yield Told(str(kind.value), _sentence(text, function, call.lineno))


def _sentence(node: ast.expr, function: ast.FunctionDef, line: int) -> str:
    """Return a sentence as the source has it, with names where its facts stand."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_sentence(part, function, line) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _sentence(node.left, function, line) + _sentence(node.right, function, line)
    if isinstance(node, ast.FormattedValue):
        return f"_{_name(node.value)}_"
    before = [one for one in ast.walk(function) if isinstance(one, ast.Assign) and one.lineno < line]
    for one in sorted(before, key=lambda one: one.lineno, reverse=True):
        if isinstance(node, ast.Name) and ast.unparse(one.targets[0]) == node.id:
            return _sentence(one.value, function, one.lineno)
    return f"_{_name(node)}_"


def _name(node: ast.expr) -> str:
    """Return a short name for what stands in a sentence."""
    if isinstance(node, ast.Call):
        return _name(node.args[0] if len(node.args) == 1 else node.func)
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    found = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else "..."
    return found.replace("_", " ").strip().lower()


# --- all of it -------------------------------------------------------------------------------------

WRITTEN: dict[str, Callable[[], str]] = {
    "docs/reference/commands.md": commands,
    "docs/reference/rules.md": rules,
    "docs/reference/names.md": names,
    "docs/reference/plans.md": plans,
    "docs/reference/exit-codes-and-errors.md": errors,
    "docs/reference/journal-schema.json": lambda: run(["schema"])[0],
}


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or only check them; the exit code says how it went."""
    parser = argparse.ArgumentParser(description="Write the generated pages.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a page is stale")
    check: bool = parser.parse_args(arguments).check
    prepare_world()
    texts = {name: write() for name, write in WRITTEN.items()} | transcripts()
    paths = {name: ROOT / name for name in texts}
    stale = [name for name, path in paths.items() if not path.is_file() or path.read_bytes() != texts[name].encode()]
    for name in stale:
        if check:
            print(f"{name} is not up to date: run make docs.", file=sys.stderr)
        else:
            paths[name].write_text(texts[name], encoding="utf-8")
            print(f"{name} is written.")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
