"""Volumes and compilations: planned, laid out, assembled and inspected."""

from archive_builder.bind.book import Book, BookKind, GapLine, Item, PaperItem, Section
from archive_builder.bind.build import build, fingerprint
from archive_builder.bind.inspect import Check, Verdict, inspect
from archive_builder.bind.look import load_look
from archive_builder.bind.plan import Pagination
from archive_builder.bind.style import Look

__all__ = [
    "Book",
    "BookKind",
    "Check",
    "GapLine",
    "Item",
    "Look",
    "Pagination",
    "PaperItem",
    "Section",
    "Verdict",
    "build",
    "fingerprint",
    "inspect",
    "load_look",
]
