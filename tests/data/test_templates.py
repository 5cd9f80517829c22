"""The plan templates: ladders, limits, cautious defaults, sources and wording."""

import json
import tomllib
from datetime import time
from itertools import pairwise
from typing import Any

import pytest

from tests.data.phrases import DATA, DO_NOT_SAY, UNSUPPORTED, found, texts

BEDTIME = ["sleep-bedtime", "sleep-bedtime-slow"]
SPASTICITY = ["spasticity-per-day", "spasticity-per-dose", "spasticity-weekly"]
DAYTIME = [*SPASTICITY, "alcohol-support"]
NAMES = [*BEDTIME, *DAYTIME]
EVERY: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (DATA / "templates").glob("*.toml")
}
WITHOUT_DOSES = ["intrathecal", "restless-legs", "taper"]
TEMPLATES = {name: plan for name, plan in EVERY.items() if name not in WITHOUT_DOSES}
LIMITS = {row["id"]: row for row in json.loads((DATA / "catalogue.json").read_bytes())["limits"]}
BODY = [
    "format",
    "id",
    "title",
    "mode",
    "slots",
    "ladder",
    "limits",
    "targets",
    "tolerability",
    "sedatives",
    "gap",
    "top",
    "template",
]


def rungs(name: str) -> list[list[int]]:
    ladder: list[list[int]] = TEMPLATES[name]["ladder"]["rungs"]
    return ladder


def totals(name: str) -> list[int]:
    return [sum(rung) for rung in rungs(name)]


def slots(name: str) -> list[str]:
    return [slot["name"] for slot in TEMPLATES[name]["slots"]]


def sourced_fields(plan: dict[str, Any]) -> set[str]:
    """Every field that holds a number or a rule, in dotted form."""
    sections = ("ladder", "limits", "tolerability", "sedatives", "gap")
    fields = {f"{section}.{key}" for section in sections for key in plan[section]}
    return fields | {f"targets.{target['measure']}" for target in plan["targets"]} | {"slots.at", "top.message"}


def test_templates() -> None:
    """Exactly the promised templates are there."""
    assert sorted([*NAMES, *WITHOUT_DOSES]) == sorted(EVERY)


@pytest.mark.parametrize("name", NAMES)
def test_body(name: str) -> None:
    """A template is a plan file without prescriber and dates, and tells about itself."""
    plan = TEMPLATES[name]
    assert list(plan) == BODY
    assert (1, name, "titrate") == (plan["format"], plan["id"], plan["mode"])
    assert {"rungs", "hold_days"} == set(plan["ladder"])
    assert {"daily_mg", "single_mg"} == set(plan["limits"])
    assert {"mild", "moderate", "severe", "retry_after_days"} == set(plan["tolerability"])
    assert {"alcohol"} == set(plan["sedatives"])
    assert {"missed_days", "then"} == set(plan["gap"])
    assert {"message", "agents"} == set(plan["top"])


@pytest.mark.parametrize("name", NAMES)
def test_about(name: str) -> None:
    """Each template has a summary, the directions it fits, and its own defaults."""
    about = TEMPLATES[name]["template"]
    assert about["summary"].endswith(".")
    assert about["directions"].startswith("The prescriber's paper says: ")
    assert {"tolerability", "sedatives", "gap"} <= set(about["own_defaults"]) <= set(BODY)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_a_source(name: str) -> None:
    """Every number and rule names its source, and no source is left over."""
    sources = TEMPLATES[name]["template"]["sources"]
    assert sourced_fields(TEMPLATES[name]) == {key for key, value in sources.items() if value.strip()}


@pytest.mark.parametrize("name", NAMES)
def test_rungs_fit_the_slots(name: str) -> None:
    """Each rung has one number per slot, none below zero, and some above."""
    assert {len(slots(name))} == {len(rung) for rung in rungs(name)}
    assert all(min(rung) >= 0 and max(rung) > 0 for rung in rungs(name))


@pytest.mark.parametrize("name", NAMES)
def test_rungs_lie_within_the_limits(name: str) -> None:
    """The top rung reaches the limits and no rung is beyond them."""
    limits = TEMPLATES[name]["limits"]
    assert limits["daily_mg"] == max(totals(name))
    assert limits["single_mg"] == max(max(rung) for rung in rungs(name))


@pytest.mark.parametrize("name", NAMES)
def test_template_is_never_refused(name: str) -> None:
    """No number of a template is outside the absolute ranges."""
    plan = TEMPLATES[name]
    daily = "daily-mg-alcohol" if name == "alcohol-support" else "daily-mg"
    for row, value in (
        (daily, plan["limits"]["daily_mg"]),
        ("single-mg", plan["limits"]["single_mg"]),
        ("hold-days", plan["ladder"]["hold_days"]),
        ("missed-days", plan["gap"]["missed_days"]),
        ("retry-after-days", plan["tolerability"]["retry_after_days"]),
        ("slots", len(plan["slots"])),
        ("rungs", len(rungs(name))),
        ("step-day-mg", max(high - low for low, high in pairwise(totals(name)))),
        ("step-dose-mg", max(h - lo for a, b in pairwise(rungs(name)) for lo, h in zip(a, b, strict=True))),
    ):
        absolute = LIMITS[row]["absolute"]
        assert absolute["low"] <= value <= absolute["high"], row


@pytest.mark.parametrize("name", NAMES)
def test_ladder_ascends(name: str) -> None:
    """Each rung is more over the day than the one before, and no dose goes down."""
    for low, high in pairwise(rungs(name)):
        assert sum(low) < sum(high)
        assert all(before <= after for before, after in zip(low, high, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_doses_are_multiples_of_five(name: str) -> None:
    """Halves of 10 mg tablets can make every dose."""
    assert {0} == {mg % 5 for rung in rungs(name) for mg in rung}


@pytest.mark.parametrize("name", BEDTIME)
def test_bedtime_ladder(name: str) -> None:
    """The sleep leaflet's example: 5, 10, 15, 20 at bedtime."""
    expected = [[5], [10], [15], [20]]
    assert expected == rungs(name)


def test_alcohol_totals() -> None:
    """The most careful reading of the French texts: 15, then 10 more each time, capped at 80."""
    expected = [15, 25, 35, 45, 55, 65, 75, 80]
    assert expected == totals("alcohol-support")


def test_alcohol_split() -> None:
    """No single dose is above 20 mg, and no dose rises by more than 5 mg at a step."""
    ladder = rungs("alcohol-support")
    assert max(max(rung) for rung in ladder) == 20
    for lower, higher in pairwise(ladder):
        assert {0, 5} >= {after - before for before, after in zip(lower, higher, strict=True)}
    assert (
        "the split must be checked against the prescriber's paper"
        in (TEMPLATES["alcohol-support"]["template"]["sources"]["ladder.rungs"])
    )


def test_per_day_totals() -> None:
    """The literal reading adds exactly 5 mg to the day, from 15 to 80."""
    assert list(range(15, 85, 5)) == totals("spasticity-per-day")


def test_per_day_order() -> None:
    """The evening dose grows first, then noon, then morning, and the fourth dose last."""
    expected = [[5, 5, 5, 0], [5, 5, 10, 0], [5, 10, 10, 0], [10, 10, 10, 0], [10, 10, 15, 0]]
    assert expected == rungs("spasticity-per-day")[:5]
    expected = [[20, 20, 20, 0], [20, 20, 20, 5], [20, 20, 20, 10], [20, 20, 20, 15], [20, 20, 20, 20]]
    assert expected == rungs("spasticity-per-day")[9:]


def test_per_day_changes_one_dose_at_a_time() -> None:
    """The literal reading never changes two doses on one day."""
    expected = [0, 0, 0, 5]
    for low, high in pairwise(rungs("spasticity-per-day")):
        assert expected == sorted(after - before for before, after in zip(low, high, strict=True))


def test_per_dose_ladder() -> None:
    """The labels' table adds 5 mg to each of three doses until 60 mg, then names four doses of 20 mg."""
    expected = [[5, 5, 5, 0], [10, 10, 10, 0], [15, 15, 15, 0], [20, 20, 20, 0], [20, 20, 20, 20]]
    assert expected == rungs("spasticity-per-dose")


def test_weekly_ladder() -> None:
    """The slow ladder never adds more than 5 mg to any one dose in a week."""
    expected = [15, 30, 45, 60, 65, 70, 75, 80]
    assert expected == totals("spasticity-weekly")
    for low, high in pairwise(rungs("spasticity-weekly")):
        assert {0, 5} == {after - before for before, after in zip(low, high, strict=True)}


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("sleep-bedtime", 1),
        ("sleep-bedtime-slow", 3),
        ("spasticity-per-day", 3),
        ("spasticity-per-dose", 3),
        ("spasticity-weekly", 7),
        ("alcohol-support", 4),
    ],
)
def test_hold_days(name: str, days: int) -> None:
    """Each template keeps a step as long as its source says."""
    assert days == TEMPLATES[name]["ladder"]["hold_days"]


@pytest.mark.parametrize(
    ("name", "day"),
    [("spasticity-per-day", 28), ("spasticity-per-dose", 10), ("spasticity-weekly", 22)],
)
def test_first_day_of_sixty(name: str, day: int) -> None:
    """The three readings of one sentence reach 60 mg a day on three different days."""
    assert day == 1 + totals(name).index(60) * TEMPLATES[name]["ladder"]["hold_days"]


@pytest.mark.parametrize("name", DAYTIME)
def test_four_dose_slots(name: str) -> None:
    """Plans that reach four doses use the four agreed slots."""
    expected = ["morning", "noon", "evening", "bedtime"]
    assert expected == slots(name)


@pytest.mark.parametrize("name", NAMES)
def test_slots_keep_their_distance(name: str) -> None:
    """Doses are in order and at least as far apart as advised."""
    times = [slot["at"].hour * 60 + slot["at"].minute for slot in TEMPLATES[name]["slots"]]
    least = LIMITS["slot-gap-hours"]["advised"]["low"] * 60
    assert not [later - earlier for earlier, later in pairwise([*times, times[0] + 1440]) if later - earlier < least]


@pytest.mark.parametrize("name", BEDTIME)
def test_bedtime_defaults(name: str) -> None:
    """A bedtime plan begins again after two missed nights and steps back when it is severe."""
    plan = TEMPLATES[name]
    expected = {
        "slots": [{"name": "bedtime", "at": time(22, 30)}],
        "gap": {"missed_days": 2, "then": "restart"},
        "tolerability": {"mild": "step", "moderate": "hold", "severe": "step_back", "retry_after_days": 3},
        "targets": [{"measure": "sleep_improved", "want": True}, {"measure": "fell_back_asleep", "want": True}],
    }
    assert expected == {key: plan[key] for key in expected}


@pytest.mark.parametrize("name", DAYTIME)
def test_daytime_defaults(name: str) -> None:
    """A daytime plan asks after one missed day and holds when it is severe."""
    plan = TEMPLATES[name]
    measure = "craving" if name == "alcohol-support" else "spasticity"
    expected = {
        "gap": {"missed_days": 1, "then": "ask"},
        "tolerability": {"mild": "step", "moderate": "hold", "severe": "hold", "retry_after_days": 3},
        "targets": [{"measure": measure, "at_most": 3}],
    }
    assert expected == {key: plan[key] for key in expected}


def test_alcohol_setting() -> None:
    """Only the alcohol plan lets a drink pass with a warning."""
    expected = {name: "warn" if name == "alcohol-support" else "hold" for name in NAMES}
    assert expected == {name: plan["sedatives"]["alcohol"] for name, plan in TEMPLATES.items()}


def test_what_needs_confirmation() -> None:
    """The nightly pace and going up while drinking are asked about, nothing else."""
    asked = {
        name: plan["template"]["needs_confirmation"]["field"]
        for name, plan in TEMPLATES.items()
        if "needs_confirmation" in plan["template"]
    }
    expected = {"sleep-bedtime": "ladder.hold_days", "alcohol-support": "sedatives.alcohol"}
    assert expected == asked


def test_what_a_no_leads_to() -> None:
    """Without the confirmation the slower template or the stricter setting follows."""
    nightly = TEMPLATES["sleep-bedtime"]["template"]["needs_confirmation"]
    drinking = TEMPLATES["alcohol-support"]["template"]["needs_confirmation"]
    assert nightly["otherwise_template"] == "sleep-bedtime-slow"
    assert drinking["otherwise_value"] == "hold"


@pytest.mark.parametrize("name", NAMES)
def test_wording(name: str) -> None:
    """No template holds a forbidden phrase, an unsupported claim or another drug's name."""
    assert not found((*DO_NOT_SAY, *UNSUPPORTED), TEMPLATES[name])
    assert not TEMPLATES[name]["top"]["agents"]
    assert not [text for text in texts(TEMPLATES[name], silent=True) if not text.isascii()]


@pytest.mark.parametrize("name", NAMES)
def test_top_message_names_no_drug(name: str) -> None:
    """At the top a template only sends the person to the prescriber."""
    rows = json.loads((DATA / "catalogue.json").read_bytes())["interactions"]
    message = TEMPLATES[name]["top"]["message"].lower()
    assert message.startswith("ask your prescriber")
    assert not [drug for row in rows for drug in row["names"] if drug in message]


# --- the templates without doses -------------------------------------------------------------------


@pytest.mark.parametrize("name", WITHOUT_DOSES)
def test_wording_without_doses(name: str) -> None:
    """They hold no forbidden phrase and no unsupported claim, and tell about themselves as the others do."""
    plan = EVERY[name]
    assert not found((*DO_NOT_SAY, *UNSUPPORTED), plan)
    assert not [text for text in texts(plan, silent=True) if not text.isascii()]
    assert (1, name) == (plan["format"], plan["id"])
    assert plan["template"]["summary"].endswith(".")
    assert plan["template"]["directions"].startswith("The prescriber's paper says: ")


@pytest.mark.parametrize("name", WITHOUT_DOSES)
def test_no_dose_and_no_pace_is_made_up(name: str) -> None:
    """No number of mg or micrograms, no dose time and no pace stands in them, not even in a comment that shows how."""
    plan = EVERY[name]
    assert not plan.get("ladder")
    assert not plan.get("limits")
    assert not plan.get("pump")
    assert not [slot for slot in plan.get("slots", []) if slot]
    text = (DATA / "templates" / f"{name}.toml").read_text(encoding="utf-8")
    shown = [line for line in text.splitlines() if line.startswith("#") and any(mark.isdigit() for mark in line)]
    assert shown == (["# at = 22:30:00"] if name in {"restless-legs", "taper"} else [])


def test_restless_legs_tracks_its_measure() -> None:
    """Only the target and the cautious defaults stand there; the rest is the prescriber's."""
    plan = EVERY["restless-legs"]
    assert [{"measure": "leg_restlessness", "at_most": 3}] == plan["targets"]
    assert {"missed_days": 1, "then": "ask"} == plan["gap"]
    assert {"mild": "step", "moderate": "hold", "severe": "hold", "retry_after_days": 3} == plan["tolerability"]
    assert plan["template"]["fill_in"] is True
    sources = {key.partition(".")[0] for key in plan["template"]["sources"]}
    assert {"targets", "tolerability", "sedatives", "gap", "top"} == set(plan["template"]["own_defaults"])
    assert {"ladder", "limits"} == sources - set(plan["template"]["own_defaults"])


def test_intrathecal_only_keeps_the_record() -> None:
    """A pump's template has no slot and no section of doses; it tracks two measures, and each is known."""
    plan = EVERY["intrathecal"]
    assert ["format", "id", "title", "mode", "track", "pump", "template"] == list(plan)
    assert "record_only" == plan["mode"]
    known = {row["name"] for row in json.loads((DATA / "catalogue.json").read_bytes())["measures"]}
    assert set(plan["track"]) <= known
