"""The gates of the second opinion, in the order of the contract's table; each looks back for itself."""

from collections.abc import Callable
from decimal import Decimal

from baclotrack.core.entries import MedicineChange, SetAside
from baclotrack.core.plan import Target
from baclotrack.core.values import Contact, Outcome
from tests.oracle.desk import ONE_DAY, Desk, Verdict, block, days_of, hold
from tests.oracle.naive_effects import off_plan, side_effects, withdrawal
from tests.oracle.paper import Told


def journal(desk: Desk) -> Verdict:
    """A damaged line; a kind from a later version, or an entry from the future; a line set aside not long ago."""
    if desk.health.faults:
        return block(Outcome.CANNOT)
    if desk.health.later_kinds or desk.health.future_day:
        return hold()
    return hold() if still_set_aside(desk) else Verdict()


def still_set_aside(desk: Desk) -> bool:
    """Return whether `hold_days` complete days do not yet follow the last day on which a line was set aside.

    "`next` holds until `hold_days` complete days follow": the day itself does not follow; the days need not be in a
    row; once as many have followed as the plan of that day held, it is over. Where no dose is due (a finished taper, a
    record alone) there is nothing to hold.
    """
    days = [day for day, _, what in desk.paper.events if isinstance(what, SetAside) and day <= desk.day]
    if not days or desk.page.finished or desk.plan.mode == "record_only":
        return False
    followed = 0
    for page in desk.pages:
        if page.day <= max(days):
            continue
        followed += page.complete
        if page.plan is not None and followed >= page.plan.hold_days:
            return False
    return followed < desk.plan.hold_days


def plan(desk: Desk) -> Verdict:
    """Adopted, with a prescriber and a date; the file as adopted; the review day not passed."""
    if desk.page.before_plan or not desk.page.adopted or not desk.plan.prescriber or desk.plan.directed_on is None:
        return block(Outcome.CANNOT)
    if desk.page.limbo():
        # "otherwise `plan adopt` needs `--on-dose` and is refused without it": a later correction can still leave a
        # dose in force that is no rung of the plan, and then there is nothing to decide from.
        return block(Outcome.CANNOT)
    late = desk.plan.review_by is not None and desk.day > desk.plan.review_by
    return hold() if late or desk.health.plan_file != "same" else Verdict()


def red_flag(desk: Desk) -> Verdict:
    """A flag was recorded, and no later clear_flag; in record_only, what points to a failed pump."""
    clears = desk.instructions("clear_flag")
    for day, told in desk.paper.days.items():
        for name, rank in told.flags:
            if day <= desk.day and not any(what.name == name and later > rank for _, later, what in clears):
                return block(Outcome.EMERGENCY, Contact.EMERGENCY)
    if desk.plan.mode == "record_only":
        # "with a pump": the newest answer counts until there is a newer one, and today's worries count at once
        told_today = (desk.paper.told(desk.day).effects or {}).get("increased-spasms", 0)
        told_last = desk.last_effects(desk.day).get("increased-spasms", 0)
        spasms = max(told_today, told_last)
        pump = desk.plan.pump is not None or any(one.name == "pump" for one in desk.profile.conditions)
        late = desk.plan.refill_by is not None and desk.day > desk.plan.refill_by
        if late or (pump and spasms > 0 and desk.above_baseline("increased-spasms", spasms)):
            return block(Outcome.EMERGENCY, Contact.EMERGENCY)
    return Verdict()


def conditions(desk: Desk) -> Verdict:
    """A refusal, or a gating condition that the prescriber did not acknowledge."""
    if desk.plan.mode == "taper":
        return Verdict()
    profile = desk.profile
    named = [one.name for one in profile.conditions]
    under_age = profile.born is not None and desk.day.year - profile.born < 18
    very_low = profile.egfr is not None and profile.egfr < 30
    if under_age or very_low or "baclofen-allergy" in named or "dialysis" in named:
        return block(Outcome.ASK, Contact.TODAY)
    known = [one.name for one in profile.conditions if one.known_by and one.known_on is not None]
    gating = [name for name in named if name in desk.catalog.gating]
    if profile.egfr is not None and 30 <= profile.egfr < 60:
        gating.append("kidney-disease")
    waiting = [name for name in gating if name not in known and not desk.acknowledged(name)]
    if any(desk.catalog.gating[name] is Contact.TODAY for name in waiting):
        return hold(Contact.TODAY)
    if waiting:
        return hold(Contact.MENTION)
    # "Conditions, eGFR, medicines not told": unknown where neither a condition nor the eGFR was told
    return Verdict("unknown") if profile.egfr is None and not profile.conditions else Verdict()


def gap(desk: Desk) -> Verdict:
    """The last days missed; or missed and unlogged days together; and some of it news to the prescriber."""
    run: list[str] = []
    news: list[bool] = []
    answers = [day for day, _, _ in desk.instructions("set_dose", "resume")]
    for page in desk.last_days():  # a day before the first dose is neither missed nor unlogged
        told = desk.paper.told(page.day)
        if told.missed():
            run.append("missed")
            news.append(not desk.answered(told.dose_rank))
        elif told.silent():  # nothing is recorded of it: it is known when the day is over
            run.append("unlogged")
            news.append(not any(day > page.day for day in answers))
        else:
            break
    # "a newer or worse fact blocks again": one new day makes the whole run a new fact
    missed = [*run, "unlogged"].index("unlogged")
    if missed >= desk.plan.missed_days and any(news[:missed]):
        restart = desk.plan.gap_then == "restart" and desk.plan.mode == "titrate"
        return block(Outcome.RESTART) if restart else block(Outcome.ASK)
    if len(run) >= desk.plan.missed_days and "missed" in run and any(news):
        return block(Outcome.CANNOT)
    return Verdict()


def check_in(desk: Desk) -> Verdict:
    """The day before was asked about doses and effects; not three silent days in a row."""
    told = desk.yesterday()
    last = desk.last_days()[:3]  # days before the first dose are none: "from then on every gate is judged"
    if len(last) == 3 and all(desk.paper.told(page.day).silent() for page in last):
        return block(Outcome.CANNOT)
    first_day = not desk.pages or desk.pages[-1].before_plan
    if first_day and not told.checkin:  # "days before the first adoption count neither as complete nor as unlogged"
        return Verdict("unknown")
    due = desk.page.in_force or {}  # where no dose is in force, none can have been told by `take`
    by_take = bool(due) and all(slot in (told.doses or {}) for slot in due)
    asked = told.asked_doses or by_take  # "without it, that slot's `dose` entries add up"
    return Verdict() if told.checkin and asked and told.effects is not None else hold()


# --- other medicines, and what the prescriber said ---


def medicines(desk: Desk) -> set[str]:
    """Return the other medicines taken now: those of the profile, and those started, without those stopped."""
    names = {one.name for one in desk.profile.medicines}
    for day, _, what in desk.paper.events:
        if isinstance(what, MedicineChange) and day <= desk.day:
            names = names | {what.name} if what.action == "start" else names - {what.name}
    return names


def known_medicine(desk: Desk, name: str) -> bool:
    """Return whether it is a medicine of the person's ("taken as usual"), and the prescriber knows of it."""
    known = [one.name for one in desk.profile.medicines if one.known_by and one.known_on is not None]
    return name in medicines(desk) and (name in known or desk.acknowledged(name))


def major(desk: Desk, name: str) -> bool:
    """Return whether the catalogue calls the interaction major, for this person."""
    profile = desk.profile
    kidneys = any(one.name == "kidney-disease" for one in profile.conditions)
    kidneys = kidneys or (profile.egfr is not None and profile.egfr < 60)
    row = desk.catalog.interactions.get(name)
    return row is not None and (row.severity == "major" or (kidneys and row.major_with_kidney_disease))


def sedatives(desk: Desk) -> Verdict:
    """Alcohol or a sedative on the last or the decided day; a major medicine that was not acknowledged."""
    if any(major(desk, name) and not known_medicine(desk, name) for name in medicines(desk)):
        return hold(Contact.TODAY)
    both = [desk.yesterday(), desk.paper.told(desk.day)]
    named = [name for told in both for name in told.sedatives or () if not known_medicine(desk, name)]
    if named:
        return hold(Contact.TODAY if any(major(desk, name) for name in named) else Contact.MENTION)
    if any((told.drinks or 0) > 0 for told in both):
        return hold() if desk.plan.alcohol == "hold" else Verdict()
    # "Drinks and sedatives not asked": unknown where neither was asked
    asked = desk.yesterday().drinks is not None or desk.yesterday().sedatives is not None
    return Verdict() if asked else Verdict("unknown")


def instruction(desk: Desk) -> Verdict:
    """The prescriber said hold, and no further word since."""
    words = desk.instructions("hold", "resume", "set_dose")
    if not words or words[-1][2].action != "hold":
        return Verdict()
    until = words[-1][2].until
    return hold() if until is None or desk.day <= until else Verdict()


# --- days on this rung ---


def adherence(desk: Desk) -> Verdict:
    """The last days on this rung were complete."""
    window = desk.on_this_rung()[-min(desk.plan.hold_days, 3) :]
    return Verdict() if all(page.complete for page in window) else hold()


def hold_time(desk: Desk) -> Verdict:
    """Enough complete days on this rung; in a taper, enough days."""
    if desk.plan.mode == "taper":
        needed = days_of(desk.plan)[desk.place() or 0]
        return hold() if desk.day - desk.taper_clock() < needed * ONE_DAY else Verdict()
    profile = desk.profile
    old = profile.born is not None and desk.day.year - profile.born >= 65
    kidneys = profile.egfr is not None and 60 <= profile.egfr < 90
    slow = (old or kidneys) and not desk.acknowledged("pace")
    needed = max(desk.plan.hold_days, 7) if slow else desk.plan.hold_days
    complete = sum(1 for page in desk.on_this_rung() if page.complete)
    return hold() if complete < needed else Verdict()


def met(target: Target, told: Told) -> bool | None:
    """Return whether a target is met, or None where it was not answered."""
    value = told.measures.get(target.measure)
    if value is None and target.measure == "fell_back_asleep" and told.measures.get("awakenings") == 0:
        value = True
    if value is None:
        return None
    if isinstance(value, bool):
        return value == target.want
    assert isinstance(value, Decimal)
    if target.at_most is not None:
        return value <= target.at_most
    return target.at_least is not None and value >= target.at_least


def target(desk: Desk) -> Verdict:
    """A target is missed, and after a success on this rung it is missed on two of the last three days."""
    answers = [met(one, desk.yesterday()) for one in desk.plan.targets]
    if None in answers or all(answers):
        return hold()
    if desk.plan.after_success == "any":
        return Verdict()
    # "all targets were met on this rung before": since it came into force, as `hold-time` says
    succeeded = False
    for page in desk.on_this_rung():
        told = desk.paper.told(page.day)
        targets = () if page.plan is None else page.plan.targets
        succeeded |= bool(targets) and all(met(one, told) for one in targets)
    missed = 0
    for page in desk.lived_or_begun()[-3:]:  # not restricted to the present rung
        told = desk.paper.told(page.day)
        missed += page.plan is not None and any(met(one, told) is False for one in page.plan.targets)
    return hold() if succeeded and missed < 2 else Verdict()


def ceiling(desk: Desk) -> Verdict:
    """There is a next rung, within the limits of the plan and of E-2."""
    doses = desk.next_rung()
    if doses is None:
        return hold()
    daily, single = min(desk.plan.daily_mg, Decimal(80)), min(desk.plan.single_mg, Decimal(20))
    return hold() if sum(doses.values()) > daily or max(doses.values()) > single else Verdict()


def tablets(desk: Desk) -> Verdict:
    """The next rung can be made from the tablets named."""
    doses = desk.next_rung()
    if doses is None:
        return Verdict()
    if not desk.profile.tablets:
        return Verdict("unknown")
    pieces = [strength / desk.profile.splits for strength in desk.profile.tablets]
    return Verdict() if all(can_be_made(mg, pieces) for mg in doses.values()) else hold()


def can_be_made(mg: Decimal, pieces: list[Decimal]) -> bool:
    """Return whether the amount is a sum of the pieces."""
    return mg == 0 or any(piece <= mg and can_be_made(mg - piece, pieces) for piece in pieces)


GATES: dict[str, Callable[[Desk], Verdict]] = {
    "journal": journal,
    "plan": plan,
    "red-flag": red_flag,
    "conditions": conditions,
    "gap": gap,
    "check-in": check_in,
    "off-plan": off_plan,
    "side-effects": side_effects,
    "withdrawal": withdrawal,
    "sedatives": sedatives,
    "instruction": instruction,
    "adherence": adherence,
    "hold-time": hold_time,
    "target": target,
    "ceiling": ceiling,
    "tablets": tablets,
}
