"""Slides, settled before they are printed."""

from __future__ import annotations

import re
from typing import Any

from .common import Facts, each, written

_DATED = re.compile(r"[\d年月日时分一二三四五六七八九十]")
"""What text that holds a date of today has, at least: looking for its fields takes long."""


def settle_slides(document: Any, saved: Any, facts: Facts) -> None:
    """Keep slides from showing today's date."""
    slides = list(document.DrawPages)
    facts.hidden = sum(not slide.Visible for slide in slides)
    for page in slides + list(document.MasterPages):
        for shape in page:
            if shape.supportsService("com.sun.star.drawing.Text") and _DATED.search(shape.String):
                _settle_shape(shape, saved, facts)
        _settle_footer(page, saved, facts)


def _settle_shape(shape: Any, saved: Any, facts: Facts) -> None:
    """Write the date of saving in place of date fields."""
    for paragraph in each(shape):
        for portion in reversed(each(paragraph)):
            if portion.TextPortionType == "TextField":
                field = portion.TextField
                if field.PropertySetInfo.hasPropertyByName("IsDate") and not field.IsFixed:
                    facts.date(saved)
                    portion.setString(written(saved))


def _settle_footer(page: Any, saved: Any, facts: Facts) -> None:
    """The same for the date that a slide takes from its master."""
    has_footer = page.PropertySetInfo.hasPropertyByName("IsDateTimeFixed")
    if has_footer and page.IsDateTimeVisible and not page.IsDateTimeFixed:
        facts.date(saved)
        page.DateTimeText = written(saved)
        page.IsDateTimeFixed = True
