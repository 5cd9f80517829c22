"""The pages cannot lie: they are generated or run, their links lead somewhere, and they keep to the wording table."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from baclotrack.cli.program import COMMANDS
from baclotrack.core.gates import GATES
from tests.conftest import ROOT, Call
from tools import make_docs

REFERENCE = ROOT / "docs" / "reference"
TEMPLATES = sorted(path.stem for path in (ROOT / "src" / "baclotrack" / "data" / "templates").glob("*.toml"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
ROOMS = ("core", "store", "cli", "data")
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "src" / "baclotrack" / room / "README.md" for room in ROOMS),
    ]
)
TUTORIAL = ROOT / "docs" / "tutorial" / "first-week.md"
LIVE = [path for path in PAGES if "```console" in path.read_text(encoding="utf-8")]
EDITING = "\n# in "  # such a page edits files of the home, and is lived through by the freshness test alone

# The wording table, and what the sources claim without support. A command line may hold the word `take`.
DO_NOT_SAY = (
    r"(?<!baclotrack )\btake \d",
    r"(?<!baclotrack )\btake \S+ mg\b",
    r"\brecommend",
    r"\bsafely\b",
    r"\b(is|are|be|perfectly|completely|quite) safe\b",
    r"\bsafe even\b",
    r"\bstop taking\b",
    r"\bno interactions?\b",
    r"\bharmless\b",
)
UNSUPPORTED = (
    r"\b(82|85|57|80) ?(%|percent)",
    r"\bper injection\b",
    r"muscle relaxation association",
    r"journal of neurology",
    r"\bNICE\b",
    r"\bsmith et al",
    r"\bjohnson et al",
    r"\bGABA(-A| release)",
    r"cerebral palsy",
    r"(large|wide) (safety )?margin",
    r"much higher doses?",
    r"deep sleep",
    r"growth hormone",
    r"restless legs?",
    r"as effective as",
    r"intoxication",
    r"few side effects",
    r"\bcirrhosis\b",
    r"\bdopamine\b",
    r"shelf life",
    r"(start|begin) with 10",
)
MACHINE = (r"(?<![\w.~])/(work|tmp|home|root|Users)/", r"://[^ /]+/(?:[^ ]*/)?simple\b", r"(?i)index.url")


class Typed(NamedTuple):
    """One command of a transcript: when it is run, what is typed, and the exit code that the page states."""

    now: str
    words: list[str]
    code: int


def shown(path: Path) -> str:
    """Name a page in a test's id."""
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    """Return a page."""
    return path.read_text(encoding="utf-8")


def found(patterns: tuple[str, ...], text: str) -> list[str]:
    """List what occurs of the patterns; only NICE is told from `nice` by its capitals."""
    return [pattern for pattern in patterns if re.search(pattern, text, 0 if "NICE" in pattern else re.IGNORECASE)]


def typed(page: str) -> Iterator[Typed]:
    """Yield every command of a page's transcripts, line by line."""
    now = ""
    pending: list[Typed] = []
    for block in re.findall(r"^(?:```console|<!-- lived)\n(.*?)^(?:```|-->)$", page, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("# exit code "):
                pending[-1] = pending[-1]._replace(code=int(line.split()[-1]))
            elif when := re.match(r"# (\d{4}-\d\d-\d\d) (\d\d:\d\d)", line):
                now = "T".join(when.groups())
            elif line.startswith("$ "):
                pending.append(Typed(now, shlex.split(line)[2:], 0))
    yield from pending


def commands_of_the_program() -> dict[str, set[str]]:
    """Return every command and part of one, with the options that it knows."""
    app = typer.Typer()
    app.callback()(lambda: None)
    for module, _ in COMMANDS.values():
        __import__(f"baclotrack.cli.{module}", fromlist=["register"]).register(app)
    known: dict[str, set[str]] = {}

    def walk(name: str, command: Any) -> None:  # noqa: ANN401 - typer keeps its click types inside
        known[name] = {option for one in command.params for option in [*one.opts, *one.secondary_opts]} | {"--help"}
        for part, inner in getattr(command, "commands", {}).items():
            walk(f"{name} {part}".strip(), inner)

    walk("", typer.main.get_command(app))
    return known


def mentions(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command line that a page shows as code: the word after the program's name, and the words after it."""
    told = [*re.findall(r"`(baclotrack [^`\n]+)`", text)]
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        told += re.findall(r"^(?:\$ |  +)?(baclotrack .*)$", block.replace("\\\n", " "), re.MULTILINE)
    for line in told:
        words = line.partition("#")[0].split()[1:]
        if words and not words[0].startswith("-"):
            yield words[0], words[1:]


def never_typed(text: str) -> list[str]:
    """List the command lines of a page that the program does not understand."""
    known = commands_of_the_program()
    groups = {name.partition(" ")[0] for name in known if " " in name}
    wrong = []
    for name, words in mentions(text):
        inner = name in groups and words and words[0].islower()
        part = f"{name} {words[0]}" if inner else name
        options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        if part not in known or not options <= known[part] | known[""]:
            wrong.append(" ".join([name, *words]))
    return wrong


# --- fresh -----------------------------------------------------------------------------------------


def test_every_generated_page_and_every_transcript_is_fresh() -> None:
    """The tool that writes the pages finds nothing to write."""
    command = [sys.executable, str(ROOT / "tools" / "make_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=ROOT)
    assert (0, "") == (done.returncode, done.stderr)


def test_a_stale_page_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that the program would write otherwise fails the check, with its name."""
    monkeypatch.setattr(make_docs, "prepare_world", lambda: None)
    monkeypatch.setattr(make_docs, "transcripts", dict)
    monkeypatch.setattr(make_docs, "WRITTEN", {"docs/reference/rules.md": lambda: "something else\n"})
    assert 1 == make_docs.main(["--check"])
    assert "docs/reference/rules.md is not up to date: run make docs.\n" == capsys.readouterr().err


def test_a_transcript_keeps_what_is_typed_and_loses_what_was_never_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer written by hand is replaced, and the exit code is told where it is not 0."""
    monkeypatch.setenv("BACLOTRACK_HOME", "")
    monkeypatch.setenv("BACLOTRACK_NOW", "")
    before = "Words.\n\n```console\n# 2026-11-20 21:30, evening\n$ baclotrack amend today\nAll is well.\n```\n"
    after = make_docs.Page(tmp_path / "home").replay(before)
    assert "All is well." not in after
    assert "Words.\n\n```console\n# 2026-11-20 21:30, evening\n$ baclotrack amend today\nbaclotrack: " in after
    assert after.endswith("\n# exit code 2\n```\n")


# --- commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_reference(name: str) -> None:
    """Each command has its section, with its help."""
    assert re.search(
        rf"^## {name}\n\n```text\nUsage: baclotrack {name}\b", read(REFERENCE / "commands.md"), re.MULTILINE
    )


@pytest.mark.parametrize("name", sorted(commands_of_the_program().keys() - {""}))
def test_every_command_has_help_with_an_example(call: Call, name: str) -> None:
    """The help of a command shows how it is typed."""
    helped = call(*name.split(), "--help")
    assert 0 == helped.code
    assert f"Example: baclotrack {name.partition(' ')[0]}" in " ".join(helped.out.split())


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_a_page_shows_only_commands_and_options_that_exist(path: Path) -> None:
    """Whatever a page shows as a command line can be typed."""
    assert [] == never_typed(read(path))


@pytest.mark.parametrize(
    "line",
    ["`baclotrack guess`", "`baclotrack log --mg 5`", "```sh\nbaclotrack plan burn\n```\n", "`baclotrack next -x`"],
)
def test_a_command_that_does_not_exist_is_seen(line: str) -> None:
    """Each planted command line is found."""
    assert 1 == len(never_typed(line))


@pytest.mark.parametrize("path", [path for path in LIVE if EDITING not in read(path)], ids=shown)
def test_the_commands_of_a_page_end_as_the_page_states(path: Path, call: Call, home: Path) -> None:
    """Typed one after another in a new home, they end with the exit codes on the page."""
    told = list(typed(read(path)))
    assert told
    ended = [(one, call(*one.words, now=one.now, home=home)) for one in told]
    assert [(one.words, one.code) for one in told] == [(one.words, result.code) for one, result in ended]


def test_the_tutorial_lives_a_week() -> None:
    """The first week has a check-in or a reason for none, and a decision, on each of its days."""
    told = list(typed(read(TUTORIAL)))
    evenings = {one.now[:10] for one in told if one.words[0] == "next"}
    assert [f"2026-11-{day}" for day in range(20, 27)] == sorted(evenings)
    assert {"init", "log", "next", "decisions", "trend"} <= {one.words[0] for one in told}


# --- the reference is whole ------------------------------------------------------------------------


@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_every_gate_is_in_the_reference(gate: str) -> None:
    """Each gate has its section, with its default, source and example."""
    section = read(REFERENCE / "rules.md").partition(f"\n## {gate}\n")[2].partition("\n## ")[0]
    assert ["Default", "Source", "Example"] == re.findall(r"^- (\w+): \S", section, re.MULTILINE)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_in_the_reference(template: str) -> None:
    """Each template has its section, with every step of its ladder and a source for every number."""
    told = tomllib.loads(read(ROOT / "src" / "baclotrack" / "data" / "templates" / f"{template}.toml"))
    section = read(REFERENCE / "plans.md").partition(f"\n## {template}\n")[2].partition("\n## ")[0]
    for place, rung in enumerate(told.get("ladder", {}).get("rungs", ()), 1):
        day = 1 + (place - 1) * told["ladder"]["hold_days"]
        assert f"| {place} | {day} | {' | '.join(str(mg) for mg in rung)} | {sum(rung)} |" in section
    for field, source in told["template"]["sources"].items():
        assert re.search(rf"^\| `{field}` \| (.+ \| )?{re.escape(source)} \|$", section, re.MULTILINE), field


@pytest.mark.parametrize("table", ["effects", "red_flags", "conditions", "measures", "derived"])
def test_every_name_is_in_the_reference(table: str) -> None:
    """Each name that an option accepts is listed with its source."""
    rows = json.loads(read(ROOT / "src" / "baclotrack" / "data" / "catalogue.json"))[table]
    page = read(REFERENCE / "names.md")
    lines = {
        row["name"]: [line for line in page.splitlines() if line.startswith(f"| `{row['name']}` |")] for row in rows
    }
    assert [] == [row["name"] for row in rows if not any(row["source"] in line for line in lines[row["name"]])]


def test_the_schema_is_the_one_that_the_program_prints(call: Call) -> None:
    """The JSON Schema in the reference is the program's own."""
    assert call("schema").json == json.loads(read(REFERENCE / "journal-schema.json"))


def test_every_key_of_a_source_is_explained() -> None:
    """A reader who meets [KEY] in the data finds it on the page of sources."""
    data = ROOT / "src" / "baclotrack" / "data"
    texts = [re.sub(r"^#.*$", "", read(path), flags=re.MULTILINE) for path in data.rglob("*.toml")]
    used = {key for text in texts for key in re.findall(r"\[([A-Z][A-Z0-9-]+)\]", text)}
    explained = set(re.findall(r"[A-Z][A-Z0-9-]+", read(REFERENCE / "sources.md").partition("\n## Keys\n")[2]))
    assert set() == used - explained


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, ["schema"]),
        (2, ["log", "--hours", "25"]),
        (3, ["next"]),
        (4, ["log", "--red-flag", "fainting"]),
    ],
)
def test_the_exit_codes_are_the_ones_on_the_page(call: Call, code: int, words: list[str]) -> None:
    """What the page says of an exit code is what the program does."""
    assert code == call(*words, now="2026-11-21T07:30").code
    assert f"\n| {code} | " in read(REFERENCE / "exit-codes-and-errors.md")


def test_a_damaged_journal_ends_with_the_code_on_the_page(call: Call, home: Path) -> None:
    """A fault in the data is exit code 1."""
    home.mkdir()
    (home / "journal.jsonl").write_text('{"v":1}\n', encoding="utf-8")
    assert 1 == call("history", now="2026-11-21T07:30").code
    assert "\n| 1 | A fault in the data" in read(REFERENCE / "exit-codes-and-errors.md")


def test_an_error_of_the_program_is_on_the_page_with_its_slug() -> None:
    """A sentence that the source builds from parts is told with names where its facts stand."""
    line = next(
        one for one in read(REFERENCE / "exit-codes-and-errors.md").splitlines() if one.startswith("| `bad-pair` |")
    )
    assert "| `bad-pair` | 2 | _option_ _text_ is not NAME=VALUE. |" == line


# --- prose -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    """A link names a file or folder that is there, and a heading that it has."""
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        name, _, heading = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if "://" in target:
            continue
        titles = re.findall(r"^#+ (.+)$", read(there), re.MULTILINE) if heading and there.is_file() else []
        if not there.exists() or (heading and heading not in {title.lower().replace(" ", "-") for title in titles}):
            lost.append(target)
    assert [] == lost


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_no_page_says_what_is_not_to_be_said(path: Path) -> None:
    """The wording table holds for pages too, and no unsupported claim is repeated."""
    assert [] == found(DO_NOT_SAY + UNSUPPORTED, read(path))


@pytest.mark.parametrize(
    "sentence",
    ["We recommend rest.", "Take 10 mg.", "Stop taking it.", "It is safe.", "No interactions found.", "82% better"],
)
def test_the_wording_test_sees_what_it_is_for(sentence: str) -> None:
    """Each planted sentence is found."""
    assert found(DO_NOT_SAY + UNSUPPORTED, sentence)


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_a_page_is_plain_ascii_and_names_no_machine(path: Path) -> None:
    """Pages can be read everywhere, and do not tell where they were written."""
    text = read(path)
    assert ("", []) == ("".join(sorted({one for one in text if not one.isascii()})), found(MACHINE, text))


@pytest.mark.parametrize("path", DECISIONS, ids=shown)
def test_a_decision_is_short_and_has_its_four_parts(path: Path) -> None:
    """A decision tells status, context, decision and consequences in 25 lines at most."""
    lines = read(path).splitlines()
    assert lines[0].startswith(f"# {path.name[:4]}: ")
    assert len(lines) <= 25
    parts = ["Status: accepted", "## Context", "## Decision", "## Consequences"]
    assert parts == [line for line in lines if line in parts]


def test_every_dependency_has_its_reason() -> None:
    """Each package that the program needs is named in the decision about dependencies."""
    needed = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["dependencies"]
    reasons = read(ROOT / "docs" / "decisions" / "0008-dependencies.md")
    assert [] == [one for one in needed if f"- `{re.split('[<>=!~]', one)[0]}`: " not in reasons]


def test_the_commands_of_the_makefile_in_contributing_are_there() -> None:
    """Whatever `make` is said to do has a target, and the pages name no other."""
    targets = set(re.findall(r"^([a-z-]+):.* ## ", read(ROOT / "Makefile"), re.MULTILINE))
    named = {name for path in PAGES for name in re.findall(r"(?:`|^)make ([a-z-]+)", read(path), re.MULTILINE)}
    assert {"demo", "test", "docs", "check"} <= named
    assert set() == named - targets


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_short_page(room: str) -> None:
    """A newcomer finds six lines about a room in the room."""
    assert len(read(ROOT / "src" / "baclotrack" / room / "README.md").splitlines()) <= 6


def test_the_first_screen_says_what_it_is_what_it_is_not_and_how_to_look() -> None:
    """The README's beginning holds the limits, the two commands and the transcript, before anything else."""
    screen, _, rest = read(ROOT / "README.md").partition("\n## Install\n")
    told = ["private journal", "not medical advice", "local emergency number", "make demo", "make test", "```console"]
    assert told == [one for one in told if one in screen]
    assert [["init"], ["next"], ["log"], ["next"]] == [one.words[:1] for one in typed(screen)]
    assert "pipx install ." in rest
    assert "pip install ." in rest
