"""The lives that the example journals tell, day by day: all people, nights and numbers in them are made up.

No dose stands here. What was taken is what the program's own engine showed that evening, unless a day says otherwise.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Day(NamedTuple):
    """One day: how the night or the day went, and what the person did otherwise than shown.

    `kind` names the numbers that go with it, of `KINDS`. `took` is empty for what was shown, `nothing`, or mg by slot
    such as `5/0/5/0`. `said` are the prescriber's words of that afternoon, and `asks` a
    question for the next visit.
    """

    kind: str
    effects: Mapping[str, int] = {}
    note: str = ""
    drinks: int = 0
    took: str = ""
    logged: bool = True
    said: tuple[str, ...] = ()
    asks: str = ""


class Kind(NamedTuple):
    """What goes with a kind of night or day: yes or no answers, and for each number its lowest, highest and step."""

    answers: Mapping[str, bool] = {}
    numbers: Mapping[str, tuple[int, int, int]] = {}
    night: bool = False


def _night(
    latency: tuple[int, int, int],
    awakenings: tuple[int, int, int],
    awake: tuple[int, int, int],
    quality: tuple[int, int, int],
    **answers: bool,
) -> Kind:
    """Return a kind of night: minutes to fall asleep, awakenings, minutes awake in between, and quality 1 to 5."""
    numbers = {"latency_min": latency, "awakenings": awakenings, "awake_min": awake, "sleep_quality": quality}
    return Kind(answers, numbers, night=True)


def _stiff(spasticity: tuple[int, int, int], spasms: tuple[int, int, int]) -> Kind:
    """Return a kind of day: stiffness 0 to 10, and how often spasms came, 0 to 4."""
    return Kind(numbers={"spasticity": spasticity, "spasm_frequency": spasms})


KINDS: Mapping[str, Kind] = {
    "before": _night((40, 85, 5), (3, 5, 1), (60, 120, 10), (1, 2, 1)),
    "before, broken": _night((25, 50, 5), (2, 4, 1), (50, 90, 10), (2, 3, 1), fell_back_asleep=False),
    "bad": _night((45, 80, 5), (3, 5, 1), (60, 110, 10), (1, 2, 1), sleep_improved=False, fell_back_asleep=False),
    "broken": _night((20, 45, 5), (2, 4, 1), (40, 80, 10), (2, 3, 1), sleep_improved=True, fell_back_asleep=False),
    "fair": _night((15, 30, 5), (1, 2, 1), (15, 35, 5), (3, 4, 1), sleep_improved=True, fell_back_asleep=True),
    "good": _night((5, 20, 5), (0, 1, 1), (5, 15, 5), (4, 5, 1), sleep_improved=True, fell_back_asleep=True),
    "stiff": _stiff((7, 8, 1), (3, 4, 1)),
    "less stiff": _stiff((5, 6, 1), (2, 3, 1)),
    "some": _stiff((4, 5, 1), (1, 2, 1)),
    "loose": _stiff((2, 3, 1), (1, 2, 1)),
    "nothing measured": Kind(),
}

# --- a bedtime plan that works ---------------------------------------------------------------------

WORKS_BEFORE = (
    Day("before", note="The doctor wants to see a week first. Awake from two to four."),
    Day("before"),
    Day("before, broken", {"fatigue": 1}),
    Day("before", {"fatigue": 1}),
    Day("before, broken", drinks=1),
    Day("before", {"fatigue": 1}, "Legs restless, up twice."),
    Day("before"),
    Day("before, broken"),
    Day("before", {"fatigue": 1}, "Appointment tomorrow."),
)
WORKS = (
    Day("bad", note="First night with half a tablet."),
    Day("bad", {"grogginess": 1}),
    Day("bad", {"grogginess": 1}, "Slow until nine."),
    Day("broken", {"grogginess": 2, "dizziness": 1}, "First whole tablet. Groggy until noon, did not drive."),
    Day("broken", {"grogginess": 1, "dizziness": 1}),
    Day("broken", {"grogginess": 1}, "Birthday, one glass of wine.", drinks=1),
    Day("fair", note="Woke once and slept again."),
    Day("broken"),
    Day("broken", took="nothing", note="Fell asleep on the sofa without the tablet. Did not make up for it."),
    Day("broken"),
    Day("broken"),
    Day("broken", note="Awake from three to four."),
    Day("broken", {"grogginess": 1, "dizziness": 1}, "New step. Heavy head in the morning."),
    Day("fair", {"grogginess": 1}),
    Day("fair", {"grogginess": 1}),
    Day("fair"),
    Day("good", note="Best night of the year."),
    Day("good"),
    Day("fair"),
    Day("good"),
    Day("fair", logged=False),
    Day("good"),
    Day("broken", note="Noisy street."),
    Day("fair", drinks=2, note="Wedding. Two glasses, hours before bed."),
    Day("good"),
    Day("good"),
    Day("fair"),
    Day("good"),
    Day("good", took="nothing", note="Tablets left at home, one night away."),
    Day("fair"),
    Day("good"),
    Day("good", {"grogginess": 1}),
    Day("fair"),
    Day("good"),
    Day("good", note="Walked to work.", asks="May it stay at this dose?"),
    Day("broken", {"grogginess": 1}, "Late call, mind would not stop."),
    Day("good"),
    Day("fair"),
    Day("good"),
    Day("good"),
)

# --- a bedtime plan stopped by side effects --------------------------------------------------------

STOPPED_BEFORE = (
    Day("before", note="A diary for the doctor, one week."),
    Day("before"),
    Day("before, broken"),
    Day("before", drinks=1),
    Day("before, broken"),
    Day("before"),
    Day("before"),
)
STOPPED = (
    Day("bad", note="First night."),
    Day("bad", {"grogginess": 1}),
    Day("bad", {"grogginess": 1}),
    Day("broken", {"grogginess": 1, "dizziness": 1}, "Whole tablet. Held on to the wall at night."),
    Day("broken", {"grogginess": 1, "dizziness": 1}),
    Day("bad", {"dizziness": 1}),
    Day("broken", {"dizziness": 3, "nausea": 1}, "The room turned when I got up. Sat on the floor until it passed."),
    Day("broken", {"dizziness": 1}, "Called the practice: back to one tablet, as the plan says."),
    Day("broken", {"dizziness": 1}),
    Day("bad", note="Three quiet mornings. The step comes again tomorrow."),
    Day("broken", {"dizziness": 3, "grogginess": 2}, "The same again, worse."),
    Day("bad", {"dizziness": 2, "grogginess": 1}, "Called again. Dr B. Example says to stay here.", said=("hold",)),
    Day("bad", {"dizziness": 1}),
    Day("broken", {"dizziness": 1}),
    Day("broken", {"dizziness": 1}),
    Day("bad", logged=False),
    Day("broken"),
    Day("bad", took="nothing", note="Forgot it."),
    Day("broken"),
    Day("broken", drinks=1),
    Day("broken"),
    Day("broken"),
    Day("bad"),
    Day("bad", note="Appointment soon.", asks="What else is there, if 15 mg makes me this dizzy?"),
)

# --- a spasticity plan -----------------------------------------------------------------------------

SPASTIC_BEFORE = (
    Day("stiff", note="Stairs took two breaks."),
    Day("stiff"),
    Day("stiff", {"fatigue": 1}),
    Day("stiff"),
    Day("stiff", note="Bad night with spasms."),
    Day("stiff", {"fatigue": 1}),
    Day("stiff"),
    Day("stiff"),
)
SPASTIC = (
    Day("stiff", note="First tablets, half of one three times."),
    Day("stiff", {"drowsiness": 1}),
    Day("stiff", {"drowsiness": 1}),
    Day("stiff", {"drowsiness": 1}, "More in the evening now."),
    Day("less stiff", {"drowsiness": 1}),
    Day("less stiff"),
    Day("less stiff", {"weakness": 1}),
    Day("less stiff", {"weakness": 1}, took="5/0/10/0", note="Forgot the noon dose at work."),
    Day("less stiff", {"weakness": 1}),
    Day("less stiff"),
    Day("less stiff"),
    Day("less stiff", {"weakness": 2}, "Legs gave way on the stairs, no fall."),
    Day("less stiff", {"weakness": 2}, "Physiotherapist says to go slowly."),
    Day("some", {"weakness": 1}),
    Day("some", {"weakness": 1}),
    Day("some"),
    Day("some", {"drowsiness": 1}, "A beer at the match.", drinks=1),
    Day("some"),
    Day("some"),
    Day("some"),
    Day("some", logged=False),
    Day("some"),
    Day("some"),
    Day("some"),
    Day("some", {"weakness": 1}),
    Day("loose", {"weakness": 1}, "Stairs without a break."),
    Day("loose"),
    Day("loose"),
    Day("loose", took="nothing", note="Stomach bug, kept nothing down all day."),
    Day("some", {"nausea": 1}, "Called Dr S. Example, as the plan said: go on with the same dose.", took="15/15/15/0"),
    Day("some", said=("resume",)),
    Day("loose"),
    Day("loose"),
    Day("loose"),
    Day("loose", {"weakness": 1}),
    Day("loose"),
    Day("loose"),
    Day("loose"),
    Day("loose", note="To the lake and back."),
    Day("loose"),
)

# --- a taper ---------------------------------------------------------------------------------------

ON_DOSE = (
    Day("loose"),
    Day("loose", {"weakness": 1}),
    Day("loose"),
    Day("loose"),
    Day("loose", {"weakness": 1}, "Weakness bothers more than stiffness does."),
    Day("loose"),
    Day("loose", note="Dr C. Example wants to go down slowly."),
)
TAPER = (
    *(Day("loose") for _ in range(6)),
    Day("loose", note="First lower dose tomorrow."),
    Day("loose"),
    Day("some", {"weakness": 1}),
    *(Day("some") for _ in range(10)),
    Day("some", {"sweating": 1, "anxiety": 1}, "Sweating at night, on edge."),
    Day("some", {"sweating": 1}, "Called. Dr C. Example: wait until it is gone.", said=("hold",)),
    Day("some", {"sweating": 1}),
    Day("some"),
    Day("some"),
    Day("some", note="Gone. Dr C. Example: go on.", said=("resume",)),
    *(Day("some") for _ in range(7)),
    Day("some", took="0/0/5/0", note="Forgot the noon dose. Did not make up for it."),
    *(Day("some") for _ in range(7)),
    Day("some", logged=False),
    *(Day("some") for _ in range(3)),
    Day("some", note="The last half tablet."),
)
AFTER = (
    Day("some", note="First day without. All quiet."),
    *(Day("some") for _ in range(4)),
    Day("some", {"insomnia": 1}, "Lay awake for hours."),
    Day("some", note="Called Dr C. Example, as the plan said. To be told at the visit if it comes again."),
    Day("some", said=("resume",)),
    *(Day("some") for _ in range(12)),
)
