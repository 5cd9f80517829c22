"""Which tests a file holds, read from its syntax tree: nothing is imported or run."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

NEVER_RUN = {"skip": "is skipped", "skipif": "is skipped", "xfail": "is expected to fail"}


class Written(NamedTuple):
    """A test as it stands in its file: why it never holds anything (empty where it does), and if it runs long only."""

    never: str = ""
    long: bool = False


def look_up(root: Path, node_id: str) -> Written:
    """Return the test of a pytest node id, without parameters; where there is none, `never` says so."""
    name, _, test = node_id.partition("::")
    path = root / name
    if not (name.startswith("tests/") and path.name.startswith("test_") and path.suffix == ".py" and path.is_file()):
        return Written("is in no file of tests")
    try:
        found = found_in(path.read_text(encoding="utf-8"))
    except SyntaxError:
        return Written("is in a file that is no Python")
    return found.get(test, Written("is not there"))


@cache
def found_in(source: str) -> Mapping[str, Written]:
    """Return the tests that pytest would find in a module's text; `Class::name` where they stand in a class."""
    tree = ast.parse(source)
    whole = _marked(tree.body, [])
    found = dict(_functions(tree.body, whole))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            outer = _both(whole, _marked(node.body, node.decorator_list))
            found |= {f"{node.name}::{name}": one for name, one in _functions(node.body, outer)}
    return found


def _functions(body: list[ast.stmt], outer: Written) -> Iterator[tuple[str, Written]]:
    """Yield the test functions of a module or class."""
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            own = _marked(node.body, node.decorator_list)
            empty = all(isinstance(one, ast.Pass) or _says_nothing(one) for one in node.body)
            yield node.name, _both(outer, own._replace(never="tests nothing") if empty else own)


def _marked(body: list[ast.stmt], decorators: list[ast.expr]) -> Written:
    """Return what the marks of a module, class or function say, and the calls to skip that stand in it."""
    marks, calls = [*decorators], []
    for node in body:
        if isinstance(node, ast.Assign) and any(_name(one) == "pytestmark" for one in node.targets):
            marks += node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            calls.append(_name(node.value))
    always = [_name(one) for one in marks if _holds_always(one)] + calls
    never = [NEVER_RUN[name] for name in always if name in NEVER_RUN]
    return Written(never[0] if never else "", any(_name(one) == "long" for one in marks))


def _holds_always(mark: ast.expr) -> bool:
    """Return whether a mark has no condition, or one that is always true."""
    if not isinstance(mark, ast.Call) or _name(mark) == "skip":
        return True
    told = [*mark.args, *(one.value for one in mark.keywords if one.arg == "condition")]
    return not told or (isinstance(told[0], ast.Constant) and bool(told[0].value))


def _both(outer: Written, inner: Written) -> Written:
    """Return what holds for a test inside a marked class or module."""
    return Written(outer.never or inner.never, outer.long or inner.long)


def _name(node: ast.expr) -> str:
    """Return the last word of a name, called or not: `skip` of `pytest.mark.skip("why")`."""
    inner = node.func if isinstance(node, ast.Call) else node
    return inner.attr if isinstance(inner, ast.Attribute) else inner.id if isinstance(inner, ast.Name) else ""


def _says_nothing(node: ast.stmt) -> bool:
    """Return whether a statement is a docstring or three dots."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
