"""From values to words: sentences, and the public JSON of a decision. Nothing here decides anything."""

from baclotrack.wording.decisions import (
    HEADLINES,
    call_line,
    call_reasons,
    cause_line,
    decision_json,
    gate_json,
    headline,
    no_dose_lines,
    reasons,
    sentence,
    tablets_line,
)
from baclotrack.wording.warned import WARNINGS, warning
from baclotrack.wording.words import (
    GRADES,
    and_words,
    day_words,
    dose_words,
    fill,
    iso_words,
    number,
    slot_words,
    tablet_words,
)

__all__ = [
    "GRADES",
    "HEADLINES",
    "WARNINGS",
    "and_words",
    "call_line",
    "call_reasons",
    "cause_line",
    "day_words",
    "decision_json",
    "dose_words",
    "fill",
    "gate_json",
    "headline",
    "iso_words",
    "no_dose_lines",
    "number",
    "reasons",
    "sentence",
    "slot_words",
    "tablet_words",
    "tablets_line",
    "warning",
]
