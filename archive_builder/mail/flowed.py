"""Plain text whose lines the mail program broke only for sending (RFC 3676). Pure."""

from __future__ import annotations

import re

_QUOTED = re.compile("(>*) ?(.*)")
_SIGNATURE = "-- "


def joined(text: str, spaceless: bool = False) -> str:
    """Join the lines that belong to one paragraph: those that end in a blank, with the next.

    Args:
        text: lines with quotation marks ``>`` in front.
        spaceless: the blank at the end of a line is no part of the text (``DelSp``).
    """
    made: list[tuple[str, str]] = []
    flows = False
    for line in text.split("\n"):
        found = _QUOTED.match(line)
        quoted, words = (found[1], found[2]) if found else ("", line)
        if flows and made[-1][0] == quoted and words != _SIGNATURE:
            before = made[-1][1].removesuffix(" ") if spaceless else made[-1][1]
            made[-1] = (quoted, before + words)
        else:
            made.append((quoted, words))
        flows = words.endswith(" ") and words != _SIGNATURE
    return "\n".join(f"{quoted} {words}" if quoted else words for quoted, words in made)
