"""The stateful machine: small in every run, long in the long suite; and the planted bugs that it must find."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from baclotrack.cli import next_, undo
from baclotrack.core.record import Entry
from baclotrack.store import appending, merging, writing
from tests.fuzz.machine import Homes

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def drive(examples: int, steps: int) -> None:
    """Let so many lives of so many steps pass."""
    run_state_machine_as_test(
        Homes,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=[Phase.reuse, Phase.generate],  # making a failing life shorter takes longer than reading it
            suppress_health_check=CHECKS,
        ),
    )


def caught(word: str) -> None:
    """See the machine fail, and for the reason that it should."""
    seen = settings(
        max_examples=60,
        stateful_step_count=25,
        derandomize=True,  # found once, it is found every time
        database=None,
        phases=[Phase.generate],
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=CHECKS,
    )
    with pytest.raises(AssertionError, match=word):
        run_state_machine_as_test(Homes, settings=seen)


def test_what_is_acknowledged_is_on_record_whatever_happens() -> None:
    """A few lives with two homes: told, taken back, corrected, merged, and cut short by crashes."""
    drive(4, 20)


@pytest.mark.long
def test_what_is_acknowledged_is_on_record_in_many_lives() -> None:
    """The same, a thousand times."""
    drive(1000, 50)


def test_an_append_that_drops_the_last_of_two_entries_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: what is recorded together is cut short, and acknowledged all the same."""
    real = appending.append_bytes

    def careless(path: Path, data: bytes, after: int | None = None) -> None:
        rows = data.splitlines(keepends=True)
        real(path, b"".join(rows[:-1] if len(rows) > 1 else rows), after)

    monkeypatch.setattr(writing, "append_bytes", careless)
    caught("what was acknowledged is not what was recorded")


def test_an_undo_of_the_wrong_entry_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the last entry but one is taken back."""
    real = undo._entry

    def careless(entries: tuple[Entry, ...], which: str | None) -> Entry:
        return real(entries[:-1] if len(entries) > 3 else entries, which)

    monkeypatch.setattr(undo, "_entry", careless)
    caught("the wrong entry was taken back")


def test_a_next_that_writes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: asking leaves a trace in the journal."""
    real = next_.run

    def careless(call: object, **told: object) -> object:
        with (Path(str(getattr(call, "path", ""))) / "journal.jsonl").open("ab") as file:
            file.write(b"\n")
        return real(call, **told)  # type: ignore[arg-type]  # what it is given is passed on

    monkeypatch.setattr(next_, "run", careless)
    caught("asking wrote something")


def test_a_merge_that_leaves_an_entry_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the last line of the other journal does not arrive."""
    real = merging.chosen
    monkeypatch.setattr(
        merging,
        "chosen",
        lambda data, others: [one._replace(rows=one.rows[:-1]) for one in real(data, others)],
    )
    caught("not all of it arrived")
