"""Tables laid out on sheets as Chinese forms are. Pure.

A thin grid inside a thicker border, the header in 黑体 on every sheet, cells centred vertically,
lines broken as `archive_builder.typeset.lines` does.
"""

from archive_builder.typeset.table.layout import lay_out_table
from archive_builder.typeset.table.values import Column, Frame, Row, Table

__all__ = ["Column", "Frame", "Row", "Table", "lay_out_table"]
