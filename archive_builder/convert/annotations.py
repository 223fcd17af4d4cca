"""Making the seals, signatures and filled-in fields of a PDF part of its pages.

They are annotations, and a page copied into a volume leaves its annotations behind: the red seal
would vanish. What is not printed (comments, links, sounds, buttons) goes.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from archive_builder.convert.layers import Layers, paints
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import break_lines
from archive_builder.typeset.marks import Role, Sheet, Text
from archive_builder.typeset.measure import measurer

_NOT_PRINTED = tuple(
    Name(f"/{kind}")
    for kind in ("Popup", "Text", "Link", "FileAttachment", "Sound", "Movie", "Screen", "RichMedia")
)
_PRINT = 1 << 2
_MULTILINE = 1 << 12
_DEPTH = 32
_PAD = 2.0
_ANCHORS = ("left", "centre", "right")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the annotations were."""

    comments: int = 0
    signed: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """Chinese sentences on what a reader of the pages must know."""
        signature = ("电子签章外观，签名以原件为准",) if self.signed else ()
        comments = (f"原件有 {self.comments} 处批注未印出",) if self.comments else ()
        return signature + comments


def flatten(pdf: pikepdf.Pdf, layers: Layers, fonts: FontSet) -> Seen:
    """Draw every annotation that prints into its page; none is left, nor any form."""
    comments, signed = 0, False
    for page in pdf.pages:
        listed = page.obj.get(Name.Annots)
        every = [one for one in _items(listed) if isinstance(one, Dictionary)]
        comments += sum(one.get(Name.Subtype) == Name.Text for one in every)
        signed = signed or any(_is_signature(one) and _field(one, Name.V) for one in every)
        shown = [one for one in every if _prints(one) and not layers.hides(one.get(Name.OC))]
        typed = [_typed(pdf, one, fonts) for one in shown if _lacks_text(one)]
        if listed is not None:
            page.obj.Annots = Array([*shown, *filter(None, typed)])
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and Name.NeedAppearances in form:
        del form.NeedAppearances
    pdf.flatten_annotations("all")
    return Seen(comments, signed)


def _items(value: Object | None) -> list[Object]:
    return list(value) if isinstance(value, Array) else []


def _prints(annotation: Dictionary) -> bool:
    """Fields follow their print flag; a seal counts whether or not its maker set it."""
    if annotation.get(Name.Subtype) in _NOT_PRINTED:
        return False
    if annotation.get(Name.Subtype) != Name.Widget or _is_signature(annotation):
        return True
    return bool(int(annotation.get(Name.F, 0)) & _PRINT)


def _is_signature(annotation: Dictionary) -> bool:
    return _field(annotation, Name.FT) == Name.Sig


def _field(annotation: Object, key: Name) -> Object | None:
    """An entry of a field, which may stand with one of its ancestors."""
    node: Object | None = annotation
    for _ in range(_DEPTH):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None


def _lacks_text(widget: Dictionary) -> bool:
    """Whether a text or choice field may have a value that its appearance does not show."""
    if _field(widget, Name.FT) not in (Name.Tx, Name.Ch):
        return False
    look = widget.get(Name.AP, Dictionary()).get(Name.N)
    if not isinstance(look, Stream):
        return look is None
    return not paints(look, {"Tj", "TJ", "'", '"', "Do"})


def _typed(pdf: pikepdf.Pdf, widget: Dictionary, fonts: FontSet) -> Dictionary | None:
    """The value of a field as a stamp over it, None where there is none.

    Readers make such appearances on the fly. qpdf can too, but turns everything beyond Latin-1
    into question marks.
    """
    value = _field(widget, Name.V)
    text = "、".join(map(str, _items(value))) if isinstance(value, Array) else str(value or "")
    x1, y1, x2, y2 = map(float, widget.Rect)
    if not text.strip() or abs(x2 - x1) <= 2 * _PAD or abs(y2 - y1) <= 2 * _PAD:
        return None
    sheet = _field_sheet(widget, text, abs(x2 - x1), abs(y2 - y1), fonts)
    buffer = io.BytesIO()
    draw([sheet], fonts, buffer)
    with pikepdf.open(buffer) as drawn:
        look = pdf.copy_foreign(drawn.pages[0].as_form_xobject())
    flags = widget.get(Name.F, _PRINT)
    stamp = Dictionary(Subtype=Name.Stamp, Rect=widget.Rect, F=flags, AP=Dictionary(N=look))
    return pdf.make_indirect(stamp)


def _field_sheet(
    widget: Dictionary, text: str, width: float, height: float, fonts: FontSet
) -> Sheet:
    long = bool(int(_field(widget, Name.Ff) or 0) & _MULTILINE)
    size = _size(widget) or (10.0 if long else min(12.0, height * 0.7))
    lines = (
        break_lines(text, width - 2 * _PAD, Role.SONG, size, measurer(fonts)) if long else [text]
    )
    anchor = _ANCHORS[int(_field(widget, Name.Q) or 0) % 3]
    x = {"left": _PAD, "centre": width / 2, "right": width - _PAD}[anchor]
    top = _PAD + size * 0.88 if long else height / 2 + size * 0.38
    marks = [
        Text(x, top + number * size * 1.2, line, Role.SONG, size, anchor)
        for number, line in enumerate(lines)
    ]
    return Sheet(width, height, tuple(marks))


def _size(widget: Dictionary) -> float:
    look = re.search(r"([\d.]+)\s+Tf", str(_field(widget, Name.DA) or ""))
    return float(look[1]) if look else 0.0
