"""`baclotrack log`, as a person and a script meet it."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, DAYTIME, PROFILE, SLEEP, adopt, checkins, content, journal, last, typed
from tests.conftest import Call

MORNING = "2026-11-21T07:30"
EMERGENCY = "Call your local emergency number now. If you cannot, ask anyone near you to call."


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin in the evening of 20 November with the leaflet's plan adopted."""
    adopt(home)


# --- what is recorded, and what is said -------------------------------------------------------------


def test_a_whole_morning_is_one_entry_and_is_told_back(call: Call, home: Path) -> None:
    """A check-in is one line of the journal, and the person reads what was understood."""
    done = call(
        *("log", "--as-planned", "--not-improved", "--lay-awake", "--effect", "drowsiness=mild", "--drinks", "0"),
        now=MORNING,
    )
    assert (0, "") == (done.code, done.err)
    assert (
        "Recorded for 20 Nov 2026: 5 mg at bedtime; sleep improved no; fell back asleep no; side effects: drowsiness"
        " mild; drinks 0.\n"
    ) == done.out
    assert {
        "kind": "checkin",
        "day": "2026-11-20",
        "doses": {"bedtime": 5},
        "measures": {"sleep_improved": False, "fell_back_asleep": False},
        "effects": {"drowsiness": 1},
        "drinks": 0,
    } == last(home)


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        (["--dose", "5"], {"doses": {"bedtime": 5}}),
        (["--dose", "bedtime=2.5"], {"doses": {"bedtime": Decimal("2.5")}}),
        (["--dose", "0"], {"doses": {"bedtime": 0}}),
        (["--dose", "500"], {"doses": {"bedtime": 500}}),
        (["--missed"], {"doses": {"bedtime": 0}}),
        (["--as-planned"], {"doses": {"bedtime": 5}}),
        (["--improved"], {"measures": {"sleep_improved": True}}),
        (["--fell-back-asleep"], {"measures": {"fell_back_asleep": True}}),
        (["--slept-through"], {"measures": {"fell_back_asleep": True, "awakenings": 0}}),
        (["--hours", "6.5"], {"measures": {"sleep_hours": Decimal("6.5")}}),
        (["--hours", "24"], {"measures": {"sleep_hours": 24}}),
        (["--quality", "1"], {"measures": {"sleep_quality": 1}}),
        (["--latency", "1440"], {"measures": {"latency_min": 1440}}),
        (["--awakenings", "99"], {"measures": {"awakenings": 99}}),
        (["--awake", "0"], {"measures": {"awake_min": 0}}),
        (["--bed-at", "22:15"], {"measures": {"bed_at": "22:15"}}),
        (["--tried-at", "0:05"], {"measures": {"tried_at": "00:05"}}),
        (["--woke-at", "6:30"], {"measures": {"woke_at": "06:30"}}),
        (["--up-at", "07:00"], {"measures": {"up_at": "07:00"}}),
        (["--measure", "spasticity=10"], {"measures": {"spasticity": 10}}),
        (["--measure", "sleep_improved=yes"], {"measures": {"sleep_improved": True}}),
        (["--measure", "spasm_frequency=4"], {"measures": {"spasm_frequency": 4}}),
        (["--no-effects"], {"effects": {}}),
        (["--effect", "nausea=moderate", "--effect", "fall=1"], {"effects": {"nausea": 2, "fall": 1}}),
        (["--effect", "Dry_Mouth=Mild"], {"effects": {"dry-mouth": 1}}),
        (["--drinks", "100"], {"drinks": 100}),
        (["--drinks", "0.5"], {"drinks": Decimal("0.5")}),
        (["--sedative", " Diphenhydramine "], {"sedatives": ["diphenhydramine"]}),
        (["--note", "Slept at my sister's."], {"note": "Slept at my sister's."}),
    ],
    ids=typed,
)
def test_each_option_is_recorded_as_it_was_said(
    call: Call, home: Path, options: list[str], fields: dict[str, object]
) -> None:
    """What is told on its own is an entry with that field and no other."""
    done = call("log", "--day", "2026-11-20", *options, now=MORNING)
    assert 0 == done.code, done.err
    assert {"kind": "checkin", "day": "2026-11-20", **fields} == last(home)


def test_what_is_not_told_yet_is_named(call: Call) -> None:
    """A part of a check-in says what is still missing."""
    done = call("log", "--improved", now=MORNING)
    assert [
        "Recorded for 20 Nov 2026: sleep improved yes.",
        "Not told yet: doses and side effects. Until then the plan stays where it is.",
    ] == done.out.splitlines()


def test_missed_names_every_slot(call: Call, home: Path) -> None:
    """A wholly missed day is told as 0 mg in each slot."""
    adopt(home, DAYTIME)
    done = call("log", "--missed", "--no-effects", now=MORNING)
    assert {"morning": 0, "noon": 0, "evening": 0} == last(home)["doses"]
    assert "Recorded for 20 Nov 2026: no dose taken; side effects: none.\n" == done.out


def test_a_slot_that_is_not_named_is_left_out(call: Call, home: Path) -> None:
    """A check-in that names some doses is recorded as it was told."""
    adopt(home, DAYTIME)
    call("log", "--dose", "evening=5", "--dose", "morning=2.5", now=MORNING)
    assert {"evening": 5, "morning": Decimal("2.5")} == last(home)["doses"]


# --- which day is meant -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-21T07:30", "2026-11-20"),
        ("2026-11-21T22:30", "2026-11-20"),
        ("2026-11-21T05:00", "2026-11-20"),
        ("2026-11-22T00:40", "2026-11-21"),
        ("2026-11-22T04:59", "2026-11-21"),
        ("2026-11-22T05:00", "2026-11-21"),
    ],
)
def test_the_day_meant_is_yesterday_on_the_calendar(call: Call, home: Path, now: str, day: str) -> None:
    """Without --day a check-in is about the day before, by the calendar on the wall."""
    call("log", "--dose", "5", now=now)
    assert day == last(home)["day"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-11-18", "2026-11-18"),
        ("today", "2026-11-21"),
        ("yesterday", "2026-11-20"),
        ("Yesterday", "2026-11-20"),
        ("-2", "2026-11-19"),
        ("-0", "2026-11-21"),
        ("monday", "2026-11-16"),
        ("saturday", "2026-11-14"),
    ],
)
def test_a_day_is_named_as_people_do(call: Call, home: Path, words: str, day: str) -> None:
    """A day may be a date, a word, or so many days ago; the 21st is a Saturday."""
    assert 0 == call("log", "--day", words, "--dose", "5", now=MORNING).code
    assert day == last(home)["day"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--effect", "dizziness=moderate"], 0),
        (["--drinks", "2"], 0),
        (["--sedative", "zopiclone"], 0),
        (["--red-flag", "fainting"], 4),
        (["--drinks", "2", "--effect", "nausea=mild", "--note", "at a wedding"], 0),
    ],
    ids=typed,
)
@pytest.mark.parametrize(
    ("now", "day"), [("2026-11-21T15:00", "2026-11-21"), ("2026-11-22T00:40", "2026-11-21")], ids=["day", "night"]
)
def test_a_worrying_fact_alone_means_today(
    call: Call, home: Path, options: list[str], code: int, now: str, day: str
) -> None:
    """Somebody who tells only what worries them tells it of the day they are in."""
    assert code == call("log", *options, now=now).code
    assert day == last(home)["day"]


@pytest.mark.parametrize("more", [["--dose", "5"], ["--improved"], ["--day", "yesterday"], ["--no-effects"]])
def test_a_worrying_fact_beside_a_check_in_means_yesterday(call: Call, home: Path, more: list[str]) -> None:
    """A worrying fact told with the rest of the morning belongs to the morning's day."""
    call("log", "--drinks", "2", *more, now="2026-11-21T15:00")
    assert "2026-11-20" == last(home)["day"]


# --- parts and corrections --------------------------------------------------------------------------


def test_parts_come_together_and_each_entry_is_whole(call: Call, home: Path) -> None:
    """A later part keeps what was told before, names the entry it replaces, and says that it corrects."""
    call("log", "--day", "2026-11-20", "--drinks", "1", now="2026-11-20T21:00")
    call("log", "--dose", "5", "--note", "first", now=MORNING)
    done = call("log", "--not-improved", "--effect", "nausea=mild", "--hours", "5", now="2026-11-21T08:00")
    rows = [row for row in journal(home) if row["kind"] == "checkin"]
    assert [None, rows[0]["id"], rows[1]["id"]] == [row.get("supersedes") for row in rows]
    assert {
        "doses": {"bedtime": 5},
        "measures": {"sleep_improved": False, "sleep_hours": 5},
        "effects": {"nausea": 1},
        "drinks": 1,
        "note": "first",
        "supersedes": rows[1]["id"],
    } == checkins(home, "2026-11-20")[-1]
    assert (
        "Corrected for 20 Nov 2026: 5 mg at bedtime; sleep improved no; sleep hours 5; side effects: nausea mild;"
        ' drinks 1; note "first".\n'
    ) == done.out


@pytest.mark.parametrize(
    ("options", "effects"),
    [
        (["--effect", "nausea=none"], {"dizziness": 2}),
        (["--effect", "nausea=0", "--effect", "fall=1"], {"dizziness": 2, "fall": 1}),
        (["--effect", "nausea=severe"], {"nausea": 3, "dizziness": 2}),
        (["--no-effects"], {}),
        (["--dose", "5"], {"nausea": 1, "dizziness": 2}),
    ],
    ids=typed,
)
def test_one_side_effect_is_corrected_without_losing_another(
    call: Call, home: Path, options: list[str], effects: dict[str, int]
) -> None:
    """A grade of none takes back that effect alone; --no-effects takes back all."""
    call("log", "--effect", "nausea=mild", "--effect", "dizziness=moderate", "--day", "yesterday", now=MORNING)
    call("log", *options, "--day", "yesterday", now=MORNING)
    assert effects == last(home)["effects"]


def test_a_dose_already_told_by_take_is_not_lost_by_a_part(call: Call, home: Path) -> None:
    """A check-in without doses leaves the doses that `take` recorded."""
    call("take", now="2026-11-20T22:31")
    call("log", *BAD_NIGHT, now=MORNING)
    assert "doses" not in last(home)
    assert {"bedtime": 10} == call("next", "--json", now="2026-11-21T21:00").json["doses"]


# --- the truth is never refused ---------------------------------------------------------------------


def test_more_than_the_plan_said_is_recorded_and_told(call: Call, home: Path) -> None:
    """An over-plan dose is the truth: recorded, with a warning and no scolding."""
    done = call("log", "--dose", "15", now=MORNING)
    assert {"bedtime": 15} == last(home)["doses"]
    assert 0 == done.code
    assert (
        "That is more than the plan said for 20 Nov 2026 (5 mg at bedtime). It is recorded. Nothing extra, nothing to"
        " make up for; if you feel unwell, call your local emergency number.\n"
    ) == done.err


def test_a_day_before_the_plan_is_recorded_and_told(call: Call, home: Path) -> None:
    """A dose before the plan began is recorded with a warning."""
    done = call("log", "--day", "2026-11-18", "--dose", "5", now=MORNING)
    assert {"kind": "checkin", "day": "2026-11-18", "doses": {"bedtime": 5}} == last(home)
    assert (0, "18 Nov 2026 lies before your plan began. It is recorded; the plan does not count that day.\n") == (
        done.code,
        done.err,
    )


def test_as_planned_means_what_next_shows(call: Call, home: Path) -> None:
    """While plan.toml differs from the adopted plan, nobody is recorded as having stepped up."""
    call("log", "--as-planned", *BAD_NIGHT, now=MORNING)
    (home / "plan.toml").write_text(SLEEP.replace("[[5], [10]", "[[5], [7.5], [10]"), encoding="utf-8")
    assert {"bedtime": 5} == call("next", "--json", now="2026-11-21T21:00").json["doses"]
    call("log", "--as-planned", *BAD_NIGHT, now="2026-11-22T07:30")
    assert {"bedtime": 5} == last(home)["doses"]


@pytest.mark.parametrize("day", ["2026-11-19", "-300"])
def test_as_planned_needs_a_plan_for_that_day(call: Call, home: Path, day: str) -> None:
    """Where the plan said nothing there is nothing to have taken as planned."""
    before = content(home)
    done = call("log", "--as-planned", "--day", day, now=MORNING)
    assert (2, "") == (done.code, done.out)
    assert "so there is nothing to have taken as planned. Say what was taken: --dose MG, or --missed." in done.err
    assert before == content(home)


# --- red flags --------------------------------------------------------------------------------------


def test_a_red_flag_shows_the_emergency_text_first_and_is_recorded(call: Call, home: Path) -> None:
    """Help comes first, then the receipt; the exit code tells a script."""
    done = call("log", "--red-flag", "seizure", "--as-planned", "--no-effects", now=MORNING)
    assert 4 == done.code
    assert EMERGENCY == done.out.splitlines()[0]
    assert "Recorded for 20 Nov 2026: 5 mg at bedtime; side effects: none; RED FLAG: seizure." in done.out
    assert ["seizure"] == last(home)["red_flags"]


def test_thoughts_of_self_harm_lead_with_the_crisis_line(call: Call) -> None:
    """The crisis sentence stands before everything else."""
    done = call("log", "--red-flag", "self-harm", now=MORNING)
    assert done.out.startswith("If you think of harming or killing yourself: call a local crisis line")
    assert EMERGENCY == done.out.splitlines()[1]


def test_severe_confusion_as_a_side_effect_is_a_red_flag(call: Call, home: Path) -> None:
    """Confusion graded severe shows the emergency text, and tonight no dose."""
    done = call("log", "--effect", "confusion=severe", now=MORNING)
    assert (4, EMERGENCY) == (done.code, done.out.splitlines()[0])
    assert {"confusion": 3} == last(home)["effects"]
    assert "emergency" == call("next", "--json", now="2026-11-21T21:00").json["outcome"]


def test_a_red_flag_stays_until_the_prescriber_clears_it(call: Call, home: Path) -> None:
    """Neither time nor another check-in ends a red flag; the word of a clinician does."""
    call("log", "--red-flag", "fainting", now="2026-11-20T15:00")
    call("log", "--as-planned", *BAD_NIGHT, now=MORNING)
    assert ["fainting"] == last(home)["red_flags"]
    for day in ("21", "22", "27"):
        assert 4 == call("next", now=f"2026-11-{day}T21:00").code
    assert 0 == call("instruct", "clear-flag", "fainting", now="2026-11-27T21:10").code
    assert "emergency" != call("next", "--json", now="2026-11-27T21:20").json["outcome"]


def test_correcting_a_day_does_not_bring_a_cleared_flag_back(call: Call, home: Path) -> None:
    """A flag that a clinician cleared is not told anew when the rest of its day is corrected."""
    call("log", "--red-flag", "fainting", "--dose", "5", now=MORNING)
    call("instruct", "clear-flag", "fainting", now="2026-11-21T12:00")
    assert 0 == call("log", *BAD_NIGHT, now="2026-11-21T13:00").code
    assert "red_flags" not in last(home)
    assert 0 == call("next", now="2026-11-21T21:00").code


def test_the_emergency_text_comes_even_if_the_disk_refuses(call: Call, tmp_path: Path) -> None:
    """Somebody in need reads whom to call, whether or not the entry could be kept."""
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    done = call("log", "--red-flag", "breathing", now=MORNING, home=blocked)
    assert (4, EMERGENCY) == (done.code, done.out.splitlines()[0])
    assert "Not recorded" in done.err


# --- wrong use writes nothing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Nothing was told, so nothing is recorded."),
        (["--dose", "5", "--missed"], "--missed and --dose contradict each other. Give only one of them."),
        (["--as-planned", "--missed"], "--as-planned and --missed contradict each other."),
        (["--as-planned", "--dose", "5"], "--as-planned and --dose contradict each other."),
        (["--improved", "--not-improved"], "--improved and --not-improved contradict each other."),
        (["--fell-back-asleep", "--lay-awake"], "--fell-back-asleep and --lay-awake contradict each other."),
        (["--slept-through", "--lay-awake"], "--lay-awake and --slept-through contradict each other."),
        (["--slept-through", "--awakenings", "2"], "--awakenings contradicts another option about awakenings."),
        (["--improved", "--measure", "sleep_improved=no"], "contradicts another option about sleep improved."),
        (["--no-effects", "--effect", "nausea=mild"], "--no-effects and --effect contradict each other."),
        (["--effect", "nausea=1", "--effect", "nausea=2"], "--effect nausea is given two grades. Give one."),
        (["--dose", "5", "--dose", "bedtime=5"], "--dose names bedtime twice."),
        (["--dose", "5", "--dose", "5"], "record a second intake with baclotrack take."),
        (["--drinks", "1", "--drinks", "1"], "--drinks is given 2 times. Give it once."),
        (["--note", "a", "--note", "b"], "--note is given 2 times. Give it once."),
    ],
    ids=typed,
)
def test_options_that_cannot_both_be_true_are_wrong_use(
    call: Call, home: Path, options: list[str], sentence: str
) -> None:
    """A contradiction is answered with one sentence, exit 2, and nothing is written."""
    before = content(home)
    done = call("log", *options, now=MORNING)
    assert (2, "") == (done.code, done.out)
    assert sentence in done.err
    assert before == content(home)


def test_a_bare_dose_is_for_plans_of_one_slot(call: Call, home: Path) -> None:
    """With several slots a bare number could be any of them, so it is refused with an example."""
    adopt(home, DAYTIME)
    before = content(home)
    done = call("log", "--dose", "5", now=MORNING)
    assert (2, before) == (done.code, content(home))
    assert "--dose 5 names no slot. Your plan has morning, noon, evening: write morning=MG.\n" == done.err.removeprefix(
        "baclotrack: "
    )


@pytest.mark.parametrize("options", [["--dose", "5"], ["--dose", "bedtime=5"], ["--missed"], ["--as-planned"]])
def test_doses_need_a_plan(call: Call, tmp_path: Path, options: list[str]) -> None:
    """Before a plan is adopted there are no dose times, and the sentence says how to get them."""
    empty = tmp_path / "nobody's home"
    done = call("log", *options, now=MORNING, home=empty)
    assert 2 == done.code
    assert done.err.endswith("Run: baclotrack init\n")
    assert not empty.exists()


def test_side_effects_can_be_told_before_there_is_a_plan(call: Call, tmp_path: Path) -> None:
    """The record begins when the person wants it to."""
    new = tmp_path / "new"
    assert 0 == call("log", "--effect", "headache=mild", now=MORNING, home=new).code
    assert {"kind": "checkin", "day": "2026-11-21", "effects": {"headache": 1}} == last(new)


# --- a plan's own measures --------------------------------------------------------------------------

OWN = """
[[measures]]
name = "itching_legs"
prompt = "How badly did your legs itch, from 0 to 5?"
kind = "scale"
range = [0, 5]
"""


@pytest.mark.parametrize(("value", "code"), [("0", 0), ("5", 0), ("6", 2), ("-1", 2), ("2.5", 2), ("yes", 2)])
def test_a_measure_of_the_plan_keeps_to_its_own_range(call: Call, home: Path, value: str, code: int) -> None:
    """What the prescriber wants measured is asked and checked like the program's own measures."""
    adopt(home, SLEEP + OWN, PROFILE)
    before = content(home)
    done = call("log", "--measure", f"itching_legs={value}", now=MORNING)
    assert code == done.code, done.err
    assert (code != 0) == (before == content(home))
    if code == 0:
        assert {"itching_legs": int(value)} == last(home)["measures"]


def test_a_severe_confusion_that_comes_again_is_an_emergency_again(call: Call, home: Path) -> None:
    """Settled once, and told again for the same day: the second one is a new flag."""
    adopt(home)
    call("log", "--as-planned", *BAD_NIGHT[:2], "--effect", "confusion=severe", now="2026-11-21T07:30")
    call("instruct", "clear-flag", "severe-confusion", now="2026-11-21T08:00")
    call("instruct", "resume", now="2026-11-21T08:01")
    assert 0 == call("next", now="2026-11-21T20:00").code
    assert 4 == call("log", "--effect", "confusion=severe", "--day", "2026-11-20", now="2026-11-21T21:00").code
    assert 4 == call("next", now="2026-11-21T21:01").code


# --- the day told first, and a note that leaves no trace ----------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (("-2",), "2026-11-19"),
        (("yesterday",), "2026-11-20"),
        (("2026-11-18",), "2026-11-18"),
        (("monday",), "2026-11-16"),
        (("--note", "-2", "-1"), "2026-11-20"),
    ],
)
def test_the_day_may_be_told_without_its_option(call: Call, home: Path, words: tuple[str, ...], day: str) -> None:
    """`log -2` and `log yesterday` mean what --day means, wherever they stand."""
    assert 0 == call("log", *words, "--dose", "5", now=MORNING).code
    assert day == last(home)["day"]
    assert 0 == call("log", "--dose", "5", *words, now=MORNING).code
    assert day == last(home)["day"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-2", "--day", "-3"), "The day is told twice. Tell it once: baclotrack log -2, or baclotrack log --day -2"),
        (("--efect", "nausea=mild"), "No such option: --efect"),
        (("--improvd",), "No such option: --improvd"),
        (("-2", "--qqqqqq"), "No such option: --qqqqqq"),
        (("-2", "-3"), "No such option: -3"),
        (("someday",), "--day 'someday' is no day."),
        (("-999999999",), "is no day."),
        (("tomorrow",), "is in the future"),
        (("-x",), "No such option: -x"),
    ],
    ids=typed,
)
def test_a_day_or_an_option_that_is_none_is_wrong_use(
    call: Call, home: Path, words: tuple[str, ...], sentence: str
) -> None:
    """A misspelt option is never taken for a day, and nothing is written."""
    before = content(home)
    done = call("log", *words, now=MORNING)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err


@pytest.mark.parametrize("piped", ["Ärger; slept at my sister's.\n", "two\nlines\n", ""])
def test_a_note_can_be_piped_in(call: Call, home: Path, piped: str) -> None:
    """`--note -` reads standard input, so that the text stands in no shell's history; line ends inside are kept."""
    assert 0 == call("log", "--as-planned", "--note", "-", now=MORNING, stdin=piped).code
    assert piped.rstrip("\n") == last(home).get("note", "")


def test_a_note_that_is_piped_in_keeps_to_its_limit(call: Call, home: Path) -> None:
    """Too long a note is refused, whatever way it comes."""
    before = content(home)
    done = call("log", "--note", "-", now=MORNING, stdin="x" * 10_001)
    assert (2, before) == (done.code, content(home))
    assert "--note has 10001 characters" in done.err


def test_the_whole_journal_is_walked_once(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A usual morning decides its day once, however long the journal is."""
    from baclotrack.cli import checkin, receipts, together
    from baclotrack.core import fold

    walks: list[object] = []
    plain = fold.decide_day

    def counted(*given: object, **named: object) -> object:
        walks.append(given)
        return plain(*given, **named)  # type: ignore[arg-type]  # passed on as it came

    for module in (checkin, receipts, together):
        monkeypatch.setattr(module, "decide_day", counted)
    assert 0 == call("log", "--as-planned", *BAD_NIGHT, now=MORNING).code
    assert 1 == len(walks)
