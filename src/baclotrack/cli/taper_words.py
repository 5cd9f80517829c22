"""A taper in words and as JSON: its dates, doses and tablets, how it shrinks, and why it is refused."""

from datetime import date
from decimal import Decimal
from json import dumps
from typing import NamedTuple

from baclotrack.cli.call import inert
from baclotrack.cli.plan_words import differences, folded
from baclotrack.cli.taper_plan import Pace
from baclotrack.core.days import ONE_DAY
from baclotrack.core.plan import ZERO, Plan, Profile
from baclotrack.core.supply import Stock
from baclotrack.core.taper import PORTION_MG, Need, Problem, Step, cuts, helping, in_order, needs, unmakeable, whole_mg
from baclotrack.core.values import Named
from baclotrack.wording import and_words, day_words, dose_words, number

WIDTH = 80
MOST_SLOTS_WIDE = 46
DRAFT = "DRAFT, ask your prescriber: these steps are this program's, not your prescriber's."
OWN = "This is the schedule that was given as your prescriber's own."
NO_STOP = "A taper is your prescriber's decision. This is no instruction to stop, and nothing is recorded."


class Drawn(NamedTuple):
    """A taper worked out: the plan it would be, its steps, what was asked for, and what it is held against.

    `pace` is None for the prescriber's own schedule. `plan.on_dose` is set where another dose than the one in force
    begins it. `sold` are tablet strengths, mg.
    """

    plan: Plan
    text: str
    steps: tuple[Step, ...]
    pace: Pace | None
    dose: Named
    today: date
    profile: Profile
    stock: tuple[Stock, ...] = ()
    sold: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    def none_from(self) -> date:
        """Return the first day without a dose."""
        return self.steps[-1].last() + ONE_DAY

    def needed(self) -> tuple[Need, ...]:
        """Return the tablets that the whole of it takes, from today on, beside what is left by the records."""
        left = {one.strength_mg: one.left for one in self.stock}
        found = needs(self.to_come(), self.profile.tablets, self.profile.splits)
        return tuple(Need(strength, count, left.get(strength)) for strength, count in found)

    def to_come(self) -> tuple[Step, ...]:
        """Return the steps without days that are over."""
        begins = max(self.steps[0].first, self.today)
        left = self.steps[0]._replace(first=begins, days=(self.steps[0].last() - begins).days + 1)
        return (left, *self.steps[1:]) if left.days > 0 else self.steps[1:]

    def cannot_make(self) -> tuple[Decimal, ...]:
        """Return the doses, mg, that the tablets at home cannot make."""
        if not self.profile.tablets:
            return ()
        return unmakeable([one.rung for one in self.steps], self.profile.tablets, self.profile.splits)

    def would_make(self) -> tuple[Decimal, ...]:
        """Return the strengths that would make every dose together with the tablets at home."""
        sold = tuple(Decimal(mg) for mg in self.sold)
        return helping([one.rung for one in self.steps], self.profile.tablets, self.profile.splits, sold)


def days_words(count: int | Decimal) -> str:
    """Return days in words."""
    return f"{number(count)} day{'' if count == 1 else 's'}"


def refusal(problems: tuple[Problem, ...], pace: Pace, rungs: int) -> str:
    """Return why a draft is refused, with what would not be; empty where nothing is wrong with it."""
    told = []
    for one in problems:
        if one.why == "days":
            slower = max(-(-int(one.bound) // rungs), pace.every + (pace.first_lower is None))
            told.append(
                f"it goes down within {days_words(one.value)}, and {days_words(one.bound)} are the least (slower:"
                f" --every {slower}, or a smaller --step-mg)"
            )
    large = [one for one in problems if one.why == "cut"]
    if large:
        most = max(one.value for one in large)
        told.append(f"one cut is {number(most)} mg a day, and {number(large[0].bound)} mg is the most (--step-mg)")
    if not told:
        return ""
    return (
        f"No such taper is drawn: {'; '.join(told)}. Only your prescriber's own schedule may be faster: --schedule"
        " FILE. This is no instruction to stop: do not stop suddenly."
    )


def drawn_lines(drawn: Drawn, *, adopting: bool = False) -> list[str]:
    """Return the taper as lines of at most 80 columns."""
    first = [DRAFT if drawn.pace else OWN, *([] if adopting else [NO_STOP])]
    lines = [line for text in first for line in folded(text)]
    lines += ["", *_table(drawn), ""]
    for text in (*_how(drawn), *_tablets(drawn)):
        lines += folded(text)
    if not adopting:
        lines += folded("When your prescriber asked for it: baclotrack taper with the same options and --adopt")
    return lines


def _table(drawn: Drawn) -> list[str]:
    """Return one line a step: its first day, its days, mg a slot, mg a day, and the tablets of one day."""
    slots = [inert(slot.name) for slot in drawn.plan.slots]
    wide = [max(len(slot), 7) + 1 for slot in slots]
    heads = "".join(slot.rjust(size) for slot, size in zip(slots, wide, strict=True))
    if len(heads) > MOST_SLOTS_WIDE:
        return _narrow(drawn)
    lines = [f"{'from':<11} {'days':>4} {heads} {'mg a day':>9}  tablets a day"]
    for one in drawn.to_come():
        doses = "".join(number(mg).rjust(size) for mg, size in zip(one.rung, wide, strict=True))
        head = f"{day_words(one.first):<11} {one.days:>4} {doses} {number(one.total()):>9}"
        lines += _beside(head, _day_tablets(drawn, one))
    zeros = "".join("0".rjust(size) for size in wide)
    return [*lines, f"{day_words(drawn.none_from()):<11} {'':>4} {zeros} {'none':>9}"]


def _narrow(drawn: Drawn) -> list[str]:
    """Return the steps as sentences, where the dose times have long names."""
    lines = []
    for one in drawn.to_come():
        doses = tuple((slot.name, mg) for slot, mg in zip(drawn.plan.slots, one.rung, strict=True) if mg)
        words = f"From {day_words(one.first)}, {days_words(one.days)}: {inert(dose_words(doses))}"
        lines += folded(f"{words}; {number(one.total())} mg a day.", rest="  ")
    return [*lines, f"From {day_words(drawn.none_from())}: none."]


def _beside(head: str, tablets: str) -> list[str]:
    """Return a step with its tablets beside it where they fit, else below."""
    if not tablets:
        return [head]
    return [f"{head}  {tablets}"] if len(head) + 2 + len(tablets) <= WIDTH else [head, f"      {tablets}"]


def _day_tablets(drawn: Drawn, step: Step) -> str:
    """Return the tablets of one day by strength, the doses of the day together."""
    if not drawn.profile.tablets:
        return ""
    if not _makes(drawn, step):
        return "cannot be made"
    found = needs([step._replace(days=1)], drawn.profile.tablets, drawn.profile.splits)
    return ", ".join(f"{number(count)} x {number(strength)} mg" for strength, count in found)


def _how(drawn: Drawn) -> list[str]:
    """Return how it shrinks, how long it takes, and which dose begins it."""
    sizes = cuts([one.rung for one in drawn.steps])
    told = []
    if drawn.plan.on_dose is not None:
        told.append(f"From today the dose is {_mg(drawn.plan.on_dose)} a day, and not {_mg(drawn.dose)}: check it.")
    if drawn.pace is not None:
        last = "" if sizes[-1] == drawn.pace.step else f" The last cut, to none, is smaller: {number(sizes[-1])} mg."
        told.append(f"Each cut is {number(min(drawn.pace.step, sizes[0]))} mg a day, the one to none included.{last}")
    else:
        told.append(f"The cuts are {and_words([number(one) for one in sizes])} mg a day, the last one to none.")
    days = (drawn.none_from() - drawn.to_come()[0].first).days
    told.append(f"{days_words(days)} until the first day without a dose, {day_words(drawn.none_from())}.")
    if drawn.pace is not None and sum(1 for mg in drawn.steps[0].rung if mg) > 1:
        names = [inert(drawn.plan.slots[place].name) for place in in_order(drawn.plan.slots, drawn.pace.order)]
        told.append(
            f"The largest dose shrinks first, by {number(min(PORTION_MG, drawn.pace.step))} mg at a time; of equally"
            f" large ones in this order: {', '.join(names)} (another: --order)."
        )
    return told


def _mg(doses: Named) -> str:
    """Return the mg of a day."""
    return f"{number(sum((mg for _, mg in doses), ZERO))} mg"


def _tablets(drawn: Drawn) -> list[str]:
    """Return the tablets that the whole of it takes against what is left, and the doses that cannot be made."""
    told = []
    missing = drawn.cannot_make()
    if missing:
        doses = and_words([f"{number(mg)} mg" for mg in missing])
        strengths = [f"{number(mg)} mg" for mg in drawn.would_make()]
        would = f"Tablets of {' or '.join(strengths)} beside them would." if strengths else "Ask your pharmacist."
        told.append(f"Your tablets cannot make {doses} exactly, and nothing is rounded. {would}")
    if not drawn.profile.tablets:
        return [f"For all of it: {number(whole_mg(drawn.to_come()))} mg. Your tablets are not named in profile.toml."]
    found = drawn.needed()
    if missing:
        return [*told, f"For all of it: {number(whole_mg(drawn.to_come()))} mg. Tablets are counted once they make it."]
    if found:
        told.append(f"Tablets for all of it: {_counted([(one.strength_mg, one.number) for one in found])}.")
    if not drawn.stock:
        return [*told, "What is left was not told. To count it: baclotrack supply count COUNT --strength MG"]
    left = _counted([(one.strength_mg, one.left) for one in drawn.stock])
    short = [(one.strength_mg, one.number - (one.left or ZERO)) for one in found if one.number > (one.left or ZERO)]
    what = f"Missing: {_counted(short)}. Running out is stopping suddenly." if short else "That is enough."
    return [*told, f"Left by your records: {left}. {what}"]


def _counted(rows: list[tuple[Decimal, Decimal]]) -> str:
    """Return counts of tablets by strength."""
    return ", ".join(f"{number(count)} x {number(strength)} mg" for strength, count in rows)


def difference_lines(before: Plan | None, after: Plan) -> list[str]:
    """Return what changes with its adoption, from the plan before; the steps stand in the table above."""
    if before is None:
        return []
    lines = ["", "What changes:"]
    for one in differences(before, after):
        if not one.startswith("Step "):
            lines += folded(one, "  ", "    ")
    return lines


def review_note(drawn: Drawn, review_by: date | None) -> list[str]:
    """Return that the review comes before the end, where it does: after its day the taper waits."""
    if review_by is None or review_by >= drawn.none_from():
        return []
    text = (
        f"The review is due by {day_words(review_by)}, before the taper ends. After that day it waits for the review."
    )
    return folded(text)


def next_lines(drawn: Drawn, review_by: date | None) -> list[str]:
    """Return what comes next after the adoption."""
    lower = drawn.steps[1].first if len(drawn.steps) > 1 else drawn.none_from()
    what = f"{number(drawn.steps[1].total())} mg a day" if len(drawn.steps) > 1 else "no dose"
    told = f"The first lower step, {what}, comes on {day_words(max(lower, drawn.today))}, as long as nothing holds it."
    watch = "Log each morning: withdrawal signs are asked for until 14 days after the end."
    return [*folded(told), *folded(watch), *review_note(drawn, review_by)]


def drawn_json(drawn: Drawn, *, adopted: bool) -> str:
    """Return the taper in its public form; amounts are numbers."""
    slots = [slot.name for slot in drawn.plan.slots]
    pace = drawn.pace
    told = {
        "schema": "baclotrack.taper/1",
        "adopted": adopted,
        "draft": pace is not None,
        "own_schedule": pace is None,
        "dose_in_force": {slot: _plain(mg) for slot, mg in drawn.dose},
        "dose_named": {slot: _plain(mg) for slot, mg in drawn.plan.on_dose} if drawn.plan.on_dose else None,
        "step_mg": _plain(pace.step) if pace else None,
        "every_days": pace.every if pace else None,
        "order": [slots[place] for place in in_order(drawn.plan.slots, pace.order)] if pace else None,
        "steps": [_step_json(drawn, one) for one in drawn.to_come()],
        "none_from": drawn.none_from().isoformat(),
        "cuts_mg": [_plain(one) for one in cuts([one.rung for one in drawn.steps])],
        "total_mg": _plain(whole_mg(drawn.to_come())),
        "tablets": [
            {
                "strength_mg": _plain(one.strength_mg),
                "count": _plain(one.number),
                "left": None if one.left is None else _plain(one.left),
            }
            for one in drawn.needed()
        ],
        "cannot_make_mg": [_plain(mg) for mg in drawn.cannot_make()],
        "would_make_mg": [_plain(mg) for mg in drawn.would_make()] if drawn.cannot_make() else [],
        "warnings": list(drawn.warnings),
    }
    return dumps(told, ensure_ascii=True, indent=2)


def _step_json(drawn: Drawn, step: Step) -> dict[str, object]:
    """Return one step in its public form."""
    slots = [slot.name for slot in drawn.plan.slots]
    return {
        "from": step.first.isoformat(),
        "until": step.last().isoformat(),
        "days": step.days,
        "doses": {slot: _plain(mg) for slot, mg in zip(slots, step.rung, strict=True) if mg},
        "total_mg": _plain(step.total()),
        "tablets": _tablets_json(drawn, step),
    }


def _tablets_json(drawn: Drawn, step: Step) -> list[dict[str, object]] | None:
    """Return the tablets of one day by strength; None where they are not named or cannot make it."""
    if not _makes(drawn, step):
        return None
    found = needs([step._replace(days=1)], drawn.profile.tablets, drawn.profile.splits)
    return [{"strength_mg": _plain(strength), "count": _plain(count)} for strength, count in found]


def _makes(drawn: Drawn, step: Step) -> bool:
    """Return whether tablets are named, and make every dose of a step."""
    return bool(drawn.profile.tablets) and not unmakeable([step.rung], drawn.profile.tablets, drawn.profile.splits)


def _plain(value: Decimal) -> int | float:
    """Return an amount as the plainest JSON number."""
    return int(value) if value == int(value) else float(value)
