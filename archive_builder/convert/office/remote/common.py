"""What texts, slides and workbooks have in common."""

from __future__ import annotations

from typing import Any

import uno

UNDATED = "〔自动日期〕"
"""Stands for today's date in a document that does not say when it was saved."""
_FIRST_YEAR = 1980
"""A year before it means that no date was saved."""


class Facts:
    """What was settled in a document, and what of it is not printed.

    Attributes:
        dates: dates of today that show the day of saving.
        undated: dates of today in a document that does not say when it was saved.
        changes: 1 if it has tracked changes.
        comments: how many comments it has.
        hidden: how many sheets or slides are hidden.
        hidden_cells: how many visible sheets have something in hidden rows or columns.
        outside: how many visible sheets have something beside their print areas.
        scale: the percent that the sheet shrunk most is shrunk to by its width.
        worded: a text has words.
    """

    def __init__(self) -> None:
        self.dates = self.undated = self.changes = self.comments = 0
        self.hidden = self.hidden_cells = self.outside = 0
        self.scale = 100
        self.worded = False

    def date(self, saved: Any) -> None:
        """Count a date of today."""
        self.dates += saved is not None
        self.undated += saved is None


def properties(**values: object) -> tuple[Any, ...]:
    """Values as LibreOffice takes them."""
    made = []
    for name, value in values.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def each(container: Any) -> list[Any]:
    """What a container of LibreOffice's enumerates, read to its end before anything changes."""
    listed, found = container.createEnumeration(), []
    while listed.hasMoreElements():
        found.append(listed.nextElement())
    return found


def saved_date(document: Any) -> Any:
    """When a document was last saved, or else made, as it says itself; None where it doesn't."""
    told = document.DocumentProperties
    dates = (told.ModificationDate, told.CreationDate)
    return next((one for one in dates if one.Year > _FIRST_YEAR and one.Month and one.Day), None)


def written(date: Any) -> str:
    """A date as text."""
    return f"{date.Year}年{date.Month}月{date.Day}日" if date else UNDATED
