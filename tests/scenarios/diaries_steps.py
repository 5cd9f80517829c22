"""Diaries that the plan itself answers: first dose, steps, side effects, sedatives, targets, the top, tapers."""

from tests.cli.helpers import DAYTIME, PROFILE, SLEEP
from tests.scenarios.make import BAD, GOOD, Fields, Scenario, adopted, night, nights, noticed, said

TAPER = SLEEP.replace('"titrate"', '"taper"').replace(
    "rungs = [[5], [10], [15], [20]]\nhold_days = 1", "rungs = [[15], [10], [5]]\nhold_days = 7"
)
SLOWER = TAPER.replace("hold_days = 7", "hold_days = 9")
PUMP = """\
# Micrograms are the clinic's: this plan only keeps the record.
format = 1
id = "pump"
title = "Pump, looked after by the clinic"
mode = "record_only"
prescriber = "Dr A. Example"
directed_on = 2026-11-20
"""
TRAMADOL = PROFILE + '\n[[medicines]]\nname = "tramadol"\n'
FIVES: Fields = {"morning": 5, "noon": 5, "evening": 5}
TENS: Fields = {"morning": 10, "noon": 10, "evening": 10}
STIFF: Fields = {"spasticity": 6}
SEVERE = night(21, 10, BAD, {"drowsiness": 3})

STEPS: tuple[Scenario, ...] = (
    # --- the way up
    Scenario(
        "first-evening",
        "The evening on which the plan was adopted: its first dose.",
        *(20, (), "start", None, "none", 5),
    ),
    Scenario(
        "next-step",
        "One night at 5 mg, slept badly, no side effects: the plan's next step.",
        *(21, nights(20, [5]), "step_up", None, "none", 10, 5),
    ),
    Scenario(
        "step-declined",
        "The step to 10 mg was shown and 5 mg were taken: that is in force, and the step is shown again.",
        *(22, nights(20, [5, 5]), "step_up", None, "none", 10, 5),
    ),
    Scenario(
        "daytime-next-step",
        "Three complete days at three times 5 mg, still stiff: the plan's next step, in every dose.",
        *(23, nights(20, [FIVES, FIVES, FIVES], STIFF), "step_up", None, "none", TENS, FIVES),
        plan=DAYTIME,
    ),
    # --- side effects
    Scenario(
        "moderate-side-effect",
        "Dizziness got in the way: the dose stays.",
        *(21, (night(20, 5, BAD, {"dizziness": 2}),), "hold", "side-effects", "none", 5, 5),
    ),
    Scenario(
        "moderate-side-effect-three-times",
        "The same moderate side effect at three check-ins in a row: the prescriber should hear of it.",
        *(23, tuple(night(day, 5, BAD, {"dizziness": 2}) for day in (20, 21, 22)), "hold", "side-effects", "mention"),
        doses=5,
        in_force=5,
    ),
    Scenario(
        "moderate-confusion",
        "Muddled thinking that gets in the way: the dose stays, and a call today.",
        *(21, (night(20, 5, BAD, {"confusion": 2}),), "hold", "side-effects", "today", 5, 5),
    ),
    Scenario(
        "severe-side-effect",
        "A severe side effect at 10 mg: one step back, and a call today.",
        *(22, (night(20, 5), SEVERE), "step_back", "side-effects", "today", 5, 10),
    ),
    Scenario(
        "severe-side-effect-on-the-first-dose",
        "A severe side effect on the plan's lowest dose: there is no step back, so the prescriber must be asked.",
        *(21, (night(20, 5, BAD, {"nausea": 3}),), "ask_prescriber", "side-effects", "today"),
        in_force=5,
        exit=3,
    ),
    Scenario(
        "after-a-severe-side-effect",
        "One good day after a step back: the plan waits for three.",
        *(23, (night(20, 5), SEVERE, night(22, 5)), "hold", "side-effects", "none", 5, 5),
    ),
    Scenario(
        "stepped-back-twice",
        "Twice the step to 10 mg ended in a severe side effect: it is not shown again before the prescriber's word.",
        29,
        (
            *(night(20, 5), SEVERE, *nights(22, [5, 5, 5])),
            *(night(25, 10, BAD, {"drowsiness": 3}), *nights(26, [5, 5, 5])),
        ),
        *("hold", "side-effects", "none", 5, 5),
    ),
    Scenario(
        "a-fall",
        "A fall, whatever its grade: the dose stays, and a call today.",
        *(21, (night(20, 5, BAD, {"fall": 1}),), "hold", "side-effects", "today", 5, 5),
    ),
    Scenario(
        "weakness-from-before",
        "Moderate weakness was there before baclofen: it is this person's usual, and does not hold the step.",
        *(21, (night(20, 5, BAD, {"weakness": 2}),), "step_up", None, "none", 10, 5),
        profile=PROFILE + "\n[had]\nweakness = 2\n",
    ),
    Scenario(
        "withdrawal-sign",
        "Sweating is new since a night was missed: the dose stays, and a call today.",
        *(23, (*nights(20, [5, 0]), night(22, 5, BAD, {"sweating": 1})), "hold", "withdrawal", "today", 5, 5),
    ),
    # --- alcohol and other medicines
    Scenario(
        "alcohol-yesterday",
        "Two drinks yesterday: no step up.",
        *(21, (night(20, 5, drinks=2),), "hold", "sedatives", "none", 5, 5),
    ),
    Scenario(
        "alcohol-today",
        "A drink this afternoon: no step up tonight.",
        *(21, (night(20, 5, drinks=0), noticed(21, drinks=1)), "hold", "sedatives", "none", 5, 5),
    ),
    Scenario(
        "alcohol-where-the-plan-lets-it",
        "The directions allow going up while drinking: the step comes, with a warning.",
        *(21, (night(20, 5, drinks=2),), "step_up", None, "none", 10, 5),
        plan=SLEEP.replace('alcohol = "hold"', 'alcohol = "warn"'),
    ),
    Scenario(
        "a-sleeping-tablet",
        "A sleeping tablet was taken as well: no step up, and a call today.",
        *(21, (night(20, 5, sedatives=["zopiclone"]),), "hold", "sedatives", "today", 5, 5),
    ),
    Scenario(
        "an-opioid-nobody-knows-of",
        "The profile names tramadol, and no prescriber is recorded as knowing it: no step up, and a call today.",
        *(21, (night(20, 5),), "hold", "sedatives", "today", 5, 5),
        profile=TRAMADOL,
    ),
    # --- what the prescriber said, and time
    Scenario(
        "the-prescriber-said-hold",
        "The prescriber said to stay at this dose until the 24th.",
        *(21, (night(20, 5), said(21, "hold", until="2026-11-24")), "hold", "instruction", "none", 5, 5),
    ),
    Scenario(
        "one-missed-night",
        "One night was missed: the same dose, never a double one, and no step.",
        *(22, nights(20, [5, 0]), "hold", "adherence", "none", 5, 5),
    ),
    Scenario(
        "daytime-noon-dose-forgotten",
        "The noon dose was forgotten: the day is not complete, and the plan waits.",
        *(22, nights(20, [FIVES, {"morning": 5, "noon": 0, "evening": 5}], STIFF), "hold", "adherence", "none"),
        doses=FIVES,
        in_force=FIVES,
        plan=DAYTIME,
    ),
    Scenario(
        "daytime-wholly-missed-day",
        "A whole day without a dose on a daytime plan: the prescriber must say how to go on.",
        *(22, nights(20, [FIVES, {"morning": 0, "noon": 0, "evening": 0}], STIFF), "ask_prescriber", "gap", "today"),
        in_force=FIVES,
        exit=3,
        plan=DAYTIME,
    ),
    Scenario(
        "not-long-enough",
        "Two complete nights at 5 mg, and the plan asks for three: the dose stays.",
        *(22, nights(20, [5, 5]), "hold", "hold-time", "none", 5, 5),
        plan=SLEEP.replace("hold_days = 1", "hold_days = 3"),
    ),
    Scenario(
        "from-65-on-seven-nights",
        "The person is 76: seven complete nights are asked for at each dose.",
        *(21, nights(20, [5]), "hold", "hold-time", "none", 5, 5),
        profile=PROFILE.replace("1980", "1950"),
    ),
    Scenario(
        "from-65-on-the-pace-acknowledged",
        "The person is 76, and the prescriber acknowledged the plan's own pace.",
        *(21, (night(20, 5), said(21, "acknowledge", name="pace")), "step_up", None, "none", 10, 5),
        profile=PROFILE.replace("1980", "1950"),
    ),
    # --- targets, the top, tablets
    Scenario(
        "slept-better",
        "Sleep was better and the person fell back asleep: improvement means stay.",
        *(21, nights(20, [5], GOOD), "hold", "target", "none", 5, 5),
    ),
    Scenario(
        "sleep-not-told",
        "The check-in does not say how sleep was: the dose stays.",
        *(21, nights(20, [5], None), "hold", "target", "none", 5, 5),
    ),
    Scenario(
        "one-bad-night-after-good-ones",
        "This dose worked before: one bad night is not enough to go up.",
        *(23, (*nights(20, [5, 5], GOOD), night(22, 5)), "hold", "target", "none", 5, 5),
    ),
    Scenario(
        "at-the-top",
        "Four nights without better sleep led to 20 mg, the plan's highest dose: stay, and tell the prescriber.",
        *(24, nights(20, [5, 10, 15, 20]), "hold", "ceiling", "mention", 20, 20),
    ),
    Scenario(
        "tablets-cannot-make-it",
        "The tablets are 10 mg and must not be broken, so 15 mg cannot be made exactly: the dose stays.",
        *(21, nights(20, [10]), "hold", "tablets", "none", 10, 10),
        profile=PROFILE.replace("splits = 2", "splits = 1"),
        on_dose=10,
    ),
    # --- other kinds of plan
    Scenario(
        "taper-next-step",
        "A week at 15 mg on a taper: the plan goes down to 10 mg.",
        *(27, nights(20, [15] * 7, None), "taper", None, "none", 10, 15),
        plan=TAPER,
        on_dose=15,
    ),
    Scenario(
        "taper-withdrawal-sign",
        "Anxiety is new during the taper: it stays at this dose, and a call today.",
        27,
        (*nights(20, [15] * 6, None), night(26, 15, None, {"anxiety": 1})),
        *("hold", "withdrawal", "today", 15, 15),
        plan=TAPER,
        on_dose=15,
    ),
    Scenario(
        "taper-finished",
        "A week at the last step of the taper: it is finished.",
        *(27, nights(20, [5] * 7, None), "finished"),
        in_force=5,
        plan=TAPER,
        on_dose=5,
    ),
    Scenario(
        "taper-without-a-dose",
        "A taper is adopted and nobody said which dose is taken: it is not begun at its highest dose.",
        *(21, (), "cannot_decide", "plan"),
        exit=3,
        plan=TAPER,
    ),
    Scenario(
        "taper-begins-at-its-adoption",
        "Seven nights at 15 mg, and then a taper: its own week begins on the day it is adopted, so nothing is cut yet.",
        28,
        (*nights(20, [15] * 7, GOOD), adopted(27, TAPER), night(27, 15, None)),
        *("hold", "hold-time", "none", 15, 15),
        plan=TAPER,
        adopted=SLEEP,
        on_dose=15,
    ),
    Scenario(
        "taper-slowed",
        "Six days into a step a slower taper is adopted: its days go on counting, and nine are over.",
        29,
        (*nights(20, [10] * 6, None), adopted(26, SLOWER), *nights(26, [10] * 3, None)),
        *("taper", None, "none", 5, 10),
        plan=SLOWER,
        adopted=TAPER,
        on_dose=10,
    ),
    Scenario(
        "taper-sign-after-its-end",
        "The taper is done, and two days later sweating is new: no dose is shown, and the prescriber is called today.",
        29,
        (*nights(20, [5] * 7, None), night(27, 0, None), night(28, 0, None, {"sweating": 1})),
        *("ask_prescriber", "withdrawal", "today"),
        exit=3,
        plan=TAPER,
        on_dose=5,
    ),
    Scenario(
        "taper-with-days-of-its-own",
        "The prescriber's schedule keeps 15 mg for four days and 10 mg for two: on the fifth day it goes down.",
        *(24, nights(20, [15] * 4, None), "taper", None, "none", 10, 15),
        plan=TAPER.replace("hold_days = 7", "hold_days = 7\ndays = [4, 2, 1]\nown_schedule = true"),
        on_dose=15,
    ),
    Scenario(
        "record-only",
        "A pump that the clinic looks after: the plan only keeps the record.",
        *(21, (night(20, None, {"spasticity": 4}),), "record_only"),
        plan=PUMP,
    ),
)
