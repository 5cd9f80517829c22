"""`baclotrack amend`: a check-in is corrected; the old one stays in the journal, named by the new one."""

from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, adopt, checkins, content, journal, last, typed
from tests.conftest import Call

NOW = "2026-11-21T12:00"


@pytest.fixture(autouse=True)
def bad_night(call: Call, home: Path) -> None:
    """Let a night at 5 mg have passed, badly."""
    adopt(home)
    told = ("--not-improved", "--lay-awake", "--effect", "nausea=mild")
    call("log", "--dose", "5", *told, "--note", "kept", now="2026-11-21T07:30")


@pytest.mark.parametrize("how", ["day", "word", "back", "id"])
def test_a_day_or_an_id_names_the_check_in(call: Call, home: Path, how: str) -> None:
    """The whole resulting entry is written, with every field that was not told again."""
    old = journal(home)[-1]["id"]
    which = {"day": "2026-11-20", "word": "yesterday", "back": "-1", "id": old.lower()}[how]
    done = call("amend", which, "--dose", "2.5", "--effect", "dizziness=moderate", now=NOW)
    assert (0, "") == (done.code, done.err)
    assert [
        (
            "Corrected for 20 Nov 2026: 2.5 mg at bedtime; sleep improved no; fell back asleep no; side effects: nausea"
            ' mild, dizziness moderate; note "kept".'
        ),
        "The entry before stays in the journal: baclotrack history",
    ] == done.out.splitlines()
    before, after = checkins(home, "2026-11-20")
    assert {"effects": {"nausea": 1, "dizziness": 2}, "supersedes": old} == {
        name: value for name, value in after.items() if name not in {"doses", "measures", "note"}
    }
    assert (before["measures"], before["note"]) == (after["measures"], after["note"])


def test_the_correction_counts_from_then_on(call: Call) -> None:
    """Past and present decisions are worked out from the corrected record."""
    assert "step_up" == call("next", "--json", now=NOW).json["outcome"]
    call("amend", "yesterday", "--effect", "nausea=severe", now=NOW)
    decision = call("next", "--json", now=NOW).json
    assert ("ask_prescriber", "side-effects", "today") == (
        decision["outcome"],
        decision["limited_by"],
        decision["contact"],
    )


def test_an_old_entry_can_be_named_again(call: Call, home: Path) -> None:
    """Naming an entry that was corrected already corrects its day as it now stands."""
    old = journal(home)[-1]["id"]
    call("amend", old, "--drinks", "1", now=NOW)
    newer = journal(home)[-1]["id"]
    call("amend", old, "--hours", "5", now=NOW)
    assert (newer, 1) == (last(home)["supersedes"], last(home)["drinks"])


def test_a_red_flag_does_not_leave_with_a_correction(call: Call, home: Path) -> None:
    """Whatever else is corrected, an open red flag stays in the entry and in the answer."""
    call("log", "--red-flag", "fainting", "--day", "yesterday", now=NOW)
    done = call("amend", "yesterday", "--no-effects", "--dose", "5", now=NOW)
    assert 0 == done.code
    assert ["fainting"] == last(home)["red_flags"]
    assert 4 == call("next", now="2026-11-21T22:00").code


def test_a_red_flag_told_by_a_correction_shows_the_emergency_text(call: Call) -> None:
    """`amend` shows help first, like `log`."""
    done = call("amend", "yesterday", "--red-flag", "seizure", now=NOW)
    assert 4 == done.code
    assert done.out.startswith("Call your local emergency number now.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["yesterday"], "Say what to correct for 20 Nov 2026, for example: baclotrack amend 2026-11-20 --dose 5"),
        (["2026-11-18", "--dose", "5"], "Nothing is logged for 18 Nov 2026 yet. Run: baclotrack log --day 2026-11-18"),
        (["tomorrow", "--dose", "5"], "amend 2026-11-22 is in the future; today is 2026-11-21."),
        (["01XYZ", "--dose", "5"], "amend: '01XYZ' is no entry's id and no day. The ids are in: baclotrack history"),
        (["--dose", "5"], "Missing argument"),
        (["yesterday", "--does", "5"], "--does"),
        (["yesterday", "--dose", "5", "--missed"], "--missed and --dose contradict each other."),
        (["yesterday", "--effect", "nause=mild"], "Did you mean nausea?"),
        (["\x1b[31m", "--dose", "5"], "is no entry's id and no day."),
    ],
    ids=typed,
)
def test_wrong_use_writes_nothing(call: Call, home: Path, options: list[str], sentence: str) -> None:
    """A wrong word is answered with one sentence and exit 2, and the journal is as it was."""
    before = content(home)
    done = call("amend", *options, now=NOW)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err
    assert "\x1b" not in done.err


def test_only_check_ins_are_corrected(call: Call, home: Path) -> None:
    """Another kind of entry is taken back instead, and the sentence says how."""
    call("take", now="2026-11-21T22:40")
    one = journal(home)[-1]["id"]
    before = content(home)
    done = call("amend", one, "--dose", "5", now="2026-11-21T22:45")
    assert (2, before) == (done.code, content(home))
    assert f"baclotrack: {one} is no check-in. Take it back with: baclotrack undo {one}\n" == done.err


def test_two_devices_that_differ_are_put_together(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Correcting a day that two devices told differently leaves one check-in."""
    from datetime import date

    from baclotrack.store.writing import Draft
    from tests.cli.helpers import write

    monkeypatch.setenv("BACLOTRACK_DEVICE", "phone")
    fields = {"doses": {"bedtime": 10}, "effects": {}, "red_flags": ["fainting"]}
    write(home, Draft("checkin", fields, date(2026, 11, 20)), at="2026-11-21T09:00:00+00:00")
    monkeypatch.delenv("BACLOTRACK_DEVICE")
    call("amend", "yesterday", "--dose", "5", *BAD_NIGHT, now=NOW)
    kinds = [row["kind"] for row in journal(home)]
    assert ["retract", "checkin"] == kinds[-2:]
    assert ({"bedtime": 5}, {}, ["fainting"]) == tuple(last(home)[name] for name in ("doses", "effects", "red_flags"))
    states = {one["id"]: one["text"] for one in call("next", "--json", "--day", "today", now=NOW).json["gates"]}
    assert "Yesterday is logged." == states["check-in"]
