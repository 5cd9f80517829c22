"""The daily commands' own parser reads arguments as typer does, or leaves them to typer."""

import importlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baclotrack.cli import program, quick
from baclotrack.cli.call import COMMON, Opt

MODULES = {name: importlib.import_module(f"baclotrack.cli.{module}") for name, module in quick.DAILY.items()}
FLAGS = sorted({opt.flag for module in MODULES.values() for opt in (*module.OPTIONS, *COMMON) if opt.flag})
WORDS = st.sampled_from(
    [*FLAGS, "5", "-2", "yesterday", "bedtime=5", "", "a b", "--", "-", "--bogus", "--day=-2", "--note=--x"]
)
LINES = st.lists(WORDS, max_size=6)


def seen_by_typer(name: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, object] | None:
    """Return the values with which typer would run the command, or None where it refuses."""
    seen: list[dict[str, object]] = []

    def note(call: object, **values: object) -> int:
        seen.append(values)
        return 0

    note.__doc__ = "Note."
    with monkeypatch.context() as patch:
        patch.setattr(MODULES[name], "run", note)
        patch.setattr("baclotrack.cli.call.home_path", lambda home: home)
        patch.setattr("baclotrack.cli.call.the_time", lambda now: now)
        code = program.run_program(arguments)
    return seen[0] if seen and code == 0 else None


@pytest.mark.parametrize("name", sorted(quick.DAILY))
@example(words=["--awake", "--awake", "-2"])
@given(words=LINES)
def test_both_parsers_read_the_same(name: str, words: list[str]) -> None:
    """What the quick parser understands, typer understands in the same way."""
    options: tuple[Opt, ...] = (*MODULES[name].OPTIONS, *COMMON)
    told = quick.parse(words, options)
    if told is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        expected = seen_by_typer(name, [name, *words], patch)
    own = {opt.name: told[opt.name] for opt in MODULES[name].OPTIONS}
    assert expected == own


@pytest.mark.parametrize(
    "words",
    [
        ["next", "--help"],
        ["--version"],
        ["history"],
        ["next", "--bogus"],
        ["next", "--json=1"],
        ["log", "--dose"],
        ["next", "5"],
        [],
        ["--home"],
    ],
)
def test_everything_else_is_left_to_typer(words: list[str]) -> None:
    """Help, other commands and wrong use are not for the quick parser."""
    assert None is quick.run_quick(words)


def test_common_options_stand_on_either_side() -> None:
    """The home may be named before the command or after it; after wins."""
    assert 2 == quick.command_in(["--home", "next", "log", "--plain"])
    assert {"home": "a", "now": None, "plain": True} == quick.parse(["--home", "a", "--plain"], COMMON)
