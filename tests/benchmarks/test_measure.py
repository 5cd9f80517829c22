"""The measurements are ratios of medians, and a row of results tells nothing of the machine but cores and Python."""

import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.make_journal import make_journal

MEDIANS = {
    "python -c pass": measure.Took(0.0125, 0.01),
    "typer, hello": measure.Took(0.05, 0.04),
    "next, 30": measure.Took(0.1, 0.08),
    "next, 1000": measure.Took(0.15, 0.1),
}
MODULES = {"next": 120}


def test_the_table_tells_medians_and_ratios() -> None:
    """Milliseconds, how many times an empty Python, and how many times a month's journal."""
    assert [
        "                                median   ratio  to a month  processor",
        "python -c pass                 12.5 ms    1.00",
        "typer, hello                   50.0 ms    4.00",
        "next, 30                      100.0 ms    8.00        1.00       1.00",
        "next, 1000                    150.0 ms   12.00        1.50       1.25",
        "modules loaded: next 120",
    ] == measure.told(MEDIANS, MODULES)


def test_a_section_is_added_below_one_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first record writes the head; the second only its section."""
    monkeypatch.setattr(measure, "RESULTS", tmp_path / "results.md")
    monkeypatch.setattr("platform.python_version", lambda: "3.11.7")
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("os.getloadavg", lambda: (0.26, 1.0, 1.0))
    for day in (20, 21):
        measure.record(MEDIANS, MODULES, date(2026, 11, day))
    lines = (tmp_path / "results.md").read_text(encoding="utf-8").splitlines()
    assert ["# How long the daily commands take"] == [line for line in lines if line.startswith("# ")]
    assert [
        "## 2026-11-21, Python 3.11.7, 2 cores, load 0.3",
        "",
        "| | ms | ratio | to a month | processor, to a month |",
        "|---|---|---|---|---|",
        "| python -c pass | 12.5 | 1.00 |  |  |",
        "| typer, hello | 50.0 | 4.00 |  |  |",
        "| next, 30 | 100.0 | 8.00 | 1.00 | 1.00 |",
        "| next, 1000 | 150.0 | 12.00 | 1.50 | 1.25 |",
        "",
        "Modules loaded: next 120.",
    ] == lines[-10:]


def test_the_median_of_the_rounds_counts_and_the_first_round_only_warms_up() -> None:
    """Interleaved: each round runs every case once."""
    ran: list[str] = []
    times = iter([9.0, 9.0, 1.0, 4.0, 3.0, 6.0, 2.0, 5.0])

    def once(name: str) -> measure.Took:
        ran.append(name)
        return measure.Took(next(times), 1.0)

    cases = [measure.Case(name, lambda name=name: once(name)) for name in ("a", "b")]  # type: ignore[misc]  # bound early
    assert {"a": (2.0, 1.0), "b": (5.0, 1.0)} == measure.measure(cases, 3)
    assert ["a", "b"] * 4 == ran


@pytest.mark.parametrize("name", measure.COMMANDS)
def test_each_command_can_be_measured_and_leaves_the_home_as_it_was(tmp_path: Path, name: str) -> None:
    """A command that fails is no measurement, so it has to work."""
    home = tmp_path / "home"
    make_journal(home, 3, measure.DAY)
    before = (home / "journal.jsonl").read_bytes()
    assert 0 < measure.command_once(name, home).clock
    assert before == (home / "journal.jsonl").read_bytes()


def test_a_command_that_fails_is_told() -> None:
    """Its exit code and its words."""
    with pytest.raises(RuntimeError, match="exit 3"):
        measure.piped([sys.executable, "-c", "raise SystemExit(3)"], {})
    with pytest.raises(RuntimeError, match="exit 3"):
        measure.at_terminal([sys.executable, "-c", "raise SystemExit(3)"], {})


@pytest.mark.parametrize("options", [("--rounds", "0"), ("--record", "--rounds", "3")], ids=" ".join)
def test_too_few_rounds_are_refused(options: tuple[str, ...]) -> None:
    """Before anything is measured."""
    with pytest.raises(SystemExit) as ended:
        measure.main(list(options))
    assert 2 == ended.value.code
