"""Follow only a plan that was adopted with a prescriber and a date, is unchanged since, and is not past its review.

Default: the review is due 90 days after the directions.
Source: D (reference E-1, H-22, H-23).
Example: plan.toml edited but not adopted -> hold; review date was yesterday -> hold; nothing adopted -> cannot_decide.
"""

from baclotrack.core.situation import Situation, blocks, passes
from baclotrack.core.values import Finding, Gate, Outcome, Sentence

SOURCE = "E-1"
REVIEW = "H-22"


def judge(s: Situation) -> Finding:
    """Judge whether there is a plan to follow."""
    plan, state, health = s.plan, s.state, s.health
    if state.plan is None:
        laid_out = health.plan_file in {"differs", "unreadable"}
        why = "lost" if health.faults else "written" if laid_out else "none"  # nothing is set up over a lost record
        return blocks("plan", why, Outcome.CANNOT, source=SOURCE)
    if state.ended is not None:
        return blocks("plan", "ended", Outcome.CANNOT, source=SOURCE, by=state.ended.by)
    if not plan.prescriber or plan.directed_on is None:
        return blocks("plan", "unsigned", Outcome.CANNOT, source=SOURCE)
    if state.rung is None and state.off_ladder is not None:
        why = "off-ladder" if state.off_ladder else "no-dose"
        return blocks("plan", why, Outcome.CANNOT, source=SOURCE, dose=state.off_ladder)
    if health.plan_file == "unreadable":
        return blocks("plan", "unreadable", Outcome.HOLD, source=SOURCE, fault=health.plan_fault)
    if health.plan_file != "same":
        return blocks("plan", health.plan_file, Outcome.HOLD, source=SOURCE)
    if plan.review_by is not None and s.day > plan.review_by:
        return blocks("plan", "review", Outcome.HOLD, source=REVIEW, review_by=plan.review_by)
    return passes("plan", source=SOURCE, prescriber=plan.prescriber, directed_on=plan.directed_on)


GATE = Gate(
    "plan",
    judge,
    {
        "ok": Sentence(
            "Your plan is from {prescriber}, directions of {directed_on}.",
            "adopted, {prescriber}, {directed_on}",
            "an adopted plan with a prescriber and a date",
        ),
        "none": Sentence(
            "No plan is adopted yet. Run: baclotrack init",
            "no plan",
            "an adopted plan with a prescriber and a date",
        ),
        "lost": Sentence(
            "No adopted plan can be read, and what is here is damaged. Before anything else, run: baclotrack doctor",
            "no plan that can be read",
            "an adopted plan with a prescriber and a date",
        ),
        "written": Sentence(
            "plan.toml is written and not adopted. If a journal was kept for it, bring that back first: baclotrack"
            " merge FILE. Else, when it says what your prescriber's paper says, run: baclotrack plan adopt",
            "plan.toml not adopted",
            "an adopted plan with a prescriber and a date",
        ),
        "ended": Sentence(
            "{by} ended this plan. When there is a new one, run: baclotrack plan adopt",
            "plan ended",
            "an adopted plan",
        ),
        "unsigned": Sentence(
            "The plan names no prescriber or no date of directions. Run: baclotrack plan adopt",
            "not signed",
            "a prescriber and a date",
        ),
        "off-ladder": Sentence(
            "The dose you are on ({dose}) is not on this plan's ladder. Ask your prescriber which dose applies, then"
            " run: baclotrack instruct set-dose",
            "{dose}",
            "a dose of the plan",
        ),
        "no-dose": Sentence(
            "A taper goes down from the dose you are on, and none is recorded. Ask your prescriber which dose applies,"
            " then run: baclotrack instruct set-dose",
            "no dose in force",
            "a dose of the plan",
        ),
        "differs": Sentence(
            "plan.toml was changed and is not adopted, so no step up is shown. Run: baclotrack plan adopt",
            "plan.toml differs",
            "plan.toml as adopted",
        ),
        "missing": Sentence(
            "plan.toml is gone; the adopted plan is still in the journal, but no step up is shown. Run: baclotrack"
            " plan adopt",
            "plan.toml missing",
            "plan.toml as adopted",
        ),
        "unreadable": Sentence(
            "plan.toml cannot be read ({fault}), so no step up is shown. Mend it, then run: baclotrack plan adopt",
            "plan.toml unreadable",
            "plan.toml as adopted",
        ),
        "review": Sentence(
            "The plan was to be reviewed by {review_by}. Ask your prescriber for a review before going up.",
            "review was due {review_by}",
            "a review date not yet passed",
        ),
    },
    SOURCE,
)
