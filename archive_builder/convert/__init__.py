"""Turning documents of any kind into PDF pages and text, cached by content.

`convert_all` is the way in. A kind of file has its own module with a `CONVERTER`; `choice` lists
them. Every converter's PDF goes through `clean`, and no document ever stops the others.
"""

from archive_builder.convert.cache import Renditions
from archive_builder.convert.cells import Sheet, read_sheets
from archive_builder.convert.office import Office, find_office
from archive_builder.convert.run import Source, convert_all

__all__ = ["Office", "Renditions", "Sheet", "Source", "convert_all", "find_office", "read_sheets"]
