"""Coverage-guided fuzzing of the readers of journal, plan and profile, with atheris; endless unless told otherwise.

    python tools/fuzz_atheris.py journal|plan|profile [-max_total_time=60] [libFuzzer's options]

Any bytes must become a value or a list of faults; anything else ends the run, and the bytes that did it are kept by
libFuzzer in the working folder. It begins from the good files of the tests.
"""

import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["baclotrack.store", "baclotrack.core"]):
    from baclotrack.core.record import arrange
    from baclotrack.store.journal import own_measures, read_bytes
    from baclotrack.store.plan_file import read_plan
    from baclotrack.store.problems import FileProblemsError
    from baclotrack.store.profile_file import parse_profile
from tests.fuzz.journals import FULL_PLAN, FULL_PROFILE, GOOD  # noqa: E402 - the path comes first
from tests.store.samples import sealed  # noqa: E402 - the same


def journal(data: bytes) -> None:
    """Read bytes as a journal, as they are and as one line that is sealed anew."""
    for one in (data, sealed(data.replace(b"\n", b" "))):
        found = read_bytes(one)
        arrange(found.entries)
        own_measures(found)


def plan(data: bytes) -> None:
    """Read bytes as a plan."""
    with suppress(FileProblemsError):
        read_plan(data.decode("utf-8", "replace"))


def profile(data: bytes) -> None:
    """Read bytes as a profile."""
    with suppress(FileProblemsError):
        parse_profile(data.decode("utf-8", "replace"))


TARGETS = {"journal": (journal, GOOD), "plan": (plan, FULL_PLAN.encode()), "profile": (profile, FULL_PROFILE.encode())}


def main() -> None:
    """Fuzz the reader that is named."""
    target, good = TARGETS[sys.argv[1]]
    with TemporaryDirectory(prefix="baclotrack-fuzz-") as corpus:
        (Path(corpus) / "good").write_bytes(good)
        for place, line in enumerate(good.splitlines()):
            (Path(corpus) / str(place)).write_bytes(line.partition(b',"crc"')[0])
        atheris.Setup([sys.argv[0], "-max_len=20000", *sys.argv[2:], corpus], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
