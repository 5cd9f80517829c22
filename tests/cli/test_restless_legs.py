"""The template restless-legs: laid out without a dose, refused until the prescriber's own stand in it, then a plan."""

from pathlib import Path

import pytest

from tests.cli.helpers import content, journal, last
from tests.conftest import Call
from tests.data.phrases import DO_NOT_SAY, UNSUPPORTED, found

NOW = "2026-11-20T18:00"
INIT = (
    "init", "--template", "restless-legs", "--prescriber", "Dr R. Example", "--directed-on", "2026-11-19",
    "--tablet", "10", "--splits", "2", "--born", "1970", "--phone", "01632 960002", "--had", "nausea=mild", "--yes",
)  # fmt: skip
MISSING = (
    "line 12, slots 1.at: this is missing. Write it.",
    "line 12, slots 1.name: this is missing. Write it.",
    "line 17, ladder.hold_days: this is missing. Write it.",
    "line 17, ladder.rungs: this is missing. Write it.",
    "line 22, limits.daily_mg: this is missing. Write it.",
    "line 22, limits.single_mg: this is missing. Write it.",
)
WRITTEN = {
    '# name = "bedtime"': 'name = "evening"',
    "# at = 22:30:00": "at = 20:30:00",
    "# rungs = [[FIRST], [SECOND], [THIRD]]": "rungs = [[5], [10]]",
    "# hold_days = DAYS": "hold_days = 3",
    "# daily_mg = MOST": "daily_mg = 10",
    "# single_mg = MOST": "single_mg = 10",
}


@pytest.fixture
def laid_out(call: Call) -> Call:
    """Lay the plan out, and hand out the program."""
    done = call(*INIT, now=NOW)
    assert 0 == done.code, done.err
    return call


def fill_in(home: Path, *left: str) -> None:
    """Write the prescriber's doses at the places marked for them, all but those that are left."""
    path = home / "plan.toml"
    text = path.read_text(encoding="utf-8")
    for before, after in WRITTEN.items():
        assert 1 == text.count(before)
        text = text if after in left else text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_init_lays_the_plan_out_and_says_so(call: Call, home: Path) -> None:
    """The plan is written, nothing is adopted, each place is named with its line, and then what comes next."""
    done = call(*INIT, now=NOW)
    plan = home / "plan.toml"
    assert (0, "") == (done.code, done.err)
    assert [
        f"Written, and NOT adopted: {plan}",
        "It has no doses, and none are made up here. Write those of Dr R. Example's paper at the places marked HERE:",
        *(f"  plan.toml {one}" for one in MISSING),
        "Then run: baclotrack plan adopt",
        "Until then no dose is shown. If you take baclofen already, this is no instruction to stop.",
    ] == done.out.splitlines()
    assert ["profile"] == [row["kind"] for row in journal(home)]
    text = plan.read_text(encoding="utf-8")
    assert 'prescriber = "Dr R. Example"' in text
    assert 3 == sum(line.startswith("# HERE: ") for line in text.splitlines())
    for name in ("plan.toml", "profile.toml", "journal.jsonl"):
        assert 0o600 == (home / name).stat().st_mode & 0o777
    assert "1970" in (home / "profile.toml").read_text(encoding="utf-8")


def test_adoption_is_refused_until_the_doses_are_there(laid_out: Call, home: Path) -> None:
    """Each missing part is told with its line, and the journal stays as it was."""
    before = content(home)
    done = laid_out("plan", "adopt", "--yes", now=NOW)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert [f"plan.toml {one}" for one in MISSING] == done.err.removeprefix("baclotrack: ").splitlines()


@pytest.mark.parametrize("left", WRITTEN.values())
def test_each_part_alone_is_refused(laid_out: Call, home: Path, left: str) -> None:
    """A plan of which one part is forgotten is refused with that part's line, and nothing is guessed for it."""
    fill_in(home, left)
    before = content(home)
    done = laid_out("plan", "adopt", "--yes", now=NOW)
    assert (2, before) == (done.code, content(home))
    assert f".{left.partition(' ')[0]}: this is missing. Write it." in done.err


def test_until_then_next_shows_no_dose_and_names_the_way(laid_out: Call) -> None:
    """`next` says that the plan is written and not adopted, and how it is."""
    done = laid_out("next", now=NOW)
    assert 3 == done.code
    assert "plan.toml is written and not adopted." in done.out
    assert "baclotrack plan adopt" in done.out
    assert " mg" not in done.out


def test_a_second_init_overwrites_nothing(laid_out: Call, home: Path) -> None:
    """What was laid out, and perhaps filled in since, stays."""
    fill_in(home)
    before = (home / "plan.toml").read_bytes()
    assert (2, before) == (laid_out(*INIT, now=NOW).code, (home / "plan.toml").read_bytes())


def test_a_dose_already_taken_waits_for_the_steps(call: Call, home: Path) -> None:
    """Without steps there is none to be on; nothing is written, and the sentence says when to name it."""
    done = call(*INIT, "--on-dose", "bedtime=5", now=NOW)
    assert (2, False) == (done.code, home.exists())
    assert "baclotrack plan adopt --on-dose" in done.err


@pytest.mark.parametrize("option", ["--prescriber", "--directed-on", "--born"])
def test_what_init_needs_is_needed_here_too(call: Call, home: Path, option: str) -> None:
    """No plan is laid out as nobody's directions."""
    place = INIT.index(option)
    done = call(*INIT[:place], *INIT[place + 2 :], now=NOW)
    assert (2, False) == (done.code, home.exists())
    assert option in done.err


def test_filled_in_it_is_a_plan_like_any_other(laid_out: Call, home: Path) -> None:
    """From adoption over the first evening to the step up: the doses are the ones that were written in."""
    fill_in(home)
    adopted = laid_out("plan", "adopt", "--yes", now=NOW)
    assert 0 == adopted.code, adopted.err
    assert {"rungs": [[5], [10]], "hold_days": 3} == last(home)["plan"]["ladder"]
    for day, outcome, dose in ((20, "start", 5), (21, "hold", 5), (22, "hold", 5), (23, "step_up", 10)):
        decision = laid_out("next", "--json", now=f"2026-11-{day}T19:00").json
        assert (outcome, {"evening": dose}) == (decision["outcome"], decision["doses"])
        logged = laid_out(
            "log", "--day", f"2026-11-{day}", "--as-planned", "--measure", "leg_restlessness=6", "--no-effects",
            now=f"2026-11-{day + 1}T07:00",
        )  # fmt: skip
        assert 0 == logged.code, logged.err
    calm = laid_out("log", "--day", "2026-11-23", "--measure", "leg_restlessness=2", now="2026-11-24T08:00")
    assert 0 == calm.code
    assert "hold" == laid_out("next", "--json", now="2026-11-24T19:00").json["outcome"]


def test_a_file_of_ones_own_needs_no_laying_out(call: Call, home: Path, tmp_path: Path) -> None:
    """`plan show --toml`, filled in elsewhere, is taken by `init --plan` at once."""
    shown = call("plan", "show", "restless-legs", "--toml", now=NOW)
    file = tmp_path / "plan.toml"
    file.write_text(shown.out, encoding="utf-8")
    fill_in(tmp_path)
    own = [word for word in INIT if word not in {"--template", "restless-legs"}]
    done = call(*own, "--plan", str(file), now=NOW)
    assert 0 == done.code, done.err
    assert ["profile", "plan"] == [row["kind"] for row in journal(home)]


def test_wording(laid_out: Call, home: Path) -> None:
    """No sentence on the way holds a forbidden phrase or an unsupported claim."""
    told = [laid_out(*INIT, now=NOW, home=home.parent / "other").out, laid_out("plan", "list", now=NOW).out]
    told += [laid_out("plan", "adopt", "--yes", now=NOW).err, laid_out("next", now=NOW).out]
    assert not found((*DO_NOT_SAY, *UNSUPPORTED), told)


@pytest.mark.parametrize("command", [("plan", "check"), ("plan", "adopt"), ("simulate", "--plan")])
@pytest.mark.parametrize("name", ["restless-legs", "taper"])
def test_a_template_without_doses_is_refused_in_one_sentence(call: Call, command: tuple[str, ...], name: str) -> None:
    """Nobody is sent to correct the lines of a file that comes with the program."""
    done = call(*command, name, now=NOW)
    message = f"The template {name} has no doses before your prescriber's are filled in."
    see = f"See: baclotrack plan show {name}"
    assert (2, "", f"baclotrack: {message} {see}\n") == (done.code, done.out, done.err)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("restless-legs", "and adopt it: baclotrack plan show restless-legs --toml > my-plan.toml"),
        ("taper", "run: baclotrack taper"),
    ],
)
def test_a_template_without_doses_says_how_to_go_on(call: Call, name: str, ending: str) -> None:
    """The command that leads to a plan stands at its end."""
    assert " ".join(call("plan", "show", name, now=NOW).out.split()).endswith(ending)
