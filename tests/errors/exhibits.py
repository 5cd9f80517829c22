"""The exhibits: a home of four lines of diary, and one thing wrong with it in each."""

import zlib
from collections.abc import Mapping
from typing import NamedTuple

from baclotrack.store.checkpoint import Mark
from baclotrack.store.writing import line_of
from tests.cli.helpers import PROFILE, SLEEP, told
from tests.scenarios.make import Line, moment, night, written

DEVICE = "laptop"
NOW = "2026-11-23T22:00+00:00"
"""The evening on which every exhibit is looked at; with nothing wrong the plan goes up to 20 mg."""

Files = Mapping[str, bytes | None]
"""The files of a home by name; None is a folder in the place of a file."""


class Exhibit(NamedTuple):
    """One damaged home: its name, one sentence for a reader, its files, and what a sound record would allow.

    `steps` says that nothing is wrong, so that the plan goes up; `unreadable` names files that nobody may read;
    `remembers` gives the home a checkpoint of the whole journal.
    """

    name: str
    sentence: str
    files: Files | bytes
    steps: bool = False
    unreadable: tuple[str, ...] = ()
    remembers: bool = False


DIARY = (
    Line(moment(20, "18:00"), "profile", {"profile": told(PROFILE), "toml": PROFILE}),
    Line(moment(20, "18:00"), "plan", {"plan": told(SLEEP), "toml": SLEEP}),
    night(20, 5),
    night(21, 10),
    night(22, 15),
)
LINES = tuple(written(DIARY))
WHOLE = b"".join(LINES)
NEXT_NIGHT = tuple(written((*DIARY, night(23, 20))))[-1]
MARK = Mark(DEVICE, len(LINES), len(LINES), len(WHOLE), LINES[-1][-11:-3].decode())


def home(journal: bytes | None = WHOLE, **changed: bytes | None) -> Files:
    """Return the files of a home with this journal; others are named with an underscore for the point."""
    files: dict[str, bytes | None] = {"plan.toml": SLEEP.encode(), "profile.toml": PROFILE.encode()}
    if journal is not None:
        files["journal.jsonl"] = journal
    return {**files, **{name.replace("_", "."): data for name, data in changed.items()}}


def plan(old: str, new: str) -> Files:
    """Return a home whose plan file was changed in one place."""
    return home(plan_toml=changed(SLEEP, old, new))


def profile(old: str, new: str) -> Files:
    """Return a home whose profile file was changed in one place."""
    return home(profile_toml=changed(PROFILE, old, new))


def changed(text: str, old: str, new: str) -> bytes:
    """Return a text changed in one place.

    Raises:
        ValueError: when there is no such place, or more than one.
    """
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in the file")
    return text.replace(old, new).encode()


def with_line(place: int, line: bytes) -> bytes:
    """Return the journal with another line in the place of the one with that number."""
    return b"".join([*LINES[: place - 1], line, *LINES[place:]])


def edited(place: int, old: bytes, new: bytes) -> bytes:
    """Return the journal with something changed in one line, behind the back of its checksum.

    Raises:
        ValueError: when it does not stand there once.
    """
    if LINES[place - 1].count(old) != 1:
        raise ValueError(old)
    return with_line(place, LINES[place - 1].replace(old, new))


def resealed(place: int, old: bytes, new: bytes) -> bytes:
    """Return the journal with something changed in one line, and its checksum with it."""
    body = edited(place, old, new).split(b"\n")[place - 1].rpartition(b',"crc"')[0]
    return with_line(place, b'%s,"crc":"%08x"}\n' % (body, zlib.crc32(body)))


def set_aside(**fields: object) -> bytes:
    """Return an entry by which something was set aside at noon of the last day."""
    head = {"v": 1, "id": "entry-06", "at": moment(23, "12:00"), "kind": "set_aside", "device": DEVICE, "n": 6}
    return line_of({**head, **fields})


DOSE = b'"doses":{"bedtime":10}'
EDITED = edited(4, DOSE, b'"doses":{"bedtime":1}')
EDITED_LINE = EDITED.split(b"\n")[3]
LATER = b'{"v":2,"id":"entry-06","at":"2026-11-23T12:00:00.000+00:00","kind":"mood","device":"laptop","n":6,"mood":3'
LONG = b'{"v":1,"id":"' + b"long " * 4000 + b"\n"


def sealed(body: bytes) -> bytes:
    """Return a line with a good checksum around whatever it is given."""
    return b'%s,"crc":"%08x"}\n' % (body, zlib.crc32(body))


JOURNALS = (
    Exhibit("intact", "Nothing is wrong: the home that all others were made from.", home(), steps=True),
    Exhibit("torn-last-line", "The last line has no end, and nothing tells whether it was ever confirmed.",
            home(WHOLE + NEXT_NIGHT[:90])),
    Exhibit("torn-line-unconfirmed", "The last line has no end; this device remembers the one before it as its last.",
            home(WHOLE + NEXT_NIGHT[:90]), remembers=True),
    Exhibit(
        "torn-line-closed",
        "The last line was not written to its end, and another entry was recorded after it.",
        home(b"".join(LINES[:4]) + NEXT_NIGHT[:90] + b"\n" + LINES[4]),
    ),
    Exhibit("truncated", "The file was cut in the middle of a recorded entry.", home(WHOLE[:-100]), remembers=True),
    Exhibit("cut-short", "The last entry recorded here is gone.", home(b"".join(LINES[:4])), remembers=True),
    Exhibit("emptied", "The file was emptied.", home(b""), remembers=True),
    Exhibit("journal-gone", "The file is gone.", home(None), remembers=True),
    Exhibit("journal-is-a-folder", "There is a folder in the place of the journal.", home(journal_jsonl=None)),
    Exhibit("journal-unreadable", "The file may not be read.", home(), unreadable=("journal.jsonl",)),
    Exhibit("lost-line", "A line was lost between two others.", home(b"".join([*LINES[:3], LINES[4]]))),
    Exhibit(
        "lost-line-remembered",
        "A line was lost between two others, and the checkpoint knows how many there were: told once, not twice.",
        home(b"".join([*LINES[:3], LINES[4]])),
        remembers=True,
    ),
    Exhibit("nul-bytes", "A line holds empty bytes.", home(with_line(4, b"\0" * (len(LINES[3]) - 1) + b"\n"))),
    Exhibit("invalid-utf-8", "A line holds bytes that are no text.", home(edited(4, b"bedtime", b"b\xffdtime"))),
    Exhibit(
        "invalid-utf-8-sealed",
        "A line holds bytes that are no text, under a checksum that fits.",
        home(resealed(4, b"bedtime", b"b\xffdtime")),
    ),
    Exhibit(
        "lone-surrogate",
        "A line holds half a character, under a checksum that fits.",
        home(resealed(4, b'"effects":{}', b'"effects":{"\\ud800":1}')),
    ),
    Exhibit("carriage-returns", "Another system changed the line ends: no fault.",
            home(WHOLE.replace(b"\n", b"\r\n")), steps=True),
    Exhibit("byte-order-mark", "An editor put a mark before the first byte: no fault.",
            home(b"\xef\xbb\xbf" + WHOLE), steps=True),
    Exhibit("doubled-line", "A line stands there twice: no fault.", home(WHOLE + LINES[3]), steps=True),
    Exhibit("shuffled-lines", "The lines stand in another order: no fault.",
            home(b"".join(reversed(LINES))), steps=True),
    Exhibit(
        "doubled-key",
        "A dose is told twice in one line, under a checksum that fits.",
        home(resealed(4, DOSE, DOSE + b',"doses":{"bedtime":5}')),
    ),
    Exhibit("edited-line", "A dose was changed by hand.", home(EDITED)),
    Exhibit("flipped-bit", "One bit of a dose is another one.", home(edited(4, DOSE, b'"doses":{"bedtime":30}'))),
    Exhibit("line-feed-lost", "Two lines became one; both entries can still be read.",
            home(b"".join([*LINES[:3], LINES[3][:-1] + b"\x0b", LINES[4]]))),
    Exhibit("line-brought-back", "A dose was changed by hand, and a merge brought the whole entry back.",
            home(EDITED + LINES[3])),
    Exhibit("cut-line-brought-back", "A line was cut, and a merge brought the whole entry back.",
            home(with_line(4, LINES[3][:60] + b"\n") + LINES[3])),
    Exhibit("id-of-another", "A damaged line tells the id of another entry: that one is not what was lost.",
            home(edited(4, b'"id":"entry-04"', b'"id":"entry-03"'))),
    Exhibit(
        "same-id",
        "An entry is told a second time with another dose.",
        home(WHOLE + resealed(4, DOSE, b'"doses":{"bedtime":5}').split(b"\n")[3] + b"\n"),
    ),
    Exhibit("later-version", "An entry was written by a later version.", home(WHOLE + sealed(LATER))),
    Exhibit("out-of-range", "A dose is beyond anything that could be meant, under a checksum that fits.",
            home(resealed(4, DOSE, b'"doses":{"bedtime":900}'))),
    Exhibit("not-json", "A line is no JSON, under a checksum that fits.", home(WHOLE + sealed(b"{hello"))),
    Exhibit("foreign-line", "A line was written by something else.", home(WHOLE + b"remember to call Dr A.\n")),
    Exhibit("very-long-line", "A line of twenty thousand bytes is no entry.", home(WHOLE + LONG)),
    Exhibit("many-bad-lines", "A thousand lines are no entries.", home(WHOLE + b"?\n" * 1000)),
    Exhibit(
        "hostile-line",
        "A line tries to act on the terminal.",
        home(WHOLE + "\x1b[2J\u202e80 mg\x07\x9b1m".encode() + b"\n"),
    ),
    Exhibit(
        "set-aside-line",
        "A damaged line was set aside today: the dose is held.",
        home(EDITED + set_aside(damaged=f"{zlib.crc32(EDITED_LINE):08x}", length=len(EDITED_LINE), of=DEVICE, first=4,
                                last=4, excerpt=EDITED_LINE[:60].decode(),
                                reason="its checksum does not match, so it was changed or damaged.")),
    ),
    Exhibit(
        "set-aside-missing",
        "Two lines were lost and set aside as missing today: the dose is held.",
        home(b"".join([*LINES[:2], LINES[4]]) + set_aside(of=DEVICE, first=3, last=4)),
    ),
)  # fmt: skip


def no_file_to_read(kind: str, text: str, cut: int) -> tuple[Exhibit, ...]:
    """Return what can befall a file that a person wrote, whatever it says: the plan's or the profile's.

    Args:
        kind: plan or profile.
        text: what the file says.
        cut: after how many bytes the half of it ends.
    """
    key, words = f"{kind}_toml", f"The {kind} file"
    return (
        Exhibit(f"{kind}-cut-in-half", f"{words} ends in the middle.", home(**{key: text.encode()[:cut]})),
        Exhibit(f"{kind}-empty", f"{words} is empty.", home(**{key: b""})),
        Exhibit(f"{kind}-is-a-folder", f"There is a folder in the place of the {kind} file.", home(**{key: None})),
        Exhibit(f"{kind}-no-text", f"{words} holds bytes that are no text.", home(**{key: b"\xff\xfe" * 40})),
        Exhibit(f"{kind}-unreadable", f"{words} may not be read.", home(), unreadable=(f"{kind}.toml",)),
    )


PLANS = (
    *no_file_to_read("plan", SLEEP, 400),
    Exhibit("plan-gone", "The plan file is gone.", {k: v for k, v in home().items() if k != "plan.toml"}),
    Exhibit("plan-unknown-key", "The plan file holds a key that nobody knows.",
            plan('mode = "titrate"\n', 'mode = "titrate"\nweekly_step = 5\n')),
    Exhibit("plan-misspelt-ceiling", "The ceiling for a day is misspelt: it must never vanish.",
            plan("daily_mg = 20", "daily_mgg = 20")),
    Exhibit("plan-ceiling-by-another-name", "The ceiling for one dose has another name.",
            plan("single_mg = 20", "cieling = 20")),
    Exhibit("plan-misspelt-table", "The table with the ceilings is misspelt.", plan("[limits]", "[limit]")),
    Exhibit("plan-misspelt-in-a-row", "A key in a list of tables is misspelt.",
            plan('name = "bedtime"', 'nmae = "bedtime"')),
    Exhibit("plan-misspelt-measure", "A target names a measure that nobody knows.",
            plan('measure = "fell_back_asleep"', 'measure = "fell_back_aslep"')),
    Exhibit("plan-doubled-key", "The ceiling for a day is told twice.",
            plan("daily_mg = 20", "daily_mg = 20\ndaily_mg = 40")),
    Exhibit("plan-beyond-its-ceiling", "A step is beyond the plan's own ceiling.",
            plan("[15], [20]]", "[15], [40]]")),
)  # fmt: skip

PROFILES = (
    *no_file_to_read("profile", PROFILE, 125),
    Exhibit("profile-gone", "The profile file is gone; the profile recorded last still counts, and the plan goes up.",
            {k: v for k, v in home().items() if k != "profile.toml"}, steps=True),
    Exhibit("profile-misspelt-key", "A key is misspelt.", profile("born = 1980", "bron = 1980")),
    Exhibit("profile-misspelt-in-a-table", "A key in a table is misspelt.", profile("splits = 2", "split = 2")),
    Exhibit("profile-misspelt-condition", "A condition is misspelt: it must never pass as none.",
            profile("splits = 2\n", 'splits = 2\n\n[[conditions]]\nname = "kidny-disease"\n')),
    Exhibit("profile-misspelt-in-a-row", "A key in a list of tables is misspelt.",
            profile("splits = 2\n", 'splits = 2\n\n[[conditions]]\nname = "epilepsy"\nknown_bye = "Dr A. Example"\n')),
)  # fmt: skip

OTHERS = (
    Exhibit("home-is-a-file", "There is a file in the place of the home.", b"not a folder\n"),
    Exhibit(
        "everything-at-once",
        "Every file has its faults, and all of them are told at once.",
        {
            **home(b"".join([LINES[0], LINES[1], EDITED_LINE, b"\n", LINES[4], NEXT_NIGHT[:90]])),
            "plan.toml": changed(SLEEP, "daily_mg = 20", "daily_mgg = 20"),
            "profile.toml": changed(PROFILE, "born = 1980", "bron = 1980"),
        },
    ),
)

EXHIBITS = (*JOURNALS, *PLANS, *PROFILES, *OTHERS)
