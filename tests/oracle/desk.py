"""What lies on the desk of the second opinion while one day is decided: the pages so far, and questions to them."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from baclotrack.core.entries import Instruction
from baclotrack.core.plan import Plan, Profile
from baclotrack.core.values import Catalog, Contact, Health, Outcome
from tests.oracle.paper import Paper, Told, ladder, place_of

ONE_DAY = timedelta(days=1)


def days_of(plan: Plan) -> list[int]:
    """Return for how many days each rung is kept."""
    return list(plan.days) or [plan.hold_days] * len(plan.rungs)


MILD, MODERATE, SEVERE = 1, 2, 3
MOST_URGENT_FIRST = [Contact.EMERGENCY, Contact.TODAY, Contact.MENTION, Contact.NONE]


@dataclass
class Page:
    """One day of the diary, decided and lived.

    `in_force` is the dose in force in the morning and `on_ladder` whether it is a rung of the plan; `after` is the
    dose in force when the day is over, and `came` tells that a dose came into force on this day. `finished` tells
    that a taper was done before this day, and `taper_resumed` that a set_dose took it up again on this day, or that it
    was adopted on it: a day of the taper, though another plan took its place before the night. `unknown` tells that a
    taper was adopted while no dose was in force, so that there is nothing to go down from; `ended` that
    the prescriber ended the plan.
    """

    day: date
    plan: Plan | None = None
    adopted: bool = False
    before_plan: bool = True
    on_ladder: bool = False
    finished: bool = False
    taper_resumed: bool = False
    unknown: bool = False
    ended: bool = False
    in_force: dict[str, Decimal] | None = None
    outcome: Outcome = Outcome.CANNOT
    doses: dict[str, Decimal] | None = None
    limited_by: str | None = None
    contact: Contact = Contact.NONE
    gates: dict[str, str] = field(default_factory=dict)
    came: bool = False
    after: dict[str, Decimal] | None = None
    complete: bool = False
    over: bool = False
    far_below: bool = False

    def mode(self) -> str:
        """Return the mode of the plan of this day."""
        return "" if self.plan is None else self.plan.mode

    def limbo(self) -> bool:
        """Return whether there is a dose in force that is no rung of the plan, or a taper has none to begin from."""
        return self.unknown or (self.in_force is not None and not self.on_ladder)

    def put_in_force(self) -> bool:
        """Return whether the decision itself puts its rung in force."""
        return self.outcome in (Outcome.STEP_BACK, Outcome.RESTART)


@dataclass
class Verdict:
    """What one gate says: its state, the boldest outcome it allows when it blocks, and whom to reach."""

    state: str = "pass"
    allows: Outcome | None = None
    contact: Contact = Contact.NONE


def block(allows: Outcome, contact: Contact = Contact.NONE) -> Verdict:
    """Return a gate that blocks."""
    return Verdict("block", allows, contact)


def hold(contact: Contact = Contact.NONE) -> Verdict:
    """Return a gate that allows no more than the same dose."""
    return block(Outcome.HOLD, contact)


@dataclass
class Desk:
    """All that may be looked at for one day."""

    day: date
    page: Page
    plan: Plan
    profile: Profile
    paper: Paper
    pages: list[Page]
    catalog: Catalog
    health: Health

    def yesterday(self) -> Told:
        """Return what is written of the day before: the last check-in."""
        return self.paper.told(self.day - ONE_DAY)

    def page_before(self) -> Page | None:
        """Return the page of the day before, or None."""
        return self.pages[-1] if self.pages else None

    def place(self) -> int | None:
        """Return the number of the rung in force; None before any dose, or where it is no rung of the plan."""
        return None if self.page.in_force is None else place_of(self.plan, self.page.in_force)

    def next_rung(self) -> dict[str, Decimal] | None:
        """Return the rung after the one in force; the first one before any dose; None at the end of the ladder."""
        rungs = ladder(self.plan)
        if self.page.in_force is None:
            return rungs[0] if rungs else None
        place = self.place()
        return None if place is None or place + 1 >= len(rungs) else rungs[place + 1]

    # --- what the prescriber said ---

    def instructions(self, *actions: str) -> list[tuple[date, int, Instruction]]:
        """Return the prescriber's words of these actions, of this day or earlier, in order."""
        return [word for word in self.paper.words if word[0] <= self.day and word[2].action in actions]

    def answered(self, rank: int) -> bool:
        """Return whether a set_dose or resume was recorded after the fact of this rank."""
        return any(later > rank for _, later, _ in self.instructions("set_dose", "resume"))

    def acknowledged(self, name: str) -> bool:
        """Return whether the prescriber acknowledged it."""
        return any(what.name == name for _, _, what in self.instructions("acknowledge"))

    # --- effects ---

    def accepted(self, effect: str) -> int:
        """Return the grade that the prescriber accepted last; where none is named, the grade present then."""
        accepted = 0
        for day, _, what in self.instructions("acknowledge"):
            if what.name == effect:
                present = self.last_effects(day).get(effect, 0)
                accepted = (present if what.grade is None else what.grade) or accepted
        return accepted

    def baseline(self, effect: str) -> int:
        """Return the grade that was there before baclofen, or that the prescriber accepted last."""
        return max(self.profile.had.get(effect, 0), self.accepted(effect))

    def above_baseline(self, effect: str, grade: int) -> bool:
        """Return whether the grade counts: "neither covers ... severe grades"."""
        return grade >= SEVERE or grade > self.baseline(effect)

    def last_asked(self, before: date, count: int) -> list[date]:
        """Return the days of the last check-ins at which effects were asked, the newest first."""
        asked = [day for day, told in self.paper.days.items() if told.effects is not None and day < before]
        return sorted(asked, reverse=True)[:count]

    def last_effects(self, before: date) -> dict[str, int]:
        """Return the effects of the last check-in before the day at which they were asked."""
        days = self.last_asked(before, 1)
        return self.paper.told(days[0]).effects or {} if days else {}

    def on(self, day: date) -> "Desk":
        """Return the desk as it was on an earlier day: its profile, and the words said by then."""
        return replace(self, day=day, profile=self.paper.profile_on(day))

    # --- days on the plan ---

    def lived(self) -> list[Page]:
        """Return the pages on which a rung of the plan was in force, none before the first adoption."""
        return [
            page
            for page in self.pages
            if not page.before_plan and page.on_ladder and page.outcome is not Outcome.FINISHED
        ]

    def last_days(self) -> list[Page]:
        """Return the pages of the last days in a row on which a rung was in force, the newest first.

        Days on which the dose in force is no rung of the plan are left out: nothing is decided from them.
        """
        days: list[Page] = []
        for page in reversed(self.pages):
            if page.limbo():
                continue
            if page not in self.lived():
                break
            days.append(page)
        return days

    def lived_or_begun(self) -> list[Page]:
        """Return those pages, and that of the first dose."""
        return [page for page in self.pages if page.after is not None and not page.before_plan and not page.limbo()]

    def since(self) -> date:
        """Return the day on which the dose in force came into force."""
        if self.page.came:
            return self.day
        first = next((page.day for page in self.pages if not page.before_plan), self.day)
        return max((page.day for page in self.pages if page.came), default=first)

    def taper_clock(self) -> date:
        """Return from which day a taper counts the days at the dose in force.

        "A taper steps down by time alone": from the day on which the dose came in force, or from the adoption of the
        taper where that is later, so that days before it do not cut. A taper in the place of a taper goes on counting
        where it is slower: it stays at this dose no shorter, and ends no sooner.
        """
        clock, before = self.since(), None
        for when, _, what in self.paper.events:
            if not isinstance(what, Plan) or when > self.day:
                continue
            if when >= self.since() and what.mode == "taper" and not self.slower(before, what):
                clock = max(clock, when)
            before = what
        return clock

    def slower(self, before: Plan | None, plan: Plan) -> bool:
        """Return whether a taper leaves the dose in force no sooner than the taper before it, and ends no sooner."""
        if before is None or before.mode != "taper" or self.page.in_force is None:
            return False
        then, now = place_of(before, self.page.in_force), place_of(plan, self.page.in_force)
        if then is None or now is None:
            return False
        old, new = days_of(before)[then:], days_of(plan)[now:]
        return new[0] >= old[0] and sum(new) >= sum(old)

    def on_this_rung(self) -> list[Page]:
        """Return the pages since the dose in force came into force."""
        return [page for page in self.lived_or_begun() if page.day >= self.since()]
