"""Adopting a plan at the terminal: what changes is told, a yes is asked for, and what was adopted is said."""

from datetime import date

import typer

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.plan_adopt import Prepared, concerns, forecast, warn
from baclotrack.cli.plan_files import put_files
from baclotrack.cli.plan_setup import can_ask
from baclotrack.cli.plan_source import there
from baclotrack.cli.plan_words import differences, folded, plan_lines
from baclotrack.cli.pump_setup import pump_lines
from baclotrack.cli.staircase import ladder
from baclotrack.core.fold import Walked
from baclotrack.core.simulate import switched
from baclotrack.core.state import State
from baclotrack.core.values import Named
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, PROFILE, Home
from baclotrack.wording import day_words, dose_words

NO_PROFILE = (
    "no profile is here, so no rule about your age, kidneys, conditions, medicines or tablets can hold a step back. To"
    " see how one is written, run: baclotrack doctor"
)


def unchanged(home: Home, prepared: Prepared) -> int:
    """Say that nothing changed; put plan.toml back where it is gone or differs from the adopted plan."""
    if home.health.plan_file == "same":
        say("Nothing changed: this plan is adopted already. Nothing was recorded.")
    else:
        put_files(home.path, {PLAN: prepared.text})
        say("This plan is adopted already, so nothing was recorded. plan.toml says the same again.")
    return 0


def tell(call: Call, home: Home, now: Walked, prepared: Prepared) -> None:
    """Print what differs from the adopted plan, old and then new; the whole plan where none was adopted."""
    plan = prepared.plan
    walked = forecast(now, plan)
    here = walked.state.in_force()
    if home.plan is None:
        lines = plan_lines(plan)
        say("No plan was adopted before. This one says:")
    else:
        lines = differences(home.plan, plan) or [
            "Only parts differ that no decision reads: texts, sources or own questions."
        ]
        say(f"What changes, from the plan adopted on {day_words(date.fromisoformat(home.plan.adopted_at[:10]))}:")
    if plan.on_dose is not None:
        lines.append(f"Dose in force from now on: {dose_words(plan.on_dose)}")
    for line in lines:
        for part in folded(line, "  ", "    "):
            say(part)
    say()
    for line in ladder(call, plan, switched(home.history, plan, home.today), home.today, walked.profile, here):
        say(line)
    warn([*concerns(home, prepared, walked), *no_profile(home)])


def no_profile(home: Home) -> list[str]:
    """Return a note where no profile is known, so that no rule about the person can hold a step back."""
    if home.journal.profile_text is not None or there(home.path / PROFILE):
        return []
    return [NO_PROFILE]


def agree(prepared: Prepared, *, yes: bool) -> None:
    """Ask for a yes at a terminal, unless it was given.

    Raises:
        BaclotrackError: when nobody can be asked.
        typer.Abort: when the answer is no.
    """
    if yes:
        return
    if not can_ask(yes=yes):
        message = "Nobody can be asked here, so nothing was adopted. To adopt what is shown above, add --yes."
        raise BaclotrackError(message, slug="yes-needed")
    from baclotrack.cli.plan_wizard import ask_to_adopt

    if not ask_to_adopt(prepared.plan):
        raise typer.Abort


def receipt(call: Call, prepared: Prepared, before: State) -> list[str]:
    """Return what was adopted, what is in force, and the next command."""
    plan = prepared.plan
    when = day_words(plan.directed_on) if plan.directed_on else "no date"
    review = day_words(plan.review_by) if plan.review_by else "no date"
    dose: Named | None = plan.on_dose or before.in_force()
    in_force = f"Dose in force: {dose_words(dose) if dose else 'none yet'}. "
    return [
        f"Adopted: {inert(plan.title)}, from {inert(plan.prescriber)}, directions of {when}; review by {review}.",
        *(pump_lines(plan.pump) if plan.pump is not None else []),
        f"{'' if plan.pump else in_force}The plan file is {inert(str(call.path / PLAN))}.",
        "Next: baclotrack next",
    ]
