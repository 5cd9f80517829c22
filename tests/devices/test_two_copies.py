"""Two devices and their copies: what is told of numbers given twice, of a first merge, and of a copy with news."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, adopt, content
from tests.conftest import Call, Result

NOW = "2026-11-21T22:00+00:00"
COPY = "journal.sync-conflict-20261122-101500-ABCDEFG.jsonl"
LINE = "A copy of your journal holds more than this answer knows of. Before you go by it, run: baclotrack doctor"


@pytest.fixture(autouse=True)
def laptop(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with a laptop on which the first night is told, so that the plan steps up."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")
    adopt(home)


def told(call: Call, home: Path, *words: str, now: str = NOW) -> Result:
    """Run a command on the laptop."""
    return call(*words, home=home, now=now, env={"BACLOTRACK_DEVICE": "laptop"})


@pytest.fixture
def copied_back(call: Call, home: Path, tmp_path: Path) -> Path:
    """Give the newer journal of a home into which an older copy was put back and counted on from."""
    older = content(home)
    told(call, home, "ask", "First?")
    newer = tmp_path / "newer.jsonl"
    newer.write_bytes(content(home))
    (home / "journal.jsonl").write_bytes(older)
    (home / ".checkpoint").unlink()
    told(call, home, "ask", "Second?")
    return newer


def test_a_number_given_twice_stands_in_the_json_of_merge_and_doctor(call: Call, home: Path, copied_back: Path) -> None:
    """Both tell the device and the first number that it gave twice; before the merge there is none."""
    assert [] == json.loads(told(call, home, "doctor", "--json").out)["given_twice"]
    done = told(call, home, "merge", str(copied_back), "--json")
    assert [{"device": "laptop", "n": 3}] == json.loads(done.out)["given_twice"]
    assert [{"device": "laptop", "n": 3}] == json.loads(told(call, home, "doctor", "--json").out)["given_twice"]
    assert "gave number 3 to two entries" in told(call, home, "doctor").out


def test_a_merge_into_an_empty_home_names_what_comes_next(call: Call, home: Path, tmp_path: Path) -> None:
    """The first merge ends with the one command to run; a second one, which brings nothing, does not."""
    other = tmp_path / "phone"
    first = told(call, other, "merge", str(home))
    assert "To see what the plan says now, run: baclotrack next" == first.out.splitlines()[-1]
    assert "baclotrack next" not in told(call, other, "merge", str(home)).out


@pytest.fixture
def news(call: Call, home: Path) -> Path:
    """Put a copy with one entry more beside a journal whose plan steps up tonight."""
    told(call, home, "log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    mine = content(home)
    told(call, home, "log", "--effect", "nausea=severe", "--day", "2026-11-20", now="2026-11-21T09:00")
    copy = home / COPY
    copy.write_bytes(content(home))
    (home / "journal.jsonl").write_bytes(mine)
    (home / ".checkpoint").unlink()
    return copy


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("words", [("next",), ("next", "--plain"), ("next", "--explain")])
def test_a_copy_with_news_is_named_before_the_step(call: Call, home: Path, words: tuple[str, ...]) -> None:
    """The first line of the answer itself says so, also where errors are thrown away; the decision stays as it is."""
    done = told(call, home, *words)
    first, second, *_ = done.out.splitlines()
    assert LINE == first
    assert "next step is 10 mg" in second
    assert COPY in done.err
    assert 8 >= len([line for line in told(call, home, "next").out.splitlines() if line])


@pytest.mark.usefixtures("news")
def test_a_copy_with_news_is_a_warning_in_json(call: Call, home: Path) -> None:
    """A script sees it beside the doses."""
    found = json.loads(told(call, home, "next", "--json").out)
    assert ("step_up", {"id": "copy", "text": LINE}) == (found["outcome"], found["warnings"][0])


def test_once_it_is_merged_the_answer_stands_alone(call: Call, home: Path, news: Path) -> None:
    """With the severe effect known, no step is shown, and nothing is said of the copy."""
    told(call, home, "merge", str(news))
    found = json.loads(told(call, home, "next", "--json").out)
    assert "copy" not in {one["id"] for one in found["warnings"]}
    assert "step_up" != found["outcome"]


def test_a_copy_that_cannot_be_read_may_hold_more(call: Call, home: Path) -> None:
    """A folder in its place: nobody knows what is in it."""
    (home / COPY).mkdir()
    assert LINE.replace("holds", "may hold") == told(call, home, "next").out.splitlines()[0]


def test_a_pipe_in_the_place_of_a_copy_is_not_waited_for(call: Call, home: Path) -> None:
    """It has no end, and `next` must have one."""
    os.mkfifo(home / COPY)
    assert LINE.replace("holds", "may hold") == told(call, home, "next").out.splitlines()[0]


def test_a_red_flag_leaves_no_room_for_copies(call: Call, home: Path, news: Path) -> None:
    """The emergency text stands alone."""
    told(call, home, "log", "--red-flag", "fainting")
    assert LINE not in told(call, home, "next").out
    assert news.exists()
