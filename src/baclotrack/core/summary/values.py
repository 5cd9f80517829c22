"""What the appointment page says, as plain values; every format renders these and works out nothing.

"Not asked" is never a number here: a count rides with the days asked, and what nobody told is None. Amounts are mg.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from baclotrack.core.decision import Decision
from baclotrack.core.entries import Entry, Instruction
from baclotrack.core.medicines import Medicine
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.record import History
from baclotrack.core.summary.pace import Pace
from baclotrack.core.supply import Reach, Stock
from baclotrack.core.trend import Trend
from baclotrack.core.trends.groups import Group
from baclotrack.core.trends.measures import Measure
from baclotrack.core.trends.periods import Period
from baclotrack.core.values import Catalog, Finding, Health, Named, Outcome
from baclotrack.core.visits import Asked, Visit
from baclotrack.core.warnings import Warned


class Source(NamedTuple):
    """All that a summary is worked out from, besides the range and the time.

    `faults` counts what is wrong with the files; `measures` says how each measure is counted; `today` is the journal
    day now.
    """

    entries: Sequence[Entry]
    history: History
    catalog: Catalog
    health: Health
    faults: int
    measures: tuple[Measure, ...]
    today: date


class Range(NamedTuple):
    """The first and the last day, both included, and whether the person's own notes go along."""

    since: date
    until: date
    notes: bool = False


class Begins(StrEnum):
    """What the first day is."""

    VISIT = "visit"
    ADOPTION = "adoption"
    RECORD = "record"
    ASKED = "asked"


class Point(StrEnum):
    """One line for the decision: an open flag, the step due or held, and the dates."""

    FLAG = "flag"
    STEP = "step"
    DATES = "dates"


class Count(NamedTuple):
    """On how many days something was so, of the days on which it was asked. Nothing asked: nothing is known."""

    days: int = 0
    asked: int = 0

    def is_known(self) -> bool:
        """Return whether it was asked at all."""
        return self.asked > 0


class Dose(NamedTuple):
    """The dose now and how it came about.

    `before_record`: the first dose was taken before the record began, so nobody knows since when. `at_visit` is the
    dose in force on the day of the last visit; None where there was none yet.
    """

    in_force: Named | None = None
    since: date | None = None
    rung: int | None = None
    first_on: date | None = None
    before_record: bool = False
    days_on: int = 0
    highest: tuple[date, Named] | None = None
    at_visit: Named | None = None
    ended: date | None = None
    last_taken: tuple[date, Named] | None = None


class Tablets(NamedTuple):
    """Tablets left and how far they reach; `left_mg` is None where none were counted. `unlogged` days may lower it.

    `reach` is None without a dose to hold them against. `planned` goes by the plan alone; where more is in force or was
    last taken, `reach` reckons with that `at_least_mg` a day, which is None elsewhere.
    """

    left_mg: Decimal | None = None
    stock: tuple[Stock, ...] = ()
    unlogged: int = 0
    reach: Reach | None = None
    planned: Reach | None = None
    at_least_mg: Decimal | None = None


class Figures(NamedTuple):
    """The four figures. `due` are the dose times that were due on days with a record of doses.

    `now` is the group of days at the dose in force, None where no day of the range was; `changes` leaves out the start.
    """

    logged: int
    days: int
    missed: int
    due: int
    changes: int
    now: Group | None = None
    now_numbers: tuple[Decimal, ...] = ()


class Effect(NamedTuple):
    """One side effect: days at each grade (mild, moderate, severe) in the range and in its last 14 days.

    `usual` is its grade before baclofen, or the one that the prescriber accepted.
    """

    name: str
    grades: tuple[int, int, int]
    recent: tuple[int, int, int]
    first_on: date
    last_on: date
    worst: int
    usual: int = 0


class Effects(NamedTuple):
    """The side effects, the worst first; days on which they were asked, in the range and in its last 14 days."""

    rows: tuple[Effect, ...]
    asked: int
    recent_asked: int
    recent_since: date


class Stop(NamedTuple):
    """Days in a row on which the plan said no step up, for one reason; `said` is the first word about it.

    `names` are all effects, measures or medicines that the reason named on these days.
    """

    outcome: Outcome
    since: date
    until: date
    days: int
    said: Finding
    names: tuple[str, ...] = ()
    doses: Named | None = None


class Why(NamedTuple):
    """One reason for which no step was shown, all its days together."""

    outcome: Outcome
    said: Finding
    days: int
    times: int
    last: date
    names: tuple[str, ...] = ()


class FlagStory(NamedTuple):
    """A red flag and what followed: who cleared it and when (None: it is open), and the dose in force then."""

    name: str
    day: date
    cleared_on: date | None = None
    cleared_by: str = ""
    dose: Named | None = None

    def is_open(self) -> bool:
        """Return whether nobody is recorded as having seen to it."""
        return self.cleared_on is None


class Condition(NamedTuple):
    """A condition of the profile, whether it gates a step, and who knows of it since when, as far as recorded."""

    name: str
    gates: bool
    known: bool
    known_by: str = ""
    known_on: date | None = None


class Gap(NamedTuple):
    """The longest run of days without a dose: missed ones, and unlogged ones that lie between or beside them."""

    days: int
    missed: int
    since: date
    until: date


class Safety(NamedTuple):
    """The safety block. None, or a count of nothing asked, is not known; it is never the same as none.

    `told_on` is the day on which conditions, medicines and kidney function were last told or confirmed.
    """

    told_on: date | None
    egfr: Decimal | None
    egfr_on: date | None
    pregnancy: Condition | None
    conditions: tuple[Condition, ...]
    medicines: tuple[Medicine, ...]
    alcohol: Count
    sedatives: Count
    sedative_names: tuple[str, ...]
    falls: Count
    extra: Count
    gap: Gap | None
    dosed: int
    withdrawal: Count
    withdrawal_names: tuple[str, ...]
    run_outs: Count


class Said(NamedTuple):
    """One instruction of the prescriber, as recorded for a day; its note only where notes go along."""

    day: date
    what: Instruction


class Corrected(NamedTuple):
    """How often the record was corrected: entries written anew, taken back, set aside as unreadable, and faults now.

    `twice` are days that two devices tell differently, and that nobody has settled.
    """

    amended: int = 0
    taken_back: int = 0
    set_aside: int = 0
    faults: int = 0
    twice: int = 0


class Note(NamedTuple):
    """The person's own words on a day."""

    day: date
    text: str


class Summary(NamedTuple):
    """The page, whole: from the first to the last day, both included.

    `decision` and `warned` are what the plan says for the day after, or for today while it is not over. `today` is the
    day on which it was worked out; `trend` and `steps` have it only once something is recorded for it. `held` counts
    the days in a row on which this dose was held, the decided one included. `as_of` is the decided day of a past range.
    """

    since: date
    until: date
    begins: Begins
    today: date
    visit: Visit | None
    next_visit: Visit | None
    profile: Profile
    plan: Plan | None
    adopted_on: date | None
    decision: Decision
    warned: tuple[Warned, ...]
    points: tuple[Point, ...]
    dose: Dose
    tablets: Tablets
    figures: Figures
    trend: Trend
    steps: tuple[Period, ...]
    effects: Effects
    reasons: tuple[Why, ...]
    stops: tuple[Stop, ...]
    flags: tuple[FlagStory, ...]
    safety: Safety
    said: tuple[Said, ...]
    corrected: Corrected
    questions: tuple[Asked, ...]
    notes: tuple[Note, ...] = ()
    accepted: Mapping[str, int] = {}
    held: int = 0
    pace: Pace = Pace()
    as_of: date | None = None
