"""`baclotrack taper`: drawn, checked, adopted, followed to its end; paused and slowed without starting over."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.helpers import DAYTIME, PROFILE, SLEEP, adopt, content, journal
from tests.cli.terminal import ENTER, answer, rest, terminal
from tests.conftest import Call, Result

NOW = "2026-11-21T08:00"
SIGNED = ("--prescriber", "Dr A. Example", "--directed-on", "2026-11-21")
OWN = "# The paper of 20 Nov\n2026-11-24 15\n2026-11-28 5 mg  # then none\n2026-12-01 0\n"

pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")


@pytest.fixture(autouse=True)
def at_twenty(home: Path) -> None:
    """Let every test begin on 21 November with 20 mg at bedtime in force."""
    adopt(home, bedtime=20)


def put(folder: Path, text: str, name: str = "schedule.txt") -> str:
    """Write a schedule and return its name."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def stairs(done: Result) -> list[tuple[str, int, int]]:
    """Return the steps of the JSON: first day, days, mg a day."""
    return [(one["from"], one["days"], one["total_mg"]) for one in done.json["steps"]]


def outcome(call: Call, day: date) -> str:
    """Return what `next` says in the evening of a day: outcome and mg."""
    done = call("next", "--json", now=f"{day}T21:00")
    return f"{done.json['outcome']} {done.json['total_mg'] or ''}".strip()


def log(call: Call, day: date, mg: int, *more: str) -> None:
    """Record a day, the morning after."""
    dose = ("--dose", str(mg)) if mg else ("--missed",)
    told = more or ("--no-effects",)
    assert 0 == call("log", "--day", str(day), *dose, *told, now=f"{day + timedelta(days=1)}T07:30").code


def days(first: str, count: int) -> list[date]:
    """Return days in a row."""
    begin = date.fromisoformat(first)
    return [begin + timedelta(days=n) for n in range(count)]


# --- drawing ---------------------------------------------------------------------------------------


def test_the_draft_cuts_five_mg_a_week_from_the_dose_in_force_and_writes_nothing(call: Call, home: Path) -> None:
    """20, 15, 10 and 5 mg for a week each; the first day without a dose is the fifth step; nothing is recorded."""
    before = content(home)
    done = call("taper", "--json", now=NOW)
    assert 0 == done.code
    expected = [("2026-11-21", 7, 20), ("2026-11-28", 7, 15), ("2026-12-05", 7, 10), ("2026-12-12", 7, 5)]
    assert expected == stairs(done)
    assert ("baclotrack.taper/1", True, False, "2026-12-19") == tuple(
        done.json[name] for name in ("schema", "draft", "adopted", "none_from")
    )
    assert [5, 5, 5, 5] == done.json["cuts_mg"]
    assert [{"strength_mg": 10, "count": 35, "left": None}] == done.json["tablets"]
    assert before == content(home)


def test_the_draft_says_that_it_is_one_and_how_it_shrinks(call: Call) -> None:
    """It is marked a draft, tells its dates and tablets, and is no instruction to stop."""
    done = call("taper", now=NOW)
    assert done.out.startswith("DRAFT, ask your prescriber")
    for words in (
        "This is no instruction to stop",
        "21 Nov 2026    7       20        20  2 x 10 mg",
        "19 Dec 2026             0      none",
        "Each cut is 5 mg a day, the one to none included.",
        "Tablets for all of it: 35 x 10 mg.",
    ):
        assert words in done.out
    assert [] == [line for line in done.out.splitlines() if len(line) > 80]


def test_tablets_are_held_against_what_is_left(call: Call) -> None:
    """35 tablets are needed, 20 are there, 15 are missing; with 40 it is enough."""
    call("supply", "count", "20", "--strength", "10", now=NOW)
    assert "Missing: 15 x 10 mg. Running out is stopping suddenly." in " ".join(call("taper", now=NOW).out.split())
    call("supply", "count", "40", "--strength", "10", now=NOW)
    assert "Left by your records: 40 x 10 mg. That is enough." in call("taper", now=NOW).out


def test_a_step_that_tablets_cannot_make_is_told_with_the_strengths_that_would(call: Call) -> None:
    """2.5 mg is no half of a 10 mg tablet, and half of a 5 mg one has no line to break along: a pharmacist knows."""
    done = call("taper", "--step-mg", "2.5", now=NOW)
    told = " ".join(done.out.split())
    assert "cannot make 17.5 mg, 12.5 mg, 7.5 mg and 2.5 mg exactly, and nothing is rounded" in told
    assert "Ask your pharmacist." in told


def test_the_order_in_which_doses_shrink_is_told_and_can_be_chosen(call: Call, tmp_path: Path) -> None:
    """The plan's order unless another is named; the largest dose shrinks first."""
    place = tmp_path / "day"
    adopt(place, DAYTIME, morning=10, noon=10, evening=10)
    usual = call("taper", "--json", now=NOW, home=place)
    assert ["morning", "noon", "evening"] == usual.json["order"]
    assert {"morning": 5, "noon": 10, "evening": 10} == usual.json["steps"][1]["doses"]
    chosen = call("taper", "--order", "evening,noon", "--json", now=NOW, home=place)
    assert {"morning": 10, "noon": 10, "evening": 5} == chosen.json["steps"][1]["doses"]
    assert "of equally large ones in this order: evening, noon, morning" in " ".join(
        call("taper", "--order", "evening,noon", now=NOW, home=place).out.split()
    )


def test_a_step_that_does_not_divide_the_dose_leaves_a_smaller_last_cut(call: Call) -> None:
    """20 mg in steps of 15: then 5 mg, and the last cut is 5 mg."""
    done = call("taper", "--step-mg", "15", "--every", "10", now=NOW)
    assert "The last cut, to none, is smaller: 5 mg." in " ".join(done.out.split())
    assert "A cut of 15 mg a day is more than the 5 mg of the usual draft." in done.err


def test_the_first_lower_day_can_be_named(call: Call) -> None:
    """Until then the dose stays; the other steps follow from there."""
    done = call("taper", "--from-day", "2026-12-01", "--json", now=NOW)
    assert [("2026-11-21", 10, 20), ("2026-12-01", 7, 15)] == stairs(done)[:2]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--every", "3"), "it goes down within 12 days, and 14 days are the least (slower: --every 4"),
        (("--step-mg", "10", "--every", "6"), "within 12 days"),
        (("--step-mg", "16", "--every", "7"), "one cut is 16 mg a day, and 15 mg is the most"),
        (("--step-mg", "20", "--every", "30"), "one cut is 20 mg a day"),
        (("--step-mg", "0"), "--step-mg 0 never ends"),
        (("--step-mg", "-5"), "is not a number from 0 to 80"),
        (("--step-mg", "nan"), "is not a number from 0 to 80"),
        (("--every", "0"), "is not a whole number from 1 to 90"),
        (("--every", "7.5"), "is not a whole number from 1 to 90"),
        (("--from-day", "2026-11-21"), "lies after today"),
        (("--from-day", "2027-03-21"), "at most 90 days ahead"),
        (("--order", "noon"), "is no slot of your plan"),
        (("--order", "bedtime,bedtime"), "names a slot twice"),
        (("--step-mg", "5", "--step-mg", "10"), "given 2 times"),
        (("--schedule", "x", "--every", "7"), "--schedule says everything"),
        (("--schedule", "no-such-file"), "There is no plan file"),
        (("--adopt", "--json"), "add --yes"),
        (("--adopt", "--yes"), "does not name the prescriber or the date"),
        (("--adopt", *SIGNED), "Nobody can be asked here"),
        (("--adopt", "--yes", *SIGNED[:3], "2026-11-22"), "in the future"),
    ],
)
def test_wrong_use_says_what_would_be_right_and_writes_nothing(
    call: Call, home: Path, options: tuple[str, ...], expected: str
) -> None:
    """Exit 2, one sentence on stderr, and the journal and the plan file are as before."""
    before = content(home), (home / "plan.toml").read_text()
    done = call("taper", *options, now=NOW)
    assert (2, True) == (done.code, expected in " ".join(done.err.split()))
    assert before == (content(home), (home / "plan.toml").read_text())


def test_a_taper_needs_a_dose_to_go_down_from(call: Call, tmp_path: Path) -> None:
    """Without a plan, or with one and no dose yet, there is none."""
    adopt(tmp_path / "new")
    for place in (tmp_path / "nothing", tmp_path / "new"):
        done = call("taper", now=NOW, home=place)
        assert (2, True) == (done.code, "No dose is in force" in done.err)


def test_with_a_pump_no_taper_is_drawn_before_the_prescriber_knows(call: Call, tmp_path: Path) -> None:
    """Reference 1d: refused, drawn and adopted alike, until it is acknowledged."""
    place = tmp_path / "pump"
    adopt(place, profile=PROFILE + '\n[[conditions]]\nname = "pump"\n', bedtime=20)
    file = str(tmp_path / "down.toml")
    call("instruct", "acknowledge", "pump", "--by", "Dr A. Example", now=NOW, home=place)
    assert 0 == call("taper", "--out", file, now=NOW, home=place).code
    other = tmp_path / "other"
    adopt(other, profile=PROFILE + '\n[[conditions]]\nname = "pump"\n', bedtime=20)
    for words in (("taper",), ("plan", "adopt", file, *SIGNED, "--yes")):
        done = call(*words, now=NOW, home=other)
        assert (2, True) == (done.code, "A pump is there" in done.err)


def test_todays_own_dose_is_the_one_to_go_down_from(call: Call, tmp_path: Path) -> None:
    """Who went up today and then adopts a taper begins at today's dose, and nothing is cut unseen."""
    place = tmp_path / "up"
    adopt(place, SLEEP.replace("hold_days = 1", "hold_days = 1 "), bedtime=10)
    call("log", "--dose", "10", "--not-improved", "--lay-awake", "--no-effects", now=NOW, home=place)
    call("take", "15", now="2026-11-21T22:30", home=place)
    assert {"bedtime": 15} == call("taper", "--json", now="2026-11-21T23:00", home=place).json["dose_in_force"]
    call("taper", "--adopt", "--yes", *SIGNED, now="2026-11-21T23:00", home=place)
    assert {"bedtime": 15} == call("next", "--json", now="2026-11-22T21:00", home=place).json["in_force"]


# --- the prescriber's own --------------------------------------------------------------------------


def test_the_prescribers_own_schedule_may_be_faster(call: Call, tmp_path: Path) -> None:
    """Ten days and a cut of 10 mg: told loudly, drawn, not called a draft."""
    done = call("taper", "--schedule", put(tmp_path, OWN), "--json", now=NOW)
    assert [("2026-11-21", 3, 20), ("2026-11-24", 4, 15), ("2026-11-28", 3, 5)] == stairs(done)
    assert (False, True, "2026-12-01") == tuple(done.json[name] for name in ("draft", "own_schedule", "none_from"))
    assert "only a prescriber's own schedule may" in " ".join(done.json["warnings"])


def test_a_schedule_that_has_a_dose_for_today_begins_with_it(call: Call, tmp_path: Path) -> None:
    """The one cut on the day of the adoption is the one that the schedule says, and it is told."""
    file = put(tmp_path, "2026-11-14 20\n2026-11-21 15\n2026-12-05 0\n")
    assert "From today the dose is 15 mg a day, and not 20 mg" in call("taper", "--schedule", file, now=NOW).out
    call("taper", "--schedule", file, "--adopt", "--yes", *SIGNED, now=NOW)
    assert "hold 15" == outcome(call, date(2026, 11, 21))


def test_a_plan_file_in_taper_mode_is_a_schedule_too(call: Call, tmp_path: Path, home: Path) -> None:
    """Its comments stay, and it is marked as the prescriber's own."""
    text = SLEEP.replace('"titrate"', '"taper"').replace("[[5], [10], [15], [20]]", "[[20], [5]]")
    done = call("taper", "--schedule", put(tmp_path, text), "--adopt", "--yes", *SIGNED, now=NOW)
    assert 0 == done.code
    written = (home / "plan.toml").read_text()
    assert "# What the leaflet says" in written
    assert "own_schedule = true" in written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24 15\n2026-11-28 5\n", "it has no end"),
        ("", "it has no end"),
        ("2026-11-24 15\n2026-11-28 0\n2026-12-01 5\n", "line 3: a line after the one without a dose"),
        ("2026-11-24 25\n2026-11-28 0\n", "25 mg a day from 24 Nov 2026 after 20 mg"),
        ("2026-11-24 15\n2026-11-26 18\n2026-11-28 0\n", "18 mg a day from 26 Nov 2026 after 15 mg"),
        ("2026-11-24 15\n2026-11-24 10\n2026-11-28 0\n", "line 2: this day does not come after"),
        ("2026-11-24 15/5\n2026-11-28 0\n", "line 1: write the day and then one dose"),
        ("2026-11-24 many\n2026-11-28 0\n", "line 1:"),
        ("2026-11-24 -5\n2026-11-28 0\n", "line 1:"),
        ("2026-02-30 15\n2026-11-28 0\n", "line 1: '2026-02-30' is no day"),
        ("24.11.2026 15\n", "line 1: '24.11.2026' is no day"),
        ("2026-11-01 15\n2026-11-08 0\n", "it ends on 8 Nov 2026"),
        ("2026-11-24 lunch=5\n2026-11-28 0\n", "'lunch' is no slot"),
        ("hello = 1", "this is missing"),
        (SLEEP, "is no taper: its mode is titrate"),
        (SLEEP.replace('"titrate"', '"taper"').replace("[[5], [10], [15], [20]]", "[[15], [5]]"), "no step with this"),
        ("\x1b[31m2026-11-24 15\n", "this is not TOML"),
    ],
)
def test_a_schedule_that_does_not_fit_is_told_with_its_line(
    call: Call, home: Path, tmp_path: Path, text: str, expected: str
) -> None:
    """Exit 2, the line and what is wrong; no traceback, nothing written, no escape printed."""
    before = content(home)
    done = call("taper", "--schedule", put(tmp_path, text), "--adopt", "--yes", *SIGNED, now=NOW)
    assert (2, True) == (done.code, expected in done.err)
    assert "\x1b" not in done.err
    assert before == content(home)


DOWN = SLEEP.replace('"titrate"', '"taper"').replace("[[5], [10], [15], [20]]", "[[20], [15], [10], [5]]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [7, 7]"), "ladder.days: 2 numbers for 4 rungs"),
        (DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [7, 7, 7, 0]"), "ladder.days 4"),
        (
            DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [7, 7, 7, 91]"),
            "91 days on this rung is outside 1 to 90",
        ),
        (DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [30, 4, 4, 4]"), "a taper of 16 days"),
        (DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [30, 4, 4, 3]"), "a taper of 15 days"),
        (DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [30, 4, 3, 3]"), "a taper of 14 days"),
        (
            DOWN.replace("hold_days = 1", "hold_days = 7\ndays = [30, 3, 3, 3]"),
            "a taper of 12 days is outside 14 to 5400",
        ),
        (SLEEP.replace("hold_days = 1", "hold_days = 1\ndays = [1, 1, 1, 1]"), "only a taper has days for each rung"),
    ],
)
def test_days_of_their_own_are_checked(call: Call, tmp_path: Path, text: str, expected: str) -> None:
    """One number of days a rung, each in its range, and a wait before the first cut is no tapering."""
    done = call("plan", "adopt", put(tmp_path, text, "plan.toml"), *SIGNED, "--yes", now=NOW)
    fits = expected.startswith("a taper of") and "outside" not in expected
    assert (0 if fits else 2, not fits) == (done.code, expected in " ".join(done.err.split()))


# --- adopting and following ------------------------------------------------------------------------


def test_an_adopted_taper_is_recorded_and_followed_to_its_end(call: Call, home: Path) -> None:
    """Hold, taper and in the end finished; the signs are watched for 14 days more, and said so."""
    call("log", "--dose", "20", "--no-effects", now="2026-11-21T07:30")
    done = call("taper", "--adopt", "--yes", *SIGNED, "--step-mg", "10", now=NOW)
    assert 0 == done.code
    assert "The first lower step, 10 mg a day, comes on 28 Nov 2026" in " ".join(done.out.split())
    assert "plan" == journal(home)[-1]["kind"]
    said = []
    for day in days("2026-11-21", 15):
        answered = outcome(call, day)
        said.append(answered)
        log(call, day, int(answered.split()[1]) if " " in answered else 0)
    assert ["hold 20"] * 7 + ["taper 10"] + ["hold 10"] * 6 + ["finished"] == said
    shown = " ".join(call("next", now="2026-12-06T21:00").out.split())
    assert "Your taper is finished" in shown
    assert "Withdrawal signs are watched for until 19 Dec 2026: go on logging each morning." in shown
    assert "watched for" not in call("next", now="2026-12-20T21:00").out
    signed = ("--prescriber", "Dr A. Example", "--directed-on", "2026-12-20")
    (home / "new.toml").write_text(SLEEP, encoding="utf-8")
    call("plan", "adopt", str(home / "new.toml"), *signed, "--yes", now="2026-12-20T12:00")
    assert "start 5" == outcome(call, date(2026, 12, 20))


def test_a_withdrawal_sign_holds_the_taper_and_asks_for_a_call_today(call: Call) -> None:
    """The sentence says who may go back to the last dose, and that the program does not; a red flag is an emergency."""
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    for day in days("2026-11-21", 6):
        log(call, day, 20)
    log(call, date(2026, 11, 27), 20, "--effect", "anxiety=mild")
    done = call("next", "--json", now="2026-11-28T21:00")
    assert ("hold", "withdrawal", "today", 20) == tuple(
        done.json[name] for name in ("outcome", "limited_by", "contact", "total_mg")
    )
    assert (
        "Your prescriber may go back to the last dose; this program does not raise it by itself"
        in done.json["reasons"][0]
    )
    assert "Call today: Dr A. Example" in call("next", now="2026-11-28T21:00").out
    call("instruct", "resume", now="2026-11-28T21:05")
    assert "taper 15" == outcome(call, date(2026, 11, 28))
    call("log", "--day", "2026-11-28", "--red-flag", "hallucinations", now="2026-11-28T21:30")
    assert 4 == call("next", now="2026-11-28T21:40").code


def test_a_pause_never_starts_it_over(call: Call) -> None:
    """Held on the second step until a day, then on from there."""
    call("taper", "--adopt", "--yes", *SIGNED, "--step-mg", "10", now=NOW)
    said = []
    for day in days("2026-11-21", 20):
        if day == date(2026, 11, 30):
            call("instruct", "hold", "--until", "2026-12-08", now=f"{day}T12:00")
        answered = outcome(call, day)
        said.append(answered)
        log(call, day, int(answered.split()[1]) if " " in answered else 0)
    assert ["hold 20"] * 7 + ["taper 10"] + ["hold 10"] * 10 + ["finished"] * 2 == said


def test_slowing_never_starts_it_over(call: Call) -> None:
    """On the second step since two days, a slower taper is adopted: this step lasts twelve more days, not fourteen."""
    call("taper", "--adopt", "--yes", *SIGNED, "--step-mg", "10", now=NOW)
    said = []
    for day in days("2026-11-21", 22):
        if day == date(2026, 11, 30):
            drawn = call("taper", "--every", "14", "--step-mg", "10", "--json", now=f"{day}T12:00")
            assert [("2026-11-30", 12, 10)] == stairs(drawn)
            assert 0 == call("taper", "--every", "14", "--step-mg", "10", "--adopt", "--yes", *SIGNED,
                             now=f"{day}T12:00").code  # fmt: skip
        answered = outcome(call, day)
        said.append(answered)
        log(call, day, int(answered.split()[1]) if " " in answered else 0)
    assert ["hold 20"] * 7 + ["taper 10"] + ["hold 10"] * 13 + ["finished"] == said


def test_a_day_that_is_named_stays_that_day_in_a_taper_that_is_slowed(call: Call, tmp_path: Path) -> None:
    """The days already kept do not bring the prescriber's date forward."""
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    for day in days("2026-11-21", 4):
        log(call, day, 20)
    file = put(tmp_path, "2026-12-10 15\n2026-12-20 10\n2026-12-30 0\n")
    call("taper", "--schedule", file, "--adopt", "--yes", *SIGNED, now="2026-11-25T12:00")
    said = []
    for day in days("2026-11-25", 17):
        answered = outcome(call, day)
        said.append(answered)
        log(call, day, int(answered.split()[1]))
    assert ["hold 20"] * 15 + ["taper 15", "hold 15"] == said


def test_the_taper_as_a_file_can_be_adopted_later(call: Call, home: Path, tmp_path: Path) -> None:
    """--out writes a plan file, never over another one, and records nothing."""
    before, file = content(home), tmp_path / "taper.toml"
    assert 0 == call("taper", "--out", str(file), now=NOW).code
    assert before == content(home)
    again = call("taper", "--out", str(file), now=NOW)
    assert (2, True) == (again.code, "is there already" in again.err)
    assert 2 == call("taper", "--out", str(tmp_path / "no" / "taper.toml"), now=NOW).code
    assert 0 == call("plan", "adopt", str(file), *SIGNED, "--yes", now=NOW).code
    assert "hold 20" == outcome(call, date(2026, 11, 21))


def test_adopting_the_same_taper_again_records_nothing(call: Call, home: Path) -> None:
    """The answer says so, and the days at the dose go on counting."""
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    before = content(home)
    done = call("taper", "--adopt", "--yes", *SIGNED, now="2026-11-22T08:00")
    assert (0, True) == (done.code, "Nothing changed" in done.out)
    assert before == content(home)


@pytest.mark.parametrize("options", [(), ("--json",), ("--adopt", "--yes", *SIGNED)])
def test_while_an_emergency_sign_is_open_no_schedule_is_shown(call: Call, home: Path, options: tuple[str, ...]) -> None:
    """TP-5: the emergency text, exit 4, nothing drawn and nothing recorded."""
    call("log", "--red-flag", "seizure", now=NOW)
    before = content(home)
    done = call("taper", *options, now="2026-11-21T09:00")
    assert (4, "") == (done.code, done.out)
    assert "emergency" in done.err
    assert " mg" not in done.err
    assert before == content(home)


def test_a_review_before_the_end_is_told(call: Call) -> None:
    """After its day the taper waits, so nobody is surprised."""
    done = call("taper", "--adopt", "--yes", *SIGNED, "--review-by", "2026-12-01", now=NOW)
    assert "The review is due by 1 Dec 2026, before the taper ends." in " ".join(done.out.split())


def test_the_template_says_which_command_makes_a_taper(call: Call) -> None:
    """`plan list` and `plan show` name it, and no doses are made up."""
    assert "baclotrack taper" in " ".join(call("plan", "list").out.split())
    assert "The command baclotrack taper works it out" in " ".join(call("plan", "show", "taper").out.split())


# --- at a terminal ---------------------------------------------------------------------------------


def test_a_yes_at_a_terminal_adopts_and_a_no_does_not(home: Path) -> None:
    """What changes is shown before the question."""
    for typed, kind in (("n", "profile plan"), ("y", "profile plan plan")):
        with terminal(home, "taper", "--adopt", *SIGNED, now=NOW) as child:
            child.expect("What changes:")
            answer(child, (r"Adopt this plan, from Dr A\. Example, directions of 21 Nov 2026\? \[y/N\] ", typed))
            rest(child)
        assert kind == " ".join(row["kind"] for row in journal(home))


def test_the_check_in_of_a_taper_asks_for_the_withdrawal_signs(call: Call, home: Path) -> None:
    """What was asked and is not there is recorded as none, so that not asked never reads as none."""
    log(call, date(2026, 11, 20), 20)
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    with terminal(home, "log", now="2026-11-22T07:30") as child:
        answer(child, (r"Taken: 20 mg at bedtime\? ", ENTER), (r"Side effects\? ", "sweating=mild"),
               (r"Taper: any of these\? \[Enter = none, or numbers or names\] ", "tremor"),
               (r"tremor: 1 mild, 2 moderate, 3 severe\? \[1\] ", ENTER),
               (r"emergency signs\? ", ENTER), (r"Alcoholic drinks\? ", ENTER))  # fmt: skip
        assert 0 == rest(child)[0]
    told = journal(home)[-1]["effects"]
    assert {"sweating": 1, "tremor": 1, "anxiety": 0, "agitation": 0} == {
        name: told[name] for name in ("sweating", "tremor", "anxiety", "agitation")
    }
    assert 8 == len(told)


def test_the_ladder_tells_since_when_the_dose_is_in_force_and_marks_none_once_it_is_finished(call: Call) -> None:
    """The marked step has its real first day; a finished taper has no dose in force, and no step is drawn as one."""
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    for day in days("2026-11-21", 9):
        log(call, day, 20 if day < date(2026, 11, 28) else 15)
    assert ">    2  28 Nov 2026       15" in call("plan", "ladder", now="2026-11-30T08:00").out
    for day in days("2026-11-30", 19):
        log(call, day, 15 if day < date(2026, 12, 5) else 10 if day < date(2026, 12, 12) else 5)
    done = call("plan", "ladder", now="2026-12-19T08:00")
    assert "Your taper is finished: the plan shows no further dose." in done.out
    assert "dose in force" not in done.out


def test_after_the_end_doses_that_are_not_told_are_not_missing(call: Call) -> None:
    """Nothing is due any more, so the receipt of a check-in asks for no dose; before the end it does."""
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    for day in days("2026-11-21", 28):
        mg = 20 - 5 * ((day - date(2026, 11, 21)).days // 7)
        log(call, day, mg)
    assert "Not told yet" not in call("log", "--no-effects", "--day", "2026-12-19", now="2026-12-20T08:00").out
    call("undo", now="2026-12-20T08:01")
    call("amend", "2026-12-18", "--no-effects", now="2026-12-20T08:02")
    early = call("log", "--no-effects", "--day", "2026-11-20", now="2026-12-20T08:03")
    assert "Not told yet: doses." in early.out


def test_a_step_whose_days_are_over_is_no_line_of_a_new_draft(call: Call) -> None:
    """A draft in the place of a taper that waited begins with the step that is due, and no line has zero days."""
    call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    call("instruct", "hold", "--until", "2026-11-30", "--by", "Dr A. Example", now=NOW)
    for day in days("2026-11-21", 10):
        log(call, day, 20)
    assert ("2026-12-01", 7, 15) == stairs(call("taper", "--json", now="2026-12-01T08:00"))[0]


def test_what_a_taper_does_not_look_at_is_not_told_of_it(call: Call) -> None:
    """It goes down by time alone: no line says that a side effect would make it stay."""
    done = call("taper", "--adopt", "--yes", *SIGNED, now=NOW)
    assert "side effect" not in done.out
    assert "side effect" not in call("plan", "show", now=NOW).out
    assert "After missed days: from 2 days on, ask the prescriber" in call("plan", "show", now=NOW).out


def test_the_portion_in_which_a_dose_shrinks_is_told_as_it_is(call: Call, home: Path) -> None:
    """A smaller step shrinks by its own mg at a time, and not by 5."""
    adopt(home, DAYTIME, morning=10, noon=10, evening=10)
    told = " ".join(call("taper", "--step-mg", "2.5", now=NOW).out.split())
    assert "The largest dose shrinks first, by 2.5 mg at a time" in told
