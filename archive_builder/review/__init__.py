"""Is a document acceptable where it was filed? Pure; a person decides, this only finds."""

from archive_builder.review.acceptable import Facts, facts_of, review
from archive_builder.review.roster import ROSTER_RULES, Roster, Rows, merged, read_roster
from archive_builder.review.signoff import ABOUT_DOCUMENTS, claims_signoff, counting, judge

__all__ = [
    "ABOUT_DOCUMENTS",
    "ROSTER_RULES",
    "Facts",
    "Roster",
    "Rows",
    "claims_signoff",
    "counting",
    "facts_of",
    "judge",
    "merged",
    "read_roster",
    "review",
]
