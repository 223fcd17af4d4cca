"""Texts, settled before they are printed."""

from __future__ import annotations

from typing import Any

from .common import UNDATED, Facts, each

_FIELD = "com.sun.star.text.TextField."


def settle_text(document: Any, saved: Any, facts: Facts) -> None:
    """Keep a text from showing today's date or the name of our copy, and show all changes.

    Comments are not printed, and must be gone before the text gets a window.
    """
    document.RecordChanges = False
    facts.worded = document.CharacterCount > 0
    for field in each(document.TextFields):
        if field.supportsService(_FIELD + "Annotation"):
            facts.comments += 1
            field.Anchor.Text.removeTextContent(field)
        elif field.supportsService(_FIELD + "DateTime") and not field.IsFixed:
            facts.date(saved)
            _fix(field, saved)
        elif field.supportsService(_FIELD + "FileName") and not field.IsFixed:
            field.Anchor.setString("")
    document.TextFields.refresh()
    if each(document.Redlines):
        facts.changes = 1
        document.ShowChanges = True


def _fix(field: Any, saved: Any) -> None:
    if saved:
        field.IsFixed = True
        field.DateTimeValue = saved
    else:
        field.Anchor.setString(UNDATED)
