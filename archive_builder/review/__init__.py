"""Is a document acceptable where it was filed? Pure; a person decides, this only finds."""

from archive_builder.review.acceptable import review

__all__ = ["review"]
