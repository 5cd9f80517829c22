"""Plans whose doses only the prescriber's paper has: `init` lays the file out, and adopts nothing.

The template restless-legs has no ladder: the sources give no dosing for it (contract, section 4), and none is made up.
"""

from baclotrack.cli.call import Call, inert, say
from baclotrack.cli.plan_files import put_files
from baclotrack.cli.plan_setup import Texts, Told
from baclotrack.cli.plan_source import template, template_names
from baclotrack.cli.plan_words import folded
from baclotrack.errors import BaclotrackError
from baclotrack.store import PLAN, PROFILE, Home


def must_fill_in(name: str) -> bool:
    """Return whether a name is that of a template whose doses must be filled in before it is a plan."""
    return name in template_names() and template(name).fill_in


def refuse_unfilled(word: str | None) -> None:
    """Refuse a template without doses where a plan is needed; a file or another template is none of its business.

    Raises:
        BaclotrackError: when the word is the name of such a template.
    """
    if word is not None and must_fill_in(word):
        more = f"See: baclotrack plan show {word}"
        message = f"The template {word} has no doses before your prescriber's are filled in. {more}"
        raise BaclotrackError(message, slug="no-doses")


def unfilled_lines(name: str) -> list[str]:
    """Return what a template without doses is, as lines; it has no steps to show."""
    found = template(name)
    fits = f"It fits when {found.directions[:1].lower()}{found.directions[1:]}"
    lines = [f"{found.title} ({name})"]
    how = (
        "To see what it would be, run: baclotrack taper"
        if name == "taper"
        else f"To fill it in, save it, write the doses, and adopt it: baclotrack plan show {name} --toml > my-plan.toml"
    )
    for text in (found.summary, fits, "It has no doses of its own, and none are made up here.", how):
        lines += folded(text)
    return lines


def lay_out(call: Call, home: Home, told: Told, doses: Texts) -> int:
    """Write the plan with its places to fill in, and the profile; adopt nothing, and say so.

    Args:
        call: the run.
        home: the home as it is; it has no plan yet.
        told: what `init` was told; prescriber and date are among it.
        doses: the words of `--on-dose`, which have no step to stand for yet.

    Raises:
        BaclotrackError: when a dose is named; or the machine refuses, and then nothing is changed.
    """
    from baclotrack.store.plan_file import examine, set_signature
    from baclotrack.store.profile_file import parse_profile, profile_text
    from baclotrack.store.writing import Draft, append

    if doses:
        message = "--on-dose: this plan has no steps yet. Name it when they are there: baclotrack plan adopt --on-dose"
        raise BaclotrackError(message, slug="no-rung")
    signed, who, when = told.signed, told.signed.prescriber or "", told.signed.directed_on or call.now.date()
    text = set_signature(told.text, who, when, signed.review_by)
    profile = parse_profile(profile_text(told.profile()))
    draft = Draft("profile", {"profile": profile.mapping, "toml": profile.text})
    put_files(call.path, {PLAN: text, PROFILE: profile.text}, then=lambda: append(call.path, [draft], call.now))
    say(f"Written, and NOT adopted: {inert(str(home.path / PLAN))}")
    say(f"It has no doses, and none are made up here. Write those of {inert(who)}'s paper at the places marked HERE:")
    for one in examine(text).problems:
        say(f"  {one.sentence()}")
    say("Then run: baclotrack plan adopt")
    say("Until then no dose is shown. If you take baclofen already, this is no instruction to stop.")
    return 0
