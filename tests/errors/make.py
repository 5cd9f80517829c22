"""Write the exhibits' folders, and what the program says of each.

    python -m tests.errors.make          writes every folder anew
    python -m tests.errors.make NAME     writes one

In each folder, `home` is the home as it would be found; beside it stand what `doctor`, `doctor --json` and `next` say,
with their exit codes. A sentence that changes is read here by eye, in the difference to what was there before; the test
then holds every byte.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from baclotrack.cli import main as program
from baclotrack.store.checkpoint import Checkpoint, write_checkpoint
from tests.errors.exhibits import DEVICE, EXHIBITS, MARK, NOW, Exhibit

HERE = Path(__file__).resolve().parent
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "doctor.txt": ("doctor",),
    "doctor.json": ("doctor", "--json"),
    "next.txt": ("next",),
}
NOBODY = 65534
PLACE = "HOME"
"""Stands in what is said for the folder of the home, which is another one each time."""


def write_home(exhibit: Exhibit, place: Path) -> None:
    """Write the home of an exhibit, with the rights that a home has."""
    if isinstance(exhibit.files, bytes):
        place.write_bytes(exhibit.files)
        return
    place.mkdir(mode=0o700, parents=True)
    for name, data in exhibit.files.items():
        if data is None:
            (place / name).mkdir(mode=0o700)
            (place / name / "a-file").touch()
        else:
            (place / name).write_bytes(data)
            (place / name).chmod(0o000 if name in exhibit.unreadable else 0o600)
    if exhibit.remembers:
        write_checkpoint(place, Checkpoint(MARK))


def said(command: tuple[str, ...], place: Path) -> str:
    """Return what a command says of a home: its output, its errors, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    world = {"BACLOTRACK_HOME": str(place), "BACLOTRACK_NOW": NOW, "BACLOTRACK_DEVICE": DEVICE}
    with mock.patch.dict(os.environ, world), redirect_stdout(out), redirect_stderr(err):
        code = program(list(command))
    if command[-1] == "--json":
        return out.getvalue().replace(str(place), PLACE)
    told = "".join(f"stderr: {line}\n" for line in err.getvalue().splitlines())
    text = f"$ baclotrack {' '.join(command)}\n{told}{out.getvalue()}# exit code {code}\n"
    return text.replace(str(place), PLACE)


def says(exhibit: Exhibit, place: Path) -> dict[str, str]:
    """Return what each command says of an exhibit, by the name of the file in which it is kept."""
    write_home(exhibit, place)
    if not exhibit.unreadable or os.geteuid() != 0:
        return {name: said(command, place) for name, command in COMMANDS.items()}
    for command in COMMANDS.values():
        said(command, place)  # whatever it imports must be loaded before the rights are given up
    with without_rights(place):
        return {name: said(command, place) for name, command in COMMANDS.items()}


@contextmanager
def without_rights(place: Path) -> Iterator[None]:
    """Be somebody who is not root, to whom the home belongs: root may read everything."""
    for path in (place, *place.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for homes that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def main(names: list[str]) -> None:
    """Write the folders named, or all of them, and take away those that no exhibit has any more."""
    kept = {one.name for one in EXHIBITS}
    for old in sorted(path for path in HERE.iterdir() if (path / "README.md").is_file() and path.name not in kept):
        shutil.rmtree(old)
    for exhibit in EXHIBITS:
        if names and exhibit.name not in names:
            continue
        folder = HERE / exhibit.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "README.md").write_text(f"{exhibit.sentence}\n", encoding="utf-8")
        write_home(exhibit, folder / "home")
        with scratch() as place:
            for name, text in says(exhibit, place / "home").items():
                (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
