"""Kill writers with SIGKILL at chance moments, many times, and say what became of what they had acknowledged.

    python killer.py WRITER FOLDER TRIALS SEED

Each trial is a fresh process that records one entry after another into a home of its own until it is killed, on top of
three entries that stood there before. Afterwards the program's writer records one more. It prints one JSON object: how
often, how many entries were acknowledged, how many kills hit an entry that was begun, and each fault found.
"""

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.durability.judge import CLEAN, judge, texts  # noqa: E402 - the path comes first
from tests.durability.writers import WRITERS, text_of, write  # noqa: E402 - the same

LONGEST_LIFE_SECONDS = 0.015
ENDLESS = 1_000_000


def start(writer: str, home: Path) -> tuple[int, int]:
    """Start a process that records without end; return its number and where it tells what it recorded."""
    listen, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(listen)
        write(writer, home, "w", ENDLESS, tell)
        os._exit(0)
    os.close(tell)
    return child, listen


def heard(listen: int) -> list[str]:
    """Return all that was acknowledged; a line cut short was not."""
    data = b""
    while part := os.read(listen, 65536):
        data += part
    os.close(listen)
    return data.decode().split("\n")[:-1]


def trial(writer: str, home: Path, life: float) -> tuple[int, int, list[str]]:
    """Kill one writer after some of its life; return how much it acknowledged, how much more is there, and faults."""
    in_peace = WRITERS["program" if writer == "program" else "careful"]
    home.mkdir(mode=0o700)
    for number in range(3):
        in_peace(home, "before", number)
    before = (home / "journal.jsonl").read_bytes()
    child, listen = start(writer, home)
    select.select([listen], [], [], 10)  # its first entry: from then on it records without a pause
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = heard(listen)
    more = len(texts(home)) - 3 - len(acknowledged)
    killed = judge(home, acknowledged, before)
    in_peace(home, "after", 0)
    later = judge(home, [*acknowledged, text_of("after", 0)], before)
    return len(acknowledged), more, [str(one) for one in (killed, later) if one != CLEAN]


def main(writer: str, folder: Path, trials: int, seed: int) -> None:
    """Run all trials and print what was found."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secret
    done = [trial(writer, folder / str(number), chance.uniform(0, LONGEST_LIFE_SECONDS)) for number in range(trials)]
    found = {
        "kills": len(done),
        "acknowledged": sum(one[0] for one in done),
        "begun": sum(one[1] > 0 for one in done),
        "faults": [fault for one in done for fault in one[2]],
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
