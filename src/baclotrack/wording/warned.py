"""The sentences of the warnings that ride beside a decision."""

from collections.abc import Mapping

from baclotrack.core.warnings import Warned
from baclotrack.wording.words import fill

WARNINGS: Mapping[str, str] = {
    "copy": "A copy of your journal {holds:raw} more than this answer knows of. Before you go by it, run: baclotrack"
    " doctor",
    "once": "Tonight's dose is once: if you have taken it, nothing more until tomorrow.",
    "done": "Recorded for {today}: {dose}. Nothing more until the next dose time. What follows is for {day}.",
    "past": "The last dose time of {today} is past. Nothing is made up for. What follows is for {day}.",
    "taken": "Already recorded for this day: {dose}.",
    "driving": "Do not drive or use machines until you know how this dose affects you.",
    "supply-low": "Tablets for {days:day} are left at {mg:mg} a day. Ask for a prescription now.",
    "supply-out": "Tablets for {days:day} left: running out is stopping suddenly. Ask for more today.",
    "missed": "Never two doses together, and never a repeat.{bedtime}",
    "alcohol": "Alcohol adds to the sleepiness and slows breathing.",
    "medicine": "Tell your prescriber or pharmacist about {names}: it can act together with baclofen.",
    "unlisted": "Not in the list of interactions: {names}. Ask a pharmacist.",
    "pace": "The medicine's labels wait 3 days at each dose; your plan goes up after {days:day}.",
    "above-advised": "This dose is above the advised range (20 mg at once, 80 mg a day).",
    "new-effect": "New or worse since the day before: {names}. Some prescribers wait a day.",
    "no-benefit": "No target met in six weeks ({days:day} answered): ask your prescriber about it.",
    "review": "The review with your prescriber is due by {day}.",
    "tablets": "Your tablets cannot make {dose} exactly. Ask your pharmacist.",
    "told-twice": "{day} was told differently on two devices. To say which is right: baclotrack amend {iso:raw}",
    "profile-gone": "profile.toml is gone: {known:raw}. Run: baclotrack doctor",
    "refill": "Arrange the pump's refill now: a missed one can bring dangerous withdrawal.",
}


def warning(warned: Warned) -> str:
    """Return one warning as a sentence."""
    return fill(WARNINGS[warned.id], warned.facts)
