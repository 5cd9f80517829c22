"""`baclotrack amend`: a check-in is corrected; the old one stays in the journal, named by the new one."""

from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, adopt, checkins, content, journal, last, typed
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
        "For 21 Nov 2026, baclotrack next now says hold at 5 mg, not step up to 10 mg (side-effects).",
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


# --- which later decisions differ -------------------------------------------------------------------

EVENINGS = ("2026-11-22T07:30", "2026-11-23T07:30", "2026-11-24T07:30")


def three_more_nights(call: Call) -> None:
    """Let three more bad nights have passed, each as planned: 10, 15 and 20 mg."""
    for now in EVENINGS:
        call("log", "--as-planned", *BAD_NIGHT, now=now)


def test_the_days_that_differ_are_told_one_a_line(call: Call) -> None:
    """What the plan would have said, what it said, and why; no dose of a past night is to be made up for."""
    three_more_nights(call)
    done = call("amend", "2026-11-21", "--effect", "dizziness=moderate", now="2026-11-24T12:00")
    assert (0, "") == (done.code, done.err)
    assert [
        "22 Nov 2026: with this, the plan would have said hold at 10 mg, not step up to 15 mg (side-effects).",
        (
            "23 Nov 2026: with this, the plan would have said hold at 10 mg and a call to your prescriber that day, not"
            " step up to 20 mg (off-plan)."
        ),
        "These days are past: nothing is made up for.",
        (
            "For 24 Nov 2026, baclotrack next now says hold at 10 mg and call your prescriber today, not hold at 20 mg"
            " and tell your prescriber (off-plan)."
        ),
    ] == done.out.splitlines()[2:]


def test_many_days_are_cut_to_seven_lines(call: Call) -> None:
    """After four days the rest is counted, and the command that shows them is named."""
    three_more_nights(call)
    for day in range(25, 30):
        call("log", "--as-planned", *BAD_NIGHT, now=f"2026-11-{day}T07:30")
    done = call("amend", "2026-11-21", "--effect", "dizziness=moderate", now="2026-11-29T12:00")
    told = done.out.splitlines()[2:]
    assert 7 == len(told)
    assert ["22 Nov", "23 Nov", "24 Nov", "25 Nov"] == [line.partition(" 2026:")[0] for line in told[:4]]
    assert ["and 3 more: baclotrack decisions --since 2026-11-22", "These days are past: nothing is made up for."] == (
        told[4:6]
    )
    assert told[6].startswith("For 29 Nov 2026, baclotrack next now says ask your prescriber, not hold at 20 mg")


def test_five_days_are_all_told(call: Call) -> None:
    """Five days and no more need no counting."""
    three_more_nights(call)
    for day in (25, 26, 27):
        call("log", "--as-planned", *BAD_NIGHT, now=f"2026-11-{day}T07:30")
    told = call("amend", "2026-11-21", "--effect", "dizziness=moderate", now="2026-11-27T12:00").out.splitlines()[2:]
    assert [5, 7] == [len([line for line in told if "would have said" in line]), len(told)]


@pytest.mark.parametrize("options", [["--hours", "5"], ["--note", "other"], ["--effect", "nausea=mild"]], ids=typed)
def test_where_no_answer_changes_it_is_said(call: Call, options: list[str]) -> None:
    """An amendment that changes no decision says so, so that nobody wonders."""
    done = call("amend", "yesterday", *options, now=NOW)
    assert "No later decision changes." == done.out.splitlines()[-1]


def test_beside_an_emergency_no_dose_and_no_list_is_told(call: Call) -> None:
    """A flag told of a past night: help first; the other days are not listed, and no mg stands beside it."""
    three_more_nights(call)
    done = call("amend", "2026-11-22", "--red-flag", "seizure", now="2026-11-24T12:00")
    assert 4 == done.code
    assert ["For 24 Nov 2026 the answer is now the emergency text. Run: baclotrack next"] == [
        line for line in done.out.splitlines() if line.startswith(("For ", "21 ", "22 ", "23 ", "These"))
    ]
    done = call("amend", "2026-11-22", "--drinks", "2", now="2026-11-24T12:10")
    assert "No later decision changes." == done.out.splitlines()[-1]
    done = call("amend", "2026-11-20", "--effect", "dizziness=moderate", now="2026-11-24T12:20")
    assert "Decisions of past days change: baclotrack decisions --since 2026-11-21" == done.out.splitlines()[-1]


def test_a_second_log_of_a_day_tells_it_too(call: Call) -> None:
    """Logging a day again is an amendment; where nothing changes it stays silent."""
    done = call("log", "--day", "yesterday", "--drinks", "2", now=NOW)
    assert (
        "For 21 Nov 2026, baclotrack next now says hold at 5 mg, not step up to 10 mg (sedatives)."
        == (done.out.splitlines()[-1])
    )
    assert 1 == len(call("log", "--day", "yesterday", "--hours", "5", now=NOW).out.splitlines())


def test_a_day_logged_late_tells_it_too(call: Call) -> None:
    """A day told days afterwards says what it would have meant."""
    call("log", "--dose", "10", *BAD_NIGHT, now="2026-11-23T07:30")
    done = call("log", "--day", "2026-11-21", "--dose", "10", *BAD_NIGHT, now="2026-11-23T12:00")
    assert [
        "22 Nov 2026: with this, the plan would have said step up to 15 mg, not hold at 5 mg.",
        "These days are past: nothing is made up for.",
        "For 23 Nov 2026, baclotrack next now says step up to 15 mg, not hold at 5 mg and call your prescriber today.",
    ] == done.out.splitlines()[1:]


def test_a_dose_told_late_tells_it_too(call: Call) -> None:
    """The same for a single dose."""
    call("log", "--dose", "5", *BAD_NIGHT, now="2026-11-23T07:30")
    done = call("take", "20", "--day", "2026-11-21", now="2026-11-23T12:00")
    assert "22 Nov 2026: with this, the plan would have said " in done.out
    assert "These days are past: nothing is made up for." in done.out.splitlines()


def test_a_second_dose_told_of_a_logged_day_tells_it_too(call: Call) -> None:
    """It corrects the check-in, and so what was decided from it."""
    done = call("take", "5", "--day", "yesterday", now=NOW)
    assert (
        "For 21 Nov 2026, baclotrack next now says hold at 5 mg and call your prescriber today, not step up to 10 mg"
        " (off-plan)."
    ) == done.out.splitlines()[-1]


def test_a_word_of_the_prescriber_told_late_tells_it_too(call: Call) -> None:
    """A hold that was said yesterday and recorded today."""
    three_more_nights(call)
    done = call("instruct", "hold", "--on", "2026-11-23", now="2026-11-24T12:00")
    assert [
        "23 Nov 2026: with this, the plan would have said hold at 15 mg, not step up to 20 mg (instruction).",
        "These days are past: nothing is made up for.",
    ] == done.out.splitlines()[1:3]


def test_the_usual_morning_walks_no_further(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first check-in for yesterday costs nothing more: nothing is worked out again."""
    import baclotrack.cli.replay

    def walked_again(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(baclotrack.cli.replay, "tell_changes", walked_again)
    for told in (("log", "--as-planned", *BAD_NIGHT), ("log", "--drinks", "1"), ("take", "--day", "today")):
        assert 0 == call(*told, now="2026-11-22T07:30").code


def test_a_plan_of_several_doses_names_them(call: Call, tmp_path: Path) -> None:
    """With several doses a day each is told with its time, so that no mg stands for another."""
    home = tmp_path / "day"
    adopt(home, DAYTIME)
    for day in (21, 22, 23):
        told = ("--as-planned", "--measure", "spasticity=6", "--no-effects")
        call("log", *told, now=f"2026-11-{day}T07:30", home=home)
    done = call("amend", "yesterday", "--effect", "nausea=moderate", now="2026-11-23T12:00", home=home)
    assert (
        "For 23 Nov 2026, baclotrack next now says hold at 5 mg in the morning, at noon and in the evening, not step up"
        " to 10 mg in the morning, at noon and in the evening (side-effects)."
    ) == done.out.splitlines()[-1]


def test_no_line_asks_anybody_to_act_on_the_past(call: Call) -> None:
    """No sentence of a correction tells to take, skip, make up for or stop anything."""
    three_more_nights(call)
    said = call("amend", "2026-11-21", "--effect", "dizziness=severe", now="2026-11-24T12:00").out.lower()
    assert [] == [word for word in ("take ", "skip", "stop", "recommend", "should", "safe", "double") if word in said]
