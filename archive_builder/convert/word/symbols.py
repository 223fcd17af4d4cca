"""The signs of Wingdings and Symbol, which documents name by letters, as characters of their own.

Those faces are nobody's to copy, and without them a ticked box reads 「R」.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_BOXES = {0x4F: "✗✓☒☑☒☒", 0x69: "⓪①②③④⑤⑥⑦⑧⑨⑩", 0x75: "⓿❶❷❸❹❺❻❼❽❾❿"}
_GREEK = {0x41: "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", 0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"}
_SIGNS: Mapping[str, Mapping[int, str]] = {
    "Wingdings": {
        0x28: "☎✆✉",
        0x45: "☜☞☝☟",
        0x6C: "●❍■□□❑❒◆◆◆❖◆☒",
        0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
        0x9E: "·•▪○○○◉◎",
        0xA7: "▪□",
        0xAA: "✦★✶✴✹✵",
        0xD8: "➢",
        0xDF: "←→↑↓↖↗↙↘",
        0xE8: "➔",
        0xEF: "⇦⇨⇧⇩⇔",
        0xFB: "✗✓☒☑",
    },
    "Wingdings 2": _BOXES | {0x95: "·•●●", 0xA2: "■□□"},
    "Wingdings 3": {0x66: "←→↑↓↖↗↙↘", 0x70: "▲▼△▽◀▶◁▷", 0x7D: "▶"},
    "Symbol": _GREEK
    | {
        0xA3: "≤",
        0xA5: "∞",
        0xA7: "♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
        0xC5: "⊕∅∩∪",
        0xCE: "∈∉∠",
        0xD2: "®©™∏√·",
        0xD9: "∧∨⇔⇐⇑⇒⇓",
        0xE5: "∑",
        0xF2: "∫",
    },
}
_TABLES: Mapping[str, Mapping[int, str]] = {
    family: {
        code: sign
        for first, signs in ranges.items()
        for number, sign in enumerate(signs, first)
        for code in (number, 0xF000 + number)
    }
    for family, ranges in _SIGNS.items()
}
"""Signs by code; documents write codes as they are or from U+F000 on."""

_HEX = re.compile("[0-9A-Fa-f]{1,8}")
_SYMBOL, _TEXT, _STYLE, _FONTS = qn("w:sym"), qn("w:t"), qn("w:rPr"), qn("w:rFonts")
_SLOTS = tuple(qn(f"w:{slot}") for slot in ("ascii", "hAnsi", "eastAsia", "cs"))


def respell(root: BaseOxmlElement) -> None:
    """Put characters in place of a Word part's signs, which are then set in its usual face.

    A sign that is not known is left as it is.
    """
    for symbol in list(root.iter(_SYMBOL)):
        _replace(symbol)
    for parent, tag, attribute in (("w:r", "w:t", None), ("w:lvl", "w:lvlText", "w:val")):
        for element in root.iter(qn(parent)):
            _respell_text(element, qn(tag), qn(attribute) if attribute else None)


def _replace(symbol: BaseOxmlElement) -> None:
    table = _TABLES.get(symbol.get(qn("w:font"), ""), {})
    code = symbol.get(qn("w:char"), "")
    sign = table.get(int(code, 16)) if _HEX.fullmatch(code) else None
    if sign:
        text = symbol.makeelement(_TEXT, {}, symbol.nsmap)
        text.text = sign
        symbol.getparent().replace(symbol, text)


def _respell_text(element: BaseOxmlElement, tag: str, attribute: str | None) -> None:
    """Respell what a run or a list's level says, if its own face is one of signs."""
    fonts = element.find(f"{_STYLE}/{_FONTS}")
    table = _TABLES.get(fonts.get(_SLOTS[0], "")) if fonts is not None else None
    if fonts is None or table is None:
        return
    known = [_respelled(child, table, attribute) for child in element.findall(tag)]
    if known and all(known):
        for slot in _SLOTS:
            fonts.attrib.pop(slot, None)


def _respelled(child: BaseOxmlElement, table: Mapping[int, str], attribute: str | None) -> bool:
    text = (child.get(attribute) if attribute else child.text) or ""
    if not all(ord(char) in table or char.isspace() for char in text):
        return False
    signs = "".join(table.get(ord(char), char) for char in text)
    if attribute:
        child.set(attribute, signs)
    else:
        child.text = signs
    return True
