"""The bytes of the journal's lines: where they end, and whether a checksum fits. Nothing here reads what they say."""

import zlib
from collections.abc import Iterator

MARK = b',"crc":"'
"""Stands before the checksum, with which every line ends: 8 hex digits, a quote and a bracket."""
OPENING, CLOSING = b'{"v":', len(b'00000000"}')
"""How the line of an entry begins, and how many bytes follow the mark of its checksum."""
BOM = b"\xef\xbb\xbf"


def intact(line: bytes) -> bytes | None:
    """Return the bytes of a line that its checksum covers, or None where the checksum is missing or does not match."""
    end = line.rfind(MARK)
    body = line[:end]
    return body if end >= 0 and line[end:] == b'%s%08x"}' % (MARK, zlib.crc32(body)) else None


def intact_within(line: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each whole entry that stands inside a damaged line, with the bytes that its checksum covers.

    Where a line feed is lost, two lines stand as one: it is damaged, and the entries in it can be read all the same.
    """
    begin = 0
    while (mark := line.find(MARK, begin)) >= 0:
        end = mark + len(MARK) + CLOSING
        start = line.find(OPENING, begin, mark)
        body = intact(line[start:end]) if start >= 0 else None
        if body is not None:
            yield line[start:end], body
        begin = end


def split(data: bytes) -> list[bytes]:
    """Split a journal into lines; a byte order mark, carriage returns and spaces around a line do not count."""
    return [line.strip(b" \t\r") for line in data.removeprefix(BOM).split(b"\n")]
