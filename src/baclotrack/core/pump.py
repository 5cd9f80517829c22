"""A pump's own unit, and what the record keeps of a pump. Nothing here computes a dose.

A pump gives micrograms into the spine, tablets are mg by mouth, and neither says anything about the other (hazard H-06;
reference, table 1d). So the two have no common type: no expression takes both, and no way leads from one to the other.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, final

from baclotrack.core.values import MILD

SPASMS = "increased-spasms"


@final
class Micrograms:
    """An amount in micrograms, kept as it was written.

    It can be shown and be compared with another of its kind; there is no arithmetic, since nothing is ever computed
    from it. With a number, which is mg everywhere else, even `==` is refused. It is no NamedTuple as other values are
    (decision 0007): a tuple could be multiplied.
    """

    __slots__ = ("_exactly",)
    _exactly: Decimal

    def __init__(self, exactly: Decimal) -> None:
        """Keep the amount; `exactly` is the number of micrograms as it was written."""
        object.__setattr__(self, "_exactly", exactly)

    def digits(self) -> str:
        """Return the digits as a person writes them: 120, 0.5. A text, so that no sum takes them by mistake."""
        text = f"{self._exactly:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def is_doubtful(self) -> bool:
        """Return whether it is less than 1, as mg written down for micrograms would be (hazard H-06)."""
        return self.digits().partition(".")[0] == "0"

    def __str__(self) -> str:
        """Return the amount with its unit in full: 120 micrograms."""
        return f"{self.digits()} microgram{'' if self.digits() == '1' else 's'}"

    def __repr__(self) -> str:
        """Return the amount as code."""
        return f"Micrograms('{self.digits()}')"

    def __eq__(self, other: object) -> bool:
        """Compare with another amount of micrograms; anything else is not equal, and a number is a mistake.

        The one operator whose misuse mypy cannot see, so that Python itself must refuse it.

        Raises:
            TypeError: for a number.
        """
        if isinstance(other, int | float | Decimal):
            message = "micrograms are never compared with a number: in this program a bare number is mg"
            raise TypeError(message)
        return isinstance(other, Micrograms) and self.digits() == other.digits()

    def __hash__(self) -> int:
        """Return a hash that goes with `==`."""
        return hash(("micrograms", self.digits()))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse to change: a value stays what it is."""
        message = f"{type(self).__name__} does not change: {name} cannot be set"
        raise AttributeError(message)

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how a copy is made, since nothing may be set from outside."""
        return (Micrograms, (Decimal(self.digits()),))


class Pump(NamedTuple):
    """What the clinic's paper says of a pump: for the record and for reminders, never computed.

    `daily` is what the pump gives in a day, `concentration` the drug in one mL. None and empty mean not told.
    """

    daily: Micrograms | None = None
    concentration: Micrograms | None = None
    last_refill: date | None = None
    refill_by: date | None = None
    alarm_on: date | None = None
    programmed_by: str = ""
    clinic: str = ""
    phone: str = ""

    def due_by(self) -> date | None:
        """Return the day by which the pump must be refilled: the earlier of the refill date and the alarm date."""
        return min((day for day in (self.refill_by, self.alarm_on) if day is not None), default=None)


def spasms_came_back(*effects: Mapping[str, int]) -> bool:
    """Return whether side effects, each above the person's baseline, name increased spasms.

    Source: RF-09 [PDR-ITB]: the sudden return of spasms with a pump is an emergency.
    """
    return any(told.get(SPASMS, 0) >= MILD for told in effects)
