"""Diaries that the gates of the record answer: journal, plan, red flags, conditions, gaps, check-ins, off-plan."""

from baclotrack.store.set_aside import fingerprint
from tests.cli.helpers import PROFILE, SLEEP
from tests.scenarios.make import BAD, Line, Scenario, journal_of, moment, night, nights, noticed, said, took

PREGNANT = PROFILE + '\n[[conditions]]\nname = "pregnancy"\n'
KNOWN = PREGNANT + 'known_by = "Dr A. Example"\nknown_on = 2026-11-19\n'

SLOW = SLEEP.replace("hold_days = 1", "hold_days = 3")
"""The same ladder, three complete days at each dose."""
FOUR_NIGHTS = nights(20, [5, 5, 5, 5])
DAMAGED = ((b'"n":5,"doses":{"bedtime":5}', b'"n":5,"doses":{"bedtime":7}'),)
"""What happened to the check-in of the third night: its checksum no longer fits."""


def aside(day: int) -> Line:
    """Return what `doctor --set-aside 5` writes on the morning of a day: the damaged line, named by its bytes."""
    whole = journal_of(Scenario("", "", day, FOUR_NIGHTS, "", plan=SLOW, changed=DAMAGED)).split(b"\n")[4]
    crc, length = fingerprint(whole)
    fields = {"damaged": crc, "length": length, "of": "laptop", "first": 5, "last": 5, "excerpt": whole[:60].decode()}
    return Line(moment(day, "07:40"), "set_aside", {**fields, "reason": WHY})


WHY = "its checksum does not match, so it was changed or damaged."

RECORD: tuple[Scenario, ...] = (
    # --- journal
    Scenario(
        "journal-edited",
        "A dose in the journal was changed by hand: its checksum no longer fits, the line is named, no dose is shown.",
        *(22, nights(20, [5, 10]), "cannot_decide", "journal"),
        in_force=5,
        exit=1,
        changed=((b'{"bedtime":10}', b'{"bedtime":15}'),),
    ),
    Scenario(
        "journal-line-damaged",
        "The check-in of one night was changed by hand: the line is named, and no dose is shown until it is set aside.",
        *(24, FOUR_NIGHTS, "cannot_decide", "journal"),
        in_force=5,
        exit=1,
        plan=SLOW,
        changed=DAMAGED,
    ),
    Scenario(
        "journal-line-missing",
        "An entry of this machine is gone from the middle of the journal: no dose is shown until it is found.",
        *(23, nights(20, [5, 5, 5]), "cannot_decide", "journal"),
        in_force=5,
        exit=1,
        changed=((b'"n":4,', b'"n":6,'),),
    ),
    Scenario(
        "journal-line-set-aside",
        "The damaged line was set aside this morning: the dose is held until three complete days follow this one.",
        *(24, (*FOUR_NIGHTS, aside(24)), "hold", "journal", "none", 5, 5),
        plan=SLOW,
        changed=DAMAGED,
    ),
    Scenario(
        "journal-line-set-aside-two-days-on",
        "A line was set aside, and two complete days followed that day: one more is asked for before the plan goes on.",
        *(27, (*FOUR_NIGHTS, aside(24), *nights(24, [5, 5, 5])), "hold", "journal", "none", 5, 5),
        plan=SLOW,
        changed=DAMAGED,
    ),
    Scenario(
        "journal-line-set-aside-three-days-on",
        "A line was set aside, and three complete days followed that day: the plan goes on from there.",
        *(28, (*FOUR_NIGHTS, aside(24), *nights(24, [5, 5, 5, 5])), "step_up", None, "none", 10, 5),
        plan=SLOW,
        changed=DAMAGED,
    ),
    Scenario(
        "journal-from-a-later-version",
        "The journal holds a kind of entry that this version does not know: the dose stays.",
        *(21, (night(20, 5), Line(moment(21, "08:00"), "mood", {"calm": 3}, version=2)), "hold", "journal"),
        doses=5,
        in_force=5,
    ),
    Scenario(
        "journal-from-the-future",
        "An entry is dated four days ahead, so the machine's clock may have gone back: the dose stays.",
        *(21, (night(20, 5), noticed(25, drinks=0)), "hold", "journal"),
        doses=5,
        in_force=5,
    ),
    # --- plan
    Scenario(
        "plan-not-adopted",
        "There is a plan file, but it was never adopted: no dose is shown.",
        *(21, (), "cannot_decide", "plan"),
        exit=3,
        adopted="",
    ),
    Scenario(
        "plan-file-edited",
        "The plan file was changed and not adopted: the dose of the adopted plan stays.",
        *(21, (night(20, 5),), "hold", "plan", "mention", 5, 5),
        plan=SLEEP.replace("[[5], [10], [15], [20]]", "[[5], [10], [15]]"),
        adopted=SLEEP,
    ),
    Scenario(
        "plan-review-passed",
        "The day by which the prescriber was to review the plan has passed: the dose stays.",
        *(21, (night(20, 5),), "hold", "plan", "mention", 5, 5),
        plan=SLEEP.replace("2027-02-18", "2026-11-20"),
    ),
    Scenario(
        "plan-ended",
        "The prescriber ended the plan: no dose is shown, and the person is told not to stop suddenly.",
        *(21, (night(20, 5), said(21, "end_plan")), "cannot_decide", "plan"),
        in_force=5,
        exit=3,
    ),
    # --- red flags
    Scenario(
        "red-flag-today",
        "The person fainted this afternoon: the emergency text, and no dose beside it.",
        *(21, (night(20, 5), noticed(21, red_flags=["fainting"])), "emergency", "red-flag", "emergency"),
        in_force=5,
        exit=4,
    ),
    Scenario(
        "red-flag-still-open",
        "The person fainted two days ago and nobody has cleared it since: the emergency text stands.",
        *(23, (noticed(21, red_flags=["fainting"]), night(22, 5)), "emergency", "red-flag", "emergency"),
        in_force=5,
        exit=4,
    ),
    Scenario(
        "red-flag-severe-confusion",
        "Confusion was graded severe this morning: that is a red flag.",
        *(21, (night(20, 5, BAD, {"confusion": 3}),), "emergency", "red-flag", "emergency"),
        in_force=5,
        exit=4,
    ),
    Scenario(
        "red-flag-cleared",
        "The person fainted, was seen, and the prescriber cleared it: the plan goes on.",
        22,
        (
            night(20, 5),
            noticed(21, red_flags=["fainting"]),
            night(21, 5, red_flags=["fainting"], supersedes="entry-04"),
            said(22, "clear_flag", name="fainting"),
        ),
        *("step_up", None, "none", 10, 5),
    ),
    # --- conditions
    Scenario(
        "kidneys-too-weak",
        "The kidneys filter less than 30 mL a minute: no step without the prescriber, whatever was acknowledged.",
        *(21, (night(20, 5), said(21, "acknowledge", name="kidney-disease")), "ask_prescriber", "conditions", "today"),
        in_force=5,
        exit=3,
        profile=PROFILE.replace("born = 1980", "born = 1980\negfr = 25"),
    ),
    Scenario(
        "pregnancy-not-told",
        "The person is pregnant and no prescriber is recorded as knowing it: the dose stays, and a call today.",
        *(21, (night(20, 5),), "hold", "conditions", "today", 5, 5),
        profile=PREGNANT,
    ),
    Scenario(
        "pregnancy-not-told-before-the-first-dose",
        "Before the first dose there is no dose to hold, so the prescriber is asked first.",
        *(20, (), "ask_prescriber", "conditions", "today"),
        exit=3,
        profile=PREGNANT,
    ),
    Scenario(
        "pregnancy-known",
        "The prescriber knows of the pregnancy and lets the plan go on.",
        *(21, (night(20, 5),), "step_up", None, "none", 10, 5),
        profile=KNOWN,
    ),
    # --- gaps
    Scenario(
        "two-missed-nights",
        "Two nights in a row were missed: the plan goes back to its first dose.",
        *(24, nights(20, [5, 10, 0, 0]), "restart", "gap", "mention", 5, 10),
    ),
    Scenario(
        "a-missed-and-a-silent-night",
        "One night was missed and the next not recorded: what was taken must be told first.",
        *(23, nights(20, [5, 0]), "cannot_decide", "gap"),
        in_force=5,
        exit=3,
    ),
    # --- check-ins
    Scenario(
        "last-night-not-logged",
        "Last night is not logged yet: the dose stays.",
        *(22, (night(20, 5),), "hold", "check-in", "none", 5, 5),
    ),
    Scenario(
        "side-effects-not-asked",
        "The check-in says nothing of side effects, not even that there were none: the dose stays.",
        *(21, (night(20, 5, BAD, None),), "hold", "check-in", "none", 5, 5),
    ),
    Scenario(
        "doses-not-told",
        "The check-in does not say what was taken: the dose stays.",
        *(22, (night(20, 5), night(21, None)), "hold", "check-in", "none", 5, 5),
    ),
    Scenario(
        "three-silent-days",
        "Nothing was recorded for three days: no dose is shown until it is known what was taken.",
        *(24, (night(20, 5),), "cannot_decide", "check-in"),
        in_force=5,
        exit=3,
    ),
    Scenario(
        "two-devices-differ",
        "Telephone and laptop tell different doses for one night: the dose stays until the person says which is right.",
        *(21, (night(20, 5), night(20, 10, device="phone")), "hold", "check-in", "today", 5, 5),
    ),
    Scenario(
        "dose-after-midnight",
        "The dose was taken at 00:40 and told at once: it belongs to the evening before, and the night counts.",
        *(21, (took(20, 5, "00:40", moment(21, "00:40")), night(20, None)), "step_up", None, "none", 10, 5),
    ),
    Scenario(
        "corrected-check-in",
        "A check-in said 15 mg by mistake and was corrected to 5 mg: only the correction counts.",
        *(21, (night(20, 15), night(20, 5, supersedes="entry-03")), "step_up", None, "none", 10, 5),
    ),
    Scenario(
        "taken-back",
        "A second dose was recorded by mistake and taken back: it never was.",
        21,
        (
            took(20, 5),
            took(20, 5, "23:40"),
            Line(moment(21, "07:00"), "retract", {"target": "entry-04", "reason": "pressed twice"}),
            night(20, None),
        ),
        *("step_up", None, "none", 10, 5),
    ),
    # --- off the plan
    Scenario(
        "more-than-the-plan-said",
        "15 mg were taken where the plan said 10 mg: the dose stays, and a call today.",
        *(22, nights(20, [5, 15]), "hold", "off-plan", "today", 5, 5),
    ),
    Scenario(
        "two-steps-below",
        "5 mg were taken instead of 15 mg: that is in force now, and a call today: a sudden drop can be dangerous.",
        *(24, nights(20, [5, 10, 15, 5]), "hold", "off-plan", "today", 5, 5),
    ),
    Scenario(
        "over-the-plan-three-days",
        "More than the plan said was taken on three days in a row: the prescriber must be asked.",
        *(23, nights(20, [10, 10, 10]), "ask_prescriber", "off-plan", "today"),
        in_force=5,
        exit=3,
    ),
    Scenario(
        "beyond-the-limit",
        "25 mg were taken, and the plan's limit is 20 mg: the prescriber must be asked.",
        *(21, nights(20, [25]), "ask_prescriber", "off-plan", "today"),
        in_force=5,
        exit=3,
    ),
    Scenario(
        "beyond-the-limit-with-a-side-effect",
        "25 mg were taken and the person is dizzy: the emergency text.",
        *(21, (night(20, 25, BAD, {"dizziness": 2}),), "emergency", "off-plan", "emergency"),
        in_force=5,
        exit=4,
    ),
    Scenario(
        "beyond-twice-the-limit",
        "45 mg were taken, more than twice the plan's limit: the emergency text.",
        *(21, nights(20, [45]), "emergency", "off-plan", "emergency"),
        in_force=5,
        exit=4,
    ),
    Scenario(
        "the-prescriber-answered",
        "After 25 mg the prescriber said to be on 5 mg: that answers it, and the plan counts from there.",
        *(21, (night(20, 25), said(21, "set_dose", doses={"bedtime": 5})), "hold", "hold-time", "none", 5, 5),
    ),
)
