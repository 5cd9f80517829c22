"""`baclotrack decisions`: one decision a day, planned beside taken."""

from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, adopt, content, typed
from tests.conftest import Call

NOW = "2026-11-25T12:00"


@pytest.fixture(autouse=True)
def four_days(call: Call, home: Path) -> None:
    """Let four days have passed: as planned, half a dose more, missed, and not recorded."""
    adopt(home)
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    call("log", "--dose", "12.5", *BAD_NIGHT, now="2026-11-22T07:30")
    call("log", "--missed", *BAD_NIGHT, now="2026-11-23T07:30")


def test_each_day_has_its_line(call: Call) -> None:
    """What the plan said stands beside what was taken."""
    done = call("decisions", "--since", "2026-11-20", now=NOW)
    assert (0, "") == (done.code, done.err)
    assert [
        "day         said                                      taken",
        "2026-11-20  start: 5 mg at bedtime                    5 mg",
        "2026-11-21  step up: 10 mg at bedtime                 12.5 mg",
        "2026-11-22  hold: 5 mg at bedtime                     missed",
        "2026-11-23  hold: 5 mg at bedtime                     not recorded",
        "2026-11-24  cannot decide                             not recorded",
        "2026-11-25  cannot decide                             not recorded",
    ] == done.out.splitlines()


def test_doses_at_several_times_of_day_stand_in_two_rows(call: Call, home: Path) -> None:
    """What was taken stands below what was said, so that neither is broken at the edge of the screen."""
    adopt(home, DAYTIME, morning=10, noon=10, evening=10, at="2026-11-22T12:00:00+00:00")
    call("log", "--day", "2026-11-22", "--as-planned", "--no-effects", now="2026-11-23T07:30")
    done = call("decisions", "--since", "2026-11-23", "--until", "2026-11-23", now=NOW)
    expected = ["2026-11-23  hold: 10 mg in the morning, at noon and in the evening", "            taken: not recorded"]
    assert expected == done.out.splitlines()[1:]


def test_json_is_a_list_of_decisions_with_what_was_taken(call: Call) -> None:
    """A script gets the public decision of each day, and the doses taken; null where nothing was recorded."""
    days = call("decisions", "--since", "2026-11-20", "--until", "2026-11-23", "--json", now=NOW).json
    assert ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"] == [one["day"] for one in days]
    assert ["start", "step_up", "hold", "hold"] == [one["outcome"] for one in days]
    assert [{"bedtime": 5}, {"bedtime": 12.5}, {"bedtime": 0}, None] == [one["taken"] for one in days]
    today = call("next", "--json", "--day", "2026-11-22", now=NOW).json
    assert [*today, "taken"] == list(days[2])
    assert {**today, "taken": {"bedtime": 0}} == days[2]


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        ([], "2026-11-20", "2026-11-25"),
        (["--since", "-2"], "2026-11-23", "2026-11-25"),
        (["--until", "yesterday"], "2026-11-20", "2026-11-24"),
        (["--since", "2026-11-22", "--until", "2026-11-22"], "2026-11-22", "2026-11-22"),
        (["--since", "2026-01-01", "--until", "2026-11-21"], "2026-11-20", "2026-11-21"),
        (["--until", "2026-11-28"], "2026-11-20", "2026-11-28"),
    ],
    ids=typed,
)
def test_the_range_is_the_last_two_weeks_unless_named(call: Call, options: list[str], first: str, last: str) -> None:
    """Both ends count; before the first record there is nothing to tell."""
    days = [one["day"] for one in call("decisions", *options, "--json", now=NOW).json]
    assert (first, last) == (days[0], days[-1])


def test_two_weeks_are_fourteen_days(call: Call) -> None:
    """The list does not grow without being asked."""
    assert 14 == len(call("decisions", "--json", now="2026-12-24T12:00").json)


def test_a_correction_changes_what_came_after(call: Call) -> None:
    """Past decisions are worked out from the record as it now stands."""
    call("amend", "2026-11-21", "--dose", "10", now=NOW)
    days = call("decisions", "--since", "2026-11-22", "--until", "2026-11-22", "--json", now=NOW).json
    assert ("step_up", {"bedtime": 15}) == (days[0]["outcome"], days[0]["doses"])


def test_no_plan_no_dose(call: Call, tmp_path: Path) -> None:
    """Before a plan there is one honest line for today."""
    done = call("decisions", now=NOW, home=tmp_path / "new")
    assert 0 == done.code
    assert ["2026-11-25  cannot decide                             not recorded"] == done.out.splitlines()[1:]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--since", "2026-11-24", "--until", "2026-11-20"], "Write --since before --until"),
        (["--until", "9999-12-31"], "--until '9999-12-31' is no day."),
        (["--until", "2099-12-31"], "and --until within a year."),
        (["--since", "soon"], "--since 'soon' is no day."),
    ],
    ids=typed,
)
def test_a_range_that_makes_no_sense_is_wrong_use(call: Call, options: list[str], sentence: str) -> None:
    """A range that is none is refused with a sentence, at once."""
    done = call("decisions", *options, now=NOW)
    assert (2, "") == (done.code, done.out)
    assert sentence in done.err


def test_damage_is_told_and_today_cannot_be_decided(call: Call, home: Path) -> None:
    """A damaged journal is named on stderr, exit 1, and nothing is rewritten."""
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"12.5", b"10.5"))
    before = content(home)
    done = call("decisions", "--json", now=NOW)
    assert (1, before) == (done.code, content(home))
    assert "journal.jsonl line 4: its checksum does not match" in done.err
    assert ("cannot_decide", "journal") == (done.json[-1]["outcome"], done.json[-1]["limited_by"])


def test_as_known_leaves_out_what_was_told_later(call: Call) -> None:
    """A severe effect told two days late changes the decision as it now stands, not the one that was seen then."""
    call("log", "--day", "2026-11-20", "--effect", "dizziness=severe", now="2026-11-24T08:00")
    days = ("--since", "2026-11-21", "--until", "2026-11-21", "--json")
    (now_stands,) = call("decisions", *days, now=NOW).json
    (was_seen,) = call("decisions", *days, "--as-known", now=NOW).json
    assert ("ask_prescriber", "step_up") == (now_stands["outcome"], was_seen["outcome"])


def test_as_known_the_difference_stands_below_its_day(call: Call) -> None:
    """What was said from what was known then, and below it what the record now says, only where that differs."""
    call("amend", "2026-11-21", "--dose", "10", now=NOW)
    said = call("decisions", "--as-known", "--since", "2026-11-20", "--until", "2026-11-23", now=NOW)
    assert (0, "") == (said.code, said.err)
    assert [
        "day         said then                                 told by then as taken",
        "2026-11-20  start: 5 mg at bedtime                    not recorded",
        "2026-11-21  step up: 10 mg at bedtime                 not recorded",
        "2026-11-22  hold: 5 mg at bedtime                     not recorded",
        "            with what was told later: step up: 15 mg at bedtime",
        "2026-11-23  hold: 5 mg at bedtime                     not recorded",
        "            with what was told later: hold: 10 mg at bedtime (adherence)",
    ] == said.out.splitlines()


def test_as_known_the_difference_is_data(call: Call) -> None:
    """A script gets what was known and what now stands, under the names that a decision has."""
    call("amend", "2026-11-21", "--dose", "10", now=NOW)
    days = call("decisions", "--as-known", "--since", "2026-11-21", "--until", "2026-11-22", "--json", now=NOW).json
    assert [False, True] == [one["differs"] for one in days]
    assert {"outcome": "step_up", "contact": "none", "doses": {"bedtime": 15}, "limited_by": None} == (
        days[1]["as_it_now_stands"]
    )
    assert ("hold", {"bedtime": 5}, "off-plan") == tuple(days[1][name] for name in ("outcome", "doses", "limited_by"))
    names = list(call("decisions", "--since", "2026-11-21", "--until", "2026-11-22", "--json", now=NOW).json[0])
    assert [*names, "as_it_now_stands", "differs"] == list(days[0])


def test_as_known_before_any_plan_nothing_stands(call: Call, tmp_path: Path) -> None:
    """Where no plan was in force there is nothing to differ from."""
    (day,) = call("decisions", "--as-known", "--json", now=NOW, home=tmp_path / "new").json
    assert (None, False) == (day["as_it_now_stands"], day["differs"])
