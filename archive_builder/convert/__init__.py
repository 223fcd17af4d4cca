"""Turning documents of any kind into PDF pages and text, cached by content.

`convert_all` is the way in. A kind of file has its own module with a `CONVERTER`; `choice` lists
them. Every converter's PDF goes through `pdf.prepare`, and no document ever stops the others.
"""

from archive_builder.convert.cache import Renditions
from archive_builder.convert.office.find import Office, find_office, lacks_python
from archive_builder.convert.pdf.faces import stand_ins
from archive_builder.convert.run import Source, convert_all
from archive_builder.convert.sheet.cells import Sheet, read_sheets

__all__ = [
    "Office",
    "Renditions",
    "Sheet",
    "Source",
    "convert_all",
    "find_office",
    "lacks_python",
    "read_sheets",
    "stand_ins",
]
