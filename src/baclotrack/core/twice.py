"""Days that two devices told differently: shown, never guessed."""

from datetime import date

from baclotrack.core.record import History


def told_twice(history: History) -> list[date]:
    """Return the days, in order, that two devices told differently and nobody has settled yet."""
    return sorted(day for day, facts in history.days.items() if facts.conflict)
