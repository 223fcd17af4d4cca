"""Which documents make which book, and what its cover and its notes say: pure."""

from archive_builder.workflow.books.compilation import compilation
from archive_builder.workflow.books.stock import Stock
from archive_builder.workflow.books.volume import volume

__all__ = ["Stock", "compilation", "volume"]
