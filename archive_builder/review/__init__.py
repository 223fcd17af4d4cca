"""Is a document acceptable where it was filed? Pure; a person decides, this only finds."""

from archive_builder.review.acceptable import review
from archive_builder.review.roster import ROSTER_RULES, Roster, Rows, merged, read_roster

__all__ = ["ROSTER_RULES", "Roster", "Rows", "merged", "read_roster", "review"]
