"""In which line of a TOML text each field stands: the parser does not tell, and a person needs to know.

The text has been parsed before, so it is TOML; what this small reader does not follow keeps the line of its table.
"""

import re
from collections.abc import Mapping
from contextlib import suppress

from baclotrack.store.problems import Where

KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
TEXT = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*' ''',
    re.DOTALL | re.VERBOSE,
)
SCALAR = re.compile(r"[^,\]}\n#]*")
GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
PLAIN_ITEM = re.compile(r"""[ \t]*(?:[0-9A-Za-z_.+:-]+|"[^"\\\n]*"(?!")|'[^'\n]*'(?!'))[ \t]*(?:,|(?=\]))""")
"""An item of a list with its comma, if it has one: a number, a word or a short text on one line, as nearly all are."""


def line_map(text: str) -> dict[Where, int]:
    """Return the line of every table, key and list item; rows and items count from 0."""
    reader = _Reader(text.replace("\r\n", "\n"))
    with suppress(_LostError):  # the lines found until then still help
        reader.document()
    return reader.found


def line_of(lines: Mapping[Where, int], path: Where) -> int:
    """Return the line of a field, or of the nearest table or key around it; 0 where there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


class _LostError(Exception):
    """The reader met something that it does not follow."""


class _Reader:
    """A place in the text, and the lines found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.counted = (0, 1)
        self.found: dict[Where, int] = {}
        self.rows: dict[tuple[str, ...], int] = {}
        self.inner: dict[tuple[str, ...], set[tuple[str, ...]]] = {}

    def document(self) -> None:
        """Read every statement: headers of tables, and keys with their values."""
        table: Where = ()
        self.skip()
        while self.place < len(self.text):
            line = self.line()
            if self.text.startswith("[", self.place):
                table = self.header()
                self.found.setdefault(table, line)
                if isinstance(table[-1], int):  # the rows together begin where their first one does
                    self.found.setdefault(table[:-1], line)
            else:
                self.pair(table)
            self.skip()

    def line(self) -> int:
        """Return the number of the line that the reader is in."""
        before, line = self.counted
        self.counted = (self.place, line + self.text.count("\n", before, self.place))
        return self.counted[1]

    def skip(self) -> None:
        """Go past blanks, line ends and comments."""
        found = GAP.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def header(self) -> Where:
        """Read `[table]` or `[[rows]]`, and return where it stands: the numbers of rows are filled in."""
        several = self.text.startswith("[[", self.place)
        self.place += 2 if several else 1
        names = self.keys()
        self.place += 2 if several else 1
        if several:
            self.rows[names] = self.rows.get(names, -1) + 1
            for deeper in self.inner.pop(names, ()):
                self.rows.pop(deeper, None)  # the rows inside a new row count from the beginning
            for length in range(1, len(names)):
                self.inner.setdefault(names[:length], set()).add(names)
        path: Where = ()
        for length, name in enumerate(names, start=1):
            path = (*path, name)
            if names[:length] in self.rows:
                path = (*path, self.rows[names[:length]])
        return path

    def keys(self) -> tuple[str, ...]:
        """Read a key, dotted or not."""
        names = []
        while True:
            found = KEY.match(self.text, self.place)
            if found is None:
                raise _LostError
            names.append(next(one for one in found.groups() if one is not None))
            self.place = found.end()
            if not self.text.startswith(".", self.place):
                return tuple(names)
            self.place += 1

    def pair(self, table: Where) -> None:
        """Read one key with its value."""
        line = self.line()
        names = self.keys()
        for length in range(1, len(names) + 1):
            self.found.setdefault((*table, *names[:length]), line)
        if not self.text.startswith("=", self.place):
            raise _LostError
        self.place += 1
        self.value((*table, *names))

    def value(self, path: Where) -> None:
        """Go past a value; the items of a list, and the keys of a table on one line, are found too."""
        self.skip()
        if self.text.startswith("[", self.place):
            self.items(path, "]")
        elif self.text.startswith("{", self.place):
            self.items(path, "}")
        else:
            found = TEXT.match(self.text, self.place) or SCALAR.match(self.text, self.place)
            self.place = found.end() if found else self.place

    def items(self, path: Where, end: str) -> None:
        """Read what stands between brackets."""
        self.place += 1
        count = self.plain_items(path) if end == "]" else 0
        while True:
            self.skip()
            if self.place >= len(self.text):
                raise _LostError
            if self.text.startswith(end, self.place):
                self.place += 1
                return
            if self.text.startswith(",", self.place):
                self.place += 1
            elif end == "]":
                self.found[*path, count] = self.line()
                self.value((*path, count))
                count += 1
            else:
                self.pair(path)

    def plain_items(self, path: Where) -> int:
        """Go past the plain items at the beginning of a list, and return how many they are.

        A file may hold tens of thousands of them, so each is looked at once only.
        """
        self.skip()
        line, count = self.line(), 0
        while found := PLAIN_ITEM.match(self.text, self.place):
            self.found[*path, count] = line
            self.place = found.end()
            count += 1
        return count
