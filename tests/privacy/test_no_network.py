"""Nothing leaves the machine: no command makes a socket, as Python sees it and as the kernel sees it."""

import subprocess
import sys
from typing import NamedTuple

import pytest

from baclotrack.cli.program import COMMANDS
from tests.conftest import ROOT, need_strace
from tests.privacy.commands import BEGUN, ELSEWHERE, EVENING, READING, START, spelled, writing

WATCHED = """
import sys

def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        sys.__stderr__.write(f"SOCKET {event} {arguments}\\n")
        raise RuntimeError("no network here")

sys.addaudithook(watch)
"""

EVERY = """
import io
from contextlib import redirect_stdout
from baclotrack.cli import main
from tests.privacy.commands import BEGUN, ELSEWHERE, EVENING, LEAVING, READING, START, writing

home = sys.argv[1]
every = [(BEGUN, START), *((EVENING, words) for words in (*writing("a note"), *READING, *LEAVING, *ELSEWHERE))]
for now, words in every:
    words = [word.replace("JOURNAL", f"{home}/journal.jsonl") for word in words]
    with redirect_stdout(io.StringIO()):
        code = main(["--home", home, "--now", now, *words])
    print(code, *words, flush=True)
"""

TRY = """
import socket
socket.socket(socket.AF_INET)
"""


class Ran(NamedTuple):
    """How the commands ended, and what the kernel was asked for; None where strace may not look."""

    done: subprocess.CompletedProcess[str]
    asked: list[str] | None


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run every command in one process in which sockets are forbidden, under the eyes of strace where it may look."""
    folder = tmp_path_factory.mktemp("network")
    program = [sys.executable, "-c", WATCHED + EVERY, str(folder / "home")]
    try:
        strace = [need_strace(), "-f", "--seccomp-bpf", "-qq", "-e", "trace=network", "-o", str(folder / "log")]
    except pytest.skip.Exception:
        strace = []
    done = subprocess.run([*strace, *program], capture_output=True, check=False, cwd=ROOT, encoding="utf-8")
    return Ran(done, (folder / "log").read_text(encoding="utf-8").splitlines() if strace else None)


def test_no_command_makes_a_socket(ran: Ran) -> None:
    """Every command runs to its end while Python refuses every socket, name look-up and connection."""
    assert (0, False) == (ran.done.returncode, "SOCKET" in ran.done.stderr), ran.done.stderr
    codes = {line.partition(" ")[2]: int(line.partition(" ")[0]) for line in ran.done.stdout.splitlines()}
    assert len(codes) > len(COMMANDS)
    assert {} == {words: code for words, code in codes.items() if code not in {0, 3, 4} and "import" not in words}


def test_the_kernel_is_never_asked_for_the_internet(ran: Ran) -> None:
    """Below Python too: strace sees no socket of any internet family, and no connection."""
    if ran.asked is None:
        need_strace()
    assert [] == [line for line in ran.asked or () if "INET" in line or "connect(" in line]


def test_the_watch_sees_a_socket() -> None:
    """A process that tries one is caught."""
    arguments = [sys.executable, "-c", WATCHED + TRY]
    done = subprocess.run(arguments, capture_output=True, check=False, encoding="utf-8")
    assert (1, True) == (done.returncode, "SOCKET socket.__new__" in done.stderr)


@pytest.mark.parametrize("words", [START, *writing("")[:1], *READING[:1], *ELSEWHERE[:1]], ids=spelled)
def test_the_table_of_commands_is_what_is_run(words: tuple[str, ...]) -> None:
    """The rows are commands of the program, so that a misspelt one is not watched in vain."""
    assert words[0] in COMMANDS
    assert BEGUN < EVENING
