"""What the shell offers after Tab, asked as the shells ask it; and the help of every command."""

import os
import re
from pathlib import Path

import pexpect
import pytest

from baclotrack.cli.complete import Joined, joined
from baclotrack.cli.program import COMMANDS
from baclotrack.cli.quick import DAILY
from tests.cli.helpers import DAYTIME, adopt
from tests.conftest import Call, need_program

NOW = "2026-11-21T07:30"


def bash(call: Call, *words: str, place: int | None = None) -> list[str]:
    """Return what is offered in bash, with the cursor behind the last word."""
    env = {
        "_BACLOTRACK_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("baclotrack", *words)),
        "COMP_CWORD": str(len(words) if place is None else place),
    }
    done = call(env=env, now=NOW)
    assert (0, "") == (done.code, done.err)
    return done.out.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("lo",), ["log"]),
        (("log", "--red-flag", "f"), ["fainting"]),
        (("log", "--red-flag", "s"), ["seizure", "severe-confusion", "self-harm"]),
        (("log", "--effect", "di"), ["dizziness=", "diarrhoea="]),
        (("log", "--effect", "diz"), ["dizziness=mild", "dizziness=moderate", "dizziness=severe", "dizziness=none"]),
        (("log", "--effect", "fall=m"), ["fall=mild", "fall=moderate"]),
        (("log", "--measure", "spas"), ["spasm_frequency=", "spasticity="]),
        (("log", "--measure", "sleep_i"), ["sleep_improved=yes", "sleep_improved=no"]),
        (("log", "--sedative", "zop"), ["zopiclone"]),
        (("log", "--dose", ""), ["morning=", "noon=", "evening="]),
        (("log", "--dose", "n"), ["noon="]),
        (("log", "y"), ["yesterday"]),
        (("log", "--day", "mo"), ["monday"]),
        (("take", "--slot", ""), ["morning", "noon", "evening"]),
        (
            ("amend", "yesterday", "--effect", "tremor="),
            [f"tremor={one}" for one in ("mild", "moderate", "severe", "none")],
        ),
        (("init", "--condition", "pr"), ["pregnancy"]),
        (("init", "--template", "sleep"), ["sleep-bedtime", "sleep-bedtime-slow"]),
        (("init", "--had", "weak"), ["weakness=mild", "weakness=moderate", "weakness=severe", "weakness=none"]),
        (("instruct", "cl"), ["clear-flag"]),
        (("instruct", "clear-flag", "fa"), ["fainting"]),
        (("instruct", "acknowledge", "pr"), ["pregnancy", "pregabalin"]),
        (("plan", "la"), ["ladder"]),
        (("log", "--effect", "qqq"), []),
        (("export", "--format", "f"), ["fhir"]),
        (("export", "--format", "md,ht"), ["md,html"]),
        (("export", "--format", "html,h"), []),
        (("export", "--table", "dos"), ["doses"]),
        (("log", "--hours", ""), []),
    ],
    ids=lambda one: " ".join(one)[:50],
)
def test_names_are_completed(call: Call, home: Path, words: tuple[str, ...], offered: list[str]) -> None:
    """Commands, their parts, the names of the catalogues, the plan's slots, days and templates."""
    adopt(home, DAYTIME, at="2026-11-19T20:00:00+00:00")
    assert offered == bash(call, *words)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_offered_the_same(call: Call, home: Path, shell: str) -> None:
    """Zsh and fish ask in their own way."""
    env = {
        "_BACLOTRACK_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "baclotrack log --red-flag se",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = call(env=env, now=NOW)
    assert ["seizure", "severe-confusion", "self-harm"] == re.findall(r"se[a-z-]+", done.out)


@pytest.mark.parametrize("damage", ["none", "journal", "plan"])
def test_a_damaged_home_never_gets_in_the_way(call: Call, home: Path, damage: str) -> None:
    """Where there is no plan to read, no slot is offered, and nothing is said in the middle of a line."""
    if damage != "none":
        home.mkdir()
        (home / ("journal.jsonl" if damage == "journal" else "plan.toml")).write_bytes(b"\xff\x00 nonsense\n")
    assert [] == bash(call, "take", "--slot", "")
    assert ["fainting"] == bash(call, "log", "--red-flag", "fa")


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("b log --effect fall = m", 5, Joined("b log --effect fall=m", 3, "fall=")),
        ("b log --effect fall =", 4, Joined("b log --effect fall=", 3, "fall=")),
        ("b log --effect fall = mild --red-flag f", 7, Joined("b log --effect fall=mild --red-flag f", 5, "")),
        ("b log --effect f", 3, Joined("b log --effect f", 3, "")),
        ("b log --day = yes", 4, Joined("b log --day=yes", 2, "--day=")),
        ("b\nlog\n--note\na b\n--effect\nfall\n=\nm", 7, Joined("b\nlog\n--note\na b\n--effect\nfall=m", 5, "fall=")),
    ],
)
def test_words_that_bash_split_are_put_together(words: str, place: int, expected: Joined) -> None:
    """Bash takes NAME=VALUE for three words, and wants only the part after the equals sign."""
    assert expected == joined(words, place)


def test_after_an_equals_sign_only_the_value_is_offered(call: Call) -> None:
    """What bash has of the word already is not told twice."""
    assert ["mild", "moderate"] == bash(call, "log", "--effect", "fall", "=", "m")
    assert ["mild", "moderate", "severe", "none"] == bash(call, "log", "--effect", "fall", "=")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize("told", ["--show-completion {}", "--show-completion={}"])
def test_the_script_is_that_of_the_shell_named(call: Call, shell: str, told: str) -> None:
    """Whatever shell the program runs under: in a script that is often plain sh, which has no completion."""
    done = call(*told.format(shell).split())
    assert (0, "") == (done.code, done.err)
    assert f"complete_{shell}" in done.out
    assert "baclotrack" in done.out


def test_a_shell_that_is_none_is_wrong_use(call: Call) -> None:
    """The sentence names those that are known."""
    done = call("--show-completion", "csh")
    assert (2, "") == (done.code, done.out)
    assert "'csh' is no shell that baclotrack knows. Name one of bash, zsh, fish" in done.err


def test_tab_is_installed_for_the_shell_named(call: Call) -> None:
    """Into the person's own folder, and it says where."""
    done = call("--install-completion", "bash")
    assert 0 == done.code
    assert "Tab is set up for bash, in " in done.out
    assert "complete_bash" in (Path.home() / ".bash_completions" / "baclotrack.sh").read_text(encoding="utf-8")


def press_tab(child: "pexpect.spawn[str]", rest: str) -> None:
    """Press Tab until the rest of the word is there; a person presses again too, on a machine that is busy."""
    for _ in range(4):
        child.send("\t")
        if child.expect([rest, pexpect.TIMEOUT], timeout=30) == 0:
            return
    pytest.fail(f"Tab never typed {rest!r}: {child.buffer!r}")


def test_tab_works_in_a_real_bash(call: Call, home: Path, tmp_path: Path) -> None:
    """The script that the program prints is loaded into bash, and Tab types the rest of a name."""
    import sys

    shell = need_program("bash")
    program = tmp_path / "baclotrack"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m baclotrack "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = tmp_path / "complete.sh"
    script.write_text(call("--show-completion", "bash").out, encoding="utf-8")
    child = pexpect.spawn(
        shell,
        ["--norc", "--noprofile", "-i"],
        dimensions=(24, 200),
        encoding="utf-8",
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PS1": "> ", "BACLOTRACK_HOME": str(home)},
        timeout=120,
    )
    try:
        child.sendline(f"bind 'set enable-bracketed-paste off'; source '{script}'; echo rea''dy")
        child.expect("ready\r\n> ")  # keys sent before the prompt are not yet those of the line
        for typed, rest in (("baclotrack log --red-flag fai", "nting "), ("--effect dizz", "iness="), ("mi", "ld ")):
            child.send(typed)
            press_tab(child, rest)
    finally:
        child.close(force=True)


# --- help -------------------------------------------------------------------------------------------


def commands() -> list[tuple[str, ...]]:
    """Return every command and every part of one, found in the program itself."""
    from typer.main import get_command

    from baclotrack.cli.program import build

    found: list[tuple[str, ...]] = []
    for name, command in get_command(build([])).commands.items():  # type: ignore[attr-defined]  # a group has them
        found.append((name,))
        found += [(name, part) for part in getattr(command, "commands", {})]
    return found


def test_every_command_of_the_table_is_there() -> None:
    """The search below would pass on nothing; the table says what there must be."""
    assert set(COMMANDS) == {one[0] for one in commands()}
    assert set(DAILY) <= set(COMMANDS)


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_help_of_every_command_begins_with_an_example(call: Call, words: tuple[str, ...]) -> None:
    """One sentence, then a line to copy, before anything else."""
    paragraphs = call(*words, "--help", env={"COLUMNS": "80"}).out.split("\n\n")
    assert paragraphs[0].startswith("Usage: baclotrack " + " ".join(words))
    first, second = paragraphs[1].strip(), " ".join(paragraphs[2].split())
    assert first
    assert second.startswith(f"Example: baclotrack {words[0]}"), second
    assert [] == [line for line in paragraphs if max(map(len, line.splitlines() or [""])) > 80]
