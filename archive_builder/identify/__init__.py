"""Works out what a document is and which slot it answers. Pure: Text and names come from others."""

from archive_builder.identify.elements import read_elements
from archive_builder.identify.matcher import Matcher
from archive_builder.identify.memory import Memory, Precedent
from archive_builder.identify.number import standard_number
from archive_builder.identify.verdict import (
    Ambiguous,
    Clues,
    Guess,
    Match,
    Matched,
    Unmatched,
)

__all__ = [
    "Ambiguous",
    "Clues",
    "Guess",
    "Match",
    "Matched",
    "Matcher",
    "Memory",
    "Precedent",
    "Unmatched",
    "read_elements",
    "standard_number",
]
