"""The tables of the catalogue: names, sources, wording, and the compiled file."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.data.phrases import DATA, DO_NOT_SAY, ROOT, UNSUPPORTED, found, texts, without_source

TOOL = ROOT / "tools" / "compile_catalogue.py"
CATALOGUE: dict[str, Any] = json.loads((DATA / "catalogue.json").read_bytes())

EFFECTS = [
    "drowsiness",
    "grogginess",
    "dizziness",
    "weakness",
    "fatigue",
    "nausea",
    "vomiting",
    "headache",
    "insomnia",
    "confusion",
    "low-blood-pressure",
    "constipation",
    "urinary-frequency",
    "urinary-retention",
    "dry-mouth",
    "diarrhoea",
    "unsteadiness",
    "fall",
    "tremor",
    "blurred-vision",
    "low-mood",
    "euphoria",
    "nightmares",
    "slurred-speech",
    "tingling",
    "taste-change",
    "rash",
    "itch",
    "sweating",
    "slow-heartbeat",
    "sleep-apnoea",
    "increased-spasms",
    "anxiety",
    "agitation",
    "fast-heartbeat",
    "sexual-difficulty",
    "bed-wetting",
    "weight-gain",
    "ankle-swelling",
    "blocked-nose",
]
WITHDRAWAL = ["anxiety", "agitation", "insomnia", "sweating", "fast-heartbeat", "tremor", "itch", "increased-spasms"]
RED_FLAGS = [
    "breathing",
    "fainting",
    "seizure",
    "severe-confusion",
    "hallucinations",
    "high-fever",
    "allergic-reaction",
    "self-harm",
    "overdose",
    "pump-alarm",
    "muscle-breakdown",
]
CONDITIONS = [
    "kidney-disease",
    "dialysis",
    "pregnancy",
    "breastfeeding",
    "epilepsy",
    "psychiatric-disorder",
    "stroke",
    "sleep-apnoea",
    "respiratory-disease",
    "substance-use-disorder",
    "urinary-retention",
    "peptic-ulcer",
    "liver-disease",
    "diabetes",
    "parkinsons",
    "porphyria",
    "autonomic-dysreflexia",
    "spasticity-for-posture",
    "baclofen-allergy",
    "pump",
    "surgery-planned",
]
MEASURES = [
    "sleep_improved",
    "fell_back_asleep",
    "sleep_hours",
    "sleep_quality",
    "latency_min",
    "awakenings",
    "awake_min",
    "bed_at",
    "tried_at",
    "woke_at",
    "up_at",
    "spasm_frequency",
    "spasticity",
    "craving",
    "leg_restlessness",
    "daytime_sleepiness",
]
DERIVED = ["time_in_bed", "total_sleep_time", "sleep_efficiency", "cumulative_abstinent_days"]
RANGES = {
    "sleep_hours": (0, 24),
    "sleep_quality": (1, 5),
    "latency_min": (0, 1440),
    "awakenings": (0, 99),
    "awake_min": (0, 1440),
    "spasm_frequency": (0, 4),
    "spasticity": (0, 10),
    "craving": (0, 10),
    "leg_restlessness": (0, 10),
    "daytime_sleepiness": (0, 4),
}
LISTS = ("effects", "grades", "red_flags", "conditions", "interactions", "measures", "derived", "limits", "products")


def names(table: str) -> list[str]:
    return [row["name"] for row in CATALOGUE[table]]


def limit(name: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [row for row in CATALOGUE["limits"] if row["id"] == name]
    assert len(rows) == 1
    return rows[0]


def run_tool(tool: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(tool), *arguments], capture_output=True, check=False, encoding="utf-8", timeout=60
    )


@pytest.fixture
def copied_tool(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "src" / "baclotrack" / "data")
    (tmp_path / "tools").mkdir()
    return Path(shutil.copy(TOOL, tmp_path / "tools"))


@pytest.mark.parametrize(
    ("expected", "table"),
    [
        (EFFECTS, "effects"),
        (RED_FLAGS, "red_flags"),
        (CONDITIONS, "conditions"),
        (MEASURES, "measures"),
        (DERIVED, "derived"),
        (["none", "mild", "moderate", "severe"], "grades"),
    ],
)
def test_names(expected: list[str], table: str) -> None:
    """Every name of the public lists is there once, in their order, and no other."""
    assert expected == names(table)


def test_interaction_ids() -> None:
    """The interactions are numbered without a gap."""
    assert [f"IX-{n:02}" for n in range(1, 18)] == [row["id"] for row in CATALOGUE["interactions"]]


def test_tables() -> None:
    """The compiled file holds exactly the promised tables."""
    assert {*LISTS, "emergency", "kidney", "age"} == set(CATALOGUE)


@pytest.mark.parametrize("table", LISTS)
def test_every_row_has_a_source(table: str) -> None:
    """No row stands without the row of the reference it comes from."""
    assert not without_source(CATALOGUE[table])


@pytest.mark.parametrize("table", ["emergency", "kidney", "age"])
def test_every_single_table_has_a_source(table: str) -> None:
    """The tables that are no lists name their source as well."""
    assert not without_source([CATALOGUE[table]])


@pytest.mark.parametrize("table", ["kidney", "age"])
def test_every_threshold_has_a_source(table: str) -> None:
    """Each number of kidney function and age names its own source."""
    numbers = {key for key, value in CATALOGUE[table].items() if isinstance(value, int)}
    assert numbers == {key for key, value in CATALOGUE[table]["sources"].items() if value}


def test_ascii() -> None:
    """All texts are plain ASCII, so that every terminal and printer shows them."""
    assert not [text for text in texts(CATALOGUE, silent=True) if not text.isascii()]


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("effects", ["words"]),
        ("grades", ["anchor"]),
        ("red_flags", ["words"]),
        ("conditions", ["words", "why"]),
        ("interactions", ["class", "what"]),
        ("measures", ["prompt", "licence"]),
        ("derived", ["formula", "valid"]),
        ("limits", ["why"]),
    ],
)
def test_every_row_has_its_words(table: str, keys: list[str]) -> None:
    """No row leaves a person with an empty sentence."""
    assert not [row for row in CATALOGUE[table] if not all(row[key].strip() for key in keys)]


def test_no_unsupported_claim() -> None:
    """No text repeats a claim that no source supports."""
    assert not found(UNSUPPORTED, CATALOGUE)


def test_no_forbidden_phrase() -> None:
    """No text directs, recommends or reassures."""
    assert not found(DO_NOT_SAY, CATALOGUE)


@pytest.mark.parametrize(
    "text",
    [
        "Take 10 mg tonight.",
        "We recommend a higher step.",
        "You can safely continue.",
        "Stop taking it.",
        "No interactions found.",
        "It is harmless.",
        "Safe even in high doses.",
    ],
)
def test_forbidden_phrases_are_seen(text: str) -> None:
    """The check for phrases sees each of them, wherever it stands."""
    assert [text] == found(DO_NOT_SAY, {"rows": [{"words": text, "source": text}]})


@pytest.mark.parametrize(
    "text",
    [
        "82% felt better in one month.",
        "It promotes GABA release.",
        "NICE found a benefit.",
        "It has a large safety margin.",
        "It works as well as diazepam.",
        "It helps restless legs.",
        "The shelf life is 3 years.",
    ],
)
def test_unsupported_claims_are_seen(text: str) -> None:
    """The check for claims sees each of them, and passes over silent fields."""
    assert [text] == found(UNSUPPORTED, {"rows": [{"words": text, "source": text}]})
    assert not found(UNSUPPORTED, {"words": "A nice night."})


def test_withdrawal_signs() -> None:
    """Exactly the mild signs count as withdrawal signs."""
    assert sorted(WITHDRAWAL) == sorted(row["name"] for row in CATALOGUE["effects"] if row["withdrawal_sign"])


def test_bedtime_first_is_short() -> None:
    """A short dialogue asks a handful of effects first, among them the worrying ones."""
    first = {row["name"] for row in CATALOGUE["effects"] if row["bedtime_first"]}
    assert {"drowsiness", "grogginess", "nausea", "confusion", "fall", "low-mood"} <= first
    assert len(first) <= 8


def test_snomed_codes() -> None:
    """Only effects whose code was seen in a public code set carry one."""
    expected = {
        "drowsiness": "271782001",
        "dizziness": "404640003",
        "weakness": "26544005",
        "nausea": "422587007",
        "vomiting": "422400008",
        "headache": "25064002",
        "insomnia": "193462001",
        "confusion": "286933003",
        "low-blood-pressure": "45007003",
        "constipation": "14760008",
        "urinary-frequency": "162116003",
    }
    assert expected == {row["name"]: row["snomed"] for row in CATALOGUE["effects"] if "snomed" in row}


def test_grades() -> None:
    """The grades run from 0 to 3."""
    assert list(range(4)) == [row["grade"] for row in CATALOGUE["grades"]]


def test_emergency_text_shows_no_amount() -> None:
    """The emergency texts hold no number and no unit of a dose."""
    emergency = {key: value for key, value in CATALOGUE["emergency"].items() if key != "source"}
    shown = " ".join(texts(emergency)).lower()
    assert not any(character.isdigit() for character in shown)
    assert "mg" not in shown


def test_emergency_text_does_not_guess_the_cause() -> None:
    """One text serves overdose and withdrawal alike, so it names neither."""
    shown = " ".join(texts(CATALOGUE["emergency"])).lower()
    assert not [word for word in ("overdose", "withdrawal", "too much", "too little", "missed") if word in shown]


def test_emergency_text_says_what_to_do() -> None:
    """The text leads with the call, names the drug, and warns against guessing."""
    text = CATALOGUE["emergency"]["text"]
    assert text.startswith("Call your local emergency number now.")
    assert "Say that you take baclofen" in text
    assert "Do not stop anything and do not take anything more by guess" in text


def test_followup() -> None:
    """The day after, two lines say when, what to do now, how to clear, and not to stop."""
    first, second = CATALOGUE["emergency"]["followup"]
    assert "{when}" in first
    assert "{flag}" in first
    assert "happening now" in first
    assert "baclotrack instruct clear-flag {flag} --by NAME" in second
    assert "no instruction to stop" in second


def test_crisis_line() -> None:
    """The line for self-harm names the crisis line first and invents no number."""
    crisis = CATALOGUE["emergency"]["crisis"]
    assert "call a local crisis line" in crisis
    assert not any(character.isdigit() for character in crisis)


def test_refused_conditions() -> None:
    """Only an allergy and dialysis refuse; the others wait for an acknowledgement."""
    assert {"baclofen-allergy", "dialysis"} == {
        row["name"] for row in CATALOGUE["conditions"] if row["gate"] == "refuse"
    }
    assert {"refuse", "acknowledge"} == {row["gate"] for row in CATALOGUE["conditions"]}


def test_conditions_to_call_about_today() -> None:
    """Three conditions are for today, the others for the next occasion."""
    assert {"pregnancy", "kidney-disease", "urinary-retention"} == {
        row["name"] for row in CATALOGUE["conditions"] if row["contact"] == "today"
    }
    assert {"today", "mention"} == {row["contact"] for row in CATALOGUE["conditions"]}


@pytest.mark.parametrize(
    ("expected", "table", "key"),
    [
        (30, "kidney", "refuse_below"),
        (60, "kidney", "acknowledge_below"),
        (90, "kidney", "slow_below"),
        (7, "kidney", "slow_days"),
        (18, "age", "adult"),
        (65, "age", "older"),
        (7, "age", "slow_days"),
    ],
)
def test_thresholds(expected: int, table: str, key: str) -> None:
    """The thresholds of kidney function and age are the reference's."""
    assert expected == CATALOGUE[table][key]


def test_interaction_words() -> None:
    """Each interaction uses the known words for severity and kind."""
    rows = CATALOGUE["interactions"]
    assert {"major", "moderate", "minor", "tell"} == {row["severity"] for row in rows}
    assert {"alcohol", "opioid", "benzodiazepine", "sleeping-tablet", "other"} == {row["kind"] for row in rows}
    assert {name for row in rows for name in row["major_with"]} <= set(CONDITIONS)


def test_interaction_severities() -> None:
    """The major interactions are those of the reference."""
    expected = {1, 2, 3, 4, 5, 6, 7, 11, 17}
    assert {f"IX-{n:02}" for n in expected} == {
        row["id"] for row in CATALOGUE["interactions"] if row["severity"] == "major"
    }


def test_interaction_names() -> None:
    """Names are lower case and belong to one interaction only."""
    every = [name for row in CATALOGUE["interactions"] for name in row["names"]]
    assert sorted(set(every)) == sorted(every)
    assert [name.lower().strip() for name in every] == every


def test_measure_ranges() -> None:
    """Numbers have the public ranges, yes-no and times have none."""
    assert {
        row["name"]: (row["low"], row["high"]) for row in CATALOGUE["measures"] if "low" in row or "high" in row
    } == RANGES


def test_measure_words() -> None:
    """Each measure is a question of a known kind, with a known better end."""
    rows = CATALOGUE["measures"]
    assert not [row["prompt"] for row in rows if "?" not in row["prompt"]]
    assert {"yes-no", "hours", "minutes", "count", "scale", "time"} == {row["kind"] for row in rows}
    assert {"higher", "lower", "yes", "none"} == {row["better"] for row in rows}


def test_anchors_lie_on_their_scale() -> None:
    """No anchor stands outside its measure's range."""
    rows = [row for row in CATALOGUE["measures"] if "anchors" in row]
    assert not [row["name"] for row in rows for key in row["anchors"] if not row["low"] <= int(key) <= row["high"]]


@pytest.mark.parametrize(
    ("name", "advised", "absolute"),
    [
        ("single-mg", (0, 20), (0, 100)),
        ("daily-mg", (0, 80), (0, 100)),
        ("daily-mg-alcohol", (0, 80), (0, 80)),
        ("bedtime-mg", (0, 20), (0, 100)),
        ("hold-days", (3, 90), (1, 90)),
        ("hold-days-alcohol", (4, 90), (1, 90)),
        ("hold-days-taper", (7, 90), (1, 90)),
        ("start-dose-mg", (0, 5), (0, 100)),
        ("start-day-mg", (0, 20), (0, 100)),
        ("step-dose-mg", (0, 5), (0, 20)),
        ("step-dose-mg-same", (0, 5), (0, 15)),
        ("step-dose-mg-fast", (0, 5), (0, 5)),
        ("step-day-mg", (0, 15), (0, 45)),
        ("review-days", (1, 90), (0, 3660)),
        ("taper-days", (14, 5400), (14, 5400)),
        ("taper-cut-mg", (0, 5), (0, 15)),
        ("missed-days", (1, 2), (1, 14)),
        ("retry-after-days", (3, 30), (0, 30)),
        ("slots", (1, 4), (1, 6)),
        ("slot-gap-hours", (4, 24), (0, 24)),
        ("rungs", (1, 60), (1, 60)),
        ("intake-mg", (0, 500), (0, 500)),
    ],
)
def test_limits(name: str, advised: tuple[int, int], absolute: tuple[int, int]) -> None:
    """Each limit has the agreed ranges."""
    row = limit(name)
    assert advised == (row["advised"]["low"], row["advised"]["high"])
    assert absolute == (row["absolute"]["low"], row["absolute"]["high"])


def test_advised_lies_within_absolute() -> None:
    """What is advised is never refused."""
    assert not [
        row["id"]
        for row in CATALOGUE["limits"]
        if row["advised"]["low"] < row["absolute"]["low"] or row["advised"]["high"] > row["absolute"]["high"]
    ]


def test_limit_words() -> None:
    """Each limit is for a known kind of plan."""
    assert {"any", "bedtime", "alcohol", "taper"} == {row["scope"] for row in CATALOGUE["limits"]}


def test_compiled_file_is_fresh() -> None:
    """The compiled file says what the tables say."""
    answer = run_tool(TOOL, "--check")
    expected = (0, "", "")
    assert expected == (answer.returncode, answer.stdout, answer.stderr)


def test_compiled_file_is_compact() -> None:
    """The compiled file is one sorted line, so that a change shows as one change."""
    expected = json.dumps(CATALOGUE, separators=(",", ":"), sort_keys=True) + "\n"
    assert expected == (DATA / "catalogue.json").read_text(encoding="ascii")


def test_stale_file_is_told(copied_tool: Path) -> None:
    """A changed table makes the check fail with a sentence, and writes nothing."""
    data = copied_tool.parents[1] / "src" / "baclotrack" / "data"
    before = (data / "catalogue.json").read_bytes()
    table = data / "effects.toml"
    table.write_text(table.read_text(encoding="utf-8").replace("worn out", "very tired"), encoding="utf-8")
    answer = run_tool(copied_tool, "--check")
    assert answer.returncode == 1
    expected = "catalogue.json is not up to date: run python tools/compile_catalogue.py.\n"
    assert expected == answer.stderr
    assert before == (data / "catalogue.json").read_bytes()


def test_compiling_makes_the_check_pass(copied_tool: Path) -> None:
    """Without a compiled file the check fails, and compiling mends it."""
    compiled = copied_tool.parents[1] / "src" / "baclotrack" / "data" / "catalogue.json"
    compiled.unlink()
    assert run_tool(copied_tool, "--check").returncode == 1
    assert run_tool(copied_tool).returncode == 0
    assert run_tool(copied_tool, "--check").returncode == 0
    assert (DATA / "catalogue.json").read_bytes() == compiled.read_bytes()


@pytest.mark.parametrize("damage", ["[[effects]\n", "[stray]\n"])
def test_damaged_table_is_named(copied_tool: Path, damage: str) -> None:
    """A table that is no TOML, or has a stray table, ends in a sentence and not a traceback."""
    table = copied_tool.parents[1] / "src" / "baclotrack" / "data" / "effects.toml"
    table.write_text(table.read_text(encoding="utf-8") + damage, encoding="utf-8")
    answer = run_tool(copied_tool)
    assert answer.returncode == 1
    assert answer.stderr.startswith("The tables cannot be compiled: effects.toml: ")
    assert "Traceback" not in answer.stderr
