"""A journal in a test's docstring is its example: the fixture `told` reads it."""

import inspect

import pytest

from tests.core.diary import Diary, diary


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Diary:
    """Return the diary in the test's docstring, below its sentence; `plan: NAME` names another plan than `sleep`."""
    lines = (inspect.getdoc(request.function) or "").partition("\n\n")[2].splitlines()
    named = [line.removeprefix("plan: ") for line in lines if line.startswith("plan: ")]
    text = "\n".join(line for line in lines if not line.startswith("plan: "))
    return diary(text, named[0] if named else "sleep")
