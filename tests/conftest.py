"""What every test may rely on: a world of its own, and two ways to run the program."""

import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "house",
    deadline=None,  # machines are slow at times; slowness is measured elsewhere
    derandomize=bool(os.environ.get("CI")),  # a build that fails must fail again
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

# Whatever changes how the program or its libraries behave, and was set outside.
FOREIGN = frozenset({
    "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "EDITOR", "FORCE_COLOR", "GITHUB_ACTIONS", "LESS", "LINES", "MAKEFLAGS",
    "MAKELEVEL", "MFLAGS", "NO_COLOR", "PAGER", "PYTHONDONTWRITEBYTECODE", "PY_COLORS", "TERMINAL_WIDTH",
    "TTY_COMPATIBLE", "TTY_INTERACTIVE", "VISUAL",
})  # fmt: skip
FOREIGN_PREFIXES = ("BACLOTRACK_", "GIT_", "TYPER_", "XDG_", "_BACLOTRACK_", "_TYPER_")

OWN = {
    "TZ": "Europe/London",
    "TERM": "xterm-256color",
    "GIT_AUTHOR_NAME": "A. Tester",
    "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_COMMITTER_NAME": "A. Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def pytest_configure() -> None:
    """Leave the person's settings behind before anything of the program is imported: some are read at import."""
    for name in list(os.environ):
        if name in FOREIGN or name.startswith(FOREIGN_PREFIXES):
            del os.environ[name]
    os.environ.update(OWN)
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background leaves Ctrl-C ignored


def pytest_report_header() -> str:
    """Say which judges of exported files are here; the tests of the others are skipped."""
    from tests.export.judges import judges

    return f"judges: {judges()}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is whatever was printed
        """The printed JSON document."""
        return json.loads(self.out)


class Run(Protocol):
    """Run the real program in a process of its own, as a person or a script does.

    Without `home` it gets the test's own; with `home=None` it is left to find the default one.
    `now` is the moment it believes in, `stdin` what is piped to it, `env` what is set besides (None unsets).
    """

    def __call__(
        self,
        *args: str,
        now: str | None = ...,
        stdin: str | None = ...,
        home: Path | None = ...,
        env: Mapping[str, str | None] | None = ...,
        cwd: Path | None = ...,
    ) -> Result: ...


class Call(Protocol):
    """Call the program's entry point in this process: the same as `Run`, quicker, on text streams in memory."""

    def __call__(
        self,
        *args: str,
        now: str | None = ...,
        stdin: str | None = ...,
        home: Path | None = ...,
        env: Mapping[str, str | None] | None = ...,
    ) -> Result: ...


def folders(person: Path) -> dict[str, str]:
    """Say where a person's files are, when this is their HOME."""
    return {
        "HOME": str(person),
        "XDG_CACHE_HOME": str(person / ".cache"),
        "XDG_CONFIG_HOME": str(person / ".config"),
        "XDG_DATA_HOME": str(person / ".local" / "share"),
        "XDG_STATE_HOME": str(person / ".local" / "state"),
    }


@pytest.fixture(scope="session", autouse=True)
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Give the whole run a HOME, for fixtures that live longer than a test, and each test a new one."""
    base = tmp_path_factory.mktemp("people")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in folders(base).items():
            patch.setenv(name, value)
        yield (base / str(number) for number in itertools.count())


@pytest.fixture
def tz() -> str:
    """Give the time zone of the test; parametrize or define `tz` to live elsewhere."""
    return OWN["TZ"]


@pytest.fixture(autouse=True)
def own_world(people: Iterator[Path], tz: str) -> Iterator[None]:
    """Give each test its own HOME and time zone."""
    person = next(people)
    person.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (folders(person) | {"TZ": tz}).items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name the home of the test; it is there once a command has made it."""
    return tmp_path / "home"


def world(home: Path | None, now: str | None, env: Mapping[str, str | None] | None) -> dict[str, str | None]:
    """Say what a run has in its environment besides that of the test."""
    chosen: dict[str, str | None] = {}
    if home is not None:
        chosen["BACLOTRACK_HOME"] = str(home)
    if now is not None:
        chosen["BACLOTRACK_NOW"] = now
    return chosen | dict(env or {})


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    """Run the program in a process of its own: `run("next", "--plain", now="2026-11-21T21:30")`."""
    own_home = home

    def run_program(
        *args: str,
        now: str | None = None,
        stdin: str | None = None,
        home: Path | None = own_home,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        around = {**os.environ, **world(home, now, env)}
        done = subprocess.run(
            [sys.executable, "-m", "baclotrack", *args],
            input=stdin or "",
            capture_output=True,
            check=False,
            cwd=cwd or tmp_path,
            encoding="utf-8",
            env={name: value for name, value in around.items() if value is not None},
            errors="backslashreplace",
            timeout=120,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run_program


@pytest.fixture
def call(home: Path) -> Call:
    """Call the entry point in this process: `call("log", "--dose", "5", now="2026-11-21T07:30")`."""
    own_home = home

    def call_program(
        *args: str,
        now: str | None = None,
        stdin: str | None = None,
        home: Path | None = own_home,
        env: Mapping[str, str | None] | None = None,
    ) -> Result:
        from baclotrack.cli import main

        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in world(home, now, env).items():
                if value is None:
                    patch.delenv(name, raising=False)
                else:
                    patch.setenv(name, value)
            patch.setattr(sys, "argv", ["baclotrack", *args])
            patch.setattr(sys, "stdin", io.StringIO(stdin or ""))
            with redirect_stdout(out), redirect_stderr(err):
                ended: object
                try:
                    ended = main()
                except SystemExit as exit_:
                    ended = exit_.code
        match ended:
            case None:
                code = 0
            case int():
                code = int(ended)
            case _:  # what Python itself makes of `sys.exit("a sentence")`
                code = 1
                print(ended, file=err)
        return Result(code, out.getvalue(), err.getvalue())

    return call_program


def need_program(*names: str) -> str:
    """Return the path of the first of these programs that is installed, or skip the test with the reason."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"needs {' or '.join(names)}, which is not installed here")


def need_strace() -> str:
    """Return strace's path, or skip: it may be missing, or forbidden to look into another process."""
    path = need_program("strace")
    if subprocess.run([path, "-o", os.devnull, sys.executable, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("needs strace, which may not trace processes here")
    return path


def need_node() -> str:
    """Return the path of node, or skip the test with the reason."""
    return need_program("node")


def need_chromium() -> str:
    """Return the path of a headless browser, or skip the test with the reason."""
    return need_program("chromium", "chromium-browser", "google-chrome")


def need_non_root() -> None:
    """Skip the test with the reason where file permissions do not bind, because the tests run as root."""
    if os.geteuid() == 0:
        pytest.skip("needs a user who is not root: root may read and write everything")
