"""Room around letters that Word gives and rdocx 0.16 does not, written into the document.

Between Chinese and Latin Word puts a quarter of an em. In lines of an exact height it has the
baseline at four fifths of the line; rdocx puts letters at the top, through a table's border.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from archive_builder.convert.word.styles import Styles

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_IDEOGRAPH = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TEXT, _RUN, _STYLE, _PARAGRAPH = qn("w:t"), qn("w:r"), qn("w:rPr"), qn("w:p")
_VALUE, _SPACE = qn("w:val"), "{http://www.w3.org/XML/1998/namespace}space"
_QUARTER = 5
"""Twips of a quarter of an em, a point of size."""
_BASELINE = 0.8
"""Where the baseline is: in heights of the line for Word, in sizes of the type for rdocx."""


def part(paragraph: BaseOxmlElement, styles: Styles) -> None:
    """Put a quarter of an em between Chinese characters and Latin letters or figures.

    Runs must be of one script each.
    """
    letters, figures = (styles.switched(paragraph, f"w:autoSpace{what}") for what in ("DE", "DN"))
    for run, following in pairwise(_runs(paragraph)):
        text, after = run.findall(_TEXT), following.findall(_TEXT)
        if text and after and _meet(text[-1].text or "", after[0].text or "", letters, figures):
            _widen(run, text[-1], round(styles.size(paragraph, run) * _QUARTER))


def lower(paragraph: BaseOxmlElement, styles: Styles) -> None:
    """Lower the letters of lines of an exact height to where Word has them."""
    line = styles.exact_line(paragraph) or 0.0
    for run in _runs(paragraph) if line else ():
        room = line - styles.size(paragraph, run)
        placed = run.find(f"{_STYLE}/{qn('w:position')}") is not None
        if room > 0 and not placed and run.find(_TEXT) is not None:
            _state(run, "w:position", -round(2 * room * _BASELINE))


def text_like(model: BaseOxmlElement, text: str) -> BaseOxmlElement:
    """A text element beside another."""
    piece: BaseOxmlElement = model.makeelement(_TEXT, {_SPACE: "preserve"}, model.nsmap)
    piece.text = text
    return piece


def _runs(paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
    """A paragraph's own runs, not those of its text boxes."""
    return [run for run in paragraph.iter(_RUN) if next(run.iterancestors(_PARAGRAPH)) is paragraph]


def _meet(before: str, after: str, letters: bool, figures: bool) -> bool:
    pair = before[-1:], after[:1]
    western = [char for char in pair if char.isascii() and char.isalnum()]
    if len(western) != 1 or not any(map(_IDEOGRAPH.match, pair)):
        return False
    return figures if western[0].isdigit() else letters


def _widen(run: BaseOxmlElement, text: BaseOxmlElement, twips: int) -> None:
    """Widen the last character of a run, which gets a run of its own."""
    words = text.text or ""
    last = deepcopy(run)
    for child in [child for child in last if child.tag != _STYLE]:
        last.remove(child)
    last.append(text_like(text, words[-1]))
    text.getparent().replace(text, text_like(text, words[:-1]))
    run.addnext(last)
    _state(last, "w:spacing", twips)


def _state(run: BaseOxmlElement, tag: str, value: int) -> None:
    style = run.find(_STYLE)
    if style is None:
        style = run.makeelement(_STYLE, {}, run.nsmap)
        run.insert(0, style)
    for old in style.findall(qn(tag)):
        style.remove(old)
    style.append(style.makeelement(qn(tag), {_VALUE: str(value)}, style.nsmap))
