"""Files made to take long or much memory, and the commands that must answer over them within bounds.

    python bounds.py MEGABYTES SECONDS NAME...

Each case runs in this one process, whose memory the system bounds; it prints one JSON object a case with the exit codes
and how many bytes each answer had. More than so many seconds of processor time for one command end the process.
"""

import json
import resource
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.fuzz.driver import answered, home_of, said  # noqa: E402 - the path comes first
from tests.fuzz.journals import FULL_PLAN, FULL_PROFILE, GOOD  # noqa: E402 - the same

MEGA = 1_000_000
JOURNAL = (("next",), ("history",), ("doctor", "--json"), ("log", "--dose", "5"))
FILE = (("next",), ("doctor", "--json"), ("plan", "adopt", "--yes"), ("log", "--dose", "5"))
Files = tuple[bytes, bytes, bytes]


def sealed(body: bytes) -> bytes:
    """Return a line with the checksum that fits."""
    return b'%s,"crc":"%08x"}\n' % (body, zlib.crc32(body))


def journal(data: bytes) -> Files:
    """Return a home's files with this journal."""
    return data, FULL_PLAN.encode(), FULL_PROFILE.encode()


def plan(data: bytes) -> Files:
    """Return a home's files with this plan."""
    return GOOD, data, FULL_PROFILE.encode()


def profile(data: bytes) -> Files:
    """Return a home's files with this profile."""
    return GOOD, FULL_PLAN.encode(), data


ENTRY = b'{"v":1,"id":"X","at":'
CASES: dict[str, Callable[[], Files]] = {
    "journal: 10 MB of brackets": lambda: journal(b"[" * 10 * MEGA),
    "journal: 10 MB of brackets, sealed": lambda: journal(GOOD + sealed(ENTRY + b"[" * 10 * MEGA)),
    "journal: 100,000 digits": lambda: journal(GOOD + sealed(ENTRY + b"9" * 100_000)),
    "journal: a million decimals": lambda: journal(GOOD + sealed(ENTRY + b"1." + b"9" * MEGA)),
    "journal: 1e999999": lambda: journal(GOOD + sealed(ENTRY + b"1e999999")),
    "journal: a million newlines": lambda: journal(GOOD + b"\n" * MEGA),
    "journal: 10 MB of spaces": lambda: journal(GOOD + b" " * 10 * MEGA),
    "journal: one line of 50 MB": lambda: journal(b"x" * 50 * MEGA),
    "journal: a note of 50 MB, sealed": lambda: journal(GOOD + sealed(ENTRY + b'"' + b"x" * 50 * MEGA + b'"')),
    "journal: a million names, sealed": lambda: journal(GOOD + sealed(b'{"v":1,"id":"X"' + b',"a":1' * MEGA)),
    "journal: 10 MB of nothing": lambda: journal(b"\0" * 10 * MEGA),
    "journal: the mark of a checksum, a million times": lambda: journal(b',"crc":"' * MEGA),
    "journal: 1 MB of lines of one letter": lambda: journal(b"x\n" * (MEGA // 2)),
    "journal: 1 MB of lines of one bracket": lambda: journal(b"{\n" * (MEGA // 2)),
    "journal: 1 MB of short lines of three kinds": lambda: journal(b"x\n\xff\n\0\n\n" * (MEGA // 7)),
    "journal: 145,000 lines, no two the same": lambda: journal(b"".join(b"%d\n" % n for n in range(145_000))),
    "journal: 300,000 ends of lines of another system": lambda: journal(b"\r\n" * 300_000),
    "journal: half letters, a line each": lambda: journal(b"\xed\xa0\x80\n" * (MEGA // 4)),
    "journal: the mark of a checksum, a line each": lambda: journal(b',"crc":"\n' * (MEGA // 9)),
    "journal: 24,000 wrong checksums": lambda: journal(
        b"".join(b'{"v":1,"id":"A%d","crc":"00000000"}\n' % n for n in range(24_000))
    ),
    "journal: 30,000 sealed lines of no entry": lambda: journal(
        b"".join(sealed(b'{"id":"%d"' % n) for n in range(30_000))
    ),
    "journal: 13,000 kinds of a later version": lambda: journal(
        b"".join(sealed(b'{"v":2,"id":"a%d","device":"a%d","n":1,"kind":"a%d"' % (n, n, n)) for n in range(13_000))
    ),
    "journal: every second entry of 34,000 is gone": lambda: journal(
        b"".join(sealed(b'{"v":1,"id":"a%d","device":"a","n":%d,"kind":"z"' % (n, 2 * n)) for n in range(1, 17_000))
    ),
    "journal: 60,000 lines, the same ones": lambda: journal(GOOD * 5000),
    "plan: 10 MB of brackets": lambda: plan(b"[" * 10 * MEGA),
    "plan: brackets within brackets": lambda: plan(b"a = " + b"[" * 45_000),
    "plan: brackets, nearly too many": lambda: plan(b"a = " + b"[" * 450 + b"]" * 450),
    "plan: 45,000 digits": lambda: plan(b"format = " + b"9" * 45_000),
    "plan: 45,000 hex digits": lambda: plan(b"format = 0x" + b"F" * 45_000),
    "plan: 1e999999999 where anything may stand": lambda: plan(
        FULL_PLAN.encode() + b"\n[template.needs_confirmation]\na = 1e999999999\n"
    ),
    "plan: a name with 20,000 dots": lambda: plan(b"a." * 20_000 + b"a = 1"),
    "plan: a table with 20,000 dots": lambda: plan(b"[" + b"a." * 20_000 + b"a]\n"),
    "plan: names with many dots": lambda: plan(b"".join(b"a%d.b.c.d.e.f.g.h.i.j.k = 1\n" % n for n in range(1500))),
    "plan: one word of 49,000 letters": lambda: plan(b"x" * 49_000),
    "plan: 49,000 quotes": lambda: plan(b'"' * 49_000),
    "plan: a million newlines": lambda: plan(b"\n" * MEGA),
    "plan: one line of 50 MB": lambda: plan(b"#" * 50 * MEGA),
    "plan: 6,000 unknown names": lambda: plan(b"".join(b"k%d=1\n" % n for n in range(6_000))),
    "plan: 4,500 empty slots": lambda: plan(b"[[slots]]\n" * 4_500),
    "plan: 8,000 rungs of no number": lambda: plan(b"[ladder]\nrungs = [" + b'["x"],' * 8_000 + b"]"),
    "profile: 5,000 effects nobody knows": lambda: profile(
        b"format = 1\n[had]\n" + b"".join(b"e%d=1\n" % n for n in range(5_000))
    ),
    "profile: an effect of 5,000 hex digits": lambda: profile(b"format = 1\n[had]\nnausea = 0x" + b"F" * 5_000),
    "profile: 1,500 conditions nobody knows": lambda: profile(
        b"format = 1\n" + b"".join(b'[[conditions]]\nname = "x%d"\n' % n for n in range(1_500))
    ),
    "profile: one line of 50 MB": lambda: profile(b"#" * 50 * MEGA),
}


def main(megabytes: int, seconds: int, names: list[str]) -> None:
    """Run the cases of these names."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGA, megabytes * MEGA))
    for name in names:
        answers = []
        with home_of(*CASES[name]()) as home:
            for words in JOURNAL if name.startswith("journal") else FILE:
                used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1
                resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))
                done = answered(said(home, *words))
                answers.append([done.code, len(done.out) + len(done.err)])
        sys.stdout.write(json.dumps([name, answers]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
