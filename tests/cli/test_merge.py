"""`baclotrack merge`: two devices' journals become one; what differs is shown, and settled by one command."""

import json
from pathlib import Path

import pytest

from baclotrack.store.journal import lines
from tests.cli.helpers import BAD_NIGHT, GOOD_NIGHT, PROFILE, SLEEP, adopt, content, journal
from tests.cli.terminal import answer, rest, terminal
from tests.conftest import Call, Result

NOW = "2026-11-22T12:00"
LATER = SLEEP.replace("[[5], [10], [15], [20]]", "[[5], [7.5], [10]]").replace("Dr A.", "Dr B.")


def on(call: Call, device: str, home: Path, *words: str, now: str = NOW) -> Result:
    """Run a command on a device that has its own name and its own home."""
    return call(*words, now=now, home=home, env={"BACLOTRACK_DEVICE": device})


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """Name the home of the other device."""
    return tmp_path / "phone"


@pytest.fixture(autouse=True)
def both(call: Call, home: Path, phone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the laptop have a plan and a night at 5 mg, and the phone have taken that over."""
    monkeypatch.setenv("BACLOTRACK_DEVICE", "laptop")
    adopt(home)
    on(call, "laptop", home, "log", "--dose", "5", *BAD_NIGHT, now="2026-11-21T07:30")
    on(call, "phone", phone, "merge", str(home))


def second_night(call: Call, home: Path, phone: Path) -> None:
    """Let both devices tell the second night, and tell it differently."""
    effect = ("--effect", "nausea=moderate")
    on(call, "laptop", home, "log", "--dose", "5", *BAD_NIGHT, now="2026-11-22T08:30")
    on(call, "phone", phone, "log", "--dose", "10", *BAD_NIGHT[:2], *effect, now="2026-11-22T07:30")


def test_what_the_other_device_recorded_is_added(call: Call, home: Path, phone: Path) -> None:
    """The entry, its device, and what `next` says now; what was there is there, byte for byte."""
    before = content(home)
    on(call, "phone", phone, "log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")
    done = on(call, "laptop", home, "merge", str(phone / "journal.jsonl"))
    assert (0, "") == (done.code, done.err)
    assert [
        f"Added 1 entry from {phone / 'journal.jsonl'}: 1 of device phone.",
        ("  check-in for 21 Nov 2026: 10 mg at bedtime; sleep improved no; fell back asleep no; side effects: none."),
        "For 22 Nov 2026, baclotrack next now says step up to 15 mg, not hold at 5 mg.",
    ] == done.out.splitlines()
    assert content(home).startswith(before)
    assert content(home) == content(phone)


def test_a_home_without_a_journal_gets_the_plan_and_the_profile_too(home: Path, phone: Path) -> None:
    """They are in the journal; the phone of these tests began with nothing."""
    assert [SLEEP, PROFILE] == [(phone / name).read_text() for name in ("plan.toml", "profile.toml")]
    assert content(home) == content(phone)


def test_ones_own_journal_adds_nothing(call: Call, home: Path) -> None:
    """Nothing is written, and it says so."""
    before = content(home)
    done = on(call, "laptop", home, "merge", str(home), str(home / "journal.jsonl"))
    sentence = f"{home / 'journal.jsonl'} holds nothing new. Nothing was added."
    assert (0, [sentence, sentence], "", before) == (done.code, done.out.splitlines(), done.err, content(home))


def test_a_journal_can_be_piped_in(call: Call, home: Path, phone: Path) -> None:
    """A hyphen is standard input, whatever brings it there."""
    on(call, "phone", phone, "ask", "May I drive?")
    done = call("merge", "-", now=NOW, stdin=content(phone).decode())
    assert "Added 1 entry from standard input: 1 of device phone." == done.out.splitlines()[0]
    assert content(home) == content(phone)


def test_scripts_are_told_the_same(call: Call, home: Path, phone: Path) -> None:
    """One object with the names that stay: files, days told twice, decisions that changed."""
    second_night(call, home, phone)
    told = on(call, "laptop", home, "merge", str(phone), "--json").json
    assert ("baclotrack.merge/1", 1, ["2026-11-21"]) == (told["schema"], told["added"], told["told_twice"])
    (file,) = told["files"]
    assert ({"phone": 1}, [], []) == (file["devices"], file["unreadable"], file["other_words"])
    assert [journal(phone)[-1]["id"]] == file["added"]
    (changed,) = told["changed"]
    assert ("2026-11-22", "hold", "check-in") == (
        changed["day"],
        changed["after"]["outcome"],
        changed["after"]["limited_by"],
    )


# --- what cannot be added ---------------------------------------------------------------------------


def test_lines_that_cannot_be_read_are_named(call: Call, home: Path, phone: Path) -> None:
    """Exit code 1, the place and the reason on stderr; the intact ones are added."""
    on(call, "phone", phone, "ask", "May I drive?")
    on(call, "phone", phone, "ask", "And swim?")
    path = phone / "journal.jsonl"
    path.write_bytes(content(phone).replace(b"May I drive", b"May I dance") + b'{"v":1,')
    done = on(call, "laptop", home, "merge", str(path))
    assert 1 == done.code
    assert [
        (
            f"baclotrack: {path}: journal.jsonl line 4: its checksum does not match, so it was changed or damaged."
            " It was not added."
        ),
        (
            f"baclotrack: {path}: journal.jsonl line 6: its end is missing; it was cut, or not written to the end."
            " It was not added."
        ),
    ] == done.err.splitlines()[:2]
    assert "And swim?" == journal(home)[-1]["text"]
    assert b"dance" not in content(home)


def test_the_same_id_in_other_words_is_told(call: Call, home: Path, phone: Path) -> None:
    """Two lines claim to be one entry: the one that is here stays, and the person hears of the other."""
    from baclotrack.store.writing import line_of

    row = {name: value for name, value in next(iter(journal(home))).items() if name != "crc"}
    (phone / "strange.jsonl").write_bytes(line_of({**row, "toml": PROFILE + "# other\n"}))
    before = content(home)
    done = on(call, "laptop", home, "merge", str(phone / "strange.jsonl"))
    assert (1, before) == (done.code, content(home))
    assert f"line 1: entry {row['id']} stands in this journal in other words. It was not added." in done.err


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("nothing.jsonl", None, "There is no file "),
        ("empty.jsonl", b"", " is no journal: it is empty."),
        ("holiday.jpg", b"\xff\xd8\xff\x00", " is no journal: no line in it is an entry that can be read."),
        ("plan.toml", SLEEP.encode(), " is no journal: no line in it is an entry that can be read."),
        ("cut.json", b'{"schema": "baclotrack.export/1", "home": {', " is damaged: line 1, column 44 is not JSON."),
        ("later.json", b'{"schema": "baclotrack.export/9"}', " was exported by a later version of this program"),
    ],
)
def test_what_is_no_journal_is_refused(
    call: Call, home: Path, tmp_path: Path, name: str, data: bytes | None, sentence: str
) -> None:
    """One sentence, nothing written, also where another file of the same call is a journal."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    before = content(home)
    done = on(call, "laptop", home, "merge", str(tmp_path / "phone"), str(tmp_path / name))
    assert ("", before, 1) == (done.out, content(home), len(done.err.splitlines()))
    assert done.code == (1 if name == "cut.json" else 2)
    assert sentence in done.err


def test_what_a_device_or_a_file_is_called_cannot_act_on_the_terminal(call: Call, home: Path, tmp_path: Path) -> None:
    """A name with an escape is shown as letters."""
    strange = tmp_path / "\x1b[31mred.jsonl"
    done = on(call, "laptop", home, "merge", str(strange))
    assert (2, True, False) == (done.code, "\\x1b[31mred" in done.err, "\x1b" in done.err)


# --- a day that two devices told differently --------------------------------------------------------

TWICE = "21 Nov 2026 was told differently on two devices. To say which is right: baclotrack amend 2026-11-21"


@pytest.fixture
def differing(call: Call, home: Path, phone: Path) -> tuple[str, str]:
    """Let the second night be told in two ways, and return the ids: the phone's and the laptop's."""
    second_night(call, home, phone)
    done = on(call, "laptop", home, "merge", str(phone))
    assert TWICE in done.out.splitlines()
    of = {row["device"]: row["id"] for row in journal(home) if row["kind"] == "checkin" and row["day"] == "2026-11-21"}
    return of["phone"], of["laptop"]


def test_next_says_it_and_moves_nothing(call: Call, home: Path, differing: tuple[str, str]) -> None:
    """The dose in force stays the one of before: which dose was taken is not guessed."""
    done = on(call, "laptop", home, "next", "--json")
    told = done.json
    assert ("hold", {"bedtime": 5}, {"bedtime": 5}, "check-in") == tuple(
        told[name] for name in ("outcome", "doses", "in_force", "limited_by")
    )
    gates = {gate["id"]: gate for gate in told["gates"]}
    assert (TWICE, "block") == (gates["check-in"]["text"], gates["side-effects"]["state"])
    assert TWICE in on(call, "laptop", home, "next").out.splitlines()


def test_history_marks_both_and_says_what_to_do(call: Call, home: Path, differing: tuple[str, str]) -> None:
    """Both are listed as they were recorded, and the command stands below."""
    listed = on(call, "laptop", home, "history").out.splitlines()
    marked = [line.split("  ")[0] for line in listed if "  differs  " in line]
    assert (sorted(differing), TWICE) == (sorted(marked), listed[-1])


def test_days_later_next_still_says_it(call: Call, home: Path, differing: tuple[str, str]) -> None:
    """Until it is settled; the day is not complete, so a plan that needs complete days waits."""
    on(call, "laptop", home, "log", "--dose", "5", *BAD_NIGHT, now="2026-11-23T07:30")
    told = on(call, "laptop", home, "next", "--json", now="2026-11-23T12:00").json
    assert [TWICE] == [one["text"] for one in told["warnings"] if one["id"] == "told-twice"]


@pytest.mark.parametrize(("which", "outcome", "dose"), [(0, "hold", 10), (1, "step_up", 10)])
def test_naming_one_settles_it(
    call: Call, home: Path, differing: tuple[str, str], which: int, outcome: str, dose: int
) -> None:
    """`amend ID` keeps that one; the other is taken back, with the reason, and stays in the journal."""
    done = on(call, "laptop", home, "amend", differing[which])
    assert (0, "") == (done.code, done.err)
    told = on(call, "laptop", home, "next", "--json").json
    assert (outcome, {"bedtime": dose}) == (told["outcome"], told["doses"])
    assert "differs" not in on(call, "laptop", home, "history").out
    retract, kept = journal(home)[-2:]
    assert (differing[1 - which], differing[which]) == (retract["target"], kept["supersedes"])


def test_taking_one_back_settles_it_too(call: Call, home: Path, differing: tuple[str, str]) -> None:
    """`undo ID` with a reason leaves the other as it is."""
    on(call, "laptop", home, "undo", differing[0], "--reason", "typed for the wrong day")
    assert "step_up" == on(call, "laptop", home, "next", "--json").json["outcome"]


def test_what_is_told_of_an_open_day_is_added_to_both(call: Call, home: Path, differing: tuple[str, str]) -> None:
    """A part settles only what it tells; the day is open until both say the same."""
    done = on(call, "laptop", home, "log", "--dose", "5", "--drinks", "1")
    assert TWICE in done.out.splitlines()
    told = on(call, "laptop", home, "next", "--json").json
    states = {gate["id"]: gate["state"] for gate in told["gates"]}
    assert ("block", "block") == (states["check-in"], states["sedatives"])
    done = on(call, "laptop", home, "amend", "2026-11-21", "--effect", "nausea=mild")
    assert TWICE not in done.out
    entry = journal(home)[-1]
    assert ({"bedtime": 5}, {"nausea": 1}, 1) == (entry["doses"], entry["effects"], entry["drinks"])


def test_what_one_of_them_did_not_ask_is_no_contradiction(call: Call, home: Path, phone: Path) -> None:
    """The laptop told the drinks and the phone the hours: once the dose is settled, both answers stand."""
    on(call, "laptop", home, "log", "--dose", "5", *BAD_NIGHT, "--drinks", "1", now="2026-11-22T08:30")
    on(call, "phone", phone, "log", "--dose", "10", "--no-effects", "--hours", "6", now="2026-11-22T07:30")
    on(call, "laptop", home, "merge", str(phone))
    done = on(call, "laptop", home, "amend", "2026-11-21", "--dose", "5")
    assert TWICE not in done.out
    entry = journal(home)[-1]
    measures = {"sleep_hours": 6, "sleep_improved": False, "fell_back_asleep": False}
    assert ({"bedtime": 5}, 1, measures) == (entry["doses"], entry["drinks"], entry["measures"])


def test_amend_without_options_shows_both(call: Call, home: Path, differing: tuple[str, str]) -> None:
    """Where nobody can be asked, it lists them with their commands and writes nothing."""
    before = content(home)
    done = on(call, "laptop", home, "amend", "2026-11-21")
    assert (2, before, 2) == (done.code, content(home), len(done.out.splitlines()))
    assert done.out.splitlines()[0].startswith("1. device phone, recorded 2026-11-22 07:30: 10 mg at bedtime;")
    for one in differing:
        assert f"baclotrack amend {one}" in done.err


@pytest.mark.parametrize(
    ("typed", "written", "last"),
    [
        (("3", "2"), 2, "For 22 Nov 2026, baclotrack next now says step up to 10 mg, not hold at 5 mg."),
        (("",), 0, "Nothing was changed. The day stays open."),
    ],
)
def test_at_a_terminal_it_asks_which_is_right(
    home: Path, differing: tuple[str, str], typed: tuple[str, ...], written: int, last: str
) -> None:
    """A number settles it, Enter leaves it open, and another number is asked again."""
    before = len(journal(home))
    with terminal(home, "amend", "2026-11-21", now=NOW) as child:
        answer(child, *(("Which is right", one) for one in typed))
        code, shown = rest(child)
    assert (0, last, before + written) == (code, shown[-1].strip(), len(journal(home)))


def test_a_red_flag_of_either_stays_open(call: Call, home: Path, phone: Path) -> None:
    """Choosing the one without it is no word that the person was seen; a severe confusion counts as one."""
    on(call, "laptop", home, "log", "--dose", "5", *BAD_NIGHT, now="2026-11-22T08:30")
    worse = ("--effect", "confusion=severe")
    on(call, "phone", phone, "log", "--dose", "5", *BAD_NIGHT[:2], *worse, now="2026-11-22T07:30")
    done = on(call, "laptop", home, "merge", str(phone))
    assert "For 22 Nov 2026 the answer is now the emergency text. Run: baclotrack next" in done.out
    mine = next(row["id"] for row in journal(home) if row["device"] == "laptop" and row.get("day") == "2026-11-21")
    on(call, "laptop", home, "amend", mine)
    assert 4 == on(call, "laptop", home, "next").code
    assert ["severe-confusion"] == journal(home)[-1]["red_flags"]


def test_choosing_takes_back_what_the_other_one_had_corrected(call: Call, home: Path, phone: Path) -> None:
    """A correction that is taken back brings back what it corrected, so that is taken back as well."""
    second_night(call, home, phone)
    on(call, "phone", phone, "amend", "2026-11-21", "--effect", "nausea=mild")
    on(call, "laptop", home, "merge", str(phone))
    mine = next(row["id"] for row in journal(home) if row["device"] == "laptop" and row.get("day") == "2026-11-21")
    on(call, "laptop", home, "amend", mine)
    assert "was told differently" not in on(call, "laptop", home, "history").out
    assert "step_up" == on(call, "laptop", home, "next", "--json").json["outcome"]


def test_both_devices_agree_once_the_choice_is_merged(
    call: Call, home: Path, phone: Path, differing: tuple[str, str]
) -> None:
    """It is settled once, on either device."""
    on(call, "laptop", home, "amend", differing[1])
    on(call, "phone", phone, "merge", str(home))
    answers = [on(call, *who, "next", "--json").json for who in (("laptop", home), ("phone", phone))]
    assert answers[0] == answers[1]
    assert "step_up" == answers[0]["outcome"]


def test_two_devices_that_say_the_same_need_no_choice(call: Call, home: Path, phone: Path) -> None:
    """Told twice alike is told."""
    for device, where in (("laptop", home), ("phone", phone)):
        on(call, device, where, "log", "--dose", "5", *GOOD_NIGHT, now="2026-11-22T07:30")
    assert "differently" not in on(call, "laptop", home, "merge", str(phone)).out


# --- plan.toml and profile.toml ---------------------------------------------------------------------


def test_a_plan_adopted_on_the_other_device_counts_here(call: Call, home: Path, phone: Path) -> None:
    """The adopted plan is in the journal; plan.toml, which was only its copy, follows."""
    adopt(phone, LATER, at="2026-11-21T18:00:00+00:00")
    done = on(call, "laptop", home, "merge", str(phone))
    sentence = "plan.toml is now the one that was recorded last. The one before is kept in the journal."
    assert sentence in done.out.splitlines()
    assert LATER == (home / "plan.toml").read_text()
    assert "Dr B. Example" == on(call, "laptop", home, "next", "--json").json["plan"]["prescriber"]


def test_a_plan_file_that_the_person_edited_is_left(call: Call, home: Path, phone: Path) -> None:
    """Then it is not the adopted one, and `next` holds until it is adopted or put right."""
    adopt(phone, LATER, at="2026-11-21T18:00:00+00:00")
    mine = SLEEP + "# asked Dr A. about this\n"
    (home / "plan.toml").write_text(mine)
    done = on(call, "laptop", home, "merge", str(phone))
    assert "plan.toml was left as you have it, but another plan was adopted last. See it: baclotrack plan show" in (
        done.out.splitlines()
    )
    assert mine == (home / "plan.toml").read_text()


def test_an_old_profile_does_not_come_back(call: Call, home: Path, phone: Path) -> None:
    """Where the phone named a condition, the laptop's older file must not take it out again at its next entry."""
    pregnant = PROFILE + '\n[[conditions]]\nname = "pregnancy"\n'
    (phone / "profile.toml").write_text(pregnant)
    on(call, "phone", phone, "ask", "Is it safe for the child?")
    on(call, "laptop", home, "merge", str(phone))
    on(call, "laptop", home, "ask", "And for me?")
    assert pregnant == (home / "profile.toml").read_text()
    assert "conditions" == on(call, "laptop", home, "next", "--json").json["limited_by"]


def test_what_one_of_two_profiles_names_is_not_lost_unseen(call: Call, home: Path, phone: Path) -> None:
    """Each device added something: the profile recorded last counts whole, and what it lacks is named."""
    (phone / "profile.toml").write_text(PROFILE + '\n[[conditions]]\nname = "pregnancy"\n')
    on(call, "phone", phone, "ask", "First?")
    (home / "profile.toml").write_text(PROFILE + '\n[[medicines]]\nname = "zolpidem"\n')
    on(call, "laptop", home, "ask", "Second?", now="2026-11-22T13:00")
    done = on(call, "laptop", home, "merge", str(phone), now="2026-11-22T14:00")
    sentence = "The profile that counts now does not name: pregnancy. If that still holds, write it into profile.toml."
    assert sentence in done.out.splitlines()


# --- copies of a sync program -----------------------------------------------------------------------

COPY = "journal.sync-conflict-20261122-101500-ABCDEFG.jsonl"


@pytest.mark.parametrize("name", [COPY, "journal (conflicted copy 2026-11-22).jsonl", "journal_conflict-2026.jsonl"])
def test_a_copy_is_named_merged_and_then_may_be_removed(call: Call, home: Path, phone: Path, name: str) -> None:
    """`next` names it with the command, `doctor` says what it holds, and when it holds nothing new."""
    on(call, "phone", phone, "log", "--dose", "10", *BAD_NIGHT, now="2026-11-22T07:30")
    copy = home / name
    copy.write_bytes(content(phone))
    quoted = f"'{copy}'" if " " in name else str(copy)
    line = f"{name} holds 1 entry that your journal does not have. Run: baclotrack merge {quoted}"
    assert f"baclotrack: {line}\n" == on(call, "laptop", home, "next").err
    found = on(call, "laptop", home, "doctor", "--json").out
    assert '"copy"' in found
    done = on(call, "laptop", home, "merge", str(copy))
    assert f"{copy} may be removed once baclotrack doctor says that it holds nothing new." == done.out.splitlines()[-2]
    assert "" == on(call, "laptop", home, "next").err
    told = on(call, "laptop", home, "doctor").out
    assert f"It may be removed: rm {quoted}" in told
    copy.unlink()
    assert 0 == on(call, "laptop", home, "doctor").code


def test_copies_of_plan_and_profile_are_named_until_they_are_the_same(call: Call, home: Path) -> None:
    """They cannot be merged by a program: the person compares."""
    copy = home / "plan.sync-conflict-20261122-101500-ABCDEFG.toml"
    copy.write_text(LATER)
    (home / "profile (conflicted copy).toml").write_text(PROFILE)
    told = on(call, "laptop", home, "next").err
    assert f"baclotrack: {copy.name} is another version of plan.toml. Run: baclotrack doctor\n" == told
    step = f"To compare the two: diff {home / 'plan.toml'} {copy} ; keep in plan.toml what is right, by hand, then"
    assert step in on(call, "laptop", home, "doctor").out


@pytest.mark.parametrize("name", ["journal.jsonl.bak", "conflict.jsonl", "journalism-conflict.jsonl", "plan.jsonl"])
def test_other_files_are_no_copies(call: Call, home: Path, name: str) -> None:
    """Only what a sync program's name says is one."""
    (home / name).write_bytes(b"anything")
    assert "" == on(call, "laptop", home, "next").err


def test_a_copy_with_unreadable_lines_is_not_asked_for_again(call: Call, home: Path) -> None:
    """After the merge nothing is left to add; `doctor` says that some lines cannot be read."""
    (home / COPY).write_bytes(content(home) + b'{"torn')
    assert "" == on(call, "laptop", home, "next").err
    told = json.loads(on(call, "laptop", home, "doctor", "--json").out)
    rows = told if isinstance(told, list) else told["faults"]
    (row,) = [row for row in rows if row["file"] == COPY]
    assert ("copy-damaged", f"it may be removed: rm {home / COPY}") == (row["slug"], row["next"].partition(", ")[2])


def test_the_merged_journal_has_every_line_once(call: Call, home: Path, phone: Path) -> None:
    """Both ways, and again: the same ids, none twice."""
    second_night(call, home, phone)
    for _ in range(2):
        on(call, "laptop", home, "merge", str(phone))
        on(call, "phone", phone, "merge", str(home))
    ids = [[row["id"] for _, row in lines(where / "journal.jsonl")] for where in (home, phone)]
    assert sorted(ids[0]) == sorted(ids[1]) == sorted(set(ids[0]))
