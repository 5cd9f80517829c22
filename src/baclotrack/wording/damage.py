"""What was set aside as unreadable, in words."""

from baclotrack.core.entries import SetAside


def entries_words(device: str, first: int, last: int) -> str:
    """Return which entries of a device are meant: entry 4 of device laptop, entries 4 to 6 of device laptop."""
    return f"{f'entry {first}' if first == last else f'entries {first} to {last}'} of device {device}"


def aside_words(what: SetAside) -> str:
    """Return what was set aside: a damaged line with its beginning, the entries that are missing, or the end."""
    if what.crc:
        return f"a damaged line that begins: {what.excerpt}"
    if what.device:
        return f"{entries_words(what.device, what.first, what.last)}, missing"
    return "the end of the file, missing"
