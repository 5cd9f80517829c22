"""Once in 30 days: is anything new that the prescriber should know before the plan goes on (hazard H-20)?

The answer is on record: the profile is recorded again, as confirmed or as changed. So the last profile entry of the
journal tells when to ask the next time, and a person who edits profile.toml meanwhile is not asked again so soon.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from baclotrack.cli.answers import sedative_name
from baclotrack.cli.call import inert
from baclotrack.cli.checkin import Beside
from baclotrack.cli.dialogue import NO, ask_until
from baclotrack.cli.names import shown
from baclotrack.core.plan import Known
from baclotrack.errors import BaclotrackError
from baclotrack.store import PROFILE, Home

if TYPE_CHECKING:
    from baclotrack.store.writing import Draft

CONDITIONS: Mapping[str, str] = {"k": "kidney-disease", "p": "pregnancy", "o": "surgery-planned"}
"""The condition that each key names; m is another medicine."""

MEDICINE = "m"
QUESTION = "Anything new: kidneys, pregnancy, other medicines, an operation? [Enter = no, or k p m o]"


def ask_news(home: Home, beside: Beside) -> Beside:
    """Ask, and return what is written with the check-in: the profile as it stands, or what is new."""
    text = home.journal.profile_text
    if home.profile_fault or text is None:
        return beside  # profile.toml is to be mended first; every command says so
    keys = ask_until(QUESTION, keys_of)
    names = [CONDITIONS[key] for key in keys if key in CONDITIONS]
    medicine = ask_until("  Which medicine?", sedative_name) if MEDICINE in keys else ""
    drafts = [*beside.drafts]
    lines = [*beside.lines]
    if medicine:
        from baclotrack.store.writing import Draft

        drafts.append(Draft("medicine", {"action": "start", "name": medicine}, home.today))
        lines.append(f"Recorded: {inert(medicine)} started. What it means for the plan: baclotrack next")
    try:
        drafts.append(_profile(home, text, names))
    except BaclotrackError as error:  # the rest of the morning must not be lost with it
        return beside._replace(
            drafts=tuple(drafts), lines=(*lines, *([f"Not recorded: {error.message}"] if names else []))
        )
    lines += [_told_line(name) for name in names]
    return beside._replace(drafts=tuple(drafts), lines=tuple(lines))


def keys_of(text: str) -> str:
    """Return the keys of what is new, each once; none where nothing is.

    Raises:
        BaclotrackError: when the answer is none of them.
    """
    word = text.lower().replace(",", "").replace(" ", "")
    if not word or word in NO:
        return ""
    if word in {"y", "yes"} or set(word) - {*CONDITIONS, MEDICINE}:
        asked = "What is new?" if word in {"y", "yes"} else f"{shown(text)!r} is not understood."
        message = f"{asked} Write k for kidneys, p for pregnancy, m for a medicine, o for an operation."
        raise BaclotrackError(message, slug="bad-answer")
    return "".join(dict.fromkeys(word))


def _told_line(name: str) -> str:
    """Return what to do about a new condition."""
    words = name.replace("-", " ")
    return f"Recorded: {words}. Tell your prescriber; when they know, run: baclotrack instruct acknowledge {name}"


def _profile(home: Home, recorded: str, names: list[str]) -> "Draft":
    """Return the profile as an entry, with the new conditions written into profile.toml first.

    The file is written before the journal: were it the other way round, and the machine stopped in between, the older
    file would count again and the condition be forgotten.
    """
    from baclotrack.store.profile_file import parse_profile, read_profile, set_known
    from baclotrack.store.writing import Draft, write_text

    path = home.path / PROFILE
    text = read_profile(path).text if path.exists() else recorded
    for name in names:
        if not home.profile.has(name):
            text = set_known(text, "conditions", Known(name))
    if names:
        write_text(path, text)
    file = parse_profile(text)
    return Draft("profile", {"profile": file.mapping, "toml": file.text})
