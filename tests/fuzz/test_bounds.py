"""Files made to take long or much memory are answered within bounds that the system itself enforces."""

import json
import subprocess
import sys

import pytest

from tests.fuzz import bounds

MEGABYTES, SECONDS = 1_500, 5
"""The memory of the whole process, of which Python and the case itself take a part; and the most for one command."""
LONGEST_ANSWER = 500_000
"""A thousand faults as JSON, and one more of each kind; the longest case holds half a million."""
QUICK = (
    *("journal: 10 MB of brackets, sealed", "journal: 100,000 digits", "journal: 1e999999", "plan: 45,000 hex digits"),
    *("plan: 1e999999999 where anything may stand", "plan: a name with 20,000 dots", "plan: brackets, nearly too many"),
    *("plan: one word of 49,000 letters", "profile: an effect of 5,000 hex digits"),
)


def within(names: tuple[str, ...]) -> None:
    """Run the cases in a process of their own, and hold every answer against what an answer may be."""
    done = subprocess.run(
        [sys.executable, bounds.__file__, str(MEGABYTES), str(SECONDS), *names],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=600,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (0, list(names)) == (done.returncode, [name for name, _ in told]), done.stderr[-2000:]
    for name, answers in told:
        assert all(size < LONGEST_ANSWER for _, size in answers), (name, answers)


def test_what_took_minutes_or_gigabytes_once_is_answered_at_once() -> None:
    """Each of these cost much before it was bounded."""
    within(QUICK)


@pytest.mark.long
@pytest.mark.parametrize("name", bounds.CASES)
def test_every_such_file_is_answered_within_bounds(name: str) -> None:
    """One process a case, so that each has the whole memory to itself."""
    within((name,))
