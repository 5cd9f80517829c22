"""A second opinion on the decision: product contract, section 6, written as a nurse with a paper diary would.

Every question looks back over all the pages again; there are no counters, and nothing is shared with the engine but
the input values. Slow and plain on purpose: where it and the engine differ, one of them misread the contract.

Comments that quote the contract mark the places where it can be read in two ways, and which way is taken here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from baclotrack.core.entries import Entry, Instruction
from baclotrack.core.plan import Plan
from baclotrack.core.values import Catalog, Contact, Health, Outcome
from tests.oracle.desk import MODERATE, MOST_URGENT_FIRST, ONE_DAY, Desk, Page, Verdict
from tests.oracle.naive_effects import at_least_on, effects_call
from tests.oracle.naive_gates import GATES
from tests.oracle.paper import Paper, Told, ladder, place_of, read, without_zeros

MOST_CAREFUL_FIRST = [
    Outcome.EMERGENCY,
    Outcome.ASK,
    Outcome.CANNOT,
    Outcome.RESTART,
    Outcome.STEP_BACK,
    Outcome.HOLD,
]
BEFORE_THE_FIRST_DOSE = {"journal", "plan", "red-flag", "conditions", "instruction", "tablets"}
ALL_WELL = Health()


def decide_all(entries: Iterable[Entry], catalog: Catalog, until: date, health: Health = ALL_WELL) -> list[Page]:
    """Write every page from the first record to `until`; the files are as they are on that last day."""
    paper = read(entries)
    pages: list[Page] = []
    day = paper.first_day or until
    while day <= until:
        pages.append(live(paper, pages, catalog, day, health if day == until else ALL_WELL))
        day += ONE_DAY
    return pages


def live(paper: Paper, pages: list[Page], catalog: Catalog, day: date, health: Health = ALL_WELL) -> Page:
    """Decide one day, and then write down what was taken."""
    page = open_page(paper, pages, day)
    plan = page.plan or Plan("", "", "titrate")
    desk = Desk(day, page, plan, paper.profile_on(day), paper, pages, catalog, health)
    decide(desk)
    close_page(page, paper.told(day))
    return page


def open_page(paper: Paper, pages: list[Page], day: date) -> Page:
    """Begin a day with what the day before left, and the plan and the words of the prescriber of this day."""
    page = Page(day)
    plans = paper.plans()
    if pages:
        page.plan, page.adopted, page.in_force = pages[-1].plan, pages[-1].adopted, pages[-1].after
        page.finished = pages[-1].finished or pages[-1].outcome is Outcome.FINISHED
        page.unknown, page.ended = pages[-1].unknown, pages[-1].ended
    elif plans:  # "judged by `next`" (section 8): doses from before the first adoption are held against that plan
        page.plan = plans[0][1]
        page.in_force = dict(page.plan.on_dose) if page.plan.on_dose else None
    page.before_plan = not plans or day < plans[0][0]
    for when, _, what in paper.events:
        if when != day:
            continue
        if isinstance(what, Plan):
            adopt(page, what)
        elif isinstance(what, Instruction) and what.action == "end_plan":
            page.adopted, page.ended = False, True
        elif isinstance(what, Instruction) and what.action == "set_dose":
            set_dose(page, what.doses)
    page.on_ladder = (
        page.in_force is not None and page.plan is not None and place_of(page.plan, page.in_force) is not None
    )
    return page


def adopt(page: Page, plan: Plan) -> None:
    """Adopt a plan: the dose named, else the dose in force is carried over with all that goes with it."""
    if page.ended and plan.mode == "record_only":  # the tablets were ended, and a record has no dose
        page.in_force = None
    page.plan, page.adopted, page.finished, page.ended = plan, True, False, False
    if plan.on_dose is not None and dict(plan.on_dose) != page.in_force:
        page.in_force, page.came = dict(plan.on_dose), True
    page.unknown = plan.mode == "taper" and page.in_force is None  # `start` is no outcome of a way down
    page.taper_resumed = page.taper_resumed or (plan.mode == "taper" and not page.unknown)


def set_dose(page: Page, doses: Mapping[str, Decimal]) -> None:
    """Put a rung of the plan in force from this day; it came in force today even where it is the same one."""
    if page.plan is not None and place_of(page.plan, doses) is not None:
        page.taper_resumed = page.finished
        page.in_force, page.came, page.finished, page.unknown = without_zeros(doses), True, False, False


# --- what was taken ---


def close_page(page: Page, told: Told) -> None:
    """Write down which dose is in force after the day, and whether the day was complete."""
    page.after = page.in_force
    if page.plan is None or page.mode() == "record_only":
        return
    taken = without_zeros(told.doses)
    if page.finished or page.outcome is Outcome.FINISHED:  # the taper is done: no dose is in force any more
        page.after, page.over = None, bool(taken)
        return
    if page.in_force is None:
        if taken and not page.unknown:
            begin(page, page.plan, taken)
        return
    decided = page.doses if page.doses is not None else page.in_force
    after = decided if page.put_in_force() else page.in_force
    page.after, page.came = after, page.came or page.put_in_force()
    before = place_of(page.plan, after)
    place = place_of(page.plan, taken) if taken else None
    if before is None:
        return
    page.over = above(taken, decided)
    steps_below = 0 if place is None else before - place
    page.far_below = (-steps_below if page.mode() == "taper" else steps_below) >= 2
    if page.over:
        return
    if taken == after:
        page.complete = True
    elif place is not None and not page.put_in_force() and not some_slots_left_out(taken, decided):
        page.after, page.came, page.complete = taken, True, True
    page.complete = page.complete and not page.before_plan


def begin(page: Page, plan: Plan, taken: Mapping[str, Decimal]) -> None:
    """Put the first rung in force with the first dose above zero; in a taper, the rung that was taken."""
    first = ladder(plan)[0]
    page.over = above(taken, first)
    if plan.mode == "taper":
        if place_of(plan, taken) is None:
            return
        first = dict(taken)
    page.after, page.came = first, True
    page.complete = taken == first and not page.before_plan


def above(taken: Mapping[str, Decimal], decided: Mapping[str, Decimal]) -> bool:
    """Return whether more was taken than decided in any slot."""
    return any(mg > decided.get(slot, 0) for slot, mg in taken.items())


def some_slots_left_out(taken: Mapping[str, Decimal], decided: Mapping[str, Decimal]) -> bool:
    """Return whether the slots are as decided but some at 0."""
    return len(taken) < len(decided) and all(decided.get(slot) == mg for slot, mg in taken.items())


# --- the decision ---


def judged(page: Page) -> set[str]:
    """Return the gates that are judged on a day; the others are listed as unknown."""
    if page.plan is None or page.before_plan or page.mode() == "record_only":
        also = {"side-effects"} if page.mode() == "record_only" and not page.before_plan else set()
        return {"journal", "plan", "red-flag"} | also
    if page.finished:  # nothing is due any more
        return {"journal", "red-flag", "off-plan", "side-effects", "withdrawal"}
    if page.in_force is None and not page.unknown:
        return BEFORE_THE_FIRST_DOSE
    if page.mode() == "taper":
        # "A taper steps down by time alone and holds on `withdrawal`, `instruction`, `check-in`": the gates that ask
        # or show the emergency text stay, and so do those of the record and the plan.
        also = {"gap", "check-in", "off-plan", "side-effects", "withdrawal", "instruction"}
        return {"journal", "plan", "red-flag", "conditions"} | also | (set() if page.limbo() else {"hold-time"})
    return set(GATES) - ({"ceiling", "tablets", "hold-time"} if page.limbo() else set())


def decide(desk: Desk) -> None:
    """Ask every gate, and let the most careful one win."""
    page = desk.page
    verdicts = {}
    for name, gate in GATES.items():
        verdicts[name] = gate(desk) if name in judged(page) else Verdict("unknown")
    page.gates = {name: verdict.state for name, verdict in verdicts.items()}
    page.outcome = unlimited(desk)
    for outcome in MOST_CAREFUL_FIRST:
        limiting = [name for name, verdict in verdicts.items() if verdict.allows is outcome]
        if limiting:
            page.outcome, page.limited_by = outcome, limiting[0]
            break
    if page.outcome is Outcome.HOLD and page.mode() == "record_only":
        page.outcome = Outcome.RECORD_ONLY
    elif page.outcome is Outcome.HOLD and page.in_force is None:
        page.outcome = Outcome.ASK  # there is no dose to hold
    page.doses = doses_shown(desk)
    page.contact = contact(desk, verdicts)


def unlimited(desk: Desk) -> Outcome:
    """Return what the plan does where no gate blocks."""
    if desk.plan.mode == "record_only":
        return Outcome.RECORD_ONLY
    if desk.page.finished:
        return Outcome.FINISHED
    if desk.page.in_force is None:
        return Outcome.START
    if desk.plan.mode == "taper":
        return Outcome.FINISHED if desk.next_rung() is None else Outcome.TAPER
    return Outcome.STEP_UP


def doses_shown(desk: Desk) -> dict[str, Decimal] | None:
    """Return the doses of the outcome, or None where no dose is shown."""
    page = desk.page
    if page.outcome in (Outcome.START, Outcome.RESTART):
        return ladder(desk.plan)[0]
    if page.outcome is Outcome.HOLD:
        return page.in_force
    if page.outcome in (Outcome.STEP_UP, Outcome.TAPER):
        return desk.next_rung()
    if page.outcome is not Outcome.STEP_BACK:
        return None
    return ladder(desk.plan)[(desk.place() or 0) - 1]


def contact(desk: Desk, verdicts: dict[str, Verdict]) -> Contact:
    """Return the most urgent contact that applies."""
    page = desk.page
    calls = [verdict.contact for verdict in verdicts.values()]
    if page.outcome is Outcome.EMERGENCY:
        calls.append(Contact.EMERGENCY)
    if page.outcome is Outcome.ASK:
        calls.append(Contact.TODAY)
    if page.outcome is Outcome.RESTART:
        calls.append(Contact.MENTION)
    if page.outcome is Outcome.HOLD and page.limited_by in ("ceiling", "plan"):
        calls.append(Contact.MENTION)
    begun = page.in_force is not None or page.unknown
    if not page.before_plan and (begun or page.finished or page.mode() == "record_only"):
        calls.append(effects_call(desk))  # "Any severe effect is `today`", whatever the plan's mode
    if begun and (same_moderate_effect(desk) or held_for_14_days(desk)):
        calls.append(Contact.MENTION)
    return min(calls, key=MOST_URGENT_FIRST.index)


def same_moderate_effect(desk: Desk) -> bool:
    """Return whether one effect was moderate at the last three check-ins in a row."""
    days = desk.last_asked(desk.day, 3)
    names = {name for day in days for name in desk.paper.told(day).effects or {}}
    return len(days) == 3 and any(at_least_on(desk, days, name, MODERATE) for name in names)


def held_for_14_days(desk: Desk) -> bool:
    """Return whether the last fourteen days, today included, were held by one gate that is not patient."""
    page = desk.page
    if page.outcome is not Outcome.HOLD or page.limited_by in ("target", "instruction"):
        return False
    last = [*desk.pages, page][-14:]
    return len(last) == 14 and all(one.outcome is Outcome.HOLD and one.limited_by == page.limited_by for one in last)
