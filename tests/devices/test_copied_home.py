"""A home that was copied elsewhere, at any moment of its life: whatever is cut from its journal, nothing goes up."""

import shutil
from datetime import datetime, timedelta
from functools import cache
from os import mkfifo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.fold import decide_day
from baclotrack.core.values import Outcome
from baclotrack.store import load_catalog, open_home
from baclotrack.store.checkpoint import CHECKPOINT
from baclotrack.store.writing import Draft, append
from tests.cli.helpers import BAD_NIGHT, adopt, content
from tests.conftest import Call, Result

NOW = datetime.fromisoformat("2026-11-28T21:00:00+00:00")
NIGHTS = (5, 10, 10, 15, 15, 20, 20)
SET_UP = (
    *("--template", "sleep-bedtime-slow", "--prescriber", "Dr A. Example", "--directed-on", "2026-11-20"),
    *("--tablet", "10", "--born", "1980", "--yes"),
)
UP = {Outcome.START, Outcome.STEP_UP, Outcome.RESTART}
CAME = "journal.jsonl was cut, came without its end, or replaced by an older copy: "


class Moment(NamedTuple):
    """A home right after an entry was recorded: its journal, and its checkpoint."""

    journal: bytes
    checkpoint: bytes


@cache
def life() -> tuple[Moment, ...]:
    """Return a home's life of a week: once set up, and then after each entry that was told, on one device."""
    with TemporaryDirectory() as place:
        home = Path(place) / "home"
        adopt(home)
        moments = [_moment(home)]
        for night, mg in enumerate(NIGHTS):
            at = datetime.fromisoformat("2026-11-21T07:30:00+00:00") + timedelta(days=night)
            measures = {"sleep_improved": False, "fell_back_asleep": False}
            told = {"doses": {"bedtime": mg}, "measures": measures, "effects": {}, "drinks": 0}
            append(home, [Draft("checkin", told, (at - timedelta(days=1)).date())], at)
            moments.append(_moment(home))
            append(home, [Draft("question", {"text": f"Question {night}?"})], at + timedelta(hours=1))
            moments.append(_moment(home))
        return tuple(moments)


def _moment(home: Path) -> Moment:
    return Moment(content(home), (home / CHECKPOINT).read_bytes())


def said(place: Path, journal: bytes, checkpoint: bytes, *, daily: bool) -> tuple[Outcome, list[str]]:
    """Return what a home elsewhere decides for the evening after its last night, and the kinds of its faults."""
    place.mkdir(exist_ok=True)
    (place / "journal.jsonl").write_bytes(journal)
    (place / CHECKPOINT).write_bytes(checkpoint)
    home = open_home(place, NOW, daily=daily)
    days = [entry.day for entry in home.journal.entries]
    day = max(days, default=home.today) + timedelta(days=1)
    return decide_day(home.history, load_catalog(), day, home.health).decision.outcome, [
        one.slug for one in home.journal.faults
    ]


MOMENTS = st.integers(0, 2 * len(NIGHTS)).map(lambda place: life()[place])


@given(moment=MOMENTS, share=st.floats(0, 1, exclude_max=True), whole=st.booleans(), daily=st.booleans())
def test_a_copy_with_a_cut_journal_never_steps_up(moment: Moment, share: float, *, whole: bool, daily: bool) -> None:
    """Cut at any byte, or at the end of any line, so that nothing in the file itself tells of it."""
    kept = moment.journal[: int(share * len(moment.journal))]
    kept = kept[: kept.rfind(b"\n") + 1] if whole else kept
    with TemporaryDirectory() as place:
        outcome, faults = said(Path(place) / "copy", kept, moment.checkpoint, daily=daily)
    assert outcome not in UP
    assert (kept + b"\n" != moment.journal) == bool(faults)  # the last line feed alone is nobody's loss


@given(moment=MOMENTS, gone=st.sets(st.integers(0, 20), min_size=1), daily=st.booleans())
def test_a_copy_from_which_lines_were_taken_never_steps_up(moment: Moment, gone: set[int], *, daily: bool) -> None:
    """From anywhere: its beginning, its middle, its end, all of it."""
    lines = moment.journal.splitlines(keepends=True)
    kept = [line for place, line in enumerate(lines) if place not in {one % len(lines) for one in gone}]
    with TemporaryDirectory() as place:
        outcome, faults = said(Path(place) / "copy", b"".join(kept), moment.checkpoint, daily=daily)
    assert (outcome in UP, bool(faults)) == (False, True)


@given(moment=MOMENTS, later=MOMENTS, turned=st.booleans(), daily=st.booleans())
def test_a_copy_that_holds_all_that_its_mark_knows_of_is_no_fault(
    moment: Moment, later: Moment, *, turned: bool, daily: bool
) -> None:
    """The journal may be ahead of the mark that came along, and its lines may stand in another order."""
    earlier, later = sorted((moment, later), key=lambda one: len(one.journal))
    journal = b"".join(reversed(later.journal.splitlines(keepends=True))) if turned else later.journal
    with TemporaryDirectory() as place:
        assert [] == said(Path(place) / "copy", journal, earlier.checkpoint, daily=daily)[1]


@pytest.fixture
def copy(call: Call, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy, on another device, of a home with three nights on record."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")
    adopt(home)
    for day in ("21", "22", "23"):
        call("log", "--as-planned", *BAD_NIGHT, now=f"2026-11-{day}T07:30", env={"BACLOTRACK_DEVICE": "laptop"})
    place = tmp_path / "copy"
    shutil.copytree(home, place)
    return place


def told(call: Call, copy: Path, *words: str) -> Result:
    """Run a command on the other device."""
    return call(*words, home=copy, now="2026-11-23T21:00", env={"BACLOTRACK_DEVICE": "phone"})


def test_an_emptied_copy_begins_no_second_record(call: Call, copy: Path) -> None:
    """`init` refuses; `plan adopt` says what may be lost and asks for the dose, and shows no first step after it."""
    (copy / "journal.jsonl").write_bytes(b"")
    refused = told(call, copy, "init", *SET_UP)
    assert (1, True) == (refused.code, "init would begin a second record" in refused.err)
    adopted = told(call, copy, "plan", "adopt", "--yes")
    assert "or the plan begins at its first step" in adopted.err
    found = told(call, copy, "next")
    assert (1, True) == (found.code, "if you already take baclofen" in found.out.lower())
    since = "2 more were recorded since, and now 2"
    assert f"{CAME}it held 5 entries in another place or on another device, {since}" in found.err


def test_a_copy_that_was_cut_says_what_to_do_and_has_a_way_out(call: Call, copy: Path) -> None:
    """`doctor` names the journal that it came from, or its own word; until then and a day longer nothing goes up."""
    lines = content(copy).splitlines(keepends=True)
    (copy / "journal.jsonl").write_bytes(b"".join(lines[:-1]))
    (fault,) = told(call, copy, "doctor", "--json").json["faults"]
    assert ("cut-elsewhere", True) == (fault["slug"], "baclotrack doctor --set-aside end" in fault["next"])
    assert 0 == told(call, copy, "doctor", "--set-aside", "end", "--yes").code
    assert 0 == told(call, copy, "doctor").code
    assert "hold" == told(call, copy, "next", "--json").json["outcome"]


def test_the_word_that_alone_tells_of_a_loss_is_not_taken_back(call: Call, copy: Path, home: Path) -> None:
    """Else a bare `undo` would bring the step up again; once the lost entries are here, it may be taken back."""
    (copy / "journal.jsonl").write_bytes(b"".join(content(copy).splitlines(keepends=True)[:-1]))
    told(call, copy, "doctor", "--set-aside", "end", "--yes")
    before = content(copy)
    refused = told(call, copy, "undo")
    assert (2, True) == (refused.code, "Only this entry still tells that lines were lost" in refused.err)
    assert (before, "hold") == (content(copy), told(call, copy, "next", "--json").json["outcome"])
    told(call, copy, "merge", str(home))
    assert (0, 0) == (told(call, copy, "undo").code, told(call, copy, "doctor").code)


def test_a_copy_that_was_cut_is_mended_by_the_journal_that_it_came_from(call: Call, copy: Path, home: Path) -> None:
    """Also once something was recorded in between; then the plan goes up as it would have."""
    before = told(call, copy, "next", "--json").json
    (copy / "journal.jsonl").write_bytes(b"".join(content(copy).splitlines(keepends=True)[:-1]))
    told(call, copy, "ask", "Why?")
    assert "cannot_decide" == told(call, copy, "next", "--json").json["outcome"]
    assert 0 == told(call, copy, "merge", str(home)).code
    assert ("step_up", before) == (before["outcome"], told(call, copy, "next", "--json").json)
    assert 0 == told(call, copy, "doctor").code


def test_a_clone_without_its_journal_is_asked_for_the_dose(call: Call, copy: Path) -> None:
    """Nothing came along that could tell of a loss, so the note stands there whether there was one or not."""
    (copy / "journal.jsonl").unlink()
    (copy / CHECKPOINT).unlink()
    note = "nothing is recorded here yet. If a journal was kept for this plan, bring it back first"
    assert note in told(call, copy, "plan", "adopt", "--yes").err
    assert note not in told(call, copy, "plan", "adopt", "--yes").err


def test_a_clone_without_its_profile_is_told_so_where_a_plan_is_adopted(call: Call, copy: Path) -> None:
    """Once, where the plan begins; where a profile is here, or was recorded, there is nothing to say."""
    note = "no profile is here, so no rule about your age"
    assert note not in told(call, copy, "plan", "adopt", "--yes", "--review-by", "2027-03-01").err
    for name in ("journal.jsonl", "profile.toml", CHECKPOINT):
        (copy / name).unlink()
    assert note in told(call, copy, "plan", "adopt", "--yes").err
    assert note not in told(call, copy, "next").err


@pytest.mark.parametrize(
    ("file", "words", "code"),
    [
        ("journal.jsonl", ("import", "{export}"), 1),
        ("journal.jsonl", ("merge", "{home}"), 1),
        ("plan.toml", ("import", "{export}"), 0),
        ("plan.toml", ("merge", "{home}"), 0),
        ("profile.toml", ("merge", "{home}"), 0),
        ("plan.toml", ("plan", "adopt", "{home}/plan.toml", "--yes"), 1),
        ("plan.toml", ("export", "--format", "json", "--out", "-"), 1),
        ("journal.jsonl", ("doctor", "--repair"), 1),
    ],
)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
    call: Call, copy: Path, home: Path, file: str, words: tuple[str, ...], code: int
) -> None:
    """Each command says what stands there, or leaves it alone; the pipe stays."""
    export = home.parent / "export.json"
    told(call, copy, "export", "--format", "json", "--out", str(export))
    for name in ("journal.jsonl", CHECKPOINT) if words[0] in {"import", "merge"} else ():
        (copy / name).unlink()
    (copy / file).unlink(missing_ok=True)
    mkfifo(copy / file)
    done = told(call, copy, *(word.format(export=export, home=home) for word in words))
    assert code == done.code
    assert (copy / file).is_fifo()
    assert "pipe" in told(call, copy, "doctor").out


def test_a_pipe_in_another_home_is_not_waited_for(call: Call, copy: Path, tmp_path: Path) -> None:
    """Only the folder was named; a pipe that is named itself is read, as `<(age -d backup.age)` is."""
    other = tmp_path / "other"
    other.mkdir()
    mkfifo(other / "journal.jsonl")
    done = told(call, copy, "merge", str(other))
    assert (2, True) == (done.code, "it is no file, but a pipe or a device" in done.err)
