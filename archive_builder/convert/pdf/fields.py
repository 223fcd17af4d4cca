"""Writing out the values of form fields that come without a look of their own.

Readers make such looks on the fly. qpdf can too, but turns everything beyond Latin-1 into question
marks.
"""

from __future__ import annotations

import io
import re

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from archive_builder.convert.pdf.content import shows
from archive_builder.convert.pdf.values import Box, box, entry, inherited, items, number
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import break_lines
from archive_builder.typeset.marks import Role, Sheet, Text
from archive_builder.typeset.measure import measurer

_MULTILINE, _SECRET, _PUSHED = 1 << 12, 1 << 13, 1 << 16
_PAD = 2.0
_ANCHORS = ("left", "centre", "right")
_MOST = 20_000
"""Characters of a field that are written out."""


def missing_value(pdf: pikepdf.Pdf, widget: Dictionary, fonts: FontSet) -> Dictionary | None:
    """What a field holds and its look does not show, as a stamp over it; None where it does."""
    where, kind = box(widget.get(Name.Rect)), inherited(widget, Name.FT)
    if where is None or min(where[2] - where[0], where[3] - where[1]) <= 2 * _PAD:
        return None
    look = None
    if kind in (Name.Tx, Name.Ch) and _lacks_text(widget):
        look = _written(pdf, widget, where, fonts)
    elif kind == Name.Btn and _is_ticked(widget):
        look = _tick(pdf, where)
    if look is None:
        return None
    stamp = Dictionary(Subtype=Name.Stamp, Rect=Array(where), F=4, AP=Dictionary(N=look))
    return pdf.make_indirect(stamp)


def _lacks_text(widget: Dictionary) -> bool:
    look = entry(widget, Name.AP, Name.N)
    if not isinstance(look, Stream):
        return look is None
    return not shows(look.read_bytes())


def _is_ticked(widget: Dictionary) -> bool:
    state = widget.get(Name.AS, inherited(widget, Name.V))
    pushed = int(number(inherited(widget, Name.Ff), 0)) & _PUSHED
    looks = entry(widget, Name.AP, Name.N)
    return looks is None and not pushed and isinstance(state, Name) and state != Name.Off


def _tick(pdf: pikepdf.Pdf, where: Box) -> Object:
    width, height = where[2] - where[0], where[3] - where[1]
    points = [
        f"{width * x:.3f} {height * y:.3f}" for x, y in ((0.2, 0.5), (0.42, 0.25), (0.8, 0.8))
    ]
    content = f"{min(width, height) / 8:.3f} w {points[0]} m {points[1]} l {points[2]} l S"
    return pdf.make_stream(
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, width, height]),
    )


def _written(pdf: pikepdf.Pdf, widget: Dictionary, where: Box, fonts: FontSet) -> Object | None:
    text = _value(widget)[:_MOST]
    if not text.strip():
        return None
    buffer = io.BytesIO()
    sheet = _sheet(widget, text, where[2] - where[0], where[3] - where[1], fonts)
    draw([sheet], fonts, buffer)
    with pikepdf.open(buffer) as drawn:
        return pdf.copy_foreign(drawn.pages[0].as_form_xobject())


def _value(widget: Dictionary) -> str:
    value = inherited(widget, Name.V)
    chosen: list[Object | None] = [*items(value)] or [value]
    text = "、".join(_shown(widget, one) for one in chosen)
    flags = int(number(inherited(widget, Name.Ff), 0))
    secret = inherited(widget, Name.FT) == Name.Tx and flags & _SECRET
    return "*" * len(text) if secret else text


def _shown(widget: Dictionary, value: Object | None) -> str:
    """A value as people see it, which of a choice may differ from what is stored."""
    if isinstance(value, Stream):
        return value.read_bytes().decode("utf-8", "replace")
    for pair in items(inherited(widget, Name.Opt)):
        if len(two := items(pair)) == 2 and two[0] == value:  # noqa: PLR2004 - stored and shown
            return str(two[1])
    return "" if value is None or isinstance(value, Array | Dictionary) else str(value)


def _sheet(widget: Dictionary, text: str, width: float, height: float, fonts: FontSet) -> Sheet:
    long = bool(int(number(inherited(widget, Name.Ff), 0)) & _MULTILINE)
    size = _size(widget) or (10.0 if long else min(12.0, height * 0.7))
    lines = (
        break_lines(text, width - 2 * _PAD, Role.SONG, size, measurer(fonts)) if long else [text]
    )
    anchor = _ANCHORS[int(number(inherited(widget, Name.Q), 0)) % 3]
    x = {"left": _PAD, "centre": width / 2, "right": width - _PAD}[anchor]
    top = _PAD + size * 0.88 if long else height / 2 + size * 0.38
    marks = [
        Text(x, top + row * size * 1.2, line, Role.SONG, size, anchor)
        for row, line in enumerate(lines)
    ]
    return Sheet(width, height, tuple(marks))


def _size(widget: Dictionary) -> float:
    look = re.search(r"(\d+\.?\d*|\.\d+)\s+Tf", str(inherited(widget, Name.DA) or ""))
    return float(look[1]) if look else 0.0
