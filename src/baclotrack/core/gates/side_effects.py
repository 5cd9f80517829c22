"""Hold or step back on side effects above the person's own baseline, by the plan's tolerability.

Default: mild -> step, moderate -> hold, severe -> step back at bedtime, else hold; a fall always holds.
Source: reference 4b (grades), SE-17 (falls); thresholds are D.
Example: worst effect mild -> pass; moderate -> hold; severe on the first rung -> ask_prescriber.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import MODERATE, SEVERE, Contact, Finding, Gate, Outcome, Sentence

SOURCE = "4b"
SAME_DAY_FROM_MODERATE = frozenset({"confusion", "low-mood"})
STEP_BACKS_ALLOWED = 2
VOMITING_DAYS = 2


def answered(s: Situation, name: str) -> bool:
    """Return whether the prescriber answered after yesterday's effect of that name was recorded."""
    return s.last.effect_ranks.get(name, -1) <= s.state.answered


def for_today(s: Situation, effects: dict[str, int], *, fell: bool) -> tuple[str, ...]:
    """Return which of yesterday's effects somebody must hear of today."""
    names = [
        name
        for name, grade in effects.items()
        if grade >= SEVERE
        or (grade >= MODERATE and name in SAME_DAY_FROM_MODERATE)
        or (grade > 0 and name == "urinary-retention")
    ]
    if s.state.vomiting_run >= VOMITING_DAYS:
        names.append("vomiting")
    if fell and s.state.accepted.get("fall", 0) < (s.last.effects or {}).get("fall", 0):
        names.append("fall")
    return tuple(dict.fromkeys(names))


def judge(s: Situation) -> Finding:
    """Judge the worst effect of the last check-in, falls, and what earlier ones left behind."""
    source = s.plan.source_of("tolerability")
    effects = s.counted_effects()
    fell = bool((s.last.effects or {}).get("fall"))
    open_effects = {name: grade for name, grade in effects.items() if not answered(s, name)}
    open_fall = fell and not answered(s, "fall")
    worst = max(open_effects.values(), default=0)
    names = tuple([name for name, grade in open_effects.items() if grade == worst])
    today = for_today(s, open_effects, fell=open_fall)
    contact = Contact.TODAY if today else Contact.MENTION if open_fall else Contact.NONE
    if s.plan.mode != "titrate":
        told = passes("side-effects", "no-steps-today", source, names=today) if today else None
        return (told or passes("side-effects", "no-steps", source))._replace(contact=contact)
    action = s.plan.tolerates(worst)
    if worst >= SEVERE and s.state.rung == 0:
        return blocks("side-effects", "severe-first", Outcome.ASK, Contact.TODAY, source, names=names)
    if action == "step_back" and s.state.rung:
        return blocks("side-effects", "step-back", Outcome.STEP_BACK, contact, source, names=names, grade=worst)
    if action in {"hold", "step_back"}:
        return blocks("side-effects", "grade", Outcome.HOLD, contact, source, names=names, grade=worst)
    if open_fall:
        return blocks("side-effects", "fall", Outcome.HOLD, contact, "SE-17")
    return _aftermath(s, contact, source, worst, today)


def _aftermath(s: Situation, contact: Contact, source: str, worst: int, today: tuple[str, ...]) -> Finding:
    """Judge what an earlier severe effect, fall or step back still asks for."""
    state, needed = s.state, s.plan.retry_after_days
    good = state.good_since_severe
    if good is not None and good < needed and state.severe_rank > state.answered:
        return blocks("side-effects", "retry", Outcome.HOLD, contact, source, days=good, needed=needed)
    following = s.next_rung()
    if following is not None and state.step_backs.get(s.plan.named(following) or (), 0) >= STEP_BACKS_ALLOWED:
        return blocks("side-effects", "twice", Outcome.HOLD, contact, source, dose=s.plan.named(following) or ())
    if today:
        return passes("side-effects", "ok-today", source, grade=worst, names=today)._replace(contact=contact)
    return passes("side-effects", _what_was_told(s, worst), source, grade=worst)


def _what_was_told(s: Situation, worst: int) -> str:
    """Return which sentence is true of effects that block nothing."""
    if s.last.effects is None:
        return "not-asked"
    if worst:
        return "ok"
    if not any(s.last.effects.values()):
        return "none"
    return "answered" if s.counted_effects() else "usual"


GATE = Gate(
    "side-effects",
    judge,
    {
        "ok": Sentence("Side effects were {grade:grade}.", "{grade:grade}", "below the plan's hold grade"),
        "ok-today": Sentence(
            "Side effects were {grade:grade}, and your prescriber should hear of this today: {names}.",
            "{grade:grade}: {names}",
            "below the plan's hold grade",
        ),
        "none": Sentence("No side effects were reported.", "none", "below the plan's hold grade"),
        "answered": Sentence("Your prescriber answered the side effects reported.", "answered", "below the hold grade"),
        "usual": Sentence("No side effects beyond your usual ones.", "nothing new", "below the plan's hold grade"),
        "no-steps": Sentence("Side effects change no dose here.", "not judged", "nothing in a taper or without doses"),
        "no-steps-today": Sentence(
            "Your prescriber should hear of this side effect today: {names}. It changes no dose here by itself.",
            "{names}",
            "nothing in a taper or without doses",
        ),
        "not-asked": Sentence("Side effects were not asked.", "not asked", "below the plan's hold grade"),
        "severe-first": Sentence(
            "A severe side effect ({names}) on the plan's lowest dose.", "severe: {names}", "nothing severe"
        ),
        "step-back": Sentence(
            "A {grade:grade} side effect ({names}): the plan goes back one step.",
            "{grade:grade}: {names}",
            "below the plan's hold grade",
        ),
        "grade": Sentence(
            "A {grade:grade} side effect ({names}): the plan stays at the same dose.",
            "{grade:grade}: {names}",
            "below the plan's hold grade",
        ),
        "fall": Sentence("A fall is recorded: the plan stays at the same dose.", "a fall", "no fall"),
        "retry": Sentence(
            "After a severe effect or a fall the plan waits for {needed:good day}; so far {days:good day}.",
            "{days:good day}",
            "{needed:good day}",
        ),
        "twice": Sentence(
            "You stepped back from {dose} twice. Ask your prescriber before trying it again.",
            "stepped back twice",
            "fewer than two step backs from the next dose",
        ),
    },
    SOURCE,
)
