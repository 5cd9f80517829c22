"""The set-up that stands behind `make`: what a fresh machine gets, with and without what it needs."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, need_program

SCRIPTS = sorted((ROOT / "scripts").glob("*.sh"))
USED = ["cat", "cksum", "dirname", "mv", "rm", "sh"]


@pytest.mark.parametrize("path", [ROOT / "Makefile", *SCRIPTS], ids=lambda path: path.name)
def test_nothing_newer_than_make_3_81_and_posix_sh_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    newer = [
        r"\.ONESHELL", r"readlink\s+-f", r"\bflock\b", r"\btimeout\b", r"\bdate\s+-d\b", r"\brealpath\b", r"\bmktemp\b",
        r"\[\[", r"^\s*local\s", r"^\s*function\s", r"<<<", r"\$'", r"&>", r"\$\(file\s", r"^\w+\s*(!|::)=",
    ]  # fmt: skip
    assert [] == [pattern for pattern in newer if re.search(pattern, text, re.MULTILINE)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_are_read_by_a_strict_shell(path: Path) -> None:
    shell = need_program("dash", "busybox", "sh")
    command = [shell, "sh", "-n"] if shell.endswith("busybox") else [shell, "-n"]
    subprocess.run([*command, str(path)], check=True)


def test_the_makefile_names_no_absolute_path() -> None:
    """GNU Make splits names at spaces, so a path that may hold one must never become a name."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [] == re.findall(r"CURDIR|MAKEFILE_LIST|abspath|realpath|\bPWD\b", text)


# --- machines that lack something ------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Copy what the set-up reads into a folder whose path holds a space."""
    folder = tmp_path / "a fresh clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    """Make a folder of programs with no Python among them, to be the whole PATH."""
    folder = tmp_path / "bin of a bare machine"
    folder.mkdir()
    for name in USED:
        (folder / name).symlink_to(need_program(name))
    return folder


def install(folder: Path, name: str, script: str) -> None:
    """Put a small shell program on the bare machine."""
    path = folder / name
    path.write_text(f"#!{need_program('sh')}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def set_up(clone: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """Run the set-up script with nothing but this PATH."""
    return subprocess.run(
        [need_program("sh"), "scripts/setup.sh"],
        capture_output=True,
        check=False,
        cwd=clone,
        encoding="utf-8",
        env={"PATH": str(path), "HOME": os.environ["HOME"]},
        stdin=subprocess.DEVNULL,
    )


def test_without_python_one_sentence_says_what_to_install(clone: Path, bin_: Path) -> None:
    done = set_up(clone, bin_)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "apt install python3 python3-venv" in done.stderr
    assert not (clone / ".venv").exists()


def test_an_old_python_is_none(clone: Path, bin_: Path) -> None:
    install(bin_, "python3", "exit 1  # what the question for 3.11 answers there")
    done = set_up(clone, bin_)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_without_venv_the_package_is_named(clone: Path, bin_: Path, tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError('in another package')", encoding="utf-8")
    install(bin_, "python3", f'PYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"')
    done = set_up(clone, bin_)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "without its venv module" in done.stderr
    assert "apt install python3-venv" in done.stderr


def test_a_shim_that_fails_is_passed_over(clone: Path, bin_: Path) -> None:
    for shim in ("python3.14", "python3.13", "python3.12", "python3.11"):
        install(bin_, shim, f'echo "pyenv: {shim}: command not found" >&2; exit 127')
    install(bin_, "python3", 'case "$*" in "-m venv"*) echo "made by $0"; exit 9 ;; esac\nexit 0')
    done = set_up(clone, bin_)
    assert f"made by {bin_}/python3\n" in done.stdout
    assert "pyenv" not in done.stderr
    assert "could not be installed" in done.stderr
    assert sorted(path.name for path in clone.iterdir()) == ["Makefile", "constraints.txt", "pyproject.toml", "scripts"]


def test_a_shim_does_not_hide_the_python_behind_it(clone: Path, bin_: Path, tmp_path: Path) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    install(shims, "python3.13", "exit 127")
    install(bin_, "python3.13", 'case "$*" in "-m venv"*) echo "made by $0"; exit 9 ;; esac\nexit 0')
    done = set_up(clone, Path(f"{shims}:{bin_}"))
    assert f"made by {bin_}/python3.13\n" in done.stdout


# A uv that notes how it was called and makes the smallest environment that can be moved into place.
UV = """
echo "$*" >>uv-calls
[ "$1" = venv ] || exit 0
while [ $# -gt 1 ]; do shift; done
"{python}" -m venv --without-pip "$1"
printf '#!%s/%s/bin/python\\n' "$PWD" "$1" >"$1/bin/a-script"
"""


def test_uv_is_used_where_it_is_and_a_second_run_does_nothing(clone: Path, bin_: Path) -> None:
    install(bin_, "uv", UV.format(python=sys.executable))
    install(bin_, "python3", f'exec "{sys.executable}" "$@"')
    first = set_up(clone, bin_)
    assert first.returncode == 0, first.stderr
    made, filled = (clone / "uv-calls").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(rf"venv .*--python-preference system --python {bin_}/python3 \.venv\.new\.\d+", made)
    assert "--constraint constraints.txt --editable .[dev]" in filled
    assert (clone / ".venv" / "bin" / "a-script").read_text(encoding="utf-8") == f"#!{clone}/.venv/bin/python\n"
    assert [] == list(clone.glob(".venv.*"))

    second = set_up(clone, bin_)
    assert (0, "", "") == (second.returncode, second.stdout, second.stderr)

    with (clone / "constraints.txt").open("a", encoding="utf-8") as constraints:
        constraints.write("# one pin more\n")
    third = set_up(clone, bin_)
    assert third.returncode == 0, third.stderr
    assert len((clone / "uv-calls").read_text(encoding="utf-8").splitlines()) == 4
    assert [] == list(clone.glob(".venv.*"))


def test_an_environment_that_make_did_not_make_is_kept(clone: Path, bin_: Path) -> None:
    install(bin_, "uv", UV.format(python=sys.executable))
    (clone / ".venv").mkdir()
    (clone / ".venv" / "mine").touch()
    done = set_up(clone, bin_)
    assert done.returncode == 0, done.stderr
    (kept,) = clone.glob(".venv.kept.*/mine")
    assert kept.parent.name in done.stderr


# --- the real thing --------------------------------------------------------------------------------


@pytest.mark.long
def test_make_works_in_a_path_with_spaces_and_at_once_the_second_time(tmp_path: Path) -> None:
    make = need_program("make", "gmake")
    clone = tmp_path / "my documents" / "baclo track"
    ignored = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, clone, ignore=ignored)

    def run(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, check=False, cwd=clone, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(make, "setup")
    begun = time.monotonic()
    run(make, "setup")
    assert time.monotonic() - begun < 5

    version = run(".venv/bin/python", "-m", "baclotrack", "--version")
    assert version == run(".venv/bin/baclotrack", "--version")
    assert run(make, "demo")
