"""What tags, attributes and inline styles of a web page say of how its text is shown. Pure."""

from __future__ import annotations

import re

from archive_builder.convert.flow.blocks import BULLETS, Align, Style
from archive_builder.convert.flow.elements import Element

_NEVER = frozenset({"script", "style", "title", "noscript", "template", "svg", "math", "canvas"})
_MENUS = frozenset({"nav", "aside", "button", "select", "textarea", "iframe", "object", "datalist"})
"""What is no part of the text: menus, forms to fill in; unless nobody says where it ends."""
_STYLES = {
    **dict.fromkeys(("b", "strong", "th", "dt", "legend", "summary"), Style.STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "address"), Style.EMPHASIS),
    **dict.fromkeys(("code", "tt", "kbd", "samp", "var"), Style.CODE),
}
_STRUCK = frozenset({"s", "del", "strike"})
_ALIGNED = {"center": Align.CENTRE, "middle": Align.CENTRE, "right": Align.RIGHT}
_HIDDEN = re.compile(r"display:none|visibility:hidden")
_BOLD = re.compile(r"font-weight:(bold|[6-9]00)")
_THROUGH = re.compile(r"text-decoration(-line)?:[a-z ]*line-through")
_ALIGN = re.compile(r"text-align:([a-z]+)")
_INDENT = re.compile(r"text-indent:(-?\d*\.?\d+)")
_NUMBER = re.compile(r"\s*(\d{1,4})")
_MOST = 1000


def shown(element: Element) -> bool:
    """Whether an element is to be seen."""
    if element.tag in _NEVER or (element.tag in _MENUS and element.closed):
        return False
    hidden = "hidden" in element.attributes or _HIDDEN.search(_style(element))
    return not hidden and element.attributes.get("type") != "hidden"


def styled(element: Element, outer: Style) -> Style:
    """The style of the words in an element."""
    if element.tag in _STYLES:
        return _STYLES[element.tag]
    return Style.STRONG if _BOLD.search(_style(element)) else outer


def strikes(element: Element) -> bool:
    """Whether an element draws a line through its words."""
    return element.tag in _STRUCK or bool(_THROUGH.search(_style(element)))


def aligned(element: Element, outer: Align) -> Align:
    """Where the lines of an element stand."""
    if element.tag == "center":
        return Align.CENTRE
    found = _ALIGN.search(_style(element))
    stated = found[1] if found else element.attributes.get("align", "").strip().lower()
    return _ALIGNED.get(stated, Align.LEFT if stated in ("left", "justify") else outer)


def indents(element: Element, outer: bool) -> bool:
    """Whether the paragraphs of an element begin further in."""
    found = _INDENT.search(_style(element))
    return float(found[1]) > 0 if found else outer


def reach(element: Element, attribute: str) -> int:
    """How many columns or rows a cell takes."""
    found = _NUMBER.match(element.attributes.get(attribute, ""))
    return min(max(int(found[1]), 1), _MOST) if found else 1


def marker(items: Element, number: int, depth: int) -> str:
    """What stands before an item of a list: its number, or a bullet by how deep it stands."""
    if items.tag != "ol":
        return BULLETS[min(max(depth, 1), len(BULLETS)) - 1]
    start = _NUMBER.match(items.attributes.get("start", ""))
    count = number + (int(start[1]) - 1 if start else 0)
    letter = items.attributes.get("type", "")
    if letter in ("a", "A") and 1 <= count <= 26:  # noqa: PLR2004 - letters
        return f"{chr(ord(letter) + count - 1)}."
    return f"{count}."


def is_spacer(picture: Element) -> bool:
    """Whether a picture only keeps a distance, or counts readers."""
    return any(picture.attributes.get(side) in ("0", "1", "2") for side in ("width", "height"))


def _style(element: Element) -> str:
    return re.sub(r"\s", "", element.attributes.get("style", "")).lower()
