"""The plan file: what fits is read, what does not is told line by line, and a signature keeps every comment."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclotrack.core.plan import Plan, Slot, Target
from baclotrack.errors import BaclotrackError
from baclotrack.store.entries import plan_value
from baclotrack.store.journal import read_bytes
from baclotrack.store.plan_file import PlanFile, read_plan, set_signature, sign, template_text, templates
from baclotrack.store.problems import FileProblemsError
from baclotrack.store.writing import Draft
from tests.store.samples import journal_bytes

PLANS = Path(__file__).parent / "plans"
EXHIBITS = tomllib.loads((PLANS / "exhibits.toml").read_text(encoding="utf-8"))
CONTRACT, THREE_SLOTS, TAPER = (
    (PLANS / f"{name}.toml").read_text(encoding="utf-8") for name in ("bedtime", "three", "taper")
)


def exhibits(kind: str) -> Sequence[object]:
    """Return the changed plans of `exhibits.toml`, each with what is told of it."""
    rows = []
    for row in EXHIBITS[kind]:
        text = "" if row["plan"] == "none" else (PLANS / f"{row['plan']}.toml").read_text(encoding="utf-8")
        for old, new in row.get("change", []):
            assert old in text
            text = text.replace(old, new, 1)
        rows.append(pytest.param(text + row.get("adds", ""), row["told"], id=(row["told"] or ["nothing"])[0][:40]))
    return rows


def problems(text: str) -> list[str]:
    """Return what is told of a plan that does not fit."""
    with pytest.raises(FileProblemsError) as caught:
        read_plan(text)
    assert ("bad-plan", 2) == (caught.value.slug, caught.value.exit_code)
    assert caught.value.message.splitlines() == [one.sentence() for one in caught.value.problems]
    return caught.value.message.splitlines()


def warned(text: str) -> list[str]:
    """Return what is unusual about a plan that fits."""
    return [one.sentence() for one in read_plan(text).warnings]


# --- what fits -------------------------------------------------------------------------------------


def test_the_plan_of_the_contract_becomes_its_value() -> None:
    """Every field of the contract's example arrives."""
    expected = Plan(
        id="sleep-bedtime",
        title="Baclofen at bedtime for sleep",
        mode="titrate",
        slots=(Slot("bedtime", time(22, 30)),),
        rungs=tuple((Decimal(mg),) for mg in (5, 10, 15, 20)),
        hold_days=1,
        daily_mg=Decimal(20),
        single_mg=Decimal(20),
        targets=(Target("sleep_improved", want=True), Target("fell_back_asleep", want=True)),
        mild="step",
        moderate="hold",
        severe="step_back",
        retry_after_days=3,
        alcohol="hold",
        missed_days=2,
        gap_then="restart",
        after_success="any",
        top_message="Ask your prescriber about the second agent you discussed.",
        top_agents=("one", "two"),
        prescriber="Dr A. Example",
        directed_on=date(2026, 11, 20),
        review_by=date(2027, 2, 18),
    )
    assert expected == read_plan(CONTRACT).value


def test_sections_that_are_left_out_are_the_engines_own_and_are_named_so() -> None:
    """Nobody is told `your plan` of what the directions did not say; several doses a day allow one missed day."""
    plan = read_plan(THREE_SLOTS).value
    own = {"tolerability", "sedatives", "gap", "response"}
    assert own == plan.own_defaults
    rules = (plan.mild, plan.moderate, plan.severe, plan.retry_after_days, plan.alcohol, plan.after_success)
    assert ("step", "hold", "hold", 3, "hold", "two_of_three") == rules
    taper = read_plan(TAPER).value
    assert (1, "ask", 2, "ask") == (plan.missed_days, plan.gap_then, taper.missed_days, taper.gap_then)
    assert (Target("spasticity", at_most=Decimal(3)),) == plan.targets


@pytest.mark.parametrize(
    ("more", "own"),
    [
        ('template_defaults = ["targets"]\n', {"response", "targets"}),
        ("", {"response"}),
    ],
)
def test_a_templates_own_defaults_stay_known(more: str, own: set[str]) -> None:
    """What a template chose for itself is named as such, beside what is left out."""
    text = more + CONTRACT.replace('[response]\nafter_success = "any"\n', "")
    assert own == read_plan(text).value.own_defaults
    assert own | {"gap"} == read_plan(text + '\n[template]\nown_defaults = ["gap"]\n').value.own_defaults


@pytest.mark.parametrize("name", [one for one in templates() if one not in {"restless-legs", "taper"}])
def test_every_template_fits_and_can_be_signed(name: str) -> None:
    """A template becomes a plan with a name and a date, and its entry reads back as the same plan."""
    file = sign(read_plan(template_text(name), name), "Dr A. Example", date(2026, 11, 20))
    assert ("Dr A. Example", date(2027, 2, 18)) == (file.value.prescriber, file.value.review_by)
    journal = read_bytes(journal_bytes([Draft("plan", file.entry())]))
    what = journal.entries[0].what
    assert file.value == (what._replace(adopted_at="") if isinstance(what, Plan) else what)
    assert (file.text, {**file.plan}) == (journal.plan_text, dict(journal.plan_data))


def test_a_plan_is_read_from_a_file_or_from_text(tmp_path: Path) -> None:
    """The file's own name is in its sentences."""
    path = tmp_path / "mine.toml"
    path.write_text(CONTRACT, encoding="utf-8")
    assert read_plan(CONTRACT) == read_plan(path, "plan.toml")
    path.write_text("format = 2", encoding="utf-8")
    with pytest.raises(FileProblemsError, match=r"mine\.toml line 1, format: .2. is not known\. Write 1\."):
        read_plan(path)


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_what_other_systems_do_to_a_text_does_no_harm(change: Callable[[str], str]) -> None:
    """A byte order mark and other line ends are read past."""
    assert read_plan(CONTRACT).value == read_plan(change(CONTRACT)).value


def test_halves_are_exact() -> None:
    """A rung of 2.5 mg is two and a half, not nearly so."""
    text = CONTRACT.replace("[[5], [10],", "[[2.5], [5.0], [10],").replace("\nat = 22:30:00", '\nat = "22:30"')
    plan = read_plan(text).value
    assert ((Decimal("2.5"),), (Decimal(5),)) == plan.rungs[:2]
    assert (Slot("bedtime", time(22, 30)),) == plan.slots


def test_a_plan_may_only_keep_the_record() -> None:
    """A pump has no ladder and no targets; its refill date is kept."""
    text = (
        'format = 1\nid = "pump"\ntitle = "Pump"\nmode = "record_only"\n[pump]\n'
        "daily_micrograms = 250\nrefill_by = 2027-01-15\nalarm_on = 2027-01-20\n"
    )
    plan = read_plan(text).value
    assert ("record_only", (), date(2027, 1, 15)) == (plan.mode, plan.rungs, plan.refill_by)


def test_a_plan_may_define_a_measure_and_aim_at_it() -> None:
    """An own measure with a range is a target like any other."""
    own = '[[measures]]\nname = "leg_pain"\nprompt = "How bad?"\nkind = "scale"\nrange = [0, 8]\n'
    text = THREE_SLOTS.replace('"spasticity"', '"leg_pain"') + own
    assert (Target("leg_pain", at_most=Decimal(3)),) == read_plan(text).value.targets


# --- what does not fit -----------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "told"), exhibits("problem"))
def test_what_does_not_fit_is_told_with_its_line(text: str, told: list[str]) -> None:
    """Where, what, why, and what to do: each exhibit's sentences are among what is told."""
    found = problems(text)
    for one in told:
        begun = f"plan.toml{'' if one.startswith(',') else ' '}{one}"
        assert [begun] == [sentence[: len(begun)] for sentence in found if sentence.startswith(begun)]


def test_everything_that_does_not_fit_is_told_at_once_in_the_order_of_the_lines() -> None:
    """One run tells all, and one wrong section hides no fault of another."""
    text = (
        THREE_SLOTS.replace('id = "day"', 'id = "Day"')
        .replace('"noon"', '"morning"')
        .replace("[5, 5, 10]", "[5, 5]")
        .replace("single_mg = 20", "single_mg = 120")
        .replace("at_most", "at_mst")
    )
    expected = [
        "plan.toml line 2, id: ",
        "plan.toml line 9, slots 2.name: ",
        "plan.toml line 17, ladder.rungs 2: ",
        "plan.toml line 23, limits.single_mg: ",
        "plan.toml line 26, targets 1.at_mst: ",
    ]
    assert expected == [one[: len(start)] for one, start in zip(problems(text), expected, strict=True)]


def test_control_characters_in_a_key_are_shown_escaped() -> None:
    """What a file holds cannot paint the terminal."""
    assert "\x1b" not in "".join(problems('"\\u001b[31m" = 1\n' + CONTRACT))


@pytest.mark.parametrize("data", [b"\xff", None])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, data: bytes | None) -> None:
    """No text, or no file at all: a sentence, with the file's name."""
    path = tmp_path / "mine.toml"
    if data is not None:
        path.write_bytes(b"a = 1\n" + data)
    with pytest.raises(FileProblemsError) as caught:
        read_plan(path)
    expected = (
        "mine.toml line 2: these bytes are no text. Save the file as UTF-8."
        if data
        else "mine.toml: it cannot be read: No such file or directory. Check its name and its rights."
    )
    assert expected == caught.value.message


# --- what is only unusual --------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "told"), exhibits("warning"))
def test_what_is_unusual_is_a_warning(text: str, told: list[str]) -> None:
    """Beyond the advised range a plan still fits; each warning says what to do, and there are no others."""
    found = warned(text)
    assert [f"plan.toml {one}" for one in told] == [
        one[: len(begun) + 10] for one, begun in zip(found, told, strict=True)
    ]
    assert all(one.endswith(("Check it against the prescriber's paper.", "in the order of the day.")) for one in found)


# --- the signature ---------------------------------------------------------------------------------


def test_a_signature_keeps_every_comment_and_every_other_byte() -> None:
    """Only the three lines change."""
    text = set_signature(CONTRACT, "Dr B. Other", date(2026, 12, 1))
    before, after = CONTRACT.splitlines(), text.splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    expected = [
        ('prescriber = "Dr B. Other"     # required to adopt'),
        ("directed_on = 2026-12-01         # date on the prescriber's directions, required to adopt"),
        ("review_by = 2027-03-01           # 90 days later unless stated"),
    ]
    assert expected == [new for _, new in changed]
    assert CONTRACT == set_signature(CONTRACT, "Dr A. Example", date(2026, 11, 20), date(2027, 2, 18))


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30).filter(str.strip))
def test_a_signature_takes_any_name(name: str) -> None:
    """Quotes, backslashes and letters of any kind come back as they were."""
    file = sign(read_plan(template_text("sleep-bedtime")), name, date(2026, 11, 20))
    assert name == file.value.prescriber


@pytest.mark.parametrize(
    ("given_dates", "expected"),
    [
        ({}, date(2027, 2, 18)),
        ({"directed_on": date(2026, 11, 20)}, date(2027, 2, 18)),
        ({"directed_on": date(2026, 12, 1)}, date(2027, 3, 1)),
        ({"directed_on": date(2026, 12, 1), "review_by": date(2026, 12, 24)}, date(2026, 12, 24)),
        ({"review_by": date(2026, 12, 24)}, date(2026, 12, 24)),
    ],
)
def test_a_new_date_brings_its_own_review(given_dates: dict[str, date], expected: date) -> None:
    """A review date from older directions does not outlive them."""
    assert expected == sign(read_plan(CONTRACT), **given_dates).value.review_by  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prescriber", "directed_on", "expected"),
    [
        (None, date(2026, 11, 20), "the prescriber is not named. Add: --prescriber NAME"),
        ("Dr A. Example", None, "the date on the directions is not named. Add: --directed-on DAY"),
    ],
)
def test_a_plan_without_name_or_date_cannot_be_signed(
    prescriber: str | None, directed_on: date | None, expected: str
) -> None:
    """The sentence says what is missing and how to add it."""
    file = read_plan(template_text("sleep-bedtime"))
    with pytest.raises(BaclotrackError) as caught:
        sign(file, prescriber, directed_on)
    message = f"A plan is adopted only with who directed it and when; {expected}"
    assert (message, "unsigned", 2) == (caught.value.message, caught.value.slug, caught.value.exit_code)


def test_a_template_that_is_not_there_is_told_with_the_nearest() -> None:
    """The person need not know the list."""
    with pytest.raises(BaclotrackError) as caught:
        template_text("sleep-bedtim")
    assert "'sleep-bedtim' is no template. Did you mean sleep-bedtime?" == caught.value.message


def test_what_passes_the_checks_always_becomes_a_value() -> None:
    """The structure that is recorded is the one that the value was made of."""
    file = read_plan(CONTRACT)
    assert isinstance(file, PlanFile)
    assert file.value == plan_value(file.plan)
