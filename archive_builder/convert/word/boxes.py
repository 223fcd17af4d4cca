"""Old text boxes (VML), which rdocx 0.16 does not draw, as new ones (DrawingML), which it does.

The red head of an official letter often is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_VML = "{urn:schemas-microsoft-com:vml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|mm|cm|px)?")
_EMU = {"pt": 12700, "in": 914_400, "mm": 36_000, "cm": 360_000, "px": 9525}
"""English metric units in a unit of length."""
_FROM = {
    "horizontal": {"page": "page", "margin": "margin", "char": "character", "": "column"},
    "vertical": {"page": "page", "margin": "margin", "line": "line", "": "paragraph"},
}
"""What a place is measured from, as old and new boxes say it; "" for what is usual."""
_ALIGNED = ("left", "center", "right", "top", "bottom")


def renew_boxes(root: BaseOxmlElement) -> None:
    """Put a new text box in place of every old one that states its place and size.

    Groups of shapes, and old boxes that stand beside their new like, are left as they are.
    """
    for number, picture in enumerate(list(root.iter(qn("w:pict"))), 1):
        shape = next((one for one in picture if one.find(f"{_VML}textbox") is not None), None)
        words = None if shape is None else shape.find(f"{_VML}textbox/{qn('w:txbxContent')}")
        if (
            shape is None
            or words is None
            or next(picture.iterancestors(_FALLBACK), None) is not None
        ):
            continue
        drawing = _drawing(shape, number)
        if drawing is not None:
            drawing.find(f".//{{{_WPS}}}txbx").append(words)
            picture.getparent().replace(picture, drawing)


def _drawing(shape: BaseOxmlElement, number: int) -> BaseOxmlElement | None:
    pairs = (rule.partition(":")[::2] for rule in shape.get("style", "").split(";"))
    style = {name.strip().lower(): value.strip() for name, value in pairs}
    width, height = _length(style, "width"), _length(style, "height")
    if style.get("position") != "absolute" or width <= 0 or height <= 0:
        return None
    drawing: BaseOxmlElement = parse_xml(
        f'<w:drawing xmlns:w="{qn("w:p")[1:-2]}" xmlns:wp="{_DRAWING}/wordprocessingDrawing" '
        f'xmlns:a="{_DRAWING}/main" xmlns:wps="{_WPS}">'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f"<wp:positionH {_place(style, 'horizontal', 'left')}</wp:positionH>"
        f"<wp:positionV {_place(style, 'vertical', 'top')}</wp:positionV>"
        f'<wp:extent cx="{width}" cy="{height}"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="box {number}"/>'
        f'<a:graphic><a:graphicData uri="{_WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        "<wps:txbx/><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    return drawing


def _place(style: Mapping[str, str], direction: str, side: str) -> str:
    names = _FROM[direction]
    start = names.get(style.get(f"mso-position-{direction}-relative", ""), names[""])
    aligned = style.get(f"mso-position-{direction}", "")
    if aligned in _ALIGNED:
        return f'relativeFrom="{start}"><wp:align>{aligned}</wp:align>'
    offset = _length(style, f"margin-{side}") or _length(style, side)
    return f'relativeFrom="{start}"><wp:posOffset>{offset}</wp:posOffset>'


def _length(style: Mapping[str, str], name: str) -> int:
    """A length in English metric units; 0 for one that is not stated or not understood."""
    found = _LENGTH.fullmatch(style.get(name, ""))
    return round(float(found[1]) * _EMU[found[2] or "px"]) if found else 0
