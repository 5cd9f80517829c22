"""The words of an export without what is drawn or reckoned anew each time: such letters may spell any short word."""

import re

FOLD = "\r\n "
"""Where a calendar folds a line of more than 75 octets: a word, or an identity, goes on behind it."""
DRAWN = re.compile(
    r"""
    (?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])  # an identity of a calendar, or of FHIR
    | (?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{26}(?![0-9A-Z])                     # the id of an entry
    | (?<=crc":")[0-9a-f]{8}(?=") | (?<=crc\\":\\")[0-9a-f]{8}(?=\\")      # its checksum, quoted again within JSON
    | (?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])                               # the hash of a file
    """,
    re.VERBOSE,
)


def in_words(text: str) -> str:
    """Return a file's text, unfolded, without identities and checksums."""
    return DRAWN.sub("", text.replace(FOLD, ""))
