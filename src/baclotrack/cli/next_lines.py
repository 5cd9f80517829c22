"""The answer of `next` as lines: the dose first, then why, whom to call, what to watch; at most eight at 80 columns.

What is in doubt in the record itself, the first reason, whatever somebody should hear of today, and whose plan it is
are never cut off. Of the rest, what is less urgent goes first, and a line says how much was left out.
"""

from collections.abc import Mapping
from typing import NamedTuple

from baclotrack.cli.call import COLUMNS, Call, bold, fold, inert, say
from baclotrack.cli.days import log_day
from baclotrack.core.days import ONE_DAY
from baclotrack.core.decision import Decision
from baclotrack.core.known import last_checkin
from baclotrack.core.values import Contact, GateState, Outcome
from baclotrack.core.warnings import SAID_FIRST, Warned, most_urgent_first
from baclotrack.store import Home, load_catalogue_json
from baclotrack.wording import (
    call_line,
    call_reasons,
    cause_line,
    day_words,
    gate_json,
    headline,
    no_dose_lines,
    reasons,
    sentence,
    tablets_line,
    warning,
)
from baclotrack.wording.asked import answer_line

MOST_ROWS = 8
WARNINGS_KEPT = 2
"""As many warnings stand before reasons beyond the first."""

NEVER_CUT = "missed"
"""The warning that keeps from a double dose; it stands however little room there is (reference, MD-3)."""

TO_COME = "The check-in for {day} is still to come. The morning after, run: baclotrack log"
NAMED = "{day} is not wholly logged yet. Run: baclotrack log {iso}"
LOG_TOLD = {"check-in": frozenset({"missing", "doses", "effects", "silent"}), "target": frozenset({"not-answered"})}
"""By gate, the clauses that send somebody to `log`, which asks for calendar yesterday."""

MARKS = {
    Outcome.EMERGENCY: "[call]",
    Outcome.ASK: "[ask]",
    Outcome.CANNOT: "[no dose]",
    Outcome.RESTART: "[restart]",
    Outcome.STEP_BACK: "[back]",
    Outcome.HOLD: "[hold]",
}
"""What a gate that blocks allows at most, as a mark that needs no colour."""


class Lines(NamedTuple):
    """The parts of an answer, in order; `warned`, and `reasons` beyond the first `kept`, may be cut.

    Where the record is in doubt, so may `answer`, the command for what the prescriber says: another command comes
    before it then. `brief` may take the place of the first reason; the faults themselves are named on stderr.
    """

    head: tuple[str, ...]
    reasons: tuple[str, ...]
    after: tuple[str, ...]
    answer: tuple[str, ...]
    warned: tuple[Warned, ...]
    source: str
    kept: int = 1
    in_doubt: bool = False
    brief: str = ""

    def shown(self, left_out: int = 0) -> list[str]:
        """Return the lines, with how many parts were left out."""
        more = [f"And {left_out} more: baclotrack next --explain"] if left_out else []
        source = [self.source] if self.source else []
        return [
            *self.head,
            *_paragraphs(self.reasons),
            *self.after,
            *self.answer,
            *(warning(one) for one in self.warned),
            *more,
            *source,
        ]


def _paragraphs(sentences: tuple[str, ...]) -> list[str]:
    """Return sentences put together; one that ends with a command ends its line, so that the command can be copied."""
    lines: list[str] = []
    for one in sentences:
        if lines and "baclotrack " not in lines[-1] and "baclotrack " not in one:
            lines[-1] += f" {one}"
        else:
            lines.append(one)
    return lines


def decision_lines(
    decision: Decision,
    warned: tuple[Warned, ...],
    phone: str,
    source: str = "",
    most_rows: int | None = MOST_ROWS,
    instead: Mapping[str, str] | None = None,
) -> list[str]:
    """Return the answer as lines, most important first.

    Args:
        decision: the answer.
        warned: the warnings beside it.
        phone: the prescriber's number, as the person wrote it.
        source: whose plan it is.
        most_rows: how many rows of 80 columns it may take where that can be; None for all of it.
        instead: sentences that read otherwise at this hour, by what they are in the decision.
    """
    if decision.outcome is Outcome.EMERGENCY:
        return _emergency(decision)
    whole = _parts(decision, warned, phone, source, instead or {})
    return whole.shown() if most_rows is None else _fitted(whole, most_rows)


def _parts(
    decision: Decision, warned: tuple[Warned, ...], phone: str, source: str, instead: Mapping[str, str]
) -> Lines:
    """Return the whole answer in its parts."""
    first = [warning(one) for one in warned if one.id in SAID_FIRST]
    tablets = tablets_line(decision)
    head = [*first, f"{day_words(decision.day)}: {headline(decision)}", *([f"Tablets: {tablets}."] if tablets else [])]
    always = no_dose_lines(decision)
    told, cause = reasons(decision, warned), cause_line(decision, warned)
    why = tuple(now for text in told if text not in always and (now := instead.get(text, text)))
    calls = call_reasons(decision)
    limit = sentence(decision.finding(decision.limited_by)) if decision.limited_by else ""
    behind = int(cause not in {"", limit})  # then the first reason stands after its cause, and neither is cut
    kept = max([1 + behind, *(place for place, text in enumerate(why, 1) if text in calls)])
    mention = decision.contact in {Contact.MENTION, Contact.NONE}  # without a dose tonight's question cannot wait
    reach = (_whom_to_call(decision, phone) if mention else "") or call_line(decision, phone)
    after = [text for text in told if text in always] + ([reach] if reach else [])
    answer = answer_line(decision, " ".join(why[behind : behind + 1]))
    beside = tuple(one for one in warned if one.id not in SAID_FIRST and warning(one) not in why)
    return Lines(
        head=tuple(head),
        reasons=why,
        after=tuple(after),
        answer=(answer,) if answer else (),
        warned=most_urgent_first(beside),
        source=source,
        kept=kept,
        in_doubt=bool(cause),
        brief=_brief(decision, cause),
    )


def _brief(decision: Decision, cause: str) -> str:
    """Return what is said of a damaged record where there is no room to say which line of it; else nothing."""
    first = decision.finding("journal").facts.get("first")
    return cause.replace(f" ({first})", "") if first and cause.startswith(sentence(decision.finding("journal"))) else ""


def _fitted(lines: Lines, most_rows: int) -> list[str]:
    """Return the lines with as much left out, least urgent first, as it takes to fit."""
    left_out = 0
    while rows(lines.shown(left_out)) > most_rows:
        shorter = _shorter(lines)
        if shorter is None:
            break  # what is left must be said, however long it is
        lines, left_out = shorter, left_out + 1
    return lines.shown(left_out)


def _shorter(lines: Lines) -> Lines | None:
    """Return the lines with the least urgent part left out: a third warning, a second reason, then other warnings."""
    spare = bool(lines.warned) and not _is_urgent(lines.warned[-1]) and lines.warned[-1].id != NEVER_CUT
    if spare and len(lines.warned) > WARNINGS_KEPT:
        return lines._replace(warned=lines.warned[:-1])
    if len(lines.reasons) > lines.kept:
        return lines._replace(reasons=lines.reasons[:-1])
    if spare:
        return lines._replace(warned=lines.warned[:-1])
    if lines.brief and lines.reasons[0] != lines.brief:
        return lines._replace(reasons=(lines.brief, *lines.reasons[1:]))
    return lines._replace(answer=()) if lines.answer and lines.in_doubt else None


def _is_urgent(one: Warned) -> bool:
    """Return whether somebody must hear of it today."""
    return one.contact in {Contact.TODAY, Contact.EMERGENCY}


def rows(lines: list[str]) -> int:
    """Return how many rows of 80 columns the lines take."""
    return sum(fold(inert(line), COLUMNS).count("\n") + 1 for line in lines)


def _whom_to_call(decision: Decision, phone: str) -> str:
    """Return whom to call where no dose is shown, though nothing else asks for a call."""
    if not no_dose_lines(decision):
        return ""
    who = (decision.plan.prescriber if decision.plan else "") or "your prescriber"
    return f"If you are unsure what to do tonight, call {who}{', ' + phone if phone else ''}."


def emergency_lines(flags: tuple[str, ...]) -> list[str]:
    """Return the emergency text: one for overdose and withdrawal alike, with no dose beside it."""
    texts = load_catalogue_json()["emergency"]
    lines = str(texts["text"]).splitlines()
    return [str(texts["crisis"]), *lines] if "self-harm" in flags else lines


def _emergency(decision: Decision) -> list[str]:
    """Return the emergency text; from the day after the flag, the two lines that say how to go on."""
    finding = decision.finding("red-flag")
    if finding.why != "flag":
        return [*emergency_lines(()), *reasons(decision)]
    names = finding.facts["flags"]
    since = finding.facts["since"]
    flags = tuple(str(one) for one in names) if isinstance(names, tuple) else ()
    if since == decision.day or not flags:
        return [*emergency_lines(flags), sentence(finding)]
    texts = load_catalogue_json()
    lines = [
        str(line).format(when=day_words(since), flag=flags[0])  # type: ignore[arg-type]  # a date
        for line in texts["emergency"]["followup"]
    ]
    return [str(texts["emergency"]["crisis"]), *lines] if "self-harm" in flags else lines


def source_line(decision: Decision, home: Home) -> str:
    """Return whose plan it is, and how fresh the record, beside every dose that is shown (reference, section 11)."""
    plan = decision.plan
    if decision.doses is None or plan is None or plan.directed_on is None:
        return ""
    logged = last_checkin(home.history.days, decision.day)
    last = f"last check-in {day_words(logged)}" if logged else "no check-in yet"
    return f"Plan of {plan.prescriber}, {day_words(plan.directed_on)}; no advice; {last}."


def show_decision(call: Call, decision: Decision, warned: tuple[Warned, ...], home: Home, *, whole: bool) -> None:
    """Print the answer; at a terminal the dose and its tablets stand out, with space around them."""
    source = source_line(decision, home)
    most_rows = None if whole else MOST_ROWS
    lines = decision_lines(decision, warned, home.profile.phone, source, most_rows, _of_this_hour(call, decision, home))
    spaced = not call.plain and decision.outcome is not Outcome.EMERGENCY
    standing = sum(one.id in SAID_FIRST for one in warned) if decision.outcome is not Outcome.EMERGENCY else 0
    last = standing + bool(tablets_line(decision)) if spaced else standing
    for place, line in enumerate(lines):
        if spaced and place == standing:
            say()
        say(bold(inert(line), call) if standing <= place <= last else inert(line))
        if spaced and place == last:
            say()


def _of_this_hour(call: Call, decision: Decision, home: Home) -> Mapping[str, str]:
    """Return sentences that send to `log` as they hold now, where `log` on its own asks for another day (hazard H-04).

    So it is once tonight's dose is recorded, after midnight, and for a day that was asked for. All is told by the
    first such sentence; the others become empty.
    """
    day = decision.day - ONE_DAY
    coming = day >= home.today
    found = [one for one in decision.findings if one.why in LOG_TOLD.get(one.gate, ())]
    if not coming and day == log_day(home.today, call.now.date()):
        return {}
    told = (TO_COME if coming else NAMED).format(day=day_words(day), iso=day.isoformat())
    return {sentence(one): "" if place else told for place, one in enumerate(found)}


def show_gates(call: Call, decision: Decision) -> None:
    """Print every gate: what it allows, what was seen, what is needed, and where the rule comes from."""
    rows_of = [(gate_json(one), _mark(one.state, one.allows)) for one in decision.findings]
    if call.plain:
        for row, mark in rows_of:
            words = f"seen: {row['seen']}; needed: {row['needed']}; {row['source']}"
            say(f"{row['id']}: {mark}; {inert(words)}")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("gate", "", "seen", "needed", "source")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for row, mark in rows_of:
        table.add_row(row["id"], mark, inert(row["seen"]), inert(row["needed"]), row["source"])
    Console().print(table, markup=False)


def _mark(state: GateState, allows: Outcome | None) -> str:
    """Return what a gate found, as a mark: [ok], [?], or what it allows at most."""
    if state is GateState.UNKNOWN:
        return "[?]"
    return "[ok]" if state is GateState.PASS or allows is None else MARKS.get(allows, "[hold]")
