"""`baclotrack log --edit`: the whole check-in in the person's own editor."""

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, SLEEP, adopt, content, last
from tests.cli.terminal import answer, rest, terminal
from tests.conftest import Call, Result

NOW = "2026-11-21T07:30"


@pytest.fixture(autouse=True)
def sleep_plan(home: Path) -> None:
    """Let every test begin in the evening of 20 November with the leaflet's plan adopted."""
    adopt(home)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder for temporary files, so that what is left behind can be seen."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def editor(tmp_path: Path, *lines: str) -> str:
    """Write an editor: a script that does to the text what the lines say, and return how to call it."""
    path = tmp_path / "my editor.py"
    head = ["import sys, pathlib", "path = pathlib.Path(sys.argv[-1])", "text = path.read_text()"]
    path.write_text("\n".join([*head, *lines, "path.write_text(text)"]), encoding="utf-8")
    return f'"{sys.executable}" "{path}" --wait'


def edit(call: Call, tmp_path: Path, *lines: str, words: tuple[str, ...] = ()) -> Result:
    """Edit the check-in of the day before."""
    return call("log", "--edit", *words, now=NOW, env={"EDITOR": editor(tmp_path, *lines)})


def replaced(field: str, line: str) -> str:
    """Return the line of an editor that writes one field."""
    return f"import re; text = re.sub(r'(?m)^(# )?{field} = .*$', {line!r}, text)"


# --- what is written --------------------------------------------------------------------------------


def test_what_is_saved_is_recorded_as_log_records_it(call: Call, home: Path, tmp_path: Path, scratch: Path) -> None:
    """One check-in, told back as `log` tells it; the temporary file is gone."""
    done = edit(
        call,
        tmp_path,
        replaced("doses", "doses = { bedtime = 5 }"),
        replaced("measures", "measures = { sleep_improved = false, sleep_hours = 6.5, bed_at = 23:10:00 }"),
        replaced("effects", 'effects = { grogginess = "mild" }'),
        replaced("drinks", "drinks = 0"),
        replaced("note", 'note = "Ärger; 06:40"'),
    )
    assert (0, "") == (done.code, done.err)
    assert {
        "kind": "checkin",
        "day": "2026-11-20",
        "doses": {"bedtime": 5},
        "measures": {"sleep_improved": False, "sleep_hours": 6.5, "bed_at": "23:10"},
        "effects": {"grogginess": 1},
        "drinks": 0,
        "note": "Ärger; 06:40",
    } == {**last(home), "measures": {**last(home)["measures"], "sleep_hours": 6.5}}
    assert done.out.startswith("Recorded for 20 Nov 2026: 5 mg at bedtime; sleep improved no;")
    assert [] == list(scratch.iterdir())


def test_the_text_shows_what_is_recorded_and_only_that_is_told(call: Call, home: Path, tmp_path: Path) -> None:
    """Recorded fields stand there as they are; the rest are comments; what is taken out is taken back."""
    had = ("--effect", "nausea=mild", "--effect", "tremor=moderate", "--drinks", "2")
    call("log", "--dose", "5", *BAD_NIGHT[:2], *had, now=NOW)
    seen = tmp_path / "seen"
    done = edit(call, tmp_path, f"pathlib.Path({str(seen)!r}).write_text(text)",
                replaced("effects", 'effects = { tremor = "moderate" }'), replaced("drinks", ""))  # fmt: skip
    assert 0 == done.code, done.err
    text = seen.read_text(encoding="utf-8")
    assert text.startswith("# Check-in for 20 Nov 2026. Save and close to record it.")
    assert 'effects = { nausea = "mild", tremor = "moderate" }' in text.splitlines()
    assert "# sedatives = []" in text.splitlines()
    assert 80 >= max(len(line) for line in text.splitlines())
    assert {"tremor": 2} == last(home)["effects"]
    assert "drinks" not in last(home)
    assert "supersedes" in last(home)
    assert done.out.startswith("Corrected for 20 Nov 2026: ")


@pytest.mark.parametrize(
    "line", ["pass", "text = ''", "text = '# nothing at all\\n\\n'"], ids=["as is", "empty", "comments"]
)
def test_unchanged_or_emptied_records_nothing(call: Call, home: Path, tmp_path: Path, scratch: Path, line: str) -> None:
    """Closing without a change is no answer."""
    call("log", "--dose", "5", *BAD_NIGHT, now=NOW)
    before = content(home)
    done = edit(call, tmp_path, line)
    assert (0, "Nothing was changed, so nothing is recorded.\n") == (done.code, done.out)
    assert (before, []) == (content(home), list(scratch.iterdir()))


@pytest.mark.parametrize("words", [("-2",), ("--day", "2026-11-19"), ("2026-11-19",)])
def test_another_day(call: Call, home: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The day is named as ever."""
    assert 0 == edit(call, tmp_path, replaced("drinks", "drinks = 1"), words=words).code
    assert "2026-11-19" == last(home)["day"]


def test_visual_goes_before_editor(call: Call, home: Path, tmp_path: Path) -> None:
    """As every program does it."""
    env = {"VISUAL": editor(tmp_path, replaced("drinks", "drinks = 3")), "EDITOR": "false"}
    assert 0 == call("log", "--edit", now=NOW, env=env).code
    assert 3 == last(home)["drinks"]


def test_nobody_else_can_read_the_text(call: Call, tmp_path: Path, scratch: Path) -> None:
    """The temporary file is its owner's alone, whatever the umask."""
    seen = tmp_path / "rights"
    before = os.umask(0)
    try:
        edit(call, tmp_path, f"pathlib.Path({str(seen)!r}).write_text(oct(path.stat().st_mode))")
    finally:
        os.umask(before)
    assert oct(stat.S_IFREG | 0o600) == seen.read_text(encoding="utf-8")


# --- red flags --------------------------------------------------------------------------------------


def test_a_red_flag_cannot_leave_this_way(call: Call, home: Path, tmp_path: Path) -> None:
    """Taken out of the text, it stays in the record and in the answer."""
    call("log", "--red-flag", "fainting", "--day", "yesterday", now=NOW)
    done = edit(call, tmp_path, replaced("red_flags", "red_flags = []"), replaced("drinks", "drinks = 0"))
    assert 0 == done.code
    assert ["fainting"] == last(home)["red_flags"]
    assert 4 == call("next", now="2026-11-21T21:00").code


def test_a_new_red_flag_shows_the_emergency_text_first(call: Call, home: Path, tmp_path: Path) -> None:
    """Help first, exit 4; what stood there before stays beside it."""
    call("log", "--red-flag", "fainting", "--day", "yesterday", now=NOW)
    done = edit(call, tmp_path, replaced("red_flags", 'red_flags = ["fainting", "seizure"]'))
    assert 4 == done.code
    assert done.out.startswith("Call your local emergency number now.")
    assert ["fainting", "seizure"] == last(home)["red_flags"]


def test_what_a_clinician_settled_is_not_told_anew(call: Call, home: Path, tmp_path: Path) -> None:
    """A settled confusion that stands in the text, and is left there, is no new emergency."""
    call("log", "--dose", "5", *BAD_NIGHT[:2], "--effect", "confusion=severe", now=NOW)
    call("instruct", "clear-flag", "severe-confusion", now=NOW)
    call("instruct", "resume", now=NOW)
    done = edit(call, tmp_path, replaced("drinks", "drinks = 0"))
    assert (0, {"confusion": 3}) == (done.code, last(home)["effects"])
    assert 0 == call("next", now="2026-11-21T21:00").code


# --- what does not fit ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("text += 'doses = ['", "The text is not TOML: "),
        ("text = 'drinks = 0\\neffects = { drowsyness = 1 }\\n'", "Line 2: --effect: 'drowsyness' is no side effect."),
        ("text = 'drinks = -1\\n'", "Line 1: --drinks '-1' is not a number that fits."),
        ("text = 'drinks = 1e400\\n'", "Line 1: drinks: this number is far too long."),
        ("text = 'doses = ' + '[' * 5000", "The text is not TOML: Brackets within brackets, far too many"),
        ("text = 'a.' * 20000 + 'a = 1'", "The text is not TOML: A name with more than 16 dots (at line 1, column 1)"),
        ("text = 'drinks = 0x' + 'F' * 40000", "Line 1: drinks: this number is far too long."),
        ("text = 'x = 1 #' + 'y' * 50001", "The text is not TOML: it has more than 50000 characters"),
        ("text = 'drinks = nan\\n'", "Line 1: --drinks"),
        ("text = '\\n\\ndrink = 1\\n'", "Line 3: The text: 'drink' is no field. Did you mean drinks?"),
        ("text = 'doses = 5\\n'", "Line 1: doses is a table, like { name = value }."),
        ("text = 'doses = { noon = 5 }\\n'", "Line 1: --dose: 'noon' is no slot of your plan."),
        ("text = 'red_flags = \"seizure\"\\n'", 'Line 1: red_flags is a list, like ["name"].'),
        ("text = 'measures = { sleep_hours = 25 }\\n'", "Line 1: --measure sleep_hours 25 is out of range."),
        ("text = 'effects = { nausea = [1] }\\n'", "Line 1: --effect nausea: '[1]' is no grade."),
        ("text = 'note = \"' + 'x' * 10001 + '\"\\n'", "Line 1: --note has 10001 characters"),
    ],
)  # fmt: skip
def test_a_text_that_does_not_fit_is_kept_in_a_named_file(
    call: Call, home: Path, tmp_path: Path, scratch: Path, line: str, sentence: str
) -> None:
    """The line and the reason are told, nothing is recorded, and the text is not lost."""
    before = content(home)
    done = edit(call, tmp_path, line)
    assert (2, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err
    (kept,) = scratch.iterdir()
    assert f"Nothing was recorded. Your text is kept in {kept}\n" in done.err


def test_at_a_terminal_it_can_be_edited_again(home: Path, tmp_path: Path, scratch: Path) -> None:
    """The same text is opened again until it fits."""
    told = editor(tmp_path, "text = 'drinks = 2\\n' if 'many' in text else 'drinks = \"many\"\\n'")
    with terminal(home, "log", "--edit", env={"EDITOR": told}) as child:
        answer(child, (r"Line 1: --drinks 'many' is not a number that fits.*Edit again\? \[Y/n\] ", ""))
        assert 0 == rest(child)[0]
    assert (2, []) == (last(home)["drinks"], list(scratch.iterdir()))


@pytest.mark.parametrize("typed", ["n\n", "\x03", "\x04"], ids=["no", "Ctrl-C", "Ctrl-D"])
def test_giving_up_keeps_the_text(home: Path, tmp_path: Path, scratch: Path, typed: str) -> None:
    """What somebody wrote is still there, in a file that is named."""
    before = content(home)
    with terminal(home, "log", "--edit", env={"EDITOR": editor(tmp_path, "text = 'drinks = \"many\"\\n'")}) as child:
        child.expect(r"Edit again\? \[Y/n\] ")
        child.send(typed)
        code, said = rest(child)
    (kept,) = scratch.iterdir()
    assert (2, before) == (code, content(home))
    assert f"baclotrack: Nothing was recorded. Your text is kept in {kept}" in said
    assert 'drinks = "many"\n' == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("told", "code", "sentence"),
    [
        (None, 2, "No editor is set. Name yours, for example: EDITOR=nano baclotrack log --edit"),
        ("  ", 2, "No editor is set."),
        ('"unfinished', 2, "No editor is set."),
        ("no-such-editor-here", 1, "The editor 'no-such-editor-here' cannot be started (No such file or directory)"),
        ("false", 1, "The editor 'false' ended with code 1, so nothing was recorded."),
    ],
)
def test_an_editor_that_fails_or_is_missing(
    call: Call, home: Path, scratch: Path, told: str | None, code: int, sentence: str
) -> None:
    """One sentence, nothing written, nothing left behind."""
    before = content(home)
    done = call("log", "--edit", now=NOW, env={"EDITOR": told, "VISUAL": None})
    assert (code, "", before) == (done.code, done.out, content(home))
    assert sentence in done.err
    assert 1 == len(done.err.splitlines())
    assert [] == list(scratch.iterdir())


def test_other_options_do_not_go_with_it(call: Call, home: Path) -> None:
    """The editor shows the whole check-in, so there is nothing to add."""
    before = content(home)
    done = call("log", "--edit", "--dose", "5", now=NOW, env={"EDITOR": "true"})
    assert (2, before) == (done.code, content(home))
    assert "--edit opens the whole check-in" in done.err


def test_an_over_plan_dose_is_recorded_with_its_warning(call: Call, home: Path, tmp_path: Path) -> None:
    """The truth is never refused, by whatever way it comes."""
    done = edit(call, tmp_path, replaced("doses", "doses = { bedtime = 15 }"))
    assert (0, {"bedtime": 15}) == (done.code, last(home)["doses"])
    assert "That is more than the plan said for 20 Nov 2026 (5 mg at bedtime)." in done.err


def test_a_plans_own_measure_can_be_told(call: Call, home: Path, tmp_path: Path) -> None:
    """What the prescriber wants measured stands among the names."""
    own = '\n[[measures]]\nname = "calm"\nprompt = "Calm?"\nkind = "scale"\nrange = [0, 5]\n'
    adopt(home, SLEEP + own)
    assert 0 == edit(call, tmp_path, replaced("measures", "measures = { calm = 4 }")).code
    assert {"calm": 4} == last(home)["measures"]
