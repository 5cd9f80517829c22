"""Writing plan.toml and profile.toml with what must come with them: all of it, or the files stay as they were."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from baclotrack.cli.call import inert
from baclotrack.errors import BaclotrackError
from baclotrack.store.plain_file import read_plain


def put_files(home: Path, texts: Mapping[str, str], then: Callable[[], object] = lambda: None) -> None:
    """Write the home's files and do what must come with them; if that fails, put back what was there.

    Args:
        home: the folder; it is made if it is not there.
        texts: the files' texts by name.
        then: what must succeed for the files to stay.

    Raises:
        BaclotrackError: when the machine refuses; then nothing is changed.
    """
    from baclotrack.store.writing import make_home, write_bytes, write_text

    before: dict[Path, bytes | None] = {}
    try:
        make_home(home)
        for name, text in texts.items():
            path = home / name
            before[path] = _as_it_is(path)
            write_text(path, text)
        then()
    except BaseException as error:  # an interrupt too: the person is told that nothing was recorded, so nothing is
        for path, data in before.items():
            with suppress(OSError, BaclotrackError):
                if data is None:
                    path.unlink(missing_ok=True)
                else:
                    write_bytes(path, data)
        if isinstance(error, OSError):
            message = (
                f"Nothing was set up: {inert(str(home))} cannot be written to: {error.strerror}. Check the folder and"
                " its rights, then run the same command again."
            )
            raise BaclotrackError(message, slug="not-written", exit_code=1) from error
        raise


def _as_it_is(path: Path) -> bytes | None:
    """Return the bytes of a file that is to be written anew; None where there is none.

    Raises:
        BaclotrackError: when they cannot be read, and so could not be put back.
    """
    try:
        return read_plain(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = (
            f"Nothing was set up: {inert(str(path))} cannot be read: {error.strerror}. Move it away, then run the same"
            " command again."
        )
        raise BaclotrackError(message, slug="not-written", exit_code=1) from error
