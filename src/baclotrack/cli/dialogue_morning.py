"""The morning dialogue: the fewest keys that still ask what the plan needs. Enter takes the answer in brackets.

All is asked before anything is written, so Ctrl-C at any question leaves the record as it was. One screen of 80 by 24
holds the questions of a good morning and the receipt. The parts are in the modules beside this one.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from baclotrack.cli.answers import Told, note_text
from baclotrack.cli.answers import number as number_of
from baclotrack.cli.call import say
from baclotrack.cli.checkin import Beside, plan_of, planned, walk_to
from baclotrack.cli.dialogue import NO, ask_until
from baclotrack.cli.dialogue_days import ask_silent
from baclotrack.cli.dialogue_doses import ask_doses
from baclotrack.cli.dialogue_effects import ask_effects, ask_flags
from baclotrack.cli.dialogue_measures import ask_measures
from baclotrack.cli.dialogue_screen import room_for
from baclotrack.core.care import is_higher, news_due, with_doses
from baclotrack.core.fold import Walked
from baclotrack.core.limits import DRINKS
from baclotrack.core.taper import withdrawal_asked
from baclotrack.store import Home, load_catalog, load_catalogue_json
from baclotrack.wording import day_words, number

PART_ROWS, ALL_ROWS = 5, 18
"""How many rows one part of an ordinary morning takes at most, and all of them."""


class Morning(NamedTuple):
    """What was answered: the check-in, its day as decided, and what is written together with it."""

    told: Told
    seen: Walked
    beside: Beside


def ask_all(home: Home, day: date) -> Morning:
    """Ask for the whole check-in of a day, and before it once for the days before it that nobody recorded."""
    plan, catalog, catalogue = plan_of(home), load_catalog(), load_catalogue_json()
    seen = walk_to(home, day, catalog)
    silent = ask_silent(home, plan, catalog, seen)
    if silent.told:
        seen = walk_to(home._replace(history=with_doses(home.history, silent.told)), day, catalog)
        room_for(ALL_ROWS)
    facts = seen.facts
    say(f"Check-in for {day_words(day)}. Enter takes the [answer]; Ctrl-C records nothing.")
    doses = ask_doses(plan, planned(seen), dict(facts.doses or {})) if plan.slots else None
    room_for(PART_ROWS)
    measures = ask_measures(plan, home.journal, catalogue, facts.measures)
    room_for(PART_ROWS)
    effects = ask_effects(home, day, catalogue, facts.effects or {}, higher=is_higher(doses, seen))
    signs = withdrawal_asked(seen)
    if signs:  # each of them is recorded, also where it is not there
        from baclotrack.cli.withdrawal import ask_signs

        effects = ask_signs(catalogue, effects)
    told = Told(doses=doses, measures=measures, effects=effects, zeros=signs)
    room_for(PART_ROWS)
    flags = ask_flags(catalogue)
    if flags:  # no more questions: help comes first
        return Morning(told._replace(red_flags=flags), seen, silent.beside)
    drinks, note = _drinks(facts.drinks or Decimal(0))
    beside = _with_news(home, silent.beside)
    return Morning(told._replace(drinks=drinks, note=note), seen, beside)


def _drinks(before: Decimal) -> tuple[Decimal, str | None]:
    """Ask for drinks, with what was told before as the default; a plus sign asks for a note too."""

    def understand(text: str) -> tuple[Decimal, bool]:
        word = text.removesuffix("+").strip()
        if word.lower() in NO:
            word = "0"
        return number_of(word or number(before), "Drinks", DRINKS), text.endswith("+")

    drinks, more = ask_until(f"Alcoholic drinks? [{number(before)}; a + after it adds a note]", understand)
    if not more:
        return drinks, None
    note: str = ask_until("Note, on this machine only [Enter = none]:", lambda text: note_text(text, "The note"))
    return drinks, note or None


def _with_news(home: Home, beside: Beside) -> Beside:
    """Ask once in 30 days for what would change who must know; the answer is recorded, so it is not asked again."""
    if not news_due(home.told_since(home.today), home.today):
        return beside
    from baclotrack.cli.dialogue_news import ask_news

    room_for(PART_ROWS)
    return ask_news(home, beside)
